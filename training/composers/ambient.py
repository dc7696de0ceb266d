"""Ambient: slow chords that change by one or two voices, open spacing, long notes,
hardly a beat. A melody of a few tones with much air; bells and echoes.

Lydian and major drift, sus and add9 chords, pedal points; drums are a distant
pulse, a shaker, a single low hit, or nothing."""
from . import _metres as metres
from .melody import melody as sing
from .toolkit import CRASH, HAT, HIGH, KICK, LOW, RIDE, SNARE, Spec

SPEC = Spec(
    bpm=(56, 96), words=("ambient", "ambient soundscape", "ambient music", "atmospheric ambient", "drone ambient",
                         "space ambient", "meditation music"),
    moods=("calm", "dreamy", "mysterious", "warm", "melancholic", "dark", "epic"),
    modes={"major": 4, "lydian": 4, "minor": 4, "dorian": 3, "mixolydian": 1},
    meters={(4, 4): 14, (3, 4): 3, (6, 8): 2, (5, 4): 2}, bars={4: 2, 8: 7, 16: 1}, loose=(0.1, 0.4),
    instruments={"drums": ("soft percussion", "ambient percussion", "shaker", "frame drum"),
                 "bass": ("sub bass", "drone", "soft bass", "analog bass", "cello"),
                 "harmony": ("warm pad", "strings", "choir", "dark pad", "glass pad", "felt piano"),
                 "melody": ("bell", "piano", "flute", "kalimba", "glass", "soft lead", "violin", "music box")})

PROGRESSIONS = {
    "major": ("Iadd9 IVmaj7 Iadd9 IVmaj7", "Imaj7 iii7 IVmaj9 IVmaj9", "Isus2 Vsus4 vi7 IVadd9",
              "IVmaj9 Imaj7 IVmaj9 vi9", "I I IVmaj7 IVmaj7", "vi9 IVmaj7 Iadd9 Vsus4", "Imaj9 Imaj9 ii9 ii9",
              "Isus2 I Isus4 I", "Imaj7 vi9 iii7 IVmaj9"),
    "lydian": ("Imaj7 II Imaj7 II", "Iadd9 Iadd9 IIsus4 II", "Imaj9 vi9 II II", "Imaj7 iii7 II Imaj7",
               "Isus2 II vi7 Imaj7"),
    "minor": ("i9 bVImaj7 i9 bVImaj7", "iadd9 bVII bVImaj7 bVImaj7", "i i bVI bVI", "i9 iv9 bVImaj7 bVII",
              "bVImaj7 bVII i9 i9", "isus2 bVImaj7 bIIImaj7 bVII", "i v7 bVImaj9 iv9", "i9 i9 iv9 iv9"),
    "dorian": ("i9 IV i9 IV", "i11 i11 bVIIadd9 IV", "i7 ii7 i7 IV", "i9 v7 IV IV", "iadd9 bIIImaj7 IV IV"),
    "mixolydian": ("Iadd9 bVIIadd9 I bVII", "I v7 bVIImaj7 IVadd9", "I I bVII bVII"),
}


def drums(s):
    d, r, F = s.dens("drums"), s.r, s.F
    if d < 0.12:
        return
    kind = s.choose("pulse", "shaker", "hits", "heart", "slow beat")
    start = s.enter(0.4)
    if kind in ("pulse", "slow beat"):
        s.drum(KICK, "x" + "." * (F - 1) if d < 0.6 else "x" + "." * (s.half - 1) + "o" + "." * (F - s.half - 1),
               range(start, s.bars), 62)
    if kind == "heart":
        s.drum(KICK, "x..o" + "." * (F - 4), range(start, s.bars), 60, s.choose(1, 2))
    if kind == "slow beat":
        s.drum(SNARE, "." * s.half + "x" + "." * (F - s.half - 1), range(start, s.bars), 58)
        s.drum(HAT, s.choose("....o.......o...", "..o...o...o...o.") if F == 16 and d < 0.7 else metres.PULSE[s.meter],
               range(start, s.bars), 48)
    if kind == "shaker" or d > 0.7:
        s.drum(RIDE, s.choose("x.o.", "xogo", "..x.", "x..o") * (F // 4), range(start, s.bars), 46)
    if kind == "hits" or s.chance(0.4):
        for b in range(s.bars):
            for _ in range(int(1 + 3 * d)):
                if s.chance(0.5):
                    s.hit(s.choose(LOW, HIGH, RIDE, LOW), b * F + 2 * r.randrange(F // 2), r.randint(36, 64))
    if s.chance(0.5):
        s.hit(CRASH, 0, 54)
    for bar in s.phrase_ends():  # a sign that a phrase is over: one touch, or a cymbal that swells
        end = (bar + 1) * F
        sign = s.choose("touch", "touch", "swell", "two", "none")
        if sign == "swell":
            for i in range(6):
                s.hit(RIDE, end - 6 + i, 22 + 5 * i)
        elif sign != "none":
            s.hit(s.choose(CRASH, LOW, HIGH), end - s.choose(2, 4, 6), 46)
            if sign == "two":
                s.hit(s.choose(LOW, HIGH), end - s.choose(1, 3, 5), 38)


def bass(s):
    d, F = s.dens("bass"), s.F
    lo = s.bass_low(27, 9)
    hold = "R" + "-" * (F - 1)
    pedal = s.chance(0.2)
    if d < 0.45:
        seen = None
        wait = s.choose(0, 0, 0, 2, 4, s.half)  # the chord may open before its root sounds
        for f, n, c in s.spans:  # one note per chord, or a pedal for two
            if pedal and seen is not None and s.mode and (0 in {(c.root + i) % 12 for i in c.intervals[:3]}):
                s.bass_note(f, n, s.root(c._replace(root=0), lo), 66)
            else:
                s.bass_note(f + wait, n * 0.97 - wait, s.root(c, lo), 70)
            seen = c
    else:
        p = s.choose(hold[:s.half] + "5" + "-" * (F - s.half - 1), hold[:F - 4] + "A---",
                     "R---5---8-------"[:F] if F == 16 else hold, "R-----8-----5---"[:F],
                     ("R--" + "-" * (F - 6) + "R--"), "R---8---5---" + "-" * (F - 12),
                     hold[:s.half] + "8" + "-" * (F - s.half - 1), hold[:6] + "5" + "-" * (F - 7))
        s.bass_line([p, s.choose(p, hold)], lo, 0.97, 72)


def harmony(s):
    d, F = s.dens("harmony"), s.F
    kind = s.choose("pad", "pad", "pad", "arp", "swell", "pulse")
    s.voice_all(n=s.choose(3, 4, 4, 5), lo=50, hi=80, rootless=s.chance(0.3), spread=True)
    if d < 0.35:
        kind = "pad"
    if kind == "pad":
        s.pad(54)
    elif kind == "arp":
        s.arpeggio(s.choose("up", "updown", "0213", "0312", "02130"), s.choose(2, 2, 4, 1), s.choose(1.5, 3, 4), 50)
    elif kind == "pulse":
        s.comp(s.choose("x-o-o-o-x-o-o-o-", "x---o---o---o---", "x-----o-----o---") if F == 16
               else s.choose(*metres.COMP[s.meter][1]), 1.0, 52)
    else:  # voices enter one after another
        for (f, n, _), v in zip(s.spans, s.voiced):
            gap = s.choose(1, 2, 2, 4)
            for i, p in enumerate(v):
                if i * gap < n:
                    s.play_chord(f + i * gap, n - i * gap, [p], 50 + 3 * i)


def melody(s):
    d, F = s.dens("melody"), s.F
    s.careful = 1
    rest, h = "." * F, s.half
    bank = ["x" + "-" * (F - 1), "x" + "-" * (h - 1) + "." * (F - h), "." * h + "x" + "-" * (F - h - 1),
            "..x-x" + "-" * (F - 5), "x---x" + "-" * (F - 5)]
    if d < 0.4:
        bank += [rest, rest]
    else:
        bank += ["x-x-x---" + "." * (F - 8), "x---x---" + "x" + "-" * (F - 9), "..x-x-x-" + "-" * (F - 8),
                 "x-----x-" + "x" + "-" * (F - 9)]
    if d > 0.75:
        bank += ["x-x-x-x-" + "x---" * ((F - 8) // 4), "x--x--x-" + "." * (F - 8)]
    sing(s, [(p + rest)[:F] for p in bank], 62, 90, kind=s.choose("penta", "penta", "mode"), gate=1.0, vel=64,
         leap=0.25, forms=("A - a e", "- A - e", "A a - e", "A a B e", "A - B e", "A A a e"))


def form(s):
    """A tide: all parts swell and sink together; a touch of drum or bell where the melody
    is silent; the bass leans to its first note, without hurry."""
    if s._drums and s.chance(0.6):
        s.answer_rests(s.choose(LOW, HIGH, RIDE), 46, s.F // 2, range(2, s.F, 2), 0.6)
    if s.chance(0.4):
        s.lead_back(s.choose("step", "step", "fifth"), 64, gate=1.0, unit=2)
    s.plan("arch", "arch", "rise", "settle", "wave", "halves", manner="machine")
    s.dynamics(s.choose(14, 20, 26))


def write(s):
    name = ("major", "minor", "dorian", "phrygian", "lydian", "mixolydian")[s.mode]
    s.progression(s.choose(*PROGRESSIONS[name]), bars_per=s.choose(1, 2, 2))
    for role, k in s.k.items():
        k["velocity"] = 0.9 * k["velocity"]
    drums(s)
    bass(s)
    harmony(s)
    melody(s)
    form(s)
