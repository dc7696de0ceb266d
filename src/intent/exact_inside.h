/* What the readers of exact things share. A reader looks at the words from place
 * i on and returns how many it took, 0 for none. */
#ifndef INTENT_EXACT_INSIDE_H
#define INTENT_EXACT_INSIDE_H

#include "intent/exact.h"

typedef struct reader {
    rgen_word *w;
    int n;
    rgen_intent *it;
    rgen_error *err;
    rgen_status status;
} reader;

static inline const char *text_at(const reader *r, int i)
{
    return i >= 0 && i < r->n ? r->w[i].text : "";
}

static inline int is(const reader *r, int i, const char *list)
{
    return i >= 0 && i < r->n && rgen_word_in(r->w[i].text, list);
}

/* Nothing follows word i - 1 in its clause. */
static inline int ends(const reader *r, int i)
{
    return i >= r->n || r->w[i].brk;
}

static inline void take(reader *r, int from, int count)
{
    for (int i = from; i < from + count && i < r->n; i++)
        r->w[i].used = 1;
}

/* A number in figures or words ("72.5", "thirty two", "one twenty"). */
int rgen_exact_number(const reader *r, int i, double *value);
/* "seven" is 7; -1 for other words and over nineteen. */
int rgen_exact_small_number(const char *text);

int rgen_exact_key(reader *r, int i);  /* "F# minor", "in C", "Dm" */
int rgen_exact_mode(reader *r, int i); /* "in a minor key" */

#endif
