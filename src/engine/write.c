/* Notes: ask a track model for a part, and show it to the tracks that follow. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/philox.h"
#include "engine/internal.h"

static rgen_status write(rgen_engine *engine, const rgen_recipe *recipe,
                         const rgen_context *context, int skeleton, float urge, rgen_frames *frames,
                         rgen_error *err)
{
    rgen_write task = {
        .role = recipe->role, .context = context, .labels = &recipe->labels,
        .skeleton = skeleton, .urge = urge, .guidance = recipe->guidance, .away = recipe->away,
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

/* What the words ask of how chords are played is no wish for other chords: it is a label
 * here and is not leant towards. A piece of several bars on one chord is asked for once
 * more: it stays possible, but rare. */
rgen_status rgen_write_skeleton(rgen_engine *engine, const rgen_recipe *recipe,
                                rgen_context *context, rgen_error *err)
{
    rgen_recipe chords = *recipe;
    rgen_frames frames;
    chords.guidance = 0;
    memset(chords.labels.lean, 0, sizeof chords.labels.lean);
    rgen_status status = write(engine, &chords, context, 1, 0, &frames, err);
    if (status == RGEN_OK && context->grid.bars >= 4 && is_still(&frames)) {
        rgen_frames_clear(&frames);
        chords.seed = rgen_philox_derive(recipe->seed, "again", 0);
        status = write(engine, &chords, context, 1, 0, &frames, err);
    }
    if (status != RGEN_OK)
        return status;
    rgen_context_show(context, recipe->role, &frames, 0, 1);
    rgen_frames_clear(&frames);
    return RGEN_OK;
}

/* The own codes of a context that tell which frames are to be written, [T]: those of the
 * last book, because chord symbols may stand before the notes do. */
static const uint16_t *standing(const rgen_role *role, const rgen_frames *own)
{
    return own->codes + (size_t)(role->n_books - 1) * (size_t)own->n_frames;
}

/* Did a model fall into a rest or a hold and stay there? Judged by the frames
 * that it was free to write: under a note in two bars, or, when all were free,
 * far below the density that was asked for. */
static int is_stuck(const rgen_role *role, const rgen_recipe *recipe, const rgen_context *context,
                    const rgen_part *part, const float *measured)
{
    enum { FAR = 30 /* hundredths */ };
    const uint16_t *own = standing(role, &context->part[recipe->role]);
    uint16_t masked = role->books[role->n_books - 1];
    float asked = recipe->labels.attributes[RGEN_DENSITY];
    int free = 0, notes = 0, per_bar = rgen_grid_frames_per_bar(&context->grid);
    if (recipe->labels.has[RGEN_DENSITY] && asked < 0.05f)
        return 0; /* silence was asked for */
    for (int t = 0; t < context->n_frames; t++)
        free += own[t] >= masked;
    for (int i = 0; i < part->n_notes; i++) {
        int t = (part->notes[i].start + RGEN_TICKS_PER_FRAME / 2) / RGEN_TICKS_PER_FRAME;
        notes += t < context->n_frames && own[t] >= masked;
    }
    if (2 * notes * per_bar < free)
        return 1;
    return free == context->n_frames && recipe->labels.has[RGEN_DENSITY] &&
           measured[RGEN_DENSITY] < asked - FAR / 100.0f;
}

/* How many runs of a song that the models learned from a line holds, of which some note
 * is new here; what stands was not written by this call. */
static rgen_status count_heard(const rgen_engine *engine, int role, const rgen_context *context,
                            const rgen_part *part, int *found, rgen_error *err)
{
    const rgen_role *row = &engine->roles->rows[role];
    const uint16_t *own = standing(row, &context->part[role]);
    rgen_contour line = {0};
    *found = 0;
    if (row->kind == RGEN_KIND_DRUMS || engine->models.heard.n[role] == 0)
        return RGEN_OK;
    uint8_t *fresh = malloc((size_t)context->n_frames);
    rgen_status status = fresh ? rgen_contour_new(&line, part->notes, part->n_notes, err)
                               : rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for %s", row->name);
    if (status == RGEN_OK) {
        for (int t = 0; t < context->n_frames; t++)
            fresh[t] = own[t] >= row->books[row->n_books - 1];
        *found = rgen_heard_count(&engine->models.heard, role, &line, fresh, context->n_frames);
    }
    rgen_contour_clear(&line);
    free(fresh);
    return status;
}

/* How far a part lies outside its goals, summed. */
static float miss(const rgen_recipe *recipe, const float *measured)
{
    float sum = 0;
    for (int a = 0; a < RGEN_SCORE_ATTRIBUTES; a++) {
        float off = fabsf(measured[a] - recipe->goals[a].to);
        if (recipe->goals[a].has && off > recipe->goals[a].near)
            sum += off;
    }
    return sum;
}

/* Ask for more of what came out too low, and the other way round. */
static void ask_harder(const rgen_recipe *recipe, const float *measured, rgen_labels *labels)
{
    static const float step = 0.7f; /* of what is missing */
    for (int a = 0; a < RGEN_SCORE_ATTRIBUTES; a++) {
        float x = labels->attributes[a] + step * (recipe->goals[a].to - measured[a]);
        if (recipe->goals[a].has)
            labels->attributes[a] = x < 0 ? 0 : x > 1 ? 1 : x;
    }
}

/* What repeats a song is mostly plain, such as the roots of its chords in eighths, and
 * would come again: ask for another rhythm, unless the words ask for one. */
static void ask_for_other(const rgen_recipe *recipe, rgen_labels *labels)
{
    static const float step = 0.25f;
    float *syncopation = &labels->attributes[RGEN_SYNCOPATION];
    if (!recipe->goals[RGEN_SYNCOPATION].has && labels->has[RGEN_SYNCOPATION])
        *syncopation = fminf(*syncopation + step, 1);
}

/* Draws until one is neither stuck nor beside its goals nor repeats a song, at most DRAWS;
 * the best is kept. One that got stuck is followed by one with a greater urge to play. */
rgen_status rgen_write_part(rgen_engine *engine, const rgen_recipe *recipe, rgen_context *context,
                            rgen_part *part, rgen_error *err)
{
    enum { DRAWS = 4, STUCK = 100, HEARD = 50 };
    static const float step = 1.5f; /* nats taken from rests */
    const rgen_role *role = &engine->roles->rows[recipe->role];
    rgen_recipe again = *recipe;
    rgen_frames best = {0};
    float least = INFINITY, urge = 0;
    rgen_status status = RGEN_OK;
    for (int i = 0; i < DRAWS && least > 0 && status == RGEN_OK; i++) {
        float measured[RGEN_SCORE_ATTRIBUTES], off = 0;
        int heard = 0;
        rgen_frames frames = {0};
        rgen_part drawn = {0};
        if (i > 0)
            again.seed = rgen_philox_derive(recipe->seed, "again", (uint64_t)i);
        status = write(engine, &again, context, 0, urge, &frames, err);
        if (status == RGEN_OK)
            status = rgen_decode(role, &context->grid, &frames, &drawn, err);
        if (status == RGEN_OK)
            status = count_heard(engine, recipe->role, context, &drawn, &heard, err);
        if (status == RGEN_OK) {
            rgen_measure(role, &context->grid, &drawn, 0, context->grid.bars, measured);
            off = miss(recipe, measured);
            ask_harder(recipe, measured, &again.labels);
            if (heard) {
                off += HEARD + (float)heard / 100;
                ask_for_other(recipe, &again.labels);
            }
            if (is_stuck(role, recipe, context, &drawn, measured)) {
                off += STUCK - (float)i;
                urge += step;
            }
        }
        if (status == RGEN_OK && off < least) {
            least = off;
            rgen_part_clear(part);
            rgen_frames_clear(&best);
            *part = drawn;
            best = frames;
        } else {
            rgen_part_clear(&drawn);
            rgen_frames_clear(&frames);
        }
    }
    if (status == RGEN_OK)
        rgen_context_show(context, recipe->role, &best, 0, role->n_books);
    rgen_frames_clear(&best);
    return status;
}
