"""Trance: kick on every beat, open hat off the beat, rolling off-beat bass,
gated and arpeggiated sixteenth saws, four-chord minor loops that lift
(i-VI-III-VII), a long soaring lead, snare rolls into the turn."""
from .melody import melody as sing, riff
from .toolkit import HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec, euclid

SPEC = Spec(
    bpm=(128, 146), words=("trance", "uplifting trance", "progressive trance", "psytrance", "euphoric trance",
                           "classic trance", "vocal trance"),
    moods=("energetic", "dreamy", "epic", "bright", "melancholic", "mysterious", "happy"),
    modes={"minor": 8, "major": 2, "dorian": 1, "phrygian": 1}, bars={4: 1, 8: 7, 16: 3}, loose=(0, 0.02),
    instruments={"drums": ("909 kit", "trance kit", "electronic kit"),
                 "bass": ("analog bass", "synth bass", "rolling bass", "psy bass"),
                 "harmony": ("supersaw pad", "saw pad", "trance gate", "strings", "arpeggio synth"),
                 "melody": ("supersaw lead", "saw lead", "pluck", "bell", "synth lead", "piano")})

PROGRESSIONS = {
    "minor": ("i bVI bIII bVII", "bVI bVII i i", "i bIII bVII iv", "i bVII bVI bVII", "bVI bIII bVII i",
              "i iv bVI bVII", "i i bVI bVI bIII bIII bVII bVII", "i v bVI bVII", "iv bVI i bVII", "bVI bVII i bIII",
              "i bVI iv v", "i bVII iv bVI"),
    "major": ("vi IV I V", "I V vi IV", "IV V vi I", "I iii vi IV", "IV I V vi"),
    "dorian": ("i IV bVII i", "i bVII IV i", "i bIII bVII IV"),
    "phrygian": ("i i bII i", "i bII bvii i", "i bIII bII i"),
}


def drums(s):
    d = s.dens("drums")
    s.drum(KICK, "X...X...X...X...", vel=106)
    s.drum(OPEN, "..x...x...x...x.", range(s.enter(0.15), s.bars), 88)
    if s.chance(0.3):  # a second kick rolls into the next beat
        s.drum(KICK, s.choose("...............o", "..............o.", ".......o.......o", "...........o...o",
                              "......o........."), vel=98, every=s.choose(1, 2, 4))
    if s.chance(0.88):
        s.drum(SNARE, s.choose("....x.......x...", "....x.......x...", "....x.......x..o", "....x..g....x.g.",
                               "....x.g..g..x...", "............x...", "....x..x....x.x."), range(s.enter(0.2), s.bars),
               92)
    if d > 0.3:
        s.drum(HAT, s.choose("xoxoxoxoxoxoxoxo", "xx.xxx.xxx.xxx.x", "x.xxx.xxx.xxx.xx", "gxgxgxgxgxgxgxgx",
                             "xooxxooxxooxxoox"), range(s.enter(0.25), s.bars), 68)
    if s.chance(0.2 + 0.5 * d):
        s.drum(RIDE, s.choose("x.x.x.x.x.x.x.x.", "..x...x...x...x.", "x...x...x...x..."), range(s.enter(0.4), s.bars),
               68)
    if d > 0.45 and s.chance(0.6):
        s.drum(s.choose(LOW, HIGH), euclid(s.choose(3, 5, 7), 16, s.r.randrange(16)), range(s.enter(0.4), s.bars), 60)
    s.mark_turns(98, 0.8)
    for bar in s.phrase_ends():
        kind = s.choose("build", "roll", "roll", "snare", "none", "hats")
        if kind != "none":
            s.fill(bar, kind, s.choose(1, 2, 2) if bar < s.bars - 1 else s.choose(2, 4), 88, keep=(OPEN, HAT))
        else:
            s.nudge(bar)
    s.drum(KICK, "X...X...X...X...", vel=106)


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(28, 8)
    if d < 0.3:
        bank = ("..R...R...R...R.", "..R-..R-..R-..R-", "..R...R...R..RR.", "R.R...R...R...8.")
    elif d < 0.65:
        bank = ("..RR..RR..RR..RR", "R.RR..RR..RR..RR", "..R8..R8..R8..R8", "..RR..R8..RR..8R", "..R-..R8..R-..R8",
                "..RR..R...RR..R.", ".R.R..RR.R.R..RR", "..R..RR...R..RR.")
    else:
        bank = (".RRR.RRR.RRR.RRR", ".RR8.RR8.RR8.RR8", "RRRR.RRR.RRR.RRR", ".RRR.RRR.RRR.R8R", ".R8R.R8R.R8R.R8R",
                ".RR.RRR.RR.RRR.R", ".R.RRRR..RRR.RRR")
    p = s.choose(*bank)
    q = s.choose(p, p, p[:12] + s.choose(".R8A", "..R8", ".RR5"))
    s.bass_line([p, p, p, q], lo, 0.4 + 0.55 * s.k["bass"]["articulation"], 92,
                lambda f: 3 + 3 * (f % 64) / 64 + (f % 4 == 2))


def harmony(s):
    d = s.dens("harmony")
    kind = s.choose("pad", "gate", "gate", "arp", "arp", "stab") if d > 0.25 else "pad"
    s.voice_all(n=s.choose(3, 4), lo=54, hi=79, spread=kind == "pad")
    art = 0.4 + 0.5 * s.k["harmony"]["articulation"]
    if kind == "pad":
        s.pad(64)
    elif kind == "gate":  # a held chord chopped into sixteenths
        s.comp(s.choose("x.xx.xx.x.xx.xx.", "xx.xx.xx.xx.xx.x", "x.x.xx.xx.x.xx.x", "xxx.xxx.xxx.xxx.",
                        "x.xxx.x.x.xxx.x.", "..xx..xx..xx..xx", "x..x..x.x..x..x."), art, 74, vary=0)
    elif kind == "stab":
        s.comp(s.choose("x--x--x---x--x--", "x--x--x-x--x--x-", "..x...x...x...x.", "x--x--x--x--x-x-"), art + 0.1, 78)
    else:
        s.arpeggio(s.choose("up", "updown", "0121", "0212", "0120", "02"), 1, art, 70,
                   s.choose(None, None, "x.xxx.xxx.xxx.xx", "xxx.xxx.xxx.xxx."))


def melody(s):
    d = s.dens("melody")
    s.careful = 2
    if s.chance(0.25):
        n = s.choose(5, 7, 8, 9)  # a figure that climbs over the chord and turns back
        shape = s.choose((0, 2, 4, 2, 7, 4, 2), (7, 4, 2, 4), (4, 2, 0, 2, 4, 5, 4), (0, 4, 2, 4, 7, 4),
                         (4, 4, 2, 4, 7, 7, 4, 2), (2, 4, 5, 4, 2, 1, 0))
        riff(s, euclid(n, 16, s.choose(0, 0, 2, 3)), shape, 64, 90, 84)
        return
    sparse = ("x-------x-------", "x-----------x---", "x-----x---------", "x---------------", "x-------....x-x-")
    middle = ("x--x--x---x-x---", "x--x--x--x--x-x-", "x-----x---x-x---", "x---x---x-x-x---", "x--x--x-x--x--x-",
              "..x-x-x---x-x---", "x-x---x-x---x-x-", "x--x--x-x-------")
    busy = ("x-x-x-x-x-x-x-x-", "xxx.xxx.xxx.xxx.", "x.xx.xx.x.xx.xx.", "x-xxx-xxx-xxx-x-", "xxxxxxxxx-x-x-x-")
    bank = sparse if d < 0.3 else middle if d < 0.7 else busy + middle[:2]
    sing(s, bank, 64, 90, kind=s.choose("mode", "mode", "penta"), gate=1.0, vel=88, leap=0.2, bar_motif=s.chance(0.3),
         forms=("A a B e", "A A B e", "A a a e", "A b a e", "- - A e", "A - A e"))


def form(s):
    """The break and the climb: chords and lead float without bass and floor, a snare
    rolls faster and faster, everything lands on the one; layers join by halves."""
    if s.chance(0.4):
        s.mark_offbeats(*s.choose(("melody", LOW, 64), ("melody", HIGH, 60), ("harmony", HIGH, 58)), most=3)
    s.make_room((HIGH, LOW), 4)
    shape = s.plan("drop", "drop", "drop", "rise", "rise", "halves", "wave", "arch", manner="machine")
    if shape in ("rise", "halves", "drop"):
        s.hold_back(RIDE, s.choose(HAT, LOW, HIGH, SNARE))
    if shape == "drop":
        s.floor_break(s.middle(), ("bass",), s.choose(2, 4, 0), 94)
        if s.bars == 16 and s.chance(0.6):  # a longer break: the bass is away for two bars
            s.hush((s.middle() - 1) * 16, s.middle() * 16, "bass")
    if s.chance(0.5):
        s.lead_back(s.choose("run", "octave", "step"), 92, 6, 0.7)
    s.dynamics(s.choose(16, 22, 28))


def write(s):
    name = ("major", "minor", "dorian", "phrygian")[s.mode]
    s.progression(s.choose(*PROGRESSIONS[name]), level=s.choose(0, 0, 0, 1), bars_per=s.choose(1, 1, 2))
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    form(s)
