/* Track models: one transformer per role, asked for the frames of one track.
 *
 * Nouns. A *set* holds the loaded model of each role of the registry; immutable.
 * *Labels* are what the new track should be like: styles, moods and attributes,
 * which light rows of the model's condition table by name. */
#ifndef MODELS_TRACK_MODEL_H
#define MODELS_TRACK_MODEL_H

#include "context/context.h"
#include "models/heard.h"
#include "resonant/intent.h"

typedef struct rgen_model_set {
    const rgen_roles *roles;
    rgen_model *model[RGEN_MAX_ROLES];
    char path[RGEN_MAX_ROLES][512];
    rgen_heard heard; /* runs of the songs learned from; empty where no file says them */
} rgen_model_set;

/* Open <folder>/<role>.gguf for every role, or models/<role>.gguf of the shipped
 * data when `folder` is NULL; and heard.gguf beside them, where there is one. A file
 * whose books do not fit its role is RGEN_ERR_FORMAT. On failure nothing is left open. */
rgen_status rgen_model_set_open(rgen_model_set *set, const rgen_roles *roles, const char *folder,
                                rgen_error *err);
void rgen_model_set_close(rgen_model_set *set);

typedef struct rgen_labels {
    const rgen_weighted *styles; int n_styles; /* "techno", weights 0..1 */
    const rgen_weighted *moods; int n_moods;
    float attributes[RGEN_SCORE_ATTRIBUTES];
    uint8_t has[RGEN_SCORE_ATTRIBUTES];        /* which attributes are asked for */
    uint8_t lean[RGEN_SCORE_ATTRIBUTES];       /* guidance leans towards these alone; none: all labels */
} rgen_labels;

/* What is usual in a style for a role: the attributes of one of the pieces that
 * taught it, chosen by `u` in [0, 1). Returns 0 when neither the style nor a kin of
 * it is known, else 1. */
int rgen_usual_attributes(const rgen_model_set *set, int role, const char *style, float u,
                          float out[RGEN_SCORE_ATTRIBUTES]);

typedef struct rgen_write {
    int role;                     /* index in the registry */
    const rgen_context *context;  /* own visible codes stand */
    const rgen_labels *labels;
    int skeleton;                 /* chord symbols alone: the voices stay at rest */
    float guidance;               /* 0: the role's own */
    float urge;                   /* nats taken from rests; 0 as trained */
    float heat;                   /* added to the temperatures; 0 as tuned */
    const rgen_frames *away;      /* drums: a take to turn from where in doubt, or NULL */
    uint64_t key;                 /* Philox key */
    int (*progress)(void *data, int step, int steps); void *progress_data;
} rgen_write;

/* Write the frames of one role over the whole length of the context. `out` is
 * allocated here; the caller clears it. */
rgen_status rgen_track_write(const rgen_model_set *set, const rgen_write *task,
                             rgen_threads *threads, rgen_frames *out, rgen_error *err);

#endif
