#include <stdio.h>

#include "score/score.h"

static const struct { unsigned tones; const char *suffix; } qualities[RGEN_CHORD_QUALITIES] = {
    {1 | 1 << 4 | 1 << 7, ""},               /* maj */
    {1 | 1 << 3 | 1 << 7, "m"},              /* min */
    {1 | 1 << 3 | 1 << 6, "dim"},
    {1 | 1 << 4 | 1 << 8, "aug"},
    {1 | 1 << 2 | 1 << 7, "sus2"},
    {1 | 1 << 5 | 1 << 7, "sus4"},
    {1 | 1 << 7, "5"},                       /* power */
    {1 | 1 << 4 | 1 << 7 | 1 << 11, "maj7"},
    {1 | 1 << 4 | 1 << 7 | 1 << 10, "7"},
    {1 | 1 << 3 | 1 << 7 | 1 << 10, "m7"},
    {1 | 1 << 3 | 1 << 6 | 1 << 10, "m7b5"}, /* half-diminished */
    {1 | 1 << 3 | 1 << 6 | 1 << 9, "dim7"},
};

unsigned rgen_chord_tones(int code)
{
    if (code < 1 || code >= RGEN_CHORD_CODES)
        return 0;
    int root = (code - 1) / RGEN_CHORD_QUALITIES;
    unsigned t = qualities[(code - 1) % RGEN_CHORD_QUALITIES].tones << root;
    return (t | t >> 12) & 0xfff;
}

const char *rgen_chord_name(int code, int tonic, char *out, size_t size)
{
    static const char *const names[12] = {"C",  "Db", "D",  "Eb", "E",  "F",
                                          "F#", "G",  "Ab", "A",  "Bb", "B"};
    if (code < 1 || code >= RGEN_CHORD_CODES) {
        snprintf(out, size, "N.C.");
        return out;
    }
    int root = ((code - 1) / RGEN_CHORD_QUALITIES + tonic % 12 + 12) % 12;
    snprintf(out, size, "%s%s", names[root], qualities[(code - 1) % RGEN_CHORD_QUALITIES].suffix);
    return out;
}
