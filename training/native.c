/* The library as training sees it: a flat C interface for native.py. Arrays are
 * the caller's; a result of -1 means failure, with the sentence in `message`
 * (512 bytes). Notes are int32 [n, 6]: start, length, pitch, velocity,
 * articulation, tone. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "score/assign.h"
#include "score/keyfind.h"
#include "score/runs.h"

#define EXPORT __attribute__((visibility("default")))

/* ---- score codec (src/score/score.h) ---- */

static int fail(const rgen_error *err, char *message)
{
    snprintf(message, sizeof err->message, "%s", err->message);
    return -1;
}

static rgen_grid grid_of(double bpm, const int *grid)
{
    rgen_grid g = {bpm, grid[0], grid[1], grid[2], grid[3], (rgen_mode)grid[4]};
    return g;
}

/* Returns 0, or the status of the note that does not fit its bytes. */
static rgen_status part_of(rgen_part *part, const int32_t *notes, int n, rgen_error *err)
{
    memset(part, 0, sizeof *part);
    for (int i = 0; i < n; i++) {
        const int32_t *v = notes + (size_t)i * 6;
        for (int k = 2; k < 6; k++)
            if (v[k] < 0 || v[k] > 127)
                return rgen_fail(err, RGEN_ERR_ARG, "note %d has the value %d in column %d", i,
                                 (int)v[k], k);
        rgen_note note = {v[0], v[1], (uint8_t)v[2], (uint8_t)v[3], (uint8_t)v[4], (uint8_t)v[5]};
        if (rgen_part_add(part, note))
            return rgen_fail(err, RGEN_ERR_MEMORY, "no memory for %d notes", n);
    }
    return RGEN_OK;
}

EXPORT int tn_role_count(void) { return rgen_roles_default()->count; }

/* out: kind, base pitch, note codes, books, MIDI channel, then books and delays. */
EXPORT const char *tn_role(int index, int32_t *out)
{
    const rgen_role *r = &rgen_roles_default()->rows[index];
    out[0] = (int32_t)r->kind;
    out[1] = r->base_pitch;
    out[2] = r->n_pitches;
    out[3] = r->n_books;
    out[4] = r->midi_channel;
    for (int k = 0; k < r->n_books; k++) {
        out[5 + k] = r->books[k];
        out[5 + r->n_books + k] = r->delays[k];
    }
    return r->name;
}

/* grid: metre numerator, denominator, bars, tonic, mode. */
EXPORT int tn_frames(const int *grid)
{
    rgen_grid g = grid_of(120, grid);
    return rgen_grid_check(&g, NULL) ? -1 : rgen_grid_frames(&g);
}

/* codes [K, T] is filled; loss: notes, polyphony, range, outside. */
EXPORT int tn_encode(int role, double bpm, const int *grid, const int32_t *notes, int n,
                     const uint16_t *chords, int n_chords, uint16_t *codes, int32_t *loss,
                     char *message)
{
    rgen_error err;
    rgen_grid g = grid_of(bpm, grid);
    rgen_frames frames = {0};
    rgen_codec_loss lost = {0};
    rgen_part part;
    rgen_status status = part_of(&part, notes, n, &err);
    part.chords = (uint16_t *)chords; /* borrowed for the call */
    part.n_chords = n_chords;
    if (!status)
        status = rgen_encode(&rgen_roles_default()->rows[role], &g, &part, &frames, &lost, &err);
    part.chords = NULL;
    rgen_part_clear(&part);
    if (status)
        return fail(&err, message);
    memcpy(codes, frames.codes,
           (size_t)frames.n_books * (size_t)frames.n_frames * sizeof *codes);
    rgen_frames_clear(&frames);
    loss[0] = lost.notes;
    loss[1] = lost.polyphony;
    loss[2] = lost.range;
    loss[3] = lost.outside;
    return 0;
}

/* Returns the number of notes; at most `capacity` of them are written. */
EXPORT int tn_decode(int role, double bpm, const int *grid, const uint16_t *codes, int32_t *notes,
                     int capacity, char *message)
{
    rgen_error err;
    rgen_grid g = grid_of(bpm, grid);
    const rgen_role *r = &rgen_roles_default()->rows[role];
    rgen_frames frames = {r->n_books, rgen_grid_frames(&g), (uint16_t *)codes};
    rgen_part part;
    if (rgen_decode(r, &g, &frames, &part, &err))
        return fail(&err, message);
    int n = part.n_notes;
    for (int i = 0; i < n && i < capacity; i++) {
        const rgen_note *p = &part.notes[i];
        const int32_t row[6] = {p->start, p->length, p->pitch, p->velocity, p->articulation,
                                p->tone};
        memcpy(notes + (size_t)i * 6, row, sizeof row);
    }
    rgen_part_clear(&part);
    return n;
}

/* Mapped to 0..1, or raw: then returns a bit per attribute that could be measured. */
EXPORT int tn_measure(int role, double bpm, const int *grid, const int32_t *notes, int n, int first,
                      int bars, int raw, float *out, char *message)
{
    int known = 0;
    rgen_error err;
    rgen_grid g = grid_of(bpm, grid);
    rgen_part part;
    if (rgen_grid_check(&g, &err))
        return fail(&err, message);
    rgen_status status = part_of(&part, notes, n, &err);
    if (!status) {
        rgen_part_sort(&part);
        const rgen_role *r = &rgen_roles_default()->rows[role];
        if (raw)
            known = (int)rgen_measure_raw(r, &g, &part, first, bars, out);
        else
            rgen_measure(r, &g, &part, first, bars, out);
    }
    rgen_part_clear(&part);
    return status ? fail(&err, message) : known;
}

/* Hashes of the telling runs of a line (src/score/runs.h); out holds n. Returns their number. */
EXPORT int tn_runs(const int32_t *notes, int n, uint32_t *out, char *message)
{
    rgen_error err;
    rgen_part part;
    rgen_contour line = {0};
    int found = 0;
    rgen_status status = part_of(&part, notes, n, &err);
    if (!status) {
        rgen_part_sort(&part);
        status = rgen_contour_new(&line, part.notes, part.n_notes, &err);
    }
    for (int i = 0; i < line.n && !status; i++)
        found += rgen_run_telling(&line, i, &out[found]) > 0;
    rgen_contour_clear(&line);
    rgen_part_clear(&part);
    return status ? fail(&err, message) : found;
}

EXPORT void tn_run_kind(int32_t *out) /* notes, pitches */
{
    out[0] = RGEN_RUN_NOTES;
    out[1] = RGEN_RUN_PITCHES;
}

EXPORT unsigned tn_chord_tones(int code) { return rgen_chord_tones(code); }
EXPORT unsigned tn_mode_scale(int mode) { return rgen_mode_scale((rgen_mode)mode); }
EXPORT void tn_chord_name(int code, int tonic, char *out) { rgen_chord_name(code, tonic, out, 16); }
EXPORT const char *tn_mode_name(int mode) { return rgen_mode_name(mode); }
EXPORT const char *tn_attribute_name(int attribute)
{
    return attribute < RGEN_SCORE_ATTRIBUTES ? rgen_attribute_name(attribute) : NULL;
}
EXPORT int tn_drum_hits(int code, int32_t *out) /* [hits, 2]: offset, velocity */
{
    rgen_hit hits[RGEN_ROLL_HITS];
    int n = rgen_drum_hits(code, hits);
    for (int i = 0; i < n; i++) {
        out[2 * i] = hits[i].offset;
        out[2 * i + 1] = hits[i].velocity;
    }
    return n;
}
EXPORT int tn_vm(int code) { return rgen_vm_velocity(code) * 256 + rgen_vm_offset(code) + 128; }
EXPORT int tn_vm_code(int velocity, int offset) { return rgen_vm_code(velocity, offset); }
EXPORT int tn_role_lowest(int role, int tonic)
{
    return rgen_role_lowest(&rgen_roles_default()->rows[role], tonic);
}

/* ---- songs (src/score/midi.h, assign.h) ---- */

typedef struct import { rgen_midi_song song; rgen_assignment a; } import;

EXPORT void tn_import_free(import *h)
{
    if (!h) return;
    rgen_midi_clear(&h->song);
    rgen_assignment_clear(&h->a);
    free(h);
}

/* A song's pieces behind a handle, or NULL. flags: 1 Roland notes, 2 one key. */
EXPORT import *tn_import(const uint8_t *data, int64_t size, int flags, char *message)
{
    rgen_error err = { 0 };
    rgen_assign_options options = { .roland = flags & 1, .one_key = flags >> 1 & 1 };
    import *h = calloc(1, sizeof *h);
    if (!h) {
        snprintf(message, sizeof err.message, "no memory for a song");
        return NULL;
    }
    if (rgen_midi_parse(data, (size_t)size, &h->song, &err) ||
        rgen_assign(&h->song, rgen_roles_default(), &options, &h->a, &err)) {
        fail(&err, message);
        tn_import_free(h);
        return NULL;
    }
    return h;
}

/* out: pieces, lines, then the ten counts of rgen_assign_counts. */
EXPORT void tn_import_counts(const import *h, int32_t *out)
{
    const rgen_assign_counts *c = &h->a.counts;
    const int all[12] = { h->a.n_pieces, h->a.lines.count, c->notes, c->kept, c->copies, c->effects,
                          c->others, c->doubles, c->polyphony, c->meter, c->unsung, c->folded };
    for (int i = 0; i < 12; i++) out[i] = all[i];
}

/* out: channel, program, job, notes, kept, mean pitch, copy of. Returns its track's name. */
EXPORT const char *tn_import_line(const import *h, int line, int32_t *out)
{
    const rgen_line *l = &h->a.lines.rows[line];
    out[0] = l->channel; out[1] = l->program; out[2] = (int32_t)l->job; out[3] = l->n_notes;
    out[4] = l->kept; out[5] = (int32_t)(l->pitch + 0.5); out[6] = l->copy_of;
    return h->song.names[l->track];
}

/* out: first tick, metre, metre, bars, tonic, mode, notes of the four kinds, chords;
 * real: bpm, fit of the key. */
EXPORT void tn_import_piece(const import *h, int piece, int32_t *out, double *real)
{
    const rgen_piece *p = &h->a.pieces[piece];
    const int all[6] = { p->first_tick, p->grid.meter_num, p->grid.meter_den, p->grid.bars,
                         p->grid.tonic, (int)p->grid.mode };
    for (int i = 0; i < 6; i++) out[i] = all[i];
    for (int k = 0; k < RGEN_ASSIGN_ROLES; k++) out[6 + k] = p->parts[k].n_notes;
    out[10] = p->parts[RGEN_KIND_CHORDAL].n_chords;
    real[0] = p->grid.bpm;
    real[1] = p->key_fit;
}

EXPORT void tn_import_notes(const import *h, int piece, int kind, int32_t *out)
{
    const rgen_part *part = &h->a.pieces[piece].parts[kind];
    for (int i = 0; i < part->n_notes; i++) {
        const rgen_note *n = &part->notes[i];
        const int32_t row[6] = { n->start, n->length, n->pitch, n->velocity, n->articulation, n->tone };
        memcpy(out + (size_t)i * 6, row, sizeof row);
    }
}

EXPORT void tn_import_chords(const import *h, int piece, uint16_t *out)
{
    const rgen_part *part = &h->a.pieces[piece].parts[RGEN_KIND_CHORDAL];
    if (part->n_chords) memcpy(out, part->chords, (size_t)part->n_chords * sizeof *out);
}

/* The key of tone weights [12] with bass weights [12]; out: tonic, mode. */
EXPORT double tn_key_find(const double *weight, const double *bass, int32_t *out)
{
    rgen_tones tones;
    rgen_mode mode;
    memcpy(tones.weight, weight, sizeof tones.weight);
    memcpy(tones.bass, bass, sizeof tones.bass);
    double fit = rgen_key_find(&tones, &out[0], &mode);
    out[1] = (int32_t)mode;
    return fit;
}
