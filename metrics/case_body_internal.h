#pragma once

/* Inside of metrics/case_body: the bytes of a body, for those who write, walk and check them. */

#include "metrics/case_body.h"

/* bytes: the id with its NUL; then for each event
 *
 *   head byte   kind | SAME | SECONDS | MORE
 *   time        varint: since the event before it; of the first, zigzag, since 1970.  Whole seconds or nanoseconds
 *   unless SAME what every line of a case repeats: varints of the numbers of item and org, byte channel | kind << 4
 *   if MORE     fields that are given: number in the layout's table (or of the identity), value; ended by a byte 0 */
struct SzCaseBody {
    gint n_refs;
    guint16 n_events;
    guint16 n_id;
    guint8 bytes[];
};

enum {
    SZ_CASE_HEAD_KIND = 0x0f,
    SZ_CASE_HEAD_SAME = 0x10,
    SZ_CASE_HEAD_SECONDS = 0x20,
    SZ_CASE_HEAD_MORE = 0x40,
};
enum { SZ_CASE_FIELD_END = 0 };
/* A text is an inline one, or a number. */
enum { SZ_CASE_TEXT_NUMBER = 0, SZ_CASE_TEXT_INLINE = 1 };

G_STATIC_ASSERT(SZ_CASE_N_EVENTS <= SZ_CASE_HEAD_KIND + 1);
G_STATIC_ASSERT(SZ_CASE_EVENTS_MAX <= G_MAXUINT16);
