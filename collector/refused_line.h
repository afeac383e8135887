#pragma once

/* A line that was not taken: what may be kept and told of it.
 *
 * Pure.  Of a line with personal data nothing is kept but its measurement, hall, feed and the reason, as far as these
 * are not personal themselves; also of a line that could not be read and looks as if it had some. */

#include "collector/line_protocol.h"
#include "metrics/refused_kind.h"

typedef struct {
    SzRefusedKind kind;
    const char *reason; /* one line for people; nobody's number is in it */
    SzSlice raw;        /* as it came; empty: withheld */
    SzSlice
        measurement; /* as far as it could be read, as the next; empty: it could not, or is not fit to be kept */
    SzSlice hall;
    SzSlice src;
} SzRefusedLine; /* everything borrowed */

/* @point: the line, where it could be read; NULL: it has no grammar
 * @raw: never empty */
SzRefusedLine sz_refused_line(SzRefusedKind kind, const char *reason, SzSlice raw,
                              const SzLpPoint *point);
