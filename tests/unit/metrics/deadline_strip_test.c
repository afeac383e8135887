/* The strip, day by day, in the shorthand of code_of(). */

#include "metrics/deadline.h"

#include "metrics/error.h"
#include "support/national_calendar.h"

static SzWorkCalendar *calendar;
static SzOpeningHours *hours;

/* One character a day: capital letters count. */
static char code_of(const SzStripDay *day)
{
    static const char codes[] = {
        [SZ_STRIP_START] = '-',    [SZ_STRIP_WORKING] = 'W', [SZ_STRIP_MAKEUP] = 'M',
        [SZ_STRIP_CALENDAR] = 'D', [SZ_STRIP_SERVICE] = 'T', [SZ_STRIP_SAME_DAY] = 'E',
        [SZ_STRIP_WEEKEND] = 'w',  [SZ_STRIP_HOLIDAY] = 'h', [SZ_STRIP_SUSPENDED] = 's',
        [SZ_STRIP_ROLLED] = '>',   [SZ_STRIP_CLOSED] = 'c',  [SZ_STRIP_AFTER_HOURS] = 'a',
        [SZ_STRIP_RECEIVED] = 'r',
    };
    g_assert_cmpint(day->counted, ==, g_ascii_isupper(codes[day->reason]) != 0);
    return codes[day->reason];
}

static void set_up_world(void)
{
    SzHoursPlan plan = test_ordinary_plan();
    const SzHoursException exceptions[] = {
        {test_day("2026-08-11"), {0}, "台风停业"},
        {test_day("2026-08-12"), {0}, NULL},
    };
    plan.exceptions = exceptions;
    plan.n_exceptions = G_N_ELEMENTS(exceptions);
    calendar = test_national_calendar();
    hours = test_hours_new(&plan);
}

typedef struct {
    const char *start;
    SzLimit limit;
    const char *spans[2][2];
    const char *strip;
    SzDeadlinePolicy policy;
} Row;

#define DEFAULT                                                                                    \
    {                                                                                              \
        .stopping_kinds = 1u << SZ_SUSPEND_TESTING                                                 \
    }
#define ROLL                                                                                       \
    {                                                                                              \
        .restday_start = SZ_RESTDAY_START_ROLL                                                     \
    }
#define WALL                                                                                       \
    {                                                                                              \
        .clock = SZ_CLOCK_WALL, .stopping_kinds = 1u << SZ_SUSPEND_TESTING                         \
    }
#define MIDNIGHT                                                                                   \
    {                                                                                              \
        .due_at = SZ_DUE_AT_MIDNIGHT, .stopping_kinds = 1u << SZ_SUSPEND_TESTING                   \
    }

static const Row rows[] = {
    /* working days */
    {"2026-03-02 09:00", {3, SZ_UNIT_WORKDAY}, {{0}}, "-WWW", DEFAULT},
    {"2026-03-05 09:00", {3, SZ_UNIT_WORKDAY}, {{0}}, "-WwwWW", DEFAULT},
    {"2026-03-07 09:00", {1, SZ_UNIT_WORKDAY}, {{0}}, "-wW", DEFAULT},
    {"2026-03-07 09:00", {1, SZ_UNIT_WORKDAY}, {{0}}, "wwrW", ROLL},
    {"2026-03-06 09:00", {1, SZ_UNIT_WORKDAY}, {{0}}, "-wwW", ROLL},
    {"2026-02-22 09:00", {1, SZ_UNIT_WORKDAY}, {{0}}, "hhrW", ROLL},
    {"2026-02-12 09:00", {3, SZ_UNIT_WORKDAY}, {{0}}, "-WMhhhhhhhhhW", DEFAULT},
    {"2026-03-02 09:00",
     {3, SZ_UNIT_WORKDAY},
     {{"2026-03-03 10:00", "2026-03-09 10:00"}},
     "-WssswwsWW",
     DEFAULT},
    {"2026-03-02 09:00",
     {2, SZ_UNIT_WORKDAY},
     {{"2026-03-03 10:00", "2026-03-04 10:00"}, {"2026-03-05 10:00", "2026-03-06 10:00"}},
     "-WsWs",
     DEFAULT},
    /* (the last: suspended on the last day; by A the day of resumption is lost and due) */
    /* calendar days */
    {"2026-03-05 09:00", {4, SZ_UNIT_DAY}, {{0}}, "-DDDD", DEFAULT},
    {"2026-03-05 09:00", {2, SZ_UNIT_DAY}, {{0}}, "-DD>>", DEFAULT},
    {"2026-03-05 09:00",
     {2, SZ_UNIT_DAY},
     {{"2026-03-06 10:00", "2026-03-08 10:00"}},
     "-DssD",
     DEFAULT},
    /* due on Sunday, so on Monday; suspended then for a day: six days on is Monday all the same */
    {"2026-03-03 09:00",
     {5, SZ_UNIT_DAY},
     {{"2026-03-09 10:00", "2026-03-10 10:00"}},
     "-DDDDD>",
     DEFAULT},
    /* rolled to Monday, and suspended then for three days: five days on is Wednesday */
    {"2026-03-05 09:00",
     {2, SZ_UNIT_DAY},
     {{"2026-03-09 10:00", "2026-03-12 10:00"}},
     "-DD>>s",
     DEFAULT},
    /* the same day */
    {"2026-03-06 09:00", {0, SZ_UNIT_MINUTE}, {{0}}, "E", DEFAULT},
    {"2026-03-06 17:00", {0, SZ_UNIT_WORKDAY}, {{0}}, "awwE", DEFAULT},
    {"2026-03-07 17:00", {0, SZ_UNIT_WORKDAY}, {{0}}, "wwE", DEFAULT},
    {"2026-02-23 17:00", {0, SZ_UNIT_WORKDAY}, {{0}}, "hE", DEFAULT},
    {"2026-08-10 18:00", {0, SZ_UNIT_DAY}, {{0}}, "accE", DEFAULT},
    {"2026-08-11 09:00", {0, SZ_UNIT_DAY}, {{0}}, "ccE", DEFAULT},
    {"2026-08-11 09:00", {0, SZ_UNIT_DAY}, {{0}}, "E", MIDNIGHT},
    {"2026-03-02 09:00",
     {0, SZ_UNIT_DAY},
     {{"2026-03-02 10:00", "2026-03-04 10:00"}},
     "-sE",
     DEFAULT},
    {"2026-03-02 18:00",
     {0, SZ_UNIT_DAY},
     {{"2026-03-03 10:00", "2026-03-05 10:00"}},
     "arsE",
     DEFAULT},
    {"2026-08-10 09:00",
     {0, SZ_UNIT_DAY},
     {{"2026-08-10 10:00", "2026-08-12 10:00"}},
     "-ccE",
     DEFAULT},
    /* minutes and hours */
    {"2026-03-02 09:00", {25, SZ_UNIT_MINUTE}, {{0}}, "T", DEFAULT},
    {"2026-03-06 17:00", {7, SZ_UNIT_HOUR}, {{0}}, "awwTT", DEFAULT},
    {"2026-08-10 16:00", {2, SZ_UNIT_HOUR}, {{0}}, "TccT", DEFAULT},
    {"2026-03-02 16:00",
     {2, SZ_UNIT_HOUR},
     {{"2026-03-02 16:30", "2026-03-05 09:00"}},
     "TssT",
     DEFAULT},
    {"2026-03-06 16:00",
     {2, SZ_UNIT_HOUR},
     {{"2026-03-06 15:00", "2026-03-09 09:00"}},
     "swwT",
     DEFAULT},
    /* suspended for the last nanosecond of service, and otherwise after hours */
    {"2026-03-02 16:59:59.999999999",
     {1, SZ_UNIT_HOUR},
     {{"2026-03-02 16:00", "2026-03-02 20:00"}},
     "sT",
     DEFAULT},
    {"2026-02-21 09:00", {1, SZ_UNIT_HOUR}, {{0}}, "hhhT", DEFAULT},
    {"2026-03-06 12:00", {36, SZ_UNIT_HOUR}, {{0}}, "TT", WALL}, /* to Sunday 0:00 */
    {"2026-03-06 12:00",
     {13, SZ_UNIT_HOUR},
     {{"2026-03-07 00:00", "2026-03-08 00:00"}},
     "TsT",
     WALL},
};

static GArray *strip_of(const Row *row, SzDeadline *out_deadline)
{
    SzSpan spans[2];
    gsize n = 0;
    for (; n < 2 && row->spans[n][0] != NULL; n++) {
        spans[n] = (SzSpan){test_instant(row->spans[n][0]), test_instant(row->spans[n][1]),
                            SZ_SUSPEND_TESTING};
    }
    const SzDeadlineRules rules = {&row->policy, calendar, hours};
    const SzDeadlineRequest request = {
        .start = test_instant(row->start), .limit = row->limit, .spans = spans, .n_spans = n};
    g_autoptr(GError) error = NULL;
    g_assert_true(sz_deadline_compute(&rules, &request, out_deadline, NULL));
    GArray *strip = sz_deadline_strip(&rules, &request, &error);
    g_assert_no_error(error);
    return strip;
}

static void test_one_day_after_the_other(gconstpointer data)
{
    const Row *row = data;
    SzDeadline deadline;
    g_autoptr(GArray) strip = strip_of(row, &deadline);
    g_autoptr(GString) text = g_string_new(NULL);
    gint32 ordinal = 0;
    gint64 used_ns = 0;
    gint64 stopped_ns = 0;
    bool by_clock = row->limit.unit == SZ_UNIT_MINUTE || row->limit.unit == SZ_UNIT_HOUR;
    for (guint i = 0; i < strip->len; i++) {
        const SzStripDay *day = &g_array_index(strip, SzStripDay, i);
        g_string_append_c(text, code_of(day));
        g_assert_cmpint(day->day, ==, sz_day_of(test_instant(row->start)) + (SzDay)i);
        g_assert_true(day->published);
        bool was_stopped = day->reason == SZ_STRIP_SUSPENDED || day->stopped_ns > 0;
        g_assert_cmpint(day->suspend_kind, ==,
                        was_stopped ? SZ_SUSPEND_TESTING : SZ_SUSPEND_UNSPECIFIED);
        bool numbered = day->counted && !by_clock && row->limit.n > 0;
        g_assert_cmpint(day->ordinal, ==, numbered ? ++ordinal : 0);
        used_ns += day->used_ns;
        stopped_ns += day->stopped_ns;
    }
    g_assert_cmpstr(text->str, ==, row->strip);
    g_assert_cmpint(g_array_index(strip, SzStripDay, strip->len - 1).day, ==, deadline.due_day);
    gint64 unit_s = row->limit.unit == SZ_UNIT_HOUR ? 3600 : 60;
    g_assert_cmpint(used_ns, ==, by_clock ? row->limit.n * unit_s * SZ_NS_PER_S : 0);
    g_assert_cmpint(stopped_ns, ==, deadline.suspended_ns);
}

static void test_names(void)
{
    SzDeadline deadline;
    const Row holidays = {"2026-09-24 17:00", {1, SZ_UNIT_WORKDAY}, {{0}}, "", DEFAULT};
    g_autoptr(GArray) autumn = strip_of(&holidays, &deadline);
    const SzStripDay *friday = &g_array_index(autumn, SzStripDay, 1);
    g_assert_cmpstr(friday->name_zh, ==, "中秋节");
    g_assert_cmpstr(friday->name_en, ==, "Mid-Autumn Festival");
    g_assert_cmpstr(g_array_index(autumn, SzStripDay, 0).name_zh, ==, "");
    const Row closed = {"2026-08-10 17:00", {1, SZ_UNIT_HOUR}, {{0}}, "", DEFAULT};
    g_autoptr(GArray) typhoon = strip_of(&closed, &deadline);
    g_assert_cmpstr(g_array_index(typhoon, SzStripDay, 1).name_zh, ==, "台风停业");
    g_assert_cmpstr(g_array_index(typhoon, SzStripDay, 1).name_en, ==, "台风停业");
    g_assert_cmpstr(g_array_index(typhoon, SzStripDay, 2).name_zh, ==, ""); /* no reason given */
}

static void test_published_by_day(void)
{
    SzDeadline deadline;
    const Row row = {"2026-12-30 09:00", {2, SZ_UNIT_WORKDAY}, {{0}}, "", DEFAULT};
    g_autoptr(GArray) strip = strip_of(&row, &deadline); /* 12-31, 01-01 off, 2 and 3 weekend, 4 */
    g_assert_cmpuint(strip->len, ==, 6);
    g_assert_true(deadline.provisional);
    for (guint i = 0; i < strip->len; i++) {
        g_assert_cmpint(g_array_index(strip, SzStripDay, i).published, ==, i < 2);
    }
    g_assert_cmpstr(g_array_index(strip, SzStripDay, 2).name_zh, ==, "元旦");
}

/* Two kinds in turn; a kind that does not stop the clock is not shown. */
static void test_kind_of_each_day(void)
{
    const SzSpan spans[] = {
        {test_instant("2026-03-09 10:00"), test_instant("2026-03-11 10:00"), SZ_SUSPEND_EXPERT},
        {test_instant("2026-03-03 09:00"), test_instant("2026-03-04 10:00"), SZ_SUSPEND_HEARING},
        {test_instant("2026-03-04 09:00"), test_instant("2026-03-05 10:00"), SZ_SUSPEND_TESTING},
        {test_instant("2026-03-02 09:30"), test_instant("2026-03-13 10:00"), SZ_SUSPEND_OTHER},
    };
    const SzDeadlineRules rules = {&SZ_DEADLINE_POLICY_DEFAULT, calendar, hours};
    const SzDeadlineRequest request = {.start = test_instant("2026-03-02 09:00"),
                                       .limit = {5, SZ_UNIT_WORKDAY},
                                       .spans = spans,
                                       .n_spans = G_N_ELEMENTS(spans)};
    g_autoptr(GArray) strip = sz_deadline_strip(&rules, &request, NULL);
    g_assert_nonnull(strip);
    static const SzSuspendKind kinds[] = {
        [2] = SZ_SUSPEND_HEARING,
        [3] = SZ_SUSPEND_TESTING,
        [8] = SZ_SUSPEND_EXPERT,
        [9] = SZ_SUSPEND_EXPERT,
        [11] = 0,
    };
    g_assert_cmpuint(strip->len, ==, G_N_ELEMENTS(kinds));
    for (guint i = 0; i < strip->len; i++) {
        g_assert_cmpint(g_array_index(strip, SzStripDay, i).suspend_kind, ==, kinds[i]);
    }
}

/* The kinds of the first three days lost, with the last instants of a day and the first of the next. */
static void test_kind_at_midnight(void)
{
    const struct {
        SzConvention convention;
        const char *spans[2][2]; /* a hearing, and tests */
        SzSuspendKind kinds[3];
    } cases[] = {
        /* resumed at 0:00 of the 5th, which is lost by A */
        {SZ_CONVENTION_A,
         {{"2026-03-03 10:00", "2026-03-05 00:00"}, {"2026-03-10 10:00", "2026-03-11 10:00"}},
         {SZ_SUSPEND_HEARING, SZ_SUSPEND_HEARING, SZ_SUSPEND_TESTING}},
        /* a nanosecond earlier, and by B: the 5th is lost by the tests alone */
        {SZ_CONVENTION_B,
         {{"2026-03-04 10:00", "2026-03-04 23:59:59.999999999"},
          {"2026-03-05 00:00", "2026-03-06 10:00"}},
         {SZ_SUSPEND_HEARING, SZ_SUSPEND_TESTING, SZ_SUSPEND_TESTING}},
        /* together: the one told first */
        {SZ_CONVENTION_B,
         {{"2026-03-04 10:00", "2026-03-05 10:00"}, {"2026-03-04 10:00", "2026-03-06 10:00"}},
         {SZ_SUSPEND_HEARING, SZ_SUSPEND_HEARING, SZ_SUSPEND_TESTING}},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        SzDeadlinePolicy policy = SZ_DEADLINE_POLICY_DEFAULT;
        policy.suspend_count = cases[i].convention;
        const SzSpan spans[] = {
            {test_instant(cases[i].spans[0][0]), test_instant(cases[i].spans[0][1]),
             SZ_SUSPEND_HEARING},
            {test_instant(cases[i].spans[1][0]), test_instant(cases[i].spans[1][1]),
             SZ_SUSPEND_TESTING},
        };
        const SzDeadlineRules rules = {&policy, calendar, hours};
        const SzDeadlineRequest request = {.start = test_instant("2026-03-02 09:00"),
                                           .limit = {6, SZ_UNIT_WORKDAY},
                                           .spans = spans,
                                           .n_spans = G_N_ELEMENTS(spans)};
        g_autoptr(GArray) strip = sz_deadline_strip(&rules, &request, NULL);
        g_assert_nonnull(strip);
        gsize n = 0;
        for (guint j = 0; j < strip->len; j++) {
            const SzStripDay *day = &g_array_index(strip, SzStripDay, j);
            if (day->reason == SZ_STRIP_SUSPENDED) {
                g_assert_cmpuint(n, <, G_N_ELEMENTS(cases[i].kinds));
                g_assert_cmpint(day->suspend_kind, ==, cases[i].kinds[n++]);
            }
        }
        g_assert_cmpuint(n, ==, G_N_ELEMENTS(cases[i].kinds));
    }
}

/* Hours of service: an hour of a hearing on Monday; from Monday 16:00 tests, from Wednesday 11:00 experts, to
 * Thursday 10:00. */
static void test_kind_by_the_clock(void)
{
    const SzSpan spans[] = {
        {test_instant("2026-03-02 10:00"), test_instant("2026-03-02 11:00"), SZ_SUSPEND_HEARING},
        {test_instant("2026-03-02 16:00"), test_instant("2026-03-04 11:00"), SZ_SUSPEND_TESTING},
        {test_instant("2026-03-04 11:00"), test_instant("2026-03-05 10:00"), SZ_SUSPEND_EXPERT},
    };
    const SzDeadlineRules rules = {&SZ_DEADLINE_POLICY_DEFAULT, calendar, hours};
    const SzDeadlineRequest request = {.start = test_instant("2026-03-02 09:00"),
                                       .limit = {6, SZ_UNIT_HOUR},
                                       .spans = spans,
                                       .n_spans = G_N_ELEMENTS(spans)};
    g_autoptr(GArray) strip = sz_deadline_strip(&rules, &request, NULL);
    g_assert_nonnull(strip);
    g_assert_cmpuint(strip->len, ==, 4);
    const SzStripDay *days = &g_array_index(strip, SzStripDay, 0);
    g_assert_cmpint(days[0].reason, ==, SZ_STRIP_SERVICE);
    g_assert_cmpint(days[0].suspend_kind, ==, SZ_SUSPEND_HEARING);
    g_assert_cmpint(days[0].stopped_ns, ==, 7200 * SZ_NS_PER_S); /* and the last hour of the day */
    g_assert_cmpint(days[1].reason, ==, SZ_STRIP_SUSPENDED);
    g_assert_cmpint(days[1].suspend_kind, ==, SZ_SUSPEND_TESTING);
    g_assert_cmpint(days[2].suspend_kind, ==, SZ_SUSPEND_TESTING); /* the first of that day */
    g_assert_cmpint(days[3].reason, ==, SZ_STRIP_SERVICE);
    g_assert_cmpint(days[3].suspend_kind, ==, SZ_SUSPEND_EXPERT);
}

static void test_too_long(void)
{
    static const SzDeadlinePolicy wall = {.clock = SZ_CLOCK_WALL};
    const struct {
        SzLimit limit;
        guint len; /* 0: refused */
    } longs[] = {
        {{SZ_STRIP_DAYS_MAX - 1, SZ_UNIT_DAY}, SZ_STRIP_DAYS_MAX},
        {{SZ_STRIP_DAYS_MAX, SZ_UNIT_DAY}, 0},
        {{24 * SZ_STRIP_DAYS_MAX, SZ_UNIT_HOUR}, SZ_STRIP_DAYS_MAX},
        {{24 * SZ_STRIP_DAYS_MAX + 1, SZ_UNIT_HOUR}, 0},
    };
    const SzDeadlineRules rules = {&wall, calendar, hours};
    for (gsize i = 0; i < G_N_ELEMENTS(longs); i++) {
        /* 20,000 days after 2026-03-05 is 2080-12-06, a Friday; so is the day before a working day */
        const SzDeadlineRequest request = {.start = test_instant("2026-03-05 00:00"),
                                           .limit = longs[i].limit};
        g_autoptr(GError) error = NULL;
        g_autoptr(GArray) strip = sz_deadline_strip(&rules, &request, &error);
        if (longs[i].len == 0) {
            g_assert_null(strip);
            g_assert_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE);
        } else {
            g_assert_no_error(error);
            g_assert_cmpuint(strip->len, ==, longs[i].len);
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    set_up_world();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path =
            g_strdup_printf("/metrics/deadline/strip/%02" G_GSIZE_FORMAT "-%s", i, rows[i].strip);
        g_test_add_data_func(path, &rows[i], test_one_day_after_the_other);
    }
    g_test_add_func("/metrics/deadline/strip/names", test_names);
    g_test_add_func("/metrics/deadline/strip/published-by-day", test_published_by_day);
    g_test_add_func("/metrics/deadline/strip/kind-of-each-day", test_kind_of_each_day);
    g_test_add_func("/metrics/deadline/strip/kind-at-midnight", test_kind_at_midnight);
    g_test_add_func("/metrics/deadline/strip/kind-by-the-clock", test_kind_by_the_clock);
    g_test_add_func("/metrics/deadline/strip/too-long", test_too_long);
    int status = g_test_run();
    sz_work_calendar_unref(calendar);
    sz_opening_hours_unref(hours);
    return status;
}
