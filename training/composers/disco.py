"""Disco: four on the floor, open hat on every off-beat, snare on two and four,
octave bass, strings that answer, guitar in sixteenths. Bright, in motion; circle
of fifths and minor vamps."""
from .melody import melody as sing
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(108, 130), words=("disco", "70s disco", "nu disco", "disco funk", "italo disco", "disco groove"),
    moods=("happy", "groovy", "energetic", "bright", "playful", "romantic"),
    modes={"minor": 5, "major": 4, "dorian": 3}, swing16=(0, 0, 0, 10, 20), loose=(0, 0.2),
    instruments={"drums": ("disco kit", "acoustic kit", "70s drums"), "bass": ("electric bass", "finger bass", "slap bass", "synth bass"),
                 "harmony": ("funk guitar", "strings", "piano", "rhodes", "clavinet", "electric piano"),
                 "melody": ("strings", "brass", "synth lead", "flute", "trumpet", "vocal", "violin")})

PROGRESSIONS = {
    "minor": ("i7 iv7 bVIImaj7 bIIImaj7", "i iv bVII bIII bVI ii0 V7 i", "i7 i7 iv7 iv7", "bVI bVII i7 i7", "i7 bVII bVI V7", "iv7 bVII9 i7 i7", "i7 bIII bVII iv7", "i7 v7 bVImaj7 bVII", "i7,bVII bVI,V7"),
    "major": ("I vi7 ii7 V7", "Imaj7 IVmaj7 iii7 vi7", "ii7 V7 Imaj7 vi7", "I iii7 IV V", "vi7 ii7 V7 Imaj7", "IV V iii7 vi7", "I I7 IV iv", "Imaj7 iii7 vi7 ii7,V7"),
    "dorian": ("i7 IV9 i7 IV9", "i7 i7 IV9 IV9", "i9 bVII9 IV9 i9", "i7 ii7 bIII IV", "i7 IV7 bVII bIIImaj7"),
}


def drums(s):
    d = s.dens("drums")
    s.drum(KICK, "X...X...X...X...", vel=102)
    s.drum(SNARE, s.choose("....X.......X...", "....X.......X...", "....X.......X..g", "....X..g....X..."), vel=98)
    s.drum(OPEN, "..x...x...x...x.", vel=86)
    if d > 0.25:
        s.drum(HAT, s.choose("x...x...x...x...", "xo.oxo.oxo.oxo.o", "xx.xxx.xxx.xxx.x", "x..xx..xx..xx..x", "xoxoxoxoxoxoxoxo"), range(s.enter(0.15), s.bars), 70)
    s.ghosts(SNARE, 0.2 * d, (3, 7, 9, 11, 15), 40)
    if s.chance(0.3 + 0.5 * d):
        s.drum(HIGH, s.choose("x..x..x...x.x...", "..xx..x...xx..x.", "...x..x....x..x.", "x.x.x.x.x.x.x.x.", "....x.......x.x."), range(s.enter(0.3), s.bars), 60)
        if d > 0.5:
            s.drum(LOW, s.choose("..............xx", "......x.......x.", ".......x.......x", "x.....x........."), vel=62)
    if s.chance(0.3):
        s.drum(RIDE, s.choose("oxoxoxoxoxoxoxox", "..x...x...x...x."), range(s.enter(0.4), s.bars), 56)
    if s.chance(0.6):
        s.hit(CRASH, 0, 92)
    for bar in s.phrase_ends():
        if s.chance(0.7):
            s.fill(bar, s.choose("toms", "toms", "snare", "build", "flam"), s.choose(1, 1, 2), 92, keep=(OPEN,))


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(28, 8)
    if d < 0.3:
        bank = ("R-----R-R-----A-", "R---R---R---R---", "..R...R...R...R.", "R--R------R---A-", "R-....8-....R-A-")
    elif d > 0.7:
        bank = ("R.8RR.8RR.8RR.8A", "RR8.RR8RRR8.RR8A", "R8R8R8R8R8R8R8RA", "R.RR8.RRR.RR8R5A", "RR.8RR.8RR.8R58A", "R-R8RR8.R-R8R58A")
    else:
        bank = ("R.8.R.8.R.8.R.8.", "R-8-R-8-R-8-R-8-", "R.8.R.8.R.8.5.A.", "R.8R.R8.R.8R.R8A", "R-.8R-.8R-.8R-5A", "RR8.RR8.RR8.RR8A", "R.R8..R8R.R8..5A", "R--R8-R-5-R-8-A-", "R-RR8-R-R-RR8-A-", "R..8R.88R..85.8A", "R-8-5-8-R-8-5-A-")
    p, q = s.choose(*bank), s.choose(*bank)
    s.bass_line(s.choose([p], [p, p, p, q], [p, q]), lo, 0.4 + 0.55 * s.k["bass"]["articulation"], 92)


def harmony(s):
    d = s.dens("harmony")
    guitar = s.instruments["harmony"] in ("funk guitar", "clavinet", "electric piano", "piano", "rhodes")
    s.voice_all(n=s.choose(3, 4), lo=54 if guitar else 52, hi=80, rootless=s.chance(0.5))
    art = 0.4 + 0.55 * s.k["harmony"]["articulation"]
    if not guitar or d < 0.2:
        kind = s.choose("pad", "line")
        if kind == "pad":
            s.pad(64)
        else:
            s.comp(s.choose("x-------x-x-x---", "x-----------x-x-", "x--x--x---------", "..x---x---------"), 0.95, 72)
    else:
        s.comp(s.choose(["..x...x...x...x."], ["x..xx..xx..xx..x"], ["x.xx.xx.x.xx.xx."], ["x--x--x---x--x--", "x--x--x-x--x--x-"], ["..xx..xx..xx..xx"], ["X...x..x..x.x..."], [".xx..xx..xx..xx."], ["x..x..x.x..x..x."], ["..x..x....x..x..", "..x..x....x.x.x."]), art, 76, s.choose(0, 10))


def melody(s):
    d = s.dens("melody")
    sparse = ("x-------........", "..x-x---........", "x--x----........", "............x-x-", "x-----x-........")
    middle = ("x--x--x-x-------", "x-x-x---..x-x---", "..x-x-x-x-----..", "x--x--x---x-x---", "..xx..x-..xx..x-", "x-x-..x-x-x-....", "x---x-x-x---....", "x-xxx---........")
    busy = ("xxxxx-x-xxxxx---", "x-xxx-xxx-xxx---", "xxx-xxx-x-x-x-x-", "x.xx.xx.x.xx.xx.")
    bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
    sing(s, bank, 64, 88, kind=s.choose("mode", "penta", "penta"), gate=0.9, vel=86, pair=s.choose(0, 0, 0.5, 0.8), leap=0.2)


def write(s):
    name = {0: "major", 1: "minor", 2: "dorian"}[s.mode]
    s.progression(s.choose(*PROGRESSIONS[name]), level=s.choose(0, 1), bars_per=s.choose(1, 1, 1, 2), turn=s.choose(None, None, {"major": "V7sus4", "minor": "V7", "dorian": "bVII"}[name]))
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
