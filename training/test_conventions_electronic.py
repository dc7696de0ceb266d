"""The conventions of the electronic and pop composers: what each style's listeners
would miss, and what keeps one style from being taken for its neighbour.

Run `python3 training/test_conventions_electronic.py` (or pytest)."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from composers.toolkit import CRASH, HAT, KICK, OPEN, SLIDE, SNARE, TICKS
from test_composers import SEEDS, frame, on, pieces, run, share

FLOORS = ("techno", "acid", "house", "deephouse", "trance")


def starts(p, role="bass"):
    return {frame(n[0]) for n in p.parts[role]}


def off_beat(frames):
    return share(f % 4 != 0 for f in frames)


def agreement(p, kick):
    """The share of the kicks of one list that the bass of a piece joins."""
    return share(f in starts(p) for f in kick)


def test_the_bass_hears_the_kick_of_its_piece():
    """Bass and kick meet more often than with the kick of another song."""
    for style in ("trap", "dubstep", "garage", "dnb", "pop"):
        ps = [p for p in pieces(style) if p.meter == (4, 4)]
        mine = [agreement(p, on(p, KICK, 0)) for p in ps]
        other = [agreement(p, {f for f in on(q, KICK, 0) if f < len(p.chords)}) for p, q in zip(ps, ps[1:] + ps[:1])]
        gain = (sum(mine) - sum(other)) / len(ps)
        assert gain > 0.08, (style, gain)


def test_the_harmony_turns_under_a_crash():
    """Crashes stand at the first beat of a fourth bar and nowhere else, but for fills."""
    for style in ("house", "trance", "pop", "synthwave", "trap"):
        ps = [p for p in pieces(style) if p.meter == (4, 4)]
        assert share(0 in on(p, CRASH, 0) for p in ps) > 0.3, style
        assert share(f % 64 == 0 for p in ps for f in on(p, CRASH, 0)) > 0.9, style


def test_four_to_the_floor():
    for style in FLOORS:
        for p in pieces(style):
            kick = on(p, KICK, 0)
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
        assert share(f % 4 == 2 for f in on(p, OPEN, 0)) > 0.7 and on(p, OPEN, 0), p.prompt
        assert {4, 12} <= {f % 16 for f in on(p, SNARE, 0)}, p.prompt


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
    assert sum(deep) / len(deep) + 4 < sum(house) / len(house)


def test_every_trance_bass_pushes_off_the_beat():
    for p in pieces("trance"):
        assert off_beat(starts(p)) >= 0.6, p.prompt
        assert share(f % 4 == 2 for f in on(p, OPEN, 0)) > 0.9 and on(p, OPEN, 0), p.prompt


def test_trance_rolls_into_the_turn():
    rolls = [sum(n[0] >= (len(p.chords) - 8) * TICKS for n in p.parts["drums"] if n[2] == SNARE) >= 5 for p in pieces("trance")]
    assert share(rolls) > 0.4, share(rolls)


def test_dnb_breaks():
    """Snares on two and four; the kick leaves three and is off the beat somewhere."""
    for p in pieces("dnb"):
        snare = {f % 16 for f in on(p, SNARE, 0)}
        assert {4, 12} <= snare, p.prompt
        kick = on(p, KICK, 0)
        assert share(16 * b + 8 in kick for b in range(p.bars)) < 0.6, p.prompt
        assert any(f % 4 for f in kick), p.prompt


def test_dubstep_snare_on_three_alone():
    for p in pieces("dubstep"):
        snare, kick = on(p, SNARE, 0), on(p, KICK, 0)
        assert all(16 * b + 8 in snare for b in range(p.bars)), p.prompt
        assert not any(f % 16 == 8 for f in kick), p.prompt
        rolled = [b - a <= 30 for a, b in zip(*(lambda h: (h, h[1:]))([n[0] for n in p.parts["drums"] if n[2] == HAT]))]
        assert sum(rolled) == 0, p.prompt  # hats that roll are trap


def test_dubstep_bass_wobbles():
    wobbles = []
    for p in pieces("dubstep"):
        bass = p.parts["bass"]
        if len(bass) / p.bars >= 4:
            wobbles.append(share(a[2] % 12 == b[2] % 12 for a, b in zip(bass, bass[1:])) > 0.5 and len({n[5] for n in bass}) >= 2)
    assert len(wobbles) > SEEDS / 3 and share(wobbles) > 0.9, (len(wobbles), share(wobbles))


def test_every_garage_piece_is_two_step():
    for p in pieces("garage"):
        kick = on(p, KICK, 0)
        assert not any(f % 16 in (4, 8, 12) for f in kick if f % 64 < 48), p.prompt
        assert any(f % 4 for f in kick), p.prompt
        late = [n[0] % TICKS >= 10 for n in p.parts["drums"] if n[2] in (HAT, SNARE) and n[0] // TICKS % 2]
        assert not late or share(late) > 0.7, p.prompt


def test_every_synthwave_bass_pulses():
    """Straight eighths or sixteenths (quarters when sparse) under a snare on two and four."""
    for p in pieces("synthwave"):
        frames = starts(p)
        assert len(frames) / p.bars >= 3.5, p.prompt
        assert share(16 * b + 4 * i in frames for b in range(p.bars) for i in range(4)) > 0.8, p.prompt
        assert {4, 12} <= {f % 16 for f in on(p, SNARE, 0)}, p.prompt


def test_pop_bass_does_not_pulse_and_the_floor_is_for_dancers():
    for p in (p for p in pieces("pop") if p.meter == (4, 4)):
        even = share({16 * b + i for i in range(0, 16, 2)} <= starts(p) for b in range(p.bars))
        assert even < 0.6, p.prompt
        kick = on(p, KICK, 0)
        assert share({16 * b + i for i in (0, 4, 8, 12)} <= kick for b in range(p.bars)) < 0.6, p.prompt


if __name__ == "__main__":
    run(globals())
