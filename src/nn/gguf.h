/* GGUF v3 files, read-only: metadata and tensors of a weight file.
 *
 * A *gguf* borrows or owns the bytes of one file and indexes them; tensor data
 * stays where it is in the mapping. Every offset, count and product is checked
 * while parsing, so that what the functions below return lies inside the file.
 * Format: the GGUF specification of the ggml project, version 3, little endian. */
#ifndef NN_GGUF_H
#define NN_GGUF_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef struct rgen_gguf rgen_gguf;

/* Tensor types, as the file numbers them. */
enum { RGEN_F32 = 0, RGEN_F16 = 1, RGEN_Q8_0 = 8 };

/* ggml's block_q8_0: 32 weights of one row, w = scale * q. */
enum { RGEN_Q8_BLOCK = 32 };
typedef struct rgen_q8_block {
    uint16_t scale; /* f16 bits */
    int8_t q[RGEN_Q8_BLOCK];
} rgen_q8_block;

typedef struct rgen_tensor {
    const char *name;
    int type;
    int n_dims;
    uint64_t dims[4];  /* dims[0] is contiguous: a PyTorch [out, in] has dims {in, out} */
    const void *data;  /* in the file, aligned to at least 8 bytes */
    uint64_t size;     /* bytes */
} rgen_tensor;

/* Map and index a file. The caller frees *gguf. */
rgen_status rgen_gguf_open(rgen_gguf **gguf, const char *path, rgen_error *err);
/* Index a file in memory, borrowed until rgen_gguf_free and aligned to 16 bytes;
 * `name` stands for its path in errors. */
rgen_status rgen_gguf_parse(rgen_gguf **gguf, const void *data, size_t size, const char *name,
                            rgen_error *err);
void rgen_gguf_free(rgen_gguf *gguf);

const char *rgen_gguf_name(const rgen_gguf *gguf);
size_t rgen_gguf_n_tensors(const rgen_gguf *gguf);
/* NULL when there is none of that name. */
const rgen_tensor *rgen_gguf_tensor(const rgen_gguf *gguf, const char *name);

/* Metadata. Each fails with RGEN_ERR_FORMAT when the key is missing or of another
 * type. Any integer type is read as u32 when its value fits. */
rgen_status rgen_gguf_u32(const rgen_gguf *gguf, const char *key, uint32_t *value, rgen_error *err);
rgen_status rgen_gguf_bool(const rgen_gguf *gguf, const char *key, int *value, rgen_error *err);
/* The string, valid until rgen_gguf_free, or NULL (no error) when it is missing. */
const char *rgen_gguf_string(const rgen_gguf *gguf, const char *key);
/* Number of elements of an array, or -1 when there is no such array. */
int64_t rgen_gguf_array(const rgen_gguf *gguf, const char *key);
/* Element of an integer array, and of a string array. */
rgen_status rgen_gguf_array_u32(const rgen_gguf *gguf, const char *key, uint64_t index,
                                uint32_t *value, rgen_error *err);
const char *rgen_gguf_array_string(const rgen_gguf *gguf, const char *key, uint64_t index);

#endif
