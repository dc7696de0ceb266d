"""House: four to the floor, open hat between the kicks, clap on two and four,
chord stabs that push against the beat, a bass that bounces.

Sixteenths swing a little. Chords are sevenths and ninths, often moved in
parallel; the piano or organ anticipates. Melody is a hook, short and repeated."""
from .melody import melody as sing
from .toolkit import HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(116, 130), words=("house", "classic house", "chicago house", "piano house", "soulful house", "french house",
                           "funky house"),
    moods=("groovy", "happy", "energetic", "warm", "bright", "playful"),
    modes={"minor": 5, "dorian": 3, "major": 3, "mixolydian": 1},
    swing16=(0, 10, 20, 20, 40), loose=(0, 0.1),
    instruments={"drums": ("909 kit", "house kit", "drum machine"),
                 "bass": ("synth bass", "organ bass", "analog bass", "slap bass", "sub bass"),
                 "harmony": ("piano", "organ", "synth stab", "rhodes", "strings"),
                 "melody": ("pluck", "synth lead", "saxophone", "vocal chop", "flute", "organ lead", "vibraphone")})

PROGRESSIONS = {
    "minor": ("i bVII bVI bVII", "i iv i v", "bVI bVII i i", "i bIII bVII iv", "iv bVII i i", "i i iv iv", "bVI v i i",
              "i bVI iv v", "i,bVII bVI,v i,bVII bVI", "i v iv bVII", "iv v i i", "i bVI bIII bVII"),
    "dorian": ("i IV i IV", "i i IV IV", "i bVII IV i", "i v IV IV", "ii,v i ii,v i", "i bIII IV i"),
    "major": ("I vi ii V", "IV V iii vi", "ii V I vi", "I V vi IV", "vi IV I V", "IVmaj7 iii7 ii7 V7", "I iii IV V",
              "IV,V vi IV,V I"),
    "mixolydian": ("I bVII IV I", "I I bVII IV", "I bVII I bVII", "v IV I I"),
}


def drums(s):
    d = s.dens("drums")
    s.drum(KICK, "X...X...X...X...", vel=104)
    if s.chance(0.2):
        for bar in range(1, s.bars, 2):
            s.hit(KICK, bar * 16 + s.choose(14, 15, 11), 72)
    s.drum(SNARE, s.choose("....X.......X...", "....X.......X...", "....X.......X..o", "....X.......X.o.",
                           "....X..o....X..."), range(s.enter(0.05), s.bars), 92)
    s.late[SNARE] = s.choose(0, 0, -10, 10)
    s.drum(OPEN, "..x...x...x...x.", range(s.enter(0.15), s.bars), 88)
    if d > 0.3:
        s.drum(HAT, s.choose("x.ox.xox.xox.xox", "xo.oxo.oxo.oxo.o", "xoxoxoxoxoxoxoxo", "x..xx..xx..xx..x",
                             "g.xgg.xgg.xgg.xg", "xx.xxx.xxx.xxx.x"), range(s.enter(0.2), s.bars), 68)
    if s.chance(0.2 + 0.5 * d):
        s.drum(RIDE, s.choose("xoxoxoxoxoxoxoxo", "goxogoxogoxogoxo", "x.x.x.x.x.x.x.x.", "..x...x...x...x."),
               range(s.enter(0.3), s.bars), 58)
    if s.chance(0.25 + 0.6 * d):  # congas or bongos, two hands
        a = s.choose("..x..x....x..x..", "...x..x....x..x.", "x..x..x...x.x...", "......xx......x.", ".x..x..x.x..x...")
        s.drum(HIGH, a, range(s.enter(0.3), s.bars), 66)
        if d > 0.4:
            s.drum(LOW, s.choose("..............xx", "...........x..x.", "......x.......x.", "x.........x....."),
                   vel=68)
    s.mark_turns(86, 0.5)
    s.ghosts(SNARE, 0.25 * d, (2, 7, 9, 14, 15), 42)
    for bar in s.phrase_ends():
        kind = s.choose("snare", "toms", "build", "kickstop", "hats", "none", "none")
        if kind == "kickstop":  # the kick leaves the last beat: the floor waits
            s.clear_drums(bar * 16 + 12, bar * 16 + 16, (KICK,))
            s.hit(SNARE, bar * 16 + 14, 84)
            s.hit(SNARE, bar * 16 + 15, 92)
        elif kind != "none":
            s.fill(bar, kind, s.choose(1, 1, 2), 82, keep=(OPEN,))
        elif bar == s.bars - 1 or s.chance(0.7):
            s.nudge(bar)


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(29, 8)
    sparse = ("..R...R...R...R.", "R.....R...R.....", "R..R......R.....", "R--.......R-R---", "R.....R.........",
              "R-----R---......")
    middle = ("R..R..R...R..R..", "R..R..8...R.A...", "R-.R-..8..R-..A.", "..R..R8...R..RA.", "R..8..R.R..8..A.",
              ".RR..R..RR..R.A.", "..RR..R8..RR..5.", "R..R.R..8..R.5.A", "R--R--5-8--5--A-")
    busy = ("R.R8.R8.R.R8.R8A", "RR.8R.RRRR.8R.RA", "R.8R.R8.R.8R.58A", "R.gR.8gR.gR.8.5A", ".RR8.RR8.RR8.R5A")
    bank = sparse if d < 0.25 else middle if d < 0.75 else busy
    p = s.choose(*bank)
    q = s.choose(p, *bank)
    plan = s.choose([p], [p, q], [p, p, p, q])
    if s.chance(0.35):  # the pumping kind: bass where the kick is not
        plan = (s.leave_kick(plan) if p.count("R") > 3
                else ["..R...R...R...R.", s.choose("..R...R...R..RA.", "..R..RR...R..RR.")])
    s.bass_line(plan, lo, 0.35 + 0.5 * s.k["bass"]["articulation"], 90, lambda f: 4 + (f % 4 != 0))


def harmony(s):
    d = s.dens("harmony")
    s.voice_all(n=s.choose(4, 4, 5), lo=52, hi=79, rootless=s.chance(0.4), spread=s.chance(0.25))
    art = 0.45 + 0.55 * s.k["harmony"]["articulation"]
    kind = s.choose("piano", "piano", "piano", "stab", "organ", "both")
    if d < 0.2 and kind == "piano":
        kind = "stab"
    if kind == "piano":
        p = s.choose("x..x..x...x..x..", "x--x--x---x--x--", "x..x..x..x..x.x.", "..x..x..x..x..x.", "x.x..x.x..x.x..x",
                     "x--x--x-x--x--x-", "X..x..x.X..x..x.", "x..x..x...x.x.x.")
        q = s.choose(p, p, "x--x--x---x-x-x-")
        s.comp([p, q], art, 84, vary=0.2)
    elif kind == "stab":
        p = s.choose("..x...x...x...x.", "...x..x.........", "..x.......x..x..", "......x...x.....", "x.....x.........",
                     "...x......x.....", "x..x............", "..x..x....x.....")
        s.comp([p, s.choose(p, p[8:] + p[:8])], art * s.choose(0.8, 1.6), 84)
    elif kind == "organ":
        s.comp(s.choose("..x-..x-..x-..x-", ".xx-.xx-.xx-.xx-", "x--x--x---------", "x-.x-.x-----..x-"), art, 78)
    else:  # a chord held, then stabs
        s.comp(s.choose("x-----....x...x.", "x---------..x.x.", "x---..x...x...x.", "x-----x...x..x.."), 1.0, 76)


def melody(s):
    s.careful = 1.5
    d = s.dens("melody")
    sparse = ("......x-x-......", "x---....x-......", "..x-..x-........", "........x--x--x-", "x-----..........",
              "x-x-............")
    middle = ("x--x--x-..x-x---", "..x-x-..x--x--x-", "x-x-..x-x-..x---", "x..x..x.x.......", "..xx..x-..xx..x-",
              "x--x--x---......", "x-x--x-x-----...", "..x--x--x-x-....")
    busy = ("x.xx.xx.x.xx.x..", "xxx.x.x.xxx.x.x.", "x.x.xx.x.x.xx.x.", ".xx.x.xx.xx.x...", "x-xx-xx-x-xxx-..")
    bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
    sing(s, bank, 62, 86, kind=s.choose("penta", "penta", "mode", "blues" if s.mode in (1, 2) else "mode"), gate=0.75,
         vel=86, bar_motif=s.chance(0.4), pair=s.choose(0, 0, 0, 0.4))
    if s.chance(0.6):  # congas fill where the hook is silent
        s.answer_rests(s.choose(HIGH, LOW), 68, 8, (3, 6, 11, 14, 15))


def form(s):
    """Congas and rim catch the stabs that push; the second half is fuller; the floor
    waits a moment and everybody comes back."""
    if s.chance(0.6):
        s.mark_offbeats(*s.choose(("harmony", HIGH, 64), ("harmony", LOW, 66), ("harmony", SNARE, 50),
                                  ("bass", LOW, 62)), most=s.choose(1, 2))
    s.make_room()
    shape = s.plan("halves", "halves", "rise", "wave", "drop", "arch", "settle", "arch", manner="machine")
    if shape in ("halves", "rise", "drop"):
        s.hold_back(RIDE, s.choose(HIGH, HAT, LOW))
    if shape == "drop":
        s.floor_break(s.middle(), s.choose(("bass",), ("bass",), ("bass", "melody")), s.choose(0, 0, 2), 84)
    elif s.chance(0.25):  # only the chords say the last word of the half
        s.clear_drums(s.middle() * 16 + 13, s.middle() * 16 + 16)
        s.hush(s.middle() * 16 + 12, s.middle() * 16 + 16, "bass")
        s.come_back(s.middle() + 1, 88)
    if s.chance(0.5):
        s.lead_back(s.choose("run", "step", "fifth", "octave"), 88, gate=0.7)
    s.dynamics(s.choose(14, 18, 24))


def write(s):
    name = {0: "major", 1: "minor", 2: "dorian", 5: "mixolydian"}[s.mode]
    s.progression(s.choose(*PROGRESSIONS[name]), level=s.choose(0, 0, 1, 1, 1), bars_per=s.choose(1, 1, 1, 2),
                  turn=s.choose(None, None, {"minor": "bVII", "dorian": "v7", "major": "V7sus4",
                                             "mixolydian": "bVII"}[name]))
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    form(s)
