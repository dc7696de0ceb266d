/* What a word does to the reading once it is known whose it is. Tracks are masks
 * of role bits (lexicon.h); no bit means the piece as a whole. */
#ifndef INTENT_APPLY_H
#define INTENT_APPLY_H

#include "intent/bind.h"

typedef struct rgen_pending { /* a word that waits for its noun */
    const rgen_sense *senses;
    int n;
    float scale;        /* negative when denied */
    signed char edit;   /* 1: relative to what is there */
    char words[48];     /* as the user wrote it */
} rgen_pending;

/* Give a word to tracks, or to the piece. */
void rgen_apply(rgen_reading *r, const rgen_pending *p, unsigned tracks);

/* Move one attribute by `by` times the word's scale, or write the edit; a sense
 * that speaks of certain roles moves those among `tracks`. */
void rgen_apply_shift(rgen_reading *r, const rgen_pending *p, unsigned tracks,
                      unsigned sense_roles, int attribute, float by);

void rgen_apply_instrument(rgen_reading *r, unsigned tracks, const char *name);
/* Edits of one attribute of one track add up. */
void rgen_apply_edit(rgen_reading *r, unsigned tracks, int attribute, float delta,
                     const char *words);

#endif
