/* The thread pool: every task runs once and is finished when run returns, over
 * many small jobs, with and without sleeping workers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/threads.h"

enum { MOST = 64 };

typedef struct job {
    int counts[MOST]; /* not atomic: each task has its own, and run() publishes them */
    int number;
} job;

static void count(void *data, int task)
{
    job *j = data;
    j->counts[task] += j->number;
}

static void many_jobs(int threads)
{
    rgen_threads *t = rgen_threads_new(threads);
    job j = {{0}, 0};
    long wanted[MOST] = {0};
    assert_non_null(t);
    assert_int_equal(rgen_threads_count(t), threads);
    for (int i = 1; i <= 3000; i++) {
        int tasks = i * 7 % (MOST + 1);
        j.number = i % 11;
        rgen_threads_run(t, count, &j, tasks);
        for (int k = 0; k < tasks; k++)
            wanted[k] += j.number;
        for (int k = 0; k < MOST; k++)
            assert_int_equal(j.counts[k], wanted[k]);
        if (i % 500 == 0)
            usleep(2000); /* workers sleep and must wake again */
    }
    rgen_threads_free(t);
}

static void every_task_runs_once(void **state)
{
    many_jobs(1);
    many_jobs(2);
    many_jobs(5); /* more than the processors: late workers are common */
}

static void null_runs_on_the_caller(void **state)
{
    job j = {{0}, 3};
    rgen_threads_run(NULL, count, &j, 5);
    for (int i = 0; i < MOST; i++)
        assert_int_equal(j.counts[i], i < 5 ? 3 : 0);
    assert_int_equal(rgen_threads_count(NULL), 1);
    rgen_threads_run(NULL, count, &j, 0);
    rgen_threads_free(NULL);
}

static void count_comes_from_the_environment(void **state)
{
    static const struct { const char *text; int least, most; } rows[] = {
        {"3", 3, 3}, {"1", 1, 1}, {"1000", 16, 16}, {"0", 1, 16}, {"-4", 1, 16}, {"two", 1, 16},
        {"", 1, 16}};
    const char *old = getenv("RGEN_THREADS");
    char *kept = old ? strdup(old) : NULL;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        setenv("RGEN_THREADS", rows[i].text, 1);
        rgen_threads *t = rgen_threads_new(0);
        assert_in_range(rgen_threads_count(t), rows[i].least, rows[i].most);
        rgen_threads_free(t);
    }
    if (kept)
        setenv("RGEN_THREADS", kept, 1);
    else
        unsetenv("RGEN_THREADS");
    free(kept);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_task_runs_once),
        cmocka_unit_test(null_runs_on_the_caller),
        cmocka_unit_test(count_comes_from_the_environment),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
