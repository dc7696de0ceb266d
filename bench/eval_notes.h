/* Figures of notes: keys, chords, beats, likeness. All take parts on one grid. */
#ifndef BENCH_EVAL_NOTES_H
#define BENCH_EVAL_NOTES_H

#include "eval.h"
#include "score/score.h"

enum { DRUMS, BASS, HARMONY, MELODY, ROLES };
static const char *const role_names[ROLES] = {"drums", "bass", "harmony", "melody"};

/* One generated piece. */
typedef struct piece {
    rgen_grid grid;
    rgen_part part[ROLES];
    float attributes[ROLES][RGEN_SCORE_ATTRIBUTES]; /* measured */
    int prompt, seed;
} piece;

__attribute__((unused)) static int frame_of(const rgen_note *n)
{
    return (n->start + RGEN_TICKS_PER_FRAME / 2) / RGEN_TICKS_PER_FRAME;
}

/* Pitch class of a note above the tonic, as a bit. */
__attribute__((unused)) static unsigned class_of(const piece *p, int pitch)
{
    return 1u << (pitch + 120 - p->grid.tonic) % 12;
}

/* Tones of the chord symbol at a frame; 0: no chord. */
__attribute__((unused)) static unsigned chord_at(const piece *p, int frame)
{
    const rgen_part *h = &p->part[HARMONY];
    return h->chords && frame >= 0 && frame < h->n_chords ? rgen_chord_tones(h->chords[frame]) : 0;
}

/* Changes of the chord symbol over a piece. */
__attribute__((unused)) static int chord_changes(const piece *p)
{
    const rgen_part *h = &p->part[HARMONY];
    int n = 0;
    for (int f = 1; h->chords && f < h->n_chords; f++)
        n += h->chords[f] != h->chords[f - 1];
    return n;
}

/* Beats 1 and 3 of 4/4, 1 of 3/4, 1 and 4 of 6/8. */
__attribute__((unused)) static int is_strong(const rgen_grid *grid, int frame)
{
    int bar = rgen_grid_frames_per_bar(grid), place = frame % bar;
    if (place == 0)
        return 1;
    return (grid->meter_num == 4 && place == bar / 2) || (grid->meter_den == 8 && bar == 12 && place == 6);
}

/* The mode's seven tones; rgen_mode_scale adds the raised seventh to minor. */
__attribute__((unused)) static unsigned plain_scale(rgen_mode mode)
{
    return rgen_mode_scale(mode) & ~(mode == RGEN_MINOR ? 1u << 11 : 0u);
}

typedef struct key_tally { tally plain, raised, chord; } key_tally;

/* Notes of a role inside the seven tones, with the raised seventh of minor, and with
 * the tones of the chord of the moment. */
__attribute__((unused)) static void count_key(const piece *p, int role, key_tally *t)
{
    for (int i = 0; i < p->part[role].n_notes; i++) {
        const rgen_note *n = &p->part[role].notes[i];
        unsigned pc = class_of(p, n->pitch), chord = chord_at(p, frame_of(n));
        count(&t->plain, (plain_scale(p->grid.mode) & pc) != 0);
        count(&t->raised, (rgen_mode_scale(p->grid.mode) & pc) != 0);
        count(&t->chord, ((rgen_mode_scale(p->grid.mode) | chord) & pc) != 0);
    }
}

/* Notes that start on a strong beat under a chord symbol: are they its tones? */
__attribute__((unused)) static void count_chord_tones(const piece *p, int role, tally *t)
{
    for (int i = 0; i < p->part[role].n_notes; i++) {
        const rgen_note *n = &p->part[role].notes[i];
        unsigned chord = chord_at(p, frame_of(n));
        if (is_strong(&p->grid, frame_of(n)) && chord)
            count(t, (chord & class_of(p, n->pitch)) != 0);
    }
}

/* Strong beats on which melody and harmony both sound, and how many of them hold a
 * semitone (or its octaves) between the two that the chord symbol does not hold. */
__attribute__((unused)) static void count_clashes(const piece *p, tally *t)
{
    int frames = rgen_grid_frames(&p->grid);
    for (int f = 0; f < frames; f++) {
        int32_t at = f * RGEN_TICKS_PER_FRAME + 30;
        unsigned melody = 0, harmony = 0, chord = chord_at(p, f);
        if (!is_strong(&p->grid, f))
            continue;
        for (int r = HARMONY; r <= MELODY; r++)
            for (int i = 0; i < p->part[r].n_notes; i++) {
                const rgen_note *n = &p->part[r].notes[i];
                if (n->start <= at && n->start + n->length > at)
                    *(r == MELODY ? &melody : &harmony) |= class_of(p, n->pitch);
            }
        if (!melody || !harmony)
            continue;
        unsigned beside = ((harmony << 1 | harmony >> 11) | (harmony >> 1 | harmony << 11)) & 0xfff;
        unsigned clash = melody & beside & ~(melody & chord);
        count(t, clash != 0);
    }
}

/* Frames with an onset; `voice` >= 0: of that drum voice alone. */
__attribute__((unused)) static void onsets_of(const piece *p, int role, int voice, uint8_t *at)
{
    int frames = rgen_grid_frames(&p->grid);
    memset(at, 0, (size_t)frames);
    for (int i = 0; i < p->part[role].n_notes; i++) {
        const rgen_note *n = &p->part[role].notes[i];
        if ((voice < 0 || n->pitch == voice) && frame_of(n) >= 0 && frame_of(n) < frames)
            at[frame_of(n)] = 1;
    }
}

/* Agreement of a's kick with b's bass over the frames both have: the correlation of
 * the two onset patterns (phi), so that busy parts do not win by being busy.
 * Returns 0 when either is silent. */
__attribute__((unused)) static int kick_bass(const piece *a, const piece *b, double *phi, double *share)
{
    static uint8_t kick[RGEN_MAX_BARS * 24], bass[RGEN_MAX_BARS * 24];
    int fa = rgen_grid_frames(&a->grid), fb = rgen_grid_frames(&b->grid), n = fa < fb ? fa : fb;
    double k = 0, s = 0, both = 0;
    onsets_of(a, DRUMS, RGEN_KICK, kick);
    onsets_of(b, BASS, -1, bass);
    for (int f = 0; f < n; f++) {
        k += kick[f];
        s += bass[f];
        both += kick[f] & bass[f];
    }
    if (k < 2 || s < 2 || k >= n || s >= n)
        return 0;
    *phi = (n * both - k * s) / sqrt(k * s * (n - k) * (n - s));
    *share = both / s;
    return 1;
}

/* Notes as (frame, pitch) that two parts have in common, of all that either has. */
__attribute__((unused)) static double in_common(const rgen_part *a, const rgen_part *b, int first,
                                                int last, int shift)
{
    int both = 0, na = 0, nb = 0;
    for (int i = 0; i < a->n_notes; i++) {
        int f = frame_of(&a->notes[i]), found = 0;
        if (f < first || f >= last)
            continue;
        na++;
        for (int j = 0; j < b->n_notes && !found; j++)
            found = frame_of(&b->notes[j]) == f + shift && b->notes[j].pitch == a->notes[i].pitch;
        both += found;
    }
    for (int j = 0; j < b->n_notes; j++) {
        int f = frame_of(&b->notes[j]) - shift;
        nb += f >= first && f < last;
    }
    return na + nb ? (double)both / (na + nb - both) : 1;
}

/* Bars that repeat an earlier bar note for note, and the mean likeness of each bar
 * to the most similar earlier one; silent bars are left out. */
__attribute__((unused)) static void count_repeats(const piece *p, int role, tally *same, tally *like)
{
    int per_bar = rgen_grid_frames_per_bar(&p->grid);
    for (int bar = 1; bar < p->grid.bars; bar++) {
        double best = -1;
        int any = 0;
        for (int i = 0; i < p->part[role].n_notes; i++)
            any |= frame_of(&p->part[role].notes[i]) / per_bar == bar;
        for (int other = 0; other < bar && any; other++) {
            double x = in_common(&p->part[role], &p->part[role], bar * per_bar,
                                 (bar + 1) * per_bar, (other - bar) * per_bar);
            best = x > best ? x : best;
        }
        if (best >= 0) {
            count(same, best == 1);
            like->hits += best;
            like->all++;
        }
    }
}

#endif
