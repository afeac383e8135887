#include "collector/import_columns.h"

#include "collector/error.h"
#include "collector/import_value_read.h"
#include "config/did_you_mean.h"
#include "metrics/shown_text.h"

#define NAMES_SHOWN_MAX_BYTES 600
#define NAME_SHOWN_MAX_BYTES 60

/* The names without blanks around them; numbers from 1 when there is no header. (transfer full) */
static GPtrArray *read_names(const SzImportMap *map, const SzCsvRow *row)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < row->n_fields; i++) {
        SzSlice name = sz_import_trim(sz_slice(row->fields[i]));
        g_ptr_array_add(names, map->table.has_header ? g_strndup(name.data, name.len)
                                                     : g_strdup_printf("%u", i + 1));
    }
    return names;
}

/* "Unique Key, Created Date, ..." (transfer full) */
static char *list_names(const GPtrArray *names)
{
    char buffer[NAMES_SHOWN_MAX_BYTES + NAME_SHOWN_MAX_BYTES];
    SzShownText shown = sz_shown_text(buffer, sizeof buffer);
    for (guint i = 0; i < names->len; i++) {
        if (shown.len > NAMES_SHOWN_MAX_BYTES) {
            sz_shown_add(&shown, ", ...");
            break;
        }
        sz_shown_add(&shown, i > 0 ? ", " : "");
        sz_shown_add_outside(&shown, sz_slice(g_ptr_array_index(names, i)), NAME_SHOWN_MAX_BYTES);
    }
    return g_strdup(buffer);
}

/* A header in one piece is most often one with another delimiter. */
static const char *delimiter_hint(const GPtrArray *names)
{
    static const struct {
        char c;
        const char *hint;
    } others[] = {{';', "; is it delimiter: semicolon?"},
                  {'\t', "; is it delimiter: tab?"},
                  {'|', "; is it delimiter: pipe?"},
                  {',', "; is it delimiter: comma?"}};
    const char *name = g_ptr_array_index(names, 0);
    for (gsize i = 0; names->len == 1 && i < G_N_ELEMENTS(others); i++) {
        if (strchr(name, others[i].c) != NULL) {
            return others[i].hint;
        }
    }
    return "";
}

static void complain(const SzImportMap *map, const SzImportAttribute *named, const GPtrArray *names,
                     const char *path, SzProblems *problems)
{
    const char *guess = sz_did_you_mean(named->key, (const char *const *)names->pdata, names->len);
    g_autofree char *list = list_names(names);
    sz_problems_add(problems, (SzFilePlace){map->file, named->line}, "",
                    "no column '%s' in %s,%s%s%s expected one of: %s%s", named->key, path,
                    guess != NULL ? " did you mean '" : "", guess != NULL ? guess : "",
                    guess != NULL ? "'?" : "", list, delimiter_hint(names));
}

/* Returns: the first column from @from on; names->len when there is none. */
static guint find_column(const GPtrArray *names, const char *key, guint from)
{
    SzSlice wanted = sz_import_trim(sz_slice(key));
    guint i = from;
    while (i < names->len && !sz_slice_equal(sz_slice(g_ptr_array_index(names, i)), wanted)) {
        i++;
    }
    return i;
}

/* Names that the map does not use may come twice. */
static gboolean check_double(const SzImportMap *map, const GPtrArray *names, guint64 row,
                             GError **error)
{
    for (guint i = 0; i < map->attributes->len; i++) {
        const SzImportAttribute *named = g_ptr_array_index(map->attributes, i);
        guint column = find_column(names, named->key, 0);
        if (column < names->len && find_column(names, named->key, column + 1) < names->len) {
            g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                        "row %" G_GUINT64_FORMAT ": two columns are called '%s', which the map "
                        "names (%s:%d), expected one (or header: false and columns by number)",
                        row, named->key, map->file, named->line);
            return FALSE;
        }
    }
    return TRUE;
}

gboolean sz_import_columns_find(const SzImportMap *map, const SzCsvRow *row, const char *path,
                                SzProblems *problems, SzImportColumns *out, GError **error)
{
    g_autoptr(GPtrArray) names = read_names(map, row);
    if (!check_double(map, names, row->row, error)) {
        return FALSE;
    }
    guint n_missing = 0;
    g_autoptr(GArray) columns = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < map->attributes->len; i++) {
        const SzImportAttribute *named = g_ptr_array_index(map->attributes, i);
        guint column = find_column(names, named->key, 0);
        if (column == names->len) {
            complain(map, named, names, path, problems);
            n_missing++;
        }
        g_array_append_val(columns, column);
    }
    if (n_missing > 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                    "row %" G_GUINT64_FORMAT ": the map names %u columns that are not there",
                    row->row, n_missing);
        return FALSE;
    }
    out->n_columns = row->n_fields;
    out->of_attribute = g_steal_pointer(&columns);
    return TRUE;
}
