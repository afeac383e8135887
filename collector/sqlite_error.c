#include "collector/sqlite_error.h"

#include <errno.h>

SzCollectorError sz_sqlite_error_code(sqlite3 *db)
{
    int system_error = sqlite3_system_errno(db);
    if (system_error == ENOSPC || system_error == EDQUOT) {
        return SZ_COLLECTOR_ERROR_FULL;
    }
    switch (sqlite3_errcode(db) & 0xff) {
    case SQLITE_FULL:
        return SZ_COLLECTOR_ERROR_FULL;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return SZ_COLLECTOR_ERROR_IN_USE;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return SZ_COLLECTOR_ERROR_DAMAGED;
    default:
        return SZ_COLLECTOR_ERROR_IO;
    }
}

gboolean sz_sqlite_set_error(GError **error, sqlite3 *db, const char *path)
{
    SzCollectorError code = sz_sqlite_error_code(db);
    g_set_error(error, SZ_COLLECTOR_ERROR, (gint)code, "'%s': %s", path,
                code == SZ_COLLECTOR_ERROR_FULL ? "no space left" : sqlite3_errmsg(db));
    return FALSE;
}
