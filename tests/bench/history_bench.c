/* What a history weighs, and how long its questions take.
 *
 * Usage: history_bench DATA_DIR.  Lines of a simulated city come on standard input, in the order of time; each minute the
 * index is computed and put down, as the daemon does.  A month is what the days there are come to: minutes of the last 3,
 * quarters of an hour and values of 30. */

#include "collector/history_keeper.h"
#include "collector/telemetry.h"
#include "config/settings.h"
#include "support/bench.h"
#include "web/api_history.h"

#include <stdio.h>

#define MINUTE_NS (60 * SZ_NS_PER_S)
#define MIB 1048576.0
#define N_QUESTIONS 200
#define CATALOGUE 59 /* indicators of the whole catalogue */

typedef struct {
    SzCaseRules rules;
    SzIndexDefinition *index;
    SzEngine *engine;
    SzHistoryKeeper *keeper;
    SzWallTime next; /* minute; 0: none yet */
    double put_s;
    double put_max_s;
    guint64 n_minutes;
    guint64 n_lines;
} Bench;

static void do_minute(Bench *bench)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzSnapshot) state = sz_engine_publish(bench->engine);
    const SzView view = {.rules = &bench->rules, .state = state, .now = {true, bench->next}};
    g_autoptr(SzIndexTable) table = sz_index_compute(bench->index, &view);
    double begun_s = bench_now_s();
    gboolean is_put = sz_history_keeper_put(bench->keeper, table, NULL, &error);
    double took_s = bench_now_s() - begun_s;
    g_assert_no_error(error);
    g_assert_true(is_put);
    bench->put_s += took_s;
    bench->put_max_s = MAX(bench->put_max_s, took_s);
    bench->n_minutes++;
    bench->next.ns += MINUTE_NS;
}

static void on_point(const SzLpPoint *point, void *user)
{
    Bench *bench = user;
    SzReading reading;
    SzEvent event;
    if (!sz_telemetry_read(point, &reading, NULL)) {
        return;
    }
    if (bench->next.ns == 0) {
        bench->next.ns = point->time_ns - point->time_ns % MINUTE_NS + MINUTE_NS;
    }
    while (bench->next.ns < point->time_ns) {
        do_minute(bench);
    }
    sz_telemetry_event(&reading, (SzWallTime){point->time_ns}, &event);
    (void)sz_engine_apply(bench->engine, &event);
    bench->n_lines++;
}

static void on_error(const SzLpError *error, void *user)
{
    (void)user;
    g_error("%s", error->message);
}

static void feed(Bench *bench)
{
    static char room[1 << 20];
    SzLpSink sink = {.on_point = on_point, .on_error = on_error, .user = bench};
    SzLpParser *parser = sz_lp_parser_new(NULL, 1, sink);
    gsize n = 0;
    while ((n = fread(room, 1, sizeof room, stdin)) > 0) {
        sz_lp_parser_feed(parser, room, n);
    }
    sz_lp_parser_finish(parser);
    sz_lp_parser_free(parser);
}

/* --- weights ------------------------------------------------------------------------------- */

static gint64 ask_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *select = NULL;
    g_assert_cmpint(sqlite3_prepare_v2(db, sql, -1, &select, NULL), ==, SQLITE_OK);
    g_assert_cmpint(sqlite3_step(select), ==, SQLITE_ROW);
    gint64 number = sqlite3_column_int64(select, 0);
    (void)sqlite3_finalize(select);
    return number;
}

/* What blocks of @kind would weigh with open, index and dimensions alone, which come first. */
static double weigh_scores(sqlite3 *db, SzHistoryBlockKind kind, const SzIndexParts *parts)
{
    double bytes = 0;
    sqlite3_stmt *select = NULL;
    gsize n = sz_history_n_instants(kind);
    gsize n_columns = 1 + 2 * (1 + (gsize)parts->n_dimensions);
    g_autoptr(GArray) values = g_array_new(FALSE, TRUE, sizeof(SzMaybeReal));
    g_array_set_size(values, (guint)(n * n_columns));
    SzMaybeReal *all = &g_array_index(values, SzMaybeReal, 0);
    g_assert_cmpint(
        sqlite3_prepare_v2(db, "SELECT whole FROM blocks WHERE kind = ?1", -1, &select, NULL), ==,
        SQLITE_OK);
    (void)sqlite3_bind_int(select, 1, (int)kind);
    while (sqlite3_step(select) == SQLITE_ROW) {
        g_auto(SzHistoryBlock) block = {0};
        g_assert_true(sz_history_block_open(sz_history_blob(select, 0), n, &block));
        for (gsize i = 0; i < n_columns; i++) {
            SzMaybeReal *own = all + i * n;
            g_assert_true(sz_history_block_next(&block, i > 0 ? own - n : NULL, own));
        }
        g_autoptr(GByteArray) alone = sz_history_block(all, n_columns, n);
        bytes += alone->len;
    }
    (void)sqlite3_finalize(select);
    return bytes;
}

static void weigh(const char *path, const SzSettings *settings)
{
    sqlite3 *db = NULL;
    g_assert_cmpint(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
    const SzIndexParts *parts = sz_index_definition_parts(settings->index);
    guint n_indicators = parts->n_indicators;
    double n_days =
        (double)ask_number(db, "SELECT count(DISTINCT start) FROM blocks WHERE kind = 2");
    double n_kept =
        (double)ask_number(db, "SELECT count(DISTINCT start) FROM blocks WHERE kind = 1");
    double n_fixed = (double)ask_number(db, "SELECT count(DISTINCT day) FROM days");
    double minutes = (double)ask_number(db, "SELECT sum(length(whole)) FROM blocks WHERE kind = 1");
    double quarters =
        (double)ask_number(db, "SELECT sum(length(whole)) FROM blocks WHERE kind = 2");
    double days = (double)ask_number(db, "SELECT sum(length(whole)) FROM days");
    double hour = (double)ask_number(db, "SELECT sum(length(whole)) FROM minutes") /
                  (double)MAX(1, ask_number(db, "SELECT count(DISTINCT at) FROM minutes")) * 60;
    double bytes =
        (double)(ask_number(db, "PRAGMA page_count") * ask_number(db, "PRAGMA page_size"));
    g_assert_cmpfloat(MIN(n_days, n_fixed), >=, 1);
    double month = 3 * minutes / n_kept + 30 * (quarters / n_days + days / n_fixed) + hour;
    double waste = bytes / (minutes + quarters + days + 1);
    printf("%" G_GSIZE_FORMAT " halls, %" G_GINT64_FORMAT " series, %u indicators, %.0f days\n",
           sz_registry_n_halls(settings->registry), ask_number(db, "SELECT count(*) FROM places"),
           n_indicators, n_days);
    printf(
        "  a day of minutes %.2f MiB, of quarters %.2f MiB, its values %.2f MiB, an hour that is "
        "not over %.2f MiB\n",
        minutes / n_kept / MIB, quarters / n_days / MIB, days / n_fixed / MIB, hour / MIB);
    printf("  the file %.1f MiB, %.2f times what it holds\n", bytes / MIB, waste);
    double scores = 3 * weigh_scores(db, SZ_BLOCK_MINUTES, parts) / n_kept +
                    30 * weigh_scores(db, SZ_BLOCK_QUARTERS, parts) / n_days;
    printf("  a month of such days: %.1f MiB, %.1f of it scores; with %d indicators %.1f MiB "
           "(promise: "
           "50 for 230 halls)\n",
           month / MIB, scores / MIB, CATALOGUE,
           (scores + (month - scores) * CATALOGUE / n_indicators) / MIB);
    (void)sqlite3_close(db);
}

/* --- questions ----------------------------------------------------------------------------- */

static gint compare_times(gconstpointer a, gconstpointer b)
{
    double left = *(const double *)a;
    double right = *(const double *)b;
    return left < right ? -1 : left > right;
}

static void ask(SzHistory *history, const char *what, const char *target)
{
    g_autoptr(GArray) times = g_array_new(FALSE, FALSE, sizeof(double));
    gsize n_bytes = 0;
    for (guint i = 0; i < N_QUESTIONS; i++) {
        double begun_s = bench_now_s();
        g_auto(SzResponse) response = sz_api_history(history, target);
        double took_ms = (bench_now_s() - begun_s) * 1e3;
        g_assert_cmpint(response.status, ==, 200);
        g_array_append_val(times, took_ms);
        n_bytes = response.body_len;
    }
    g_array_sort(times, compare_times);
    printf("  %-44s %6.1f ms, p99 %6.1f ms, %" G_GSIZE_FORMAT " bytes\n", what,
           g_array_index(times, double, times->len / 2),
           g_array_index(times, double, times->len * 99 / 100), n_bytes);
}

/* @last: the last minute */
static void ask_all(const char *data_dir, SzWallTime last)
{
    g_autoptr(SzHistory) history = sz_history_new(data_dir);
    char day[SZ_DAY_TEXT];
    const struct {
        const char *what;
        const char *metric;
        int days_ago;
    } questions[] = {{"1,440 minutes up to now, the index", "shuzhi", 0},
                     {"1,440 minutes up to now, an indicator", "L04", 0},
                     {"1,440 minutes of the day before", "shuzhi", 1}};
    for (gsize i = 0; i < G_N_ELEMENTS(questions); i++) {
        SzWallTime to = {last.ns - questions[i].days_ago * SZ_S_PER_DAY * SZ_NS_PER_S};
        g_autofree char *target =
            questions[i].days_ago == 0
                ? g_strdup_printf("/api/v1/history?hall=330106&metric=%s&step=minute",
                                  questions[i].metric)
                : g_strdup_printf("/api/v1/history?hall=330106&metric=%s&step=minute&from=%s&to=%s",
                                  questions[i].metric, sz_day_format(sz_day_of(to), day),
                                  sz_day_format(sz_day_of(to), day));
        ask(history, questions[i].what, target);
    }
}

int main(int argc, char **argv)
{
    g_assert_cmpint(argc, ==, 2);
    g_autoptr(SzSettings) settings = sz_settings_load_or_complain(NULL);
    g_autoptr(GError) error = NULL;
    g_autofree char *path = sz_history_path(argv[1], SZ_HISTORY_NAME);
    Bench bench = {.rules = sz_settings_rules(settings), .index = settings->index};
    bench.engine = sz_engine_new(&bench.rules);
    const SzHistoryKeeperOptions options = {path, settings->registry, true};
    bench.keeper = sz_history_keeper_new(&options, &error);
    g_assert_no_error(error);
    feed(&bench);
    printf("%" G_GUINT64_FORMAT " lines, %" G_GUINT64_FORMAT " minutes; a minute is put down in "
           "%.1f ms, the longest (a day put together) %.0f ms\n",
           bench.n_lines, bench.n_minutes, bench.put_s / (double)bench.n_minutes * 1e3,
           bench.put_max_s * 1e3);
    weigh(path, settings);
    ask_all(argv[1], (SzWallTime){bench.next.ns - MINUTE_NS});
    sz_history_keeper_free(bench.keeper);
    sz_engine_free(bench.engine);
    return 0;
}
