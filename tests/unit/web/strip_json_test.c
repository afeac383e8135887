#include "web/strip_json.h"

#include "support/national_calendar.h"

static char *json_of(const char *start, SzLimit limit)
{
    const SzHoursPlan plan = test_ordinary_plan();
    g_autoptr(SzWorkCalendar) calendar = test_national_calendar();
    g_autoptr(SzOpeningHours) hours = test_hours_new(&plan);
    const SzDeadlineRules rules = {&SZ_DEADLINE_POLICY_DEFAULT, calendar, hours};
    const SzDeadlineRequest request = {.start = test_instant(start), .limit = limit};
    SzDeadline deadline;
    g_assert_true(sz_deadline_compute(&rules, &request, &deadline, NULL));
    g_autoptr(GArray) strip = sz_deadline_strip(&rules, &request, NULL);
    g_autoptr(json_t) value = sz_deadline_json(&deadline, calendar, strip, limit.unit);
    return sz_json_dump(value);
}

static void test_working_days(void)
{
    g_autofree char *text = json_of("2026-02-13 09:00", (SzLimit){1, SZ_UNIT_WORKDAY});
    g_assert_cmpstr(
        text, ==,
        "{\"due\":\"2026-02-14T17:00:00+08:00\",\"due_date\":\"2026-02-14\","
        "\"provisional\":false,\"calendar\":\"2026.1\",\"strip\":["
        "{\"date\":\"2026-02-13\",\"counted\":false,\"reason\":\"start\",\"why\":\"受理当日不计\","
        "\"why_en\":\"day of acceptance, not counted\",\"n\":null},"
        "{\"date\":\"2026-02-14\",\"counted\":true,\"reason\":\"makeup\",\"why\":\"调休上班\","
        "\"why_en\":\"make-up working day\",\"n\":1}]}");
}

static void test_minutes(void)
{
    g_autofree char *text = json_of("2027-03-02 16:59:59.5", (SzLimit){1, SZ_UNIT_MINUTE});
    g_assert_cmpstr(
        text, ==,
        "{\"due\":\"2027-03-03T09:00:59.500+08:00\",\"due_date\":\"2027-03-03\","
        "\"provisional\":true,\"calendar\":null,\"strip\":["
        "{\"date\":\"2027-03-02\",\"counted\":true,\"reason\":\"service\",\"why\":\"计时\","
        "\"why_en\":\"clock running\",\"n\":null,\"used_s\":0.5,\"stopped_s\":0},"
        "{\"date\":\"2027-03-03\",\"counted\":true,\"reason\":\"service\",\"why\":\"计时\","
        "\"why_en\":\"clock running\",\"n\":null,\"used_s\":59.5,\"stopped_s\":0}]}");
    g_autofree char *whole = json_of("2026-03-02 09:00", (SzLimit){1, SZ_UNIT_HOUR});
    g_assert_nonnull(strstr(whole, "\"used_s\":3600,\"stopped_s\":0}"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/strip_json/working-days", test_working_days);
    g_test_add_func("/web/strip_json/minutes", test_minutes);
    return g_test_run();
}
