/* Time of halls: opening hours and working days. */

#include "collector/simulator_internal.h"

/* A hall that has not opened for longer does not open any more. */
#define SEARCH_DAYS 400

gint64 sz_sim_ms_at(SzDay day, gint64 second_of_day)
{
    return (day * SZ_S_PER_DAY + second_of_day - SZ_ZONE_OFFSET_S) * SZ_SIM_MS;
}

SzDay sz_sim_day_of(gint64 at_ms)
{
    return sz_day_of((SzWallTime){at_ms * (SZ_NS_PER_S / SZ_SIM_MS)});
}

/* Slots of a working day, none on others: weekend slots are no office hours. */
static SzDaySlots office_slots(const SzSimHall *hall, SzDay day)
{
    const SzWorkCalendar *calendar = hall->city->plan.calendar;
    if (!sz_work_calendar_is_working(calendar, day)) {
        return (SzDaySlots){0};
    }
    return day == hall->day ? hall->slots : sz_opening_hours_on(hall->hours, calendar, day);
}

gint64 sz_sim_office_after(const SzSimHall *hall, gint64 at_ms, gint64 open_s)
{
    gint64 left_ms = open_s * SZ_SIM_MS;
    SzDay first = sz_sim_day_of(at_ms);
    for (SzDay day = first; day < first + SEARCH_DAYS && day < sz_work_calendar_last(); day++) {
        SzDaySlots slots = office_slots(hall, day);
        for (guint i = 0; i < slots.n; i++) {
            gint64 from = MAX(at_ms, sz_sim_ms_at(day, slots.slots[i].open_s));
            gint64 to = sz_sim_ms_at(day, slots.slots[i].close_s);
            if (from + left_ms < to) {
                return from + left_ms;
            }
            left_ms -= MAX(0, to - from);
        }
    }
    return SZ_SIM_NEVER;
}

/* A moment in the slots, not in the last 40 minutes of the day when it is longer than that. */
static gint64 moment_in(SzSimHall *hall, SzSimDice dice, SzDay day, SzDaySlots slots)
{
    gint32 open_s = 0;
    for (guint i = 0; i < slots.n; i++) {
        open_s += slots.slots[i].close_s - slots.slots[i].open_s;
    }
    gint32 usable_s = open_s > 4800 ? open_s - 2400 : open_s;
    gint64 at_s = sz_sim_random_between(&hall->dice[dice], 0, usable_s - 1);
    guint i = 0;
    while (at_s >= slots.slots[i].close_s - slots.slots[i].open_s) {
        at_s -= slots.slots[i].close_s - slots.slots[i].open_s;
        i++;
    }
    gint64 ms = sz_sim_random_below(&hall->dice[dice], SZ_SIM_MS);
    return sz_sim_ms_at(day, slots.slots[i].open_s + at_s) + ms;
}

static gint64 moment_from(SzSimHall *hall, SzSimDice dice, SzDay first)
{
    for (SzDay day = first; day < first + SEARCH_DAYS && day < sz_work_calendar_last(); day++) {
        SzDaySlots slots = office_slots(hall, day);
        if (slots.n > 0) {
            return moment_in(hall, dice, day, slots);
        }
    }
    return SZ_SIM_NEVER;
}

gint64 sz_sim_workday_after(SzSimHall *hall, SzSimDice dice, gint64 at_ms, gint32 n)
{
    SzDay day = 0;
    bool is_known =
        sz_work_calendar_nth_after(hall->city->plan.calendar, sz_sim_day_of(at_ms), n, &day, NULL);
    return is_known ? moment_from(hall, dice, day) : SZ_SIM_NEVER;
}

gint64 sz_sim_calendar_day_after(SzSimHall *hall, SzSimDice dice, gint64 at_ms, gint32 n)
{
    return moment_from(hall, dice, sz_sim_day_of(at_ms) + n);
}

gint64 sz_sim_closing(const SzSimHall *hall, gint64 at_ms)
{
    SzDay day = sz_sim_day_of(at_ms);
    SzDaySlots slots = office_slots(hall, day);
    return slots.n > 0 ? sz_sim_ms_at(day, slots.slots[slots.n - 1].close_s) : at_ms;
}

bool sz_sim_is_open(const SzSimHall *hall, gint64 at_ms)
{
    for (guint i = 0; i < hall->slots.n; i++) {
        if (at_ms >= sz_sim_ms_at(hall->day, hall->slots.slots[i].open_s) &&
            at_ms < sz_sim_ms_at(hall->day, hall->slots.slots[i].close_s)) {
            return true;
        }
    }
    return false;
}

bool sz_sim_has_pulses(const SzSimHall *hall)
{
    return hall->now_ms >= hall->city->pulses_from_ms;
}

gint64 sz_sim_next_pulse(const SzSimHall *hall, gint64 every_ms)
{
    gint64 missing_ms = hall->city->pulses_from_ms - (hall->now_ms + every_ms);
    gint64 n_more = missing_ms > 0 ? (missing_ms + every_ms - 1) / every_ms : 0;
    return hall->now_ms + (1 + n_more) * every_ms;
}
