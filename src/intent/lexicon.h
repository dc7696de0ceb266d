/* From a word or phrase to what it means for music.
 *
 * This is the seam that a trained text encoder takes over: the parser asks what
 * the words at one place mean and gets weighted *senses*; whether they come from
 * the table data/lexicon.tsv (compiled in) or from a model is hidden here.
 * Also the *profiles*: what a genre or a mood implies when nothing else is said. */
#ifndef INTENT_LEXICON_H
#define INTENT_LEXICON_H

#include "intent/words.h"
#include "resonant/vocabulary.h"

enum {
    RGEN_PHRASE_WORDS = 5,   /* longest phrase */
    RGEN_ROLE_ALL = 0xf,     /* bits of a role mask, in the order below */
    RGEN_PROFILE_SHIFTS = 56
};

/* The roles that the language knows: bit 1 << index. */
enum { RGEN_ROLE_DRUMS, RGEN_ROLE_BASS, RGEN_ROLE_HARMONY, RGEN_ROLE_MELODY, RGEN_ROLE_COUNT };
extern const char *const rgen_role_words[RGEN_ROLE_COUNT];

typedef enum rgen_sense_kind {
    RGEN_SENSE_GENRE, RGEN_SENSE_MOOD, RGEN_SENSE_INSTRUMENT,
    RGEN_SENSE_ROLE,      /* names the tracks of `roles` */
    RGEN_SENSE_SHIFT,     /* an attribute moves by `weight` */
    RGEN_SENSE_IF_ABSENT, /* so it does when the word is denied: "no hats" */
    RGEN_SENSE_TEMPO,     /* -1 slow .. 1 fast */
    RGEN_SENSE_PIECE,     /* the piece as a whole: "song" */
    RGEN_SENSE_FEEL,      /* a noun for what the adjectives before it say: "sound" */
    RGEN_SENSE_BEAT,      /* the piece after a genre, else the drums */
    RGEN_SENSE_ABSORB     /* known and not ours to make, with its adjectives: "soft vocals" */
} rgen_sense_kind;

typedef struct rgen_sense {
    rgen_sense_kind kind;
    char name[24];       /* genre, mood or instrument */
    unsigned char roles; /* mask; of an instrument: 0 = the noun that follows,
                            harmony | melody = either */
    int attribute;
    float weight;
} rgen_sense;

typedef struct rgen_meaning {
    const rgen_sense *senses; /* static */
    int n_senses;
    int words;                /* how many words it covers; 0: not known */
} rgen_meaning;

/* What the longest known phrase at the start of words[0..n) means. Understands
 * comparatives ("darker") and sets *comparative then, and endings ("darkness",
 * "brightly"); mends one wrong letter in genre words of six letters and more. */
rgen_meaning rgen_lexicon_find(const rgen_word *words, int n, int *comparative);

typedef struct rgen_shift { unsigned char roles; unsigned char attribute; float by; } rgen_shift;

typedef struct rgen_profile {
    char name[24];
    double bpm_low, bpm, bpm_high; /* genres */
    int tonic; rgen_mode mode;     /* genres */
    float brightness_of_mode;      /* moods: -1 minor .. 1 major */
    float tempo;                   /* moods: -1 slow .. 1 fast */
    rgen_shift shifts[RGEN_PROFILE_SHIFTS]; int n_shifts;
} rgen_profile;

const rgen_profile *rgen_genre_profile(const char *name); /* NULL when unknown */
const rgen_profile *rgen_mood_profile(const char *name);

/* A sentence about the first defect of the table, or NULL; for tests. */
const char *rgen_lexicon_defect(void);

#endif
