/* AVX-512 (F, BW, VL, DQ, VNNI): v16 is one register. The body is kernels_vec.h. */
#include <immintrin.h>

#include "nn/kernels.h"

#define TABLE rgen_kernels_avx512
#define NAME "avx512"
#define X_ROWS 4

typedef __m512 v16;
typedef struct q8_pair { __m512i w, minus_128_sums; } q8_pair;

#define V static inline __attribute__((always_inline))

V __mmask16 first(size_t n) { return (__mmask16)((1u << n) - 1); }
V v16 v_set(float x) { return _mm512_set1_ps(x); }
V v16 v_load(const float *p) { return _mm512_loadu_ps(p); }
V v16 v_load_n(const float *p, size_t n) { return _mm512_maskz_loadu_ps(first(n), p); }
V void v_store(float *p, v16 a) { _mm512_storeu_ps(p, a); }
V void v_store_n(float *p, v16 a, size_t n) { _mm512_mask_storeu_ps(p, first(n), a); }
V v16 v_add(v16 a, v16 b) { return _mm512_add_ps(a, b); }
V v16 v_sub(v16 a, v16 b) { return _mm512_sub_ps(a, b); }
V v16 v_mul(v16 a, v16 b) { return _mm512_mul_ps(a, b); }
V v16 v_min(v16 a, v16 b) { return _mm512_min_ps(a, b); }
V v16 v_max(v16 a, v16 b) { return _mm512_max_ps(a, b); }
V v16 v_abs(v16 a) { return _mm512_abs_ps(a); }
V v16 v_load_half(const uint16_t *p)
{
    return _mm512_cvtph_ps(_mm256_loadu_si256((const __m256i *)p));
}
/* a with the sign bit of b added */
V v16 v_or_sign(v16 a, v16 b) { return _mm512_or_ps(a, _mm512_and_ps(b, _mm512_set1_ps(-0.0f))); }
/* per lane a < b ? x : y */
V v16 v_select_less(v16 a, v16 b, v16 x, v16 y)
{
    return _mm512_mask_blend_ps(_mm512_cmp_ps_mask(a, b, _CMP_LT_OQ), y, x);
}
/* 2^n for the integer n in the low bits of t */
V v16 v_power_of_two(v16 t)
{
    __m512i n = _mm512_add_epi32(_mm512_castps_si512(t), _mm512_set1_epi32(127));
    return _mm512_castsi512_ps(_mm512_slli_epi32(n, 23));
}
V void v_store_low_bytes(v16 t, int8_t *q)
{
    _mm_storeu_si128((__m128i *)q, _mm512_cvtepi32_epi8(_mm512_castps_si512(t)));
}
/* lanes l + (l + 8), then + 4: four are left */
V __m128 quarter(v16 a)
{
    __m256 h = _mm256_add_ps(_mm512_castps512_ps256(a), _mm512_extractf32x8_ps(a, 1));
    return _mm_add_ps(_mm256_castps256_ps128(h), _mm256_extractf128_ps(h, 1));
}
V float v_sum(v16 a)
{
    __m128 q = quarter(a);
    q = _mm_add_ps(q, _mm_movehl_ps(q, q));
    return _mm_cvtss_f32(_mm_add_ss(q, _mm_shuffle_ps(q, q, 1)));
}
V void v_sum4(v16 a, v16 b, v16 c, v16 d, float *y)
{
    __m128 p = quarter(a), q = quarter(b), r = quarter(c), s = quarter(d);
    _MM_TRANSPOSE4_PS(p, q, r, s);
    _mm_storeu_ps(y, _mm_add_ps(_mm_add_ps(p, r), _mm_add_ps(q, s)));
}
V float v_maximum(v16 a) { return _mm512_reduce_max_ps(a); }

/* lanes 0..7 = p[0], 8..15 = p[1] */
V v16 v_pair(const float *p)
{
    return _mm512_insertf32x8(_mm512_castps256_ps512(_mm256_broadcast_ss(p)),
                              _mm256_broadcast_ss(p + 1), 1);
}
V v16 q8_scales(const rgen_q8_block *b, int two)
{
    __m256 lo = _mm256_broadcastss_ps(_mm_cvtph_ps(_mm_cvtsi32_si128(b[0].scale)));
    __m256 hi = two ? _mm256_broadcastss_ps(_mm_cvtph_ps(_mm_cvtsi32_si128(b[1].scale)))
                    : _mm256_setzero_ps();
    return _mm512_insertf32x8(_mm512_castps256_ps512(lo), hi, 1);
}
/* VNNI multiplies unsigned by signed: codes are taken as q + 128, and 128 times
 * the sum of the weights is subtracted, all exact in 32 bits. */
V q8_pair q8_load(const rgen_q8_block *b, int two)
{
    q8_pair p;
    __m256i lo = _mm256_loadu_si256((const __m256i *)b[0].q);
    __m256i hi = two ? _mm256_loadu_si256((const __m256i *)b[1].q) : _mm256_setzero_si256();
    p.w = _mm512_inserti64x4(_mm512_castsi256_si512(lo), hi, 1);
    __m512i sums = _mm512_dpbusd_epi32(_mm512_setzero_si512(), _mm512_set1_epi8(-128), p.w);
    p.minus_128_sums = _mm512_sub_epi32(_mm512_setzero_si512(), sums);
    return p;
}
V v16 q8_dot(q8_pair p, const int8_t *q)
{
    __m512i u = _mm512_xor_si512(_mm512_loadu_si512(q), _mm512_set1_epi8(-128));
    return _mm512_cvtepi32_ps(_mm512_dpbusd_epi32(p.minus_128_sums, u, p.w));
}

#include "nn/kernels_vec.h"
