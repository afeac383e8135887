#include "metrics/registry.h"

#include "metrics/error.h"
#include "support/national_calendar.h"

static SzDay day(int year, int month, int of_month)
{
    return sz_day_from_civil((SzCivil){year, month, of_month});
}

static SzHall hall(const char *code, const char *parent)
{
    return (SzHall){.code = code,
                    .name = "大厅",
                    .tier = parent == NULL ? SZ_TIER_MUNICIPAL : SZ_TIER_COUNTY,
                    .parent = parent,
                    .region = code};
}

static SzOpeningHours *ordinary_hours(void)
{
    SzHoursPlan plan = test_ordinary_plan();
    g_autoptr(GError) error = NULL;
    SzOpeningHours *hours = sz_opening_hours_new(&plan, &error);
    g_assert_no_error(error);
    return hours;
}

static SzRegistry *make(const SzHall *halls, gsize n, const SzHallAlias *aliases, gsize n_aliases,
                        GError **error)
{
    g_autoptr(SzOpeningHours) hours = ordinary_hours();
    return sz_registry_new(halls, n, aliases, n_aliases, hours, error);
}

/* The city's tree, given out of order. */
static SzRegistry *city(void)
{
    const SzHall halls[] = {
        hall("330106009", "330106"), hall("330102", "330100"),
        hall("330105001", "330105"), hall("330106", "330100"),
        hall("330100", NULL),        hall("330105", "330100"),
        hall("330106002", "330106"), hall("330106002K1", "330106002"),
    };
    /* Xiacheng became part of Gongshu; for a while the old code meant something else still. */
    const SzHallAlias aliases[] = {
        {"330103", "330105", day(2021, 4, 9), day(2200, 1, 1)},
        {"330103", "330102", day(1990, 1, 1), day(2000, 1, 1)},
        {"330104", "330102", day(1990, 1, 1), day(2200, 1, 1)},
        /* One day after the other. */
        {"330109", "330102", day(2000, 1, 1), day(2010, 1, 1)},
        {"330109", "330105", day(2010, 1, 1), day(2020, 1, 1)},
    };
    g_autoptr(GError) error = NULL;
    SzRegistry *registry = make(halls, G_N_ELEMENTS(halls), aliases, G_N_ELEMENTS(aliases), &error);
    g_assert_no_error(error);
    return registry;
}

static void test_order_of_the_tree(void)
{
    static const char *const order[] = {"330100", "330102",    "330105",      "330105001",
                                        "330106", "330106002", "330106002K1", "330106009"};
    g_autoptr(SzRegistry) registry = city();
    g_assert_cmpuint(sz_registry_n_halls(registry), ==, G_N_ELEMENTS(order));
    for (gsize i = 0; i < G_N_ELEMENTS(order); i++) {
        g_assert_cmpstr(sz_registry_hall(registry, i)->code, ==, order[i]);
    }
}

static void test_finds_by_code_and_alias(void)
{
    g_autoptr(SzRegistry) registry = city();
    static const struct {
        const char *code;
        SzCivil day;
        const char *found;
    } rows[] = {
        {"330106", {2026, 3, 2}, "330106"},
        {"330106002K1", {2026, 3, 2}, "330106002K1"},
        {"330107", {2026, 3, 2}, NULL},
        {"33010", {2026, 3, 2}, NULL},
        {"", {2026, 3, 2}, NULL},
        {"330104", {2026, 3, 2}, "330102"},
        {"330103", {1999, 12, 31}, "330102"}, /* the last day in force */
        {"330103", {2000, 1, 1}, NULL},       /* [from, to) */
        {"330103", {2021, 4, 8}, NULL},
        {"330103", {2021, 4, 9}, "330105"},
        {"330109", {2009, 12, 31}, "330102"},
        {"330109", {2010, 1, 1}, "330105"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SzHall *found =
            sz_registry_find(registry, sz_slice(rows[i].code), sz_day_from_civil(rows[i].day));
        g_assert_cmpstr(found != NULL ? found->code : NULL, ==, rows[i].found);
    }
    /* A slice need not end where its bytes do. */
    const SzHall *found = sz_registry_find(registry, (SzSlice){"330106002", 6}, day(2026, 3, 2));
    g_assert_cmpstr(found->code, ==, "330106");
}

/* Slow and obvious: follow the parents. */
static bool is_within_by_walking(const SzRegistry *registry, const SzHall *below,
                                 const SzHall *area)
{
    while (below != NULL && !g_str_equal(below->code, area->code)) {
        below =
            below->parent == NULL ? NULL : sz_registry_find(registry, sz_slice(below->parent), 0);
    }
    return below != NULL;
}

static void check_every_pair(const SzRegistry *registry)
{
    gsize n = sz_registry_n_halls(registry);
    for (gsize i = 0; i < n; i++) {
        for (gsize j = 0; j < n; j++) {
            const SzHall *below = sz_registry_hall(registry, i);
            const SzHall *area = sz_registry_hall(registry, j);
            g_assert_cmpint(sz_registry_is_within(registry, below, area), ==,
                            is_within_by_walking(registry, below, area));
        }
    }
}

static void test_is_within(void)
{
    g_autoptr(SzRegistry) registry = city();
    const SzHall *root = sz_registry_hall(registry, 0);
    const SzHall *xihu = sz_registry_find(registry, SZ_SLICE("330106"), 0);
    const SzHall *town = sz_registry_find(registry, SZ_SLICE("330106002"), 0);
    g_assert_true(sz_registry_is_within(registry, xihu, xihu));
    g_assert_true(sz_registry_is_within(registry, town, xihu));
    g_assert_true(sz_registry_is_within(registry, town, root));
    g_assert_false(sz_registry_is_within(registry, xihu, town));
    check_every_pair(registry);
}

/* Random trees: every parent comes before its children, every pair agrees with walking. */
static void test_random_trees(void)
{
    for (guint round = 0; round < 50; round++) {
        char codes[40][8];
        SzHall halls[40];
        gsize depth[40] = {0};
        guint n = (guint)g_test_rand_int_range(1, 41);
        for (guint i = 0; i < n; i++) {
            (void)g_snprintf(codes[i], sizeof(codes[i]), "%c%02u",
                             (char)g_test_rand_int_range('a', 'e'), i);
            guint parent = i == 0 ? 0 : (guint)g_test_rand_int_range(0, (gint32)i);
            bool root = i == 0 || depth[parent] + 2 > SZ_REGISTRY_DEPTH_MAX;
            depth[i] = root ? 0 : depth[parent] + 1;
            halls[i] = hall(codes[i], root ? NULL : codes[parent]);
        }
        g_autoptr(GError) error = NULL;
        g_autoptr(SzRegistry) registry = make(halls, n, NULL, 0, &error);
        g_assert_no_error(error);
        g_assert_cmpuint(sz_registry_n_halls(registry), ==, n);
        check_every_pair(registry);
        for (gsize i = 1; i < n; i++) {
            const SzHall *before = sz_registry_hall(registry, i - 1);
            const SzHall *here = sz_registry_hall(registry, i);
            /* Parent before child; neighbours with one parent ascend by code. */
            g_assert_true(here->parent == NULL ||
                          sz_registry_find(registry, sz_slice(here->parent), 0) < here);
            g_assert_true(g_strcmp0(before->parent, here->parent) != 0 ||
                          strcmp(before->code, here->code) < 0);
        }
    }
}

static void test_what_is_refused(void)
{
    const SzHall root = hall("1", NULL);
    const SzHall self = hall("2", "2");
    const SzHall loop[] = {hall("1", NULL), hall("2", "3"), hall("3", "2")};
    const SzHall twice[] = {root, hall("1", NULL)};
    const SzHall orphan[] = {root, hall("2", "9")};
    const SzHall nameless[] = {root, hall("", "1")};
    const SzHallAlias unknown = {"7", "9", 0, 10};
    const SzHallAlias a_hall = {"1", "1", 0, 10};
    const SzHallAlias never = {"7", "1", 10, 10};
    const SzHallAlias overlap[] = {{"7", "1", 0, 10}, {"7", "1", 9, 20}};
    const struct {
        const SzHall *halls;
        gsize n;
        const SzHallAlias *aliases;
        gsize n_aliases;
        int code;
        const char *message;
    } rows[] = {
        {&self, 1, NULL, 0, SZ_METRICS_ERROR_CONFLICT,
         "hall is its own ancestor or more than 16 levels deep: '2'"},
        {loop, 3, NULL, 0, SZ_METRICS_ERROR_CONFLICT,
         "hall is its own ancestor or more than 16 levels deep: '2'"},
        {twice, 2, NULL, 0, SZ_METRICS_ERROR_CONFLICT, "hall code given twice: '1'"},
        {orphan, 2, NULL, 0, SZ_METRICS_ERROR_UNKNOWN,
         "unknown parent: '9' of hall '2', expected the code of a hall"},
        {nameless, 2, NULL, 0, SZ_METRICS_ERROR_RANGE,
         "hall without a code: '大厅', expected 1 byte or more"},
        {&root, 1, &unknown, 1, SZ_METRICS_ERROR_UNKNOWN,
         "alias '7' of an unknown hall: '9', expected the code of a hall"},
        {&root, 1, &a_hall, 1, SZ_METRICS_ERROR_CONFLICT,
         "alias is the code of a hall: '1', expected a code of its own"},
        {&root, 1, &never, 1, SZ_METRICS_ERROR_RANGE,
         "alias that is never in force: '7', expected it to begin before it ends"},
        {&root, 1, overlap, 2, SZ_METRICS_ERROR_CONFLICT, "alias in force twice on one day: '7'"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(make(rows[i].halls, rows[i].n, rows[i].aliases, rows[i].n_aliases, &error));
        g_assert_error(error, SZ_METRICS_ERROR, rows[i].code);
        g_assert_cmpstr(error->message, ==, rows[i].message);
    }
}

static void test_depth_on_both_sides(void)
{
    SzHall chain[SZ_REGISTRY_DEPTH_MAX + 1];
    char codes[SZ_REGISTRY_DEPTH_MAX + 1][4];
    for (guint i = 0; i < G_N_ELEMENTS(chain); i++) {
        (void)g_snprintf(codes[i], sizeof(codes[i]), "%u", i);
        chain[i] = hall(codes[i], i == 0 ? NULL : codes[i - 1]);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(SzRegistry) good = make(chain, SZ_REGISTRY_DEPTH_MAX, NULL, 0, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(sz_registry_n_halls(good), ==, SZ_REGISTRY_DEPTH_MAX);
    g_assert_null(make(chain, SZ_REGISTRY_DEPTH_MAX + 1, NULL, 0, &error));
    g_assert_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT);
}

static void test_own_hours_or_the_default(void)
{
    SzHall halls[] = {hall("1", NULL), hall("2", "1")};
    g_autoptr(SzOpeningHours) standard = ordinary_hours();
    g_autoptr(SzOpeningHours) own = ordinary_hours();
    halls[1].hours = own;
    g_autoptr(SzRegistry) registry = sz_registry_new(halls, 2, NULL, 0, standard, NULL);
    g_assert_true(sz_registry_default_hours(registry) == standard);
    g_assert_true(sz_registry_hours(registry, sz_registry_hall(registry, 0)) == standard);
    g_assert_true(sz_registry_hours(registry, sz_registry_hall(registry, 1)) == own);
}

static void test_outlives_what_it_was_given(void)
{
    g_autofree char *code = g_strdup("330100");
    g_autofree char *name = g_strdup("市民中心");
    SzHall one = {.code = code, .name = name, .region = code, .has_place = true, .lon_deg = 120.2};
    g_autoptr(SzRegistry) registry = make(&one, 1, NULL, 0, NULL);
    code[0] = 'x';
    name[0] = 'x';
    g_autoptr(SzRegistry) again = sz_registry_ref(registry);
    g_clear_pointer(&registry, sz_registry_unref);
    const SzHall *found = sz_registry_find(again, SZ_SLICE("330100"), 0);
    g_assert_cmpstr(found->name, ==, "市民中心");
    g_assert_cmpstr(found->region, ==, "330100");
    g_assert_null(found->parent);
    g_assert_cmpfloat(found->lon_deg, ==, 120.2);
}

static void test_no_halls_at_all(void)
{
    g_autoptr(SzRegistry) registry = make(NULL, 0, NULL, 0, NULL);
    g_assert_cmpuint(sz_registry_n_halls(registry), ==, 0);
    g_assert_null(sz_registry_find(registry, SZ_SLICE("1"), 0));
    sz_registry_unref(NULL);
}

static void test_tier_names(void)
{
    for (guint i = 0; i < SZ_TIER_N; i++) {
        SzTier tier = SZ_TIER_N;
        g_assert_true(sz_tier_parse(sz_slice(sz_tier_name((SzTier)i)), &tier));
        g_assert_cmpuint(tier, ==, i);
    }
    SzTier tier = SZ_TIER_TOWN;
    g_assert_false(sz_tier_parse(SZ_SLICE("city"), &tier));
    g_assert_false(sz_tier_parse(SZ_SLICE(""), &tier));
    g_assert_cmpuint(tier, ==, SZ_TIER_TOWN);
}

static void test_queue_names(void)
{
    g_autoptr(SzRegistry) registry = city();
    const SzHall *west_lake = sz_registry_find(registry, SZ_SLICE("330106"), 0);
    const SzHall *other = sz_registry_find(registry, SZ_SLICE("330102"), 0);
    g_assert_null(sz_registry_queue_name(registry, west_lake, "A"));
    const SzQueueName names[] = {
        {NULL, "A", "综合", "General"},
        {"330106", "A", "涉外", NULL},
        {NULL, "B", "旧", NULL},
        {NULL, "B", "登记", NULL},
    };
    sz_registry_name_queues(registry, names, G_N_ELEMENTS(names));
    g_assert_cmpstr(sz_registry_queue_name(registry, west_lake, "A")->name, ==, "涉外");
    g_assert_null(sz_registry_queue_name(registry, west_lake, "A")->name_en);
    g_assert_cmpstr(sz_registry_queue_name(registry, other, "A")->name, ==, "综合");
    g_assert_cmpstr(sz_registry_queue_name(registry, NULL, "A")->name_en, ==, "General");
    g_assert_cmpstr(sz_registry_queue_name(registry, west_lake, "B")->name, ==, "登记");
    g_assert_null(sz_registry_queue_name(registry, west_lake, "C"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/registry/order-of-the-tree", test_order_of_the_tree);
    g_test_add_func("/metrics/registry/finds-by-code-and-alias", test_finds_by_code_and_alias);
    g_test_add_func("/metrics/registry/is-within", test_is_within);
    g_test_add_func("/metrics/registry/random-trees", test_random_trees);
    g_test_add_func("/metrics/registry/what-is-refused", test_what_is_refused);
    g_test_add_func("/metrics/registry/depth-on-both-sides", test_depth_on_both_sides);
    g_test_add_func("/metrics/registry/own-hours-or-the-default", test_own_hours_or_the_default);
    g_test_add_func("/metrics/registry/outlives-what-it-was-given",
                    test_outlives_what_it_was_given);
    g_test_add_func("/metrics/registry/no-halls-at-all", test_no_halls_at_all);
    g_test_add_func("/metrics/registry/queue-names", test_queue_names);
    g_test_add_func("/metrics/registry/tier-names", test_tier_names);
    return g_test_run();
}
