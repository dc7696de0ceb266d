"""Rock: a live kit hit hard, bass in eighths on the root, power chords and open
triads strummed or palm-muted, pentatonic lead. Crash on the one, fills over the
toms. bVII and IV matter more than V. The kick plays what bass and guitar push; the
verse leaves room, the chorus opens the hat, and the band stops and hits as one."""
from . import _metres as metres
from .melody import melody as sing
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(84, 168), words=("rock", "hard rock", "classic rock", "indie rock", "alternative rock", "garage rock",
                          "rock anthem"),
    moods=("energetic", "aggressive", "epic", "happy", "dark", "bright", "groovy"),
    modes={"minor": 4, "mixolydian": 4, "major": 4, "dorian": 2},
    meters={(4, 4): 17, (6, 8): 2, (7, 8): 1, (3, 4): 1}, loose=(0.05, 0.25), swing8=(0, 0, 0, 0, 0, 80),
    instruments={"drums": ("rock kit", "acoustic kit", "live drums", "power kit"),
                 "bass": ("picked bass", "electric bass", "finger bass", "overdriven bass"),
                 "harmony": ("distorted guitar", "overdriven guitar", "electric guitar", "organ", "clean guitar"),
                 "melody": ("lead guitar", "distorted guitar", "vocal", "organ lead", "clean guitar")})

PROGRESSIONS = {
    "major": ("I IV V IV", "I V IV IV", "I IV I V", "I V vi IV", "vi IV I V", "I bVII IV I", "I IV bVII IV",
              "I iii IV V", "IV V I vi", "I vi ii V", "I I IV V"),
    "minor": ("i bVII bVI bVII", "i bVI bVII i", "i bIII bVII iv", "i iv i bVII", "i bVI bIII bVII", "i i bVI bVII",
              "i v bVI iv", "bVI bVII i i", "i bVII iv bVI", "i i i bVII"),
    "mixolydian": ("I bVII IV I", "I IV bVII I", "I I bVII IV", "I bVII I IV", "I v IV bVII", "I7 I7 IV7 I7"),
    "dorian": ("i IV i IV", "i bVII IV i", "i i IV bVII", "i bIII IV bVII", "i7 i7 IV7 IV7"),
}


TURNS = {"major": ("V", "IV,V", "bVII,V"), "minor": ("bVII", "bVI,bVII", "v"), "mixolydian": ("bVII", "IV,bVII", "v"),
         "dorian": ("bVII", "IV", "bIII,bVII")}


def drums(s):
    d, F = s.dens("drums"), s.F
    if s.meter != (4, 4):
        metres.kit(s, 102, 104, 80)
    else:
        kick = s.choose("X.......X.......", "X.......X.x.....", "X.....x.X.......", "X.x.....X.x.....",
                        "X......xX.x.....", "X.....x.x.x.....", "X...X...X...X...", "X.x...x.X.......",
                        "X.......X.....x.", "X.x...x.X.x...x.")
        kick2 = s.choose(kick, kick[:8] + s.choose("x.x.....", "x.x...x.", "..x.....", "x.....xx"))
        for b in range(s.bars):
            s.drum(KICK, kick if b % 2 == 0 else kick2, [b], 102)
        s.drum(SNARE, s.choose("....X.......X...", "....X.......X...", "....X.......X...", "....X.......X.x.",
                               "....X..o....X...", "........X.......", "....X..g.g..X...", "....X.......X..x"), vel=104)
        cym = s.choose(HAT, HAT, OPEN, RIDE, CRASH if d > 0.6 else HAT)
        if d < 0.3:  # half the strokes, or toms alone
            p = s.choose("X...X...X...X...", "x...x...x...x...", "x.......x.......", "................")
        elif d > 0.6 and not s.swing8:
            p = (s.choose("X.xoX.xoX.xoX.xo", "xoxoxoxoxoxoxoxo", "X.x.X.x.X.x.X.x.", "XoxoXoxoXoxoXoxo") if s.bpm < 132
                 else "X.x.X.x.X.x.X.x.")
        else:
            p = s.choose("X.x.X.x.X.x.X.x.", "X.o.X.o.X.o.X.o.", "x.x.x.x.x.x.x.x.")
        s.drum(cym, p, vel=82)
        if d > 0.75:  # the other hand: toms or open hats push
            s.drum(s.choose(LOW, HIGH, OPEN), s.choose("......x.......xx", "..x...x...x...x.", "...x..x....x..x.",
                                                       "..............xx"), vel=76)
            s.drum(KICK, s.choose("......x.......x.", "..x.......x...x.", "...x......x....."), vel=88)
        if not s.swing8:
            s.ghosts(SNARE, 0.25 * d, (3, 7, 9, 11, 15), 44)
        if cym == HAT and s.chance(0.4):
            for b in range(0, s.bars, s.choose(1, 2)):
                s.hit(OPEN, b * F + 14, 84)
        if s.chance(0.2):  # tom groove
            s.drum(LOW, s.choose("..x...x...x...x.", "x..x..x.x..x..x.", "............x.x."), vel=80)
    s.hit(CRASH, 0, 104)


def together(s):
    """The kit listens: to the guitar's pushes, to the plan of the song, to the singer's rests."""
    d, F = s.dens("drums"), s.F
    s.kick_pushes(s.choose("bass", "harmony"), 0.85, 96, alone=0.4 if d < 0.7 else 0.7)
    s.thin("drums", {HAT: range(0, F, 4 if d < 0.5 else 2), OPEN: range(0, F, 4), RIDE: range(0, F, 4), CRASH: (0,),
                   LOW: (), HIGH: (), KICK: (0, 6, 8, 10)}, 0.5)
    for b in s.quiet_bars(0.5):  # the hat is shut in the verse, and no cymbal washes over it
        for k in [k for k in s._drums if k[1] // F == b and k[0] in (OPEN, CRASH) and k[1]]:
            s._drums.setdefault((HAT, k[1]), (s._drums[k][0], 72))
            del s._drums[k]
    s.lift(HAT, s.choose(OPEN, OPEN, CRASH, RIDE) if d > 0.3 else OPEN, 0.9)
    for b in range(4 if s.bars > 4 else 2, s.bars, 4):  # where a part begins
        if s.energy[b] > s.energy[b - 1] or s.chance(0.3):
            s.hit(CRASH, b * F, 102)
    if F == 16:
        s.answer_with_drums(("x.xx", "..hl", "hhll", "..kk", "g.xg"), 84, 0.25 + 0.5 * d, 8)
    for bar in s.phrase_ends():
        last = bar == s.bars - 1
        if F == 16 and s.chance(0.3 if last else 0.12):  # the band hits as one, drums alone into the next part
            s.stabs(bar, s.choose((8, 11), (8, 10, 12), (8,), (8, 11, 14), (0, 3, 6, 8), (0, 6)), 102)
            s.figure((bar + 1) * F, s.choose("xxxx", "xhhl", "x.xx", "hhll"), 100)
        elif s.chance(0.92):
            kind = s.choose("toms", "toms", "snare", "snare", "flam", "stop", "triplet" if s.swing8 else "toms")
            s.fill(bar, kind, s.choose(1, 2, 2) if last and F == 16 else 1, 100)
    if s.instruments["harmony"] != "organ" and s.chance(0.6):
        s.mute(0.52)
    s.walk_back(2, s.choose(1, 2, 2))
    s.dynamics()


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(28, 6)
    if s.meter != (4, 4):
        bank = metres.bank(s, metres.BASS, "bass")
    elif d < 0.3:
        bank = ("R-------R-------", "R---------------", "R-----R-R-------", "R-----------R-A-", "R---R---R---R---")
    else:
        bank = ("R-R-R-R-R-R-R-R-", "R-R-R-R-R-R-R-A-", "R-R-R-R-R-5-3-A-", "R---R-R-R---R-A-", "R--R--R-R--R--A-",
                "R-R-8-R-R-R-8-A-", "R-5-8-5-R-5-8-A-", "R-----R-R-R---5-", "R-R-..R-R-R-..A-", "R---R---5---A---") + \
               (("RRRRRRRRRRRRRRRR", "R-RRR-RRR-RRR-RA", "R-RRR-R-R-RRR-A-") if d > 0.75 and not s.swing8 else ())
    p = s.choose(*bank)
    q = s.choose(p, *bank)
    verse = s.choose([p], [p, p, p, q])
    if s.meter == (4, 4) and s.chance(0.5):  # the chorus drives where the verse stood, or pushes
        q = (s.choose("R-R-R-R-R-R-R-A-", "R-R-R-R-R-R-R-R-", "R--R--R-R--R--A-", "R-R-R-8-R-R-R-A-") if d >= 0.3
             else s.choose("R---R---R---R---", "R-----R-R---R---"))
        verse = s.verse_chorus(verse, q)
    s.bass_line(verse, lo, 0.6 + 0.38 * s.k["bass"]["articulation"], 96)


def harmony(s):
    d, k = s.dens("harmony"), s.k["harmony"]
    power = s.instruments["harmony"] in ("distorted guitar", "overdriven guitar") and s.chance(0.85)
    if power:  # root, fifth, octave from the sixth or fifth string
        lo = s.bass_low(28, 6) + 12
        s.voiced = []
        for _, _, c in s.spans:
            p = s.root(c, lo)
            s.voiced.append((p, p + 7, p + 12) if c.quality not in (2, 10) else (p, p + 6, p + 12))
    else:
        s.voice_all(n=s.choose(3, 4, 4), lo=52, hi=77, spread=s.chance(0.4))
    strum = s.choose(0, 10, 10)
    art = 0.5 + 0.5 * k["articulation"]
    if s.meter != (4, 4):
        p = q = s.choose(*metres.bank(s, metres.COMP, "harmony"))
    elif d < 0.3:
        p, q = s.choose("X---------------", "X-------x-------",
                        "X-----x---------"), s.choose("X---------------", "X-------x---x---")
    else:
        p = s.choose("X.o.o.o.X.o.o.o.", "X-------x--x--x-", "X--x--x-..x-x---", "X---x---x---x---", "X-o-X-o-X-o-X-o-",
                     "X-..x-..X-x-..x-", "X---x-o---o-x-o-", "X.x.X.x.X.x.X.x.",
                     "X-----x-X-----x-", "X.oxX.oxX.oxX.ox" if not s.swing8 else "X-o-X-o-X-o-X-o-", "X--x--x---..x-x-",
                     "..X-..X-..X-..X-")
        q = s.choose(p, p, "X---x---x-x-x-x-", "X-------........")
    chorus = (s.choose("X---X---X---X---", "X--x--x-X--x--x-", "X-x-X-x-X-x-X-x-", "X-----x-X-------", p)
              if s.meter == (4, 4) and d >= 0.3 else p)
    s.comp(s.verse_chorus([p, p, p, q], [chorus, chorus, chorus, q]), art, 84, strum)


def melody(s):
    d = s.dens("melody")
    if s.meter != (4, 4):
        bank = metres.bank(s, metres.TUNE, "melody")
    elif d < 0.35:
        bank = ("x-------x---x---", "x-----x---------", "........x---x---", "x---x-------....", "x-----------x-x-",
                "..x-x-----......")
    else:
        bank = ("x-x-x---x-x-x---", "x--x--x---......", "..x-x-x-x---x-x-", "x-x-x-x-x---....", "x---x-x-x-----x-",
                "x-x---x-x-------", "..x-x-x-------..", "x--x--x-x--x--x-") + \
               (("x-x-x-x-x-x-x-x-", "xxx-x-x-xxx-x---", "x-xxx-x-x-xxx-x-") if d > 0.7 and not s.swing8 else ())
    sing(s, bank, 60, 86, kind=s.choose("penta", "penta", "blues" if s.mode in (1, 2, 5) else "penta", "mode"),
         gate=0.95, vel=94, ornament=0.25, pair=s.choose(0, 0, 0, 0.5),
         forms=("A a B e", "A A B e", "A - a e", "A b A e", "A a a e", "A - A e"))


def write(s):
    name = ("major", "minor", "dorian", "phrygian", "lydian", "mixolydian")[s.mode]
    s.plan("song", "song", "chorus", "build", "drop")
    s.progression(s.story(PROGRESSIONS[name]), turn=s.choose(None, *TURNS[name]), bars_per=s.choose(1, 1, 2))
    for part in (drums, bass, harmony, melody, together):
        part(s)
