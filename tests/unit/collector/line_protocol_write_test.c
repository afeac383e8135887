/* The writer against the project's vectors, and the two ways: written and read is the same. */

#include "collector/error.h"
#include "collector/line_protocol_write.h"
#include "support/lines.h"
#include "support/support.h"

#include <math.h>

static SzSlice json_slice(json_t *text)
{
    return (SzSlice){json_string_value(text), json_string_length(text)};
}

static SzLpValue value_of(json_t *json)
{
    const char *type = json_string_value(json_object_get(json, "type"));
    json_t *value = json_object_get(json, "value");
    SzLpValue out;
    if (g_str_equal(type, "float")) {
        out = (SzLpValue){.type = SZ_LP_FLOAT,
                          .as.f = json_is_string(value)
                                      ? g_ascii_strtod(json_string_value(value), NULL)
                                      : json_number_value(value)};
    } else if (g_str_equal(type, "int")) {
        out = (SzLpValue){.type = SZ_LP_INT,
                          .as.i = g_ascii_strtoll(json_string_value(value), NULL, 10)};
    } else if (g_str_equal(type, "uint")) {
        out = (SzLpValue){.type = SZ_LP_UINT,
                          .as.u = g_ascii_strtoull(json_string_value(value), NULL, 10)};
    } else if (g_str_equal(type, "bool")) {
        out = (SzLpValue){.type = SZ_LP_BOOL, .as.b = json_is_true(value)};
    } else {
        g_assert_cmpstr(type, ==, "string");
        out = (SzLpValue){.type = SZ_LP_STRING, .as.s = json_slice(value)};
    }
    return out;
}

/* The error that a vector expects, as a part of our message. */
static const char *message_part(const char *kind)
{
    static const char *const parts[][2] = {
        {"missing_measurement", "the measurement is empty"},
        {"missing_tag_key", "a tag key is empty"},
        {"missing_field_key", "a field key is empty"},
        {"not_finite", "is not finite"},
        {"trailing_backslash", "ends in a backslash"},
        {"control_char", "holds a control character"},
        {"timestamp_out_of_range", "the time is at the extremes"},
        {"missing_fields", "has no field"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(parts); i++) {
        if (g_str_equal(parts[i][0], kind)) {
            return parts[i][1];
        }
    }
    g_error("no message for %s", kind);
}

static void check_vector(json_t *vector, void *user)
{
    gsize *n = user;
    ++*n;
    g_test_message("%s", json_string_value(json_object_get(vector, "id")));
    json_t *json = json_object_get(vector, "point");
    SzLpTag tags[8];
    SzLpField fields[8];
    SzLpPoint point = {.measurement = json_slice(json_object_get(json, "measurement")),
                       .tags = tags,
                       .fields = fields};
    const char *key = NULL;
    json_t *value = NULL;
    json_object_foreach(json_object_get(json, "tags"), key, value)
    {
        tags[point.n_tags++] = (SzLpTag){sz_slice(key), json_slice(value)};
    }
    json_object_foreach(json_object_get(json, "fields"), key, value)
    {
        fields[point.n_fields++] = (SzLpField){sz_slice(key), value_of(value)};
    }
    json_t *time_ns = json_object_get(json, "time_ns");
    point.has_time = json_is_string(time_ns);
    if (point.has_time) {
        point.time_ns = g_ascii_strtoll(json_string_value(time_ns), NULL, 10);
    }
    SzLpWriteOptions options = {0};
    const char *precision = json_string_value(json_object_get(vector, "precision"));
    g_assert_true(sz_lp_precision_parse(sz_slice(precision), &options.ns_per_unit));

    json_t *expect = json_object_get(vector, "expect");
    g_autoptr(GString) text = g_string_new("before\n");
    g_autoptr(GError) error = NULL;
    if (json_object_get(expect, "error") != NULL) {
        const char *kind = json_string_value(json_object_get(expect, "error"));
        g_assert_false(sz_lp_write_with(text, &point, &options, &error));
        g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX);
        g_assert_nonnull(strstr(error->message, message_part(kind)));
        g_assert_cmpstr(text->str, ==, "before\n");
    } else {
        g_assert_true(sz_lp_write_with(text, &point, &options, &error));
        g_assert_no_error(error);
        g_autofree char *wanted =
            g_strdup_printf("before\n%s\n", json_string_value(json_object_get(expect, "line")));
        g_assert_cmpstr(text->str, ==, wanted);
    }
}

static void test_vectors(void)
{
    gsize n = 0;
    test_each_json_line("line_protocol/encode.jsonl", check_vector, &n);
    g_assert_cmpuint(n, ==, 34);
}

/* --- there and back --- */

typedef struct {
    GString *meaning;
    GString *written;
    gsize n_refused;
} Both;

static int compare_fields(gconstpointer a, gconstpointer b)
{
    return sz_slice_compare(((const SzLpField *)a)->key, ((const SzLpField *)b)->key);
}

/* The quick way writes what the careful one does. */
static void assert_same_carefully(const SzLpPoint *point, SzSlice written)
{
    SzLpPoint unknown = *point;
    unknown.is_plain = false;
    g_autoptr(GString) carefully = g_string_new(NULL);
    g_assert_true(sz_lp_write(carefully, &unknown, 77, NULL));
    lines_assert_same(written, lines_slice(carefully));
}

static void on_point(const SzLpPoint *point, void *user)
{
    Both *both = user;
    gsize len = both->written->len;
    if (!sz_lp_write(both->written, point, 77, NULL)) {
        g_assert_cmpuint(both->written->len, ==, len);
        both->n_refused++;
        return;
    }
    assert_same_carefully(point, (SzSlice){both->written->str + len, both->written->len - len});
    g_autofree SzLpField *fields = g_memdup2(point->fields, point->n_fields * sizeof *fields);
    qsort(fields, point->n_fields, sizeof *fields, compare_fields);
    SzLpPoint sorted = *point;
    sorted.fields = fields;
    sorted.time_ns = point->has_time ? point->time_ns : 77;
    sorted.has_time = true;
    lines_append_meaning(both->meaning, &sorted);
    g_string_append_c(both->meaning, '\n');
}

/* Writes every point of @body, reads and writes that again: the same points, the same bytes. */
static gsize check_back(const char *body, gsize len, gint64 ns_per_unit)
{
    Both first = {g_string_new(NULL), g_string_new(NULL), 0};
    Both second = {g_string_new(NULL), g_string_new(NULL), 0};
    sz_lp_parse(NULL, ns_per_unit, (SzSlice){body, len}, (SzLpSink){on_point, NULL, &first});
    sz_lp_parse(NULL, 1, lines_slice(first.written), (SzLpSink){on_point, NULL, &second});
    lines_assert_same(lines_slice(first.meaning), lines_slice(second.meaning));
    lines_assert_same(lines_slice(first.written), lines_slice(second.written));
    g_string_free(first.meaning, TRUE);
    g_string_free(first.written, TRUE);
    g_string_free(second.meaning, TRUE);
    g_string_free(second.written, TRUE);
    return first.n_refused;
}

static void check_vector_back(json_t *vector, void *user)
{
    gsize *n_refused = user;
    json_t *text = json_object_get(vector, "line");
    text = text != NULL ? text : json_object_get(vector, "body");
    gint64 ns = 0;
    const char *precision = json_string_value(json_object_get(vector, "precision"));
    g_assert_true(sz_lp_precision_parse(sz_slice(precision), &ns));
    if (text != NULL) {
        *n_refused += check_back(json_string_value(text), json_string_length(text), ns);
    }
}

static void test_vectors_back(void)
{
    gsize n_refused = 0;
    test_each_json_line("line_protocol/decode.jsonl", check_vector_back, &n_refused);
    g_assert_cmpuint(n_refused, ==, 0);
}

static void append_random_name(GString *text, bool is_measurement)
{
    static const char *const parts[] = {
        "a", "b\\", "\\,", "\\ ", "\\=", "\\\"", "\"", "中", "\\\\", "#"};
    g_string_append_c(text, is_measurement ? 'm' : 'k');
    for (gint32 n = g_test_rand_int_range(0, 5); n > 0; n--) {
        g_string_append(text, parts[g_test_rand_int_range(0, G_N_ELEMENTS(parts))]);
    }
    g_string_append_c(text, 'z');
}

static void append_random_value(GString *text)
{
    switch (g_test_rand_int_range(0, 6)) {
    case 0:
        g_string_append_printf(text, "%d.%de%d", g_test_rand_int_range(0, 1000),
                               g_test_rand_int_range(0, 100000), g_test_rand_int_range(-300, 300));
        break;
    case 1:
        g_string_append_printf(text, "%di", g_test_rand_int());
        break;
    case 2:
        g_string_append_printf(text, "%uu", (guint)g_test_rand_int());
        break;
    case 3:
        g_string_append(text, g_test_rand_bit() ? "T" : "false");
        break;
    case 4:
        g_string_append_printf(text, "%.17g", g_test_rand_double() / 3e5);
        break;
    default:
        g_string_append_c(text, '"');
        append_random_name(text, false);
        g_string_append(text, "\n\\\\\\\"中\"");
        break;
    }
}

static void test_random_back(void)
{
    for (int round = 0; round < 3000; round++) {
        g_autoptr(GString) body = g_string_new(NULL);
        append_random_name(body, true);
        for (gint32 n = g_test_rand_int_range(0, 50); n > 0; n--) {
            g_string_append_c(body, ',');
            append_random_name(body, false);
            g_string_append_printf(body, "%d=", n);
            append_random_name(body, false);
        }
        gint32 n_fields = g_test_rand_int_range(1, 50);
        for (gint32 n = n_fields; n > 0; n--) {
            g_string_append_c(body, n == n_fields ? ' ' : ',');
            append_random_name(body, false);
            g_string_append_printf(body, "%d=", n);
            append_random_value(body);
        }
        g_assert_cmpuint(check_back(body->str, body->len, 1), ==, 0);
    }
}

/* --- what cannot be written --- */

static void test_refused(void)
{
    const SzLpField good[] = {{SZ_SLICE("v"), {.type = SZ_LP_BOOL, .as.b = true}}};
    const SzLpField twice[] = {good[0], good[0]};
    const SzLpField time_field[] = {{SZ_SLICE("time"), {.type = SZ_LP_BOOL, .as.b = true}}};
    const SzLpField bad_text[] = {
        {SZ_SLICE("v"), {.type = SZ_LP_STRING, .as.s = SZ_SLICE("\xff")}}};
    const SzLpField not_a_number[] = {{SZ_SLICE("v"), {.type = SZ_LP_FLOAT, .as.f = NAN}}};
    const SzLpTag time_tag[] = {{SZ_SLICE("time"), SZ_SLICE("x")}};
    const SzLpTag bad_tag[] = {{SZ_SLICE("t"), SZ_SLICE("\xc3")}};
    const SzLpPoint points[] = {
        {.measurement = SZ_SLICE("#m"), .fields = good, .n_fields = 1},
        {.measurement = SZ_SLICE("\xef\xbb\xbfm"), .fields = good, .n_fields = 1},
        {.measurement = SZ_SLICE("m\n"), .fields = good, .n_fields = 1},
        {.measurement = SZ_SLICE("m"), .fields = good, .n_fields = 0},
        {.measurement = SZ_SLICE("m"), .fields = twice, .n_fields = 2},
        {.measurement = SZ_SLICE("m"), .fields = time_field, .n_fields = 1},
        {.measurement = SZ_SLICE("m"), .fields = bad_text, .n_fields = 1},
        {.measurement = SZ_SLICE("m"), .fields = not_a_number, .n_fields = 1},
        {.measurement = SZ_SLICE("m"),
         .tags = time_tag,
         .n_tags = 1,
         .fields = good,
         .n_fields = 1},
        {.measurement = SZ_SLICE("m"), .tags = bad_tag, .n_tags = 1, .fields = good, .n_fields = 1},
        {.measurement = SZ_SLICE("m"),
         .fields = good,
         .n_fields = 1,
         .has_time = true,
         .time_ns = -G_MAXINT64},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(points); i++) {
        g_autoptr(GError) error = NULL;
        g_autoptr(GString) text = g_string_new("x");
        g_assert_false(sz_lp_write(text, &points[i], 0, &error));
        g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX);
        g_assert_cmpstr(text->str, ==, "x");
    }
}

/* --- floats --- */

static void test_float_layout(void)
{
    /* As a JavaScript console prints them. */
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        {0, "0"},
        {-0.0, "-0"},
        {1, "1"},
        {-12.5, "-12.5"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {1e20, "100000000000000000000"},
        {1e21, "1e+21"},
        {123456789012345680000.0, "123456789012345680000"},
        {0.000001, "0.000001"},
        {0.0000001, "1e-7"},
        {1.5e-9, "1.5e-9"},
        {5e-324, "5e-324"},
        {2.5e-323, "2.5e-323"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {9007199254740993.0, "9007199254740992"},
        {1e15, "1000000000000000"},
        {123456.789012, "123456.789012"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        char text[SZ_LP_FLOAT_TEXT];
        g_assert_cmpuint(sz_lp_float_format(rows[i].value, text), ==, strlen(rows[i].text));
        g_assert_cmpstr(text, ==, rows[i].text);
    }
}

/* Digits of a number's text, without zeros at either end. */
static gsize count_digits(const char *text)
{
    gsize n = 0;
    gsize n_zeros = 0;
    for (const char *at = text; *at != '\0' && *at != 'e'; at++) {
        if (g_ascii_isdigit(*at) && (n > 0 || *at != '0')) {
            n_zeros = *at == '0' ? n_zeros + 1 : 0;
            n++;
        }
    }
    return n - n_zeros;
}

static bool is_same(double a, double b)
{
    return a == b && signbit(a) == signbit(b);
}

/* Reads back exactly, and no text with a digit less does. */
static void check_shortest(double value)
{
    char text[SZ_LP_FLOAT_TEXT];
    (void)sz_lp_float_format(value, text);
    g_assert_true(is_same(g_ascii_strtod(text, NULL), value));
    gsize n_digits = count_digits(text);
    if (n_digits > 1) {
        char format[16];
        char shorter[64];
        (void)g_snprintf(format, sizeof format, "%%.%zug", n_digits - 1);
        (void)g_ascii_formatd(shorter, sizeof shorter, format, value);
        g_assert_false(is_same(g_ascii_strtod(shorter, NULL), value));
    }
}

static void test_float_shortest(void)
{
    static const double divisors[] = {1, 10, 100, 1000, 3};
    for (int round = 0; round < 25000; round++) {
        guint64 bits = ((guint64)(guint32)g_test_rand_int() << 32) | (guint32)g_test_rand_int();
        double value = 0;
        memcpy(&value, &bits, sizeof value);
        if (isfinite(value)) {
            check_shortest(value);
        }
        check_shortest(g_test_rand_int_range(-1000000, 1000000) / divisors[round % 5]);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/line-protocol-write/vectors", test_vectors);
    g_test_add_func("/collector/line-protocol-write/vectors-there-and-back", test_vectors_back);
    g_test_add_func("/collector/line-protocol-write/random-points-there-and-back",
                    test_random_back);
    g_test_add_func("/collector/line-protocol-write/what-would-not-read-back-is-refused",
                    test_refused);
    g_test_add_func("/collector/line-protocol-write/floats-are-laid-out-as-ecmascript",
                    test_float_layout);
    g_test_add_func("/collector/line-protocol-write/floats-are-shortest", test_float_shortest);
    return g_test_run();
}
