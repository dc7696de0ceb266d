/* Speed and memory as a user meets them: a cold `resonant generate` process to
 * written files, and a warm regenerate to audio in memory. Prints medians:
 *
 *   build/bench/bench_engine [path of resonant]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "resonant/engine.h"

enum { RUNS = 7 };

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, int n)
{
    qsort(x, (size_t)n, sizeof *x, compare);
    return x[n / 2];
}

static void fail(const rgen_error *err)
{
    fprintf(stderr, "bench_engine: %s\n", err->message);
    exit(1);
}

static void cold(const char *resonant)
{
    double seconds[RUNS];
    long memory = 0;
    char folder[] = "/tmp/resonant-bench-XXXXXX", target[64];
    if (!mkdtemp(folder))
        exit(1);
    snprintf(target, sizeof target, "%s/piece", folder);
    for (int i = 0; i < RUNS; i++) {
        struct rusage usage;
        int status;
        double began = now();
        pid_t child = fork();
        if (child == 0) {
            execl(resonant, resonant, "generate", "house with warm pads", "-o", target, "--bars",
                  "8", "--bpm", "120", "--force", "-q", (char *)NULL);
            _exit(127);
        }
        if (wait4(child, &status, 0, &usage) < 0 || status != 0) {
            fprintf(stderr, "bench_engine: %s generate failed\n", resonant);
            exit(1);
        }
        seconds[i] = now() - began;
        memory = usage.ru_maxrss > memory ? usage.ru_maxrss : memory;
    }
    printf("four tracks, 8 bars at 120 BPM, cold process to files: %.0f ms (target 1500)\n",
           1e3 * median(seconds, RUNS));
    printf("memory of a generate: %.0f MB (target 400)\n", (double)memory / 1024);
    fflush(stdout);
    execlp("rm", "rm", "-r", folder, (char *)NULL);
}

/* Progress says "mix" when the new take's audio stands in memory. */
static int note_mix(void *data, const rgen_progress *progress)
{
    if (strcmp(progress->step, "mix") == 0)
        *(double *)data = now();
    return 0;
}

static void warm(void)
{
    static const char *const roles[] = {"drums", "bass", "harmony", "melody"};
    rgen_engine *engine;
    rgen_project *project;
    rgen_request request = rgen_request_default();
    rgen_error err;
    request.bars = 8;
    request.bpm = 120;
    if (rgen_engine_new(&engine, NULL, &err) != RGEN_OK ||
        rgen_generate(engine, "house with warm pads", &request, &project, &err) != RGEN_OK)
        fail(&err);
    request = rgen_request_default();
    double mix = 0;
    request.strength = 1;
    request.progress = note_mix;
    request.progress_data = &mix;
    for (int r = 0; r < 4; r++) {
        double seconds[RUNS], track[RUNS];
        for (int i = 0; i < RUNS; i++) {
            double began = now();
            if (rgen_regenerate(engine, project, roles[r], NULL, &request, &err) != RGEN_OK)
                fail(&err);
            seconds[i] = now() - began;
            track[i] = mix - began;
        }
        printf("regenerate %s, 8 bars at 120 BPM, warm, to audio in memory: %.0f ms (target "
               "150); with the mix remade: %.0f ms\n", roles[r], 1e3 * median(track, RUNS),
               1e3 * median(seconds, RUNS));
    }
    rgen_project_free(project);
    rgen_engine_free(engine);
}

int main(int argc, char **argv)
{
    warm();
    fflush(stdout);
    cold(argc > 1 ? argv[1] : "build/resonant");
    return 0;
}
