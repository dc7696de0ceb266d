"""The length of a piece: how strong each bar is, breaks that the band makes together,
drums that lean on what the others play, the way back to the start. Mixed into Song.

All of it is done when the parts are written: it reads them and takes, adds or weighs."""
from . import theory as th
from ._base import CRASH, HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, TICKS

SHAPES = ("rise", "arch", "halves", "wave", "drop", "settle")


class Arranger:
    """Energy over time, breaks, answers, turn-arounds."""

    def strength(self, shape):
        """0..1 for every bar: a rise to the end; an arch that is highest after the
        middle; a second half that says it louder; waves of a phrase; a drop (down to
        the middle, then all at once); a strong start that settles."""
        n, half = self.bars, self.bars // 2
        phrase = max(2, min(4, half))
        out = []
        for b in range(n):
            u = b / max(1, n - 1)
            out.append({"rise": u, "arch": 1 - abs(u - 0.7) / 0.7, "settle": 1 - 0.9 * u,
                        "halves": (1.0 if b >= half else 0.2) - 0.15 * (b % half == 0),
                        "wave": (0.2 + 0.2 * (b >= half)) + 0.6 * (b % phrase) / (phrase - 1),
                        "drop": 1.0 if b >= half else 0.6 - 0.6 * b / max(1, half - 1)}[shape])
        return out

    def swell(self, shape, depth=18, roles=("drums", "bass", "harmony", "melody")):
        """Every note is played as strong as its bar is."""
        change = [depth * (e - 0.6) for e in self.strength(shape)]

        def louder(v, frame, share=1.0):
            return int(max(8, min(126, v + share * change[min(int(frame) // self.F, self.bars - 1)])))
        if "drums" in roles:
            for d in (self._drums, self._rolls):
                for (voice, f), (x, v) in list(d.items()):
                    share = {KICK: 0.5, SNARE: 0.7}.get(voice, 1.0)  # what carries the beat changes least
                    d[voice, f] = (x, louder(v, f, share))
        for role in set(roles) - {"drums"}:
            notes = self._bass.values() if role == "bass" else self.notes(role)
            for note in notes:
                note[3] = louder(note[3], (note[0] + 60) // TICKS)

    # ---- less, and all at once ----

    def hold_back(self, *voices, until=None):
        """Drums that join only in the second half (or from a bar)."""
        self.clear_drums(0, (self.bars // 2 if until is None else until) * self.F, voices)

    def hush(self, first, last, *roles):
        """Parts are silent from one frame to another: what begins there goes, what
        sounds is cut short; a held chord comes back after it."""
        a, b = first * TICKS, last * TICKS
        for role in roles:
            notes, back = self.notes(role), []
            for note in list(notes.values() if role == "bass" else notes):
                x, n = note[:2]
                if x < a - 60:
                    if role == "harmony" and x + n > b + 240 and last < self.N:
                        back.append([b, x + n - b] + note[2:])
                    note[1] = min(n, max(30, a - x))
                elif x < b - 60:
                    if role == "harmony" and x + n > b + 240 and last < self.N:
                        back.append([b, x + n - b] + note[2:])
                    if role == "bass":
                        del notes[(x + 60) // TICKS]
                    else:
                        notes.remove(note)
            if role != "bass":
                notes += back

    def come_back(self, bar, vel=100):
        """All of the band at the first beat of a bar (the first after the last)."""
        f = bar % self.bars * self.F
        self.hit(CRASH, f, vel)
        self.hit(KICK, f, vel + 8)
        if f not in self._bass:
            self.bass_note(f, 2, self.root(self.chord_at(f), self.bass_low()), vel - 6)

    def break_together(self, bar, frames, roles=("bass", "harmony"), keep=()):
        """The last frames of a bar belong to nobody, or to who is kept; then all come
        back with the next bar, a note they know."""
        end = (bar + 1) * self.F
        self.clear_drums(end - frames, end, [v for v in range(8) if v not in keep])
        self.hush(end - frames, end, *roles)
        self.come_back(bar + 1)

    def floor_break(self, bar, roles=("bass",), rate=0, vel=88):
        """The floor waits: for a bar the small drums and some parts are away, at its end
        the kick too (the longer the piece the longer), a snare climbs; all come back."""
        end = (bar + 1) * self.F
        self.clear_drums(bar * self.F, end, (HAT, OPEN, RIDE, LOW, HIGH))
        self.clear_drums(end - max(4, self.bars), end, (KICK, SNARE))
        self.hush(bar * self.F, end, *roles)
        self.climb(bar, max(1, min(4, self.bars // 4)), vel, rate)
        self.come_back(bar + 1)

    def middle(self):
        """The bar before the return: the middle of a long piece, the end of a short one."""
        return self.bars // 2 - 1 if self.bars >= 8 else self.bars - 1

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

    def nudge(self, bar, toms=True):
        """Less than a fill: some small thing in the last beat of a bar that was not there."""
        end = (bar + 1) * self.F
        signs = [((SNARE, 3, 62), (SNARE, 1, 70)), ((KICK, 1, 84),), ((LOW, 2, 70), (HIGH, 1, 74)),
                 ((HIGH, 3, 66), (HIGH, 2, 72)), ((OPEN, 1, 76),), ()]
        signs = [x for x in signs if toms or not any(v in (LOW, HIGH) for v, *_ in x)]
        self.r.shuffle(signs)
        for sign in signs:
            if not sign and any((v, f) in self._drums for v in (HAT, RIDE) for f in range(end - 4, end)):
                self.clear_drums(end - 4, end, (HAT, RIDE))  # the hats hold their breath
                return
            if sign and any((v, end - k) not in self._drums for v, k, _ in sign):
                for v, k, vel in sign:
                    self.hit(v, end - k, vel)
                return

    # ---- what the drums hear ----

    def strike_with(self, role, voice, vel=70, least=0.4, most=3, bars=None):
        """A drum strikes with a part where that part comes off the beat again and
        again: at most so many places of the bar, in those bars in which it plays there."""
        starts = {(note[0] + 60) // TICKS for note in (self._bass.values() if role == "bass" else self.notes(role))}
        count = {}
        for f in starts:
            if f % self.F not in self.beats:
                count[f % self.F] = count.get(f % self.F, 0) + 1
        often = [p for p in count if count[p] >= least * self.bars]
        places = sorted(often, key=lambda p: (-count[p], p % 2 == 0, p))[:most]
        for f in sorted(starts):
            if f % self.F in places and (bars is None or f // self.F in bars):
                self.hit(voice, f, vel)
        return places

    def make_room(self, voices=(HIGH, LOW, RIDE), busy=3, weight=8):
        """Half bar by half bar: under a busy melody the small drums thin out and the
        hats are softer; where it is silent they come forward."""
        half = self.half
        onsets = [(note[0] + 60) // TICKS for note in self._melody]
        if not onsets:
            return
        silent = {f for start, n in self.rests("melody", half) for f in range(start, start + n)}
        for a in range(0, self.N, half):
            b = min(a + half, self.N)
            n = sum(a <= f < b for f in onsets)
            turn = -weight if n >= busy else weight if all(f in silent for f in range(a, b)) else 0
            if not turn:
                continue
            for voice, f in [k for k in self._drums if a <= k[1] < b and k[0] not in (KICK, SNARE, CRASH)]:
                tick, v = self._drums[voice, f]
                if turn < 0 and voice in voices and f % 4 in (1, 3):
                    del self._drums[voice, f]
                else:
                    self._drums[voice, f] = (tick, v + turn)

    # ---- back to the start ----

    def lead_back(self, kind="step", vel=88, tone=4, gate=0.9, unit=1):
        """The bass of the last beat leads to the first note of the piece: a step from
        above or below, a run up or down to it, its fifth, or a skip to the octave."""
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
        notes = [(k * unit, p) for k, p in notes]
        self.hush(self.N - max(k for k, _ in notes), self.N, "bass")
        for i, (k, p) in enumerate(notes):
            end = notes[i + 1][0] if i + 1 < len(notes) else 0
            self.bass_note(self.N - k, (k - end) * gate, p, vel + 3 * i, tone=tone)
