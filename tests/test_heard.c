/* Runs of songs that the models learned from: known in any key and at any place, and not
 * repeated by the engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "engine/internal.h"
#include "tiny_model.h"

enum { BASS = 1, NOTES = 30, MOST = 4096 };
static char folder[64], path[128];

static void tiny_runs(FILE *f, const char *key, const uint32_t *hash, size_t n)
{
    tiny_key(f, key, 9);
    tiny_u32(f, 4);
    tiny_u64(f, n);
    for (size_t i = 0; i < n; i++)
        tiny_u32(f, hash[i]);
}

/* Write <folder>/heard.gguf with runs of the bass. */
static void write_heard(const uint32_t *hash, size_t n, uint32_t notes)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    fwrite("GGUF", 1, 4, f);
    tiny_u32(f, 3);
    tiny_u64(f, 0);
    tiny_u64(f, 3);
    tiny_number(f, "resonant.heard.notes", notes);
    tiny_number(f, "resonant.heard.pitches", RGEN_RUN_PITCHES);
    tiny_runs(f, "resonant.heard.bass", hash, n);
    assert_int_equal(fclose(f), 0);
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The telling runs of notes, ascending, each once. Returns their number. */
static size_t runs_of(const rgen_note *notes, int n_notes, uint32_t *hash)
{
    rgen_contour line;
    size_t n = 0, once = 0;
    assert_int_equal(rgen_contour_new(&line, notes, n_notes, NULL), RGEN_OK);
    for (int i = 0; i < line.n && n < MOST; i++)
        n += rgen_run_telling(&line, i, &hash[n]) > 0;
    rgen_contour_clear(&line);
    qsort(hash, n, sizeof *hash, by_value);
    for (size_t i = 0; i < n; i++)
        if (i == 0 || hash[i] != hash[i - 1])
            hash[once++] = hash[i];
    return once;
}

/* A line with steps of its own; `up` semitones and `later` frames away from its first form. */
static void make_line(rgen_note *notes, int n, int up, int later)
{
    int frame = later;
    memset(notes, 0, (size_t)n * sizeof *notes);
    for (int i = 0; i < n; i++) {
        notes[i].start = frame * RGEN_TICKS_PER_FRAME + (i % 3 - 1) * 20;
        notes[i].pitch = (uint8_t)(40 + up + i * i % 7);
        frame += 1 + i * 5 % 4;
    }
}

/* Known runs of notes in the file. */
static int known(const rgen_heard *heard, const rgen_note *notes, int n, const uint8_t *fresh, int n_frames)
{
    rgen_contour line;
    assert_int_equal(rgen_contour_new(&line, notes, n, NULL), RGEN_OK);
    int count = rgen_heard_count(heard, BASS, &line, fresh, n_frames);
    rgen_contour_clear(&line);
    return count;
}

static void test_known_in_any_key_and_place(void **state)
{
    static uint32_t hash[MOST];
    rgen_note song[NOTES], again[NOTES];
    rgen_heard heard;
    rgen_error err;
    make_line(song, NOTES, 0, 0);
    write_heard(hash, runs_of(song, NOTES, hash), RGEN_RUN_NOTES);
    assert_int_equal(rgen_heard_open(&heard, rgen_roles_default(), path, &err), RGEN_OK);
    for (int up = -12; up <= 12; up++) {
        make_line(again, NOTES, up, 3 + 7 * (up + 12));
        assert_true(known(&heard, again, NOTES, NULL, 0) > 0);
        for (int first = 0; first + RGEN_RUN_NOTES <= NOTES; first++) {
            assert_true(known(&heard, again + first, RGEN_RUN_NOTES, NULL, 0) > 0);
            assert_int_equal(known(&heard, again + first, RGEN_RUN_NOTES - 1, NULL, 0), 0);
        }
    }
    again[15].start += RGEN_TICKS_PER_FRAME; /* 15 notes stand before it, 14 after */
    assert_true(known(&heard, again, 15, NULL, 0) > 0);
    assert_int_equal(known(&heard, again + 5, 20, NULL, 0), 0);
    rgen_heard_close(&heard);
}

static void test_repeated_notes_are_nobodys(void **state)
{
    static uint32_t hash[MOST];
    rgen_note song[NOTES];
    rgen_heard heard;
    rgen_error err;
    make_line(song, NOTES, 0, 0);
    for (int i = 0; i < NOTES; i++)
        song[i].pitch = i < 18 ? 40 : 38 + (uint8_t)(i % 2);
    write_heard(hash, runs_of(song, NOTES, hash), RGEN_RUN_NOTES);
    assert_int_equal(rgen_heard_open(&heard, rgen_roles_default(), path, &err), RGEN_OK);
    assert_int_equal(known(&heard, song, 18, NULL, 0), 0);
    assert_int_equal(known(&heard, song, 19, NULL, 0), 0);
    /* long runs of three pitches are known though no twelve notes of them have three */
    assert_true(known(&heard, song, 20, NULL, 0) > 0);
    rgen_heard_close(&heard);
}

static void test_what_stands_is_not_judged(void **state)
{
    static uint32_t hash[MOST];
    uint8_t fresh[256] = {0};
    rgen_note song[NOTES];
    rgen_heard heard;
    rgen_error err;
    make_line(song, NOTES, 0, 0);
    write_heard(hash, runs_of(song, NOTES, hash), RGEN_RUN_NOTES);
    assert_int_equal(rgen_heard_open(&heard, rgen_roles_default(), path, &err), RGEN_OK);
    assert_int_equal(known(&heard, song, NOTES, fresh, 256), 0);
    fresh[(song[20].start + 60) / RGEN_TICKS_PER_FRAME] = 1;
    assert_true(known(&heard, song, NOTES, fresh, 256) > 0);
    assert_int_equal(known(&heard, song, 20, fresh, 256), 0);
    rgen_heard_close(&heard);
}

static void refuse(const char *what)
{
    rgen_engine_options options = rgen_engine_options_default();
    rgen_engine *engine;
    rgen_error err = {RGEN_OK, ""};
    options.models = folder;
    assert_int_equal(rgen_engine_new(&engine, &options, &err), RGEN_ERR_FORMAT);
    assert_null(engine);
    assert_non_null(strstr(err.message, what));
    assert_non_null(strstr(err.message, "heard.gguf"));
    assert_null(strchr(err.message, '\n'));
}

static void test_damaged_files(void **state)
{
    static const uint32_t good[] = {1, 5, 9}, mixed[] = {1, 9, 5};
    write_heard(good, 3, RGEN_RUN_NOTES + 1);
    refuse("make it again");
    write_heard(mixed, 3, RGEN_RUN_NOTES);
    refuse("not in order");
    write_heard(good, 3, RGEN_RUN_NOTES);
    assert_int_equal(truncate(path, 120), 0);
    refuse("ends inside");
    assert_int_equal(truncate(path, 0), 0);
    refuse("");
}

static rgen_project *make(void)
{
    rgen_engine_options options = rgen_engine_options_default();
    rgen_request request = rgen_request_default();
    rgen_engine *engine;
    rgen_project *project;
    rgen_error err;
    options.models = folder;
    request.bars = 4;
    request.bpm = 180;
    request.seed = 7;
    if (rgen_engine_new(&engine, &options, &err) != RGEN_OK ||
        rgen_generate(engine, "techno", &request, &project, &err) != RGEN_OK)
        fail_msg("%s", err.message);
    rgen_engine_free(engine);
    return project;
}

static int same_notes(const rgen_part *a, const rgen_part *b)
{
    return a->n_notes == b->n_notes &&
           memcmp(a->notes, b->notes, (size_t)a->n_notes * sizeof *a->notes) == 0;
}

static void test_the_engine_draws_again(void **state)
{
    static uint32_t hash[MOST];
    rgen_heard heard;
    rgen_error err;
    unlink(path);
    rgen_project *before = make();
    const rgen_part *bass = &rgen_project_take(before, "bass")->part;
    size_t n = runs_of(bass->notes, bass->n_notes, hash);
    assert_true(n > 10);
    write_heard(hash, n, RGEN_RUN_NOTES);
    assert_int_equal(rgen_heard_open(&heard, rgen_roles_default(), path, &err), RGEN_OK);
    assert_true(known(&heard, bass->notes, bass->n_notes, NULL, 0) > 0);
    rgen_project *after = make();
    const rgen_part *other = &rgen_project_take(after, "bass")->part;
    assert_true(other->n_notes > 0);
    assert_int_equal(known(&heard, other->notes, other->n_notes, NULL, 0), 0);
    assert_true(same_notes(&rgen_project_take(before, "drums")->part,
                           &rgen_project_take(after, "drums")->part));
    rgen_project_free(before);
    rgen_project_free(after);
    rgen_heard_close(&heard);
    /* runs of another song change nothing */
    hash[0] = 1;
    write_heard(hash, 1, RGEN_RUN_NOTES);
    before = make();
    unlink(path);
    after = make();
    assert_true(same_notes(&rgen_project_take(before, "bass")->part,
                           &rgen_project_take(after, "bass")->part));
    rgen_project_free(before);
    rgen_project_free(after);
}

static int set_up(void **state)
{
    const rgen_roles *roles = rgen_roles_default();
    strcpy(folder, "/tmp/resonant-heard-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/heard.gguf", folder);
    for (int r = 0; r < roles->count; r++)
        if (tiny_model_write(folder, roles, r, 60 + (uint64_t)r) != 0)
            return -1;
    return strcmp(roles->rows[BASS].name, "bass");
}

static int tear_down(void **state)
{
    const rgen_roles *roles = rgen_roles_default();
    unlink(path);
    for (int r = 0; r < roles->count; r++) {
        snprintf(path, sizeof path, "%s/%s.gguf", folder, roles->rows[r].name);
        unlink(path);
    }
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_in_any_key_and_place),
        cmocka_unit_test(test_repeated_notes_are_nobodys),
        cmocka_unit_test(test_what_stands_is_not_judged),
        cmocka_unit_test(test_damaged_files),
        cmocka_unit_test(test_the_engine_draws_again),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
