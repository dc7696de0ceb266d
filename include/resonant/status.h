/* Status codes and errors.
 *
 * Every fallible function returns an rgen_status and takes an optional
 * rgen_error * that receives one sentence: what is wrong, in which file or
 * field, and what to do. The library never prints, exits or asserts on input. */
#ifndef RESONANT_STATUS_H
#define RESONANT_STATUS_H

#define RGEN_API __attribute__((visibility("default")))

typedef enum rgen_status {
    RGEN_OK = 0,
    RGEN_ERR_ARG,       /* an argument is out of its range or unknown */
    RGEN_ERR_IO,        /* a file could not be read or written */
    RGEN_ERR_FORMAT,    /* a file is damaged, or of a kind that is not known */
    RGEN_ERR_MEMORY,    /* an allocation failed */
    RGEN_ERR_LOCKED,    /* the track is locked */
    RGEN_ERR_BUSY,      /* another process is changing the project */
    RGEN_ERR_NOT_FOUND, /* no such project, track, take, model or patch */
    RGEN_ERR_EXISTS,    /* something is there already and may not be replaced */
    RGEN_ERR_CANCELLED, /* the caller's progress function asked to stop */
    RGEN_ERR_INTERNAL   /* a defect in this library */
} rgen_status;

typedef struct rgen_error {
    rgen_status status;
    char message[512]; /* one sentence, UTF-8, no newline */
} rgen_error;

/* The name of a status ("out of memory"); static storage. */
RGEN_API const char *rgen_status_string(rgen_status status);

#endif
