"""What all styles share: the song under construction, its feel, and the ways to
write drums, bass, chords and melodies on it.

A style file has `SPEC = Spec(...)` and `write(s)`, which fills the Song `s`.
Positions and lengths are in frames (1/16 notes, fractions allowed: 4 * k / 3 is
a triplet); the feel turns them into ticks. Patterns are strings of one
character a frame. All randomness comes from s.r, so a seed fixes the piece."""
import random
from dataclasses import dataclass, field, replace

from . import theory as th
from . import words
from ._base import (CRASH, GHOST, HAT, HIGH, KICK, LOW, NORMAL, OFFSETS, OPEN, RIDE, SLIDE, SNARE,  # noqa: F401
                    STACCATO, TICKS, euclid, fit, frame_of, pick)  # styles take these from here
from ._bass import BassWriter
from ._chords import ChordWriter
from ._drums import DrumWriter
from ._energy import Energy
from ._feel import Feel
from ._finish import Finisher
from ._listen import Listener
from ._together import Together

# moods that lean to a family of modes, and to more or fewer notes
MINORISH = {"dark", "sad", "tense", "melancholic", "mysterious", "aggressive"}
MAJORISH = {"happy", "bright", "playful", "romantic", "warm"}
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
    loose: tuple = (0.0, 0.1)  # share of onsets that stray by 10 ticks, where a machine plays (_feel.py)


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


class Song(DrumWriter, ChordWriter, BassWriter, Listener, Energy, Together, Finisher):
    """One piece under construction."""

    def __init__(self, style, spec, seed):
        r = self.r = random.Random("%s/%d" % (style, seed))
        self.style, self.spec, self.seed = style, spec, seed
        self.moods = r.sample(list(spec.moods), 1 if r.random() < 0.4 else min(2, len(spec.moods)))
        if set(self.moods) & MINORISH and set(self.moods) & LIGHT:
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
        self.beats = {12: [0, 6] if self.meter[1] == 8 else [0, 4, 8], 14: [0, 4, 8],
                      20: [0, 4, 8, 12, 16]}.get(self.F, [0, 4, 8, 12])
        self.strong = {16: (0, 8), 20: (0, 12), 14: (0, 8)}.get(self.F, (0, 6) if self.meter[1] == 8 else (0,))
        # where a bar divides in two: chords change and slow snares fall there
        self.half = 8 if self.meter == (3, 4) else self.strong[1]
        # what a listener would call busy, high, loud ...: 0..1 per role
        names = ("density", "syncopation", "register", "velocity", "articulation")
        self.k = {role: {n: r.random() for n in names} for role in ("drums", "bass", "harmony", "melody")}
        for k in self.k.values():
            k["density"] = min(1, max(0, k["density"] + 0.15 * live))
            k["velocity"] = min(1, max(0, k["velocity"] + 0.2 * live))
        self.swing16, self.swing8 = r.choice(spec.swing16), r.choice(spec.swing8)
        if self.meter[1] == 8:
            self.swing8 = 0  # eighths in threes (or twos and threes) are even
        self.loose = r.uniform(*spec.loose)
        self.feel = Feel(self)
        self.careful = 3    # frames from which on a melody note may not rub against the chords
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

    def become(self, words, **instruments):
        """Narrow a style to one of its kinds: the names people give it, its instruments."""
        self.spec = replace(self.spec, words=words)
        self.instruments.update({role: self.r.choice(w) for role, w in instruments.items()})

    def enter(self, p):
        """The bar at which something comes in: mostly the first."""
        return self.r.choice((self.bars // 2, self.bars // 4)) if self.r.random() < p else 0

    def notes(self, role):
        """The notes of a pitched part as they are written."""
        return list(self._bass.values()) if role == "bass" else {"harmony": self._harmony, "melody": self._melody}[role]

    def put(self, role, notes):
        """These are the notes of a pitched part now."""
        setattr(self, "_" + role, {frame_of(n): n for n in notes} if role == "bass" else notes)

    def _tick(self, frame, role, voice=None):
        f = int(frame)
        x = frame * TICKS + self.late.get(voice if voice is not None else role, self.late.get(role, 0))
        if f == frame:
            if f % 2:
                x += self.swing16
            elif f % 4 == 2:
                x += self.swing8
        home = (x + 60) // TICKS * TICKS  # a deviation never moves a note to another frame
        return self._snap(min(home + 49, max(home - 60, x + self.feel.delay(frame, role, voice))))

    def _snap(self, x):
        x = max(0, x)
        base = int(x // TICKS)
        d = min(OFFSETS + (120,), key=lambda o: abs(o - (x - base * TICKS)))
        if base * TICKS + d > (self.N - 1) * TICKS + 40:
            return (self.N - 1) * TICKS + 40
        return base * TICKS + d

    def _vel(self, role, v):
        return self.feel.velocity(role, v)

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

    def finish(self):
        """The Piece."""
        parts = self._parts()
        return Piece(self.style, self.bpm, self.meter, self.bars, self.tonic, self.mode, self.moods,
                     words.prompt(self.r, self), parts, [th.code(c) for c in self._by_frame],
                     {role: w for role, w in self.instruments.items() if parts[role]})
