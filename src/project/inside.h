/* What a project is made of, for the files of src/project only.
 *
 * Takes are never dropped: a track's rows only grow, and the history holds take
 * numbers. Audio and notes of a row are loaded when asked for and let go when
 * the take is on disk and no longer present. */
#ifndef PROJECT_INSIDE_H
#define PROJECT_INSIDE_H

#include <cjson/cJSON.h>

#include "project/take.h"

enum {
    FORMAT_VERSION = 1,
    ROLE_SIZE = 16,
    SHA_SIZE = 65,
    MAX_TRACKS = RGEN_MAX_ROLES,
    MAX_FILES = MAX_TRACKS + 2, /* stems, mix.wav, song.mid */
    MAX_HISTORY = 1000,         /* older states are forgotten; their takes stay */
    FILE_NAME = 32
};

typedef struct row {            /* a take, and where its bytes are */
    rgen_take take;             /* part and wav are empty until loaded */
    char score[SHA_SIZE];       /* hash of takes/<score>.json */
    int has_part;
    int stored;                 /* both files lie in the attached folder */
    int fd;                     /* a reader's hold on the stem; -1: none */
    cJSON *extra;               /* keys of a newer program, kept as they are */
} row;

typedef struct track {
    char role[ROLE_SIZE];
    int take, locked;           /* present take, from 1; 0: not there in this state */
    row **rows;
    int n_rows;
    cJSON *extra;
} track;

typedef struct state {          /* an earlier state; indices as rgen_project.tracks */
    int take[MAX_TRACKS];
    unsigned char locked[MAX_TRACKS];
} state;

typedef struct derived {        /* a file made from the takes: mix.wav, song.mid */
    uint8_t *data;              /* NULL until loaded or made */
    size_t size;
    char sha256[SHA_SIZE];
} derived;

typedef struct mixdown {
    derived mix, midi;
    double lufs, true_peak_dbtp;
    int64_t samples;            /* length of its stems */
} mixdown;

typedef struct store store;     /* the attached folder: store.c */

struct rgen_project {
    rgen_grid grid;
    char *prompt;
    uint64_t seed;
    int64_t samples;            /* 0 until there is a take */
    track tracks[MAX_TRACKS];   /* in the order of the role registry */
    int n_tracks;
    state *history;             /* oldest first; the present is in `tracks` */
    int n_history;
    mixdown mixdown;
    cJSON *extra;
    store *store;               /* NULL: in memory only */
    char notice[512];
};

/* ---- project.c ---- */

int rgen_role_name_valid(const char *role);
track *rgen_find_track(const rgen_project *project, const char *role);
row *rgen_present(const track *t); /* or NULL */
row *rgen_row_new(void);
void rgen_row_free(row *r);
/* A track at the place that the registry's order gives; history is moved along. */
track *rgen_insert_track(rgen_project *project, const char *role); /* NULL when full */

rgen_status rgen_refuse_locked(const char *role, rgen_error *err);
/* A change reserves its step of the history, makes the mix of the takes `chosen`
 * (by track; NULL: not there), and then pushes the step and switches over. */
rgen_status rgen_reserve_step(rgen_project *project, rgen_error *err);
rgen_status rgen_mix_rows(rgen_project *project, row *const chosen[MAX_TRACKS], mixdown *out,
                          rgen_error *err);
void rgen_push_step(rgen_project *project);
void rgen_switch_mix(rgen_project *project, mixdown *made);

/* ---- mixdown.c ---- */

/* Make mix and MIDI file of the given takes, in track order; `roles` names them. */
rgen_status rgen_mixdown_make(const rgen_project *project, const char *const *roles,
                              row *const *rows, int n, mixdown *out, rgen_error *err);
void rgen_mixdown_clear(mixdown *m);
/* The mix, song.mid of the present takes into project->mixdown, if not there. */
rgen_status rgen_mixdown_ensure(rgen_project *project, rgen_error *err);
rgen_status rgen_midi_ensure(rgen_project *project, rgen_error *err);

/* ---- record.c: the JSON files ---- */

/* The score file of a take: malloc'd text, NULL when memory is short. */
char *rgen_score_write(const char *role, const rgen_take *take);
rgen_status rgen_score_read(const char *text, size_t size, const char *name, rgen_part *part,
                            rgen_error *err);
/* project.json. `replaces` are the hashes of the files that this state's mix.wav
 * and song.mid replace, or "". */
char *rgen_record_write(const rgen_project *project, const char *mix_replaces,
                        const char *midi_replaces);
/* Read it into an empty project. `folder` is for messages. */
rgen_status rgen_record_read(const char *text, size_t size, const char *folder,
                             rgen_project *project, char mix_replaces[SHA_SIZE],
                             char midi_replaces[SHA_SIZE], rgen_error *err);

/* ---- store.c ---- */

/* Bring a row's audio or notes into memory, checked against their hashes. */
rgen_status rgen_load_wav(rgen_project *project, const track *t, row *r, rgen_error *err);
rgen_status rgen_load_part(rgen_project *project, const track *t, row *r, rgen_error *err);
/* The stored score file of a row as text, checked; the caller frees it. */
rgen_status rgen_load_score_text(rgen_project *project, const track *t, const row *r, void **text,
                                 size_t *size, rgen_error *err);
/* The stored mix.wav, if it has the right hash; else RGEN_ERR_NOT_FOUND. */
rgen_status rgen_load_mix(rgen_project *project);
void rgen_store_free(store *s);

#endif
