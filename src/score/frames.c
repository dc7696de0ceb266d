/* Frames, and what they play. The decoder plays any codes within the books, since
 * models write them; encode.c is its inverse. */
#include <stdlib.h>
#include <string.h>

#include "score/score.h"

enum { TPF = RGEN_TICKS_PER_FRAME, DRUM_LENGTH = 60 };

rgen_status rgen_frames_new(rgen_frames *frames, int n_books, int n_frames, rgen_error *err)
{
    memset(frames, 0, sizeof *frames);
    if (n_books < 1 || n_books > RGEN_MAX_BOOKS || n_frames < 1 || n_frames > 1 << 24)
        return rgen_fail(err, RGEN_ERR_ARG, "%d code books of %d frames are out of range", n_books,
                         n_frames);
    frames->codes = calloc((size_t)n_books * (size_t)n_frames, sizeof *frames->codes);
    if (!frames->codes)
        return rgen_fail(err, RGEN_ERR_MEMORY, "no memory for %d frames", n_frames);
    frames->n_books = n_books;
    frames->n_frames = n_frames;
    return RGEN_OK;
}

void rgen_frames_clear(rgen_frames *frames)
{
    if (!frames)
        return;
    free(frames->codes);
    memset(frames, 0, sizeof *frames);
}

static rgen_status decode_drums(const rgen_frames *frames, rgen_part *part)
{
    for (int f = 0; f < frames->n_frames; f++)
        for (int v = 0; v < frames->n_books; v++) {
            rgen_hit hits[RGEN_ROLL_HITS];
            int n = rgen_drum_hits(frames->codes[(size_t)v * (size_t)frames->n_frames + (size_t)f],
                                   hits);
            for (int i = 0; i < n; i++) {
                rgen_note note = {f * TPF + hits[i].offset, DRUM_LENGTH, (uint8_t)v,
                                  hits[i].velocity, RGEN_ART_NORMAL, RGEN_TONE_NEUTRAL};
                if (rgen_part_add(part, note))
                    return RGEN_ERR_MEMORY;
            }
        }
    return RGEN_OK;
}

/* One slot's notes; `art` and `tone` may be NULL. */
static rgen_status decode_slot(const uint16_t *pitch, const uint16_t *vm, const uint16_t *art,
                               const uint16_t *tone, int lowest, int T, rgen_part *part)
{
    for (int f = 0; f < T;) {
        int g = f + 1;
        if (pitch[f] < RGEN_CODE_NOTE) {
            f++;
            continue;
        }
        while (g < T && pitch[g] == RGEN_CODE_HOLD)
            g++;
        int key = lowest + pitch[f] - RGEN_CODE_NOTE, end = g * TPF;
        rgen_note note = {f * TPF + rgen_vm_offset(vm[f]), 0, 0, (uint8_t)rgen_vm_velocity(vm[f]),
                          RGEN_ART_NORMAL, RGEN_TONE_NEUTRAL};
        if (art && art[f])
            note.articulation = (uint8_t)(art[f] - 1);
        if (tone && tone[f])
            note.tone = (uint8_t)(tone[f] - 1);
        if (note.articulation == RGEN_ART_STACCATO)
            end -= TPF / 2;
        else if (g < T && pitch[g] >= RGEN_CODE_NOTE)
            end += rgen_vm_offset(vm[g]);
        note.length = end - note.start;
        f = g;
        if (key < 0 || key > 127) /* only in a registry with a very wide role */
            continue;
        note.pitch = (uint8_t)key;
        if (rgen_part_add(part, note))
            return RGEN_ERR_MEMORY;
    }
    return RGEN_OK;
}

rgen_status rgen_decode(const rgen_role *role, const rgen_grid *grid, const rgen_frames *frames,
                        rgen_part *part, rgen_error *err)
{
    memset(part, 0, sizeof *part);
    rgen_status status = rgen_grid_check(grid, err);
    if (!status)
        status = rgen_role_check(role, err);
    if (status)
        return status;
    if (frames->n_books != role->n_books || frames->n_frames != rgen_grid_frames(grid))
        return rgen_fail(err, RGEN_ERR_ARG,
                         "%d books of %d frames are not the %d of %d that %s needs",
                         frames->n_books, frames->n_frames, role->n_books, rgen_grid_frames(grid),
                         role->name);
    int T = frames->n_frames, lowest = rgen_role_lowest(role, grid->tonic);
    size_t t = (size_t)T;
    const uint16_t *c = frames->codes;
    for (int k = 0; k < role->n_books; k++)
        for (int f = 0; f < T; f++)
            if (c[(size_t)k * t + (size_t)f] >= role->books[k])
                return rgen_fail(err, RGEN_ERR_FORMAT,
                                 "code %d of book %d of %s at frame %d is over %d",
                                 c[(size_t)k * t + (size_t)f], k, role->name, f,
                                 role->books[k] - 1);

    if (role->kind == RGEN_KIND_DRUMS)
        status = decode_drums(frames, part);
    else if (role->kind == RGEN_KIND_MONO)
        status = decode_slot(c, c + t, c + 2 * t, c + 3 * t, lowest, T, part);
    else {
        size_t first = role->kind == RGEN_KIND_CHORDAL, slots = (size_t)(role->n_books - 1) / 2;
        const uint16_t *art = role->kind == RGEN_KIND_LEAD ? c + 4 * t : NULL;
        for (size_t s = 0; s < slots && !status; s++)
            status = decode_slot(c + (first + s) * t, c + (first + slots + s) * t, art, NULL,
                                 lowest, T, part);
    }
    if (!status && role->kind == RGEN_KIND_CHORDAL) {
        part->chords = malloc(t * sizeof *part->chords);
        if (part->chords) {
            memcpy(part->chords, c, t * sizeof *part->chords);
            part->n_chords = T;
        } else
            status = RGEN_ERR_MEMORY;
    }
    if (status) {
        rgen_part_clear(part);
        return rgen_fail(err, status, "no memory to decode %s", role->name);
    }
    rgen_part_sort(part);
    return RGEN_OK;
}
