"""Jazz swing: the ride cymbal carries the time, hi-hat foot on two and four, the
snare and kick comment. A walking bass. Piano or guitar comps shells and
rootless voicings off the beat. The melody phrases in triplet eighths across the
bar line and aims at thirds and sevenths; drums remark in its rests, a head in two
grows into four, the band catches a shout at a phrase's end. ii-V-I, turnarounds, rhythm changes,
blues, bossa left aside; waltzes and a five-four now and then."""
from . import _metres as metres
from .melody import melody as sing
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(92, 220), words=("jazz", "swing jazz", "jazz swing", "bebop", "cool jazz", "jazz trio", "small group jazz"),
    moods=("groovy", "warm", "playful", "happy", "romantic", "melancholic", "calm", "mysterious"),
    modes={"major": 6, "minor": 4, "dorian": 2}, meters={(4, 4): 15, (3, 4): 3, (5, 4): 2}, bars={4: 2, 8: 8, 16: 3},
    swing8=(80, 80, 80, 80, 60), loose=(0.1, 0.35),
    instruments={"drums": ("jazz kit", "brush kit", "brushed drums"),
                 "bass": ("upright bass", "double bass", "acoustic bass"),
                 "harmony": ("piano", "jazz guitar", "rhodes", "organ", "vibraphone"),
                 "melody": ("saxophone", "trumpet", "piano", "flute", "muted trumpet", "vibraphone", "clarinet",
                            "jazz guitar")})

PROGRESSIONS = {
    "major": ("ii9 V13 Imaj9 VI7b9", "Imaj7,VI7b9 ii7,V7 iii7,VI7b9 ii7,V7", "ii7 V7 Imaj7 Imaj7",
              "Imaj9 IVmaj7 iii7 VI7b9", "Imaj7 bIIImaj7 bVImaj7 bIImaj7", "iii7 VI7b9 ii7 V13",
              "Imaj7 II7 ii7 V7", "Imaj7 iv7 Imaj7 V7", "ii7,V7 Imaj7 ii7,V7 Imaj7", "Imaj7 III7 VI9 II9 ii7 V7 I69 V7",
              "IVmaj7 #iv0 iii7 VI7b9", "Imaj7 vi7 ii7 V7b9", "I69,#io7 ii7,V7 iii7,biiio7 ii7,V7",
              "I7 IV7 I7 I7 IV7 IV7 I7 VI7b9", "Imaj7 v7,I7 IVmaj7 iv7,bVII9"),
    "minor": ("i7 ii0,V7b9 i7 V7b9", "ii0 V7b9 i9 i9", "i7 iv7 ii0 V7b9", "iv7 bVII9 bIIImaj7 bVImaj7 ii0 V7b9 im6 im6",
              "im6 bVI7 V7b9 im6", "i7 bVImaj7 ii0 V7#9", "i9 iv9 i9 V7b9", "ii0,V7b9 i7 ii0,V7b9 i7",
              "i7,bVII7 bVImaj7,V7b9"),
    "dorian": ("i9 i9 i9 i9", "i11 i11 bii11 i11", "i9 IV13 i9 IV13", "i7 ii7 i7 ii7", "i9 i9 IV13 IV13"),
}


# The ride says ding, ding-a-ding: the swung off-beats of two and four are its skip
# notes. A waltz has one, after two; five is a waltz and a bar of two.
RIDES = {(4, 4): ("x...X.o.x...X.o.", "x...X.o.x...X.o.", "x...X...x...X.o.", "x...X.o.x.o.X.o.", "x...X.o.x...X..."),
         (3, 4): ("x...X.o.x...", "x...X.o.x...", "x...X.o.x.o.", "x...X...x.o."),
         (5, 4): ("x...X.o.x...x...X.o.", "x...X.o.x...x...X.o.", "x...X.o.x.o.x...X.o.")}
FOOT = {(4, 4): ("....x.......x...",), (3, 4): ("....x.......", "....x...x..."), (5, 4): ("....x...........x...",)}
# What the left hand and the right foot remark: snare, kick.
COMMENTS = {
    (4, 4): (("......o.........", ""), ("..............o.", "......o........."),
             ("..o...o.........", "..............x."), ("......o...o.....", ""), ("..............x.", ""),
             ("..........o...o.", "..x............."), ("....o.....o.....", ""), ("..o.......o.....", "......o......."),
             ("", "......x.........")),
    (3, 4): (("......o.....", ""), ("..........x.", "......o....."), ("..o.......o.", ""), ("....o.....o.", ""),
             ("......o...o.", "..o.........")),
    (5, 4): (("......o.....o.......", ""), ("..........o.......o.", "......o............."),
             ("......o...........x.", ""), ("............o...o...", "......o.............")),
}


def time(s):
    """Ride, hat foot and a kick that is felt more than heard."""
    d = s.dens("drums")
    s.late[RIDE] = s.choose(0, 0, -10)
    cym = RIDE if s.chance(0.88) else HAT
    rides = RIDES[s.meter]
    home = s.choose(*rides[:2]) if d > 0.15 else "x..." * (s.F // 4)
    for b in range(s.bars):
        s.drum(cym, s.choose(*rides) if d > 0.3 and s.chance(0.2 + 0.4 * d) else home, [b], 86)
    if cym == RIDE and d > 0.15:
        s.drum(HAT, s.choose(*FOOT[s.meter]), vel=62)
    if s.chance(0.3 + 0.5 * d):  # feathered; a waltz has it on the one alone
        s.drum(KICK, {(4, 4): "x...x...x...x...", (3, 4): "x...........", (5, 4): "x...........x......."}[s.meter],
               vel=38)


def comments(s):
    """Snare and kick answer the soloist: a remark that returns, others between."""
    d, bank = s.dens("drums"), COMMENTS[s.meter]
    home = s.choose(*bank)
    for b in range(s.bars):
        if not s.chance(0.25 + 0.75 * d):
            continue
        snare, kick = home if s.chance(0.4) else s.choose(*bank)
        s.drum(SNARE, snare.ljust(s.F, "."), [b], 72)
        s.drum(KICK, kick.ljust(s.F, "."), [b], 70)
        if d > 0.7 and s.chance(0.5):  # a triplet drag towards a beat
            for third in (4 / 3, 8 / 3):
                s.hit(SNARE, b * s.F + s.choose(*s.beats) + third, 44)


def drums(s):
    time(s)
    comments(s)
    if s.chance(0.2) and s.F == 16:  # cross-stick on four
        s.drum(SNARE, "............x...", vel=70)


def together(s):
    """The drummer answers the soloist's rests, drops bombs under the comping's accents,
    sets up a shout of the band, and plays into the next phrase."""
    r, F, d = s.r, s.F, s.dens("drums")
    spots = s.pushes("harmony")
    home = {f % F for f in spots if s.chance(0.35)}
    for f in spots:
        if f % F in home and s.chance(0.25 + 0.5 * d):
            s.hit(s.choose(KICK, KICK, SNARE), f, 76)
    for start, n in s.rests("melody", 6):
        if s.chance(0.25 + 0.6 * d):  # two or three triplets of a beat before the soloist is back
            beat = (start + n) // 4 * 4 - 4
            for third in s.choose((1, 2), (0, 2), (0, 1, 2), (2,)):
                if beat >= start:
                    s.hit(s.choose(SNARE, SNARE, HIGH, KICK), beat + 4 * third / 3, 62 + 6 * third)
    s.thin("drums", {KICK: (0, 8) if F == 16 else (0,), HIGH: (), LOW: ()}, 0.5)
    for bar in s.phrase_ends():
        last = bar == s.bars - 1
        if F == 16 and s.chance(0.15):  # a shout: the band on two pushes, drums between
            s.stabs(bar, s.choose((6, 14), (2, 6), (0, 6), (6, 10, 14), (4, 10)), 88, 1.5, KICK, (RIDE, HAT))
            s.fill(bar, "triplet", 1, 74, keep=(RIDE,))
        elif s.chance(0.9):
            a = (bar + 1) * F - 4 * (s.choose(1, 2, 2) if last or s.energy[bar] > 0.7 else 1)
            for t in range(3 * ((bar + 1) * F - a) // 4):
                if r.random() < 0.75 or t % 3 == 0:
                    s.hit(r.choice((SNARE, SNARE, HIGH, LOW, KICK)), a + 4 * t / 3, 58 + 10 * (t % 3 == 0) + 3 * t)
    for b in range(0, s.bars, 4):
        if s.chance(0.5 if b == 0 or s.energy[b] > s.energy[b - 1] + 0.1 else 0.1):
            s.hit(CRASH, b * F, 76)
    if s.F == 16:
        s.walk_back(4, 1, 84, 0.6)
    s.dynamics((30, 12, 16, 12))


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(28, 6)
    kind = "walk" if d > 0.3 else s.choose("walk", "two", "two", "pedal")
    if s.F == 12 and s.chance(0.5):
        kind = "two"
    if s.meter == (5, 4) and (kind == "pedal" or s.chance(0.6)):
        kind = "vamp"
    if kind == "two":  # half notes: root and fifth
        for f, n, c in s.spans:
            base = s.root(c, lo)
            step = 8 if s.F == 16 else s.F
            for i in range(0, n, step):
                fifth = base + 7 if base + 7 <= lo + 14 else base - 5
                fifth += -1 if c.quality in (2, 10, 11) else 0
                p = base if i % (2 * step) == 0 else fifth
                s.bass_note(f + i, min(step, n - i) * 0.93, p, 84)
                if s.chance(0.15 + 0.2 * d) and min(step, n - i) >= 8:
                    s.bass_note(f + i + min(step, n - i) - 2, 1.2,
                                s.root(s.chord_at(f + i + step), lo) + s.choose(-1, 1), 62)
    elif kind == "vamp":  # three and two, over and over
        s.bass_line(s.choose("R-----5-----R---5---", "R-------5---R---A---", "R-----------R---5---",
                             "R-----R-5---8---5---"), lo, 0.9, 86)
    elif kind == "pedal":
        s.bass_line(["R" + "-" * (s.F - 5) + "R---", "R" + "-" * (s.F - 3) + "A-"], lo, 0.9, 84)
    else:
        s.walk(lo, 88, 0.8 + 0.16 * s.k["bass"]["articulation"], 0.25 * d)
        if s.bars > 4 and s.F == 16 and s.chance(0.5):  # the head in two, the choruses in four
            s.thin("bass", (0, 8), 0.56)


def harmony(s):
    d, F = s.dens("harmony"), s.F
    s.voice_all(n=s.choose(3, 4, 4), lo=50, hi=74, rootless=True)
    art = 0.5 + 0.5 * s.k["harmony"]["articulation"]
    if F == 12:
        bank = ("x-----x-....", "......x-..x-", "x-----..x---", "..x-..x-....", "....x---x---", "x-----------",
                "......x---..")
    elif F == 20:
        bank = ("x-----x-----x---x---", "x-----x-----x---x---", "x-----x-....x-..x-..", "..x-..x-....x-..x-..",
                "x-----------x-------")
    elif d < 0.3:
        bank = ("..x-............", "x---------------", "......x---......", "..............x-", "x-------........",
                "..........x-....")
    else:
        bank = ("x-----x-........", "..x-......x-....", "......x-......x-", "x-....x---......", "..x---....x-..x-",
                "....x-....x-....", "x-..x-....x-....", "..x-..x-........", "......x---....x-", "x-----......x-x-",
                "x---....x---....") + \
               (("..x-x-..x-..x-x-", "x-x-..x-x-..x-..", "..x-..x-..x-..x-") if d > 0.7 else ())
    guitar = s.choose(0, 0, 0, 1) and F == 16 and d > 0.4
    if guitar:  # four to the bar, as a swing rhythm guitar
        s.comp("x-.." * 4, 0.9, 66, 0)
    else:
        s.comp([s.choose(*bank) for _ in range(s.choose(2, 4, 4))], art, 72, vary=0.2)
    if not guitar and F == 16 and s.chance(0.5):
        s.thin("harmony", (0, 2, 6, 10), 0.5)


def melody(s):
    d = s.dens("melody")
    s.late["melody"] = s.choose(0, 10, 10, 20)
    if s.F != 16:
        bank = (metres.bank(s, metres.TUNE, "melody") if s.F == 20
                else ("x---x-x-x---", "..x-x-x-x-x-", "x-----x-x---", "x-x-x-x-x---", "..x---x-....", "x-x-x-......"))
    else:
        sparse = ("x-----x-........", "..x---x---......", "......x-x-------", "x---x-x---......", "............x-x-",
                  "..x-x-----......")
        middle = ("..x-x-x-x-----x-", "x-x-x-x---....x-", "x---x-x-..x-x---", "..x-x-x-..x-x-x-", "x-x---x-x-x-....",
                  "....x-x-x-x-x---", "x-..x-x-..x-x-x-", "x-----x-x-x-x-x-", "..x---x---x---x-")
        busy = ("x-x-x-x-x-x-x-x-", "x-x-x-x-x-x-x---", "..x-x-x-x-x-x-x-", "x-x-x-x-x---..x-")
        bank = sparse if d < 0.3 else middle if d < 0.7 else middle + busy
    sing(s, bank, 60, 84, kind=s.choose("mode", "mode", "mode", "blues"), gate=0.92, vel=86, leap=0.2, ornament=0.12,
         forms=("A - a e", "A a B e", "A b A e", "A - A e", "A a - e", "A B a e"))


TURNS = {"major": ("ii7,V7", "V7b9", "bVI7,V7", "ii9,bII9", "iii7,VI7b9"), "minor": ("ii0,V7b9", "V7#9", "bVI7,V7b9"),
         "dorian": ("v7", "bII9", "ii7,V7")}


def write(s):
    name = {0: "major", 1: "minor", 2: "dorian"}[s.mode]
    s.plan("build", "arch", "song", "chorus")
    if s.meter == (5, 4) and s.chance(0.5):  # the two-chord vamp that most fives stand on
        s.progression({"major": "Imaj7,v7", "minor": "i7,v7", "dorian": "i7,IV9"}[name])
    else:
        text = s.story(PROGRESSIONS[name])  # modal tunes rise a step in the bridge, and come back
        if text == "i9 i9 i9 i9" and s.bars == 16:
            text = " ".join(["i9"] * 8 + ["bii9"] * 4 + ["i9"] * 4)
        cells = text.split()
        home = cells[(s.bars - 1) % len(cells)].split(",")[-1][:2] == cells[0].split(",")[0][:2]
        s.progression(text, turn=s.choose(*TURNS[name]) if home or s.chance(0.4) else None)
    for part in (drums, bass, harmony, melody, together):
        part(s)
