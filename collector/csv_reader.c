#include "collector/csv_reader.h"

#include "collector/error.h"

#define BOM "\xef\xbb\xbf"
#define BOM_BYTES 3u

const SzCsvOptions sz_csv_options_default = {
    .delimiter = ',',
    .quote = '"',
    .field_max_bytes = (gsize)1024 * 1024,
    .row_max_bytes = (gsize)16 * 1024 * 1024,
    .columns_max = 4096,
};

typedef enum {
    STATE_START,    /* of a field */
    STATE_PLAIN,    /* in a field without quotes */
    STATE_QUOTED,   /* in quotes */
    STATE_UNQUOTED, /* behind a quote that ends them, or is the first of two */
} State;

struct SzCsvReader {
    SzCsvOptions options;
    SzCsvSink sink;
    void *user;
    guint bom_at; /* bytes of it that were met; BOM_BYTES and over: done with it */
    State state;
    bool is_after_cr; /* an LF that follows ends nothing */
    bool is_malformed;
    bool has_quotes;   /* the row; so it is not blank */
    GString *text;     /* owned; fields of the row, each ended by NUL but the last */
    GArray *starts;    /* owned; gsize: where each begins */
    GPtrArray *fields; /* owned; for the sink, borrowed from text */
    guint64 row;
};

SzCsvReader *sz_csv_reader_new(const SzCsvOptions *options, SzCsvSink sink, void *user)
{
    SzCsvReader *reader = g_new0(SzCsvReader, 1);
    gsize first = 0;
    reader->options = options != NULL ? *options : sz_csv_options_default;
    reader->sink = sink;
    reader->user = user;
    reader->text = g_string_new(NULL);
    reader->starts = g_array_new(FALSE, FALSE, sizeof(gsize));
    reader->fields = g_ptr_array_new();
    reader->row = 1;
    g_array_append_val(reader->starts, first);
    return reader;
}

void sz_csv_reader_free(SzCsvReader *reader)
{
    if (reader != NULL) {
        g_string_free(reader->text, TRUE);
        g_array_unref(reader->starts);
        g_ptr_array_unref(reader->fields);
        g_free(reader);
    }
}

guint64 sz_csv_reader_row(const SzCsvReader *reader)
{
    return reader->row;
}

/* --- rows ---------------------------------------------------------------------------------- */

static gsize last_start(const SzCsvReader *reader)
{
    return g_array_index(reader->starts, gsize, reader->starts->len - 1);
}

static gboolean fail(const SzCsvReader *reader, SzCollectorError code, const char *problem,
                     GError **error)
{
    g_set_error(error, SZ_COLLECTOR_ERROR, (gint)code, "row %" G_GUINT64_FORMAT ": %s", reader->row,
                problem);
    return FALSE;
}

static gboolean check_sizes(const SzCsvReader *reader, GError **error)
{
    if (reader->text->len - last_start(reader) > reader->options.field_max_bytes) {
        return fail(reader, SZ_COLLECTOR_ERROR_TOO_LONG,
                    reader->state == STATE_QUOTED
                        ? "a field that is too long, expected its closing quote before"
                        : "a field that is too long, expected a delimiter or the row's end before",
                    error);
    }
    if (reader->text->len > reader->options.row_max_bytes) {
        return fail(reader, SZ_COLLECTOR_ERROR_TOO_LONG, "a row that is too long", error);
    }
    return TRUE;
}

static gboolean check_text(const SzCsvReader *reader, guint i_field, const char *text, gsize len,
                           GError **error)
{
    if (g_utf8_validate_len(text, len, NULL)) {
        return TRUE;
    }
    const char *problem =
        memchr(text, '\0', len) != NULL
            ? "a NUL byte, expected text (UTF-16 needs encoding: UTF-16)"
            : "not UTF-8 (Chinese exports are often encoding: GB18030, Western ones windows-1252)";
    g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                "row %" G_GUINT64_FORMAT ", column %u: %s", reader->row, i_field + 1, problem);
    return FALSE;
}

static gboolean point_at_fields(SzCsvReader *reader, GError **error)
{
    GArray *starts = reader->starts;
    g_ptr_array_set_size(reader->fields, 0);
    for (guint i = 0; i < starts->len; i++) {
        gsize from = g_array_index(starts, gsize, i);
        gsize to =
            i + 1 < starts->len ? g_array_index(starts, gsize, i + 1) - 1 : reader->text->len;
        char *text = reader->text->str + from;
        if (!check_text(reader, i, text, to - from, error)) {
            return FALSE;
        }
        g_ptr_array_add(reader->fields, text);
    }
    return TRUE;
}

static gboolean hand_over(SzCsvReader *reader, GError **error)
{
    bool is_blank = reader->text->len == 0 && !reader->has_quotes;
    if (is_blank) {
        return TRUE;
    }
    if (!point_at_fields(reader, error)) {
        return FALSE;
    }
    SzCsvRow row = {
        .fields = (const char *const *)reader->fields->pdata,
        .n_fields = reader->fields->len,
        .row = reader->row,
        .is_malformed = reader->is_malformed,
    };
    return reader->sink(&row, reader->user, error);
}

static gboolean end_row(SzCsvReader *reader, GError **error)
{
    gsize first = 0;
    if (!check_sizes(reader, error) || !hand_over(reader, error)) {
        return FALSE;
    }
    g_string_truncate(reader->text, 0);
    g_array_set_size(reader->starts, 0);
    g_array_append_val(reader->starts, first);
    reader->state = STATE_START;
    reader->is_malformed = false;
    reader->has_quotes = false;
    reader->row++;
    return TRUE;
}

static gboolean end_field(SzCsvReader *reader, GError **error)
{
    if (!check_sizes(reader, error)) {
        return FALSE;
    }
    if (reader->starts->len == reader->options.columns_max) {
        return fail(reader, SZ_COLLECTOR_ERROR_TOO_LONG, "too many columns", error);
    }
    g_string_append_c(reader->text, '\0');
    g_array_append_val(reader->starts, reader->text->len);
    reader->state = STATE_START;
    return TRUE;
}

/* --- bytes --------------------------------------------------------------------------------- */

static bool is_quote(const SzCsvReader *reader, char c)
{
    return reader->options.quote != '\0' && c == reader->options.quote;
}

/* A byte that is no quote and not inside of them. */
static gboolean take_outside(SzCsvReader *reader, char c, GError **error)
{
    if (c == reader->options.delimiter) {
        return end_field(reader, error);
    }
    if (c == '\n' || c == '\r') {
        reader->is_after_cr = c == '\r';
        return end_row(reader, error);
    }
    reader->is_malformed |= reader->state == STATE_UNQUOTED;
    reader->state = STATE_PLAIN;
    g_string_append_c(reader->text, c);
    return TRUE;
}

static gboolean take_byte(SzCsvReader *reader, char c, GError **error)
{
    if (reader->is_after_cr) {
        reader->is_after_cr = false;
        if (c == '\n') {
            return TRUE;
        }
    }
    if (!is_quote(reader, c) || reader->state == STATE_PLAIN) {
        return take_outside(reader, c, error);
    }
    if (reader->state == STATE_UNQUOTED) {
        g_string_append_c(reader->text, c); /* the second of two */
    }
    reader->state = STATE_QUOTED;
    reader->has_quotes = true;
    return TRUE;
}

/* What stands up to the closing quote, or all there is.  Returns: bytes taken. */
static gsize take_quoted(SzCsvReader *reader, const char *data, gsize len)
{
    const char *end = memchr(data, reader->options.quote, len);
    gsize n = end != NULL ? (gsize)(end - data) : len;
    g_string_append_len(reader->text, data, (gssize)n);
    if (end != NULL) {
        reader->state = STATE_UNQUOTED;
        n++;
    }
    return n;
}

/* Bytes that are nothing but themselves inside a plain field. */
static gsize take_plain(SzCsvReader *reader, const char *data, gsize len)
{
    gsize n = 0;
    while (n < len && data[n] != reader->options.delimiter && data[n] != '\n' && data[n] != '\r') {
        n++;
    }
    g_string_append_len(reader->text, data, (gssize)n);
    return n;
}

/* Returns: bytes of the mark that were passed over.  A mark that breaks off becomes text. */
static gsize skip_bom(SzCsvReader *reader, const char *data, gsize len)
{
    gsize n = 0;
    while (n < len && reader->bom_at < BOM_BYTES) {
        if (data[n] != BOM[reader->bom_at]) {
            g_string_append_len(reader->text, BOM, reader->bom_at);
            reader->state = reader->bom_at > 0 ? STATE_PLAIN : STATE_START;
            reader->bom_at = BOM_BYTES;
            break;
        }
        reader->bom_at++;
        n++;
    }
    return n;
}

gboolean sz_csv_reader_feed(SzCsvReader *reader, const char *data, gsize len, GError **error)
{
    gsize at = skip_bom(reader, data, len);
    while (at < len) {
        if (reader->state == STATE_QUOTED) {
            at += take_quoted(reader, data + at, len - at);
        } else if (reader->state == STATE_PLAIN) {
            at += take_plain(reader, data + at, len - at);
        }
        bool has_next = at < len && reader->state != STATE_QUOTED;
        if ((has_next && !take_byte(reader, data[at++], error)) || !check_sizes(reader, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

gboolean sz_csv_reader_finish(SzCsvReader *reader, GError **error)
{
    if (reader->bom_at < BOM_BYTES) {
        g_string_append_len(reader->text, BOM, reader->bom_at);
    }
    if (reader->state == STATE_QUOTED) {
        return fail(reader, SZ_COLLECTOR_ERROR_SYNTAX,
                    "the file ends inside quotes, expected a closing quote", error);
    }
    bool is_begun = reader->text->len > 0 || reader->has_quotes;
    return is_begun ? end_row(reader, error) : TRUE;
}
