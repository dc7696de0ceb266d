/* True peak, and the limiter that keeps it.
 *
 * The gain is planned for the whole loop before it is applied: what each step of
 * 16 samples needs, the least of that over the look-ahead, an exponential return,
 * and two moving means that round the corners. A mean over a window of which
 * every value already satisfies the step it is for satisfies it too, so the
 * ceiling holds without clipping. */
#include <stdlib.h>

#include "mix/dsp.h"
#include "mix/effects.h"
#include "mix/loop.h"

enum { STEP = 16, TAPS = 24, REACH = TAPS / 2, PAD = 16, WIDE = 5, NARROW = 4 };

/* Interpolators at 1/4, 1/2 and 3/4 of a sample: sinc under a Hann window 12 samples
 * to each side. That is twice libebur128's reach: near 20 kHz, where a snare's noise
 * lives, the short one reads up to 0.4 dB low, and other meters see more. */
typedef struct interpolator { v4 taps[3][TAPS]; } interpolator;

static void interpolator_init(interpolator *p)
{
    for (int f = 0; f < 3; f++)
        for (int k = 0; k < TAPS; k++) {
            double d = (f + 1) * 0.25 - (k - (REACH - 1)); /* tap k is sample k - 11 */
            p->taps[f][k] = v4_set((float)(dsp_sin_turns(d / 2) / (DSP_PI * d) *
                                           (0.5 + 0.5 * dsp_cos_turns(d / TAPS))));
        }
}

/* Highest |value| at and between samples x[0..15] and x[1..16]; x[-11..27] are read. */
static float step_peak(const interpolator *p, const float *x)
{
    v4 top = v4_set(0);
    for (int i = 0; i < STEP; i += 4) {
        v4 sum[3] = {v4_set(0), v4_set(0), v4_set(0)};
        for (int k = 0; k < TAPS; k++) {
            v4 v = v4_load(x + i + k - (REACH - 1));
            for (int f = 0; f < 3; f++)
                sum[f] += p->taps[f][k] * v;
        }
        for (int f = 0; f < 3; f++)
            top = v4_max(top, v4_max(sum[f], -sum[f]));
        v4 v = v4_load(x + i);
        top = v4_max(top, v4_max(v, -v));
    }
    float a = top[0] > top[1] ? top[0] : top[1], b = top[2] > top[3] ? top[2] : top[3];
    return a > b ? a : b;
}

/* Highest |sample| of x[0 .. 4 * fours - 1]. */
static float sample_peak(const float *x, int fours)
{
    v4 top = v4_set(0);
    for (int i = 0; i < fours; i++) {
        v4 v = v4_load(x + 4 * i);
        top = v4_max(top, v4_max(v, -v));
    }
    float a = top[0] > top[1] ? top[0] : top[1], b = top[2] > top[3] ? top[2] : top[3];
    return a > b ? a : b;
}

/* True peak of the step at `at`, or its sample peak when that is under `floor`
 * with its neighbours: no wave that music holds rises between samples from there
 * to more than 1 / 0.6 of it. The ends of the loop are read through a copy. */
static float peak_at(const rgen_stereo *audio, const interpolator *p, int64_t at, float floor)
{
    float copy[STEP + 2 * PAD], top = 0;
    for (int c = 0; c < 2; c++) {
        const float *x = audio->channel[c];
        int64_t n = audio->n;
        if (at < PAD || at + STEP + PAD > n) {
            for (int i = 0; i < STEP + 2 * PAD; i++)
                copy[i] = x[(at + i - PAD + n) % n];
            x = copy + PAD;
        } else {
            x += at;
        }
        float peak = sample_peak(x - PAD, (STEP + 2 * PAD) / 4);
        if (peak >= floor)
            peak = step_peak(p, x);
        else
            peak = 0;
        top = peak > top ? peak : top;
    }
    return top;
}

float fx_true_peak(const rgen_stereo *audio)
{
    interpolator p;
    interpolator_init(&p);
    float top = fx_peak(audio), floor = 0.6f * top;
    if (top < 1e-9f)
        return top;
    for (int64_t at = 0; at < audio->n; at += STEP) {
        float peak = peak_at(audio, &p, at, floor);
        top = peak > top ? peak : top;
    }
    return top;
}

static float least(float a, float b) { return a < b ? a : b; }

/* to[k] = least of from[k .. k + width - 1], circular. */
static void minimum_ahead(float *to, const float *from, int64_t n, int width)
{
    for (int64_t k = 0; k < n; k++) {
        float v = from[k];
        for (int64_t j = 1; j < width; j++)
            v = least(v, from[k + j < n ? k + j : (k + j) % n]);
        to[k] = v;
    }
}

/* to[k] = mean of from[k - width + 1 .. k], circular. */
static void mean_behind(float *to, const float *from, int64_t n, int width)
{
    for (int64_t k = 0; k < n; k++) {
        float sum = 0;
        for (int64_t j = 0; j < width; j++)
            sum += from[k >= j ? k - j : ((k - j) % n + n) % n];
        to[k] = sum / (float)width;
    }
}

/* Return towards 1 with a time constant of 80 ms; round twice, so that the end
 * of the loop has its say at the start. */
static void release(float *gain, int64_t n)
{
    float keep = (float)dsp_decay(0.08, (double)RGEN_SAMPLE_RATE / STEP), g = 1;
    for (int round = 0; round < 2; round++)
        for (int64_t k = 0; k < n; k++) {
            g = least(gain[k], 1 - (1 - g) * keep);
            if (round)
                gain[k] = g;
        }
}

static void apply(rgen_stereo *audio, const float *gain, int64_t steps)
{
    for (int64_t k = 0; k < steps; k++) {
        float from = gain[k], to = gain[k + 1 < steps ? k + 1 : 0];
        if (from == 1 && to == 1)
            continue;
        int64_t at = k * STEP, count = audio->n - at < STEP ? audio->n - at : STEP;
        float slope = (to - from) / (float)count;
        for (int c = 0; c < 2; c++)
            for (int64_t i = 0; i < count; i++)
                audio->channel[c][at + i] *= from + slope * (float)i;
    }
}

rgen_status fx_limit(rgen_stereo *audio, float ceiling)
{
    interpolator p;
    int64_t steps = (audio->n + STEP - 1) / STEP;
    float floor = 0.6f * ceiling;
    if (fx_peak(audio) < floor)
        return RGEN_OK;
    float *need = malloc((size_t)steps * 2 * sizeof *need), *plan;
    if (!need)
        return RGEN_ERR_MEMORY;
    plan = need + steps;
    interpolator_init(&p);
    int over = 0;
    for (int64_t k = 0; k < steps; k++) {
        float peak = peak_at(audio, &p, k * STEP, floor);
        need[k] = peak > ceiling ? ceiling / peak : 1;
        over |= peak > ceiling;
    }
    if (over) {
        for (int64_t k = 0; k < steps; k++) /* a node serves the steps to both its sides */
            plan[k] = least(need[k], need[k ? k - 1 : steps - 1]);
        minimum_ahead(need, plan, steps, WIDE + NARROW - 1);
        release(need, steps);
        mean_behind(plan, need, steps, WIDE);
        mean_behind(need, plan, steps, NARROW);
        apply(audio, need, steps);
    }
    free(need);
    return RGEN_OK;
}
