"""Trip-hop: a slow, dusty, broken beat under a dark minor chord that hardly moves.
The bass plays a dub riff of long low notes and leaves holes; Rhodes or strings
say one chord and wait; a noir guitar or voice sings low, slides and stops.
Half a bar of silence is part of the groove; drums come late or leave, and return."""
from .melody import melody as sing
from .melody import riff
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, TICKS, Spec

SPEC = Spec(
    bpm=(70, 95), words=("trip-hop", "trip hop", "triphop", "dark trip-hop", "bristol beat", "noir trip-hop",
                         "cinematic trip-hop"),
    moods=("dark", "melancholic", "mysterious", "tense", "sad", "dreamy"),
    modes={"minor": 9, "dorian": 3, "phrygian": 2}, swing16=(0, 10, 10, 20), loose=(0.1, 0.3),
    instruments={"drums": ("dusty drums", "vinyl drums", "breakbeat kit", "lo-fi kit"),
                 "bass": ("dub bass", "sub bass", "upright bass", "deep bass"),
                 "harmony": ("rhodes", "dark strings", "electric piano", "strings", "organ", "dark pad"),
                 "melody": ("tremolo guitar", "muted trumpet", "vocal", "theremin", "cello", "clean guitar",
                            "vibraphone")})

# One or two chords, the falling line over a minor tonic, spy-film sixths.
PROGRESSIONS = {
    "minor": ("i i i i", "i9 i9 bVI7 V7b9", "i imaj7 i7 im6", "im6 im6 bVImaj7 V7", "i9 i9 iv9 iv9", "i i bVI bVI",
              "i i bVI V", "iadd9 iadd9 bVImaj7 bVImaj7",
              "i,imaj7 i7,im6 iv iv", "i v bVI bVI", "i9 i9 i9 bVI7,V7", "i bvi i bvi"),
    "dorian": ("i9 i9 i9 i9", "i9 i9 IV9 IV9", "im6 im6 im6 v7", "i7 i7 bVIImaj7 IV9"),
    "phrygian": ("i i bII bII", "i i i bII", "i7 i7 bIImaj7 i7", "i bII bvii i"),
}
# The first beat is heavy, the rest of the bar limps; snare on two and four, or on three.
BREAKS = (("X..x......x.....", "....X..g.g..X..g"), ("X.........xx....", "....X..g....X.g."),
          ("X.x.......x..x..", "....X....g..X..."),
          ("Xx........x.....", "....X.g..g..X..g"), ("X......x..xx....", "....X..g.g..X..."),
          ("X..x..x.........", "....X.......X.gg"))
HALF_TIME = (("X.....x.........", "........X......g"), ("X..x.........x..", "......g.X..g...."),
             ("X.........x...x.", "........X......."), ("Xx.........x..x.", "...g....X.g....."))


def drums(s):
    d = s.dens("drums")
    s.late[SNARE] = s.choose(10, 20, 20, 40)
    s.late[HAT] = s.choose(0, 10)
    kick, snare = s.choose(*(BREAKS + HALF_TIME if d < 0.6 else BREAKS))
    answer = s.choose(kick, kick, "." + kick[1:8] + s.choose("..x.....", ".xx.....", "......x."))
    for b in range(s.bars):
        s.drum(KICK, answer if b % 4 == 3 else kick, [b], 102)
    s.drum(SNARE, snare if d > 0.2 else snare.replace("g", "."), vel=100)
    if d < 0.25:
        hat = s.choose("x...x...x...x...", "..o...o...o...o.", "x.......x.......")
    elif d < 0.65:
        hat = s.choose("x.o.x.o.x.o.x.o.", "o.x.o.x.o.x.o.xg", "x.o.x.ogx.o.x.og", "x.ogx.o.x..gx.o.")
    else:
        hat = s.choose("xgogxgogxgogxgog", "xgo.xgogx.ogxgog", "xogoxgogxogoxgoo")
    s.drum(s.choose(HAT, HAT, RIDE), hat, range(s.enter(0.2), s.bars), 66)
    if s.chance(0.5):  # the hat that was left open in the sampled bar
        s.drum(OPEN, "." * s.choose(6, 10, 14) + "x.........", vel=64, every=s.choose(1, 2))
    if s.chance(0.25 * d + 0.1):  # a distant hit with its echo dying away
        at = s.choose(3, 5, 11)
        for b in range(1, s.bars, s.choose(2, 4)):
            for i, vel in enumerate((62, 46, 34)):
                s.hit(HIGH, b * s.F + at + 3 * i, vel)
    if s.chance(0.35):
        s.hit(s.choose(CRASH, LOW), 0, 66)
    for bar in s.phrase_ends():
        kind = s.choose("silence", "drag", "kick", "ghosts", "skip", "air")
        if kind == "drag":
            s.roll(SNARE, bar * s.F + 11, 2, 50)
            s.roll(SNARE, bar * s.F + 15, 3, 44)
        elif kind == "kick":
            s.fill(bar, "kick", 1, 92)
        elif kind != "silence":
            s.vary(bar, kind, 84)


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(25, 8)
    s.late["bass"] = s.choose(0, 10, 20)
    slow = (("R---------------", "................"), ("R-------........", "R---------......"),
            ("R-----------..7-", "R-------........"), ("R--------------s", "s-------........"))
    middle = (("R-----R---7-----", "R---......4-----"), ("R--R--------5---", "R-------........"),
              ("R-----..R-----7-", "R-5-----........"), ("R-----8-----7---", "R---------......"),
              ("R---4-----R-----", "................"), ("..R-------4-7---", "R-------........"))
    busy = (("R--R--7-R--4--7-", "R--R--8-........"), ("R-.R--5-8---7-4-", "R-.R--5-....4-7-"),
            ("R-R---8-R-7-5-4-", "R-R---8-......A-"), ("R..R..7-8--5--R-", "R..R..7-R-------"))
    riff_ = s.choose(*(slow if d < 0.35 else middle if d < 0.75 else busy))
    s.bass_line(riff_, lo, 0.75 + 0.25 * s.k["bass"]["articulation"], 96)


def harmony(s):
    d = s.dens("harmony")
    kind = s.choose("once", "once", "pad") if d < 0.3 else s.choose("pad", "stab", "loop", "tremolo", "broken")
    s.voice_all(n=s.choose(3, 3, 4), lo=50, hi=73, rootless=s.chance(0.3), spread=s.chance(0.4))
    art = 0.6 + 0.4 * s.k["harmony"]["articulation"]
    if kind == "pad":
        s.pad(56, restrike=0.7)
    elif kind == "tremolo":  # bowed in sixteenths, swelling into the bar
        s.comp("xooooooooooooooo" if d > 0.7 else "x.o.o.o.x.o.o.o.", 0.9, 60, vary=0.05)
    elif kind == "broken":
        s.arpeggio(s.choose("0121", "02", "0212"), s.choose(2, 4), 1.6, 56)
    elif kind == "once":
        s.comp([s.choose("x-----------....", "x-------........", "....x-------...."),
                s.choose("................", "..............o-", "x-------........")], art, 62)
    elif kind == "stab":
        s.comp([s.choose("..x-....", "......x-", "...x--..") * 2, s.choose("..x-............", "..........x-..x-")],
               art, 66)
    else:
        s.comp([s.choose("x--x--x---------", "x-----x---......", "x--x----..x-----"),
                s.choose("x-------........", "x--x----........")], art, 66)


def melody(s):
    d = s.dens("melody")
    s.late["melody"] = s.choose(0, 10, 20, 40)
    if s.chance(0.3):  # a twanging guitar figure, low, every second bar
        figure = s.choose("x-x-x-----......", "x--x--x---......", "x-----x-x-------", "..x-x-x---......")
        riff(s, figure + "." * 16 if d < 0.7 else figure, s.choose((0, 1, 2), (4, 3, 2, 0), (2, 1, 0, -1), (0, 4, 3)),
             55, 76, 78)
        return
    sparse = ("x-----------....", "....x-----------", "x-------..x-----", "................", "........x---x---")
    middle = ("x---x-x---------", "..x-x-------....", "x-----x-----....", "....x-x-x-------", "x-x-x-----......")
    busy = ("x-x-x---x-x-----", "..x-x-x-x-x-----", "x--x--x-x-x-----", "x-xxx---..x-x---")
    bank = sparse if d < 0.35 else middle if d < 0.75 else middle + busy
    sing(s, bank, 55, 78, kind=s.choose("mode", "mode", "blues"), gate=0.97, vel=76, ornament=0.4, leap=0.1,
         forms=("A - a e", "- A - e", "A a - e", "- A a e", "A - B e"))


def silences(s):
    """Everyone but the chord stops for the second half of a phrase's last bar."""
    for bar in s.phrase_ends():
        if not s.chance(0.4):
            continue
        half = bar * s.F + s.F // 2
        s.clear_drums(half, half + s.F // 2 - s.choose(0, 1, 2))
        if s.chance(0.6):
            for f in [f for f in s._bass if half <= f < half + s.F // 2]:
                del s._bass[f]
            for note in s._bass.values():
                if note[0] < half * TICKS:
                    note[1] = min(note[1], half * TICKS - note[0])


def write(s):
    name = {1: "minor", 2: "dorian", 3: "phrygian"}[s.mode]
    text, per = s.choose(*PROGRESSIONS[name]), s.choose(1, 1, 2)
    turns = {"minor": ("V7b9", "bVI7,V7", "bVI"), "dorian": ("v7", "IV9"), "phrygian": ("bII", "bvii")}[name]
    s.progression(text, bars_per=per, turn=s.turn_around(text, turns, per, 0.05, 0.5))
    s.plan("open", "build", "drop", "wave", "arch", "chorus", manner="groove")
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    s.kick_offbeats(0.45, 0.3, 92)
    s.converse(("..g.", "g..g", "..gg", "h..h"), 0.3, vel=50)
    s.layers(0.15)
    s.enter_late(s.choose("bass", "harmony"), 0.3)
    s.ease_back(0.2)
    silences(s)
    s.dynamics(20)
