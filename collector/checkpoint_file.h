#pragma once

/* Checkpoints on disk: one is written whole or not at all, and read with every byte checked.
 *
 * Shell code.  Folder 0700, files 0600.  A file gets its name when all of it is on the disk; whoever reads it meets either
 * a whole checkpoint or says what is odd, and never trusts a length. */

#include "collector/checkpoint_format.h"

/* Of DATA_DIR/checkpoints, numbers of batches, the newest first: GArray of guint64. (transfer full) */
GArray *sz_checkpoints_list(const char *data_dir);
/* Which stay: the newest, for the next start; and of each of the newest local days that have an older one the first, as long
 * as these take no more bytes in all: from there the states of that day can be made again. */
typedef struct {
    guint n_newest;
    guint n_days;
    guint64 days_bytes_max;
} SzCheckpointsKept;

/* Deletes what does not stay, and what was never finished. */
void sz_checkpoints_prune(const char *data_dir, const SzCheckpointsKept *kept);

/* --- writing ------------------------------------------------------------------------------- */

typedef struct SzCheckpointWriter SzCheckpointWriter;

/* @error: SZ_COLLECTOR_ERROR_{IO,FULL}, as the next two */
SzCheckpointWriter *sz_checkpoint_writer_new(const char *data_dir, const SzCheckpointHeader *header,
                                             GError **error);
gboolean sz_checkpoint_writer_put(SzCheckpointWriter *writer, SzSlice name, SzSlice bytes,
                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ends it: after TRUE it is there for good.  @out_bytes: (out) its length */
gboolean sz_checkpoint_writer_finish(SzCheckpointWriter *writer, guint64 *out_bytes, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* NULL-safe.  What was not finished is gone. */
void sz_checkpoint_writer_free(SzCheckpointWriter *writer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCheckpointWriter, sz_checkpoint_writer_free)

/* --- reading ------------------------------------------------------------------------------- */

typedef enum { SZ_CHECKPOINT_SECTION, SZ_CHECKPOINT_END, SZ_CHECKPOINT_ODD } SzCheckpointRead;

typedef struct SzCheckpointReader SzCheckpointReader;

/* @error: SZ_COLLECTOR_ERROR_{IO,DAMAGED,VERSION} */
SzCheckpointReader *sz_checkpoint_reader_open(const char *data_dir, guint64 batch, GError **error);
void sz_checkpoint_reader_free(SzCheckpointReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCheckpointReader, sz_checkpoint_reader_free)
/* Borrowed. */
const SzCheckpointHeader *sz_checkpoint_reader_header(const SzCheckpointReader *reader);
/* The next section, borrowed until the next call; END: that was all, and nothing is missing; ODD: @error is set. */
SzCheckpointRead sz_checkpoint_reader_next(SzCheckpointReader *reader, SzSlice *out_name,
                                           SzSlice *out_bytes, GError **error);
