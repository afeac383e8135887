/* From text to the tree: a parser that goes down the grammar, and has types checked on the way up. */

#include "metrics/expression_parser.h"

#define NONE SZ_NO_NODE

typedef SzExpressionParser Parser;

static guint parse_or(Parser *parser);

static void next(Parser *parser)
{
    parser->token = sz_expression_token(parser->text, &parser->at);
    if (parser->token.kind == SZ_TOKEN_FAULT) {
        (void)sz_expression_fail(parser, parser->token.at, "%s", parser->token.fault);
    }
}

static bool is_sign(const Parser *parser, const char *sign)
{
    return parser->token.kind == SZ_TOKEN_SIGN && sz_slice_is(parser->token.text, sign);
}

static bool is_word(const Parser *parser, const char *word)
{
    return parser->token.kind == SZ_TOKEN_NAME && sz_slice_is(parser->token.text, word);
}

/* Returns: false, said, when it is not there. */
static bool take_sign(Parser *parser, const char *sign)
{
    if (!is_sign(parser, sign)) {
        (void)sz_expression_fail(parser, parser->token.at, "expected '%s'", sign);
        return false;
    }
    next(parser);
    return true;
}

/* --- the grammar --------------------------------------------------------------------------- */

/* Up to three, with the closing bracket.  Returns: how many; 0, said, when something is wrong. */
static guint parse_arguments(Parser *parser, guint out[3])
{
    guint n = 0;
    do {
        next(parser);
        if (n == 3) {
            (void)sz_expression_fail(parser, parser->token.at, "too many arguments");
            return 0;
        }
        out[n] = sz_expression_settle(parser, parse_or(parser));
        if (out[n++] == NONE) {
            return 0;
        }
    } while (is_sign(parser, ","));
    return take_sign(parser, ")") ? n : 0;
}

static guint add_if(Parser *parser, gsize at, guint arguments[3])
{
    bool fits = sz_expression_want(parser, arguments[0], SZ_VALUE_TRUTH) != NONE &&
                sz_expression_match(parser, &arguments[1], &arguments[2]);
    if (!fits) {
        return NONE;
    }
    SzNode node = {
        .op = SZ_OP_IF,
        .type = sz_expression_type_of(parser, arguments[1]),
        .operands = {(guint16)arguments[0], (guint16)arguments[1], (guint16)arguments[2]},
        .at = at};
    return sz_expression_add(parser, node);
}

/* ratio, min, max */
static guint add_of_two(Parser *parser, const SzToken *name, guint left, guint right)
{
    static const struct {
        const char *name;
        SzOp op;
    } functions[] = {{"ratio", SZ_OP_RATIO}, {"min", SZ_OP_MIN}, {"max", SZ_OP_MAX}};
    if (!sz_expression_match(parser, &left, &right) ||
        sz_expression_type_of(parser, left) > SZ_VALUE_DURATION) {
        return sz_expression_fail(parser, name->at, "not of numbers or durations of one kind");
    }
    for (guint i = 0; i < G_N_ELEMENTS(functions); i++) {
        if (sz_slice_is(name->text, functions[i].name)) {
            bool is_ratio = functions[i].op == SZ_OP_RATIO;
            SzValueType type = is_ratio ? SZ_VALUE_DECIMAL : sz_expression_type_of(parser, left);
            return sz_expression_add_two(parser, functions[i].op, type, left, right);
        }
    }
    return sz_expression_fail(parser, name->at, "no such function");
}

static guint add_function(Parser *parser, const SzToken *name, guint arguments[3], guint n)
{
    if (sz_slice_is(name->text, "known") && n == 1) {
        return sz_expression_add_one(parser, SZ_OP_KNOWN, SZ_VALUE_TRUTH, arguments[0]);
    }
    if (sz_slice_is(name->text, "if") && n == 3) {
        return add_if(parser, name->at, arguments);
    }
    return n == 2 ? add_of_two(parser, name, arguments[0], arguments[1])
                  : sz_expression_fail(parser, name->at,
                                       "no such function, expected known(x), ratio(x, y), "
                                       "min(x, y), max(x, y) or if(truth, x, y)");
}

static guint parse_name(Parser *parser)
{
    SzToken name = parser->token;
    next(parser);
    if (is_sign(parser, "(")) {
        guint arguments[3] = {NONE, NONE, NONE};
        guint n = parse_arguments(parser, arguments);
        return n > 0 ? add_function(parser, &name, arguments, n) : NONE;
    }
    gint i = sz_attributes_find(parser->attributes, name.text);
    SzNode node = {.at = name.at, .word = name.text};
    if (i >= 0) {
        node.op = SZ_OP_ATTRIBUTE;
        node.attribute = (guint16)i;
        node.type = parser->attributes->attributes[i].type;
    } else if (sz_slice_is(name.text, "true") || sz_slice_is(name.text, "false")) {
        node.op = SZ_OP_CONSTANT;
        node.type = SZ_VALUE_TRUTH;
        node.constant = sz_slice_is(name.text, "true") ? 1 : 0;
    } else {
        node.op = SZ_OP_WORD;
    }
    return sz_expression_add(parser, node);
}

static guint parse_atom(Parser *parser)
{
    SzToken token = parser->token;
    SzNode node = {.op = SZ_OP_CONSTANT, .at = token.at};
    switch (token.kind) {
    case SZ_TOKEN_NAME:
        return parse_name(parser);
    case SZ_TOKEN_NUMBER:
        node.type = token.type;
        node.constant = token.value;
        next(parser);
        return sz_expression_add(parser, node);
    case SZ_TOKEN_TEXT:
        node.type = SZ_VALUE_TEXT;
        node.constant = sz_text_key(token.text);
        next(parser);
        return sz_expression_add(parser, node);
    case SZ_TOKEN_SIGN:
        if (is_sign(parser, "(")) {
            next(parser);
            guint inner = parse_or(parser);
            return inner != NONE && take_sign(parser, ")") ? inner : NONE;
        }
        break;
    case SZ_TOKEN_END:
    case SZ_TOKEN_FAULT:
        break;
    }
    return sz_expression_fail(parser, token.at, "expected a name, a number, a 'text' or a bracket");
}

static guint parse_unary(Parser *parser)
{
    if (!is_sign(parser, "-")) {
        return parse_atom(parser);
    }
    next(parser);
    gsize at = parser->token.at;
    guint operand = sz_expression_settle(parser, parse_atom(parser));
    if (operand == NONE) {
        return NONE;
    }
    SzValueType type = sz_expression_type_of(parser, operand);
    return type <= SZ_VALUE_DURATION
               ? sz_expression_add_one(parser, SZ_OP_NEGATE, type, operand)
               : sz_expression_fail(parser, at, "only numbers and durations have a sign");
}

static guint parse_product(Parser *parser)
{
    guint left = parse_unary(parser);
    while (left != NONE && is_sign(parser, "*")) {
        next(parser);
        guint right = parse_unary(parser);
        left = right != NONE ? sz_expression_add_product(parser, left, right) : NONE;
    }
    return left;
}

static guint parse_sum(Parser *parser)
{
    guint left = parse_product(parser);
    while (left != NONE && (is_sign(parser, "+") || is_sign(parser, "-"))) {
        SzOp op = is_sign(parser, "+") ? SZ_OP_ADD : SZ_OP_SUBTRACT;
        next(parser);
        guint right = parse_product(parser);
        left = right != NONE ? sz_expression_add_sum(parser, op, left, right) : NONE;
    }
    return left;
}

/* x in (a, b): x == a or x == b */
static guint parse_in(Parser *parser, guint asked)
{
    guint any = NONE;
    if (!is_sign(parser, "(")) {
        return sz_expression_fail(parser, parser->token.at, "expected '(' after in");
    }
    do {
        next(parser);
        guint one = sz_expression_add_compare(parser, SZ_OP_EQUAL, false, asked, parse_sum(parser));
        if (one == NONE) {
            return NONE;
        }
        any = any == NONE ? one : sz_expression_add_two(parser, SZ_OP_OR, SZ_VALUE_TRUTH, any, one);
    } while (any != NONE && is_sign(parser, ","));
    return any != NONE && take_sign(parser, ")") ? any : NONE;
}

static guint parse_compare(Parser *parser)
{
    static const struct {
        const char *sign;
        SzOp op;
        bool is_turned;
    } signs[] = {
        {"==", SZ_OP_EQUAL, false}, {"!=", SZ_OP_NOT_EQUAL, false},
        {"<", SZ_OP_LESS, false},   {"<=", SZ_OP_LESS_OR_EQUAL, false},
        {">", SZ_OP_LESS, true},    {">=", SZ_OP_LESS_OR_EQUAL, true},
    };
    guint left = parse_sum(parser);
    if (left != NONE && is_word(parser, "in")) {
        next(parser);
        return parse_in(parser, left);
    }
    for (guint i = 0; left != NONE && i < G_N_ELEMENTS(signs); i++) {
        if (is_sign(parser, signs[i].sign)) {
            next(parser);
            guint right = parse_sum(parser);
            return sz_expression_add_compare(parser, signs[i].op, signs[i].is_turned, left, right);
        }
    }
    return left;
}

static guint parse_not(Parser *parser)
{
    bool is_negated = false;
    for (; is_word(parser, "not"); next(parser)) {
        is_negated = !is_negated;
    }
    guint operand = parse_compare(parser);
    if (!is_negated || operand == NONE) {
        return operand;
    }
    return sz_expression_want(parser, operand, SZ_VALUE_TRUTH) != NONE
               ? sz_expression_add_one(parser, SZ_OP_NOT, SZ_VALUE_TRUTH, operand)
               : NONE;
}

static guint parse_joined(Parser *parser, const char *word, SzOp op,
                          guint (*parse_part)(Parser *parser))
{
    guint left = parse_part(parser);
    while (left != NONE && is_word(parser, word)) {
        next(parser);
        guint right = parse_part(parser);
        bool fits = right != NONE && sz_expression_want(parser, left, SZ_VALUE_TRUTH) != NONE &&
                    sz_expression_want(parser, right, SZ_VALUE_TRUTH) != NONE;
        left = fits ? sz_expression_add_two(parser, op, SZ_VALUE_TRUTH, left, right) : NONE;
    }
    return left;
}

static guint parse_and(Parser *parser)
{
    return parse_joined(parser, "and", SZ_OP_AND, parse_not);
}

static guint parse_or(Parser *parser)
{
    if (parser->depth == SZ_EXPRESSION_MAX_DEPTH) {
        return sz_expression_fail(parser, parser->token.at, "too many brackets inside one another");
    }
    parser->depth++;
    guint result = parse_joined(parser, "or", SZ_OP_OR, parse_and);
    parser->depth--;
    return result;
}

SzExpression *sz_expression_parse(SzSlice text, const SzAttributes *attributes,
                                  SzExpressionError *out_error)
{
    g_autoptr(GArray) nodes = g_array_new(FALSE, FALSE, sizeof(SzNode));
    Parser parser = {.text = text, .attributes = attributes, .nodes = nodes, .error = out_error};
    *out_error = (SzExpressionError){0};
    if (text.len > SZ_EXPRESSION_MAX_BYTES) {
        (void)sz_expression_fail(&parser, SZ_EXPRESSION_MAX_BYTES,
                                 "too long, expected at most %d bytes", SZ_EXPRESSION_MAX_BYTES);
        return NULL;
    }
    next(&parser);
    guint whole = sz_expression_settle(&parser, parse_or(&parser));
    if (whole != NONE && parser.token.kind != SZ_TOKEN_END) {
        (void)sz_expression_fail(&parser, parser.token.at, "expected an operator, or nothing more");
    }
    if (parser.has_failed) {
        return NULL;
    }
    SzExpression *expression = g_new0(SzExpression, 1);
    g_array_set_size(nodes, whole + 1);
    for (guint i = 0; i < nodes->len; i++) {
        SzNode *node = &g_array_index(nodes, SzNode, i);
        expression->uses |=
            node->op == SZ_OP_ATTRIBUTE ? G_GUINT64_CONSTANT(1) << node->attribute : 0;
        node->word = (SzSlice){NULL, 0};
    }
    expression->nodes = g_steal_pointer(&nodes);
    return expression;
}
