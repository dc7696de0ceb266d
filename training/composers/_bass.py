"""Bass: lines from patterns and walking lines. Mixed into Song."""
from . import theory as th
from ._base import GHOST, NORMAL, SLIDE, STACCATO, TICKS, fit


class BassWriter:
    """Writes s._bass {frame: note}; one note at a time."""

    def root(self, c, lo):
        """The root of a chord nearest to the song's tonic, in the octave that starts
        at pitch lo or just outside: a chord a step away is a step away."""
        tonic = lo + (self.t - lo) % 12
        near = tonic + (c.root + 6) % 12 - 6
        lowest = max(lo - 4, 40 if lo >= 40 else 24)  # the low E of a guitar, the C of a bass
        return near - 12 if near > lo + 12 else near + 12 if near < lowest else near

    def bass_low(self, lo=29, span=8):
        """The lowest root for this song, moved by the register wished for."""
        return lo + round(span * self.k["bass"]["register"])

    def bass_root(self, frame):
        """The root of a frame's chord in the octave of the line that is written."""
        pitches = sorted(n[2] for n in self._bass.values()) or [36]
        low = pitches[len(pitches) // 4] - 5
        return max(28, low + (self.t + self.chord_at(frame).root - low) % 12)

    def bass_note(self, frame, length, pitch, vel=92, art=NORMAL, tone=4):
        if not 0 <= frame < self.N:
            return
        tick = self._tick(frame, "bass")
        while pitch > 60:
            pitch -= 12
        while pitch < 24:
            pitch += 12
        self._bass[(tick + 60) // TICKS] = [tick, max(30, int(length * TICKS)), pitch, self._vel("bass", vel), art,
                                            max(0, min(7, int(tone)))]

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
                    near = ([p1 - 1, p1 + 1] + [p1 + d for d in (-2, 2) if (p1 + d - self.t) % 12 in scale]
                            + [p1 + 7, p1 - 5])
                    near = [q for q in near if q != p and lo - 2 <= q <= lo + top]
                    p = min(near, key=lambda q: abs(q - p) + r.random() * 6)
                else:
                    want = p0 + (p1 - p0) * u + bow * 4 * u * (1 - u)
                    ok = base if frame % self.F in self.strong or r.random() < 0.4 else scale
                    near = [q for q in range(p - 7, p + 8) if q != p and lo - 1 <= q <= lo + top
                            and (q - self.t) % 12 in ok]
                    p = min(near, key=lambda q: abs(q - want) + 0.35 * abs(q - p) + r.random() * 2)
                length = min(4, n - (frame - f)) * gate
                ghost = r.random() < skip
                self.bass_note(frame, length / 2 if ghost else length, p,
                               vel + (4 if frame % self.F in self.strong else 0), NORMAL)
                if ghost:
                    self.bass_note(frame + 2, 1, p, vel - 34, GHOST)
            prev = p
