/* The registry of roles. Sizes and delays here are the models' shapes: a change
 * needs new training. */
#include <string.h>

#include "score/score.h"

#define D RGEN_DRUM_CODES
#define V RGEN_VM_CODES
#define P(n) (RGEN_CODE_NOTE + (n))

/* Base pitches leave room for the shift by the key, -5..6: bass reaches down to
 * a detuned low string in any key, melody up to the top of a lead synth. */
static const rgen_role rows[] = {
    {"drums", RGEN_KIND_DRUMS, 0, 0, 8, {D, D, D, D, D, D, D, D}, {0, 1, 2, 3, 4, 5, 6, 7}, 9},
    {"bass", RGEN_KIND_MONO, 18, 48, 4,
     {P(48), V, 1 + RGEN_ARTICULATIONS, 1 + RGEN_TONES}, {0, 1, 2, 3}, 0},
    {"harmony", RGEN_KIND_CHORDAL, 30, 72, 13,
     {RGEN_CHORD_CODES, P(72), P(72), P(72), P(72), P(72), P(72), V, V, V, V, V, V},
     {0, 1, 2, 3, 4, 5, 6, 7, 8, 8, 8, 8, 8}, 1},
    {"melody", RGEN_KIND_LEAD, 36, 72, 5,
     {P(72), P(72), V, V, 1 + RGEN_ARTICULATIONS}, {0, 1, 2, 3, 4}, 2},
};

#undef D
#undef V
#undef P

const rgen_roles *rgen_roles_default(void)
{
    static const rgen_roles roles = {rows, sizeof rows / sizeof rows[0]};
    return &roles;
}

int rgen_roles_find(const rgen_roles *roles, const char *name)
{
    for (int i = 0; i < roles->count; i++)
        if (strcmp(roles->rows[i].name, name) == 0)
            return i;
    return -1;
}

int rgen_key_shift(int tonic)
{
    return tonic > 6 ? tonic - 12 : tonic;
}

int rgen_role_lowest(const rgen_role *role, int tonic)
{
    return role->base_pitch + rgen_key_shift(tonic);
}

rgen_status rgen_role_check(const rgen_role *role, rgen_error *err)
{
    const uint16_t *b = role->books;
    int n = role->n_books, pitches = RGEN_CODE_NOTE + role->n_pitches, ok = 0;
    switch (role->kind) {
    case RGEN_KIND_DRUMS:
        ok = n == RGEN_DRUM_VOICES;
        for (int k = 0; ok && k < n; k++)
            ok = b[k] == RGEN_DRUM_CODES;
        break;
    case RGEN_KIND_MONO:
        ok = n == 4 && b[0] == pitches && b[1] == RGEN_VM_CODES &&
             b[2] == 1 + RGEN_ARTICULATIONS && b[3] == 1 + RGEN_TONES;
        break;
    case RGEN_KIND_CHORDAL:
        ok = n == 13 && b[0] == RGEN_CHORD_CODES;
        for (int k = 1; ok && k < n; k++)
            ok = b[k] == (k <= 6 ? pitches : RGEN_VM_CODES);
        break;
    case RGEN_KIND_LEAD:
        ok = n == 5 && b[0] == pitches && b[1] == pitches && b[2] == RGEN_VM_CODES &&
             b[3] == RGEN_VM_CODES && b[4] == 1 + RGEN_ARTICULATIONS;
        break;
    }
    if (role->kind != RGEN_KIND_DRUMS && (role->n_pitches < 1 || role->n_pitches > 128))
        ok = 0;
    return ok ? RGEN_OK
              : rgen_fail(err, RGEN_ERR_ARG, "the code books of the role %s are not those of its kind",
                          role->name);
}
