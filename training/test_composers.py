"""What must hold of every composed piece, and the conventions of the styles.

Run `python3 training/test_composers.py` (or pytest), with names to run only some."""
import composers
from composers import theory as th
from composers.toolkit import OFFSETS, TICKS
from piece_figures import SEEDS, bar_frames, chord_tones, frame, on, pieces, run, share, strong

RANGES = {"drums": (0, 7), "bass": (24, 60), "harmony": (40, 86), "melody": (52, 96)}


def test_same_seed_same_piece():
    for style in composers.STYLES:
        assert composers.compose(style, 7) == composers.compose(style, 7), style


def test_seeds_differ():
    for style in composers.STYLES:
        ps = pieces(style)
        for role in ("drums", "bass", "melody"):
            full = [p for p in ps if p.parts[role]]
            kinds = {str(p.parts[role]) for p in full}
            assert len(full) >= 0.75 * len(ps) and len(kinds) > 0.85 * len(full), (style, role, len(kinds))
        assert len({p.tonic for p in ps}) >= 9 and len({p.bpm for p in ps}) >= 5, style


def test_unknown_style():
    try:
        composers.compose("polka-step", 0)
    except ValueError as e:
        assert "polka-step" in str(e)
    else:
        assert False


def test_notes_are_legal():
    for style in composers.STYLES:
        for seed, p in enumerate(pieces(style)):
            F, where = bar_frames(p), (style, seed)
            assert p.bars in (4, 8, 16) and len(p.chords) == F * p.bars, where
            assert all(0 <= c <= 144 for c in p.chords), where
            assert 0 <= p.tonic < 12 and 0 <= p.mode < 6 and p.moods and p.prompt.strip(), where
            end = F * p.bars * TICKS
            for role, (lo, hi) in RANGES.items():
                last = -1
                for x, n, q, v, a, t in p.parts[role]:
                    assert 0 <= x < end and n >= 1 and x + n <= end + (120 if role == "drums"
                                                                       else 0), where + (role, x, n)
                    assert lo <= q <= hi and 1 <= v <= 127 and 0 <= a <= 3 and 0 <= t <= 7, where + (role, q, v)
                    assert x >= last and (role == "drums" or frame(x) < F * p.bars), where + (role, x)
                    last = x
                    assert role == "drums" or x % TICKS in OFFSETS, where + (role, x)
            bass = p.parts["bass"]
            for a, b in zip(bass, bass[1:]):
                assert a[0] + a[1] <= b[0] and frame(a[0]) < frame(b[0]), where
            for role, most in (("harmony", 6), ("melody", 2)):
                for x, *_ in p.parts[role]:
                    assert sum(a <= x < a + n for a, n, *_ in p.parts[role]) <= most, where + (role, x)


def test_bass_and_melody_follow_the_chords():
    for style in composers.STYLES:
        got = {"bass": [], "melody": []}
        clash = []
        for p in pieces(style):
            F, s = bar_frames(p), strong(p)
            for role, hits in got.items():
                for x, n, q, *_ in p.parts[role]:
                    f = frame(x)
                    if f % F in s:
                        hits.append(q % 12 in chord_tones(p, f))
                        if role == "melody":
                            clash.append(any(a <= x + 45 and a + m > x + 30 and (h - q) % 12 in (1, 11)
                                             for a, m, h, *_ in p.parts["harmony"]))
        assert share(got["bass"]) >= 0.9, (style, "bass", share(got["bass"]))
        assert share(got["melody"]) >= 0.8, (style, "melody", share(got["melody"]))
        assert share(clash) <= 0.005, (style, "clash", share(clash))


def test_notes_stay_in_key():
    for style in composers.STYLES:
        inside = []
        for p in pieces(style):
            scale = set(th.SCALES[p.mode]) | ({11} if p.mode == 1 else set())
            for role in ("bass", "harmony", "melody"):
                inside += [(n[2] - p.tonic) % 12 in scale or n[2] % 12 in chord_tones(p, frame(n[0]))
                           for n in p.parts[role]]
        assert share(inside) >= 0.95, (style, share(inside))


def test_voices_lead():
    """The top voice of the harmony seldom leaps more than a fifth, and no close
    interval lies below C3."""
    for style in composers.STYLES:
        leaps, mud = [], []
        for p in pieces(style):
            top = {}
            for x, n, q, *_ in p.parts["harmony"]:
                top.setdefault(frame(x), []).append(q)
            chords = [sorted(v) for _, v in sorted(top.items()) if len(v) >= 3]
            leaps += [abs(a[-1] - b[-1]) <= 7 for a, b in zip(chords, chords[1:])]
            mud += [not any(b - a < 4 and a < 48 for a, b in zip(c, c[1:])) for c in chords]
        if leaps:
            assert share(leaps) >= 0.93, (style, share(leaps))
            assert share(mud) >= 0.99, (style, share(mud))


def test_melody_leaves_space_and_sings():
    for style in composers.STYLES:
        cover, leaps = [], []
        for p in pieces(style):
            m = p.parts["melody"]
            cover.append(sum({n[0] // 60: n[1] for n in m}.values()) / TICKS / len(p.chords) < 0.97)
            leaps += [abs(a[2] - b[2]) <= 12 for a, b in zip(m, m[1:])]
        assert share(cover) >= 0.9, (style, share(cover))
        assert share(leaps) >= 0.9, (style, share(leaps))


def test_attributes_spread():
    for style in composers.STYLES:
        for role in ("drums", "bass", "harmony", "melody"):
            d = sorted(len(p.parts[role]) / len(p.chords) for p in pieces(style))
            v = sorted(sum(n[3] for n in p.parts[role]) / len(p.parts[role]) for p in pieces(style) if p.parts[role])
            n = len(d)
            assert d[int(0.9 * n)] > 1.5 * d[int(0.1 * n)], (style, role, d[int(0.1 * n)], d[int(0.9 * n)])
            assert v[int(0.9 * len(v))] - v[int(0.1 * len(v))] > 15, (style, role, v)


# ---- conventions ----

def test_techno_kick_on_every_beat():
    for p in pieces("techno") + pieces("house"):
        kick = on(p, 0)
        need = range(0, len(p.chords), 4)
        assert share(f in kick for f in need) >= 0.9, p.prompt  # a break before the return may leave it out


def test_house_open_hat_and_clap():
    ps = pieces("house")
    assert share(any(frame(n[0]) % 4 == 2 for n in p.parts["drums"] if n[2] == 3) for p in ps) > 0.8
    assert share({4, 12} <= {f % 16 for f in on(p, 1)} for p in ps) > 0.9


def test_lofi_snare_drags_and_chords_are_rich():
    ps = pieces("lofi")
    late = [n[0] % TICKS for p in ps for n in p.parts["drums"] if n[2] == 1 and n[0] % TICKS < 60]
    assert sum(late) / len(late) > 8, sum(late) / len(late)
    sevenths = [(c - 1) % 12 in (7, 8, 9, 10) for p in ps for c in p.chords]
    assert share(sevenths) > 0.8, share(sevenths)


def test_trap_hats_roll_and_snare_on_three():
    ps = pieces("trap")
    rolled = []
    for p in ps:
        hats = [n[0] for n in p.parts["drums"] if n[2] == 2]
        rolled.append(sum(b - a <= 60 for a, b in zip(hats, hats[1:])) >= p.bars / 2)
        bars = {f // 16 for f in on(p, 1) if f % 16 == 8}
        assert len(bars) >= p.bars / 2, p.prompt
    assert share(rolled) > 0.95, share(rolled)


def test_trap_808_speaks_with_the_kick():
    both = []
    for p in pieces("trap"):
        kick = on(p, 0)
        both += [frame(n[0]) in kick for n in p.parts["bass"]]
    assert share(both) > 0.6, share(both)


def test_dnb_is_fast_with_snares_on_two_and_four():
    for p in pieces("dnb"):
        assert p.bpm >= 160
        snare = on(p, 1)
        assert share(4 + 16 * b in snare for b in range(p.bars)) >= 0.7, p.prompt


def test_funk_is_on_the_one():
    ps = pieces("funk")
    assert share(16 * b in on(p, 0) for p in ps for b in range(p.bars)) > 0.95
    assert share(16 * b in {frame(n[0]) for n in p.parts["bass"]} for p in ps for b in range(p.bars)) > 0.85
    assert share(any(n[3] < 60 for n in p.parts["drums"] if n[2] == 1) for p in ps) > 0.7  # ghost notes


def test_rock_hits_the_backbeat():
    ps = [p for p in pieces("rock") if p.meter == (4, 4)]
    assert share(any(f % 16 in (4, 8, 12) for f in on(p, 1)) for p in ps) == 1
    assert share(n[3] >= 80 for p in ps for n in p.parts["drums"] if n[2] == 1) > 0.5


def test_ambient_is_slow_and_long():
    ps = pieces("ambient")
    assert max(p.bpm for p in ps) <= 96
    onsets = sorted(len(p.parts["melody"]) / len(p.chords) for p in ps)
    assert onsets[len(onsets) // 2] < 0.12


def test_synthwave_and_disco_pulse():
    assert share(len(p.parts["bass"]) / p.bars >= 3 for p in pieces("synthwave")) > 0.7
    octaves = []
    for p in pieces("disco"):
        assert {4, 12} <= {f % 16 for f in on(p, 1)}, p.prompt
        b = p.parts["bass"]
        octaves.append(any(abs(x[2] - y[2]) == 12 for x, y in zip(b, b[1:])))
    assert share(octaves) > 0.6, share(octaves)


def test_jazz_bass_walks_and_ride_swings():
    steps, swung, walks = [], [], 0
    for p in pieces("jazz"):
        b = [n for n in p.parts["bass"] if n[4] != 3]
        if len(b) / p.bars >= 3:
            walks += 1
            steps += [0 < abs(x[2] - y[2]) <= 5 for x, y in zip(b, b[1:])]
        swung += [n[0] % 480 in range(270, 391) for n in p.parts["drums"] if n[2] == 6 and n[0] % 480 > 60
                  and n[0] % 480 < 420]
    assert walks >= SEEDS * 0.4, walks
    assert share(steps) > 0.65, share(steps)  # steps, thirds and fourths
    assert share(swung) > 0.95, share(swung)  # about the triplet, as wide as drummers play it


def test_bossa_clave_and_rich_chords():
    ps = pieces("bossa")
    assert share(any(frame(n[0]) % 16 in (0, 4) for n in p.parts["drums"] if n[2] == 1) for p in ps) > 0.9
    assert share((c - 1) % 12 in (7, 8, 9, 10, 11) for p in ps for c in p.chords) > 0.75


def test_boombap_backbeat_and_swing():
    ps = pieces("boombap")
    assert share({4, 12} & {f % 16 for f in on(p, 1)} != set() for p in ps) > 0.98
    odd = [n[0] % TICKS for p in ps for n in p.parts["drums"] if n[2] in (0, 2) and (n[0] // TICKS) % 2]
    assert sum(odd) / len(odd) > 12, sum(odd) / len(odd)


def test_reggae_skanks_on_two_and_four_and_drops():
    skank, drops = [], 0
    for p in pieces("reggae"):
        hit = {frame(n[0]) for n in p.parts["harmony"]}
        skank.append(share(16 * b + 4 in hit for b in range(p.bars)) >= 0.9)
        kick = {f % 16 for f in on(p, 0)}
        if 8 in kick and 0 not in kick:
            drops += 1
    assert share(skank) > 0.95, share(skank)
    assert drops >= SEEDS * 0.35, drops  # one drop: no kick on the one


def test_blues_is_dominant_and_shuffles():
    ps = pieces("blues")
    assert share((c - 1) % 12 in (8, 9) for p in ps for c in p.chords) > 0.9
    late = [n[0] % 480 > 260 for p in ps if p.meter == (4, 4) for n in p.parts["drums"] if n[2] in (2, 6)
            and 200 <= n[0] % 480 <= 340]
    assert share(late) > 0.7, share(late)


def test_folk_is_diatonic_and_cinematic_is_wide():
    assert share((c - 1) % 12 in (0, 1, 4, 5, 8, 9) for p in pieces("folk") for c in p.chords) > 0.97
    assert len({p.meter for p in pieces("folk")}) >= 3
    spread = [max(n[2] for n in p.parts["harmony"]) - min(n[2] for n in p.parts["bass"]) for p in pieces("cinematic")]
    assert sum(spread) / len(spread) > 34, sum(spread) / len(spread)


def test_metal_kick_and_bass_follow_the_riff():
    unison = []
    for p in pieces("metal"):
        guitar = {frame(n[0]) for n in p.parts["harmony"]}
        unison += [frame(n[0]) in guitar for n in p.parts["bass"]]
        assert max(n[2] for n in p.parts["harmony"]) < 72
    assert share(unison) > 0.7, share(unison)
    assert share(p.mode in th.MINOR_LIKE for p in pieces("metal")) == 1


def test_trance_and_deephouse_floor():
    for p in pieces("trance"):
        kick = on(p, 0)
        assert share(f in kick for f in range(0, len(p.chords), 4)) >= 0.9, p.prompt
    rich = [(c - 1) % 12 in (5, 7, 8, 9) for p in pieces("deephouse") for c in p.chords]
    assert share(rich) > 0.95, share(rich)
    off = [frame(n[0]) % 4 != 0 for p in pieces("deephouse") for n in p.parts["bass"]]
    assert 0.35 < share(off) < 0.95, share(off)


def test_triphop_is_slow_minor_and_leaves_holes():
    ps = pieces("triphop")
    assert max(p.bpm for p in ps) <= 95 and all(p.mode in th.MINOR_LIKE for p in ps)
    assert share(len(set(p.chords)) <= 3 for p in ps) > 0.75  # the harmony hardly moves
    lengths = [n[1] >= 4 * TICKS for p in ps for n in p.parts["bass"]]
    assert share(lengths) > 0.35, share(lengths)
    silent = [not any(b * 16 + 8 <= frame(n[0]) < b * 16 + 14 for n in p.parts["drums"]) for p in ps
              for b in range(3, p.bars, 4)]
    assert 0.15 < share(silent) < 0.7, share(silent)


def test_downtempo_is_even_and_lush():
    ps = pieces("downtempo")
    assert share((c - 1) % 12 in (5, 7, 8, 9) for p in ps for c in p.chords) > 0.8
    long = [max(n[1] for n in p.parts["harmony"]) >= 16 * TICKS for p in ps]
    assert share(long) > 0.6, share(long)
    odd = [n[0] % TICKS in (0, 10, 110) for p in ps for n in p.parts["drums"] if n[2] == 2]
    assert share(odd) > 0.9, share(odd)  # no swing to speak of


def test_gospel_passes_and_shouts():
    ps = pieces("gospel")
    passing = [any((c - 1) % 12 in (3, 8, 11) for c in p.chords) for p in ps]
    assert share(passing) > 0.85, share(passing)  # secondary dominants, passing diminished
    assert share(any((c - 1) % 12 == th.DIM7 for c in p.chords) for p in ps) > 0.2
    shout = [p for p in ps if p.meter == (4, 4) and p.bpm >= 126]
    assert len(shout) >= SEEDS * 0.1
    for p in shout:
        claps = on(p, 1)
        assert share(f % 4 == 2 for f in claps) > 0.6, p.prompt


def test_chiptune_runs_through_its_chords():
    ps = pieces("chiptune")
    alone, octaves = [], []
    for p in ps:
        starts = [n[0] for n in p.parts["harmony"]]
        alone.append(len(set(starts)) > 0.9 * len(starts))  # one note at a time
        b = p.parts["bass"]
        octaves.append(any(abs(x[2] - y[2]) == 12 for x, y in zip(b, b[1:])))
        assert p.bpm >= 126 and all(n[0] % TICKS == 0 for n in p.parts["melody"]), p.prompt
    assert share(alone) > 0.7 and share(octaves) > 0.7, (share(alone), share(octaves))


def test_soul_snare_sits_back():
    late = [n[0] % TICKS for p in pieces("soul") for n in p.parts["drums"] if n[2] == 1 and n[0] % TICKS < 60]
    assert sum(late) / len(late) > 7, sum(late) / len(late)


def test_acid_line_slides_and_sweeps():
    for p in pieces("acid"):
        kick = on(p, 0)
        assert share(f in kick for f in range(0, len(p.chords), 4)) >= 0.9, p.prompt
    ps = pieces("acid")
    assert share(any(n[4] == 2 for n in p.parts["bass"]) for p in ps) > 0.8
    assert share(max(n[5] for n in p.parts["bass"]) - min(n[5] for n in p.parts["bass"]) >= 3 for p in ps) > 0.8


def test_dubstep_is_half_time():
    for p in pieces("dubstep"):
        snare = on(p, 1)
        assert share(16 * b + 8 in snare for b in range(p.bars)) > 0.7 and 130 <= p.bpm <= 150, p.prompt


def test_garage_two_step_shuffles():
    ps = pieces("garage")
    four = share({0, 4, 8, 12} <= {f % 16 for f in on(p, 0)} for p in ps)
    assert four < 0.4, four
    odd = [n[0] % TICKS >= 10 for p in ps for n in p.parts["drums"] if n[2] == 2 and (n[0] // TICKS) % 2]
    assert share(odd) > 0.9, share(odd)


def test_punk_is_fast_and_plain():
    ps = pieces("punk")
    assert min(p.bpm for p in ps) >= 140
    assert share((c - 1) % 12 == th.POWER for p in ps for c in p.chords) == 1


if __name__ == "__main__":
    run(globals())
