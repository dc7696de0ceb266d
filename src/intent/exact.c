/* Tempo, metre and length, and the walk over all readers. What looks exact and is
 * not ("808s", "24/7", "bars 5-8", "a fill every 4 bars") is left or skipped. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "intent/exact_inside.h"
#include "intent/lexicon.h"

/* ---- tempo ---- */

/* A number of the prompt as an int: what is far too large stays too large. */
static int whole(double value)
{
    return value < 1e6 ? (int)value : 1000000;
}

static int bpm_unit(const reader *r, int i)
{
    if (is(r, i, "bpm bpms"))
        return 1;
    if (is(r, i, "beats") && is(r, i + 1, "per a") && is(r, i + 2, "minute min"))
        return 3;
    return is(r, i, "b") && is(r, i + 1, "p") && is(r, i + 2, "m") ? 3 : 0;
}

static int is_unit(const reader *r, int i)
{
    return is(r, i, "bar bars measure measures second seconds sec secs s minute minutes min mins "
                    "hour hours hz khz am pm db percent st nd rd th years times beats notes note "
                    "tracks track string bit k x voices steps step");
}

static int set_bpm(reader *r, double bpm, int from, int used)
{
    if (!(bpm >= 20 && bpm <= 400)) {
        r->status = rgen_fail(r->err, RGEN_ERR_ARG,
                              "the prompt asks for %g BPM; a tempo lies between 20 and 400", bpm);
        return used;
    }
    if (r->it->bpm_source != RGEN_SAID) {
        r->it->bpm = bpm;
        r->it->bpm_source = RGEN_SAID;
    }
    take(r, from, used);
    return used;
}

/* A number or the middle of a range: "120", "120-130", "between 120 and 130". */
static int tempo_number(const reader *r, int i, double *value, int *range)
{
    int start = i, used;
    double low, high;
    int between = is(r, i, "between from");
    i += between;
    if (!(used = rgen_exact_number(r, i, &low)))
        return 0;
    i += used;
    *value = low;
    *range = 0;
    int link = is(r, i, "to") || (is(r, i, "and") && between) || (is(r, i, "or") && !ends(r, i));
    if (link || (i < r->n && r->w[i].hyphen && r->w[i].kind == 'n'))
        if ((used = rgen_exact_number(r, i + link, &high)) && high > low && high < 2.5 * low) {
            *value = (low + high) / 2;
            *range = 1;
            return i + link + used - start;
        }
    return between ? 0 : i - start;
}

static int read_tempo(reader *r, int i)
{
    double value;
    int used, unit, range;
    int lead = i;
    if (is(r, i, "bpm tempo")) { /* "tempo of 90", "BPM: 120" */
        lead++;
        while (lead < i + 3 && is(r, lead, "of at is around about roughly approximately"))
            lead++;
        if ((used = tempo_number(r, lead, &value, &range)) && !is_unit(r, lead + used)) {
            used += bpm_unit(r, lead + used);
            return set_bpm(r, value, i, lead + used - i);
        }
        return 0;
    }
    if ((used = tempo_number(r, i, &value, &range))) {
        int ish = is(r, i + used, "ish");
        if ((unit = bpm_unit(r, i + used + ish)))
            return set_bpm(r, value, i, used + ish + unit);
        if ((ish || range) && value >= 40 && value <= 250 && !is_unit(r, i + used + ish))
            return set_bpm(r, value, i, used + ish);
        return 0;
    }
    if (is(r, i, "around about approximately approx roughly circa ca near at nearly")) {
        lead++;
        while (lead < i + 3 && is(r, lead, "around about roughly approximately a tempo of"))
            lead++;
        if ((used = tempo_number(r, lead, &value, &range)) && value >= 40 && value <= 250 &&
            !is_unit(r, lead + used)) {
            used += is(r, lead + used, "ish");
            used += bpm_unit(r, lead + used);
            return set_bpm(r, value, i, lead + used - i);
        }
    }
    return 0;
}

/* ---- metre ---- */

int rgen_exact_meter_ok(int num, int den)
{
    return (den == 4 && (num == 3 || num == 4 || num == 5)) || (den == 8 && (num == 6 || num == 7));
}

static int set_meter(reader *r, int num, int den, int from, int used)
{
    rgen_source source = RGEN_SAID;
    if (!rgen_exact_meter_ok(num, den)) { /* the nearest that counts alike */
        source = RGEN_INFERRED;
        if (den == 2 || (den == 4 && num == 2))
            num = den = 4;
        else if (den == 8 && (num == 12 || num == 9 || num == 3))
            num = 6;
        else if (den == 8 && num == 5)
            den = 4;
        else if (den == 4 && num == 6)
            num = 3;
        else if (den == 4 && num == 7)
            den = 8;
        else
            return 0;
    }
    if (source > r->it->meter_source) {
        r->it->meter_num = num;
        r->it->meter_den = den;
        r->it->meter_source = source;
    }
    take(r, from, used);
    return used;
}

static int read_meter(reader *r, int i)
{
    static const char time_words[] = "time meter metre signature feel groove beat";
    if (r->w[i].kind == '/' && r->w[i].value >= 2 && r->w[i].value <= 12 &&
        (r->w[i].second == 4 || r->w[i].second == 8 || r->w[i].second == 2))
        return set_meter(r, whole(r->w[i].value), r->w[i].second, i,
                         1 + is(r, i + 1, "time meter metre"));
    if (is(r, i, "waltz waltzes waltzing waltzy valse"))
        return set_meter(r, 3, 4, i, 1);
    if (is(r, i, "common") && is(r, i + 1, "time"))
        return set_meter(r, 4, 4, i, 2);
    if (is(r, i, "odd") && is(r, i + 1, "meter metre time")) {
        if (r->it->meter_source == RGEN_DEFAULTED) {
            r->it->meter_num = 7;
            r->it->meter_den = 8;
            r->it->meter_source = RGEN_INFERRED;
        }
        take(r, i, 2);
        return 2;
    }
    int num = r->w[i].kind == 'n' ? whole(r->w[i].value) : rgen_exact_small_number(r->w[i].text);
    if (num < 2 || num > 12)
        return 0;
    int den = is(r, i + 1, "four eight") && !r->w[i + 1].brk
                  ? rgen_exact_small_number(r->w[i + 1].text)
                  : i + 1 < r->n && r->w[i + 1].hyphen && r->w[i + 1].kind == 'n'
                        ? whole(r->w[i + 1].value) : 0;
    if (rgen_exact_meter_ok(num, den) && !is_unit(r, i + 2) && !bpm_unit(r, i + 2))
        return set_meter(r, num, den, i, 2 + is(r, i + 2, "time meter metre"));
    if (is(r, i - 1, "in") && (num == 3 || num == 5 || num == 6 || num == 7) &&
        (ends(r, i + 1) || is(r, i + 1, time_words) || is(r, i + 1, "with and at")))
        return set_meter(r, num, num < 6 ? 4 : 8, i, 1 + is(r, i + 1, time_words));
    return 0;
}

/* ---- length ---- */

static int read_bars(reader *r, int i)
{
    double value, high;
    int used;
    if (is(r, i, "bar bars measures") && i + 1 < r->n && r->w[i + 1].kind == 'n' &&
        !is_unit(r, i + 2) && !bpm_unit(r, i + 2)) { /* "bars 5-8" names a place, no length */
        int range = i + 2 < r->n && r->w[i + 2].kind == 'n' && r->w[i + 2].hyphen;
        range = range ? 1 : is(r, i + 2, "to") && i + 3 < r->n && r->w[i + 3].kind == 'n' ? 2 : 0;
        take(r, i, 2 + range);
        return 2 + range;
    }
    if (!(used = rgen_exact_number(r, i, &value)))
        return 0;
    if (i + used < r->n && r->w[i + used].hyphen && rgen_exact_number(r, i + used, &high) == 1 &&
        is(r, i + used + 1, "bar bars measure measures") && high > value) {
        value = floor((value + high) / 2);
        used++;
    }
    if (!is(r, i + used, "bar bars measure measures"))
        return 0;
    used++;
    if (is(r, i - 1, "every each first last final after per th")) { /* a place in the piece */
        take(r, i, used);
        return used;
    }
    if (!(value >= 1 && value <= 256) || value != floor(value)) {
        r->status = rgen_fail(r->err, RGEN_ERR_ARG,
                              "the prompt asks for %g bars; a piece has 1 to 256 whole bars", value);
        return used;
    }
    used += is(r, i + used, "long");
    if (r->it->bars_source != RGEN_SAID) {
        r->it->bars = (int)value;
        r->it->bars_source = RGEN_SAID;
    }
    take(r, i, used);
    return used;
}

/* Seconds that the word after a number stands for, 0 for none. */
static double time_unit(const reader *r, int i, double value)
{
    if (i >= r->n)
        return 0;
    if (is(r, i, "s")) { /* "20s" is a length, "80s" and "the 20s" are decades, "808s" are drums */
        int decade = (value >= 50 && value <= 90 && fmod(value, 10) == 0) || value >= 1900 ||
                     value > 300 || is(r, i - 2, "the early late mid") || !r->w[i].joined;
        return decade ? 0 : 1;
    }
    if (is(r, i, "second seconds sec secs"))
        return 1;
    if (is(r, i, "minute minutes min mins"))
        return 60;
    return is(r, i, "hour hours hr hrs") ? 3600 : 0;
}

static int read_one_time(const reader *r, int i, double *seconds)
{
    double value, unit;
    int used;
    if (is(r, i, "half")) { /* "half a minute" */
        used = 1 + is(r, i + 1, "a an");
        if ((unit = time_unit(r, i + used, 0)) >= 60) {
            *seconds = unit / 2;
            return used + 1;
        }
        return 0;
    }
    if (is(r, i, "a an one") && (unit = time_unit(r, i + 1, 0)) >= 60) {
        *seconds = unit;
        used = 2;
        if (is(r, i + 2, "and") && is(r, i + 3, "a") && is(r, i + 4, "half")) {
            *seconds *= 1.5;
            used = 5;
        }
        return used;
    }
    if (is(r, i, "a") && is(r, i + 1, "half") && (unit = time_unit(r, i + 2, 0)) >= 60) {
        *seconds = unit / 2;
        return 3;
    }
    if (!(used = rgen_exact_number(r, i, &value)))
        return 0;
    if (is(r, i + used, "and") && is(r, i + used + 1, "a") && is(r, i + used + 2, "half")) {
        value += 0.5;
        used += 3;
    }
    if (!(unit = time_unit(r, i + used, value)))
        return 0;
    *seconds = value * unit;
    return used + 1;
}

static int read_time(reader *r, int i)
{
    double seconds = 0, more;
    int used = 0, next;
    if (is(r, i - 1, "per beats"))
        return 0;
    if (r->w[i].kind == ':') {
        if (r->w[i].second > 59 || is(r, i + 1, "am pm"))
            return 0;
        seconds = 60 * r->w[i].value + r->w[i].second;
        used = 1 + is(r, i + 1, "min mins minutes minute");
    } else {
        if (!(used = read_one_time(r, i, &seconds)))
            return 0;
        int link = is(r, i + used, "and");
        if (seconds >= 60 && (next = read_one_time(r, i + used + link, &more)) && more < 60) {
            seconds += more;
            used += link + next;
        }
    }
    if (is(r, i - 1, "every each first last final after")) {
        take(r, i, used);
        return used;
    }
    if (!(seconds >= 0.5 && seconds <= 3072)) {
        r->status = rgen_fail(r->err, RGEN_ERR_ARG,
                              "the prompt asks for %g seconds; a piece has 1 to 256 bars", seconds);
        return used;
    }
    used += is(r, i + used, "long");
    if (r->it->seconds_source != RGEN_SAID) {
        r->it->seconds = seconds;
        r->it->seconds_source = RGEN_SAID;
    }
    take(r, i, used);
    return used;
}

rgen_status rgen_exact_read(rgen_word *words, int n, rgen_intent *intent, rgen_error *err)
{
    static int (*const readers[])(reader *, int) = {read_tempo, read_bars, read_time,
                                                    read_meter, rgen_exact_key, rgen_exact_mode};
    reader r = {words, n, intent, err, RGEN_OK};
    for (int i = 0; i < n && r.status == RGEN_OK;) {
        int used = 0;
        for (size_t k = 0; k < sizeof readers / sizeof *readers && !used; k++)
            used = readers[k](&r, i);
        i += used ? used : 1;
    }
    return r.status;
}

/* The lexicon has a name for it: "juno 106". */
static int in_a_phrase(const rgen_word *words, int n, int i)
{
    int comparative;
    for (int back = 0; back < RGEN_PHRASE_WORDS && back <= i; back++)
        if (rgen_lexicon_find(words + i - back, n - i + back, &comparative).words > back)
            return 1;
    return 0;
}

void rgen_exact_read_rest(rgen_word *words, int n, rgen_intent *intent)
{
    reader r = {words, n, intent, NULL, RGEN_OK};
    for (int i = 0; i < n && intent->bpm_source != RGEN_SAID; i++)
        if (words[i].kind == 'n' && !words[i].used && words[i].value >= 60 &&
            words[i].value <= 220 && words[i].value == floor(words[i].value) &&
            !is_unit(&r, i + 1) && !(i + 1 < n && words[i + 1].joined) &&
            !(words[i].joined && i > 0 && !words[i].hyphen) &&
            !is(&r, i - 1, "take bars bar track") && !in_a_phrase(words, n, i))
            set_bpm(&r, words[i].value, i, 1);
}
