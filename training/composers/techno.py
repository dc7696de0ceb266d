"""Techno: a kick on every beat, machine hats, a hypnotic bass, few chords.

Little happens and it happens for long: one or two chords, riffs of one bar,
tension from the filter and from what enters and leaves. Minor and phrygian."""
from .melody import riff
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, STACCATO, Spec, euclid

SPEC = Spec(
    bpm=(122, 148), words=("techno", "dark techno", "minimal techno", "peak-time techno", "warehouse techno",
                           "berlin techno", "detroit techno"),
    moods=("dark", "energetic", "aggressive", "tense", "mysterious", "groovy"),
    modes={"minor": 6, "phrygian": 4, "dorian": 2}, bars={4: 2, 8: 7, 16: 2},
    swing16=(0, 0, 0, 10, 10, 20), loose=(0, 0.04),
    instruments={"drums": ("909 kit", "techno kit", "industrial kit", "drum machine"),
                 "bass": ("analog bass", "sub bass", "rumble bass", "synth bass"),
                 "harmony": ("dub stab", "dark pad", "synth stab", "drone", "strings pad"),
                 "melody": ("bleep", "saw lead", "pluck", "metallic bell")})

PROGRESSIONS = {
    "minor": ("i", "i", "i", "i i i bVI", "i i iv iv", "i bVI", "i i i bVII"),
    "phrygian": ("i", "i", "i i i bII", "i bII", "i i i i bII bII i i", "i bvii"),
    "dorian": ("i", "i", "i i IV i", "i i i bVII", "i IV"),
}


def drums(s):
    d, r = s.dens("drums"), s.r
    s.drum(KICK, "X...X...X...X...", vel=106)
    if s.chance(0.25):  # a second kick before the bar or after the third beat
        p = s.choose(14, 15, 10, 7)
        for bar in range(s.choose(0, 1), s.bars, s.choose(1, 2, 4)):
            s.hit(KICK, bar * 16 + p, 74)
    # hats: off-beat open hat, sixteenths, or both
    hats = s.enter(0.2)
    mode = s.choose("open", "sixteen", "both", "both", "eight", "closed off")
    if mode in ("open", "both"):
        s.drum(OPEN, "..x...x...x...x.", range(hats, s.bars), 86)
    if mode in ("sixteen", "both") and d > 0.25:
        s.drum(HAT, s.choose("xoxoxoxoxoxoxoxo", "xgogxgogxgogxgog", "x.xox.xox.xox.xo", "gxgxgxgxgxgxgxgx",
                             "xoxXxoxXxoxXxoxX"), range(s.enter(0.2), s.bars), 72)
    elif mode == "closed off" or d <= 0.25 and mode != "open":
        s.drum(HAT, s.choose("..x...x...x...x.", "..x...x...x..xx.", "..X..oX...X..oX."), range(hats, s.bars), 80)
    elif mode == "eight":
        s.drum(HAT, "o.X.o.X.o.X.o.X.", range(hats, s.bars), 76)
    # clap or rim
    back = s.choose("clap", "clap", "late", "none", "synco", "ghosts")
    if back == "clap":
        s.drum(SNARE, "....x.......x...", range(s.enter(0.2), s.bars), 90)
    elif back == "late":
        s.drum(SNARE, s.choose("....x.......x..o", "....x..o....x...", "............x..."), vel=88)
    elif back == "ghosts":  # a clap with a shadow of itself
        s.drum(SNARE, s.choose("....x..g....x.g.", "..g.x.......x..g", "....x.g..g..x...", ".g..x..g.g..x..g"),
               range(s.enter(0.2), s.bars), 90)
    elif back == "synco":
        s.drum(SNARE, euclid(s.choose(3, 5), 16, r.randrange(1, 16)), vel=70)
    # percussion: displaced patterns that turn against the kick
    for voice in (LOW, HIGH):
        if s.chance(0.15 + 0.7 * d):
            n = s.choose(3, 3, 5, 5, 7) if d > 0.4 else s.choose(2, 3, 3)
            s.drum(voice, euclid(n, 16, r.randrange(16)), range(s.enter(0.35), s.bars), s.choose(62, 74, 84),
                   s.choose(1, 1, 2))
    if s.chance(0.2 + 0.4 * d):
        s.drum(RIDE, s.choose("x.x.x.x.x.x.x.x.", "..x...x...x...x.", "xoxoxoxoxoxoxoxo", "x...x...x...x..."),
               range(s.enter(0.5), s.bars), 70)
    s.mark_turns(86, 0.5)
    for bar in s.phrase_ends():
        kind = s.choose("build", "roll", "hats", "none", "none", "snare", "gap", "perc")
        if kind == "gap":
            s.clear_drums(bar * 16 + 12, bar * 16 + 16, (HAT, OPEN, SNARE, LOW, HIGH, RIDE))
            s.hit(s.choose(CRASH, OPEN), bar * 16 + 14, 84)
        elif kind == "perc":
            for i in range(12, 16):
                s.hit(s.choose(LOW, HIGH), bar * 16 + i, 60 + 8 * (i - 12))
        elif kind != "none":
            s.fill(bar, kind, s.choose(1, 1, 2), 84)
        elif s.chance(0.7):
            s.nudge(bar)
    s.drum(KICK, "X...X...X...X...", vel=106)  # fills never take the kick


def bass(s):
    """One bar that hardly changes, in the room that the kick leaves."""
    d, r = s.dens("bass"), s.r
    lo = s.bass_low(28, 9)
    sweep = s.choose(4, 8, 16)
    tone = ((lambda f: 2 + 5 * (1 - abs(2 * (f % (16 * sweep)) / (16 * sweep) - 1))) if s.chance(0.5)
            else (lambda f: 4 + (f % 4 == 2) + r.choice((-1, 0, 0, 1))))
    gate = 0.35 + 0.65 * s.k["bass"]["articulation"]
    kind = s.choose("rolling", "rolling", "off", "rumble", "cycle", "pulse", "tresillo", "riff", "riff")
    if d < 0.2 and kind in ("rolling", "pulse"):
        kind = s.choose("off", "rumble", "tresillo")
    if kind == "rolling":  # sixteenths in the gaps of the kick
        p = s.choose(".RRR.RRR.RRR.RRR", "..RR..RR..RR..RR", ".RRR.RRR.RRR.RR8", ".RR8.RRR.RR8.RRR", ".R.R.R.R.R.R.RR.")
        q = p if s.chance(0.5) else p[:12] + s.choose(".R8R", ".RR5", ".5R8", ".R7R")
        s.bass_line(s.leave_kick([p, p, p, q]), lo, gate, 88, tone)
    elif kind == "off":
        p = s.choose("..R...R...R...R.", "..R-..R-..R-..R-", "..R...R...R...RR", "..R...R..RR...R.", "..R...8...R...8.")
        s.bass_line(s.leave_kick([p, p, p, s.choose(p, p[:12] + "..RA", p[:12] + "..5R")]), lo, gate, 94, tone)
    elif kind == "rumble":
        p = s.choose("R---------------", "R-------R-------", "R-----------R---", "R-----R---------", "R--R------------",
                     "......R---------")
        s.bass_line([p, s.choose(p, "R-------------A-")], lo, 1.0, 84, tone)
    elif kind == "pulse":
        p = s.choose("R.R.R.R.R.R.R.R.", "R.R.R.R.R.R.R.RR", "RRRRRRRRRRRRRRRR", "R.RRR.RRR.RRR.RR", "R.R.R.8.R.R.R.8.")
        s.bass_line([p, p, p, s.choose(p, p[:14] + "A.")], lo, gate, 88, tone)
    elif kind == "tresillo":
        p = s.choose("R--R--R-R--R--R-", "R--R--R---R-R---", "R--R--R-........", "R..R..R..R..R.R.", "R..R..8.R..R..5.")
        s.bass_line([p, s.choose(p, p[:12] + "R-5-")], lo, gate, 90, tone)
    elif kind == "riff":
        cell = list("R..............." if s.chance(0.7) else "................")
        for f in r.sample(range(1, 16), int(3 + 6 * d)):
            cell[f] = r.choice("RRRR8575" if s.mode != 3 else "RRRR88")
        for f in (8,):
            if cell[f] == "7":
                cell[f] = "R"
        p = "".join(cell)
        s.bass_line([p, p, p, p if s.chance(0.5) else p[:12] + ".R.8"], lo, gate, 90, tone)
    else:  # a cell of three or five frames that turns against the kick
        cell = s.choose("R..", "R-.", "RR.", "R..R.", "R.8..", "R.R..")
        size = 4 * len(cell)  # bars until the cell and the bar meet again, at most four
        text = (cell * 64)[:16 * min(4, size)]
        s.bass_line([text[i:i + 16] for i in range(0, len(text), 16)], lo, gate, 88, tone)


def harmony(s):
    d = s.dens("harmony")
    kind = s.choose("stab", "stab", "dub", "pad", "drone", "riff")
    s.voice_all(n=s.choose(3, 4, 4), lo=50, hi=76, spread=s.chance(0.4))
    start = s.enter(0.2)
    if kind == "pad":
        s.pad(60)
    elif kind == "drone":
        s.voice_drone()
        s.pad(56)
    elif kind == "dub":  # a chord and its echoes, dying away
        first = s.choose(2, 3, 6, 7, 10)
        gap = s.choose(3, 3, 6)
        for bar in range(start, s.bars, s.choose(1, 2)):
            for e in range(int(2 + 3 * d)):
                f = bar * 16 + first + gap * e
                if f < s.N:
                    span = next(i for i, (a, n, _) in enumerate(s.spans) if a <= f < a + n)
                    s.play_chord(f, 1.0, s.voiced[span], 88 - 16 * e, STACCATO)
    else:
        sparse = ("..x.............", "......x.........", "...x......x.....", "..x.......x.....", "...x..x.........")
        dense = ("...x..x....x..x.", "..x...x...x...x.", "x..x..x...x..x..", "...x..x..x..x...", "x..x..x..x..x.x.",
                 "..xx..x...xx..x.", ".x..x..x.x..x..x")
        p = s.choose(*(sparse if d < 0.4 else dense))
        q = p if s.chance(0.6) else s.choose(*(sparse + dense))
        s.comp([p, p, p, q], s.choose(0.6, 1.0, 1.8) * (0.5 + s.k["harmony"]["articulation"]), 80)
    if start and kind in ("stab", "riff"):
        s._harmony = [h for h in s._harmony if h[0] >= start * 16 * 120]


def melody(s):
    """A figure of two to four pitches; what moves is where it comes and goes."""
    d, r = s.dens("melody"), s.r
    s.careful = 1
    n = int(2 + 6 * d)
    places = (sorted(r.sample(range(16), n)) if s.chance(0.5)
              else [i for i, c in enumerate(euclid(min(9, n + 1), 16, r.randrange(16))) if c == "x"])
    cell = ["."] * 16
    for p in places:
        cell[p] = r.choice("xxX")
    pool = r.sample((0, 0, 2, 4, 7, 1, 6, -1), s.choose(2, 3, 3, 4))
    degrees = [r.choice(pool) for _ in range(n)]
    pattern = "".join(cell)
    long = s.chance(0.25)
    if long:
        pattern = pattern.replace(".", "-") if pattern[0] != "." else "." + pattern[1:].replace(".", "-")
    if s.chance(0.35):  # two-bar riff: the second half answers or is silent
        pattern += "." * 16 if s.chance(0.5) else pattern[:8] + "." * 8
    bars = None
    if s.bars >= 8 and s.chance(0.4):  # call and answer over four bars
        size = len(pattern) // 16
        on = s.choose((0, 1), (0, 2), (2, 3), (1, 3), (0, 1, 2))
        bars = [b for b in range(0, s.bars, size) if b % 4 in on]
    elif s.chance(0.25):
        bars = range(s.bars // 2, s.bars, max(1, len(pattern) // 16))
    riff(s, pattern, degrees, 57, 82, 82, 0.45 if not long else 0.9, bars=bars, accents=(0, 6))
    if s.chance(0.5):  # noises answer where the figure is silent
        s.answer_rests(s.choose(HIGH, LOW, OPEN), 64, 10, (3, 6, 11, 14), 0.7)


def form(s):
    """Pressure that rises and is let go: tom or rim take up the riff, layers join in the
    second half, a bar without bass before it, a bass that turns back."""
    s.mark_offbeats(*s.choose(("bass", LOW, 68), ("bass", HIGH, 60), ("harmony", HIGH, 66), ("harmony", SNARE, 54)))
    s.make_room()
    shape = s.plan("rise", "rise", "wave", "halves", "drop", "drop", "arch", "settle", "arch", manner="machine")
    if shape in ("rise", "halves", "drop"):
        s.hold_back(RIDE, s.choose(OPEN, HIGH, LOW))
    if shape == "drop" or s.chance(0.15):
        s.floor_break(s.middle(), s.choose(("bass",), ("bass", "harmony"), ("bass", "melody")), s.choose(0, 2, 4), 86)
    if s.chance(0.6):
        s.lead_back(s.choose("octave", "step", "step", "run"), 90)
    s.dynamics(s.choose(16, 22, 28))


def write(s):
    name = {1: "minor", 2: "dorian", 3: "phrygian"}[s.mode]
    s.progression(s.choose(*PROGRESSIONS[name]), level=s.choose(0, 0, 1, 2) if s.mode != 3 else s.choose(0, 0, 1),
                  bars_per=s.choose(1, 1, 2))
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    form(s)
