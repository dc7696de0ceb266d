"""Chords: progressions, voicings, comping, pads, arpeggios. Mixed into Song."""
from . import theory as th
from ._base import NORMAL, SLIDE, STACCATO, TICKS, fit


class ChordWriter:
    """Writes s.spans (first frame, frames, Chord), s.voiced and s._harmony."""

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
            if len(cell) == 2:
                starts = [0, self.half]
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

    def story(self, bank, length=4):
        """The text of a progression; sixteen bars may change it in their third quarter."""
        a = self.choose(*bank)
        fits = [b for b in bank if len(b.split()) == length and b != a]
        if self.bars == 16 and len(a.split()) == length and fits and self.chance(0.6):
            return " ".join((a, a, self.choose(*fits), a))
        return a

    def turn_around(self, text, options, bars_per=1, p=0.3, home=0.75):
        """A `turn` for a progression, or None: mostly where the last bar would stay at home."""
        cells = text.split()
        last = th.chord(cells[(self.bars - 1) // bars_per % len(cells)].split(",")[-1])
        same = last.root == th.chord(cells[0].split(",")[0]).root
        return self.r.choice(options) if self.chance(home if same else p) else None

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

    def voice_parallel(self, lo=52, hi=65):
        """One shape for every chord, moved bodily with its root, as a sampled chord
        or a stiff hand does: third, fifth, seventh and ninth in a stack."""
        shift, root, out = round(7 * (self.k["harmony"]["register"] - 0.5)), None, []
        for _, _, c in self.spans:
            spots = [p for p in range(lo + shift, hi + shift) if (p - self.t - c.root) % 12 == 0]
            root = min(spots, key=lambda p: abs(p - (root or (lo + hi) // 2 + shift)))
            stack = [i + 12 * (n > 3) for n, i in enumerate(c.intervals)]
            out.append(tuple(root + i for i in (stack[1:5] if len(stack) > 4 else stack)))
        self.voiced = out
        return out

    def voice_drone(self, lo=48):
        """Root and fifth of every chord, the fifth above or below: what hums on."""
        root, out = None, []
        for _, _, c in self.spans:
            spots = [p for p in range(lo, lo + 14) if (p - self.t - c.root) % 12 == 0]
            root = min(spots, key=lambda p: abs(p - (root or lo + 6)))
            fifth = next((i for i in c.intervals if i in (6, 7, 8)), 7)
            out.append((root, root + fifth) if root < lo + 8 else (root - 12 + fifth, root))
        self.voiced = out
        return out

    def voicing(self, frame):
        """The voicing of a frame's chord."""
        if not getattr(self, "voiced", None):  # a part without chords strikes one here
            self.voice_all(3, 54, 74)
        return next(v for (f, n, _), v in zip(self.spans, self.voiced) if f <= frame < f + n)

    def slide_in(self, frames, step=-1, vel=70):
        """A chord's shape a semitone off, a sixteenth before it: guitar and organ push into it."""
        for f in frames:
            if 0 < f < self.N:
                self.hush(f - 1, f, "harmony")
                self.play_chord(f - 1, 0.9, [p + step for p in self.voicing(f)], vel, SLIDE)

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
                tied = next((x for x in reversed(self._harmony[-12:]) if x[2] == p
                             and abs(x[0] + x[1] - f * TICKS) < 30), None)
                if tied is not None and gate >= 1 and self.r.random() >= restrike and tied[1] < 3 * self.F * TICKS:
                    tied[1] += n * TICKS
                else:
                    self.play_chord(f, n * gate, [p], vel)

    def arpeggio(self, order="up", step=2, gate=0.9, vel=70, pattern=None):
        """Broken chords: order is up, down, updown, or a string of voice indices."""
        i = 0
        for (f, n, _), v in zip(self.spans, self.voiced):
            seq = {"up": list(range(len(v))), "down": list(range(len(v)))[::-1],
                   "updown": list(range(len(v))) + list(range(len(v) - 2, 0,
                                                              -1))}.get(order) or [int(c) % len(v) for c in order]
            i = 0
            for k in range(0, n, step):
                on = pattern is None or fit(pattern, self.F)[(f + k) % self.F] not in ".-"
                if on:
                    self.play_chord(f + k, step * gate, [v[seq[i % len(seq)]]],
                                    vel + (10 if k % 4 == 0 else 0) - 4 * (i % 2))
                i += 1
