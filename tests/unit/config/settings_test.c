#include "config/settings.h"

#include "support/national_calendar.h"
#include "support/support.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

static void put(const char *dir, const char *name, const char *text)
{
    g_autofree char *path = g_build_filename(dir, name, NULL);
    g_autofree char *folder = g_path_get_dirname(path);
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(g_mkdir_with_parents(folder, 0700), ==, 0);
    g_file_set_contents(path, text, -1, &error);
    g_assert_no_error(error);
}

static SzSettings *load_good(const char *dir)
{
    g_auto(GStrv) problems = NULL;
    SzSettings *settings = sz_settings_load(dir, &problems);
    for (guint i = 0; problems[i] != NULL; i++) {
        g_test_message("%s", problems[i]);
    }
    g_assert_cmpstr(problems[0], ==, NULL);
    g_assert_nonnull(settings);
    return settings;
}

/* Problems of @dir joined by '\n', the folder's own name left out. (transfer full) */
static char *problems_of(const char *dir)
{
    g_auto(GStrv) problems = NULL;
    g_assert_null(sz_settings_load(dir, &problems));
    g_assert_nonnull(problems[0]);
    g_autofree char *text = g_strjoinv("\n", problems);
    g_autofree char *prefix = g_strconcat(dir, "/", NULL);
    g_auto(GStrv) parts = g_strsplit(text, prefix, -1);
    return g_strjoinv("", parts);
}

/* The problems of a folder with one file. (transfer full) */
static char *problems_with(const char *name, const char *text)
{
    char *dir = test_folder_new();
    put(dir, name, text);
    char *problems = problems_of(dir);
    test_folder_remove(dir);
    return problems;
}

static const SzHall *find(const SzSettings *settings, const char *code)
{
    return sz_registry_find(settings->registry, sz_slice(code), test_day("2026-03-02"));
}

static void test_the_shipped_halls(void)
{
    g_autoptr(SzSettings) settings = load_good(NULL);
    /* DOMAIN 2.2: 1 + 13 + 1 + 191. */
    static const guint expected[SZ_TIER_N] = {1, 14, 191, 0, 0};
    guint n[SZ_TIER_N] = {0};
    const SzHall *city = find(settings, "330100");
    for (gsize i = 0; i < sz_registry_n_halls(settings->registry); i++) {
        const SzHall *hall = sz_registry_hall(settings->registry, i);
        n[hall->tier]++;
        g_assert_true(sz_registry_is_within(settings->registry, hall, city));
        g_assert_cmpstr(hall->region, ==, hall->code);
        if (hall->tier == SZ_TIER_TOWN) {
            g_assert_true(strncmp(hall->code, hall->parent, 6) == 0);
        }
    }
    for (guint i = 0; i < SZ_TIER_N; i++) {
        g_assert_cmpuint(n[i], ==, expected[i]);
    }
    g_assert_cmpstr(find(settings, "330106")->name, ==, "西湖区政务服务中心");
    g_assert_cmpstr(find(settings, "330106002")->name, ==, "北山街道便民服务中心");
    g_assert_cmpint(find(settings, "3301F1")->tier, ==, SZ_TIER_COUNTY);
    g_assert_cmpstr(find(settings, "330103")->code, ==, "330105");
    g_assert_cmpstr(find(settings, "330104")->code, ==, "330102");
    g_assert_null(find(settings, "330109501")); /* a pseudo unit */
}

static void test_the_shipped_calendar_is_the_notices(void)
{
    g_autoptr(SzSettings) settings = load_good(NULL);
    g_autoptr(SzWorkCalendar) truth = test_national_calendar();
    for (SzDay day = test_day("2023-12-01"); day <= test_day("2027-02-01"); day++) {
        g_assert_cmpint(sz_work_calendar_kind(settings->calendar, day), ==,
                        sz_work_calendar_kind(truth, day));
        g_assert_cmpint(sz_work_calendar_is_published(settings->calendar, day), ==,
                        sz_work_calendar_is_published(truth, day));
        g_assert_cmpstr(sz_work_calendar_holiday_zh(settings->calendar, day), ==,
                        sz_work_calendar_holiday_zh(truth, day));
        g_assert_cmpstr(sz_work_calendar_holiday_en(settings->calendar, day), ==,
                        sz_work_calendar_holiday_en(truth, day));
    }
}

static void test_the_shipped_switches_are_the_defaults(void)
{
    g_autoptr(SzSettings) settings = load_good(NULL);
    g_assert_cmpint(settings->deadlines.suspend_count, ==, SZ_CONVENTION_A);
    g_assert_cmpint(settings->deadlines.due_at, ==, SZ_DUE_AT_CLOSE_OF_BUSINESS);
    g_assert_cmpint(settings->deadlines.restday_start, ==, SZ_RESTDAY_START_COUNT);
    g_assert_cmpint(settings->deadlines.clock, ==, SZ_CLOCK_SERVICE);
    g_assert_cmpuint(settings->deadlines.stopping_kinds, ==,
                     SZ_DEADLINE_POLICY_DEFAULT.stopping_kinds);
}

static void test_the_shipped_items(void)
{
    g_autoptr(SzSettings) settings = load_good(NULL);
    const SzItem *item = sz_items_find(settings->items, SZ_SLICE("QY0103"));
    g_assert_cmpstr(item->name, ==, "企业简易注销");
    g_assert_cmpint(item->kind, ==, SZ_CASE_KIND_PROMISE);
    g_assert_cmpint(item->promise.n, ==, 1);
    g_assert_cmpint(item->promise.unit, ==, SZ_UNIT_WORKDAY);
    g_assert_cmpint(item->statute.unit, ==, SZ_UNIT_NONE);
    g_assert_cmpuint(item->stopping_kinds, ==, 1U << SZ_SUSPEND_PUBLICITY);
}

static void test_what_a_folder_lacks_is_shipped(void)
{
    char *dir = test_folder_new();
    put(dir, "shuzhid.yaml", "deadlines: {suspend_count: C, clock: wall, stops: [publicity]}\n");
    put(dir, "notes.txt", "not YAML, not read");
    put(dir, "import/anything.yaml", "{{{ loaded by the import command");
    g_autoptr(SzSettings) settings = load_good(dir);
    g_assert_cmpint(settings->deadlines.suspend_count, ==, SZ_CONVENTION_C);
    g_assert_cmpint(settings->deadlines.clock, ==, SZ_CLOCK_WALL);
    /* What the file leaves out is the default. */
    g_assert_cmpint(settings->deadlines.due_at, ==, SZ_DUE_AT_CLOSE_OF_BUSINESS);
    /* A suspension without a kind always stops the clock. */
    g_assert_cmpuint(settings->deadlines.stopping_kinds, ==,
                     1U << SZ_SUSPEND_PUBLICITY | 1U << SZ_SUSPEND_UNSPECIFIED);
    g_assert_cmpuint(sz_registry_n_halls(settings->registry), ==, 206);
    test_folder_remove(dir);
}

static void test_how_long_things_stay(void)
{
    static const struct {
        const char *text;
        gint64 pulse_days;
        gint64 checkpoint_days;
    } rows[] = {{"", 30, 7},
                {"retention: {pulse: 7}\n", 7, 7},
                {"retention: {pulse: 0}\n", 0, 7},
                {"retention: {checkpoints: 0}\n", 30, 0},
                {"retention: {checkpoints: 31}\n", 30, 31}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        char *dir = test_folder_new();
        if (rows[i].text[0] != '\0') {
            put(dir, "shuzhid.yaml", rows[i].text);
        }
        g_autoptr(SzSettings) settings = load_good(dir);
        g_assert_cmpint(settings->daemon.retention_pulse_days, ==, rows[i].pulse_days);
        g_assert_cmpint(settings->daemon.retention_checkpoint_days, ==, rows[i].checkpoint_days);
        test_folder_remove(dir);
    }
}

static void test_a_calendar_year_is_added_or_replaced(void)
{
    char *dir = test_folder_new();
    put(dir, "calendar/2027.yaml",
        "year: 2027\nversion: \"2027.1\"\nholidays:\n"
        "  - {first: 2027-01-01, last: 2027-01-03, zh: 元旦, en: New Year's Day}\n");
    put(dir, "calendar/2026.yaml",
        "year: 2026\nversion: \"2026.2\"\nholidays:\n"
        "  - {first: 2026-05-04, zh: 青年节, en: Youth Day}\nmakeup: [2026-05-10]\n");
    g_autoptr(SzSettings) settings = load_good(dir);
    g_autofree char *version = sz_work_calendar_version(
        settings->calendar, sz_work_calendar_first(), sz_work_calendar_last());
    g_assert_cmpstr(version, ==, "2024.1+2025.1+2026.2+2027.1");
    g_assert_cmpstr(sz_work_calendar_holiday_zh(settings->calendar, test_day("2026-05-04")), ==,
                    "青年节");
    g_assert_cmpint(sz_work_calendar_kind(settings->calendar, test_day("2026-05-10")), ==,
                    SZ_DAY_MAKEUP);
    g_assert_true(sz_work_calendar_is_working(settings->calendar, test_day("2026-10-01")));
    test_folder_remove(dir);
}

static void test_hours_inherit_what_they_leave_out(void)
{
    char *dir = test_folder_new();
    put(dir, "halls.yaml",
        "default_hours:\n"
        "  workday: [\"09:00-12:00\", \"13:30-18:00\"]\n"
        "  exceptions:\n"
        "    - {date: 2026-07-11, slots: [], reason: 台风停业}\n"
        "    - {date: 2026-07-13, slots: [\"09:00-12:00\"], reason: 停电}\n"
        "halls:\n"
        "  - {code: \"1\", name: 市, tier: municipal, lon: 120.2, lat: 30.25}\n"
        "  - code: \"2\"\n"
        "    name: 区\n"
        "    tier: county\n"
        "    parent: \"1\"\n"
        "    region: \"330106\"\n"
        "    hours:\n"
        "      sat: [\"09:00-11:00\"]\n"
        "      exceptions: [{date: 2026-07-13, slots: [\"10:00-11:00\"]}]\n"
        "    queues: {A: {name: 涉外}}\n"
        "queues: {A: {name: 综合, name_en: General}}\n"
        "aliases: [{code: \"9\", hall: \"2\", from: 2026-01-01, to: 2026-03-02}]\n");
    g_autoptr(SzSettings) settings = load_good(dir);
    const SzRegistry *names = settings->registry;
    g_assert_cmpstr(sz_registry_queue_name(names, find(settings, "1"), "A")->name_en, ==,
                    "General");
    g_assert_cmpstr(sz_registry_queue_name(names, find(settings, "2"), "A")->name, ==, "涉外");
    const SzHall *city = find(settings, "1");
    const SzHall *district = find(settings, "2");
    g_assert_true(city->has_place);
    g_assert_cmpfloat(city->lon_deg, ==, 120.2);
    g_assert_false(district->has_place);
    g_assert_cmpstr(district->region, ==, "330106");
    g_assert_null(find(settings, "9")); /* 2026-03-02 is the day after the last */

    static const struct {
        const char *day;
        guint n_city;
        guint n_district;
    } rows[] = {
        {"2026-07-10", 2, 2}, /* Friday */
        {"2026-07-11", 0, 0}, /* Saturday; the city's closing holds for the district too */
        {"2026-07-13", 1, 1}, /* Monday; the district's own exception replaces the city's */
        {"2026-07-18", 0, 1}, /* Saturday */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzDay day = test_day(rows[i].day);
        g_assert_cmpuint(sz_opening_hours_on(sz_registry_hours(settings->registry, city),
                                             settings->calendar, day)
                             .n,
                         ==, rows[i].n_city);
        g_assert_cmpuint(sz_opening_hours_on(sz_registry_hours(settings->registry, district),
                                             settings->calendar, day)
                             .n,
                         ==, rows[i].n_district);
    }
    SzDaySlots own = sz_opening_hours_on(sz_registry_hours(settings->registry, district),
                                         settings->calendar, test_day("2026-07-13"));
    g_assert_cmpint(own.slots[0].open_s, ==, 36000);
    test_folder_remove(dir);
}

static const struct {
    const char *name;
    const char *text;
    const char *problems;
} faulty_files[] = {
    {"halls.yaml",
     "default_hours: {workday: [\"09:00-12:00\"]}\n"
     "halls:\n"
     "  - {code: \"1\", name: a, tier: municipal}\n"
     "  - {code: \"2\", name: b, tier: county, parent: \"11\"}\n"
     "  - {code: \"1\", name: c, tier: county, lon: 3}\n"
     "  - {code: \"33\", name: d, tier: county, parent: \"44\"}\n"
     "  - {code: \"44\", name: e, tier: county, parent: \"33\"}\n"
     "  - {code: \"5\", name: f, tier: county, parent: \"44\"}\n"
     "aliases:\n"
     "  - {code: \"2\", hall: \"999\"}\n",
     "halls.yaml:4: halls[1].parent: unknown hall: '11', did you mean '1'?\n"
     "halls.yaml:5: halls[2].code: code given twice: '1', first on line 3, expected each once\n"
     "halls.yaml:5: halls[2]: lon without lat, expected both or neither\n"
     "halls.yaml:6: halls[3].parent: hall is its own ancestor: '44', expected a hall above "
     "it\n"
     "halls.yaml:7: halls[4].parent: hall is its own ancestor: '33', expected a hall above "
     "it\n"
     "halls.yaml:10: aliases[0].code: alias is the code of a hall: '2', expected a code of its "
     "own\n"
     "halls.yaml:10: aliases[0].hall: unknown hall: '999', expected a code in halls"},
    {"halls.yaml",
     "default_hours:\n"
     "  workday: [\"09:00-12:00\", \"11:00-18:00\"]\n"
     "  exceptions:\n"
     "    - {date: 2026-07-11, slots: []}\n"
     "    - {date: 2026-07-11, slots: []}\n"
     "halls: []\n",
     "halls.yaml:2: default_hours.workday[1]: opening slot begins before the one above it "
     "ends: "
     "'11:00-18:00', expected slots in order without overlap\n"
     "halls.yaml:5: default_hours.exceptions[1].date: day given twice: '2026-07-11', expected "
     "each once"},
    {"halls.yaml",
     "default_hours: {workday: [\"09:00-12:00\"]}\n"
     "halls: [{code: \"1\", name: a, tier: town}]\n"
     "aliases: [{code: \"7\", hall: \"1\", from: 2026-02-01, to: 2026-01-01}]\n",
     "halls.yaml:2: halls: alias that is never in force: '7', expected it to begin before it "
     "ends"},
    {"calendar/2027.yaml", "year: 2026\nversion: \"1\"\nholidays: []\n",
     "calendar/2027.yaml:1: year: not the year of the file's name: '2026', expected 2027"},
    {"calendar/2027.yaml",
     "year: 2027\n"
     "version: \"1\"\n"
     "holidays:\n"
     "  - {first: 2027-01-01, last: 2027-01-03, zh: 元旦, en: New Year}\n"
     "  - {first: 2027-01-03, last: 2027-01-05, zh: 重, en: Overlap}\n"
     "  - {first: 2026-12-31, zh: 早, en: Early}\n"
     "makeup:\n"
     "  - 2027-01-09\n"
     "  - 2027-01-09\n"
     "  - 2027-01-11\n",
     "calendar/2027.yaml:5: holidays[1]: day in two holidays: '2027-01-03'\n"
     "calendar/2027.yaml:6: holidays[2]: holiday outside its year: '2026-12-31'\n"
     "calendar/2027.yaml:9: makeup[1]: make-up day that is no free Saturday or Sunday "
     "(working, "
     "off, or named twice): '2027-01-09'\n"
     "calendar/2027.yaml:10: makeup[2]: make-up day that is no free Saturday or Sunday "
     "(working, off, or named twice): '2027-01-11'"},
    {"items.yaml",
     "items:\n"
     "  A1: {name: a, due_at: [city], promise: {n: 5}}\n"
     "  A1: {name: b, stops: [publicty]}\n",
     "items.yaml:2: items.A1.due_at[0]: unknown word: 'city', expected one of municipal, "
     "county, town, village, kiosk\n"
     "items.yaml:2: items.A1.promise.unit: missing, expected one of minute, hour, workday, "
     "day\n"
     "items.yaml:3: items.A1: duplicate key, first given on line 2\n"
     "items.yaml:3: items.A1.stops[0]: unknown word: 'publicty', did you mean 'publicity'? "
     "expected one of hearing, tender, auction, inspection, testing, quarantine, appraisal, "
     "expert, supplement, publicity, consult, other"},
    {"shuzhid.yaml",
     "listen: {screens: \"8080\"}\n"
     "sinks:\n"
     "  - {name: a, kind: influxdb1, url: \"http://h\"}\n"
     "  - {name: a, kind: influxdb2, url: \"http://h\", database: x, org: o, bucket: b, token: "
     "t}\n"
     "mqtt: {url: \"mqtt://h\", topics: [\"a/#/b\"]}\n",
     "shuzhid.yaml:1: listen.screens: not an address to listen on: '8080', expected ADDR:PORT, "
     "for instance 127.0.0.1:8080 or [::1]:8080\n"
     "shuzhid.yaml:3: sinks[0]: database is missing, expected it for a sink of kind influxdb1\n"
     "shuzhid.yaml:4: sinks[1].database: not used by a sink of kind influxdb2, expected none\n"
     "shuzhid.yaml:4: sinks[1].name: name given twice: 'a', expected each once\n"
     "shuzhid.yaml:5: mqtt.topics[0]: not a topic filter: 'a/#/b', expected levels between "
     "'/', "
     "'+' for a whole level, '#' for the last"},
    {"index.yaml",
     "id: demo\n"
     "version: \"1\"\n"
     "name: 试\n"
     "caps: [{indicator: Z, above: 0, max: 80, name: x}]\n"
     "nodes:\n"
     "  - {id: I, name: a}\n"
     "  - {id: A, parent: I, name: b, weight: {county: 1, cty: 2}}\n"
     "  - {id: B, parent: I, name: c, weight: 0}\n"
     "  - {id: A1, parent: A, name: d, measure: wait_meen, normalise: {method: goalposts, floor: "
     "1, "
     "target: 1}}\n"
     "  - {id: A1, parent: A, name: e}\n"
     "  - {id: A2, parent: X, name: f, measure: noshow}\n"
     "  - {id: A3, parent: A, name: g, measure: noshow, direction: up, normalise: {method: "
     "goalposts, "
     "floor: 9, target: 1}}\n"
     "  - {id: A4, parent: A, name: h, measure: noshow, normalise: {method: piecewise, points: "
     "[[1, 0], "
     "[1, 9]]}}\n"
     "  - {id: A5, parent: A, name: i}\n"
     "  - {id: J, name: j}\n",
     "index.yaml:4: caps[0].indicator: unknown indicator: 'Z', expected the id of one\n"
     "index.yaml:5: nodes: dimension without an indicator: 'B'\n"
     "index.yaml:7: nodes[1].weight: not a weight, expected a number above 0 or {municipal: 10, "
     "..}\n"
     "index.yaml:8: nodes[2].weight: not a weight, expected a number above 0 or {municipal: 10, "
     "..}\n"
     "index.yaml:9: nodes[3].measure: unknown measure: 'wait_meen', did you mean 'wait_mean'?\n"
     "index.yaml:9: nodes[3].normalise: not goalposts, expected floor and target, and that they "
     "differ\n"
     "index.yaml:10: nodes[4].id: id given twice: 'A1', expected each once\n"
     "index.yaml:11: nodes[5].parent: unknown parent: 'X', expected the index or a dimension above "
     "it\n"
     "index.yaml:12: nodes[6].normalise: floor and target go the other way than direction 'up'\n"
     "index.yaml:13: nodes[7].normalise: not a curve, expected points [[value, score], ..], "
     "ascending in value, scores 0 to 100\n"
     "index.yaml:14: nodes[8]: measure is missing, expected what is counted\n"
     "index.yaml:14: nodes[8]: an indicator without normalise, expected {method: goalposts, floor, "
     "target}\n"
     "index.yaml:15: nodes[9]: a second node without a parent: 'J', expected one"},
    {"hals.yaml", "", "hals.yaml: unknown file, did you mean 'halls.yaml'?"},
    {"halls.yml", "", "halls.yml: unknown file, did you mean 'halls.yaml'?"},
    {"weather.yaml", "",
     "weather.yaml: unknown file, expected shuzhid.yaml, halls.yaml, items.yaml, index.yaml or "
     "calendar/YYYY.yaml"},
    {"calender/x", "", "calender: unknown folder, did you mean 'calendar'?"},
    {"calendar/26.yaml", "", "calendar/26.yaml: unknown file, expected YYYY.yaml"},
};

static void test_faults_of_one_file(void)
{
    for (gsize i = 0; i < G_N_ELEMENTS(faulty_files); i++) {
        g_autofree char *problems = problems_with(faulty_files[i].name, faulty_files[i].text);
        g_assert_cmpstr(problems, ==, faulty_files[i].problems);
    }
}

static void test_a_folder_that_cannot_be_read(void)
{
    char *dir = test_folder_new();
    g_autofree char *missing = g_build_filename(dir, "none", NULL);
    g_autofree char *file = g_build_filename(dir, "file", NULL);
    put(dir, "file", "");
    g_auto(GStrv) problems = NULL;
    g_assert_null(sz_settings_load(missing, &problems));
    g_assert_cmpuint(g_strv_length(problems), ==, 1);
    g_assert_true(g_str_has_suffix(problems[0],
                                   "/none: configuration folder cannot be read: no such folder"));
    g_auto(GStrv) again = NULL;
    g_assert_null(sz_settings_load(file, &again));
    g_assert_cmpuint(g_strv_length(again), ==, 1);
    g_assert_true(
        g_str_has_suffix(again[0], "/file: configuration folder cannot be read: not a folder"));
    test_folder_remove(dir);
}

static void test_a_file_that_is_no_file(void)
{
    char *dir = test_folder_new();
    g_autofree char *folder = g_build_filename(dir, "items.yaml", NULL);
    g_autofree char *pipe = g_build_filename(dir, "shuzhid.yaml", NULL);
    g_assert_cmpint(g_mkdir(folder, 0700), ==, 0);
    g_assert_cmpint(mkfifo(pipe, 0600), ==, 0); /* nobody will ever write into it */
    g_autofree char *problems = problems_of(dir);
    g_assert_cmpstr(problems, ==,
                    "shuzhid.yaml: cannot be read: not a regular file\n"
                    "items.yaml: cannot be read: not a regular file");
    test_folder_remove(dir);
}

/* What is under config/default but not listed would silently not be shipped. */
static void test_every_shipped_file_is_listed(void)
{
    const char *source = g_getenv("SHUZHI_SOURCE");
    if (source == NULL) {
        g_test_skip("SHUZHI_SOURCE is not set");
        return;
    }
    g_autofree char *list = g_build_filename(source, "config", "shipped.gresource.xml", NULL);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(list, &text, NULL, NULL));
    static const char *const folders[] = {"", "calendar/"};
    guint n = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(folders); i++) {
        g_autofree char *path = g_build_filename(source, "config", "default", folders[i], NULL);
        g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
        for (const char *name = NULL; (name = g_dir_read_name(dir)) != NULL;) {
            if (!g_str_equal(name, "calendar")) {
                g_autofree char *line = g_strdup_printf("<file>%s%s</file>", folders[i], name);
                g_test_message("%s", line);
                g_assert_nonnull(strstr(text, line));
                n++;
            }
        }
    }
    g_auto(GStrv) entries = g_strsplit(text, "<file>", -1);
    g_assert_cmpuint(n, ==, g_strv_length(entries) - 1);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/config/settings/shipped-halls", test_the_shipped_halls);
    g_test_add_func("/config/settings/shipped-calendar-is-the-notices",
                    test_the_shipped_calendar_is_the_notices);
    g_test_add_func("/config/settings/shipped-switches-are-the-defaults",
                    test_the_shipped_switches_are_the_defaults);
    g_test_add_func("/config/settings/shipped-items", test_the_shipped_items);
    g_test_add_func("/config/settings/what-a-folder-lacks-is-shipped",
                    test_what_a_folder_lacks_is_shipped);
    g_test_add_func("/config/settings/how-long-things-stay", test_how_long_things_stay);
    g_test_add_func("/config/settings/calendar-year-added-or-replaced",
                    test_a_calendar_year_is_added_or_replaced);
    g_test_add_func("/config/settings/hours-inherit-what-they-leave-out",
                    test_hours_inherit_what_they_leave_out);
    g_test_add_func("/config/settings/faults-of-one-file", test_faults_of_one_file);
    g_test_add_func("/config/settings/folder-that-cannot-be-read",
                    test_a_folder_that_cannot_be_read);
    g_test_add_func("/config/settings/file-that-is-no-file", test_a_file_that_is_no_file);
    g_test_add_func("/config/settings/every-shipped-file-is-listed",
                    test_every_shipped_file_is_listed);
    return g_test_run();
}
