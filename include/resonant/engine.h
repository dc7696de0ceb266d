/* The engine: from a sentence to four tracks that hear each other.
 *
 * Nouns. An *engine* holds the loaded models, patches and kernels; it is
 * immutable after opening and may be shared by threads. A *project* is one
 * piece in memory: grid, tracks, takes, locks, history (project.h). Generating
 * makes a project; regenerating adds a take to one of its tracks, hearing all
 * others, and leaves every other take's bytes alone. */
#ifndef RESONANT_ENGINE_H
#define RESONANT_ENGINE_H

#include <stdint.h>

#include "resonant/intent.h"
#include "resonant/project.h"
#include "resonant/status.h"

typedef struct rgen_engine rgen_engine;

typedef struct rgen_engine_options {
    int threads;        /* 0: RGEN_THREADS, else all processors */
    const char *models; /* folder of *.gguf; NULL: the shipped ones */
} rgen_engine_options;

RGEN_API rgen_engine_options rgen_engine_options_default(void);

/* Load the models and patches; `options` may be NULL. The caller frees *engine. */
RGEN_API rgen_status rgen_engine_new(rgen_engine **engine, const rgen_engine_options *options,
                                     rgen_error *err);
RGEN_API void rgen_engine_free(rgen_engine *engine);

typedef struct rgen_progress {
    const char *step;  /* "drums", "render bass", "mix" */
    double done;       /* of the whole, 0..1 */
} rgen_progress;

/* Called from the calling thread; a non-zero result cancels the work. */
typedef int (*rgen_progress_fn)(void *data, const rgen_progress *progress);

typedef struct rgen_request {
    uint64_t seed;      /* the same seed and words give the same bytes; 0: the default one, and for
                           regenerate one that differs from take to take */
    /* Given values beat the prompt; zero or NULL means "as the prompt says". */
    int bars;
    double seconds;
    double bpm;
    const char *key;    /* "F# minor" */
    const char *meter;  /* "3/4" */
    const char *tracks; /* "drums,bass" */
    /* regenerate only */
    int first_bar, last_bar; /* 1-based, inclusive; 0, 0: all bars */
    double strength;         /* 0..1 share that is made anew; negative: by the words */
    rgen_progress_fn progress;
    void *progress_data;
} rgen_request;

RGEN_API rgen_request rgen_request_default(void);

/* Parse `prompt`, apply the request's values, and check their ranges. */
RGEN_API rgen_status rgen_request_intent(const rgen_request *request, const char *prompt,
                                         rgen_intent *intent, rgen_error *err);

/* Make a new piece. The caller frees *project with rgen_project_free. */
RGEN_API rgen_status rgen_generate(rgen_engine *engine, const char *prompt,
                                   const rgen_request *request, rgen_project **project,
                                   rgen_error *err);

/* Make a new take of one track; `track` NULL means every track that is not
 * locked. A locked track is RGEN_ERR_LOCKED. On failure the project is as it was. */
RGEN_API rgen_status rgen_regenerate(rgen_engine *engine, rgen_project *project, const char *track,
                                     const char *prompt, const rgen_request *request,
                                     rgen_error *err);

#endif
