#pragma once

/* Instants and civil days.
 *
 * Pure: no clock is read here; the shell passes instants in.
 *
 * An instant counts nanoseconds since 1970-01-01T00:00:00Z (leap seconds not counted), so it reaches from
 * 1677 to 2262.  China has one zone, +08:00, and no daylight saving: a civil day is a count of
 * days since 1970-01-01 in that zone.  Day arithmetic is the proleptic Gregorian calendar after
 * Howard Hinnant, "chrono-compatible low-level date algorithms". */

#include "metrics/slice.h"

#include <glib.h>

typedef struct {
    gint64 ns;
} SzWallTime;

/* An instant that may not be known. */
typedef struct {
    bool known;
    SzWallTime at;
} SzMaybeTime;

/* The same in eight bytes, for what there is much of; zero is unknown.  The lowest number of all is no instant of
 * the line protocol. */
typedef struct {
    guint64 bits;
} SzPackedTime;

static inline SzPackedTime sz_packed_time(SzMaybeTime time)
{
    return (SzPackedTime){time.known ? (guint64)time.at.ns ^ (guint64)G_MININT64 : 0};
}

static inline SzMaybeTime sz_maybe_time(SzPackedTime packed)
{
    SzWallTime at = {packed.bits != 0 ? (gint64)(packed.bits ^ (guint64)G_MININT64) : 0};
    return (SzMaybeTime){packed.bits != 0, at};
}

typedef gint32 SzDay; /* days since 1970-01-01, +08:00 */

typedef struct {
    int year;
    int month; /* 1..12 */
    int day;   /* 1..31 */
} SzCivil;

#define SZ_NS_PER_S G_GINT64_CONSTANT(1000000000)
#define SZ_S_PER_DAY G_GINT64_CONSTANT(86400)
#define SZ_ZONE_OFFSET_S G_GINT64_CONSTANT(28800) /* +08:00 */

#define SZ_WALL_TIME_MIN ((SzWallTime){G_MININT64 + 1})
#define SZ_WALL_TIME_MAX ((SzWallTime){G_MAXINT64 - 1})

/* Length of the longest text sz_wall_time_format() writes, with the NUL. */
#define SZ_WALL_TIME_TEXT 40
#define SZ_DAY_TEXT 16

/* @from <= @to. */
static inline guint64 sz_ns_between(SzWallTime from, SzWallTime to)
{
    return (guint64)to.ns - (guint64)from.ns;
}

SzDay sz_day_from_civil(SzCivil civil);
SzCivil sz_day_to_civil(SzDay day);
bool sz_civil_is_valid(SzCivil civil);
/* 0 = Monday .. 6 = Sunday. */
int sz_day_weekday(SzDay day);
SzDay sz_day_of(SzWallTime at);
/* The day a time ends on: 24:00 is the start of the next civil day and still belongs to the day that ends. */
static inline SzDay sz_day_ending_at(SzWallTime at)
{
    return sz_day_of((SzWallTime){at.ns - 1});
}
/* Nanoseconds since that day's 00:00 +08:00: 0 <= result < 86400e9. */
gint64 sz_ns_of_day(SzWallTime at);
/* @second_of_day may be 86400 (24:00).  Days beyond 1677..2262 saturate. */
SzWallTime sz_wall_time_at(SzDay day, gint64 second_of_day);

/* RFC 3339 (also with a space for the T, or without seconds), and the compact forms of
 * GB/T 39046: YYYYMMDDThhmmss, YYYYMMDDhhmmss, YYYYMMDDhh:mm:ss.  No zone means +08:00; nine
 * digits of fraction, further ones are dropped; 24:00:00 is the next day's start; a second of 60 is
 * refused, and what lies outside the years 1678 to 2261 of +08:00.
 *
 * Returns: TRUE iff @out was set; FALSE iff @error was set (SYNTAX). */
gboolean sz_wall_time_parse(SzSlice text, SzWallTime *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* As above; a bare date YYYY-MM-DD is the last nanosecond of that day. */
gboolean sz_wall_time_parse_or_day(SzSlice text, SzWallTime *out, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* YYYY-MM-DD. */
gboolean sz_day_parse(SzSlice text, SzDay *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* RFC 3339 with +08:00; a fraction (3, 6 or 9 digits) only where there is one.
 * Returns @text. */
const char *sz_wall_time_format(SzWallTime at, char text[SZ_WALL_TIME_TEXT]);
const char *sz_day_format(SzDay day, char text[SZ_DAY_TEXT]);
