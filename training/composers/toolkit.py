"""What all styles share: the song under construction, its feel, and the ways to
write drums, bass, chords and melodies on it.

A style file has `SPEC = Spec(...)` and `write(s)`, which fills the Song `s`.
Positions and lengths are in frames (1/16 notes, fractions allowed: 4 * k / 3 is
a triplet); the feel turns them into ticks. Patterns are strings of one
character a frame. All randomness comes from s.r, so a seed fixes the piece."""
import random
from dataclasses import dataclass, field

from . import theory as th
from . import words

KICK, SNARE, HAT, OPEN, LOW, HIGH, RIDE, CRASH = range(8)
NORMAL, STACCATO, SLIDE, GHOST = range(4)
TICKS = 120
OFFSETS = (0, 10, 20, 40, 60, 80, 100, 110)  # what a frame's micro-timing can say
MINORISH = {"dark", "sad", "tense", "melancholic", "mysterious", "aggressive"}
MAJORISH = {"happy", "bright", "playful", "romantic", "warm"}
HEAVY = {"dark", "sad", "tense", "melancholic", "mysterious", "aggressive"}
LIGHT = {"happy", "bright", "playful"}
LIVELY = {"energetic", "aggressive", "epic", "groovy", "happy", "playful"}
QUIET = {"calm", "dreamy", "sad", "warm", "romantic", "melancholic"}


@dataclass
class Spec:
    """What is fixed about a style."""
    bpm: tuple
    words: tuple              # names that people call it by
    moods: tuple
    modes: dict               # mode name -> weight
    instruments: dict         # role -> words to choose from
    meters: dict = field(default_factory=lambda: {(4, 4): 1})
    bars: dict = field(default_factory=lambda: {4: 2, 8: 6, 16: 2})
    swing16: tuple = (0,)     # ticks that the second and fourth 1/16 come late
    swing8: tuple = (0,)      # ticks that the second 1/8 comes late; 80 is a triplet
    loose: tuple = (0.0, 0.1)  # share of onsets that stray by 10 ticks


@dataclass
class Piece:
    style: str
    bpm: float
    meter: tuple
    bars: int
    tonic: int
    mode: int
    moods: list
    prompt: str
    parts: dict        # role -> [(start, length, pitch, velocity, articulation, tone)]
    chords: list       # chord code per frame
    instruments: dict  # role -> word


def pick(r, weights):
    """A key of {key: weight}."""
    keys = list(weights)
    return r.choices(keys, [weights[k] for k in keys])[0]


def fit(pattern, n):
    """A pattern cut or continued to a bar of n frames."""
    return (pattern * (n // len(pattern) + 1))[:n] if len(pattern) < n else pattern[:n]


def euclid(onsets, steps, turn=0, mark="x"):
    """Onsets spread as evenly as can be: euclid(3, 8) is the tresillo."""
    p = [mark if (i * onsets) % steps < onsets else "." for i in range(steps)]
    turn %= steps
    return "".join(p[turn:] + p[:turn])


class Song:
    def __init__(self, style, spec, seed):
        r = self.r = random.Random("%s/%d" % (style, seed))
        self.style, self.spec, self.seed = style, spec, seed
        self.moods = r.sample(list(spec.moods), 1 if r.random() < 0.4 else min(2, len(spec.moods)))
        if set(self.moods) & HEAVY and set(self.moods) & LIGHT:
            self.moods = self.moods[:1]
        live = len(LIVELY & set(self.moods)) - len(QUIET & set(self.moods))
        lo, hi = spec.bpm
        self.bpm = float(round(min(hi, max(lo, lo + (hi - lo) * r.betavariate(2.2, 2.2) + 0.08 * (hi - lo) * live))))
        self.meter = pick(r, spec.meters)
        self.bars = pick(r, spec.bars)
        self.tonic = r.randrange(12)
        self.t = (self.tonic + 5) % 12 - 5
        w = dict(spec.modes)
        for m in w:
            minor = th.MODES.index(m) in th.MINOR_LIKE
            w[m] *= 4 if (minor and MINORISH & set(self.moods)) or (not minor and MAJORISH & set(self.moods)) else 1
        self.mode = th.MODES.index(pick(r, w))
        self.F = 16 * self.meter[0] // self.meter[1]
        self.N = self.F * self.bars
        self.beats = {12: [0, 6] if self.meter[1] == 8 else [0, 4, 8], 14: [0, 4, 8], 20: [0, 4, 8, 12, 16]}.get(self.F, [0, 4, 8, 12])
        self.strong = {16: (0, 8), 20: (0, 12), 14: (0, 8)}.get(self.F, (0, 6) if self.meter[1] == 8 else (0,))
        # what a listener would call busy, high, loud ...: 0..1 per role
        names = ("density", "syncopation", "register", "velocity", "articulation")
        self.k = {role: {n: r.random() for n in names} for role in ("drums", "bass", "harmony", "melody")}
        for k in self.k.values():
            k["density"] = min(1, max(0, k["density"] + 0.15 * live))
            k["velocity"] = min(1, max(0, k["velocity"] + 0.2 * live))
        self.swing16, self.swing8 = r.choice(spec.swing16), r.choice(spec.swing8)
        self.loose = r.uniform(*spec.loose)
        self.late = {}      # role or drum voice -> ticks behind (or, negative, ahead of) the beat
        self.spans = []     # (first frame, frames, Chord)
        self.instruments = {role: r.choice(w) for role, w in spec.instruments.items()}
        self._drums, self._rolls, self._bass, self._harmony, self._melody = {}, {}, {}, [], []

    # ---- small helpers ----

    def dens(self, role):
        return self.k[role]["density"]

    def chance(self, p):
        return self.r.random() < p

    def choose(self, *options):
        return self.r.choice(options)

    def enter(self, p):
        """The bar at which something comes in: mostly the first."""
        return self.r.choice((self.bars // 2, self.bars // 4)) if self.r.random() < p else 0

    def notes(self, role):
        return {"drums": self._drums or self._rolls, "bass": self._bass, "harmony": self._harmony,
                "melody": self._melody}[role]

    def _tick(self, frame, role, voice=None):
        f = int(frame)
        x = frame * TICKS + self.late.get(voice if voice is not None else role, self.late.get(role, 0))
        if f == frame:
            if f % 2:
                x += self.swing16
            elif f % 4 == 2:
                x += self.swing8
        if self.loose and self.r.random() < self.loose:
            x += self.r.choice((-10, 10))
        return self._snap(x)

    def _snap(self, x):
        x = max(0, x)
        base = int(x // TICKS)
        d = min(OFFSETS + (120,), key=lambda o: abs(o - (x - base * TICKS)))
        if base * TICKS + d > (self.N - 1) * TICKS + 40:
            return (self.N - 1) * TICKS + 40
        return base * TICKS + d

    def _vel(self, role, v):
        return int(max(8, min(126, v + 34 * (self.k[role]["velocity"] - 0.5) + self.r.uniform(-4, 4))))

    # ---- drums ----

    def hit(self, voice, frame, vel=96):
        if not 0 <= frame < self.N:
            return
        tick = self._tick(frame, "drums", voice)
        key = (voice, (tick + 60) // TICKS)
        v = self._vel("drums", vel)
        if key not in self._drums or self._drums[key][1] < v:
            self._drums[key] = (tick, v)

    def roll(self, voice, frame, n, vel=84):
        """n hits (2, 3 or 4) inside one frame."""
        self._rolls[voice, int(frame)] = (n, self._vel("drums", vel))

    def drum(self, voice, pattern, bars=None, vel=94, every=1):
        """Write a bar pattern: X accent, x hit, o soft, g ghost, ? sometimes,
        2 3 4 rolls. `bars` is a range (default all)."""
        p = fit(pattern, self.F)
        for bar in range(self.bars)[::every] if bars is None else bars:
            for i, c in enumerate(p):
                if c in ".-":
                    continue
                f = bar * self.F + i
                if c in "234":
                    self.roll(voice, f, int(c), vel - 8)
                elif c != "?" or self.r.random() < 0.4:
                    self.hit(voice, f, vel + {"X": 16, "o": -22, "g": -44, "?": -26}.get(c, 0))

    def ghosts(self, voice, amount, places=(1, 3, 6, 7, 9, 11, 14, 15), vel=48, bars=None):
        """Sprinkle quiet hits at a bar's places where the voice is silent; the same
        in every bar, with small changes, as a player would."""
        mine = [p for p in places if self.r.random() < amount]
        for bar in range(self.bars) if bars is None else bars:
            for p in mine:
                if p < self.F and self.r.random() < 0.8 and (voice, bar * self.F + p) not in self._drums:
                    self.hit(voice, bar * self.F + p, vel)

    def clear_drums(self, first, last, voices=range(8)):
        """Take hits of frames first <= f < last away."""
        for d in (self._drums, self._rolls):
            for key in [k for k in d if k[0] in voices and first <= k[1] < last]:
                del d[key]

    def phrase_ends(self, every=None):
        """The bars that close a phrase: each fourth (or second of two), the last always."""
        every = every or (4 if self.bars >= 4 else 2)
        return [b for b in range(self.bars) if (b + 1) % every == 0]

    def fill(self, bar, kind, beats=1, vel=92, keep=()):
        """A fill over the last beats of a bar. Kinds: snare, toms, kick, roll, build,
        stop, hats, flam, triplet."""
        r, end = self.r, (bar + 1) * self.F
        a = end - 4 * beats
        if kind == "stop":
            self.clear_drums(a, end, [v for v in range(8) if v not in keep])
            return
        if kind in ("snare", "toms", "roll", "triplet"):
            self.clear_drums(a, end, [v for v in (SNARE, HAT, OPEN, RIDE, LOW, HIGH) if v not in keep])
        n = end - a
        if kind == "snare":
            shape = r.choice(("x.xx", "xxxx", ".xxx", "x.x.", "xx.x", "..xx"))
            for i in range(n):
                if shape[i % 4] == "x" or r.random() < 0.15:
                    self.hit(SNARE, a + i, vel - 30 + 34 * i / n + (12 if i % 4 == 0 else 0))
        elif kind == "toms":
            order = r.choice(((SNARE, HIGH, HIGH, LOW), (HIGH, HIGH, LOW, LOW), (SNARE, SNARE, HIGH, LOW), (SNARE, HIGH, LOW, KICK)))
            shape = r.choice(("xxxx", "x.xx", "xx.x", "x.x."))
            for i in range(n):
                if shape[i % 4] == "x":
                    self.hit(order[min(3, 4 * i // n)], a + i, vel - 10 + 16 * i / n)
        elif kind == "roll":
            for i in range(n):
                self.roll(SNARE, a + i, 2 if i < n // 2 else r.choice((2, 3, 4)), vel - 34 + 36 * i / n)
        elif kind == "build":
            for i in range(n):
                if i >= n // 2 or i % 2 == 0:
                    self.hit(SNARE, a + i, vel - 40 + 48 * i / n)
        elif kind == "triplet":
            for i in range(3 * n // 4):
                self.hit(r.choice((SNARE, HIGH, LOW)), a + 4 * i / 3, vel - 14 + 4 * (i % 3 == 0) * 4)
        elif kind == "kick":
            for i in (n - 3, n - 2, n - 1) if r.random() < 0.5 else (n - 2, n - 1):
                self.hit(KICK, a + i, vel)
        elif kind == "hats":
            for i in range(n):
                self.roll(HAT, a + i, r.choice((2, 2, 3, 4)), vel - 24)
        elif kind == "flam":
            self.hit(SNARE, end - 4, vel + 6)
            self.hit(SNARE, end - 1, vel - 4)
            self.hit(SNARE, end - 2, vel - 30)

    # ---- chords ----

    def progression(self, text, turn=None, level=0, bars_per=1):
        """Lay a progression over the song: bars separated by spaces, chords of one
        bar by commas; `bars_per` stretches each bar. `turn` replaces the last bar
        of the song. `level` adds sevenths (1) and ninths (2)."""
        cells = [c.split(",") for c in text.split()]
        last = [turn.split(",")] if turn else None
        self.spans = []
        bar = 0
        while bar < self.bars:
            cell = cells[(bar // bars_per) % len(cells)]
            if last and bar == self.bars - 1:
                cell = last[0]
            starts = [int(self.F * i / len(cell) / 2 + 0.5) * 2 for i in range(len(cell))]
            for i, sym in enumerate(cell):
                end = starts[i + 1] if i + 1 < len(cell) else self.F
                c = th.enrich(th.chord(sym), self.mode, level)
                f = bar * self.F + starts[i]
                if self.spans and self.spans[-1][2] == c and bar % bars_per and i == 0:
                    a, n, _ = self.spans.pop()
                    self.spans.append((a, n + end - starts[i], c))
                else:
                    self.spans.append((f, end - starts[i], c))
            bar += 1
        self._by_frame = []
        for _, n, c in self.spans:
            self._by_frame += [c] * n

    def chord_at(self, frame):
        return self._by_frame[int(frame) % self.N]

    def next_chord(self, frame):
        """The chord after the one that sounds at a frame (round the loop)."""
        for f, n, c in self.spans:
            if f <= frame < f + n:
                return self.chord_at(f + n)

    def voice_all(self, n=4, lo=50, hi=76, rootless=False, spread=False):
        """One voicing per span, each as near the last as can be. `register` moves it."""
        shift = round(7 * (self.k["harmony"]["register"] - 0.5))
        lo, hi, prev, out = lo + shift, hi + shift, None, []
        for _, _, c in self.spans:
            prev = th.voice(c, prev, n, lo, hi, self.t, self.r, rootless, spread)
            out.append(prev)
        self.voiced = out
        return out

    def play_chord(self, frame, length, pitches, vel=76, art=NORMAL, strum=0):
        """Strum: ticks between strings, upwards; negative strums down."""
        frame = max(0, frame)
        if frame >= self.N:
            return
        tick = self._tick(frame, "harmony")
        order = pitches if strum >= 0 else list(reversed(pitches))
        end = min(self.N * TICKS, tick + int(length * TICKS))
        for i, p in enumerate(order):
            x = self._snap(tick + min(40, abs(strum) * i)) if strum else tick
            top = 5 if p == max(pitches) else 0
            self._harmony.append([x, max(20, end - x), p, self._vel("harmony", vel + top), art, 4])

    def comp(self, patterns, gate=1.0, vel=76, strum=0, vary=0.1):
        """Chords by bar patterns (one string, or a list that cycles): X accent, x hit,
        o soft, - hold, . rest. A hit just before a chord change takes the new chord
        when it is held over it."""
        patterns = [patterns] if isinstance(patterns, str) else patterns
        text = "".join(fit(patterns[b % len(patterns)], self.F) for b in range(self.bars))
        where = [None] * self.N  # span and voicing of each frame
        for k, ((f, n, _), v) in enumerate(zip(self.spans, self.voiced)):
            for i in range(f, f + n):
                where[i] = (k, v)
        i = 0
        while i < self.N:
            c, j = text[i], i + 1
            if c in "Xxo":
                while j < self.N and text[j] == "-":
                    j += 1
                span, v = where[i]
                change = next((x for x in range(i, j) if where[x][0] != span), None)
                if change is not None and change - i <= 2:  # an anticipation: the new chord
                    span, v = where[change]
                    change = next((x for x in range(change, j) if where[x][0] != span), None)
                if change is not None:  # held over a change: end there, strike again softly
                    text = text[:change] + "o" + text[change + 1:]
                    j = change
                if not (c == "o" and self.r.random() < vary):
                    self.play_chord(i, (j - i) * gate, v, vel + {"X": 12, "o": -14}.get(c, 0),
                                    STACCATO if (j - i) * gate <= 1 else NORMAL, strum)
            i = j

    def pad(self, vel=64, gate=1.0, restrike=0.0):
        """Held chords; common tones are tied over a change."""
        for (f, n, _), v in zip(self.spans, self.voiced):
            for p in v:
                tied = next((x for x in reversed(self._harmony[-12:]) if x[2] == p and abs(x[0] + x[1] - f * TICKS) < 30), None)
                if tied is not None and gate >= 1 and self.r.random() >= restrike and tied[1] < 3 * self.F * TICKS:
                    tied[1] += n * TICKS
                else:
                    self.play_chord(f, n * gate, [p], vel)

    def arpeggio(self, order="up", step=2, gate=0.9, vel=70, pattern=None):
        """Broken chords: order is up, down, updown, or a string of voice indices."""
        i = 0
        for (f, n, _), v in zip(self.spans, self.voiced):
            seq = {"up": list(range(len(v))), "down": list(range(len(v)))[::-1],
                   "updown": list(range(len(v))) + list(range(len(v) - 2, 0, -1))}.get(order) or [int(c) % len(v) for c in order]
            i = 0
            for k in range(0, n, step):
                on = pattern is None or fit(pattern, self.F)[(f + k) % self.F] not in ".-"
                if on:
                    self.play_chord(f + k, step * gate, [v[seq[i % len(seq)]]], vel + (10 if k % 4 == 0 else 0) - 4 * (i % 2))
                i += 1

    # ---- bass ----

    def root(self, c, lo):
        """The root of a chord in the octave that starts at pitch lo."""
        p = (c.root + self.t - lo) % 12
        return lo + p

    def bass_low(self, lo=29, span=8):
        """The lowest root for this song, moved by the register wished for."""
        return lo + round(span * self.k["bass"]["register"])

    def bass_note(self, frame, length, pitch, vel=92, art=NORMAL, tone=4):
        if not 0 <= frame < self.N:
            return
        tick = self._tick(frame, "bass")
        while pitch > 60:
            pitch -= 12
        while pitch < 24:
            pitch += 12
        self._bass[(tick + 60) // TICKS] = [tick, max(30, int(length * TICKS)), pitch, self._vel("bass", vel), art, max(0, min(7, int(tone)))]

    def bass_line(self, patterns, lo, gate=1.0, vel=92, tone=None, ghost=True):
        """Bass by bar patterns: R root, 8 octave, 5 fifth, 4 fifth below, 3 third,
        7 seventh, A approach to the next root, S scale step towards it, N next
        chord's root, g ghost root, s root with slide, - hold, . rest."""
        patterns = [patterns] if isinstance(patterns, str) else patterns
        text = "".join(fit(patterns[b % len(patterns)], self.F) for b in range(self.bars))
        i = 0
        while i < self.N:
            c, j = text[i], i + 1
            if c in ".-":
                i += 1
                continue
            while j < self.N and text[j] == "-":
                j += 1
            ch, nxt = self.chord_at(i), self.next_chord(i)
            base = self.root(ch, lo)
            third = next((x for x in th.BASE[ch.quality] if x in (3, 4)), 7)
            seventh = th.BASE[ch.quality][3] if len(th.BASE[ch.quality]) > 3 else 12
            aim = self.root(nxt, lo)
            down = -12 if base - lo >= 7 or base >= 43 else 0
            fifth = next((x for x in th.BASE[ch.quality] if x in (6, 7, 8)), 7)
            p, art, v = base, NORMAL, vel
            if c == "8":
                p = base + 12
            elif c == "5":
                p = base + fifth + (down if base + fifth > lo + 16 else 0)
            elif c == "4":
                p = base + fifth - 12
            elif c == "3":
                p = base + third
            elif c == "7":
                p = base + seventh - (12 if seventh != 12 else 0)
            elif c == "N":
                p = aim
            elif c in "AS":
                scale = th.scale_for(ch, self.mode)
                steps = [aim + d for d in (-1, 1, -2, 2)]
                inside = [x for x in steps if (x - self.t) % 12 in scale and x != base]
                p = self.r.choice(inside or [aim - 5]) if c == "S" or self.r.random() < 0.6 else aim - 1
                if p == base and (base - self.t) % 12 in scale:
                    p = base + fifth - 12
            elif c == "g":
                art, v = GHOST, vel - 40
            elif c == "s":
                art = SLIDE
            if p < 24:
                p += 12
            length = (j - i) * gate
            if length < 0.75 and art == NORMAL:
                art = STACCATO
            strong = 8 if i % self.F in self.strong else 0
            self.bass_note(i, length, p, v + strong, art, 4 if tone is None else tone(i))
            i = j

    def walk(self, lo, vel=88, gate=0.92, skip=0.1, top=17):
        """A walking bass: a note a beat, the root where a chord begins, steps and
        chord tones towards the next root, an approach note just before it. `skip`
        is the share of beats that get a ghosted off-beat."""
        r, prev = self.r, None
        for k, (f, n, c) in enumerate(self.spans):
            nxt = self.spans[(k + 1) % len(self.spans)][2]
            spots = [p for p in range(lo, lo + top) if (p - self.t - c.root) % 12 == 0]
            p0 = min(spots, key=lambda p: abs(p - (prev if prev is not None else lo + 6)))
            goals = [p for p in range(lo, lo + top) if (p - self.t - nxt.root) % 12 == 0]
            p1 = min(goals, key=lambda p: abs(p - p0) + r.random() * 8)
            beats = [f + b for b in range(0, n, 4)]
            scale, base = th.scale_for(c, self.mode), th.tones(c)
            bow = r.choice((-7, -5, 0, 5, 7, 9)) if len(beats) > 2 else 0
            p = p0
            for i, frame in enumerate(beats):
                u = i / len(beats)
                if i == 0:
                    p = p0
                elif i == len(beats) - 1:
                    near = [p1 - 1, p1 + 1] + [p1 + d for d in (-2, 2) if (p1 + d - self.t) % 12 in scale] + [p1 + 7, p1 - 5]
                    near = [q for q in near if q != p and lo - 2 <= q <= lo + top]
                    p = min(near, key=lambda q: abs(q - p) + r.random() * 6)
                else:
                    want = p0 + (p1 - p0) * u + bow * 4 * u * (1 - u)
                    ok = base if frame % self.F in self.strong or r.random() < 0.4 else scale
                    near = [q for q in range(p - 7, p + 8) if q != p and lo - 1 <= q <= lo + top and (q - self.t) % 12 in ok]
                    p = min(near, key=lambda q: abs(q - want) + 0.35 * abs(q - p) + r.random() * 2)
                length = min(4, n - (frame - f)) * gate
                ghost = r.random() < skip
                self.bass_note(frame, length / 2 if ghost else length, p, vel + (4 if frame % self.F in self.strong else 0), NORMAL)
                if ghost:
                    self.bass_note(frame + 2, 1, p, vel - 34, GHOST)
            prev = p

    # ---- melody ----

    def mel(self, frame, length, pitch, vel=88, art=NORMAL):
        if not 0 <= frame < self.N:
            return
        tick = self._tick(frame, "melody")
        while pitch > 96:
            pitch -= 12
        while pitch < 52:
            pitch += 12
        self._melody.append([tick, max(30, int(length * TICKS)), pitch, self._vel("melody", vel), art, 4])

    # ---- the end ----

    def _rub(self, tick, pitch):
        """Does a pitch make a semitone (or its octave) with what sounds at a tick?"""
        for x, n, p, *_ in self._harmony:
            if x <= tick + 45 and x + n > tick + 30 and (p - pitch) % 12 in (1, 11):
                return True
        f = tick // TICKS
        for k in range(f, max(-1, f - 16), -1):
            if k in self._bass:
                b = self._bass[k]
                return b[0] + b[1] > tick + 30 and (b[2] - pitch) % 12 in (1, 11)
        return False

    def _mend_melody(self):
        """No semitone clashes on beats or long notes; two voices at most."""
        out, previous = [], {}
        for note in sorted(self._melody):
            x, n, p = note[:3]
            frame = (x + 60) // TICKS
            if frame >= self.N:
                continue
            beat = frame % self.F in self.beats
            if (beat or n >= 3 * TICKS) and self._rub(x, p):
                base = th.tones(self.chord_at(frame))
                scale = th.scale_for(self.chord_at(frame), self.mode)
                near = [p + d for d in (-1, 1, -2, 2, -3, 3, -4, 4, -5, 5, -6, 6)]
                good = [q for q in near if (q - self.t) % 12 in base and not self._rub(x, q)] or \
                       [q for q in near if (q - self.t) % 12 in scale and not self._rub(x, q)]
                if not good:
                    continue
                note[2] = good[0]
            for f, _, _ in self.spans:  # a held note ends where a new chord rubs against it
                if x + 90 < f * TICKS < x + n and self._rub(f * TICKS, note[2]):
                    note[1] = f * TICKS - x
                    break
            voices = previous.setdefault(frame, [])
            if len(voices) < 2 and note[2] not in voices:
                voices.append(note[2])
                out.append(note)
        ends = [None, None]
        for note in out:  # one player: a new onset ends what sounds, unless it is a pair
            for other in ends:
                if other is not None and other[0] + 60 < note[0] < other[0] + other[1]:
                    other[1] = note[0] - other[0]
            ends = [note, ends[0]]
        self._melody = out

    def _measure(self, role, notes):
        """Rough attributes of what was written, 0..1 about what is usual for a role,
        so that the prompt says only what is so."""
        def place(x, low, high):
            return min(1, max(0, (x - low) / (high - low)))
        n = len(notes)
        density = {"drums": (0.5, 2.6), "bass": (0.08, 0.8), "harmony": (0.05, 0.5), "melody": (0.04, 0.5)}[role]
        onsets = n if role == "drums" else len({x // 60 for x, *_ in notes})
        out = {"density": place(onsets / self.N, *density), "velocity": place(sum(v[3] for v in notes) / n, 62, 102)}
        if role != "drums":
            low, high = {"bass": (31, 45), "harmony": (57, 71), "melody": (64, 82)}[role]
            out["register"] = place(sum(v[2] for v in notes) / n, low, high)
            starts = sorted({x // 60 for x, *_ in notes}) + [self.N * 2]
            gap = {a: 60 * (b - a) for a, b in zip(starts, starts[1:])}
            out["articulation"] = place(sum(min(1, v[1] / gap[v[0] // 60]) for v in notes) / n, 0.25, 0.95)
        else:
            out["swing"] = 0.95 if max(self.swing16, self.swing8 / 2) >= 30 else 0.5 if self.swing16 or self.swing8 else 0.1
        return out

    def finish(self):
        """The Piece: sorted, inside the song, monophonic bass, six voices at most."""
        end = self.N * TICKS
        drums = [(x, 60, v, vel, 0, 4) for (v, f), (x, vel) in self._drums.items() if (v, f) not in self._rolls]
        for (v, f), (n, vel) in self._rolls.items():
            gap = {2: 60, 3: 40, 4: 30}[n]
            drums += [(f * TICKS + i * gap, gap, v, vel, 0, 4) for i in range(n)]
        bass = [self._bass[f] for f in sorted(self._bass)]
        for a, b in zip(bass, bass[1:] + [None]):
            a[1] = min(a[1], (b[0] if b else end) - a[0])
        self._mend_melody()
        harmony, sounding = [], []
        for note in sorted(self._harmony):
            sounding = [s for s in sounding if s[0] + s[1] > note[0]]
            same = [s for s in sounding if s[2] == note[2]]
            for s in same:
                if s[0] + 30 > note[0]:
                    break
                s[1] = note[0] - s[0]
                sounding.remove(s)
            else:
                if len(sounding) >= 6:
                    old = min(sounding, key=lambda s: s[0])
                    if old[0] + 60 > note[0]:
                        continue
                    old[1] = note[0] - old[0]
                    sounding.remove(old)
                harmony.append(note)
                sounding.append(note)

        def clip(notes):
            return sorted((x, max(1, min(n, end - x)), p, v, a, t) for x, n, p, v, a, t in notes if 0 <= x < end)
        parts = {"drums": sorted(drums), "bass": clip(bass), "harmony": clip(harmony), "melody": clip(self._melody)}
        self.heard = {role: self._measure(role, notes) for role, notes in parts.items() if notes}
        return Piece(self.style, self.bpm, self.meter, self.bars, self.tonic, self.mode, self.moods,
                     words.prompt(self.r, self), parts, [th.code(c) for c in self._by_frame],
                     {role: w for role, w in self.instruments.items() if parts[role]})
