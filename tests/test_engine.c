/* Generate and regenerate: what always holds. Uses tiny random models, so that
 * it tests the engine and not the taste of the shipped weights. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/internal.h"
#include "tiny_model.h"

static char folder[64];
static rgen_engine *engine;

static int make_models(void)
{
    const rgen_roles *roles = rgen_roles_default();
    strcpy(folder, "/tmp/resonant-engine-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    for (int r = 0; r < roles->count; r++)
        if (tiny_model_write(folder, roles, r, 40 + (uint64_t)r) != 0)
            return -1;
    return 0;
}

static int set_up(void **state)
{
    rgen_engine_options options = rgen_engine_options_default();
    rgen_error err;
    options.models = folder;
    options.threads = 2;
    if (rgen_engine_new(&engine, &options, &err) != RGEN_OK) {
        print_error("%s\n", err.message);
        return -1;
    }
    return 0;
}

static int tear_down(void **state)
{
    char path[160];
    rgen_engine_free(engine);
    for (int r = 0; r < rgen_roles_default()->count; r++) {
        snprintf(path, sizeof path, "%s/%s.gguf", folder, rgen_roles_default()->rows[r].name);
        unlink(path);
    }
    return rmdir(folder);
}

static rgen_project *make(const char *prompt, uint64_t seed, int bars)
{
    rgen_request request = rgen_request_default();
    rgen_project *project;
    rgen_error err;
    request.seed = seed;
    request.bars = bars;
    request.bpm = 150;
    if (rgen_generate(engine, prompt, &request, &project, &err) != RGEN_OK)
        fail_msg("%s", err.message);
    return project;
}

/* A copy of a stem's bytes. */
typedef struct bytes { uint8_t *data; size_t size; } bytes;

static bytes copy(const rgen_project *p, const char *name)
{
    const void *data;
    bytes b;
    assert_int_equal(rgen_project_get_wav(p, name, &data, &b.size, NULL), RGEN_OK);
    b.data = malloc(b.size);
    memcpy(b.data, data, b.size);
    return b;
}

static int same(const rgen_project *p, const char *name, bytes b)
{
    const void *data;
    size_t size;
    assert_int_equal(rgen_project_get_wav(p, name, &data, &size, NULL), RGEN_OK);
    return size == b.size && memcmp(data, b.data, size) == 0;
}

static void test_generates_what_was_asked(void **state)
{
    rgen_request request = rgen_request_default();
    rgen_project *p;
    rgen_error err;
    request.bars = 3;
    request.bpm = 97.5;
    request.key = "F# minor";
    request.meter = "3/4";
    assert_int_equal(rgen_generate(engine, "something calm", &request, &p, &err), RGEN_OK);
    rgen_project_info info = rgen_project_get_info(p);
    assert_true(info.bpm == 97.5);
    assert_int_equal(info.tonic, 6);
    assert_int_equal(info.mode, RGEN_MINOR);
    assert_int_equal(info.meter_num, 3);
    assert_int_equal(info.bars, 3);
    assert_int_equal(info.samples, (int64_t)(9 * 60 / 97.5 * 44100 + 0.5));
    assert_int_equal(info.n_tracks, 4);
    rgen_project_free(p);
}

static void test_excluded_tracks_are_absent(void **state)
{
    rgen_request request = rgen_request_default();
    rgen_project *p;
    rgen_error err;
    request.bars = 1;
    request.tracks = "drums,bass";
    assert_int_equal(rgen_generate(engine, "funk", &request, &p, &err), RGEN_OK);
    assert_int_equal(rgen_project_get_info(p).n_tracks, 2);
    assert_int_equal(rgen_project_find_track(p, "melody"), -1);
    /* a missing track can be added */
    request = rgen_request_default();
    assert_int_equal(rgen_regenerate(engine, p, "melody", NULL, &request, &err), RGEN_OK);
    assert_int_equal(rgen_project_get_info(p).n_tracks, 3);
    rgen_project_free(p);
}

static void test_other_tracks_keep_their_bytes(void **state)
{
    static const char *const roles[] = {"drums", "bass", "harmony", "melody"};
    rgen_project *p = make("techno", 3, 2);
    for (int target = 0; target < 4; target++) {
        bytes before[4];
        for (int r = 0; r < 4; r++)
            before[r] = copy(p, roles[r]);
        assert_int_equal(rgen_regenerate(engine, p, roles[target], "busier", NULL, NULL), RGEN_OK);
        for (int r = 0; r < 4; r++) {
            assert_int_equal(same(p, roles[r], before[r]), r != target);
            free(before[r].data);
        }
    }
    rgen_project_free(p);
}

static void test_locks_hold(void **state)
{
    rgen_project *p = make("techno", 4, 2);
    rgen_error err;
    bytes drums = copy(p, "drums"), bass = copy(p, "bass"), melody = copy(p, "melody");
    assert_int_equal(rgen_project_lock(p, "drums", &err), RGEN_OK);
    assert_int_equal(rgen_project_lock(p, "melody", &err), RGEN_OK);
    assert_int_equal(rgen_regenerate(engine, p, "drums", NULL, NULL, &err), RGEN_ERR_LOCKED);
    assert_string_equal(err.message, "drums is locked; unlock it first");
    assert_int_equal(rgen_regenerate(engine, p, NULL, "darker", NULL, &err), RGEN_OK);
    assert_true(same(p, "drums", drums));
    assert_true(same(p, "melody", melody));
    assert_false(same(p, "bass", bass));
    assert_int_equal(rgen_project_undo(p, &err), RGEN_OK);
    assert_true(same(p, "drums", drums));
    assert_true(same(p, "bass", bass));
    assert_int_equal(rgen_project_lock(p, "bass", &err), RGEN_OK);
    assert_int_equal(rgen_project_lock(p, "harmony", &err), RGEN_OK);
    assert_int_equal(rgen_regenerate(engine, p, NULL, NULL, NULL, &err), RGEN_ERR_LOCKED);
    free(drums.data);
    free(bass.data);
    free(melody.data);
    rgen_project_free(p);
}

static int has_note(const rgen_part *part, const rgen_note *note)
{
    for (int i = 0; i < part->n_notes; i++)
        if (part->notes[i].start == note->start && part->notes[i].pitch == note->pitch)
            return 1;
    return 0;
}

/* Of the notes of `a` that start in [first, last) ticks, the share that `b` has. */
static double kept(const rgen_part *a, const rgen_part *b, int first, int last)
{
    int n = 0, k = 0;
    for (int i = 0; i < a->n_notes; i++)
        if (a->notes[i].start >= first && a->notes[i].start < last) {
            n++;
            k += has_note(b, &a->notes[i]);
        }
    return n ? (double)k / n : 1;
}

static void test_bars_and_strength(void **state)
{
    enum { BAR = 1920 };
    rgen_project *p = make("techno", 5, 8);
    rgen_request request = rgen_request_default();
    rgen_part before = {0};
    rgen_error err;
    assert_int_equal(rgen_part_copy(&before, &rgen_project_take(p, "bass")->part), RGEN_OK);
    request.first_bar = 3;
    request.last_bar = 4;
    assert_int_equal(rgen_regenerate(engine, p, "bass", NULL, &request, &err), RGEN_OK);
    const rgen_part *after = &rgen_project_take(p, "bass")->part;
    /* a note ends where the next begins, and micro-timing may reach over the line */
    assert_true(kept(&before, after, 0, 2 * BAR - 60) == 1);
    assert_true(kept(&before, after, 4 * BAR, 8 * BAR - 60) == 1);
    assert_true(kept(&before, after, 2 * BAR, 4 * BAR) < 0.5);

    assert_int_equal(rgen_project_use(p, "bass", 1, &err), RGEN_OK);
    request = rgen_request_default();
    request.strength = 0.25;
    assert_int_equal(rgen_regenerate(engine, p, "bass", NULL, &request, &err), RGEN_OK);
    after = &rgen_project_take(p, "bass")->part;
    assert_true(kept(&before, after, 0, 8 * BAR) > 0.6);
    assert_true(kept(&before, after, 0, 8 * BAR) < 1);

    request.strength = 1.5;
    assert_int_equal(rgen_regenerate(engine, p, "bass", NULL, &request, &err), RGEN_ERR_ARG);
    request = rgen_request_default();
    request.first_bar = 5;
    request.last_bar = 9;
    assert_int_equal(rgen_regenerate(engine, p, "bass", NULL, &request, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_regenerate(engine, p, "zither", NULL, NULL, &err), RGEN_ERR_NOT_FOUND);
    assert_int_equal(rgen_regenerate(engine, p, "bass", "at 90 BPM", NULL, &err), RGEN_ERR_ARG);
    rgen_part_clear(&before);
    rgen_project_free(p);
}

static void test_edits_move_the_sound(void **state)
{
    rgen_project *p = make("techno", 6, 2);
    float before = rgen_project_take(p, "bass")->attributes[RGEN_DRIVE];
    assert_int_equal(rgen_regenerate(engine, p, "bass", "make the bass more aggressive", NULL, NULL),
                     RGEN_OK);
    assert_true(rgen_project_take(p, "bass")->attributes[RGEN_DRIVE] > before);
    assert_string_equal(rgen_project_take(p, "bass")->prompt, "make the bass more aggressive");
    rgen_project_free(p);
}

static int stop_at(void *data, const rgen_progress *progress)
{
    return strcmp(progress->step, data) == 0;
}

static void test_cancel_leaves_the_project(void **state)
{
    rgen_project *p = make("techno", 7, 2);
    rgen_request request = rgen_request_default();
    rgen_project *none;
    rgen_error err;
    bytes mix = copy(p, "mix");
    request.progress = stop_at;
    request.progress_data = "harmony";
    assert_int_equal(rgen_regenerate(engine, p, NULL, NULL, &request, &err), RGEN_ERR_CANCELLED);
    assert_true(same(p, "mix", mix));
    assert_int_equal(rgen_generate(engine, "techno", &request, &none, &err), RGEN_ERR_CANCELLED);
    assert_null(none);
    free(mix.data);
    rgen_project_free(p);
}

static void test_bad_requests(void **state)
{
    static const struct { const char *prompt, *key, *meter, *tracks; double bpm; int bars; } bad[] = {
        {"x", "H minor", NULL, NULL, 0, 0}, {"x", NULL, "9/17", NULL, 0, 0},
        {"x", NULL, "4/4x", NULL, 0, 0},    {"x", NULL, NULL, "zither", 0, 0},
        {"x", NULL, NULL, ",", 0, 0},       {"x", NULL, NULL, NULL, -5, 0},
        {"x", NULL, NULL, NULL, 1e9, 0},    {"x", NULL, NULL, NULL, 0.0 / 0.0, 0},
        {"x", NULL, NULL, NULL, 0, -1},     {"x", NULL, NULL, NULL, 0, 1000000000},
        {"\x01\x02\xff", NULL, NULL, NULL, 0, 0}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        rgen_request request = rgen_request_default();
        rgen_project *p;
        rgen_error err = {RGEN_OK, ""};
        request.key = bad[i].key;
        request.meter = bad[i].meter;
        request.tracks = bad[i].tracks;
        request.bpm = bad[i].bpm;
        request.bars = bad[i].bars;
        assert_int_equal(rgen_generate(engine, bad[i].prompt, &request, &p, &err), RGEN_ERR_ARG);
        assert_true(strlen(err.message) > 10);
        assert_null(p);
    }
}

/* In a child: generate and regenerate with so many threads and such kernels, and
 * send the sum of all bytes. */
static uint64_t sum_in_child(int threads, const char *cpu)
{
    static const char *const names[] = {"drums", "bass", "harmony", "melody", "mix"};
    int pipes[2];
    uint64_t sum = 0;
    if (pipe(pipes) != 0)
        return 0;
    pid_t child = fork();
    if (child == 0) {
        rgen_engine_options options = {threads, folder};
        rgen_engine *e;
        rgen_project *p;
        rgen_request request = rgen_request_default();
        setenv("RGEN_CPU", cpu, 1);
        request.bars = 2;
        request.bpm = 180;
        if (rgen_engine_new(&e, &options, NULL) != RGEN_OK ||
            rgen_generate(e, "lo-fi with rhodes chords", &request, &p, NULL) != RGEN_OK ||
            rgen_regenerate(e, p, "bass", "busier", NULL, NULL) != RGEN_OK)
            _exit(1);
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            const void *data;
            size_t size;
            if (rgen_project_get_wav(p, names[i], &data, &size, NULL) != RGEN_OK)
                _exit(1);
            for (size_t j = 0; j < size; j++) /* FNV-1a */
                sum = (sum ^ ((const uint8_t *)data)[j]) * 1099511628211u;
        }
        _exit(write(pipes[1], &sum, sizeof sum) == sizeof sum ? 0 : 1);
    }
    close(pipes[1]);
    if (read(pipes[0], &sum, sizeof sum) != sizeof sum)
        sum = 0;
    close(pipes[0]);
    waitpid(child, NULL, 0);
    return sum;
}

static const struct { int threads; const char *cpu; } ways[] = {
    {1, "ref"}, {2, "ref"}, {1, "avx2"}, {2, "avx512"}, {2, ""}};
enum { WAYS = sizeof ways / sizeof *ways };
static uint64_t sums[WAYS];

static void test_same_bytes_everywhere(void **state)
{
    assert_true(sums[0] != 0);
    for (int i = 1; i < WAYS; i++)
        assert_int_equal(sums[i], sums[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_bytes_everywhere),
        cmocka_unit_test(test_generates_what_was_asked),
        cmocka_unit_test(test_excluded_tracks_are_absent),
        cmocka_unit_test(test_other_tracks_keep_their_bytes),
        cmocka_unit_test(test_locks_hold),
        cmocka_unit_test(test_bars_and_strength),
        cmocka_unit_test(test_edits_move_the_sound),
        cmocka_unit_test(test_cancel_leaves_the_project),
        cmocka_unit_test(test_bad_requests),
    };
    /* Here, because a process that has threads must not fork and go on, and one
     * that has chosen its kernels keeps them. */
    if (make_models() != 0)
        return 1;
    for (int i = 0; i < WAYS; i++)
        sums[i] = sum_in_child(ways[i].threads, ways[i].cpu);
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
