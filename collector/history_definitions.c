#include "collector/history_definitions.h"

#include "collector/error.h"
#include "collector/sqlite_auto.h"

struct SzHistoryDefinitions {
    sqlite3 *db;       /* borrowed */
    GHashTable *known; /* owned; id -> SzHistoryDefinition (owned), whose first member it is */
};

static void definition_free(gpointer data)
{
    SzHistoryDefinition *definition = data;
    g_free(definition->version);
    g_free(definition->hash);
    sz_history_columns_free(definition->columns);
    g_free(definition);
}

SzHistoryDefinitions *sz_history_definitions_new(sqlite3 *db)
{
    SzHistoryDefinitions *definitions = g_new(SzHistoryDefinitions, 1);
    definitions->db = db;
    definitions->known = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, definition_free);
    return definitions;
}

void sz_history_definitions_free(SzHistoryDefinitions *definitions)
{
    if (definitions != NULL) {
        g_hash_table_unref(definitions->known);
        g_free(definitions);
    }
}

static const char *text_of(sqlite3_stmt *row, int column)
{
    return (const char *)sqlite3_column_text(row, column);
}

static gboolean read_definition(sqlite3 *db, gint64 id, SzHistoryDefinition *out, GError **error)
{
    g_autoptr(sqlite3_stmt) select = NULL;
    if (!sz_history_prepare(db, "SELECT version, hash, columns FROM definitions WHERE id = ?1",
                            &select, error)) {
        return FALSE;
    }
    (void)sqlite3_bind_int64(select, 1, id);
    SzHistoryColumns *columns =
        sqlite3_step(select) == SQLITE_ROW ? sz_history_columns_parse(text_of(select, 2)) : NULL;
    if (columns == NULL) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED,
                    "'%s': definition %" G_GINT64_FORMAT " is not there",
                    sqlite3_db_filename(db, NULL), id);
        return FALSE;
    }
    *out = (SzHistoryDefinition){id, g_strdup(text_of(select, 0)), g_strdup(text_of(select, 1)),
                                 columns};
    return TRUE;
}

const SzHistoryDefinition *sz_history_definitions_get(SzHistoryDefinitions *definitions, gint64 id,
                                                      GError **error)
{
    SzHistoryDefinition found;
    SzHistoryDefinition *known = g_hash_table_lookup(definitions->known, &id);
    if (known == NULL && read_definition(definitions->db, id, &found, error)) {
        known = g_new(SzHistoryDefinition, 1);
        *known = found;
        g_hash_table_insert(definitions->known, &known->id, known);
    }
    return known;
}

gboolean sz_history_definitions_enter(SzHistoryDefinitions *definitions, const SzIndexParts *parts,
                                      gint64 *out_id, GError **error)
{
    g_autoptr(SzHistoryColumns) columns = sz_history_columns_new(parts);
    g_autofree char *text = sz_history_columns_text(columns);
    g_autoptr(sqlite3_stmt) insert = NULL;
    g_autoptr(sqlite3_stmt) select = NULL;
    if (!sz_history_prepare(definitions->db,
                            "INSERT OR IGNORE INTO definitions (version, hash, columns)"
                            " VALUES (?1, ?2, ?3)",
                            &insert, error) ||
        !sz_history_prepare(definitions->db,
                            "SELECT id FROM definitions WHERE hash = ?2 AND columns = ?3", &select,
                            error)) {
        return FALSE;
    }
    (void)sqlite3_bind_text(insert, 1, parts->version, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(insert, 2, parts->hash, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(insert, 3, text, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(select, 2, parts->hash, -1, SQLITE_STATIC);
    (void)sqlite3_bind_text(select, 3, text, -1, SQLITE_STATIC);
    if (!sz_history_run(insert, error)) {
        return FALSE;
    }
    if (sqlite3_step(select) != SQLITE_ROW) {
        return sz_history_set_error(error, definitions->db);
    }
    *out_id = sqlite3_column_int64(select, 0);
    return TRUE;
}
