"""Reggae and dub: the guitar skanks on two and four (the off-beats), the kick and
snare fall together on three (one drop), or on every beat (steppers), or with a
kick on one (rockers). The bass leads with a heavy melodic line full of holes;
the organ bubbles. Swung a little. The mix plays too: drums or bass fall out for a bar
and come back with a crash, the skank's echo is left alone; horns and bass close a
phrase in unison."""
from .melody import melody as sing
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(116, 160), words=("reggae", "roots reggae", "dub", "dub reggae", "one drop reggae", "lovers rock"),
    moods=("groovy", "warm", "calm", "happy", "playful", "dreamy", "melancholic"),
    modes={"minor": 5, "major": 5, "dorian": 3, "mixolydian": 1}, swing8=(0, 0, 20, 40, 60, 80), loose=(0.1, 0.3),
    instruments={"drums": ("reggae kit", "acoustic kit", "dub kit"), "bass": ("dub bass", "electric bass", "sub bass",
                                                                              "finger bass"),
                 "harmony": ("skank guitar", "organ", "piano", "clavinet", "rhodes"),
                 "melody": ("melodica", "trumpet", "trombone", "organ lead", "saxophone", "guitar", "vocal")})

PROGRESSIONS = {
    "minor": ("i i iv iv", "i bVII i bVII", "i iv i v", "i bVII bVI bVII", "i i i bVII", "i iv bVII i", "i bVI iv v",
              "iv i v i", "i v i v"),
    "major": ("I IV V IV", "I IV I V", "I vi ii V", "I ii I ii", "I V vi IV", "I iii IV V", "I IV I IV", "vi IV I V",
              "ii V I I"),
    "dorian": ("i IV i IV", "i i IV IV", "i bVII IV i", "i ii i ii"),
    "mixolydian": ("I bVII I bVII", "I bVII IV I", "I I bVII bVII"),
}


def drums(s):
    """Counted at double time: beats 2 and 4 carry the skank, three has the drop."""
    d = s.dens("drums")
    s.beat = s.choose("one drop", "one drop", "one drop", "one drop", "rockers", "steppers")
    drop = "........X......."
    if s.beat == "one drop":
        s.drum(KICK, drop, vel=98)
    elif s.beat == "rockers":
        s.drum(KICK, s.choose("X.......X.......", "X.....x.X......."), vel=96)
    else:
        s.drum(KICK, "X...X...X...X...", vel=96)
    s.drum(SNARE, s.choose(drop, drop, "........X.....o.", "........X...o..."), vel=90)
    hat = (s.choose("x.x.x.x.x.x.x.x.", "x.X.x.X.x.X.x.X.", "..x...x...x...x.",
                    "x.xox.xox.xox.xo" if not s.swing8 else "x.x.x.x.x.x.x.x.", "x...x...x...x...") if d > 0.2
           else s.choose("x...x...x...x...", "....x.......x..."))
    s.drum(HAT, hat, vel=68)
    if s.chance(0.4):
        p = s.choose(6, 14, 10, 2)
        for b in range(s.choose(0, 1), s.bars, s.choose(1, 2)):
            s.hit(OPEN, b * 16 + p, 72)
    if d > 0.45:
        s.ghosts(SNARE, 0.35 * d, (2, 4, 6, 12, 14), 44)
    if s.chance(0.2 + 0.5 * d):  # timbale, bongo
        s.drum(HIGH, s.choose("......x.....x...", "..x.......x.x...", "............x.x.", "x.x.......x....."),
               range(s.enter(0.2), s.bars), 66, s.choose(1, 2))
    if s.chance(0.25 + 0.4 * d):
        s.drum(RIDE, s.choose("x.o.x.o.x.o.x.o.", "oooooooooooooooo" if not s.swing8 else "o.o.o.o.o.o.o.o."),
               range(s.enter(0.3), s.bars), 50)
    for bar in s.phrase_ends():
        kind = s.choose("pick", "pick", "pick", "toms", "snare", "triplet", "flam")
        if kind == "pick":  # the tom and snare pick-up into the bar
            a = bar * 16
            s.clear_drums(a + 10, a + 16, (SNARE, HAT, KICK) if s.beat == "one drop" else (SNARE, HAT))
            for i, v in zip(s.choose((10, 12, 14), (12, 14), (11, 12, 14, 15) if not s.swing8 else (10, 12, 14)),
                            (SNARE, SNARE, HIGH, LOW)):
                s.hit(v, a + i, 88)
        elif kind != "none":
            s.fill(bar, kind, 1, 86)
        if s.chance(0.5):
            s.hit(CRASH, ((bar + 1) * 16 + (8 if s.beat == "one drop" else 0)) % s.N, 80)  # with the kick
    if s.beat == "one drop":  # nothing of the kick on the one
        for b in range(s.bars):
            s.clear_drums(b * 16, b * 16 + 1, (KICK,))


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(27, 7)
    s.late["bass"] = s.choose(0, 10, 10, 20)
    sparse = ("R---....R---....", "R-----..R-......", "..R-R---........", "R---R---........", "........R---5---",
              "R-------....5---")
    middle = ("R---R-..5-3-R-..", "..R-R---5---R---", "R-R-..5-R---....", "R---3---5---3---", "..R-..R-3-5-....",
              "R-..R-R-..5-8---", "R---5-8-..5-R---", "R-----R-5-----3-", "....R-R-3---5---", "R-R-R---5-5-3---",
              "R---8---5-3-R---")
    busy = ("R-R-3-R-5-R-3-R-", "R-R-5-5-8-5-3-A-", "R---R-3-5-8-5-3-", "R-3-5-3-R-3-5-A-", "..R-R-3-5-5-3-A-")
    bank = sparse if d < 0.25 else middle if d < 0.75 else busy
    p, q = s.choose(*bank), s.choose(*bank)
    s.bass_line(s.choose([p], [p, q], [p, p, p, q]), lo, 0.65 + 0.33 * s.k["bass"]["articulation"], 100)


def harmony(s):
    d = s.dens("harmony")
    s.voice_all(n=3, lo=55, hi=77)
    art = 0.4 + 0.5 * s.k["harmony"]["articulation"]
    kind = s.choose("skank", "skank", "double", "bubble", "dub")
    if kind == "skank" or d < 0.25:
        s.comp("....x.......x...", max(art, 0.5) * s.choose(0.8, 1.0, 1.5), 80, s.choose(0, 10))
    elif kind == "double":
        s.comp(s.choose("....x.x.....x.x.", "....x.o.....x.o."), art, 80)
    elif kind == "bubble":  # organ left hand between the skanks
        s.comp("..o.X.o...o.X.o." if d < 0.6 else "..o.X.o.o.o.X.o.", 0.9 * art + 0.2, 74, vary=0.05)
    else:  # dub: skank that drops out and echoes
        s.comp(["....x.......x...", "....x...........", "....x.......x...", "....x-------...."], art, 80)
        for bar in range(1, s.bars, 4):
            for e in range(1, 4):
                f = bar * 16 + 4 + 3 * e
                span = next(i for i, (a, n, _) in enumerate(s.spans) if a <= f < a + n)
                s.play_chord(f, 0.8, s.voiced[span], 74 - 16 * e)


def melody(s):
    d = s.dens("melody")
    s.late["melody"] = s.choose(0, 10, 20)
    sparse = ("x-------x---....", "..x-x---........", "x-----x---......", "............x---", "x---x-----------",
              "........x---x---")
    middle = ("x---x-x-x-------", "..x-x-x-x---....", "x-x-x---..x-x---", "x---x---x-x-x---", "..x---x---x-x---",
              "x-x-x-x-........", "x-----x-x---x---")
    busy = ("x-x-x-x-x-x-x---", "..x-x-x-x-x-x-x-", "x-x-x---x-x-x-x-")
    bank = sparse if d < 0.35 else middle if d < 0.75 else middle + busy
    sing(s, bank, 62, 84, kind=s.choose("penta", "penta", "mode"), gate=0.9, vel=82, pair=s.choose(0, 0, 0.6),
         ornament=0.12, forms=("A - A e", "A a - e", "A - a e", "A a B e", "- A - e", "A A - e"))


def drop_out(s):
    """Dub: where the energy is low, the drums leave the bass alone, or the bass the drums."""
    kind = s.choose("drums", "bass", "hat", "none") if s.dens("drums") < 0.7 else s.choose("bass", "hat", "none")
    for b in range(s.bars):
        if s.energy[b] > 0.42 or kind == "none":
            continue
        a = b * s.F
        if kind == "drums" and b % 4 == 2:
            s.clear_drums(a, a + s.F, (KICK, SNARE, HAT, RIDE, HIGH, LOW))
            s.hit(CRASH, (a + s.F + (8 if s.beat == "one drop" else 0)) % s.N, 84)
        elif kind == "bass" and b % 2:
            s.hush(a + s.choose(0, 8), a + s.F, "bass")
        elif kind == "hat":
            s.clear_drums(a, a + s.F, (HAT, OPEN, RIDE))


def together(s):
    """Drums answer the horn on timbale and rim; the turn is played in unison."""
    s.converse(("..hh", "h.hl", "..s.", "h..h", "..gs") if not s.swing8 else ("h.h.", "s.h.", "h.l.", "..h."), 0.5,
               vel=70)
    drop_out(s)
    ends = s.phrase_ends()
    for bar in ends[-1:] if s.chance(0.6) else ends[1::2]:
        kind = s.choose("hits", "unison", "none", "none", "none")
        if kind == "hits":
            s.tutti(bar, s.choose("X.x.X...", "X...X.X.", "X-..x.X.", "X.X.X.hl" if not s.swing8 else "X.X.X.l."),
                    False, s.chance(0.5), 92)
        elif kind == "unison":
            s.unison(bar, s.choose("X.x.x.X.", "X...x.x.", "X.x...x.", "X-x.x.x."), 94)
    s.ease_back(0.45)
    s.dynamics(18)


def write(s):
    name = {0: "major", 1: "minor", 2: "dorian", 5: "mixolydian"}[s.mode]
    text, per = s.choose(*PROGRESSIONS[name]), s.choose(1, 1, 2)
    turns = {"minor": ("v", "bVII", "iv,v"), "major": ("V", "IV,V", "ii,V"), "dorian": ("bVII", "IV", "v"),
             "mixolydian": ("bVII", "IV")}[name]
    s.progression(text, level=s.choose(0, 0, 0, 1), bars_per=per, turn=s.turn_around(text, turns, per, 0.1, 0.7))
    s.plan("drop", "drop", "open", "build", "wave", "level", "arch", manner="groove")
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    together(s)
