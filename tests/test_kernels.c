/* Kernels: each table that this processor runs against the reference, bit for
 * bit (tests/kernel_cases.h), and the reference against double precision. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "kernel_cases.h"
#include "nn/nn.h"

static void table_matches_reference(const char *name)
{
    char where[256] = "";
    const rgen_kernels *k = rgen_kernels_find(name);
    if (!k) {
        print_message("# skip: this build or processor has no %s kernels\n", name);
        skip();
    }
    uint64_t sum = kernel_run(k, &rgen_kernels_ref, where, sizeof where);
    if (sum == 0)
        fail_msg("%s", where);
    assert_true(sum == kernel_checksum_expected);
}

static void avx2_matches_reference(void **state) { table_matches_reference("avx2"); }
static void avx512_matches_reference(void **state) { table_matches_reference("avx512"); }

static void reference_has_its_checksum(void **state)
{
    uint64_t sum = kernel_run(&rgen_kernels_ref, NULL, NULL, 0);
    if (sum != kernel_checksum_expected)
        fail_msg("checksum of the reference kernels is 0x%llx", (unsigned long long)sum);
}

static void tables_are_found(void **state)
{
    assert_ptr_equal(rgen_kernels_find("ref"), &rgen_kernels_ref);
    assert_null(rgen_kernels_find("abacus"));
    const char *set = getenv("RGEN_CPU");
    if (set && rgen_kernels_find(set))
        assert_string_equal(rgen_kernels_name(), set);
    assert_ptr_equal(rgen_kernels_find(rgen_kernels_name()), rgen_kernels_get());
}

static void halves_are_exact(void **state)
{
    for (unsigned h = 0; h < 0x10000; h++) {
        uint16_t bits = (uint16_t)h;
        unsigned e = h >> 10 & 31, m = h & 1023;
        double wanted = e ? ldexp(1024 + m, (int)e - 25) : ldexp(m, -24);
        float got;
        if (e == 31)
            wanted = m ? NAN : INFINITY;
        rgen_kernels_get()->expand_f16(&bits, 1, &got);
        if (isnan(wanted))
            assert_true(isnan(got));
        else
            assert_true((double)got == (h & 0x8000 ? -wanted : wanted));
        assert_int_equal(!!signbit(got), h >> 15);
    }
}

/* Largest relative error of `got` against double precision. */
static void functions_are_accurate(void **state)
{
    const rgen_kernels *k = rgen_kernels_get();
    double worst_exp = 0, worst_erf = 0;
    for (int i = 0; i < 200000; i++) {
        float x = -86.0f * (float)i / 200000, v[2] = {0, x};
        k->exponentials(v, 2);
        worst_exp = fmax(worst_exp, fabs((double)v[1] / exp((double)x) - 1));
        x = 8.0f * (float)i / 200000 - 2.0f;
        float g = x;
        k->gelu(&g, 1);
        /* by the size of x: the sum 1 + erf cancels for negative x */
        double wanted = 0.5 * (double)x * (1 + erf((double)x / sqrt(2)));
        worst_erf = fmax(worst_erf, fabs((double)g - wanted) / fmax(fabs((double)x), 1e-9));
    }
    print_message("exp %.2g, gelu %.2g\n", worst_exp, worst_erf);
    assert_true(worst_exp < 2e-7);
    assert_true(worst_erf < 2e-7);
}

static void sums_are_accurate(void **state)
{
    const rgen_kernels *k = rgen_kernels_get();
    enum { N = 1000 };
    float x[N], w[N], one[N], zero[N] = {0}, y[N], dot, p[N];
    double exact = 0, size = 0, mean = 0, variance = 0, total = 0, most = -1e9;
    kernel_floats(x, N, 41);
    kernel_floats(w, N, 42);
    for (int i = 0; i < N; i++) {
        exact += (double)x[i] * (double)w[i];
        size += fabs((double)x[i] * (double)w[i]);
        mean += (double)x[i] / N;
        most = fmax(most, (double)x[i]);
        one[i] = 1;
        p[i] = x[i];
    }
    for (int i = 0; i < N; i++) {
        variance += ((double)x[i] - mean) * ((double)x[i] - mean) / N;
        total += exp(2 * ((double)x[i] - most));
    }
    k->matmul_f32(w, N, N, 1, x, N, 1, &dot, 1);
    assert_true(fabs((double)dot - exact) < 1e-6 * size);
    k->layer_norm(x, one, zero, N, y);
    k->softmax(p, N, 2.0f);
    for (int i = 0; i < N; i++) {
        assert_true(fabs((double)y[i] - ((double)x[i] - mean) / sqrt(variance + 1e-5)) < 1e-5);
        double wanted = exp(2 * ((double)x[i] - most)) / total;
        assert_true(fabs((double)p[i] - wanted) < 1e-6 * wanted + 1e-12);
    }
}

static void quantised_products_are_close(void **state)
{
    const rgen_kernels *k = rgen_kernels_get();
    enum { N = 256 };
    float x[N], scale[N / 32], got;
    int8_t q[N];
    rgen_q8_block w[N / 32];
    double exact = 0, size = 0;
    kernel_floats(x, N, 5);
    for (int i = 0; i < N; i++) {
        w[i / 32].scale = 0x3c00; /* 1 */
        w[i / 32].q[i % 32] = (int8_t)(i * 37 % 255 - 127);
        exact += (double)x[i] * w[i / 32].q[i % 32];
        size += fabs((double)x[i] * w[i / 32].q[i % 32]);
    }
    k->quantise(x, N, q, scale);
    for (int i = 0; i < N; i++)
        assert_true(fabs((double)x[i] - (double)scale[i / 32] * q[i]) <=
                    0.5001 * (double)scale[i / 32]);
    rgen_q8_rows rows = {q, scale, N, N / 32};
    k->matmul_q8(w, N / 32, 1, &rows, 1, &got, 1);
    assert_true(fabs((double)got - exact) < 5e-3 * size);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_are_found),
        cmocka_unit_test(reference_has_its_checksum),
        cmocka_unit_test(avx2_matches_reference),
        cmocka_unit_test(avx512_matches_reference),
        cmocka_unit_test(halves_are_exact),
        cmocka_unit_test(functions_are_accurate),
        cmocka_unit_test(sums_are_accurate),
        cmocka_unit_test(quantised_products_are_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
