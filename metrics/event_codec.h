#pragma once

/* Events as bytes whose order is the order of the fold.
 *
 * Pure.  An encoding is the instant (8 bytes, big-endian, sign bit flipped), the causal rank of the
 * kind (1 byte), then the fields that are given, in the order of the layout's table; the identity
 * (`src` and `eid`, only where there is an `eid`) comes last.  So memcmp sorts events by (occurrence,
 * rank, contents), and equal events are equal bytes. */

#include "metrics/slice.h"

#define SZ_EVENT_TEXT_MAX_BYTES 1024 /* of one text of an event */

typedef enum {
    SZ_FIELD_TEXT,  /* SzSlice; empty: not given */
    SZ_FIELD_INT,   /* gint32 or an enum of that size; `absent`: not given */
    SZ_FIELD_FLAG,  /* gint8; `absent`: not given */
    SZ_FIELD_LIMIT, /* SzLimit; unit NONE: not given */
    SZ_FIELD_TIME,  /* SzWallTime, given where the bool at `has` is true */
} SzEventFieldType;

typedef struct {
    SzEventFieldType type;
    gint32 absent;
    gsize offset;
    gsize has;
} SzEventField;

/* What an event's struct looks like.  A field's number is its place in the table: append only. */
typedef struct {
    gsize size;
    gsize occurred; /* SzWallTime */
    gsize kind;     /* an enum whose values are causal ranks, 0..255 */
    const SzEventField *fields;
    gsize n_fields;
    gsize src; /* SzSlice */
    gsize eid; /* SzSlice; 0: these events have no identity */
} SzEventLayout;

/* Bytes before the fields: the instant, then the rank. */
#define SZ_EVENT_TIME_BYTES 8
#define SZ_EVENT_KEY_BYTES 9
/* Numbers of the identity; the table's fields have 1, 2, .. */
enum { SZ_EVENT_FIELD_SRC = 0xfe, SZ_EVENT_FIELD_EID = 0xff };

#define SZ_VARINT_BYTES_MAX 10
/* Returns: how many bytes it took. */
guint sz_varint_write(guint8 out[SZ_VARINT_BYTES_MAX], guint64 value);
void sz_varint_put(GByteArray *out, guint64 value);
guint64 sz_varint_take(const guint8 *bytes, gsize *at);

/* On the stack, for most events fit. */
typedef struct {
    guint8 *bytes; /* in room, or owned */
    gsize n_bytes;
    gsize n_identity; /* so many bytes at the end say which event it is; 0 without `eid` */
    guint8 room[400];
} SzEncodedEvent;

/* What an encoding comes to, borrowed. */
typedef struct {
    SzSlice bytes;
    gsize n_identity;
} SzEventBody;

void sz_event_encode(const SzEventLayout *layout, const void *event, SzEncodedEvent *out);
void sz_encoded_event_clear(SzEncodedEvent *encoded);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzEncodedEvent, sz_encoded_event_clear)

static inline SzSlice sz_encoded_event_slice(const SzEncodedEvent *encoded)
{
    return (SzSlice){(const char *)encoded->bytes, encoded->n_bytes};
}
static inline SzEventBody sz_encoded_event_body(const SzEncodedEvent *encoded)
{
    return (SzEventBody){sz_encoded_event_slice(encoded), encoded->n_identity};
}
/* Only of what sz_event_encode() wrote.  Slices of @out are borrowed from @body; fields that are not
 * in the table are zero. */
void sz_event_decode(const SzEventLayout *layout, SzSlice body, void *out);

/* --- one field, by its number (1, 2, .. in the table) --------------------------------------- */

/* Everything "not given". */
void sz_event_clear(const SzEventLayout *layout, void *event);
bool sz_event_field_is_text(const SzEventLayout *layout, guint8 number);
/* What is kept of a text: the characters that fit into SZ_EVENT_TEXT_MAX_BYTES. */
SzSlice sz_event_kept_text(SzSlice text);
SzSlice sz_event_get_text(const SzEventLayout *layout, guint8 number, const void *event);
void sz_event_set_text(const SzEventLayout *layout, guint8 number, SzSlice text, void *event);
/* Of fields that are no text.  Returns: false when it is not given. */
bool sz_event_get_number(const SzEventLayout *layout, guint8 number, const void *event,
                         gint64 *out);
void sz_event_set_number(const SzEventLayout *layout, guint8 number, gint64 value, void *event);
