#include "metrics/work_calendar.h"

#include "metrics/error.h"

#define FIRST_YEAR 1990
#define LAST_YEAR 2199
#define N_YEARS (LAST_YEAR - FIRST_YEAR + 1)
#define FIRST_DAY 7305 /* 1990-01-01 */
#define LAST_DAY 84005 /* 2199-12-31 */
#define N_DAYS (LAST_DAY - FIRST_DAY + 1)

typedef struct {
    char *zh; /* owned */
    char *en; /* owned */
} HolidayName;

struct SzWorkCalendar {
    char *versions[N_YEARS];     /* owned; NULL: not published */
    GArray *names;               /* HolidayName; the first is that of days without one */
    guint16 i_name[N_DAYS];      /* into names */
    guint8 kinds[N_DAYS];        /* SzDayKind */
    gint32 n_before[N_DAYS + 1]; /* working days before this day */
    SzDay nth[N_DAYS];           /* the working days in order, n_before[N_DAYS] of them */
};

/* 全国年节及纪念日放假办法: the holidays that need no lunar calendar.  The second day of Labour Day came
 * with the revision in force from 2025-01-01. */
static const struct {
    int month;
    int day;
    int from_year;
    guint16 i_name;
} fixed_holidays[] = {
    {1, 1, FIRST_YEAR, 1},  {5, 1, FIRST_YEAR, 2},  {5, 2, 2025, 2},
    {10, 1, FIRST_YEAR, 3}, {10, 2, FIRST_YEAR, 3}, {10, 3, FIRST_YEAR, 3},
};

static const struct {
    const char *zh;
    const char *en;
} fixed_names[] = {
    {"", ""},
    {"元旦", "New Year's Day"},
    {"劳动节", "Labour Day"},
    {"国庆节", "National Day"},
};

static void clear_name(gpointer data)
{
    HolidayName *name = data;
    g_free(name->zh);
    g_free(name->en);
}

static guint16 add_name(SzWorkCalendar *calendar, const char *zh, const char *en)
{
    HolidayName name = {g_strdup(zh != NULL ? zh : ""), g_strdup(en != NULL ? en : "")};
    g_array_append_val(calendar->names, name);
    return (guint16)(calendar->names->len - 1);
}

static gsize index_of(SzDay day)
{
    return (gsize)(CLAMP(day, FIRST_DAY, LAST_DAY) - FIRST_DAY);
}

static int year_of(SzDay day)
{
    return sz_day_to_civil(CLAMP(day, FIRST_DAY, LAST_DAY)).year;
}

/* --- construction -------------------------------------------------------------------------- */

static void lay_out_weeks(SzWorkCalendar *calendar)
{
    for (SzDay day = FIRST_DAY; day <= LAST_DAY; day++) {
        calendar->kinds[index_of(day)] = sz_day_weekday(day) >= 5 ? SZ_DAY_WEEKEND : SZ_DAY_WORKING;
    }
}

static void lay_out_fixed_holidays(SzWorkCalendar *calendar, int year)
{
    for (gsize i = 0; i < G_N_ELEMENTS(fixed_holidays); i++) {
        if (year >= fixed_holidays[i].from_year) {
            SzCivil civil = {year, fixed_holidays[i].month, fixed_holidays[i].day};
            gsize i_day = index_of(sz_day_from_civil(civil));
            calendar->kinds[i_day] = SZ_DAY_HOLIDAY;
            calendar->i_name[i_day] = fixed_holidays[i].i_name;
        }
    }
}

static gboolean refuse_day(SzDay day, const char *problem, GError **error)
{
    char text[SZ_DAY_TEXT];
    g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT, "%s: '%s'", problem,
                sz_day_format(day, text));
    return FALSE;
}

static bool is_in_year(SzDay day, int year)
{
    return sz_day_to_civil(day).year == year;
}

static gboolean add_holiday(SzWorkCalendar *calendar, int year, const SzHoliday *holiday,
                            GError **error)
{
    if (holiday->last < holiday->first) {
        return refuse_day(holiday->last, "holiday that ends before it begins", error);
    }
    if (!is_in_year(holiday->first, year)) {
        return refuse_day(holiday->first, "holiday outside its year", error);
    }
    if (!is_in_year(holiday->last, year)) {
        return refuse_day(holiday->last, "holiday outside its year", error);
    }
    guint16 i_name = add_name(calendar, holiday->name_zh, holiday->name_en);
    for (SzDay day = holiday->first; day <= holiday->last; day++) {
        gsize i_day = index_of(day);
        if (calendar->kinds[i_day] == SZ_DAY_HOLIDAY) {
            return refuse_day(day, "day in two holidays", error);
        }
        calendar->kinds[i_day] = SZ_DAY_HOLIDAY;
        calendar->i_name[i_day] = i_name;
    }
    return TRUE;
}

static gboolean add_makeup_day(SzWorkCalendar *calendar, int year, SzDay day, GError **error)
{
    if (!is_in_year(day, year)) {
        return refuse_day(day, "make-up day outside its year", error);
    }
    gsize i_day = index_of(day);
    if (calendar->kinds[i_day] != SZ_DAY_WEEKEND) {
        return refuse_day(
            day, "make-up day that is no free Saturday or Sunday (working, off, or named twice)",
            error);
    }
    calendar->kinds[i_day] = SZ_DAY_MAKEUP;
    return TRUE;
}

static gboolean add_year(SzWorkCalendar *calendar, const SzCalendarYear *year, GError **error)
{
    if (year->year < FIRST_YEAR || year->year > LAST_YEAR) {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                    "calendar year out of range: '%d', expected %d..%d", year->year, FIRST_YEAR,
                    LAST_YEAR);
        return FALSE;
    }
    char **version = &calendar->versions[year->year - FIRST_YEAR];
    if (*version != NULL) {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT,
                    "calendar year given twice: '%d'", year->year);
        return FALSE;
    }
    *version = g_strdup(year->version != NULL ? year->version : "");
    for (gsize i = 0; i < year->n_holidays; i++) {
        if (!add_holiday(calendar, year->year, &year->holidays[i], error)) {
            return FALSE;
        }
    }
    for (gsize i = 0; i < year->n_makeup_days; i++) {
        if (!add_makeup_day(calendar, year->year, year->makeup_days[i], error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static bool is_working_kind(guint8 kind)
{
    return kind == SZ_DAY_WORKING || kind == SZ_DAY_MAKEUP;
}

static void number_working_days(SzWorkCalendar *calendar)
{
    gint32 n = 0;
    for (gsize i = 0; i < N_DAYS; i++) {
        calendar->n_before[i] = n;
        if (is_working_kind(calendar->kinds[i])) {
            calendar->nth[n++] = (SzDay)i + FIRST_DAY;
        }
    }
    calendar->n_before[N_DAYS] = n;
}

SzWorkCalendar *sz_work_calendar_new(const SzCalendarYear *years, gsize n_years, GError **error)
{
    g_autoptr(SzWorkCalendar) calendar = g_atomic_rc_box_new0(SzWorkCalendar);
    calendar->names = g_array_new(FALSE, FALSE, sizeof(HolidayName));
    g_array_set_clear_func(calendar->names, clear_name);
    for (gsize i = 0; i < G_N_ELEMENTS(fixed_names); i++) {
        (void)add_name(calendar, fixed_names[i].zh, fixed_names[i].en);
    }
    lay_out_weeks(calendar);
    for (gsize i = 0; i < n_years; i++) {
        if (!add_year(calendar, &years[i], error)) {
            return NULL;
        }
    }
    for (int year = FIRST_YEAR; year <= LAST_YEAR; year++) {
        if (calendar->versions[year - FIRST_YEAR] == NULL) {
            lay_out_fixed_holidays(calendar, year);
        }
    }
    number_working_days(calendar);
    return g_steal_pointer(&calendar);
}

SzWorkCalendar *sz_work_calendar_ref(SzWorkCalendar *calendar)
{
    return g_atomic_rc_box_acquire(calendar);
}

static void clear_calendar(gpointer data)
{
    SzWorkCalendar *calendar = data;
    for (gsize i = 0; i < N_YEARS; i++) {
        g_free(calendar->versions[i]);
    }
    g_array_unref(calendar->names);
}

void sz_work_calendar_unref(SzWorkCalendar *calendar)
{
    g_atomic_rc_box_release_full(calendar, clear_calendar);
}

/* --- questions ----------------------------------------------------------------------------- */

SzDay sz_work_calendar_first(void)
{
    return FIRST_DAY;
}

SzDay sz_work_calendar_last(void)
{
    return LAST_DAY;
}

SzDayKind sz_work_calendar_kind(const SzWorkCalendar *calendar, SzDay day)
{
    return (SzDayKind)calendar->kinds[index_of(day)];
}

bool sz_work_calendar_is_working(const SzWorkCalendar *calendar, SzDay day)
{
    return is_working_kind(calendar->kinds[index_of(day)]);
}

bool sz_work_calendar_is_published(const SzWorkCalendar *calendar, SzDay day)
{
    return calendar->versions[year_of(day) - FIRST_YEAR] != NULL;
}

bool sz_work_calendar_are_published(const SzWorkCalendar *calendar, SzDay first, SzDay last)
{
    if (last < first) {
        return true;
    }
    for (int year = year_of(first); year <= year_of(last); year++) {
        if (calendar->versions[year - FIRST_YEAR] == NULL) {
            return false;
        }
    }
    return true;
}

static const HolidayName *name_of(const SzWorkCalendar *calendar, SzDay day)
{
    return &g_array_index(calendar->names, HolidayName, calendar->i_name[index_of(day)]);
}

const char *sz_work_calendar_holiday_zh(const SzWorkCalendar *calendar, SzDay day)
{
    return name_of(calendar, day)->zh;
}

const char *sz_work_calendar_holiday_en(const SzWorkCalendar *calendar, SzDay day)
{
    return name_of(calendar, day)->en;
}

char *sz_work_calendar_version(const SzWorkCalendar *calendar, SzDay first, SzDay last)
{
    g_autoptr(GString) text = g_string_new(NULL);
    if (last < first) {
        return g_strdup("");
    }
    for (int year = year_of(first); year <= year_of(last); year++) {
        const char *version = calendar->versions[year - FIRST_YEAR];
        if (version != NULL) {
            g_string_append_printf(text, "%s%s", text->len > 0 ? "+" : "", version);
        }
    }
    return g_strdup(text->str);
}

gint32 sz_work_calendar_count(const SzWorkCalendar *calendar, SzDay first, SzDay last)
{
    if (last < first) {
        return 0;
    }
    gsize i_first = (gsize)(CLAMP(first, FIRST_DAY, LAST_DAY + 1) - FIRST_DAY);
    gsize i_last = (gsize)(CLAMP(last, FIRST_DAY - 1, LAST_DAY) - (FIRST_DAY - 1));
    return calendar->n_before[i_last] - calendar->n_before[i_first];
}

static gboolean refuse_range(GError **error)
{
    g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                "no such working day: expected one within %d..%d", FIRST_YEAR, LAST_YEAR);
    return FALSE;
}

gboolean sz_work_calendar_nth_after(const SzWorkCalendar *calendar, SzDay day, gint64 n, SzDay *out,
                                    GError **error)
{
    if (day < FIRST_DAY || day > LAST_DAY || n < 1) {
        return refuse_range(error);
    }
    gint64 n_through = calendar->n_before[day - FIRST_DAY + 1];
    if (n > calendar->n_before[N_DAYS] - n_through) {
        return refuse_range(error);
    }
    *out = calendar->nth[n_through + n - 1];
    return TRUE;
}

gboolean sz_work_calendar_at_or_after(const SzWorkCalendar *calendar, SzDay day, SzDay *out,
                                      GError **error)
{
    if (day < FIRST_DAY || day > LAST_DAY) {
        return refuse_range(error);
    }
    gint32 n_before = calendar->n_before[day - FIRST_DAY];
    if (n_before == calendar->n_before[N_DAYS]) {
        return refuse_range(error);
    }
    *out = calendar->nth[n_before];
    return TRUE;
}
