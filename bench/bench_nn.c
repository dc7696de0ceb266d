/* Speed of the transformer runtime: `bench_nn [-c] [-t THREADS] [-r ROWS] [model.gguf]`.
 * With -c the processor time of all threads is counted instead of the clock's,
 * which on a busy machine is the better figure for one thread.
 *
 * Without a file a random model of the shipped shape is made in memory, in each
 * weight type. Times are medians; the fastest tenth of the steps is given as well,
 * because on a busy machine a median measures the other work too. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/philox.h"
#include "nn/kernels.h"
#include "nn/model.h"

enum { FRAMES = 128, MAX_TIMES = 4096 };

static clockid_t clock_used = CLOCK_MONOTONIC;

static double now(void)
{
    struct timespec t;
    clock_gettime(clock_used, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void die(const rgen_error *err)
{
    fprintf(stderr, "bench_nn: %s\n", err->message);
    exit(1);
}

/* ---- a GGUF file in memory ---- */

typedef struct bytes {
    unsigned char *p;
    size_t n, room;
} bytes;

static void put(bytes *b, const void *data, size_t n)
{
    if (b->n + n > b->room) {
        b->room = (b->n + n) * 2;
        void *p = aligned_alloc(64, (b->room + 63) / 64 * 64);
        if (!p)
            abort();
        memset(p, 0, (b->room + 63) / 64 * 64);
        if (b->n)
            memcpy(p, b->p, b->n);
        free(b->p);
        b->p = p;
    }
    if (data)
        memcpy(b->p + b->n, data, n);
    b->n += n;
}

static void put_u32(bytes *b, uint32_t v) { put(b, &v, 4); }
static void put_u64(bytes *b, uint64_t v) { put(b, &v, 8); }
static void put_string(bytes *b, const char *s)
{
    put_u64(b, strlen(s));
    put(b, s, strlen(s));
}

typedef struct maker {
    bytes index, data;
    uint64_t n_tensors;
    int type;
} maker;

static void add(maker *m, const char *name, int rows, int columns)
{
    int type = rows == 1 ? RGEN_F32 : m->type;
    size_t n = (size_t)rows * (size_t)columns;
    put(&m->data, NULL, -m->data.n % 32);
    put_string(&m->index, name);
    put_u32(&m->index, rows == 1 ? 1 : 2);
    put_u64(&m->index, (uint64_t)columns);
    if (rows > 1)
        put_u64(&m->index, (uint64_t)rows);
    put_u32(&m->index, (uint32_t)type);
    put_u64(&m->index, m->data.n);
    for (size_t i = 0; i < n; i++) {
        float u = rgen_philox_uniform(1, m->n_tensors, i) - 0.5f;
        uint16_t h = (uint16_t)((u < 0 ? 0x8000 : 0) | (0x2800 + (i * 7919) % 0x400));
        if (type == RGEN_F32) {
            u = rows == 1 ? 1.0f + u * 0.1f : u * 0.2f;
            put(&m->data, &u, 4);
        } else if (type == RGEN_F16) {
            put(&m->data, &h, 2);
        } else {
            int8_t q = (int8_t)(u * 254);
            uint16_t scale = 0x1000; /* 2^-11 */
            if (i % 32 == 0)
                put(&m->data, &scale, 2);
            put(&m->data, &q, 1);
        }
    }
    m->n_tensors++;
}

static void add_stack(maker *m, const char *stack, int layers, int d, int ffn, int cross)
{
    static const char *const names[] = {"norm1.weight", "norm1.bias", "norm3.weight", "norm3.bias",
                                        "self.q", "self.k", "self.v", "self.o", "ffn.up",
                                        "ffn.down", "norm2.weight", "norm2.bias", "cross.q",
                                        "cross.k", "cross.v", "cross.o"};
    char name[64];
    for (int i = 0; i < layers; i++)
        for (int j = 0; j < (cross ? 16 : 10); j++) {
            snprintf(name, sizeof name, "%s.blk.%d.%s", stack, i, names[j]);
            int norm = strncmp(names[j], "norm", 4) == 0;
            add(m, name, norm ? 1 : j == 8 ? ffn : d, j == 9 ? ffn : d);
        }
    snprintf(name, sizeof name, "%s.norm.weight", stack);
    add(m, name, 1, d);
    snprintf(name, sizeof name, "%s.norm.bias", stack);
    add(m, name, 1, d);
}

static void key(bytes *b, const char *name, uint32_t type)
{
    put_string(b, name);
    put_u32(b, type);
}

static void key_u32(bytes *b, const char *name, uint32_t v)
{
    key(b, name, 4);
    put_u32(b, v);
}

static void key_array(bytes *b, const char *name, const uint32_t *v, int n)
{
    key(b, name, 9);
    put_u32(b, 4);
    put_u64(b, (uint64_t)n);
    put(b, v, (size_t)n * 4);
}

/* The harmony model's shape: D 256, 4 heads, 13 books. */
static bytes make_model(int type)
{
    static const uint32_t books[13] = {145, 50, 50, 50, 50, 50, 50, 89, 89, 89, 89, 89, 89};
    static const uint32_t delays[13] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8};
    static const uint32_t inputs[2] = {13, 8};
    uint32_t sizes[21];
    maker m = {.type = type};
    bytes head = {0}, file = {0};
    char name[32];
    for (int i = 0; i < 21; i++)
        sizes[i] = i < 13 ? books[i] : 97;
    for (int k = 0; k < 13; k++) {
        snprintf(name, sizeof name, "dec.emb.%d", k);
        add(&m, name, (int)books[k] + 1, 256);
        snprintf(name, sizeof name, "dec.head.%d", k);
        add(&m, name, (int)books[k], 256);
    }
    for (int i = 0; i < 21; i++) {
        snprintf(name, sizeof name, "enc.emb.%d.%d", i < 13 ? 0 : 1, i < 13 ? i : i - 13);
        add(&m, name, (int)sizes[i] + 1, 256);
    }
    add(&m, "enc.beat", 32, 256);
    add(&m, "enc.bar", 32, 256);
    add(&m, "enc.to_end", 32, 256);
    add(&m, "cond.emb", 2, 256);
    add_stack(&m, "enc", 3, 256, 1024, 0);
    add_stack(&m, "dec", 4, 256, 1024, 1);
    key(&head, "general.architecture", 8);
    put_string(&head, "resonant");
    key_u32(&head, "resonant.width", 256);
    key_u32(&head, "resonant.heads", 4);
    key_u32(&head, "resonant.decoder.layers", 4);
    key_u32(&head, "resonant.decoder.ffn", 1024);
    key_u32(&head, "resonant.encoder.layers", 3);
    key_u32(&head, "resonant.encoder.ffn", 1024);
    key(&head, "resonant.decoder.cross_attention", 7);
    put(&head, "\1", 1);
    key_array(&head, "resonant.books", books, 13);
    key_array(&head, "resonant.delays", delays, 13);
    key(&head, "resonant.encoder.inputs", 9);
    put_u32(&head, 8);
    put_u64(&head, 2);
    put_string(&head, "harmony");
    put_string(&head, "drums");
    key_array(&head, "resonant.encoder.input_books", inputs, 2);
    key_array(&head, "resonant.encoder.input_sizes", sizes, 21);
    key(&head, "resonant.conditions", 9);
    put_u32(&head, 8);
    put_u64(&head, 2);
    put_string(&head, "a");
    put_string(&head, "b");
    put(&file, "GGUF", 4);
    put_u32(&file, 3);
    put_u64(&file, m.n_tensors);
    put_u64(&file, 14);
    put(&file, head.p, head.n);
    put(&file, m.index.p, m.index.n);
    put(&file, NULL, -file.n % 32);
    put(&file, m.data.p, m.data.n);
    free(head.p);
    free(m.index.p);
    free(m.data.p);
    return file;
}

/* ---- timing ---- */

static int by_time(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *t, int n)
{
    qsort(t, (size_t)n, sizeof *t, by_time);
    return t[n / 2];
}

static double bytes_of(const rgen_matrix *w)
{
    double n = (double)w->out * w->in;
    return w->type == RGEN_F32 ? 4 * n : w->type == RGEN_F16 ? 2 * n : n * 34 / 32;
}

/* Weights that a decoder step reads. */
static double step_bytes(const rgen_model *m)
{
    double n = 0;
    for (int i = 0; i < m->decoder.n_layers; i++) {
        const rgen_block *b = &m->decoder.blocks[i];
        n += bytes_of(&b->self.q) * 4 + bytes_of(&b->up) * 2;
        n += m->cross_attention ? bytes_of(&b->cross.q) * 2 : 0;
    }
    for (int k = 0; k < m->shape.n_books; k++)
        n += bytes_of(&m->heads_out[k]);
    return n;
}

static double encode(rgen_session *s, const rgen_model *m, int rows)
{
    const rgen_model_shape *shape = &m->shape;
    const uint16_t **heard = calloc((size_t)shape->n_inputs, sizeof *heard);
    uint8_t place[FRAMES];
    double times[9];
    rgen_error err;
    for (int t = 0; t < FRAMES; t++)
        place[t] = (uint8_t)(t % 16);
    for (int i = 0; i < shape->n_inputs; i++)
        heard[i] = calloc((size_t)shape->input_n_books[i] * FRAMES, sizeof **heard);
    rgen_encoder_input in = {heard, place, place, place, NULL, NULL, 0};
    for (int i = 0; i < 9; i++) {
        double start = now();
        for (int r = 0; r < rows; r++)
            if (rgen_session_encode(s, r, &in, FRAMES, &err) != RGEN_OK)
                die(&err);
        times[i] = now() - start;
    }
    for (int i = 0; i < shape->n_inputs; i++)
        free((void *)(size_t)heard[i]);
    free(heard);
    return median(times, 9);
}

static void measure(const rgen_model *m, const char *what, int rows, rgen_threads *threads)
{
    rgen_error err;
    rgen_session *s;
    double times[MAX_TIMES], encoder = 0, whole[7];
    int n = 0, steps = FRAMES + m->shape.max_delay;
    size_t k_books = (size_t)m->shape.n_books;
    uint16_t *codes = calloc(k_books * FRAMES, sizeof *codes), *in = calloc(k_books * (size_t)rows, 2);
    float *logits = malloc((size_t)rows * (size_t)m->n_codes * sizeof *logits);
    rgen_sampling *how = calloc(k_books, sizeof *how);
    for (size_t k = 0; k < k_books; k++)
        how[k] = (rgen_sampling){1.0f, 0, 0.95f, rows > 1 ? 1.5f : 1.0f};
    if (rgen_session_new(&s, m, rows, FRAMES, FRAMES + 32, 0, threads, &err) != RGEN_OK)
        die(&err);
    if (m->encoder.n_layers)
        encoder = encode(s, m, rows);
    for (int pass = 0; pass < 5; pass++)
        for (int i = 0; i < steps; i++) {
            double start = now();
            if (rgen_session_step(s, i ? in : NULL, logits, &err) != RGEN_OK)
                die(&err);
            if (n < MAX_TIMES)
                times[n++] = now() - start;
        }
    rgen_generation g = {.n_frames = FRAMES, .sampling = how, .key = 1};
    for (int pass = 0; pass < 7; pass++) {
        double start = now();
        if (rgen_session_generate(s, &g, codes, &err) != RGEN_OK)
            die(&err);
        whole[pass] = now() - start;
    }
    double step = median(times, n), best = times[n / 10], all = median(whole, 7);
    printf("%-12s %-7s threads %d rows %d: step %.3f ms (best %.3f), %.1f GB/s; %d frames %.1f ms, "
           "%.0f codes/s; encoder %.2f ms\n", what, rgen_kernels_name(),
           rgen_threads_count(threads), rows, 1e3 * step, 1e3 * best,
           1e-9 * step_bytes(m) / step, FRAMES,
           1e3 * all, (double)(k_books * FRAMES) / all, 1e3 * encoder);
    rgen_session_free(s);
    free(codes);
    free(in);
    free(logits);
    free(how);
}

int main(int argc, char **argv)
{
    static const struct { int type; const char *name; } types[] = {
        {RGEN_F32, "random f32"}, {RGEN_F16, "random f16"}, {RGEN_Q8_0, "random q8_0"}};
    rgen_error err;
    rgen_model *m;
    int threads = 0, rows = 2, option;
    while ((option = getopt(argc, argv, "ct:r:")) != -1) {
        if (option == 'c')
            clock_used = CLOCK_PROCESS_CPUTIME_ID;
        else if (option == 't')
            threads = atoi(optarg);
        else if (option == 'r')
            rows = atoi(optarg);
        else
            return 2;
    }
    rgen_threads *pool = rgen_threads_new(threads);
    if (optind < argc) {
        if (rgen_model_open(&m, argv[optind], &err) != RGEN_OK)
            die(&err);
        measure(m, m->shape.role, rows, pool);
        rgen_model_free(m);
    }
    for (int i = 0; i < 3 && optind >= argc; i++) {
        bytes file = make_model(types[i].type);
        if (rgen_model_parse(&m, file.p, file.n, types[i].name, &err) != RGEN_OK)
            die(&err);
        measure(m, types[i].name, rows, pool);
        rgen_model_free(m);
        free(file.p);
    }
    rgen_threads_free(pool);
    return 0;
}
