"""Dubstep: 140 at half time. Kick on one, a huge snare on three, shuffled ghost
hats; a sub that holds and a mid-bass that wobbles in eighths, triplets and
sixteenths, speaking in call and answer; minor pads, few notes, much weight."""
from .melody import melody as sing
from .toolkit import HAT, HIGH, KICK, LOW, NORMAL, OPEN, RIDE, SLIDE, SNARE, Spec

SPEC = Spec(
    bpm=(136, 146), words=("dubstep", "heavy dubstep", "deep dubstep", "brostep", "140 dubstep", "melodic dubstep"),
    moods=("dark", "aggressive", "tense", "mysterious", "energetic", "melancholic", "epic"),
    modes={"minor": 6, "phrygian": 4, "dorian": 1}, swing16=(0, 0, 10, 20), loose=(0, 0.08),
    instruments={"drums": ("dubstep kit", "electronic kit", "heavy drums", "808 kit"),
                 "bass": ("wobble bass", "growl bass", "reese bass", "sub bass"),
                 "harmony": ("dark pad", "strings", "choir", "supersaw pad", "synth stab"),
                 "melody": ("saw lead", "bell", "pluck", "vocal chop", "square lead", "flute")})

PROGRESSIONS = {"minor": ("i i bVI bVII", "i i i i", "i bVI iv v", "i bVI bIII bVII", "i i bVI bVI", "bVI bVII i i",
                          "i iv bVI V", "i bVII bVI v"),
                "phrygian": ("i i bII i", "i bII i bvii", "i i i bII", "i bII bIII bII"),
                "dorian": ("i IV i bVII", "i i IV IV", "i bIII IV i")}


def accents(s):
    """Where kick and bass strike together: a bar that calls and a bar that answers.
    Three belongs to the snare, and the kick leaves it alone."""
    call = s.choose((0,), (0, 10), (0, 6), (0, 3), (0, 6, 10), (0, 3, 10), (0, 11), (0, 3, 6), (0, 10, 13), (0, 3, 14))
    answer = s.choose(call, call, (0, 6, 14), (0, 3, 11, 14), (0, 11, 14), (0, 10, 12), (3, 6, 10), (0, 5, 10))
    return [call, answer]


def drums(s):
    d = s.dens("drums")
    s.accents = accents(s)
    for b in range(s.bars):
        for i in s.accents[b % 2]:
            s.hit(KICK, b * 16 + i, 118 if i == 0 else 104)
    s.drum(SNARE, "........X.......", vel=112)
    s.ghosts(SNARE, 0.25 * d, (3, 6, 11, 13, 14, 15), 40)
    if d > 0.12:  # hats limp in threes, or are far away
        s.drum(HAT, s.choose("x..x..x...x..x..", "..x..x....x..x..", "x..x..x..x..x.x.", "x.oxx.oxx.oxx.ox",
                             "....x.......x...") if d < 0.6 else s.choose("x.xox.x.x.xox.xx", "xoxxoxxoxoxxoxxo",
                                                                          "xx.xx.xxxx.xx.x.", "x.xx.xx.x.xx.xx."),
               range(s.enter(0.2), s.bars), 70)
        for b in range(s.bars):
            if s.chance(0.25 * d):  # a triplet that stumbles into the next bar
                for i in range(3):
                    s.hit(HAT, b * 16 + 12 + 4 * i / 3, 62)
    if s.chance(0.45):
        p = s.choose(2, 6, 10, 14)
        for b in range(0, s.bars, s.choose(1, 2)):
            s.hit(OPEN, b * 16 + p, 78)
    if s.chance(0.2 + 0.5 * d):
        s.drum(s.choose(LOW, HIGH), s.choose("...x..x.........", "......x...x..x..", "..........x..x..",
                                             ".....x.....x...."), range(s.enter(0.3), s.bars), 66, s.choose(1, 2))
    if s.chance(0.2):
        s.drum(RIDE, "x...x...x...x...", range(s.enter(0.5), s.bars), 60)
    s.mark_turns(98, 0.65)
    for bar in s.phrase_ends():
        kind = s.choose("build", "roll", "stop", "snare", "triplet", "none")
        if kind == "stop":  # only the bass is left
            s.clear_drums(bar * 16 + 12, bar * 16 + 16, (HAT, OPEN, LOW, HIGH, RIDE))
        elif kind != "none":
            s.fill(bar, kind, s.choose(1, 1, 2), 92)
        else:
            s.nudge(bar)
    for b in range(s.bars):
        s.hit(SNARE, b * 16 + 8, 112)  # fills never take the three


RATES = (8, 4, 2, 8 / 3, 4 / 3)  # frames of one turn of the wobble


def wobble(s, start, end, rate, octave, tone):
    """The mid-bass from one accent to the next: one turn of the filter a note."""
    gate = 0.6 + 0.4 * s.k["bass"]["articulation"]
    for i in range(int((end - start) / rate + 0.999)):
        at = start + i * rate
        p = s.root(s.chord_at(at), s.lo) + octave * (i % 2)
        art = SLIDE if i and s.chance(0.15) else NORMAL
        s.bass_note(at, min(rate, end - at) * gate, p, 104 - 6 * (i % 2), art, tone[i % len(tone)])


def bass(s):
    """A sub under the kick, or a wobble that starts anew at each accent."""
    d, r = s.dens("bass"), s.r
    s.lo = s.bass_low(26, 7)
    if d < 0.3:
        plan = s.bass_on_kick(s.choose(4, 6, 10, 12), "R", s.choose("", "", "A-"))
        s.bass_line(plan, s.lo, 0.95, 100, lambda f: 2 + (f % 32) / 8)
        return
    rates = RATES if d < 0.75 else (2, 4 / 3, 8 / 3, 2)
    plan = {}  # what each accent of the two bars says; it comes back
    for b in range(2):
        for i in set(s.accents[b]) | {0, 8}:
            plan[b, i] = (r.choice(rates), r.choice((0, 0, 0, 12)), r.choice(((4, 4), (2, 6), (3, 7), (2, 5, 7))))
    silent = r.choice([None, None] + [k for k in plan if k[1]])
    for bar in range(s.bars):
        on = sorted(i for b, i in plan if b == bar % 2)
        for i, end in zip(on, on[1:] + [16]):
            rate, octave, tone = plan[bar % 2, i]
            if bar % 4 == 3 and i >= 8 and s.chance(0.5):  # the turn-around breaks it up
                rate = r.choice(rates)
            if (bar % 2, i) != silent:
                wobble(s, bar * 16 + i, bar * 16 + end, rate, octave, tone)


def harmony(s):
    d = s.dens("harmony")
    kind = s.choose("pad", "pad", "stab", "arp", "chop") if d > 0.25 else "pad"
    s.voice_all(n=s.choose(3, 4), lo=52, hi=78, spread=s.chance(0.5))
    if kind == "pad":
        s.pad(60)
    elif kind == "stab":
        s.comp(s.choose(["x--x--x---......", "................"], ["x-----..x-......"], ["......x-......x-"],
                        ["x--x------x-x---"]), 0.9, 82)
    elif kind == "chop":
        s.comp(s.choose("x.x.x.x.x.x.x.x.", "x..x..x.x..x..x.", "xx.xx.xxxx.xx.xx"), 0.8, 74)
    else:
        s.arpeggio(s.choose("up", "updown", "0212", "0121"), s.choose(2, 2, 4, 1), 0.9, 64)


def melody(s):
    d = s.dens("melody")
    s.careful = 1.5
    sparse = ("x-------x-------", "x-----x---......", "........x---x---", "x-------........", "......x-x-------",
              "x-----------x---")
    middle = ("x--x--x---x-x---", "x--x--x-x-------", "x-x-x---x-x-....", "..x-x---x--x----", "x-----x-x-x-----",
              "x--x--x--x--x-x-")
    busy = ("x-x-x-x-x-x-x---", "x.xx.xx.x.xx.x..", "xxx-x-x-xxx-x---")
    bank = sparse if d < 0.35 else middle if d < 0.75 else middle + busy
    sing(s, bank, 62, 88, kind=s.choose("mode", "mode", "penta"), gate=0.95, vel=84, leap=0.2,
         forms=("A - a e", "A - A e", "A a B e", "- A - e", "A A a e", "A a - e"))
    if s.chance(0.5):
        s.answer_rests(s.choose(HIGH, OPEN), 70, 10, (6, 10, 11, 14))


def form(s):
    """Toms and ghosts speak with the stabs; before the drop the bass is away and a snare
    climbs, or all are silent after the three; then everything lands on the one."""
    if s.chance(0.6):
        s.mark_offbeats(*s.choose(("harmony", LOW, 72), ("harmony", SNARE, 46), ("melody", HIGH, 64)), most=2)
    s.make_room()
    shape = s.plan("drop", "drop", "drop", "halves", "rise", "wave", "settle", "arch", manner="machine")
    if shape in ("rise", "halves", "drop"):
        s.hold_back(RIDE, s.choose(OPEN, HIGH, HAT))
    bar = s.middle()
    if shape == "drop" or s.chance(0.2):
        if s.chance(0.55):
            s.breath(bar, s.choose(4, 6, 7), s.choose(("bass", "harmony"), ("bass",), ("harmony",)), land=True)
        else:
            s.clear_drums(bar * 16 + 1, bar * 16 + 16, (KICK, HAT, OPEN, LOW, HIGH))
            s.hush(bar * 16, bar * 16 + 16, "bass")
            s.climb(bar, s.choose(2, 4), 100, s.choose(0, 2))
            s.hit(SNARE, bar * 16 + 8, 112)
            s.come_back(bar + 1, 106)
    if s.chance(0.4):
        s.lead_back(s.choose("step", "octave", "fifth"), 100, 6)
    s.dynamics(s.choose(14, 20, 26))


def write(s):
    s.progression(s.choose(*PROGRESSIONS[{1: "minor", 2: "dorian", 3: "phrygian"}[s.mode]]),
                  level=s.choose(0, 0, 1) if s.mode != 3 else 0, bars_per=s.choose(1, 1, 2))
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    form(s)
