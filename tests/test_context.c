/* Masks over the tracks' codes, and track models writing through them: visible
 * codes stand, windows join, a fifth role is a row and a file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/track_model.h"
#include "tiny_model.h"

static const rgen_grid eight_bars = {120, 4, 4, 8, 0, RGEN_MINOR};

static rgen_frames ramp(const rgen_role *role, int n)
{
    rgen_frames f;
    assert_int_equal(rgen_frames_new(&f, role->n_books, n, NULL), RGEN_OK);
    for (int k = 0; k < role->n_books; k++)
        for (int t = 0; t < n; t++)
            f.codes[k * n + t] = (uint16_t)((t + k) % role->books[k]);
    return f;
}

static int masked(const rgen_context *c, int role, int book)
{
    int n = 0;
    for (int t = 0; t < c->n_frames; t++)
        n += c->part[role].codes[book * c->n_frames + t] == c->roles->rows[role].books[book];
    return n;
}

static void test_show_and_hide(void **state)
{
    const rgen_roles *roles = rgen_roles_default();
    rgen_context c;
    assert_int_equal(rgen_context_new(&c, roles, &eight_bars, NULL), RGEN_OK);
    assert_int_equal(c.n_frames, 128);
    for (int r = 0; r < roles->count; r++)
        assert_int_equal(masked(&c, r, 0), 128);
    assert_null(rgen_context_chords(&c));
    rgen_frames harmony = ramp(&roles->rows[2], 128);
    rgen_context_show(&c, 2, &harmony, 0, 1);
    assert_non_null(rgen_context_chords(&c));
    assert_int_equal(rgen_context_chords(&c)[5], 5);
    assert_int_equal(masked(&c, 2, 0), 0);
    assert_int_equal(masked(&c, 2, 1), 128);
    rgen_context_hide(&c, 2, 16, 48);
    assert_int_equal(masked(&c, 2, 0), 32);
    rgen_frames_clear(&harmony);
    rgen_context_clear(&c);
}

static void test_loosen_hides_the_share(void **state)
{
    const rgen_roles *roles = rgen_roles_default();
    rgen_frames bass = ramp(&roles->rows[1], 128);
    for (int tenth = 0; tenth <= 10; tenth++) {
        rgen_context c;
        assert_int_equal(rgen_context_new(&c, roles, &eight_bars, NULL), RGEN_OK);
        rgen_context_show(&c, 1, &bass, 0, 4);
        rgen_context_loosen(&c, 1, 0, 128, tenth / 10.0, 7);
        int hidden = masked(&c, 1, 0), cells = (int)(tenth / 10.0 * 16 + 0.5);
        assert_int_equal(hidden, 8 * cells);
        rgen_context_clear(&c);
    }
    rgen_frames_clear(&bass);
}

static void test_view_counts_bars_to_the_end(void **state)
{
    static const char *const inputs[] = {"drums", "unknown"};
    static const uint16_t sizes[8] = {9, 9, 9, 9, 9, 9, 9, 9};
    static const uint16_t *const books[] = {sizes, sizes};
    static const int counts[] = {8, 1};
    const rgen_model_shape shape = {.n_inputs = 2, .inputs = inputs, .input_books = books,
                                    .input_n_books = counts};
    const rgen_roles *roles = rgen_roles_default();
    rgen_context c;
    rgen_view view;
    assert_int_equal(rgen_context_new(&c, roles, &eight_bars, NULL), RGEN_OK);
    assert_int_equal(rgen_context_view(&c, &shape, 64, 32, &view, NULL), RGEN_OK);
    assert_int_equal(view.input.beat[17], 1);
    assert_int_equal(view.input.bar[17], 1);
    assert_int_equal(view.input.to_end[0], 4);
    assert_int_equal(view.input.to_end[31], 3);
    assert_int_equal(view.input.codes[0][0], 9); /* masked */
    assert_int_equal(view.input.codes[1][31], 9); /* a role that the registry does not have */
    rgen_view_clear(&view);
    rgen_context_clear(&c);
}

/* ---- writing with tiny random models ---- */

static char folder[64];

static const rgen_roles *five_roles(void)
{
    static rgen_role rows[5];
    static rgen_roles roles = {rows, 5};
    memcpy(rows, rgen_roles_default()->rows, 4 * sizeof *rows);
    rows[4] = rows[3];
    rows[4].name = "vocal";
    rows[4].midi_channel = 3;
    return &roles;
}

static int make_models(void **state)
{
    const rgen_roles *roles = five_roles();
    strcpy(folder, "/tmp/resonant-models-XXXXXX");
    if (!mkdtemp(folder))
        return -1;
    for (int r = 0; r < roles->count; r++)
        if (tiny_model_write(folder, roles, r, (uint64_t)r) != 0)
            return -1;
    return 0;
}

static int remove_models(void **state)
{
    char path[160];
    for (int r = 0; r < 5; r++) {
        snprintf(path, sizeof path, "%s/%s.gguf", folder, five_roles()->rows[r].name);
        unlink(path);
    }
    return rmdir(folder);
}

static void check_codes(const rgen_role *role, const rgen_frames *f)
{
    for (int k = 0; k < role->n_books; k++)
        for (int t = 0; t < f->n_frames; t++)
            assert_true(f->codes[k * f->n_frames + t] < role->books[k]);
}

static void test_visible_codes_stand(void **state)
{
    const rgen_roles *roles = five_roles();
    rgen_labels labels = {0};
    rgen_model_set set;
    rgen_context c;
    rgen_frames out, bass = ramp(&roles->rows[1], 128);
    rgen_error err;
    assert_int_equal(rgen_model_set_open(&set, roles, folder, &err), RGEN_OK);
    assert_int_equal(rgen_context_new(&c, roles, &eight_bars, NULL), RGEN_OK);
    rgen_context_show(&c, 1, &bass, 0, 4);
    rgen_context_hide(&c, 1, 32, 64);
    rgen_write task = {.role = 1, .context = &c, .labels = &labels, .key = 5};
    assert_int_equal(rgen_track_write(&set, &task, NULL, &out, &err), RGEN_OK);
    check_codes(&roles->rows[1], &out);
    int same = 0;
    for (int t = 0; t < 128; t++) {
        if (t < 32 || t >= 64)
            assert_int_equal(out.codes[t], bass.codes[t]);
        else
            same += out.codes[t] == bass.codes[t];
    }
    assert_true(same < 32);
    rgen_frames_clear(&out);
    rgen_frames_clear(&bass);
    rgen_context_clear(&c);
    rgen_model_set_close(&set);
}

static void test_fifth_role_writes_and_decodes(void **state)
{
    const rgen_roles *roles = five_roles();
    rgen_labels labels = {0};
    rgen_model_set set;
    rgen_context c;
    rgen_frames out;
    rgen_part part = {0};
    rgen_error err;
    assert_int_equal(rgen_model_set_open(&set, roles, folder, &err), RGEN_OK);
    assert_int_equal(rgen_context_new(&c, roles, &eight_bars, NULL), RGEN_OK);
    rgen_write task = {.role = rgen_roles_find(roles, "vocal"), .context = &c, .labels = &labels,
                       .key = 1};
    assert_int_equal(rgen_track_write(&set, &task, NULL, &out, &err), RGEN_OK);
    check_codes(&roles->rows[4], &out);
    assert_int_equal(rgen_decode(&roles->rows[4], &eight_bars, &out, &part, &err), RGEN_OK);
    assert_true(part.n_notes > 0);
    rgen_part_clear(&part);
    rgen_frames_clear(&out);
    rgen_context_clear(&c);
    rgen_model_set_close(&set);
}

static void test_long_pieces_and_skeletons(void **state)
{
    static const int bars[] = {1, 15, 16, 17, 40};
    const rgen_roles *roles = five_roles();
    rgen_labels labels = {0};
    rgen_model_set set;
    rgen_error err;
    assert_int_equal(rgen_model_set_open(&set, roles, folder, &err), RGEN_OK);
    for (size_t i = 0; i < sizeof bars / sizeof *bars; i++) {
        rgen_grid grid = {120, 7, 8, bars[i], 3, RGEN_DORIAN};
        rgen_context c;
        rgen_frames out;
        assert_int_equal(rgen_context_new(&c, roles, &grid, NULL), RGEN_OK);
        rgen_write task = {.role = 2, .context = &c, .labels = &labels, .key = 2, .skeleton = 1};
        assert_int_equal(rgen_track_write(&set, &task, NULL, &out, &err), RGEN_OK);
        assert_int_equal(out.n_frames, bars[i] * 14);
        check_codes(&roles->rows[2], &out);
        for (int t = 0; t < out.n_frames; t++)
            for (int k = 1; k < out.n_books; k++)
                assert_int_equal(out.codes[k * out.n_frames + t], 0);
        rgen_frames_clear(&out);
        rgen_context_clear(&c);
    }
    rgen_model_set_close(&set);
}

static void test_wrong_files_are_refused(void **state)
{
    const rgen_roles *roles = five_roles();
    rgen_roles swapped;
    rgen_role rows[2] = {roles->rows[1], roles->rows[1]};
    rgen_model_set set;
    rgen_error err;
    rows[1].books[0]++;
    swapped.rows = rows;
    swapped.count = 2;
    assert_int_equal(rgen_model_set_open(&set, &swapped, folder, &err), RGEN_ERR_FORMAT);
    assert_non_null(strstr(err.message, "bass.gguf"));
    assert_int_equal(rgen_model_set_open(&set, roles, "/nonexistent", &err), RGEN_ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_show_and_hide),
        cmocka_unit_test(test_loosen_hides_the_share),
        cmocka_unit_test(test_view_counts_bars_to_the_end),
        cmocka_unit_test(test_visible_codes_stand),
        cmocka_unit_test(test_fifth_role_writes_and_decodes),
        cmocka_unit_test(test_long_pieces_and_skeletons),
        cmocka_unit_test(test_wrong_files_are_refused),
    };
    return cmocka_run_group_tests(tests, make_models, remove_models);
}
