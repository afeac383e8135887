#pragma once

/* What came of an event that was told to a store.
 *
 * Pure. */

#include <glib.h>
#include <stdbool.h>

typedef enum {
    SZ_APPLIED_NEW,
    SZ_APPLIED_REPEAT, /* said before: as it is, or with the same `src` and `eid` */
    SZ_APPLIED_UNJUDGED, /* nobody remembers: too old, too many, or of no entity that remembers its events */
} SzApplied;

/* Of an event that went into a set of bounded size.
 * @is_known: the set has it, or one of the same identity; @is_full: something has to go for it */
static inline SzApplied sz_applied_to_set(bool is_known, bool is_full)
{
    if (is_known) {
        return SZ_APPLIED_REPEAT;
    }
    return is_full ? SZ_APPLIED_UNJUDGED : SZ_APPLIED_NEW;
}

/* Of an event that says two things. */
static inline SzApplied sz_applied_both(SzApplied a, SzApplied b)
{
    if (a == SZ_APPLIED_NEW || b == SZ_APPLIED_NEW) {
        return SZ_APPLIED_NEW;
    }
    return a == SZ_APPLIED_REPEAT || b == SZ_APPLIED_REPEAT ? SZ_APPLIED_REPEAT
                                                            : SZ_APPLIED_UNJUDGED;
}
