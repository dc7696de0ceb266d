/* Score to frames. Drums and mono parts are placed voice by voice (onsets.c);
 * chordal and lead parts put notes into slots. What is written is a fixed point:
 * decoding and encoding again gives the same codes, so that a part can go through
 * the models' form any number of times without drifting. */
#include <stdlib.h>
#include <string.h>

#include "score/onsets.h"

enum { TPF = RGEN_TICKS_PER_FRAME, AUTO_STACCATO = 40, MAX_NOTES = 1 << 20 };

static int slots_of(const rgen_role *role) { return (role->n_books - 1) / 2; }

static rgen_status check_part(const rgen_role *role, const rgen_part *part, rgen_error *err)
{
    if (part->n_notes > MAX_NOTES)
        return rgen_fail(err, RGEN_ERR_ARG, "%s has %d notes; a part may have %d", role->name,
                         part->n_notes, MAX_NOTES);
    for (int i = 0; i < part->n_notes; i++) {
        const rgen_note *n = &part->notes[i];
        int drums = role->kind == RGEN_KIND_DRUMS;
        if (n->pitch > 127 || n->velocity < 1 || n->velocity > 127 ||
            n->articulation >= RGEN_ARTICULATIONS || n->tone >= RGEN_TONES ||
            (!drums && n->length < 1))
            return rgen_fail(err, RGEN_ERR_ARG,
                             "note %d of %s is out of range (pitch %d, velocity %d, length %d, "
                             "articulation %d, tone %d)",
                             i, role->name, n->pitch, n->velocity, (int)n->length, n->articulation,
                             n->tone);
    }
    for (int i = 0; part->chords && i < part->n_chords; i++)
        if (part->chords[i] >= RGEN_CHORD_CODES)
            return rgen_fail(err, RGEN_ERR_ARG, "chord code %d of frame %d is over %d",
                             part->chords[i], i, RGEN_CHORD_CODES - 1);
    return RGEN_OK;
}

typedef struct work {
    const rgen_role *role;
    int T, lowest;          /* frames; MIDI pitch of the lowest note code */
    rgen_note *notes;       /* sorted copy */
    int n;
    rgen_onset *onsets;     /* [n] */
    int *first;             /* [T] */
    uint16_t *placed;       /* [T] */
    int *owner;             /* [slots, T] note that starts there, or -1 */
    int *stop;              /* [slots, T] frame where that note ends */
    void *scratch;
    uint16_t *codes;        /* [K, T] */
    int cut;                /* notes that another one ended */
    rgen_codec_loss loss;
} work;

static void count_lost(work *w, const rgen_onset *o, int n, int kept)
{
    int outside = 0;
    if (n == kept)
        return;
    for (int i = 0; i < n; i++)
        outside += o[i].start < RGEN_MICRO_EARLIEST - RGEN_ONSET_TOLERANCE ||
                   o[i].start > (int64_t)w->T * TPF - 40;
    if (outside > n - kept)
        outside = n - kept;
    w->loss.outside += outside;
    w->loss.polyphony += n - kept - outside;
}

static void encode_drums(work *w)
{
    for (int v = 0; v < w->role->n_books; v++) {
        int n = 0, kept;
        for (int i = 0; i < w->n; i++) {
            const rgen_note *note = &w->notes[i];
            if (note->pitch != v)
                continue;
            if (n && (int64_t)note->start - w->onsets[n - 1].start < RGEN_ONSET_GAP) {
                /* a double trigger: one hit, as loud as the louder */
                if (note->velocity > w->onsets[n - 1].velocity)
                    w->onsets[n - 1].velocity = note->velocity;
                w->loss.polyphony++;
                continue;
            }
            w->onsets[n++] = (rgen_onset){note->start, note->velocity, i};
        }
        uint16_t *codes = &w->codes[(size_t)v * (size_t)w->T];
        kept = rgen_place_onsets(w->onsets, n, w->T, 1, codes, w->first, w->scratch);
        count_lost(w, w->onsets, n, kept);
        if (kept < n) { /* a lost hit may have stood in the way of a better roll */
            n = 0;
            for (int f = 0; f < w->T; f++) {
                rgen_hit hits[RGEN_ROLL_HITS];
                int k = rgen_drum_hits(codes[f], hits);
                for (int i = 0; i < k; i++)
                    w->onsets[n++] = (rgen_onset){f * TPF + hits[i].offset, hits[i].velocity, -1};
            }
            rgen_place_onsets(w->onsets, n, w->T, 1, codes, w->first, w->scratch);
        }
    }
    for (int i = 0; i < w->n; i++)
        w->loss.range += w->notes[i].pitch >= w->role->n_books;
}

static int in_range(const work *w, const rgen_note *n)
{
    return n->pitch >= w->lowest && n->pitch < w->lowest + w->role->n_pitches;
}

/* The frame where a note ends: the nearest to its end, after frame f. */
static int end_frame(const work *w, const rgen_note *n, int f)
{
    int64_t g = ((int64_t)n->start + n->length + TPF / 2) / TPF;
    return g <= f ? f + 1 : g > w->T ? w->T : (int)g;
}

/* The articulation that a note gets when it sounds until frame g, where `next`
 * (may be NULL) starts in its slot. */
static int articulation(const rgen_note *n, int g, const rgen_note *next)
{
    int64_t end = (int64_t)n->start + n->length, until = (int64_t)g * TPF;
    if (next && next->start < until)
        until = next->start;
    return n->articulation == RGEN_ART_NORMAL && until - end >= AUTO_STACCATO ? RGEN_ART_STACCATO
                                                                              : n->articulation;
}

static void encode_mono(work *w)
{
    uint16_t *pitch = w->codes, *vm = pitch + w->T, *art = vm + w->T, *tone = art + w->T;
    int n = 0;
    for (int i = 0; i < w->n; i++) {
        const rgen_note *note = &w->notes[i];
        if (!in_range(w, note)) {
            w->loss.range++;
            continue;
        }
        rgen_onset o = {note->start, note->velocity, i};
        if (n && (int64_t)note->start - w->onsets[n - 1].start < RGEN_ONSET_GAP) {
            w->loss.polyphony++; /* of notes together the lowest stays */
            if (note->pitch < w->notes[w->onsets[n - 1].note].pitch)
                w->onsets[n - 1] = o;
            continue;
        }
        w->onsets[n++] = o;
    }
    int kept = rgen_place_onsets(w->onsets, n, w->T, 0, w->placed, w->first, w->scratch);
    count_lost(w, w->onsets, n, kept);
    for (int f = 0; f < w->T;) {
        if (w->first[f] < 0) {
            f++;
            continue;
        }
        const rgen_note *note = &w->notes[w->onsets[w->first[f]].note], *next = NULL;
        int g = f + 1, end = end_frame(w, note, f);
        while (g < end && w->first[g] < 0)
            g++;
        if (g < w->T && w->first[g] >= 0)
            next = &w->notes[w->onsets[w->first[g]].note];
        pitch[f] = (uint16_t)(RGEN_CODE_NOTE + note->pitch - w->lowest);
        vm[f] = w->placed[f];
        art[f] = (uint16_t)(1 + articulation(note, g, next));
        tone[f] = (uint16_t)(1 + note->tone);
        for (int h = f + 1; h < g; h++)
            pitch[h] = RGEN_CODE_HOLD;
        f = g;
    }
}

typedef struct item { int frame, offset, note; } item;

static int compare_items(const void *pa, const void *pb)
{
    const item *a = pa, *b = pb; /* the notes are sorted: by frame, then pitch, then as given */
    return a->frame != b->frame ? (a->frame < b->frame ? -1 : 1) : a->note - b->note;
}

/* Sort the notes that start in one frame by pitch and drop what cannot be held:
 * doubles of a pitch, and more notes than slots (a lead keeps its top, chords
 * their lowest and their top). Returns how many stay. */
static int choose(work *w, item *group, int n, int slots)
{
    int kept = 0;
    for (int i = 1; i < n; i++) /* insertion sort: by pitch, the louder first */
        for (int j = i; j > 0; j--) {
            const rgen_note *a = &w->notes[group[j - 1].note], *b = &w->notes[group[j].note];
            if (a->pitch < b->pitch || (a->pitch == b->pitch && a->velocity >= b->velocity))
                break;
            item t = group[j];
            group[j] = group[j - 1];
            group[j - 1] = t;
        }
    for (int i = 0; i < n; i++)
        if (!kept || w->notes[group[i].note].pitch != w->notes[group[kept - 1].note].pitch)
            group[kept++] = group[i];
    if (kept > slots) {
        int lowest = w->role->kind == RGEN_KIND_CHORDAL;
        memmove(group + lowest, group + kept - (slots - lowest),
                (size_t)(slots - lowest) * sizeof *group);
        kept = slots;
    }
    w->loss.polyphony += n - kept;
    return kept;
}

/* What a slot holds: a pitch, from which frame to which. */
typedef struct slot { int pitch, start, end; } slot;

static void end_slot(work *w, slot *held, int s, int f)
{
    held[s].end = f;
    w->stop[(size_t)s * (size_t)w->T + (size_t)held[s].start] = f;
}

/* Give the notes that start at one frame their slots, ascending. Ends notes
 * first: of the same pitch, of a lead's overlapping legato, and then those that
 * would end soonest. */
static void take_slots(work *w, const item *group, int n, int f, int slots, slot *held)
{
    int first_book = w->role->kind == RGEN_KIND_CHORDAL;
    int free_slots = 0;
    for (int s = 0; s < slots; s++) {
        int cut = w->role->kind == RGEN_KIND_LEAD && held[s].end - f <= 1;
        for (int i = 0; i < n && !cut; i++)
            cut = w->notes[group[i].note].pitch == held[s].pitch;
        if (held[s].end > f && cut) {
            end_slot(w, held, s, f);
            w->cut++;
        }
        free_slots += held[s].end <= f;
    }
    while (free_slots < n) {
        int soonest = -1;
        for (int s = 0; s < slots; s++)
            if (held[s].end > f && (soonest < 0 || held[s].end < held[soonest].end))
                soonest = s;
        end_slot(w, held, soonest, f);
        w->cut++;
        free_slots++;
    }
    for (int i = 0, s = 0; i < n; i++, s++) {
        while (held[s].end > f)
            s++;
        const rgen_note *note = &w->notes[group[i].note];
        size_t at = (size_t)f;
        w->codes[(size_t)(first_book + s) * (size_t)w->T + at] =
            (uint16_t)(RGEN_CODE_NOTE + note->pitch - w->lowest);
        w->codes[(size_t)(first_book + slots + s) * (size_t)w->T + at] =
            (uint16_t)rgen_vm_code(note->velocity, group[i].offset);
        w->owner[(size_t)s * (size_t)w->T + at] = group[i].note;
        held[s] = (slot){note->pitch, f, f};
        end_slot(w, held, s, end_frame(w, note, f));
    }
}

/* Holds between onsets, and the lead's articulation (its highest note's). */
static void fill_holds(work *w, int slots)
{
    int first_book = w->role->kind == RGEN_KIND_CHORDAL, T = w->T;
    uint16_t *art = w->role->kind == RGEN_KIND_LEAD ? w->codes + (size_t)4 * (size_t)T : NULL;
    for (int s = 0; s < slots; s++) {
        uint16_t *pitch = w->codes + (size_t)(first_book + s) * (size_t)T;
        const int *owner = w->owner + (size_t)s * (size_t)T, *stop = w->stop + (size_t)s * (size_t)T;
        for (int f = 0; f < T;) {
            if (owner[f] < 0) {
                f++;
                continue;
            }
            const rgen_note *note = &w->notes[owner[f]];
            int g = f + 1;
            while (g < stop[f])
                pitch[g++] = RGEN_CODE_HOLD;
            if (art) /* a later slot's note is higher */
                art[f] = (uint16_t)(1 + articulation(note, g, g < T && owner[g] >= 0
                                                                  ? &w->notes[owner[g]] : NULL));
            f = g;
        }
    }
}

static rgen_status encode_slots(work *w, rgen_error *err)
{
    int slots = slots_of(w->role), n = 0;
    slot held[RGEN_MAX_BOOKS] = {{0, 0, 0}};
    item *items = malloc((size_t)(w->n + 1) * sizeof *items);
    if (!items)
        return rgen_fail(err, RGEN_ERR_MEMORY, "no memory for %d notes", w->n);
    for (int i = 0; i < w->n; i++) {
        item it = {0, 0, i};
        it.frame = rgen_nearest_frame(w->notes[i].start, &it.offset);
        if (!in_range(w, &w->notes[i]))
            w->loss.range++;
        else if (it.frame < 0 || it.frame >= w->T)
            w->loss.outside++;
        else
            items[n++] = it;
    }
    qsort(items, (size_t)n, sizeof *items, compare_items);
    for (int i = 0, j; i < n; i = j) {
        for (j = i + 1; j < n && items[j].frame == items[i].frame; j++)
            ;
        int kept = choose(w, items + i, j - i, slots);
        take_slots(w, items + i, kept, items[i].frame, slots, held);
    }
    free(items);
    fill_holds(w, slots);
    return RGEN_OK;
}

static void clear_slots(work *w)
{
    w->cut = 0;
    for (size_t i = 0; i < (size_t)w->T * RGEN_MAX_BOOKS; i++)
        w->owner[i] = -1;
    memset(w->codes, 0, (size_t)w->role->n_books * (size_t)w->T * sizeof *w->codes);
}

/* A note that was cut short may have become one that a lead cuts at an earlier
 * onset: encode what was written until nothing is cut. Each turn shortens notes,
 * so that it ends; most parts need one or two. */
static rgen_status encode_lead(work *w, const rgen_grid *grid, rgen_frames *frames,
                               rgen_part *sorted, rgen_error *err)
{
    rgen_status status = encode_slots(w, err);
    const rgen_codec_loss lost = w->loss;
    while (!status && w->cut) {
        rgen_part heard;
        status = rgen_decode(w->role, grid, frames, &heard, err);
        if (status)
            break;
        rgen_part_clear(sorted);
        *sorted = heard;
        w->notes = heard.notes;
        w->n = heard.n_notes;
        clear_slots(w);
        status = encode_slots(w, err);
    }
    w->loss = lost;
    return status;
}

rgen_status rgen_encode(const rgen_role *role, const rgen_grid *grid, const rgen_part *part,
                        rgen_frames *frames, rgen_codec_loss *loss, rgen_error *err)
{
    work w = {0};
    rgen_part sorted = {0};
    memset(frames, 0, sizeof *frames);
    rgen_status status = rgen_grid_check(grid, err);
    if (!status)
        status = rgen_role_check(role, err);
    if (!status)
        status = check_part(role, part, err);
    if (!status)
        status = rgen_frames_new(frames, role->n_books, rgen_grid_frames(grid), err);
    if (status)
        return status;

    w.role = role;
    w.T = frames->n_frames;
    w.lowest = rgen_role_lowest(role, grid->tonic);
    w.codes = frames->codes;
    w.loss.notes = w.n = part->n_notes;
    size_t T = (size_t)w.T, n = (size_t)w.n + 1;
    if (rgen_part_copy(&sorted, part) == RGEN_OK) {
        w.onsets = malloc(n * sizeof *w.onsets);
        w.first = malloc(T * sizeof *w.first);
        w.placed = malloc(T * sizeof *w.placed);
        w.owner = malloc(T * RGEN_MAX_BOOKS * sizeof *w.owner);
        w.stop = malloc(T * RGEN_MAX_BOOKS * sizeof *w.stop);
        w.scratch = malloc(rgen_place_scratch(w.T));
    }
    if (!w.onsets || !w.first || !w.placed || !w.owner || !w.stop || !w.scratch) {
        status = rgen_fail(err, RGEN_ERR_MEMORY, "no memory to encode %d notes", w.n);
        goto done;
    }
    rgen_part_sort(&sorted);
    w.notes = sorted.notes;
    clear_slots(&w);
    if (role->kind == RGEN_KIND_DRUMS)
        encode_drums(&w);
    else if (role->kind == RGEN_KIND_MONO)
        encode_mono(&w);
    else if (role->kind == RGEN_KIND_LEAD)
        status = encode_lead(&w, grid, frames, &sorted, err);
    else {
        status = encode_slots(&w, err);
        if (!status && part->chords)
            memcpy(w.codes, part->chords,
                   (size_t)(part->n_chords < w.T ? part->n_chords : w.T) * sizeof *w.codes);
    }
    if (!status && loss)
        *loss = w.loss;
done:
    free(w.onsets);
    free(w.first);
    free(w.placed);
    free(w.owner);
    free(w.stop);
    free(w.scratch);
    rgen_part_clear(&sorted);
    if (status)
        rgen_frames_clear(frames);
    return status;
}
