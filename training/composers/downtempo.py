"""Downtempo: a mellow, four-square electronic groove, neither lazy nor dusty. Kick
on one and three or on every beat, a soft clap, shaker in even sixteenths. Warm
syncopated bass in three-three-two; wide pads of ninths and elevenths with a
plucked arpeggio over them; a mallet or pluck tune with its echo. Layers come and go:
the piece opens, thins out and fills again."""
from .melody import melody as sing
from .melody import riff
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, NORMAL, OPEN, RIDE, SNARE, STACCATO, TICKS, Spec

SPEC = Spec(
    bpm=(84, 110), words=("downtempo", "chillout", "downtempo electronica", "chill electronic", "lounge electronica",
                          "balearic chill", "organic downtempo"),
    moods=("calm", "dreamy", "warm", "melancholic", "bright", "mysterious", "groovy"),
    modes={"major": 4, "minor": 4, "dorian": 4, "lydian": 3}, bars={4: 2, 8: 7, 16: 2}, swing16=(0, 0, 0, 10),
            loose=(0, 0.12),
    instruments={"drums": ("electronic kit", "soft drum machine", "organic percussion", "shaker and clap"),
                 "bass": ("warm analog bass", "synth bass", "round bass", "electric bass"),
                 "harmony": ("warm pad", "lush pad", "electric piano", "synth strings", "pluck", "glass pad"),
                 "melody": ("pluck", "kalimba", "marimba", "flute", "soft lead", "guitar", "vibraphone", "vocal")})

PROGRESSIONS = {
    "major": ("Imaj9 Imaj9 IVmaj9 IVmaj9", "IVmaj9 iii7 vi9 vi9", "Imaj9 vi11 IVmaj9 V9sus4", "IVmaj9 V9sus4 vi9 Imaj9",
              "vi9 IVmaj9 Imaj9 V9sus4", "Imaj9 iii7 vi9 IVmaj9", "ii11 ii11 Imaj9 Imaj9"),
    "minor": ("i11 i11 bVImaj9 bVImaj9", "i9 bIIImaj9 bVImaj9 iv9", "bVImaj9 v7 i9 i9", "i9 v11 bVImaj9 bVImaj9",
              "iv9 i9 bVImaj9 bVII9sus4", "i9 bVII9sus4 bVImaj9 v7", "bVImaj9 bVII9sus4 i11 bIIImaj9"),
    "dorian": ("i11 IV9 i11 IV9", "i9 i9 bIIImaj9 IV9", "i9 bVIImaj9 IV9 IV9", "i11 ii11 i11 ii11",
               "i9 v9 bIIImaj9 IV9"),
    "lydian": ("Imaj7#11 Imaj9 II II", "Imaj9 II9 Imaj9 II9", "Imaj9 iii7 II vi9", "vi9 II Imaj9 Imaj9"),
}


def drums(s):
    d, F = s.dens("drums"), s.F
    kick = s.choose("X...x...X...x...", "X.......X.......", "X.......X.....x.", "X.....x.X.......", "X.........X.....",
                    "X..x....X.....x.")
    s.drum(KICK, kick, range(s.enter(0.1), s.bars), 90)
    clap = s.choose("....x.......x...", "....x.......x...", "............x...", "....x.......x..o")
    s.drum(SNARE, clap, range(s.enter(0.25), s.bars), 78)
    if d < 0.3:
        s.drum(HAT, s.choose("..x...x...x...x.", "x...x...x...x..."), range(s.enter(0.3), s.bars), 58)
    else:  # a shaker, the even sixteenths that hold the groove
        s.drum(s.choose(HAT, HAT, RIDE), s.choose("oxooxxoooxooxxoo", "xoxoxoxoxoxoxoxo", "ooxoooxoooxoooxo")
               if d > 0.55 else "o.x.o.x.o.x.o.x.", range(s.enter(0.2), s.bars), 58)
        s.drum(OPEN, s.choose("..x...x...x...x.", "......x.......x.", "..............x."), range(s.enter(0.4), s.bars),
               56)
    if d > 0.4 or s.chance(0.3):  # hand drums round the tresillo
        s.drum(HIGH, s.choose("...x..x....x..x.", "..x..x....x..x..", "......xx......x.", "x..x..x...x..x.."),
               range(s.enter(0.5), s.bars), 56)
        s.drum(LOW, s.choose("..........x.....", "......x.......x.", "...........x...."), range(s.enter(0.5), s.bars),
               60)
    if s.chance(0.4):
        s.hit(CRASH, 0, 58)
    for bar in s.phrase_ends():
        kind = s.choose("lift", "lift", "hands", "pickup", "bark", "skip", "ghosts")
        if kind == "lift":  # the floor goes for two beats, and comes back
            s.clear_drums(bar * F + F - 8, (bar + 1) * F, (KICK,))
            s.hit(OPEN, (bar + 1) * F - 2, 66)
        elif kind != "hands":
            s.vary(bar, kind, 72)
        else:
            for i, voice in enumerate((HIGH, HIGH, LOW, HIGH, LOW)):
                s.hit(voice, (bar + 1) * F - 6 + i, 50 + 4 * i)


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(29, 8)
    sparse = ("R-----------5---", "R-----R---------", "R---------..R---", "R-----8---------")
    middle = ("R--R--R---......", "R--R----..R-8---", "R-----R-..R-5---", "R--R--8---5-R---", "R-----R-..8-..5-",
              "R--8--R---..R-5-")
    busy = ("R-.R-.8-R-.R-.5-", "R.RR..8.R.R8..5.", "R-.R..R-8-.R..5A", "..RR..8...R8..5A", "R.8R.R8.R.5R.R8.")
    p = s.choose(*(sparse if d < 0.25 else middle if d < 0.7 else busy))
    q = s.choose(p, p[:8] + s.choose("R-5-8-A-", "R---..A-", "8-7-5-A-"))
    s.bass_line([p, p, p, q] if s.chance(0.6) else [p, q], lo, 0.7 + 0.28 * s.k["bass"]["articulation"], 84)


def pluck(s, step):
    """An arpeggio above the pad: a figure of three or five notes turns against the bar."""
    pad, s._harmony = s._harmony, []
    s.voice_all(n=3, lo=60, hi=80)
    s.arpeggio(s.choose("012", "021", "0121", "02120", "0212"), step, 0.6 + 0.9 * s.k["harmony"]["articulation"], 58,
               s.choose(None, None, "x.xx.xx.x.xx.xx.", "xxx.xxx.xxx.xx.x"))
    s._harmony = sorted(pad + s._harmony)


def harmony(s):
    d = s.dens("harmony")
    plucked = d > 0.3 and s.chance(0.75)
    s.voice_all(n=3 if plucked else s.choose(4, 5), lo=50, hi=76, rootless=s.chance(0.5), spread=s.chance(0.6))
    if plucked or d < 0.4:
        s.pad(54)
    else:  # the pad pumped, or keys on the tresillo
        s.comp(s.choose("..x-..x-..x-..x-", "x--x--x---------", "x--x--x--x--x---"),
               0.6 + 0.4 * s.k["harmony"]["articulation"], 62)
    if plucked:
        pluck(s, 1 if d > 0.75 else 2)


def echo(s, after=3):
    """Short notes come back once, softer, on the dotted eighth, where there is room."""
    taken = {n[0] // TICKS for n in s._melody}
    for tick, length, pitch, vel, *_ in list(s._melody):
        f = tick // TICKS + after
        if length <= 3 * TICKS and not taken & {f - 1, f, f + 1} and f < s.N and s.chord_at(f) == s.chord_at(f - after):
            s._melody.append([tick + after * TICKS, min(length, TICKS), pitch, max(10, vel - 26),
                              STACCATO if length < TICKS else NORMAL, 4])


def melody(s):
    d = s.dens("melody")
    if s.chance(0.35):
        s.voiced = None
        riff(s, s.choose("x--x--x---......", "x..x..x.........", "..x-..x-x-......", "x-x--x--x-......"),
             [s.choose(0, 2, 4, 7, 5) for _ in range(4)], 66, 88, 74)
    else:
        sparse = ("x-----......", "x--x--......", "......x--x------", "..x-----........")
        middle = ("x--x--x-....x---", "..x-x--x--......", "x-x--x--x---....", "x--x--x--x------", "....x-x--x--x-..")
        busy = ("x-xx-x--x-x-x-..", "x--x--x-x--x--x-", "..x-xxx-..x-xxx-")
        bank = sparse if d < 0.35 else middle if d < 0.75 else middle + busy
        sing(s, [(p + "." * 16)[:16] for p in bank], 62, 88, kind=s.choose("penta", "penta", "mode"), gate=0.8, vel=74,
             leap=0.16, forms=("A A a e", "A a - e", "A - a e", "A a B e", "A A B e"))
    if s.chance(0.6):
        echo(s)


def write(s):
    name = {0: "major", 1: "minor", 2: "dorian", 4: "lydian"}[s.mode]
    text, per = s.choose(*PROGRESSIONS[name]), s.choose(1, 1, 2)
    turns = {"major": ("V9sus4", "ii9,V9sus4"), "minor": ("bVII9sus4", "v7"), "dorian": ("v9", "bVIImaj9", "IV9"),
             "lydian": ("II9", "vi9,II")}[name]
    s.progression(text, level=2, bars_per=per, turn=s.turn_around(text, turns, per, 0.1, 0.75))
    s.plan("open", "open", "build", "drop", "wave", "arch", manner="groove")
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    if not all((KICK, f) in s._drums for f in (4, 12)):  # a broken kick goes with the bass
        s.kick_offbeats(0.5, 0.3, 80)
    s.converse(("..hh", "h.l.", ".hhl", "..o."), 0.4, vel=50)
    s.layers()
    s.enter_late(s.choose("bass", "harmony"), 0.25)
    s.ease_back(0.6)
    s.dynamics(18)
