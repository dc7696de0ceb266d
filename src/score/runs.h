/* Runs: stretches of a line by which a song is known again, in any key and at any place.
 *
 * A *contour* is the highest note of each frame with an onset. A *run* is some of its
 * notes in a row, told by their steps of pitch and of time, with at least three different
 * pitches: a repeated note is nobody's. A run is *telling* when it is the shortest one of
 * twelve notes or more from its first note on. Two lines that share any run of twelve notes
 * or more share a telling one: that of its first note. */
#ifndef SCORE_RUNS_H
#define SCORE_RUNS_H

#include "score/score.h"

enum { RGEN_RUN_NOTES = 12, RGEN_RUN_PITCHES = 3 };

typedef struct rgen_contour { int *frame, *pitch, n; } rgen_contour; /* [n] each */

/* The contour of notes sorted by start. The caller clears it. */
rgen_status rgen_contour_new(rgen_contour *contour, const rgen_note *notes, int n, rgen_error *err);
void rgen_contour_clear(rgen_contour *contour);

/* A hash of notes [first, first + n); 0 when they have too few pitches. */
uint64_t rgen_run_hash(const rgen_contour *contour, int first, int n);

/* The telling run from a note on: its notes and, folded to 32 bits, its hash. Returns
 * 0 notes when the line ends before. */
int rgen_run_telling(const rgen_contour *contour, int first, uint32_t *hash);

#endif
