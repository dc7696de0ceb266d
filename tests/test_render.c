/* Instruments: patches, their choice, and what a part sounds like. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "render/patches.h"
#include "render/renderer.h"

static rgen_renderer *renderer;
static const rgen_grid grid = {120, 4, 4, 1, 0, RGEN_MINOR}; /* one bar of two seconds */

static const rgen_role *role_of(rgen_role_kind kind) {
    const rgen_roles *roles = rgen_roles_default();
    for (int i = 0; i < roles->count; i++)
        if (roles->rows[i].kind == kind) return &roles->rows[i];
    fail_msg("no role of kind %d", kind);
    return NULL;
}

static rgen_role_kind kind_of(const char *name) {
    for (int k = 0; k < 4; k++)
        if (!strcmp(rgen_kind_name((rgen_role_kind)k), name)) return (rgen_role_kind)k;
    fail_msg("unknown kind %s", name);
    return RGEN_KIND_DRUMS;
}

static void add(rgen_part *part, int start, int length, int pitch, int velocity, int art) {
    rgen_note n = {start, length, (uint8_t)pitch, (uint8_t)velocity, (uint8_t)art, 4};
    assert_int_equal(rgen_part_add(part, n), RGEN_OK);
}

/* Render and hand back the audio; the test fails with the error's sentence. */
static rgen_stereo render(int index, rgen_role_kind kind, const rgen_part *part,
                          const rgen_tone *tone, rgen_threads *threads) {
    rgen_stereo audio;
    rgen_error err = {0};
    assert_int_equal(
        rgen_stereo_new(&audio, rgen_grid_sample(&grid, rgen_grid_frames(&grid), RGEN_SAMPLE_RATE),
                        &err), RGEN_OK);
    if (rgen_render_part(renderer, index, tone, role_of(kind), &grid, part, 7, threads, &audio, &err))
        fail_msg("%s", err.message);
    return audio;
}

static int patch_named(const char *id) {
    int i = rgen_patch_find(renderer, id);
    if (i < 0) fail_msg("no patch %s", id);
    return i;
}

static double energy(const rgen_stereo *a, int64_t from, int64_t to) {
    double sum = 0;
    for (int c = 0; c < 2; c++)
        for (int64_t i = from; i < to; i++) sum += (double)a->channel[c][i] * a->channel[c][i];
    return sum;
}

/* Energy of the second difference: what clicks and hiss are made of. */
static double edge_energy(const rgen_stereo *a, int64_t from, int64_t n) {
    double sum = 0;
    for (int c = 0; c < 2; c++)
        for (int64_t i = from; i < from + n; i++) {
            double x0 = a->channel[c][(i + a->n - 1) % a->n], x1 = a->channel[c][(i + a->n) % a->n];
            double d = a->channel[c][(i + 1 + a->n) % a->n] - 2 * x1 + x0;
            sum += d * d;
        }
    return sum;
}

/* Fundamental in Hz by the cumulative mean normalised difference (de Cheveigne
 * and Kawahara, "YIN", 2002), searched up to 2.3 periods of `expected`. */
static double pitch_of(const float *left, const float *right, int64_t at, double expected) {
    enum { MOST = 4096 };
    static double d[MOST];
    int longest = (int)(RGEN_SAMPLE_RATE / expected * 2.3), window = longest * 2;
    double sum = 0, best = 1e9;
    int choice = 0;
    if (longest > MOST - 2) longest = MOST - 2;
    if (window < 2048) window = 2048;
    for (int t = 1; t < longest; t++) {
        d[t] = 0;
        for (int i = 0; i < window; i++) {
            double a = left[at + i] + right[at + i], b = left[at + i + t] + right[at + i + t];
            d[t] += (a - b) * (a - b);
        }
    }
    for (int t = 1; t < longest; t++) {
        sum += d[t];
        double v = d[t] * t / (sum + 1e-20);
        if (t < 8) continue;
        if (v < 0.85 * best) {
            if (best < 0.12 && t > choice * 1.3) break; /* the first deep dip counts */
            best = v;
            choice = t;
        }
    }
    while (choice + 2 < longest && d[choice + 1] < d[choice]) choice++;
    double a = d[choice - 1], b = d[choice], c = d[choice + 1], bend = a - 2 * b + c;
    return RGEN_SAMPLE_RATE / (choice + (bend > 0 ? 0.5 * (a - c) / bend : 0));
}

/* ---- the bank ---- */

static void bank_is_large_enough(void **state) {
    int kinds[4] = {0};
    for (int i = 0; i < rgen_patch_count(renderer); i++) {
        rgen_patch_info info;
        assert_int_equal(rgen_patch_get(renderer, i, &info), RGEN_OK);
        kinds[kind_of(info.kind)]++;
        assert_int_equal(rgen_patch_find(renderer, info.id), i);
        assert_true(info.n_words > 0 && info.n_styles > 0 && info.program >= 0);
    }
    assert_true(kinds[RGEN_KIND_DRUMS] >= 6);
    assert_true(kinds[RGEN_KIND_MONO] + kinds[RGEN_KIND_CHORDAL] + kinds[RGEN_KIND_LEAD] >= 24);
    rgen_patch_info info;
    assert_int_equal(rgen_patch_get(renderer, -1, &info), RGEN_ERR_NOT_FOUND);
    assert_int_equal(rgen_patch_get(renderer, 100000, &info), RGEN_ERR_NOT_FOUND);
    assert_int_equal(rgen_patch_find(renderer, "kazoo"), -1);
}

static void every_style_has_every_kind(void **state) {
    static const char *const styles[] = {
        "techno", "house", "deephouse", "acid", "lofi", "boombap", "trap", "dnb", "dubstep",
        "garage", "triphop", "synthwave", "ambient", "downtempo", "trance", "disco", "funk",
        "soul", "gospel", "pop", "rock", "punk", "metal", "jazz", "bossa", "latin", "afrobeat",
        "reggae", "folk", "country", "blues", "cinematic", "chiptune"};
    for (size_t s = 0; s < sizeof styles / sizeof *styles; s++)
        for (int kind = 0; kind < 4; kind++)
            for (uint64_t seed = 0; seed < 4; seed++) {
                float one = 1;
                int p = rgen_patch_choose(renderer, (rgen_role_kind)kind, NULL, 0, &styles[s], &one,
                                          1, NULL, 0, seed);
                rgen_patch_info info;
                int found = 0;
                assert_int_equal(rgen_patch_get(renderer, p, &info), RGEN_OK);
                for (int i = 0; i < info.n_styles; i++) found |= !strcmp(info.styles[i], styles[s]);
                if (!found || kind_of(info.kind) != (rgen_role_kind)kind)
                    fail_msg("%s for %s gives %s", rgen_kind_name((rgen_role_kind)kind), styles[s],
                             info.id);
            }
}

static void expect_choice(rgen_role_kind kind, const char *instrument, const char *style,
                          const char *expected) {
    const char *instruments[1] = {instrument}, *styles[1] = {style};
    for (uint64_t seed = 0; seed < 20; seed++) {
        int p = rgen_patch_choose(renderer, kind, instruments, instrument != NULL, styles, NULL,
                                  style != NULL, NULL, 0, seed);
        assert_int_equal(p, rgen_patch_choose(renderer, kind, instruments, instrument != NULL, styles,
                                              NULL, style != NULL, NULL, 0, seed));
        rgen_patch_info info;
        assert_int_equal(rgen_patch_get(renderer, p, &info), RGEN_OK);
        int found = 0; /* `expected` is a list of ids */
        for (const char *e = expected; (e = strstr(e, info.id)); e++) found = 1;
        if (!found) fail_msg("%s in %s gives %s", instrument, style, info.id);
    }
}

static void words_choose_patches(void **state) {
    expect_choice(RGEN_KIND_MONO, "acid", "jazz", "acid-bass");
    expect_choice(RGEN_KIND_MONO, "808", "house", "808-bass");
    expect_choice(RGEN_KIND_MONO, "Upright", NULL, "upright-bass");
    expect_choice(RGEN_KIND_MONO, NULL, "dnb", "reese-bass sub-bass");
    expect_choice(RGEN_KIND_CHORDAL, "rhodes", "lofi", "rhodes");
    expect_choice(RGEN_KIND_CHORDAL, "strings", "techno", "strings pizzicato");
    expect_choice(RGEN_KIND_CHORDAL, "distorted guitar", NULL, "distorted-guitar crunch-guitar");
    expect_choice(RGEN_KIND_LEAD, "flute", "techno", "flute");
    expect_choice(RGEN_KIND_DRUMS, "brushes", "rock", "brush-kit");
    expect_choice(RGEN_KIND_DRUMS, "808", "trap", "808-kit trap-kit");
    const char *words[1] = {"xyzzy"};
    assert_true(rgen_patch_choose(renderer, RGEN_KIND_LEAD, words, 1, words, NULL, 1, words, 1, 1) >= 0);
}

/* ---- sound ---- */

/* One note a patch: in tune, not silent, finite, without DC, soft at its ends. */
static void notes_are_in_tune_and_clean(void **state) {
    static const int pitches[4][2] = {{0, 0}, {33, 45}, {57, 69}, {69, 76}};
    for (int i = 0; i < rgen_patch_count(renderer); i++) {
        rgen_patch_info info;
        rgen_patch_get(renderer, i, &info);
        rgen_role_kind kind = kind_of(info.kind);
        if (kind == RGEN_KIND_DRUMS) continue;
        for (int k = 0; k < 2; k++) {
            rgen_part part = {0};
            add(&part, 240, 1200, pitches[kind][k], 100, 0);
            rgen_stereo a = render(i, kind, &part, NULL, NULL);
            int64_t on = rgen_grid_sample(&grid, 2, RGEN_SAMPLE_RATE);
            double peak = 0, dc = 0, expected = 440 * exp2((pitches[kind][k] - 69) / 12.0);
            for (int c = 0; c < 2; c++)
                for (int64_t s = 0; s < a.n; s++) {
                    assert_true(isfinite(a.channel[c][s]));
                    peak = fmax(peak, fabsf(a.channel[c][s]));
                    dc += a.channel[c][s] / (double)(2 * a.n);
                }
            if (peak < 0.02 || peak > 2) fail_msg("%s: peak %g", info.id, peak);
            if (fabs(dc) > 0.005 * fmax(1, peak)) fail_msg("%s: DC %g", info.id, dc);
            if (fabsf(a.channel[0][on]) > 0.05 * peak) fail_msg("%s: starts with a jump", info.id);
            double got = pitch_of(a.channel[0], a.channel[1], on + 13000, expected);
            double cents = 1200 * log2(got / expected);
            /* Recorded instruments have vibrato and stretched partials; a filter
             * in quick motion turns the phase. */
            const layer *l = &renderer->bank.patches[i].slots[0].layers[0];
            double allowed = !l->voice ? 45 : l->param[P_LFO] > 1 ? 25 : 12;
            if (fabs(cents) > allowed)
                fail_msg("%s: %.1f cents off at pitch %d", info.id, cents, pitches[kind][k]);
            rgen_stereo_clear(&a);
            rgen_part_clear(&part);
        }
    }
}

static void write_busy_part(rgen_role_kind kind, rgen_part *part) {
    for (int f = 0; f < 16; f++) {
        int t = f * 120;
        if (kind == RGEN_KIND_DRUMS) {
            if (f % 4 == 0) add(part, t, 1, RGEN_KICK, 110, 0);
            if (f % 8 == 4) add(part, t, 1, RGEN_SNARE, 100, 0);
            add(part, t + (f & 1) * 20, 1, f == 6 ? RGEN_OPEN_HAT : RGEN_CLOSED_HAT, 60 + 2 * f, 0);
            if (f > 12) add(part, t, 1, f & 1 ? RGEN_LOW_TOM : RGEN_HIGH_TOM, 90, 0);
            if (f == 8) add(part, t, 1, RGEN_RIDE, 80, 0);
            if (f == 15) add(part, t, 1, RGEN_CRASH, 90, 0);
        } else if (kind == RGEN_KIND_MONO) {
            add(part, t, 110, 33 + f % 5, 90, f % 5 == 4 ? RGEN_ART_SLIDE : f % 4);
        } else if (kind == RGEN_KIND_CHORDAL && f % 8 == 0) {
            for (int v = 0; v < 4; v++) add(part, t, 900, 57 + 4 * v + f / 8, 80, 0);
        } else if (kind == RGEN_KIND_LEAD && f % 3 == 0) {
            add(part, t, 340, 69 + f, 90, f == 9 ? RGEN_ART_SLIDE : 0);
        }
    }
    rgen_part_sort(part);
}

static void threads_do_not_change_bytes(void **state) {
    rgen_threads *two = rgen_threads_new(2), *three = rgen_threads_new(3);
    for (int i = 0; i < rgen_patch_count(renderer); i++) {
        rgen_patch_info info;
        rgen_patch_get(renderer, i, &info);
        rgen_role_kind kind = kind_of(info.kind);
        rgen_part part = {0};
        write_busy_part(kind, &part);
        rgen_stereo a = render(i, kind, &part, NULL, NULL), b = render(i, kind, &part, NULL, two),
                    c = render(i, kind, &part, NULL, three);
        for (int ch = 0; ch < 2; ch++) {
            size_t size = (size_t)a.n * sizeof(float);
            if (memcmp(a.channel[ch], b.channel[ch], size) || memcmp(a.channel[ch], c.channel[ch], size))
                fail_msg("%s differs between numbers of threads", info.id);
        }
        rgen_stereo_clear(&a);
        rgen_stereo_clear(&b);
        rgen_stereo_clear(&c);
        rgen_part_clear(&part);
    }
    rgen_threads_free(two);
    rgen_threads_free(three);
}

/* No kit or voice may make the file's join stand out against the same kind of
 * step elsewhere: the busiest part has an onset on every 1/16. */
static void loops_join(void **state) {
    for (int i = 0; i < rgen_patch_count(renderer); i++) {
        rgen_patch_info info;
        rgen_patch_get(renderer, i, &info);
        rgen_role_kind kind = kind_of(info.kind);
        rgen_part part = {0};
        write_busy_part(kind, &part);
        rgen_stereo a = render(i, kind, &part, NULL, NULL);
        /* the notes of the second half once more as a loop that starts there */
        rgen_part turned = {0};
        for (int k = 0; k < part.n_notes; k++) {
            rgen_note n = part.notes[k];
            n.start = (n.start + 960) % 1920;
            rgen_part_add(&turned, n);
        }
        rgen_part_sort(&turned);
        rgen_stereo b = render(i, kind, &turned, NULL, NULL);
        double join = edge_energy(&a, -32, 64), inside = edge_energy(&b, a.n / 2 - 32, 64);
        if (join > 1.3 * inside + 1e-6 * edge_energy(&a, 0, a.n))
            fail_msg("%s: join %g, the same place inside %g", info.id, join, inside);
        rgen_stereo_clear(&a);
        rgen_stereo_clear(&b);
        rgen_part_clear(&part);
        rgen_part_clear(&turned);
    }
}

static void tails_wrap_to_the_start(void **state) {
    rgen_part part = {0};
    add(&part, 1800, 100, 60, 100, 0);
    rgen_stereo a = render(patch_named("warm-pad"), RGEN_KIND_CHORDAL, &part, NULL, NULL);
    assert_true(energy(&a, 0, 2000) > 1e-6);
    assert_true(energy(&a, a.n * 5 / 8, a.n * 7 / 8) < 1e-12);
    rgen_stereo_clear(&a);
    part.notes[0].start = -60; /* pushed before the bar line: sounds at the end of the loop */
    a = render(patch_named("grand-piano"), RGEN_KIND_CHORDAL, &part, NULL, NULL);
    int64_t on = a.n - rgen_grid_sample(&grid, 0.5, RGEN_SAMPLE_RATE);
    assert_true(energy(&a, on, a.n) > 1e-4);
    rgen_stereo_clear(&a);
    rgen_part_clear(&part);
}

static void onsets_are_exact(void **state) {
    static const char *const ids[] = {"909-kit", "rock-kit"};
    for (int k = 0; k < 2; k++)
        for (int frame = 1; frame < 16; frame += 5) {
            rgen_part part = {0};
            add(&part, frame * 120 + 40, 1, RGEN_KICK, 120, 0);
            rgen_stereo a = render(patch_named(ids[k]), RGEN_KIND_DRUMS, &part, NULL, NULL);
            int64_t on = rgen_grid_sample(&grid, frame + 40 / 120.0, RGEN_SAMPLE_RATE), first = on - 4000;
            while (first < a.n && fabsf(a.channel[0][first]) < 0.02f) first++;
            assert_in_range(first, on, on + 250);
            rgen_stereo_clear(&a);
            rgen_part_clear(&part);
        }
}

static void closed_hat_ends_open_hat(void **state) {
    static const char *const ids[] = {"909-kit", "studio-kit"};
    for (int k = 0; k < 2; k++) {
        rgen_part part = {0};
        add(&part, 0, 1, RGEN_OPEN_HAT, 120, 0);
        rgen_stereo open = render(patch_named(ids[k]), RGEN_KIND_DRUMS, &part, NULL, NULL);
        add(&part, 120, 1, RGEN_CLOSED_HAT, 10, 0);
        rgen_stereo closed = render(patch_named(ids[k]), RGEN_KIND_DRUMS, &part, NULL, NULL);
        int64_t after = rgen_grid_sample(&grid, 2, RGEN_SAMPLE_RATE);
        assert_true(energy(&closed, after, after + 4000) < 0.25 * energy(&open, after, after + 4000));
        rgen_stereo_clear(&open);
        rgen_stereo_clear(&closed);
        rgen_part_clear(&part);
    }
}

static void bass_is_one_voice(void **state) {
    static const char *const ids[] = {"analog-bass", "808-bass", "finger-bass"};
    for (int k = 0; k < 3; k++) {
        rgen_part both = {0}, second = {0};
        add(&both, 0, 1900, 33, 100, 0); /* held on, and cut by the next note */
        add(&both, 960, 400, 45, 100, 0);
        add(&second, 960, 400, 45, 100, 0);
        int p = patch_named(ids[k]);
        rgen_stereo a = render(p, RGEN_KIND_MONO, &both, NULL, NULL),
                    b = render(p, RGEN_KIND_MONO, &second, NULL, NULL);
        int64_t after = rgen_grid_sample(&grid, 8, RGEN_SAMPLE_RATE) + 400;
        for (int64_t i = after; i < after + 8000; i++)
            assert_float_equal(a.channel[0][i], b.channel[0][i], 1e-6);
        rgen_stereo_clear(&a);
        rgen_stereo_clear(&b);
        rgen_part_clear(&both);
        rgen_part_clear(&second);
    }
}

static void slides_glide(void **state) {
    static const char *const ids[] = {"acid-bass", "sub-bass", "finger-bass"};
    for (int k = 0; k < 3; k++) {
        rgen_part part = {0};
        add(&part, 0, 480, 33, 100, 0);
        add(&part, 480, 960, 45, 100, RGEN_ART_SLIDE);
        rgen_stereo a = render(patch_named(ids[k]), RGEN_KIND_MONO, &part, NULL, NULL);
        double end = pitch_of(a.channel[0], a.channel[1],
                              rgen_grid_sample(&grid, 6, RGEN_SAMPLE_RATE), 110);
        assert_true(fabs(1200 * log2(end / 110)) < 30);
        /* no silence and no jump where the slide begins */
        int64_t at = rgen_grid_sample(&grid, 4, RGEN_SAMPLE_RATE);
        assert_true(energy(&a, at, at + 1000) > 0.1 * energy(&a, at - 1000, at));
        rgen_stereo_clear(&a);
        rgen_part_clear(&part);
    }
}

static void articulation_is_heard(void **state) {
    int p = patch_named("analog-bass");
    double e[RGEN_ARTICULATIONS];
    for (int art = 0; art < RGEN_ARTICULATIONS; art++) {
        rgen_part part = {0};
        add(&part, 0, 480, 33, 100, art);
        rgen_stereo a = render(p, RGEN_KIND_MONO, &part, NULL, NULL);
        e[art] = energy(&a, 0, a.n);
        rgen_stereo_clear(&a);
        rgen_part_clear(&part);
    }
    assert_true(e[RGEN_ART_STACCATO] < 0.8 * e[RGEN_ART_NORMAL]);
    assert_true(e[RGEN_ART_GHOST] < 0.4 * e[RGEN_ART_NORMAL]);
}

static double treble(int index, rgen_role_kind kind, const rgen_part *part, const rgen_tone *tone) {
    rgen_stereo a = render(index, kind, part, tone, NULL);
    double share = edge_energy(&a, 0, a.n) / (energy(&a, 0, a.n) + 1e-12);
    rgen_stereo_clear(&a);
    return share;
}

static void tone_moves_the_sound(void **state) {
    rgen_tone dark, bright, odd;
    for (int i = 0; i < RGEN_SOUND_ATTRIBUTES; i++) dark.v[i] = bright.v[i] = 0.5f, odd.v[i] = NAN;
    dark.v[RGEN_BRIGHTNESS - RGEN_SCORE_ATTRIBUTES] = 0.1f;
    bright.v[RGEN_BRIGHTNESS - RGEN_SCORE_ATTRIBUTES] = 0.9f;
    static const struct { const char *id; rgen_role_kind kind; } cases[] = {
        {"acid-bass", RGEN_KIND_MONO}, {"warm-pad", RGEN_KIND_CHORDAL}, {"saw-lead", RGEN_KIND_LEAD},
        {"bell-lead", RGEN_KIND_LEAD}, {"909-kit", RGEN_KIND_DRUMS}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        int p = patch_named(cases[k].id);
        rgen_part part = {0};
        write_busy_part(cases[k].kind, &part);
        double lo = treble(p, cases[k].kind, &part, &dark), mid = treble(p, cases[k].kind, &part, NULL),
               hi = treble(p, cases[k].kind, &part, &bright);
        if (!(lo < mid && mid < hi)) fail_msg("%s: %g %g %g", cases[k].id, lo, mid, hi);
        rgen_stereo a = render(p, cases[k].kind, &part, &odd, NULL);
        for (int64_t i = 0; i < a.n; i++) assert_true(isfinite(a.channel[0][i]));
        rgen_stereo_clear(&a);
        rgen_part_clear(&part);
    }
    rgen_chain base, wet;
    rgen_tone space = dark;
    space.v[RGEN_SPACE - RGEN_SCORE_ATTRIBUTES] = 1;
    int p = patch_named("saw-lead");
    rgen_patch_chain(renderer, p, NULL, &base);
    rgen_patch_chain(renderer, p, &space, &wet);
    assert_true(wet.reverb > base.reverb);
    space.v[RGEN_SPACE - RGEN_SCORE_ATTRIBUTES] = 0;
    rgen_patch_chain(renderer, p, &space, &wet);
    assert_true(wet.reverb < base.reverb);
}

/* ---- what is wrong is said ---- */

static void expect_error(rgen_status status, rgen_status expected, const rgen_error *err,
                         const char *word) {
    if (status != expected || !strstr(err->message, word) || strchr(err->message, '\n'))
        fail_msg("status %d, \"%s\" should name %s", status, err->message, word);
}

static void arguments_are_checked(void **state) {
    rgen_stereo a;
    rgen_error err = {0};
    rgen_part part = {0};
    add(&part, 0, 100, 33, 100, 0);
    assert_int_equal(rgen_stereo_new(&a, 1000, &err), RGEN_OK);
    const rgen_role *bass = role_of(RGEN_KIND_MONO);
    int p = patch_named("acid-bass");
    expect_error(rgen_render_part(renderer, p, NULL, bass, &grid, &part, 1, NULL, &a, &err),
                 RGEN_ERR_ARG, &err, "samples");
    expect_error(rgen_render_part(renderer, -1, NULL, bass, &grid, &part, 1, NULL, &a, &err),
                 RGEN_ERR_NOT_FOUND, &err, "patch");
    rgen_stereo_clear(&a);
    rgen_stereo_new(&a, rgen_grid_sample(&grid, 16, RGEN_SAMPLE_RATE), &err);
    expect_error(rgen_render_part(renderer, patch_named("909-kit"), NULL, bass, &grid, &part, 1, NULL,
                                  &a, &err), RGEN_ERR_ARG, &err, "909-kit");
    part.n_notes = 0;
    assert_int_equal(rgen_render_part(renderer, p, NULL, bass, &grid, &part, 1, NULL, &a, &err), RGEN_OK);
    assert_true(energy(&a, 0, a.n) == 0);
    rgen_stereo_clear(&a);
    rgen_part_clear(&part);
}

static char folder[] = "/tmp/resonant-render-XXXXXX";

static void bad_banks_are_refused(void **state) {
#define HEAD "{\"patches\": [{\"id\": \"x\", \"name\": \"X\", \"kind\": \"mono\", " \
             "\"words\": [\"w\"], \"styles\": [\"s\"], "
    static const struct { const char *text, *word; } cases[] = {
        {"", "JSON"}, {"{\"patches\": [", "JSON"}, {"{}", "patches"}, {"[1, 2]", "patches"},
        {"{\"patches\": []}", "patches"}, {"{\"patches\": [5]}", "object"},
        {"{\"patches\": [{\"id\": 5}]}", "id"},
        {"{\"patches\": [{\"id\": \"x\", \"name\": \"X\", \"kind\": \"zither\"}]}", "kind"},
        {HEAD "\"sound\": 4}]}", "sound"}, {HEAD "\"sound\": []}]}", "sound"},
        {HEAD "\"chain\": {}}]}", "sound"},
        {HEAD "\"sound\": {\"engine\": \"kazoo\"}}]}", "kazoo"},
        {HEAD "\"sound\": {\"engine\": \"acid\", \"wobble\": 1}}]}", "wobble"},
        {HEAD "\"sound\": {\"engine\": \"acid\", \"cutoff\": \"high\"}}]}", "cutoff"},
        {HEAD "\"sound\": {\"engine\": \"acid\", \"resonance\": 7}}]}", "resonance"},
        {HEAD "\"sound\": {\"engine\": \"acid\", \"freq\": 7}}]}", "freq"},
        {HEAD "\"sound\": {\"engine\": \"soundfont\", \"program\": 999}}]}", "program"},
        {HEAD "\"chain\": {\"loudness\": 1}, \"sound\": {\"engine\": \"acid\"}}]}", "loudness"},
        {HEAD "\"macros\": {\"density\": {}}, \"sound\": {\"engine\": \"acid\"}}]}", "density"},
        {HEAD "\"macros\": {\"drive\": {\"drive\": {\"to\": [1]}}}, \"sound\": {\"engine\": \"acid\"}}]}",
         "two numbers"},
        {HEAD "\"macros\": {\"drive\": {\"chain.x\": {\"to\": [1, 2]}}}, "
              "\"sound\": {\"engine\": \"acid\"}}]}", "chain.x"},
        {HEAD "\"sound\": {\"engine\": \"acid\"}}]}", "each kind"},
        {"{\"patches\": [{\"id\": \"k\", \"name\": \"K\", \"kind\": \"drums\", \"words\": [], "
         "\"styles\": [], \"kit\": {\"kick\": {\"engine\": \"kick\"}}}]}", "snare"},
        {"{\"patches\": [{\"id\": \"k\", \"name\": \"K\", \"kind\": \"drums\", \"words\": [], "
         "\"styles\": [], \"kit\": {\"gong\": {\"engine\": \"kick\"}}}]}", "gong"},
    };
    char path[128];
    snprintf(path, sizeof path, "%s/patches.json", folder);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        rgen_error err = {0};
        patch_bank bank;
        assert_int_equal(rgen_file_write(path, cases[i].text, strlen(cases[i].text), &err), RGEN_OK);
        rgen_status s = rgen_patches_load(&bank, path, &err);
        expect_error(s, RGEN_ERR_FORMAT, &err, cases[i].word);
        assert_null(bank.patches);
        assert_null(bank.json);
    }
    rgen_error err = {0};
    patch_bank bank;
    unlink(path);
    assert_int_not_equal(rgen_patches_load(&bank, path, &err), RGEN_OK);
    assert_non_null(strstr(err.message, "patches.json"));
#undef HEAD
}

static void bad_soundfonts_are_refused(void **state) {
    rgen_renderer *fresh; /* has no soundfont open yet */
    rgen_error err = {0};
    rgen_stereo a;
    rgen_part part = {0};
    char path[128], other[160];
    add(&part, 0, 100, 60, 100, 0);
    assert_int_equal(rgen_renderer_new(&fresh, &err), RGEN_OK);
    rgen_stereo_new(&a, rgen_grid_sample(&grid, 16, RGEN_SAMPLE_RATE), &err);
    int p = patch_named("grand-piano");
    const rgen_role *role = role_of(RGEN_KIND_CHORDAL);
    const char *old = getenv("RGEN_SOUNDFONT");
    char *kept = old ? strdup(old) : NULL;
    snprintf(path, sizeof path, "%s/font.sf2", folder);
    snprintf(other, sizeof other, "%s/none.sf2", folder);
    setenv("RGEN_SOUNDFONT", other, 1);
    expect_error(rgen_render_part(fresh, p, NULL, role, &grid, &part, 1, NULL, &a, &err),
                 RGEN_ERR_NOT_FOUND, &err, "none.sf2");
    rgen_file_write(path, "RIFF....sfbkLIST", 16, &err);
    setenv("RGEN_SOUNDFONT", path, 1);
    expect_error(rgen_render_part(fresh, p, NULL, role, &grid, &part, 1, NULL, &a, &err),
                 RGEN_ERR_FORMAT, &err, "font.sf2");
    if (kept) setenv("RGEN_SOUNDFONT", kept, 1);
    else unsetenv("RGEN_SOUNDFONT");
    unlink(path);
    free(kept);
    rgen_renderer_free(fresh);
    rgen_renderer_free(NULL);
    rgen_stereo_clear(&a);
    rgen_part_clear(&part);
}

static int open_renderer(void **state) {
    rgen_error err = {0};
    if (!mkdtemp(folder) || rgen_renderer_new(&renderer, &err)) {
        fprintf(stderr, "%s\n", err.message);
        return -1;
    }
    return 0;
}

static int close_renderer(void **state) {
    rgen_renderer_free(renderer);
    return rmdir(folder);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bank_is_large_enough),
        cmocka_unit_test(every_style_has_every_kind),
        cmocka_unit_test(words_choose_patches),
        cmocka_unit_test(notes_are_in_tune_and_clean),
        cmocka_unit_test(threads_do_not_change_bytes),
        cmocka_unit_test(loops_join),
        cmocka_unit_test(tails_wrap_to_the_start),
        cmocka_unit_test(onsets_are_exact),
        cmocka_unit_test(closed_hat_ends_open_hat),
        cmocka_unit_test(bass_is_one_voice),
        cmocka_unit_test(slides_glide),
        cmocka_unit_test(articulation_is_heard),
        cmocka_unit_test(tone_moves_the_sound),
        cmocka_unit_test(arguments_are_checked),
        cmocka_unit_test(bad_banks_are_refused),
        cmocka_unit_test(bad_soundfonts_are_refused),
    };
    return cmocka_run_group_tests(tests, open_renderer, close_renderer);
}
