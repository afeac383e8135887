/* Who will be late at the present pace.  Calendar of 2026, hours 09:00-12:00 and 13:30-18:00; today is Wednesday
 * 2026-03-18, the 20 working days before it are 02-14 (made up) .. 03-17 without the Spring Festival. */

#include "metrics/case_outlook.h"

#include "support/case_builder.h"
#include "support/rules.h"

#define NOW "2026-03-18T10:00:00"

typedef struct {
    SzCases *cases; /* owned */
    guint n;
} World;

static void clear_world(World *world)
{
    sz_cases_free(world->cases);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(World, clear_world)

/* An event of a case of its own, or of the one told of last. */
static SzCaseEvent event_of(World *world, SzCaseEventKind kind, const char *time, const char *org)
{
    if (world->cases == NULL) {
        world->cases = sz_cases_new(test_rules());
    }
    g_autofree char *id = g_strdup_printf("N%03u", world->n);
    SzCaseEvent event = test_case_event(kind, time);
    event.id = sz_slice(g_intern_string(id));
    event.org = sz_slice(org);
    return event;
}

/* A case of @org that is due at @due. */
static void open_case(World *world, const char *org, const char *item, const char *due)
{
    world->n++;
    SzCaseEvent event = event_of(world, SZ_CASE_ACCEPT, "2026-02-03T09:00:00", org);
    event.item = sz_slice(item);
    event.has_due = true;
    event.due = test_time(due);
    sz_cases_apply(world->cases, &event);
}

static void close_cases(World *world, guint n, const char *org, const char *item, const char *time)
{
    for (guint i = 0; i < n; i++) {
        world->n++;
        SzCaseEvent event = event_of(world, SZ_CASE_CLOSE, time, org);
        event.item = sz_slice(item);
        sz_cases_apply(world->cases, &event);
    }
}

static void look_at(World *world, const char *now, SzCasesVersion **out_version, SzCaseOutlook *out)
{
    *out_version = sz_cases_publish(world->cases);
    const SzOutlookQuestion question = {
        .rules = test_rules(), .cases = *out_version, .now = test_time(now)};
    sz_case_outlook_make(&question, out);
}

static const SzOutlookOrg *org_of(const SzCaseOutlook *outlook, const char *name)
{
    for (guint i = 0; i < outlook->orgs->len; i++) {
        const SzOutlookOrg *org = &g_array_index(outlook->orgs, SzOutlookOrg, i);
        if (g_str_equal(org->org, name)) {
            return org;
        }
    }
    g_assert_not_reached();
}

static void assert_count(const SzOutlookOrg *org, guint horizon, guint64 due, guint64 late,
                         guint64 unpaced)
{
    g_assert_cmpuint(org->counts[horizon].due, ==, due);
    g_assert_cmpuint(org->counts[horizon].late, ==, late);
    g_assert_cmpuint(org->counts[horizon].unpaced, ==, unpaced);
}

/* The worked example of the header: 20 closes in 20 days, 4 cases due tomorrow. */
static void test_places_beyond_the_pace_are_late(void)
{
    g_auto(World) world = {0};
    g_autoptr(SzCasesVersion) version = NULL;
    g_auto(SzCaseOutlook) outlook = {0};
    close_cases(&world, 1, "O1", "I2", "2026-02-12T10:00:00"); /* the first day of the pace */
    close_cases(&world, 18, "O1", "I2", "2026-03-02T10:00:00");
    close_cases(&world, 1, "O1", "I2", "2026-03-15T10:00:00"); /* a Sunday among its days */
    for (guint i = 0; i < 4; i++) {
        open_case(&world, "O1", "I2", "2026-03-19T18:00:00");
    }
    look_at(&world, NOW, &version, &outlook);
    g_assert_cmpuint(outlook.n_pace_workdays, ==, 20);
    g_assert_cmpuint(outlook.total.n_closed, ==, 20);
    double pace = 0;
    g_assert_true(sz_case_outlook_pace(&outlook, &outlook.total, &pace));
    g_assert_cmpfloat(pace, ==, 1.0);
    assert_count(org_of(&outlook, "O1"), SZ_OUTLOOK_IN_1, 4, 2, 0);
    /* Those behind: by number, as all are due at once. */
    g_assert_cmpuint(outlook.total.n_risks, ==, 2);
    g_assert_cmpstr(sz_case_row_id(outlook.total.risks[0]), ==, "N023");
    g_assert_cmpstr(sz_case_row_id(outlook.total.risks[1]), ==, "N024");
}

/* 40 closes in 20 days: 2 a day.  The row says how many were closed today and when it is; due tomorrow are 4. */
static void test_today_gives_what_it_still_owes(void)
{
    static const struct {
        const char *now;
        guint closed_today;
        guint64 late;
    } rows[] = {
        {"2026-03-18T00:00:00", 0, 0}, {"2026-03-18T17:59:59.999", 0, 0},
        {"2026-03-18T18:00:00", 0, 2}, /* closed for today */
        {"2026-03-18T12:00:00", 1, 1}, {"2026-03-18T12:00:00", 2, 2},
        {"2026-03-18T12:00:00", 5, 2}, /* never less than nothing */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(World) world = {0};
        g_autoptr(SzCasesVersion) version = NULL;
        g_auto(SzCaseOutlook) outlook = {0};
        close_cases(&world, 1, "O1", "I2", "2026-02-12T10:00:00");
        close_cases(&world, 39, "O1", "I2", "2026-03-02T10:00:00");
        close_cases(&world, rows[i].closed_today, "O1", "I2", "2026-03-18T00:00:00");
        for (guint k = 0; k < 4; k++) {
            open_case(&world, "O1", "I2", "2026-03-19T18:00:00");
        }
        look_at(&world, rows[i].now, &version, &outlook);
        g_assert_cmpuint(outlook.total.n_closed, ==, 40);
        g_assert_cmpuint(outlook.total.n_closed_today, ==, rows[i].closed_today);
        assert_count(&outlook.total, SZ_OUTLOOK_IN_1, 4, rows[i].late, 0);
    }
}

/* From Friday 2026-04-03, 10:00: the Qingming festival is Saturday to Monday.  1 working day: until Tuesday 04-07. */
static void test_horizons_end_at_midnight(void)
{
    static const struct {
        const char *due;
        guint64 n[SZ_OUTLOOK_N]; /* due in 1, 3, 5 days, before the holiday */
    } rows[] = {
        {"2026-04-03T10:00:00", {1, 1, 1, 1}}, /* now */
        {"2026-04-03T18:00:00", {1, 1, 1, 1}},
        {"2026-04-04T00:00:00", {1, 1, 1, 1}}, /* 24:00 of Friday */
        {"2026-04-04T00:00:00.000000001", {1, 1, 1, 0}},
        {"2026-04-08T00:00:00", {1, 1, 1, 0}},
        {"2026-04-08T00:00:00.000000001", {0, 1, 1, 0}},
        {"2026-04-10T00:00:00", {0, 1, 1, 0}},
        {"2026-04-10T00:00:00.000000001", {0, 0, 1, 0}}, /* Saturday and Sunday lie between */
        {"2026-04-14T00:00:00", {0, 0, 1, 0}},
        {"2026-04-14T00:00:00.000000001", {0, 0, 0, 0}},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(World) world = {0};
        g_autoptr(SzCasesVersion) version = NULL;
        g_auto(SzCaseOutlook) outlook = {0};
        open_case(&world, "O1", "I2", rows[i].due);
        look_at(&world, "2026-04-03T10:00:00", &version, &outlook);
        g_assert_cmpuint(outlook.total.n_running, ==, 1);
        for (guint h = 0; h < SZ_OUTLOOK_N; h++) {
            assert_count(&outlook.total, h, rows[i].n[h], 0, rows[i].n[h]);
        }
    }
}

/* An item with 5 closes has a line of its own, the others share one. */
static void test_lines(void)
{
    g_auto(World) world = {0};
    g_autoptr(SzCasesVersion) version = NULL;
    g_auto(SzCaseOutlook) outlook = {0};
    close_cases(&world, 1, "O9", "", "2026-02-12T10:00:00"); /* the record begins early enough */
    close_cases(&world, 100, "O1", "fast", "2026-03-02T10:00:00"); /* 5 a day */
    close_cases(&world, 5, "O1", "slow", "2026-03-02T10:00:00");   /* 1 in 4 days */
    close_cases(&world, 4, "O1", "rare", "2026-03-02T10:00:00");   /* with odd: 8, 2 in 5 days */
    close_cases(&world, 4, "O1", "odd", "2026-03-02T10:00:00");
    for (guint i = 0; i < 10; i++) {
        open_case(&world, "O1", "fast", "2026-03-19T18:00:00"); /* today and tomorrow: 10 */
    }
    open_case(&world, "O1", "slow", "2026-03-20T18:00:00"); /* 3 days: 3/4 */
    open_case(&world, "O1", "slow", "2026-03-23T18:00:00"); /* the second, in 4 days: 1 */
    open_case(&world, "O1", "rare", "2026-03-20T18:00:00"); /* the first in 3 days: 6/5 */
    open_case(&world, "O1", "new", "2026-03-23T18:00:00");  /* the second in 4 days: 8/5 */
    open_case(&world, "O2", "fast", "2026-03-20T18:00:00"); /* another organ's closes do not help */
    look_at(&world, NOW, &version, &outlook);
    const SzOutlookOrg *org = org_of(&outlook, "O1");
    assert_count(org, SZ_OUTLOOK_IN_1, 10, 0, 0);
    assert_count(org, SZ_OUTLOOK_IN_3, 14, 3, 0);
    assert_count(org_of(&outlook, "O2"), SZ_OUTLOOK_IN_3, 1, 0, 1);
    assert_count(&outlook.total, SZ_OUTLOOK_IN_3, 15, 3, 1);
    g_assert_cmpuint(org_of(&outlook, "O9")->n_open, ==, 0);
    g_assert_cmpuint(org->n_risks, ==, 3); /* by deadline: slow, then new and slow by number */
    g_assert_cmpuint(org_of(&outlook, "O2")->n_risks, ==, 0);
    g_assert_true(org->risks[0]->due.ns < org->risks[1]->due.ns);
}

/* Every open case is one thing; ended ones are none. */
static void test_kinds_of_open_cases(void)
{
    g_auto(World) world = {0};
    g_autoptr(SzCasesVersion) version = NULL;
    g_auto(SzCaseOutlook) outlook = {0};
    open_case(&world, "O1", "I2", "2026-03-18T09:59:59"); /* overdue */
    open_case(&world, "O1", "I2", "2026-03-18T10:00:00"); /* runs: due this very moment */
    open_case(&world, "O1", "I2", "2026-03-18T11:00:00"); /* suspended */
    SzCaseEvent suspend = event_of(&world, SZ_CASE_SUSPEND, "2026-03-17T09:00:00", "O1");
    sz_cases_apply(world.cases, &suspend);
    world.n++;
    SzCaseEvent apply = event_of(&world, SZ_CASE_APPLY, "2026-03-17T09:00:00", "O1");
    sz_cases_apply(world.cases, &apply); /* accepting */
    world.n++;
    SzCaseEvent accept = event_of(&world, SZ_CASE_ACCEPT, "2026-03-17T09:00:00", "O1");
    accept.item = SZ_SLICE("I2");
    sz_cases_apply(world.cases, &accept); /* undated */
    world.n++;
    SzCaseEvent withdraw = event_of(&world, SZ_CASE_WITHDRAW, "2026-03-17T09:00:00", "O1");
    sz_cases_apply(world.cases, &withdraw);
    close_cases(&world, 1, "O1", "I2", "2026-03-17T09:00:00");
    look_at(&world, NOW, &version, &outlook);
    const SzOutlookOrg *org = org_of(&outlook, "O1");
    g_assert_cmpuint(org->n_open, ==, 5);
    g_assert_cmpuint(org->n_overdue, ==, 1);
    g_assert_cmpuint(org->n_running, ==, 1);
    g_assert_cmpuint(org->n_suspended, ==, 1);
    g_assert_cmpuint(org->n_accepting, ==, 1);
    g_assert_cmpuint(org->n_undated, ==, 1);
    g_assert_cmpuint(org->n_closed, ==, 1);
    assert_count(org, SZ_OUTLOOK_IN_5, 1, 0, 0); /* today still owes it: 1 close in 1 day */
}

/* What the pace is made of, when the record of closes begins late, or not at all. */
static void test_days_of_the_pace(void)
{
    static const struct {
        const char *close; /* NULL: none */
        const char *from;
        guint n_workdays;
        guint64 n_closed;
    } rows[] = {
        {"2026-02-11T23:59:59", "2026-02-12", 20, 0}, /* before its days */
        {"2026-02-12T00:00:00", "2026-02-12", 20, 1},
        {"2026-02-24T10:00:00", "2026-02-24", 17, 1}, /* behind the festival: 02-28 is worked */
        {"2026-03-17T23:59:59", "2026-03-17", 1, 1},
        {"2026-03-18T00:00:00", "2026-03-18", 0, 0}, /* today is not over */
        {NULL, "2026-03-18", 0, 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(World) world = {0};
        g_autoptr(SzCasesVersion) version = NULL;
        g_auto(SzCaseOutlook) outlook = {0};
        char text[SZ_DAY_TEXT];
        open_case(&world, "O1", "I2", "2026-03-19T18:00:00");
        if (rows[i].close != NULL) {
            close_cases(&world, 1, "O1", "I2", rows[i].close);
        }
        look_at(&world, NOW, &version, &outlook);
        g_assert_cmpstr(sz_day_format(outlook.pace_from, text), ==, rows[i].from);
        g_assert_cmpuint(outlook.n_pace_workdays, ==, rows[i].n_workdays);
        g_assert_cmpuint(outlook.total.n_closed, ==, rows[i].n_closed);
        double pace = -1;
        bool is_known = sz_case_outlook_pace(&outlook, &outlook.total, &pace);
        g_assert_cmpint(is_known, ==, rows[i].n_closed > 0 && rows[i].n_workdays > 0);
        g_assert_true(is_known || pace < 0);
        assert_count(&outlook.total, SZ_OUTLOOK_IN_1, 1, is_known && rows[i].n_workdays > 2 ? 1 : 0,
                     is_known ? 0 : 1);
    }
}

static bool is_even(const SzCaseRow *row, void *user)
{
    (void)user;
    const char *id = sz_case_row_id(row);
    return (id[strlen(id) - 1] - '0') % 2 == 0;
}

static void tell_random(World *world, GRand *random)
{
    static const char *const orgs[] = {"", "O1", "O2", "O3"};
    static const char *const items[] = {"", "I2", "I3"};
    for (guint i = 0; i < 600; i++) {
        const char *org = orgs[g_rand_int_range(random, 0, 4)];
        const char *item = items[g_rand_int_range(random, 0, 3)];
        SzWallTime at = test_time("2026-02-20T09:00:00");
        at.ns += (gint64)g_rand_int_range(random, 0, 40 * 24 * 60) * 60 * SZ_NS_PER_S;
        char text[SZ_WALL_TIME_TEXT];
        (void)sz_wall_time_format(at, text);
        if (g_rand_boolean(random) && at.ns < test_time(NOW).ns) {
            close_cases(world, 1, org, item, text);
        } else {
            open_case(world, org, item, text);
        }
    }
}

static void add_up(const SzOutlookOrg *org, SzOutlookOrg *sum)
{
    g_assert_cmpuint(org->n_open, ==,
                     org->n_overdue + org->n_suspended + org->n_accepting + org->n_undated +
                         org->n_running);
    sum->n_open += org->n_open;
    sum->n_closed += org->n_closed;
    for (guint h = 0; h < SZ_OUTLOOK_N; h++) {
        const SzOutlookCount *count = &org->counts[h];
        g_assert_cmpuint(count->late + count->unpaced, <=, count->due);
        sum->counts[h].due += count->due;
        sum->counts[h].late += count->late;
        sum->counts[h].unpaced += count->unpaced;
    }
}

static void assert_sums(const SzCaseOutlook *outlook)
{
    SzOutlookOrg sum = {0};
    for (guint i = 0; i < outlook->orgs->len; i++) {
        add_up(&g_array_index(outlook->orgs, SzOutlookOrg, i), &sum);
    }
    g_assert_cmpuint(sum.n_open, ==, outlook->total.n_open);
    g_assert_cmpuint(sum.n_closed, ==, outlook->total.n_closed);
    for (guint h = 0; h < SZ_OUTLOOK_N; h++) {
        assert_count(&outlook->total, h, sum.counts[h].due, sum.counts[h].late,
                     sum.counts[h].unpaced);
    }
    g_assert_cmpuint(sum.counts[SZ_OUTLOOK_IN_1].due, <=, sum.counts[SZ_OUTLOOK_IN_3].due);
    g_assert_cmpuint(sum.counts[SZ_OUTLOOK_IN_3].due, <=, sum.counts[SZ_OUTLOOK_IN_5].due);
    g_assert_cmpuint(sum.counts[SZ_OUTLOOK_IN_5].due, >, 0);
}

/* Random cases: the organs add up, and each horizon holds those before it. */
static void test_sums(void)
{
    g_auto(World) world = {0};
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    tell_random(&world, random);
    g_autoptr(SzCasesVersion) version = sz_cases_publish(world.cases);
    for (guint round = 0; round < 2; round++) {
        const SzOutlookQuestion question = {.rules = test_rules(),
                                            .cases = version,
                                            .now = test_time(NOW),
                                            .is_asked = round == 0 ? NULL : is_even};
        g_auto(SzCaseOutlook) outlook = {0};
        sz_case_outlook_make(&question, &outlook);
        assert_sums(&outlook);
    }
}

#define ADD(name, function) g_test_add_func("/metrics/case_outlook/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("places-beyond-the-pace-are-late", test_places_beyond_the_pace_are_late);
    ADD("today-gives-what-it-still-owes", test_today_gives_what_it_still_owes);
    ADD("horizons-end-at-midnight", test_horizons_end_at_midnight);
    ADD("lines", test_lines);
    ADD("kinds-of-open-cases", test_kinds_of_open_cases);
    ADD("days-of-the-pace", test_days_of_the_pace);
    ADD("sums", test_sums);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
