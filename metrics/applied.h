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

/* Of an event that went into a set of at most @n_max: a changed set that did not grow lost one for it. */
static inline SzApplied sz_applied_to_set(bool has_changed, guint n_before, guint n_after,
                                          guint n_max)
{
    if (n_after > n_before) {
        return SZ_APPLIED_NEW;
    }
    return has_changed && n_before == n_max ? SZ_APPLIED_UNJUDGED : SZ_APPLIED_REPEAT;
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
