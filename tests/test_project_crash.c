/* Kills and failing disks: whenever a process dies, the folder holds its old state
 * or its new one, locked stems keep their bytes, and the next writer leaves no
 * trace of the dead one.
 *
 * The systematic tests stop a child at each step on disk in turn (src/project/
 * disk.h); the random one sends SIGKILL. RGEN_TEST_SEED repeats a run. */
#include "project_kit.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

static const char *dir;         /* the project */
static char drums[65];          /* its locked stem */
static uint64_t seed;

/* The piece that every operation starts from: take 2 of bass, drums locked. */
static void make_old(void)
{
    rgen_error err = {0};
    rgen_project *p = kit_piece(0);
    kit_add(p, "bass", 9, NULL);
    rgen_project_lock(p, "drums", NULL);
    kit_remove(dir);
    if (rgen_project_save_as(p, dir, 0, &err) != RGEN_OK)
        fail_msg("%s", err.message);
    strcpy(drums, kit_hash(dir, "drums.wav"));
    rgen_project_free(p);
}

/* ---- operations; each returns a status and leaves the project open or not ---- */

typedef rgen_status operation(rgen_project **p, rgen_error *err);

static rgen_status op_regenerate(rgen_project **p, rgen_error *err)
{
    kit_add(*p, "bass", 40, NULL);
    return rgen_project_save(*p, err);
}

static rgen_status op_all(rgen_project **p, rgen_error *err) /* and a fifth track */
{
    static const char *const roles[4] = {"bass", "melody", "harmony", "vocal"};
    rgen_take takes[4];
    for (int i = 0; i < 4; i++)
        takes[i] = kit_take(50 + i, KIT_SAMPLES);
    rgen_project_add_takes(*p, 4, roles, takes, NULL);
    return rgen_project_save(*p, err);
}

static rgen_status op_undo(rgen_project **p, rgen_error *err)
{
    rgen_project_undo(*p, NULL); /* the lock */
    rgen_project_undo(*p, NULL); /* take 2 of bass */
    rgen_project_lock(*p, "drums", NULL);
    return rgen_project_save(*p, err);
}

static rgen_status op_replace(rgen_project **p, rgen_error *err)
{
    rgen_project_free(*p);
    *p = kit_piece(0);
    kit_add(*p, "bass", 70, NULL);
    kit_add(*p, "bass", 71, NULL);
    return rgen_project_save_as(*p, dir, 1, err);
}

static rgen_status op_new(rgen_project **p, rgen_error *err)
{
    return rgen_project_save_as(*p, kit_path("fresh"), 0, err);
}

static rgen_status op_reopen(rgen_project **p, rgen_error *err)
{
    rgen_project_free(*p);
    return rgen_project_open(p, dir, RGEN_OPEN_WRITE, err);
}

/* Take numbers of a state, as one word: "1 2 1 1". */
static void word_of(const rgen_project *p, char out[64])
{
    rgen_track_info t;
    size_t used = 0;
    out[0] = 0;
    for (int i = 0; rgen_project_get_track(p, i, &t) == RGEN_OK; i++)
        used += (size_t)snprintf(out + used, 64 - used, "%s%d/%d%s ", t.role, t.take, t.n_takes,
                                 t.locked ? "L" : "");
}

static void word_on_disk(const char *folder, char out[64])
{
    rgen_project *p = kit_open(folder, RGEN_OPEN_READ);
    rgen_error err = {0};
    word_of(p, out);
    if (rgen_project_load(p, &err) != RGEN_OK)
        fail_msg("%s", err.message);
    rgen_project_free(p);
}

/* Run `op` in a child that is stopped at step n. 1: it was stopped, 0: it ended. */
static int run_stopped(operation *op, long n, int no_exchange)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        rgen_project *p = NULL;
        rgen_error err = {0};
        rgen_disk_fault f = {.no_exchange = no_exchange};
        if (op != op_reopen && rgen_project_open(&p, dir, RGEN_OPEN_WRITE, &err) != RGEN_OK)
            _exit(3);
        f.at = n;
        rgen_project_fault = f;
        _exit(op(&p, &err) == RGEN_OK ? 0 : 4);
    }
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFEXITED(status));
    if (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != 137)
        fail_msg("the child of step %ld ended with %d", n, WEXITSTATUS(status));
    return WEXITSTATUS(status) == 137;
}

/* After a death: old or new for a reader, and again for a writer, who cleans up. */
static int check_after(const char *old, const char *new, long n)
{
    char word[64], again[64];
    word_on_disk(dir, word);
    if (strcmp(word, old) != 0 && strcmp(word, new) != 0)
        fail_msg("step %ld: \"%s\" is neither \"%s\" nor \"%s\"", n, word, old, new);
    rgen_project *p = kit_open(dir, RGEN_OPEN_WRITE);
    word_of(p, again);
    assert_string_equal(word, again);
    if (rgen_project_notice(p))
        fail_msg("step %ld: %s", n, rgen_project_notice(p));
    kit_consistent(dir, p);
    assert_string_equal(kit_hash(dir, "drums.wav"), drums);
    assert_int_equal(kit_count(dir, ".tmp"), 0);
    assert_int_equal(kit_count(kit_path("night/takes"), ".tmp"), 0);
    assert_int_equal(kit_count(kit_root, ".resonant"), 0);
    rgen_project_free(p);
    return strcmp(word, new) == 0;
}

static void stop_at_each_step(operation *op, int no_exchange, const char *name)
{
    char old[64], new[64], whole[65];
    make_old();
    word_on_disk(dir, old);
    assert_int_equal(run_stopped(op, 0, no_exchange), 0);
    word_on_disk(dir, new);
    long n = 1;
    int was_new = 0;
    for (;; n++) {
        make_old();
        kit_write(dir, "mine.txt", "a user's file");
        strcpy(whole, kit_hash(dir, "mine.txt"));
        if (!run_stopped(op, n, no_exchange))
            break;
        int is_new = check_after(old, new, n);
        assert_false(was_new && !is_new); /* one commit point */
        was_new = is_new;
        assert_string_equal(kit_hash(dir, "mine.txt"), whole);
    }
    assert_true(was_new || strcmp(old, new) == 0); /* some kills came after it */
    print_message("# %s: stopped at each of %ld steps\n", name, n - 1);
    assert_true(n > 8);
}

static void killed_in_regenerate(void **unused)
{
    stop_at_each_step(op_regenerate, 0, "regenerate");
}
static void killed_in_all(void **unused) { stop_at_each_step(op_all, 0, "all tracks"); }
static void killed_in_undo(void **unused) { stop_at_each_step(op_undo, 0, "undo"); }
static void killed_in_replace(void **unused) { stop_at_each_step(op_replace, 0, "replace"); }
static void killed_in_replace_plain(void **unused)
{
    stop_at_each_step(op_replace, 1, "replace without exchange");
}

/* A new folder is there whole or not at all. */
static void killed_in_new(void **unused)
{
    const char *fresh = kit_path("fresh");
    long n = 1;
    struct stat st;
    make_old();
    for (;; n++) {
        kit_remove(fresh);
        int stopped = run_stopped(op_new, n, (int)(n & 1));
        if (stat(fresh, &st) == 0) {
            rgen_project *p = kit_open(fresh, RGEN_OPEN_WRITE);
            kit_consistent(fresh, p);
            rgen_project_free(p);
        }
        if (!stopped)
            break;
        kit_remove(fresh);
        rgen_project *p = kit_piece(80); /* the next one at this place cleans up */
        rgen_error err = {0};
        if (rgen_project_save_as(p, fresh, 0, &err) != RGEN_OK)
            fail_msg("step %ld: %s", n, err.message);
        rgen_project_free(p);
        assert_int_equal(kit_count(kit_root, ".resonant"), 0);
    }
    assert_true(n > 15);
}

/* Killed again while putting right what the first kill left. */
static void killed_while_healing(void **unused)
{
    char old[64], new[64];
    make_old();
    word_on_disk(dir, old);
    run_stopped(op_all, 0, 0);
    word_on_disk(dir, new);
    long steps = 1, deaths = 0;
    for (make_old(); run_stopped(op_all, steps, 0); steps++)
        make_old();
    for (long n = 1; n < steps; n += 3) {
        for (long m = 1;; m++) {
            make_old();
            run_stopped(op_all, n, 0);
            int stopped = run_stopped(op_reopen, m, 0);
            check_after(old, new, n * 1000 + m);
            if (!stopped)
                break;
            deaths++;
        }
    }
    print_message("# killed in %ld places of healing\n", deaths);
    assert_true(deaths > 20);
}

/* An empty folder may stay while its maker lives, when removing it failed. */
static void drop_empty_leftovers(void)
{
    DIR *d = opendir(kit_root);
    struct dirent *e;
    while ((e = readdir(d)))
        if (strncmp(e->d_name, ".resonant", 9) == 0)
            rmdir(kit_path(e->d_name));
    closedir(d);
}

/* A disk that fails at step n, once or from then on: an error, the old state or
 * the new one, and saving again works. */
static void fail_at_each_step(operation *op, int error, int sticky, int no_exchange)
{
    char old[64], new[64];
    make_old();
    word_on_disk(dir, old);
    run_stopped(op, 0, no_exchange);
    word_on_disk(dir, new);
    int failures = 0;
    for (long n = 1;; n++) {
        rgen_error err = {0};
        make_old();
        rgen_project *p = kit_open(dir, RGEN_OPEN_WRITE);
        rgen_project_fault = (rgen_disk_fault){.at = n, .error = error, .sticky = sticky,
                                               .no_exchange = no_exchange};
        rgen_status status = op(&p, &err);
        int ended = rgen_project_fault.steps < n;
        rgen_project_fault = (rgen_disk_fault){0};
        if (status != RGEN_OK) {
            failures++;
            assert_int_equal(status, RGEN_ERR_IO);
            assert_true(strlen(err.message) > 10);
            rgen_project *q = kit_open(dir, RGEN_OPEN_READ);
            char word[64];
            word_of(q, word);
            assert_true(strcmp(word, old) == 0 || strcmp(word, new) == 0);
            assert_int_equal(rgen_project_load(q, NULL), RGEN_OK);
            rgen_project_free(q);
            status = op == op_replace ? rgen_project_save_as(p, dir, 1, &err)
                                      : rgen_project_save(p, &err);
            if (status != RGEN_OK)
                fail_msg("step %ld: saving again: %s", n, err.message);
            kit_consistent(dir, p);
        }
        rgen_project_free(p);
        drop_empty_leftovers();
        check_after(new, new, n);
        if (ended)
            break;
    }
    assert_true(failures > 5);
}

static void failing_disk(void **unused)
{
    fail_at_each_step(op_all, ENOSPC, 1, 0);
    fail_at_each_step(op_all, EIO, 0, 0);
    fail_at_each_step(op_undo, EIO, 0, 0);
    fail_at_each_step(op_replace, ENOSPC, 1, 0);
    fail_at_each_step(op_replace, EIO, 0, 0);
    fail_at_each_step(op_replace, EIO, 0, 1);
}

/* ---- SIGKILL at any moment ---- */

static uint64_t draw(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* Change something and save, for ever. Every state has drums locked at take 1. */
static void busy_child(int tone, int out)
{
    rgen_project *p;
    if (rgen_project_open(&p, dir, RGEN_OPEN_WRITE, NULL) != RGEN_OK)
        _exit(3);
    (void)!write(out, "y", 1);
    for (;; tone++) {
        if (tone % 5 == 4)
            rgen_project_undo(p, NULL);
        else
            kit_add(p, tone % 2 ? "bass" : "melody", tone, NULL);
        if (rgen_project_save(p, NULL) != RGEN_OK)
            _exit(4);
        if (tone % 7 == 6 && rgen_project_save_as(p, dir, 1, NULL) != RGEN_OK)
            _exit(5);
    }
}

static void killed_at_random(void **unused)
{
    uint64_t first = seed;
    int states = 0;
    char word[64], last[64] = "";
    make_old();
    for (int i = 0; i < 100; i++) {
        int out[2];
        char c = 0;
        if (i % 20 == 0)
            make_old(); /* keep the history short */
        assert_int_equal(pipe(out), 0);
        fflush(NULL);
        pid_t child = fork();
        if (child == 0)
            busy_child(1000 + i * 100, out[1]);
        close(out[1]);
        assert_int_equal(read(out[0], &c, 1), 1);
        close(out[0]);
        struct timespec wait = {0, (long)(draw() % 12000000)};
        nanosleep(&wait, NULL);
        kill(child, SIGKILL);
        int status;
        waitpid(child, &status, 0);
        if (!WIFSIGNALED(status))
            fail_msg("round %d: the child ended with %d; RGEN_TEST_SEED=%llu", i,
                     WEXITSTATUS(status), (unsigned long long)first);
        word_on_disk(dir, word);
        states += strcmp(word, last) != 0;
        strcpy(last, word);
        check_after(word, word, i);
    }
    print_message("# 100 kills, %d different states found (seed %llu)\n", states,
                  (unsigned long long)first);
    assert_true(states > 20);
}

/* Readers beside a writer that commits and replaces: always one whole state. */
static void readers_beside_a_writer(void **unused)
{
    int out[2];
    char c, word[64];
    make_old();
    assert_int_equal(pipe(out), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        busy_child(1000, out[1]);
    close(out[1]);
    assert_int_equal(read(out[0], &c, 1), 1);
    close(out[0]);
    for (int i = 0; i < 150; i++) {
        rgen_project *p = kit_open(dir, RGEN_OPEN_READ);
        rgen_error err = {0};
        const void *mix;
        size_t size;
        word_of(p, word);
        if (rgen_project_load(p, &err) != RGEN_OK ||
            rgen_project_get_wav(p, "mix", &mix, &size, &err) != RGEN_OK) {
            kill(child, SIGKILL);
            fail_msg("read %d: %s", i, err.message);
        }
        rgen_project_free(p);
    }
    kill(child, SIGKILL);
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status)); /* it was at work all the time */
    word_on_disk(dir, word);
    check_after(word, word, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_in_regenerate),    cmocka_unit_test(killed_in_all),
        cmocka_unit_test(killed_in_undo),          cmocka_unit_test(killed_in_replace),
        cmocka_unit_test(killed_in_replace_plain), cmocka_unit_test(killed_in_new),
        cmocka_unit_test(killed_while_healing),    cmocka_unit_test(failing_disk),
        cmocka_unit_test(killed_at_random),        cmocka_unit_test(readers_beside_a_writer),
    };
    const char *given = getenv("RGEN_TEST_SEED");
    seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL) * 2654435761u;
    if (seed == 0)
        seed = 1;
    kit_start();
    char path[256];
    snprintf(path, sizeof path, "%s", kit_path("night"));
    dir = path;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    kit_remove(kit_root);
    return failed;
}
