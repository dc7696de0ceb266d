"""Melody by motif: a rhythm and a contour, said, repeated, varied, answered.

A piece is four units (A A' B A'' and the like). A unit is a quarter of the song:
one bar of 4, two of 8, four of 16. The rhythm of a motif comes from the style;
its contour is steps on the scale over the chord of the moment, and strong or
long notes are pulled to chord tones."""
from . import theory as th
from .toolkit import NORMAL, STACCATO, SLIDE, fit

FORMS = ("A a B e", "A a B e", "A A B e", "A b A e", "A a a e", "A - A e", "A a B A", "A - a e", "A b a e")


def contour(r, n, leap=0.15, shape=None):
    """n scale steps relative to the first note."""
    shapes = ("arch", "fall", "rise", "wave", "hook", "valley", "wave")
    out, x, kind, left, size = [0], 0, shape, 0, 1
    for i in range(1, n):
        if left == 0:  # a breath of four to seven notes has one shape
            size = left = min(n - i, r.randint(4, 7))
            kind = shape or r.choice(shapes)
        u = 1 - left / size
        left -= 1
        drift = {"arch": 1 if u < 0.5 else -1, "fall": -1, "rise": 1, "valley": -1 if u < 0.5 else 1,
                 "wave": 1 if i % 4 < 2 else -1, "hook": 0}[kind]
        if kind == "hook" and r.random() < 0.4:
            d = 0
        else:
            d = r.choices((0, 1, 2, 3, 4), (0.12, 0.55, 0.24, leap * 0.6, leap * 0.4))[0]
            d *= drift if drift and r.random() < 0.75 else r.choice((-1, 1))
        if i > 1 and abs(out[-1] - out[-2]) >= 3:  # a leap is answered by a step back
            d = -1 if out[-1] > out[-2] else 1
        if abs(x + d) > 5 or abs(x) > 3 and d * x > 0 and r.random() < 0.5:  # turn back
            d = -d
        x += d
        out.append(x)
    return out


def onsets(pattern):
    """[(frame, length, accent)] of a pattern of x X o - . characters."""
    out, i = [], 0
    while i < len(pattern):
        j = i + 1
        if pattern[i] in "xXo":
            while j < len(pattern) and pattern[j] == "-":
                j += 1
            out.append((i, j - i, {"X": 10, "o": -12}.get(pattern[i], 0)))
        i = j
    return out


def melody(s, rhythms, lo=60, hi=84, kind="mode", gate=0.92, vel=88, leap=0.15, forms=FORMS,
           pair=0.0, ornament=0.0, end_rest=True, span=7, bar_motif=False, answer=True, keep=1.0):
    """Write a melody. rhythms: bar patterns (strings); kind: mode, penta or blues;
    pair: share of notes doubled a third below; ornament: share of slid grace
    notes; keep: share of off-beat notes that stay (density); bar_motif: a unit is
    one bar said over and over."""
    r, k, F = s.r, s.k["melody"], s.F
    if getattr(s, "voiced", None):  # sing above the chords, where there is room
        tops = sorted(v[-1] for v in s.voiced)
        lo = max(lo, min(tops[len(tops) // 2] - 3 + r.choice((0, 0, 2, -4)), hi - 14))
    unit = max(1, s.bars // 4)
    form = r.choice(forms).split()
    if s.bars < 4:
        form = form[:s.bars]
    center = lo + (hi - lo) * (0.3 + 0.4 * k["register"])
    gate = gate * (0.55 + 0.5 * k["articulation"])

    def rhythm():
        """Onsets of one unit: bars of two related patterns, the answer sparser."""
        p, q = r.choice(rhythms), r.choice(rhythms)
        bars = [p]
        for b in range(1, unit):
            if bar_motif:
                bars.append(p)
            elif answer and b % 2 and r.random() < 0.35:
                bars.append("." * F if r.random() < 0.5 else "x" + "-" * min(7, F - 1) + "." * max(0, F - 8))
            else:
                bars.append(p if b == 2 and r.random() < 0.7 else q)
        out = []
        for b, x in enumerate(bars):
            out += [(b * F + f, n, a) for f, n, a in onsets(fit(x, F))
                    if f in s.beats or r.random() < keep]
        return out or [(0, 4, 0)]

    motifs = {}
    ra = rhythm()
    motifs["A"] = (ra, contour(r, len(ra), leap))
    rb = rhythm() if r.random() < 0.5 else ra
    motifs["B"] = (rb, contour(r, len(rb), leap))
    lift = r.choice((1, 2, 2, 3, -1))
    state = {"last": None}
    first = None

    def scale_pitches(frame):
        ok = th.scale_for(s.chord_at(frame), s.mode, kind)
        return [p for p in range(lo - 2, hi + 3) if (p - s.t) % 12 in ok]

    def say(start, motif, shift=0, ending=False):
        nonlocal first
        on, steps = motif
        target = center + shift * 1.7
        a0 = scale_pitches(start)
        base = th.tones(s.chord_at(start))
        anchors = [i for i, p in enumerate(a0) if (p - s.t) % 12 in base]
        anchor = min(anchors, key=lambda i: abs(a0[i] - target))
        anchor_pitch = a0[anchor]
        for i, ((f, n, acc), d) in enumerate(zip(on, steps)):
            frame = start + f
            if frame >= s.N:
                break
            pitches = scale_pitches(frame)
            home = min(range(len(pitches)), key=lambda j: abs(pitches[j] - anchor_pitch))
            j = max(0, min(len(pitches) - 1, home + d))
            p = pitches[j]
            base = th.tones(s.chord_at(frame))
            pos = frame % F
            c = s.chord_at(frame)
            if c.quality == th.POWER and (pos not in s.strong or r.random() < 0.3):
                # a power chord leaves its third to the singer
                base = base | {(c.root + i) % 12 for i in (3, 4) if (c.root + i) % 12 in th.SCALES[s.mode]}
            final = ending and i == len(on) - 1
            if pos in s.strong and r.random() < 0.93 or n >= 4 or final or (pos in s.beats and r.random() < 0.85):
                if (p - s.t) % 12 not in base:
                    near = [q for q in pitches if (q - s.t) % 12 in base]
                    last = state["last"]
                    p = min(near, key=lambda q: abs(q - p) + (0.4 * (last is not None and q == last)))
            if final and r.random() < 0.6:
                tonic = [q for q in pitches if (q - s.t) % 12 == s.chord_at(frame).root]
                if tonic:
                    p = min(tonic, key=lambda q: abs(q - p))
            last = state["last"]
            if last is not None and abs(p - last) > 12:
                p += 12 if p < last else -12
            while p > hi:
                p -= 12
            while p < lo:
                p += 12
            state["last"] = p
            if first is None:
                first = p
            v = vel + acc + (6 if pos in s.strong else 0) - (8 if pos % 2 else 0) + 6 * (i / len(on) - 0.5)
            length = n * gate if n > 1 else n * min(1.0, gate + 0.1)
            art = STACCATO if length < 0.7 else NORMAL
            if ornament and n >= 3 and pos in s.beats and r.random() < ornament:
                art = SLIDE
            s.mel(frame, length, p, v, art)
            if pair and n >= 2 and r.random() < pair:
                ok = base if pos in s.beats else th.scale_for(s.chord_at(frame), s.mode, kind)
                under = [q for q in pitches if q <= p - 3 and (q - s.t) % 12 in ok]
                if under and p - under[-1] <= 9:
                    s.mel(frame, length, under[-1], v - 12, art)

    def vary(motif, tail=0.4):
        on, steps = motif
        cut = max(1, int(len(on) * (1 - tail)))
        new = contour(r, len(on) - cut + 1, leap)
        steps = steps[:cut] + [max(-5, min(5, steps[cut - 1] + x)) for x in new[1:]]
        if r.random() < 0.4 and len(on) > 3:  # breathe: leave the last note out
            on, steps = on[:-1], steps[:len(on) - 1]
        return on, steps

    for u, what in enumerate(form):
        start = u * unit * F
        if what == "A":
            say(start, motifs["A"])
        elif what == "a":
            say(start, vary(motifs["A"]), r.choice((0, 0, 1, -1)))
        elif what == "b":
            say(start, vary(motifs["B"], 0.25), r.choice((0, 1, 2)))
        elif what == "B":
            say(start, motifs["A"] if r.random() < 0.35 else motifs["B"], lift)
        elif what == "e":
            on, steps = vary(motifs["A"], 0.5)
            if end_rest and len(on) > 2:  # the close: a long last note, then air
                keep_n = [x for x in on if x[0] < unit * F - F // 4] or on[:1]
                on = keep_n[:-1] + [(keep_n[-1][0], min(F // 2, unit * F - keep_n[-1][0]), 4)]
                steps = steps[:len(on)]
            say(start, (on, steps), 0, True)
    if r.random() < 0.3 and first is not None and form[-1] != "-":  # pick-up into the loop
        q = [p for p in scale_pitches(s.N - 1) if p < first][-2:]
        for i, p in enumerate(q):
            s.mel(s.N - 2 + i if len(q) == 2 else s.N - 1, 0.9, p, vel - 14)


def riff(s, pattern, degrees, lo=60, hi=84, vel=88, gate=0.8, every=None, bars=None, accents=()):
    """A fixed figure of chord-scale degrees repeated bar by bar: 0 is the chord's
    root near the middle, each number a scale step; strong beats take chord tones."""
    F = s.F
    center = lo + (hi - lo) * (0.25 + 0.5 * s.k["melody"]["register"])
    gate *= 0.5 + 0.7 * s.k["melody"]["articulation"]
    on = onsets(fit(pattern, F) if len(pattern) <= F else pattern)
    size = max(1, len(pattern) // F)
    for bar in (range(0, s.bars, size) if bars is None else bars):
        for i, (f, n, acc) in enumerate(on):
            frame = bar * F + f
            if frame >= s.N:
                continue
            c = s.chord_at(frame)
            ok, base = th.scale_for(c, s.mode), th.tones(c)
            pitches = [p for p in range(lo - 3, hi + 4) if (p - s.t) % 12 in ok]
            roots = [j for j, p in enumerate(pitches) if (p - s.t - c.root) % 12 == 0]
            home = min(roots, key=lambda j: abs(pitches[j] - center))
            p = pitches[max(0, min(len(pitches) - 1, home + degrees[i % len(degrees)]))]
            if (frame % F in s.strong or n >= 4 or frame % F in s.beats
                and s.r.random() < 0.8) and (p - s.t) % 12 not in base:
                p = min((q for q in pitches if (q - s.t) % 12 in base), key=lambda q: abs(q - p))
            s.mel(frame, n * gate, p, vel + acc + (8 if frame % F in accents else 0),
                  STACCATO if n * gate < 0.7 else NORMAL)
