#include "collector/import_file.h"

#include "collector/error.h"
#include "collector/gzip_input.h"
#include "collector/import_sniff.h"
#include "collector/xes_reader.h"

#define BUFFER_BYTES ((gsize)64 * 1024)

/* --- one way to feed either reader --------------------------------------------------------- */

typedef struct {
    SzXesReader *log; /* one of the two; the other is NULL */
    SzImportTableReader *table;
} Reader;

static gboolean feed(const Reader *reader, const char *data, gsize len, GError **error)
{
    return reader->log != NULL ? sz_xes_reader_feed(reader->log, data, len, error)
                               : sz_import_table_feed(reader->table, data, len, error);
}

static gboolean finish(const Reader *reader, GError **error)
{
    return reader->log != NULL ? sz_xes_reader_finish(reader->log, error)
                               : sz_import_table_finish(reader->table, error);
}

static gboolean on_trace(const SzXesTrace *trace, const SzXesLog *log G_GNUC_UNUSED, void *user,
                         GError **error)
{
    const SzImportRead *read = user;
    return read->on_case(trace, read->user, error);
}

static void on_warning(SzXesWarning warning, guint64 line, void *user)
{
    const SzImportRead *read = user;
    sz_import_count(&read->tally->warnings[warning], line);
}

/* --- is the file what the map says? -------------------------------------------------------- */

static bool has_encoding(const SzImportMap *map, const char *begin)
{
    const char *encoding = map->table.encoding;
    return encoding != NULL && g_ascii_strncasecmp(encoding, begin, strlen(begin)) == 0;
}

/* Each character takes two or four bytes, so that nothing of it is plain text. */
static bool has_wide_encoding(const SzImportMap *map)
{
    return has_encoding(map, "UTF-16") || has_encoding(map, "UTF-32") || has_encoding(map, "UCS");
}

static const char *contradiction(SzSniffed sniffed, const SzImportMap *map)
{
    bool wants_table = map->format == SZ_IMPORT_CSV;
    switch (sniffed) {
    case SZ_SNIFF_WORKBOOK:
        return wants_table ? "this is a workbook (Excel) or a zip archive, expected a workbook "
                             "saved as CSV, an archive unpacked"
                           : "this is a workbook (Excel) or a zip archive, expected an event log "
                             "(XES), plain or gzip";
    case SZ_SNIFF_ARCHIVE:
        return "this is packed in a way that is not known here, expected it plain or gzip";
    case SZ_SNIFF_HTML:
        return "this is a web page (HTML), perhaps of a sign-in or an error, expected the data "
               "itself";
    case SZ_SNIFF_XML:
        return wants_table ? "this looks like an event log (XES), expected format: xes" : NULL;
    case SZ_SNIFF_TABLE:
        if (wants_table && has_wide_encoding(map)) {
            return "this is not UTF-16 or UTF-32, expected no encoding, or another";
        }
        return wants_table ? NULL : "this looks like a table (CSV), expected format: csv";
    case SZ_SNIFF_UTF16:
        return wants_table && map->table.encoding == NULL
                   ? "this is UTF-16, expected encoding: UTF-16"
                   : NULL;
    case SZ_SNIFF_UNKNOWN:
        break;
    }
    return NULL;
}

static gboolean check_start(const SzImportRead *read, SzSlice start, GError **error)
{
    const SzImportMap *map = read->map;
    const char *problem = contradiction(sz_import_sniff(start), map);
    if (problem == NULL && map->table.encoding != NULL && !has_encoding(map, "UTF") &&
        sz_import_sniff_is_utf8(start)) {
        problem = "this is UTF-8, expected encoding: UTF-8";
    }
    if (problem == NULL) {
        return TRUE;
    }
    g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX, "%s (%s:%d)", problem,
                map->file, map->format_line);
    return FALSE;
}

/* --- reading ------------------------------------------------------------------------------- */

static gboolean feed_file(SzGzipInput *input, const Reader *reader, const SzImportRead *read,
                          GError **error)
{
    g_autofree char *buffer = g_malloc(BUFFER_BYTES);
    gsize n = 0;
    bool is_checked = false;
    do {
        if (!sz_gzip_input_read(input, buffer, BUFFER_BYTES, &n, error) ||
            (!is_checked && !check_start(read, (SzSlice){buffer, n}, error)) ||
            !feed(reader, buffer, n, error)) {
            return FALSE;
        }
        is_checked = true;
        SzImportDone done = {sz_gzip_input_position_bytes(input), sz_gzip_input_size_bytes(input)};
        if (read->on_progress != NULL) {
            read->on_progress(&done, read->user);
        }
    } while (n > 0);
    return finish(reader, error);
}

/* Whether an error of this module's doing says in which file it is. */
static bool names_file(const GError *error, const char *path)
{
    return g_str_has_prefix(error->message, path);
}

gboolean sz_import_read_file(const char *path, const SzImportRead *read, GError **error)
{
    SzImportRead own = *read;
    g_autoptr(GError) problem = NULL;
    g_autoptr(SzXesReader) log = NULL;
    g_autoptr(SzImportTableReader) table = NULL;
    g_autoptr(SzGzipInput) input = sz_gzip_input_open(path, error);
    SzImportTableOptions options = {.map = read->map,
                                    .tally = read->tally,
                                    .problems = read->problems,
                                    .path = path,
                                    .on_case = read->on_case,
                                    .user = read->user};
    if (input == NULL) {
        return FALSE;
    }
    if (read->map->format == SZ_IMPORT_CSV) {
        table = sz_import_table_new(&options);
    } else {
        log = sz_xes_reader_new(NULL, (SzXesSink){on_trace, on_warning, &own});
        sz_xes_reader_set_zone(log, read->map->has_zone ? read->map->reading.zone : NULL);
    }
    Reader reader = {log, table};
    if (!feed_file(input, &reader, read, &problem)) {
        bool is_named = names_file(problem, path);
        g_propagate_prefixed_error(error, g_steal_pointer(&problem), "%s%s", is_named ? "" : path,
                                   is_named ? "" : ": ");
        return FALSE;
    }
    return TRUE;
}
