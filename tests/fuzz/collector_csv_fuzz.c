/* Any bytes as a table: cut at a place the first byte says or not, the same rows or the same error. */

#include "collector/csv_reader.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static gboolean on_row(const SzCsvRow *row, void *user, GError **error G_GNUC_UNUSED)
{
    GString *seen = user;
    g_assert(row->n_fields >= 1 && row->n_fields <= 4);
    g_string_append_printf(seen, "%" G_GUINT64_FORMAT "%c", row->row,
                           row->is_malformed ? '!' : ':');
    for (guint i = 0; i < row->n_fields; i++) {
        g_assert(g_utf8_validate(row->fields[i], -1, NULL) && strlen(row->fields[i]) <= 20);
        g_string_append_printf(seen, "[%s]", row->fields[i]);
    }
    return TRUE;
}

/* (transfer full) */
static char *read_in(const char *data, size_t size, size_t cut)
{
    static const SzCsvOptions options = {.delimiter = ',',
                                         .quote = '"',
                                         .field_max_bytes = 20,
                                         .row_max_bytes = 50,
                                         .columns_max = 4};
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) seen = g_string_new(NULL);
    g_autoptr(SzCsvReader) reader = sz_csv_reader_new(&options, on_row, seen);
    gboolean good = sz_csv_reader_feed(reader, data, cut, &error) &&
                    sz_csv_reader_feed(reader, data + cut, size - cut, &error) &&
                    sz_csv_reader_finish(reader, &error);
    g_assert(good == (error == NULL));
    /* Which limit a field is over first depends on the cut; that it is over one does not. */
    g_string_append_printf(seen, "/%d", good ? -1 : error->code);
    return g_string_free(g_steal_pointer(&seen), FALSE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t cut = size == 0 ? 0 : data[0] % size;
    g_autofree char *whole = read_in((const char *)data, size, 0);
    g_autofree char *pieces = read_in((const char *)data, size, cut);
    g_assert_cmpstr(whole, ==, pieces);
    return 0;
}
