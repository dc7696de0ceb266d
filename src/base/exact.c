#include "base/exact.h"

#include <stdint.h>
#include <string.h>

static const double LN2 = 0.69314718055994530942;

double rgen_exp(double x)
{
    if (x < -700)
        return 0;
    if (x > 700)
        x = 700;
    int n = (int)(x / LN2 + (x < 0 ? -0.5 : 0.5));
    double r = x - n * LN2, sum = 1, term = 1; /* |r| <= 0.35 */
    for (int i = 1; i < 13; i++) {
        term *= r / i;
        sum += term;
    }
    uint64_t bits = (uint64_t)(n + 1023) << 52;
    double scale;
    memcpy(&scale, &bits, sizeof scale);
    return sum * scale;
}

double rgen_log(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    int n = (int)(bits >> 52) - 1023;
    bits = (bits & 0xfffffffffffffu) | (uint64_t)1023 << 52;
    double m;
    memcpy(&m, &bits, sizeof m); /* 1 <= m < 2 */
    if (m > 1.41421356) {
        m *= 0.5;
        n++;
    }
    /* log m = 2 atanh((m - 1) / (m + 1)), argument below 0.172 */
    double z = (m - 1) / (m + 1), z2 = z * z, power = z, sum = 0;
    for (int i = 1; i < 16; i += 2) {
        sum += power / i;
        power *= z2;
    }
    return 2 * sum + n * LN2;
}
