/* Chords by templates: each stretch scores the 145 chord codes by the weight of
 * the tones inside and outside the chord, the chord tones that are missing and
 * the root in the bass; a Viterbi pass charges for changes. */
#include "score/chordfind.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a quality must earn before it is preferred to a plain triad: sevenths are
 * often passing tones, and nearly anything fits a diminished seventh. */
static const double prior[RGEN_CHORD_QUALITIES] = {
    [RGEN_CHORD_MAJ] = 0, [RGEN_CHORD_MIN] = 0, [RGEN_CHORD_DIM] = .12, [RGEN_CHORD_AUG] = .15,
    [RGEN_CHORD_SUS2] = .10, [RGEN_CHORD_SUS4] = .10, [RGEN_CHORD_POWER] = .06,
    [RGEN_CHORD_MAJ7] = .05, [RGEN_CHORD_DOM7] = .04, [RGEN_CHORD_MIN7] = .04,
    [RGEN_CHORD_HALFDIM] = .12, [RGEN_CHORD_DIM7] = .16
};

void rgen_tones_add(rgen_tones *tones, int n, int ticks, int32_t start, int32_t length, int pitch,
                    double weight, int bass)
{
    int32_t end = start + length;
    if (start < 0) start = 0;
    if (end <= start) return;
    for (int i = start / ticks; i < n && (int64_t)i * ticks < end; i++) {
        int32_t a = i * ticks, b = a + ticks, from = start > a ? start : a;
        int32_t sounding = (end < b ? end : b) - from;
        tones[i].weight[pitch % 12] += weight * sounding;
        if (bass) tones[i].bass[pitch % 12] += sounding * (from - a < ticks / 4 ? 1.5 : 0.5);
    }
}

/* Scores of all codes for one stretch. */
static void judge(const rgen_tones *t, double ticks, int tonic, double out[RGEN_CHORD_CODES])
{
    double w[12], total = 0, bass = 0;
    for (int i = 0; i < 12; i++) {
        total += t->weight[i];
        bass += t->bass[i];
    }
    memset(out, 0, sizeof(double) * RGEN_CHORD_CODES);
    if (total <= 0) {
        out[0] = 0.3;
        return;
    }
    for (int i = 0; i < 12; i++) {
        double low = bass > 0 ? t->bass[(tonic + i) % 12] / bass : 0;
        w[i] = 0.75 * t->weight[(tonic + i) % 12] / total + 0.25 * low;
        if (bass <= 0) w[i] = t->weight[(tonic + i) % 12] / total;
    }
    double sure = total / ticks < 1 ? total / ticks : 1; /* little sound, little say */
    for (int code = 1; code < RGEN_CHORD_CODES; code++) {
        int root = (code - 1) / RGEN_CHORD_QUALITIES, quality = (code - 1) % RGEN_CHORD_QUALITIES;
        unsigned tones = rgen_chord_tones(code);
        double in = 0, missing = 0;
        for (int i = 0; i < 12; i++) {
            if (!(tones >> i & 1)) continue;
            in += w[i];
            if (w[i] < 0.1) missing += (0.1 - w[i]) * 10;
        }
        double root_low = bass > 0 ? t->bass[(tonic + root) % 12] / bass : 0;
        out[code] = sure * (2 * in - 1 - 0.14 * missing + 0.3 * root_low - prior[quality]);
    }
    out[0] = sure * -0.2;
}

rgen_status rgen_chord_find(const rgen_tones *tones, int n, double ticks, int tonic,
                            uint16_t *codes, rgen_error *err)
{
    enum { C = RGEN_CHORD_CODES };
    const double change = 0.25;
    double score[C] = { 0 }, fit[C];
    if (n <= 0) return RGEN_OK;
    uint8_t *from = malloc((size_t)n * C);
    if (!from) return rgen_fail(err, RGEN_ERR_MEMORY, "no memory for the chords of a piece");
    for (int t = 0; t < n; t++) {
        int top = 0;
        judge(&tones[t], ticks, tonic, fit);
        for (int k = 1; k < C; k++)
            if (score[k] > score[top]) top = k;
        double jump = score[top] - change;
        for (int k = 0; k < C; k++) {
            int stay = t == 0 || score[k] >= jump;
            from[(size_t)t * C + (size_t)k] = (uint8_t)(stay ? k : top);
            score[k] = (stay ? score[k] : jump) + fit[k];
        }
    }
    int k = 0;
    for (int i = 1; i < C; i++)
        if (score[i] > score[k]) k = i;
    for (int t = n - 1; t >= 0; t--) {
        codes[t] = (uint16_t)k;
        k = from[(size_t)t * C + (size_t)k];
    }
    free(from);
    /* A rest inside the music belongs to the chord before it. */
    int last = n - 1;
    while (last >= 0 && !codes[last]) last--;
    for (int t = 1; t <= last; t++)
        if (!codes[t]) codes[t] = codes[t - 1];
    return RGEN_OK;
}
