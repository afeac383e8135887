#pragma once

/* What will be overdue soon if work goes on as it did: by organ, for the next working days and before the next
 * holiday.
 *
 * Pure; everything borrowed from the version lives as long as that.
 *
 * Whom it is about.  A case is *open* while it has not ended.  Of the open ones
 *   overdue    light red or black: late already, nothing to foresee
 *   suspended  its clock stands still: no deadline
 *   accepting  not accepted yet, the acceptance clock counts: no closing helps it
 *   undated    no deadline is known
 *   running    all others: a handling deadline at or after now
 * and every open case is exactly one of these.
 *
 * Until when.  Horizon h lasts until 24:00 of the h-th working day after today, today included; that of the holiday
 * (next_holiday.h) until 24:00 of the day before its first day.  `due` is the number of running cases whose deadline lies in it.
 *
 * Pace.  Cases of the organ closed (办结) on the SZ_OUTLOOK_PACE_WORKDAYS working days before today and on the rest
 * days among them, by the number of these working days.  Where the record of closed cases of all organs begins later,
 * from the first day it has.  Today is not part of it: it is not over.
 *
 * Lines.  An organ works off several lines at once: one for each of its items of which it closed at least
 * SZ_OUTLOOK_LINE_CLOSES in that time, each at its own pace, and one for all its other items together, at the pace of
 * these.  In a line the running cases are served in the order of their deadlines (ties by hall and number), one after
 * the other.  Cases that are overdue take no place in it: the pace is that of what people did beside them.
 *
 * Who will be late.  By the end of the day D of its deadline a line closes pace x (working days after today, up to and
 * including D), and today, if it is a working day and somewhere between its beginning and the close of the default
 * hours, what the pace still owes: the pace less what was closed today, at least 0.  `late` counts the running cases
 * of a horizon whose place in the line, 1, 2, .., is beyond that.  Arithmetic is in integers: place x workdays of the
 * pace <= closes.
 *
 * Unknown is not zero.  A line that closed nothing in that time has no pace; its cases are counted `unpaced` and
 * not foreseen.  For each horizon  due = unpaced + (late or in time).
 *
 * Worked example: 20 closes in 20 working days make a pace of 1 a day.  On a working day, with nothing closed yet,
 * 4 cases due tomorrow: the line closes 1 today and 1 tomorrow, places 3 and 4 will be late. */

#include "metrics/cases.h"
#include "metrics/next_holiday.h"

#define SZ_OUTLOOK_PACE_WORKDAYS 20
#define SZ_OUTLOOK_LINE_CLOSES 5
#define SZ_OUTLOOK_RISKS_MAX 10

enum { SZ_OUTLOOK_IN_1, SZ_OUTLOOK_IN_3, SZ_OUTLOOK_IN_5, SZ_OUTLOOK_HOLIDAY, SZ_OUTLOOK_N };

/* Working days of the first three. */
extern const guint
    SZ_OUTLOOK_WORKDAYS[SZ_OUTLOOK_HOLIDAY]; /* NOLINT(readability-identifier-naming) */

typedef struct {
    guint64 due;
    guint64 late;
    guint64 unpaced;
} SzOutlookCount;

typedef struct {
    const char *org; /* "" : no organ named; of the total "" */
    guint64 n_open;
    guint64 n_overdue;
    guint64 n_suspended;
    guint64 n_accepting;
    guint64 n_undated;
    guint64 n_running;
    guint64 n_closed; /* in the days of the pace */
    guint64 n_closed_today;
    SzOutlookCount counts[SZ_OUTLOOK_N]; /* HOLIDAY: zeros where none is known */
    guint n_risks; /* the first of those late within the longest horizon, by deadline, .. */
    const SzCaseRow *risks[SZ_OUTLOOK_RISKS_MAX]; /* .. hall and number; borrowed */
} SzOutlookOrg;

typedef struct {
    SzDay pace_from; /* [from, to) */
    SzDay pace_to;
    guint n_pace_workdays; /* 0: nothing was ever closed before today */
    bool has_horizons;     /* false: today lies outside the calendar, nothing is due in any */
    SzWallTime until[SZ_OUTLOOK_N];
    SzNextHoliday holiday;
    /* Owned; SzOutlookOrg by the bytes of org: those with an open case, or a close of the pace or of today. */
    GArray *orgs;
    SzOutlookOrg total; /* sums of the orgs; its risks are the first of theirs */
} SzCaseOutlook;

/* What is asked. */
typedef struct {
    const SzCaseRules *rules;
    const SzCasesVersion *cases;
    SzWallTime now;
    bool (*is_asked)(const SzCaseRow *row, void *user); /* which halls; NULL: all */
    void *user;
} SzOutlookQuestion;

/* Returns: false when the shelf could not be read; what is there is then made without it.
 * Cost: one look at each row, and at each on the shelf that ended in the days of the pace, and a sort of those that are due within the longest horizon. */
bool sz_case_outlook_make(const SzOutlookQuestion *question, SzCaseOutlook *out);
void sz_case_outlook_clear(SzCaseOutlook *outlook);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzCaseOutlook, sz_case_outlook_clear)

/* Closes a working day; false where nobody knows: no day is counted, or nothing was closed. */
bool sz_case_outlook_pace(const SzCaseOutlook *outlook, const SzOutlookOrg *org,
                          double *out_per_workday);
