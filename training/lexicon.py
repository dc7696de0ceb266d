"""Measure what is usual in each style on composed pieces and write it into the lexicon:

    python -m training.lexicon data/lexicon.tsv

The last column of each @genre line becomes the medians of the score attributes of
100 pieces, less a half; small ones are left out. Tempos and keys are kept; a usual tempo
that the style's composer never takes is reported."""
import argparse

import numpy as np

from . import conditions as C
from .composers import STYLES
from .dataset import ROLES, composed

FIRST_SEED, PIECES, SMALL = 1_000_000, 100, 0.05


def profile(windows):
    """"drums.density+0.11 ..." of a style's windows."""
    out = []
    for r, role in enumerate(ROLES):
        played = windows[windows["notes"][:, r] >= 2]
        medians = np.median(played["attributes"][:, r], 0) - 0.5
        out += [f"{role}.{a}{x:+.2f}" for a, x in zip(C.ATTRIBUTES, medians) if abs(x) >= SMALL]
    return " ".join(out)


def main():
    p = argparse.ArgumentParser(description="Measure the styles for the lexicon.")
    p.add_argument("lexicon")
    a = p.parse_args()
    with open(a.lexicon) as f:
        lines = f.read().split("\n")
    for i, line in enumerate(lines):
        cells = line.split("\t")
        if cells[0] != "@genre" or cells[1] not in STYLES:
            continue
        windows = np.array(composed((cells[1], FIRST_SEED, PIECES)).windows)
        low, usual, high = windows["bpm"].min(), float(cells[3]), windows["bpm"].max()
        if not low <= usual <= high:
            print(f"{cells[1]}: usually at {usual:g} BPM, but composed at {low:g} to {high:g}")
        cells[7:] = [profile(windows)]
        lines[i] = "\t".join(cells)
    with open(a.lexicon, "w") as f:
        f.write("\n".join(lines))


if __name__ == "__main__":
    main()
