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
#include "nn/model.h"
#include "nn/nn.h"

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

/* A session with both rows encoded; row 1 has no conditions. */
static rgen_session *encoded(const rgen_model *m, const example *e, int rows, rgen_threads *threads)
{
    rgen_session *s;
    rgen_error err;
    const uint16_t *heard[2] = {e->heard[0], e->heard[2]};
    rgen_encoder_input in = {heard, e->place[0], e->place[1], e->place[2], e->conditions,
                             e->weights, 2};
    if (rgen_session_new(&s, m, rows, FRAMES, FRAMES + 2, 0, threads, &err) != RGEN_OK)
        fail_msg("%s", err.message);
    for (int r = 0; r < rows; r++) {
        in.n_conditions = r == 0 ? 2 : 0;
        if (rgen_session_encode(s, r, &in, FRAMES, &err) != RGEN_OK)
            fail_msg("%s", err.message);
    }
    return s;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(logits_agree_with_pytorch),
        cmocka_unit_test(decoder_alone_agrees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
