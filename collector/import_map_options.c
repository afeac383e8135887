#include "collector/import_map_options.h"

#include "collector/text_decoder.h"
#include "collector/time_format.h"

#define FORMATS_MAX 20

/* --- how texts are read -------------------------------------------------------------------- */

char *sz_import_fold(const SzImportReading *reading, const char *text)
{
    return reading->ignore_case ? g_utf8_casefold(text, -1) : g_strdup(text);
}

SzImportReading sz_import_reading_default(SzImportFormat format)
{
    SzImportReading reading = {.trim = format == SZ_IMPORT_CSV};
    reading.formats = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(reading.formats, g_strdup("iso"));
    g_ptr_array_add(reading.formats, g_strdup("gbt39046"));
    reading.zone = sz_time_zone_new(format == SZ_IMPORT_CSV ? "+08:00" : "Z");
    return reading;
}

SzImportReading sz_import_reading_copy(const SzImportReading *reading)
{
    SzImportReading copy = *reading;
    copy.empty = reading->empty != NULL ? g_hash_table_ref(reading->empty) : NULL;
    copy.formats = g_ptr_array_ref(reading->formats);
    copy.zone = sz_time_zone_ref(reading->zone);
    return copy;
}

void sz_import_reading_clear(SzImportReading *reading)
{
    g_clear_pointer(&reading->empty, g_hash_table_unref);
    g_clear_pointer(&reading->formats, g_ptr_array_unref);
    g_clear_pointer(&reading->zone, sz_time_zone_unref);
}

typedef void (*TakeText)(SzImportLoader *loader, const SzYamlNode *node, const char *text,
                         SzImportReading *reading);

/* A text, or a list of texts. */
static void take_texts(SzImportLoader *loader, const SzYamlNode *node, TakeText take,
                       SzImportReading *reading)
{
    bool is_list = sz_yaml_kind(node) == SZ_YAML_IS_LIST;
    guint n = is_list ? sz_yaml_n(node) : 1;
    for (guint i = 0; i < n; i++) {
        const SzYamlNode *each = is_list ? sz_yaml_at(node, i) : node;
        const char *text = sz_yaml_text(each);
        if (text == NULL) {
            sz_yaml_complain(loader->problems, each,
                             "no value, expected a text or a list of texts (null and ~ are none "
                             "unless in quotes)");
        } else {
            take(loader, each, text, reading);
        }
    }
}

static void take_empty(SzImportLoader *loader G_GNUC_UNUSED, const SzYamlNode *node G_GNUC_UNUSED,
                       const char *text, SzImportReading *reading)
{
    g_hash_table_add(reading->empty, sz_import_fold(reading, text));
}

static void load_empty(SzImportLoader *loader, const SzYamlNode *node, SzImportReading *reading)
{
    g_clear_pointer(&reading->empty, g_hash_table_unref);
    reading->empty = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    take_texts(loader, node, take_empty, reading);
}

static void take_format(SzImportLoader *loader, const SzYamlNode *node, const char *text,
                        SzImportReading *reading)
{
    g_autoptr(GError) error = NULL;
    if (!sz_time_format_check(text, &error)) {
        sz_yaml_complain(loader->problems, node, "%s", error->message);
        return;
    }
    g_ptr_array_add(reading->formats, g_strdup(text));
}

static void load_formats(SzImportLoader *loader, const SzYamlNode *node, SzImportReading *reading)
{
    SzImportReading read = {.formats = g_ptr_array_new_with_free_func(g_free)};
    guint n = sz_yaml_kind(node) == SZ_YAML_IS_LIST ? sz_yaml_n(node) : 1;
    if (n == 0 || n > FORMATS_MAX) {
        sz_yaml_complain(loader->problems, node, "%u time formats, expected 1 to %d", n,
                         FORMATS_MAX);
    }
    take_texts(loader, node, take_format, &read);
    if (read.formats->len == 0) { /* and why was said */
        g_ptr_array_unref(read.formats);
        return;
    }
    g_ptr_array_unref(reading->formats);
    reading->formats = read.formats;
}

static void load_zone(SzImportLoader *loader, const SzYamlNode *node, SzImportReading *reading)
{
    const char *text = sz_yaml_text(node);
    SzTimeZone *zone = text != NULL ? sz_time_zone_new(text) : NULL;
    if (zone == NULL) {
        sz_yaml_complain(loader->problems, node,
                         "unknown time zone: '%s', expected an offset such as \"+08:00\" or a name "
                         "that this machine's time zone data (tzdata) has, such as "
                         "America/New_York",
                         text != NULL ? text : "");
        return;
    }
    sz_time_zone_unref(reading->zone);
    reading->zone = zone;
}

static void load_bool(SzImportLoader *loader, const SzYamlNode *node, bool *out)
{
    if (node != NULL && !sz_yaml_bool(node, out)) {
        sz_yaml_complain(loader->problems, node, "wrong value, expected true or false");
    }
}

void sz_import_load_reading(SzImportLoader *loader, const SzYamlNode *node,
                            SzImportReading *reading)
{
    const SzYamlNode *empty = sz_yaml_get(node, "empty");
    const SzYamlNode *formats = sz_yaml_get(node, "time_format");
    const SzYamlNode *zone = sz_yaml_get(node, "timezone");
    load_bool(loader, sz_yaml_get(node, "trim"), &reading->trim);
    load_bool(loader, sz_yaml_get(node, "ignore_case"), &reading->ignore_case);
    if (empty != NULL) {
        load_empty(loader, empty, reading);
    }
    if (formats != NULL) {
        load_formats(loader, formats, reading);
    }
    if (zone != NULL) {
        load_zone(loader, zone, reading);
    }
}

/* --- how a table is written ---------------------------------------------------------------- */

/* Returns: whether @text names a delimiter. */
static bool read_delimiter(const char *text, char *out)
{
    static const struct {
        const char *name;
        char c;
    } named[] = {{"comma", ','}, {"semicolon", ';'}, {"tab", '\t'}, {"pipe", '|'}};
    for (gsize i = 0; i < G_N_ELEMENTS(named); i++) {
        if (g_str_equal(text, named[i].name)) {
            *out = named[i].c;
            return true;
        }
    }
    bool is_one = text[0] != '\0' && text[1] == '\0';
    bool is_sign = text[0] == '\t' || (g_ascii_isprint(text[0]) && !g_ascii_isalnum(text[0]));
    if (is_one && is_sign) {
        *out = text[0];
    }
    return is_one && is_sign;
}

static void load_delimiter(SzImportLoader *loader, const SzYamlNode *node, SzCsvOptions *csv)
{
    const char *text = sz_yaml_text(node);
    if (text == NULL || !read_delimiter(text, &csv->delimiter)) {
        sz_yaml_complain(loader->problems, node,
                         "wrong delimiter, expected comma, semicolon, tab, pipe or one ASCII sign");
    }
}

static void load_quote(SzImportLoader *loader, const SzYamlNode *node, SzCsvOptions *csv)
{
    const char *text = sz_yaml_text(node);
    if (g_strcmp0(text, "none") == 0) {
        csv->quote = '\0';
    } else if (g_strcmp0(text, "\"") == 0 || g_strcmp0(text, "'") == 0) {
        csv->quote = text[0];
    } else {
        sz_yaml_complain(loader->problems, node, "wrong quote, expected '\"', \"'\" or none");
    }
}

static void load_encoding(SzImportLoader *loader, const SzYamlNode *node, SzImportTable *table)
{
    const char *text = sz_yaml_text(node);
    if (text == NULL || !sz_text_decoder_knows(text)) {
        sz_yaml_complain(loader->problems, node,
                         "unknown encoding: '%s', expected UTF-8, GB18030, UTF-16, ISO-8859-1, "
                         "windows-1252 or another that iconv knows",
                         text != NULL ? text : "");
    } else if (g_ascii_strcasecmp(text, "UTF-8") != 0) {
        table->encoding = g_strdup(text);
    }
}

/* The schema has seen to types and bounds. */
static void load_table(SzImportLoader *loader, const SzYamlNode *root, SzImportTable *table)
{
    const SzYamlNode *delimiter = sz_yaml_get(root, "delimiter");
    const SzYamlNode *quote = sz_yaml_get(root, "quote");
    const SzYamlNode *encoding = sz_yaml_get(root, "encoding");
    table->csv = sz_csv_options_default;
    table->has_header = true;
    (void)sz_yaml_bool(sz_yaml_get(root, "header"), &table->has_header);
    table->n_skip_rows = (guint64)MAX(sz_yaml_int_of(root, "skip_rows", 0), 0);
    table->rows_are_events = g_strcmp0(sz_yaml_text_of(root, "rows"), "event") == 0;
    if (delimiter != NULL) {
        load_delimiter(loader, delimiter, &table->csv);
    }
    if (quote != NULL) {
        load_quote(loader, quote, &table->csv);
    }
    if (encoding != NULL) {
        load_encoding(loader, encoding, table);
    }
    if (table->csv.quote == table->csv.delimiter) {
        sz_yaml_complain(loader->problems, delimiter, "the delimiter is the quote, expected two");
    }
}

static void forbid_table_keys(SzImportLoader *loader, const SzYamlNode *root)
{
    static const char *const keys[] = {"rows",     "time",   "delimiter", "quote",
                                       "encoding", "header", "skip_rows"};
    for (gsize i = 0; i < G_N_ELEMENTS(keys); i++) {
        const SzYamlNode *node = sz_yaml_get(root, keys[i]);
        if (node != NULL) {
            sz_yaml_complain(loader->problems, node,
                             "not in a map for event logs, expected "
                             "format: csv or no such key");
        }
    }
}

void sz_import_load_options(SzImportLoader *loader, const SzYamlNode *root)
{
    SzImportMap *map = loader->map;
    const SzYamlNode *format = sz_yaml_get(root, "format");
    map->format = g_strcmp0(sz_yaml_text(format), "csv") == 0 ? SZ_IMPORT_CSV : SZ_IMPORT_XES;
    map->format_line = format != NULL ? sz_yaml_place(format).line : 0;
    if (map->format == SZ_IMPORT_CSV) {
        load_table(loader, root, &map->table);
    } else if (g_strcmp0(sz_yaml_text(format), "xes") == 0) {
        forbid_table_keys(loader, root);
    }
    map->reading = sz_import_reading_default(map->format);
    map->has_zone = sz_yaml_get(root, "timezone") != NULL;
    sz_import_load_reading(loader, root, &map->reading);
}
