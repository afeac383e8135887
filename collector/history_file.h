#pragma once

/* DATA_DIR/history.db: what the index was.
 *
 * Shell code, SQLite in WAL mode.  One connection writes; any may read, each on a connection of its own.
 *
 * Tables: `definitions` (what was measured: version, hash, columns), `places` (halls, and areas that are more than
 * their hall), `minutes` (an instant of a place, of the hours that are not over), `blocks` (an hour of minutes, a day of
 * minutes, a day of quarters of one place; collector/history_codec.h), `days` (one value a figure, with its revisions).
 * Times are seconds since 1970, days are days of +08:00.  The file is derived from the journal, but for what was
 * published of days whose lines came late. */

#include "metrics/wall_time.h"

#include <glib.h>
#include <sqlite3.h>

#define SZ_HISTORY_MINUTE_S 60
#define SZ_HISTORY_QUARTER_S 900
#define SZ_HISTORY_HOUR_S 3600

typedef enum {
    SZ_BLOCK_HOUR,    /* 60 minutes; such a block goes into that of its day */
    SZ_BLOCK_MINUTES, /* 1440 minutes */
    SZ_BLOCK_QUARTERS /* 96 quarters of an hour */
} SzHistoryBlockKind;

/* Seconds between two instants of a block, and how many it has. */
gint64 sz_history_step_s(SzHistoryBlockKind kind);
gsize sz_history_n_instants(SzHistoryBlockKind kind);

/* Seconds since 1970 of the beginning of a day, and the day of an instant. */
gint64 sz_history_day_start_s(SzDay day);
SzDay sz_history_day_of_s(gint64 at_s);

/* (transfer full) */
char *sz_history_path(const char *data_dir, const char *name);
#define SZ_HISTORY_NAME "history.db"
#define SZ_HISTORY_NEW_NAME "history.new.db" /* while it is made again */

/* Opens it for writing, made when it is not there.
 * @error: SZ_COLLECTOR_ERROR_{IO,FULL,IN_USE}; DAMAGED, VERSION: it is there and of no use
 * (transfer full) */
sqlite3 *sz_history_open(const char *path, GError **error);
/* For reading; the file is there.  Of another version: VERSION. (transfer full) */
sqlite3 *sz_history_open_readonly(const char *path, GError **error);
/* Deletes it with what SQLite has beside it.  @error: IO */
gboolean sz_history_delete(const char *path, GError **error);

/* The error of the last call on @db.  Returns FALSE. */
gboolean sz_history_set_error(GError **error, sqlite3 *db);
gboolean sz_history_execute(sqlite3 *db, const char *sql, GError **error);
gboolean sz_history_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, GError **error);
/* Runs a statement that answers nothing, and lets go of what was bound to it. */
gboolean sz_history_run(sqlite3_stmt *statement, GError **error);
/* Behind the last minute that is there, in seconds; 0: none is.  Of an hour or a day that was put together, its end. */
gboolean sz_history_read_end(sqlite3 *db, gint64 *out_s, GError **error);
/* Of the column of the row a statement stands at; borrowed until it moves. */
SzSlice sz_history_blob(sqlite3_stmt *statement, int column);
