/* Philox4x32-10, a counter-based random generator (Salmon et al., "Parallel
 * random numbers: as easy as 1, 2, 3", SC11): a number depends on its key and
 * its place alone, so results do not depend on the order of drawing. */
#ifndef BASE_PHILOX_H
#define BASE_PHILOX_H

#include <stdint.h>

/* Four words for one key and counter. */
void rgen_philox(uint64_t key, uint64_t counter_hi, uint64_t counter_lo, uint32_t out[4]);

/* A uniform number in [0, 1) with 24 bits: draw `index` of stream `stream`. */
float rgen_philox_uniform(uint64_t key, uint64_t stream, uint64_t index);

/* A new key from a key and a label ("bass", "render"), so that parts of one
 * piece draw from unrelated sequences. */
uint64_t rgen_philox_derive(uint64_t key, const char *label, uint64_t number);

#endif
