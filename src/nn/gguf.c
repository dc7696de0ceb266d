/* The GGUF reader (nn/gguf.h).
 *
 * Strings of the file have no NUL, so all of them are copied once into one
 * buffer (their total is bounded by the file's size); everything else is read
 * in place. Entries are sorted by name: look-ups are binary searches, and
 * duplicates, which other readers resolve differently, are found and refused. */
#include "nn/gguf.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

_Static_assert(sizeof(rgen_q8_block) == 34, "ggml's block_q8_0 has 34 bytes");

enum { U8, I8, U16, I16, U32, I32, F32, BOOL, STRING, ARRAY, U64, I64, F64, N_TYPES };
static const unsigned char type_size[N_TYPES] = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};

typedef struct entry {
    const char *key;
    int type;                   /* of the value, or of the array's elements */
    int is_array;
    uint64_t count;             /* elements; 1 for a scalar */
    const unsigned char *value; /* scalar elements in the file */
    const char **strings;       /* [count] for STRING */
} entry;

struct rgen_gguf {
    rgen_mapping map; /* owned when opened from a path */
    char *name;
    char *text;       /* copies of all strings */
    const char **strings;
    entry *entries;
    size_t n_entries;
    rgen_tensor *tensors;
    size_t n_tensors;
};

/* What is left to read; `text` and `strings` are filled on the second pass and
 * only counted on the first, when they are NULL. */
typedef struct reader {
    const unsigned char *data;
    size_t size, at;
    char *text;
    size_t text_used;
    const char **strings;
    size_t strings_used;
    const char *name;
    rgen_error *err;
} reader;

static rgen_status cut(reader *r, const char *what)
{
    return rgen_fail(r->err, RGEN_ERR_FORMAT, "%s ends inside its %s; copy the file again", r->name,
                     what);
}

static rgen_status take(reader *r, size_t n, const unsigned char **p, const char *what)
{
    if (n > r->size - r->at)
        return cut(r, what);
    *p = r->data + r->at;
    r->at += n;
    return RGEN_OK;
}

static uint64_t little(const unsigned char *p, int bytes)
{
    uint64_t v = 0;
    for (int i = bytes - 1; i >= 0; i--)
        v = v << 8 | p[i];
    return v;
}

static rgen_status integer(reader *r, int bytes, uint64_t *v, const char *what)
{
    const unsigned char *p = NULL;
    rgen_status status = take(r, (size_t)bytes, &p, what);
    if (status == RGEN_OK)
        *v = little(p, bytes);
    return status;
}

/* A string; *s is NULL on the counting pass. */
static rgen_status string(reader *r, const char **s, const char *what)
{
    uint64_t n;
    const unsigned char *p = NULL;
    rgen_status status = integer(r, 8, &n, what);
    if (status != RGEN_OK)
        return status;
    if (n > r->size - r->at)
        return cut(r, what);
    take(r, (size_t)n, &p, what);
    if (memchr(p, 0, (size_t)n))
        return rgen_fail(r->err, RGEN_ERR_FORMAT, "%s has a NUL byte inside its %s", r->name, what);
    *s = NULL;
    if (r->text) {
        memcpy(r->text + r->text_used, p, (size_t)n);
        r->text[r->text_used + n] = 0;
        *s = r->text + r->text_used;
    }
    r->text_used += (size_t)n + 1;
    return RGEN_OK;
}

static rgen_status read_value(reader *r, entry *e)
{
    uint64_t type, element;
    rgen_status status = integer(r, 4, &type, "metadata");
    e->is_array = type == ARRAY;
    e->count = 1;
    if (status == RGEN_OK && type == ARRAY) {
        if ((status = integer(r, 4, &element, "metadata")) == RGEN_OK)
            status = integer(r, 8, &e->count, "metadata");
        type = element;
    }
    if (status != RGEN_OK)
        return status;
    if (type >= N_TYPES || type == ARRAY)
        return rgen_fail(r->err, RGEN_ERR_FORMAT,
                         "%s has a metadata value of unknown type %llu", r->name,
                         (unsigned long long)type);
    e->type = (int)type;
    if (type != STRING) {
        if (e->count > (r->size - r->at) / type_size[type])
            return cut(r, "metadata");
        return take(r, (size_t)e->count * type_size[type], &e->value, "metadata");
    }
    if (e->count > (r->size - r->at) / 8) /* each has a length of 8 bytes */
        return cut(r, "metadata");
    e->strings = r->strings ? r->strings + r->strings_used : NULL;
    for (uint64_t i = 0; i < e->count; i++) {
        const char *s;
        if ((status = string(r, &s, "metadata")) != RGEN_OK)
            return status;
        if (e->strings)
            e->strings[i] = s;
    }
    r->strings_used += (size_t)e->count;
    return RGEN_OK;
}

/* Bytes of a tensor, or 0 when its type or shape cannot be. */
static uint64_t tensor_size(const rgen_tensor *t)
{
    uint64_t n = 1, limit = UINT64_MAX / 64;
    for (int i = 0; i < t->n_dims; i++) {
        if (t->dims[i] == 0 || t->dims[i] > limit / n)
            return 0;
        n *= t->dims[i];
    }
    switch (t->type) {
    case RGEN_F32: return n * 4;
    case RGEN_F16: return n * 2;
    case RGEN_Q8_0:
        return t->dims[0] % RGEN_Q8_BLOCK ? 0 : n / RGEN_Q8_BLOCK * sizeof(rgen_q8_block);
    }
    return 0;
}

/* A tensor's row of the index; its offset is left in `size` until the place of
 * the data is known. */
static rgen_status read_tensor(reader *r, rgen_tensor *t)
{
    uint64_t dims, type;
    rgen_status status = string(r, &t->name, "list of tensors");
    if (status == RGEN_OK)
        status = integer(r, 4, &dims, "list of tensors");
    if (status != RGEN_OK)
        return status;
    if (dims < 1 || dims > 4)
        return rgen_fail(r->err, RGEN_ERR_FORMAT, "%s has a tensor of %llu dimensions; 1 to 4 can be",
                         r->name, (unsigned long long)dims);
    t->n_dims = (int)dims;
    for (int i = 0; i < 4; i++) {
        t->dims[i] = 1;
        if (i < t->n_dims && (status = integer(r, 8, &t->dims[i], "list of tensors")) != RGEN_OK)
            return status;
    }
    if ((status = integer(r, 4, &type, "list of tensors")) == RGEN_OK)
        status = integer(r, 8, &t->size, "list of tensors");
    if (status == RGEN_OK && type != RGEN_F32 && type != RGEN_F16 && type != RGEN_Q8_0)
        status = rgen_fail(r->err, RGEN_ERR_FORMAT,
                           "%s has a tensor of type %llu; f32 (0), f16 (1) and q8_0 (8) are read",
                           r->name, (unsigned long long)type);
    t->type = (int)type;
    return status;
}

static rgen_status place_tensors(rgen_gguf *g, reader *r)
{
    uint32_t align = 32;
    if (rgen_gguf_array(g, "general.alignment") < 0) {
        rgen_error ignored;
        if (rgen_gguf_u32(g, "general.alignment", &align, &ignored) != RGEN_OK)
            align = 32;
    }
    if (align < 8 || align > 65536 || (align & (align - 1)))
        return rgen_fail(r->err, RGEN_ERR_FORMAT,
                         "%s has general.alignment %u; a power of two from 8 to 65536 can be",
                         r->name, align);
    size_t start = (r->at + align - 1) / align * align;
    for (size_t i = 0; i < g->n_tensors; i++) {
        rgen_tensor *t = &g->tensors[i];
        uint64_t offset = t->size;
        if ((t->size = tensor_size(t)) == 0)
            return rgen_fail(r->err, RGEN_ERR_FORMAT, "tensor %s of %s has a shape that cannot be",
                             t->name, r->name);
        if (offset % align)
            return rgen_fail(r->err, RGEN_ERR_FORMAT,
                             "tensor %s of %s starts at %llu, off the alignment of %u", t->name,
                             r->name, (unsigned long long)offset, align);
        if (start > r->size || offset > r->size - start || t->size > r->size - start - offset)
            return rgen_fail(r->err, RGEN_ERR_FORMAT,
                             "tensor %s lies beyond the end of %s; copy the file again", t->name,
                             r->name);
        t->data = r->data + start + offset;
    }
    return RGEN_OK;
}

static int by_key(const void *a, const void *b)
{
    return strcmp(((const entry *)a)->key, ((const entry *)b)->key);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const rgen_tensor *)a)->name, ((const rgen_tensor *)b)->name);
}

static rgen_status sort(rgen_gguf *g, rgen_error *err)
{
    qsort(g->entries, g->n_entries, sizeof *g->entries, by_key);
    qsort(g->tensors, g->n_tensors, sizeof *g->tensors, by_name);
    for (size_t i = 1; i < g->n_entries; i++)
        if (by_key(&g->entries[i - 1], &g->entries[i]) == 0)
            return rgen_fail(err, RGEN_ERR_FORMAT, "%s has the key %.80s twice", g->name,
                             g->entries[i].key);
    for (size_t i = 1; i < g->n_tensors; i++)
        if (by_name(&g->tensors[i - 1], &g->tensors[i]) == 0)
            return rgen_fail(err, RGEN_ERR_FORMAT, "%s has the tensor %.80s twice", g->name,
                             g->tensors[i].name);
    return RGEN_OK;
}

/* Read everything after the header. Without g->entries it only counts. */
static rgen_status walk(rgen_gguf *g, reader *r)
{
    rgen_status status;
    for (size_t i = 0; i < g->n_entries; i++) {
        entry e = {0};
        if ((status = string(r, &e.key, "metadata")) != RGEN_OK ||
            (status = read_value(r, &e)) != RGEN_OK)
            return status;
        if (g->entries)
            g->entries[i] = e;
    }
    for (size_t i = 0; i < g->n_tensors; i++) {
        rgen_tensor t = {0};
        if ((status = read_tensor(r, &t)) != RGEN_OK)
            return status;
        if (g->tensors)
            g->tensors[i] = t;
    }
    return RGEN_OK;
}

static rgen_status header(rgen_gguf *g, reader *r)
{
    uint64_t version, tensors, entries;
    const unsigned char *magic = NULL;
    rgen_status status;
    if ((status = take(r, 4, &magic, "header")) != RGEN_OK)
        return status;
    if (memcmp(magic, "GGUF", 4) != 0)
        return rgen_fail(r->err, RGEN_ERR_FORMAT, "%s is not a GGUF file", r->name);
    if ((status = integer(r, 4, &version, "header")) != RGEN_OK)
        return status;
    if (version != 3)
        return rgen_fail(r->err, RGEN_ERR_FORMAT, "%s is GGUF version %llu; version 3 is read",
                         r->name, (unsigned long long)version);
    if ((status = integer(r, 8, &tensors, "header")) != RGEN_OK ||
        (status = integer(r, 8, &entries, "header")) != RGEN_OK)
        return status;
    /* The smallest entry has 13 bytes and the smallest tensor 32, so that counts
     * over this are lies, and the memory below stays in proportion to the file. */
    if (entries > (r->size - r->at) / 13 || tensors > (r->size - r->at) / 32)
        return rgen_fail(r->err, RGEN_ERR_FORMAT,
                         "%s claims %llu keys and %llu tensors, more than it has room for", r->name,
                         (unsigned long long)entries, (unsigned long long)tensors);
    g->n_entries = (size_t)entries;
    g->n_tensors = (size_t)tensors;
    return RGEN_OK;
}

static rgen_status parse(rgen_gguf *g, const void *data, size_t size, rgen_error *err)
{
    reader r = {.data = data, .size = size, .name = g->name, .err = err};
    rgen_status status = header(g, &r);
    size_t start = r.at;
    if (status != RGEN_OK || (status = walk(g, &r)) != RGEN_OK)
        return status;
    g->text = malloc(r.text_used + 1);
    g->strings = malloc((r.strings_used + 1) * sizeof *g->strings);
    g->entries = malloc((g->n_entries + 1) * sizeof *g->entries);
    g->tensors = malloc((g->n_tensors + 1) * sizeof *g->tensors);
    if (!g->text || !g->strings || !g->entries || !g->tensors)
        return rgen_fail(err, RGEN_ERR_MEMORY, "out of memory reading %s", g->name);
    r.at = start;
    r.text_used = r.strings_used = 0;
    r.text = g->text;
    r.strings = g->strings;
    if ((status = walk(g, &r)) != RGEN_OK || (status = sort(g, err)) != RGEN_OK)
        return status;
    return place_tensors(g, &r);
}

static rgen_gguf *blank(const char *name, rgen_error *err)
{
    rgen_gguf *g = calloc(1, sizeof *g);
    if (g && !(g->name = strdup(name))) {
        free(g);
        g = NULL;
    }
    if (!g)
        rgen_fail(err, RGEN_ERR_MEMORY, "out of memory reading %s", name);
    return g;
}

rgen_status rgen_gguf_parse(rgen_gguf **gguf, const void *data, size_t size, const char *name,
                            rgen_error *err)
{
    rgen_gguf *g = *gguf = blank(name, err);
    if (!g)
        return RGEN_ERR_MEMORY;
    rgen_status status = parse(g, data, size, err);
    if (status != RGEN_OK) {
        rgen_gguf_free(g);
        *gguf = NULL;
    }
    return status;
}

rgen_status rgen_gguf_open(rgen_gguf **gguf, const char *path, rgen_error *err)
{
    rgen_gguf *g = *gguf = blank(path, err);
    if (!g)
        return RGEN_ERR_MEMORY;
    rgen_status status = rgen_file_map(path, &g->map, err);
    if (status == RGEN_OK)
        status = parse(g, g->map.data, g->map.size, err);
    if (status != RGEN_OK) {
        rgen_gguf_free(g);
        *gguf = NULL;
    }
    return status;
}

void rgen_gguf_free(rgen_gguf *g)
{
    if (!g)
        return;
    rgen_file_unmap(&g->map);
    free(g->name);
    free(g->text);
    free(g->strings);
    free(g->entries);
    free(g->tensors);
    free(g);
}

const char *rgen_gguf_name(const rgen_gguf *g)
{
    return g->name;
}

size_t rgen_gguf_n_tensors(const rgen_gguf *g)
{
    return g->n_tensors;
}

const rgen_tensor *rgen_gguf_tensor(const rgen_gguf *g, const char *name)
{
    rgen_tensor wanted = {.name = name};
    return bsearch(&wanted, g->tensors, g->n_tensors, sizeof *g->tensors, by_name);
}

static const entry *find(const rgen_gguf *g, const char *key)
{
    entry wanted = {.key = key};
    return bsearch(&wanted, g->entries, g->n_entries, sizeof *g->entries, by_key);
}

/* Element `index` as u32; 0 when it is no integer or does not fit. */
static int as_u32(const entry *e, uint64_t index, uint32_t *value)
{
    static const unsigned char is_signed[N_TYPES] = {[I8] = 1, [I16] = 1, [I32] = 1, [I64] = 1};
    if (e->type == F32 || e->type == F64 || e->type == BOOL || e->type == STRING)
        return 0;
    int bytes = type_size[e->type];
    uint64_t v = little(e->value + index * (size_t)bytes, bytes);
    if (v > UINT32_MAX || (is_signed[e->type] && v >> (8 * bytes - 1)))
        return 0;
    *value = (uint32_t)v;
    return 1;
}

rgen_status rgen_gguf_u32(const rgen_gguf *g, const char *key, uint32_t *value, rgen_error *err)
{
    const entry *e = find(g, key);
    if (!e)
        return rgen_fail(err, RGEN_ERR_FORMAT, "%s has no key %s", g->name, key);
    if (e->is_array || !as_u32(e, 0, value))
        return rgen_fail(err, RGEN_ERR_FORMAT, "key %s of %s is not an integer from 0 to 2^32 - 1",
                         key, g->name);
    return RGEN_OK;
}

rgen_status rgen_gguf_bool(const rgen_gguf *g, const char *key, int *value, rgen_error *err)
{
    const entry *e = find(g, key);
    if (!e)
        return rgen_fail(err, RGEN_ERR_FORMAT, "%s has no key %s", g->name, key);
    if (e->is_array || e->type != BOOL)
        return rgen_fail(err, RGEN_ERR_FORMAT, "key %s of %s is not true or false", key, g->name);
    *value = e->value[0] != 0;
    return RGEN_OK;
}

const char *rgen_gguf_string(const rgen_gguf *g, const char *key)
{
    const entry *e = find(g, key);
    return e && !e->is_array && e->type == STRING ? e->strings[0] : NULL;
}

int64_t rgen_gguf_array(const rgen_gguf *g, const char *key)
{
    const entry *e = find(g, key);
    return e && e->is_array ? (int64_t)e->count : -1;
}

rgen_status rgen_gguf_array_u32(const rgen_gguf *g, const char *key, uint64_t index,
                                uint32_t *value, rgen_error *err)
{
    const entry *e = find(g, key);
    if (!e || !e->is_array || index >= e->count)
        return rgen_fail(err, RGEN_ERR_FORMAT, "array %s of %s has no element %llu", key, g->name,
                         (unsigned long long)index);
    if (!as_u32(e, index, value))
        return rgen_fail(err, RGEN_ERR_FORMAT,
                         "element %llu of %s in %s is not an integer from 0 to 2^32 - 1",
                         (unsigned long long)index, key, g->name);
    return RGEN_OK;
}

const char *rgen_gguf_array_string(const rgen_gguf *g, const char *key, uint64_t index)
{
    const entry *e = find(g, key);
    return e && e->is_array && e->type == STRING && index < e->count ? e->strings[index] : NULL;
}
