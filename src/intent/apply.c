/* What words add to a reading: weights, instruments, attributes and edits. */
#include "intent/apply.h"

#include <stdio.h>
#include <string.h>

static void add_weighted(rgen_weighted *list, int *n, int room, const char *name, float weight)
{
    for (int i = 0; i < *n; i++)
        if (strcmp(list[i].name, name) == 0) {
            if (weight > list[i].weight)
                list[i].weight = weight;
            return;
        }
    if (*n < room) {
        snprintf(list[*n].name, sizeof list[*n].name, "%s", name);
        list[(*n)++].weight = weight;
    }
}

void rgen_apply_instrument(rgen_reading *r, unsigned roles, const char *name)
{
    for (int k = 0; k < RGEN_ROLE_COUNT; k++) {
        rgen_track_intent *t = &r->intent->tracks[k];
        int known = 0;
        if (!(roles >> k & 1))
            continue;
        for (int i = 0; i < t->n_instruments; i++)
            known |= strcmp(t->instruments[i], name) == 0;
        if (!known && t->n_instruments < RGEN_INTENT_INSTRUMENTS)
            snprintf(t->instruments[t->n_instruments++], sizeof t->instruments[0], "%s", name);
    }
}

void rgen_apply_edit(rgen_reading *r, unsigned roles, int attribute, float delta, const char *words)
{
    rgen_intent *it = r->intent;
    for (int k = -1; k < RGEN_ROLE_COUNT; k++) {
        const char *role = k < 0 ? "" : rgen_role_words[k];
        if (k < 0 ? roles != 0 : !(roles >> k & 1))
            continue;
        int at = 0;
        while (at < it->n_edits && !(it->edits[at].attribute == attribute &&
                                     strcmp(it->edits[at].role, role) == 0))
            at++;
        if (at == RGEN_INTENT_EDITS)
            continue;
        rgen_edit *e = &it->edits[at];
        if (at == it->n_edits) {
            it->n_edits++;
            snprintf(e->role, sizeof e->role, "%s", role);
            e->attribute = attribute;
            e->delta = 0;
            snprintf(e->words, sizeof e->words, "%s", words);
        }
        e->delta += delta;
        e->delta = e->delta > 1 ? 1 : e->delta < -1 ? -1 : e->delta;
    }
}

/* Move attributes of the tracks, or write the edit, for one sense. */
void rgen_apply_shift(rgen_reading *r, const rgen_pending *p, unsigned target, unsigned sense_roles, int attribute,
                  float by)
{
    unsigned roles = target ? target : RGEN_ROLE_ALL;
    /* "fills" mean drums, yet said of the bass they mean the bass. */
    if (sense_roles != RGEN_ROLE_ALL && (roles & sense_roles))
        roles &= sense_roles;
    by *= p->scale;
    if (p->edit) {
        int whole = !target && sense_roles == RGEN_ROLE_ALL;
        rgen_apply_edit(r, whole ? 0 : roles, attribute, by, p->words);
        return;
    }
    for (int k = 0; k < RGEN_ROLE_COUNT; k++)
        if (roles >> k & 1) {
            r->shift[k][attribute] += by;
            r->said[k][attribute] = 1;
        }
}

static void shift_profile(rgen_reading *r, const rgen_pending *p, unsigned target, const rgen_profile *profile,
                          float weight)
{
    for (int i = 0; profile && i < profile->n_shifts; i++) {
        const rgen_shift *s = &profile->shifts[i];
        if (target && s->roles != RGEN_ROLE_ALL && !(s->roles & target))
            continue;
        rgen_apply_shift(r, p, target, s->roles, s->attribute, s->by * weight);
    }
}

static void apply_genre(rgen_reading *r, const rgen_pending *p, unsigned target, const rgen_sense *s)
{
    rgen_intent *it = r->intent;
    const rgen_profile *profile = rgen_genre_profile(s->name);
    float weight = s->weight * (p->scale < 1 && p->scale > 0 ? 0.5f : 1);
    if (p->scale <= 0) /* "not techno" */
        return;
    if (p->edit) { /* "jazzier": towards that style */
        shift_profile(r, p, target, profile, 0.5f);
    } else if (target)
        for (int k = 0; k < RGEN_ROLE_COUNT; k++)
            if (target >> k & 1)
                r->flavor[k] = profile;
    add_weighted(it->genres, &it->n_genres, RGEN_INTENT_GENRES, s->name,
                 target ? 0.35f * weight : weight);
    it->genre_source = RGEN_SAID;
}

static void apply_mood(rgen_reading *r, const rgen_pending *p, unsigned target, const rgen_sense *s)
{
    rgen_intent *it = r->intent;
    const rgen_profile *profile = rgen_mood_profile(s->name);
    if (target || p->edit || p->scale < 0)
        shift_profile(r, p, target, profile, s->weight);
    if (p->scale < 0 || p->edit)
        return; /* an edit moves what is there; what is denied is no mood */
    if (target && s->weight < 1)
        return; /* a driving bass alone makes no energetic piece */
    float weight = s->weight * p->scale * (target ? 0.5f : 1);
    add_weighted(it->moods, &it->n_moods, RGEN_INTENT_MOODS, s->name, weight > 1 ? 1 : weight);
}

/* Give one waiting word to a track (target != 0) or to the piece. */
void rgen_apply(rgen_reading *r, const rgen_pending *p, unsigned target)
{
    for (int i = 0; i < p->n; i++) {
        const rgen_sense *s = &p->senses[i];
        switch (s->kind) {
        case RGEN_SENSE_GENRE: apply_genre(r, p, target, s); break;
        case RGEN_SENSE_MOOD: apply_mood(r, p, target, s); break;
        case RGEN_SENSE_SHIFT: rgen_apply_shift(r, p, target, s->roles, s->attribute, s->weight); break;
        case RGEN_SENSE_INSTRUMENT:
            if (target && p->scale > 0)
                rgen_apply_instrument(r, target, s->name);
            break;
        case RGEN_SENSE_TEMPO:
            if (target || p->edit) /* one track alone gets faster by playing more */
                rgen_apply_shift(r, p, target, RGEN_ROLE_ALL, RGEN_DENSITY, s->weight * 0.25f);
            else if (p->scale > 0) {
                r->tempo = s->weight * (p->scale > 1 ? 1.3f : p->scale);
                r->tempo_said = 1;
            }
            break;
        default: break;
        }
    }
}
