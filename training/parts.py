"""What a code is made of.

A book of `velocity x micro-timing` has a hundred codes and a pitch book seventy; most
are rare in the few hundred human songs. Beside its own row, each code therefore gets
the sum of rows for its parts (an onset, its velocity level, its place in the frame; a
pitch class, an octave; a chord's root and quality), some of which all tracks share: a
C is a C in the bass and in the melody. The weight file holds the sums, so that the
product knows nothing of this.
"""

from functools import cache

import torch

from . import native

LEVELS, MICROS = 11, 8  # of an onset code; the drums' rolls follow them (src/score/vm.c)
QUALITIES = 12          # of a chord (src/score/chord.c)
DRUMS, MONO, CHORDAL, LEAD = range(4)
PITCH_BOOKS = {DRUMS: (), MONO: (0,), CHORDAL: range(1, 7), LEAD: range(2)}
ONSET_BOOKS = {DRUMS: range(8), MONO: (1,), CHORDAL: range(7, 13), LEAD: (2, 3)}


def onset(code):
    code -= 1
    if code < 0:
        return ["silent"]
    if code < LEVELS * MICROS:
        return ["onset", f"level.{code // MICROS}", f"micro.{code % MICROS}"]
    code -= LEVELS * MICROS
    return ["onset", "roll", f"level.{code % LEVELS}", f"roll.{code // LEVELS}"]


def pitch(code, base):
    if code < 2:
        return [("rest", "hold")[code]]
    return ["note", f"class.{(base + code - 2) % 12}", f"octave.{(base + code - 2) // 12}"]


def chord(code):
    return ["chord", f"class.{(code - 1) // QUALITIES}", f"quality.{(code - 1) % QUALITIES}"] if code else []


def parts_of(role, book, code):
    """Names of the parts of one code: those of all tracks, and this track's own."""
    if book in PITCH_BOOKS[role.kind]:
        names = pitch(code, role.base_pitch)
    elif book in ONSET_BOOKS[role.kind]:
        names = onset(code)
    elif role.kind == CHORDAL:
        names = chord(code)
    else:
        names = []
    kind = "chord" if role.kind == CHORDAL and book == 0 else role.name
    return names + [f"{kind}.{n}" for n in names]


@cache
def matrix(role_name, sizes):
    """[codes of all books + one special row each, parts] of 0 and 1, books after one
    another. The columns are the same for every role."""
    role, columns = native.roles()[role_name], names()
    out = torch.zeros(sum(n + 1 for n in sizes), len(columns))
    row = 0
    for book, n in enumerate(sizes):
        for code in range(n):
            for name in parts_of(role, book, code):
                out[row + code, columns[name]] = 1
        row += n + 1
    return out


@cache
def names():
    """Every part of any role -> its column."""
    all_parts = {p: None for role in native.roles().values() for book, n in enumerate(role.books)
                 for code in range(n) for p in parts_of(role, book, code)}
    return {p: i for i, p in enumerate(all_parts)}
