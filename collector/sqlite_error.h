#pragma once

/* What SQLite says went wrong, in our words.
 *
 * Shell code; of a connection that belongs to the caller's thread. */

#include "collector/error.h"

#include <sqlite3.h>

/* FULL, IN_USE, DAMAGED or IO, by the last failure of @db. */
SzCollectorError sz_sqlite_error_code(sqlite3 *db);
/* "'@path': .." of the last failure of @db.  Returns: FALSE. */
gboolean sz_sqlite_set_error(GError **error, sqlite3 *db, const char *path);
