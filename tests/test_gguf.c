/* The GGUF reader and the model loader on damaged and hostile files: every file
 * gives one sentence, and none is read past its end (run under ASan to be sure). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/philox.h"
#include "nn/gguf.h"
#include "nn/model.h"

/* ---- a small file, put together by hand ---- */

typedef struct image {
    unsigned char p[1024];
    size_t n;
} image;

static void put(image *b, const void *data, size_t n)
{
    assert_true(b->n + n <= sizeof b->p);
    memcpy(b->p + b->n, data, n);
    b->n += n;
}
static void u32(image *b, uint32_t v) { put(b, &v, 4); }
static void u64(image *b, uint64_t v) { put(b, &v, 8); }
static void text(image *b, const char *s)
{
    u64(b, strlen(s));
    put(b, s, strlen(s));
}

static void header(image *b, uint32_t version, uint64_t tensors, uint64_t keys)
{
    b->n = 0;
    put(b, "GGUF", 4);
    u32(b, version);
    u64(b, tensors);
    u64(b, keys);
}

static void tensor(image *b, const char *name, uint64_t columns, uint64_t rows, uint32_t type,
                   uint64_t offset)
{
    text(b, name);
    u32(b, 2);
    u64(b, columns);
    u64(b, rows);
    u32(b, type);
    u64(b, offset);
}

static void data(image *b, size_t n)
{
    while (b->n % 32)
        b->p[b->n++] = 0;
    for (size_t i = 0; i < n; i++)
        b->p[b->n++] = (unsigned char)i;
}

/* Parse an exact copy, so that ASan sees a read past the end. */
static rgen_status parse(const image *b, rgen_gguf **g, rgen_error *err, void **copy)
{
    *copy = malloc(b->n ? b->n : 1);
    memcpy(*copy, b->p, b->n);
    memset(err, 0, sizeof *err);
    return rgen_gguf_parse(g, *copy, b->n, "x.gguf", err);
}

static void refuses(const image *b, const char *words)
{
    rgen_gguf *g;
    rgen_error err;
    void *copy;
    rgen_status status = parse(b, &g, &err, &copy);
    if (status != RGEN_ERR_FORMAT || !strstr(err.message, words) || !strstr(err.message, "x.gguf"))
        fail_msg("status %d, \"%s\" lacks \"%s\"", status, err.message, words);
    assert_null(g);
    free(copy);
}

static void good_file_is_read(void **state)
{
    image b;
    rgen_gguf *g;
    rgen_error err;
    void *copy;
    uint32_t v;
    int yes = 0;
    header(&b, 3, 2, 5);
    text(&b, "number"); u32(&b, 0); put(&b, "\x07", 1);
    text(&b, "word"); u32(&b, 8); text(&b, "hello");
    text(&b, "flag"); u32(&b, 7); put(&b, "\1", 1);
    text(&b, "list"); u32(&b, 9); u32(&b, 4); u64(&b, 2); u32(&b, 5); u32(&b, 6);
    text(&b, "negative"); u32(&b, 5); u32(&b, (uint32_t)-2);
    tensor(&b, "b", 4, 2, RGEN_F32, 0);
    tensor(&b, "a", 32, 1, RGEN_Q8_0, 32);
    data(&b, 66);
    assert_int_equal(parse(&b, &g, &err, &copy), RGEN_OK);
    assert_int_equal(rgen_gguf_n_tensors(g), 2);
    const rgen_tensor *t = rgen_gguf_tensor(g, "a");
    assert_int_equal(t->size, 34);
    assert_int_equal(((const unsigned char *)t->data)[0], 32);
    assert_int_equal(rgen_gguf_tensor(g, "b")->size, 32);
    assert_null(rgen_gguf_tensor(g, "c"));
    assert_int_equal(rgen_gguf_u32(g, "number", &v, &err), RGEN_OK);
    assert_int_equal(v, 7);
    assert_string_equal(rgen_gguf_string(g, "word"), "hello");
    assert_null(rgen_gguf_string(g, "number"));
    assert_int_equal(rgen_gguf_bool(g, "flag", &yes, &err), RGEN_OK);
    assert_int_equal(yes, 1);
    assert_int_equal(rgen_gguf_array(g, "list"), 2);
    assert_int_equal(rgen_gguf_array(g, "word"), -1);
    assert_int_equal(rgen_gguf_array_u32(g, "list", 1, &v, &err), RGEN_OK);
    assert_int_equal(v, 6);
    assert_int_equal(rgen_gguf_array_u32(g, "list", 2, &v, &err), RGEN_ERR_FORMAT);
    assert_int_equal(rgen_gguf_u32(g, "negative", &v, &err), RGEN_ERR_FORMAT);
    assert_int_equal(rgen_gguf_u32(g, "word", &v, &err), RGEN_ERR_FORMAT);
    assert_int_equal(rgen_gguf_u32(g, "nothing", &v, &err), RGEN_ERR_FORMAT);
    assert_int_equal(rgen_gguf_bool(g, "number", &yes, &err), RGEN_ERR_FORMAT);
    assert_null(rgen_gguf_array_string(g, "list", 0));
    rgen_gguf_free(g);
    free(copy);
    rgen_gguf_free(NULL);
}

static void hostile_numbers_are_refused(void **state)
{
    image b;
    header(&b, 3, 0, 0);
    b.p[0] = 'g';
    refuses(&b, "not a GGUF file");
    header(&b, 2, 0, 0);
    refuses(&b, "version 2");
    header(&b, 3, UINT64_MAX, 0);
    refuses(&b, "more than it has room for");
    header(&b, 3, 0, UINT64_MAX / 13 + 2);
    refuses(&b, "more than it has room for");
    header(&b, 3, 0, 1); /* a key of enormous length */
    u64(&b, UINT64_MAX - 3);
    data(&b, 64);
    refuses(&b, "ends inside its metadata");
    header(&b, 3, 0, 1); /* arrays whose size overflows */
    text(&b, "k"); u32(&b, 9); u32(&b, 10); u64(&b, UINT64_MAX / 8 + 1);
    data(&b, 64);
    refuses(&b, "ends inside its metadata");
    header(&b, 3, 0, 1);
    text(&b, "k"); u32(&b, 9); u32(&b, 8); u64(&b, UINT64_MAX / 8);
    data(&b, 64);
    refuses(&b, "ends inside its metadata");
    header(&b, 3, 0, 1); /* an array of arrays, and an unknown type */
    text(&b, "k"); u32(&b, 9); u32(&b, 9); u64(&b, 1);
    data(&b, 64);
    refuses(&b, "unknown type 9");
    header(&b, 3, 0, 1);
    text(&b, "k"); u32(&b, 77);
    data(&b, 64);
    refuses(&b, "unknown type 77");
    header(&b, 3, 0, 2); /* the same key twice */
    for (int i = 0; i < 2; i++) {
        text(&b, "k"); u32(&b, 0); put(&b, "\1", 1);
    }
    refuses(&b, "twice");
    header(&b, 3, 0, 1); /* a NUL in a name */
    u64(&b, 3); put(&b, "a\0b", 3); u32(&b, 0); put(&b, "\1", 1);
    refuses(&b, "NUL");
    header(&b, 3, 0, 1);
    text(&b, "general.alignment"); u32(&b, 4); u32(&b, 3);
    refuses(&b, "general.alignment 3");
}

static void hostile_tensors_are_refused(void **state)
{
    static const struct {
        uint64_t columns, rows;
        uint32_t type;
        uint64_t offset;
        const char *words;
    } rows[] = {
        {4, 2, 2, 0, "type 2"},
        {0, 2, RGEN_F32, 0, "shape"},
        {UINT64_MAX, 2, RGEN_F32, 0, "shape"},
        {1ull << 33, 1ull << 33, RGEN_F16, 0, "shape"},
        {33, 2, RGEN_Q8_0, 0, "shape"},
        {4, 2, RGEN_F32, 16, "alignment"},
        {4, 2, RGEN_F32, 64, "beyond the end"},
        {4, 2, RGEN_F32, UINT64_MAX - 31, "beyond the end"},
        {4, 1u << 20, RGEN_F32, 0, "beyond the end"},
    };
    image b;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        header(&b, 3, 1, 0);
        tensor(&b, "t", rows[i].columns, rows[i].rows, rows[i].type, rows[i].offset);
        data(&b, 32);
        refuses(&b, rows[i].words);
    }
    header(&b, 3, 2, 0);
    tensor(&b, "t", 4, 2, RGEN_F32, 0);
    tensor(&b, "t", 4, 2, RGEN_F32, 0);
    data(&b, 32);
    refuses(&b, "twice");
    header(&b, 3, 1, 0);
    text(&b, "t");
    u32(&b, 5);
    data(&b, 96);
    refuses(&b, "5 dimensions");
}

/* ---- whole models ---- */

static char *example(size_t *size)
{
    char path[4096], *p;
    rgen_error err;
    if (rgen_file_find("tests/data/nn_context_q8_0.gguf", path, sizeof path, &err) != RGEN_OK ||
        rgen_file_read(path, 1 << 20, &p, size, &err) != RGEN_OK)
        fail_msg("%s", err.message);
    return p;
}

/* A file cut at any byte is refused with a sentence. The last bytes may be
 * padding, which no tensor needs. */
static void truncated_models_are_refused(void **state)
{
    size_t size, n;
    char *p = example(&size);
    rgen_model *m;
    rgen_error err;
    for (n = 0; n + 32 < size; n += n < 6000 ? 1 : 13) {
        char *cut = malloc(n ? n : 1);
        memcpy(cut, p, n);
        err.message[0] = 0;
        assert_int_equal(rgen_model_parse(&m, cut, n, "x.gguf", &err), RGEN_ERR_FORMAT);
        assert_non_null(strstr(err.message, "x.gguf"));
        assert_null(m);
        free(cut);
    }
    assert_int_equal(rgen_model_parse(&m, p, size, "x.gguf", &err), RGEN_OK);
    rgen_model_free(m);
    free(p);
}

/* Any byte of the head may be changed: the loader refuses the file, or what it
 * gives can be walked without harm. */
static void changed_bytes_do_no_harm(void **state)
{
    size_t size;
    char *p = example(&size);
    int refused = 0;
    for (uint64_t i = 0; i < 4000; i++) {
        uint32_t w[4];
        rgen_model *m;
        rgen_error err;
        rgen_philox(9, 0, i, w);
        size_t at = w[0] % 6000;
        char kept = p[at];
        p[at] = (char)(w[2] % 3 == 0 ? 0xff : (uint8_t)(kept ^ (1 << w[1] % 8)));
        if (rgen_model_parse(&m, p, size, "x.gguf", &err) == RGEN_OK) {
            rgen_session *s;
            if (rgen_session_new(&s, m, 1, 2, 4, 0, NULL, &err) == RGEN_OK) {
                float *logits = malloc((size_t)m->n_codes * sizeof *logits);
                assert_int_equal(rgen_session_step(s, NULL, logits, &err), RGEN_OK);
                free(logits);
            }
            rgen_session_free(s);
        } else {
            refused++;
        }
        rgen_model_free(m);
        p[at] = kept;
    }
    assert_true(refused > 1000);
    free(p);
}

static void missing_files_are_named(void **state)
{
    rgen_model *m;
    rgen_error err;
    assert_int_equal(rgen_model_open(&m, "/nonexistent/bass.gguf", &err), RGEN_ERR_NOT_FOUND);
    assert_non_null(strstr(err.message, "/nonexistent/bass.gguf"));
    assert_int_equal(rgen_model_open(&m, "/nonexistent/bass.gguf", NULL), RGEN_ERR_NOT_FOUND);
    rgen_model_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_file_is_read),
        cmocka_unit_test(hostile_numbers_are_refused),
        cmocka_unit_test(hostile_tensors_are_refused),
        cmocka_unit_test(truncated_models_are_refused),
        cmocka_unit_test(changed_bytes_do_no_harm),
        cmocka_unit_test(missing_files_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
