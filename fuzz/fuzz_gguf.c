/* GGUF files and the models in them: any bytes load or are refused, and what
 * loads can be run for a step. A small model as seed: tests/data/nn_*.gguf. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "nn/session.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Shapes that would only test the allocator are left out. */
static int is_small(const rgen_model *m)
{
    double weights = (double)m->shape.width * (m->decoder.ffn + m->encoder.ffn + m->n_codes) *
                     (m->decoder.n_layers + m->encoder.n_layers);
    return weights < 1e7;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rgen_model *m;
    rgen_session *s;
    rgen_error err = {RGEN_OK, ""};
    void *copy = aligned_alloc(64, (size + 64) / 64 * 64);
    if (!copy)
        return 0;
    memcpy(copy, data, size);
    if (rgen_model_parse(&m, copy, size, "fuzz.gguf", &err) != RGEN_OK) {
        if (!err.message[0] || strchr(err.message, '\n'))
            abort(); /* every refusal is one sentence */
    } else {
        if (is_small(m) && rgen_session_new(&s, m, 1, 2, 4, 0, NULL, &err) == RGEN_OK) {
            float *logits = malloc((size_t)m->n_codes * sizeof *logits);
            uint16_t *codes = malloc((size_t)m->shape.n_books * 2 * sizeof *codes);
            rgen_generation g = {.n_frames = 2};
            if (logits && codes) {
                rgen_session_step(s, NULL, logits, &err);
                rgen_session_generate(s, &g, codes, &err);
            }
            free(logits);
            free(codes);
            rgen_session_free(s);
        }
        rgen_model_free(m);
    }
    free(copy);
    return 0;
}
