"""The form of pieces that a band plays: grooves, phrase ends, energy, the way back,
and drums that hear the others.

Run `python3 training/test_form_band.py` (or pytest), as test_composers.py."""
from piece_figures import (bar_frames, bar_levels, bars, bass_end, closings, energy, frame, grooves, on,
                           pieces, run, share, starts)
from composers.toolkit import CRASH, HAT, KICK, RIDE, SNARE, Song
from composers import rock

STYLES = ("rock", "punk", "metal", "jazz", "bossa", "latin", "afrobeat", "folk", "country", "blues", "cinematic")
ONE_CHORD = ("afrobeat",)  # its bass says one sentence for ever, and its vamp needs no turn


def test_each_style_has_many_grooves():
    """Kick and snare of a bar in the middle of a phrase; the least is far above what one pattern gives."""
    for style in STYLES:
        kinds = grooves(style, 1, -1)
        assert len(kinds) >= (16 if style == "cinematic" else 24), (style, len(kinds))


def test_phrases_end_with_a_fill():
    """The last bar of four differs from the one before it by three strokes or more."""
    for style in STYLES:
        ends = [c for p in pieces(style) if p.parts["drums"] for c in closings(p, 1, strokes=3)]
        assert share(ends) > 0.7, (style, share(ends))


def test_the_last_bar_fills_into_the_loop():
    for style in STYLES:
        ends = []
        for p in pieces(style):
            half = [{(f, v) for f, v in b if f >= bar_frames(p) // 2} for b in bars(p)[-2:]]
            if p.parts["drums"]:
                ends.append(len(half[0] ^ half[1]) >= 2)
        assert share(ends) > 0.75, (style, share(ends))


def test_energy_moves():
    """The strongest quarter has a fifth more than the weakest, and where it lies differs."""
    for style in STYLES:
        e = [energy(p) for p in pieces(style) if p.bars >= 8]
        moved = share(max(x) > 1.2 * min(x) for x in e)
        assert moved > 0.65, (style, moved)
        assert len({x.index(max(x)) for x in e}) >= 2, style


def test_no_piece_strikes_all_bars_alike():
    for style in STYLES:
        spans = []
        for p in pieces(style):
            spans.append(max(bar_levels(p)) - min(bar_levels(p)))
        spans.sort()
        assert spans[len(spans) // 2] > 8 and spans[len(spans) // 10] > 3, (style, spans)


def test_the_last_chord_leads_back():
    """Most pieces do not end on the chord that they begin with."""
    for style in STYLES:
        if style not in ONE_CHORD:
            away = share(p.chords[-1] != p.chords[0] for p in pieces(style))
            assert away > 0.65, (style, away)


def test_the_bass_leads_back():
    """In the last beat the bass is a step, a fourth or a fifth from its first note, or on its root."""
    for style in STYLES:
        if style in ONE_CHORD + ("latin",):  # the tumbao says the root early
            continue
        near = []
        for p in pieces(style):
            left, step = bass_end(p)
            near.append(left <= 4 and abs(step) in (1, 2, 5, 7))
        assert share(near) > 0.6, (style, share(near))


def test_tumbao_comes_home():
    ps = [p for p in pieces("latin") if p.instruments["bass"] in ("upright bass", "electric bass", "finger bass")]
    assert share(p.parts["bass"][-1][2] % 12 == p.parts["bass"][0][2] % 12 for p in ps) > 0.8


def pushes(p, role):
    """Off-beat frames that a part strikes while it leaves the next beat alone."""
    hit = starts(p, role, ghosts=False)
    return [f for f in hit if f % 4 in (2, 3) and f // 4 * 4 + 4 not in hit]


def test_the_kick_plays_what_the_bass_pushes():
    """Far more often than it plays such places at all."""
    for style, least in (("rock", 0.45), ("punk", 0.4), ("bossa", 0.6), ("afrobeat", 0.4), ("blues", 0.4)):
        with_bass, without = [], []
        for p in pieces(style):
            if p.meter == (4, 4):
                kick, push = on(p, KICK), set(pushes(p, "bass"))
                with_bass += [f in kick for f in push]
                without += [f in kick for f in range(len(p.chords)) if f % 4 in (2, 3) and f not in push]
        kicked, other = share(with_bass), share(without)
        assert kicked > least and kicked > 1.5 * other, (style, kicked, other)


def test_metal_kick_is_the_riff():
    hits = [f in on(p, KICK) for p in pieces("metal") for f in starts(p, "harmony")]
    assert share(hits) > 0.6, share(hits)


def test_the_band_stops_together():
    """In some pieces drums' time, bass and chords are all silent for the last beat of a
    phrase, or strike the same places before it."""
    for style in ("rock", "punk", "metal", "country", "blues", "jazz"):
        found = 0
        for p in pieces(style):
            F = bar_frames(p)
            played = starts(p, "harmony") | on(p, HAT) | on(p, RIDE)
            for b in range(3, p.bars, 4):
                tail = range(b * F + F - 3, b * F + F)
                found += not any(f in played for f in tail)
        assert found >= 5, (style, found)


def test_crashes_stand_where_parts_begin():
    for style in ("rock", "folk", "country", "blues"):
        at = []
        for p in pieces(style):
            at += [f % (4 * bar_frames(p)) <= 1 or f % 4 == 3 for f in on(p, CRASH)]
        assert share(at) > 0.4, (style, share(at))


def song():
    s = Song("rock", rock.SPEC, 3)
    s.meter, s.F, s.bars, s.N, s.swing8 = (4, 4), 16, 8, 128, 0
    s.beats, s.strong = [0, 4, 8, 12], (0, 8)
    s.feel.delay = lambda *_: 0
    s.progression("I IV V I")
    s.plan("build")
    return s


def test_plans_grow():
    s = song()
    for manner in ("band", "groove"):
        assert s.plan("build", manner=manner) == "build"
        assert s.energy == sorted(s.energy) and len(s.energy) == 8 and s.energy[-1] > s.energy[0] + 0.5
        assert s.quiet_bars() and s.loud_bars()


def test_dynamics_follow_the_plan():
    """Louder with more energy, in every manner; a ghost stays one."""
    for manner, kind in (("band", "build"), ("groove", "build"), ("machine", "rise")):
        s = song()
        s.plan(kind, manner=manner)
        s.drum(KICK, "x...............", vel=80)
        s.drum(SNARE, "..x.............", vel=40)
        s.bass_line("R---------------", 36)
        before = [n[3] for n in s.notes("bass")]
        s.dynamics(30)
        kicks, ghosts = ([v for (voice, _), (_, v) in sorted(s._drums.items()) if voice == x] for x in (KICK, SNARE))
        change = [n[3] - v for n, v in zip(s.notes("bass"), before)]
        assert kicks == sorted(kicks) and kicks[-1] > kicks[0] + 8, (manner, kicks)
        assert change == sorted(change) and change[-1] > change[0] + 8, (manner, change)
        assert max(ghosts) < 64, (manner, ghosts)


def test_silence_is_cut_out_of_a_held_chord():
    for again in (True, False):
        s = song()
        s.voice_all(3)
        s.pad()
        s.hush(20, 24, "harmony", again=again)
        sounding = {f for x, n, *_ in s.notes("harmony") for f in range(frame(x), frame(x + n))}
        assert not sounding & {20, 21, 22, 23} and {16, 19, 32} <= sounding and (24 in sounding) == again, sounding


def test_kick_pushes_takes_pushes_and_leaves_the_beat():
    s = song()
    s.bass_line("R-----R---R-----", 36)  # six is held over the beat that follows, ten likewise
    s.drum(KICK, "x.x.....x.......")
    s.kick_pushes("bass", 1.0, 90, alone=0.0)
    assert {f % 16 for v, f in s._drums if v == KICK} == {0, 6, 8, 10}


def test_stabs_leave_nothing_else():
    s = song()
    s.bass_line("R-R-R-R-R-R-R-R-", 36)
    s.voice_all(3)
    s.comp("x-x-x-x-x-x-x-x-")
    s.drum(HAT, "xxxxxxxxxxxxxxxx")
    s.stabs(3, (8, 11), ring=2)
    assert {f for f in s._bass if 56 <= f < 64} == {56, 59}
    assert {frame(n[0]) for n in s._harmony if 56 <= frame(n[0]) < 64} == {56, 59}
    assert all(n[0] + n[1] <= 61 * 120 for n in s._harmony if frame(n[0]) < 64)
    assert not any(v == HAT and 56 <= f < 64 for v, f in s._drums) and (KICK, 59) in s._drums


def test_walk_back_steps_into_the_first_note():
    s = song()
    s.bass_line("R---------------", 36)
    s.walk_back(2, 2, chromatic=0.0)
    notes = [s._bass[f] for f in sorted(s._bass)]
    assert sorted(s._bass)[-2:] == [124, 126] and abs(notes[-1][2] - notes[0][2]) in (1, 2)


def test_drums_answer_in_a_rest():
    s = song()
    for f in range(0, 128, 16):
        s.mel(f, 6, 72)
    s.answer_with_drums(("xxxx",), share=1.0, least=6)
    hits = {f % 16 for v, f in s._drums if v == SNARE}
    assert hits == {12, 13, 14, 15}, hits


if __name__ == "__main__":
    run(globals())
