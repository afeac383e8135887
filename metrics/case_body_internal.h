#pragma once

/* Inside of a case's body: its bytes.  Between the file that reads and the one that adds. */

#include "metrics/case_body.h"

/* bytes: the id with its NUL; then for each event
 *
 *   head byte   kind | HEAD_SAME | HEAD_SECONDS | HEAD_MORE | HEAD_MARKED
 *   if MARKED   byte: the mark of an event that does not count
 *   time        varint: since the event before it; of the first, zigzag, since 1970.  Whole seconds or nanoseconds
 *   unless SAME what every line of a case repeats: varints of the numbers of item and org, byte channel | kind << 4
 *   if MORE     fields that are given: number in the layout's table, value; ended by a byte 0 */
struct SzCaseBody {
    gint n_refs;
    guint16 n_events;
    guint16 n_id;
    guint8 bytes[];
};

enum {
    HEAD_KIND = 0x0f,
    HEAD_SAME = 0x10,
    HEAD_SECONDS = 0x20,
    HEAD_MORE = 0x40,
    HEAD_MARKED = 0x80
};
/* Numbers of the identity, behind those of the layout. */
enum { FIELD_END = 0, FIELD_SRC = 0xfe, FIELD_EID = 0xff };
/* A text is an inline one, or a number. */
enum { TEXT_NUMBER = 0, TEXT_INLINE = 1 };

G_STATIC_ASSERT(SZ_CASE_N_EVENTS <= HEAD_KIND + 1);
G_STATIC_ASSERT(SZ_CASE_EVENTS_MAX <= G_MAXUINT16);

static inline gint64 sz_case_body_unzigzag(guint64 value)
{
    return (gint64)(value >> 1) ^ -(gint64)(value & 1);
}

/* (transfer full) with room for @n_bytes of events, which the caller fills. */
SzCaseBody *sz_case_body_alloc(SzSlice id, guint n_events, gsize n_bytes);
