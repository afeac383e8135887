#pragma once

/* One line of the journal, by its name.
 *
 * Shell code: reads one segment up to the line, beside a daemon that writes; takes a moment. */

#include "collector/line_id.h"
#include "metrics/wall_time.h"

typedef struct {
    SzWallTime received; /* of its batch */
    GString *text;       /* owned; the record without its line end */
} SzFoundLine;

void sz_found_line_clear(SzFoundLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzFoundLine, sz_found_line_clear)

/* @out:   set when it is there; `text` is NULL when it is not
 * @error: SZ_COLLECTOR_ERROR_{IO,VERSION}. */
gboolean sz_line_find(const char *data_dir, SzLineId id, SzFoundLine *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
