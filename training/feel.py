"""Feel learned from drummers: where they place hits and how hard they strike.

    python -m training.feel --data DATA              writes composers/feel.json
    python -m training.feel --data DATA --compare    prints how near composed drums are

The table has one row a family of styles, learned from the takes of the training
split that play grooves in 4/4: per voice and place in the bar (16 of them, or the
12 triplets of a swung take) the mean offset and its spread, the mean velocity and
its spread, ghost notes of the snare apart; per family how far and how slowly
the voices drift together, and how a velocity follows the one before.
Times are in milliseconds, since a player's precision is one of time, not of notes.
A take's own mean against its click is taken away: all players share it, so nobody
hears it. Thin cells lean on the same cell of all takes."""
import argparse
import json
import re
from collections import defaultdict

import numpy as np

from .data import performances
from .composers._base import OFFSETS, SNARE, TICKS
from .composers._feel import FAMILY, GHOST_BELOW, TABLE, VOICES

FAMILIES = dict(rock="rock", punk="punk", funk="funk", neworleans="funk", jazz="funk", dance="disco",
                latin="latin", afrocuban="latin", afrobeat="afrobeat", highlife="afrobeat",
                reggae="reggae", hiphop="hiphop", soul="soul", pop="soul", gospel="soul", country="country")
LEAN = 30       # a cell of so many hits counts as much as what it leans on
NEAR = 45       # ticks: farther than this a hit is another rhythm, not a deviation
LEVELS = (10, 30, 50, 70, 90)  # the percentiles kept of what differs between takes


class Take:
    """One performance: arrays over its hits, the first of a voice in a place."""

    def __init__(self, style, bpm, notes):
        tick, voice, velocity = notes[:, 0], notes[:, 2], notes[:, 3]
        phase = tick % 480
        eighths, triplets = (np.mean((phase > a) & (phase <= b)) for a, b in ((210, 290), (290, 345)))
        self.swung = bool(triplets > eighths)
        self.family = family(style, self.swung)
        self.ms = 125.0 / bpm  # milliseconds of a tick
        grid = 160 if self.swung else TICKS
        step = (tick + grid // 2) // grid
        off = tick - step * grid
        near = np.abs(off) <= NEAR
        first = np.unique(np.stack([step, voice])[:, near], axis=1, return_index=True)[1]
        keep = np.flatnonzero(near)[first]
        self.step, self.voice, self.velocity = step[keep], voice[keep], velocity[keep].astype(float)
        self.places = 12 if self.swung else 16
        self.place = self.step % self.places
        self.offset = (off[keep] - off[keep].mean()) * self.ms if len(keep) else off[keep] * 1.0
        self.swing = 0.0
        odd = self.step % 2 == 1
        if not self.swung and min(odd.sum(), (~odd).sum()) >= 8:
            self.swing = self.offset[odd].mean() - self.offset[~odd].mean()
            self.offset = self.offset - self.swing * (odd - odd.mean())
        self.tick, self.hit = tick, notes[:, 2:4]  # all hits, as played


def family(style, swung):
    """The row of the table that a take belongs to, or None."""
    kind = re.split("[/-]", style)[0]
    if swung:
        return "swing" if kind == "jazz" else None if kind in ("latin", "afrocuban") else "shuffle"
    return FAMILIES.get(kind)


def takes(data, splits):
    """The grooves in 4/4 of some splits."""
    for row, song in performances(data, lambda r: r["split"] in splits and r["beat_type"] == "beat"):
        for p in song.pieces:
            if p["meter"] == (4, 4) and len(p["notes"]["drums"]) >= 24:
                take = Take(row["style"], float(row["bpm"]), p["notes"]["drums"])
                if take.family:
                    yield take


def cell(x, lean, spread):
    """[mean, spread] of a cell that leans on another's."""
    n = len(x)
    mean = (np.sum(x) + LEAN * lean) / (n + LEAN)
    var = (np.sum((x - mean) ** 2) + LEAN * spread ** 2) / (n + LEAN)
    return [float(mean), float(np.sqrt(var))]


def gather(some, voice, what, ghosts):
    """[place] -> values of one voice in some takes."""
    out = [[] for _ in range(some[0].places)]
    for t in some:
        quiet = (t.velocity < GHOST_BELOW) & (voice == SNARE)
        for p, x in zip(t.place[(t.voice == voice) & (quiet == ghosts)],
                        getattr(t, what)[(t.voice == voice) & (quiet == ghosts)]):
            out[p].append(x)
    return [np.array(x) for x in out]


def cells(some, everyone, voice, what, ghosts=False):
    """[[mean, spread] a place] of a voice: leaning on all takes, they on the voice."""
    every = gather(everyone, voice, what, ghosts)
    flat = np.concatenate(every)
    base = (flat.mean(), flat.std()) if len(flat) else (0.0, 8.0)
    return [cell(x, *cell(y, *base)) for x, y in zip(gather(some, voice, what, ghosts), every)]


def residuals(take, table):
    """What the places do not explain of a take's offsets, each voice about its own mean."""
    e = take.offset - np.array([table[v][p][0] for v, p in zip(take.voice, take.place)])
    habit = {v: e[take.voice == v].mean() for v in np.unique(take.voice) if np.sum(take.voice == v) >= 8}
    return e - np.array([habit.get(v, 0.0) for v in take.voice]), list(habit.values())


def covariances(some, table):
    """Of errors of voices struck together, and of errors two beats apart."""
    pairs, apart = [], []
    for t in some:
        e, _ = residuals(t, table)
        steps = defaultdict(list)
        for s, x in zip(t.step, e):
            steps[int(s)].append(x)
        for s, x in steps.items():
            pairs += [a * b for i, a in enumerate(x) for b in x[i + 1:]]
            later = steps.get(s + t.places // 2)
            apart += [np.mean(x) * np.mean(later)] if later else []
    return np.mean(pairs), np.mean(apart)


def motion(some, table):
    """How the errors of a family's takes hang together. Voices struck together share
    about as much as voices a sixteenth or a beat apart: what is shared is one slow
    drift, whose correlation over a beat is `hold`."""
    same, two = (max(1.0, float(x)) for x in covariances(some, table))
    spread = np.array([residuals(t, table)[0].std() for t in some])
    habits = np.concatenate([residuals(t, table)[1] for t in some])
    return {"drift": same ** 0.5, "hold": min(0.95, (two / same) ** 0.5),
            "habit": float(np.std(habits)),
            "looseness": np.percentile(spread / np.sqrt(np.mean(spread ** 2)), LEVELS).tolist(),
            "swing": np.percentile([t.swing for t in some], LEVELS).tolist()}


def dynamics(some, loud, quiet):
    """How velocities differ between takes, and follow one another within one."""
    level, accent, now, before = [], [], [], []
    for t in some:
        ghost = (t.voice == SNARE) & (t.velocity < GHOST_BELOW)
        mean = np.array([(quiet if g else loud[v])[p][0] for v, p, g in zip(t.voice, t.place, ghost)])
        level.append(np.mean(t.velocity - mean))
        x, y = mean - mean.mean(), t.velocity - t.velocity.mean()
        if x.std() > 4:
            accent.append(np.mean(x * y) / np.mean(x * x))
        e = t.velocity - mean - level[-1]
        for v in np.unique(t.voice):
            mine = e[(t.voice == v) & ~ghost]
            if len(mine) >= 16:
                now.append(mine[1:])
                before.append(mine[:-1])
    a, b = np.concatenate(now), np.concatenate(before)
    return {"level": float(np.std(level)), "accent": np.percentile(accent, LEVELS).tolist(),
            "follow": float(np.mean(a * b) / np.sqrt(np.mean(a * a) * np.mean(b * b)))}


def learn(everyone):
    """The whole table: family -> row."""
    out = {}
    for name in sorted({t.family for t in everyone}):
        some = [t for t in everyone if t.family == name]
        kin = [t for t in everyone if t.places == some[0].places]
        offset = [cells(some, kin, v, "offset") for v in range(8)]
        loud = [cells(some, kin, v, "velocity") for v in range(8)]
        ghost = cells(some, kin, SNARE, "velocity", True)
        row = {"takes": len(some), "hits": sum(len(t.voice) for t in some)}
        row |= motion(some, offset) | dynamics(some, loud, ghost)
        row["voices"] = {v: {"offset": offset[i], "velocity": loud[i]} for i, v in enumerate(VOICES)}
        row["voices"]["snare"]["ghost"] = ghost
        out[name] = row
    return out


def dump(x, indent=0):
    """JSON, a list of numbers or pairs to a line."""
    if isinstance(x, dict):
        inner = ",\n".join(" " * (indent + 1) + json.dumps(k) + ": " + dump(v, indent + 1) for k, v in x.items())
        return "{\n" + inner + "}"
    if isinstance(x, list):
        return "[" + ", ".join(dump(v) for v in x) + "]"
    return "%d" % x if isinstance(x, int) else "%.3g" % x


# ---- how near composed drums are ----

def histograms(performances):
    """(voice, place) -> counts of offsets and of velocity levels, as the codec rounds
    them; each performance about its own mean offset."""
    offsets, levels = defaultdict(lambda: np.zeros(14)), defaultdict(lambda: np.zeros(11))
    grid = np.array(sorted(OFFSETS + tuple(o - TICKS for o in OFFSETS[1:])))
    for tick, hit in performances:
        off = tick - (tick + 60) // TICKS * TICKS
        off = off - np.round(off.mean())
        for x, d, (voice, velocity) in zip(tick, off, hit):
            key = int(voice), int((x + 60) // TICKS % 16)
            offsets[key][min(13, np.abs(grid - d).argmin())] += 1
            levels[key][min(10, velocity // 12)] += 1
    return offsets, levels


def distance(ours, theirs):
    """Half the sum of differences of two sets of histograms: 0 alike, 1 nothing shared;
    the mean over cells that both play, by how often the others play them."""
    far, weight = 0.0, 0.0
    for key, b in theirs.items():
        a = ours.get(key)
        if a is not None and min(a.sum(), b.sum()) >= 20:
            far += b.sum() * np.abs(a / a.sum() - b / b.sum()).sum() / 2
            weight += b.sum()
    return far / weight if weight else float("nan")


def composed(style, pieces, swung):
    """Drums of composed pieces in 4/4 that swing their eighths, or do not."""
    from . import composers
    for seed in range(pieces):
        p = composers.compose(style, seed)
        n = np.array(p.parts["drums"]).reshape(-1, 6).astype(int)
        if p.meter != (4, 4) or len(n) < 24:
            continue
        phase = n[:, 0] % 480
        is_swung = np.mean((phase > 290) & (phase <= 345)) > np.mean((phase > 210) & (phase <= 290))
        if is_swung == swung:
            yield n[:, 0], n[:, 2:4]


def compare(data, pieces=60):
    """Print, a style, the distance of composed drums to takes held out, and that of
    the takes learned from: what drummers differ by among themselves."""
    from . import composers
    learned, kept = list(takes(data, ("train",))), list(takes(data, ("validation", "test")))
    print("style\tfamily\toffset\tvelocity\tdrummers: offset\tvelocity")
    for style in composers.STYLES:
        name, amount = FAMILY.get(style, (None, 0))
        theirs = histograms((t.tick, t.hit) for t in kept if t.family == name)
        others = histograms((t.tick, t.hit) for t in learned if t.family == name)
        if amount < 0.5 or not theirs[0]:
            continue
        ours = histograms(composed(style, pieces, name in ("swing", "shuffle")))
        numbers = [distance(a, b) for x in (ours, others) for a, b in zip(x, theirs)]
        print(style, name, *("%.2f" % x for x in numbers), sep="\t")


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--data", required=True)
    ap.add_argument("--compare", action="store_true")
    args = ap.parse_args()
    if args.compare:
        compare(args.data)
    else:
        with open(TABLE, "w") as f:
            f.write(dump(learn(list(takes(args.data, ("train",))))) + "\n")


if __name__ == "__main__":
    main()
