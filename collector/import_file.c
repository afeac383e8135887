#include "collector/import_file.h"

#include "collector/error.h"
#include "collector/gzip_input.h"

#define BUFFER_BYTES ((gsize)64 * 1024)

static gboolean feed_file(SzGzipInput *input, SzXesReader *reader, SzImportProgress progress,
                          GError **error)
{
    g_autofree char *buffer = g_malloc(BUFFER_BYTES);
    gsize n = 0;
    do {
        if (!sz_gzip_input_read(input, buffer, BUFFER_BYTES, &n, error) ||
            !sz_xes_reader_feed(reader, buffer, n, error)) {
            return FALSE;
        }
        guint64 size_bytes = sz_gzip_input_size_bytes(input);
        if (progress.on_progress != NULL && size_bytes > 0) {
            progress.on_progress((double)sz_gzip_input_position_bytes(input) / (double)size_bytes,
                                 progress.user);
        }
    } while (n > 0);
    return sz_xes_reader_finish(reader, error);
}

gboolean sz_import_read_file(const char *path, SzXesSink sink, SzImportProgress progress,
                             GError **error)
{
    g_autoptr(GError) problem = NULL;
    g_autoptr(SzGzipInput) input = sz_gzip_input_open(path, error);
    g_autoptr(SzXesReader) reader = sz_xes_reader_new(NULL, sink);
    if (input == NULL) {
        return FALSE;
    }
    if (!feed_file(input, reader, progress, &problem)) {
        bool names_no_file = problem->domain == SZ_XES_ERROR;
        g_propagate_prefixed_error(error, g_steal_pointer(&problem), "%s%s",
                                   names_no_file ? path : "", names_no_file ? ": " : "");
        return FALSE;
    }
    return TRUE;
}

static gboolean pass_over(const SzXesTrace *trace G_GNUC_UNUSED, const SzXesLog *log G_GNUC_UNUSED,
                          void *user G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
    return TRUE;
}

gboolean sz_import_check_file(const char *path, SzImportProgress progress, GError **error)
{
    g_autofree char *lower = g_ascii_strdown(path, -1);
    if (g_str_has_suffix(lower, ".csv") || g_str_has_suffix(lower, ".csv.gz")) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                    "%s: a table (CSV), expected an XES event log (.xes or .xes.gz)", path);
        return FALSE;
    }
    return sz_import_read_file(path, (SzXesSink){.on_trace = pass_over}, progress, error);
}
