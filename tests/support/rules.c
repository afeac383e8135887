#include "support/rules.h"

#include "support/measures.h"

static struct {
    SzDeadlinePolicy policy;
    SzWorkCalendar *calendar;
    SzRegistry *registry;
    SzItems *items;
    SzMeasureSet *measures;
    SzCaseRules rules;
} made;

static SzDay day(int year, int month, int day_of_month)
{
    return sz_day_from_civil((SzCivil){year, month, day_of_month});
}

static void make_calendar(void)
{
    const SzHoliday off[] = {
        {day(2026, 1, 1), day(2026, 1, 3), "元旦", "New Year"},
        {day(2026, 2, 15), day(2026, 2, 23), "春节", "Spring Festival"},
        {day(2026, 4, 4), day(2026, 4, 6), "清明节", "Qingming Festival"},
        {day(2026, 5, 1), day(2026, 5, 5), "劳动节", "Labour Day"},
    };
    const SzDay makeup[] = {day(2026, 1, 4), day(2026, 2, 14), day(2026, 2, 28), day(2026, 5, 9)};
    const SzCalendarYear years[] = {
        {2026, "2026.1", off, G_N_ELEMENTS(off), makeup, G_N_ELEMENTS(makeup)},
    };
    g_autoptr(GError) error = NULL;
    made.calendar = sz_work_calendar_new(years, G_N_ELEMENTS(years), &error);
    g_assert_no_error(error);
}

static void make_registry(void)
{
    const SzHoursPlan plan = {
        .workday = {.n = 2, .slots = {{9 * 3600, 12 * 3600}, {48600, 18 * 3600}}},
    };
    g_autoptr(GError) error = NULL;
    g_autoptr(SzOpeningHours) hours = sz_opening_hours_new(&plan, &error);
    g_assert_no_error(error);
    const SzHall halls[] = {
        {.code = "330100", .name = "市", .tier = SZ_TIER_MUNICIPAL, .region = "330100"},
        {.code = "330106",
         .name = "西湖区",
         .tier = SZ_TIER_COUNTY,
         .parent = "330100",
         .region = "330106"},
        {.code = "330106002",
         .name = "北山街道",
         .tier = SZ_TIER_TOWN,
         .parent = "330106",
         .region = "330106002"},
    };
    const SzHallAlias aliases[] = {{"330199", "330106", day(1990, 1, 1), day(2030, 1, 1)}};
    made.registry = sz_registry_new(halls, G_N_ELEMENTS(halls), aliases, 1, hours, &error);
    g_assert_no_error(error);
}

static void make_items(void)
{
    const SzItemStep steps[] = {{"check", {1, SZ_UNIT_WORKDAY}}};
    const SzItem items[] = {{
        .code = "I1",
        .name = "工程许可",
        .kind = SZ_CASE_KIND_PROMISE,
        .promise = {10, SZ_UNIT_WORKDAY},
        .statute = {20, SZ_UNIT_WORKDAY},
        .stopping_kinds = 1u << SZ_SUSPEND_PUBLICITY,
        .steps = steps,
        .n_steps = G_N_ELEMENTS(steps),
    }};
    g_autoptr(GError) error = NULL;
    made.items = sz_items_new(items, G_N_ELEMENTS(items), &error);
    g_assert_no_error(error);
}

const SzCaseRules *test_rules(void)
{
    if (made.calendar == NULL) {
        made.policy = SZ_DEADLINE_POLICY_DEFAULT;
        make_calendar();
        make_registry();
        make_items();
        made.measures = test_measure_set_new();
        made.rules = (SzCaseRules){
            .policy = &made.policy,
            .calendar = made.calendar,
            .registry = made.registry,
            .items = made.items,
            .thresholds = &SZ_CASE_THRESHOLDS_DEFAULT,
            .measures = made.measures,
        };
    }
    return &made.rules;
}

void test_rules_clear(void)
{
    g_clear_pointer(&made.calendar, sz_work_calendar_unref);
    g_clear_pointer(&made.registry, sz_registry_unref);
    g_clear_pointer(&made.items, sz_items_unref);
    g_clear_pointer(&made.measures, sz_measure_set_unref);
}

SzMeasureSet *test_measures_of_rules(void)
{
    (void)test_rules();
    return made.measures;
}
