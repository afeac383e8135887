#include "metrics/measure_count.h"

struct SzRowBlock {
    SzSource source;
    SzBlockColumns *columns; /* owned */
    guint n;
    SzRow rows[SZ_BLOCK_ROWS];
    gsize user_numbers[SZ_BLOCK_ROWS];
    const SzLook *look; /* while columns are filled */
    SzBlock block;
    bool has_begun; /* columns are of these rows */
};

SzMeasureLook sz_measure_look(const SzCaseRules *rules, SzWallTime now)
{
    SzDay today = sz_day_of(now);
    SzCivil civil = sz_day_to_civil(today);
    civil.day = 1;
    const gint64 ns_per_min = 60 * SZ_NS_PER_S;
    return (SzMeasureLook){
        .look = {rules, now, today},
        .from =
            {
                [SZ_WINDOW_NOW] = SZ_WALL_TIME_MIN,
                [SZ_WINDOW_R5M] = {now.ns - 5 * ns_per_min + 1},
                [SZ_WINDOW_R60M] = {now.ns - 60 * ns_per_min + 1},
                [SZ_WINDOW_DAY] = sz_wall_time_at(today, 0),
                [SZ_WINDOW_MONTH] = sz_wall_time_at(sz_day_from_civil(civil), 0),
            },
    };
}

/* --- rows ---------------------------------------------------------------------------------- */

SzRowBlock *sz_row_block_new(SzSource source)
{
    SzRowBlock *block = g_new0(SzRowBlock, 1);
    block->source = source;
    block->columns = sz_block_columns_new(sz_source_attributes(source));
    return block;
}

void sz_row_block_free(SzRowBlock *block)
{
    if (block != NULL) {
        sz_block_columns_free(block->columns);
        g_free(block);
    }
}

void sz_row_block_add(SzRowBlock *block, const SzRow *row, gsize user_number)
{
    block->rows[block->n] = *row;
    block->user_numbers[block->n] = user_number;
    block->n++;
    block->has_begun = false;
}

bool sz_row_block_is_full(const SzRowBlock *block)
{
    return block->n == SZ_BLOCK_ROWS;
}

void sz_row_block_clear(SzRowBlock *block)
{
    block->n = 0;
    block->has_begun = false;
}

static void fill(guint i_attribute, SzColumn *out, void *user)
{
    const SzRowBlock *block = user;
    const SzSourceInfo *info = sz_source_info(block->source);
    bool is_truth = info->attributes.attributes[i_attribute].type == SZ_VALUE_TRUTH;
    guint64 truths = 0;
    out->known = 0;
    for (guint i = 0; i < block->n; i++) {
        gint64 value = 0;
        bool is_known = info->get(block->look, i_attribute, &block->rows[i], &value);
        out->known |= (guint64)(is_known ? 1 : 0) << i;
        truths |= (guint64)(value != 0 ? 1 : 0) << i;
        if (!is_truth) {
            out->values[i] = value;
        }
    }
    if (is_truth) {
        out->truths = truths;
    }
}

static void begin(SzRowBlock *block, const SzMeasureLook *look)
{
    if (!block->has_begun) {
        block->look = &look->look;
        block->block = (SzBlock){block->n, fill, block};
        sz_block_columns_begin(block->columns, &block->block);
        block->has_begun = true;
    }
}

/* --- what they add ------------------------------------------------------------------------- */

/* Bits of the rows whose instant lies in the window. */
static guint64 in_window(const SzColumn *at, SzWallTime from, SzWallTime until, guint n_rows)
{
    guint64 rows = 0;
    for (guint i = 0; i < n_rows; i++) {
        bool is_in = at->values[i] >= from.ns && at->values[i] <= until.ns;
        rows |= (guint64)(is_in ? 1 : 0) << i;
    }
    return rows & at->known;
}

/* Bits of the rows that the term is about. */
static guint64 rows_of(SzRowBlock *block, const SzTerm *term, const SzMeasureLook *look,
                       bool is_windowed)
{
    guint64 rows = sz_block_columns_rows(block->columns);
    if (term->where != NULL) {
        SzColumn where;
        sz_expression_eval(term->where, block->columns, &where);
        rows &= where.known & where.truths;
    }
    if (rows != 0 && term->window != SZ_WINDOW_NOW) {
        const SzColumn *at = sz_block_columns_get(block->columns, term->at);
        rows &= is_windowed ? in_window(at, look->from[term->window], look->look.now, block->n)
                            : at->known;
    }
    return rows;
}

void sz_row_block_tell(SzRowBlock *block, const SzTerm *term, const SzMeasureLook *look,
                       bool is_windowed, SzOnAdditions on_additions, void *user)
{
    SzColumn value;
    if (block->n == 0) {
        return;
    }
    begin(block, look);
    guint64 rows = rows_of(block, term, look, is_windowed);
    if (rows != 0 && term->value != NULL) {
        sz_expression_eval(term->value, block->columns, &value);
        rows &= value.known;
    }
    if (rows != 0) {
        bool has_instant = term->window != SZ_WINDOW_NOW;
        const SzAdditions additions = {
            .term = term,
            .rows = rows,
            .value = term->value != NULL ? &value : NULL,
            .at = has_instant ? sz_block_columns_get(block->columns, term->at) : NULL,
            .user_numbers = block->user_numbers,
        };
        on_additions(&additions, user);
    }
}
