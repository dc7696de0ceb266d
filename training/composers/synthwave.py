"""Synthwave: the eighties at night. A gated snare on two and four, straight
machine drums, an eighth or sixteenth bass that gallops on the root, wide
saw pads, an arpeggio, a heroic lead over VI-VII-i."""
from .melody import melody as sing
from .toolkit import HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(80, 128), words=("synthwave", "retrowave", "outrun", "80s synthwave", "dark synthwave", "80s synth pop",
                          "dreamwave"),
    moods=("dreamy", "energetic", "dark", "melancholic", "epic", "warm", "bright"),
    modes={"minor": 7, "major": 3, "dorian": 2, "lydian": 1}, loose=(0, 0.02),
    instruments={"drums": ("80s kit", "linn drum kit", "gated drums", "synthwave kit"),
                 "bass": ("synth bass", "analog bass", "fm bass", "moog bass"),
                 "harmony": ("warm pad", "saw pad", "synth brass", "analog strings", "arpeggio synth"),
                 "melody": ("saw lead", "synth lead", "square lead", "bell", "saxophone", "fm bell")})

PROGRESSIONS = {
    "minor": ("i bVI bIII bVII", "bVI bVII i i", "i bVII bVI bVII", "i i bVI bVII", "i bIII bVII bVI",
              "bVI bVII i bIII", "i iv bVI v", "i i bVI bVI bIII bIII bVII bVII", "iv bVI i bVII", "i bVI iv V",
              "bVI i bVII v"),
    "major": ("I V vi IV", "IV V vi I", "vi IV I V", "I iii IV V", "IV I V vi", "I bVII IV I"),
    "dorian": ("i IV bVII i", "i bVII IV IV", "i bIII IV i"),
    "lydian": ("I II vi I", "I I II II", "IV V iii vi"),
}


def drums(s):
    d = s.dens("drums")
    s.drum(KICK, s.choose("X...X...X...X...", "X.......X.......", "X.....x.X.......", "X.......X.x.....",
                          "X...X...X...X.x.", "X..x..x.X.......", "X.x.....X.x....."), vel=102)
    s.drum(SNARE, s.choose("....X.......X...", "....X.......X...", "....X.......X..o"), range(s.enter(0.12), s.bars),
           106)
    hat = (s.choose("x.x.x.x.x.x.x.x.", "..x...x...x...x.", "X.o.X.o.X.o.X.o.") if d < 0.5
           else s.choose("xoxoxoxoxoxoxoxo", "XoooXoooXoooXooo", "x.xxx.xxx.xxx.xx"))
    if d > 0.15:
        s.drum(HAT, hat, range(s.enter(0.2), s.bars), 70)
    if s.chance(0.4):
        s.drum(OPEN, s.choose("..x...x...x...x.", "..............x.", "......x.......x."), range(s.enter(0.3), s.bars),
               76)
    if s.chance(0.25 + 0.4 * d):  # electric toms
        s.drum(HIGH, s.choose("..........x..x..", ".............x..", "......x..x......"), vel=80, every=s.choose(1, 2))
        s.drum(LOW, s.choose("..............xx", "...............x", "...........x...."), vel=84, every=2)
    if s.chance(0.2):
        s.drum(RIDE, "oxoxoxoxoxoxoxox", range(s.enter(0.5), s.bars), 52)
    s.mark_turns(96, 0.75)
    for bar in s.phrase_ends():
        if s.chance(0.78):
            s.fill(bar, s.choose("toms", "toms", "toms", "snare", "build", "roll"), s.choose(1, 1, 2), 96)
        else:
            s.nudge(bar)


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(28, 7)
    if d < 0.2:
        bank = ("R---R---R---R---", "R-R-R-R-R---R---", "R---R-R-R---R-R-", "R-R-R---R-R-R---", "R--RR---R--RR---")
    elif d < 0.65:
        bank = ("R.R.R.R.R.R.R.R.", "R-R-R-R-R-R-R-R-", "R.8.R.8.R.8.R.8.", "R.R.R.R.R.R.R.8.", "R-R-R-R-R-R-8-A-",
                "R.R.R.R.R.R.8.A.", "R-R-8-R-R-R-8-R-", "R.R.RR..R.R.RR..", "R..RR.R.R..RR.8.", "R.R.R..RR.R.R..R",
                "R-R-R-.RR-R-8-A-")
    else:
        bank = ("R.RRR.RRR.RRR.RR", "RRRRRRRRRRRRRRRR", "RR8RRR8RRR8RRR8R", "R8R8R8R8R8R8R8R8", "R.RRR.RRR.RR8.5R",
                "RRRRRRRRRRRR8R5R", "RR.RRR.RRR.RRR.R", "R.RRR.R.R.RRR.8.", "RRR.RRR.RRR.RRR8")
    p = s.choose(*bank)
    q = s.choose(p, p, p[:12] + s.choose("R.8.", "8.5.", "R.A."))
    sweep = s.choose(4, 16, 64)
    s.bass_line([p, p, p, q], lo, 0.35 + 0.6 * s.k["bass"]["articulation"], 92, lambda f: 3 + 3 * ((f % sweep) / sweep))


def harmony(s):
    d = s.dens("harmony")
    kind = s.choose("pad", "arp", "arp", "brass", "both", "both")
    s.voice_all(n=s.choose(3, 4, 4), lo=50, hi=78, spread=kind == "pad" or s.chance(0.3))
    if d < 0.25:
        kind = "pad"
    if kind == "pad":
        s.pad(66)
    elif kind == "brass":
        s.comp(s.choose("x-----x-x-------", "x--x--x---------", "x--x--x--x--x---", "x-------..x-x-x-",
                        "X-------........", "x..x..x.x..x..x."), 0.6 + 0.4 * s.k["harmony"]["articulation"], 80)
    else:
        if kind == "both":
            s.voice_all(n=3, lo=52, hi=76)
            s.pad(56)
            keep = s._harmony
            s._harmony = []
            s.voice_all(n=3, lo=62, hi=84)
        s.arpeggio(s.choose("up", "updown", "down", "0120", "0212", "021"), s.choose(1, 1, 2),
                   0.4 + 0.6 * s.k["harmony"]["articulation"], 66)
        if kind == "both":
            s._harmony = keep + s._harmony


def melody(s):
    d = s.dens("melody")
    s.careful = 2
    sparse = ("x-------x-------", "x-----x---------", "x-----------x---", "..x---x---------", "x--x----........")
    middle = ("x--x--x---x-x---", "x---x---x-x-x---", "x--x--x-x-------", "x-----x-x-x-x---", "..x-x-x---x-x---",
              "x-x-x-----x-x---", "x-----x-----x-x-", "x--x--x--x--x-x-")
    busy = ("x-x-x-x-x-x-x-x-", "xxx-x-x-xxx-x-x-", "x-xxx-x-x-xxx-x-", "x.xx.xx.x.xx.xx.")
    bank = sparse if d < 0.3 else middle if d < 0.8 else middle + busy
    sing(s, bank, 62, 86, kind=s.choose("mode", "mode", "penta"), gate=1.0, vel=88, leap=0.2, ornament=0.15,
         pair=s.choose(0, 0, 0.4))
    if s.chance(0.7):  # electric toms in the singer's breath
        s.answer_rests(s.choose(HIGH, LOW), 84, 8, (10, 13, 14, 15))


def form(s):
    """The night drive: it grows; kick or tom punch with the brass; the engine stops for
    half a bar of gated toms and everything returns under a crash."""
    if s.chance(0.5):
        s.mark_offbeats(*s.choose(("harmony", KICK, 94), ("harmony", LOW, 80), ("melody", HIGH, 72)), most=2, least=0.5)
    shape = s.plan("rise", "halves", "halves", "arch", "drop", "wave", "settle", "arch", manner="machine")
    if shape in ("rise", "halves", "drop"):
        s.hold_back(RIDE, s.choose(HAT, OPEN, HIGH))
    if shape == "drop" or s.chance(0.15):
        bar = s.middle()
        s.hush(bar * 16 + 9, bar * 16 + 16, "bass")
        s.clear_drums(bar * 16 + 8, bar * 16 + 16, (KICK, HAT, OPEN, RIDE))
        s.fill(bar, s.choose("toms", "toms", "build"), 1, 100)
        s.hit(SNARE, bar * 16 + 12, 104)
        s.come_back(bar + 1)
    if s.chance(0.55):
        s.lead_back(s.choose("run", "run", "step", "octave"), 94, 6, 0.8)
    s.dynamics(s.choose(14, 18, 24))


def write(s):
    name = ("major", "minor", "dorian", "phrygian", "lydian", "mixolydian")[s.mode]
    s.progression(s.choose(*PROGRESSIONS[name]), level=s.choose(0, 0, 0, 1), bars_per=s.choose(1, 1, 1, 2))
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    form(s)
