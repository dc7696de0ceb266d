/* Inside the transformer runtime: the state of a session and the passes over it.
 *
 * A *token* is one position of one row; a pass works on n tokens of each active
 * row at once, [rows, n, D], so that weights are read once for all of them. */
#ifndef NN_SESSION_H
#define NN_SESSION_H

#include "base/arena.h"
#include "nn/kernels.h"
#include "nn/model.h"

enum {
    RGEN_CHUNK = 16,  /* tokens of a row in one decoder pass, at most */
    RGEN_QUERIES = 32 /* queries of the encoder's attention that share one read of the keys */
};

typedef struct rgen_activations { /* N tokens */
    float *x;      /* [N, D] the residual stream */
    float *h;      /* [N, D] normed input of a matrix, then its output */
    float *qkv;    /* [N, 3D]; the decoder uses [N, D] for its queries */
    float *mix;    /* [N, D] output of attention */
    float *up;     /* [N, F] */
    float *scores; /* [H, n_scores] */
    size_t n_scores;
    int8_t *codes; /* [NQ, ldq] the present input, quantised; unset without q8_0 weights */
    float *scales; /* [NQ, lds] */
    size_t ldq, lds;
} rgen_activations;

struct rgen_session {
    const rgen_model *model;
    const rgen_kernels *kernels;
    rgen_threads *threads;
    rgen_arena arena;
    int rows, frames, memory, prefix; /* capacities */
    double small; /* products below which a region is not worth a second thread */
    int positions;                    /* capacity S of the KV cache: prefix + frames + delay */

    int position;        /* positions in the KV cache */
    int steps;           /* positions after the prefix */
    int n_prefix;
    int *n_memory;       /* [R] */
    int *encoded_at;     /* [R] where the encoder's outputs start in the memory */
    int *n_encoded;      /* [R] frames; 0: none */
    float *sinusoid;     /* [max(S, T), D] */
    float *memory_vectors; /* [R, M, D] */
    float *prefix_vectors; /* [R, P, D] */
    float *condition_sum;  /* [D] */
    float *self_k, *self_v;   /* [layers, R, H, S, head size] */
    float *cross_k, *cross_v; /* [layers, R, H, M, head size] */
    rgen_activations a;
    float *logits;       /* [R * CHUNK, sum of books] */
    uint16_t *columns;   /* [R, CHUNK, K] input codes of a pass */
    float *guided, *probabilities; /* [largest book] for sampling, as the next */
    uint64_t *order;
};

/* Forget the timeline; memory and prefix vectors stay. */
void rgen_session_rewind(rgen_session *s);

/* Feed `n` <= RGEN_CHUNK positions for rows 0..rows-1: codes [rows, n, K]. The
 * prefix goes first when the timeline is empty. The caller checked the ranges. */
void rgen_decoder_pass(rgen_session *s, int rows, int n, const uint16_t *codes);
/* Logits of the pass's tokens first..n-1 of each row, [rows, n, V] in s->logits
 * (those before `first` are left as they were). */
void rgen_decoder_heads(rgen_session *s, int rows, int n, int first);

/* Encode x, already embedded in s->a.x, [T, D], and write the normed output. */
void rgen_encoder_pass(rgen_session *s, int n_frames, float *out);
/* Keys and values of a row's memory for all layers. */
void rgen_cross_keys(rgen_session *s, int row);

/* y = row `row` of an embedding matrix. */
void rgen_expand_row(const rgen_kernels *k, const rgen_matrix *w, int row, float *y);
/* [n, D] positions 0..n-1. */
void rgen_sinusoid(float *table, int n, int width);

/* Choose a code from logits [n], which are overwritten; `u` is in [0, 1). */
int rgen_sample(const rgen_kernels *k, float *logits, int n, const rgen_sampling *how, float u,
                float *probabilities, uint64_t *order);
/* -log softmax(logits)[code]; `scratch` is [n]. */
double rgen_nats(const rgen_kernels *k, const float *logits, int n, int code, float *scratch);

#endif
