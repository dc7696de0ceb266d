"""Drums: hits, bar patterns, ghost notes and fills. Mixed into Song."""
from ._base import HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, TICKS, fit


class DrumWriter:
    """Writes s._drums {(voice, frame): (tick, velocity as written)} and s._rolls
    {(voice, frame): (hits, velocity)}; the feel strikes them in the end."""

    def hit(self, voice, frame, vel=96):
        if not 0 <= frame < self.N:
            return
        tick = self._tick(frame, "drums", voice)
        key = (voice, (tick + 60) // TICKS)
        if key not in self._drums or self._drums[key][1] < vel:
            self._drums[key] = (tick, vel)

    def roll(self, voice, frame, n, vel=84):
        """n hits (2, 3 or 4) inside one frame."""
        self._rolls[voice, int(frame)] = (n, vel)

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

    def closes(self, frame):
        """Is a frame in the second half of a phrase's last bar, where fills are?"""
        return int(frame) // self.F in self.phrase_ends() and frame % self.F >= self.F // 2

    def fill(self, bar, kind, beats=1, vel=92, keep=()):
        """A fill over the last beats of a bar. Kinds: snare, toms, kick, roll, build,
        stop, hats, flam, triplet."""
        r, end = self.r, (bar + 1) * self.F
        a = end - (6 if self.meter[1] == 8 else 4) * beats  # bars in eighths end in three of them
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
            order = r.choice(((SNARE, HIGH, HIGH, LOW), (HIGH, HIGH, LOW, LOW), (SNARE, SNARE, HIGH, LOW),
                              (SNARE, HIGH, LOW, KICK)))
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
