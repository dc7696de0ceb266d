/* Reverberation: a feedback delay network of sixteen lines (J.-M. Jot and
 * A. Chaigne, "Digital delay networks for designing artificial reverberators",
 * AES 90, 1991) behind four diffusing all-passes a channel.
 *
 * Sixteen lines of 0.8 s in all give about 0.8 modes a hertz, enough that none is
 * heard alone, and four of them move slowly so that none stands still. Every
 * delay is longer than a block, so that all arithmetic runs across time, four
 * samples at once, and the mixing matrix (Hadamard) is additions alone. */
#include <stdlib.h>

#include "mix/dsp.h"
#include "mix/effects.h"
#include "mix/loop.h"

enum { LINES = 16, ROOM = 4096, DIFFUSERS = 4, MOVING = 4, EDGE = 4 };

/* Primes, so that few echoes coincide; spread evenly in their logarithm. */
static const int lengths[LINES] = {1153, 1249, 1361, 1481, 1607, 1741, 1901, 2053,
                                   2237, 2417, 2633, 2851, 3089, 3359, 3643, 3931};
static const int diffusers[2][DIFFUSERS] = {{211, 158, 561, 410}, {223, 167, 547, 431}};
static const float diffusion[DIFFUSERS] = {0.72f, 0.72f, 0.6f, 0.6f};

/* A delay that slides through a block of memory: read and write places stay apart,
 * nothing wraps, and the past is moved back to the start when the end is reached. */
typedef struct line { float *data; int past; } line;

typedef struct reverb {
    int64_t n;
    int at;                         /* write place of all lines, less their past */
    int length[LINES], predelay;
    float gain[LINES];              /* of a pass, the matrix's 1/4 included */
    float damp, send, low, high;
    float cut[2], dull[2];          /* one-pole states of the input's two cuts */
    double cycles[MOVING];
    line before[2], diffuser[2][DIFFUSERS], line[LINES];
} reverb;

static float *line_now(const reverb *r, const line *l) { return l->data + l->past + r->at; }

/* Give every line its memory: its past, then ROOM; returns 0, or -1. */
static int lines_new(reverb *r)
{
    line *all[2 + 2 * DIFFUSERS + LINES];
    int n = 0;
    size_t total = 0;
    for (int c = 0; c < 2; c++) {
        r->before[c].past = r->predelay;
        all[n++] = &r->before[c];
        for (int k = 0; k < DIFFUSERS; k++) {
            r->diffuser[c][k].past = diffusers[c][k];
            all[n++] = &r->diffuser[c][k];
        }
    }
    for (int k = 0; k < LINES; k++) {
        r->line[k].past = r->length[k] + 16;
        all[n++] = &r->line[k];
    }
    for (int i = 0; i < n; i++)
        total += (size_t)all[i]->past + ROOM + LOOP_BLOCK;
    float *block = calloc(total, sizeof *block);
    for (int i = 0; block && i < n; i++) {
        all[i]->data = block;
        block += all[i]->past + ROOM + LOOP_BLOCK;
    }
    return block ? 0 : -1;
}

static void slide(reverb *r, line *l)
{
    memmove(l->data, l->data + r->at, (size_t)l->past * sizeof(float));
}

static void make_room(reverb *r, int count)
{
    if (r->at + count <= ROOM)
        return;
    for (int c = 0; c < 2; c++) {
        slide(r, &r->before[c]);
        for (int k = 0; k < DIFFUSERS; k++)
            slide(r, &r->diffuser[c][k]);
    }
    for (int k = 0; k < LINES; k++)
        slide(r, &r->line[k]);
    r->at = 0;
}

/* Take lows and highs off what is sent: mud and hiss do not need a room. */
static void colour(reverb *r, const float *const in[2], float to[2][LOOP_BLOCK], int count)
{
    float cut0 = r->cut[0], cut1 = r->cut[1], dull0 = r->dull[0], dull1 = r->dull[1];
    float low = r->low, high = r->high, keep_low = 1 - low, keep_high = 1 - high;
    for (int i = 0; i < count; i++) {
        float a = r->send * in[0][i] + 1e-15f, b = r->send * in[1][i] + 1e-15f;
        cut0 = keep_low * cut0 + low * a;
        cut1 = keep_low * cut1 + low * b;
        dull0 = keep_high * dull0 + high * (a - cut0);
        dull1 = keep_high * dull1 + high * (b - cut1);
        to[0][i] = dull0;
        to[1][i] = dull1;
    }
    r->cut[0] = cut0, r->cut[1] = cut1, r->dull[0] = dull0, r->dull[1] = dull1;
}

/* Predelay, then Schroeder all-passes in series. */
static void diffuse(reverb *r, int c, float *restrict x, int count)
{
    float *now = line_now(r, &r->before[c]);
    memcpy(now, x, (size_t)count * sizeof(float));
    memcpy(x, now - r->predelay, (size_t)count * sizeof(float));
    for (int k = 0; k < DIFFUSERS; k++) {
        float *restrict kept = line_now(r, &r->diffuser[c][k]), g = diffusion[k];
        const float *old = kept - diffusers[c][k]; /* longer than a block: no overlap */
        for (int i = 0; i < count; i++) {
            float out = old[i];
            kept[i] = x[i] + g * out;
            x[i] = out - g * kept[i];
        }
    }
}

/* What comes out of a moving line: a slow swing of +-5 samples about its length,
 * linear between samples and within a block. to[0] is the sample before the block. */
static void read_moving(const reverb *r, int k, int64_t at, float *restrict to, int count)
{
    double turns = r->cycles[k / 4] / (double)r->n, start = turns * (double)at + 0.23 * k;
    double wave = dsp_sin_turns(start), from = 6 + 5 * wave;
    double slope = 5 * (dsp_sin_turns(start + turns * count) - wave) / count;
    int whole = (int)from;
    float part = (float)(from - whole - slope), step = (float)slope;
    const float *x = line_now(r, &r->line[k]) - r->length[k] - 1 - whole + EDGE;
    for (int i = 0; i < count + 4; i++)
        to[i] = x[i] + (part + step * (float)i) * (x[i - 1] - x[i]);
}

/* Hadamard matrix of order 16 over the lines, in registers, for four samples. */
static inline __attribute__((always_inline)) void butterflies(v4 x[LINES], int half)
{
#pragma GCC unroll 8
    for (int j = 0; j < LINES / 2; j++) {
        int k = j / half * 2 * half + j % half;
        v4 a = x[k], b = x[k + half];
        x[k] = a + b;
        x[k + half] = a - b;
    }
}

static inline __attribute__((always_inline)) void mix_lines(v4 x[LINES])
{
    butterflies(x, 1);
    butterflies(x, 2);
    butterflies(x, 4);
    butterflies(x, 8);
}

static void block(void *state, int64_t at, const float *const in[2], float *const out[2], int count)
{
    reverb *r = state;
    float x[2][LOOP_BLOCK] = {{0}}, wet[2][LOOP_BLOCK], moving[MOVING][LOOP_BLOCK + 8];
    const float *from[LINES];
    float *to[LINES];
    make_room(r, count);
    colour(r, in, x, count);
    for (int c = 0; c < 2; c++)
        diffuse(r, c, x[c], count);
    for (int k = 0; k < LINES; k++) {
        to[k] = line_now(r, &r->line[k]);
        from[k] = to[k] - r->length[k];
        if (k % 4 == 3) {
            read_moving(r, k, at, moving[k / 4], count);
            from[k] = moving[k / 4] + 1;
        }
    }
    /* A last group of four may reach past the block: into room that is written again. */
    v4 damp = v4_set(r->damp), keep = v4_set(1 - r->damp);
    for (int i = 0; i < count; i += 4) {
        v4 v[LINES], left = v4_set(0), right = v4_set(0);
#pragma GCC unroll 16
        for (int k = 0; k < LINES; k++) /* dulled by a two-point mean */
            v[k] = keep * v4_load(from[k] + i) + damp * v4_load(from[k] + i - 1);
#pragma GCC unroll 4
        for (int k = 0; k < LINES; k += 4) { /* left hears the even lines, right the odd */
            left += v[k] - v[k + 2];
            right += v[k + 1] - v[k + 3];
        }
        v4_store(wet[0] + i, left);
        v4_store(wet[1] + i, right);
        mix_lines(v);
        v4 a = v4_load(x[0] + i), b = v4_load(x[1] + i);
#pragma GCC unroll 8
        for (int k = 0; k < LINES; k += 2) {
            v4 sign = v4_set(k & 2 ? -1.0f : 1.0f);
            v4_store(to[k] + i, v4_set(r->gain[k]) * v[k] + sign * a);
            v4_store(to[k + 1] + i, v4_set(r->gain[k + 1]) * v[k + 1] + sign * b);
        }
    }
    for (int c = 0; c < 2; c++)
        for (int i = 0; i < count; i++)
            out[c][i] = in[c][i] + wet[c][i];
    r->at += count;
}

rgen_status fx_reverb(rgen_stereo *audio, double decay, double send)
{
    send = dsp_clamp(send, 0, 1);
    decay = dsp_clamp(decay, 0.2, 10);
    if (send <= 0)
        return RGEN_OK;
    reverb *r = calloc(1, sizeof *r);
    if (!r)
        return RGEN_ERR_MEMORY;
    /* A short decay is a small room: shorter lines, less time before it answers. */
    double size = dsp_clamp(0.35 + 0.35 * decay, 0.4, 1), mean = 0;
    for (int k = 0; k < LINES; k++) {
        r->length[k] = (int)(lengths[k] * size) | 1;
        double pass = dsp_gain(-60 * (double)r->length[k] / (decay * RGEN_SAMPLE_RATE));
        r->gain[k] = (float)(pass / 4); /* the matrix has rows of norm 4 */
        mean += pass * pass / LINES;
    }
    r->n = audio->n;
    r->predelay = (int)((0.004 + 0.016 * dsp_clamp(decay / 3, 0, 1)) * RGEN_SAMPLE_RATE);
    r->damp = 0.22f;
    r->low = (float)(1 - dsp_decay(1 / (2 * DSP_PI * 180), RGEN_SAMPLE_RATE));
    r->high = (float)(1 - dsp_decay(1 / (2 * DSP_PI * 9000), RGEN_SAMPLE_RATE));
    /* A line fed power p settles at p / (1 - pass^2); eight are heard a side. */
    r->send = (float)(send * dsp_sqrt((1 - mean) / 8));
    for (int k = 0; k < MOVING; k++)
        r->cycles[k] = loop_cycles(audio->n, 0.5 + 0.23 * k);
    if (lines_new(r) != 0) {
        free(r);
        return RGEN_ERR_MEMORY;
    }
    loop_run(audio, block, r, (int64_t)(1.5 * decay * RGEN_SAMPLE_RATE), 0);
    free(r->before[0].data); /* the first of the one block */
    free(r);
    return RGEN_OK;
}
