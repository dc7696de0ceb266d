/* From songs to roles: jobs of lines, metre changes, keys and chords. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "score/assign.h"
#include "score/chordfind.h"

enum { BAR = 1920 };

/* A song built by hand. */
static rgen_midi_note notes[8192];
static int n_notes;
static char names[16][RGEN_MIDI_NAME];

static void play(int channel, int program, int32_t start, int32_t length, int pitch, int velocity)
{
    notes[n_notes++] = (rgen_midi_note){ start, length, (uint16_t)channel, (uint8_t)channel,
                                         (uint8_t)pitch, (uint8_t)velocity, (uint8_t)program, 100, 127 };
}

static int by_start(const void *a, const void *b)
{
    const rgen_midi_note *x = a, *y = b;
    return x->start != y->start ? (x->start < y->start ? -1 : 1) : x->channel * 128 + x->pitch -
           y->channel * 128 - y->pitch;
}

static rgen_midi_song song_of(int bars)
{
    qsort(notes, (size_t)n_notes, sizeof *notes, by_start);
    rgen_midi_song s = { .format = 1, .n_tracks = 16, .ticks_per_quarter = 480, .notes = notes,
                         .n_notes = n_notes, .names = names, .end = bars * BAR };
    return s;
}

static int start(void **state)
{
    (void)state;
    n_notes = 0;
    memset(names, 0, sizeof names);
    return 0;
}

static rgen_assignment assigned(const rgen_midi_song *s, const rgen_assign_options *options)
{
    rgen_assignment a;
    rgen_error err = { 0 };
    if (rgen_assign(s, rgen_roles_default(), options, &a, &err)) fail_msg("%s", err.message);
    const rgen_assign_counts *c = &a.counts;
    assert_int_equal(c->notes, s->n_notes);
    assert_int_equal(c->notes, c->kept + c->copies + c->effects + c->others + c->doubles +
                                   c->polyphony + c->meter + c->unsung);
    int kept = 0, parts = 0;
    for (int i = 0; i < a.lines.count; i++) kept += a.lines.rows[i].kept;
    for (int i = 0; i < a.n_pieces; i++)
        for (int k = 0; k < RGEN_ASSIGN_ROLES; k++) parts += a.pieces[i].parts[k].n_notes;
    assert_int_equal(kept, c->kept);
    assert_int_equal(parts, c->kept);
    return a;
}

/* Drums, bass, triads and a tune in C major: I vi IV V, a bar each. */
static void band(int first_bar, int bars, int32_t offset)
{
    static const int roots[4] = { 0, 9, 5, 7 }, minor[4] = { 0, 1, 0, 0 };
    static const int tune[8] = { 0, 2, 4, 7, 9, 7, 4, 2 };
    for (int b = first_bar; b < first_bar + bars; b++) {
        int32_t t = offset + b * BAR;
        int r = roots[b % 4];
        for (int q = 0; q < 4; q++) {
            play(9, 0, t + q * 480, 60, q & 1 ? 38 : 36, 100);
            play(9, 0, t + q * 480 + 240, 60, 42, 70);
            play(4, 33, t + q * 480, 400, 36 + r, 90);
        }
        for (int i = 0; i < 3; i++) {
            static const int shape[2][3] = { { 0, 4, 7 }, { 0, 3, 7 } };
            play(1, 0, t, 1900, 60 + (r + shape[minor[b % 4]][i]) % 12, 80);
        }
        for (int i = 0; i < 8; i++) play(3, 80, t + i * 240, 200, 72 + tune[(i + b) % 8], 95);
    }
}

static void a_small_song_finds_its_roles(void **state)
{
    band(0, 8, 0);
    play(5, 122, 0, 1000, 60, 80); /* the sea */
    for (int b = 0; b < 8; b++)    /* another piano, panned: the same notes a little later */
        for (int i = 0, n = n_notes; i < n; i++)
            if (notes[i].channel == 1 && notes[i].start == b * BAR) {
                play(6, 0, notes[i].start + 12, 1900, notes[i].pitch, 60);
            }
    rgen_midi_song s = song_of(8);
    rgen_assignment a = assigned(&s, NULL);
    assert_int_equal(a.n_pieces, 1);
    const rgen_piece *p = &a.pieces[0];
    assert_int_equal(p->grid.bars, 8);
    assert_int_equal(p->grid.tonic, 0);
    assert_int_equal(p->grid.mode, RGEN_MAJOR);
    assert_int_equal(p->parts[RGEN_KIND_DRUMS].n_notes, 64);
    assert_int_equal(p->parts[RGEN_KIND_MONO].n_notes, 32);
    assert_int_equal(p->parts[RGEN_KIND_CHORDAL].n_notes, 24);
    assert_int_equal(p->parts[RGEN_KIND_LEAD].n_notes, 64);
    assert_int_equal(a.counts.effects, 1);
    assert_int_equal(a.counts.copies, 24);
    assert_int_equal(p->parts[RGEN_KIND_DRUMS].notes[0].pitch, RGEN_KICK);
    static const int roots[4] = { 0, 9, 5, 7 }, quality[4] = { 0, 1, 0, 0 };
    const rgen_part *harmony = &p->parts[RGEN_KIND_CHORDAL];
    assert_int_equal(harmony->n_chords, 8 * 16);
    for (int f = 0; f < 8 * 16; f++) {
        int b = f / 16 % 4;
        assert_int_equal(harmony->chords[f], 1 + roots[b] * RGEN_CHORD_QUALITIES + quality[b]);
    }
    rgen_assignment_clear(&a);
}

static void leads_relay_and_the_outranked_are_counted(void **state)
{
    band(0, 8, 0);
    for (int i = 0; i < n_notes; i++) /* a flute takes over for the second half */
        if (notes[i].channel == 3 && notes[i].start >= 4 * BAR) {
            notes[i].channel = 7;
            notes[i].program = 73;
        }
    for (int b = 0; b < 8; b++) /* a weaker line that always plays: chords take it or leave it */
        for (int i = 0; i < 2; i++) play(8, 68, b * BAR + i * 960, 400, 74 + i, 60);
    rgen_midi_song s = song_of(8);
    rgen_assignment a = assigned(&s, NULL);
    assert_int_equal(a.n_pieces, 1);
    assert_int_equal(a.pieces[0].parts[RGEN_KIND_LEAD].n_notes, 64);
    assert_int_equal(a.counts.others, 16);
    rgen_assignment_clear(&a);
}

static void polyphony_and_doubles_are_counted(void **state)
{
    band(0, 4, 0);
    play(9, 0, 3, 60, 35, 127);   /* a second kick on the first */
    play(4, 33, 0, 400, 48, 90);  /* a fifth voice of the bass line */
    play(3, 80, 0, 200, 84, 90);  /* three notes of the lead at once */
    play(3, 80, 0, 200, 88, 90);
    rgen_midi_song s = song_of(4);
    rgen_assignment a = assigned(&s, NULL);
    assert_int_equal(a.counts.doubles, 1);
    assert_int_equal(a.counts.polyphony, 2);
    assert_int_equal(a.pieces[0].parts[RGEN_KIND_DRUMS].notes[0].velocity, 127);
    assert_int_equal(a.pieces[0].parts[RGEN_KIND_MONO].notes[0].pitch, 36);
    rgen_assignment_clear(&a);
}

static void pieces_follow_the_metre(void **state)
{
    rgen_midi_meter map[] = { { 0, 4, 4 }, { 4 * BAR, 3, 4 }, { 4 * BAR + 4 * 1440, 9, 8 },
                              { 4 * BAR + 4 * 1440 + 2160, 12, 8 } };
    int32_t end = 4 * BAR + 4 * 1440 + 2160 + 4 * 2880;
    for (int32_t t = 0; t < end; t += 240) play(9, 0, t, 60, 42, 80);
    rgen_midi_song s = song_of(0);
    s.end = end;
    s.meters = map;
    s.n_meters = 4;
    rgen_assignment a = assigned(&s, NULL);
    assert_int_equal(a.n_pieces, 3);
    assert_int_equal(a.pieces[0].grid.bars, 4);
    assert_int_equal(a.pieces[1].grid.meter_num, 3);
    assert_int_equal(a.pieces[1].grid.bars, 4);
    assert_int_equal(a.pieces[1].first_tick, 4 * BAR);
    assert_int_equal(a.pieces[1].parts[RGEN_KIND_DRUMS].notes[0].start, 0);
    assert_int_equal(a.pieces[2].grid.meter_num, 6); /* 12/8 as twice 6/8 */
    assert_int_equal(a.pieces[2].grid.bars, 8);
    assert_int_equal(a.counts.meter, 9);             /* the bar of 9/8 */
    rgen_assignment_clear(&a);
}

static void a_set_up_bar_moves_the_bar_lines(void **state)
{
    rgen_midi_meter map[] = { { 0, 1, 8 }, { 240, 4, 4 } };
    rgen_midi_tempo tempos[] = { { 0, 60 }, { 240, 128 } };
    band(0, 8, 240);
    rgen_midi_song s = song_of(9);
    s.end = 8 * BAR + 240;
    s.meters = map;
    s.n_meters = 2;
    s.tempos = tempos;
    s.n_tempos = 2;
    rgen_assignment a = assigned(&s, NULL);
    assert_int_equal(a.n_pieces, 1);
    assert_int_equal(a.pieces[0].first_tick, 240);
    assert_int_equal(a.pieces[0].grid.bars, 8);
    assert_true(a.pieces[0].grid.bpm == 128);
    assert_int_equal(a.pieces[0].parts[RGEN_KIND_MONO].notes[0].start, 0);
    rgen_assignment_clear(&a);
}

static void silence_at_the_ends_is_left_out(void **state)
{
    band(2, 4, -30); /* early by 30 ticks: still its own bars */
    rgen_midi_song s = song_of(12);
    rgen_assignment a = assigned(&s, NULL);
    assert_int_equal(a.n_pieces, 1);
    assert_int_equal(a.pieces[0].first_tick, 2 * BAR);
    assert_int_equal(a.pieces[0].grid.bars, 4);
    assert_int_equal(a.pieces[0].parts[RGEN_KIND_MONO].notes[0].start, -30);
    assert_int_equal(a.counts.kept, s.n_notes);
    rgen_assignment_clear(&a);
    s.n_notes = 0;
    a = assigned(&s, NULL);
    assert_int_equal(a.n_pieces, 0);
    rgen_assignment_clear(&a);
}

static void a_modulation_makes_two_pieces(void **state)
{
    band(0, 16, 0);
    for (int i = 0; i < n_notes; i++) /* up a minor third half way */
        if (notes[i].channel != 9 && notes[i].start >= 8 * BAR) notes[i].pitch += 3;
    rgen_midi_song s = song_of(16);
    rgen_assignment a = assigned(&s, NULL);
    assert_int_equal(a.n_pieces, 2);
    assert_int_equal(a.pieces[0].grid.bars, 8);
    assert_int_equal(a.pieces[0].grid.tonic, 0);
    assert_int_equal(a.pieces[1].grid.tonic, 3);
    rgen_assignment_clear(&a);
    rgen_assign_options whole = { .one_key = 1 };
    a = assigned(&s, &whole);
    assert_int_equal(a.n_pieces, 1);
    assert_int_equal(a.pieces[0].grid.bars, 16);
    rgen_assignment_clear(&a);
}

static void long_songs_are_cut_at_the_limit(void **state)
{
    for (int b = 0; b < 600; b++) play(9, 0, b * BAR, 60, 36, 100);
    rgen_midi_song s = song_of(600);
    rgen_assignment a = assigned(&s, NULL);
    assert_int_equal(a.n_pieces, 3);
    assert_int_equal(a.pieces[0].grid.bars + a.pieces[1].grid.bars + a.pieces[2].grid.bars, 600);
    rgen_assignment_clear(&a);
}

/* ---- keys and chords ---- */

static rgen_tones scale_tones(int tonic, rgen_mode mode)
{
    rgen_tones t = { { 0 }, { 0 } };
    unsigned scale = rgen_mode_scale(mode);
    if (mode == RGEN_MINOR) scale &= ~(1u << 11); /* the natural scale */
    for (int i = 0; i < 12; i++)
        if (scale >> i & 1) t.weight[(tonic + i) % 12] = i == 0 ? 3 : i == 7 ? 2 : 1;
    int third = scale >> 4 & 1 ? 4 : 3;
    t.weight[(tonic + third) % 12] = 2;
    t.bass[tonic] = 2;
    t.bass[(tonic + 7) % 12] = 1;
    return t;
}

static void scales_are_found_in_every_key(void **state)
{
    for (int tonic = 0; tonic < 12; tonic++)
        for (int mode = 0; mode < RGEN_MODES; mode++) {
            int t;
            rgen_mode m;
            rgen_tones tones = scale_tones(tonic, (rgen_mode)mode);
            double fit = rgen_key_find(&tones, &t, &m);
            assert_int_equal(t, tonic);
            assert_int_equal(m, mode);
            assert_true(fit > 0.5 && fit <= 1);
        }
    int t;
    rgen_mode m;
    rgen_tones nothing = { { 0 }, { 0 } };
    assert_true(rgen_key_find(&nothing, &t, &m) == 0);
    assert_int_equal(rgen_key_spans(&nothing, 0, 4, NULL), 0);
}

static void chords_of_plain_progressions(void **state)
{
    static const int intervals[RGEN_CHORD_QUALITIES][4] = {
        { 0, 4, 7, -1 }, { 0, 3, 7, -1 }, { 0, 3, 6, -1 }, { 0, 4, 8, -1 }, { 0, 2, 7, -1 },
        { 0, 5, 7, -1 }, { 0, 7, -1, -1 }, { 0, 4, 7, 11 }, { 0, 4, 7, 10 }, { 0, 3, 7, 10 },
        { 0, 3, 6, 10 }, { 0, 3, 6, 9 } };
    for (int tonic = 0; tonic < 12; tonic++)
        for (int q = 0; q < RGEN_CHORD_QUALITIES; q++) {
            rgen_tones tones[12];
            uint16_t codes[12];
            memset(tones, 0, sizeof tones);
            for (int root = 0; root < 12; root++) { /* by fourths, a stretch of 960 ticks each */
                int r = root * 5 % 12;
                for (int i = 0; i < 4 && intervals[q][i] >= 0; i++)
                    rgen_tones_add(tones, 12, 960, root * 960, 960,
                                   48 + (tonic + r + intervals[q][i]) % 12, 1, 0);
                rgen_tones_add(tones, 12, 960, root * 960, 960, 36 + (tonic + r) % 12, 1, 1);
            }
            assert_int_equal(rgen_chord_find(tones, 12, 960, tonic, codes, NULL), RGEN_OK);
            for (int root = 0; root < 12; root++)
                if (codes[root] != 1 + root * 5 % 12 * RGEN_CHORD_QUALITIES + q)
                    fail_msg("quality %d on root %d was read as code %d", q, root * 5 % 12, codes[root]);
        }
}

static void silence_has_no_chord_and_rests_keep_theirs(void **state)
{
    rgen_tones tones[6];
    uint16_t codes[6];
    memset(tones, 0, sizeof tones);
    for (int i = 1; i < 4; i += 2) { /* nothing, C, a rest, C, nothing, nothing */
        rgen_tones_add(tones, 6, 960, i * 960, 960, 60, 1, 1);
        rgen_tones_add(tones, 6, 960, i * 960, 960, 64, 1, 0);
        rgen_tones_add(tones, 6, 960, i * 960, 960, 67, 1, 0);
    }
    assert_int_equal(rgen_chord_find(tones, 6, 960, 0, codes, NULL), RGEN_OK);
    const uint16_t expected[6] = { 0, 1, 1, 1, 0, 0 };
    assert_memory_equal(codes, expected, sizeof codes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_small_song_finds_its_roles, start),
        cmocka_unit_test_setup(leads_relay_and_the_outranked_are_counted, start),
        cmocka_unit_test_setup(polyphony_and_doubles_are_counted, start),
        cmocka_unit_test_setup(pieces_follow_the_metre, start),
        cmocka_unit_test_setup(a_set_up_bar_moves_the_bar_lines, start),
        cmocka_unit_test_setup(silence_at_the_ends_is_left_out, start),
        cmocka_unit_test_setup(a_modulation_makes_two_pieces, start),
        cmocka_unit_test_setup(long_songs_are_cut_at_the_limit, start),
        cmocka_unit_test(scales_are_found_in_every_key),
        cmocka_unit_test(chords_of_plain_progressions),
        cmocka_unit_test(silence_has_no_chord_and_rests_keep_theirs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
