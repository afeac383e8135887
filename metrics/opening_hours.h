#pragma once

/* When a hall is open: the second calendar, apart from the legal one.
 *
 * Pure; immutable after construction and reference-counted.
 *
 * An ordinary working day opens by the slots of its weekday where those are given, else by the
 * `workday` slots; a make-up day always by the `workday` slots (a Saturday that is worked is a full
 * day, whatever the 延时服务 of other Saturdays); Saturdays and Sundays that are rest days by their own
 * slots, which does not make them working days; holidays not at all.  An exception replaces one
 * date's slots, an empty one closes it. */

#include "metrics/wall_time.h"
#include "metrics/work_calendar.h"

#define SZ_SLOTS_PER_DAY_MAX 6

typedef struct {
    gint32 open_s;  /* second of the day, 0 <= open_s < close_s <= 86400 */
    gint32 close_s; /* half-open: [open_s, close_s) */
} SzSlot;

/* Slots of one day, ascending, without overlap. */
typedef struct {
    guint n;
    SzSlot slots[SZ_SLOTS_PER_DAY_MAX];
} SzDaySlots;

typedef struct {
    SzDay day;
    SzDaySlots slots;
    const char *reason; /* 台风停业; may be NULL; borrowed during construction */
} SzHoursException;

typedef struct {
    SzDaySlots workday;
    bool has_weekday[7]; /* 0 = Monday; own slots for that weekday */
    SzDaySlots weekday[7];
    const SzHoursException *exceptions;
    gsize n_exceptions;
} SzHoursPlan;

typedef struct SzOpeningHours SzOpeningHours;

/* "09:00-12:00" or "13:30-24:00".  SYNTAX, or RANGE when it does not end after it begins. */
gboolean sz_slot_parse(SzSlice text, SzSlot *out, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Slots out of order or overlapping, or one date excepted twice, is SZ_METRICS_ERROR_CONFLICT; a slot
 * outside the day, without length, or more than SZ_SLOTS_PER_DAY_MAX of them is RANGE. */
SzOpeningHours *sz_opening_hours_new(const SzHoursPlan *plan, GError **error);
SzOpeningHours *sz_opening_hours_ref(SzOpeningHours *hours);
void sz_opening_hours_unref(SzOpeningHours *hours);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzOpeningHours, sz_opening_hours_unref)

/* Slots in which the hall is open on @day; n is 0 when it is closed. */
SzDaySlots sz_opening_hours_on(const SzOpeningHours *hours, const SzWorkCalendar *calendar,
                               SzDay day);
/* Why @day is an exception; NULL when it is none or gives no reason; borrowed. */
const char *sz_opening_hours_reason(const SzOpeningHours *hours, SzDay day);
