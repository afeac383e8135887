#pragma once

/* Where line protocol is written to, and what the answers mean: InfluxDB 1 and 2, VictoriaMetrics, this
 * daemon.
 *
 * Pure. */

#include "metrics/slice.h"

typedef enum {
    SZ_WRITE_TAKEN,
    SZ_WRITE_AGAIN,   /* the same may be taken later: busy, restarting */
    SZ_WRITE_REFUSED, /* the same will be refused again */
} SzWriteVerdict;

/* The address to post to: @text when it has a path, else its /api/v2/write with nanoseconds.
 *
 * @error: SZ_COLLECTOR_ERROR_SYNTAX: no http or https address, or one whose `precision` is none of ns, n.
 * Returns: (transfer full) NULL iff @error was set. */
char *sz_write_target(const char *text, GError **error);
/* The same for people: without user, password and query. (transfer full) */
char *sz_write_target_shown(const char *target);

SzWriteVerdict sz_write_verdict(long status);

/* How long to wait before trying again: what the server asks for, at most 30 s; else 0.2 s doubled with
 * each failure up to 10 s, half of it by chance.
 *
 * @n_failures:    in a row, from 1
 * @retry_after_s: 0 when the server has not said
 * @unit_random:   0 <= x < 1 */
gint64 sz_write_pause_ms(guint n_failures, gint64 retry_after_s, double unit_random);
