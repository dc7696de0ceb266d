"""Conventions of the styles that a band plays: what their listeners would miss.

Run `python3 training/test_conventions_band.py` (or pytest), as test_composers.py."""
from piece_figures import chord_tones, frame, on, pieces, run, share, starts


def of_kind(style, words):
    """The pieces of a style whose prompts can only be of one kind: by its drums or bass."""
    return [p for p in pieces(style) if p.instruments["bass"] in words]


SALSA_BASS = {"upright bass", "electric bass", "finger bass"}
POP_BASS = {"log drum", "sub bass", "synth bass"}


def test_latin_kinds_are_both_there():
    salsa = len(of_kind("latin", SALSA_BASS))
    assert 0.25 < salsa / len(pieces("latin")) < 0.75, salsa


def test_salsa_clave_never_stops():
    """The rim plays one clave in each bar, in every piece."""
    claves = [{0, 3, 6, 10, 12}, {2, 4, 8, 11, 14}, {0, 3, 7, 10, 12}]
    for p in of_kind("latin", SALSA_BASS):
        rim = on(p, 1)
        assert any(share(16 * b + f in rim for b in range(p.bars) for f in c) > 0.99 for c in claves), p.prompt


def test_salsa_tumbao_anticipates():
    """After the first bar the bass leaves the one alone and says the next root a beat early."""
    early, ones = [], []
    for p in of_kind("latin", SALSA_BASS):
        hit = {frame(n[0]): n[2] for n in p.parts["bass"]}
        ones += [16 * b in hit for b in range(1, p.bars)]
        early += [hit.get(16 * b - 2, -1) % 12 in chord_tones(p, 16 * b) for b in range(1, p.bars)]
    assert share(ones) < 0.05 and share(early) > 0.95, (share(ones), share(early))


def test_reggaeton_dembow():
    """The snare answers a plain kick on the tresillo's second and third strokes."""
    for p in pieces("latin"):
        if p.instruments["bass"] in SALSA_BASS:
            continue
        kick, snare = on(p, 0), on(p, 1)
        assert share(16 * b + f in snare for b in range(p.bars) for f in (3, 6, 11, 14)) > 0.8, p.prompt
        assert share(16 * b + f in kick for b in range(p.bars) for f in (0, 8)) > 0.9, p.prompt


def test_afrobeat_vamps_and_interlocks():
    """The band sits on one to three chords, guitar and bass seldom speak together."""
    band = [p for p in pieces("afrobeat") if p.instruments["bass"] not in POP_BASS]
    assert 0.4 < len(band) / len(pieces("afrobeat")) < 0.9
    assert all(len(set(p.chords)) <= 3 for p in band)
    for p in band:  # a sentence of two bars, said again
        cells = [{f % 32 for f in starts(p, "bass") if f // 32 == k} for k in range(p.bars // 2)]
        assert share(c == cells[0] for c in cells) > 0.9, p.prompt
    stroke = [f for p in band for f in on(p, 6)]
    assert len(stroke) / sum(p.bars for p in band) > 3


def test_afrobeats_rim_is_three_three_two():
    for p in of_kind("afrobeat", POP_BASS):
        rim = on(p, 1)
        assert share(f % 16 in (4,) for f in rim) < 0.1, p.prompt
        assert share(16 * b + 6 in rim for b in range(p.bars)) > 0.9, p.prompt


def test_country_boom_chick():
    """Root on the one; in four the bass also on three and the chords off the one."""
    ones, roots, chick = [], [], []
    for p in pieces("country"):
        F = 16 * p.meter[0] // p.meter[1]
        hit = {frame(n[0]): n[2] for n in p.parts["bass"]}
        ones += [F * b in hit for b in range(p.bars)]
        roots += [(hit[F * b] - p.tonic - (p.chords[F * b] - 1) // 12) % 12 == 0 for b in range(p.bars) if F * b in hit]
        if p.instruments["harmony"] in ("acoustic guitar", "clean guitar") and p.meter == (4, 4):
            chick.append(share(n[0] % 480 > 60 or frame(n[0]) % 8 == 4 for n in p.parts["harmony"]) > 0.55)
    assert share(ones) > 0.95 and share(roots) > 0.85, (share(ones), share(roots))
    assert share(chick) > 0.7, share(chick)


def test_country_waltzes_and_is_major():
    ps = pieces("country")
    assert any(p.meter == (3, 4) for p in ps)
    assert share(p.mode in (0, 5) for p in ps) == 1
    assert share((c - 1) % 12 in (0, 1, 8, 9) for p in ps for c in p.chords) == 1


def test_reggae_keeps_the_drop():
    """Kick and snare fall on three in every piece, and the skank is never on the one."""
    for p in pieces("reggae"):
        assert share(16 * b + 8 in on(p, 1) for b in range(p.bars)) > 0.7, p.prompt
        assert share(f % 16 == 0 for f in starts(p, "harmony")) < 0.1, p.prompt
    free = [p for p in pieces("reggae") if not any(f % 16 == 0 for f in on(p, 0))]
    assert share(not any(f % 16 == 0 for f in on(p, 7)) for p in free if len(p.chords) > 64) > 0.9


def test_lofi_never_comps_with_one_voice():
    for p in pieces("lofi"):
        sounding = {}
        for x, n, *_ in p.parts["harmony"]:
            for f in range(frame(x), (x + n) // 120 + 1):
                sounding[f] = sounding.get(f, 0) + 1
        assert share(v >= 2 for v in sounding.values()) > 0.9, p.prompt


def test_boombap_sample_has_chords():
    for p in pieces("boombap"):
        at = {}
        for n in p.parts["harmony"]:
            at[frame(n[0])] = at.get(frame(n[0]), 0) + 1
        assert max(at.values()) >= 3, p.prompt


def test_disco_open_hat_on_every_off_beat():
    for p in pieces("disco"):
        hats = on(p, 3)
        assert share(f in hats for f in range(2, len(p.chords), 4)) > 0.85, p.prompt


def test_power_chords_stand_above_the_bass():
    """The guitar's root is the bass's, an octave up: they never meet on a chord's root."""
    for style in ("punk", "metal"):
        above = []
        for p in pieces(style):
            low = {}
            for n in p.parts["harmony"]:
                low[frame(n[0])] = min(n[2], low.get(frame(n[0]), 127))
            above += [low[frame(n[0])] - n[2] >= 5 for n in p.parts["bass"] if frame(n[0]) in low]
        assert share(above) > 0.9, (style, share(above))


def test_blast_beat_keeps_its_side():
    """The snare of a blast is on the beat or between, not by turns."""
    for p in pieces("metal"):
        if p.meter != (4, 4):
            continue
        bars = [[f % 2 for f in on(p, 1) if f // 16 == b and f % 16] for b in range(p.bars)
                if (b + 1) % 4]  # a fill may end on the one
        sides = {frozenset(b) for b in bars if len(b) >= 7}
        assert len(sides) <= 1, p.prompt


if __name__ == "__main__":
    run(globals())
