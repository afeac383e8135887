#include "collector/compaction_command.h"

#include "collector/compaction.h"
#include "collector/journal_folder.h"

#include <stdio.h>
#include <unistd.h>

#define DAYS_DEFAULT 30
#define DAYS_MAX 36500
#define PROGRESS_EVERY_US (G_USEC_PER_SEC / 5)
#define CLEAR_LINE "\r\033[K"

typedef struct {
    const SzCommandInfo *info; /* borrowed */
    gint64 shown_us;           /* monotonic */
} Progress;

static bool read_days(const char *text, guint64 *out_days)
{
    g_autofree char *digits = g_strdup(text);
    gsize len = strlen(digits);
    if (len > 1 && digits[len - 1] == 'd') {
        digits[len - 1] = '\0';
    }
    return g_ascii_string_to_unsigned(digits, 10, 0, DAYS_MAX, out_days, NULL);
}

static void show_progress(guint64 n_done, guint64 n, void *user)
{
    Progress *progress = user;
    gint64 now_us = g_get_monotonic_time();
    if (n > 0 && now_us - progress->shown_us >= PROGRESS_EVERY_US) {
        progress->shown_us = now_us;
        (void)fprintf(stderr, CLEAR_LINE "正在压实 compacting: %" G_GUINT64_FORMAT " %%",
                      100 * n_done / n);
    }
}

static void complain_left(const char *message, void *user)
{
    const Progress *progress = user;
    sz_command_complain(progress->info, "%s", message);
}

static void print_summary(const SzCompactionSummary *summary, bool is_dry)
{
    (void)printf("segments: %u%s\n", summary->n_segments, is_dry ? " would be compacted" : "");
    (void)printf("lines: %" G_GUINT64_FORMAT "\n", summary->n_lines);
    (void)printf("dropped: %" G_GUINT64_FORMAT " pulses\n", summary->n_dropped);
    (void)printf("bytes: %" G_GUINT64_FORMAT " before, %" G_GUINT64_FORMAT " after\n",
                 summary->bytes_before, summary->bytes_after);
    if (summary->n_left > 0) {
        (void)printf("left: %u damaged segments stay as they are\n", summary->n_left);
    }
}

static int run(const SzCommandInfo *info, const SzCompactionAsked *asked, guint64 days)
{
    g_autoptr(GError) error = NULL;
    Progress progress = {.info = info};
    bool has_terminal = isatty(STDERR_FILENO) == 1;
    SzCompactionSummary summary;
    SzCompactionOptions options = {
        .data_dir = asked->data_dir,
        .now = {g_get_real_time() * 1000},
        .keep_ns = (gint64)days * SZ_S_PER_DAY * SZ_NS_PER_S,
        .is_dry = asked->is_dry,
        .on_progress = has_terminal ? show_progress : NULL,
        .on_left = complain_left,
        .user = &progress,
    };
    gboolean is_done = sz_compaction_run(&options, &summary, &error);
    if (has_terminal) {
        (void)fputs(CLEAR_LINE, stderr);
    }
    if (is_done || summary.n_segments > 0) {
        print_summary(&summary, asked->is_dry);
    }
    return is_done ? SZ_EXIT_DONE : sz_command_fail(info, error);
}

int sz_compaction_command(const SzCommandInfo *info, const SzCompactionAsked *asked)
{
    guint64 days = DAYS_DEFAULT;
    g_autoptr(GError) error = NULL;
    if (asked->older_than != NULL && !read_days(asked->older_than, &days)) {
        return sz_command_usage(info, "--older-than: '%s' is not a number of days, such as 30d",
                                asked->older_than);
    }
    if (asked->is_dry) {
        return run(info, asked, days);
    }
    g_autofree char *path = sz_journal_folder_path(asked->data_dir);
    int dir_fd = sz_journal_folder_open(asked->data_dir, false, NULL, &error);
    int lock_fd = dir_fd >= 0 ? sz_journal_folder_lock(dir_fd, path, &error) : -1;
    int status = lock_fd >= 0 ? run(info, asked, days) : sz_command_fail(info, error);
    sz_journal_close_fd(lock_fd);
    sz_journal_close_fd(dir_fd);
    return status;
}
