"""Energy over the length of a piece: how strong each bar is, and parts that obey.

`plan` draws a line of energy, a number a bar, in the manner of those who play; the
other words read it when the parts are written: how hard all play (`dynamics`), how
much they leave out (`thin`, `layers`, `mute`), what opens up (`lift`) and what joins
later (`hold_back`, `enter_late`). `hush` silences. Mixed into Song."""
from typing import Callable, NamedTuple, Optional

from ._base import GHOST_BELOW, HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, STACCATO, TICKS, frame_of


# ---- the three manners: which plans there are, and how those who play follow them ----

def _verses(quarters, b, bars):
    """Each quarter leans up a little. Four bars are too few for a verse and a chorus:
    they only lean the same way."""
    q = bars // 4
    e = quarters[b // q] + 0.1 * ((b % q + 0.5) / q - 0.5)
    return 0.68 + 0.5 * (e - 0.68) if bars == 4 else e


def _layered(quarters, b, bars):
    """Each quarter is a level, rising a little bar by bar in each phrase."""
    return min(1.0, quarters[4 * b // bars] + (0.04 * (b % 4) if bars > 4 else 0))


def _drawn(line, b, bars):
    """A line that is drawn through all of the bars."""
    return line(b, bars, bars // 2)


def _player(voice, vel, up):
    """A ghost stays a ghost, a stroke a stroke."""
    if voice != SNARE:
        return vel + up
    return min(vel + up, GHOST_BELOW + 8) if vel < GHOST_BELOW + 10 else max(vel + up, GHOST_BELOW + 12)


def _groover(voice, vel, up):
    """The same, with ghosts that hardly move and nothing that gets lost."""
    if voice == SNARE and vel < GHOST_BELOW + 10:
        return max(16, _player(voice, vel, 0.4 * up))
    return max(24, _player(voice, vel, up))


def _machine(voice, vel, up):
    """What carries the beat changes least."""
    return int(max(8, min(126, vel + {KICK: 0.5, SNARE: 0.7}.get(voice, 1.0) * up)))


class Manner(NamedTuple):
    """How those who play read a plan."""
    plans: dict              # name -> strengths of the four quarters, or a line
    read: Callable           # (plan, bar, bars) -> the bar's strength
    centre: Optional[float]  # the strength at which all is as written; None: the mean of the piece
    stroke: Callable         # (voice, velocity, change) -> how a drum is struck
    roll: Callable           # the same for rolls
    undo: float              # how much louder, to reach what a drummer's own dynamics level out
    limits: tuple            # the softest and the loudest note


MANNERS = {
    "band": Manner({
        "build": (0.3, 0.5, 0.75, 1.0),    # grows to the end
        "song": (0.45, 0.6, 1.0, 0.8),     # verse, verse, chorus, verse that stays warm
        "chorus": (0.4, 0.6, 0.85, 1.0),   # verse to chorus
        "drop": (0.75, 0.85, 0.3, 1.0),    # the third part breaks down, the last comes back
        "arch": (0.5, 0.8, 1.0, 0.55),     # out and home again
    }, _verses, None, _player, lambda voice, vel, up: vel + up, 0, (10, 126)),
    "groove": Manner({
        "build": (0.25, 0.5, 0.75, 1.0), "arch": (0.3, 0.75, 1.0, 0.5),
        "chorus": (0.3, 0.4, 1.0, 0.95),   # all at once in the middle
        "drop": (0.8, 0.9, 0.2, 1.0),
        "wave": (0.35, 0.85, 0.4, 1.0),    # up, down and up
        "open": (0.15, 0.75, 0.8, 1.0),    # somebody begins alone
        "level": (0.6, 0.75, 0.6, 0.85),
    }, _layered, None, _groover, _groover, 0.4, (14, 124)),
    "machine": Manner({
        "rise": lambda b, n, half: b / max(1, n - 1),
        "arch": lambda b, n, half: 1 - abs(b / max(1, n - 1) - 0.7) / 0.7,  # highest after the middle
        "settle": lambda b, n, half: 1 - 0.9 * (b / max(1, n - 1)),         # a strong start
        "halves": lambda b, n, half: (1.0 if b >= half else 0.2) - 0.15 * (b % half == 0),  # again, and louder
        "wave": lambda b, n, half: (0.2 + 0.2 * (b >= half)) + 0.6 * (b % min(4, half)) / (min(4, half) - 1),
        "drop": lambda b, n, half: 1.0 if b >= half else 0.6 - 0.6 * b / max(1, half - 1),  # down, then all at once
    }, _drawn, 0.6, _machine, _machine, 0, (8, 126)),
}


class Energy:
    """The plan of a piece, s.energy (0..1 a bar) in s.manner, and what follows it."""

    def plan(self, *kinds, manner="band"):
        """Choose one of some plans and say which. A `band` has verses and choruses, in a
        `groove` layers come and go, a `machine` is turned up and down bar by bar."""
        self.manner, kind = MANNERS[manner], self.r.choice(kinds)
        self.energy = [self.manner.read(self.manner.plans[kind], b, self.bars) for b in range(self.bars)]
        return kind

    def energy_at(self, frame):
        return self.energy[min(int(frame) // self.F, self.bars - 1)]

    def quiet_bars(self, below=0.5):
        return [b for b in range(self.bars) if self.energy[b] < below]

    def loud_bars(self, above=0.9):
        return [b for b in range(self.bars) if self.energy[b] > above]

    def verse_chorus(self, verse, chorus, at=0.8):
        """Bar patterns, one for every bar: a verse's until the plan reaches `at`, then a chorus's."""
        verse, chorus = ([p] if isinstance(p, str) else p for p in (verse, chorus))
        mine = [chorus if e >= at else verse for e in self.energy]
        return [patterns[b % len(patterns)] for b, patterns in enumerate(mine)]

    def dynamics(self, depth=(34, 14, 18, 12)):
        """All play as hard as the plan says: `depth` is the velocity between no energy and
        all of it, of drums, bass, harmony and melody (or one number for all)."""
        m = self.manner
        drums, *pitched = depth if isinstance(depth, tuple) else (depth,) * 4
        centre = sum(self.energy) / self.bars if m.centre is None else m.centre
        for d, struck in ((self._drums, m.stroke), (self._rolls, m.roll)):
            for (voice, f), (x, vel) in d.items():
                up = drums * (self.energy_at(f) - centre) / (1 - m.undo * self.feel.amount)
                d[voice, f] = (x, struck(voice, vel, up))
        low, high = m.limits
        for role, change in zip(("bass", "harmony", "melody"), pitched):
            for note in self.notes(role):
                note[3] = int(max(low, min(high, note[3] + change * (self.energy_at(frame_of(note)) - centre))))

    # ---- less ----

    def hush(self, first, last, *roles, again=False):
        """Parts are silent from one frame to another: what begins there goes, what sounds
        is cut short; `again`: a chord that was held over it comes back after it."""
        a, b = first * TICKS, last * TICKS
        for role in roles:
            kept, back = [], []
            for note in self.notes(role):
                x, n = note[:2]
                if again and role == "harmony" and x < b - 60 and x + n > b + 240 and last < self.N:
                    back.append([b, x + n - b] + note[2:])
                if x < a - 60:
                    note[1] = max(30, min(n, a - x))
                if not a - 60 <= x < b - 60:
                    kept.append(note)
            self.put(role, kept + back)

    def thin(self, role, places, below=0.5):
        """In quiet bars a part plays at these places only, and lets them ring. For drums
        {voice: places}: the verse leaves room, voices that are not named go on."""
        bars = set(self.quiet_bars(below))

        def kept(frame, places):
            f = self.written(frame)
            return f // self.F not in bars or f % self.F in places
        if role == "drums":
            for voice, f in [k for k in self._drums if k[1] // self.F in bars and k[0] in places]:
                if not kept(f, places[voice]):
                    del self._drums[voice, f]
            return
        notes = [n for n in sorted(self.notes(role)) if kept(frame_of(n), places)]
        starts = sorted({n[0] for n in notes}) + [self.N * TICKS]
        for n in notes:
            after = next(x for x in starts if x > n[0] + 45 or x == starts[-1])
            if frame_of(n) // self.F in bars and n[1] > TICKS:
                n[1] = max(n[1], min(after - n[0], 2 * n[1], self.F * TICKS // 2))
        self.put(role, notes)

    def layers(self, ride=0.0):
        """The kit fills up with the energy: in low bars no ghosts, no hand drums, no
        sixteenths, few off-beat kicks; `ride` is the chance that full bars leave the hat for the ride."""
        few = {p for p in range(self.F) if self.chance(0.6)}
        for (voice, f), (_, vel) in list(self._drums.items()):
            e, p = self.energy_at(f), f % self.F
            if self.closes(f) or e >= 0.55:
                continue
            small = voice in (HIGH, LOW) or voice == SNARE and vel < GHOST_BELOW or voice in (HAT, RIDE) and p % 2
            off = voice == OPEN or voice == KICK and p not in self.beats
            if small and (e < 0.35 or p in few) or off and e < 0.35 and p in few:
                del self._drums[voice, f]
        if self.chance(ride) and not any(v == RIDE for v, _ in self._drums):
            self.lift(HAT, RIDE, 0.8)

    def mute(self, below=0.5, gate=0.45):
        """In quiet bars the chords are damped short, as by a guitarist's palm."""
        for n in self._harmony:
            if self.energy_at(frame_of(n)) < below:
                n[1] = max(50, int(n[1] * gate))
                n[4] = STACCATO

    def lift(self, voice, to, above=0.9):
        """In loud bars one cymbal takes the strokes of another: the chorus opens up."""
        for v, f in [k for k in self._drums if k[0] == voice and self.energy_at(k[1]) > above]:
            self._drums.setdefault((to, f), self._drums.pop((v, f)))

    # ---- later ----

    def hold_back(self, *who, until=None):
        """Drum voices or parts join only in the second half (or from a bar)."""
        end = (self.bars // 2 if until is None else until) * self.F
        self.clear_drums(0, end, who)
        self.hush(0, end, *(x for x in who if isinstance(x, str)))

    def enter_late(self, role, p=0.15):
        """Where a piece opens softly, a part may wait out the first quarter."""
        if self.bars >= 8 and self.energy[0] < 0.5 and self.chance(p):
            self.hold_back(role, until=self.bars // 4)
