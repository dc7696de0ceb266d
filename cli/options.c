/* Options, read strictly: a word that is not wholly what it should be is refused
 * with what would be right, before any work starts. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"
#include "score/score.h"

static const cli_option *find_option(const cli_option *options, const char *word, size_t length)
{
    for (; options && options->name; options++)
        if ((strlen(options->name) == length && strncmp(options->name, word, length) == 0) ||
            (length == 2 && options->letter && word[1] == options->letter))
            return options;
    return NULL;
}

int cli_parse(cli_words *w, const cli_option *options, int least, int most)
{
    const char *progress = NULL;
    int help = 0, only_positions = 0;
    const cli_option common[] = {{"--quiet", 'q', NULL, &cli_quiet},
                                 {"--progress", 0, &progress, NULL},
                                 {"--help", 'h', NULL, &help},
                                 {0}};
    for (int i = 0; i < w->argc; i++) {
        const char *word = w->argv[i];
        if (only_positions || word[0] != '-' || word[1] == 0 || isdigit((unsigned char)word[1])) {
            if (w->n_positions == (most < CLI_POSITIONS ? most : CLI_POSITIONS))
                return cli_usage("\"%.60s\" is one word too many; see resonant %s --help", word,
                                 w->command);
            w->position[w->n_positions++] = word;
            continue;
        }
        if (strcmp(word, "--") == 0) {
            only_positions = 1;
            continue;
        }
        const char *equals = word[1] == '-' ? strchr(word, '=') : NULL;
        size_t length = equals ? (size_t)(equals - word) : strlen(word);
        const cli_option *o = find_option(options, word, length);
        if (!o)
            o = find_option(common, word, length);
        if (!o)
            return cli_usage("%s has no option %.40s; see resonant %s --help", w->command, word,
                             w->command);
        if (!o->value) {
            if (equals)
                return cli_usage("%s takes no value", o->name);
            *o->flag = 1;
            continue;
        }
        if (!equals && i + 1 == w->argc)
            return cli_usage("%s needs a value; see resonant %s --help", o->name, w->command);
        *o->value = equals ? equals + 1 : w->argv[++i];
    }
    if (help) {
        fputs(cli_help(w->command), stdout);
        return cli_close_output();
    }
    if (cli_set_progress(progress ? progress : "auto") != 0)
        return CLI_USAGE;
    if (w->n_positions < least)
        return cli_usage("%s needs %s; see resonant %s --help", w->command,
                         w->n_positions + 1 < least ? "more words" : "one more word", w->command);
    return -1;
}

int cli_integer(const char *option, const char *text, long low, long high, long *value)
{
    char *end;
    if (!text)
        return 0;
    errno = 0;
    long v = strtol(text, &end, 10);
    if (!isdigit((unsigned char)text[text[0] == '-']) || *end || errno || v < low || v > high)
        return cli_usage("%s takes a whole number from %ld to %ld, not \"%.40s\"", option, low, high,
                         text);
    *value = v;
    return 0;
}

int cli_number(const char *option, const char *text, double low, double high, double *value)
{
    char *end;
    if (!text)
        return 0;
    /* Digits, a point and an exponent only: strtod also takes nan, inf and hex. */
    double v = strtod(text, &end);
    if (strspn(text, "0123456789.eE+-") != strlen(text) || end == text || *end || !isfinite(v) ||
        !(v >= low && v <= high))
        return cli_usage("%s takes a number from %g to %g, not \"%.40s\"", option, low, high, text);
    *value = v;
    return 0;
}

int cli_seed(const char *text, uint64_t *value)
{
    char *end;
    if (!text)
        return 0;
    errno = 0;
    unsigned long long v = strtoull(text, &end, 10);
    if (!isdigit((unsigned char)*text) || *end || errno)
        return cli_usage("--seed takes a whole number from 0 to 18446744073709551615, not \"%.40s\"",
                         text);
    *value = v;
    return 0;
}

int cli_bar_range(const char *text, int *first, int *last)
{
    char *end;
    if (!text)
        return 0;
    long a = isdigit((unsigned char)*text) ? strtol(text, &end, 10) : 0, b = a;
    if (a > 0 && *end == '-' && isdigit((unsigned char)end[1]))
        b = strtol(end + 1, &end, 10);
    if (a < 1 || *end || b < a || b > 256)
        return cli_usage("--bars takes bars such as 5-8 or 5, counted from 1, not \"%.40s\"", text);
    *first = (int)a;
    *last = (int)b;
    return 0;
}

int cli_key(const char *text)
{
    int tonic;
    rgen_mode mode;
    if (!text || rgen_key_parse(text, &tonic, &mode) == 0)
        return 0;
    return cli_usage("--key takes a key such as \"F# minor\", \"Bb major\" or \"D dorian\", not \"%.40s\"",
                     text);
}

int cli_meter(const char *text)
{
    static const char *const known[] = {"4/4", "3/4", "6/8", "5/4", "7/8"};
    for (size_t i = 0; text && i < sizeof known / sizeof *known; i++)
        if (strcmp(text, known[i]) == 0)
            return 0;
    return text ? cli_usage("--meter takes 4/4, 3/4, 6/8, 5/4 or 7/8, not \"%.40s\"", text) : 0;
}

/* Tracks are the roles of the registry: a new row there is a new name here. */
static int known_role(const char *text, size_t length)
{
    const rgen_roles *roles = rgen_roles_default();
    for (int i = 0; i < roles->count; i++)
        if (strlen(roles->rows[i].name) == length && strncmp(roles->rows[i].name, text, length) == 0)
            return 1;
    return 0;
}

static const char *role_list(char *out, size_t size)
{
    const rgen_roles *roles = rgen_roles_default();
    size_t used = 0;
    out[0] = 0;
    for (int i = 0; i < roles->count && used < size; i++)
        used += (size_t)snprintf(out + used, size - used, "%s%s", i ? ", " : "", roles->rows[i].name);
    return out;
}

int cli_tracks(const char *text)
{
    char list[256];
    if (!text)
        return 0;
    for (const char *p = text;; p++) {
        size_t n = strcspn(p, ",");
        if (!known_role(p, n))
            return cli_usage("--tracks takes names with commas between, out of %s, not \"%.40s\"",
                             role_list(list, sizeof list), text);
        p += n;
        if (!*p)
            return 0;
    }
}

int cli_track_name(const char *text)
{
    char list[256];
    if (known_role(text, strlen(text)))
        return 0;
    return cli_usage("there is no track \"%.40s\"; tracks are %s", text, role_list(list, sizeof list));
}
