/* The project: one piece, its tracks, takes, locks and history.
 *
 * Nouns. A *take* is one result for one track, immutable; every regenerate adds
 * one. A *lock* pins a track to its present take. The *history* is a list of
 * states (which take each track uses); undo steps back through it.
 *
 * A project lives in memory and may be attached to a folder. On disk it is
 * either its old state or its new one at any moment (docs/ARCHITECTURE.md,
 * "The folder"). A project may be used by one thread at a time. */
#ifndef RESONANT_PROJECT_H
#define RESONANT_PROJECT_H

#include <stddef.h>
#include <stdint.h>

#include "resonant/status.h"
#include "resonant/vocabulary.h"

typedef struct rgen_project rgen_project;

typedef enum rgen_open_mode {
    RGEN_OPEN_READ,  /* a snapshot; takes no lock */
    RGEN_OPEN_WRITE  /* holds the folder's lock file until rgen_project_free */
} rgen_open_mode;

/* Open a project folder. Write mode finishes what a killed process left, and
 * fails with RGEN_ERR_BUSY, naming the other process, when one is at work. */
RGEN_API rgen_status rgen_project_open(rgen_project **project, const char *folder,
                                       rgen_open_mode mode, rgen_error *err);

/* Write a project made in memory to a new folder, and attach it. An existing
 * folder is RGEN_ERR_EXISTS unless `replace` and it is a project; its old content is
 * replaced whole or not at all. */
RGEN_API rgen_status rgen_project_save_as(rgen_project *project, const char *folder, int replace,
                                          rgen_error *err);

/* Commit the present state to the attached folder (opened for writing). */
RGEN_API rgen_status rgen_project_save(rgen_project *project, rgen_error *err);

RGEN_API void rgen_project_free(rgen_project *project); /* NULL is fine */

/* One sentence about what opening for writing had to put right ("bass.wav was
 * changed by another program: ..."), or NULL. Borrowed. */
RGEN_API const char *rgen_project_notice(const rgen_project *project);

/* ---- what is in it: borrowed pointers, valid until the next change ---- */

typedef struct rgen_project_info {
    double bpm, seconds;
    int tonic;
    rgen_mode mode;
    int meter_num, meter_den, bars;
    int sample_rate;        /* 44100 */
    int64_t samples;        /* length of every stem, samples a channel */
    const char *prompt;
    uint64_t seed;
    double lufs, true_peak_dbtp; /* of the mix */
    int n_tracks;
} rgen_project_info;

typedef struct rgen_track_info {
    const char *role;
    int locked;
    int take;               /* number of the present take, from 1 */
    int n_takes;
} rgen_track_info;

typedef struct rgen_take_info {
    int number;             /* from 1, per track */
    uint64_t seed;
    const char *prompt;     /* the words that made it */
    const char *patch;      /* id of the sound */
    const char *sha256;     /* of the stem's WAV file, hex */
    const char *made;       /* "2026-11-23T01:02:03Z" */
    float attributes[RGEN_ATTRIBUTES];
} rgen_take_info;

RGEN_API rgen_project_info rgen_project_get_info(const rgen_project *project);
RGEN_API rgen_status rgen_project_get_track(const rgen_project *project, int index,
                                            rgen_track_info *info);
/* Index of a role's track, or -1. */
RGEN_API int rgen_project_find_track(const rgen_project *project, const char *role);
RGEN_API rgen_status rgen_project_get_take(const rgen_project *project, const char *role,
                                           int number, rgen_take_info *info, rgen_error *err);

/* The WAV file image of a track's present take, or of the mix for "mix". */
RGEN_API rgen_status rgen_project_get_wav(const rgen_project *project, const char *name,
                                          const void **data, size_t *size, rgen_error *err);
/* The whole piece as a standard MIDI file; the caller frees *data with free(). */
RGEN_API rgen_status rgen_project_get_midi(const rgen_project *project, void **data, size_t *size,
                                           rgen_error *err);

/* ---- changes, in memory until saved ---- */

RGEN_API rgen_status rgen_project_lock(rgen_project *project, const char *role, rgen_error *err);
RGEN_API rgen_status rgen_project_unlock(rgen_project *project, const char *role, rgen_error *err);
/* Make take `number` the present one and remake the mix; RGEN_ERR_LOCKED on a
 * locked track. */
RGEN_API rgen_status rgen_project_use(rgen_project *project, const char *role, int number,
                                      rgen_error *err);
/* Step back to the state before the last regenerate, use, lock or unlock; a
 * locked track keeps its take (RGEN_ERR_LOCKED when that would change it). */
RGEN_API rgen_status rgen_project_undo(rgen_project *project, rgen_error *err);

#endif
