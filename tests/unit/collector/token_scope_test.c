/* Which halls a token writes for. */

#include "collector/token_scope.h"

#define DAY 20000

static SzRegistry *make_city(void)
{
    static const SzHall halls[] = {
        {.code = "1", .name = "city", .region = "1", .tier = SZ_TIER_MUNICIPAL},
        {.code = "11", .name = "east", .parent = "1", .region = "11", .tier = SZ_TIER_COUNTY},
        {.code = "111", .name = "town", .parent = "11", .region = "111", .tier = SZ_TIER_TOWN},
        {.code = "12", .name = "west", .parent = "1", .region = "12", .tier = SZ_TIER_COUNTY},
    };
    /* "10" was east until DAY, then west. */
    static const SzHallAlias aliases[] = {
        {.code = "10", .hall = "11", .from = 0, .to = DAY},
        {.code = "10", .hall = "12", .from = DAY, .to = DAY + 10},
    };
    const SzHoursPlan plan = {.workday = {.n = 1, .slots = {{32400, 43200}}}};
    g_autoptr(GError) error = NULL;
    g_autoptr(SzOpeningHours) hours = sz_opening_hours_new(&plan, &error);
    SzRegistry *registry =
        sz_registry_new(halls, G_N_ELEMENTS(halls), aliases, G_N_ELEMENTS(aliases), hours, &error);
    g_assert_no_error(error);
    return registry;
}

static void test_halls_and_what_is_below(void)
{
    static const char *const east[] = {"11", NULL};
    static const char *const city[] = {"1", NULL};
    static const char *const two[] = {"12", "111", NULL};
    static const char *const old[] = {"10", NULL};
    static const char *const gone[] = {"99", NULL};
    static const struct {
        const char *const *halls;
        const char *hall;
        SzDay day;
        bool covers;
    } rows[] = {
        {east, "11", DAY, true},     {east, "111", DAY, true},    {east, "1", DAY, false},
        {east, "12", DAY, false},    {east, "1111", DAY, false}, /* below by the registry, not by letters */
        {east, "", DAY, false},      {city, "111", DAY, true},    {city, "99", DAY, false},
        {two, "111", DAY, true},     {two, "12", DAY, true},      {two, "11", DAY, false},
        {east, "10", DAY - 1, true}, {east, "10", DAY, false},    {old, "12", DAY, true},
        {old, "12", DAY - 1, false}, {old, "10", DAY + 99, true}, {gone, "99", DAY, true},
        {gone, "11", DAY, false},
    };
    g_autoptr(SzRegistry) registry = make_city();
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzTokenScope scope = {.registry = registry, .halls = rows[i].halls};
        g_test_message("%s for %s on %d", rows[i].halls[0], rows[i].hall, rows[i].day);
        for (guint times = 0; times < 2; times++) { /* the second time from memory */
            g_assert_cmpint(sz_token_scope_covers(&scope, sz_slice(rows[i].hall), rows[i].day), ==,
                            rows[i].covers);
        }
    }
}

/* One scope for all lines of a batch: what it remembers never answers for another hall or day. */
static void test_what_is_remembered_is_of_that_hall_and_day(void)
{
    static const char *const east[] = {"11", NULL};
    static const char *const codes[] = {
        "11",
        "111",
        "12",
        "10",
        "1",
        "",
        "a code that is much longer than what is remembered, so that it is not"};
    g_autoptr(SzRegistry) registry = make_city();
    SzTokenScope scope = {.registry = registry, .halls = east};
    for (guint i = 0; i < 2000; i++) {
        SzSlice code = sz_slice(codes[g_test_rand_int_range(0, G_N_ELEMENTS(codes))]);
        SzDay day = DAY - 1 + g_test_rand_int_range(0, 2);
        SzTokenScope fresh = {.registry = registry, .halls = east};
        g_assert_cmpint(sz_token_scope_covers(&scope, code, day), ==,
                        sz_token_scope_covers(&fresh, code, day));
    }
}

static void test_every_hall(void)
{
    SzTokenScope scope = {.covers_all = true};
    g_assert_true(sz_token_scope_covers(&scope, sz_slice(""), DAY));
    g_assert_true(sz_token_scope_covers(&scope, sz_slice("99"), DAY));
}

static void test_without_a_registry_codes_are_compared(void)
{
    static const char *const halls[] = {"11", NULL};
    SzTokenScope scope = {.halls = halls};
    g_assert_true(sz_token_scope_covers(&scope, sz_slice("11"), DAY));
    g_assert_false(sz_token_scope_covers(&scope, sz_slice("111"), DAY));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/token_scope/halls-and-what-is-below", test_halls_and_what_is_below);
    g_test_add_func("/collector/token_scope/what-is-remembered-is-of-that-hall-and-day",
                    test_what_is_remembered_is_of_that_hall_and_day);
    g_test_add_func("/collector/token_scope/every-hall", test_every_hall);
    g_test_add_func("/collector/token_scope/without-a-registry-codes-are-compared",
                    test_without_a_registry_codes_are_compared);
    return g_test_run();
}
