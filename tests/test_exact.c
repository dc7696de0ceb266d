/* exp and log from plain arithmetic against libm's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <math.h>

#include "base/exact.h"

static void test_exp(void **state)
{
    for (double x = -699; x < 700; x += 0.37)
        assert_true(fabs(rgen_exp(x) / exp(x) - 1) < 1e-12);
    assert_true(rgen_exp(-1000) == 0);
    assert_true(rgen_exp(0) == 1);
}

static void test_log(void **state)
{
    for (double x = 1e-300; x < 1e300; x *= 1.7)
        assert_true(fabs(rgen_log(x) - log(x)) <= 1e-12 * (1 + fabs(log(x))));
    assert_true(rgen_log(1) == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_exp), cmocka_unit_test(test_log)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
