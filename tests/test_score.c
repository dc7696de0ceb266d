/* Grid, roles, chords and parts. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "score/score.h"

static const rgen_grid good = {120, 4, 4, 8, 0, RGEN_MAJOR};

static void grid_frames(void **state)
{
    static const struct { int num, den, frames; } meters[] = {
        {4, 4, 16}, {3, 4, 12}, {6, 8, 12}, {5, 4, 20}, {7, 8, 14}};
    for (size_t i = 0; i < sizeof meters / sizeof meters[0]; i++) {
        rgen_grid g = good;
        g.meter_num = meters[i].num;
        g.meter_den = meters[i].den;
        assert_int_equal(rgen_grid_check(&g, NULL), RGEN_OK);
        assert_int_equal(rgen_grid_frames_per_bar(&g), meters[i].frames);
        assert_int_equal(rgen_grid_frames(&g), 8 * meters[i].frames);
    }
}

static void grid_samples(void **state)
{
    rgen_grid g = good;
    assert_true(fabs(rgen_grid_seconds(&g) - 16.0) < 1e-12);
    assert_int_equal(rgen_grid_sample(&g, 128, 44100), 16 * 44100);
    assert_int_equal(rgen_grid_sample(&g, 0, 44100), 0);
    g.bpm = 133.7; /* no drift: each frame is within half a sample of where it should be */
    for (int f = 0; f <= 128; f++) {
        double exact = f * 15.0 / 133.7 * 44100;
        assert_true(fabs((double)rgen_grid_sample(&g, f, 44100) - exact) <= 0.5 + 1e-6);
    }
}

static void grid_bad(void **state)
{
    const double tempos[] = {0, -5, NAN, INFINITY, 1e9, 0.5};
    const int meters[][2] = {{0, 4}, {-3, 4}, {4, 0}, {4, 3}, {4, 16}, {9, 4}, {17, 8}, {1 << 30, 4}};
    const int bars[] = {0, -1, RGEN_MAX_BARS + 1, 1000000000};
    rgen_error err;
    for (size_t i = 0; i < sizeof tempos / sizeof tempos[0]; i++) {
        rgen_grid g = good;
        g.bpm = tempos[i];
        assert_int_equal(rgen_grid_check(&g, &err), RGEN_ERR_ARG);
        assert_non_null(strstr(err.message, "tempo"));
    }
    for (size_t i = 0; i < sizeof meters / sizeof meters[0]; i++) {
        rgen_grid g = good;
        g.meter_num = meters[i][0];
        g.meter_den = meters[i][1];
        assert_int_equal(rgen_grid_check(&g, &err), RGEN_ERR_ARG);
        assert_non_null(strstr(err.message, "metre"));
    }
    for (size_t i = 0; i < sizeof bars / sizeof bars[0]; i++) {
        rgen_grid g = good;
        g.bars = bars[i];
        assert_int_equal(rgen_grid_check(&g, &err), RGEN_ERR_ARG);
        assert_non_null(strstr(err.message, "bars"));
    }
    rgen_grid g = good;
    g.tonic = 12;
    assert_int_equal(rgen_grid_check(&g, NULL), RGEN_ERR_ARG);
    g = good;
    g.mode = RGEN_MODES;
    assert_int_equal(rgen_grid_check(&g, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_mode_scale(RGEN_MODES), 0);
}

static void scales(void **state)
{
    static const char *const steps[RGEN_MODES] = {"024579b", "023578ab", "023579a",
                                                  "013578a", "024679b",  "024579a"};
    for (int m = 0; m < RGEN_MODES; m++) {
        unsigned want = 0;
        for (const char *c = steps[m]; *c; c++)
            want |= 1u << (*c >= 'a' ? *c - 'a' + 10 : *c - '0');
        assert_int_equal(rgen_mode_scale((rgen_mode)m), want);
    }
}

/* Trained models depend on these sizes. */
static void registry(void **state)
{
    const rgen_roles *roles = rgen_roles_default();
    static const struct { const char *name; int kind, n, first, last, max_delay; } want[] = {
        {"drums", RGEN_KIND_DRUMS, 8, 254, 254, 7},
        {"bass", RGEN_KIND_MONO, 4, 50, 9, 3},
        {"harmony", RGEN_KIND_CHORDAL, 13, 145, 89, 8},
        {"melody", RGEN_KIND_LEAD, 5, 74, 5, 4}};
    assert_int_equal(roles->count, 4);
    for (int i = 0; i < 4; i++) {
        const rgen_role *r = &roles->rows[i];
        assert_string_equal(r->name, want[i].name);
        assert_int_equal(rgen_roles_find(roles, want[i].name), i);
        assert_int_equal(r->kind, want[i].kind);
        assert_int_equal(r->n_books, want[i].n);
        assert_int_equal(r->books[0], want[i].first);
        assert_int_equal(r->books[r->n_books - 1], want[i].last);
        assert_int_equal(r->delays[r->n_books - 1], want[i].max_delay);
        for (int k = 1; k < r->n_books; k++)
            assert_true(r->delays[k] >= r->delays[k - 1]);
    }
    assert_int_equal(rgen_roles_find(roles, "vocal"), -1);
    assert_int_equal(rgen_key_shift(0), 0);
    assert_int_equal(rgen_key_shift(6), 6);
    assert_int_equal(rgen_key_shift(7), -5);
    assert_int_equal(rgen_role_lowest(&roles->rows[1], 11), 17);
}

static void chords(void **state)
{
    char name[16];
    int am7 = 1 + 9 * RGEN_CHORD_QUALITIES + RGEN_CHORD_MIN7; /* A in C */
    assert_int_equal(rgen_chord_tones(am7), 1u << 9 | 1u << 0 | 1u << 4 | 1u << 7);
    assert_string_equal(rgen_chord_name(am7, 0, name, sizeof name), "Am7");
    assert_string_equal(rgen_chord_name(am7, 5, name, sizeof name), "Dm7");
    assert_string_equal(rgen_chord_name(1, 10, name, sizeof name), "Bb");
    assert_string_equal(rgen_chord_name(0, 0, name, sizeof name), "N.C.");
    assert_string_equal(rgen_chord_name(RGEN_CHORD_CODES, 0, name, sizeof name), "N.C.");
    assert_int_equal(rgen_chord_tones(0), 0);
    assert_int_equal(rgen_chord_tones(-1), 0);
    assert_int_equal(rgen_chord_tones(RGEN_CHORD_CODES), 0);
    for (int code = 1; code < RGEN_CHORD_CODES; code++) {
        unsigned t = rgen_chord_tones(code);
        assert_true(t >> ((code - 1) / RGEN_CHORD_QUALITIES) & 1); /* the root */
        assert_true(__builtin_popcount(t) >= 2 && __builtin_popcount(t) <= 4);
    }
}

static void parts(void **state)
{
    rgen_part p = {0}, q;
    for (int i = 0; i < 500; i++) {
        rgen_note n = {(i * 37) % 101, 10 + i, (uint8_t)(i % 5), (uint8_t)(1 + i % 100), 0, 4};
        assert_int_equal(rgen_part_add(&p, n), RGEN_OK);
    }
    rgen_part_sort(&p);
    for (int i = 1; i < p.n_notes; i++)
        assert_true(p.notes[i].start > p.notes[i - 1].start ||
                    (p.notes[i].start == p.notes[i - 1].start &&
                     p.notes[i].pitch >= p.notes[i - 1].pitch));
    assert_int_equal(rgen_part_copy(&q, &p), RGEN_OK);
    assert_int_equal(q.n_notes, 500);
    assert_ptr_not_equal(q.notes, p.notes);
    assert_memory_equal(q.notes, p.notes, 500 * sizeof *p.notes);
    rgen_part_clear(&p);
    rgen_part_clear(&p);
    rgen_part_clear(NULL);
    rgen_part_clear(&q);
    assert_int_equal(rgen_part_copy(&q, &p), RGEN_OK); /* an empty part */
    assert_int_equal(q.n_notes, 0);
    rgen_part_sort(&q);
    rgen_part_clear(&q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grid_frames), cmocka_unit_test(grid_samples), cmocka_unit_test(grid_bad),
        cmocka_unit_test(scales),      cmocka_unit_test(registry),     cmocka_unit_test(chords),
        cmocka_unit_test(parts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
