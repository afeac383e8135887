/* Thresholds of lights, of every case and of an item; extensions, channels and steps of items. */

#include "config/settings.h"

#include "support/support.h"

/* Settings of a folder with what is given of two files; NULL leaves one out. */
static SzSettings *load(const char *daemon, const char *items, GStrv *out_problems)
{
    char *dir = test_folder_new();
    const char *const texts[] = {daemon, items};
    const char *const names[] = {"shuzhid.yaml", "items.yaml"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *path = g_build_filename(dir, names[i], NULL);
        if (texts[i] != NULL) {
            g_assert_true(g_file_set_contents(path, texts[i], -1, NULL));
        }
    }
    SzSettings *settings = sz_settings_load(dir, out_problems);
    test_folder_remove(dir);
    return settings;
}

static SzSettings *load_good(const char *daemon, const char *items)
{
    g_auto(GStrv) problems = NULL;
    SzSettings *settings = load(daemon, items, &problems);
    g_assert_cmpstr(problems[0], ==, NULL);
    return settings;
}

static void assert_limit(SzLimit got, gint32 n, SzUnit unit)
{
    g_assert_cmpint(got.unit, ==, unit);
    g_assert_cmpint(got.n, ==, n);
}

static void assert_default(const SzCaseThresholds *got)
{
    const SzCaseThresholds *wanted = &SZ_CASE_THRESHOLDS_DEFAULT;
    g_assert_cmpint(got->acceptance_workdays, ==, wanted->acceptance_workdays);
    g_assert_cmpint(got->acceptance_yellow_day, ==, wanted->acceptance_yellow_day);
    g_assert_cmpint(got->long_from_days, ==, wanted->long_from_days);
    g_assert_cmpint(got->long_yellow_days, ==, wanted->long_yellow_days);
    g_assert_cmpint(got->long_yellow_ppm, ==, wanted->long_yellow_ppm);
    g_assert_cmpint(got->short_yellow_min, ==, wanted->short_yellow_min);
    g_assert_cmpint(got->instant_yellow_s, ==, wanted->instant_yellow_s);
    g_assert_cmpint(got->instant_yellow_min, ==, wanted->instant_yellow_min);
    g_assert_cmpint(got->instant_black_workdays, ==, wanted->instant_black_workdays);
    g_assert_cmpint(got->clock_yellow_ppm, ==, wanted->clock_yellow_ppm);
    g_assert_cmpint(got->clock_black_ppm, ==, wanted->clock_black_ppm);
    g_assert_cmpint(got->source_yellow_workdays, ==, wanted->source_yellow_workdays);
    g_assert_cmpint(got->suspended_max_workdays, ==, wanted->suspended_max_workdays);
    g_assert_cmpint(got->delivery_workdays, ==, wanted->delivery_workdays);
    g_assert_cmpint(got->is_step_late_yellow, ==, wanted->is_step_late_yellow);
    g_assert_cmpint(got->yellow.unit, ==, SZ_UNIT_NONE);
    g_assert_cmpint(got->yellow_ppm, ==, 0);
    assert_limit(got->extend_max, wanted->extend_max.n, wanted->extend_max.unit);
}

static void test_the_shipped_thresholds_are_the_defaults(void)
{
    g_autoptr(SzSettings) shipped = load_good(NULL, NULL);
    assert_default(&shipped->thresholds);
    g_autoptr(SzSettings) silent = load_good("deadlines: {due_at: midnight}\n", NULL);
    assert_default(&silent->thresholds);
}

static void test_every_threshold_can_be_set(void)
{
    g_autoptr(SzSettings) settings = load_good("deadlines: {extend_max: {n: 20, unit: day}}\n"
                                               "lights:\n"
                                               "  acceptance_workdays: 6\n"
                                               "  acceptance_yellow_day: 5\n"
                                               "  long_from_days: 4\n"
                                               "  long_yellow_days: 2\n"
                                               "  long_yellow_share: 0.29\n"
                                               "  short_yellow_minutes: 90\n"
                                               "  instant_yellow_at: \"14:05\"\n"
                                               "  instant_yellow_minutes: 45\n"
                                               "  instant_black_workdays: 3\n"
                                               "  clock_yellow_share: 0.75\n"
                                               "  clock_black_share: 1.5\n"
                                               "  source_yellow_workdays: 0\n"
                                               "  suspended_max_workdays: 30\n"
                                               "  delivery_workdays: 7\n"
                                               "  step_late: yellow\n",
                                               NULL);
    const SzCaseThresholds *got = &settings->thresholds;
    g_assert_cmpint(got->acceptance_workdays, ==, 6);
    g_assert_cmpint(got->acceptance_yellow_day, ==, 5);
    g_assert_cmpint(got->long_from_days, ==, 4);
    g_assert_cmpint(got->long_yellow_days, ==, 2);
    g_assert_cmpint(got->long_yellow_ppm, ==, 290000);
    g_assert_cmpint(got->short_yellow_min, ==, 90);
    g_assert_cmpint(got->instant_yellow_s, ==, 50700);
    g_assert_cmpint(got->instant_yellow_min, ==, 45);
    g_assert_cmpint(got->instant_black_workdays, ==, 3);
    g_assert_cmpint(got->clock_yellow_ppm, ==, 750000);
    g_assert_cmpint(got->clock_black_ppm, ==, 1500000);
    g_assert_cmpint(got->source_yellow_workdays, ==, 0);
    g_assert_cmpint(got->suspended_max_workdays, ==, 30);
    g_assert_cmpint(got->delivery_workdays, ==, 7);
    g_assert_true(got->is_step_late_yellow);
    assert_limit(got->extend_max, 20, SZ_UNIT_DAY);
}

static void test_an_item_replaces_one_by_one(void)
{
    g_autoptr(SzSettings) settings = load_good(
        "lights: {long_yellow_days: 2, delivery_workdays: 7}\n",
        "items:\n"
        "  A: {name: a, promise: {n: 1, unit: hour}, lights: {long_yellow_days: 3, yellow_share: "
        "0.3},\n"
        "      promise_by_channel: {window: {n: 20, unit: minute}, online: {n: 0, unit: "
        "workday}},\n"
        "      steps: {审核: {n: 2, unit: workday}, check: {n: 30, unit: minute}}}\n"
        "  B: {name: b, lights: {yellow: {n: 2, unit: workday}}}\n"
        "  C: {name: c, statute: {n: 20, unit: workday}, extend_max: {n: 15, unit: workday}}\n"
        "  D: {name: d}\n");
    const SzItem *a = sz_items_find(settings->items, SZ_SLICE("A"));
    g_assert_cmpint(a->thresholds->long_yellow_days, ==, 3);
    g_assert_cmpint(a->thresholds->delivery_workdays, ==, 7);
    g_assert_cmpint(a->thresholds->yellow_ppm, ==, 300000);
    assert_limit(sz_item_promise(a, SZ_CHANNEL_WINDOW), 20, SZ_UNIT_MINUTE);
    assert_limit(sz_item_promise(a, SZ_CHANNEL_ONLINE), 0, SZ_UNIT_WORKDAY);
    assert_limit(sz_item_promise(a, SZ_CHANNEL_POST), 1, SZ_UNIT_HOUR);
    assert_limit(sz_item_step(a, SZ_SLICE("审核"))->limit, 2, SZ_UNIT_WORKDAY);
    assert_limit(sz_item_step(a, SZ_SLICE("check"))->limit, 30, SZ_UNIT_MINUTE);
    g_assert_null(sz_item_step(a, SZ_SLICE("print")));
    const SzItem *b = sz_items_find(settings->items, SZ_SLICE("B"));
    assert_limit(b->thresholds->yellow, 2, SZ_UNIT_WORKDAY);
    const SzItem *c = sz_items_find(settings->items, SZ_SLICE("C"));
    assert_limit(c->thresholds->extend_max, 15, SZ_UNIT_WORKDAY);
    g_assert_null(sz_items_find(settings->items, SZ_SLICE("D"))->thresholds);
}

static const struct {
    const char *daemon;
    const char *items;
    const char *problem; /* how the first one ends */
} faulty[] = {
    {"lights: {acceptance_workdys: 5}\n", NULL,
     "shuzhid.yaml:1: lights.acceptance_workdys: unknown key, did you mean 'acceptance_workdays'?"},
    {"lights:\n  long_yellow_share: 1.2\n", NULL,
     "shuzhid.yaml:2: lights.long_yellow_share: out of range: '1.2', expected 0..1"},
    {"lights:\n  instant_yellow_at: \"25:00\"\n", NULL,
     "shuzhid.yaml:2: lights.instant_yellow_at: not a time of day: '25:00', expected HH:MM, 00:00 "
     "to "
     "23:59"},
    {"lights: {acceptance_yellow_day: 6}\n", NULL,
     "shuzhid.yaml:1: lights.acceptance_yellow_day: yellow after the last day to accept: '6', "
     "expected "
     "1..5"},
    {"lights: {step_late: red}\n", NULL,
     "shuzhid.yaml:1: lights.step_late: unknown word: 'red', expected one of finding, yellow"},
    {"lights: {yellow_share: 0.3}\n", NULL, "shuzhid.yaml:1: lights.yellow_share: unknown key"},
    {"deadlines:\n  extend_max: {n: 10, unit: hour}\n", NULL,
     "shuzhid.yaml:2: deadlines.extend_max.unit: unknown word: 'hour', expected one of workday, "
     "day"},
    {NULL, "items:\n  A: {name: a, lights: {yelow: {n: 1, unit: day}}}\n",
     "items.yaml:2: items.A.lights.yelow: unknown key, did you mean 'yellow'?"},
    {NULL, "items:\n  A: {name: a, lights: {acceptance_workdays: 2}}\n",
     "items.yaml:2: items.A.lights: yellow after the last day to accept: '4', expected 1..2"},
    {NULL,
     "items:\n  A: {name: a, statute: {n: 9, unit: day}, extend_max: {n: 1, unit: workday}}\n",
     "items.yaml:2: items.A.extend_max: unit is not that of the statute: 'workday', expected day"},
    {NULL, "items:\n  A: {name: a, promise_by_channel: {windw: {n: 1, unit: day}}}\n",
     "items.yaml:2: items.A.promise_by_channel.windw: unknown key, did you mean 'window'?"},
    {NULL, "items:\n  A: {name: a, steps: {check: {n: 1}}}\n",
     "items.yaml:2: items.A.steps.check.unit: missing, expected one of minute, hour, workday, day"},
};

static void test_what_is_wrong_is_said(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(faulty); i++) {
        g_auto(GStrv) problems = NULL;
        g_assert_null(load(faulty[i].daemon, faulty[i].items, &problems));
        const char *file = faulty[i].daemon != NULL ? "/shuzhid.yaml:" : "/items.yaml:";
        const char *at = strstr(problems[0], file);
        g_assert_nonnull(at);
        g_test_message("%s", at + 1);
        g_assert_true(g_str_has_prefix(at + 1, faulty[i].problem));
        g_assert_cmpstr(problems[1], ==, NULL);
    }
}

#define ADD(name, function) g_test_add_func("/config/lights_yaml/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("the-shipped-thresholds-are-the-defaults", test_the_shipped_thresholds_are_the_defaults);
    ADD("every-threshold-can-be-set", test_every_threshold_can_be_set);
    ADD("an-item-replaces-one-by-one", test_an_item_replaces_one_by_one);
    ADD("what-is-wrong-is-said", test_what_is_wrong_is_said);
    return g_test_run();
}
