/* What the words leave open, filled in from what they say. */
#ifndef INTENT_SETTLE_H
#define INTENT_SETTLE_H

#include "intent/bind.h"

/* Genres, tempo, key, length, tracks and attributes of a reading. A prompt that
 * excludes every track is RGEN_ERR_ARG. */
rgen_status rgen_intent_settle(const rgen_reading *reading, rgen_error *err);

/* Make tempo, bars and seconds agree, after any of them was set from outside:
 * what is RGEN_SAID stays, the rest follows. Seconds choose the number of bars,
 * and the tempo too where it is free, so that whole bars last just as long. Of
 * three said values the seconds give way. RGEN_ERR_ARG when no 1..256 bars fit. */
rgen_status rgen_intent_fit(rgen_intent *intent, rgen_error *err);

/* For a new piece, where "more swing" has no take to start from: move what would
 * be usual instead. The edits stay listed. */
void rgen_intent_apply_edits(rgen_intent *intent);

#endif
