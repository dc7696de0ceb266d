/* From context and labels to the frames of one track, window by window.
 *
 * The models were trained on windows of up to 16 bars. A longer piece is
 * written in windows that overlap by half: what stands in the first half is
 * heard and kept, so that form carries over. */
#include "models/track_model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/philox.h"
#include "models/taste.h"

enum { WINDOW_FRAMES = 256, MAX_ROWS = 64 };

static rgen_status check(const rgen_role *role, const rgen_model *model, const char *path,
                         rgen_error *err)
{
    const rgen_model_shape *s = rgen_model_get_shape(model);
    int fits = s->n_books == role->n_books && s->encoder_layers > 0;
    for (int k = 0; fits && k < s->n_books; k++)
        fits = s->books[k] == role->books[k] && s->delays[k] == role->delays[k];
    return fits ? RGEN_OK
                : rgen_fail(err, RGEN_ERR_FORMAT,
                            "%s does not hold a track model for %s of this version", path,
                            role->name);
}

/* Models that come without heard.gguf repeat what they repeat. */
static rgen_status open_heard(rgen_model_set *set, const char *folder, rgen_error *err)
{
    char path[512];
    if (folder)
        snprintf(path, sizeof path, "%s/heard.gguf", folder);
    else if (rgen_file_find("models/heard.gguf", path, sizeof path, NULL) != RGEN_OK)
        return RGEN_OK;
    return access(path, F_OK) == 0 ? rgen_heard_open(&set->heard, set->roles, path, err) : RGEN_OK;
}

rgen_status rgen_model_set_open(rgen_model_set *set, const rgen_roles *roles, const char *folder,
                                rgen_error *err)
{
    rgen_status status = RGEN_OK;
    memset(set, 0, sizeof *set);
    set->roles = roles;
    for (int r = 0; r < roles->count && status == RGEN_OK; r++) {
        char name[64];
        snprintf(name, sizeof name, "models/%s.gguf", roles->rows[r].name);
        if (folder)
            snprintf(set->path[r], sizeof set->path[r], "%s/%s.gguf", folder, roles->rows[r].name);
        else
            status = rgen_file_find(name, set->path[r], sizeof set->path[r], err);
        if (status == RGEN_OK)
            status = rgen_model_open(&set->model[r], set->path[r], err);
        if (status == RGEN_OK)
            status = check(&roles->rows[r], set->model[r], set->path[r], err);
    }
    if (status == RGEN_OK)
        status = open_heard(set, folder, err);
    if (status != RGEN_OK)
        rgen_model_set_close(set);
    return status;
}

void rgen_model_set_close(rgen_model_set *set)
{
    for (int r = 0; r < RGEN_MAX_ROLES; r++) {
        rgen_model_free(set->model[r]);
        set->model[r] = NULL;
    }
    rgen_heard_close(&set->heard);
}

/* ---- labels to rows of the condition table (training/conditions.py) ---- */

typedef struct rows {
    int row[MAX_ROWS];
    float weight[MAX_ROWS];
    int n;
} rows;

static void light(rows *out, const rgen_model *model, const char *name, float weight)
{
    int row = rgen_model_condition(model, name);
    if (row < 0 || weight <= 0.01f || out->n == MAX_ROWS)
        return;
    out->row[out->n] = row;
    out->weight[out->n++] = weight;
}

/* A style that a model was not taught sounds like its nearest kin: hip-hop stands in
 * the drummers' takes alone. */
static const char *const kin[][2] = {{"hiphop", "boombap"}};

/* The style itself if the model knows it, else its kin, else NULL. */
static const char *known_style(const rgen_model *model, const char *style)
{
    char name[64];
    snprintf(name, sizeof name, "style.%s", style);
    if (rgen_model_condition(model, name) >= 0)
        return style;
    for (size_t i = 0; i < sizeof kin / sizeof *kin; i++) {
        snprintf(name, sizeof name, "style.%s", kin[i][1]);
        if (strcmp(kin[i][0], style) == 0 && rgen_model_condition(model, name) >= 0)
            return kin[i][1];
    }
    return NULL;
}

int rgen_usual_attributes(const rgen_model_set *set, int role, const char *style, float u,
                          float out[RGEN_SCORE_ATTRIBUTES])
{
    const rgen_model *model = set->model[role];
    const char *known = known_style(model, style), *text = NULL;
    char key[64];
    int n = 0;
    if (known) {
        snprintf(key, sizeof key, "resonant.style.%s", known);
        text = rgen_model_meta(model, key);
    }
    for (const char *p = text; p && *p; p++)
        n += (p == text || p[-1] == ' ') && *p != ' ';
    n /= RGEN_SCORE_ATTRIBUTES;
    if (n == 0)
        return 0;
    char *at = (char *)(size_t)text;
    for (int skip = (int)(u * (float)n) * RGEN_SCORE_ATTRIBUTES; skip > 0; skip--)
        strtof(at, &at);
    for (int a = 0; a < RGEN_SCORE_ATTRIBUTES; a++)
        out[a] = strtof(at, &at);
    return 1;
}

/* Light the two of `count` levels around a fractional position. */
static void light_between(rows *out, const rgen_model *model, const char *form, double position,
                          int count, int first, int step)
{
    char name[64];
    position = position < 0 ? 0 : position > count - 1 ? count - 1 : position;
    int low = (int)position < count - 2 ? (int)position : count - 2;
    for (int i = 0; i < 2; i++) {
        snprintf(name, sizeof name, form, first + (low + i) * step);
        light(out, model, name, (float)(i ? position - low : 1 - (position - low)));
    }
}

static void light_all(rows *out, const rgen_model *model, const rgen_grid *grid,
                      const rgen_labels *labels)
{
    char name[64];
    out->n = 0;
    for (int i = 0; i < labels->n_styles; i++) {
        const char *style = known_style(model, labels->styles[i].name);
        snprintf(name, sizeof name, "style.%s", style ? style : "");
        light(out, model, name, labels->styles[i].weight);
    }
    for (int i = 0; i < labels->n_moods; i++) {
        snprintf(name, sizeof name, "mood.%s", labels->moods[i].name);
        light(out, model, name, labels->moods[i].weight);
    }
    snprintf(name, sizeof name, "mode.%s", rgen_mode_name(grid->mode));
    light(out, model, name, 1);
    snprintf(name, sizeof name, "meter.%d/%d", grid->meter_num, grid->meter_den);
    light(out, model, name, 1);
    light_between(out, model, "bpm.%d", (grid->bpm - 60) / 10, 14, 60, 10);
    for (int a = 0; a < RGEN_SCORE_ATTRIBUTES; a++)
        if (labels->has[a]) {
            snprintf(name, sizeof name, "attr.%s.%%d", rgen_attribute_name(a));
            light_between(out, model, name, labels->attributes[a] * 7.0, 8, 0, 1);
        }
}

/* What the row that guidance leads away from knows beside the context: all but what is
 * leant towards; nothing when that is everything. */
static void light_unguided(rows *out, const rgen_model *model, const rgen_grid *grid,
                           const rgen_labels *labels)
{
    rgen_labels rest = *labels;
    int some = 0;
    for (int a = 0; a < RGEN_SCORE_ATTRIBUTES; a++) {
        some |= rest.lean[a];
        rest.has[a] &= !rest.lean[a];
    }
    out->n = 0;
    if (some)
        light_all(out, model, grid, &rest);
}

/* ---- one window ---- */

typedef struct window {
    const rgen_model_set *set;
    const rgen_write *task;
    const rgen_frames *out;   /* whole piece */
    int first, n, keep;       /* frames; the first `keep` stand */
} window;

/* The codes that stand in this window: visible own codes of the context, and
 * what the windows before have written. */
static void force(const window *w, int32_t *forced)
{
    const rgen_role *role = &w->set->roles->rows[w->task->role];
    const uint16_t *own = w->task->context->part[w->task->role].codes;
    size_t total = (size_t)w->task->context->n_frames;
    for (int k = 0; k < role->n_books; k++)
        for (int t = 0; t < w->n; t++) {
            size_t at = (size_t)k * total + (size_t)(w->first + t);
            int32_t code = t < w->keep ? w->out->codes[at]
                           : own[at] < role->books[k] ? own[at] : -1;
            if (code < 0 && w->task->skeleton && k > 0)
                code = 0;
            forced[(size_t)k * (size_t)w->n + (size_t)t] = code;
        }
}

static rgen_status encode_rows(rgen_session *session, const window *w, const rgen_context *context,
                               int n_rows, rgen_error *err)
{
    const rgen_model *model = w->set->model[w->task->role];
    rgen_view view;
    rows lit;
    rgen_status status =
        rgen_context_view(context, rgen_model_get_shape(model), w->first, w->n, &view, err);
    if (status != RGEN_OK)
        return status;
    light_all(&lit, model, &context->grid, w->task->labels);
    for (int row = 0; row < n_rows && status == RGEN_OK; row++) {
        if (row == 1)
            light_unguided(&lit, model, &context->grid, w->task->labels);
        if (w->task->skeleton)
            light(&lit, model, "task.skeleton", 1);
        view.input.conditions = lit.row;
        view.input.weights = lit.weight;
        view.input.n_conditions = lit.n;
        status = rgen_session_encode(session, row, &view.input, w->n, err);
    }
    rgen_view_clear(&view);
    return status;
}

static rgen_status write_window(const window *w, const rgen_context *context,
                                rgen_threads *threads, rgen_error *err)
{
    const rgen_model *model = w->set->model[w->task->role];
    const rgen_role *role = &w->set->roles->rows[w->task->role];
    rgen_sampling sampling[RGEN_MAX_BOOKS];
    rgen_session *session = NULL;
    size_t cells = (size_t)role->n_books * (size_t)w->n, total = (size_t)context->n_frames;
    int32_t *forced = malloc(cells * sizeof *forced);
    uint16_t *codes = calloc(cells, sizeof *codes);
    rgen_status status = RGEN_OK;
    if (!forced || !codes) {
        status = rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for %s", role->name);
        goto done;
    }
    rgen_taste_sampling(role, w->task->guidance, w->task->heat, sampling);
    int n_rows = fabsf(sampling[0].guidance - 1) > 1e-6f ? 2 : 1;
    status = rgen_session_new(&session, model, n_rows, w->n, w->n + MAX_ROWS, 0, threads, err);
    if (status == RGEN_OK)
        status = encode_rows(session, w, context, n_rows, err);
    if (status != RGEN_OK)
        goto done;
    force(w, forced);
    rgen_taste taste = {role, &context->grid, rgen_mode_scale(context->grid.mode),
                        role->kind == RGEN_KIND_CHORDAL ? NULL : rgen_context_chords(context),
                        w->first, codes, w->n, sampling[0].temperature, w->task->urge,
                        w->task->away ? w->task->away->codes : NULL,
                        w->task->away ? w->task->away->n_frames : 0};
    rgen_generation generation = {
        .n_frames = w->n, .sampling = sampling, .forced = forced,
        .key = rgen_philox_derive(w->task->key, role->name, (uint64_t)w->first),
        .adjust = rgen_taste_adjust, .adjust_data = &taste,
        .progress = w->task->progress, .progress_data = w->task->progress_data};
    status = rgen_session_generate(session, &generation, codes, err);
    for (int k = 0; k < role->n_books && status == RGEN_OK; k++)
        memcpy(w->out->codes + (size_t)k * total + (size_t)w->first,
               codes + (size_t)k * (size_t)w->n, (size_t)w->n * sizeof *codes);
done:
    rgen_session_free(session);
    free(forced);
    free(codes);
    return status;
}

rgen_status rgen_track_write(const rgen_model_set *set, const rgen_write *task,
                             rgen_threads *threads, rgen_frames *out, rgen_error *err)
{
    const rgen_role *role = &set->roles->rows[task->role];
    const rgen_context *given = task->context;
    int per_bar = rgen_grid_frames_per_bar(&given->grid), total = given->n_frames;
    int bars = WINDOW_FRAMES / per_bar < given->grid.bars ? WINDOW_FRAMES / per_bar
                                                          : given->grid.bars;
    int size = bars * per_bar, step = (bars + 1) / 2 * per_bar;
    rgen_status status = rgen_frames_new(out, role->n_books, total, err);
    if (status != RGEN_OK || size == total) {
        window w = {set, task, out, 0, total, 0};
        if (status == RGEN_OK)
            status = write_window(&w, given, threads, err);
    } else {
        /* What a window wrote is shown to the next one in a copy of the context. */
        rgen_context heard;
        status = rgen_context_new(&heard, given->roles, &given->grid, err);
        for (int r = 0; r < given->roles->count && status == RGEN_OK; r++)
            rgen_context_show(&heard, r, &given->part[r], 0, given->part[r].n_books);
        for (int first = 0, done = 0; status == RGEN_OK && done < total; first += step) {
            if (first + size > total)
                first = total - size;
            window w = {set, task, out, first, size, done - first};
            status = write_window(&w, &heard, threads, err);
            done = first + size;
            for (int k = 0; k < (task->skeleton ? 1 : role->n_books) && status == RGEN_OK; k++)
                memcpy(heard.part[task->role].codes + (size_t)k * (size_t)total,
                       out->codes + (size_t)k * (size_t)total, (size_t)done * sizeof *out->codes);
        }
        rgen_context_clear(&heard);
    }
    if (status != RGEN_OK)
        rgen_frames_clear(out);
    return status;
}
