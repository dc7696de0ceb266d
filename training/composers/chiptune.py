"""Chiptune: four channels of an old game console. A square lead with trills and
octave hops, a pulse channel that breaks chords into running sixteenths, a
triangle bass jumping octaves, noise for drums. Straight as a machine, loops
that never rest; flat six, flat seven, one is the cadence of a cleared level."""
from . import theory as th
from .melody import melody as sing
from .toolkit import CRASH, HAT, KICK, NORMAL, OPEN, SNARE, STACCATO, TICKS, Spec

SPEC = Spec(
    bpm=(126, 180), words=("chiptune", "8-bit", "8-bit chiptune", "video game music", "retro game music", "chip music",
                           "8 bit game soundtrack"),
    moods=("playful", "happy", "energetic", "bright", "epic", "tense", "mysterious"),
    modes={"major": 6, "minor": 5, "mixolydian": 2, "dorian": 1}, meters={(4, 4): 15, (3, 4): 1}, loose=(0, 0),
    instruments={"drums": ("noise drums", "8-bit drums", "chip drums"),
                 "bass": ("triangle bass", "chip bass", "8-bit bass"),
                 "harmony": ("pulse arpeggio", "chip arpeggio", "square wave", "8-bit arp"),
                 "melody": ("square lead", "pulse lead", "chip lead", "8-bit lead")})

PROGRESSIONS = {
    "major": ("I I bVI bVII", "bVI bVII I I", "I V vi iii IV I IV V", "I bVII bVI bVII", "IV V iii vi ii V I I",
              "I IV V I", "vi IV V I", "I III IV iv", "I I IV IV bVI bVII I I",
              "I vi IV V", "I I7 IV bVII", "IV V iii vi", "I ii V I", "I iii IV V"),
    "minor": ("i bVII bVI V", "i bVI bVII i", "bVI bVII i i", "i i bVI bVII", "i iv bVII bIII bVI iv V V",
              "i bIII bVII bVI", "bVI bVII I I", "i bII V i", "i bVI iv V", "i,bVII bVI,V i,bVII bVI,V"),
    "mixolydian": ("I bVII IV I", "I I bVII bVII", "I bVII bVI bVII", "I v bVII IV"),
    "dorian": ("i IV i IV", "i bVII IV bVII", "i bIII IV i"),
}


def drums(s):
    d, F = s.dens("drums"), s.F
    if F == 12:
        kick, snare, hat = "x...........", "....x...x...", s.choose("x.x.x.x.x.x.", "x...x...x...")
    else:
        kick = s.choose("x.......x.......", "x.....x.x.......", "x..x....x..x....", "x...x...x...x...",
                        "x.......x.x.....", "x.x...x.x.x.....")
        snare = s.choose("....x.......x...", "....x.......x...", "....x.......x.x.", "....x..x.x..x...")
        hat = (s.choose("x...x...x...x...", "..x...x...x...x.") if d < 0.25
               else s.choose("x.x.x.x.x.x.x.x.", "x.xxx.xxx.xxx.xx", "..x...x...x...x.") if d < 0.65
               else s.choose("xoxoxoxoxoxoxoxo", "x.xxx.xxx.xxx.xx", "xxx.xxx.xxx.xxx."))
    s.drum(KICK, kick, vel=98)
    s.drum(SNARE, snare, range(s.enter(0.1), s.bars), 94)
    if s.chance(0.3 + 0.3 * d):  # short soft noise between the beats
        s.ghosts(SNARE, 0.3, (3, 7, 9, 11, 15), 44)
    s.drum(HAT, hat, range(s.enter(0.15), s.bars), 70)
    if s.chance(0.4):
        s.drum(OPEN, "." * (F - 2) + "x.", vel=74, every=s.choose(1, 2))
    if s.chance(0.5):
        s.hit(CRASH, 0, 88)
    for bar in s.phrase_ends():  # the noise channel has one voice: snares in a row, or a burst
        kind = s.choose("snare", "snare", "burst", "build", "none")
        if kind == "burst":
            for i in range(4):
                s.roll(SNARE, (bar + 1) * F - 4 + i, 2, 70 + 7 * i)
        elif kind != "none":
            s.fill(bar, kind, s.choose(1, 2) if F == 16 else 1, 94)
        else:
            s.nudge(bar, toms=False)


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(27, 6)
    if s.F == 12:
        bank = ("R...5...5...", "R---8---5---", "R-8-5-8-5-8-")
    elif d < 0.3:
        bank = ("R-------8-------", "R---8---R---8---", "R-----R-8---5---", "R...8...R...8...", "R-----8-----5---",
                "R..R..8-R..R..8-")
    elif d < 0.7:
        bank = ("R-8-R-8-R-8-R-8-", "R.8.R.8.R.8.5.A.", "R-5-8-5-R-5-8-5-", "R--8--R-8--R--8-", "R-R-8-R-R-R-8-A-",
                "R-3-5-8-R-3-5-A-", "R..8R..8R..8R.8.", "R-..R-8-..R-8-5-", "R--R--8-R--R--8-", "R-RR8-..R-RR8-A-")
    else:
        bank = ("R.RR8.RRR.RR8.5A", "R8R8R8R8R8R8R8R8", "RR8RRR8RRR8RR58A", "R-8R.R8.R-8R.R8A", "R.R8R.R8R.R8R.5A",
                "RR.8RR.8RR.8RR5A", "R8.RR8.RR8.RR.8A")
    p = s.choose(*bank)
    q = s.choose(p, p[:-4] + s.choose("R-5-", "8-A-", "5-A-"))
    s.bass_line([p, p, p, q], lo, 0.4 + 0.55 * s.k["bass"]["articulation"], 88)


def harmony(s):
    d = s.dens("harmony")
    s.voice_all(n=s.choose(3, 3, 4), lo=56, hi=80)
    gate = 0.6 + 0.4 * s.k["harmony"]["articulation"]
    if d < 0.16:  # one pulse channel on the after-beat, the other a third below
        s.comp("....x...x..." if s.F == 12 else s.choose("..x...x...x...x.", "x--x--x-..x-x---", "....x-......x-.."),
               gate, 70)
    elif d < 0.28:
        s.arpeggio(s.choose("012", "0121", "021", "up"), 2, gate, 68)
    else:  # a chord is played by running through it faster than the ear counts
        s.arpeggio(s.choose("012", "0121", "210", "0212", "0102", "up", "updown"), 1, gate, 66,
                   s.choose(None, None, "xxx.xxx.xxx.xxx.", "xx.xx.xxxx.xx.xx") if s.F == 16 and d < 0.7 else None)


def trill(s):
    """Long notes shake with the scale step above, a sixteenth each, then settle."""
    out = []
    for note in s._melody:
        tick, length, pitch, vel, _, tone = note
        frame = tick // TICKS
        upper = next((pitch + i for i in (1, 2) if (pitch + i - s.t) % 12 in th.scale_for(s.chord_at(frame), s.mode)),
                     None)
        if length < 5 * TICKS or upper is None or not s.chance(0.35):
            out.append(note)
            continue
        for i in range(4):
            out.append([tick + i * TICKS, TICKS - 20, (pitch, upper)[i % 2], vel - 4 * (i % 2), STACCATO, tone])
        out.append([tick + 4 * TICKS, length - 4 * TICKS, pitch, vel, NORMAL, tone])
    s._melody = out


def melody(s):
    d = s.dens("melody")
    if s.F == 12:
        bank = ("x---x---x---", "x-----x-x---", "x-x-x-x-x-x-", "x---x-x-x---", "x-xxx-x-x---")
    else:
        sparse = ("x---x---x-------", "x-----x-x-------", "x--x--x---------", "x-x-x---........")
        middle = ("x-x-x---x-x-x---", "x--x--x-x-x-x---", "x-xxx-x-x---x---", "x--x--x--x--x-x-", "x-x-..x-x-..x-x-",
                  "xxx-x-x-xxx-x---", "x-----xxx-x-x---", "..x-x-x-x-x-x---")
        busy = ("xxxxx-x-xxxxx-x-", "x-xxx-xxx-xxx-x-", "xxx-xxx-xxx-x-x-", "xxxxxxxxx-x-x---", "x-xxxxx-x-xxxxx-")
        bank = sparse if d < 0.3 else middle if d < 0.7 else middle + busy
    sing(s, bank, 64, 91, kind=s.choose("mode", "mode", "penta"), gate=0.85, vel=92, leap=0.25, ornament=0.2,
         pair=s.choose(0, 0, 0.4), forms=("A a B e", "A A B e", "A b A e", "A B A e", "A a A e", "A A a e"))
    trill(s)


def form(s):
    """Levels: the second half is the harder one; noise and kick jump with the bass; the
    whole machine stops for a beat and starts again."""
    if s.chance(0.6):
        s.mark_offbeats(*s.choose(("bass", KICK, 90), ("melody", SNARE, 48), ("bass", HAT, 64)), most=s.choose(1, 2))
    shape = s.plan("halves", "halves", "rise", "wave", "arch", "drop", "settle", "arch", manner="machine")
    if shape in ("halves", "rise"):
        s.hold_back(s.choose(HAT, OPEN))
    if shape == "drop" or s.chance(0.2):
        s.breath(s.middle(), s.choose(2, 4) if s.F == 16 else 4, s.choose(("bass", "harmony"), ("bass",)), land=True)
    if s.chance(0.6):
        s.lead_back(s.choose("run", "run", "step", "octave", "fifth"), 90, gate=0.8)
    s.dynamics(s.choose(14, 18, 24))


def write(s):
    name = {0: "major", 1: "minor", 2: "dorian", 5: "mixolydian"}[s.mode]
    s.progression(s.choose(*PROGRESSIONS[name]), bars_per=s.choose(1, 1, 1, 2))
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    form(s)
