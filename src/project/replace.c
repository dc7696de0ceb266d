/* Making a project folder whole, in one rename.
 *
 * The new folder is built beside its place under a name of our own, then renamed
 * to it, or exchanged with the project that is there. What it replaced is cleared
 * afterwards: our own files are removed, and what anybody else put into the old
 * folder moves over to the new one. A killed process leaves such a folder behind;
 * the next one that writes at this place clears it in the same way. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "project/disk.h"
#include "project/store.h"

rgen_status rgen_place_find(const char *folder, place *out, rgen_error *err)
{
    char path[PATH_MAX], sha[SHA_SIZE];
    size_t n = strlen(folder);
    out->parent = -1;
    while (n > 1 && folder[n - 1] == '/')
        n--;
    if (n == 0)
        return rgen_fail(err, RGEN_ERR_ARG, "the name of the project folder is empty");
    if (n >= sizeof path)
        return rgen_fail(err, RGEN_ERR_ARG, "the path %.80s... is too long", folder);
    if (!realpath(folder, path)) { /* follows links, resolves "." and ".." */
        if (errno == ENAMETOOLONG)
            return rgen_fail(err, RGEN_ERR_ARG, "the path %.80s... is too long", folder);
        memcpy(path, folder, n);
        path[n] = 0;
    }
    char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    const char *parent = !slash ? "." : slash == path ? "/" : path;
    if (!*name || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return rgen_fail(err, RGEN_ERR_ARG, "%.300s cannot be a project folder", folder);
    if (strlen(name) > NAME_MAX)
        return rgen_fail(err, RGEN_ERR_ARG, "the name %.80s... is too long", name);
    snprintf(out->name, sizeof out->name, "%s", name);
    if (slash && slash != path)
        *slash = 0;
    rgen_sha256(out->name, strlen(out->name), sha);
    snprintf(out->tag, sizeof out->tag, ".resonant-%.8s", sha);
    out->parent = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (out->parent < 0)
        return rgen_fail(err, errno == ENOENT ? RGEN_ERR_NOT_FOUND : RGEN_ERR_IO,
                         "cannot open the folder %.200s for %.200s: %s", parent, out->name,
                         strerror(errno));
    return RGEN_OK;
}

void rgen_place_recover(const place *p)
{
    char old[64];
    int lock = -1;
    struct stat st;
    snprintf(old, sizeof old, "%s-old", p->tag);
    int dir = openat(p->parent, old, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (dir < 0)
        return;
    if (fstatat(dir, "project.json", &st, 0) == 0 &&
        rgen_store_lock(dir, p->name, &lock, NULL) == RGEN_OK &&
        rgen_disk_rename2(p->parent, old, p->name, 0) != 0 && errno == ENOTSUP &&
        fstatat(p->parent, p->name, &st, 0) != 0)
        (void)rgen_disk_rename(p->parent, old, p->parent, p->name);
    if (lock >= 0)
        close(lock);
    close(dir);
}

/* ---- clearing a folder that lost its place ---- */

typedef struct hashes { char (*list)[SHA_SIZE]; int n; int is_project; } hashes;

static void note_hash(hashes *h, const cJSON *item)
{
    if (!cJSON_IsString(item) || !rgen_is_sha256(item->valuestring))
        return;
    char(*list)[SHA_SIZE] = realloc(h->list, (size_t)(h->n + 1) * sizeof *list);
    if (list) {
        h->list = list;
        memcpy(h->list[h->n++], item->valuestring, SHA_SIZE);
    }
}

/* Every hash that a project.json names, wherever it stands. */
static void gather(hashes *h, const cJSON *item)
{
    const cJSON *child;
    note_hash(h, item);
    cJSON_ArrayForEach(child, item) gather(h, child);
}

static hashes known_hashes(int dir)
{
    hashes h = {0};
    void *text;
    size_t size;
    if (rgen_disk_read(dir, "project.json", -1, PROJECT_JSON_MAX, &text, &size) != 0)
        return h;
    cJSON *root = cJSON_ParseWithLength(text, size);
    const cJSON *format = cJSON_GetObjectItemCaseSensitive(root, "format");
    h.is_project = cJSON_IsString(format) && strcmp(format->valuestring, "resonant project") == 0;
    if (h.is_project)
        gather(&h, root);
    cJSON_Delete(root);
    free(text);
    return h;
}

/* Ours: bookkeeping by name; takes and visible files by content. */
static int is_ours(int dir, const char *name, const hashes *h)
{
    void *data;
    size_t size;
    char found[SHA_SIZE];
    struct stat st;
    if (strncmp(name, ".tmp-", 5) == 0 || strcmp(name, ".lock") == 0 ||
        strcmp(name, "project.json") == 0)
        return 1;
    if (fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(st.st_mode) ||
        rgen_disk_read(dir, name, -1, WAV_MAX, &data, &size) != 0)
        return 0;
    rgen_sha256(data, size, found);
    free(data);
    for (int i = 0; i < h->n; i++)
        if (strcmp(h->list[i], found) == 0)
            return 1;
    return 0;
}

/* Remove our files from `dir`, move the others to `to`.
 * The bookkeeping stays: it must go last. Returns how many entries had to stay. */
static int clear_folder(int dir, int to, const hashes *h, int half_built)
{
    int copy = openat(dir, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC), left = 0;
    DIR *d = copy < 0 ? NULL : fdopendir(copy);
    struct dirent *e;
    char aside[300];
    if (!d) {
        if (copy >= 0)
            close(copy);
        return 1;
    }
    while ((e = readdir(d))) {
        const char *name = e->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, "takes") == 0 ||
            strcmp(name, ".lock") == 0 || strcmp(name, "project.json") == 0)
            continue;
        struct stat st;
        int plain = fstatat(dir, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(st.st_mode);
        if ((half_built && plain) || is_ours(dir, name, h)) {
            left += rgen_disk_unlink(dir, name, 0) != 0;
            continue;
        }
        snprintf(aside, sizeof aside, "%s", name);
        if (fstatat(to, name, &st, AT_SYMLINK_NOFOLLOW) == 0)
            rgen_aside_name(to, name, aside, sizeof aside);
        left += rgen_disk_rename(dir, name, to, aside) != 0;
    }
    closedir(d);
    return left;
}

/* Clear and remove the folder `name` beside the project open as `to`. The caller
 * holds its lock. What cannot be moved stays, with the folder. */
static void dispose(const place *p, const char *name, int dir, int to)
{
    hashes h = known_hashes(dir);
    struct stat st;
    /* project.json is the last file that a new folder gets and the last that an
     * old one loses: without it, the folder is an unfinished one of ours. */
    int half_built = fstatat(dir, "project.json", &st, 0) != 0, left = 0;
    if (half_built || h.is_project) {
        int takes = openat(dir, "takes", O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        left = clear_folder(dir, to, &h, half_built);
        if (takes >= 0) {
            left += clear_folder(takes, to, &h, half_built);
            close(takes);
            if (left == 0)
                left += rgen_disk_unlink(dir, "takes", 1) != 0;
        }
        /* The lock file goes after all else: with it, the next writer can tell
         * that nobody is at work here. */
        if (left == 0 && (half_built || rgen_disk_unlink(dir, "project.json", 0) == 0) &&
            (rgen_disk_unlink(dir, ".lock", 0) == 0 || errno == ENOENT))
            rgen_disk_unlink(p->parent, name, 1);
    }
    free(h.list);
}

/* Made by a process that is still at work, before it had the lock? */
static int maker_lives(const char *name, const place *p)
{
    long pid = strtol(name + strlen(p->tag) + 1, NULL, 10);
    return pid > 0 && (kill((pid_t)pid, 0) == 0 || errno == EPERM);
}

void rgen_place_clean(const place *p, int to)
{
    int copy = openat(p->parent, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *d = copy < 0 ? NULL : fdopendir(copy);
    struct dirent *e;
    size_t n = strlen(p->tag);
    if (!d) {
        if (copy >= 0)
            close(copy);
        return;
    }
    while ((e = readdir(d))) {
        struct stat st;
        int lock = -1;
        if (strncmp(e->d_name, p->tag, n) != 0 || e->d_name[n] != '-')
            continue;
        int dir = openat(p->parent, e->d_name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
        if (dir < 0)
            continue;
        if ((fstatat(dir, ".lock", &st, AT_SYMLINK_NOFOLLOW) == 0 || !maker_lives(e->d_name, p)) &&
            rgen_store_lock(dir, e->d_name, &lock, NULL) == RGEN_OK)
            dispose(p, e->d_name, dir, to);
        if (lock >= 0)
            close(lock);
        close(dir);
    }
    closedir(d);
}

/* ---- saving under a name ---- */

/* The project that is to be replaced. `lock` stays -1 when `project` itself holds
 * it already. */
static rgen_status open_old(const rgen_project *project, const place *p, const char *folder,
                            int replace, int *dir, int *lock, rgen_error *err)
{
    struct stat st, own;
    *dir = *lock = -1;
    if (fstatat(p->parent, p->name, &st, AT_SYMLINK_NOFOLLOW) != 0)
        return errno == ENOENT ? RGEN_OK
                               : rgen_fail(err, RGEN_ERR_IO, "cannot look at %.300s: %s", folder,
                                           strerror(errno));
    if (!replace)
        return rgen_fail(err, RGEN_ERR_EXISTS,
                         "%.300s exists already; choose another name, or ask to replace it", folder);
    *dir = openat(p->parent, p->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    hashes h = {0};
    if (*dir >= 0)
        h = known_hashes(*dir);
    free(h.list);
    if (!h.is_project) {
        if (*dir >= 0)
            close(*dir);
        *dir = -1;
        return rgen_fail(err, RGEN_ERR_EXISTS,
                         "%.300s exists and is not a project, so it is not replaced; choose "
                         "another name", folder);
    }
    if (project->store && project->store->lock >= 0 && fstat(project->store->dir, &own) == 0 &&
        own.st_dev == st.st_dev && own.st_ino == st.st_ino)
        return RGEN_OK;
    rgen_status status = rgen_store_lock(*dir, folder, lock, err);
    if (status != RGEN_OK) {
        close(*dir);
        *dir = -1;
    }
    return status;
}

/* A new, locked folder with takes/ in it. */
static rgen_status begin(const place *p, store *s, char *name, size_t size, rgen_error *err)
{
    for (int i = 0; i < 1000; i++) {
        snprintf(name, size, "%s-%ld-%d", p->tag, (long)getpid(), i);
        if (rgen_disk_mkdir(p->parent, name) == 0)
            break;
        if (errno == EEXIST)
            continue;
        name[0] = 0;
        int denied = errno == EACCES || errno == EROFS;
        return rgen_fail(err, RGEN_ERR_IO, "cannot make %.300s: %s", s->path,
                         denied ? "there is no permission to write there" : strerror(errno));
    }
    s->dir = openat(p->parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW);
    if (s->dir < 0)
        return rgen_store_fail(s, "make", "", err);
    rgen_status status = rgen_store_lock(s->dir, s->path, &s->lock, err);
    if (status != RGEN_OK)
        return status;
    if (rgen_disk_mkdir(s->dir, "takes") != 0)
        return rgen_store_fail(s, "make", "takes", err);
    s->takes = openat(s->dir, "takes", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    return s->takes < 0 ? rgen_store_fail(s, "make", "takes", err) : RGEN_OK;
}

/* Put the new folder in its place: the one step that others see. After it, the
 * old one is called `name` again, or `old` where there is no exchange. */
static rgen_status put_in_place(const place *p, const char *folder, char *name, int replaces,
                                rgen_error *err)
{
    char old[64];
    struct stat st;
    if (rgen_disk_rename2(p->parent, name, p->name, replaces) == 0)
        return RGEN_OK;
    if (errno == EEXIST)
        return rgen_fail(err, RGEN_ERR_EXISTS, "%.300s was made by another process meanwhile",
                         folder);
    if (errno != ENOTSUP)
        goto fail;
    if (!replaces) {
        if (fstatat(p->parent, p->name, &st, AT_SYMLINK_NOFOLLOW) == 0)
            return rgen_fail(err, RGEN_ERR_EXISTS, "%.300s was made by another process meanwhile",
                             folder);
        if (rgen_disk_rename(p->parent, name, p->parent, p->name) == 0)
            return RGEN_OK;
        goto fail;
    }
    snprintf(old, sizeof old, "%s-old", p->tag);
    if (rgen_disk_rename(p->parent, p->name, p->parent, old) != 0)
        goto fail;
    if (rgen_disk_rename(p->parent, name, p->parent, p->name) == 0) {
        strcpy(name, old);
        return RGEN_OK;
    }
    int why = errno;
    rgen_disk_rename(p->parent, old, p->parent, p->name);
    errno = why;
fail:
    return rgen_fail(err, RGEN_ERR_IO, "cannot make %.300s: %s", folder, strerror(errno));
}

rgen_status rgen_project_save_as(rgen_project *project, const char *folder, int replace,
                                 rgen_error *err)
{
    place p;
    int old = -1, old_lock = -1;
    char name[64] = "";
    store *s = rgen_store_new(folder ? folder : "", RGEN_OPEN_WRITE);
    if (!s)
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory saving %.200s", folder);
    rgen_status status = rgen_place_find(folder ? folder : "", &p, err);
    if (status != RGEN_OK) {
        rgen_store_free(s);
        return status;
    }
    rgen_place_recover(&p);
    status = open_old(project, &p, s->path, replace, &old, &old_lock, err);
    if (status == RGEN_OK)
        status = begin(&p, s, name, sizeof name, err);
    if (status == RGEN_OK)
        status = rgen_commit(project, s, 1, err);
    if (status == RGEN_OK && rgen_disk_sync_dir(s->dir) != 0)
        status = rgen_store_fail(s, "write", "", err);
    if (status == RGEN_OK)
        status = put_in_place(&p, s->path, name, old >= 0, err);
    if (status != RGEN_OK) {
        if (s->dir >= 0) /* all in it is ours: nothing moves anywhere */
            dispose(&p, name, s->dir, s->dir);
        else if (name[0])
            rgen_disk_unlink(p.parent, name, 1);
        rgen_store_free(s);
        goto done;
    }
    (void)rgen_disk_sync_dir(p.parent);
    if (old >= 0)
        dispose(&p, name, old, s->dir);
    rgen_place_clean(&p, s->dir);
    rgen_store_free(project->store);
    project->store = s;
    rgen_mark_stored(project);
done:
    if (old_lock >= 0)
        close(old_lock);
    if (old >= 0)
        close(old);
    close(p.parent);
    return status;
}
