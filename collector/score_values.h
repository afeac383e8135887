#pragma once

/* CSV bytes -> the values of a composite index: rows are units, columns indicators.
 *
 * No I/O.  The first row names the columns; the first column names the units, whatever its own name.  A cell that is
 * empty, NA, or no finite number (NaN, inf) is missing; what is no number at all is a mistake.  Every indicator has a
 * column, in any order; other columns are passed over, and noted. */

#include "metrics/score.h"

typedef struct {
    GPtrArray *units; /* owned; names (owned) */
    GArray *values;   /* owned; SzMaybeNumber, units x nodes of the definition, row-major */
    GPtrArray *notes; /* owned; texts (owned): what was passed over */
} SzScoreValues;

typedef struct SzScoreValuesReader SzScoreValuesReader;

/* @definition: borrowed, outlives the reader. */
SzScoreValuesReader *sz_score_values_reader_new(const SzScoreDefinition *definition);
void sz_score_values_reader_free(SzScoreValuesReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzScoreValuesReader, sz_score_values_reader_free)

/* Takes a piece of the table, cut anywhere.
 * @error: SZ_COLLECTOR_ERROR_*, names the row and the column; reading stops. */
gboolean sz_score_values_reader_feed(SzScoreValuesReader *reader, const char *data, gsize len,
                                     GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The table ends here.
 * Returns: borrowed from the reader; NULL iff @error was set. */
const SzScoreValues *sz_score_values_reader_finish(SzScoreValuesReader *reader, GError **error);
