#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

const char *rgen_status_string(rgen_status status)
{
    switch (status) {
    case RGEN_OK: return "done";
    case RGEN_ERR_ARG: return "bad argument";
    case RGEN_ERR_IO: return "input or output failed";
    case RGEN_ERR_FORMAT: return "damaged or unknown file";
    case RGEN_ERR_MEMORY: return "out of memory";
    case RGEN_ERR_LOCKED: return "track is locked";
    case RGEN_ERR_BUSY: return "project is in use";
    case RGEN_ERR_NOT_FOUND: return "not found";
    case RGEN_ERR_EXISTS: return "exists already";
    case RGEN_ERR_CANCELLED: return "cancelled";
    case RGEN_ERR_INTERNAL: return "internal defect";
    }
    return "unknown status";
}

rgen_status rgen_fail(rgen_error *err, rgen_status status, const char *format, ...)
{
    if (err) {
        va_list args;
        err->status = status;
        va_start(args, format);
        vsnprintf(err->message, sizeof err->message, format, args);
        va_end(args);
        /* Text of a file or a prompt may stand in it: it stays one line. */
        for (char *c = err->message; *c; c++)
            if ((unsigned char)*c < 0x20 || *c == 0x7f)
                *c = '?';
    }
    return status;
}
