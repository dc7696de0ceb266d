/* The counter-based generator: the published known answers, and the range and
 * independence of what is derived from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/philox.h"

/* Known answers of the paper's authors for philox4x32-10. */
static void known_answers(void **state)
{
    static const struct {
        uint64_t key, hi, lo;
        uint32_t out[4];
    } rows[] = {
        {0, 0, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {UINT64_MAX, UINT64_MAX, UINT64_MAX, {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {0x299f31d0a4093822, 0x0370734413198a2e, 0x85a308d3243f6a88,
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint32_t out[4];
        rgen_philox(rows[i].key, rows[i].hi, rows[i].lo, out);
        for (int j = 0; j < 4; j++)
            assert_int_equal(out[j], rows[i].out[j]);
    }
}

static void uniform_is_in_range_and_even(void **state)
{
    enum { N = 100000 };
    int bins[16] = {0};
    double sum = 0;
    for (uint64_t i = 0; i < N; i++) {
        float u = rgen_philox_uniform(7, 3, i);
        assert_true(u >= 0 && u < 1);
        bins[(int)(u * 16)]++;
        sum += (double)u;
    }
    assert_true(sum / N > 0.497 && sum / N < 0.503);
    for (int i = 0; i < 16; i++)
        assert_in_range(bins[i], N / 16 - 400, N / 16 + 400);
}

static void draws_depend_on_every_argument(void **state)
{
    float u = rgen_philox_uniform(1, 2, 3);
    assert_true(u == rgen_philox_uniform(1, 2, 3));
    assert_true(u != rgen_philox_uniform(2, 2, 3));
    assert_true(u != rgen_philox_uniform(1, 3, 3));
    assert_true(u != rgen_philox_uniform(1, 2, 4));
    uint64_t key = rgen_philox_derive(1, "bass", 0);
    assert_true(key == rgen_philox_derive(1, "bass", 0));
    assert_true(key != rgen_philox_derive(2, "bass", 0));
    assert_true(key != rgen_philox_derive(1, "bast", 0));
    assert_true(key != rgen_philox_derive(1, "bass", 1));
    assert_true(key != rgen_philox_derive(1, "", 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_answers),
        cmocka_unit_test(uniform_is_in_range_and_even),
        cmocka_unit_test(draws_depend_on_every_argument),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
