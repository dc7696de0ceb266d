"""Latin: two kinds of one label. Salsa and son are built on the clave, two bars in
cut time that are written here as one bar of sixteenths (felt at double tempo):
everyone agrees with it, the bass (tumbao) leaves the one alone and anticipates
the next chord, the piano plays a montuno in octaves, horns answer. Reggaeton is
the dembow (snare on the tresillo over a plain kick), minor chords in four, a
round bass and a short hook. The arrangement builds from verse to mambo, the kit
catches the horns, and the band closes a part together on the clave."""
from . import theory as th
from .melody import melody as sing, riff
from .toolkit import CRASH, GHOST, HAT, HIGH, KICK, LOW, NORMAL, OPEN, RIDE, SNARE, STACCATO, Spec

SALSA = dict(words=("latin", "salsa", "son montuno", "latin salsa", "cuban son", "mambo"),
             drums=("congas", "timbales", "latin percussion"), bass=("upright bass", "electric bass", "finger bass"),
             harmony=("piano", "electric piano"), melody=("trumpet", "horns", "trombone", "flute", "vocal"))
REGGAETON = dict(words=("latin", "reggaeton", "dembow", "latin urban", "perreo", "latin pop"),
                 drums=("reggaeton kit", "808 kit", "latin percussion"), bass=("sub bass", "808 bass", "synth bass"),
                 harmony=("pluck", "piano", "nylon guitar", "synth pad", "marimba"),
                 melody=("vocal", "synth lead", "flute", "bell", "nylon guitar"))

SPEC = Spec(
    bpm=(84, 108), words=SALSA["words"],
    moods=("energetic", "groovy", "happy", "playful", "romantic", "dark", "warm"),
    modes={"minor": 6, "major": 4, "dorian": 2, "phrygian": 1}, loose=(0, 0.15),
    instruments={role: SALSA[role] + REGGAETON[role] for role in ("drums", "bass", "harmony", "melody")})

CLAVES = {"3-2": "x..x..x...x.x...", "2-3": "..x.x...x..x..x.", "rumba 3-2": "x..x...x..x.x..."}
CASCARA = {"3-2": "X.x.xX.xX.xX.x.x", "2-3": "X.xX.x.xX.x.xX.x"}
BELL = {"3-2": "X.x.X.x.X.xxX.xx", "2-3": "X.xxX.xxX.x.X.x."}
MONTUNO = {"3-2": (".x.x.x.xx.xx.x.x", "x..x.x.xx.xx.x.x"), "2-3": ("x.xx.x.x.x.x.x.x", "x.xx.x.xx..x.x.x")}
DEMBOW = ("...X..x....X..x.", "...x..X....x..X.", "...X..x...xX..x.")

SALSA_CHORDS = {
    "major": ("I,IV V,IV", "I,IV V7,IV", "I V7 V7 I", "I,vi ii7,V7", "I,VI7 ii7,V7", "Imaj7 ii7 V7 Imaj7", "I,I7 IV,V7",
              "I,V7 V7,I"),
    "minor": ("i,iv V7,iv", "i V7 V7 i", "i,bVII bVI,V7", "i iv V7 i", "i,iv i,V7", "i i iv V7",
              "iv,bVII bIII,bVI ii0,V7 i"),
    "dorian": ("i7,IV9", "i7 IV9", "i7,IV9 i7,V7", "i7 IV7 i7 IV7"),
    "phrygian": ("i,bII bIII,bII", "i bII i bII"),
}
REGGAETON_CHORDS = {
    "major": ("vi IV I V", "I V vi IV", "IV I V vi", "I vi IV V", "ii V I vi"),
    "minor": ("i bVI bIII bVII", "bVI bVII i i", "i bVII bVI bVII", "i iv bVI V7", "i bVI iv V7", "iv i V7 i",
              "i iv bVII bIII"),
    "dorian": ("i IV bVII i", "i7 IV i7 IV", "i bVII IV i"),
    "phrygian": ("i bII i bII", "i i bII bIII", "i bII bvii i"),
}


def salsa_drums(s):
    """Clave on the rim, cascara or bell in the timbalero's hands, congas below."""
    d, way = s.dens("drums"), s.clave.split()[-1]
    s.drum(SNARE, CLAVES[s.clave], vel=84)
    # cascara in the verse, bell in the montuno
    verse = next((b for b, e in enumerate(s.energy) if e > 0.7), s.bars) if s.chance(0.7) else s.bars * s.choose(0, 1)
    s.drum(HAT, CASCARA[way], range(verse), 68)
    s.drum(RIDE, BELL[way] if d > 0.3 else "X...x...X...x...", range(verse, s.bars), 72)
    if d > 0.1:  # tumbao of the congas: slap on two, open tones on four
        s.drum(LOW, "......xx......xx", vel=84)
        s.drum(HIGH, "..x.......x....." if d < 0.4 else "goXgo...goXgo..." if d < 0.7 else "goXgoo..goXgoo..", vel=74)
    kick = s.choose("...x.......x....", "...x............", "...x..x....x..x.", "................")
    s.drum(KICK, kick, range(s.enter(0.2), s.bars), 84)
    if s.chance(0.5):
        s.drum(OPEN, s.choose("x.......x.......", "....x.......x..."), range(verse, s.bars), 52)


def salsa_together(s):
    """Verse, montuno, mambo: hands come in, the bell rings; abanico and bloque close the parts."""
    d = s.dens("drums")
    s.thin("drums", {HIGH: (2, 10), LOW: (6, 7, 14, 15) if d > 0.4 else (14, 15), KICK: (), OPEN: ()}, 0.55)
    s.thin("harmony", (0, 1, 3, 5, 7, 8, 9, 11, 13, 15), 0.45)
    s.kick_pushes("bass", 0.5 * d, 80)
    s.mark_pushes("melody", s.choose(KICK, HIGH, OPEN), 0.15 + 0.4 * d, 80)
    s.answer_with_drums(("h.hl", "hhl.hl", "h..h.h", "..hh"), 80, 0.2 + 0.4 * d, 10)
    stroke = {"3-2": (3, 6, 10, 12), "2-3": (2, 4, 8, 11), "rumba 3-2": (3, 7, 10, 12)}[s.clave]
    for bar in s.phrase_ends():
        a, last = (bar + 1) * s.F, bar == s.bars - 1
        if s.chance(0.3 if last else 0.1) and d > 0.1:  # bloque: all strike the clave, and wait
            s.hush(bar * s.F + 2, a, "harmony")
            for p in stroke:
                s.play_chord(bar * s.F + p, 1.2, s.voicing(bar * s.F + p), 84, STACCATO)
                s.hit(KICK, bar * s.F + p, 90)
                s.hit(CRASH if p == stroke[-1] else OPEN, bar * s.F + p, 86)
            s.clear_drums(bar * s.F + 2, a, (HAT, RIDE))
        elif s.chance(0.95):  # abanico: the timbales roll into the next phrase
            if s.chance(0.5):
                for i in range(4):
                    s.roll(SNARE, a - 4 + i, s.choose(2, 3), 66 + 8 * i)
            else:
                for i in s.choose((0, 1, 3, 4, 6, 7), (2, 3, 5, 6), (0, 3, 4, 6, 7)):
                    s.hit(HIGH if i < 4 else SNARE, a - 8 + i, 82 + 3 * i)
        s.hit(CRASH, a % s.N, 88)
    s.dynamics((28, 12, 18, 12))


def salsa_bass(s):
    """Tumbao: the fifth before three, the next root a beat early, tied over the one."""
    d = s.dens("bass")
    lo, gate = s.bass_low(30, 7), 0.55 + 0.42 * s.k["bass"]["articulation"]
    middle = s.choose("fifth", "fifth", "third", "octave")
    s.bass_note(0, 3 * gate, s.root(s.chord_at(0), lo), 92)
    for h in range(0, s.N, 8):
        c, nxt = s.chord_at(h), s.chord_at(h + 8)
        third = next((x for x in th.BASE[c.quality] if x in (3, 4)), 7)
        fifth = next((x for x in th.BASE[c.quality] if x in (6, 7, 8)), 7)
        root = s.root(c, lo)
        if d > 0.15 or h % 16:
            s.bass_note(h + 3, 3 * gate, root + {"fifth": fifth - 12 * (root - lo > 6), "third": third,
                                                 "octave": 12}[middle], 88)
        if d > 0.6 and s.chance(d - 0.35):
            s.bass_note(h + 2, 0.7, root, 64, GHOST)
        if d > 0.5 and s.chance(0.5 * d):
            s.bass_note(h + 5, 0.7, root + fifth - 12 * (root - lo > 6), 76, STACCATO)
        if h + 8 < s.N:
            s.bass_note(h + 6, (5 if d > 0.15 else 2) * gate, s.root(nxt, lo), 96)
        else:
            s.bass_note(h + 6, 2 * gate, s.root(s.chord_at(0), lo), 94)


def montuno(s):
    """Octaves outside and the chord inside, by turns; odd hits belong to the chord that comes."""
    d, way = s.dens("harmony"), s.clave.split()[-1]
    s.voice_all(n=3, lo=60, hi=78)
    art = 0.5 + 0.6 * s.k["harmony"]["articulation"]
    if d < 0.2:  # the pianist lays out for a singer: chords on the clave
        s.comp(CLAVES[s.clave], art * 1.4, 74)
        return
    pattern = s.choose(*MONTUNO[way])
    turn = s.choose((2, 0, 2, 1), (2, 1, 2, 0), (2, 2, 1, 0))  # which voice the octave doubles
    spans = {f + i: k for k, (f, n, _) in enumerate(s.spans) for i in range(n)}
    k = 0
    for f in range(s.N):
        if pattern[f % 16] != "x" or d < 0.4 and f % 4 == 2:
            continue
        v = s.voiced[spans[min(s.N - 1, f + f % 2)]]
        if k % 2 == 0 or f % 8 == 0:
            top = v[turn[(k // 2) % 4]]
            pitches = [top - 12, top] if d < 0.7 else [top - 12, top, top + 12 if top < 70 else top]
        else:
            pitches = list(v[:2])
        s.play_chord(f, 1.2 * art, sorted(set(pitches)), 76 + 8 * (k % 2 == 0), STACCATO if art < 0.8 else NORMAL)
        k += 1


def salsa_melody(s):
    """Coro and horns: short calls that agree with the clave, and the mambo figure."""
    d = s.dens("melody")
    if s.chance(0.3):  # moña: the horn section says one figure over and over
        two_side = s.choose("..x.x---........", "..xxx-x-........", "x.x.x---........")
        three_side = s.choose("x--x--x---......", "...x..x---......", "x-xx-xx---......")
        bars = [two_side, three_side] if s.clave == "2-3" else [three_side, two_side]
        riff(s, "".join(bars), [s.choose(0, 2, 4, 3, 5, 1) for _ in range(7)], 62, 86, 90, 0.9)
        return
    sparse = ("..x.x-----......", "x--x--x---......", "......x-x---....", "..x-x--x-----...", "...x..x-----....")
    middle = ("..x-x-x-x--x--..", "x--x--x-..x-x---", "..xxx-x-x---....", "...x..x-x-x-x---", "x-xx-xx-x---....",
              "..x.x.x-x--x--x-")
    busy = ("x-xxx-xx.xx-x-x-", "..xxxxx-x-xx-xx-", "x.xx.xx.x.xx.xx.", "xxx-xxx-x-x-x---")
    bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
    sing(s, bank, 62, 86, gate=0.85, vel=90, leap=0.18, pair=s.choose(0, 0.6, 0.9), ornament=0.1,
         forms=("A - A e", "A - a e", "- A - a", "A a B e", "A b A e"))


def reggaeton_drums(s):
    d = s.dens("drums")
    s.drum(KICK, s.choose("X...X...X...X...", "X...x...X...x...", "X.......X......."), vel=102)
    s.drum(SNARE, s.choose(*DEMBOW), vel=96)
    if d > 0.25:
        s.drum(HAT, s.choose("x.x.x.x.x.x.x.x.", "..x...x...x...x.", "xoxoxoxoxoxoxoxo" if d > 0.6
                             else "x...x...x...x...", "x.xox.xox.xox.xo"), range(s.enter(0.2), s.bars), 62)
    if s.chance(0.2 + 0.5 * d):  # timbale, bongo, rim: the old tapes
        s.drum(HIGH, s.choose("...x..x....x..x.", "..........x...xx", "......x.......x.", "...........xx.x."),
               range(s.enter(0.3), s.bars), 70)
    if s.chance(0.4 * d + 0.1):
        s.drum(LOW, s.choose("..............x.", "......x.......x.", "...x.......x...."), vel=72)
    if s.chance(0.3):
        s.drum(OPEN, "..............x.", vel=68, every=s.choose(1, 2))
    if s.chance(0.5):
        s.hit(CRASH, 0, 82)


def reggaeton_together(s):
    """The verse leaves the hats out, the chorus has all; a cut before each new part."""
    d = s.dens("drums")
    s.kick_pushes("bass", 0.3 + 0.4 * d, 92)
    s.thin("drums", {HAT: (2, 6, 10, 14) if d < 0.6 else range(0, 16, 2), HIGH: (), LOW: (), OPEN: (),
                     KICK: (0, 4, 8, 12)}, 0.5)
    if s.chance(0.4):
        s.thin("bass", (0, 3, 6, 8), 0.5)
    s.answer_with_drums(("h.hh", "..hl", "hhhl", "l.l."), 76, 0.2 + 0.4 * d, 8)
    for bar in s.phrase_ends():
        kind = s.choose("stop", "build", "snare", "kick", "roll", "hits", "breath")
        if kind == "hits":  # two stabs of everyone in the tresillo
            s.stabs(bar, s.choose((11, 14), (8, 11, 14), (12, 14)), 96, 1.5, SNARE)
        elif kind == "breath":
            s.breath(bar, s.choose(4, 4, 8), keep=(HAT,))
        else:
            s.fill(bar, kind, 1, 94, keep=(HAT,))
        if s.energy[(bar + 1) % s.bars] > s.energy[bar]:
            s.hit(CRASH, (bar + 1) * s.F, 86)
    s.walk_back(s.choose(1, 2), s.choose(1, 2), 90)
    s.dynamics((24, 12, 18, 12))


def reggaeton_bass(s):
    d = s.dens("bass")
    lo = s.bass_low(27, 7)
    sparse = ("R-----------....", "R-----R---------", "R-------R-------", "R-----------R-..")
    middle = ("R--R--R-R--R--R-", "R-....R-R-....R-", "R--R--..R--R--A-", "R-....R---..R-A-", "R--R----R--R--5-",
              "...R..R-...R..R-")
    busy = ("R--R--8-R--R--5-", "R.RR..R.R.RR..8.", "R-.R.R8-R-.R.R5-", "R..R.RR.R..R.8A-")
    bank = sparse if d < 0.25 else middle if d < 0.7 else busy
    p, q = s.choose(*bank), s.choose(*bank)
    s.bass_line(s.choose([p], [p, p, p, q], [p, q]), lo, 0.55 + 0.43 * s.k["bass"]["articulation"], 98)


def reggaeton_harmony(s):
    d = s.dens("harmony")
    s.voice_all(n=s.choose(3, 3, 4), lo=52, hi=76, spread=s.chance(0.3))
    art = 0.5 + 0.5 * s.k["harmony"]["articulation"]
    kind = "hold" if d < 0.25 else s.choose("tresillo", "tresillo", "offbeat", "pluck", "hold")
    if kind == "hold":
        s.comp(s.choose("x---------------", "x-----x---------", "x-------x-------"), 0.98, 68)
    elif kind == "tresillo":
        s.comp(s.choose("x--x--x-x--x--x-", "x--x--x-........", "...x..x....x..x.", "x..x..x.x..x.x.."), art, 76)
    elif kind == "offbeat":
        s.comp(s.choose("..x...x...x...x.", "..x-..x-..x-..x-"), art, 74)
    else:
        s.arpeggio(s.choose("0121", "021", "0210", "updown"), s.choose(1, 2), 0.9, 68,
                   s.choose(None, "x..x..x.x..x..x.", "xx.xx.x.xx.xx.x."))


def reggaeton_melody(s):
    d = s.dens("melody")
    if s.chance(0.3):  # the hook: one cell that everyone can sing by the second bar
        riff(s, s.choose("x--x--x-........", "x.xx.xx-........", "x--x--x-x--x--..", "..x.x.x-x-......"),
             [s.choose(0, 1, 2, 4, 2, -1) for _ in range(6)], 62, 84, 84)
        return
    sparse = ("x--x--x-........", "......x-x-x---..", "x-----x---......", "..x-x--x-----...")
    middle = ("x--x--x-x-x-....", "x-xx-xx-x---....", "..x-x-xx-xx-x---", "x.x.x.xx.x......", "x--x--x---x-x-x-")
    busy = ("xxx-xxx-xxx-x---", "x-xx-xx-x-xx-xx-", "xx.xx.x.xx.xx.x.")
    bank = sparse if d < 0.3 else middle if d < 0.75 else middle + busy
    sing(s, bank, 60, 82, kind=s.choose("penta", "mode"), gate=0.9, vel=82, leap=0.08, bar_motif=s.chance(0.4),
         forms=("A A B e", "A a B e", "A - A e", "A b A e", "A A a e"))


def write(s):
    name = th.MODES[s.mode]
    s.beat = s.choose("salsa", "reggaeton")
    if s.beat == "salsa":
        s.become(**SALSA)
        s.clave = s.choose("3-2", "2-3", "2-3", "rumba 3-2")
        s.plan("build", "chorus", "song", "drop")
        s.progression(s.choose(*SALSA_CHORDS[name]), bars_per=s.choose(1, 1, 2),
                      turn=s.choose(None, {"phrygian": "bIII,bII"}.get(name, "V7")))
        parts = salsa_drums, salsa_bass, montuno, salsa_melody, salsa_together
    else:
        s.become(**REGGAETON)
        s.plan("song", "chorus", "build", "drop")
        turn = s.choose(None, {"minor": "V7", "major": "V", "dorian": "bVII", "phrygian": "bII"}[name])
        s.progression(s.story(REGGAETON_CHORDS[name]), bars_per=s.choose(1, 1, 2), turn=turn)
        parts = reggaeton_drums, reggaeton_bass, reggaeton_harmony, reggaeton_melody, reggaeton_together
    for part in parts:
        part(s)
