#pragma once

/* Reads a journal, also while a daemon writes it.
 *
 * Shell code; read-only, takes no lock, changes nothing.  Damage loses only the frames it touches:
 * the reader says where it is and goes on at the next good frame.  Damaged are also: a segment's
 * header, a gap in the batch numbers, a segment of another journal, an unfinished frame anywhere
 * but at the very end.
 *
 * Beside a writer a frame that is being written reads as a tail, then END.  A frame may be seen a moment
 * before it is synced, so before it is acknowledged.  Before anything at the live end is called damage it
 * is looked at again for a while. */

#include "collector/journal.h"

typedef struct {
    guint64 batch;
    SzWallTime received;
    SzSourceKind source;
    SzSlice source_name;
    guint32 n_lines;
    SzSlice lines;
} SzFrame; /* borrowed from the reader until its next call */

typedef enum {
    SZ_READ_FRAME,  /* @out_frame is set */
    SZ_READ_END,    /* nothing more yet; the end is clean or an unfinished (unacknowledged) tail */
    SZ_READ_DAMAGE, /* damage was passed over: sz_journal_reader_damage() describes it; go on */
    SZ_READ_ERROR,  /* @error is set: the folder cannot be read, or its format is newer */
} SzReadResult;

typedef struct SzJournalReader SzJournalReader;

/* @error: IO (no such folder, not readable), VERSION.  A data folder without a journal reads as empty
 * when the folder is there. */
SzJournalReader *sz_journal_reader_open(const char *data_dir, GError **error);
void sz_journal_reader_free(SzJournalReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzJournalReader, sz_journal_reader_free)

/* Before the first next(): begins with the segment that holds @batch (0: with the first).  @error: as open */
gboolean sz_journal_reader_begin_at(SzJournalReader *reader, guint64 batch, GError **error);
/* Likewise: reads up to @batch.
 * Returns: TRUE iff the journal is that of @journal_id and holds the batch, received at @received; else FALSE, with
 * @error or, when it just does not, without one. */
gboolean sz_journal_reader_seek(SzJournalReader *reader, const guint8 *journal_id, guint64 batch,
                                SzWallTime received, GError **error);
/* Before the first next(), and instead of it: are all segments, from that of @batch back to one that begins before @since,
 * as they were written, and none compacted (collector/compaction.h)?
 * Returns: TRUE iff @out_is_whole was set; @error: as open */
gboolean sz_journal_reader_look_back(SzJournalReader *reader, guint64 batch, SzWallTime since,
                                     bool *out_is_whole, GError **error);
/* After END it may be called again, to see what has been written since. */
SzReadResult sz_journal_reader_next(SzJournalReader *reader, SzFrame *out_frame, GError **error);
/* One line: segment, offset, what is wrong. Borrowed until the next call. */
const char *sz_journal_reader_damage(const SzJournalReader *reader);
/* Was it in the segment that is the last?  There a frame that is being written may look like damage. */
bool sz_journal_reader_is_at_end(const SzJournalReader *reader);
/* After END: bytes of an unfinished frame at the very end; 0 when the end is clean. */
guint64 sz_journal_reader_tail_bytes(const SzJournalReader *reader);
