/* What was put down comes back, whatever it was put together into meanwhile. */
#include "collector/history.h"

#include "collector/error.h"
#include "collector/history_keeper.h"
#include "collector/telemetry.h"
#include "config/settings.h"
#include "support/case_builder.h"
#include "support/rules.h"
#include "support/support.h"

#include <unistd.h>

#define MINUTE_NS (60 * SZ_NS_PER_S)
#define START "2026-03-02T08:00:00" /* a Monday */

typedef struct {
    char *folder;
    char *path;
    SzSettings *settings;
    SzCaseRules rules;
    SzEngine *engine;
    SzHistoryKeeper *keeper;
    SzHistory *history;
    GHashTable *tables; /* minute, s -> SzIndexTable: what was put down */
} Fixture;

static void open_keeper(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    const SzHistoryKeeperOptions options = {fixture->path, fixture->rules.registry, true};
    fixture->keeper = sz_history_keeper_new(&options, &error);
    g_assert_no_error(error);
}

static void unref_table(gpointer table)
{
    sz_index_table_unref(table);
}

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->folder = test_folder_new();
    fixture->path = sz_history_path(fixture->folder, SZ_HISTORY_NAME);
    fixture->settings = sz_settings_load_or_complain(NULL);
    g_assert_nonnull(fixture->settings);
    fixture->rules = *test_rules();
    fixture->engine = sz_engine_new(&fixture->rules);
    fixture->tables = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, unref_table);
    fixture->history = sz_history_new(fixture->folder);
    open_keeper(fixture);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    sz_history_free(fixture->history);
    sz_history_keeper_free(fixture->keeper);
    g_hash_table_unref(fixture->tables);
    sz_engine_free(fixture->engine);
    sz_settings_free(fixture->settings);
    test_rules_clear();
    g_free(fixture->path);
    test_folder_remove(fixture->folder);
}

static void on_point(const SzLpPoint *point, void *user)
{
    SzReading reading;
    SzEvent event;
    g_assert_true(sz_telemetry_read(point, &reading, NULL));
    sz_telemetry_event(&reading, (SzWallTime){point->time_ns}, &event);
    (void)sz_engine_apply(user, &event);
}

static void on_error(const SzLpError *error, void *user)
{
    (void)user;
    g_error("%s", error->message);
}

/* Number @i takes a ticket, or is called. */
static void tell(Fixture *fixture, const char *kind, guint i, SzWallTime at)
{
    const SzLpSink sink = {.on_point = on_point, .on_error = on_error, .user = fixture->engine};
    g_autofree char *line =
        g_strdup_printf("ticket,event=%s,hall=330106,queue=A%s id=\"A%u\" %" G_GINT64_FORMAT "\n",
                        kind, g_str_equal(kind, "call") ? ",window=W1" : "", i, at.ns);
    sz_lp_parse(NULL, 1, sz_slice(line), sink);
}

/* Somebody takes a ticket, and somebody is called who came 10 or 5 minutes ago. */
static void live(Fixture *fixture, SzWallTime at)
{
    guint i = (guint)(at.ns / MINUTE_NS % 100000);
    tell(fixture, "take", i, at);
    tell(fixture, "call", i - (i / 10 % 2 == 0 ? 10 : 5), at);
}

static SzIndexTable *table_at(Fixture *fixture, SzWallTime at)
{
    g_autoptr(SzSnapshot) state = sz_engine_publish(fixture->engine);
    const SzView view = {.rules = &fixture->rules, .state = state, .now = {true, at}, .batch = 7};
    return sz_index_compute(fixture->settings->index, &view);
}

static void put(Fixture *fixture, SzWallTime at, const SzHistoryKnown *known)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzIndexTable) table = table_at(fixture, at);
    gint64 at_s = at.ns / SZ_NS_PER_S;
    gboolean is_put = sz_history_keeper_put(fixture->keeper, table, known, &error);
    g_assert_no_error(error);
    g_assert_true(is_put);
    g_hash_table_insert(fixture->tables, g_memdup2(&at_s, sizeof at_s), g_steal_pointer(&table));
}

/* A minute every @step minutes of [from, to). */
static void put_all(Fixture *fixture, const char *from, const char *to, gint64 step)
{
    SzWallTime end = test_time(to);
    for (SzWallTime at = test_time(from); at.ns < end.ns; at.ns += step * MINUTE_NS) {
        live(fixture, at);
        put(fixture, at, NULL);
    }
}

static void ask(Fixture *fixture, const SzHistoryQuestion *question, SzHistorySeries *out)
{
    g_autoptr(GError) error = NULL;
    gboolean is_answered = sz_history_ask(fixture->history, question, out, &error);
    g_assert_no_error(error);
    g_assert_true(is_answered);
    g_assert_true(out->has_place);
    g_assert_true(out->has_figure);
}

static SzHistoryQuestion question_of(const char *figure, const char *from, const char *to,
                                     gint64 step_s)
{
    return (SzHistoryQuestion){.code = "330106",
                               .figure = figure,
                               .from_s = test_time(from).ns / SZ_NS_PER_S,
                               .to_s = test_time(to).ns / SZ_NS_PER_S,
                               .step_s = step_s,
                               .revision = G_MAXINT64};
}

/* What @table says of L04 (mean wait) or of the index. */
static SzMaybeReal expected_of(const Fixture *fixture, const SzHistoryQuestion *question,
                               const SzIndexTable *table)
{
    const SzIndexParts *parts = sz_index_table_definition(table);
    const SzHall *hall = sz_registry_find(fixture->rules.registry, SZ_SLICE("330106"), 0);
    const SzIndexRow *row = sz_index_table_find(table, hall, question->is_area);
    if (g_str_equal(question->figure, parts->id)) {
        return (SzMaybeReal){row->published, row->score};
    }
    for (guint i = 0; i < parts->n_indicators; i++) {
        if (g_str_equal(parts->indicators[i].id, question->figure)) {
            return (SzMaybeReal){row->indicators[i].has_value, row->indicators[i].value};
        }
    }
    g_assert_not_reached();
}

/* Each instant says what the table of then did; without one, nothing.  Returns: how many say something. */
static guint assert_as_put(Fixture *fixture, const SzHistoryQuestion *question)
{
    guint n_known = 0;
    g_auto(SzHistorySeries) series = {0};
    ask(fixture, question, &series);
    g_assert_cmpint(series.points->len, ==, sz_history_question_n(question));
    for (guint i = 0; i < series.points->len; i++) {
        const SzHistoryPoint *point = &g_array_index(series.points, SzHistoryPoint, i);
        const SzIndexTable *table = g_hash_table_lookup(fixture->tables, &point->at_s);
        g_assert_cmpint(point->at_s, ==, question->from_s + i * question->step_s);
        SzMaybeReal expected = {0};
        if (table != NULL) {
            expected = expected_of(fixture, question, table);
        }
        g_assert_cmpint(point->value.known, ==, expected.known);
        if (expected.known) {
            g_assert_cmpfloat(point->value.value, ==, sz_history_round(expected.value));
            n_known++;
        }
    }
    return n_known;
}

/* --- minutes ------------------------------------------------------------------------------- */

static void test_minutes(Fixture *fixture, gconstpointer data)
{
    (void)data;
    put_all(fixture, START, "2026-03-02T10:20:00", 1);
    static const char *const figures[] = {"L04", "shuzhi", "L09"};
    for (gsize i = 0; i < G_N_ELEMENTS(figures); i++) {
        SzHistoryQuestion question =
            question_of(figures[i], "2026-03-02T07:30:00", "2026-03-02T11:00:00", 60);
        guint n_hall = assert_as_put(fixture, &question);
        question.is_area = true;
        guint n_area = assert_as_put(fixture, &question);
        g_assert_cmpuint(i == 0 ? MIN(n_hall, n_area) : 99, >, 60);
    }
    SzHistoryQuestion quarters =
        question_of("L04", "2026-03-02T07:30:00", "2026-03-02T11:00:00", 900);
    g_assert_cmpuint(assert_as_put(fixture, &quarters), >, 4);
}

/* A daemon that stands still for a while, and one that starts again. */
static void test_a_hole_is_a_hole(Fixture *fixture, gconstpointer data)
{
    (void)data;
    put_all(fixture, "2026-03-02T09:00:00", "2026-03-02T09:20:00", 1);
    sz_history_keeper_free(fixture->keeper);
    open_keeper(fixture);
    put_all(fixture, "2026-03-02T11:20:00", "2026-03-02T11:40:00", 1);
    const SzHistoryQuestion question =
        question_of("L04", "2026-03-02T09:00:00", "2026-03-02T12:00:00", 60);
    g_assert_cmpuint(assert_as_put(fixture, &question), >=, 16);
}

/* What is there stays. */
static void test_a_minute_is_put_once(Fixture *fixture, gconstpointer data)
{
    (void)data;
    SzWallTime at = test_time("2026-03-02T10:00:00");
    put_all(fixture, "2026-03-02T09:30:00", "2026-03-02T10:01:00", 1);
    for (guint i = 0; i < 9; i++) {
        tell(fixture, "take", 90000 + i, (SzWallTime){at.ns - MINUTE_NS});
        tell(fixture, "call", 90000 + i, at);
    }
    g_autoptr(GError) error = NULL;
    g_autoptr(SzIndexTable) again = table_at(fixture, at);
    g_assert_true(sz_history_keeper_put(fixture->keeper, again, NULL, &error));
    const SzHistoryQuestion question =
        question_of("L04", "2026-03-02T09:30:00", "2026-03-02T10:05:00", 60);
    g_assert_cmpuint(assert_as_put(fixture, &question), >, 4);
    SzMaybeReal other = expected_of(fixture, &question, again);
    const gint64 at_s = at.ns / SZ_NS_PER_S;
    SzMaybeReal was = expected_of(fixture, &question, g_hash_table_lookup(fixture->tables, &at_s));
    g_assert_cmpfloat(other.value, !=, was.value);
}

static void test_only_whole_minutes_are_wanted(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(SzIndexTable) minute = table_at(fixture, test_time("2026-03-02T10:00:00"));
    g_autoptr(SzIndexTable) between = table_at(fixture, test_time("2026-03-02T10:00:10"));
    g_assert_true(sz_history_wants(minute));
    g_assert_false(sz_history_wants(between));
}

/* --- days ---------------------------------------------------------------------------------- */

/* The mornings of five days: the newest stand as minutes, the others as quarters. */
static void test_what_stays(Fixture *fixture, gconstpointer data)
{
    (void)data;
    for (int day = 2; day < 7; day++) {
        g_autofree char *from = g_strdup_printf("2026-03-%02dT09:00:00", day);
        g_autofree char *to = g_strdup_printf("2026-03-%02dT10:40:00", day);
        put_all(fixture, from, to, 5);
    }
    put_all(fixture, "2026-03-07T03:00:00", "2026-03-07T03:01:00", 1);
    const SzHistoryQuestion all =
        question_of("L04", "2026-03-02T00:00:00", "2026-03-07T03:00:00", 900);
    g_assert_cmpuint(assert_as_put(fixture, &all), >=, 30);
    const SzHistoryQuestion newest =
        question_of("L04", "2026-03-04T03:00:00", "2026-03-07T03:00:00", 300);
    g_assert_cmpuint(assert_as_put(fixture, &newest), >=, 15);
    g_auto(SzHistorySeries) oldest = {0};
    const SzHistoryQuestion gone =
        question_of("L04", "2026-03-02T10:05:00", "2026-03-02T10:10:00", 300);
    ask(fixture, &gone, &oldest);
    g_assert_false(g_array_index(oldest.points, SzHistoryPoint, 0).value.known);
}

typedef struct {
    SzDay day;
    bool answer;
} Changed;

static bool has_changed(SzDay day, SzWallTime cutoff, void *user)
{
    const Changed *changed = user;
    g_assert_cmpint(cutoff.ns, ==, test_time("2026-03-03T02:00:00").ns);
    return changed->answer && day == changed->day;
}

static const SzHistoryPoint *day_of(const SzHistorySeries *series)
{
    g_assert_cmpuint(series->points->len, ==, 1);
    return &g_array_index(series->points, SzHistoryPoint, 0);
}

/* The mean over the minutes in which the hall is open, of what was put down. */
static double mean_of_day(const Fixture *fixture, const SzHistoryQuestion *question)
{
    double sum = 0;
    guint n = 0;
    const SzHall *hall = sz_registry_find(fixture->rules.registry, SZ_SLICE("330106"), 0);
    for (gint64 at_s = question->from_s; at_s < question->to_s; at_s += 60) {
        const SzIndexTable *table = g_hash_table_lookup(fixture->tables, &at_s);
        if (table == NULL || !sz_index_table_find(table, hall, false)->is_open) {
            continue;
        }
        SzMaybeReal value = expected_of(fixture, question, table);
        sum += value.known ? sz_history_round(value.value) : 0;
        n += value.known ? 1 : 0;
    }
    g_assert_cmpuint(n, >, 0);
    return sum / n;
}

static void test_a_day_is_fixed(Fixture *fixture, gconstpointer data)
{
    (void)data;
    const SzHistoryQuestion day =
        question_of("L04", "2026-03-02T00:00:00", "2026-03-03T00:00:00", SZ_S_PER_DAY);
    put_all(fixture, "2026-03-02T08:00:00", "2026-03-02T12:00:00", 5);
    put_all(fixture, "2026-03-03T01:59:00", "2026-03-03T02:00:00", 1);
    g_auto(SzHistorySeries) before = {0};
    ask(fixture, &day, &before);
    g_assert_false(day_of(&before)->has_revision);
    g_assert_false(day_of(&before)->value.known);
    put_all(fixture, "2026-03-03T02:00:00", "2026-03-03T02:01:00", 1);
    g_auto(SzHistorySeries) after = {0};
    ask(fixture, &day, &after);
    g_assert_true(day_of(&after)->has_revision);
    g_assert_cmpint(day_of(&after)->revision, ==, 0);
    g_assert_cmpint(day_of(&after)->cutoff.ns, ==, test_time("2026-03-03T02:00:00").ns);
    g_assert_cmpfloat_with_epsilon(day_of(&after)->value.value, mean_of_day(fixture, &day), 1e-9);
    g_assert_cmpuint(after.makers->len, ==, 1);
    g_assert_cmpstr(g_array_index(after.makers, SzHistoryMaker, 0).version, ==,
                    sz_index_definition_parts(fixture->settings->index)->version);
}

/* The same day once more, as a rebuild does it: its file has the values of the days. */
static void put_again(Fixture *fixture, Changed *changed)
{
    g_autoptr(GError) error = NULL;
    sqlite3 *db = sz_history_open(fixture->path, &error);
    g_assert_no_error(error);
    g_assert_true(sz_history_execute(db, "DELETE FROM minutes; DELETE FROM blocks", &error));
    (void)sqlite3_close(db);
    sz_history_keeper_free(fixture->keeper);
    open_keeper(fixture);
    const SzHistoryKnown known = {test_time("2026-03-05T12:00:00"), 99, has_changed, changed};
    SzWallTime end = test_time("2026-03-02T12:00:00");
    for (SzWallTime at = test_time("2026-03-02T08:00:00"); at.ns < end.ns; at.ns += 5 * MINUTE_NS) {
        put(fixture, at, &known);
    }
    put(fixture, test_time("2026-03-03T02:00:00"), &known);
}

/* Only where something came later, and makes a difference, a day gets another value; the first stays. */
static void test_a_day_is_issued_again(Fixture *fixture, gconstpointer data)
{
    (void)data;
    SzHistoryQuestion day =
        question_of("L04", "2026-03-02T00:00:00", "2026-03-03T00:00:00", SZ_S_PER_DAY);
    const SzDay monday = sz_day_of(test_time(START));
    put_all(fixture, "2026-03-02T08:00:00", "2026-03-02T12:00:00", 5);
    put_all(fixture, "2026-03-03T02:00:00", "2026-03-03T02:01:00", 1);
    g_auto(SzHistorySeries) first = {0};
    ask(fixture, &day, &first);
    for (guint i = 0; i < 40; i++) { /* who waited for an hour, told late */
        SzWallTime at = {test_time("2026-03-02T09:30:00").ns + i * MINUTE_NS};
        tell(fixture, "take", 80000 + i, (SzWallTime){at.ns - 60 * MINUTE_NS});
        tell(fixture, "call", 80000 + i, at);
    }
    Changed unchanged = {monday, false};
    put_again(fixture, &unchanged);
    g_auto(SzHistorySeries) same = {0};
    ask(fixture, &day, &same);
    g_assert_cmpint(day_of(&same)->revision, ==, 0);
    g_assert_cmpfloat(day_of(&same)->value.value, ==, day_of(&first)->value.value);
    Changed changed = {monday, true};
    put_again(fixture, &changed);
    g_auto(SzHistorySeries) second = {0};
    ask(fixture, &day, &second);
    g_assert_cmpint(day_of(&second)->revision, ==, 1);
    g_assert_cmpint(day_of(&second)->cutoff.ns, ==, test_time("2026-03-05T12:00:00").ns);
    g_assert_cmpfloat(day_of(&second)->value.value, >, day_of(&first)->value.value + 1);
    day.revision = 0;
    g_auto(SzHistorySeries) earlier = {0};
    ask(fixture, &day, &earlier);
    g_assert_cmpint(day_of(&earlier)->revision, ==, 0);
    g_assert_cmpfloat(day_of(&earlier)->value.value, ==, day_of(&first)->value.value);
}

/* --- questions ----------------------------------------------------------------------------- */

static void test_what_is_not_there(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    put_all(fixture, "2026-03-02T09:00:00", "2026-03-02T09:02:00", 1);
    SzHistoryQuestion question =
        question_of("L99", "2026-03-02T09:00:00", "2026-03-02T09:02:00", 60);
    g_auto(SzHistorySeries) no_figure = {0};
    g_assert_true(sz_history_ask(fixture->history, &question, &no_figure, &error));
    g_assert_true(no_figure.has_place);
    g_assert_false(no_figure.has_figure);
    question.code = "nowhere";
    g_auto(SzHistorySeries) no_place = {0};
    g_assert_true(sz_history_ask(fixture->history, &question, &no_place, &error));
    g_assert_false(no_place.has_place);
    g_autofree char *other = test_folder_new();
    g_autoptr(SzHistory) nothing = sz_history_new(other);
    g_auto(SzHistorySeries) untouched = {0};
    g_assert_false(sz_history_ask(nothing, &question, &untouched, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO);
    g_assert_null(untouched.points);
    test_folder_remove(g_steal_pointer(&other));
}

static void test_no_history_of_ours(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(GError) error = NULL;
    g_autofree char *path = g_build_filename(fixture->folder, "other.db", NULL);
    g_assert_true(g_file_set_contents(path,
                                      "what somebody else wrote, and long enough for a head "
                                      "of a hundred bytes, which SQLite looks at first.....",
                                      -1, NULL));
    g_assert_null(sz_history_open(path, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED);
    g_clear_error(&error);
    g_assert_cmpint(unlink(path), ==, 0);
    sqlite3 *db = sz_history_open(path, &error);
    g_assert_no_error(error);
    g_assert_true(sz_history_execute(db, "PRAGMA user_version = 99", &error));
    (void)sqlite3_close(db);
    g_assert_null(sz_history_open(path, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_VERSION);
    g_clear_error(&error);
    g_assert_null(sz_history_open_readonly(path, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_VERSION);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    static const struct {
        const char *path;
        void (*run)(Fixture *fixture, gconstpointer data);
    } tests[] = {
        {"/collector/history/minutes", test_minutes},
        {"/collector/history/a-hole-is-a-hole", test_a_hole_is_a_hole},
        {"/collector/history/a-minute-is-put-once", test_a_minute_is_put_once},
        {"/collector/history/only-whole-minutes-are-wanted", test_only_whole_minutes_are_wanted},
        {"/collector/history/what-stays", test_what_stays},
        {"/collector/history/a-day-is-fixed", test_a_day_is_fixed},
        {"/collector/history/a-day-is-issued-again", test_a_day_is_issued_again},
        {"/collector/history/what-is-not-there", test_what_is_not_there},
        {"/collector/history/no-history-of-ours", test_no_history_of_ours},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
    }
    return g_test_run();
}
