#include "render/strip_text.h"

#include "support/national_calendar.h"

typedef struct {
    SzDeadlineRequest request;
    SzSpan span;
    SzDeadlinePolicy policy;
} Example;

static char *text_of(const Example *example, SzLanguage language)
{
    SzHoursPlan plan = test_ordinary_plan();
    const SzHoursException typhoon = {test_day("2026-08-11"), {0}, "台风停业"};
    plan.exceptions = &typhoon;
    plan.n_exceptions = 1;
    g_autoptr(SzWorkCalendar) calendar = test_national_calendar();
    g_autoptr(SzOpeningHours) hours = test_hours_new(&plan);
    const SzDeadlineRules rules = {&example->policy, calendar, hours};
    SzDeadlineRequest request = example->request;
    request.spans = &example->span;
    request.n_spans = example->span.to.ns != 0;
    SzDeadline deadline;
    g_assert_true(sz_deadline_compute(&rules, &request, &deadline, NULL));
    g_autoptr(GArray) strip = sz_deadline_strip(&rules, &request, NULL);
    return sz_strip_text(strip, &deadline, language);
}

static void assert_text(const Example *example, const char *zh, const char *en)
{
    g_autofree char *found_zh = text_of(example, SZ_LANGUAGE_ZH);
    g_autofree char *found_en = text_of(example, SZ_LANGUAGE_EN);
    g_assert_cmpstr(found_zh, ==, zh);
    g_assert_cmpstr(found_en, ==, en);
}

static void test_working_days(void)
{
    const Example example = {
        .request = {.start = test_instant("2026-02-12 09:00"), .limit = {4, SZ_UNIT_WORKDAY}},
        .span = {test_instant("2026-02-24 10:00"), test_instant("2026-02-25 10:00"),
                 SZ_SUSPEND_TESTING},
        .policy = SZ_DEADLINE_POLICY_DEFAULT,
    };
    assert_text(&example,
                "2026-02-12  周四  -     受理当日不计\n"
                "2026-02-13  周五  1     工作日\n"
                "2026-02-14  周六  2     调休上班\n"
                "2026-02-15  周日  -     节假日:春节\n"
                "2026-02-16  周一  -     节假日:春节\n"
                "2026-02-17  周二  -     节假日:春节\n"
                "2026-02-18  周三  -     节假日:春节\n"
                "2026-02-19  周四  -     节假日:春节\n"
                "2026-02-20  周五  -     节假日:春节\n"
                "2026-02-21  周六  -     节假日:春节\n"
                "2026-02-22  周日  -     节假日:春节\n"
                "2026-02-23  周一  -     节假日:春节\n"
                "2026-02-24  周二  3     工作日\n"
                "2026-02-25  周三  -     特别程序:检测\n"
                "2026-02-26  周四  4     工作日\n"
                "期限届满：2026-02-26（周四）17:00，停计 1 天。\n",
                "2026-02-12  Thu  -     day of acceptance, not counted\n"
                "2026-02-13  Fri  1     working day\n"
                "2026-02-14  Sat  2     make-up working day\n"
                "2026-02-15  Sun  -     public holiday: Spring Festival\n"
                "2026-02-16  Mon  -     public holiday: Spring Festival\n"
                "2026-02-17  Tue  -     public holiday: Spring Festival\n"
                "2026-02-18  Wed  -     public holiday: Spring Festival\n"
                "2026-02-19  Thu  -     public holiday: Spring Festival\n"
                "2026-02-20  Fri  -     public holiday: Spring Festival\n"
                "2026-02-21  Sat  -     public holiday: Spring Festival\n"
                "2026-02-22  Sun  -     public holiday: Spring Festival\n"
                "2026-02-23  Mon  -     public holiday: Spring Festival\n"
                "2026-02-24  Tue  3     working day\n"
                "2026-02-25  Wed  -     special procedure: testing\n"
                "2026-02-26  Thu  4     working day\n"
                "Due 2026-02-26 (Thu) 17:00; days not counted: 1.\n");
}

/* Chinese marks of different widths; seconds; a stop inside a day. */
static void test_clock(void)
{
    const Example example = {
        .request = {.start = test_instant("2026-08-10 15:59:50"), .limit = {8, SZ_UNIT_HOUR}},
        .span = {test_instant("2026-08-12 11:00"), test_instant("2026-08-12 11:30:00.5"),
                 SZ_SUSPEND_SUPPLEMENT},
        .policy = SZ_DEADLINE_POLICY_DEFAULT,
    };
    assert_text(
        &example,
        "2026-08-10  周一  1 小时 10 秒        计时\n"
        "2026-08-11  周二  -                   大厅未开放:台风停业\n"
        "2026-08-12  周三  5 小时 59 分 59 秒  计时（其间暂停计时:补正）\n"
        "2026-08-13  周四  59 分 50 秒         计时\n"
        "期限届满：2026-08-13（周四）09:59:50，停计 30 分。\n",
        "2026-08-10  Mon  1 h 10 s         clock running\n"
        "2026-08-11  Tue  -                hall closed: 台风停业\n"
        "2026-08-12  Wed  5 h 59 min 59 s  clock running (meanwhile clock stopped: supplement "
        "of materials)\n"
        "2026-08-13  Thu  59 min 50 s      clock running\n"
        "Due 2026-08-13 (Thu) 09:59:50; 30 min not counted.\n");
}

static void test_same_day_provisional_and_midnight(void)
{
    Example example = {
        .request = {.start = test_instant("2026-12-31 18:00"), .limit = {0, SZ_UNIT_HOUR}},
        .policy = SZ_DEADLINE_POLICY_DEFAULT,
    };
    assert_text(&example,
                "2026-12-31  周四  -     下班后收件\n"
                "2027-01-01  周五  -     节假日:元旦（当年放假安排未公布）\n"
                "2027-01-02  周六  -     周末（当年放假安排未公布）\n"
                "2027-01-03  周日  -     周末（当年放假安排未公布）\n"
                "2027-01-04  周一  *     当日办结（当年放假安排未公布）\n"
                "期限届满：2027-01-04（周一）17:00。\n"
                "暂定：所涉年份的放假安排尚未全部公布，公布后重新计算。\n",
                "2026-12-31  Thu  -     received after hours\n"
                "2027-01-01  Fri  -     public holiday: New Year's Day (no notice published for "
                "this year)\n"
                "2027-01-02  Sat  -     weekend (no notice published for this year)\n"
                "2027-01-03  Sun  -     weekend (no notice published for this year)\n"
                "2027-01-04  Mon  *     due the same day (no notice published for this year)\n"
                "Due 2027-01-04 (Mon) 17:00.\n"
                "Provisional: a year it looks into has no published notice yet; it will be "
                "computed again.\n");
    example.policy.due_at = SZ_DUE_AT_MIDNIGHT;
    g_autofree char *text = text_of(&example, SZ_LANGUAGE_EN);
    g_assert_cmpstr(text, ==,
                    "2026-12-31  Thu  *     due the same day\nDue 2026-12-31 (Thu) 24:00.\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/render/strip_text/working-days", test_working_days);
    g_test_add_func("/render/strip_text/clock", test_clock);
    g_test_add_func("/render/strip_text/same-day-provisional-and-midnight",
                    test_same_day_provisional_and_midnight);
    return g_test_run();
}
