/* NEON of 64-bit ARM: v16 is four registers. The body is kernels_vec.h. */
#include <arm_neon.h>
#include <string.h>

#include "nn/kernels.h"

#define TABLE rgen_kernels_neon
#define NAME "neon"
#define X_ROWS 1 /* 16 of 32 registers hold the sums of 4 weight rows */

typedef struct v16 { float32x4_t v[4]; } v16;
typedef struct q8_pair { int8x16_t v[4]; } q8_pair;

#define V static inline __attribute__((always_inline))
#define ALL(f) ((v16){{f(0), f(1), f(2), f(3)}})

V v16 v_set(float x)
{
    float32x4_t a = vdupq_n_f32(x);
    return (v16){{a, a, a, a}};
}
V v16 v_load(const float *p)
{
    return (v16){{vld1q_f32(p), vld1q_f32(p + 4), vld1q_f32(p + 8), vld1q_f32(p + 12)}};
}
V void v_store(float *p, v16 a)
{
    for (int i = 0; i < 4; i++)
        vst1q_f32(p + 4 * i, a.v[i]);
}
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
#define OP(i) vaddq_f32(a.v[i], b.v[i])
V v16 v_add(v16 a, v16 b) { return ALL(OP); }
#undef OP
#define OP(i) vsubq_f32(a.v[i], b.v[i])
V v16 v_sub(v16 a, v16 b) { return ALL(OP); }
#undef OP
#define OP(i) vmulq_f32(a.v[i], b.v[i])
V v16 v_mul(v16 a, v16 b) { return ALL(OP); }
#undef OP
#define OP(i) vminq_f32(a.v[i], b.v[i])
V v16 v_min(v16 a, v16 b) { return ALL(OP); }
#undef OP
#define OP(i) vmaxq_f32(a.v[i], b.v[i])
V v16 v_max(v16 a, v16 b) { return ALL(OP); }
#undef OP
#define OP(i) vabsq_f32(a.v[i])
V v16 v_abs(v16 a) { return ALL(OP); }
#undef OP
V float32x4_t four_halves(const uint16_t *p)
{
    return vcvt_f32_f16(vreinterpret_f16_u16(vld1_u16(p)));
}
V v16 v_load_half(const uint16_t *p)
{
    return (v16){{four_halves(p), four_halves(p + 4), four_halves(p + 8), four_halves(p + 12)}};
}
/* a with the sign bit of b added */
#define OP(i) vreinterpretq_f32_u32(vorrq_u32( \
    vreinterpretq_u32_f32(a.v[i]), \
    vandq_u32(vreinterpretq_u32_f32(b.v[i]), vdupq_n_u32(0x80000000u))))
V v16 v_or_sign(v16 a, v16 b) { return ALL(OP); }
#undef OP
/* per lane a < b ? x : y */
#define OP(i) vbslq_f32(vcltq_f32(a.v[i], b.v[i]), x.v[i], y.v[i])
V v16 v_select_less(v16 a, v16 b, v16 x, v16 y) { return ALL(OP); }
#undef OP
/* 2^n for the integer n in the low bits of t */
#define OP(i) vreinterpretq_f32_u32( \
    vshlq_n_u32(vaddq_u32(vreinterpretq_u32_f32(t.v[i]), vdupq_n_u32(127)), 23))
V v16 v_power_of_two(v16 t) { return ALL(OP); }
#undef OP
V void v_store_low_bytes(v16 t, int8_t *q)
{
#define HALF(i) vmovn_u32(vreinterpretq_u32_f32(t.v[i]))
    uint8x8_t lo = vmovn_u16(vcombine_u16(HALF(0), HALF(1)));
    uint8x8_t hi = vmovn_u16(vcombine_u16(HALF(2), HALF(3)));
#undef HALF
    vst1q_s8(q, vreinterpretq_s8_u8(vcombine_u8(lo, hi)));
}
/* lanes l + (l + 8), then + 4: four are left */
V float32x4_t quarter(v16 a)
{
    return vaddq_f32(vaddq_f32(a.v[0], a.v[2]), vaddq_f32(a.v[1], a.v[3]));
}
V float v_sum(v16 a)
{
    float32x4_t q = quarter(a);
    float32x2_t h = vadd_f32(vget_low_f32(q), vget_high_f32(q));
    return vget_lane_f32(h, 0) + vget_lane_f32(h, 1);
}
V void v_sum4(v16 a, v16 b, v16 c, v16 d, float *y)
{
    y[0] = v_sum(a);
    y[1] = v_sum(b);
    y[2] = v_sum(c);
    y[3] = v_sum(d);
}
V float v_maximum(v16 a)
{
    return vmaxvq_f32(vmaxq_f32(vmaxq_f32(a.v[0], a.v[1]), vmaxq_f32(a.v[2], a.v[3])));
}

/* lanes 0..7 = p[0], 8..15 = p[1] */
V v16 v_pair(const float *p)
{
    float32x4_t lo = vdupq_n_f32(p[0]), hi = vdupq_n_f32(p[1]);
    return (v16){{lo, lo, hi, hi}};
}
V float half_of(uint16_t h)
{
    return vgetq_lane_f32(vcvt_f32_f16(vreinterpret_f16_u16(vdup_n_u16(h))), 0);
}
V v16 q8_scales(const rgen_q8_block *b, int two)
{
    float s[2] = {half_of(b[0].scale), two ? half_of(b[1].scale) : 0.0f};
    return v_pair(s);
}
V q8_pair q8_load(const rgen_q8_block *b, int two)
{
    int8x16_t zero = vdupq_n_s8(0);
    return (q8_pair){{vld1q_s8(b[0].q), vld1q_s8(b[0].q + 16), two ? vld1q_s8(b[1].q) : zero,
                      two ? vld1q_s8(b[1].q + 16) : zero}};
}
/* 16 products to 4 sums of 4 neighbours */
V float32x4_t dot4(int8x16_t w, int8x16_t q)
{
    int32x4_t lo = vpaddlq_s16(vmull_s8(vget_low_s8(w), vget_low_s8(q)));
    int32x4_t hi = vpaddlq_s16(vmull_high_s8(w, q));
    return vcvtq_f32_s32(vpaddq_s32(lo, hi));
}
V v16 q8_dot(q8_pair p, const int8_t *q)
{
    return (v16){{dot4(p.v[0], vld1q_s8(q)), dot4(p.v[1], vld1q_s8(q + 16)),
                  dot4(p.v[2], vld1q_s8(q + 32)), dot4(p.v[3], vld1q_s8(q + 48))}};
}

#include "nn/kernels_vec.h"
