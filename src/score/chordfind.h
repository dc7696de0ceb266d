/* The chords of what is played, by templates and the smoothest path. */
#ifndef SCORE_CHORDFIND_H
#define SCORE_CHORDFIND_H

#include "score/keyfind.h"

/* One chord code (score.h) for each of `n` stretches of music, relative to
 * `tonic`: `tones` are the stretches' tone weights in ticks, `ticks` the length of
 * a stretch. Silence is "no chord" unless the music goes on afterwards, when the
 * chord before it stands. RGEN_ERR_MEMORY only. */
rgen_status rgen_chord_find(const rgen_tones *tones, int n, double ticks, int tonic,
                            uint16_t *codes, rgen_error *err);

/* Add a note's share of stretches of `ticks` each, from tick 0, to tones[n].
 * `bass` also counts it as bass, the more the nearer it starts to a stretch's
 * beginning. */
void rgen_tones_add(rgen_tones *tones, int n, int ticks, int32_t start, int32_t length, int pitch,
                    double weight, int bass);

#endif
