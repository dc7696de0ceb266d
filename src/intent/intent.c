/* rgen_intent_parse: words, then exact things, then tracks and adjectives, then
 * what follows from them. */
#include "resonant/intent.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "intent/bind.h"
#include "intent/exact.h"
#include "intent/settle.h"

rgen_status rgen_intent_parse(const char *prompt, rgen_intent *intent, rgen_error *err)
{
    rgen_word *words;
    rgen_reading reading = {.intent = intent};
    int n;
    memset(intent, 0, sizeof *intent);
    intent->bpm = 110;
    intent->meter_num = intent->meter_den = 4;
    intent->bars = 8;
    intent->n_tracks = RGEN_ROLE_COUNT;
    for (int k = 0; k < RGEN_ROLE_COUNT; k++)
        snprintf(intent->tracks[k].role, sizeof intent->tracks[k].role, "%s", rgen_role_words[k]);
    rgen_status status = rgen_words_split(prompt, &words, &n, err);
    if (status != RGEN_OK)
        return status;
    if ((status = rgen_exact_read(words, n, intent, err)) == RGEN_OK) {
        rgen_exact_read_rest(words, n, intent);
        rgen_bind(&reading, words, n);
        status = rgen_intent_settle(&reading, err);
    }
    free(words);
    return status;
}
