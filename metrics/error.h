#pragma once

/* The errors of the pure core.  Messages follow "problem: 'value', expectation". */

#include <glib.h>

#define SZ_METRICS_ERROR (sz_metrics_error_quark())
GQuark sz_metrics_error_quark(void);

typedef enum {
    SZ_METRICS_ERROR_SYNTAX,   /* text that is not what it should be */
    SZ_METRICS_ERROR_RANGE,    /* a number or instant outside what is defined */
    SZ_METRICS_ERROR_CONFLICT, /* two statements that cannot both hold */
    SZ_METRICS_ERROR_UNKNOWN,  /* a name nobody has declared */
} SzMetricsError;
