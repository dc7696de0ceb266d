"""How the bands of the groove styles play together, over the length of a piece.

Run `python3 training/test_conventions_groove.py` (or pytest), as test_composers.py."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import test_composers as t
from composers.toolkit import CRASH, GHOST, HAT, HIGH, KICK, LOW, RIDE, SNARE

share, frame, pieces = t.share, t.frame, t.pieces
GROOVE = ("trap", "boombap", "lofi", "triphop", "downtempo", "disco", "funk", "soul", "gospel", "pop", "reggae")


def bars(p, voices=range(8)):
    """The strokes of each bar: {(frame in the bar, voice)}."""
    F = t.bar_frames(p)
    out = [set() for _ in range(p.bars)]
    for n in p.parts["drums"]:
        if n[2] in voices and frame(n[0]) < F * p.bars:
            out[frame(n[0]) // F].add((frame(n[0]) % F, n[2]))
    return out


def starts(p, role):
    return {frame(n[0]) for n in p.parts[role] if n[4] != GHOST}


def quarters(p, value):
    """The sum of a value of each note over the four quarters of a piece, and how many notes."""
    N = len(p.chords)
    out = [[0, 0] for _ in range(4)]
    for role in p.parts.values():
        for n in role:
            q = out[min(3, 4 * frame(n[0]) // N)]
            q[0] += value(n)
            q[1] += 1
    return out


def test_phrases_close_with_a_fill_or_a_change():
    """The last bar of four differs from the one two before by three strokes or more."""
    for style in GROOVE:
        closes = [len(b[i] ^ b[i - 2]) >= 3 for p in pieces(style) for b in [bars(p)] for i in range(3, p.bars, 4)]
        assert share(closes) > (0.95 if style in ("funk", "gospel") else 0.7), (style, share(closes))


def test_energy_moves_over_a_piece():
    """The fullest quarter has a fifth more notes times loudness than the emptiest, and is louder."""
    for style in GROOVE:
        full, loud = [], []
        for p in pieces(style):
            q = quarters(p, lambda n: n[3])
            full.append(max(s for s, _ in q) > 1.2 * min(s for s, _ in q))
            mean = [s / n for s, n in q if n]
            loud.append(max(mean) - min(mean) > 5)
        assert share(full) > 0.6 and share(loud) > 0.65, (style, share(full), share(loud))


def test_the_end_leads_back():
    """In most pieces the last chord is not the first, or the bass walks to its first note."""
    for style in GROOVE:
        harmony, bass = [], []
        for p in pieces(style):
            b = p.parts["bass"]
            harmony.append(p.chords[-1] != p.chords[0])
            bass.append(frame(b[-1][0]) >= len(p.chords) - 6 and (b[-1][2] - b[0][2]) % 12 in (1, 2, 5, 7, 10, 11))
        assert share(harmony) > 0.6, (style, share(harmony))
        assert share(a or b for a, b in zip(harmony, bass)) > 0.8, style
        if style in ("funk", "soul", "gospel", "disco", "pop"):
            assert share(bass) > 0.7, (style, share(bass))


def test_there_are_many_grooves():
    """Kick and snare of a piece's first bar, over the seeds; disco has one floor."""
    for style in GROOVE:
        kinds = {frozenset(bars(p, (KICK, SNARE))[0]) for p in pieces(style)}
        assert len(kinds) >= {"disco": 4, "reggae": 12, "downtempo": 12}.get(style, 24), (style, len(kinds))


def agreement(a, b):
    """The share of a's off-beat frames that b has too."""
    return share(f in b for f in a if f % 4)


def test_the_foot_goes_with_the_bass():
    """Off-beat kicks and bass notes meet more often than with the bass of another song."""
    for style, least in (("funk", 0.2), ("soul", 0.2), ("gospel", 0.1), ("boombap", 0.15), ("pop", 0.1), ("lofi", 0.1)):
        ps = [p for p in pieces(style) if p.meter == (4, 4)]
        mine = [agreement(starts(p, "bass"), t.on(p, KICK, 0)) for p in ps]
        other = [agreement(starts(p, "bass"), t.on(q, KICK, 0)) for p, q in zip(ps, ps[1:] + ps[:1])]
        gain = (sum(mine) - sum(other)) / len(ps)
        assert gain > least, (style, gain)


def test_bands_stop_and_strike_together():
    """Some pieces end in a break: in the last half bar kick, bass and chords have the same strokes."""
    for style in ("funk", "soul", "gospel", "pop"):
        together = []
        for p in pieces(style):
            half = range(len(p.chords) - t.bar_frames(p) // 2, len(p.chords))
            b, h, k = ({f for f in x if f in half} for x in (starts(p, "bass"), starts(p, "harmony"), t.on(p, KICK, 0)))
            together.append(bool(h) and h <= k and len(h) <= 4 and len(h & b) >= min(2, len(h)))
        assert 0.08 < share(together) < 0.8, (style, share(together))


def test_quiet_quarters_are_thin():
    """Hand drums and ghosts are for the full quarters: few pieces have most of them in their softest."""
    for style in ("funk", "soul", "gospel", "pop", "lofi"):
        few, all_ = 0, 0
        for p in pieces(style):
            q = [s / max(1, n) for s, n in quarters(p, lambda n: n[3])]
            soft = q.index(min(q))
            for n in p.parts["drums"]:
                if n[2] in (HIGH, LOW) or n[2] == SNARE and n[3] < 50:
                    all_ += 1
                    few += min(3, 4 * frame(n[0]) // len(p.chords)) == soft
        assert few < 0.25 * all_, (style, few / all_)


def test_disco_breaks_and_comes_back():
    """In some pieces the floor goes for a bar or more while the open hat plays on, and returns."""
    breaks = []
    for p in pieces("disco"):
        kicks = [{f for f, _ in b} >= {0, 4, 8, 12} for b in bars(p, (KICK,))]
        breaks.append(any(not a and b for a, b in zip(kicks, kicks[1:])))
    assert 0.2 < share(breaks) < 0.9, share(breaks)


def test_dub_drops_out():
    """In some reggae pieces a bar goes without drums, hat or bass, and the skank is there."""
    out = []
    for p in pieces("reggae"):
        hands, bass = bars(p, (HAT, RIDE)), {f // 16 for f in starts(p, "bass")}
        out.append(any(not b for b in hands) or len(bass) < p.bars)
    assert 0.15 < share(out) < 0.8, share(out)


def test_funk_bass_has_holes_and_riffs():
    """Some lines run in sixteenths, some leave half the bar; two bars come back."""
    rate = sorted(len(p.parts["bass"]) / p.bars for p in pieces("funk"))
    assert rate[5] < 5.5 and rate[-6] > 9, (rate[5], rate[-6])


def test_crashes_are_few():
    for style in GROOVE:
        crashes = sum(len(t.on(p, CRASH, 0)) for p in pieces(style)) / sum(p.bars for p in pieces(style))
        assert crashes < 0.5, (style, crashes)


if __name__ == "__main__":
    t.run(globals())
