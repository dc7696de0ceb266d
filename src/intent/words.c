/* Splitting a prompt. One pass over code points; Latin letters with accents
 * lose them, so that "café" and "cafe" are one word, other scripts are kept as
 * they are. */
#include "intent/words.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "resonant/intent.h"

/* Next code point, or -1 when the bytes are no UTF-8 (overlong forms and
 * surrogates included). */
static long next_point(const unsigned char **p)
{
    const unsigned char *s = *p;
    long c = s[0];
    int more = c < 0x80 ? 0 : c >= 0xc2 && c < 0xe0 ? 1 : c >= 0xe0 && c < 0xf0 ? 2
             : c >= 0xf0 && c < 0xf5 ? 3 : -1;
    static const long least[4] = {0, 0x80, 0x800, 0x10000};
    if (more < 0)
        return -1;
    if (more > 0)
        c &= 0x3f >> more;
    for (int i = 1; i <= more; i++) {
        if ((s[i] & 0xc0) != 0x80)
            return -1;
        c = c << 6 | (s[i] & 0x3f);
    }
    if (c < least[more] || (c >= 0xd800 && c < 0xe000) || c > 0x10ffff)
        return -1;
    *p = s + 1 + more;
    return c;
}

/* The plain letter under an accent of Latin-1 and Latin Extended-A, or 0. */
static char plain_letter(long c)
{
    static const char latin1[] = "aaaaaaaceeeeiiiidnooooo*ouuuuyts"  /* c0.. */
                                 "aaaaaaaceeeeiiiidnooooo*ouuuuyty"; /* e0.. */
    static const char extended[] = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiii**jjkkk"
                                   "llllllllllnnnnnnnnnoooooo**rrrrrrssssssssttttttuuuuuuuuuuuu"
                                   "wwyyyzzzzzzs";
    char letter = 0;
    if (c >= 0xc0 && c <= 0xff)
        letter = latin1[c - 0xc0];
    else if (c >= 0x100 && c < 0x100 + (long)sizeof extended - 1)
        letter = extended[c - 0x100];
    return letter == '*' ? 0 : letter;
}

typedef struct splitter {
    rgen_word *words;
    int count, room;
    unsigned char brk, hyphen, spaced; /* what stood since the last word */
} splitter;

static rgen_word *start_word(splitter *s, char kind)
{
    if (s->count >= s->room)
        return NULL;
    rgen_word *w = &s->words[s->count++];
    memset(w, 0, sizeof *w);
    w->kind = kind;
    w->brk = s->brk;
    w->hyphen = s->hyphen && !s->spaced;
    w->joined = !s->spaced && !s->brk && s->count > 1;
    s->brk = s->hyphen = s->spaced = 0;
    return w;
}

static void append(rgen_word *w, const char *bytes, size_t n)
{
    size_t used = strlen(w->text);
    if (used + n < sizeof w->text)
        memcpy(w->text + used, bytes, n);
}

/* A number: 140, 72.5, 3/4, 0:20. Returns what follows it. */
static const unsigned char *split_number(splitter *s, const unsigned char *p)
{
    const unsigned char *start = p;
    double value = 0, place = 1;
    rgen_word *w = start_word(s, 'n');
    for (; isdigit(*p); p++)
        value = value < 1e12 ? value * 10 + (*p - '0') : value;
    if (*p == '.' && isdigit(p[1]))
        for (p++; isdigit(*p); p++)
            value += (*p - '0') * (place /= 10);
    else if ((*p == '/' || *p == ':') && isdigit(p[1])) {
        char kind = (char)*p;
        int second = 0;
        for (p++; isdigit(*p); p++)
            second = second < 100000 ? second * 10 + (*p - '0') : second;
        if (w) {
            w->kind = kind;
            w->second = second;
        }
    }
    if (w) {
        w->value = value;
        append(w, (const char *)start, (size_t)(p - start) < RGEN_WORD_BYTES ? (size_t)(p - start)
                                                                             : RGEN_WORD_BYTES - 1);
    }
    return p;
}

/* Returns 0, or -1 at invalid UTF-8, -2 at a control character. */
static int split(splitter *s, const unsigned char *p, const unsigned char *end)
{
    rgen_word *w = NULL;
    while (p < end) {
        const unsigned char *from = p;
        if (isdigit(*p)) {
            p = split_number(s, p);
            w = NULL;
            continue;
        }
        long c = next_point(&p);
        if (c < 0)
            return -1;
        if ((c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c < 0xa0))
            return -2;
        char letter = c < 0x80 ? (char)(isalpha((int)c) ? tolower((int)c) : 0) : plain_letter(c);
        int emoji = (c >= 0x2600 && c < 0x27c0) || (c >= 0x1f000 && c < 0x1fb00);
        if (letter || (c >= 0x250 && c < 0x2000) || (c >= 0x2c00 && c < 0xfe00) ||
            (c >= 0xfe30 && c < 0x1f000 && c != 0xfeff) || c >= 0x20000) {
            if (!w) {
                if (!(w = start_word(s, 'w')))
                    return 0;
                w->capital = c < 0x80 && isupper((int)c);
            } else
                w->shout |= c < 0x80 && isupper((int)c);
            if (letter)
                append(w, &letter, 1);
            else
                append(w, (const char *)from, (size_t)(p - from));
            continue;
        }
        if (w && (c == '#' || c == 0x266f)) { /* "F#": part of the word, and "m" may follow */
            append(w, "#", 1);
            continue;
        }
        if (w && c == 0x266d) {
            append(w, "b", 1);
            continue;
        }
        if (c == '\'' || c == 0x2019) { /* "don't" is one word, "drum'n'bass" three */
            if (w && p < end && strchr("tsdm", *p) && !isalpha(p[1]))
                continue;
            w = NULL;
            continue;
        }
        w = NULL;
        if (emoji) {
            rgen_word *e = start_word(s, 'e');
            if (e)
                append(e, (const char *)from, (size_t)(p - from));
        } else if (c == '&' || c == '+' || c == '~' || c == '@') {
            const char *word = c == '&' ? "and" : c == '+' ? "plus" : c == '~' ? "around" : "at";
            rgen_word *e = start_word(s, 'w');
            if (e)
                append(e, word, strlen(word));
        } else if (c == '-' || c == 0x2010 || c == 0x2011 || c == 0x2013) {
            if (s->spaced && p < end && *p == ' ' && !s->brk)
                s->brk = RGEN_COMMA; /* "techno - dark" */
            s->hyphen = 1;
        } else if (c == '.' || c == '!' || c == '?' || c == '\n' || c == 0x3002) {
            s->brk = RGEN_STOP;
            s->spaced = 1;
        } else if (strchr(",;/()[]{}|\"", c < 0x80 ? (int)c : ',') || c == 0x2014) {
            if (c != 0xfe0f && c != 0x200d && s->brk < RGEN_COMMA)
                s->brk = c == '"' ? s->brk : RGEN_COMMA;
        } else
            s->spaced = 1; /* blanks, '_', ':' and what carries no meaning here */
    }
    return 0;
}

rgen_status rgen_words_split(const char *text, rgen_word **words, int *count, rgen_error *err)
{
    splitter s = {0};
    *words = NULL;
    *count = 0;
    if (!text)
        return rgen_fail(err, RGEN_ERR_ARG, "there is no prompt; describe the music in words");
    size_t size = strlen(text);
    if (size > RGEN_PROMPT_MAX)
        return rgen_fail(err, RGEN_ERR_ARG, "the prompt is %zu bytes long; %d are allowed", size,
                         RGEN_PROMPT_MAX);
    /* No word is shorter than a byte, nor two of them with a blank than three,
     * except where digits and letters alternate. */
    s.room = (int)size;
    if (!(s.words = malloc((size + 1) * sizeof *s.words)))
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory reading the prompt");
    int bad = split(&s, (const unsigned char *)text, (const unsigned char *)text + size);
    if (bad) {
        free(s.words);
        return rgen_fail(err, RGEN_ERR_ARG,
                         bad == -1 ? "the prompt is not valid UTF-8 text"
                                   : "the prompt holds control characters; give it as plain text");
    }
    int lower = 0;
    for (const char *p = text; *p; p++)
        lower |= islower((unsigned char)*p);
    for (int i = 0; i < s.count && !lower; i++)
        s.words[i].capital = s.words[i].shout = 0; /* ALL CAPITALS say nothing about names */
    *words = s.words;
    *count = s.count;
    return RGEN_OK;
}

int rgen_words_split_phrase(const char *text, size_t length, rgen_word *words, int room)
{
    splitter s = {words, 0, room, 0, 0, 0};
    const unsigned char *p = (const unsigned char *)text;
    return split(&s, p, p + length) ? 0 : s.count;
}

int rgen_word_in(const char *text, const char *list)
{
    size_t n = strlen(text);
    for (const char *p = list; n && (p = strstr(p, text)); p++)
        if ((p == list || p[-1] == ' ') && (p[n] == ' ' || !p[n]))
            return 1;
    return 0;
}
