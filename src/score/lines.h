/* The lines of a song: what plays on one channel with one instrument, and what
 * its job seems to be. The first half of assign.h's work. */
#ifndef SCORE_LINES_H
#define SCORE_LINES_H

#include "score/midi.h"

typedef enum rgen_line_job { /* the first four are rgen_role_kind */
    RGEN_JOB_DRUMS, RGEN_JOB_BASS, RGEN_JOB_CHORDS, RGEN_JOB_LEAD,
    RGEN_JOB_COPY,           /* the same notes as another line: a doubling or an echo */
    RGEN_JOB_EFFECT          /* sea shore, gunshot */
} rgen_line_job;

typedef struct rgen_line {
    int channel, program;
    int track;               /* of its first note: index of the song's names */
    rgen_line_job job;
    int copy_of;             /* index of the line that it copies, or -1 */
    int n_notes;
    int kept;                /* notes that found a place in a part */
    double pitch;            /* mean */
    double voices;           /* mean notes per onset: 1 is a single line */
    double rank;             /* among the lines of its job */
    int *notes;              /* [n_notes] indices of the song's notes, by start */
} rgen_line;

typedef struct rgen_lines {
    rgen_line *rows;
    int count;
    int *indices;            /* storage of the rows' notes */
} rgen_lines;

/* Sort a song's notes into lines and judge them. The caller clears them. */
rgen_status rgen_lines_find(const rgen_midi_song *song, rgen_lines *lines, rgen_error *err);
void rgen_lines_clear(rgen_lines *lines);

#endif
