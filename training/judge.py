"""Judges of generated pieces: is the style recognised, do two seeds differ, do bars
repeat as in music, do new bars fit between old ones.

    python -m training.judge words                  each style and the words to ask for it
    python -m training.judge DUMP [--data DATA] [--figures FILE]

DUMP is what bench/eval_styles prints. A small classifier learns the styles from newly
composed pieces, is tried on further ones, and then names the style of what was
generated. Repetition is compared with composed pieces and, given --data, human songs.
Prints Markdown; --figures takes rows for the table of figures."""
import argparse
import importlib
import time
from collections import Counter

import numpy as np
import torch

from . import native
from .composers import STYLES
from .dataset import ROLES
from .evaluate import figure
from .features import (BARS, SETTING, bar_likeness, between, composed, features, frames, human, likeness,
                       note_set, read_dump)

FIRST_SEED = 2_000_000  # far from the seeds of training
NEW = (2, 4)  # bars 3-4, made anew in an infill

# ---- the classifier ----


class Judge:
    """A network of one hidden layer over features, trained at once."""

    def __init__(self, x, y, names, steps=400):
        self.names, self.mean = names, x.mean(0)
        self.scale = x.std(0) + 0.02
        torch.manual_seed(0)
        self.net = torch.nn.Sequential(torch.nn.Linear(x.shape[1], 96), torch.nn.GELU(), torch.nn.Dropout(0.5),
                                       torch.nn.Linear(96, len(names)))
        x, y = self._scaled(x), torch.tensor([names.index(s) for s in y])
        optimiser = torch.optim.AdamW(self.net.parameters(), lr=3e-3, weight_decay=0.05)
        for _ in range(steps):
            some = torch.randint(len(x), (min(1024, len(x)),))
            loss = torch.nn.functional.cross_entropy(self.net(x[some]), y[some], label_smoothing=0.05)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        self.net.eval()

    def _scaled(self, x):
        return torch.from_numpy(((x - self.mean) / self.scale).clip(-4, 4))

    @torch.no_grad()
    def name(self, x):
        """The style of each row of features."""
        return [self.names[i] for i in self.net(self._scaled(np.asarray(x))).argmax(1)]


def right(named, true):
    """Percent of names that are right."""
    return 100 * np.mean([a == b for a, b in zip(named, true)]) if len(true) else 0.0


def confusions(named, true, most=5):
    """The commonest mistakes: [((true, named), count)]."""
    return Counter((b, a) for a, b in zip(named, true) if a != b).most_common(most)


def learn(pieces):
    """Judges of whole pieces and of two bars alike, with tempo, metre and mode and without."""
    rng = np.random.default_rng(0)
    x, y = [], []
    for p in pieces:
        first = int(rng.integers(0, p.bars - 1))
        x += [features(p), features(p, first, first + 2)]
        y += [p.style] * 2
    x = np.array(x)
    return Judge(x, y, STYLES), Judge(x[:, SETTING:], y, STYLES)


# ---- reports ----


def top_1(judges, pieces):
    """What the judge names each piece, the percent that are right, and the percent by notes
    alone."""
    whole, by_notes = judges
    x, asked = np.array([features(p) for p in pieces]), [p.style for p in pieces]
    named = whole.name(x)
    return named, right(named, asked), right(by_notes.name(x[:, SETTING:]), asked)


def report_styles(judges, tests, new, common, figures):
    """Top 1 of all styles, on pieces that were composed and on those generated."""
    guesses, sure, sure_by_notes = top_1(judges, tests)
    named, hits, hits_by_notes = top_1(judges, new)
    worst = ", ".join(f"{a} as {b} ({n})" for (a, b), n in confusions(guesses, [p.style for p in tests]))
    print("### Is the style recognised\n")
    print(f"A classifier of {len(STYLES)} styles names {sure:.1f}% of {len(tests)} held-out composed pieces rightly "
          f"({sure_by_notes:.1f}% without tempo, metre and mode; most often mistaken: {worst or 'none'}), "
          f"and {hits:.1f}% of {len(new)} generated ones ({hits_by_notes:.1f}%).\n")
    print("| style | recognised | else mostly taken for | notes in common of two seeds: " + " | ".join(ROLES)
          + " |\n" + "|---" * (3 + len(ROLES)) + "|")
    for style in dict.fromkeys(p.style for p in new):
        mine = [n for n, p in zip(named, new) if p.style == style]
        other = Counter(n for n in mine if n != style).most_common(1)
        same = [f"{100 * np.mean(common[style, r]):.0f}%" if common[style, r] else "" for r in ROLES]
        print(f"| {style} | {mine.count(style)} of {len(mine)} | {other[0][0] if other else ''} | "
              + " | ".join(same) + " |")
    print()
    figure(figures, f"style recognised by a classifier ({sure:.1f}% right on held-out composer pieces), top 1 of "
           f"{len(STYLES)}", ">= 80%", f"{hits:.1f}% of {len(new)} pieces", hits >= 80)


def notes_in_common(new):
    """{(style, role): likeness of each pair of seeds}"""
    out = {(p.style, r): [] for p in new for r in ROLES}
    for i, a in enumerate(new):
        for b in new[i + 1:]:
            for r in ROLES:
                if a.style == b.style and not np.isnan(x := likeness(note_set(a.parts[r]), note_set(b.parts[r]))):
                    out[a.style, r].append(x)
    return out


def report_common(common, figures):
    mean, most = {}, {}
    for r in ROLES:
        every = [x for (_, role), v in common.items() if role == r for x in v] or [0.0]
        mean[r], most[r] = 100 * np.mean(every), 100 * max(every)
    print("Two seeds of one prompt have in common, mean (most): "
          + ", ".join(f"{r} {mean[r]:.1f}% ({most[r]:.0f}%)" for r in ROLES) + ".\n")
    figure(figures, "two seeds of one prompt: notes in common, " + " / ".join(ROLES), "< 60%",
           " / ".join(f"{mean[r]:.1f}%" for r in ROLES), max(mean.values()) < 60)


def windows(pieces, most=2):
    """{role: [likeness by lag]} of windows of 8 bars, at most so many of a song."""
    out, used = {r: [] for r in ROLES}, Counter()
    for p in pieces:
        for first in range(0, p.bars - BARS + 1, BARS):
            song = getattr(p, "song", None)
            used[song] += 1
            if song and used[song] > most:
                break
            for r, notes in p.parts.items():
                if len(between(p, r, first, first + BARS)) >= 2:
                    out[r].append(bar_likeness(p, r, first))
    return {r: np.array(v).reshape(-1, BARS - 1) for r, v in out.items()}


def middle(values, rng=None, pool=None):
    """The middle 90% of one population, or of two that count alike."""
    if pool is not None:
        n = min(len(values), len(pool))
        values = np.concatenate([rng.choice(v, n, replace=False) for v in (values, pool)])
    return np.quantile(values, (0.05, 0.95))


def inside(values, limits):
    """Percent of values within limits."""
    return 100 * np.mean((values >= limits[0]) & (values <= limits[1])) if len(values) else 0.0


def report_repetition(new, by_composers, by_humans, figures):
    """Mean likeness of two bars of a piece, and by how far apart they are."""
    rng, ours, pooled = np.random.default_rng(0), windows(new), {}
    print("### Self-similarity of bars\n\n| role | likeness of two of 8 bars, mean: generated | composers | "
          "human songs | pieces inside the middle 90% of composers | of human songs | of both |\n" + "|---" * 7 + "|")
    for r in ROLES:
        a, b, c = (np.nanmean(v[r], 1) if len(v[r]) else np.zeros(0) for v in (ours, by_composers, by_humans))
        limits = [middle(b), middle(c) if len(c) else None, middle(b, rng, c) if len(c) else middle(b)]
        cell = [f"{inside(a, l):.0f}% ({l[0]:.2f} to {l[1]:.2f})" if l is not None else "" for l in limits]
        pooled[r] = inside(a, limits[2])
        means = [f"{v.mean():.2f}" if len(v) else "" for v in (a, b, c)]
        print(f"| {r} | " + " | ".join(means + cell) + " |")
    print("\n| role: generated / composers / human songs | "
          + " | ".join(f"{i} apart" for i in range(1, BARS)) + " |\n" + "|---" * BARS + "|")
    for r in ROLES:
        means = [np.nanmean(v[r], 0) for v in (ours, by_composers, by_humans) if len(v[r])]
        print(f"| {r} | " + " | ".join(" / ".join(f"{m[i]:.2f}" for m in means) for i in range(BARS - 1)) + " |")
    print()
    figure(figures, "self-similarity of 8 bars: pieces inside the middle 90% of composer pieces and human songs, "
           + " / ".join(ROLES), "inside (90% of the music itself is)",
           " / ".join(f"{pooled[r]:.0f}%" for r in ROLES), min(pooled.values()) >= 90)


# ---- infill ----


def in_key(piece, first, last):
    """Pitched notes of bars [first, last) that are in the mode or tones of their chord:
    (so many, of)."""
    scale, hits, n = native.mode_scale(piece.mode), 0, 0
    for role in ROLES[1:]:
        notes = between(piece, role, first, last)
        for f, pitch in zip(frames(notes), notes[:, 2]):
            tone = (pitch - piece.tonic) % 12
            hits += tone in scale or tone in native.chord_tones(piece.chords[f])
        n += len(notes)
    return hits, n


def density_against_neighbours(piece, role):
    """Notes of bars 3-4 over those of bars 2 and 5; NaN where both are silent."""
    own = len(between(piece, role, *NEW))
    beside = len(between(piece, role, NEW[0] - 1, NEW[0])) + len(between(piece, role, NEW[1], NEW[1] + 1))
    return own / beside if beside else np.nan if not own else np.inf


def leaps(piece, role):
    """Semitones from the last note before each end of bars 3-4 to the first after it,
    where both start within a bar of it; of chords, their top notes."""
    out = []
    for bar in NEW:
        before, after = between(piece, role, bar - 1, bar), between(piece, role, bar, bar + 1)
        if len(before) and len(after):
            last, first = frames(before) == frames(before).max(), frames(after) == frames(after).min()
            out.append(abs(int(after[first, 2].max()) - int(before[last, 2].max())))
    return out


def mean(values):
    return np.mean(values) if len(values) else 0.0


def report_infill(judge, pieces, figures):
    """Bars 3-4 of each track made anew, one track after another, against the same bars
    before and the old bars 5-6."""
    old = {(p.style, p.seed): p for p in pieces if p.variant == "new"}
    after = [p for p in pieces if p.variant == "infill"]
    if not after:
        return
    before = [old[p.style, p.seed] for p in after]
    asked = [p.style for p in after]

    def named(some, *bars):
        return right(judge.name(np.array([features(p, *bars) for p in some])), asked)

    def key(some, first, last):
        hits, n = np.sum([in_key(p, first, last) for p in some], 0)
        return 100 * hits / max(1, n)

    def near(some, role):
        ratio = np.array([density_against_neighbours(p, role) for p in some])
        ratio = ratio[~np.isnan(ratio)]
        return 100 * mean((ratio >= 0.5) & (ratio <= 2))

    style = [named(after, *NEW), named(before, *NEW), named(after, 4, 6)]
    keys = [key(after, *NEW), key(before, *NEW), key(after, 4, 6)]
    print(f"### New bars between old ones\n\nBars 3-4 of {len(after)} pieces, each track in turn:\n")
    print("| figure | bars 3-4 made anew | before | bars 5-6 |\n|---|---|---|---|")
    for name, values in (("style named from the two bars", style), ("notes in the key or chord", keys)):
        print(f"| {name} | " + " | ".join(f"{x:.1f}%" for x in values) + " |")
    print(f"| style of all 8 bars | {named(after):.1f}% | {named(before):.1f}% | |\n")
    print("| role | notes in bars 3-4 within half and double those of bars 2 and 5: made anew | before | leap at the "
          "joins, semitones: made anew | before |\n|---|---|---|---|---|")
    dense = np.array([[near(some, r) for some in (after, before)] for r in ROLES])
    for r, (a, b) in zip(ROLES, dense):
        leap = [mean([x for p in some for x in leaps(p, r)]) for some in (after, before)]
        print(f"| {r} | {a:.0f}% | {b:.0f}% | " + (" | |" if r == "drums" else f"{leap[0]:.1f} | {leap[1]:.1f} |"))
    print()
    dense = dense.mean(0)
    figure(figures, "infill of bars 3-4 of 8: style named from them / notes in key or chord / density near the "
           "neighbours' (before)", "as the neighbours (at most 5 points less)",
           " / ".join(f"{a:.1f}% ({b:.1f}%)" for a, b, *_ in (style, keys, dense)),
           all(a >= b - 5 for a, b, *_ in (style, keys, dense)))


def words():
    """Each style and the first of the names that people call it by."""
    for style in STYLES:
        yield style, importlib.import_module(f"{__package__}.composers.{style}").SPEC.words[0]


def main():
    p = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    p.add_argument("dump", help="what bench/eval_styles printed, or the word `words`")
    p.add_argument("--data", help="folder of the human songs (docs/DATA.md)")
    p.add_argument("--pieces", type=int, default=60, help="pieces of each style to learn from")
    p.add_argument("--figures", help="file that rows for the table of figures are added to")
    a = p.parse_args()
    if a.dump == "words":
        for row in words():
            print(*row, sep="\t")
        return
    began = time.time()
    torch.set_num_threads(1)
    with open(a.dump) as f:
        pieces = read_dump(f)
    new = [q for q in pieces if q.variant == "new"]
    tests = [composed(s, FIRST_SEED + i) for s in STYLES for i in range(a.pieces // 4)]
    judges = learn([composed(s, FIRST_SEED + 1000 + i) for s in STYLES for i in range(a.pieces)])
    common = notes_in_common(new)
    report_styles(judges, tests, new, common, a.figures)
    report_common(common, a.figures)
    report_repetition(new, windows(tests), windows(human(a.data) if a.data else []), a.figures)
    report_infill(judges[0], pieces, a.figures)
    print(f"Judged in {time.time() - began:.0f} s, with {a.pieces} pieces of each style to learn from.\n")


if __name__ == "__main__":
    main()
