/* shuzhid rebuild history: makes derived files again from the journal. */

#include "collector/commands.h"
#include "collector/config_history.h"
#include "collector/history_file.h"
#include "collector/history_rebuild.h"
#include "collector/journal_folder.h"
#include "config/command_line.h"
#include "config/settings.h"

#include <stdio.h>
#include <unistd.h>

#define PROGRESS_EVERY_US (G_USEC_PER_SEC / 5)
#define CLEAR_LINE "\r\033[K"

static const SzCommandInfo info = {
    .name = "rebuild",
    .arguments = "history --data DIR",
    .summary = "Make DATA/history.db, what the index was, again from the journal.",
    .description =
        "The daemon must not run. Every minute is computed anew from all that occurred up to it, "
        "whenever\n"
        "it arrived, by the configuration in force at the end of the journal, or that of --config. "
        "Minutes\n"
        "in which the daemon was stopped are filled in. Days that had a value keep it; where lines "
        "that came\n"
        "later change it, the new value is another revision.\n"
        "Without --from it begins 90 days before the last line came. A city's day takes about half "
        "a minute.",
};

typedef struct {
    char *data;
    char *config;
    char *from;
} Options;

static void clear_options(Options *options)
{
    g_free(options->data);
    g_free(options->config);
    g_free(options->from);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, clear_options)

typedef struct {
    bool has_terminal;
    gint64 shown_us; /* monotonic */
} Progress;

static void show_progress(guint64 n_done, guint64 n, void *user)
{
    Progress *progress = user;
    gint64 now_us = g_get_monotonic_time();
    if (progress->has_terminal && now_us - progress->shown_us >= PROGRESS_EVERY_US) {
        progress->shown_us = now_us;
        (void)fprintf(stderr, CLEAR_LINE "正在重建 rebuilding: %" G_GUINT64_FORMAT " %%",
                      100 * n_done / n);
    }
}

static void complain_damage(const char *message, void *user)
{
    (void)user;
    sz_command_complain(&info, "warning: %s", message);
}

static void print_summary(const SzHistoryRebuilt *rebuilt)
{
    char first[SZ_WALL_TIME_TEXT];
    char last[SZ_WALL_TIME_TEXT];
    (void)printf("minutes: %" G_GUINT64_FORMAT "\n", rebuilt->n_minutes);
    if (!rebuilt->reach.is_empty) {
        (void)printf("from: %s\nto: %s\n", sz_wall_time_format(rebuilt->reach.first, first),
                     sz_wall_time_format(rebuilt->reach.last, last));
    }
}

/* (transfer full) NULL, said, when there are problems. */
static SzSettings *load_settings(const Options *options)
{
    g_autoptr(GError) error = NULL;
    if (options->config != NULL) {
        return sz_settings_load_or_complain(options->config);
    }
    const SzReplayScope all = {
        .at = SZ_WALL_TIME_MAX, .known_at = SZ_WALL_TIME_MAX, .batch = G_MAXUINT64};
    g_autoptr(SzConfigHistory) history = sz_config_history_read(options->data, &all, NULL, &error);
    if (history == NULL) {
        (void)sz_command_fail(&info, error);
        return NULL;
    }
    const SzFileSet *files = sz_config_history_at(history, SZ_WALL_TIME_MAX);
    return files != NULL ? sz_settings_load_stored_or_complain(options->data, files)
                         : sz_settings_load_or_complain(NULL);
}

static int rebuild(const Options *options, SzMaybeTime not_before)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzSettings) settings = load_settings(options);
    if (settings == NULL) {
        return SZ_EXIT_FAILED;
    }
    const SzCaseRules rules = sz_settings_rules(settings);
    Progress progress = {.has_terminal = isatty(STDERR_FILENO) == 1};
    const SzHistoryRebuildOptions wanted = {
        .data_dir = options->data,
        .rules = &rules,
        .index = settings->index,
        .not_before = not_before,
        .on_progress = show_progress,
        .on_damage = complain_damage,
        .user = &progress,
    };
    SzHistoryRebuilt rebuilt = {0};
    bool is_rebuilt = sz_history_rebuild(&wanted, &rebuilt, &error);
    if (progress.has_terminal) {
        (void)fputs(CLEAR_LINE, stderr);
    }
    if (!is_rebuilt) {
        return sz_command_fail(&info, error);
    }
    print_summary(&rebuilt);
    return SZ_EXIT_DONE;
}

/* Nobody else may write meanwhile. */
static int rebuild_locked(const Options *options, SzMaybeTime not_before)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *path = sz_journal_folder_path(options->data);
    int dir_fd = sz_journal_folder_open(options->data, false, NULL, &error);
    int lock_fd = dir_fd >= 0 ? sz_journal_folder_lock(dir_fd, path, &error) : -1;
    int status = lock_fd >= 0 ? rebuild(options, not_before) : sz_command_fail(&info, error);
    sz_journal_close_fd(lock_fd);
    sz_journal_close_fd(dir_fd);
    return status;
}

static int check_usage(const Options *options, int argc, char **argv)
{
    if (argc < 2) {
        return sz_command_usage(&info, "missing argument: history");
    }
    if (argc > 2) {
        return sz_command_usage(&info, "unexpected argument: '%s'", argv[2]);
    }
    if (!g_str_equal(argv[1], "history")) {
        return sz_command_usage(&info, "'%s' is none of: history", argv[1]);
    }
    if (options->data == NULL) {
        return sz_command_usage(&info, "missing option: --data DIR");
    }
    return SZ_EXIT_DONE;
}

int sz_command_rebuild(int argc, char **argv)
{
    g_auto(Options) options = {0};
    g_autoptr(GError) error = NULL;
    const GOptionEntry entries[] = {
        {"data", 'd', 0, G_OPTION_ARG_FILENAME, &options.data, "Data folder", "DIR"},
        {"from", 0, 0, G_OPTION_ARG_STRING, &options.from, "The first day to be made again",
         "DATE"},
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
    SzMaybeTime not_before = {0};
    SzDay day = 0;
    if (options.from != NULL && !sz_day_parse(sz_slice(options.from), &day, &error)) {
        return sz_command_usage(&info, "--from: %s", error->message);
    }
    if (options.from != NULL) {
        not_before = (SzMaybeTime){true, sz_wall_time_at(day, 0)};
    }
    return rebuild_locked(&options, not_before);
}
