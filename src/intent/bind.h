/* Which words belong to which track. */
#ifndef INTENT_BIND_H
#define INTENT_BIND_H

#include "intent/lexicon.h"
#include "intent/words.h"
#include "resonant/intent.h"

/* What the words say, before profiles fill in what they leave open. Masks have
 * a bit per role of lexicon.h. */
typedef struct rgen_reading {
    rgen_intent *intent;  /* genres, moods, instruments and edits are added here */
    float shift[RGEN_ROLE_COUNT][RGEN_ATTRIBUTES];      /* said of the track or of all */
    unsigned char said[RGEN_ROLE_COUNT][RGEN_ATTRIBUTES];
    const rgen_profile *flavor[RGEN_ROLE_COUNT];        /* a genre named for one track, or NULL */
    unsigned wanted, unwanted, only;
    float tempo;          /* -1 slow .. 1 fast */
    int tempo_said;
} rgen_reading;

/* Read the words that the grammar of exact things left, mark the known ones as
 * used and count them. `reading` is zeroed but for `intent`. */
void rgen_bind(rgen_reading *reading, rgen_word *words, int n);

#endif
