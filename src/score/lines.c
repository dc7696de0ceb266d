/* Lines and their jobs, judged over the whole song: by the instrument, by how
 * many notes start together, by height, and by the track's name. */
#include "score/lines.h"

#include <stdlib.h>
#include <string.h>

/* How much a General MIDI program leads, how much it carries chords (0..9),
 * per family of eight programs. */
static const uint8_t leads[16] = { 5, 7, 5, 6, 2, 5, 4, 7, 9, 9, 9, 2, 3, 6, 5, 0 };
static const uint8_t chords[16] = { 8, 5, 8, 8, 1, 6, 8, 5, 3, 2, 4, 9, 6, 5, 3, 0 };

static int has(const char *name, const char *word)
{
    size_t n = strlen(word);
    for (; *name; name++) {
        size_t i = 0;
        while (i < n && (name[i] | 32) == word[i]) i++;
        if (i == n) return 1;
    }
    return 0;
}

static void measure(const rgen_midi_song *song, rgen_line *line)
{
    int onsets = 0;
    int32_t last = -1000;
    double sum = 0;
    for (int i = 0; i < line->n_notes; i++) {
        const rgen_midi_note *n = &song->notes[line->notes[i]];
        if (n->start - last > 24) { /* strummed notes are one onset */
            onsets++;
            last = n->start;
        }
        sum += n->pitch;
    }
    line->pitch = sum / line->n_notes;
    line->voices = (double)line->n_notes / onsets;
}

static double ramp(double x, double from, double to)
{
    return x <= from ? 0 : x >= to ? 1 : (x - from) / (to - from);
}

/* Programs of the percussive family and the timpani that a drummer plays. */
static int percussive(int program)
{
    return program == 47 || program == 113 || (program >= 115 && program <= 119);
}

static void judge(const rgen_midi_song *song, rgen_line *line)
{
    const char *name = song->names[line->track];
    int p = line->program, family = p / 8;
    int called_lead = has(name, "melod") || has(name, "lead") || has(name, "solo") || has(name, "voc");
    int called_bass = has(name, "bass") && !has(name, "bassoon") && !called_lead;
    /* A line that says it leads may do so in octaves or thirds. */
    double single = 1 - (called_lead ? ramp(line->voices, 1.6, 3) : ramp(line->voices, 1.1, 2.2));
    if (line->channel == 9 || percussive(p)) {
        line->job = RGEN_JOB_DRUMS;
        line->rank = 1;
        return;
    }
    if (p >= 120 || has(name, "drum")) { /* drums on a pitched channel: which, nobody knows */
        line->job = RGEN_JOB_EFFECT;
        return;
    }
    if (line->pitch < 57 && (family == 4 || p == 43 || p == 58 || called_bass)) {
        line->job = RGEN_JOB_BASS;
        line->rank = (family == 4 ? 3 : 2) + called_bass;
        return;
    }
    /* A synthesizer this low is a bass, in octaves too; a guitar this low is a riff. */
    if (line->pitch < (p == 87 ? 48 : 42) && line->voices < 2.2 && family != 3) {
        line->job = RGEN_JOB_BASS;
        line->rank = 1.5;
        return;
    }
    double lead = leads[family] / 9.0 * (0.15 + 0.85 * single) * (0.25 + 0.75 * ramp(line->pitch, 50, 62));
    double chord = chords[family] / 9.0 * (0.4 + 0.6 * ramp(line->voices, 1.1, 2.2));
    if (p == 29 || p == 30) lead *= 1.3; /* a distorted guitar: riff or solo, as the voices say */
    if (called_lead) lead *= 1.8;
    if (has(name, "pad") || has(name, "chord") || has(name, "rhythm") || has(name, "back"))
        chord *= 1.5;
    line->job = lead >= chord ? RGEN_JOB_LEAD : RGEN_JOB_CHORDS;
    line->rank = lead >= chord ? lead : chord;
}

/* The share of b's notes that a plays too at about the same time. */
static double shared(const rgen_midi_song *song, const rgen_line *a, const rgen_line *b)
{
    int first = 0, same = 0;
    for (int i = 0; i < b->n_notes; i++) {
        const rgen_midi_note *n = &song->notes[b->notes[i]];
        while (first < a->n_notes && song->notes[a->notes[first]].start < n->start - 60) first++;
        for (int j = first; j < a->n_notes && j < first + 64; j++) {
            const rgen_midi_note *m = &song->notes[a->notes[j]];
            if (m->start > n->start + 30) break;
            if (m->pitch == n->pitch) {
                same++;
                break;
            }
        }
    }
    return (double)same / b->n_notes;
}

/* A line that another one of its own kind covers is a copy: panned doubles,
 * choruses, echoes. The one with more notes is the original. */
static void find_copies(const rgen_midi_song *song, rgen_lines *lines)
{
    if (lines->count > 64) return; /* no music: it would only cost time */
    for (int b = 0; b < lines->count; b++) {
        rgen_line *copy = &lines->rows[b];
        if (copy->job == RGEN_JOB_DRUMS || copy->job == RGEN_JOB_EFFECT) continue;
        for (int a = 0; a < lines->count && copy->copy_of < 0; a++) {
            const rgen_line *from = &lines->rows[a];
            int more = from->n_notes > copy->n_notes || (from->n_notes == copy->n_notes && a < b);
            int bass = (from->job == RGEN_JOB_BASS) != (copy->job == RGEN_JOB_BASS);
            if (a == b || from->job > RGEN_JOB_LEAD || from->job == RGEN_JOB_DRUMS || !more || bass)
                continue;
            if (shared(song, from, copy) >= 0.75) copy->copy_of = a;
        }
        if (copy->copy_of >= 0) copy->job = RGEN_JOB_COPY;
    }
}

/* The lowest (sign 1) or highest (sign -1) line of a job that lies beyond `limit`
 * with at most `voices` notes an onset, or NULL. */
static rgen_line *extreme(rgen_lines *lines, rgen_line_job job, int sign, double limit,
                          double voices)
{
    rgen_line *found = NULL;
    for (int i = 0; i < lines->count; i++) {
        rgen_line *l = &lines->rows[i];
        if (l->job != job || l->voices > voices || sign * l->pitch > sign * limit) continue;
        if (!found || sign * l->pitch < sign * found->pitch) found = l;
    }
    return found;
}

/* Songs in which a job stayed open: the lowest single line is the bass; the
 * highest line leads when no other does; the richest lead carries chords. */
static void fill_gaps(rgen_lines *lines)
{
    int n[4] = { 0 };
    for (int i = 0; i < lines->count; i++)
        if (lines->rows[i].job <= RGEN_JOB_LEAD) n[lines->rows[i].job] += lines->rows[i].n_notes;
    rgen_line *l;
    if (!n[RGEN_JOB_BASS]) {
        l = extreme(lines, RGEN_JOB_CHORDS, 1, 52, 1.4);
        rgen_line *m = extreme(lines, RGEN_JOB_LEAD, 1, 52, 1.4);
        if (m && (!l || m->pitch < l->pitch)) l = m;
        if (l && l->n_notes >= 8 && n[RGEN_JOB_CHORDS] + n[RGEN_JOB_LEAD] > l->n_notes) {
            n[l->job] -= l->n_notes;
            l->job = RGEN_JOB_BASS;
            l->rank = 1;
        }
    }
    if (!n[RGEN_JOB_LEAD]) {
        l = extreme(lines, RGEN_JOB_CHORDS, -1, 58, 1.4);
        if (!l) l = extreme(lines, RGEN_JOB_CHORDS, -1, 62, 2.4);
        if (l && n[RGEN_JOB_CHORDS] > l->n_notes) l->job = RGEN_JOB_LEAD;
    }
    if (!n[RGEN_JOB_CHORDS]) {
        l = NULL;
        for (int i = 0; i < lines->count; i++) {
            rgen_line *r = &lines->rows[i];
            if (r->job == RGEN_JOB_LEAD && r->n_notes < n[RGEN_JOB_LEAD] && (!l || r->rank < l->rank))
                l = r;
        }
        if (l) l->job = RGEN_JOB_CHORDS;
    }
}

rgen_status rgen_lines_find(const rgen_midi_song *song, rgen_lines *lines, rgen_error *err)
{
    int *of = malloc(16 * 128 * sizeof *of);
    memset(lines, 0, sizeof *lines);
    lines->rows = calloc(16 * 128, sizeof *lines->rows);
    lines->indices = malloc((size_t)(song->n_notes + 1) * sizeof *lines->indices);
    if (!of || !lines->rows || !lines->indices) {
        free(of);
        rgen_lines_clear(lines);
        return rgen_fail(err, RGEN_ERR_MEMORY, "no memory for the lines of a song");
    }
    memset(of, -1, 16 * 128 * sizeof *of);
    for (int i = 0; i < song->n_notes; i++) {
        const rgen_midi_note *n = &song->notes[i];
        int program = n->channel == 9 ? 0 : n->program, *line = &of[n->channel * 128 + program];
        if (*line < 0) {
            *line = lines->count++;
            lines->rows[*line] = (rgen_line){ .channel = n->channel, .program = program,
                                              .track = n->track, .copy_of = -1 };
        }
        lines->rows[*line].n_notes++;
    }
    int at = 0;
    for (int i = 0; i < lines->count; i++) {
        lines->rows[i].notes = lines->indices + at;
        at += lines->rows[i].n_notes;
        lines->rows[i].n_notes = 0;
    }
    for (int i = 0; i < song->n_notes; i++) {
        const rgen_midi_note *n = &song->notes[i];
        rgen_line *l = &lines->rows[of[n->channel * 128 + (n->channel == 9 ? 0 : n->program)]];
        l->notes[l->n_notes++] = i;
    }
    free(of);
    for (int i = 0; i < lines->count; i++) {
        measure(song, &lines->rows[i]);
        judge(song, &lines->rows[i]);
    }
    find_copies(song, lines);
    fill_gaps(lines);
    return RGEN_OK;
}

void rgen_lines_clear(rgen_lines *lines)
{
    if (!lines) return;
    free(lines->rows);
    free(lines->indices);
    memset(lines, 0, sizeof *lines);
}
