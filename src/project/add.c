/* Adding takes: the one way in which a project gets new music. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "project/disk.h"
#include "project/inside.h"

/* In 0..1 with four decimals, so that a value read back from the folder is the same float. */
static float rounded(float x)
{
    return isfinite(x) ? (float)(round(fmin(fmax((double)x, 0), 1) * 1e4) / 1e4) : 0.5f;
}

static void stamp(char made[32])
{
    time_t now = time(NULL);
    struct tm tm;
    gmtime_r(&now, &tm);
    strftime(made, 32, "%Y-%m-%dT%H:%M:%SZ", &tm);
}

/* A row with its own strings and hashes that borrows part and wav. */
static rgen_status make_row(const char *role, const rgen_take *take, int number, row **out,
                            rgen_error *err)
{
    row *r = rgen_row_new();
    char *text = NULL;
    if (!r)
        goto memory;
    r->take = *take;
    r->take.number = number;
    r->take.prompt = strdup(take->prompt ? take->prompt : "");
    r->take.patch = strdup(take->patch ? take->patch : "");
    for (int i = 0; i < RGEN_ATTRIBUTES; i++)
        r->take.attributes[i] = rounded(take->attributes[i]);
    rgen_sha256(take->wav, take->wav_size, r->take.sha256);
    stamp(r->take.made);
    r->has_part = 1;
    if (!r->take.prompt || !r->take.patch || !(text = rgen_score_write(role, &r->take)))
        goto memory;
    rgen_sha256(text, strlen(text), r->score);
    free(text);
    *out = r;
    return RGEN_OK;
memory:
    if (r) { /* the caller keeps what it brought */
        r->take.wav = NULL;
        memset(&r->take.part, 0, sizeof r->take.part);
    }
    rgen_row_free(r);
    return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for a take of %s", role);
}

static rgen_status check_new(const rgen_project *project, int n, const char *const *roles,
                             const rgen_take *takes, rgen_error *err)
{
    int fresh = 0;
    if (n < 1 || n > MAX_TRACKS)
        return rgen_fail(err, RGEN_ERR_ARG, "%d takes at once; 1 to %d can be added", n,
                         MAX_TRACKS);
    for (int i = 0; i < n; i++) {
        const track *t = rgen_find_track(project, roles[i]);
        if (!rgen_role_name_valid(roles[i]))
            return rgen_fail(err, RGEN_ERR_ARG, "\"%.40s\" cannot name a track",
                             roles[i] ? roles[i] : "");
        for (int k = 0; k < i; k++)
            if (strcmp(roles[i], roles[k]) == 0)
                return rgen_fail(err, RGEN_ERR_ARG, "%s is given twice", roles[i]);
        if (t && t->locked)
            return rgen_refuse_locked(roles[i], err);
        if (!takes[i].wav || takes[i].wav_size == 0)
            return rgen_fail(err, RGEN_ERR_ARG, "the take of %s has no audio", roles[i]);
        fresh += !t;
    }
    if (project->n_tracks + fresh > MAX_TRACKS)
        return rgen_fail(err, RGEN_ERR_ARG, "a project holds at most %d tracks", MAX_TRACKS);
    return RGEN_OK;
}

/* Undo the tracks that a failed rgen_project_add_takes inserted. */
static void drop_track(rgen_project *project, track *t)
{
    size_t at = (size_t)(t - project->tracks), after = (size_t)project->n_tracks - at - 1;
    free(t->rows);
    memmove(t, t + 1, after * sizeof *t);
    for (int i = 0; i < project->n_history; i++) {
        state *s = &project->history[i];
        memmove(s->take + at, s->take + at + 1, after * sizeof *s->take);
        memmove(s->locked + at, s->locked + at + 1, after);
    }
    project->n_tracks--;
}

rgen_status rgen_project_add_takes(rgen_project *project, int n, const char *const *roles,
                                   rgen_take *takes, rgen_error *err)
{
    row *made[MAX_TRACKS] = {0}, *chosen[MAX_TRACKS] = {0};
    mixdown mixed;
    rgen_status status = check_new(project, n, roles, takes, err);
    if (status == RGEN_OK)
        status = rgen_reserve_step(project, err);
    if (status != RGEN_OK)
        return status;
    for (int i = 0; i < n; i++) {
        track *t = rgen_find_track(project, roles[i]);
        status = make_row(roles[i], &takes[i], t ? t->n_rows + 1 : 1, &made[i], err);
        if (status != RGEN_OK)
            goto fail;
    }
    for (int i = 0; i < n; i++) {
        track *t = rgen_find_track(project, roles[i]);
        if (!t)
            t = rgen_insert_track(project, roles[i]);
        row **rows = realloc(t->rows, (size_t)(t->n_rows + 1) * sizeof *rows);
        if (!rows) {
            status = rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for a take of %s", roles[i]);
            goto fail;
        }
        t->rows = rows;
    }
    for (int i = 0; i < n; i++)
        chosen[rgen_find_track(project, roles[i]) - project->tracks] = made[i];
    for (int i = 0; i < project->n_tracks; i++)
        if (!chosen[i])
            chosen[i] = rgen_present(&project->tracks[i]);
    if ((status = rgen_mix_rows(project, chosen, &mixed, err)) != RGEN_OK)
        goto fail;

    rgen_push_step(project);
    for (int i = 0; i < n; i++) {
        track *t = rgen_find_track(project, roles[i]);
        t->rows[t->n_rows++] = made[i];
        t->take = t->n_rows;
        takes[i].number = made[i]->take.number;
        memcpy(takes[i].sha256, made[i]->take.sha256, sizeof takes[i].sha256);
        memcpy(takes[i].made, made[i]->take.made, sizeof takes[i].made);
        takes[i].wav = NULL;
        takes[i].wav_size = 0;
        memset(&takes[i].part, 0, sizeof takes[i].part);
    }
    rgen_switch_mix(project, &mixed);
    return RGEN_OK;
fail:
    for (int i = 0; i < n; i++) {
        if (made[i]) {
            made[i]->take.wav = NULL;
            memset(&made[i]->take.part, 0, sizeof made[i]->take.part);
            rgen_row_free(made[i]);
        }
        track *t = rgen_find_track(project, roles[i]);
        if (t && t->n_rows == 0)
            drop_track(project, t);
    }
    return status;
}
