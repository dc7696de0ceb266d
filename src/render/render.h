/* Instruments: from a part to dry stereo audio.
 *
 * Nouns. A *patch* is a sound: an instrument (a Faust voice or a soundfont
 * preset), its parameters, its mixer chain and the words that describe it. A
 * *kit* is a patch of the drums: an instrument per drum voice. A *tone* is the
 * eight sound attributes, 0..1 with 0.5 as the patch stands, which each patch
 * maps to its parameters. A *renderer* holds what is loaded; immutable, shared. */
#ifndef RENDER_RENDER_H
#define RENDER_RENDER_H

#include "base/threads.h"
#include "mix/mix.h"
#include "score/score.h"

enum { RGEN_SOUND_ATTRIBUTES = RGEN_ATTRIBUTES - RGEN_SCORE_ATTRIBUTES };

typedef struct rgen_renderer rgen_renderer;

typedef struct rgen_tone { float v[RGEN_SOUND_ATTRIBUTES]; } rgen_tone;

/* Load data/patches.json; the soundfont is opened at first use. */
rgen_status rgen_renderer_new(rgen_renderer **renderer, rgen_error *err);
void rgen_renderer_free(rgen_renderer *renderer);

int rgen_patch_count(const rgen_renderer *renderer);
typedef struct rgen_patch_info {
    const char *id;          /* "acid-bass": static while the renderer lives */
    const char *name;        /* "Acid bass" */
    const char *kind;        /* "drums", "mono", "chordal", "lead": the role kind it serves */
    const char *const *words; int n_words; /* "analog", "warm", "808" ... */
    const char *const *styles; int n_styles; /* the styles it belongs to, best first */
    int program;             /* General MIDI program for song.mid, 0..127 */
} rgen_patch_info;
rgen_status rgen_patch_get(const rgen_renderer *renderer, int index, rgen_patch_info *info);
int rgen_patch_find(const rgen_renderer *renderer, const char *id); /* or -1 */

/* Choose a patch for a role kind: the best match of instrument words (each worth
 * most), weighted styles, and moods; ties are broken by `seed`. */
int rgen_patch_choose(const rgen_renderer *renderer, rgen_role_kind kind,
                      const char *const *instruments, int n_instruments,
                      const char *const *styles, const float *weights, int n_styles,
                      const char *const *moods, int n_moods, uint64_t seed);

/* The mixer chain of a patch with a tone applied (space -> reverb, drive, age ...). */
void rgen_patch_chain(const rgen_renderer *renderer, int patch, const rgen_tone *tone,
                      rgen_chain *chain);

/* Play a part. `audio` holds rgen_grid_sample(grid, frames) samples, zeroed; the
 * tails of the last notes wrap to the start. `threads` may be NULL. The result
 * does not depend on the number of threads. */
rgen_status rgen_render_part(rgen_renderer *renderer, int patch, const rgen_tone *tone,
                             const rgen_role *role, const rgen_grid *grid, const rgen_part *part,
                             uint64_t seed, rgen_threads *threads, rgen_stereo *audio,
                             rgen_error *err);

#endif
