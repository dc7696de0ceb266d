/* Placing the onsets of one voice in frames, one code to a frame. */
#ifndef SCORE_ONSETS_H
#define SCORE_ONSETS_H

#include "score/score.h"

typedef struct rgen_onset {
    int32_t start;   /* ticks */
    uint8_t velocity;
    int note;        /* whose onset: an index that the caller understands */
} rgen_onset;

enum {
    RGEN_ONSET_GAP = 12,       /* onsets of a voice are at least so many ticks apart */
    RGEN_ONSET_TOLERANCE = 20  /* an onset moves by at most 1/96 note */
};

/* Bytes of scratch that rgen_place_onsets needs for T frames. */
size_t rgen_place_scratch(int n_frames);

/* Choose one code for each of T frames so that the fewest onsets are lost, then
 * the times and velocities move least, then the fewest codes are used. `onsets`
 * are sorted and RGEN_ONSET_GAP apart; rolls are used only with `rolls`.
 * codes [T] receives drum codes, first [T] the index of the code's first onset
 * or -1. Returns how many onsets were kept. */
int rgen_place_onsets(const rgen_onset *onsets, int n, int n_frames, int rolls, uint16_t *codes,
                      int *first, void *scratch);

/* The nearest frame and micro-timing of one onset: returns the frame. */
int rgen_nearest_frame(int32_t start, int *offset);

#endif
