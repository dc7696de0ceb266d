#include "resonant/vocabulary.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const mode_names[RGEN_MODES] = {"major",    "minor",  "dorian",
                                                   "phrygian", "lydian", "mixolydian"};
/* Semitones of a mode's tonic above the tonic of the major key that shares its
 * signature. */
static const int signature_offset[RGEN_MODES] = {0, 9, 2, 4, 5, 7};

static const char *const attribute_names[RGEN_ATTRIBUTES] = {
    "density", "syncopation", "register",  "range",     "velocity", "articulation",
    "swing",   "repetition",  "brightness", "drive",    "resonance", "attack",
    "decay",   "width",       "space",     "age"};

const char *rgen_mode_name(int mode)
{
    return mode >= 0 && mode < RGEN_MODES ? mode_names[mode] : NULL;
}

const char *rgen_attribute_name(int attribute)
{
    return attribute >= 0 && attribute < RGEN_ATTRIBUTES ? attribute_names[attribute] : NULL;
}

int rgen_attribute_find(const char *name)
{
    for (int i = 0; i < RGEN_ATTRIBUTES; i++)
        if (strcmp(name, attribute_names[i]) == 0)
            return i;
    return -1;
}

const char *rgen_key_name(int tonic, rgen_mode mode, char *out, size_t size)
{
    static const char *const sharps[12] = {"C",  "C#", "D",  "D#", "E",  "F",
                                           "F#", "G",  "G#", "A",  "A#", "B"};
    static const char *const flats[12] = {"C",  "Db", "D",  "Eb", "E",  "F",
                                          "Gb", "G",  "Ab", "A",  "Bb", "B"};
    static const unsigned flat_majors = 1u << 5 | 1u << 10 | 1u << 3 | 1u << 8 | 1u << 1;
    int pc = ((tonic % 12) + 12) % 12;
    int signature = (pc + 12 - signature_offset[mode]) % 12;
    snprintf(out, size, "%s %s", flat_majors >> signature & 1 ? flats[pc] : sharps[pc],
             mode_names[mode]);
    return out;
}

int rgen_key_parse(const char *text, int *tonic, rgen_mode *mode)
{
    static const int naturals[7] = {9, 11, 0, 2, 4, 5, 7}; /* A..G */
    static const struct { const char *word; rgen_mode mode; } words[] = {
        {"major", RGEN_MAJOR}, {"maj", RGEN_MAJOR}, {"ionian", RGEN_MAJOR},
        {"minor", RGEN_MINOR}, {"min", RGEN_MINOR}, {"m", RGEN_MINOR}, {"aeolian", RGEN_MINOR},
        {"dorian", RGEN_DORIAN}, {"phrygian", RGEN_PHRYGIAN}, {"lydian", RGEN_LYDIAN},
        {"mixolydian", RGEN_MIXOLYDIAN}};
    const char *p = text;
    while (isspace((unsigned char)*p))
        p++;
    int letter = toupper((unsigned char)*p);
    if (letter < 'A' || letter > 'G')
        return -1;
    int pc = naturals[letter - 'A'];
    p++;
    if (*p == '#' || strncmp(p, "\xe2\x99\xaf", 3) == 0) {
        p += *p == '#' ? 1 : 3;
        pc++;
    } else if (*p == 'b' || strncmp(p, "\xe2\x99\xad", 3) == 0) {
        p += *p == 'b' ? 1 : 3;
        pc--;
    } else if (strncasecmp(p + (*p == '-' || *p == ' '), "sharp", 5) == 0) {
        p += 5 + (*p == '-' || *p == ' ');
        pc++;
    } else if (strncasecmp(p + (*p == '-' || *p == ' '), "flat", 4) == 0) {
        p += 4 + (*p == '-' || *p == ' ');
        pc--;
    }
    while (isspace((unsigned char)*p) || *p == '-')
        p++;
    char word[16];
    size_t n = 0;
    while (isalpha((unsigned char)*p) && n < sizeof word - 1)
        word[n++] = *p++;
    word[n] = 0;
    while (isspace((unsigned char)*p))
        p++;
    if (*p)
        return -1;
    *tonic = (pc + 12) % 12;
    *mode = RGEN_MAJOR;
    if (n == 0)
        return 0;
    if (strcmp(word, "M") == 0)
        return 0;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(word, words[i].word) == 0) {
            *mode = words[i].mode;
            return 0;
        }
    return -1;
}
