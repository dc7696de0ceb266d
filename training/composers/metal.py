"""Metal: palm-muted low power-chord riffs, double kick that follows the guitar,
snare on the back-beat or in blasts, bass in unison with the riff, minor and
phrygian with flat second and tritone, a harmonised lead in thirds. A second riff
answers in the third quarter, or the band breaks down to half time; before a new
part all stop on the riff's last strokes."""
from . import _metres as metres
from .melody import melody as sing
from .toolkit import CRASH, HAT, KICK, OPEN, RIDE, SNARE, STACCATO, NORMAL, Spec

SPEC = Spec(
    bpm=(88, 190), words=("metal", "heavy metal", "thrash metal", "metalcore", "death metal", "doom metal",
                          "melodic metal"),
    moods=("aggressive", "dark", "epic", "energetic", "tense"),
    modes={"minor": 6, "phrygian": 5, "dorian": 1}, meters={(4, 4): 14, (6, 8): 2, (7, 8): 2, (3, 4): 1},
            loose=(0, 0.12),
    instruments={"drums": ("metal kit", "rock kit", "power kit"),
                 "bass": ("distorted bass", "picked bass", "overdriven bass"),
                 "harmony": ("distorted guitar", "high gain guitar", "palm muted guitar"),
                 "melody": ("lead guitar", "distorted guitar", "tremolo guitar", "synth lead")})

PROGRESSIONS = {
    "minor": ("i5 i5 bVI5 bVII5", "i5 bVI5 bIII5 bVII5", "i5 bVII5 bVI5 bVII5", "i5 i5 i5 bVI5,bVII5", "i5 iv5 bVI5 v5",
              "i5 bIII5 bVII5 iv5", "bVI5 bVII5 i5 i5", "i5 i5 bV5 iv5", "i5 bVI5 iv5 bVII5", "i5,bVI5 bVII5,i5"),
    "phrygian": ("i5 i5 bII5 i5", "i5 bII5 i5 bIII5", "i5 i5 bII5 bvii5", "i5 bII5 bvii5 bVI5", "i5 i5 bV5 bII5",
                 "i5 bIII5 bII5 i5", "i5,bII5 i5,bvii5", "i5 i5 i5 bII5,bIII5"),
    "dorian": ("i5 IV5 i5 bVII5", "i5 bIII5 IV5 i5", "i5 i5 IV5 bVII5"),
}


def riff(s):
    """One or two bars of chugs: X open chord, x muted, . rest; the kick follows."""
    d, r, F = s.dens("harmony"), s.r, s.F
    if F != 16:  # a cell for each group of the bar, the last one open at the turn
        groups = {(3, 4): (4, 4, 4), (6, 8): (6, 6), (7, 8): (4, 4, 6)}[s.meter]
        cells = {4: ("X---", "X-x.", "x.x.", "X-xx", "x.xx", "xxxx"),
                 6: ("X-----", "X---x.", "X-x.x.", "x.x.x.", "x.xxx.", "xxxxxx")}
        first = 0 if d < 0.35 else 1 if d < 0.6 else 2
        one = [r.choice(cells[n][first:first + 4]) for n in groups]
        return ["".join(one), "".join(one[:-1] + [r.choice(cells[groups[-1]][:2])])]
    if d < 0.25:
        bank = ("X---------------", "X-------X-------", "X-----x-X-----x-", "X-------....x-x-", "X-----------X-X-")
    elif d < 0.6:
        bank = ("x.x.X---x.x.X---", "x.xxx.xxx.xxX---", "x.x.x.x.X-x.X-x.", "X--x..x.X--x..x.", "xx..xx..X---x.x.",
                "x..x..x.x..x..X-", "X-x.x.X-x.x.X-x.", "x.x.x.x.x.x.X-X-", "X-..x.x.X-..x.xx", "x.xX-.xX-.xX-.x.")
    else:
        bank = ("xxxxxxxxxxxxxxxx", "xxx.xxx.xxx.xxx.", "x.xxx.xxx.xxx.xx", "xxX-xxX-xxX-xxX-", "xxxxX-xxxxX-xxX-",
                "x.xxx.xxX-X-x.xx", "xx.xx.xx.xx.xx.x", "xxxxxxX-xxxxxxX-", "X-xxxxX-xxxxX-xx")
    a = r.choice(bank)
    b = r.choice((a, a[:8] + r.choice(bank)[8:], r.choice(bank)))
    return [a, b]


def riffs_of(s):
    """A riff for every bar: the first, its answer, and another for the middle of the song."""
    a = riff(s)
    q = max(1, s.bars // 4)
    b = riff(s) if s.bars > 4 and s.chance(0.75) else a
    if b is not a and min(s.energy) < 0.4 and s.energy[0] > 0.6 and s.F == 16:  # breakdown: few strokes, heavy
        b = ([s.choose("X--x..X-....x.x.", "X-----xxX-------", "x..x..x.....xxx.", "xx.x..x.xx.x....",
                       "X--X--X---......")] * 2)
    out = [(b if bar // q == 2 else a)[bar % 2] for bar in range(s.bars)]
    if s.F == 16:  # the last bar stops short and turns
        out[-1] = out[-1][:8] + s.choose(out[-1][8:], "X---X---", "x.xxX---", "X-X-X-X-", "X-----xx")
    return out


def drums(s, riffs):
    d, F = s.dens("drums"), s.F
    beat = s.choose("riff", "riff", "riff", "double", "half", "blast") if F == 16 else "riff"
    if d > 0.75 and F == 16:
        beat = s.choose("double", "blast", "riff")
    elif d < 0.25:
        beat = "half" if F == 16 else "riff"
    blast = s.choose(".x.x.x.x.x.x.x.x", "x.x.x.x.x.x.x.x.")
    back = {12: "......X....." if s.meter[1] == 8 else "........X...",
            14: s.choose("....X.....X...", "....X.......X.")}.get(F, "....X.......X...")
    chorus = s.choose(beat, "double", "blast") if F == 16 and d > 0.35 else beat
    broken = s.bars > 4 and F == 16 and s.energy[0] > 0.6
    home = beat
    for b, p in enumerate(riffs):
        beat = "half" if broken and s.energy[b] < 0.4 else chorus if s.energy[b] > 0.9 else home
        if beat == "riff":  # the kick doubles the guitar
            s.drum(KICK, "".join("x" if c in "xX" and (d > 0.35 or i % 2 == 0) else "." for i, c in enumerate(p)), [b],
                   104)
            s.drum(SNARE, back, [b], 108)
        elif beat == "double":
            s.drum(KICK, "XxxxXxxxXxxxXxxx" if s.bpm < 150 else "X.x.X.x.X.x.X.x.", [b], 100)
            s.drum(SNARE, back, [b], 108)
        elif beat == "half":
            s.drum(KICK, "".join("x" if c == "X" or i == 0 or c == "x" and home != "half" else "."
                                 for i, c in enumerate(p)), [b], 104)
            s.drum(SNARE, "........X.......", [b], 110)
        else:
            s.drum(KICK, "x.x.x.x.x.x.x.x.", [b], 100)
            s.drum(SNARE, blast, [b], 94)
    cym = s.choose(CRASH, RIDE, HAT, OPEN) if F == 16 else s.choose(RIDE, HAT, OPEN)
    s.drum(cym, ("X..." if d < 0.6 or beat == "half" else "X.x.") * (F // 4) if F == 16 else metres.PULSE[s.meter],
           vel=92)


def together(s, riffs):
    """Cymbals on the open chords, stops on the riff's last strokes, fills into a new part."""
    d, F = s.dens("drums"), s.F
    s.thin("drums", {CRASH: (), RIDE: range(0, F, 4), OPEN: range(0, F, 4)}, 0.5)
    for b in range(0, s.bars, 4 if s.bars > 4 else 2):
        s.hit(CRASH, b * F, 110)
    if d > 0.3:  # the crash belongs to the chord that rings
        for b in range(s.bars):
            rings = [i for i, c in enumerate(riffs[b]) if c == "X"]
            for i in rings if 0 < len(rings) <= 3 and s.energy[b] > 0.6 else ():
                s.hit(CRASH, b * F + i, 104)
    for bar in s.phrase_ends():
        last = bar == s.bars - 1
        if F == 16 and s.chance(0.3):
            s.stabs(bar, s.choose((8, 10, 12), (8, 11), (8,), (8, 11, 14), (6, 8), (8, 9, 10, 12)), 106)
            s.figure((bar + 1) * F, s.choose("xxxx", "hhll", "xhlk", "x.xx", "xk"), 104)
        elif s.chance(0.92):
            s.fill(bar, s.choose("toms", "toms", "snare", "roll", "stop"), s.choose(1, 2, 2) if F == 16 and last else 1,
                   106)
    if F == 16:
        s.answer_with_drums(("kkhl", "hhll", "hhlk", "hkkl"), 98, 0.2 + 0.4 * d, 10)
    if s.chance(0.6):
        s.walk_back(2, s.choose(1, 2), 98)
    if s.energy[0] > 0.6:  # a breakdown has few strokes, not soft ones
        s.energy = [max(e, 0.8) for e in s.energy]
    s.dynamics((28, 12, 16, 10))


def bass(s, riffs):
    d = s.dens("bass")
    lo = s.bass_low(28, 5)
    out = []
    for p in riffs:
        q = "".join("R" if c in "xX" else c for c in p)
        if d < 0.3:  # only the long ones
            q = "".join("-" if c == "R" and i % 4 else c for i, c in enumerate(q)).replace(".", "-")
            q = ("R" + q[1:]) if q[0] != "R" else q
        elif d > 0.7 and s.bpm < 165:
            q = "".join("R" if c == "." and i % 2 == 0 else c for i, c in enumerate(q))
        out.append(q)
    if s.chance(0.4):
        tail = s.choose("R-A-", "R-5-", "5-A-")
        out = [q[:-4] + tail if b % 4 == 3 else q for b, q in enumerate(out)]
    s.bass_line(out, lo, 0.55 + 0.43 * s.k["bass"]["articulation"], 98)


def harmony(s, riffs):
    lo = s.bass_low(28, 5) + 12  # the bass doubles the riff an octave below
    s.voiced = []
    full = s.k["harmony"]["register"] > 0.5
    for _, _, c in s.spans:
        p = s.root(c, lo)
        v = (p, p + 7, p + 12) if full else (p, p + 7)
        s.voiced.append(v)
    text = "".join((riffs[b % len(riffs)] + "." * s.F)[:s.F] for b in range(s.bars))
    span = 0
    for i, c in enumerate(text):
        while i >= s.spans[span][0] + s.spans[span][1]:
            span += 1
        if c not in "xX":
            continue
        n = 1
        while i + n < s.N and text[i + n] == "-":
            n += 1
        v = s.voiced[span]
        if c == "x":
            s.play_chord(i, 0.55 + 0.3 * s.k["harmony"]["articulation"], v[:2], 84, STACCATO)
        else:
            s.play_chord(i, n * 0.95, v, 98, NORMAL)


def melody(s):
    d, F = s.dens("melody"), s.F
    if F != 16:
        bank = metres.bank(s, metres.TUNE, "melody")
    elif d < 0.35:
        bank = ("x-------x-------", "x-----x---------", "x---------------", "........x---x---", "x-----------x-x-")
    else:
        bank = (("x---x-x-x---x-x-", "x-x-x---x-x-x---", "x--x--x-x--x--x-", "x-x-x-x-x-------", "x---x---x-x-x-x-",
                 "..x-x-x-x---x---") + (("xxxxxxxxxxxxxxxx", "x-xxx-xxx-xxx-xx", "xxx-xxx-xxx-xxx-", "x-x-x-x-x-x-x-x-")
                                        if d > 0.6 else ()))
    sing(s, bank, 62, 90, kind=s.choose("mode", "mode", "penta", "blues"), gate=1.0, vel=94, leap=0.18,
         pair=s.choose(0, 0, 0.9), ornament=0.15, forms=("A a B e", "A - a e", "- A - e", "A A B e", "A - A e",
                                                         "A b A e"))


def write(s):
    name = {1: "minor", 2: "dorian", 3: "phrygian"}[s.mode]
    s.plan("drop", "drop", "build", "chorus", "song")
    turn = s.choose(None, *{"minor": ("bVII5", "bVI5,bVII5", "v5"), "dorian": ("bVII5", "IV5"),
                            "phrygian": ("bII5", "bvii5", "bIII5,bII5")}[name])
    s.progression(s.story(PROGRESSIONS[name]), bars_per=s.choose(1, 1, 1, 2), turn=turn)
    riffs = riffs_of(s)
    for part in (drums, bass, harmony):
        part(s, riffs)
    melody(s)
    together(s, riffs)
