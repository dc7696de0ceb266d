/* How this library fails: set the caller's rgen_error and return its status. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "resonant/status.h"

/* Fill `err` (may be NULL) with a printf-style sentence; returns `status`. */
rgen_status rgen_fail(rgen_error *err, rgen_status status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
