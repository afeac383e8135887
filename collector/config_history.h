#pragma once

/* Which configuration was in force when, after a journal's action lines.
 *
 * Shell code: reads the journal once; takes no lock, so it runs beside a daemon.  Damage is passed over without a
 * word: who folds the journal says it. */

#include "collector/replay.h"
#include "config/file_set.h"

typedef struct SzConfigHistory SzConfigHistory;

/* After the batches of @scope, whose `at` is not asked for.
 * @in_force: copied; what was in force after the batch behind which the scope begins; NULL: nothing yet
 * @error: SZ_COLLECTOR_ERROR_{IO,VERSION} */
SzConfigHistory *sz_config_history_read(const char *data_dir, const SzReplayScope *scope,
                                        const SzFileSet *in_force, GError **error);
void sz_config_history_free(SzConfigHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzConfigHistory, sz_config_history_free)

/* The files in force at @at, without bytes; before the first decision those of the first, as no others ever were.
 * Borrowed; NULL when none was written down: no daemon has run on this folder. */
const SzFileSet *sz_config_history_at(const SzConfigHistory *history, SzWallTime at);
