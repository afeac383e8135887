#pragma once

/* The errors of the collector. */

#include <glib.h>

#define SZ_COLLECTOR_ERROR (sz_collector_error_quark())
GQuark sz_collector_error_quark(void);

typedef enum {
    SZ_COLLECTOR_ERROR_IO,       /* the system refused: the message names call, file and reason */
    SZ_COLLECTOR_ERROR_FULL,     /* no space left; may be tried again when there is */
    SZ_COLLECTOR_ERROR_IN_USE,   /* another process has the data folder open for writing */
    SZ_COLLECTOR_ERROR_VERSION,  /* a format newer than this program knows; left untouched */
    SZ_COLLECTOR_ERROR_DAMAGED,  /* bytes that are not what was written */
    SZ_COLLECTOR_ERROR_TOO_LONG, /* over a limit named in the message */
    SZ_COLLECTOR_ERROR_SYNTAX,   /* input that is not in the format it should be in */
    SZ_COLLECTOR_ERROR_STOPPED,  /* whoever asked for it wants no more of it */
} SzCollectorError;
