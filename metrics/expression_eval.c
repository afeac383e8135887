/* What an expression says of a block of rows. */

#include "metrics/expression_internal.h"

static const SzNode *node_at(const SzExpression *expression, guint i)
{
    return &g_array_index(expression->nodes, SzNode, i);
}

/* --- one node ------------------------------------------------------------------------------ */

/* Columns it is made of. */
typedef struct {
    const SzColumn *a;
    const SzColumn *b;
    const SzColumn *c;
    guint n_rows;
} Operands;

static guint64 bit_if(bool is_set, guint row)
{
    return (guint64)(is_set ? 1 : 0) << row;
}

static void put_constant(const SzNode *node, guint64 rows, SzColumn *out)
{
    out->known = rows;
    if (node->type == SZ_VALUE_TRUTH) {
        out->truths = node->constant != 0 ? G_MAXUINT64 : 0;
        return;
    }
    for (guint i = 0; i < SZ_BLOCK_ROWS; i++) {
        out->values[i] = node->constant;
    }
}

/* To the next whole number below: a nanosecond before is not yet a microsecond. */
static gint64 floor_us(gint64 ns)
{
    return ns >= 0 ? ns / 1000 : -((999 - ns) / 1000);
}

/* Returns: false when it does not fit. */
static bool ratio(gint64 a, gint64 b, gint64 *out)
{
    if (b == 0) {
        return false;
    }
    __int128 value = (__int128)a * SZ_MILLIONTHS / b;
    *out = (gint64)value;
    return value >= G_MININT64 && value <= G_MAXINT64;
}

static bool combine(SzOp op, gint64 a, gint64 b, gint64 *out)
{
    if (op == SZ_OP_NEGATE) {
        return !__builtin_sub_overflow((gint64)0, a, out);
    }
    if (op == SZ_OP_ADD) {
        return !__builtin_add_overflow(a, b, out);
    }
    if (op == SZ_OP_SUBTRACT) {
        return !__builtin_sub_overflow(a, b, out);
    }
    if (op == SZ_OP_MULTIPLY) {
        return !__builtin_mul_overflow(a, b, out);
    }
    if (op == SZ_OP_TO_DECIMAL) {
        return !__builtin_mul_overflow(a, (gint64)SZ_MILLIONTHS, out);
    }
    if (op == SZ_OP_RATIO) {
        return ratio(a, b, out);
    }
    *out = op == SZ_OP_MIN ? MIN(a, b) : MAX(a, b);
    return true;
}

static void put_numbers(const SzNode *node, const Operands *from, SzColumn *out)
{
    guint64 both = from->a->known & from->b->known;
    out->known = 0;
    for (guint i = 0; i < from->n_rows; i++) {
        gint64 value = 0;
        bool fits = (both >> i & 1) != 0 &&
                    combine(node->op, from->a->values[i], from->b->values[i], &value);
        out->known |= bit_if(fits, i);
        out->values[i] = node->is_interval ? floor_us(value) : value;
    }
}

static void put_if(const SzNode *node, const Operands *from, SzColumn *out)
{
    guint64 yes = from->a->known & from->a->truths;
    guint64 no = from->a->known & ~from->a->truths;
    out->known = (yes & from->b->known) | (no & from->c->known);
    if (node->type == SZ_VALUE_TRUTH) {
        out->truths = (yes & from->b->truths) | (no & from->c->truths);
        return;
    }
    for (guint i = 0; i < from->n_rows; i++) {
        out->values[i] = (yes >> i & 1) != 0 ? from->b->values[i] : from->c->values[i];
    }
}

static void put_equal(const Operands *from, bool is_negated, SzColumn *out)
{
    guint64 equal = 0;
    out->known = from->a->known & from->b->known;
    for (guint i = 0; i < from->n_rows; i++) {
        equal |= bit_if(from->a->values[i] == from->b->values[i], i);
    }
    out->truths = is_negated ? ~equal : equal;
}

static void put_less(const Operands *from, bool or_equal, SzColumn *out)
{
    guint64 less = 0;
    out->known = from->a->known & from->b->known;
    for (guint i = 0; i < from->n_rows; i++) {
        gint64 a = from->a->values[i];
        gint64 b = from->b->values[i];
        less |= bit_if(or_equal ? a <= b : a < b, i);
    }
    out->truths = less;
}

/* One that is false, or true, may decide alone. */
static void put_joined(const Operands *from, bool is_or, SzColumn *out)
{
    guint64 a = from->a->truths;
    guint64 b = from->b->truths;
    guint64 a_decides = from->a->known & (is_or ? a : ~a);
    guint64 b_decides = from->b->known & (is_or ? b : ~b);
    out->known = (from->a->known & from->b->known) | a_decides | b_decides;
    guint64 decided = a_decides | b_decides;
    out->truths = is_or ? decided : ~decided;
}

static void put_node(const SzNode *node, const Operands *from, guint64 rows, SzColumn *out)
{
    switch (node->op) {
    case SZ_OP_CONSTANT:
        put_constant(node, rows, out);
        break;
    case SZ_OP_NEGATE:
    case SZ_OP_ADD:
    case SZ_OP_MULTIPLY:
    case SZ_OP_RATIO:
    case SZ_OP_MIN:
    case SZ_OP_MAX:
    case SZ_OP_TO_DECIMAL:
    case SZ_OP_SUBTRACT:
        put_numbers(node, from, out);
        break;
    case SZ_OP_IF:
        put_if(node, from, out);
        break;
    case SZ_OP_EQUAL:
    case SZ_OP_NOT_EQUAL:
        put_equal(from, node->op == SZ_OP_NOT_EQUAL, out);
        break;
    case SZ_OP_LESS:
    case SZ_OP_LESS_OR_EQUAL:
        put_less(from, node->op == SZ_OP_LESS_OR_EQUAL, out);
        break;
    case SZ_OP_KNOWN:
        out->truths = from->a->known;
        out->known = rows;
        break;
    case SZ_OP_NOT:
        out->truths = ~from->a->truths;
        out->known = from->a->known;
        break;
    case SZ_OP_AND:
    case SZ_OP_OR:
        put_joined(from, node->op == SZ_OP_OR, out);
        break;
    case SZ_OP_ATTRIBUTE: /* not here */
    case SZ_OP_WORD:      /* none is left after parsing */
        break;
    }
}

/* --- all of them --------------------------------------------------------------------------- */

/* The column of a node before the one that is made. */
static const SzColumn *column_of(const SzExpression *expression, SzBlockColumns *columns, guint i)
{
    const SzNode *node = node_at(expression, i);
    return node->op == SZ_OP_ATTRIBUTE ? sz_block_columns_get(columns, node->attribute)
                                       : &g_array_index(columns->scratch, SzColumn, i);
}

void sz_expression_eval(const SzExpression *expression, SzBlockColumns *columns, SzColumn *out)
{
    guint n = expression->nodes->len;
    guint64 rows = sz_block_columns_rows(columns);
    if (columns->scratch->len < n) {
        g_array_set_size(columns->scratch, n);
    }
    for (guint i = 0; i < n; i++) {
        const SzNode *node = node_at(expression, i);
        if (node->op != SZ_OP_ATTRIBUTE) {
            const Operands from = {column_of(expression, columns, node->operands[0]),
                                   column_of(expression, columns, node->operands[1]),
                                   column_of(expression, columns, node->operands[2]),
                                   columns->block->n_rows};
            put_node(node, &from, rows, &g_array_index(columns->scratch, SzColumn, i));
        }
    }
    *out = *column_of(expression, columns, n - 1);
    out->known &= rows;
}
