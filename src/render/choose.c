/* Which patch fits the words. */
#include <ctype.h>
#include <string.h>

#include "base/philox.h"
#include "render/renderer.h"

/* Do two words name the same thing? Case and "-", "_", " " do not count, and a
 * plural is as good as its singular. */
static int same(const char *a, const char *b) {
    for (;; a++, b++) {
        while (*a == '-' || *a == '_' || *a == ' ') a++;
        while (*b == '-' || *b == '_' || *b == ' ') b++;
        if (!*a && !*b) return 1;
        if (!*a || !*b) {
            const char *rest = *a ? a : b;
            return tolower((unsigned char)rest[0]) == 's' && !rest[1];
        }
        if (tolower((unsigned char)*a) != tolower((unsigned char)*b)) return 0;
    }
}

static int place(const char *word, const char *const *list, int n) {
    for (int i = 0; i < n; i++)
        if (same(word, list[i])) return i;
    return -1;
}

/* Instruments outweigh styles, styles outweigh moods; a style counts more for a
 * patch that lists it early. A draw below one place in such a list varies the
 * choice among equals from seed to seed. */
static double fitness(const patch *p, const char *const *instruments, int n_instruments,
                      const char *const *styles, const float *weights, int n_styles,
                      const char *const *moods, int n_moods) {
    double score = 0;
    for (int i = 0; i < n_instruments; i++) {
        int at = place(instruments[i], p->words, p->n_words);
        if (same(instruments[i], p->id) || same(instruments[i], p->name)) score += 40;
        else if (at >= 0) score += 30 - 0.5 * at; /* the first words say what it is */
    }
    for (int i = 0; i < n_styles; i++) {
        int at = place(styles[i], p->styles, p->n_styles);
        double w = weights ? weights[i] : 1;
        if (at >= 0 && w > 0) score += w * (6 - (at < 8 ? 0.5 * at : 4));
    }
    for (int i = 0; i < n_moods; i++)
        if (place(moods[i], p->words, p->n_words) >= 0) score += 1.2;
    return score;
}

int rgen_patch_choose(const rgen_renderer *r, rgen_role_kind kind, const char *const *instruments,
                      int n_instruments, const char *const *styles, const float *weights,
                      int n_styles, const char *const *moods, int n_moods, uint64_t seed) {
    uint64_t key = rgen_philox_derive(seed, "patch", (uint64_t)kind);
    double best = -1;
    int found = -1;
    for (int i = 0; i < r->bank.count; i++) {
        const patch *p = &r->bank.patches[i];
        if (p->kind != kind) continue;
        double score = fitness(p, instruments, n_instruments, styles, weights, n_styles, moods,
                               n_moods) + 0.9 * rgen_philox_uniform(key, 0, (uint64_t)i);
        if (score > best) {
            best = score;
            found = i;
        }
    }
    return found;
}
