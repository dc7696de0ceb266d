/* WAV file images in memory: 24 bit stereo with TPDF dither, and the chunks that
 * let a DAW loop the file and follow its tempo. */
#ifndef MIX_WAV_H
#define MIX_WAV_H

#include "mix/mix.h"

typedef struct rgen_wav_tags {
    double bpm;                      /* quarter notes a minute */
    int tonic;                       /* pitch class 0..11, or -1: no root note */
    int meter_num, meter_den, beats; /* beats: quarter notes in the file */
    const char *title, *comment;     /* UTF-8 for LIST/INFO; may be NULL */
} rgen_wav_tags;

/* Encode to a malloc'd file image that the caller frees: `fmt `, `smpl` (one
 * endless loop over the whole file), `acid`, LIST/INFO, and `data` as the last
 * chunk, so that a file cut short anywhere is seen to be. `tags` may be NULL: no
 * `acid` and only the program's name in LIST. Dither is drawn from `seed` by
 * position: the same input gives the same bytes. Samples beyond full scale are
 * clipped and counted in *clipped (may be NULL); NaN counts and becomes 0. */
rgen_status rgen_wav_encode(const rgen_stereo *audio, const rgen_wav_tags *tags, uint64_t seed,
                            uint8_t **data, size_t *size, int64_t *clipped, rgen_error *err);

/* Decode an image of 16, 24, 32 bit or float PCM, mono or stereo, at 44.1 kHz;
 * mono is copied to both channels. The caller clears `audio`. Anything else is
 * RGEN_ERR_FORMAT with what is wrong. Exact for 24 bits: encoding scales by 2^23,
 * decoding by 2^-23. */
rgen_status rgen_wav_decode(const void *data, size_t size, rgen_stereo *audio, rgen_error *err);

#endif
