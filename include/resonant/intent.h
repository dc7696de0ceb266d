/* Intent: what a prompt asks for, explicit and inspectable.
 *
 * A plain value: it owns no memory, can be copied, changed by the caller and
 * handed to rgen_generate. Every field says where it came from, so that a user
 * can see what was understood and correct it. */
#ifndef RESONANT_INTENT_H
#define RESONANT_INTENT_H

#include "resonant/status.h"
#include "resonant/vocabulary.h"

enum {
    RGEN_INTENT_ROLES = 8, RGEN_INTENT_GENRES = 8, RGEN_INTENT_MOODS = 8,
    RGEN_INTENT_INSTRUMENTS = 4, RGEN_INTENT_EDITS = 32,
    RGEN_PROMPT_MAX = 100000 /* bytes that a prompt may have */
};

typedef enum rgen_source {
    RGEN_DEFAULTED, /* nothing was said: the program's choice */
    RGEN_INFERRED,  /* follows from what was said, as a genre's tempo does */
    RGEN_SAID       /* in the words, or given as an option */
} rgen_source;

typedef struct rgen_weighted { char name[24]; float weight; } rgen_weighted;

typedef struct rgen_track_intent {
    char role[16];                                      /* "bass"; empty ends the list */
    int wanted; rgen_source wanted_source;
    char instruments[RGEN_INTENT_INSTRUMENTS][24]; int n_instruments; /* "rhodes", "808" */
    /* 0..1 each, by rgen_attribute; RGEN_DEFAULTED: not asked for, the value is what
     * is usual in the style, or 0.5 */
    float attributes[RGEN_ATTRIBUTES];
    rgen_source attribute_source[RGEN_ATTRIBUTES];
} rgen_track_intent;

typedef struct rgen_edit { /* a change relative to the present take: "more aggressive" */
    char role[16];         /* the track it names, or "" for whichever is edited */
    int attribute;         /* rgen_attribute */
    float delta;           /* added to the present value, -1..1 */
    char words[48];        /* what it was read from */
} rgen_edit;

typedef struct rgen_intent {
    double bpm; rgen_source bpm_source;
    int tonic, mode; rgen_source key_source;            /* pitch class 0..11; rgen_mode */
    int meter_num, meter_den; rgen_source meter_source;
    int bars; rgen_source bars_source;
    double seconds; rgen_source seconds_source;         /* of `bars` at `bpm` unless said */
    rgen_weighted genres[RGEN_INTENT_GENRES]; int n_genres; rgen_source genre_source;
    rgen_weighted moods[RGEN_INTENT_MOODS]; int n_moods;
    rgen_track_intent tracks[RGEN_INTENT_ROLES]; int n_tracks;
    rgen_edit edits[RGEN_INTENT_EDITS]; int n_edits;
    int n_words, n_known;  /* words in the prompt, and how many were understood */
} rgen_intent;

/* Read a prompt: UTF-8, at most RGEN_PROMPT_MAX bytes. An empty or foreign
 * prompt gives defaults; invalid UTF-8 or control bytes are RGEN_ERR_ARG. */
RGEN_API rgen_status rgen_intent_parse(const char *prompt, rgen_intent *intent, rgen_error *err);

/* The intent as JSON text, in the form of `resonant analyze --json`; the caller
 * frees it with free(). NULL when memory is short. */
RGEN_API char *rgen_intent_json(const rgen_intent *intent);

#endif
