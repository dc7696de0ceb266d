/* A small fixed pool of threads for fork-join work: kernels and rendering.
 *
 * Results never depend on the number of threads: tasks are independent, and
 * whoever adds their results up does so in task order. */
#ifndef BASE_THREADS_H
#define BASE_THREADS_H

typedef struct rgen_threads rgen_threads;

/* `n` threads including the caller's; 0 means RGEN_THREADS, else the number of
 * online processors (at most 16). NULL when memory is short. */
rgen_threads *rgen_threads_new(int n);
void rgen_threads_free(rgen_threads *threads); /* NULL is fine */

int rgen_threads_count(const rgen_threads *threads); /* NULL counts as 1 */

/* Call fn(data, task) for each task in [0, n_tasks), and return when all are
 * done. The caller takes part. With NULL the caller does them all. Idle
 * workers spin for some microseconds before they sleep: a decoder step calls
 * this a few dozen times within a millisecond. One caller at a time. */
void rgen_threads_run(rgen_threads *threads, void (*fn)(void *data, int task), void *data,
                      int n_tasks);

#endif
