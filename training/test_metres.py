"""The conventions of metres: where the bar leans, in the drums and in the chords.

Run `python3 training/test_metres.py` (or pytest), as test_composers.py."""
import piece_figures as t
from composers.toolkit import HAT, KICK, LOW, RIDE, SNARE

share, frame = t.share, t.frame
PLAIN = ("pop", "rock", "soul", "folk", "gospel", "lofi")  # styles in which a waltz is simply a waltz


def in_metre(metre, *styles):
    return [p for style in styles for p in t.pieces(style) if p.meter == metre]


def bars(p, *voices, fills=False):
    """The set of frames in each bar at which one of the voices sounds; a phrase's
    last bar, in which fills are played, is left out."""
    F = t.bar_frames(p)
    hits = {frame(n[0]) for n in p.parts["drums"] if n[2] in voices}
    return [{f % F for f in hits if f // F == b} for b in range(p.bars) if fills or b % 4 != 3]


def unswung(bar):
    """A swung off-beat falls nearest to the fourth sixteenth of its beat; here it
    is put back on the third, where it is written."""
    return {f - (f % 4 == 3) for f in bar}


def test_odd_metres_are_used_where_they_belong():
    for style, metre in (("jazz", (3, 4)), ("jazz", (5, 4)), ("folk", (7, 8)), ("gospel", (6, 8)), ("blues", (6, 8)),
                         ("soul", (6, 8)), ("cinematic", (5, 4)), ("cinematic", (7, 8)), ("metal", (7, 8))):
        assert 0.02 <= len(in_metre(metre, style)) / t.SEEDS <= 0.5, (style, metre)
    for style in ("techno", "house", "trap", "dnb", "bossa", "triphop", "downtempo"):
        assert len(in_metre((4, 4), style)) == t.SEEDS, style


def test_a_waltz_kicks_on_one():
    ps = in_metre((3, 4), *PLAIN)
    kicks = [b for p in ps for b in bars(p, KICK) if b]
    assert share(0 in b for b in kicks) > 0.98 and not any(8 in b for b in kicks)
    snares = [b for p in ps for b in bars(p, SNARE) if b]
    assert share(0 not in b for b in snares) > 0.98 and share(8 in b for b in snares) > 0.8


def test_six_eight_answers_on_the_fourth_eighth():
    ps = in_metre((6, 8), "gospel", "pop", "soul", "blues", "rock", "folk", "metal")
    assert share(6 in b for p in ps for b in bars(p, SNARE) if b) > 0.95
    assert share(0 in b for p in ps for b in bars(p, KICK) if b) > 0.85


def test_seven_is_two_two_three():
    ps = in_metre((7, 8), "folk", "rock", "metal", "cinematic")
    low = [b for p in ps for b in bars(p, KICK, LOW) if b]
    assert share(0 in b for b in low) > 0.85 and share(8 in b for b in low) > 0.6


def test_bars_divide_where_the_metre_does():
    """A chord that changes inside a bar does so on a beat; fives at the fourth."""
    for style in ("jazz", "gospel", "pop", "soul"):
        for p in in_metre((3, 4), style) + in_metre((5, 4), style):
            F = t.bar_frames(p)
            changes = [i % F for i in range(1, len(p.chords)) if p.chords[i] != p.chords[i - 1] and i % F]
            assert all(c % 4 == 0 for c in changes), (style, p.meter, changes)


def test_jazz_rides_with_its_skip_note():
    skip, foot = [], []
    for p in in_metre((4, 4), "jazz"):
        rides = [unswung(b) for b in bars(p, RIDE)]
        if any(rides):
            skip.append(share({0, 4, 6, 8, 12, 14} <= b for b in rides) > 0.3)
            foot.append(share(b == {4, 12} for b in bars(p, HAT)) > 0.9)
        assert not any(b & {2, 10} == {2, 10} for b in rides), p.prompt
    assert share(skip) > 0.6 and share(foot) > 0.8, (share(skip), share(foot))


def test_jazz_waltz_and_five():
    for metre, beats, after in (((3, 4), {0, 4, 8}, {6, 10}), ((5, 4), {0, 4, 8, 12, 16}, {6, 10, 18})):
        rides = [unswung(b) for p in in_metre(metre, "jazz") for b in bars(p, RIDE) if b]
        assert share(beats <= b <= beats | after for b in rides) == 1, metre
        assert share(bool(b & after) for b in rides) > 0.6, metre
    leans = [{0, 12} <= {frame(n[0]) % 20 for n in p.parts["bass"]} for p in in_metre((5, 4), "jazz")]
    assert share(leans) == 1


def test_eighths_in_threes_are_even():
    """No eighth is swung; a drummer may err, to both sides alike."""
    for p in in_metre((6, 8), "folk", "rock", "blues", "gospel"):
        late = [n[0] - 120 * frame(n[0]) for n in p.parts["drums"] if n[2] in (HAT, RIDE) and frame(n[0]) % 2 == 0]
        assert not late or abs(sum(late)) < 30 * len(late) and max(late) < 60, p.prompt


if __name__ == "__main__":
    t.run(globals())
