/* The forward passes: transformer blocks over the tokens of a session.
 *
 * Work is cut by output rows of a matrix or by heads, never by its sums, so that
 * results do not depend on the number of threads. Each parallel region costs
 * about a microsecond; hence q, k, v and attention are one region, by heads, and
 * regions that are too small run on the caller alone. */
#include <string.h>

#include "nn/session.h"

static void run(rgen_session *s, void (*fn)(void *, int), void *data, int tasks, double products)
{
    rgen_threads_run(products < s->small ? NULL : s->threads, fn, data, tasks);
}

void rgen_expand_row(const rgen_kernels *k, const rgen_matrix *w, int row, float *y)
{
    size_t n = (size_t)w->in, at = (size_t)row * n;
    if (w->type == RGEN_F32) {
        memcpy(y, (const float *)w->data + at, n * sizeof *y);
    } else if (w->type == RGEN_F16) {
        k->expand_f16((const uint16_t *)w->data + at, n, y);
    } else {
        const rgen_q8_block *b = (const rgen_q8_block *)w->data + at / RGEN_Q8_BLOCK;
        for (size_t i = 0; i < n; i += RGEN_Q8_BLOCK, b++) {
            float scale;
            k->expand_f16(&b->scale, 1, &scale);
            for (int j = 0; j < RGEN_Q8_BLOCK; j++)
                y[i + (size_t)j] = scale * (float)b->q[j];
        }
    }
}

/* ---- matrices ---- */

/* Rows that are multiplied by a matrix; the session holds their quantised form. */
typedef struct input {
    const float *x; /* [n, ldx] */
    size_t ldx;
    int n;
    int first;      /* row of the quantised form that x is */
} input;

/* y[r, o] for output rows [from, from + count) of w; y is where [0, from] goes. */
static void multiply(const rgen_session *s, const rgen_matrix *w, int from, int count,
                     const input *in, float *y, size_t ldy)
{
    size_t n = (size_t)w->in, at = (size_t)from * n;
    if (w->type == RGEN_F32) {
        s->kernels->matmul_f32((const float *)w->data + at, n, n, count, in->x, in->ldx, in->n, y,
                               ldy);
    } else if (w->type == RGEN_F16) {
        s->kernels->matmul_f16((const uint16_t *)w->data + at, n, n, count, in->x, in->ldx, in->n,
                               y, ldy);
    } else {
        const rgen_activations *a = &s->a;
        rgen_q8_rows rows = {a->codes + (size_t)in->first * a->ldq,
                             a->scales + (size_t)in->first * a->lds, a->ldq, a->lds};
        s->kernels->matmul_q8((const rgen_q8_block *)w->data + at / RGEN_Q8_BLOCK,
                              n / RGEN_Q8_BLOCK, count, &rows, in->n, y, ldy);
    }
}

/* A region over rows of activations: norm (when `norm` is set) from `from` to
 * `x`, and the quantised form of x when a matrix needs it. */
typedef struct rows_job {
    rgen_session *s;
    const rgen_norm *norm;
    const float *from;
    float *x;
    int n, width, quantise;
} rows_job;

enum { ROWS_A_TASK = 16 };

static void rows_task(void *data, int task)
{
    const rows_job *j = data;
    rgen_activations *a = &j->s->a;
    const rgen_kernels *k = j->s->kernels;
    size_t width = (size_t)j->width, blocks = width / RGEN_Q8_BLOCK;
    for (int i = task * ROWS_A_TASK; i < j->n && i < (task + 1) * ROWS_A_TASK; i++) {
        float *x = j->x + (size_t)i * width;
        if (j->norm)
            k->layer_norm(j->from + (size_t)i * width, j->norm->weight, j->norm->bias, width, x);
        if (!j->quantise)
            continue;
        int8_t *q = a->codes + (size_t)i * a->ldq;
        float *scale = a->scales + (size_t)i * a->lds;
        k->quantise(x, width, q, scale);
        if (blocks % 2) { /* the kernels take blocks in pairs */
            memset(q + width, 0, RGEN_Q8_BLOCK);
            scale[blocks] = 0;
        }
    }
}

static input prepare(rgen_session *s, const rgen_norm *norm, const float *from, float *x, int n,
                     int width, int quantise)
{
    rows_job j = {s, norm, from, x, n, width, quantise};
    if (norm || quantise)
        run(s, rows_task, &j, (n + ROWS_A_TASK - 1) / ROWS_A_TASK, 4.0 * n * width);
    return (input){x, (size_t)width, n, 0};
}

typedef struct linear_job {
    rgen_session *s;
    const rgen_matrix *w[3]; /* outputs side by side */
    int n_w, chunk;          /* output rows of a task */
    input in;
    float *y;
    size_t ldy;
    float *residual;         /* [n, D] y is added to it, or NULL */
    int gelu;
} linear_job;

static void linear_task(void *data, int task)
{
    const linear_job *j = data;
    int per = (j->w[0]->out + j->chunk - 1) / j->chunk, which = task / per;
    int from = task % per * j->chunk, out = j->w[0]->out;
    int count = out - from < j->chunk ? out - from : j->chunk;
    float *y = j->y + (size_t)which * (size_t)out + (size_t)from;
    multiply(j->s, j->w[which], from, count, &j->in, y, j->ldy);
    for (int r = 0; r < j->in.n; r++) {
        float *row = y + (size_t)r * j->ldy;
        if (j->gelu)
            j->s->kernels->gelu(row, (size_t)count);
        if (j->residual) {
            float *x = j->residual + (size_t)r * (size_t)out + (size_t)from;
            for (int i = 0; i < count; i++)
                x[i] += row[i];
        }
    }
}

static void linear(rgen_session *s, linear_job *j)
{
    int threads = rgen_threads_count(s->threads), out = j->w[0]->out;
    /* For one token a task per thread and half as much again, to even out; for
     * many, as many weight rows as stay in the first cache. */
    j->s = s;
    j->chunk = j->in.n > 8 ? 16 : (out * j->n_w / (2 * threads) + 15) / 16 * 16;
    if (j->chunk > out)
        j->chunk = out;
    int per = (out + j->chunk - 1) / j->chunk;
    run(s, linear_task, j, per * j->n_w, (double)out * j->n_w * j->w[0]->in * j->in.n);
}

/* residual += w x; h is scratch */
static void project(rgen_session *s, const rgen_matrix *w, float *x, int n, float *residual)
{
    linear_job j = {.w = {w}, .n_w = 1, .y = s->a.h, .ldy = (size_t)w->out, .residual = residual};
    j.in = prepare(s, NULL, NULL, x, n, w->in, w->type == RGEN_Q8_0);
    linear(s, &j);
}

static void feed_forward(rgen_session *s, const rgen_block *b, int n)
{
    rgen_activations *a = &s->a;
    linear_job j = {.w = {&b->up}, .n_w = 1, .y = a->up, .ldy = (size_t)b->up.out, .gelu = 1};
    j.in = prepare(s, &b->norm3, a->x, a->h, n, b->up.in, b->up.type == RGEN_Q8_0);
    linear(s, &j);
    project(s, &b->down, a->up, n, a->x);
}

static int any_q8(const rgen_attention *a)
{
    return a->q.type == RGEN_Q8_0 || a->k.type == RGEN_Q8_0 || a->v.type == RGEN_Q8_0;
}

static float inverse_root(int n)
{
    /* sqrt of a small integer is exact or correctly rounded: no libm variants */
    return 1.0f / __builtin_sqrtf((float)n);
}

/* ---- decoder ---- */

typedef struct heads_job {
    rgen_session *s;
    const rgen_attention *w;
    int layer, rows, n, cross;
    input in;
} heads_job;

static float *head_cache(const rgen_session *s, float *cache, int layer, int row, int head, int len)
{
    size_t h = (size_t)s->model->heads;
    size_t at = ((size_t)layer * (size_t)s->rows + (size_t)row) * h + (size_t)head;
    return cache + at * (size_t)len * (size_t)s->model->head_size;
}

/* mix = softmax(q k / sqrt(size)) v of one token and head over `len` positions */
static void attend(const heads_job *j, int token, int head, const float *k, const float *v, int len)
{
    const rgen_session *s = j->s;
    size_t d = (size_t)s->model->shape.width, hs = (size_t)s->model->head_size;
    size_t at = (size_t)token * d + (size_t)head * hs;
    float *scores = s->a.scores + (size_t)head * s->a.n_scores;
    if (len == 0) {
        memset(s->a.mix + at, 0, hs * sizeof(float));
        return;
    }
    s->kernels->matmul_f32(k, hs, hs, len, s->a.qkv + at, d, 1, scores, (size_t)len);
    s->kernels->softmax(scores, (size_t)len, inverse_root((int)hs));
    s->kernels->weighted_sum(scores, len, v, hs, (int)hs, s->a.mix + at);
}

/* New keys or values of one head into the cache. */
static void append(const heads_job *j, const rgen_matrix *w, int head, float *cache)
{
    const rgen_session *s = j->s;
    int hs = s->model->head_size;
    size_t at = (size_t)s->position * (size_t)hs;
    if (j->n == 1) { /* all rows read the weights once */
        multiply(s, w, head * hs, hs, &j->in, head_cache(s, cache, j->layer, 0, head, s->positions) + at,
                 (size_t)s->model->heads * (size_t)s->positions * (size_t)hs);
        return;
    }
    for (int r = 0; r < j->rows; r++) {
        input in = {j->in.x + (size_t)(r * j->n) * j->in.ldx, j->in.ldx, j->n, r * j->n};
        multiply(s, w, head * hs, hs, &in, head_cache(s, cache, j->layer, r, head, s->positions) + at,
                 (size_t)hs);
    }
}

static void heads_task(void *data, int head)
{
    const heads_job *j = data;
    rgen_session *s = j->s;
    int hs = s->model->head_size;
    size_t d = (size_t)s->model->shape.width;
    multiply(s, &j->w->q, head * hs, hs, &j->in, s->a.qkv + (size_t)head * (size_t)hs, d);
    if (!j->cross) {
        append(j, &j->w->k, head, s->self_k);
        append(j, &j->w->v, head, s->self_v);
    }
    for (int r = 0; r < j->rows; r++) {
        int len = j->cross ? s->memory : s->positions;
        const float *k = head_cache(s, j->cross ? s->cross_k : s->self_k, j->layer, r, head, len);
        const float *v = head_cache(s, j->cross ? s->cross_v : s->self_v, j->layer, r, head, len);
        for (int i = 0; i < j->n; i++)
            attend(j, r * j->n + i, head, k, v,
                   j->cross ? s->n_memory[r] : s->position + i + 1);
    }
}

static void heads(rgen_session *s, const rgen_attention *w, const rgen_norm *norm, int layer,
                  int rows, int n, int cross)
{
    rgen_activations *a = &s->a;
    int d = s->model->shape.width;
    heads_job j = {s, w, layer, rows, n, cross, {0}};
    j.in = prepare(s, norm, a->x, a->h, rows * n, d, cross ? w->q.type == RGEN_Q8_0 : any_q8(w));
    run(s, heads_task, &j, s->model->heads, (cross ? 1.0 : 3.0) * d * d * rows * n);
    project(s, &w->o, a->mix, rows * n, a->x);
}

/* The blocks over n tokens a row that a->x holds; then they are in the cache. */
static void decode(rgen_session *s, int rows, int n)
{
    const rgen_model *m = s->model;
    int cross = 0;
    for (int r = 0; r < rows; r++)
        cross |= m->cross_attention && s->n_memory[r] > 0;
    for (int i = 0; i < m->decoder.n_layers; i++) {
        const rgen_block *b = &m->decoder.blocks[i];
        heads(s, &b->self, &b->norm1, i, rows, n, 0);
        if (cross) /* without any memory it would add zero */
            heads(s, &b->cross, &b->norm2, i, rows, n, 1);
        feed_forward(s, b, rows * n);
    }
    s->position += n;
}

static void decode_prefix(rgen_session *s, int rows)
{
    size_t d = (size_t)s->model->shape.width;
    for (int from = 0; from < s->n_prefix; from += RGEN_CHUNK) {
        int n = s->n_prefix - from < RGEN_CHUNK ? s->n_prefix - from : RGEN_CHUNK;
        for (int r = 0; r < rows; r++)
            for (int i = 0; i < n; i++) {
                size_t at = ((size_t)r * (size_t)s->prefix + (size_t)(from + i)) * d;
                float *x = s->a.x + (size_t)(r * n + i) * d;
                for (size_t c = 0; c < d; c++)
                    x[c] = s->prefix_vectors[at + c] + s->sinusoid[(size_t)(from + i) * d + c];
            }
        decode(s, rows, n);
    }
}

/* Sum of the code embeddings, the context of this frame and the position. */
static void embed_token(rgen_session *s, int row, int step, const uint16_t *codes, float *x,
                        float *scratch)
{
    const rgen_model *m = s->model;
    size_t d = (size_t)m->shape.width;
    const float *position = s->sinusoid + (size_t)(s->n_prefix + step) * d;
    memset(x, 0, d * sizeof *x);
    for (int k = 0; k < m->shape.n_books; k++) {
        rgen_expand_row(s->kernels, &m->embeddings[k], codes[k], scratch);
        for (size_t c = 0; c < d; c++)
            x[c] += scratch[c];
    }
    if (step < s->n_encoded[row]) {
        size_t at = (size_t)row * (size_t)s->memory + (size_t)(s->encoded_at[row] + step);
        for (size_t c = 0; c < d; c++)
            x[c] += s->memory_vectors[at * d + c];
    }
    for (size_t c = 0; c < d; c++)
        x[c] += position[c];
}

void rgen_decoder_pass(rgen_session *s, int rows, int n, const uint16_t *codes)
{
    size_t d = (size_t)s->model->shape.width, k = (size_t)s->model->shape.n_books;
    if (s->position == 0)
        decode_prefix(s, rows);
    for (int r = 0; r < rows; r++)
        for (int i = 0; i < n; i++) {
            size_t token = (size_t)(r * n + i);
            embed_token(s, r, s->steps + i, codes + token * k, s->a.x + token * d,
                        s->a.h + token * d);
        }
    decode(s, rows, n);
    s->steps += n;
}

typedef struct logits_job {
    rgen_session *s;
    int rows, n, first;
} logits_job;

/* One book's head for all wanted tokens. */
static void logits_task(void *data, int book)
{
    const logits_job *j = data;
    rgen_session *s = j->s;
    const rgen_model *m = s->model;
    size_t d = (size_t)m->shape.width, codes = (size_t)m->n_codes, at = 0;
    for (int k = 0; k < book; k++)
        at += m->shape.books[k];
    int all = j->first == 0 || j->n == 1;
    for (int r = 0; r < (all ? 1 : j->rows); r++) {
        int token = r * j->n + j->first;
        input in = {s->a.h + (size_t)token * d, d, all ? j->rows * j->n : j->n - j->first, token};
        multiply(s, &m->heads_out[book], 0, m->shape.books[book], &in,
                 s->logits + (size_t)token * codes + at, codes);
    }
}

void rgen_decoder_heads(rgen_session *s, int rows, int n, int first)
{
    const rgen_model *m = s->model;
    logits_job j = {s, rows, n, first};
    int q8 = 0;
    for (int k = 0; k < m->shape.n_books; k++)
        q8 |= m->heads_out[k].type == RGEN_Q8_0;
    prepare(s, &m->decoder.norm, s->a.x, s->a.h, rows * n, m->shape.width, q8);
    run(s, logits_task, &j, m->shape.n_books,
        (double)m->n_codes * m->shape.width * rows * (n - first));
}

/* ---- encoder ---- */

typedef struct encoder_job {
    rgen_session *s;
    int n;
} encoder_job;

/* One head over all frames, RGEN_QUERIES queries at a time. */
static void encoder_head(void *data, int head)
{
    const encoder_job *j = data;
    const rgen_session *s = j->s;
    const rgen_kernels *k = s->kernels;
    size_t d = (size_t)s->model->shape.width, hs = (size_t)s->model->head_size, n = (size_t)j->n;
    const float *q = s->a.qkv + (size_t)head * hs;
    float *scores = s->a.scores + (size_t)head * s->a.n_scores;
    for (int from = 0; from < j->n; from += RGEN_QUERIES) {
        int count = j->n - from < RGEN_QUERIES ? j->n - from : RGEN_QUERIES;
        k->matmul_f32(q + d, 3 * d, hs, j->n, q + (size_t)from * 3 * d, 3 * d, count, scores, n);
        for (int i = 0; i < count; i++) {
            k->softmax(scores + (size_t)i * n, n, inverse_root((int)hs));
            k->weighted_sum(scores + (size_t)i * n, j->n, q + 2 * d, 3 * d, (int)hs,
                            s->a.mix + (size_t)(from + i) * d + (size_t)head * hs);
        }
    }
}

void rgen_encoder_pass(rgen_session *s, int n, float *out)
{
    const rgen_stack *e = &s->model->encoder;
    rgen_activations *a = &s->a;
    int d = s->model->shape.width;
    for (int i = 0; i < e->n_layers; i++) {
        const rgen_block *b = &e->blocks[i];
        linear_job j = {.w = {&b->self.q, &b->self.k, &b->self.v}, .n_w = 3, .y = a->qkv,
                        .ldy = 3 * (size_t)d};
        encoder_job h = {s, n};
        j.in = prepare(s, &b->norm1, a->x, a->h, n, d, any_q8(&b->self));
        linear(s, &j);
        run(s, encoder_head, &h, s->model->heads, 2.0 * n * n * d);
        project(s, &b->self.o, a->mix, n, a->x);
        feed_forward(s, b, n);
    }
    prepare(s, &e->norm, a->x, out, n, d, 0);
}

/* ---- memory ---- */

typedef struct cross_job {
    rgen_session *s;
    int row;
    input in;
} cross_job;

static void cross_task(void *data, int task)
{
    const cross_job *j = data;
    const rgen_session *s = j->s;
    int layer = task / s->model->heads, head = task % s->model->heads, hs = s->model->head_size;
    const rgen_attention *w = &s->model->decoder.blocks[layer].cross;
    multiply(s, &w->k, head * hs, hs, &j->in,
             head_cache(s, s->cross_k, layer, j->row, head, s->memory), (size_t)hs);
    multiply(s, &w->v, head * hs, hs, &j->in,
             head_cache(s, s->cross_v, layer, j->row, head, s->memory), (size_t)hs);
}

void rgen_cross_keys(rgen_session *s, int row)
{
    const rgen_model *m = s->model;
    int n = s->n_memory[row], d = m->shape.width, q8 = 0;
    float *memory = s->memory_vectors + (size_t)row * (size_t)s->memory * (size_t)d;
    if (!m->cross_attention || n == 0)
        return;
    for (int i = 0; i < m->decoder.n_layers; i++)
        q8 |= any_q8(&m->decoder.blocks[i].cross);
    cross_job j = {s, row, prepare(s, NULL, NULL, memory, n, d, q8)};
    run(s, cross_task, &j, m->decoder.n_layers * m->heads,
        2.0 * m->decoder.n_layers * d * d * n);
}
