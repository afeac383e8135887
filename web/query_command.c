/* shuzhid query: the body that GET PATH would answer, computed offline from the journal. */

#include "web/api_history.h"
#include "web/commands.h"
#include "web/csv.h"
#include "web/replay_view.h"
#include "web/router.h"
#include "web/time_travel.h"

#include <stdio.h>

static const SzCommandInfo info = {
    .name = "query",
    .arguments = "--data DIR PATH",
    .summary =
        "Print the body that GET PATH would answer, computed offline from the journal as it stood\n"
        "at TIME.",
    .description =
        "PATH, with what it takes after '?':\n"
        "  /api/v1/halls  hall, area\n"
        "  /api/v1/cases  state, light, hall, area, item, channel, org, due_from, due_to,\n"
        "                 age_min_days, age_max_days, q, sort, limit, cursor\n"
        "  /api/v1/cases.csv   the same as a table, without cursor; lang\n"
        "  /api/v1/cases/outlook, .csv  hall, area: who will be overdue at the present pace\n"
        "  /api/v1/case   hall and id: one case with its clocks, events and days\n"
        "  /api/v1/queues, /windows, /kiosks, /ratings  hall, area: how they stand\n"
        "  /api/v1/index  hall or area: the index with all that explains it\n"
        "  /api/v1/ranking     tier, area, scope=area: halls by score; interval=1: how sure their\n"
        "                 places are, with seed and draws\n"
        "  /api/v1/indicators  indicator=ID, tier, area, scope: one indicator of many halls\n"
        "  /api/v1/situation   hall, area: what needs somebody, in sentences\n"
        "  /api/v1/history     hall or area, metric, from, to, step, revision: what a figure was, "
        "out "
        "of\n"
        "                      DATA/history.db, whatever TIME is\n"
        "The index stands at the last multiple of 10 s up to TIME.\n"
        "state is open overdue due_soon suspended closed closed_late rejected withdrawn void or "
        "all;\n"
        "light, item, channel and org are lists with commas; due_from and due_to are [from, to), "
        "a\n"
        "date its beginning; age is in calendar days since the application; q is a number or a "
        "part\n"
        "of one; sort is remaining, -remaining, applied or -applied.\n"
        "area is a hall with all below it; limit is 0 to 1000, 100 when not given (a table: "
        "100000,\n"
        "10000); next in an answer is the cursor of the next page.\n"
        "TIME is RFC 3339 or a date (its end of day, +08:00); without --at, the last event.\n"
        "The configuration is the one that was in force at TIME, as the data folder keeps it; "
        "where no\n"
        "daemon has run, the shipped one. --config DIR takes that instead.\n"
        "\n"
        "  shuzhid query --data DIR '/api/v1/cases?state=overdue&limit=10'",
};

typedef struct {
    char *data;
    char *at;
    char *known_at;
    char *config;
    gint64 batch;       /* 0: not given */
    gint64 index_batch; /* negative: not given */
    gboolean reads_all;
} Options;

static void clear_options(Options *options)
{
    g_free(options->data);
    g_free(options->at);
    g_free(options->known_at);
    g_free(options->config);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, clear_options)

/* The options and the target may each name the instants, not both. */
static bool merge_instant(const char *name, const char *text, bool *has, SzWallTime *at)
{
    g_autoptr(GError) error = NULL;
    if (text == NULL) {
        return true;
    }
    if (*has) {
        (void)sz_command_usage(&info, "--%s is given and so is %s= in PATH", name, name);
        return false;
    }
    if (!sz_wall_time_parse_or_day(sz_slice(text), at, &error)) {
        (void)sz_command_usage(&info, "--%s: %s", name, error->message);
        return false;
    }
    *has = true;
    return true;
}

/* The message of an error body, as one line. */
static int complain(const SzResponse *response)
{
    json_t *body = json_loads(response->body, 0, NULL);
    const char *message = "";
    const char *hint = NULL;
    (void)json_unpack(body, "{s:{s:s, s?:s?}}", "error", "message", &message, "hint", &hint);
    if (hint != NULL) {
        sz_command_complain(&info, "%s (%s)", message, hint);
    } else {
        sz_command_complain(&info, "%s", message);
    }
    json_decref(body);
    return SZ_EXIT_FAILED;
}

/* A table that was cut says so in its head, which a file does not have. */
static void tell_if_cut(const SzResponse *response)
{
    const char *total = sz_response_header(response, SZ_HEADER_TOTAL);
    const char *rows = sz_response_header(response, SZ_HEADER_ROWS);
    if (total != NULL && rows != NULL && !g_str_equal(total, rows)) {
        sz_command_complain(&info, "the table shows %s rows of %s (limit=)", rows, total);
    }
}

static int print(SzResponse *response)
{
    sz_response_draw(response);
    if (response->status != 200) {
        return complain(response);
    }
    tell_if_cut(response);
    bool is_written = fwrite(response->body, 1, response->body_len, stdout) == response->body_len &&
                      (response->value == NULL || putchar('\n') != EOF) && fflush(stdout) == 0;
    if (!is_written) {
        sz_command_complain(&info, "cannot write the answer to standard output");
    }
    return is_written ? SZ_EXIT_DONE : SZ_EXIT_FAILED;
}

/* What was is in a file of its own. */
static int answer_history(const Options *options, const char *target)
{
    g_autoptr(SzHistory) history = sz_history_new(options->data);
    g_auto(SzResponse) response = sz_api_history(history, target);
    return print(&response);
}

static int answer(const Options *options, const SzTimeTravel *travel, const char *target)
{
    if (sz_api_history_is(target)) {
        return answer_history(options, target);
    }
    SzReplayViewOptions wanted = {
        .data = options->data,
        .config = options->config,
        .at = {travel->has_at, travel->at},
        .known_at = {travel->has_known_at, travel->known_at},
        .batch = (guint64)options->batch,
        .has_index_batch = options->index_batch >= 0,
        .index_batch = (guint64)MAX(0, options->index_batch),
        .wants_index = sz_router_wants_index(target),
        .reads_all = options->reads_all,
    };
    g_auto(SzReplayView) replayed = {0};
    int status = sz_replay_view(&info, &wanted, &replayed);
    if (status != SZ_EXIT_DONE) {
        return status;
    }
    g_auto(SzResponse) response = sz_router_get(&replayed.view, sz_slice(target));
    return print(&response);
}

static int check_usage(const Options *options, int argc, char **argv)
{
    if (options->data == NULL) {
        return sz_command_usage(&info, "missing option: --data DIR");
    }
    if (options->batch < 0) {
        return sz_command_usage(&info, "--batch: '%" G_GINT64_FORMAT "', expected 1 or more",
                                options->batch);
    }
    if (argc != 2) {
        return sz_command_usage(&info, argc < 2 ? "missing argument: PATH" : "more than one PATH");
    }
    if (argv[1][0] != '/') {
        return sz_command_usage(&info, "PATH: '%s' does not begin with '/'", argv[1]);
    }
    return SZ_EXIT_DONE;
}

int sz_command_query(int argc, char **argv)
{
    g_auto(Options) options = {.index_batch = -1};
    const GOptionEntry entries[] = {
        {"data", 'd', 0, G_OPTION_ARG_FILENAME, &options.data, "Data folder", "DIR"},
        {"at", 0, 0, G_OPTION_ARG_STRING, &options.at,
         "State at TIME: every event that occurred up to it", "TIME"},
        {"known-at", 0, 0, G_OPTION_ARG_STRING, &options.known_at,
         "Leave out what was received after TIME", "TIME"},
        {"batch", 0, 0, G_OPTION_ARG_INT64, &options.batch,
         "Leave out the batches of the journal after the N-th (X-Shuzhi-Batch)", "N"},
        {"index-batch", 0, 0, G_OPTION_ARG_INT64, &options.index_batch,
         "Leave them out of the index after the N-th (X-Shuzhi-Index-Batch)", "N"},
        {"no-checkpoint", 0, 0, G_OPTION_ARG_NONE, &options.reads_all,
         "Read the whole journal; the answer is the same, and later", NULL},
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &options.config, "Configuration folder", "DIR"},
        G_OPTION_ENTRY_NULL,
    };
    bool done = false;
    int status = sz_command_parse(&info, entries, &argc, &argv, &done);
    if (status != SZ_EXIT_DONE || done) {
        return status;
    }
    status = check_usage(&options, argc, argv);
    if (status != SZ_EXIT_DONE) {
        return status;
    }
    SzTimeTravel travel = {0};
    g_auto(SzResponse) problem = {0};
    g_autofree char *target = sz_time_travel_take(argv[1], &travel, &problem);
    if (target == NULL) {
        return complain(&problem);
    }
    if (!merge_instant("at", options.at, &travel.has_at, &travel.at) ||
        !merge_instant("known-at", options.known_at, &travel.has_known_at, &travel.known_at)) {
        return SZ_EXIT_USAGE;
    }
    return answer(&options, &travel, target);
}
