#pragma once

/* The quarantine: lines that were refused, kept for whoever wants to look at them or try them again.
 *
 * Shell code.  put() may be called from any thread, copies, and never waits for the disk: a thread of its own writes,
 * into files of at most `file_bytes` below DATA/quarantine; when there are more than `max_bytes` of them the oldest
 * goes.  What cannot be written (the disk is full, or lines come faster than it takes them) is dropped and counted: no
 * answer depends on it.  A record that a crash has torn is cut off at the next opening.  What was written survives
 * the end of the program; of a machine that loses power the last seconds may be lost. */

#include "collector/quarantine_format.h"
#include "collector/refused_line.h"

typedef struct {
    gsize max_bytes;     /* of all files; 0: 64 MiB */
    gsize file_bytes;    /* of one, beyond one record; 0: 4 MiB */
    gsize waiting_bytes; /* not written yet; 0: 8 MiB */
} SzQuarantineOptions;

typedef struct {
    guint64 n_kept;    /* written since the opening */
    guint64 n_dropped; /* and lost */
} SzQuarantineFigures;

typedef struct SzQuarantine SzQuarantine;

/* By whoever has the folder's journal open: one writer.
 * @options: NULL for the defaults
 * @error:   SZ_COLLECTOR_ERROR_{FULL,IO} */
SzQuarantine *sz_quarantine_open(const char *data_dir, const SzQuarantineOptions *options,
                                 GError **error);
/* Writes what waits.  NULL-safe. */
void sz_quarantine_close(SzQuarantine *quarantine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzQuarantine, sz_quarantine_close)

/* @record: its id is given here. */
void sz_quarantine_put(SzQuarantine *quarantine, const SzQuarantineRecord *record);
/* Waits until everything put so far is written or dropped. */
void sz_quarantine_flush(SzQuarantine *quarantine);
SzQuarantineFigures sz_quarantine_figures(SzQuarantine *quarantine);
