"""Trap: half-time at 130 to 160. A snare on three, hats that run in eighths or
sixteenths and break into rolls, a sparse syncopated kick, and the 808: long,
sliding, doubling the kick. Dark minor chords or bells over it. Kick and 808 fall out
before the drop and come back together."""
from . import theory as th
from .melody import melody as sing, riff
from .toolkit import HAT, HIGH, KICK, LOW, NORMAL, OPEN, RIDE, SLIDE, SNARE, Spec

SPEC = Spec(
    bpm=(126, 164), words=("trap", "dark trap", "trap beat", "808 trap", "atlanta trap", "melodic trap", "hard trap"),
    moods=("dark", "aggressive", "tense", "energetic", "melancholic", "mysterious"),
    modes={"minor": 7, "phrygian": 3, "dorian": 1}, loose=(0, 0.05), swing16=(0, 0, 0, 10),
    instruments={"drums": ("808 kit", "trap kit", "808 drums"),
                 "bass": ("808", "808 bass", "sub bass", "distorted 808"),
                 "harmony": ("dark pad", "strings", "piano", "choir", "bell pad", "guitar"),
                 "melody": ("bell", "flute", "piano", "pluck", "synth lead", "music box", "guitar")})

PROGRESSIONS = {
    "minor": ("i i bVI bVI", "i i iv iv", "i bVI iv v", "i i bVI V", "i bVI bIII bVII", "i i i i", "i iv bVI V",
              "i,bVI iv,v", "bVI bVII i i", "iv i V i", "i v bVI iv", "i i bVI,V i"),
    "phrygian": ("i i bII bII", "i bII i bvii", "i i bII i", "i bVI bII i", "i i i bII"),
    "dorian": ("i IV i IV", "i i bVII IV", "i ii bIII IV"),
}


def kicks(s):
    d = s.dens("drums")
    sparse = ("x.........x.....", "x.....x.........", "x.............x.", "x..x............", "x...............")
    middle = ("x..x......x.....", "x.....x...x.....", "x..x..x...x...x.", "x......x..x..x..", "x..x.........xx.",
              "x.....x.....x.x.", "x.x.......x..x..")
    busy = ("x..x..x.x.x..x..", "x..x.xx...x..x.x", "x.xx..x...xx..x.", "x..xx.x...x.xx..")
    bank = sparse if d < 0.25 else middle if d < 0.8 else middle + busy
    a = s.choose(*bank)
    b = s.choose(a, *bank)
    if s.chance(0.5):  # the second bar leaves its first beat
        b = "." + b[1:] if b[4:].strip(".") else b
    return s.choose([a], [a, b], [a, b, a, b[:8] + s.choose(*bank)[8:]])


def drums(s):
    d, r = s.dens("drums"), s.r
    s.pattern = kicks(s)
    for b in range(s.bars):
        s.drum(KICK, s.pattern[b % len(s.pattern)], [b], 100)
    s.drum(SNARE, s.choose("........X.......", "........X.......", "........X.......", "........X......o",
                           "........X..o....", "........X.....o."), range(s.enter(0.1), s.bars), 98)
    base = (s.choose("x.x.x.x.x.x.x.x.", "x.o.x.o.x.o.x.o.", "x.x.x.x.x.x.x.x.") if d < 0.65
            else s.choose("xoxoxoxoxoxoxoxo", "x.xxx.xxx.xxx.xx", "xoxxxoxxxoxxxoxx", "x.x.x.xxx.x.x.xx"))
    start = s.enter(0.1)
    s.drum(HAT, base, range(start, s.bars), 76)
    # rolls: chosen places that come back, and free ones at the ends of bars
    places = r.sample((2, 6, 7, 10, 12, 13, 14, 15), 1 + int(3 * d))
    kinds = {p: r.choice((2, 2, 3, 3, 4)) for p in places}
    every = s.choose(1, 2, 2)
    for b in range(start, s.bars):
        for p, n in kinds.items():
            if (b + 1) % every == 0 or r.random() < 0.25:
                s.roll(HAT, b * 16 + p, n, 74)
                if r.random() < 0.4 and p < 15:
                    s.roll(HAT, b * 16 + p + 1, n, 82)
        if (b + 1) % 2 == 0 and s.chance(0.35 + 0.3 * d):
            n = r.choice((2, 3, 4))
            for f in range(r.choice((12, 13, 14)), 16):
                s.roll(HAT, b * 16 + f, n, 60 + 8 * (f - 12))
        if s.chance(0.12):  # the hat stops for air
            s.clear_drums(b * 16 + 4, b * 16 + 8, (HAT,))
    if s.chance(0.6):
        p = s.choose(2, 6, 10, 14, 7)
        for b in range(s.choose(0, 1), s.bars, s.choose(1, 2, 2)):
            s.hit(OPEN, b * 16 + p, 80)
    if s.chance(0.25 + 0.4 * d):
        s.drum(s.choose(HIGH, LOW), s.choose("...x..x.........", "..........x..x..", "......x.......x.",
                                             "....x.....x.x...", ".............xxx"), range(s.enter(0.3), s.bars), 66,
               s.choose(1, 2))
    if s.chance(0.25):
        s.drum(RIDE, s.choose("....x.......x...", "x...x...x...x..."), vel=56)
    s.mark_turns(84, 0.5)
    for bar in s.phrase_ends():
        kind = s.choose("roll", "snare", "stop", "skip", "pickup", "build", "triplet")
        if kind == "stop":
            s.clear_drums(bar * 16 + 12, bar * 16 + 16, (KICK, HAT, OPEN, LOW, HIGH))
        elif kind in ("skip", "pickup"):
            s.vary(bar, kind, 92)
        else:
            s.fill(bar, kind, 1, 84, keep=(HAT, OPEN))


def bass(s):
    """The 808 speaks with the kick; some notes slide, some ring over the bar."""
    d, r = s.dens("bass"), s.r
    lo = s.bass_low(25, 6)  # an 808 speaks below C3
    lengthy = s.k["bass"]["articulation"]
    bank = (0, 0, 0, 0, 12, 12, 7, -2, 3)
    line = {}
    for b in range(s.bars):
        p = s.kick_text(b)
        mine = [i for i, c in enumerate(p) if c == "x"]
        if 0 not in mine and (b == 0 or s.chance(0.5)):
            mine = [0] + mine
        if d < 0.3:
            mine = [i for i in mine if i in (0, 8) or r.random() < 0.5] or [0]
        if d > 0.7:
            mine = sorted(set(mine) | {r.choice((3, 6, 7, 10, 11, 13, 14))})
        moves = line.setdefault(b % len(s.pattern), {})
        for j, i in enumerate(mine):
            f = b * 16 + i
            nxt = mine[j + 1] if j + 1 < len(mine) else 16
            # a long 808 rings to the next; a short one is choked by the snare
            n = nxt - i if lengthy > 0.5 else min(nxt - i, r.choice((2, 3, 4)))
            step = moves.setdefault(i, 0 if i % 8 == 0 else r.choice(bank))
            if step in (3, -2) and i % 8 == 0:
                step = 0
            c = s.chord_at(f)
            if (c.root + step) % 12 not in th.scale_for(c, s.mode):
                step = 0
            slide = i % 4 != 0 and step != 0 and r.random() < 0.6
            s.bass_note(f, n * (0.7 + 0.3 * lengthy), s.root(c, lo) + step, 100, SLIDE if slide else NORMAL,
                        3 + (step == 12))
        if (b + 1) % 4 == 0 and s.chance(0.5):  # glide up or down into the phrase
            c = s.next_chord(b * 16 + 15)
            s.bass_note(b * 16 + 14, 2, s.root(c, lo) + s.choose(12, 0, 12), 96, SLIDE, 5)


def harmony(s):
    s.voice_all(n=s.choose(3, 3, 4), lo=50, hi=74, spread=s.chance(0.5))
    kind = s.choose("pad", "pad", "stab", "arp", "hits", "pluck")
    if kind == "pad":
        s.pad(60)
    elif kind == "stab":
        s.comp(s.choose("x-----..........", "x--x--..........", "x-----..x-------", "x--x--x---......",
                        "......x-......x-"), 0.9, 72)
    elif kind == "hits":
        s.comp([s.choose("x...............", "x-----x-----x---", "x--x--x--x--x-x-"),
                s.choose("................", "x--x--x---......")], 0.8, 78)
    elif kind == "pluck":
        s.comp(s.choose("x.x.x.x.x.x.x.x.", "x..x..x.x..x..x.", "x...x...x...x...", "x..x..x..x..x.x."), 0.7, 66)
    else:
        s.arpeggio(s.choose("up", "down", "updown", "0121", "0212", "0210"), s.choose(2, 2, 1, 4),
                   0.6 + 0.8 * s.k["harmony"]["articulation"], 64)


def melody(s):
    d = s.dens("melody")
    sparse = ("x-----x---......", "x---..x-........", "......x-x-x-----", "x-------........", "x-x-........x-x-")
    middle = ("x--x--x-x--x--x-", "x-x-x-..x-x-....", "x--x--x---......", "x-x--x-x-x--....", "..x-x-x-x---x-x-",
              "x---x-x-x---....", "x--x--x--x--x-x-", "x.x.x..x.x..x...")
    busy = ("xxx-x-xxx-x-x-x-", "x.xx.xx.x.xx.xx.", "x-xxx-x-x-xxx---", "xxxxx-x-xxxx----")
    bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
    if s.chance(0.25):  # bell ostinato
        degrees = s.r.sample((0, 2, 4, 7, 5, 1, -1), s.choose(3, 4, 5))
        riff(s, s.choose("x.x.x.x.x.x.x.x.", "x..x..x.x..x..x.", "x-x-x---x-x-x---"), degrees, 64, 90, 80)
    else:
        sing(s, bank, 62, 88, kind=s.choose("mode", "mode", "penta"), gate=0.85, vel=82, bar_motif=s.chance(0.4),
             ornament=0.1, pair=s.choose(0, 0, 0, 0.3))
    if s.chance(0.6):
        s.answer_rests(OPEN, 76, 8)


def together(s):
    """Where there is little energy the 808 and its kick wait, or the hats do; the end of
    the round stops on three with everyone."""
    out = s.choose("low", "low", "hats", "half")
    for b in range(s.bars):
        if s.energy[b] < 0.32:
            a = b * s.F + (8 if out == "half" else 0)
            s.clear_drums(a, (b + 1) * s.F, (HAT, OPEN, RIDE) if out == "hats" else (KICK, LOW))
            if out != "hats":
                s.hush(a, (b + 1) * s.F, "bass")
    if s.chance(0.25):
        s.tutti(s.bars - 1, s.choose("X...x.x.", "X-------", "X..x..x.", "X-....ss"), False, s.chance(0.4))
    s.dynamics(16)


def write(s):
    name = {1: "minor", 2: "dorian", 3: "phrygian"}[s.mode]
    text, per = s.choose(*PROGRESSIONS[name]), s.choose(1, 1, 2)
    turns = {"minor": ("V", "bVI,V", "iv,v"), "phrygian": ("bII", "bvii"), "dorian": ("bVII", "v")}[name]
    s.progression(text, level=s.choose(0, 0, 0, 1), bars_per=per, turn=s.turn_around(text, turns, per, 0.1, 0.55))
    s.plan("drop", "drop", "open", "build", "chorus", "level", manner="groove")
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    together(s)
