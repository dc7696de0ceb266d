/* Heard: which runs of notes stand in the human songs that the models learned from, so
 * that the engine can draw again where it would repeat one (models/heard.gguf, made by
 * training/heard.py). It holds hashes of runs (score/runs.h) and no notes. */
#ifndef MODELS_HEARD_H
#define MODELS_HEARD_H

#include "score/runs.h"

typedef struct rgen_heard {
    uint32_t *hash[RGEN_MAX_ROLES]; /* [n] ascending, by role of the registry; or NULL */
    size_t n[RGEN_MAX_ROLES];
} rgen_heard;

/* Read a file. Arrays that do not ascend and runs of another kind than this version's
 * are RGEN_ERR_FORMAT. On failure nothing is kept. */
rgen_status rgen_heard_open(rgen_heard *heard, const rgen_roles *roles, const char *path,
                            rgen_error *err);
void rgen_heard_close(rgen_heard *heard);

/* How many telling runs of a role's line are known, of those that hold a note in a frame
 * that is set in `fresh` [n_frames] (NULL: of all). */
int rgen_heard_count(const rgen_heard *heard, int role, const rgen_contour *line,
                     const uint8_t *fresh, int n_frames);

#endif
