/* Expressions of a configuration; what can be read can be evaluated. */

#include "metrics/expression.h"

#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const states[] = {"waiting", "served", NULL};
static const SzAttribute list[] = {
    {"n", SZ_VALUE_NUMBER, NULL},   {"d", SZ_VALUE_DECIMAL, NULL},
    {"w", SZ_VALUE_DURATION, NULL}, {"t", SZ_VALUE_TIME, NULL},
    {"queue", SZ_VALUE_TEXT, NULL}, {"state", SZ_VALUE_CHOICE, states},
    {"b", SZ_VALUE_TRUTH, NULL},
};
static const SzAttributes attributes = {list, G_N_ELEMENTS(list)};

/* Large numbers, small ones, and holes. */
static void fill(guint i_attribute, SzColumn *out, void *user)
{
    (void)user;
    out->known = G_GUINT64_CONSTANT(0xf0f7) << i_attribute;
    for (guint i = 0; i < SZ_BLOCK_ROWS; i++) {
        out->values[i] = i % 3 == 0 ? G_MAXINT64 - (gint64)i : (gint64)i - 30;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    SzExpressionError error;
    SzColumn out;
    SzBlock block = {20, fill, NULL};
    g_autoptr(SzExpression) expression =
        sz_expression_parse((SzSlice){(const char *)data, size}, &attributes, &error);
    if (expression == NULL) {
        g_assert_cmpuint(error.at, <=, size);
        return 0;
    }
    g_autoptr(SzBlockColumns) columns = sz_block_columns_new(&attributes);
    sz_block_columns_begin(columns, &block);
    sz_expression_eval(expression, columns, &out);
    g_assert_cmpuint(out.known >> block.n_rows, ==, 0);
    return 0;
}
