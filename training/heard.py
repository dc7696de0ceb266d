"""Which runs of notes stand in the human songs that the models learn from, as hashes, so
that the engine does not repeat them:

    python -m training.heard --data DATA --out models/heard.gguf

Bass, chords (their highest notes) and melody of the multi-track songs, and the melodies of
the lead sheets, whose chords the project voiced itself; of the training split alone. What
a run is, src/score/runs.h says."""
import argparse
import os
from glob import glob

import numpy as np

from . import gguf, leadsheets, native
from .data import MIDI, SPLIT_FILE

ROLES = ("bass", "harmony", "melody")


def trained():
    """Names of the songs of the training split."""
    with open(SPLIT_FILE) as f:
        rows = [line.rstrip("\n").split("\t") for line in f if not line.startswith("#")]
    return {name for name, split in rows if split == "train"}


def lines(data, names):
    """(role, notes [n, 6]) of every line of the songs so named."""
    for source, folder in MIDI.items():
        for path in sorted(glob(os.path.join(data, folder, "*.mid"))):
            if f"{source}/{os.path.basename(path)[:-4]}" not in names:
                continue
            with open(path, "rb") as f:
                song = native.import_midi(f.read())
            for p in song.pieces:
                yield from ((role, p["notes"][role]) for role in ROLES)
    for path in sorted(glob(os.path.join(data, "leadsheets", "*.mxl"))):
        if "leadsheets/" + os.path.basename(path)[:-4] in names:
            yield "melody", leadsheets.read(path)["melody"]


def main():
    p = argparse.ArgumentParser(description=__doc__.split(":\n")[0])
    p.add_argument("--data", required=True, help="folder of the human songs (docs/DATA.md)")
    p.add_argument("--out", default="models/heard.gguf")
    a = p.parse_args()
    known = {role: [np.zeros(0, np.uint32)] for role in ROLES}
    for role, notes in lines(a.data, trained()):
        known[role].append(native.runs(notes))
    notes, pitches = native.run_kind()
    meta = {"general.architecture": "resonant", "general.name": "resonant-heard",
            "resonant.heard.notes": notes, "resonant.heard.pitches": pitches}
    for role in ROLES:
        runs = np.unique(np.concatenate(known[role])).tolist()
        meta[f"resonant.heard.{role}"] = runs
        print(f"{role}: {len(runs)} runs")
    gguf.write(a.out, meta, {})
    print(f"{a.out}: {os.path.getsize(a.out)} bytes")


if __name__ == "__main__":
    main()
