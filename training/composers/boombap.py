"""Boom-bap: a dusty sampled break at 80 to 100, kick and snare loud and swung,
hats behind them; a chopped loop of two or four bars (piano, horns, strings), a
bass that doubles the sample's roots under the kick, a short riff. The producer mutes:
the loop alone, drums alone, a beat of silence before the phrase comes round."""
from .melody import melody as sing, riff
from .toolkit import HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(78, 104), words=("boom-bap", "boom bap", "90s hip-hop", "old school hip hop", "golden age hip-hop",
                          "boom bap beat", "east coast hip hop"),
    moods=("groovy", "dark", "aggressive", "warm", "tense", "playful", "melancholic", "mysterious"),
    modes={"minor": 6, "dorian": 4, "phrygian": 1, "major": 1}, bars={4: 4, 8: 6, 16: 1},
    swing16=(0, 10, 20, 20, 40, 40), loose=(0.05, 0.25),
    instruments={"drums": ("boom-bap kit", "dusty drums", "sp1200 drums", "acoustic kit", "vinyl drums"),
                 "bass": ("upright bass", "sub bass", "electric bass", "filtered bass"),
                 "harmony": ("piano", "rhodes", "strings", "jazz guitar", "organ", "vibraphone"),
                 "melody": ("trumpet", "flute", "piano", "saxophone", "strings", "bell", "guitar")})

PROGRESSIONS = {
    "minor": ("i7 i7 i7 i7", "i7 bVImaj7 i7 bVImaj7", "i9 iv9 i9 iv9", "i7 bVII7 bVImaj7 V7", "i7 i7 bVImaj7 V7b9",
              "i7,bVII bVImaj7,v7", "i7 iv7 v7 i7", "ii0 V7b9 i7 i7", "i7,iv7 i7,V7b9", "iv7 i7 iv7 i7",
              "bVImaj7 i7 bVImaj7 v7"),
    "dorian": ("i7 IV9 i7 IV9", "i9 i9 IV9 IV9", "i7,IV9 i7,IV9", "i7 ii7 i7 ii7", "i9 bIIImaj7 i9 IV9",
               "i7 v7 i7 IV7"),
    "phrygian": ("i bII i bII", "i7 i7 bIImaj7 bIImaj7", "i7 bvii7 bIImaj7 i7"),
    "major": ("Imaj9 vi9 ii9 V13", "Imaj7 IVmaj7 Imaj7 IVmaj7", "ii9 V13 Imaj9 VI7b9", "IVmaj7 iii7 vi7 vi7"),
}


def drums(s):
    d = s.dens("drums")
    s.late[SNARE] = s.choose(0, 0, 10, 20)
    s.late[HAT] = s.choose(0, 0, 10)
    kick = s.choose("X.......x.x.....", "X..x......x.....", "X.x.......x..x..", "X......x..x.....", "X.x....x..x.....",
                    "X.........xx....", "X.x...x...x.....", "X......xx.......", "X..x...x..x..x..", "X.....x...x..x..",
                    "X.....x.x.......")
    kick2 = s.choose(kick, kick[:8] + s.choose("x.x..x..", "..x..x..", ".xx.....", "x.....x.", "..xx...."),
                     ".." + kick[2:8] + "..x..x..")
    s.kick = [kick, kick2]
    for b in range(s.bars):
        s.drum(KICK, s.kick[b % 2], [b], 104)
    s.drum(SNARE, s.choose("....X.......X...", "....X.......X...", "....X.......X..g", "....X..g....X...",
                           "....X.......X.g."), vel=106)
    s.ghosts(SNARE, 0.3 * d, (3, 6, 7, 9, 11, 14, 15), 40)
    hat = (s.choose("x.x.x.x.x.x.x.x.", "X.o.X.o.X.o.X.o.", "x.xox.x.x.xox.x.", "x.x.x.xox.x.x.xo") if d < 0.65
           else s.choose("xoxoxoxoxoxoxoxo", "x.xox.xox.xox.xo", "xooxxooxxooxxoox"))
    if d < 0.15:
        hat = s.choose("..x...x...x...x.", "x...x...x...x...")
    s.drum(s.choose(HAT, HAT, HAT, RIDE), hat, range(s.enter(0.12), s.bars), 72)
    if s.chance(0.5):
        p = s.choose(2, 6, 10, 14, 14)
        for b in range(s.choose(0, 1), s.bars, s.choose(1, 2)):
            s.hit(OPEN, b * 16 + p, 76)
    if s.chance(0.2 + 0.3 * d):
        s.drum(s.choose(HIGH, LOW), s.choose("......x.........", "...x..x....x....", "x...x...x...x...",
                                             "..........x...x."), vel=58, every=s.choose(1, 2))
    s.mark_turns(80, 0.35)
    for bar in s.phrase_ends():
        kind = s.choose("stop", "kick", "flam", "snare", "cut", "drag", "skip", "pickup", "bark")
        if kind == "cut":  # the loop drops out, voice alone
            s.clear_drums(bar * 16 + 8, bar * 16 + 16, (KICK, HAT, OPEN, RIDE, HIGH, LOW) if s.chance(0.5)
                          else range(8))
        elif kind in ("drag", "skip", "pickup", "bark"):
            s.vary(bar, kind, 92)
        else:
            s.fill(bar, kind, 1, 92, keep=(HAT,))


def bass(s):
    d, r = s.dens("bass"), s.r
    lo = s.bass_low(27, 8)
    s.late["bass"] = s.choose(0, 0, 10)
    out = []
    for k in s.kick:
        cells = list("................")
        cells[0] = "R"
        on = [i for i in range(1, 16) if k[i] in "xX" and r.random() < 0.75]
        on += [i for i in (3, 6, 7, 10, 11, 14) if r.random() < 0.35 * d]
        for i in on:
            cells[i] = "R" if i == 8 else r.choice("RRR5873")
        if d > 0.4:
            cells[14] = s.choose("A", "S", "5")
        hold = s.choose(1, 2, 3, 6)
        n = 0
        for i in range(1, 16):
            n = 0 if cells[i] != "." else n + 1
            if cells[i] == "." and n <= hold:
                cells[i] = "-"
        out.append("".join(cells))
    if d < 0.2:
        out = [s.choose("R---------------", "R-----R---------", "R-------..R-----")]
    s.bass_line(out, lo, 0.6 + 0.4 * s.k["bass"]["articulation"], 92)


def harmony(s):
    """A sample: one bar or two, cut on the sixteenth, the same each time round."""
    d = s.dens("harmony")
    s.voice_all(n=s.choose(3, 4, 4), lo=50, hi=77, rootless=s.chance(0.5), spread=s.chance(0.2))
    art = 0.5 + 0.5 * s.k["harmony"]["articulation"]
    if d < 0.25:
        ps = s.choose(["x-------........"], ["x---............", "......x---......"], ["x---------------"])
    else:
        ps = s.choose(["x--x--x---......", "x--x--x-x-x-...."], ["x-..x-..x-..x-.."], ["x.x...x.x.x...x."],
                      ["x--x------x-x---"], ["x-----x-..x-x---", "x-----x-........"], ["..x-..x-..x-x---"],
                      ["x-xx..x-..x-..x-"], ["x---x---x---x---"], ["x--x--x--x--x---"], ["x-------..x-x-x-"])
    if s.chance(0.12):  # a chopped piano: the chord, then its notes
        for (f, n, _), v in zip(s.spans, s.voiced):
            s.play_chord(f, 2, v, 74)
        s.arpeggio(s.choose("0121", "up", "updown"), 2, 1.0, 64, s.choose("....x.x.x.x.x.x.", "......x.x.x.....",
                                                                          "....x.x.....x.x."))
    else:
        s.comp(ps, art, 74)


def melody(s):
    d = s.dens("melody")
    if s.chance(0.35):  # a looped lick
        p = s.choose("x-x-x---........", "..x-x-xx----....", "x--x--x-........", "xx.x..x-........", "......x-x-x-x---",
                     "x.x.xx.x-.......")
        riff(s, p if s.chance(0.6) else p + "." * 16, [s.r.choice((0, 2, 4, 7, 5, 3, 1, -1)) for _ in range(5)], 60, 84,
             82)
        return
    sparse = ("x-----..........", "......x-x---....", "..x-x---........", "x--x----........", "............x-x-")
    middle = ("x-x-x---........", "..xxx-x-........", "x--x--x-x-......", "..x-x-x-x---....", "x-xx--x---......",
              "......x-x-x-x---", "x-x-..xx-x--....")
    busy = ("x-x-xx-x-x------", "xxx-x-x-..x-x-x-", "x-xx-x-xx-x-....")
    bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
    sing(s, bank, 62, 84, kind=s.choose("penta", "blues", "mode"), gate=0.9, vel=82, bar_motif=s.chance(0.3),
         forms=("A - A e", "A a - e", "A - a e", "A A a e", "- A - e"))


def together(s):
    """Kick and bass are one; mutes make the verse and the hook."""
    s.kick_offbeats(0.6, 0.35, 98)
    s.converse(("..gs", "g..s", ".k.k", "..o.", "k..k"), 0.35, vel=80)
    mute = s.choose("harmony", "bass", "drums", "none")
    for b in range(s.bars):
        if s.energy[b] < 0.32 and mute == "drums":
            s.clear_drums(b * s.F, (b + 1) * s.F, (HAT, OPEN, RIDE, HIGH, LOW))
    if mute in ("harmony", "bass"):
        s.enter_late(mute, 0.6)
    s.layers(0.15)
    if s.chance(0.3):
        s.tutti(s.bars - 1, s.choose("X..x....", "X-..X-..", "x.X.....", "X..X..ss"), False, s.chance(0.5), 96)
    s.ease_back(0.55)
    s.dynamics(18)


def write(s):
    name = ("major", "minor", "dorian", "phrygian")[s.mode]
    text, per = s.choose(*PROGRESSIONS[name]), s.choose(1, 1, 1, 2)
    turns = {"major": ("ii9,V13", "VI7b9"), "minor": ("V7b9", "ii0,V7b9", "bVII7"), "dorian": ("IV9", "bVII9", "v7"),
             "phrygian": ("bII", "bvii7")}[name]
    s.progression(text, bars_per=per, turn=s.turn_around(text, turns, per, 0.1, 0.6))
    s.plan("chorus", "drop", "wave", "open", "level", "build", manner="groove")
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    together(s)
