/* Do the tracks hear each other? Nats per code on human songs that no model has
 * been trained on, with everything of the own track masked and
 *
 *   true   the song's other tracks visible,
 *   notes  the same without chord symbols, which were found from all tracks,
 *   late   the same as true, turned by six sixteenths within the window,
 *   none   nothing visible,
 *   wrong  another song's tracks visible (same metre and length).
 *
 *   build/bench/eval_context DATA [--models FOLDER] [--split FILE] [--windows N]
 *       [--figures FILE]
 *
 * Each code is forced to the song's own, unguided; the only conditions are the
 * ones that a song without labels has: mode, metre and tempo. The
 * table says whether the order true < none < wrong holds. */
#include <time.h>

#include "base/file.h"
#include "context/context.h"
#include "eval.h"
#include "models/track_model.h"
#include "score/assign.h"

enum { BARS = 8, WRONG = 3, MAX_WINDOWS = 4096, MAX_ROLE = 4 };
enum { TRUE, NOTES, LATE, NONE, WRONG_1, CASES = WRONG_1 + WRONG };
enum { TURN = 6 };

typedef struct window {
    int song;
    rgen_grid grid;                 /* of the window: BARS bars */
    int to_end;                     /* bars of the piece after the window */
    int has[MAX_ROLE], notes[MAX_ROLE];
    rgen_frames frames[MAX_ROLE];   /* [K, T] */
    rgen_frames without_chords;     /* the harmony with its chord symbols masked */
} window;

typedef struct sums { double nats[CASES], voices[CASES], codes, voice_codes, notes; int windows; } sums;

static const char *const folders[][2] = {{"freedoom", "freedoom/musics"},
    {"simutrans", "simutrans/music"}, {"easyrpg", "easyrpg-rtp/Music"},
    {"blasphemer", "blasphemer/musics"}};
static window windows[MAX_WINDOWS];
static const char *figures;
static int n_windows, n_songs, per_song = 4;
static sums *songs[MAX_ROLE];       /* [n_songs] */

static void window_of(const rgen_piece *piece, const rgen_frames *whole, const int *has, int first,
                      rgen_error *err)
{
    const rgen_roles *roles = rgen_roles_default();
    int per_bar = rgen_grid_frames_per_bar(&piece->grid), n = BARS * per_bar;
    if (n_windows == MAX_WINDOWS)
        return;
    window *w = &windows[n_windows++];
    w->song = n_songs;
    w->grid = piece->grid;
    w->grid.bars = BARS;
    w->to_end = piece->grid.bars - first - BARS;
    for (int r = 0; r < MAX_ROLE; r++) {
        const rgen_part *part = &piece->parts[roles->rows[r].kind];
        if (rgen_frames_new(&w->frames[r], whole[r].n_books, n, err) != RGEN_OK)
            die("eval_context", err->message);
        for (int k = 0; k < whole[r].n_books; k++)
            memcpy(w->frames[r].codes + (size_t)k * (size_t)n,
                   whole[r].codes + (size_t)k * (size_t)whole[r].n_frames + (size_t)first * (size_t)per_bar,
                   (size_t)n * sizeof(uint16_t));
        w->has[r] = has[r];
        for (int i = 0; i < part->n_notes; i++) {
            int bar = part->notes[i].start / RGEN_TICKS_PER_FRAME / per_bar;
            w->notes[r] += bar >= first && bar < first + BARS;
        }
        if (roles->rows[r].kind == RGEN_KIND_CHORDAL) {
            if (rgen_frames_new(&w->without_chords, whole[r].n_books, n, err) != RGEN_OK)
                die("eval_context", err->message);
            memcpy(w->without_chords.codes, w->frames[r].codes,
                   (size_t)whole[r].n_books * (size_t)n * sizeof(uint16_t));
            for (int t = 0; t < n; t++)
                w->without_chords.codes[t] = roles->rows[r].books[0];
        }
    }
}

/* Windows of one song, spread evenly over those that its pieces have. */
static int read_song(const char *path)
{
    const rgen_roles *roles = rgen_roles_default();
    rgen_midi_song song;
    rgen_assignment a;
    rgen_error err;
    char *data;
    size_t size;
    if (rgen_file_read(path, RGEN_MIDI_MAX_BYTES, &data, &size, &err) != RGEN_OK)
        return -1;
    rgen_status status = rgen_midi_parse(data, size, &song, &err);
    free(data);
    if (status != RGEN_OK)
        die("eval_context", err.message);
    if (rgen_assign(&song, roles, NULL, &a, &err) != RGEN_OK)
        die("eval_context", err.message);
    int has[MAX_ROLE] = {0}, total = 0, seen = 0, before = n_windows;
    for (int i = 0; i < a.n_pieces; i++) {
        total += a.pieces[i].grid.bars / BARS;
        for (int r = 0; r < MAX_ROLE; r++)
            has[r] += a.pieces[i].parts[roles->rows[r].kind].n_notes;
    }
    for (int r = 0; r < MAX_ROLE; r++)
        has[r] = has[r] >= 8; /* else the song says nothing of this role (training/data.py) */
    int take = total < per_song ? total : per_song;
    for (int i = 0; i < a.n_pieces; i++) {
        rgen_frames whole[MAX_ROLE] = {{0}};
        for (int r = 0; r < MAX_ROLE; r++)
            if (rgen_encode(&roles->rows[r], &a.pieces[i].grid,
                            &a.pieces[i].parts[roles->rows[r].kind], &whole[r], NULL, &err) != RGEN_OK)
                die("eval_context", err.message);
        for (int first = 0; first + BARS <= a.pieces[i].grid.bars; first += BARS, seen++)
            if ((seen + 1) * take / total > seen * take / total)
                window_of(&a.pieces[i], whole, has, first, &err);
        for (int r = 0; r < MAX_ROLE; r++)
            rgen_frames_clear(&whole[r]);
    }
    rgen_assignment_clear(&a);
    rgen_midi_clear(&song);
    return n_windows > before;
}

static void read_songs(const char *data, const char *split)
{
    char line[512], path[4096];
    FILE *f = fopen(split, "r");
    if (!f)
        die("eval_context", "cannot open the split; give --split training/split.tsv");
    while (fgets(line, sizeof line, f) && n_songs < MAX_WINDOWS) {
        char *tab = strchr(line, '\t'), *slash = strchr(line, '/');
        if (line[0] == '#' || !tab || !slash || slash > tab || strncmp(tab + 1, "train", 5) == 0)
            continue;
        *tab = *slash = 0;
        for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
            if (strcmp(line, folders[i][0]) != 0)
                continue;
            snprintf(path, sizeof path, "%s/%s/%s.mid", data, folders[i][1], slash + 1);
            int found = read_song(path);
            if (found < 0)
                fprintf(stderr, "eval_context: %s is not there; left out\n", path);
            n_songs += found > 0;
        }
    }
    fclose(f);
}

/* The i-th choice of a wrong song for a window and role: windows of other songs in
 * the same metre that have another track than `role` to hear, drawn by number. */
static const window *wrong_window(int at, int role, int i)
{
    const window *w = &windows[at];
    for (int tries = 0; tries < 400; tries++) {
        float u = rgen_philox_uniform(0x77726f6e, (uint64_t)at * 16 + (uint64_t)i, (uint64_t)tries);
        const window *o = &windows[(int)(u * (float)n_windows)];
        int heard = 0;
        for (int r = 0; r < MAX_ROLE; r++)
            heard += r != role && o->has[r] && w->has[r] && o->notes[r] > 0;
        if (o->song != w->song && o->grid.meter_num == w->grid.meter_num &&
            o->grid.meter_den == w->grid.meter_den && heard)
            return o;
    }
    return NULL;
}

/* What a song without labels lights (training/dataset.py, Sampler.labels). */
static int conditions(const rgen_model *model, const rgen_grid *grid, int *rows, float *weights)
{
    char name[64];
    double at = (grid->bpm - 60) / 10;
    int n = 0;
    at = at < 0 ? 0 : at > 13 ? 13 : at;
    int low = (int)at < 12 ? (int)at : 12;
    const char *const forms[] = {"mode.%s", "meter.%s"};
    char meter[16];
    snprintf(meter, sizeof meter, "%d/%d", grid->meter_num, grid->meter_den);
    for (int i = 0; i < 4; i++) {
        if (i < 2)
            snprintf(name, sizeof name, forms[i], i ? meter : rgen_mode_name(grid->mode));
        else
            snprintf(name, sizeof name, "bpm.%d", 60 + (low + i - 2) * 10);
        weights[n] = i < 2 ? 1 : (float)(i == 3 ? at - low : 1 - (at - low));
        rows[n] = rgen_model_condition(model, name); /* -1: never seen in training */
        n += rows[n] >= 0 && weights[n] > 0.01f;
    }
    return n;
}

/* Nats of each book of a window's own codes, hearing `heard` (NULL: nothing). */
static void measure(const rgen_model *model, rgen_session *session, const window *w, int role,
                    const window *heard, int how, double *nats)
{
    const rgen_roles *roles = rgen_roles_default();
    const rgen_frames *own = &w->frames[role];
    size_t cells = (size_t)own->n_books * (size_t)own->n_frames;
    int32_t *forced = need(cells, sizeof *forced);
    uint16_t *codes = need(cells, sizeof *codes);
    rgen_context context;
    rgen_view view;
    rgen_error err;
    int rows[8];
    float weights[8];
    if (rgen_context_new(&context, roles, &w->grid, &err) != RGEN_OK)
        die("eval_context", err.message);
    for (int r = 0; heard && r < MAX_ROLE; r++)
        if (r != role && heard->has[r] && w->has[r]) {
            int chordal = roles->rows[r].kind == RGEN_KIND_CHORDAL;
            rgen_context_show(&context, r, chordal && how == NOTES ? &heard->without_chords
                                                                   : &heard->frames[r],
                              0, roles->rows[r].n_books);
            for (int k = 0; k < roles->rows[r].n_books && how == LATE; k++)
                for (int t = 0, n = own->n_frames; t < n; t++)
                    context.part[r].codes[k * n + (t + TURN) % n] = heard->frames[r].codes[k * n + t];
        }
    if (rgen_context_view(&context, rgen_model_get_shape(model), 0, own->n_frames, &view, &err) != RGEN_OK)
        die("eval_context", err.message);
    uint8_t *to_end = view.places + 2 * own->n_frames;
    for (int t = 0; t < own->n_frames; t++)
        to_end[t] = (uint8_t)(to_end[t] + w->to_end < 31 ? to_end[t] + w->to_end : 31);
    view.input.conditions = rows;
    view.input.weights = weights;
    view.input.n_conditions = conditions(model, &w->grid, rows, weights);
    for (size_t i = 0; i < cells; i++)
        forced[i] = own->codes[i];
    rgen_generation g = {.n_frames = own->n_frames, .forced = forced, .nats = nats};
    memset(nats, 0, RGEN_MAX_BOOKS * sizeof *nats);
    if (rgen_session_encode(session, 0, &view.input, own->n_frames, &err) != RGEN_OK ||
        rgen_session_generate(session, &g, codes, &err) != RGEN_OK)
        die("eval_context", err.message);
    rgen_view_clear(&view);
    rgen_context_clear(&context);
    free(forced);
    free(codes);
}

static void run(const rgen_model_set *set, int role, rgen_threads *threads)
{
    const rgen_role *row = &rgen_roles_default()->rows[role];
    rgen_session *session;
    rgen_error err;
    songs[role] = need((size_t)n_songs, sizeof **songs);
    if (rgen_session_new(&session, set->model[role], 1, BARS * 20, BARS * 20 + 8, 0, threads, &err) != RGEN_OK)
        die("eval_context", err.message);
    for (int i = 0; i < n_windows; i++) {
        const window *w = &windows[i], *heard[CASES] = {w, w, w, NULL};
        sums *s = &songs[role][w->song];
        int others = 0, complete = 1;
        for (int r = 0; r < MAX_ROLE; r++)
            others += r != role && w->has[r] && w->notes[r] > 0;
        for (int k = 0; k < WRONG; k++)
            complete &= (heard[WRONG_1 + k] = wrong_window(i, role, k)) != NULL;
        if (!w->has[role] || w->notes[role] < 2 || !others || !complete)
            continue;
        for (int c = 0; c < CASES; c++) {
            double nats[RGEN_MAX_BOOKS];
            measure(set->model[role], session, w, role, heard[c], c, nats);
            for (int k = 0; k < row->n_books; k++) {
                s->nats[c] += nats[k];
                s->voices[c] += row->kind == RGEN_KIND_CHORDAL && k == 0 ? 0 : nats[k];
            }
        }
        s->codes += row->n_books * w->frames[role].n_frames;
        s->voice_codes += (row->n_books - (row->kind == RGEN_KIND_CHORDAL)) * w->frames[role].n_frames;
        s->notes += w->notes[role];
        s->windows++;
    }
    rgen_session_free(session);
}

/* Difference of two cases over songs, with its interval. */
static void gap(const sums *s, int a, int b, double *mean, double *low, double *high)
{
    double *value = need((size_t)n_songs, sizeof *value), *weight = need((size_t)n_songs, sizeof *weight);
    double v = 0, w = 0;
    int n = 0;
    for (int i = 0; i < n_songs; i++) {
        if (!s[i].windows)
            continue;
        double x = s[i].nats[a] - s[i].nats[b];
        if (a >= WRONG_1)
            for (int k = 1; k < WRONG; k++)
                x += s[i].nats[a + k] - s[i].nats[b];
        value[n] = a >= WRONG_1 ? x / WRONG : x;
        weight[n] = s[i].codes;
        v += value[n];
        w += weight[n++];
    }
    *mean = v / w;
    bootstrap(value, weight, n, low, high);
    free(value);
    free(weight);
}

static sums add_up(const sums *s, int *songs_used)
{
    sums t = {0};
    *songs_used = 0;
    for (int i = 0; i < n_songs; i++) {
        *songs_used += s[i].windows > 0;
        t.windows += s[i].windows;
        t.codes += s[i].codes;
        t.voice_codes += s[i].voice_codes;
        t.notes += s[i].notes;
        for (int c = 0; c < CASES; c++) {
            t.nats[c] += s[i].nats[c];
            t.voices[c] += s[i].voices[c];
        }
    }
    return t;
}

static double wrong_mean(const double *nats)
{
    double x = 0;
    for (int k = 0; k < WRONG; k++)
        x += nats[WRONG_1 + k] / WRONG;
    return x;
}

static void report(void)
{
    const rgen_roles *roles = rgen_roles_default();
    printf("| role | songs | windows | codes | true | notes only | late | none | wrong | none - true [95%%] | "
           "wrong - none [95%%] | true under none | order holds |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (int r = 0; r < MAX_ROLE; r++) {
        int used;
        sums t = add_up(songs[r], &used);
        double a, a_low, a_high, b, b_low, b_high;
        if (t.codes == 0)
            die("eval_context", "no window to measure");
        gap(songs[r], NONE, TRUE, &a, &a_low, &a_high);
        gap(songs[r], WRONG_1, NONE, &b, &b_low, &b_high);
        int holds = a > 0 && b > 0;
        double under = 100 * (1 - t.nats[TRUE] / t.nats[NONE]), least = roles->rows[r].kind == RGEN_KIND_DRUMS ? 2 : 5;
        char name[96], target[64];
        snprintf(name, sizeof name, "nats per code on unseen songs, %s: true context / none / another song's",
                 roles->rows[r].name);
        snprintf(target, sizeof target, "true under none by >= %.0f%%, none under another's", least);
        figure(figures, name, target, under >= least && b > 0, "%.4f / %.4f / %.4f: %.1f%%", t.nats[TRUE] / t.codes,
               t.nats[NONE] / t.codes, wrong_mean(t.nats) / t.codes, under);
        printf("| %s | %d | %d | %.0f | %.4f | %.4f | %.4f | %.4f | %.4f | %.4f [%.4f, %.4f] | "
               "%.4f [%.4f, %.4f] | %.1f%% | %s |\n", roles->rows[r].name, used, t.windows, t.codes,
               t.nats[TRUE] / t.codes, t.nats[NOTES] / t.codes, t.nats[LATE] / t.codes, t.nats[NONE] / t.codes,
               wrong_mean(t.nats) / t.codes, a, a_low, a_high, b, b_low, b_high,
               under, !holds ? "NO" : a_low > 0 && b_low > 0 ? "yes" : "yes, within the noise");
    }
    printf("\n| role | nats per note: true | notes only | late | none | wrong | songs where true < none | "
           "songs where none < wrong |\n|---|---|---|---|---|---|---|---|\n");
    for (int r = 0; r < MAX_ROLE; r++) {
        int used, better = 0, worse = 0;
        sums t = add_up(songs[r], &used);
        for (int i = 0; i < n_songs; i++) {
            better += songs[r][i].windows && songs[r][i].nats[TRUE] < songs[r][i].nats[NONE];
            worse += songs[r][i].windows && songs[r][i].nats[NONE] < wrong_mean(songs[r][i].nats);
        }
        printf("| %s | %.3f | %.3f | %.3f | %.3f | %.3f | %d of %d | %d of %d |\n", roles->rows[r].name,
               t.nats[TRUE] / t.notes, t.nats[NOTES] / t.notes, t.nats[LATE] / t.notes, t.nats[NONE] / t.notes,
               wrong_mean(t.nats) / t.notes, better, used, worse, used);
        if (roles->rows[r].kind == RGEN_KIND_CHORDAL)
            printf("| %s, voices per code | %.4f | %.4f | %.4f | %.4f | %.4f | | |\n", roles->rows[r].name,
                   t.voices[TRUE] / t.voice_codes, t.voices[NOTES] / t.voice_codes, t.voices[LATE] / t.voice_codes,
                   t.voices[NONE] / t.voice_codes, wrong_mean(t.voices) / t.voice_codes);
    }
}

int main(int argc, char **argv)
{
    const char *data = NULL, *models = NULL, *split = "training/split.tsv";
    struct timespec t0, t1;
    rgen_model_set set;
    rgen_error err;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--models") == 0 && i + 1 < argc)
            models = argv[++i];
        else if (strcmp(argv[i], "--split") == 0 && i + 1 < argc)
            split = argv[++i];
        else if (strcmp(argv[i], "--windows") == 0 && i + 1 < argc)
            per_song = atoi(argv[++i]);
        else if (strcmp(argv[i], "--figures") == 0 && i + 1 < argc)
            figures = argv[++i];
        else
            data = argv[i];
    }
    if (!data) {
        fprintf(stderr, "usage: eval_context DATA [--models FOLDER] [--split FILE] [--windows N]\n");
        return 2;
    }
    clock_gettime(CLOCK_MONOTONIC, &t0);
    if (rgen_model_set_open(&set, rgen_roles_default(), models, &err) != RGEN_OK)
        die("eval_context", err.message);
    read_songs(data, split);
    if (!n_windows)
        die("eval_context", "DATA has none of the songs of the split");
    rgen_threads *threads = rgen_threads_new(0);
    for (int r = 0; r < MAX_ROLE; r++)
        run(&set, r, threads);
    report();
    clock_gettime(CLOCK_MONOTONIC, &t1);
    printf("\nUnseen songs (test and valid): %d with windows, %d windows of %d bars, at most %d a song; "
           "%d wrong contexts each; %.0f s.\n", n_songs, n_windows, BARS, per_song, WRONG,
           (double)(t1.tv_sec - t0.tv_sec));
    rgen_threads_free(threads);
    rgen_model_set_close(&set);
    return 0;
}
