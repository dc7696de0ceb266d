"""Soul and R&B: a deep pocket with the snare laid back, ghosted and swung
sixteenths, bass that talks in the gaps, gospel-coloured chords (ninths,
elevenths, passing diminished, iv minor), a sung melody with turns and calls
answered by the band. Three kinds by tempo: the slow jam, the pocket, and the
uptown beat with a snare or tambourine on every beat and a bass that never sits."""
from . import _metres as metres
from .melody import melody as sing
from .toolkit import HAT, HIGH, KICK, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(62, 112), words=("soul", "neo soul", "r&b", "R&B", "smooth r&b", "motown soul", "slow jam"),
    moods=("warm", "romantic", "groovy", "calm", "melancholic", "happy", "sad"),
    modes={"major": 6, "minor": 4, "dorian": 3}, meters={(4, 4): 12, (6, 8): 3, (3, 4): 1},
            swing16=(0, 0, 10, 20, 20, 40, 40), loose=(0.1, 0.3),
    instruments={"drums": ("acoustic kit", "soul kit", "dry drums", "r&b kit"),
                 "bass": ("electric bass", "finger bass", "warm bass", "moog bass", "fretless bass"),
                 "harmony": ("rhodes", "wurlitzer", "organ", "piano", "clean guitar", "electric piano"),
                 "melody": ("vocal", "saxophone", "guitar", "flute", "trumpet", "synth lead", "organ lead")})

PROGRESSIONS = {
    "major": ("Imaj9 iii7 vi9 V9sus4", "IVmaj9 iii7 ii9 Imaj9", "Imaj9 vi9 ii9 V9sus4", "IVmaj7 V13 iii7 vi9",
              "I #io7 ii7 V7", "I I7 IV iv6", "Imaj7 III7 vi9 I9", "IVmaj9 iv6 iii7 VI7b9 ii9 V9sus4 Imaj9 I9",
              "ii9 V13 Imaj9 IVmaj7", "I vi ii V",
              "Imaj9 v9,I13 IVmaj9 bVII9", "vi9 ii9 V13 Imaj9", "I,#io7 ii7,biiio7 iii7,VI7 ii9,V9sus4",
              "Imaj9,iii7 vi9,v9 IVmaj9,iv6 iii7,ii9", "I I7,VI7 ii7,V7 I,bII9",
              "Imaj9 III7,vi9 IVmaj9,#ivo7 Imaj9,V9sus4", "I iii7 IV V9sus4", "IVmaj9 III7#5 vi9 ii9,V13", "I IV I IV",
              "Imaj9 bVIImaj9 IVmaj9 V9sus4"),
    "minor": ("i9 iv9 bVIImaj7 bIIImaj7", "i9 bVImaj9 iv9 V7#5", "iv9 v7 i9 i9", "bVImaj9 v7 iv9 i9",
              "i9 bVII9 bVImaj9 V7#9", "bVImaj9 V7#9 i9 i9", "ii0 V7b9 i9 iv9", "i11 iv9 i11 bVImaj9",
              "i9,bVI9 V7#9 i9,I7b9 iv9", "i i7 iv9 ii0,V7b9"),
    "dorian": ("i9 IV13 i9 IV13", "i9 i9 IV9 IV9", "i9 v9 IV9 bVIImaj7", "i11 ii7 bIIImaj7 IV9",
               "i9 bIIImaj9 IV13 IV9sus4"),
}


def drums(s):
    d = s.dens("drums")
    s.late[SNARE] = s.choose(0, 10, 10, 20, 40)
    s.late[HAT] = s.choose(0, 0, 10)
    if s.meter != (4, 4):
        metres.kit(s, 88, 86, 58)
    else:
        kick = s.choose("X......x..x.....", "X..x......x..x..", "X.x.......x.....", "X.......x.x.....",
                        "X.....xx..x.....", "X..x..x...x.....", "X......x.x......", "X.........xx....",
                        "X...X...X...X...", "X.x....x..x..x..")
        kick2 = s.choose(kick, kick[:8] + s.choose("..x..x..", "x.x.....", ".xx...x.", "..x....x"))
        for b in range(s.bars):
            s.drum(KICK, kick if b % 2 == 0 else kick2, [b], 92)
        back = s.choose("....X.......X...", "....X.......X...", "....X..g....X...", "....X.......X..g",
                        "X...X...X...X..." if s.bpm > 100 else "....X.......X...")
        s.drum(SNARE, back, range(s.enter(0.1), s.bars), 84)
        s.ghosts(SNARE, 0.15 + 0.5 * d, (1, 3, 6, 7, 9, 11, 14, 15), 38)
        hat = (s.choose("x.o.x.o.x.o.x.o.", "X.x.X.x.X.x.X.x.", "x...x...x...x...") if d < 0.4
               else s.choose("xoxoxoxoxoxoxoxo", "xgogxgogxgogxgog", "x.xox.xox.xox.xo", "xooxxooxxooxxoox"))
        s.drum(s.choose(HAT, HAT, HAT, RIDE), hat, range(s.enter(0.1), s.bars), 62)
        if s.chance(0.45):
            p = s.choose(2, 6, 10, 14, 15)
            for b in range(s.choose(0, 1), s.bars, s.choose(1, 2)):
                s.hit(OPEN, b * 16 + p, 66)
        if s.chance(0.2 + 0.3 * d):  # tambourine, conga, snap
            s.drum(HIGH, s.choose("....x.......x...", "..x...x...x...x.", "x..x..x...x.x...", "......x.......xx"),
                   range(s.enter(0.3), s.bars), 54)
    s.mark_turns(74, 0.5)
    for bar in s.phrase_ends():
        kind = s.choose("snare", "snare", "toms", "toms", "flam", "stop", "drag", "ghosts", "pickup", "skip", "bark")
        if kind in ("drag", "ghosts", "pickup", "skip", "bark"):
            s.vary(bar, kind, 78)
        else:
            s.fill(bar, kind, 1 if s.F == 12 else s.choose(1, 1, 2), 80, keep=(HAT,))


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(28, 8)
    s.late["bass"] = s.choose(0, 0, 10, 20)
    if s.meter != (4, 4):
        bank = metres.bank(s, metres.BASS, "bass")
    elif s.bpm > 98 and d > 0.3:  # uptown: eighths and chromatic sixteenths that never sit
        bank = ("R--R5-8-R-R-5-SA", "R-RR-5-R8-5-3-SA", "R--R-R3-5-5R8-SA", "R-.R5.8R-R5-3-SA", "R-R-5-5-8-5-R-A-")
    elif d < 0.25:
        bank = ("R---------------", "R-------R-----A-", "R-----R---------", "R---------....A-")
    elif d < 0.7:
        bank = ("R--R------5-8---", "R-----R---5---A-", "R--R--R-..R-5-A-", "R-..R---..8-5-A-", "R------R--5-R---",
                "R--R..8-..5-..A-", "R-....R-R-5-8-A-", "R---..5-8-..5-A-", "R--R----R--R--A-")
    else:
        bank = ("R-gR..8-5-g5-3A-", "R--RR-8-5--5R-3A", "R-3-5-8-R-R5-3A-", "R.RR..8.5.R..5.A", "R-gR-5-8-g8-5-3A",
                "R-R-3-5-R-8-5-A-", "R--8-5-R..R8-5A-")
    p, q = s.choose(*bank), s.choose(*bank)
    s.bass_line(s.choose([p], [p, q], [p, p, p, q]), lo, 0.6 + 0.38 * s.k["bass"]["articulation"], 86)


def harmony(s):
    d = s.dens("harmony")
    s.late["harmony"] = s.choose(0, 0, 10)
    s.voice_all(n=s.choose(4, 4, 5, 3), lo=50, hi=77, rootless=s.chance(0.5), spread=s.chance(0.25))
    art = 0.55 + 0.45 * s.k["harmony"]["articulation"]
    if s.meter != (4, 4):
        s.comp(s.choose(*metres.bank(s, metres.COMP, "harmony")), art, 66)
    elif d < 0.25:
        s.comp(s.choose("x---------------", "x---------....o-", "x-----x---------"), art, 66, s.choose(0, 10))
    else:
        s.comp(s.choose(["x-----x---------", "x-----x-..x-x---"], ["x--x--------x-x-"],
                        ["x-......x-......", "x-......x-..x-x-"], ["....x-......x-.."], ["x---..x-..x-..x-"],
                        ["x--x--x---x-x---"], ["x-------..x-x--x"], ["..x---x-..x---x-"], ["x---x---x---x---"],
                        ["x-----------x-o-", "..x-----x-------"], ["x--x--x--x--x-x-"]), art, 70, s.choose(0, 0, 10),
               0.15)


def melody(s):
    d = s.dens("melody")
    s.late["melody"] = s.choose(0, 10, 20, 40)
    if s.meter != (4, 4):
        bank = metres.bank(s, metres.TUNE, "melody")
    else:
        sparse = ("x-----x---......", "..x-x---........", "x---x-x-----....", "......x-x-x-----", "x--x------......",
                  "............x-x-")
        middle = ("x-x-x-x---..x-x-", "..x-x-xx-x---...", "x--x--x-x-x-....", "x-xx--x---..x-x-", "..xxx-x-x---..x-",
                  "x---x-xx-x-x----", "x-x--x--x-x-----", "x--x-xx---......")
        busy = ("x-xxxx-xx-x-x-x-", "xxx-x-x-xx-xx---", "..xxxxx-x-xxx---", "x-xx-xx-x-xx-x--")
        bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
    sing(s, bank, 60, 84, kind=s.choose("penta", "penta", "mode", "blues"), gate=0.95, vel=82, ornament=0.3, leap=0.14,
         pair=s.choose(0, 0, 0, 0.5), forms=("A - a e", "A a - e", "A a B e", "A b A e", "A - A e", "A A B e"))


def together(s):
    """Foot and bass are one, keys and drums answer the singer, the song grows."""
    s.kick_offbeats(0.65, 0.45, 84)
    if s.chance(0.65):
        six = s.meter[1] == 8
        s.answer_with_chords(("x-x---", "x---x-") if six else ("x-x---", "x..x--", "xx.x--", "x-x-x---", "..x-x---"),
                             76, share=0.9, catch=() if s.chance(0.4) else (KICK,))
    s.converse(("..gs", ".g.s", "g.gh", "..hl", "g..o"), 0.45, vel=62)
    s.layers(0.4)
    s.enter_late("harmony", 0.1)
    if s.chance(0.45):  # the turn-around is struck by all
        text = (s.choose("X--x--", "X.x.X-") if s.F == 12 else s.choose("X--x--X-", "X..x..x.", "..x-X---", "X.x.X-ss",
                                                                        "X-----..hhll", "x-x-x-X-"))
        s.tutti(s.bars - 1, text, s.chance(0.3), s.chance(0.6), 84)
    s.ease_back(0.85)
    s.dynamics(20)


def write(s):
    name = {0: "major", 1: "minor", 2: "dorian"}[s.mode]
    if s.F == 16 and (s.bpm > 98 or s.bpm < 74):
        s.become(("motown soul", "soul", "uptempo soul", "northern soul") if s.bpm > 98
                 else ("slow jam", "soul ballad", "r&b", "R&B ballad", "soul"))
    text, per = s.choose(*PROGRESSIONS[name]), s.choose(1, 1, 1, 2)
    turns = {"major": ("ii9,V9sus4", "IV,V7", "ii7,bII9"), "minor": ("V7#9", "iv9,V7#5", "ii0,V7b9"),
             "dorian": ("bVII9", "v9", "IV9,V7#9")}[name]
    s.progression(text, level=s.choose(1, 2), bars_per=per, turn=s.turn_around(text, turns, per, 0.25, 0.85))
    s.plan("build", "build", "chorus", "arch", "level", "open", "wave", manner="groove")
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    together(s)
