"""Punk: fast, loud, plain. Eighth-note down-strokes of power chords, a bass that
picks the root in eighths, the straight or the double-time beat, three or four
major chords, a shouted tune of few notes and a gang answer."""
from .melody import melody as sing
from .toolkit import CRASH, HAT, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(148, 210), words=("punk", "punk rock", "pop punk", "skate punk", "hardcore punk", "post-punk"),
    moods=("energetic", "aggressive", "playful", "happy", "bright", "melancholic"),
    modes={"major": 7, "minor": 4, "mixolydian": 1}, loose=(0.05, 0.2),
    instruments={"drums": ("rock kit", "punk kit", "live drums"), "bass": ("picked bass", "overdriven bass", "electric bass"),
                 "harmony": ("distorted guitar", "overdriven guitar"), "melody": ("lead guitar", "vocal", "distorted guitar", "organ lead")})

PROGRESSIONS = {"major": ("I5 IV5 V5 V5", "I5 V5 vi5 IV5", "I5 IV5 I5 V5", "vi5 IV5 I5 V5", "I5 vi5 IV5 V5", "I5 I5 IV5 V5", "I5,IV5 V5,IV5", "I5 iii5 IV5 V5", "IV5 V5 I5 vi5", "I5 bVII5 IV5 I5", "I5 ii5 IV5 V5"),
                "minor": ("i5 bVI5 bIII5 bVII5", "i5 bVII5 bVI5 bVII5", "i5 iv5 bVI5 bVII5", "i5 bIII5 bVII5 bVI5", "i5 i5 bVI5 v5", "bVI5 bVII5 i5 i5"),
                "mixolydian": ("I5 bVII5 IV5 I5", "I5 IV5 bVII5 IV5")}


def drums(s):
    d = s.dens("drums")
    beat = s.choose("straight", "straight", "d-beat", "double") if d > 0.3 else s.choose("half", "straight", "tom")
    kick, snare = {"straight": (s.choose("X.......X.......", "X.......X.x.....", "X.x.....X.x.....", "X.....x.X......."), "....X.......X..."),
                   "d-beat": ("X.....x.X.....x.", "....X.......X..."),
                   "double": ("X...X...X...X...", "..X...X...X...X."),
                   "half": ("X.....x.........", "........X......."), "tom": ("X...X...X...X...", "............X...")}[beat]
    s.drum(KICK, kick, vel=106)
    s.drum(SNARE, snare, vel=108)
    if beat == "tom":
        s.drum(LOW, s.choose("x.x.x.x.x.x.x.x.", "x.xxx.xxx.xxx.xx"), vel=88)
    else:
        s.drum(s.choose(HAT, OPEN, RIDE, CRASH), "X.x.X.x.X.x.X.x." if d > 0.25 else "X...X...X...X...", vel=88)
    if d > 0.7 and beat != "double":
        s.drum(SNARE, s.choose("....X..x....X..x", "....X.x.....X.x.", "....X.......X.xx"), vel=96)
        s.drum(HAT, ".o.o.o.o.o.o.o.o" if s.bpm < 170 else "x.x.x.x.x.x.x.x.", vel=70)
    for b in range(0, s.bars, s.choose(1, 2, 4)):
        s.hit(CRASH, b * 16, 108)
    for bar in s.phrase_ends():
        if s.chance(0.85):
            s.fill(bar, s.choose("snare", "toms", "build", "stop", "flam"), s.choose(1, 2), 104)


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(28, 6)
    half = any(n < 16 for _, n, _ in s.spans)
    bank = ("R---R---R---R---", "R-------R-------", "R-----R-R-------", "R---------------" if not half else "R-------R-------") if d < 0.3 else \
        ("R-R-R-R-R-R-R-R-", "R-R-R-R-R-R-R-A-", "R-R-R-R-R-R-5-A-", "R-R-8-R-R-R-8-A-", "R-R-5-5-R-R-5-A-", "R--R--R-R--R--R-") + (("RRRRRRRRRRRRRRRR", "R-RRR-RRR-RRR-RR") if d > 0.8 and s.bpm < 176 else ())
    p, q = s.choose(*bank), s.choose(*bank)
    s.bass_line(s.choose([p], [p, p, p, q]), lo, 0.55 + 0.43 * s.k["bass"]["articulation"], 100)


def harmony(s):
    d = s.dens("harmony")
    lo = s.bass_low(28, 6) + 12  # the bass plays the same roots an octave below
    octave = s.k["harmony"]["register"] > 0.4
    s.voiced = [(p, p + 7, p + 12) if octave else (p, p + 7) for p in (s.root(c, lo) for _, _, c in s.spans)]
    bank = ("X---------------", "X-------X-------", "X-----X-X-------") if d < 0.3 else \
        ("X.x.x.x.X.x.x.x.", "X-x-x-x-X-x-x-x-", "X-X-X-X-X-X-X-X-", "X---x-x-X---x-x-", "X--x--x-X--x--x-", "X-x-X-x-..x-X-x-", "x.x.x.x.x.x.X-X-") + (("xxxxxxxxxxxxxxxx", "X.xxX.xxX.xxX.xx") if d > 0.8 and s.bpm < 180 else ())
    p = s.choose(*bank)
    s.comp([p, p, p, s.choose(p, "X---X---X-X-X-X-", "X-------........")], 0.6 + 0.4 * s.k["harmony"]["articulation"], 94)


def melody(s):
    d = s.dens("melody")
    if d < 0.35:
        bank = ("x---x---x-------", "x-------x-------", "........x---x---", "x---x---........", "x-----x-x-------")
    else:
        bank = ("x---x-x-x---x---", "x-x-x---x-x-x---", "x-x-x-x-x-------", "x--x--x-x---....", "x---x---x-x-x---", "..x-x-x-x---x---", "x-x-x-x-x-x-x---") + (("x-x-x-x-x-x-x-x-",) if d > 0.7 else ())
    sing(s, bank, 60, 81, kind=s.choose("penta", "penta", "mode"), gate=0.95, vel=98, leap=0.1, pair=s.choose(0, 0, 0.6), forms=("A A B e", "A a B e", "A - A e", "A A a e", "A a A e"))


def write(s):
    s.progression(s.choose(*PROGRESSIONS[{0: "major", 1: "minor", 5: "mixolydian"}[s.mode]]), bars_per=s.choose(1, 1, 2), turn=s.choose(None, None, {0: "V5", 1: "bVII5", 5: "bVII5"}[s.mode]))
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
