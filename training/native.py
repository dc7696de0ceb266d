"""The C library for training: frames, notes and measures come from the same code
that the product runs. Build it with `make training-lib`.

Notes are int32 arrays [n, 6]: start, length, pitch, velocity, articulation, tone
(ticks, 480 to the quarter; see src/score/score.h). Codes are uint16 [K, T].
"""
import ctypes as C
import os
from types import SimpleNamespace

import numpy as np

_here = os.path.dirname(os.path.abspath(__file__))
_lib = C.CDLL(os.environ.get("RGEN_TRAINING_LIB",
                             os.path.join(_here, "..", "build", "training.so")))

for _name in ("tn_role", "tn_mode_name", "tn_attribute_name"):
    getattr(_lib, _name).restype = C.c_char_p

TICKS_PER_FRAME = 120
LOSSES = ("notes", "polyphony", "range", "outside")
_roles = None


def _ptr(a):
    return a.ctypes.data_as(C.c_void_p) if a is not None else None


def roles():
    """The registry, in order: name -> index, kind, books, delays, base_pitch,
    n_pitches, midi_channel. Kinds: 0 drums, 1 mono, 2 chordal, 3 lead."""
    global _roles
    if _roles is None:
        _roles = {}
        for i in range(_lib.tn_role_count()):
            out = np.zeros(64, np.int32)
            name = _lib.tn_role(i, _ptr(out)).decode()
            k = int(out[3])
            _roles[name] = SimpleNamespace(
                name=name, index=i, kind=int(out[0]), base_pitch=int(out[1]),
                n_pitches=int(out[2]), midi_channel=int(out[4]),
                books=[int(x) for x in out[5:5 + k]],
                delays=[int(x) for x in out[5 + k:5 + 2 * k]])
    return _roles


def _grid(meter, bars, tonic, mode):
    return np.array([meter[0], meter[1], bars, tonic, mode], np.int32)


def frames(meter, bars):
    """Number of frames of so many bars."""
    t = _lib.tn_frames(_ptr(_grid(meter, bars, 0, 0)))
    if t < 0:
        raise ValueError(f"{bars} bars of {meter[0]}/{meter[1]} are not supported")
    return t


def _notes(notes):
    return np.ascontiguousarray(np.asarray(notes, np.int32).reshape(-1, 6))


def encode(role, bpm, meter, bars, tonic, mode, notes, chords=None):
    """Notes to codes. Returns (codes [K, T], dict of LOSSES counts)."""
    r, notes = roles()[role], _notes(notes)
    codes = np.zeros((len(r.books), frames(meter, bars)), np.uint16)
    loss, message = np.zeros(4, np.int32), C.create_string_buffer(512)
    if chords is not None:
        chords = np.ascontiguousarray(chords, np.uint16)
    if _lib.tn_encode(r.index, C.c_double(bpm), _ptr(_grid(meter, bars, tonic, mode)), _ptr(notes),
                      len(notes), _ptr(chords), 0 if chords is None else len(chords), _ptr(codes),
                      _ptr(loss), message):
        raise ValueError(message.value.decode())
    return codes, dict(zip(LOSSES, loss.tolist()))


def decode(role, bpm, meter, bars, tonic, mode, codes):
    """Codes [K, T] to notes [n, 6]. The chords of a chordal role are codes[0]."""
    r, codes = roles()[role], np.ascontiguousarray(codes, np.uint16)
    if codes.shape != (len(r.books), frames(meter, bars)):
        raise ValueError(f"codes of {role} have the shape {codes.shape}")
    message = C.create_string_buffer(512)
    notes = np.zeros((codes.size * 4, 6), np.int32)
    n = _lib.tn_decode(r.index, C.c_double(bpm), _ptr(_grid(meter, bars, tonic, mode)), _ptr(codes),
                       _ptr(notes), len(notes), message)
    if n < 0:
        raise ValueError(message.value.decode())
    return notes[:n].copy()


def attributes():
    """Names of the eight score attributes, in the order of measure()."""
    out = []
    while (name := _lib.tn_attribute_name(len(out))) is not None:
        out.append(name.decode())
    return out


def _measure(role, bpm, meter, bars, tonic, mode, notes, first, n, raw):
    r, notes = roles()[role], _notes(notes)
    out, message = np.zeros(8, np.float32), C.create_string_buffer(512)
    known = _lib.tn_measure(r.index, C.c_double(bpm), _ptr(_grid(meter, bars, tonic, mode)),
                            _ptr(notes), len(notes), first, bars - first if n is None else n, raw,
                            _ptr(out), message)
    if known < 0:
        raise ValueError(message.value.decode())
    return out, known


def measure(role, bpm, meter, bars, tonic, mode, notes, first=0, n=None):
    """The eight score attributes of bars [first, first + n), float32 0..1."""
    return _measure(role, bpm, meter, bars, tonic, mode, notes, first, n, 0)[0]


def measure_raw(role, bpm, meter, bars, tonic, mode, notes, first=0, n=None):
    """The same before mapping; NaN where it could not be measured."""
    out, known = _measure(role, bpm, meter, bars, tonic, mode, notes, first, n, 1)
    return np.array([x if known >> i & 1 else np.nan for i, x in enumerate(out)], np.float32)


def runs(notes):
    """Hashes of the runs by which the line of these notes is known again, uint32
    (src/score/runs.h)."""
    notes = _notes(notes)
    out, message = np.zeros(len(notes) + 1, np.uint32), C.create_string_buffer(512)
    n = _lib.tn_runs(_ptr(notes), len(notes), _ptr(out), message)
    if n < 0:
        raise ValueError(message.value.decode())
    return out[:n].copy()


def run_kind():
    """(least notes, least pitches) of such a run."""
    out = np.zeros(2, np.int32)
    _lib.tn_run_kind(_ptr(out))
    return int(out[0]), int(out[1])


def chord_tones(code):
    """Pitch classes of a chord code, relative to the tonic, as a set."""
    bits = _lib.tn_chord_tones(int(code))
    return {i for i in range(12) if bits >> i & 1}


def chord_name(code, tonic):
    out = C.create_string_buffer(16)
    _lib.tn_chord_name(int(code), int(tonic), out)
    return out.value.decode()


def mode_scale(mode):
    """Pitch classes of a mode, relative to the tonic, as a set."""
    bits = _lib.tn_mode_scale(int(mode))
    return {i for i in range(12) if bits >> i & 1}


def modes():
    out = []
    while (name := _lib.tn_mode_name(len(out))) is not None:
        out.append(name.decode())
    return out


def drum_hits(code):
    """[(offset in ticks, velocity)] of a drum code."""
    out = np.zeros(8, np.int32)
    return [tuple(map(int, out[2 * i:2 * i + 2])) for i in range(_lib.tn_drum_hits(int(code), _ptr(out)))]


def vm(code):
    """(velocity, offset in ticks) of a velocity x micro-timing code."""
    v = _lib.tn_vm(int(code))
    return v >> 8, (v & 255) - 128


def vm_code(velocity, offset):
    return _lib.tn_vm_code(int(velocity), int(offset))


def role_lowest(role, tonic):
    """MIDI pitch of note code 2 of a pitched role in a key."""
    return _lib.tn_role_lowest(roles()[role].index, int(tonic))


# ---- songs (src/score/midi.h, assign.h) ----

_lib.tn_import.restype = C.c_void_p
_lib.tn_import_line.restype = C.c_char_p
_lib.tn_key_find.restype = C.c_double
COUNTS = ("notes", "kept", "copies", "effects", "others", "doubles", "polyphony", "meter",
          "unsung", "folded")
JOBS = ("drums", "bass", "harmony", "melody", "copy", "effect")


def import_midi(data, roland=False, one_key=False):
    """A MIDI file's bytes, assigned to roles. Returns a namespace: counts (dict of
    COUNTS), lines (dicts), pieces: dicts of tick, meter, bars, bpm, tonic, mode,
    key_fit, notes {role: int32 [n, 6]} and chords uint16 [T]."""
    message = C.create_string_buffer(512)
    h = _lib.tn_import(data, C.c_int64(len(data)), int(roland) | int(one_key) << 1, message)
    if not h:
        raise ValueError(message.value.decode())
    h = C.c_void_p(h)
    try:
        out, real = np.zeros(12, np.int32), np.zeros(2)
        _lib.tn_import_counts(h, _ptr(out))
        n_pieces, n_lines = int(out[0]), int(out[1])
        counts = dict(zip(COUNTS, out[2:12].tolist()))
        lines = []
        for i in range(n_lines):
            name = _lib.tn_import_line(h, i, _ptr(out)).decode()
            lines.append(dict(name=name, channel=int(out[0]), program=int(out[1]),
                              job=JOBS[out[2]], notes=int(out[3]), kept=int(out[4]),
                              pitch=int(out[5]), copy_of=int(out[6])))
        pieces = []
        for i in range(n_pieces):
            _lib.tn_import_piece(h, i, _ptr(out), _ptr(real))
            p = dict(tick=int(out[0]), meter=(int(out[1]), int(out[2])), bars=int(out[3]),
                     tonic=int(out[4]), mode=int(out[5]), bpm=float(real[0]),
                     key_fit=float(real[1]), notes={})
            sizes = out[6:10].tolist()
            p["chords"] = np.zeros(int(out[10]), np.uint16)
            _lib.tn_import_chords(h, i, _ptr(p["chords"]))
            for kind, role in enumerate(JOBS[:4]):
                notes = np.zeros((sizes[kind], 6), np.int32)
                _lib.tn_import_notes(h, i, kind, _ptr(notes))
                p["notes"][role] = notes
            pieces.append(p)
        return SimpleNamespace(counts=counts, lines=lines, pieces=pieces)
    finally:
        _lib.tn_import_free(h)


def key_find(weight, bass=None):
    """(tonic, mode, fit) of tone weights [12] and bass weights [12]."""
    weight = np.ascontiguousarray(weight, np.float64)
    bass = np.zeros(12) if bass is None else np.ascontiguousarray(bass, np.float64)
    out = np.zeros(2, np.int32)
    fit = _lib.tn_key_find(_ptr(weight), _ptr(bass), _ptr(out))
    return int(out[0]), int(out[1]), fit
