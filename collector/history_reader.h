#pragma once

/* A connection to a history for questions, with the statements it keeps ready.
 *
 * Shell code, SQLite; one thread at a time. */

#include "collector/history_definitions.h"

typedef struct {
    sqlite3 *db; /* owned, as the rest */
    SzHistoryDefinitions *definitions;
    sqlite3_stmt *place;
    sqlite3_stmt *all_definitions;
    sqlite3_stmt *blocks;
    sqlite3_stmt *minutes_reach;
    sqlite3_stmt *minute;
    sqlite3_stmt *days;
} SzHistoryReader;

/* @error: as sz_history_open_readonly() */
SzHistoryReader *sz_history_reader_open(const char *path, GError **error);
/* NULL-safe. */
void sz_history_reader_free(SzHistoryReader *reader);
/* After a question: its statements are as they were. */
void sz_history_reader_reset(const SzHistoryReader *reader);
