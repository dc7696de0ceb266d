"""Country: boom-chick. The bass takes root and fifth on one and three and walks up
to a new chord, the guitar answers on two and four; brushes roll a train beat or
a rim clicks the two-step. I, IV and V with a II7 on the way to V; a steel guitar
moves in sixths, a picked lead in major pentatonic with the blue third slid into
the major one. The waltz is the other dance."""
from . import theory as th
from .melody import melody as sing
from .toolkit import CRASH, HAT, HIGH, KICK, NORMAL, RIDE, SLIDE, SNARE, Spec

SPEC = Spec(
    bpm=(84, 138), words=("country", "honky tonk", "classic country", "country train beat", "nashville country",
                          "bluegrass country", "outlaw country"),
    moods=("happy", "warm", "playful", "sad", "energetic", "romantic", "bright", "melancholic"),
    modes={"major": 9, "mixolydian": 1}, meters={(4, 4): 8, (3, 4): 2}, swing8=(0, 0, 0, 20, 60, 80),
            loose=(0.05, 0.25),
    instruments={"drums": ("brush kit", "acoustic kit", "country kit", "brushed snare"),
                 "bass": ("upright bass", "electric bass", "finger bass"),
                 "harmony": ("acoustic guitar", "pedal steel", "clean guitar", "piano", "banjo"),
                 "melody": ("electric guitar", "fiddle", "steel guitar", "vocal", "harmonica", "banjo", "mandolin")})

PROGRESSIONS = {
    "major": ("I I IV I V V I I", "I IV I V I IV V I", "I I IV IV V V I I", "I IV V I", "I V I I IV I V I", "I II7 V I",
              "I I IV IV I II7 V V", "I I7 IV iv I V I I", "I vi IV V",
              "IV I V I", "I I V V V V I I", "I,I7 IV I,V I", "I IV II7 V", "I VI7 II7 V"),
    "mixolydian": ("I I bVII IV", "I bVII IV I", "I I IV I"),
}


def drums(s):
    d, F = s.dens("drums"), s.F
    if s.kind == "waltz":
        s.drum(KICK, s.choose("x...........", "x.........o.", "X..........."), vel=88)
        s.drum(SNARE, s.choose("....x...x...", "....o...x...", "....x...x.o.") if d > 0.2 else "........x...", vel=72)
        s.drum(s.choose(HAT, RIDE), s.choose("x...x...x...", "x.o.x.o.x.o.", "x.ooxoooxooo" if not s.swing8
                                             else "x.o.x.o.x.o.") if d > 0.3 else "x...........", vel=58)
    elif s.kind == "train":  # brushes in sixteenths, the accent on the off-beat
        s.drum(KICK, s.choose("x...x...x...x...", "x.......x.......", "x.......x.....x."), vel=86)
        s.drum(SNARE, s.choose("ooXoooXoooXoooXo", "o.Xoo.Xoo.Xoo.Xo", "goXogoXogoXogoXx") if d > 0.25
               else "o.X.o.X.o.X.o.X.", vel=74)
        if d > 0.5:
            s.drum(HAT, s.choose("....x.......x...", "..x...x...x...x."), vel=60)
    else:  # two-step: the rim on two and four
        s.drum(KICK, s.choose("x.......x.......", "x.......x.x.....", "x.....o.x.......", "x.......x.....x.",
                              "x...x...x...x..."), vel=92)
        s.drum(SNARE, s.choose("....x.......x...", "....X.......X...", "....x.......x.o."), vel=88)
        s.drum(s.choose(HAT, HAT, RIDE), s.choose("x.o.x.o.x.o.x.o.", "x.X.x.X.x.X.x.X.",
                                                  "x.x.x.x.x.x.x.x.") if d > 0.25 else "x...x...x...x...", vel=64)
        if d > 0.6:
            s.ghosts(SNARE, 0.4 * d, (2, 6, 10, 14), 42)
    if d > 0.7 and s.chance(0.6):  # tambourine
        s.drum(HIGH, "..x...x...x...x." if F == 16 else "....x...x...", range(s.enter(0.4), s.bars), 54)
    if s.chance(0.4):
        s.hit(CRASH, 0, 80)


def together(s):
    """The train gathers speed by weight: brushes softly, then all; stops and runs before the verse."""
    d, F = s.dens("drums"), s.F
    s.kick_pushes("bass", 0.7, 86, alone=0.3)
    s.thin("drums", {HAT: s.beats, RIDE: s.beats, HIGH: (), KICK: s.strong}, 0.52)
    if s.kind == "two-step":
        s.lift(HAT, RIDE, 0.9)
    if s.chance(0.4):
        s.thin("harmony", (4, 8, 12) if F == 16 else (4, 8), 0.5)
    if F == 16:  # the snare chats where the singer breathes
        s.answer_with_drums(("xgxx", "x.xx", "..xx", "gxgx", "h.hl"), 80, 0.2 + 0.5 * d, 8)
    for bar in s.phrase_ends():
        last = bar == s.bars - 1
        if F == 16 and s.chance(0.2):  # stop time: one stroke together, the lead picks on alone
            s.stabs(bar, s.choose((8,), (8, 12), (0, 4, 8)), 92, 1.5, SNARE)
            s.figure((bar + 1) * F, s.choose("x.xx", "xxxx", "xx"), 86)
        elif s.chance(0.95):
            kind = s.choose("snare", "train", "train", "toms", "build")
            if kind == "train" or s.kind == "train":  # the brushes leave their sixteenths for two beats
                s.figure((bar + 1) * F, s.choose("x..x..xx", "x.hhllx.", "x...xk.x", "hh.lh.l.", "x.x.k.xx", "xhl.xhl.")
                         if F == 16 else s.choose("x.xx", "h.hl", "x.hhl."), 84, (SNARE, HAT, HIGH, KICK))
            else:
                s.fill(bar, kind, s.choose(1, 2) if last and F == 16 else 1, 82)
        if last or s.energy[bar + 1] > s.energy[bar] + 0.1:
            s.hit(CRASH, (bar + 1) * F % s.N, 78)
    s.walk_back(s.choose(2, 4) if F == 16 else 2, 2, 88, 0.3)
    s.dynamics((34, 12, 20, 12))


def bass(s):
    """Root and fifth below; where the chord is about to change, two steps up or
    down the scale lead into the new root, in quarters or in eighths."""
    d, F = s.dens("bass"), s.F
    lo, gate = s.bass_low(29, 7), 0.55 + 0.42 * s.k["bass"]["articulation"]
    walks = s.choose(0, 0.6, 0.6, 1)  # how often a change is led into
    for f, n, c in s.spans:
        nxt, root = s.next_chord(f), s.root(c, lo)
        fifth = root + 7 - 12 * (root - lo > 3)
        aim = s.root(nxt, lo)
        walk = []
        if s.chance(walks) and nxt.root != c.root and n >= F:
            scale = th.scale_for(c, s.mode)
            side = 1 if aim > root else -1
            below = [p for p in range(aim - side, aim - 9 * side, -side) if (p - s.t) % 12 in scale]
            walk = below[:2][::-1]
        boom, step = (12, 4) if F == 12 else (8, s.choose(2, 2, 4))
        for i in range(0, n, boom):
            if i + step * len(walk) < n or i == 0:
                s.bass_note(f + i, (4 if d > 0.2 else boom) * gate, root if i // boom % 2 == 0 else fifth, 94)
                if d > 0.7 and F == 16 and i + step * len(walk) + 4 <= n:
                    s.bass_note(f + i + 4, 3 * gate, root + 12 if i // boom % 2 else root, 80)
        for i, p in enumerate(walk):
            s.bass_note(f + n - step * (len(walk) - i), step * gate, p, 88)


def steel(s):
    """Two strings a sixth apart that slide between the tones of the chord."""
    d = s.dens("harmony")
    for f, n, c in s.spans:
        third = 3 if 3 in th.BASE[c.quality] else 4
        base = s.root(c, 53 + round(5 * s.k["harmony"]["register"]))
        spots = ([(third, 12), (7, 12 + third), (third, 12)] if s.chance(0.6)
                 else [(7, 12 + third), (third, 12), (7, 12 + third)])
        size = n if d < 0.3 else max(4, n // 2) if d < 0.65 else 4
        for i in range(0, n, size):
            a, b = spots[(i // size) % 3]
            s.play_chord(f + i, size * 0.97, [base + a, base + b], 66 + 6 * (i == 0), SLIDE if i else NORMAL)


def harmony(s):
    d, F = s.dens("harmony"), s.F
    if s.instruments["harmony"] == "pedal steel" or s.chance(0.12):
        steel(s)
        return
    s.voice_all(n=s.choose(3, 4), lo=52, hi=76)
    art, strum = 0.45 + 0.5 * s.k["harmony"]["articulation"], s.choose(10, 10, 0)
    if F == 12:  # oom-pah-pah
        s.comp(s.choose("....x...x...", "....x...x.x.", "....x.o.x.o.") if d > 0.2 else "....x---....", art * 1.6, 72,
               strum)
    elif s.kind == "train":
        s.comp(s.choose("..x...x...x...x.", "..x.oox...x.oox.", "..xo..xo..xo..xo") if d > 0.3 else "....x.......x...",
               art * 1.3, 76, strum)
    elif s.instruments["harmony"] == "banjo" or s.chance(0.12):  # forward roll
        s.arpeggio(s.choose("0120121", "01201202", "2102101"), 1 if d > 0.5 and s.bpm < 116 else 2, 1.0, 66)
    else:
        s.comp(s.choose("....x.......x...", "....x.x.....x.x.", "....x-o.....x-o.", "....x.......x.o.") if d < 0.7
               else s.choose("o...X.x.o...X.x.", "x-..X.x.x-..X.xo", "o.o.X.o.o.o.X.o."), art * 1.4, 76, strum)


def melody(s):
    d = s.dens("melody")
    if s.F == 12:
        bank = (("x---x---x---", "x-------x---", "x-----x-x---", "..x-x-x-x---", "x---x-x-x-x-", "x-----------")
                if d < 0.7 else ("x-x-x-x-x-x-", "x---x-x-x-x-", "x-xxx-x-x---", "x-x-x-x-x---"))
        sing(s, bank, 60, 84, kind="penta", gate=0.95, vel=80, pair=s.choose(0, 0.5, 0.9), ornament=0.3)
        return
    if d > 0.5 and s.chance(0.6):  # chicken picking: snapped notes, open strings, holes
        bank = (("x.xx.xx.x.x-....", "..x.xxx.xx.x.---", "x.x.x.xxx.x.x---", "xx.x.xx.x-......", "x.xxx.x.....x.xx")
                if not s.swing8 else ("x.x.x.x.x.x-....", "..x.x.x.x-x.x---", "x.x.x.x.....x.x."))
        sing(s, bank, 62, 86, kind="blues", gate=0.5, vel=92, ornament=0.4, pair=s.choose(0, 0, 0.3),
             forms=("A - A e", "A - a e", "A a B e", "- A - e"))
        return
    sparse = ("x---x---x-------", "x-----x---------", "......x-x---x---", "..x-x---x-----..", "x---x-------....")
    middle = ("x-x-x---x---....", "..x-x-x-x---x---", "x---x-x-x-------", "x-x-x-x-x---....", "..x-x---x-x-x---",
              "x--x--x-x-------")
    busy = ("x-x-x-x-x-x-x---", "x-x-x-x-x-x-x-x-", "..x-x-x-x-x-x-x-")
    bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
    sing(s, bank, 60, 84, kind=s.choose("penta", "penta", "mode"), gate=0.92, vel=84, pair=s.choose(0, 0, 0.5, 0.9),
         ornament=0.35, forms=("A a B e", "A - A e", "A - a e", "A b A e", "A A B e"))


def write(s):
    name = th.MODES[s.mode]
    s.kind = "waltz" if s.F == 12 else "train" if s.bpm > 92 and s.chance(0.5) else "two-step"
    if s.kind == "train":
        s.swing8 = 0  # the brushes fill every sixteenth
    s.plan("song", "chorus", "build", "arch")
    s.progression(s.story(PROGRESSIONS[name]), turn=s.choose(None, "V", "V7", "I,V7", "IV,V", "II7,V7"))
    for part in (drums, bass, harmony, melody, together):
        part(s)
