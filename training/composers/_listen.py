"""Listening: what one part plays because of what another plays. Mixed into Song.

Bass patterns are fitted to the kick as it was written, fills and edits too; kick
and drums strike with what a part pushes, or plays off the beat again and again;
drums make room for the melody, and drums or chords answer in its rests."""
from ._base import CRASH, GHOST, GHOST_BELOW, HIGH, KICK, LOW, OPEN, RIDE, SNARE, STACCATO, TICKS, fit, frame_of, held


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

    # ---- drums with a part ----

    def written(self, frame):
        """The frame at which a swung off-beat was written; it sounds in the next one."""
        return frame - (self.swing8 >= 60 and frame % 4 == 3)

    def pushes(self, role):
        """Frames at which a part pushes: off the beat, with silence on the beat that follows."""
        on = {self.written(frame_of(x)) for x in self.notes(role) if x[4] != GHOST}
        return sorted(f for f in on if f % 4 and f - f % 4 + 4 not in on)

    def kick_pushes(self, role="bass", share=0.8, vel=92, alone=1.0):
        """The kick also strikes what a part pushes, and leaves off-beats that it does not
        play (`alone` is the share that may stay). A drummer decides for a place of the bar."""
        if self.F != 16:
            return
        take = [self.r.random() < share for _ in range(self.F)]
        stay = [self.r.random() < alone for _ in range(self.F)]
        push = set(self.pushes(role))
        sounding = {self.written(frame_of(x)) for x in self.notes(role)}
        for _, f in [k for k in self._drums if k[0] == KICK]:
            w = self.written(f)
            if w % 4 and w not in sounding and not stay[w % self.F]:
                del self._drums[KICK, f]
        for f in push:
            if take[f % self.F] and (SNARE, f) not in self._drums:
                self.hit(KICK, f, vel)

    def mark_pushes(self, role, voice=CRASH, share=0.5, vel=88):
        """A cymbal on what a part pushes: the drummer catches the horns' or the guitar's figure."""
        take = [self.r.random() < share for _ in range(self.F)]
        for f in self.pushes(role):
            if take[f % self.F]:
                self.hit(voice, f, vel)

    def kick_offbeats(self, share=0.7, drop=0.3, vel=88):
        """The foot is the bass player's: all that the bass plays off the beat is kicked too,
        but under a loud snare or a fill; off-beat kicks where the bass is silent are left
        out. Chosen by the places of two bars, so that it is a groove."""
        size = min(2, self.bars) * self.F
        joined = {p for p in range(size) if self.chance(share)}
        lost = {p for p in range(size) if self.chance(drop)}
        struck = {f for f, n in self._bass.items() if n[4] != GHOST}
        for f in struck:
            loud = self._drums.get((SNARE, f), (0, 0))[1] > GHOST_BELOW + 10
            if f % self.F not in self.beats and f % size in joined and not loud and not self.closes(f):
                if "x" in self.kick_text(f // self.F):
                    self.hit(KICK, f, vel)
        for voice, f in [k for k in self._drums if k[0] == KICK]:
            if f % self.F not in self.beats and f % size in lost and f not in struck and not self.closes(f):
                del self._drums[voice, f]

    def mark_offbeats(self, role, voice, vel=70, least=0.4, most=3):
        """A small drum strikes with a part where that part comes off the beat again and
        again: at most so many places of the bar, in those bars in which it plays there."""
        starts = {frame_of(note) for note in self.notes(role)}
        count = {}
        for f in starts:
            if f % self.F not in self.beats:
                count[f % self.F] = count.get(f % self.F, 0) + 1
        often = [p for p in count if count[p] >= least * self.bars]
        places = sorted(often, key=lambda p: (-count[p], p % 2 == 0, p))[:most]
        for f in sorted(starts):
            if f % self.F in places:
                self.hit(voice, f, vel)

    # ---- room for the melody, and answers ----

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

    def answer_with_drums(self, figures, vel=84, share=0.7, least=6):
        """In the rests of the melody the drums say a short figure before it comes in
        again; mostly the same one."""
        home = self.choose(*figures)
        for start, n in self.rests("melody", least):
            text = home if self.chance(0.7) else self.choose(*figures)
            end = (start + n) // 4 * 4
            if end - len(text) >= start and self.chance(share):
                self.figure(end, text, vel)

    def answer_with_chords(self, figures, vel=84, share=0.8, least=7, catch=(KICK,)):
        """Call and response: as soon as the melody rests, chords answer with one figure for
        the whole piece (X loud, x, - hold), and the drummer catches its strokes."""
        figure = self.r.choice(figures)
        catch = catch if self.meter != (3, 4) else ()  # a waltz is kicked on one
        for start, n in self.rests("melody", least):
            spots = [f for f in range(start + 1, start + n - len(figure) + 1) if f % 4 == 0 or f % 4 == 2 and n < 12]
            if not spots or not self.chance(share):
                continue
            a = spots[0]
            self.hush(a, a + len(figure), "harmony")
            for i, c, hold in held(figure):
                loud = 10 if c == "X" else 0
                self.play_chord(a + i, 0.7 + hold, self.voicing(a + i), vel + loud, 0 if hold else STACCATO)
                for voice in catch:
                    self.hit(voice, a + i, vel + 6)

    def make_room(self, voices=(HIGH, LOW, RIDE), busy=3, weight=8):
        """Half bar by half bar: under a busy melody the small drums thin out and the
        hats are softer; where it is silent they come forward."""
        onsets = [frame_of(note) for note in self._melody]
        if not onsets:
            return
        silent = {f for start, n in self.rests("melody", self.half) for f in range(start, start + n)}
        for a in range(0, self.N, self.half):
            b = min(a + self.half, self.N)
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

    def converse(self, licks, share=0.6, least=5, vel=74):
        """Drums leave the singer room and speak when she breathes: in bars full of melody
        the ghosts and odd strokes go, and in the last beat of her rests a lick (a figure
        of four sixteenths) leads into the next note."""
        starts = {frame_of(n) for n in self._melody}
        busy = {b for b in range(self.bars) if sum(f // self.F == b for f in starts) > self.F // 3}
        for (voice, f), (_, v) in list(self._drums.items()):
            soft = voice == SNARE and v < GHOST_BELOW or voice in (HIGH, LOW) and f % 2
            if soft and f // self.F in busy and self.chance(0.6):
                del self._drums[voice, f]
        mine = self.r.sample(licks, min(2, len(licks)))
        for start, n in self.rests("melody", least):
            a = (start + min(n, 2 * self.F)) // 4 * 4 - 4  # the last whole beat of the rest
            lick = self.r.choice(mine)
            if a >= start and not self.closes(a) and self.chance(share):
                self.figure(a + 4, lick, vel + 14, rise=12)
