/* Exported audio: FLAC exact, MP3 and Ogg close and of the same length, tags, the same
 * bytes each time, names, and failing disks. */
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <cmocka.h>

#include <sndfile.h>

#include "base/file.h"
#include "export/audio.h"
#include "mix/wav.h"
#include "synth.h"

enum { N = 60000 };

static uint8_t *wav;
static size_t wav_size;
static rgen_stereo original; /* as decoded from the WAV */
static char folder[] = "/tmp/test_audio_XXXXXX";
static const rgen_audio_tags tags = {"Nacht \xe2\x99\xab", "dark techno with driving bass", 130.5, 5, RGEN_MINOR};

static int set_up(void **state)
{
    rgen_stereo audio;
    if (!mkdtemp(folder) || rgen_stereo_new(&audio, N, NULL) != RGEN_OK)
        return -1;
    synth_lead(&audio, 120);
    for (int c = 0; c < 2; c++)
        for (int i = 0; i < N; i++)
            audio.channel[c][i] *= 0.5f;
    if (rgen_wav_encode(&audio, NULL, 1, &wav, &wav_size, NULL, NULL) != RGEN_OK)
        return -1;
    rgen_stereo_clear(&audio);
    return rgen_wav_decode(wav, wav_size, &original, NULL) == RGEN_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    rgen_stereo_clear(&original);
    free(wav);
    return rmdir(folder);
}

/* Write an image to a file for libsndfile, read it back as float stereo. */
static rgen_stereo read_back(const uint8_t *data, size_t size, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(rgen_file_write(path, data, size, NULL), RGEN_OK);
    SF_INFO info = {0};
    SNDFILE *file = sf_open(path, SFM_READ, &info);
    assert_non_null(file);
    assert_int_equal(info.samplerate, 44100);
    assert_int_equal(info.channels, 2);
    float *pairs = malloc(sizeof(float) * 2 * (size_t)info.frames);
    assert_non_null(pairs);
    sf_count_t got = sf_readf_float(file, pairs, info.frames);
    rgen_stereo audio;
    assert_int_equal(rgen_stereo_new(&audio, got, NULL), RGEN_OK);
    for (sf_count_t i = 0; i < got; i++)
        for (int c = 0; c < 2; c++)
            audio.channel[c][i] = pairs[2 * i + c];
    free(pairs);
    sf_close(file);
    unlink(path);
    return audio;
}

static double snr_db(const rgen_stereo *a, const rgen_stereo *b, int64_t shift)
{
    double signal = 0, error = 0;
    for (int c = 0; c < 2; c++)
        for (int64_t i = 0; i < a->n && i + shift < b->n; i++) {
            double x = (double)a->channel[c][i], d = (double)b->channel[c][i + shift] - x;
            signal += x * x;
            error += d * d;
        }
    return 10 * log10(signal / (error + 1e-30));
}

static void encode_twice(rgen_audio_format format, uint8_t **data, size_t *size)
{
    uint8_t *again;
    size_t n;
    rgen_error err = {0};
    assert_int_equal(rgen_audio_encode(format, wav, wav_size, &tags, data, size, &err), RGEN_OK);
    assert_int_equal(rgen_audio_encode(format, wav, wav_size, &tags, &again, &n, &err), RGEN_OK);
    assert_int_equal(n, *size);
    assert_memory_equal(again, *data, n);
    free(again);
}

static void flac_is_exact(void **state)
{
    uint8_t *data;
    size_t size;
    encode_twice(RGEN_AUDIO_FLAC, &data, &size);
    assert_true(size < wav_size);
    rgen_stereo back = read_back(data, size, "a.flac");
    assert_int_equal(back.n, N);
    for (int c = 0; c < 2; c++)
        assert_memory_equal(back.channel[c], original.channel[c], N * sizeof(float));
    assert_non_null(memmem(data, size, "BPM=130.5", 9));
    assert_non_null(memmem(data, size, "KEY=F minor", 11));
    assert_non_null(memmem(data, size, "INITIALKEY=Fm", 13));
    assert_non_null(memmem(data, size, "TITLE=Nacht \xe2\x99\xab", 15));
    rgen_stereo_clear(&back);
    free(data);
}

static void ogg_is_close(void **state)
{
    uint8_t *data;
    size_t size;
    encode_twice(RGEN_AUDIO_OGG, &data, &size);
    rgen_stereo back = read_back(data, size, "a.ogg");
    assert_int_equal(back.n, N);
    assert_true(snr_db(&original, &back, 0) > 15);
    assert_non_null(memmem(data, size, "BPM=130.5", 9));
    assert_non_null(memmem(data, size, "INITIALKEY=Fm", 13));
    rgen_stereo_clear(&back);
    free(data);
}

/* A comment longer than a page: the header packets are laid over several. */
static void long_comments(void **state)
{
    static char text[8001];
    rgen_audio_tags t = tags;
    uint8_t *data;
    size_t size;
    memset(text, 'x', 8000);
    t.comment = t.title = text;
    for (int format = 0; format < RGEN_AUDIO_FORMATS; format++) {
        assert_int_equal(rgen_audio_encode((rgen_audio_format)format, wav, wav_size, &t, &data,
                                           &size, NULL), RGEN_OK);
        if (format == RGEN_AUDIO_OGG || format == RGEN_AUDIO_FLAC) {
            rgen_stereo back = read_back(data, size, format == RGEN_AUDIO_OGG ? "b.ogg" : "b.flac");
            assert_int_equal(back.n, N);
            rgen_stereo_clear(&back);
        }
        free(data);
    }
}

static void mp3_is_close_and_tagged(void **state)
{
    uint8_t *data;
    size_t size;
    encode_twice(RGEN_AUDIO_MP3, &data, &size);
    assert_memory_equal(data, "ID3", 3);
    assert_non_null(memmem(data, 2000, "TBPM", 4));
    assert_non_null(memmem(data, 2000, "130.5", 5));
    assert_non_null(memmem(data, 2000, "TKEY", 4));
    assert_non_null(memmem(data, 2000, "COMM", 4));
    assert_non_null(memmem(data, 3000, "Info", 4)); /* the gapless header of a CBR file */
    rgen_stereo back = read_back(data, size, "a.mp3");
    /* libsndfile drops the delay that the header tells; players do too. */
    double best = -100;
    for (int shift = 0; shift < 1300; shift++) {
        double snr = snr_db(&original, &back, shift);
        best = snr > best ? snr : best;
    }
    assert_true(best > 15);
    rgen_stereo_clear(&back);
    free(data);
}

static void formats_by_name(void **state)
{
    assert_int_equal(rgen_audio_format_find("flac"), RGEN_AUDIO_FLAC);
    assert_int_equal(rgen_audio_format_find(".MP3"), RGEN_AUDIO_MP3);
    assert_int_equal(rgen_audio_format_find("Ogg"), RGEN_AUDIO_OGG);
    assert_int_equal(rgen_audio_format_find("aiff"), -1);
    assert_int_equal(rgen_audio_format_find(""), -1);
    assert_int_equal(rgen_audio_format_find(NULL), -1);
    assert_null(rgen_audio_format_name(-1));
    assert_null(rgen_audio_format_name(RGEN_AUDIO_FORMATS));
}

static void export_names(void **state)
{
    char out[256], tiny[8];
    assert_string_equal(rgen_export_name("night", "drums", 130, 5, RGEN_MINOR, "wav", out, sizeof out),
                        "night_drums_130bpm_Fmin.wav");
    assert_string_equal(rgen_export_name("my song", NULL, 92.5, 1, RGEN_MAJOR, ".flac", out, sizeof out),
                        "my-song_92.5bpm_Dbmaj.flac");
    assert_string_equal(rgen_export_name("a", "mix", 0, -1, RGEN_MAJOR, "mp3", out, sizeof out), "a_mix.mp3");
    assert_string_equal(rgen_export_name("../x/y", "b", NAN, 40, RGEN_MAJOR, "", out, sizeof out),
                        "-.-x-y_b");
    assert_string_equal(rgen_export_name("n\xc3\xa4", "t", 1e9, 0, (rgen_mode)99, "mid", out, sizeof out),
                        "n\xc3\xa4_t.mid");
    rgen_export_name("a long name", "drums", 130, 5, RGEN_MINOR, "wav", tiny, sizeof tiny);
    assert_int_equal(strlen(tiny), 7);
    char name[400];
    memset(name, 'x', 399);
    name[399] = 0;
    assert_true(strlen(rgen_export_name(name, "d", 120, 0, RGEN_DORIAN, "ogg", out, sizeof out)) < 110);
}

static void bad_input(void **state)
{
    rgen_error err = {0};
    uint8_t *data;
    size_t size;
    for (int format = 0; format < RGEN_AUDIO_FORMATS; format++) {
        err.message[0] = 0;
        assert_int_equal(rgen_audio_encode((rgen_audio_format)format, "no wav", 6, NULL, &data,
                                           &size, &err), RGEN_ERR_FORMAT);
        assert_null(data);
        assert_true(strlen(err.message) > 10);
    }
    assert_int_equal(rgen_audio_encode((rgen_audio_format)9, wav, wav_size, NULL, &data, &size, &err),
                     RGEN_ERR_ARG);
    /* bad UTF-8 in tags is somebody's prompt: no failure */
    rgen_audio_tags t = {"\xff\xfe\x80 x \xf0\x9f\x8e\xb5 \xed\xa0\x80", "", -3, 99, (rgen_mode)77};
    for (int format = 0; format < RGEN_AUDIO_FORMATS; format++) {
        assert_int_equal(rgen_audio_encode((rgen_audio_format)format, wav, wav_size, &t, &data,
                                           &size, &err), RGEN_OK);
        free(data);
    }
}

/* One bar of silence, and the shortest file. */
static void silence_and_one_sample(void **state)
{
    for (int n = 1; n < 80000; n += 79998) {
        rgen_stereo audio;
        uint8_t *image, *data;
        size_t image_size, size;
        assert_int_equal(rgen_stereo_new(&audio, n, NULL), RGEN_OK);
        assert_int_equal(rgen_wav_encode(&audio, NULL, 1, &image, &image_size, NULL, NULL), RGEN_OK);
        for (int format = 0; format < RGEN_AUDIO_FORMATS; format++) {
            assert_int_equal(rgen_audio_encode((rgen_audio_format)format, image, image_size, &tags,
                                               &data, &size, NULL), RGEN_OK);
            assert_true(size > 20);
            free(data);
        }
        free(image);
        rgen_stereo_clear(&audio);
    }
}

/* A file size limit stands for a full disk: one sentence, and nothing left behind. */
static void full_disk(void **state)
{
    char path[256];
    rgen_error err = {0};
    struct rlimit old, small;
    snprintf(path, sizeof path, "%s/full.flac", folder);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 10000;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    rgen_status status = rgen_audio_write(path, RGEN_AUDIO_FLAC, wav, wav_size, &tags, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(status, RGEN_ERR_IO);
    assert_non_null(strstr(err.message, "full.flac"));
    assert_int_not_equal(access(path, F_OK), 0);
    /* tear_down's rmdir fails if the temporary file is still there */
    snprintf(path, sizeof path, "%s/missing/x.flac", folder);
    assert_int_equal(rgen_audio_write(path, RGEN_AUDIO_FLAC, wav, wav_size, &tags, &err), RGEN_ERR_IO);
    snprintf(path, sizeof path, "%s/good.flac", folder);
    assert_int_equal(rgen_audio_write(path, RGEN_AUDIO_FLAC, wav, wav_size, &tags, &err), RGEN_OK);
    assert_int_equal(unlink(path), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(flac_is_exact),
        cmocka_unit_test(ogg_is_close),
        cmocka_unit_test(long_comments),
        cmocka_unit_test(mp3_is_close_and_tagged),
        cmocka_unit_test(formats_by_name),
        cmocka_unit_test(export_names),
        cmocka_unit_test(bad_input),
        cmocka_unit_test(silence_and_one_sample),
        cmocka_unit_test(full_disk),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
