"""Dubstep: 140 at half time. Kick on one, a huge snare on three, shuffled ghost
hats; a sub that holds and a mid-bass that wobbles in eighths, triplets and
sixteenths, speaking in call and answer; minor pads, few notes, much weight."""
from .melody import melody as sing
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, NORMAL, OPEN, RIDE, SLIDE, SNARE, Spec

SPEC = Spec(
    bpm=(136, 146), words=("dubstep", "heavy dubstep", "deep dubstep", "brostep", "140 dubstep", "melodic dubstep"),
    moods=("dark", "aggressive", "tense", "mysterious", "energetic", "melancholic", "epic"),
    modes={"minor": 6, "phrygian": 4, "dorian": 1}, swing16=(0, 0, 10, 20), loose=(0, 0.08),
    instruments={"drums": ("dubstep kit", "electronic kit", "heavy drums", "808 kit"), "bass": ("wobble bass", "growl bass", "reese bass", "sub bass"),
                 "harmony": ("dark pad", "strings", "choir", "supersaw pad", "synth stab"), "melody": ("saw lead", "bell", "pluck", "vocal chop", "square lead", "flute")})

PROGRESSIONS = {"minor": ("i i bVI bVII", "i i i i", "i bVI iv v", "i bVI bIII bVII", "i i bVI bVI", "bVI bVII i i", "i iv bVI V", "i bVII bVI v"),
                "phrygian": ("i i bII i", "i bII i bvii", "i i i bII", "i bII bIII bII"), "dorian": ("i IV i bVII", "i i IV IV", "i bIII IV i")}


def drums(s):
    d, r = s.dens("drums"), s.r
    kick = s.choose("X...............", "X.........x.....", "X.....x.........", "X..x............", "X.....x...x.....", "X..x......x...x.", "X............x..", "X.x.......x..x..")
    kick2 = s.choose(kick, kick[:10] + s.choose("x..x..", "..x...", "...x.x"))
    for b in range(s.bars):
        s.drum(KICK, kick if b % 2 == 0 else kick2, [b], 108)
    s.drum(SNARE, "........X.......", vel=112)
    s.ghosts(SNARE, 0.25 * d, (3, 6, 11, 13, 14, 15), 40)
    if d > 0.12:
        s.drum(HAT, s.choose("x.x.x.x.x.x.x.x.", "x..x..x...x..x..", "..x..x....x..x..", "x.oxx.oxx.oxx.ox", "x...x...x...x...") if d < 0.6 else s.choose("xoxoxoxoxoxoxoxo", "x.xox.xxx.xox.xx", "xoxxoxxoxoxxoxxo"), range(s.enter(0.2), s.bars), 70)
        for b in range(s.bars):
            if s.chance(0.3 * d + 0.1):
                s.roll(HAT, b * 16 + s.choose(7, 11, 14, 15), s.choose(2, 3, 4), 66)
    if s.chance(0.45):
        p = s.choose(2, 6, 10, 14)
        for b in range(0, s.bars, s.choose(1, 2)):
            s.hit(OPEN, b * 16 + p, 78)
    if s.chance(0.2 + 0.5 * d):
        s.drum(s.choose(LOW, HIGH), s.choose("...x..x.........", "......x...x..x..", "..........x..x..", ".....x.....x...."), range(s.enter(0.3), s.bars), 66, s.choose(1, 2))
    if s.chance(0.2):
        s.drum(RIDE, "x...x...x...x...", range(s.enter(0.5), s.bars), 60)
    if s.chance(0.6):
        s.hit(CRASH, 0, 98)
    for bar in s.phrase_ends():
        kind = s.choose("build", "roll", "stop", "snare", "triplet", "none")
        if kind != "none":
            s.fill(bar, kind, s.choose(1, 1, 2) if kind != "stop" else 1, 92)


def bass(s):
    """A sub, or a wobble whose rate changes from half bar to half bar."""
    d, r = s.dens("bass"), s.r
    lo = s.bass_low(26, 7)
    if d < 0.3:
        p = s.choose("R-----------....", "R---------R-----", "R---------------", "R-----..R-------", "R--R------......")
        s.bass_line([p, s.choose(p, "R-----R---..R---", "R-----------A---")], lo, 0.95, 100, lambda f: 2 + (f % 32) / 8)
        return
    # per half bar: the rate of the wobble in frames, or a rest, or a hold
    rates = (8, 4, 2, 8 / 3, 4 / 3, None) if d < 0.75 else (2, 4 / 3, 8 / 3, 1, 4, 2)
    plan = [r.choice(rates[:5]) for _ in range(4)]
    plan[0] = r.choice((8, 4, 2))
    jump = [r.choice((0, 0, 0, 12, 0)) for _ in range(4)]
    gate = 0.6 + 0.4 * s.k["bass"]["articulation"]
    for half in range(2 * s.bars):
        rate = plan[half % 4]
        if half % 8 >= 6 and s.chance(0.4):
            rate = r.choice(rates)
        if rate is None:
            continue
        f = half * 8
        i = 0
        while i * rate < 8 - 1e-6:
            at = f + i * rate
            p = s.root(s.chord_at(at), lo) + (jump[half % 4] if i % 2 or jump[half % 4] == 0 else 0)
            art = SLIDE if i and r.random() < 0.2 else NORMAL
            s.bass_note(at, rate * gate, p, 100 - 6 * (i % 2), art, (2, 6, 3, 7)[i % 4] if rate < 8 else 4)
            i += 1


def harmony(s):
    d = s.dens("harmony")
    kind = s.choose("pad", "pad", "stab", "arp", "chop") if d > 0.25 else "pad"
    s.voice_all(n=s.choose(3, 4), lo=52, hi=78, spread=s.chance(0.5))
    if kind == "pad":
        s.pad(60)
    elif kind == "stab":
        s.comp(s.choose(["x--x--x---......", "................"], ["x-----..x-......"], ["......x-......x-"], ["x--x------x-x---"]), 0.9, 82)
    elif kind == "chop":
        s.comp(s.choose("x.x.x.x.x.x.x.x.", "x..x..x.x..x..x.", "xx.xx.xxxx.xx.xx"), 0.8, 74)
    else:
        s.arpeggio(s.choose("up", "updown", "0212", "0121"), s.choose(2, 2, 4, 1), 0.9, 64)


def melody(s):
    d = s.dens("melody")
    sparse = ("x-------x-------", "x-----x---......", "........x---x---", "x-------........", "......x-x-------", "x-----------x---")
    middle = ("x--x--x---x-x---", "x--x--x-x-------", "x-x-x---x-x-....", "..x-x---x--x----", "x-----x-x-x-----", "x--x--x--x--x-x-")
    busy = ("x-x-x-x-x-x-x---", "x.xx.xx.x.xx.x..", "xxx-x-x-xxx-x---")
    bank = sparse if d < 0.35 else middle if d < 0.75 else middle + busy
    sing(s, bank, 62, 88, kind=s.choose("mode", "mode", "penta"), gate=0.95, vel=84, leap=0.2, forms=("A - a e", "A - A e", "A a B e", "- A - e", "A A a e", "A a - e"))


def write(s):
    s.progression(s.choose(*PROGRESSIONS[{1: "minor", 2: "dorian", 3: "phrygian"}[s.mode]]), level=s.choose(0, 0, 1) if s.mode != 3 else 0, bars_per=s.choose(1, 1, 2))
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
