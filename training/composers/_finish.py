"""The end of a song: clashes mended, limits kept, what was written measured."""
from . import theory as th
from ._base import TICKS


class Finisher:
    """Turns what the writers left into the parts of a Piece."""

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
            if (beat or n >= self.careful * TICKS) and self._rub(x, p):
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
            out["swing"] = (0.95 if max(self.swing16, self.swing8 / 2) >= 30 else 0.5 if self.swing16 or self.swing8
                            else 0.1)
        return out

    def _parts(self):
        """The four parts: sorted, inside the song, monophonic bass, six voices at most."""
        end = self.N * TICKS
        played = self.feel.strike({k: vel for k, (_, vel) in (self._drums | self._rolls).items()})
        drums = [(x, 60, v, played[v, f], 0, 4) for (v, f), (x, _) in self._drums.items() if (v, f) not in self._rolls]
        for (v, f), (n, _) in self._rolls.items():
            gap = {2: 60, 3: 40, 4: 30}[n]
            drums += [(f * TICKS + i * gap, gap, v, played[v, f], 0, 4) for i in range(n)]
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
        return parts
