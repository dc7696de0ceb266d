/* WAV file images. Owns the RIFF layout and the dither; files on disk and other
 * formats are left to src/project and src/export.
 *
 * Chunks: Microsoft, "Multimedia programming interface and data specifications
 * 1.0" (fmt, LIST/INFO) and "New multimedia data types" (smpl); `acid` as
 * loop-based DAWs write it. Format tag 1 rather than WAVE_FORMAT_EXTENSIBLE:
 * every reader of 24-bit stereo knows it, and some know nothing else. */
#include "mix/wav.h"

#include <stdlib.h>
#include <string.h>

#include "mix/noise.h"

enum { TEXT_MAX = 4096, FRAME = 6 };

/* ---- writing ---- */

static uint8_t *put16(uint8_t *p, unsigned v)
{
    p[0] = (uint8_t)v;
    p[1] = (uint8_t)(v >> 8);
    return p + 2;
}

static uint8_t *put32(uint8_t *p, uint32_t v)
{
    return put16(put16(p, v & 0xffff), v >> 16);
}

static uint8_t *put_float(uint8_t *p, float v)
{
    uint32_t bits;
    memcpy(&bits, &v, 4);
    return put32(p, bits);
}

static uint8_t *put_id(uint8_t *p, const char *id)
{
    memcpy(p, id, 4);
    return p + 4;
}

/* Bytes of a text that are kept: cut before a UTF-8 sequence, never inside. */
static size_t text_length(const char *text)
{
    size_t n = text ? strnlen(text, TEXT_MAX + 1) : 0;
    if (n > TEXT_MAX)
        for (n = TEXT_MAX; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
            ;
    return n;
}

/* Size of an INFO entry: header, text, NUL, pad. 0 for no text. */
static size_t info_size(const char *text)
{
    size_t n = text_length(text);
    return n ? 8 + ((n + 2) & ~(size_t)1) : 0;
}

static uint8_t *put_info(uint8_t *p, const char *id, const char *text)
{
    size_t n = text_length(text);
    if (!n)
        return p;
    p = put32(put_id(p, id), (uint32_t)n + 1);
    memset(p, 0, (n + 2) & ~(size_t)1);
    memcpy(p, text, n);
    return p + ((n + 2) & ~(size_t)1);
}

static uint8_t *put_smpl(uint8_t *p, int64_t n, int tonic)
{
    p = put32(put_id(p, "smpl"), 36 + 24);
    p = put32(put32(p, 0), 0);                                       /* maker, product */
    p = put32(p, (1000000000u + RGEN_SAMPLE_RATE / 2) / RGEN_SAMPLE_RATE); /* ns a sample */
    p = put32(p, 60 + (uint32_t)(tonic > 0 ? tonic : 0));            /* unity note */
    p = put32(put32(put32(p, 0), 0), 0);                             /* cents, SMPTE */
    p = put32(put32(p, 1), 0);                                       /* loops, extra bytes */
    p = put32(put32(p, 0), 0);                                       /* id, forward */
    p = put32(put32(p, 0), (uint32_t)(n - 1));                       /* first and last sample */
    return put32(put32(p, 0), 0);                                    /* fraction, endless */
}

static uint8_t *put_acid(uint8_t *p, const rgen_wav_tags *tags)
{
    enum { ROOT_SET = 2, STRETCH = 4 };
    int root = tags->tonic >= 0 && tags->tonic < 12;
    p = put32(put_id(p, "acid"), 24);
    p = put32(p, STRETCH | (root ? ROOT_SET : 0));
    p = put16(p, 60 + (root ? (unsigned)tags->tonic : 0));
    p = put16(p, 0x8000);
    p = put_float(p, 0);
    p = put32(p, (uint32_t)tags->beats);
    p = put16(put16(p, (unsigned)tags->meter_den), (unsigned)tags->meter_num);
    return put_float(p, (float)tags->bpm);
}

/* One sample to 24 bits: 16 fraction bits, two uniform 16-bit numbers that sum to
 * a triangle of +-1 step (TPDF: no distortion, and noise that does not breathe
 * with the signal), round down from the middle. */
static inline uint64_t quantise(float x, uint32_t random, int64_t *clipped)
{
    /* A comparison that NaN fails; full scale itself may be pushed over by dither,
     * which is no clipping. */
    int inside = x >= -1.0f && x <= 1.0f;
    *clipped += !inside;
    if (!inside)
        x = x > 1.0f ? 1.0f : x < -1.0f ? -1.0f : 0.0f;
    int64_t v = (int64_t)((double)x * 549755813888.0); /* 2^(23 + 16) */
    v += (int64_t)(random & 0xffff) + (int64_t)(random >> 16) - 65535 + 32768;
    v >>= 16;
    v = v > 8388607 ? 8388607 : v;
    v = v < -8388608 ? -8388608 : v;
    return (uint64_t)v & 0xffffff;
}

static void put_samples(uint8_t *p, const rgen_stereo *audio, uint64_t seed, int64_t *clipped)
{
    const float *left = audio->channel[0], *right = audio->channel[1];
    uint64_t key = noise_key(seed, 'd');
    for (int64_t i = 0; i < audio->n; i++, p += FRAME) {
        uint64_t random = noise_bits(key, (uint64_t)i);
        uint64_t frame = quantise(left[i], (uint32_t)random, clipped) |
                         quantise(right[i], (uint32_t)(random >> 32), clipped) << 24;
        put16(put32(p, (uint32_t)frame), (unsigned)(frame >> 32));
    }
}

static rgen_status check_tags(const rgen_wav_tags *tags, rgen_error *err)
{
    if (!(tags->bpm > 0 && tags->bpm <= 10000))
        return rgen_fail(err, RGEN_ERR_ARG, "a tempo of %g BPM cannot be written to a WAV file",
                         tags->bpm);
    if (tags->meter_num < 1 || tags->meter_num > 255 || tags->meter_den < 1 ||
        tags->meter_den > 255 || tags->beats < 0)
        return rgen_fail(err, RGEN_ERR_ARG, "%d/%d with %d beats cannot be written to a WAV file",
                         tags->meter_num, tags->meter_den, tags->beats);
    return RGEN_OK;
}

rgen_status rgen_wav_encode(const rgen_stereo *audio, const rgen_wav_tags *tags, uint64_t seed,
                            uint8_t **data, size_t *size, int64_t *clipped, rgen_error *err)
{
    static const char software[] = "ResonantGen " RGEN_VERSION;
    int64_t n = audio->n, over = 0;
    const char *title = tags ? tags->title : NULL, *comment = tags ? tags->comment : NULL;
    *data = NULL;
    *size = 0;
    if (n < 1 || n > 700000000)
        return rgen_fail(err, RGEN_ERR_ARG, "%lld samples do not fit a WAV file", (long long)n);
    if (tags && check_tags(tags, err) != RGEN_OK)
        return RGEN_ERR_ARG;
    size_t list = 4 + info_size(title) + info_size(comment) + info_size(software);
    size_t total = 12 + 24 + 68 + (tags ? 32 : 0) + 8 + list + 8 + (size_t)n * FRAME;
    uint8_t *image = malloc(total), *p = image;
    if (!image)
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for a WAV file of %zu bytes", total);
    p = put_id(put32(put_id(p, "RIFF"), (uint32_t)(total - 8)), "WAVE");
    p = put32(put_id(p, "fmt "), 16);
    p = put16(put16(p, 1), 2);
    p = put32(put32(p, RGEN_SAMPLE_RATE), RGEN_SAMPLE_RATE * FRAME);
    p = put16(put16(p, FRAME), 24);
    p = put_smpl(p, n, tags ? tags->tonic : -1);
    if (tags)
        p = put_acid(p, tags);
    p = put_id(put32(put_id(p, "LIST"), (uint32_t)list), "INFO");
    p = put_info(put_info(put_info(p, "INAM", title), "ICMT", comment), "ISFT", software);
    p = put32(put_id(p, "data"), (uint32_t)(n * FRAME));
    put_samples(p, audio, seed, &over);
    if (clipped)
        *clipped = over;
    *data = image;
    *size = total;
    return RGEN_OK;
}

/* ---- reading ---- */

typedef struct layout {
    int format, channels, bits; /* format 1: integers, 3: float */
    const uint8_t *samples;
    size_t bytes;               /* of samples; whole frames */
} layout;

static unsigned get16(const uint8_t *p) { return (unsigned)p[0] | (unsigned)p[1] << 8; }
static uint32_t get32(const uint8_t *p) { return get16(p) | (uint32_t)get16(p + 2) << 16; }

static rgen_status read_format(const uint8_t *p, uint32_t size, layout *wav, rgen_error *err)
{
    if (size < 16)
        return rgen_fail(err, RGEN_ERR_FORMAT, "the WAV file's fmt chunk has %u of 16 bytes", size);
    wav->format = (int)get16(p);
    wav->channels = (int)get16(p + 2);
    wav->bits = (int)get16(p + 14);
    uint32_t rate = get32(p + 4), block = get16(p + 12);
    if (wav->format == 0xfffe && size >= 40)
        wav->format = (int)get16(p + 24);
    int known = (wav->format == 1 && (wav->bits == 16 || wav->bits == 24 || wav->bits == 32)) ||
                (wav->format == 3 && (wav->bits == 32 || wav->bits == 64));
    if (!known)
        return rgen_fail(err, RGEN_ERR_FORMAT,
                         "the WAV file's sample format (tag %d, %d bits) is not known; 16, 24, 32 "
                         "bit or float PCM is", wav->format, wav->bits);
    if (wav->channels != 1 && wav->channels != 2)
        return rgen_fail(err, RGEN_ERR_FORMAT, "the WAV file has %d channels; 1 or 2 are read",
                         wav->channels);
    if (rate != RGEN_SAMPLE_RATE)
        return rgen_fail(err, RGEN_ERR_FORMAT,
                         "the WAV file's sample rate is %u Hz; convert it to %d Hz", rate,
                         RGEN_SAMPLE_RATE);
    if (block != (unsigned)(wav->channels * wav->bits / 8))
        return rgen_fail(err, RGEN_ERR_FORMAT,
                         "the WAV file's block size of %u bytes does not fit %d channels of %d bits",
                         block, wav->channels, wav->bits);
    return RGEN_OK;
}

/* Find fmt and data; sizes are checked against what is there before use. */
static rgen_status read_chunks(const uint8_t *data, size_t size, layout *wav, rgen_error *err)
{
    size_t at = 12;
    if (size < 12 || memcmp(data, "RIFF", 4) != 0 || memcmp(data + 8, "WAVE", 4) != 0)
        return rgen_fail(err, RGEN_ERR_FORMAT, "this is not a WAV file (no RIFF/WAVE header)");
    while (size - at >= 8) {
        const uint8_t *chunk = data + at;
        uint32_t length = get32(chunk + 4);
        if (length > size - at - 8)
            return rgen_fail(err, RGEN_ERR_FORMAT,
                             "the WAV file is cut short: a chunk of %u bytes has %zu left", length,
                             size - at - 8);
        if (memcmp(chunk, "fmt ", 4) == 0) {
            rgen_status status = read_format(chunk + 8, length, wav, err);
            if (status != RGEN_OK)
                return status;
        } else if (memcmp(chunk, "data", 4) == 0) {
            if (!wav->format)
                return rgen_fail(err, RGEN_ERR_FORMAT, "the WAV file has no fmt chunk before data");
            wav->samples = chunk + 8;
            wav->bytes = length - length % (unsigned)(wav->channels * wav->bits / 8);
            if (!wav->bytes)
                return rgen_fail(err, RGEN_ERR_FORMAT, "the WAV file holds no samples");
            return RGEN_OK;
        }
        at += 8 + (size_t)length;
        if (length & 1 && at < size)
            at++;
    }
    return rgen_fail(err, RGEN_ERR_FORMAT, "the WAV file has no data chunk");
}

/* One sample; infinities and NaN of float files become 0. */
static float get_sample(const uint8_t *p, const layout *wav)
{
    if (wav->format == 3) {
        double value;
        if (wav->bits == 64) {
            uint64_t bits = get32(p) | (uint64_t)get32(p + 4) << 32;
            memcpy(&value, &bits, 8);
        } else {
            uint32_t bits = get32(p);
            float narrow;
            memcpy(&narrow, &bits, 4);
            value = (double)narrow;
        }
        return value > -1e6 && value < 1e6 ? (float)value : 0.0f;
    }
    if (wav->bits == 16)
        return (float)(int16_t)get16(p) * (1.0f / 32768.0f);
    if (wav->bits == 24)
        return (float)((int32_t)(get16(p) << 8 | (uint32_t)p[2] << 24) >> 8) * (1.0f / 8388608.0f);
    return (float)((double)(int32_t)get32(p) * (1.0 / 2147483648.0));
}

/* The usual case, apart: the general loop decides per sample, and stems are
 * decoded at every new mix. */
static void read_stereo24(const uint8_t *p, rgen_stereo *audio)
{
    float *left = audio->channel[0], *right = audio->channel[1];
    for (int64_t i = 0; i < audio->n; i++, p += FRAME) {
        int32_t a = (int32_t)((uint32_t)p[0] << 8 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 24);
        int32_t b = (int32_t)((uint32_t)p[3] << 8 | (uint32_t)p[4] << 16 | (uint32_t)p[5] << 24);
        left[i] = (float)a * (1.0f / 2147483648.0f);
        right[i] = (float)b * (1.0f / 2147483648.0f);
    }
}

rgen_status rgen_wav_decode(const void *data, size_t size, rgen_stereo *audio, rgen_error *err)
{
    layout wav = {0};
    audio->channel[0] = audio->channel[1] = NULL;
    audio->n = 0;
    rgen_status status = read_chunks(data, size, &wav, err);
    if (status != RGEN_OK)
        return status;
    int width = wav.bits / 8, block = width * wav.channels;
    status = rgen_stereo_new(audio, (int64_t)(wav.bytes / (size_t)block), err);
    if (status != RGEN_OK)
        return status;
    if (wav.format == 1 && wav.bits == 24 && wav.channels == 2) {
        read_stereo24(wav.samples, audio);
        return RGEN_OK;
    }
    for (int64_t i = 0; i < audio->n; i++) {
        const uint8_t *p = wav.samples + i * block;
        audio->channel[0][i] = get_sample(p, &wav);
        audio->channel[1][i] = wav.channels == 2 ? get_sample(p + width, &wav)
                                                 : audio->channel[0][i];
    }
    return RGEN_OK;
}
