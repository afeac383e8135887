#pragma once

/* Statutory working days: weekends, holidays, make-up days (调休上班), year by year.
 *
 * Pure; immutable after construction and reference-counted, safe from any thread.
 *
 * A year is published (its notice is loaded) or not; in an unpublished year working days are
 * Monday to Friday less the holidays whose date is fixed by 全国年节及纪念日放假办法 (01-01; 05-01,
 * and 05-02 from 2025; 10-01 to 10-03), and every answer that looked into it is provisional.
 * Defined for 1990-01-01 .. 2199-12-31; outside is SZ_METRICS_ERROR_RANGE, and the questions that
 * cannot fail answer for the nearest day inside. */

#include "metrics/wall_time.h"

typedef struct SzWorkCalendar SzWorkCalendar;

typedef enum {
    SZ_DAY_WORKING, /* an ordinary working day */
    SZ_DAY_WEEKEND,
    SZ_DAY_HOLIDAY, /* a statutory rest day, on whatever weekday it falls */
    SZ_DAY_MAKEUP,  /* a Saturday or Sunday declared a working day */
} SzDayKind;

/* A run of days of a notice, first and last included. */
typedef struct {
    SzDay first;
    SzDay last;
    const char *name_zh; /* 春节; borrowed during construction */
    const char *name_en; /* Spring Festival */
} SzHoliday;

typedef struct {
    int year;
    const char *version; /* for instance "2026.1"; borrowed during construction */
    const SzHoliday *holidays;
    gsize n_holidays;
    const SzDay *makeup_days;
    gsize n_makeup_days;
} SzCalendarYear;

/* Years may come in any order.  A day off twice, a day both off and make-up, a make-up day that is no
 * weekend day or comes twice, a run that ends before it begins, a day outside its year, or a year
 * twice is SZ_METRICS_ERROR_CONFLICT; a year outside 1990..2199 is RANGE. */
SzWorkCalendar *sz_work_calendar_new(const SzCalendarYear *years, gsize n_years, GError **error);
SzWorkCalendar *sz_work_calendar_ref(SzWorkCalendar *calendar);
void sz_work_calendar_unref(SzWorkCalendar *calendar);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzWorkCalendar, sz_work_calendar_unref)

/* First and last day the calendar is defined for. */
SzDay sz_work_calendar_first(void);
SzDay sz_work_calendar_last(void);

SzDayKind sz_work_calendar_kind(const SzWorkCalendar *calendar, SzDay day);
bool sz_work_calendar_is_working(const SzWorkCalendar *calendar, SzDay day);
bool sz_work_calendar_is_published(const SzWorkCalendar *calendar, SzDay day);
/* Is every year that the days [first, last] touch published?  TRUE when last < first. */
bool sz_work_calendar_are_published(const SzWorkCalendar *calendar, SzDay first, SzDay last);
/* Name of the holiday a HOLIDAY day belongs to, "" where it has none; borrowed from @calendar. */
const char *sz_work_calendar_holiday_zh(const SzWorkCalendar *calendar, SzDay day);
const char *sz_work_calendar_holiday_en(const SzWorkCalendar *calendar, SzDay day);
/* Versions of the published years the days [first, last] touch, as "2025.1+2026.1"; "" for none.
 * (transfer full) */
char *sz_work_calendar_version(const SzWorkCalendar *calendar, SzDay first, SzDay last);

/* Working days d with first <= d <= last, of those the calendar is defined for; 0 when last < first.
 * O(1). */
gint32 sz_work_calendar_count(const SzWorkCalendar *calendar, SzDay first, SzDay last);
/* The n-th working day after @day, n >= 1 (@day itself never counts).  O(1).
 * Returns: FALSE and RANGE when it lies beyond the last day, or @day or @n outside its range. */
gboolean sz_work_calendar_nth_after(const SzWorkCalendar *calendar, SzDay day, gint64 n, SzDay *out,
                                    GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The first working day at or after @day; errors as above. */
gboolean sz_work_calendar_at_or_after(const SzWorkCalendar *calendar, SzDay day, SzDay *out,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
