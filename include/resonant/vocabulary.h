/* The words that every part of the engine shares: modes, keys and attributes. */
#ifndef RESONANT_VOCABULARY_H
#define RESONANT_VOCABULARY_H

#include <stddef.h>

#include "resonant/status.h"

typedef enum rgen_mode {
    RGEN_MAJOR, RGEN_MINOR, RGEN_DORIAN, RGEN_PHRYGIAN, RGEN_LYDIAN, RGEN_MIXOLYDIAN,
    RGEN_MODES
} rgen_mode;

/* "minor"; NULL when out of range. */
RGEN_API const char *rgen_mode_name(int mode);

/* "F# minor" of a tonic (pitch class 0..11, C = 0) and a mode, written to `out`,
 * which it returns. Spelled as the key signature has it: flats for F, Bb, Eb,
 * Ab, Db major and the keys with their signatures, else sharps. */
RGEN_API const char *rgen_key_name(int tonic, rgen_mode mode, char *out, size_t size);

/* The reverse: "F# minor", "f#m", "Bb", "c dorian", "A-flat major", any case.
 * Returns 0, or -1 when it is no key. */
RGEN_API int rgen_key_parse(const char *text, int *tonic, rgen_mode *mode);

/* Attributes are measured from the music and the sound, each 0..1 with 0.5 as
 * the middle of what is usual, so that "more" can be checked. */
typedef enum rgen_attribute {
    /* of the score, per track: the models' conditioning */
    RGEN_DENSITY,      /* onsets a frame */
    RGEN_SYNCOPATION,  /* share of onsets on weak positions that no onset on the next stronger one follows */
    RGEN_REGISTER,     /* mean pitch; drums: share of high voices */
    RGEN_RANGE,        /* spread of pitch (10..90%); drums: voices in use */
    RGEN_VELOCITY,     /* mean velocity */
    RGEN_ARTICULATION, /* sounding share of the gap to the next onset: staccato to legato */
    RGEN_SWING,        /* lateness of off-beats: swung, laid back */
    RGEN_REPETITION,   /* likeness of each bar to the most similar earlier one */
    RGEN_SCORE_ATTRIBUTES,
    /* of the sound: the patches' macros */
    RGEN_BRIGHTNESS = RGEN_SCORE_ATTRIBUTES,
    RGEN_DRIVE, RGEN_RESONANCE, RGEN_ATTACK, RGEN_DECAY, RGEN_WIDTH, RGEN_SPACE, RGEN_AGE,
    RGEN_ATTRIBUTES
} rgen_attribute;

RGEN_API const char *rgen_attribute_name(int attribute); /* "density"; NULL when out of range */
RGEN_API int rgen_attribute_find(const char *name);      /* or -1 */

#endif
