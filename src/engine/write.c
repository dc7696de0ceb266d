/* Notes: ask a track model for a part, and show it to the tracks that follow. */
#include "base/philox.h"
#include "engine/internal.h"

static rgen_status write(rgen_engine *engine, const rgen_recipe *recipe,
                         const rgen_context *context, int skeleton, float urge, rgen_frames *frames,
                         rgen_error *err)
{
    rgen_write task = {
        .role = recipe->role, .context = context, .labels = &recipe->labels,
        .skeleton = skeleton, .urge = urge, .guidance = recipe->guidance,
        .key = rgen_philox_derive(recipe->seed, skeleton ? "skeleton" : "notes", 0)};
    return rgen_track_write(&engine->models, &task, engine->threads, frames, err);
}

/* One chord from beginning to end. */
static int is_still(const rgen_frames *frames)
{
    for (int t = 1; t < frames->n_frames; t++)
        if (frames->codes[t] != frames->codes[0])
            return 0;
    return 1;
}

/* A piece of several bars on one chord is asked for once more: it stays possible,
 * but rare. */
rgen_status rgen_write_skeleton(rgen_engine *engine, const rgen_recipe *recipe,
                                rgen_context *context, rgen_error *err)
{
    rgen_recipe again = *recipe;
    rgen_frames frames;
    rgen_status status = write(engine, recipe, context, 1, 0, &frames, err);
    if (status == RGEN_OK && context->grid.bars >= 4 && is_still(&frames)) {
        rgen_frames_clear(&frames);
        again.seed = rgen_philox_derive(recipe->seed, "again", 0);
        status = write(engine, &again, context, 1, 0, &frames, err);
    }
    if (status != RGEN_OK)
        return status;
    rgen_context_show(context, recipe->role, &frames, 0, 1);
    rgen_frames_clear(&frames);
    return RGEN_OK;
}

/* Did a model fall into a rest or a hold and stay there? Judged by the frames
 * that it was free to write: under a note in two bars, or, when all were free,
 * far below the density that was asked for. */
static int is_stuck(const rgen_role *role, const rgen_recipe *recipe, const rgen_context *context,
                    const rgen_part *part)
{
    enum { FAR = 30 /* hundredths */ };
    const uint16_t *own = context->part[recipe->role].codes;
    float measured[RGEN_SCORE_ATTRIBUTES], asked = recipe->labels.attributes[RGEN_DENSITY];
    int free = 0, notes = 0, per_bar = rgen_grid_frames_per_bar(&context->grid);
    if (recipe->labels.has[RGEN_DENSITY] && asked < 0.05f)
        return 0; /* silence was asked for */
    for (int t = 0; t < context->n_frames; t++)
        free += own[t] >= role->books[0];
    for (int i = 0; i < part->n_notes; i++) {
        int t = (part->notes[i].start + RGEN_TICKS_PER_FRAME / 2) / RGEN_TICKS_PER_FRAME;
        notes += t < context->n_frames && own[t] >= role->books[0];
    }
    if (2 * notes * per_bar < free)
        return 1;
    if (free < context->n_frames || !recipe->labels.has[RGEN_DENSITY])
        return 0;
    rgen_measure(role, &context->grid, part, 0, context->grid.bars, measured);
    return measured[RGEN_DENSITY] < asked - FAR / 100.0f;
}

/* A model that got stuck is asked again with another draw and a growing urge to
 * play, at most ATTEMPTS times in all. */
rgen_status rgen_write_part(rgen_engine *engine, const rgen_recipe *recipe, rgen_context *context,
                            rgen_part *part, rgen_error *err)
{
    enum { ATTEMPTS = 4 };
    static const float urge = 1.5f; /* nats taken from rests, more each time */
    const rgen_role *role = &engine->roles->rows[recipe->role];
    rgen_status status = RGEN_OK;
    for (int i = 0, done = 0; i < ATTEMPTS && !done && status == RGEN_OK; i++) {
        rgen_recipe again = *recipe;
        rgen_frames frames;
        rgen_part_clear(part);
        if (i > 0)
            again.seed = rgen_philox_derive(recipe->seed, "again", (uint64_t)i);
        status = write(engine, &again, context, 0, urge * (float)i, &frames, err);
        if (status != RGEN_OK)
            return status;
        status = rgen_decode(role, &context->grid, &frames, part, err);
        done = i == ATTEMPTS - 1 || !is_stuck(role, recipe, context, part);
        if (status == RGEN_OK && done)
            rgen_context_show(context, recipe->role, &frames, 0, role->n_books);
        rgen_frames_clear(&frames);
    }
    return status;
}
