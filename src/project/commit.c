/* Writing a project's state, and putting a folder right after a killed process.
 *
 * The order of a commit: new takes are written and flushed; the visible files to
 * be are written beside the present ones; project.json is flushed and renamed
 * into place (from here on the new state holds); the visible files are renamed
 * into place. The visible files are not flushed: they can be made again from the
 * takes, and opening for writing checks their hashes. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "project/disk.h"
#include "project/store.h"

enum { TAKE_NAME = SHA_SIZE + 16, TEMPORARY = FILE_NAME + 8 };

/* ---- what the folder should show ---- */

typedef struct wanted {
    char name[FILE_NAME];
    const char *sha256;
    track *track;               /* NULL: mix.wav or song.mid */
} wanted;

static int wanted_files(rgen_project *project, wanted *out)
{
    int n = 0;
    for (int i = 0; i < project->n_tracks; i++) {
        row *r = rgen_present(&project->tracks[i]);
        if (!r)
            continue;
        snprintf(out[n].name, FILE_NAME, "%s.wav", project->tracks[i].role);
        out[n].sha256 = r->take.sha256;
        out[n++].track = &project->tracks[i];
    }
    out[n++] = (wanted){"mix.wav", project->mixdown.mix.sha256, NULL};
    out[n++] = (wanted){"song.mid", project->mixdown.midi.sha256, NULL};
    return n;
}

static const char *seen_sha(const store *s, const char *name)
{
    for (int i = 0; i < s->n_seen; i++)
        if (strcmp(s->seen[i].name, name) == 0)
            return s->seen[i].sha256;
    return "";
}

static void set_seen(store *s, const char *name, const char *sha256)
{
    int i = 0;
    while (i < s->n_seen && strcmp(s->seen[i].name, name) != 0)
        i++;
    if (i == MAX_FILES)
        return;
    if (i == s->n_seen)
        s->n_seen++;
    snprintf(s->seen[i].name, FILE_NAME, "%.31s", name);
    snprintf(s->seen[i].sha256, SHA_SIZE, "%s", sha256);
}

/* ---- takes ---- */

typedef struct fresh {          /* files of takes/ that this commit made */
    char (*names)[TAKE_NAME];
    int n, renamed;
} fresh;

static int holds(int dir, const char *name, const char *sha256)
{
    void *data;
    size_t size;
    char found[SHA_SIZE];
    if (rgen_disk_read(dir, name, -1, WAV_MAX, &data, &size) != 0)
        return 0;
    rgen_sha256(data, size, found);
    free(data);
    return strcmp(found, sha256) == 0;
}

/* Write takes/.tmp-<sha>.<ext>, unless takes/<sha>.<ext> is there and whole. */
static rgen_status write_take(store *s, const char *sha256, const char *ext, const void *data,
                              size_t size, fresh *f, rgen_error *err)
{
    char name[TAKE_NAME], temporary[TAKE_NAME + 8];
    snprintf(name, sizeof name, "%s.%s", sha256, ext);
    snprintf(temporary, sizeof temporary, ".tmp-%s", name);
    for (int i = 0; i < f->n; i++)
        if (strcmp(f->names[i], name) == 0)
            return RGEN_OK;
    if (holds(s->takes, name, sha256))
        return RGEN_OK;
    memcpy(f->names[f->n++], name, sizeof name);
    if (rgen_disk_write(s->takes, temporary, data, size, -1, NULL) != 0)
        return rgen_store_fail(s, "write", "takes", err);
    return RGEN_OK;
}

/* Both files of a take. One that is stored already is copied as it is, whatever
 * program wrote it. */
static rgen_status write_row(rgen_project *project, track *t, row *r, store *s, fresh *f,
                             rgen_error *err)
{
    void *text = NULL;
    size_t size = 0;
    rgen_status status = rgen_load_wav(project, t, r, err);
    if (status == RGEN_OK)
        status = write_take(s, r->take.sha256, "wav", r->take.wav, r->take.wav_size, f, err);
    if (status != RGEN_OK)
        return status;
    if (r->stored)
        status = rgen_load_score_text(project, t, r, &text, &size, err);
    else if (!(text = rgen_score_write(t->role, &r->take)))
        status = rgen_fail(err, RGEN_ERR_MEMORY, "out of memory saving %.200s", s->path);
    else
        size = strlen(text);
    if (status == RGEN_OK)
        status = write_take(s, r->score, "json", text, size, f, err);
    free(text);
    return status;
}

static rgen_status settle_takes(store *s, fresh *f, rgen_error *err)
{
    char temporary[TAKE_NAME + 8];
    for (int i = 0; i < f->n; i++) {
        snprintf(temporary, sizeof temporary, ".tmp-%s", f->names[i]);
        if (rgen_disk_sync(s->takes, temporary) != 0)
            return rgen_store_fail(s, "write", "takes", err);
    }
    for (; f->renamed < f->n; f->renamed++) {
        snprintf(temporary, sizeof temporary, ".tmp-%s", f->names[f->renamed]);
        if (rgen_disk_rename(s->takes, temporary, s->takes, f->names[f->renamed]) != 0)
            return rgen_store_fail(s, "write", "takes", err);
    }
    if (f->n > 0 && rgen_disk_sync_dir(s->takes) != 0)
        return rgen_store_fail(s, "write", "takes", err);
    return RGEN_OK;
}

static rgen_status write_takes(rgen_project *project, store *s, int all, fresh *f, rgen_error *err)
{
    rgen_status status = RGEN_OK;
    size_t count = 0;
    for (int i = 0; i < project->n_tracks; i++)
        count += (size_t)project->tracks[i].n_rows;
    if (!(f->names = calloc(2 * count + 1, sizeof *f->names)))
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory saving %.200s", s->path);
    for (int i = 0; i < project->n_tracks; i++)
        for (int k = 0; k < project->tracks[i].n_rows; k++) {
            track *t = &project->tracks[i];
            row *r = t->rows[k];
            if (r->stored && !all)
                continue;
            int had = r->take.wav != NULL;
            status = write_row(project, t, r, s, f, err);
            if (!had) { /* one take of a long history in memory at a time */
                free(r->take.wav);
                r->take.wav = NULL;
            }
            if (status != RGEN_OK)
                return status;
        }
    return settle_takes(s, f, err);
}

/* ---- the commit ---- */

/* Write `.tmp-<name>` for each visible file that is to change. */
static rgen_status write_visible(rgen_project *project, store *s, const wanted *w, rgen_error *err)
{
    char temporary[TEMPORARY], take[TAKE_NAME];
    const void *data;
    size_t size;
    const char *clone = NULL;
    rgen_status status;
    if (w->track) {
        row *r = rgen_present(w->track);
        if ((status = rgen_load_wav(project, w->track, r, err)) != RGEN_OK)
            return status;
        data = r->take.wav;
        size = r->take.wav_size;
        snprintf(take, sizeof take, "%s.wav", r->take.sha256);
        clone = take;
    } else {
        const derived *d = strcmp(w->name, "mix.wav") == 0 ? &project->mixdown.mix
                                                           : &project->mixdown.midi;
        data = d->data;
        size = d->size;
    }
    snprintf(temporary, sizeof temporary, ".tmp-%.31s", w->name);
    if (rgen_disk_write(s->dir, temporary, data, size, s->takes, clone) != 0)
        return rgen_store_fail(s, "write", w->name, err);
    return RGEN_OK;
}

static void roll_back(store *s, const fresh *f, const wanted *want, int n)
{
    char temporary[TAKE_NAME + 8];
    for (int i = 0; i < f->n; i++) {
        snprintf(temporary, sizeof temporary, ".tmp-%s", f->names[i]);
        rgen_disk_unlink(s->takes, i < f->renamed ? f->names[i] : temporary, 0);
    }
    for (int i = 0; i < n; i++) {
        snprintf(temporary, sizeof temporary, ".tmp-%.31s", want[i].name);
        rgen_disk_unlink(s->dir, temporary, 0);
    }
    rgen_disk_unlink(s->dir, ".tmp-project.json", 0);
}

static rgen_status write_record(store *s, const char *text, rgen_error *err)
{
    if (rgen_disk_write(s->dir, ".tmp-project.json", text, strlen(text), -1, NULL) != 0 ||
        rgen_disk_sync(s->dir, ".tmp-project.json") != 0 ||
        rgen_disk_rename(s->dir, ".tmp-project.json", s->dir, "project.json") != 0)
        return rgen_store_fail(s, "write", "project.json", err);
    return RGEN_OK;
}

/* After the commit point: show the new state. */
static rgen_status show(store *s, const wanted *want, const int *changed, int n, rgen_error *err)
{
    rgen_status status = RGEN_OK;
    char temporary[TEMPORARY];
    for (int i = 0; i < n; i++) {
        if (!changed[i])
            continue;
        snprintf(temporary, sizeof temporary, ".tmp-%.31s", want[i].name);
        if (rgen_disk_rename(s->dir, temporary, s->dir, want[i].name) == 0)
            set_seen(s, want[i].name, want[i].sha256);
        else if (status == RGEN_OK)
            status = rgen_fail(err, RGEN_ERR_IO,
                               "the change is saved, but %.200s/%s could not be replaced: %s; it "
                               "will be at the next change",
                               s->path, want[i].name, strerror(errno));
    }
    for (int i = 0; i < s->n_seen; i++) { /* tracks that this state does not have */
        int k = 0;
        while (k < n && strcmp(want[k].name, s->seen[i].name) != 0)
            k++;
        if (k == n && s->seen[i].sha256[0] && rgen_disk_unlink(s->dir, s->seen[i].name, 0) == 0)
            s->seen[i].sha256[0] = 0;
    }
    return status;
}

void rgen_mark_stored(rgen_project *project)
{
    for (int i = 0; i < project->n_tracks; i++)
        for (int k = 0; k < project->tracks[i].n_rows; k++)
            project->tracks[i].rows[k]->stored = 1;
}

rgen_status rgen_commit(rgen_project *project, store *s, int all, rgen_error *err)
{
    wanted want[MAX_FILES];
    int changed[MAX_FILES], n = 0;
    fresh f = {0};
    char *text = NULL, mix_replaces[SHA_SIZE], midi_replaces[SHA_SIZE];
    rgen_status status = rgen_mixdown_ensure(project, err);
    if (status == RGEN_OK)
        status = rgen_midi_ensure(project, err);
    if (status == RGEN_OK)
        status = write_takes(project, s, all, &f, err);
    n = wanted_files(project, want);
    for (int i = 0; i < n && status == RGEN_OK; i++) {
        changed[i] = strcmp(want[i].sha256, seen_sha(s, want[i].name)) != 0;
        if (changed[i])
            status = write_visible(project, s, &want[i], err);
    }
    if (status != RGEN_OK)
        goto fail;
    /* Who opens a folder that was killed in show() must know the old mix from a
     * file that somebody edited: the hash that is being replaced says so. */
    memcpy(mix_replaces, s->mix_replaces, SHA_SIZE);
    memcpy(midi_replaces, s->midi_replaces, SHA_SIZE);
    if (changed[n - 2])
        snprintf(mix_replaces, SHA_SIZE, "%s", seen_sha(s, "mix.wav"));
    if (changed[n - 1])
        snprintf(midi_replaces, SHA_SIZE, "%s", seen_sha(s, "song.mid"));
    if (!(text = rgen_record_write(project, mix_replaces, midi_replaces))) {
        status = rgen_fail(err, RGEN_ERR_MEMORY, "out of memory saving %.200s", s->path);
        goto fail;
    }
    if ((!s->text || strcmp(text, s->text) != 0) && (status = write_record(s, text, err)) != RGEN_OK)
        goto fail;

    if (!s->text || strcmp(text, s->text) != 0)
        if (rgen_disk_sync_dir(s->dir) != 0)
            status = rgen_store_fail(s, "flush", "project.json", err);
    free(s->text);
    s->text = text;
    memcpy(s->mix_replaces, mix_replaces, SHA_SIZE);
    memcpy(s->midi_replaces, midi_replaces, SHA_SIZE);
    rgen_status shown = show(s, want, changed, n, err);
    if (s == project->store)
        rgen_mark_stored(project);
    free(f.names);
    return status != RGEN_OK ? status : shown;
fail:
    roll_back(s, &f, want, n);
    free(f.names);
    free(text);
    return status;
}

/* ---- after opening for writing ---- */

static int take_known(const track *t, const char *sha256)
{
    for (int i = 0; i < t->n_rows; i++)
        if (strcmp(t->rows[i]->take.sha256, sha256) == 0)
            return 1;
    return 0;
}

/* The hash of a visible file, "" when there is none, "?" when it cannot be read
 * (a folder of that name, say). */
static void hash_visible(const store *s, const char *name, char out[SHA_SIZE])
{
    void *data;
    size_t size;
    strcpy(out, "");
    if (rgen_disk_read(s->dir, name, -1, WAV_MAX, &data, &size) != 0) {
        if (errno != ENOENT)
            strcpy(out, "?");
        return;
    }
    rgen_sha256(data, size, out);
    free(data);
}

/* Something of another program stands where our file belongs: keep it. */
static rgen_status keep_aside(rgen_project *project, store *s, const char *name, rgen_error *err)
{
    char aside[300];
    rgen_aside_name(s->dir, name, aside, sizeof aside);
    if (rgen_disk_rename(s->dir, name, s->dir, aside) != 0)
        return rgen_store_fail(s, "rename", name, err);
    snprintf(project->notice, sizeof project->notice,
             "%.31s was changed outside; that version is kept as %.200s and the take is back in its "
             "place: nothing is lost", name, aside);
    return RGEN_OK;
}

/* Look at one file that should be there. */
static rgen_status look(rgen_project *project, store *s, const wanted *w, rgen_error *err)
{
    char found[SHA_SIZE];
    rgen_error why;
    const char *replaces = strcmp(w->name, "mix.wav") == 0 ? s->mix_replaces : s->midi_replaces;
    hash_visible(s, w->name, found);
    if (strcmp(found, w->sha256) == 0) {
        set_seen(s, w->name, found);
        return RGEN_OK;
    }
    if (w->track && rgen_load_wav(project, w->track, rgen_present(w->track), &why) != RGEN_OK) {
        /* Nothing to put there: leave what is, and let the rest be used. */
        snprintf(project->notice, sizeof project->notice, "%s", why.message);
        set_seen(s, w->name, w->sha256);
        return RGEN_OK;
    }
    if (w->track ? take_known(w->track, found) : strcmp(found, replaces) == 0) {
        set_seen(s, w->name, found);
        return RGEN_OK;
    }
    if (found[0])
        return keep_aside(project, s, w->name, err);
    char temporary[TEMPORARY];
    struct stat st;
    snprintf(temporary, sizeof temporary, ".tmp-%.31s", w->name);
    if (fstatat(s->dir, temporary, &st, AT_SYMLINK_NOFOLLOW) == 0)
        return RGEN_OK; /* a commit that was killed before it could show this file */
    snprintf(project->notice, sizeof project->notice,
             "%.31s was missing and has been put back: nothing is lost", w->name);
    return RGEN_OK;
}

/* A take whose stored file is gone while the visible copy is whole. */
static void restore_take(rgen_project *project, store *s, track *t)
{
    char name[TAKE_NAME];
    struct stat st;
    row *r = rgen_present(t);
    fresh f = {0};
    if (!r || s->takes < 0)
        return;
    snprintf(name, sizeof name, "%s.wav", r->take.sha256);
    if (fstatat(s->takes, name, &st, 0) == 0 || rgen_load_wav(project, t, r, NULL) != RGEN_OK)
        return;
    char names[1][TAKE_NAME];
    f.names = names;
    if (write_take(s, r->take.sha256, "wav", r->take.wav, r->take.wav_size, &f, NULL) == RGEN_OK)
        (void)settle_takes(s, &f, NULL);
}

static int referenced(const rgen_project *project, const char *name)
{
    for (int i = 0; i < project->n_tracks; i++)
        for (int k = 0; k < project->tracks[i].n_rows; k++) {
            const row *r = project->tracks[i].rows[k];
            if (strncmp(name, r->take.sha256, 64) == 0 || strncmp(name, r->score, 64) == 0)
                return 1;
        }
    return 0;
}

/* "<64 hex>.wav" or ".json": a name that only this program gives. */
static int is_take_name(const char *name)
{
    char hash[SHA_SIZE];
    snprintf(hash, sizeof hash, "%.64s", name);
    return rgen_is_sha256(hash) &&
           (strcmp(name + 64, ".wav") == 0 || strcmp(name + 64, ".json") == 0);
}

/* Remove what a killed commit left. Best effort: it only takes room. */
static void sweep(rgen_project *project, int dir, int is_takes)
{
    int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = copy < 0 ? NULL : fdopendir(copy);
    struct dirent *e;
    if (!d) {
        if (copy >= 0)
            close(copy);
        return;
    }
    while ((e = readdir(d)))
        if (strncmp(e->d_name, ".tmp-", 5) == 0 ||
            (is_takes && is_take_name(e->d_name) && !referenced(project, e->d_name)))
            rgen_disk_unlink(dir, e->d_name, 0);
    closedir(d);
}

rgen_status rgen_heal(rgen_project *project, rgen_error *err)
{
    store *s = project->store;
    wanted want[MAX_FILES];
    struct stat st;
    place p;
    rgen_status status = RGEN_OK;
    rgen_error why;
    if (s->takes < 0) {
        if (rgen_disk_mkdir(s->dir, "takes") != 0 && errno != EEXIST)
            return rgen_store_fail(s, "make", "takes", err);
        s->takes = openat(s->dir, "takes", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (s->takes < 0)
            return rgen_store_fail(s, "open", "takes", err);
    }
    for (int i = 0; i < project->n_tracks; i++)
        restore_take(project, s, &project->tracks[i]);
    int n = wanted_files(project, want), complete = 1;
    for (int i = 0; i < n && status == RGEN_OK; i++)
        status = look(project, s, &want[i], err);
    if (status != RGEN_OK)
        return status;
    for (int i = 0; i < project->n_tracks; i++) { /* stems of tracks that were undone */
        track *t = &project->tracks[i];
        char name[FILE_NAME], found[SHA_SIZE];
        snprintf(name, sizeof name, "%s.wav", t->role);
        if (t->take > 0)
            continue;
        hash_visible(s, name, found);
        if (take_known(t, found))
            set_seen(s, name, found);
    }
    for (int i = 0; i < n; i++)
        complete = complete && strcmp(want[i].sha256, seen_sha(s, want[i].name)) == 0;
    for (int i = 0; i < s->n_seen; i++) {
        int k = 0;
        while (k < n && strcmp(want[k].name, s->seen[i].name) != 0)
            k++;
        complete = complete && (k < n || !s->seen[i].sha256[0]);
    }
    if (!complete && (status = rgen_commit(project, s, 0, &why)) != RGEN_OK) {
        /* A take that cannot be read stops the mix, not the work on other takes. */
        if (status != RGEN_ERR_NOT_FOUND && status != RGEN_ERR_FORMAT) {
            if (err)
                *err = why;
            return status;
        }
        snprintf(project->notice, sizeof project->notice, "%s", why.message);
    }
    sweep(project, s->dir, 0);
    if (fstatat(s->dir, "takes", &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode))
        sweep(project, s->takes, 1); /* not when it leads to another folder */
    if (rgen_place_find(s->path, &p, NULL) == RGEN_OK) {
        rgen_place_clean(&p, s->dir);
        close(p.parent);
    }
    return RGEN_OK;
}
