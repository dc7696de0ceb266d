/* The folder behind a project: its open directory, its lock, and what its visible
 * files hold. docs/ARCHITECTURE.md, "The folder", has the layout. */
#ifndef PROJECT_STORE_H
#define PROJECT_STORE_H

#include "project/inside.h"

enum { PROJECT_JSON_MAX = 64 << 20 };
#define WAV_MAX ((size_t)1 << 32)

typedef struct seen {           /* a visible file, and the hash of its content */
    char name[FILE_NAME], sha256[SHA_SIZE]; /* "": not there, or not ours */
} seen;

struct store {
    char *path;                 /* as the caller named it, for messages */
    rgen_open_mode mode;
    int dir, takes, lock;       /* descriptors; -1: none */
    int mix_fd;                 /* a reader's hold on mix.wav */
    seen seen[MAX_FILES];
    int n_seen;
    char *text;                 /* project.json as committed */
    char mix_replaces[SHA_SIZE], midi_replaces[SHA_SIZE];
};

store *rgen_store_new(const char *path, rgen_open_mode mode); /* NULL: no memory */

/* "cannot <what> <path>/<name>: <errno>". */
rgen_status rgen_store_fail(const store *s, const char *what, const char *name, rgen_error *err);

/* Take the lock of the folder that `dir` is open on; RGEN_ERR_BUSY names the holder. */
rgen_status rgen_store_lock(int dir, const char *path, int *lock, rgen_error *err);

/* 1 when `path` still leads to the folder open as `dir`. */
int rgen_store_is_at(int dir, const char *path);

/* A name for a file that has to make way: "bass.changed-1.wav", not in use in `dir`. */
void rgen_aside_name(int dir, const char *name, char *out, size_t size);

/* ---- commit.c ---- */

/* Write the project's state to `s`, with every take (`all`) or those that are not
 * stored yet. On failure before the commit point, what was written is removed. */
rgen_status rgen_commit(rgen_project *project, store *s, int all, rgen_error *err);
void rgen_mark_stored(rgen_project *project); /* all takes lie in the attached folder */
/* After opening for writing: look at the visible files, keep aside what another
 * program changed, finish what a killed process left, and clean up after it. */
rgen_status rgen_heal(rgen_project *project, rgen_error *err);

/* ---- replace.c ---- */

/* The parent of a project folder and its name there. The folder need not exist. */
typedef struct place { int parent; char name[256], tag[24]; } place;
rgen_status rgen_place_find(const char *folder, place *out, rgen_error *err);
/* Put back a folder that a replacement without RENAME_EXCHANGE moved away. */
void rgen_place_recover(const place *p);
/* Clear what killed replacements left beside the folder open as `dir`. */
void rgen_place_clean(const place *p, int dir);

#endif
