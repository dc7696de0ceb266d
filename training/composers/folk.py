"""Folk and country: acoustic guitar in strums, boom-chick or Travis picking, bass
on root and fifth, brushes or a train beat, a plain pentatonic tune in four
phrases. I, IV, V and vi; waltzes, jigs
in 6/8, and dances of the Balkans in 7/8."""
from . import _metres as metres
from .melody import melody as sing
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(72, 138), words=("folk", "acoustic folk", "indie folk", "americana", "folk song", "singer-songwriter",
                          "celtic folk"),
    moods=("warm", "calm", "happy", "melancholic", "romantic", "sad", "playful", "bright"),
    modes={"major": 8, "minor": 3, "mixolydian": 2, "dorian": 2}, meters={(4, 4): 12, (3, 4): 4, (6, 8): 4, (7, 8): 2},
            loose=(0.1, 0.35),
    swing8=(0, 0, 0, 0, 40, 80),
    instruments={"drums": ("brush kit", "acoustic kit", "hand percussion", "stomp and clap", "cajon"),
                 "bass": ("upright bass", "acoustic bass", "electric bass", "cello"),
                 "harmony": ("acoustic guitar", "nylon guitar", "piano", "banjo", "accordion", "mandolin"),
                 "melody": ("fiddle", "flute", "harmonica", "vocal", "acoustic guitar", "whistle", "mandolin",
                            "violin")})

PROGRESSIONS = {
    "major": ("I IV V I", "I V vi IV", "I I IV V", "I IV I V", "I vi IV V", "vi IV I V", "I V IV I",
              "I IV I V I IV V I", "I iii IV I", "IV I V vi", "I ii IV V", "Iadd9 IVsus2 vi7 Vsus4", "I V ii IV",
              "I I7 IV I"),
    "minor": ("i bVII bVI bVII", "i iv i v", "i bIII bVII i", "i bVII i v", "i bVI bIII bVII", "i iv bVII bIII",
              "i i bVII i", "i v bVI bVII"),
    "mixolydian": ("I bVII I bVII", "I bVII IV I", "I I bVII I", "I v bVII I"),
    "dorian": ("i bVII i IV", "i IV i bVII", "i i bVII i", "i bIII bVII IV", "i v bVII i"),
}

# the strum after the bass note, by metre
AFTER = {(3, 4): "....x-..x-..", (6, 8): "....x-....x-", (7, 8): "..x-..x-..x-o-"}


def drums(s):
    d = s.dens("drums")
    if s.meter == (7, 8):  # a hand drum: low stroke where the bar leans, high between
        s.drum(LOW, s.choose("X.......X.....", "X...x...X.....", "X.....x.X....."), vel=78)
        s.drum(HIGH, s.choose("....x.......x.", "....x.o...x.x.", "..o.x.o...x.x.") if d > 0.3 else "....x.......x.",
               vel=66)
    elif s.meter != (4, 4):
        metres.kit(s, 72, 64, 54)
    elif d < 0.25:
        s.drum(KICK, s.choose("x.......x.......", "x...x...x...x...", "x.......x.x....."), vel=72)
        if s.chance(0.6):
            s.drum(s.choose(SNARE, HIGH), "....x.......x...", vel=62)
    elif s.bpm > 100 and s.chance(0.4) and not s.swing8:  # the train beat: brushed sixteenths, two and four heavier
        s.drum(SNARE, s.choose("gogxgogxgogxgogx", "ooxoooxoooxoooxo", "oogoXoogoogoXoog"), vel=70)
        s.drum(KICK, "x.......x.......", vel=70)
    else:
        s.drum(KICK, s.choose("x.......x.......", "x.......x.x.....", "x.....x.x.......", "x...x...x...x...",
                              "x.....x.......x.", "x..x....x..x...."), vel=76)
        s.drum(SNARE, s.choose("....x.......x...", "....x.......x.o.", "....x.....o.x..."),
               range(s.enter(0.12), s.bars), 70)
        s.drum(s.choose(HAT, RIDE, HAT), s.choose("x.o.x.o.x.o.x.o.", "o.x.o.x.o.x.o.x.") if d < 0.7 or s.swing8
               else s.choose("xooxxooxxooxxoox", "xoxoxoxoxoxoxoxo"), range(s.enter(0.15), s.bars), 56)
    if d > 0.5 and s.chance(0.5):
        s.drum(HIGH, {(4, 4): "....x.......x...", (3, 4): "....x...x...", (6, 8): "......x.....",
                      (7, 8): "....x.......x."}[s.meter], range(s.enter(0.4), s.bars), 60)  # clap, tambourine
    if s.chance(0.3):
        s.hit(CRASH, 0, 62)


def together(s):
    """A verse for voice and guitar, a chorus with all; the strokes fill where the singer breathes."""
    d, F = s.dens("drums"), s.F
    s.kick_pushes("bass", 0.6, 70, alone=0.5)
    s.thin("drums", {HAT: s.beats, RIDE: s.beats, KICK: s.strong, HIGH: () if F != 14 else range(F)}, 0.5)
    if s.chance(0.6):
        s.thin("bass", s.strong, 0.5)
    if s.chance(0.4):
        s.thin("harmony", s.beats, 0.42)
    if F == 16:
        s.answer_with_drums(("x.xx", "h.h.", "..xx", "l.hh"), 62, 0.6 * d, 8)
    for bar in s.phrase_ends():
        last = bar == s.bars - 1
        if d > 0.2 and s.chance(0.12):  # a held breath before the verse returns
            s.breath(bar)
        elif F != 16 or s.chance(0.4):
            s.fill(bar, s.choose("snare", "toms", "build"), 1, 64)
        else:  # stomps and strokes that lead on
            s.figure((bar + 1) * F, s.choose("x.xx", "h.hl", "x.x.x.xx", "l.l.hhl.", "kxkx", "..xxx.", "k.k.xx"), 66,
                     (SNARE, HAT, HIGH))
        if not last and s.energy[bar + 1] > s.energy[bar] + 0.1 and d > 0.3:
            s.hit(CRASH, (bar + 1) * F, 60)
    s.walk_back(s.choose(2, 4) if F == 16 else 2, s.choose(1, 2), 80, 0.1)
    s.dynamics((34, 14, 22, 12))


def bass(s):
    d = s.dens("bass")
    lo = s.bass_low(28, 8)
    if s.meter != (4, 4):
        bank = metres.bank(s, metres.BASS, "bass")
    elif d < 0.25:
        bank = ("R-------R-------", "R---------------", "R-------5-------")
    elif d < 0.75:
        bank = ("R-------4-------", "R-------5-------", "R-------4---A---", "R-----R-5-----A-", "R---..R-4-------",
                "R-------5---4---")
    else:
        bank = ("R---4---R---4---", "R---5---4---A---", "R-R-4-R-R-R-A-A-", "R---3---5---A---", "R-R-5---4-R-A---")
    p, q = s.choose(*bank), s.choose(*bank)
    s.bass_line(s.choose([p], [p, p, p, q], [p, q]), lo, 0.7 + 0.28 * s.k["bass"]["articulation"], 80)


def harmony(s):
    d, F = s.dens("harmony"), s.F
    s.voice_all(n=s.choose(3, 4, 4, 5), lo=50, hi=76, spread=s.chance(0.3))
    art = 0.7 + 0.3 * s.k["harmony"]["articulation"]
    kind = s.choose("strum", "strum", "pick", "pick", "boom")
    if d < 0.2:
        s.comp("x" + "-" * (F - 1) if s.chance(0.5) else "x" + "-" * (s.half - 1) + "o" + "-" * (F - s.half - 1), art,
               66, 20)
    elif kind == "pick":  # Travis: outer and inner strings alternate
        s.arpeggio(s.choose("0213", "0121", "0312", "0231", "01210"), 2 if F != 16 or d < 0.75 or s.swing8 else 1, 1.6,
                   60)
    elif kind == "boom":
        s.comp(AFTER[s.meter] if s.meter in AFTER else s.choose("....x-......x-..", "....x-o-....x-o-",
                                                                "..x-..x-..x-..x-"), art, 68, 10)
    else:
        s.comp(s.choose(*metres.bank(s, metres.COMP, "harmony")) if s.meter != (4, 4)
               else s.choose("X---x-o-.-o-x-o-", "X---x---x---x-o-", "X---x-o-x---x-o-", "X-o-x-o-X-o-x-o-",
                             "X---x-o-..o-x---", "X-----x-..x-x-o-"), art, 68, s.choose(10, 20))


def melody(s):
    d = s.dens("melody")
    if s.meter != (4, 4):
        bank = metres.bank(s, metres.TUNE, "melody")
    else:
        bank = (("x---x---x-------", "x-----x-x-------", "x---x-x-x---....", "..x-x---x---x---", "x-------x-x-x---",
                 "x---x---......x-") if d < 0.5 else ("x-x-x---x-x-x---", "x---x-x-x---x-x-",
                                                      "x--xx---x--xx---" if not s.swing8 else "x-x-x---x-x-x---",
                                                      "x-x-x-x-x-------", "..x-x-x-x---x---", "x-x-x-x-x-x-x---"))
    sing(s, bank, 60, 81, kind=s.choose("penta", "penta", "mode"), gate=0.97, vel=80, leap=0.12, ornament=0.12,
         pair=s.choose(0, 0, 0.5), forms=("A a B e", "A A B e", "A a B A", "A b A e", "A B A e"))


def write(s):
    name = ("major", "minor", "dorian", "phrygian", "lydian", "mixolydian")[s.mode]
    s.plan("song", "chorus", "build", "arch")
    turns = {"major": ("V", "IV,V", "Vsus4,V"), "minor": ("v", "bVII", "bVI,bVII"), "mixolydian": ("bVII", "IV,bVII"),
             "dorian": ("bVII", "IV", "v")}[name]
    s.progression(s.story(PROGRESSIONS[name]), turn=s.choose(None, *turns), bars_per=s.choose(1, 1, 2))
    for k in s.k.values():
        k["velocity"] *= 0.9
    for part in (drums, bass, harmony, melody, together):
        part(s)
