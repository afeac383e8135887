#pragma once

/* What the index was: series out of DATA_DIR/history.db.
 *
 * Shell code, SQLite; read-only, beside whoever writes.  Any thread: each question has a connection of its own. */

#include "collector/history_columns.h"

/* One figure of one place, at the instants of [from, to) that are multiples of the step from midnight (+08:00) on. */
typedef struct {
    const char *code;   /* of the hall */
    bool is_area;       /* with all below it; where nothing is, the hall itself */
    const char *figure; /* id of the index, of a dimension, of an indicator */
    gint64 from_s;      /* since 1970 */
    gint64 to_s;
    gint64 step_s;   /* a whole number of minutes that parts a day evenly; or a day: its value */
    gint64 revision; /* of days: not a later one; G_MAXINT64: the latest */
} SzHistoryQuestion;

/* At most so many instants. */
#define SZ_HISTORY_POINTS_MAX 20000

typedef struct {
    gint64 at_s; /* of a day its beginning */
    SzMaybeReal value;
    SzMaybeReal beside; /* coverage of a score; n of an indicator (collector/history_columns.h) */
    gint64 definition;  /* a number of the series'; 0: nothing is known */
    bool has_revision;  /* of days; then the next two */
    gint64 revision;
    SzWallTime cutoff; /* whatever was received up to it is in the value */
} SzHistoryPoint;

typedef struct {
    gint64 id;
    char *version; /* owned, as the next */
    char *hash;
} SzHistoryMaker;

typedef struct {
    bool has_place; /* else nothing was ever kept of it, and nothing below is set */
    bool has_figure;
    char *unit; /* owned */
    bool is_score;
    GArray *points; /* owned; SzHistoryPoint */
    GArray *
        makers; /* owned; SzHistoryMaker: definitions, in the order in which points name them first */
} SzHistorySeries;

void sz_history_series_clear(SzHistorySeries *series);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzHistorySeries, sz_history_series_clear)

/* How many instants that is. */
gint64 sz_history_question_n(const SzHistoryQuestion *question);

typedef struct SzHistory SzHistory;

/* The file need not be there. */
SzHistory *sz_history_new(const char *data_dir);
/* NULL-safe.  After everybody who asks. */
void sz_history_free(SzHistory *history);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzHistory, sz_history_free)

/* Behind the last minute that was kept; 0: none was.  @error: as the next */
gboolean sz_history_end(SzHistory *history, gint64 *out_s, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* @question: of at most SZ_HISTORY_POINTS_MAX instants.  @out: zeroed
 * @error: SZ_COLLECTOR_ERROR_*: there is no such file, or it cannot be read */
gboolean sz_history_ask(SzHistory *history, const SzHistoryQuestion *question, SzHistorySeries *out,
                        GError **error) G_GNUC_WARN_UNUSED_RESULT;
