"""Pop: four chords that everyone knows, a kick and snare that stay out of the way,
a bass on the roots, a vocal melody in short phrases with a hook that returns.

Verse and chorus: the verse is thin, the chorus louder with the ride or the open
hat; a fill, a stop or a hit of the whole band stands between them."""
from . import _metres as metres
from .melody import melody as sing
from .toolkit import HAT, HIGH, KICK, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(76, 132), words=("pop", "pop song", "indie pop", "electropop", "pop ballad", "modern pop", "dance pop"),
    moods=("happy", "bright", "romantic", "energetic", "sad", "playful", "warm", "melancholic"),
    modes={"major": 7, "minor": 4, "mixolydian": 1, "lydian": 1},
    meters={(4, 4): 16, (6, 8): 2, (3, 4): 1}, swing16=(0, 0, 0, 10, 20), loose=(0, 0.15),
    instruments={"drums": ("pop kit", "acoustic kit", "electronic kit", "808 kit", "drum machine"),
                 "bass": ("electric bass", "synth bass", "finger bass", "sub bass"),
                 "harmony": ("piano", "acoustic guitar", "synth pad", "electric piano", "strings", "electric guitar"),
                 "melody": ("synth lead", "piano", "vocal", "guitar", "pluck", "flute", "bell")})

PROGRESSIONS = {
    "major": ("I V vi IV", "vi IV I V", "I vi IV V", "IV I V vi", "I IV vi V", "IV V iii vi", "I iii IV V",
              "I iii vi IV", "IV V vi I", "ii IV I V", "I V ii IV", "vi V IV V",
              "I IV I V", "IV iv I I", "I,V vi,IV", "I Vsus4 ii IV", "I V vi iii IV I ii V", "vi ii V I", "I II IV I",
              "IVadd9 Vsus4 vi7 Iadd9"),
    "minor": ("i bVI bIII bVII", "i bVII bVI bVII", "bVI bVII i i", "i iv bVII bIII", "i v bVI bVII", "iv bVI i bVII",
              "i bIII bVII iv", "bVI bIII bVII i", "i bVII bVI V", "i iv bVI V"),
    "mixolydian": ("I bVII IV I", "I v bVII IV", "I bVII IV IV", "IV bVII I I"),
    "lydian": ("I II I II", "I II vi I", "Imaj7 II iii II", "I I II II"),
}


def drums(s):
    d, F = s.dens("drums"), s.F
    if s.meter != (4, 4):
        metres.kit(s, 96, 94, 66)
    else:
        kick = s.choose("X.......X.......", "X.....x.X.......", "X.......X.x.....", "X......xX.......",
                        "X..x....X..x....", "X.....x...x.....", "X..x..x...x.....", "X..x..x.X.......",
                        "X.........x.....", "X.x.....X.x.....")
        kick2 = s.choose(kick, kick, kick[:8] + s.choose("x.x.....", "x.....x.", "..x..x.."))
        for b in range(s.bars):
            s.drum(KICK, kick if b % 2 == 0 else kick2, [b], 98)
        s.drum(SNARE, s.choose("....X.......X...", "....X.......X...", "....X.......X...", "....X..o....X...",
                               "........X......."), range(s.enter(0.12), s.bars), 96)
        hat = (s.choose("x.x.x.x.x.x.x.x.", "X.o.X.o.X.o.X.o.", "x.x.x.x.x.x.x.xx") if d < 0.65
               else s.choose("xoxoxoxoxoxoxoxo", "X.xoX.xoX.xoX.xo", "xoxxxoxxxoxxxoxx"))
        if d < 0.2:
            hat = s.choose("x...x...x...x...", "..x...x...x...x.")
        s.drum(s.choose(HAT, HAT, HAT, RIDE), hat, range(s.enter(0.15), s.bars), 70)
        s.ghosts(SNARE, 0.2 * d, (3, 7, 9, 11, 15), 40)
        if s.chance(0.4):
            p = s.choose(14, 6, 10)
            for b in range(s.bars):
                if b % 2 or s.chance(0.3):
                    s.hit(OPEN, b * F + p, 76)
        if s.chance(0.3):  # shaker or tambourine
            s.drum(s.choose(RIDE, HIGH), s.choose("oxoxoxoxoxoxoxox", "....x.......x...", "..x...x...x...x.",
                                                  "gogogogogogogogo"), range(s.enter(0.4), s.bars), 60)
    s.mark_turns(92, 0.7)
    for bar in s.phrase_ends():
        kind = s.choose("toms", "snare", "build", "flam", "stop", "pickup", "drag", "skip", "bark", "air")
        if kind in ("pickup", "drag", "skip", "bark", "air"):
            s.vary(bar, kind, 86)
        else:
            s.fill(bar, kind, 1 if F == 12 else s.choose(1, 1, 2), 88)


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(29, 8)
    if s.meter != (4, 4):
        bank = metres.bank(s, metres.BASS, "bass")
        s.bass_line([s.choose(*bank), s.choose(*bank)], lo, 0.92, 88)
        return
    sparse = ("R---------------", "R-------R-------", "R-----------R-A-", "R-----R---------")
    middle = ("R-----R-R-------", "R--R----R--R--A-", "R--R--R-R-----5-", "R-----R---R-5-A-", "R---R---R---R---",
              "R--R--R---R---A-", "R-------R-5-R-A-", "R.....R.R.R...A.")
    busy = ("R-R-..R-R-R-5-A-", "R--R-RR-..R--R5-", "R-.R..R-R-.R..A-", "R-8-..R-R-8-5-A-", "R-RR..R-R-RR..5-",
            "RR..R.R-R.RR..5A", "R--R..RRR-.R..5A")
    bank = sparse if d < 0.3 else middle if d < 0.7 else busy
    p, q = s.choose(*bank), s.choose(*bank)
    plan = s.join_kick(s.choose([p], [p, p, p, q], [p, q]), s.choose(0.5, 1, 1), "R", 2)
    s.bass_line(plan, lo, 0.5 + 0.48 * s.k["bass"]["articulation"], 88)


def harmony(s):
    d, F = s.dens("harmony"), s.F
    s.voice_all(n=s.choose(3, 3, 4), lo=52, hi=77, spread=s.chance(0.3))
    art = 0.55 + 0.45 * s.k["harmony"]["articulation"]
    kind = s.choose("pad", "piano", "strum", "strum", "arp", "eighths", "synco")
    if d < 0.2:
        kind = s.choose("pad", "whole")
    if kind == "pad":
        s.pad(62)
    elif kind == "whole":
        s.comp(s.choose("x---------------", "x-------o-------"), 0.97, 68)
    elif kind == "arp":
        s.arpeggio(s.choose("up", "updown", "0121", "0212", "0123"), s.choose(2, 2, 1) if F == 16 else 2, 1.2, 62)
    elif s.meter != (4, 4):
        s.comp(s.choose(*metres.bank(s, metres.COMP, "harmony")), art, 70, s.choose(0, 10))
    elif kind == "strum":  # down and up strokes of a guitar
        s.comp(s.choose("x---x-o-.-x-o-o-", "X---x---x-o-x-o-", "X-o-x-o-X-o-x-o-", "x--ox-o-..ox-ox-",
                        "X---X-o-.-o-X-o-"), 0.95 * art + 0.05, 68, s.choose(10, 10, 20))
    elif kind == "eighths":
        s.comp(s.choose("X.o.o.o.X.o.o.o.", "x-o-x-o-x-o-x-o-", "x.x.x.x.x.x.x.x."), art, 66)
    elif kind == "piano":
        s.comp(s.choose("x---x---x---x---", "x-----x-x-------", "x-------x---o---", "X---o---X---o---"), art, 72)
    else:
        s.comp(s.choose("x--x--x---x-x---", "x--x--x-x--x--x-", "x--x--x---......", "x-----x-----x---",
                        "..x-..x-..x-..x-"), art, 74)


def melody(s):
    d = s.dens("melody")
    if s.meter != (4, 4):
        bank = metres.bank(s, metres.TUNE, "melody")
    else:
        sparse = ("x---x---x-------", "x-----x-x-------", "..x-x-x---......", "x-------x---x---", "....x-x-x---....",
                  "x---x-x---......")
        middle = ("x-x-x---x-x-x---", "..x-x-x-x-x-x---", "x--x--x-x-x-....", "x-x-x-x-x---....", "x---x-x-x---x-x-",
                  "..x-x--x--x-x---", "x-x--x--x---..x-", "..xxx-x-x---....", "x--x--x---x-x---")
        busy = ("x-x-x-x-x-x-x-x-", "xxx-x-x-xxx-x---", "x-xxx-x-x-xxx---", "..xxxxx-x-x-x-x-", "xxxxx-x-..x-x-x-")
        bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
    sing(s, bank, 60, 81, kind=s.choose("penta", "mode", "penta"), gate=0.95, vel=86, leap=0.12,
         pair=s.choose(0, 0, 0, 0.5), bar_motif=s.chance(0.2), ornament=0.08)


def together(s):
    """Verse and chorus: the foot follows the bass, fills fall where the singer breathes."""
    if s.meter == (4, 4):
        s.kick_offbeats(0.45, 0.35, 92)
    if s.chance(0.3):
        s.answer_with_chords(("x-x---", "x---x-") if s.F == 12 else ("x-x-x---", "x--x--x-", "..x-x---", "x---x---"),
                             72, share=0.7, catch=())
    s.converse(("...s", "..hl", "..ss", "..o.", ".hhl", "..gs"), 0.45, vel=66)
    s.layers(0.45)
    s.enter_late(s.choose("bass", "harmony"), 0.12)
    if s.chance(0.3):  # everyone stops on the last chord, and the drummer brings them back
        text = (s.choose("X--x--", "X-.ss.") if s.F == 12 else s.choose("X-------", "X..x..X-", "X---X---", "x-x-X-ss",
                                                                        "X-----..ssss", "X-..hhll", "..X-X-.."))
        s.tutti(s.bars - 1, text, False, s.chance(0.3), 92)
    s.ease_back(0.6)
    s.dynamics(22)


def write(s):
    name = ("major", "minor", "dorian", "phrygian", "lydian", "mixolydian")[s.mode]
    text, per = s.choose(*PROGRESSIONS[name]), s.choose(1, 1, 1, 2)
    turns = {"major": ("Vsus4,V", "IV,V", "ii,V"), "minor": ("bVII", "bVI,bVII", "V"), "mixolydian": ("bVII", "v,bVII"),
             "lydian": ("II",)}[name]
    s.progression(text, level=s.choose(0, 0, 0, 1), turn=s.turn_around(text, turns, per, 0.2, 0.75), bars_per=per)
    s.plan("chorus", "chorus", "build", "drop", "open", "arch", "level", manner="groove")
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    together(s)
