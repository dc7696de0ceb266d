/* AVX2 and F16C: v16 is a pair of registers. The body is kernels_vec.h. */
#include <immintrin.h>
#include <string.h>

#include "nn/kernels.h"

#define TABLE rgen_kernels_avx2
#define NAME "avx2"
#define X_ROWS 1 /* 8 of 16 registers hold the sums of 4 weight rows */

typedef struct v16 { __m256 lo, hi; } v16;
typedef struct q8_pair { __m256i lo, hi; } q8_pair;

#define V static inline __attribute__((always_inline))
#define BOTH(f) ((v16){f(a.lo, b.lo), f(a.hi, b.hi)})

V v16 v_set(float x) { return (v16){_mm256_set1_ps(x), _mm256_set1_ps(x)}; }
V v16 v_load(const float *p) { return (v16){_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)}; }
V void v_store(float *p, v16 a) { _mm256_storeu_ps(p, a.lo); _mm256_storeu_ps(p + 8, a.hi); }
V v16 v_load_n(const float *p, size_t n)
{
    float t[16] = {0};
    memcpy(t, p, n * sizeof *t);
    return v_load(t);
}
V void v_store_n(float *p, v16 a, size_t n)
{
    float t[16];
    v_store(t, a);
    memcpy(p, t, n * sizeof *t);
}
V v16 v_add(v16 a, v16 b) { return BOTH(_mm256_add_ps); }
V v16 v_sub(v16 a, v16 b) { return BOTH(_mm256_sub_ps); }
V v16 v_mul(v16 a, v16 b) { return BOTH(_mm256_mul_ps); }
V v16 v_min(v16 a, v16 b) { return BOTH(_mm256_min_ps); }
V v16 v_max(v16 a, v16 b) { return BOTH(_mm256_max_ps); }
V v16 v_abs(v16 a)
{
    v16 b = v_set(-0.0f);
    return (v16){_mm256_andnot_ps(b.lo, a.lo), _mm256_andnot_ps(b.hi, a.hi)};
}
V v16 v_load_half(const uint16_t *p)
{
    return (v16){_mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)p)),
                 _mm256_cvtph_ps(_mm_loadu_si128((const __m128i *)(p + 8)))};
}
/* a with the sign bit of b added */
V v16 v_or_sign(v16 a, v16 b)
{
    __m256 s = _mm256_set1_ps(-0.0f);
    return (v16){_mm256_or_ps(a.lo, _mm256_and_ps(b.lo, s)),
                 _mm256_or_ps(a.hi, _mm256_and_ps(b.hi, s))};
}
/* per lane a < b ? x : y */
V v16 v_select_less(v16 a, v16 b, v16 x, v16 y)
{
    return (v16){_mm256_blendv_ps(y.lo, x.lo, _mm256_cmp_ps(a.lo, b.lo, _CMP_LT_OQ)),
                 _mm256_blendv_ps(y.hi, x.hi, _mm256_cmp_ps(a.hi, b.hi, _CMP_LT_OQ))};
}
V __m256 power_of_two(__m256 t)
{
    __m256i n = _mm256_add_epi32(_mm256_castps_si256(t), _mm256_set1_epi32(127));
    return _mm256_castsi256_ps(_mm256_slli_epi32(n, 23));
}
/* 2^n for the integer n in the low bits of t */
V v16 v_power_of_two(v16 t) { return (v16){power_of_two(t.lo), power_of_two(t.hi)}; }
V void v_store_low_bytes(v16 t, int8_t *q)
{
    const __m256i low = _mm256_setr_epi8(0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                         -1, 0, 4, 8, 12, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1,
                                         -1, -1);
    const __m256i order = _mm256_setr_epi32(0, 4, 1, 1, 1, 1, 1, 1);
    __m256i a = _mm256_shuffle_epi8(_mm256_castps_si256(t.lo), low);
    __m256i b = _mm256_shuffle_epi8(_mm256_castps_si256(t.hi), low);
    __m128i x = _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(a, order));
    __m128i y = _mm256_castsi256_si128(_mm256_permutevar8x32_epi32(b, order));
    _mm_storeu_si128((__m128i *)q, _mm_unpacklo_epi64(x, y));
}
/* lanes l + (l + 8), then + 4: four are left */
V __m128 quarter(v16 a)
{
    __m256 h = _mm256_add_ps(a.lo, a.hi);
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
V float v_maximum(v16 a)
{
    __m256 h = _mm256_max_ps(a.lo, a.hi);
    __m128 q = _mm_max_ps(_mm256_castps256_ps128(h), _mm256_extractf128_ps(h, 1));
    q = _mm_max_ps(q, _mm_movehl_ps(q, q));
    return _mm_cvtss_f32(_mm_max_ss(q, _mm_shuffle_ps(q, q, 1)));
}

/* lanes 0..7 = p[0], 8..15 = p[1] */
V v16 v_pair(const float *p)
{
    return (v16){_mm256_broadcast_ss(p), _mm256_broadcast_ss(p + 1)};
}
V __m256 one_scale(uint16_t h)
{
    return _mm256_broadcastss_ps(_mm_cvtph_ps(_mm_cvtsi32_si128(h)));
}
V v16 q8_scales(const rgen_q8_block *b, int two)
{
    return (v16){one_scale(b[0].scale), two ? one_scale(b[1].scale) : _mm256_setzero_ps()};
}
V q8_pair q8_load(const rgen_q8_block *b, int two)
{
    return (q8_pair){_mm256_loadu_si256((const __m256i *)b[0].q),
                     two ? _mm256_loadu_si256((const __m256i *)b[1].q) : _mm256_setzero_si256()};
}
/* |w| unsigned by q with w's sign: codes are at most 127, so two products fit 16
 * bits (2 * 128 * 127) even for a weight of -128. */
V __m256 dot8(__m256i w, __m256i q)
{
    __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(w), _mm256_sign_epi8(q, w));
    return _mm256_cvtepi32_ps(_mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}
V v16 q8_dot(q8_pair p, const int8_t *q)
{
    return (v16){dot8(p.lo, _mm256_loadu_si256((const __m256i *)q)),
                 dot8(p.hi, _mm256_loadu_si256((const __m256i *)(q + 32)))};
}

#include "nn/kernels_vec.h"
