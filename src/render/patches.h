/* Patches as read from data/patches.json, and what a tone makes of them.
 *
 * A patch has *slots*: one for a melodic patch, one per drum voice for a kit.
 * Each slot has up to three *layers* that sound together; a layer is a Faust
 * voice or a soundfont preset with its parameters. docs/SOUND.md has the format. */
#ifndef RENDER_PATCHES_H
#define RENDER_PATCHES_H

#include "render/render.h"
#include "render/voices.h"

enum { PATCH_LAYERS = 3, PATCH_SLOTS = RGEN_DRUM_VOICES, PATCH_WORDS = 32, PATCH_MACROS = 48 };

/* Parameters that the player itself follows, for any voice. */
typedef enum param {
    P_GAIN,       /* dB */
    P_PAN,        /* -1..1 */
    P_TRANSPOSE,  /* semitones */
    P_ATTACK, P_DECAY, P_SUSTAIN, P_RELEASE, /* loudness: seconds, 0..1 */
    P_CUTOFF,     /* Hz, of voices with that control */
    P_TRACK,      /* octaves of cutoff for an octave of pitch above C4 */
    P_FENV, P_FATTACK, P_FDECAY, P_FSUSTAIN, /* filter: octaves, seconds, 0..1 */
    P_VEL_LEVEL,  /* 0: all notes alike, 1: full range */
    P_VEL_BRIGHT, /* octaves of cutoff from the softest note to the hardest */
    P_GLIDE,      /* seconds of a slide */
    P_VIBRATO, P_VIBRATO_RATE, P_VIBRATO_DELAY, /* semitones, Hz, seconds */
    P_LFO, P_LFO_RATE, /* octaves of cutoff, Hz */
    P_LFO_FRAMES, /* its period in 1/16 notes instead; 0: by the rate */
    P_TONE,       /* octaves of cutoff for a step of a note's tone */
    PARAMS
} param;

typedef struct layer {
    const voice *voice;            /* NULL: a soundfont preset */
    int bank, program, key;        /* key: of a drum; -1: as played */
    float param[PARAMS];
    float control[VOICE_CONTROLS]; /* by the voice's index */
} layer;

typedef struct slot { int n_layers; layer layers[PATCH_LAYERS]; } slot;

typedef struct macro {
    int tone;             /* 0..RGEN_SOUND_ATTRIBUTES-1 */
    char target[24];      /* a parameter, a control, or "chain.field" */
    float lo, hi;         /* at tone 0 and 1; at 0.5 the patch's own value */
    int times;            /* lo and hi are factors */
} macro;

typedef struct patch {
    char id[32], name[48];
    rgen_role_kind kind;
    int program, drum_program;
    const char *words[PATCH_WORDS], *styles[PATCH_WORDS]; /* owned by the file's JSON */
    int n_words, n_styles;
    rgen_chain chain;
    slot slots[PATCH_SLOTS];
    macro macros[PATCH_MACROS];
    int n_macros;
} patch;

typedef struct patch_bank { patch *patches; int count; void *json; } patch_bank;

/* Read the bank; every value is checked and an error names patch and field. */
rgen_status rgen_patches_load(patch_bank *bank, const char *path, rgen_error *err);
void rgen_patches_clear(patch_bank *bank);

/* A copy of the patch with the tone applied to layers and chain; NULL: as it is. */
void rgen_patch_resolve(const patch *p, const rgen_tone *tone, patch *out);

const char *rgen_kind_name(rgen_role_kind kind); /* "mono" */

#endif
