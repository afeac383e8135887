/* `at` and `known_at` in a target. */

#include "web/time_travel.h"

#include "support/case_builder.h"

static void test_instants_are_taken_out(void)
{
    static const struct {
        const char *target;
        const char *rest;
        const char *at;       /* NULL: not given */
        const char *known_at; /* NULL: not given */
    } rows[] = {
        {"/a", "/a", NULL, NULL},
        {"/a?", "/a", NULL, NULL},
        {"/a?x=1&y=2", "/a?x=1&y=2", NULL, NULL},
        {"/a?at=2026-03-02T09:00:00Z", "/a", "2026-03-02T17:00:00", NULL},
        {"/a?x=1&at=2026-03-02T09:00:00%2B08:00&y=2", "/a?x=1&y=2", "2026-03-02T09:00:00", NULL},
        {"/a?at=2012-01-23T15:42:55+01:00", "/a", "2012-01-23T22:42:55", NULL},
        {"/a?known_at=2026-03-02T00:00:00&x=1", "/a?x=1", NULL, "2026-03-02T00:00:00"},
        {"/a?at=2026-03-02%2009:00", "/a", "2026-03-02T09:00:00", NULL},
        {"/a?at=2026-03-02", "/a", "2026-03-02T23:59:59.999999999", NULL},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzTimeTravel travel = {0};
        g_auto(SzResponse) problem = {0};
        g_autofree char *rest = sz_time_travel_take(rows[i].target, &travel, &problem);
        g_assert_cmpstr(rest, ==, rows[i].rest);
        g_assert_cmpint(travel.has_at, ==, rows[i].at != NULL);
        g_assert_cmpint(travel.has_known_at, ==, rows[i].known_at != NULL);
        if (rows[i].at != NULL) {
            g_assert_cmpint(travel.at.ns, ==, test_time(rows[i].at).ns);
        }
        if (rows[i].known_at != NULL) {
            g_assert_cmpint(travel.known_at.ns, ==, test_time(rows[i].known_at).ns);
        }
    }
}

static void test_bad_instants_are_refused(void)
{
    static const char *const targets[] = {"/a?at=yesterday", "/a?at=", "/a?at=2026-02-30",
                                          "/a?at=2026-03-02&at=2026-03-03", "/a?at=%zz"};
    for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
        SzTimeTravel travel = {0};
        g_auto(SzResponse) problem = {0};
        g_assert_null(sz_time_travel_take(targets[i], &travel, &problem));
        g_assert_cmpint(problem.status, ==, 400);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/time_travel/instants-are-taken-out", test_instants_are_taken_out);
    g_test_add_func("/web/time_travel/bad-instants-are-refused", test_bad_instants_are_refused);
    return g_test_run();
}
