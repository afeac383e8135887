#pragma once

/* What was kept minute by minute, put together: hours that are over, days that are over; and the value of each day.
 *
 * Shell code, SQLite; on the thread that writes, within its transaction.  What stays of it: minutes for 3 days, quarters
 * of an hour for 90 days, days for ever.
 *
 * A day is fixed at 02:00 of the next (collector/history_columns.h says what its value is), by the definition in force at
 * its last minute.  A value that stands is only replaced by another revision of it, one more; the earlier stays. */

#include "collector/history_definitions.h"

#define SZ_HISTORY_FIXED_AFTER_S 7200 /* the end of the day */
#define SZ_HISTORY_MINUTES_STAY_S (3 * SZ_S_PER_DAY)
#define SZ_HISTORY_QUARTERS_STAY_S (90 * SZ_S_PER_DAY)

/* What is known of the data that values are made of. */
typedef struct {
    SzWallTime cutoff; /* whatever was received up to it is in them */
    guint64 batch;     /* the last of the journal that is */
    /* Has anything that a day's value stands on come since @cutoff?  NULL: a day that is fixed stays as it is. */
    bool (*has_changed)(SzDay day, SzWallTime cutoff, void *user);
    void *user;
} SzHistoryKnown;

typedef struct SzHistoryPacker SzHistoryPacker;

/* @db: borrowed, as the next */
SzHistoryPacker *sz_history_packer_new(sqlite3 *db, SzHistoryDefinitions *definitions,
                                       GError **error);
void sz_history_packer_free(SzHistoryPacker *packer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzHistoryPacker, sz_history_packer_free)

/* All that is due at @now_s, an instant behind which nothing is kept yet.  @error: SZ_COLLECTOR_ERROR_* */
gboolean sz_history_pack(SzHistoryPacker *packer, gint64 now_s, const SzHistoryKnown *known,
                         GError **error);
