/* label: threads */
/* From the engine's thread to the answer, and the same answer from the journal. */
#include "web/api_history.h"

#include "collector/history_rebuild.h"
#include "collector/history_writer.h"
#include "collector/live.h"
#include "config/settings.h"
#include "support/rules.h"
#include "support/support.h"

#include <glib/gstdio.h>

#define SPEED 20
#define START                                                                                      \
    (G_GINT64_CONSTANT(1795402805) * SZ_NS_PER_S) /* 2026-11-23T11:00:05+08:00, a Monday */
#define MINUTE_NS (60 * SZ_NS_PER_S)
#define WAIT_MAX_US G_GINT64_CONSTANT(60000000)
#define N_MINUTES 4 /* 11:00 to 11:03 */

typedef struct {
    char *folder;
    SzSettings *settings;
    SzHistory *history;
    SzHistoryWriter *writer;
    SzClock *clock;
    SzLive *live;
    SzJournal *journal;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer data)
{
    (void)data;
    fixture->folder = test_folder_new();
    fixture->settings = sz_settings_load_or_complain(NULL);
    g_assert_nonnull(fixture->settings);
    fixture->history = sz_history_new(fixture->folder);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    sz_history_free(fixture->history);
    sz_settings_free(fixture->settings);
    test_rules_clear();
    test_folder_remove(fixture->folder);
}

/* (transfer full) */
static char *answer(Fixture *fixture, const char *query, int status)
{
    g_autofree char *target = g_strconcat("/api/v1/history", query, NULL);
    g_assert_true(sz_api_history_is(target));
    g_auto(SzResponse) response = sz_api_history(fixture->history, target);
    g_assert_cmpint(response.status, ==, status);
    return g_steal_pointer(&response.body);
}

/* --- live ---------------------------------------------------------------------------------- */

static void start_writer(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    fixture->writer = sz_history_writer_start(fixture->folder, test_rules()->registry, &error);
    g_assert_no_error(error);
}

static void on_index(SzIndexTable *table, void *user)
{
    const Fixture *fixture = user;
    sz_history_writer_give(fixture->writer, table);
}

static void start(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    const SzClockOptions clock = {.is_staged = true, .start = {START}, .speed = SPEED};
    fixture->clock = sz_clock_new(&clock);
    const SzLiveOptions options = {.rules = test_rules(),
                                   .index = fixture->settings->index,
                                   .clock = fixture->clock,
                                   .data_dir = fixture->folder,
                                   .on_index = on_index,
                                   .user = fixture};
    fixture->live = sz_live_new(&options);
    const SzJournalOptions journal = {
        .segment_bytes = 64 << 10, .on_batch = sz_live_take, .on_batch_user = fixture->live};
    fixture->journal = sz_journal_open(fixture->folder, &journal, &error);
    g_assert_no_error(error);
    g_assert_true(sz_live_start(fixture->live, fixture->journal, &error));
    g_assert_no_error(error);
}

static void stop(Fixture *fixture)
{
    sz_live_end(fixture->live);
    g_clear_pointer(&fixture->journal, sz_journal_close);
    g_clear_pointer(&fixture->writer, sz_history_writer_stop);
    g_clear_pointer(&fixture->live, sz_live_free);
    g_clear_pointer(&fixture->clock, sz_clock_free);
}

static void send(Fixture *fixture, const char *lines, guint n)
{
    g_autoptr(GError) error = NULL;
    const SzBatch batch = {.source = SZ_SOURCE_OPEN,
                           .received = sz_clock_now(fixture->clock),
                           .n_lines = n,
                           .lines = sz_slice(lines)};
    g_assert_true(sz_journal_append(fixture->journal, &batch, NULL, &error));
    g_assert_no_error(error);
}

/* Each minute somebody takes a ticket, and who came before is called. */
static void send_tickets(Fixture *fixture, guint i, SzWallTime now)
{
    g_autofree char *lines = g_strdup_printf(
        "ticket,event=take,hall=330106,queue=A id=\"A%u\" %" G_GINT64_FORMAT "\n"
        "window,hall=330106,window=W1 state=\"%s\" %" G_GINT64_FORMAT "\n"
        "ticket,event=call,hall=330106,queue=A,window=W1 id=\"A%u\" %" G_GINT64_FORMAT "\n",
        i + 1, now.ns, i % 2 == 0 ? "open" : "serving", now.ns + 1, i, now.ns + 2);
    send(fixture, lines, 3);
}

/* Something comes all the time, so that the engine meets each minute at this speed; but nothing towards the end of one,
 * which might be on its way at the next. */
static void live_some_minutes(Fixture *fixture)
{
    gint64 until_us = g_get_monotonic_time() + WAIT_MAX_US;
    gint64 minute = 0;
    guint n = 0;
    while (sz_history_writer_figures(fixture->writer).n_written < N_MINUTES) {
        SzWallTime now = sz_clock_now(fixture->clock);
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        if (now.ns / MINUTE_NS != minute) {
            minute = now.ns / MINUTE_NS;
            send_tickets(fixture, n++, now);
        } else if (now.ns % MINUTE_NS < MINUTE_NS / 4 * 3) {
            send(fixture, "metric,hall=330106,metric=door value=1\n", 1);
        }
        g_usleep(20000);
    }
}

static void on_damage(const char *message, void *user)
{
    (void)user;
    g_error("%s", message);
}

static void rebuild(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    SzHistoryRebuilt rebuilt = {0};
    const SzHistoryRebuildOptions options = {.data_dir = fixture->folder,
                                             .rules = test_rules(),
                                             .index = fixture->settings->index,
                                             .on_damage = on_damage};
    gboolean is_rebuilt = sz_history_rebuild(&options, &rebuilt, &error);
    g_assert_no_error(error);
    g_assert_true(is_rebuilt);
    g_assert_false(rebuilt.reach.is_empty);
    g_assert_cmpuint(rebuilt.n_minutes, >=, N_MINUTES - 1);
}

/* What the daemon wrote, and what the journal says it was: the same bytes. */
static void test_rebuilt_is_as_it_was(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const char *const queries[] = {"?hall=330106&metric=L04", "?hall=330106&metric=L01",
                                          "?hall=330106&metric=L", "?area=330100&metric=D01",
                                          "?hall=330106&metric=shuzhi"};
    static const char range[] = "&from=2026-11-23T11:01:00%2B08:00&to=2026-11-23T11:04:00%2B08:00";
    char *before[G_N_ELEMENTS(queries)];
    start_writer(fixture);
    start(fixture);
    live_some_minutes(fixture);
    stop(fixture);
    for (gsize i = 0; i < G_N_ELEMENTS(queries); i++) {
        g_autofree char *query = g_strconcat(queries[i], range, NULL);
        before[i] = answer(fixture, query, 200);
    }
    g_assert_nonnull(strstr(before[0], "\"n\":[null,1,2]"));
    g_clear_pointer(&fixture->history, sz_history_free);
    rebuild(fixture);
    fixture->history = sz_history_new(fixture->folder);
    for (gsize i = 0; i < G_N_ELEMENTS(queries); i++) {
        g_autofree char *query = g_strconcat(queries[i], range, NULL);
        g_autofree char *after = answer(fixture, query, 200);
        g_assert_cmpstr(after, ==, before[i]);
        g_free(before[i]);
    }
}

/* --- the writer ---------------------------------------------------------------------------- */

static void test_a_damaged_file_is_put_aside(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *path = sz_history_path(fixture->folder, SZ_HISTORY_NAME);
    g_autofree char *aside = g_strconcat(path, ".old", NULL);
    g_autofree char *noise = g_strnfill(5000, 'x');
    g_assert_true(g_file_set_contents(path, noise, -1, NULL));
    start_writer(fixture);
    g_clear_pointer(&fixture->writer, sz_history_writer_stop);
    g_autofree char *body = answer(fixture, "?hall=330106&metric=shuzhi&step=minute", 404);
    g_assert_nonnull(strstr(body, "unknown_metric"));
    g_autofree char *kept = NULL;
    g_assert_true(g_file_get_contents(aside, &kept, NULL, NULL));
    g_assert_cmpstr(kept, ==, noise);
}

/* What is handed over faster than it can be written: the newest stay. */
static void test_the_engine_does_not_wait(Fixture *fixture, gconstpointer data)
{
    (void)data;
    enum { N = 200 };
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    start_writer(fixture);
    for (gint64 i = 1; i <= N; i++) {
        const SzView view = {.rules = test_rules(),
                             .state = state,
                             .now = {true, {START - START % MINUTE_NS + i * MINUTE_NS}}};
        g_autoptr(SzIndexTable) table = sz_index_compute(fixture->settings->index, &view);
        sz_history_writer_give(fixture->writer, table);
    }
    SzHistoryFigures figures;
    gint64 until_us = g_get_monotonic_time() + WAIT_MAX_US;
    do {
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        figures = sz_history_writer_figures(fixture->writer);
    } while (figures.n_written + figures.n_missed < N);
    g_assert_cmpuint(figures.n_written, >=, 4);
    g_clear_pointer(&fixture->writer, sz_history_writer_stop);
    g_autofree char *body =
        answer(fixture, "?hall=330106&metric=D01&step=minute&from=2026-11-23T14:19:00", 200);
    /* The last minute, 200 after 11:00, is there. */
    g_assert_nonnull(strstr(body, "\"times\":[\"2026-11-23T14:19:00+08:00\","
                                  "\"2026-11-23T14:20:00+08:00\"]"));
}

/* --- questions ----------------------------------------------------------------------------- */

static void test_refusals(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *query;
        int status;
        const char *says;
    } cases[] = {
        {"", 400, "missing parameter: 'hall'"},
        {"?hall=330106", 400, "missing parameter: 'metric'"},
        {"?metric=L04", 400, "missing parameter: 'hall'"},
        {"?hall=330106&area=330106&metric=L04", 400, "both given"},
        {"?hall=330106&metric=L04&colour=red", 400, "colour"},
        {"?hall=330106&metric=L04&from=yesterday", 400, "from:"},
        {"?hall=330106&metric=L04&to=25:00", 400, "to:"},
        {"?hall=330106&metric=L04&step=7", 400, "step: '7'"},
        {"?hall=330106&metric=L04&step=420", 400, "step: '420'"}, /* does not part a day */
        {"?hall=330106&metric=L04&step=172800", 400, "step:"},
        {"?hall=330106&metric=L04&step=week", 400, "step: 'week'"},
        {"?hall=330106&metric=L04&revision=1", 400, "only days have revisions"},
        {"?hall=330106&metric=L04&step=day&revision=-1", 400, "revision"},
        {"?hall=330106&metric=L04&step=minute&from=2020-01-01&to=2026-01-01", 400, "more than"},
        {"?hall=999&metric=L04&from=2026-03-02&to=2026-03-02", 404, "nothing was kept of '999'"},
        {"?hall=330106&metric=L04&from=2026-03-02&to=2026-03-02", 404, "no such metric: 'L04'"},
    };
    g_autofree char *nothing = answer(fixture, "?hall=330106&metric=L04", 503);
    g_assert_nonnull(strstr(nothing, "shuzhid rebuild history"));
    start_writer(fixture);
    g_clear_pointer(&fixture->writer, sz_history_writer_stop);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *body = answer(fixture, cases[i].query, cases[i].status);
        g_assert_nonnull(strstr(body, cases[i].says));
    }
    g_assert_false(sz_api_history_is("/api/v1/historys"));
    g_assert_false(sz_api_history_is("/api/v1/index?hall=330106"));
}

/* A date begins a range with its beginning, and ends one with its end; what is not said follows from the rest. */
static void test_ranges(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const struct {
        const char *query;
        json_int_t step_s;
        gsize n;
        const char *first;
    } cases[] = {
        {"&from=2026-11-23&to=2026-11-23", 60, 1440, "2026-11-23T00:00:00+08:00"},
        {"&from=2026-11-20&to=2026-11-22", 900, 288, "2026-11-20T00:00:00+08:00"},
        {"&from=2026-10-01&to=2026-11-22", 86400, 53, "2026-10-01T00:00:00+08:00"},
        {"&from=2026-11-23T11:00:01&to=2026-11-23T11:02:00", 60, 1, "2026-11-23T11:01:00+08:00"},
        {"&from=2026-11-23T11:00:00&to=2026-11-23T11:00:00", 60, 0, NULL},
        {"&from=2026-11-23T11:00:00&to=2026-11-23T10:00:00", 60, 0, NULL},
        {"&step=hour&from=2026-11-23T10:30:00&to=2026-11-23T13:00:00", 3600, 2,
         "2026-11-23T11:00:00+08:00"},
        {"&step=7200&from=2026-11-23T11:00:00&to=2026-11-23T13:00:00", 7200, 1,
         "2026-11-23T12:00:00+08:00"},
        {"&step=day&from=2026-11-23T11:00:00&to=2026-11-25", 86400, 2, "2026-11-24T00:00:00+08:00"},
        {"", 60, 1440, "2026-11-22T11:02:00+08:00"},
        {"&step=15m", 900, 672, "2026-11-16T11:15:00+08:00"},
    };
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    start_writer(fixture);
    const SzView view = {.rules = test_rules(),
                         .state = state,
                         .now = {true, {START - START % MINUTE_NS + MINUTE_NS}}};
    g_autoptr(SzIndexTable) table = sz_index_compute(fixture->settings->index, &view);
    sz_history_writer_give(fixture->writer, table);
    g_clear_pointer(&fixture->writer, sz_history_writer_stop);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *query = g_strconcat("?hall=330106&metric=L04", cases[i].query, NULL);
        g_autofree char *body = answer(fixture, query, 200);
        g_autoptr(json_t) value = json_loads(body, 0, NULL);
        const json_t *times = json_object_get(value, "times");
        g_assert_cmpint(json_integer_value(json_object_get(value, "step_s")), ==, cases[i].step_s);
        g_assert_cmpuint(json_array_size(times), ==, cases[i].n);
        g_assert_cmpuint(json_array_size(json_object_get(value, "values")), ==, cases[i].n);
        g_assert_cmpuint(json_array_size(json_object_get(value, "n")), ==, cases[i].n);
        g_assert_cmpstr(json_string_value(json_array_get(times, 0)), ==, cases[i].first);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    static const struct {
        const char *path;
        void (*run)(Fixture *fixture, gconstpointer data);
    } tests[] = {
        {"/web/history_api/rebuilt-is-as-it-was", test_rebuilt_is_as_it_was},
        {"/web/history_api/a-damaged-file-is-put-aside", test_a_damaged_file_is_put_aside},
        {"/web/history_api/the-engine-does-not-wait", test_the_engine_does_not_wait},
        {"/web/history_api/refusals", test_refusals},
        {"/web/history_api/ranges", test_ranges},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(tests); i++) {
        g_test_add(tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
    }
    return g_test_run();
}
