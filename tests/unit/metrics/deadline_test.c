/* Deadlines with outside answers: the vectors of the rules, and every edge with its neighbours.
 * Due days are counted by hand in the notices' calendars. */

#include "metrics/deadline.h"

#include "metrics/error.h"
#include "support/national_calendar.h"

typedef struct {
    SzWorkCalendar *calendar;
    SzOpeningHours *hours;
    SzDeadlinePolicy policy;
    SzDeadlineRules rules;
} World;

/* 09:00-12:00, 13:30-17:00; closed 2026-08-11 and 2026-08-31; 2026-08-13 until 15:00; Saturdays
 * 10:00-12:00. */
static void set_up(World *world, gconstpointer data G_GNUC_UNUSED)
{
    SzHoursPlan plan = test_ordinary_plan();
    plan.has_weekday[5] = true;
    plan.weekday[5] = (SzDaySlots){1, {{10 * 3600, 12 * 3600}}};
    const SzHoursException exceptions[] = {
        {test_day("2026-08-11"), {0}, "台风停业"},
        {test_day("2026-08-13"), {1, {{9 * 3600, 15 * 3600}}}, "停电"},
        {test_day("2026-08-31"), {0}, NULL},
    };
    plan.exceptions = exceptions;
    plan.n_exceptions = G_N_ELEMENTS(exceptions);
    world->calendar = test_national_calendar();
    world->hours = test_hours_new(&plan);
    world->policy = SZ_DEADLINE_POLICY_DEFAULT;
    world->rules = (SzDeadlineRules){&world->policy, world->calendar, world->hours};
}

static void tear_down(World *world, gconstpointer data G_GNUC_UNUSED)
{
    sz_work_calendar_unref(world->calendar);
    sz_opening_hours_unref(world->hours);
}

static SzDeadline compute(const World *world, const SzDeadlineRequest *request)
{
    SzDeadline deadline = {0};
    g_autoptr(GError) error = NULL;
    gboolean done = sz_deadline_compute(&world->rules, request, &deadline, &error);
    g_assert_no_error(error);
    g_assert_true(done);
    return deadline;
}

static void assert_due(const SzDeadline *deadline, const char *due)
{
    char found[SZ_WALL_TIME_TEXT];
    char wanted[SZ_WALL_TIME_TEXT];
    (void)sz_wall_time_format(deadline->due, found);
    (void)sz_wall_time_format(test_instant(due), wanted);
    g_assert_cmpstr(found, ==, wanted);
}

static void assert_due_day(const SzDeadline *deadline, const char *day)
{
    char found[SZ_DAY_TEXT];
    g_assert_cmpstr(sz_day_format(deadline->due_day, found), ==, day);
}

/* --- working days -------------------------------------------------------------------------- */

/* What a limit of working days without suspension must not depend on, each in turn. */
static const SzDeadlinePolicy policies[] = {
    {.suspend_count = SZ_CONVENTION_A},
    {.suspend_count = SZ_CONVENTION_B},
    {.suspend_count = SZ_CONVENTION_C},
    {.suspend_count = SZ_CONVENTION_A, .clock = SZ_CLOCK_WALL},
    {.suspend_count = SZ_CONVENTION_B, .due_at = SZ_DUE_AT_MIDNIGHT},
    {.suspend_count = SZ_CONVENTION_C, .due_at = SZ_DUE_AT_MIDNIGHT},
};

static void assert_vector(World *world, const char *start, gint32 n, const char *due_day)
{
    const SzDeadlineRequest request = {.start = test_instant(start), .limit = {n, SZ_UNIT_WORKDAY}};
    for (gsize i = 0; i < G_N_ELEMENTS(policies); i++) {
        bool is_midnight = policies[i].due_at == SZ_DUE_AT_MIDNIGHT;
        g_autofree char *due = g_strdup_printf("%s %s", due_day, is_midnight ? "24:00" : "17:00");
        g_test_message("%s + %d, policy %" G_GSIZE_FORMAT, start, n, i);
        world->policy = policies[i];
        SzDeadline deadline = compute(world, &request);
        assert_due_day(&deadline, due_day);
        assert_due(&deadline, due);
        g_assert_false(deadline.provisional);
        g_assert_cmpint(deadline.suspended_days, ==, 0);
    }
}

static void test_vectors_of_working_days(World *world, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *start;
        gint32 n;
        const char *due;
    } rows[] = {
        {"2025-01-24", 1, "2025-01-26"},  {"2025-01-24", 5, "2025-02-07"},
        {"2025-04-25", 5, "2025-05-06"},  {"2025-09-26", 5, "2025-10-10"},
        {"2025-09-28", 3, "2025-10-09"},  {"2025-09-30", 1, "2025-10-09"},
        {"2025-12-15", 20, "2026-01-13"}, {"2025-12-31", 1, "2026-01-04"},
        {"2025-12-31", 2, "2026-01-05"},  {"2026-02-12", 5, "2026-02-26"},
        {"2026-02-14", 1, "2026-02-24"},  {"2026-02-14", 5, "2026-02-28"},
        {"2026-02-15", 1, "2026-02-24"},  {"2026-04-30", 5, "2026-05-11"},
        {"2026-09-18", 5, "2026-09-24"},  {"2026-09-18", 10, "2026-10-09"},
        {"2026-09-30", 20, "2026-11-03"}, {"2026-06-18", 1, "2026-06-22"},
        {"2026-01-05", 20, "2026-02-02"}, {"2026-02-13", 1, "2026-02-14"},
    };
    static const char *const times[] = {"00:00:00", "08:30:00", "17:00:00", "23:59:59.999999999"};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (gsize j = 0; j < G_N_ELEMENTS(times); j++) {
            g_autofree char *start = g_strdup_printf("%s %s", rows[i].start, times[j]);
            assert_vector(world, start, rows[i].n, rows[i].due);
        }
    }
}

static void test_suspension_by_convention(World *world, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        SzConvention convention;
        gint32 lost;
        const char *due;
    } rows[] = {
        {SZ_CONVENTION_A, 5, "2026-03-23"},
        {SZ_CONVENTION_B, 6, "2026-03-24"},
        {SZ_CONVENTION_C, 4, "2026-03-20"},
    };
    const SzSpan span = {test_instant("2026-03-05 10:00"), test_instant("2026-03-12 15:00"),
                         SZ_SUSPEND_TESTING};
    const SzDeadlineRequest request = {.start = test_instant("2026-03-02 09:00"),
                                       .limit = {10, SZ_UNIT_WORKDAY},
                                       .spans = &span,
                                       .n_spans = 1};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        world->policy.suspend_count = rows[i].convention;
        SzDeadline deadline = compute(world, &request);
        assert_due_day(&deadline, rows[i].due);
        g_assert_cmpint(deadline.suspended_days, ==, rows[i].lost);
        g_assert_cmpint(deadline.suspended_ns, ==, 0);
    }
    SzDeadlineRequest bare = request;
    bare.n_spans = 0;
    SzDeadline deadline = compute(world, &bare);
    assert_due_day(&deadline, "2026-03-16");
}

/* Which spans move a limit of 10 working days from 2026-03-02 (due 2026-03-16 17:00), by A. */
static const struct {
    const char *what;
    const char *spans[3][2];
    SzSuspendKind kind;
    const char *due;
} spans_that_count[] = {
    {"overlapping",
     {{"2026-03-05 10:00", "2026-03-10 09:00"}, {"2026-03-09 09:00", "2026-03-12 15:00"}},
     SZ_SUSPEND_HEARING,
     "2026-03-23"},
    {"one inside the other",
     {{"2026-03-05 10:00", "2026-03-12 15:00"}, {"2026-03-06 09:00", "2026-03-09 15:00"}},
     SZ_SUSPEND_HEARING,
     "2026-03-23"},
    {"touching, last first",
     {{"2026-03-09 12:00", "2026-03-12 15:00"}, {"2026-03-05 10:00", "2026-03-09 12:00"}},
     SZ_SUSPEND_HEARING,
     "2026-03-23"},
    {"within one day",
     {{"2026-03-05 10:00", "2026-03-05 16:00"}},
     SZ_SUSPEND_HEARING,
     "2026-03-16"},
    {"resumed at midnight",
     {{"2026-03-05 10:00", "2026-03-06 00:00"}},
     SZ_SUSPEND_HEARING,
     "2026-03-17"},
    {"resumed just before",
     {{"2026-03-05 10:00", "2026-03-05 23:59:59.999999999"}},
     SZ_SUSPEND_HEARING,
     "2026-03-16"},
    {"over a weekend only",
     {{"2026-03-06 16:00", "2026-03-08 16:00"}},
     SZ_SUSPEND_HEARING,
     "2026-03-16"},
    {"before the start",
     {{"2026-02-24 10:00", "2026-02-27 10:00"}},
     SZ_SUSPEND_HEARING,
     "2026-03-16"},
    {"into the first days",
     {{"2026-02-24 10:00", "2026-03-03 10:00"}},
     SZ_SUSPEND_HEARING,
     "2026-03-17"},
    {"on the last day",
     {{"2026-03-16 16:59:59", "2026-03-18 10:00"}},
     SZ_SUSPEND_HEARING,
     "2026-03-18"},
    {"at the deadline",
     {{"2026-03-16 17:00", "2026-03-18 10:00"}},
     SZ_SUSPEND_HEARING,
     "2026-03-16"},
    {"after the first deadline, before the second",
     {{"2026-03-16 10:00", "2026-03-17 10:00"}, {"2026-03-17 16:00", "2026-03-18 10:00"}},
     SZ_SUSPEND_HEARING,
     "2026-03-18"},
    {"by supplement",
     {{"2026-03-05 10:00", "2026-03-06 10:00"}},
     SZ_SUSPEND_SUPPLEMENT,
     "2026-03-17"},
    {"of no kind",
     {{"2026-03-05 10:00", "2026-03-06 10:00"}},
     SZ_SUSPEND_UNSPECIFIED,
     "2026-03-17"},
    {"by public notice",
     {{"2026-03-05 10:00", "2026-03-06 10:00"}},
     SZ_SUSPEND_PUBLICITY,
     "2026-03-16"},
    {"by consultation",
     {{"2026-03-05 10:00", "2026-03-06 10:00"}},
     SZ_SUSPEND_CONSULT,
     "2026-03-16"},
    {"by another thing",
     {{"2026-03-05 10:00", "2026-03-06 10:00"}},
     SZ_SUSPEND_OTHER,
     "2026-03-16"},
};

static void test_which_spans_count(World *world, gconstpointer data G_GNUC_UNUSED)
{
    for (gsize i = 0; i < G_N_ELEMENTS(spans_that_count); i++) {
        SzSpan spans[3];
        gsize n = 0;
        for (; spans_that_count[i].spans[n][0] != NULL; n++) {
            spans[n] =
                (SzSpan){test_instant(spans_that_count[i].spans[n][0]),
                         test_instant(spans_that_count[i].spans[n][1]), spans_that_count[i].kind};
        }
        g_test_message("%s", spans_that_count[i].what);
        const SzDeadlineRequest request = {.start = test_instant("2026-03-02 09:00"),
                                           .limit = {10, SZ_UNIT_WORKDAY},
                                           .spans = spans,
                                           .n_spans = n};
        SzDeadline deadline = compute(world, &request);
        assert_due_day(&deadline, spans_that_count[i].due);
    }
}

/* Suspended without a break, told in two pieces: the day of the seam is inside. */
static void test_touching_spans_are_one_by_c(World *world, gconstpointer data G_GNUC_UNUSED)
{
    const SzSpan spans[] = {
        {test_instant("2026-03-05 10:00"), test_instant("2026-03-09 12:00"), SZ_SUSPEND_HEARING},
        {test_instant("2026-03-09 12:00"), test_instant("2026-03-12 15:00"), SZ_SUSPEND_TESTING},
    };
    SzDeadlineRequest request = {.start = test_instant("2026-03-02 09:00"),
                                 .limit = {10, SZ_UNIT_WORKDAY},
                                 .spans = spans,
                                 .n_spans = 2};
    world->policy.suspend_count = SZ_CONVENTION_C;
    SzDeadline deadline = compute(world, &request); /* 03-06, 09, 10, 11 */
    g_assert_cmpint(deadline.suspended_days, ==, 4);
    assert_due_day(&deadline, "2026-03-20");
}

static void test_extension_and_midnight(World *world, gconstpointer data G_GNUC_UNUSED)
{
    SzDeadlineRequest request = {
        .start = test_instant("2026-09-18 09:00"), .limit = {5, SZ_UNIT_WORKDAY}, .extend_n = 5};
    SzDeadline deadline = compute(world, &request);
    assert_due(&deadline, "2026-10-09 17:00");
    world->policy.due_at = SZ_DUE_AT_MIDNIGHT;
    deadline = compute(world, &request);
    assert_due(&deadline, "2026-10-10 00:00");
    assert_due_day(&deadline, "2026-10-09");
}

/* A hall that is closed moves no legal day: the day ends at 24:00. */
static void test_hall_closed_on_the_due_day(World *world, gconstpointer data G_GNUC_UNUSED)
{
    SzDeadlineRequest request = {.start = test_instant("2026-08-10 09:00"),
                                 .limit = {1, SZ_UNIT_WORKDAY}};
    SzDeadline deadline = compute(world, &request);
    assert_due(&deadline, "2026-08-12 00:00");
    assert_due_day(&deadline, "2026-08-11");
    request.limit.n = 3; /* open until 15:00 */
    deadline = compute(world, &request);
    assert_due(&deadline, "2026-08-13 15:00");
}

static void test_start_on_a_rest_day(World *world, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *start;
        const char *due_count;
        const char *due_roll;
    } rows[] = {
        {"2026-03-07 10:00", "2026-03-09", "2026-03-10"}, /* Saturday, hall open 10-12 */
        {"2026-03-08 23:00", "2026-03-09", "2026-03-10"},
        {"2026-02-15 10:00", "2026-02-24", "2026-02-25"},
        {"2026-02-14 10:00", "2026-02-24", "2026-02-24"}, /* make-up Saturday: no rest day */
        {"2026-03-09 10:00", "2026-03-10", "2026-03-10"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzDeadlineRequest request = {.start = test_instant(rows[i].start),
                                     .limit = {1, SZ_UNIT_WORKDAY}};
        world->policy.restday_start = SZ_RESTDAY_START_COUNT;
        SzDeadline deadline = compute(world, &request);
        assert_due_day(&deadline, rows[i].due_count);
        world->policy.restday_start = SZ_RESTDAY_START_ROLL;
        deadline = compute(world, &request);
        assert_due_day(&deadline, rows[i].due_roll);
    }
}

/* --- calendar days ------------------------------------------------------------------------- */

static void test_calendar_days(World *world, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *start;
        gint32 n;
        const char *due;
    } rows[] = {
        {"2026-03-02 09:00", 1, "2026-03-03"},  {"2026-03-02 09:00", 4, "2026-03-06"},
        {"2026-03-02 09:00", 5, "2026-03-09"}, /* Saturday: to Monday */
        {"2026-03-02 09:00", 7, "2026-03-09"},  {"2026-03-06 23:00", 1, "2026-03-09"},
        {"2026-03-07 09:00", 2, "2026-03-09"},  /* the start is not rolled */
        {"2026-02-13 09:00", 1, "2026-02-14"},  /* a make-up Saturday does */
        {"2026-02-13 09:00", 2, "2026-02-24"},  /* into the holidays */
        {"2026-01-12 09:00", 80, "2026-04-02"}, /* 19 + 28 + 31 + 2 */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzDeadlineRequest request = {.start = test_instant(rows[i].start),
                                     .limit = {rows[i].n, SZ_UNIT_DAY}};
        g_test_message("%s + %d", rows[i].start, rows[i].n);
        SzDeadline deadline = compute(world, &request);
        assert_due_day(&deadline, rows[i].due);
        world->policy.restday_start = SZ_RESTDAY_START_ROLL;
        deadline = compute(world, &request);
        assert_due_day(&deadline, rows[i].due);
    }
    /* Lost days are calendar days: 03-06 to 03-09 by A is four, from Friday 03-13 to Tuesday. */
    const SzSpan span = {test_instant("2026-03-05 10:00"), test_instant("2026-03-09 15:00"),
                         SZ_SUSPEND_EXPERT};
    const SzDeadlineRequest request = {.start = test_instant("2026-03-02 09:00"),
                                       .limit = {11, SZ_UNIT_DAY},
                                       .spans = &span,
                                       .n_spans = 1};
    SzDeadline deadline = compute(world, &request);
    assert_due_day(&deadline, "2026-03-17");
    g_assert_cmpint(deadline.suspended_days, ==, 4);
}

/* --- the same day -------------------------------------------------------------------------- */

static void test_same_day(World *world, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *start;
        const char *due_close;
        const char *due_midnight;
    } rows[] = {
        {"2026-03-02 00:00", "2026-03-02 17:00", "2026-03-03 00:00"},
        {"2026-03-02 12:30", "2026-03-02 17:00", "2026-03-03 00:00"}, /* at lunch */
        {"2026-03-02 16:59:59.999999999", "2026-03-02 17:00", "2026-03-03 00:00"},
        {"2026-03-02 17:00", "2026-03-03 17:00", "2026-03-03 00:00"},
        {"2026-03-02 23:59:59.999999999", "2026-03-03 17:00", "2026-03-03 00:00"},
        {"2026-03-06 18:00", "2026-03-09 17:00", "2026-03-07 00:00"},
        {"2026-03-07 10:30", "2026-03-09 17:00", "2026-03-10 00:00"}, /* open, but a Saturday */
        {"2026-02-14 10:30", "2026-02-14 17:00", "2026-02-15 00:00"}, /* make-up day */
        {"2026-02-14 17:00", "2026-02-24 17:00", "2026-02-15 00:00"},
        {"2026-08-10 18:00", "2026-08-12 17:00", "2026-08-11 00:00"}, /* closed on the 11th */
        {"2026-08-11 09:00", "2026-08-12 17:00", "2026-08-12 00:00"},
        {"2026-08-13 15:00", "2026-08-14 17:00", "2026-08-14 00:00"}, /* closes at 15:00 */
    };
    static const SzUnit units[] = {SZ_UNIT_MINUTE, SZ_UNIT_HOUR, SZ_UNIT_WORKDAY, SZ_UNIT_DAY};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (gsize j = 0; j < G_N_ELEMENTS(units); j++) {
            SzDeadlineRequest request = {.start = test_instant(rows[i].start),
                                         .limit = {0, units[j]}};
            g_test_message("%s in %s", rows[i].start, sz_unit_name(units[j]));
            world->policy.due_at = SZ_DUE_AT_CLOSE_OF_BUSINESS;
            SzDeadline deadline = compute(world, &request);
            assert_due(&deadline, rows[i].due_close);
            world->policy.due_at = SZ_DUE_AT_MIDNIGHT;
            deadline = compute(world, &request);
            assert_due(&deadline, rows[i].due_midnight);
            g_assert_cmpint(deadline.due_day, ==, sz_day_of(deadline.due) - 1);
        }
    }
}

static void test_same_day_extended_and_suspended(World *world, gconstpointer data G_GNUC_UNUSED)
{
    SzDeadlineRequest request = {
        .start = test_instant("2026-03-02 18:00"), .limit = {0, SZ_UNIT_WORKDAY}, .extend_n = 2};
    SzDeadline deadline = compute(world, &request);
    assert_due(&deadline, "2026-03-04 17:00"); /* as a limit of two */
    static const struct {
        const char *start;
        const char *from;
        const char *to;
        const char *due;
    } rows[] = {
        {"2026-03-02 09:00", "2026-03-02 10:00", "2026-03-04 11:00", "2026-03-04 17:00"},
        {"2026-03-02 09:00", "2026-03-02 10:00", "2026-03-02 11:00", "2026-03-02 17:00"},
        {"2026-03-02 18:00", "2026-03-02 19:00", "2026-03-04 11:00", "2026-03-04 17:00"},
        {"2026-03-02 18:00", "2026-03-03 16:00", "2026-03-05 11:00", "2026-03-05 17:00"},
        {"2026-03-02 18:00", "2026-03-03 17:00", "2026-03-05 11:00", "2026-03-03 17:00"},
        {"2026-08-10 09:00", "2026-08-10 10:00", "2026-08-11 11:00", "2026-08-12 17:00"},
    };
    request.extend_n = 0;
    request.n_spans = 1;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SzSpan span = {test_instant(rows[i].from), test_instant(rows[i].to),
                             SZ_SUSPEND_TESTING};
        request.start = test_instant(rows[i].start);
        request.spans = &span;
        g_test_message("%s", rows[i].from);
        for (SzUnit unit = SZ_UNIT_MINUTE; unit <= SZ_UNIT_DAY; unit++) {
            request.limit.unit = unit;
            deadline = compute(world, &request);
            assert_due(&deadline, rows[i].due);
        }
    }
}

/* --- minutes and hours ---------------------------------------------------------------------- */

static void test_service_time(World *world, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *start;
        SzLimit limit;
        const char *due;
    } rows[] = {
        {"2026-03-02 09:00", {25, SZ_UNIT_MINUTE}, "2026-03-02 09:25"},
        {"2026-03-02 08:00", {25, SZ_UNIT_MINUTE}, "2026-03-02 09:25"}, /* before opening */
        {"2026-03-02 11:35", {25, SZ_UNIT_MINUTE}, "2026-03-02 12:00"}, /* to the lunch's edge */
        {"2026-03-02 11:36", {25, SZ_UNIT_MINUTE}, "2026-03-02 13:31"}, /* and one over it */
        {"2026-03-02 12:00", {25, SZ_UNIT_MINUTE}, "2026-03-02 13:55"},
        {"2026-03-02 13:30", {25, SZ_UNIT_MINUTE}, "2026-03-02 13:55"},
        {"2026-03-02 16:35", {25, SZ_UNIT_MINUTE}, "2026-03-02 17:00"}, /* exactly at closing */
        {"2026-03-02 16:35:00.000000001", {25, SZ_UNIT_MINUTE}, "2026-03-03 09:00:00.000000001"},
        {"2026-03-02 17:00", {25, SZ_UNIT_MINUTE}, "2026-03-03 09:25"},
        {"2026-03-02 23:59:59", {25, SZ_UNIT_MINUTE}, "2026-03-03 09:25"},
        {"2026-03-02 09:00", {7, SZ_UNIT_HOUR}, "2026-03-03 09:30"}, /* a day has 6 h 30 min */
        {"2026-03-02 09:00", {13, SZ_UNIT_HOUR}, "2026-03-03 17:00"},
        {"2026-03-06 16:00", {2, SZ_UNIT_HOUR}, "2026-03-09 10:00"}, /* Saturday 10-12 no clock */
        {"2026-03-07 10:30", {1, SZ_UNIT_HOUR}, "2026-03-09 10:00"},
        {"2026-02-13 16:00", {2, SZ_UNIT_HOUR}, "2026-02-14 10:00"}, /* make-up Saturday */
        {"2026-02-14 16:00", {2, SZ_UNIT_HOUR}, "2026-02-24 10:00"},
        {"2026-08-10 16:30", {1, SZ_UNIT_HOUR}, "2026-08-12 09:30"}, /* closed on the 11th */
        {"2026-08-13 14:30", {1, SZ_UNIT_HOUR}, "2026-08-14 09:30"}, /* closes at 15:00 */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SzDeadlineRequest request = {.start = test_instant(rows[i].start),
                                           .limit = rows[i].limit};
        g_test_message("%s", rows[i].start);
        SzDeadline deadline = compute(world, &request);
        assert_due(&deadline, rows[i].due);
    }
}

static void test_service_time_inside_spans_does_not_run(World *world,
                                                        gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *spans[3][2];
        const char *due;
        gint64 suspended_min; /* whole minutes */
    } rows[] = {
        {{{"2026-03-02 09:10", "2026-03-02 09:40"}}, "2026-03-02 10:00", 30},
        {{{"2026-03-02 09:29:59", "2026-03-02 09:40"}}, "2026-03-02 09:40:01", 10},
        {{{"2026-03-02 09:30", "2026-03-02 09:40"}}, "2026-03-02 09:30", 0}, /* used up */
        {{{"2026-03-02 08:00", "2026-03-02 09:00"}}, "2026-03-02 09:30", 0},
        {{{"2026-03-02 09:10", "2026-03-02 09:20"}, {"2026-03-02 09:15", "2026-03-02 09:25"}},
         "2026-03-02 09:45",
         15},
        {{{"2026-03-02 09:20", "2026-03-02 09:25"}, {"2026-03-02 09:10", "2026-03-02 09:20"}},
         "2026-03-02 09:45",
         15},
        {{{"2026-03-02 11:00", "2026-03-02 14:00"}}, "2026-03-02 09:30", 0},
        {{{"2026-03-02 09:20", "2026-03-02 14:00"}}, "2026-03-02 14:10", 190},
        {{{"2026-03-02 09:20", "2026-03-04 09:05"}}, "2026-03-04 09:15", 160 + 210 + 390 + 5},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzSpan spans[3];
        gsize n = 0;
        for (; rows[i].spans[n][0] != NULL; n++) {
            spans[n] = (SzSpan){test_instant(rows[i].spans[n][0]),
                                test_instant(rows[i].spans[n][1]), SZ_SUSPEND_SUPPLEMENT};
        }
        g_test_message("%s", rows[i].spans[0][0]);
        const SzDeadlineRequest request = {.start = test_instant("2026-03-02 09:00"),
                                           .limit = {30, SZ_UNIT_MINUTE},
                                           .spans = spans,
                                           .n_spans = n};
        SzDeadline deadline = compute(world, &request);
        assert_due(&deadline, rows[i].due);
        g_assert_cmpint(deadline.suspended_ns / SZ_NS_PER_S / 60, ==, rows[i].suspended_min);
    }
}

static void test_wall_clock(World *world, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *start;
        SzLimit limit;
        const char *due;
        const char *due_day;
    } rows[] = {
        {"2026-03-06 23:30", {29, SZ_UNIT_MINUTE}, "2026-03-06 23:59", "2026-03-06"},
        {"2026-03-06 23:30", {30, SZ_UNIT_MINUTE}, "2026-03-07 00:00", "2026-03-06"},
        {"2026-03-06 23:30", {31, SZ_UNIT_MINUTE}, "2026-03-07 00:01", "2026-03-07"},
        {"2026-03-06 09:00", {72, SZ_UNIT_HOUR}, "2026-03-09 09:00", "2026-03-09"},
        {"2027-03-06 09:00", {1, SZ_UNIT_HOUR}, "2027-03-06 10:00", "2027-03-06"},
    };
    world->policy.clock = SZ_CLOCK_WALL;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SzDeadlineRequest request = {.start = test_instant(rows[i].start),
                                           .limit = rows[i].limit};
        SzDeadline deadline = compute(world, &request);
        assert_due(&deadline, rows[i].due);
        assert_due_day(&deadline, rows[i].due_day);
        g_assert_false(deadline.provisional); /* no notice can change it */
    }
}

/* --- provisional --------------------------------------------------------------------------- */

static void test_provisional(World *world, gconstpointer data G_GNUC_UNUSED)
{
    static const struct {
        const char *start;
        SzLimit limit;
        const char *span[2];
        SzRestdayStart restday_start;
        bool provisional;
    } rows[] = {
        {"2026-12-30 09:00", {1, SZ_UNIT_WORKDAY}, {0}, SZ_RESTDAY_START_COUNT, false},
        {"2026-12-30 09:00", {2, SZ_UNIT_WORKDAY}, {0}, SZ_RESTDAY_START_COUNT, true},
        {"2026-12-30 09:00", {1, SZ_UNIT_DAY}, {0}, SZ_RESTDAY_START_COUNT, false},
        {"2026-12-30 09:00", {2, SZ_UNIT_DAY}, {0}, SZ_RESTDAY_START_COUNT, true},
        {"2026-12-31 16:00", {1, SZ_UNIT_HOUR}, {0}, SZ_RESTDAY_START_COUNT, false},
        {"2026-12-31 16:00", {2, SZ_UNIT_HOUR}, {0}, SZ_RESTDAY_START_COUNT, true},
        {"2026-12-31 16:00", {0, SZ_UNIT_HOUR}, {0}, SZ_RESTDAY_START_COUNT, false},
        {"2026-12-31 17:00", {0, SZ_UNIT_HOUR}, {0}, SZ_RESTDAY_START_COUNT, true},
        /* the start day's own kind decides only where it may roll */
        {"2023-12-31 17:00", {1, SZ_UNIT_WORKDAY}, {0}, SZ_RESTDAY_START_COUNT, false},
        {"2023-12-31 17:00", {1, SZ_UNIT_WORKDAY}, {0}, SZ_RESTDAY_START_ROLL, true},
        {"2023-12-31 17:00", {0, SZ_UNIT_WORKDAY}, {0}, SZ_RESTDAY_START_COUNT, true},
        /* resumed in the unpublished year: whether its first days are lost is not known */
        {"2026-12-28 09:00",
         {2, SZ_UNIT_WORKDAY},
         {"2026-12-29 10:00", "2026-12-29 11:00"},
         SZ_RESTDAY_START_COUNT,
         false},
        {"2026-12-28 09:00",
         {2, SZ_UNIT_WORKDAY},
         {"2026-12-30 10:00", "2026-12-31 11:00"},
         SZ_RESTDAY_START_COUNT,
         false},
        {"2026-12-28 09:00",
         {2, SZ_UNIT_WORKDAY},
         {"2026-12-30 10:00", "2027-01-02 11:00"},
         SZ_RESTDAY_START_COUNT,
         true},
        {"2026-12-28 09:00",
         {2, SZ_UNIT_WORKDAY},
         {"2026-12-30 17:00", "2027-01-02 11:00"},
         SZ_RESTDAY_START_COUNT,
         false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzSpan span = {0};
        if (rows[i].span[0] != NULL) {
            span = (SzSpan){test_instant(rows[i].span[0]), test_instant(rows[i].span[1]),
                            SZ_SUSPEND_AUCTION};
        }
        g_test_message("row %" G_GSIZE_FORMAT ": %s", i, rows[i].start);
        world->policy.restday_start = rows[i].restday_start;
        const SzDeadlineRequest request = {.start = test_instant(rows[i].start),
                                           .limit = rows[i].limit,
                                           .spans = &span,
                                           .n_spans = rows[i].span[0] != NULL};
        SzDeadline deadline = compute(world, &request);
        g_assert_cmpint(deadline.provisional, ==, rows[i].provisional);
    }
}

/* --- refusals ------------------------------------------------------------------------------ */

static void assert_refused(const SzDeadlineRules *rules, const SzDeadlineRequest *request, int code)
{
    SzDeadline deadline = {.due = {4711}};
    g_autoptr(GError) error = NULL;
    g_autoptr(GError) strip_error = NULL;
    g_assert_false(sz_deadline_compute(rules, request, &deadline, &error));
    g_assert_error(error, SZ_METRICS_ERROR, code);
    g_assert_cmpint(deadline.due.ns, ==, 4711);
    g_assert_null(sz_deadline_strip(rules, request, &strip_error));
    g_assert_error(strip_error, SZ_METRICS_ERROR, code);
}

static void test_refuses_what_is_not_defined(World *world, gconstpointer data G_GNUC_UNUSED)
{
    const struct {
        const char *start;
        SzLimit limit;
        gint32 extend_n;
    } rows[] = {
        {"2026-03-02", {1, SZ_UNIT_NONE}, 0},
        {"2026-03-02", {-1, SZ_UNIT_WORKDAY}, 0},
        {"2026-03-02", {SZ_LIMIT_MAX + 1, SZ_UNIT_MINUTE}, 0},
        {"2026-03-02", {1, SZ_UNIT_WORKDAY}, -1},
        {"2026-03-02", {1, SZ_UNIT_WORKDAY}, SZ_LIMIT_MAX + 1},
        {"1989-12-31", {1, SZ_UNIT_WORKDAY}, 0},
        {"2200-01-01", {1, SZ_UNIT_DAY}, 0},
        {"2199-12-31 12:00", {1, SZ_UNIT_WORKDAY}, 0},
        {"2199-12-31 12:00", {1, SZ_UNIT_DAY}, 0},
        {"2199-12-31 18:00", {0, SZ_UNIT_DAY}, 0},
        {"2199-12-31 16:30", {1, SZ_UNIT_HOUR}, 0},
        {"2026-03-02", {SZ_LIMIT_MAX, SZ_UNIT_WORKDAY}, SZ_LIMIT_MAX},
        {"2026-03-02", {SZ_LIMIT_MAX, SZ_UNIT_DAY}, SZ_LIMIT_MAX},
        {"2026-03-02", {SZ_LIMIT_MAX, SZ_UNIT_HOUR}, 0}, /* beyond 292 years */
        {"2026-03-02", {2000000, SZ_UNIT_HOUR}, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("row %" G_GSIZE_FORMAT, i);
        const SzDeadlineRequest request = {.start = test_instant(rows[i].start),
                                           .limit = rows[i].limit,
                                           .extend_n = rows[i].extend_n};
        assert_refused(&world->rules, &request, SZ_METRICS_ERROR_RANGE);
    }
    const SzSpan backwards = {test_instant("2026-03-05 10:00"), test_instant("2026-03-05 09:59"),
                              SZ_SUSPEND_OTHER};
    SzDeadlineRequest request = {.start = test_instant("2026-03-02"),
                                 .limit = {10, SZ_UNIT_WORKDAY},
                                 .spans = &backwards,
                                 .n_spans = 1};
    assert_refused(&world->rules, &request, SZ_METRICS_ERROR_CONFLICT);
    const SzSpan for_ever = {test_instant("2026-03-05 10:00"), SZ_WALL_TIME_MAX,
                             SZ_SUSPEND_HEARING};
    request.spans = &for_ever;
    for (SzUnit unit = SZ_UNIT_MINUTE; unit <= SZ_UNIT_DAY; unit++) {
        request.limit = (SzLimit){2000, unit};
        assert_refused(&world->rules, &request, SZ_METRICS_ERROR_RANGE);
        const SzSpan at_once = {test_instant("2026-03-02 10:00"), SZ_WALL_TIME_MAX,
                                SZ_SUSPEND_HEARING};
        const SzDeadlineRequest same_day = {.start = test_instant("2026-03-02 09:00"),
                                            .limit = {0, unit},
                                            .spans = &at_once,
                                            .n_spans = 1};
        assert_refused(&world->rules, &same_day, SZ_METRICS_ERROR_RANGE);
    }
}

/* The longest walk there is ends, with an error. */
static void test_a_hall_that_never_opens(World *world, gconstpointer data G_GNUC_UNUSED)
{
    const SzHoursPlan never = {0};
    g_autoptr(SzOpeningHours) hours = test_hours_new(&never);
    world->rules.hours = hours;
    SzDeadlineRequest request = {.start = test_instant("2026-03-02 09:00"),
                                 .limit = {SZ_LIMIT_MAX, SZ_UNIT_MINUTE}};
    assert_refused(&world->rules, &request, SZ_METRICS_ERROR_RANGE);
    request.limit.n = 0;
    assert_refused(&world->rules, &request, SZ_METRICS_ERROR_RANGE);
    request.limit = (SzLimit){1, SZ_UNIT_WORKDAY}; /* a legal day comes all the same */
    SzDeadline deadline = compute(world, &request);
    assert_due(&deadline, "2026-03-04 00:00");
}

/* Same-day matters suspended to the very end of the calendar, in a hall closed now and then. */
static void test_no_day_of_service_is_left(World *world, gconstpointer data G_GNUC_UNUSED)
{
    SzHoursPlan plan = test_ordinary_plan();
    const SzHoursException closed[] = {{test_day("2199-12-27"), {0}, NULL},
                                       {test_day("2199-12-31"), {0}, NULL}};
    plan.exceptions = closed;
    plan.n_exceptions = G_N_ELEMENTS(closed);
    g_autoptr(SzOpeningHours) hours = test_hours_new(&plan);
    world->rules.hours = hours;
    const SzSpan last_day = {test_instant("2199-12-30 10:00"), test_instant("2199-12-31 10:00"),
                             SZ_SUSPEND_TENDER};
    SzDeadlineRequest request = {.start = test_instant("2199-12-30 09:00"),
                                 .limit = {0, SZ_UNIT_WORKDAY},
                                 .spans = &last_day,
                                 .n_spans = 1};
    assert_refused(&world->rules, &request, SZ_METRICS_ERROR_RANGE);
    /* Due on Thursday the 26th; the 27th is lost, and the hall closed on it, so Monday the 30th; the
     * 30th and 31st are lost: the second working day after the 30th is none of the calendar. */
    const SzSpan twice[] = {
        {test_instant("2199-12-26 10:00"), test_instant("2199-12-27 10:00"), SZ_SUSPEND_TENDER},
        {test_instant("2199-12-27 15:00"), test_instant("2199-12-31 10:00"), SZ_SUSPEND_TENDER},
    };
    request.start = test_instant("2199-12-26 09:00");
    request.spans = twice;
    request.n_spans = 2;
    assert_refused(&world->rules, &request, SZ_METRICS_ERROR_RANGE);
}

static void test_default_policy(World *world G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
    const SzDeadlinePolicy *policy = &SZ_DEADLINE_POLICY_DEFAULT;
    g_assert_cmpint(policy->suspend_count, ==, SZ_CONVENTION_A);
    g_assert_cmpint(policy->due_at, ==, SZ_DUE_AT_CLOSE_OF_BUSINESS);
    g_assert_cmpint(policy->restday_start, ==, SZ_RESTDAY_START_COUNT);
    g_assert_cmpint(policy->clock, ==, SZ_CLOCK_SERVICE);
    for (guint kind = 0; kind < SZ_SUSPEND_N_KINDS; kind++) {
        bool stops =
            kind != SZ_SUSPEND_PUBLICITY && kind != SZ_SUSPEND_CONSULT && kind != SZ_SUSPEND_OTHER;
        g_assert_cmpint((policy->stopping_kinds >> kind) & 1, ==, stops);
    }
}

int main(int argc, char **argv)
{
    static const struct {
        const char *path;
        void (*run)(World *world, gconstpointer data);
    } tests[] = {
        {"vectors-of-working-days", test_vectors_of_working_days},
        {"suspension-by-convention", test_suspension_by_convention},
        {"which-spans-count", test_which_spans_count},
        {"touching-spans-are-one-by-c", test_touching_spans_are_one_by_c},
        {"extension-and-midnight", test_extension_and_midnight},
        {"hall-closed-on-the-due-day", test_hall_closed_on_the_due_day},
        {"start-on-a-rest-day", test_start_on_a_rest_day},
        {"calendar-days", test_calendar_days},
        {"same-day", test_same_day},
        {"same-day-extended-and-suspended", test_same_day_extended_and_suspended},
        {"service-time", test_service_time},
        {"service-time-inside-spans-does-not-run", test_service_time_inside_spans_does_not_run},
        {"wall-clock", test_wall_clock},
        {"provisional", test_provisional},
        {"refuses-what-is-not-defined", test_refuses_what_is_not_defined},
        {"a-hall-that-never-opens", test_a_hall_that_never_opens},
        {"no-day-of-service-is-left", test_no_day_of_service_is_left},
        {"default-policy", test_default_policy},
    };
    g_test_init(&argc, &argv, NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_autofree char *path = g_strdup_printf("/metrics/deadline/%s", tests[i].path);
        g_test_add(path, World, NULL, set_up, tests[i].run, tear_down);
    }
    return g_test_run();
}
