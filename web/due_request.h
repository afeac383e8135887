#pragma once

/* What `shuzhid due` is asked, read from its options.
 *
 * Pure apart from allocation: text in, a request or an error in words out. */

#include "metrics/deadline.h"

#include <glib.h>

/* As GOption leaves them; NULL where an option is not given. */
typedef struct {
    char *from;
    char *limit;
    char *unit;
    char *extend;
    char *convention;
    char **suspends; /* T1/T2[:KIND] */
} SzDueOptions;

/* Reads @options.  @spans receives SzSpan and is what @out borrows; @convention is set only where one
 * is given.
 *
 * An instant holds colons, so in T1/T2:KIND the kind is the longest run after a colon of T2 that is a
 * known kind.
 *
 * Returns: FALSE with a one-line @error (SYNTAX, RANGE, CONFLICT, UNKNOWN) for wrong usage. */
gboolean sz_due_request_read(const SzDueOptions *options, GArray *spans, SzConvention *convention,
                             SzDeadlineRequest *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;
