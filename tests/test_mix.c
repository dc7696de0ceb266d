/* Mixing: filters and effects as loops, levels, true peak, the master, and edges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "mix/dsp.h"
#include "mix/effects.h"
#include "mix/filter.h"
#include "mix/loop.h"
#include "mix/wav.h"
#include "synth.h"

enum { BPM = 130, LENGTH = 325662 }; /* four bars at 130 BPM: 7.38 s */

static rgen_stereo fresh(int64_t n)
{
    rgen_stereo a;
    assert_int_equal(rgen_stereo_new(&a, n, NULL), RGEN_OK);
    return a;
}

static rgen_stereo material(int which, int64_t n, double bpm)
{
    rgen_stereo a = fresh(n);
    switch (which) {
    case 0: synth_drums(&a, bpm); break;
    case 1: synth_bass(&a, bpm); break;
    case 2: synth_pad(&a); break;
    default: synth_lead(&a, bpm);
    }
    return a;
}

static rgen_chain full_chain(void)
{
    rgen_chain c = rgen_chain_default();
    c.low_cut_hz = 30, c.high_cut_hz = 15000, c.low_db = 2, c.mid_db = -3, c.mid_hz = 500;
    c.high_db = 3, c.drive = 0.3f, c.compress = 0.5f, c.chorus = 0.4f, c.width = 0.7f;
    c.delay = 0.3f, c.delay_frames = 3, c.delay_feedback = 0.4f, c.reverb = 0.3f;
    c.reverb_seconds = 1.5f, c.duck = 0.5f, c.age = 0.5f, c.pan = -0.2f;
    return c;
}

static int beats(int64_t *kicks, int64_t n, double bpm)
{
    int count = 0;
    for (double at = 0; at < (double)n - 1 && count < 64; at += 60 / bpm * RGEN_SAMPLE_RATE)
        kicks[count++] = (int64_t)at;
    return count;
}

static void assert_finite(const rgen_stereo *a)
{
    for (int c = 0; c < 2; c++)
        for (int64_t i = 0; i < a->n; i++)
            assert_true(isfinite(a->channel[c][i]));
}

/* RMS of b - a against a, dB. */
static double difference_db(const rgen_stereo *a, const rgen_stereo *b)
{
    double signal = 1e-30, error = 1e-30;
    for (int c = 0; c < 2; c++)
        for (int64_t i = 0; i < a->n; i++) {
            double d = (double)b->channel[c][i] - (double)a->channel[c][i];
            signal += (double)a->channel[c][i] * (double)a->channel[c][i];
            error += d * d;
        }
    return 10 * log10(error / signal);
}

static void rotate(rgen_stereo *a, int64_t by)
{
    rgen_stereo b = fresh(a->n);
    for (int c = 0; c < 2; c++)
        for (int64_t i = 0; i < a->n; i++)
            b.channel[c][(i + by) % a->n] = a->channel[c][i];
    memcpy(a->channel[0], b.channel[0], sizeof(float) * 2 * (size_t)a->n);
    rgen_stereo_clear(&b);
}

/* Energy above 8 kHz in 32 samples around the join of a repeated loop, as a share of
 * the loudest and of the mean such step inside: by a filter of the test's own. */
static void join(const rgen_stereo *a, double *of_loudest, double *of_mean)
{
    enum { STEP = 32 };
    const double w = 2 * M_PI * 8000 / 44100, alpha = sin(w) / (2 * 0.7071), c = cos(w), a0 = 1 + alpha;
    double worst = 0, total = 0, at_join = 0;
    int64_t steps = 0;
    for (int ch = 0; ch < 2; ch++) {
        double s[2][2] = {{0}}, energy = 0;
        for (int64_t i = -4096; i < a->n + STEP / 2; i++) {
            double v = (double)a->channel[ch][(i + a->n) % a->n];
            for (int k = 0; k < 2; k++) { /* 24 dB an octave */
                double y = (1 + c) / 2 / a0 * v + s[k][0];
                s[k][0] = -(1 + c) / a0 * v + 2 * c / a0 * y + s[k][1];
                s[k][1] = (1 + c) / 2 / a0 * v - (1 - alpha) / a0 * y;
                v = y;
            }
            if (i < 0)
                continue;
            energy += v * v;
            if ((i + a->n * (STEP - 1) + STEP / 2) % STEP == STEP - 1) { /* steps count from the join */
                if (i + STEP > a->n) {
                    at_join += energy;
                } else if (i > 256) { /* past what the filter still rings of the join */
                    worst = energy > worst ? energy : worst;
                    total += energy;
                    steps++;
                }
                energy = 0;
            }
        }
    }
    *of_loudest = at_join / (2 * worst + 1e-30);
    *of_mean = at_join / 2 / (total / (double)steps + 1e-30);
}

/* ---- arithmetic and filters ---- */

static void functions_agree_with_libm(void **state)
{
    for (int i = -4000; i <= 4000; i++) {
        double x = i * 0.0137;
        assert_true(fabs(dsp_sin_turns(x) - sin(2 * M_PI * fmod(x, 1))) < 1e-12);
        assert_true(fabs(dsp_exp2(x) / exp2(x) - 1) < 1e-13);
        double y = exp(x * 0.4);
        assert_true(fabs(dsp_log2(y) - log2(y)) < 1e-12);
    }
    assert_true(dsp_log2(0) == -1022 && dsp_log2(-1) == -1022);
    assert_true(fabs(dsp_db(dsp_gain(-14)) + 14) < 1e-12);
    assert_true(dsp_clamp(NAN, 2, 3) == 2);
}

/* The gain of a cascade at a frequency that fits the loop, measured. */
static double gain_at(filter f, double hz)
{
    rgen_stereo a = fresh(44100);
    double in = 0, out = 0;
    for (int i = 0; i < 44100; i++)
        a.channel[0][i] = a.channel[1][i] = (float)sin(2 * M_PI * fmod(hz * i / 44100, 1));
    for (int i = 0; i < 44100; i++)
        in += (double)a.channel[0][i] * (double)a.channel[0][i];
    filter_run(&f, &a);
    for (int i = 0; i < 44100; i++)
        out += (double)a.channel[1][i] * (double)a.channel[1][i];
    rgen_stereo_clear(&a);
    return 10 * log10(out / in);
}

static void filters_have_their_response(void **state)
{
    filter f;
    static const double points[] = {20, 120, 800, 1000, 3000, 6000, 12000, 20000};
    biquad (*cuts[2])(double, double) = {biquad_low_cut, biquad_high_cut};
    for (int k = 0; k < 2; k++) {
        filter_start(&f);
        filter_add(&f, cuts[k](1000, 0.7071));
        assert_true(fabs(gain_at(f, 1000) + 3.01) < 0.02);
    }
    filter_start(&f);
    filter_add(&f, biquad_bell(800, 6, 0.9));
    assert_true(fabs(gain_at(f, 800) - 6) < 0.02 && fabs(gain_at(f, 20)) < 0.05);
    filter_start(&f);
    filter_add(&f, biquad_low_shelf(120, -9));
    filter_add(&f, biquad_high_shelf(6000, 4));
    filter_add(&f, biquad_bell(1000, 0, 1));
    assert_true(fabs(gain_at(f, 5) + 9) < 0.1 && fabs(gain_at(f, 120) + 4.5) < 0.1);
    assert_true(fabs(gain_at(f, 20000) - 4) < 0.2 && fabs(gain_at(f, 900)) < 0.3);
    /* any section: against its own transfer function */
    biquad s = biquad_bell(3000, -7, 2);
    filter_start(&f);
    filter_add(&f, s);
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        double w = 2 * M_PI * points[i] / 44100, n[2], d[2];
        n[0] = s.b0 + s.b1 * cos(w) + s.b2 * cos(2 * w), n[1] = -s.b1 * sin(w) - s.b2 * sin(2 * w);
        d[0] = 1 + s.a1 * cos(w) + s.a2 * cos(2 * w), d[1] = -s.a1 * sin(w) - s.a2 * sin(2 * w);
        double want = 10 * log10((n[0] * n[0] + n[1] * n[1]) / (d[0] * d[0] + d[1] * d[1]));
        assert_true(fabs(gain_at(f, points[i]) - want) < 0.01);
    }
    filter_start(&f); /* more sections than it holds */
    for (int k = 0; k < 12; k++)
        filter_add(&f, biquad_bell(800, 1, 1));
    assert_true(fabs(gain_at(f, 800) - 8) < 0.05);
}

/* A loop turned round by some samples must come out turned round: nothing knows
 * where the loop starts, so there is no join to hear. */
static void effects_do_not_know_the_start(void **state)
{
    enum { TURN = 48000 + 64 * 7 };
    for (int effect = 0; effect < 5; effect++) {
        rgen_stereo a = material(3, LENGTH, BPM), b = material(3, LENGTH, BPM);
        rotate(&b, TURN);
        rgen_stereo *both[2] = {&a, &b};
        for (int k = 0; k < 2; k++) {
            filter f;
            filter_start(&f);
            filter_add(&f, biquad_low_cut(30, 0.7071));
            filter_add(&f, biquad_high_cut(9000, 0.7071));
            filter_add(&f, biquad_low_shelf(120, 6));
            compressor_settings set = {-24, 4, 6, 0.01, 0.12};
            switch (effect) {
            case 0: filter_run(&f, both[k]); break;
            case 1: fx_drive(both[k], 0.6); break;
            case 2: fx_compress(both[k], &set); break;
            case 3: assert_int_equal(fx_echo(both[k], 0.35, 0.5, 0.7), RGEN_OK); break;
            case 4: assert_int_equal(fx_limit(both[k], 0.2f), RGEN_OK); break;
            }
        }
        rotate(&a, TURN);
        /* steps of the compressor and the limiter fall elsewhere: close, not equal */
        double limit = effect == 2 || effect == 4 ? -30 : -75;
        double got = difference_db(&a, &b);
        if (!(got < limit))
            fail_msg("effect %d differs by %.1f dB when the loop is turned", effect, got);
        rgen_stereo_clear(&a);
        rgen_stereo_clear(&b);
    }
}

static void joins_are_silent(void **state)
{
    double loudest, mean;
    /* the test can fail: a ramp that jumps at the join */
    rgen_stereo ramp = fresh(LENGTH);
    for (int64_t i = 0; i < ramp.n; i++)
        ramp.channel[0][i] = ramp.channel[1][i] = (float)i / (float)ramp.n;
    join(&ramp, &loudest, &mean);
    assert_true(loudest > 100);
    rgen_stereo_clear(&ramp);
    /* a pad has nothing above its partials: any click at the join would stand out */
    for (int effect = 0; effect < 6; effect++) {
        rgen_stereo a = material(2, LENGTH, BPM);
        rgen_chain c = rgen_chain_default();
        int64_t kicks[64];
        int n = beats(kicks, LENGTH, BPM);
        switch (effect) {
        case 0: c.low_cut_hz = 100, c.high_db = 6, c.drive = 0.5f; break;
        case 1: c.compress = 1, c.duck = 1; break;
        case 2: c.chorus = 1; break;
        case 3: c.delay = 1, c.delay_frames = 3, c.delay_feedback = 0.8f; break;
        case 4: c.reverb = 1, c.reverb_seconds = 6; break;
        case 5: c = full_chain(), c.age = 0; break;
        }
        assert_int_equal(rgen_mix_track(&a, &c, BPM, kicks, n, 1, -20, NULL), RGEN_OK);
        join(&a, &loudest, &mean);
        if (!(loudest < 1 && mean < 4))
            fail_msg("effect %d: the join has %.2f of the loudest step, %.1f of the mean", effect,
                     loudest, mean);
        rgen_stereo_clear(&a);
    }
    for (int which = 0; which < 4; which++) {
        rgen_stereo a = material(which, LENGTH, BPM);
        rgen_chain c = full_chain();
        assert_int_equal(rgen_mix_track(&a, &c, BPM, NULL, 0, 1, -20, NULL), RGEN_OK);
        join(&a, &loudest, &mean);
        assert_true(loudest < 1.05);
        rgen_stereo_clear(&a);
    }
}

/* ---- levels ---- */

static void loudness_agrees_with_libebur128(void **state)
{
    for (int which = 0; which < 4; which++) {
        rgen_stereo a = material(which, LENGTH, BPM);
        rgen_loudness reference;
        double own;
        fx_gain(&a, 0.3f);
        assert_int_equal(fx_loudness(&a, &own), RGEN_OK);
        assert_int_equal(rgen_loudness_measure(&a, &reference, NULL), RGEN_OK);
        if (fabs(own - reference.lufs) > 0.1)
            fail_msg("material %d: %.3f LUFS, libebur128 says %.3f", which, own, reference.lufs);
        double peak = 20 * log10((double)fx_true_peak(&a));
        assert_true(fabs(peak - reference.true_peak_dbtp) < 0.4);
        rgen_stereo_clear(&a);
    }
    /* EBU Tech 3341 case 1: a 1 kHz sine at -23 dBFS in both channels is -23 LUFS */
    rgen_stereo sine = fresh(441000);
    for (int i = 0; i < 441000; i++)
        sine.channel[0][i] = sine.channel[1][i] = (float)(pow(10, -23 / 20.0) * sin(2 * M_PI * (i % 441) / 44.1));
    double own;
    assert_int_equal(fx_loudness(&sine, &own), RGEN_OK);
    assert_true(fabs(own + 23) < 0.05);
    rgen_stereo_clear(&sine);
    rgen_stereo silence = fresh(100000);
    rgen_loudness none;
    assert_int_equal(fx_loudness(&silence, &own), RGEN_OK);
    assert_int_equal(rgen_loudness_measure(&silence, &none, NULL), RGEN_OK);
    assert_true(own == -200 && none.lufs == -200 && none.true_peak_dbtp == -200);
    rgen_stereo_clear(&silence);
}

/* A sine at a quarter of the sample rate whose samples all miss its crests. */
static void true_peak_sees_between_samples(void **state)
{
    rgen_stereo a = fresh(44100);
    for (int i = 0; i < 44100; i++)
        a.channel[0][i] = a.channel[1][i] = 0.8f * (float)sin(M_PI / 2 * i + M_PI / 4);
    assert_true(fabsf(fx_peak(&a) - 0.5657f) < 0.001f);
    assert_true(fabsf(fx_true_peak(&a) - 0.8f) < 0.01f);
    assert_int_equal(fx_limit(&a, 0.5f), RGEN_OK);
    assert_true(fx_true_peak(&a) < 0.505f);
    rgen_stereo_clear(&a);
}

static void limiter_keeps_its_ceiling(void **state)
{
    for (int which = 0; which < 4; which++) {
        rgen_stereo a = material(which, LENGTH, BPM), b = material(which, LENGTH, BPM);
        float peak = fx_true_peak(&a), ceiling = peak / 4;
        assert_int_equal(fx_limit(&a, ceiling), RGEN_OK);
        assert_true(fx_true_peak(&a) < ceiling * 1.012f);
        assert_true(fx_true_peak(&a) > ceiling * 0.8f);
        assert_int_equal(fx_limit(&b, peak * 1.01f), RGEN_OK); /* nothing to do: nothing done */
        rgen_stereo c = material(which, LENGTH, BPM);
        assert_memory_equal(b.channel[0], c.channel[0], sizeof(float) * 2 * LENGTH);
        rgen_stereo_clear(&a);
        rgen_stereo_clear(&b);
        rgen_stereo_clear(&c);
    }
}

static void tracks_reach_their_loudness(void **state)
{
    int64_t kicks[64];
    int n = beats(kicks, LENGTH, BPM);
    for (int which = 0; which < 4; which++)
        for (int full = 0; full < 2; full++) {
            rgen_stereo a = material(which, LENGTH, BPM);
            rgen_chain c = full ? full_chain() : rgen_chain_default();
            rgen_loudness got;
            fx_gain(&a, which & 1 ? 0.01f : 30.0f); /* whatever level comes in */
            assert_int_equal(rgen_mix_track(&a, &c, BPM, kicks, n, 5, -20, NULL), RGEN_OK);
            assert_finite(&a);
            assert_int_equal(rgen_loudness_measure(&a, &got, NULL), RGEN_OK);
            if (!(fabs(got.lufs + 20) < 0.5 && got.true_peak_dbtp < -1))
                fail_msg("material %d, chain %d: %.2f LUFS, %.2f dBTP", which, full, got.lufs,
                         got.true_peak_dbtp);
            rgen_stereo_clear(&a);
        }
}

/* ---- effects ---- */

static void a_plain_chain_changes_only_the_level(void **state)
{
    rgen_stereo a = material(1, LENGTH, BPM), b = material(1, LENGTH, BPM);
    rgen_chain c = rgen_chain_default();
    assert_int_equal(rgen_mix_track(&a, &c, BPM, NULL, 0, 1, -24, NULL), RGEN_OK);
    fx_gain(&b, fx_peak(&a) / fx_peak(&b));
    assert_true(difference_db(&b, &a) < -120);
    rgen_stereo_clear(&a);
    rgen_stereo_clear(&b);
}

/* The amplitude of `cycles` in the loop, left channel. */
static double partial(const rgen_stereo *a, int64_t cycles)
{
    double re = 0, im = 0;
    for (int64_t i = 0; i < a->n; i++) {
        double turn = 2 * M_PI * (double)(cycles * i % a->n) / (double)a->n;
        re += (double)a->channel[0][i] * cos(turn);
        im += (double)a->channel[0][i] * sin(turn);
    }
    return 2 * hypot(re, im) / (double)a->n;
}

static void drive_adds_harmonics_and_little_alias(void **state)
{
    enum { N = 44100, HZ = 1499 };
    rgen_stereo a = fresh(N);
    for (int i = 0; i < N; i++)
        a.channel[0][i] = a.channel[1][i] = 0.7f * (float)sin(2 * M_PI * (double)((int64_t)HZ * i % N) / N);
    fx_drive(&a, 0.5);
    double first = partial(&a, HZ), alias = 0;
    assert_true(partial(&a, 3 * HZ) / first > 0.05);
    assert_true(partial(&a, 2 * HZ) / first > 0.003);
    assert_true(partial(&a, 0) < 1e-4);
    for (int k = 15; k < 60; k++) { /* harmonics beyond 22 kHz, folded once or more */
        int64_t at = (int64_t)k * HZ % N;
        at = at > N / 2 ? N - at : at;
        double v = partial(&a, at) / first;
        alias = v > alias ? v : alias;
    }
    if (!(alias < 0.002))
        fail_msg("an alias at %.1f dB", 20 * log10(alias));
    rgen_stereo_clear(&a);
}

static void reverb_decays_in_its_time(void **state)
{
    static const double times[] = {0.5, 1.5, 4};
    for (int k = 0; k < 3; k++) {
        rgen_stereo a = fresh(44100 * 10);
        uint32_t seed = 3;
        for (int i = 0; i < 400; i++) /* a short burst, unlike left and right */
            for (int c = 0; c < 2; c++)
                a.channel[c][i] = (float)synth_noise(&seed);
        assert_int_equal(fx_reverb(&a, times[k], 1), RGEN_OK);
        assert_finite(&a);
        /* Energy from 20% to 50% of the time, in 60 dB: slope of two windows. */
        double energy[2] = {0};
        int64_t span = (int64_t)(0.1 * times[k] * 44100);
        for (int w = 0; w < 2; w++)
            for (int64_t i = 0; i < span; i++)
                for (int c = 0; c < 2; c++) {
                    double x = (double)a.channel[c][(int64_t)((0.2 + 0.3 * w) * times[k] * 44100) + i];
                    energy[w] += x * x;
                }
        double t60 = 0.3 * times[k] * 60 / (10 * log10(energy[0] / energy[1]));
        if (!(t60 > 0.6 * times[k] && t60 < 1.15 * times[k]))
            fail_msg("asked for %.2f s, got %.2f", times[k], t60);
        rgen_stereo_clear(&a);
    }
}

static void duck_dips_at_kicks_and_across_the_join(void **state)
{
    rgen_stereo a = fresh(88200);
    for (int i = 0; i < 88200; i++)
        a.channel[0][i] = a.channel[1][i] = 0.5f;
    int64_t kicks[2] = {44100, 88100};
    assert_int_equal(fx_place(&a, 1, 120, kicks, 2, 1, 0), RGEN_OK);
    assert_true(a.channel[0][44100 + 500] < 0.06f);
    assert_true(a.channel[0][88150] < 0.06f && a.channel[0][100] < 0.06f); /* holds across the join */
    assert_true(a.channel[0][43000] > 0.49f && a.channel[0][30000] > 0.49f);
    for (int i = 0; i < 88200; i++) /* no step that clicks */
        assert_true(fabsf(a.channel[0][(i + 1) % 88200] - a.channel[0][i]) < 0.005f);
    int64_t wild[3] = {-5, 1000000007, INT64_MIN + 1};
    assert_int_equal(fx_place(&a, 1, 120, wild, 3, 1, 0), RGEN_OK);
    assert_finite(&a);
    rgen_stereo_clear(&a);
}

static void width_and_pan(void **state)
{
    rgen_stereo a = material(3, LENGTH, BPM);
    assert_int_equal(fx_place(&a, 0, 120, NULL, 0, 0, 0), RGEN_OK);
    for (int i = 0; i < LENGTH; i++)
        assert_true(fabsf(a.channel[0][i] - a.channel[1][i]) < 1e-6f);
    assert_int_equal(fx_place(&a, 0, 120, NULL, 0, 1, 1), RGEN_OK);
    for (int i = 0; i < LENGTH; i++)
        assert_true(fabsf(a.channel[0][i]) < 1e-6f);
    rgen_stereo_clear(&a);
}

static void same_bytes_and_seeds(void **state)
{
    rgen_stereo a[3];
    rgen_chain c = full_chain();
    for (int k = 0; k < 3; k++) {
        a[k] = material(3, LENGTH, BPM);
        assert_int_equal(rgen_mix_track(&a[k], &c, BPM, NULL, 0, k == 2, -20, NULL), RGEN_OK);
    }
    assert_memory_equal(a[0].channel[0], a[1].channel[0], sizeof(float) * 2 * LENGTH);
    assert_int_not_equal(memcmp(a[0].channel[0], a[2].channel[0], sizeof(float) * 2 * LENGTH), 0);
    for (int k = 0; k < 3; k++)
        rgen_stereo_clear(&a[k]);
}

/* ---- the master ---- */

static void master_lands_at_minus_14(void **state)
{
    rgen_stereo stems[4], mix, sum;
    rgen_loudness said, measured;
    static const double targets[4] = {-17, -19, -22, -21};
    int64_t kicks[64];
    int n = beats(kicks, LENGTH, BPM);
    for (int k = 0; k < 4; k++) {
        stems[k] = material(k, LENGTH, BPM);
        rgen_chain c = rgen_chain_default();
        c.reverb = k * 0.1f, c.reverb_seconds = 1.5f, c.duck = k ? 0.4f : 0;
        assert_int_equal(rgen_mix_track(&stems[k], &c, BPM, kicks, n, 1, targets[k], NULL), RGEN_OK);
    }
    assert_int_equal(rgen_mix_master(stems, 4, &mix, &sum, &said, NULL), RGEN_OK);
    assert_int_equal(rgen_loudness_measure(&mix, &measured, NULL), RGEN_OK);
    assert_true(fabs(measured.lufs + 14) <= 0.5);
    assert_true(measured.true_peak_dbtp <= -1);
    assert_true(fabs(said.lufs - measured.lufs) < 0.1);
    assert_true(fabs(said.true_peak_dbtp - measured.true_peak_dbtp) < 0.4);
    assert_int_equal(measured.clipped, 0);
    double loudest, mean;
    join(&mix, &loudest, &mean);
    assert_true(loudest < 1.05);
    /* stems as written, 24 bit, against the pre-master: within -90 dBFS at every sample */
    rgen_stereo total = fresh(LENGTH);
    for (int k = 0; k < 4; k++) {
        rgen_stereo back;
        uint8_t *data;
        size_t size;
        assert_int_equal(rgen_wav_encode(&stems[k], NULL, (uint64_t)k, &data, &size, NULL, NULL), RGEN_OK);
        assert_int_equal(rgen_wav_decode(data, size, &back, NULL), RGEN_OK);
        for (int c = 0; c < 2; c++)
            for (int64_t i = 0; i < LENGTH; i++)
                total.channel[c][i] += back.channel[c][i];
        free(data);
        rgen_stereo_clear(&back);
    }
    for (int c = 0; c < 2; c++)
        for (int64_t i = 0; i < LENGTH; i++)
            assert_true(fabsf(total.channel[c][i] - sum.channel[c][i]) < 3.16e-5f);
    /* again: the same bytes */
    rgen_stereo again;
    assert_int_equal(rgen_mix_master(stems, 4, &again, NULL, NULL, NULL), RGEN_OK);
    assert_memory_equal(mix.channel[0], again.channel[0], sizeof(float) * 2 * LENGTH);
    for (int k = 0; k < 4; k++)
        rgen_stereo_clear(&stems[k]);
    rgen_stereo_clear(&mix);
    rgen_stereo_clear(&sum);
    rgen_stereo_clear(&total);
    rgen_stereo_clear(&again);
}

static void master_edges(void **state)
{
    rgen_stereo stem = fresh(LENGTH), mix;
    rgen_loudness l;
    /* silence */
    assert_int_equal(rgen_mix_master(&stem, 1, &mix, NULL, &l, NULL), RGEN_OK);
    assert_true(l.lufs == -200 && fx_peak(&mix) == 0);
    rgen_stereo_clear(&mix);
    rgen_stereo_clear(&stem);
    /* one stem, very quiet and very loud; each material, each length */
    static const int64_t lengths[] = {1024, 35280, LENGTH};
    for (int k = 0; k < 3; k++)
        for (int which = 0; which < 4; which++)
            for (int loud = 0; loud < 2; loud++) {
                stem = material(which, lengths[k], lengths[k] == 35280 ? 300 : BPM);
                fx_gain(&stem, loud ? 1000 : 1e-4f);
                assert_int_equal(rgen_mix_master(&stem, 1, &mix, NULL, &l, NULL), RGEN_OK);
                assert_finite(&mix);
                rgen_loudness measured;
                assert_int_equal(rgen_loudness_measure(&mix, &measured, NULL), RGEN_OK);
                assert_true(measured.true_peak_dbtp <= -1);
                if (k && fabs(measured.lufs + 14) > 0.5)
                    fail_msg("length %lld, material %d: %.2f LUFS", (long long)lengths[k], which,
                             measured.lufs);
                rgen_stereo_clear(&mix);
                rgen_stereo_clear(&stem);
            }
    /* a lone click cannot be -14 LUFS: quieter, and never over the ceiling */
    stem = fresh(LENGTH);
    stem.channel[0][1000] = 1;
    assert_int_equal(rgen_mix_master(&stem, 1, &mix, NULL, &l, NULL), RGEN_OK);
    assert_finite(&mix);
    assert_true(l.true_peak_dbtp <= -1 && l.lufs < -14);
    rgen_stereo_clear(&mix);
    rgen_stereo_clear(&stem);
}

static void tracks_edges(void **state)
{
    rgen_chain c = full_chain();
    c.reverb_seconds = 10, c.delay_feedback = 1;
    static const int64_t lengths[] = {LOOP_MIN, 1500, 35280};
    for (int k = 0; k < 3; k++)
        for (int which = 0; which < 4; which++) {
            rgen_stereo a = material(which, lengths[k], 300);
            int64_t kicks[64];
            int n = beats(kicks, lengths[k], 300);
            assert_int_equal(rgen_mix_track(&a, &c, 300, kicks, n, 1, -20, NULL), RGEN_OK);
            assert_finite(&a);
            assert_true(fx_true_peak(&a) < 0.891f);
            rgen_stereo_clear(&a);
        }
    rgen_stereo a = fresh(LENGTH);
    assert_int_equal(rgen_mix_track(&a, &c, BPM, NULL, 0, 1, -20, NULL), RGEN_OK);
    assert_true(fx_peak(&a) == 0); /* no hiss on silence */
    a.channel[0][7] = NAN, a.channel[1][8] = INFINITY, a.channel[0][9] = 0.5f;
    assert_int_equal(rgen_mix_track(&a, &c, BPM, NULL, 0, 1, -20, NULL), RGEN_OK);
    assert_finite(&a);
    rgen_stereo_clear(&a);
    /* a chain of nonsense */
    float *fields = (float *)&c;
    static const float nonsense[] = {NAN, INFINITY, -INFINITY, 1e30f, -1e30f};
    for (int k = 0; k < 5; k++) {
        for (size_t i = 0; i < sizeof c / sizeof(float); i++)
            fields[i] = nonsense[k];
        a = material(1, 44100, 120);
        assert_int_equal(rgen_mix_track(&a, &c, 120, NULL, 0, 1, -20, NULL), RGEN_OK);
        assert_finite(&a);
        assert_true(fx_true_peak(&a) < 0.891f);
        rgen_stereo_clear(&a);
    }
}

static void bad_arguments(void **state)
{
    rgen_stereo a = material(1, 44100, 120), b = fresh(44101), mix, shorty = fresh(100);
    rgen_chain c = rgen_chain_default();
    rgen_error err;
    static const double tempos[] = {0, -5, NAN, INFINITY, 1e9};
    for (int k = 0; k < 5; k++) {
        err.message[0] = 0;
        assert_int_equal(rgen_mix_track(&a, &c, tempos[k], NULL, 0, 1, -20, &err), RGEN_ERR_ARG);
        assert_true(strlen(err.message) > 10);
    }
    assert_int_equal(rgen_mix_track(&a, &c, 120, NULL, 3, 1, -20, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_mix_track(&a, &c, 120, NULL, 0, 1, NAN, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_mix_track(&shorty, &c, 120, NULL, 0, 1, -20, &err), RGEN_ERR_ARG);
    rgen_stereo unequal[2] = {a, b};
    assert_int_equal(rgen_mix_master(unequal, 2, &mix, NULL, NULL, &err), RGEN_ERR_ARG);
    assert_non_null(strstr(err.message, "44101"));
    assert_int_equal(rgen_mix_master(unequal, 0, &mix, NULL, NULL, &err), RGEN_ERR_ARG);
    assert_int_equal(rgen_mix_master(&shorty, 1, &mix, NULL, NULL, &err), RGEN_ERR_ARG);
    assert_null(mix.channel[0]);
    rgen_stereo_clear(&a);
    rgen_stereo_clear(&b);
    rgen_stereo_clear(&shorty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(functions_agree_with_libm),
        cmocka_unit_test(filters_have_their_response),
        cmocka_unit_test(effects_do_not_know_the_start),
        cmocka_unit_test(joins_are_silent),
        cmocka_unit_test(loudness_agrees_with_libebur128),
        cmocka_unit_test(true_peak_sees_between_samples),
        cmocka_unit_test(limiter_keeps_its_ceiling),
        cmocka_unit_test(tracks_reach_their_loudness),
        cmocka_unit_test(a_plain_chain_changes_only_the_level),
        cmocka_unit_test(drive_adds_harmonics_and_little_alias),
        cmocka_unit_test(reverb_decays_in_its_time),
        cmocka_unit_test(duck_dips_at_kicks_and_across_the_join),
        cmocka_unit_test(width_and_pan),
        cmocka_unit_test(same_bytes_and_seeds),
        cmocka_unit_test(master_lands_at_minus_14),
        cmocka_unit_test(master_edges),
        cmocka_unit_test(tracks_edges),
        cmocka_unit_test(bad_arguments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
