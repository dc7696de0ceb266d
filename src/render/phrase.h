/* One thing to play: a note, a few notes joined by slides, or a drum hit. */
#ifndef RENDER_PHRASE_H
#define RENDER_PHRASE_H

#include <stdint.h>

#include "render/font.h"
#include "render/patches.h"

enum { PHRASE_NOTES = 16, VOICE_STATE = 1 << 16 /* bytes that a Faust voice may need */ };

/* Plain bytes, so that equal phrases compare and hash equal and are played once. */
typedef struct phrase {
    int32_t at[PHRASE_NOTES];         /* samples from the start */
    int32_t held;                     /* samples to the release */
    uint8_t pitch[PHRASE_NOTES];
    uint8_t velocity;
    uint8_t slot, variant, tone, n;
    uint8_t from;                     /* pitch that a slide comes from; 255: none */
    uint8_t pad[2];
} phrase;

/* The most samples that a phrase can sound. */
int64_t rgen_phrase_max(const slot *s, const phrase *ph, int drum);

/* Play all layers into zeroed buffers of `max` samples; returns the samples used.
 * `synth` may be NULL when no layer is a soundfont's. -1: preset not found. */
int64_t rgen_phrase_play(const slot *s, const phrase *ph, int drum, font_synth *synth, float *left,
                         float *right, int64_t max);

#endif
