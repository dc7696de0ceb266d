"""What the feel of composed pieces must show.

Run `python3 training/test_feel.py` (or pytest). No data is needed: the table that
was learned is part of the repository."""
import random
import statistics as st

import composers
from composers import _feel, rock
from composers.toolkit import HAT, KICK, SNARE, TICKS, Song
from piece_figures import pieces, run


def errors(p, role="drums"):
    """frame -> [ticks from it], of the onsets of a role."""
    out = {}
    for x, *_ in p.parts[role]:
        f = (x + 60) // TICKS
        out.setdefault(f, []).append(x - f * TICKS)
    return out


def correlation(pairs):
    a, b = zip(*pairs)
    return st.correlation(a, b)


def test_table_is_whole():
    rows = _feel.table()
    names = {f for f, _ in _feel.FAMILY.values()}
    for name in names | set(_feel.STRAIGHT) | set(_feel.STRAIGHT.values()):
        row = rows[name]
        places = 12 if name in _feel.STRAIGHT else 16
        assert 0 < row["hold"] < 1 and 2 < row["drift"] < 30, name
        for voice in _feel.VOICES:
            cells = row["voices"][voice]
            assert len(cells["offset"]) == len(cells["velocity"]) == places, (name, voice)
            assert all(abs(m) < 30 and 0 < s < 45 for m, s in cells["offset"]), (name, voice)
            assert all(1 <= m <= 127 and s > 0 for m, s in cells["velocity"]), (name, voice)


def test_drummers_play_what_drummers_play():
    """Facts of the table that any drummer knows."""
    rock = _feel.table()["rock"]["voices"]
    assert all(rock["snare"]["velocity"][p][0] > rock["snare"]["ghost"][p][0] + 30 for p in (4, 12))
    assert rock["snare"]["velocity"][4][0] > rock["snare"]["velocity"][5][0] + 10  # the backbeat
    hat = rock["hat"]["velocity"]
    assert st.mean(hat[p][0] for p in range(0, 16, 4)) > st.mean(hat[p][0] for p in range(1, 16, 2)) + 3


def test_machines_are_tight():
    for style in ("techno", "trance", "synthwave"):
        assert style not in _feel.FAMILY
        for p in pieces(style):
            kick = [x % TICKS for x, _, v, *_ in p.parts["drums"] if v == KICK and x % 480 in (0, 10, 470)]
            assert sum(x == 0 for x in kick) >= 0.85 * len(kick), (style, p.prompt)


def test_hands_move_together_and_drift_slowly():
    """Voices struck together err together, a beat later still, two bars later hardly."""
    lags = {0: [], 4: [], 32: []}
    for p in pieces("rock") + pieces("punk"):
        if p.meter != (4, 4):
            continue
        e = errors(p)
        mean = st.mean(x for v in e.values() for x in v)
        for f, x in e.items():
            if len(x) >= 2:
                lags[0].append((x[0] - mean, x[1] - mean))
            for lag in (4, 32):
                if f + lag in e:
                    lags[lag].append((x[0] - mean, e[f + lag][-1] - mean))
    together, beat, far = (correlation(lags[k]) for k in (0, 4, 32))
    assert together > 0.25 and together > far + 0.1 and beat > far + 0.05, (together, beat, far)


def test_the_band_follows_the_drummer():
    pairs = []
    for p in pieces("rock"):
        drums, bass = errors(p), errors(p, "bass")
        pairs += [(st.mean(drums[f]), bass[f][0]) for f in drums.keys() & bass.keys()]
    assert correlation(pairs) > 0.25, correlation(pairs)


def test_backbeats_stand_out_of_ghosts():
    back, ghost = [], []
    for p in pieces("funk"):
        for x, _, v, velocity, *_ in p.parts["drums"]:
            if v == SNARE:
                (back if (x + 60) // TICKS % 16 in (4, 12) else ghost).append(velocity)
    assert st.median(back) > st.median(ghost) + 30, (st.median(back), st.median(ghost))


def test_players_differ():
    """Some are tight and some loose; some strike hard and some softly."""
    tight, loud = [], []
    for p in pieces("rock"):
        tight.append(st.pstdev(x for v in errors(p).values() for x in v))
        loud.append(st.mean(n[3] for n in p.parts["drums"]))
    tight, loud = sorted(tight), sorted(loud)
    assert tight[-4] > 1.25 * tight[3], tight
    assert loud[-4] - loud[3] > 18, loud


def test_feel_keeps_the_frame():
    """A deviation never takes a note out of its frame."""
    song = Song("rock", rock.SPEC, 5)
    song.feel.delay = lambda *_: random.choice((-900, 900))
    song.swing16, song.swing8 = 0, 0
    for f in range(song.N):
        assert (song._tick(f, "drums", HAT) + 60) // TICKS == f


def test_same_seed_same_feel():
    assert composers.compose("soul", 7) == composers.compose("soul", 7)


if __name__ == "__main__":
    run(globals())
