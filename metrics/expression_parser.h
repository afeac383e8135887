#pragma once

/* Inside of metrics/expression: a text while it is parsed.  Functions that return a node return SZ_NO_NODE, with the error
 * set, when something is wrong; of several faults the first is told. */

#include "metrics/expression_internal.h"

#define SZ_NO_NODE G_MAXUINT16

typedef struct {
    SzSlice text;
    gsize at;
    SzToken token; /* the next */
    const SzAttributes *attributes;
    GArray *nodes; /* SzNode */
    guint depth;
    bool has_failed;
    SzExpressionError *error;
} SzExpressionParser;

guint sz_expression_fail(SzExpressionParser *parser, gsize at, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

SzValueType sz_expression_type_of(const SzExpressionParser *parser, guint i);
guint sz_expression_add(SzExpressionParser *parser, SzNode node);
guint sz_expression_add_one(SzExpressionParser *parser, SzOp op, SzValueType type, guint operand);
guint sz_expression_add_two(SzExpressionParser *parser, SzOp op, SzValueType type, guint left,
                            guint right);
/* Returns: @i, unless it is a name that nobody knows. */
guint sz_expression_settle(SzExpressionParser *parser, guint i);
/* Returns: @i, unless it is of another type. */
guint sz_expression_want(SzExpressionParser *parser, guint i, SzValueType type);
/* Makes both of one type, where one may go for the other.  Returns: false, said, where none may. */
bool sz_expression_match(SzExpressionParser *parser, guint *left, guint *right);
/* ADD and SUBTRACT */
guint sz_expression_add_sum(SzExpressionParser *parser, SzOp op, guint left, guint right);
guint sz_expression_add_product(SzExpressionParser *parser, guint left, guint right);
/* @is_turned: the right one comes first: a > b is b < a. */
guint sz_expression_add_compare(SzExpressionParser *parser, SzOp op, bool is_turned, guint left,
                                guint right);
