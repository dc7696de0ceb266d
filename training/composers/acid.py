"""Acid: a kick on every beat, 808 or 909 hats and clap, and one voice that is the
whole music: a sixteen-step bass with octaves, slides, accents and a filter that
opens over bars. Chords are hardly there; a stab or nothing but a drone."""
from . import theory as th
from .melody import riff
from .toolkit import HAT, HIGH, KICK, LOW, NORMAL, OPEN, RIDE, SLIDE, SNARE, STACCATO, TICKS, Spec, euclid

SPEC = Spec(
    bpm=(116, 142), words=("acid", "acid house", "acid techno", "303 acid", "squelchy acid"),
    moods=("energetic", "groovy", "dark", "mysterious", "aggressive", "playful"),
    modes={"minor": 6, "phrygian": 3, "dorian": 2}, swing16=(0, 0, 10, 20), loose=(0, 0.03),
    instruments={"drums": ("909 kit", "808 kit", "drum machine"),
                 "bass": ("acid bass", "303 bass", "squelchy acid bass"),
                 "harmony": ("synth stab", "dark pad", "organ", "strings"),
                 "melody": ("acid lead", "bleep", "square lead", "pluck")})

PROGRESSIONS = {"minor": ("i", "i", "i", "i i i bVII", "i bVII"), "phrygian": ("i", "i", "i i i bII", "i bII"),
                "dorian": ("i", "i", "i IV", "i i i bVII")}


def drums(s):
    d, r = s.dens("drums"), s.r
    s.drum(KICK, "X...X...X...X...", vel=106)
    if s.chance(0.8):
        s.drum(SNARE, s.choose("....X.......X...", "....x.......x..x", "....x..o....x...", "....x..g.g..x..g",
                               "..x..x....x..x..", "....X.......X.gg", "...x..x...x.x..."),
               range(s.enter(0.25), s.bars), 92)
    if s.chance(0.3):  # jacking: a soft kick that pushes into a beat
        s.drum(KICK, s.choose("..............o.", "......o.......o.", "...o.......o....", ".......o.......o"), vel=100,
               every=s.choose(1, 2))
    if s.chance(0.85):
        s.drum(OPEN, "..x...x...x...x.", range(s.enter(0.2), s.bars), 84)
    if d > 0.2:
        s.drum(HAT, s.choose("xoxoxoxoxoxoxoxo", "x.xxx.xxx.xxx.xx", "xx.xxx.xxx.xxx.x", "xoXoxoXoxoXoxoXo"),
               range(s.enter(0.25), s.bars), 72)
    for v in (LOW, HIGH):  # toms, cowbell, rim against the beat
        if s.chance(0.15 + 0.6 * d):
            s.drum(v, euclid(s.choose(3, 5, 5, 7), 16, r.randrange(16)), range(s.enter(0.3), s.bars), 66,
                   s.choose(1, 1, 2))
    if s.chance(0.2 + 0.3 * d):
        s.drum(RIDE, s.choose("x.x.x.x.x.x.x.x.", "..x...x...x...x."), range(s.enter(0.5), s.bars), 66)
    s.mark_turns(84, 0.4)
    for bar in s.phrase_ends():
        kind = s.choose("build", "roll", "snare", "hats", "none")
        if kind != "none":
            s.fill(bar, kind, s.choose(1, 1, 2), 84)
        else:
            s.nudge(bar)
    s.drum(KICK, "X...X...X...X...", vel=106)


def bass(s):
    """The line: steps, octaves, slides and accents are drawn once and turn on."""
    d, r, k = s.dens("bass"), s.r, s.k["bass"]
    lo, gate = s.bass_low(28, 9), 0.35 + 0.6 * k["articulation"]
    n = s.choose(16, 16, 16, 12, 32)  # a line of twelve turns against the bar
    pool = r.sample((3, 5, 7, 10, 8, 2, 1), 3)
    steps = []
    for f in range(n):
        if f == 0 or r.random() < 0.8 * d:
            steps.append(r.choice((0, 0, 0, 12, 12, pool[0], pool[0], pool[1], pool[2], -12)))
        else:
            steps.append(None)
    slide = [r.random() < 0.35 for _ in steps]
    accent = [r.random() < 0.35 for _ in steps]
    for f, x in zip(r.sample(range(1, n - 1), 3), (12, 7, pool[0])):  # every line leaps, glides and shouts
        steps[f] = x
        steps[f + 1] = steps[f + 1] or 0
        slide[f] = accent[f + 1] = True
        accent[f] = False
    sweep = s.choose(s.N, s.N, s.N // 2, 64)
    for frame in range(s.N):
        i = frame % n if n != 12 else (frame % 64) % 12
        x = steps[i]
        if x is None:
            continue
        c = s.chord_at(frame)
        p = (c.root + x) % 12
        if frame % 8 == 0 and p not in th.tones(c) or p not in th.scale_for(c, s.mode):
            x = 0
        gap = next(g for g in range(1, n + 1) if steps[(i + g) % n] is not None)
        gap = min(gap, s.N - frame)
        tied = slide[i] and gap <= (2 if d > 0.3 else 4)  # held until the next step, which it glides to
        u = (frame % sweep) / sweep
        tone = 1 + 6 * (u if s.seed % 2 else 1 - abs(2 * u - 1)) + accent[i]
        s.bass_note(frame, gap if tied else gate, s.root(c, lo) + x, 80 + 28 * accent[i],
                    SLIDE if tied else STACCATO if gate < 0.7 else NORMAL, tone)


def harmony(s):
    d = s.dens("harmony")
    kind = s.choose("stab", "stab", "pad", "drone")
    s.voice_all(n=s.choose(3, 4), lo=52, hi=76)
    if kind == "drone":
        s.voice_drone(50)
    if kind in ("pad", "drone"):
        s.pad(54)
    else:
        sparse = ("..x.............", "......x.........", "...x......x.....", "x...............")
        dense = ("...x..x....x..x.", "..x...x...x...x.", "x..x..x...x..x..", "...x..x..x..x...", "x..x..x..x..x.x.")
        p = s.choose(*(sparse if d < 0.45 else dense))
        s.comp([p, s.choose(p, "................")], 0.5 + 0.8 * s.k["harmony"]["articulation"], 78)


def melody(s):
    """A bleep now and then: the line below is the tune."""
    d, r = s.dens("melody"), s.r
    s.careful = 1
    n = int(2 + 7 * d)
    p = (euclid(n, 16, r.randrange(16)) if s.chance(0.5) else "".join("x" if i in r.sample(range(16), n) else "."
                                                                      for i in range(16)))
    if "x" not in p:
        p = "x..............."
    size = s.choose(1, 2)
    bars = [b for b in range(0, s.bars, size) if b % 4 in s.choose((0, 1, 2, 3), (2, 3), (0, 2), (1, 3),
                                                                   (0, 1, 2))] or [0]
    riff(s, p if size == 1 else p + "." * 16, [r.choice((0, 0, 2, 4, 7, 6, 3)) for _ in range(max(2, n))], 58, 82, 80,
         bars=bars)
    if s.chance(0.5):
        s.answer_rests(s.choose(HIGH, LOW), 62, 12, (3, 6, 11, 14), 0.6)


def turn(s):
    """The last half bar of the line is answered an octave up, glides into the one."""
    tail = [f for f in sorted(s._bass) if f >= s.N - 8]
    for f in tail:
        note = s._bass[f]
        if note[2] + 12 <= 60 and (f % 2 or s.chance(0.4)):
            note[2] += 12
    if tail:
        last = s._bass[tail[-1]]
        last[1], last[4] = s.N * TICKS - last[0], SLIDE


def form(s):
    """The box is turned up: cowbell and toms speak with the line's accents, the kick
    goes and the line is alone, all return."""
    loud = sorted({f % 16 for f, n in s._bass.items() if n[3] >= 98 and f % 4})[:3]
    if loud and s.chance(0.6):
        v = s.choose(LOW, HIGH, SNARE)
        for f, n in s._bass.items():
            if f % 16 in loud and n[3] >= 98:
                s.hit(v, f, 58 if v == SNARE else 72)
    s.make_room()
    shape = s.plan("rise", "rise", "drop", "drop", "halves", "wave", "arch", "settle", "arch", manner="machine")
    if shape in ("rise", "halves", "drop"):
        s.hold_back(RIDE, s.choose(OPEN, HAT, HIGH))
    if shape == "drop" or s.chance(0.15):
        s.floor_break(s.middle(), s.choose(("harmony",), ("harmony", "melody")), s.choose(0, 2, 3), 86)
    if s.chance(0.6):
        turn(s)
    s.dynamics(s.choose(14, 20, 26))


def write(s):
    s.progression(s.choose(*PROGRESSIONS[{1: "minor", 2: "dorian", 3: "phrygian"}[s.mode]]),
                  level=s.choose(0, 0, 1) if s.mode != 3 else 0, bars_per=s.choose(1, 2))
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    form(s)
