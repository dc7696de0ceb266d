/* Audio files for listeners and DAWs: a stem's or a mix's WAV image as FLAC, MP3 or
 * Ogg Vorbis with tags, and the names that DAW users give such files.
 *
 * Everything is encoded in memory and written whole or not at all. The same WAV
 * image and tags give the same bytes (with the same versions of the encoders). */
#ifndef EXPORT_AUDIO_H
#define EXPORT_AUDIO_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "resonant/vocabulary.h"

typedef enum rgen_audio_format {
    RGEN_AUDIO_WAV,  /* the image as it is */
    RGEN_AUDIO_FLAC, /* 24 bit, exact */
    RGEN_AUDIO_MP3,  /* 320 kbit/s, gapless header */
    RGEN_AUDIO_OGG,  /* Vorbis, quality 0.8: about 250 kbit/s */
    RGEN_AUDIO_FORMATS
} rgen_audio_format;

/* "flac", as name and as extension; NULL when out of range. */
const char *rgen_audio_format_name(int format);
/* The format of a name, any case, with or without a dot ("FLAC", ".mp3"); or -1. */
int rgen_audio_format_find(const char *name);

typedef struct rgen_audio_tags {
    const char *title, *comment; /* UTF-8, may be NULL */
    double bpm;                  /* 0: not said */
    int tonic;                   /* pitch class 0..11, or -1: no key */
    rgen_mode mode;
} rgen_audio_tags;

/* Encode a WAV image (mix/wav.h) into a malloc'd file image that the caller frees.
 * `tags` may be NULL. BPM and key are TBPM and TKEY in MP3, BPM and INITIALKEY in
 * FLAC and Ogg. RGEN_ERR_FORMAT when `wav` is no WAV file. */
rgen_status rgen_audio_encode(rgen_audio_format format, const void *wav, size_t wav_size,
                              const rgen_audio_tags *tags, uint8_t **data, size_t *size,
                              rgen_error *err);

/* Encode and write to `path` by a temporary file and a rename. */
rgen_status rgen_audio_write(const char *path, rgen_audio_format format, const void *wav,
                             size_t wav_size, const rgen_audio_tags *tags, rgen_error *err);

/* "night_drums_130bpm_Fmin.wav": project, track, tempo (two decimals at most), key and
 * extension. Bytes that file systems or shells dislike become '-', names are cut to
 * 80 bytes. Empty or NULL parts, bpm 0 and tonic -1 are left out. Writes to `out` and
 * returns it. */
const char *rgen_export_name(const char *project, const char *track, double bpm, int tonic,
                             rgen_mode mode, const char *extension, char *out, size_t size);

#endif
