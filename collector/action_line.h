#pragma once

/* Action lines: what the daemon decided, as it stands in the journal.
 *
 * Pure apart from memory.  A line reads
 *
 *   action,kind=KIND prev="SHA256",... TIME
 *
 * TIME is the instant it is about; when it was written, the batch says.  `prev` is the SHA-256, in lower-case hexadecimal, of the action line before as it
 * stands in the journal, without its line end; "" in the first.  What other fields there are depends on the kind:
 *
 *   config   one string a file: its name, with the SHA-256 of its content (collector/config_action.h)
 *   clock    found="jump" or "adopted", by_ms (collector/decisions.h)
 *   redate   open, moved, later, earlier, settled, lights (collector/decisions.h)
 *   light    hall, id, from, to (collector/light_action.h)
 *   refused  hall, src, why, n (collector/refused_action.h)
 *   correct  author, do, document, line, reason, was, with (collector/correct_action.h)
 *
 * Readers pass over kinds they do not know. */

#include "collector/line_protocol.h"
#include "metrics/wall_time.h"

typedef struct {
    SzSlice kind;
    SzSlice prev;
    SzWallTime at;
    const SzLpPoint *point; /* all of it, `prev` included */
} SzAction;                 /* borrowed from the point */

typedef struct {
    SzSlice kind;
    SzWallTime at;
    const SzLpField *fields; /* without `prev` */
    gsize n_fields;
} SzActionDraft; /* borrowed */

bool sz_action_is(const SzLpPoint *point);
/* Returns: false, with @out untouched, when it is not as the daemon writes them: without a kind, a time or
 * `prev`. */
bool sz_action_read(const SzLpPoint *point, SzAction *out);
/* Appends the line and LF.  @error: as sz_lp_write(); @text is then unchanged. */
gboolean sz_action_write(GString *text, const SzActionDraft *draft, SzSlice prev, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* The action lines of a batch, in order, to sink->on_point; point->line is the line's number in it.  Where there may
 * be one, sink->on_error gets every record that cannot be read: the journal holds none, so it was altered. */
void sz_action_each(SzSlice lines, const SzLpSink *sink);
