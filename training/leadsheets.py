"""Lead sheets in MusicXML: a melody with chord symbols.

Repeats are played out. The harmony part is derived: the project's own plain
voicing of the symbols, since a lead sheet has none.
"""
import re
import xml.etree.ElementTree as ET
import zipfile
from fractions import Fraction

import numpy as np

QUALITY = {  # MusicXML kind -> rgen_chord_quality; extensions count as their seventh
    "major": 0, "minor": 1, "diminished": 2, "augmented": 3, "suspended-second": 4,
    "suspended-fourth": 5, "power": 6, "major-seventh": 7, "dominant": 8, "minor-seventh": 9,
    "half-diminished": 10, "diminished-seventh": 11, "dominant-ninth": 8, "dominant-11th": 8,
    "dominant-13th": 8, "major-ninth": 7, "major-11th": 7, "major-13th": 7, "minor-ninth": 9,
    "minor-11th": 9, "minor-13th": 9, "major-sixth": 0, "minor-sixth": 1, "maj69": 0,
    "augmented-seventh": 3, "augmented-ninth": 3, "minor-major": 1, "major-minor": 1}
TONES = [(0, 4, 7), (0, 3, 7), (0, 3, 6), (0, 4, 8), (0, 2, 7), (0, 5, 7), (0, 7), (0, 4, 7, 11),
         (0, 4, 7, 10), (0, 3, 7, 10), (0, 3, 6, 10), (0, 3, 6, 9)]
STEP = dict(C=0, D=2, E=4, F=5, G=7, A=9, B=11)
METERS = {(4, 4): (4, 4), (2, 2): (4, 4), (2, 4): (4, 4), (3, 4): (3, 4), (6, 4): (3, 4),
          (6, 8): (6, 8), (12, 8): (6, 8), (5, 4): (5, 4), (7, 8): (7, 8)}
TEMPO_WORDS = [("medium slow", 92), ("moderately slow", 88), ("medium fast", 160),
               ("moderately fast", 150), ("ballad", 70), ("very slow", 60), ("slow", 72),
               ("bright", 168), ("very fast", 220), ("fast", 200), ("lively", 160), ("waltz", 132),
               ("swing", 140), ("medium", 120), ("moderat", 112)]


def _playing_order(measures):
    """Indices of the measures as they sound, repeats and endings played out."""
    order, start, i, turn, turns = [], 0, 0, 1, {}
    while i < len(measures) and len(order) < 1000:
        ending, backward = None, False
        for b in measures[i].findall("barline"):
            r, e = b.find("repeat"), b.find("ending")
            if r is not None and r.get("direction") == "forward" and start != i:
                start, turn = i, 1
            if e is not None and e.get("type") == "start":
                ending = [int(x) for x in re.findall(r"\d+", e.get("number", "1"))]
            backward |= r is not None and r.get("direction") == "backward"
        if ending and turn not in ending and turn <= max(ending):
            pass  # another turn's ending
        elif ending and turn > max(ending):  # skip to the end of this ending
            while i < len(measures) and not any(
                    e.get("type") in ("stop", "discontinue")
                    for e in measures[i].iter("ending")):
                i += 1
            i += 1
            continue
        order.append(i)
        if backward and turns.get(i, 0) < 1:
            turns[i] = turns.get(i, 0) + 1
            turn += 1
            i = start
        else:
            if backward:
                start, turn = i + 1, 1
            i += 1
    return order


def _pitch(note):
    p = note.find("pitch")
    alter = int(float(p.findtext("alter", "0")))
    return 12 * (int(p.findtext("octave")) + 1) + STEP[p.findtext("step")] + alter


def _voicing(root, quality, before):
    """Four notes or so around middle C, moving as little as possible."""
    pcs = [(root + t) % 12 for t in TONES[quality]]
    best = None
    for low in range(50, 62):
        notes = sorted(min(p for p in range(low, low + 12) if p % 12 == pc) for pc in pcs)
        cost = (sum(min(abs(a - b) for b in before) for a in notes) if before
                else abs(sum(notes) / len(notes) - 60))
        if best is None or cost < best[0]:
            best = cost, notes
    return best[1]


def read(path):
    """A song as a dict: title, meter, bars, bpm, fifths, melody and harmony notes
    [n, 6], symbols [(tick, root, quality or None)]. ValueError when it does not fit."""
    with zipfile.ZipFile(path) as z:
        name = next(n for n in z.namelist() if n.endswith(".xml") and not n.startswith("META"))
        text = z.read(name)
    root = ET.fromstring(text)
    measures = root.find("part").findall("measure")
    divisions, meter, fifths = 1, None, 0
    words = " ".join(w.text or "" for w in root.iter("words")).lower()
    sound = next((float(s.get("tempo")) for s in root.iter("sound") if s.get("tempo")), None)
    for m in measures:  # of the first measures that say so
        if (t := m.find("attributes/time")) is not None and meter is None:
            meter = int(t.findtext("beats")), int(t.findtext("beat-type"))
        if (f := m.findtext("attributes/key/fifths")) is not None:
            fifths = int(f)
            break
    nominal = meter or (4, 4)
    if nominal not in METERS:
        raise ValueError(f"metre {nominal[0]}/{nominal[1]}")
    bar = Fraction(4 * nominal[0], nominal[1])
    melody, symbols, at, odd, tied = [], [], Fraction(0), 0, {}
    order = _playing_order(measures)
    for place, i in enumerate(order):
        m, now, longest, last = measures[i], Fraction(0), Fraction(0), Fraction(0)
        events = []
        for e in m:
            if e.tag == "attributes" and e.find("divisions") is not None:
                divisions = int(e.findtext("divisions"))
            length = Fraction(int(e.findtext("duration", "0")), divisions)
            if e.tag == "backup":
                now -= length
            elif e.tag == "forward":
                now += length
            elif e.tag == "harmony":
                offset = Fraction(int(e.findtext("offset", "0")), divisions)
                kind, step = e.findtext("kind"), e.findtext("root/root-step")
                if step and kind in QUALITY:
                    r = STEP[step] + int(float(e.findtext("root/root-alter", "0")))
                    events.append((now + offset, "chord", r % 12, QUALITY[kind], 0))
                elif kind == "none":
                    events.append((now + offset, "chord", 0, None, 0))
            elif e.tag == "note" and e.find("grace") is None:
                start = last if e.find("chord") is not None else now
                ties = {t.get("type") for t in e.findall("tie")}
                if e.find("pitch") is not None and e.findtext("voice", "1") == "1":
                    events.append((start, "note", _pitch(e), length, ties))
                if e.find("chord") is None:
                    last, now = now, now + length
            longest = max(longest, now)
        lead = Fraction(0)
        if place == 0 and longest < bar:  # a pick-up: its end is the first bar line
            lead = bar - longest
            longest = bar
        odd += longest != bar
        for when, kind, a, b, c in events:
            t = at + lead + when
            if kind == "chord":
                symbols.append((int(t * 480), a, b))
            elif "stop" in c and a in tied:
                melody[tied[a]][1] += int(b * 480)
                if "start" not in c:
                    del tied[a]
            else:
                if "start" in c:
                    tied[a] = len(melody)
                beat = (t % 1 == 0) + (t % bar == 0)
                melody.append([int(t * 480), max(1, int(b * 480)), a, 82 + 8 * beat, 0, 4])
        at += longest
    if odd > 0.15 * len(order):
        raise ValueError("bars of uneven length")
    meter = METERS[nominal]
    ticks = meter[0] * 1920 // meter[1]
    bars = -(-int(at * 480) // ticks)
    harmony, before = [], None
    for (t, r, q), end in zip(symbols, [s[0] for s in symbols[1:]] + [bars * ticks]):
        if q is None or end <= t:
            continue
        before = _voicing(r, q, before)
        harmony += [[t, end - t, p, 72, 0, 4] for p in before]
    bpm = sound or next((b for w, b in TEMPO_WORDS if w in words), 120)
    return dict(meter=meter, bars=bars, bpm=float(bpm), fifths=fifths, symbols=symbols,
                melody=np.array(melody, np.int32).reshape(-1, 6),
                harmony=np.array(harmony, np.int32).reshape(-1, 6))
