/* Context: what a track model may hear and what already stands.
 *
 * For each role one [K, T] matrix of codes in which a book's size means
 * "masked". Everything starts masked; tracks, voices and bars are shown or
 * hidden one by one. Codes of the written role itself that are visible stand:
 * the generator takes them as they are. So a new track, regeneration of some
 * bars, variation by strength and continuation are one call with other masks. */
#ifndef CONTEXT_CONTEXT_H
#define CONTEXT_CONTEXT_H

#include "nn/nn.h"
#include "score/score.h"

typedef struct rgen_context {
    const rgen_roles *roles;
    rgen_grid grid;
    int n_frames;
    rgen_frames part[RGEN_MAX_ROLES]; /* [K, T] each, all roles of the registry */
} rgen_context;

/* All masked. The caller clears it with rgen_context_clear. */
rgen_status rgen_context_new(rgen_context *context, const rgen_roles *roles, const rgen_grid *grid,
                             rgen_error *err);
void rgen_context_clear(rgen_context *context);

/* Show books [first_book, last_book) of a role's frames (K and T as the role and
 * the grid have them). */
void rgen_context_show(rgen_context *context, int role, const rgen_frames *frames, int first_book,
                       int last_book);

/* Mask frames [first, last) of all books of a role. */
void rgen_context_hide(rgen_context *context, int role, int first, int last);

/* Mask a share `strength` (0..1) of a role's frames in [first, last): half bars
 * at a time, chosen by `key`, so that whole gestures change. 1 masks all. */
void rgen_context_loosen(rgen_context *context, int role, int first, int last, double strength,
                         uint64_t key);

/* [T] chord code of each frame of the chordal role (masked: the book's size), or
 * NULL when no chordal role shows any. */
const uint16_t *rgen_context_chords(const rgen_context *context);

/* The encoder's input for frames [first, first + n) of the piece, for a model
 * that hears the roles named in its file. A view owns copies. */
typedef struct rgen_view {
    rgen_encoder_input input; /* conditions are left to the caller */
    uint16_t *codes;          /* backing of input.codes */
    const uint16_t **rows;
    uint8_t *places;
} rgen_view;
rgen_status rgen_context_view(const rgen_context *context, const rgen_model_shape *shape, int first,
                              int n, rgen_view *view, rgen_error *err);
void rgen_view_clear(rgen_view *view);

#endif
