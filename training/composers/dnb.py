"""Drum and bass: breaks at 165 to 178, kick on one and before three, snare on two
and four, ghost notes between; under it a half-speed bass: reese holds, sub with
the kick, or rolling sixteenths. Chords float long over the rush."""
from .melody import melody as sing
from .toolkit import HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(164, 180), words=("drum and bass", "dnb", "drum & bass", "jungle", "liquid drum and bass", "neurofunk",
                           "d'n'b"),
    moods=("energetic", "dark", "dreamy", "aggressive", "tense", "warm", "melancholic"),
    modes={"minor": 6, "dorian": 3, "phrygian": 1, "major": 2}, swing16=(0, 0, 10, 20), loose=(0, 0.15),
    instruments={"drums": ("breakbeat kit", "drum and bass kit", "jungle break", "acoustic kit"),
                 "bass": ("reese bass", "sub bass", "growl bass", "analog bass", "neuro bass"),
                 "harmony": ("warm pad", "rhodes", "strings", "dark pad", "piano"),
                 "melody": ("synth lead", "pluck", "flute", "vocal chop", "bell", "saw lead")})

PROGRESSIONS = {
    "minor": ("i i bVI bVI", "i bVII bVI bVII", "i bVI bIII bVII", "iv iv i i", "i v bVI iv", "bVI bVII i i", "i i i i",
              "i iv bVII bIII", "bVI v i i", "i bIII iv bVI"),
    "dorian": ("i IV i IV", "i i IV IV", "i v IV IV", "i bVII IV i", "i bIII IV bVII"),
    "phrygian": ("i bII i i", "i i bII bvii", "i i i bII"),
    "major": ("I vi IV V", "IV I V vi", "ii V I vi", "I iii vi IV", "IV iii ii vi"),
}
# kick and snare of known breaks' families, written as two lines
BREAKS = (("x.........x.....", "....X.......X..."), ("x.x.......x.....", "....X..g.g..X..."),
          ("x.........xx....", "....X..g.g..X..g"),
          ("x.x.......xx....", "....X..o.o..X..o"), ("x.....x...x.....", "....X.......X.g."),
          ("x..x......x.....", "....X..g....X..."),
          ("x......x..x.....", "....X....g..X.g."), ("x.x...x...x.....", "....X..o.g..X.g."),
          ("x.x.......x...x.", "....X..g.o..X..g"),
          ("x.........x..x..", "....X..g....X.g."), ("xx........x.....", "....X.g..g..X..."))


def drums(s):
    d = s.dens("drums")
    k1, s1 = s.choose(*BREAKS)
    k2, s2 = s.choose((k1, s1), s.choose(*BREAKS))
    if d < 0.3:
        k1, s1 = s.choose(BREAKS[0], BREAKS[4], BREAKS[5])
        k2, s2 = k1, s1
    late = s2[:12] + "..X." if s.chance(0.3) else s2  # the fourth bar of a break may hold its snare back
    for b in range(s.bars):
        s.drum(KICK, (k1, k2)[b % 2], [b], 104)
        s.drum(SNARE, late if b % 4 == 3 else (s1, s2)[b % 2], [b], 98)
    if d > 0.4:
        s.ghosts(SNARE, 0.5 * (d - 0.2), (2, 3, 7, 9, 11, 14, 15), 44)
    hat = s.choose("x.x.x.x.x.x.x.x.", "x.o.x.o.x.o.x.o.", "xoxoxoxoxoxoxoxo", "x.xox.xox.xox.xo", "..x...x...x...x.",
                   "xxoxxxoxxxoxxxox")
    start = s.enter(0.2)
    s.drum(HAT, hat, range(start, s.bars), 70)
    if s.chance(0.35 + 0.3 * d):
        s.drum(RIDE, s.choose("x.x.x.x.x.x.x.x.", "x...x...x...x...", "..x...x...x...x.", "x..x..x.x..x..x."),
               range(s.enter(0.4), s.bars), 66)
    if s.chance(0.6):
        p = s.choose(2, 6, 10, 14)
        for b in range(s.bars):
            if b % s.choose(1, 2) == 0:
                s.hit(OPEN, b * 16 + p, 76)
    if s.chance(0.2 + 0.5 * d):
        s.drum(s.choose(HIGH, LOW), s.choose("......x..x......", "...x..x....x..x.", ".......x.x......",
                                             "..x..x......x..x"), range(s.enter(0.3), s.bars), 56)
    s.mark_turns(92, 0.6)
    for bar in s.phrase_ends():
        kind = s.choose("snare", "edit", "edit", "roll", "toms", "stop", "none")
        if kind == "edit":  # the break is cut: a stutter of snares and kicks
            a = bar * 16 + 8
            s.clear_drums(a, a + 8, (KICK, SNARE))
            for i, c in enumerate(s.choose("S.SSK.S.", "K.S.SS.S", "S..S..SS", "SSK.SSK.", "K.SKSK.S", "S.S.SSSS")):
                if c != ".":
                    s.hit(SNARE if c == "S" else KICK, a + i, 84 + 2 * i)
        elif kind != "none":
            s.fill(bar, kind, s.choose(1, 2), 88, keep=(HAT, RIDE))
        else:
            s.nudge(bar)


def bass(s):
    d, r = s.dens("bass"), s.r
    lo = s.bass_low(26, 9)
    kind = s.choose("reese", "reese", "sub", "sub", "roll", "steps")
    if d < 0.25:
        kind = s.choose("reese", "sub")
    sweep = s.choose(8, 16, 32)
    tone = lambda f: 3 + 3 * (1 - abs(2 * (f % sweep) / sweep - 1)) + r.choice((0, 0, 1))
    gate = 0.5 + 0.5 * s.k["bass"]["articulation"]
    if kind == "reese":
        p = s.choose("R---------------", "R---------R-----", "R-----R---------", "R-------5-------", "R-----------s-A-",
                     "R---------s---A-")
        q = s.choose(p, "R-----R---s-----", "R-------s---A---")
        s.bass_line(s.join_kick([p, q], s.choose(0, 0.5, 1), "R", 6), lo, 0.98, 92, tone)
    elif kind == "sub":  # with the kick, ringing to the snare or past it
        s.bass_line(s.bass_on_kick(s.choose(2, 3, 4, 6), "RRR85", s.choose("A-", "5-") if d > 0.5 else ""), lo, gate,
                    96, tone)
    elif kind == "roll":
        p = s.choose("R.RRR.RRR.RRR.RR", "R--R--R-R--R-RA-", "RR.RR.RRRR.RR.R8", "R.R.RR.RR.R.RR.A", ".RRR.RRR.RRR.RR8",
                     "R..RR..RR..RR.RA")
        s.bass_line([p, p, p, s.choose(p, p[:12] + "8R5A")], lo, gate, 90, tone)
    else:
        p = s.choose("R--R--8---R--5--", "R-----R-8---A---", "R--R------5-8-A-", "R..R..s-..R.8...", "R-R-..8-R-..s-A-")
        q = s.choose(p, "R-------8---5-A-", "R--R--8---s---A-")
        s.bass_line([p, q], lo, gate, 94, tone)


def harmony(s):
    d = s.dens("harmony")
    s.voice_all(n=s.choose(3, 4, 4, 5), lo=50, hi=78, rootless=s.chance(0.5), spread=s.chance(0.5))
    kind = s.choose("pad", "pad", "rhodes", "stab", "arp")
    if d < 0.2:
        kind = "pad"
    if kind == "pad":
        s.pad(60)
    elif kind == "rhodes":
        s.comp(s.choose("x-----x---------", "x--x--x---......", "x-----....x-....", "x---------x-x---",
                        "x--x------x-----"), 0.9, 70)
    elif kind == "stab":
        s.comp(s.choose("..x...x.........", "x..x..x.........", "......x...x.....", "x.....x.....x...",
                        "...x..x...x..x.."), 0.8, 80)
    else:
        s.arpeggio(s.choose("up", "updown", "0213", "0312"), s.choose(2, 2, 3, 4), 0.9, 62)


def melody(s):
    d = s.dens("melody")
    s.careful = 1.5
    sparse = ("x-------x-------", "x---------x-x---", "........x---x---", "x-----------....", "x-----x---------")
    middle = ("x-----x---x-----", "x--x--x---x-x---", "..x---x---x-----", "x---x---x-x-x---", "x--x--x--x--x---",
              "x---x-x---......", "x-----x-x-......")
    busy = ("x-x-x-x-x---x-x-", "x--x--x-x-x-x-x-", "x.xx.x..x.xx.x..", "x-xx-x-xx-x-x---")
    bank = sparse if d < 0.35 else middle if d < 0.75 else middle + busy
    sing(s, bank, 62, 86, kind=s.choose("mode", "penta"), gate=0.95, vel=84, bar_motif=s.chance(0.25), ornament=0.1)
    if s.chance(0.6):  # the break breathes out where the tune does
        s.answer_rests(OPEN, 74, 8)


def form(s):
    """The break hears the band: ghosts and a kick with the bass's or the stabs' accents;
    before the second half it stops dead, or climbs, and drops with the bass."""
    if s.chance(0.7):
        s.mark_offbeats(*s.choose(("bass", KICK, 92), ("bass", SNARE, 46), ("harmony", SNARE, 46),
                                  ("melody", HIGH, 54)), most=s.choose(1, 2))
    s.make_room()
    shape = s.plan("drop", "drop", "halves", "rise", "wave", "arch", "settle", "arch", manner="machine")
    if shape in ("rise", "halves", "drop"):
        s.hold_back(RIDE, s.choose(OPEN, HIGH, LOW))
    bar = s.middle()
    if shape == "drop" or s.chance(0.2):
        if s.chance(0.5):
            s.breath(bar, s.choose(4, 6, 8), s.choose(("bass",), ("bass", "harmony")), land=True)
        else:  # no kick, no bass: hats and a snare that climbs
            s.clear_drums(bar * 16 + 5, bar * 16 + 16, (KICK, OPEN, LOW, HIGH))
            s.hush(bar * 16, bar * 16 + 16, "bass")
            s.climb(bar, s.choose(1, 2, 2), 92, s.choose(0, 2))
            s.come_back(bar + 1)
    if s.chance(0.55):
        s.lead_back(s.choose("step", "run", "octave", "fifth"), 92, 5)
    s.dynamics(s.choose(14, 20, 26))


def write(s):
    name = ("major", "minor", "dorian", "phrygian")[s.mode]
    s.progression(s.choose(*PROGRESSIONS[name]), level=s.choose(0, 1, 1, 2) if s.mode != 3 else 0,
                  bars_per=s.choose(1, 1, 2), turn=s.choose(None, None, "bVII" if s.mode else "V7sus4"))
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    form(s)
