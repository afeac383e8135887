#pragma once

/* What the history keeps of an index: its figures, as columns.
 *
 * Pure apart from memory.  The first column says whether the place was open (1 or 0); it is known at every instant that
 * was kept.  Then each figure has two: first what stands beside it, the coverage of a score or the n of an indicator, then its value.
 * The figures are the index, its dimensions, its indicators, in the order of the definition. */

#include "collector/history_codec.h"
#include "metrics/index_table.h"

/* What a day says of a figure. */
typedef enum {
    SZ_DAY_SCORE, /* of index and dimensions: the mean over the minutes in which the place is open */
    SZ_DAY_MEAN,  /* the same, of an indicator of now or of the last hour */
    SZ_DAY_LAST,  /* of one of the day or the month so far: the last that was known */
} SzDayRule;

typedef struct {
    const char *id;
    const char *unit; /* "" for scores */
    SzDayRule rule;
} SzHistoryFigure;

typedef struct SzHistoryColumns SzHistoryColumns;

SzHistoryColumns *sz_history_columns_new(const SzIndexParts *parts);
void sz_history_columns_free(SzHistoryColumns *columns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzHistoryColumns, sz_history_columns_free)

/* As text, for the file, and back; NULL for what is no such text.  (transfer full) */
char *sz_history_columns_text(const SzHistoryColumns *columns);
SzHistoryColumns *sz_history_columns_parse(const char *text);

gsize sz_history_columns_n(const SzHistoryColumns *columns);
gsize sz_history_columns_n_figures(const SzHistoryColumns *columns);
const SzHistoryFigure *sz_history_columns_figure(const SzHistoryColumns *columns, gsize i);
/* Returns: false when there is no such figure. */
bool sz_history_columns_find(const SzHistoryColumns *columns, const char *id, gsize *out_i);

#define SZ_HISTORY_OPEN 0
static inline gsize sz_history_value_column(gsize i_figure)
{
    return 2 + 2 * i_figure;
}
static inline gsize sz_history_beside_column(gsize i_figure)
{
    return 1 + 2 * i_figure;
}

/* What @row says; a score that is not published is not known.  @out: sz_history_columns_n() values. */
void sz_history_columns_sample(const SzIndexParts *parts, const SzIndexRow *row, SzMaybeReal *out);
/* What a day says whose minutes are @minutes, column by column, @n_minutes each.  Beside a mean stands over how many
 * minutes it was taken, beside a last value its n, beside a score its mean coverage.
 * Returns: in how many minutes of its opening hours the index was published. */
gsize sz_history_columns_day(const SzHistoryColumns *columns, const SzMaybeReal *minutes,
                             gsize n_minutes, SzMaybeReal *out);
