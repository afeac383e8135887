#pragma once

/* The definitions that a history was made by, read when they are met.
 *
 * Shell code: asks SQLite, on the caller's thread. */

#include "collector/history_columns.h"
#include "collector/history_file.h"

typedef struct {
    gint64 id;
    char *version; /* owned, as the next two */
    char *hash;
    SzHistoryColumns *columns;
} SzHistoryDefinition;

typedef struct SzHistoryDefinitions SzHistoryDefinitions;

/* @db: borrowed */
SzHistoryDefinitions *sz_history_definitions_new(sqlite3 *db);
void sz_history_definitions_free(SzHistoryDefinitions *definitions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzHistoryDefinitions, sz_history_definitions_free)

/* Borrowed.  @error: also DAMAGED when there is none of that number */
const SzHistoryDefinition *sz_history_definitions_get(SzHistoryDefinitions *definitions, gint64 id,
                                                      GError **error);
/* The number of that definition, which is written down when it is new. */
gboolean sz_history_definitions_enter(SzHistoryDefinitions *definitions, const SzIndexParts *parts,
                                      gint64 *out_id, GError **error);
