/* The master: the sum of the stems, held together and brought to level. */
#include <string.h>

#include "mix/dsp.h"
#include "mix/effects.h"
#include "mix/loop.h"

#define TARGET_LUFS (-14.0)
#define CEILING_DB (-1.5) /* 0.5 dB for what other meters find between 4x samples */
#define MAX_LIMITING_DB 15.0 /* more would be no music; such a mix stays quieter */

enum { TRIES = 6 };

static void copy(rgen_stereo *to, const rgen_stereo *from)
{
    for (int c = 0; c < 2; c++)
        memcpy(to->channel[c], from->channel[c], (size_t)from->n * sizeof(float));
}

static void add(rgen_stereo *to, const rgen_stereo *from)
{
    for (int c = 0; c < 2; c++)
        for (int64_t i = 0; i < to->n; i++)
            to->channel[c][i] += from->channel[c][i];
}

/* Gentle and slow: 2:1 from about the mean level up, so that hits pull the whole
 * down by a decibel or two and it comes back within a beat. */
static void glue(rgen_stereo *audio)
{
    compressor_settings set = {.threshold_db = fx_level_db(audio) + 1, .ratio = 2, .knee_db = 8,
                               .attack = 0.025, .release = 0.18};
    fx_compress(audio, &set);
}

/* Find the gain into the limiter that comes out at the target. The limiter takes a
 * part of every decibel given to it, hence more than the error is added. */
static rgen_status level(rgen_stereo *mix, const rgen_stereo *glued, double *lufs)
{
    double gain_db, ceiling = dsp_gain(CEILING_DB), peak_db = dsp_db((double)fx_peak(glued));
    rgen_status status = fx_loudness(glued, lufs);
    if (status != RGEN_OK)
        return status;
    double most = CEILING_DB + MAX_LIMITING_DB - peak_db;
    gain_db = TARGET_LUFS - *lufs;
    for (int k = 0; k < TRIES; k++) {
        int capped = !(gain_db < most);
        if (capped)
            gain_db = most;
        copy(mix, glued);
        fx_gain(mix, (float)dsp_gain(gain_db));
        if ((status = fx_limit(mix, (float)ceiling)) != RGEN_OK ||
            (status = fx_loudness(mix, lufs)) != RGEN_OK)
            return status;
        double error = TARGET_LUFS - *lufs;
        if ((error < 0.05 && error > -0.05) || (capped && error > 0))
            break;
        gain_db += error > 0 ? 1.25 * error : error;
    }
    double peak = (double)fx_true_peak(mix), down = peak > ceiling ? ceiling / peak : 1;
    if (down < 1)
        fx_gain(mix, (float)down);
    *lufs += dsp_db(down);
    return RGEN_OK;
}

static rgen_status check(const rgen_stereo *stems, int n_stems, rgen_error *err)
{
    if (n_stems < 1)
        return rgen_fail(err, RGEN_ERR_ARG, "there are no stems to mix");
    for (int k = 0; k < n_stems; k++) {
        if (stems[k].n < LOOP_MIN)
            return rgen_fail(err, RGEN_ERR_ARG, "stem %d of %lld samples is too short to mix; %d "
                             "are needed", k + 1, (long long)stems[k].n, LOOP_MIN);
        if (stems[k].n != stems[0].n)
            return rgen_fail(err, RGEN_ERR_ARG, "stem %d has %lld samples where the first has %lld",
                             k + 1, (long long)stems[k].n, (long long)stems[0].n);
    }
    return RGEN_OK;
}

rgen_status rgen_mix_master(const rgen_stereo *stems, int n_stems, rgen_stereo *mix,
                            rgen_stereo *premaster, rgen_loudness *loudness, rgen_error *err)
{
    rgen_stereo sum = {{NULL, NULL}, 0};
    *mix = sum;
    if (premaster)
        *premaster = sum;
    rgen_status status = check(stems, n_stems, err);
    if (status != RGEN_OK)
        return status;
    if ((status = rgen_stereo_new(&sum, stems[0].n, err)) != RGEN_OK ||
        (status = rgen_stereo_new(mix, stems[0].n, err)) != RGEN_OK ||
        (premaster && (status = rgen_stereo_new(premaster, stems[0].n, err)) != RGEN_OK))
        goto done;
    copy(&sum, &stems[0]);
    for (int k = 1; k < n_stems; k++)
        add(&sum, &stems[k]);
    if (premaster)
        copy(premaster, &sum);
    for (int c = 0; c < 2; c++)
        for (int64_t i = 0; i < sum.n; i++)
            sum.channel[c][i] = sum.channel[c][i] > -1e6f && sum.channel[c][i] < 1e6f
                                    ? sum.channel[c][i] : 0.0f;
    rgen_loudness result = {-200, -200, 0};
    float peak = fx_peak(&sum);
    if (peak < 1e-5f) {
        copy(mix, &sum);
        result.true_peak_dbtp = peak > 0 ? dsp_db((double)peak) : -200;
    } else {
        fx_gain(&sum, 0.5f / peak); /* over the absolute gate, whatever it was */
        glue(&sum);
        if ((status = level(mix, &sum, &result.lufs)) != RGEN_OK) {
            rgen_fail(err, status, "out of memory mastering %lld samples", (long long)sum.n);
            goto done;
        }
        result.true_peak_dbtp = dsp_db((double)fx_true_peak(mix));
    }
    if (loudness)
        *loudness = result;
done:
    rgen_stereo_clear(&sum);
    if (status != RGEN_OK) {
        rgen_stereo_clear(mix);
        if (premaster)
            rgen_stereo_clear(premaster);
    }
    return status;
}
