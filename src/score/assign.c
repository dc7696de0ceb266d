/* Cutting a song into pieces and filling their parts. Jobs of lines are judged
 * in lines.c; here they meet bar lines, keys and each other. */
#include "score/assign.h"

#include <stdlib.h>
#include <string.h>

#include "score/chordfind.h"

enum {
    EARLY = RGEN_TICKS_PER_FRAME / 2, /* a note this much before a bar line belongs to the bar */
    TOGETHER = 24                     /* ticks within which notes count as one onset */
};

typedef struct section { int32_t start, end; int num, den; } section; /* num 0: not supported */

typedef struct draft { rgen_note note; int line; } draft; /* start counts from the section */

typedef struct maker {
    const rgen_midi_song *song;
    const rgen_roles *roles;
    rgen_assign_options options;
    rgen_assignment *out;
    rgen_error *err;
    draft *drafts[RGEN_ASSIGN_ROLES];     /* of the present section, each [song->n_notes] at most */
    int n[RGEN_ASSIGN_ROLES];
    int *line_of;                         /* [song->n_notes] */
    int *onsets;                          /* [lines, bars] of the present section */
    rgen_tones *tones;
} maker;

/* ---- sections ---- */

/* A metre as one of ours: 2/2 counts as 4/4, 6/4 as twice 3/4, 12/8 as
 * twice 6/8, two bars of 7/16 as 7/8. */
static void supported(const rgen_midi_meter *m, section *s)
{
    static const uint8_t map[][4] = {
        { 4, 4, 4, 4 }, { 2, 2, 4, 4 }, { 2, 4, 4, 4 }, { 8, 8, 4, 4 }, { 8, 4, 4, 4 }, { 4, 2, 4, 4 },
        { 3, 4, 3, 4 }, { 6, 4, 3, 4 }, { 3, 2, 3, 4 }, { 6, 8, 6, 8 }, { 3, 8, 6, 8 }, { 12, 8, 6, 8 },
        { 5, 4, 5, 4 }, { 10, 8, 5, 4 }, { 7, 8, 7, 8 }, { 7, 16, 7, 8 }
    };
    s->num = s->den = 0;
    for (size_t i = 0; i < sizeof map / sizeof *map; i++)
        if (m->num == map[i][0] && m->den == map[i][1]) {
            s->num = map[i][2];
            s->den = map[i][3];
        }
}

static int32_t bar_ticks(int num, int den)
{
    return num * RGEN_TICKS_PER_QUARTER * 4 / den;
}

/* Stretches of one metre. A change that repeats the metre on a bar line does not
 * cut; one off the bar line does, since the bars are counted from it: that is how
 * songs that open with half a beat of set-up get their bars right. */
static rgen_status find_sections(const rgen_midi_song *song, section **out, int *count,
                                 rgen_error *err)
{
    rgen_midi_meter plain = { 0, 4, 4 };
    int n = 0;
    *count = 0;
    *out = malloc((size_t)(song->n_meters + 1) * sizeof **out);
    if (!*out) return rgen_fail(err, RGEN_ERR_MEMORY, "no memory for the sections of a song");
    section *s = *out;
    for (int i = -1; i < song->n_meters; i++) {
        const rgen_midi_meter *m = i < 0 ? &plain : &song->meters[i];
        section next = { m->tick, song->end, 0, 0 };
        if (i < 0 && song->n_meters && song->meters[0].tick <= 0) continue;
        supported(m, &next);
        if (n) {
            section *last = &s[n - 1];
            int same = last->num == next.num && last->den == next.den;
            if (same && (!next.num || (next.start - last->start) % bar_ticks(next.num, next.den) == 0))
                continue;
            last->end = next.start;
        }
        s[n++] = next;
    }
    *count = n;
    return RGEN_OK;
}

/* ---- choosing lines, bar by bar ---- */

/* The line of a job that plays bar `bar`: the best by rank and activity, with a
 * preference for the one that played the bar before. -1: none plays. */
static int choose(const maker *m, rgen_line_job job, int bar, int bars, int before)
{
    const rgen_lines *lines = &m->out->lines;
    double best = 0;
    int found = -1;
    for (int l = 0; l < lines->count; l++) {
        int n = m->onsets[l * bars + bar];
        if (lines->rows[l].job != job || !n) continue;
        double active = n >= 4 ? 1 : 0.55 + 0.15 * (n - 1);
        double value = lines->rows[l].rank * active * (l == before ? 1.5 : 1);
        if (value > best) {
            best = value;
            found = l;
        }
    }
    return found;
}

/* Mark in chosen[lines, bars] which lines are heard where. Chords gather lines
 * until about four voices sound; leads that do not lead may fill in for them. */
static void choose_all(const maker *m, int bars, uint8_t *chosen)
{
    rgen_lines *lines = &m->out->lines;
    int bass = -1, lead = -1;
    for (int bar = 0; bar < bars; bar++) {
        double voices = 0;
        bass = choose(m, RGEN_JOB_BASS, bar, bars, bass);
        lead = choose(m, RGEN_JOB_LEAD, bar, bars, lead);
        if (bass >= 0) chosen[bass * bars + bar] = 1 + RGEN_KIND_MONO;
        if (lead >= 0) chosen[lead * bars + bar] = 1 + RGEN_KIND_LEAD;
        for (int round = 0; round < 6 && voices < 3.5; round++) {
            double best = 0;
            int found = -1;
            for (int l = 0; l < lines->count; l++) {
                const rgen_line *r = &lines->rows[l];
                int job = r->job == RGEN_JOB_CHORDS ? 2 : r->job == RGEN_JOB_LEAD && !voices ? 1 : 0;
                double value = job == 2 ? 1 + r->rank : job ? r->rank : 0;
                if (!m->onsets[l * bars + bar] || chosen[l * bars + bar]) continue;
                if (bar && chosen[l * bars + bar - 1] == 1 + RGEN_KIND_CHORDAL) value *= 1.3;
                if (value > best) {
                    best = value;
                    found = l;
                }
            }
            if (found < 0) break;
            chosen[found * bars + bar] = 1 + RGEN_KIND_CHORDAL;
            voices += lines->rows[found].voices;
        }
    }
}

/* ---- drafts: the notes of a section by role ---- */

static int by_note(const void *a, const void *b)
{
    const draft *x = a, *y = b;
    if (x->note.start != y->note.start) return x->note.start < y->note.start ? -1 : 1;
    if (x->note.pitch != y->note.pitch) return x->note.pitch - y->note.pitch;
    if (x->note.velocity != y->note.velocity) return y->note.velocity - x->note.velocity;
    if (x->note.length != y->note.length) return x->note.length > y->note.length ? -1 : 1;
    return x->line - y->line;
}

/* Into the role's range by octaves; 0 when no octave fits. */
static int fold(const rgen_role *role, int tonic, rgen_note *note, int *folded)
{
    int t = tonic > 6 ? tonic - 12 : tonic, low = role->base_pitch + t, pitch = note->pitch;
    while (pitch < low) pitch += 12;
    while (pitch >= low + role->n_pitches) pitch -= 12;
    if (pitch < low) return 0;
    *folded += pitch != note->pitch;
    note->pitch = (uint8_t)pitch;
    return 1;
}

/* Leave out the same voice or pitch struck twice at once (two kicks, two guitars
 * in unison), keeping the louder. */
static void drop_doubles(maker *m, int kind)
{
    draft *d = m->drafts[kind];
    int last[128], kept = 0, near = kind == RGEN_KIND_DRUMS ? 6 : TOGETHER;
    memset(last, -1, sizeof last);
    for (int i = 0; i < m->n[kind]; i++) {
        int j = last[d[i].note.pitch];
        if (j >= 0 && d[i].note.start - d[j].note.start < near) {
            if (d[i].note.velocity > d[j].note.velocity) d[j].note.velocity = d[i].note.velocity;
            if (d[i].note.length > d[j].note.length) d[j].note.length = d[i].note.length;
            m->out->counts.doubles++;
            continue;
        }
        last[d[i].note.pitch] = kept;
        d[kept++] = d[i];
    }
    m->n[kind] = kept;
}

/* At most `limit` notes of one onset: the lowest of a bass, the highest of a lead. */
static void thin(maker *m, int kind, int limit, int highest)
{
    draft *d = m->drafts[kind];
    int kept = 0, n = m->n[kind];
    for (int a = 0, b; a < n; a = b) {
        for (b = a + 1; b < n && d[b].note.start - d[a].note.start < TOGETHER; b++) {}
        for (int i = a; i < b; i++) {
            int better = 0;
            for (int j = a; j < b && j < a + 64; j++)
                better += highest ? d[j].note.pitch > d[i].note.pitch : d[j].note.pitch < d[i].note.pitch;
            if (better < limit) d[kept++] = d[i];
            else m->out->counts.polyphony++;
        }
    }
    m->n[kind] = kept;
}

static void collect(maker *m, const section *s, int first, int last, int bars, const uint8_t *chosen)
{
    rgen_assign_counts *c = &m->out->counts;
    int32_t bar = bar_ticks(s->num, s->den);
    memset(m->n, 0, sizeof m->n);
    for (int i = first; i < last; i++) {
        const rgen_midi_note *n = &m->song->notes[i];
        int l = m->line_of[i], kind = -1;
        const rgen_line *line = &m->out->lines.rows[l];
        int32_t start = n->start - s->start;
        int b = (start + EARLY) / bar;
        rgen_note note = { start, n->length, n->pitch, n->velocity, RGEN_ART_NORMAL, 4 };
        if (b >= bars) c->unsung++;
        else if (line->job == RGEN_JOB_COPY) c->copies++;
        else if (line->job == RGEN_JOB_EFFECT) c->effects++;
        else if (line->job == RGEN_JOB_DRUMS) {
            kind = RGEN_KIND_DRUMS;
            if (line->channel == 9) note.pitch = rgen_drum_of_note(n->pitch, m->options.roland);
            else if (line->program == 119) note.pitch = RGEN_CRASH;
            else if (line->program == 113 || line->program == 115) note.pitch = RGEN_HIGH_TOM;
            else note.pitch = n->pitch < 50 ? RGEN_LOW_TOM : RGEN_HIGH_TOM;
        } else if (chosen[l * bars + b]) kind = chosen[l * bars + b] - 1;
        else c->others++;
        if (kind >= 0) m->drafts[kind][m->n[kind]++] = (draft){ note, l };
    }
    for (int k = 0; k < RGEN_ASSIGN_ROLES; k++) {
        if (m->n[k]) qsort(m->drafts[k], (size_t)m->n[k], sizeof *m->drafts[k], by_note);
        drop_doubles(m, k);
    }
    thin(m, RGEN_KIND_MONO, 1, 0);
    thin(m, RGEN_KIND_LEAD, 2, 1);
}

/* ---- pieces ---- */

static int frames_per_chord(const section *s)
{
    if (s->num == 4) return 8;             /* half a bar */
    if (s->num == 3) return 12;            /* a bar */
    return s->num == 6 ? 6 : s->num == 7 ? 14 : 4; /* half, a bar, a beat of 5/4 */
}

static void add_tones(const maker *m, rgen_tones *tones, int n, int ticks, int32_t from, int32_t to)
{
    static const double weight[RGEN_ASSIGN_ROLES] = { 0, 1, 1, 0.5 };
    for (int k = 1; k < RGEN_ASSIGN_ROLES; k++)
        for (int i = 0; i < m->n[k]; i++) {
            const rgen_note *a = &m->drafts[k][i].note;
            if (a->start + EARLY < from || a->start + EARLY >= to) continue;
            int32_t start = a->start < from ? 0 : a->start - from, length = a->length;
            if (length > to - from - start) length = to - from - start;
            rgen_tones_add(tones, n, ticks, start, length, a->pitch, weight[k], k == RGEN_KIND_MONO);
        }
}

static rgen_status find_chords(maker *m, const section *s, rgen_piece *p, int32_t from, int32_t to)
{
    rgen_part *part = &p->parts[RGEN_KIND_CHORDAL];
    int frames = rgen_grid_frames(&p->grid), unit = frames_per_chord(s), n = frames / unit;
    rgen_tones *tones = calloc((size_t)n + 1, sizeof *tones);
    uint16_t *codes = calloc((size_t)n + 1, sizeof *codes);
    part->chords = calloc((size_t)frames + 1, sizeof *part->chords);
    rgen_status st = RGEN_OK;
    if (!tones || !codes || !part->chords) {
        st = rgen_fail(m->err, RGEN_ERR_MEMORY, "no memory for the chords of a piece");
    } else {
        add_tones(m, tones, n, unit * RGEN_TICKS_PER_FRAME, from, to);
        st = rgen_chord_find(tones, n, unit * RGEN_TICKS_PER_FRAME, p->grid.tonic, codes, m->err);
        for (int f = 0; f < frames && n; f++) part->chords[f] = codes[f / unit < n ? f / unit : n - 1];
        part->n_chords = frames;
    }
    free(tones);
    free(codes);
    return st;
}

/* The first role of a kind: its range is the part's. */
static const rgen_role *role_of(const rgen_roles *roles, rgen_role_kind kind)
{
    for (int i = 0; i < roles->count; i++)
        if (roles->rows[i].kind == kind) return &roles->rows[i];
    return NULL;
}

static rgen_status fill(maker *m, rgen_piece *p, int32_t from, int32_t to)
{
    rgen_assign_counts *c = &m->out->counts;
    for (int k = 0; k < RGEN_ASSIGN_ROLES; k++) {
        rgen_part *part = &p->parts[k];
        const rgen_role *role = role_of(m->roles, (rgen_role_kind)k);
        for (int i = 0; i < m->n[k]; i++) {
            rgen_note note = m->drafts[k][i].note;
            if (note.start + EARLY < from || note.start + EARLY >= to) continue;
            note.start -= from;
            if (note.length > to - from - note.start) note.length = to - from - note.start;
            if (note.length < 1) note.length = 1;
            if (role && k && !fold(role, p->grid.tonic, &note, &c->folded)) {
                c->unsung++;
                continue;
            }
            if (rgen_part_add(part, note))
                return rgen_fail(m->err, RGEN_ERR_MEMORY, "no memory for a part");
            m->out->lines.rows[m->drafts[k][i].line].kept++;
            c->kept++;
        }
        rgen_part_sort(part);
    }
    return RGEN_OK;
}

static int silent(const maker *m, int bars, int bar)
{
    for (int l = 0; l < m->out->lines.count; l++)
        if (m->onsets[l * bars + bar]) return 0;
    return 1;
}

/* The pieces of `bars` bars of a section, whose notes are [first, last). */
static rgen_status make_pieces(maker *m, const section *s, int first, int last, int bars)
{
    rgen_lines *lines = &m->out->lines;
    int32_t bar = bar_ticks(s->num, s->den);
    size_t cells = (size_t)lines->count * (size_t)bars;
    rgen_key_span spans[RGEN_MAX_BARS + 1];
    int n_spans, a = 0, b = bars;
    rgen_status st = RGEN_OK;
    uint8_t *chosen = calloc(cells + 1, 1);
    m->onsets = calloc(cells + 1, sizeof *m->onsets);
    m->tones = calloc((size_t)bars, sizeof *m->tones);
    if (!chosen || !m->onsets || !m->tones) {
        st = rgen_fail(m->err, RGEN_ERR_MEMORY, "no memory for the bars of a song");
        goto done;
    }
    for (int i = first; i < last; i++) {
        int at = (m->song->notes[i].start - s->start + EARLY) / bar;
        if (at < bars) m->onsets[m->line_of[i] * bars + at]++;
    }
    while (a < b && silent(m, bars, a)) a++;
    while (b > a && silent(m, bars, b - 1)) b--;
    if (a == b) goto done;
    choose_all(m, bars, chosen);
    collect(m, s, first, last, bars, chosen);
    add_tones(m, m->tones, b - a, bar, a * bar, b * bar);
    n_spans = rgen_key_spans(m->tones, b - a, m->options.shortest_key, spans);
    if (!n_spans) {
        st = rgen_fail(m->err, RGEN_ERR_MEMORY, "no memory for the keys of a song");
        goto done;
    }
    for (int i = 0; i < n_spans; i++) {
        rgen_piece *grown = realloc(m->out->pieces, (size_t)(m->out->n_pieces + 1) * sizeof *grown);
        int32_t from = (a + spans[i].first) * bar, to = from + spans[i].n * bar;
        if (!grown) {
            st = rgen_fail(m->err, RGEN_ERR_MEMORY, "no memory for the pieces of a song");
            goto done;
        }
        m->out->pieces = grown;
        rgen_piece *p = &grown[m->out->n_pieces++];
        memset(p, 0, sizeof *p);
        p->first_tick = s->start + from;
        p->key_fit = spans[i].fit;
        p->grid = (rgen_grid){ .bpm = rgen_midi_median_bpm(m->song, p->first_tick, s->start + to),
                               .meter_num = s->num, .meter_den = s->den, .bars = spans[i].n,
                               .tonic = spans[i].tonic, .mode = spans[i].mode };
        if ((st = fill(m, p, from, to)) || (st = find_chords(m, s, p, from, to))) goto done;
    }
done:
    free(chosen);
    free(m->onsets);
    free(m->tones);
    return st;
}

rgen_status rgen_assign(const rgen_midi_song *song, const rgen_roles *roles,
                        const rgen_assign_options *options, rgen_assignment *out, rgen_error *err)
{
    maker m = { .song = song, .roles = roles, .out = out, .err = err };
    section *sections = NULL;
    int n_sections = 0, at = 0;
    memset(out, 0, sizeof *out);
    if (options) m.options = *options;
    if (m.options.shortest_key <= 0) m.options.shortest_key = 8;
    if (m.options.one_key) m.options.shortest_key = RGEN_MAX_BARS + 1;
    rgen_status st = rgen_lines_find(song, &out->lines, err);
    if (!st) st = find_sections(song, &sections, &n_sections, err);
    for (int k = 0; k < RGEN_ASSIGN_ROLES && !st; k++) {
        m.drafts[k] = malloc((size_t)(song->n_notes + 1) * sizeof *m.drafts[k]);
        if (!m.drafts[k]) st = rgen_fail(err, RGEN_ERR_MEMORY, "no memory for the parts of a song");
    }
    m.line_of = malloc((size_t)(song->n_notes + 1) * sizeof *m.line_of);
    if (!st && !m.line_of) st = rgen_fail(err, RGEN_ERR_MEMORY, "no memory for the parts of a song");
    for (int l = 0; l < out->lines.count && !st; l++)
        for (int i = 0; i < out->lines.rows[l].n_notes; i++) m.line_of[out->lines.rows[l].notes[i]] = l;
    out->counts.notes = song->n_notes;
    for (int i = 0; i < n_sections && !st; i++) {
        section s = sections[i];
        int32_t bar = s.num ? bar_ticks(s.num, s.den) : 0;
        while (at < song->n_notes && !st) {
            /* Chunks of at most RGEN_MAX_BARS bars; notes are sorted by start. */
            int last = at, bars = 0;
            int32_t end = s.end;
            int final = i + 1 == n_sections;
            if (bar) {
                int64_t whole = ((int64_t)s.end - s.start + (final ? bar - 1 : 0)) / bar;
                if (final && song->notes[song->n_notes - 1].start + EARLY >= s.start + whole * bar) whole++;
                bars = whole > RGEN_MAX_BARS ? RGEN_MAX_BARS : (int)whole;
                if (whole > bars) end = s.start + bars * bar;
            }
            int open = final && end == s.end; /* takes all that is left */
            while (last < song->n_notes && (open || song->notes[last].start + EARLY < end)) last++;
            if (!bar) out->counts.meter += last - at;
            else if (!bars) out->counts.unsung += last - at;
            else if (last > at) st = make_pieces(&m, &s, at, last, bars);
            at = last;
            if (end >= s.end || !bar) break;
            s.start = end;
        }
    }
    for (int k = 0; k < RGEN_ASSIGN_ROLES; k++) free(m.drafts[k]);
    free(m.line_of);
    free(sections);
    if (st) rgen_assignment_clear(out);
    return st;
}

void rgen_assignment_clear(rgen_assignment *assignment)
{
    if (!assignment) return;
    for (int i = 0; i < assignment->n_pieces; i++)
        for (int k = 0; k < RGEN_ASSIGN_ROLES; k++) rgen_part_clear(&assignment->pieces[i].parts[k]);
    free(assignment->pieces);
    rgen_lines_clear(&assignment->lines);
    memset(assignment, 0, sizeof *assignment);
}
