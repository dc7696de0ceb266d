"""UK garage: two-step at 130. The kick leaves three, or comes before it; snare and
rim on two and four with skipping ghosts; hats shuffled hard; organ and chord
stabs chopped between; a warm sub that jumps in off-beat notes; vocal chops."""
from .melody import melody as sing
from .toolkit import HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(126, 138), words=("uk garage", "UK garage", "2-step", "2-step garage", "two-step", "future garage"),
    moods=("groovy", "energetic", "playful", "warm", "dark", "dreamy", "romantic"),
    modes={"minor": 6, "dorian": 4, "major": 1}, swing16=(20, 20, 40, 40), loose=(0.02, 0.15),
    instruments={"drums": ("garage kit", "2-step drums", "909 kit", "drum machine"),
                 "bass": ("sub bass", "organ bass", "reese bass", "analog bass"),
                 "harmony": ("organ", "rhodes", "synth stab", "piano", "warm pad"),
                 "melody": ("vocal chop", "pluck", "organ lead", "saxophone", "bell", "synth lead")})

PROGRESSIONS = {"minor": ("i9 i9 iv9 iv9", "i9 bVImaj9", "i9 v7 bVImaj7 v7", "iv9 v7 i9 i9", "i7 bVII9 bVImaj7 v7",
                          "bVImaj9 v7 i9 bIIImaj7", "i9 iv9 bVIImaj7 bIIImaj7", "i9 i9 bVImaj9 V7#9"),
                "dorian": ("i9 IV9", "i9 ii7 i9 IV9", "i9 bVIImaj7 IV9 i9", "i11 i11 IV13 IV13", "i9 v9 IV9 IV9"),
                "major": ("Imaj9 vi9 ii9 V13", "IVmaj9 iii7 vi9 vi9", "ii9 V13 Imaj9 vi9")}


def drums(s):
    d = s.dens("drums")
    kick = s.choose("X.........X.....", "X.........x..x..", "X..x......x.....", "X......x..x.....", "X.....x...x.....",
                    "X.........x....x", "X..x......x..x..", "X......x.....x..")
    kick2 = s.choose(kick, kick[:8] + s.choose("..x..x..", "..x....x", ".x.x....", "..xx...."))
    for b in range(s.bars):
        s.drum(KICK, kick if b % 2 == 0 else kick2, [b], 102)
    s.drum(SNARE, "....X.......X...", vel=98)
    s.ghosts(SNARE, 0.15 + 0.4 * d, (1, 3, 7, 9, 11, 14, 15), 46)
    hat = (s.choose("x.xox.xox.xox.xo", "..x..xx...x..xx.", "..x...x...x...x.", "x.x.x.xxx.x.x.xx", "..x.x.x...x.x.xo")
           if d < 0.6 else s.choose("xoxoxoxoxoxoxoxo", "gxxogxxogxxogxxo", "x.xxx.xxx.xxx.xx", "oxxooxxooxxooxxo"))
    s.drum(HAT, hat, range(s.enter(0.15), s.bars), 74)
    if s.chance(0.6):
        s.drum(OPEN, s.choose("..x...x...x...x.", "......x.......x.", "..x.......x.....", "..........x....."),
               range(s.enter(0.2), s.bars), 76)
    if s.chance(0.3 + 0.5 * d):  # rim, wood, shaker skips
        s.drum(HIGH, s.choose("...x..x....x..x.", ".......x.x.....x", "x..x..x..x..x..x", ".x....x..x....x."),
               range(s.enter(0.2), s.bars), 58)
    if s.chance(0.3 + 0.3 * d):
        s.drum(RIDE, s.choose("gogogogogogogogo", "oxoxoxoxoxoxoxox"), range(s.enter(0.3), s.bars), 56)
    if d > 0.5 and s.chance(0.5):
        s.drum(LOW, s.choose("..............xx", "...............x", "......x..x......"), vel=64, every=2)
    s.mark_turns(80, 0.4)
    for bar in s.phrase_ends():
        kind = s.choose("snare", "skip", "stop", "none", "kick")
        if kind == "skip":
            for i in (10, 11, 13, 15):
                s.hit(s.choose(SNARE, SNARE, HIGH), bar * 16 + i, 70)
        elif kind != "none":
            s.fill(bar, kind, 1, 82, keep=(HAT, OPEN))
        else:
            s.nudge(bar)


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(26, 8)
    sparse = ("R-----....R-....", "R--...........R-", "..R-......R-....", "R---......R---..", "......R-....R-..",
              "R-..........R---")
    middle = ("R-.R..R-..R..R..", "R--...R-..8-..R-", "..R-..R-..R-..8-", "R-....R-.R..8-..", "R..R..8-..R..R5.",
              ".R..R-..R..R-.A-", "R--R--..R-..8-A-", "..RR..8...RR..5.", "R-..8.R-..5-..A-")
    busy = ("R.RR.R8.R.RR.R5A", "R-RR.8R.R-R.8R5A", ".RR8.RR5.RR8.R5A", "RR.R8.R.RR.R8.5A")
    bank = sparse if d < 0.3 else middle if d < 0.75 else busy
    p, q = s.choose(*bank), s.choose(*bank)
    plan = s.join_kick(s.choose([p], [p, q], [p, p, p, q]), s.choose(0.6, 1, 1), "R", 2)
    s.bass_line(plan, lo, 0.5 + 0.48 * s.k["bass"]["articulation"], 96, lambda f: 3 + 2 * (f % 8 >= 4))


def harmony(s):
    d = s.dens("harmony")
    s.voice_all(n=s.choose(4, 4, 5), lo=52, hi=78, rootless=s.chance(0.6))
    art = 0.4 + 0.6 * s.k["harmony"]["articulation"]
    if d < 0.2 or s.chance(0.15):
        s.pad(58)
    else:
        p = s.choose("x..x......x.....", "...x..x.........", "..x..x....x..x..", "x.....x..x......", "...x..x..x..x...",
                     "x..x..x..x......", "......x..x..x...", "x-....x-.x-.....", "..x...x.x..x..x.")
        q = s.choose(p, p[8:] + p[:8], "................" if d < 0.45 else p)
        s.comp([p, q], art * s.choose(0.8, 1.3), 80)


def melody(s):
    s.careful = 1.5
    d = s.dens("melody")
    sparse = ("..x-x-..........", "......x-x-......", "x-..............", "...x..x-........", "............x-x-",
              "x--x----........")
    middle = ("x..x..x-........", "..x-.xx-..x-....", "x-x..x--........", ".xx.x-....x-x-..", "x..x.xx-..x-....",
              "...x..x..x--....", "x-.x..x-x-......")
    busy = ("x.xx.xx.x.xx.x..", ".xx.xx.x.xx.xx--", "xx.x.xx.x-.x.xx-")
    bank = sparse if d < 0.35 else middle if d < 0.75 else middle + busy
    sing(s, bank, 64, 86, kind=s.choose("penta", "penta", "mode"), gate=0.8, vel=82, bar_motif=s.chance(0.4),
         forms=("A - A e", "A a - e", "A - a e", "A A a e", "A a B e"))
    if s.chance(0.7):  # rim and hat skip in the gaps between the chops
        s.answer_rests(s.choose(HIGH, OPEN), 66, 6, (3, 7, 10, 11, 14, 15))


def form(s):
    """Rim and ghosts skip with the chopped chords; the drums cut out with the bass for a
    breath and the vocal is alone; the second half adds shaker and open hat."""
    s.mark_offbeats(*s.choose(("harmony", HIGH, 58), ("harmony", SNARE, 46), ("bass", HIGH, 58), ("bass", LOW, 60)),
                    most=3)
    s.make_room()
    shape = s.plan("halves", "rise", "wave", "drop", "drop", "arch", "settle", "arch", manner="machine")
    if shape in ("halves", "rise", "drop"):
        s.hold_back(RIDE, s.choose(OPEN, HIGH))
    if shape == "drop" or s.chance(0.2):
        s.breath(s.middle(), s.choose(3, 4, 6), s.choose(("bass",), ("bass", "harmony")), s.choose((), (OPEN,)),
                 land=True)
    if s.chance(0.5):
        s.lead_back(s.choose("step", "run", "octave", "fifth"), 94)
    s.dynamics(s.choose(12, 16, 22))


def write(s):
    s.progression(s.choose(*PROGRESSIONS[("major", "minor", "dorian")[s.mode]]), bars_per=s.choose(1, 1, 2))
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    form(s)
