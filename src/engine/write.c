/* Notes: ask a track model for a part, and show it to the tracks that follow. */
#include "base/philox.h"
#include "engine/internal.h"

static rgen_status write(rgen_engine *engine, const rgen_recipe *recipe,
                         const rgen_context *context, int skeleton, rgen_frames *frames,
                         rgen_error *err)
{
    rgen_write task = {
        .role = recipe->role, .context = context, .labels = &recipe->labels,
        .skeleton = skeleton,
        .key = rgen_philox_derive(recipe->seed, skeleton ? "skeleton" : "notes", 0)};
    return rgen_track_write(&engine->models, &task, engine->threads, frames, err);
}

rgen_status rgen_write_skeleton(rgen_engine *engine, const rgen_recipe *recipe,
                                rgen_context *context, rgen_error *err)
{
    rgen_frames frames;
    rgen_status status = write(engine, recipe, context, 1, &frames, err);
    if (status != RGEN_OK)
        return status;
    rgen_context_show(context, recipe->role, &frames, 0, 1);
    rgen_frames_clear(&frames);
    return RGEN_OK;
}

rgen_status rgen_write_part(rgen_engine *engine, const rgen_recipe *recipe, rgen_context *context,
                            rgen_part *part, rgen_error *err)
{
    const rgen_role *role = &engine->roles->rows[recipe->role];
    rgen_frames frames;
    rgen_status status = write(engine, recipe, context, 0, &frames, err);
    if (status != RGEN_OK)
        return status;
    status = rgen_decode(role, &context->grid, &frames, part, err);
    if (status == RGEN_OK)
        rgen_context_show(context, recipe->role, &frames, 0, role->n_books);
    rgen_frames_clear(&frames);
    return status;
}
