#pragma once

/* Records of refused lines as bytes of a file.
 *
 * Pure.  A file is SZ_QUARANTINE_MAGIC and records, one after another, whole numbers little-endian:
 *
 *   u32  bytes that follow the checksum
 *   u32  CRC32C of them
 *   u64  id: one more than the record before, for ever
 *   i64  when the line was received, ns
 *   i64  ns per unit of the line's timestamp
 *   u8   why it was refused (SzRefusedKind)
 *   u8   0
 *   u16  bytes of author, reason, measurement, hall and src: five numbers
 *   u32  bytes of the line
 *        author, reason, measurement, hall, src, line
 *
 * What is cut short, or does not fit its checksum, ends the file. */

#include "metrics/refused_kind.h"

#include <glib.h>

#define SZ_QUARANTINE_MAGIC "SZQUAR1\n"
#define SZ_QUARANTINE_MAGIC_BYTES 8
#define SZ_QUARANTINE_RAW_MAX_BYTES (1 << 20) /* the longest line there is */

typedef struct {
    guint64 id;
    SzWallTime received;
    gint64 ns_per_unit;
    SzRefusedKind kind;
    SzSlice author; /* name of the token it came with; empty: open use */
    SzSlice reason;
    SzSlice measurement; /* empty: not known, as the next two */
    SzSlice hall;
    SzSlice src;
    SzSlice raw; /* as it came; empty: withheld, as it has personal data */
} SzQuarantineRecord;

/* Appends @record; texts that are too long are cut. */
void sz_quarantine_record_put(GByteArray *bytes, const SzQuarantineRecord *record);
/* The record at *@at, which moves behind it; texts are borrowed from @bytes.
 * Returns: false, with nothing changed, when there is no whole record. */
bool sz_quarantine_record_take(SzSlice bytes, gsize *at, SzQuarantineRecord *out);
/* Does a file begin like this? */
bool sz_quarantine_is_file(SzSlice bytes);
