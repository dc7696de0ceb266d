/* Kernels: the arithmetic of the transformer, one const table per instruction
 * set, chosen once. kernels_ref.c is the specification; every other table gives
 * the same bits. What makes that possible:
 *
 * - A sum of n products has 16 lanes: element i goes to lane i % 16, in order of
 *   i, as a rounded product and a rounded sum (never fused). The lanes are added
 *   as a tree: l + (l + 8), then + 4, + 2, + 1.
 * - q8_0: activations are quantised in blocks of 32 to int8; the 32 products of a
 *   block are summed exactly in 8 integer lanes of 4 neighbours. Block b goes to
 *   lanes 8 * (b % 2) .. + 7, as float(sum) * (weight scale * activation scale).
 * - exp and erf are the polynomials of kernels_ref.c, step by step. */
#ifndef NN_KERNELS_H
#define NN_KERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "nn/gguf.h"

/* Quantised activations: row r has its codes at q + r * ldq and the scale of each
 * block of 32 at scale + r * lds. Rows are padded with zeros to 64 codes, 2 scales. */
typedef struct rgen_q8_rows {
    const int8_t *q;
    const float *scale;
    size_t ldq, lds;
} rgen_q8_rows;

typedef struct rgen_kernels {
    const char *name;
    /* y[r * ldy + o] = sum_i w[o * ldw + i] * x[r * ldx + i] for o < n_out, r < n_x,
     * i < n. A weight row is read once for several rows of x. */
    void (*matmul_f32)(const float *w, size_t ldw, size_t n, int n_out, const float *x, size_t ldx,
                       int n_x, float *y, size_t ldy);
    void (*matmul_f16)(const uint16_t *w, size_t ldw, size_t n, int n_out, const float *x,
                       size_t ldx, int n_x, float *y, size_t ldy);
    /* n_blocks blocks of 32 to a weight row, without gaps. */
    void (*matmul_q8)(const rgen_q8_block *w, size_t n_blocks, int n_out, const rgen_q8_rows *x,
                      int n_x, float *y, size_t ldy);
    /* One row of n (a multiple of 32) values to codes in -127..127 and scales. */
    void (*quantise)(const float *x, size_t n, int8_t *q, float *scale);
    void (*expand_f16)(const uint16_t *x, size_t n, float *y);
    /* out[i] = sum_j p[j] * v[j * ldv + i] for i < width, j < n in order of j. */
    void (*weighted_sum)(const float *p, int n, const float *v, size_t ldv, int width, float *out);
    /* x = exp(scale * x - max) / sum, in place. */
    void (*softmax)(float *x, size_t n, float scale);
    /* x = exp(x - max); returns nothing: for sampling. */
    void (*exponentials)(float *x, size_t n);
    /* x = x * (1 + erf(x / sqrt 2)) / 2, in place. */
    void (*gelu)(float *x, size_t n);
    /* y = (x - mean) / sqrt(variance + 1e-5) * w + b. y may be x. */
    void (*layer_norm)(const float *x, const float *w, const float *b, size_t n, float *y);
} rgen_kernels;

/* The table in use: the best that the processor has, or what RGEN_CPU names
 * (when the processor lacks it, the best below it; an unknown word: the best). */
const rgen_kernels *rgen_kernels_get(void);

/* A table by name, or NULL when this build or processor does not have it. */
const rgen_kernels *rgen_kernels_find(const char *name);

extern const rgen_kernels rgen_kernels_ref, rgen_kernels_avx2, rgen_kernels_avx512,
    rgen_kernels_neon;

#endif
