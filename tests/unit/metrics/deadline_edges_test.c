/* Deadlines at the edges of what is defined: the first and last days of the calendar, the largest
 * limit, the fullest day. */

#include "metrics/deadline.h"

#include "metrics/error.h"
#include "support/national_calendar.h"

static SzWorkCalendar *calendar;

static const SzHoursPlan ordinary = {
    .workday = {2, {{9 * 3600, 12 * 3600}, {13 * 3600 + 1800, 17 * 3600}}}};
/* Six slots of five minutes, the last to midnight: half an hour a day. */
static const SzHoursPlan fullest = {
    .workday = {
        6, {{0, 300}, {3600, 3900}, {7200, 7500}, {10800, 11100}, {14400, 14700}, {86100, 86400}}}};

typedef struct {
    const char *start;
    SzLimit limit;
    SzLimitClock clock;
    const SzHoursPlan *plan;
    const char *span[2];
    const char *due; /* NULL: out of range */
} Row;

static const Row rows[] = {
    /* 1990-01-01 is a Monday and New Year's Day, 2199-12-31 a Tuesday. */
    {"1990-01-01 10:00", {1, SZ_UNIT_WORKDAY}, 0, &ordinary, {0}, "1990-01-02 17:00"},
    {"1990-01-01 10:00", {1, SZ_UNIT_HOUR}, SZ_CLOCK_WALL, &ordinary, {0}, "1990-01-01 11:00"},
    {"1989-12-31 23:59:59.999999999", {2, SZ_UNIT_DAY}, 0, &ordinary, {0}, NULL},
    {"1989-12-31 23:59", {2, SZ_UNIT_MINUTE}, SZ_CLOCK_WALL, &ordinary, {0}, NULL},
    {"1989-12-31 10:00", {0, SZ_UNIT_WORKDAY}, 0, &ordinary, {0}, NULL},
    {"2199-12-30 10:00", {1, SZ_UNIT_WORKDAY}, 0, &ordinary, {0}, "2199-12-31 17:00"},
    {"2199-12-30 10:00", {1, SZ_UNIT_DAY}, 0, &ordinary, {0}, "2199-12-31 17:00"},
    {"2199-12-30 10:00", {2, SZ_UNIT_DAY}, 0, &ordinary, {0}, NULL},
    {"2199-12-31 10:00", {0, SZ_UNIT_WORKDAY}, 0, &ordinary, {0}, "2199-12-31 17:00"},
    {"2199-12-31 10:00", {1, SZ_UNIT_HOUR}, 0, &ordinary, {0}, "2199-12-31 11:00"},
    {"2199-12-31 16:00", {60, SZ_UNIT_MINUTE}, 0, &ordinary, {0}, "2199-12-31 17:00"},
    {"2199-12-31 16:00", {61, SZ_UNIT_MINUTE}, 0, &ordinary, {0}, NULL},
    {"2199-12-31 23:00", {60, SZ_UNIT_MINUTE}, SZ_CLOCK_WALL, &ordinary, {0}, "2199-12-31 24:00"},
    {"2199-12-31 23:00", {61, SZ_UNIT_MINUTE}, SZ_CLOCK_WALL, &ordinary, {0}, NULL},
    {"2200-01-01 00:00", {1, SZ_UNIT_MINUTE}, SZ_CLOCK_WALL, &ordinary, {0}, NULL},
    /* suspended on the last day of the limit, and resumed on the last there is */
    {"2199-12-27 10:00",
     {1, SZ_UNIT_WORKDAY},
     0,
     &ordinary,
     {"2199-12-30 10:00", "2199-12-31 10:00"},
     "2199-12-31 17:00"},
    /* 5,000,000 minutes are 3472 days, 5 hours and 20 minutes */
    {"2026-03-02 00:00",
     {SZ_LIMIT_MAX, SZ_UNIT_MINUTE},
     SZ_CLOCK_WALL,
     &ordinary,
     {0},
     "2035-09-03 05:20"},
    /* over every slot of a day and into the next */
    {"2026-03-02 00:00", {29, SZ_UNIT_MINUTE}, 0, &fullest, {0}, "2026-03-02 23:59"},
    {"2026-03-02 00:00", {30, SZ_UNIT_MINUTE}, 0, &fullest, {0}, "2026-03-02 24:00"},
    {"2026-03-02 00:00", {31, SZ_UNIT_MINUTE}, 0, &fullest, {0}, "2026-03-03 00:01"},
    {"2026-03-02 04:05", {6, SZ_UNIT_MINUTE}, 0, &fullest, {0}, "2026-03-03 00:01"},
    {"2026-03-06 23:59:59.999999999",
     {1, SZ_UNIT_MINUTE},
     0,
     &fullest,
     {0},
     "2026-03-09 00:00:59.999999999"},
    {"2026-03-02 10:00", {1, SZ_UNIT_WORKDAY}, 0, &fullest, {0}, "2026-03-03 24:00"},
    /* leap days */
    {"2024-02-28 09:00", {1, SZ_UNIT_WORKDAY}, 0, &ordinary, {0}, "2024-02-29 17:00"},
    {"2024-02-29 09:00", {1, SZ_UNIT_WORKDAY}, 0, &ordinary, {0}, "2024-03-01 17:00"},
    {"2024-02-28 09:00", {2, SZ_UNIT_DAY}, 0, &ordinary, {0}, "2024-03-01 17:00"},
    {"2028-02-28 12:00", {24, SZ_UNIT_HOUR}, SZ_CLOCK_WALL, &ordinary, {0}, "2028-02-29 12:00"},
    {"2100-02-26 09:00", {1, SZ_UNIT_WORKDAY}, 0, &ordinary, {0}, "2100-03-01 17:00"},
};

static void test_edge(gconstpointer data)
{
    const Row *row = data;
    g_autoptr(SzOpeningHours) hours = test_hours_new(row->plan);
    SzDeadlinePolicy policy = SZ_DEADLINE_POLICY_DEFAULT;
    policy.clock = row->clock;
    const SzDeadlineRules rules = {&policy, calendar, hours};
    SzSpan span = {0};
    SzDeadlineRequest request = {
        .start = test_instant(row->start), .limit = row->limit, .spans = &span};
    if (row->span[0] != NULL) {
        span = (SzSpan){test_instant(row->span[0]), test_instant(row->span[1]), SZ_SUSPEND_HEARING};
        request.n_spans = 1;
    }
    SzDeadline deadline = {.due = {4711}};
    g_autoptr(GError) error = NULL;
    gboolean done = sz_deadline_compute(&rules, &request, &deadline, &error);
    if (row->due == NULL) {
        g_assert_false(done);
        g_assert_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE);
        g_assert_cmpint(deadline.due.ns, ==, 4711);
        return;
    }
    g_assert_no_error(error);
    g_assert_cmpint(deadline.due.ns, ==, test_instant(row->due).ns);
}

/* The second of two spans is looked at as well. */
static void test_any_span_may_be_backwards(void)
{
    g_autoptr(SzOpeningHours) hours = test_hours_new(&ordinary);
    const SzDeadlineRules rules = {&SZ_DEADLINE_POLICY_DEFAULT, calendar, hours};
    const SzSpan spans[] = {
        {test_instant("2026-03-03 10:00"), test_instant("2026-03-03 10:00"), SZ_SUSPEND_HEARING},
        {test_instant("2026-03-04 10:00"), test_instant("2026-03-04 09:59"), SZ_SUSPEND_HEARING},
    };
    const SzDeadlineRequest request = {.start = test_instant("2026-03-02 09:00"),
                                       .limit = {3, SZ_UNIT_WORKDAY},
                                       .spans = spans,
                                       .n_spans = G_N_ELEMENTS(spans)};
    SzDeadline deadline;
    g_autoptr(GError) error = NULL;
    g_assert_false(sz_deadline_compute(&rules, &request, &deadline, &error));
    g_assert_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    calendar = test_national_calendar();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path =
            g_strdup_printf("/metrics/deadline/edges/%02" G_GSIZE_FORMAT "-%s-%d-%s", i,
                            rows[i].start, rows[i].limit.n, sz_unit_name(rows[i].limit.unit));
        g_test_add_data_func(path, &rows[i], test_edge);
    }
    g_test_add_func("/metrics/deadline/edges/any-span-may-be-backwards",
                    test_any_span_may_be_backwards);
    int status = g_test_run();
    sz_work_calendar_unref(calendar);
    return status;
}
