"""Cinematic: strings in ostinato or long chords, low drums like thunder, bass as
pedal and octaves, a broad theme for horn or violin. Minor with its mediants and
flat sixth, lydian wonder, suspensions; growth over the phrase: first a pad and a
theme, then the ostinato and the drums, strokes of all at the height, a roll home."""
from . import _metres as metres
from .melody import melody as sing
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(60, 150), words=("cinematic", "cinematic orchestral", "film score", "epic trailer music",
                          "orchestral soundtrack", "movie score", "epic orchestral"),
    moods=("epic", "tense", "mysterious", "dark", "melancholic", "romantic", "dreamy", "aggressive"),
    modes={"minor": 8, "major": 3, "lydian": 2, "dorian": 2, "phrygian": 2},
            meters={(4, 4): 12, (3, 4): 3, (6, 8): 4, (5, 4): 2, (7, 8): 2}, loose=(0.05, 0.25),
    instruments={"drums": ("taiko", "orchestral percussion", "timpani", "epic drums", "cinematic percussion"),
                 "bass": ("contrabass", "cello", "low brass", "sub bass", "timpani bass"),
                 "harmony": ("strings", "string ensemble", "brass", "choir", "piano", "harp"),
                 "melody": ("violin", "french horn", "cello", "flute", "oboe", "trumpet", "piano", "choir")})

PROGRESSIONS = {
    "minor": ("i bVI bIII bVII", "i bVI i V", "i bVII bVI V", "i i bVI bVI iv iv V V", "i bIII bVI V", "i iv bVI V",
              "bVI bVII i i", "i v bVI iv", "i bVI iv V", "isus2 i bVI bVII", "i #ivo V i", "i bvi i bVI",
              "i iii bVI iv", "i bVII iv bVI"),
    "major": ("I V vi IV", "I iii IV V", "I bVI bVII I", "I bIII IV I", "vi IV I V", "Isus2 IVadd9 vi V", "I iv I bVI",
              "IV V vi I"),
    "lydian": ("I II I II", "I II vi iii", "I II bVII I", "I vi II II"),
    "dorian": ("i IV i IV", "i bVII IV i", "i bIII IV bVII", "i ii bIII IV"),
    "phrygian": ("i bII i bII", "i bII bvii i", "i i bII bIII", "i bVI bII i"),
}


def drums(s):
    d, r, F = s.dens("drums"), s.r, s.F
    if d < 0.08:
        return
    start = s.enter(0.3)
    beats = s.beats
    cell = ["."] * F
    if d < 0.35:  # distant hits at the bar
        cell[0] = "X"
        if s.chance(0.5):
            cell[s.choose(*beats[1:])] = "o"
        s.drum(s.choose(KICK, LOW), "".join(cell), range(start, s.bars), 84, s.choose(1, 1, 2))
    else:
        base = {(4, 4): ("X..x..x.X..x..x.", "X..x..x...x.x...", "X.....x.X.....x.", "X..X..X...X.X...",
                         "X...x.x.X...x.x."), (3, 4): ("X...x.x.x...", "X.....x.x...", "X...x...x.x.", "X.xxx...x..."),
                (6, 8): ("X...x.X...x.", "X..x..X..x..", "X.....X.x.x.", "X.x.x.X....."),
                (5, 4): ("X..x..X..x..X...x...", "X.....X.....X...X...", "X...x.x.x.x.X...x.x."),
                (7, 8): ("X...X...X.x...", "X...x...X..x..", "X.x.X.x.X.x.x.")}[s.meter]
        p = s.choose(*base)
        s.drum(LOW, p, range(start, s.bars), 88)
        s.drum(KICK, "".join("X" if c == "X" else "." for c in p), range(start, s.bars), 98)
        if d > 0.5:
            q = "".join("." if c in "Xx" else ("o" if r.random() < 0.3 + 0.6 * d else ".") for c in p)
            s.drum(HIGH, q, range(s.enter(0.3), s.bars), 70)
        if d > 0.65 and s.chance(0.6):  # a snare march
            s.drum(SNARE, s.choose("x.ooX.oox.ooX.oo", "....X.......X...", "x..oX..ox..oX.oo") if F == 16
                   else metres.PULSE[s.meter], range(s.enter(0.3), s.bars), 70)
        if s.chance(0.3):
            s.drum(s.choose(HAT, RIDE), metres.PULSE[s.meter], range(s.enter(0.3), s.bars), 52)
    if s.chance(0.5):
        s.hit(CRASH, 0, 92)
    if s.bars >= 8 and s.chance(0.4):
        s.hit(CRASH, s.N // 2, 86)


def together(s):
    """Layers by the plan, the low drums under the bass's strokes, and all strike at the height."""
    d, F = s.dens("drums"), s.F
    quiet = s.choose((0,), s.strong, ())
    s.thin("drums", {LOW: quiet, KICK: (0,), HIGH: (), SNARE: (), HAT: (), RIDE: s.beats}, 0.52)
    s.thin("drums", {HIGH: s.beats, SNARE: s.strong}, 0.7)
    if s.bars > 4 and s.chance(0.6):
        s.thin("bass", (0,), 0.52)
    if s.bars > 4 and d > 0.2:  # the height: thunder on the bar, in twos where it is fast
        for b in s.loud_bars(0.9):
            for f in s.strong if d > 0.5 else (0,):
                s.hit(KICK, b * F + f, 104)
                s.hit(LOW, b * F + f, 98)
    for b in range(max(1, s.bars // 4), s.bars, max(1, s.bars // 4)):
        if s.energy[b] > s.energy[b - 1] + 0.1 and d > 0.08:
            s.hit(CRASH, b * F, 90)
    if d > 0.3 and F == 16:
        s.answer_with_drums(("l.ll", "k..l", "llll", "h.hl.l"), 84, 0.5 * d, 10)
    for bar in s.phrase_ends() if d > 0.08 else ():
        end = (bar + 1) * F
        last = bar == s.bars - 1
        kind = s.choose("swell", "swell", "toms", "build", "strokes" if d > 0.4 and s.energy[bar] > 0.6 else "swell")
        a = end - s.choose(4, 8) if F > 8 else bar * F
        if kind == "swell":  # timpani roll growing
            for i in range(a, end):
                s.roll(LOW, i, 2, 40 + (56 if d > 0.2 else 24) * (i - a) / (end - a))
        elif kind == "strokes":  # all strike, and the hall rings
            at = s.half
            s.stabs(bar, s.choose((at,), (0, at), (at, at + 2)), 104, 3, CRASH)
            if last:
                s.figure(end, "llll", 96)
        else:
            s.fill(bar, kind, 1, 90 if d > 0.4 else 70)
    if s.chance(0.7):
        s.walk_back(4 if F == 16 else 2, 1, 78, 0.2)
    s.dynamics((44, 26, 34, 22))


def bass(s):
    d, F = s.dens("bass"), s.F
    lo = s.bass_low(26, 10)
    hold = "R" + "-" * (F - 1)
    if d < 0.4:
        s.bass_line([hold], lo, 0.98, 76)
    elif d < 0.7:
        p = s.choose(hold[:s.half] + "8" + "-" * (F - s.half - 1), hold[:s.half] + "R" + "-" * (F - s.half - 1),
                     hold[:F - 4] + "A---", *(["R---R---R---R---"] if F == 16 else metres.BASS[s.meter][1]))
        s.bass_line([p, s.choose(p, hold)], lo, s.choose(0.6, 0.95), 82)
    else:  # marching eighths or a gallop
        gallop = ("R-RRR-RRR-RRR-RR", "R.8.R.8.R.8.R.8.")
        if F != 16:
            gallop = (metres.PULSE[s.meter].replace("X.", "R-").replace("o", "R").replace("x", "5"),)
        p = s.choose("R." * (F // 2), "RR" * (F // 2), *gallop)
        s.bass_line([p], lo, 0.5 + 0.5 * s.k["bass"]["articulation"], 84)


def harmony(s):
    d = s.dens("harmony")
    kind = s.choose("pad", "pad", "ostinato", "ostinato", "pulse", "both") if d > 0.25 else "pad"
    s.voice_all(n=s.choose(4, 5) if kind == "pad" else 3, lo=50, hi=79, spread=True)
    if kind in ("pad", "both"):
        s.pad(58)
    if kind in ("ostinato", "both"):
        keep = s._harmony
        s._harmony = []
        if kind == "both":
            s.voice_all(n=3, lo=57, hi=79)
        order = s.choose("0121", "0102", "01", "0212", "up", "0201", "002010")
        step = s.choose(1, 2, 2) if s.bpm < 125 else 2
        s.arpeggio(order, step, 0.4 + 0.6 * s.k["harmony"]["articulation"], 64)
        s._harmony = keep + s._harmony
    if kind == "pulse":  # spiccato chords
        s.comp(metres.PULSE[s.meter].replace(".", "o") if s.bpm < 120 and s.chance(0.4) else metres.PULSE[s.meter], 0.6,
               66)


def melody(s):
    d, F = s.dens("melody"), s.F
    if F != 16:
        bank = metres.bank(s, metres.TUNE, "melody")
    else:
        bank = ("x---------------", "x-------x-------", "x-----x-x-------", "x-----------x---", "x-------....x---") + \
               (() if d < 0.45 else ("x---x---x-------", "x-----x-x---x---", "x---x-x-x-------", "x--x----x---x---",
                                     "x-------x-x-x-x-"))
    sing(s, bank, 58, 86, kind=s.choose("mode", "mode", "penta"), gate=1.05, vel=82, leap=0.3, pair=s.choose(0, 0, 0.4),
         forms=("A a B e", "A a a e", "A A B e", "- A - e", "A - B e", "A b a e"))


def write(s):
    name = ("major", "minor", "dorian", "phrygian", "lydian", "mixolydian")[s.mode]
    s.plan("build", "build", "chorus", "drop", "arch")
    turns = {"major": ("V", "Vsus4,V", "iv"), "minor": ("V", "Vsus4,V", "bVII", "bVI,V"), "dorian": ("bVII", "IV"),
             "phrygian": ("bII", "bvii"), "lydian": ("II", "V")}[name]
    s.progression(s.story(PROGRESSIONS[name]), bars_per=s.choose(1, 1, 2), turn=s.choose(None, *turns))
    for part in (drums, bass, harmony, melody, together):
        part(s)
