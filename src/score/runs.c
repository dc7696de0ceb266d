/* Hashes are FNV-1a over steps. Telling runs are kept as 32 bits: among 50,000 of a song
 * collection one strange run in 80,000 is taken for one of them, which costs a draw. */
#include "score/runs.h"

#include <stdlib.h>
#include <string.h>

rgen_status rgen_contour_new(rgen_contour *c, const rgen_note *notes, int n, rgen_error *err)
{
    size_t room = (size_t)n + 1;
    c->n = 0;
    c->frame = malloc(2 * room * sizeof *c->frame);
    if (!c->frame)
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for a line of %d notes", n);
    c->pitch = c->frame + room;
    for (int i = 0; i < n; i++) {
        int frame = (notes[i].start + RGEN_TICKS_PER_FRAME / 2) / RGEN_TICKS_PER_FRAME;
        int last = c->n - 1, pitch = notes[i].pitch;
        if (last >= 0 && c->frame[last] == frame) {
            c->pitch[last] = pitch > c->pitch[last] ? pitch : c->pitch[last];
            continue;
        }
        c->frame[c->n] = frame;
        c->pitch[c->n++] = pitch;
    }
    return RGEN_OK;
}

void rgen_contour_clear(rgen_contour *c)
{
    free(c->frame);
    memset(c, 0, sizeof *c);
}

/* The different pitches met so far, as bits. */
typedef struct pitches { uint64_t bit[2]; int n; } pitches;

static void meet(pitches *p, int pitch)
{
    uint64_t bit = 1ull << (pitch & 63), *word = &p->bit[pitch >> 6 & 1];
    p->n += !(*word & bit);
    *word |= bit;
}

static uint64_t add_step(uint64_t h, const rgen_contour *c, int i)
{
    h = (h ^ (uint64_t)(c->pitch[i] - c->pitch[i - 1] + 128)) * 0x100000001b3u;
    return (h ^ (uint64_t)(c->frame[i] - c->frame[i - 1])) * 0x100000001b3u;
}

static const uint64_t START = 0xcbf29ce484222325u;

uint64_t rgen_run_hash(const rgen_contour *c, int first, int n)
{
    uint64_t h = START;
    pitches seen = {{0, 0}, 0};
    for (int i = first; i < first + n; i++) {
        meet(&seen, c->pitch[i]);
        h = i > first ? add_step(h, c, i) : h;
    }
    return seen.n >= RGEN_RUN_PITCHES ? h | 1 : 0;
}

int rgen_run_telling(const rgen_contour *c, int first, uint32_t *hash)
{
    uint64_t h = START;
    pitches seen = {{0, 0}, 0};
    for (int i = first; i < c->n; i++) {
        meet(&seen, c->pitch[i]);
        h = i > first ? add_step(h, c, i) : h;
        if (i - first + 1 >= RGEN_RUN_NOTES && seen.n >= RGEN_RUN_PITCHES) {
            *hash = (uint32_t)(h ^ h >> 32);
            return i - first + 1;
        }
    }
    return 0;
}
