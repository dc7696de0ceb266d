"""The figures of judge.py and evaluate.py on music whose answer is known.

Run `python -m training.test_judge` from the root of the repository (or pytest)."""
import os
from types import SimpleNamespace

import numpy as np
import torch

from training import evaluate, judge
from training import features as F
from training.dataset import ROLES, WINDOW
from training.piece_figures import run


def piece(bars=8, **parts):
    """A piece in C major over one chord; parts are lists of (frame, pitch)."""
    notes = {r: np.array([(f * F.TICKS, 60, p, 90, 0, 4) for f, p in parts.get(r, [])], int).reshape(-1, 6)
             for r in ROLES}
    return SimpleNamespace(style="pop", bpm=120.0, meter=(4, 4), bars=bars, tonic=0, mode=0, parts=notes,
                           chords=np.ones(16 * bars, int))


def every_bar(*line, bars=8):
    return [(16 * b + f, p) for b in range(bars) for f, p in line]


def test_likeness_counts_notes_of_either():
    assert F.likeness({1, 2}, {2, 3}) == 1 / 3
    assert np.isnan(F.likeness(set(), set()))
    early = np.array([(16 * F.TICKS - 50, 60, 36, 90, 0, 4)])
    assert F.note_set(early, 16) == {(0, 36)}


def test_bar_likeness_by_distance():
    same = F.bar_likeness(piece(bass=every_bar((0, 36), (8, 43))), "bass")
    assert (same == 1).all()
    turn = [(16 * b, 36 + b % 2) for b in range(8)]
    apart = F.bar_likeness(piece(bass=turn), "bass")
    assert apart.tolist() == [0, 1, 0, 1, 0, 1, 0]
    assert np.isnan(F.bar_likeness(piece(), "bass")).all()


def test_features_see_each_part():
    plain = piece(drums=every_bar((0, 0), (8, 1)), bass=every_bar((0, 36)))
    base = F.features(plain)
    assert np.isfinite(base).all()
    assert len(F.features(plain, 2, 4)) == len(base)
    assert np.allclose(F.features(plain, 2, 4), base), "bars that are alike look alike"
    for other in (piece(drums=every_bar((0, 0), (8, 1), (4, 2)), bass=every_bar((0, 36))),
                  piece(drums=every_bar((0, 0), (8, 1)), bass=every_bar((0, 37)))):
        assert np.abs(F.features(other) - base)[F.SETTING:].max() > 0.1
    plain.bpm = 90.0
    assert np.abs(F.features(plain) - base)[F.SETTING:].max() == 0
    assert np.abs(F.features(plain) - base)[:F.SETTING].max() == 1


def test_dump_is_read():
    p, q = F.read_dump(["piece\ttechno\t3\tnew\t130.5\t7/8\t5\t1\t8\n", "note\tbass\t-10\t110\t36\t90\t1\t5\n",
                        "chords\t0 1 13\n", "piece\tdnb\t1\tinfill\t174\t4/4\t0\t0\t8\n"])
    assert (p.style, p.seed, p.variant, p.bpm, p.meter) == ("techno", 3, "new", 130.5, (7, 8))
    assert p.parts["bass"].tolist() == [[-10, 110, 36, 90, 1, 5]] and p.chords.tolist() == [0, 1, 13]
    assert q.style == "dnb" and all(len(n) == 0 for n in q.parts.values())


def test_styles_are_asked_for_by_known_words():
    lexicon = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "data", "lexicon.tsv")
    with open(lexicon) as f:
        rows = [line.rstrip("\n").split("\t")[:2] for line in f if "\tgenre:" in line]
    for style, words in judge.words():
        meant = [means.split()[0] for known, means in rows if words.replace("-", " ").lower() in known.split("|")]
        assert f"genre:{style}" in meant, (style, words)


def test_judge_learns_what_differs():
    rng, names = np.random.default_rng(1), ["a", "b", "c"]
    y = names * 80
    x = rng.normal(size=(240, 10)).astype(np.float32)
    x[:, 7] += [6 * names.index(s) for s in y]

    def score(x):
        return judge.right(judge.Judge(x[:180], y[:180], names, steps=200).name(x[180:]), y[180:])

    assert score(x) > 85
    assert score(np.delete(x, 7, 1)) < 60


def test_confusions_are_of_mistakes():
    assert judge.right(["a", "b"], ["a", "a"]) == 50
    assert judge.confusions(["a", "b", "b"], ["a", "a", "a"]) == [(("a", "b"), 2)]


def test_middle_counts_both_alike():
    rng = np.random.default_rng(0)
    low, high = judge.middle(np.zeros(1000), rng, np.ones(10))
    assert (low, high) == (0, 1)
    assert judge.inside(np.array([0, 5, 95, 100]), judge.middle(np.arange(101))) == 50


def test_infill_figures():
    p = piece(bass=every_bar((0, 36), (8, 41)), melody=[(31, 60), (32, 66), (40, 72), (63, 71), (64, 64)])
    assert judge.in_key(p, 0, 8) == (20, 21), "the f sharp alone is outside"
    assert judge.density_against_neighbours(p, "bass") == 1
    assert judge.density_against_neighbours(p, "melody") == 1.5
    assert np.isnan(judge.density_against_neighbours(p, "harmony"))
    assert judge.leaps(p, "melody") == [6, 7]


def windows(*rows):
    out = np.zeros(len(rows), WINDOW)
    for w, (song, style, meter) in zip(out, rows):
        w["song"], w["style"], w["meter"] = song, style, meter
    return out


def test_strangers_share_the_metre():
    same, other = evaluate.strangers(windows((0, 0, 0), (1, 0, 0), (2, 5, 0), (3, 0, 1), (0, 0, 0)),
                                     np.random.default_rng(0))
    assert same[0] == 1 and other[0] == 2, "not the piece's own other window, not another metre"
    assert same[3] == other[3] == -1


def test_evenly_takes_all_over():
    assert evaluate.evenly(list(range(9)), 3) == [2, 5, 8]
    assert evaluate.evenly([1, 2], 3) == [1, 2] and evaluate.evenly([], 3) == []


def test_choose_needs_another_track():
    w = windows((0, 0, 0), (1, 0, 0), (2, 1, 0), (3, 1, 0))
    w["bars"], w["has"] = 8, [(True, True, False, False)] * 3 + [(True, False, False, False)]
    assert evaluate.choose(w, "composed", 1)["song"].tolist() == [1, 2]
    assert len(evaluate.choose(w, "human", 1)) == 0


def test_relative_is_of_sums():
    a, b = np.array([8.0, 1.0]), np.array([10.0, 2.0])
    mean, low, high = evaluate.relative(a, b, np.array([0, 1]), np.random.default_rng(0))
    assert abs(mean - 25) < 1e-9 and abs(low - 20) < 1e-9 and abs(high - 50) < 1e-9


def test_deaf_hears_nothing():
    class Data:
        index = 1

        def batch(self, windows, see, context_from=None):
            return see, len(windows)

    def model(batch):
        see, n = batch
        return torch.full((n, 4, 2), float(sum(see.values())))

    w = windows((0, 0, 0), (1, 0, 0))
    w["has"] = [(True, True, True, True), (True, True, False, False)]
    assert evaluate.nats(model, Data(), w).tolist() == [24, 8]
    assert evaluate.nats(model, Data(), w, deaf=True).tolist() == [0, 0]


if __name__ == "__main__":
    run(globals())
