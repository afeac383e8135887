#include "collector/history_reader.h"

#include "collector/sqlite_auto.h"

static gboolean prepare_all(SzHistoryReader *reader, GError **error)
{
    const struct {
        sqlite3_stmt **to;
        const char *sql;
    } statements[] = {
        {&reader->place, "SELECT id FROM places WHERE code = ?1 AND is_area <= ?2"
                         " ORDER BY is_area DESC LIMIT 1"},
        {&reader->all_definitions, "SELECT id FROM definitions ORDER BY id DESC"},
        {&reader->blocks, "SELECT start, definition, whole FROM blocks"
                          " WHERE kind = ?1 AND place = ?2 AND start > ?3 AND start < ?4"},
        {&reader->minutes_reach, "SELECT min(at), max(at) FROM minutes"},
        {&reader->minute, "SELECT definition, whole FROM minutes WHERE at = ?1 AND place = ?2"},
        {&reader->days, "SELECT day, revision, definition, cutoff, whole FROM days"
                        " WHERE place = ?1 AND day >= ?2 AND day <= ?3 AND revision <= ?4"
                        " ORDER BY day, revision"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(statements); i++) {
        if (!sz_history_prepare(reader->db, statements[i].sql, statements[i].to, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

SzHistoryReader *sz_history_reader_open(const char *path, GError **error)
{
    sqlite3 *db = sz_history_open_readonly(path, error);
    if (db == NULL) {
        return NULL;
    }
    SzHistoryReader *reader = g_new0(SzHistoryReader, 1);
    reader->db = db;
    reader->definitions = sz_history_definitions_new(db);
    if (!prepare_all(reader, error)) {
        sz_history_reader_free(reader);
        return NULL;
    }
    return reader;
}

void sz_history_reader_free(SzHistoryReader *reader)
{
    if (reader == NULL) {
        return;
    }
    (void)sqlite3_finalize(reader->place);
    (void)sqlite3_finalize(reader->all_definitions);
    (void)sqlite3_finalize(reader->blocks);
    (void)sqlite3_finalize(reader->minutes_reach);
    (void)sqlite3_finalize(reader->minute);
    (void)sqlite3_finalize(reader->days);
    sz_history_definitions_free(reader->definitions);
    sz_sqlite_close(reader->db);
    g_free(reader);
}

void sz_history_reader_reset(const SzHistoryReader *reader)
{
    sqlite3_stmt *const all[] = {reader->place,         reader->all_definitions, reader->blocks,
                                 reader->minutes_reach, reader->minute,          reader->days};
    for (gsize i = 0; i < G_N_ELEMENTS(all); i++) {
        (void)sqlite3_reset(all[i]);
        (void)sqlite3_clear_bindings(all[i]);
    }
}
