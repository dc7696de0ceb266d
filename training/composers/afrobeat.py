"""Afrobeat: two kinds of one label. The Lagos band of the seventies sits on one
chord: drummer, shekere and sticks talk in sixteenths, a tenor guitar and a rhythm
guitar interlock, the bass says one two-bar sentence for ever, horns declare in
unison and a soloist answers. Afrobeats of today is lighter: rim and kick in
three-three-two, shaker, a log drum that slides, bright plucked chords and a
sung pentatonic hook. Kick and bass tell one story; the drummer strikes with the
horns and speaks when they rest; layers come in, break off and return."""
from . import theory as th
from .melody import melody as sing, riff
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, STACCATO, Spec

BAND = dict(words=("afrobeat", "70s afrobeat", "afro funk", "lagos afrobeat", "african funk"),
            drums=("acoustic kit", "afrobeat kit", "percussion"), bass=("electric bass", "finger bass"),
            harmony=("electric guitar", "clean guitar", "organ", "funk guitar"),
            melody=("horns", "saxophone", "trumpet", "organ lead", "brass"))
POP = dict(words=("afrobeats", "afropop", "afrobeat", "modern afrobeats", "afro fusion"),
           drums=("afro kit", "percussion", "electronic kit"), bass=("log drum", "sub bass", "synth bass"),
           harmony=("marimba", "clean guitar", "pluck", "electric piano", "rhodes"),
           melody=("vocal", "saxophone", "flute", "marimba", "synth lead"))

SPEC = Spec(
    bpm=(95, 125), words=BAND["words"],
    moods=("groovy", "energetic", "happy", "warm", "playful", "dark"),
    modes={"dorian": 6, "minor": 3, "mixolydian": 2, "major": 3}, swing16=(0, 0, 10, 10, 20), loose=(0.05, 0.25),
    instruments={role: BAND[role] + POP[role] for role in ("drums", "bass", "harmony", "melody")})

VAMPS = {
    "dorian": ("i7", "i7", "i7 i7 i7 IV9", "i7 i7 IV9 IV9", "i9 i9 i9 bVII", "i7 v7"),
    "minor": ("i7", "i7", "i7 i7 iv7 iv7", "i7 i7 bVII bVII"),
    "mixolydian": ("I7", "I9", "I7 I7 IV7 I7", "I7 I7 bVII bVII"),
    "major": ("I7", "I6 I6 IV6 IV6"),
}
CHANGES = {
    "major": ("I V vi IV", "IV V I vi", "I IV ii V", "vi IV I V", "Imaj7 vi7 ii7 V7", "IVmaj7 V iii7 vi7"),
    "minor": ("i bVI bIII bVII", "bVI bVII i i", "i iv bVI bVII", "i7 iv7 bVII bIIImaj7"),
    "dorian": ("i7 IV i7 IV", "i9 i9 IV9 IV9", "i7 bIII IV i7"),
    "mixolydian": ("I bVII IV I", "I v7 IV I"),
}
STICKS = ("x..x..x...x.x...", "x..x...x..x.x...", "x.x..x.x..x.x..x", "..x.x...x..x..x.")
THREES = ("...x..x...x.x...", "...x..x.....x...", "......x...x.x...", "...x..x...x...x.")


def band_drums(s):
    """Kick and snare converse; neither keeps the back-beat for long."""
    d = s.dens("drums")
    kick, snare = s.choose(("X.....x...x..x..", "....X..g.x..X..g"), ("X..x......x.....", "......x.....X..x"),
                           ("X.x....x..x.x...", "....X....x...X.."),
                           ("X......x..x...x.", "....x..X....x..X"), ("X..x..x...x.....", "....X.....g..X.g"),
                           ("X.......x.x..x..", "..g.X..x....X..x"))
    answer = kick[:8] + s.choose("x..x..x.", "..x..x.x", ".x..x...", "x.x....x")
    for b in range(s.bars):
        s.drum(KICK, answer if b % 2 else kick, [b], 92)
        s.drum(SNARE, snare, [b], 84)
    s.ghosts(SNARE, 0.25 + 0.5 * d, (1, 3, 5, 7, 9, 11, 14, 15), 40)
    s.drum(HAT, s.choose("x.X.x.X.x.X.x.X.", "xoXoxoXoxoXoxoXo", "x.Xox.X.x.Xox.X.") if d > 0.3 else "..x...x...x...x.",
           vel=62)
    if s.chance(0.7):  # the hat opens at the end of the sentence
        p = s.choose(6, 10, 14)
        for b in range(s.choose(0, 1), s.bars, s.choose(1, 2)):
            s.hit(OPEN, b * s.F + p, 78)
    s.drum(RIDE, s.choose(*STICKS), range(s.enter(0.15), s.bars), 66)  # sticks, shekere
    if d > 0.35:
        s.drum(HIGH, s.choose("..x...xx..x...xx", "x..x..x.x..x..x.", "...xx......xx..."), range(s.enter(0.2), s.bars),
               62)
        s.drum(LOW, s.choose("......x.......x.", "x......x........", ".........x..x..."), vel=66)


def band_together(s):
    """Layers by the plan; the kick with the bass, the crash with the horns; breaks of the band."""
    d = s.dens("drums")
    s.kick_pushes("bass", 0.95, 90, alone=0.4)
    s.mark_pushes("melody", s.choose(OPEN, CRASH, KICK), 0.15 + 0.3 * d, 80)
    s.thin("drums", {HIGH: (), LOW: (6, 14), OPEN: (), HAT: range(0, 16, 2),
                     RIDE: range(0, 16, 3) if d > 0.5 else range(16)}, 0.5)
    if s.chance(0.4):
        s.thin("harmony", (2, 6, 10, 14, 3, 11), 0.45)
    s.answer_with_drums(("x.xx", "x..x", "hh.l", "g.xx.x", "..xhl"), 84, 0.2 + 0.5 * d, 8)
    for bar in s.phrase_ends():
        if s.chance(0.2):  # all stop but the sticks; the guitar and bass go on where they were
            s.clear_drums((bar + 1) * s.F - s.choose(4, 8), (bar + 1) * s.F, (KICK, SNARE, HAT, OPEN, LOW, HIGH))
            s.figure((bar + 1) * s.F, s.choose("xx", "x.x", "hl"), 92)
        elif s.chance(0.9):
            s.fill(bar, s.choose("snare", "toms", "flam"), s.choose(1, 1, 2), 88, keep=(RIDE,))
        if s.chance(0.6):
            s.hit(CRASH, (bar + 1) * s.F % s.N, 84)
    s.dynamics((30, 10, 16, 12))


def band_bass(s):
    """One sentence of two bars: the one is said, then answered off the beat."""
    d = s.dens("bass")
    lo = s.bass_low(28, 8)
    calls = (("R--R..5-........", "R-....R.5-......", "R-..R-7-........") if d < 0.3
             else ("R-.R..5.7-..R-..", "R-R...7-R-..5-..", "R..R.5..R..7.R..", "R-....R.7.R.5-..", "R.R.5-..7-R-...."))
    answers = (("..R-..5-8-..7-5-", "R-..5.7.8-..5-..", "......R.5.7.R-..", "..7-R-..5-..R-A-", "R-.5..7.R..5.7..")
               if d > 0.2 else ("R-......5-......", "......R---......"))
    if d > 0.65:
        calls = ("R-RR.57-R-RR.5..", "R.5.R.7.R.5.7.RA", "R-R.57R-..R.57R-", "R..RR.5.7..RR.5.")
    s.bass_line([s.choose(*calls), s.choose(*answers)], lo, 0.5 + 0.45 * s.k["bass"]["articulation"], 94)


def band_harmony(s):
    """A tenor guitar picks single notes, the rhythm guitar stabs where it is silent."""
    d = s.dens("harmony")
    s.voice_all(n=3, lo=57, hi=77, rootless=s.chance(0.4))
    stab = s.choose("......x.......x.", "..x...x...x...x.", "....x.......x.x.", "...x..x....x....", "..............xx")
    line = (s.choose("x.xx....x.xx....", "x..xx...x..xx...", "x.x..x..x.x..x..", "xx.x....xx.x....", "x...x.xx....x...")
            if d > 0.25 else "................")
    order = s.choose((0, 1, 2, 1), (2, 1, 0, 1), (0, 2, 1, 2), (0, 0, 1, 2))
    gate, k = 0.4 + 0.6 * s.k["harmony"]["articulation"], 0
    for (f, n, _), v in zip(s.spans, s.voiced):
        for x in range(f, f + n):
            i = x % s.F
            if i == 0 and x // s.F % 2 == 0:
                k = 0  # the figure starts again every second bar
            if stab[i] == "x":
                s.play_chord(x, gate, v, 80, STACCATO, 10)
            elif line[i] == "x" or d > 0.75 and i % 4 == 1:
                s.play_chord(x, gate, [v[order[k % 4]]], 70 + 6 * (i % 4 == 0), STACCATO)
                k += 1


def band_melody(s):
    d = s.dens("melody")
    if s.chance(0.45):  # horns declare: unison or fourths, the same each time
        one = s.choose("x.x.x-..x-x---..", "..x.x.x-x---....", "x--x--x-x-x-x---", "xx.x-...xx.x-...")
        two = s.choose("................", "........x.x.x---", "x-------........")
        riff(s, one + two, [s.choose(0, 0, 2, 3, 4, 6, -1) for _ in range(8)], 62, 84, 96, 0.8)
        return
    sparse = ("x-x---..........", "......x-x-----..", "..x-x-x---......", "x-----..........")
    middle = ("x-x.x.x-x---....", "..x.x-x.x-x---..", "x.xx.x--........", "x--x--x-x.x.x---", "....x.x.x-xx.x--")
    busy = ("x.xxx.x.xxx.x.x-", "xx.xx.x-..xx.xx-", "x.x.xxx-x.x.xx..")
    bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
    sing(s, bank, 60, 84, kind=s.choose("mode", "penta", "blues"), gate=0.85, vel=92, pair=s.choose(0, 0, 0.8),
         ornament=0.15, forms=("A - A e", "A A - e", "- A - e", "A - a e", "A a B e"))


def pop_drums(s):
    """Kick and rim share the three-three-two; the shaker never stops."""
    d = s.dens("drums")
    s.drum(KICK, s.choose("X.......X.......", "X..x....X..x....", "X...X...X...X...", "X......xX.......",
                          "X..x..x.X......."), vel=96)
    s.drum(SNARE, s.choose(*THREES), vel=84)
    s.drum(HAT, s.choose("xoXoxoXoxoXoxoXo", "ooXoooXoooXoooXo") if d > 0.35
           else s.choose("x.x.x.x.x.x.x.x.", "..x...x...x...x."), range(s.enter(0.15), s.bars), 56)
    if d > 0.3:
        s.drum(HIGH, s.choose("x..x..x.........", "..........x.xx..", "..x..x......x..x", "x.....x...x....."),
               range(s.enter(0.25), s.bars), 62)
    if d > 0.55:
        s.drum(LOW, s.choose("......x.......xx", "...........x..x.", "x.......x..x...."), vel=68)
    if s.chance(0.4):
        s.drum(OPEN, s.choose("......x.......x.", "..............x."), vel=66)
    if s.chance(0.4):
        s.hit(CRASH, 0, 76)


def pop_together(s):
    d = s.dens("drums")
    s.kick_pushes("bass", 0.5, 88, alone=0.6)
    s.thin("drums", {HIGH: (), LOW: (), OPEN: (), HAT: range(0, 16, 2), KICK: (0, 8)}, 0.5)
    if s.chance(0.5):
        s.thin("bass", (0, 6, 8), 0.45)
    s.answer_with_drums(("h.hl", "..lh", "hhl.", "l..l"), 74, 0.3 + 0.4 * d, 8)
    for bar in s.phrase_ends():
        if s.chance(0.25):  # log drum and chords drop out; the shaker stays
            s.breath(bar, keep=(HAT,))
            s.figure((bar + 1) * s.F, s.choose("..hl", "h.h.", "l.ll", "hhhl"), 84)
        else:
            s.fill(bar, s.choose("stop", "toms", "snare", "toms"), 1, 86, keep=(HAT,))
    s.walk_back(s.choose(1, 2), s.choose(1, 2), 86)
    s.dynamics((26, 12, 16, 12))


def pop_bass(s):
    """The log drum: low knocks around the beat, some slid into."""
    d = s.dens("bass")
    lo = s.bass_low(28, 8)
    sparse = ("R-----------....", "R-----R-----....", "R-........5-R-..")
    middle = ("R-....R-..R-R-..", "R--R--..R-s-..5-", "R-.R..R-....R-s-", "R-....s---..5-R-", "R--R--R-..5-R-..")
    busy = ("R-.R.RR-..R.s-R.", "R.RR..s-R.RR.5s-", "R-R..Rs-..RR.5R-")
    bank = sparse if d < 0.25 else middle if d < 0.7 else busy
    p, q = s.choose(*bank), s.choose(*bank)
    s.bass_line(s.choose([p, p, p, q], [p, q]), lo, 0.6 + 0.38 * s.k["bass"]["articulation"], 94)


def pop_harmony(s):
    d = s.dens("harmony")
    s.voice_all(n=s.choose(3, 3, 4), lo=57, hi=79, rootless=s.chance(0.3))
    art = 0.45 + 0.5 * s.k["harmony"]["articulation"]
    if d < 0.25:
        s.comp(s.choose("x-----x---------", "x---------x-----", "...x-------....."), 0.95, 68)
    elif s.chance(0.4):  # highlife: a guitar runs through the chord in threes
        s.arpeggio(s.choose("012", "210", "0212", "021"), 1 if d > 0.6 else 2, art * 1.4, 68,
                   s.choose("x.xx.xx.x.xx.xx.", "xxx.xxx.xxx.xx.x", None))
    else:
        s.comp(s.choose("x..x..x...x.x...", "..x..x..x..x..x.", "x..x..x.x..x..x.", "...x..x...x.x...",
                        "x-.x-.x-..x-x-.."), art, 74, s.choose(0, 10))


def pop_melody(s):
    d = s.dens("melody")
    sparse = ("x--x--x-........", "..x-x---........", "......x--x--x-..", "x-----..x-......")
    middle = ("x--x--x-x-......", "x-xx.xx-..x-x---", "..x-x--x--x-....", "x.x.x.x-..xx.x--", "x--x--x---x-x---")
    busy = ("xxx.xx.xx.x.x---", "x-xx-xx-x-xx-x--", "xx.xx.x.xxx.x-..")
    bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
    sing(s, bank, 60, 82, kind="penta", gate=0.9, vel=80, leap=0.1, bar_motif=s.chance(0.3), ornament=0.2,
         pair=s.choose(0, 0, 0.4), forms=("A A B e", "A - A e", "A a - e", "A a B e", "A - a e"))


def write(s):
    name = th.MODES[s.mode]
    if s.chance(0.75 if name != "major" else 0.15):
        s.become(**BAND)
        s.plan("build", "chorus", "drop", "song")
        s.progression(s.choose(*VAMPS[name]), bars_per=s.choose(1, 2))
        parts = band_drums, band_bass, band_harmony, band_melody, band_together
    else:
        s.become(**POP)
        s.plan("song", "chorus", "build", "drop")
        s.progression(s.story(CHANGES[name]), bars_per=s.choose(1, 1, 2),
                      turn=s.choose(None, {"major": "V", "minor": "bVII"}.get(name, "v7")))
        parts = pop_drums, pop_bass, pop_harmony, pop_melody, pop_together
    for part in parts:
        part(s)
