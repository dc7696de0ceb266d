/* The score codec: frames <-> score. Properties over random parts, each with the
 * seed that repeats it (RGEN_TEST_SEED), then limits and bad input. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "score/onsets.h"
#include "score/score.h"

static uint64_t seed_base = 1;

typedef struct draws { uint64_t state; } draws; /* splitmix64 */
static draws draws_of(uint64_t seed, int role)
{
    return (draws){seed * 1000 + (uint64_t)role};
}
static int draw(draws *d, int n) /* 0..n-1 */
{
    uint64_t z = d->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return (int)((z ^ z >> 31) % (uint64_t)n);
}

static const int meters[][2] = {{4, 4}, {3, 4}, {6, 8}, {5, 4}, {7, 8}};

static rgen_grid random_grid(draws *d)
{
    int m = draw(d, 5);
    rgen_grid g = {60 + draw(d, 140), meters[m][0], meters[m][1], 1 + draw(d, 8), draw(d, 12),
                   (rgen_mode)draw(d, RGEN_MODES)};
    return g;
}

/* From sparse and quantised to a wall of notes at any tick. */
static rgen_part random_part(draws *d, const rgen_role *role, const rgen_grid *grid)
{
    rgen_part p = {0};
    int ticks = rgen_grid_frames(grid) * RGEN_TICKS_PER_FRAME;
    static const int steps[] = {1, 20, 40, 60, 80, 120, 240};
    int step = steps[draw(d, 7)], drums = role->kind == RGEN_KIND_DRUMS;
    int n = draw(d, 1 + rgen_grid_frames(grid) * (1 + draw(d, 4)));
    int low = draw(d, 86), spread = 2 + draw(d, 40), longest = 1 + draw(d, 900);
    for (int i = 0; i < n; i++) {
        rgen_note note = {(draw(d, ticks + 400) - 200) / step * step, 1 + draw(d, longest),
                          (uint8_t)(drums ? draw(d, 9) : low + draw(d, spread)),
                          (uint8_t)(1 + draw(d, 127)),
                          (uint8_t)draw(d, RGEN_ARTICULATIONS), (uint8_t)draw(d, 8)};
        assert_int_equal(rgen_part_add(&p, note), RGEN_OK);
    }
    if (role->kind == RGEN_KIND_CHORDAL && draw(d, 4)) {
        p.n_chords = rgen_grid_frames(grid) - draw(d, 3) + 1;
        p.chords = calloc((size_t)p.n_chords, sizeof *p.chords);
        assert_non_null(p.chords);
        for (int f = 0; f < p.n_chords; f++)
            p.chords[f] = (uint16_t)draw(d, RGEN_CHORD_CODES);
    }
    return p;
}

static void same_frames(const rgen_frames *a, const rgen_frames *b, const rgen_role *role,
                        uint64_t seed)
{
    for (int k = 0; k < a->n_books; k++)
        for (int f = 0; f < a->n_frames; f++) {
            size_t at = (size_t)k * (size_t)a->n_frames + (size_t)f;
            if (a->codes[at] != b->codes[at])
                fail_msg("%s, book %d, frame %d: %d became %d; again: RGEN_TEST_SEED=%llu "
                         "build/tests/test_frames",
                         role->name, k, f, a->codes[at], b->codes[at], (unsigned long long)seed);
        }
}

static rgen_roles with_vocal(rgen_role rows[5])
{
    const rgen_roles *d = rgen_roles_default();
    memcpy(rows, d->rows, 4 * sizeof *rows);
    rows[4] = rows[3];
    rows[4].name = "vocal";
    rows[4].base_pitch = 40;
    rows[4].n_pitches = 48;
    rows[4].books[0] = rows[4].books[1] = 50;
    return (rgen_roles){rows, 5};
}

/* encode(decode(encode(x))) == encode(x); every note given is kept or counted. */
static void fixed_point(void **state)
{
    rgen_role rows[5];
    rgen_roles roles = with_vocal(rows);
    for (uint64_t seed = seed_base; seed < seed_base + 400; seed++)
        for (int r = 0; r < roles.count; r++) {
            const rgen_role *role = &rows[r];
            draws d = draws_of(seed, r);
            rgen_grid grid = random_grid(&d);
            rgen_part part = random_part(&d, role, &grid), heard, again;
            rgen_frames a, b;
            rgen_codec_loss loss, none;
            rgen_error err;
            assert_int_equal(rgen_encode(role, &grid, &part, &a, &loss, &err), RGEN_OK);
            assert_int_equal(a.n_books, role->n_books);
            assert_int_equal(a.n_frames, rgen_grid_frames(&grid));
            assert_int_equal(rgen_decode(role, &grid, &a, &heard, &err), RGEN_OK);
            if (heard.n_notes != part.n_notes - loss.polyphony - loss.range - loss.outside)
                fail_msg("%s: %d notes, %d heard, lost %d + %d + %d; seed %llu", role->name,
                         part.n_notes, heard.n_notes, loss.polyphony, loss.range, loss.outside,
                         (unsigned long long)seed);
            assert_int_equal(rgen_encode(role, &grid, &heard, &b, &none, &err), RGEN_OK);
            same_frames(&a, &b, role, seed);
            if (none.polyphony + none.range + none.outside)
                fail_msg("%s: lost %d + %d + %d of its own notes; seed %llu", role->name,
                         none.polyphony, none.range, none.outside, (unsigned long long)seed);
            assert_int_equal(rgen_decode(role, &grid, &b, &again, &err), RGEN_OK);
            assert_int_equal(again.n_notes, heard.n_notes);
            assert_memory_equal(again.notes, heard.notes,
                                (size_t)again.n_notes * sizeof *again.notes);
            rgen_part_clear(&part);
            rgen_part_clear(&heard);
            rgen_part_clear(&again);
            rgen_frames_clear(&a);
            rgen_frames_clear(&b);
        }
}

/* Any codes within the books decode to notes that encoding takes. */
static void any_codes(void **state)
{
    const rgen_roles *roles = rgen_roles_default();
    for (uint64_t seed = seed_base; seed < seed_base + 200; seed++)
        for (int r = 0; r < roles->count; r++) {
            const rgen_role *role = &roles->rows[r];
            draws d = draws_of(seed, r + 10);
            rgen_grid grid = random_grid(&d);
            rgen_frames codes, a, b;
            rgen_part heard, again;
            assert_int_equal(rgen_frames_new(&codes, role->n_books, rgen_grid_frames(&grid), NULL),
                             RGEN_OK);
            int rests = draw(&d, 4);
            for (int k = 0; k < codes.n_books; k++)
                for (int f = 0; f < codes.n_frames; f++)
                    codes.codes[k * codes.n_frames + f] =
                        (uint16_t)(draw(&d, 4) < rests ? draw(&d, 2) : draw(&d, role->books[k]));
            assert_int_equal(rgen_decode(role, &grid, &codes, &heard, NULL), RGEN_OK);
            for (int i = 0; i < heard.n_notes; i++) {
                assert_true(heard.notes[i].start >= -60);
                assert_true(heard.notes[i].length >= 1);
                assert_true(heard.notes[i].velocity >= 1 && heard.notes[i].velocity <= 127);
            }
            assert_int_equal(rgen_encode(role, &grid, &heard, &a, NULL, NULL), RGEN_OK);
            assert_int_equal(rgen_decode(role, &grid, &a, &again, NULL), RGEN_OK);
            assert_int_equal(rgen_encode(role, &grid, &again, &b, NULL, NULL), RGEN_OK);
            same_frames(&a, &b, role, seed);
            rgen_frames_clear(&codes);
            rgen_frames_clear(&a);
            rgen_frames_clear(&b);
            rgen_part_clear(&heard);
            rgen_part_clear(&again);
        }
}

static rgen_frames encode(const char *role, const rgen_grid *grid, const rgen_note *notes, int n,
                          rgen_codec_loss *loss)
{
    const rgen_roles *roles = rgen_roles_default();
    rgen_part part = {(rgen_note *)notes, n, n, NULL, 0};
    rgen_frames frames;
    rgen_error err;
    if (rgen_encode(&roles->rows[rgen_roles_find(roles, role)], grid, &part, &frames, loss, &err))
        fail_msg("%s", err.message);
    return frames;
}

static rgen_part decode(const char *role, const rgen_grid *grid, const rgen_frames *frames)
{
    const rgen_roles *roles = rgen_roles_default();
    rgen_part part;
    rgen_error err;
    if (rgen_decode(&roles->rows[rgen_roles_find(roles, role)], grid, frames, &part, &err))
        fail_msg("%s", err.message);
    return part;
}

static const rgen_grid two_bars = {120, 4, 4, 2, 0, RGEN_MAJOR};

/* One onset to a frame: at most 10 ticks and 6 steps of velocity off, pitch exact. */
static void tolerances(void **state)
{
    for (int velocity = 1; velocity <= 127; velocity += 3)
        for (int t = 0; t <= 16 * 120 - 70; t += 7) {
            static const char *const names[] = {"drums", "bass", "harmony", "melody"};
            static const uint8_t keys[] = {3, 40, 60, 72};
            for (int r = 0; r < 4; r++) {
                rgen_note n = {t, 200, keys[r], (uint8_t)velocity, RGEN_ART_GHOST, 6};
                rgen_codec_loss loss;
                rgen_grid one_bar = two_bars;
                one_bar.bars = 1;
                rgen_frames f = encode(names[r], &one_bar, &n, 1, &loss);
                rgen_part p = decode(names[r], &one_bar, &f);
                assert_int_equal(p.n_notes, 1);
                assert_true(abs(p.notes[0].start - t) <= 10);
                assert_true(abs(p.notes[0].velocity - velocity) <= 6);
                assert_int_equal(p.notes[0].pitch, keys[r]);
                int end = t + 200 < 16 * 120 ? t + 200 : 16 * 120;
                if (r > 0)
                    assert_true(abs(p.notes[0].start + p.notes[0].length - end) <= 60);
                if (r == 1)
                    assert_int_equal(p.notes[0].tone, 6);
                if (r == 1 || r == 3)
                    assert_int_equal(p.notes[0].articulation, RGEN_ART_GHOST);
                rgen_frames_clear(&f);
                rgen_part_clear(&p);
            }
        }
}

static void onset_codes(void **state)
{
    for (int code = 1; code < RGEN_VM_CODES; code++)
        assert_int_equal(rgen_vm_code(rgen_vm_velocity(code), rgen_vm_offset(code)), code);
    assert_int_equal(rgen_vm_code(-3, -1000), 1);
    assert_int_equal(rgen_vm_code(1000, 1000), RGEN_VM_CODES - 1);
    rgen_hit hits[RGEN_ROLL_HITS];
    assert_int_equal(rgen_drum_hits(0, hits), 0);
    assert_int_equal(rgen_drum_hits(-1, hits), 0);
    assert_int_equal(rgen_drum_hits(RGEN_DRUM_CODES, hits), 0);
    for (int code = 1; code < RGEN_DRUM_CODES; code++) {
        int n = rgen_drum_hits(code, hits);
        assert_int_equal(n > 1, code >= RGEN_VM_CODES);
        for (int i = 0; i < n; i++) {
            assert_true(hits[i].velocity >= 1 && hits[i].velocity <= 127);
            assert_true(hits[i].offset >= RGEN_MICRO_EARLIEST && hits[i].offset <= 90);
            if (i)
                assert_true(hits[i].offset - hits[i - 1].offset >= RGEN_ONSET_GAP);
        }
    }
    for (int t = -60; t < 1000; t++) {
        int offset, f = rgen_nearest_frame(t, &offset);
        assert_true(abs(f * 120 + offset - t) <= 10);
    }
}

/* 1/32 and 1/64 notes and sixteenth triplets of one drum survive. */
static void drum_rolls(void **state)
{
    static const int gaps[] = {30, 40, 60, 80};
    for (int g = 0; g < 4; g++) {
        rgen_note notes[64];
        int n = 480 / gaps[g];
        for (int i = 0; i < n; i++)
            notes[i] = (rgen_note){480 + i * gaps[g], 60, RGEN_CLOSED_HAT, 90, 0, 4};
        rgen_codec_loss loss;
        rgen_frames f = encode("drums", &two_bars, notes, n, &loss);
        rgen_part p = decode("drums", &two_bars, &f);
        assert_int_equal(p.n_notes, n);
        for (int i = 0; i < n; i++) {
            assert_int_equal(p.notes[i].start, notes[i].start);
            assert_int_equal(p.notes[i].velocity, 90);
        }
        rgen_frames_clear(&f);
        rgen_part_clear(&p);
    }
    /* a flam, and two triggers of one stroke */
    rgen_note flam[] = {{450, 60, RGEN_SNARE, 50, 0, 4}, {482, 60, RGEN_SNARE, 112, 0, 4}};
    rgen_note twice[] = {{480, 60, RGEN_SNARE, 50, 0, 4}, {483, 60, RGEN_SNARE, 112, 0, 4}};
    rgen_codec_loss loss;
    rgen_frames f = encode("drums", &two_bars, flam, 2, &loss);
    assert_int_equal(loss.polyphony, 0);
    rgen_frames_clear(&f);
    f = encode("drums", &two_bars, twice, 2, &loss);
    assert_int_equal(loss.polyphony, 1);
    rgen_part p = decode("drums", &two_bars, &f);
    assert_int_equal(p.n_notes, 1);
    assert_true(p.notes[0].velocity > 100);
    rgen_frames_clear(&f);
    rgen_part_clear(&p);
}

static void note_lengths(void **state)
{
    /* legato, overlap (cut), staccato by length, staccato by name, a rest between */
    const rgen_note notes[] = {{0, 240, 40, 90, 0, 4},    {240, 400, 43, 90, 0, 4},
                               {480, 60, 40, 90, 0, 4},   {600, 120, 40, 90, 1, 4},
                               {1200, 120, 38, 90, 2, 1}, {3720, 900, 38, 90, 0, 4}};
    const int lengths[] = {240, 240, 60, 60, 120, 120};
    const int arts[] = {0, 0, 1, 1, 2, 0};
    rgen_codec_loss loss;
    rgen_frames f = encode("bass", &two_bars, notes, 6, &loss);
    rgen_part p = decode("bass", &two_bars, &f);
    assert_int_equal(p.n_notes, 6);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(p.notes[i].start, notes[i].start);
        assert_int_equal(p.notes[i].length, lengths[i]);
        assert_int_equal(p.notes[i].articulation, arts[i]);
    }
    assert_int_equal(p.notes[4].tone, 1);
    rgen_frames_clear(&f);
    rgen_part_clear(&p);
}

static void polyphony(void **state)
{
    rgen_note eight[8];
    rgen_codec_loss loss;
    for (int i = 0; i < 8; i++)
        eight[i] = (rgen_note){0, 960, (uint8_t)(50 + 2 * i), 80, 0, 4};
    rgen_frames f = encode("harmony", &two_bars, eight, 8, &loss);
    rgen_part p = decode("harmony", &two_bars, &f);
    assert_int_equal(loss.polyphony, 2);
    assert_int_equal(p.n_notes, 6);
    assert_int_equal(p.notes[0].pitch, 50); /* the lowest and the top stay */
    assert_int_equal(p.notes[5].pitch, 64);
    for (int i = 0; i < 6; i++)
        assert_int_equal(p.notes[i].length, 960);
    rgen_frames_clear(&f);
    rgen_part_clear(&p);

    f = encode("melody", &two_bars, eight, 8, &loss);
    p = decode("melody", &two_bars, &f);
    assert_int_equal(loss.polyphony, 6);
    assert_int_equal(p.n_notes, 2);
    assert_int_equal(p.notes[1].pitch, 64);
    rgen_frames_clear(&f);
    rgen_part_clear(&p);

    f = encode("bass", &two_bars, eight, 8, &loss);
    p = decode("bass", &two_bars, &f);
    assert_int_equal(loss.polyphony, 7);
    assert_int_equal(p.notes[0].pitch, 50);
    rgen_frames_clear(&f);
    rgen_part_clear(&p);
}

/* A lost hit between others does not change how the rest is written. */
static void drum_losses(void **state)
{
    const rgen_note n[] = {{1200, 60, RGEN_SNARE, 70, 0, 4}, {1270, 60, RGEN_SNARE, 73, 0, 4},
                           {1304, 60, RGEN_SNARE, 45, 0, 4}, {1347, 60, RGEN_SNARE, 92, 0, 4}};
    rgen_codec_loss loss;
    rgen_frames f = encode("drums", &two_bars, n, 4, &loss);
    assert_int_equal(loss.polyphony, 1);
    rgen_part p = decode("drums", &two_bars, &f);
    rgen_frames g = encode("drums", &two_bars, p.notes, p.n_notes, &loss);
    assert_memory_equal(f.codes, g.codes, sizeof *f.codes * 8 * 32);
    rgen_frames_clear(&f);
    rgen_frames_clear(&g);
    rgen_part_clear(&p);
}

/* Legato overlap of a melody stays in the first slot; two held voices do not. */
static void lead_slots(void **state)
{
    const rgen_note legato[] = {{0, 300, 60, 80, 0, 4}, {240, 300, 62, 80, 0, 4},
                                {480, 340, 64, 80, 0, 4}, {720, 240, 65, 80, 0, 4}};
    const rgen_note duet[] = {{0, 960, 60, 80, 0, 4}, {240, 480, 64, 80, 0, 4}};
    rgen_codec_loss loss;
    rgen_frames f = encode("melody", &two_bars, legato, 4, &loss);
    rgen_part p = decode("melody", &two_bars, &f);
    for (int t = 0; t < 32; t++)
        assert_int_equal(f.codes[32 + t], RGEN_CODE_REST);
    assert_int_equal(p.n_notes, 4);
    for (int i = 0; i < 4; i++)
        assert_int_equal(p.notes[i].length, 240);
    rgen_frames_clear(&f);
    rgen_part_clear(&p);
    f = encode("melody", &two_bars, duet, 2, &loss);
    p = decode("melody", &two_bars, &f);
    assert_true(f.codes[32 + 2] >= RGEN_CODE_NOTE);
    assert_int_equal(p.notes[0].length, 960);
    assert_int_equal(p.notes[1].length, 480);
    rgen_frames_clear(&f);
    rgen_part_clear(&p);
}

/* A held chord under new notes takes other slots; a seventh voice ends the one
 * that would end soonest, and no note is lost. */
static void slots(void **state)
{
    rgen_note n[7];
    rgen_codec_loss loss;
    for (int i = 0; i < 7; i++)
        n[i] = (rgen_note){i * 120, 1920 - 120 * (i == 2), (uint8_t)(60 + i), 80, 0, 4};
    rgen_frames f = encode("harmony", &two_bars, n, 7, &loss);
    rgen_part p = decode("harmony", &two_bars, &f);
    assert_int_equal(loss.polyphony, 0);
    assert_int_equal(p.n_notes, 7);
    for (int i = 0; i < 7; i++)
        assert_int_equal(p.notes[i].length, i == 0 ? 720 : n[i].length);
    rgen_frames_clear(&f);
    rgen_part_clear(&p);
}

static void losses(void **state)
{
    const rgen_note notes[] = {{-200, 60, 40, 90, 0, 4}, {4000, 60, 40, 90, 0, 4},
                               {INT32_MIN, INT32_MAX, 40, 90, 0, 4},
                               {INT32_MAX, INT32_MAX, 40, 90, 0, 4}, {480, 60, 127, 90, 0, 4},
                               {480, 60, 0, 90, 0, 4},           {960, 60, 44, 90, 0, 4},
                               {-55, 60, 44, 90, 0, 4},          {3780, INT32_MAX, 44, 90, 0, 4}};
    static const char *const names[] = {"bass", "harmony", "melody"};
    for (int r = 0; r < 3; r++) {
        rgen_codec_loss loss;
        rgen_frames f = encode(names[r], &two_bars, notes, 9, &loss);
        rgen_part p = decode(names[r], &two_bars, &f);
        assert_int_equal(loss.notes, 9);
        assert_int_equal(loss.range, 2);
        assert_int_equal(loss.outside + loss.polyphony, 9 - 2 - p.n_notes);
        assert_true(loss.outside >= 4);
        assert_int_equal(p.notes[0].start, -60);
        rgen_frames_clear(&f);
        rgen_part_clear(&p);
    }
}

static void keys_shift(void **state)
{
    for (int tonic = 0; tonic < 12; tonic++) {
        rgen_grid g = two_bars;
        g.tonic = tonic;
        /* the same tune in every key has the same codes */
        int shift = rgen_key_shift(tonic);
        rgen_note n = {0, 480, (uint8_t)(60 + shift), 80, 0, 4};
        rgen_frames f = encode("melody", &g, &n, 1, NULL);
        assert_int_equal(f.codes[0], 2 + 60 - 36);
        rgen_part p = decode("melody", &g, &f);
        assert_int_equal(p.notes[0].pitch, 60 + shift);
        rgen_frames_clear(&f);
        rgen_part_clear(&p);
    }
}

static void bad_notes(void **state)
{
    const rgen_roles *roles = rgen_roles_default();
    const rgen_note good = {0, 120, 40, 90, 0, 4};
    rgen_note bad[6];
    for (int i = 0; i < 6; i++)
        bad[i] = good;
    bad[0].pitch = 128;
    bad[1].velocity = 0;
    bad[2].velocity = 128;
    bad[3].articulation = RGEN_ARTICULATIONS;
    bad[4].tone = 8;
    bad[5].length = 0;
    for (int i = 0; i < 6; i++) {
        rgen_part part = {&bad[i], 1, 1, NULL, 0};
        rgen_frames f;
        rgen_error err = {0};
        assert_int_equal(rgen_encode(&roles->rows[1], &two_bars, &part, &f, NULL, &err),
                         RGEN_ERR_ARG);
        assert_non_null(strstr(err.message, "bass"));
        assert_null(f.codes);
    }
    uint16_t chord = RGEN_CHORD_CODES;
    rgen_part part = {(rgen_note *)&good, 1, 1, &chord, 1};
    rgen_frames f;
    rgen_error err;
    assert_int_equal(rgen_encode(&roles->rows[2], &two_bars, &part, &f, NULL, &err), RGEN_ERR_ARG);
    assert_non_null(strstr(err.message, "chord"));
    rgen_grid g = two_bars;
    g.bars = 1000000000;
    part.chords = NULL;
    assert_int_equal(rgen_encode(&roles->rows[2], &g, &part, &f, NULL, NULL), RGEN_ERR_ARG);
}

static void bad_frames(void **state)
{
    const rgen_roles *roles = rgen_roles_default();
    rgen_error err;
    for (int r = 0; r < roles->count; r++) {
        const rgen_role *role = &roles->rows[r];
        rgen_frames f;
        rgen_part p;
        for (int k = 0; k < role->n_books; k++) {
            assert_int_equal(rgen_frames_new(&f, role->n_books, 32, &err), RGEN_OK);
            f.codes[k * 32 + 31] = role->books[k];
            assert_int_equal(rgen_decode(role, &two_bars, &f, &p, &err), RGEN_ERR_FORMAT);
            assert_non_null(strstr(err.message, role->name));
            assert_null(p.notes);
            rgen_frames_clear(&f);
        }
        assert_int_equal(rgen_frames_new(&f, role->n_books, 31, &err), RGEN_OK);
        assert_int_equal(rgen_decode(role, &two_bars, &f, &p, &err), RGEN_ERR_ARG);
        rgen_frames_clear(&f);
        assert_int_equal(rgen_frames_new(&f, role->n_books + 1, 32, &err), RGEN_OK);
        assert_int_equal(rgen_decode(role, &two_bars, &f, &p, &err), RGEN_ERR_ARG);
        rgen_frames_clear(&f);
        rgen_role odd = *role; /* a registry row whose books are not its kind's */
        odd.books[0]++;
        assert_int_equal(rgen_frames_new(&f, role->n_books, 32, &err), RGEN_OK);
        assert_int_equal(rgen_decode(&odd, &two_bars, &f, &p, &err), RGEN_ERR_ARG);
        rgen_frames_clear(&f);
    }
    rgen_frames f;
    assert_int_equal(rgen_frames_new(&f, 0, 8, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_frames_new(&f, RGEN_MAX_BOOKS + 1, 8, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_frames_new(&f, 1, -1, &err), RGEN_ERR_ARG);
    rgen_frames_clear(NULL);
}

static void chords_stand(void **state)
{
    const rgen_roles *roles = rgen_roles_default();
    uint16_t chords[32];
    for (int f = 0; f < 32; f++)
        chords[f] = (uint16_t)(f < 16 ? 10 : 144);
    rgen_part part = {NULL, 0, 0, chords, 32}, heard;
    rgen_frames f;
    assert_int_equal(rgen_encode(&roles->rows[2], &two_bars, &part, &f, NULL, NULL), RGEN_OK);
    assert_int_equal(rgen_decode(&roles->rows[2], &two_bars, &f, &heard, NULL), RGEN_OK);
    assert_int_equal(heard.n_chords, 32);
    assert_memory_equal(heard.chords, chords, sizeof chords);
    assert_int_equal(heard.n_notes, 0);
    rgen_frames_clear(&f);
    rgen_part_clear(&heard);
}

/* The longest piece, with far more notes than codes can hold. */
static void long_piece(void **state)
{
    rgen_grid g = {300, 5, 4, RGEN_MAX_BARS, 3, RGEN_DORIAN};
    draws d = draws_of(7, 0);
    const rgen_roles *roles = rgen_roles_default();
    for (int r = 0; r < 4; r++) {
        rgen_part p = {0};
        rgen_frames f;
        for (int i = 0; i < 60000; i++) {
            rgen_note n = {draw(&d, 5120 * 120), 1 + draw(&d, 2000),
                           (uint8_t)(r ? 40 + draw(&d, 30) : draw(&d, 8)), 90, 0, 4};
            assert_int_equal(rgen_part_add(&p, n), RGEN_OK);
        }
        assert_int_equal(rgen_encode(&roles->rows[r], &g, &p, &f, NULL, NULL), RGEN_OK);
        assert_int_equal(f.n_frames, 5120);
        rgen_frames_clear(&f);
        rgen_part_clear(&p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixed_point),  cmocka_unit_test(any_codes),
        cmocka_unit_test(tolerances),   cmocka_unit_test(onset_codes),
        cmocka_unit_test(drum_rolls),   cmocka_unit_test(note_lengths),
        cmocka_unit_test(polyphony),    cmocka_unit_test(slots), cmocka_unit_test(drum_losses), cmocka_unit_test(lead_slots),
        cmocka_unit_test(losses),       cmocka_unit_test(keys_shift),
        cmocka_unit_test(bad_notes),    cmocka_unit_test(bad_frames),
        cmocka_unit_test(chords_stand), cmocka_unit_test(long_piece)};
    if (getenv("RGEN_TEST_SEED"))
        seed_base = strtoull(getenv("RGEN_TEST_SEED"), NULL, 10);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
