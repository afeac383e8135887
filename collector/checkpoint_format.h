#pragma once

/* The bytes of a checkpoint: encode and decode.
 *
 * Pure; any thread.  All numbers are little-endian; every checksum is CRC32C (collector/crc32c.h).
 *
 * DATA/checkpoints/NNNNNNNNNNNNNNNNNNNN.szc is the state after batch N of the journal, 20 digits:
 *
 *   offset  bytes
 *        0      8  magic "\xF5SZCKPT\n"
 *        8      4  format version, 1
 *       12      4  checksum of these 192 bytes with this field as zero
 *       16     16  id of the journal
 *       32      8  N, the last batch that is in the state: reading goes on behind it
 *       40      8  when that batch was received, ns since 1970 (signed)
 *       48      8  the instant of the state: what had occurred by then is in it, what had not waits
 *       56      8  id of the archive's life; 0: no case is in the archive
 *       64      8  the highest place in the archive that belongs to the state
 *       72     32  the program whose state it is: SHA-256 of what it was made from
 *      104     32  the configuration its rows were made by: SHA-256 of names and hashes of the files; zeros: not known
 *      136     32  the registry among them, likewise
 *      168     24  zero
 *      192         sections, then the end
 *
 * A section is a header of 32 bytes and its bytes:
 *
 *        0      4  magic F5 53 5A 73
 *        4     12  name, filled up with zeros
 *       16      8  number of bytes
 *       24      4  checksum of the bytes
 *       28      4  checksum of bytes 0..27
 *
 * The end is a section "end" of 12 bytes: how many sections there were (8), and the checksum of the file's header and of
 * all their headers (4): so none can be missing, come twice or belong to another file. */

#include "metrics/slice.h"
#include "metrics/wall_time.h"

enum {
    SZ_CHECKPOINT_VERSION = 1,
    SZ_CHECKPOINT_HEADER_BYTES = 192,
    SZ_CHECKPOINT_SECTION_BYTES = 32,
    SZ_CHECKPOINT_END_BYTES = 12,
    SZ_CHECKPOINT_NAME_BYTES = 12,
    SZ_CHECKPOINT_ID_BYTES = 16,
    SZ_CHECKPOINT_HASH_BYTES = 32,
};

typedef struct {
    guint8 journal_id[SZ_CHECKPOINT_ID_BYTES];
    guint64 batch;
    SzWallTime received;
    SzWallTime at;
    guint64 archive_life;
    gint64 archive_places;
    guint8 program[SZ_CHECKPOINT_HASH_BYTES];
    guint8 rules[SZ_CHECKPOINT_HASH_BYTES];
    guint8 registry[SZ_CHECKPOINT_HASH_BYTES];
} SzCheckpointHeader;

typedef struct {
    char name[SZ_CHECKPOINT_NAME_BYTES + 1]; /* NUL-terminated */
    guint64 n_bytes;
    guint32 checksum;
} SzCheckpointSection;

typedef enum {
    SZ_CHECKPOINT_GOOD,
    SZ_CHECKPOINT_BAD,
    SZ_CHECKPOINT_OTHER_VERSION
} SzCheckpointState;

void sz_checkpoint_header_encode(const SzCheckpointHeader *header,
                                 guint8 out[SZ_CHECKPOINT_HEADER_BYTES]);
/* @out is set iff GOOD. */
SzCheckpointState sz_checkpoint_header_decode(const guint8 in[SZ_CHECKPOINT_HEADER_BYTES],
                                              SzCheckpointHeader *out);
/* @name: at most SZ_CHECKPOINT_NAME_BYTES */
void sz_checkpoint_section_encode(SzSlice name, SzSlice bytes,
                                  guint8 out[SZ_CHECKPOINT_SECTION_BYTES]);
/* Returns: TRUE iff it is one and @out was set. */
bool sz_checkpoint_section_decode(const guint8 in[SZ_CHECKPOINT_SECTION_BYTES],
                                  SzCheckpointSection *out);
void sz_checkpoint_end_encode(guint64 n_sections, guint32 whole,
                              guint8 out[SZ_CHECKPOINT_END_BYTES]);
bool sz_checkpoint_end_agrees(const guint8 in[SZ_CHECKPOINT_END_BYTES], guint64 n_sections,
                              guint32 whole);
