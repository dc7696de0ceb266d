/* Taste: how a track model's codes are drawn, and the leanings added to its
 * logits so that a sampled tail does not leave the key or the chord. */
#ifndef MODELS_TASTE_H
#define MODELS_TASTE_H

#include "nn/nn.h"
#include "score/score.h"

typedef struct rgen_taste {
    const rgen_role *role;
    const rgen_grid *grid;
    unsigned scale;          /* pitch classes above the tonic */
    const uint16_t *chords;  /* [>= frame] chord codes heard, or NULL */
    int first;               /* frame of the piece that is the window's frame 0 */
    const uint16_t *written; /* [K, n_frames] codes of this window so far */
    int n_frames;
    double temperature;      /* that the codes are drawn with */
    float urge;              /* nats taken from rests: a track that stayed silent is urged */
    const uint16_t *away;    /* [K, n_away] codes of the piece to turn from, or NULL; drums alone */
    int n_away;
} rgen_taste;

/* Sampling of each book of a role, [n_books]. */
void rgen_taste_sampling(const rgen_role *role, float guidance, float heat, rgen_sampling *out);

/* An rgen_adjust_fn; `data` is an rgen_taste. */
void rgen_taste_adjust(void *data, int book, int frame, float *logits, int n);

#endif
