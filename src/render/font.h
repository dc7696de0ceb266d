/* Acoustic voices: a General MIDI soundfont through FluidSynth.
 *
 * A *font* is the soundfont file and a pool of synths that have it open; a synth
 * plays one note at a time for one thread. Samples are read from the file when
 * a preset is first used, so that opening costs little time and memory. */
#ifndef RENDER_FONT_H
#define RENDER_FONT_H

#include <stdint.h>

#include "base/error.h"
#include "render/patches.h"

typedef struct font font;
typedef struct font_synth font_synth;

font *rgen_font_new(void); /* opens nothing yet; NULL when memory is short */
void rgen_font_free(font *f);

/* Take a synth out of the pool, opening the soundfont when none is idle; any
 * thread. Give it back with rgen_font_give. */
rgen_status rgen_font_take(font *f, font_synth **synth, rgen_error *err);
void rgen_font_give(font *f, font_synth *synth);

/* One phrase: the first pitch is struck, later ones are reached by bending. */
typedef struct font_note {
    int bank, program, velocity, n;
    const uint8_t *pitch;   /* [n] */
    const int32_t *at;      /* [n] samples from the start; at[0] = 0 */
    int64_t held;           /* samples to the release */
    double glide;           /* seconds of a bend */
} font_note;

/* Write at most `max` samples from the note's start to its silence; returns how
 * many, or -1 when the soundfont lacks the preset. */
int64_t rgen_font_play(font_synth *synth, const font_note *note, float *left, float *right,
                       int64_t max);

#endif
