/* The grammar of exact things: tempo, key, metre and length as said in words
 * and figures. It marks the words that it takes as used. */
#ifndef INTENT_EXACT_H
#define INTENT_EXACT_H

#include "intent/words.h"
#include "resonant/intent.h"

/* Fill bpm, key, metre, bars and seconds with source RGEN_SAID where the words
 * give them; of two values for one thing the first counts. A mode without a
 * tonic ("in a minor key") sets mode and RGEN_INFERRED. Values that no piece can
 * have ("900 BPM", "0 bars") are RGEN_ERR_ARG. */
rgen_status rgen_exact_read(rgen_word *words, int n, rgen_intent *intent, rgen_error *err);

/* A figure that nothing else took ("techno 140") is a tempo. */
void rgen_exact_read_rest(rgen_word *words, int n, rgen_intent *intent);

/* 1 when a grid can have this metre. */
int rgen_exact_meter_ok(int num, int den);

#endif
