"""Lo-fi hip-hop: a lazy dusty beat, Rhodes or guitar with jazz chords, a round
bass, a melody that says little and leaves the tape hiss room.

The kick pushes, the snare drags behind the beat, hats swing. Chords are
sevenths, ninths and thirteenths in ii-V and modal moves. Little happens at once: a part
waits, a beat is left out, the foot goes with the bass."""
from . import _metres as metres
from .melody import melody as sing
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(66, 92), words=("lo-fi", "lofi", "lo-fi hip-hop", "chill lo-fi hip-hop", "lofi beats", "study beat",
                         "lo-fi hip hop beat"),
    moods=("calm", "dreamy", "melancholic", "warm", "sad", "romantic"),
    modes={"major": 5, "minor": 4, "dorian": 3}, bars={4: 3, 8: 6, 16: 1},
    meters={(4, 4): 19, (3, 4): 1},
    swing16=(0, 10, 20, 20, 40, 40, 40), loose=(0.1, 0.3),
    instruments={"drums": ("lo-fi kit", "dusty drums", "vinyl drums", "boom-bap kit", "brushed kit"),
                 "bass": ("warm analog bass", "upright bass", "sub bass", "electric bass", "fretless bass"),
                 "harmony": ("rhodes", "electric piano", "jazz guitar", "felt piano", "wurlitzer", "nylon guitar"),
                 "melody": ("flute", "vibraphone", "muted trumpet", "felt piano", "guitar", "saxophone", "kalimba",
                            "soft lead")})

PROGRESSIONS = {
    "major": ("ii9 V13 Imaj9 vi9", "Imaj9 vi9 ii9 V13", "IVmaj7 iii7 ii9 Imaj9", "Imaj7 iii7 IVmaj7 V9sus4",
              "IVmaj9 V13 iii7 vi9", "Imaj9 IVmaj9 Imaj9 IVmaj9",
              "IVmaj9 iv6 Imaj9 VI7b9", "ii9,V13 Imaj9 ii9,V13 Imaj9,VI7b9", "Imaj7 VI7b9 ii9 V7b9",
              "IVmaj7 iii7,vi9 ii9 Imaj9,I9", "IVmaj9 III7b13 vi9 I9", "iii7 vi9 ii9 V13",
              "Imaj9 bVII9 IVmaj9 iv6", "vi9 IVmaj9 Imaj9 V13"),
    "minor": ("i9 iv9 bVIImaj7 bIIImaj7", "i9 bVImaj7 iv9 V7b9", "iv9 bVII13 bIIImaj9 bVImaj7", "ii0 V7b9 i9 i9",
              "i9 v7 bVImaj7 bVII9", "bVImaj7 V7b13 i9 i9",
              "i9 bIIImaj7 bVImaj9 V7b9", "iv9 i9 bVImaj7 V7b9", "bVImaj9 bVII9 i9 v7", "i9,bVII9 bVImaj7 iv9 V7#5"),
    "dorian": ("i9 IV13 i9 IV13", "i9 ii7 bIIImaj7 IV9", "i9 IV9 bVIImaj7 bIIImaj7", "i11 i11 IV13 IV13",
               "ii7 i9 IV13 i9", "i9 v9 IV9 IV9"),
}


def drums(s):
    d, r, F = s.dens("drums"), s.r, s.F
    s.late[SNARE] = s.choose(10, 20, 20, 0, 40)
    s.late[HAT] = s.choose(0, 0, 10)
    s.late[KICK] = s.choose(0, 0, -10, 10)
    kick = s.choose("x.....x...x.....", "x..x......x.....", "x.......x.x.....", "x.x.......x..x..", "x......xx.......",
                    "x.....x.x.....x.", "x..x..x...x.....",
                    "x.........x.....", "x.......x.......", "x..x...x..x.....", "x......x..x.....")
    kick2 = (kick if s.chance(0.4) else kick[:8] + s.choose("..x..x..", "x.x.....", "..x....x", "x....x..", ".x...x..",
                                                            "...x...."))
    if s.meter == (3, 4):
        kick, kick2 = s.choose(("x.....x.....", "x.........x."), ("x...........", "x..x......x."))
    for b in range(s.bars):
        s.drum(KICK, kick if b % 2 == 0 else kick2, [b], 92)
    drop = s.enter(0.1)
    s.drum(SNARE, s.choose("....X.......X...", "....x.......x...", "....x.......x..g", "....x..g....x...",
                           "....x.......x.g.", "........X.......") if F == 16
           else s.choose("....x...o...", "........x..."), range(drop, s.bars), 88)
    s.ghosts(SNARE, 0.35 * d, (3, 6, 7, 9, 11, 14, 15), 36)
    if s.chance(0.92):
        hat = s.choose("x.o.x.o.x.o.x.o.", "x.x.x.x.x.x.x.x.", "x.ogx.o.x.ogx.o.", "x.xox.x.x.xox.xo",
                       "x.oox.oox.oox.oo", "o.x.o.x.o.x.o.x.", "..x...x...x...x.",
                       "xoxoxoxoxoxoxoxo" if d > 0.6 else "x.x.x.x.x.x.x.x.")
        s.drum(HAT if s.chance(0.85) else RIDE, hat, range(s.enter(0.1), s.bars), s.choose(54, 62, 70))
        for b in range(s.bars):  # small changes of the hand
            if s.chance(0.3 + 0.3 * d):
                s.hit(HAT, b * F + r.randrange(F // 2) * 2 + 1, 42)
            if s.chance(0.12):
                s.roll(HAT, b * F + r.choice((6, 14, 10)) % F, s.choose(2, 3), 50)
    if s.chance(0.4):
        p = s.choose(6, 14, 10, 2) % F
        for b in range(s.choose(0, 1), s.bars, s.choose(1, 2)):
            s.hit(OPEN, b * F + p, 60)
    if s.chance(0.3):
        s.drum(s.choose(LOW, HIGH), s.choose("......x.........", "...x......x.....", "..........x..x..",
                                             "x.....x....x...."), vel=50, every=s.choose(1, 2))
    if s.chance(0.25):
        s.drum(RIDE, "gogogogogogogogo", vel=66)
    if s.chance(0.3):
        s.hit(CRASH, 0, 60)
    for bar in s.phrase_ends():
        kind = s.choose("stop", "flam", "kick", "snare", "drag", "ghosts", "skip", "pickup", "bark", "air")
        if kind in ("drag", "ghosts", "skip", "pickup", "bark", "air"):
            s.vary(bar, kind, 72)
        elif s.F == 16 or kind != "kick":
            s.fill(bar, kind, 1, 72, keep=(HAT,))


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(28, 9)
    s.late["bass"] = s.choose(0, 0, 10, 10, 20)
    sparse = ("R---------------", "R-------R-------", "R-----R---------", "R---------R-----", "R-----5---------")
    middle = ("R-----R---R-----", "R--R------R---A-", "R-------5---A---", "R--R------5--A--", "R-----8---5---A-",
              "R------R-5--A---", "R-.R-....R---.A-", "R---..R-5---..A-")
    busy = ("R--R--5-8--5--A-", "R-gR--5-R-g5-3A-", "R--8-R--5--R-3A-", "R-3-5---8-5-3-A-", "R..R.R.5R..5.8.A")
    bank = sparse if d < 0.25 else middle if d < 0.7 else busy
    p, q = s.choose(*bank), s.choose(*(sparse + middle))
    if s.F == 12:
        p, q = s.choose("R-------5---", "R-----5---A-", "R-----------"), "R---5---A---"
    s.bass_line(s.choose([p], [p, q], [p, p, p, q]), lo, 0.55 + 0.45 * s.k["bass"]["articulation"], 84)


def guide_tones(s):
    """The two lowest voices of each chord held, so that broken chords stay rich."""
    for (f, n, _), v in zip(s.spans, s.voiced):
        s.play_chord(f, n * 0.97, v[:2], 62)


def harmony(s):
    d = s.dens("harmony")
    s.late["harmony"] = s.choose(0, 10, 20)
    s.broken = False
    s.voice_all(n=s.choose(4, 4, 4, 5), lo=50, hi=76, rootless=s.chance(0.6), spread=s.chance(0.3))
    strum = s.choose(0, 0, 10, 10, -10)
    kind = s.choose("hold", "hold", "comp", "comp", "comp", "arp", "push")
    if s.F == 12:
        s.comp(s.choose(*metres.bank(s, metres.COMP, "harmony")), 0.95, 66, strum)
    elif kind == "hold":
        s.comp(s.choose("x---------------", "x-------o-------", "x-----x---------", "x---------o-----"), 0.98, 66,
               strum)
    elif kind == "push":  # chords a sixteenth or an eighth ahead
        s.comp(["x-------------x-", "--------------x-"] if s.chance(0.5) else ["x--x----------x-", "------x-------x-"],
               0.95, 66, strum)
    elif kind == "arp":
        s.broken = True
        guide_tones(s)
        s.arpeggio(s.choose("23", "32", "223", "332"), s.choose(2, 2, 4), 1.4, 54,
                   s.choose(None, "..x-x-x-..x-x-x-", "....x-x-....x-x-", "..x-..x-..x-..x-"))
    else:
        p = s.choose("x--x------x-....", "x-....x-..x---..", "x..x......x-x---", "x---..x---..x-..", "x--x--x---......",
                     "..x---..x-..x---", "x-x---..x-x---..", "x-----..o-......")
        q = s.choose(p, "x-------........", "x--x----........") if d < 0.6 else p
        s.comp([p, q], 0.6 + 0.4 * s.k["harmony"]["articulation"], 68, strum, 0.2)


def melody(s):
    d = s.dens("melody")
    s.late["melody"] = s.choose(0, 10, 20, 40)
    sparse = ("x-----..........", "......x-x---....", "..x-x---........", "........x-x-x---", "x--x----........",
              "............x-x-")
    middle = ("x-x-x---....x-x-", "..x-x-x-x---....", "x--x--x-........", "x-x--x-x----....", "..xxx---..x-x---",
              "x---x-x---......", "xx-x-x------....", "..x--x--x-------")
    busy = ("x-x-x-x-x---x-x-", "xxx-x-x---x-x---", "x-xx-xx---x-x-x-", "..x-xxx-x-x-x---")
    bank = sparse if d < 0.35 else middle + sparse[:2] if d < 0.8 else middle + busy
    if s.F == 12:
        bank = metres.bank(s, metres.TUNE, "melody")
    sing(s, bank, 62, 84, kind=s.choose("penta", "penta", "mode"), gate=0.9, vel=76, ornament=0.15, leap=0.1,
         forms=("A - a e", "A a - e", "A - A e", "A a B e", "A a a e", "- A - e", "A - B -"))


def together(s):
    if s.F == 16:
        s.kick_offbeats(0.5, 0.4, 78)
        if not s.broken and s.chance(0.4):  # the keys say a little where the tune rests
            s.answer_with_chords(("x-x---", "x--x--", "..x-x---"), 62, 0.6, 8, ())
    s.converse(("..g.", "g.g.", ".g.g", "..o.", "..gh"), 0.35, vel=52)
    s.layers()
    s.enter_late(s.choose("bass", "harmony"), 0.2)
    s.ease_back(0.7)
    s.dynamics(18)


def write(s):
    name = {0: "major", 1: "minor", 2: "dorian"}[s.mode]
    text, per = s.choose(*PROGRESSIONS[name]), s.choose(1, 1, 1, 2)
    turns = {"major": ("ii9,V13", "iii7,VI7b9", "V9sus4"), "minor": ("ii0,V7b9", "V7b13", "bVII9"),
             "dorian": ("v9", "IV13,V7#9", "bVIImaj7")}[name]
    s.progression(text, bars_per=per, turn=s.turn_around(text, turns, per, 0.15, 0.8))
    s.plan("open", "level", "arch", "wave", "chorus", "build", manner="groove")
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    together(s)
