/* One track's way through its effects, and the level it leaves at. */
#include "mix/dsp.h"
#include "mix/effects.h"
#include "mix/filter.h"
#include "mix/loop.h"

#define STEM_CEILING_DB (-1.2) /* 0.2 dB for what other meters find between 4x samples */
#define MAX_LIMITING_DB 6.0

rgen_chain rgen_chain_default(void) { return (rgen_chain){.width = 0.5f}; }

/* Infinities and NaN out (a test that NaN fails), and the peak brought to 1, so that
 * every later number has the same meaning. Returns 0 for silence. */
static int prepare(rgen_stereo *audio)
{
    for (int c = 0; c < 2; c++) {
        float *x = audio->channel[c];
        for (int64_t i = 0; i < audio->n; i++)
            x[i] = x[i] > -1e6f && x[i] < 1e6f ? x[i] : 0.0f;
    }
    float peak = fx_peak(audio);
    if (peak < 1e-6f)
        return 0;
    fx_gain(audio, 1 / peak);
    return 1;
}

static void equalise(rgen_stereo *audio, const rgen_chain *c)
{
    filter f;
    filter_start(&f);
    double age = dsp_clamp(c->age, 0, 1);
    if (c->low_cut_hz > 0)
        filter_add(&f, biquad_low_cut(c->low_cut_hz, 0.7071));
    if (c->high_cut_hz > 0)
        filter_add(&f, biquad_high_cut(c->high_cut_hz, 0.7071));
    if (c->low_db != 0)
        filter_add(&f, biquad_low_shelf(120, dsp_clamp(c->low_db, -24, 24)));
    if (c->mid_db != 0)
        filter_add(&f, biquad_bell(c->mid_hz > 0 ? c->mid_hz : 800,
                                   dsp_clamp(c->mid_db, -24, 24), 0.9));
    if (c->high_db != 0)
        filter_add(&f, biquad_high_shelf(6000, dsp_clamp(c->high_db, -24, 24)));
    if (age > 0) /* a worn record's band: 16 kHz falling to 5 kHz, bass thinning out */
        filter_add(&f, biquad_high_cut(16000 * dsp_exp2(-1.7 * age), 0.6));
    if (age > 0.3)
        filter_add(&f, biquad_low_cut(30 + 60 * age, 0.7071));
    filter_run(&f, audio);
}

static void compress(rgen_stereo *audio, double amount)
{
    amount = dsp_clamp(amount, 0, 1);
    compressor_settings set = {
        .threshold_db = fx_level_db(audio) + 4 - 12 * amount,
        .ratio = 1.5 + 4.5 * amount,
        .knee_db = 6,
        .attack = 0.014 - 0.009 * amount,
        .release = 0.12,
    };
    if (amount > 0)
        fx_compress(audio, &set);
}

/* To the wanted loudness, as far as peaks allow. */
static rgen_status level(rgen_stereo *audio, double target)
{
    double lufs, ceiling = dsp_gain(STEM_CEILING_DB);
    rgen_status status = fx_loudness(audio, &lufs);
    float peak = fx_peak(audio);
    if (status != RGEN_OK || peak < 1e-6f)
        return status;
    double gain = dsp_gain(target - lufs);
    double most = ceiling * dsp_gain(MAX_LIMITING_DB) / (double)peak;
    fx_gain(audio, (float)(lufs > -100 && gain < most ? gain : most));
    if ((status = fx_limit(audio, (float)ceiling)) != RGEN_OK)
        return status;
    peak = fx_true_peak(audio);
    if ((double)peak > ceiling)
        fx_gain(audio, (float)(ceiling / (double)peak));
    return RGEN_OK;
}

rgen_status rgen_mix_track(rgen_stereo *audio, const rgen_chain *chain, double bpm,
                           const int64_t *kicks, int n_kicks, uint64_t seed, double target_lufs,
                           rgen_error *err)
{
    const rgen_chain *c = chain;
    if (!audio || audio->n < LOOP_MIN)
        return rgen_fail(err, RGEN_ERR_ARG, "a track of %lld samples is too short to mix; %d are needed",
                         audio ? (long long)audio->n : 0, LOOP_MIN);
    if (!(bpm >= 1 && bpm <= 10000) || n_kicks < 0 || (n_kicks > 0 && !kicks) ||
        !(target_lufs >= -70 && target_lufs <= 0))
        return rgen_fail(err, RGEN_ERR_ARG,
                         "a track cannot be mixed at %g BPM with %d kicks to %g LUFS", bpm, n_kicks,
                         target_lufs);
    if (!prepare(audio))
        return RGEN_OK;
    equalise(audio, c);
    fx_drive(audio, c->drive);
    compress(audio, c->compress);
    fx_chorus(audio, c->chorus);
    rgen_status status = fx_echo(audio, (double)c->delay_frames * 15 / bpm, c->delay_feedback,
                                 c->delay);
    if (status == RGEN_OK)
        status = fx_reverb(audio, c->reverb_seconds, c->reverb);
    if (status == RGEN_OK)
        status = fx_place(audio, c->duck, bpm, kicks, n_kicks, 2 * (double)c->width, c->pan);
    if (status == RGEN_OK) {
        fx_age(audio, c->age, seed);
        status = level(audio, dsp_clamp(target_lufs + dsp_clamp(c->gain_db, -60, 30), -70, 0));
    }
    if (status != RGEN_OK)
        return rgen_fail(err, status, "out of memory mixing a track of %lld samples",
                         (long long)audio->n);
    return RGEN_OK;
}
