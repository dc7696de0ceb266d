"""The band: what players do together over the length of a piece. Functions that take
the Song after (or while) its parts are written.

plan() says how strong each bar is; spare(), lift() and dynamics() let the parts obey.
kick_with() puts the kick under what bass or guitar accents, hits() and breath() are the
places where all strike or stop together, answer() lets the drums speak where the melody
rests, lead_back() takes the bass to the first note again."""
from . import theory as th
from ._base import CRASH, GHOST, GHOST_BELOW, HAT, HIGH, KICK, LOW, OPEN, RIDE, SNARE, STACCATO, TICKS

# the strength of four quarters of a piece
SHAPES = {
    "build": (0.3, 0.5, 0.75, 1.0),    # grows to the end
    "song": (0.45, 0.6, 1.0, 0.8),     # verse, verse, chorus, verse that stays warm
    "chorus": (0.4, 0.6, 0.85, 1.0),   # verse to chorus
    "drop": (0.75, 0.85, 0.3, 1.0),    # the third part breaks down, the last comes back
    "arch": (0.5, 0.8, 1.0, 0.55),     # out and home again
}
DRUM = {"k": KICK, "s": SNARE, "x": SNARE, "g": SNARE, "o": OPEN, "t": HAT, "h": HIGH, "l": LOW, "r": RIDE, "c": CRASH}


def plan(s, *shapes):
    """s.energy, a number a bar. Four bars are too few for a verse and a chorus: they
    only lean the same way."""
    quarters, q = SHAPES[s.choose(*shapes)], max(1, s.bars // 4)
    s.energy = [quarters[min(3, b // q)] + 0.1 * ((b % q + 0.5) / q - 0.5) for b in range(s.bars)]
    if s.bars == 4:
        s.energy = [0.68 + 0.5 * (e - 0.68) for e in s.energy]


def story(s, bank, length=4):
    """The text of a progression; sixteen bars may change it in their third quarter."""
    a = s.choose(*bank)
    fits = [b for b in bank if len(b.split()) == length and b != a]
    if s.bars == 16 and len(a.split()) == length and fits and s.chance(0.6):
        return " ".join((a, a, s.choose(*fits), a))
    return a


def quiet(s, below=0.5):
    return [b for b in range(s.bars) if s.energy[b] < below]


def loud(s, above=0.9):
    return [b for b in range(s.bars) if s.energy[b] > above]


def parts(s, verse, chorus, at=0.8):
    """Bar patterns, one for every bar: a verse's until the plan reaches `at`, then a chorus's."""
    verse, chorus = ([p] if isinstance(p, str) else p for p in (verse, chorus))
    return [(chorus if s.energy[b] >= at else verse)[b % len(chorus if s.energy[b] >= at else verse)] for b in range(s.bars)]


def mute(s, below=0.5, gate=0.45):
    """In quiet bars the chords are damped short, as by a guitarist's palm."""
    for n in s._harmony:
        if s.energy[min(s.bars - 1, (n[0] + 60) // TICKS // s.F)] < below:
            n[1] = max(50, int(n[1] * gate))
            n[4] = STACCATO


def thin(s, role, places, below=0.5):
    """In quiet bars a part plays at these places only, and lets them ring."""
    bars = set(quiet(s, below))
    notes = sorted(s._bass.values() if role == "bass" else s.notes(role))
    kept = [n for n in notes if (f := written(s, (n[0] + 60) // TICKS)) // s.F not in bars or f % s.F in places]
    starts = sorted({n[0] for n in kept}) + [s.N * TICKS]
    for n in kept:
        after = next(x for x in starts if x > n[0] + 45 or x == starts[-1])
        if (n[0] + 60) // TICKS // s.F in bars and n[1] > TICKS:
            n[1] = max(n[1], min(after - n[0], 2 * n[1], s.F * TICKS // 2))
    if role == "bass":
        s._bass = {(n[0] + 60) // TICKS: n for n in kept}
    else:
        setattr(s, "_" + role, kept)


def spare(s, keep, below=0.5):
    """In quiet bars the voices of `keep` play at their places only: a verse leaves room."""
    for b in quiet(s, below):
        for voice, f in [k for k in s._drums if k[1] // s.F == b and k[0] in keep]:
            if written(s, f) % s.F not in keep[voice]:
                del s._drums[voice, f]


def lift(s, voice, to, above=0.9):
    """In loud bars one cymbal takes the strokes of another: the chorus opens up."""
    for v, f in [k for k in s._drums if k[0] == voice and s.energy[k[1] // s.F] > above]:
        s._drums.setdefault((to, f), s._drums.pop((v, f)))


def dynamics(s, drums=34, bass=14, harmony=18, melody=12):
    """How hard all play follows the plan; the numbers are for all of its range."""
    mean = sum(s.energy) / s.bars

    def more(frame, depth):
        return depth * (s.energy[min(s.bars - 1, int(frame) // s.F)] - mean)
    for k, (tick, v) in s._drums.items():
        ghost = k[0] == SNARE and v < GHOST_BELOW + 10  # a ghost stays one, and a stroke a stroke
        w = v + more(k[1], drums)
        s._drums[k] = tick, min(w, GHOST_BELOW + 8) if ghost else max(w, GHOST_BELOW + 12) if k[0] == SNARE else w
    for k, (n, v) in s._rolls.items():
        s._rolls[k] = n, v + more(k[1], drums)
    for notes, depth in ((s._bass.values(), bass), (s._harmony, harmony), (s._melody, melody)):
        for note in notes:
            note[3] = int(max(10, min(126, note[3] + more((note[0] + 60) // TICKS, depth))))


def written(s, frame):
    """The frame at which a swung off-beat was written; it sounds in the next one."""
    return frame - (s.swing8 >= 60 and frame % 4 == 3)


def accents(s, role):
    """Frames at which a part pushes: off the beat, with silence on the beat that follows."""
    notes = s._bass.values() if role == "bass" else s.notes(role)
    on = {written(s, (x[0] + 60) // TICKS) for x in notes if x[4] != GHOST}
    return sorted(f for f in on if f % 4 and f - f % 4 + 4 not in on)


def kick_with(s, role="bass", share=0.8, vel=92, alone=1.0):
    """The kick also strikes what a part pushes, and leaves off-beats that it does not
    play (`alone` is the share that may stay). A drummer decides for a place of the bar."""
    if s.F != 16:
        return
    take = [s.r.random() < share for _ in range(s.F)]
    stay = [s.r.random() < alone for _ in range(s.F)]
    push = set(accents(s, role))
    sounding = {written(s, (x[0] + 60) // TICKS) for x in (s._bass.values() if role == "bass" else s.notes(role))}
    for _, f in [k for k in s._drums if k[0] == KICK]:
        w = written(s, f)
        if w % 4 and w not in sounding and not stay[w % s.F]:
            del s._drums[KICK, f]
    for f in push:
        if take[f % s.F] and (SNARE, f) not in s._drums:
            s.hit(KICK, f, vel)


def accent_with(s, role, voice=CRASH, share=0.5, vel=88):
    """A cymbal on what a part pushes: the drummer catches the horns' or the guitar's figure."""
    take = [s.r.random() < share for _ in range(s.F)]
    for f in accents(s, role):
        if take[f % s.F]:
            s.hit(voice, f, vel)


def cut(s, role, a, end):
    """Nothing of a part sounds from frame a to end."""
    x = a * TICKS - 60
    kept = [n for n in (s._bass.values() if role == "bass" else s.notes(role)) if not x <= n[0] < end * TICKS - 60]
    for n in kept:
        if n[0] < x:
            n[1] = max(30, min(n[1], a * TICKS - n[0]))
    if role == "bass":
        s._bass = {(n[0] + 60) // TICKS: n for n in kept}
    else:
        setattr(s, "_" + role, kept)


def bass_root(s, frame):
    """The root of a frame's chord in the octave of the bass line."""
    pitches = sorted(n[2] for n in s._bass.values()) or [36]
    low = pitches[len(pitches) // 4] - 5
    return max(28, low + (s.t + s.chord_at(frame).root - low) % 12)


def voicing(s, frame):
    """The voicing of a frame's chord."""
    if not getattr(s, "voiced", None):  # a part without chords strikes one here
        s.voice_all(3, 54, 74)
    return next(v for (f, n, _), v in zip(s.spans, s.voiced) if f <= frame < f + n)


def hits(s, bar, places, vel=100, ring=2, voice=CRASH, drum_keep=()):
    """The whole band strikes at places of a bar, and is silent between and after."""
    a, end = bar * s.F + places[0], (bar + 1) * s.F
    s.clear_drums(a, end, [v for v in range(8) if v not in drum_keep])
    cut(s, "bass", a, end)
    cut(s, "harmony", a, end)
    for p, after in zip(places, tuple(places[1:]) + (s.F,)):
        f, n = bar * s.F + p, min(ring, after - p)
        s.hit(KICK, f, vel)
        s.hit(voice, f, vel - 4)
        s.bass_note(f, n * 0.9, bass_root(s, f), vel - 4)
        s.play_chord(f, n * 0.9, voicing(s, f), vel - 12, STACCATO)


def breath(s, bar, beats=1, keep=()):
    """All stop for the last beats of a bar; the melody, or a voice of the kit, goes on alone."""
    end = (bar + 1) * s.F
    a = end - 4 * beats
    s.clear_drums(a, end, [v for v in range(8) if v not in keep])
    cut(s, "bass", a, end)
    cut(s, "harmony", a, end)


def figure(s, end, text, vel=88, clear=()):
    """Strokes that end at a frame, one letter a sixteenth (DRUM; g is a ghost), growing."""
    a = end - len(text)
    s.clear_drums(max(0, a), end, clear)
    for i, c in enumerate(text):
        if c in DRUM:
            s.hit(DRUM[c], a + i, vel - 14 + 16 * i / len(text) if c != "g" else 42)


def answer(s, figures, vel=84, share=0.7, least=6):
    """Where the melody rests, the drums say a short figure before it comes in again;
    mostly the same one."""
    home = s.choose(*figures)
    for start, n in s.rests("melody", least):
        text = home if s.chance(0.7) else s.choose(*figures)
        end = (start + n) // 4 * 4
        if end - len(text) >= start and s.chance(share):
            figure(s, end, text, vel)


def lead_back(s, step=2, count=2, vel=88, chromatic=0.3):
    """The bass walks into its first note again, from the side from which it comes."""
    if not s._bass:
        return
    first, last = s._bass[min(s._bass)][2], s._bass[max(s._bass)]
    if last[0] >= (s.N - 4) * TICKS - 60 and abs(last[2] - first) in (1, 2, 5, 7):
        return
    cut(s, "bass", s.N - step * count, s.N)
    side = 1 if last[2] > first or first - 4 < 28 else -1
    scale = [first + side * d for d in range(1, 9) if (first + side * d - s.t) % 12 in th.SCALES[s.mode]]
    walk = scale[:count][::-1]
    if s.chance(chromatic):
        walk[-1] = first + side
        if count > 1 and walk[-2] == walk[-1]:
            walk[-2] += side
    for i, p in enumerate(walk):
        s.bass_note(s.N - step * (count - i), step * 0.9, p, vel + 4 * i)
