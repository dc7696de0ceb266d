/* A prompt as a row of words: lower case, without accents, numbers apart.
 *
 * "Lo-Fi beat, 72BPM in F#m" becomes: lo fi beat | 72 bpm in f#m. Hyphens and
 * apostrophes part words, so that "lo-fi" and "lo fi" are one thing; other
 * punctuation is kept as the break before the next word. */
#ifndef INTENT_WORDS_H
#define INTENT_WORDS_H

#include <stddef.h>

#include "base/error.h"

enum { RGEN_WORD_BYTES = 32 };

typedef enum rgen_break {
    RGEN_NO_BREAK,
    RGEN_COMMA, /* , ; / ( ) and the like */
    RGEN_STOP   /* . ! ? or a new line */
} rgen_break;

typedef struct rgen_word {
    char text[RGEN_WORD_BYTES]; /* UTF-8, cut when longer */
    double value;               /* of a number, or of the first part of a/b and a:b */
    int second;                 /* b of "3/4" and "0:20" */
    char kind;                  /* 'w' word, 'n' number, '/' a/b, ':' a:b, 'e' emoji */
    unsigned char brk;          /* rgen_break before this word */
    unsigned char capital;      /* the first letter is upper case where the prompt mixes cases */
    unsigned char shout;        /* and so is a later letter: "AM" */
    unsigned char hyphen;       /* joined to the word before by a hyphen or dash */
    unsigned char joined;       /* follows the word before without any space */
    unsigned char used;         /* taken by the grammar of exact things */
} rgen_word;

/* Split `text` into a malloc'd row that the caller frees. Over RGEN_PROMPT_MAX
 * bytes, invalid UTF-8 and control characters are RGEN_ERR_ARG. */
rgen_status rgen_words_split(const char *text, rgen_word **words, int *count, rgen_error *err);

/* The same for one short phrase of the lexicon; returns the number of words. */
int rgen_words_split_phrase(const char *text, size_t length, rgen_word *words, int room);

/* 1 when `text` is one of the words of a list parted by blanks. */
int rgen_word_in(const char *text, const char *list);

#endif
