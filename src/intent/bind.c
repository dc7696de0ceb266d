/* A walk over the prompt in noun phrases. Adjectives wait until a noun says
 * whose they are: a track ("lazy swing drums"), the piece ("dark techno"), or,
 * at the end of a clause, the track last named in it ("make the bass darker")
 * and else the piece. Connecting words and commas part clauses. */
#include "intent/bind.h"

#include <stdio.h>
#include <string.h>

#include "intent/apply.h"

enum { MAX_PENDING = 24 };

typedef struct binder {
    rgen_reading *r;
    rgen_word *w;
    int n;
    rgen_pending wait[MAX_PENDING];
    int n_wait;
    /* of the clause */
    unsigned role;      /* track last named */
    int genre, edited, trailing;
    /* carried over from the clause before */
    unsigned inherit, inherit_edits;
    /* what stands before the next word */
    int more;           /* 1 more, -1 less */
    int more_before;    /* of the adjective before, for "more dark and heavy" */
    int deny;           /* 1 no, 2 not, 3 remove */
    int too;
    float degree;
    int only;           /* "just", until its noun */
    unsigned only_list; /* the list of nouns that it opened goes on */
    unsigned run;       /* tracks named in the running list */
    int swap;           /* "swap the piano for ..." */
    unsigned swap_role; /* whose instrument goes */
} binder;

static int is(const binder *b, int i, const char *list)
{
    return i >= 0 && i < b->n && rgen_word_in(b->w[i].text, list);
}

static int ends(const binder *b, int i)
{
    return i >= b->n || b->w[i].brk;
}

static void apply(binder *b, const rgen_pending *p, unsigned target)
{
    rgen_apply(b->r, p, target);
    b->edited |= p->edit;
}

static void flush(binder *b, unsigned target)
{
    for (int i = 0; i < b->n_wait; i++)
        apply(b, &b->wait[i], target);
    b->n_wait = 0;
}

static void reset_word(binder *b)
{
    b->more = b->deny = b->too = 0;
    b->degree = 1;
}

/* ---- nouns and adjectives ---- */

static int has(rgen_meaning m, rgen_sense_kind kind)
{
    for (int i = 0; i < m.n_senses; i++)
        if (m.senses[i].kind == kind)
            return 1;
    return 0;
}

static rgen_meaning peek(const binder *b, int i)
{
    rgen_meaning none = {0};
    int comparative;
    if (ends(b, i) || b->w[i].used)
        return none;
    return rgen_lexicon_find(b->w + i, b->n - i, &comparative);
}

static void wait_for_noun(binder *b, rgen_meaning m, int i, int comparative)
{
    if (b->n_wait == MAX_PENDING)
        flush(b, 0);
    rgen_pending *p = &b->wait[b->n_wait++];
    size_t used = 0;
    memset(p, 0, sizeof *p);
    p->senses = m.senses;
    p->n = m.n_senses;
    int sign = b->more ? b->more : b->too ? -1 : 1;
    p->edit = comparative || b->more || (b->too && b->deny != 2) || b->deny == 3;
    p->scale = b->degree * (float)sign;
    if (b->deny == 2) /* "not dark"; "not too dark" turns less far */
        p->scale = p->edit ? -b->degree : b->too ? -0.5f : -0.8f;
    else if (b->deny)
        p->scale = -1.4f;
    if (b->more || (b->too && p->edit))
        used = (size_t)snprintf(p->words, sizeof p->words, b->more > 0 ? "more" : "less");
    else if (b->deny)
        used = (size_t)snprintf(p->words, sizeof p->words, b->deny == 2 ? "not" : "no");
    for (int k = i; k < i + m.words && used < sizeof p->words; k++)
        used += (size_t)snprintf(p->words + used, sizeof p->words - used, "%s%s", used ? " " : "",
                                 b->w[k].text);
    b->more_before = b->more;
    if (b->role)
        b->trailing = 1;
    reset_word(b);
}

/* A track is named: whatever waited is said of it. */
static void name_track(binder *b, unsigned roles)
{
    if (b->deny == 1 || b->deny == 3) {
        b->r->unwanted |= roles;
        b->n_wait = 0;
        b->role = roles;
        b->more = b->too = 0;
        return; /* `deny` stays for "no drums or bass"; the clause's end clears it */
    }
    if ((b->more || b->too) && b->n_wait == 0) { /* "more bass" */
        float sign = b->more > 0 ? 1 : -1;
        char words[48];
        int k = 0;
        while (!(roles >> k & 1))
            k++;
        snprintf(words, sizeof words, "%s %s", sign > 0 ? "more" : "less", rgen_role_words[k]);
        rgen_apply_edit(b->r, roles, RGEN_VELOCITY, 0.15f * sign * b->degree, words);
        rgen_apply_edit(b->r, roles, RGEN_DENSITY, 0.1f * sign * b->degree, words);
        b->edited = 1;
    }
    if (b->deny != 2)
        b->r->wanted |= roles;
    flush(b, roles);
    if (b->only || b->only_list) {
        b->r->only |= roles;
        b->only_list |= roles;
        b->only = 0;
    }
    b->role = roles;
    b->run |= roles;
    b->trailing = 0;
    reset_word(b);
}

/* The track of an instrument that may play harmony or melody. */
static unsigned choose_role(const binder *b, unsigned roles)
{
    const rgen_intent *it = b->r->intent;
    unsigned harmony = 1u << RGEN_ROLE_HARMONY, melody = 1u << RGEN_ROLE_MELODY;
    if (roles != (harmony | melody))
        return roles;
    if (it->tracks[RGEN_ROLE_HARMONY].n_instruments && !it->tracks[RGEN_ROLE_MELODY].n_instruments)
        return melody;
    return harmony;
}

static void name_instrument(binder *b, rgen_meaning m, int i)
{
    unsigned roles = 0;
    rgen_meaning next = peek(b, i + m.words);
    for (int k = 0; k < m.n_senses; k++)
        if (m.senses[k].kind == RGEN_SENSE_INSTRUMENT)
            roles |= m.senses[k].roles;
    if (is(b, i + m.words, "solo solos") && !(roles & 1)) {
        b->w[i + m.words].used = 1;
        roles = 1u << RGEN_ROLE_MELODY;
    } else if (!roles || (has(next, RGEN_SENSE_ROLE) && !(next.senses[0].roles & 1 && !(roles & 1)))) {
        wait_for_noun(b, m, i, 0); /* "piano chords", "analog bass" */
        return;
    }
    int denied = b->deny == 1 || b->deny == 3, amount = b->n_wait == 0 && b->more;
    if (denied || (amount && has(m, RGEN_SENSE_IF_ABSENT))) {
        /* "no hats", "less hats": the role stays, thinner */
        for (int k = 0; k < m.n_senses; k++)
            if (m.senses[k].kind == RGEN_SENSE_IF_ABSENT) {
                rgen_pending p = {NULL, 0, denied ? 1 : -0.5f * (float)b->more * b->degree,
                             (signed char)(b->deny == 3 || !denied), ""};
                snprintf(p.words, sizeof p.words, "%s %s", denied ? "no" : b->more > 0 ? "more" : "less",
                         b->w[i].text);
                rgen_apply_shift(b->r, &p, roles, RGEN_ROLE_ALL, m.senses[k].attribute, m.senses[k].weight);
                b->edited |= p.edit;
            }
        b->n_wait = 0;
        b->role = roles;
        b->more = 0;
        return;
    }
    unsigned role = b->only == 2 ? roles : choose_role(b, roles);
    unsigned pitched = 1u << RGEN_ROLE_HARMONY | 1u << RGEN_ROLE_MELODY;
    if (b->swap && b->deny == 2) { /* the instrument that goes, and whose it was */
        b->swap_role = role;
        b->swap = b->deny = b->n_wait = 0;
        return;
    }
    if (b->swap_role && (role == b->swap_role || ((role | b->swap_role) & ~pitched) == 0))
        role = b->swap_role;
    b->swap_role = 0;
    if (b->deny == 2) { /* "instead of pads" */
        reset_word(b);
        return;
    }
    /* In "piano and bass, piano melody" each track has its own piano. */
    for (int k = 0; k < m.n_senses; k++)
        if (m.senses[k].kind == RGEN_SENSE_INSTRUMENT)
            rgen_apply_instrument(b->r, role, m.senses[k].name);
    /* A piano ballad, a ukulele tune: what waits is said of the piece. */
    if (has(next, RGEN_SENSE_PIECE) || has(next, RGEN_SENSE_GENRE) || has(next, RGEN_SENSE_TEMPO)) {
        b->r->wanted |= role;
        return;
    }
    for (int k = 0; k < m.n_senses; k++) {
        rgen_pending p = {&m.senses[k], 1, 1, 0, ""};
        if (m.senses[k].kind != RGEN_SENSE_INSTRUMENT)
            apply(b, &p, role);
    }
    name_track(b, role);
}

static void end_clause(binder *b, int with, int and_word)
{
    unsigned inherit = with || !b->role ? 0 : b->trailing && and_word ? b->role : 0;
    unsigned target = b->role ? b->role : b->inherit;
    int edits = 0;
    for (int i = 0; i < b->n_wait; i++) {
        unsigned to = target;
        edits |= b->wait[i].edit;
        if (!to && b->wait[i].edit)
            to = b->inherit_edits;
        apply(b, &b->wait[i], to);
    }
    b->n_wait = 0;
    edits |= b->edited;
    if (with && b->role && !b->genre)
        inherit = b->role;
    if (edits && (b->role || b->inherit || b->inherit_edits))
        b->inherit_edits = b->role ? b->role : b->inherit ? b->inherit : b->inherit_edits;
    else
        b->inherit_edits = 0;
    if (with && b->role)
        b->inherit_edits = b->role;
    b->inherit = inherit;
    if (!b->role || b->genre)
        b->only_list = b->run = 0;
    b->role = 0;
    b->genre = b->edited = b->trailing = 0;
    b->more_before = 0;
    reset_word(b);
}

static void take(binder *b, int i, int n)
{
    for (int k = i; k < i + n; k++) {
        b->w[k].used = 1;
        b->r->intent->n_known++;
    }
}

/* A phrase that the lexicon knows. */
static void known_phrase(binder *b, rgen_meaning m, int i, int comparative)
{
    rgen_meaning next = peek(b, i + m.words);
    unsigned roles = 0;
    for (int k = 0; k < m.n_senses; k++)
        if (m.senses[k].kind == RGEN_SENSE_ROLE)
            roles |= m.senses[k].roles;
    for (int k = i; k < i + m.words; k++)
        comparative |= rgen_word_in(b->w[k].text, "octave octaves");
    if (roles) {
        /* "synth bass": the phrase names its track and says more about it. */
        rgen_pending p = {m.senses, m.n_senses, 1, 0, ""};
        if (!b->deny)
            apply(b, &p, roles);
        b->edited = 0;
        name_track(b, roles);
    } else if (has(m, RGEN_SENSE_INSTRUMENT))
        name_instrument(b, m, i);
    else if (has(m, RGEN_SENSE_BEAT)) {
        int piece = b->genre || (!b->only && !b->deny && !b->more);
        for (int k = 0; k < b->n_wait; k++)
            piece |= b->wait[k].senses[0].kind == RGEN_SENSE_GENRE;
        if (piece)
            flush(b, 0);
        else
            name_track(b, 1u << RGEN_ROLE_DRUMS);
        b->only = 0;
    } else if (has(m, RGEN_SENSE_PIECE)) {
        if (b->deny != 2)
            flush(b, 0);
        b->only = 0;
        reset_word(b);
    } else if (has(m, RGEN_SENSE_ABSORB)) {
        b->n_wait = 0;
        reset_word(b);
    } else if (!has(m, RGEN_SENSE_FEEL)) {
        int genre = m.senses[0].kind == RGEN_SENSE_GENRE && m.senses[0].weight >= 0.5f;
        int modifier = has(next, RGEN_SENSE_ROLE) || has(next, RGEN_SENSE_INSTRUMENT);
        wait_for_noun(b, m, i, comparative);
        if (genre && !modifier && !b->wait[b->n_wait - 1].edit) {
            flush(b, 0);
            b->genre = 1;
            b->trailing = 0;
            b->role = 0;
            b->only = 0;
        }
    }
}

/* Words that steer: returns how many were taken. */
static int steering_word(binder *b, int i)
{
    static const char no_words[] = "no without minus sans skip exclude excluding except mute omit non "
                                   "zero";
    static const char remove_words[] = "remove lose ditch kill";
    if (is(b, i, "with featuring feat over plus including while then has having w") ||
        (is(b, i, "but") && !is(b, i - 1, "nothing everything all"))) {
        end_clause(b, !is(b, i, "but then while"), 0);
        return 1;
    }
    if (is(b, i, "and or nor")) {
        int deny = b->deny;
        rgen_meaning next = peek(b, i + 1);
        int noun = has(next, RGEN_SENSE_ROLE) || has(next, RGEN_SENSE_INSTRUMENT);
        if (!b->role && b->n_wait) { /* "dark and heavy bass" */
            if (b->more_before > 0 && !b->more)
                b->more = 1;
            return 1;
        }
        end_clause(b, 0, 1);
        if (deny && (is(b, i, "or nor") || noun))
            b->deny = deny;
        return 1;
    }
    if (is(b, i, no_words) || (is(b, i, "but") && is(b, i - 1, "everything all"))) {
        if (b->role)
            end_clause(b, 0, 0);
        b->deny = 1;
        return 1;
    }
    if (is(b, i, remove_words) || (is(b, i, "take") && is(b, i + 1, "out away")) ||
        (is(b, i, "get") && is(b, i + 1, "rid"))) {
        end_clause(b, 0, 0);
        b->deny = 3;
        return is(b, i, "take get") ? 2 : 1;
    }
    if (is(b, i, "not dont isnt arent never avoid")) {
        b->deny = 2;
        if (is(b, i + 1, "want need use include add play")) {
            b->deny = 1;
            return 2;
        }
        return 1;
    }
    if (is(b, i, "instead rather") && is(b, i + 1, "of than")) {
        end_clause(b, 0, 0);
        b->deny = 2;
        return 2;
    }
    if (is(b, i, "swap replace exchange substitute")) {
        b->deny = 2;
        b->swap = 1;
        return 1;
    }
    if (is(b, i, "drumless beatless")) {
        b->r->unwanted |= 1u << RGEN_ROLE_DRUMS;
        return 1;
    }
    if (is(b, i, "more extra additional increase raise boost add")) {
        b->more = 1;
        return 1;
    }
    if (is(b, i, "less fewer reduce decrease tame")) {
        b->more = -1;
        return 1;
    }
    if (is(b, i, "as so") && b->deny == 2) { /* "not as busy": less busy than it is */
        b->deny = 0;
        b->more = -1;
        return 1;
    }
    if (is(b, i, "too overly that") && (b->deny == 2 || is(b, i, "too overly"))) {
        b->too = 1;
        return 1;
    }
    if (is(b, i, "bit little touch tad slightly somewhat subtly mildly kinda hint subtle fairly "
                 "lightly dash")) {
        b->degree = 0.5f;
        return 1;
    }
    if (is(b, i, "much way far lot lots significantly considerably noticeably very really super "
                 "extremely ultra hugely insanely incredibly totally heavily highly tons")) {
        b->degree = 1.5f;
        return 1;
    }
    if (is(b, i, "only just solo exclusively purely") || (is(b, i, "but") && is(b, i - 1, "nothing"))) {
        if (!is(b, i, "just solo but") && b->role && ends(b, i + 1)) /* "drums only" */
            b->r->only |= b->run | b->role;
        else if (b->n_wait == 0)
            b->only = is(b, i, "solo") ? 2 : 1;
        return 1;
    }
    if (is(b, i, "it this everything overall whole all them")) {
        b->role = b->inherit = b->inherit_edits = 0;
        return 1;
    }
    return 0;
}

static int stop_word(const char *text)
{
    return rgen_word_in(text, "a an the of in on at to for from by is are be make made making it its this that "
                        "these those my me i we you your please can could would give want need like "
                        "some something into as so get let lets keep very just kind sort bpm up "
                        "down out off there them they create generate write play using use set "
                        "around about along style s t m any another other such also i im id ive should "
                        "must will were was been");
}

/* "Drop the melody" takes it out; "drop the bass" is what a club shouts. */
static int drops_a_track(const binder *b, int i)
{
    rgen_meaning noun = is(b, i, "drop") && is(b, i + 1, "the") ? peek(b, i + 2) : (rgen_meaning){0};
    return has(noun, RGEN_SENSE_ROLE) && !(noun.senses[0].roles >> RGEN_ROLE_BASS & 1);
}

/* From word i on, are there bare track names up to an "or", as in "no drums,
 * bass, harmony or melody"? */
static int alternatives(const binder *b, int i)
{
    while (i < b->n && !b->w[i].used && b->w[i].brk != RGEN_STOP) {
        int comparative;
        rgen_meaning noun = rgen_lexicon_find(b->w + i, b->n - i, &comparative);
        if (!has(noun, RGEN_SENSE_ROLE))
            return 0;
        i += noun.words;
        if (is(b, i, "or nor"))
            return 1;
    }
    return 0;
}

void rgen_bind(rgen_reading *reading, rgen_word *words, int n)
{
    binder b = {.r = reading, .w = words, .n = n, .degree = 1};
    for (int i = 0; i < n;) {
        int comparative = 0, used;
        rgen_meaning m;
        if (words[i].brk && i > 0) {
            int deny = b.deny;
            end_clause(&b, 0, 0);
            if (words[i].brk == RGEN_STOP)
                b.inherit = b.inherit_edits = b.only_list = b.run = b.swap_role = 0;
            else if (deny && alternatives(&b, i))
                b.deny = deny;
        }
        if (words[i].used) {
            reading->intent->n_words++;
            reading->intent->n_known++;
            i++;
            continue;
        }
        m = rgen_lexicon_find(words + i, n - i, &comparative);
        if (drops_a_track(&b, i)) {
            end_clause(&b, 0, 0);
            b.deny = 3;
            take(&b, i, 1);
            reading->intent->n_words++;
            i++;
        } else if (m.words) {
            known_phrase(&b, m, i, comparative);
            take(&b, i, m.words);
            reading->intent->n_words += m.words;
            i += m.words;
        } else if ((used = steering_word(&b, i))) {
            if (!stop_word(words[i].text) && !rgen_word_in(words[i].text, "with and or nor but")) {
                take(&b, i, used);
                reading->intent->n_words += used;
            }
            i += used;
        } else {
            if (!stop_word(words[i].text) && words[i].kind != 'e') {
                reading->intent->n_words++;
                reset_word(&b);
                b.only = 0;
            }
            i++;
        }
    }
    end_clause(&b, 0, 0);
}
