#pragma once

/* Finds the end of a journal that is opened for writing, and makes it clean.
 *
 * Shell code; the caller holds the lock.  An unfinished tail was never acknowledged and is zeroed.
 * Damage with nothing good behind it is first kept as DATA/journal/torn-BATCH-N.bin, then zeroed.  Damage
 * with good frames behind it is left alone.  When the last segment is a compacted one, as somebody removed what was
 * behind it, nothing is written to it: a new one begins. */

#include "collector/journal_format.h"

typedef struct {
    bool has_segment;         /* that can be written to: the last */
    guint64 first_batch;      /* of it */
    guint64 offset;           /* in it, where the next frame goes */
    guint64 file_bytes;       /* of it */
    guint64 next_batch;       /* 1 in a new journal */
    SzWallTime last_received; /* no later frame may be before this */
    bool has_id;
    guint8 journal_id[SZ_JOURNAL_ID_BYTES];
    char *note; /* owned; one line saying what was done, or NULL */
} SzJournalEnd;

void sz_journal_end_clear(SzJournalEnd *end);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzJournalEnd, sz_journal_end_clear)

/* Looks at the header of every segment; changes nothing.
 * @out: its journal_id is set when a header is good.
 * @error: VERSION (one is newer), DAMAGED (segments of different journals), IO. */
gboolean sz_journal_check_headers(int dir_fd, const char *path, SzJournalEnd *out, GError **error);
/* @error: as above, and FULL. */
gboolean sz_journal_recover(int dir_fd, const char *path, SzJournalEnd *out, GError **error);
