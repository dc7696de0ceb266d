#include "project/disk.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <nettle/sha2.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

rgen_disk_fault rgen_project_fault;

/* Count a step. 0: go on. -1: fail with errno. 1: the caller shall do half of it
 * and then call stop(). `room`: the step needs room on the disk. */
static int step(int room)
{
    rgen_disk_fault *f = &rgen_project_fault;
    f->steps++;
    if (f->at == 0 || f->steps < f->at || (f->steps > f->at && !(f->sticky && room)))
        return 0;
    if (f->error == 0)
        return 1;
    errno = f->error;
    return -1;
}

static void stop(void) { _exit(137); }

/* A step that is done whole or not at all. */
static int whole_step(int room)
{
    int s = step(room);
    if (s > 0)
        stop();
    return s;
}

void rgen_sha256(const void *data, size_t size, char out[65])
{
    static const char hex[] = "0123456789abcdef";
    struct sha256_ctx ctx;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&ctx);
    sha256_update(&ctx, size, data);
    sha256_digest(&ctx, sizeof digest, digest);
    for (int i = 0; i < SHA256_DIGEST_SIZE; i++) {
        out[2 * i] = hex[digest[i] >> 4];
        out[2 * i + 1] = hex[digest[i] & 15];
    }
    out[64] = 0;
}

int rgen_is_sha256(const char *text)
{
    size_t n = strspn(text, "0123456789abcdef");
    return n == 64 && text[n] == 0;
}

int rgen_disk_mkdir(int dir, const char *name)
{
    return whole_step(1) ? -1 : mkdirat(dir, name, 0777);
}

static int write_all(int fd, const char *p, size_t left)
{
    while (left > 0) {
        ssize_t n = write(fd, p, left);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        p += n;
        left -= (size_t)n;
    }
    return 0;
}

static int clone_file(int fd, int clone_dir, const char *clone)
{
    if (!clone)
        return -1;
    int from = openat(clone_dir, clone, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int rc = from < 0 ? -1 : ioctl(fd, FICLONE, from);
    if (from >= 0)
        close(from);
    return rc;
}

int rgen_disk_write(int dir, const char *name, const void *data, size_t size, int clone_dir,
                    const char *clone)
{
    int fault = step(1);
    if (fault < 0)
        return -1;
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (fd < 0)
        return -1;
    if (fault > 0) {
        (void)!write_all(fd, data, size / 2);
        stop();
    }
    if (clone_file(fd, clone_dir, clone) != 0 && write_all(fd, data, size) != 0)
        goto fail;
    sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE); /* later flushes find less to do */
    if (close(fd) == 0)
        return 0;
    fd = -1;
fail:;
    int why = errno;
    if (fd >= 0)
        close(fd);
    unlinkat(dir, name, 0);
    errno = why;
    return -1;
}

int rgen_disk_sync(int dir, const char *name)
{
    if (whole_step(1))
        return -1;
    int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return -1;
    int rc = fsync(fd), why = errno;
    close(fd);
    errno = why;
    return rc;
}

int rgen_disk_sync_dir(int dir)
{
    if (whole_step(1))
        return -1;
    return fsync(dir) == 0 || errno == EINVAL ? 0 : -1; /* some file systems cannot */
}

int rgen_disk_rename(int from_dir, const char *from, int to_dir, const char *to)
{
    return whole_step(0) ? -1 : renameat(from_dir, from, to_dir, to);
}

int rgen_disk_rename2(int dir, const char *from, const char *to, int exchange)
{
    if (whole_step(0))
        return -1;
    if (rgen_project_fault.no_exchange) {
        errno = ENOTSUP;
        return -1;
    }
    int rc = renameat2(dir, from, dir, to, exchange ? RENAME_EXCHANGE : RENAME_NOREPLACE);
    if (rc != 0 && (errno == EINVAL || errno == ENOSYS))
        errno = ENOTSUP;
    return rc;
}

int rgen_disk_unlink(int dir, const char *name, int is_dir)
{
    return whole_step(0) ? -1 : unlinkat(dir, name, is_dir ? AT_REMOVEDIR : 0);
}

int rgen_disk_read(int dir, const char *name, int fd, size_t limit, void **data, size_t *size)
{
    struct stat st;
    char *buffer = NULL;
    int own = fd < 0, why;
    *data = NULL;
    *size = 0;
    /* O_NONBLOCK: a FIFO in place of a file must not hang us. */
    if (own && (fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) < 0)
        return -1;
    if (fstat(fd, &st) != 0)
        goto fail;
    if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size > limit) {
        errno = S_ISREG(st.st_mode) ? EFBIG : EINVAL;
        goto fail;
    }
    size_t room = (size_t)st.st_size, used = 0;
    if (!(buffer = malloc(room + 1)))
        goto fail;
    while (used < room) {
        ssize_t n = pread(fd, buffer + used, room - used, (off_t)used);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            goto fail;
        if (n == 0)
            break;
        used += (size_t)n;
    }
    buffer[used] = 0;
    if (own)
        close(fd);
    *data = buffer;
    *size = used;
    return 0;
fail:
    why = errno;
    free(buffer);
    if (own)
        close(fd);
    errno = why;
    return -1;
}
