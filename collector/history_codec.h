#pragma once

/* Figures of the history as bytes: few, and to the last digit that JSON prints.
 *
 * Pure apart from memory.  A value is kept to 12 significant digits, as the API prints numbers: what is read prints like
 * what was put.  It is a whole number over a power of ten; where that does not fit (tiny or huge), its eight bytes.
 *
 * A *sample* is one instant of many columns.  A *column* is one figure at many instants: which of them are known, as
 * lengths of runs, then the differences of whole numbers.  These are over a common power of ten; or, where that gives all
 * 12 digits again and there is a column of counts n beside it, numerators of per cents or means of n: 13 of 17 is short,
 * 76.4705882353 is not.  A *block* is many columns, deflated.  Bytes are never trusted: what makes no sense is refused. */

#include "metrics/state_reader.h"

#include <glib.h>

typedef struct {
    bool known;
    double value; /* finite */
} SzMaybeReal;

/* To 12 significant digits. */
double sz_history_round(double value);

void sz_history_put_sample(GByteArray *out, const SzMaybeReal *values, gsize n);
/* Returns: false for bytes that make no sense; @out is then in disorder. */
bool sz_history_take_sample(SzSlice bytes, SzMaybeReal *out, gsize n);

typedef struct {
    const SzMaybeReal *values;
    const SzMaybeReal *beside; /* what may be their n; NULL: nothing */
    gsize n;
} SzHistoryColumn;

void sz_history_put_column(GByteArray *out, const SzHistoryColumn *column);
/* @beside: as it was put.  Spoils @reader when the bytes make no sense. */
void sz_history_take_column(SzStateReader *reader, const SzMaybeReal *beside, SzMaybeReal *out,
                            gsize n);

/* @values: n_columns columns of n_instants each, one after the other; beside every second one, from the third on, stands
 * the one before it.  (transfer full) */
GByteArray *sz_history_block(const SzMaybeReal *values, gsize n_columns, gsize n_instants);

/* A block that is read.  Its columns come in their order, each when it is asked for. */
typedef struct {
    GByteArray *raw; /* owned */
    SzStateReader reader;
    gsize n_instants;
    gsize i_next; /* column */
} SzHistoryBlock;

/* Returns: false for bytes that make no sense. */
bool sz_history_block_open(SzSlice bytes, gsize n_instants, SzHistoryBlock *out);
void sz_history_block_clear(SzHistoryBlock *block);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzHistoryBlock, sz_history_block_clear)
/* Passes @n columns over. */
void sz_history_block_skip(SzHistoryBlock *block, gsize n);
/* The next column, n_instants values.  @before: the one before it, where that is beside it.
 * Returns: false for bytes that make no sense. */
bool sz_history_block_next(SzHistoryBlock *block, const SzMaybeReal *before, SzMaybeReal *out);
