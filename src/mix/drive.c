/* Drive: a smooth saturation, run at twice the sample rate so that the harmonics
 * it makes above 22 kHz are filtered instead of folding back. */
#include "mix/dsp.h"
#include "mix/effects.h"
#include "mix/loop.h"

/* A half-band low-pass of 47 taps: every other tap is 0 but the middle one, so
 * that one phase of the doubled signal is the input itself and the other needs
 * TAPS pairs. Passes to 18.5 kHz, stops 60 dB from 25.6 kHz. */
enum { TAPS = 12, HISTORY = 2 * TAPS, LATENCY = 2 * TAPS - 1 };

typedef struct drive {
    v4 taps[TAPS];             /* of the odd phase, from the middle outwards */
    float gain, bias, offset, level;
    float in[2][HISTORY + LOOP_BLOCK + 4];   /* the past before the block */
    float even[2][HISTORY + LOOP_BLOCK + 4]; /* shaped, at the samples */
    float odd[2][HISTORY + LOOP_BLOCK + 4];  /* shaped, between them */
} drive;

/* Bessel I0 by its series, for the Kaiser window. */
static double bessel(double x)
{
    double sum = 1, term = 1;
    for (int k = 1; k < 30; k++) {
        term *= x * x / (4.0 * k * k);
        sum += term;
    }
    return sum;
}

static void half_band(v4 taps[TAPS])
{
    double beta = 5.65, sum = 0, t[TAPS];
    for (int k = 0; k < TAPS; k++) {
        double x = k + 0.5, at = x / TAPS; /* distance in samples; place in the window */
        t[k] = (k & 1 ? -1 : 1) / (DSP_PI * x) * bessel(beta * dsp_sqrt(1 - at * at)) / bessel(beta);
        sum += 2 * t[k];
    }
    for (int k = 0; k < TAPS; k++)
        taps[k] = v4_set((float)(t[k] / sum));
}

/* tanh to 3%: x (27 + x^2) / (27 + 9 x^2), exactly flat at +-3. */
static inline v4 shape(v4 x)
{
    x = v4_max(v4_min(x, v4_set(3)), v4_set(-3));
    v4 q = x * x;
    return x * (v4_set(27) + q) / (v4_set(27) + v4_set(9) * q);
}

/* Half-way between samples: sum of taps[k] (x[k + 1] + x[-k]). */
static inline v4 between(const float *x, const v4 taps[TAPS])
{
    v4 sum = taps[0] * (v4_load(x) + v4_load(x + 1));
    for (int k = 1; k < TAPS; k++)
        sum += taps[k] * (v4_load(x - k) + v4_load(x + k + 1));
    return sum;
}

static void block(void *state, int64_t at, const float *const in[2], float *const out[2], int count)
{
    drive *d = state;
    (void)at;
    v4 gain = v4_set(d->gain), bias = v4_set(d->bias), offset = v4_set(d->offset);
    for (int c = 0; c < 2; c++) {
        float *x = d->in[c], *even = d->even[c], *odd = d->odd[c];
        memcpy(x + HISTORY, in[c], (size_t)count * sizeof(float));
        /* Up: position i of the doubled pair lies TAPS samples behind the input. */
        for (int i = 0; i < count; i += 4) {
            const float *p = x + HISTORY - TAPS + i;
            v4_store(even + HISTORY + i, shape(gain * v4_load(p) + bias) - offset);
            v4_store(odd + HISTORY + i, shape(gain * between(p, d->taps) + bias) - offset);
        }
        /* Down: the same filter around an even sample; its odd neighbours carry taps. */
        for (int i = 0; i < count; i += 4) {
            const float *e = even + HISTORY - TAPS + 1 + i, *o = odd + HISTORY - TAPS + i;
            float y[4];
            v4_store(y, v4_set(0.5f * d->level) * (v4_load(e) + between(o, d->taps)));
            for (int k = 0; k < 4 && i + k < count; k++)
                out[c][i + k] = y[k];
        }
        memmove(x, x + count, HISTORY * sizeof(float));
        memmove(even, even + count, HISTORY * sizeof(float));
        memmove(odd, odd + count, HISTORY * sizeof(float));
    }
}

void fx_drive(rgen_stereo *audio, double amount)
{
    drive d = {0};
    float peak = fx_peak(audio);
    if (amount <= 0 || peak < 1e-6f)
        return;
    half_band(d.taps);
    /* From just touching the curve to 26 dB into it; 1 at the peak comes out as 1. */
    double push = dsp_gain(-3 + 29 * dsp_clamp(amount, 0, 1));
    d.gain = (float)push / peak;
    d.bias = 0.12f * (float)dsp_clamp(amount * 3, 0, 1);
    float top[4];
    v4_store(top, shape((v4){(float)push, d.bias, 0, 0}));
    d.offset = top[1];
    d.level = peak / top[0];
    loop_run(audio, block, &d, 2 * HISTORY, LATENCY);
    /* Asymmetry makes an offset; a loop's own mean is the exact one to take off. */
    for (int c = 0; c < 2; c++) {
        double sum = 0;
        for (int64_t i = 0; i < audio->n; i++)
            sum += (double)audio->channel[c][i];
        float mean = (float)(sum / (double)audio->n);
        for (int64_t i = 0; i < audio->n; i++)
            audio->channel[c][i] -= mean;
    }
}
