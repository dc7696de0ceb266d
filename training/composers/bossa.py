"""Bossa nova: a soft straight-eighth pulse at an easy tempo. Cross-stick on the
clave, kick in two with its pick-ups, bass on root and fifth with the same
rhythm, nylon guitar comping in the anticipating pattern, a long-breathed melody
over maj7, m9 and chromatic ii-V chords. The kick is the bass's heartbeat, the
hat gives way to the ride where the tune opens, and a rim answers its rests."""
from .melody import melody as sing
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(110, 152), words=("bossa nova", "bossa", "brazilian jazz", "latin lounge", "samba jazz", "beach bossa"),
    moods=("romantic", "warm", "calm", "melancholic", "happy", "dreamy"),
    modes={"major": 6, "minor": 4, "dorian": 1}, bars={4: 2, 8: 8, 16: 3}, loose=(0.1, 0.3), swing8=(0, 0, 0, 10),
    instruments={"drums": ("bossa kit", "brush kit", "latin percussion", "shaker and rim"),
                 "bass": ("upright bass", "acoustic bass", "electric bass"),
                 "harmony": ("nylon guitar", "classical guitar", "piano", "rhodes"),
                 "melody": ("flute", "saxophone", "nylon guitar", "vibraphone", "vocal", "trombone", "piano")})

PROGRESSIONS = {
    "major": ("Imaj9 Imaj9 II9 II9 ii9 V13 Imaj9 V7b9", "Imaj7 VI7b9 ii9 V13", "ii9 V13 Imaj9 VI7b9",
              "Imaj9 #io7 ii9 V13", "Imaj7 bIImaj7 Imaj7 bII9", "IVmaj7 iv6 iii7 VI7b9 ii9 V13 Imaj9 Imaj9",
              "Imaj9 bVII9 Imaj9 VI7b9",
              "Imaj7 iii7,biiio7 ii7 V7b9", "ii9 bII9 Imaj9 VI7b9", "Imaj9 v9,I13 IVmaj9 iv6", "I69 II9 ii9 V13"),
    "minor": ("i9 i9 ii0 V7b9", "im6 bVI9 V7b9 im6", "i9 iv9 bVII13 bIIImaj9", "i7 ii0,V7b9 i7 V7b9",
              "iv9 bVII13 bIIImaj7 bVImaj7 ii0 V7b9 i9 i9", "im6 ii0 V7b9 im6", "i9 bII9 i9 V7b9", "i9 iv9 i9 V7#5"),
    "dorian": ("i9 IV13 i9 IV13", "i9 i9 IV13 IV13", "i9 bVII9 i9 IV13"),
}


def drums(s):
    d = s.dens("drums")
    # the clave takes two bars: three strokes, then two (or the other way round)
    three, two = "x.....x.....x...", "....x.....x....."
    clave = s.choose((three, two), (three, two), (two, three), ("x.....x.........", two), (three, "....x.......x..."),
                     ("x.....x.....x...", "........x...x..."))
    start = s.enter(0.15)
    for b in range(start, s.bars):
        s.drum(SNARE, clave[b % 2], [b], 66)
    s.drum(KICK, s.choose("x.....x.x.....x.", "x.....x.x.....x.", "x.......x.....x.", "x.....x.x.......") if d > 0.2
           else "x.......x.......", vel=62)
    fast = d > 0.6 and s.bpm < 136
    hat = (s.choose("xoxoxoxoxoxoxoxo", "xooxxooxxooxxoox", "xgogxgogxgogxgog") if fast
           else s.choose("x.x.x.x.x.x.x.x.", "x.o.x.o.x.o.x.o.", "o.x.o.x.o.x.o.x.") if d > 0.25
           else s.choose("x...x...x...x...", "....x.......x...", "..x...x...x...x."))
    s.drum(s.choose(HAT, HAT, RIDE), hat, range(s.enter(0.1), s.bars), 56)
    if s.chance(0.3):
        s.drum(HAT, "....x.......x...", vel=52)
    if s.chance(0.2 + 0.5 * d):  # tamborim, agogo, surdo
        s.drum(HIGH, s.choose("x...x.....x.x...", "..x...x.x.....x.", "....x.x.....x.x.", "x.x...x.x.....x."),
               range(s.enter(0.3), s.bars), 50)
    if s.chance(0.35):
        s.drum(LOW, s.choose("........x.......", "........x.....x.", "......x.x......."), vel=58)
    if s.chance(0.3):
        s.hit(CRASH, 0, 58)


def together(s):
    """Quiet talk: the foot goes with the bass, rim and toms fill the tune's rests."""
    d = s.dens("drums")
    s.kick_pushes("bass", 0.9, 60, alone=0.15)
    s.thin("drums", {HIGH: (), LOW: (8,), HAT: range(0, 16, 2 if d > 0.3 else 4)}, 0.5)
    if s.chance(0.6):
        s.lift(HAT, RIDE, 0.85)
    s.answer_with_drums(("x..x", "h.hl", "..xh", "x.xx", "..x..x.."), 58, 0.3 + 0.4 * d, 8)
    for bar in s.phrase_ends():
        if s.chance(0.15):  # all breathe in before the tune returns
            s.breath(bar, keep=(HAT,))
        elif s.chance(0.9):
            s.figure((bar + 1) * 16, s.choose("x.xh", "..xh.l", "h.hl", "x..x.x", "hh.l", "x.x.hl", "g.xg.x"), 58,
                     (HIGH, LOW))
    s.walk_back(s.choose(2, 2, 4), s.choose(1, 2), 78, 0.6)
    s.dynamics((26, 12, 16, 12))


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(28, 7)
    half = any(n < 16 for _, n, _ in s.spans)
    if d < 0.3:
        bank = ("R-------5-------", "R-----------5---", "R-------4-------")
    else:
        bank = ("R-----5-5-----R-", "R-----------R-5-", "R-----R-5-----5-", "R-----4-4-----R-", "R-----5-5-----A-",
                "R---..5-5---..R-", "R-----8-5-----A-", "R-----5-5---3-A-", "R---R-5-----5-R-", "R-----R-5-5-..A-",
                "R-..R-5-5-..5-R-")
    if half:
        bank = ("R-----R-R-----A-", "R-----5-R-----A-", "R-------R-------", "R-----5-R-----5-")
    p = s.choose(*bank)
    s.bass_line([p, p, p, s.choose(*bank)], lo, 0.75 + 0.23 * s.k["bass"]["articulation"], 80)


def harmony(s):
    d = s.dens("harmony")
    s.voice_all(n=s.choose(3, 4, 4), lo=50, hi=74, rootless=s.chance(0.7))
    art = 0.5 + 0.5 * s.k["harmony"]["articulation"]
    if d < 0.25:
        ps = s.choose(["x---------------"], ["x-------x-------"], ["x-----x---------", "..x---------x---"])
    else:
        ps = s.choose(["x-----x-----x---", "....x-----x-----"], ["x-x---x-..x-x-x-", "..x-..x-x-..x-x-"],
                      ["x-..x-..x---..x-"], ["x---x-..x-..x---", "..x-x---x---x---"],
                      ["x---x---..x---x-", "..x---x---x---.."], ["..x-..x-..x-x---"], ["x-x-..x-x-..x-x-"],
                      ["x-----x-----x-..", "..x---x---x-..x-"])
    if s.chance(0.12):
        s.arpeggio(s.choose("0213", "0312", "up"), 2, 1.3, 60)
    else:
        s.comp(ps, art, 66, s.choose(0, 0, 10))


def melody(s):
    d = s.dens("melody")
    s.late["melody"] = s.choose(0, 10, 20)
    sparse = ("x-------x-------", "x-----------x---", "..x---------....", "x-----x---------", "......x-x-------",
              "............x---")
    middle = ("x---x---x-x-----", "..x-x-x---x-----", "x-----x---x---x-", "x-x-x-----x-x---", "..x---x---x---x-",
              "x---x-x-------..", "x-----x-x-------", "..x---x-x-----..", "....x---x---x-x-")
    busy = ("x-x-x-x-x-x-x---", "..x-x-x-x-x-x-x-", "..x-x-x-x---x-x-")
    bank = sparse if d < 0.3 else middle if d < 0.8 else middle + busy
    sing(s, bank, 60, 84, kind="mode", gate=1.0, vel=78, leap=0.16, ornament=0.1, pair=s.choose(0, 0, 0, 0.3))


TURNS = {"major": ("V7b9", "ii9,V13", "bII9", "bVI9,V7b9"), "minor": ("V7b9", "ii0,V7b9", "bII9"),
         "dorian": ("v9", "bII9", "bVII9")}


def write(s):
    name = {0: "major", 1: "minor", 2: "dorian"}[s.mode]
    s.plan("song", "arch", "build", "chorus")
    s.progression(s.story(PROGRESSIONS[name]), bars_per=s.choose(1, 1, 1, 2), turn=s.choose(None, *TURNS[name]))
    for part in (drums, bass, harmony, melody, together):
        part(s)
