#pragma once

/* From rows of things to the sums of terms.
 *
 * Pure apart from memory. */

#include "metrics/measure_source.h"

/* The first instants of windows, by SzMeasureWindow; all end with the instant of the look. */
typedef struct {
    SzLook look;
    SzWallTime from[SZ_WINDOW_N]; /* the first that counts */
} SzMeasureLook;

SzMeasureLook sz_measure_look(const SzCaseRules *rules, SzWallTime now);

/* Rows of one source that are looked at together. */
typedef struct SzRowBlock SzRowBlock;

SzRowBlock *sz_row_block_new(SzSource source);
void sz_row_block_free(SzRowBlock *block);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzRowBlock, sz_row_block_free)

/* Copies @row, which must be of the source.  @user_number: told again with what it adds. */
void sz_row_block_add(SzRowBlock *block, const SzRow *row, gsize user_number);
/* Has it 64 rows? */
bool sz_row_block_is_full(const SzRowBlock *block);
/* Takes all rows out again. */
void sz_row_block_clear(SzRowBlock *block);

/* What rows of a block add to a measure. */
typedef struct {
    const SzTerm *term;
    guint64 rows;              /* bits: those that add something */
    const SzColumn *value;     /* of them; NULL: 1 each */
    const SzColumn *at;        /* of terms with an instant; else NULL */
    const gsize *user_numbers; /* by row */
} SzAdditions;

/* Of the row @i, to the numerator or, of DEN, the denominator. */
static inline gint64 sz_addition_value(const SzAdditions *additions, guint i)
{
    if (additions->value == NULL) {
        return 1;
    }
    bool is_truth = additions->term->is_truth;
    return is_truth ? (gint64)(additions->value->truths >> i & 1) : additions->value->values[i];
}

typedef void (*SzOnAdditions)(const SzAdditions *additions, void *user);

/* Tells what the rows add by @term.  Unless @is_windowed, windows are not looked at: whoever asks places what is told by
 * its instant. */
void sz_row_block_tell(SzRowBlock *block, const SzTerm *term, const SzMeasureLook *look,
                       bool is_windowed, SzOnAdditions on_additions, void *user);
