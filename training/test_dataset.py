"""Songs that are varied stay songs, and codes have rows for what they are made of.

Run `python -m training.test_dataset` from the root of the repository (or pytest)."""
import os
import tempfile

import numpy as np
import torch

from training import conditions as C
from training import native, parts, weights
from training.dataset import ROLES, Sampler, Store, books_of, composed, louder, transpose, turn_chords
from training.model import Shape, TrackModel
from training.parts import LEVELS, MICROS, ONSET_BOOKS, PITCH_BOOKS, QUALITIES
from training.piece_figures import run


def human_store(path):
    """Some composed pieces that pass for human songs."""
    store = Store()
    for style in ("pop", "funk", "jazz"):
        store.extend(composed((style, 2, 6)))
    for w in store.windows:
        w["source"], w["style"] = 1, -1
    store.write(path)


def with_store(role):
    folder = tempfile.TemporaryDirectory()
    path = os.path.join(folder.name, "store.npz")
    human_store(path)
    return folder, Sampler(path, role, "train", 1.0, frames=1024)


def sounding(codes, role, book):
    """Pitch classes above the tonic where a note starts, [n], and where, [n, 2]."""
    book = codes[:, book]
    at = torch.nonzero(book >= 2)
    return (native.roles()[role].base_pitch + book[at[:, 0], at[:, 1]] - 2) % 12, at


def test_songs_are_turned_as_a_whole():
    folder, sampler = with_store("bass")
    with folder:
        turned = set()
        for _ in range(20):
            windows = sampler.windows[sampler.windows["frames"] == 128][:8]
            at = torch.from_numpy(windows["start"][:, None] + np.arange(128)[None])
            old = {r: sampler.codes[r][:, at].permute(1, 0, 2).long() & 0xFFFF for r in ROLES}
            new = {r: x.clone() for r, x in old.items()}
            labels = sampler.vary(windows, new)
            steps = []
            for role, book in (("bass", 0), ("melody", 0), ("harmony", 1)):
                (a, where), (b, there) = sounding(old[role], role, book), sounding(new[role], role, book)
                assert torch.equal(where, there), role
                steps.append({int(i): int(s) for i, s in zip(where[:, 0], (b - a) % 12)})
                for i in range(len(windows)):
                    assert len(set(((b - a) % 12)[where[:, 0] == i].tolist())) <= 1, role
            roots = lambda x: (x["harmony"][:, 0] - 1) // QUALITIES
            for i, w in enumerate(labels):
                here = {s[i] for s in steps if i in s}
                assert len(here) <= 1, here
                chords = old["harmony"][i, 0] > 0
                by = set(((roots(new) - roots(old)) % 12)[i][chords].tolist()) | here
                assert len(by) <= 1, by
                assert (w["mode"] == -1) == (by not in (set(), {0})), (w["mode"], by)
                turned |= by
            assert (windows["mode"] >= 0).all(), "vary changed the store"
        assert len(turned) > 4, turned


def test_varied_codes_stay_in_their_books():
    for role in ROLES:
        folder, sampler = with_store(role)
        with folder:
            for _ in range(8):
                batch = sampler.draw()
                for r in ROLES:
                    sizes = torch.tensor(sampler.info[r].books).view(1, -1, 1)
                    assert (batch["context"][r] <= sizes).all() and (batch["context"][r] >= 0).all(), r
                sizes = torch.tensor(sampler.info[role].books).view(1, -1, 1)
                assert (batch["target"] < sizes).all() and (batch["target"] >= 0).all()
                assert (batch["fed"] <= sizes).all()


def test_plain_windows_are_not_varied():
    folder, sampler = with_store("drums")
    with folder:
        sampler.fresh = False
        windows = sampler.windows[sampler.windows["frames"] == 128][:4]
        at = torch.from_numpy(windows["start"][:, None] + np.arange(128)[None])
        batch = sampler.batch(windows)
        assert torch.equal(batch["target"], sampler.codes["drums"][:, at].permute(1, 0, 2).long() & 0xFFFF)
        assert torch.equal(batch["fed"], batch["target"])


def test_changes_of_codes():
    codes = torch.tensor([[[0, 1, 2, 14, 0xFFFF]]])
    assert transpose(codes, torch.tensor([3])).tolist() == [[[0, 1, 5, 17, 0xFFFF]]]
    chords = torch.tensor([[0, 1, 1 + 11 * QUALITIES + 5]])
    assert turn_chords(chords, torch.tensor([2])).tolist() == [[0, 1 + 2 * QUALITIES, 1 + QUALITIES + 5]]
    top, roll = LEVELS * MICROS, LEVELS * MICROS + 1
    codes = torch.tensor([[[0, 1, top, roll]]])
    up = louder(codes, torch.tensor([[2]]))
    assert up.tolist() == [[[0, 1 + 2 * MICROS, top, roll + 2]]], up


def test_every_code_has_its_parts():
    for role in native.roles().values():
        matrix = parts.matrix(role.name, tuple(role.books))
        rows = matrix.split([n + 1 for n in role.books])
        for table in (PITCH_BOOKS, ONSET_BOOKS):
            books = books_of(table, role)
            for book in range(books.start, books.stop):
                assert (rows[book][:-1].sum(1) > 0).all(), (role.name, book)
                assert rows[book][-1].sum() == 0  # the special code is made of nothing


def test_the_file_holds_codes_with_their_parts():
    torch.manual_seed(0)
    roles = native.roles()
    model = TrackModel(Shape(
        role="melody", width=64, heads=1, decoder_layers=1, decoder_ffn=64, encoder_layers=1, encoder_ffn=64,
        books=roles["melody"].books, delays=roles["melody"].delays, inputs={r: roles[r].books for r in ROLES},
        conditions=C.NAMES))
    for p in model.parts.values():
        torch.nn.init.normal_(p)
    folder, sampler = with_store("melody")
    with folder:
        path = os.path.join(folder.name, "melody.gguf")
        weights.export(model, path, "f32")
        again, _ = weights.open_model(path)
        batch = sampler.draw()
        with torch.no_grad():
            a, b = model.eval()(batch), again(batch)
        assert torch.allclose(a, b, atol=1e-3), (a - b).abs().max()
        for p in again.parts.values():
            assert (p == 0).all()


if __name__ == "__main__":
    run(globals())
