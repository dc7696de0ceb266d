"""Punk: fast, loud, plain. Eighth-note down-strokes of power chords, a bass that
picks the root in eighths, the straight or the double-time beat, three or four
major chords, a shouted tune of few notes and a gang answer. The verse is tight (hat, palm), the chorus wide open;
the band stops dead for the shout, breaks down to half time and comes back double."""
from .melody import melody as sing
from .toolkit import CRASH, HAT, KICK, LOW, OPEN, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(148, 210), words=("punk", "punk rock", "pop punk", "skate punk", "hardcore punk", "post-punk"),
    moods=("energetic", "aggressive", "playful", "happy", "bright", "melancholic"),
    modes={"major": 7, "minor": 4, "mixolydian": 1}, loose=(0.05, 0.2),
    instruments={"drums": ("rock kit", "punk kit", "live drums"),
                 "bass": ("picked bass", "overdriven bass", "electric bass"),
                 "harmony": ("distorted guitar", "overdriven guitar"),
                 "melody": ("lead guitar", "vocal", "distorted guitar", "organ lead")})

PROGRESSIONS = {"major": ("I5 IV5 V5 V5", "I5 V5 vi5 IV5", "I5 IV5 I5 V5", "vi5 IV5 I5 V5", "I5 vi5 IV5 V5",
                          "I5 I5 IV5 V5", "I5,IV5 V5,IV5", "I5 iii5 IV5 V5", "IV5 V5 I5 vi5", "I5 bVII5 IV5 I5",
                          "I5 ii5 IV5 V5"),
                "minor": ("i5 bVI5 bIII5 bVII5", "i5 bVII5 bVI5 bVII5", "i5 iv5 bVI5 bVII5", "i5 bIII5 bVII5 bVI5",
                          "i5 i5 bVI5 v5", "bVI5 bVII5 i5 i5"),
                "mixolydian": ("I5 bVII5 IV5 I5", "I5 IV5 bVII5 IV5")}


# kicks, snare
BEATS = {"straight": (("X.......X.......", "X.......X.x.....", "X.x.....X.x.....", "X.....x.X.......",
                       "X..x....X..x...."), "....X.......X..."),
         "d-beat": (("X.....x.X.....x.",), "....X.......X..."),
         "double": (("X...X...X...X...",), "..X...X...X...X."),
         "half": (("X.....x...x.....",), "........X......."), "tom": (("X...X...X...X...",), "............X...")}


def drums(s):
    d = s.dens("drums")
    beat = s.choose("straight", "straight", "d-beat", "double") if d > 0.3 else s.choose("half", "straight", "tom")
    beats = s.verse_chorus([beat], [s.choose(beat, "double", "straight") if d > 0.3 else beat])
    if s.bars > 4 and min(s.energy) < 0.36 and s.energy[0] > 0.5:  # the mosh part
        beats = ["half" if e < 0.4 else x for x, e in zip(beats, s.energy)]
    top = s.choose(HAT, HAT, OPEN, RIDE)
    tom, kicks = s.choose("x.x.x.x.x.x.x.x.", "x.xxx.xxx.xxx.xx"), s.choose(*BEATS["straight"][0])
    for b, beat in enumerate(beats):
        kick, snare = BEATS[beat]
        s.drum(KICK, kicks if beat == "straight" else kick[0], [b], 106)
        s.drum(SNARE, snare, [b], 108)
        if beat == "tom":
            s.drum(LOW, tom, [b], 88)
        else:
            s.drum(top, "X.x.X.x.X.x.X.x." if d > 0.35 and beat != "half" else "X...X...X...X...", [b], 88)
    straight = [b for b, beat in enumerate(beats) if beat == "straight"]
    if d > 0.6:
        s.drum(SNARE, s.choose("....X..x....X..x", "....X.x.....X.x.", "....X.......X.xx"), straight, 96)
        s.drum(HAT, ".o.o.o.o.o.o.o.o" if s.bpm < 190 else "x.x.x.x.x.x.x.x.", vel=70)


def together(s):
    """The chorus opens the cymbals, the kick pushes with the guitar, all stop for the shout."""
    d = s.dens("drums")
    s.kick_pushes("harmony", 0.8, 102, alone=0.5)
    s.kick_pushes("bass", 0.6, 100)
    s.thin("drums", {CRASH: (), OPEN: (0, 4, 8, 12), KICK: (0, 8, 10), LOW: range(0, 16, 2)}, 0.5)
    s.lift(HAT, s.choose(OPEN, CRASH, RIDE), 0.8)
    for b in range(0, s.bars, 4 if s.bars > 4 else 2):
        s.hit(CRASH, b * 16, 108)
    for b in s.loud_bars(0.85):
        if b % 2 == 0 or d > 0.6:
            s.hit(CRASH, b * 16, 104)
    for bar in s.phrase_ends():
        if s.chance(0.25):  # one, and silence for the gang; the snare counts in
            s.stabs(bar, s.choose((0,), (0, 4, 8), (0, 6), (0, 2, 4, 8), (8,), (0, 3, 6, 8)), 106)
            s.figure((bar + 1) * 16, s.choose("x.x.", "xxxx", "x.xx", "x.x.xxxx", "hhll"), 104)
        elif s.chance(0.95):
            s.fill(bar, s.choose("snare", "snare", "toms", "build", "stop", "flam"), s.choose(1, 2), 104)
    s.answer_with_drums(("xxxx", "x.xx", "hhll", "..xx"), 96, 0.6 * d, 8)
    s.walk_back(2, s.choose(1, 2, 4), 98)
    s.mute(0.52)
    s.dynamics((30, 12, 16, 8))


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(28, 6)
    half = any(n < 16 for _, n, _ in s.spans)
    bank = ("R---R---R---R---", "R-------R-------", "R-----R-R-------",
            "R---------------" if not half else "R-------R-------") if d < 0.3 else \
        ("R-R-R-R-R-R-R-R-", "R-R-R-R-R-R-R-A-", "R-R-R-R-R-R-5-A-", "R-R-8-R-R-R-8-A-", "R-R-5-5-R-R-5-A-",
         "R--R--R-R--R--R-") + (("RRRRRRRRRRRRRRRR", "R-RRR-RRR-RRR-RR") if d > 0.8 and s.bpm < 176 else ())
    p, q = s.choose(*bank), s.choose(*bank)
    s.bass_line(s.choose([p], [p, p, p, q], s.verse_chorus(p, q)), lo, 0.55 + 0.43 * s.k["bass"]["articulation"], 100)


def harmony(s):
    d = s.dens("harmony")
    lo = s.bass_low(28, 6) + 12  # the bass plays the same roots an octave below
    octave = s.k["harmony"]["register"] > 0.4
    s.voiced = [(p, p + 7, p + 12) if octave else (p, p + 7) for p in (s.root(c, lo) for _, _, c in s.spans)]
    bank = ("X---------------", "X-------X-------", "X-----X-X-------") if d < 0.3 else \
        ("X.x.x.x.X.x.x.x.", "X-x-x-x-X-x-x-x-", "X-X-X-X-X-X-X-X-", "X---x-x-X---x-x-", "X--x--x-X--x--x-",
         "X-x-X-x-..x-X-x-", "x.x.x.x.x.x.X-X-") + (("xxxxxxxxxxxxxxxx", "X.xxX.xxX.xxX.xx") if d > 0.8 and s.bpm < 180
                                                    else ())
    p = s.choose(*bank)
    chorus = s.choose(p, *bank)
    s.comp(s.verse_chorus(p, chorus)[:-1] + [s.choose(p, "X---X---X-X-X-X-", "X-------........")],
           0.6 + 0.4 * s.k["harmony"]["articulation"], 94)


def melody(s):
    d = s.dens("melody")
    if d < 0.35:
        bank = ("x---x---x-------", "x-------x-------", "........x---x---", "x---x---........", "x-----x-x-------")
    else:
        bank = (("x---x-x-x---x---", "x-x-x---x-x-x---", "x-x-x-x-x-------", "x--x--x-x---....", "x---x---x-x-x---",
                 "..x-x-x-x---x---", "x-x-x-x-x-x-x---") + (("x-x-x-x-x-x-x-x-",) if d > 0.7 else ()))
    sing(s, bank, 60, 81, kind=s.choose("penta", "penta", "mode"), gate=0.95, vel=98, leap=0.1,
         pair=s.choose(0, 0, 0.6), forms=("A A B e", "A a B e", "A - A e", "A A a e", "A a A e"))


def write(s):
    name = {0: "major", 1: "minor", 5: "mixolydian"}[s.mode]
    s.plan("song", "chorus", "drop", "build")
    turn = s.choose(None, *{"major": ("V5", "IV5,V5", "bVII5,V5"), "minor": ("bVII5", "bVI5,bVII5", "v5"),
                            "mixolydian": ("bVII5", "IV5,bVII5")}[name])
    s.progression(s.story(PROGRESSIONS[name]), bars_per=s.choose(1, 1, 2), turn=turn)
    for part in (drums, bass, harmony, melody, together):
        part(s)
