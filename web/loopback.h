#pragma once

/* Whether an address is the machine's own.
 *
 * Pure. */

#include <glib.h>
#include <stdbool.h>

/* @address: ADDR:PORT.  @error: SZ_COLLECTOR_ERROR_SYNTAX. */
gboolean sz_loopback_check(const char *address, GError **error) G_GNUC_WARN_UNUSED_RESULT;
