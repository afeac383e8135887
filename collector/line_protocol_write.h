#pragma once

/* Points -> line protocol: the one normalised form that the journal keeps.
 *
 * Pure apart from growing the GString it is given.  Tags sorted by key, fields in the given order,
 * time in ns; parsing the result gives the same point back. */

#include "collector/line_protocol.h"

/* Appends the point and LF.  A point without time takes @default_time_ns.
 * @error: SZ_COLLECTOR_ERROR_SYNTAX when the point cannot be written so that it reads back (an empty
 *         name, a name that ends in a backslash, a control byte in a name, NaN or infinity, no field);
 *         @text is then unchanged. */
gboolean sz_lp_write(GString *text, const SzLpPoint *point, gint64 default_time_ns, GError **error);
