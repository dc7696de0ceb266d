/* Numbers in figures and in words. */
#include <string.h>

#include "intent/exact_inside.h"

int rgen_exact_small_number(const char *text)
{
    static const char *const names[] = {
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
        "nineteen"};
    for (int i = 0; i < 20; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    return -1;
}

static int tens(const char *text)
{
    static const char *const names[] = {"twenty", "thirty", "forty", "fifty", "sixty", "seventy",
                                        "eighty", "ninety"};
    for (int i = 0; i < 8; i++)
        if (strcmp(text, names[i]) == 0)
            return 20 + 10 * i;
    return -1;
}

/* Below a hundred in words: "seven", "thirty", "thirty two". */
static int below_hundred(const reader *r, int i, int *value)
{
    int t = tens(text_at(r, i)), u;
    if (t < 0) {
        *value = rgen_exact_small_number(text_at(r, i));
        return *value >= 0;
    }
    u = rgen_exact_small_number(text_at(r, i + 1));
    if (u > 0 && u < 10 && !ends(r, i + 1)) {
        *value = t + u;
        return 2;
    }
    *value = t;
    return 1;
}

int rgen_exact_number(const reader *r, int i, double *value)
{
    int a, b, used, more;
    if (i >= r->n)
        return 0;
    if (r->w[i].kind == 'n') {
        *value = r->w[i].value;
        return 1;
    }
    if (is(r, i, "a") && is(r, i + 1, "hundred")) {
        *value = 100;
        return 2;
    }
    if (!(used = below_hundred(r, i, &a)))
        return 0;
    *value = a;
    if (is(r, i + used, "hundred")) {
        *value = 100 * a;
        used++;
        int skip = is(r, i + used, "and");
        if ((more = below_hundred(r, i + used + skip, &b)) && b > 0) {
            *value += b;
            used += skip + more;
        }
    } else if (a > 0 && a < 4 && tens(text_at(r, i + used)) > 0) { /* "one twenty" */
        more = below_hundred(r, i + used, &b);
        *value = 100 * a + b;
        used += more;
    }
    return used;
}
