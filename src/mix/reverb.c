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

enum { LINES = 16, RING = 4096, DIFFUSERS = 4, MOVING = 4, EDGE = 4 };

/* Primes, so that few echoes coincide; spread evenly in their logarithm. */
static const int lengths[LINES] = {1153, 1249, 1361, 1481, 1607, 1741, 1901, 2053,
                                   2237, 2417, 2633, 2851, 3089, 3359, 3643, 3931};
static const int diffusers[2][DIFFUSERS] = {{211, 158, 561, 410}, {223, 167, 547, 431}};
static const float diffusion[DIFFUSERS] = {0.72f, 0.72f, 0.6f, 0.6f};

typedef struct reverb {
    int64_t n;
    int64_t at;                     /* write position of all rings, not reduced */
    int length[LINES], predelay;
    float gain[LINES];              /* of a pass, the matrix's 1/4 included */
    float damp, send, low, high;
    float cut[2], dull[2];          /* one-pole states of the input's two cuts */
    double cycles[MOVING];
    float ring[2 + 2 * DIFFUSERS + LINES][RING];
} reverb;

static void ring_read(const float *ring, int64_t at, float *to, int count)
{
    int from = (int)(at & (RING - 1)), first = RING - from < count ? RING - from : count;
    memcpy(to, ring + from, (size_t)first * sizeof(float));
    memcpy(to + first, ring, (size_t)(count - first) * sizeof(float));
}

static void ring_write(float *ring, int64_t at, const float *from, int count)
{
    int to = (int)(at & (RING - 1)), first = RING - to < count ? RING - to : count;
    memcpy(ring + to, from, (size_t)first * sizeof(float));
    memcpy(ring, from + first, (size_t)(count - first) * sizeof(float));
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
static void diffuse(reverb *r, int c, float *x, int count)
{
    float old[LOOP_BLOCK], kept[LOOP_BLOCK];
    ring_write(r->ring[c], r->at, x, count);
    ring_read(r->ring[c], r->at - r->predelay, x, count);
    for (int k = 0; k < DIFFUSERS; k++) {
        float *ring = r->ring[2 + c * DIFFUSERS + k], g = diffusion[k];
        ring_read(ring, r->at - diffusers[c][k], old, count);
        for (int i = 0; i < count; i++) {
            kept[i] = x[i] + g * old[i];
            x[i] = old[i] - g * kept[i];
        }
        ring_write(ring, r->at, kept, count);
    }
}

/* What comes out of a line, dulled by a two-point mean. */
static void read_line(const reverb *r, int k, int64_t at, float *to, int count)
{
    float x[LOOP_BLOCK + 2], damp = r->damp, keep = 1 - damp;
    const float *ring = r->ring[2 + 2 * DIFFUSERS + k];
    if (k % 4 != 3) {
        ring_read(ring, r->at - r->length[k] - 1, x, count + 1);
    } else {
        /* A slow swing of +-5 samples, linear between samples and within a block. */
        float y[LOOP_BLOCK + 2];
        double turns = r->cycles[k / 4] / (double)r->n, start = turns * (double)at + 0.23 * k;
        double from = 6 + 5 * dsp_sin_turns(start);
        double slope = 5 * (dsp_sin_turns(start + turns * count) - dsp_sin_turns(start)) / count;
        int whole = (int)from;
        float part = (float)(from - whole), step = (float)slope;
        ring_read(ring, r->at - r->length[k] - 2 - whole + EDGE, y, count + 2);
        for (int i = 0; i <= count; i++) {
            float t = part + step * (float)(i - 1);
            x[i] = y[i + 1] + t * (y[i] - y[i + 1]);
        }
    }
    for (int i = 0; i < count; i++)
        to[i] = keep * x[i + 1] + damp * x[i];
}

/* Hadamard matrix of order 16 over the lines, in registers, for four samples. */
static inline void mix_lines(v4 x[LINES])
{
    for (int half = 1; half < LINES; half *= 2)
        for (int i = 0; i < LINES; i += 2 * half)
            for (int k = i; k < i + half; k++) {
                v4 a = x[k], b = x[k + half];
                x[k] = a + b;
                x[k + half] = a - b;
            }
}

static void block(void *state, int64_t at, const float *const in[2], float *const out[2], int count)
{
    reverb *r = state;
    float x[2][LOOP_BLOCK], line[LINES][LOOP_BLOCK], wet[2][LOOP_BLOCK];
    if (count % 4) { /* the last lanes are computed and dropped */
        memset(x, 0, sizeof x);
        memset(line, 0, sizeof line);
    }
    colour(r, in, x, count);
    for (int c = 0; c < 2; c++)
        diffuse(r, c, x[c], count);
    for (int k = 0; k < LINES; k++)
        read_line(r, k, at, line[k], count);
    for (int i = 0; i < count; i += 4) {
        v4 v[LINES], left = v4_set(0), right = v4_set(0);
        for (int k = 0; k < LINES; k += 4) { /* left hears the even lines, right the odd */
            v[k] = v4_load(line[k] + i);
            v[k + 1] = v4_load(line[k + 1] + i);
            v[k + 2] = v4_load(line[k + 2] + i);
            v[k + 3] = v4_load(line[k + 3] + i);
            left += v[k] - v[k + 2];
            right += v[k + 1] - v[k + 3];
        }
        v4_store(wet[0] + i, left);
        v4_store(wet[1] + i, right);
        mix_lines(v);
        v4 a = v4_load(x[0] + i), b = v4_load(x[1] + i);
        for (int k = 0; k < LINES; k += 2) {
            v4 sign = v4_set(k & 2 ? -1.0f : 1.0f);
            v4_store(line[k] + i, v4_set(r->gain[k]) * v[k] + sign * a);
            v4_store(line[k + 1] + i, v4_set(r->gain[k + 1]) * v[k + 1] + sign * b);
        }
    }
    for (int k = 0; k < LINES; k++)
        ring_write(r->ring[2 + 2 * DIFFUSERS + k], r->at, line[k], count);
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
    loop_run(audio, block, r, (int64_t)(1.5 * decay * RGEN_SAMPLE_RATE), 0);
    free(r);
    return RGEN_OK;
}
