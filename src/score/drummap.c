/* Percussion notes and the eight drum voices. */
#include "score/midi.h"

int rgen_drum_note(rgen_drum_voice voice)
{
    static const uint8_t note[RGEN_DRUM_VOICES] = { 36, 38, 42, 46, 45, 48, 51, 49 };
    return (unsigned)voice < RGEN_DRUM_VOICES ? note[voice] : 36;
}

rgen_drum_voice rgen_drum_of_note(int note, int roland)
{
    enum { K = RGEN_KICK, S = RGEN_SNARE, C = RGEN_CLOSED_HAT, O = RGEN_OPEN_HAT,
           L = RGEN_LOW_TOM, H = RGEN_HIGH_TOM, R = RGEN_RIDE, X = RGEN_CRASH };
    /* General MIDI and GM2, 22..87. By sound and job: what keeps time (ride,
     * shakers, guiro) rides; what marks (cymbals, whistles, bells)
     * crashes; hand drums go by height. */
    static const uint8_t map[66] = {
        /* 22 hat edges (TD-11), 27 GM2 clicks and scratches */ C, C, C, O, O, H, H, H, H, H,
        /* 32 clicks, 35 kicks, 37 rim, snare, clap, snare */ H, H, H, K, K, S, S, S, S,
        /* 41 toms and hats by turns */ L, C, L, C, L, O, H, H,
        /* 49 crash, tom, ride, china, bell, tambourine, splash */ X, H, R, X, R, R, X,
        /* 56 cowbell, crash, vibraslap, ride */ H, X, X, R,
        /* 60 bongos, congas, timbales, agogos */ H, L, H, H, L, H, L, H, L,
        /* 69 cabasa, maracas, whistles, guiros */ R, R, X, X, R, R,
        /* 75 claves, wood blocks, cuicas, triangles */ H, H, L, L, H, R, X,
        /* 82 shaker, jingle bell, bell tree, castanets, surdos */ R, R, X, H, L, L
    };
    if (roland && note == 58) return RGEN_LOW_TOM; /* rim of the floor tom */
    if (note < 22) return RGEN_KICK;
    if (note > 87) return RGEN_CRASH;
    return (rgen_drum_voice)map[note - 22];
}
