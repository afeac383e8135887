#include "collector/import_table.h"

#include "collector/error.h"
#include "collector/import_collect.h"
#include "collector/import_columns.h"
#include "collector/import_value_read.h"
#include "collector/text_decoder.h"

#define ARENA_BYTES ((gsize)64 * 1024) /* scratch; more is handed out all the same */

struct SzImportTableReader {
    SzImportTableOptions options;
    SzTextDecoder *decoder; /* owned; NULL: UTF-8 */
    GString *decoded;       /* owned */
    SzCsvReader *reader;    /* owned */
    bool has_columns;
    SzImportColumns columns;
    SzXesAttribute
        *of_case; /* owned; one for each attribute of the map, those of the case in a list */
    SzXesAttribute *of_event; /* owned; likewise */
    SzImportCollect *collect; /* owned; NULL: rows go out as they come */
    const char **texts;       /* owned; of a row, borrowed; one for each attribute of the map */
    const char **case_texts;  /* owned; likewise, of a case that is collected */
    SzArena *arena;           /* owned; of a row, or of a case that is collected */
    SzImportTally *aside;     /* owned; counts what will be counted again */
};

static gboolean on_row(const SzCsvRow *row, void *user, GError **error);

SzImportTableReader *sz_import_table_new(const SzImportTableOptions *options)
{
    const SzImportMap *map = options->map;
    SzImportTableReader *table = g_new0(SzImportTableReader, 1);
    table->options = *options;
    if (map->table.encoding != NULL) {
        table->decoder = sz_text_decoder_new(map->table.encoding);
    }
    table->decoded = g_string_new(NULL);
    table->reader = sz_csv_reader_new(&map->table.csv, on_row, table);
    table->of_case = g_new0(SzXesAttribute, map->attributes->len + 1);
    table->of_event = g_new0(SzXesAttribute, map->attributes->len + 1);
    table->texts = g_new0(const char *, map->attributes->len + 1);
    table->case_texts = g_new0(const char *, map->attributes->len + 1);
    table->arena = sz_arena_new(ARENA_BYTES);
    table->aside = sz_import_tally_new(map);
    if (map->table.collects) {
        table->collect = sz_import_collect_new(map->attributes->len, 0);
    }
    return table;
}

void sz_import_table_free(SzImportTableReader *table)
{
    if (table == NULL) {
        return;
    }
    g_clear_pointer(&table->columns.of_attribute, g_array_unref);
    sz_text_decoder_free(table->decoder);
    g_string_free(table->decoded, TRUE);
    sz_csv_reader_free(table->reader);
    sz_import_collect_free(table->collect);
    sz_import_tally_free(table->aside);
    sz_arena_free(table->arena);
    g_free(table->texts);
    g_free(table->case_texts);
    g_free(table->of_case);
    g_free(table->of_event);
    g_free(table);
}

/* --- attributes of a row ------------------------------------------------------------------- */

/* The attributes of the case, or of the event, with the texts of a row.
 * @attributes: n_attributes of the map
 * Returns: the list of them; NULL when it is empty. */
static const SzXesAttribute *fill(const SzImportMap *map, bool of_event, const char *const *texts,
                                  SzXesAttribute *attributes)
{
    SzXesAttribute *first = NULL;
    for (guint i = map->attributes->len; i > 0; i--) {
        const SzImportAttribute *named = g_ptr_array_index(map->attributes, i - 1);
        if (named->of_event == of_event) {
            attributes[i - 1] = (SzXesAttribute){
                .key = named->key,
                .type = SZ_XES_STRING,
                .as.text = texts[i - 1],
                .next = first,
            };
            first = &attributes[i - 1];
        }
    }
    return first;
}

static SzImportScope scope_of(const SzImportTableReader *table, const SzXesTrace *trace,
                              const SzXesEvent *event, SzImportTally *tally)
{
    return (SzImportScope){
        .map = table->options.map,
        .trace = trace,
        .event = event,
        .arena = table->arena,
        .n_looked = tally->n_looked,
        .n_seen = tally->n_seen,
        .uses = tally->uses,
    };
}

/* Finds the time of an event that has all else.  Returns: whether there is one; else it was counted. */
static bool find_time(const SzImportTableReader *table, const SzXesTrace *trace, SzXesEvent *event)
{
    SzImportTally *tally = table->options.tally;
    const SzImportValue *wanted = &table->options.map->time;
    SzImportScope scope = scope_of(table, trace, event, tally);
    SzLpValue value;
    const char *shown = "";
    SzImportFound found = sz_import_value_find(&scope, wanted, &value, &shown);
    if (found == SZ_IMPORT_ABSENT) {
        sz_import_count(&tally->rows[SZ_IMPORT_ROW_NO_TIME], event->line);
    } else if (found != SZ_IMPORT_FOUND) {
        sz_import_tally_failure(tally, wanted, found, shown, event->line);
    } else {
        event->time.ns = value.as.i;
    }
    return found == SZ_IMPORT_FOUND;
}

/* --- rows ---------------------------------------------------------------------------------- */

static gboolean take_event(SzImportTableReader *table, SzXesTrace *trace, GError **error)
{
    const SzImportMap *map = table->options.map;
    SzXesEvent event = {.activity = "", .line = trace->line};
    event.attributes = fill(map, true, table->texts, table->of_event);
    if (!find_time(table, trace, &event)) {
        return TRUE;
    }
    trace->events = &event;
    trace->n_events = 1;
    return table->options.on_case(trace, table->options.user, error);
}

static gboolean keep(SzImportTableReader *table, const SzXesTrace *trace, GError **error)
{
    SzImportScope scope = scope_of(table, trace, NULL, table->aside);
    SzLpValue id;
    if (sz_import_value_find(&scope, &table->options.map->id, &id, NULL) != SZ_IMPORT_FOUND) {
        sz_import_count(&table->options.tally->rows[SZ_IMPORT_ROW_NO_CASE], trace->line);
        return TRUE;
    }
    const char *text = sz_arena_strndup(table->arena, id.as.s.data, id.as.s.len);
    return sz_import_collect_add(table->collect, text, trace->line, table->texts, error);
}

static gboolean take_row(SzImportTableReader *table, const SzCsvRow *row, GError **error)
{
    const SzImportMap *map = table->options.map;
    for (guint i = 0; i < map->attributes->len; i++) {
        guint column = g_array_index(table->columns.of_attribute, guint, i);
        table->texts[i] = row->fields[column];
    }
    SzXesTrace trace = {.case_id = "", .line = row->row};
    trace.attributes = fill(map, false, table->texts, table->of_case);
    sz_arena_reset(table->arena);
    if (!map->table.rows_are_events) {
        return table->options.on_case(&trace, table->options.user, error);
    }
    return table->collect != NULL ? keep(table, &trace, error) : take_event(table, &trace, error);
}

/* Returns: whether the row is of no use; it was counted. */
static bool is_refused(SzImportTableReader *table, const SzCsvRow *row)
{
    SzImportTally *tally = table->options.tally;
    SzImportRowFault fault = SZ_IMPORT_ROW_N;
    if (row->is_malformed) {
        fault = SZ_IMPORT_ROW_QUOTES;
    } else if (row->n_fields != tally->n_columns) {
        fault = row->n_fields < tally->n_columns ? SZ_IMPORT_ROW_SHORT : SZ_IMPORT_ROW_LONG;
    }
    if (fault == SZ_IMPORT_ROW_N) {
        return false;
    }
    sz_import_count(&tally->rows[fault], row->row);
    return true;
}

static gboolean on_row(const SzCsvRow *row, void *user, GError **error)
{
    SzImportTableReader *table = user;
    const SzImportTableOptions *options = &table->options;
    if (row->row <= options->map->table.n_skip_rows) {
        return TRUE;
    }
    if (!table->has_columns) {
        if (!sz_import_columns_find(options->map, row, options->path, options->problems,
                                    &table->columns, error)) {
            return FALSE;
        }
        table->has_columns = true;
        options->tally->n_columns = table->columns.n_columns;
        if (options->map->table.has_header) {
            return TRUE;
        }
    }
    options->tally->n_rows++;
    return is_refused(table, row) ? TRUE : take_row(table, row, error);
}

/* --- collected cases ----------------------------------------------------------------------- */

static bool is_missing(const SzImportReading *reading, const char *text)
{
    bool is_blank = reading->trim && sz_import_trim(sz_slice(text)).len == 0;
    return is_blank || sz_import_text_is_missing(text, reading);
}

/* Of the case is what its first row has that has it at all. */
static void note_case_texts(const SzImportMap *map, const char *const *texts, const char **of_case)
{
    for (guint i = 0; i < map->attributes->len; i++) {
        if (of_case[i] == NULL || is_missing(&map->reading, of_case[i])) {
            of_case[i] = texts[i];
        }
    }
}

/* The events of a case, in the order of the table; those without a time are left out. */
static void collect_events(SzImportTableReader *table, guint i_case, SzXesTrace *trace)
{
    const SzImportMap *map = table->options.map;
    guint n_attributes = map->attributes->len;
    SzImportCollected at = sz_import_collect_first(table->collect, i_case);
    SzXesEvent *first = NULL;
    SzXesEvent *last = NULL;
    for (guint64 i = 0; i < sz_import_collect_n_rows(table->collect, i_case); i++) {
        SzXesEvent *event = sz_arena_alloc(table->arena, sizeof *event);
        SzXesAttribute *attributes =
            sz_arena_alloc(table->arena, (n_attributes + 1) * sizeof *attributes);
        event->activity = "";
        event->line = sz_import_collect_next(table->collect, &at, table->texts);
        event->attributes = fill(map, true, table->texts, attributes);
        if (find_time(table, trace, event)) {
            *(last != NULL ? &last->next : &first) = event;
            last = event;
            trace->n_events++;
        }
    }
    trace->events = first;
}

static gboolean take_collected(SzImportTableReader *table, guint i_case, GError **error)
{
    const SzImportMap *map = table->options.map;
    memset(table->case_texts, 0, (map->attributes->len + 1) * sizeof *table->case_texts);
    SzImportCollected at = sz_import_collect_first(table->collect, i_case);
    SzXesTrace trace = {.case_id = ""};
    for (guint64 i = 0; i < sz_import_collect_n_rows(table->collect, i_case); i++) {
        guint64 row = sz_import_collect_next(table->collect, &at, table->texts);
        trace.line = i == 0 ? row : trace.line;
        note_case_texts(map, table->texts, table->case_texts);
    }
    sz_arena_reset(table->arena);
    trace.attributes = fill(map, false, table->case_texts, table->of_case);
    collect_events(table, i_case, &trace);
    return table->options.on_case(&trace, table->options.user, error);
}

/* --- bytes --------------------------------------------------------------------------------- */

gboolean sz_import_table_feed(SzImportTableReader *table, const char *data, gsize len,
                              GError **error)
{
    table->options.tally->n_bytes += len;
    if (table->decoder == NULL) {
        return sz_csv_reader_feed(table->reader, data, len, error);
    }
    g_string_truncate(table->decoded, 0);
    if (!sz_text_decoder_feed(table->decoder, data, len, table->decoded, error)) {
        g_prefix_error(error, "behind row %" G_GUINT64_FORMAT ": ",
                       sz_csv_reader_row(table->reader));
        return FALSE;
    }
    return sz_csv_reader_feed(table->reader, table->decoded->str, table->decoded->len, error);
}

gboolean sz_import_table_finish(SzImportTableReader *table, GError **error)
{
    if ((table->decoder != NULL && !sz_text_decoder_finish(table->decoder, error)) ||
        !sz_csv_reader_finish(table->reader, error)) {
        return FALSE;
    }
    if (!table->has_columns) {
        g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                            "the table is empty, expected a row with the names of the columns");
        return FALSE;
    }
    guint n_cases = table->collect != NULL ? sz_import_collect_n_cases(table->collect) : 0;
    for (guint i = 0; i < n_cases; i++) {
        if (!take_collected(table, i, error)) {
            return FALSE;
        }
    }
    return TRUE;
}
