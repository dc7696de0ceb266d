"""Windows of music as training batches.

A *store* is one .npz: for each role the codes of all songs laid end to end,
[K, total frames], and a table of windows into them (4, 8 or 16 bars) with their
labels. `build` makes it from the composers and the human songs; `Sampler`
draws batches of equally long windows from it and decides what each one hears.
"""

import argparse
import functools
import multiprocessing
import time

import numpy as np
import torch

from . import conditions as C
from . import native
from .parts import CHORDAL, DRUMS, LEVELS, MICROS, ONSET_BOOKS, PITCH_BOOKS, QUALITIES

ROLES = ["drums", "bass", "harmony", "melody"]
MISSING = 0xFFFF  # the song says nothing of this role: always masked
SOURCES = ["composed", "human"]
SPLITS = ["train", "valid", "test"]
EXCHANGED = [(2, 6), (4, 5), (3, 7)]  # drum voices: closed hat and ride, toms, open hat and crash

WINDOW = np.dtype([
    ("start", "i8"), ("frames", "i4"), ("bars", "i2"), ("per_bar", "i2"), ("to_end", "i2"),
    ("bpm", "f4"), ("mode", "i2"), ("meter", "i2"), ("style", "i2"), ("moods", "u4"),
    ("source", "i2"), ("split", "i2"), ("song", "i4"),
    ("has", "?", 4), ("notes", "i4", 4), ("attributes", "f4", (4, len(C.ATTRIBUTES)))])


class Store:
    """Grows song by song, then is written whole."""

    def __init__(self):
        self.roles = native.roles()
        self.codes = {r: [] for r in ROLES}
        self.windows, self.total, self.songs = [], 0, 0

    def add(self, song, window_bars):
        """song: dict with bpm, meter, tonic, mode, bars, parts {role: codes [K, T] or
        None}, style (name or None), moods, source, split, loop (it repeats)."""
        per_bar = 16 * song["meter"][0] // song["meter"][1]
        frames = song["bars"] * per_bar
        grid = dict(bpm=song["bpm"], meter=song["meter"], bars=song["bars"],
                    tonic=song["tonic"], mode=song["mode"])
        notes = {}
        for role in ROLES:
            part = song["parts"].get(role)
            if part is None:
                part = np.full((len(self.roles[role].books), frames), MISSING, np.uint16)
            else:
                notes[role] = native.decode(role, codes=part, **grid)
            self.codes[role].append(part[:, :frames])
        style = song.get("style")
        for first, n in window_bars:
            w = np.zeros((), WINDOW)
            w["start"], w["frames"] = self.total + first * per_bar, n * per_bar
            w["bars"], w["per_bar"] = n, per_bar
            w["to_end"] = song["bars"] - first - n
            w["bpm"], w["mode"] = song["bpm"], song["mode"]
            w["meter"] = C.METERS.index(tuple(song["meter"]))
            w["style"] = C.STYLES.index(style) if style in C.STYLES else -1
            w["moods"] = sum(1 << C.MOODS.index(m) for m in song.get("moods", ()) if m in C.MOODS)
            w["source"] = SOURCES.index(song["source"])
            w["split"] = SPLITS.index(song["split"])
            w["song"] = self.songs
            for i, role in enumerate(ROLES):
                if role not in notes:
                    continue
                at = notes[role][:, 0] // native.TICKS_PER_FRAME // per_bar
                w["has"][i] = role not in song.get("derived", ())
                w["notes"][i] = int(((at >= first) & (at < first + n)).sum())
                w["attributes"][i] = native.measure(role, notes=notes[role], first=first, n=n, **grid)
            self.windows.append(w)
        self.total += frames
        self.songs += 1

    def extend(self, other):
        for w in other.windows:
            w = w.copy()
            w["start"] += self.total
            w["song"] += self.songs
            self.windows.append(w)
        for role in ROLES:
            self.codes[role] += other.codes[role]
        self.total += other.total
        self.songs += other.songs

    def write(self, path):
        np.savez(path, windows=np.array(self.windows, WINDOW),
                 **{r: np.concatenate(self.codes[r], 1) for r in ROLES})


def human_windows(bars):
    """Crops from every bar on: 8 bars, half as many of 16, a quarter of 4."""
    for n, step in ((8, 1), (16, 2), (4, 4)):
        yield from ((i, n) for i in range(0, bars - n + 1, step))
    if 2 <= bars < 4:
        yield 0, bars


def composed(job):
    style, first, count = job
    from .composers import compose
    store = Store()
    for seed in range(first, first + count):
        piece = compose(style, seed)
        grid = dict(bpm=piece.bpm, meter=piece.meter, bars=piece.bars, tonic=piece.tonic,
                    mode=piece.mode)
        parts = {}
        for role in ROLES:
            notes = np.asarray(piece.parts.get(role, []), np.int32).reshape(-1, 6)
            parts[role], _ = native.encode(role, notes=notes,
                                           chords=piece.chords if role == "harmony" else None, **grid)
        # every 20th piece is for validation, every 20th for the tests
        split = {0: "valid", 1: "test"}.get(seed % 20, "train")
        windows = [(0, piece.bars)]
        if piece.bars >= 8:
            windows.append((4 * (seed % (piece.bars // 4)), 4))
        store.add(dict(parts=parts, style=piece.style, moods=piece.moods, source="composed",
                       split=split, **grid), windows)
    return store


def build(path, pieces, styles, cache, jobs):
    from . import composers
    store, began = Store(), time.time()
    if cache:
        from . import data
        for song in data.songs(cache):
            # style words guessed from titles and instruments are left out
            style = song["style"] if song["source"] in ("groove", "leadsheets") else None
            store.add(dict(song, source="human", style=style), list(human_windows(song["bars"])))
        print(f"human: {store.songs} songs, {len(store.windows)} windows, {time.time() - began:.0f} s",
              flush=True)
    styles = styles or composers.STYLES
    chunk = 50
    work = [(s, i, min(chunk, pieces - i)) for i in range(0, pieces, chunk) for s in styles]
    with multiprocessing.Pool(jobs) as pool:
        for part in pool.imap(composed, work):
            store.extend(part)
    store.write(path)
    print(f"{path}: {store.songs} songs, {len(store.windows)} windows, {store.total} frames, "
          f"{len(styles)} styles, {time.time() - began:.0f} s")


def books_of(table, role):
    """The books of a role that a table of parts.py lists for its kind, as a slice."""
    books = table[role.kind]
    return slice(books[0], books[-1] + 1) if len(books) else slice(0, 0)


def leaves(codes, semitones, size):
    """[B]: would a note of these pitch codes [B, K, T] leave the book of `size` codes?"""
    notes = (codes >= 2) & (codes != MISSING)
    moved = codes + semitones[:, None, None]
    return (notes & ((moved < 2) | (moved >= size))).flatten(1).any(1)


def transpose(codes, semitones):
    """Pitch codes [B, K, T] some semitones [B] up."""
    notes = (codes >= 2) & (codes != MISSING)
    return torch.where(notes, codes + semitones[:, None, None], codes)


def turn_chords(codes, semitones):
    """Chord codes [B, T], their roots some semitones [B] up."""
    chords = (codes >= 1) & (codes != MISSING)
    turned = (codes - 1 + QUALITIES * semitones[:, None]) % (12 * QUALITIES) + 1
    return torch.where(chords, turned, codes)


def louder(codes, levels):
    """Onset codes [B, K, T] some velocity levels [B, K] up, within the scale."""
    levels = levels[:, :, None]
    plain = (codes >= 1) & (codes <= LEVELS * MICROS)
    rolls = (codes > LEVELS * MICROS) & (codes != MISSING)
    at, roll = (codes - 1) // MICROS, (codes - 1 - LEVELS * MICROS) % LEVELS
    up = (at + levels).clamp(0, LEVELS - 1) - at
    rolled = (roll + levels).clamp(0, LEVELS - 1) - roll
    return codes + torch.where(plain, up * MICROS, 0) + torch.where(rolls, rolled, 0)


@functools.cache
def read_store(path):
    """The windows of a store and its codes {role: int16 [K, all frames]}, shared by all
    who read it; & 0xFFFF makes MISSING of -1."""
    with np.load(path) as z:
        return z["windows"], {r: torch.from_numpy(z[r].view(np.int16)) for r in ROLES}


class Sampler:
    """Draws batches for one role. Everything random comes from one generator."""

    def __init__(self, path, role, split="train", human=0.4, seed=0, frames=3072, fresh=True):
        """`fresh`: human songs are varied each time they are drawn."""
        self.role, self.index = role, ROLES.index(role)
        w, self.codes = read_store(path)
        w = w[(w["split"] == SPLITS.index(split)) & w["has"][:, self.index]]
        self.windows = w[(w["notes"][:, self.index] >= 2)]
        self.rng = np.random.default_rng(seed)
        self.frames, self.human, self.fresh = frames, human, fresh
        self.info = native.roles()
        self.groups = self._groups()

    def _groups(self):
        """Windows by (source, length), and how often each length is drawn."""
        groups = {}
        for source in (0, 1):
            mine = np.flatnonzero(self.windows["source"] == source)
            lengths, counts = np.unique(self.windows["frames"][mine], return_counts=True)
            if not len(lengths):
                continue
            rows = []
            for length in lengths:
                i = mine[self.windows["frames"][mine] == length]
                styles = self.windows["style"][i]
                _, inverse, n = np.unique(styles, return_inverse=True, return_counts=True)
                # composed: every style alike; human: where other tracks play, six times as often
                alone = self.windows["has"][i].sum(1) == 1
                p = 1.0 / n[inverse] if source == 0 else np.where(alone, 1.0, 6.0)
                rows.append((int(length), i, p / p.sum()))
            # a long window counts by its frames
            share = counts * lengths.astype(float)
            groups[source] = (rows, share / share.sum())
        return groups

    def seen(self):
        """Names of the condition rows that these windows can light."""
        styles = {f"style.{C.STYLES[i]}" for i in np.unique(self.windows["style"]) if i >= 0}
        bits = np.bitwise_or.reduce(self.windows["moods"])
        moods = {f"mood.{m}" for i, m in enumerate(C.MOODS) if bits >> i & 1}
        modes = {f"mode.{C.MODES[i]}" for i in np.unique(self.windows["mode"])}
        meters = {"meter.%d/%d" % C.METERS[i] for i in np.unique(self.windows["meter"])}
        rest = {n for n in C.NAMES if n.split(".")[0] in ("bpm", "attr", "task")}
        return styles | moods | modes | meters | rest

    def usual(self, count=24):
        """What is usual in each style: {"resonant.style.<name>": the role's attributes in
        some of its 8-bar windows, one after another}. Whole windows, because attributes
        hang together; none of the emptiest fifth."""
        out, rng = {}, np.random.default_rng(0)
        for i in np.unique(self.windows["style"]):
            mine = self.windows[self.windows["style"] == i]
            if i < 0 or len(mine) < count:
                continue
            if (mine["source"] == 0).any():
                mine = mine[mine["source"] == 0]
            density = mine["notes"][:, self.index] / mine["frames"]
            mine = mine[density >= np.quantile(density, 0.2)]
            some = mine[rng.choice(len(mine), min(count, len(mine)), replace=False)]
            out[f"resonant.style.{C.STYLES[i]}"] = " ".join(
                f"{x:.2f}" for x in some["attributes"][:, self.index].ravel())
        return out

    def draw(self, source=None):
        """One batch, of the given source (an index of SOURCES) or of either."""
        sources = list(self.groups)
        if source is None:
            source = 1 if len(sources) == 2 and self.rng.random() < self.human else sources[0]
        if source not in self.groups:
            source = sources[0]
        rows, share = self.groups[source]
        length, index, p = rows[self.rng.choice(len(rows), p=share)]
        n = max(1, self.frames // length)
        return self.batch(self.windows[self.rng.choice(index, n, p=p)])

    def labels(self, w, drop=True):
        """Condition rows of one window: [(row, weight)]."""
        rng, out = self.rng, []
        if drop and rng.random() < 0.12:
            return out
        keep = (lambda p: rng.random() < p) if drop else (lambda p: True)
        if w["style"] >= 0 and keep(0.8):
            out.append((C.ROW[f"style.{C.STYLES[w['style']]}"], 1.0))
        for i, mood in enumerate(C.MOODS):
            if w["moods"] >> i & 1 and keep(0.6):
                out.append((C.ROW[f"mood.{mood}"], 1.0))
        if w["mode"] >= 0 and keep(0.95):
            out.append((C.ROW[f"mode.{C.MODES[w['mode']]}"], 1.0))
        if keep(0.95):
            out.append((C.ROW["meter.%d/%d" % C.METERS[w["meter"]]], 1.0))
        if keep(0.85):
            out += C.tempo(w["bpm"])
        share = rng.choice([0.0, 0.35, 1.0]) if drop else 1.0
        for i, name in enumerate(C.ATTRIBUTES):
            value = w["attributes"][self.index][i]
            if keep(share) and not np.isnan(value):
                out += C.attribute(name, value)
        return out[:C.SLOTS - 1]

    def visible(self, w):
        """What the encoder hears: {role: bool [K, T]}, and whether only the chord
        symbols are to be written."""
        rng, t, bar = self.rng, int(w["frames"]), int(w["per_bar"])
        see = {r: np.zeros((len(self.info[r].books), t), bool) for r in ROLES}
        skeleton = False
        kind = rng.random()
        others = [r for r in ROLES if r != self.role]
        if kind < 0.3:  # the order of a new piece
            if self.role == "harmony" and rng.random() < 0.5:
                skeleton = True
                see["drums"][:] = rng.random() < 0.3
            else:
                see["harmony"][0] = self.role != "drums" or rng.random() < 0.5
                for r in ROLES[:self.index]:
                    see[r][:] = True
                if self.role == "harmony":
                    see["harmony"][1:] = False
        elif kind < 0.94:  # all the other tracks, or any set of them
            share = 1.0 if kind < 0.68 else 0.6
            for r in others:
                if rng.random() < share:
                    see[r][:] = True
                elif r == "harmony" and rng.random() < 0.5:
                    see[r][0] = True
            if self.role == "harmony" and rng.random() < 0.3:
                see["harmony"][0] = True
            holes = rng.random()
            for r in others if holes < 0.4 else ():
                if holes < 0.2:  # with some bars missing
                    see[r] &= np.repeat(rng.random(t // bar) < 0.7, bar)[None]
                else:  # or some voices, or levels, or pitches
                    see[r] &= rng.random((len(see[r]), 1)) < 0.7
        if rng.random() < 0.3 and not skeleton:  # parts of the own track stand
            own = see[self.role]
            shape = rng.random()
            if shape < 0.6:  # all but a run of bars
                bars = t // bar
                n = rng.integers(1, bars + 1)
                first = rng.integers(0, bars - n + 1)
                keep = np.ones(t, bool)
                keep[first * bar:(first + n) * bar] = False
                own |= keep[None]
            else:  # beats here and there
                beat = 4 if bar % 4 == 0 else 2
                own |= np.repeat(rng.random(t // beat) < rng.random(), beat)[None]
            if own.all():
                own[:, :bar] = False
        return see, skeleton

    def vary(self, windows, codes):
        """Human songs are few, and a model that knows them by heart takes its context
        for a song's name instead of listening to it. So each is played anew every time:
        against another tonic, faster or slower, parts an octave away, tracks and drums
        louder or softer, cymbals and toms exchanged. Works on copies; labels that no
        longer hold are left out."""
        human = windows["source"] == SOURCES.index("human")
        if not human.any():
            return windows
        rng, n = self.rng, len(windows)
        windows = windows.copy()
        own = windows["attributes"][:, self.index]
        velocity, register = (C.ATTRIBUTES.index(a) for a in ("velocity", "register"))
        windows["bpm"] *= np.where(human, rng.uniform(0.92, 1.08, n), 1)
        turn = torch.from_numpy(human * (rng.random(n) < 0.6) * rng.integers(-5, 7, n))
        for r in ROLES:
            info, books = self.info[r], books_of(PITCH_BOOKS, self.info[r])
            if books.stop:
                turn *= ~leaves(codes[r][:, books], turn, info.books[books.start])
        windows["mode"][turn.numpy() != 0] = -1
        own[turn.numpy() != 0, register] = np.nan
        for r in ROLES:
            info, books = self.info[r], books_of(PITCH_BOOKS, self.info[r])
            if books.stop:
                size, pitches = info.books[books.start], transpose(codes[r][:, books], turn)
                octaves = torch.from_numpy(12 * human * rng.choice([0, 0, 0, 0, -1, 1], n))
                octaves *= ~leaves(pitches, octaves, size)
                codes[r][:, books] = transpose(pitches, octaves)
                if r == self.role:
                    own[octaves.numpy() != 0, register] = np.nan
            if info.kind == CHORDAL:
                codes[r][:, 0] = turn_chords(codes[r][:, 0], turn)
            books = books_of(ONSET_BOOKS, info)
            width = books.stop - books.start
            levels = human[:, None] * rng.integers(-2, 3, (n, 1)).repeat(width, 1)
            if info.kind == DRUMS:
                levels += human[:, None] * rng.integers(-1, 2, (n, width))
                for pair in EXCHANGED:
                    swap = np.flatnonzero(human & (rng.random(n) < 0.25))[:, None]
                    codes[r][swap, list(pair)] = codes[r][swap, list(pair[::-1])]
            codes[r][:, books] = louder(codes[r][:, books], torch.from_numpy(levels))
            if r == self.role:
                own[(levels != 0).any(1), velocity] = np.nan
        return windows

    def forgetful(self, windows, fed):
        """In half of the human windows a tenth of the frames is fed as unknown, so that
        what comes next has to be told from more than the last few codes."""
        n, _, t = fed.shape
        some = (windows["source"] == SOURCES.index("human")) & (self.rng.random(n) < 0.5)
        gone = torch.from_numpy(some[:, None] & (self.rng.random((n, t)) < 0.1))[:, None]
        return torch.where(gone, torch.tensor(self.info[self.role].books).view(1, -1, 1), fed)

    def batch(self, windows, see=None, drop=True, context_from=None):
        """Tensors for TrackModel.forward. `see` fixes what is heard ({role: bool} for
        all frames); `context_from` are other windows whose music is heard instead."""
        n, t = len(windows), int(windows[0]["frames"])
        at = torch.from_numpy(windows["start"][:, None] + np.arange(t)[None])
        heard_at = at
        if context_from is not None:
            heard_at = torch.from_numpy(context_from["start"][:, None] + np.arange(t)[None])
        books = self.info[self.role].books
        heard = {r: self.codes[r][:, heard_at].permute(1, 0, 2).long() & 0xFFFF for r in ROLES}
        if context_from is not None:
            heard[self.role] = self.codes[self.role][:, at].permute(1, 0, 2).long() & 0xFFFF
        if drop and self.fresh:
            windows = self.vary(windows, heard)
        own = heard[self.role]  # [B, K, T]
        weight = torch.ones(n, len(books), t)
        fed = own.clone()
        rows = torch.zeros(n, C.SLOTS, dtype=torch.long)
        weights = torch.zeros(n, C.SLOTS)
        masks = {r: torch.zeros(n, len(self.info[r].books), t, dtype=torch.bool) for r in ROLES}
        for i, w in enumerate(windows):
            labels = self.labels(w, drop)
            if see is None:
                visible, skeleton = self.visible(w)
                for r in ROLES:
                    masks[r][i] = torch.from_numpy(visible[r])
                if skeleton:
                    labels = labels[:C.SLOTS - 1] + [(C.ROW["task.skeleton"], 1.0)]
                    fed[i, 1:] = 0
                    weight[i, 1:] = 0
            else:
                for r in ROLES:
                    masks[r][i] = see.get(r, False)
            for j, (row, x) in enumerate(labels):
                rows[i, j], weights[i, j] = row, float(x)
        weight *= ~masks[self.role]
        if drop and self.fresh:
            fed = self.forgetful(windows, fed)
        context = {}
        for r in ROLES:
            sizes = torch.tensor(self.info[r].books).view(1, -1, 1)
            context[r] = torch.where(masks[r] & (heard[r] != MISSING), heard[r], sizes)
        per_bar = torch.from_numpy(windows["per_bar"].astype(np.int64))[:, None]
        frame = torch.arange(t)[None]
        bar = frame // per_bar
        bars = torch.from_numpy(windows["bars"].astype(np.int64))[:, None]
        after = torch.from_numpy(windows["to_end"].astype(np.int64))[:, None]
        return dict(context=context, target=own, fed=fed, weight=weight, rows=rows, weights=weights,
                    beat=frame % per_bar, bar=bar.clamp(max=31),
                    to_end=(bars - bar + after).clamp(max=31))


def main():
    p = argparse.ArgumentParser(description="Compose and collect the training data.")
    p.add_argument("--out", default="training/runs/data.npz")
    p.add_argument("--pieces", type=int, default=1000, help="composed pieces per style")
    p.add_argument("--styles", nargs="*", help="only these styles")
    p.add_argument("--human", help="cache folder that training.data made")
    p.add_argument("--jobs", type=int, default=2)
    a = p.parse_args()
    build(a.out, a.pieces, a.styles, a.human, a.jobs)


if __name__ == "__main__":
    main()
