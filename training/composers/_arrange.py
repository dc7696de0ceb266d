"""The band as one, over the length of a piece: what is agreed in rehearsal.

A style's `write` calls these when the parts are there: how loud and full each
quarter is, what all play together, what the drummer does because of the others.
Everything takes the Song; a style that calls none of it is as it was."""
from . import theory as th
from ._base import CRASH, GHOST, GHOST_BELOW, HAT, HIGH, KICK, LOW, OPEN, RIDE, SLIDE, SNARE, STACCATO, TICKS

PITCHED = ("bass", "harmony", "melody")
# energy of the four quarters of a piece, 0..1
CURVES = {
    "build": (0.25, 0.5, 0.75, 1.0), "arch": (0.3, 0.75, 1.0, 0.5), "chorus": (0.3, 0.4, 1.0, 0.95),
    "drop": (0.8, 0.9, 0.2, 1.0), "wave": (0.35, 0.85, 0.4, 1.0), "open": (0.15, 0.75, 0.8, 1.0), "level": (0.6, 0.75, 0.6, 0.85),
}


def shape(s, *kinds):
    """Choose how full each bar is: s.energy, a value a bar, rising a little in each phrase."""
    curve = CURVES[s.r.choice(kinds)]
    s.energy = [min(1.0, curve[4 * b // s.bars] + (0.04 * (b % 4) if s.bars > 4 else 0)) for b in range(s.bars)]


def closing(s, frame):
    """Is a frame in the second half of a phrase's last bar, where fills are?"""
    bar = int(frame) // s.F
    return bar in s.phrase_ends() and frame % s.F >= s.F // 2


def thin(s, ride=0.0):
    """Drums as full as the bar is: where there is little energy no ghosts, no hand drums,
    no sixteenths and few off-beat kicks; `ride` is the chance that full bars leave the hat for the ride."""
    few = {p for p in range(s.F) if s.chance(0.6)}
    for key in list(s._drums):
        (voice, f), (_, vel) = key, s._drums[key]
        e = s.energy[min(f // s.F, s.bars - 1)]
        if closing(s, f) or e >= 0.55:
            continue
        p = f % s.F
        lost = voice in (HIGH, LOW) or voice == SNARE and vel < GHOST_BELOW or voice in (HAT, RIDE) and p % 2
        lost = lost or e < 0.35 and (voice == OPEN and p in few or voice == KICK and p not in s.beats and p in few)
        if lost and (e < 0.35 or p in few):
            del s._drums[key]
    if s.chance(ride) and not any(v == RIDE for v, _ in s._drums):
        for voice, f in [k for k in s._drums if k[0] == HAT]:
            if s.energy[min(f // s.F, s.bars - 1)] > 0.8:
                s._drums[RIDE, f] = s._drums.pop((voice, f))


def swell(s, depth=11):
    """Velocities follow the energy, in all parts. A ghost stays a ghost, a stroke a stroke."""
    mean = sum(s.energy) / s.bars
    rise = [2 * depth * (e - mean) for e in s.energy]
    drummer = 1 - 0.4 * s.feel.amount  # what a drummer's own dynamics leave of it
    for hits in (s._drums, s._rolls):
        for key, (x, vel) in list(hits.items()):
            up = rise[min(key[1] // s.F, s.bars - 1)] / drummer
            ghost = key[0] == SNARE and vel < GHOST_BELOW + 10
            hits[key] = (x, min(60, max(16, vel + 0.4 * up)) if ghost else max(64 if key[0] == SNARE else 24, vel + up))
    for note in list(s._bass.values()) + s._harmony + s._melody:
        up = rise[min(s.bars - 1, (note[0] + 60) // TICKS // s.F)]
        note[3] = int(max(14, min(124, note[3] + up)))


def _frame(note):
    return (note[0] + 60) // TICKS


def bare(s, role, first, last):
    """A part is silent in the frames first <= f < last; what rings into them stops."""
    if role == "bass":
        s._bass = {f: n for f, n in s._bass.items() if not first <= f < last}
    elif role == "harmony":
        s._harmony = [n for n in s._harmony if not first <= _frame(n) < last]
    else:
        s._melody = [n for n in s._melody if not first <= _frame(n) < last]
    for n in list(s._bass.values()) if role == "bass" else s._harmony if role == "harmony" else s._melody:
        if n[0] < first * TICKS - 60:
            n[1] = max(30, min(n[1], first * TICKS - n[0]))


def enter_late(s, role, p=0.15):
    """A part waits out the first quarter, as a band opens a song; others go on."""
    if s.bars >= 8 and s.energy[0] < 0.5 and s.chance(p):
        bare(s, role, 0, s.N // 4)


def kick_with_bass(s, share=0.7, drop=0.3, vel=88):
    """The drummer's foot follows the bass player's accents: off-beat notes that come back
    are kicked, off-beat kicks where the bass is silent are left out; by place, so that it is a groove."""
    size = min(2, s.bars) * s.F
    joined, lost = {p for p in range(size) if s.chance(share)}, {p for p in range(size) if s.chance(drop)}
    struck = {f for f, n in s._bass.items() if n[4] != GHOST}
    for f in struck:
        p = f % s.F
        loud = s._drums.get((SNARE, f), (0, 0))[1] > GHOST_BELOW + 10
        if p not in s.beats and f % size in joined and not loud and not closing(s, f) and "x" in s.kick_text(f // s.F):
            s.hit(KICK, f, vel)
    for voice, f in [k for k in s._drums if k[0] == KICK]:
        if f % s.F not in s.beats and f % size in lost and f not in struck and not closing(s, f):
            del s._drums[voice, f]


def _voicing(s, frame):
    return next(v for (f, n, _), v in zip(s.spans, s.voiced) if f <= frame < f + n)


def answer(s, figures, vel=84, least=7, share=0.8, catch=(KICK,)):
    """Call and response: where the melody rests, chords answer with one figure for the
    whole piece, and the drummer catches its strokes."""
    figure = s.r.choice(figures)
    catch = catch if s.meter != (3, 4) else ()  # a waltz is kicked on one
    for start, n in s.rests("melody", least):
        spots = [f for f in range(start + 1, start + n - len(figure) + 1) if f % 4 == 0 or f % 4 == 2 and n < 12]
        if not spots or not s.chance(share):
            continue
        a = spots[0]
        bare(s, "harmony", a, a + len(figure))
        for i, c in enumerate(figure):
            if c not in "xX":
                continue
            long = len(figure[i + 1:]) - len(figure[i + 1:].lstrip("-"))
            s.play_chord(a + i, 0.7 + long, _voicing(s, a + i), vel + (10 if c == "X" else 0), STACCATO if not long else 0)
            for voice in catch:
                s.hit(voice, a + i, vel + 6)


def converse(s, licks, share=0.6, least=5, vel=74):
    """Drums leave the singer room and speak when she breathes: in bars full of melody the
    ghosts and odd strokes go, and in rests a lick (voice of each stroke: s snare, g ghost,
    h high, l low, k kick, o open hat) leads into the next note."""
    busy = {b for b in range(s.bars) if len({_frame(n) for n in s._melody if _frame(n) // s.F == b}) > s.F // 3}
    for voice, f in list(s._drums):
        soft = voice == SNARE and s._drums[voice, f][1] < GHOST_BELOW or voice in (HIGH, LOW) and f % 2
        if soft and f // s.F in busy and s.chance(0.6):
            del s._drums[voice, f]
    mine = s.r.sample(licks, min(2, len(licks)))
    for start, n in s.rests("melody", least):
        end = start + min(n, 2 * s.F)
        a = (end // 4) * 4 - 4  # the last whole beat of the rest
        lick = s.r.choice(mine)
        if a < start or closing(s, a) or not s.chance(share):
            continue
        for i, c in enumerate(lick):
            if c != ".":
                voice = {"s": SNARE, "g": SNARE, "h": HIGH, "l": LOW, "k": KICK, "o": OPEN}[c]
                s.hit(voice, a + i, 42 if c == "g" else vel + 3 * i)


def hits(s, bar, text, crash=True, sing=True, vel=98):
    """A break: the whole band plays one rhythm at the end of a bar and is silent between.
    X all (a crash on the last, if wished), x all softer, s snare alone, k kick, h l toms, - hold."""
    end = (bar + 1) * s.F
    a = end - len(text)
    bass = {f: n[2] for f, n in s._bass.items()}
    low = bass[min(bass, key=lambda f: abs(f - a))] if bass else None
    s.clear_drums(a, end)
    for role in PITCHED if sing else PITCHED[:2]:
        bare(s, role, a, end)
    for i, c in enumerate(text):
        f = a + i
        if c in "xX":
            long = len(text[i + 1:]) - len(text[i + 1:].lstrip("-"))
            v = vel + (8 if c == "X" else -8)
            s.play_chord(f, 0.8 + long, _voicing(s, f), v - 8, 0 if long else STACCATO)
            if low is not None:
                c_ = s.chord_at(f)
                root = min((p for p in range(24, 61) if (p - s.t - c_.root) % 12 == 0), key=lambda p: abs(p - low))
                s.bass_note(f, 0.8 + long, root, v, 0 if long else STACCATO)
            s.hit(KICK, f, v)
            s.hit(SNARE, f, v)
            if crash and i == text.rfind("X"):
                s.hit(CRASH, f, v)
        elif c in "skhl":
            s.hit({"s": SNARE, "k": KICK, "h": HIGH, "l": LOW}[c], f, vel - 12 + 2 * i)


def unison(s, bar, text, vel=96):
    """Bass, melody and drums run one line together into the next bar: pentatonic, towards its root."""
    end = (bar + 1) * s.F
    a = end - len(text)
    if not s._bass:
        return
    first = s._bass[min(s._bass, key=lambda f: abs(f - end % s.N))][2]
    root = min((p for p in range(26, 56) if (p - s.t - s.chord_at(end).root) % 12 == 0), key=lambda p: abs(p - first))
    on = [i for i, c in enumerate(text) if c in "xX"]
    way, line, p = s.r.choice((-1, 1, 1)), [], root
    while len(line) < len(on) + 1:  # backwards from the goal
        c = s.chord_at(a + on[max(0, len(on) - 1 - len(line))])
        ok = th.scale_for(c, s.mode, "penta") if (a + on[max(0, len(on) - 1 - len(line))]) % s.F not in s.strong else th.tones(c)
        p += -way
        while (p - s.t) % 12 not in ok:
            p += -way
        if abs(p - root) > 12:
            way = -way
        line.append(p)
    bare(s, "bass", a, end)
    bare(s, "melody", a, end)
    bare(s, "harmony", a, end)
    s.clear_drums(a, end, (KICK, OPEN, HIGH, LOW, RIDE, SNARE))
    for i, p in zip(reversed(on), line):
        q = p
        while q < 24:
            q += 12
        while q > 55:
            q -= 12
        v = vel + (8 if text[i] == "X" else 0)
        s.bass_note(a + i, 0.85, q, v)
        s.mel(a + i, 0.85, q + 24 if q >= 38 else q + 36, v - 6)
        s.hit(KICK if i % 4 != 0 or (a + i) % s.F in s.strong else SNARE, a + i, v)
        if text[i] == "X" and (a + i) % s.F:
            s.hit(SNARE, a + i, v - 6)


def walk_home(s, share=0.8):
    """The last beat of the bass leads back to its first note, unless it does already."""
    if not s._bass or not s.chance(share):
        return
    frames = sorted(s._bass)
    aim, last = s._bass[frames[0]][2], frames[-1]
    beat = 6 if s.meter[1] == 8 else 4
    if last >= s.N - 3 and (s._bass[last][2] - aim) % 12 in (1, 2, 5, 7, 10, 11):
        return
    before = [f for f in frames if f < s.N - beat]
    way = -1 if before and s._bass[before[-1]][2] < aim or s.chance(0.4) else 1
    scale = th.scale_for(s.chord_at(s.N - 1), s.mode)
    steps = [p for p in range(aim + way, aim + 7 * way, way) if (p - s.t) % 12 in scale][:2][::-1]
    vel = s._bass[frames[0]][3]
    bare(s, "bass", s.N - beat, s.N)
    for i, p in enumerate(steps):
        s.bass_note(s.N - 4 + 2 * i, 1.7, p, 84)
        s._bass[max(s._bass)][3] = max(14, vel - 8 + 4 * i)


def vary(s, bar, kind, vel=84):
    """A small change that closes a phrase, where a fill would be too much."""
    end, F = (bar + 1) * s.F, s.F
    if kind == "pickup":  # the foot, into the one
        for i in s.choose((3, 1), (2, 1), (4, 1)):
            s.hit(KICK, end - i, vel)
    elif kind == "drag":
        s.hit(SNARE, end - 3, 44)
        s.roll(SNARE, end - 2, 2, 46)
        s.hit(SNARE, end - 1, vel - 8)
    elif kind == "ghosts":
        for i, v in ((5, 38), (3, 42), (2, 48), (1, 56)):
            s.hit(SNARE, end - i, v)
    elif kind == "skip":  # the second half waits for the kick, then hurries
        s.clear_drums(end - F // 2, end - 2, (KICK, OPEN, HIGH, LOW))
        s.clear_drums(end - F // 2, end - F // 2 + 2, (HAT, RIDE))
        s.hit(KICK, end - 2, vel)
    elif kind == "bark":  # the hat opens and is choked by the one
        s.clear_drums(end - 4, end, (HAT, RIDE))
        s.hit(OPEN, end - 2, vel)
        s.hit(KICK, end - 3, vel - 4)
    elif kind == "air":  # a beat of silence
        s.clear_drums(end - s.r.choice((3, 4)), end)


def turn(s, text, options, bars_per=1, p=0.3, home=0.75):
    """A turn-around for `progression`: mostly where the last bar would stay at home."""
    cells = text.split()
    last = th.chord(cells[(s.bars - 1) // bars_per % len(cells)].split(",")[-1])
    same = last.root == th.chord(cells[0].split(",")[0]).root
    return s.r.choice(options) if s.chance(home if same else p) else None


def slide_in(s, frames, step=-1, vel=70):
    """A chord's shape a semitone off, a sixteenth before it: guitar and organ push into it."""
    for f in frames:
        if 0 < f < s.N:
            bare(s, "harmony", f - 1, f)
            s.play_chord(f - 1, 0.9, [p + step for p in _voicing(s, f)], vel, SLIDE)
