"""Deep house: house slowed and softened. Round kicks, shuffled hats, rim and
shaker, warm minor ninths moved in parallel as stabs or pads, a bass low and
syncopated that leaves the kick room, few words in the melody."""
from .melody import melody as sing
from .toolkit import HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec, euclid

SPEC = Spec(
    bpm=(112, 125), words=("deep house", "deephouse", "melodic deep house", "soulful deep house",
                           "late night deep house", "organic house"),
    moods=("warm", "groovy", "dreamy", "calm", "mysterious", "melancholic", "romantic"),
    modes={"minor": 6, "dorian": 5, "major": 1}, swing16=(10, 10, 20, 20, 40, 0), loose=(0.02, 0.15),
    instruments={"drums": ("deep house kit", "909 kit", "house kit", "drum machine"),
                 "bass": ("sub bass", "analog bass", "deep bass", "synth bass", "organ bass"),
                 "harmony": ("rhodes", "warm pad", "organ", "deep stab", "electric piano"),
                 "melody": ("vocal chop", "saxophone", "pluck", "flute", "rhodes", "soft lead", "vibraphone",
                            "marimba")})

PROGRESSIONS = {
    "minor": ("i9 i9 iv9 iv9", "i9 iv9", "i9 bVImaj9", "i9 bVII9 bVImaj9 v7", "i9 i9 bIIImaj9 bVImaj9",
              "iv9 i9 bVImaj7 v7", "i11 i11 bVImaj9 bVImaj9", "bVImaj9 v7 i9 i9", "i9 bIIImaj7 iv9 v7", "i9 v7 iv9 i9",
              "i9 i9 i9 bVImaj9,v7"),
    "dorian": ("i9 IV9", "i9 IV13", "i9 ii7", "i11 IV9sus4", "i9 i9 bVIImaj9 IV9", "i9 bIIImaj9 ii7 IV9", "i9 v9",
               "i9 bVIImaj7", "i7 ii7 bIIImaj7 ii7"),
    "major": ("Imaj9 vi9", "IVmaj9 iii7 ii9 vi9", "Imaj9 IVmaj9", "ii9 vi9 IVmaj9 Imaj9", "ii9 iii7 IVmaj9 iii7"),
}


def drums(s):
    d = s.dens("drums")
    s.drum(KICK, "X...X...X...X...", vel=98)
    if s.chance(0.25):
        s.drum(KICK, s.choose("..............o.", "...........o....", "...............o", ".......o.......o",
                              "......o........."), vel=88, every=s.choose(1, 2))
    s.drum(SNARE, s.choose("....x.......x...", "....x.......x...", "....x..o....x...", "....x.......x.o.",
                           "....x..g.g..x...", "...g........x..g", "....x..g....x.gg"), range(s.enter(0.15), s.bars),
           78)
    s.late[SNARE] = s.choose(0, 0, 10)
    if s.chance(0.8):
        s.drum(OPEN, s.choose("..x...x...x...x.", "..x...x...x...x.", "..x.......x.....", "......x.......x."),
               range(s.enter(0.2), s.bars), 76)
    if d > 0.25:
        s.drum(HAT, s.choose("x.ox.xox.xox.xox", "xo.oxo.oxo.oxo.o", "o.xoo.xoo.xoo.xo", "g.xgg.xgg.xgg.xg",
                             ".x.x.x.x.x.x.x.x", "xoxoxoxoxoxoxoxo"), range(s.enter(0.25), s.bars), 60)
    if s.chance(0.3 + 0.5 * d):  # shaker
        s.drum(RIDE, s.choose("goxogoxogoxogoxo", "oxoxoxoxoxoxoxox", "gogxgogxgogxgogx", "x.x.x.x.x.x.x.x."),
               range(s.enter(0.25), s.bars), 52)
    for v in (HIGH, LOW):
        if s.chance(0.2 + 0.5 * d):
            s.drum(v, s.choose(euclid(3, 16, s.r.randrange(16)), euclid(5, 16, s.r.randrange(16)), "...x..x....x..x.",
                               "......x..x......"), range(s.enter(0.3), s.bars), 56, s.choose(1, 1, 2))
    s.mark_turns(68, 0.3)
    for bar in s.phrase_ends():
        kind = s.choose("gap", "snare", "hats", "none", "none", "toms")
        if kind == "gap":
            s.clear_drums(bar * 16 + 13, bar * 16 + 16)
            s.hit(OPEN, bar * 16 + 14, 74)
        elif kind != "none":
            s.fill(bar, kind, 1, 70, keep=(OPEN, RIDE))
        elif bar == s.bars - 1 or s.chance(0.7):
            s.nudge(bar)


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(27, 8)
    sparse = ("R--...R---......", "R-----....R-....", "..R---....R-....", "R---------......", "R--R---.........",
              "......R-----....")
    middle = ("R--R--..R--R--..", "R-.R..R-..R.R...", "..R-..R-..R-..R-", "R--R--R-..R-..A-", "R..R--R.R..R--5.",
              "..R--R..R-..R-A-", "R-..R-.R..R-5---", ".RR...R-.RR...R-", "R--..R-R--..5-A-")
    busy = ("R.RR.R-.R.RR.R5A", ".RR-.RR.R.R-.R5A", "R-RR.R-R.RR.R-5A", "..RR.R-R..RR.R-A", "RR.R.RR.R-.R.R5A")
    bank = sparse if d < 0.3 else middle if d < 0.75 else busy
    p, q = s.choose(*bank), s.choose(*bank)
    plan = s.choose([p], [p, q], [p, p, p, q])
    if s.chance(0.4):  # the bass goes with every kick that is not on a beat
        plan = s.join_kick(plan, 1.0, "R", 2)
    s.bass_line(plan, lo, 0.6 + 0.38 * s.k["bass"]["articulation"], 90, lambda f: 3 + (f % 8 > 3))


def harmony(s):
    d = s.dens("harmony")
    s.voice_parallel()
    art = 0.5 + 0.5 * s.k["harmony"]["articulation"]
    kind = s.choose("stab", "stab", "stab", "stab", "pad", "comp")
    if d < 0.2 or kind == "pad":
        s.pad(56)
    elif kind == "stab":
        p = s.choose("...x..x.........", "..x...x...x...x.", "x.....x.........", "......x...x.....", "...x......x.....",
                     "x..x..x.........", "..x..x....x..x..", ".......x..x.....", "x-....x-..x-....")
        s.comp([p, s.choose(p, p[8:] + p[:8], "................" if d < 0.4 else p)], art * s.choose(1, 1.6, 2.2), 76)
    else:
        s.comp(s.choose("x--x--x---......", "x-----x---x-x---", "..x---x-..x---x-", "x---..x-..x---x-",
                        "x--x--x--x--x-x-"), art, 70)


def melody(s):
    s.careful = 1.5
    d = s.dens("melody")
    sparse = ("......x-x-......", "x---....x-......", "..x-x---........", "............x-x-", "x-----..........",
              "..........x-x---")
    middle = ("x--x--x-........", "..x-x-..x--x--x-", "x-x-..x-x-..x---", "..xx..x-....x-x-", "x--x--x---......",
              "..x--x--x-x-....", "x-..x-..x-x-....")
    busy = ("x.xx.xx.x.xx.x..", "x-x-xx-x-x-xx-x-", "..xxx.x.x.xxx.x-")
    bank = sparse if d < 0.35 else middle if d < 0.8 else middle + busy
    sing(s, bank, 62, 86, kind=s.choose("penta", "penta", "mode"), gate=0.85, vel=78, bar_motif=s.chance(0.35),
         forms=("A - a e", "A - A e", "A a - e", "- A - e", "A a B e", "A A a e"))
    if s.chance(0.6):  # a hand drum or a hat in the air that the voice leaves
        s.answer_rests(s.choose(HIGH, LOW, OPEN), 58, 8, (3, 6, 10, 14))


def form(s):
    """Small hands: a rim or a low tom takes up the stab's or the bass's syncopation,
    shakers breathe with the voice, the bass leaves and steps back in."""
    s.mark_offbeats(*s.choose(("harmony", HIGH, 54), ("harmony", SNARE, 44), ("bass", LOW, 54), ("bass", HIGH, 50)),
                    most=2)
    s.make_room((HIGH, LOW), 3, 6)
    shape = s.plan("wave", "rise", "halves", "arch", "settle", "drop", manner="machine")
    if shape in ("halves", "rise", "drop"):
        s.hold_back(s.choose(RIDE, HAT), s.choose(HIGH, LOW, OPEN))
    if shape == "drop" or s.chance(0.25):
        bar = s.middle()
        s.hush(bar * 16 + s.choose(0, 8), bar * 16 + 16, "bass")
        s.clear_drums(bar * 16 + 8, bar * 16 + 16, (HAT, OPEN, RIDE, LOW, HIGH))
        s.come_back(bar + 1, 78)
    if s.chance(0.55):
        s.lead_back(s.choose("step", "run", "fifth"), 84)
    s.dynamics(s.choose(12, 16, 20))


def write(s):
    name = ("major", "minor", "dorian")[s.mode]
    s.progression(s.choose(*PROGRESSIONS[name]), bars_per=s.choose(1, 1, 2))
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    form(s)
