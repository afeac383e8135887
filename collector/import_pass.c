#include "collector/import_pass.h"

#include "collector/import_file.h"

#include <stdio.h>
#include <unistd.h>

#define PROGRESS_EVERY_US (G_USEC_PER_SEC / 5)
#define TERMINAL_CLEAR_LINE "\r\033[K"
#define MIB (1024.0 * 1024.0)

typedef struct {
    const SzImportPass *pass;
    const char *name; /* borrowed; the file's */
    SzImportTally *tally;
    SzImportLines *lines;
    SzImportBatches *batches; /* NULL: lines go nowhere */
    guint n_samples;
    gint64 shown_us; /* monotonic clock */
} Run;

static void on_progress(const SzImportDone *done, void *user)
{
    Run *run = user;
    gint64 now_us = g_get_monotonic_time();
    if (now_us - run->shown_us < PROGRESS_EVERY_US || done->size_bytes == 0) {
        return;
    }
    run->shown_us = now_us;
    bool is_table = run->pass->map->format == SZ_IMPORT_CSV;
    (void)fprintf(stderr,
                  TERMINAL_CLEAR_LINE "%s: %s %.0f %%, %.1f of %.1f MiB, %" G_GUINT64_FORMAT
                                      " %s, %" G_GUINT64_FORMAT " lines",
                  run->name, run->batches != NULL ? "importing" : "checking",
                  (double)done->done_bytes / (double)done->size_bytes * 100,
                  (double)done->done_bytes / MIB, (double)done->size_bytes / MIB,
                  is_table ? run->tally->n_rows : run->tally->n_cases, is_table ? "rows" : "cases",
                  run->tally->n_lines);
    (void)fflush(stderr);
}

static void take_samples(Run *run)
{
    const SzImportPass *pass = run->pass;
    gsize from = 0;
    for (guint i = 0; i < run->lines->ends->len && run->n_samples < pass->n_samples_max; i++) {
        gsize to = g_array_index(run->lines->ends, gsize, i);
        g_string_append_len(pass->samples, run->lines->text->str + from, (gssize)(to - from));
        from = to;
        run->n_samples++;
    }
}

static gboolean on_case(const SzXesTrace *trace, void *user, GError **error)
{
    Run *run = user;
    sz_import_case(run->pass->map, trace, run->tally, run->lines);
    run->tally->n_lines += run->lines->ends->len;
    take_samples(run);
    return run->batches != NULL ? sz_import_batches_add(run->batches, run->lines, error) : TRUE;
}

gboolean sz_import_pass(const SzImportPass *pass, const char *path, SzImportTally *tally,
                        guint64 *out_n_lines, GError **error)
{
    bool has_terminal = isatty(STDERR_FILENO) == 1;
    bool has_target = pass->target.journal != NULL || pass->target.sender != NULL;
    g_autofree char *name = g_path_get_basename(path);
    g_autofree char *shown = g_utf8_make_valid(name, -1);
    g_autoptr(SzImportLines) lines = sz_import_lines_new();
    g_autoptr(SzImportBatches) batches = NULL;
    if (has_target) {
        SzWallTime now = {g_get_real_time() * 1000};
        batches = sz_import_batches_new(pass->target, name, now);
    }
    Run run = {.pass = pass, .name = shown, .tally = tally, .lines = lines, .batches = batches};
    SzImportRead read = {.map = pass->map,
                         .tally = tally,
                         .problems = pass->problems,
                         .on_case = on_case,
                         .on_progress = has_terminal ? on_progress : NULL,
                         .user = &run};
    gboolean is_done = sz_import_read_file(path, &read, error) &&
                       (batches == NULL || sz_import_batches_flush(batches, error));
    if (has_terminal) {
        (void)fputs(TERMINAL_CLEAR_LINE, stderr);
    }
    if (batches != NULL) {
        *out_n_lines = sz_import_batches_n_lines(batches);
        tally->n_batches = sz_import_batches_n_batches(batches);
    } else {
        *out_n_lines = 0;
    }
    return is_done;
}
