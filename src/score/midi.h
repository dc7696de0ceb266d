/* Standard MIDI files: read any, write ours.
 *
 * A *song* is what a file holds, before anyone decides what its tracks are for:
 * notes, tempo, metre and key maps, track names, all in ticks of 480 to the
 * quarter note whatever the file counts in. assign.h makes parts of it. */
#ifndef SCORE_MIDI_H
#define SCORE_MIDI_H

#include "score/score.h"

enum {
    RGEN_MIDI_MAX_BYTES = 16 << 20,
    RGEN_MIDI_MAX_NOTES = 1 << 20,
    RGEN_MIDI_MAX_EVENTS = 1 << 20, /* program and level changes */
    RGEN_MIDI_MAX_MAP = 1 << 14,    /* tempo, metre and key changes, each */
    RGEN_MIDI_MAX_TICKS = 1 << 28,  /* about 77 hours at 120 BPM */
    RGEN_MIDI_NAME = 64
};

typedef struct rgen_midi_note {
    int32_t start, length;          /* ticks; length at least 1 */
    uint16_t track;                 /* 0.. in the order of the file */
    uint8_t channel;                /* 0..15; 9 is percussion */
    uint8_t pitch, velocity;        /* 0..127, 1..127 */
    uint8_t program;                /* General MIDI program when the note starts, 0..127 */
    uint8_t volume, expression;     /* controllers 7 and 11 when the note starts, 0..127 */
} rgen_midi_note;

typedef struct rgen_midi_tempo { int32_t tick; double bpm; } rgen_midi_tempo;
typedef struct rgen_midi_meter { int32_t tick; int num, den; } rgen_midi_meter;
typedef struct rgen_midi_key { int32_t tick; int tonic; rgen_mode mode; } rgen_midi_key;

typedef struct rgen_midi_song {
    int format, n_tracks;
    int ticks_per_quarter;          /* as the file had it */
    rgen_midi_note *notes; int n_notes;    /* by start, channel, pitch, track */
    rgen_midi_tempo *tempos; int n_tempos; /* by tick, one at most per tick; may be empty (120) */
    rgen_midi_meter *meters; int n_meters; /* same; may be empty (4/4) */
    rgen_midi_key *keys; int n_keys;       /* same; may be empty */
    char (*names)[RGEN_MIDI_NAME];  /* [n_tracks], "" where a track has none */
    int32_t end;                    /* tick of the last event or note end */
    int unended;                    /* notes that were never released: ended with their track */
} rgen_midi_song;

/* Read formats 0 and 1 (also inside a RIFF wrapper). Damage of any kind is
 * RGEN_ERR_FORMAT with one sentence, and leaves *song empty. The caller clears it. */
rgen_status rgen_midi_parse(const void *data, size_t size, rgen_midi_song *song, rgen_error *err);
void rgen_midi_clear(rgen_midi_song *song);

/* The median tempo of [from, to): half of its ticks are at that tempo or slower.
 * 120 where the file says nothing. */
double rgen_midi_median_bpm(const rgen_midi_song *song, int32_t from, int32_t to);

typedef struct rgen_midi_track {
    const rgen_role *role;
    const rgen_part *part;
    int program;                    /* General MIDI, 0..127 */
} rgen_midi_track;

/* Write format 1: a conductor track (title, tempo, metre, key, loop markers),
 * then one track named after each role on the role's channel. Notes are cut at
 * the end of the piece and where their own pitch sounds again. The same input
 * gives the same bytes. The caller frees *data with free(). */
rgen_status rgen_midi_write(const rgen_grid *grid, const rgen_midi_track *tracks, int n_tracks,
                            const char *title, uint8_t **data, size_t *size, rgen_error *err);

/* The General MIDI percussion note of a drum voice, and the reverse for any
 * note. `roland` reads the TD-11's notes where they differ. */
int rgen_drum_note(rgen_drum_voice voice);
rgen_drum_voice rgen_drum_of_note(int note, int roland);

#endif
