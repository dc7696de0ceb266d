/* The inside of a project, for the engine and the exporters: takes with their
 * score and audio. The public face is resonant/project.h. */
#ifndef PROJECT_TAKE_H
#define PROJECT_TAKE_H

#include "resonant/project.h"
#include "score/score.h"

/* Everything of one take. */
typedef struct rgen_take {
    int number;
    uint64_t seed;
    char *prompt, *patch;
    int program;            /* General MIDI program of the patch, for song.mid */
    char sha256[65], made[32];
    float attributes[RGEN_ATTRIBUTES]; /* score: as measured; sound: the macros used */
    rgen_part part;
    uint8_t *wav;           /* the stem as a WAV file image: 44.1 kHz, 24 bit, stereo */
    size_t wav_size;
} rgen_take;

/* A new piece in memory, with a grid, no tracks yet. */
rgen_status rgen_project_new(rgen_project **project, const rgen_grid *grid, const char *prompt,
                             uint64_t seed, rgen_error *err);
const rgen_grid *rgen_project_grid(const rgen_project *project);

/* Bring the notes and audio of every present take into memory and check them
 * against their hashes. After RGEN_OK, rgen_project_take finds each track's take. */
rgen_status rgen_project_load(const rgen_project *project, rgen_error *err);

/* The present take of a role with its notes and audio, loaded when needed.
 * Borrowed until the next change. NULL: no such track, or its take cannot be
 * read (rgen_project_load says why). */
const rgen_take *rgen_project_take(const rgen_project *project, const char *role);

/* Add takes for several roles as one step of the history, make them present and
 * remake the mix. A role without a track gets one. On success the project owns
 * each take's `part` and `wav`, which are emptied in `takes`, and number, sha256
 * and made are filled in; strings are copied. On failure nothing changes: a
 * locked role is RGEN_ERR_LOCKED, a stem of another length RGEN_ERR_ARG. */
rgen_status rgen_project_add_takes(rgen_project *project, int n, const char *const *roles,
                                   rgen_take *takes, rgen_error *err);

#endif
