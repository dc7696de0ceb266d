/* The project in memory: tracks, takes, locks, history.
 *
 * Every change makes all that can fail first (the new mix included) and then
 * switches over, so that a failed change leaves the project as it was. The
 * folder is store.c's. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mix/wav.h"
#include "project/disk.h"
#include "project/inside.h"

/* ---- rows and tracks ---- */

/* A role names files, so it is held to letters that are safe everywhere. */
int rgen_role_name_valid(const char *role)
{
    static const char *const taken[] = {"mix", "song", "takes", "project"};
    size_t n = role ? strlen(role) : 0;
    if (n == 0 || n >= ROLE_SIZE || role[0] < 'a' || role[0] > 'z')
        return 0;
    for (size_t i = 0; i < n; i++)
        if (!((role[i] >= 'a' && role[i] <= 'z') || (role[i] >= '0' && role[i] <= '9') ||
              role[i] == '_' || role[i] == '-'))
            return 0;
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        if (strcmp(role, taken[i]) == 0)
            return 0;
    return 1;
}

track *rgen_find_track(const rgen_project *project, const char *role)
{
    for (int i = 0; role && i < project->n_tracks; i++)
        if (strcmp(project->tracks[i].role, role) == 0)
            return (track *)&project->tracks[i];
    return NULL;
}

row *rgen_present(const track *t)
{
    return t && t->take >= 1 && t->take <= t->n_rows ? t->rows[t->take - 1] : NULL;
}

row *rgen_row_new(void)
{
    row *r = calloc(1, sizeof *r);
    if (r)
        r->fd = -1;
    return r;
}

void rgen_row_free(row *r)
{
    if (!r)
        return;
    if (r->fd >= 0)
        close(r->fd);
    free(r->take.prompt);
    free(r->take.patch);
    free(r->take.wav);
    rgen_part_clear(&r->take.part);
    cJSON_Delete(r->extra);
    free(r);
}

/* Place in the listing: the registry's roles first. */
static int rank_of(const char *role)
{
    int i = rgen_roles_find(rgen_roles_default(), role);
    return i < 0 ? MAX_TRACKS : i;
}

track *rgen_insert_track(rgen_project *project, const char *role)
{
    int at = project->n_tracks;
    if (at >= MAX_TRACKS)
        return NULL;
    while (at > 0 && rank_of(project->tracks[at - 1].role) > rank_of(role))
        at--;
    size_t after = (size_t)(project->n_tracks - at);
    memmove(project->tracks + at + 1, project->tracks + at, after * sizeof *project->tracks);
    memset(&project->tracks[at], 0, sizeof project->tracks[at]);
    snprintf(project->tracks[at].role, ROLE_SIZE, "%s", role);
    for (int i = 0; i < project->n_history; i++) {
        state *s = &project->history[i];
        memmove(s->take + at + 1, s->take + at, after * sizeof *s->take);
        memmove(s->locked + at + 1, s->locked + at, after);
        s->take[at] = 0;
        s->locked[at] = 0;
    }
    project->n_tracks++;
    return &project->tracks[at];
}

rgen_status rgen_project_new(rgen_project **project, const rgen_grid *grid, const char *prompt,
                             uint64_t seed, rgen_error *err)
{
    *project = NULL;
    rgen_project *p = calloc(1, sizeof *p);
    char *copy = strdup(prompt ? prompt : "");
    if (!p || !copy) {
        free(p);
        free(copy);
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for a new project");
    }
    p->grid = *grid;
    p->prompt = copy;
    p->seed = seed;
    *project = p;
    return RGEN_OK;
}

void rgen_project_free(rgen_project *project)
{
    if (!project)
        return;
    for (int i = 0; i < project->n_tracks; i++) {
        for (int k = 0; k < project->tracks[i].n_rows; k++)
            rgen_row_free(project->tracks[i].rows[k]);
        free(project->tracks[i].rows);
        cJSON_Delete(project->tracks[i].extra);
    }
    free(project->prompt);
    free(project->history);
    rgen_mixdown_clear(&project->mixdown);
    cJSON_Delete(project->extra);
    rgen_store_free(project->store);
    free(project);
}

/* ---- what is in it ---- */

/* The i-th track that is there in the present state. */
static track *listed(const rgen_project *project, int index)
{
    for (int i = 0; i < project->n_tracks; i++)
        if (project->tracks[i].take > 0 && index-- == 0)
            return (track *)&project->tracks[i];
    return NULL;
}

static rgen_status no_track(const rgen_project *project, const char *role, rgen_error *err)
{
    char names[MAX_TRACKS * (ROLE_SIZE + 2)] = "";
    size_t used = 0;
    const track *t;
    for (int i = 0; (t = listed(project, i)); i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i ? ", " : "", t->role);
    return rgen_fail(err, RGEN_ERR_NOT_FOUND, "there is no track \"%.40s\"; the tracks are: %s",
                     role ? role : "", used ? names : "none");
}

static rgen_status need_track(const rgen_project *project, const char *role, track **t,
                              rgen_error *err)
{
    *t = rgen_find_track(project, role);
    if (!*t || (*t)->take == 0)
        return no_track(project, role, err);
    return RGEN_OK;
}

rgen_status rgen_refuse_locked(const char *role, rgen_error *err)
{
    return rgen_fail(err, RGEN_ERR_LOCKED, "%s is locked; unlock it first", role);
}

rgen_project_info rgen_project_get_info(const rgen_project *project)
{
    rgen_project_info info = {.bpm = project->grid.bpm,
                              .seconds = (double)project->samples / RGEN_SAMPLE_RATE,
                              .tonic = project->grid.tonic,
                              .mode = project->grid.mode,
                              .meter_num = project->grid.meter_num,
                              .meter_den = project->grid.meter_den,
                              .bars = project->grid.bars,
                              .sample_rate = RGEN_SAMPLE_RATE,
                              .samples = project->samples,
                              .prompt = project->prompt,
                              .seed = project->seed,
                              .lufs = project->mixdown.lufs,
                              .true_peak_dbtp = project->mixdown.true_peak_dbtp};
    while (listed(project, info.n_tracks))
        info.n_tracks++;
    return info;
}

rgen_status rgen_project_get_track(const rgen_project *project, int index, rgen_track_info *info)
{
    const track *t = index < 0 ? NULL : listed(project, index);
    memset(info, 0, sizeof *info);
    if (!t)
        return RGEN_ERR_ARG;
    *info = (rgen_track_info){t->role, t->locked, t->take, t->n_rows};
    return RGEN_OK;
}

int rgen_project_find_track(const rgen_project *project, const char *role)
{
    const track *t;
    for (int i = 0; role && (t = listed(project, i)); i++)
        if (strcmp(t->role, role) == 0)
            return i;
    return -1;
}

static rgen_status need_row(const track *t, int number, row **r, rgen_error *err)
{
    if (number < 1 || number > t->n_rows)
        return rgen_fail(err, RGEN_ERR_NOT_FOUND, "%s has no take %d; its takes are 1 to %d",
                         t->role, number, t->n_rows);
    *r = t->rows[number - 1];
    return RGEN_OK;
}

rgen_status rgen_project_get_take(const rgen_project *project, const char *role, int number,
                                  rgen_take_info *info, rgen_error *err)
{
    track *t;
    row *r = NULL;
    memset(info, 0, sizeof *info);
    rgen_status status = need_track(project, role, &t, err);
    if (status == RGEN_OK)
        status = need_row(t, number, &r, err);
    if (status != RGEN_OK)
        return status;
    info->number = r->take.number;
    info->seed = r->take.seed;
    info->prompt = r->take.prompt;
    info->patch = r->take.patch;
    info->sha256 = r->take.sha256;
    info->made = r->take.made;
    memcpy(info->attributes, r->take.attributes, sizeof info->attributes);
    return RGEN_OK;
}

/* Loading fills caches and changes nothing that a caller can see, so the
 * readers below take a const project. */
rgen_status rgen_project_get_wav(const rgen_project *project, const char *name, const void **data,
                                 size_t *size, rgen_error *err)
{
    rgen_project *p = (rgen_project *)project;
    rgen_status status;
    track *t;
    *data = NULL;
    *size = 0;
    if (name && strcmp(name, "mix") == 0) {
        status = rgen_mixdown_ensure(p, err);
        if (status == RGEN_OK) {
            *data = p->mixdown.mix.data;
            *size = p->mixdown.mix.size;
        }
        return status;
    }
    status = need_track(project, name, &t, err);
    if (status == RGEN_OK)
        status = rgen_load_wav(p, t, rgen_present(t), err);
    if (status == RGEN_OK) {
        *data = rgen_present(t)->take.wav;
        *size = rgen_present(t)->take.wav_size;
    }
    return status;
}

rgen_status rgen_project_get_midi(const rgen_project *project, void **data, size_t *size,
                                  rgen_error *err)
{
    rgen_project *p = (rgen_project *)project;
    *data = NULL;
    *size = 0;
    rgen_status status = rgen_midi_ensure(p, err);
    if (status != RGEN_OK)
        return status;
    if (!(*data = malloc(p->mixdown.midi.size + 1)))
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for the MIDI file");
    memcpy(*data, p->mixdown.midi.data, p->mixdown.midi.size);
    *size = p->mixdown.midi.size;
    return RGEN_OK;
}

const rgen_grid *rgen_project_grid(const rgen_project *project) { return &project->grid; }

const char *rgen_project_notice(const rgen_project *project)
{
    return project->notice[0] ? project->notice : NULL;
}

rgen_status rgen_project_load(const rgen_project *project, rgen_error *err)
{
    rgen_status status = RGEN_OK;
    track *t;
    for (int i = 0; status == RGEN_OK && (t = listed(project, i)); i++) {
        status = rgen_load_part((rgen_project *)project, t, rgen_present(t), err);
        if (status == RGEN_OK)
            status = rgen_load_wav((rgen_project *)project, t, rgen_present(t), err);
    }
    return status;
}

const rgen_take *rgen_project_take(const rgen_project *project, const char *role)
{
    track *t = rgen_find_track(project, role);
    row *r = rgen_present(t);
    if (!r || rgen_load_part((rgen_project *)project, t, r, NULL) != RGEN_OK ||
        rgen_load_wav((rgen_project *)project, t, r, NULL) != RGEN_OK)
        return NULL;
    return &r->take;
}

/* ---- changes ---- */

/* Room for one more state: a pushed state must not fail half-way. */
rgen_status rgen_reserve_step(rgen_project *project, rgen_error *err)
{
    state *h = realloc(project->history, (size_t)(project->n_history + 1) * sizeof *h);
    if (!h)
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for the history");
    project->history = h;
    return RGEN_OK;
}

static state present_state(const rgen_project *project)
{
    state s = {0};
    for (int i = 0; i < project->n_tracks; i++) {
        s.take[i] = project->tracks[i].take;
        s.locked[i] = (unsigned char)project->tracks[i].locked;
    }
    return s;
}

void rgen_push_step(rgen_project *project)
{
    if (!listed(project, 0))
        return; /* nothing there yet: no state to come back to */
    if (project->n_history == MAX_HISTORY) {
        memmove(project->history, project->history + 1,
                (MAX_HISTORY - 1) * sizeof *project->history);
        project->n_history--;
    }
    project->history[project->n_history++] = present_state(project);
}

/* Free the bytes of takes that are on disk and not heard. */
static void let_go(rgen_project *project)
{
    for (int i = 0; i < project->n_tracks; i++)
        for (int k = 0; k < project->tracks[i].n_rows; k++) {
            row *r = project->tracks[i].rows[k];
            if (r->stored && r != rgen_present(&project->tracks[i])) {
                free(r->take.wav);
                r->take.wav = NULL;
                rgen_part_clear(&r->take.part);
                memset(&r->take.part, 0, sizeof r->take.part);
                r->has_part = 0;
            }
        }
}

/* The mix of the given takes, by track; NULL is a track that is not there. */
rgen_status rgen_mix_rows(rgen_project *project, row *const chosen[MAX_TRACKS], mixdown *out,
                            rgen_error *err)
{
    const char *roles[MAX_TRACKS];
    row *rows[MAX_TRACKS];
    int n = 0;
    for (int i = 0; i < project->n_tracks; i++) {
        if (!chosen[i])
            continue;
        rgen_status status = rgen_load_wav(project, &project->tracks[i], chosen[i], err);
        if (status == RGEN_OK)
            status = rgen_load_part(project, &project->tracks[i], chosen[i], err);
        if (status != RGEN_OK)
            return status;
        roles[n] = project->tracks[i].role;
        rows[n++] = chosen[i];
    }
    return rgen_mixdown_make(project, roles, rows, n, out, err);
}

static rgen_status mix_state(rgen_project *project, const state *s, mixdown *out, rgen_error *err)
{
    row *chosen[MAX_TRACKS] = {0};
    for (int i = 0; i < project->n_tracks; i++)
        if (s->take[i] > 0)
            chosen[i] = project->tracks[i].rows[s->take[i] - 1];
    return rgen_mix_rows(project, chosen, out, err);
}

void rgen_switch_mix(rgen_project *project, mixdown *made)
{
    rgen_mixdown_clear(&project->mixdown);
    project->mixdown = *made;
    project->samples = made->samples;
    let_go(project);
}

static rgen_status set_lock(rgen_project *project, const char *role, int locked, rgen_error *err)
{
    track *t;
    rgen_status status = need_track(project, role, &t, err);
    if (status != RGEN_OK || t->locked == locked)
        return status; /* as it should be already: no step to undo */
    if ((status = rgen_reserve_step(project, err)) != RGEN_OK)
        return status;
    rgen_push_step(project);
    t->locked = locked;
    return RGEN_OK;
}

rgen_status rgen_project_lock(rgen_project *project, const char *role, rgen_error *err)
{
    return set_lock(project, role, 1, err);
}

rgen_status rgen_project_unlock(rgen_project *project, const char *role, rgen_error *err)
{
    return set_lock(project, role, 0, err);
}

rgen_status rgen_project_use(rgen_project *project, const char *role, int number, rgen_error *err)
{
    track *t;
    row *r;
    mixdown made;
    rgen_status status = need_track(project, role, &t, err);
    if (status == RGEN_OK)
        status = need_row(t, number, &r, err);
    if (status != RGEN_OK || t->take == number)
        return status;
    if (t->locked)
        return rgen_refuse_locked(role, err);
    state s = present_state(project);
    s.take[t - project->tracks] = number;
    if ((status = rgen_reserve_step(project, err)) != RGEN_OK ||
        (status = mix_state(project, &s, &made, err)) != RGEN_OK)
        return status;
    rgen_push_step(project);
    t->take = number;
    rgen_switch_mix(project, &made);
    return RGEN_OK;
}

rgen_status rgen_project_undo(rgen_project *project, rgen_error *err)
{
    mixdown made;
    int changed = 0;
    if (project->n_history == 0)
        return rgen_fail(err, RGEN_ERR_NOT_FOUND, "there is nothing to undo");
    const state *s = &project->history[project->n_history - 1];
    for (int i = 0; i < project->n_tracks; i++) {
        if (s->take[i] == project->tracks[i].take)
            continue;
        if (project->tracks[i].locked)
            return rgen_refuse_locked(project->tracks[i].role, err);
        changed = 1;
    }
    if (changed) {
        rgen_status status = mix_state(project, s, &made, err);
        if (status != RGEN_OK)
            return status;
    }
    for (int i = 0; i < project->n_tracks; i++) {
        project->tracks[i].take = s->take[i];
        project->tracks[i].locked = s->locked[i];
    }
    project->n_history--;
    if (changed)
        rgen_switch_mix(project, &made);
    return RGEN_OK;
}
