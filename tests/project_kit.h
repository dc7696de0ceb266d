/* Small pieces for the project tests: folders, takes with a sound of their own,
 * and what a folder shows. */
#ifndef PROJECT_KIT_H
#define PROJECT_KIT_H

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include "mix/wav.h"
#include "project/disk.h"
#include "project/take.h"

#ifndef KIT_SAMPLES
#define KIT_SAMPLES 3000 /* samples of a stem */
#endif

static const rgen_grid kit_grid = {130.5, 4, 4, 8, 5, RGEN_MINOR};
static const char *const kit_roles[4] = {"drums", "bass", "harmony", "melody"};
static char kit_root[64];       /* a folder of this test program */

static inline void kit_remove(const char *path)
{
    char child[1024];
    DIR *d = opendir(path);
    struct dirent *e;
    while (d && (e = readdir(d)))
        if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) {
            snprintf(child, sizeof child, "%.700s/%.255s", path, e->d_name);
            if (unlink(child) != 0)
                kit_remove(child);
        }
    if (d)
        closedir(d);
    rmdir(path);
}

static inline void kit_start(void)
{
    /* In memory where there is such a place: thousands of flushes are waited for. */
    const char *tmp = getenv("TMPDIR"), *ram = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(kit_root, sizeof kit_root, "%.30s/rgen-project-XXXXXX", tmp && *tmp ? tmp : ram);
    if (!mkdtemp(kit_root)) {
        perror(kit_root);
        exit(2);
    }
}

static inline const char *kit_path(const char *name)
{
    static char paths[8][512];
    static int next;
    char *p = paths[next++ & 7];
    snprintf(p, sizeof paths[0], "%s/%s", kit_root, name);
    return p;
}

/* A take whose sound and notes follow from `tone`. */
static inline rgen_take kit_take(int tone, int64_t samples)
{
    rgen_take take = {.seed = UINT64_MAX - (uint64_t)tone, .prompt = (char *)"make it \"deep\"\n\u00e9\u266b",
                      .patch = (char *)"acid-bass", .program = 38};
    rgen_stereo audio;
    assert_int_equal(rgen_stereo_new(&audio, samples, NULL), RGEN_OK);
    for (int64_t i = 0; i < samples; i++)
        for (int c = 0; c < 2; c++)
            audio.channel[c][i] = 0.1f * (float)sin(0.01 * (tone + 1) * (double)(i + 7 * c));
    assert_int_equal(rgen_wav_encode(&audio, NULL, 1, &take.wav, &take.wav_size, NULL, NULL), RGEN_OK);
    rgen_stereo_clear(&audio);
    for (int i = 0; i < 5; i++)
        rgen_part_add(&take.part, (rgen_note){i * 480 + tone, 200, (uint8_t)(36 + i), 100, 1, 4});
    take.part.n_chords = 4;
    take.part.chords = calloc(4, sizeof *take.part.chords);
    take.part.chords[2] = 17;
    for (int i = 0; i < RGEN_ATTRIBUTES; i++)
        take.attributes[i] = 0.123456f + 0.01f * (float)i;
    return take;
}

static inline void kit_clear(rgen_take *take)
{
    free(take->wav);
    rgen_part_clear(&take->part);
    take->wav = NULL;
}

static inline rgen_status kit_add(rgen_project *p, const char *role, int tone, rgen_error *err)
{
    rgen_take take = kit_take(tone, KIT_SAMPLES);
    rgen_status status = rgen_project_add_takes(p, 1, &role, &take, err);
    kit_clear(&take);
    return status;
}

/* A piece of four tracks in memory. */
static inline rgen_project *kit_piece(int tone)
{
    rgen_project *p;
    rgen_error err = {0};
    rgen_take takes[4];
    static const char *const order[4] = {"harmony", "drums", "melody", "bass"};
    assert_int_equal(rgen_project_new(&p, &kit_grid, "dark techno \u2014 \u6697\u3044", 1ull << 60, &err), RGEN_OK);
    for (int i = 0; i < 4; i++)
        takes[i] = kit_take(tone + i, KIT_SAMPLES);
    if (rgen_project_add_takes(p, 4, order, takes, &err) != RGEN_OK)
        fail_msg("%s", err.message);
    for (int i = 0; i < 4; i++) {
        assert_null(takes[i].wav);
        assert_int_equal(takes[i].number, 1);
        kit_clear(&takes[i]);
    }
    return p;
}

static inline rgen_project *kit_open(const char *path, rgen_open_mode mode)
{
    rgen_project *p;
    rgen_error err = {0};
    if (rgen_project_open(&p, path, mode, &err) != RGEN_OK)
        fail_msg("%s: %s", path, err.message);
    return p;
}

/* The hash of a file, "" if it is not there. Static storage, eight at a time. */
static inline const char *kit_hash(const char *folder, const char *name)
{
    static char hashes[8][65];
    static int next;
    char path[512], *out = hashes[next++ & 7];
    void *data;
    size_t size;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    out[0] = 0;
    if (rgen_disk_read(AT_FDCWD, path, -1, 1 << 30, &data, &size) == 0) {
        rgen_sha256(data, size, out);
        free(data);
    }
    return out;
}

static inline void kit_write(const char *folder, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(text, f);
    fclose(f);
}

static inline int kit_take_number(const rgen_project *p, const char *role, int *locked)
{
    rgen_track_info info;
    int i = rgen_project_find_track(p, role);
    if (i < 0)
        return 0;
    rgen_project_get_track(p, i, &info);
    if (locked)
        *locked = info.locked;
    return info.take;
}

/* Everything a folder shows agrees with what the project says. */
static inline void kit_consistent(const char *folder, const rgen_project *p)
{
    rgen_track_info track;
    rgen_take_info take;
    const void *data;
    size_t size;
    char name[32], sha[65];
    rgen_error err = {0};
    for (int i = 0; rgen_project_get_track(p, i, &track) == RGEN_OK; i++) {
        assert_int_equal(rgen_project_get_take(p, track.role, track.take, &take, NULL), RGEN_OK);
        snprintf(name, sizeof name, "%s.wav", track.role);
        assert_string_equal(kit_hash(folder, name), take.sha256);
        if (rgen_project_get_wav(p, track.role, &data, &size, &err) != RGEN_OK)
            fail_msg("%s", err.message);
        rgen_sha256(data, size, sha);
        assert_string_equal(sha, take.sha256);
    }
    if (rgen_project_get_wav(p, "mix", &data, &size, &err) != RGEN_OK)
        fail_msg("%s", err.message);
    rgen_sha256(data, size, sha);
    assert_string_equal(kit_hash(folder, "mix.wav"), sha);
    void *midi;
    assert_int_equal(rgen_project_get_midi(p, &midi, &size, &err), RGEN_OK);
    rgen_sha256(midi, size, sha);
    free(midi);
    assert_string_equal(kit_hash(folder, "song.mid"), sha);
}

/* How many entries of a folder begin with `prefix`. */
static inline int kit_count(const char *folder, const char *prefix)
{
    DIR *d = opendir(folder);
    struct dirent *e;
    int n = 0;
    assert_non_null(d);
    while ((e = readdir(d)))
        n += strcmp(e->d_name, ".") && strcmp(e->d_name, "..") &&
             strncmp(e->d_name, prefix, strlen(prefix)) == 0;
    closedir(d);
    return n;
}

#endif
