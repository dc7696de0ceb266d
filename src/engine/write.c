/* Notes: ask a track model for a part, and show it to the tracks that follow. */
#include "base/philox.h"
#include "engine/internal.h"

static rgen_status write(rgen_engine *engine, const rgen_recipe *recipe,
                         const rgen_context *context, int skeleton, float urge, rgen_frames *frames,
                         rgen_error *err)
{
    rgen_write task = {
        .role = recipe->role, .context = context, .labels = &recipe->labels,
        .skeleton = skeleton, .urge = urge,
        .key = rgen_philox_derive(recipe->seed, skeleton ? "skeleton" : "notes", 0)};
    return rgen_track_write(&engine->models, &task, engine->threads, frames, err);
}

rgen_status rgen_write_skeleton(rgen_engine *engine, const rgen_recipe *recipe,
                                rgen_context *context, rgen_error *err)
{
    rgen_frames frames;
    rgen_status status = write(engine, recipe, context, 1, 0, &frames, err);
    if (status != RGEN_OK)
        return status;
    rgen_context_show(context, recipe->role, &frames, 0, 1);
    rgen_frames_clear(&frames);
    return RGEN_OK;
}

/* Fewer notes than one in two bars, where notes were to be written and some
 * density was asked for. */
static int is_near_silent(const rgen_recipe *recipe, const rgen_grid *grid, const rgen_part *part)
{
    return recipe->labels.has[RGEN_DENSITY] && recipe->labels.attributes[RGEN_DENSITY] > 0.05f &&
           part->n_notes < (grid->bars + 1) / 2;
}

/* A sampled model can fall into a rest and stay there; then it is asked again with
 * another draw and a growing urge to play, at most ATTEMPTS times in all. */
static const float URGE = 1.5f;

rgen_status rgen_write_part(rgen_engine *engine, const rgen_recipe *recipe, rgen_context *context,
                            rgen_part *part, rgen_error *err)
{
    enum { ATTEMPTS = 4 };
    const rgen_role *role = &engine->roles->rows[recipe->role];
    rgen_status status = RGEN_OK;
    for (int i = 0; i < ATTEMPTS && status == RGEN_OK; i++) {
        rgen_recipe again = *recipe;
        rgen_frames frames;
        rgen_part_clear(part);
        if (i > 0)
            again.seed = rgen_philox_derive(recipe->seed, "again", (uint64_t)i);
        status = write(engine, &again, context, 0, URGE * (float)i, &frames, err);
        if (status != RGEN_OK)
            return status;
        status = rgen_decode(role, &context->grid, &frames, part, err);
        int done = i == ATTEMPTS - 1 || !is_near_silent(recipe, &context->grid, part);
        if (status == RGEN_OK && done)
            rgen_context_show(context, recipe->role, &frames, 0, role->n_books);
        rgen_frames_clear(&frames);
        if (done)
            break;
    }
    return status;
}
