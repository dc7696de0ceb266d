/* From an intent to what one track is made from: labels for its model, a patch
 * and its tone. */
#include <string.h>

#include "base/philox.h"
#include "engine/internal.h"

/* What is asked for must be heard: the model leans on it harder than on the rest. */
static const float ASK_GUIDANCE = 5.0f;
/* A request is met within a tenth of the scale of all music. */
static const float NEAR = 0.1f;

/* The attributes of a piece that taught the style: any of them, or, to be unlike a take,
 * the farthest from it of a few. Returns 0 when the style is not known. */
static int choose_usual(const rgen_recipe *recipe, const rgen_engine *engine, const char *style,
                        const float *unlike, float usual[RGEN_SCORE_ATTRIBUTES])
{
    enum { CHOICES = 4 };
    float most = -1;
    for (int i = 0; i < (unlike ? CHOICES : 1); i++) {
        float u = rgen_philox_uniform(recipe->seed, 0x7573756c, (uint64_t)i), off = 0;
        float other[RGEN_SCORE_ATTRIBUTES];
        if (!rgen_usual_attributes(&engine->models, recipe->role, style, u, other))
            return 0;
        for (int a = 0; a < RGEN_SCORE_ATTRIBUTES && unlike; a++)
            off += (other[a] - unlike[a]) * (other[a] - unlike[a]);
        if (off > most) {
            most = off;
            memcpy(usual, other, sizeof other);
        }
    }
    return 1;
}

/* What the score attributes should be: what the words ask for, the rest as in one
 * of the pieces that taught the style, so that seeds differ and attributes hang
 * together. The heaviest style lends its piece. */
static void label(rgen_recipe *recipe, const rgen_engine *engine, const rgen_track_intent *track,
                  const float *unlike)
{
    float usual[RGEN_SCORE_ATTRIBUTES];
    const rgen_labels *l = &recipe->labels;
    int lead = 0;
    for (int i = 1; i < l->n_styles; i++)
        if (l->styles[i].weight > l->styles[lead].weight)
            lead = i;
    int known = l->n_styles > 0 &&
                choose_usual(recipe, engine, l->styles[lead].name, unlike, usual);
    for (int a = 0; a < RGEN_SCORE_ATTRIBUTES; a++) {
        int asked = track && track->attribute_source[a] != RGEN_DEFAULTED;
        recipe->labels.attributes[a] = asked ? track->attributes[a] : known ? usual[a] : 0.5f;
        recipe->labels.has[a] = (uint8_t)(asked || known);
        if (track && track->attribute_source[a] == RGEN_SAID)
            rgen_recipe_ask(recipe, a, track->attributes[a], NEAR);
    }
}

void rgen_recipe_ask(rgen_recipe *recipe, int attribute, float value, float near)
{
    recipe->labels.attributes[attribute] = value;
    recipe->labels.has[attribute] = 1;
    recipe->labels.lean[attribute] = 1;
    recipe->goals[attribute] = (rgen_goal){1, value, near};
    recipe->guidance = ASK_GUIDANCE;
}

void rgen_recipe_keep(rgen_recipe *recipe, int attribute, float value)
{
    recipe->labels.attributes[attribute] = value;
    recipe->labels.has[attribute] = 1;
    recipe->labels.lean[attribute] = 0;
    recipe->goals[attribute].has = 0;
}

/* Chords that are to last want a sound that lasts, short ones a short one: words of
 * the patches themselves. NULL: neither. */
static const char *staying_power(const rgen_labels *labels)
{
    float articulation = labels->attributes[RGEN_ARTICULATION];
    if (!labels->has[RGEN_ARTICULATION] || !labels->has[RGEN_DENSITY])
        return NULL;
    if (articulation > 0.6f && labels->attributes[RGEN_DENSITY] < 0.5f)
        return "held";
    return articulation < 0.35f ? "brief" : NULL;
}

void rgen_recipe_init(rgen_recipe *recipe, const rgen_engine *engine, const rgen_intent *intent,
                      int role, uint64_t seed, const char *prompt, const float *unlike)
{
    const rgen_role *row = &engine->roles->rows[role];
    const rgen_track_intent *track = rgen_intent_track(intent, row->name);
    const char *instruments[RGEN_INTENT_INSTRUMENTS], *styles[RGEN_INTENT_GENRES];
    const char *moods[RGEN_INTENT_MOODS + 1], *staying;
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
    label(recipe, engine, track, unlike);
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
    int n_moods = intent->n_moods;
    for (int i = 0; i < n_moods; i++)
        moods[i] = intent->moods[i].name;
    if ((staying = staying_power(&recipe->labels)))
        moods[n_moods++] = staying;
    recipe->patch = rgen_patch_choose(engine->renderer, row->kind, instruments, n_instruments,
                                      styles, weights, intent->n_genres, moods, n_moods, seed);
}
