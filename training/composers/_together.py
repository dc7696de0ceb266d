"""The band as one: small changes and figures that close a phrase, stops, breaks and
hits that all make together, and the way of the bass back to the start. Done when the
parts are written: it takes away and adds. Mixed into Song."""
from . import theory as th
from ._base import CRASH, HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, STACCATO, held

PITCHED = ("bass", "harmony", "melody")
DRUM = {"k": KICK, "s": SNARE, "x": SNARE, "g": SNARE, "o": OPEN, "t": HAT, "h": HIGH, "l": LOW, "r": RIDE, "c": CRASH}
# small changes: (voice, frames before the bar's end, velocity)
SIGNS = (((SNARE, 3, 62), (SNARE, 1, 70)), ((KICK, 1, 84),), ((LOW, 2, 70), (HIGH, 1, 74)),
         ((HIGH, 3, 66), (HIGH, 2, 72)), ((OPEN, 1, 76),), ())


class Together:
    """Figures, breaks, hits, unison lines, turn-arounds of the bass."""

    # ---- the end of a phrase ----

    def figure(self, end, text, vel=88, clear=(), rise=16):
        """Strokes that end at a frame, one letter a sixteenth (DRUM; g is a ghost), growing."""
        a = end - len(text)
        self.clear_drums(max(0, a), end, clear)
        for i, c in enumerate(text):
            if c in DRUM:
                self.hit(DRUM[c], a + i, vel - 14 + rise * i / len(text) if c != "g" else 42)

    def vary(self, bar, kind, vel=84):
        """A small change that closes a phrase, where a fill would be too much."""
        end, half = (bar + 1) * self.F, self.F // 2
        if kind == "pickup":  # the foot, into the one
            for i in self.choose((3, 1), (2, 1), (4, 1)):
                self.hit(KICK, end - i, vel)
        elif kind == "drag":
            self.hit(SNARE, end - 3, 44)
            self.roll(SNARE, end - 2, 2, 46)
            self.hit(SNARE, end - 1, vel - 8)
        elif kind == "ghosts":
            for i, v in ((5, 38), (3, 42), (2, 48), (1, 56)):
                self.hit(SNARE, end - i, v)
        elif kind == "skip":  # the second half waits for the kick, then hurries
            self.clear_drums(end - half, end - 2, (KICK, OPEN, HIGH, LOW))
            self.clear_drums(end - half, end - half + 2, (HAT, RIDE))
            self.hit(KICK, end - 2, vel)
        elif kind == "bark":  # the hat opens and is choked by the one
            self.clear_drums(end - 4, end, (HAT, RIDE))
            self.hit(OPEN, end - 2, vel)
            self.hit(KICK, end - 3, vel - 4)
        elif kind == "air":  # a beat of silence
            self.clear_drums(end - self.r.choice((3, 4)), end)

    def nudge(self, bar, toms=True):
        """Less still: one or two strokes in the last beat of a bar that were not there, or
        the hats hold their breath."""
        end = (bar + 1) * self.F
        signs = [x for x in SIGNS if toms or not any(v in (LOW, HIGH) for v, *_ in x)]
        self.r.shuffle(signs)
        for sign in signs:
            if not sign and any((v, f) in self._drums for v in (HAT, RIDE) for f in range(end - 4, end)):
                self.clear_drums(end - 4, end, (HAT, RIDE))
                return
            if any((v, end - k) not in self._drums for v, k, _ in sign):
                for v, k, vel in sign:
                    self.hit(v, end - k, vel)
                return

    def climb(self, bar, beats, vel=88, rate=0):
        """A snare that rises over the last beats of a bar: eighths, sixteenths, a roll."""
        end = (bar + 1) * self.F
        n = 4 * beats
        for i in range(n):
            u = i / n
            if u >= 0.75 and rate:
                self.roll(SNARE, end - n + i, rate, vel - 34 + 40 * u)
            elif i % (4 if u < 0.25 and n > 8 else 2 if u < 0.5 else 1) == 0:
                self.hit(SNARE, end - n + i, vel - 40 + 46 * u)

    # ---- all stop, all come back ----

    def middle(self):
        """The bar before the return: the middle of a long piece, the end of a short one."""
        return self.bars // 2 - 1 if self.bars >= 8 else self.bars - 1

    def silence(self, first, last, roles=("bass", "harmony"), keep=(), again=False):
        """Nobody plays from one frame to another but who is not named, and drum voices that are kept."""
        self.clear_drums(first, last, [v for v in range(8) if v not in keep])
        self.hush(first, last, *roles, again=again)

    def come_back(self, bar, vel=100):
        """All of the band at the first beat of a bar (the first after the last)."""
        f = bar % self.bars * self.F
        self.hit(CRASH, f, vel)
        self.hit(KICK, f, vel + 8)
        if f not in self._bass:
            self.bass_note(f, 2, self.root(self.chord_at(f), self.bass_low()), vel - 6)

    def breath(self, bar, frames=4, roles=("bass", "harmony"), keep=(), land=False):
        """All stop for the last frames of a bar; the melody, or a voice of the kit, goes on
        alone. They go on as they were, or `land`: come back with the next bar, all on its one."""
        end = (bar + 1) * self.F
        self.silence(end - frames, end, roles, keep, land)
        if land:
            self.come_back(bar + 1)

    def floor_break(self, bar, roles=("bass",), rate=0, vel=88):
        """The floor waits: for a bar the small drums and some parts are away, at its end
        the kick too (the longer the piece the longer), a snare climbs; all come back."""
        end = (bar + 1) * self.F
        self.clear_drums(bar * self.F, end, (HAT, OPEN, RIDE, LOW, HIGH))
        self.clear_drums(end - max(4, self.bars), end, (KICK, SNARE))
        self.hush(bar * self.F, end, *roles, again=True)
        self.climb(bar, max(1, min(4, self.bars // 4)), vel, rate)
        self.come_back(bar + 1)

    # ---- all strike ----

    def stabs(self, bar, places, vel=100, ring=2, voice=CRASH, keep=()):
        """The band strikes at places of a bar, short and each under a cymbal, and is
        silent between and after; the melody goes on above."""
        a, end = bar * self.F + places[0], (bar + 1) * self.F
        self.silence(a, end, keep=keep)
        for p, after in zip(places, tuple(places[1:]) + (self.F,)):
            f, n = bar * self.F + p, min(ring, after - p)
            self.hit(KICK, f, vel)
            self.hit(voice, f, vel - 4)
            self.bass_note(f, n * 0.9, self.bass_root(f), vel - 4)
            self.play_chord(f, n * 0.9, self.voicing(f), vel - 12, STACCATO)

    def tutti(self, bar, text, crash=True, sing=True, vel=98):
        """A break: the band plays one written rhythm at the end of a bar, kick and snare on
        each stroke (X, softer x, - held; a crash on the last X, if wished), with drums alone
        between (s snare, k kick, h l toms); mostly the melody stops too."""
        a, end = (bar + 1) * self.F - len(text), (bar + 1) * self.F
        near = min(self._bass, key=lambda f: abs(f - a), default=None)
        low = self._bass[near][2] if self._bass else None
        self.silence(a, end, PITCHED if sing else PITCHED[:2])
        strokes = {i: (c, hold) for i, c, hold in held(text)}
        for i, letter in enumerate(text):
            f = a + i
            if i in strokes:
                c, hold = strokes[i]
                v, art = vel + (8 if c == "X" else -8), 0 if hold else STACCATO
                self.play_chord(f, 0.8 + hold, self.voicing(f), v - 8, art)
                if low is not None:
                    roots = (p for p in range(24, 61) if (p - self.t - self.chord_at(f).root) % 12 == 0)
                    self.bass_note(f, 0.8 + hold, min(roots, key=lambda p: abs(p - low)), v, art)
                self.hit(KICK, f, v)
                self.hit(SNARE, f, v)
                if crash and i == text.rfind("X"):
                    self.hit(CRASH, f, v)
            elif letter in "skhl":
                self.hit(DRUM[letter], f, vel - 12 + 2 * i)

    def unison(self, bar, text, vel=96):
        """Bass, melody and drums run one line together into the next bar: pentatonic, towards its root."""
        a, end = (bar + 1) * self.F - len(text), (bar + 1) * self.F
        if not self._bass:
            return
        first = self._bass[min(self._bass, key=lambda f: abs(f - end % self.N))][2]
        roots = (p for p in range(26, 56) if (p - self.t - self.chord_at(end).root) % 12 == 0)
        root = min(roots, key=lambda p: abs(p - first))
        on = [i for i, c in enumerate(text) if c in "xX"]
        way, line, p = self.r.choice((-1, 1, 1)), [], root
        for i in reversed(on):  # backwards from the goal
            c = self.chord_at(a + i)
            ok = th.tones(c) if (a + i) % self.F in self.strong else th.scale_for(c, self.mode, "penta")
            p -= way
            while (p - self.t) % 12 not in ok:
                p -= way
            if abs(p - root) > 12:
                way = -way
            line.append(p)
        self.silence(a, end, PITCHED, (HAT, CRASH))
        for i, p in zip(reversed(on), line):
            q = 24 + (p - 24) % 12 if p < 24 else 44 + (p - 44) % 12 if p > 55 else p
            v = vel + (8 if text[i] == "X" else 0)
            self.bass_note(a + i, 0.85, q, v)
            self.mel(a + i, 0.85, q + 24 if q >= 38 else q + 36, v - 6)
            self.hit(KICK if i % 4 != 0 or (a + i) % self.F in self.strong else SNARE, a + i, v)
            if text[i] == "X" and (a + i) % self.F:
                self.hit(SNARE, a + i, v - 6)

    # ---- back to the start ----

    def _lead(self, notes, vel, rise, gate, tone=4):
        """The bass ends with these notes, (frames before the end, pitch), and with nothing else."""
        self.hush(self.N - max(k for k, _ in notes), self.N, "bass")
        for i, (k, p) in enumerate(notes):
            end = notes[i + 1][0] if i + 1 < len(notes) else 0
            self.bass_note(self.N - k, (k - end) * gate, p, vel + rise * i, tone=tone)

    def lead_back(self, kind="step", vel=88, tone=4, gate=0.9, unit=1):
        """The bass is led to its first note in any case: by a step from above or below, a run
        up or down to it, its fifth, or a skip to the octave."""
        first = min(self._bass, default=None)
        if first is None:
            return
        aim, scale = self._bass[first][2], th.scale_for(self.chord_at(self.N - 1), self.mode)
        near = [p for p in range(aim - 9, aim + 10) if (p - self.t) % 12 in scale and 24 <= p <= 58]
        below, above = [p for p in near if p < aim], [p for p in near if p > aim]
        if kind == "run":
            up = below[-3:] if len(below) >= 3 and self.r.random() < 0.6 or len(above) < 3 else above[2::-1]
            notes = list(zip((4, 3, 2, 1)[-len(up):] if self.r.random() < 0.4 else (6, 4, 2)[-len(up):], up))
        elif kind == "fifth":
            fifth = [p for p in near if (p - aim) % 12 == 7] or below[-1:] or above[:1]
            notes = [(4, fifth[0]), (2, fifth[0])] if self.r.random() < 0.5 else [(2, fifth[0])]
        elif kind == "octave":
            far = aim + 12 if aim + 12 <= 60 else aim - 12
            notes = [(3, far), (1, far)]
        else:
            step = (below[-1:] if self.r.random() < 0.6 else above[:1]) or below[-1:] or above[:1]
            notes = [(2, step[0])] if self.r.random() < 0.7 else [(3, step[0]), (1, step[0])]
        self._lead([(k * unit, p) for k, p in notes], vel, 3, gate, tone)

    def walk_back(self, step=2, count=2, vel=88, chromatic=0.3):
        """The bass walks into its first note from the side from which the line comes, `count`
        notes of `step` frames, growing; at times the last is a semitone away. A line that
        leads back by itself stays."""
        if not self._bass:
            return
        first, last = self._bass[min(self._bass)][2], max(self._bass)
        end = self._bass[last][2]
        if last >= self.N - 4 and abs(end - first) in (1, 2, 5, 7):
            return
        side = 1 if end > first or first - 4 < 28 else -1
        scale = th.SCALES[self.mode]
        walk = [first + side * d for d in range(1, 9) if (first + side * d - self.t) % 12 in scale][:count][::-1]
        if self.chance(chromatic):
            walk[-1] = first + side
            if count > 1 and walk[-2] == walk[-1]:
                walk[-2] += side
        self._lead([(step * (count - i), p) for i, p in enumerate(walk)], vel, 4, 0.9)

    def ease_back(self, share=0.8):
        """The last beat of the bass slips into its first note by two notes of the last chord's
        scale, about as soft as that note, unless it leads there by itself."""
        if not self._bass or not self.chance(share):
            return
        frames = sorted(self._bass)
        (_, _, aim, vel, *_), last = self._bass[frames[0]], frames[-1]
        beat = 6 if self.meter[1] == 8 else 4
        if last >= self.N - 3 and (self._bass[last][2] - aim) % 12 in (1, 2, 5, 7, 10, 11):
            return
        before = [f for f in frames if f < self.N - beat]
        way = -1 if before and self._bass[before[-1]][2] < aim or self.chance(0.4) else 1
        scale = th.scale_for(self.chord_at(self.N - 1), self.mode)
        steps = [p for p in range(aim + way, aim + 7 * way, way) if (p - self.t) % 12 in scale][:2][::-1]
        self.hush(self.N - beat, self.N, "bass")
        self._lead(list(zip((4, 2), steps)), 84, 0, 0.85)
        for i, f in enumerate(sorted(self._bass)[-len(steps):]):
            self._bass[f][3] = max(14, vel - 8 + 4 * i)
