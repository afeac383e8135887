/* The simulated city as statistics: when people come, how long they wait, what differs between halls. */

#include "support/small_city.h"

static const TestPlace municipal[] = {{SZ_TIER_MUNICIPAL, "330100", NULL}};
static const TestPlace county[] = {{SZ_TIER_COUNTY, "330106", NULL}};
static const TestPlace counties[] = {
    {SZ_TIER_COUNTY, "330102", NULL}, {SZ_TIER_COUNTY, "330105", NULL},
    {SZ_TIER_COUNTY, "330106", NULL}, {SZ_TIER_COUNTY, "330108", NULL},
    {SZ_TIER_COUNTY, "330109", NULL}, {SZ_TIER_COUNTY, "330110", NULL},
    {SZ_TIER_COUNTY, "330111", NULL}, {SZ_TIER_COUNTY, "330112", NULL},
    {SZ_TIER_COUNTY, "330113", NULL}, {SZ_TIER_COUNTY, "330114", NULL},
    {SZ_TIER_COUNTY, "330122", NULL}, {SZ_TIER_COUNTY, "330127", NULL},
};

/* --- reading lines --- */

/* What follows @key up to @end; empty when it is not there. */
static SzSlice after(SzSlice line, const char *key, char end)
{
    const char *found = memmem(line.data, line.len, key, strlen(key));
    if (found == NULL) {
        return (SzSlice){NULL, 0};
    }
    const char *from = found + strlen(key);
    const char *to = memchr(from, end, line.len - (gsize)(from - line.data));
    g_assert_nonnull(to);
    return (SzSlice){from, (gsize)(to - from)};
}

/* `hall` is the last tag of some lines. */
static SzSlice hall_of(SzSlice line)
{
    SzSlice hall = after(line, ",hall=", ' ');
    g_assert_nonnull(hall.data);
    const char *comma = memchr(hall.data, ',', hall.len);
    return comma != NULL ? (SzSlice){hall.data, (gsize)(comma - hall.data)} : hall;
}

static bool says(SzSlice line, const char *text)
{
    return memmem(line.data, line.len, text, strlen(text)) != NULL;
}

static bool is_of(SzSlice line, const char *measurement)
{
    gsize n = strlen(measurement);
    return line.len > n && memcmp(line.data, measurement, n) == 0 && line.data[n] == ',';
}

static SzWallTime time_of(SzSlice line)
{
    const char *at = line.data + line.len - 1;
    while (g_ascii_isdigit(at[-1])) {
        at--;
    }
    return (SzWallTime){g_ascii_strtoll(at, NULL, 10)};
}

static gint64 second_of_day(SzSlice line)
{
    return sz_ns_of_day(time_of(line)) / SZ_NS_PER_S;
}

/* @plan without what only repeats the state of devices. */
static SzSimulator *without_pulses(SzSimulatorPlan plan)
{
    plan.pulses_from = plan.to;
    return sz_simulator_new(&plan);
}

static guint64 count(SzSimulator *city_take, const char *measurement, const char *text)
{
    g_autoptr(SzSimulator) city = city_take;
    guint64 n = 0;
    SzSlice line;
    while (sz_simulator_next(city, &line)) {
        n += is_of(line, measurement) && says(line, text) ? 1 : 0;
    }
    return n;
}

/* --- when people come --- */

static guint64 visits(const SzRegistry *registry, const char *from, const char *to)
{
    SzSimulatorPlan plan = test_city_plan(registry, 1, from, to);
    return count(without_pulses(plan), "ticket", "event=take");
}

/* Four Mondays against four Wednesdays, and the first day after a holiday: 30 to 60 % more. */
static void test_busy_days(void)
{
    g_autoptr(SzRegistry) registry = test_city_registry(county, G_N_ELEMENTS(county));
    static const char *const days[][2] = {
        {"2026-03-09T00:00", "2026-03-11T00:00"},
        {"2026-03-16T00:00", "2026-03-18T00:00"},
        {"2026-03-23T00:00", "2026-03-25T00:00"},
        {"2026-05-11T00:00", "2026-05-13T00:00"},
    };
    guint64 mondays = 0;
    guint64 wednesdays = 0;
    for (gsize i = 0; i < G_N_ELEMENTS(days); i++) {
        g_autofree char *monday_end = g_strndup(days[i][0], 11);
        g_autofree char *wednesday_end = g_strndup(days[i][1], 11);
        g_autofree char *monday = g_strconcat(monday_end, "20:00", NULL);
        g_autofree char *wednesday = g_strconcat(wednesday_end, "20:00", NULL);
        mondays += visits(registry, days[i][0], monday);
        wednesdays += visits(registry, days[i][1], wednesday);
    }
    guint64 after_holiday = visits(registry, "2026-05-06T00:00", "2026-05-06T20:00") +
                            visits(registry, "2026-02-24T00:00", "2026-02-24T20:00");
    g_test_message("Mondays %" G_GUINT64_FORMAT ", Wednesdays %" G_GUINT64_FORMAT
                   ", after holidays %" G_GUINT64_FORMAT,
                   mondays, wednesdays, after_holiday);
    g_assert_cmpuint(mondays * 100, >, wednesdays * 130);
    g_assert_cmpuint(mondays * 100, <, wednesdays * 160);
    g_assert_cmpuint(after_holiday * 2 * 100, >, wednesdays * 130);
    g_assert_cmpuint(after_holiday * 2 * 100, <, wednesdays * 165);
}

/* Two peaks, the morning's the higher, with 16 to 20 % of the day in its best hour; nobody at lunch. */
static void test_shape_of_the_day(void)
{
    g_autoptr(SzRegistry) registry = test_city_registry(counties, G_N_ELEMENTS(counties));
    SzSimulatorPlan plan = test_city_plan(registry, 1, "2026-03-04T00:00", "2026-03-05T00:00");
    g_autoptr(SzSimulator) city = without_pulses(plan);
    guint64 half_hours[48] = {0};
    guint64 all = 0;
    SzSlice line;
    while (sz_simulator_next(city, &line)) {
        if (is_of(line, "ticket") && says(line, "event=take")) {
            half_hours[second_of_day(line) / 1800]++;
            all++;
        }
    }
    guint64 best[2] = {0};
    guint best_at[2] = {0};
    for (guint i = 0; i + 1 < G_N_ELEMENTS(half_hours); i++) {
        guint64 hour = half_hours[i] + half_hours[i + 1];
        guint is_afternoon = i >= 24;
        if (hour > best[is_afternoon]) {
            best[is_afternoon] = hour;
            best_at[is_afternoon] = i;
        }
    }
    g_assert_cmpuint(all, >, 10000);
    g_assert_cmpuint(half_hours[24] + half_hours[25] + half_hours[26], ==, 0); /* 12:00-13:30 */
    g_assert_cmpuint(best_at[0], >=, 18);                                      /* 09:00 */
    g_assert_cmpuint(best_at[0], <=, 20);                                      /* 10:00-11:00 */
    g_assert_cmpuint(best_at[1], >=, 27);                                      /* 13:30 */
    g_assert_cmpuint(best_at[1], <=, 29);                                      /* 14:30-15:30 */
    g_assert_cmpuint(best[0], >, best[1]);
    g_assert_cmpuint(best[0] * 100, >, all * 16);
    g_assert_cmpuint(best[0] * 100, <, all * 20);
    g_assert_cmpuint(half_hours[34] * 3, <, half_hours[28]); /* 17:00 against 14:00 */
}

/* 2.28 million cases a year, that is 9,190 for each of 248 working days; give or take a tenth. */
static void test_municipal_cases(void)
{
    g_autoptr(SzRegistry) registry = test_city_registry(municipal, G_N_ELEMENTS(municipal));
    SzSimulatorPlan plan = test_city_plan(registry, 1, "2026-03-09T00:00", "2026-03-23T00:00");
    guint64 n = count(without_pulses(plan), "case", "event=apply") / 10;
    g_assert_cmpuint(n, >, 9190 * 9 / 10);
    g_assert_cmpuint(n, <, 9190 * 11 / 10);
}

/* --- how long they wait --- */

typedef struct {
    GHashTable *taken; /* owned; hall and number (owned) -> second of the day */
    GHashTable *waits; /* owned; hall (owned) -> GArray of gint64 (owned), seconds */
} Waits;

static void free_array(gpointer data)
{
    g_array_unref(data);
}

static void hear_ticket(Waits *waits, SzSlice line)
{
    SzSlice hall = hall_of(line);
    SzSlice id = after(line, ",id=\"", '"');
    g_autofree char *code = g_strndup(hall.data, hall.len);
    g_autofree char *key = g_strdup_printf("%s %.*s", code, (int)id.len, id.data);
    gint64 now_s = second_of_day(line);
    if (says(line, "event=take")) {
        g_hash_table_insert(waits->taken, g_steal_pointer(&key), GINT_TO_POINTER((gint)now_s));
        return;
    }
    gpointer taken = g_hash_table_lookup(waits->taken, key);
    if (!says(line, "event=call") || taken == NULL) {
        return;
    }
    gint64 wait_s = now_s - GPOINTER_TO_INT(taken);
    wait_s -= GPOINTER_TO_INT(taken) < 43200 && now_s >= 48600 ? 5400 : 0; /* lunch */
    GArray *of_hall = g_hash_table_lookup(waits->waits, code);
    if (of_hall == NULL) {
        of_hall = g_array_new(FALSE, FALSE, sizeof(gint64));
        g_hash_table_insert(waits->waits, g_steal_pointer(&code), of_hall);
    }
    g_array_append_val(of_hall, wait_s);
    (void)g_hash_table_remove(waits->taken, key);
}

static gint compare(gconstpointer a, gconstpointer b)
{
    const gint64 *left = a;
    const gint64 *right = b;
    return (*left > *right) - (*left < *right);
}

/* Of every hall the tenth that waits longest, seconds; sorted. */
static GArray *longest_waits(SzSimulator *city)
{
    Waits waits = {
        .taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .waits = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_array),
    };
    GArray *p90 = g_array_new(FALSE, FALSE, sizeof(gint64));
    GHashTableIter iter;
    gpointer of_hall = NULL;
    SzSlice line;
    while (sz_simulator_next(city, &line)) {
        if (is_of(line, "ticket")) {
            hear_ticket(&waits, line);
        }
    }
    g_hash_table_iter_init(&iter, waits.waits);
    while (g_hash_table_iter_next(&iter, NULL, &of_hall)) {
        GArray *sorted = of_hall;
        g_array_sort(sorted, compare);
        g_array_append_val(p90, g_array_index(sorted, gint64, sorted->len * 9 / 10));
    }
    g_array_sort(p90, compare);
    g_hash_table_unref(waits.taken);
    g_hash_table_unref(waits.waits);
    return p90;
}

/* On a Friday, whatever the seed: most halls are calm, and in some the tenth that waits longest waits for
 * more than 20 minutes; nowhere for two hours. */
static void test_waits(void)
{
    g_autoptr(SzRegistry) registry = test_city_registry(counties, G_N_ELEMENTS(counties));
    for (guint64 seed = 1; seed <= 3; seed++) {
        SzSimulatorPlan plan =
            test_city_plan(registry, seed, "2026-03-06T00:00", "2026-03-07T00:00");
        g_autoptr(SzSimulator) city = without_pulses(plan);
        g_autoptr(GArray) p90_s = longest_waits(city);
        g_assert_cmpuint(p90_s->len, ==, G_N_ELEMENTS(counties));
        for (guint i = 0; i < p90_s->len; i++) {
            g_test_message("seed %u: %.1f min", (guint)seed,
                           (double)g_array_index(p90_s, gint64, i) / 60);
        }
        g_assert_cmpint(g_array_index(p90_s, gint64, p90_s->len / 2), <, 1200);
        g_assert_cmpint(g_array_index(p90_s, gint64, p90_s->len - 1), >, 1200);
        g_assert_cmpint(g_array_index(p90_s, gint64, p90_s->len - 1), <, 7200);
    }
}

/* --- silence, thinning, pulses --- */

/* Every line is known when it is said or, for some of the towns and for an hour or so, later. */
static void test_silence(void)
{
    static char codes[100][8];
    TestPlace towns[G_N_ELEMENTS(codes)];
    for (guint i = 0; i < G_N_ELEMENTS(codes); i++) {
        (void)g_snprintf(codes[i], sizeof codes[i], "t%03u", i);
        towns[i] = (TestPlace){SZ_TIER_TOWN, codes[i], NULL};
    }
    g_autoptr(SzRegistry) registry = test_city_registry(towns, G_N_ELEMENTS(towns));
    SzSimulatorPlan plan = test_city_plan(registry, 1, "2026-03-04T00:00", "2026-03-05T00:00");
    g_autoptr(SzSimulator) city = without_pulses(plan);
    g_autoptr(GHashTable) silent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    SzSlice line;
    while (sz_simulator_next(city, &line)) {
        gint64 late_s = sz_ns_of_day(sz_simulator_heard(city)) / SZ_NS_PER_S - second_of_day(line);
        g_assert_cmpint(late_s, >=, 0);
        g_assert_cmpint(late_s, <=, 4500);
        if (late_s > 0) {
            SzSlice hall = hall_of(line);
            g_hash_table_add(silent, g_strndup(hall.data, hall.len));
        }
    }
    g_assert_cmpuint(g_hash_table_size(silent), >, 5);
    g_assert_cmpuint(g_hash_table_size(silent), <, 50);
}

static void test_thinning(void)
{
    g_autoptr(SzRegistry) registry = test_city_registry(county, G_N_ELEMENTS(county));
    SzSimulatorPlan plan = test_city_plan(registry, 1, "2026-03-04T00:00", "2026-03-05T00:00");
    guint64 all = count(without_pulses(plan), "case", "event=apply");
    plan.one_in = 10;
    guint64 some = count(without_pulses(plan), "case", "event=apply");
    g_assert_cmpuint(all, >, 1500);
    g_assert_cmpuint(some * 10, >, all * 8 / 10);
    g_assert_cmpuint(some * 10, <, all * 12 / 10);
}

static char *all_after(SzSimulator *city_take, gint64 from_ns)
{
    g_autoptr(SzSimulator) city = city_take;
    GString *text = g_string_new(NULL);
    SzSlice line;
    while (sz_simulator_next(city, &line)) {
        if (time_of(line).ns >= from_ns) {
            g_string_append_len(text, line.data, (gssize)line.len);
        }
    }
    return g_string_free(text, FALSE);
}

/* From the instant on at which they are wanted, all of them come, and nothing else has changed but the
 * sequence numbers that were not used up before. */
static void test_pulses_from(void)
{
    const TestPlace place[] = {{SZ_TIER_TOWN, "330106002", NULL}};
    g_autoptr(SzRegistry) registry = test_city_registry(place, 1);
    SzSimulatorPlan plan = test_city_plan(registry, 1, "2026-03-04T00:00", "2026-03-04T15:00");
    gint64 from_ns = test_city_at("2026-03-04T14:00").ns;
    g_autofree char *all = all_after(sz_simulator_new(&plan), from_ns);
    plan.pulses_from.ns = from_ns;
    g_autofree char *some = all_after(sz_simulator_new(&plan), from_ns);
    g_autoptr(GRegex) seq = g_regex_new("seq=\\d+i", 0, 0, NULL);
    g_autofree char *all_same = g_regex_replace_literal(seq, all, -1, 0, "seq", 0, NULL);
    g_autofree char *some_same = g_regex_replace_literal(seq, some, -1, 0, "seq", 0, NULL);
    g_assert_cmpuint(strlen(all), >, 10000);
    g_assert_true(g_str_equal(all_same, some_same)); /* too long to be shown */
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/simulator_city/mondays-and-days-after-holidays-are-busy",
                    test_busy_days);
    g_test_add_func("/collector/simulator_city/two-peaks-and-lunch", test_shape_of_the_day);
    g_test_add_func("/collector/simulator_city/the-centre-has-the-cases-it-reports",
                    test_municipal_cases);
    g_test_add_func("/collector/simulator_city/most-halls-are-calm-some-are-not", test_waits);
    g_test_add_func("/collector/simulator_city/some-towns-are-silent-for-a-while", test_silence);
    g_test_add_func("/collector/simulator_city/one-in-ten", test_thinning);
    g_test_add_func("/collector/simulator_city/pulses-begin-when-they-are-wanted",
                    test_pulses_from);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
