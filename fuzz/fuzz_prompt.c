/* Any bytes as a prompt: parsed or refused, never a crash, and what is accepted
 * lies in range and prints as JSON. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "resonant/intent.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    rgen_intent it;
    rgen_error err = {0};
    char *text = malloc(size + 1);
    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = 0;
    if (rgen_intent_parse(text, &it, &err) == RGEN_OK) {
        if (!(it.bpm >= 20 && it.bpm <= 400) || it.bars < 1 || it.bars > 256 || it.n_known > it.n_words)
            abort();
        for (int k = 0; k < it.n_tracks; k++)
            for (int a = 0; a < RGEN_ATTRIBUTES; a++)
                if (!(it.tracks[k].attributes[a] >= 0 && it.tracks[k].attributes[a] <= 1))
                    abort();
        char *json = rgen_intent_json(&it);
        if (!json)
            abort();
        free(json);
    } else if (!err.message[0])
        abort();
    free(text);
    return 0;
}
