/* The eight score attributes of resonant/vocabulary.h, measured.
 *
 * Each is first a plain number in its own unit (rgen_measure_raw), then mapped so
 * that the quartiles of real music of the role's kind lie at 0.25, 0.5 and 0.75.
 * The models are trained with the mapped values: a change here, of a definition or
 * of the table, needs new training. */
#include <math.h>
#include <string.h>

#include "score/onsets.h"

enum { TPF = RGEN_TICKS_PER_FRAME, MAX_BAR_FRAMES = 32 };

/* Where a kind's music lies: lower quartile, median, upper quartile, of windows of
 * 4 and 8 bars after the codec. Human songs (with Groove for the drums) and the
 * composers' pieces count alike; rounded, and kept apart where both pile up at one
 * end, so that straight, quantised or unbroken music does not sit at 0.5 exactly. */
typedef struct quartiles { float q25, q50, q75; } quartiles;

static const quartiles usual[4][RGEN_SCORE_ATTRIBUTES] = {
    [RGEN_KIND_DRUMS] = {
        [RGEN_DENSITY] = {0.90f, 1.20f, 1.65f},
        [RGEN_SYNCOPATION] = {0.15f, 0.33f, 0.45f},
        [RGEN_REGISTER] = {0.45f, 0.59f, 0.70f},
        [RGEN_RANGE] = {2.55f, 3.10f, 3.85f},
        [RGEN_VELOCITY] = {62, 77, 90},
        [RGEN_ARTICULATION] = {0.06f, 0.30f, 0.70f},
        [RGEN_SWING] = {-0.06f, 0.05f, 0.25f},
        [RGEN_REPETITION] = {0.87f, 0.95f, 0.985f}},
    [RGEN_KIND_MONO] = {
        [RGEN_DENSITY] = {0.19f, 0.36f, 0.56f},
        [RGEN_SYNCOPATION] = {0.08f, 0.25f, 0.50f},
        [RGEN_REGISTER] = {35.5f, 38.8f, 42},
        [RGEN_RANGE] = {7, 10.4f, 14},
        [RGEN_VELOCITY] = {80, 91, 102},
        [RGEN_ARTICULATION] = {0.42f, 0.74f, 0.93f},
        [RGEN_SWING] = {-0.08f, 0.04f, 0.22f},
        [RGEN_REPETITION] = {0.53f, 0.72f, 0.84f}},
    [RGEN_KIND_CHORDAL] = {
        [RGEN_DENSITY] = {0.11f, 0.19f, 0.32f},
        [RGEN_SYNCOPATION] = {0.08f, 0.30f, 0.65f},
        [RGEN_REGISTER] = {59, 62.5f, 65.5f},
        [RGEN_RANGE] = {10, 12.3f, 15.5f},
        [RGEN_VELOCITY] = {66, 79, 94},
        [RGEN_ARTICULATION] = {0.38f, 0.75f, 0.94f},
        [RGEN_SWING] = {-0.08f, 0.04f, 0.24f},
        [RGEN_REPETITION] = {0.60f, 0.74f, 0.84f}},
    [RGEN_KIND_LEAD] = {
        [RGEN_DENSITY] = {0.12f, 0.22f, 0.35f},
        [RGEN_SYNCOPATION] = {0.09f, 0.28f, 0.51f},
        [RGEN_REGISTER] = {68, 72.5f, 76.6f},
        [RGEN_RANGE] = {7.2f, 9.5f, 12.3f},
        [RGEN_VELOCITY] = {73, 87, 99},
        [RGEN_ARTICULATION] = {0.34f, 0.55f, 0.84f},
        [RGEN_SWING] = {-0.08f, 0.05f, 0.25f},
        [RGEN_REPETITION] = {0.42f, 0.57f, 0.75f}},
};

typedef struct span {
    const rgen_note *notes; /* those of the measured bars */
    int n;
    int frame0, frames;     /* first frame and number of frames */
    int bar_frames, beat;   /* frames to the bar and to the beat */
    int meter_den;
} span;

static int frame_of(const rgen_note *n)
{
    int offset;
    return rgen_nearest_frame(n->start, &offset);
}

/* Metrical strength of a frame of the bar: 2 and more for beats. */
static int strength(const span *s, int frame)
{
    int f = frame % s->bar_frames;
    if (f == 0)
        return 4;
    if (f % s->beat == 0)
        return s->bar_frames % (2 * s->beat) == 0 && f % (2 * s->beat) == 0 ? 3 : 2;
    return f % 2 == 0;
}

static int is_cymbal(int voice)
{
    return voice == RGEN_CLOSED_HAT || voice == RGEN_OPEN_HAT || voice == RGEN_RIDE ||
           voice == RGEN_CRASH;
}

/* Onsets off the beat after which the next stronger position stays empty, as a
 * share of all; per voice for drums, whose cymbals only keep time. -1: no onset. */
static double syncopation(const span *s, int drums)
{
    int total = 0, syncopated = 0;
    for (int v = 0; v < (drums ? RGEN_DRUM_VOICES : 1); v++) {
        int last = -1;
        if (drums && is_cymbal(v))
            continue;
        for (int i = 0; i < s->n; i++) {
            int f = frame_of(&s->notes[i]), g, answered = 0;
            if ((drums && s->notes[i].pitch != v) || f == last)
                continue;
            last = f;
            total++;
            if (strength(s, f) >= 2)
                continue;
            for (g = f + 1; strength(s, g) <= strength(s, f); g++)
                ;
            for (int j = i + 1; j < s->n && !answered; j++) {
                int h = frame_of(&s->notes[j]);
                if (h > g)
                    break;
                answered = h == g && (!drums || s->notes[j].pitch == v);
            }
            syncopated += !answered && g < s->frame0 + s->frames;
        }
    }
    return total ? (double)syncopated / total : -1;
}

/* Pitch below which a share of the notes lies, between the steps of the scale. */
static double pitch_quantile(const int *histogram, int n, double share)
{
    double rank = share * n, below = 0;
    for (int p = 0; p < 128; p++) {
        if (histogram[p] && below + histogram[p] >= rank)
            return p + (rank - below) / histogram[p];
        below += histogram[p];
    }
    return 127;
}

static void pitches(const span *s, int drums, double *reg, double *range)
{
    int histogram[128] = {0};
    double sum = 0, squares = 0;
    for (int i = 0; i < s->n; i++) {
        histogram[s->notes[i].pitch & 127]++;
        sum += s->notes[i].pitch;
    }
    *reg = sum / s->n;
    *range = pitch_quantile(histogram, s->n, 0.9) - pitch_quantile(histogram, s->n, 0.1);
    if (!drums)
        return;
    int high = 0;
    for (int v = 0; v < RGEN_DRUM_VOICES; v++) {
        double share = (double)histogram[v] / s->n;
        squares += share * share;
        high += is_cymbal(v) || v == RGEN_HIGH_TOM ? histogram[v] : 0;
    }
    *reg = (double)high / s->n;
    *range = squares > 0 ? 1 / squares : 1; /* voices in use, the rare ones for less */
}

/* Sounding share of the gap to the next onset. Drums have no lengths: the share
 * of cymbal hits that ring (open hat, ride, crash), -1 without cymbals. */
static double articulation(const span *s, int drums)
{
    double sum = 0;
    int cymbals = 0, ringing = 0;
    for (int i = 0, j = 0; i < s->n; i++) {
        const rgen_note *a = &s->notes[i];
        cymbals += is_cymbal(a->pitch);
        ringing += is_cymbal(a->pitch) && a->pitch != RGEN_CLOSED_HAT;
        if (drums)
            continue;
        int f = frame_of(a);
        for (j = j > i ? j : i + 1; j < s->n && frame_of(&s->notes[j]) <= f; j++)
            ;
        double gap = (j < s->n ? s->notes[j].start : (double)(s->frame0 + s->frames) * TPF) - a->start;
        double share = a->length / (gap > 1 ? gap : 1);
        sum += share < 1 ? share : 1;
    }
    if (drums)
        return cymbals ? (double)ringing / cymbals : -1;
    return sum / s->n;
}

/* How late the off-beats are: 0 straight, 1 triplet swing, of eighths or of
 * sixteenths. Returns 0 when there are none and sets *any to 0. */
static double swing(const span *s, int *any)
{
    double sum = 0;
    int n = 0;
    for (int i = 0; i < s->n; i++) {
        int t = s->notes[i].start + TPF * s->bar_frames; /* micro-timing may be early */
        int half = t % 240, beat = t % 480;
        if (s->meter_den == 4 && beat >= 200 && beat < 340) {
            sum += (beat - 240) / 80.0;
            n++;
        } else if (half >= 90 && half < 180) {
            sum += (half - 120) / 40.0;
            n++;
        }
    }
    *any = n > 0;
    return n ? sum / n : 0;
}

/* What starts where in a bar. */
typedef struct bar_set { unsigned char at[MAX_BAR_FRAMES][16]; int first, end; } bar_set;

static void fill_bar(const span *s, bar_set *b)
{
    memset(b->at, 0, sizeof b->at);
    for (int i = b->first; i < b->end; i++) {
        int p = s->notes[i].pitch & 127;
        b->at[frame_of(&s->notes[i]) % s->bar_frames][p >> 3] |= (unsigned char)(1 << (p & 7));
    }
}

/* Dice similarity of two bars: half rhythm, half rhythm with pitch. */
static double likeness(const span *s, const bar_set *a, const bar_set *b)
{
    int notes = 0, same = 0, onsets = 0, together = 0;
    for (int f = 0; f < s->bar_frames; f++) {
        int na = 0, nb = 0;
        for (int k = 0; k < 16; k++) {
            int ca = __builtin_popcount(a->at[f][k]), cb = __builtin_popcount(b->at[f][k]);
            na += ca;
            nb += cb;
            same += __builtin_popcount(a->at[f][k] & b->at[f][k]);
        }
        notes += na + nb;
        onsets += (na > 0) + (nb > 0);
        together += na > 0 && nb > 0;
    }
    return notes ? (double)same / notes + (double)together / onsets : 0;
}

/* Mean over the bars with notes of the likeness to the most similar bar before;
 * -1 with fewer than two such bars. */
static double repetition(const span *s)
{
    int starts[RGEN_MAX_BARS + 1], bars = s->frames / s->bar_frames, n = 0, filled = 0;
    double sum = 0;
    for (int b = 0, i = 0; b < bars; b++) {
        starts[b] = i;
        while (i < s->n && frame_of(&s->notes[i]) < s->frame0 + (b + 1) * s->bar_frames)
            i++;
        starts[b + 1] = i;
    }
    for (int b = 0; b < bars; b++) {
        bar_set here = {.first = starts[b], .end = starts[b + 1]}, earlier;
        double best = 0;
        if (here.first == here.end)
            continue;
        if (filled++ == 0)
            continue;
        fill_bar(s, &here);
        for (int e = 0; e < b; e++) {
            earlier.first = starts[e];
            earlier.end = starts[e + 1];
            if (earlier.first == earlier.end)
                continue;
            fill_bar(s, &earlier);
            double l = likeness(s, &here, &earlier);
            best = l > best ? l : best;
        }
        sum += best;
        n++;
    }
    return n ? sum / n : -1;
}

unsigned rgen_measure_raw(const rgen_role *role, const rgen_grid *grid, const rgen_part *part,
                          int first, int n, float out[RGEN_SCORE_ATTRIBUTES])
{
    span s = {.bar_frames = rgen_grid_frames_per_bar(grid), .meter_den = grid->meter_den};
    int drums = role->kind == RGEN_KIND_DRUMS, from = 0, to, any;
    double reg, range, velocity = 0, x;
    unsigned known = 1u << RGEN_DENSITY;

    memset(out, 0, RGEN_SCORE_ATTRIBUTES * sizeof *out);
    if (first < 0)
        first = 0;
    if (n > grid->bars - first)
        n = grid->bars - first;
    if (n <= 0 || s.bar_frames < 1 || s.bar_frames > MAX_BAR_FRAMES || grid->bars > RGEN_MAX_BARS)
        return known;
    s.beat = grid->meter_den == 8 ? (grid->meter_num % 3 == 0 ? 6 : 2) : 4;
    s.frame0 = first * s.bar_frames;
    s.frames = n * s.bar_frames;
    while (from < part->n_notes && frame_of(&part->notes[from]) < s.frame0)
        from++;
    for (to = from; to < part->n_notes && frame_of(&part->notes[to]) < s.frame0 + s.frames; to++)
        ;
    s.notes = part->notes + from;
    s.n = to - from;
    if (s.n == 0)
        return known;

    int onsets = 0;
    for (int i = 0; i < s.n; i++) {
        onsets += drums || i == 0 || frame_of(&s.notes[i]) != frame_of(&s.notes[i - 1]);
        velocity += s.notes[i].velocity;
    }
    out[RGEN_DENSITY] = (float)((double)onsets / s.frames);
    pitches(&s, drums, &reg, &range);
    out[RGEN_REGISTER] = (float)reg;
    out[RGEN_RANGE] = (float)range;
    out[RGEN_VELOCITY] = (float)(velocity / s.n);
    known |= 1u << RGEN_REGISTER | 1u << RGEN_RANGE | 1u << RGEN_VELOCITY;
    if ((x = syncopation(&s, drums)) >= 0) {
        out[RGEN_SYNCOPATION] = (float)x;
        known |= 1u << RGEN_SYNCOPATION;
    }
    if ((x = articulation(&s, drums)) >= 0) {
        out[RGEN_ARTICULATION] = (float)x;
        known |= 1u << RGEN_ARTICULATION;
    }
    out[RGEN_SWING] = (float)swing(&s, &any);
    known |= any ? 1u << RGEN_SWING : 0;
    if ((x = repetition(&s)) >= 0) {
        out[RGEN_REPETITION] = (float)x;
        known |= 1u << RGEN_REPETITION;
    }
    return known;
}

/* 0.25, 0.5, 0.75 at the quartiles, 0 and 1 at infinity; no libm function, whose
 * last bit may differ by processor. */
static float place(const quartiles *q, float x)
{
    float half = x < q->q50 ? q->q50 - q->q25 : q->q75 - q->q50;
    float u = (x - q->q50) / half;
    return 0.5f + 0.5f * u / (1.0f + fabsf(u));
}

void rgen_measure(const rgen_role *role, const rgen_grid *grid, const rgen_part *part, int first,
                  int n, float out[RGEN_SCORE_ATTRIBUTES])
{
    float raw[RGEN_SCORE_ATTRIBUTES];
    unsigned known = rgen_measure_raw(role, grid, part, first, n, raw);
    for (int a = 0; a < RGEN_SCORE_ATTRIBUTES; a++)
        out[a] = known >> a & 1 ? place(&usual[role->kind][a], raw[a]) : 0.5f;
    if (raw[RGEN_DENSITY] <= 0)
        out[RGEN_DENSITY] = 0;
}
