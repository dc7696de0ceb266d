/* Figures of sound files: length, joins, sums. */
#ifndef BENCH_EVAL_SOUND_H
#define BENCH_EVAL_SOUND_H

#include "eval.h"
#include "mix/wav.h"
#include "score/score.h"

enum { TAPS = 255, REACH = 88 }; /* of the high-pass; 2 ms each side of a step */

/* A linear-phase high-pass at 8 kHz (windowed sinc, Hann), -6 dB there. */
__attribute__((unused)) static const double *high_pass(void)
{
    static double h[TAPS];
    const double pi = 3.14159265358979323846, f = 8000.0 / RGEN_SAMPLE_RATE;
    if (h[TAPS / 2] == 0)
        for (int i = 0; i < TAPS; i++) {
            double x = i - TAPS / 2, low = x == 0 ? 2 * f : sin(2 * pi * f * x) / (pi * x);
            h[i] = ((x == 0) - low) * (0.5 - 0.5 * cos(2 * pi * (i + 1) / (TAPS + 1)));
        }
    return h;
}

/* Energy above 8 kHz within 2 ms of sample `at`, the audio read as a loop of n. */
__attribute__((unused)) static double high_energy(const rgen_stereo *a, int64_t n, int64_t at)
{
    const double *h = high_pass();
    double sum = 0;
    for (int c = 0; c < 2; c++)
        for (int64_t i = at - REACH; i < at + REACH; i++) {
            double y = 0;
            for (int k = 0; k < TAPS; k++)
                y += h[k] * a->channel[c][((i + k - TAPS / 2) % n + n) % n];
            sum += y * y;
        }
    return sum / (4 * REACH);
}

/* The sharpest corner (second difference) of the loop at samples [first, last). */
__attribute__((unused)) static double sharpest(const rgen_stereo *a, int64_t n, int64_t first, int64_t last)
{
    double worst = 0;
    for (int c = 0; c < 2; c++)
        for (int64_t i = first; i < last; i++) {
            const float *x = a->channel[c];
            double d = fabs((double)x[(i + n - 1) % n] - 2.0 * x[i % n] + (double)x[(i + 1) % n]);
            worst = d > worst ? d : worst;
        }
    return worst;
}

typedef struct join {
    double join_db, loudest_db; /* above 8 kHz: at the join, at the loudest other step */
    int smooth;                 /* no sharper corner at the join than within the loop */
} join;

/* The join of a loop, beside the steps (1/16 notes) of the loop itself. The loop is
 * the first n samples: fewer than the file has gives a wrong cut, for control. */
__attribute__((unused)) static join measure_join(const rgen_stereo *a, const rgen_grid *grid, int64_t n)
{
    int frames = rgen_grid_frames(grid);
    double *steps = need((size_t)frames, sizeof *steps);
    join j;
    int count_of = 0;
    for (int f = 1; f < frames; f++) {
        int64_t at = rgen_grid_sample(grid, f, RGEN_SAMPLE_RATE);
        if (at < n - 2 * REACH - TAPS)
            steps[count_of++] = high_energy(a, n, at);
    }
    qsort(steps, (size_t)count_of, sizeof *steps, compare_doubles);
    j.join_db = 10 * log10(high_energy(a, n, 0) + 1e-15);
    j.loudest_db = 10 * log10(steps[count_of - 1] + 1e-15);
    j.smooth = sharpest(a, n, n - 1, n + 1) <= sharpest(a, n, 1, n - 1);
    free(steps);
    return j;
}

/* Largest difference of two signals of the same length, in dBFS. */
__attribute__((unused)) static double peak_error(const rgen_stereo *a, const rgen_stereo *b)
{
    double worst = 0;
    for (int c = 0; c < 2; c++)
        for (int64_t i = 0; i < a->n; i++) {
            double d = fabs((double)a->channel[c][i] - (double)b->channel[c][i]);
            worst = d > worst ? d : worst;
        }
    return 20 * log10(worst + 1e-10);
}

#endif
