#include "metrics/opening_hours.h"

#include "metrics/error.h"

typedef struct {
    SzDay day;
    SzDaySlots slots;
    char *reason; /* owned; NULL: none given */
} Exception;

struct SzOpeningHours {
    SzDaySlots workday;
    bool has_weekday[7];
    SzDaySlots weekday[7];
    GArray *exceptions; /* Exception, ascending by day */
};

/* --- construction -------------------------------------------------------------------------- */

static gboolean take_clock(const char *text, gint32 *out_s)
{
    for (int i = 0; i < 5; i++) {
        if (i == 2 ? text[i] != ':' : !g_ascii_isdigit(text[i])) {
            return FALSE;
        }
    }
    int hour = (text[0] - '0') * 10 + (text[1] - '0');
    int minute = (text[3] - '0') * 10 + (text[4] - '0');
    *out_s = hour * 3600 + minute * 60;
    return minute < 60 && *out_s <= SZ_S_PER_DAY;
}

gboolean sz_slot_parse(SzSlice text, SzSlot *out, GError **error)
{
    SzSlot slot = {0};
    bool is_read = text.len == 11 && text.data[5] == '-' && take_clock(text.data, &slot.open_s) &&
                   take_clock(text.data + 6, &slot.close_s);
    bool is_long = slot.open_s < slot.close_s;
    if (!is_read || !is_long) {
        g_autofree char *raw = g_strndup(text.data, MIN(text.len, 64));
        g_autofree char *shown = g_utf8_make_valid(raw, -1);
        g_set_error(error, SZ_METRICS_ERROR,
                    is_read ? SZ_METRICS_ERROR_RANGE : SZ_METRICS_ERROR_SYNTAX,
                    "not opening hours: '%s', expected for instance 09:00-12:00, the end after the "
                    "beginning and at most 24:00",
                    shown);
        return FALSE;
    }
    *out = slot;
    return TRUE;
}

static gboolean check_slots(const SzDaySlots *slots, GError **error)
{
    if (slots->n > SZ_SLOTS_PER_DAY_MAX) {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                    "too many opening slots in a day: '%u', expected at most %d", slots->n,
                    SZ_SLOTS_PER_DAY_MAX);
        return FALSE;
    }
    gint32 closed_s = 0;
    for (guint i = 0; i < slots->n; i++) {
        SzSlot slot = slots->slots[i];
        if (slot.open_s < 0 || slot.open_s >= slot.close_s || slot.close_s > SZ_S_PER_DAY) {
            g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                        "opening slot: '%d s to %d s', expected 0 <= open < close <= 86400",
                        slot.open_s, slot.close_s);
            return FALSE;
        }
        if (slot.open_s < closed_s) {
            g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT,
                        "opening slot '%02d:%02d' begins before the one above it ends, expected "
                        "slots in order without overlap",
                        slot.open_s / 3600, slot.open_s / 60 % 60);
            return FALSE;
        }
        closed_s = slot.close_s;
    }
    return TRUE;
}

static void clear_exception(gpointer data)
{
    Exception *exception = data;
    g_free(exception->reason);
}

static int compare_days(gconstpointer a, gconstpointer b)
{
    const Exception *left = a;
    const Exception *right = b;
    return (left->day > right->day) - (left->day < right->day);
}

static gboolean add_exceptions(GArray *exceptions, const SzHoursPlan *plan, GError **error)
{
    for (gsize i = 0; i < plan->n_exceptions; i++) {
        const SzHoursException *given = &plan->exceptions[i];
        if (!check_slots(&given->slots, error)) {
            return FALSE;
        }
        Exception own = {given->day, given->slots, g_strdup(given->reason)};
        g_array_append_val(exceptions, own);
    }
    g_array_sort(exceptions, compare_days);
    for (guint i = 1; i < exceptions->len; i++) {
        SzDay day = g_array_index(exceptions, Exception, i).day;
        if (g_array_index(exceptions, Exception, i - 1).day == day) {
            char text[SZ_DAY_TEXT];
            g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT,
                        "opening hours excepted twice: '%s'", sz_day_format(day, text));
            return FALSE;
        }
    }
    return TRUE;
}

SzOpeningHours *sz_opening_hours_new(const SzHoursPlan *plan, GError **error)
{
    g_autoptr(SzOpeningHours) hours = g_atomic_rc_box_new0(SzOpeningHours);
    hours->exceptions = g_array_new(FALSE, FALSE, sizeof(Exception));
    g_array_set_clear_func(hours->exceptions, clear_exception);
    if (!check_slots(&plan->workday, error)) {
        return NULL;
    }
    hours->workday = plan->workday;
    for (int i = 0; i < 7; i++) {
        if (plan->has_weekday[i]) {
            if (!check_slots(&plan->weekday[i], error)) {
                return NULL;
            }
            hours->has_weekday[i] = true;
            hours->weekday[i] = plan->weekday[i];
        }
    }
    if (!add_exceptions(hours->exceptions, plan, error)) {
        return NULL;
    }
    return g_steal_pointer(&hours);
}

SzOpeningHours *sz_opening_hours_ref(SzOpeningHours *hours)
{
    return g_atomic_rc_box_acquire(hours);
}

static void clear_hours(gpointer data)
{
    SzOpeningHours *hours = data;
    g_array_unref(hours->exceptions);
}

void sz_opening_hours_unref(SzOpeningHours *hours)
{
    g_atomic_rc_box_release_full(hours, clear_hours);
}

/* --- questions ----------------------------------------------------------------------------- */

static const Exception *find_exception(const SzOpeningHours *hours, SzDay day)
{
    const Exception wanted = {.day = day};
    guint i = 0;
    if (!g_array_binary_search(hours->exceptions, &wanted, compare_days, &i)) {
        return NULL;
    }
    return &g_array_index(hours->exceptions, Exception, i);
}

SzDaySlots sz_opening_hours_on(const SzOpeningHours *hours, const SzWorkCalendar *calendar,
                               SzDay day)
{
    static const SzDaySlots closed = {0};
    const Exception *exception = find_exception(hours, day);
    if (exception != NULL) {
        return exception->slots;
    }
    SzDayKind kind = sz_work_calendar_kind(calendar, day);
    int weekday = sz_day_weekday(day);
    if (kind == SZ_DAY_HOLIDAY) {
        return closed;
    }
    if (kind != SZ_DAY_MAKEUP && hours->has_weekday[weekday]) {
        return hours->weekday[weekday];
    }
    return kind == SZ_DAY_WEEKEND ? closed : hours->workday;
}

const char *sz_opening_hours_reason(const SzOpeningHours *hours, SzDay day)
{
    const Exception *exception = find_exception(hours, day);
    return exception != NULL ? exception->reason : NULL;
}
