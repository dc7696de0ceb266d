/* Sound: play a part with its patch, run the chain, and wrap it up as a take. */
#include <stdlib.h>
#include <string.h>

#include "base/philox.h"
#include "engine/internal.h"
#include "mix/wav.h"

/* Working loudness of a stem: drums lead, the harmony lies behind. */
static double loudness_of(rgen_role_kind kind)
{
    switch (kind) {
    case RGEN_KIND_DRUMS: return -17.0;
    case RGEN_KIND_MONO: return -19.0;
    case RGEN_KIND_CHORDAL: return -22.0;
    case RGEN_KIND_LEAD: return -20.5;
    }
    return -20.0;
}

/* Samples of the kick's onsets, for the duck; *n_kicks 0 and NULL without drums. */
static int64_t *find_kicks(const rgen_part *drums, const rgen_grid *grid, int *n_kicks)
{
    *n_kicks = 0;
    if (!drums || drums->n_notes == 0)
        return NULL;
    int64_t *kicks = malloc((size_t)drums->n_notes * sizeof *kicks);
    for (int i = 0; kicks && i < drums->n_notes; i++)
        if (drums->notes[i].pitch == RGEN_KICK)
            kicks[(*n_kicks)++] = rgen_grid_sample(
                grid, drums->notes[i].start / (double)RGEN_TICKS_PER_FRAME, RGEN_SAMPLE_RATE);
    return kicks;
}

void rgen_take_clear(rgen_take *take)
{
    free(take->prompt);
    free(take->patch);
    free(take->wav);
    rgen_part_clear(&take->part);
    memset(take, 0, sizeof *take);
}

rgen_status rgen_make_take(rgen_engine *engine, const rgen_recipe *recipe, const rgen_grid *grid,
                           rgen_part *part, const rgen_part *drums, rgen_take *take,
                           rgen_error *err)
{
    const rgen_role *role = &engine->roles->rows[recipe->role];
    rgen_stereo audio = {{NULL, NULL}, 0};
    rgen_patch_info patch;
    rgen_chain chain;
    int64_t *kicks = NULL;
    int n_kicks = 0;
    memset(take, 0, sizeof *take);
    if (recipe->patch < 0)
        return rgen_fail(err, RGEN_ERR_NOT_FOUND, "data/patches.json has no patch for %s",
                         role->name);
    rgen_status status = rgen_patch_get(engine->renderer, recipe->patch, &patch);
    if (status == RGEN_OK)
        status = rgen_stereo_new(
            &audio, rgen_grid_sample(grid, rgen_grid_frames(grid), RGEN_SAMPLE_RATE), err);
    if (status == RGEN_OK)
        status = rgen_render_part(engine->renderer, recipe->patch, &recipe->tone, role, grid, part,
                                  recipe->seed, engine->threads, &audio, err);
    if (status != RGEN_OK)
        goto done;
    rgen_patch_chain(engine->renderer, recipe->patch, &recipe->tone, &chain);
    if (role->kind != RGEN_KIND_CHORDAL)
        chain.age *= 0.4f; /* one crackling record, not one for each track */
    if (role->kind != RGEN_KIND_DRUMS)
        kicks = find_kicks(drums, grid, &n_kicks);
    status = rgen_mix_track(&audio, &chain, grid->bpm, kicks, n_kicks,
                            rgen_philox_derive(recipe->seed, "age", 0), loudness_of(role->kind),
                            err);
    if (status != RGEN_OK)
        goto done;
    rgen_wav_tags tags = {
        .bpm = grid->bpm, .tonic = role->kind == RGEN_KIND_DRUMS ? -1 : grid->tonic,
        .meter_num = grid->meter_num, .meter_den = grid->meter_den,
        .beats = rgen_grid_frames(grid) / 4, .title = role->name, .comment = NULL};
    status = rgen_wav_encode(&audio, &tags, rgen_philox_derive(recipe->seed, "dither", 0),
                             &take->wav, &take->wav_size, NULL, err);
    take->prompt = strdup(recipe->prompt);
    take->patch = strdup(patch.id);
    if (status == RGEN_OK && (!take->prompt || !take->patch))
        status = rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for a take");
    if (status != RGEN_OK)
        goto done;
    take->seed = recipe->seed;
    take->program = patch.program;
    rgen_measure(role, grid, part, 0, grid->bars, take->attributes);
    memcpy(take->attributes + RGEN_SCORE_ATTRIBUTES, recipe->tone.v, sizeof recipe->tone.v);
    take->part = *part;
    memset(part, 0, sizeof *part);
done:
    free(kicks);
    rgen_stereo_clear(&audio);
    if (status != RGEN_OK)
        rgen_take_clear(take);
    return status;
}
