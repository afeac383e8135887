/* Nodes of the tree, and which types go together. */

#include "metrics/expression_parser.h"

#define NONE SZ_NO_NODE
#define NODES_MAX 250

/* --- errors -------------------------------------------------------------------------------- */

guint sz_expression_fail(SzExpressionParser *parser, gsize at, const char *format, ...)
{
    va_list rest;
    if (!parser->has_failed) { /* what follows from a mistake is none */
        parser->has_failed = true;
        parser->error->at = at;
        va_start(rest, format);
        (void)g_vsnprintf(parser->error->message, sizeof parser->error->message, format, rest);
        va_end(rest);
    }
    return NONE;
}

static SzNode *node_at(const SzExpressionParser *parser, guint i)
{
    return &g_array_index(parser->nodes, SzNode, i);
}

static guint fail_unknown(SzExpressionParser *parser, const SzNode *word)
{
    if (!parser->has_failed) {
        parser->error->unknown = word->word;
    }
    return sz_expression_fail(parser, word->at, "unknown name, expected an attribute");
}

SzValueType sz_expression_type_of(const SzExpressionParser *parser, guint i)
{
    return node_at(parser, i)->type;
}

/* --- nodes --------------------------------------------------------------------------------- */

guint sz_expression_add(SzExpressionParser *parser, SzNode node)
{
    if (parser->nodes->len == NODES_MAX) {
        return sz_expression_fail(parser, node.at,
                                  "too long an expression, expected at most %d parts", NODES_MAX);
    }
    g_array_append_val(parser->nodes, node);
    return parser->nodes->len - 1;
}

guint sz_expression_add_two(SzExpressionParser *parser, SzOp op, SzValueType type, guint left,
                            guint right)
{
    return sz_expression_add(parser, (SzNode){.op = op,
                                              .type = type,
                                              .operands = {(guint16)left, (guint16)right},
                                              .at = node_at(parser, left)->at});
}

guint sz_expression_add_one(SzExpressionParser *parser, SzOp op, SzValueType type, guint operand)
{
    return sz_expression_add_two(parser, op, type, operand, operand);
}

/* Returns: @i, or NONE when it is a name that nobody knows. */
guint sz_expression_settle(SzExpressionParser *parser, guint i)
{
    if (i == NONE) {
        return NONE;
    }
    const SzNode *node = node_at(parser, i);
    return node->op == SZ_OP_WORD ? fail_unknown(parser, node) : i;
}

guint sz_expression_want(SzExpressionParser *parser, guint i, SzValueType type)
{
    if (sz_expression_settle(parser, i) == NONE) {
        return NONE;
    }
    return sz_expression_type_of(parser, i) == type
               ? i
               : sz_expression_fail(parser, node_at(parser, i)->at, "a %s, expected a %s",
                                    sz_value_type_name(sz_expression_type_of(parser, i)),
                                    sz_value_type_name(type));
}

/* --- types that go together ---------------------------------------------------------------- */

static guint to_decimal(SzExpressionParser *parser, guint i)
{
    return sz_expression_type_of(parser, i) == SZ_VALUE_NUMBER
               ? sz_expression_add_one(parser, SZ_OP_TO_DECIMAL, SZ_VALUE_DECIMAL, i)
               : i;
}

/* Makes @left and @right of one type, where one may go for the other.  Returns: false, said, where none may. */
bool sz_expression_match(SzExpressionParser *parser, guint *left, guint *right)
{
    if (sz_expression_settle(parser, *left) == NONE ||
        sz_expression_settle(parser, *right) == NONE) {
        return false;
    }
    bool has_decimal = sz_expression_type_of(parser, *left) == SZ_VALUE_DECIMAL ||
                       sz_expression_type_of(parser, *right) == SZ_VALUE_DECIMAL;
    if (has_decimal) {
        *left = to_decimal(parser, *left);
        *right = *left != NONE ? to_decimal(parser, *right) : NONE;
    }
    if (*left == NONE || *right == NONE) {
        return false;
    }
    if (sz_expression_type_of(parser, *left) != sz_expression_type_of(parser, *right)) {
        (void)sz_expression_fail(parser, node_at(parser, *right)->at,
                                 "a %s beside a %s, expected one kind",
                                 sz_value_type_name(sz_expression_type_of(parser, *right)),
                                 sz_value_type_name(sz_expression_type_of(parser, *left)));
        return false;
    }
    return true;
}

guint sz_expression_add_sum(SzExpressionParser *parser, SzOp op, guint left, guint right)
{
    if (sz_expression_settle(parser, left) == NONE || sz_expression_settle(parser, right) == NONE) {
        return NONE;
    }
    bool is_interval = op == SZ_OP_SUBTRACT &&
                       sz_expression_type_of(parser, left) == SZ_VALUE_TIME &&
                       sz_expression_type_of(parser, right) == SZ_VALUE_TIME;
    if (is_interval) {
        guint interval = sz_expression_add_two(parser, op, SZ_VALUE_DURATION, left, right);
        if (interval != NONE) {
            node_at(parser, interval)->is_interval = true;
        }
        return interval;
    }
    if (!sz_expression_match(parser, &left, &right)) {
        return NONE;
    }
    SzValueType type = sz_expression_type_of(parser, left);
    if (type > SZ_VALUE_DURATION) {
        return sz_expression_fail(parser, node_at(parser, left)->at,
                                  "a %s cannot be added, expected numbers or durations",
                                  sz_value_type_name(type));
    }
    return sz_expression_add_two(parser, op, type, left, right);
}

guint sz_expression_add_product(SzExpressionParser *parser, guint left, guint right)
{
    if (sz_expression_settle(parser, left) == NONE || sz_expression_settle(parser, right) == NONE) {
        return NONE;
    }
    SzValueType a = sz_expression_type_of(parser, left);
    SzValueType b = sz_expression_type_of(parser, right);
    if (a > SZ_VALUE_DURATION || b > SZ_VALUE_DURATION ||
        (a != SZ_VALUE_NUMBER && b != SZ_VALUE_NUMBER)) {
        return sz_expression_fail(parser, node_at(parser, right)->at,
                                  "a %s times a %s, expected that one is a number",
                                  sz_value_type_name(a), sz_value_type_name(b));
    }
    return sz_expression_add_two(parser, SZ_OP_MULTIPLY, MAX(a, b), left, right);
}

/* A word is a choice of what it is compared with. */
static bool resolve(SzExpressionParser *parser, guint word, guint other)
{
    SzNode *node = node_at(parser, word);
    const SzNode *asked = node_at(parser, other);
    if (node->op != SZ_OP_WORD || asked->op != SZ_OP_ATTRIBUTE || asked->type != SZ_VALUE_CHOICE) {
        return true;
    }
    const char *const *choices = parser->attributes->attributes[asked->attribute].choices;
    for (gint64 i = 0; choices[i] != NULL; i++) {
        if (sz_slice_is(node->word, choices[i])) {
            node->op = SZ_OP_CONSTANT;
            node->type = SZ_VALUE_CHOICE;
            node->constant = i;
            return true;
        }
    }
    g_autoptr(GString) all = g_string_new(NULL);
    for (guint i = 0; choices[i] != NULL; i++) {
        g_string_append_printf(all, " %s", choices[i]);
    }
    (void)sz_expression_fail(parser, node->at, "not one of its choices, expected one of%s",
                             all->str);
    return false;
}

/* @is_turned: the right one comes first: a > b is b < a. */
guint sz_expression_add_compare(SzExpressionParser *parser, SzOp op, bool is_turned, guint left,
                                guint right)
{
    if (left == NONE || right == NONE || !resolve(parser, left, right) ||
        !resolve(parser, right, left) || !sz_expression_match(parser, &left, &right)) {
        return NONE;
    }
    SzValueType type = sz_expression_type_of(parser, left);
    if (type == SZ_VALUE_CHOICE && node_at(parser, left)->op == node_at(parser, right)->op) {
        return sz_expression_fail(parser, node_at(parser, right)->at,
                                  "expected one of its choices");
    }
    bool is_ordered = type <= SZ_VALUE_TIME;
    if (type == SZ_VALUE_TRUTH || (!is_ordered && op >= SZ_OP_LESS)) {
        return sz_expression_fail(parser, node_at(parser, left)->at,
                                  "a %s cannot be compared like that", sz_value_type_name(type));
    }
    return is_turned ? sz_expression_add_two(parser, op, SZ_VALUE_TRUTH, right, left)
                     : sz_expression_add_two(parser, op, SZ_VALUE_TRUTH, left, right);
}
