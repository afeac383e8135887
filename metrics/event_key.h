#pragma once

/* What makes two events one.
 *
 * Pure apart from memory. */

#include "metrics/event.h"

/* Bytes that two events share iff they are the same event of the same thing, whatever else their lines said: the entity, its
 * hall and name, and all that is kept of the event.  None for one that is not sz_event_is_correctable().
 * (transfer full) */
GByteArray *sz_event_key(const SzEvent *event);
