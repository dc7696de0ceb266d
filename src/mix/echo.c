/* Echoes in time with the music: two lines that feed each other, left then right. */
#include <stdlib.h>

#include "mix/dsp.h"
#include "mix/effects.h"
#include "mix/loop.h"

typedef struct echo {
    float *line[2];   /* rings of `length` samples: read, then written, at `at` */
    int64_t length, at;
    float feedback, send, last[2];
} echo;

/* A span that neither ring nor block wraps in. */
static void span(echo *e, const float *const in[2], float *const out[2], int count)
{
    float *a = e->line[0] + e->at, *b = e->line[1] + e->at;
    float last_a = e->last[0], last_b = e->last[1], feedback = e->feedback, send = e->send;
    for (int i = 0; i < count; i++) {
        /* A two-point mean dulls each repeat a little more than the one before. */
        float now_a = a[i], now_b = b[i];
        float dull_a = 0.7f * now_a + 0.3f * last_a, dull_b = 0.7f * now_b + 0.3f * last_b;
        float l = in[0][i], r = in[1][i];
        a[i] = send * 0.5f * (l + r) + feedback * dull_b + 1e-15f;
        b[i] = feedback * dull_a;
        out[0][i] = l + dull_a;
        out[1][i] = r + dull_b;
        last_a = now_a;
        last_b = now_b;
    }
    e->last[0] = last_a;
    e->last[1] = last_b;
    e->at = e->at + count == e->length ? 0 : e->at + count;
}

static void block(void *state, int64_t at, const float *const in[2], float *const out[2], int count)
{
    echo *e = state;
    (void)at;
    for (int done = 0; done < count;) {
        int n = count - done;
        if (n > e->length - e->at)
            n = (int)(e->length - e->at);
        const float *const from[2] = {in[0] + done, in[1] + done};
        float *const to[2] = {out[0] + done, out[1] + done};
        span(e, from, to, n);
        done += n;
    }
}

rgen_status fx_echo(rgen_stereo *audio, double seconds, double feedback, double send)
{
    echo e = {0};
    seconds = dsp_clamp(seconds, 0, 10);
    feedback = dsp_clamp(feedback, 0, 0.85);
    send = dsp_clamp(send, 0, 1);
    e.length = (int64_t)(seconds * RGEN_SAMPLE_RATE + 0.5);
    if (send <= 0 || e.length < LOOP_BLOCK)
        return RGEN_OK;
    if (!(e.line[0] = calloc((size_t)e.length * 2, sizeof(float))))
        return RGEN_ERR_MEMORY;
    e.line[1] = e.line[0] + e.length;
    e.feedback = (float)feedback;
    e.send = (float)send;
    /* Warm until a repeat is 80 dB down, within 30 seconds. */
    double repeats = feedback > 0.01 ? -80 / dsp_db(feedback) + 1 : 2;
    double warm = dsp_clamp(repeats * seconds, 0, 30) * RGEN_SAMPLE_RATE;
    loop_run(audio, block, &e, (int64_t)warm, 0);
    free(e.line[0]);
    return RGEN_OK;
}
