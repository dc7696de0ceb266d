"""Human music for training, as codes.

    python -m training.data --cache DIR --data DATA

reads every song, writes one .npz for each piece of it (a stretch in one key and
metre) into DIR, and prints what there is. `songs(DIR)` yields them again.

Songs are split by name, never by piece: training/split.tsv lists which is which,
the groove performances by their official split, the rest by a hash of the name.
docs/DATA.md says where the songs come from and what is left out.
"""
import argparse
import csv
import hashlib
import os
import re
import time
from collections import Counter
from glob import glob

import numpy as np

from . import leadsheets, native

HERE = os.path.dirname(os.path.abspath(__file__))
SPLIT_FILE = os.path.join(HERE, "split.tsv")
ROLES = ("drums", "bass", "harmony", "melody")
MIDI = {"freedoom": "freedoom/musics", "simutrans": "simutrans/music",
        "easyrpg": "easyrpg-rtp/Music", "blasphemer": "blasphemer/musics"}
GROOVE_STYLE = dict(rock="rock", funk="funk", jazz="jazz", latin="latin", hiphop="hiphop",
                    soul="soul", afrocuban="latin", punk="punk", neworleans="funk",
                    country="country", pop="pop", reggae="reggae", gospel="gospel",
                    afrobeat="afrobeat", highlife="afrobeat", dance="disco", blues="blues")
LEAD_STYLE = [("Folk", "folk"), ("Country", "country"), ("Blues", "blues"), ("Swing", "jazz"),
              ("Jazz", "jazz"), ("Big Band", "jazz"), ("Dixieland", "jazz"), ("Bop", "jazz"),
              ("Bossa", "bossa"), ("Gospel", "gospel")]
TITLE_STYLE = {"09-": "jazz", "13-": "blues", "15-": "blues", "46-": "house", "48-": "techno"}


def hashed_split(name):
    """10% for validation, 10% for the tests, by name alone."""
    x = int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") % 100
    return "valid" if x < 10 else "test" if x < 20 else "train"


def midi_style(source, title, song):
    """A style word by title or instruments, or None where neither says."""
    if source == "simutrans":
        return TITLE_STYLE.get(title[:3], "pop")
    pitched = [l for l in song.lines if l["job"] in ("bass", "harmony", "melody")]
    total = sum(l["notes"] for l in pitched) or 1
    share = sum(l["notes"] for l in pitched if l["program"] in (29, 30)) / total
    drums = sum(l["notes"] for l in song.lines if l["job"] == "drums")
    if share > 0.25:
        return "metal"
    if share > 0.08:
        return "rock"
    soft = sum(l["notes"] for l in pitched if 40 <= l["program"] < 56 or l["program"] >= 88) / total
    if soft > 0.5 or source == "easyrpg":
        return "cinematic" if drums or soft < 0.8 else "ambient"
    return None


def on_grid(song):
    """The share of onsets within 1/192 note of a sixteenth or an eighth triplet."""
    t = np.concatenate([p["notes"][r][:, 0] for p in song.pieces for r in ROLES] + [np.zeros(0, int)])
    near = [np.minimum(t % n, -t % n) <= 10 for n in (120, 160)]
    return float((near[0] | near[1]).mean()) if len(t) else 0.0


def encode(role, grid, notes, chords=None):
    codes, loss = native.encode(role, notes=notes, chords=chords, **grid)
    return codes, loss


def piece(name, index, source, split, grid, notes, chords, has, style, key_fit, **more):
    """One piece as the dict that songs() yields; notes of roles not in `has` are
    unknown, not silent."""
    parts = {}
    for role in ROLES:
        parts[role] = encode(role, grid, notes.get(role, np.zeros((0, 6))),
                             chords if role == "harmony" else None)[0] if role in has else None
    return dict(name=f"{name}#{index}", song=name, source=source, split=split, **grid, parts=parts,
                chords=chords, style=style, moods=[], key_fit=key_fit, derived=[], loop=False, **more)


def midi_songs(data, stats):
    """Multi-track songs, without those whose notes came before."""
    seen = set()
    for source, folder in MIDI.items():
        for path in sorted(glob(os.path.join(data, folder, "*.mid"))):
            title = os.path.basename(path)[:-4]
            with open(path, "rb") as f:
                song = native.import_midi(f.read())
            stats["files"] += 1
            stats.update({"n:" + k: v for k, v in song.counts.items()})
            notes = [p["notes"][r].tobytes() for p in song.pieces for r in ROLES]
            key = hashlib.sha256(b"|".join(notes)).digest()
            if key in seen or song.counts["notes"] < 16:
                stats["duplicates or empty"] += 1
                continue
            seen.add(key)
            if on_grid(song) < 0.5:
                stats["left out: not played to its bars"] += 1
                continue
            name = f"{source}/{title}"
            has = [r for r in ROLES if sum(len(p["notes"][r]) for p in song.pieces) >= 8]
            style = midi_style(source, title, song)
            for i, p in enumerate(song.pieces):
                if p["bars"] < 2:
                    stats["short pieces"] += 1
                    continue
                grid = {k: p[k] for k in ("bpm", "meter", "bars", "tonic", "mode")}
                yield piece(name, i, source, hashed_split(name), grid, p["notes"], p["chords"], has,
                            style, p["key_fit"])


def performances(data, wanted=lambda row: True):
    """The drum performances whose row of info.csv is wanted: (row, song)."""
    folder = os.path.join(data, "groove")
    with open(os.path.join(folder, "info.csv"), newline="") as f:
        rows = [row for row in csv.DictReader(f) if wanted(row)]
    for row in rows:
        path = os.path.join(folder, row["midi_filename"])
        if not os.path.exists(path):
            continue
        with open(path, "rb") as f:
            yield row, native.import_midi(f.read(), roland=True, one_key=True)


def groove_songs(data, stats):
    """Drum performances: feel and timing. One song is one performance."""
    for row, song in performances(data):
        stats["files"] += 1
        stats.update({"n:" + k: v for k, v in song.counts.items()})
        split = {"validation": "valid"}.get(row["split"], row["split"])
        name = "groove/" + row["midi_filename"][:-4].replace("/", ".")
        style = GROOVE_STYLE.get(re.split("[/-]", row["style"])[0])
        for i, p in enumerate(song.pieces):
            grid = {k: p[k] for k in ("meter", "bars", "tonic", "mode")}
            grid["bpm"] = float(row["bpm"])
            yield piece(name, i, "groove", split, grid, p["notes"], p["chords"], ["drums"], style, 0.0,
                        fill=row["beat_type"] == "fill")


def chord_codes(symbols, frames, tonic):
    out, code, k = np.zeros(frames, np.uint16), 0, 0
    for t in range(frames):
        while k < len(symbols) and symbols[k][0] <= t * 120 + 60:
            _, root, quality = symbols[k]
            code = 0 if quality is None else 1 + (root - tonic) % 12 * 12 + quality
            k += 1
        out[t] = code
    return out


def leadsheet_songs(data, stats):
    folder = os.path.join(data, "leadsheets")
    with open(os.path.join(folder, "index.csv"), newline="") as f:
        about = {r["file"]: r for r in csv.DictReader(f)}
    for path in sorted(glob(os.path.join(folder, "*.mxl"))):
        stats["files"] += 1
        try:
            s = leadsheets.read(path)
        except ValueError as e:
            stats[f"left out: {e}"] += 1
            continue
        base = os.path.basename(path)
        name = "leadsheets/" + base[:-4]
        info = about.get(base, {})
        words = f"{info.get('genres', '')} {info.get('styles', '')}"
        style = next((v for w, v in LEAD_STYLE if w in words), None)
        # The signature says which scale; the music says which tonic of it.
        weight, bass = np.zeros(12), np.zeros(12)
        for n in s["melody"]:
            weight[n[2] % 12] += min(n[1], 960)
        for n in s["harmony"]:
            weight[n[2] % 12] += n[1] / 2
        for i, (_, root, quality) in enumerate(s["symbols"]):
            if quality is not None:
                bass[root] += 480 if i else 960
        tonic, mode, fit = native.key_find(weight, bass)
        major = s["fifths"] * 7 % 12
        if tonic not in (major, (major + 9) % 12):
            tonic, mode = major, 0
        elif tonic == major and mode not in (0, 4, 5) or tonic != major and mode in (0, 4, 5):
            mode = 0 if tonic == major else 1
        for i in range(0, s["bars"], 256):
            bars = min(256, s["bars"] - i)
            ticks = s["meter"][0] * 1920 // s["meter"][1]
            grid = dict(bpm=s["bpm"], meter=s["meter"], bars=bars, tonic=tonic, mode=mode)
            chords = chord_codes([(t - i * ticks, r, q) for t, r, q in s["symbols"]],
                                 bars * ticks // 120, tonic)
            notes = {}
            for role in ("melody", "harmony"):
                n = s[role][(s[role][:, 0] >= i * ticks) & (s[role][:, 0] < (i + bars) * ticks)].copy()
                n[:, 0] -= i * ticks
                notes[role] = n
            has = ["melody"] + (["harmony"] if len(s["symbols"]) >= 4 else [])
            p = piece(name, i // 256, "leadsheets", hashed_split(name), grid, notes, chords, has, style,
                      fit)
            p["derived"] = ["harmony"]
            yield p


def read_all(data, stats=None):
    """Every human piece as a dict: name, song, source, split, bpm, meter, tonic,
    mode, bars, parts {role: codes [K, T] or None}, chords [T], style, moods,
    key_fit, derived (roles that the project made, not the composer), loop."""
    stats = Counter() if stats is None else stats
    for reader in (midi_songs, groove_songs, leadsheet_songs):
        yield from reader(data, stats)


def write_cache(cache, data):
    os.makedirs(cache, exist_ok=True)
    for old in glob(os.path.join(cache, "*.npz")):
        os.remove(old)
    stats, splits, pieces = Counter(), {}, []
    for p in read_all(data, stats):
        splits[p["song"]] = p["split"]
        pieces.append({k: v for k, v in p.items() if k not in ("parts", "chords")} |
                      {"has": [r for r in ROLES if p["parts"][r] is not None],
                       "onsets": {r: int(onsets(r, c)) for r, c in p["parts"].items() if c is not None}})
        arrays = {f"codes_{r}": c for r, c in p["parts"].items() if c is not None}
        meta = {k: v for k, v in p.items() if k not in ("parts", "chords")}
        np.savez(os.path.join(cache, p["name"].replace("/", ".") + ".npz"), chords=p["chords"],
                 meta=np.array([repr(meta)]), **arrays)
    with open(SPLIT_FILE, "w") as f:
        f.write("# song\tsplit; written by python -m training.data\n")
        f.writelines(f"{k}\t{v}\n" for k, v in sorted(splits.items()))
    return stats, pieces


def onsets(role, codes):
    """Frames with an onset, over the books that start notes."""
    kind = native.roles()[role].kind
    books = {0: range(8), 1: [1], 2: range(7, 13), 3: [2, 3]}[kind]
    return sum(np.count_nonzero(codes[b]) for b in books)


def songs(cache, split=None):
    """Yield the cached pieces, in the order of their names."""
    import ast
    for path in sorted(glob(os.path.join(cache, "*.npz"))):
        with np.load(path) as z:
            p = ast.literal_eval(str(z["meta"][0]))
            if split and p["split"] != split:
                continue
            p["parts"] = {r: z[f"codes_{r}"] if f"codes_{r}" in z else None for r in ROLES}
            p["chords"] = z["chords"]
        yield p


def report(stats, pieces):
    print(f"{'source':12} {'songs':>6} {'pieces':>6} {'bars':>7} "
          + " ".join(f"{r:>9}" for r in ROLES) + "   train/valid/test songs")
    for source in sorted({p["source"] for p in pieces}):
        own = [p for p in pieces if p["source"] == source]
        names = {p["song"]: p["split"] for p in own}
        n = Counter(names.values())
        print(f"{source:12} {len(names):6} {len(own):6} {sum(p['bars'] for p in own):7} "
              + " ".join(f"{sum(p['onsets'].get(r, 0) for p in own):9}" for r in ROLES)
              + f"   {n['train']}/{n['valid']}/{n['test']}")
    print("styles:", ", ".join(f"{s} {n}" for s, n in Counter(str(p["style"]) for p in pieces).most_common()))
    print("metres:", ", ".join(f"{a}/{b} {n}" for (a, b), n in Counter(p["meter"] for p in pieces).most_common()))
    print("notes:", ", ".join(f"{k[2:]} {v}" for k, v in stats.items() if k.startswith("n:")))
    print("else:", ", ".join(f"{k} {v}" for k, v in sorted(stats.items()) if not k.startswith("n:")))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--cache", required=True, help="folder for one .npz per piece")
    parser.add_argument("--data", required=True, help="folder of the human songs (docs/DATA.md)")
    a = parser.parse_args()
    began = time.time()
    report(*write_cache(a.cache, a.data))
    print(f"{time.time() - began:.1f} s")


if __name__ == "__main__":
    main()
