"""Listening: what one part plays because of what another plays. Mixed into Song.

Bass patterns are fitted to the kick as it was written, fills and edits too;
drums answer the rests of the melody and mark the returns of the harmony."""
from ._base import CRASH, KICK, OPEN, TICKS, fit


class Listener:
    """Reads the parts that are there and writes drums, or returns patterns."""

    def kick_text(self, bar):
        """The kick of a bar as a pattern."""
        return "".join("x" if (KICK, bar * self.F + i) in self._drums else "." for i in range(self.F))

    def _bars(self, patterns):
        return [fit(patterns[b % len(patterns)], self.F) for b in range(self.bars)]

    def leave_kick(self, patterns):
        """Bass patterns, one for every bar, whose notes never begin with the kick;
        what was held over a lost beginning is lost too."""
        out = []
        for b, text in enumerate(self._bars(patterns)):
            cells, lost = list(text), False
            for i, k in enumerate(self.kick_text(b)):
                lost = cells[i] == "-" and lost or k == "x" and cells[i] not in ".-"
                if lost:
                    cells[i] = "."
            out.append("".join(cells))
        return out

    def join_kick(self, patterns, share=1.0, mark="R", hold=1):
        """Bass patterns, one for every bar, that also strike with a share of the
        kicks that fall off the beat."""
        out = []
        for b, text in enumerate(self._bars(patterns)):
            cells = list(text)
            for i, k in enumerate(self.kick_text(b)):
                if k == "x" and i not in self.beats and cells[i] in ".-" and self.r.random() < share:
                    cells[i] = mark
                    for j in range(i + 1, min(i + hold, self.F)):
                        if cells[j] != ".":
                            break
                        cells[j] = "-"
            out.append("".join(cells))
        return out

    def bass_on_kick(self, ring=4, marks="R", passing=""):
        """Bass patterns that are the kick: each note rings `ring` frames or to the
        next kick; off-beat notes take one of `marks`, the same at the same place;
        `passing` is put into the last frames of a bar where there is room."""
        off = {i: self.r.choice(marks) for i in range(self.F)}
        out = []
        for b in range(self.bars):
            kick, cells = self.kick_text(b), ["."] * self.F
            on = [i for i, k in enumerate(kick) if k == "x"] or [0]
            for i, end in zip(on, on[1:] + [self.F]):
                cells[i] = "R" if i in self.strong else off[i]
                cells[i + 1:min(end, i + ring)] = "-" * (min(end, i + ring) - i - 1)
            if passing and "x" not in kick[-len(passing):]:
                cells[-len(passing):] = passing
            out.append("".join(cells))
        return out

    def rests(self, role, least=6):
        """(first frame, frames) of the silences of a part that are long enough."""
        out, end = [], 0
        for x, n, *_ in sorted(self.notes(role)) + [[self.N * TICKS, 0]]:
            start = (x + 60) // TICKS
            if start - end >= least:
                out.append((end, start - end))
            end = max(end, -(-(x + n - 30) // TICKS))
        return out

    def answer_rests(self, voice=OPEN, vel=78, least=6, places=(2, 6, 10, 14), share=0.8):
        """A hit in each rest of the melody, at the first of the places in it."""
        for start, n in self.rests("melody", least):
            spots = [f for f in range(start, start + n) if f % self.F in places]
            if spots and self.r.random() < share:
                self.hit(voice, spots[0], vel)

    def mark_turns(self, vel=86, share=0.7):
        """A crash where the harmony comes home: at the start, and at each fourth bar
        that begins a chord as the song began."""
        starts = {f for f, _, _ in self.spans}
        for f in range(0, self.N, 4 * self.F):
            if f == 0 or f in starts and self.chord_at(f) == self.chord_at(0):
                if self.r.random() < share:
                    self.hit(CRASH, f, vel - 8 * (f > 0))
