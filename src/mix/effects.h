/* The effects of a chain, each over a whole loop in place.
 *
 * Amounts are 0..1; levels are relative to what is there, so that a chain sounds
 * the same whatever level its instrument has. Those that need a delay line return
 * RGEN_ERR_MEMORY or RGEN_OK. audio->n is at least LOOP_MIN throughout. */
#ifndef MIX_EFFECTS_H
#define MIX_EFFECTS_H

#include "mix/mix.h"

/* Highest |sample| of both channels. */
float fx_peak(const rgen_stereo *audio);
/* Mean power of the loud parts in dB (blocks of 50 ms within 20 dB of the
 * loudest, mean of both channels); -200 for silence. */
double fx_level_db(const rgen_stereo *audio);
/* Multiply. */
void fx_gain(rgen_stereo *audio, float gain);

/* Saturation with a little asymmetry, at twice the sample rate. */
void fx_drive(rgen_stereo *audio, double amount);

typedef struct compressor_settings {
    double threshold_db, ratio, knee_db, attack, release; /* seconds */
} compressor_settings;
/* Feed-forward, stereo-linked, no make-up gain. */
void fx_compress(rgen_stereo *audio, const compressor_settings *settings);

void fx_chorus(rgen_stereo *audio, double depth);
/* Ping-pong echoes added to the signal: `seconds` apart, darker each time. */
rgen_status fx_echo(rgen_stereo *audio, double seconds, double feedback, double send);
/* Reverberation added to the signal; `decay` in seconds to -60 dB. */
rgen_status fx_reverb(rgen_stereo *audio, double decay, double send);
/* Wow and flutter, hiss and crackle of a worn record. */
void fx_age(rgen_stereo *audio, double amount, uint64_t seed);

/* Duck under kicks, stereo width (1 as it is, 0 mono, 2 double sides) and pan, in one pass. */
rgen_status fx_place(rgen_stereo *audio, double duck, double bpm, const int64_t *kicks, int n_kicks,
                     double width, double pan);

/* Keep the true peak at or under `ceiling` (linear) with a look-ahead of 3 ms.
 * Returns RGEN_ERR_MEMORY or RGEN_OK; leaves quiet audio untouched. */
rgen_status fx_limit(rgen_stereo *audio, float ceiling);
/* Highest true peak, linear (BS.1770-4 annex 2, 4 times oversampled, circular). */
float fx_true_peak(const rgen_stereo *audio);

/* Gated loudness of the loop repeated without end, LUFS (BS.1770-4); -200 when
 * all of it lies under the absolute gate. RGEN_ERR_MEMORY or RGEN_OK. */
rgen_status fx_loudness(const rgen_stereo *audio, double *lufs);

#endif
