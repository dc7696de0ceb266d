"""Pieces as notes, from the composers, human songs and bench/eval_styles, and what a
judge of style sees of them: likeness of bars, and features of some bars."""
from types import SimpleNamespace

import numpy as np

from . import conditions as C
from . import native
from .composers import compose
from .dataset import ROLES

BARS, TICKS = 8, native.TICKS_PER_FRAME
SETTING = 17 + len(C.METERS) + len(C.MODES)  # features of tempo, metre and mode, which come first

# ---- pieces: style, bpm, meter, bars, tonic, mode, parts {role: notes [n, 6]}, chords [T] ----


def composed(style, seed):
    """A composer's piece as the codec keeps it, so that its timing and velocities are
    no finer than those of generated pieces."""
    p = compose(style, seed)
    grid = dict(bpm=p.bpm, meter=p.meter, bars=p.bars, tonic=p.tonic, mode=p.mode)
    parts = {}
    for role in ROLES:
        codes, _ = native.encode(role, notes=p.parts.get(role, []),
                                 chords=p.chords if role == "harmony" else None, **grid)
        parts[role] = native.decode(role, codes=codes, **grid)
    return SimpleNamespace(style=style, parts=parts, chords=np.array(p.chords), **grid)


def human(data):
    """The songs of a data folder, with the parts that they have of their own."""
    from .data import read_all
    for s in read_all(data):
        grid = {k: s[k] for k in ("bpm", "meter", "bars", "tonic", "mode")}
        parts = {r: native.decode(r, codes=s["parts"][r], **grid) for r in ROLES
                 if s["parts"][r] is not None and r not in s["derived"]}
        yield SimpleNamespace(style=None, song=s["song"], parts=parts, chords=s["chords"], **grid)


def read_dump(lines):
    """Pieces of bench/eval_styles, with `seed` and `variant`."""
    pieces = []
    for line in lines:
        kind, *row = line.rstrip("\n").split("\t")
        if kind == "piece":
            style, seed, variant, bpm, meter, tonic, mode, bars = row
            pieces.append(SimpleNamespace(
                style=style, seed=int(seed), variant=variant, bpm=float(bpm),
                meter=tuple(map(int, meter.split("/"))), tonic=int(tonic), mode=int(mode),
                bars=int(bars), parts={r: [] for r in ROLES}, chords=None))
        elif kind == "chords":
            pieces[-1].chords = np.array(row[0].split(), int)
        else:
            pieces[-1].parts[row[0]].append([int(x) for x in row[1:]])
    for p in pieces:
        p.parts = {r: np.array(n, int).reshape(-1, 6) for r, n in p.parts.items()}
    return pieces


def per_bar(piece):
    return 16 * piece.meter[0] // piece.meter[1]


def frames(notes):
    """The sixteenth that each onset belongs to: up to half of one early."""
    return (notes[:, 0] + TICKS // 2) // TICKS


def between(piece, role, first, last):
    """Notes of a role that start in bars [first, last)."""
    notes, n = piece.parts[role], per_bar(piece)
    f = frames(notes)
    return notes[(f >= first * n) & (f < last * n)]


# ---- likeness ----


def likeness(a, b):
    """Notes that two sets have in common, of all that either has; NaN: both are empty."""
    return len(a & b) / len(a | b) if a or b else np.nan


def note_set(notes, start=0):
    """{(sixteenth, pitch)}, counted from a frame."""
    return set(zip((frames(notes) - start).tolist(), notes[:, 2].tolist()))


def bar_likeness(piece, role, first=0, bars=BARS):
    """Mean likeness of bars that are 1, 2 ... bars - 1 apart. [bars - 1]"""
    n = per_bar(piece)
    sets = [note_set(between(piece, role, first + i, first + i + 1), (first + i) * n) for i in range(bars)]
    out = np.full(bars - 1, np.nan)
    for lag in range(1, bars):
        known = [x for i in range(bars - lag) if not np.isnan(x := likeness(sets[i], sets[i + lag]))]
        if known:
            out[lag - 1] = np.mean(known)
    return out


# ---- features of some bars ----


def share(values, bins):
    """The share of values 0 .. bins - 1."""
    return np.bincount(np.clip(values, 0, bins - 1).astype(int), minlength=bins) / max(1, len(values))


def mean_sd(values):
    return np.array([values.mean(), values.std()]) if len(values) else np.zeros(2)


def touch(notes, n):
    """How notes are played: density, loudness, place against the grid by kind of place,
    articulation."""
    f = frames(notes)
    late = (notes[:, 0] - f * TICKS) / (TICKS / 2)
    places = (f % 4 == 0, f % 4 == 2, f % 2 == 1)
    return np.concatenate([[len(notes) / n], mean_sd(notes[:, 3] / 64), *(mean_sd(late[p]) for p in places),
                           share(notes[:, 4], 4)])


def rhythm(notes, bar, n):
    """Onsets a bar in each sixteenth, up to 20."""
    return np.bincount(frames(notes) % bar, minlength=20)[:20] / n


def drum_features(notes, bar, n):
    voices = [notes[notes[:, 2] == v] for v in range(8)]
    return np.concatenate([*(rhythm(v, bar, n) for v in voices), [mean_sd(v[:, 3] / 64)[0] for v in voices],
                           [len(v) / n / 4 for v in voices], touch(notes, 32 * n)])


def line_features(notes, piece, bar, n):
    """Rhythm, lengths, register, intervals, and pitches above the tonic and the chord."""
    pitch = notes[:, 2]
    at = np.clip(frames(notes), 0, len(piece.chords) - 1)
    chord = piece.chords[at]
    root = (pitch - piece.tonic - (chord - 1) // 12)[chord > 0] % 12
    lengths = np.searchsorted([90, 150, 270, 510, 990, 1950], notes[:, 1])
    together = np.unique(frames(notes), return_counts=True)[1]
    steps = np.diff(pitch[np.argsort(notes[:, 0], kind="stable")])
    return np.concatenate([rhythm(notes, bar, n), touch(notes, 8 * n), share(lengths, 7), mean_sd((pitch - 60) / 12),
                           share(np.abs(steps), 13), [(steps > 0).mean() if len(steps) else 0],
                           share((pitch - piece.tonic) % 12, 12), share(root, 12), share(together, 7)])


def chord_features(chords, n):
    known = chords[chords > 0] - 1
    return np.concatenate([share(known % 12, 12), share(known // 12, 12), [(chords == 0).mean()],
                           [np.count_nonzero(np.diff(chords)) / n]])


def features(piece, first=0, last=None):
    """What the classifier sees of bars [first, last): tempo, metre and mode, then notes."""
    last = last or piece.bars
    n, bar = last - first, per_bar(piece)
    out = [np.clip(1 - np.abs(piece.bpm - np.arange(50, 220, 10)) / 10, 0, 1),
           np.array(C.METERS) @ (100, 1) == np.array(piece.meter) @ (100, 1),
           np.arange(len(C.MODES)) == piece.mode]
    for role in ROLES:
        notes = between(piece, role, first, last)
        out.append(drum_features(notes, bar, n) if role == "drums" else line_features(notes, piece, bar, n))
        out.append(np.nan_to_num(bar_likeness(piece, role, first, min(n, 3)))[[0, -1]])
    out.append(chord_features(piece.chords[first * bar:last * bar], n))
    return np.concatenate(out).astype(np.float32)
