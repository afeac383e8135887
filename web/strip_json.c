#include "web/strip_json.h"

#include "render/words.h"

static const char *const reasons[] = {
    [SZ_STRIP_START] = "start",         [SZ_STRIP_WORKING] = "working",
    [SZ_STRIP_MAKEUP] = "makeup",       [SZ_STRIP_CALENDAR] = "calendar",
    [SZ_STRIP_SERVICE] = "service",     [SZ_STRIP_SAME_DAY] = "same_day",
    [SZ_STRIP_WEEKEND] = "weekend",     [SZ_STRIP_HOLIDAY] = "holiday",
    [SZ_STRIP_SUSPENDED] = "suspended", [SZ_STRIP_ROLLED] = "rolled",
    [SZ_STRIP_CLOSED] = "closed",       [SZ_STRIP_AFTER_HOURS] = "after_hours",
    [SZ_STRIP_RECEIVED] = "received",
};

static json_t *why(const SzStripDay *day, SzLanguage language)
{
    g_autofree char *text = sz_words_strip_day(day, language);
    return json_string(text);
}

/* Whole seconds as an integer, else with their fraction. */
static json_t *seconds(gint64 ns)
{
    return ns % SZ_NS_PER_S == 0 ? json_integer(ns / SZ_NS_PER_S)
                                 : json_real((double)ns / (double)SZ_NS_PER_S);
}

json_t *sz_strip_json(const GArray *strip, SzUnit unit)
{
    json_t *days = json_array();
    for (guint i = 0; i < strip->len; i++) {
        const SzStripDay *day = &g_array_index(strip, SzStripDay, i);
        json_t *out = json_object();
        json_object_set_new(out, "date", sz_json_day(day->day));
        json_object_set_new(out, "counted", json_boolean(day->counted));
        json_object_set_new(out, "reason", json_string(reasons[day->reason]));
        json_object_set_new(out, "why", why(day, SZ_LANGUAGE_ZH));
        json_object_set_new(out, "why_en", why(day, SZ_LANGUAGE_EN));
        json_object_set_new(out, "n", day->ordinal > 0 ? json_integer(day->ordinal) : json_null());
        if (unit == SZ_UNIT_MINUTE || unit == SZ_UNIT_HOUR) {
            json_object_set_new(out, "used_s", seconds(day->used_ns));
            json_object_set_new(out, "stopped_s", seconds(day->stopped_ns));
        }
        json_array_append_new(days, out);
    }
    return days;
}

json_t *sz_deadline_json(const SzDeadline *deadline, const SzWorkCalendar *calendar,
                         const GArray *strip, SzUnit unit)
{
    SzDay first = g_array_index(strip, SzStripDay, 0).day;
    g_autofree char *version = sz_work_calendar_version(calendar, first, deadline->due_day);
    json_t *out = json_object();
    json_object_set_new(out, "due", sz_json_time(deadline->due));
    json_object_set_new(out, "due_date", sz_json_day(deadline->due_day));
    json_object_set_new(out, "provisional", json_boolean(deadline->provisional));
    json_object_set_new(out, "calendar", sz_json_text(sz_slice(version)));
    json_object_set_new(out, "strip", sz_strip_json(strip, unit));
    return out;
}
