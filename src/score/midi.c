/* Reading standard MIDI files ("Standard MIDI Files 1.0", MIDI Manufacturers
 * Association). Owns the byte level; roles are assign.c's.
 *
 * A file is read strictly: what is cut off or contradicts itself is refused with
 * a sentence, since half a song that looks whole is worse than none. Two things
 * that many programs do are forgiven: a track without its end event, and notes
 * that are never released. */
#include "score/midi.h"

#include <stdlib.h>
#include <string.h>

typedef struct reader {
    const uint8_t *p, *end;
    const uint8_t *file;      /* start of the file, for byte numbers in messages */
    rgen_error *err;
} reader;

typedef struct control {      /* a change of program or level, kept until all tracks are read */
    int32_t tick;
    uint32_t order;
    uint8_t kind, channel, value; /* kind 0 program, 1 volume, 2 expression */
} control;

typedef struct parser {
    rgen_midi_song *song;
    control *controls;
    int n_controls, controls_cap, notes_cap, tempos_cap, meters_cap, keys_cap;
    int division;
    int32_t *next;            /* [notes_cap] queue of sounding notes of one pitch */
    int32_t head[16][128], tail[16][128]; /* of the present track; -1: none */
} parser;

static rgen_status damaged(reader *r, const char *what)
{
    return rgen_fail(r->err, RGEN_ERR_FORMAT, "the MIDI file is damaged: %s at byte %ld", what,
                     (long)(r->p - r->file));
}

/* Room for one more element in a growing array, within RGEN_MIDI_MAX_*. */
static rgen_status reserve(reader *r, void *array, int n, int *cap, size_t element, int limit,
                           const char *what)
{
    void **a = array;
    if (n < *cap) return RGEN_OK;
    if (n >= limit)
        return rgen_fail(r->err, RGEN_ERR_FORMAT, "the MIDI file has more than %d %s", limit, what);
    int grown = *cap ? *cap * 2 : 64;
    void *p = realloc(*a, (size_t)grown * element);
    if (!p) return rgen_fail(r->err, RGEN_ERR_MEMORY, "no memory for a MIDI file");
    *a = p;
    *cap = grown;
    return RGEN_OK;
}

static uint32_t be(const uint8_t *p, int n)
{
    uint32_t v = 0;
    for (int i = 0; i < n; i++) v = v << 8 | p[i];
    return v;
}

/* A variable-length quantity: up to four bytes of seven bits. */
static int vlq(reader *r, uint32_t *out)
{
    uint32_t v = 0;
    for (int i = 0; i < 4 && r->p < r->end; i++) {
        uint8_t b = *r->p++;
        v = v << 7 | (b & 127);
        if (!(b & 128)) {
            *out = v;
            return 0;
        }
    }
    return -1;
}

/* File ticks to ours, rounded to the nearest. */
static int32_t rescale(const parser *p, int64_t tick)
{
    return (int32_t)((tick * RGEN_TICKS_PER_QUARTER + p->division / 2) / p->division);
}

static rgen_status note_on(parser *p, reader *r, int track, int64_t tick, int channel, int pitch,
                           int velocity)
{
    rgen_midi_song *s = p->song;
    int cap = p->notes_cap;
    rgen_status st = reserve(r, &s->notes, s->n_notes, &cap, sizeof *s->notes, RGEN_MIDI_MAX_NOTES,
                             "notes");
    if (st) return st;
    if (cap != p->notes_cap) {
        int32_t *next = realloc(p->next, (size_t)cap * sizeof *next);
        if (!next) return rgen_fail(r->err, RGEN_ERR_MEMORY, "no memory for a MIDI file");
        p->next = next;
        p->notes_cap = cap;
    }
    int i = s->n_notes++;
    s->notes[i] = (rgen_midi_note){ .start = rescale(p, tick), .length = 0, .track = (uint16_t)track,
                                    .channel = (uint8_t)channel, .pitch = (uint8_t)pitch,
                                    .velocity = (uint8_t)velocity };
    p->next[i] = -1;
    if (p->head[channel][pitch] < 0) p->head[channel][pitch] = i;
    else p->next[p->tail[channel][pitch]] = i;
    p->tail[channel][pitch] = i;
    return RGEN_OK;
}

/* The oldest sounding note of the pitch ends: where a release is written after
 * the next stroke of the same tick, the right one ends. */
static void note_off(parser *p, int64_t tick, int channel, int pitch)
{
    int i = p->head[channel][pitch];
    if (i < 0) return;
    rgen_midi_note *n = &p->song->notes[i];
    int32_t end = rescale(p, tick);
    n->length = end > n->start ? end - n->start : 1;
    p->head[channel][pitch] = p->next[i];
}

static rgen_status keep_control(parser *p, reader *r, int64_t tick, int kind, int channel, int value)
{
    rgen_status st = reserve(r, &p->controls, p->n_controls, &p->controls_cap, sizeof *p->controls,
                             RGEN_MIDI_MAX_EVENTS, "changes of instrument and level");
    if (st) return st;
    p->controls[p->n_controls] = (control){ rescale(p, tick), (uint32_t)p->n_controls, (uint8_t)kind,
                                            (uint8_t)channel, (uint8_t)value };
    p->n_controls++;
    return RGEN_OK;
}

static rgen_status key_event(parser *p, reader *r, int32_t tick, const uint8_t *d)
{
    rgen_midi_song *s = p->song;
    int sharps = (int8_t)d[0];
    if (sharps < -7 || sharps > 7 || d[1] > 1) return RGEN_OK; /* some programs write 255: no key */
    rgen_status st = reserve(r, &s->keys, s->n_keys, &p->keys_cap, sizeof *s->keys,
                             RGEN_MIDI_MAX_MAP, "key signatures");
    if (st) return st;
    int tonic = ((sharps * 7) % 12 + 12 + (d[1] ? 9 : 0)) % 12;
    s->keys[s->n_keys++] = (rgen_midi_key){ tick, tonic, d[1] ? RGEN_MINOR : RGEN_MAJOR };
    return RGEN_OK;
}

/* One meta event of `n` data bytes at r->p. */
static rgen_status meta_event(parser *p, reader *r, int track, int64_t at, int type, uint32_t n)
{
    rgen_midi_song *s = p->song;
    const uint8_t *d = r->p;
    int32_t tick = rescale(p, at);
    rgen_status st;
    if (type == 0x03 && !s->names[track][0]) {
        size_t keep = n < RGEN_MIDI_NAME - 1 ? n : RGEN_MIDI_NAME - 1, k = 0;
        for (size_t i = 0; i < keep; i++)
            if (d[i] >= 32 && d[i] < 127) s->names[track][k++] = (char)d[i];
        s->names[track][k] = 0;
    } else if (type == 0x51) {
        if (n != 3) return damaged(r, "a tempo of the wrong length");
        uint32_t us = be(d, 3);
        if (us < 10000) /* over 6000 BPM */
            return damaged(r, "a tempo that cannot be played");
        st = reserve(r, &s->tempos, s->n_tempos, &p->tempos_cap, sizeof *s->tempos,
                     RGEN_MIDI_MAX_MAP, "tempo changes");
        if (st) return st;
        s->tempos[s->n_tempos++] = (rgen_midi_tempo){ tick, 60e6 / us };
    } else if (type == 0x58) {
        if (n < 2) return damaged(r, "a time signature of the wrong length");
        if (d[0] < 1 || d[0] > 64 || d[1] > 6) return damaged(r, "a time signature that makes no sense");
        st = reserve(r, &s->meters, s->n_meters, &p->meters_cap, sizeof *s->meters,
                     RGEN_MIDI_MAX_MAP, "time signatures");
        if (st) return st;
        s->meters[s->n_meters++] = (rgen_midi_meter){ tick, d[0], 1 << d[1] };
    } else if (type == 0x59) {
        if (n != 2) return damaged(r, "a key signature of the wrong length");
        return key_event(p, r, tick, d);
    }
    return RGEN_OK;
}

static rgen_status channel_event(parser *p, reader *r, int track, int64_t tick, int status)
{
    int kind = status >> 4, channel = status & 15, wants = kind == 12 || kind == 13 ? 1 : 2;
    if (r->end - r->p < wants) return damaged(r, "an event is cut off");
    int a = r->p[0], b = wants == 2 ? r->p[1] : 0;
    if (a > 127 || b > 127) return damaged(r, "a data byte is out of its range");
    r->p += wants;
    if (kind == 9 && b > 0) return note_on(p, r, track, tick, channel, a, b);
    if (kind == 8 || kind == 9) note_off(p, tick, channel, a);
    else if (kind == 12) return keep_control(p, r, tick, 0, channel, a);
    else if (kind == 11 && a == 7) return keep_control(p, r, tick, 1, channel, b);
    else if (kind == 11 && a == 11) return keep_control(p, r, tick, 2, channel, b);
    return RGEN_OK;
}

static rgen_status read_track(parser *p, reader *r, int track)
{
    rgen_midi_song *s = p->song;
    int64_t tick = 0;
    int running = 0, done = 0;
    rgen_status st = RGEN_OK;
    memset(p->head, -1, sizeof p->head);
    while (!done && r->p < r->end) {
        uint32_t delta, n;
        if (vlq(r, &delta)) return damaged(r, "a time is cut off or too long");
        tick += delta;
        if (tick * RGEN_TICKS_PER_QUARTER / p->division > RGEN_MIDI_MAX_TICKS)
            return damaged(r, "the track goes on for days");
        if (r->p >= r->end) return damaged(r, "an event is cut off");
        int status = *r->p;
        if (status >= 0x80) r->p++;
        else if (running) status = running;
        else return damaged(r, "an event has no status byte");
        if (status < 0xf0) {
            running = status;
            st = channel_event(p, r, track, tick, status);
            if (st) return st;
            continue;
        }
        running = 0;
        if (status == 0xff) {
            if (r->p >= r->end) return damaged(r, "an event is cut off");
            int type = *r->p++;
            if (vlq(r, &n) || n > (size_t)(r->end - r->p))
                return damaged(r, "a text or meta event is longer than its track");
            if (type == 0x2f) done = 1;
            else if ((st = meta_event(p, r, track, tick, type, n)) != RGEN_OK) return st;
            r->p += n;
        } else if (status == 0xf0 || status == 0xf7) {
            if (vlq(r, &n) || n > (size_t)(r->end - r->p))
                return damaged(r, "a system exclusive event is longer than its track");
            r->p += n;
        } else {
            return damaged(r, "an event of a kind that files may not hold");
        }
    }
    int32_t end = rescale(p, tick);
    if (end > s->end) s->end = end;
    for (int c = 0; c < 16; c++)
        for (int k = 0; k < 128; k++)
            while (p->head[c][k] >= 0) {
                note_off(p, tick, c, k);
                s->unended++;
            }
    return RGEN_OK;
}

/* Sorting: every order is total, so that the result does not depend on qsort. */
static int by_start(const void *a, const void *b)
{
    const rgen_midi_note *x = a, *y = b;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    if (x->channel != y->channel) return x->channel - y->channel;
    if (x->pitch != y->pitch) return x->pitch - y->pitch;
    if (x->track != y->track) return x->track - y->track;
    if (x->length != y->length) return x->length < y->length ? -1 : 1;
    return x->velocity - y->velocity;
}

static int by_tick(const void *a, const void *b)
{
    const control *x = a, *y = b;
    if (x->tick != y->tick) return x->tick < y->tick ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

/* Programs and levels act on a channel whichever track they stand in, so they
 * are laid on the notes when all tracks are known. */
static void apply_controls(parser *p)
{
    rgen_midi_song *s = p->song;
    uint8_t state[3][16];
    int k = 0;
    memset(state[0], 0, 16);
    memset(state[1], 100, 16);
    memset(state[2], 127, 16);
    if (k < p->n_controls) qsort(p->controls, (size_t)p->n_controls, sizeof *p->controls, by_tick);
    for (int i = 0; i < s->n_notes; i++) {
        rgen_midi_note *n = &s->notes[i];
        for (; k < p->n_controls && p->controls[k].tick <= n->start; k++)
            state[p->controls[k].kind][p->controls[k].channel] = p->controls[k].value;
        n->program = state[0][n->channel];
        n->volume = state[1][n->channel];
        n->expression = state[2][n->channel];
        if (n->start + n->length > s->end) s->end = n->start + n->length;
    }
}

/* Tempo, metre and key maps: a stable insertion sort by tick (they are short and
 * nearly sorted), the last of one tick winning. Elements start with the tick. */
#define SORT_MAP(type, array, count)                                                    \
    do {                                                                                \
        int kept = 0;                                                                   \
        for (int i = 0; i < (count); i++) {                                             \
            type e = (array)[i];                                                        \
            int j = kept;                                                               \
            while (j > 0 && (array)[j - 1].tick > e.tick) j--;                          \
            if (j > 0 && (array)[j - 1].tick == e.tick) { (array)[j - 1] = e; continue; } \
            memmove(&(array)[j + 1], &(array)[j], (size_t)(kept - j) * sizeof e);       \
            (array)[j] = e;                                                             \
            kept++;                                                                     \
        }                                                                               \
        (count) = kept;                                                                 \
    } while (0)

static rgen_status read_header(parser *p, reader *r)
{
    rgen_midi_song *s = p->song;
    if (r->end - r->p >= 20 && !memcmp(r->p, "RIFF", 4) && !memcmp(r->p + 8, "RMIDdata", 8))
        r->p += 20;
    if (r->end - r->p < 4 || memcmp(r->p, "MThd", 4))
        return rgen_fail(r->err, RGEN_ERR_FORMAT,
                         "this is no MIDI file: it does not start with \"MThd\"");
    if (r->end - r->p < 14) return damaged(r, "the header is cut off");
    uint32_t length = be(r->p + 4, 4);
    if (length < 6 || length > (size_t)(r->end - r->p - 8))
        return damaged(r, "the header has a wrong length");
    s->format = (int)be(r->p + 8, 2);
    s->n_tracks = (int)be(r->p + 10, 2);
    p->division = (int)be(r->p + 12, 2);
    if (s->format == 2)
        return rgen_fail(r->err, RGEN_ERR_FORMAT,
                         "MIDI files of format 2 (independent patterns) cannot be read; save it as "
                         "format 1");
    if (s->format > 2) return damaged(r, "the format is unknown");
    if (p->division & 0x8000)
        return rgen_fail(r->err, RGEN_ERR_FORMAT,
                         "the MIDI file counts time in SMPTE frames, without beats; save it with "
                         "ticks per quarter note");
    if (!p->division) return damaged(r, "the ticks per quarter note are zero");
    if (!s->n_tracks || (s->format == 0 && s->n_tracks != 1))
        return damaged(r, "the number of tracks is wrong");
    if ((size_t)s->n_tracks > (size_t)(r->end - r->p) / 8)
        return damaged(r, "there are fewer tracks than the header says");
    s->ticks_per_quarter = p->division;
    r->p += 8 + length;
    s->names = calloc((size_t)s->n_tracks, sizeof *s->names);
    if (!s->names) return rgen_fail(r->err, RGEN_ERR_MEMORY, "no memory for a MIDI file");
    return RGEN_OK;
}

rgen_status rgen_midi_parse(const void *data, size_t size, rgen_midi_song *song, rgen_error *err)
{
    const uint8_t *end = (const uint8_t *)data + size;
    reader r = { data, end, data, err };
    rgen_status st;
    memset(song, 0, sizeof *song);
    if (size > RGEN_MIDI_MAX_BYTES)
        return rgen_fail(err, RGEN_ERR_FORMAT, "the MIDI file is larger than %d MB",
                         RGEN_MIDI_MAX_BYTES >> 20);
    parser *p = calloc(1, sizeof *p);
    if (!p) return rgen_fail(err, RGEN_ERR_MEMORY, "no memory for a MIDI file");
    p->song = song;
    st = read_header(p, &r);
    for (int track = 0; !st && track < song->n_tracks;) {
        if (end - r.p < 8) {
            st = damaged(&r, "there are fewer tracks than the header says");
            break;
        }
        uint32_t length = be(r.p + 4, 4);
        int is_track = !memcmp(r.p, "MTrk", 4);
        r.p += 8;
        if (length > (size_t)(end - r.p)) {
            st = damaged(&r, "a track is cut off");
            break;
        }
        const uint8_t *next = r.p + length;
        if (is_track) {
            r.end = next;
            st = read_track(p, &r, track++);
            r.end = end;
        }
        r.p = next;
    }
    if (!st) {
        if (song->n_notes) qsort(song->notes, (size_t)song->n_notes, sizeof *song->notes, by_start);
        SORT_MAP(rgen_midi_tempo, song->tempos, song->n_tempos);
        SORT_MAP(rgen_midi_meter, song->meters, song->n_meters);
        SORT_MAP(rgen_midi_key, song->keys, song->n_keys);
        apply_controls(p);
    } else {
        rgen_midi_clear(song);
    }
    free(p->controls);
    free(p->next);
    free(p);
    return st;
}

void rgen_midi_clear(rgen_midi_song *song)
{
    if (!song) return;
    free(song->notes);
    free(song->tempos);
    free(song->meters);
    free(song->keys);
    free(song->names);
    memset(song, 0, sizeof *song);
}

typedef struct stretch { double bpm; int64_t ticks; } stretch;

static int by_bpm(const void *a, const void *b)
{
    const stretch *x = a, *y = b;
    return x->bpm < y->bpm ? -1 : x->bpm > y->bpm;
}

double rgen_midi_median_bpm(const rgen_midi_song *song, int32_t from, int32_t to)
{
    int n = song->n_tempos, k = 0;
    int64_t below = 0;
    double answer = n ? song->tempos[0].bpm : 120;
    if (!n || to <= from) return answer;
    stretch *all = malloc((size_t)(n + 1) * sizeof *all);
    if (!all) return answer;
    for (int i = -1; i < n; i++) { /* -1: before the first change, 120 by the standard */
        int32_t a = i < 0 ? 0 : song->tempos[i].tick, b = i + 1 < n ? song->tempos[i + 1].tick : to;
        if (a < from) a = from;
        if (b > to) b = to;
        if (b > a) all[k++] = (stretch){ i < 0 ? 120 : song->tempos[i].bpm, b - a };
    }
    qsort(all, (size_t)k, sizeof *all, by_bpm);
    for (int i = 0; i < k; i++) {
        answer = all[i].bpm;
        below += all[i].ticks;
        if (below * 2 >= (int64_t)to - from) break;
    }
    free(all);
    return answer;
}
