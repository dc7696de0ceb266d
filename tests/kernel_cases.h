/* The cases on which every kernel table must give the bits of the reference:
 * each kernel at lengths 1 to 200, row counts around the tiles' sizes and shifted
 * pointers. Inputs are computed, not stored, and no libm is used, so that one
 * checksum of all results holds on every processor; without cmocka, because the
 * cross-built NEON program includes it as well. */
#ifndef TESTS_KERNEL_CASES_H
#define TESTS_KERNEL_CASES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/philox.h"
#include "nn/kernels.h"

enum { KERNEL_LENGTHS = 200, KERNEL_OUT = 20000 };

typedef enum kernel_kind {
    CASE_F32, CASE_F16, CASE_Q8, CASE_QUANTISE, CASE_EXPAND, CASE_SUM, CASE_SOFTMAX,
    CASE_EXPONENTIALS, CASE_GELU, CASE_NORM, KERNEL_KINDS
} kernel_kind;

static const char *const kernel_names[KERNEL_KINDS] = {
    "matmul_f32", "matmul_f16", "matmul_q8", "quantise", "expand_f16", "weighted_sum", "softmax",
    "exponentials", "gelu", "layer_norm"};

#define KERNEL_CHECKSUM 0xee79309890cad089u

/* The checksum of every result below, asserted on x86 and on ARM. */
static const uint64_t kernel_checksum_expected = KERNEL_CHECKSUM;

/* A copy of n values, so placed that the allocation ends with the last one. */
static void *kernel_buffer(const void *from, size_t bytes, size_t shift)
{
    char *p = malloc(bytes + shift + 1);
    if (p && from)
        memcpy(p + shift, from, bytes);
    return p;
}

static void kernel_floats(float *x, size_t n, uint64_t seed)
{
    static const float scales[4] = {0.1f, 1.0f, 6.0f, 40.0f};
    float scale = scales[seed % 4];
    for (size_t i = 0; i < n; i++) {
        uint32_t w[4];
        rgen_philox(seed, 1, i, w);
        x[i] = ((float)(int32_t)w[0] * 0x1p-31f) * ((float)(w[1] >> 8) * 0x1p-24f) * scale;
        if (w[2] % 29 == 0)
            x[i] = w[3] & 1 ? 0.0f : -0.0f;
    }
}

/* One case into out (KERNEL_OUT floats); returns how many were written. `n` is the
 * length, `shift` the elements by which inputs are moved. */
static size_t kernel_case(const rgen_kernels *k, kernel_kind kind, size_t n, size_t shift,
                          float *out)
{
    uint64_t seed = (uint64_t)kind * 1000 + n;
    int n_out = 1 + (int)(seed % 9), n_x = 1 + (int)(seed / 3 % 7);
    size_t rows = (size_t)(n_out > n_x ? n_out : n_x), total = n * rows, written = n;
    float *source = malloc(2 * total * sizeof *source);
    kernel_floats(source, 2 * total, seed);
    char *a = kernel_buffer(source, total * 4, shift * 4);
    char *b = kernel_buffer(source + total, total * 4, shift * 4);
    float *x = (float *)(void *)(a + shift * 4), *y = (float *)(void *)(b + shift * 4);
    memset(out, 0, KERNEL_OUT * sizeof *out);
    switch (kind) {
    case CASE_F32:
        k->matmul_f32(x, n, n, n_out, y, n, n_x, out, (size_t)n_out + 1);
        written = (size_t)(n_out + 1) * (size_t)n_x;
        break;
    case CASE_F16: {
        uint16_t *h = malloc(total * 2 + shift * 2 + 1);
        for (size_t i = 0; i < total; i++) {
            uint32_t w[4];
            rgen_philox(seed, 2, i, w);
            h[shift + i] = (uint16_t)(w[0] & 0xbfff); /* up to 2, denormals included */
        }
        k->matmul_f16(h + shift, n, n, n_out, y, n, n_x, out, (size_t)n_out + 1);
        written = (size_t)(n_out + 1) * (size_t)n_x;
        free(h);
        break;
    }
    case CASE_Q8: {
        size_t blocks = n / 20 + 1, padded = (blocks + 1) / 2 * 2;
        char *raw = malloc(blocks * (size_t)n_out * sizeof(rgen_q8_block) + shift * 2);
        rgen_q8_block *w = (rgen_q8_block *)(void *)(raw + shift * 2);
        int8_t *q = calloc(padded * 32, (size_t)n_x);
        float *scale = calloc(padded, (size_t)n_x * sizeof *scale);
        for (size_t i = 0; i < blocks * (size_t)n_out; i++)
            for (uint64_t j = 0; j <= 32; j++) {
                uint32_t r[4];
                rgen_philox(seed, 3 + j, i, r);
                if (j == 32)
                    w[i].scale = (uint16_t)(r[0] & 0xbfff);
                else
                    w[i].q[j] = (int8_t)(uint8_t)(r[1] % 7 ? r[0] : 0x80); /* -128 too */
            }
        for (size_t r = 0; r < (size_t)n_x; r++)
            for (size_t i = 0; i < blocks * 32; i++) {
                uint32_t v[4];
                rgen_philox(seed, 100 + r, i, v);
                q[r * padded * 32 + i] = (int8_t)((int)(v[0] % 255) - 127);
                scale[r * padded + i / 32] = (float)(v[1] >> 8) * 0x1p-24f;
            }
        rgen_q8_rows rows8 = {q, scale, padded * 32, padded};
        k->matmul_q8(w, blocks, n_out, &rows8, n_x, out, (size_t)n_out + 1);
        written = (size_t)(n_out + 1) * (size_t)n_x;
        free(raw);
        free(q);
        free(scale);
        break;
    }
    case CASE_QUANTISE: {
        size_t blocks = n * rows / 32;
        int8_t *q = malloc(blocks * 32 + 1);
        if (blocks > 2) /* a block of zeros, and one under the limit */
            for (int i = 0; i < 64; i++)
                x[i] = i < 32 ? 0.0f : 1e-31f;
        k->quantise(x, blocks * 32, q, out);
        for (size_t i = 0; i < blocks * 32; i++)
            out[blocks + i] = q[i];
        written = blocks * 33;
        free(q);
        break;
    }
    case CASE_EXPAND:
        k->expand_f16((const uint16_t *)(const void *)x, n, out);
        for (size_t i = 0; i < n; i++) /* the bits of a NaN are not promised */
            out[i] = out[i] == out[i] ? out[i] : 0.0f;
        break;
    case CASE_SUM:
        k->weighted_sum(y, (int)rows, x, n, (int)n, out);
        break;
    case CASE_SOFTMAX:
        memcpy(x, source, n * sizeof *x);
        k->softmax(x, n, 0.7f);
        memcpy(out, x, n * sizeof *x);
        break;
    case CASE_EXPONENTIALS:
        x[n / 2] = -200.0f;
        k->exponentials(x, n);
        memcpy(out, x, n * sizeof *x);
        break;
    case CASE_GELU:
        k->gelu(x, n);
        memcpy(out, x, n * sizeof *x);
        break;
    default:
        k->layer_norm(x, y, source, n, out);
    }
    free(a);
    free(b);
    free(source);
    return written;
}

/* Run all cases; with `reference`, the first difference is described in `where`
 * and ends the run with 0. Returns the checksum (FNV-1a of the results' bits). */
static uint64_t kernel_run(const rgen_kernels *k, const rgen_kernels *reference, char *where,
                           size_t size)
{
    static float out[KERNEL_OUT], wanted[KERNEL_OUT];
    uint64_t hash = 0xcbf29ce484222325u;
    for (int kind = 0; kind < KERNEL_KINDS; kind++)
        for (size_t n = 1; n <= KERNEL_LENGTHS; n++)
            for (size_t shift = 0; shift < 4; shift++) {
                size_t count = kernel_case(k, (kernel_kind)kind, n, shift, out);
                if (reference) {
                    kernel_case(reference, (kernel_kind)kind, n, shift, wanted);
                    for (size_t i = 0; i < KERNEL_OUT; i++)
                        if (memcmp(&out[i], &wanted[i], sizeof *out) != 0) {
                            snprintf(where, size,
                                     "%s of %s differs from %s: length %zu, shift %zu, element "
                                     "%zu: %a, not %a", kernel_names[kind], k->name,
                                     reference->name, n, shift, i, (double)out[i],
                                     (double)wanted[i]);
                            return 0;
                        }
                }
                for (size_t i = 0; i < count; i++) {
                    uint32_t bits;
                    memcpy(&bits, &out[i], sizeof bits);
                    hash = (hash ^ bits) * 0x100000001b3u;
                }
            }
    return hash;
}

#endif
