/* Keys by tone profiles, and modulations by the best path through them. */
#include "score/keyfind.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { KEYS = 12 * RGEN_MODES }; /* index tonic * RGEN_MODES + mode */

/* How often each degree is heard in major and minor, measured by Temperley on the
 * examples of the Kostka-Payne harmony course ("Music and Probability", 2007). On
 * lead sheets whose signature is known it errs half as often as the profiles of
 * Krumhansl and Kessler do. The other modes are these with the degree that tells
 * them apart exchanged for its neighbour (and the plain seventh in the minor ones). */
static const double profile[RGEN_MODES][12] = {
    [RGEN_MAJOR]      = { .748, .060, .488, .082, .670, .460, .096, .715, .104, .366, .057, .400 },
    [RGEN_MINOR]      = { .712, .084, .474, .618, .049, .460, .105, .747, .404, .067, .133, .330 },
    [RGEN_DORIAN]     = { .712, .084, .474, .618, .049, .460, .105, .747, .067, .404, .330, .133 },
    [RGEN_PHRYGIAN]   = { .712, .474, .084, .618, .049, .460, .105, .747, .404, .067, .330, .133 },
    [RGEN_LYDIAN]     = { .748, .060, .488, .082, .670, .096, .460, .715, .104, .366, .057, .400 },
    [RGEN_MIXOLYDIAN] = { .748, .060, .488, .082, .670, .460, .096, .715, .104, .366, .400, .057 },
};

/* Tone weights as the profiles have them: presence more than duration, hence the
 * root; the bass names the tonic and the fifth, and a share of it joins. */
static void blend(const rgen_tones *t, double out[12])
{
    double weight = 0, bass = 0;
    for (int i = 0; i < 12; i++) {
        weight += t->weight[i];
        bass += t->bass[i];
    }
    for (int i = 0; i < 12; i++) {
        out[i] = weight > 0 ? sqrt(t->weight[i] / weight) : 0;
        if (bass > 0) out[i] += 0.25 * t->bass[i] / bass;
    }
}

static double correlate(const double w[12], int tonic, int mode)
{
    double mw = 0, mp = 0, sab = 0, saa = 0, sbb = 0;
    for (int i = 0; i < 12; i++) {
        mw += w[i] / 12;
        mp += profile[mode][i] / 12;
    }
    for (int i = 0; i < 12; i++) {
        double a = w[(tonic + i) % 12] - mw, b = profile[mode][i] - mp;
        sab += a * b;
        saa += a * a;
        sbb += b * b;
    }
    return saa > 0 ? sab / sqrt(saa * sbb) : 0;
}

/* Fit of every key: the correlation, plus a share of the bass that stands on the
 * tonic; what is neither major nor minor has to earn it. */
static void fits(const rgen_tones *t, double out[KEYS])
{
    double w[12], bass = 0;
    blend(t, w);
    for (int i = 0; i < 12; i++) bass += t->bass[i];
    for (int k = 0; k < KEYS; k++) {
        int tonic = k / RGEN_MODES, mode = k % RGEN_MODES;
        out[k] = correlate(w, tonic, mode);
        if (bass > 0) out[k] += 0.4 * t->bass[tonic] / bass;
        if (mode != RGEN_MAJOR && mode != RGEN_MINOR) out[k] -= 0.1;
    }
}

double rgen_key_find(const rgen_tones *tones, int *tonic, rgen_mode *mode)
{
    double fit[KEYS];
    int best = 0;
    fits(tones, fit);
    for (int k = 1; k < KEYS; k++)
        if (fit[k] > fit[best]) best = k;
    *tonic = best / RGEN_MODES;
    *mode = (rgen_mode)(best % RGEN_MODES);
    double sum = 0;
    for (int i = 0; i < 12; i++) sum += tones->weight[i] + tones->bass[i];
    return sum <= 0 || fit[best] < 0 ? 0 : fit[best] > 1 ? 1 : fit[best];
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
    double score[KEYS] = { 0 }, next[KEYS], fit[KEYS];
    uint8_t *from = malloc((size_t)n * KEYS);
    if (!from) return -1;
    for (int b = 0; b < n; b++) {
        rgen_tones sum = { { 0 }, { 0 } };
        for (int j = b - 2; j <= b + 2; j++)
            if (j >= 0 && j < n) add(&sum, &bars[j]);
        fits(&sum, fit);
        int top = 0;
        for (int k = 1; k < KEYS; k++)
            if (score[k] > score[top]) top = k;
        for (int k = 0; k < KEYS; k++) {
            int stay = b == 0 || score[k] >= score[top] - change;
            from[b * KEYS + k] = (uint8_t)(stay ? k : top);
            next[k] = (stay ? score[k] : score[top] - change) + fit[k];
        }
        memcpy(score, next, sizeof score);
    }
    int k = 0;
    for (int i = 1; i < KEYS; i++)
        if (score[i] > score[k]) k = i;
    for (int b = n - 1; b >= 0; b--) {
        key[b] = (uint8_t)k;
        k = from[b * KEYS + k];
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
