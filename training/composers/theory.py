"""Scales, chords and voicings. Everything is in semitones above the tonic
until a voicing is made; chord codes are those of src/score/score.h."""
from collections import namedtuple
from functools import lru_cache

MODES = ("major", "minor", "dorian", "phrygian", "lydian", "mixolydian")
SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 3, 5, 7, 9, 10),
          (0, 1, 3, 5, 7, 8, 10), (0, 2, 4, 6, 7, 9, 11), (0, 2, 4, 5, 7, 9, 10))
MINOR_LIKE = (1, 2, 3)

# rgen_chord_quality: the twelve kinds that a chord symbol can name
BASE = ((0, 4, 7), (0, 3, 7), (0, 3, 6), (0, 4, 8), (0, 2, 7), (0, 5, 7), (0, 7),
        (0, 4, 7, 11), (0, 4, 7, 10), (0, 3, 7, 10), (0, 3, 6, 10), (0, 3, 6, 9))
MAJ, MIN, DIM, AUG, SUS2, SUS4, POWER, MAJ7, DOM7, MIN7, HALFDIM, DIM7 = range(12)

# suffix -> (quality code, intervals that a player would voice, root first)
SUFFIX = {
    "maj": (MAJ, (0, 4, 7)), "min": (MIN, (0, 3, 7)), "o": (DIM, (0, 3, 6)), "+": (AUG, (0, 4, 8)),
    "sus2": (SUS2, (0, 2, 7)), "sus4": (SUS4, (0, 5, 7)), "5": (POWER, (0, 7)),
    "maj7": (MAJ7, (0, 4, 7, 11)), "7": (DOM7, (0, 4, 7, 10)), "m7": (MIN7, (0, 3, 7, 10)),
    "0": (HALFDIM, (0, 3, 6, 10)), "o7": (DIM7, (0, 3, 6, 9)),
    "maj9": (MAJ7, (0, 4, 7, 11, 2)), "9": (DOM7, (0, 4, 7, 10, 2)), "m9": (MIN7, (0, 3, 7, 10, 2)),
    "m11": (MIN7, (0, 3, 7, 10, 2, 5)), "13": (DOM7, (0, 4, 7, 10, 2, 9)), "7b9": (DOM7, (0, 4, 7, 10, 1)),
    "7#9": (DOM7, (0, 4, 7, 10, 3)), "7#5": (DOM7, (0, 4, 8, 10)), "7b13": (DOM7, (0, 4, 7, 10, 8)),
    "6": (MAJ, (0, 4, 7, 9)), "69": (MAJ, (0, 4, 7, 9, 2)), "m6": (MIN, (0, 3, 7, 9)),
    "add9": (MAJ, (0, 4, 7, 2)), "madd9": (MIN, (0, 3, 7, 2)), "7sus4": (SUS4, (0, 5, 7, 10)),
    "9sus4": (SUS4, (0, 5, 7, 10, 2)), "maj7#11": (MAJ7, (0, 4, 7, 11, 6)), "mmaj7": (MIN, (0, 3, 7, 11)),
}
ROMAN = {"I": 0, "II": 2, "III": 4, "IV": 5, "V": 7, "VI": 9, "VII": 11}

Chord = namedtuple("Chord", "root quality intervals")  # intervals above the root


@lru_cache(maxsize=None)
def chord(symbol):
    """Chord of a Roman symbol: degrees as in the major scale ("bVI" is eight
    semitones up), lower case is minor, then a suffix: "ii7", "V7b9", "bVIImaj7"."""
    shift = symbol.count("b", 0, 1) - symbol.count("#", 0, 1)
    body = symbol[1:] if shift else symbol
    n = 0
    while n < len(body) and body[n] in "IViv":
        n += 1
    numeral, suffix = body[:n], body[n:]
    if numeral.islower():
        suffix = {"": "min", "7": "m7", "9": "m9", "11": "m11", "6": "m6", "add9": "madd9",
                  "maj7": "mmaj7"}.get(suffix, suffix)
    quality, intervals = SUFFIX[suffix or "maj"]
    return Chord((ROMAN[numeral.upper()] - shift) % 12, quality, intervals)


@lru_cache(maxsize=None)
def enrich(c, mode, level):
    """The same chord with its diatonic seventh (level 1) and ninth (level 2)."""
    if level <= 0 or len(c.intervals) > 3 or c.quality in (DIM, AUG, SUS2, SUS4, POWER):
        return c
    scale = SCALES[mode]
    seventh = 11 if (c.root + 11) % 12 in scale else 10
    if c.quality == MIN:
        seventh = 10
    suffix = {(MAJ, 11): "maj7", (MAJ, 10): "7", (MIN, 10): "m7"}[c.quality, seventh]
    if level > 1 and (c.root + 2) % 12 in scale:
        suffix = suffix.replace("7", "9")
    return Chord(c.root, *SUFFIX[suffix])


def code(c):
    return 1 + c.root * 12 + c.quality if c else 0


@lru_cache(maxsize=None)
def tones(c):
    """Pitch classes above the tonic that count as chord tones (the symbol's)."""
    return frozenset((c.root + i) % 12 for i in BASE[c.quality])


@lru_cache(maxsize=None)
def scale_for(c, mode, kind="mode"):
    """The scale to play over a chord: the mode, with notes that rub against the
    chord's altered tones taken out. `kind` "penta" or "blues" narrows it."""
    scale = set(SCALES[mode])
    if kind == "penta":
        scale = {0, 3, 5, 7, 10} if mode in MINOR_LIKE else {0, 2, 4, 7, 9}
    elif kind == "blues":
        scale = {0, 3, 5, 6, 7, 10} if mode in MINOR_LIKE or mode == 5 else {0, 2, 3, 4, 7, 9}
    base = tones(c)
    for t in base:
        if t not in SCALES[mode]:
            scale -= {x for x in ((t + 1) % 12, (t - 1) % 12) if x not in base}
    return frozenset(scale | base)


def _select(c, n, rootless):
    """The n intervals that say most about a chord: third, seventh, colours, then
    fifth and root; the bass has the root already."""
    iv = list(c.intervals)
    if len(iv) > n:
        order = ([i for i in iv if i in (3, 4, 10, 11)] + [i for i in iv if i in (1, 2, 5, 6, 8, 9)]
                 + [i for i in iv if i in (7, 0)])
        keep = order[:n]
        iv = [i for i in iv if i in keep]
    elif rootless and len(iv) > 3 and len(iv) >= n:
        iv = [i for i in iv if i != 0] or iv
    return iv


@lru_cache(maxsize=None)
def voicings(c, n, lo, hi, t, rootless, spread):
    """All close (and, with spread, drop-2) positions of a chord inside lo..hi."""
    pcs = sorted({(c.root + i + t) % 12 for i in _select(c, n, rootless)})
    out = []
    for k in range(len(pcs)):
        rot = pcs[k:] + pcs[:k]
        for octave in range(2, 8):
            p, v = octave * 12 + rot[0], []
            for pc in rot:
                while v and p <= v[-1] or p % 12 != pc:
                    p += 1
                v.append(p)
            while len(v) < n:
                v.append(v[len(v) - len(pcs)] + 12)
            shapes = [v]
            if spread and len(v) >= 4:
                shapes.append(sorted(v[:-2] + [v[-2] - 12] + v[-1:]))
            elif spread and len(v) == 3:
                shapes.append(sorted([v[0], v[1] + 12, v[2]]))
            for w in shapes:
                if w[0] < lo or w[-1] > hi:
                    continue
                mud = any(a < 52 and b - a < 5 - (a >= 48) for a, b in zip(w, w[1:]))
                rub = w[-1] - w[-2] == 1 if len(w) > 1 else False
                out.append((tuple(w), 8 * mud + 4 * rub))
    return tuple(out)


def voice(c, prev, n, lo, hi, t, r, rootless=False, spread=False, center=None):
    """The voicing that moves least from `prev`, inside lo..hi, near the centre."""
    options = voicings(c, n, lo, hi, t, rootless, spread) or voicings(c, n, 36, 90, t, rootless, spread)
    center = (lo + hi) / 2 if center is None else center

    def cost(o):
        v, penalty = o
        x = penalty + 0.5 * abs(sum(v) / len(v) - center)
        if prev is None:
            return x + 2 * r.random()
        m = min(len(v), len(prev))
        return x + sum(abs(a - b) for a, b in zip(v[-m:], prev[-m:]))
    return min(options, key=cost)[0]
