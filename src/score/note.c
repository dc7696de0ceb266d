#include <stdlib.h>
#include <string.h>

#include "score/score.h"

rgen_status rgen_part_add(rgen_part *part, rgen_note note)
{
    if (part->n_notes == part->capacity) {
        int capacity = part->capacity ? part->capacity * 2 : 64;
        rgen_note *notes = realloc(part->notes, (size_t)capacity * sizeof *notes);
        if (!notes)
            return RGEN_ERR_MEMORY;
        part->notes = notes;
        part->capacity = capacity;
    }
    part->notes[part->n_notes++] = note;
    return RGEN_OK;
}

/* A total order, so that the result does not depend on the sorting method. */
static int compare(const void *pa, const void *pb)
{
    const rgen_note *a = pa, *b = pb;
    if (a->start != b->start)
        return a->start < b->start ? -1 : 1;
    if (a->pitch != b->pitch)
        return a->pitch - b->pitch;
    if (a->velocity != b->velocity)
        return b->velocity - a->velocity;
    if (a->length != b->length)
        return a->length > b->length ? -1 : 1;
    if (a->articulation != b->articulation)
        return a->articulation - b->articulation;
    return a->tone - b->tone;
}

void rgen_part_sort(rgen_part *part)
{
    if (part->n_notes > 1)
        qsort(part->notes, (size_t)part->n_notes, sizeof *part->notes, compare);
}

rgen_status rgen_part_copy(rgen_part *to, const rgen_part *from)
{
    rgen_part copy = {0};
    if (from->n_notes > 0) {
        copy.notes = malloc((size_t)from->n_notes * sizeof *copy.notes);
        if (!copy.notes)
            return RGEN_ERR_MEMORY;
        memcpy(copy.notes, from->notes, (size_t)from->n_notes * sizeof *copy.notes);
        copy.n_notes = copy.capacity = from->n_notes;
    }
    if (from->chords && from->n_chords > 0) {
        copy.chords = malloc((size_t)from->n_chords * sizeof *copy.chords);
        if (!copy.chords) {
            free(copy.notes);
            return RGEN_ERR_MEMORY;
        }
        memcpy(copy.chords, from->chords, (size_t)from->n_chords * sizeof *copy.chords);
        copy.n_chords = from->n_chords;
    }
    *to = copy;
    return RGEN_OK;
}

void rgen_part_clear(rgen_part *part)
{
    if (!part)
        return;
    free(part->notes);
    free(part->chords);
    memset(part, 0, sizeof *part);
}
