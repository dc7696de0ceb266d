#include "intent/settle.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const rgen_profile fallback = {
    .name = "pop", .bpm_low = 72, .bpm = 110, .bpm_high = 150, .tonic = 0, .mode = RGEN_MAJOR};

static double clamp(double x, double low, double high)
{
    return x < low ? low : x > high ? high : x;
}

static double quarters_per_bar(const rgen_intent *it)
{
    return 4.0 * it->meter_num / it->meter_den;
}

static const rgen_profile *main_genre(const rgen_intent *it)
{
    const rgen_profile *p = it->n_genres && it->genre_source != RGEN_DEFAULTED
                                ? rgen_genre_profile(it->genres[0].name) : NULL;
    return p ? p : &fallback;
}

/* Strongest first, weights adding up to 1. */
static void settle_genres(rgen_intent *it)
{
    float sum = 0;
    for (int i = 1; i < it->n_genres; i++)
        for (int k = i; k > 0 && it->genres[k].weight > it->genres[k - 1].weight; k--) {
            rgen_weighted swap = it->genres[k];
            it->genres[k] = it->genres[k - 1];
            it->genres[k - 1] = swap;
        }
    for (int i = 0; i < it->n_genres; i++)
        sum += it->genres[i].weight;
    for (int i = 0; i < it->n_genres; i++)
        it->genres[i].weight /= sum;
    if (it->n_genres == 0) {
        snprintf(it->genres[0].name, sizeof it->genres[0].name, "%s", fallback.name);
        it->genres[0].weight = 1;
        it->n_genres = 1;
        it->genre_source = RGEN_DEFAULTED;
    }
}

static void settle_tempo(const rgen_reading *r)
{
    rgen_intent *it = r->intent;
    double low = 0, usual = 0, high = 0, bias = 0;
    if (it->bpm_source == RGEN_SAID)
        return;
    if (it->genre_source == RGEN_DEFAULTED || it->genres[0].weight >= 0.6f) {
        const rgen_profile *p = main_genre(it);
        low = p->bpm_low, usual = p->bpm, high = p->bpm_high;
    } else {
        for (int i = 0; i < it->n_genres; i++) {
            const rgen_profile *p = rgen_genre_profile(it->genres[i].name);
            if (!p)
                continue;
            low += it->genres[i].weight * log(p->bpm_low);
            usual += it->genres[i].weight * log(p->bpm);
            high += it->genres[i].weight * log(p->bpm_high);
        }
        low = exp(low), usual = exp(usual), high = exp(high);
    }
    for (int i = 0; i < it->n_moods; i++) {
        const rgen_profile *mood = rgen_mood_profile(it->moods[i].name);
        /* What was said of one track (half a weight at most) sets no tempo. */
        double weight = clamp((it->moods[i].weight - 0.5) * 2, 0, 1);
        bias += mood ? mood->tempo * weight : 0;
    }
    bias = clamp(bias, -0.7, 0.7);
    if (r->tempo_said) { /* "slow" and "fast" are heard even where the style's range is narrow */
        bias = r->tempo;
        low = low < 0.88 * usual ? low : 0.88 * usual;
        high = high > 1.12 * usual ? high : 1.12 * usual;
    }
    it->bpm = clamp(round(bias < 0 ? usual + (usual - low) * bias : usual + (high - usual) * bias),
                    40, 240);
    it->bpm_source = it->genre_source != RGEN_DEFAULTED || it->n_moods || r->tempo_said
                         ? RGEN_INFERRED : RGEN_DEFAULTED;
}

static int is_minor(rgen_mode mode)
{
    return mode == RGEN_MINOR || mode == RGEN_DORIAN || mode == RGEN_PHRYGIAN;
}

/* `tonic_said` and `mode_said` tell what the exact grammar found. */
static void settle_key(rgen_intent *it)
{
    const rgen_profile *p = main_genre(it);
    double vote = 0;
    int mode_said = it->key_source == RGEN_INFERRED;
    if (it->key_source == RGEN_SAID)
        return;
    for (int i = 0; i < it->n_moods; i++) {
        const rgen_profile *mood = rgen_mood_profile(it->moods[i].name);
        vote += mood ? mood->brightness_of_mode * it->moods[i].weight : 0;
    }
    it->tonic = p->tonic;
    if (!mode_said) {
        it->mode = (int)p->mode;
        if (vote <= -0.45 && !is_minor(p->mode))
            it->mode = RGEN_MINOR;
        if (vote >= 0.45 && is_minor(p->mode))
            it->mode = RGEN_MAJOR;
    }
    /* A key of the other mode moves to the relative one, whose signature the
     * style's players have in their hands. */
    if (is_minor(p->mode) != is_minor((rgen_mode)it->mode))
        it->tonic = (it->tonic + (is_minor((rgen_mode)it->mode) ? 9 : 3)) % 12;
    it->key_source = mode_said || it->genre_source != RGEN_DEFAULTED || fabs(vote) >= 0.45
                         ? RGEN_INFERRED : RGEN_DEFAULTED;
}

/* Whole bars of `seconds` at a tempo near the present one within the style's
 * range; eight, four and two bars are worth a little deviation. */
static int fit_free_tempo(rgen_intent *it)
{
    const rgen_profile *p = main_genre(it);
    double quarters = quarters_per_bar(it), best = 1e9;
    double low = it->bpm < p->bpm_low ? it->bpm * 0.9 : p->bpm_low;
    double high = it->bpm > p->bpm_high ? it->bpm * 1.1 : p->bpm_high;
    int bars = 0;
    for (int n = 1; n <= 256; n++) {
        double bpm = n * quarters * 60 / it->seconds;
        double cost = fabs(log(bpm / it->bpm)) + (n % 8 == 0 ? 0 : n % 4 == 0 ? 0.04 : n % 2 == 0 ? 0.12 : 0.25);
        cost += bpm < low ? 2 * log(low / bpm) : bpm > high ? 2 * log(bpm / high) : 0;
        if (bpm >= 20 && bpm <= 400 && cost < best) {
            best = cost;
            bars = n;
        }
    }
    if (bars && best < 0.4) {
        it->bpm = bars * quarters * 60 / it->seconds;
        it->bpm_source = RGEN_INFERRED;
        return bars;
    }
    return 0;
}

rgen_status rgen_intent_fit(rgen_intent *it, rgen_error *err)
{
    double quarters = quarters_per_bar(it);
    if (it->seconds_source == RGEN_SAID && it->bars_source == RGEN_SAID) {
        double bpm = it->bars * quarters * 60 / it->seconds;
        if (it->bpm_source != RGEN_SAID && bpm >= 20 && bpm <= 400) {
            it->bpm = bpm;
            it->bpm_source = RGEN_INFERRED;
            return RGEN_OK;
        }
        it->seconds_source = RGEN_INFERRED;
    } else if (it->seconds_source == RGEN_SAID) {
        int bars = it->bpm_source == RGEN_SAID ? 0 : fit_free_tempo(it);
        double exact = it->seconds * it->bpm / 60 / quarters;
        if (!bars && exact > 256.5)
            return rgen_fail(err, RGEN_ERR_ARG,
                             "%g seconds at %g BPM are %.0f bars; a piece has 1 to 256", it->seconds,
                             it->bpm, exact);
        it->bars = bars ? bars : exact < 1 ? 1 : (int)floor(exact + 0.5);
        it->bars_source = RGEN_INFERRED;
        return RGEN_OK;
    }
    it->seconds = it->bars * quarters * 60 / it->bpm;
    it->seconds_source = it->bars_source == RGEN_DEFAULTED && it->bpm_source == RGEN_DEFAULTED
                             ? RGEN_DEFAULTED : RGEN_INFERRED;
    return RGEN_OK;
}

/* Add a profile's shifts, times `weight`, to one role's sums. */
static void add_profile(float sum[RGEN_ATTRIBUTES], const rgen_profile *p, int role, float weight)
{
    for (int i = 0; p && i < p->n_shifts; i++)
        if (p->shifts[i].roles >> role & 1)
            sum[p->shifts[i].attribute] += p->shifts[i].by * weight;
}

/* Straight to 0.25, then bending towards 0.45: words that agree add up, and none
 * drives an attribute to where no music is. */
static float soft_limit(float x)
{
    float over = fabsf(x) - 0.25f;
    if (over <= 0)
        return x;
    return copysignf(0.25f + over / (1 + over / 0.2f), x);
}

/* A track of its own flavor lies half way to that style. Attributes of the score
 * that follow from the style alone stay RGEN_DEFAULTED: the models know their
 * styles, and do better when they are free to vary within them. */
static void settle_attributes(const rgen_reading *r)
{
    rgen_intent *it = r->intent;
    for (int k = 0; k < RGEN_ROLE_COUNT; k++) {
        rgen_track_intent *t = &it->tracks[k];
        float style[RGEN_ATTRIBUTES] = {0}, flavor[RGEN_ATTRIBUTES] = {0}, mood[RGEN_ATTRIBUTES] = {0};
        for (int i = 0; i < it->n_genres && it->genre_source != RGEN_DEFAULTED; i++)
            add_profile(style, rgen_genre_profile(it->genres[i].name), k, it->genres[i].weight);
        add_profile(flavor, r->flavor[k], k, 1);
        for (int i = 0; i < it->n_moods; i++)
            add_profile(mood, rgen_mood_profile(it->moods[i].name), k, it->moods[i].weight);
        for (int a = 0; a < RGEN_ATTRIBUTES; a++) {
            float base = r->flavor[k] ? 0.5f * (style[a] + flavor[a]) : style[a];
            float moved = fabsf(base - style[a]) + fabsf(mood[a]) +
                          (a >= RGEN_SCORE_ATTRIBUTES ? fabsf(style[a]) : 0);
            t->attributes[a] = 0.5f + soft_limit(base + (float)clamp(mood[a], -0.35, 0.35) +
                                                 r->shift[k][a]);
            t->attribute_source[a] = r->said[k][a] ? RGEN_SAID
                                     : moved > 1e-3f ? RGEN_INFERRED : RGEN_DEFAULTED;
        }
    }
}

void rgen_intent_apply_edits(rgen_intent *it)
{
    for (int i = 0; i < it->n_edits; i++) {
        const rgen_edit *e = &it->edits[i];
        for (int k = 0; k < it->n_tracks; k++) {
            rgen_track_intent *t = &it->tracks[k];
            if (e->role[0] && strcmp(e->role, t->role) != 0)
                continue;
            float value = t->attributes[e->attribute] + e->delta;
            t->attributes[e->attribute] = (float)clamp(value, 0.05, 0.95);
            t->attribute_source[e->attribute] = RGEN_SAID;
        }
    }
}

static rgen_status settle_tracks(const rgen_reading *r, rgen_error *err)
{
    rgen_intent *it = r->intent;
    int any = 0;
    for (int k = 0; k < RGEN_ROLE_COUNT; k++) {
        rgen_track_intent *t = &it->tracks[k];
        int only = r->only != 0, in_only = r->only >> k & 1, out = r->unwanted >> k & 1;
        t->wanted = !out && (!only || in_only);
        t->wanted_source = out || only || (r->wanted >> k & 1) ? RGEN_SAID : RGEN_DEFAULTED;
        any |= t->wanted;
    }
    if (!any)
        return rgen_fail(err, RGEN_ERR_ARG, "the prompt excludes every track; keep at least one");
    return RGEN_OK;
}

rgen_status rgen_intent_settle(const rgen_reading *r, rgen_error *err)
{
    settle_genres(r->intent);
    settle_tempo(r);
    settle_key(r->intent);
    settle_attributes(r);
    rgen_status status = settle_tracks(r, err);
    return status == RGEN_OK ? rgen_intent_fit(r->intent, err) : status;
}
