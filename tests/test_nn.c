/* The transformer runtime against PyTorch's logits (tests/make_nn_reference.py),
 * and what must hold of sessions: threads, guidance, forced codes, nats. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "nn/kernels.h"
#include "nn/nn.h"
#include "nn/session.h"

enum { FRAMES = 12, BOOKS = 3, CODES = 20 + 9 + 5, STEPS = FRAMES + 2, PARTS = 5 };

/* tests/data is found beside the program, wherever the build folder is. */
static void data_path(const char *name, char *path, size_t size)
{
    char relative[128];
    rgen_error err;
    snprintf(relative, sizeof relative, "tests/data/%s", name);
    if (rgen_file_find(relative, path, size, &err) != RGEN_OK)
        fail_msg("%s", err.message);
}

static rgen_model *open_model(const char *name)
{
    char path[4096];
    rgen_model *m;
    rgen_error err;
    data_path(name, path, sizeof path);
    if (rgen_model_open(&m, path, &err) != RGEN_OK)
        fail_msg("%s", err.message);
    return m;
}

static float *open_reference(const char *name, size_t *n)
{
    char path[4096], *data;
    rgen_error err;
    data_path(name, path, sizeof path);
    if (rgen_file_read(path, 1 << 20, &data, n, &err) != RGEN_OK)
        fail_msg("%s", err.message);
    *n /= sizeof(float);
    return (float *)(void *)data;
}

/* The context model's case, as the .ref file has it. */
typedef struct example {
    float *file;
    uint16_t heard[PARTS][FRAMES];
    uint8_t place[3][FRAMES];
    int conditions[2];
    float weights[2];
    uint16_t codes[BOOKS][FRAMES];
    const float *logits[2]; /* [STEPS, CODES] */
} example;

static example read_example(const char *name)
{
    example e;
    size_t n;
    const float *p = e.file = open_reference(name, &n);
    assert_int_equal(n, 1 + (PARTS + 3 + BOOKS) * FRAMES + 4 + 2 * STEPS * CODES);
    assert_int_equal((int)*p++, FRAMES);
    for (int i = 0; i < PARTS; i++)
        for (int t = 0; t < FRAMES; t++)
            e.heard[i][t] = (uint16_t)*p++;
    for (int i = 0; i < 3; i++)
        for (int t = 0; t < FRAMES; t++)
            e.place[i][t] = (uint8_t)*p++;
    for (int i = 0; i < 2; i++)
        e.conditions[i] = (int)*p++;
    for (int i = 0; i < 2; i++)
        e.weights[i] = *p++;
    for (int i = 0; i < BOOKS; i++)
        for (int t = 0; t < FRAMES; t++)
            e.codes[i][t] = (uint16_t)*p++;
    e.logits[0] = p;
    e.logits[1] = p + STEPS * CODES;
    return e;
}

/* A session with both rows encoded; row 1 has no conditions. With threads, even
 * the smallest region is given to all of them. */
static rgen_session *encoded_by(const rgen_model *m, const example *e, int rows,
                                rgen_threads *threads, const rgen_kernels *kernels)
{
    rgen_session *s;
    rgen_error err;
    const uint16_t *heard[2] = {e->heard[0], e->heard[2]};
    rgen_encoder_input in = {heard, e->place[0], e->place[1], e->place[2], e->conditions,
                             e->weights, 2};
    if (rgen_session_new(&s, m, rows, FRAMES, FRAMES + 2, 0, threads, &err) != RGEN_OK)
        fail_msg("%s", err.message);
    if (threads)
        s->small = 0;
    if (kernels)
        s->kernels = kernels;
    for (int r = 0; r < rows; r++) {
        in.n_conditions = r == 0 ? 2 : 0;
        if (rgen_session_encode(s, r, &in, FRAMES, &err) != RGEN_OK)
            fail_msg("%s", err.message);
    }
    return s;
}

static rgen_session *encoded(const rgen_model *m, const example *e, int rows, rgen_threads *threads)
{
    return encoded_by(m, e, rows, threads, NULL);
}

/* Largest difference relative to the largest logit of the reference. */
static double difference(const float *a, const float *b, size_t n)
{
    double most = 0, worst = 0;
    for (size_t i = 0; i < n; i++) {
        most = fmax(most, fabs((double)b[i]));
        worst = fmax(worst, fabs((double)a[i] - (double)b[i]));
    }
    return worst / most;
}

static void column(const rgen_model_shape *shape, const uint16_t *codes, int frames, int c,
                   uint16_t *out)
{
    for (int k = 0; k < shape->n_books; k++) {
        int t = c - shape->delays[k];
        out[k] = t >= 0 && t < frames ? codes[k * frames + t] : shape->books[k];
    }
}

static void logits_of_context_model(const char *kind, double tolerance)
{
    char name[64];
    rgen_error err;
    snprintf(name, sizeof name, "nn_context_%s.gguf", kind);
    rgen_model *m = open_model(name);
    snprintf(name, sizeof name, "nn_context_%s.ref", kind);
    example e = read_example(name);
    rgen_session *s = encoded(m, &e, 2, NULL);
    const rgen_model_shape *shape = rgen_model_get_shape(m);
    double worst = 0;
    for (int step = 0; step < STEPS; step++) {
        float logits[2 * CODES];
        uint16_t in[2 * BOOKS];
        column(shape, e.codes[0], FRAMES, step - 1, in);
        memcpy(in + BOOKS, in, BOOKS * sizeof *in);
        if (rgen_session_step(s, step ? in : NULL, logits, &err) != RGEN_OK)
            fail_msg("%s", err.message);
        for (int r = 0; r < 2; r++)
            worst = fmax(worst, difference(logits + r * CODES, e.logits[r] + step * CODES, CODES));
    }
    print_message("%s: largest relative difference of a logit %.2g\n", kind, worst);
    assert_true(worst < tolerance);
    assert_string_equal(shape->role, "bass");
    assert_int_equal(rgen_model_condition(m, "style.house"), 1);
    assert_int_equal(rgen_model_condition(m, "style.polka"), -1);
    rgen_session_free(s);
    rgen_model_free(m);
    free(e.file);
}

static void logits_agree_with_pytorch(void **state)
{
    logits_of_context_model("f32", 1e-4);
    logits_of_context_model("f16", 1e-4);
    logits_of_context_model("q8_0", 5e-2); /* activations are rounded to 8 bits too */
}

static void decoder_alone_agrees(void **state)
{
    enum { T = 10, S = T + 3, P = 19, M = 5, D = 18, K = 4, V = 11 + 11 + 6 + 40 };
    rgen_error err;
    rgen_session *s;
    size_t n;
    rgen_model *m = open_model("nn_decoder_f32.gguf");
    float *file = open_reference("nn_decoder_f32.ref", &n);
    const float *prefix = file + 3, *memory = prefix + P * D, *codes = memory + M * D;
    const float *wanted = codes + K * T;
    uint16_t all[K * T], in[2 * K];
    double worst = 0;
    assert_int_equal(n, 3 + (P + M) * D + K * T + 2 * S * V);
    for (int i = 0; i < K * T; i++)
        all[i] = (uint16_t)codes[i];
    assert_int_equal(rgen_session_new(&s, m, 2, T, M, P, NULL, &err), RGEN_OK);
    assert_int_equal(rgen_session_set_memory(s, 0, memory, M, &err), RGEN_OK);
    assert_int_equal(rgen_session_set_memory(s, 1, NULL, 0, &err), RGEN_OK);
    for (int r = 0; r < 2; r++)
        assert_int_equal(rgen_session_set_prefix(s, r, prefix, P, &err), RGEN_OK);
    for (int step = 0; step < S; step++) {
        float logits[2 * V];
        column(rgen_model_get_shape(m), all, T, step - 1, in);
        memcpy(in + K, in, K * sizeof *in);
        assert_int_equal(rgen_session_step(s, step ? in : NULL, logits, &err), RGEN_OK);
        for (int r = 0; r < 2; r++)
            worst = fmax(worst, difference(logits + r * V, wanted + (r * S + step) * V, V));
    }
    print_message("decoder alone: %.2g\n", worst);
    assert_true(worst < 1e-4);
    float logits[2 * V];
    assert_int_equal(rgen_session_step(s, in, logits, &err), RGEN_ERR_ARG); /* no room left */
    rgen_session_free(s);
    rgen_model_free(m);
    free(file);
}

/* ---- generation ---- */

typedef struct setup {
    rgen_model *m;
    example e;
    rgen_sampling how[BOOKS];
    rgen_generation g;
} setup;

static setup begin(const char *kind)
{
    setup u;
    char name[64];
    snprintf(name, sizeof name, "nn_context_%s.gguf", kind);
    u.m = open_model(name);
    snprintf(name, sizeof name, "nn_context_%s.ref", kind);
    u.e = read_example(name);
    for (int k = 0; k < BOOKS; k++)
        u.how[k] = (rgen_sampling){1.0f, 0, 1.0f, 2.0f};
    u.g = (rgen_generation){.n_frames = FRAMES, .key = 11};
    return u;
}

static void end(setup *u)
{
    rgen_model_free(u->m);
    free(u->e.file);
}

typedef uint16_t piece[BOOKS][FRAMES];

/* Generate on a fresh session. */
static void generate(setup *u, int rows, rgen_threads *threads, const rgen_kernels *k, piece codes)
{
    rgen_error err;
    rgen_session *s = encoded_by(u->m, &u->e, rows, threads, k);
    u->g.sampling = u->how;
    if (rgen_session_generate(s, &u->g, codes[0], &err) != RGEN_OK)
        fail_msg("%s", err.message);
    rgen_session_free(s);
}

/* Codes are coarse: compare the bits of logits too. */
static void logits_do_not_depend_on_threads(setup *u)
{
    rgen_error err;
    rgen_threads *t = rgen_threads_new(2);
    rgen_session *a = encoded(u->m, &u->e, 2, NULL), *b = encoded(u->m, &u->e, 2, t);
    const rgen_kernels *other = rgen_kernels_find("avx2");
    rgen_session *c = encoded_by(u->m, &u->e, 2, NULL, other ? other : &rgen_kernels_ref);
    for (int step = 0; step < STEPS; step++) {
        float x[2 * CODES], y[2 * CODES], z[2 * CODES];
        uint16_t in[2 * BOOKS];
        column(rgen_model_get_shape(u->m), u->e.codes[0], FRAMES, step - 1, in);
        memcpy(in + BOOKS, in, BOOKS * sizeof *in);
        assert_int_equal(rgen_session_step(a, step ? in : NULL, x, &err), RGEN_OK);
        assert_int_equal(rgen_session_step(b, step ? in : NULL, y, &err), RGEN_OK);
        assert_int_equal(rgen_session_step(c, step ? in : NULL, z, &err), RGEN_OK);
        assert_memory_equal(x, y, sizeof x);
        assert_memory_equal(x, z, sizeof x);
    }
    rgen_session_free(a);
    rgen_session_free(b);
    rgen_session_free(c);
    rgen_threads_free(t);
}

static void same_bytes_for_any_threads_and_kernels(void **state)
{
    static const char *const kinds[] = {"f32", "f16", "q8_0"}, *const tables[] = {"avx2", "avx512"};
    for (int i = 0; i < 3; i++) {
        setup u = begin(kinds[i]);
        piece one, other;
        generate(&u, 2, NULL, NULL, one);
        for (int n = 1; n <= 3; n++) {
            rgen_threads *t = rgen_threads_new(n);
            generate(&u, 2, t, NULL, other);
            rgen_threads_free(t);
            assert_memory_equal(one, other, sizeof one);
        }
        generate(&u, 2, NULL, &rgen_kernels_ref, other);
        assert_memory_equal(one, other, sizeof one);
        logits_do_not_depend_on_threads(&u);
        for (int j = 0; j < 2; j++)
            if (rgen_kernels_find(tables[j])) {
                generate(&u, 2, NULL, rgen_kernels_find(tables[j]), other);
                assert_memory_equal(one, other, sizeof one);
            }
        u.g.key = 12;
        generate(&u, 2, NULL, NULL, other);
        assert_memory_not_equal(one, other, sizeof one);
        end(&u);
    }
}

/* Write out by hand what generate must do: one step at a time, logits of both
 * rows mixed, the most likely code taken. */
static void generation_follows_the_delays_and_guidance(void **state)
{
    setup u = begin("f32");
    piece codes, wanted = {{0}};
    rgen_error err;
    rgen_session *s = encoded(u.m, &u.e, 2, NULL);
    const rgen_model_shape *shape = rgen_model_get_shape(u.m);
    for (int k = 0; k < BOOKS; k++)
        u.how[k] = (rgen_sampling){0, 0, 1, 1.5f + (float)k};
    generate(&u, 2, NULL, NULL, codes);
    for (int step = 0; step < STEPS; step++) {
        float logits[2 * CODES];
        uint16_t in[2 * BOOKS];
        column(shape, wanted[0], FRAMES, step - 1, in);
        memcpy(in + BOOKS, in, BOOKS * sizeof *in);
        assert_int_equal(rgen_session_step(s, step ? in : NULL, logits, &err), RGEN_OK);
        for (int k = 0, at = 0; k < BOOKS; at += shape->books[k++]) {
            int t = step - shape->delays[k], best = 0;
            float most = -INFINITY;
            for (int c = 0; c < shape->books[k]; c++) {
                float with = logits[at + c], without = logits[CODES + at + c];
                float l = without + u.how[k].guidance * (with - without);
                best = l > most ? c : best;
                most = l > most ? l : most;
            }
            if (t >= 0 && t < FRAMES)
                wanted[k][t] = (uint16_t)best;
        }
    }
    assert_memory_equal(codes, wanted, sizeof codes);
    rgen_session_free(s);
    end(&u);
}

static void guidance_of_one_needs_one_row(void **state)
{
    setup u = begin("f32");
    piece one, two;
    for (int k = 0; k < BOOKS; k++)
        u.how[k].guidance = 1;
    generate(&u, 1, NULL, NULL, one);
    generate(&u, 2, NULL, NULL, two);
    assert_memory_equal(one, two, sizeof one);
    end(&u);
}

/* Forcing what would have been drawn changes nothing, whichever codes are forced:
 * so the batches of forced steps give the bits of single steps. */
static void forced_codes_are_kept(void **state)
{
    setup u = begin("f32");
    piece free_codes, codes;
    int32_t forced[BOOKS][FRAMES];
    generate(&u, 2, NULL, NULL, free_codes);
    u.g.forced = forced[0];
    for (int which = 0; which < 40; which++) {
        for (int k = 0; k < BOOKS; k++)
            for (int t = 0; t < FRAMES; t++) {
                int keep = which < 13 ? t < which            /* a beginning */
                           : which < 26 ? t >= which - 13    /* an end */
                           : which < 30 ? k == which - 26    /* a book */
                                        : (which * 7 + t * 5 + k * 3) % 11 < 5;
                forced[k][t] = keep ? free_codes[k][t] : -1;
            }
        generate(&u, 2, NULL, NULL, codes);
        assert_memory_equal(codes, free_codes, sizeof codes);
    }
    for (int k = 0; k < BOOKS; k++)
        for (int t = 0; t < FRAMES; t++)
            forced[k][t] = t % 3 ? -1 : (free_codes[k][t] + 1) % rgen_model_get_shape(u.m)->books[k];
    generate(&u, 2, NULL, NULL, codes);
    for (int k = 0; k < BOOKS; k++)
        for (int t = 0; t < FRAMES; t += 3)
            assert_int_equal(codes[k][t], forced[k][t]);
    end(&u);
}

/* nats = -log softmax of PyTorch's logits, of row 0, whatever the guidance. */
static void nats_are_minus_log_softmax(void **state)
{
    setup u = begin("f32");
    piece codes;
    int32_t forced[BOOKS][FRAMES];
    double nats[BOOKS] = {1, 0, 0}; /* they add */
    const rgen_model_shape *shape = rgen_model_get_shape(u.m);
    for (int k = 0; k < BOOKS; k++)
        for (int t = 0; t < FRAMES; t++)
            forced[k][t] = u.e.codes[k][t];
    u.g.forced = forced[0];
    u.g.nats = nats;
    generate(&u, 2, NULL, NULL, codes);
    for (int k = 0, at = 0; k < BOOKS; at += shape->books[k++]) {
        double wanted = k == 0;
        for (int t = 0; t < FRAMES; t++) {
            const float *l = u.e.logits[0] + (t + shape->delays[k]) * CODES + at;
            double sum = 0;
            for (int c = 0; c < shape->books[k]; c++)
                sum += exp((double)l[c]);
            wanted += log(sum) - (double)l[forced[k][t]];
        }
        if (fabs(nats[k] - wanted) > 1e-4 * wanted)
            fail_msg("book %d: %g nats, not %g", k, nats[k], wanted);
    }
    /* free codes count as well, and measuring does not change them */
    piece plain;
    u.g.forced = NULL;
    u.g.nats = NULL;
    generate(&u, 2, NULL, NULL, plain);
    u.g.nats = nats;
    generate(&u, 2, NULL, NULL, codes);
    assert_memory_equal(codes, plain, sizeof codes);
    end(&u);
}

static void only_one_code(void *data, int book, int frame, float *logits, int n)
{
    int *calls = data;
    (*calls)++;
    for (int i = 0; i < n; i++)
        logits[i] = i == 3 + frame % 2 ? logits[i] : -INFINITY;
}

static int cancel(void *data, int step, int steps)
{
    int *seen = data;
    assert_true(step > *seen && step <= steps);
    *seen = step;
    return step >= 5;
}

static void callbacks_are_called(void **state)
{
    setup u = begin("f32");
    piece codes;
    int calls = 0, seen = 0;
    rgen_error err;
    u.g.adjust = only_one_code;
    u.g.adjust_data = &calls;
    generate(&u, 2, NULL, NULL, codes);
    assert_int_equal(calls, BOOKS * FRAMES);
    for (int k = 0; k < BOOKS; k++)
        for (int t = 0; t < FRAMES; t++)
            assert_int_equal(codes[k][t], 3 + t % 2);
    rgen_session *s = encoded(u.m, &u.e, 2, NULL);
    u.g.progress = cancel;
    u.g.progress_data = &seen;
    assert_int_equal(rgen_session_generate(s, &u.g, codes[0], &err), RGEN_ERR_CANCELLED);
    assert_int_equal(seen, 5);
    /* the session can go on */
    u.g.progress = NULL;
    assert_int_equal(rgen_session_generate(s, &u.g, codes[0], &err), RGEN_OK);
    rgen_session_free(s);
    end(&u);
}

/* ---- sampling ---- */

enum { N = 12 };

/* Which codes come up over many draws, as bits, and how often code 0 does. */
static unsigned drawn(const float *logits, rgen_sampling how, double *share)
{
    unsigned set = 0;
    int first = 0;
    for (int i = 0; i < 4000; i++) {
        float l[N], p[N];
        uint64_t order[N];
        memcpy(l, logits, sizeof l);
        int code = rgen_sample(rgen_kernels_get(), l, N, &how, ((float)i + 0.5f) / 4000, p, order);
        set |= 1u << code;
        first += code == 0;
    }
    *share = first / 4000.0;
    return set;
}

static void sampling_follows_its_settings(void **state)
{
    double share;
    float l[N]; /* probabilities 1/2, 1/4, 1/8, ... */
    for (int i = 0; i < N; i++)
        l[i] = -0.69314718f * (float)i;
    assert_int_equal(drawn(l, (rgen_sampling){1, 0, 1, 1}, &share), (1 << N) - 1);
    assert_true(fabs(share - 0.5) < 2e-3);
    assert_int_equal(drawn(l, (rgen_sampling){1, 3, 1, 1}, &share), 7);
    assert_true(fabs(share - 4.0 / 7) < 2e-3);
    assert_int_equal(drawn(l, (rgen_sampling){1, 0, 0.7f, 1}, &share), 3);
    assert_true(fabs(share - 2.0 / 3) < 2e-3);
    assert_int_equal(drawn(l, (rgen_sampling){1, 4, 0.6f, 1}, &share), 3);
    assert_int_equal(drawn(l, (rgen_sampling){1, 0, 0.01f, 1}, &share), 1);
    assert_int_equal(drawn(l, (rgen_sampling){1, 100, 1, 1}, &share), (1 << N) - 1);
    drawn(l, (rgen_sampling){2, 0, 1, 1}, &share);
    assert_true(share > 0.29 && share < 0.31);
    assert_int_equal(drawn(l, (rgen_sampling){0, 0, 1, 1}, &share), 1);
    for (int i = 0; i < N; i++)
        l[i] = 0; /* ties go to the lower codes */
    assert_int_equal(drawn(l, (rgen_sampling){1, 2, 1, 1}, &share), 3);
    assert_int_equal(drawn(l, (rgen_sampling){0, 0, 1, 1}, &share), 1);
    for (int i = 0; i < N; i++)
        l[i] = i == 4 || i == 7 ? 1.0f : -INFINITY;
    assert_int_equal(drawn(l, (rgen_sampling){1, 0, 0.9f, 1}, &share), 1 << 4 | 1 << 7);
    l[4] = NAN;
    assert_int_equal(drawn(l, (rgen_sampling){1, 0, 1, 1}, &share), 1 << 7);
    for (int i = 0; i < N; i++)
        l[i] = i % 2 ? NAN : -INFINITY; /* nothing is possible: still a code */
    drawn(l, (rgen_sampling){1, 3, 0.5f, 1}, &share);
}

/* ---- bad arguments ---- */

static void bad_arguments_are_refused(void **state)
{
    setup u = begin("f32");
    rgen_error err;
    rgen_session *s;
    piece codes;
    int32_t forced[BOOKS][FRAMES];
    float logits[2 * CODES];
    static const int sizes[][4] = {{0, 4, 4, 0}, {65, 4, 4, 0}, {1, 0, 4, 0}, {1, -5, 4, 0},
                                   {1, 4, -1, 0}, {1, 4, 4, -1}, {1, 1 << 30, 4, 0}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        assert_int_equal(rgen_session_new(&s, u.m, sizes[i][0], sizes[i][1], sizes[i][2],
                                          sizes[i][3], NULL, &err), RGEN_ERR_ARG);
        assert_null(s);
    }
    s = encoded(u.m, &u.e, 1, NULL);
    u.g.sampling = u.how; /* guidance 2 without a second row */
    assert_int_equal(rgen_session_generate(s, &u.g, codes[0], &err), RGEN_ERR_ARG);
    assert_non_null(strstr(err.message, "2 rows"));
    static const rgen_sampling bad[] = {{-1, 0, 1, 1}, {NAN, 0, 1, 1}, {1, -1, 1, 1}, {1, 0, 0, 1},
                                        {1, 0, 1.5f, 1}, {1, 0, NAN, 1}, {1, 0, 1, NAN},
                                        {INFINITY, 0, 1, 1}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        u.how[1] = bad[i];
        assert_int_equal(rgen_session_generate(s, &u.g, codes[0], &err), RGEN_ERR_ARG);
    }
    u.g.sampling = NULL;
    u.g.n_frames = FRAMES + 1;
    assert_int_equal(rgen_session_generate(s, &u.g, codes[0], &err), RGEN_ERR_ARG);
    u.g.n_frames = FRAMES;
    u.g.forced = forced[0];
    memset(forced, 0xff, sizeof forced);
    forced[1][3] = 9; /* the book has 9 codes */
    assert_int_equal(rgen_session_generate(s, &u.g, codes[0], &err), RGEN_ERR_ARG);
    assert_non_null(strstr(err.message, "forced code 9 of book 1, frame 3"));
    forced[1][3] = -2;
    assert_int_equal(rgen_session_generate(s, &u.g, codes[0], &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_session_step(s, (const uint16_t[]){0, 10, 0}, logits, &err), RGEN_ERR_ARG);
    rgen_session_free(s);

    assert_int_equal(rgen_session_new(&s, u.m, 1, FRAMES, FRAMES + 2, 0, NULL, &err), RGEN_OK);
    u.g.forced = NULL; /* nothing encoded yet */
    assert_int_equal(rgen_session_generate(s, &u.g, codes[0], &err), RGEN_ERR_ARG);
    const uint16_t *heard[2] = {u.e.heard[0], u.e.heard[2]};
    const int conditions[3] = {0, 3, 0};
    const float weights[3] = {1, 1, 1};
    rgen_encoder_input in = {heard, u.e.place[0], u.e.place[1], u.e.place[2], conditions, weights, 1};
    assert_int_equal(rgen_session_encode(s, 1, &in, FRAMES, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_session_encode(s, 0, &in, 0, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_session_encode(s, 0, &in, FRAMES + 1, &err), RGEN_ERR_ARG);
    in.n_conditions = 2;
    assert_int_equal(rgen_session_encode(s, 0, &in, FRAMES, &err), RGEN_ERR_ARG);
    in.n_conditions = 3;
    assert_int_equal(rgen_session_encode(s, 0, &in, FRAMES, &err), RGEN_ERR_ARG);
    in.n_conditions = 0;
    u.e.place[1][2] = 32;
    assert_int_equal(rgen_session_encode(s, 0, &in, FRAMES, &err), RGEN_ERR_ARG);
    u.e.place[1][2] = 0;
    u.e.heard[1][5] = 9;
    assert_int_equal(rgen_session_encode(s, 0, &in, FRAMES, &err), RGEN_ERR_ARG);
    assert_non_null(strstr(err.message, "code 9 of drums, book 1, frame 5"));
    u.e.heard[1][5] = 8; /* masked */
    assert_int_equal(rgen_session_encode(s, 0, &in, FRAMES, &err), RGEN_OK);
    assert_int_equal(rgen_session_set_prefix(s, 0, logits, 1, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_session_set_memory(s, 0, logits, FRAMES + 3, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_session_set_memory(s, -1, logits, 1, NULL), RGEN_ERR_ARG);
    rgen_session_free(s);
    rgen_session_free(NULL);
    end(&u);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logits_agree_with_pytorch),
        cmocka_unit_test(decoder_alone_agrees),
        cmocka_unit_test(same_bytes_for_any_threads_and_kernels),
        cmocka_unit_test(generation_follows_the_delays_and_guidance),
        cmocka_unit_test(guidance_of_one_needs_one_row),
        cmocka_unit_test(forced_codes_are_kept),
        cmocka_unit_test(nats_are_minus_log_softmax),
        cmocka_unit_test(callbacks_are_called),
        cmocka_unit_test(sampling_follows_its_settings),
        cmocka_unit_test(bad_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
