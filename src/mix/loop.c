#include "mix/loop.h"

#include <string.h>

/* Pre-roll: read circularly, drop the output. The loop is still untouched. */
static void warm_up(const rgen_stereo *audio, loop_fn fn, void *state, int64_t warm)
{
    float left[LOOP_BLOCK], right[LOOP_BLOCK];
    float *const out[2] = {left, right};
    int64_t n = audio->n, at = (n - warm % n) % n;
    while (warm > 0) {
        int64_t count = LOOP_BLOCK;
        if (count > n - at)
            count = n - at;
        if (count > warm)
            count = warm;
        const float *const in[2] = {audio->channel[0] + at, audio->channel[1] + at};
        fn(state, at, in, out, (int)count);
        warm -= count;
        at = at + count == n ? 0 : at + count;
    }
}

void loop_run(rgen_stereo *audio, loop_fn fn, void *state, int64_t warm, int latency)
{
    float head[2][LOOP_MAX_LATENCY], block[2][LOOP_BLOCK];
    float *const out[2] = {block[0], block[1]};
    int64_t n = audio->n;
    for (int c = 0; c < 2; c++) /* the end needs the start's input again */
        memcpy(head[c], audio->channel[c], (size_t)latency * sizeof(float));
    warm_up(audio, fn, state, warm);
    for (int64_t at = 0; at < n + latency;) {
        int64_t end = at < n ? n : n + latency, count = end - at;
        if (at < latency && count > latency - at)
            count = latency - at; /* these outputs belong before the start: dropped */
        if (count > LOOP_BLOCK)
            count = LOOP_BLOCK;
        const float *in[2];
        for (int c = 0; c < 2; c++)
            in[c] = at < n ? audio->channel[c] + at : head[c] + (at - n);
        fn(state, at < n ? at : at - n, in, out, (int)count);
        if (at >= latency)
            for (int c = 0; c < 2; c++)
                memcpy(audio->channel[c] + at - latency, block[c], (size_t)count * sizeof(float));
        at += count;
    }
}

double loop_cycles(int64_t n, double hz)
{
    double cycles = hz * (double)n / RGEN_SAMPLE_RATE;
    return cycles < 1.5 ? 1 : (double)(int64_t)(cycles + 0.5);
}
