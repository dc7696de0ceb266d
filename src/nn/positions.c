/* Sinusoidal positions: [cos(p w_i), sin(p w_i)], w_i = 10000^(-i / (D/2 - 1)).
 *
 * libm's sin, cos and exp have variants chosen by processor, whose last bits
 * differ; these are computed here in double by Taylor series after a reduction,
 * and rounded once, so that every machine has the same table. */
#include "nn/session.h"

/* exp(-x) for 0 <= x < 10: the series of exp(-x / 1024), squared ten times. */
static double exp_minus(double x)
{
    double r = -x / 1024, sum = 1, term = 1;
    for (int i = 1; i < 12; i++) {
        term = term * r / i;
        sum += term;
    }
    for (int i = 0; i < 10; i++)
        sum = sum * sum;
    return sum;
}

/* sin and cos of x >= 0: quarter turns are taken off with pi/2 in two parts, of
 * which the first has so few bits that its multiples are exact. */
static void sin_cos(double x, double *s, double *c)
{
    static const double high = 0x1.921fb544p+0, low = 6.07710050650619224932e-11;
    long quarter = (long)(x * 0.63661977236758134308 + 0.5);
    double r = (x - (double)quarter * high) - (double)quarter * low;
    double u = r * r, sine = 0, cosine = 0;
    for (int i = 19; i > 1; i -= 2) {
        sine = (1 + sine) * -u / (double)(i * (i - 1));
        cosine = (1 + cosine) * -u / (double)((i - 1) * (i - 2 > 0 ? i - 2 : 1));
    }
    sine = r * (1 + sine);
    cosine = 1 + cosine;
    switch (quarter & 3) {
    case 0: *s = sine; *c = cosine; break;
    case 1: *s = cosine; *c = -sine; break;
    case 2: *s = -sine; *c = -cosine; break;
    default: *s = -cosine; *c = sine; break;
    }
}

void rgen_sinusoid(float *table, int n, int width)
{
    int half = width / 2;
    for (int i = 0; i < half; i++) {
        /* 9.21... = ln 10000 */
        double w = exp_minus(9.2103403719761827361 * i / (half > 1 ? half - 1 : 1));
        for (int p = 0; p < n; p++) {
            double s, c;
            sin_cos(p * w, &s, &c);
            table[(size_t)p * (size_t)width + (size_t)i] = (float)c;
            table[(size_t)p * (size_t)width + (size_t)(half + i)] = (float)s;
        }
    }
}
