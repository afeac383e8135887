#pragma once

/* The value of each day, and its revisions.
 *
 * Shell code, SQLite; on the thread that writes, within its transaction (collector/history_pack.h). */

#include "collector/history_pack.h"

typedef struct SzHistoryDays SzHistoryDays;

/* @db: borrowed, as the next */
SzHistoryDays *sz_history_days_new(sqlite3 *db, SzHistoryDefinitions *definitions, GError **error);
void sz_history_days_free(SzHistoryDays *days);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzHistoryDays, sz_history_days_free)

/* Fixes every day whose minutes are there and which ended 2 hours ago: of a place that has no value of it yet, or, where
 * @known says that something changed, another one. */
gboolean sz_history_days_fix(SzHistoryDays *days, gint64 now_s, const SzHistoryKnown *known,
                             GError **error);
