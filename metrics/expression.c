#include "metrics/expression_internal.h"

const char *sz_value_type_name(SzValueType type)
{
    static const char *const names[] = {"number", "decimal", "duration", "time",
                                        "text",   "choice",  "truth"};
    return names[type];
}

double sz_value_type_scale(SzValueType type)
{
    return type == SZ_VALUE_DECIMAL || type == SZ_VALUE_DURATION ? 1.0 / SZ_MILLIONTHS : 1.0;
}

gint sz_attributes_find(const SzAttributes *attributes, SzSlice name)
{
    for (guint i = 0; i < attributes->n; i++) {
        if (sz_slice_is(name, attributes->attributes[i].name)) {
            return (gint)i;
        }
    }
    return -1;
}

gint64 sz_text_key(SzSlice text)
{
    return (gint64)(sz_slice_mix(1, text) & (guint64)G_MAXINT64);
}

void sz_expression_free(SzExpression *expression)
{
    if (expression != NULL) {
        g_array_unref(expression->nodes);
        g_free(expression);
    }
}

static const SzNode *node_at(const SzExpression *expression, guint i)
{
    return &g_array_index(expression->nodes, SzNode, i);
}

SzValueType sz_expression_type(const SzExpression *expression)
{
    return node_at(expression, expression->nodes->len - 1)->type;
}

guint64 sz_expression_uses(const SzExpression *expression)
{
    return expression->uses;
}

bool sz_expression_adds_attributes(const SzExpression *expression)
{
    for (guint i = 0; i < expression->nodes->len; i++) {
        SzOp op = g_array_index(expression->nodes, SzNode, i).op;
        if (op != SZ_OP_ATTRIBUTE && op != SZ_OP_ADD) {
            return false;
        }
    }
    return true;
}

/* --- columns ------------------------------------------------------------------------------- */

SzBlockColumns *sz_block_columns_new(const SzAttributes *attributes)
{
    SzBlockColumns *columns = g_new0(SzBlockColumns, 1);
    columns->attributes = attributes;
    columns->columns = g_array_new(FALSE, TRUE, sizeof(SzColumn));
    columns->scratch = g_array_new(FALSE, TRUE, sizeof(SzColumn));
    g_array_set_size(columns->columns, attributes->n);
    return columns;
}

void sz_block_columns_free(SzBlockColumns *columns)
{
    if (columns != NULL) {
        g_array_unref(columns->columns);
        g_array_unref(columns->scratch);
        g_free(columns);
    }
}

void sz_block_columns_begin(SzBlockColumns *columns, const SzBlock *block)
{
    columns->block = block;
    columns->filled = 0;
}

guint64 sz_block_columns_rows(const SzBlockColumns *columns)
{
    return G_MAXUINT64 >> (SZ_BLOCK_ROWS - columns->block->n_rows);
}

const SzColumn *sz_block_columns_get(SzBlockColumns *columns, guint i_attribute)
{
    SzColumn *column = &g_array_index(columns->columns, SzColumn, i_attribute);
    guint64 bit = G_GUINT64_CONSTANT(1) << i_attribute;
    if ((columns->filled & bit) == 0) {
        columns->filled |= bit;
        columns->block->fill(i_attribute, column, columns->block->user);
        column->known &= sz_block_columns_rows(columns);
    }
    return column;
}
