/* Filters: designs, and a cascade that runs up to eight of them over a loop. */
#ifndef MIX_FILTER_H
#define MIX_FILTER_H

#include "mix/dsp.h"
#include "mix/mix.h"

enum { FILTER_STAGES = 8 };

/* A second-order section, a0 = 1. */
typedef struct biquad { double b0, b1, b2, a1, a2; } biquad;

/* R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter
 * coefficients". Frequencies in Hz, kept inside 5 Hz .. 0.48 of the sample rate. */
biquad biquad_low_cut(double hz, double q);
biquad biquad_high_cut(double hz, double q);
biquad biquad_low_shelf(double hz, double db);  /* slope 0.7 */
biquad biquad_high_shelf(double hz, double db);
biquad biquad_bell(double hz, double db, double q);

/* One lane group: two sections of both channels, {L0 R0 L1 R1}; the second hears
 * the first's output of two samples ago, so that all four are computed at once and
 * the processor need not wait for one sample to end before it starts the next. The state
 * variable form (A. Simper, "Linear trapezoidal integrated SVF", 2013) keeps a
 * 30 Hz filter quiet in single precision where a direct form would not. */
typedef struct filter_pair {
    v4 c1, c2, c3, m0, m1, m2; /* state update; output mix */
    v4 s1, s2, y, older;       /* states; the last output and the one before */
} filter_pair;

typedef struct filter {
    filter_pair pair[FILTER_STAGES / 2];
    int n_stages, n_pairs;
    int64_t warm; /* samples until the slowest section has forgotten by 120 dB */
} filter;

/* filter_start, filter_add for each section, then run. Adding to a full cascade
 * does nothing. */
void filter_start(filter *f);
void filter_add(filter *f, biquad section);
int filter_latency(const filter *f);
/* Stream `count` samples. */
void filter_block(void *filter, int64_t at, const float *const in[2], float *const out[2],
                  int count);
/* Run over a loop in place. */
void filter_run(filter *f, rgen_stereo *audio);

#endif
