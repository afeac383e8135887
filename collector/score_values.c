#include "collector/score_values.h"

#include "collector/csv_reader.h"
#include "collector/error.h"
#include "metrics/shown_text.h"

#include <math.h>
#include <string.h>

#define UNITS_MAX 100000u

struct SzScoreValuesReader {
    const SzScoreParts *parts; /* borrowed */
    SzCsvReader *csv;          /* owned */
    GArray *columns;           /* owned; guint: which node + 1, 0: none; NULL: no header yet */
    GHashTable *seen;          /* owned; set of units (borrowed) */
    SzScoreValues values;
};

/* --- header -------------------------------------------------------------------------------- */

/* Returns: the number of the indicator + 1; 0: there is none of that name. */
static guint find_indicator(const SzScoreParts *parts, const char *name)
{
    for (guint i = 0; i < parts->n_nodes; i++) {
        if (parts->nodes[i].level == 0 && g_str_equal(parts->nodes[i].id, name)) {
            return i + 1;
        }
    }
    return 0;
}

static bool has_column(const GArray *columns, guint node)
{
    for (guint i = 0; i < columns->len; i++) {
        if (g_array_index(columns, guint, i) == node) {
            return true;
        }
    }
    return false;
}

static gboolean check_columns(const SzScoreParts *parts, const GArray *columns, GError **error)
{
    g_autoptr(GString) missing = g_string_new(NULL);
    for (guint i = 0; i < parts->n_nodes; i++) {
        if (parts->nodes[i].level == 0 && !has_column(columns, i + 1)) {
            g_string_append_printf(missing, "%s'%s'", missing->len > 0 ? ", " : "",
                                   parts->nodes[i].id);
        }
    }
    if (missing->len > 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                    "row 1: no column for %s, expected one for each indicator", missing->str);
        return FALSE;
    }
    return TRUE;
}

static gboolean read_header(SzScoreValuesReader *reader, const SzCsvRow *row, GError **error)
{
    reader->columns = g_array_new(FALSE, TRUE, sizeof(guint));
    for (guint i = 1; i < row->n_fields; i++) {
        g_autofree char *name = g_strstrip(g_strdup(row->fields[i]));
        guint node = find_indicator(reader->parts, name);
        if (node > 0 && has_column(reader->columns, node)) {
            g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                        "row 1: two columns are called '%s', expected one", name);
            return FALSE;
        }
        if (node == 0) {
            g_autofree char *shown = sz_shown_line(name);
            g_ptr_array_add(reader->values.notes,
                            g_strdup_printf("column '%s' is of no indicator, passed over", shown));
        }
        g_array_append_val(reader->columns, node);
    }
    return check_columns(reader->parts, reader->columns, error);
}

/* --- rows ---------------------------------------------------------------------------------- */

/* Decimal, or what programs write for a number that is none.  Returns: false when it is neither. */
static bool read_number(const char *text, SzMaybeNumber *out)
{
    char *end = NULL;
    if (*text == '\0' || g_str_equal(text, "NA")) {
        *out = (SzMaybeNumber){.known = false};
        return true;
    }
    double value = g_ascii_strtod(text, &end);
    if (*end != '\0' || strpbrk(text, "xX") != NULL) {
        return false;
    }
    *out = isfinite(value) ? (SzMaybeNumber){true, value} : (SzMaybeNumber){.known = false};
    return true;
}

static gboolean read_cells(SzScoreValuesReader *reader, const SzCsvRow *row, const char *unit,
                           GError **error)
{
    guint n_nodes = reader->parts->n_nodes;
    guint begin = reader->values.values->len;
    g_array_set_size(reader->values.values, begin + n_nodes);
    for (guint i = 1; i < row->n_fields; i++) {
        guint node = g_array_index(reader->columns, guint, i - 1);
        g_autofree char *text = g_strstrip(g_strdup(row->fields[i]));
        if (node > 0 && !read_number(text, &g_array_index(reader->values.values, SzMaybeNumber,
                                                          begin + node - 1))) {
            g_autofree char *shown = sz_shown_line(text);
            g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                        "row %" G_GUINT64_FORMAT ": node '%s', unit '%s': not a number: '%s', "
                        "expected one, or nothing where it is missing",
                        row->row, reader->parts->nodes[node - 1].id, unit, shown);
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean read_unit(SzScoreValuesReader *reader, const SzCsvRow *row, GError **error)
{
    char *unit = g_strstrip(g_strdup(row->fields[0]));
    g_ptr_array_add(reader->values.units, unit);
    if (*unit == '\0' || !g_hash_table_add(reader->seen, unit)) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                    "row %" G_GUINT64_FORMAT
                    ": %s '%s', expected a name of its own in the first column",
                    row->row, *unit == '\0' ? "unit without a name" : "unit given twice:", unit);
        return FALSE;
    }
    if (reader->values.units->len > UNITS_MAX) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_TOO_LONG,
                    "row %" G_GUINT64_FORMAT ": more than %u units", row->row, UNITS_MAX);
        return FALSE;
    }
    return read_cells(reader, row, unit, error);
}

static gboolean on_row(const SzCsvRow *row, void *user, GError **error)
{
    SzScoreValuesReader *reader = user;
    if (row->is_malformed) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                    "row %" G_GUINT64_FORMAT ": something follows a closing quote", row->row);
        return FALSE;
    }
    if (reader->columns == NULL) {
        return read_header(reader, row, error);
    }
    if (row->n_fields != reader->columns->len + 1) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                    "row %" G_GUINT64_FORMAT ": %u fields, expected %u as in the first row",
                    row->row, row->n_fields, reader->columns->len + 1);
        return FALSE;
    }
    return read_unit(reader, row, error);
}

/* --- reader -------------------------------------------------------------------------------- */

SzScoreValuesReader *sz_score_values_reader_new(const SzScoreDefinition *definition)
{
    SzScoreValuesReader *reader = g_new0(SzScoreValuesReader, 1);
    reader->parts = sz_score_definition_parts(definition);
    reader->csv = sz_csv_reader_new(NULL, on_row, reader);
    reader->seen = g_hash_table_new(g_str_hash, g_str_equal);
    reader->values = (SzScoreValues){
        .units = g_ptr_array_new_with_free_func(g_free),
        .values = g_array_new(FALSE, TRUE, sizeof(SzMaybeNumber)),
        .notes = g_ptr_array_new_with_free_func(g_free),
    };
    return reader;
}

void sz_score_values_reader_free(SzScoreValuesReader *reader)
{
    if (reader == NULL) {
        return;
    }
    sz_csv_reader_free(reader->csv);
    g_clear_pointer(&reader->columns, g_array_unref);
    g_hash_table_unref(reader->seen);
    g_ptr_array_unref(reader->values.units);
    g_array_unref(reader->values.values);
    g_ptr_array_unref(reader->values.notes);
    g_free(reader);
}

gboolean sz_score_values_reader_feed(SzScoreValuesReader *reader, const char *data, gsize len,
                                     GError **error)
{
    return sz_csv_reader_feed(reader->csv, data, len, error);
}

const SzScoreValues *sz_score_values_reader_finish(SzScoreValuesReader *reader, GError **error)
{
    if (!sz_csv_reader_finish(reader->csv, error)) {
        return NULL;
    }
    if (reader->values.units->len == 0) {
        g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                            "no unit, expected a row of names and then one for each unit");
        return NULL;
    }
    return &reader->values;
}
