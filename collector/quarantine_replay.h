#pragma once

/* Tries refused lines again: through the journal of a folder that no daemon runs on, or through a daemon.
 *
 * Shell code: reads, writes or sends, and blocks.  A line that is taken is marked once it is safe; a crash in between
 * lets it be taken twice, which for lines of tickets, cases, ratings and transactions changes nothing. */

#include "collector/journal.h"
#include "collector/line_sender.h"
#include "collector/quarantine_pick.h"

typedef struct {
    const char *data_dir;
    SzQuarantineFilter
        filter; /* forbidden lines are tried through the journal only when asked for by kind */
    SzJournal *journal; /* one of the two; neither: nothing is taken, only counted */
    SzLineSender *sender;
    SzWallTime now; /* the time of reception */
} SzQuarantineReplayOptions;

typedef struct {
    guint64 n_tried;
    guint64 n_taken; /* or would be */
    guint64 n_withheld;
    guint64 n_left; /* forbidden, and not asked for */
    guint64 n_refused[SZ_REFUSED_N_KINDS];
} SzQuarantineReplayed;

/* @out: also of what was done before @error was set
 * @error: IN_USE: another program replays; FULL, IO */
gboolean sz_quarantine_replay(const SzQuarantineReplayOptions *options, SzQuarantineReplayed *out,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
