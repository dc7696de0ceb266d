/* Writing standard MIDI files: song.mid of a project.
 *
 * Format 1, without running status: a few bytes more, and every program opens
 * it. At one tick note ends come before note starts, or a repeated pitch would
 * be cut by its own predecessor. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "score/midi.h"

typedef struct buffer {
    uint8_t *data;
    size_t n, cap;
    int failed;               /* memory ran out: checked once, at the end */
} buffer;

typedef struct event { int32_t tick; uint8_t on, pitch, velocity; } event;

static void put(buffer *b, const void *data, size_t n)
{
    if (b->n + n > b->cap) {
        size_t cap = b->cap ? b->cap : 4096;
        while (cap < b->n + n) cap *= 2;
        uint8_t *p = b->failed ? NULL : realloc(b->data, cap);
        if (!p) {
            b->failed = 1;
            return;
        }
        b->data = p;
        b->cap = cap;
    }
    memcpy(b->data + b->n, data, n);
    b->n += n;
}

static void put_byte(buffer *b, int v)
{
    uint8_t c = (uint8_t)v;
    put(b, &c, 1);
}

static void put_be(buffer *b, uint32_t v, int n)
{
    for (int i = n - 1; i >= 0; i--) put_byte(b, (int)(v >> (8 * i)) & 255);
}

static void put_vlq(buffer *b, uint32_t v)
{
    for (int shift = 21; shift > 0; shift -= 7)
        if (v >> shift) put_byte(b, (int)(v >> shift & 127) | 128);
    put_byte(b, (int)(v & 127));
}

static void put_meta(buffer *b, uint32_t delta, int type, const void *data, size_t n)
{
    put_vlq(b, delta);
    put_byte(b, 0xff);
    put_byte(b, type);
    put_vlq(b, (uint32_t)n);
    put(b, data, n);
}

static void put_text(buffer *b, uint32_t delta, int type, const char *text)
{
    size_t n = strlen(text);
    put_meta(b, delta, type, text, n < 1000 ? n : 1000);
}

static size_t open_track(buffer *b)
{
    put(b, "MTrk\0\0\0\0", 8);
    return b->n;
}

static void close_track(buffer *b, size_t start, uint32_t delta)
{
    put_meta(b, delta, 0x2f, "", 0);
    if (b->failed) return;
    uint32_t n = (uint32_t)(b->n - start);
    for (int i = 0; i < 4; i++) b->data[start - 4 + (size_t)i] = (uint8_t)(n >> (24 - 8 * i));
}

/* Sharps (or minus flats) of a key. The signature says major or minor only, so
 * the other modes go by their third: the tonic stays what a reader finds. */
static int signature(int tonic, rgen_mode mode, int *minor)
{
    static const int8_t sharps[12] = { 0, -5, 2, -3, 4, -1, 6, 1, -4, 3, -2, 5 };
    *minor = mode == RGEN_MINOR || mode == RGEN_DORIAN || mode == RGEN_PHRYGIAN;
    return sharps[((tonic % 12) + 12 + (*minor ? 3 : 0)) % 12];
}

static void conductor(buffer *b, const rgen_grid *grid, const char *title, uint32_t end)
{
    size_t start = open_track(b);
    uint32_t us = (uint32_t)lround(60e6 / grid->bpm);
    int minor, sharps = signature(grid->tonic, grid->mode, &minor), log2 = 0;
    char key[32], text[64] = "key: ";
    uint8_t d[4];
    while (1 << log2 < grid->meter_den) log2++;
    if (title && *title) put_text(b, 0, 0x03, title);
    d[0] = (uint8_t)(us >> 16); d[1] = (uint8_t)(us >> 8); d[2] = (uint8_t)us;
    put_meta(b, 0, 0x51, d, 3);
    d[0] = (uint8_t)grid->meter_num; d[1] = (uint8_t)log2;
    d[2] = (uint8_t)(grid->meter_den == 8 ? 12 : 24); d[3] = 8;
    put_meta(b, 0, 0x58, d, 4);
    d[0] = (uint8_t)sharps; d[1] = (uint8_t)minor;
    put_meta(b, 0, 0x59, d, 2);
    strcat(text, rgen_key_name(grid->tonic, grid->mode, key, sizeof key));
    put_text(b, 0, 0x01, text);
    put_text(b, 0, 0x06, "loopStart");
    put_text(b, end, 0x06, "loopEnd");
    close_track(b, start, 0);
}

static int by_time(const void *a, const void *b)
{
    const event *x = a, *y = b;
    if (x->tick != y->tick) return x->tick < y->tick ? -1 : 1;
    if (x->on != y->on) return x->on - y->on;
    if (x->pitch != y->pitch) return x->pitch - y->pitch;
    return x->velocity - y->velocity;
}

static int by_pitch_start(const void *a, const void *b)
{
    const rgen_note *x = a, *y = b;
    if (x->pitch != y->pitch) return x->pitch - y->pitch;
    if (x->start != y->start) return x->start < y->start ? -1 : 1;
    if (x->velocity != y->velocity) return y->velocity - x->velocity;
    return x->length < y->length ? -1 : x->length > y->length;
}

/* The notes of a part as MIDI has them: inside the piece, one at a time of a
 * pitch. Sorted by pitch and start; returns how many are left. */
static int playable(rgen_note *notes, int n, int drums, int32_t end)
{
    int kept = 0;
    for (int i = 0; i < n; i++) {
        if (notes[i].start >= end || notes[i].pitch > 127) continue;
        rgen_note note = notes[i];
        if (drums) {
            if (note.pitch >= RGEN_DRUM_VOICES) continue;
            note.pitch = (uint8_t)rgen_drum_note(note.pitch);
            note.length = RGEN_TICKS_PER_FRAME / 2;
        }
        if (note.start < 0) note.start = 0; /* early on the first beat */
        if (note.length < 1) note.length = 1;
        if (note.length > end - note.start) note.length = end - note.start;
        if (note.velocity < 1) note.velocity = 1;
        if (note.velocity > 127) note.velocity = 127;
        notes[kept++] = note;
    }
    qsort(notes, (size_t)kept, sizeof *notes, by_pitch_start);
    int out = 0;
    for (int i = 0; i < kept; i++) {
        rgen_note *last = out ? &notes[out - 1] : NULL;
        if (last && last->pitch == notes[i].pitch) {
            if (last->start == notes[i].start) continue; /* the louder one stays */
            if (last->start + last->length > notes[i].start)
                last->length = notes[i].start - last->start;
        }
        notes[out++] = notes[i];
    }
    return out;
}

static rgen_status write_part(buffer *b, const rgen_midi_track *track, int32_t end, rgen_error *err)
{
    const rgen_part *part = track->part;
    int channel = track->role->midi_channel & 15, n = part->n_notes;
    size_t start = open_track(b);
    rgen_note *notes = malloc((size_t)(n + 1) * sizeof *notes);
    event *events = malloc((size_t)(n + 1) * 2 * sizeof *events);
    if (!notes || !events) {
        free(notes);
        free(events);
        return rgen_fail(err, RGEN_ERR_MEMORY, "no memory for a MIDI file");
    }
    if (n) memcpy(notes, part->notes, (size_t)n * sizeof *notes);
    n = playable(notes, n, track->role->kind == RGEN_KIND_DRUMS, end);
    for (int i = 0; i < n; i++) {
        events[2 * i] = (event){ notes[i].start, 1, notes[i].pitch, notes[i].velocity };
        events[2 * i + 1] = (event){ notes[i].start + notes[i].length, 0, notes[i].pitch, 64 };
    }
    qsort(events, (size_t)n * 2, sizeof *events, by_time);
    put_text(b, 0, 0x03, track->role->name);
    put_vlq(b, 0);
    put_byte(b, 0xc0 | channel);
    put_byte(b, track->program & 127);
    int32_t now = 0;
    for (int i = 0; i < 2 * n; i++) {
        put_vlq(b, (uint32_t)(events[i].tick - now));
        put_byte(b, (events[i].on ? 0x90 : 0x80) | channel);
        put_byte(b, events[i].pitch);
        put_byte(b, events[i].velocity);
        now = events[i].tick;
    }
    close_track(b, start, (uint32_t)(end - now));
    free(notes);
    free(events);
    return RGEN_OK;
}

rgen_status rgen_midi_write(const rgen_grid *grid, const rgen_midi_track *tracks, int n_tracks,
                            const char *title, uint8_t **data, size_t *size, rgen_error *err)
{
    buffer b = { 0 };
    int32_t end = rgen_grid_frames(grid) * RGEN_TICKS_PER_FRAME;
    rgen_status st = RGEN_OK;
    *data = NULL;
    *size = 0;
    if (!(grid->bpm >= 4 && grid->bpm <= 6000))
        return rgen_fail(err, RGEN_ERR_ARG, "a MIDI file cannot hold a tempo of %g BPM", grid->bpm);
    put(&b, "MThd", 4);
    put_be(&b, 6, 4);
    put_be(&b, 1, 2);
    put_be(&b, (uint32_t)n_tracks + 1, 2);
    put_be(&b, RGEN_TICKS_PER_QUARTER, 2);
    conductor(&b, grid, title, (uint32_t)end);
    for (int i = 0; i < n_tracks && !st; i++) st = write_part(&b, &tracks[i], end, err);
    if (!st && b.failed) st = rgen_fail(err, RGEN_ERR_MEMORY, "no memory for a MIDI file");
    if (st) {
        free(b.data);
        return st;
    }
    *data = b.data;
    *size = b.n;
    return RGEN_OK;
}
