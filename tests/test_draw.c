/* The picture of a project made by hand: well formed, complete, the same twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "export/draw.h"
#include "mix/wav.h"
#include "project/take.h"

static void add_note(rgen_part *part, int start, int length, int pitch)
{
    rgen_note n = {.start = start, .length = length, .pitch = (uint8_t)pitch, .velocity = 100, .tone = 4};
    assert_int_equal(rgen_part_add(part, n), RGEN_OK);
}

/* Two bars with drums, a harmony that crosses the end, and a silent melody. */
static rgen_project *make_project(const char *prompt)
{
    static const char *const roles[] = {"drums", "harmony", "melody"};
    rgen_grid grid = {.bpm = 120, .meter_num = 4, .meter_den = 4, .bars = 2, .tonic = 5, .mode = RGEN_MINOR};
    rgen_project *project;
    rgen_take takes[3];
    rgen_stereo audio;
    assert_int_equal(rgen_project_new(&project, &grid, prompt, 1, NULL), RGEN_OK);
    memset(takes, 0, sizeof takes);
    assert_int_equal(rgen_stereo_new(&audio, rgen_grid_sample(&grid, 32, 44100), NULL), RGEN_OK);
    for (int64_t i = 0; i < audio.n; i++)
        audio.channel[0][i] = audio.channel[1][i] = i % 200 < 100 ? 0.25f : -0.25f;
    for (int i = 0; i < 3; i++) {
        takes[i].prompt = (char *)"x";
        takes[i].patch = (char *)"patch<&>";
        assert_int_equal(rgen_wav_encode(&audio, NULL, 1, &takes[i].wav, &takes[i].wav_size, NULL, NULL),
                         RGEN_OK);
    }
    rgen_stereo_clear(&audio);
    for (int f = 0; f < 32; f += 4)
        add_note(&takes[0].part, f * 120, 60, RGEN_KICK);
    add_note(&takes[1].part, 0, 3600, 53);
    add_note(&takes[1].part, 3600, 1920, 60);
    takes[1].part.chords = calloc(32, sizeof(uint16_t));
    assert_non_null(takes[1].part.chords);
    takes[1].part.n_chords = 32;
    for (int f = 0; f < 32; f++)
        takes[1].part.chords[f] = (uint16_t)(1 + (f / 16 * 5) * RGEN_CHORD_QUALITIES + RGEN_CHORD_MIN);
    assert_int_equal(rgen_project_add_takes(project, 3, roles, takes, NULL), RGEN_OK);
    return project;
}

/* Elements open and close in order, and no bare mark-up is left in text. */
static int well_formed(const char *svg)
{
    char stack[16][16];
    int depth = 0;
    for (const char *p = svg; *p; p++) {
        if (*p == '&' && strncmp(p, "&lt;", 4) && strncmp(p, "&gt;", 4) && strncmp(p, "&amp;", 5))
            return 0;
        if (*p == '>')
            return 0;
        if (*p != '<')
            continue;
        const char *end = strchr(p, '>');
        if (!end)
            return 0;
        size_t n = strcspn(p + 1, " />");
        if (p[1] == '/') {
            n = strcspn(p + 2, " />");
            if (depth == 0 || strlen(stack[depth - 1]) != n || strncmp(stack[depth - 1], p + 2, n) != 0)
                return 0;
            depth--;
        } else if (end[-1] != '/') {
            if (depth == 16 || n > 15)
                return 0;
            memcpy(stack[depth], p + 1, n);
            stack[depth++][n] = 0;
        }
        p = end;
    }
    return depth == 0;
}

static int count(const char *text, const char *what)
{
    int n = 0;
    for (; (text = strstr(text, what)); text++)
        n++;
    return n;
}

static void draws_every_track(void **state)
{
    rgen_project *project = make_project("a <b> & \"c\" \x01 d");
    char *svg, *again;
    size_t size, again_size;
    rgen_error err;
    (void)state;
    assert_int_equal(rgen_draw_svg(project, "night & <day>", &svg, &size, &err), RGEN_OK);
    assert_int_equal(strlen(svg), size);
    assert_true(well_formed(svg));
    assert_non_null(strstr(svg, "night &amp; &lt;day&gt;"));
    assert_non_null(strstr(svg, "F minor, 120 BPM, 4/4, 2 bars, 4.00 s"));
    assert_int_equal(count(svg, ">drums<") + count(svg, ">harmony<") + count(svg, ">melody<"), 3);
    assert_int_equal(count(svg, ">silent<"), 1);
    assert_int_equal(count(svg, "fill=\"#d1495b\"/>"), 8);     /* kicks */
    assert_int_equal(count(svg, "fill=\"#2e6f95\"/>"), 2);     /* notes of the harmony */
    assert_int_equal(count(svg, "fill-opacity=\"0.55\""), 3);  /* waveforms */
    assert_int_equal(count(svg, ">Fm<") + count(svg, ">Bbm<"), 2);
    assert_null(strchr(svg, 1));
    assert_int_equal(rgen_draw_svg(project, "night & <day>", &again, &again_size, &err), RGEN_OK);
    assert_string_equal(svg, again);
    free(svg);
    free(again);
    rgen_project_free(project);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(draws_every_track)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
