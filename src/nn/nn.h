/* The transformer runtime: MusicGen's decoder shape, with a bidirectional
 * encoder of the same blocks for context.
 *
 * Nouns. A *model* is a GGUF file mapped read-only: shapes, code books, delays
 * and the presence of prefix and cross-attention come from the file. A *session*
 * is the mutable state of one generation (KV caches, activations) in one arena,
 * sized before the work starts; it serves `rows` sequences at once, so that the
 * guided and the unguided row read the weights once.
 *
 * Shapes: T frames, K code books, D width, R rows, M memory vectors. The file's
 * tensors and keys are listed in docs/ARCHITECTURE.md, "Weight files". */
#ifndef NN_NN_H
#define NN_NN_H

#include <stdint.h>

#include "base/error.h"
#include "base/threads.h"

typedef struct rgen_model rgen_model;
typedef struct rgen_session rgen_session;

rgen_status rgen_model_open(rgen_model **model, const char *path, rgen_error *err);
void rgen_model_free(rgen_model *model);

typedef struct rgen_model_shape {
    int width, n_books, max_delay;
    const uint16_t *books;     /* [K] codes per book; code books[k] is the special code */
    const uint8_t *delays;     /* [K] */
    int encoder_layers;        /* 0: no context encoder */
    int n_inputs;              /* parts that the encoder hears */
    const char *const *inputs; /* their role names */
    const uint16_t *const *input_books; /* [n_inputs][input_n_books[i]] codes; = masked */
    const int *input_n_books;
    int n_conditions;          /* rows of the condition table */
    const char *const *conditions; /* "style.techno", "attr.density.3", ... */
    const char *role;          /* "bass", or "" */
} rgen_model_shape;
const rgen_model_shape *rgen_model_get_shape(const rgen_model *model);
/* Other metadata of the file: a string value or NULL. */
const char *rgen_model_meta(const rgen_model *model, const char *key);
/* Row of a condition by name, or -1. */
int rgen_model_condition(const rgen_model *model, const char *name);

/* `rows` sequences of at most `frames` frames, `memory` vectors to attend to and
 * `prefix` vectors before the first step. `threads` may be NULL and is borrowed. */
rgen_status rgen_session_new(rgen_session **session, const rgen_model *model, int rows, int frames,
                             int memory, int prefix, rgen_threads *threads, rgen_error *err);
void rgen_session_free(rgen_session *session);

/* What the encoder hears for one row. */
typedef struct rgen_encoder_input {
    const uint16_t *const *codes; /* [n_inputs] each [input_n_books[i], T]; a book's size = masked */
    const uint8_t *beat;          /* [T] frame in the bar, 0..31 */
    const uint8_t *bar;           /* [T] bar of the window, 0..31 */
    const uint8_t *to_end;        /* [T] bars to the end of the piece, 0..31 (31: that or more) */
    const int *conditions;        /* [n_conditions] rows of the table */
    const float *weights;         /* [n_conditions]; the decoder attends to those over 0 */
    int n_conditions;
} rgen_encoder_input;

/* Encode T frames of a row: its output is kept for the decoder's input, and its
 * condition vectors and output become the row's memory. */
rgen_status rgen_session_encode(rgen_session *session, int row, const rgen_encoder_input *input,
                                int n_frames, rgen_error *err);
/* For models without an encoder: memory and prefix vectors, [n, D] row-major. */
rgen_status rgen_session_set_memory(rgen_session *session, int row, const float *memory, int n,
                                    rgen_error *err);
rgen_status rgen_session_set_prefix(rgen_session *session, int row, const float *prefix, int n,
                                    rgen_error *err);

/* One decoder step for all rows: codes [R, K] of the last delayed column (NULL:
 * start anew with all special); logits [R, sum of books], book after book. */
rgen_status rgen_session_step(rgen_session *session, const uint16_t *codes, float *logits,
                              rgen_error *err);

typedef struct rgen_sampling {
    float temperature;  /* 0: the most likely code */
    int top_k;          /* 0: all */
    float top_p;        /* 1: all */
    float guidance;     /* 1: off, and row 1 is not needed */
} rgen_sampling;

/* Change logits before sampling (a key, a chord). Called for each free code. */
typedef void (*rgen_adjust_fn)(void *data, int book, int frame, float *logits, int n);

typedef struct rgen_generation {
    int n_frames;
    const rgen_sampling *sampling; /* [K] per book */
    const int32_t *forced;     /* [K, T] a code, or -1: sample it; NULL: all free */
    uint64_t key;              /* Philox key; draw (frame, book) is the counter */
    rgen_adjust_fn adjust; void *adjust_data;
    int (*progress)(void *data, int step, int steps); void *progress_data; /* non-zero: cancel */
    double *nats;              /* [K] or NULL: adds -log p (unguided, temperature 1) of each
                                  code taken, for measuring with everything forced */
} rgen_generation;

/* Generate codes [K, T] after rgen_session_encode (row 0 guided, row 1 not). Starts
 * anew each time, so one encoding serves several generations; passes over forced
 * steps are batched, and steps after the last free code are not run. */
rgen_status rgen_session_generate(rgen_session *session, const rgen_generation *g,
                                  uint16_t *codes, rgen_error *err);

/* The kernel table in use: "avx512"; fixed at first use, RGEN_CPU overrides. */
const char *rgen_kernels_name(void);

#endif
