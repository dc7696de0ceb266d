/* The picture is a column of panels on one time axis, one per track: what is
 * played above, what it sounds like below. Lengths are printed in tenths, as
 * integers, so that the document does not depend on the locale. */
#include "export/draw.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mix/wav.h"
#include "project/take.h"

enum {
    WIDTH = 1200, LEFT = 112, RIGHT = 16, TOP = 64, ROLL = 112, WAVE = 40, GAP = 28,
    WAVE_COLUMNS = 720
};

typedef struct drawing {
    char *data;
    size_t used, room;
    int failed;
    const rgen_grid *grid;
    int frames;
} drawing;

static const char *const colors[] = {"#d1495b", "#2e6f95", "#3c8d5a", "#b5701c",
                                     "#6b4f9e", "#4a7c7c", "#8a4b76", "#5c6b2f"};
static const char *const voice_names[RGEN_DRUM_VOICES] = {"kick", "snare", "hat", "open hat",
                                                          "low tom", "high tom", "ride", "crash"};

static void put(drawing *d, const char *text, size_t n)
{
    if (d->failed)
        return;
    if (d->used + n + 1 > d->room) {
        size_t room = d->room ? d->room * 2 : 1 << 16;
        while (room < d->used + n + 1)
            room *= 2;
        char *more = realloc(d->data, room);
        if (!more) {
            d->failed = 1;
            return;
        }
        d->data = more;
        d->room = room;
    }
    memcpy(d->data + d->used, text, n);
    d->used += n;
    d->data[d->used] = 0;
}

static void putf(drawing *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void putf(drawing *d, const char *format, ...)
{
    char piece[512];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(piece, sizeof piece, format, args);
    va_end(args);
    if (n > 0)
        put(d, piece, (size_t)n < sizeof piece ? (size_t)n : sizeof piece - 1);
}

/* ` name="12.5"` */
static void put_length(drawing *d, const char *name, double value)
{
    long tenths = lround(value * 10);
    putf(d, " %s=\"%s%ld.%ld\"", name, tenths < 0 ? "-" : "", labs(tenths) / 10, labs(tenths) % 10);
}

static void put_point(drawing *d, const char *command, double x, double y)
{
    long a = lround(x * 10), b = lround(y * 10);
    putf(d, "%s%ld.%ld %ld.%ld", command, a / 10, labs(a) % 10, b / 10, labs(b) % 10);
}

/* Text of a project may hold anything: mark-up is escaped, control bytes dropped. */
static void put_text(drawing *d, double x, double y, const char *class_name, const char *text)
{
    put(d, "<text", 5);
    put_length(d, "x", x);
    put_length(d, "y", y);
    putf(d, " class=\"%s\">", class_name);
    for (; *text; text++)
        switch (*text) {
        case '<': put(d, "&lt;", 4); break;
        case '>': put(d, "&gt;", 4); break;
        case '&': put(d, "&amp;", 5); break;
        default:
            if ((unsigned char)*text >= 0x20)
                put(d, text, 1);
        }
    put(d, "</text>\n", 8);
}

static void put_rect(drawing *d, double x, double y, double w, double h, const char *fill, double opacity)
{
    put(d, "<rect", 5);
    put_length(d, "x", x);
    put_length(d, "y", y);
    put_length(d, "width", w);
    put_length(d, "height", h);
    if (opacity < 1)
        putf(d, " fill-opacity=\"0.%02d\"", (int)(opacity * 100));
    putf(d, " fill=\"%s\"/>\n", fill);
}

static double x_of(const drawing *d, double ticks)
{
    return LEFT + (WIDTH - LEFT - RIGHT) * ticks / ((double)d->frames * RGEN_TICKS_PER_FRAME);
}

static void draw_bars(drawing *d, double top, double bottom)
{
    int per_bar = rgen_grid_frames_per_bar(d->grid), per_beat = 16 / d->grid->meter_den;
    int beats = d->grid->bars <= 32;
    for (int f = 0; f <= d->frames; f += beats ? per_beat : per_bar) {
        double x = x_of(d, (double)f * RGEN_TICKS_PER_FRAME);
        putf(d, "<path class=\"%s\" d=\"", f % per_bar ? "beat" : "bar");
        put_point(d, "M", x, top);
        put_point(d, "L", x, bottom);
        put(d, "\"/>\n", 4);
    }
}

static void draw_drums(drawing *d, const rgen_part *part, double top, const char *color)
{
    double row = (double)ROLL / RGEN_DRUM_VOICES;
    double cell = x_of(d, RGEN_TICKS_PER_FRAME) - LEFT;
    for (int v = 0; v < RGEN_DRUM_VOICES; v++)
        put_text(d, LEFT - 6, top + ROLL - (v + 0.25) * row, "voice", voice_names[v]);
    for (int i = 0; i < part->n_notes; i++) {
        const rgen_note *n = &part->notes[i];
        if (n->pitch >= RGEN_DRUM_VOICES)
            continue;
        put_rect(d, x_of(d, n->start), top + ROLL - (n->pitch + 1) * row + 1.5, cell * 0.75, row - 3, color,
                 0.25 + 0.74 * n->velocity / 127);
    }
}

/* Rows of the key's notes are shaded, so that notes outside it stand out. */
static void draw_roll(drawing *d, const rgen_part *part, double top, const char *color)
{
    int low = 127, high = 0;
    char name[16];
    unsigned scale = rgen_mode_scale(d->grid->mode);
    for (int i = 0; i < part->n_notes; i++) {
        low = part->notes[i].pitch < low ? part->notes[i].pitch : low;
        high = part->notes[i].pitch > high ? part->notes[i].pitch : high;
    }
    if (low > high) {
        put_text(d, LEFT + 8, top + ROLL / 2.0, "note", "silent");
        return;
    }
    while (high - low < 13) {
        high += high < 127;
        low -= low > 0;
    }
    double row = (double)ROLL / (high - low + 1);
    for (int p = low; p <= high; p++) {
        int above = ((p - d->grid->tonic) % 12 + 12) % 12;
        double y = top + ROLL - (p - low + 1) * row;
        if (scale >> above & 1)
            put_rect(d, LEFT, y, WIDTH - LEFT - RIGHT, row, above ? "#f4f4f1" : "#e8e8e2", 1);
        if (p % 12 == 0) {
            snprintf(name, sizeof name, "C%d", p / 12 - 1);
            put_text(d, LEFT - 6, y + row, "voice", name);
        }
    }
    for (int i = 0; i < part->n_notes; i++) {
        const rgen_note *n = &part->notes[i];
        double x = x_of(d, n->start), end = x_of(d, n->start + n->length);
        double most = WIDTH - RIGHT;
        end = end > most ? most : end;
        put_rect(d, x, top + ROLL - (n->pitch - low + 1) * row, end - x > 1.5 ? end - x - 0.5 : 1.5,
                 row > 2 ? row - 0.6 : row, color, 0.35 + 0.64 * n->velocity / 127);
    }
}

static void draw_chords(drawing *d, const rgen_part *part, double top)
{
    char name[16];
    int last = -1;
    double free_at = 0;
    for (int f = 0; f < part->n_chords && f < d->frames; f++) {
        double x = x_of(d, (double)f * RGEN_TICKS_PER_FRAME);
        if (part->chords[f] == last)
            continue;
        last = part->chords[f];
        if (x < free_at)
            continue;
        rgen_chord_name(last, d->grid->tonic, name, sizeof name);
        put_text(d, x + 1, top - 4, "chord", name);
        free_at = x + 8 * (double)strlen(name);
    }
}

/* The highest and lowest sample of each column, both channels together. */
static rgen_status draw_wave(drawing *d, const rgen_take *take, double top, double gain,
                             const char *color, rgen_error *err)
{
    rgen_stereo audio = {0};
    rgen_status status = rgen_wav_decode(take->wav, take->wav_size, &audio, err);
    float high[WAVE_COLUMNS], low[WAVE_COLUMNS];
    if (status != RGEN_OK)
        return status;
    for (int c = 0; c < WAVE_COLUMNS; c++) {
        high[c] = low[c] = 0;
        for (int64_t i = audio.n * c / WAVE_COLUMNS; i < audio.n * (c + 1) / WAVE_COLUMNS; i++)
            for (int k = 0; k < 2; k++) {
                high[c] = audio.channel[k][i] > high[c] ? audio.channel[k][i] : high[c];
                low[c] = audio.channel[k][i] < low[c] ? audio.channel[k][i] : low[c];
            }
    }
    rgen_stereo_clear(&audio);
    double middle = top + WAVE / 2.0, scale = WAVE / 2.0 * gain;
    double step = (double)(WIDTH - LEFT - RIGHT) / WAVE_COLUMNS;
    putf(d, "<path fill=\"%s\" fill-opacity=\"0.55\" d=\"", color);
    for (int c = 0; c < WAVE_COLUMNS; c++)
        put_point(d, c ? "L" : "M", LEFT + (c + 0.5) * step, middle - (double)high[c] * scale - 0.2);
    for (int c = WAVE_COLUMNS - 1; c >= 0; c--)
        put_point(d, "L", LEFT + (c + 0.5) * step, middle - (double)low[c] * scale + 0.2);
    put(d, "Z\"/>\n", 5);
    return RGEN_OK;
}

/* The loudest sample of all stems: waveforms are drawn to one scale. */
static rgen_status find_peak(const rgen_project *project, int n_tracks, double *peak, rgen_error *err)
{
    *peak = 0;
    for (int i = 0; i < n_tracks; i++) {
        rgen_track_info track;
        rgen_stereo audio = {0};
        const rgen_take *take = rgen_project_get_track(project, i, &track) == RGEN_OK
                                    ? rgen_project_take(project, track.role) : NULL;
        rgen_status status = take ? rgen_wav_decode(take->wav, take->wav_size, &audio, err) : RGEN_OK;
        if (status != RGEN_OK)
            return status;
        for (int k = 0; take && k < 2; k++)
            for (int64_t s = 0; s < audio.n; s++)
                *peak = fabs((double)audio.channel[k][s]) > *peak ? fabs((double)audio.channel[k][s]) : *peak;
        rgen_stereo_clear(&audio);
    }
    return RGEN_OK;
}

static void open_document(drawing *d, const rgen_project_info *info, const char *name, int height)
{
    char line[256], key[32];
    putf(d, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\">\n",
         WIDTH, height, WIDTH, height);
    static const char style[] =
        "<style>text{font-family:system-ui,sans-serif;fill:#222}.title{font-size:20px;font-weight:600}"
        ".sub,.chord{font-size:12px}.sub{fill:#666}.track{font-size:13px;font-weight:600}"
        ".voice{font-size:9px;fill:#777;text-anchor:end}.note{font-size:12px;fill:#999}"
        "path.bar{stroke:#bbb;stroke-width:1}path.beat{stroke:#ddd;stroke-width:.5}</style>\n";
    put(d, style, sizeof style - 1);
    put_rect(d, 0, 0, WIDTH, height, "#ffffff", 1);
    put_text(d, 16, 28, "title", name);
    long tempo = lround(info->bpm * 100), length = lround(info->seconds * 100);
    char cents[8] = "";
    if (tempo % 100)
        snprintf(cents, sizeof cents, ".%02ld", tempo % 100);
    snprintf(line, sizeof line, "%s, %ld%s BPM, %d/%d, %d bars, %ld.%02ld s",
             rgen_key_name(info->tonic, info->mode, key, sizeof key), tempo / 100, cents,
             info->meter_num, info->meter_den, info->bars, length / 100, length % 100);
    put_text(d, 16, 46, "sub", line);
    if (info->prompt && info->prompt[0] && strlen(info->prompt) <= 140)
        put_text(d, LEFT + 230, 46, "sub", info->prompt);
}

rgen_status rgen_draw_svg(const rgen_project *project, const char *name, char **svg, size_t *size,
                          rgen_error *err)
{
    rgen_project_info info = rgen_project_get_info(project);
    const rgen_roles *roles = rgen_roles_default();
    drawing d = {.grid = rgen_project_grid(project)};
    rgen_track_info track;
    rgen_status status = rgen_project_load(project, err);
    int panel = ROLL + WAVE + GAP;
    double peak = 0;
    *svg = NULL;
    *size = 0;
    if (status != RGEN_OK || (status = find_peak(project, info.n_tracks, &peak, err)) != RGEN_OK)
        return status;
    d.frames = rgen_grid_frames(d.grid);
    open_document(&d, &info, name, TOP + info.n_tracks * panel);
    for (int i = 0; i < info.n_tracks && status == RGEN_OK; i++) {
        if (rgen_project_get_track(project, i, &track) != RGEN_OK)
            continue;
        const rgen_take *take = rgen_project_take(project, track.role);
        int at = rgen_roles_find(roles, track.role);
        rgen_role_kind kind = at >= 0 ? roles->rows[at].kind : RGEN_KIND_LEAD;
        double top = TOP + 16 + i * panel;
        const char *color = colors[i % (int)(sizeof colors / sizeof *colors)];
        if (!take)
            continue;
        put_text(&d, 16, top + 14, "track", track.role);
        if (kind == RGEN_KIND_DRUMS)
            draw_drums(&d, &take->part, top, color);
        else
            draw_roll(&d, &take->part, top, color);
        draw_bars(&d, top, top + ROLL + WAVE);
        if (kind == RGEN_KIND_CHORDAL)
            draw_chords(&d, &take->part, top);
        put_text(&d, 16, top + ROLL + WAVE / 2.0 + 4, "sub", take->patch ? take->patch : "");
        status = draw_wave(&d, take, top + ROLL, peak > 1e-6 ? 1 / peak : 1, color, err);
    }
    put(&d, "</svg>\n", 7);
    if (status == RGEN_OK && d.failed)
        status = rgen_fail(err, RGEN_ERR_MEMORY, "out of memory drawing %s", name);
    if (status != RGEN_OK) {
        free(d.data);
        return status;
    }
    *svg = d.data;
    *size = d.used;
    return RGEN_OK;
}
