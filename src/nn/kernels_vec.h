/* The vector kernels, written once over a type `v16` of 16 float lanes. A file
 * such as kernels_avx2.c defines v16 and its operations for one instruction set
 * (each an IEEE operation per lane, nothing fused), TABLE and NAME, and then
 * includes this body. Lane order and rounding follow kernels_ref.c exactly.
 *
 * X_ROWS is how many rows of x a tile holds in registers beside 4 weight rows. */

#include <math.h>
#include <string.h>

#include "nn/kernels_math.h"

enum { LANES = 16 };

#define INLINE static inline __attribute__((always_inline))

/* ---- matrix products ---- */

INLINE v16 load_w(const void *w, size_t at, int is_half)
{
    return is_half ? v_load_half((const uint16_t *)w + at) : v_load((const float *)w + at);
}

INLINE v16 load_w_tail(const void *w, size_t at, size_t n, int is_half)
{
    uint16_t h[LANES] = {0};
    if (!is_half)
        return v_load_n((const float *)w + at, n);
    memcpy(h, (const uint16_t *)w + at, n * sizeof *h);
    return v_load_half(h);
}

/* `outs` (4 or 1) weight rows by `xs` rows of x, both constants to the compiler. */
INLINE void tile(const void *w, size_t ldw, size_t n, const float *x, size_t ldx, float *y,
                 size_t ldy, int outs, int xs, int is_half)
{
    v16 acc[4][4];
    size_t i = 0;
#pragma GCC unroll 4
    for (int r = 0; r < xs; r++)
#pragma GCC unroll 4
        for (int o = 0; o < outs; o++)
            acc[r][o] = v_set(0);
    for (; i + LANES <= n; i += LANES) {
        v16 a[4];
#pragma GCC unroll 4
        for (int o = 0; o < outs; o++)
            a[o] = load_w(w, (size_t)o * ldw + i, is_half);
#pragma GCC unroll 4
        for (int r = 0; r < xs; r++) {
            v16 b = v_load(x + (size_t)r * ldx + i);
#pragma GCC unroll 4
            for (int o = 0; o < outs; o++)
                acc[r][o] = v_add(acc[r][o], v_mul(a[o], b));
        }
    }
    if (i < n) {
        v16 a[4];
#pragma GCC unroll 4
        for (int o = 0; o < outs; o++)
            a[o] = load_w_tail(w, (size_t)o * ldw + i, n - i, is_half);
#pragma GCC unroll 4
        for (int r = 0; r < xs; r++) {
            v16 b = v_load_n(x + (size_t)r * ldx + i, n - i);
#pragma GCC unroll 4
            for (int o = 0; o < outs; o++)
                acc[r][o] = v_add(acc[r][o], v_mul(a[o], b));
        }
    }
#pragma GCC unroll 4
    for (int r = 0; r < xs; r++) {
        if (outs == 4)
            v_sum4(acc[r][0], acc[r][1], acc[r][2], acc[r][3], y + (size_t)r * ldy);
        else
            y[(size_t)r * ldy] = v_sum(acc[r][0]);
    }
}

/* All rows of x against `outs` weight rows. */
INLINE void strip(const void *w, size_t ldw, size_t n, const float *x, size_t ldx, int n_x,
                  float *y, size_t ldy, int outs, int is_half)
{
    int r = 0;
#if X_ROWS >= 4
    for (; r + 4 <= n_x; r += 4)
        tile(w, ldw, n, x + (size_t)r * ldx, ldx, y + (size_t)r * ldy, ldy, outs, 4, is_half);
#endif
#if X_ROWS >= 2
    for (; r + 2 <= n_x; r += 2)
        tile(w, ldw, n, x + (size_t)r * ldx, ldx, y + (size_t)r * ldy, ldy, outs, 2, is_half);
#endif
    for (; r < n_x; r++)
        tile(w, ldw, n, x + (size_t)r * ldx, ldx, y + (size_t)r * ldy, ldy, outs, 1, is_half);
}

INLINE void matmul(const void *w, size_t ldw, size_t n, int n_out, const float *x, size_t ldx,
                   int n_x, float *y, size_t ldy, int is_half)
{
    size_t row = ldw * (is_half ? 2 : 4);
    int o = 0;
    for (; o + 4 <= n_out; o += 4)
        strip((const char *)w + (size_t)o * row, ldw, n, x, ldx, n_x, y + o, ldy, 4, is_half);
    for (; o < n_out; o++)
        strip((const char *)w + (size_t)o * row, ldw, n, x, ldx, n_x, y + o, ldy, 1, is_half);
}

static void matmul_f32(const float *w, size_t ldw, size_t n, int n_out, const float *x, size_t ldx,
                       int n_x, float *y, size_t ldy)
{
    matmul(w, ldw, n, n_out, x, ldx, n_x, y, ldy, 0);
}

static void matmul_f16(const uint16_t *w, size_t ldw, size_t n, int n_out, const float *x,
                       size_t ldx, int n_x, float *y, size_t ldy)
{
    matmul(w, ldw, n, n_out, x, ldx, n_x, y, ldy, 1);
}

/* Blocks b and, when `two`, b + 1 of `outs` weight rows by `xs` rows of x. */
INLINE void pair_q8(v16 acc[4][4], const rgen_q8_block *w, size_t n_blocks, const int8_t *q,
                    size_t ldq, const float *scale, size_t lds, size_t b, int two, int outs, int xs)
{
    v16 s[4];
#pragma GCC unroll 4
    for (int r = 0; r < xs; r++)
        s[r] = v_pair(scale + (size_t)r * lds + b);
#pragma GCC unroll 4
    for (int o = 0; o < outs; o++) {
        const rgen_q8_block *block = w + (size_t)o * n_blocks + b;
        q8_pair pair = q8_load(block, two);
        v16 t = q8_scales(block, two);
#pragma GCC unroll 4
        for (int r = 0; r < xs; r++) {
            v16 dot = q8_dot(pair, q + (size_t)r * ldq + b * RGEN_Q8_BLOCK);
            acc[r][o] = v_add(acc[r][o], v_mul(dot, v_mul(t, s[r])));
        }
    }
}

/* As tile(), over pairs of blocks. */
INLINE void tile_q8(const rgen_q8_block *w, size_t n_blocks, const int8_t *q, size_t ldq,
                    const float *scale, size_t lds, float *y, size_t ldy, int outs, int xs)
{
    v16 acc[4][4];
    size_t b = 0;
#pragma GCC unroll 4
    for (int r = 0; r < xs; r++)
#pragma GCC unroll 4
        for (int o = 0; o < outs; o++)
            acc[r][o] = v_set(0);
    for (; b + 2 <= n_blocks; b += 2)
        pair_q8(acc, w, n_blocks, q, ldq, scale, lds, b, 1, outs, xs);
    if (b < n_blocks)
        pair_q8(acc, w, n_blocks, q, ldq, scale, lds, b, 0, outs, xs);
#pragma GCC unroll 4
    for (int r = 0; r < xs; r++) {
        if (outs == 4)
            v_sum4(acc[r][0], acc[r][1], acc[r][2], acc[r][3], y + (size_t)r * ldy);
        else
            y[(size_t)r * ldy] = v_sum(acc[r][0]);
    }
}

INLINE void strip_q8(const rgen_q8_block *w, size_t n_blocks, const rgen_q8_rows *x, int n_x,
                     float *y, size_t ldy, int outs)
{
    int r = 0;
#define ROWS x->q + (size_t)r * x->ldq, x->ldq, x->scale + (size_t)r * x->lds, x->lds, \
             y + (size_t)r * ldy, ldy
#if X_ROWS >= 4
    for (; r + 4 <= n_x; r += 4)
        tile_q8(w, n_blocks, ROWS, outs, 4);
#endif
#if X_ROWS >= 2
    for (; r + 2 <= n_x; r += 2)
        tile_q8(w, n_blocks, ROWS, outs, 2);
#endif
    for (; r < n_x; r++)
        tile_q8(w, n_blocks, ROWS, outs, 1);
#undef ROWS
}

static void matmul_q8(const rgen_q8_block *w, size_t n_blocks, int n_out, const rgen_q8_rows *x,
                      int n_x, float *y, size_t ldy)
{
    int o = 0;
    for (; o + 4 <= n_out; o += 4)
        strip_q8(w + (size_t)o * n_blocks, n_blocks, x, n_x, y + o, ldy, 4);
    for (; o < n_out; o++)
        strip_q8(w + (size_t)o * n_blocks, n_blocks, x, n_x, y + o, ldy, 1);
}

/* ---- activations ---- */

static void quantise(const float *x, size_t n, int8_t *q, float *scale)
{
    for (size_t b = 0; b < n / RGEN_Q8_BLOCK; b++) {
        v16 lo = v_load(x + b * RGEN_Q8_BLOCK), hi = v_load(x + b * RGEN_Q8_BLOCK + LANES);
        float most = v_maximum(v_max(v_abs(lo), v_abs(hi)));
        v16 inverse = v_set(most < 1e-30f ? 0.0f : 127.0f / most), round = v_set(EXP_ROUND);
        scale[b] = most < 1e-30f ? 0.0f : most / 127.0f;
        v_store_low_bytes(v_add(v_mul(lo, inverse), round), q + b * RGEN_Q8_BLOCK);
        v_store_low_bytes(v_add(v_mul(hi, inverse), round), q + b * RGEN_Q8_BLOCK + LANES);
    }
}

static void expand_f16(const uint16_t *x, size_t n, float *y)
{
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        v_store(y + i, v_load_half(x + i));
    if (i < n)
        v_store_n(y + i, load_w_tail(x, i, n - i, 1), n - i);
}

static void weighted_sum(const float *p, int n, const float *v, size_t ldv, int width, float *out)
{
    int i = 0;
    for (; i + 4 * LANES <= width; i += 4 * LANES) {
        v16 acc[4];
#pragma GCC unroll 4
        for (int c = 0; c < 4; c++)
            acc[c] = v_set(0);
        for (int j = 0; j < n; j++) {
            v16 s = v_set(p[j]);
#pragma GCC unroll 4
            for (int c = 0; c < 4; c++)
                acc[c] = v_add(acc[c], v_mul(s, v_load(v + (size_t)j * ldv + i + c * LANES)));
        }
#pragma GCC unroll 4
        for (int c = 0; c < 4; c++)
            v_store(out + i + c * LANES, acc[c]);
    }
    for (; i < width; i += LANES) {
        size_t left = (size_t)(width - i) < LANES ? (size_t)(width - i) : LANES;
        v16 acc = v_set(0);
        for (int j = 0; j < n; j++) {
            const float *row = v + (size_t)j * ldv + i;
            acc = v_add(acc, v_mul(v_set(p[j]), left == LANES ? v_load(row) : v_load_n(row, left)));
        }
        v_store_n(out + i, acc, left);
    }
}

/* ---- exp and erf, step by step as in kernels_ref.c ---- */

INLINE v16 step(v16 p, v16 x, float c)
{
    return v_add(v_mul(p, x), v_set(c));
}

INLINE v16 v_exp(v16 x)
{
    v16 c = v_max(v_min(x, v_set(EXP_HIGH)), v_set(EXP_LOW));
    v16 t = v_add(v_mul(c, v_set(EXP_LOG2E)), v_set(EXP_ROUND));
    v16 n = v_sub(t, v_set(EXP_ROUND));
    v16 r = v_sub(v_sub(c, v_mul(n, v_set(EXP_LN2_HIGH))), v_mul(n, v_set(EXP_LN2_LOW)));
    v16 p = v_set(EXP_P4);
    p = step(p, r, EXP_P3);
    p = step(p, r, EXP_P2);
    p = step(p, r, EXP_P1);
    p = step(p, r, EXP_P0);
    p = v_add(v_add(v_mul(p, v_mul(r, r)), r), v_set(1.0f));
    v16 y = v_mul(p, v_power_of_two(t));
    return v_select_less(x, v_set(EXP_LOW), v_set(0), y);
}

INLINE v16 v_erf(v16 x)
{
    v16 a = v_min(v_abs(x), v_set(4.0f)), u = v_mul(a, a);
    v16 s = v_set(ERF_S6), b = v_set(ERF_B6);
    s = step(s, u, ERF_S5);
    s = step(s, u, ERF_S4);
    s = step(s, u, ERF_S3);
    s = step(s, u, ERF_S2);
    s = step(s, u, ERF_S1);
    s = step(s, u, ERF_S0);
    s = v_mul(s, a);
    b = step(b, a, ERF_B5);
    b = step(b, a, ERF_B4);
    b = step(b, a, ERF_B3);
    b = step(b, a, ERF_B2);
    b = step(b, a, ERF_B1);
    b = step(b, a, ERF_B0);
    b = v_sub(v_set(1.0f), v_exp(v_sub(v_set(0), b)));
    return v_or_sign(v_select_less(a, v_set(1.0f), s, b), x);
}

/* The largest of n > 0 values. */
INLINE float maximum(const float *x, size_t n)
{
    float most = x[0];
    size_t i = 0;
    if (n >= LANES) {
        v16 m = v_load(x);
        for (i = LANES; i + LANES <= n; i += LANES)
            m = v_max(v_load(x + i), m);
        most = v_maximum(m);
    }
    for (; i < n; i++)
        most = x[i] > most ? x[i] : most;
    return most;
}

/* x = exp(x - most); returns the lanes' sum. */
INLINE float exponentials_from(float *x, size_t n, float most)
{
    v16 m = v_set(most), acc = v_set(0);
    size_t i = 0;
    for (; i + LANES <= n; i += LANES) {
        v16 e = v_exp(v_sub(v_load(x + i), m));
        v_store(x + i, e);
        acc = v_add(acc, e);
    }
    if (i < n) {
        v_store_n(x + i, v_exp(v_sub(v_load_n(x + i, n - i), m)), n - i);
        acc = v_add(acc, v_load_n(x + i, n - i));
    }
    return v_sum(acc);
}

INLINE void scale_all(float *x, size_t n, float scale)
{
    v16 s = v_set(scale);
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        v_store(x + i, v_mul(v_load(x + i), s));
    for (; i < n; i++)
        x[i] = x[i] * scale;
}

static void softmax(float *x, size_t n, float scale)
{
    scale_all(x, n, scale);
    float sum = exponentials_from(x, n, maximum(x, n));
    scale_all(x, n, 1.0f / sum);
}

static void exponentials(float *x, size_t n)
{
    exponentials_from(x, n, maximum(x, n));
}

INLINE v16 gelu_of(v16 x)
{
    v16 e = v_erf(v_mul(x, v_set(HALF_SQRT2)));
    return v_mul(v_mul(x, v_set(0.5f)), v_add(v_set(1.0f), e));
}

static void gelu(float *x, size_t n)
{
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        v_store(x + i, gelu_of(v_load(x + i)));
    if (i < n)
        v_store_n(x + i, gelu_of(v_load_n(x + i, n - i)), n - i);
}

static void layer_norm(const float *x, const float *w, const float *b, size_t n, float *y)
{
    v16 acc = v_set(0), square = v_set(0);
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        acc = v_add(acc, v_load(x + i));
    if (i < n)
        acc = v_add(acc, v_load_n(x + i, n - i));
    float mean = v_sum(acc) / (float)n;
    v16 m = v_set(mean);
    for (i = 0; i + LANES <= n; i += LANES) {
        v16 d = v_sub(v_load(x + i), m);
        square = v_add(square, v_mul(d, d));
    }
    if (i < n) {
        float d[LANES] = {0};
        v_store_n(d, v_sub(v_load_n(x + i, n - i), m), n - i);
        square = v_add(square, v_mul(v_load(d), v_load(d)));
    }
    float inverse = 1.0f / sqrtf(v_sum(square) / (float)n + NORM_EPSILON);
    v16 s = v_set(inverse);
    for (i = 0; i + LANES <= n; i += LANES)
        v_store(y + i, v_add(v_mul(v_mul(v_sub(v_load(x + i), m), s), v_load(w + i)),
                             v_load(b + i)));
    for (; i < n; i++)
        y[i] = ((x[i] - mean) * inverse) * w[i] + b[i];
}

const rgen_kernels TABLE = {
    NAME, matmul_f32, matmul_f16, matmul_q8, quantise, expand_f16, weighted_sum, softmax,
    exponentials, gelu, layer_norm,
};
