#pragma once

/* The next run of statutory days off (法定节假日), which a weekend alone is not.
 *
 * Pure. */

#include "metrics/work_calendar.h"

typedef struct {
    bool known;  /* there is one that begins within two years */
    SzDay first; /* of a run of HOLIDAY days, one after the other */
    SzDay last;
    const char *name_zh; /* of its first day; borrowed from the calendar */
    const char *name_en;
    SzDay last_workday; /* before it */
    bool published;     /* its year is; else only holidays of a fixed date are known */
} SzNextHoliday;

/* The next that begins after @today: in the middle of one, the one after it. */
SzNextHoliday sz_next_holiday(const SzWorkCalendar *calendar, SzDay today);
