#pragma once

/* Cleanup of what SQLite hands out. */

#include <glib.h>
#include <sqlite3.h>

static inline void sz_sqlite_close(sqlite3 *db)
{
    (void)sqlite3_close_v2(db);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3, sz_sqlite_close)

static inline void sz_sqlite_finalize(sqlite3_stmt *statement)
{
    (void)sqlite3_finalize(statement);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(sqlite3_stmt, sz_sqlite_finalize)
