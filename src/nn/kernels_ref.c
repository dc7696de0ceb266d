/* The kernels in plain C: the specification that the other tables match bit for
 * bit (nn/kernels.h). Written for reading; speed is not its purpose. */
#include "nn/kernels.h"

#include <math.h>
#include <string.h>

#include "nn/kernels_math.h"

enum { LANES = 16 };

static uint32_t bits_of(float x)
{
    uint32_t u;
    memcpy(&u, &x, 4);
    return u;
}

static float of_bits(uint32_t u)
{
    float x;
    memcpy(&x, &u, 4);
    return x;
}

/* IEEE half to single, exact; denormals, infinities and NaN included. */
static float half(uint16_t h)
{
    uint32_t sign = (uint32_t)(h & 0x8000) << 16, exponent = h >> 10 & 31, mantissa = h & 0x3ff;
    if (exponent == 31)
        return of_bits(sign | 0x7f800000 | mantissa << 13);
    if (exponent == 0) {
        float x = (float)mantissa * 0x1p-24f;
        return sign ? -x : x;
    }
    return of_bits(sign | (exponent + 112) << 23 | mantissa << 13);
}

static float tree(float a[LANES])
{
    for (int step = LANES / 2; step > 0; step /= 2)
        for (int i = 0; i < step; i++)
            a[i] = a[i] + a[i + step];
    return a[0];
}

static float maximum(const float *x, size_t n)
{
    float m = x[0];
    for (size_t i = 1; i < n; i++)
        m = x[i] > m ? x[i] : m;
    return m;
}

static float exp_ref(float x)
{
    float c = x < EXP_LOW ? EXP_LOW : x > EXP_HIGH ? EXP_HIGH : x;
    float t = c * EXP_LOG2E + EXP_ROUND;
    float n = t - EXP_ROUND;
    float r = (c - n * EXP_LN2_HIGH) - n * EXP_LN2_LOW;
    float p = EXP_P4;
    p = p * r + EXP_P3;
    p = p * r + EXP_P2;
    p = p * r + EXP_P1;
    p = p * r + EXP_P0;
    p = (p * (r * r) + r) + 1.0f;
    /* 2^n from the low bits of t, where n stands */
    float y = p * of_bits((bits_of(t) + 127) << 23);
    return x < EXP_LOW ? 0.0f : y;
}

static float erf_ref(float x)
{
    float a = of_bits(bits_of(x) & 0x7fffffff);
    a = a > 4.0f ? 4.0f : a;
    float u = a * a, s = ERF_S6, b = ERF_B6;
    s = s * u + ERF_S5;
    s = s * u + ERF_S4;
    s = s * u + ERF_S3;
    s = s * u + ERF_S2;
    s = s * u + ERF_S1;
    s = s * u + ERF_S0;
    s = s * a;
    b = b * a + ERF_B5;
    b = b * a + ERF_B4;
    b = b * a + ERF_B3;
    b = b * a + ERF_B2;
    b = b * a + ERF_B1;
    b = b * a + ERF_B0;
    b = 1.0f - exp_ref(0.0f - b);
    float y = a < 1.0f ? s : b;
    return of_bits(bits_of(y) | (bits_of(x) & 0x80000000));
}

static void matmul_f32(const float *w, size_t ldw, size_t n, int n_out, const float *x, size_t ldx,
                       int n_x, float *y, size_t ldy)
{
    for (int o = 0; o < n_out; o++)
        for (int r = 0; r < n_x; r++) {
            const float *a = w + (size_t)o * ldw, *b = x + (size_t)r * ldx;
            float acc[LANES] = {0};
            for (size_t i = 0; i < n; i++)
                acc[i % LANES] += a[i] * b[i];
            y[(size_t)r * ldy + (size_t)o] = tree(acc);
        }
}

static void matmul_f16(const uint16_t *w, size_t ldw, size_t n, int n_out, const float *x,
                       size_t ldx, int n_x, float *y, size_t ldy)
{
    for (int o = 0; o < n_out; o++)
        for (int r = 0; r < n_x; r++) {
            const uint16_t *a = w + (size_t)o * ldw;
            const float *b = x + (size_t)r * ldx;
            float acc[LANES] = {0};
            for (size_t i = 0; i < n; i++)
                acc[i % LANES] += half(a[i]) * b[i];
            y[(size_t)r * ldy + (size_t)o] = tree(acc);
        }
}

static void matmul_q8(const rgen_q8_block *w, size_t n_blocks, int n_out, const rgen_q8_rows *x,
                      int n_x, float *y, size_t ldy)
{
    for (int o = 0; o < n_out; o++)
        for (int r = 0; r < n_x; r++) {
            const rgen_q8_block *a = w + (size_t)o * n_blocks;
            const int8_t *q = x->q + (size_t)r * x->ldq;
            const float *scale = x->scale + (size_t)r * x->lds;
            float acc[LANES] = {0};
            for (size_t b = 0; b < n_blocks; b++) {
                float s = half(a[b].scale) * scale[b];
                for (int l = 0; l < 8; l++) {
                    int sum = 0;
                    for (int i = 4 * l; i < 4 * l + 4; i++)
                        sum += a[b].q[i] * q[b * RGEN_Q8_BLOCK + (size_t)i];
                    acc[8 * (b % 2) + (size_t)l] += (float)sum * s;
                }
            }
            y[(size_t)r * ldy + (size_t)o] = tree(acc);
        }
}

static void quantise(const float *x, size_t n, int8_t *q, float *scale)
{
    for (size_t b = 0; b < n / RGEN_Q8_BLOCK; b++) {
        float most = 0;
        for (int i = 0; i < RGEN_Q8_BLOCK; i++) {
            float a = of_bits(bits_of(x[b * RGEN_Q8_BLOCK + (size_t)i]) & 0x7fffffff);
            most = a > most ? a : most;
        }
        /* Blocks under 1e-30 count as zero: their reciprocal could overflow. */
        float inverse = most < 1e-30f ? 0.0f : 127.0f / most;
        scale[b] = most < 1e-30f ? 0.0f : most / 127.0f;
        for (int i = 0; i < RGEN_Q8_BLOCK; i++) {
            float t = x[b * RGEN_Q8_BLOCK + (size_t)i] * inverse + EXP_ROUND;
            q[b * RGEN_Q8_BLOCK + (size_t)i] = (int8_t)(uint8_t)bits_of(t);
        }
    }
}

static void expand_f16(const uint16_t *x, size_t n, float *y)
{
    for (size_t i = 0; i < n; i++)
        y[i] = half(x[i]);
}

static void weighted_sum(const float *p, int n, const float *v, size_t ldv, int width, float *out)
{
    for (int i = 0; i < width; i++) {
        float acc = 0;
        for (int j = 0; j < n; j++)
            acc += p[j] * v[(size_t)j * ldv + (size_t)i];
        out[i] = acc;
    }
}

static void softmax(float *x, size_t n, float scale)
{
    float acc[LANES] = {0}, most;
    for (size_t i = 0; i < n; i++)
        x[i] = x[i] * scale;
    most = maximum(x, n);
    for (size_t i = 0; i < n; i++) {
        x[i] = exp_ref(x[i] - most);
        acc[i % LANES] += x[i];
    }
    float inverse = 1.0f / tree(acc);
    for (size_t i = 0; i < n; i++)
        x[i] = x[i] * inverse;
}

static void exponentials(float *x, size_t n)
{
    float most = maximum(x, n);
    for (size_t i = 0; i < n; i++)
        x[i] = exp_ref(x[i] - most);
}

static void gelu(float *x, size_t n)
{
    for (size_t i = 0; i < n; i++)
        x[i] = (x[i] * 0.5f) * (1.0f + erf_ref(x[i] * HALF_SQRT2));
}

static void layer_norm(const float *x, const float *w, const float *b, size_t n, float *y)
{
    float acc[LANES] = {0}, square[LANES] = {0};
    for (size_t i = 0; i < n; i++)
        acc[i % LANES] += x[i];
    float mean = tree(acc) / (float)n;
    for (size_t i = 0; i < n; i++)
        square[i % LANES] += (x[i] - mean) * (x[i] - mean);
    float inverse = 1.0f / sqrtf(tree(square) / (float)n + NORM_EPSILON);
    for (size_t i = 0; i < n; i++)
        y[i] = ((x[i] - mean) * inverse) * w[i] + b[i];
}

const rgen_kernels rgen_kernels_ref = {
    "ref", matmul_f32, matmul_f16, matmul_q8, quantise, expand_f16, weighted_sum, softmax,
    exponentials, gelu, layer_norm,
};
