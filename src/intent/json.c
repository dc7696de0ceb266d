/* The intent as JSON. Written by hand: the keys keep their order, and numbers
 * do not depend on the locale. */
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "resonant/intent.h"

typedef struct text {
    char *data;
    size_t used, room;
    int failed;
} text;

static void add(text *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void add(text *t, const char *format, ...)
{
    char piece[256];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(piece, sizeof piece, format, args);
    va_end(args);
    if (t->failed || n < 0 || (size_t)n >= sizeof piece)
        return;
    if (t->used + (size_t)n + 1 > t->room) {
        size_t room = t->room ? 2 * t->room : 8192;
        char *more = realloc(t->data, room);
        if (!more) {
            t->failed = 1;
            return;
        }
        t->data = more;
        t->room = room;
    }
    memcpy(t->data + t->used, piece, (size_t)n + 1);
    t->used += (size_t)n;
}

/* At most `places` (<= 6) decimals, trailing zeros dropped. */
static void add_number(text *t, double value, int places)
{
    int64_t scale = 1;
    for (int i = 0; i < places; i++)
        scale *= 10;
    int64_t scaled = isfinite(value) && fabs(value) < 1e9 ? llround(value * (double)scale) : 0;
    int64_t whole = (scaled < 0 ? -scaled : scaled) / scale, rest = (scaled < 0 ? -scaled : scaled) % scale;
    add(t, "%s%lld", scaled < 0 ? "-" : "", (long long)whole);
    if (rest) {
        while (rest % 10 == 0) {
            rest /= 10;
            places--;
        }
        add(t, ".%0*lld", places, (long long)rest);
    }
}

static void add_string(text *t, const char *s)
{
    add(t, "\"");
    for (; *s; s++)
        if (*s == '"' || *s == '\\')
            add(t, "\\%c", *s);
        else if ((unsigned char)*s < 0x20)
            add(t, "\\u%04x", (unsigned char)*s);
        else
            add(t, "%c", *s);
    add(t, "\"");
}

static const char *source_name(rgen_source s)
{
    return s == RGEN_SAID ? "said" : s == RGEN_INFERRED ? "inferred" : "default";
}

static void add_tracks(text *t, const rgen_intent *it)
{
    add(t, "  \"tracks\": {");
    for (int k = 0; k < it->n_tracks; k++) {
        const rgen_track_intent *track = &it->tracks[k];
        add(t, "%s\n    ", k ? "," : "");
        add_string(t, track->role);
        add(t, ": {\n      \"wanted\": %s,\n      \"instruments\": [", track->wanted ? "true" : "false");
        for (int i = 0; i < track->n_instruments; i++) {
            add(t, "%s", i ? ", " : "");
            add_string(t, track->instruments[i]);
        }
        add(t, "],\n      \"attributes\": {");
        for (int a = 0; a < RGEN_ATTRIBUTES; a++) {
            add(t, "%s\"%s\": ", a ? ", " : "", rgen_attribute_name(a));
            add_number(t, track->attributes[a], 3);
        }
        add(t, "}\n    }");
    }
    add(t, "\n  },\n");
}

static void add_edits(text *t, const rgen_intent *it)
{
    add(t, "  \"edits\": [");
    for (int i = 0; i < it->n_edits; i++) {
        const rgen_edit *e = &it->edits[i];
        add(t, "%s\n    {\"track\": ", i ? "," : "");
        if (e->role[0])
            add_string(t, e->role);
        else
            add(t, "null");
        add(t, ", \"attribute\": \"%s\", \"delta\": ", rgen_attribute_name(e->attribute));
        add_number(t, e->delta, 3);
        add(t, ", \"words\": ");
        add_string(t, e->words);
        add(t, "}");
    }
    add(t, "%s],\n", it->n_edits ? "\n  " : "");
}

static void add_sources(text *t, const rgen_intent *it)
{
    add(t, "  \"sources\": {\n    \"bpm\": \"%s\", \"key\": \"%s\", \"meter\": \"%s\", "
           "\"bars\": \"%s\", \"seconds\": \"%s\", \"genres\": \"%s\",\n    \"tracks\": {",
        source_name(it->bpm_source), source_name(it->key_source), source_name(it->meter_source),
        source_name(it->bars_source), source_name(it->seconds_source),
        source_name(it->genre_source));
    for (int k = 0; k < it->n_tracks; k++) {
        const rgen_track_intent *track = &it->tracks[k];
        int first = 1;
        add(t, "%s\n      ", k ? "," : "");
        add_string(t, track->role);
        add(t, ": {\"wanted\": \"%s\", \"attributes\": {", source_name(track->wanted_source));
        for (int a = 0; a < RGEN_ATTRIBUTES; a++)
            if (track->attribute_source[a] != RGEN_DEFAULTED) {
                add(t, "%s\"%s\": \"%s\"", first ? "" : ", ", rgen_attribute_name(a),
                    source_name(track->attribute_source[a]));
                first = 0;
            }
        add(t, "}}");
    }
    add(t, "\n    }\n  },\n");
}

char *rgen_intent_json(const rgen_intent *it)
{
    text t = {0};
    char key[32];
    add(&t, "{\n  \"bpm\": ");
    add_number(&t, it->bpm, 4);
    add(&t, ",\n  \"key\": \"%s\",\n", rgen_key_name(it->tonic, (rgen_mode)it->mode, key, sizeof key));
    add(&t, "  \"meter\": \"%d/%d\",\n  \"bars\": %d,\n  \"seconds\": ", it->meter_num,
        it->meter_den, it->bars);
    add_number(&t, it->seconds, 4);
    add(&t, ",\n  \"genres\": [");
    for (int i = 0; i < it->n_genres; i++) {
        add(&t, "%s{\"name\": ", i ? ", " : "");
        add_string(&t, it->genres[i].name);
        add(&t, ", \"weight\": ");
        add_number(&t, it->genres[i].weight, 3);
        add(&t, "}");
    }
    add(&t, "],\n  \"moods\": [");
    for (int i = 0; i < it->n_moods; i++) {
        add(&t, "%s", i ? ", " : "");
        add_string(&t, it->moods[i].name);
    }
    add(&t, "],\n");
    add_tracks(&t, it);
    add_edits(&t, it);
    add_sources(&t, it);
    add(&t, "  \"words\": %d,\n  \"words_known\": %d\n}\n", it->n_words, it->n_known);
    if (t.failed) {
        free(t.data);
        return NULL;
    }
    return t.data;
}
