/* Stereo buffers: one block for both channels, so that they live and die together. */
#include <stdlib.h>

#include "mix/mix.h"

enum { HOURS = 3 }; /* the longest piece: 256 bars of 5/4 at 20 BPM is just over one hour */

rgen_status rgen_stereo_new(rgen_stereo *audio, int64_t n, rgen_error *err)
{
    audio->channel[0] = audio->channel[1] = NULL;
    audio->n = 0;
    if (n < 1 || n > (int64_t)HOURS * 3600 * RGEN_SAMPLE_RATE)
        return rgen_fail(err, RGEN_ERR_ARG,
                         "audio of %lld samples cannot be made; it must have 1 sample to %d hours",
                         (long long)n, HOURS);
    float *block = calloc((size_t)n * 2, sizeof *block);
    if (!block)
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for %lld samples of audio",
                         (long long)n);
    audio->channel[0] = block;
    audio->channel[1] = block + n;
    audio->n = n;
    return RGEN_OK;
}

void rgen_stereo_clear(rgen_stereo *audio)
{
    if (!audio)
        return;
    free(audio->channel[0]);
    audio->channel[0] = audio->channel[1] = NULL;
    audio->n = 0;
}
