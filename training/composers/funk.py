"""Funk: everything on the one. Sixteenth hats with ghosted snares, a bass that
plays with the kick and leaves holes, chicken-scratch guitar or clavinet on
ninth and thirteenth chords, horn lines in call and response. One or two chords
for long, with a chromatic push at the turn; at the end of a phrase the band stops
together, runs a line in unison or leaves the drummer two beats."""
from .melody import melody as sing
from .toolkit import HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(92, 118), words=("funk", "funky groove", "70s funk", "jazz funk", "slap bass funk", "classic funk"),
    moods=("groovy", "energetic", "playful", "happy", "warm"),
    modes={"dorian": 5, "mixolydian": 5, "minor": 2}, swing16=(0, 0, 10, 10, 20, 40), loose=(0.05, 0.25),
    instruments={"drums": ("acoustic kit", "tight funk kit", "dry drums"),
                 "bass": ("slap bass", "finger bass", "electric bass", "moog bass"),
                 "harmony": ("funk guitar", "clavinet", "rhodes", "organ", "wah guitar"),
                 "melody": ("horns", "saxophone", "trumpet", "synth lead", "guitar", "organ lead")})

PROGRESSIONS = {
    "dorian": ("i9 i9 IV13 IV13", "i7 IV9 i7 IV9", "i9 i9 i9 i9", "i7 i7 i7 IV9", "i7,IV9", "i9 bVII9 IV9 i9",
               "i7 i7 v7 IV9", "i11 i11 IV9sus4 IV13", "i7 bIIImaj7 IV9 v7"),
    "mixolydian": ("I9 I9 IV9 I9", "I9 I9 I9 I9", "I7#9 I7#9 IV9 I7#9", "I9 IV9 I9 IV9", "I13 v9 I13 IV9",
                   "I9 bVII9 IV9 I9", "I9,v7", "I7 I7 IV7 bVII7"),
    "minor": ("i9 bVImaj7 v7 i9", "i7 i7 iv9 iv9", "i7 bVII9 bVImaj7 v7", "i9 iv9 i9 V7#9"),
}


def drums(s):
    d = s.dens("drums")
    kick = s.choose("X.x...x...x..x..", "X..x..x...x.....", "X.x.......x..x..", "X.....xx..x.....", "X.x....x..x...x.",
                    "X..x......xx....", "X.xx..x...x.....", "X.......x.x.....", "X..x..x..x..x...", "X.....x..x....x.")
    kick2 = s.choose(kick, kick[:8] + s.choose("..x..x..", ".xx...x.", "x....x..", "..xx....", ".x...x.x"))
    s.kick = [kick, kick2]
    back = s.choose("....X.......X...", "....X.......X...", "....X..o.o..X...", "....X.......X..o", "....X..g.g..X..g",
                    "....X....o....X.", "....X..g.o..X..o", "....X.....g.X.g.", "....X..X.....X..")
    for b in range(s.bars):
        s.drum(KICK, s.kick[b % 2], [b], 94)
        s.drum(SNARE, back, [b], 96)
    s.ghosts(SNARE, 0.2 + 0.6 * d, (1, 3, 5, 7, 9, 11, 13, 15), 40)
    hats = (s.choose("XoxoXoxoXoxoXoxo", "xoxoxoxoxoxoxoxo", "xgogxgogxgogxgog", "X.x.X.x.X.x.X.x.") if d > 0.35
            else s.choose("x.x.x.x.x.x.x.x.", "X.o.X.o.X.o.X.o.", "x...x...x...x..."))
    s.drum(HAT if s.chance(0.85) else RIDE, hats, vel=68)
    if s.chance(0.75):  # the open hat barks and is choked
        p = s.choose(2, 6, 7, 10, 14, 14)
        for b in range(s.choose(0, 0, 1), s.bars, s.choose(1, 1, 2)):
            s.hit(OPEN, b * 16 + p, 82)
            s.clear_drums(b * 16 + p, b * 16 + p + 1, (HAT,))
    if s.chance(0.25 + 0.4 * d):  # conga, cowbell
        s.drum(HIGH, s.choose("x..x..x...x.x...", "..x..x....x..xx.", "x...x...x...x...", "......xx......xx"),
               range(s.enter(0.2), s.bars), 58)
    if s.chance(0.3):
        s.drum(LOW, s.choose("..............xx", "...x..........x.", "......xx........"), vel=58)
    s.mark_turns(88, 0.6)
    for bar in s.phrase_ends():
        kind = s.choose("snare", "snare", "toms", "stop", "flam", "triplet", "bark", "drag")
        if kind == "stop":  # everyone out but the pick-up
            s.clear_drums(bar * 16 + 10, bar * 16 + 16)
            s.hit(SNARE, bar * 16 + 14, 84)
            s.hit(SNARE, bar * 16 + 15, 92)
        elif kind in ("bark", "drag"):
            s.vary(bar, kind)
        else:
            s.fill(bar, kind, s.choose(1, 1, 2), 86)


# Lines that the kick will follow: running sixteenths half of them muted, riffs of two
# bars on root, seventh and fifth, thumb and popped octave, and the one with a long hole.
SIXTEENTHS = (("RggRg.8gRgg5g.7A", "RggRg.8gRg.8.57A"), ("R.gRRg.gR.gR5g7A", "R.gRRg.gR8g..57A"),
              ("RgRg.gR8.gRgg57A", "RgRg.gR8.g5.7.SA"))
RIFFS = (("R--R..7R..8.7-5.", "R--R..7R......SA"), ("R-.R.R-...5.7-..", "R-.R.R-.8-7-5.7A"),
         ("R..7.R....5.7.R.", "R..7.R..8-.7.5.A"), ("R-3.5-..7-..5.7.", "R-3.5-..8-7-5-SA"))
THUMB = (("R-.8..R8..R-.8.A", "R-.8..R8.R.8.5.A"), ("R.R8...8R..8.R8.", "R.R8...8R-5.8.SA"),
         ("R--.8...R.R.8-7A", "R--.8..R..R.8.8A"))
HOLES = (("R---............", "R--..........57A"), ("R-R-..........A.", "R-R-......8-7-5A"),
         ("R.........R-..8.", "R-------......SA"))


def bass(s):
    d, r = s.dens("bass"), s.r
    lo = s.bass_low(28, 8)
    gate = 0.4 + 0.55 * s.k["bass"]["articulation"]
    kind = r.choice(("pocket", "pocket", "pocket", "riff", "thumb",
                     "sixteenths" if d > 0.55 else "holes" if d < 0.4 else "riff"))
    if kind != "pocket":
        p, q = s.choose(*{"riff": RIFFS, "thumb": THUMB, "sixteenths": SIXTEENTHS, "holes": HOLES}[kind])
        s.bass_line([p, q, p, q[:8] + s.choose("..R.57.A", "R.8.R8SA", q[8:])], lo, gate, 96,
                    lambda f: 4 + (f % 4 in (1, 3)))
        return
    out = []
    for k in s.kick:
        cells = list("................")
        cells[0] = "R"
        for i in range(1, 16):
            if k[i] in "xX" and r.random() < 0.85:
                cells[i] = "R" if i % 8 == 0 else r.choice("RRR857")
            elif r.random() < 0.08 + 0.42 * d:
                cells[i] = "R" if i % 8 == 0 else r.choice("R8RR5787gg")
        if s.chance(0.7):  # the one is long, or alone
            n = r.choice((1, 2, 3))
            for i in range(1, n + 1):
                cells[i] = "-"
        if s.chance(0.5):  # slap the octave on the backbeat
            cells[s.choose(4, 12, 14)] = "8"
        if s.chance(0.6):
            cells[15] = "A"
            cells[14] = s.choose("R", ".", "S", "5")
        if cells[8] == "7":
            cells[8] = "R"
        out.append("".join(cells))
    tail = out[0][:8] + s.choose("R.8.R8RA", "R.R.57RA", "..R.5.7A", "R-3.5-7A", "........", "R8R8R8RA")
    s.bass_line([out[0], out[1], out[0], tail] if s.chance(0.7) else [out[0], tail], lo, gate, 94,
                lambda f: 4 + (f % 4 in (1, 3)))


def harmony(s):
    d = s.dens("harmony")
    s.voice_all(n=s.choose(3, 3, 4), lo=55, hi=79, rootless=True)
    art = 0.35 + 0.5 * s.k["harmony"]["articulation"]
    kind = s.choose("scratch", "scratch", "clav", "stab", "organ", "hits", "popcorn")
    if d < 0.2:
        kind = "hits"
    if kind == "scratch":  # sixteenth strumming: a few sound, the rest are muted
        p = list("................")
        for i in range(16):
            if s.chance(0.2 + 0.35 * d):
                p[i] = s.choose("x", "x", "o")
        p[s.choose(2, 6, 10, 14)] = "X"
        p = "".join(p)
        s.comp([p, p, p, p[:12] + s.choose("x.x.", "..xx", ".xx.", "...x")], art, 74, s.choose(0, 10, -10), 0.15)
    elif kind == "clav":
        p = s.choose("x..x.x..x..x.x..", "xx.x..xx.x.x..x.", "x.xx.xx.x.xx.xx.", "..xx..x...xx..x.", "x..xx..x..xx..x.")
        s.comp(p, art, 76)
    elif kind == "stab":
        s.comp([s.choose("......x-........", "...x......x.....", "..x...x.........", "x..x............"),
                s.choose("......x-....x.x.", "...x..x.........", "......x---......")], art * 1.3, 86)
    elif kind == "popcorn":  # one muted string, a figure that turns against the bar
        s.arpeggio(s.choose("0102", "020", "01021"), 1, 0.5, 74, s.choose("x.xx.xx.x.x.xx..", "..x.xx.x..x.xx.x",
                                                                          "xx.x..xxx..x.x.."))
        s.comp(["................", s.choose("............X.x.", "......X.........", "..........X-....")], 0.9, 84)
        s._harmony.sort()
    elif kind == "organ":
        s.comp(s.choose("x-----------x.x.", "x-------..x-....", "....x-......x-x.", "..x-..x-..x-..x-"), 0.9, 66)
    else:
        s.comp([s.choose("x...............", "......x.........", "x-....x-........", "...x............"),
                "................"] if s.chance(0.5) else s.choose("x.............x.", "......x-........",
                                                                   "x..x............"), 1.0, 88)


def melody(s):
    d = s.dens("melody")
    sparse = ("x.x.............", "......x.x-......", "x-..............", "............x.x.", "..x.x-..........")
    middle = ("x.x..x..x-......", "..xx.x..........", "x..x..x.x---....", "......xxx.x-....", "x.xx.x..........",
              "..x.x.xx-.......", "x-..x.x.x-......", "xx.x..x-........")
    busy = ("x.xx.xx.x.xx.x..", "xxxx.x..xx.x.x--", "..xxx.xx..xxx.x-", "x.x.xxx.x.x.xx..")
    bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
    sing(s, bank, 62, 84, kind=s.choose("penta", "blues", "mode", "blues"), gate=0.7, vel=92,
         pair=s.choose(0, 0, 0.5, 0.9), ornament=0.15,
         forms=("A - A e", "A - a e", "A a - e", "A A B e", "- A - e", "A b A e", "A a B e"))


def together(s):
    """The kick goes with the bass, chords answer the horns, and phrases close as one."""
    s.kick_offbeats(0.75, 0.45, 92)
    if s.chance(0.5):
        s.answer_with_chords(("x.x", "x..x", "xx.x", "x.x---", "..xx", "x.xx.x"), 86)
    if s.chance(0.35):
        s.slide_in([f for f, _, _ in s.spans if any(abs(n[0] - f * 120) < 60 for n in s._harmony)][::s.choose(1, 2)])
    s.converse(("..gs", "g.gs", "gs.h", "..so", "ggsg", ".gss"), 0.5)
    s.layers(0.2)
    s.enter_late("harmony", 0.25)
    ends = s.phrase_ends()
    for bar in ends[-1:] if s.chance(0.6) else ends[::2]:
        kind = s.choose("hits", "hits", "unison", "unison", "none", "none")
        if kind == "hits":
            s.tutti(bar, s.choose("X..x..x.", "X.x..Xss", "..X..x.X", "X...X.xX", "X..x..X.ssss", "x.xX..hl",
                                  "X---..ss"), s.chance(0.4))
        elif kind == "unison":
            s.unison(bar, s.choose("x.xxx.xX", "x.x.xxxX", "xx.xx.xX", "Xxx.x.xx", "x..xx.x.xxxX"))
    s.ease_back(0.7)
    s.dynamics(22)


def write(s):
    name = {1: "minor", 2: "dorian", 5: "mixolydian"}[s.mode]
    text, per = s.choose(*PROGRESSIONS[name]), s.choose(1, 1, 2) if s.bars > 4 else 1
    turns = {"minor": ("V7#9", "iv9,V7#9"), "dorian": ("i7,bII9", "IV9,V7#9", "i7,v7"),
             "mixolydian": ("I9,bII9", "IV9,V9", "bVII9,V7#9")}[name]
    s.progression(text, turn=s.turn_around(text, turns, per, 0.15, 0.5), bars_per=per)
    s.plan("build", "chorus", "wave", "drop", "level", "arch", "open", manner="groove")
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    together(s)
