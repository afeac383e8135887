#pragma once

/* State as bytes, for checkpoints: the vocabulary that every store's _state.c writes in.
 *
 * Pure apart from memory.  What metrics/state_reader.h takes in the same order is what was put.  Numbers are varints
 * (metrics/event_codec.h), what is fixed in size is little-endian. */

#include "metrics/slice.h"
#include "metrics/wall_time.h"

void sz_state_put_number(GByteArray *out, guint64 value);
void sz_state_put_signed(GByteArray *out, gint64 value);
void sz_state_put_bool(GByteArray *out, bool value);
void sz_state_put_double(GByteArray *out, double value); /* to the bit */
void sz_state_put_time(GByteArray *out, SzWallTime at);
void sz_state_put_maybe_time(GByteArray *out, SzMaybeTime at);
/* With its length. */
void sz_state_put_text(GByteArray *out, SzSlice text);
/* As it is: whoever reads knows the length. */
void sz_state_put_bytes(GByteArray *out, const void *bytes, gsize n);

/* Bytes of many things, in parts that are no longer than they have to be: each holds whole things. */
typedef struct {
    GPtrArray *parts; /* owned; GByteArray, owned */
    GByteArray *now;  /* borrowed: the last of them */
} SzStateParts;

void sz_state_parts_begin(SzStateParts *parts);
/* Between two things: begins another part when this one is long enough. */
void sz_state_parts_cut(SzStateParts *parts);
