"""Disco: four on the floor, open hat on every off-beat, snare on two and four,
octave bass, strings that answer, guitar in sixteenths. Bright, in motion; circle
of fifths and minor vamps. In the break the kick goes and hats, hands and bass stay;
strings run into the next phrase and tom fills bring the floor back."""
from . import theory as th
from .melody import melody as sing
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(108, 130), words=("disco", "70s disco", "nu disco", "disco funk", "italo disco", "disco groove"),
    moods=("happy", "groovy", "energetic", "bright", "playful", "romantic"),
    modes={"minor": 5, "major": 4, "dorian": 3}, swing16=(0, 0, 0, 10, 20), loose=(0, 0.2),
    instruments={"drums": ("disco kit", "acoustic kit", "70s drums"),
                 "bass": ("electric bass", "finger bass", "slap bass", "synth bass"),
                 "harmony": ("funk guitar", "strings", "piano", "rhodes", "clavinet", "electric piano"),
                 "melody": ("strings", "brass", "synth lead", "flute", "trumpet", "vocal", "violin")})

PROGRESSIONS = {
    "minor": ("i7 iv7 bVIImaj7 bIIImaj7", "i iv bVII bIII bVI ii0 V7 i", "i7 i7 iv7 iv7", "bVI bVII i7 i7",
              "i7 bVII bVI V7", "iv7 bVII9 i7 i7", "i7 bIII bVII iv7", "i7 v7 bVImaj7 bVII", "i7,bVII bVI,V7"),
    "major": ("I vi7 ii7 V7", "Imaj7 IVmaj7 iii7 vi7", "ii7 V7 Imaj7 vi7", "I iii7 IV V", "vi7 ii7 V7 Imaj7",
              "IV V iii7 vi7", "I I7 IV iv", "Imaj7 iii7 vi7 ii7,V7"),
    "dorian": ("i7 IV9 i7 IV9", "i7 i7 IV9 IV9", "i9 bVII9 IV9 i9", "i7 ii7 bIII IV", "i7 IV7 bVII bIIImaj7"),
}


def drums(s):
    d = s.dens("drums")
    floor = "X...X...X...X..."
    answer = s.choose(floor, floor, "X...X...X...X..x", "X...X...X..xX...", "X...X..xX...X...", "X...X...X...X.x.")
    for b in range(s.bars):
        s.drum(KICK, answer if b % 2 else floor, [b], 102)
    back = "....X.......X..."
    s.drum(SNARE, back, range(0, s.bars, 2), 98)
    s.drum(SNARE, s.choose(back, back, "....X.......X..g", "....X..g....X...", "....X.......X.oo", "....X..o.o..X...",
                           "....X.....o.X..."), range(1, s.bars, 2), 98)
    s.drum(OPEN, "..x...x...x...x.", vel=86)
    if d > 0.25:
        s.drum(HAT, s.choose("x...x...x...x...", "xo.oxo.oxo.oxo.o", "xx.xxx.xxx.xxx.x", "x..xx..xx..xx..x",
                             "xoxoxoxoxoxoxoxo"), range(s.enter(0.15), s.bars), 70)
    s.ghosts(SNARE, 0.2 * d, (3, 7, 9, 11, 15), 40)
    if s.chance(0.3 + 0.5 * d):
        s.drum(HIGH, s.choose("x..x..x...x.x...", "..xx..x...xx..x.", "...x..x....x..x.", "x.x.x.x.x.x.x.x.",
                              "....x.......x.x."), range(s.enter(0.3), s.bars), 60)
        if d > 0.5:
            s.drum(LOW, s.choose("..............xx", "......x.......x.", ".......x.......x", "x.....x........."),
                   vel=62)
    if s.chance(0.3):
        s.drum(RIDE, s.choose("oxoxoxoxoxoxoxox", "..x...x...x...x."), range(s.enter(0.4), s.bars), 56)
    s.mark_turns(94, 0.7)
    for bar in s.phrase_ends():
        kind = s.choose("toms", "toms", "snare", "snare", "build", "flam", "triplet", "drag", "pickup")
        if kind in ("drag", "pickup"):
            s.vary(bar, kind, 88)
        else:
            s.fill(bar, kind, s.choose(1, 1, 2), 92, keep=(OPEN,))


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(28, 8)
    if d < 0.3:
        bank = ("R-----R-R-----A-", "R---R---R---R---", "..R...R...R...R.", "R--R------R---A-", "R-....8-....R-A-")
    elif d > 0.7:
        bank = ("R.8RR.8RR.8RR.8A", "RR8.RR8RRR8.RR8A", "R8R8R8R8R8R8R8RA", "R.RR8.RRR.RR8R5A", "RR.8RR.8RR.8R58A",
                "R-R8RR8.R-R8R58A")
    else:
        bank = ("R.8.R.8.R.8.R.8.", "R-8-R-8-R-8-R-8-", "R.8.R.8.R.8.5.A.", "R.8R.R8.R.8R.R8A", "R-.8R-.8R-.8R-5A",
                "RR8.RR8.RR8.RR8A", "R.R8..R8R.R8..5A", "R--R8-R-5-R-8-A-", "R-RR8-R-R-RR8-A-", "R..8R.88R..85.8A",
                "R-8-5-8-R-8-5-A-")
    p, q = s.choose(*bank), s.choose(*bank)
    s.bass_line(s.choose([p], [p, p, p, q], [p, q]), lo, 0.4 + 0.55 * s.k["bass"]["articulation"], 92)


def harmony(s):
    d = s.dens("harmony")
    guitar = s.instruments["harmony"] in ("funk guitar", "clavinet", "electric piano", "piano", "rhodes")
    s.voice_all(n=s.choose(3, 4), lo=54 if guitar else 52, hi=80, rootless=s.chance(0.5))
    art = 0.4 + 0.55 * s.k["harmony"]["articulation"]
    if not guitar or d < 0.2:
        kind = s.choose("pad", "line")
        if kind == "pad":
            s.pad(64)
        else:
            s.comp(s.choose("x-------x-x-x---", "x-----------x-x-", "x--x--x---------", "..x---x---------"), 0.95, 72)
    else:
        s.comp(s.choose(["..x...x...x...x."], ["x..xx..xx..xx..x"], ["x.xx.xx.x.xx.xx."],
                        ["x--x--x---x--x--", "x--x--x-x--x--x-"], ["..xx..xx..xx..xx"], ["X...x..x..x.x..."],
                        [".xx..xx..xx..xx."], ["x..x..x.x..x..x."], ["..x..x....x..x..", "..x..x....x.x.x."]), art, 76,
               s.choose(0, 10))


def melody(s):
    d = s.dens("melody")
    sparse = ("x-------........", "..x-x---........", "x--x----........", "............x-x-", "x-----x-........")
    middle = ("x--x--x-x-------", "x-x-x---..x-x---", "..x-x-x-x-----..", "x--x--x---x-x---", "..xx..x-..xx..x-",
              "x-x-..x-x-x-....", "x---x-x-x---....", "x-xxx---........")
    busy = ("xxxxx-x-xxxxx---", "x-xxx-xxx-xxx---", "xxx-xxx-x-x-x-x-", "x.xx.xx.x.xx.xx.")
    bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
    sing(s, bank, 64, 88, kind=s.choose("mode", "penta", "penta"), gate=0.9, vel=86, pair=s.choose(0, 0, 0.5, 0.8),
         leap=0.2)


def run_up(s, bar):
    """The strings run the scale in sixteenths into the next bar's chord."""
    end = (bar + 1) * s.F
    last = [n[2] for n in s._melody if n[0] < (end - 8) * 120][-1:] or [74]
    aim = min((p for p in range(66, 89) if (p - s.t) % 12 in th.tones(s.chord_at(end))),
              key=lambda p: abs(p - last[0] - 4))
    way = s.choose(-1, -1, 1)  # from below, or falling from above
    path = [p for p in range(aim + way, aim + 16 * way, way)
            if (p - s.t) % 12 in th.scale_for(s.chord_at(end - 1), s.mode)]
    n = s.choose(4, 6, 8)
    s.hush(end - n, end, "melody")
    for i, p in enumerate(path[:n]):
        s.mel(end - 1 - i, 0.95, p, 92 - 2 * i)


def together(s):
    """The break and the return; strings answer, and stop, with everyone."""
    quiet = [b for b in range(s.bars) if s.energy[b] < 0.34 and b < s.bars - 1]
    for b in quiet:  # the floor goes; hats, hands and bass play on
        s.clear_drums(b * s.F, (b + 1) * s.F - (8 if b + 1 not in quiet else 0),
                      (KICK, CRASH) if s.energy[b] > 0.22 else (KICK, CRASH, HAT))
    if s.chance(0.55):
        s.answer_with_chords(("x-x---", "x.xx--", "..x-x---", "xxx.x-", "x--x--"), 80, least=6,
                             catch=(KICK,) if s.chance(0.3) else ())
    s.converse(("..hl", ".hhl", "..ss", "hhl.", "g.ss"), 0.4, vel=72)
    s.enter_late("harmony", 0.2)
    for bar in s.phrase_ends():
        if s.chance(0.35):
            run_up(s, bar)
    if s.chance(0.3):
        s.tutti(s.bars - 1, s.choose("X..X..X.", "X.X.XXss", "X..X..hl", "X.x.X.ss", "X--X--X-"), True, s.chance(0.3))
    s.ease_back(0.8)
    s.dynamics(20)


def write(s):
    name = {0: "major", 1: "minor", 2: "dorian"}[s.mode]
    text, per = s.choose(*PROGRESSIONS[name]), s.choose(1, 1, 1, 2)
    turns = {"major": ("V7sus4", "ii7,V7", "IV,V7"), "minor": ("V7", "iv7,V7", "bVI,bVII"),
             "dorian": ("bVII", "v7", "IV9,bVII")}[name]
    s.progression(text, level=s.choose(0, 1), bars_per=per, turn=s.turn_around(text, turns, per, 0.25, 0.8))
    s.plan("build", "drop", "drop", "chorus", "open", "wave", "level", manner="groove")
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    together(s)
