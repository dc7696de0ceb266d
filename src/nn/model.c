/* From a GGUF index to a checked model: every tensor is looked up by name, and
 * its type and shape are compared with what the metadata say, so that the
 * forward pass can trust them. Numbers from the file are bounded by the file: a
 * layer or book without tensors ends the loading at once. */
#include "nn/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_WIDTH = 1 << 20, MAX_COUNT = 4096, PLACES = 32 };

typedef struct loader {
    rgen_model *m;
    rgen_error *err;
    rgen_status status; /* the first failure; later calls do nothing */
} loader;

static uint32_t number(loader *l, const char *key, uint32_t least, uint32_t most)
{
    uint32_t v = 0;
    if (l->status != RGEN_OK)
        return least;
    l->status = rgen_gguf_u32(l->m->gguf, key, &v, l->err);
    if (l->status == RGEN_OK && (v < least || v > most))
        l->status = rgen_fail(l->err, RGEN_ERR_FORMAT, "key %s of %s is %u; %u to %u can be", key,
                              rgen_gguf_name(l->m->gguf), v, least, most);
    return l->status == RGEN_OK ? v : least;
}

static void *list(loader *l, size_t count, size_t size)
{
    void *p = l->status == RGEN_OK ? calloc(count ? count : 1, size) : NULL;
    if (!p && l->status == RGEN_OK)
        l->status = rgen_fail(l->err, RGEN_ERR_MEMORY, "out of memory loading %s",
                              rgen_gguf_name(l->m->gguf));
    return p;
}

static const rgen_tensor *tensor(loader *l, const char *name, int rows, int columns)
{
    if (l->status != RGEN_OK)
        return NULL;
    const rgen_tensor *t = rgen_gguf_tensor(l->m->gguf, name);
    if (!t)
        l->status = rgen_fail(l->err, RGEN_ERR_FORMAT, "%s has no tensor %s",
                              rgen_gguf_name(l->m->gguf), name);
    else if (t->dims[0] != (uint64_t)columns || t->dims[1] != (uint64_t)rows || t->dims[2] != 1 ||
             t->dims[3] != 1)
        l->status = rgen_fail(l->err, RGEN_ERR_FORMAT,
                              "tensor %s of %s is [%llu, %llu]; its metadata say [%d, %d]", name,
                              rgen_gguf_name(l->m->gguf), (unsigned long long)t->dims[1],
                              (unsigned long long)t->dims[0], rows, columns);
    return l->status == RGEN_OK ? t : NULL;
}

static rgen_matrix matrix(loader *l, const char *name, int rows, int columns)
{
    rgen_matrix x = {0};
    const rgen_tensor *t = tensor(l, name, rows, columns);
    if (t) {
        x = (rgen_matrix){t->data, t->type, rows, columns};
        l->m->quantised |= t->type == RGEN_Q8_0;
    }
    return x;
}

static const float *vector(loader *l, const char *prefix, const char *name)
{
    char full[96];
    snprintf(full, sizeof full, "%s.%s", prefix, name);
    const rgen_tensor *t = tensor(l, full, 1, l->m->shape.width);
    if (t && t->type != RGEN_F32) {
        l->status = rgen_fail(l->err, RGEN_ERR_FORMAT, "tensor %s of %s must be f32", full,
                              rgen_gguf_name(l->m->gguf));
        return NULL;
    }
    return t ? t->data : NULL;
}

static rgen_norm norm(loader *l, const char *prefix, const char *name)
{
    char full[64];
    snprintf(full, sizeof full, "%s.%s", prefix, name);
    return (rgen_norm){vector(l, full, "weight"), vector(l, full, "bias")};
}

static rgen_matrix part(loader *l, const char *prefix, const char *name, int rows, int columns)
{
    char full[96];
    snprintf(full, sizeof full, "%s.%s", prefix, name);
    return matrix(l, full, rows, columns);
}

static rgen_attention attention(loader *l, const char *prefix, const char *name)
{
    char full[64];
    int d = l->m->shape.width;
    snprintf(full, sizeof full, "%s.%s", prefix, name);
    return (rgen_attention){part(l, full, "q", d, d), part(l, full, "k", d, d),
                            part(l, full, "v", d, d), part(l, full, "o", d, d)};
}

static void load_stack(loader *l, rgen_stack *s, const char *prefix, int cross)
{
    int d = l->m->shape.width;
    s->blocks = list(l, (size_t)s->n_layers, sizeof *s->blocks);
    for (int i = 0; i < s->n_layers && l->status == RGEN_OK; i++) {
        rgen_block *b = &s->blocks[i];
        char name[48];
        snprintf(name, sizeof name, "%s.blk.%d", prefix, i);
        b->norm1 = norm(l, name, "norm1");
        b->self = attention(l, name, "self");
        if (cross) {
            b->norm2 = norm(l, name, "norm2");
            b->cross = attention(l, name, "cross");
        }
        b->norm3 = norm(l, name, "norm3");
        b->up = part(l, name, "ffn.up", s->ffn, d);
        b->down = part(l, name, "ffn.down", d, s->ffn);
    }
    s->norm = norm(l, prefix, "norm");
}

/* Length of an array key that must exist, at most `most`. */
static int length(loader *l, const char *key, int least, int most)
{
    if (l->status != RGEN_OK)
        return 0;
    int64_t n = rgen_gguf_array(l->m->gguf, key);
    if (n < least || n > most) {
        l->status = rgen_fail(l->err, RGEN_ERR_FORMAT,
                              "array %s of %s is missing or not of %d to %d elements", key,
                              rgen_gguf_name(l->m->gguf), least, most);
        return 0;
    }
    return (int)n;
}

static uint32_t element(loader *l, const char *key, int index, uint32_t least, uint32_t most)
{
    uint32_t v = 0;
    if (l->status != RGEN_OK)
        return least;
    l->status = rgen_gguf_array_u32(l->m->gguf, key, (uint64_t)index, &v, l->err);
    if (l->status == RGEN_OK && (v < least || v > most))
        l->status = rgen_fail(l->err, RGEN_ERR_FORMAT,
                              "element %d of %s in %s is %u; %u to %u can be", index, key,
                              rgen_gguf_name(l->m->gguf), v, least, most);
    return l->status == RGEN_OK ? v : least;
}

static const char **strings(loader *l, const char *key, int n)
{
    const char **s = list(l, (size_t)n, sizeof *s);
    for (int i = 0; s && i < n && l->status == RGEN_OK; i++)
        if (!(s[i] = rgen_gguf_array_string(l->m->gguf, key, (uint64_t)i)))
            l->status = rgen_fail(l->err, RGEN_ERR_FORMAT, "array %s of %s does not hold strings",
                                  key, rgen_gguf_name(l->m->gguf));
    return s;
}

static void load_books(loader *l)
{
    rgen_model *m = l->m;
    rgen_model_shape *s = &m->shape;
    int k_books = s->n_books = length(l, "resonant.books", 1, MAX_COUNT);
    uint16_t *books = list(l, (size_t)k_books, sizeof *books);
    uint8_t *delays = list(l, (size_t)k_books, sizeof *delays);
    s->books = books;
    s->delays = delays;
    m->embeddings = list(l, (size_t)k_books, sizeof *m->embeddings);
    m->heads_out = list(l, (size_t)k_books, sizeof *m->heads_out);
    if (l->status == RGEN_OK && length(l, "resonant.delays", k_books, k_books) != k_books)
        return;
    for (int k = 0; k < k_books && l->status == RGEN_OK; k++) {
        char name[48];
        books[k] = (uint16_t)element(l, "resonant.books", k, 1, UINT16_MAX - 1);
        delays[k] = (uint8_t)element(l, "resonant.delays", k, 0, UINT8_MAX);
        if (delays[k] > s->max_delay)
            s->max_delay = delays[k];
        m->n_codes += books[k];
        snprintf(name, sizeof name, "dec.emb.%d", k);
        m->embeddings[k] = matrix(l, name, books[k] + 1, s->width);
        snprintf(name, sizeof name, "dec.head.%d", k);
        m->heads_out[k] = matrix(l, name, books[k], s->width);
    }
}

static void load_inputs(loader *l)
{
    rgen_model *m = l->m;
    rgen_model_shape *s = &m->shape;
    int n = s->n_inputs = length(l, "resonant.encoder.inputs", 0, MAX_COUNT);
    s->inputs = strings(l, "resonant.encoder.inputs", n);
    int *counts = list(l, (size_t)n, sizeof *counts);
    s->input_n_books = counts;
    uint16_t **books = list(l, (size_t)n, sizeof *books);
    s->input_books = (const uint16_t *const *)books;
    m->input_embeddings = list(l, (size_t)n, sizeof *m->input_embeddings);
    length(l, "resonant.encoder.input_books", n, n);
    for (int i = 0, at = 0; i < n && l->status == RGEN_OK; i++) {
        counts[i] = (int)element(l, "resonant.encoder.input_books", i, 1, MAX_COUNT);
        books[i] = list(l, (size_t)counts[i], sizeof *books[i]);
        m->input_embeddings[i] = list(l, (size_t)counts[i], sizeof **m->input_embeddings);
        for (int k = 0; k < counts[i] && l->status == RGEN_OK; k++, at++) {
            char name[48];
            books[i][k] = (uint16_t)element(l, "resonant.encoder.input_sizes", at, 1,
                                            UINT16_MAX - 1);
            snprintf(name, sizeof name, "enc.emb.%d.%d", i, k);
            m->input_embeddings[i][k] = matrix(l, name, books[i][k] + 1, s->width);
        }
    }
    m->beat = matrix(l, "enc.beat", PLACES, s->width);
    m->bar = matrix(l, "enc.bar", PLACES, s->width);
    m->to_end = matrix(l, "enc.to_end", PLACES, s->width);
}

static void load_conditions(loader *l)
{
    rgen_model *m = l->m;
    if (l->status != RGEN_OK || rgen_gguf_array(m->gguf, "resonant.conditions") <= 0)
        return;
    m->shape.n_conditions = length(l, "resonant.conditions", 0, 1 << 20);
    m->shape.conditions = strings(l, "resonant.conditions", m->shape.n_conditions);
    m->conditions = matrix(l, "cond.emb", m->shape.n_conditions, m->shape.width);
}

static rgen_status load(rgen_model *m, rgen_error *err)
{
    loader l = {m, err, RGEN_OK};
    const char *file = rgen_gguf_name(m->gguf);
    const char *kind = rgen_gguf_string(m->gguf, "general.architecture");
    if (!kind || strcmp(kind, "resonant") != 0)
        return rgen_fail(err, RGEN_ERR_FORMAT,
                         "%s is a model of architecture \"%.40s\", not \"resonant\"", file,
                         kind ? kind : "");
    m->shape.role = rgen_gguf_string(m->gguf, "resonant.role");
    if (!m->shape.role)
        m->shape.role = "";
    m->shape.width = (int)number(&l, "resonant.width", 4, MAX_WIDTH);
    m->heads = (int)number(&l, "resonant.heads", 1, MAX_COUNT);
    m->decoder.n_layers = (int)number(&l, "resonant.decoder.layers", 1, MAX_COUNT);
    m->decoder.ffn = (int)number(&l, "resonant.decoder.ffn", 1, MAX_WIDTH);
    m->encoder.n_layers = (int)number(&l, "resonant.encoder.layers", 0, MAX_COUNT);
    if (l.status == RGEN_OK && m->encoder.n_layers > 0)
        m->encoder.ffn = (int)number(&l, "resonant.encoder.ffn", 1, MAX_WIDTH);
    if (l.status == RGEN_OK)
        l.status = rgen_gguf_bool(m->gguf, "resonant.decoder.cross_attention", &m->cross_attention,
                                  err);
    if (l.status != RGEN_OK)
        return l.status;
    if (m->shape.width % m->heads || m->shape.width % 2)
        return rgen_fail(err, RGEN_ERR_FORMAT, "%s has width %d, which %d heads cannot share", file,
                         m->shape.width, m->heads);
    m->head_size = m->shape.width / m->heads;
    load_books(&l);
    load_stack(&l, &m->decoder, "dec", m->cross_attention);
    if (m->encoder.n_layers > 0) {
        load_inputs(&l);
        load_stack(&l, &m->encoder, "enc", 0);
    }
    load_conditions(&l);
    m->shape.encoder_layers = m->encoder.n_layers;
    return l.status;
}

/* Take over a parsed file, or free it. */
static rgen_status from_gguf(rgen_model **model, rgen_gguf *gguf, rgen_error *err)
{
    rgen_model *m = *model = calloc(1, sizeof *m);
    if (!m) {
        rgen_gguf_free(gguf);
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory loading a model");
    }
    m->gguf = gguf;
    rgen_status status = load(m, err);
    if (status != RGEN_OK) {
        rgen_model_free(m);
        *model = NULL;
    }
    return status;
}

rgen_status rgen_model_open(rgen_model **model, const char *path, rgen_error *err)
{
    rgen_gguf *gguf;
    *model = NULL;
    rgen_status status = rgen_gguf_open(&gguf, path, err);
    return status == RGEN_OK ? from_gguf(model, gguf, err) : status;
}

rgen_status rgen_model_parse(rgen_model **model, const void *data, size_t size, const char *name,
                             rgen_error *err)
{
    rgen_gguf *gguf;
    *model = NULL;
    rgen_status status = rgen_gguf_parse(&gguf, data, size, name, err);
    return status == RGEN_OK ? from_gguf(model, gguf, err) : status;
}

/* free() of what the shape shows as const */
static void release(const void *p)
{
    free((void *)(size_t)p);
}

void rgen_model_free(rgen_model *m)
{
    if (!m)
        return;
    for (int i = 0; i < m->shape.n_inputs; i++) {
        if (m->shape.input_books)
            release(m->shape.input_books[i]);
        if (m->input_embeddings)
            free(m->input_embeddings[i]);
    }
    release(m->shape.input_books);
    release(m->shape.input_n_books);
    release(m->shape.inputs);
    release(m->shape.conditions);
    release(m->shape.books);
    release(m->shape.delays);
    free(m->input_embeddings);
    free(m->embeddings);
    free(m->heads_out);
    free(m->encoder.blocks);
    free(m->decoder.blocks);
    rgen_gguf_free(m->gguf);
    free(m);
}

const rgen_model_shape *rgen_model_get_shape(const rgen_model *model)
{
    return &model->shape;
}

const char *rgen_model_meta(const rgen_model *model, const char *key)
{
    return rgen_gguf_string(model->gguf, key);
}

int rgen_model_condition(const rgen_model *model, const char *name)
{
    for (int i = 0; i < model->shape.n_conditions; i++)
        if (strcmp(model->shape.conditions[i], name) == 0)
            return i;
    return -1;
}
