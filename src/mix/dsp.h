/* Arithmetic for the effects: elementary functions made of + - * / alone, and the
 * vector type of the kernels.
 *
 * The C library's sin, exp and log choose a variant by processor, and the
 * variants differ in the last bit; these do not, so that a mix has the same
 * bytes everywhere. They are called per control step or per filter, never per
 * sample. Errors are below 1e-14 relative. */
#ifndef MIX_DSP_H
#define MIX_DSP_H

#include <stdint.h>
#include <string.h>

#define DSP_PI 3.14159265358979323846

typedef float v4 __attribute__((vector_size(16)));

static inline v4 v4_set(float x) { return (v4){x, x, x, x}; }

static inline v4 v4_load(const float *p)
{
    v4 v;
    memcpy(&v, p, sizeof v);
    return v;
}

typedef int32_t v4_mask __attribute__((vector_size(16)));

static inline v4 v4_pick(v4_mask mask, v4 yes, v4 no)
{
    return (v4)(((v4_mask)yes & mask) | ((v4_mask)no & ~mask));
}

static inline v4 v4_max(v4 a, v4 b) { return v4_pick(a > b, a, b); }
static inline v4 v4_min(v4 a, v4 b) { return v4_pick(a < b, a, b); }

static inline void v4_store(float *p, v4 v) { memcpy(p, &v, sizeof v); }

/* sin(2 pi turns): reduced exactly in turns, then Taylor on a quarter turn. */
static inline double dsp_sin_turns(double turns)
{
    int64_t whole = (int64_t)(turns + (turns < 0 ? -0.5 : 0.5));
    double t = turns - (double)whole; /* -0.5..0.5 */
    if (t > 0.25)
        t = 0.5 - t;
    else if (t < -0.25)
        t = -0.5 - t;
    static const double factor[] = {1 / 6.0, 1 / 20.0, 1 / 42.0, 1 / 72.0, 1 / 110.0, 1 / 156.0,
                                    1 / 210.0, 1 / 272.0, 1 / 342.0}; /* a term from the last */
    double x = 2 * DSP_PI * t, q = -x * x, sum = 1;
    for (int k = 8; k >= 0; k--)
        sum = 1 + q * factor[k] * sum;
    return x * sum;
}

static inline double dsp_cos_turns(double turns) { return dsp_sin_turns(turns + 0.25); }

/* 2^x for |x| < 1000. */
static inline double dsp_exp2(double x)
{
    x = x < -1000 ? -1000 : x > 1000 ? 1000 : x;
    int64_t whole = (int64_t)(x + (x < 0 ? -0.5 : 0.5));
    static const double part[] = {1, 1 / 2.0, 1 / 3.0, 1 / 4.0, 1 / 5.0, 1 / 6.0, 1 / 7.0,
                                  1 / 8.0, 1 / 9.0, 1 / 10.0, 1 / 11.0, 1 / 12.0, 1 / 13.0};
    double r = (x - (double)whole) * 0.69314718055994530942, sum = 1, scale;
    for (int k = 12; k >= 0; k--)
        sum = 1 + r * part[k] * sum;
    uint64_t bits = (uint64_t)(1023 + whole) << 52;
    memcpy(&scale, &bits, 8);
    return sum * scale;
}

/* log2 of a positive normal number; -1022 for zero and less. */
static inline double dsp_log2(double x)
{
    uint64_t bits;
    double m;
    if (!(x > 2.3e-308))
        return -1022;
    memcpy(&bits, &x, 8);
    int64_t exponent = (int64_t)(bits >> 52) - 1023;
    bits = (bits & 0xfffffffffffffu) | (uint64_t)1023 << 52;
    memcpy(&m, &bits, 8);
    if (m > 1.41421356237309504880) {
        m *= 0.5;
        exponent++;
    }
    static const double odd[] = {1, 1 / 3.0, 1 / 5.0, 1 / 7.0, 1 / 9.0, 1 / 11.0, 1 / 13.0,
                                 1 / 15.0, 1 / 17.0, 1 / 19.0, 1 / 21.0};
    double t = (m - 1) / (m + 1), q = t * t, sum = 0;
    for (int k = 10; k >= 0; k--)
        sum = odd[k] + q * sum;
    return (double)exponent + t * sum * 2.88539008177792681472; /* 2 / ln 2 */
}

static inline double dsp_gain(double db) { return dsp_exp2(db * 0.16609640474436811739); }
static inline double dsp_db(double gain) { return dsp_log2(gain) * 6.02059991327962390427; }

/* e^-1 of the way left after `seconds`, stepping `rate` times a second. */
static inline double dsp_decay(double seconds, double rate)
{
    return dsp_exp2(-1.44269504088896340736 / (seconds * rate));
}

static inline double dsp_clamp(double x, double low, double high)
{
    return x > low ? (x < high ? x : high) : low; /* NaN becomes low */
}

static inline double dsp_sqrt(double x) { return x > 0 ? dsp_exp2(0.5 * dsp_log2(x)) : 0; }

#endif
