#pragma once

/* Inside of metrics/expression: the tree, and what reads it from text. */

#include "metrics/expression.h"

typedef enum {
    SZ_OP_CONSTANT,
    SZ_OP_ATTRIBUTE,
    SZ_OP_WORD, /* while it is parsed: a name that may be a choice */
    SZ_OP_NEGATE,
    SZ_OP_ADD,
    SZ_OP_SUBTRACT,
    SZ_OP_MULTIPLY,
    SZ_OP_RATIO,
    SZ_OP_MIN,
    SZ_OP_MAX,
    SZ_OP_IF,
    SZ_OP_TO_DECIMAL,
    SZ_OP_EQUAL, /* from here on: truths */
    SZ_OP_NOT_EQUAL,
    SZ_OP_LESS,
    SZ_OP_LESS_OR_EQUAL,
    SZ_OP_KNOWN,
    SZ_OP_NOT,
    SZ_OP_AND,
    SZ_OP_OR,
} SzOp;

typedef struct {
    SzOp op;
    SzValueType type;
    guint16 operands[3]; /* nodes before this one */
    guint16 attribute;
    bool is_interval; /* SUBTRACT: of times */
    gint64 constant;  /* a truth: 0 or 1 */
    SzSlice word;     /* borrowed from the text that is parsed */
    gsize at;         /* where it begins */
} SzNode;

struct SzExpression {
    GArray *nodes; /* SzNode; owned; operands before what they are operands of, the whole last */
    guint64 uses;
};

struct SzBlockColumns {
    const SzAttributes *attributes; /* borrowed */
    const SzBlock *block;           /* borrowed */
    guint64 filled;                 /* bits */
    GArray *columns;                /* SzColumn of each attribute; owned */
    GArray *scratch;                /* SzColumn of each node; owned */
};

typedef enum {
    SZ_TOKEN_END,
    SZ_TOKEN_NUMBER, /* with its unit */
    SZ_TOKEN_TEXT,
    SZ_TOKEN_NAME,
    SZ_TOKEN_SIGN, /* an operator, a bracket or a comma */
    SZ_TOKEN_FAULT,
} SzTokenKind;

typedef struct {
    SzTokenKind kind;
    SzSlice text; /* without quotes */
    gsize at;
    SzValueType type; /* NUMBER: number, decimal or duration */
    gint64 value;
    const char *fault; /* FAULT: what is wrong */
} SzToken;

/* The token at or after *@at, which goes on to behind it. */
SzToken sz_expression_token(SzSlice text, gsize *at);
