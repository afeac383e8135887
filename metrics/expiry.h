#pragma once

/* Which of many things changes next: an indexed 4-ary heap of instants.
 *
 * Pure apart from memory.  Things are numbers 0, 1, ..; each has at most one instant.  Equal instants come in the order
 * of the numbers, so what is taken out never depends on how it was put in.  set: O(log n); first: O(1); 16 bytes a
 * thing. */

#include "metrics/wall_time.h"

#include <glib.h>

typedef struct SzExpiry SzExpiry;

SzExpiry *sz_expiry_new(void);
void sz_expiry_free(SzExpiry *expiry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzExpiry, sz_expiry_free)

/* Puts @thing in, or moves it; SZ_WALL_TIME_MAX takes it out. */
void sz_expiry_set(SzExpiry *expiry, guint32 thing, SzWallTime at);
/* The soonest; false when there is none. */
bool sz_expiry_first(const SzExpiry *expiry, guint32 *out_thing, SzWallTime *out_at);
/* SZ_WALL_TIME_MAX: it is not in it. */
SzWallTime sz_expiry_at(const SzExpiry *expiry, guint32 thing);
gsize sz_expiry_n(const SzExpiry *expiry);
