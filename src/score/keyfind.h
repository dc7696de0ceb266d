/* The key of what is played, by tone profiles. */
#ifndef SCORE_KEYFIND_H
#define SCORE_KEYFIND_H

#include "score/score.h"

/* Tone weights of a stretch: how long each pitch class sounds, [12]; bass counts
 * the lowest notes once more, and points at the tonic. */
typedef struct rgen_tones { double weight[12], bass[12]; } rgen_tones;

/* The best tonic and mode, and how well they fit (0..1; 0: nothing is played).
 * Major and minor by correlation with tone profiles (Krumhansl's method, with
 * Temperley's profiles), the other modes where their own degree outweighs the
 * ordinary one. */
double rgen_key_find(const rgen_tones *tones, int *tonic, rgen_mode *mode);

typedef struct rgen_key_span { int first, n, tonic; rgen_mode mode; double fit; } rgen_key_span;

/* Keys of `n` bars in order: spans of at least `shortest` bars, bounded by
 * modulations. `spans` holds at most n / shortest + 1. Returns their number, 0 when
 * memory is short or n is 0. */
int rgen_key_spans(const rgen_tones *bars, int n, int shortest, rgen_key_span *spans);

#endif
