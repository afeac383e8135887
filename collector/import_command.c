#include "collector/commands.h"

#include "collector/import_batches.h"
#include "collector/import_file.h"
#include "config/command_line.h"

#include <stdio.h>
#include <unistd.h>

#define PROGRESS_EVERY_US (G_USEC_PER_SEC / 5)
#define TERMINAL_CLEAR_LINE "\r\033[K"

static const SzCommandInfo info = {
    .name = "import",
    .arguments = "FILE... --map MAP.yaml --data DIR",
    .summary = "Import event logs (XES, plain or gzip) through a map into the journal.",
    .description =
        "Every file is read to its end before anything is imported: a file that is damaged or no\n"
        "event log changes nothing. A map says how a log becomes lines of the data standard; its\n"
        "grammar is in config/import/README.md. Importing a file again is harmless: repeats\n"
        "are kept in the journal and change nothing.",
};

typedef struct {
    const char *map_path; /* owned by GOption */
    const char *data_dir;
    const char *hall;
} Options;

/* The line on a terminal that says how far it has got. */
typedef struct {
    const char *name; /* borrowed */
    const char *doing;
    const SzImportTally *tally; /* borrowed; NULL while checking */
    gint64 shown_us;            /* monotonic clock */
} Progress;

typedef struct {
    const SzImportMap *map;
    SzImportTally *tally;
    SzImportLines *lines;
    SzImportBatches *batches;
} Import;

/* --- progress ------------------------------------------------------------------------------ */

static void on_progress(double done_ratio, void *user)
{
    Progress *progress = user;
    gint64 now_us = g_get_monotonic_time();
    if (now_us - progress->shown_us < PROGRESS_EVERY_US) {
        return;
    }
    progress->shown_us = now_us;
    (void)fprintf(stderr, TERMINAL_CLEAR_LINE "%s: %s %.0f %%", progress->name, progress->doing,
                  done_ratio * 100);
    if (progress->tally != NULL) {
        (void)fprintf(stderr, ", %" G_GUINT64_FORMAT " cases, %" G_GUINT64_FORMAT " lines",
                      progress->tally->n_cases, progress->tally->n_lines);
    }
    (void)fflush(stderr);
}

static SzImportProgress progress_to_terminal(Progress *progress)
{
    bool has_terminal = isatty(STDERR_FILENO) == 1;
    return (SzImportProgress){has_terminal ? on_progress : NULL, progress};
}

static void clear_progress(void)
{
    if (isatty(STDERR_FILENO) == 1) {
        (void)fputs(TERMINAL_CLEAR_LINE, stderr);
    }
}

/* --- importing ----------------------------------------------------------------------------- */

static gboolean on_trace(const SzXesTrace *trace, const SzXesLog *log G_GNUC_UNUSED, void *user,
                         GError **error)
{
    Import *import = user;
    sz_import_case(import->map, trace, import->tally, import->lines);
    import->tally->n_lines += import->lines->ends->len;
    return sz_import_batches_add(import->batches, import->lines, error);
}

static void on_warning(SzXesWarning warning, guint64 line, void *user)
{
    const Import *import = user;
    sz_import_count(&import->tally->warnings[warning], line);
}

/* What is on the disk stays there; say so, and that trying again does no harm. */
static int fail_halfway(const char *path, const Import *import, const GError *error)
{
    sz_command_complain(&info,
                        "%s; of %s %" G_GUINT64_FORMAT
                        " lines were imported before, importing it again is harmless",
                        error->message, path, sz_import_batches_n_lines(import->batches));
    return SZ_EXIT_FAILED;
}

static int import_file(SzJournal *journal, const SzImportMap *map, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *name = g_path_get_basename(path);
    g_autoptr(SzImportTally) tally = sz_import_tally_new(map);
    g_autoptr(SzImportLines) lines = sz_import_lines_new();
    SzWallTime now = {g_get_real_time() * 1000};
    g_autoptr(SzImportBatches) batches = sz_import_batches_new(journal, name, now);
    Import import = {map, tally, lines, batches};
    Progress progress = {.name = name, .doing = "importing", .tally = tally};
    SzXesSink sink = {on_trace, on_warning, &import};
    bool is_done = sz_import_read_file(path, sink, progress_to_terminal(&progress), &error) &&
                   sz_import_batches_flush(batches, &error);
    clear_progress();
    if (!is_done) {
        return fail_halfway(path, &import, error);
    }
    tally->n_batches = sz_import_batches_n_batches(batches);
    g_autofree char *shown = g_utf8_make_valid(path, -1);
    g_autofree char *text = sz_import_tally_text(tally, map);
    (void)printf("file: %s\n%s", shown, text);
    if (tally->n_cases > 0 && tally->n_lines == 0) {
        sz_command_complain(&info, "%s: no line was accepted, expected some; see the summary",
                            path);
        return SZ_EXIT_FAILED;
    }
    return SZ_EXIT_DONE;
}

static int import_files(const Options *options, const SzImportMap *map, char **paths)
{
    g_autoptr(GError) error = NULL;
    for (char **path = paths; *path != NULL; path++) {
        g_autofree char *name = g_path_get_basename(*path);
        Progress progress = {.name = name, .doing = "checking"};
        gboolean is_good = sz_import_check_file(*path, progress_to_terminal(&progress), &error);
        clear_progress();
        if (!is_good) {
            sz_command_complain(&info, "%s; nothing was imported", error->message);
            return SZ_EXIT_FAILED;
        }
    }
    g_autoptr(SzJournal) journal = sz_journal_open(options->data_dir, NULL, &error);
    if (journal == NULL) {
        sz_command_complain(&info, "%s; nothing was imported", error->message);
        return SZ_EXIT_FAILED;
    }
    if (sz_journal_recovery_note(journal) != NULL) {
        sz_command_complain(&info, "note: %s", sz_journal_recovery_note(journal));
    }
    int status = SZ_EXIT_DONE;
    for (char **path = paths; *path != NULL && status == SZ_EXIT_DONE; path++) {
        status = import_file(journal, map, *path);
    }
    return status;
}

static int run(const Options *options, int argc, char **argv)
{
    if (argc < 2) {
        return sz_command_usage(&info, "no file given, expected the path of an event log");
    }
    if (options->map_path == NULL) {
        return sz_command_usage(&info, "no map given, expected --map MAP.yaml");
    }
    if (options->data_dir == NULL) {
        return sz_command_usage(&info, "no data folder given, expected --data DIR");
    }
    if (options->hall != NULL && options->hall[0] == '\0') {
        return sz_command_usage(&info, "empty hall, expected --hall CODE");
    }
    g_autoptr(SzProblems) problems = sz_problems_new();
    g_autoptr(SzImportMap) map = sz_import_map_load(options->map_path, options->hall, problems);
    if (map == NULL) {
        g_auto(GStrv) lines = sz_problems_to_lines(problems);
        for (char **line = lines; *line != NULL; line++) {
            sz_command_complain(&info, "%s", *line);
        }
        return SZ_EXIT_FAILED;
    }
    return import_files(options, map, argv + 1);
}

int sz_command_import(int argc, char **argv)
{
    g_autofree char *map_path = NULL;
    g_autofree char *data_dir = NULL;
    g_autofree char *hall = NULL;
    const GOptionEntry entries[] = {
        {"map", 0, 0, G_OPTION_ARG_FILENAME, &map_path, "How the log becomes lines", "MAP.yaml"},
        {"data", 'd', 0, G_OPTION_ARG_FILENAME, &data_dir, "Data folder; made when missing", "DIR"},
        {"hall", 0, 0, G_OPTION_ARG_STRING, &hall, "Hall of all cases, instead of the map's",
         "CODE"},
        G_OPTION_ENTRY_NULL,
    };
    bool done = false;
    int status = sz_command_parse(&info, entries, &argc, &argv, &done);
    if (status != SZ_EXIT_DONE || done) {
        return status;
    }
    Options options = {map_path, data_dir, hall};
    return run(&options, argc, argv);
}
