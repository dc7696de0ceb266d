/* The eight score attributes: each must rise with what it names, stay in 0..1, and
 * survive anything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "score/score.h"

static const rgen_grid grid = {120, 4, 4, 8, 0, RGEN_MAJOR};
enum { BAR = 1920 };

static const rgen_role *role(const char *name)
{
    const rgen_roles *roles = rgen_roles_default();
    return &roles->rows[rgen_roles_find(roles, name)];
}

/* A bass line of `n` notes a bar, `step` ticks apart from `from`. */
static rgen_part line(int n, int step, int from, int length, int pitch, int leap, int velocity)
{
    rgen_part p = {0};
    for (int b = 0; b < 8; b++)
        for (int i = 0; i < n; i++) {
            rgen_note note = {b * BAR + from + i * step, length, (uint8_t)(pitch + leap * (i % 3)),
                              (uint8_t)velocity, 0, 4};
            assert_int_equal(rgen_part_add(&p, note), RGEN_OK);
        }
    rgen_part_sort(&p);
    return p;
}

static float attribute(const char *name, rgen_part part, int which)
{
    float out[RGEN_SCORE_ATTRIBUTES];
    rgen_measure(role(name), &grid, &part, 0, 8, out);
    for (int i = 0; i < RGEN_SCORE_ATTRIBUTES; i++)
        assert_true(out[i] >= 0 && out[i] <= 1);
    rgen_part_clear(&part);
    return out[which];
}

static void empty(void **state)
{
    const rgen_roles *roles = rgen_roles_default();
    for (int r = 0; r < roles->count; r++)
        for (int n = -1; n < 20; n++) {
            rgen_part part = {0};
            float out[RGEN_SCORE_ATTRIBUTES];
            rgen_measure(&roles->rows[r], &grid, &part, n - 3, n, out);
            assert_true(out[RGEN_DENSITY] == 0);
            for (int i = 1; i < RGEN_SCORE_ATTRIBUTES; i++)
                assert_true(out[i] == 0.5f);
        }
}

static void pitched(void **state)
{
    static const char *const names[] = {"bass", "harmony", "melody"};
    for (int r = 0; r < 3; r++) {
        const char *name = names[r];
        assert_true(attribute(name, line(2, 960, 0, 200, 50, 2, 80), RGEN_DENSITY) + 0.1f <
                    attribute(name, line(8, 240, 0, 200, 50, 2, 80), RGEN_DENSITY));
        assert_true(attribute(name, line(4, 480, 0, 200, 50, 2, 80), RGEN_SYNCOPATION) + 0.1f <
                    attribute(name, line(4, 480, 360, 100, 50, 2, 80), RGEN_SYNCOPATION));
        assert_true(attribute(name, line(4, 480, 0, 200, 40, 2, 80), RGEN_REGISTER) + 0.1f <
                    attribute(name, line(4, 480, 0, 200, 70, 2, 80), RGEN_REGISTER));
        assert_true(attribute(name, line(4, 480, 0, 200, 50, 1, 80), RGEN_RANGE) + 0.1f <
                    attribute(name, line(4, 480, 0, 200, 50, 9, 80), RGEN_RANGE));
        assert_true(attribute(name, line(4, 480, 0, 200, 50, 2, 60), RGEN_VELOCITY) + 0.1f <
                    attribute(name, line(4, 480, 0, 200, 50, 2, 110), RGEN_VELOCITY));
        assert_true(attribute(name, line(4, 480, 0, 60, 50, 2, 80), RGEN_ARTICULATION) + 0.3f <
                    attribute(name, line(4, 480, 0, 480, 50, 2, 80), RGEN_ARTICULATION));
    }
}

/* Swing of eighths and of sixteenths, and playing behind the beat. */
static void swing(void **state)
{
    float straight = attribute("bass", line(4, 480, 240, 100, 50, 2, 80), RGEN_SWING);
    float triplet = attribute("bass", line(4, 480, 320, 100, 50, 2, 80), RGEN_SWING);
    float late = attribute("bass", line(4, 480, 260, 100, 50, 2, 80), RGEN_SWING);
    float early = attribute("bass", line(4, 480, 220, 100, 50, 2, 80), RGEN_SWING);
    assert_true(early < straight && straight < late && late < triplet);
    assert_true(attribute("drums", line(8, 240, 120, 60, 2, 0, 80), RGEN_SWING) + 0.1f <
                attribute("drums", line(8, 240, 160, 60, 2, 0, 80), RGEN_SWING));
    /* nothing off the beat: nothing to say */
    assert_true(attribute("bass", line(4, 480, 0, 100, 50, 2, 80), RGEN_SWING) == 0.5f);
}

static void repetition(void **state)
{
    rgen_part same = line(4, 480, 0, 100, 50, 2, 80), other = line(4, 480, 0, 100, 50, 2, 80);
    for (int i = 0; i < other.n_notes; i++) { /* no bar like another */
        other.notes[i].pitch = (uint8_t)(40 + i);
        other.notes[i].start += 120 * (i * i / 5 % 4);
    }
    rgen_part_sort(&other);
    float high = attribute("bass", same, RGEN_REPETITION);
    assert_true(attribute("bass", other, RGEN_REPETITION) + 0.3f < high);
    assert_true(high > 0.75f);
    rgen_part one = line(1, 480, 0, 100, 50, 2, 80);
    float out[RGEN_SCORE_ATTRIBUTES];
    rgen_measure(role("bass"), &grid, &one, 3, 1, out); /* one bar is like none */
    assert_true(out[RGEN_REPETITION] == 0.5f);
    rgen_part_clear(&one);
}

static void drums(void **state)
{
    /* hats are high and tight; kicks are low; open hats ring */
    assert_true(attribute("drums", line(4, 480, 0, 60, RGEN_KICK, 0, 80), RGEN_REGISTER) + 0.3f <
                attribute("drums", line(4, 480, 0, 60, RGEN_CLOSED_HAT, 0, 80), RGEN_REGISTER));
    assert_true(attribute("drums", line(4, 480, 0, 60, RGEN_CLOSED_HAT, 0, 80), RGEN_ARTICULATION) +
                    0.3f <
                attribute("drums", line(4, 480, 0, 60, RGEN_OPEN_HAT, 0, 80), RGEN_ARTICULATION));
    assert_true(attribute("drums", line(4, 480, 0, 60, RGEN_KICK, 0, 80), RGEN_ARTICULATION) == 0.5f);
    assert_true(attribute("drums", line(4, 480, 0, 60, RGEN_KICK, 0, 80), RGEN_RANGE) + 0.1f <
                attribute("drums", line(6, 240, 0, 60, RGEN_KICK, 2, 80), RGEN_RANGE));
    assert_true(attribute("drums", line(4, 480, 0, 60, RGEN_KICK, 0, 80), RGEN_SYNCOPATION) + 0.1f <
                attribute("drums", line(2, 960, 360, 60, RGEN_KICK, 0, 80), RGEN_SYNCOPATION));
}

/* Only the bars asked for count; a note just before the bar line belongs to it. */
static void window(void **state)
{
    rgen_note notes[] = {{0, 100, 40, 50, 0, 4}, {2 * BAR - 50, 100, 52, 120, 0, 4}};
    rgen_part p = {notes, 2, 2, NULL, 0};
    float raw[RGEN_SCORE_ATTRIBUTES];
    rgen_measure_raw(role("bass"), &grid, &p, 2, 1, raw);
    assert_true(raw[RGEN_VELOCITY] == 120);
    assert_true(raw[RGEN_DENSITY] == 1 / 16.0f);
    rgen_measure_raw(role("bass"), &grid, &p, 0, 2, raw);
    assert_true(raw[RGEN_VELOCITY] == 50);
    rgen_measure_raw(role("bass"), &grid, &p, 3, 100, raw);
    assert_true(raw[RGEN_DENSITY] == 0);
}

static void hostile(void **state)
{
    static const int meters[][2] = {{4, 4}, {3, 4}, {6, 8}, {5, 4}, {7, 8}, {8, 4}, {1, 8}, {0, 0},
                                    {-4, 4}, {1000, 4}};
    rgen_part p = {0};
    uint32_t x = 1;
    for (int i = 0; i < 3000; i++) {
        x = x * 1664525u + 1013904223u;
        rgen_note n = {(int32_t)x >> (i % 20), (int32_t)(x >> 1), (uint8_t)(x >> 24),
                       (uint8_t)(x >> 16), (uint8_t)(x >> 8), (uint8_t)x};
        assert_int_equal(rgen_part_add(&p, n), RGEN_OK);
    }
    for (int sorted = 0; sorted < 2; sorted++) {
        for (int m = 0; m < 10; m++)
            for (int r = 0; r < 4; r++) {
                rgen_grid g = {120, meters[m][0], meters[m][1], RGEN_MAX_BARS, 0, RGEN_MAJOR};
                float out[RGEN_SCORE_ATTRIBUTES];
                rgen_measure(&rgen_roles_default()->rows[r], &g, &p, m - 2, RGEN_MAX_BARS, out);
                for (int i = 0; i < RGEN_SCORE_ATTRIBUTES; i++)
                    assert_true(out[i] >= 0 && out[i] <= 1);
            }
        rgen_part_sort(&p);
    }
    rgen_part_clear(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(empty),      cmocka_unit_test(pitched), cmocka_unit_test(swing),
        cmocka_unit_test(repetition), cmocka_unit_test(drums),   cmocka_unit_test(window),
        cmocka_unit_test(hostile)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
