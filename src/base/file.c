/* Whole-file reading and writing, memory maps, and the search for shipped data.
 *
 * A write goes to "<path>.tmp-<pid>" and is flushed before the rename, because
 * a rename that reaches the disk before the data would leave an empty file
 * after a power cut. */
#include "base/file.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

rgen_status rgen_file_read(const char *path, size_t limit, char **data, size_t *size,
                           rgen_error *err)
{
    rgen_status status = RGEN_OK;
    char *buffer = NULL;
    size_t used = 0, room;
    struct stat st;
    *data = NULL;
    *size = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return rgen_fail(err, errno == ENOENT ? RGEN_ERR_NOT_FOUND : RGEN_ERR_IO,
                         "cannot open %s: %s", path, strerror(errno));
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
        status = rgen_fail(err, RGEN_ERR_IO, "%s is not a regular file", path);
        goto done;
    }
    if ((unsigned long long)st.st_size > limit) {
        status = rgen_fail(err, RGEN_ERR_FORMAT, "%s is larger than %zu bytes", path, limit);
        goto done;
    }
    room = (size_t)st.st_size;
    if (!(buffer = malloc(room + 1))) {
        status = rgen_fail(err, RGEN_ERR_MEMORY, "out of memory reading %s", path);
        goto done;
    }
    while (used < room) {
        ssize_t n = read(fd, buffer + used, room - used);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            status = rgen_fail(err, RGEN_ERR_IO, "cannot read %s: %s", path, strerror(errno));
            goto done;
        }
        if (n == 0)
            break;
        used += (size_t)n;
    }
    buffer[used] = 0;
    *data = buffer;
    *size = used;
    buffer = NULL;
done:
    free(buffer);
    close(fd);
    return status;
}

rgen_status rgen_file_write(const char *path, const void *data, size_t size, rgen_error *err)
{
    char temporary[PATH_MAX];
    const char *p = data;
    size_t left = size;
    if (snprintf(temporary, sizeof temporary, "%s.tmp-%ld", path, (long)getpid()) >=
        (int)sizeof temporary)
        return rgen_fail(err, RGEN_ERR_ARG, "the path %.80s... is too long", path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0)
        return rgen_fail(err, RGEN_ERR_IO, "cannot write %s: %s", path, strerror(errno));
    while (left > 0) {
        ssize_t n = write(fd, p, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            goto fail;
        p += n;
        left -= (size_t)n;
    }
    if (fsync(fd) != 0)
        goto fail;
    int closed = close(fd);
    fd = -1;
    if (closed != 0 || rename(temporary, path) != 0)
        goto fail;
    return RGEN_OK;
fail:;
    int why = errno;
    if (fd >= 0)
        close(fd);
    unlink(temporary);
    return rgen_fail(err, RGEN_ERR_IO, "cannot write %s: %s", path, strerror(why));
}

rgen_status rgen_file_map(const char *path, rgen_mapping *map, rgen_error *err)
{
    struct stat st;
    map->data = NULL;
    map->size = 0;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return rgen_fail(err, errno == ENOENT ? RGEN_ERR_NOT_FOUND : RGEN_ERR_IO,
                         "cannot open %s: %s", path, strerror(errno));
    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || st.st_size == 0) {
        close(fd);
        return rgen_fail(err, RGEN_ERR_FORMAT, "%s is empty or not a regular file", path);
    }
    void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    close(fd);
    if (p == MAP_FAILED)
        return rgen_fail(err, RGEN_ERR_IO, "cannot map %s: %s", path, strerror(errno));
    map->data = p;
    map->size = (size_t)st.st_size;
    return RGEN_OK;
}

void rgen_file_unmap(rgen_mapping *map)
{
    if (map->data)
        munmap((void *)(size_t)map->data, map->size);
    map->data = NULL;
    map->size = 0;
}

/* Join and test for existence. */
static int at(char *path, size_t size, const char *folder, const char *name)
{
    return snprintf(path, size, "%s/%s", folder, name) < (int)size && access(path, R_OK) == 0;
}

/* Look in each folder above `file`, at most four up: build/, build/tests/ and
 * build/asan/tests/ all lie in the source tree; bin/ and lib/ of an installed
 * one lie beside share/resonant/, wherever the whole was moved to. */
static int above(char *path, size_t size, char *file, const char *name)
{
    for (int up = 0; up < 5; up++) {
        char *slash = strrchr(file, '/');
        if (!slash)
            return 0;
        *slash = 0;
        if (at(path, size, file, name))
            return 1;
        char share[PATH_MAX];
        if (snprintf(share, sizeof share, "%s/share/resonant", file) < (int)sizeof share &&
            at(path, size, share, name))
            return 1;
    }
    return 0;
}

rgen_status rgen_file_find(const char *name, char *path, size_t size, rgen_error *err)
{
    char self[PATH_MAX];
    Dl_info info;
    const char *set = getenv("RGEN_DATA");
    if (set && *set)
        if (at(path, size, set, name))
            return RGEN_OK;
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n > 0) {
        self[n] = 0;
        if (above(path, size, self, name))
            return RGEN_OK;
    }
    if (dladdr((void *)(size_t)&rgen_file_find, &info) && info.dli_fname &&
        realpath(info.dli_fname, self) && above(path, size, self, name))
        return RGEN_OK;
    if (at(path, size, RGEN_DATADIR, name))
        return RGEN_OK;
    return rgen_fail(err, RGEN_ERR_NOT_FOUND,
                     "%s is not installed; set RGEN_DATA to the folder that holds it", name);
}
