/* The engine's life: models, renderer and threads, opened once. */
#include <stdlib.h>

#include "engine/internal.h"

rgen_engine_options rgen_engine_options_default(void)
{
    rgen_engine_options options = {0, NULL};
    return options;
}

rgen_status rgen_engine_new_with_roles(rgen_engine **engine, const rgen_engine_options *options,
                                       const rgen_roles *roles, rgen_error *err)
{
    rgen_engine_options given = options ? *options : rgen_engine_options_default();
    *engine = NULL;
    rgen_engine *e = calloc(1, sizeof *e);
    if (!e)
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for the engine");
    pthread_mutex_init(&e->busy, NULL);
    e->roles = roles;
    rgen_status status = rgen_model_set_open(&e->models, roles, given.models, err);
    if (status == RGEN_OK)
        status = rgen_renderer_new(&e->renderer, err);
    if (status == RGEN_OK && !(e->threads = rgen_threads_new(given.threads)))
        status = rgen_fail(err, RGEN_ERR_MEMORY, "cannot start threads");
    if (status != RGEN_OK) {
        rgen_engine_free(e);
        return status;
    }
    *engine = e;
    return RGEN_OK;
}

rgen_status rgen_engine_new(rgen_engine **engine, const rgen_engine_options *options,
                            rgen_error *err)
{
    return rgen_engine_new_with_roles(engine, options, rgen_roles_default(), err);
}

void rgen_engine_free(rgen_engine *engine)
{
    if (!engine)
        return;
    rgen_threads_free(engine->threads);
    rgen_renderer_free(engine->renderer);
    rgen_model_set_close(&engine->models);
    pthread_mutex_destroy(&engine->busy);
    free(engine);
}

rgen_status rgen_meter_step(rgen_meter *meter, const char *step, rgen_error *err)
{
    rgen_progress progress = {step, meter->total ? (double)meter->done / meter->total : 0};
    meter->step = step;
    meter->done++;
    if (meter->fn && meter->fn(meter->data, &progress))
        return rgen_fail(err, RGEN_ERR_CANCELLED, "stopped before %s", step);
    return RGEN_OK;
}
