/* Names and formats of exported audio; FLAC and Ogg Vorbis through libsndfile. */
#include "export/audio.h"

#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/file.h"
#include "export/encoders.h"
#include "mix/wav.h"

static const char *const names[RGEN_AUDIO_FORMATS] = {"wav", "flac", "mp3", "ogg"};

const char *rgen_audio_format_name(int format)
{
    return format >= 0 && format < RGEN_AUDIO_FORMATS ? names[format] : NULL;
}

int rgen_audio_format_find(const char *name)
{
    if (!name)
        return -1;
    name += *name == '.';
    for (int i = 0; i < RGEN_AUDIO_FORMATS; i++)
        if (strcasecmp(name, names[i]) == 0)
            return i;
    return -1;
}

/* ---- bytes ---- */

void bytes_write(bytes *b, const void *data, size_t size)
{
    if (b->failed || size == 0)
        return;
    if (b->at + size > b->room) {
        size_t room = b->room ? b->room : 1 << 16;
        while (room < b->at + size)
            room *= 2;
        uint8_t *grown = realloc(b->data, room);
        if (!grown) {
            b->failed = 1;
            return;
        }
        b->data = grown;
        b->room = room;
    }
    if (b->at > b->size)
        memset(b->data + b->size, 0, b->at - b->size);
    memcpy(b->data + b->at, data, size);
    b->at += size;
    b->size = b->at > b->size ? b->at : b->size;
}

static sf_count_t io_size(void *user) { return (sf_count_t)((bytes *)user)->size; }
static sf_count_t io_tell(void *user) { return (sf_count_t)((bytes *)user)->at; }

static sf_count_t io_seek(sf_count_t offset, int whence, void *user)
{
    bytes *b = user;
    sf_count_t from = whence == SEEK_SET ? 0 : (sf_count_t)(whence == SEEK_CUR ? b->at : b->size);
    if (from + offset < 0)
        return -1;
    b->at = (size_t)(from + offset);
    return from + offset;
}

static sf_count_t io_read(void *to, sf_count_t count, void *user)
{
    bytes *b = user;
    size_t left = b->at < b->size ? b->size - b->at : 0, n = (size_t)count < left ? (size_t)count : left;
    memcpy(to, b->data + b->at, n);
    b->at += n;
    return (sf_count_t)n;
}

static sf_count_t io_write(const void *from, sf_count_t count, void *user)
{
    bytes *b = user;
    bytes_write(b, from, (size_t)count);
    return b->failed ? 0 : count;
}

/* ---- libsndfile ---- */

/* Samples as 32-bit integers: exact for 24 bits, and clipped, which libsndfile's
 * float path does not promise. */
static int to_int(float x)
{
    double v = (double)x * 8388608.0;
    int i = v >= 8388607.0 ? 8388607 : v <= -8388608.0 ? -8388608 : (int)(v + (v < 0 ? -0.5 : 0.5));
    return i * 256;
}

static rgen_status encode_sndfile(const rgen_stereo *audio, int format, bytes *out, rgen_error *err)
{
    enum { BLOCK = 2048 }; /* libsndfile's Vorbis keeps a whole write on its stack */
    SF_VIRTUAL_IO io = {io_size, io_seek, io_read, io_write, io_tell};
    SF_INFO info = {.samplerate = RGEN_SAMPLE_RATE, .channels = 2, .format = format};
    int integers[BLOCK * 2];
    float floats[BLOCK * 2];
    int vorbis = (format & SF_FORMAT_SUBMASK) == SF_FORMAT_VORBIS;
    SNDFILE *file = sf_open_virtual(&io, SFM_WRITE, &info, out);
    if (!file)
        return rgen_fail(err, RGEN_ERR_INTERNAL, "libsndfile cannot write this format: %s",
                         sf_strerror(NULL));
    double quality = 0.8, level = 0.5;
    if (vorbis)
        sf_command(file, SFC_SET_VBR_ENCODING_QUALITY, &quality, sizeof quality);
    else
        sf_command(file, SFC_SET_COMPRESSION_LEVEL, &level, sizeof level);
    sf_set_string(file, SF_STR_TITLE, "-"); /* a comment header to replace */
    int good = 1;
    for (int64_t at = 0; at < audio->n && good; at += BLOCK) {
        int count = audio->n - at < BLOCK ? (int)(audio->n - at) : BLOCK;
        for (int i = 0; i < count; i++)
            for (int c = 0; c < 2; c++) {
                float x = audio->channel[c][at + i];
                integers[2 * i + c] = to_int(x);
                floats[2 * i + c] = x;
            }
        good = count == (vorbis ? sf_writef_float(file, floats, count)
                                : sf_writef_int(file, integers, count));
    }
    good = sf_close(file) == 0 && good;
    if (out->failed)
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory encoding audio");
    return good ? RGEN_OK : rgen_fail(err, RGEN_ERR_INTERNAL, "libsndfile failed to encode audio");
}

/* ---- tags ---- */

static void number(double bpm, char *out, size_t size)
{
    int n = snprintf(out, size, "%.2f", bpm);
    while (n > 1 && out[n - 1] == '0')
        out[--n] = 0;
    if (n > 1 && out[n - 1] == '.')
        out[n - 1] = 0;
}

static tag_text describe(const rgen_audio_tags *tags)
{
    tag_text t = {.title = tags ? tags->title : NULL, .comment = tags ? tags->comment : NULL};
    if (!tags)
        return t;
    if (tags->bpm > 0 && tags->bpm < 10000)
        number(tags->bpm, t.bpm, sizeof t.bpm);
    if (tags->tonic >= 0 && tags->tonic < 12 && rgen_mode_name((int)tags->mode)) {
        rgen_key_name(tags->tonic, tags->mode, t.key, sizeof t.key);
        /* Other programs know major and minor alone: modes by their third. */
        int minor = tags->mode == RGEN_MINOR || tags->mode == RGEN_DORIAN || tags->mode == RGEN_PHRYGIAN;
        snprintf(t.short_key, sizeof t.short_key, "%.*s%s", (int)strcspn(t.key, " "), t.key,
                 minor ? "m" : "");
    }
    return t;
}

rgen_status rgen_audio_encode(rgen_audio_format format, const void *wav, size_t wav_size,
                              const rgen_audio_tags *tags, uint8_t **data, size_t *size,
                              rgen_error *err)
{
    rgen_stereo audio;
    bytes raw = {0}, out = {0};
    *data = NULL;
    *size = 0;
    if (!rgen_audio_format_name((int)format))
        return rgen_fail(err, RGEN_ERR_ARG, "audio format %d is not known; wav, flac, mp3 and ogg are",
                         (int)format);
    rgen_status status = rgen_wav_decode(wav, wav_size, &audio, err);
    if (status != RGEN_OK)
        return status;
    tag_text text = describe(tags);
    if (format == RGEN_AUDIO_WAV) {
        bytes_write(&out, wav, wav_size);
    } else if (format == RGEN_AUDIO_MP3) {
        status = encode_mp3(&audio, &text, &out, err);
    } else {
        int flac = format == RGEN_AUDIO_FLAC;
        status = encode_sndfile(&audio, flac ? SF_FORMAT_FLAC | SF_FORMAT_PCM_24
                                             : SF_FORMAT_OGG | SF_FORMAT_VORBIS, &raw, err);
        if (status == RGEN_OK && (flac ? retag_flac : retag_ogg)(&raw, &text, &out) != 0)
            status = rgen_fail(err, RGEN_ERR_INTERNAL, "the %s encoder wrote what cannot be tagged",
                               names[format]);
    }
    if (status == RGEN_OK && out.failed)
        status = rgen_fail(err, RGEN_ERR_MEMORY, "out of memory encoding audio");
    free(raw.data);
    rgen_stereo_clear(&audio);
    if (status != RGEN_OK) {
        free(out.data);
        return status;
    }
    *data = out.data;
    *size = out.size;
    return RGEN_OK;
}

rgen_status rgen_audio_write(const char *path, rgen_audio_format format, const void *wav,
                             size_t wav_size, const rgen_audio_tags *tags, rgen_error *err)
{
    uint8_t *data;
    size_t size;
    rgen_status status = rgen_audio_encode(format, wav, wav_size, tags, &data, &size, err);
    if (status == RGEN_OK)
        status = rgen_file_write(path, data, size, err);
    free(data);
    return status;
}

/* ---- names ---- */

/* Append a part with what disturbs shells, file systems or the "_" between parts
 * made '-'; other UTF-8 stays. */
static size_t add_part(char *out, size_t at, size_t size, const char *part)
{
    enum { PART = 80 };
    size_t n = part ? strlen(part) : 0;
    if (n > PART)
        for (n = PART; n > 0 && ((unsigned char)part[n] & 0xc0) == 0x80; n--)
            ;
    if (n && at && at + 1 < size)
        out[at++] = '_';
    for (size_t i = 0; i < n && at + 1 < size; i++) {
        unsigned char c = (unsigned char)part[i];
        int plain = c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                    (c >= 'a' && c <= 'z') || c == '#' || c == '+' || (c == '.' && at > 0) || c == '-';
        out[at++] = plain ? (char)c : '-';
    }
    return at;
}

const char *rgen_export_name(const char *project, const char *track, double bpm, int tonic,
                             rgen_mode mode, const char *extension, char *out, size_t size)
{
    static const char *const modes[RGEN_MODES] = {"maj", "min", "dor", "phr", "lyd", "mix"};
    char text[64], tempo[32];
    size_t at = 0;
    if (size == 0)
        return out;
    at = add_part(out, at, size, project);
    at = add_part(out, at, size, track);
    if (bpm > 0 && bpm < 10000) {
        number(bpm, tempo, sizeof tempo);
        snprintf(text, sizeof text, "%sbpm", tempo);
        at = add_part(out, at, size, text);
    }
    if (tonic >= 0 && tonic < 12 && rgen_mode_name((int)mode)) {
        char key[32];
        rgen_key_name(tonic, mode, key, sizeof key);
        snprintf(text, sizeof text, "%.*s%s", (int)strcspn(key, " "), key, modes[mode]);
        at = add_part(out, at, size, text);
    }
    if (extension && *extension)
        at += (size_t)snprintf(out + at, size - at, "%s%s", *extension == '.' ? "" : ".", extension);
    if (at >= size)
        at = size - 1;
    out[at] = 0;
    return out;
}
