"""How the bands of the groove styles play together, over the length of a piece.

Run `python3 training/test_conventions_groove.py` (or pytest), as test_composers.py."""
from piece_figures import (agreement, bar_frames, bars, bass_end, closings, energy, gain, grooves, loudness, on,
                           pieces, quarter, run, share, starts)
from composers.toolkit import CRASH, HAT, HIGH, KICK, LOW, RIDE, SNARE

GROOVE = ("trap", "boombap", "lofi", "triphop", "downtempo", "disco", "funk", "soul", "gospel", "pop", "reggae")


def test_phrases_close_with_a_fill_or_a_change():
    """The last bar of four differs from the one two before by three strokes or more."""
    for style in GROOVE:
        closes = [c for p in pieces(style) for c in closings(p, 2, strokes=3)]
        assert share(closes) > (0.95 if style in ("funk", "gospel") else 0.7), (style, share(closes))


def test_energy_moves_over_a_piece():
    """The fullest quarter has a fifth more notes times loudness than the emptiest, and is louder."""
    for style in GROOVE:
        full, loud = [], []
        for p in pieces(style):
            full.append(max(energy(p)) > 1.2 * min(energy(p)))
            levels = loudness(p, lambda n: quarter(p, n)).values()
            loud.append(max(levels) - min(levels) > 5)
        assert share(full) > 0.6 and share(loud) > 0.65, (style, share(full), share(loud))


def test_the_end_leads_back():
    """In most pieces the last chord is not the first, or the bass walks to its first note."""
    for style in GROOVE:
        harmony, bass = [], []
        for p in pieces(style):
            left, step = bass_end(p)
            harmony.append(p.chords[-1] != p.chords[0])
            bass.append(left <= 6 and step % 12 in (1, 2, 5, 7, 10, 11))
        assert share(harmony) > 0.6, (style, share(harmony))
        assert share(a or b for a, b in zip(harmony, bass)) > 0.8, style
        if style in ("funk", "soul", "gospel", "disco", "pop"):
            assert share(bass) > 0.7, (style, share(bass))


def test_there_are_many_grooves():
    """Kick and snare of a piece's first bar, over the seeds; disco has one floor."""
    for style in GROOVE:
        kinds = grooves(style, 0, 1)
        assert len(kinds) >= {"disco": 4, "reggae": 12, "downtempo": 12}.get(style, 24), (style, len(kinds))


def test_the_foot_goes_with_the_bass():
    """Off-beat kicks and bass notes meet more often than with the bass of another song."""
    def meets(p, q):
        return agreement([f for f in starts(p, "bass", ghosts=False) if f % 4], on(q, KICK))
    for style, least in (("funk", 0.2), ("soul", 0.2), ("gospel", 0.1), ("boombap", 0.15), ("pop", 0.1), ("lofi", 0.1)):
        assert gain(style, meets) > least, (style, gain(style, meets))


def test_bands_stop_and_strike_together():
    """Some pieces end in a break: in the last half bar kick, bass and chords have the same strokes."""
    for style in ("funk", "soul", "gospel", "pop"):
        together = []
        for p in pieces(style):
            half = range(len(p.chords) - bar_frames(p) // 2, len(p.chords))
            played = (starts(p, "bass", False), starts(p, "harmony", False), on(p, KICK))
            b, h, k = ({f for f in x if f in half} for x in played)
            together.append(bool(h) and h <= k and len(h) <= 4 and len(h & b) >= min(2, len(h)))
        assert 0.08 < share(together) < 0.8, (style, share(together))


def test_quiet_quarters_are_thin():
    """Hand drums and ghosts are for the full quarters: few pieces have most of them in their softest."""
    for style in ("funk", "soul", "gospel", "pop", "lofi"):
        few, all_ = 0, 0
        for p in pieces(style):
            levels = loudness(p, lambda n: quarter(p, n))
            soft = min(range(4), key=lambda q: levels.get(q, 0))
            for n in p.parts["drums"]:
                if n[2] in (HIGH, LOW) or n[2] == SNARE and n[3] < 50:
                    all_ += 1
                    few += quarter(p, n) == soft
        assert few < 0.25 * all_, (style, few / all_)


def test_disco_breaks_and_comes_back():
    """In some pieces the floor goes for a bar or more while the open hat plays on, and returns."""
    breaks = []
    for p in pieces("disco"):
        kicks = [{f for f, _ in b} >= {0, 4, 8, 12} for b in bars(p, voices=(KICK,))]
        breaks.append(any(not a and b for a, b in zip(kicks, kicks[1:])))
    assert 0.2 < share(breaks) < 0.9, share(breaks)


def test_dub_drops_out():
    """In some reggae pieces a bar goes without drums, hat or bass, and the skank is there."""
    out = []
    for p in pieces("reggae"):
        hands, bass = bars(p, voices=(HAT, RIDE)), {f // 16 for f in starts(p, "bass", False)}
        out.append(any(not b for b in hands) or len(bass) < p.bars)
    assert 0.15 < share(out) < 0.8, share(out)


def test_funk_bass_has_holes_and_riffs():
    """Some lines run in sixteenths, some leave half the bar; two bars come back."""
    rate = sorted(len(p.parts["bass"]) / p.bars for p in pieces("funk"))
    assert rate[5] < 5.5 and rate[-6] > 9, (rate[5], rate[-6])


def test_crashes_are_few():
    for style in GROOVE:
        crashes = sum(len(on(p, CRASH)) for p in pieces(style)) / sum(p.bars for p in pieces(style))
        assert crashes < 0.5, (style, crashes)


if __name__ == "__main__":
    run(globals())
