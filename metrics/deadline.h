#pragma once

/* Deadlines to the letter of DOMAIN 3.1-3.3, and the day-by-day strip that explains them.
 *
 * Pure: reads its arguments, touches no clock, file, socket, environment or global.
 *
 * workday  the start day is not counted (民法典 art. 201); day 1 is the next working day; due on the
 *          n-th at close of business, or 24:00.  A start on a rest day may be rolled to the next
 *          working day, which then is the start day.
 * day      the start day is not counted; due n days later, rolled forward from a rest day to the next
 *          working day (art. 203).
 * minute, hour  from the very instant, on the hall's service time (opening slots on working days,
 *          lunch excluded) or on the wall; due at the first instant at which the limit is used up, so
 *          at a closing rather than at the next opening.
 * n = 0    (即办) of any unit: close of business of the start day; after hours, on a rest day or when
 *          the hall is closed, of the first later working day on which it opens.  With midnight: 24:00
 *          of the start day, or of the next working day.  An extension makes it an ordinary limit of
 *          that many units.
 *
 * Close of business is the end of the hall's last slot on the due day; a hall closed that day does not
 * move a legal day, which then ends at 24:00.
 *
 * Suspension.  Only spans whose kind stops the clock count; spans that overlap or touch are merged; a
 * span that begins at or after the deadline then in force moves nothing.  Minutes and hours: exactly
 * the clock time inside the spans.  Days: with s and r the civil days of suspension and resumption,
 * the days d of the limit's own unit with  A: s < d <= r   B: s <= d <= r   C: s < d < r, each once, and
 * never the start day or an earlier one; the limit grows by their number.  n = 0: the deadline moves on
 * by the working days among them, to one on which the hall opens; never those up to the day it was
 * due first.
 *
 * Provisional.  True exactly when a day whose kind (working or not) had to be looked up lies in an
 * unpublished year.  Looked up are: all days after the start day up to the due day; the start day too
 * for n = 0, for minutes and hours on service time, and where a start may roll; and, except for
 * calendar days, the days of every suspension that was weighed, up to its resumption.  The wall clock
 * looks up none.
 *
 * Worked example (DOMAIN 3.3): accepted 2026-03-02, 10 working days -> 2026-03-16; suspended
 * 2026-03-05 10:00 to 2026-03-12 15:00: A 5 days -> 03-23, B 6 -> 03-24, C 4 -> 03-20. */

#include "metrics/limit.h"
#include "metrics/opening_hours.h"
#include "metrics/work_calendar.h"

typedef enum { SZ_CONVENTION_A, SZ_CONVENTION_B, SZ_CONVENTION_C } SzConvention;
typedef enum { SZ_DUE_AT_CLOSE_OF_BUSINESS, SZ_DUE_AT_MIDNIGHT } SzDueAt;
typedef enum { SZ_RESTDAY_START_COUNT, SZ_RESTDAY_START_ROLL } SzRestdayStart;
typedef enum { SZ_CLOCK_SERVICE, SZ_CLOCK_WALL } SzLimitClock;

/* The switches; every one is configuration (config/default/shuzhid.yaml, deadlines:). */
typedef struct {
    SzConvention suspend_count;
    SzDueAt due_at;
    SzRestdayStart restday_start; /* received on a rest day: working day 1 is the next working
                                     day, or the one after it */
    SzLimitClock clock;           /* for minutes and hours */
    guint32 stopping_kinds;       /* bit 1u << SzSuspendKind set: that kind stops the clock */
} SzDeadlinePolicy;

/* A, close of business, count, service time; stopped by UNSPECIFIED, the eight of art. 45 and
 * SUPPLEMENT. */
extern const SzDeadlinePolicy
    SZ_DEADLINE_POLICY_DEFAULT; /* NOLINT(readability-identifier-naming): reads as a constant */

/* What a deadline is computed with; all borrowed. */
typedef struct {
    const SzDeadlinePolicy *policy;
    const SzWorkCalendar *calendar;
    const SzOpeningHours *hours;
} SzDeadlineRules;

typedef struct {
    SzWallTime start;
    SzLimit limit;
    gint32 extend_n;     /* >= 0, in the unit of the limit */
    const SzSpan *spans; /* any order, from <= to; may overlap */
    gsize n_spans;
} SzDeadlineRequest;

typedef struct {
    SzWallTime due;
    SzDay due_day;         /* the civil day it falls on; at 24:00 the day that ends then */
    bool provisional;      /* looked into a year whose calendar is not published */
    gint32 suspended_days; /* days the limit grew by (day units) */
    gint64 suspended_ns;   /* clock time taken out (minutes and hours) */
} SzDeadline;

/* @error: RANGE (limit or instant outside what is defined), CONFLICT (a span that ends before it
 * begins).  Returns: TRUE iff @out was set. */
gboolean sz_deadline_compute(const SzDeadlineRules *rules, const SzDeadlineRequest *request,
                             SzDeadline *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

typedef enum {
    SZ_STRIP_START,     /* the start day, not counted (受理当日不计) */
    SZ_STRIP_WORKING,   /* counted: a working day */
    SZ_STRIP_MAKEUP,    /* counted: a make-up day (调休上班) */
    SZ_STRIP_CALENDAR,  /* counted: a calendar day (自然日计入) */
    SZ_STRIP_SERVICE,   /* counted: service time used this day (minutes and hours) */
    SZ_STRIP_SAME_DAY,  /* counted: due at close of business of this day (当日办结) */
    SZ_STRIP_WEEKEND,   /* not counted */
    SZ_STRIP_HOLIDAY,   /* not counted */
    SZ_STRIP_SUSPENDED, /* not counted; kind says which */
    SZ_STRIP_ROLLED, /* after the last calendar day, which is a rest day; the due day is the last of
                        them (期满顺延) */
    SZ_STRIP_CLOSED, /* not counted: the hall was not open (minutes, hours, n = 0) */
    SZ_STRIP_AFTER_HOURS, /* not counted: received after the last closing (minutes, hours, n = 0) */
    SZ_STRIP_RECEIVED,    /* not counted: counts as the day of receipt (a rolled start, a suspended
                             n = 0 received after hours) */
} SzStripReason;

typedef struct {
    SzDay day;
    bool counted;
    SzStripReason reason;
    SzSuspendKind suspend_kind; /* SUSPENDED, or stopped_ns > 0 */
    bool published;
    gint32 ordinal;      /* day units: 1, 2, .. for a counted day, else 0 */
    gint64 used_ns;      /* minutes and hours: clock time this day took from the limit */
    bool is_receipt;     /* START: of the day of receipt, no acceptance is known */
    gint64 stopped_ns;   /* minutes and hours: clock time of this day inside suspensions */
    const char *name_zh; /* holiday or closing reason; "" or borrowed from the rules */
    const char *name_en; /* the same; a closing reason is in one language only */
} SzStripDay;

/* One entry a day from the start day to the due day (SzStripDay in a GArray, transfer full), at most
 * SZ_STRIP_DAYS_MAX of them: a longer strip is RANGE.
 * The counted days (day units) or their used_ns (minutes and hours) add up to the limit with its
 * extension; n = 0 counts its due day.  The last entry is the due day.  A rest day says so even inside
 * a suspension, where it would not have counted anyway. */
#define SZ_STRIP_DAYS_MAX 20000
GArray *sz_deadline_strip(const SzDeadlineRules *rules, const SzDeadlineRequest *request,
                          GError **error) G_GNUC_WARN_UNUSED_RESULT;
