#pragma once

/* Lines that were refused, counted in the journal: kind=refused, so that the quality of a feed is a function of the
 * journal, though the lines are not in it.
 *
 *   action,kind=refused hall="330106",n=3i,prev="...",src="q1",why="future" TIME
 *
 * TIME is when the last of the `n` was received, in whole milliseconds; `hall` and `src` are as the feed said them, "" where they are not
 * known; `why` is a word of metrics/refused_kind.h.  All `n` were received on the local day of TIME.
 *
 * Pure apart from memory. */

#include "collector/action_line.h"
#include "collector/refused_counts.h"

#define SZ_ACTION_REFUSED SZ_SLICE("refused")
#define SZ_REFUSED_ACTION_FIELDS 4

/* The draft borrows @count and @fields. */
SzActionDraft sz_refused_action_draft(const SzRefusedCount *count,
                                      SzLpField fields[SZ_REFUSED_ACTION_FIELDS]);

typedef struct {
    SzSlice hall; /* borrowed from the line, as the next */
    SzSlice src;
    SzRefusedKind kind;
    guint64 n;
    SzWallTime at;
} SzRefusedAction;

/* Returns: false when it is of another kind, or not as the daemon writes them. */
bool sz_refused_action_read(const SzAction *action, SzRefusedAction *out);
