/* WAV images: exact round trip, dither, chunks, and hostile files. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <sndfile.h>

#include "mix/wav.h"

static const rgen_wav_tags tags = {130.5, 5, 4, 4, 32, "night", "dark techno with driving bass"};

static void tone(rgen_stereo *audio, int64_t n, float level)
{
    assert_int_equal(rgen_stereo_new(audio, n, NULL), RGEN_OK);
    for (int64_t i = 0; i < n; i++) {
        audio->channel[0][i] = level * (float)sin(0.01 * (double)i);
        audio->channel[1][i] = level * (float)cos(0.013 * (double)i);
    }
}

static uint32_t le32(const uint8_t *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* A chunk's content in an image, or NULL. */
static const uint8_t *chunk(const uint8_t *data, size_t size, const char *id, uint32_t *length)
{
    for (size_t at = 12; at + 8 <= size;) {
        *length = le32(data + at + 4);
        if (memcmp(data + at, id, 4) == 0)
            return data + at + 8;
        at += 8 + *length + (*length & 1);
    }
    return NULL;
}

static void round_trip(void **state)
{
    rgen_stereo in, out;
    uint8_t *data;
    size_t size;
    int64_t clipped = -1;
    tone(&in, 5000, 0.9f);
    assert_int_equal(rgen_wav_encode(&in, &tags, 1, &data, &size, &clipped, NULL), RGEN_OK);
    assert_int_equal(clipped, 0);
    assert_int_equal(rgen_wav_decode(data, size, &out, NULL), RGEN_OK);
    assert_int_equal(out.n, in.n);
    /* TPDF and rounding move a sample by less than two steps. */
    for (int c = 0; c < 2; c++)
        for (int64_t i = 0; i < in.n; i++)
            assert_true(fabsf(out.channel[c][i] - in.channel[c][i]) < 2.0f / 8388608.0f);
    rgen_stereo_clear(&out);
    rgen_stereo_clear(&in);
    free(data);
}

static void same_bytes_and_seed(void **state)
{
    rgen_stereo in;
    uint8_t *a, *b, *c;
    size_t na, nb, nc;
    tone(&in, 3000, 0.5f);
    assert_int_equal(rgen_wav_encode(&in, &tags, 7, &a, &na, NULL, NULL), RGEN_OK);
    assert_int_equal(rgen_wav_encode(&in, &tags, 7, &b, &nb, NULL, NULL), RGEN_OK);
    assert_int_equal(rgen_wav_encode(&in, &tags, 8, &c, &nc, NULL, NULL), RGEN_OK);
    assert_int_equal(na, nb);
    assert_memory_equal(a, b, na);
    assert_int_equal(na, nc);
    assert_int_not_equal(memcmp(a, c, na), 0);
    free(a), free(b), free(c);
    rgen_stereo_clear(&in);
}

/* Dither: the mean of many samples of a level between two steps is that level,
 * and the error's variance is that of TPDF plus rounding, 1/4 step squared. */
static void dither_is_triangular(void **state)
{
    enum { N = 200000 };
    static const double levels[] = {0.0, 0.25, 0.5, 100.3, -77.8};
    for (size_t k = 0; k < sizeof levels / sizeof *levels; k++) {
        rgen_stereo in, out;
        uint8_t *data;
        size_t size;
        double sum = 0, square = 0;
        assert_int_equal(rgen_stereo_new(&in, N, NULL), RGEN_OK);
        for (int i = 0; i < N; i++)
            in.channel[0][i] = (float)(levels[k] / 8388608.0);
        assert_int_equal(rgen_wav_encode(&in, NULL, k, &data, &size, NULL, NULL), RGEN_OK);
        assert_int_equal(rgen_wav_decode(data, size, &out, NULL), RGEN_OK);
        for (int i = 0; i < N; i++) {
            double e = (double)out.channel[0][i] * 8388608.0 - levels[k];
            sum += e;
            square += e * e;
        }
        assert_true(fabs(sum / N) < 0.006);
        assert_true(fabs(square / N - 0.25) < 0.006);
        rgen_stereo_clear(&in);
        rgen_stereo_clear(&out);
        free(data);
    }
}

static void clipping_is_counted(void **state)
{
    rgen_stereo in, out;
    uint8_t *data;
    size_t size;
    int64_t clipped;
    assert_int_equal(rgen_stereo_new(&in, 8, NULL), RGEN_OK);
    float values[8] = {1.0f, -1.0f, 1.01f, -1.01f, 1e30f, -INFINITY, NAN, 0.5f};
    memcpy(in.channel[0], values, sizeof values);
    assert_int_equal(rgen_wav_encode(&in, NULL, 0, &data, &size, &clipped, NULL), RGEN_OK);
    assert_int_equal(clipped, 5);
    assert_int_equal(rgen_wav_decode(data, size, &out, NULL), RGEN_OK);
    assert_true(out.channel[0][0] > 0.99999f && out.channel[0][2] > 0.99999f);
    assert_true(out.channel[0][4] > 0.99999f && out.channel[0][5] < -0.99999f);
    assert_true(fabsf(out.channel[0][6]) < 1e-6f);
    rgen_stereo_clear(&in);
    rgen_stereo_clear(&out);
    free(data);
}

static void chunks_say_loop_and_tempo(void **state)
{
    rgen_stereo in;
    uint8_t *data;
    const uint8_t *p;
    size_t size;
    uint32_t length;
    tone(&in, 4410, 0.5f);
    assert_int_equal(rgen_wav_encode(&in, &tags, 0, &data, &size, NULL, NULL), RGEN_OK);
    assert_int_equal(le32(data + 4), size - 8);
    assert_non_null(p = chunk(data, size, "smpl", &length));
    assert_int_equal(length, 60);
    assert_int_equal(le32(p + 8), 22676);
    assert_int_equal(le32(p + 12), 65);
    assert_int_equal(le32(p + 28), 1);
    assert_int_equal(le32(p + 44), 0);
    assert_int_equal(le32(p + 48), 4409);
    assert_int_equal(le32(p + 56), 0);
    assert_non_null(p = chunk(data, size, "acid", &length));
    assert_int_equal(length, 24);
    assert_int_equal(p[4], 65);
    assert_int_equal(le32(p + 12), 32);
    assert_int_equal(p[16], 4);
    assert_int_equal(p[18], 4);
    float bpm;
    memcpy(&bpm, p + 20, 4);
    assert_true(bpm == 130.5f);
    assert_non_null(p = chunk(data, size, "LIST", &length));
    assert_non_null(memmem(p, length, "night", 6));
    assert_non_null(memmem(p, length, "driving bass", 13));
    assert_non_null(p = chunk(data, size, "data", &length));
    assert_ptr_equal(p + length, data + size);
    rgen_stereo_clear(&in);
    free(data);
}

/* Another reader's opinion: libsndfile, through memory. */
typedef struct memory { const uint8_t *data; sf_count_t size, at; } memory;
static sf_count_t mem_size(void *m) { return ((memory *)m)->size; }
static sf_count_t mem_tell(void *m) { return ((memory *)m)->at; }
static sf_count_t mem_seek(sf_count_t to, int whence, void *user)
{
    memory *m = user;
    m->at = whence == SEEK_SET ? to : whence == SEEK_CUR ? m->at + to : m->size + to;
    return m->at;
}
static sf_count_t mem_read(void *to, sf_count_t n, void *user)
{
    memory *m = user;
    if (n > m->size - m->at)
        n = m->size - m->at;
    memcpy(to, m->data + m->at, (size_t)n);
    m->at += n;
    return n;
}

static void libsndfile_agrees(void **state)
{
    rgen_stereo in, out;
    uint8_t *data;
    size_t size;
    tone(&in, 1000, 0.7f);
    assert_int_equal(rgen_wav_encode(&in, &tags, 3, &data, &size, NULL, NULL), RGEN_OK);
    assert_int_equal(rgen_wav_decode(data, size, &out, NULL), RGEN_OK);
    SF_VIRTUAL_IO io = {mem_size, mem_seek, mem_read, NULL, mem_tell};
    memory m = {data, (sf_count_t)size, 0};
    SF_INFO info = {0};
    SNDFILE *file = sf_open_virtual(&io, SFM_READ, &info, &m);
    assert_non_null(file);
    assert_int_equal(info.frames, 1000);
    assert_int_equal(info.samplerate, 44100);
    assert_int_equal(info.channels, 2);
    assert_int_equal(info.format & SF_FORMAT_SUBMASK, SF_FORMAT_PCM_24);
    assert_string_equal(sf_get_string(file, SF_STR_TITLE), "night");
    SF_INSTRUMENT instrument;
    assert_int_equal(sf_command(file, SFC_GET_INSTRUMENT, &instrument, sizeof instrument), SF_TRUE);
    assert_int_equal(instrument.loop_count, 1);
    assert_int_equal(instrument.loops[0].start, 0);
    SF_LOOP_INFO loop;
    assert_int_equal(sf_command(file, SFC_GET_LOOP_INFO, &loop, sizeof loop), SF_TRUE);
    assert_true(loop.bpm == 130.5f);
    assert_int_equal(loop.num_beats, 32);
    float pair[2];
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(sf_readf_float(file, pair, 1), 1);
        assert_true(pair[0] == out.channel[0][i] && pair[1] == out.channel[1][i]);
    }
    sf_close(file);
    rgen_stereo_clear(&in);
    rgen_stereo_clear(&out);
    free(data);
}

static void bad_arguments(void **state)
{
    rgen_stereo in, none = {{NULL, NULL}, 0};
    rgen_error err;
    uint8_t *data;
    size_t size;
    assert_int_equal(rgen_stereo_new(&in, 0, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_stereo_new(&in, -1, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_stereo_new(&in, INT64_MAX, &err), RGEN_ERR_ARG);
    rgen_stereo_clear(&in);
    rgen_stereo_clear(NULL);
    assert_int_equal(rgen_wav_encode(&none, NULL, 0, &data, &size, NULL, &err), RGEN_ERR_ARG);
    assert_null(data);
    tone(&in, 10, 0.1f);
    static const double tempos[] = {0, -5, NAN, INFINITY, 1e9};
    for (size_t i = 0; i < sizeof tempos / sizeof *tempos; i++) {
        rgen_wav_tags bad = tags;
        bad.bpm = tempos[i];
        err.message[0] = 0;
        assert_int_equal(rgen_wav_encode(&in, &bad, 0, &data, &size, NULL, &err), RGEN_ERR_ARG);
        assert_true(strlen(err.message) > 10);
    }
    rgen_stereo_clear(&in);
}

/* A small file of another kind, for decoding. */
static size_t make(uint8_t *p, int format, int channels, int rate, int bits, const void *data,
                   uint32_t bytes)
{
    int block = channels * bits / 8;
    uint8_t head[44] = "RIFF----WAVEfmt ";
    uint32_t words[] = {16, (uint32_t)format | (uint32_t)channels << 16, (uint32_t)rate,
                        (uint32_t)(rate * block), (uint32_t)block | (uint32_t)bits << 16};
    memcpy(head + 16, words, sizeof words);
    memcpy(head + 36, "data", 4);
    memcpy(head + 40, &bytes, 4);
    memcpy(p, head, 44);
    memcpy(p + 44, data, bytes);
    return 44 + bytes;
}

static void other_formats(void **state)
{
    uint8_t file[128];
    rgen_stereo out;
    int16_t s16[4] = {16384, -16384, 32767, -32768};
    float f32[2] = {0.5f, NAN};
    double f64[2] = {0.25, -2.0};
    int32_t s32[1] = {-1073741824};
    size_t n = make(file, 1, 2, 44100, 16, s16, 8);
    assert_int_equal(rgen_wav_decode(file, n, &out, NULL), RGEN_OK);
    assert_int_equal(out.n, 2);
    assert_true(out.channel[0][0] == 0.5f && out.channel[1][0] == -0.5f && out.channel[1][1] == -1);
    rgen_stereo_clear(&out);
    n = make(file, 3, 1, 44100, 32, f32, 8);
    assert_int_equal(rgen_wav_decode(file, n, &out, NULL), RGEN_OK);
    assert_true(out.channel[0][0] == 0.5f && out.channel[1][0] == 0.5f && out.channel[0][1] == 0);
    rgen_stereo_clear(&out);
    n = make(file, 3, 1, 44100, 64, f64, 16);
    assert_int_equal(rgen_wav_decode(file, n, &out, NULL), RGEN_OK);
    assert_true(out.channel[0][0] == 0.25f && out.channel[0][1] == -2);
    rgen_stereo_clear(&out);
    n = make(file, 1, 1, 44100, 32, s32, 4);
    assert_int_equal(rgen_wav_decode(file, n, &out, NULL), RGEN_OK);
    assert_true(out.channel[0][0] == -0.5f);
    rgen_stereo_clear(&out);

    rgen_error err;
    n = make(file, 1, 2, 48000, 16, s16, 8);
    assert_int_equal(rgen_wav_decode(file, n, &out, &err), RGEN_ERR_FORMAT);
    assert_non_null(strstr(err.message, "48000"));
    n = make(file, 1, 6, 44100, 16, s16, 8);
    assert_int_equal(rgen_wav_decode(file, n, &out, &err), RGEN_ERR_FORMAT);
    n = make(file, 85, 2, 44100, 16, s16, 8);
    assert_int_equal(rgen_wav_decode(file, n, &out, &err), RGEN_ERR_FORMAT);
    n = make(file, 1, 2, 44100, 16, s16, 0);
    assert_int_equal(rgen_wav_decode(file, n, &out, &err), RGEN_ERR_FORMAT);
}

/* Cut at every byte, and every chunk size made absurd: one sentence each. */
static void hostile_files(void **state)
{
    rgen_stereo in, out;
    rgen_error err;
    uint8_t *data;
    size_t size;
    tone(&in, 50, 0.5f);
    assert_int_equal(rgen_wav_encode(&in, &tags, 0, &data, &size, NULL, NULL), RGEN_OK);
    for (size_t n = 0; n < size; n++) {
        uint8_t *cut = malloc(n ? n : 1); /* its own block: a sanitizer sees reads past it */
        assert_non_null(cut);
        memcpy(cut, data, n);
        memset(&err, 0, sizeof err);
        assert_int_equal(rgen_wav_decode(cut, n, &out, &err), RGEN_ERR_FORMAT);
        assert_true(strlen(err.message) > 10 && !strchr(err.message, '\n'));
        assert_null(out.channel[0]);
        free(cut);
    }
    static const uint32_t absurd[] = {0xffffffffu, 0x80000000u, 0x7fffffffu, 0};
    for (size_t at = 12; at + 8 <= size;) {
        uint32_t length = le32(data + at + 4);
        for (int k = 0; k < 4; k++) {
            memcpy(data + at + 4, &absurd[k], 4);
            if (rgen_wav_decode(data, size, &out, &err) == RGEN_OK)
                rgen_stereo_clear(&out);
            else
                assert_true(strlen(err.message) > 10);
            if (absurd[k] > size)
                assert_null(out.channel[0]);
        }
        memcpy(data + at + 4, &length, 4);
        at += 8 + length + (length & 1);
    }
    /* every header byte in turn set to every value */
    size_t header = size - (size_t)in.n * 6;
    for (size_t at = 0; at < header; at++) {
        uint8_t old = data[at];
        for (int v = 0; v < 256; v++) {
            data[at] = (uint8_t)v;
            if (rgen_wav_decode(data, size, &out, NULL) == RGEN_OK)
                rgen_stereo_clear(&out);
        }
        data[at] = old;
    }
    free(data);
    rgen_stereo_clear(&in);
}

static void long_texts_are_cut_whole(void **state)
{
    char text[9001];
    rgen_stereo in;
    uint8_t *data;
    size_t size;
    uint32_t length;
    for (int i = 0; i < 9000; i += 3)
        memcpy(text + i, "\xe2\x99\xab", 3); /* a note sign */
    text[9000] = 0;
    rgen_wav_tags t = tags;
    t.title = "";
    t.comment = text;
    tone(&in, 10, 0.5f);
    assert_int_equal(rgen_wav_encode(&in, &t, 0, &data, &size, NULL, NULL), RGEN_OK);
    const uint8_t *p = chunk(data, size, "LIST", &length);
    assert_non_null(p);
    assert_memory_equal(p + 4, "ICMT", 4);
    assert_int_equal(le32(p + 8), 4095 + 1);
    assert_memory_equal(p + 12 + 4092, "\xe2\x99\xab", 4);
    free(data);
    rgen_stereo_clear(&in);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trip),
        cmocka_unit_test(same_bytes_and_seed),
        cmocka_unit_test(dither_is_triangular),
        cmocka_unit_test(clipping_is_counted),
        cmocka_unit_test(chunks_say_loop_and_tempo),
        cmocka_unit_test(libsndfile_agrees),
        cmocka_unit_test(bad_arguments),
        cmocka_unit_test(other_formats),
        cmocka_unit_test(hostile_files),
        cmocka_unit_test(long_texts_are_cut_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
