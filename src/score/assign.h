/* From any song to the four roles.
 *
 * A *piece* is a stretch of a song in one metre and one key: a grid and a part
 * for each role kind, as the track models read them. A song gives one piece, or
 * several where its metre or key changes. Tempo changes do not cut: notes keep
 * their place in the bar, and the grid carries the median tempo.
 *
 * Drums are channel 10 and the percussive programs. Other lines (lines.h) are
 * bass, chords or lead; where several share a job, one plays at a time, bar by
 * bar, chords excepted, which are gathered until they fill up. What is left out
 * is counted by reason. */
#ifndef SCORE_ASSIGN_H
#define SCORE_ASSIGN_H

#include "score/lines.h"

enum { RGEN_ASSIGN_ROLES = 4 };

typedef struct rgen_piece {
    rgen_grid grid;
    int32_t first_tick;                    /* of the song: where bar 1 begins */
    double key_fit;                        /* 0..1, how sure the key is */
    rgen_part parts[RGEN_ASSIGN_ROLES];    /* by rgen_role_kind; the chordal one has chords */
} rgen_piece;

typedef struct rgen_assign_counts { /* every note of the song is in one of these */
    int notes;          /* in the file */
    int kept;           /* in a part */
    int copies;         /* left out: lines that double another */
    int effects;        /* left out: sound effects */
    int others;         /* left out: lines that another one of their job outranked in the bar */
    int doubles;        /* left out: the same drum voice or pitch at the same time */
    int polyphony;      /* left out: more at once than the role plays */
    int meter;          /* left out: in metres other than 4/4 3/4 6/8 5/4 7/8 */
    int unsung;         /* left out: held less than a tick, or in a bar cut off by a change */
    int folded;         /* of those kept: moved by octaves into the role's range */
} rgen_assign_counts;

typedef struct rgen_assign_options {
    int roland;         /* percussion notes are a TD-11's */
    int one_key;        /* do not cut at modulations */
    int shortest_key;   /* bars that a key must last to be cut out; 0: 8 */
} rgen_assign_options;

typedef struct rgen_assignment {
    rgen_piece *pieces; int n_pieces;
    rgen_lines lines;                      /* what was found, and how much of it was kept */
    rgen_assign_counts counts;
} rgen_assignment;

/* `options` may be NULL. Silent bars at the ends of a piece are left out; a song
 * without notes gives no piece. The caller clears *out. */
rgen_status rgen_assign(const rgen_midi_song *song, const rgen_roles *roles,
                        const rgen_assign_options *options, rgen_assignment *out, rgen_error *err);
void rgen_assignment_clear(rgen_assignment *assignment);

#endif
