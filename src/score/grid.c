#include <math.h>

#include "score/score.h"

int rgen_grid_frames_per_bar(const rgen_grid *grid)
{
    return grid->meter_den > 0 ? 16 * grid->meter_num / grid->meter_den : 0;
}

int rgen_grid_frames(const rgen_grid *grid)
{
    return rgen_grid_frames_per_bar(grid) * grid->bars;
}

int64_t rgen_grid_sample(const rgen_grid *grid, double frame, double rate)
{
    return (int64_t)floor(frame * 15.0 * rate / grid->bpm + 0.5);
}

double rgen_grid_seconds(const rgen_grid *grid)
{
    return rgen_grid_frames(grid) * 15.0 / grid->bpm;
}

unsigned rgen_mode_scale(rgen_mode mode)
{
    static const unsigned scales[RGEN_MODES] = {
        0xab5, /* major       0 2 4 5 7 9 11 */
        0xdad, /* minor       0 2 3 5 7 8 10 11: natural and harmonic */
        0x6ad, /* dorian      0 2 3 5 7 9 10 */
        0x5ab, /* phrygian    0 1 3 5 7 8 10 */
        0xad5, /* lydian      0 2 4 6 7 9 11 */
        0x6b5  /* mixolydian  0 2 4 5 7 9 10 */
    };
    return (int)mode >= 0 && mode < RGEN_MODES ? scales[mode] : 0;
}

rgen_status rgen_grid_check(const rgen_grid *grid, rgen_error *err)
{
    if (!(grid->bpm >= 1.0 && grid->bpm <= 1000.0))
        return rgen_fail(err, RGEN_ERR_ARG, "the tempo is %g BPM; it must be from 1 to 1000",
                         grid->bpm);
    /* 32 frames to the bar is what the models' beat table holds. */
    if ((grid->meter_den != 4 && grid->meter_den != 8) || grid->meter_num < 1 ||
        grid->meter_num > 2 * grid->meter_den)
        return rgen_fail(err, RGEN_ERR_ARG,
                         "the metre %d/%d is not supported; use quarters or eighths, at most 2 "
                         "whole notes to the bar, such as 4/4, 3/4 or 6/8",
                         grid->meter_num, grid->meter_den);
    if (grid->bars < 1 || grid->bars > RGEN_MAX_BARS)
        return rgen_fail(err, RGEN_ERR_ARG, "the length is %d bars; it must be from 1 to %d",
                         grid->bars, RGEN_MAX_BARS);
    if (grid->tonic < 0 || grid->tonic > 11)
        return rgen_fail(err, RGEN_ERR_ARG, "the tonic is %d; it must be a pitch class from 0 to 11",
                         grid->tonic);
    if ((int)grid->mode < 0 || grid->mode >= RGEN_MODES)
        return rgen_fail(err, RGEN_ERR_ARG, "the mode is %d; it must be from 0 to %d",
                         (int)grid->mode, RGEN_MODES - 1);
    return RGEN_OK;
}
