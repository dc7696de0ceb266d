/* The JSON files of a project: project.json and the score file of each take.
 *
 * Seeds are strings, because JSON numbers lose integers over 2^53. Keys that this
 * program does not know are kept and written back, so that an older program does
 * not strip what a newer one added within the same format version. */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "project/disk.h"
#include "project/inside.h"

static const char format_name[] = "resonant project";

static const char *const top_keys[] = {"format", "format_version", "prompt", "seed", "bpm", "key",
                                       "meter", "bars", "samples", "mix", "song", "tracks",
                                       "history", NULL};
static const char *const track_keys[] = {"take", "locked", "takes", NULL};
static const char *const take_keys[] = {"number", "seed", "prompt", "patch", "program", "made",
                                        "sha256", "score", "attributes", NULL};

/* ---- writing ---- */

/* cJSON frees or attaches what it is given; one flag gathers failures. */
typedef struct writer { int failed; } writer;

static void add(writer *w, cJSON *object, const char *key, cJSON *item)
{
    if (!item || !cJSON_AddItemToObject(object, key, item)) {
        cJSON_Delete(item);
        w->failed = 1;
    }
}

static void append(writer *w, cJSON *array, cJSON *item)
{
    if (!item || !cJSON_AddItemToArray(array, item)) {
        cJSON_Delete(item);
        w->failed = 1;
    }
}

static cJSON *seed_item(uint64_t seed)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, seed);
    return cJSON_CreateString(text);
}

static cJSON *attributes_item(const float *attributes)
{
    writer w = {0};
    cJSON *o = cJSON_CreateObject();
    for (int i = 0; o && i < RGEN_ATTRIBUTES; i++)
        add(&w, o, rgen_attribute_name(i),
            cJSON_CreateNumber(round((double)attributes[i] * 1e4) / 1e4));
    if (w.failed) {
        cJSON_Delete(o);
        o = NULL;
    }
    return o;
}

static void add_extra(writer *w, cJSON *object, const cJSON *extra)
{
    const cJSON *item;
    cJSON_ArrayForEach(item, extra) add(w, object, item->string, cJSON_Duplicate(item, 1));
}

static cJSON *take_item(writer *w, const row *r)
{
    cJSON *o = cJSON_CreateObject();
    add(w, o, "number", cJSON_CreateNumber(r->take.number));
    add(w, o, "prompt", cJSON_CreateString(r->take.prompt));
    add(w, o, "seed", seed_item(r->take.seed));
    add(w, o, "patch", cJSON_CreateString(r->take.patch));
    add(w, o, "program", cJSON_CreateNumber(r->take.program));
    add(w, o, "made", cJSON_CreateString(r->take.made));
    add(w, o, "sha256", cJSON_CreateString(r->take.sha256));
    add(w, o, "score", cJSON_CreateString(r->score));
    add(w, o, "attributes", attributes_item(r->take.attributes));
    add_extra(w, o, r->extra);
    return o;
}

static cJSON *track_item(writer *w, const track *t)
{
    cJSON *o = cJSON_CreateObject(), *takes = cJSON_CreateArray();
    add(w, o, "take", cJSON_CreateNumber(t->take));
    add(w, o, "locked", cJSON_CreateBool(t->locked));
    for (int i = 0; i < t->n_rows; i++)
        append(w, takes, take_item(w, t->rows[i]));
    add(w, o, "takes", takes);
    add_extra(w, o, t->extra);
    return o;
}

static cJSON *state_item(writer *w, const rgen_project *project, const state *s)
{
    cJSON *o = cJSON_CreateObject(), *takes = cJSON_CreateObject(), *locked = cJSON_CreateArray();
    for (int i = 0; i < project->n_tracks; i++) {
        if (s->take[i] > 0)
            add(w, takes, project->tracks[i].role, cJSON_CreateNumber(s->take[i]));
        if (s->locked[i])
            append(w, locked, cJSON_CreateString(project->tracks[i].role));
    }
    add(w, o, "takes", takes);
    add(w, o, "locked", locked);
    return o;
}

static cJSON *derived_item(writer *w, const derived *d, const char *replaces)
{
    cJSON *o = cJSON_CreateObject();
    add(w, o, "sha256", cJSON_CreateString(d->sha256));
    if (replaces[0])
        add(w, o, "replaces", cJSON_CreateString(replaces));
    return o;
}

char *rgen_record_write(const rgen_project *project, const char *mix_replaces,
                        const char *midi_replaces)
{
    writer w = {0};
    char key[32], meter[32], *text = NULL;
    cJSON *root = cJSON_CreateObject(), *tracks = cJSON_CreateObject(),
          *history = cJSON_CreateArray(), *mix;
    const rgen_grid *g = &project->grid;
    snprintf(meter, sizeof meter, "%d/%d", g->meter_num, g->meter_den);
    add(&w, root, "format", cJSON_CreateString(format_name));
    add(&w, root, "format_version", cJSON_CreateNumber(FORMAT_VERSION));
    add(&w, root, "prompt", cJSON_CreateString(project->prompt));
    add(&w, root, "seed", seed_item(project->seed));
    add(&w, root, "bpm", cJSON_CreateNumber(g->bpm));
    add(&w, root, "key", cJSON_CreateString(rgen_key_name(g->tonic, g->mode, key, sizeof key)));
    add(&w, root, "meter", cJSON_CreateString(meter));
    add(&w, root, "bars", cJSON_CreateNumber(g->bars));
    add(&w, root, "samples", cJSON_CreateNumber((double)project->samples));
    mix = derived_item(&w, &project->mixdown.mix, mix_replaces);
    add(&w, mix, "lufs", cJSON_CreateNumber(project->mixdown.lufs));
    add(&w, mix, "true_peak_dbtp", cJSON_CreateNumber(project->mixdown.true_peak_dbtp));
    add(&w, root, "mix", mix);
    add(&w, root, "song", derived_item(&w, &project->mixdown.midi, midi_replaces));
    for (int i = 0; i < project->n_tracks; i++)
        add(&w, tracks, project->tracks[i].role, track_item(&w, &project->tracks[i]));
    add(&w, root, "tracks", tracks);
    for (int i = 0; i < project->n_history; i++)
        append(&w, history, state_item(&w, project, &project->history[i]));
    add(&w, root, "history", history);
    add_extra(&w, root, project->extra);
    if (!w.failed)
        text = cJSON_Print(root);
    cJSON_Delete(root);
    if (!text)
        return NULL;
    size_t n = strlen(text);
    char *ended = realloc(text, n + 2); /* a text file ends with a newline */
    if (!ended) {
        free(text);
        return NULL;
    }
    memcpy(ended + n, "\n", 2);
    return ended;
}

char *rgen_score_write(const char *role, const rgen_take *take)
{
    writer w = {0};
    char *text = NULL;
    const rgen_part *part = &take->part;
    cJSON *root = cJSON_CreateObject(), *notes = cJSON_CreateArray();
    add(&w, root, "format", cJSON_CreateString("resonant take"));
    add(&w, root, "role", cJSON_CreateString(role));
    add(&w, root, "prompt", cJSON_CreateString(take->prompt));
    add(&w, root, "seed", seed_item(take->seed));
    add(&w, root, "patch", cJSON_CreateString(take->patch));
    add(&w, root, "wav", cJSON_CreateString(take->sha256));
    add(&w, root, "attributes", attributes_item(take->attributes));
    for (int i = 0; i < part->n_notes && !w.failed; i++) {
        const rgen_note *n = &part->notes[i];
        int v[6] = {n->start, n->length, n->pitch, n->velocity, n->articulation, n->tone};
        append(&w, notes, cJSON_CreateIntArray(v, 6));
    }
    add(&w, root, "notes", notes); /* start, length, pitch, velocity, articulation, tone */
    if (part->chords) {
        cJSON *chords = cJSON_CreateArray();
        for (int i = 0; i < part->n_chords && !w.failed; i++)
            append(&w, chords, cJSON_CreateNumber(part->chords[i]));
        add(&w, root, "chords", chords);
    }
    if (!w.failed)
        text = cJSON_PrintUnformatted(root);
    cJSON_Delete(root);
    return text;
}

/* ---- reading ---- */

typedef struct reader {         /* the first failure is kept */
    const char *folder;
    rgen_error *err;
    rgen_status status;
    char at[96];                /* "tracks.bass.takes[1]." */
} reader;

static void bad(reader *r, const char *key, const char *what)
{
    if (r->status == RGEN_OK)
        r->status = rgen_fail(r->err, RGEN_ERR_FORMAT,
                              "%.150s/project.json is damaged: %s%s %s; the takes in %.150s/takes "
                              "are untouched",
                              r->folder, r->at, key, what, r->folder);
}

static const cJSON *get(const cJSON *object, const char *key)
{
    return cJSON_GetObjectItemCaseSensitive(object, key);
}

static char *read_text(reader *r, const cJSON *o, const char *key)
{
    const cJSON *item = get(o, key);
    char *copy = NULL;
    if (!cJSON_IsString(item))
        bad(r, key, item ? "is not a string" : "is missing");
    else if (!(copy = strdup(item->valuestring)) && r->status == RGEN_OK)
        r->status = rgen_fail(r->err, RGEN_ERR_MEMORY, "out of memory reading %.200s", r->folder);
    return copy;
}

/* A number in [low, high]; whole if `whole`. Returns low on failure. */
static double read_number(reader *r, const cJSON *o, const char *key, double low, double high,
                          int whole)
{
    const cJSON *item = get(o, key);
    char what[96];
    if (cJSON_IsNumber(item) && item->valuedouble >= low && item->valuedouble <= high &&
        (!whole || item->valuedouble == floor(item->valuedouble)))
        return item->valuedouble;
    snprintf(what, sizeof what, "is not a %snumber from %.15g to %.15g", whole ? "whole " : "", low,
             high);
    bad(r, key, item ? what : "is missing");
    return low;
}

static uint64_t read_seed(reader *r, const cJSON *o)
{
    const cJSON *item = get(o, "seed");
    const char *s = cJSON_IsString(item) ? item->valuestring : "";
    char *end;
    errno = 0;
    uint64_t v = strtoull(s, &end, 10);
    if (s[0] < '0' || s[0] > '9' || *end || errno)
        bad(r, "seed", item ? "is not a whole number in quotes" : "is missing");
    return v;
}

static void read_sha(reader *r, const cJSON *o, const char *key, char out[SHA_SIZE])
{
    const cJSON *item = get(o, key);
    out[0] = 0;
    if (!cJSON_IsString(item) || !rgen_is_sha256(item->valuestring))
        bad(r, key, item ? "is not a SHA-256 in hex" : "is missing");
    else
        memcpy(out, item->valuestring, SHA_SIZE);
}

/* The keys of `object` that are not `known`, or NULL when there are none. */
static cJSON *unknown_keys(reader *r, const cJSON *object, const char *const *known)
{
    cJSON *extra = NULL;
    const cJSON *item;
    cJSON_ArrayForEach(item, object)
    {
        int k = 0;
        while (known[k] && strcmp(known[k], item->string) != 0)
            k++;
        if (known[k])
            continue;
        writer w = {0};
        if (!extra)
            extra = cJSON_CreateObject();
        add(&w, extra, item->string, cJSON_Duplicate(item, 1));
        if (w.failed && r->status == RGEN_OK)
            r->status = rgen_fail(r->err, RGEN_ERR_MEMORY, "out of memory reading %.200s",
                                  r->folder);
    }
    return extra;
}

static void read_take(reader *r, const cJSON *o, int number, row *out)
{
    rgen_take *t = &out->take;
    const cJSON *attributes = get(o, "attributes");
    char *made;
    t->number = (int)read_number(r, o, "number", number, number, 1);
    t->prompt = read_text(r, o, "prompt");
    t->patch = read_text(r, o, "patch");
    t->seed = read_seed(r, o);
    t->program = (int)read_number(r, o, "program", 0, 127, 1);
    if ((made = read_text(r, o, "made")))
        snprintf(t->made, sizeof t->made, "%s", made);
    free(made);
    read_sha(r, o, "sha256", t->sha256);
    read_sha(r, o, "score", out->score);
    if (!cJSON_IsObject(attributes))
        bad(r, "attributes", attributes ? "is not an object" : "is missing");
    for (int i = 0; i < RGEN_ATTRIBUTES; i++) {
        const cJSON *v = get(attributes, rgen_attribute_name(i));
        t->attributes[i] = cJSON_IsNumber(v) ? (float)fmin(fmax(v->valuedouble, 0), 1) : 0.5f;
    }
    out->extra = unknown_keys(r, o, take_keys);
    out->stored = 1;
}

static void read_track(reader *r, const cJSON *o, rgen_project *project)
{
    const cJSON *takes = get(o, "takes"), *locked = get(o, "locked"), *item;
    track *t = NULL;
    int n = cJSON_IsArray(takes) ? cJSON_GetArraySize(takes) : 0, i = 0;
    if (!rgen_role_name_valid(o->string)) {
        bad(r, o->string, "is not a name for a track");
        return;
    }
    if (rgen_find_track(project, o->string) || !(t = rgen_insert_track(project, o->string))) {
        bad(r, o->string, t ? "is there twice" : "is there twice or one track too many");
        return;
    }
    snprintf(r->at, sizeof r->at, "tracks.%s.", t->role);
    if (n == 0) {
        bad(r, "takes", takes ? "is not a list of takes" : "is missing");
        return;
    }
    t->take = (int)read_number(r, o, "take", 0, n, 1);
    if (!cJSON_IsBool(locked))
        bad(r, "locked", locked ? "is neither true nor false" : "is missing");
    t->locked = cJSON_IsTrue(locked) && t->take > 0;
    t->extra = unknown_keys(r, o, track_keys);
    if (!(t->rows = calloc((size_t)n, sizeof *t->rows)))
        goto memory;
    cJSON_ArrayForEach(item, takes)
    {
        snprintf(r->at, sizeof r->at, "tracks.%s.takes[%d].", t->role, i);
        if (!(t->rows[i] = rgen_row_new()))
            goto memory;
        t->n_rows = ++i;
        read_take(r, item, i, t->rows[i - 1]);
        if (r->status != RGEN_OK)
            return;
    }
    return;
memory:
    r->status = rgen_fail(r->err, RGEN_ERR_MEMORY, "out of memory reading %.200s", r->folder);
}

static void read_state(reader *r, const cJSON *o, const rgen_project *project, state *s)
{
    const cJSON *item, *takes = get(o, "takes"), *locked = get(o, "locked");
    if (!cJSON_IsObject(takes) || !cJSON_IsArray(locked)) {
        bad(r, cJSON_IsObject(takes) ? "locked" : "takes", "is missing or of the wrong kind");
        return;
    }
    cJSON_ArrayForEach(item, takes)
    {
        const track *t = rgen_find_track(project, item->string);
        if (!t || !cJSON_IsNumber(item) || item->valuedouble != floor(item->valuedouble) ||
            item->valuedouble < 1 || item->valuedouble > t->n_rows) {
            bad(r, "takes", "names a take that is not there");
            return;
        }
        s->take[t - project->tracks] = (int)item->valuedouble;
    }
    cJSON_ArrayForEach(item, locked)
    {
        const track *t = cJSON_IsString(item) ? rgen_find_track(project, item->valuestring) : NULL;
        if (!t) {
            bad(r, "locked", "names a track that is not there");
            return;
        }
        s->locked[t - project->tracks] = 1;
    }
}

static void read_history(reader *r, const cJSON *root, rgen_project *project)
{
    const cJSON *list = get(root, "history"), *item;
    int n = cJSON_GetArraySize(list), skip = n > MAX_HISTORY ? n - MAX_HISTORY : 0, i = 0;
    if (!cJSON_IsArray(list)) {
        bad(r, "history", list ? "is not a list" : "is missing");
        return;
    }
    if (!(project->history = calloc((size_t)(n - skip) + 1, sizeof *project->history))) {
        r->status = rgen_fail(r->err, RGEN_ERR_MEMORY, "out of memory reading %.200s", r->folder);
        return;
    }
    cJSON_ArrayForEach(item, list)
    {
        if (i++ < skip)
            continue;
        snprintf(r->at, sizeof r->at, "history[%d].", i - 1);
        read_state(r, item, project, &project->history[project->n_history++]);
    }
    r->at[0] = 0;
}

static void read_grid(reader *r, const cJSON *root, rgen_grid *g)
{
    char *key = read_text(r, root, "key"), *meter = read_text(r, root, "meter"), rest;
    g->bpm = read_number(r, root, "bpm", 1, 1000, 0);
    g->bars = (int)read_number(r, root, "bars", 1, 1 << 16, 1);
    if (key && rgen_key_parse(key, &g->tonic, &g->mode) != 0)
        bad(r, "key", "is not a key such as \"F minor\"");
    if (meter && (sscanf(meter, "%d/%d%c", &g->meter_num, &g->meter_den, &rest) != 2 ||
                  g->meter_num < 1 || g->meter_num > 32 ||
                  (g->meter_den != 2 && g->meter_den != 4 && g->meter_den != 8 &&
                   g->meter_den != 16)))
        bad(r, "meter", "is not a metre such as \"4/4\"");
    free(key);
    free(meter);
}

static void read_derived(reader *r, const cJSON *root, const char *key, derived *d,
                         char replaces[SHA_SIZE])
{
    const cJSON *o = get(root, key);
    if (!cJSON_IsObject(o)) {
        bad(r, key, o ? "is not an object" : "is missing");
        return;
    }
    snprintf(r->at, sizeof r->at, "%s.", key);
    read_sha(r, o, "sha256", d->sha256);
    replaces[0] = 0;
    if (get(o, "replaces"))
        read_sha(r, o, "replaces", replaces);
    r->at[0] = 0;
}

/* The whole text as JSON, or NULL after bad(). */
static cJSON *parse(reader *r, const char *text, size_t size)
{
    const char *end = NULL;
    cJSON *root = cJSON_ParseWithLengthOpts(text, size, &end, 0);
    size_t at = end ? (size_t)(end - text) : 0;
    while (root && at < size && strchr(" \t\r\n", text[at]) && text[at])
        at++;
    if (root && at == size && cJSON_IsObject(root))
        return root;
    int line = 1;
    for (size_t i = 0; i < at && i < size; i++)
        line += text[i] == '\n';
    char what[64];
    snprintf(what, sizeof what, "%d is not JSON", line);
    bad(r, "line ", what);
    cJSON_Delete(root);
    return NULL;
}

rgen_status rgen_record_read(const char *text, size_t size, const char *folder,
                             rgen_project *project, char mix_replaces[SHA_SIZE],
                             char midi_replaces[SHA_SIZE], rgen_error *err)
{
    reader r = {.folder = folder, .err = err, .status = RGEN_OK};
    cJSON *root = parse(&r, text, size);
    const cJSON *item, *version;
    if (!root)
        return r.status;
    item = get(root, "format");
    version = get(root, "format_version");
    if (!cJSON_IsString(item) || strcmp(item->valuestring, format_name) != 0) {
        r.status = rgen_fail(err, RGEN_ERR_FORMAT,
                             "%.300s is not a project: its project.json is another program's",
                             folder);
        goto done;
    }
    if (cJSON_IsNumber(version) && version->valuedouble > FORMAT_VERSION) {
        r.status = rgen_fail(err, RGEN_ERR_FORMAT,
                             "%.300s has project format %g, newer than the %d that this program "
                             "reads; update resonant",
                             folder, version->valuedouble, FORMAT_VERSION);
        goto done;
    }
    read_number(&r, root, "format_version", FORMAT_VERSION, FORMAT_VERSION, 1);
    project->prompt = read_text(&r, root, "prompt");
    project->seed = read_seed(&r, root);
    read_grid(&r, root, &project->grid);
    project->samples = (int64_t)read_number(&r, root, "samples", 1, 1e12, 1);
    read_derived(&r, root, "mix", &project->mixdown.mix, mix_replaces);
    read_derived(&r, root, "song", &project->mixdown.midi, midi_replaces);
    if (r.status == RGEN_OK) {
        snprintf(r.at, sizeof r.at, "mix.");
        project->mixdown.lufs = read_number(&r, get(root, "mix"), "lufs", -1000, 1000, 0);
        project->mixdown.true_peak_dbtp =
            read_number(&r, get(root, "mix"), "true_peak_dbtp", -1000, 1000, 0);
        project->mixdown.samples = project->samples;
        r.at[0] = 0;
    }
    if (!cJSON_IsObject(get(root, "tracks")))
        bad(&r, "tracks", get(root, "tracks") ? "is not an object" : "is missing");
    cJSON_ArrayForEach(item, get(root, "tracks"))
    {
        if (r.status != RGEN_OK)
            break;
        snprintf(r.at, sizeof r.at, "tracks.");
        read_track(&r, item, project);
        if (r.status == RGEN_OK)
            r.at[0] = 0;
    }
    if (r.status == RGEN_OK)
        read_history(&r, root, project);
    if (r.status == RGEN_OK)
        project->extra = unknown_keys(&r, root, top_keys);
done:
    cJSON_Delete(root);
    return r.status;
}

/* ---- score files: their hash was checked, so damage here is a defect or a
 * forgery, and the message need not be finer ---- */

static int whole(const cJSON *item, double low, double high)
{
    return cJSON_IsNumber(item) && item->valuedouble >= low && item->valuedouble <= high &&
           item->valuedouble == floor(item->valuedouble);
}

static int read_note(const cJSON *item, rgen_note *note)
{
    /* The types' own ranges: whatever was written can be read. */
    static const double low[6] = {INT32_MIN, INT32_MIN, 0, 0, 0, 0};
    static const double high[6] = {INT32_MAX, INT32_MAX, 255, 255, 255, 255};
    int v[6], n = 0;
    const cJSON *number;
    cJSON_ArrayForEach(number, item)
    {
        if (n == 6 || !whole(number, low[n], high[n]))
            return -1;
        v[n++] = (int)number->valuedouble;
    }
    if (!cJSON_IsArray(item) || n != 6)
        return -1;
    *note = (rgen_note){v[0], v[1], (uint8_t)v[2], (uint8_t)v[3], (uint8_t)v[4], (uint8_t)v[5]};
    return 0;
}

rgen_status rgen_score_read(const char *text, size_t size, const char *name, rgen_part *part,
                            rgen_error *err)
{
    cJSON *root = cJSON_ParseWithLength(text, size);
    const cJSON *notes = get(root, "notes"), *chords = get(root, "chords"), *item;
    int n = cJSON_GetArraySize(notes), n_chords = cJSON_GetArraySize(chords);
    memset(part, 0, sizeof *part);
    if (!cJSON_IsArray(notes) || (chords && !cJSON_IsArray(chords)))
        goto damaged;
    part->notes = malloc(((size_t)n + 1) * sizeof *part->notes);
    if (chords)
        part->chords = malloc(((size_t)n_chords + 1) * sizeof *part->chords);
    if (!part->notes || (chords && !part->chords)) {
        rgen_part_clear(part);
        cJSON_Delete(root);
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory reading %.200s", name);
    }
    part->capacity = n + 1;
    cJSON_ArrayForEach(item, notes)
        if (read_note(item, &part->notes[part->n_notes++]) != 0)
            goto damaged;
    cJSON_ArrayForEach(item, chords) {
        if (!whole(item, 0, 65535))
            goto damaged;
        part->chords[part->n_chords++] = (uint16_t)item->valuedouble;
    }
    cJSON_Delete(root);
    return RGEN_OK;
damaged:
    rgen_part_clear(part);
    memset(part, 0, sizeof *part);
    cJSON_Delete(root);
    return rgen_fail(err, RGEN_ERR_FORMAT, "%.300s is damaged: its notes cannot be read", name);
}
