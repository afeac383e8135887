#pragma once

/* A time as a text says it -> the instant.
 *
 * Pure. */

#include "collector/time_zone.h"

typedef struct {
    SzCivil date;
    int hour;
    int minute;
    int second;
    gint64 fraction_ns;
    bool has_clock; /* else a date alone, and those are 0 */
    bool has_offset;
    int offset_s;
} SzTimeParts;

typedef enum {
    SZ_TIME_READ,
    SZ_TIME_UNREADABLE,   /* no time in a form that is looked for */
    SZ_TIME_IMPOSSIBLE,   /* the form of one: 02/30, 25:00 */
    SZ_TIME_OUT_OF_YEARS, /* outside 1678 to 2261, what an SzWallTime can hold */
} SzTimeVerdict;

/* How readings become instants. */
typedef struct {
    const SzTimeZone *zone; /* of readings without offset */
    bool day_ends;          /* a date alone is the last nanosecond of that day; else its first */
} SzTimePlace;

/* 24:00:00 is the next day's start; a second of 60 is impossible.
 *
 * @out, @out_doubt: (out) set iff READ */
SzTimeVerdict sz_time_parts_instant(const SzTimeParts *parts, const SzTimePlace *place,
                                    SzWallTime *out, SzZoneDoubt *out_doubt);
