/* The table behind lexicon.h: data/lexicon.tsv, compiled in as text and indexed
 * once. Phrases hash by their words; a phrase on several lines has the senses
 * of all of them. */
#include "intent/lexicon.h"

#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char table_text[] =
#include "intent/lexicon.tsv.h"
    ;

enum { MAX_ENTRIES = 4096, MAX_SENSES = 12288, MAX_PROFILES = 48, BUCKETS = 8192, PHRASE_BYTES = 64 };

const char *const rgen_role_words[RGEN_ROLE_COUNT] = {"drums", "bass", "harmony", "melody"};

typedef struct entry {
    char phrase[PHRASE_BYTES]; /* words joined by single blanks */
    unsigned char words, genre;
    int first, count;          /* senses */
} entry;

static struct {
    entry entries[MAX_ENTRIES];
    int n_entries;
    rgen_sense senses[MAX_SENSES];
    int n_senses;
    int16_t buckets[BUCKETS]; /* entry + 1, open addressing */
    rgen_profile genres[MAX_PROFILES], moods[MAX_PROFILES];
    int n_genres, n_moods;
    char defect[160];
} table;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void defect(const char *what, const char *text)
{
    if (!table.defect[0])
        snprintf(table.defect, sizeof table.defect, "data/lexicon.tsv: %s: %.80s", what, text);
}

static uint32_t hash(const char *text)
{
    uint32_t h = 2166136261u;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * 16777619u;
    return h;
}

/* The bucket of a phrase, or the free one where it belongs. */
static int bucket_of(const char *phrase)
{
    uint32_t b = hash(phrase) % BUCKETS;
    while (table.buckets[b] && strcmp(table.entries[table.buckets[b] - 1].phrase, phrase) != 0)
        b = (b + 1) % BUCKETS;
    return (int)b;
}

static const entry *lookup(const char *phrase)
{
    int at = table.buckets[bucket_of(phrase)];
    return at ? &table.entries[at - 1] : NULL;
}

/* ---- reading the table ---- */

static unsigned char role_mask(const char *name)
{
    for (int i = 0; i < RGEN_ROLE_COUNT; i++)
        if (strcmp(name, rgen_role_words[i]) == 0)
            return (unsigned char)(1u << i);
    if (strcmp(name, "dual") == 0)
        return 1u << RGEN_ROLE_HARMONY | 1u << RGEN_ROLE_MELODY;
    if (strcmp(name, "any") != 0)
        defect("no such role", name);
    return 0;
}

/* Not strtod: that reads "0.2" by the locale of the program around us. */
static double decimal(const char *text)
{
    double value = 0, place = 1, sign = *text == '-' ? -1 : 1;
    text += *text == '-' || *text == '+';
    for (; *text >= '0' && *text <= '9'; text++)
        value = value * 10 + (*text - '0');
    if (*text == '.')
        for (text++; *text >= '0' && *text <= '9'; text++)
            value += (*text - '0') * (place /= 10);
    return sign * value;
}

/* "[role.]attribute+0.2" */
static int parse_shift(const char *text, unsigned char *roles, int *attribute, float *by, int *absent)
{
    char name[48];
    const char *sign = strpbrk(text, "+-");
    if (!sign || (size_t)(sign - text) >= sizeof name)
        return 0;
    memcpy(name, text, (size_t)(sign - text));
    name[sign - text] = 0;
    char *dot = strchr(name, '.'), *word = name;
    *roles = RGEN_ROLE_ALL;
    *absent = 0;
    if (dot) {
        *dot = 0;
        word = dot + 1;
        if (strcmp(name, "none") == 0)
            *absent = 1;
        else
            *roles = role_mask(name);
    }
    *by = (float)decimal(sign);
    return (*attribute = rgen_attribute_find(word)) >= 0;
}

static int parse_sense(char *text, rgen_sense *s)
{
    static const struct { const char *name; rgen_sense_kind kind; } plain[] = {
        {"piece", RGEN_SENSE_PIECE}, {"feel", RGEN_SENSE_FEEL}, {"beat", RGEN_SENSE_BEAT},
        {"absorb", RGEN_SENSE_ABSORB}};
    memset(s, 0, sizeof *s);
    s->weight = 1;
    s->attribute = -1;
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
        if (strcmp(text, plain[i].name) == 0) {
            s->kind = plain[i].kind;
            return 1;
        }
    char *colon = strchr(text, ':');
    if (!colon) {
        int absent;
        if (!parse_shift(text, &s->roles, &s->attribute, &s->weight, &absent))
            return 0;
        s->kind = absent ? RGEN_SENSE_IF_ABSENT : RGEN_SENSE_SHIFT;
        return 1;
    }
    *colon++ = 0;
    char *second = strchr(colon, ':');
    if (second)
        *second++ = 0;
    if (strcmp(text, "tempo") == 0) {
        s->kind = RGEN_SENSE_TEMPO;
        s->weight = (float)decimal(colon);
    } else if (strcmp(text, "role") == 0) {
        s->kind = RGEN_SENSE_ROLE;
        s->roles = role_mask(colon);
    } else if (strcmp(text, "ins") == 0 && second) {
        s->kind = RGEN_SENSE_INSTRUMENT;
        s->roles = role_mask(colon);
        snprintf(s->name, sizeof s->name, "%s", second);
    } else if (strcmp(text, "genre") == 0 || strcmp(text, "mood") == 0) {
        s->kind = text[0] == 'g' ? RGEN_SENSE_GENRE : RGEN_SENSE_MOOD;
        snprintf(s->name, sizeof s->name, "%s", colon);
        if (second)
            s->weight = (float)decimal(second);
    } else
        return 0;
    return 1;
}

static void add_phrase(const char *text, size_t length, const rgen_sense *senses, int count)
{
    rgen_word words[RGEN_PHRASE_WORDS + 1];
    char phrase[PHRASE_BYTES] = "";
    size_t used = 0;
    int n = rgen_words_split_phrase(text, length, words, RGEN_PHRASE_WORDS + 1);
    if (n < 1 || n > RGEN_PHRASE_WORDS) {
        defect("too many words", text);
        return;
    }
    for (int i = 0; i < n; i++)
        used += (size_t)snprintf(phrase + used, used < sizeof phrase ? sizeof phrase - used : 0,
                                 "%s%s", i ? " " : "", words[i].text);
    int b = bucket_of(phrase);
    entry *e = table.buckets[b] ? &table.entries[table.buckets[b] - 1] : NULL;
    int old = e ? e->count : 0;
    if ((!e && table.n_entries == MAX_ENTRIES) || table.n_senses + old + count > MAX_SENSES) {
        defect("the table is full", text);
        return;
    }
    if (!e) {
        e = &table.entries[table.n_entries++];
        table.buckets[b] = (int16_t)table.n_entries;
        snprintf(e->phrase, sizeof e->phrase, "%s", phrase);
        e->words = (unsigned char)n;
    }
    memcpy(&table.senses[table.n_senses], &table.senses[e->first], (size_t)old * sizeof *senses);
    e->first = table.n_senses;
    memcpy(&table.senses[e->first + old], senses, (size_t)count * sizeof *senses);
    e->count = old + count;
    table.n_senses += e->count;
    e->genre |= senses[0].kind == RGEN_SENSE_GENRE;
}

static void add_profile(char *line)
{
    int genre = line[1] == 'g';
    int *n = genre ? &table.n_genres : &table.n_moods;
    rgen_profile *p = &(genre ? table.genres : table.moods)[*n];
    char *field[8] = {0}, *save = NULL;
    int count = 0;
    for (char *f = strtok_r(line, "\t", &save); f && count < 8; f = strtok_r(NULL, "\t", &save))
        field[count++] = f;
    if (*n == MAX_PROFILES || count < (genre ? 7 : 4)) {
        defect("bad profile", line);
        return;
    }
    ++*n;
    snprintf(p->name, sizeof p->name, "%s", field[1]);
    char *shifts;
    if (genre) {
        char key[48];
        p->bpm_low = decimal(field[2]);
        p->bpm = decimal(field[3]);
        p->bpm_high = decimal(field[4]);
        snprintf(key, sizeof key, "%s %s", field[5], field[6]);
        if (rgen_key_parse(key, &p->tonic, &p->mode) != 0)
            defect("no such key", key);
        shifts = field[7];
    } else {
        p->brightness_of_mode = (float)decimal(field[2]);
        p->tempo = (float)decimal(field[3]);
        shifts = field[4];
    }
    save = NULL;
    for (char *s = shifts ? strtok_r(shifts, " ", &save) : NULL; s; s = strtok_r(NULL, " ", &save)) {
        int attribute, absent;
        rgen_shift *to = &p->shifts[p->n_shifts];
        if (p->n_shifts == RGEN_PROFILE_SHIFTS ||
            !parse_shift(s, &to->roles, &attribute, &to->by, &absent)) {
            defect("bad attribute", s);
            continue;
        }
        to->attribute = (unsigned char)attribute;
        p->n_shifts++;
    }
}

static void add_line(char *line)
{
    rgen_sense senses[16];
    int n = 0;
    char *tab = strchr(line, '\t'), *save = NULL;
    if (!tab) {
        defect("no tab", line);
        return;
    }
    *tab = 0;
    for (char *s = strtok_r(tab + 1, " ", &save); s; s = strtok_r(NULL, " ", &save))
        if (n == 16 || !parse_sense(s, &senses[n++]))
            defect("bad meaning", s);
    for (char *p = line; n > 0 && *p;) {
        size_t length = strcspn(p, "|");
        add_phrase(p, length, senses, n);
        p += length + (p[length] == '|');
    }
}

static void load(void)
{
    char line[2048];
    for (const char *p = table_text; *p;) {
        size_t n = strcspn(p, "\n");
        if (n >= sizeof line)
            defect("a line is too long", p);
        else if (n && *p != '#') {
            memcpy(line, p, n);
            line[n] = 0;
            if (*line == '@')
                add_profile(line);
            else
                add_line(line);
        }
        p += n + (p[n] == '\n');
    }
    for (int i = 0; i < table.n_senses; i++) {
        const rgen_sense *s = &table.senses[i];
        if (s->kind == RGEN_SENSE_GENRE || s->kind == RGEN_SENSE_MOOD) {
            int genre = s->kind == RGEN_SENSE_GENRE, known = 0;
            for (int k = 0; k < (genre ? table.n_genres : table.n_moods); k++)
                known |= strcmp((genre ? table.genres : table.moods)[k].name, s->name) == 0;
            if (!known)
                defect("no profile of", s->name);
        }
    }
}

/* ---- finding ---- */

static rgen_meaning meaning_of(const entry *e, int words)
{
    rgen_meaning m = {0};
    if (e) {
        m.senses = &table.senses[e->first];
        m.n_senses = e->count;
        m.words = words;
    }
    return m;
}

/* "darker", "lazier", "bigger", "darkest" to their base form. */
static const entry *base_form(const char *text)
{
    char base[RGEN_WORD_BYTES + 2];
    size_t n = strlen(text);
    const entry *e;
    int est = n > 5 && strcmp(text + n - 3, "est") == 0;
    if (!est && (n < 5 || strcmp(text + n - 2, "er") != 0))
        return NULL;
    snprintf(base, sizeof base, "%s", text);
    base[n -= est ? 3 : 2] = 0;
    if ((e = lookup(base)))
        return e;
    if (base[n - 1] == 'i') {
        base[n - 1] = 'y';
        return lookup(base);
    }
    base[n] = 'e'; /* "simple" + "r" */
    base[n + 1] = 0;
    if ((e = lookup(base)))
        return e;
    base[n] = 0;
    if (n > 2 && base[n - 1] == base[n - 2]) {
        base[n - 1] = 0;
        return lookup(base);
    }
    return NULL;
}

/* "darkness", "brightly", "happily", "funkyish" to their base form. */
static const entry *without_ending(const char *text)
{
    static const char *const endings[] = {"ness", "ly", "ish"};
    char base[RGEN_WORD_BYTES];
    size_t n = strlen(text);
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t k = strlen(endings[i]);
        if (n < k + 3 || strcmp(text + n - k, endings[i]) != 0)
            continue;
        snprintf(base, sizeof base, "%s", text);
        base[n - k] = 0;
        if (base[n - k - 1] == 'i' && !lookup(base))
            base[n - k - 1] = 'y';
        return lookup(base);
    }
    return NULL;
}

/* 1 when a and b differ by one letter changed, added, lost or swapped. */
static int one_apart(const char *a, const char *b)
{
    size_t la = strlen(a), lb = strlen(b), i = 0;
    if (la > lb + 1 || lb > la + 1)
        return 0;
    while (a[i] && a[i] == b[i])
        i++;
    if (la == lb)
        return strcmp(a + i + (a[i] != 0), b + i + (b[i] != 0)) == 0 ||
               (i + 1 < la && a[i] == b[i + 1] && a[i + 1] == b[i] &&
                strcmp(a + i + 2, b + i + 2) == 0);
    return la > lb ? strcmp(a + i + 1, b + i) == 0 : strcmp(a + i, b + i + 1) == 0;
}

static const entry *mended(const char *text)
{
    if (strlen(text) < 6)
        return NULL;
    for (int i = 0; i < table.n_entries; i++) {
        const entry *e = &table.entries[i];
        if (e->genre && e->words == 1 && strlen(e->phrase) >= 6 && one_apart(text, e->phrase))
            return e;
    }
    return NULL;
}

rgen_meaning rgen_lexicon_find(const rgen_word *words, int n, int *comparative)
{
    char phrase[RGEN_PHRASE_WORDS * (RGEN_WORD_BYTES + 1)];
    size_t ends[RGEN_PHRASE_WORDS], used = 0;
    int count = 0;
    const entry *e;
    pthread_once(&once, load);
    *comparative = 0;
    for (; count < n && count < RGEN_PHRASE_WORDS; count++) {
        if (words[count].used || (count && words[count].brk))
            break;
        used += (size_t)snprintf(phrase + used, sizeof phrase - used, "%s%s", count ? " " : "",
                                 words[count].text);
        ends[count] = used;
    }
    for (int k = count; k > 0; k--) {
        phrase[ends[k - 1]] = 0;
        if ((e = lookup(phrase)))
            return meaning_of(e, k);
    }
    if (count == 0 || words[0].kind != 'w')
        return meaning_of(NULL, 0);
    if ((e = base_form(words[0].text))) {
        *comparative = 1;
        return meaning_of(e, 1);
    }
    if ((e = without_ending(words[0].text)))
        return meaning_of(e, 1);
    return meaning_of(mended(words[0].text), 1);
}

static const rgen_profile *profile_of(const rgen_profile *list, int n, const char *name)
{
    for (int i = 0; i < n; i++)
        if (strcmp(list[i].name, name) == 0)
            return &list[i];
    return NULL;
}

const rgen_profile *rgen_genre_profile(const char *name)
{
    pthread_once(&once, load);
    return profile_of(table.genres, table.n_genres, name);
}

const rgen_profile *rgen_mood_profile(const char *name)
{
    pthread_once(&once, load);
    return profile_of(table.moods, table.n_moods, name);
}

const char *rgen_lexicon_defect(void)
{
    pthread_once(&once, load);
    return table.defect[0] ? table.defect : NULL;
}
