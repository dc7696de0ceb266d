/* Decoding: single steps, and the generation of codes under the delay pattern.
 *
 * Column s of the pattern holds book k's code of frame s - delay[k]; the input of
 * step s is column s - 1. Steps whose input is known because all codes before are
 * forced go through the decoder together, up to RGEN_CHUNK at a time; each dot
 * product is its own, so that this changes no bit of the result. */
#include <math.h>
#include <string.h>

#include "base/philox.h"
#include "nn/session.h"

rgen_status rgen_session_step(rgen_session *s, const uint16_t *codes, float *logits,
                              rgen_error *err)
{
    const rgen_model_shape *shape = &s->model->shape;
    int k_books = shape->n_books;
    if (!codes)
        rgen_session_rewind(s);
    if (s->steps >= s->positions - s->prefix)
        return rgen_fail(err, RGEN_ERR_ARG, "the session has room for %d steps",
                         s->positions - s->prefix);
    for (int r = 0; r < s->rows; r++)
        for (int k = 0; k < k_books; k++) {
            uint16_t code = codes ? codes[r * k_books + k] : shape->books[k];
            if (code > shape->books[k])
                return rgen_fail(err, RGEN_ERR_ARG, "code %d of book %d, row %d is over %d", code, k,
                                 r, shape->books[k]);
            s->columns[r * k_books + k] = code;
        }
    rgen_decoder_pass(s, s->rows, 1, s->columns);
    rgen_decoder_heads(s, s->rows, 1, 0);
    memcpy(logits, s->logits, (size_t)s->rows * (size_t)s->model->n_codes * sizeof *logits);
    return RGEN_OK;
}

/* One generation under way. */
typedef struct writer {
    rgen_session *s;
    const rgen_generation *g;
    uint16_t *codes; /* [K, T] */
    int rows;        /* 2 with guidance, else 1 */
} writer;

static const rgen_sampling plain = {1, 0, 1, 1};

static const rgen_sampling *sampling(const rgen_generation *g, int book)
{
    return g->sampling ? &g->sampling[book] : &plain;
}

/* Forced code of a book in column `column`: -1 when it is free, -2 when the
 * column has no code of it. */
static int32_t forced(const writer *w, int book, int column)
{
    int frame = column - w->s->model->shape.delays[book];
    if (frame < 0 || frame >= w->g->n_frames)
        return -2;
    return w->g->forced ? w->g->forced[(size_t)book * (size_t)w->g->n_frames + (size_t)frame] : -1;
}

static int has_free(const writer *w, int column)
{
    for (int k = 0; k < w->s->model->shape.n_books; k++)
        if (forced(w, k, column) == -1)
            return 1;
    return 0;
}

static rgen_status check(const rgen_session *s, const rgen_generation *g, rgen_error *err)
{
    const rgen_model_shape *shape = &s->model->shape;
    if (g->n_frames < 1 || g->n_frames > s->frames)
        return rgen_fail(err, RGEN_ERR_ARG, "%d frames to generate; the session has room for 1 to %d",
                         g->n_frames, s->frames);
    for (int k = 0; k < shape->n_books; k++) {
        const rgen_sampling *how = sampling(g, k);
        if (!(how->temperature >= 0 && how->temperature < 1e6f) || how->top_k < 0 ||
            !(how->top_p > 0 && how->top_p <= 1) || !(fabsf(how->guidance) < 1e6f))
            return rgen_fail(err, RGEN_ERR_ARG,
                             "sampling of book %d (temperature %g, top_k %d, top_p %g, guidance %g) "
                             "is out of range", k, (double)how->temperature, how->top_k,
                             (double)how->top_p, (double)how->guidance);
        for (int t = 0; g->forced && t < g->n_frames; t++) {
            int32_t code = g->forced[(size_t)k * (size_t)g->n_frames + (size_t)t];
            if (code < -1 || code >= shape->books[k])
                return rgen_fail(err, RGEN_ERR_ARG, "forced code %d of book %d, frame %d is outside "
                                 "0 to %d", code, k, t, shape->books[k] - 1);
        }
    }
    return RGEN_OK;
}

static rgen_status check_rows(const writer *w, rgen_error *err)
{
    if (w->rows > w->s->rows)
        return rgen_fail(err, RGEN_ERR_ARG, "guidance needs a session of 2 rows");
    for (int r = 0; w->s->model->encoder.n_layers && r < w->rows; r++)
        if (w->s->n_encoded[r] < w->g->n_frames)
            return rgen_fail(err, RGEN_ERR_ARG, "row %d has %d encoded frames of the %d to generate",
                             r, w->s->n_encoded[r], w->g->n_frames);
    return RGEN_OK;
}

/* Input codes of steps step..step + n - 1 for every row: columns from step - 1. */
static void fill_columns(const writer *w, int step, int n)
{
    const rgen_model_shape *shape = &w->s->model->shape;
    size_t k_books = (size_t)shape->n_books;
    for (int i = 0; i < n; i++)
        for (size_t k = 0; k < k_books; k++) {
            int frame = step - 1 + i - shape->delays[k];
            uint16_t code = shape->books[k];
            if (frame >= 0 && frame < w->g->n_frames)
                code = w->codes[k * (size_t)w->g->n_frames + (size_t)frame];
            for (int r = 0; r < w->rows; r++)
                w->s->columns[((size_t)(r * n + i)) * k_books + k] = code;
        }
}

/* The guided logits of a free code into s->guided, adjusted, and a code drawn. */
static int32_t draw(const writer *w, int book, int frame, const float *logits, const float *other)
{
    rgen_session *s = w->s;
    const rgen_generation *g = w->g;
    const rgen_sampling *how = sampling(g, book);
    int size = s->model->shape.books[book];
    for (int c = 0; c < size; c++)
        s->guided[c] = how->guidance == 1 ? logits[c]
                                          : other[c] + how->guidance * (logits[c] - other[c]);
    if (g->adjust)
        g->adjust(g->adjust_data, book, frame, s->guided, size);
    return rgen_sample(s->kernels, s->guided, size, how,
                       rgen_philox_uniform(g->key, (uint64_t)frame, (uint64_t)book),
                       s->probabilities, s->order);
}

/* Take or draw the codes of one column from the logits of token `i` of n. */
static void write_column(const writer *w, int column, int i, int n)
{
    rgen_session *s = w->s;
    const rgen_generation *g = w->g;
    size_t codes = (size_t)s->model->n_codes;
    const float *logits = s->logits + (size_t)i * codes;
    const float *other = w->rows == 2 ? logits + (size_t)n * codes : NULL;
    for (int k = 0; k < s->model->shape.n_books; k++) {
        int size = s->model->shape.books[k], frame = column - s->model->shape.delays[k];
        int32_t code = forced(w, k, column);
        if (code == -1)
            code = draw(w, k, frame, logits, other);
        if (code >= 0) {
            w->codes[(size_t)k * (size_t)g->n_frames + (size_t)frame] = (uint16_t)code;
            if (g->nats)
                g->nats[k] += rgen_nats(s->kernels, logits, size, code, s->probabilities);
        }
        logits += size;
        other = other ? other + size : NULL;
    }
}

rgen_status rgen_session_generate(rgen_session *s, const rgen_generation *g, uint16_t *codes,
                                  rgen_error *err)
{
    rgen_status status = check(s, g, err);
    if (status != RGEN_OK)
        return status;
    writer w = {s, g, codes, 1};
    int steps = g->n_frames + s->model->shape.max_delay, last = steps, n;
    for (int k = 0; k < s->model->shape.n_books; k++)
        if (sampling(g, k)->guidance != 1)
            w.rows = 2;
    if ((status = check_rows(&w, err)) != RGEN_OK)
        return status;
    rgen_session_rewind(s);
    /* Forced codes stand from the start: batches and skipped steps read them. */
    for (size_t i = 0; i < (size_t)s->model->shape.n_books * (size_t)g->n_frames; i++)
        codes[i] = g->forced && g->forced[i] >= 0 ? (uint16_t)g->forced[i] : 0;
    while (!g->nats && last > 0 && !has_free(&w, last - 1))
        last--; /* nothing after this is drawn or measured */
    for (int step = 0; step < last; step += n) {
        for (n = 1; n < RGEN_CHUNK && step + n < last && !has_free(&w, step + n - 1);)
            n++;
        fill_columns(&w, step, n);
        rgen_decoder_pass(s, w.rows, n, s->columns);
        if (g->nats || has_free(&w, step + n - 1))
            rgen_decoder_heads(s, w.rows, n, g->nats ? 0 : n - 1);
        for (int i = g->nats ? 0 : n - 1; i < n; i++)
            write_column(&w, step + i, i, n);
        if (g->progress && g->progress(g->progress_data, step + n, last))
            return rgen_fail(err, RGEN_ERR_CANCELLED, "the generation was cancelled");
    }
    return RGEN_OK;
}
