/* info: what a project holds. analyze: what a prompt was taken to mean. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "cli.h"

/* Numbers for people who read JSON: no 0.30000001192092896. */
static double rounded(double value, double places)
{
    return isfinite(value) ? round(value * places) / places : 0;
}

static cJSON *track_json(const rgen_project *project, const rgen_track_info *track)
{
    rgen_take_info take;
    cJSON *o = cJSON_CreateObject(), *attributes;
    if (rgen_project_get_take(project, track->role, track->take, &take, NULL) != RGEN_OK)
        return o;
    cJSON_AddNumberToObject(o, "take", take.number);
    char seed[24];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)take.seed);
    cJSON_AddRawToObject(o, "seed", seed); /* all 64 bits: a double has 53 */
    cJSON_AddStringToObject(o, "prompt", take.prompt);
    cJSON_AddStringToObject(o, "patch", take.patch);
    cJSON_AddBoolToObject(o, "locked", track->locked);
    cJSON_AddStringToObject(o, "sha256", take.sha256);
    attributes = cJSON_AddObjectToObject(o, "attributes");
    for (int a = 0; a < RGEN_ATTRIBUTES; a++)
        cJSON_AddNumberToObject(attributes, rgen_attribute_name(a), rounded(take.attributes[a], 1e4));
    cJSON_AddNumberToObject(o, "takes", track->n_takes);
    return o;
}

static void print_info_json(const rgen_project *project)
{
    rgen_project_info info = rgen_project_get_info(project);
    rgen_track_info track;
    char text[32];
    cJSON *root = cJSON_CreateObject(), *tracks, *mix;
    cJSON_AddNumberToObject(root, "bpm", rounded(info.bpm, 1e6));
    cJSON_AddStringToObject(root, "key", rgen_key_name(info.tonic, info.mode, text, sizeof text));
    snprintf(text, sizeof text, "%d/%d", info.meter_num, info.meter_den);
    cJSON_AddStringToObject(root, "meter", text);
    cJSON_AddNumberToObject(root, "bars", info.bars);
    cJSON_AddNumberToObject(root, "seconds", rounded(info.seconds, 1e9));
    cJSON_AddNumberToObject(root, "sample_rate", info.sample_rate);
    cJSON_AddNumberToObject(root, "samples", (double)info.samples);
    cJSON_AddStringToObject(root, "prompt", info.prompt ? info.prompt : "");
    snprintf(text, sizeof text, "%llu", (unsigned long long)info.seed);
    cJSON_AddRawToObject(root, "seed", text);
    tracks = cJSON_AddObjectToObject(root, "tracks");
    for (int i = 0; i < info.n_tracks; i++)
        if (rgen_project_get_track(project, i, &track) == RGEN_OK)
            cJSON_AddItemToObject(tracks, track.role, track_json(project, &track));
    mix = cJSON_AddObjectToObject(root, "mix");
    cJSON_AddNumberToObject(mix, "lufs", rounded(info.lufs, 1e3));
    cJSON_AddNumberToObject(mix, "true_peak_dbtp", rounded(info.true_peak_dbtp, 1e3));
    cli_print_json(root);
}

int cmd_info(cli_words *w)
{
    int json = 0, code;
    const cli_option options[] = {{"--json", 'j', NULL, &json}, {0}};
    rgen_project *project;
    rgen_track_info track;
    rgen_take_info take;
    if ((code = cli_parse(w, options, 1, 1)) >= 0)
        return code;
    if ((code = cli_open(&project, w->position[0], RGEN_OPEN_READ)))
        return code;
    rgen_project_info info = rgen_project_get_info(project);
    if (json)
        print_info_json(project);
    else {
        cli_print_piece(project, w->position[0]);
        printf("prompt    %s\nmix       %.1f LUFS, %.1f dBTP\n", info.prompt ? info.prompt : "", info.lufs,
               info.true_peak_dbtp);
        for (int i = 0; i < info.n_tracks; i++)
            if (rgen_project_get_track(project, i, &track) == RGEN_OK &&
                rgen_project_get_take(project, track.role, track.take, &take, NULL) == RGEN_OK)
                printf("%-9s take %d of %d, %s, seed %llu%s\n", track.role, track.take, track.n_takes,
                       take.patch, (unsigned long long)take.seed, track.locked ? ", locked" : "");
    }
    rgen_project_free(project);
    return CLI_DONE;
}

static const char *source_name(rgen_source s)
{
    return s == RGEN_SAID ? "said" : s == RGEN_INFERRED ? "inferred" : "default";
}

static void print_weighted(const char *title, const rgen_weighted *list, int n, const char *source)
{
    printf("%-9s", title);
    for (int i = 0; i < n; i++)
        printf("%s%s %.0f%%", i ? ", " : "", list[i].name, (double)list[i].weight * 100);
    printf("%s%s\n", n ? "" : "none", source);
}

static void print_track(const rgen_track_intent *t)
{
    printf("%-9s%-4s %s", t->role, t->wanted ? "yes" : "no", source_name(t->wanted_source));
    for (int i = 0; i < t->n_instruments; i++)
        printf("%s%s", i ? ", " : "; plays ", t->instruments[i]);
    for (int pass = RGEN_SAID; pass >= RGEN_INFERRED; pass--) {
        int first = 1;
        for (int a = 0; a < RGEN_ATTRIBUTES; a++)
            if ((int)t->attribute_source[a] == pass) {
                printf("%s%s %.2f", first ? pass == RGEN_SAID ? "; said " : "; inferred " : ", ",
                       rgen_attribute_name(a), (double)t->attributes[a]);
                first = 0;
            }
    }
    putchar('\n');
}

static void print_intent(const rgen_intent *it)
{
    char key[32], source[32];
    printf("%-9s%-12g%s\n", "tempo", it->bpm, source_name(it->bpm_source));
    printf("%-9s%-12s%s\n", "key", rgen_key_name(it->tonic, (rgen_mode)it->mode, key, sizeof key),
           source_name(it->key_source));
    snprintf(key, sizeof key, "%d/%d", it->meter_num, it->meter_den);
    printf("%-9s%-12s%s\n", "meter", key, source_name(it->meter_source));
    printf("%-9s%-12d%s\n", "bars", it->bars, source_name(it->bars_source));
    printf("%-9s%-12.5g%s\n", "seconds", it->seconds, source_name(it->seconds_source));
    snprintf(source, sizeof source, "   %s", source_name(it->genre_source));
    print_weighted("genres", it->genres, it->n_genres, source);
    print_weighted("moods", it->moods, it->n_moods, "");
    for (int k = 0; k < it->n_tracks; k++)
        print_track(&it->tracks[k]);
    for (int i = 0; i < it->n_edits; i++)
        printf("edit     %s %s %+.2f (%s)\n", it->edits[i].role[0] ? it->edits[i].role : "any track",
               rgen_attribute_name(it->edits[i].attribute), (double)it->edits[i].delta, it->edits[i].words);
    printf("%-9s%d of %d understood\n", "words", it->n_known, it->n_words);
}

int cmd_analyze(cli_words *w)
{
    int json = 0, code;
    const cli_option options[] = {{"--json", 'j', NULL, &json}, {0}};
    rgen_intent intent;
    rgen_error err = {0};
    if ((code = cli_parse(w, options, 1, 1)) >= 0)
        return code;
    if (rgen_intent_parse(w->position[0], &intent, &err) != RGEN_OK)
        return cli_error(&err);
    if (!json) {
        print_intent(&intent);
        return CLI_DONE;
    }
    char *text = rgen_intent_json(&intent);
    if (!text)
        return cli_fail("out of memory");
    fputs(text, stdout);
    free(text);
    return CLI_DONE;
}
