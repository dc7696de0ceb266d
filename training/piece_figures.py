"""What the tests of the composers read in a piece: its onsets and bars, its energy,
the ends of its phrases, the way back to its start, parts that play together.

`pieces(style)` are composed once for all tests. Shares and spreads are claims about
many pieces: each style is read at as many seeds as the rarest of them (a jazz five)
needs to be there."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import composers
from composers import theory as th
from composers.toolkit import GHOST, TICKS

SEEDS = 60
_pieces = {}


def pieces(style, meter=None):
    """The pieces of a style, or those of one metre."""
    if style not in _pieces:
        _pieces[style] = [composers.compose(style, seed) for seed in range(SEEDS)]
    return [p for p in _pieces[style] if meter in (None, p.meter)]


def share(hits):
    hits = list(hits)
    return sum(hits) / max(1, len(hits))


def mean(values):
    values = list(values)
    return sum(values) / len(values)


# ---- onsets and bars ----

def bar_frames(p):
    return 16 * p.meter[0] // p.meter[1]


def strong(p):
    F = bar_frames(p)
    return {16: (0, 8), 20: (0, 12), 14: (0, 8)}.get(F, (0, 6) if p.meter[1] == 8 else (0,))


def frame(tick):
    """The frame that the codec puts an onset in: up to half a frame early."""
    return (tick + 60) // TICKS


def chord_tones(p, f):
    c = p.chords[min(f, len(p.chords) - 1)]
    return {((c - 1) // 12 + i + p.tonic) % 12 for i in th.BASE[(c - 1) % 12]} if c else set(range(12))


def on(p, voice):
    """The frames at which a drum voice sounds."""
    return {frame(n[0]) for n in p.parts["drums"] if n[2] == voice}


def starts(p, role, ghosts=True):
    """The frames at which a part begins a note."""
    return {frame(n[0]) for n in p.parts[role] if ghosts or n[4] != GHOST}


def bars(p, role="drums", voices=None, what=lambda n: n[2]):
    """What a part plays in each bar, {(place in the bar, voice or pitch)}, or something
    else of the note."""
    F, out = bar_frames(p), [set() for _ in range(p.bars)]
    for n in p.parts[role]:
        if (voices is None or n[2] in voices) and frame(n[0]) < F * p.bars:
            out[frame(n[0]) // F].add((frame(n[0]) % F, what(n)))
    return out


def grooves(style, first=0, last=None):
    """The different kick and snare of some bars of all pieces."""
    return {frozenset(b) for p in pieces(style) for b in bars(p, voices=(0, 1))[first:last]}


# ---- the length of a piece ----

def quarter(p, note):
    """In which quarter of a piece a note begins, 0..3."""
    return min(3, 4 * frame(note[0]) // len(p.chords))


def energy(p):
    """How much is played in each quarter: velocities added up."""
    out = [0] * 4
    for part in p.parts.values():
        for n in part:
            out[quarter(p, n)] += n[3]
    return out


def loudness(p, place, roles=("drums", "bass", "harmony", "melody")):
    """The mean velocity at each place, as place(note) says; places that are silent are left out."""
    out = {}
    for role in roles:
        for n in p.parts[role]:
            out.setdefault(place(n), []).append(n[3])
    return {k: mean(v) for k, v in out.items()}


def bar_levels(p, *roles):
    """The mean velocity of each bar in which some parts (or any) play."""
    by_bar = loudness(p, lambda n: frame(n[0]) // bar_frames(p), roles or tuple(p.parts))
    return [v for b, v in by_bar.items() if b < p.bars]


def closings(p, *before, strokes=1):
    """Of each fourth bar: do its drums differ from each of some bars before by so many strokes?"""
    b = bars(p)
    return [all(len(b[i] ^ b[i - k]) >= strokes for k in before) for i in range(3, p.bars, 4)]


def bass_end(p):
    """The last note of the bass: how many frames before the end, semitones above its first note."""
    b = p.parts["bass"]
    return len(p.chords) - frame(b[-1][0]), b[-1][2] - b[0][2]


# ---- together ----

def agreement(frames, others):
    """The share of some frames that others have too."""
    return share(f in others for f in frames)


def gain(style, meets):
    """How much more parts of one piece meet than those of two: the mean of meets(p, p) less
    meets(p, q) over the pieces in four; None where there is nothing that could meet."""
    ps = pieces(style, (4, 4))
    pairs = [(meets(p, p), meets(p, q)) for p, q in zip(ps, ps[1:] + ps[:1])]
    return mean(a - b for a, b in pairs if a is not None and b is not None)


def run(names):
    """Run the tests among names, or those that the arguments name; exit 1 if one fails."""
    failed = 0
    for name, fn in sorted((k, v) for k, v in names.items() if k.startswith("test_") and callable(v)):
        if sys.argv[1:] and not any(a in name for a in sys.argv[1:]):
            continue
        try:
            fn()
            print("ok  ", name)
        except AssertionError as e:
            failed += 1
            print("FAIL", name, e)
    sys.exit(failed > 0)
