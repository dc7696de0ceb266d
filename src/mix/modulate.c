/* Delays that move: chorus, and the wow and flutter of a tape. All movement makes
 * whole cycles in the loop, so that the pitch bends on across the join. */
#include "mix/dsp.h"
#include "mix/effects.h"
#include "mix/loop.h"
#include "mix/noise.h"

enum { PAST = 1600, ROOM = 8192, MAX_LFO = 3 }; /* PAST samples are kept: 36 ms */

typedef struct lfo { double cycles, phase, depth; } lfo; /* in the loop; turns; samples */

typedef struct modulate {
    int64_t n;
    int channels_apart;        /* right channel's LFOs run a quarter turn later */
    double base;               /* middle delay, samples */
    int n_lfo;
    lfo lfo[MAX_LFO];
    float dry, wet;
    int at;                    /* where the next sample goes, less PAST */
    float past[2][PAST + ROOM]; /* moved back when full, seldom */
} modulate;

static double delay_at(const modulate *m, int64_t at, double shift)
{
    double delay = m->base, place = (double)at / (double)m->n;
    for (int k = 0; k < m->n_lfo; k++) {
        double turns = m->lfo[k].cycles * place + m->lfo[k].phase + shift;
        delay += m->lfo[k].depth * dsp_sin_turns(turns - (double)(int64_t)turns);
    }
    return delay;
}

/* Four-point Hermite between p[0] and p[1] at t + step * i for `count` samples: a span
 * in which the whole part of the delay stays, so that the loop runs in vectors. */
static void span(float *restrict out, const float *restrict now, const float *restrict p, int count,
                 float t0, float step, float dry, float wet)
{
    for (int i = 0; i < count; i++) {
        float t = t0 + step * (float)i;
        float c1 = 0.5f * (p[i + 1] - p[i - 1]), d = p[i] - p[i + 1];
        float c3 = 1.5f * d + 0.5f * (p[i + 2] - p[i - 1]);
        float c2 = -(d + c1 + c3);
        out[i] = dry * now[i] + wet * (((c3 * t + c2) * t + c1) * t + p[i]);
    }
}

/* The delay moves in a straight line within a block. */
static void block(void *state, int64_t at, const float *const in[2], float *const out[2], int count)
{
    modulate *m = state;
    if (m->at + count > ROOM) {
        for (int c = 0; c < 2; c++)
            memmove(m->past[c], m->past[c] + m->at, PAST * sizeof(float));
        m->at = 0;
    }
    for (int c = 0; c < 2; c++) {
        float *x = m->past[c] + m->at + PAST; /* x[0] is the block's first sample */
        memcpy(x, in[c], (size_t)count * sizeof(float));
        double shift = c && m->channels_apart ? 0.25 : 0;
        double from = delay_at(m, at, shift);
        double step = -(delay_at(m, at + count, shift) - from) / (double)count;
        for (int i = 0; i < count;) {
            double place = (double)i - from + step * i + PAST;
            int whole = (int)place, n = count - i;
            double t = place - whole;
            /* Samples until the whole part of (place - i) changes. */
            double left = step > 0 ? (1 - t) / step : step < 0 ? t / -step : 1e9;
            if (left < n)
                n = (int)left + 1;
            span(out[c] + i, x + i, x + whole - PAST, n, (float)t, (float)step, m->dry, m->wet);
            i += n;
        }
    }
    m->at += count;
}

void fx_chorus(rgen_stereo *audio, double depth)
{
    depth = dsp_clamp(depth, 0, 1);
    if (depth <= 0)
        return;
    modulate m = {.n = audio->n, .channels_apart = 1, .base = 0.011 * RGEN_SAMPLE_RATE, .n_lfo = 2};
    double samples = (0.0008 + 0.0032 * depth) * RGEN_SAMPLE_RATE;
    m.lfo[0] = (lfo){loop_cycles(audio->n, 0.55), 0, samples};
    m.lfo[1] = (lfo){loop_cycles(audio->n, 1.3), 0.4, samples * 0.25};
    double wet = 0.75 * depth, scale = 1 / dsp_sqrt(1 + wet * wet);
    m.dry = (float)scale;
    m.wet = (float)(wet * scale);
    loop_run(audio, block, &m, PAST, 0);
}

/* A pitch swing of `cents` at `cycles` in the loop, as a swing of the delay. */
static double swing(double cents, double cycles, int64_t n)
{
    return (dsp_exp2(cents / 1200) - 1) * (double)n / (2 * DSP_PI * cycles);
}

/* Add a click: a damped ring of about `hz`, `length` samples, wrapped. */
static void click(rgen_stereo *audio, int64_t at, double level, double pan, double hz, int length)
{
    double turns = hz / RGEN_SAMPLE_RATE, left = level * (1 - pan) / 2, right = level * (1 + pan) / 2;
    double decay = dsp_exp2(-9.0 / length), envelope = 1;
    for (int i = 0; i < length; i++, envelope *= decay) {
        double v = envelope * dsp_sin_turns(turns * i);
        int64_t k = (at + i) % audio->n;
        audio->channel[0][k] += (float)(left * v);
        audio->channel[1][k] += (float)(right * v);
    }
}

static void crackle(rgen_stereo *audio, double amount, double level, uint64_t key)
{
    double seconds = (double)audio->n / RGEN_SAMPLE_RATE;
    int64_t clicks = (int64_t)(seconds * (1 + 13 * amount));
    for (int64_t k = 0; k < clicks; k++) {
        uint64_t bits = noise_bits(key, (uint64_t)k);
        double u = (double)(bits & 0xffff) / 65536, place = (double)(bits >> 40) / 16777216;
        double pan = (double)(bits >> 16 & 0xff) / 128 - 1, tone = (double)(bits >> 24 & 0xff) / 256;
        /* Most are faint, a few are not: u^4. */
        double loud = level * (0.06 + 0.94 * u * u * u * u);
        click(audio, (int64_t)(place * (double)audio->n), loud * (bits >> 32 & 1 ? 1 : -1),
              0.6 * pan, 1200 + 4200 * tone, 14 + (int)(50 * (1 - tone)));
    }
}

/* White noise tilted down by a two-point mean, which wraps as the loop does. */
static void hiss(rgen_stereo *audio, float level, uint64_t key)
{
    int64_t n = audio->n;
    uint64_t last = noise_bits(key, (uint64_t)(n - 1));
    for (int64_t i = 0; i < n; i++) {
        uint64_t now = noise_bits(key, (uint64_t)i);
        int32_t l = ((int32_t)(uint32_t)now >> 1) + ((int32_t)(uint32_t)last >> 1);
        int32_t r = ((int32_t)(now >> 32) >> 1) + ((int32_t)(last >> 32) >> 1);
        audio->channel[0][i] += level * (float)l;
        audio->channel[1][i] += level * (float)r;
        last = now;
    }
}

void fx_age(rgen_stereo *audio, double amount, uint64_t seed)
{
    amount = dsp_clamp(amount, 0, 1);
    double level = fx_level_db(audio);
    if (amount <= 0 || level < -120)
        return;
    int64_t n = audio->n;
    uint64_t phases = noise_bits(noise_key(seed, 'w'), 0);
    modulate m = {.n = n, .base = 350, .wet = 1, .n_lfo = 3};
    static const double hz[3] = {0.45, 1.1, 6.3}, cents[3] = {9, 4, 2.5};
    for (int k = 0; k < 3; k++) {
        double cycles = loop_cycles(n, hz[k]);
        double depth = swing(cents[k] * amount, cycles, n);
        m.lfo[k] = (lfo){cycles, (double)(phases >> (16 * k) & 0xffff) / 65536,
                         dsp_clamp(depth, 0, 0.0025 * RGEN_SAMPLE_RATE)};
    }
    loop_run(audio, block, &m, PAST, (int)m.base); /* the beat stays where it was */
    crackle(audio, amount, dsp_gain(level + 4 + 6 * amount), noise_key(seed, 'c'));
    /* uniform noise of +-2^31, halved twice by the mean: -7.8 dB RMS of the scale */
    hiss(audio, (float)(dsp_gain(level - 62 + 20 * amount + 7.8) / 2147483648.0),
         noise_key(seed, 'h'));
}
