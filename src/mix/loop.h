/* Running a streaming effect over a loop as if it had always been playing.
 *
 * An *effect* is a state and a function that turns the next samples into output,
 * at most LOOP_BLOCK at a time. The runner warms the state with the loop's own
 * end, as often round as the effect remembers, and then keeps one pass: what
 * rings past the end is heard at the start, and the join is a sample like any
 * other. A fixed latency is taken back by writing that much earlier. */
#ifndef MIX_LOOP_H
#define MIX_LOOP_H

#include "mix/mix.h"

enum { LOOP_BLOCK = 64, LOOP_MAX_LATENCY = 512, LOOP_MIN = 1024 /* shortest loop, samples */ };

/* Turn in[2][count] into out[2][count]; `at` is the place of the first sample in
 * the loop, for what must be periodic with it (an LFO, a kick). */
typedef void (*loop_fn)(void *state, int64_t at, const float *const in[2], float *const out[2],
                        int count);

/* Run in place. audio->n must be at least LOOP_MIN; `warm` samples of pre-roll. */
void loop_run(rgen_stereo *audio, loop_fn fn, void *state, int64_t warm, int latency);

/* Whole cycles that an LFO near `hz` makes in the loop, at least one. */
double loop_cycles(int64_t n, double hz);

#endif
