/* Plain synthetic material for the mixing tests: a beat, a bass, a pad and a lead
 * that fill a loop, without any of the project's instruments. */
#ifndef TESTS_SYNTH_H
#define TESTS_SYNTH_H

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "mix/mix.h"

static inline double synth_noise(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return (double)(int32_t)*state / 2147483648.0;
}

static inline void synth_add(rgen_stereo *a, int64_t at, double left, double right)
{
    at %= a->n;
    a->channel[0][at] += (float)left;
    a->channel[1][at] += (float)right;
}

/* Kick on each beat, snare on 2 and 4, hats on eighths; tails wrap. */
static inline void synth_drums(rgen_stereo *a, double bpm)
{
    double beat = 60 / bpm * RGEN_SAMPLE_RATE;
    uint32_t seed = 1;
    int beats = (int)(a->n / beat + 0.5);
    for (int b = 0; b < 2 * beats; b++) {
        int64_t at = (int64_t)(b * beat / 2);
        for (int i = 0; i < 12000; i++) {
            double t = i / 44100.0, v = 0, n = synth_noise(&seed);
            if (b % 2 == 0)
                v += 0.8 * exp(-t * 14) * sin(6.2831853 * (50 * t + 4 * (1 - exp(-t * 35))));
            if (b % 4 == 2)
                v += 0.4 * exp(-t * 22) * n + 0.3 * exp(-t * 25) * sin(6.2831853 * 190 * t);
            v += 0.12 * exp(-t * 60) * n;
            synth_add(a, at + i, v, v * 0.95 + 0.02 * exp(-t * 60) * n);
        }
    }
}

/* A saw of few partials on eighths. */
static inline void synth_bass(rgen_stereo *a, double bpm)
{
    double eighth = 30 / bpm * RGEN_SAMPLE_RATE;
    int notes = (int)(a->n / eighth + 0.5);
    for (int k = 0; k < notes; k++) {
        double hz = 43.65 * (k % 8 == 6 ? 1.5 : 1);
        for (int i = 0; i < (int)eighth + 2000; i++) {
            double t = i / 44100.0, v = 0, gate = fmin(1, t * 400) * exp(-t * 5);
            if (i > eighth)
                gate *= fmax(0, 1 - (i - eighth) / 2000);
            for (int p = 1; p < 12; p++)
                v += sin(6.2831853 * hz * p * t) / p;
            synth_add(a, (int64_t)(k * eighth) + i, 0.3 * gate * v, 0.3 * gate * v);
        }
    }
}

/* A held chord whose partials fit the loop exactly, in scattered
 * phases: it has no join of its own, nor any place that stands out. */
static inline void synth_pad(rgen_stereo *a)
{
    static const double notes[4] = {174.6, 207.7, 261.6, 349.2};
    for (int k = 0; k < 4; k++)
        for (int p = 1; p < 10; p++) {
            double cycles = floor(notes[k] * p * (double)a->n / RGEN_SAMPLE_RATE + 0.5);
            for (int64_t i = 0; i < a->n; i++) {
                double x = 6.283185307179586 * fmod(cycles * (double)i / (double)a->n, 1.0);
                a->channel[0][i] += (float)(0.1 / p * sin(x + k + 1.7 * p * p));
                a->channel[1][i] += (float)(0.1 / p * sin(x + 2 * k + 2.3 * p * p));
            }
        }
}

/* Bright plucks on an uneven pattern, panned to and fro. */
static inline void synth_lead(rgen_stereo *a, double bpm)
{
    double step = 15 / bpm * RGEN_SAMPLE_RATE;
    int steps = (int)(a->n / step + 0.5);
    for (int k = 0; k < steps; k += 3) {
        double hz = 349.2 * pow(2, (k * 5 % 12) / 12.0);
        for (int i = 0; i < 15000; i++) {
            double t = i / 44100.0, v = 0, e = fmin(1, t * 1000) * exp(-t * 9);
            for (int p = 1; p < 20; p++)
                v += sin(6.2831853 * hz * p * t) / p * exp(-t * p * 2);
            synth_add(a, (int64_t)(k * step) + i, 0.2 * e * v, (k % 2 ? 0.1 : 0.2) * e * v);
        }
    }
}

#endif
