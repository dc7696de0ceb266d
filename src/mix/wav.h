/* WAV file images: 24 bit stereo with TPDF dither, loop and tempo chunks. */
#ifndef MIX_WAV_H
#define MIX_WAV_H

#include "mix/mix.h"

typedef struct rgen_wav_tags {
    double bpm;
    int tonic;              /* pitch class, or -1: no root note in `acid` */
    int meter_num, meter_den, beats; /* beats: quarter notes in the file */
    const char *title, *comment;     /* LIST/INFO; may be NULL */
} rgen_wav_tags;

/* Encode to a malloc'd file image with `fmt `, `smpl` (one endless loop over the
 * whole file), `acid`, LIST and `data`. Dither is drawn from `seed`. Counts
 * clipped samples in *clipped (may be NULL). The same input gives the same bytes. */
rgen_status rgen_wav_encode(const rgen_stereo *audio, const rgen_wav_tags *tags, uint64_t seed,
                            uint8_t **data, size_t *size, int64_t *clipped, rgen_error *err);

/* Decode such an image (16, 24, 32 bit or float PCM, mono or stereo). */
rgen_status rgen_wav_decode(const void *data, size_t size, rgen_stereo *audio, rgen_error *err);

#endif
