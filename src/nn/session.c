/* Sessions: sizing and carving the arena, and what is fed before decoding:
 * encoder input, memory and prefix. The passes themselves are in forward.c. */
#include "nn/session.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_ROWS = 64, MAX_POSITIONS = 1 << 20, SMALL = 60000 };

/* Pieces of the arena: the first pass, without a base, only adds up. */
typedef struct carver {
    rgen_arena *arena; /* NULL: measure */
    size_t total;
} carver;

static size_t times(size_t a, size_t b)
{
    return b && a > SIZE_MAX / b ? SIZE_MAX : a * b;
}

static void *carve(carver *c, size_t count, size_t size)
{
    size_t need = rgen_arena_need(count, size);
    if (c->arena)
        return rgen_arena_alloc(c->arena, count, size);
    c->total = need > SIZE_MAX - c->total ? SIZE_MAX : c->total + need;
    return NULL;
}

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static void carve_activations(rgen_session *s, carver *c)
{
    const rgen_model *m = s->model;
    rgen_activations *a = &s->a;
    size_t d = (size_t)m->shape.width, frames = m->encoder.n_layers ? (size_t)s->frames : 0;
    size_t n = larger((size_t)s->rows * RGEN_CHUNK, frames);
    size_t ffn = larger((size_t)m->decoder.ffn, (size_t)m->encoder.ffn);
    a->x = carve(c, n, d * sizeof(float));
    a->h = carve(c, n, d * sizeof(float));
    a->qkv = carve(c, n, 3 * d * sizeof(float));
    a->mix = carve(c, n, d * sizeof(float));
    a->up = carve(c, n, ffn * sizeof(float));
    a->n_scores = larger(larger((size_t)s->positions, (size_t)s->memory), RGEN_QUERIES * frames);
    a->scores = carve(c, (size_t)m->heads, a->n_scores * sizeof(float));
    if (m->quantised) {
        a->ldq = (larger(ffn, d) + 63) / 64 * 64;
        a->lds = a->ldq / RGEN_Q8_BLOCK;
        n = larger(n, (size_t)s->memory);
        a->codes = carve(c, n, a->ldq);
        a->scales = carve(c, n, a->lds * sizeof(float));
    }
}

static void carve_session(rgen_session *s, carver *c)
{
    const rgen_model *m = s->model;
    size_t d = (size_t)m->shape.width, r = (size_t)s->rows, k = (size_t)m->shape.n_books;
    size_t cache = times((size_t)m->decoder.n_layers * r, (size_t)s->positions), most = 1;
    size_t cross = m->cross_attention
                       ? times((size_t)m->decoder.n_layers * r, (size_t)s->memory) : 0;
    s->n_memory = carve(c, r, sizeof(int));
    s->encoded_at = carve(c, r, sizeof(int));
    s->n_encoded = carve(c, r, sizeof(int));
    s->sinusoid = carve(c, (size_t)s->positions, d * sizeof(float));
    s->memory_vectors = carve(c, times(r, (size_t)s->memory), d * sizeof(float));
    s->prefix_vectors = carve(c, times(r, (size_t)s->prefix), d * sizeof(float));
    s->condition_sum = carve(c, d, sizeof(float));
    s->self_k = carve(c, cache, d * sizeof(float));
    s->self_v = carve(c, cache, d * sizeof(float));
    s->cross_k = carve(c, cross, d * sizeof(float));
    s->cross_v = carve(c, cross, d * sizeof(float));
    carve_activations(s, c);
    s->logits = carve(c, r * RGEN_CHUNK, (size_t)m->n_codes * sizeof(float));
    s->columns = carve(c, r * RGEN_CHUNK, k * sizeof(uint16_t));
    for (size_t i = 0; i < k; i++)
        most = larger(most, m->shape.books[i]);
    s->guided = carve(c, most, sizeof(float));
    s->probabilities = carve(c, most, sizeof(float));
    s->order = carve(c, most, sizeof(uint64_t));
}

rgen_status rgen_session_new(rgen_session **session, const rgen_model *model, int rows, int frames,
                             int memory, int prefix, rgen_threads *threads, rgen_error *err)
{
    *session = NULL;
    if (rows < 1 || rows > MAX_ROWS || frames < 1 || frames > MAX_POSITIONS || memory < 0 ||
        memory > MAX_POSITIONS || prefix < 0 || prefix > MAX_POSITIONS)
        return rgen_fail(err, RGEN_ERR_ARG,
                         "a session of %d rows, %d frames, %d memory and %d prefix vectors cannot be",
                         rows, frames, memory, prefix);
    rgen_session *s = calloc(1, sizeof *s);
    if (!s)
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for a session");
    s->model = model;
    s->kernels = rgen_kernels_get();
    s->threads = threads;
    s->small = SMALL;
    s->rows = rows;
    s->frames = frames;
    s->memory = memory;
    s->prefix = prefix;
    s->positions = prefix + frames + model->shape.max_delay;
    carver measure = {0}, cut = {&s->arena, 0};
    carve_session(s, &measure);
    if (rgen_arena_init(&s->arena, measure.total) != 0) {
        free(s);
        return rgen_fail(err, RGEN_ERR_MEMORY,
                         "out of memory: a session of %d frames needs %zu bytes", frames,
                         measure.total);
    }
    carve_session(s, &cut);
    rgen_sinusoid(s->sinusoid, s->positions, model->shape.width);
    *session = s;
    return RGEN_OK;
}

void rgen_session_free(rgen_session *s)
{
    if (!s)
        return;
    rgen_arena_free(&s->arena);
    free(s);
}

void rgen_session_rewind(rgen_session *s)
{
    s->position = 0;
    s->steps = 0;
}

/* ---- the encoder's input ---- */

typedef struct embedding {
    rgen_session *s;
    const rgen_encoder_input *in;
    int n_frames;
} embedding;

static rgen_status check_input(const rgen_session *s, int row, const rgen_encoder_input *in, int n,
                               rgen_error *err)
{
    const rgen_model_shape *shape = &s->model->shape;
    if (s->model->encoder.n_layers == 0)
        return rgen_fail(err, RGEN_ERR_ARG, "this model has no context encoder");
    if (row < 0 || row >= s->rows || n < 1 || n > s->frames || in->n_conditions < 0 ||
        in->n_conditions > s->memory - n)
        return rgen_fail(err, RGEN_ERR_ARG,
                         "row %d with %d frames and %d conditions does not fit the session's %d "
                         "rows, %d frames and %d memory vectors", row, n, in->n_conditions, s->rows,
                         s->frames, s->memory);
    for (int i = 0; i < in->n_conditions; i++)
        if (in->conditions[i] < 0 || in->conditions[i] >= shape->n_conditions)
            return rgen_fail(err, RGEN_ERR_ARG, "condition %d is outside the model's table of %d",
                             in->conditions[i], shape->n_conditions);
    for (int t = 0; t < n; t++)
        if (in->beat[t] > 31 || in->bar[t] > 31 || in->to_end[t] > 31)
            return rgen_fail(err, RGEN_ERR_ARG, "frame %d has a beat, bar or bars to the end over 31",
                             t);
    for (int i = 0; i < shape->n_inputs; i++)
        for (int k = 0; k < shape->input_n_books[i]; k++)
            for (int t = 0; t < n; t++)
                if (in->codes[i][(size_t)k * (size_t)n + (size_t)t] > shape->input_books[i][k])
                    return rgen_fail(err, RGEN_ERR_ARG,
                                     "context code %d of %s, book %d, frame %d is over %d",
                                     in->codes[i][(size_t)k * (size_t)n + (size_t)t],
                                     shape->inputs[i], k, t, shape->input_books[i][k]);
    return RGEN_OK;
}

static void add_row(const rgen_kernels *k, const rgen_matrix *w, int row, float *scratch, float *x)
{
    rgen_expand_row(k, w, row, scratch);
    for (int i = 0; i < w->in; i++)
        x[i] += scratch[i];
}

/* Embed eight frames. */
static void embed(void *data, int task)
{
    const embedding *e = data;
    rgen_session *s = e->s;
    const rgen_model *m = s->model;
    size_t d = (size_t)m->shape.width, n = (size_t)e->n_frames;
    for (size_t t = (size_t)task * 8; t < n && t < (size_t)task * 8 + 8; t++) {
        float *x = s->a.x + t * d, *scratch = s->a.h + t * d;
        const float *position = s->sinusoid + t * d;
        memset(x, 0, d * sizeof *x);
        for (int i = 0; i < m->shape.n_inputs; i++)
            for (int k = 0; k < m->shape.input_n_books[i]; k++)
                add_row(s->kernels, &m->input_embeddings[i][k],
                        e->in->codes[i][(size_t)k * n + t], scratch, x);
        add_row(s->kernels, &m->beat, e->in->beat[t], scratch, x);
        add_row(s->kernels, &m->bar, e->in->bar[t], scratch, x);
        add_row(s->kernels, &m->to_end, e->in->to_end[t], scratch, x);
        for (size_t i = 0; i < d; i++)
            x[i] = (x[i] + s->condition_sum[i]) + position[i];
    }
}

rgen_status rgen_session_encode(rgen_session *s, int row, const rgen_encoder_input *in,
                                int n_frames, rgen_error *err)
{
    rgen_status status = check_input(s, row, in, n_frames, err);
    if (status != RGEN_OK)
        return status;
    size_t d = (size_t)s->model->shape.width;
    float *memory = s->memory_vectors + (size_t)row * (size_t)s->memory * d;
    int n = 0; /* conditions that are attended to */
    memset(s->condition_sum, 0, d * sizeof(float));
    for (int j = 0; j < in->n_conditions; j++) {
        float *v = memory + (size_t)n * d;
        rgen_expand_row(s->kernels, &s->model->conditions, in->conditions[j], v);
        for (size_t i = 0; i < d; i++) {
            v[i] *= in->weights[j];
            s->condition_sum[i] += v[i];
        }
        n += in->weights[j] > 0;
    }
    embedding e = {s, in, n_frames};
    rgen_threads_run(s->threads, embed, &e, (n_frames + 7) / 8);
    rgen_encoder_pass(s, n_frames, memory + (size_t)n * d);
    s->encoded_at[row] = n;
    s->n_encoded[row] = n_frames;
    s->n_memory[row] = n + n_frames;
    rgen_cross_keys(s, row);
    rgen_session_rewind(s);
    return RGEN_OK;
}

rgen_status rgen_session_set_memory(rgen_session *s, int row, const float *memory, int n,
                                    rgen_error *err)
{
    size_t d = (size_t)s->model->shape.width;
    if (!s->model->cross_attention)
        return rgen_fail(err, RGEN_ERR_ARG, "this model has no cross-attention");
    if (row < 0 || row >= s->rows || n < 0 || n > s->memory)
        return rgen_fail(err, RGEN_ERR_ARG,
                         "%d memory vectors for row %d do not fit the session's %d of %d rows", n,
                         row, s->memory, s->rows);
    if (n > 0)
        memcpy(s->memory_vectors + (size_t)row * (size_t)s->memory * d, memory,
               (size_t)n * d * sizeof(float));
    s->n_memory[row] = n;
    s->n_encoded[row] = 0;
    rgen_cross_keys(s, row);
    rgen_session_rewind(s);
    return RGEN_OK;
}

rgen_status rgen_session_set_prefix(rgen_session *s, int row, const float *prefix, int n,
                                    rgen_error *err)
{
    size_t d = (size_t)s->model->shape.width;
    if (row < 0 || row >= s->rows || n < 0 || n > s->prefix)
        return rgen_fail(err, RGEN_ERR_ARG,
                         "%d prefix vectors for row %d do not fit the session's %d of %d rows", n,
                         row, s->prefix, s->rows);
    if (row > 0 && n != s->n_prefix)
        return rgen_fail(err, RGEN_ERR_ARG,
                         "row %d has %d prefix vectors and row 0 has %d; set row 0 first, and as many",
                         row, n, s->n_prefix);
    if (n > 0)
        memcpy(s->prefix_vectors + (size_t)row * (size_t)s->prefix * d, prefix,
               (size_t)n * d * sizeof(float));
    s->n_prefix = n;
    rgen_session_rewind(s);
    return RGEN_OK;
}
