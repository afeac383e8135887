/* Open cases by the million: memory, the record of lights over a day, another calendar.
 *
 * Usage: cases_bench N.  Ids of 24 bytes, five events each (apply, accept, step, suspend, resume), told in order of
 * time as a city would, promises of 3 to 60 working days, every hall and item of the shipped configuration. */

#include "config/settings.h"
#include "metrics/cases.h"
#include "support/bench.h"

#include <stdio.h>

#define N_EVENTS 5
#define DAY_NS (SZ_S_PER_DAY * SZ_NS_PER_S)

static void tell(SzCases *cases, const SzSettings *settings, guint32 i, int step, gint64 later_s)
{
    static const SzCaseEventKind kinds[N_EVENTS] = {SZ_CASE_APPLY, SZ_CASE_ACCEPT, SZ_CASE_STEP,
                                                    SZ_CASE_SUSPEND, SZ_CASE_RESUME};
    static const char *const items[] = {"QY0104", "BD0202", "SB0402", "YB0501",
                                        "GA0601", "MZ0701", "WS0801", "JT0901"};
    guint32 random = bench_mix(i);
    char id[32];
    (void)snprintf(id, sizeof id, "ZJ-2026-0302-%010u-%s", i, "");
    const SzHall *hall =
        sz_registry_hall(settings->registry, random % sz_registry_n_halls(settings->registry));
    SzCaseEvent event = {
        .occurred = {bench_at("2026-03-02T08:30:00").ns + (gint64)step * DAY_NS +
                     ((gint64)(random % 36000) + later_s) * SZ_NS_PER_S},
        .kind = kinds[step],
        .hall = sz_slice(hall->code),
        .id = sz_slice(id),
        .item = sz_slice(items[random % G_N_ELEMENTS(items)]),
        .org = SZ_SLICE("11330100MB0000001X"),
        .channel = SZ_CHANNEL_WINDOW,
        .case_kind = SZ_CASE_KIND_PROMISE,
        .days = -1,
        .visits = -1,
        .is_auto = -1,
        .elic = -1,
        .notified = -1,
    };
    g_assert_cmpuint(event.id.len, ==, 24);
    if (step == 1) {
        event.promise = (SzLimit){3 + (gint32)(random / 7 % 58), SZ_UNIT_WORKDAY};
    }
    if (step == 2) {
        event.step = SZ_SLICE("审查");
    }
    if (step == 3) {
        event.suspend_kind = SZ_SUSPEND_EXPERT;
    }
    sz_cases_apply(cases, &event);
}

static SzCasesVersion *publish(SzCases *cases, const char *what)
{
    double begun_s = bench_now_s();
    SzCasesVersion *version = sz_cases_publish(cases);
    printf("  publish %-26s %8.1f ms\n", what, (bench_now_s() - begun_s) * 1e3);
    return version;
}

/* The slow, obvious way to know what turns next: look at every case. */
static void scan(const SzCasesVersion *version)
{
    SzWallTime now = bench_at("2026-03-20T00:00:00");
    gsize n[SZ_LIGHT_SUSPENDED + 1] = {0};
    double begun_s = bench_now_s();
    for (gsize i = 0; i < sz_cases_version_n(version); i++) {
        const SzCaseRow *row = sz_cases_version_row(version, i);
        if (row != NULL) {
            n[sz_case_row_light(row, now)]++;
        }
    }
    printf("  looking at every light         %8.1f ms  (%zu green %zu yellow %zu red %zu black)\n",
           (bench_now_s() - begun_s) * 1e3, n[SZ_LIGHT_GREEN], n[SZ_LIGHT_YELLOW], n[SZ_LIGHT_RED],
           n[SZ_LIGHT_BLACK]);
}

static void ask_next(SzCases *cases)
{
    enum { N_ASKED = 1000000 };
    gint64 sum = 0;
    double begun_s = bench_now_s();
    for (int i = 0; i < N_ASKED; i++) {
        sum ^= sz_cases_next_change(cases).ns;
    }
    printf("  the next light to turn         %8.0f ns%s\n",
           (bench_now_s() - begun_s) * 1e9 / N_ASKED, sum == 1 ? " " : "");
}

/* Days until one has fired at least @wanted changes. */
static void advance_days(SzCases *cases, guint wanted)
{
    SzWallTime now = bench_at("2026-03-08T00:00:00");
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(SzCaseLightChange));
    double worst_ms = 0;
    guint most = 0;
    for (int day = 0; day < 60; day++) {
        g_array_set_size(changes, 0);
        now.ns += DAY_NS;
        double begun_s = bench_now_s();
        sz_cases_advance(cases, now, changes);
        double took_ms = (bench_now_s() - begun_s) * 1e3;
        if (changes->len > most) {
            most = changes->len;
            worst_ms = took_ms;
        }
    }
    printf("  the busiest day fires %7u  %8.1f ms  (%.0f ms for %u)\n", most, worst_ms,
           worst_ms * wanted / MAX(most, 1), wanted);
}

static void redate(SzCases *cases, const SzSettings *settings)
{
    /* Two more days off in spring, as a city might get them for an event. */
    const SzDay first = sz_day_from_civil((SzCivil){2026, 4, 14});
    const SzHoliday off = {first, first + 1, "测试假期", "bench holiday"};
    const SzCalendarYear year = {
        .year = 2026, .version = "bench", .holidays = &off, .n_holidays = 1};
    g_autoptr(SzWorkCalendar) calendar = sz_work_calendar_new(&year, 1, NULL);
    SzCaseRules rules = sz_settings_rules(settings);
    rules.calendar = calendar;
    SzRedating moved;
    double begun_s = bench_now_s();
    sz_cases_redate(cases, &rules, bench_at("2026-03-08T00:00:00"), &moved);
    double took_s = bench_now_s() - begun_s;
    printf("  another calendar               %8.2f s  (%.2f s a million; %zu of %zu moved, %zu "
           "later)\n",
           took_s, took_s * 1e6 / (double)moved.n_open, moved.n_moved, moved.n_open, moved.n_later);
    /* The calendar goes away: nothing may ask it again. */
    rules.calendar = settings->calendar;
    sz_cases_redate(cases, &rules, bench_at("2026-03-08T00:00:00"), &moved);
}

int main(int argc, char **argv)
{
    g_assert_cmpint(argc, ==, 2);
    guint32 n = (guint32)g_ascii_strtoull(argv[1], NULL, 10);
    g_autoptr(SzSettings) settings = sz_settings_load_or_complain(NULL);
    const SzCaseRules rules = sz_settings_rules(settings);
    g_autoptr(SzCases) cases = sz_cases_new(&rules);
    double base_mib = bench_resident_mib();
    double begun_s = bench_now_s();
    for (int step = 0; step < N_EVENTS; step++) {
        for (guint32 i = 0; i < n; i++) {
            tell(cases, settings, i, step, 0);
        }
        sz_cases_version_unref(sz_cases_publish(cases));
    }
    double took_s = bench_now_s() - begun_s;
    double total_mib = bench_resident_mib();
    printf("%u open cases: %.0f MiB resident, %.0f B a case; told at %.2f M events/s\n", n,
           total_mib, (total_mib - base_mib) * 1048576 / n, (double)n * N_EVENTS / took_s / 1e6);
    g_autoptr(SzCasesVersion) held = publish(cases, "without news");
    for (guint32 i = 0; i < 1000; i++) {
        tell(cases, settings, bench_mix(i) % n, 2, 600);
    }
    g_autoptr(SzCasesVersion) next = publish(cases, "with news of 1000 cases");
    scan(next);
    g_clear_pointer(&held, sz_cases_version_unref);
    g_clear_pointer(&next, sz_cases_version_unref);
    printf("  with the pages of two versions %8.0f MiB\n", bench_resident_mib());
    ask_next(cases);
    redate(cases, settings);
    advance_days(cases, 100000);
    return 0;
}
