/* resonant generate, resonant regenerate: new takes. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli.h"

/* The words of the values that generate takes beside the prompt. */
typedef struct wishes {
    const char *seed, *bars, *seconds, *bpm, *key, *meter, *tracks, *strength;
} wishes;

/* Check each and fill the request; 0 or CLI_USAGE. */
static int fill(const wishes *w, rgen_request *r)
{
    if (cli_seed(w->seed, &r->seed) || cli_number("--bpm", w->bpm, 20, 400, &r->bpm) ||
        cli_number("--seconds", w->seconds, 0.5, 3600, &r->seconds) || cli_key(w->key) ||
        cli_meter(w->meter) || cli_tracks(w->tracks) ||
        cli_number("--strength", w->strength, 0, 1, &r->strength))
        return CLI_USAGE;
    r->key = w->key;
    r->meter = w->meter;
    r->tracks = w->tracks;
    r->progress = cli_on_progress;
    return 0;
}

static int write_mix(const rgen_project *project)
{
    rgen_error err = {0};
    const void *data;
    size_t size;
    if (rgen_project_get_wav(project, "mix", &data, &size, &err) != RGEN_OK)
        return cli_error(&err);
    return cli_write_output(data, size);
}

/* --force replaces a piece, but not one that holds a locked track. */
static int refuse_locked(const char *folder)
{
    rgen_project *old = NULL;
    rgen_track_info track;
    int code = CLI_DONE;
    if (rgen_project_open(&old, folder, RGEN_OPEN_READ, NULL) != RGEN_OK)
        return CLI_DONE; /* no project: saving says what it is */
    for (int i = 0; code == CLI_DONE && rgen_project_get_track(old, i, &track) == RGEN_OK; i++)
        if (track.locked)
            code = cli_fail("%s in %s is locked; unlock it first, or choose another name",
                            track.role, folder);
    rgen_project_free(old);
    return code;
}

int cmd_generate(cli_words *w)
{
    wishes wish = {0};
    const char *out = NULL;
    int force = 0, code;
    const cli_option options[] = {
        {"--output", 'o', &out, NULL}, {"--seed", 0, &wish.seed, NULL},
        {"--bars", 0, &wish.bars, NULL}, {"--seconds", 0, &wish.seconds, NULL},
        {"--bpm", 0, &wish.bpm, NULL}, {"--key", 0, &wish.key, NULL},
        {"--meter", 0, &wish.meter, NULL}, {"--tracks", 0, &wish.tracks, NULL},
        {"--force", 'f', NULL, &force}, {0}};
    rgen_request request = rgen_request_default();
    rgen_engine *engine = NULL;
    rgen_project *project = NULL;
    rgen_intent intent;
    rgen_error err = {0};
    struct stat st;
    long bars = 0;
    double start = cli_seconds();
    if ((code = cli_parse(w, options, 1, 1)) >= 0)
        return code;
    if (!out)
        return cli_usage("give the new folder with -o DIR, or -o - for the mix on standard output");
    if (wish.bars && wish.seconds)
        return cli_usage("give --bars or --seconds, not both");
    if ((code = cli_integer("--bars", wish.bars, 1, 256, &bars)) || (code = fill(&wish, &request)))
        return code;
    request.bars = (int)bars;
    int to_stdout = strcmp(out, "-") == 0;
    if (!to_stdout && !force && lstat(out, &st) == 0)
        return cli_fail("%s exists already; choose another name, or replace it with --force", out);
    if (!to_stdout && force && (code = refuse_locked(out)) != CLI_DONE)
        return code;
    /* Read the prompt before the models are loaded: its faults are said at once. */
    if (rgen_request_intent(&request, w->position[0], &intent, &err) != RGEN_OK)
        return cli_error(&err);
    if (intent.n_words && !intent.n_known)
        cli_note("nothing in the prompt is known to this version; the music follows its defaults");
    if (rgen_engine_new(&engine, NULL, &err) != RGEN_OK ||
        rgen_generate(engine, w->position[0], &request, &project, &err) != RGEN_OK ||
        (!to_stdout && rgen_project_save_as(project, out, force, &err) != RGEN_OK)) {
        code = cli_error(&err);
        goto done;
    }
    cli_finish_progress();
    if (to_stdout)
        code = write_mix(project);
    else {
        code = CLI_DONE;
        if (!cli_quiet) {
            cli_print_piece(project, out);
            printf("made in %.1f s\n", cli_seconds() - start);
        }
    }
done:
    rgen_project_free(project);
    rgen_engine_free(engine);
    return code;
}

static int all_locked(const rgen_project *project)
{
    rgen_track_info track;
    int n = rgen_project_get_info(project).n_tracks;
    for (int i = 0; i < n; i++)
        if (rgen_project_get_track(project, i, &track) == RGEN_OK && !track.locked)
            return 0;
    return 1;
}

/* Say which takes are new. */
static void print_takes(const rgen_project *project, const char *folder, const char *role, double start)
{
    rgen_track_info track;
    rgen_take_info take;
    int n = rgen_project_get_info(project).n_tracks;
    cli_print_piece(project, folder);
    for (int i = 0; i < n; i++)
        if (rgen_project_get_track(project, i, &track) == RGEN_OK && !track.locked &&
            (!role || strcmp(role, track.role) == 0) &&
            rgen_project_get_take(project, track.role, track.take, &take, NULL) == RGEN_OK)
            printf("%s: take %d, %s\n", track.role, take.number, take.patch);
    printf("made in %.1f s\n", cli_seconds() - start);
}

int cmd_regenerate(cli_words *w)
{
    wishes wish = {0};
    int all = 0, code;
    const cli_option options[] = {{"--seed", 0, &wish.seed, NULL}, {"--bars", 0, &wish.bars, NULL},
                                  {"--strength", 0, &wish.strength, NULL},
                                  {"--all", 'a', NULL, &all}, {0}};
    rgen_request request = rgen_request_default();
    rgen_engine *engine = NULL;
    rgen_project *project = NULL;
    rgen_error err = {0};
    double start = cli_seconds();
    if ((code = cli_parse(w, options, 1, 3)) >= 0)
        return code;
    if (all ? w->n_positions > 2 : w->n_positions < 2)
        return cli_usage(all ? "with --all give DIR and PROMPT only; see resonant regenerate --help"
                             : "name the track to make anew, or give --all; see resonant regenerate "
                               "--help");
    const char *folder = w->position[0], *role = all ? NULL : w->position[1];
    const char *prompt = all ? w->position[1] : w->position[2];
    rgen_intent intent;
    if ((code = fill(&wish, &request)) ||
        (code = cli_bar_range(wish.bars, &request.first_bar, &request.last_bar)) ||
        (role && (code = cli_track_name(role))))
        return code;
    if (!prompt)
        prompt = "";
    if (rgen_intent_parse(prompt, &intent, &err) != RGEN_OK)
        return cli_error(&err);
    if ((code = cli_open(&project, folder, RGEN_OPEN_WRITE)))
        return code;
    /* Locks and bars are checked before the models are loaded. */
    rgen_track_info track;
    int at = role ? rgen_project_find_track(project, role) : -1;
    if (request.last_bar > rgen_project_get_info(project).bars) {
        code = cli_usage("%s has %d bars; --bars %s goes beyond them", folder,
                         rgen_project_get_info(project).bars, wish.bars);
        goto done;
    }
    if (role && at < 0) {
        code = cli_no_track(project, folder, role);
        goto done;
    }
    if (role && rgen_project_get_track(project, at, &track) == RGEN_OK && track.locked) {
        code = cli_fail("%s is locked; unlock it first", role);
        goto done;
    }
    if (all && all_locked(project)) {
        code = cli_fail("every track is locked; unlock one first");
        goto done;
    }
    if (intent.n_words && !intent.n_known)
        cli_note("nothing in the prompt is known to this version; the new take is only another one");
    if (rgen_engine_new(&engine, NULL, &err) != RGEN_OK ||
        rgen_regenerate(engine, project, role, prompt, &request, &err) != RGEN_OK ||
        rgen_project_save(project, &err) != RGEN_OK) {
        code = cli_error(&err);
        goto done;
    }
    cli_finish_progress();
    code = CLI_DONE;
    if (!cli_quiet)
        print_takes(project, folder, role, start);
done:
    rgen_project_free(project);
    rgen_engine_free(engine);
    return code;
}
