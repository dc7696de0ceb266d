/* Levels: measuring, compressing, ducking, and placing left to right. */
#include <stdlib.h>

#include "mix/dsp.h"
#include "mix/effects.h"
#include "mix/loop.h"

enum { STEP = 32 }; /* samples a control step: 0.7 ms */

float fx_peak(const rgen_stereo *audio)
{
    v4 top = v4_set(0);
    float peak = 0;
    for (int c = 0; c < 2; c++) {
        const float *x = audio->channel[c];
        int64_t i = 0;
        for (; i + 4 <= audio->n; i += 4) {
            v4 v = v4_load(x + i);
            top = v4_max(v4_max(v, -v), top);
        }
        for (; i < audio->n; i++)
            peak = x[i] > peak ? x[i] : -x[i] > peak ? -x[i] : peak;
    }
    for (int k = 0; k < 4; k++)
        peak = top[k] > peak ? top[k] : peak;
    return peak;
}

/* Sum of squares in four lanes, which are added in one order. */
static float energy(const float *x, int64_t n)
{
    v4 sum = v4_set(0);
    float rest = 0;
    int64_t i = 0;
    for (; i + 4 <= n; i += 4)
        sum += v4_load(x + i) * v4_load(x + i);
    for (; i < n; i++)
        rest += x[i] * x[i];
    return (sum[0] + sum[1]) + (sum[2] + sum[3]) + rest;
}

static float block_energy(const rgen_stereo *audio, int64_t at, int64_t count)
{
    if (count > audio->n - at)
        count = audio->n - at;
    return (energy(audio->channel[0] + at, count) + energy(audio->channel[1] + at, count)) /
           (float)(2 * count);
}

double fx_level_db(const rgen_stereo *audio)
{
    const int64_t size = RGEN_SAMPLE_RATE / 20;
    float top = 0;
    for (int64_t at = 0; at < audio->n; at += size) {
        float e = block_energy(audio, at, size);
        top = e > top ? e : top;
    }
    double sum = 0;
    int64_t blocks = 0;
    for (int64_t at = 0; at < audio->n; at += size) {
        float e = block_energy(audio, at, size);
        if (e > 0.01f * top) {
            sum += (double)e;
            blocks++;
        }
    }
    return blocks && sum > 1e-20 ? dsp_db(sum / (double)blocks) / 2 : -200;
}

void fx_gain(rgen_stereo *audio, float gain)
{
    for (int c = 0; c < 2; c++)
        for (int64_t i = 0; i < audio->n; i++)
            audio->channel[c][i] *= gain;
}

/* ---- compressor ---- */

typedef struct compressor {
    const compressor_settings *set;
    double attack, release; /* of the reduction, per step */
    double reduction;       /* dB, smoothed */
    float gain;
} compressor;

/* The static curve: dB of reduction for a level, with a quadratic knee
 * (Giannoulis, Massberg, Reiss, "Digital dynamic range compressor design", JAES 2012). */
static double curve(const compressor_settings *s, double db)
{
    double over = db - s->threshold_db, slope = 1 - 1 / s->ratio, half = s->knee_db / 2;
    if (over <= -half)
        return 0;
    if (over >= half)
        return slope * over;
    return slope * (over + half) * (over + half) / (2 * s->knee_db);
}

static void compress_block(void *state, int64_t at, const float *const in[2], float *const out[2],
                           int count)
{
    compressor *c = state;
    (void)at;
    for (int from = 0; from < count; from += STEP) {
        int n = count - from < STEP ? count - from : STEP;
        float e = (energy(in[0] + from, n) + energy(in[1] + from, n)) / (float)(2 * n);
        double want = curve(c->set, dsp_db((double)e + 1e-20) / 2);
        double keep = want > c->reduction ? c->attack : c->release;
        c->reduction = want + (c->reduction - want) * keep;
        float next = (float)dsp_gain(-c->reduction), slope = (next - c->gain) / (float)n;
        for (int i = 0; i < n; i++) {
            float gain = c->gain + slope * (float)(i + 1);
            out[0][from + i] = in[0][from + i] * gain;
            out[1][from + i] = in[1][from + i] * gain;
        }
        c->gain = next;
    }
}

void fx_compress(rgen_stereo *audio, const compressor_settings *settings)
{
    double rate = (double)RGEN_SAMPLE_RATE / STEP;
    compressor c = {.set = settings, .gain = 1};
    c.attack = dsp_decay(settings->attack, rate);
    c.release = dsp_decay(settings->release, rate);
    /* Ten releases forget where the reduction began by 87 dB. */
    double warm = 10 * (settings->release > settings->attack ? settings->release : settings->attack);
    loop_run(audio, compress_block, &c, (int64_t)(warm * RGEN_SAMPLE_RATE), 0);
}

/* ---- duck, width, pan ---- */

typedef struct place {
    int64_t n;
    float *duck;   /* [n / STEP + 2] gain at each step, or NULL */
    v4 matrix;     /* {LL LR RL RR}: out L = LL * l + LR * r */
} place;

/* A smooth step from 0 to 1. */
static double ease(double x)
{
    x = dsp_clamp(x, 0, 1);
    return x * x * (3 - 2 * x);
}

/* Gain around a kick, `t` seconds after it: down within 6 ms before the hit (the
 * future is known here, so there is no click), held 30 ms, back within `length`. */
static float dip(double t, double depth, double length)
{
    double shut = t < 0 ? ease(1 + t / 0.006) : 1 - ease((t - 0.03) / length);
    return (float)(1 - depth * shut);
}

/* Dig a kick's dip into the steps it reaches, in every turn of the loop that does. */
static void dig(float *duck, int64_t n, int64_t kick, double depth, double length)
{
    const double rate = RGEN_SAMPLE_RATE;
    int64_t steps = (n + STEP - 1) / STEP, before = (int64_t)(0.006 * rate) + STEP;
    int64_t after = (int64_t)((0.03 + length) * rate) + STEP;
    for (int64_t at = kick + n; at + after > 0; at -= n) {
        int64_t from = at - before > 0 ? (at - before) / STEP : 0;
        int64_t to = (at + after) / STEP < steps ? (at + after) / STEP : steps;
        for (int64_t k = from; k < to; k++) {
            float g = dip((double)(k * STEP - at) / rate, depth, length);
            duck[k] = g < duck[k] ? g : duck[k];
        }
    }
}

static void place_block(void *state, int64_t at, const float *const in[2], float *const out[2],
                        int count)
{
    const place *p = state;
    float ll = p->matrix[0], lr = p->matrix[1], rl = p->matrix[2], rr = p->matrix[3];
    float gain[LOOP_BLOCK];
    for (int i = 0; i < count; i++)
        gain[i] = 1;
    if (p->duck)
        for (int i = 0; i < count; i++) {
            int64_t k = (at + i) / STEP; /* the last step may be short */
            int64_t size = p->n - k * STEP < STEP ? p->n - k * STEP : STEP;
            float part = (float)(at + i - k * STEP) / (float)size;
            gain[i] = p->duck[k] + (p->duck[k + 1] - p->duck[k]) * part;
        }
    for (int i = 0; i < count; i++) {
        float l = in[0][i] * gain[i], r = in[1][i] * gain[i];
        out[0][i] = ll * l + lr * r;
        out[1][i] = rl * l + rr * r;
    }
}

rgen_status fx_place(rgen_stereo *audio, double duck, double bpm, const int64_t *kicks, int n_kicks,
                     double width, double pan)
{
    int64_t n = audio->n, steps = (n + STEP - 1) / STEP;
    place p = {.n = n};
    if (duck > 0 && n_kicks > 0) {
        if (!(p.duck = malloc((size_t)(steps + 1) * sizeof *p.duck)))
            return RGEN_ERR_MEMORY;
        for (int64_t k = 0; k <= steps; k++)
            p.duck[k] = 1;
        /* Back before the next beat: 0.6 of one, as a pumping side-chain is set. */
        double length = dsp_clamp(0.6 * 60 / bpm, 0.08, 0.35);
        for (int i = 0; i < n_kicks; i++)
            dig(p.duck, n, (kicks[i] % n + n) % n, 0.9 * dsp_clamp(duck, 0, 1), length);
        p.duck[steps] = p.duck[0];
    }
    /* Pan by a constant-power law that is 1 in the middle and never above. */
    double turns = (dsp_clamp(pan, -1, 1) + 1) / 8;
    double left = dsp_cos_turns(turns), right = dsp_sin_turns(turns);
    double most = left > right ? left : right;
    double side = dsp_clamp(width, 0, 2), same = (1 + side) / 2, cross = (1 - side) / 2;
    left /= most;
    right /= most;
    p.matrix = (v4){(float)(left * same), (float)(left * cross), (float)(right * cross),
                    (float)(right * same)};
    if (p.duck || p.matrix[0] != 1 || p.matrix[1] != 0 || p.matrix[3] != 1)
        loop_run(audio, place_block, &p, 0, 0);
    free(p.duck);
    return RGEN_OK;
}
