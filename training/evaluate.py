"""Do the tracks hear each other on pieces that no model was trained on?

    python -m training.evaluate [--models FOLDER] [--store FILE] [--data DATA] [--figures FILE]

Nats a code of windows of 8 bars with the whole own track masked, when the piece's other
tracks are heard (true), nothing (none), or those of another piece of the same style, or
of another style. Mode, metre and tempo are the only conditions. The pieces are those
that a store (training.dataset) kept for the tests, else newly composed ones. With
--data the held-out human songs are measured in the same way, which
bench/eval_context.c does with the product's own runtime: the two should agree.
Prints Markdown; --figures takes rows for the table of figures."""
import argparse
import os
import tempfile
import time
from itertools import groupby

import numpy as np
import torch

from . import conditions as C
from . import weights
from .dataset import ROLES, SOURCES, Sampler, Store, composed

BARS, BATCH, A_SONG = 8, 16, 4
FIRST_SEED = 1_000_001  # far from the seeds of training; every 20th is a test piece
TARGET = {"drums": 2.0, "bass": 5.0, "harmony": 5.0, "melody": 5.0}  # percent
CASES = ("true", "none", "same", "other")


class Plain(Sampler):
    """Held-out windows with the labels that any song has: mode, metre, tempo."""

    def __init__(self, path, role, known, split="test"):
        super().__init__(path, role, split, fresh=False)
        self.known = known

    def labels(self, w, drop=True):
        rows = [(C.ROW[f"mode.{C.MODES[w['mode']]}"], 1.0),
                (C.ROW["meter.%d/%d" % C.METERS[w["meter"]]], 1.0), *C.tempo(w["bpm"])]
        return [(row, x) for row, x in rows if C.NAMES[row] in self.known]


def evenly(items, most):
    """At most so many items, from all over the list."""
    n = min(most, len(items))
    return [x for i, x in enumerate(items) if (i + 1) * n // len(items) > i * n // len(items)]


def add_songs(store, data):
    """The held-out multi-track songs of a data folder, a few windows of each."""
    from .data import MIDI, read_all
    songs = (s for s in read_all(data) if s["source"] in MIDI and s["split"] != "train")
    for _, pieces in groupby(songs, key=lambda s: s["song"]):
        pieces, number, before = list(pieces), store.songs, len(store.windows)
        places = [(i, first) for i, p in enumerate(pieces) for first in range(0, p["bars"] - BARS + 1, BARS)]
        chosen = evenly(places, A_SONG)
        for i, p in enumerate(pieces):
            store.add(dict(p, source="human", style=None, split="test"),
                      [(first, BARS) for j, first in chosen if j == i])
        for w in store.windows[before:]:
            w["song"] = number  # one of all its pieces


def new_store(path, pieces, data):
    """Newly composed pieces, and the songs of a data folder if one is given."""
    from .composers import STYLES
    store = Store()
    for style in STYLES:
        for i in range(pieces):
            store.extend(composed((style, FIRST_SEED + 20 * i, 1)))
    if data:
        add_songs(store, data)
    store.write(path)


def holds(store, source):
    return (np.load(store)["windows"]["source"] == SOURCES.index(source)).any()


def choose(windows, source, most):
    """Windows of 8 bars with another track to hear: so many of a style or a song."""
    w = windows[(windows["bars"] == BARS) & (windows["source"] == SOURCES.index(source))
                & (windows["has"].sum(1) >= 2)]
    key = w["style" if source == "composed" else "song"]
    return w[[i for k in np.unique(key) for i in evenly(np.flatnonzero(key == k), most)]]


def strangers(windows, rng):
    """For each window the index of another piece's in the same metre, of the same and of
    another style; -1: there is none. Songs without a style are all of one."""
    out = np.full((2, len(windows)), -1)
    for i, w in enumerate(windows):
        fits = (windows["song"] != w["song"]) & (windows["meter"] == w["meter"])
        same = windows["style"] == w["style"]
        for k, those in enumerate((fits & same, fits & ~same)):
            if those.any():
                out[k, i] = rng.choice(np.flatnonzero(those))
    return out


@torch.no_grad()
def nats(model, data, windows, heard=None, deaf=False):
    """Nats of all codes of each window, hearing its own piece or the windows `heard`."""
    total = np.zeros(len(windows))
    kinds = np.stack([windows["frames"], windows["has"] @ (1 << np.arange(4))], 1)
    for kind in np.unique(kinds, axis=0):
        mine = np.flatnonzero((kinds == kind).all(1))
        see = {} if deaf else {r: bool(kind[1] >> i & 1) for i, r in enumerate(ROLES) if i != data.index}
        for at in range(0, len(mine), BATCH):
            some = mine[at:at + BATCH]
            batch = data.batch(windows[some], see, context_from=None if heard is None else heard[some])
            total[some] = model(batch).sum((1, 2)).numpy()
    return total


def relative(a, b, songs, rng):
    """By how many percent the sum of a lies under that of b, and the 95% interval when
    the songs are drawn anew."""
    names = np.unique(songs)
    x, y = (np.array([v[songs == n].sum() for n in names]) for v in (a, b))
    draws = rng.integers(0, len(names), (1000, len(names)))
    many = 100 * (1 - x[draws].sum(1) / y[draws].sum(1))
    return 100 * (1 - a.sum() / b.sum()), *np.quantile(many, (0.025, 0.975))


def measure(models, store, role, source, most):
    """{case: nats per code}, the gap of true under none with its interval, windows used."""
    model, known = weights.open_model(os.path.join(models, f"{role}.gguf"))
    data, rng = Plain(store, role, known), np.random.default_rng(0)
    windows = choose(data.windows, source, most)
    others = strangers(windows, rng)
    ways = [k for k in (0, 1) if (others[k] >= 0).any()]
    keep = (others[ways] >= 0).all(0)
    got = dict(true=nats(model, data, windows[keep]), none=nats(model, data, windows[keep], deaf=True))
    for k in ways:
        got[CASES[2 + k]] = nats(model, data, windows[keep], windows[others[k][keep]])
    codes = windows["frames"][keep].sum() * len(model.shape.books)
    gap = relative(got["true"], got["none"], windows["song"][keep], rng)
    return {c: v.sum() / codes for c, v in got.items()}, gap, int(keep.sum())


def figure(path, name, target, measured, reached):
    """One row of the table of figures, appended to a file (None: nowhere)."""
    if path:
        with open(path, "a") as f:
            f.write(f"| {name} | {target} | {measured} | {'yes' if reached else '**no**'} |\n")


def report(role, source, cost, gap, count, figures):
    wrong = [cost[c] for c in CASES[2:] if c in cost]
    holds = gap[0] >= TARGET[role] and min(wrong) > cost["none"]
    print(f"| {source} | {role} | {count} | "
          + " | ".join(f"{cost[c]:.4f}" if c in cost else "" for c in CASES)
          + f" | {gap[0]:.1f}% [{gap[1]:.1f}, {gap[2]:.1f}] | {100 * (min(wrong) / cost['none'] - 1):.1f}% |",
          flush=True)
    if source == "composed":
        figure(figures, f"nats per code on unseen composer pieces, {role}: true context / none / another's of the "
               "style / of another", f"true under none by >= {TARGET[role]:.0f}%, none under another's",
               f"{' / '.join(f'{cost[c]:.4f}' for c in CASES if c in cost)}: {gap[0]:.1f}%", holds)


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("--models", default="models")
    p.add_argument("--store", help="data.npz of training.dataset; else pieces are composed")
    p.add_argument("--data", help="folder of the human songs (docs/DATA.md)")
    p.add_argument("--pieces", type=int, default=15, help="pieces composed in each style; those of 8 bars count")
    p.add_argument("--most", type=int, default=10, help="windows of each style")
    p.add_argument("--figures", help="file that rows for the table of figures are added to")
    a = p.parse_args()
    torch.set_num_threads(int(os.environ.get("RGEN_THREADS", "1")))
    began = time.time()
    with tempfile.TemporaryDirectory() as folder:
        store = a.store or os.path.join(folder, "store.npz")
        if not a.store:
            new_store(store, a.pieces, a.data)
        print("| pieces | role | windows | true | none | another's, same style | another's, other style | "
              "true under none [95%] | nearest other over none |\n|---|---|---|---|---|---|---|---|---|")
        for source, most in zip(SOURCES, (a.most, A_SONG)):
            for role in ROLES if holds(store, source) else ():
                report(role, source, *measure(a.models, store, role, source, most), a.figures)
    print(f"\nNats per code, windows of {BARS} bars; at most {a.most} of a style and {A_SONG} of a song. "
          f"{time.time() - began:.0f} s.")


if __name__ == "__main__":
    main()
