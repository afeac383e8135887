#pragma once

/* CRC32C (Castagnoli): the checksum of everything the journal writes.
 *
 * Pure; any thread.  Reflected polynomial 0x82F63B78, initial value and final exclusive-or 0xFFFFFFFF;
 * test vectors in RFC 3720 B.4.  Uses the processor's instruction where there is one. */

#include <glib.h>

/* Checksum of the bytes so far followed by @data; start with 0. */
guint32 sz_crc32c(guint32 crc, const void *data, gsize len);
/* The same by table (slicing by 8, Kounavis & Berry 2005), on any processor. */
guint32 sz_crc32c_portable(guint32 crc, const void *data, gsize len);
