/* The inside of a project, for the engine and the exporters: takes with their
 * score and audio. The public face is resonant/project.h. */
#ifndef PROJECT_TAKE_H
#define PROJECT_TAKE_H

#include "resonant/project.h"
#include "score/score.h"

/* Everything of one take. rgen_project_add_take copies the strings and takes
 * over `part` and `wav`. */
typedef struct rgen_take {
    int number;
    uint64_t seed;
    char *prompt, *patch;
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

/* The present take of a role, or NULL. Borrowed until the next change. */
const rgen_take *rgen_project_take(const rgen_project *project, const char *role);

/* Add takes for several roles as one step of the history, making them present.
 * A role without a track gets one. `takes[i].number`, sha256 and made are filled
 * here. Nothing changes on failure; a locked role is RGEN_ERR_LOCKED.
 * Remakes the mix. Ownership of part and wav moves on success only. */
rgen_status rgen_project_add_takes(rgen_project *project, int n, const char *const *roles,
                                   rgen_take *takes, rgen_error *err);

#endif
