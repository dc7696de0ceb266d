/* project.json and score files as anybody may leave them: reading never crashes,
 * and what is accepted comes out the same after one writing and reading. */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "project/inside.h"

static rgen_project *read_one(const char *text, size_t size, char mix[SHA_SIZE], char midi[SHA_SIZE])
{
    rgen_error err;
    rgen_project *p = calloc(1, sizeof *p);
    if (p && rgen_record_read(text, size, "night", p, mix, midi, &err) != RGEN_OK) {
        assert(err.message[0] && !strchr(err.message, '\n'));
        rgen_project_free(p);
        p = NULL;
    }
    return p;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char mix[SHA_SIZE] = "", midi[SHA_SIZE] = "";
    char *text = malloc(size + 1); /* ends with a NUL, as a file that was read */
    if (!text)
        return 0;
    if (size)
        memcpy(text, data, size);
    text[size] = 0;
    rgen_part part;
    if (rgen_score_read(text, size, "take", &part, NULL) == RGEN_OK)
        rgen_part_clear(&part);
    rgen_project *p = read_one(text, size, mix, midi);
    free(text);
    if (!p)
        return 0;
    char *once = rgen_record_write(p, mix, midi);
    for (int i = 0; i < p->n_tracks; i++)
        if (p->tracks[i].take > 0)
            rgen_project_lock(p, p->tracks[i].role, NULL);
    rgen_project_free(p);
    assert(once);
    p = read_one(once, strlen(once), mix, midi);
    assert(p);
    char *twice = rgen_record_write(p, mix, midi);
    assert(twice && strcmp(once, twice) == 0);
    rgen_project_free(p);
    free(once);
    free(twice);
    return 0;
}
