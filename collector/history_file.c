#include "collector/history_file.h"

#include "collector/error.h"
#include "collector/sqlite_auto.h"
#include "collector/sqlite_error.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define VERSION 1
#define BUSY_MS 2000 /* somebody else has it open and locked */

static const char schema[] =
    "CREATE TABLE definitions (id INTEGER PRIMARY KEY, version TEXT NOT NULL, hash TEXT NOT NULL,"
    " columns TEXT NOT NULL, UNIQUE (hash, columns));"
    "CREATE TABLE places (id INTEGER PRIMARY KEY, code TEXT NOT NULL, is_area INTEGER NOT NULL,"
    " UNIQUE (code, is_area));"
    "CREATE TABLE minutes (at INTEGER NOT NULL, place INTEGER NOT NULL, definition INTEGER NOT "
    "NULL,"
    " whole BLOB NOT NULL, PRIMARY KEY (at, place)) WITHOUT ROWID;"
    "CREATE TABLE blocks (kind INTEGER NOT NULL, start INTEGER NOT NULL, place INTEGER NOT NULL,"
    " definition INTEGER NOT NULL, whole BLOB NOT NULL);"
    "CREATE UNIQUE INDEX blocks_place ON blocks (kind, place, start, definition);"
    "CREATE INDEX blocks_start ON blocks (kind, start);"
    "CREATE TABLE days (place INTEGER NOT NULL, day INTEGER NOT NULL, revision INTEGER NOT NULL,"
    " definition INTEGER NOT NULL, cutoff INTEGER NOT NULL, batch INTEGER NOT NULL,"
    " minutes INTEGER NOT NULL, whole BLOB NOT NULL, PRIMARY KEY (place, day, revision))"
    " WITHOUT ROWID;";

gint64 sz_history_step_s(SzHistoryBlockKind kind)
{
    return kind == SZ_BLOCK_QUARTERS ? SZ_HISTORY_QUARTER_S : SZ_HISTORY_MINUTE_S;
}

gsize sz_history_n_instants(SzHistoryBlockKind kind)
{
    gint64 span_s = kind == SZ_BLOCK_HOUR ? SZ_HISTORY_HOUR_S : SZ_S_PER_DAY;
    return (gsize)(span_s / sz_history_step_s(kind));
}

gint64 sz_history_day_start_s(SzDay day)
{
    return day * SZ_S_PER_DAY - SZ_ZONE_OFFSET_S;
}

SzDay sz_history_day_of_s(gint64 at_s)
{
    return sz_day_of((SzWallTime){at_s * SZ_NS_PER_S});
}

char *sz_history_path(const char *data_dir, const char *name)
{
    return g_build_filename(data_dir, name, NULL);
}

/* --- errors -------------------------------------------------------------------------------- */

gboolean sz_history_set_error(GError **error, sqlite3 *db)
{
    const char *name = sqlite3_db_filename(db, NULL);
    return sz_sqlite_set_error(error, db, name != NULL ? name : "");
}

/* --- statements ---------------------------------------------------------------------------- */

gboolean sz_history_execute(sqlite3 *db, const char *sql, GError **error)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || sz_history_set_error(error, db);
}

gboolean sz_history_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, GError **error)
{
    return sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK ||
           sz_history_set_error(error, db);
}

gboolean sz_history_run(sqlite3_stmt *statement, GError **error)
{
    sqlite3 *db = sqlite3_db_handle(statement);
    bool is_done = sqlite3_step(statement) == SQLITE_DONE || sz_history_set_error(error, db);
    (void)sqlite3_reset(statement);
    (void)sqlite3_clear_bindings(statement);
    return is_done;
}

gboolean sz_history_read_end(sqlite3 *db, gint64 *out_s, GError **error)
{
    g_autoptr(sqlite3_stmt) select = NULL;
    if (!sz_history_prepare(db,
                            "SELECT max(coalesce((SELECT max(at) + 60 FROM minutes), 0),"
                            " coalesce((SELECT max(start) + 3600 FROM blocks WHERE kind = 0), 0),"
                            " coalesce((SELECT max(start) + 86400 FROM blocks WHERE kind = 1), 0))",
                            &select, error)) {
        return FALSE;
    }
    if (sqlite3_step(select) != SQLITE_ROW) {
        return sz_history_set_error(error, db);
    }
    *out_s = sqlite3_column_int64(select, 0);
    return TRUE;
}

SzSlice sz_history_blob(sqlite3_stmt *statement, int column)
{
    const char *data = sqlite3_column_blob(statement, column);
    return (SzSlice){data, (gsize)sqlite3_column_bytes(statement, column)};
}

/* --- the file ------------------------------------------------------------------------------ */

static gboolean fail(GError **error, const char *call, const char *path)
{
    int reason = errno;
    g_set_error(error, SZ_COLLECTOR_ERROR,
                reason == ENOSPC ? SZ_COLLECTOR_ERROR_FULL : SZ_COLLECTOR_ERROR_IO, "%s '%s': %s",
                call, path, g_strerror(reason));
    return FALSE;
}

gboolean sz_history_delete(const char *path, GError **error)
{
    static const char *const endings[] = {"-wal", "-shm", "-journal", ""};
    for (gsize i = 0; i < G_N_ELEMENTS(endings); i++) {
        g_autofree char *name = g_strconcat(path, endings[i], NULL);
        if (unlink(name) != 0 && errno != ENOENT) {
            return fail(error, "unlink", name);
        }
    }
    return TRUE;
}

static gboolean read_version(sqlite3 *db, int *out, GError **error)
{
    g_autoptr(sqlite3_stmt) select = NULL;
    if (!sz_history_prepare(db, "PRAGMA user_version", &select, error)) {
        return FALSE;
    }
    if (sqlite3_step(select) != SQLITE_ROW) {
        return sz_history_set_error(error, db);
    }
    *out = sqlite3_column_int(select, 0);
    return TRUE;
}

static gboolean check_version(sqlite3 *db, int version, GError **error)
{
    if (version != VERSION) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_VERSION,
                    "'%s': version %d, expected %d", sqlite3_db_filename(db, NULL), version,
                    VERSION);
        return FALSE;
    }
    return TRUE;
}

static sqlite3 *connect(const char *path, int flags, GError **error)
{
    g_autoptr(sqlite3) db = NULL;
    if (sqlite3_open_v2(path, &db, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        g_set_error(error, SZ_COLLECTOR_ERROR, (gint)sz_sqlite_error_code(db), "'%s': %s", path,
                    sqlite3_errmsg(db));
        return NULL;
    }
    (void)sqlite3_busy_timeout(db, BUSY_MS);
    return g_steal_pointer(&db);
}

sqlite3 *sz_history_open(const char *path, GError **error)
{
    /* Only the owner's; SQLite gives the files beside it the same mode. */
    int fd = open(path, O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_RDWR, 0600);
    if (fd < 0) {
        (void)fail(error, "open", path);
        return NULL;
    }
    (void)close(fd);
    int version = 0;
    g_autoptr(sqlite3) db = connect(path, SQLITE_OPEN_READWRITE, error);
    /* Whatever happens to the machine the file is sound, if perhaps of some time ago. */
    if (db == NULL ||
        !sz_history_execute(db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL", error) ||
        !read_version(db, &version, error)) {
        return NULL;
    }
    if (version == 0) {
        g_autofree char *sql = g_strdup_printf(
            "BEGIN IMMEDIATE; %s PRAGMA user_version = %d; COMMIT", schema, VERSION);
        return sz_history_execute(db, sql, error) ? g_steal_pointer(&db) : NULL;
    }
    return check_version(db, version, error) ? g_steal_pointer(&db) : NULL;
}

sqlite3 *sz_history_open_readonly(const char *path, GError **error)
{
    int version = 0;
    g_autoptr(sqlite3) db = connect(path, SQLITE_OPEN_READONLY, error);
    bool is_good =
        db != NULL && read_version(db, &version, error) && check_version(db, version, error);
    return is_good ? g_steal_pointer(&db) : NULL;
}
