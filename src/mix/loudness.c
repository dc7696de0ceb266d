/* Loudness: the project's own measure for the mix's inner loops, and libebur128's
 * as the figure that is reported.
 *
 * The own one exists because it treats a piece as a loop, costs a fifth, and has
 * the same bytes on every processor (libebur128 asks the C library for pow and
 * tan); tests hold the two together. */
#include <ebur128.h>
#include <stdlib.h>

#include "mix/effects.h"
#include "mix/filter.h"
#include "mix/loop.h"

/* The K weighting of ITU-R BS.1770-4 for any sample rate, by the analog
 * parameters of its two filters (B. De Man, "Evaluation of implementations of the
 * EBU R128 loudness measurement", AES 145, 2018). */
static void k_weighting(filter *f)
{
    const double rate = RGEN_SAMPLE_RATE;
    double turns = 1681.974450955533 / rate / 2, q = 0.7071752369554196;
    double k = dsp_sin_turns(turns) / dsp_cos_turns(turns), kk = k * k;
    double high = dsp_gain(3.999843853973347);
    double band = dsp_exp2(0.4996667741545416 * dsp_log2(high));
    double a0 = 1 + k / q + kk;
    biquad shelf = {(high + band * k / q + kk) / a0, 2 * (kk - high) / a0,
                    (high - band * k / q + kk) / a0, 2 * (kk - 1) / a0, (1 - k / q + kk) / a0};
    turns = 38.13547087602444 / rate / 2, q = 0.5003270373238773;
    k = dsp_sin_turns(turns) / dsp_cos_turns(turns), kk = k * k;
    a0 = 1 + k / q + kk;
    biquad cut = {1, -2, 1, 2 * (kk - 1) / a0, (1 - k / q + kk) / a0};
    filter_start(f);
    filter_add(f, shelf);
    filter_add(f, cut);
}

static double lufs(double power) { return dsp_db(power) / 2 - 0.691; }

/* Mean of the 400 ms blocks (four neighbouring bins, round the loop) above a
 * power, and how many there are. */
static double mean_above(const double *bins, int64_t n, double gate, int64_t *blocks)
{
    double sum = 0;
    *blocks = 0;
    for (int64_t k = 0; k < n; k++) {
        double power = 0;
        for (int64_t j = 0; j < 4; j++)
            power += bins[(k + j) % n] / 4;
        if (power > gate) {
            sum += power;
            ++*blocks;
        }
    }
    return *blocks ? sum / (double)*blocks : 0;
}

typedef struct meter { filter weighting; double *bins; int64_t n_bins, n; } meter;

/* Weighted power of samples [from, to), summed. */
static double weighted(filter *f, const rgen_stereo *audio, int64_t from, int64_t to)
{
    double total = 0;
    for (int64_t at = from; at < to; at += LOOP_BLOCK) {
        int count = (int)(to - at < LOOP_BLOCK ? to - at : LOOP_BLOCK);
        float l[LOOP_BLOCK], r[LOOP_BLOCK];
        float *const out[2] = {l, r};
        const float *const in[2] = {audio->channel[0] + at, audio->channel[1] + at};
        filter_block(f, at, in, out, count);
        for (int i = count; i % 4; i++)
            l[i] = r[i] = 0;
        v4 sum = v4_set(0);
        for (int i = 0; i < count; i += 4)
            sum += v4_load(l + i) * v4_load(l + i) + v4_load(r + i) * v4_load(r + i);
        total += (double)((sum[0] + sum[1]) + (sum[2] + sum[3]));
    }
    return total;
}

rgen_status fx_loudness(const rgen_stereo *audio, double *out)
{
    int64_t n = audio->n, hop = RGEN_SAMPLE_RATE / 10, blocks;
    int64_t n_bins = (n + hop / 2) / hop > 0 ? (n + hop / 2) / hop : 1;
    filter f;
    *out = -200;
    double *bins = malloc((size_t)n_bins * sizeof *bins);
    if (!bins)
        return RGEN_ERR_MEMORY;
    k_weighting(&f);
    weighted(&f, audio, f.warm < n ? n - f.warm : 0, n);
    for (int64_t k = 0; k < n_bins; k++) {
        int64_t from = k * n / n_bins, to = (k + 1) * n / n_bins;
        bins[k] = weighted(&f, audio, from, to) / (double)(to - from);
    }
    double gate = dsp_gain(2 * (-70 + 0.691)); /* of power */
    double mean = mean_above(bins, n_bins, gate, &blocks);
    if (blocks) {
        mean = mean_above(bins, n_bins, mean / 10 > gate ? mean / 10 : gate, &blocks);
        if (blocks)
            *out = lufs(mean);
    }
    free(bins);
    return RGEN_OK;
}

rgen_status rgen_loudness_measure(const rgen_stereo *audio, rgen_loudness *out, rgen_error *err)
{
    enum { CHUNK = 1024 };
    float pair[CHUNK * 2];
    rgen_status status = RGEN_OK;
    *out = (rgen_loudness){-200, -200, 0};
    if (audio->n < 1)
        return RGEN_OK;
    ebur128_state *state = ebur128_init(2, RGEN_SAMPLE_RATE, EBUR128_MODE_I | EBUR128_MODE_TRUE_PEAK);
    if (!state)
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory to measure loudness");
    /* Gating wants some seconds: a short loop is measured as it is heard, repeated. */
    int64_t total = audio->n;
    while (total < 3 * RGEN_SAMPLE_RATE)
        total += audio->n;
    for (int64_t done = 0; done < total;) {
        int64_t at = done % audio->n, count = audio->n - at < CHUNK ? audio->n - at : CHUNK;
        for (int64_t i = 0; i < count; i++) {
            float l = audio->channel[0][at + i], r = audio->channel[1][at + i];
            pair[2 * i] = l;
            pair[2 * i + 1] = r;
            if (done < audio->n)
                out->clipped += (l > 1 || l < -1) + (r > 1 || r < -1);
        }
        if (ebur128_add_frames_float(state, pair, (size_t)count) != EBUR128_SUCCESS) {
            status = rgen_fail(err, RGEN_ERR_MEMORY, "out of memory to measure loudness");
            goto done;
        }
        done += count;
    }
    double value, peak = 0;
    if (ebur128_loudness_global(state, &value) == EBUR128_SUCCESS && value > -200)
        out->lufs = value;
    for (unsigned c = 0; c < 2; c++)
        if (ebur128_true_peak(state, c, &value) == EBUR128_SUCCESS && value > peak)
            peak = value;
    out->true_peak_dbtp = peak > 1e-10 ? dsp_db(peak) : -200;
done:
    ebur128_destroy(&state);
    return status;
}
