#pragma once

/* Bytes of a checkpoint back to state: never trusts them.
 *
 * Pure.  A reader that met anything odd is bad from then on and gives zeros and empty texts, so that a store reads on and
 * asks once, at the end.  What is taken lies within the bytes; what must be below something is asked for with its bound. */

#include "metrics/slice.h"
#include "metrics/wall_time.h"

typedef struct {
    const guint8 *at; /* borrowed, as the end */
    const guint8 *end;
    bool is_bad;
} SzStateReader;

SzStateReader sz_state_reader(SzSlice bytes);

/* One above @max is odd. */
guint64 sz_state_take_number(SzStateReader *reader, guint64 max);
/* One outside [min, max] is odd. */
gint64 sz_state_take_signed(SzStateReader *reader, gint64 min, gint64 max);
bool sz_state_take_bool(SzStateReader *reader);
double sz_state_take_double(SzStateReader *reader);
SzWallTime sz_state_take_time(SzStateReader *reader);
SzMaybeTime sz_state_take_maybe_time(SzStateReader *reader);
/* Borrowed from the bytes. */
SzSlice sz_state_take_text(SzStateReader *reader);
SzSlice sz_state_take_bytes(SzStateReader *reader, gsize n);
/* How many things follow, each at least @bytes_each long: what cannot be is odd. */
gsize sz_state_take_count(SzStateReader *reader, gsize bytes_each);

/* Says that what was read makes no sense. */
void sz_state_spoil(SzStateReader *reader);
/* Is there more?  False, too, once it is bad. */
bool sz_state_has_more(const SzStateReader *reader);
/* Was all of it read, and good? */
bool sz_state_is_done(const SzStateReader *reader);
