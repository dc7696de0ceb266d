/* Standard MIDI files: what is written is read back, and no damaged or hostile
 * file does more than fail with a sentence. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "score/midi.h"

/* A number of [low, high] that depends on its place alone. */
static int random_int(uint64_t stream, int index, int low, int high)
{
    uint64_t x = (stream << 32 | (uint32_t)index) * 0x9e3779b97f4a7c15u + 20261123;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    return low + (int)((x ^ x >> 31) % (uint64_t)(high - low + 1));
}

/* A piece of 8 bars with notes that do not overlap on one pitch. */
static void build(rgen_grid *grid, rgen_part parts[4], rgen_midi_track tracks[4])
{
    const rgen_roles *roles = rgen_roles_default();
    *grid = (rgen_grid){ .bpm = 128, .meter_num = 4, .meter_den = 4, .bars = 8, .tonic = 6,
                         .mode = RGEN_MINOR };
    memset(parts, 0, 4 * sizeof *parts);
    for (int k = 0; k < 4; k++) {
        for (int i = 0; i < 60; i++) {
            int drums = roles->rows[k].kind == RGEN_KIND_DRUMS;
            rgen_note n = { i * 240 + random_int(1, k * 100 + i, 0, 40), 60, 0, 0, 0, 4 };
            if (!drums) n.length = random_int(2, k * 100 + i, 1, 190);
            n.pitch = (uint8_t)(drums ? random_int(3, i, 0, 7) : random_int(4, k * 100 + i, 30, 90));
            n.velocity = (uint8_t)random_int(5, k * 100 + i, 1, 127);
            assert_int_equal(rgen_part_add(&parts[k], n), RGEN_OK);
        }
        rgen_part_sort(&parts[k]);
        tracks[k] = (rgen_midi_track){ &roles->rows[k], &parts[k], k * 10 };
    }
}

static void clear(rgen_part parts[4])
{
    for (int k = 0; k < 4; k++) rgen_part_clear(&parts[k]);
}

static void what_is_written_is_read_back(void **state)
{
    rgen_grid grid;
    rgen_part parts[4];
    rgen_midi_track tracks[4];
    rgen_midi_song song;
    rgen_error err;
    uint8_t *data, *again;
    size_t size, size_again;
    build(&grid, parts, tracks);
    assert_int_equal(rgen_midi_write(&grid, tracks, 4, "night", &data, &size, &err), RGEN_OK);
    assert_int_equal(rgen_midi_write(&grid, tracks, 4, "night", &again, &size_again, &err), RGEN_OK);
    assert_int_equal(size, size_again);
    assert_memory_equal(data, again, size);
    assert_int_equal(rgen_midi_parse(data, size, &song, &err), RGEN_OK);
    assert_int_equal(song.format, 1);
    assert_int_equal(song.n_tracks, 5);
    assert_int_equal(song.ticks_per_quarter, 480);
    assert_int_equal(song.end, 8 * 1920);
    assert_int_equal(song.n_tempos, 1);
    assert_true(song.tempos[0].bpm > 127.999 && song.tempos[0].bpm < 128.001);
    assert_int_equal(song.n_meters, 1);
    assert_int_equal(song.meters[0].num, 4);
    assert_int_equal(song.meters[0].den, 4);
    assert_int_equal(song.n_keys, 1);
    assert_int_equal(song.keys[0].tonic, 6);
    assert_int_equal(song.keys[0].mode, RGEN_MINOR);
    assert_string_equal(song.names[0], "night");
    assert_int_equal(song.n_notes, 4 * 60);
    for (int k = 0; k < 4; k++) {
        assert_string_equal(song.names[k + 1], tracks[k].role->name);
        int i = 0;
        for (int j = 0; j < song.n_notes; j++) {
            const rgen_midi_note *n = &song.notes[j];
            if (n->track != k + 1) continue;
            const rgen_note *m = &parts[k].notes[i++];
            assert_int_equal(n->channel, tracks[k].role->midi_channel);
            assert_int_equal(n->program, k * 10);
            assert_int_equal(n->start, m->start);
            assert_int_equal(n->length, m->length);
            assert_int_equal(n->velocity, m->velocity);
            if (tracks[k].role->kind == RGEN_KIND_DRUMS)
                assert_int_equal(rgen_drum_of_note(n->pitch, 0), m->pitch);
            else
                assert_int_equal(n->pitch, m->pitch);
        }
        assert_int_equal(i, 60);
    }
    rgen_midi_clear(&song);
    free(data);
    free(again);
    clear(parts);
}

static void every_key_is_written_as_it_is(void **state)
{
    for (int tonic = 0; tonic < 12; tonic++)
        for (int mode = 0; mode < RGEN_MODES; mode++) {
            rgen_grid grid = { .bpm = 90.5, .meter_num = 7, .meter_den = 8, .bars = 3, .tonic = tonic,
                               .mode = (rgen_mode)mode };
            uint8_t *data;
            size_t size;
            rgen_midi_song song;
            assert_int_equal(rgen_midi_write(&grid, NULL, 0, NULL, &data, &size, NULL), RGEN_OK);
            assert_int_equal(rgen_midi_parse(data, size, &song, NULL), RGEN_OK);
            assert_int_equal(song.keys[0].tonic, tonic);
            int minor = mode == RGEN_MINOR || mode == RGEN_DORIAN || mode == RGEN_PHRYGIAN;
            assert_int_equal(song.keys[0].mode, minor ? RGEN_MINOR : RGEN_MAJOR);
            assert_int_equal(song.meters[0].num, 7);
            assert_int_equal(song.meters[0].den, 8);
            assert_int_equal(song.end, 3 * 1680);
            rgen_midi_clear(&song);
            free(data);
        }
}

static void notes_stay_inside_the_piece_and_apart(void **state)
{
    const rgen_roles *roles = rgen_roles_default();
    rgen_grid grid = { .bpm = 120, .meter_num = 4, .meter_den = 4, .bars = 1 };
    rgen_part part = { 0 };
    rgen_midi_track track = { &roles->rows[1], &part, 33 };
    rgen_midi_song song;
    uint8_t *data;
    size_t size;
    rgen_part_add(&part, (rgen_note){ -40, 100, 40, 90, 0, 4 });   /* early on the first beat */
    rgen_part_add(&part, (rgen_note){ 480, 900, 40, 90, 0, 4 });   /* into its own repetition */
    rgen_part_add(&part, (rgen_note){ 960, 9000, 40, 90, 0, 4 });  /* over the end */
    rgen_part_add(&part, (rgen_note){ 960, 100, 40, 20, 0, 4 });   /* the same again, softer */
    rgen_part_add(&part, (rgen_note){ 1920, 100, 41, 90, 0, 4 });  /* outside */
    assert_int_equal(rgen_midi_write(&grid, &track, 1, "", &data, &size, NULL), RGEN_OK);
    assert_int_equal(rgen_midi_parse(data, size, &song, NULL), RGEN_OK);
    assert_int_equal(song.n_notes, 3);
    assert_int_equal(song.notes[0].start, 0);
    assert_int_equal(song.notes[1].length, 480);
    assert_int_equal(song.notes[2].length, 960);
    assert_int_equal(song.notes[2].velocity, 90);
    assert_int_equal(song.unended, 0);
    rgen_midi_clear(&song);
    free(data);
    rgen_part_clear(&part);
    rgen_error err;
    grid.bpm = 0;
    assert_int_equal(rgen_midi_write(&grid, NULL, 0, NULL, &data, &size, &err), RGEN_ERR_ARG);
    assert_null(data);
}

/* ---- files by hand ---- */

static size_t file_of(uint8_t *out, int format, int tracks, int division, const uint8_t *body,
                      size_t n)
{
    const uint8_t head[22] = { 'M', 'T', 'h', 'd', 0, 0, 0, 6, 0, (uint8_t)format, 0, (uint8_t)tracks,
                               (uint8_t)(division >> 8), (uint8_t)division, 'M', 'T', 'r', 'k', 0, 0,
                               (uint8_t)(n >> 8), (uint8_t)n };
    memcpy(out, head, 22);
    memcpy(out + 22, body, n);
    return n + 22;
}

static rgen_status parse_body(const uint8_t *body, size_t n, rgen_midi_song *song, rgen_error *err)
{
    uint8_t data[512];
    return rgen_midi_parse(data, file_of(data, 0, 1, 96, body, n), song, err);
}
#define PARSE(song, err, ...) \
    parse_body((const uint8_t[]){ __VA_ARGS__ }, sizeof (const uint8_t[]){ __VA_ARGS__ }, song, err)

static void running_status_and_format_0(void **state)
{
    rgen_midi_song s;
    /* program 5 on channel 3; C4 and E4 by running status, ended by velocity 0; a
     * text event ends running status */
    assert_int_equal(PARSE(&s, NULL, 0, 0xc2, 5, 0, 0x92, 60, 100, 48, 64, 90, 48, 60, 0, 0, 64, 0,
                           0, 0xff, 0x2f, 0), RGEN_OK);
    assert_int_equal(s.n_notes, 2);
    assert_int_equal(s.notes[0].length, 480);
    assert_int_equal(s.notes[1].start, 240); /* 48 of 96 to the quarter */
    assert_int_equal(s.notes[1].length, 240);
    assert_int_equal(s.notes[1].program, 5);
    assert_int_equal(s.notes[1].channel, 2);
    rgen_midi_clear(&s);
    rgen_error err;
    assert_int_equal(PARSE(&s, &err, 0, 60, 100), RGEN_ERR_FORMAT);
    assert_non_null(strstr(err.message, "status byte"));
    assert_int_equal(PARSE(&s, &err, 0, 0x90, 60, 100, 0, 0xff, 1, 0, 0, 60, 0), RGEN_ERR_FORMAT);
}

static void strokes_of_one_pitch_end_in_order(void **state)
{
    rgen_midi_song s;
    /* the second stroke is written before the first one's release, at one tick */
    assert_int_equal(PARSE(&s, NULL, 0, 0x90, 60, 100, 96, 0x90, 60, 80, 0, 0x80, 60, 0, 96, 0x80,
                           60, 0, 0, 0xff, 0x2f, 0), RGEN_OK);
    assert_int_equal(s.n_notes, 2);
    assert_int_equal(s.notes[0].length, 480);
    assert_int_equal(s.notes[1].start, 480);
    assert_int_equal(s.notes[1].length, 480);
    rgen_midi_clear(&s);
    /* never released: ends with its track, and is counted; no end event either */
    assert_int_equal(PARSE(&s, NULL, 0, 0x90, 60, 100, 96, 0xff, 1, 0), RGEN_OK);
    assert_int_equal(s.unended, 1);
    assert_int_equal(s.notes[0].length, 480);
    rgen_midi_clear(&s);
}

static void sysex_and_unknown_chunks_are_passed_over(void **state)
{
    rgen_midi_song s;
    assert_int_equal(PARSE(&s, NULL, 0, 0xf0, 3, 1, 2, 0xf7, 0, 0x90, 60, 9, 96, 60, 0), RGEN_OK);
    assert_int_equal(s.n_notes, 1);
    rgen_midi_clear(&s);
    static const uint8_t body[] = { 0, 0x90, 60, 100, 96, 60, 0, 0, 0xff, 0x2f, 0 };
    uint8_t data[128], odd[160];
    size_t n = file_of(data, 0, 1, 96, body, sizeof body);
    memcpy(odd, data, 14);
    memcpy(odd + 14, "Xfoo\0\0\0\3abc", 11);
    memcpy(odd + 25, data + 14, n - 14);
    assert_int_equal(rgen_midi_parse(odd, n + 11, &s, NULL), RGEN_OK);
    assert_int_equal(s.n_notes, 1);
    rgen_midi_clear(&s);
}

static void hostile_events_are_refused(void **state)
{
    rgen_midi_song s;
    rgen_error err;
    struct { uint8_t body[16]; size_t n; const char *says; } cases[] = {
        { { 0xff, 0xff, 0xff, 0xff, 0x7f }, 5, "time is cut off or too long" },
        { { 0xff, 0xff, 0xff, 0x7f, 0x90, 60, 1, 0xff, 0xff, 0xff, 0x7f, 0x90, 60, 1 }, 14, "days" },
        { { 0, 0xff, 0x51, 0xff, 0xff, 0xff, 0x7f }, 7, "longer than its track" },
        { { 0, 0xff, 0x51, 3, 0, 0, 0 }, 7, "tempo" },
        { { 0, 0xff, 0x51, 2, 1, 1 }, 6, "tempo" },
        { { 0, 0xff, 0x58, 4, 0, 2, 24, 8 }, 8, "time signature" },
        { { 0, 0xff, 0x58, 4, 4, 200, 24, 8 }, 8, "time signature" },
        { { 0, 0xff, 0x58, 1, 4 }, 5, "time signature" },
        { { 0, 0xff, 0x59, 1, 4 }, 5, "key signature" },
        { { 0, 0xf0, 0x70, 1 }, 4, "system exclusive" },
        { { 0, 0xf4, 1 }, 3, "kind" },
        { { 0, 0x90, 60 }, 3, "cut off" },
        { { 0, 0x90, 200, 1 }, 4, "range" },
        { { 0, 0xff }, 2, "cut off" },
        { { 0 }, 1, "cut off" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        memset(&err, 0, sizeof err);
        assert_int_equal(parse_body(cases[i].body, cases[i].n, &s, &err), RGEN_ERR_FORMAT);
        if (!strstr(err.message, cases[i].says))
            fail_msg("case %zu says \"%s\", not \"%s\"", i, err.message, cases[i].says);
        assert_null(s.notes);
    }
    /* a key signature that is none (255) is passed over, as other programs do */
    assert_int_equal(PARSE(&s, &err, 0, 0xff, 0x59, 2, 0xff, 0xff, 0, 0xff, 0x2f, 0), RGEN_OK);
    assert_int_equal(s.n_keys, 0);
    rgen_midi_clear(&s);
}

static void hostile_headers_are_refused(void **state)
{
    static const uint8_t body[] = { 0, 0x90, 60, 100, 96, 60, 0, 0, 0xff, 0x2f, 0 };
    rgen_midi_song s;
    rgen_error err;
    uint8_t d[128];
    size_t n = file_of(d, 2, 1, 96, body, sizeof body);
    assert_int_equal(rgen_midi_parse(d, n, &s, &err), RGEN_ERR_FORMAT);
    assert_non_null(strstr(err.message, "format 2"));
    n = file_of(d, 1, 1, 0xe728, body, sizeof body);
    assert_int_equal(rgen_midi_parse(d, n, &s, &err), RGEN_ERR_FORMAT);
    assert_non_null(strstr(err.message, "SMPTE"));
    n = file_of(d, 1, 1, 0, body, sizeof body);
    assert_int_equal(rgen_midi_parse(d, n, &s, &err), RGEN_ERR_FORMAT);
    n = file_of(d, 3, 1, 96, body, sizeof body);
    assert_int_equal(rgen_midi_parse(d, n, &s, &err), RGEN_ERR_FORMAT);
    n = file_of(d, 0, 2, 96, body, sizeof body);
    assert_int_equal(rgen_midi_parse(d, n, &s, &err), RGEN_ERR_FORMAT);
    n = file_of(d, 1, 2, 96, body, sizeof body);
    assert_int_equal(rgen_midi_parse(d, n, &s, &err), RGEN_ERR_FORMAT);
    n = file_of(d, 1, 1, 96, body, sizeof body);
    d[18] = 0xff; /* a track of four gigabytes */
    assert_int_equal(rgen_midi_parse(d, n, &s, &err), RGEN_ERR_FORMAT);
    assert_int_equal(rgen_midi_parse("hello", 5, &s, &err), RGEN_ERR_FORMAT);
    assert_non_null(strstr(err.message, "no MIDI file"));
    assert_int_equal(rgen_midi_parse("", 0, &s, &err), RGEN_ERR_FORMAT);
    assert_int_equal(rgen_midi_parse(d, (size_t)RGEN_MIDI_MAX_BYTES + 1, &s, &err), RGEN_ERR_FORMAT);
}

static void cut_or_changed_anywhere(void **state)
{
    rgen_grid grid;
    rgen_part parts[4];
    rgen_midi_track tracks[4];
    rgen_midi_song song;
    uint8_t *data;
    size_t size;
    build(&grid, parts, tracks);
    assert_int_equal(rgen_midi_write(&grid, tracks, 4, "night", &data, &size, NULL), RGEN_OK);
    for (size_t n = 0; n < size; n++) { /* in memory of exactly that size, for ASan */
        rgen_error err = { 0 };
        uint8_t *part = malloc(n + !n);
        memcpy(part, data, n);
        assert_int_equal(rgen_midi_parse(part, n, &song, &err), RGEN_ERR_FORMAT);
        assert_true(err.message[0] && !strchr(err.message, '\n'));
        assert_null(song.notes);
        free(part);
    }
    for (int i = 0; i < 4000; i++) { /* one byte changed: any result, no harm */
        size_t at = (size_t)random_int(10, i, 0, (int)size - 1);
        uint8_t old = data[at];
        data[at] = (uint8_t)random_int(11, i, 0, 255);
        if (!rgen_midi_parse(data, size, &song, NULL)) rgen_midi_clear(&song);
        data[at] = old;
    }
    free(data);
    clear(parts);
}

static void the_median_tempo(void **state)
{
    rgen_midi_tempo map[] = { { 0, 60 }, { 240, 120 }, { 4000, 90 }, { 4500, 120 } };
    rgen_midi_song song = { .tempos = map, .n_tempos = 4 };
    assert_true(rgen_midi_median_bpm(&song, 0, 8000) == 120);
    assert_true(rgen_midi_median_bpm(&song, 0, 300) == 60);
    assert_true(rgen_midi_median_bpm(&song, 4100, 4200) == 90);
    song.n_tempos = 0;
    assert_true(rgen_midi_median_bpm(&song, 0, 8000) == 120);
}

static void every_percussion_note_has_a_voice(void **state)
{
    for (int voice = 0; voice < RGEN_DRUM_VOICES; voice++)
        assert_int_equal(rgen_drum_of_note(rgen_drum_note((rgen_drum_voice)voice), 0), voice);
    static const int known[][2] = { { 35, RGEN_KICK }, { 37, RGEN_SNARE }, { 39, RGEN_SNARE },
        { 40, RGEN_SNARE }, { 22, RGEN_CLOSED_HAT }, { 42, RGEN_CLOSED_HAT }, { 44, RGEN_CLOSED_HAT },
        { 26, RGEN_OPEN_HAT }, { 41, RGEN_LOW_TOM }, { 43, RGEN_LOW_TOM }, { 64, RGEN_LOW_TOM },
        { 47, RGEN_HIGH_TOM }, { 50, RGEN_HIGH_TOM }, { 56, RGEN_HIGH_TOM }, { 53, RGEN_RIDE },
        { 59, RGEN_RIDE }, { 69, RGEN_RIDE }, { 70, RGEN_RIDE }, { 82, RGEN_RIDE }, { 52, RGEN_CRASH },
        { 55, RGEN_CRASH }, { 57, RGEN_CRASH }, { 58, RGEN_CRASH }, { 75, RGEN_HIGH_TOM },
        { 87, RGEN_LOW_TOM } };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        assert_int_equal(rgen_drum_of_note(known[i][0], 0), known[i][1]);
    assert_int_equal(rgen_drum_of_note(58, 1), RGEN_LOW_TOM);
    for (int note = 0; note < 128; note++)
        assert_in_range(rgen_drum_of_note(note, note & 1), 0, RGEN_DRUM_VOICES - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(every_key_is_written_as_it_is),
        cmocka_unit_test(notes_stay_inside_the_piece_and_apart),
        cmocka_unit_test(running_status_and_format_0),
        cmocka_unit_test(strokes_of_one_pitch_end_in_order),
        cmocka_unit_test(sysex_and_unknown_chunks_are_passed_over),
        cmocka_unit_test(hostile_events_are_refused),
        cmocka_unit_test(hostile_headers_are_refused),
        cmocka_unit_test(cut_or_changed_anywhere),
        cmocka_unit_test(the_median_tempo),
        cmocka_unit_test(every_percussion_note_has_a_voice),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
