/* Fuzz target: any bytes through the WAV decoder, and what it accepts back. */
#include <stdlib.h>

#include "mix/wav.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rgen_stereo audio, again;
    rgen_error err;
    if (rgen_wav_decode(data, size, &audio, &err) != RGEN_OK)
        return 0;
    uint8_t *image;
    size_t bytes;
    if (rgen_wav_encode(&audio, NULL, size, &image, &bytes, NULL, &err) == RGEN_OK) {
        if (rgen_wav_decode(image, bytes, &again, &err) != RGEN_OK || again.n != audio.n)
            abort();
        rgen_stereo_clear(&again);
        free(image);
    }
    rgen_stereo_clear(&audio);
    return 0;
}
