/* What the files of src/engine share: the engine itself and the two halves of
 * making a take, notes (write.c) and sound (stem.c). */
#ifndef ENGINE_INTERNAL_H
#define ENGINE_INTERNAL_H

#include <pthread.h>

#include "models/track_model.h"
#include "project/take.h"
#include "render/render.h"
#include "resonant/engine.h"

struct rgen_engine {
    const rgen_roles *roles;
    rgen_model_set models;
    rgen_renderer *renderer;
    rgen_threads *threads;
    pthread_mutex_t busy; /* the pool serves one caller at a time */
};

/* Open an engine on a registry other than the default one. */
rgen_status rgen_engine_new_with_roles(rgen_engine **engine, const rgen_engine_options *options,
                                       const rgen_roles *roles, rgen_error *err);

/* Progress over a known number of equal steps. */
typedef struct rgen_meter {
    rgen_progress_fn fn;
    void *data;
    const char *step;
    int done, total;
} rgen_meter;
/* Announce a step and count it; RGEN_ERR_CANCELLED when the caller says stop. */
rgen_status rgen_meter_step(rgen_meter *meter, const char *step, rgen_error *err);

/* Check an intent's track settings and find the role's, or NULL. */
const rgen_track_intent *rgen_intent_track(const rgen_intent *intent, const char *role);

/* What a score attribute of the new part should measure: `to`, give or take `near`. */
typedef struct rgen_goal { uint8_t has; float to, near; } rgen_goal;

/* What a new take is made from. */
typedef struct rgen_recipe {
    int role;
    rgen_labels labels;
    rgen_goal goals[RGEN_SCORE_ATTRIBUTES]; /* what the words ask for, to be checked */
    rgen_tone tone;
    float guidance;     /* towards the labels; 0: the models' usual */
    int patch;          /* index in the renderer */
    uint64_t seed;
    const char *prompt;
    const rgen_frames *away; /* drums: a take to turn from where in doubt, or NULL; borrowed */
} rgen_recipe;

/* Labels, tone and patch for a role from an intent; the intent must outlive it. What the
 * words leave open is as in some piece of the style: `unlike` (score attributes of a take;
 * NULL: none) asks for one that is far from it. */
void rgen_recipe_init(rgen_recipe *recipe, const rgen_engine *engine, const rgen_intent *intent,
                      int role, uint64_t seed, const char *prompt, const float *unlike);

/* Ask for a score attribute: the model hears it, guidance leans towards it, and draws
 * that miss it by more than `near` are repeated. */
void rgen_recipe_ask(rgen_recipe *recipe, int attribute, float value, float near);

/* Say that an attribute stays at a value: a label without further weight. */
void rgen_recipe_keep(rgen_recipe *recipe, int attribute, float value);

/* Write a part with the role's model into the context: own visible codes stand. Goals
 * that a draw misses are asked for again, harder; the nearest of a few draws is kept. */
rgen_status rgen_write_part(rgen_engine *engine, const rgen_recipe *recipe, rgen_context *context,
                            rgen_part *part, rgen_error *err);
/* Write chord symbols alone and show them in the context. */
rgen_status rgen_write_skeleton(rgen_engine *engine, const rgen_recipe *recipe,
                                rgen_context *context, rgen_error *err);

/* Play, mix and encode `part` as a take; the kick of `drums` (may be NULL) ducks it.
 * Takes over `part` on success. */
rgen_status rgen_make_take(rgen_engine *engine, const rgen_recipe *recipe, const rgen_grid *grid,
                           rgen_part *part, const rgen_part *drums, rgen_take *take,
                           rgen_error *err);
void rgen_take_clear(rgen_take *take);

#endif
