#pragma once

/* The records of a quarantine, oldest first, also while a daemon writes to it.
 *
 * Shell code: reads files, takes no lock.  A file that is cut short or damaged ends there; the next goes on. */

#include "collector/quarantine_format.h"

typedef struct SzQuarantineReader SzQuarantineReader;

/* A folder without a quarantine has no records. */
SzQuarantineReader *sz_quarantine_reader_open(const char *data_dir);
void sz_quarantine_reader_free(SzQuarantineReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzQuarantineReader, sz_quarantine_reader_free)

/* @out: borrowed until the next call
 * @error: IO
 * Returns: false at the end (@error is not set) or when a file cannot be read. */
bool sz_quarantine_reader_next(SzQuarantineReader *reader, SzQuarantineRecord *out, GError **error);
/* Id of the first record there may be; 0: there is none. */
guint64 sz_quarantine_reader_oldest(const SzQuarantineReader *reader);
/* Bytes passed over so far: of a record that is being written, or damaged. */
guint64 sz_quarantine_reader_passed_bytes(const SzQuarantineReader *reader);
