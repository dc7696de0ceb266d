/* A new piece: chord symbols first, then drums, bass, harmony and melody, each
 * hearing all that stands. */
#include <string.h>

#include "base/philox.h"
#include "engine/internal.h"

static int find_kind(const rgen_roles *roles, rgen_role_kind kind)
{
    for (int r = 0; r < roles->count; r++)
        if (roles->rows[r].kind == kind)
            return r;
    return -1;
}

static int is_wanted(const rgen_intent *intent, const rgen_role *role)
{
    const rgen_track_intent *track = rgen_intent_track(intent, role->name);
    return !track || track->wanted;
}

static rgen_grid grid_of(const rgen_intent *intent)
{
    rgen_grid grid = {.bpm = intent->bpm, .meter_num = intent->meter_num,
                      .meter_den = intent->meter_den, .bars = intent->bars,
                      .tonic = intent->tonic, .mode = (rgen_mode)intent->mode};
    return grid;
}

/* Make one take per wanted role, in the registry's order. */
static rgen_status make_takes(rgen_engine *engine, const rgen_intent *intent, const char *prompt,
                              uint64_t seed, rgen_context *context, rgen_meter *meter,
                              const char **names, rgen_take *takes, int *n_takes, rgen_error *err)
{
    const rgen_roles *roles = engine->roles;
    int chordal = find_kind(roles, RGEN_KIND_CHORDAL), pitched = 0, drums = -1;
    rgen_recipe recipe;
    rgen_status status = RGEN_OK;
    for (int r = 0; r < roles->count; r++)
        pitched |= roles->rows[r].kind != RGEN_KIND_DRUMS && is_wanted(intent, &roles->rows[r]);
    if (chordal >= 0 && pitched) {
        rgen_recipe_init(&recipe, engine, intent, chordal, seed, prompt, NULL);
        if ((status = rgen_meter_step(meter, "chords", err)) == RGEN_OK)
            status = rgen_write_skeleton(engine, &recipe, context, err);
    }
    for (int r = 0; r < roles->count && status == RGEN_OK; r++) {
        const char *name = roles->rows[r].name;
        rgen_part part = {0};
        if (!is_wanted(intent, &roles->rows[r]))
            continue;
        rgen_recipe_init(&recipe, engine, intent, r, rgen_philox_derive(seed, name, 0), prompt,
                         NULL);
        if ((status = rgen_meter_step(meter, name, err)) == RGEN_OK)
            status = rgen_write_part(engine, &recipe, context, &part, err);
        if (status == RGEN_OK)
            status = rgen_make_take(engine, &recipe, &context->grid, &part,
                                    drums >= 0 ? &takes[drums].part : NULL, &takes[*n_takes], err);
        rgen_part_clear(&part);
        if (status != RGEN_OK)
            break;
        if (roles->rows[r].kind == RGEN_KIND_DRUMS)
            drums = *n_takes;
        takes[*n_takes].seed = seed;
        names[(*n_takes)++] = name;
    }
    if (status == RGEN_OK && *n_takes == 0)
        status = rgen_fail(err, RGEN_ERR_ARG, "the prompt excludes every track; ask for at least one");
    return status;
}

rgen_status rgen_generate(rgen_engine *engine, const char *prompt, const rgen_request *request,
                          rgen_project **project, rgen_error *err)
{
    rgen_request given = request ? *request : rgen_request_default();
    const char *names[RGEN_MAX_ROLES];
    rgen_take takes[RGEN_MAX_ROLES];
    rgen_meter meter = {given.progress, given.progress_data, "", 0, engine->roles->count + 2};
    rgen_context context;
    rgen_intent intent;
    int n_takes = 0;
    *project = NULL;
    rgen_status status = rgen_request_intent(&given, prompt, &intent, err);
    if (status != RGEN_OK)
        return status;
    rgen_grid grid = grid_of(&intent);
    pthread_mutex_lock(&engine->busy);
    status = rgen_context_new(&context, engine->roles, &grid, err);
    if (status == RGEN_OK)
        status = make_takes(engine, &intent, prompt, given.seed, &context, &meter, names, takes,
                            &n_takes, err);
    if (status == RGEN_OK && (status = rgen_meter_step(&meter, "mix", err)) == RGEN_OK)
        status = rgen_project_new(project, &grid, prompt, given.seed, err);
    if (status == RGEN_OK)
        status = rgen_project_add_takes(*project, n_takes, names, takes, err);
    for (int i = 0; i < n_takes; i++) /* of what the project did not take over */
        rgen_take_clear(&takes[i]);
    if (status != RGEN_OK) {
        rgen_project_free(*project);
        *project = NULL;
    }
    rgen_context_clear(&context);
    pthread_mutex_unlock(&engine->busy);
    return status;
}
