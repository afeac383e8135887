#pragma once

/* The name of a line for ever: BATCH.LINE, as `shuzhid journal cat --meta` prints it.
 *
 * Pure. */

#include "metrics/slice.h"

#include <glib.h>

typedef struct {
    guint64 batch; /* from 1 */
    guint64 line;  /* of the batch, from 1: that in which the record begins */
} SzLineId;

#define SZ_LINE_ID_TEXT 44 /* with the NUL */

/* Digits, a dot, digits; neither number begins with 0.  Returns: false, with @out untouched, for any other text. */
bool sz_line_id_parse(SzSlice text, SzLineId *out);
/* Returns @text. */
const char *sz_line_id_format(SzLineId id, char text[SZ_LINE_ID_TEXT]);
