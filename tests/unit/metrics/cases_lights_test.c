/* The record of lights between events: what is heard in time is recorded to the instant, however often anybody looks. */

#include "metrics/cases.h"

#include "support/case_builder.h"
#include "support/rules.h"

#define N_CASES 25
#define N_EVENTS 400
#define BEGIN "2026-03-02T00:00:00"
#define HOUR_NS (3600 * SZ_NS_PER_S)

/* --- a store and what it wrote --------------------------------------------------------------- */

typedef struct {
    SzCases *cases;
    GArray *changes; /* SzCaseLightChange */
} Store;

static Store store_new(void)
{
    Store store = {sz_cases_new(test_rules()), NULL};
    store.changes = g_array_new(FALSE, FALSE, sizeof(SzCaseLightChange));
    sz_cases_advance(store.cases, test_time(BEGIN), store.changes);
    return store;
}

static void store_clear(Store *store)
{
    sz_cases_free(store->cases);
    g_array_unref(store->changes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Store, store_clear)

static void look(Store *store, const char *time)
{
    sz_cases_advance(store->cases, test_time(time), store->changes);
}

static gint compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sorted by case and instant: between cases the order is that of the looks. */
static char *record_of(const Store *store)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    for (guint k = 0; k < store->changes->len; k++) {
        const SzCaseLightChange *each = &g_array_index(store->changes, SzCaseLightChange, k);
        char at[SZ_WALL_TIME_TEXT];
        SzSlice hall;
        SzSlice id;
        sz_cases_name(store->cases, each->i, &hall, &id);
        g_ptr_array_add(lines, g_strdup_printf("%.*s %s %s>%s", (int)id.len, id.data,
                                               sz_wall_time_format(each->change.at, at),
                                               sz_light_name(each->change.from),
                                               sz_light_name(each->change.to)));
    }
    g_ptr_array_sort(lines, compare_lines);
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (char **)lines->pdata);
}

static void assert_record(const Store *store, const char *expected)
{
    g_autofree char *is = record_of(store);
    g_assert_cmpstr(is, ==, expected);
}

static void tell(Store *store, SzCaseEventKind kind, const char *time)
{
    SzCaseEvent event = test_case_event(kind, time);
    sz_cases_apply(store->cases, &event);
}

/* Its own deadline. */
static void tell_due(Store *store, SzCaseEventKind kind, const char *time, const char *due)
{
    SzCaseEvent event = test_case_event(kind, time);
    event.has_due = true;
    event.due = test_time(due);
    sz_cases_apply(store->cases, &event);
}

/* --- by hand ------------------------------------------------------------------------------- */

static void test_what_comes_and_goes_between_two_looks(void)
{
    g_auto(Store) store = store_new();
    tell(&store, SZ_CASE_ACCEPT, "2026-03-02T09:00:00");
    tell(&store, SZ_CASE_SUSPEND, "2026-03-02T10:00:00");
    tell(&store, SZ_CASE_RESUME, "2026-03-02T10:00:01");
    look(&store, "2026-03-02T10:00:02");
    assert_record(&store, "A1 2026-03-02T10:00:00+08:00 green>suspended\n"
                          "A1 2026-03-02T10:00:01+08:00 suspended>green");
}

/* Yellow on the eve, red when the deadline passes: not before there is a case, nor before anybody said so. */
static void test_no_light_before_the_event_that_lights_it(void)
{
    g_auto(Store) store = store_new();
    tell_due(&store, SZ_CASE_APPLY, "2026-03-02T09:00:00", "2026-03-02T17:00:00");
    look(&store, "2026-03-02T09:00:01");
    tell_due(&store, SZ_CASE_STEP, "2026-03-02T12:00:00", "2026-03-02T11:00:00");
    look(&store, "2026-03-02T18:00:00");
    assert_record(&store, "A1 2026-03-02T09:00:00+08:00 green>yellow\n"
                          "A1 2026-03-02T12:00:00+08:00 yellow>red");
}

static void test_what_was_lit_before_the_end(void)
{
    g_auto(Store) store = store_new();
    tell(&store, SZ_CASE_ACCEPT, "2026-03-02T09:00:00");
    tell(&store, SZ_CASE_SUSPEND, "2026-03-02T10:00:00");
    tell(&store, SZ_CASE_CLOSE, "2026-03-02T11:00:00");
    look(&store, "2026-03-02T12:00:00");
    assert_record(&store, "A1 2026-03-02T10:00:00+08:00 green>suspended");
}

/* Heard too late: nobody saw it. */
static void test_late_news_tell_no_past(void)
{
    g_auto(Store) store = store_new();
    tell(&store, SZ_CASE_ACCEPT, "2026-03-02T09:00:00");
    look(&store, "2026-03-02T12:00:00");
    tell(&store, SZ_CASE_SUSPEND, "2026-03-02T10:00:00");
    tell(&store, SZ_CASE_RESUME, "2026-03-02T11:00:00");
    look(&store, "2026-03-02T12:00:01");
    assert_record(&store, "");
}

static void correct(Store *store, SzCaseEventKind kind, const char *time, const char *due,
                    bool is_void)
{
    SzCaseEvent event = test_case_event(kind, time);
    event.has_due = due != NULL;
    event.due = due != NULL ? test_time(due) : event.due;
    g_assert_true(sz_cases_correct(store->cases, &event, is_void));
}

/* What was lit of it is taken back; when there is something of it again it is lit as it should be. */
static void test_a_case_that_never_was_had_no_light(void)
{
    g_auto(Store) store = store_new();
    tell_due(&store, SZ_CASE_APPLY, "2026-03-02T09:00:00", "2026-03-02T17:00:00");
    look(&store, "2026-03-02T18:00:00");
    correct(&store, SZ_CASE_APPLY, "2026-03-02T09:00:00", "2026-03-02T17:00:00", true);
    look(&store, "2026-03-02T18:01:00");
    look(&store, "2026-03-09T18:01:00");
    assert_record(&store, "A1 2026-03-02T09:00:00+08:00 green>yellow\n"
                          "A1 2026-03-02T17:00:00.000000001+08:00 red>\n"
                          "A1 2026-03-02T17:00:00.000000001+08:00 yellow>red");
    correct(&store, SZ_CASE_APPLY, "2026-03-02T10:00:00", "2026-03-10T17:00:00", false);
    look(&store, "2026-03-09T18:02:00");
    g_assert_cmpuint(store.changes->len, ==, 5);
    g_assert_cmpint(g_array_index(store.changes, SzCaseLightChange, 3).change.to, ==,
                    SZ_LIGHT_GREEN);
    g_assert_cmpint(g_array_index(store.changes, SzCaseLightChange, 4).change.to, ==,
                    SZ_LIGHT_YELLOW);
}

/* It was overdue all the time; that is known now. */
static void test_an_end_that_was_none(void)
{
    g_auto(Store) store = store_new();
    tell_due(&store, SZ_CASE_APPLY, "2026-03-02T09:00:00", "2026-03-06T17:00:00");
    tell(&store, SZ_CASE_CLOSE, "2026-03-02T10:00:00");
    look(&store, "2026-03-09T09:00:00");
    assert_record(&store, "");
    correct(&store, SZ_CASE_CLOSE, "2026-03-02T10:00:00", NULL, true);
    look(&store, "2026-03-09T09:00:01");
    guint n = store.changes->len;
    g_assert_cmpuint(n, >, 0);
    g_assert_cmpint(g_array_index(store.changes, SzCaseLightChange, n - 1).change.to, ==,
                    SZ_LIGHT_RED);
}

/* Told up to 10:00; what happened since is in the journal, and not all of it is written. */
static void test_a_second_life_writes_what_the_first_could_not(void)
{
    g_auto(Store) store = {sz_cases_new(test_rules()), NULL};
    const SzToldLight told = {true, SZ_LIGHT_SUSPENDED, test_time("2026-03-02T10:00:00")};
    store.changes = g_array_new(FALSE, FALSE, sizeof(SzCaseLightChange));
    tell(&store, SZ_CASE_ACCEPT, "2026-03-02T09:00:00");
    tell(&store, SZ_CASE_SUSPEND, "2026-03-02T10:00:00");
    tell(&store, SZ_CASE_RESUME, "2026-03-02T10:00:10");
    tell(&store, SZ_CASE_SUSPEND, "2026-03-02T10:00:20");
    tell(&store, SZ_CASE_RESUME, "2026-03-02T10:00:30");
    g_assert_true(sz_cases_tell_light(store.cases, SZ_SLICE("330106"), SZ_SLICE("A1"), &told));
    sz_cases_tell_recorded(store.cases, test_time("2026-03-02T10:00:30"));
    look(&store, "2026-03-02T12:00:00");
    assert_record(&store, "A1 2026-03-02T10:00:10+08:00 suspended>green\n"
                          "A1 2026-03-02T10:00:20+08:00 green>suspended\n"
                          "A1 2026-03-02T10:00:30+08:00 suspended>green");
}

/* --- holds --------------------------------------------------------------------------------- */

/* Every minute something late is said of the hall: its lights are recorded all the same. */
static void test_a_hall_that_is_always_late(void)
{
    g_auto(Store) store = store_new();
    SzWallTime now = test_time("2026-03-02T09:00:00");
    bool is_recorded = false;
    for (int minute = 0; minute < 14; minute++) {
        SzWallTime until = {now.ns + 90 * SZ_NS_PER_S};
        sz_cases_hold_lights(store.cases, SZ_SLICE("330106"), until);
        if (minute == 0) {
            tell_due(&store, SZ_CASE_APPLY, "2026-03-02T08:50:00", "2026-03-02T08:55:00");
        }
        now.ns += 30 * SZ_NS_PER_S;
        sz_cases_advance(store.cases, now, store.changes);
        g_assert_false(store.changes->len > 0 && minute < 9);
        now.ns += 30 * SZ_NS_PER_S;
        sz_cases_advance(store.cases, now, store.changes);
        is_recorded = store.changes->len > 0;
    }
    g_assert_true(is_recorded);
}

/* --- other rules --------------------------------------------------------------------------- */

/* A holiday more moves the due from 03-09 to 03-10 while it is red: green from that instant on, not from the past. */
static void test_other_rules_light_nothing_in_the_past(void)
{
    g_auto(Store) store = store_new();
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T09:00:00");
    accept.promise = (SzLimit){2, SZ_UNIT_WORKDAY};
    sz_cases_apply(store.cases, &accept);
    look(&store, "2026-03-04T19:00:00");
    SzDay off = sz_day_from_civil((SzCivil){2026, 3, 4});
    const SzHoliday holiday = {off, off, "假", "holiday"};
    const SzCalendarYear year = {
        .year = 2026, .version = "2", .holidays = &holiday, .n_holidays = 1};
    g_autoptr(SzWorkCalendar) calendar = sz_work_calendar_new(&year, 1, NULL);
    SzCaseRules rules = *test_rules();
    SzRedating moved;
    rules.calendar = calendar;
    sz_cases_redate(store.cases, &rules, test_time("2026-03-04T20:00:00"), &moved);
    look(&store, "2026-03-04T20:00:01");
    sz_cases_redate(store.cases, test_rules(), test_time("2026-03-04T21:00:00"), &moved);
    look(&store, "2026-03-04T21:00:01");
    assert_record(&store, "A1 2026-03-04T14:00:00+08:00 green>yellow\n"
                          "A1 2026-03-04T18:00:00.000000001+08:00 yellow>red\n"
                          "A1 2026-03-04T20:00:00+08:00 red>green\n"
                          "A1 2026-03-04T21:00:00+08:00 green>red");
    sz_cases_advance(store.cases, test_time("2026-03-05T00:00:00"), store.changes);
    g_assert_cmpuint(store.changes->len, ==, 4);
}

/* --- any events, any looks ----------------------------------------------------------------- */

static gint compare_events(gconstpointer a, gconstpointer b)
{
    gint64 left = ((const SzCaseEvent *)a)->occurred.ns;
    gint64 right = ((const SzCaseEvent *)b)->occurred.ns;
    return (left > right) - (left < right);
}

static GArray *random_events(GRand *random)
{
    GArray *events = g_array_new(FALSE, FALSE, sizeof(SzCaseEvent));
    for (guint k = 0; k < N_EVENTS; k++) {
        SzCaseEvent event = test_random_case_event(random);
        bool is_end = event.kind == SZ_CASE_CLOSE || event.kind == SZ_CASE_REJECT ||
                      event.kind == SZ_CASE_WITHDRAW || event.kind == SZ_CASE_VOID;
        event.kind = is_end && g_rand_int_range(random, 0, 4) > 0 ? SZ_CASE_SUSPEND : event.kind;
        g_autofree char *id = g_strdup_printf("C%02u", (guint)g_rand_int_range(random, 0, N_CASES));
        event.id = sz_slice(g_intern_string(id));
        event.eid = (SzSlice){0};
        event.occurred.ns += (gint64)g_rand_int_range(random, 0, 30) * 24 * HOUR_NS;
        g_array_append_val(events, event);
    }
    g_array_sort(events, compare_events);
    return events;
}

/* Each event in time; a look after each, or with @n_between events between two. */
static void live_through(Store *store, const GArray *events, guint n_between)
{
    for (guint k = 0; k < events->len; k++) {
        const SzCaseEvent *event = &g_array_index(events, SzCaseEvent, k);
        sz_cases_apply(store->cases, event);
        bool is_last = k + 1 == events->len;
        gint64 until = is_last ? G_MAXINT64 : event[1].occurred.ns;
        if (until > event->occurred.ns && (is_last || k % n_between == 0)) {
            sz_cases_advance(store->cases, event->occurred, store->changes);
        }
    }
    look(store, "2026-08-01T00:00:00");
}

static SzLight recorded_light(const Store *store, const char *id, SzWallTime at)
{
    SzLight light = SZ_LIGHT_GREEN;
    for (guint k = 0; k < store->changes->len; k++) {
        const SzCaseLightChange *each = &g_array_index(store->changes, SzCaseLightChange, k);
        SzSlice hall;
        SzSlice of;
        sz_cases_name(store->cases, each->i, &hall, &of);
        if (sz_slice_equal(of, sz_slice(id)) && each->change.at.ns <= at.ns) {
            g_assert_cmpint(each->change.from, ==, light);
            light = each->change.to;
        }
    }
    return light;
}

/* The light of every open case at @at, as whoever asks for that instant sees it. */
static void assert_as_asked(const Store *store, const GArray *events, SzWallTime at)
{
    g_autoptr(SzCases) then = sz_cases_new(test_rules());
    for (guint k = 0; k < events->len; k++) {
        const SzCaseEvent *event = &g_array_index(events, SzCaseEvent, k);
        if (event->occurred.ns <= at.ns) {
            sz_cases_apply(then, event);
        }
    }
    g_autoptr(SzCasesVersion) version = sz_cases_publish(then);
    for (gsize i = 0; i < sz_cases_version_n(version); i++) {
        const SzCaseRow *row = sz_cases_version_row(version, i);
        if (sz_case_row_is_open(row)) {
            g_assert_cmpint(recorded_light(store, sz_case_row_id(row), at), ==,
                            sz_case_row_light(row, at));
        }
    }
}

static void test_the_record_is_what_anybody_would_have_seen(void)
{
    for (int round = 0; round < 12; round++) {
        g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
        g_autoptr(GArray) events = random_events(random);
        g_auto(Store) often = store_new();
        g_auto(Store) seldom = store_new();
        live_through(&often, events, 1);
        live_through(&seldom, events, 1 + (guint)g_rand_int_range(random, 1, 60));
        g_autofree char *is = record_of(&seldom);
        g_autofree char *should = record_of(&often);
        g_assert_cmpstr(is, ==, should);
        g_assert_nonnull(strstr(is, "suspended>"));
        for (int k = 0; k < 40; k++) {
            SzWallTime at = test_time(BEGIN);
            at.ns += (gint64)g_rand_int_range(random, 0, 60 * 24 * 3600) * SZ_NS_PER_S;
            assert_as_asked(&seldom, events, at);
        }
    }
}

#define ADD(name, function) g_test_add_func("/metrics/cases_lights/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("what-comes-and-goes-between-two-looks", test_what_comes_and_goes_between_two_looks);
    ADD("no-light-before-the-event-that-lights-it", test_no_light_before_the_event_that_lights_it);
    ADD("what-was-lit-before-the-end", test_what_was_lit_before_the_end);
    ADD("late-news-tell-no-past", test_late_news_tell_no_past);
    ADD("a-case-that-never-was-had-no-light", test_a_case_that_never_was_had_no_light);
    ADD("an-end-that-was-none", test_an_end_that_was_none);
    ADD("a-second-life-writes-what-the-first-could-not",
        test_a_second_life_writes_what_the_first_could_not);
    ADD("a-hall-that-is-always-late", test_a_hall_that_is_always_late);
    ADD("other-rules-light-nothing-in-the-past", test_other_rules_light_nothing_in_the_past);
    ADD("the-record-is-what-anybody-would-have-seen",
        test_the_record_is_what_anybody_would_have_seen);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
