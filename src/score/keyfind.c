/* Keys by tone profiles, and modulations by the best path through them. */
#include "score/keyfind.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double profile[2][12] = { /* major, minor: Krumhansl and Kessler 1982 */
    { 6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88 },
    { 6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17 }
};

/* The bass names the tonic and the fifth; a share of its weight joins the tones. */
static void blend(const rgen_tones *t, double out[12])
{
    for (int i = 0; i < 12; i++) out[i] = t->weight[i] + 0.5 * t->bass[i];
}

static double correlate(const double w[12], int tonic, int minor)
{
    double mw = 0, mp = 0, sab = 0, saa = 0, sbb = 0;
    for (int i = 0; i < 12; i++) {
        mw += w[i] / 12;
        mp += profile[minor][i] / 12;
    }
    for (int i = 0; i < 12; i++) {
        double a = w[(tonic + i) % 12] - mw, b = profile[minor][i] - mp;
        sab += a * b;
        saa += a * a;
        sbb += b * b;
    }
    return saa > 0 ? sab / sqrt(saa * sbb) : 0;
}

/* Fit of the 24 keys, index tonic * 2 + minor: the correlation plus a little for
 * the share of the bass that stands on the tonic. */
static void fits(const rgen_tones *t, double out[24])
{
    double w[12], bass = 0;
    blend(t, w);
    for (int i = 0; i < 12; i++) bass += t->bass[i];
    for (int k = 0; k < 24; k++) {
        out[k] = correlate(w, k / 2, k & 1);
        if (bass > 0) out[k] += 0.25 * t->bass[k / 2] / bass;
    }
}

/* Mode of a known tonic and third, by the degrees that tell modes apart. */
static rgen_mode refine(const double w[12], int tonic, int minor)
{
    double d[12], total = 0;
    for (int i = 0; i < 12; i++) total += d[i] = w[(tonic + i) % 12];
    double heard = 0.02 * total; /* a degree that is hardly played decides nothing */
    if (minor) {
        if (d[1] > heard && d[1] > 2 * d[2]) return RGEN_PHRYGIAN;
        if (d[9] > heard && d[9] > 2 * d[8] && d[10] > d[11]) return RGEN_DORIAN;
        return RGEN_MINOR;
    }
    if (d[10] > heard && d[10] > 2 * d[11]) return RGEN_MIXOLYDIAN;
    if (d[6] > heard && d[6] > 2 * d[5]) return RGEN_LYDIAN;
    return RGEN_MAJOR;
}

static double decide(const rgen_tones *t, const double fit[24], int *tonic, rgen_mode *mode)
{
    double w[12];
    int best = 0;
    for (int k = 1; k < 24; k++)
        if (fit[k] > fit[best]) best = k;
    blend(t, w);
    *tonic = best / 2;
    *mode = refine(w, best / 2, best & 1);
    return fit[best] < 0 ? 0 : fit[best] > 1 ? 1 : fit[best];
}

double rgen_key_find(const rgen_tones *tones, int *tonic, rgen_mode *mode)
{
    double fit[24];
    fits(tones, fit);
    return decide(tones, fit, tonic, mode);
}

static void add(rgen_tones *sum, const rgen_tones *t)
{
    for (int i = 0; i < 12; i++) {
        sum->weight[i] += t->weight[i];
        sum->bass[i] += t->bass[i];
    }
}

/* The path of keys over bars: each bar is judged with its neighbours (two on
 * either side), a change of key costs as much as several bars of poorer fit. */
static int best_path(const rgen_tones *bars, int n, uint8_t *key)
{
    const double change = 1.6;
    double score[24] = { 0 }, next[24], fit[24];
    uint8_t *from = malloc((size_t)n * 24);
    if (!from) return -1;
    for (int b = 0; b < n; b++) {
        rgen_tones sum = { { 0 }, { 0 } };
        for (int j = b - 2; j <= b + 2; j++)
            if (j >= 0 && j < n) add(&sum, &bars[j]);
        fits(&sum, fit);
        int top = 0;
        for (int k = 1; k < 24; k++)
            if (score[k] > score[top]) top = k;
        for (int k = 0; k < 24; k++) {
            int stay = b == 0 || score[k] >= score[top] - change;
            from[b * 24 + k] = (uint8_t)(stay ? k : top);
            next[k] = (stay ? score[k] : score[top] - change) + fit[k];
        }
        memcpy(score, next, sizeof score);
    }
    int k = 0;
    for (int i = 1; i < 24; i++)
        if (score[i] > score[k]) k = i;
    for (int b = n - 1; b >= 0; b--) {
        key[b] = (uint8_t)k;
        k = from[b * 24 + k];
    }
    free(from);
    return 0;
}

int rgen_key_spans(const rgen_tones *bars, int n, int shortest, rgen_key_span *spans)
{
    int count = 0;
    uint8_t *key = n > 0 ? malloc((size_t)n) : NULL;
    if (!key || best_path(bars, n, key)) {
        free(key);
        return 0;
    }
    for (int a = 0, b; a < n; a = b) {
        for (b = a + 1; b < n && key[b] == key[a]; b++) {}
        if (count && (b - a < shortest || spans[count - 1].n < shortest)) spans[count - 1].n += b - a;
        else spans[count++] = (rgen_key_span){ .first = a, .n = b - a };
    }
    if (count > 1 && spans[count - 1].n < shortest) {
        spans[count - 2].n += spans[count - 1].n;
        count--;
    }
    for (int i = 0; i < count; i++) { /* judge each span as a whole */
        rgen_tones sum = { { 0 }, { 0 } };
        for (int b = spans[i].first; b < spans[i].first + spans[i].n; b++) add(&sum, &bars[b]);
        spans[i].fit = rgen_key_find(&sum, &spans[i].tonic, &spans[i].mode);
    }
    /* Neighbours that turn out to be in one key are one span. */
    int kept = 0;
    for (int i = 1; i < count; i++) {
        if (spans[i].tonic == spans[kept].tonic && spans[i].mode == spans[kept].mode)
            spans[kept].n += spans[i].n;
        else
            spans[++kept] = spans[i];
    }
    free(key);
    return count ? kept + 1 : 0;
}
