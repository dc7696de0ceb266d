/* The file is a GGUF file without tensors (docs/ARCHITECTURE.md, "Weight files"). Its
 * arrays are copied out, since metadata is not aligned. */
#include "models/heard.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nn/gguf.h"

static rgen_status check(const rgen_gguf *file, rgen_error *err)
{
    uint32_t notes, pitches;
    rgen_status status = rgen_gguf_u32(file, "resonant.heard.notes", &notes, err);
    if (status == RGEN_OK)
        status = rgen_gguf_u32(file, "resonant.heard.pitches", &pitches, err);
    if (status == RGEN_OK && (notes != RGEN_RUN_NOTES || pitches != RGEN_RUN_PITCHES))
        status = rgen_fail(err, RGEN_ERR_FORMAT,
                           "%s knows runs of %u notes with %u pitches and not of %d with %d; make "
                           "it again with training/heard.py",
                           rgen_gguf_name(file), notes, pitches, RGEN_RUN_NOTES, RGEN_RUN_PITCHES);
    return status;
}

/* The runs of one role; a role that the file does not name has none. */
static rgen_status read_role(rgen_heard *heard, int role, const char *name, const rgen_gguf *file,
                             rgen_error *err)
{
    char key[64];
    snprintf(key, sizeof key, "resonant.heard.%s", name);
    int64_t n = rgen_gguf_array(file, key);
    rgen_status status = RGEN_OK;
    if (n <= 0)
        return RGEN_OK;
    uint32_t *hash = heard->hash[role] = malloc((size_t)n * sizeof *hash);
    if (!hash)
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory for %s", rgen_gguf_name(file));
    for (int64_t i = 0; i < n && status == RGEN_OK; i++) {
        status = rgen_gguf_array_u32(file, key, (uint64_t)i, &hash[i], err);
        if (status == RGEN_OK && i > 0 && hash[i] <= hash[i - 1])
            status = rgen_fail(err, RGEN_ERR_FORMAT,
                               "the runs of %s in %s are not in order; copy the file again", name,
                               rgen_gguf_name(file));
    }
    heard->n[role] = (size_t)n;
    return status;
}

rgen_status rgen_heard_open(rgen_heard *heard, const rgen_roles *roles, const char *path,
                            rgen_error *err)
{
    rgen_gguf *file;
    memset(heard, 0, sizeof *heard);
    rgen_status status = rgen_gguf_open(&file, path, err);
    if (status != RGEN_OK)
        return status;
    status = check(file, err);
    for (int r = 0; r < roles->count && status == RGEN_OK; r++)
        status = read_role(heard, r, roles->rows[r].name, file, err);
    rgen_gguf_free(file);
    if (status != RGEN_OK)
        rgen_heard_close(heard);
    return status;
}

void rgen_heard_close(rgen_heard *heard)
{
    for (int r = 0; r < RGEN_MAX_ROLES; r++)
        free(heard->hash[r]);
    memset(heard, 0, sizeof *heard);
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static int is_fresh(const rgen_contour *line, int first, int n, const uint8_t *fresh, int n_frames)
{
    for (int i = first; i < first + n; i++)
        if (!fresh || (line->frame[i] < n_frames && fresh[line->frame[i]]))
            return 1;
    return 0;
}

int rgen_heard_count(const rgen_heard *heard, int role, const rgen_contour *line,
                     const uint8_t *fresh, int n_frames)
{
    uint32_t hash;
    int count = 0;
    for (int i = 0; i < line->n && heard->n[role] > 0; i++) {
        int n = rgen_run_telling(line, i, &hash);
        count += n > 0 && is_fresh(line, i, n, fresh, n_frames) &&
                 bsearch(&hash, heard->hash[role], heard->n[role], sizeof hash, by_value) != NULL;
    }
    return count;
}
