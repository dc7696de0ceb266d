/* The choice of a kernel table (nn/kernels.h), made once per process. */
#include "nn/kernels.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "nn/nn.h"

/* The tables of this build, the best last. */
static const rgen_kernels *const tables[] = {
    &rgen_kernels_ref,
#if defined(__x86_64__)
    &rgen_kernels_avx2, &rgen_kernels_avx512,
#elif defined(__aarch64__)
    &rgen_kernels_neon,
#endif
};
enum { N_TABLES = sizeof tables / sizeof *tables };

#if defined(__x86_64__)
static int has_f16c(void) /* by hand: clang 14 has no name for it */
{
    unsigned a, b, c, d;
    return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_F16C);
}
#endif

static int runs(const rgen_kernels *k)
{
#if defined(__x86_64__)
    if (k == &rgen_kernels_avx2)
        return __builtin_cpu_supports("avx2") && has_f16c();
    if (k == &rgen_kernels_avx512)
        return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
               __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
               __builtin_cpu_supports("avx512vnni") && has_f16c();
#endif
    return 1;
}

const rgen_kernels *rgen_kernels_find(const char *name)
{
    for (int i = 0; i < N_TABLES; i++)
        if (strcmp(tables[i]->name, name) == 0)
            return runs(tables[i]) ? tables[i] : NULL;
    return NULL;
}

static const rgen_kernels *choose(void)
{
    const char *wanted = getenv("RGEN_CPU");
    int top = N_TABLES - 1;
    for (int i = 0; wanted && i < N_TABLES; i++)
        if (strcmp(tables[i]->name, wanted) == 0)
            top = i;
    while (top > 0 && !runs(tables[top]))
        top--;
    return tables[top];
}

const rgen_kernels *rgen_kernels_get(void)
{
    /* Two threads that come at once choose the same table. */
    static _Atomic(const rgen_kernels *) chosen;
    const rgen_kernels *k = atomic_load_explicit(&chosen, memory_order_acquire);
    if (!k) {
        k = choose();
        const rgen_kernels *none = NULL;
        if (!atomic_compare_exchange_strong(&chosen, &none, k))
            k = none;
    }
    return k;
}

const char *rgen_kernels_name(void)
{
    return rgen_kernels_get()->name;
}
