#pragma once

/* Where a daemon may listen: on this machine's own addresses, and beyond them only what asks who comes.
 *
 * Pure. */

#include <glib.h>
#include <stdbool.h>

/* @address:          ADDR:PORT, a number, no name
 * @out_is_loopback:  (out) 127.0.0.0/8 or [::1]; untouched on error
 * @error:            SZ_COLLECTOR_ERROR_SYNTAX: no such address. */
gboolean sz_loopback_parse(const char *address, bool *out_is_loopback, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
