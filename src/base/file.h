/* Files: read whole, map, write whole or not at all, and find the data that
 * ships with the program. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>

#include "base/error.h"

/* Read a whole file into a malloc'd buffer with a NUL after its last byte
 * (not counted). Fails over `limit` bytes. The caller frees *data. */
rgen_status rgen_file_read(const char *path, size_t limit, char **data, size_t *size,
                           rgen_error *err);

/* Write `size` bytes to a temporary file beside `path`, flush it to disk and
 * rename it over `path`: the file is the old one or the new one at any moment. */
rgen_status rgen_file_write(const char *path, const void *data, size_t size, rgen_error *err);

typedef struct rgen_mapping {
    const unsigned char *data;
    size_t size;
} rgen_mapping;

/* Map a file read-only until rgen_file_unmap. */
rgen_status rgen_file_map(const char *path, rgen_mapping *map, rgen_error *err);
void rgen_file_unmap(rgen_mapping *map);

/* The path of shipped data such as "models/bass.gguf" or "data/patches.json":
 * the first that exists of $RGEN_DATA/name, the source tree around the running
 * program or library, and the installed data directory. */
rgen_status rgen_file_find(const char *name, char *path, size_t size, rgen_error *err);

#endif
