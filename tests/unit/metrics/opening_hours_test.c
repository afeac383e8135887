#include "metrics/opening_hours.h"

#include "metrics/error.h"
#include "support/national_calendar.h"

#define HOUR 3600

static void test_slot_parse(void)
{
    static const struct {
        const char *text;
        gint32 open_s;
        gint32 close_s;
    } good[] = {
        {"09:00-12:00", 32400, 43200},
        {"13:30-24:00", 48600, 86400},
        {"00:00-00:01", 0, 60},
        {"08:59-19:00", 32340, 68400},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(good); i++) {
        SzSlot slot = {0};
        g_assert_true(sz_slot_parse(sz_slice(good[i].text), &slot, NULL));
        g_assert_cmpint(slot.open_s, ==, good[i].open_s);
        g_assert_cmpint(slot.close_s, ==, good[i].close_s);
    }
    static const struct {
        const char *text;
        int code;
    } bad[] = {
        {"", SZ_METRICS_ERROR_SYNTAX},
        {"9:00-12:00", SZ_METRICS_ERROR_SYNTAX},
        {"/9:00-12:00", SZ_METRICS_ERROR_SYNTAX}, /* the character below 0 */
        {"09:0:-12:00", SZ_METRICS_ERROR_SYNTAX}, /* the one above 9 */
        {"09:00-12:00 ", SZ_METRICS_ERROR_SYNTAX},
        {"09:00~12:00", SZ_METRICS_ERROR_SYNTAX},
        {"0900:-12:00", SZ_METRICS_ERROR_SYNTAX},
        {"09:60-12:00", SZ_METRICS_ERROR_SYNTAX},
        {"09:00-24:01", SZ_METRICS_ERROR_SYNTAX},
        {"09:00-1a:00", SZ_METRICS_ERROR_SYNTAX},
        {"12:00-12:00", SZ_METRICS_ERROR_RANGE},
        {"12:00-09:00", SZ_METRICS_ERROR_RANGE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autoptr(GError) error = NULL;
        SzSlot slot = {7, 8};
        g_test_message("'%s'", bad[i].text);
        g_assert_false(sz_slot_parse(sz_slice(bad[i].text), &slot, &error));
        g_assert_error(error, SZ_METRICS_ERROR, bad[i].code);
        g_assert_cmpint(slot.open_s, ==, 7);
        g_assert_cmpint(slot.close_s, ==, 8);
    }
}

/* What was read stands in the error, its first 64 bytes at most. */
static void test_shows_what_it_could_not_read(void)
{
    g_autofree char *many = g_strnfill(65, 'x');
    const struct {
        SzSlice text;
        const char *shown;
    } rows[] = {
        {sz_slice("soon"), "soon"},
        {{"soon enough", 4}, "soon"},
        {{many, 64}, many + 1},
        {{many, 65}, many + 1},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        SzSlot slot;
        g_assert_false(sz_slot_parse(rows[i].text, &slot, &error));
        g_autofree char *begin =
            g_strdup_printf("not opening hours: '%s', expected for", rows[i].shown);
        g_assert_true(g_str_has_prefix(error->message, begin));
    }
}

static const SzDaySlots short_day = {1, {{10 * HOUR, 12 * HOUR}}};
static const SzDaySlots closed_day = {0};

/* Friday afternoons off, Saturdays 10-12, Sundays 13-14, an extra evening, and a typhoon. */
static SzOpeningHours *hours_of_a_hall(void)
{
    SzHoursPlan plan = test_ordinary_plan();
    plan.has_weekday[4] = true;
    plan.weekday[4] = (SzDaySlots){1, {{9 * HOUR, 12 * HOUR}}};
    plan.has_weekday[5] = true;
    plan.weekday[5] = short_day;
    plan.has_weekday[6] = true;
    plan.weekday[6] = (SzDaySlots){1, {{13 * HOUR, 14 * HOUR}}};
    const SzHoursException exceptions[] = {
        {test_day("2026-09-30"), {1, {{9 * HOUR, 21 * HOUR}}}, "节前延时"},
        {test_day("2026-08-11"), closed_day, "台风停业"},
        {test_day("2026-10-02"), short_day, NULL},
    };
    plan.exceptions = exceptions;
    plan.n_exceptions = G_N_ELEMENTS(exceptions);
    return test_hours_new(&plan);
}

static void test_which_slots_a_day_has(void)
{
    g_autoptr(SzWorkCalendar) calendar = test_national_calendar();
    g_autoptr(SzOpeningHours) hours = hours_of_a_hall();
    static const struct {
        const char *day;
        guint n;
        gint32 open_s;
        gint32 close_s; /* of the last slot */
        const char *reason;
    } rows[] = {
        {"2026-03-02", 2, 9 * HOUR, 17 * HOUR, NULL},       /* Monday */
        {"2026-03-06", 1, 9 * HOUR, 12 * HOUR, NULL},       /* Friday has its own */
        {"2026-03-07", 1, 10 * HOUR, 12 * HOUR, NULL},      /* Saturday: extended service */
        {"2026-03-08", 1, 13 * HOUR, 14 * HOUR, NULL},      /* Sunday: its own */
        {"2026-02-28", 2, 9 * HOUR, 17 * HOUR, NULL},       /* make-up Saturday: a full day */
        {"2026-09-20", 2, 9 * HOUR, 17 * HOUR, NULL},       /* make-up Sunday */
        {"2026-05-01", 0, 0, 0, NULL},                      /* holiday on a Friday */
        {"2026-05-02", 0, 0, 0, NULL},                      /* holiday on a Saturday */
        {"2026-08-11", 0, 0, 0, "台风停业"},                /* excepted: closed */
        {"2026-09-30", 1, 9 * HOUR, 21 * HOUR, "节前延时"}, /* excepted: longer */
        {"2026-10-02", 1, 10 * HOUR, 12 * HOUR, NULL},      /* excepted holiday */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzDay day = test_day(rows[i].day);
        SzDaySlots slots = sz_opening_hours_on(hours, calendar, day);
        g_test_message("%s", rows[i].day);
        g_assert_cmpuint(slots.n, ==, rows[i].n);
        if (slots.n > 0) {
            g_assert_cmpint(slots.slots[0].open_s, ==, rows[i].open_s);
            g_assert_cmpint(slots.slots[slots.n - 1].close_s, ==, rows[i].close_s);
        }
        g_assert_cmpstr(sz_opening_hours_reason(hours, day), ==, rows[i].reason);
    }
}

static void assert_refused(const SzHoursPlan *plan, int code)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(sz_opening_hours_new(plan, &error));
    g_assert_error(error, SZ_METRICS_ERROR, code);
}

static void test_refuses_what_cannot_hold(void)
{
    static const struct {
        SzDaySlots slots;
        int code; /* -1: good */
    } rows[] = {
        {{2, {{0, HOUR}, {HOUR, 86400}}}, -1}, /* touching, and the whole day's length */
        {{2, {{0, HOUR + 1}, {HOUR, 86400}}}, SZ_METRICS_ERROR_CONFLICT},
        {{2, {{2 * HOUR, 3 * HOUR}, {0, HOUR}}}, SZ_METRICS_ERROR_CONFLICT},
        {{6, {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 6}}}, -1}, /* as many as there may be */
        {{1, {{HOUR, HOUR}}}, SZ_METRICS_ERROR_RANGE},
        {{1, {{-1, HOUR}}}, SZ_METRICS_ERROR_RANGE},
        {{1, {{0, 86401}}}, SZ_METRICS_ERROR_RANGE},
        {{SZ_SLOTS_PER_DAY_MAX + 1, {{0, 1}}}, SZ_METRICS_ERROR_RANGE},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzHoursPlan on_workdays = {.workday = rows[i].slots};
        SzHoursPlan on_saturday = {.workday = short_day};
        on_saturday.has_weekday[5] = true;
        on_saturday.weekday[5] = rows[i].slots;
        SzHoursException exception = {1000, rows[i].slots, "演练"};
        SzHoursPlan on_a_date = {.exceptions = &exception, .n_exceptions = 1};
        const SzHoursPlan *plans[] = {&on_workdays, &on_saturday, &on_a_date};
        for (gsize j = 0; j < G_N_ELEMENTS(plans); j++) {
            if (rows[i].code < 0) {
                g_autoptr(SzOpeningHours) hours = test_hours_new(plans[j]);
                g_assert_nonnull(hours);
            } else {
                assert_refused(plans[j], rows[i].code);
            }
        }
    }
    const SzHoursException twice[] = {
        {1000, short_day, NULL}, {999, short_day, NULL}, {1000, closed_day, "停电"}};
    SzHoursPlan plan = {.exceptions = twice, .n_exceptions = 3};
    assert_refused(&plan, SZ_METRICS_ERROR_CONFLICT);
    const SzHoursException just_twice[] = {{1000, short_day, NULL}, {1000, short_day, NULL}};
    plan = (SzHoursPlan){.exceptions = just_twice, .n_exceptions = 2};
    assert_refused(&plan, SZ_METRICS_ERROR_CONFLICT);
}

/* The hour and minute of the slot that overlaps, its seconds cut off. */
static void test_says_which_slot_overlaps(void)
{
    static const struct {
        gint32 open_s;
        const char *shown;
    } rows[] = {
        {39599, "'10:59'"}, /* 10:59:59 */
        {39600, "'11:00'"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SzHoursPlan plan = {
            .workday = {2, {{0, rows[i].open_s + 1}, {rows[i].open_s, 86400}}}};
        g_autoptr(GError) error = NULL;
        g_assert_null(sz_opening_hours_new(&plan, &error));
        g_assert_nonnull(strstr(error->message, rows[i].shown));
    }
}

/* Without slots of its own a Sunday is closed, and one that is worked has the full day's. */
static void test_a_sunday_without_hours(void)
{
    g_autoptr(SzWorkCalendar) calendar = test_national_calendar();
    const SzHoursPlan plan = test_ordinary_plan();
    g_autoptr(SzOpeningHours) hours = test_hours_new(&plan);
    g_assert_cmpuint(sz_opening_hours_on(hours, calendar, test_day("2026-03-08")).n, ==, 0);
    g_assert_cmpuint(sz_opening_hours_on(hours, calendar, test_day("2026-09-20")).n, ==, 2);
}

static void test_one_more_reference(void)
{
    SzOpeningHours *hours = hours_of_a_hall();
    g_autoptr(SzOpeningHours) other = sz_opening_hours_ref(hours);
    sz_opening_hours_unref(hours);
    g_assert_cmpstr(sz_opening_hours_reason(other, test_day("2026-08-11")), ==, "台风停业");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/opening_hours/slot-parse", test_slot_parse);
    g_test_add_func("/metrics/opening_hours/shows-what-it-could-not-read",
                    test_shows_what_it_could_not_read);
    g_test_add_func("/metrics/opening_hours/which-slots-a-day-has", test_which_slots_a_day_has);
    g_test_add_func("/metrics/opening_hours/a-sunday-without-hours", test_a_sunday_without_hours);
    g_test_add_func("/metrics/opening_hours/refuses-what-cannot-hold",
                    test_refuses_what_cannot_hold);
    g_test_add_func("/metrics/opening_hours/says-which-slot-overlaps",
                    test_says_which_slot_overlaps);
    g_test_add_func("/metrics/opening_hours/one-more-reference", test_one_more_reference);
    return g_test_run();
}
