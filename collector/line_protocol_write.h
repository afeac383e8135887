#pragma once

/* Points -> line protocol: the one normalised form that the journal keeps.
 *
 * Pure apart from growing the GString it is given.  Tags and fields sorted by key (bytes), floats in
 * the fewest digits that read back exactly (laid out as ECMAScript's Number::toString, with "-0"),
 * time as a whole number: two points that mean the same are written with the same bytes, and parsing
 * them gives the same point back. */

#include "collector/line_protocol.h"

typedef struct {
    gint64 ns_per_unit; /* of the time written; what does not fit is cut off towards zero */
    bool has_default_time;
    gint64 default_time_ns; /* for a point without time; without a default it is written without */
} SzLpWriteOptions;

/* Appends the point and LF, in ns.  A point without time takes @default_time_ns.  A tag with an empty
 * value is left out: it is the same as no tag.
 * @error: SZ_COLLECTOR_ERROR_SYNTAX when the point cannot be written so that it reads back: an empty
 *         name, one that ends in a backslash or holds a control byte, a measurement that starts with
 *         '#' or a byte order mark, text that is no UTF-8, NaN or infinity, no field, a tag or field
 *         twice or called time, a time at the extremes of 64 bits; @text is then unchanged. */
gboolean sz_lp_write(GString *text, const SzLpPoint *point, gint64 default_time_ns, GError **error);
gboolean sz_lp_write_with(GString *text, const SzLpPoint *point, const SzLpWriteOptions *options,
                          GError **error);

/* Longest text of a float, with the NUL. */
#define SZ_LP_FLOAT_TEXT 40
/* The float part of the above; @value is finite.  Returns the length. */
gsize sz_lp_float_format(double value, char text[SZ_LP_FLOAT_TEXT]);
