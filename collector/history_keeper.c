#include "collector/history_keeper.h"

#include "collector/error.h"
#include "collector/sqlite_auto.h"

/* A series: a hall, or an area that is more than its hall. */
typedef struct {
    const SzHall *hall; /* borrowed */
    bool is_area;
    gint64 id;
} Place;

struct SzHistoryKeeper {
    SzHistoryKeeperOptions options;
    char *path;  /* owned */
    sqlite3 *db; /* owned, as all that follows; NULL: to be opened (again) */
    SzHistoryDefinitions *definitions;
    SzHistoryPacker *packer;
    sqlite3_stmt *insert;
    GArray *places; /* Place */
    GByteArray *room;
    const SzIndexParts *parts; /* borrowed from the last table's definition; only compared */
    gint64 definition;         /* its number */
    gint64 end_s;              /* behind the last minute that is there */
    gint64 packed_s;           /* the hour at which that was looked at */
};

/* --- the file ------------------------------------------------------------------------------ */

/* After something went wrong, too: what was remembered may not have come to the disk. */
static void disconnect(SzHistoryKeeper *keeper)
{
    g_clear_pointer(&keeper->insert, sqlite3_finalize);
    g_clear_pointer(&keeper->packer, sz_history_packer_free);
    g_clear_pointer(&keeper->definitions, sz_history_definitions_free);
    g_clear_pointer(&keeper->db, sz_sqlite_close);
    g_array_set_size(keeper->places, 0);
    keeper->parts = NULL;
    keeper->packed_s = 0;
}

/* Its number, given to it when it has none. */
static gboolean enter_place(sqlite3_stmt *insert, sqlite3_stmt *select, Place *place,
                            GError **error)
{
    sqlite3_stmt *const both[] = {insert, select};
    for (gsize i = 0; i < G_N_ELEMENTS(both); i++) {
        (void)sqlite3_bind_text(both[i], 1, place->hall->code, -1, SQLITE_STATIC);
        (void)sqlite3_bind_int(both[i], 2, place->is_area ? 1 : 0);
    }
    if (!sz_history_run(insert, error)) {
        return FALSE;
    }
    if (sqlite3_step(select) != SQLITE_ROW) {
        return sz_history_set_error(error, sqlite3_db_handle(select));
    }
    place->id = sqlite3_column_int64(select, 0);
    (void)sqlite3_reset(select);
    return TRUE;
}

static void list_places(SzHistoryKeeper *keeper)
{
    const SzRegistry *registry = keeper->options.registry;
    for (gsize i = 0; i < sz_registry_n_halls(registry); i++) {
        Place place = {sz_registry_hall(registry, i), false, 0};
        g_array_append_val(keeper->places, place);
        place.is_area = true;
        if (sz_registry_end(registry, place.hall) > i + 1) {
            g_array_append_val(keeper->places, place);
        }
    }
}

static gboolean enter_places(SzHistoryKeeper *keeper, GError **error)
{
    g_autoptr(sqlite3_stmt) insert = NULL;
    g_autoptr(sqlite3_stmt) select = NULL;
    list_places(keeper);
    if (!sz_history_prepare(keeper->db,
                            "INSERT OR IGNORE INTO places (code, is_area) VALUES (?1, ?2)", &insert,
                            error) ||
        !sz_history_prepare(keeper->db, "SELECT id FROM places WHERE code = ?1 AND is_area = ?2",
                            &select, error) ||
        !sz_history_execute(keeper->db, "BEGIN IMMEDIATE", error)) {
        return FALSE;
    }
    for (guint i = 0; i < keeper->places->len; i++) {
        if (!enter_place(insert, select, &g_array_index(keeper->places, Place, i), error)) {
            return FALSE;
        }
    }
    return sz_history_execute(keeper->db, "COMMIT", error);
}

static gboolean connect(SzHistoryKeeper *keeper, GError **error)
{
    if (keeper->db != NULL) {
        return TRUE;
    }
    keeper->db = sz_history_open(keeper->path, error);
    if (keeper->db == NULL) {
        return FALSE;
    }
    keeper->definitions = sz_history_definitions_new(keeper->db);
    keeper->packer = sz_history_packer_new(keeper->db, keeper->definitions, error);
    bool is_good =
        keeper->packer != NULL &&
        (keeper->options.is_safe ||
         sz_history_execute(keeper->db, "PRAGMA synchronous = OFF", error)) &&
        sz_history_prepare(keeper->db, "INSERT OR IGNORE INTO minutes VALUES (?1, ?2, ?3, ?4)",
                           &keeper->insert, error) &&
        sz_history_read_end(keeper->db, &keeper->end_s, error) && enter_places(keeper, error);
    if (!is_good) {
        disconnect(keeper);
    }
    return is_good;
}

SzHistoryKeeper *sz_history_keeper_new(const SzHistoryKeeperOptions *options, GError **error)
{
    SzHistoryKeeper *keeper = g_new0(SzHistoryKeeper, 1);
    keeper->options = *options;
    keeper->path = g_strdup(options->path);
    keeper->places = g_array_new(FALSE, FALSE, sizeof(Place));
    keeper->room = g_byte_array_new();
    if (!connect(keeper, error)) {
        sz_history_keeper_free(keeper);
        return NULL;
    }
    return keeper;
}

void sz_history_keeper_free(SzHistoryKeeper *keeper)
{
    if (keeper == NULL) {
        return;
    }
    disconnect(keeper);
    g_array_unref(keeper->places);
    g_byte_array_unref(keeper->room);
    g_free(keeper->path);
    g_free(keeper);
}

/* --- a minute ------------------------------------------------------------------------------ */

bool sz_history_wants(const SzIndexTable *table)
{
    SzMaybeTime time = sz_index_table_time(table);
    return time.known && time.at.ns % (SZ_HISTORY_MINUTE_S * SZ_NS_PER_S) == 0;
}

static gboolean enter_definition(SzHistoryKeeper *keeper, const SzIndexTable *table, GError **error)
{
    const SzIndexParts *parts = sz_index_table_definition(table);
    if (parts == keeper->parts) {
        return TRUE;
    }
    keeper->parts = parts;
    return sz_history_definitions_enter(keeper->definitions, parts, &keeper->definition, error);
}

static gboolean put_places(SzHistoryKeeper *keeper, const SzIndexTable *table, gint64 at_s,
                           GError **error)
{
    const SzHistoryDefinition *definition =
        sz_history_definitions_get(keeper->definitions, keeper->definition, error);
    if (definition == NULL) {
        return FALSE;
    }
    guint n = (guint)sz_history_columns_n(definition->columns);
    g_autoptr(GArray) sample = g_array_new(FALSE, TRUE, sizeof(SzMaybeReal));
    g_array_set_size(sample, n);
    SzMaybeReal *values = &g_array_index(sample, SzMaybeReal, 0);
    for (guint i = 0; i < keeper->places->len; i++) {
        const Place *place = &g_array_index(keeper->places, Place, i);
        const SzIndexRow *row = sz_index_table_find(table, place->hall, place->is_area);
        sz_history_columns_sample(keeper->parts, row, values);
        g_byte_array_set_size(keeper->room, 0);
        sz_history_put_sample(keeper->room, values, n);
        (void)sqlite3_bind_int64(keeper->insert, 1, at_s);
        (void)sqlite3_bind_int64(keeper->insert, 2, place->id);
        (void)sqlite3_bind_int64(keeper->insert, 3, keeper->definition);
        (void)sqlite3_bind_blob(keeper->insert, 4, keeper->room->data, (int)keeper->room->len,
                                SQLITE_STATIC);
        if (!sz_history_run(keeper->insert, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* What is due falls due at full hours. */
static gboolean pack(SzHistoryKeeper *keeper, const SzIndexTable *table,
                     const SzHistoryKnown *known, gint64 at_s, GError **error)
{
    gint64 hour_s = at_s - at_s % SZ_HISTORY_HOUR_S;
    const SzHistoryKnown by_then = {.cutoff = sz_index_table_time(table).at,
                                    .batch = sz_index_table_batch(table)};
    if (hour_s == keeper->packed_s) {
        return TRUE;
    }
    keeper->packed_s = hour_s;
    return sz_history_pack(keeper->packer, at_s, known != NULL ? known : &by_then, error);
}

gboolean sz_history_keeper_put(SzHistoryKeeper *keeper, const SzIndexTable *table,
                               const SzHistoryKnown *known, GError **error)
{
    gint64 at_s = sz_index_table_time(table).at.ns / SZ_NS_PER_S;
    if (!connect(keeper, error)) {
        return FALSE;
    }
    if (at_s < keeper->end_s) {
        return TRUE;
    }
    /* What is put together first is behind of this minute. */
    bool is_put =
        sz_history_execute(keeper->db, "BEGIN IMMEDIATE", error) &&
        pack(keeper, table, known, at_s, error) && enter_definition(keeper, table, error) &&
        put_places(keeper, table, at_s, error) && sz_history_execute(keeper->db, "COMMIT", error);
    if (!is_put) {
        disconnect(keeper);
        return FALSE;
    }
    keeper->end_s = at_s + SZ_HISTORY_MINUTE_S;
    return TRUE;
}

gboolean sz_history_keeper_finish(SzHistoryKeeper *keeper, GError **error)
{
    return connect(keeper, error) &&
           sz_history_execute(keeper->db,
                              "PRAGMA synchronous = FULL; PRAGMA wal_checkpoint(TRUNCATE)", error);
}
