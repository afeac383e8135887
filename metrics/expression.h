#pragma once

/* Small expressions over the attributes of things, as configuration writes them: `state == served and wait <= 15min`.
 *
 * Pure apart from memory; an expression is immutable after parsing and may be evaluated in any thread.
 *
 * Things come in blocks of up to 64 rows, an attribute as a column of integers with a bit for each row that says whether
 * it is known.  What is computed from something unknown is unknown, but for `and` and `or`, where one side may decide
 * (Kleene).  Sums and products that do not fit into 64 bits are unknown, never wrong.
 *
 *   or      = and { "or" and }
 *   and     = not { "and" not }
 *   not     = "not" not | compare
 *   compare = sum [ ( "==" | "!=" | "<" | "<=" | ">" | ">=" ) sum | "in" "(" sum { "," sum } ")" ]
 *   sum     = product { ( "+" | "-" ) product }
 *   product = unary { "*" unary }
 *   unary   = "-" unary | atom
 *   atom    = NUMBER [ "s" | "min" | "h" | "d" ] | 'TEXT' | NAME | NAME "(" or { "," or } ")" | "(" or ")"
 *
 * NAME is an attribute, a choice of the attribute it is compared with, true or false.  Functions: known(x); min(x, y) and
 * max(x, y); ratio(x, y), a decimal, unknown when y is 0; if(truth, x, y).
 *
 * Types: numbers (integers); decimals (millionths: 0.25); durations (microseconds: 15min); times (nanoseconds; their
 * difference is a duration); texts (their 63-bit keys, only compared for equality); choices; truths.  A number goes where
 * a decimal is expected. */

#include "metrics/slice.h"

#include <glib.h>
#include <stdbool.h>

#define SZ_BLOCK_ROWS 64
#define SZ_EXPRESSION_MAX_BYTES 1000
#define SZ_EXPRESSION_MAX_DEPTH 16
#define SZ_MILLIONTHS 1000000

typedef enum {
    SZ_VALUE_NUMBER,
    SZ_VALUE_DECIMAL,
    SZ_VALUE_DURATION,
    SZ_VALUE_TIME,
    SZ_VALUE_TEXT,
    SZ_VALUE_CHOICE,
    SZ_VALUE_TRUTH,
} SzValueType;

const char *
sz_value_type_name(SzValueType type); /* number decimal duration time text choice truth */
/* What a sum of values of that type is multiplied with: a millionth for decimals, and for durations in seconds. */
double sz_value_type_scale(SzValueType type);

typedef struct {
    const char *name;
    SzValueType type;
    const char *const *choices; /* CHOICE: the names of 0, 1, ..; NULL-terminated */
} SzAttribute;

/* Of one kind of things.  Constant data. */
typedef struct {
    const SzAttribute *attributes;
    guint n;
} SzAttributes;

/* Index of the attribute, or -1. */
gint sz_attributes_find(const SzAttributes *attributes, SzSlice name);

/* What stands for a text in a column. */
gint64 sz_text_key(SzSlice text);

/* Bits are of rows, the lowest of the first. */
typedef struct {
    guint64 known;
    union {
        gint64 values[SZ_BLOCK_ROWS]; /* where known */
        guint64 truths;               /* of a truth; where known */
    };
} SzColumn;

/* The rows of which something is asked. */
typedef struct {
    guint n_rows; /* 1 .. 64 */
    void (*fill)(guint i_attribute, SzColumn *out,
                 void *user); /* rows beyond the last do not matter */
    void *user;
} SzBlock;

typedef struct SzExpression SzExpression;

typedef struct {
    gsize at;          /* byte of the text */
    SzSlice unknown;   /* a name that is none; empty: it is not about one */
    char message[160]; /* what is wrong, and what was expected */
} SzExpressionError;

/* @text is copied.  Returns: NULL with *out_error set. */
SzExpression *sz_expression_parse(SzSlice text, const SzAttributes *attributes,
                                  SzExpressionError *out_error);
void sz_expression_free(SzExpression *expression);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzExpression, sz_expression_free)

SzValueType sz_expression_type(const SzExpression *expression);
/* Bits of the attributes it looks at. */
guint64 sz_expression_uses(const SzExpression *expression);
/* Is it an attribute, or a sum of some, and nothing else? */
bool sz_expression_adds_attributes(const SzExpression *expression);

/* Columns of a block that were filled so far, so that each is filled once however many expressions look at it. */
typedef struct SzBlockColumns SzBlockColumns;
SzBlockColumns *sz_block_columns_new(const SzAttributes *attributes);
void sz_block_columns_free(SzBlockColumns *columns);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzBlockColumns, sz_block_columns_free)
/* Another block: nothing is filled.  @block is borrowed until the next. */
void sz_block_columns_begin(SzBlockColumns *columns, const SzBlock *block);
/* Bits of its rows. */
guint64 sz_block_columns_rows(const SzBlockColumns *columns);
/* Borrowed until the next block. */
const SzColumn *sz_block_columns_get(SzBlockColumns *columns, guint i_attribute);

void sz_expression_eval(const SzExpression *expression, SzBlockColumns *columns, SzColumn *out);
