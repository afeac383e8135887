/* shuzhid quarantine list | replay: looks at refused lines, and tries them again. */

#include "collector/commands.h"

#include "collector/error.h"
#include "collector/quarantine_replay.h"
#include "config/command_line.h"
#include "metrics/shown_text.h"

#include <curl/curl.h>
#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(json_t, json_decref)

#define LIMIT_DEFAULT 100
#define SHOWN_RAW_BYTES 120

static const SzCommandInfo info = {
    .name = "quarantine",
    .arguments = "list|replay --data DIR",
    .summary = "Look at the lines that were refused, and try them again.",
    .description =
        "list prints the newest of them, oldest first, also beside a running daemon: id, time of\n"
        "reception, why, hall, author, what was wrong, the line. With --json one JSON document a "
        "line.\n"
        "Of a line with personal data nothing is kept but its measurement, hall and reason.\n"
        "\n"
        "replay tries them again. Without --to-url it writes to the journal of DIR, which no "
        "daemon may\n"
        "run on; with it, it sends to a daemon. What is taken leaves the quarantine. A line from "
        "the future\n"
        "is taken once its time is less than 120 s ahead. Lines that were forbidden are tried "
        "without a\n"
        "daemon only with --why forbidden.\n"
        "\n"
        "KIND is one of: syntax standard personal_data reserved_measurement future forbidden\n"
        "\n"
        "  shuzhid quarantine list --data D --hall 330106 --why future\n"
        "  shuzhid quarantine replay --data D --dry-run\n"
        "  shuzhid quarantine replay --data D --to-url http://127.0.0.1:8086 --token T",
};

typedef struct {
    char *data_dir;
    char *hall;
    char *why;
    char *since;
    char *to_url;
    char *token;
    gint limit;
    gboolean as_json;
    gboolean is_dry;
    SzQuarantineFilter filter;
} Options;

/* --- list ---------------------------------------------------------------------------------- */

static json_t *text_or_null(SzSlice text)
{
    json_t *string = text.len > 0 ? json_stringn(text.data, text.len) : NULL;
    return string != NULL ? string : json_null();
}

/* Bytes that are no UTF-8 are replaced: the line of a broken program may have some. */
static json_t *raw_or_null(SzSlice raw)
{
    g_autofree char *valid = g_utf8_make_valid(raw.data, (gssize)raw.len);
    return raw.len > 0 ? json_string(valid) : json_null();
}

/* (transfer full) */
static char *record_json(const SzQuarantineRecord *record)
{
    char time[SZ_WALL_TIME_TEXT];
    g_autoptr(json_t) document = json_object();
    (void)json_object_set_new(document, "id", json_integer((json_int_t)record->id));
    (void)json_object_set_new(document, "received",
                              json_string(sz_wall_time_format(record->received, time)));
    (void)json_object_set_new(document, "why", json_string(sz_refused_kind_name(record->kind)));
    (void)json_object_set_new(document, "hall", text_or_null(record->hall));
    (void)json_object_set_new(document, "src", text_or_null(record->src));
    (void)json_object_set_new(document, "author", text_or_null(record->author));
    (void)json_object_set_new(document, "measurement", text_or_null(record->measurement));
    (void)json_object_set_new(document, "reason", text_or_null(record->reason));
    (void)json_object_set_new(document, "ns_per_unit", json_integer(record->ns_per_unit));
    (void)json_object_set_new(document, "line", raw_or_null(record->raw));
    char *dumped = json_dumps(document, JSON_COMPACT);
    char *text = g_strdup_printf("%s\n", dumped);
    free(dumped); /* jansson's */
    return text;
}

static void add_word(SzShownText *shown, SzSlice text)
{
    sz_shown_add(shown, "  ");
    if (text.len > 0) {
        sz_shown_add_outside(shown, text, text.len);
    } else {
        sz_shown_add(shown, "-");
    }
}

/* (transfer full) */
static char *record_text(const SzQuarantineRecord *record)
{
    char time[SZ_WALL_TIME_TEXT];
    char room[2048];
    g_autofree char *id = g_strdup_printf("%" G_GUINT64_FORMAT, record->id);
    SzShownText shown = sz_shown_text(room, sizeof room);
    sz_shown_add(&shown, id);
    add_word(&shown, sz_slice(sz_wall_time_format(record->received, time)));
    add_word(&shown, sz_slice(sz_refused_kind_name(record->kind)));
    add_word(&shown, record->hall);
    add_word(&shown, record->author.len > 0 ? record->author : SZ_SLICE("open"));
    add_word(&shown, record->reason);
    sz_shown_add(&shown, "  ");
    if (record->raw.len > 0) {
        sz_shown_add_outside(&shown, record->raw, SHOWN_RAW_BYTES);
    } else {
        sz_shown_add(&shown, "(withheld)");
    }
    return g_strdup_printf("%s\n", room);
}

typedef struct {
    const Options *options;
    GQueue *newest; /* owned; char *, owned */
} Listing;

static bool on_listed(const SzQuarantineRecord *record, void *user)
{
    Listing *listing = user;
    const Options *options = listing->options;
    g_queue_push_tail(listing->newest,
                      options->as_json ? record_json(record) : record_text(record));
    if (options->limit > 0 && g_queue_get_length(listing->newest) > (guint)options->limit) {
        g_free(g_queue_pop_head(listing->newest));
    }
    return true;
}

static int print_all(const GQueue *texts)
{
    for (const GList *at = texts->head; at != NULL; at = at->next) {
        (void)fputs(at->data, stdout);
    }
    if (fflush(stdout) != 0 && errno != EPIPE) {
        sz_command_complain(&info, "cannot write to the standard output: %s", g_strerror(errno));
        return SZ_EXIT_FAILED;
    }
    return SZ_EXIT_DONE;
}

static int run_list(const Options *options)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *folder = sz_quarantine_folder_path(options->data_dir);
    g_autoptr(SzQuarantineReader) reader = sz_quarantine_reader_open(options->data_dir);
    g_autoptr(SzQuarantineMarks) marks = sz_quarantine_marks_read(folder);
    Listing listing = {options, g_queue_new()};
    gboolean is_read =
        sz_quarantine_pick(reader, marks, &options->filter, on_listed, &listing, &error);
    int status = print_all(listing.newest);
    g_queue_free_full(listing.newest, g_free);
    if (!is_read) {
        return sz_command_fail(&info, error);
    }
    if (sz_quarantine_reader_passed_bytes(reader) > 0) {
        sz_command_complain(&info,
                            "note: %" G_GUINT64_FORMAT " bytes were passed over: a record that is "
                            "being written, or damaged",
                            sz_quarantine_reader_passed_bytes(reader));
    }
    return status;
}

/* --- replay -------------------------------------------------------------------------------- */

static void print_replayed(const Options *options, const SzQuarantineReplayed *replayed)
{
    guint64 n_refused = 0;
    g_autoptr(GString) kinds = g_string_new(NULL);
    for (int kind = 0; kind < SZ_REFUSED_N_KINDS; kind++) {
        if (replayed->n_refused[kind] > 0) {
            n_refused += replayed->n_refused[kind];
            g_string_append_printf(kinds, "%s%s %" G_GUINT64_FORMAT, kinds->len > 0 ? ", " : " (",
                                   sz_refused_kind_name((SzRefusedKind)kind),
                                   replayed->n_refused[kind]);
        }
    }
    g_string_append(kinds, kinds->len > 0 ? ")" : "");
    (void)printf("tried %" G_GUINT64_FORMAT ": %s %" G_GUINT64_FORMAT
                 ", still refused %" G_GUINT64_FORMAT "%s, withheld %" G_GUINT64_FORMAT
                 ", forbidden and left %" G_GUINT64_FORMAT "\n",
                 replayed->n_tried, options->is_dry ? "would be taken" : "taken", replayed->n_taken,
                 n_refused, kinds->str, replayed->n_withheld, replayed->n_left);
    (void)fflush(stdout);
}

static int replay_into(const Options *options, SzJournal *journal, SzLineSender *sender)
{
    g_autoptr(GError) error = NULL;
    SzWallTime now = {g_get_real_time() * 1000};
    if (journal != NULL) {
        now.ns = MAX(now.ns, sz_journal_begun_after(journal).ns);
    }
    const SzQuarantineReplayOptions replay = {
        .data_dir = options->data_dir,
        .filter = options->filter,
        .journal = journal,
        .sender = sender,
        .now = now,
    };
    SzQuarantineReplayed replayed = {0};
    gboolean is_done = sz_quarantine_replay(&replay, &replayed, &error);
    print_replayed(options, &replayed);
    return is_done ? SZ_EXIT_DONE : sz_command_fail(&info, error);
}

static int replay_to_journal(const Options *options)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzJournal) journal = sz_journal_open(options->data_dir, NULL, &error);
    if (journal == NULL) {
        bool is_in_use = g_error_matches(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IN_USE);
        sz_command_complain(&info, "%s%s", error->message,
                            is_in_use ? "; send to the daemon that runs there with --to-url URL"
                                      : "");
        return SZ_EXIT_FAILED;
    }
    return replay_into(options, journal, NULL);
}

static int replay_to_server(const Options *options)
{
    g_autoptr(GError) error = NULL;
    const SzLineSenderOptions to = {.url = options->to_url, .token = options->token};
    g_autoptr(SzLineSender) sender = sz_line_sender_new(&to, &error);
    return sender != NULL ? replay_into(options, NULL, sender) : sz_command_fail(&info, error);
}

static int run_replay(const Options *options)
{
    if (options->is_dry) {
        return replay_into(options, NULL, NULL);
    }
    if (options->to_url == NULL) {
        return replay_to_journal(options);
    }
    /* The command is one thread; the others have no use for libcurl. */
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        sz_command_complain(&info, "libcurl did not start");
        return SZ_EXIT_FAILED;
    }
    int status = replay_to_server(options);
    curl_global_cleanup();
    return status;
}

/* --- options ------------------------------------------------------------------------------- */

/* What is wrong with them; NULL: nothing. */
static const char *find_mistake(const Options *options, const char *action)
{
    bool is_list = g_str_equal(action, "list");
    if (options->data_dir == NULL) {
        return "missing option: --data DIR";
    }
    if (is_list && (options->to_url != NULL || options->token != NULL || options->is_dry)) {
        return "--to-url, --token and --dry-run go with replay";
    }
    if (!is_list && (options->as_json || options->limit != LIMIT_DEFAULT)) {
        return "--json and --limit go with list";
    }
    if (options->token != NULL && options->to_url == NULL) {
        return "--token without --to-url, expected both";
    }
    return options->limit < 0 ? "--limit is negative, expected a number of lines or 0 for all"
                              : NULL;
}

static int read_filter(Options *options)
{
    SzQuarantineFilter *filter = &options->filter;
    filter->hall = options->hall;
    filter->has_kind = options->why != NULL;
    if (filter->has_kind && !sz_refused_kind_parse(sz_slice(options->why), &filter->kind)) {
        return sz_command_usage(&info,
                                "unknown kind: '%s', expected syntax, standard, personal_data, "
                                "reserved_measurement, future or forbidden",
                                options->why);
    }
    filter->since.known = options->since != NULL;
    g_autoptr(GError) error = NULL;
    if (filter->since.known &&
        !sz_wall_time_parse(sz_slice(options->since), &filter->since.at, &error)) {
        return sz_command_usage(&info, "--since: %s", error->message);
    }
    return SZ_EXIT_DONE;
}

static int run(Options *options, int argc, char **argv)
{
    static const char *const actions[] = {"list", "replay", NULL};
    if (argc < 2) {
        return sz_command_usage(&info, "missing argument: one of list, replay");
    }
    if (!g_strv_contains(actions, argv[1])) {
        return sz_command_usage(&info, "unknown argument: '%s', expected list or replay", argv[1]);
    }
    if (argc > 2) {
        return sz_command_usage(&info, "unexpected argument: '%s'", argv[2]);
    }
    const char *mistake = find_mistake(options, argv[1]);
    if (mistake != NULL) {
        return sz_command_usage(&info, "%s", mistake);
    }
    int status = read_filter(options);
    if (status != SZ_EXIT_DONE) {
        return status;
    }
    if (!g_file_test(options->data_dir, G_FILE_TEST_IS_DIR)) {
        sz_command_complain(&info, "no data folder: '%s'", options->data_dir);
        return SZ_EXIT_FAILED;
    }
    /* A pipe that is closed is an error of the write, not the end of the program. */
    (void)signal(SIGPIPE, SIG_IGN); /* NOLINT(bugprone-signal-handler,cert-sig30-c) */
    return g_str_equal(argv[1], "list") ? run_list(options) : run_replay(options);
}

static void options_clear(Options *options)
{
    g_free(options->data_dir);
    g_free(options->hall);
    g_free(options->why);
    g_free(options->since);
    g_free(options->to_url);
    g_free(options->token);
}

int sz_command_quarantine(int argc, char **argv)
{
    Options options = {.limit = LIMIT_DEFAULT};
    const GOptionEntry entries[] = {
        {"data", 'd', 0, G_OPTION_ARG_FILENAME, &options.data_dir, "Data folder", "DIR"},
        {"hall", 0, 0, G_OPTION_ARG_STRING, &options.hall, "Only lines of this hall", "CODE"},
        {"why", 0, 0, G_OPTION_ARG_STRING, &options.why, "Only lines refused for this", "KIND"},
        {"since", 0, 0, G_OPTION_ARG_STRING, &options.since, "Only lines received since", "TIME"},
        {"limit", 0, 0, G_OPTION_ARG_INT, &options.limit, "list: at most so many (100; 0: all)",
         "N"},
        {"json", 0, 0, G_OPTION_ARG_NONE, &options.as_json, "list: JSON documents", NULL},
        {"to-url", 0, 0, G_OPTION_ARG_STRING, &options.to_url, "replay: send to a daemon", "URL"},
        {"token", 0, 0, G_OPTION_ARG_STRING, &options.token, "replay: token to send with", "T"},
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.is_dry,
         "replay: only say what would be taken", NULL},
        G_OPTION_ENTRY_NULL,
    };
    bool is_done = false;
    int status = sz_command_parse(&info, entries, &argc, &argv, &is_done);
    if (status == SZ_EXIT_DONE && !is_done) {
        status = run(&options, argc, argv);
    }
    options_clear(&options);
    return status;
}
