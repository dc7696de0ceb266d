/* What the tracks play, as text: a row per track, a cell per 1/16, 1/8 or beat,
 * whichever lets the whole piece fit 80 columns. Drums show their strongest
 * voice, bass and melody their pitch as a height, harmony its chords and where
 * they are struck. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cli.h"
#include "project/take.h"

enum { MAX_CELLS = 64, CELL_BYTES = 4 };

typedef char cell[CELL_BYTES];

typedef struct strip {
    cell cells[MAX_CELLS];
    int n, per_bar;
    int frames; /* to a cell */
    int utf8;
} strip;

static int terminal_is_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strcasestr(value, "utf-8") || strcasestr(value, "utf8");
    }
    return 0;
}

static void set_cell(strip *s, int at, const char *text)
{
    snprintf(s->cells[at], CELL_BYTES, "%s", text);
}

static int cell_of(const strip *s, int32_t tick)
{
    int at = (tick + RGEN_TICKS_PER_FRAME / 2) / RGEN_TICKS_PER_FRAME / s->frames;
    return tick < -RGEN_TICKS_PER_FRAME / 2 ? -1 : at;
}

static void draw_drums(strip *s, const rgen_part *part)
{
    static const char letters[] = "KShottrc";
    static const char rank[] = {7, 8, 1, 3, 4, 5, 2, 6};
    int best[MAX_CELLS] = {0};
    for (int i = 0; i < part->n_notes; i++) {
        int at = cell_of(s, part->notes[i].start), voice = part->notes[i].pitch;
        if (at < 0 || at >= s->n || voice >= RGEN_DRUM_VOICES || rank[voice] <= best[at])
            continue;
        best[at] = rank[voice];
        char letter[2] = {letters[voice], 0};
        set_cell(s, at, letter);
    }
}

static void draw_line(strip *s, const rgen_part *part)
{
    int low = 127, high = 0;
    for (int i = 0; i < part->n_notes; i++) {
        int p = part->notes[i].pitch;
        low = p < low ? p : low;
        high = p > high ? p : high;
    }
    for (int i = 0; i < part->n_notes; i++) {
        const rgen_note *n = &part->notes[i];
        int at = cell_of(s, n->start), end = cell_of(s, n->start + n->length - 1);
        int level = high > low ? (n->pitch - low) * 7 / (high - low) : 0;
        char text[CELL_BYTES] = {(char)('1' + level), 0};
        if (at < 0 || at >= s->n)
            continue;
        if (s->utf8) { /* U+2581 .. U+2588 */
            text[0] = (char)0xe2;
            text[1] = (char)0x96;
            text[2] = (char)(0x81 + level);
            text[3] = 0;
        }
        set_cell(s, at, text);
        for (int k = at + 1; k <= end && k < s->n; k++)
            set_cell(s, k, s->utf8 ? "\xe2\x94\x80" : "-");
    }
}

static void draw_chords(strip *s, const rgen_part *part, int tonic)
{
    int last = -1, free_at = 0;
    for (int i = 0; i < part->n_notes; i++) {
        int at = cell_of(s, part->notes[i].start);
        if (at >= 0 && at < s->n)
            set_cell(s, at, s->utf8 ? "\xe2\x96\xaa" : "x");
    }
    for (int at = 0; at < s->n && at * s->frames < part->n_chords; at++) {
        int code = part->chords[at * s->frames];
        char name[16];
        if (code == last && at % (4 * s->per_bar))
            continue;
        last = code;
        if (code == 0 || at < free_at)
            continue;
        rgen_chord_name(code, tonic, name, sizeof name);
        int bar_end = (at / s->per_bar + 1) * s->per_bar;
        for (int k = 0; name[k] && at + k < bar_end && at + k < s->n; k++) {
            char letter[2] = {name[k], 0};
            set_cell(s, at + k, letter);
            free_at = at + k + 1;
        }
    }
}

static void print_strip(const strip *s, const char *label)
{
    printf("%-7.7s", label);
    for (int i = 0; i < s->n; i++) {
        if (i % s->per_bar == 0)
            putchar('|');
        fputs(s->cells[i], stdout);
    }
    puts("|");
}

void cli_print_piece(const rgen_project *project, const char *name)
{
    rgen_project_info info = rgen_project_get_info(project);
    const rgen_grid *grid = rgen_project_grid(project);
    const rgen_roles *roles = rgen_roles_default();
    rgen_track_info track;
    char key[32];
    int drums = 0, per_bar = rgen_grid_frames_per_bar(grid), step = info.meter_den == 8 ? 2 : 4;
    strip s = {.utf8 = terminal_is_utf8()};
    printf("%s%s%s: %s, %.6g BPM, %d/%d, %d bar%s, %.5g s\n", cli_bold(1), name, cli_bold(0),
           rgen_key_name(info.tonic, info.mode, key, sizeof key), info.bpm, info.meter_num,
           info.meter_den, info.bars, info.bars == 1 ? "" : "s", info.seconds);
    s.frames = 1;
    while (s.frames < step && rgen_grid_frames(grid) / s.frames > MAX_CELLS)
        s.frames *= 2;
    s.per_bar = per_bar / s.frames;
    int bars = MAX_CELLS / s.per_bar < info.bars ? MAX_CELLS / s.per_bar : info.bars;
    s.n = bars * s.per_bar;
    for (int i = 0; i < info.n_tracks; i++) {
        if (rgen_project_get_track(project, i, &track) != RGEN_OK)
            continue;
        const rgen_take *take = rgen_project_take(project, track.role);
        int at = rgen_roles_find(roles, track.role);
        if (!take)
            continue;
        for (int k = 0; k < s.n; k++)
            set_cell(&s, k, s.utf8 ? "\xc2\xb7" : ".");
        rgen_role_kind kind = at >= 0 ? roles->rows[at].kind : RGEN_KIND_LEAD;
        if (kind == RGEN_KIND_DRUMS) {
            draw_drums(&s, &take->part);
            drums = 1;
        } else if (kind == RGEN_KIND_CHORDAL)
            draw_chords(&s, &take->part, info.tonic);
        else
            draw_line(&s, &take->part);
        print_strip(&s, track.role);
    }
    if (bars < info.bars)
        printf("       (the first %d bars of %d)\n", bars, info.bars);
    if (drums)
        printf("       K kick  S snare  h hat  o open hat  t tom  r ride  c crash\n");
}
