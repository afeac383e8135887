/* Expressions: by hand, and random ones beside an evaluation row by row that shares nothing with the parser. */

#include "metrics/expression.h"

enum { N, D, W, T, U, Q, S, B };

static const char *const states[] = {"waiting", "served", "missed", NULL};
static const SzAttribute list[] = {
    [N] = {"n", SZ_VALUE_NUMBER, NULL},       [D] = {"d", SZ_VALUE_DECIMAL, NULL},
    [W] = {"w", SZ_VALUE_DURATION, NULL},     [T] = {"t", SZ_VALUE_TIME, NULL},
    [U] = {"u", SZ_VALUE_TIME, NULL},         [Q] = {"排队", SZ_VALUE_TEXT, NULL},
    [S] = {"state", SZ_VALUE_CHOICE, states}, [B] = {"b", SZ_VALUE_TRUTH, NULL},
};
static const SzAttributes attributes = {list, G_N_ELEMENTS(list)};

typedef struct {
    gint64 values[G_N_ELEMENTS(list)][SZ_BLOCK_ROWS];
    bool known[G_N_ELEMENTS(list)][SZ_BLOCK_ROWS];
} Rows;

static void fill(guint i_attribute, SzColumn *out, void *user)
{
    const Rows *rows = user;
    bool is_truth = list[i_attribute].type == SZ_VALUE_TRUTH;
    guint64 truths = 0;
    out->known = 0;
    for (guint i = 0; i < SZ_BLOCK_ROWS; i++) {
        out->known |= (guint64)(rows->known[i_attribute][i] ? 1 : 0) << i;
        truths |= (guint64)(rows->values[i_attribute][i] != 0 ? 1 : 0) << i;
        if (!is_truth) {
            out->values[i] = rows->values[i_attribute][i];
        }
    }
    if (is_truth) {
        out->truths = truths;
    }
}

static void eval(const SzExpression *expression, Rows *rows, guint n_rows, SzColumn *out)
{
    SzBlock block = {n_rows, fill, rows};
    g_autoptr(SzBlockColumns) columns = sz_block_columns_new(&attributes);
    sz_block_columns_begin(columns, &block);
    sz_expression_eval(expression, columns, out);
}

static SzExpression *parse(const char *text)
{
    SzExpressionError error;
    SzExpression *expression = sz_expression_parse(sz_slice(text), &attributes, &error);
    if (expression == NULL) {
        g_error("'%s', byte %zu: %s", text, error.at, error.message);
    }
    return expression;
}

/* --- by hand ------------------------------------------------------------------------------- */

/* Row 0: n 7, d 0.25, w 15 min, t 1 s, u 2.0000015 s, 排队 '不动产', state served, b true; row 1: nothing known. */
static void set_hand_rows(Rows *rows)
{
    *rows = (Rows){.values = {[N] = {7},
                              [D] = {250000},
                              [W] = {G_GINT64_CONSTANT(900000000)},
                              [T] = {1000000000},
                              [U] = {2000001500},
                              [S] = {1},
                              [B] = {1}}};
    rows->values[Q][0] = sz_text_key(SZ_SLICE("不动产"));
    for (guint i = 0; i < G_N_ELEMENTS(list); i++) {
        rows->known[i][0] = true;
    }
}

#define UNKNOWN G_MININT64

static gint64 value_of(const SzColumn *column, SzValueType type, guint row)
{
    if ((column->known >> row & 1) == 0) {
        return UNKNOWN;
    }
    return type == SZ_VALUE_TRUTH ? (gint64)(column->truths >> row & 1) : column->values[row];
}

static void test_by_hand(void)
{
    static const struct {
        const char *text;
        SzValueType type;
        gint64 known;   /* of the row of which all is known */
        gint64 unknown; /* of the other */
    } rows[] = {
        {"n", SZ_VALUE_NUMBER, 7, UNKNOWN},
        {"1 + n * 2 - 3", SZ_VALUE_NUMBER, 12, UNKNOWN},
        {"-(n - 10)", SZ_VALUE_NUMBER, 3, UNKNOWN},
        {"n + d", SZ_VALUE_DECIMAL, 7250000, UNKNOWN},
        {"n * d", SZ_VALUE_DECIMAL, 1750000, UNKNOWN},
        {"n * w", SZ_VALUE_DURATION, G_GINT64_CONSTANT(6300000000), UNKNOWN},
        {"w + 1.5s", SZ_VALUE_DURATION, 901500000, UNKNOWN},
        {"u - t", SZ_VALUE_DURATION, 1000001, UNKNOWN}, /* 1,000,001,500 ns */
        {"t - u", SZ_VALUE_DURATION, -1000002, UNKNOWN},
        {"ratio(n, 2)", SZ_VALUE_DECIMAL, 3500000, UNKNOWN},
        {"ratio(n, n - 7)", SZ_VALUE_DECIMAL, UNKNOWN, UNKNOWN},
        {"ratio(w, 1h)", SZ_VALUE_DECIMAL, 250000, UNKNOWN},
        {"min(n, 3)", SZ_VALUE_NUMBER, 3, UNKNOWN},
        {"max(d, n)", SZ_VALUE_DECIMAL, 7000000, UNKNOWN},
        {"if(b, n, 0)", SZ_VALUE_NUMBER, 7, UNKNOWN},
        {"if(known(n), n, 0)", SZ_VALUE_NUMBER, 7, 0},
        {"w <= 15min", SZ_VALUE_TRUTH, 1, UNKNOWN},
        {"w < 15min", SZ_VALUE_TRUTH, 0, UNKNOWN},
        {"0.25h >= w", SZ_VALUE_TRUTH, 1, UNKNOWN},
        {"u > t", SZ_VALUE_TRUTH, 1, UNKNOWN},
        {"d == 0.25", SZ_VALUE_TRUTH, 1, UNKNOWN},
        {"n != 7", SZ_VALUE_TRUTH, 0, UNKNOWN},
        {"state == served", SZ_VALUE_TRUTH, 1, UNKNOWN},
        {"served == state", SZ_VALUE_TRUTH, 1, UNKNOWN},
        {"state in (waiting, missed)", SZ_VALUE_TRUTH, 0, UNKNOWN},
        {"n in (1, 7)", SZ_VALUE_TRUTH, 1, UNKNOWN},
        {"排队 == '不动产'", SZ_VALUE_TRUTH, 1, UNKNOWN},
        {"排队 in ('社保', '')", SZ_VALUE_TRUTH, 0, UNKNOWN},
        {"not b", SZ_VALUE_TRUTH, 0, UNKNOWN},
        {"not not b", SZ_VALUE_TRUTH, 1, UNKNOWN},
        {"b and false", SZ_VALUE_TRUTH, 0, 0},
        {"b or true", SZ_VALUE_TRUTH, 1, 1},
        {"b or false", SZ_VALUE_TRUTH, 1, UNKNOWN},
        {"n == 1 or b and not n == 1", SZ_VALUE_TRUTH, 1, UNKNOWN},
        {"known(n) and n > 3", SZ_VALUE_TRUTH, 1, 0},
        {"n * 9223372036854775807", SZ_VALUE_NUMBER, UNKNOWN, UNKNOWN},
        {"9223372036854775807 + n", SZ_VALUE_NUMBER, UNKNOWN, UNKNOWN},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Rows hand;
        SzColumn out;
        g_autoptr(SzExpression) expression = parse(rows[i].text);
        set_hand_rows(&hand);
        g_assert_cmpint(sz_expression_type(expression), ==, rows[i].type);
        eval(expression, &hand, 2, &out);
        if (value_of(&out, rows[i].type, 0) != rows[i].known ||
            value_of(&out, rows[i].type, 1) != rows[i].unknown) {
            g_error("%s: %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT, rows[i].text,
                    value_of(&out, rows[i].type, 0), value_of(&out, rows[i].type, 1));
        }
        g_assert_cmpuint(out.known >> 2, ==, 0); /* rows that are not asked for */
    }
}

static void test_faults_say_where(void)
{
    static const struct {
        const char *text;
        gsize at;
        const char *says;
    } rows[] = {
        {"", 0, "expected a name"},
        {"n +", 3, "expected a name"},
        {"n n", 2, "expected an operator"},
        {"nn > 1", 0, "unknown name"},
        {"n > servd", 4, "unknown name"},
        {"state == servd", 9, "expected one of waiting served missed"},
        {"state < served", 0, "cannot be compared"},
        {"state == state", 9, "expected one of its choices"},
        {"state + 1", 8, "beside a choice"},
        {"n > 15min", 4, "a duration beside a number"},
        {"w > 15", 4, "a number beside a duration"},
        {"w * w", 4, "expected that one is a number"},
        {"d * d", 4, "expected that one is a number"},
        {"15 minutes", 3, "expected an operator"},
        {"15minutes", 2, "unknown unit"},
        {"1.", 1, "not a decimal"},
        {"1.0000001", 1, "not a decimal"},
        {"99999999999999999999", 0, "too large"},
        {"'open", 0, "without an end"},
        {"n and b", 0, "expected a truth"},
        {"b and", 5, "expected a name"},
        {"not n", 4, "expected a truth"},
        {"(n", 2, "expected ')'"},
        {"n in 1", 5, "expected '('"},
        {"n in (1", 7, "expected ')'"},
        {"sqrt(n)", 0, "no such function"},
        {"min(n)", 0, "no such function"},
        {"min(n, w)", 7, "beside a number"},
        {"known(n, n, n, n)", 15, "too many arguments"},
        {"if(n, 1, 2)", 3, "expected a truth"},
        {"n = 1", 2, "unknown sign"},
        {"t + 1s", 4, "beside a time"},
        {"-b", 1, "have a sign"},
        {"((((((((((((((((n))))))))))))))))", 16, "too many brackets"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzExpressionError error;
        g_autoptr(SzExpression) expression =
            sz_expression_parse(sz_slice(rows[i].text), &attributes, &error);
        if (expression != NULL || error.at != rows[i].at ||
            strstr(error.message, rows[i].says) == NULL) {
            g_error("%s: byte %zu: %s", rows[i].text, error.at, error.message);
        }
    }
}

static void test_a_name_that_is_none_is_told(void)
{
    SzExpressionError error;
    g_assert_null(sz_expression_parse(SZ_SLICE("1 < nm"), &attributes, &error));
    g_assert_true(sz_slice_is(error.unknown, "nm"));
    g_assert_null(sz_expression_parse(SZ_SLICE("1 < b"), &attributes, &error));
    g_assert_cmpuint(error.unknown.len, ==, 0);
}

static void test_long_ones_are_refused(void)
{
    g_autoptr(GString) text = g_string_new("n");
    SzExpressionError error;
    while (text->len < SZ_EXPRESSION_MAX_BYTES - 2) {
        g_string_append(text, "+n");
    }
    g_assert_null(sz_expression_parse((SzSlice){text->str, text->len}, &attributes, &error));
    g_assert_nonnull(strstr(error.message, "too long"));
    g_string_append(text, "+n+n");
    g_assert_null(sz_expression_parse((SzSlice){text->str, text->len}, &attributes, &error));
    g_assert_nonnull(strstr(error.message, "bytes"));
}

static void test_each_attribute_is_filled_once(void)
{
    g_autoptr(SzExpression) expression = parse("n + n > 1 and n < 100");
    g_assert_cmpuint(sz_expression_uses(expression), ==, 1U << N);
}

/* --- at random ----------------------------------------------------------------------------- */

/* What is true of each row, and the text that should say so. */
typedef struct {
    GString *text;
    gint64 values[SZ_BLOCK_ROWS]; /* truths: 0 or 1 */
    bool known[SZ_BLOCK_ROWS];
} Said;

static void said_free(Said *said)
{
    g_string_free(said->text, TRUE);
    g_free(said);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Said, said_free)

static Said *say_attribute(const Rows *rows, guint i)
{
    Said *said = g_new0(Said, 1);
    said->text = g_string_new(list[i].name);
    memcpy(said->values, rows->values[i], sizeof said->values);
    memcpy(said->known, rows->known[i], sizeof said->known);
    return said;
}

static Said *say_number(GRand *rand, const Rows *rows, guint depth);

static Said *say_truth(GRand *rand, const Rows *rows, guint depth)
{
    static const char *const joins[] = {"and", "or"};
    static const char *const orders[] = {"<", "<=", ">", ">=", "==", "!="};
    guint kind = depth == 0 ? 0 : (guint)g_rand_int_range(rand, 0, 4);
    if (kind == 0) {
        return say_attribute(rows, B);
    }
    bool is_join = kind == 1;
    guint which = (guint)g_rand_int_range(rand, 0, is_join ? 2 : 6);
    g_autoptr(Said) a =
        is_join ? say_truth(rand, rows, depth - 1) : say_number(rand, rows, depth - 1);
    g_autoptr(Said) b =
        is_join ? say_truth(rand, rows, depth - 1) : say_number(rand, rows, depth - 1);
    Said *said = g_new0(Said, 1);
    said->text = g_string_new(NULL);
    g_string_printf(said->text, "(%s %s %s)", a->text->str, is_join ? joins[which] : orders[which],
                    b->text->str);
    for (guint i = 0; i < SZ_BLOCK_ROWS; i++) {
        gint64 x = a->values[i];
        gint64 y = b->values[i];
        said->known[i] = a->known[i] && b->known[i];
        if (!is_join) {
            const bool holds[] = {x<y, x <= y, x> y, x >= y, x == y, x != y};
            said->values[i] = holds[which];
            continue;
        }
        gint64 deciding = which == 1; /* one that is true decides an or */
        bool is_decided = (a->known[i] && x == deciding) || (b->known[i] && y == deciding);
        said->known[i] = said->known[i] || is_decided;
        said->values[i] = is_decided ? deciding : !deciding;
    }
    return said;
}

static void join_numbers(guint which, const Said *a, const Said *b, guint i, Said *out)
{
    __int128 x = a->values[i];
    __int128 y = b->values[i];
    const __int128 results[] = {x + y, x - y, x * y, MIN(x, y), MAX(x, y)};
    __int128 result = results[which];
    bool fits = result >= G_MININT64 && result <= G_MAXINT64;
    out->known[i] = a->known[i] && b->known[i] && fits;
    out->values[i] = fits ? (gint64)result : 0;
}

static Said *say_number(GRand *rand, const Rows *rows, guint depth)
{
    static const char *const forms[][2] = {
        {"(", " + "}, {"(", " - "}, {"(", " * "}, {"min(", ", "}, {"max(", ", "}};
    guint kind = depth == 0 ? 0 : (guint)g_rand_int_range(rand, 0, 4);
    if (kind == 0) {
        return say_attribute(rows, N);
    }
    g_autoptr(Said) a = say_number(rand, rows, depth - 1);
    g_autoptr(Said) b = say_number(rand, rows, depth - 1);
    g_autoptr(Said) truth = kind == 1 ? say_truth(rand, rows, depth - 1) : NULL;
    guint which = (guint)g_rand_int_range(rand, 0, (gint32)G_N_ELEMENTS(forms));
    Said *said = g_new0(Said, 1);
    said->text = g_string_new(NULL);
    if (truth != NULL) {
        g_string_printf(said->text, "if(%s, %s, %s)", truth->text->str, a->text->str, b->text->str);
    } else {
        g_string_printf(said->text, "%s%s%s%s)", forms[which][0], a->text->str, forms[which][1],
                        b->text->str);
    }
    for (guint i = 0; i < SZ_BLOCK_ROWS; i++) {
        if (truth == NULL) {
            join_numbers(which, a, b, i, said);
            continue;
        }
        const Said *taken = truth->values[i] != 0 ? a : b;
        said->known[i] = truth->known[i] && taken->known[i];
        said->values[i] = taken->values[i];
    }
    return said;
}

static gint64 random_value(GRand *rand)
{
    switch (g_rand_int_range(rand, 0, 4)) {
    case 0:
        return (gint64)((guint64)g_rand_int(rand) << 32 | g_rand_int(rand));
    case 1:
        return g_rand_int_range(rand, -3, 4);
    default:
        return g_rand_int_range(rand, -100000, 100000);
    }
}

static void test_random_ones_row_by_row(void)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(20260301);
    guint n_tried = 0;
    for (guint round = 0; round < 4000; round++) {
        Rows rows = {0};
        SzColumn out;
        for (guint i = 0; i < SZ_BLOCK_ROWS; i++) {
            rows.values[N][i] = random_value(rand);
            rows.known[N][i] = g_rand_int_range(rand, 0, 5) > 0;
            rows.values[B][i] = g_rand_int_range(rand, 0, 2);
            rows.known[B][i] = g_rand_int_range(rand, 0, 5) > 0;
        }
        bool is_truth = g_rand_boolean(rand);
        g_autoptr(Said) said = is_truth ? say_truth(rand, &rows, 3) : say_number(rand, &rows, 3);
        if (said->text->len > SZ_EXPRESSION_MAX_BYTES) {
            continue;
        }
        guint n_rows = (guint)g_rand_int_range(rand, 1, SZ_BLOCK_ROWS + 1);
        g_autoptr(SzExpression) expression = parse(said->text->str);
        SzValueType type = is_truth ? SZ_VALUE_TRUTH : SZ_VALUE_NUMBER;
        eval(expression, &rows, n_rows, &out);
        n_tried++;
        for (guint i = 0; i < SZ_BLOCK_ROWS; i++) {
            bool is_known = i < n_rows && said->known[i];
            g_assert_cmpint((gint64)(out.known >> i & 1), ==, is_known);
            if (is_known && value_of(&out, type, i) != said->values[i]) {
                g_error("%s: row %u: %" G_GINT64_FORMAT " for %" G_GINT64_FORMAT, said->text->str,
                        i, value_of(&out, type, i), said->values[i]);
            }
        }
    }
    g_assert_cmpuint(n_tried, >, 3900);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/expression/by-hand", test_by_hand);
    g_test_add_func("/expression/faults-say-where", test_faults_say_where);
    g_test_add_func("/expression/unknown-name", test_a_name_that_is_none_is_told);
    g_test_add_func("/expression/too-long", test_long_ones_are_refused);
    g_test_add_func("/expression/uses", test_each_attribute_is_filled_once);
    g_test_add_func("/expression/random", test_random_ones_row_by_row);
    return g_test_run();
}
