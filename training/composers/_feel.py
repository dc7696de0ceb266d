"""Feel: how a player departs from the grid and from the written dynamics.

The numbers are learned from drummers (`feel.json`, written by training/feel.py).
Whoever plays together shares one slow drift; each voice and each role has a habit
and small errors of its own; a velocity follows the one before.
A machine has none of it: its pieces keep what was designed."""
import json
import os
import random

from ._base import GHOST_BELOW, SNARE

TABLE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "feel.json")
VOICES = ("kick", "snare", "hat", "open", "low", "high", "ride", "crash")

# style -> whose feel, and how much of it; a style that is not here is a machine's
FAMILY = {
    "rock": ("rock", 1.0), "metal": ("rock", 0.6), "pop": ("soul", 0.7), "cinematic": ("rock", 0.7),
    "folk": ("country", 0.9), "country": ("country", 1.0), "punk": ("punk", 1.0), "funk": ("funk", 1.0),
    "disco": ("disco", 0.9), "soul": ("soul", 1.0), "gospel": ("soul", 1.0), "jazz": ("swing", 1.0),
    "blues": ("shuffle", 1.0), "bossa": ("latin", 0.9), "latin": ("latin", 1.0),
    "afrobeat": ("afrobeat", 1.0), "reggae": ("reggae", 1.0), "hiphop": ("hiphop", 0.8),
    "boombap": ("hiphop", 0.7), "lofi": ("hiphop", 0.7), "triphop": ("hiphop", 0.7),
    "downtempo": ("hiphop", 0.5), "ambient": ("soul", 0.5),
}
STRAIGHT = {"swing": "funk", "shuffle": "rock"}   # who plays a piece of theirs that does not swing

# style -> role -> milliseconds behind the drummer, from and to
LAG = {
    "jazz": {"bass": (-6, 2), "melody": (0, 22), "harmony": (-2, 10)},
    "blues": {"melody": (0, 18)}, "soul": {"bass": (0, 10)}, "gospel": {"bass": (0, 8), "melody": (0, 14)},
    "reggae": {"bass": (0, 12), "harmony": (-4, 4)}, "bossa": {"harmony": (-6, 4)},
    "afrobeat": {"bass": (-4, 4)}, "country": {"melody": (-4, 6)}, "punk": {"bass": (-6, 2), "harmony": (-6, 2)},
    "rock": {"bass": (-2, 6), "harmony": (-4, 4)}, "funk": {"bass": (-2, 4)},
}
OWN = 6.0   # milliseconds, the least spread of one player's own errors
UNEVEN = 13  # velocity; what spreads wider in the table is rim against bow, not one stroke
SWUNG = 60  # ticks of late eighths from which on a bar has twelve places
_table = None


def table():
    global _table
    if _table is None:
        with open(TABLE) as f:
            _table = json.load(f)
    return _table


def draw(r, levels):
    """A value between the 10th and the 90th percentile of a list of five."""
    x = r.random() * (len(levels) - 1)
    i = min(int(x), len(levels) - 2)
    return levels[i] + (x - i) * (levels[i + 1] - levels[i])


class Feel:
    """The players of one Song. Its draws are its own, so that the notes of a piece do
    not hang on its feel."""

    def __init__(self, song):
        r = self.r = random.Random("feel/%s/%d" % (song.style, song.seed))
        name, self.amount = FAMILY.get(song.style, (None, 0.0))
        self.swung = song.swing8 >= SWUNG and name is not None
        if self.swung:
            name = name if name in STRAIGHT else "shuffle"
        self.row = table().get(name if self.swung else STRAIGHT.get(name, name))
        self.song, self.ticks = song, song.bpm / 125
        self.noise, self.last = {}, {}
        if self.row:
            self.tight = self.amount * draw(r, self.row["looseness"])
            self.accent = min(1.4, max(0.6, draw(r, self.row["accent"])))
            plain = song.spec.swing16 == (0,) and not self.swung
            self.lilt = min(12.0, max(-4.0, draw(r, self.row["swing"]))) if plain else 0.0
            self.drift = self._drift(song.N)
            self.habit = {v: r.gauss(0, 0.6 * self.row["habit"]) for v in range(8)}
            lags = LAG.get(song.style, {})
            self.habit |= {role: r.uniform(*lags.get(role, (-3, 5))) for role in ("bass", "harmony", "melody")}

    def _drift(self, frames):
        """The slow error that all players share, a value a frame."""
        hold = self.row["hold"] ** 0.25
        x, out = self.r.gauss(0, self.row["drift"]), []
        for _ in range(frames + 1):
            out.append(x)
            x = hold * x + self.r.gauss(0, self.row["drift"] * (1 - hold * hold) ** 0.5)
        return out

    def _error(self):
        """One error in standard deviations; a blunder beyond two is no feel."""
        return min(2.0, max(-2.0, self.r.gauss(0, 1)))

    def _once(self, key, spread):
        """A deviation that is drawn once a key."""
        if key not in self.noise:
            self.noise[key] = spread * self._error()
        return self.noise[key]

    def place(self, frame):
        """The place of the table that a frame of any metre is like."""
        song, f = self.song, frame % self.song.F
        if song.F == 16:
            return round(f * 0.75 + (0.25 if f % 4 == 2 else 0)) % 12 if self.swung else int(f)
        beat = max(b for b in song.beats if b <= f)
        start = 0 if beat in song.strong else 4
        return (start * 3 // 4 + (2 if f - beat > 1 else 0)) if self.swung else start + min(3, int(f - beat))

    def delay(self, frame, role, voice=None):
        """Ticks that a note comes late, beyond what its style designs."""
        if not self.row:
            return self.r.choice((-10, 10)) if self.r.random() < self.song.loose else 0
        ms = self.drift[min(int(frame), self.song.N)]
        if voice is None:
            return self.ticks * (self.tight * (ms + self._once((role, frame), OWN)) + self.amount * self.habit[role])
        mean, spread = self.row["voices"][VOICES[voice]]["offset"][self.place(frame)]
        ms += self._once((voice, frame), max(OWN ** 2, spread ** 2 - self.row["drift"] ** 2) ** 0.5) + self.habit[voice]
        lilt = self.lilt * (0.5 if int(frame) % 2 else -0.5)
        return self.ticks * (self.tight * ms + self.amount * (mean + lilt))

    def follow(self, key, spread, correlation):
        """A deviation that follows the one before of its key."""
        fresh = self._error()
        self.last[key] = (correlation * self.last[key] + (1 - correlation ** 2) ** 0.5 * fresh if key in self.last
                          else fresh)
        return spread * self.last[key]

    def velocity(self, role, written):
        """Of a pitched note: as written, louder or softer by wish, and uneven."""
        wish = 34 * (self.song.k[role]["velocity"] - 0.5)
        return _bound(written + wish + self.follow(role, 4.5, self.row["follow"] if self.row else 0.0))

    def strike(self, hits):
        """Velocities as played of drums as written: {(voice, frame): velocity}. The
        written ones say which hits are ghosts and how the loud ones differ; the drummer
        says how loud a voice is at a place of the bar."""
        wish = self.song.k["drums"]["velocity"] - 0.5
        if not self.row:
            return {k: _bound(v + 34 * wish + self.r.uniform(-4, 4)) for k, v in hits.items()}
        wish *= max(34, 12 ** 0.5 * self.row["level"])
        groups = {}
        for (voice, frame), v in sorted(hits.items(), key=lambda h: h[0][1]):
            groups.setdefault((voice, voice == SNARE and v < GHOST_BELOW + 10), []).append((frame, v))
        return {(voice, frame): _bound(v + wish) for (voice, ghost), notes in groups.items()
                for frame, v in self._strike_voice(voice, ghost, notes)}

    def _strike_voice(self, voice, ghost, notes):
        cells = self.row["voices"][VOICES[voice]]["ghost" if ghost else "velocity"]
        written = sum(v for _, v in notes) / len(notes)
        usual = sum(cells[self.place(f)][0] for f, _ in notes) / len(notes)
        for frame, v in notes:
            mean, spread = cells[self.place(frame)]
            played = usual + self.accent * (mean - usual) + 0.6 * (v - written) \
                + self.follow((voice, ghost), min(UNEVEN, 0.8 * spread), self.row["follow"])
            yield frame, v + self.amount * (played - v)


def _bound(v):
    return int(max(8, min(126, v)))
