/* The store: the record of lights over many cases, other rules, frozen versions. */

#include "metrics/cases.h"

#include "support/case_builder.h"
#include "support/rules.h"

#define N_CASES 300

static SzCaseEvent event_of(guint i, SzCaseEventKind kind, const char *time)
{
    SzCaseEvent event = test_case_event(kind, time);
    g_autofree char *id = g_strdup_printf("C%04u", i);
    event.id = sz_slice(g_intern_string(id));
    return event;
}

static void tell_random(SzCases *cases, guint32 seed)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(seed);
    for (guint k = 0; k < 8 * N_CASES; k++) {
        SzCaseEvent event = test_random_case_event(random);
        g_autofree char *id = g_strdup_printf("C%04u", (guint)g_rand_int_range(random, 0, N_CASES));
        event.id = sz_slice(g_intern_string(id));
        sz_cases_apply(cases, &event);
    }
}

static void append_changes(const SzCases *cases, const GArray *changes, GString *out)
{
    for (guint k = 0; k < changes->len; k++) {
        const SzCaseLightChange *change = &g_array_index(changes, SzCaseLightChange, k);
        SzSlice hall;
        SzSlice id;
        sz_cases_name(cases, change->i, &hall, &id);
        g_string_append_printf(out, "%" G_GINT64_FORMAT " %.*s %.*s %d>%d\n", change->change.at.ns,
                               (int)hall.len, hall.data, (int)id.len, id.data, change->change.from,
                               change->change.to);
    }
}

static char *record(SzCases *cases, const char *from, const char *to, guint n_steps)
{
    SzWallTime begin = test_time(from);
    gint64 way_ns = test_time(to).ns - begin.ns;
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(SzCaseLightChange));
    GString *text = g_string_new(NULL);
    for (guint step = 1; step <= n_steps; step++) {
        SzWallTime now = {begin.ns + way_ns / n_steps * step};
        now = step == n_steps ? test_time(to) : now;
        g_array_set_size(changes, 0);
        sz_cases_advance(cases, now, changes);
        append_changes(cases, changes, text);
    }
    return g_string_free(text, FALSE);
}

static void test_one_step_and_a_thousand_record_the_same(void)
{
    guint32 seed = (guint32)g_test_rand_int();
    g_autoptr(SzCases) quick = sz_cases_new(test_rules());
    g_autoptr(SzCases) slow = sz_cases_new(test_rules());
    tell_random(quick, seed);
    tell_random(slow, seed);
    g_autofree char *once = record(quick, "2026-03-01T00:00:00", "2026-06-01T00:00:00", 1);
    g_autofree char *often = record(slow, "2026-03-01T00:00:00", "2026-06-01T00:00:00", 1000);
    g_assert_cmpstr(once, ==, often);
    g_assert_nonnull(strstr(once, "1>2")); /* green to yellow, yellow to red */
    g_assert_nonnull(strstr(once, "2>3"));
}

/* What was written is not written again, when the events and the record are told anew. */
static void test_a_second_life_goes_on_where_the_first_ended(void)
{
    guint32 seed = (guint32)g_test_rand_int();
    g_autoptr(SzCases) first = sz_cases_new(test_rules());
    g_autoptr(SzCases) whole = sz_cases_new(test_rules());
    g_autoptr(SzCases) second = sz_cases_new(test_rules());
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(SzCaseLightChange));
    tell_random(first, seed);
    tell_random(whole, seed);
    tell_random(second, seed);
    sz_cases_advance(first, test_time("2026-03-10T00:00:00"), changes);
    g_assert_cmpuint(changes->len, >, 0);
    g_autoptr(GString) all = g_string_new(NULL);
    append_changes(first, changes, all);
    for (guint k = 0; k < changes->len; k++) {
        const SzCaseLightChange *change = &g_array_index(changes, SzCaseLightChange, k);
        const SzToldLight told = {true, change->change.to, change->change.at};
        SzSlice hall;
        SzSlice id;
        sz_cases_name(first, change->i, &hall, &id);
        sz_cases_tell_light(second, hall, id, &told);
    }
    g_autofree char *rest = record(second, "2026-03-10T00:00:00", "2026-06-01T00:00:00", 7);
    g_string_append(all, rest);
    g_autofree char *once = record(whole, "2026-03-01T00:00:00", "2026-06-01T00:00:00", 1);
    g_assert_cmpstr(all->str, ==, once);
}

static void test_what_is_shown_is_what_is_written(void)
{
    g_autoptr(SzCases) cases = sz_cases_new(test_rules());
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(SzCaseLightChange));
    g_autoptr(GHashTable) lights = g_hash_table_new(NULL, NULL);
    tell_random(cases, (guint32)g_test_rand_int());
    SzWallTime now = test_time("2026-03-02T00:00:00");
    for (int step = 0; step < 300; step++) {
        now.ns += 3600 * SZ_NS_PER_S * 7;
        guint n_before = changes->len;
        sz_cases_advance(cases, now, changes);
        for (guint k = n_before; k < changes->len; k++) {
            const SzCaseLightChange *change = &g_array_index(changes, SzCaseLightChange, k);
            g_hash_table_insert(lights, GUINT_TO_POINTER(change->i + 1),
                                GINT_TO_POINTER(change->change.to));
        }
        g_autoptr(SzCasesVersion) version = sz_cases_publish(cases);
        for (guint i = 0; i < sz_cases_version_n(version); i++) {
            const SzCaseRow *row = sz_cases_version_row(version, i);
            gpointer told = g_hash_table_lookup(lights, GUINT_TO_POINTER(i + 1));
            /* Before the last event nothing was written, and ended cases are left as they were. */
            if (sz_case_row_is_open(row) &&
                sz_cases_version_last_event(version, row).ns <= now.ns) {
                g_assert_cmpint(sz_case_row_light(row, now), ==,
                                told != NULL ? GPOINTER_TO_INT(told) : SZ_LIGHT_GREEN);
            }
        }
        SzWallTime next = sz_cases_next_change(cases);
        g_assert_true(next.ns == SZ_NEVER.ns || next.ns > now.ns);
    }
}

static const SzCaseRow *row_of(const SzCasesVersion *version, const char *id)
{
    for (gsize i = 0; i < sz_cases_version_n(version); i++) {
        const SzCaseRow *row = sz_cases_version_row(version, i);
        if (row != NULL && g_str_equal(sz_case_row_id(row), id)) {
            return row;
        }
    }
    return NULL;
}

/* One more holiday on 2026-03-10: of 3 cases due 03-09, 03-16 and never, one moves. */
static void test_another_calendar_says_what_moved(void)
{
    g_autoptr(SzCases) cases = sz_cases_new(test_rules());
    for (guint i = 1; i <= 2; i++) {
        SzCaseEvent apply = event_of(i, SZ_CASE_APPLY, "2026-03-02T09:00:00");
        SzCaseEvent accept = event_of(i, SZ_CASE_ACCEPT, "2026-03-02T09:00:00");
        accept.promise = (SzLimit){(gint32)i * 5, SZ_UNIT_WORKDAY};
        sz_cases_apply(cases, &apply);
        sz_cases_apply(cases, &accept);
    }
    SzCaseEvent undated = event_of(3, SZ_CASE_ACCEPT, "2026-03-02T09:00:00");
    sz_cases_apply(cases, &undated);
    g_autoptr(SzCasesVersion) before = sz_cases_publish(cases);
    SzDay off = sz_day_from_civil((SzCivil){2026, 3, 10});
    const SzHoliday holiday = {off, off, "假", "holiday"};
    const SzCalendarYear year = {
        .year = 2026, .version = "2", .holidays = &holiday, .n_holidays = 1};
    g_autoptr(SzWorkCalendar) calendar = sz_work_calendar_new(&year, 1, NULL);
    SzCaseRules rules = *test_rules();
    rules.calendar = calendar;
    SzRedating moved;
    sz_cases_redate(cases, &rules, test_time("2026-03-09T18:00:01"), &moved);
    g_assert_cmpuint(moved.n_open, ==, 3);
    g_assert_cmpuint(moved.n_moved, ==, 1);
    g_assert_cmpuint(moved.n_later, ==, 1);
    g_assert_cmpuint(moved.n_earlier, ==, 0);
    g_assert_cmpint(moved.first_due.ns, ==, test_time("2026-03-16T18:00:00").ns);
    g_assert_cmpint(moved.longest_ns, ==, SZ_S_PER_DAY * SZ_NS_PER_S);
    g_autoptr(SzCasesVersion) after = sz_cases_publish(cases);
    SzWallTime now = test_time("2026-03-03T00:00:00");
    g_assert_cmpint(sz_case_row_due(row_of(before, "C0002"), now).ns, ==,
                    test_time("2026-03-16T18:00:00").ns);
    g_assert_cmpint(sz_case_row_due(row_of(after, "C0002"), now).ns, ==,
                    test_time("2026-03-17T18:00:00").ns);
    g_clear_pointer(&cases, sz_cases_free);
    g_assert_null(row_of(after, "C0004"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cases/steps", test_one_step_and_a_thousand_record_the_same);
    g_test_add_func("/cases/second_life", test_a_second_life_goes_on_where_the_first_ended);
    g_test_add_func("/cases/shown", test_what_is_shown_is_what_is_written);
    g_test_add_func("/cases/redate", test_another_calendar_says_what_moved);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
