/* The thread pool (base/threads.h).
 *
 * One 64-bit word holds the job's number and how many of its tasks are not taken
 * yet; tasks go from the last to the first. A thread takes one by
 * compare-and-swap on that word, so one that comes late from an older job cannot
 * take a task of the newer with the older's function. The caller
 * takes tasks as well: when a worker has not woken up, the job is done without
 * it, which matters on busy machines. */
#include "base/threads.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

enum {
    MAX_THREADS = 16,
    WORKER_SPINS = 3000, /* about 50 to 100 microseconds before a worker sleeps */
    CALLER_SPINS = 2000  /* before the caller offers its processor to a late worker */
};

typedef void task_fn(void *data, int task);

struct rgen_threads {
    _Alignas(64) _Atomic uint64_t next; /* job << 32 | tasks not taken */
    _Alignas(64) atomic_int done;       /* tasks finished of this job */
    _Alignas(64) _Atomic(task_fn *) fn;
    _Atomic(void *) data;
    _Alignas(64) atomic_int sleepers;
    atomic_int stop;
    pthread_mutex_t mutex;
    pthread_cond_t wake;
    int count, started;
    pthread_t workers[MAX_THREADS];
};

static inline void pause_cpu(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ volatile("yield");
#endif
}

/* Do tasks of the present job until none is left. fn and data are read before
 * the swap: it succeeds only while the job that `next` named is unfinished, and
 * its fields do not change until then. */
static void work(rgen_threads *t)
{
    uint64_t next = atomic_load_explicit(&t->next, memory_order_acquire);
    for (;;) {
        task_fn *fn = atomic_load_explicit(&t->fn, memory_order_relaxed);
        void *data = atomic_load_explicit(&t->data, memory_order_relaxed);
        int left = (int)(uint32_t)next;
        if (left == 0)
            return;
        if (!atomic_compare_exchange_weak_explicit(&t->next, &next, next - 1,
                                                   memory_order_acq_rel, memory_order_acquire))
            continue;
        fn(data, left - 1);
        atomic_fetch_add_explicit(&t->done, 1, memory_order_release);
        next = atomic_load_explicit(&t->next, memory_order_acquire);
    }
}

static int waiting(rgen_threads *t, uint32_t job)
{
    return (uint32_t)(atomic_load(&t->next) >> 32) == job && !atomic_load(&t->stop);
}

static void *worker(void *arg)
{
    rgen_threads *t = arg;
    uint32_t job = 0;
    for (;;) {
        for (int spin = 0; spin < WORKER_SPINS && waiting(t, job); spin++)
            pause_cpu();
        if (waiting(t, job)) {
            pthread_mutex_lock(&t->mutex);
            atomic_fetch_add(&t->sleepers, 1);
            while (waiting(t, job))
                pthread_cond_wait(&t->wake, &t->mutex);
            atomic_fetch_sub(&t->sleepers, 1);
            pthread_mutex_unlock(&t->mutex);
        }
        if (atomic_load(&t->stop))
            return NULL;
        job = (uint32_t)(atomic_load(&t->next) >> 32);
        work(t);
    }
}

static void wake_all(rgen_threads *t)
{
    /* Both sides are sequentially consistent: either the sleeper sees the new
     * job before it waits, or it is counted here and gets the signal. */
    if (atomic_load(&t->sleepers) > 0) {
        pthread_mutex_lock(&t->mutex);
        pthread_cond_broadcast(&t->wake);
        pthread_mutex_unlock(&t->mutex);
    }
}

static int default_count(void)
{
    const char *text = getenv("RGEN_THREADS");
    long n = text ? strtol(text, NULL, 10) : 0;
    if (n < 1)
        n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (int)n;
}

rgen_threads *rgen_threads_new(int n)
{
    rgen_threads *t = aligned_alloc(64, (sizeof *t + 63) / 64 * 64);
    if (!t)
        return NULL;
    t->count = n < 1 ? default_count() : n > MAX_THREADS ? MAX_THREADS : n;
    t->started = 0;
    atomic_init(&t->next, 0);
    atomic_init(&t->done, 0);
    atomic_init(&t->fn, NULL);
    atomic_init(&t->data, NULL);
    atomic_init(&t->sleepers, 0);
    atomic_init(&t->stop, 0);
    pthread_mutex_init(&t->mutex, NULL);
    pthread_cond_init(&t->wake, NULL);
    /* A system that gives fewer threads still gives the same results. */
    while (t->started < t->count - 1 &&
           pthread_create(&t->workers[t->started], NULL, worker, t) == 0)
        t->started++;
    t->count = t->started + 1;
    return t;
}

void rgen_threads_free(rgen_threads *t)
{
    if (!t)
        return;
    pthread_mutex_lock(&t->mutex);
    atomic_store(&t->stop, 1);
    pthread_cond_broadcast(&t->wake);
    pthread_mutex_unlock(&t->mutex);
    for (int i = 0; i < t->started; i++)
        pthread_join(t->workers[i], NULL);
    pthread_cond_destroy(&t->wake);
    pthread_mutex_destroy(&t->mutex);
    free(t);
}

int rgen_threads_count(const rgen_threads *t)
{
    return t ? t->count : 1;
}

void rgen_threads_run(rgen_threads *t, task_fn *fn, void *data, int n_tasks)
{
    if (!t || t->started == 0 || n_tasks <= 1) {
        for (int task = n_tasks - 1; task >= 0; task--)
            fn(data, task);
        return;
    }
    uint64_t job = atomic_load_explicit(&t->next, memory_order_relaxed) >> 32;
    atomic_store_explicit(&t->done, 0, memory_order_relaxed);
    atomic_store_explicit(&t->fn, fn, memory_order_relaxed);
    atomic_store_explicit(&t->data, data, memory_order_relaxed);
    atomic_store(&t->next, (job + 1) << 32 | (uint32_t)n_tasks);
    wake_all(t);
    work(t);
    for (int spin = 0; atomic_load_explicit(&t->done, memory_order_acquire) < n_tasks; spin++) {
        if (spin < CALLER_SPINS)
            pause_cpu();
        else
            sched_yield();
    }
}
