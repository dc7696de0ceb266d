/* MP3 through LAME: 320 kbit/s, an ID3v2 tag, and the header frame by which players
 * drop the encoder's delay, so that a loop still has its length. */
#include <lame/lame.h>
#include <stdlib.h>
#include <string.h>

#include "export/encoders.h"

static void quiet(const char *format, va_list args)
{
    (void)format;
    (void)args;
}

/* UTF-8 to a malloc'd UTF-16 string with a byte order mark; bad bytes become '?'. */
static unsigned short *utf16(const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    unsigned short *out = malloc((strlen(text) + 2) * sizeof *out), *to = out;
    if (!out)
        return NULL;
    *to++ = 0xfeff;
    while (*p) {
        int more = *p >= 0xf0 && *p < 0xf5 ? 3 : *p >= 0xe0 && *p < 0xf0 ? 2 : *p >= 0xc2 && *p < 0xe0 ? 1 : 0;
        unsigned code = more == 3 ? *p & 7u : more == 2 ? *p & 15u : more == 1 ? *p & 31u : *p;
        int k = 1;
        for (; k <= more && (p[k] & 0xc0) == 0x80; k++)
            code = code << 6 | (p[k] & 63u);
        if (k <= more || (more == 0 && *p >= 0x80) || (code >= 0xd800 && code < 0xe000) ||
            code > 0x10ffff) {
            *to++ = '?';
            p++;
            continue;
        }
        p += k;
        if (code >= 0x10000) {
            *to++ = (unsigned short)(0xd800 + ((code - 0x10000) >> 10));
            *to++ = (unsigned short)(0xdc00 + ((code - 0x10000) & 0x3ff));
        } else {
            *to++ = (unsigned short)code;
        }
    }
    *to = 0;
    return out;
}

static void set_text(lame_t lame, const char *frame, const char *text)
{
    if (!text || !*text)
        return;
    unsigned short *wide = utf16(text);
    static const unsigned short no_description[] = {0xfeff, 0}; /* readers want its mark */
    if (wide && strcmp(frame, "COMM") == 0)
        id3tag_set_comment_utf16(lame, "eng", no_description, wide);
    else if (wide)
        id3tag_set_textinfo_utf16(lame, frame, wide);
    free(wide);
}

static void set_plain(lame_t lame, const char *frame, const char *text)
{
    if (*text)
        id3tag_set_textinfo_latin1(lame, frame, text);
}

static lame_t open_lame(const tag_text *tags)
{
    lame_t lame = lame_init();
    if (!lame)
        return NULL;
    lame_set_errorf(lame, quiet);
    lame_set_debugf(lame, quiet);
    lame_set_msgf(lame, quiet);
    lame_set_num_channels(lame, 2);
    lame_set_in_samplerate(lame, 44100);
    lame_set_brate(lame, 320);
    lame_set_quality(lame, 3);
    lame_set_bWriteVbrTag(lame, 1);
    lame_set_write_id3tag_automatic(lame, 0);
    id3tag_init(lame);
    id3tag_v2_only(lame);
    set_text(lame, "TIT2", tags->title);
    set_text(lame, "COMM", tags->comment);
    set_plain(lame, "TBPM", tags->bpm);
    set_plain(lame, "TKEY", tags->short_key);
    if (lame_init_params(lame) < 0) {
        lame_close(lame);
        return NULL;
    }
    return lame;
}

static void write_id3(lame_t lame, bytes *out)
{
    size_t size = lame_get_id3v2_tag(lame, NULL, 0);
    unsigned char *tag = size ? malloc(size) : NULL;
    if (tag)
        bytes_write(out, tag, lame_get_id3v2_tag(lame, tag, size));
    else if (size)
        out->failed = 1;
    free(tag);
}

rgen_status encode_mp3(const rgen_stereo *audio, const tag_text *tags, bytes *out, rgen_error *err)
{
    enum { BLOCK = 1152 };
    unsigned char coded[BLOCK * 5 / 4 + 7200], header[2880];
    lame_t lame = open_lame(tags);
    if (!lame)
        return rgen_fail(err, RGEN_ERR_INTERNAL, "LAME cannot encode 44.1 kHz stereo at 320 kbit/s");
    write_id3(lame, out);
    size_t start = out->size;
    int n = 0;
    for (int64_t at = 0; at < audio->n && n >= 0; at += BLOCK) {
        int count = audio->n - at < BLOCK ? (int)(audio->n - at) : BLOCK;
        n = lame_encode_buffer_ieee_float(lame, audio->channel[0] + at, audio->channel[1] + at,
                                          count, coded, sizeof coded);
        if (n > 0)
            bytes_write(out, coded, (size_t)n);
    }
    if (n >= 0 && (n = lame_encode_flush(lame, coded, sizeof coded)) > 0)
        bytes_write(out, coded, (size_t)n);
    size_t size = lame_get_lametag_frame(lame, header, sizeof header);
    if (size <= sizeof header && !out->failed && start + size <= out->size) {
        out->at = start; /* over the empty frame that LAME left for it */
        bytes_write(out, header, size);
        out->at = out->size;
    }
    lame_close(lame);
    return n < 0 ? rgen_fail(err, RGEN_ERR_INTERNAL, "LAME failed with code %d", n) : RGEN_OK;
}
