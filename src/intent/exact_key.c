/* Keys. The letters A to G are words and parts of words too, so most of this is
 * about where a letter is a tonic. */
#include <stdio.h>
#include <string.h>

#include "intent/exact_inside.h"

static const char mode_list[] = "major minor maj min dorian phrygian lydian mixolydian aeolian ionian";

static rgen_mode mode_of(const char *word)
{
    char text[RGEN_WORD_BYTES + 2];
    int tonic;
    rgen_mode mode = RGEN_MAJOR;
    snprintf(text, sizeof text, "c %s", word);
    rgen_key_parse(text, &tonic, &mode);
    return mode;
}

static int set_key(reader *r, int tonic, rgen_mode mode, rgen_source source, int from, int used)
{
    if (source > r->it->key_source) {
        if (tonic >= 0)
            r->it->tonic = tonic;
        r->it->mode = mode;
        r->it->key_source = source;
    }
    take(r, from, used);
    return used;
}

/* Where a word may stand that makes "A" and "E" more than letters. */
static int after_key_word(const reader *r, int i)
{
    return is(r, i - 1, "in key") || (is(r, i - 1, "of") && is(r, i - 2, "key keys")) ||
           (is(r, i - 1, "around on to") && is(r, i - 2, "centred centered based transpose"));
}

int rgen_exact_mode(reader *r, int i)
{
    int odd = is(r, i, "dorian phrygian lydian mixolydian aeolian");
    if (!odd && !is(r, i, "major minor"))
        return 0;
    if (!odd && !ends(r, i + 1) && !is(r, i - 1, "in harmonic melodic natural") &&
        !is(r, i + 1, "key keys keyed mode chord chords scale scales tonality harmony harmonies "
                      "progression progressions pentatonic feel mood and with sounding"))
        return 0;
    return set_key(r, -1, mode_of(r->w[i].text), RGEN_INFERRED, i,
                   1 + is(r, i + 1, "key scale mode tonality"));
}

int rgen_exact_key(reader *r, int i)
{
    const char *t = r->w[i].text;
    int tonic, used = 1, after = after_key_word(r, i);
    rgen_mode mode;
    char name[RGEN_WORD_BYTES + 16];
    if (r->w[i].kind != 'w' || t[0] < 'a' || t[0] > 'g' || strlen(t) > 12)
        return 0;
    /* A word that holds the whole key: "f#m", "Dm", "ebmaj", "c#". */
    int compact = t[1] != 0;
    int accidental = t[1] == '#' || (t[1] == 'b' && t[0] != 'f' && t[0] != 'c');
    if (compact) {
        const char *rest = t + 1 + accidental;
        if (*rest && !rgen_word_in(rest, "m") && !rgen_word_in(rest, mode_list))
            return 0;
        if (t[0] == 'b' && t[1] == 'b' && t[2] == 'b')
            return 0;
    }
    snprintf(name, sizeof name, "%s", t);
    if (t[1] == 0 && is(r, i + 1, "sharp flat") && !r->w[i + 1].brk) {
        snprintf(name, sizeof name, "%s%s", t, is(r, i + 1, "sharp") ? "#" : "b");
        accidental = 1;
        used = 2;
    }
    int harmonic = is(r, i + used, "harmonic melodic natural") && is(r, i + used + 1, "minor");
    int with_mode = i + used < r->n && !r->w[i + used].brk &&
                    (is(r, i + used, mode_list) || harmonic);
    if (with_mode) {
        /* "a minor key" and "a minor change" speak of no A. */
        if (t[0] == 'a' && !t[1] && used == 1 && !r->w[i].capital &&
            is(r, i + 2 + harmonic, "key keys mode feel mood scale change tweak edit variation chord "
                                    "progression tonality adjustment detail sound vibe lift"))
            return 0;
        if (is(r, i + used, "min") && r->w[i + used].joined == 0 && is(r, i - 1, "half"))
            return 0;
        const char *word = harmonic ? "minor" : r->w[i + used].text;
        size_t at = strlen(name);
        snprintf(name + at, sizeof name - at, " %s", word);
        used += 1 + harmonic;
        if (rgen_key_parse(name, &tonic, &mode) != 0)
            return 0;
        return set_key(r, tonic, mode, RGEN_SAID, i, used);
    }
    if (rgen_key_parse(name, &tonic, &mode) != 0)
        return 0;
    int bare = used == 1 && t[1] == 0;
    int said;
    if (bare || (used == 2 && !r->w[i].capital)) /* "in C", "in d", but not "in a dream" */
        said = after && !is(r, i + used, "funk beat") &&
               (r->w[i].capital ? t[0] != 'a' || ends(r, i + used) ||
                                      is(r, i + used, "with and at for over using but")
                                : ends(r, i + used) ||
                                      (t[0] != 'a' && is(r, i + used, "with and at for over")));
    else if (t[1] == 'm' || (t[1] == 'b' && t[2] == 0)) /* "Am" and "Eb" are also words */
        said = !r->w[i].shout && (r->w[i].capital || after);
    else
        said = 1;
    if (!said)
        return 0;
    /* A tonic alone leaves the mode to what the rest of the words imply. */
    if (!strchr(name + 1, 'm') && r->it->key_source == RGEN_INFERRED)
        mode = (rgen_mode)r->it->mode;
    return set_key(r, tonic, mode, RGEN_SAID, i, used);
}
