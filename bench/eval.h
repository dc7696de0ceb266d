/* What the evaluation programs share: dying with a sentence, growing means, and
 * the interval of a mean over songs. Programs, so they may print and exit. */
#ifndef BENCH_EVAL_H
#define BENCH_EVAL_H

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/philox.h"
#include "resonant/status.h"

__attribute__((unused, noreturn)) static void die(const char *program, const char *what)
{
    fprintf(stderr, "%s: %s\n", program, what);
    exit(1);
}

/* calloc that does not come back empty. */
__attribute__((unused)) static void *need(size_t count, size_t size)
{
    void *p = calloc(count ? count : 1, size ? size : 1);
    if (!p)
        die("eval", "out of memory");
    return p;
}

/* One row of the table of figures, appended to the file of --figures (NULL: none). */
__attribute__((unused, format(printf, 5, 6))) static void figure(const char *path, const char *name,
                                                                 const char *target, int reached,
                                                                 const char *format, ...)
{
    FILE *f = path ? fopen(path, "a") : NULL;
    va_list args;
    if (!f)
        return;
    fprintf(f, "| %s | %s | ", name, target);
    va_start(args, format);
    vfprintf(f, format, args);
    va_end(args);
    fprintf(f, " | %s |\n", reached ? "yes" : "**no**");
    fclose(f);
}

/* A share: `hits` of `all`. */
typedef struct tally { double hits, all; } tally;

__attribute__((unused)) static void count(tally *t, int hit)
{
    t->hits += hit != 0;
    t->all += 1;
}

__attribute__((unused)) static double percent(tally t)
{
    return t.all > 0 ? 100.0 * t.hits / t.all : 0;
}

__attribute__((unused)) static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The 95% interval of sum(value) / sum(weight) when the n rows (songs) are drawn
 * anew with replacement. Deterministic. */
__attribute__((unused)) static void bootstrap(const double *value, const double *weight, int n,
                                              double *low, double *high)
{
    enum { DRAWS = 2000 };
    double *means = need(DRAWS, sizeof *means);
    for (int d = 0; d < DRAWS; d++) {
        double v = 0, w = 0;
        for (int i = 0; i < n; i++) {
            int j = (int)(rgen_philox_uniform(0x65766131, (uint64_t)d, (uint64_t)i) * (float)n);
            v += value[j];
            w += weight[j];
        }
        means[d] = w > 0 ? v / w : 0;
    }
    qsort(means, DRAWS, sizeof *means, compare_doubles);
    *low = means[DRAWS / 40];
    *high = means[DRAWS - 1 - DRAWS / 40];
    free(means);
}

/* Spearman's rank correlation of n pairs; ties get their middle rank. */
__attribute__((unused)) static double rank_correlation(const double *x, const double *y, int n)
{
    double sx = 0, sy = 0, sxx = 0, syy = 0, sxy = 0;
    for (int i = 0; i < n; i++) {
        double rx = 0, ry = 0;
        for (int j = 0; j < n; j++) {
            rx += x[j] < x[i] ? 1 : x[j] == x[i] ? 0.5 : 0;
            ry += y[j] < y[i] ? 1 : y[j] == y[i] ? 0.5 : 0;
        }
        sx += rx;
        sy += ry;
        sxx += rx * rx;
        syy += ry * ry;
        sxy += rx * ry;
    }
    double vx = sxx - sx * sx / n, vy = syy - sy * sy / n;
    return vx > 0 && vy > 0 ? (sxy - sx * sy / n) / sqrt(vx * vy) : 0;
}

#endif
