/* A tiny random track model for any role of a registry, written as GGUF, so that
 * tests need no trained weights and can add roles. */
#ifndef TESTS_TINY_MODEL_H
#define TESTS_TINY_MODEL_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/philox.h"
#include "score/score.h"

enum { TINY_WIDTH = 32, TINY_FFN = 64, TINY_HEADS = 2, TINY_LAYERS = 1, TINY_TENSORS = 256 };

typedef struct tiny_tensor { char name[64]; uint64_t rows, cols, offset; } tiny_tensor; /* cols 0: vector */
typedef struct tiny_file {
    tiny_tensor tensor[TINY_TENSORS];
    int n;
    uint64_t size;
} tiny_file;

static inline void tiny_add(tiny_file *f, uint64_t rows, uint64_t cols, const char *format, int a, int b)
{
    tiny_tensor *t = &f->tensor[f->n++];
    snprintf(t->name, sizeof t->name, format, a, b);
    t->rows = rows;
    t->cols = cols;
    t->offset = f->size;
    f->size += (rows * (cols ? cols : 1) * 4 + 31) / 32 * 32;
}

static inline void tiny_block(tiny_file *f, const char *stack, int i, int cross)
{
    static const char *const parts[] = {"q", "k", "v", "o"};
    char form[64];
    for (int n = 1; n <= 3; n++) {
        if (n == 2 && !cross)
            continue;
        snprintf(form, sizeof form, "%s.blk.%%d.norm%%d.weight", stack);
        tiny_add(f, TINY_WIDTH, 0, form, i, n);
        snprintf(form, sizeof form, "%s.blk.%%d.norm%%d.bias", stack);
        tiny_add(f, TINY_WIDTH, 0, form, i, n);
    }
    for (int c = 0; c <= cross; c++)
        for (int p = 0; p < 4; p++) {
            snprintf(form, sizeof form, "%s.blk.%%d.%s.%s", stack, c ? "cross" : "self", parts[p]);
            tiny_add(f, TINY_WIDTH, TINY_WIDTH, form, i, 0);
        }
    snprintf(form, sizeof form, "%s.blk.%%d.ffn.up", stack);
    tiny_add(f, TINY_FFN, TINY_WIDTH, form, i, 0);
    snprintf(form, sizeof form, "%s.blk.%%d.ffn.down", stack);
    tiny_add(f, TINY_WIDTH, TINY_FFN, form, i, 0);
}

static inline void tiny_u64(FILE *f, uint64_t v) { fwrite(&v, 8, 1, f); }
static inline void tiny_u32(FILE *f, uint32_t v) { fwrite(&v, 4, 1, f); }
static inline void tiny_text(FILE *f, const char *s)
{
    tiny_u64(f, strlen(s));
    fwrite(s, 1, strlen(s), f);
}
static inline void tiny_key(FILE *f, const char *key, uint32_t type)
{
    tiny_text(f, key);
    tiny_u32(f, type);
}
static inline void tiny_number(FILE *f, const char *key, uint32_t v)
{
    tiny_key(f, key, 4);
    tiny_u32(f, v);
}

/* Write <folder>/<role>.gguf. Returns 0, or -1 when it cannot be written. */
static inline int tiny_model_write(const char *folder, const rgen_roles *roles, int role, uint64_t seed)
{
    static const char *const conditions[] = {"style.techno", "mode.minor", "meter.4/4",
                                             "attr.density.0", "attr.density.7", "task.skeleton"};
    enum { N_CONDITIONS = sizeof conditions / sizeof *conditions };
    const rgen_role *row = &roles->rows[role];
    tiny_file *t = calloc(1, sizeof *t);
    char path[512];
    snprintf(path, sizeof path, "%s/%s.gguf", folder, row->name);
    FILE *f = fopen(path, "wb");
    if (!f || !t) {
        free(t);
        return -1;
    }
    for (int k = 0; k < row->n_books; k++) {
        tiny_add(t, row->books[k] + 1u, TINY_WIDTH, "dec.emb.%d", k, 0);
        tiny_add(t, row->books[k], TINY_WIDTH, "dec.head.%d", k, 0);
    }
    for (int r = 0; r < roles->count; r++)
        for (int k = 0; k < roles->rows[r].n_books; k++)
            tiny_add(t, roles->rows[r].books[k] + 1u, TINY_WIDTH, "enc.emb.%d.%d", r, k);
    for (int i = 0; i < TINY_LAYERS; i++) {
        tiny_block(t, "dec", i, 1);
        tiny_block(t, "enc", i, 0);
    }
    tiny_add(t, TINY_WIDTH, 0, "dec.norm.weight", 0, 0);
    tiny_add(t, TINY_WIDTH, 0, "dec.norm.bias", 0, 0);
    tiny_add(t, TINY_WIDTH, 0, "enc.norm.weight", 0, 0);
    tiny_add(t, TINY_WIDTH, 0, "enc.norm.bias", 0, 0);
    tiny_add(t, 32, TINY_WIDTH, "enc.beat", 0, 0);
    tiny_add(t, 32, TINY_WIDTH, "enc.bar", 0, 0);
    tiny_add(t, 32, TINY_WIDTH, "enc.to_end", 0, 0);
    tiny_add(t, N_CONDITIONS, TINY_WIDTH, "cond.emb", 0, 0);

    fwrite("GGUF", 1, 4, f);
    tiny_u32(f, 3);
    tiny_u64(f, (uint64_t)t->n);
    tiny_u64(f, 15);
    tiny_key(f, "general.architecture", 8), tiny_text(f, "resonant");
    tiny_key(f, "resonant.role", 8), tiny_text(f, row->name);
    tiny_number(f, "resonant.width", TINY_WIDTH);
    tiny_number(f, "resonant.heads", TINY_HEADS);
    tiny_number(f, "resonant.decoder.layers", TINY_LAYERS);
    tiny_number(f, "resonant.decoder.ffn", TINY_FFN);
    tiny_key(f, "resonant.decoder.cross_attention", 7), fputc(1, f);
    tiny_number(f, "resonant.encoder.layers", TINY_LAYERS);
    tiny_number(f, "resonant.encoder.ffn", TINY_FFN);
    for (int pass = 0; pass < 2; pass++) {
        tiny_key(f, pass ? "resonant.delays" : "resonant.books", 9);
        tiny_u32(f, 4);
        tiny_u64(f, (uint64_t)row->n_books);
        for (int k = 0; k < row->n_books; k++)
            tiny_u32(f, pass ? row->delays[k] : row->books[k]);
    }
    tiny_key(f, "resonant.encoder.inputs", 9);
    tiny_u32(f, 8);
    tiny_u64(f, (uint64_t)roles->count);
    for (int r = 0; r < roles->count; r++)
        tiny_text(f, roles->rows[r].name);
    int sizes = 0;
    tiny_key(f, "resonant.encoder.input_books", 9);
    tiny_u32(f, 4);
    tiny_u64(f, (uint64_t)roles->count);
    for (int r = 0; r < roles->count; r++) {
        tiny_u32(f, (uint32_t)roles->rows[r].n_books);
        sizes += roles->rows[r].n_books;
    }
    tiny_key(f, "resonant.encoder.input_sizes", 9);
    tiny_u32(f, 4);
    tiny_u64(f, (uint64_t)sizes);
    for (int r = 0; r < roles->count; r++)
        for (int k = 0; k < roles->rows[r].n_books; k++)
            tiny_u32(f, roles->rows[r].books[k]);
    tiny_key(f, "resonant.conditions", 9);
    tiny_u32(f, 8);
    tiny_u64(f, N_CONDITIONS);
    for (int i = 0; i < N_CONDITIONS; i++)
        tiny_text(f, conditions[i]);

    for (int i = 0; i < t->n; i++) {
        const tiny_tensor *x = &t->tensor[i];
        tiny_text(f, x->name);
        tiny_u32(f, x->cols ? 2 : 1);
        tiny_u64(f, x->cols ? x->cols : x->rows);
        if (x->cols)
            tiny_u64(f, x->rows);
        tiny_u32(f, 0);
        tiny_u64(f, x->offset);
    }
    while (ftell(f) % 32)
        fputc(0, f);
    for (int i = 0; i < t->n; i++) {
        const tiny_tensor *x = &t->tensor[i];
        uint64_t n = x->rows * (x->cols ? x->cols : 1), key = rgen_philox_derive(seed, x->name, 0);
        for (uint64_t j = 0; j < n; j++) {
            float u = 2 * rgen_philox_uniform(key, 0, j) - 1;
            float v = x->cols ? 0.3f * u : strstr(x->name, "weight") ? 1.0f : 0.0f;
            fwrite(&v, 4, 1, f);
        }
        for (uint64_t j = n * 4; j % 32; j++)
            fputc(0, f);
    }
    free(t);
    return fclose(f);
}

#endif
