/* What src/export/audio.c shares with its encoders. */
#ifndef EXPORT_ENCODERS_H
#define EXPORT_ENCODERS_H

#include "export/audio.h"
#include "mix/mix.h"

/* A growing block of bytes; `failed` stays set after memory ran out. */
typedef struct bytes { uint8_t *data; size_t size, room, at; int failed; } bytes;

/* Write at `at` (over what is there, or growing) and advance. */
void bytes_write(bytes *b, const void *data, size_t size);

/* The tags as text: bpm "130", key "F minor" and short key "Fm"; empty when not said. */
typedef struct tag_text { char bpm[32], key[32], short_key[16]; const char *title, *comment; } tag_text;

rgen_status encode_mp3(const rgen_stereo *audio, const tag_text *tags, bytes *out, rgen_error *err);

/* Replace the comments of a FLAC or Ogg Vorbis image by ours, and give the Ogg stream
 * a fixed serial number. Returns 0, or -1 when the image is not as expected. */
int retag_flac(const bytes *in, const tag_text *tags, bytes *out);
int retag_ogg(const bytes *in, const tag_text *tags, bytes *out);

#endif
