"""Gospel: organ, piano, bass and drums behind a choir. Three ways to play it: the
ballad in six-eight, with triplets rolling and the chords walking up to the
fourth and past it on a diminished; the praise groove with claps on two and four;
and the shout, as fast as feet can go, claps on every off-beat over a bass that
runs. Secondary dominants, tritone substitutes, four to minor four, and a run
or a walk-up into each new chord."""
from . import theory as th
from .melody import melody as sing
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(68, 166), words=("gospel", "gospel choir", "black gospel", "praise and worship", "gospel shout",
                          "church music", "soulful gospel"),
    moods=("happy", "energetic", "warm", "epic", "bright", "groovy", "calm"),
    modes={"major": 9, "mixolydian": 2, "minor": 2}, meters={(4, 4): 9, (6, 8): 5, (3, 4): 1}, swing16=(0, 10, 20),
            loose=(0.1, 0.3),
    instruments={"drums": ("gospel kit", "live drums", "acoustic kit", "church drums"),
                 "bass": ("electric bass", "finger bass", "organ bass"),
                 "harmony": ("organ", "piano", "gospel piano", "hammond organ", "choir"),
                 "melody": ("vocal", "choir", "organ lead", "saxophone", "gospel choir", "piano")})

# Slow songs move every half bar and more; the shout stays on one and lets the bass run.
BALLAD = {
    "major": ("I,I7 IV,#ivo7 I,VI7b9 ii7,V9sus4", "I,III7 vi7,I7 IV,iv6 I,V9sus4", "I IV,#ivo7 V7sus4,V7 I,I7",
              "Imaj9,I13 IVmaj9,iv6 iii7,VI7b9 ii9,V9sus4", "I,#io7 ii7,biiio7 iii7,VI7 ii7,V7",
              "IV,#ivo7 V7,#vo7 vi7,I9 IV,V7sus4", "vi9,bVI9 V9sus4,I9 IVmaj9,iv6 Imaj9,V7#5",
              "I,vii0,III7 vi7,v7,I7 IV,#ivo7 V7sus4,V7", "I,I7 IV,iv6 I,bIII9 ii9,bII9",
              "IVmaj9,III7 vi9,I9 II9,V9sus4 I69,I7"),
    "mixolydian": ("I7,IV7 I7 IV7,#ivo7 I7", "I7 v7,I9 IV9 bVII9", "I7,I9 IV9,#ivo7 I7,VI7 II9,V9sus4"),
    "minor": ("i7,V7#5 i9,I7 iv9,bVII13 bIIImaj7,V7b9", "i9 iv9,#ivo7 i7,bVI9 ii0,V7b9", "i,V7 i7,I7b9 iv7,iv7 V7#9",
              "bVImaj9,v7 iv9,V7#9 i9,bIII9 ii0,bII9"),
}
PRAISE = {
    "major": ("I I7 IV iv6", "I,I7 IV,#ivo7 I V9sus4", "IVmaj9 III7#9 vi9 I9", "ii9 iii7 IVmaj9 V9sus4",
              "vi9 II9 ii9 V9sus4", "IV,V vi,I9 IV,#ivo7 V9sus4", "I IV I,VI7 II9,V9sus4", "IV iii7,VI7 ii9 bII9",
              "I bVII9 IV,iv6 I"),
    "mixolydian": ("I7 IV9 I7 IV9", "I7 bVII9 IV9 I7", "I9 I9 IV9 #ivo7"),
    "minor": ("i9 iv9 bVII13 V7#9", "i9 bVI9 V7#9 i9", "iv9 V7#9 i9 I7", "i9 i9 iv9,#ivo7 V7#9"),
}
SHOUT = {
    "major": ("I7 I7 IV7 #ivo7", "I7 I7 I7 I7 IV7 #ivo7 I7 V7", "I I7 IV7 I7", "I7,IV7 I7 I7,IV7 V7",
              "IV7 #ivo7 I7 VI7 II7 V7 I7 I7", "I7 IV7,#ivo7 I7,VI7 II7,V7"),
    "mixolydian": ("I7 I7 IV7 I7", "I7 IV7 I7 V7", "I7 IV7,#ivo7 I7 I7"),
    "minor": ("i7 i7 iv7 V7", "i7 i7 iv7,#ivo7 i7", "i7 bVI7,V7 i7 i7"),
}


def manner(s):
    """How this piece is played: ballad, waltz, praise or shout."""
    if s.F == 12:
        return "ballad" if s.meter == (6, 8) else "waltz"
    return "shout" if s.bpm >= 126 else "praise"


def drums(s, how):
    d = s.dens("drums")
    if how == "ballad":  # the back-beat of six-eight is its fourth eighth
        s.drum(KICK, s.choose("X...........", "X...x.......", "X.........x.", "X...x.....x."), vel=92)
        s.drum(SNARE, "......X.....", range(s.enter(0.15), s.bars), 90)
        s.drum(s.choose(HAT, RIDE), "X.x.x.X.x.x." if d < 0.65 else s.choose("X.xox.X.xox.", "X.xoxoX.xoxo"), vel=64)
        s.ghosts(SNARE, 0.3 * d, (3, 5, 9, 11), 38)
    elif how == "waltz":
        s.drum(KICK, s.choose("X...........", "X.........o."), vel=86)
        s.drum(SNARE, s.choose("....x...x...", "........x..."), vel=72)
        s.drum(s.choose(HAT, RIDE), "x.o.x.o.x.o." if d > 0.35 else "x...o...o...", vel=62)
    elif how == "shout":  # off-beats clapped, feet on every beat
        s.drum(KICK, s.choose("X...X...X...X...", "X...X...X...X.x.", "X..xX...X..xX..."), vel=100)
        s.drum(SNARE, s.choose("..X...X...X...X.", "..X...X...X...Xx"), range(s.enter(0.1), s.bars), 96)
        s.drum(s.choose(HAT, RIDE, OPEN), "X.x.X.x.X.x.X.x." if d > 0.3 else "x...x...x...x...", vel=74)
        if d > 0.5:
            s.drum(HIGH, s.choose("x.xxx.xxx.xxx.xx", "..x...x...x...x."), vel=60)  # tambourine
    else:
        s.drum(KICK, s.choose("X......xX.x.....", "X..x..x...x.....", "X.....x.X..x....", "X..X....X.x...x.",
                              "X.....xx..x..x.."), vel=98)
        s.drum(SNARE, s.choose("....X.......X...", "....X..g.g..X..g", "....X....g..X.g."), vel=98)
        s.drum(s.choose(HAT, HAT, RIDE), s.choose("X.x.X.x.X.x.X.x.", "x.o.x.o.x.o.x.o.") if d < 0.6
               else s.choose("XoxoXoxoXoxoXoxo", "X.xoX.xoX.xoX.xo"), vel=68)
        s.ghosts(SNARE, 0.4 * d, (3, 6, 7, 9, 11, 15), 40)
        s.drum(HIGH, "....x.......x...", range(s.enter(0.4), s.bars), 66)
    s.hit(CRASH, 0, 94)
    fills(s, how)


def fills(s, how):
    """Into each phrase: six-eight rolls in eighths over the drums, the rest in
    sixteenths, or the whole band stops for the choir."""
    d, F = s.dens("drums"), s.F
    for bar in s.phrase_ends():
        end = (bar + 1) * F
        if bar + 1 < s.bars and s.chance(0.6):
            s.hit(CRASH, end, 90)
        if how in ("ballad", "waltz"):
            s.clear_drums(end - 6, end, (SNARE, HAT, RIDE))
            order = s.choose((SNARE, HIGH, LOW), (SNARE, SNARE, HIGH), (HIGH, HIGH, LOW))
            for i in range(0, 6, 1 if d > 0.6 else 2):
                s.hit(order[i // 2], end - 6 + i, 70 + 5 * i)
        else:
            s.fill(bar, s.choose("snare", "toms", "toms", "roll", "stop", "flam"), s.choose(1, 2), 98)


def bass(s, how):
    d = s.dens("bass")
    lo = s.bass_low(28, 7)
    if how == "ballad":
        bank = (("R-----------", "R---R-5-----", "R-----5---A-") if d < 0.3
                else ("R---R-R---A-", "R---5-8---A-", "R-----5-R-A-", "R--gR-5-R-A-") if d < 0.7
                else ("R-gR3-5-R-SA", "R-5-8-5-3-A-", "R-R-5-8-5RSA"))
    elif how == "waltz":
        bank = ("R-----------", "R-------5---", "R-------5-A-") if d < 0.6 else ("R---3---5-A-", "R---5---3-A-")
    elif how == "shout":  # a walk with the beat, or running eighths
        bank = (("R---5---R---5---", "R---R---5---A---") if d < 0.25
                else ("R---3---5---A---", "R---8---7---5---", "R---3---5-3-S-A-") if d < 0.65
                else ("R-R-3-5-R-8-7-5-", "R-3-5-3-8-5-3-A-", "R-8-7-5-R-3-5-A-"))
    elif d < 0.3:
        bank = ("R-----------..A-", "R-------R-----A-", "R-----R---------")
    else:
        bank = (("R--R--..8-5---A-", "R-....R-R-..5-A-", "R--R--5-R--8--A-", "R-gR..8-R-..5-SA") if d < 0.7
                else ("R-gR.R8-R-g5-3SA", "R-3-5-8-R-R5.3SA", "R.RR..8.7-5.R3SA"))
    p, q = s.choose(*bank), s.choose(*bank)
    s.bass_line([p, p, p, q], lo, 0.65 + 0.33 * s.k["bass"]["articulation"], 92)
    runs(s, lo)


def runs(s, lo):
    """The bass runs up or down the scale into the bar after a phrase."""
    for bar in s.phrase_ends():
        if not s.chance(0.5 * s.dens("bass") + 0.15):
            continue
        end = (bar + 1) * s.F
        aim = s.root(s.chord_at(end), lo)
        step = 1 if s.bpm < 100 and s.chance(0.5) else 2
        way = s.choose(-1, -1, 1)
        path = [p for p in range(aim + 14 * way, aim, -way)
                if (p - s.t) % 12 in th.scale_for(s.chord_at(end - 1), s.mode)]
        n = min(4 if step == 1 else s.choose(2, 3), len(path))
        for i, p in enumerate(path[-n:]):
            s.bass_note(end - (n - i) * step, step * 0.95, p, 84 + 3 * i)


def harmony(s, how):
    d = s.dens("harmony")
    s.voice_all(n=s.choose(4, 4, 5), lo=50, hi=76, rootless=s.chance(0.4))
    art = 0.6 + 0.4 * s.k["harmony"]["articulation"]
    if d < 0.2:  # the organ holds, common tones stay down
        s.pad(64)
    elif how == "ballad":
        s.comp(s.choose("x-----x-----", "x---o-x---o-") if d < 0.5
               else s.choose("x-o-o-x-o-o-", "x-o-x-x-o-x-", "X-x-x-X-x-xo"), art, 72, s.choose(0, 0, 10))
    elif how == "waltz":
        s.comp(s.choose("x---o---o---", "x-------x---", "x---x-o-x---"), art, 70)
    elif how == "shout":  # stabs with the claps, or the piano between the hands
        s.comp(s.choose("..x...x...x...x.", "X-....X-..X-....") if d < 0.55
               else s.choose("o.X.o.X.o.X.o.X.", "X-.x..X-..X-x.X-", "..X-..X-..X-x.X-"), art, 82)
    else:
        s.comp(s.choose(["x-----x---------"], ["x---o---x---o---"], ["x-------..x-x---"]) if d < 0.5
               else s.choose(["x--x--x-..x-x---"], ["x-..x-.x..x-x-.x"], ["X-.o..X-.ox-..x-"], ["x--x--x---x-x-xo"]),
               art, 76)


def together(s, how):
    """The choir calls and the organ answers; the foot is the bass player's; a piece
    climbs, and its end is struck by all, with the drummer alone between the strokes."""
    if how in ("praise", "shout"):
        s.kick_offbeats(0.7, 0.4 if how == "praise" else 0, 94)
    if s.chance(0.65):
        s.answer_with_chords(("x-x---", "x---x-", "x-xx--") if s.F == 12 else ("X.X.x-", "..X...X-", "X.X...x-")
                             if how == "shout" else ("x..x--", "x-x---", "xx.x--", "..x-x---", "x.xx.x"), 84, share=0.9)
    s.converse({"shout": ("..hh", "h.hl", "k.kk")}.get(how, (".gss", "g.sh", "..hl", "ghhl")), 0.5, vel=76)
    s.layers(0.5)
    ends = s.phrase_ends()
    for bar in ends[-1:] if s.chance(0.7) else ends:
        if s.chance(0.55):
            text = (s.choose("X--X--", "x.x.X-", "X.ssX-") if s.F == 12
                    else s.choose("X.hhX.ll", "X...X...X.X.ssss", "..X...X.hhllX-..") if how == "shout"
                    else s.choose("X..x..X-", "X..X..X.sshl", "x.xX-..ssss", "X.X.X-ss", "..X..X..X-hl", "xX-hl.X-"))
            s.tutti(bar, text, True, s.chance(0.4), 98)
    s.ease_back(0.8)
    s.dynamics(18)


def melody(s, how):
    d = s.dens("melody")
    s.late["melody"] = s.choose(0, 10, 20)
    if how in ("ballad", "waltz"):
        bank = (("x-----x-----", "x---x-x-----", "..x-x-x-----", "x-x-x-------", "x-------....")
                + (("x-x-x-x-x-x-", "..xxx-x-xxx-", "x-xxx-x-----") if d > 0.5 else ()))
    elif how == "shout":
        bank = (("x---x---x-------", "..x---x-x-------", "x-x-..x-x-......")
                + (("x-x-x-x-x-------", "..x-x-x-..x-x-x-", "x-x-x---x-x-x---") if d > 0.4 else ()))
    else:
        bank = (("x---x-x---......", "..x-x-x-----....", "x--x--x---------", "x-----x-x---....")
                + (("x-xxx-x---..x-x-", "..xxx-x-xxx-x---", "x-x-xxx-x-------") if d > 0.4 else ()))
    sing(s, bank, 60, 83, kind=s.choose("penta", "penta", "blues", "mode"), gate=0.95, vel=90, ornament=0.3, leap=0.14,
         pair=s.choose(0, 0.5, 0.9), forms=("A - a e", "A A B e", "A - A e", "A a B e", "A - B e", "A b A e"))


def write(s):
    name = {0: "major", 1: "minor", 5: "mixolydian"}[s.mode]
    how = manner(s)
    if how == "shout":
        s.swing16 = 0
    book = {"praise": PRAISE, "shout": SHOUT}.get(how, BALLAD)[name]
    text = s.choose(*book)
    turns = ("ii7,V9sus4", "II9,V7", "ii7,bII9") if name != "minor" else ("iv7,V7#9", "ii0,V7b9")
    s.progression(text, level=s.choose(0, 1, 2) if how != "shout" else 0, turn=s.turn_around(text, turns, 1, 0.2, 0.9))
    s.plan("build", "build", "build", "chorus", "arch", "drop", "open", manner="groove")
    drums(s, how)
    bass(s, how)
    harmony(s, how)
    melody(s, how)
    together(s, how)
