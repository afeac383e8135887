#pragma once

/* Clock readings of a place -> instants.
 *
 * An offset is arithmetic; a name (America/New_York) is looked up in this machine's time zone data once,
 * when the zone is made.  A zone is immutable and shared by reference. */

#include "metrics/wall_time.h"

typedef struct SzTimeZone SzTimeZone;

typedef enum {
    SZ_ZONE_SURE,
    SZ_ZONE_SKIPPED, /* no such reading that day: the clocks were put forward over it */
    SZ_ZONE_TWICE,   /* the clocks were put back over it */
} SzZoneDoubt;

/* @name: Z, +08:00, +0800, +08, or a name of the tz database.
 * Returns: (transfer full) NULL: no offset, and no name that this machine knows. */
SzTimeZone *sz_time_zone_new(const char *name);
SzTimeZone *sz_time_zone_ref(SzTimeZone *zone);
/* NULL-safe. */
void sz_time_zone_unref(SzTimeZone *zone);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzTimeZone, sz_time_zone_unref)

/* What +08:00, America/New_York was called. */
const char *sz_time_zone_name(const SzTimeZone *zone);

/* Seconds east of Greenwich when the clocks there show @reading_s.
 *
 * A reading that was skipped is taken as if the clocks had not been put forward, so half past two
 * becomes half past three; of one that came twice, the first.
 *
 * @reading_s: seconds from 1970-01-01 00:00 on those clocks
 * @out_doubt: (out) */
gint64 sz_time_zone_offset_s(const SzTimeZone *zone, gint64 reading_s, SzZoneDoubt *out_doubt);
