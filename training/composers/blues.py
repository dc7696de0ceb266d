"""Blues: twelve-bar harmony cut to four, eight or sixteen bars, all dominant
sevenths (or minor), a shuffle in triplets, bass that walks or rocks between
fifth and sixth, guitar or piano riffs, a voice that calls and a guitar that
answers on the blues scale. The drums talk in the singer's rests; stop time, the
turn-around in the last bar and its run in the bass are the band's."""
from . import theory as th
from . import _metres as metres
from .melody import melody as sing
from .toolkit import CRASH, HAT, KICK, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(66, 140), words=("blues", "blues shuffle", "chicago blues", "slow blues", "electric blues", "delta blues",
                          "blues rock"),
    moods=("groovy", "sad", "warm", "melancholic", "playful", "dark"),
    modes={"mixolydian": 7, "minor": 3, "dorian": 2}, bars={4: 3, 8: 6, 16: 3}, swing8=(80, 80, 80, 80, 60, 0),
            loose=(0.1, 0.35),
    meters={(4, 4): 17, (6, 8): 3},
    instruments={"drums": ("acoustic kit", "brush kit", "blues kit"),
                 "bass": ("electric bass", "upright bass", "finger bass"),
                 "harmony": ("electric guitar", "piano", "organ", "clean guitar", "overdriven guitar"),
                 "melody": ("lead guitar", "harmonica", "vocal", "saxophone", "electric guitar", "slide guitar")})

PROGRESSIONS = {
    "mixolydian": ("I7 IV7 I7 I7 IV7 IV7 I7 V7", "I7 I7 IV7 I7 V7 IV7 I7 V7", "I7 V7 IV7 IV7 I7 V7 I7 V7",
                   "I7 IV7 I7 V7", "I7 I7 IV7 IV7", "I7 IV7 I7,V7 I7",
                   "I7 I7 I7 I7 IV7 IV7 I7 I7 V7 IV7 I7 I7 IV7 IV7 I7 V7", "I9 IV9 I9 V9", "I7 VI7 ii7 V7",
                   "I7 IV7 I7 VI7 ii7 V7 I7 V7"),
    "minor": ("i7 iv7 i7 i7 iv7 iv7 i7 V7", "i7 i7 iv7 i7 bVI7 V7 i7 V7", "i7 iv7 i7 V7", "i7 i7 iv7 iv7",
              "i7 iv7 bVI7 V7", "i7 iv7 i7 i7 iv7 iv7 i7 i7 bVI7 V7 i7 i7 iv7 V7 i7 V7"),
    "dorian": ("i7 IV7 i7 IV7", "i7 i7 IV9 i7", "i7 IV7 i7 v7"),
}


def drums(s):
    d = s.dens("drums")
    if s.meter == (6, 8):  # the slow blues in triplets
        metres.kit(s, 92, 94, 70)
    else:
        s.drum(KICK, s.choose("x.......x.......", "x.....x.x.......", "x.......x.....x.", "x...x...x...x...",
                              "x.......x.x.....", "x.....x.......x.", "x.x.....x.x....."), vel=90)
        s.drum(SNARE, "....X.......X...", range(s.enter(0.08), s.bars), 94)
        s.drum(s.choose(HAT, RIDE), s.choose("x.o.x.o.x.o.x.o.", "X.x.X.x.X.x.X.x.", "x...x.o.x...x.o.") if d > 0.25
               else "x...x...x...x...", vel=76)
        if d > 0.5:
            s.ghosts(SNARE, 0.5 * d, (2, 6, 10, 14), 42)
            if d > 0.75:  # the full shuffle: both hands
                s.drum(SNARE, "g.g.X.g.g.g.X.g.", vel=94)
    if s.chance(0.4):
        s.hit(CRASH, 0, 86)


def together(s):
    """Stop time under the singer, the kick with the bass's pushes, fills into each chorus."""
    d, F = s.dens("drums"), s.F
    swung = s.swing8 >= 60
    s.kick_pushes("bass", 0.7, 86, alone=0.4)
    s.thin("drums", {HAT: range(0, F, 2) if d > 0.6 else s.beats, RIDE: s.beats, KICK: s.strong}, 0.52)
    s.lift(HAT, RIDE, 0.95)
    if s.chance(0.3):
        s.thin("harmony", (0, 4, 8, 12) if F == 16 else s.beats, 0.5)
    if F == 16:
        s.answer_with_drums(("x.x.", "..x.", "h.l.", "x.h.l.", "g.x.") if swung else ("x.xx", "..xx", "hhl.", "g.xx"),
                            80, 0.15 + 0.5 * d, 8)
    if F == 16 and s.bars > 4 and s.chance(0.22):  # stop time: one chord, and the singer alone
        strokes = s.choose((0,), (0, 4), (0, 2, 4), (0, 6))
        for bar in range(0, max(2, s.bars // 4)):
            s.stabs(bar, strokes, 92, 1.5, SNARE)
            s.figure((bar + 1) * F, s.choose("..", "x.", "....", "x.x."), 78)
    for bar in s.phrase_ends():
        last = bar == s.bars - 1
        if F == 16 and s.chance(0.25 if last else 0.08):  # the ending of a chorus, all together
            s.stabs(bar, s.choose((8, 12), (8, 10, 12), (6, 8), (0, 4, 8)), 92, 1.5, CRASH)
            s.fill(bar, "triplet" if swung else "snare", 1, 84)
        elif s.chance(0.95):
            s.fill(bar, "triplet" if swung and s.chance(0.7) else s.choose("toms", "flam", "snare"),
                   s.choose(1, 2) if last and F == 16 else 1, 84)
        if s.chance(0.5):
            s.hit(CRASH, (bar + 1) * F % s.N, 82)
    s.walk_back(s.choose(2, 4) if F == 16 else 2, s.choose(1, 2, 2), 90, 0.7)
    s.dynamics((32, 14, 18, 12))


def bass(s):
    d, F = s.dens("bass"), s.F
    lo = s.bass_low(28, 6)
    if F == 12:
        s.bass_line([s.choose("R-----5-----", "R---R-5---A-", "R---5-8---5-", "R-3-5-8-7-5-", "R-R-R-5-5-A-")], lo, 0.9,
                    88)
    elif d < 0.25:
        s.bass_line([s.choose("R-------5-------", "R-------R-----A-", "R-----R-R-------")], lo, 0.9, 88)
    elif s.chance(0.45):
        s.walk(lo, 90, 0.85, 0.35 * d)
    elif s.chance(0.5):  # boogie: root third fifth sixth and back
        figure = s.choose((0, 4, 7, 9, 10, 9, 7, 4), (0, 4, 7, 9), (0, 0, 7, 7, 9, 9, 7, 7), (0, 4, 7, 10),
                          (0, 12, 10, 7))
        step = 4 if len(figure) == 4 else 2
        for f, n, c in s.spans:
            third = 3 if 3 in th.BASE[c.quality] else 4
            sixth = 9 if (c.root + 9) % 12 in th.scale_for(c, s.mode) else 10
            for i in range(0, n, step):
                x = figure[(i // step) % len(figure)]
                x = third if x == 4 else sixth if x == 9 else x
                if (f + i) % F in s.strong and (c.root + x) % 12 not in th.tones(c):
                    x = 7
                s.bass_note(f + i, step * 0.88, s.root(c, lo) + x, 90)
    else:
        p = s.choose("R-R-R-R-R-R-R-A-", "R---5---8---5---", "R-R-5-5-8-8-5-A-", "R---R-R-5---R-A-", "R-----R-5-----A-",
                     "R-..R-R-..R-5-A-")
        s.bass_line([p], lo, 0.85, 90)


def harmony(s):
    d, F = s.dens("harmony"), s.F
    s.voice_all(n=s.choose(3, 4), lo=50, hi=74, rootless=s.chance(0.5))
    art = 0.5 + 0.5 * s.k["harmony"]["articulation"]
    if F == 12:
        s.comp(s.choose("x-----x-----", "X.o.o.X.o.o.", "x-----..x-o-", "..x-x-..x-x-"), art, 72)
    elif d < 0.25:
        s.comp(s.choose("x-------........", "......x---......", "x---------------"), art, 72)
    elif s.chance(0.3):  # the fifth and sixth shuffle of a guitar
        for f, n, c in s.spans:
            base = s.root(c, 47)  # above the bass
            for i in range(0, n, 2):
                x = (7, 7, 9, 9)[(i // 2) % 4]
                if (c.root + x) % 12 not in th.scale_for(c, s.mode):
                    x = 7
                s.play_chord(f + i, 2 * art, [base, base + x], 76 - 10 * (i % 4 == 2))
    else:
        s.comp(s.choose(["....x.......x..."], ["x-----x-........"], ["..x-..x-..x-..x-"], ["x---..x-..x-...."],
                        ["x-..x-..x-..x-.."], ["..x---......x-x-", "..x---.........."],
                        ["x-x-x-......x---", "................"], ["x-----x-x-----x-"]), art, 76)


def melody(s):
    d = s.dens("melody")
    if s.F == 12:
        bank = ("x-x-x-----..", "x---x-x-----", "..x-x-x---..", "x-----......", "............")
    else:
        sparse = ("x-x-x-------....", "..x-x-----......", "x---x-------....", "............x-x-", "x-----x-........")
        middle = ("x-x-x-x-x---....", "..x-x-x-x-----..", "x---x-x-x-......", "x-x-x---..x-x---", "....x-x-x-x-....",
                  "x-----x-x-x-x---")
        busy = ("x-x-x-x-x-x-x---", "..x-x-x-x-x-x-x-", "x-x-x-x-..x-x-x-")
        bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
        bank = bank + ("." * 16,)
    sing(s, bank, 60, 86, kind=s.choose("blues", "blues", "blues", "penta"), gate=0.95, vel=90, leap=0.14,
         ornament=0.35, forms=("A a B e", "A A B e", "A - a e", "A a - e", "A - A e"))


def write(s):
    name = {1: "minor", 2: "dorian", 5: "mixolydian"}[s.mode]
    s.plan("build", "song", "chorus", "arch")
    s.progression(s.choose(*PROGRESSIONS[name]),
                  turn=s.choose(*{"mixolydian": ("V7", "I7,V7", "bVI7,V7", "V7#9"), "minor": ("V7", "i7,V7", "bVI7,V7"),
                                  "dorian": ("V7", "v7", "i7,V7")}[name]))
    for part in (drums, bass, harmony, melody, together):
        part(s)
