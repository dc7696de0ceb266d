/* Vorbis comments in FLAC and Ogg images.
 *
 * libsndfile knows ten tags, BPM and key not among them, and gives each Ogg stream a
 * random serial number; both are mended here, on the finished image. Formats: RFC
 * 9639 (FLAC) section 8, RFC 3533 (Ogg), the Vorbis I specification section 5. */
#include <stdlib.h>
#include <string.h>

#include "export/encoders.h"

static void put32(bytes *out, uint32_t v)
{
    uint8_t b[4] = {(uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16), (uint8_t)(v >> 24)};
    bytes_write(out, b, 4);
}

static void set32(uint8_t *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> (8 * i));
}

/* One "NAME=text"; counts it when there is any text. */
static void comment(bytes *out, const char *name, const char *text, uint32_t *count)
{
    enum { TEXT_MAX = 8192 };
    size_t n = text ? strnlen(text, TEXT_MAX + 1) : 0;
    if (!n)
        return;
    if (n > TEXT_MAX)
        for (n = TEXT_MAX; n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80; n--)
            ;
    put32(out, (uint32_t)(strlen(name) + 1 + n));
    bytes_write(out, name, strlen(name));
    bytes_write(out, "=", 1);
    bytes_write(out, text, n);
    ++*count;
}

/* The comment body that both formats share. */
static void comments(bytes *out, const tag_text *tags)
{
    static const char vendor[] = "ResonantGen " RGEN_VERSION;
    uint32_t count = 0;
    put32(out, sizeof vendor - 1);
    bytes_write(out, vendor, sizeof vendor - 1);
    size_t place = out->size;
    put32(out, 0);
    comment(out, "TITLE", tags->title, &count);
    comment(out, "COMMENT", tags->comment, &count);
    comment(out, "BPM", tags->bpm, &count);
    comment(out, "KEY", tags->key, &count);
    comment(out, "INITIALKEY", tags->short_key, &count);
    if (!out->failed)
        set32(out->data + place, count);
}

int retag_flac(const bytes *in, const tag_text *tags, bytes *out)
{
    const uint8_t *p = in->data;
    size_t size = in->size, at = 4;
    int last = 0, done = 0;
    if (size < 8 || memcmp(p, "fLaC", 4) != 0)
        return -1;
    bytes_write(out, p, 4);
    while (!last) {
        if (size - at < 4)
            return -1;
        size_t length = (size_t)p[at + 1] << 16 | (size_t)p[at + 2] << 8 | p[at + 3];
        int type = p[at] & 0x7f;
        last = p[at] >> 7;
        if (length > size - at - 4)
            return -1;
        if (type == 0) { /* STREAMINFO comes first; our comments follow it */
            uint8_t head[4] = {0, p[at + 1], p[at + 2], p[at + 3]};
            bytes body = {0};
            bytes_write(out, head, 4);
            bytes_write(out, p + at + 4, length);
            comments(&body, tags);
            uint8_t block[4] = {0x80 | 4, (uint8_t)(body.size >> 16), (uint8_t)(body.size >> 8),
                                (uint8_t)body.size};
            bytes_write(out, block, 4); /* other blocks hold nothing that is missed */
            bytes_write(out, body.data, body.size);
            out->failed |= body.failed;
            free(body.data);
            done = 1;
        }
        at += 4 + length;
    }
    bytes_write(out, p + at, size - at);
    return done ? 0 : -1;
}

/* ---- Ogg ---- */

enum { SERIAL = 0x52474e31, PAGE_MAX = 255 * 255 };

/* CRC-32 with polynomial 0x04c11db7, not reflected, starting at 0 (RFC 3533). */
static uint32_t crc(const uint8_t *p, size_t n)
{
    static const uint32_t poly = 0x04c11db7;
    uint32_t table[16], c = 0;
    for (uint32_t i = 0; i < 16; i++) {
        uint32_t v = i << 28;
        for (int k = 0; k < 4; k++)
            v = v & 0x80000000u ? v << 1 ^ poly : v << 1;
        table[i] = v;
    }
    for (size_t i = 0; i < n; i++) {
        c ^= (uint32_t)p[i] << 24;
        c = c << 4 ^ table[c >> 28];
        c = c << 4 ^ table[c >> 28];
    }
    return c;
}

/* The size of the page at p, or 0 when there is none. */
static size_t page_size(const uint8_t *p, size_t left)
{
    if (left < 27 || memcmp(p, "OggS", 4) != 0 || left < 27u + p[26])
        return 0;
    size_t size = 27u + p[26];
    for (int i = 0; i < p[26]; i++)
        size += p[27 + i];
    return size <= left ? size : 0;
}

/* Copy a page under our serial and a new number, with its sum made anew. */
static void put_page(bytes *out, const uint8_t *page, size_t size, uint32_t number)
{
    size_t at = out->size;
    out->at = at;
    bytes_write(out, page, size);
    if (out->failed)
        return;
    set32(out->data + at + 14, SERIAL);
    set32(out->data + at + 18, number);
    set32(out->data + at + 22, 0);
    set32(out->data + at + 22, crc(out->data + at, size));
}

/* Lay two packets over as many pages as they take; returns the next page number. */
static uint32_t put_packets(bytes *out, const bytes *body, size_t first, uint32_t number)
{
    uint8_t laces[1 << 16], page[27 + 255 + PAGE_MAX];
    size_t n = 0, sizes[2] = {first, body->size - first}, from = 0;
    for (int k = 0; k < 2; k++) {
        for (size_t left = sizes[k];; left -= 255) {
            if (n == sizeof laces)
                return 0;
            laces[n++] = left < 255 ? (uint8_t)left : 255;
            if (left < 255)
                break;
        }
    }
    for (size_t lace = 0; lace < n;) {
        size_t count = n - lace < 255 ? n - lace : 255, size = 0;
        int ends = 0;
        memset(page, 0, 27);
        memcpy(page, "OggS", 4);
        page[5] = lace > 0 && laces[lace - 1] == 255; /* continued */
        for (size_t i = 0; i < count; i++) {
            page[27 + i] = laces[lace + i];
            size += laces[lace + i];
            ends |= laces[lace + i] < 255;
        }
        if (!ends)
            memset(page + 6, 0xff, 8); /* no packet ends here */
        page[26] = (uint8_t)count;
        memcpy(page + 27 + count, body->data + from, size);
        put_page(out, page, 27 + count + size, number++);
        from += size;
        lace += count;
    }
    return number;
}

int retag_ogg(const bytes *in, const tag_text *tags, bytes *out)
{
    const uint8_t *p = in->data;
    size_t at = page_size(p, in->size), size;
    bytes old = {0}, body = {0};
    int ends = 0, result = -1;
    if (!at)
        return -1;
    put_page(out, p, at, 0); /* the identification header has its page alone */
    size_t setup = 0;
    while (ends < 2) { /* comment and setup packets, to the end of a page */
        size = page_size(p + at, in->size - at);
        if (!size)
            goto done;
        const uint8_t *content = p + at + 27 + p[at + 26];
        for (int i = 0; i < p[at + 26]; i++) {
            bytes_write(&old, content, p[at + 27 + i]);
            content += p[at + 27 + i];
            if (p[at + 27 + i] < 255 && ++ends == 1)
                setup = old.size;
        }
        at += size;
    }
    if (ends != 2 || old.failed || old.size - setup < 7 || memcmp(old.data + setup, "\5vorbis", 7) != 0)
        goto done;
    bytes_write(&body, "\3vorbis", 7);
    comments(&body, tags);
    bytes_write(&body, "\1", 1); /* framing bit */
    size_t first = body.size;
    bytes_write(&body, old.data + setup, old.size - setup);
    uint32_t number = body.failed ? 0 : put_packets(out, &body, first, 1);
    if (!number)
        goto done;
    while (at < in->size) {
        if (!(size = page_size(p + at, in->size - at)))
            goto done;
        put_page(out, p + at, size, number++);
        at += size;
    }
    result = 0;
done:
    out->failed |= old.failed | body.failed;
    free(old.data);
    free(body.data);
    return result;
}
