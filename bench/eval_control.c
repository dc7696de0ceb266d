/* Does a piece change as it is told to: how much a regenerate keeps, whether new bars
 * fit between old ones, whether an attribute that is asked for is the one that is
 * measured, and whether words such as "busier" move the right one.
 *
 *   build/bench/eval_control [--models FOLDER] [--quick] [--figures FILE]
 *
 * Attributes are asked for inside the engine (labels of a recipe), all else through
 * the public C API. Prints Markdown tables. */
#include "engine/internal.h"
#include "eval_notes.h"

static const char *const prompts[] = {
    "house in A minor, 124 BPM, 8 bars", "bright pop song in G major, 110 BPM, 8 bars",
    "boom bap beat, 90 BPM, C minor, 8 bars", "rock in E minor at 132 BPM, 8 bars"};
enum { PROMPTS = 4, SEEDS = 3, LEVELS = 5, BARS = 8 };
static const char *const styles[] = {
    "techno", "boom bap", "jazz", "pop", "house", "metal", "lo-fi", "funk", "trap", "bossa nova", "rock",
    "drum and bass", "reggae", "ambient", "disco", "country", "trip-hop", "salsa", "gospel", "synthwave",
    "blues", "dubstep", "afrobeat", "trance", "cinematic"};
enum { STYLES = sizeof styles / sizeof *styles, QUICK = 4 };

static const char *figures;

typedef struct take_of { piece p; char sha[ROLES][65]; } take_of;

static rgen_engine *engine;

static void snapshot(rgen_project *project, take_of *out)
{
    memset(out, 0, sizeof *out);
    out->p.grid = *rgen_project_grid(project);
    for (int r = 0; r < ROLES; r++) {
        const rgen_take *take = rgen_project_take(project, role_names[r]);
        if (!take || rgen_part_copy(&out->p.part[r], &take->part) != RGEN_OK)
            die("eval_control", "a track is missing or memory is short");
        memcpy(out->p.attributes[r], take->attributes, sizeof out->p.attributes[r]);
        memcpy(out->sha[r], take->sha256, sizeof out->sha[r]);
    }
}

static void forget(take_of *t)
{
    for (int r = 0; r < ROLES; r++)
        rgen_part_clear(&t->p.part[r]);
}

static rgen_project *generate(const char *prompt, uint64_t seed)
{
    rgen_request request = rgen_request_default();
    rgen_project *project;
    rgen_error err;
    request.seed = seed;
    if (rgen_generate(engine, prompt, &request, &project, &err) != RGEN_OK)
        die("eval_control", err.message);
    return project;
}

/* Regenerate one role, take a snapshot, and step back. */
static void again(rgen_project *project, int role, const char *words, double strength, int first_bar,
                  int last_bar, uint64_t seed, take_of *out)
{
    rgen_request request = rgen_request_default();
    rgen_error err;
    request.seed = seed;
    request.strength = strength;
    request.first_bar = first_bar;
    request.last_bar = last_bar;
    if (rgen_regenerate(engine, project, role_names[role], words, &request, &err) != RGEN_OK)
        die("eval_control", err.message);
    snapshot(project, out);
    if (rgen_project_undo(project, &err) != RGEN_OK)
        die("eval_control", err.message);
}

static int others_stand(const take_of *a, const take_of *b, int role)
{
    int same = 1;
    for (int r = 0; r < ROLES; r++)
        same &= r == role || strcmp(a->sha[r], b->sha[r]) == 0;
    return same;
}

/* ---- how much is kept ---- */

/* The share of a part's notes (frame and pitch) that another still has. */
static double kept_of(const rgen_part *before, const rgen_part *after)
{
    int kept = 0;
    for (int i = 0; i < before->n_notes; i++)
        for (int j = 0; j < after->n_notes; j++)
            if (frame_of(&before->notes[i]) == frame_of(&after->notes[j]) &&
                before->notes[i].pitch == after->notes[j].pitch) {
                kept++;
                break;
            }
    return before->n_notes ? (double)kept / before->n_notes : 0;
}

static void report_strength(rgen_project **projects)
{
    static const double strengths[] = {0.1, 0.3, 0.6, 1};
    tally others = {0, 0};
    printf("### Regenerate by strength\n\n| track | notes kept at strength 0.1 | 0.3 | 0.6 | 1 | new notes in key "
           "(with chords) |\n|---|---|---|---|---|---|\n");
    for (int r = 0; r < ROLES; r++) {
        key_tally in = {{0, 0}, {0, 0}, {0, 0}};
        double share[4];
        char name[64];
        printf("| %s |", role_names[r]);
        for (int s = 0; s < 4; s++) {
            double kept = 0;
            int n = 0;
            for (int i = 0; i < PROMPTS * SEEDS; i++) {
                rgen_project *project = projects[i / SEEDS];
                take_of before, after;
                snapshot(project, &before);
                again(project, r, NULL, strengths[s], 0, 0, (uint64_t)(100 + i % SEEDS), &after);
                if (before.p.part[r].n_notes) {
                    kept += kept_of(&before.p.part[r], &after.p.part[r]);
                    n++;
                }
                if (r != DRUMS)
                    count_key(&after.p, r, &in);
                count(&others, others_stand(&before, &after, r));
                forget(&before);
                forget(&after);
            }
            share[s] = n ? 100 * kept / n : 0;
            printf(" %.0f%% |", share[s]);
        }
        if (r == DRUMS)
            printf(" |\n");
        else
            printf(" %.1f%% |\n", percent(in.chord));
        snprintf(name, sizeof name, "%s regenerated with strength 0.3 / 1: notes kept", role_names[r]);
        figure(figures, name, ">= 60% / <= 40%", share[1] >= 60 && share[3] <= 40, "%.0f%% / %.0f%%", share[1],
               share[3]);
    }
    printf("\nOther stems kept their bytes in %.0f of %.0f regenerates.\n\n", others.hits, others.all);
}

/* ---- new bars between old ones ---- */

static int notes_between(const rgen_part *p, int first, int last)
{
    int n = 0;
    for (int i = 0; i < p->n_notes; i++)
        n += frame_of(&p->notes[i]) >= first && frame_of(&p->notes[i]) < last;
    return n;
}

/* Semitones across a frame: from the last note that starts before it to the first
 * after; -1 when one is missing within a bar. */
static int leap_at(const rgen_part *p, int frame, int per_bar)
{
    int before = -1, after = -1;
    for (int i = 0; i < p->n_notes; i++) {
        int f = frame_of(&p->notes[i]);
        if (f >= frame - per_bar && f < frame)
            before = p->notes[i].pitch;
        if (f >= frame && f < frame + per_bar && after < 0)
            after = p->notes[i].pitch;
    }
    return before < 0 || after < 0 ? -1 : abs(after - before);
}

/* Does `b` have every note of `a` outside frames [first, last), to the tick? By time and
 * not by the nearest frame: a roll of the last frame inside ends nearer to the next. */
static int has_outside(const rgen_part *a, const rgen_part *b, int first, int last)
{
    int begin = first * RGEN_TICKS_PER_FRAME - RGEN_TICKS_PER_FRAME / 2, end = last * RGEN_TICKS_PER_FRAME;
    for (int i = 0; i < a->n_notes; i++) {
        int found = a->notes[i].start >= begin && a->notes[i].start < end;
        for (int j = 0; j < b->n_notes && !found; j++)
            found = b->notes[j].start == a->notes[i].start && b->notes[j].pitch == a->notes[i].pitch;
        if (!found)
            return 0;
    }
    return 1;
}

static void report_bars(rgen_project **projects)
{
    printf("### Bars 3-4 of 8 made anew\n\n| track | notes outside stand | notes kept inside | notes a bar: before, "
           "whole piece | before, bars 3-4 | after, bars 3-4 | leap into bar 3 and out of bar 4, semitones: before | "
           "after | silent bars 3-4 |\n|---|---|---|---|---|---|---|---|---|\n");
    for (int r = 0; r < ROLES; r++) {
        tally stand = {0, 0}, silent = {0, 0};
        double kept = 0, whole = 0, was = 0, is = 0, leap[2] = {0}, leaps[2] = {0};
        for (int k = 0; k < PROMPTS; k++)
            for (int s = 0; s < 2; s++) {
                take_of before, after;
                snapshot(projects[k], &before);
                again(projects[k], r, NULL, 1, 3, 4, (uint64_t)(200 + s), &after);
                const rgen_part *a = &before.p.part[r], *b = &after.p.part[r];
                int bar = rgen_grid_frames_per_bar(&before.p.grid);
                int same = has_outside(a, b, 2 * bar, 4 * bar) && has_outside(b, a, 2 * bar, 4 * bar);
                count(&stand, same && others_stand(&before, &after, r));
                kept += in_common(a, b, 2 * bar, 4 * bar, 0);
                whole += (double)a->n_notes / BARS;
                was += notes_between(a, 2 * bar, 4 * bar) / 2.0;
                is += notes_between(b, 2 * bar, 4 * bar) / 2.0;
                count(&silent, notes_between(a, 2 * bar, 4 * bar) && !notes_between(b, 2 * bar, 4 * bar));
                for (int i = 0; i < 4 && r != DRUMS; i++) {
                    int x = leap_at(i & 1 ? b : a, (i & 2 ? 4 : 2) * bar, bar);
                    leap[i & 1] += x >= 0 ? x : 0;
                    leaps[i & 1] += x >= 0;
                }
                forget(&before);
                forget(&after);
            }
        double n = PROMPTS * 2;
        printf("| %s | %.0f%% | %.0f%% | %.1f | %.1f | %.1f |", role_names[r], percent(stand), 100 * kept / n,
               whole / n, was / n, is / n);
        if (r == DRUMS)
            printf(" | |");
        else
            printf(" %.1f | %.1f |", leaps[0] ? leap[0] / leaps[0] : 0, leaps[1] ? leap[1] / leaps[1] : 0);
        printf(" %.0f of %.0f |\n", silent.hits, silent.all);
    }
    printf("\n");
}

/* ---- attributes asked for and measured ---- */

/* Write a role anew with one attribute asked for, hearing the other tracks. */
static void write_with(const take_of *t, const rgen_intent *intent, int role, int attribute, float value,
                       uint64_t seed, float *measured)
{
    rgen_context context;
    rgen_recipe recipe;
    rgen_part part = {0};
    rgen_error err;
    if (rgen_context_new(&context, engine->roles, &t->p.grid, &err) != RGEN_OK)
        die("eval_control", err.message);
    for (int r = 0; r < ROLES; r++) {
        rgen_frames frames;
        if (r == role)
            continue;
        if (rgen_encode(&engine->roles->rows[r], &t->p.grid, &t->p.part[r], &frames, NULL, &err) != RGEN_OK)
            die("eval_control", err.message);
        rgen_context_show(&context, r, &frames, 0, frames.n_books);
        rgen_frames_clear(&frames);
    }
    rgen_recipe_init(&recipe, engine, intent, role, seed, "", NULL);
    rgen_recipe_ask(&recipe, attribute, value, 0.1f);
    if (rgen_write_part(engine, &recipe, &context, &part, &err) != RGEN_OK)
        die("eval_control", err.message);
    rgen_measure(&engine->roles->rows[role], &t->p.grid, &part, 0, BARS, measured);
    rgen_part_clear(&part);
    rgen_context_clear(&context);
}

/* Each attribute at each level in one role of each piece, the rest as it was. */
static void report_attributes(int n_pieces)
{
    enum { MOST = LEVELS * STYLES };
    static double want[ROLES * MOST], got[ROLES][RGEN_SCORE_ATTRIBUTES][MOST];
    double ends[2][ROLES][RGEN_SCORE_ATTRIBUTES] = {{{0}}};
    int n = n_pieces * LEVELS;
    for (int k = 0; k < n_pieces; k++) {
        rgen_project *project = generate(styles[k], 2);
        take_of t;
        rgen_intent intent;
        rgen_error err;
        snapshot(project, &t);
        if (rgen_intent_parse(styles[k], &intent, &err) != RGEN_OK)
            die("eval_control", err.message);
        for (int r = 0; r < ROLES; r++)
            for (int a = 0; a < RGEN_SCORE_ATTRIBUTES; a++)
                for (int l = 0; l < LEVELS; l++) {
                    float measured[RGEN_SCORE_ATTRIBUTES];
                    double level = 0.1 + 0.8 * l / (LEVELS - 1);
                    write_with(&t, &intent, r, a, (float)level, (uint64_t)(300 + k), measured);
                    for (int other = 0; other < ROLES; other++)
                        want[other * n + k * LEVELS + l] = level;
                    got[r][a][k * LEVELS + l] = measured[a];
                    if (l == 0 || l == LEVELS - 1)
                        ends[l > 0][r][a] += measured[a] / n_pieces;
                }
        forget(&t);
        rgen_project_free(project);
    }
    printf("### Attributes asked for against measured\n\nRank correlation over %d levels (0.1 to 0.9) by %d pieces of as "
           "many styles, and of the %d generations of all four roles; in brackets what is measured on average at 0.1 and "
           "at 0.9.\n\n| attribute | all | drums | bass | harmony | melody |\n|---|---|---|---|---|---|\n",
           LEVELS, n_pieces, ROLES * n);
    for (int a = 0; a < RGEN_SCORE_ATTRIBUTES; a++) {
        double all[ROLES * MOST], x;
        char name[64];
        for (int r = 0; r < ROLES; r++)
            memcpy(all + r * n, got[r][a], (size_t)n * sizeof *all);
        x = rank_correlation(want, all, ROLES * n);
        printf("| %s | %.2f |", rgen_attribute_name(a), x);
        for (int r = 0; r < ROLES; r++)
            printf(" %.2f (%.2f, %.2f) |", rank_correlation(want, got[r][a], n), ends[0][r][a], ends[1][r][a]);
        printf("\n");
        snprintf(name, sizeof name, "%s asked for against measured, rank correlation", rgen_attribute_name(a));
        figure(figures, name, ">= 0.7", x >= 0.7, "%.2f of %d", x, ROLES * n);
    }
    printf("\n");
}

/* ---- words ---- */

static void report_words(rgen_project **projects)
{
    static const struct { const char *words; int role, attribute, sign; } edits[] = {
        {"busier", DRUMS, RGEN_DENSITY, 1}, {"sparser", DRUMS, RGEN_DENSITY, -1},
        {"harder", DRUMS, RGEN_VELOCITY, 1}, {"softer", DRUMS, RGEN_VELOCITY, -1},
        {"busier", BASS, RGEN_DENSITY, 1}, {"simpler", BASS, RGEN_DENSITY, -1},
        {"more aggressive", BASS, RGEN_DRIVE, 1}, {"higher", BASS, RGEN_REGISTER, 1},
        {"sparser", HARMONY, RGEN_DENSITY, -1}, {"brighter", HARMONY, RGEN_BRIGHTNESS, 1},
        {"lower", HARMONY, RGEN_REGISTER, -1}, {"busier", MELODY, RGEN_DENSITY, 1},
        {"higher", MELODY, RGEN_REGISTER, 1}, {"lower", MELODY, RGEN_REGISTER, -1},
        {"more staccato", MELODY, RGEN_ARTICULATION, -1}, {"more legato", MELODY, RGEN_ARTICULATION, 1}};
    printf("### Words\n\n| track | words | attribute | read as a change of it | moved the right way | mean change |\n"
           "|---|---|---|---|---|---|\n");
    for (size_t e = 0; e < sizeof edits / sizeof *edits; e++) {
        tally right = {0, 0};
        double change = 0, asked_change = 0;
        rgen_intent intent;
        rgen_error err;
        if (rgen_intent_parse(edits[e].words, &intent, &err) != RGEN_OK)
            die("eval_control", err.message);
        for (int i = 0; i < intent.n_edits; i++)
            if (intent.edits[i].attribute == edits[e].attribute)
                asked_change += intent.edits[i].delta;
        for (int k = 0; k < PROMPTS; k++) {
            const rgen_take *take = rgen_project_take(projects[k], role_names[edits[e].role]);
            rgen_request request = rgen_request_default();
            double before = take->attributes[edits[e].attribute];
            request.seed = 400;
            if (rgen_regenerate(engine, projects[k], role_names[edits[e].role], edits[e].words, &request, &err) != RGEN_OK)
                die("eval_control", err.message);
            double moved = rgen_project_take(projects[k], role_names[edits[e].role])->attributes[edits[e].attribute] - before;
            change += moved / PROMPTS;
            count(&right, moved * edits[e].sign > 0);
            if (rgen_project_undo(projects[k], &err) != RGEN_OK)
                die("eval_control", err.message);
        }
        printf("| %s | %s | %s | %+.2f | %.0f of %.0f | %+.2f |\n", role_names[edits[e].role], edits[e].words,
               rgen_attribute_name(edits[e].attribute), asked_change, right.hits, right.all, change);
    }
    printf("\n");
}

int main(int argc, char **argv)
{
    rgen_engine_options options = rgen_engine_options_default();
    rgen_project *projects[PROMPTS];
    rgen_error err;
    int quick = 0;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--models") == 0 && i + 1 < argc) {
            options.models = argv[++i];
        } else if (strcmp(argv[i], "--figures") == 0 && i + 1 < argc) {
            figures = argv[++i];
        } else if (strcmp(argv[i], "--quick") == 0) {
            quick = 1;
        } else {
            fprintf(stderr, "usage: eval_control [--models FOLDER] [--quick] [--figures FILE]\n");
            return 2;
        }
    }
    if (rgen_engine_new(&engine, &options, &err) != RGEN_OK)
        die("eval_control", err.message);
    for (int k = 0; k < PROMPTS; k++)
        projects[k] = generate(prompts[k], 1);
    report_strength(projects);
    report_bars(projects);
    report_attributes(quick ? QUICK : STYLES);
    report_words(projects);
    for (int k = 0; k < PROMPTS; k++)
        rgen_project_free(projects[k]);
    rgen_engine_free(engine);
    return 0;
}
