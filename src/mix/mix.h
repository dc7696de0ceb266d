/* From dry tracks to stems, and from stems to the master.
 *
 * Audio is planar float: out[0][n] left, out[1][n] right, 44.1 kHz. Everything
 * here treats a piece as a loop: what rings on past the end is heard at the
 * start, so that the file repeats without a seam. */
#ifndef MIX_MIX_H
#define MIX_MIX_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "resonant/vocabulary.h"

enum { RGEN_SAMPLE_RATE = 44100 };

typedef struct rgen_stereo { float *channel[2]; int64_t n; } rgen_stereo; /* [2][n] */

rgen_status rgen_stereo_new(rgen_stereo *audio, int64_t n, rgen_error *err); /* zeroed */
void rgen_stereo_clear(rgen_stereo *audio);

/* A track's chain, in the order it runs: EQ, drive, compressor, chorus, delay,
 * reverb, duck, width and pan, age. Amounts are 0..1 or in their unit; zero is off
 * for all but `width`. Values out of range are brought into it. A patch carries a
 * chain; macros move it. */
typedef struct rgen_chain {
    float gain_db;                       /* added to the target loudness */
    float low_cut_hz, high_cut_hz;       /* 12 dB an octave; 0: off */
    float low_db, mid_db, mid_hz, high_db; /* shelf 120 Hz, bell (Q 0.9), shelf 6 kHz */
    float drive;                         /* 0..1 saturation, to 26 dB into the curve */
    float compress;                      /* 0..1 amount */
    float chorus;                        /* 0..1 depth */
    float width;                         /* 0 mono, 0.5 as it is, 1 doubled sides */
    float delay, delay_frames, delay_feedback; /* send 0..1; time in 1/16 notes; 0..0.85 */
    float reverb, reverb_seconds;        /* send 0..1; decay to -60 dB, 0.2..10 */
    float duck;                          /* 0..1 depth under each kick */
    float age;                           /* 0..1 wow, hiss, crackle, dulled top */
    float pan;                           /* -1..1 */
} rgen_chain;

/* A chain that leaves the sound as it is: all off, width 0.5. */
rgen_chain rgen_chain_default(void);

/* Run the chain over a dry track in place, as a loop. `kicks` are the samples of
 * the kick's onsets for the duck (n_kicks may be 0), `seed` feeds wow, hiss and
 * crackle. Brings the stem to a working loudness of `target_lufs` + gain_db and a
 * true peak under -1 dBTP; a stem whose peaks would need more than 6 dB of
 * limiting stays quieter instead. Silence stays silence; samples that are not
 * finite count as 0. RGEN_ERR_ARG for less than 1024 samples or a tempo, count or
 * target that makes no sense, else RGEN_ERR_MEMORY. The same input gives the same
 * bytes on every processor. */
rgen_status rgen_mix_track(rgen_stereo *audio, const rgen_chain *chain, double bpm,
                           const int64_t *kicks, int n_kicks, uint64_t seed, double target_lufs,
                           rgen_error *err);

typedef struct rgen_loudness { double lufs, true_peak_dbtp; int64_t clipped; } rgen_loudness;

/* Sum, glue, limit and bring to -14 LUFS with true peak at most -1 dBTP, as a loop.
 * All stems have the same length, at least 1024 samples. `mix` is allocated; the
 * caller clears it. `premaster` may be NULL, else receives the plain sum of the
 * stems (allocated as well). `loudness` (may be NULL) is of the result. A sum under
 * -100 dBFS is left as it is. */
rgen_status rgen_mix_master(const rgen_stereo *stems, int n_stems, rgen_stereo *mix,
                            rgen_stereo *premaster, rgen_loudness *loudness, rgen_error *err);

/* ITU-R BS.1770 loudness and true peak by libebur128; pieces under 3 s are measured
 * repeated. -200 for silence. Slow (about 3 ms a second): for reports, not for loops. */
rgen_status rgen_loudness_measure(const rgen_stereo *audio, rgen_loudness *out, rgen_error *err);

#endif
