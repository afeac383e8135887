#pragma once

/* What a checkpoint was made by, and whether that is what is here.
 *
 * Shell code: reads the journal.  Every check fails with SZ_COLLECTOR_ERROR_DAMAGED and a reason for people, or with what kept
 * the journal from being read. */

#include "collector/checkpoint_format.h"
#include "config/file_set.h"

/* What its rows were made by: a hash of names and contents of all files, and of halls.yaml alone; zeros: not known.
 * @files: NULL: not known */
void sz_checkpoint_hash_rules(const SzFileSet *files, guint8 out_rules[SZ_CHECKPOINT_HASH_BYTES],
                              guint8 out_registry[SZ_CHECKPOINT_HASH_BYTES]);
void sz_checkpoint_hash_program(guint8 out[SZ_CHECKPOINT_HASH_BYTES]);

/* Is it of this program? */
gboolean sz_checkpoint_check_program(const SzCheckpointHeader *header, GError **error);
/* With other rules its rows are made again; with another registry the archive, too, would have to be, and it is refused.
 * @out_rows_hold: (out) it was made by @files */
gboolean sz_checkpoint_check_rules(const SzCheckpointHeader *header, const SzFileSet *files,
                                   bool *out_rows_hold, GError **error);
/* Does the journal of @data_dir hold its last batch? */
gboolean sz_checkpoint_check_journal(const SzCheckpointHeader *header, const char *data_dir,
                                     GError **error);
/* Have the lines of its day and of the day before stayed what it knew, no pulse dropped since (collector/compaction.h)?
 * Then so have all that are of weight for the state at its instant and later, but one thing: how long ago a device that
 * says the same for ever began to (`since`, metrics/device_lines.h) may be told by the journal only. */
gboolean sz_checkpoint_check_pulses(const SzCheckpointHeader *header, const char *data_dir,
                                    GError **error);
