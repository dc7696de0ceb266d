"""The conventions of the electronic and pop composers: what each style's listeners
would miss, and what keeps one style from being taken for its neighbour.

Run `python3 training/test_conventions_electronic.py` (or pytest)."""
from piece_figures import (SEEDS, agreement, bar_frames, bar_levels, bars, closings, energy, gain, mean, on, pieces,
                           run, share, starts)
from composers.toolkit import CRASH, HAT, HIGH, KICK, LOW, OPEN, SLIDE, SNARE, TICKS, Song
import composers.techno

MINE = ("techno", "acid", "house", "deephouse", "trance", "dnb", "dubstep", "garage", "synthwave", "ambient",
        "chiptune")
FLOORS = ("techno", "acid", "house", "deephouse", "trance")


def off_beat(frames):
    return share(f % 4 != 0 for f in frames)


def test_the_bass_hears_the_kick_of_its_piece():
    """Bass and kick meet more often than with the kick of another song."""
    def meets(p, q):
        return agreement([f for f in on(q, KICK) if f < len(p.chords)], starts(p, "bass"))
    for style in ("trap", "dubstep", "garage", "dnb", "pop"):
        assert gain(style, meets) > 0.08, (style, gain(style, meets))


def test_the_harmony_turns_under_a_crash():
    """Crashes stand at the first beat of a fourth bar and nowhere else, but for fills."""
    for style in ("house", "trance", "pop", "synthwave", "trap"):
        ps = pieces(style, (4, 4))
        assert share(0 in on(p, CRASH) for p in ps) > 0.3, style
        assert share(f % 64 == 0 for p in ps for f in on(p, CRASH)) > 0.9, style


def test_four_to_the_floor():
    for style in FLOORS:
        for p in pieces(style):
            kick = on(p, KICK)
            assert share(f in kick for f in range(0, len(p.chords), 4)) >= 0.9, p.prompt


def test_techno_stands_still():
    """Few chords, no glides: what slides is acid, what travels is trance."""
    for p in pieces("techno"):
        assert len(set(p.chords)) <= 2, p.prompt
        assert not any(n[4] == SLIDE for n in p.parts["bass"]), p.prompt


def test_every_acid_line_glides_and_has_accents():
    for p in pieces("acid"):
        bass = p.parts["bass"]
        assert any(n[4] == SLIDE for n in bass), p.prompt
        loud = [n[3] for n in bass]
        assert max(loud) - min(loud) >= 15, p.prompt
        assert len({n[2] for n in bass}) >= 3, p.prompt


def test_every_house_piece_has_its_open_hat_and_clap():
    for p in pieces("house"):
        assert share(f % 4 == 2 for f in on(p, OPEN)) > 0.7 and on(p, OPEN), p.prompt
        assert {4, 12} <= {f % 16 for f in on(p, SNARE)}, p.prompt


def test_house_is_struck_and_deep_house_moves_in_one_shape():
    """Deep house moves one chord shape about; house leads its voices."""
    def shapes(p):
        chords = {}
        for x, _, q, *_ in p.parts["harmony"]:
            chords.setdefault(x, []).append(q)
        return {tuple(b - a for a, b in zip(sorted(c), sorted(c)[1:])) for c in chords.values() if len(c) >= 3}
    thirds = [all(3 <= gap <= 7 for s in shapes(p) for gap in s) for p in pieces("deephouse")]
    assert share(thirds) > 0.95, share(thirds)
    moves = [n[1] <= 6 * TICKS for p in pieces("house") for n in p.parts["harmony"]]
    assert share(moves) > 0.9, share(moves)


def test_deep_house_is_softer_than_house():
    def loudness(style):
        return [n[3] for p in pieces(style) for n in p.parts["drums"] if n[2] in (KICK, SNARE)]
    deep, house = loudness("deephouse"), loudness("house")
    assert mean(deep) + 4 < mean(house)


def test_every_trance_bass_pushes_off_the_beat():
    for p in pieces("trance"):
        assert off_beat(starts(p, "bass")) >= 0.6, p.prompt
        assert share(f % 4 == 2 for f in on(p, OPEN)) > 0.9 and on(p, OPEN), p.prompt


def test_trance_rolls_into_the_turn():
    rolls = [sum(n[0] >= (len(p.chords) - 8) * TICKS for n in p.parts["drums"] if n[2] == SNARE) >= 5
             for p in pieces("trance")]
    assert share(rolls) > 0.4, share(rolls)


def test_dnb_breaks():
    """Snares on two and four; the kick leaves three and is off the beat somewhere."""
    for p in pieces("dnb"):
        snare = {f % 16 for f in on(p, SNARE)}
        assert {4, 12} <= snare, p.prompt
        kick = on(p, KICK)
        assert share(16 * b + 8 in kick for b in range(p.bars)) < 0.6, p.prompt
        assert any(f % 4 for f in kick), p.prompt


def test_dubstep_snare_on_three_alone():
    for p in pieces("dubstep"):
        snare, kick = on(p, SNARE), on(p, KICK)
        assert all(16 * b + 8 in snare for b in range(p.bars)), p.prompt
        assert not any(f % 16 == 8 for f in kick), p.prompt
        rolled = [b - a <= 30 for a, b in zip(*(lambda h: (h, h[1:]))([n[0] for n in p.parts["drums"] if n[2] == HAT]))]
        assert sum(rolled) == 0, p.prompt  # hats that roll are trap


def test_dubstep_bass_wobbles():
    wobbles = []
    for p in pieces("dubstep"):
        bass = p.parts["bass"]
        if len(bass) / p.bars >= 4:
            wobbles.append(share(a[2] % 12 == b[2] % 12 for a, b in zip(bass, bass[1:])) > 0.5
                           and len({n[5] for n in bass}) >= 2)
    assert len(wobbles) > SEEDS / 3 and share(wobbles) > 0.9, (len(wobbles), share(wobbles))


def test_every_garage_piece_is_two_step():
    for p in pieces("garage"):
        kick = on(p, KICK)
        assert not any(f % 16 in (4, 8, 12) for f in kick if f % 64 < 48), p.prompt
        assert any(f % 4 for f in kick), p.prompt
        late = [n[0] % TICKS >= 10 for n in p.parts["drums"] if n[2] in (HAT, SNARE) and n[0] // TICKS % 2]
        assert not late or share(late) > 0.7, p.prompt


def test_every_synthwave_bass_pulses():
    """Straight eighths or sixteenths (quarters when sparse) under a snare on two and four."""
    for p in pieces("synthwave"):
        frames = starts(p, "bass")
        assert len(frames) / p.bars >= 3.5, p.prompt
        assert share(16 * b + 4 * i in frames for b in range(p.bars) for i in range(4)) > 0.8, p.prompt
        assert {4, 12} <= {f % 16 for f in on(p, SNARE)}, p.prompt


def test_pop_bass_does_not_pulse_and_the_floor_is_for_dancers():
    for p in pieces("pop", (4, 4)):
        even = share({16 * b + i for i in range(0, 16, 2)} <= starts(p, "bass") for b in range(p.bars))
        assert even < 0.6, p.prompt
        kick = on(p, KICK)
        assert share({16 * b + i for i in (0, 4, 8, 12)} <= kick for b in range(p.bars)) < 0.6, p.prompt


def test_phrases_end_with_a_fill_or_a_sign():
    """The fourth bar of the drums is not what any of the three before it was."""
    for style in MINE:
        ends = [c for p in pieces(style) if p.parts["drums"] for c in closings(p, 1, 2, 3)]
        assert share(ends) > (0.6 if style == "ambient" else 0.85), (style, share(ends))


def test_a_piece_has_its_high_and_low_places():
    """The quarters of a piece differ in energy, and it is not always the last that is highest."""
    for style in MINE:
        qs = [energy(p) for p in pieces(style)]
        moving = share(max(q) > 1.15 * min(q) for q in qs)
        assert moving > 0.7, (style, moving)
        top = [q.index(max(q)) for q in qs]
        assert top.count(3) < 0.8 * len(top) and top.count(2) > 0.1 * len(top), (style, top)


def test_dynamics_belong_to_the_bar():
    """The loudest bar of the chords is played louder than the softest: no one level."""
    for style in MINE:
        spans = []
        for p in pieces(style):
            levels = bar_levels(p, "harmony")
            spans.append(max(levels) - min(levels) >= 6 if len(levels) > 1 else True)
        assert share(spans) > 0.7, (style, share(spans))


def test_the_end_leads_back():
    """In the last bar the bass turns to its first note, or the drums fill, or the chord
    wants to go home; in most pieces at least two of the three."""
    for style in MINE:
        ways = []
        for p in pieces(style):
            new, fill = (b[-1] not in b[:-1] for b in (bars(p, "bass"), bars(p, "drums")))
            away = (p.chords[-1] - 1) // 12 != (p.chords[0] - 1) // 12
            ways.append(new + fill + away)
        assert share(w >= 1 for w in ways) > 0.9, (style, share(w >= 1 for w in ways))
        assert share(w >= 2 for w in ways) > (0.4 if style in ("ambient", "acid")
                                              else 0.6), (style, share(w >= 2 for w in ways))


def test_styles_have_several_grooves_and_basses():
    """What most bars of a piece are: many kinds over the seeds, no kind for half of them."""
    for style in MINE:
        for role, least in (("drums", 15), ("bass", 8)):
            kinds = {}
            for p in (p for p in pieces(style, (4, 4)) if p.parts[role]):
                own = [frozenset(b) for b in bars(p, role, what=lambda n: n[2] if role == "drums" else 0)]
                usual = max(set(own), key=lambda x: (own.count(x), sorted(x)))
                kinds[usual] = kinds.get(usual, 0) + 1
            assert len(kinds) >= least and max(kinds.values()) < 0.5 * sum(kinds.values()), (style, role, len(kinds))


def test_the_band_breaks_and_returns_together():
    """Somewhere the bass is away for a quarter bar or more at the end of a bar while the kick is
    silent too, and both stand on the next one, mostly under a crash."""
    for style in ("techno", "house", "trance", "dnb", "dubstep", "garage", "chiptune"):
        found, crashed = [], []
        for p in pieces(style):
            F, kick, low, crash = bar_frames(p), on(p, KICK), starts(p, "bass"), on(p, CRASH)
            for b in (p.bars // 2 - 1, p.bars - 1):
                one = (b + 1) % p.bars * F
                gap = set(range((b + 1) * F - 3, (b + 1) * F))
                if not gap & (kick | low) and one in kick and one in low and one in crash:
                    found.append(p.prompt)
                    break
        assert len(found) > 0.15 * SEEDS, (style, len(found))


def test_small_drums_strike_with_the_band():
    """Toms, rims and soft snares fall on off-beat notes of their own piece's chords and bass
    more than on those of another song."""
    def meets(p, q):
        hits = [f for v in (LOW, HIGH, SNARE) for f in on(p, v) if f % 4 and f < len(q.chords)]
        return agreement(hits, starts(q, "bass") | starts(q, "harmony")) if hits else None
    for style in ("techno", "house", "deephouse", "garage", "dnb"):
        assert gain(style, meets) > 0.05, (style, gain(style, meets))


def test_machine_plans():
    """The plans of a piece are what their names say."""
    s = Song("techno", composers.techno.SPEC, 3)

    def plan(kind):
        assert s.plan(kind, manner="machine") == kind
        return s.energy
    for s.bars in (4, 8, 16):
        rise, drop, settle, halves = (plan(x) for x in ("rise", "drop", "settle", "halves"))
        assert rise == sorted(rise) and settle == sorted(settle, reverse=True)
        assert drop[s.bars // 2 - 1] == min(drop) < 0.1 and drop[s.bars // 2] == max(drop)
        assert max(halves[:s.bars // 2]) < min(halves[s.bars // 2:])
        for kind in ("rise", "arch", "halves", "wave", "drop", "settle"):
            assert all(0 <= x <= 1.01 for x in plan(kind)) and len(set(s.energy)) > 1, kind


if __name__ == "__main__":
    run(globals())
