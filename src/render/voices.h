/* Faust voices as the rest of the renderer sees them: a table by name.
 *
 * A *voice* is a compiled .dsp; its *controls* are floats inside its state,
 * found by label. One state plays one note at a time: clear, set, compute. */
#ifndef RENDER_VOICES_H
#define RENDER_VOICES_H

#include <stddef.h>

enum { VOICE_CONTROLS = 24, VOICE_BLOCK = 16 /* samples between control changes */ };

typedef struct voice_control {
    const char *label;
    size_t offset;          /* of the float in the state */
    float init, min, max;
} voice_control;

typedef struct voice {
    const char *name;
    size_t size;            /* bytes of state */
    int outputs;            /* 1 or 2 */
    int n_controls;
    voice_control controls[VOICE_CONTROLS];
    int freq, cutoff, env, vel, seed; /* controls that the player drives, or -1 */
    void (*init)(void *state);        /* once per allocated state */
    void (*clear)(void *state);       /* silence, as before the first note */
    void (*compute)(void *state, int count, float **outputs);
} voice;

/* All voices; fills the table at first use (any thread). */
const voice *rgen_voices(int *count);
const voice *rgen_voice_find(const char *name); /* or NULL */
int rgen_voice_control(const voice *v, const char *label); /* or -1 */

#endif
