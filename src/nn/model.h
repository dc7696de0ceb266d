/* Inside the transformer runtime: the model's weights as the forward pass sees
 * them. Everything points into the mapped file; the model itself owns the lists. */
#ifndef NN_MODEL_H
#define NN_MODEL_H

#include "nn/gguf.h"
#include "nn/nn.h"

typedef struct rgen_matrix { /* [out, in] row-major */
    const void *data;
    int type;     /* RGEN_F32, RGEN_F16, RGEN_Q8_0 */
    int out, in;
} rgen_matrix;

typedef struct rgen_norm { const float *weight, *bias; /* [D] */ } rgen_norm;

typedef struct rgen_attention { rgen_matrix q, k, v, o; /* [D, D] */ } rgen_attention;

typedef struct rgen_block {
    rgen_norm norm1, norm2, norm3; /* before self-attention, cross-attention, FFN */
    rgen_attention self, cross;    /* norm2 and cross are unset without cross-attention */
    rgen_matrix up, down;          /* [F, D], [D, F] */
} rgen_block;

typedef struct rgen_stack { /* encoder or decoder */
    int n_layers, ffn;
    rgen_block *blocks;
    rgen_norm norm;
} rgen_stack;

struct rgen_model {
    rgen_gguf *gguf;
    rgen_model_shape shape;
    int heads, head_size, cross_attention;
    int n_codes;                  /* sum of books: width of a row of logits */
    int quantised;                /* any q8_0 matrix */
    rgen_stack encoder, decoder;
    rgen_matrix *embeddings;      /* [K] of [books[k] + 1, D] */
    rgen_matrix *heads_out;       /* [K] of [books[k], D] */
    rgen_matrix **input_embeddings; /* [n_inputs][input_n_books[i]] of [size + 1, D] */
    rgen_matrix beat, bar, to_end;  /* [32, D] */
    rgen_matrix conditions;         /* [n_conditions, D] */
};

/* As rgen_model_open, of a file in memory (borrowed until rgen_model_free, 16-byte
 * aligned). `name` stands for its path in errors. */
rgen_status rgen_model_parse(rgen_model **model, const void *data, size_t size, const char *name,
                             rgen_error *err);

#endif
