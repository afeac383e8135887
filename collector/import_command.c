#include "collector/commands.h"

#include "collector/error.h"
#include "collector/import_pass.h"
#include "collector/import_summary.h"
#include "config/command_line.h"

#include <curl/curl.h>
#include <stdio.h>

#define SAMPLES_MAX 10

static const SzCommandInfo info = {
    .name = "import",
    .arguments = "FILE... --map MAP.yaml (--data DIR | --to-url URL | --dry-run)",
    .summary = "Import event logs (XES) and tables (CSV), plain or gzip, through a map.",
    .description =
        "A map says how a log or table becomes lines of the data standard; its grammar, with\n"
        "examples step by step, is in config/import/README.md. Every file is read to its end\n"
        "before anything is imported: a file that is damaged or not what the map says, a column\n"
        "that is not there, times of which none can be read or a map by which no line is good\n"
        "change nothing, and are explained. Importing a file again is harmless: repeats are kept "
        "in\n"
        "the journal and change nothing.\n"
        "\n"
        "--dry-run reads and counts, and shows the first lines it would write. URL is what "
        "InfluxDB\n"
        "clients write to: of a bare address its /api/v2/write, or whatever it names.\n"
        "\n"
        "  shuzhid import requests.csv --map config/import/nyc311.yaml --dry-run\n"
        "  shuzhid import requests.csv --map config/import/nyc311.yaml --data D\n"
        "  shuzhid import log.xes.gz --map map.yaml --to-url http://127.0.0.1:8086 --token T",
};

typedef struct {
    char *map_path;
    char *data_dir;
    char *to_url;
    char *token;
    char *hall;
    gboolean dry_run;
} Options;

/* --- what is said -------------------------------------------------------------------------- */

static void complain_of(const SzProblems *problems)
{
    g_auto(GStrv) lines = sz_problems_to_lines(problems);
    for (char **line = lines; *line != NULL; line++) {
        sz_command_complain(&info, "%s", *line);
    }
}

static void print_summary(const char *path, const SzImportTally *tally, const SzImportMap *map)
{
    g_autofree char *shown = g_utf8_make_valid(path, -1);
    g_autofree char *text = sz_import_summary(tally, map);
    (void)printf("file: %s\n%s", shown, text);
}

/* A value may hold line ends, so a sample may take several. */
static void print_samples(const GString *samples)
{
    if (samples->len > 0) {
        (void)printf("would write, the first lines:\n%s", samples->str);
    }
}

/* --- first to the end, then again ---------------------------------------------------------- */

static bool is_useless(const SzImportTally *tally)
{
    return tally->n_lines == 0 && (tally->n_cases > 0 || tally->n_rows > 0);
}

/* Reads a file to its end and imports nothing.  Returns: whether it and the map are good for each other; else
 * why not was said. */
static bool check_file(const Options *options, const SzImportMap *map, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzImportTally) tally = sz_import_tally_new(map);
    g_autoptr(GString) samples = g_string_new(NULL);
    guint64 n_lines = 0;
    SzImportPass pass = {.map = map,
                         .samples = samples,
                         .n_samples_max = options->dry_run ? SAMPLES_MAX : 0,
                         .problems = problems};
    if (!sz_import_pass(&pass, path, tally, &n_lines, &error)) {
        complain_of(problems);
        sz_command_complain(&info, "%s; nothing was imported", error->message);
        return false;
    }
    sz_import_explain(tally, map, path, problems);
    bool is_good = sz_problems_count(problems) == 0 && !is_useless(tally);
    if (options->dry_run || !is_good) {
        print_summary(path, tally, map);
        print_samples(samples);
    }
    complain_of(problems);
    if (!is_good) {
        sz_command_complain(&info, "%s: %s; nothing was imported", path,
                            is_useless(tally)
                                ? "no line was accepted, expected some; see the summary"
                                : "the map does not fit");
    }
    return is_good;
}

/* What was taken stays there; say so, and that trying again does no harm. */
static int fail_halfway(const char *path, guint64 n_lines, const GError *error)
{
    sz_command_complain(&info,
                        "%s; of %s %" G_GUINT64_FORMAT
                        " lines were imported before, importing it again is harmless",
                        error->message, path, n_lines);
    return SZ_EXIT_FAILED;
}

static int import_file(SzImportTarget target, const SzImportMap *map, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzImportTally) tally = sz_import_tally_new(map);
    guint64 n_lines = 0;
    SzImportPass pass = {.map = map, .target = target, .problems = problems};
    if (!sz_import_pass(&pass, path, tally, &n_lines, &error)) {
        return fail_halfway(path, n_lines, error);
    }
    print_summary(path, tally, map);
    return SZ_EXIT_DONE;
}

static int import_files(SzImportTarget target, const SzImportMap *map, char **paths)
{
    int status = SZ_EXIT_DONE;
    for (char **path = paths; *path != NULL && status == SZ_EXIT_DONE; path++) {
        status = import_file(target, map, *path);
    }
    return status;
}

/* --- where it goes ------------------------------------------------------------------------- */

static int fail_before(const GError *error)
{
    sz_command_complain(&info, "%s; nothing was imported", error->message);
    return SZ_EXIT_FAILED;
}

static int import_to_journal(const Options *options, const SzImportMap *map, char **paths)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzJournal) journal = sz_journal_open(options->data_dir, NULL, &error);
    if (journal == NULL) {
        return fail_before(error);
    }
    if (sz_journal_recovery_note(journal) != NULL) {
        sz_command_complain(&info, "note: %s", sz_journal_recovery_note(journal));
    }
    return import_files((SzImportTarget){.journal = journal}, map, paths);
}

static int import_to_server(const Options *options, const SzImportMap *map, char **paths)
{
    g_autoptr(GError) error = NULL;
    SzLineSenderOptions sender_options = {.url = options->to_url, .token = options->token};
    g_autoptr(SzLineSender) sender = sz_line_sender_new(&sender_options, &error);
    if (sender == NULL) {
        return fail_before(error);
    }
    int status = import_files((SzImportTarget){.sender = sender}, map, paths);
    if (status == SZ_EXIT_DONE) {
        (void)printf("sent to: %s\n", sz_line_sender_where(sender));
    }
    return status;
}

/* libcurl begins and ends here and not in main: the command is one thread, and the others have no use for
 * it. */
static int import_with_curl(const Options *options, const SzImportMap *map, char **paths)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        sz_command_complain(&info, "libcurl did not start; nothing was imported");
        return SZ_EXIT_FAILED;
    }
    int status = import_to_server(options, map, paths);
    curl_global_cleanup();
    return status;
}

/* --- options ------------------------------------------------------------------------------- */

/* What is wrong with them; NULL: nothing. */
static const char *find_mistake(const Options *options, int argc)
{
    if (argc < 2) {
        return "no file given, expected the path of an event log or table";
    }
    if (options->map_path == NULL) {
        return "no map given, expected --map MAP.yaml";
    }
    if (options->data_dir == NULL && options->to_url == NULL && !options->dry_run) {
        return "no target given, expected --data DIR, --to-url URL or --dry-run";
    }
    if (options->data_dir != NULL && options->to_url != NULL) {
        return "two targets given, expected --data or --to-url";
    }
    if (options->token != NULL && options->to_url == NULL) {
        return "--token without --to-url, expected both";
    }
    if (options->hall != NULL && options->hall[0] == '\0') {
        return "empty hall, expected --hall CODE";
    }
    return NULL;
}

static int run(const Options *options, int argc, char **argv)
{
    const char *mistake = find_mistake(options, argc);
    if (mistake != NULL) {
        return sz_command_usage(&info, "%s", mistake);
    }
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzImportMap) map = sz_import_map_load(options->map_path, options->hall, problems);
    if (map == NULL) {
        complain_of(problems);
        return SZ_EXIT_FAILED;
    }
    char **paths = argv + 1;
    for (char **path = paths; *path != NULL; path++) {
        if (!check_file(options, map, *path)) {
            return SZ_EXIT_FAILED;
        }
    }
    if (options->dry_run) {
        return SZ_EXIT_DONE;
    }
    return options->to_url != NULL ? import_with_curl(options, map, paths)
                                   : import_to_journal(options, map, paths);
}

static void options_clear(Options *options)
{
    g_free(options->map_path);
    g_free(options->data_dir);
    g_free(options->to_url);
    g_free(options->token);
    g_free(options->hall);
}

int sz_command_import(int argc, char **argv)
{
    Options options = {0};
    const GOptionEntry entries[] = {
        {"map", 0, 0, G_OPTION_ARG_FILENAME, &options.map_path, "How the log becomes lines",
         "MAP.yaml"},
        {"data", 'd', 0, G_OPTION_ARG_FILENAME, &options.data_dir, "Data folder; made when missing",
         "DIR"},
        {"to-url", 0, 0, G_OPTION_ARG_STRING, &options.to_url, "Send to a server instead", "URL"},
        {"token", 0, 0, G_OPTION_ARG_STRING, &options.token, "Token to send with", "T"},
        {"dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run,
         "Read, count, show the first lines; write nothing", NULL},
        {"hall", 0, 0, G_OPTION_ARG_STRING, &options.hall,
         "Hall of all cases, instead of the map's", "CODE"},
        G_OPTION_ENTRY_NULL,
    };
    bool done = false;
    int status = sz_command_parse(&info, entries, &argc, &argv, &done);
    if (status == SZ_EXIT_DONE && !done) {
        status = run(&options, argc, argv);
    }
    options_clear(&options);
    return status;
}
