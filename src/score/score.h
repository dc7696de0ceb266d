/* The score: what is played, on a musical grid.
 *
 * Nouns. A *grid* fixes tempo, metre, length and key of a piece. A *part* is
 * what one track plays: notes, plus a chord symbol per frame for a role that
 * carries chords. A *frame* is one 1/16 note of musical time; *frames* hold the
 * codes of one part, K code books by T frames, as the models see it. A *role*
 * is a row of the registry: name, kind, code books and their sizes.
 *
 * Time is counted in ticks, 480 to the quarter note: 120 to the frame. */
#ifndef SCORE_SCORE_H
#define SCORE_SCORE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "resonant/vocabulary.h"

enum {
    RGEN_TICKS_PER_QUARTER = 480,
    RGEN_TICKS_PER_FRAME = 120,
    RGEN_MAX_ROLES = 8,
    RGEN_MAX_BOOKS = 16,
    RGEN_MAX_BARS = 256
};

/* ---- grid ---- */

typedef struct rgen_grid {
    double bpm;            /* quarter notes a minute */
    int meter_num, meter_den; /* 4/4 3/4 6/8 5/4 7/8; den is 4 or 8 */
    int bars;
    int tonic;             /* pitch class 0..11, C = 0 */
    rgen_mode mode;
} rgen_grid;

int rgen_grid_frames_per_bar(const rgen_grid *grid);  /* 16 * num / den */
int rgen_grid_frames(const rgen_grid *grid);          /* whole piece */
/* Check tempo, metre, length and key: RGEN_ERR_ARG names the field. */
rgen_status rgen_grid_check(const rgen_grid *grid, rgen_error *err);
/* The first sample of a frame at `rate` Hz: round(frame * 15 / bpm * rate), so
 * that the whole length is exact and frames do not drift. */
int64_t rgen_grid_sample(const rgen_grid *grid, double frame, double rate);
double rgen_grid_seconds(const rgen_grid *grid);
/* Bit i set: the pitch class i semitones above the tonic belongs to the mode.
 * Minor includes the raised seventh (harmonic minor) as well. */
unsigned rgen_mode_scale(rgen_mode mode);

/* ---- roles ---- */

typedef enum rgen_role_kind {
    RGEN_KIND_DRUMS,   /* 8 voices, one book each */
    RGEN_KIND_MONO,    /* pitch, velocity x micro-timing, articulation, tone */
    RGEN_KIND_CHORDAL, /* chord symbol, 6 pitches, 6 velocity x micro-timing */
    RGEN_KIND_LEAD     /* 2 pitches, 2 velocity x micro-timing, articulation */
} rgen_role_kind;

typedef struct rgen_role {
    const char *name;       /* "bass" */
    rgen_role_kind kind;
    int base_pitch;         /* MIDI pitch of the lowest note code when the tonic is C */
    int n_pitches;          /* note codes per pitch book */
    int n_books;
    uint16_t books[RGEN_MAX_BOOKS];  /* codes per book, without the special code */
    uint8_t delays[RGEN_MAX_BOOKS];  /* delay of each book in steps */
    int midi_channel;       /* 0..15, for song.mid */
} rgen_role;

typedef struct rgen_roles {
    const rgen_role *rows;
    int count;
} rgen_roles;

/* drums, bass, harmony, melody, in that order. A fifth role is one more row in
 * a registry given to the engine, and a model file of that name. */
const rgen_roles *rgen_roles_default(void);
int rgen_roles_find(const rgen_roles *roles, const char *name); /* index or -1 */
/* Are a row's code books those of its kind? Rows of a registry come from outside:
 * RGEN_ERR_ARG names the role. */
rgen_status rgen_role_check(const rgen_role *role, rgen_error *err);
/* Semitones that a key shifts the note codes by: the tonic as -5..6 from C. */
int rgen_key_shift(int tonic);
/* MIDI pitch of note code 2 (the lowest) of a pitched role in a key. */
int rgen_role_lowest(const rgen_role *role, int tonic);

/* Books by kind, in order (docs/ARCHITECTURE.md, "Frames"):
 *   DRUMS    8 voices
 *   MONO     0 pitch, 1 vm, 2 articulation, 3 tone
 *   CHORDAL  0 chord, 1..6 pitch, 7..12 vm
 *   LEAD     0 1 pitch, 2 3 vm, 4 articulation */
enum { RGEN_CODE_REST = 0, RGEN_CODE_HOLD = 1, RGEN_CODE_NOTE = 2 }; /* of a pitch book */

/* ---- notes and parts ---- */

typedef enum rgen_articulation {
    RGEN_ART_NORMAL, RGEN_ART_STACCATO, RGEN_ART_SLIDE, RGEN_ART_GHOST, RGEN_ARTICULATIONS
} rgen_articulation;

enum { RGEN_TONES = 8, RGEN_TONE_NEUTRAL = 4 };

typedef enum rgen_drum_voice {
    RGEN_KICK, RGEN_SNARE, RGEN_CLOSED_HAT, RGEN_OPEN_HAT, RGEN_LOW_TOM, RGEN_HIGH_TOM,
    RGEN_RIDE, RGEN_CRASH, RGEN_DRUM_VOICES
} rgen_drum_voice;

typedef struct rgen_note {
    int32_t start;        /* ticks from the first bar line, micro-timing included: -60 or later */
    int32_t length;       /* ticks, at least 1; drums: ignored, 60 when decoded */
    uint8_t pitch;        /* MIDI 0..127; drums: rgen_drum_voice */
    uint8_t velocity;     /* 1..127 */
    uint8_t articulation; /* rgen_articulation */
    uint8_t tone;         /* 0..7, filter movement of a bass; 4 is neutral */
} rgen_note;

typedef struct rgen_part {
    rgen_note *notes;     /* sorted by start, then pitch */
    int n_notes, capacity;
    uint16_t *chords;     /* [n_chords] chord code per frame, or NULL */
    int n_chords;
} rgen_part;

rgen_status rgen_part_add(rgen_part *part, rgen_note note); /* RGEN_ERR_MEMORY only */
void rgen_part_sort(rgen_part *part);
rgen_status rgen_part_copy(rgen_part *to, const rgen_part *from); /* `to` is overwritten */
void rgen_part_clear(rgen_part *part); /* frees what it holds; NULL is fine */

/* ---- chord codes: 0 is "no chord", else 1 + root * RGEN_CHORD_QUALITIES + quality,
 * root in semitones above the tonic ---- */

typedef enum rgen_chord_quality {
    RGEN_CHORD_MAJ, RGEN_CHORD_MIN, RGEN_CHORD_DIM, RGEN_CHORD_AUG, RGEN_CHORD_SUS2,
    RGEN_CHORD_SUS4, RGEN_CHORD_POWER, RGEN_CHORD_MAJ7, RGEN_CHORD_DOM7, RGEN_CHORD_MIN7,
    RGEN_CHORD_HALFDIM, RGEN_CHORD_DIM7,
    RGEN_CHORD_QUALITIES
} rgen_chord_quality;

enum { RGEN_CHORD_CODES = 1 + 12 * RGEN_CHORD_QUALITIES };

/* Pitch classes of a chord code as bits relative to the tonic; 0 for "no chord". */
unsigned rgen_chord_tones(int code);
/* "Am7" for a code in a key whose tonic is given; "N.C." for 0. */
const char *rgen_chord_name(int code, int tonic, char *out, size_t size);

/* ---- onset codes ---- */

enum {
    RGEN_VM_LEVELS = 11, RGEN_VM_MICROS = 8,
    RGEN_VM_CODES = 1 + RGEN_VM_LEVELS * RGEN_VM_MICROS,
    RGEN_ROLLS = 15, RGEN_ROLL_HITS = 4, /* shapes of several hits, and hits of the longest */
    RGEN_DRUM_CODES = RGEN_VM_CODES + RGEN_ROLLS * RGEN_VM_LEVELS,
    RGEN_MICRO_EARLIEST = -60, RGEN_MICRO_LATEST = 40
};

/* Velocity x micro-timing: 0 none, else 1 + level * 8 + micro. */
int rgen_vm_code(int velocity, int offset);  /* nearest; offset in ticks from the frame's start */
int rgen_vm_velocity(int code);              /* 6 + 12 * level; 78 for code 0 */
int rgen_vm_offset(int code);                /* ticks; 0 for code 0 */

typedef struct rgen_hit { int16_t offset; uint8_t velocity; } rgen_hit; /* ticks from the frame */
/* The hits of a drum code (roll or single), in order of time. Returns their number. */
int rgen_drum_hits(int code, rgen_hit hits[RGEN_ROLL_HITS]);

/* ---- frames ---- */

typedef struct rgen_frames {
    int n_books, n_frames;
    uint16_t *codes;      /* [n_books, n_frames] row-major; malloc'd */
} rgen_frames;

rgen_status rgen_frames_new(rgen_frames *frames, int n_books, int n_frames, rgen_error *err);
void rgen_frames_clear(rgen_frames *frames);

typedef struct rgen_codec_loss { /* what encoding could not keep, counted */
    int notes;        /* notes given */
    int polyphony;    /* dropped: no voice left, or a second note of one voice in one frame */
    int range;        /* dropped: outside the role's pitches */
    int outside;      /* dropped: before the first or after the last frame */
} rgen_codec_loss;

/* Onsets go to the nearest frame and micro-timing, so a decoded note may start
 * up to 60 ticks before the first bar line. A note ends where its slot has a rest
 * (at that frame's start) or its next note (at that note's start); a staccato
 * note ends half a frame sooner, and a normal one that leaves 40 ticks or more
 * of its last frame silent becomes staccato. What encoding gives is a fixed
 * point: encode(decode(codes)) == codes. */

/* Score to frames: frames.n_frames = rgen_grid_frames(grid). `loss` may be NULL. */
rgen_status rgen_encode(const rgen_role *role, const rgen_grid *grid, const rgen_part *part,
                        rgen_frames *frames, rgen_codec_loss *loss, rgen_error *err);
/* Frames to score. Codes over a book's size are RGEN_ERR_FORMAT; any codes within
 * are played: a hold without a note rests, a note whose other books say "none"
 * is a normal one on the frame at velocity 78. The caller clears `part`. */
rgen_status rgen_decode(const rgen_role *role, const rgen_grid *grid, const rgen_frames *frames,
                        rgen_part *part, rgen_error *err);

/* ---- attributes (resonant/vocabulary.h), measured ---- */

/* Measure the eight score attributes of bars [first, first + n) of a part, each
 * mapped to 0..1: the quartiles of music of that role kind lie at 0.25, 0.5 and
 * 0.75. The notes must be sorted. Without notes density is 0; what cannot be
 * measured is 0.5. */
void rgen_measure(const rgen_role *role, const rgen_grid *grid, const rgen_part *part, int first,
                  int n, float out[RGEN_SCORE_ATTRIBUTES]);

/* The same before mapping: onsets a frame, share, pitch (drums: share of high
 * voices), semitones (drums: voices), velocity, share (drums: ringing cymbals),
 * swing (0 straight, 1 triplet), likeness. Returns a bit per attribute that could
 * be measured; the others are 0. */
unsigned rgen_measure_raw(const rgen_role *role, const rgen_grid *grid, const rgen_part *part,
                          int first, int n, float out[RGEN_SCORE_ATTRIBUTES]);

#endif
