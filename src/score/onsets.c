/* Which code goes into which frame, for one voice: dynamic programming over
 * frames. A state is how many onsets are done and how far the last code reaches
 * into the next frame, so that decoded hits never cross. Few states are alive at
 * a frame, because a code can only reach onsets near it. */
#include "score/onsets.h"

#include <stdlib.h>
#include <string.h>

enum {
    BAND = 8,      /* onsets between two frames' reaches: 70 ticks / gap, and the ends */
    TAILS = 4,
    EARLIEST = RGEN_MICRO_EARLIEST - RGEN_ONSET_TOLERANCE,
    LATEST = 90 + RGEN_ONSET_TOLERANCE,
    ROLL_VELOCITY_TOLERANCE = 18 /* a weaker hit of a roll may be further off than 6 */
};

static const int tail_ticks[TAILS] = {RGEN_MICRO_LATEST, 60, 80, 90};

/* Costs are ordered: lost onsets, then movement, then codes used. The order is
 * strict so that encoding its own result finds the same codes again. */
static const int64_t MOVE = 1 << 16;
/* A million onsets stay below 2^63. */
static int64_t loss(const rgen_onset *o) { return (int64_t)(1000 + o->velocity) << 32; }

typedef struct state {
    int64_t cost;   /* -1: not reached */
    int32_t first;  /* onset that the code into this state starts with, or -1 */
    uint16_t code;
    uint8_t from_band, from_tail;
} state;

typedef struct reach { int lo, hi; } reach; /* onsets done at the least, at the most */

size_t rgen_place_scratch(int n_frames)
{
    return (size_t)(n_frames + 1) * (BAND * TAILS * sizeof(state) + sizeof(reach));
}

int rgen_nearest_frame(int32_t start, int *offset)
{
    int64_t t = (int64_t)start + 60;
    int64_t f = t >= 0 ? t / RGEN_TICKS_PER_FRAME : -((-t + 119) / RGEN_TICKS_PER_FRAME);
    int o = (int)(start - f * RGEN_TICKS_PER_FRAME); /* -60..59 */
    if (o > 50) { /* nearer to -60 of the next frame than to 40 */
        f++;
        o -= RGEN_TICKS_PER_FRAME;
    }
    *offset = rgen_vm_offset(rgen_vm_code(0, o));
    return (int)f;
}

static int tail_of(int last_offset)
{
    int t = 0;
    while (t + 1 < TAILS && tail_ticks[t] < last_offset)
        t++;
    return t;
}

/* What a code costs for the onsets from `o`, `left` of them; negative: it does
 * not fit. */
static int64_t fit(const rgen_hit *hits, int n_hits, const rgen_onset *o, int left, int64_t frame)
{
    int64_t move = 0;
    if (n_hits > left)
        return -1;
    for (int i = 0; i < n_hits; i++) {
        int64_t d = llabs(o[i].start - frame - hits[i].offset);
        int v = abs(o[i].velocity - hits[i].velocity);
        if (d > RGEN_ONSET_TOLERANCE || (n_hits > 1 && v > ROLL_VELOCITY_TOLERANCE))
            return -1;
        move += d + v;
    }
    return move * MOVE + 1;
}

static void reach_state(state *next, const reach *r, const rgen_onset *onsets, int done, int tail,
                        int64_t cost, state from)
{
    for (; done < r->lo; done++) /* out of every later frame's reach */
        cost += loss(&onsets[done]);
    if (done - r->lo >= BAND)
        return;
    state *s = &next[(done - r->lo) * TAILS + tail];
    if (s->cost < 0 || cost < s->cost) {
        *s = from;
        s->cost = cost;
    }
}

int rgen_place_onsets(const rgen_onset *onsets, int n, int n_frames, int rolls, uint16_t *codes,
                      int *first, void *scratch)
{
    state *states = scratch; /* [T + 1][BAND][TAILS] */
    reach *reaches = (reach *)(states + (size_t)(n_frames + 1) * BAND * TAILS);
    int kept = 0;

    if (n == 0) {
        for (int f = 0; f < n_frames; f++) {
            codes[f] = 0;
            first[f] = -1;
        }
        return 0;
    }
    for (int f = 0, lo = 0; f <= n_frames; f++) {
        int64_t from = (int64_t)f * RGEN_TICKS_PER_FRAME + EARLIEST;
        if (f == n_frames)
            lo = n; /* the end: the rest is lost */
        while (lo < n && onsets[lo].start < from)
            lo++;
        reaches[f].lo = lo;
    }
    for (size_t i = 0; i < (size_t)(n_frames + 1) * BAND * TAILS; i++)
        states[i].cost = -1;
    {
        state start = {0, -1, 0, 0, 0};
        reach_state(states, &reaches[0], onsets, 0, 0, 0, start);
    }
    for (int f = 0; f < n_frames; f++) {
        int64_t frame = (int64_t)f * RGEN_TICKS_PER_FRAME;
        state *here = &states[(size_t)f * BAND * TAILS], *next = here + BAND * TAILS;
        const reach *after = &reaches[f + 1];
        for (int b = 0; b < BAND; b++)
            for (int t = 0; t < TAILS; t++) {
                const state s = here[b * TAILS + t];
                int done = reaches[f].lo + b;
                if (s.cost < 0)
                    continue;
                state from = {0, -1, 0, (uint8_t)b, (uint8_t)t};
                reach_state(next, after, onsets, done, 0, s.cost, from);
                int64_t lost = 0;
                for (int j = done; j < n && onsets[j].start <= frame + LATEST; j++) {
                    int left = n - j;
                    from.first = j;
                    rgen_hit hits[RGEN_ROLL_HITS];
                    for (int m = 0; m < RGEN_VM_MICROS; m++) {
                        int base = 1 + m;
                        int offset = rgen_vm_offset(base);
                        if (offset + RGEN_TICKS_PER_FRAME - tail_ticks[t] < RGEN_ONSET_GAP)
                            continue;
                        from.code = (uint16_t)rgen_vm_code(onsets[j].velocity, offset);
                        rgen_drum_hits(from.code, hits);
                        int64_t c = fit(hits, 1, &onsets[j], left, frame);
                        if (c >= 0)
                            reach_state(next, after, onsets, j + 1, 0, s.cost + lost + c, from);
                    }
                    /* A roll needs a second onset near. */
                    int n_codes = rolls && left > 1 && onsets[j + 1].start <= frame + LATEST
                                      ? RGEN_DRUM_CODES : RGEN_VM_CODES;
                    for (int code = RGEN_VM_CODES; code < n_codes; code++) {
                        int k = rgen_drum_hits(code, hits);
                        if (llabs(onsets[j].start - frame - hits[0].offset) >
                            RGEN_ONSET_TOLERANCE) { /* nor any other level of the shape */
                            code += RGEN_VM_LEVELS - 1;
                            continue;
                        }
                        if (hits[0].offset + RGEN_TICKS_PER_FRAME - tail_ticks[t] < RGEN_ONSET_GAP)
                            continue;
                        int64_t c = fit(hits, k, &onsets[j], left, frame);
                        if (c < 0)
                            continue;
                        from.code = (uint16_t)code;
                        reach_state(next, after, onsets, j + k, tail_of(hits[k - 1].offset),
                                    s.cost + lost + c, from);
                    }
                    lost += loss(&onsets[j]);
                }
            }
    }
    /* Back from the cheapest end. All onsets are done there: band 0. */
    int b = 0, t = 0;
    const state *end = &states[(size_t)n_frames * BAND * TAILS];
    for (int i = 1; i < TAILS; i++)
        if (end[i].cost >= 0 && (end[t].cost < 0 || end[i].cost < end[t].cost))
            t = i;
    for (int f = n_frames; f > 0; f--) {
        const state *s = &states[((size_t)f * BAND + (size_t)b) * TAILS + (size_t)t];
        rgen_hit hits[RGEN_ROLL_HITS];
        codes[f - 1] = s->code;
        first[f - 1] = s->first;
        kept += rgen_drum_hits(s->code, hits);
        b = s->from_band;
        t = s->from_tail;
    }
    return kept;
}
