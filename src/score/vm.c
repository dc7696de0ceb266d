/* Onset codes: velocity x micro-timing, and the drums' rolls.
 *
 * A drum hit is one code, so that two hits of a voice within a frame (flams,
 * drags, 1/32 notes, the drift of a human hand over the frame's border) need
 * codes of their own. The shapes below are the 15 that keep most of the hits of
 * the Groove MIDI Dataset, after those that a programmer asks for: 1/32 and 1/64
 * notes, and both parts of a sixteenth triplet. */
#include <stdlib.h>

#include "score/onsets.h"

static const int16_t micros[RGEN_VM_MICROS] = {-60, -40, -20, -10, 0, 10, 20, 40};

/* Offsets in ticks, and velocity levels below the loudest hit. */
static const struct { int8_t hits, offset[RGEN_ROLL_HITS], below[RGEN_ROLL_HITS]; }
rolls[RGEN_ROLLS] = {
    {2, {0, 60}, {0, 0}},
    {3, {0, 40, 80}, {0, 0, 0}},
    {4, {0, 30, 60, 90}, {0, 0, 0, 0}},
    {2, {-40, 40}, {0, 0}},
    {2, {-40, 0}, {0, 0}},
    {2, {0, 20}, {0, 0}},
    {2, {-60, -20}, {2, 0}},
    {2, {-20, 40}, {0, 5}},
    {2, {-20, 0}, {5, 0}},
    {2, {-60, 0}, {5, 0}},
    {2, {-60, 20}, {0, 2}},
    {3, {-60, -30, 0}, {0, 0, 0}},
    {3, {-40, 0, 40}, {0, 0, 0}},
    {2, {-40, 0}, {0, 5}},
    {2, {-60, 20}, {2, 0}},
};

static int level_velocity(int level) { return level > 0 ? 6 + 12 * level : 6; }

int rgen_vm_code(int velocity, int offset)
{
    int level = velocity < 0 ? 0 : velocity / 12, best = 0;
    if (level >= RGEN_VM_LEVELS)
        level = RGEN_VM_LEVELS - 1;
    for (int m = 1; m < RGEN_VM_MICROS; m++)
        if (abs(offset - micros[m]) < abs(offset - micros[best]))
            best = m;
    return 1 + level * RGEN_VM_MICROS + best;
}

int rgen_vm_velocity(int code)
{
    return code > 0 ? level_velocity((code - 1) / RGEN_VM_MICROS) : 78;
}

int rgen_vm_offset(int code)
{
    return code > 0 ? micros[(code - 1) % RGEN_VM_MICROS] : 0;
}

int rgen_drum_hits(int code, rgen_hit hits[RGEN_ROLL_HITS])
{
    if (code <= 0 || code >= RGEN_DRUM_CODES)
        return 0;
    if (code < RGEN_VM_CODES) {
        hits[0].offset = (int16_t)rgen_vm_offset(code);
        hits[0].velocity = (uint8_t)rgen_vm_velocity(code);
        return 1;
    }
    int shape = (code - RGEN_VM_CODES) / RGEN_VM_LEVELS;
    int level = (code - RGEN_VM_CODES) % RGEN_VM_LEVELS;
    for (int i = 0; i < rolls[shape].hits; i++) {
        hits[i].offset = rolls[shape].offset[i];
        hits[i].velocity = (uint8_t)level_velocity(level - rolls[shape].below[i]);
    }
    return rolls[shape].hits;
}
