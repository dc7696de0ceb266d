/* From logits to a code: temperature, then the top_k most likely, then of these
 * the fewest that hold top_p of the probability, then one of them by a uniform
 * number. Ties go to the lower code, so that the choice is unique. */
#include <math.h>
#include <string.h>

#include "nn/session.h"

/* Larger for the more likely, then for the lower code; never 0. NaN counts as
 * the least likely. */
static uint64_t rank_of(float logit, int code)
{
    uint32_t u;
    memcpy(&u, &logit, sizeof u);
    u = u & 0x80000000u ? ~u : u | 0x80000000u;
    return (uint64_t)(logit == logit ? u : 0) << 32 | (uint32_t)~(uint32_t)code;
}

static int code_of(uint64_t rank)
{
    return (int)~(uint32_t)rank;
}

/* Let heap[at] sink in a heap of n with the largest on top. */
static void sink(uint64_t *heap, int n, int at)
{
    uint64_t value = heap[at];
    for (int child; (child = 2 * at + 1) < n; at = child) {
        if (child + 1 < n && heap[child + 1] > heap[child])
            child++;
        if (heap[child] <= value)
            break;
        heap[at] = heap[child];
    }
    heap[at] = value;
}

/* Make a heap of n; popping puts the largest at its end. */
static void build(uint64_t *heap, int n)
{
    for (int i = n / 2 - 1; i >= 0; i--)
        sink(heap, n, i);
}

static int pop(uint64_t *heap, int *n)
{
    uint64_t top = heap[0];
    heap[0] = heap[--*n];
    heap[*n] = top;
    sink(heap, *n, 0);
    return code_of(top);
}

static int most_likely(const float *logits, int n)
{
    int best = 0;
    for (int i = 1; i < n; i++)
        if (rank_of(logits[i], i) > rank_of(logits[best], best))
            best = i;
    return best;
}

int rgen_sample(const rgen_kernels *k, float *logits, int n, const rgen_sampling *how, float u,
                float *p, uint64_t *order)
{
    int best = most_likely(logits, n), left = n, kept = n;
    float top = logits[best] / how->temperature;
    if (how->temperature == 0 || !(fabsf(top) <= 3e38f))
        return best;
    for (int i = 0; i < n; i++)
        p[i] = logits[i] == logits[i] ? logits[i] / how->temperature : -INFINITY;
    k->exponentials(p, (size_t)n);
    int by_count = how->top_k > 0 && how->top_k < n, sorted = by_count || how->top_p < 1;
    /* Probabilities are added in order of code, or from the most likely on. */
    double total = 0, sum = 0;
    for (int i = 0; i < n && !by_count; i++)
        total += p[i];
    if (sorted) {
        /* Codes under this hold together less than 1 - top_p of the probability,
         * so they cannot be among those that are kept: no need to sort them. */
        double least = by_count ? -1 : (1 - (double)how->top_p) * 0.999 * total / n;
        for (int i = left = 0; i < n; i++)
            if (p[i] > least)
                order[left++] = rank_of(logits[i], i);
        build(order, left);
    }
    int ranked = left;
    if (by_count)
        for (kept = how->top_k; ranked - left < kept;)
            total += p[pop(order, &left)];
    if (how->top_p < 1) {
        int i = 0;
        for (; i < kept && i < ranked && sum < how->top_p * total; i++)
            sum += p[i < ranked - left ? code_of(order[ranked - 1 - i]) : pop(order, &left)];
        kept = i;
        total = sum;
    }
    double wanted = (double)u * total;
    sum = 0;
    for (int i = 0; i < kept; i++) {
        int code = sorted ? code_of(order[ranked - 1 - i]) : i;
        sum += p[code];
        if (sum > wanted)
            return code;
    }
    return best; /* rounding at the very end */
}

double rgen_nats(const rgen_kernels *k, const float *logits, int n, int code, float *scratch)
{
    float top = logits[most_likely(logits, n)];
    double sum = 0;
    memcpy(scratch, logits, (size_t)n * sizeof *scratch);
    k->exponentials(scratch, (size_t)n);
    for (int i = 0; i < n; i++)
        sum += scratch[i];
    return log(sum) - ((double)logits[code] - (double)top);
}
