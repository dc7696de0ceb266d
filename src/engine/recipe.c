/* From an intent to what one track is made from: labels for its model, a patch
 * and its tone. */
#include <string.h>

#include "base/philox.h"
#include "engine/internal.h"

/* What a score attribute should be: what the words ask for, else drawn from the
 * middle half of what is usual in the style, so that seeds differ and a track is
 * not empty. */
static void label(rgen_recipe *recipe, const rgen_engine *engine, const rgen_track_intent *track)
{
    float low[RGEN_SCORE_ATTRIBUTES], high[RGEN_SCORE_ATTRIBUTES];
    int known = rgen_usual_attributes(&engine->models, recipe->role, recipe->labels.styles,
                                      recipe->labels.n_styles, low, high);
    for (int a = 0; a < RGEN_SCORE_ATTRIBUTES; a++) {
        rgen_source source = track ? track->attribute_source[a] : RGEN_DEFAULTED;
        float u = rgen_philox_uniform(recipe->seed, 0x7573756c, (uint64_t)a);
        recipe->labels.attributes[a] = source != RGEN_DEFAULTED ? track->attributes[a]
                                       : known ? low[a] + u * (high[a] - low[a]) : 0.5f;
        recipe->labels.has[a] = (uint8_t)(known || source != RGEN_DEFAULTED);
    }
}

void rgen_recipe_init(rgen_recipe *recipe, const rgen_engine *engine, const rgen_intent *intent,
                      int role, uint64_t seed, const char *prompt)
{
    const rgen_role *row = &engine->roles->rows[role];
    const rgen_track_intent *track = rgen_intent_track(intent, row->name);
    const char *instruments[RGEN_INTENT_INSTRUMENTS], *styles[RGEN_INTENT_GENRES];
    const char *moods[RGEN_INTENT_MOODS];
    float weights[RGEN_INTENT_GENRES];
    int n_instruments = track ? track->n_instruments : 0;
    memset(recipe, 0, sizeof *recipe);
    recipe->role = role;
    recipe->seed = seed;
    recipe->prompt = prompt;
    recipe->labels.styles = intent->genres;
    recipe->labels.n_styles = intent->n_genres;
    recipe->labels.moods = intent->moods;
    recipe->labels.n_moods = intent->n_moods;
    label(recipe, engine, track);
    for (int i = 0; i < RGEN_SOUND_ATTRIBUTES; i++) {
        int a = RGEN_SCORE_ATTRIBUTES + i;
        int asked = track && track->attribute_source[a] != RGEN_DEFAULTED;
        recipe->tone.v[i] = asked ? track->attributes[a] : 0.5f;
    }
    for (int i = 0; i < n_instruments; i++)
        instruments[i] = track->instruments[i];
    for (int i = 0; i < intent->n_genres; i++) {
        styles[i] = intent->genres[i].name;
        weights[i] = intent->genres[i].weight;
    }
    for (int i = 0; i < intent->n_moods; i++)
        moods[i] = intent->moods[i].name;
    recipe->patch = rgen_patch_choose(engine->renderer, row->kind, instruments, n_instruments,
                                      styles, weights, intent->n_genres, moods, intent->n_moods,
                                      seed);
}
