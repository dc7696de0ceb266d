/* A new take of one track, or of all that are not locked, hearing the others.
 *
 * What the words ask for lies over what the piece was asked for; an edit ("more
 * aggressive") is added to what the present take measures. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/philox.h"
#include "engine/internal.h"

typedef struct job {
    rgen_engine *engine;
    rgen_project *project;
    rgen_request request;
    rgen_intent base, words;  /* of the piece; of this request */
    const char *prompt;
    rgen_grid grid;
    rgen_context context;
    int target[RGEN_MAX_ROLES]; /* by role: to be made anew */
    int n_targets;
    rgen_meter meter;
} job;

/* A change of notes is drawn, not set: it is asked for larger than it is meant. */
static const float SCORE_STEP = 1.5f;

/* Edits that speak of this role, of attributes below `limit`. */
static int count_edits(const rgen_intent *words, const char *role, int limit)
{
    int n = 0;
    for (int i = 0; i < words->n_edits; i++)
        n += words->edits[i].attribute < limit &&
             (!words->edits[i].role[0] || strcmp(words->edits[i].role, role) == 0);
    return n;
}

/* A pure edit keeps the gist of what is there; anything else starts afresh. */
static double strength_of(const job *j, const char *role)
{
    if (j->request.strength >= 0)
        return j->request.strength;
    if (count_edits(&j->words, role, RGEN_SCORE_ATTRIBUTES))
        return 0.85;
    return count_edits(&j->words, role, RGEN_ATTRIBUTES) ? 0.7 : 1.0;
}

/* The seed of a new take: as given, or the piece's plus the takes there are. */
static uint64_t seed_of(const job *j, const char *role)
{
    rgen_track_info track = {0};
    int index = rgen_project_find_track(j->project, role);
    if (j->request.seed)
        return j->request.seed;
    if (index >= 0)
        rgen_project_get_track(j->project, index, &track);
    return rgen_project_get_info(j->project).seed + (uint64_t)track.n_takes;
}

static rgen_status choose_targets(job *j, const char *track, rgen_error *err)
{
    const rgen_roles *roles = j->engine->roles;
    rgen_track_info info;
    if (track) {
        int r = rgen_roles_find(roles, track);
        if (r < 0)
            return rgen_fail(err, RGEN_ERR_NOT_FOUND,
                             "unknown track \"%.30s\"; use drums, bass, harmony or melody", track);
        int index = rgen_project_find_track(j->project, track);
        if (index >= 0 && rgen_project_get_track(j->project, index, &info) == RGEN_OK && info.locked)
            return rgen_fail(err, RGEN_ERR_LOCKED, "%s is locked; unlock it first", track);
        j->target[r] = 1;
        j->n_targets = 1;
        return RGEN_OK;
    }
    for (int i = 0; rgen_project_get_track(j->project, i, &info) == RGEN_OK; i++) {
        int r = rgen_roles_find(roles, info.role);
        if (r < 0 || info.locked)
            continue;
        j->target[r] = 1;
        j->n_targets++;
    }
    return j->n_targets ? RGEN_OK
                        : rgen_fail(err, RGEN_ERR_LOCKED, "every track is locked; unlock one first");
}

static rgen_status check_words(const job *j, rgen_error *err)
{
    const rgen_intent *w = &j->words;
    char have[32], want[32];
    if (w->bpm_source == RGEN_SAID && w->bpm != j->grid.bpm)
        return rgen_fail(err, RGEN_ERR_ARG,
                         "the piece is at %g bpm and its tracks share it; make a new piece for %g",
                         j->grid.bpm, w->bpm);
    if (w->key_source == RGEN_SAID &&
        (w->tonic != j->grid.tonic || w->mode != (int)j->grid.mode))
        return rgen_fail(err, RGEN_ERR_ARG,
                         "the piece is in %s and its tracks share it; make a new piece in %s",
                         rgen_key_name(j->grid.tonic, j->grid.mode, have, sizeof have),
                         rgen_key_name(w->tonic, (rgen_mode)w->mode, want, sizeof want));
    if (w->meter_source == RGEN_SAID &&
        (w->meter_num != j->grid.meter_num || w->meter_den != j->grid.meter_den))
        return rgen_fail(err, RGEN_ERR_ARG,
                         "the piece is in %d/%d and its tracks share it; make a new piece in %d/%d",
                         j->grid.meter_num, j->grid.meter_den, w->meter_num, w->meter_den);
    int first = j->request.first_bar, last = j->request.last_bar;
    if ((first || last) && (first < 1 || last < first || last > j->grid.bars))
        return rgen_fail(err, RGEN_ERR_ARG, "bars %d-%d do not lie within 1-%d", first, last,
                         j->grid.bars);
    if (j->request.strength > 1)
        return rgen_fail(err, RGEN_ERR_ARG, "strength must lie between 0 and 1, not %g",
                         j->request.strength);
    return RGEN_OK;
}

/* Lay the request's words over the piece's. */
static void merge(const rgen_intent *base, const rgen_intent *words, rgen_intent *out)
{
    *out = *base;
    if (words->genre_source == RGEN_SAID && words->n_genres) {
        memcpy(out->genres, words->genres, sizeof out->genres);
        out->n_genres = words->n_genres;
    }
    if (words->n_moods) {
        memcpy(out->moods, words->moods, sizeof out->moods);
        out->n_moods = words->n_moods;
    }
    for (int i = 0; i < out->n_tracks; i++) {
        rgen_track_intent *to = &out->tracks[i];
        const rgen_track_intent *from = rgen_intent_track(words, to->role);
        if (!from)
            continue;
        if (from->n_instruments) {
            memcpy(to->instruments, from->instruments, sizeof to->instruments);
            to->n_instruments = from->n_instruments;
        }
        for (int a = 0; a < RGEN_ATTRIBUTES; a++)
            if (from->attribute_source[a] >= to->attribute_source[a] &&
                from->attribute_source[a] != RGEN_DEFAULTED) {
                to->attributes[a] = from->attributes[a];
                to->attribute_source[a] = from->attribute_source[a];
            }
    }
}

static float clamp01(float x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* Start from the present take: its patch and tone stay unless the words name
 * others, and edits move what it measures. */
static void start_from_take(const job *j, const rgen_take *take, rgen_recipe *recipe)
{
    const char *role = j->engine->roles->rows[recipe->role].name;
    const rgen_track_intent *said = rgen_intent_track(&j->words, role);
    int edits = count_edits(&j->words, role, RGEN_ATTRIBUTES);
    if (!(said && said->n_instruments) && j->words.genre_source != RGEN_SAID) {
        int patch = rgen_patch_find(j->engine->renderer, take->patch);
        if (patch >= 0)
            recipe->patch = patch;
    }
    for (int a = 0; a < RGEN_ATTRIBUTES; a++) {
        int asked = said && said->attribute_source[a] == RGEN_SAID;
        float value = take->attributes[a];
        if (asked)
            continue;
        for (int i = 0; i < j->words.n_edits; i++) {
            const rgen_edit *e = &j->words.edits[i];
            if (e->attribute == a && (!e->role[0] || strcmp(e->role, role) == 0))
                value = clamp01(value + (a < RGEN_SCORE_ATTRIBUTES ? SCORE_STEP : 1) * e->delta);
        }
        if (a >= RGEN_SCORE_ATTRIBUTES) {
            recipe->tone.v[a - RGEN_SCORE_ATTRIBUTES] = value;
        } else if (edits) {
            float half = fabsf(value - take->attributes[a]) / 2;
            if (half > 0)
                rgen_recipe_ask(recipe, a, value, half);
            else
                rgen_recipe_keep(recipe, a, value);
        }
    }
}

/* Show a part in the context. */
static rgen_status show(job *j, int r, const rgen_part *part, rgen_error *err)
{
    const rgen_role *role = &j->engine->roles->rows[r];
    rgen_frames frames;
    rgen_status status = rgen_encode(role, &j->grid, part, &frames, NULL, err);
    if (status != RGEN_OK)
        return status;
    rgen_context_show(&j->context, r, &frames, 0, role->n_books);
    rgen_frames_clear(&frames);
    return RGEN_OK;
}

/* Is this a wish for another part, and for nothing in particular? Then it is asked for a
 * piece of the style that is unlike the present take. */
static int wants_another(const job *j, const char *role, double strength)
{
    const rgen_track_intent *said = rgen_intent_track(&j->words, role);
    int any = count_edits(&j->words, role, RGEN_SCORE_ATTRIBUTES);
    for (int a = 0; a < RGEN_SCORE_ATTRIBUTES && said; a++)
        any += said->attribute_source[a] == RGEN_SAID;
    return strength >= 1 && !j->request.first_bar && !any;
}

static rgen_status write_target(job *j, int r, const rgen_part *drums, rgen_take *take,
                                rgen_error *err)
{
    const rgen_role *role = &j->engine->roles->rows[r];
    const rgen_take *present = rgen_project_take(j->project, role->name);
    int per_bar = rgen_grid_frames_per_bar(&j->grid);
    int first = j->request.first_bar ? (j->request.first_bar - 1) * per_bar : 0;
    int last = j->request.first_bar ? j->request.last_bar * per_bar : j->context.n_frames;
    double strength = strength_of(j, role->name);
    uint64_t seed = seed_of(j, role->name);
    uint64_t key = rgen_philox_derive(seed, role->name, 0);
    rgen_intent intent;
    rgen_recipe recipe;
    rgen_part part = {0};
    rgen_frames old = {0};
    int other = present && wants_another(j, role->name, strength);
    merge(&j->base, &j->words, &intent);
    rgen_recipe_init(&recipe, j->engine, &intent, r, key, j->prompt,
                     other ? present->attributes : NULL);
    rgen_status status = RGEN_OK;
    if (present) {
        start_from_take(j, present, &recipe);
        if (strength < 1 || j->request.first_bar) {
            status = show(j, r, &present->part, err);
            rgen_context_loosen(&j->context, r, first, last, strength, key);
        } else if (other && role->kind == RGEN_KIND_DRUMS) {
            /* A groove has few places for its hits, so that a fresh draw comes out half the
             * old one; the other roles differ by themselves. */
            status = rgen_encode(role, &j->grid, &present->part, &old, NULL, err);
            recipe.away = &old;
        }
    }
    if (status == RGEN_OK)
        status = rgen_write_part(j->engine, &recipe, &j->context, &part, err);
    if (status == RGEN_OK)
        status = rgen_make_take(j->engine, &recipe, &j->grid, &part, drums, take, err);
    rgen_part_clear(&part);
    rgen_frames_clear(&old);
    if (status == RGEN_OK)
        take->seed = seed;
    return status;
}

static rgen_status write_targets(job *j, const char **names, rgen_take *takes, int *n_takes,
                                 rgen_error *err)
{
    const rgen_roles *roles = j->engine->roles;
    const rgen_part *drums = NULL;
    rgen_status status = RGEN_OK;
    for (int r = 0; r < roles->count && status == RGEN_OK; r++) {
        const rgen_take *take = rgen_project_take(j->project, roles->rows[r].name);
        if (take && !j->target[r])
            status = show(j, r, &take->part, err);
        if (take && roles->rows[r].kind == RGEN_KIND_DRUMS)
            drums = &take->part;
    }
    for (int r = 0; r < roles->count && status == RGEN_OK; r++) {
        const rgen_role *role = &roles->rows[r];
        /* New chords are agreed on before the first of several new tracks. */
        if (role->kind == RGEN_KIND_CHORDAL && j->target[r] && j->n_targets > 1 &&
            !rgen_context_chords(&j->context) && strength_of(j, role->name) >= 1 &&
            !j->request.first_bar) {
            rgen_recipe recipe;
            rgen_intent intent;
            merge(&j->base, &j->words, &intent);
            rgen_recipe_init(&recipe, j->engine, &intent, r,
                             rgen_philox_derive(seed_of(j, role->name), "chords", 0),
                             j->prompt, NULL);
            status = rgen_write_skeleton(j->engine, &recipe, &j->context, err);
        }
    }
    for (int r = 0; r < roles->count && status == RGEN_OK; r++) {
        if (!j->target[r])
            continue;
        status = rgen_meter_step(&j->meter, roles->rows[r].name, err);
        if (status == RGEN_OK)
            status = write_target(j, r, drums, &takes[*n_takes], err);
        if (status != RGEN_OK)
            break;
        if (roles->rows[r].kind == RGEN_KIND_DRUMS)
            drums = &takes[*n_takes].part;
        names[(*n_takes)++] = roles->rows[r].name;
    }
    return status;
}

rgen_status rgen_regenerate(rgen_engine *engine, rgen_project *project, const char *track,
                            const char *prompt, const rgen_request *request, rgen_error *err)
{
    job j = {.engine = engine, .project = project, .grid = *rgen_project_grid(project),
             .prompt = prompt ? prompt : ""};
    const char *names[RGEN_MAX_ROLES];
    rgen_take takes[RGEN_MAX_ROLES];
    int n_takes = 0;
    j.request = request ? *request : rgen_request_default();
    rgen_status status = rgen_project_load(project, err);
    if (status == RGEN_OK)
        status = choose_targets(&j, track, err);
    if (status == RGEN_OK)
        status = rgen_intent_parse(rgen_project_get_info(project).prompt, &j.base, err);
    if (status == RGEN_OK)
        status = rgen_intent_parse(j.prompt, &j.words, err);
    if (status == RGEN_OK)
        status = check_words(&j, err);
    if (status != RGEN_OK)
        return status;
    j.meter = (rgen_meter){j.request.progress, j.request.progress_data, "", 0, j.n_targets + 1};
    pthread_mutex_lock(&engine->busy);
    status = rgen_context_new(&j.context, engine->roles, &j.grid, err);
    if (status == RGEN_OK)
        status = write_targets(&j, names, takes, &n_takes, err);
    if (status == RGEN_OK)
        status = rgen_meter_step(&j.meter, "mix", err);
    if (status == RGEN_OK)
        status = rgen_project_add_takes(project, n_takes, names, takes, err);
    for (int i = 0; i < n_takes; i++) /* of what the project did not take over */
        rgen_take_clear(&takes[i]);
    rgen_context_clear(&j.context);
    pthread_mutex_unlock(&engine->busy);
    return status;
}
