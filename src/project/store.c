/* Opening a project folder, its lock, and reading takes from it.
 *
 * Readers take no lock. They are safe because project.json is replaced by rename
 * and names takes that are never changed: whichever project.json a reader gets,
 * its takes are there. Only replacing the whole folder can take them away, so a
 * reader holds its files open and starts again when the folder has changed. */
#include "project/store.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "project/disk.h"

store *rgen_store_new(const char *path, rgen_open_mode mode)
{
    store *s = calloc(1, sizeof *s);
    if (!s || !(s->path = strdup(path))) {
        free(s);
        return NULL;
    }
    for (size_t n = strlen(s->path); n > 1 && s->path[n - 1] == '/'; n--)
        s->path[n - 1] = 0; /* "night/" reads "night" in messages */
    s->mode = mode;
    s->dir = s->takes = s->lock = s->mix_fd = -1;
    return s;
}

static void shut(int *fd)
{
    if (*fd >= 0)
        close(*fd);
    *fd = -1;
}

void rgen_store_free(store *s)
{
    if (!s)
        return;
    shut(&s->takes);
    shut(&s->mix_fd);
    shut(&s->dir);
    shut(&s->lock); /* last: nothing is open any more when another may write */
    free(s->path);
    free(s->text);
    free(s);
}

rgen_status rgen_store_fail(const store *s, const char *what, const char *name, rgen_error *err)
{
    int why = errno;
    return rgen_fail(err, why == ENOMEM ? RGEN_ERR_MEMORY : RGEN_ERR_IO, "cannot %s %.300s%s%s: %s",
                     what, s->path, *name ? "/" : "", name, strerror(why));
}

int rgen_store_is_at(int dir, const char *path)
{
    struct stat a, b;
    return fstat(dir, &a) == 0 && stat(path, &b) == 0 && a.st_dev == b.st_dev &&
           a.st_ino == b.st_ino;
}

void rgen_aside_name(int dir, const char *name, char *out, size_t size)
{
    const char *dot = strrchr(name, '.');
    int stem = dot && dot != name ? (int)(dot - name) : (int)strlen(name);
    struct stat st;
    for (int i = 1; i < 100000; i++) {
        snprintf(out, size, "%.*s.changed-%d%s", stem > 200 ? 200 : stem, name, i, name + stem);
        if (fstatat(dir, out, &st, AT_SYMLINK_NOFOLLOW) != 0 && errno == ENOENT)
            return;
    }
}

/* ---- the lock ---- */

static rgen_status busy(int lock, const char *path, rgen_error *err)
{
    char text[32] = "";
    ssize_t n = pread(lock, text, sizeof text - 1, 0);
    long pid = n > 0 ? strtol(text, NULL, 10) : 0;
    if (pid == (long)getpid())
        return rgen_fail(err, RGEN_ERR_BUSY, "%.300s is being changed by this program already",
                         path);
    if (pid > 0)
        return rgen_fail(err, RGEN_ERR_BUSY,
                         "%.300s is being changed by process %ld; wait for it or stop it", path,
                         pid);
    return rgen_fail(err, RGEN_ERR_BUSY,
                     "%.300s is being changed by another process; wait for it or stop it", path);
}

/* An open file description lock: it ends with the process however that ends, and
 * two projects in one process exclude each other as well. The file stays, since
 * removing it would let two processes lock two files of one name. */
rgen_status rgen_store_lock(int dir, const char *path, int *lock, rgen_error *err)
{
    struct flock whole = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    char text[32];
    *lock = openat(dir, ".lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    if (*lock < 0)
        return rgen_fail(err, RGEN_ERR_IO, "cannot change %.300s: %s", path,
                         errno == EACCES || errno == EROFS
                             ? "there is no permission to write in that folder"
                             : strerror(errno));
    if (fcntl(*lock, F_OFD_SETLK, &whole) != 0) {
        rgen_status status =
            errno == EAGAIN || errno == EACCES
                ? busy(*lock, path, err)
                : rgen_fail(err, RGEN_ERR_IO, "cannot lock %.300s: %s", path, strerror(errno));
        shut(lock);
        return status;
    }
    /* The number is for messages only; a disk too full for it is no reason to stop. */
    int n = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    if (ftruncate(*lock, 0) != 0 || pwrite(*lock, text, (size_t)n, 0) != n)
        (void)!ftruncate(*lock, 0);
    return RGEN_OK;
}

/* ---- takes ---- */

/* One candidate for a row's bytes: NULL unless it has the hash. *changed tells
 * a file that is there with other content. */
static void *checked(int dir, const char *name, int fd, const char *sha256, size_t *size,
                     int *changed)
{
    void *data;
    char found[SHA_SIZE];
    if ((dir < 0 && fd < 0) || rgen_disk_read(dir, name, fd, WAV_MAX, &data, size) != 0)
        return NULL;
    rgen_sha256(data, *size, found);
    if (strcmp(found, sha256) == 0)
        return data;
    free(data);
    *changed = 1;
    return NULL;
}

static rgen_status lost(const rgen_project *project, const track *t, const row *r, const char *name,
                        int changed, rgen_error *err)
{
    if (!project->store)
        return rgen_fail(err, RGEN_ERR_INTERNAL, "take %d of %s has no content in memory",
                         r->take.number, t->role);
    return rgen_fail(err, changed ? RGEN_ERR_FORMAT : RGEN_ERR_NOT_FOUND,
                     "take %d of %s cannot be read: %.150s/takes/%s %s; choose another take or "
                     "make a new one",
                     r->take.number, t->role, project->store->path, name,
                     changed ? "was changed or damaged" : "is missing");
}

/* A stem can also be had from the visible file while that is unchanged. */
rgen_status rgen_load_wav(rgen_project *project, const track *t, row *r, rgen_error *err)
{
    const store *s = project->store;
    char name[SHA_SIZE + 8], visible[FILE_NAME];
    int changed = 0;
    void *data = NULL;
    size_t size = 0;
    if (r->take.wav)
        return RGEN_OK;
    snprintf(name, sizeof name, "%s.wav", r->take.sha256);
    snprintf(visible, sizeof visible, "%s.wav", t->role);
    if (s) {
        if (r->fd >= 0)
            data = checked(-1, NULL, r->fd, r->take.sha256, &size, &changed);
        if (!data)
            data = checked(s->takes, name, -1, r->take.sha256, &size, &changed);
        if (!data) {
            int unused = 0;
            data = checked(s->dir, visible, -1, r->take.sha256, &size, &unused);
        }
    }
    if (!data)
        return lost(project, t, r, name, changed, err);
    r->take.wav = data;
    r->take.wav_size = size;
    return RGEN_OK;
}

rgen_status rgen_load_score_text(rgen_project *project, const track *t, const row *r, void **text,
                                 size_t *size, rgen_error *err)
{
    char name[SHA_SIZE + 8];
    int changed = 0;
    snprintf(name, sizeof name, "%s.json", r->score);
    *text = project->store ? checked(project->store->takes, name, -1, r->score, size, &changed)
                           : NULL;
    return *text ? RGEN_OK : lost(project, t, r, name, changed, err);
}

rgen_status rgen_load_part(rgen_project *project, const track *t, row *r, rgen_error *err)
{
    char path[512];
    void *text;
    size_t size;
    if (r->has_part)
        return RGEN_OK;
    rgen_status status = rgen_load_score_text(project, t, r, &text, &size, err);
    if (status != RGEN_OK)
        return status;
    snprintf(path, sizeof path, "%.300s/takes/%s.json", project->store->path, r->score);
    status = rgen_score_read(text, size, path, &r->take.part, err);
    free(text);
    r->has_part = status == RGEN_OK;
    return status;
}

/* Also from the file that a killed process had ready to take its place. */
rgen_status rgen_load_mix(rgen_project *project)
{
    const store *s = project->store;
    derived *m = &project->mixdown.mix;
    int changed;
    if (!s || !m->sha256[0])
        return RGEN_ERR_NOT_FOUND;
    if (s->mix_fd >= 0)
        m->data = checked(-1, NULL, s->mix_fd, m->sha256, &m->size, &changed);
    if (!m->data)
        m->data = checked(s->dir, "mix.wav", -1, m->sha256, &m->size, &changed);
    if (!m->data)
        m->data = checked(s->dir, ".tmp-mix.wav", -1, m->sha256, &m->size, &changed);
    return m->data ? RGEN_OK : RGEN_ERR_NOT_FOUND;
}

/* ---- opening ---- */

static rgen_status not_there(const char *path, int why, rgen_error *err)
{
    if (why == ENOENT)
        return rgen_fail(err, RGEN_ERR_NOT_FOUND, "there is no project at %.300s", path);
    if (why == ENOTDIR)
        return rgen_fail(err, RGEN_ERR_NOT_FOUND, "%.300s is not a project folder", path);
    if (why == ENAMETOOLONG)
        return rgen_fail(err, RGEN_ERR_ARG, "the path %.80s... is too long", path);
    return rgen_fail(err, RGEN_ERR_IO, "cannot open %.300s: %s", path, strerror(why));
}

/* A folder that is being replaced on a file system without RENAME_EXCHANGE is
 * away for a moment, or for good if the process was killed in between. */
static int open_folder(const char *path, rgen_open_mode mode)
{
    place p;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 || errno != ENOENT || rgen_place_find(path, &p, NULL) != RGEN_OK)
        return fd;
    if (mode == RGEN_OPEN_WRITE) {
        rgen_place_recover(&p);
        fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    } else {
        char old[64];
        snprintf(old, sizeof old, "%s-old", p.tag);
        fd = openat(p.parent, old, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    }
    close(p.parent);
    if (fd < 0)
        errno = ENOENT;
    return fd;
}

static rgen_status read_record(rgen_project *project, store *s, rgen_error *err)
{
    void *text;
    size_t size;
    if (rgen_disk_read(s->dir, "project.json", -1, PROJECT_JSON_MAX, &text, &size) != 0) {
        if (errno == ENOENT)
            return rgen_fail(err, RGEN_ERR_NOT_FOUND,
                             "%.300s is not a project: it has no project.json", s->path);
        if (errno == EFBIG || errno == EINVAL)
            return rgen_fail(err, RGEN_ERR_FORMAT,
                             "%.200s/project.json is damaged: it is not a file of a sensible size; "
                             "the takes in %.200s/takes are untouched",
                             s->path, s->path);
        return rgen_store_fail(s, "read", "project.json", err);
    }
    free(s->text);
    s->text = text;
    return rgen_record_read(text, size, s->path, project, s->mix_replaces, s->midi_replaces, err);
}

/* Hold the files of a snapshot, so that it stays readable when the folder is
 * replaced under it. */
static void hold(rgen_project *project, store *s)
{
    char name[SHA_SIZE + 8];
    s->mix_fd = openat(s->dir, "mix.wav", O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    for (int i = 0; i < project->n_tracks; i++) {
        row *r = rgen_present(&project->tracks[i]);
        if (!r)
            continue;
        snprintf(name, sizeof name, "%s.wav", r->take.sha256);
        if (s->takes >= 0)
            r->fd = openat(s->takes, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        (void)rgen_load_part(project, &project->tracks[i], r, NULL);
    }
}

/* A folder without our lock file may be another program's: read before writing. */
static rgen_status worth_a_lock(store *s, rgen_error *err)
{
    struct stat st;
    if (fstatat(s->dir, ".lock", &st, AT_SYMLINK_NOFOLLOW) == 0)
        return RGEN_OK;
    rgen_project *scratch = calloc(1, sizeof *scratch);
    if (!scratch)
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory opening %.200s", s->path);
    rgen_status status = read_record(scratch, s, err);
    rgen_project_free(scratch);
    return status;
}

/* One attempt. *again: the folder was replaced meanwhile. */
static rgen_status open_once(rgen_project *project, store *s, int *again, rgen_error *err)
{
    struct stat st;
    rgen_status status;
    *again = 0;
    if ((s->dir = open_folder(s->path, s->mode)) < 0)
        return not_there(s->path, errno, err);
    if (fstatat(s->dir, "project.json", &st, 0) != 0 && errno == ENOENT) {
        *again = !rgen_store_is_at(s->dir, s->path);
        return rgen_fail(err, RGEN_ERR_NOT_FOUND, "%.300s is not a project: it has no project.json",
                         s->path);
    }
    if (s->mode == RGEN_OPEN_WRITE) {
        if ((status = worth_a_lock(s, err)) != RGEN_OK)
            return status;
        status = rgen_store_lock(s->dir, s->path, &s->lock, err);
        *again = !rgen_store_is_at(s->dir, s->path);
        if (status != RGEN_OK)
            return status;
    }
    status = read_record(project, s, err);
    s->takes = openat(s->dir, "takes", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    project->store = s;
    if (status == RGEN_OK && s->mode == RGEN_OPEN_READ)
        hold(project, s);
    *again = *again || !rgen_store_is_at(s->dir, s->path);
    return status;
}

rgen_status rgen_project_open(rgen_project **project, const char *folder, rgen_open_mode mode,
                              rgen_error *err)
{
    rgen_status status = RGEN_OK;
    *project = NULL;
    for (int attempt = 0, again = 1; again && attempt < 50; attempt++) {
        rgen_project *p = calloc(1, sizeof *p);
        store *s = rgen_store_new(folder ? folder : "", mode);
        if (!p || !s) {
            free(p);
            rgen_store_free(s);
            return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory opening %.200s", folder);
        }
        status = open_once(p, s, &again, err);
        /* Gone from its path and still readable is good enough at the last try. */
        if (status == RGEN_OK && (!again || (attempt == 49 && mode == RGEN_OPEN_READ))) {
            *project = p;
            break;
        }
        if (!p->store)
            rgen_store_free(s);
        rgen_project_free(p);
        if (status == RGEN_OK)
            status = rgen_fail(err, RGEN_ERR_BUSY, "%.300s is being replaced; try again", folder);
        if (again)
            usleep(1000);
    }
    if (status != RGEN_OK || mode != RGEN_OPEN_WRITE)
        return status;
    if ((status = rgen_heal(*project, err)) != RGEN_OK) {
        rgen_project_free(*project);
        *project = NULL;
    }
    return status;
}

rgen_status rgen_project_save(rgen_project *project, rgen_error *err)
{
    if (!project->store)
        return rgen_fail(err, RGEN_ERR_ARG, "the project has no folder yet; save it under a name");
    if (project->store->mode != RGEN_OPEN_WRITE)
        return rgen_fail(err, RGEN_ERR_ARG, "%.300s was opened for reading only",
                         project->store->path);
    return rgen_commit(project, project->store, 0, err);
}
