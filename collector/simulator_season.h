#pragma once

/* How busy a day is, by the calendar alone.
 *
 * Pure.  Mondays and the first days after a holiday have 30 to 60 % more visitors than a Wednesday; the
 * end of a month, school enrolment and the week before a long holiday leave their marks. */

#include "metrics/work_calendar.h"

/* Visitors on @day compared with an ordinary Wednesday, per mille. */
guint32 sz_sim_season(const SzWorkCalendar *calendar, SzDay day);
