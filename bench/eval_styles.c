/* Pieces of every style as a table of notes, for training/judge.py to look at: is the
 * style recognised, do seeds differ, do bars repeat as in music, do new bars fit.
 *
 *   build/bench/eval_styles STYLES [--models FOLDER] [--seeds N] [--infills N]
 *
 * STYLES has a line for each style: its name, a tab, the words to ask for it with
 * (python -m training.judge words). Each is asked for in N seeds, 8 bars; of the first
 * --infills seeds, bars 3-4 of one track after another are made anew as well. Prints a
 * row "piece" (style, seed, new or infill, tempo, metre, tonic, mode, bars), a row
 * "chords" (a code for each sixteenth) and rows "note" (role and an rgen_note) for each.
 * Pieces are made through the public C API. */
#include "eval.h"
#include "project/take.h"
#include "resonant/engine.h"

enum { BARS = 8, FIRST_BAR = 3, LAST_BAR = 4 };

static const char *const roles[] = {"drums", "bass", "harmony", "melody"};
enum { ROLES = sizeof roles / sizeof *roles };

static void print_piece(const rgen_project *project, const char *style, int seed, const char *variant)
{
    const rgen_grid *g = rgen_project_grid(project);
    printf("piece\t%s\t%d\t%s\t%g\t%d/%d\t%d\t%d\t%d\n", style, seed, variant, g->bpm, g->meter_num,
           g->meter_den, g->tonic, (int)g->mode, g->bars);
    for (int r = 0; r < ROLES; r++) {
        const rgen_take *take = rgen_project_take(project, roles[r]);
        if (!take)
            die("eval_styles", "a track is missing");
        if (take->part.chords) {
            printf("chords\t");
            for (int f = 0; f < take->part.n_chords; f++)
                printf("%d%c", take->part.chords[f], f + 1 < take->part.n_chords ? ' ' : '\n');
        }
        for (int i = 0; i < take->part.n_notes; i++) {
            const rgen_note *n = &take->part.notes[i];
            printf("note\t%s\t%d\t%d\t%d\t%d\t%d\t%d\n", roles[r], n->start, n->length, n->pitch, n->velocity,
                   n->articulation, n->tone);
        }
    }
}

static void make(rgen_engine *engine, const char *style, const char *words, int seed, int infill)
{
    rgen_request request = rgen_request_default();
    rgen_project *project;
    rgen_error err;
    request.seed = (uint64_t)seed;
    request.bars = BARS;
    if (rgen_generate(engine, words, &request, &project, &err) != RGEN_OK)
        die("eval_styles", err.message);
    print_piece(project, style, seed, "new");
    request = rgen_request_default();
    request.seed = (uint64_t)seed;
    request.strength = 1;
    request.first_bar = FIRST_BAR;
    request.last_bar = LAST_BAR;
    for (int r = 0; r < ROLES && infill; r++)
        if (rgen_regenerate(engine, project, roles[r], NULL, &request, &err) != RGEN_OK)
            die("eval_styles", err.message);
    if (infill)
        print_piece(project, style, seed, "infill");
    rgen_project_free(project);
}

int main(int argc, char **argv)
{
    rgen_engine_options options = rgen_engine_options_default();
    const char *path = NULL;
    int n_seeds = 5, n_infills = 2;
    rgen_engine *engine;
    rgen_error err;
    char line[256];
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--models") == 0 && i + 1 < argc)
            options.models = argv[++i];
        else if (strcmp(argv[i], "--seeds") == 0 && i + 1 < argc)
            n_seeds = atoi(argv[++i]);
        else if (strcmp(argv[i], "--infills") == 0 && i + 1 < argc)
            n_infills = atoi(argv[++i]);
        else
            path = argv[i];
    }
    FILE *f = path ? fopen(path, "r") : NULL;
    if (!f) {
        fprintf(stderr, "usage: eval_styles STYLES [--models FOLDER] [--seeds N] [--infills N]\n");
        return 2;
    }
    if (rgen_engine_new(&engine, &options, &err) != RGEN_OK)
        die("eval_styles", err.message);
    while (fgets(line, sizeof line, f)) {
        char *words = strchr(line, '\t');
        if (!words)
            continue;
        *words++ = 0;
        words[strcspn(words, "\n")] = 0;
        for (int seed = 1; seed <= n_seeds; seed++)
            make(engine, line, words, seed, seed <= n_infills);
    }
    fclose(f);
    rgen_engine_free(engine);
    return 0;
}
