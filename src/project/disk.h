/* Steps on disk. Every call of src/project that changes a folder goes through
 * here, so that tests can stop the process, or fail, at each of them in turn.
 *
 * Files are named relative to an open directory: a folder that is renamed or
 * exchanged while it is being used stays the same folder. */
#ifndef PROJECT_DISK_H
#define PROJECT_DISK_H

#include <stddef.h>

#include "base/error.h"

/* A fault to come, for tests: step `at` (from 1; 0 is off) and, with `sticky`,
 * every later one that needs room, fails with `error`; error 0 ends the process there,
 * half-way through a write. `steps` counts. `no_exchange` acts as a file system
 * without RENAME_EXCHANGE. Not for use by several threads. */
typedef struct rgen_disk_fault {
    long at, steps;
    int error, sticky, no_exchange;
} rgen_disk_fault;
extern rgen_disk_fault rgen_project_fault;

/* Hex SHA-256 with a NUL. */
void rgen_sha256(const void *data, size_t size, char out[65]);
int rgen_is_sha256(const char *text); /* 64 lower-case hex digits and no more */

/* Each returns 0, or -1 with errno. */
int rgen_disk_mkdir(int dir, const char *name);
/* Write a new file under a name that nobody reads yet; start writing it back.
 * An existing one is replaced. Where the file system shares blocks, `clone`
 * (may be NULL), a file of clone_dir with the same content, is used. */
int rgen_disk_write(int dir, const char *name, const void *data, size_t size, int clone_dir,
                    const char *clone);
int rgen_disk_sync(int dir, const char *name);  /* flush a file to disk */
int rgen_disk_sync_dir(int dir);
int rgen_disk_rename(int from_dir, const char *from, int to_dir, const char *to);
/* Swap two names (exchange), or rename where nothing is (not exchange). ENOTSUP
 * where the file system cannot. */
int rgen_disk_rename2(int dir, const char *from, const char *to, int exchange);
int rgen_disk_unlink(int dir, const char *name, int is_dir);

/* Read a whole regular file of at most `limit` bytes, or from `fd` if >= 0 (which
 * is left open): malloc'd, with a NUL after it. -1 with errno. */
int rgen_disk_read(int dir, const char *name, int fd, size_t limit, void **data, size_t *size);

#endif
