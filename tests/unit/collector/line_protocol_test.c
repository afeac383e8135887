/* The parser against the project's vectors, cut everywhere, and against its limits. */

#include "collector/line_protocol_internal.h"
#include "support/lines.h"
#include "support/support.h"

typedef struct {
    GString *text;
    gsize n_points;
    gsize n_errors;
    SzLpKind kind; /* of the last error */
    guint64 line;
    gsize column;
    char message[160];
} Seen;

static void on_point(const SzLpPoint *point, void *user)
{
    Seen *seen = user;
    seen->n_points++;
    lines_on_point(point, seen->text);
}

static void on_error(const SzLpError *error, void *user)
{
    Seen *seen = user;
    seen->n_errors++;
    seen->kind = error->kind;
    seen->line = error->line;
    seen->column = error->column;
    g_strlcpy(seen->message, error->message, sizeof seen->message);
    lines_on_error(error, seen->text);
}

static Seen see(const SzLpLimits *limits, gint64 ns, const char *body, gsize len)
{
    Seen seen = {.text = g_string_new(NULL)};
    sz_lp_parse(limits, ns, (SzSlice){body, len}, (SzLpSink){on_point, on_error, &seen});
    return seen;
}

static void forget(Seen *seen)
{
    g_string_free(seen->text, TRUE);
}

/* --- vectors --- */

static GBytes *vector_body(json_t *vector)
{
    static const char *const plain[] = {"line", "body"};
    static const char *const coded[] = {"line_b64", "body_b64"};
    for (gsize i = 0; i < 2; i++) {
        json_t *text = json_object_get(vector, plain[i]);
        if (text != NULL) {
            return g_bytes_new(json_string_value(text), json_string_length(text));
        }
        text = json_object_get(vector, coded[i]);
        if (text != NULL) {
            gsize len = 0;
            guchar *bytes = g_base64_decode(json_string_value(text), &len);
            return g_bytes_new_take(bytes, len);
        }
    }
    g_assert_not_reached();
}

static gint64 vector_precision(json_t *vector)
{
    gint64 ns = 0;
    const char *name = json_string_value(json_object_get(vector, "precision"));
    g_assert_true(sz_lp_precision_parse(sz_slice(name), &ns));
    return ns;
}

typedef struct {
    json_t *expected; /* borrowed; list of points */
    json_t *errors;   /* borrowed; list, or NULL */
    json_t *kinds;    /* borrowed; the point's error object, or NULL */
    gsize n_points;
    gsize n_errors;
    const char *id;
} Vector;

static void expect_text(json_t *expected, SzSlice text)
{
    g_assert_nonnull(expected);
    lines_assert_same((SzSlice){json_string_value(expected), json_string_length(expected)}, text);
}

static void expect_value(json_t *expected, const SzLpValue *value)
{
    static const char *const types[] = {"float", "int", "uint", "bool", "string"};
    g_assert_cmpstr(json_string_value(json_object_get(expected, "type")), ==, types[value->type]);
    json_t *wanted = json_object_get(expected, "value");
    guint64 bits = 0;
    switch (value->type) {
    case SZ_LP_FLOAT:
        memcpy(&bits, &value->as.f, sizeof bits);
        g_assert_cmphex(
            bits, ==,
            g_ascii_strtoull(json_string_value(json_object_get(expected, "bits")), NULL, 16));
        break;
    case SZ_LP_INT:
        g_assert_cmpint(value->as.i, ==, g_ascii_strtoll(json_string_value(wanted), NULL, 10));
        break;
    case SZ_LP_UINT:
        g_assert_cmpuint(value->as.u, ==, g_ascii_strtoull(json_string_value(wanted), NULL, 10));
        break;
    case SZ_LP_BOOL:
        g_assert_cmpint(value->as.b, ==, json_is_true(wanted));
        break;
    case SZ_LP_STRING:
        expect_text(wanted, value->as.s);
        break;
    }
}

static void expect_point(const SzLpPoint *point, void *user)
{
    Vector *vector = user;
    json_t *expected = json_array_get(vector->expected, vector->n_points++);
    if (expected == NULL) {
        g_error("%s: a point too many", vector->id);
    }
    expect_text(json_object_get(expected, "measurement"), point->measurement);
    g_assert_cmpuint(json_object_size(json_object_get(expected, "tags")), ==, point->n_tags);
    for (gsize i = 0; i < point->n_tags; i++) {
        json_t *tag = json_object_getn(json_object_get(expected, "tags"), point->tags[i].key.data,
                                       point->tags[i].key.len);
        expect_text(tag, point->tags[i].value);
        g_assert_true(i == 0 || sz_slice_compare(point->tags[i - 1].key, point->tags[i].key) < 0);
    }
    g_assert_cmpuint(json_object_size(json_object_get(expected, "fields")), ==, point->n_fields);
    for (gsize i = 0; i < point->n_fields; i++) {
        const SzLpField *field = &point->fields[i];
        json_t *wanted =
            json_object_getn(json_object_get(expected, "fields"), field->key.data, field->key.len);
        expect_value(wanted, &field->value);
    }
    json_t *time_ns = json_object_get(expected, "time_ns");
    g_assert_cmpint(point->has_time, ==, json_is_string(time_ns));
    if (point->has_time) {
        g_assert_cmpint(point->time_ns, ==, g_ascii_strtoll(json_string_value(time_ns), NULL, 10));
    }
}

static bool is_kind_expected(json_t *kinds, const char *kind)
{
    bool is_expected = g_str_equal(json_string_value(json_object_get(kinds, "error")), kind);
    gsize i = 0;
    json_t *also = NULL;
    json_array_foreach(json_object_get(kinds, "also_ok"), i, also)
    {
        is_expected |= g_str_equal(json_string_value(also), kind);
    }
    return is_expected;
}

static void expect_error(const SzLpError *error, void *user)
{
    Vector *vector = user;
    gsize i = vector->n_errors++;
    if (vector->kinds != NULL && !is_kind_expected(vector->kinds, sz_lp_kind_name(error->kind))) {
        g_error("%s: kind %s (%s)", vector->id, sz_lp_kind_name(error->kind), error->message);
    }
    if (vector->errors != NULL) {
        json_t *line = json_object_get(json_array_get(vector->errors, i), "line");
        g_assert_cmpuint(error->line, ==, (guint64)json_integer_value(line));
    }
    g_assert_cmpuint(error->column, <=, error->raw.len + 1);
    g_assert_true(g_utf8_validate(error->message, -1, NULL));
}

static void check_vector(json_t *json, void *user)
{
    gsize *n = user;
    ++*n;
    json_t *expect = json_object_get(json, "expect");
    Vector vector = {.id = json_string_value(json_object_get(json, "id"))};
    json_t *single = json_array();
    gsize n_errors = 0;
    if (json_object_get(expect, "points") != NULL) {
        vector.expected = json_object_get(expect, "points");
        vector.errors = json_object_get(expect, "errors");
        n_errors = json_array_size(vector.errors);
    } else if (json_object_get(expect, "error") != NULL) {
        vector.expected = single;
        vector.kinds = expect;
        n_errors = 1;
    } else {
        json_array_append(single, expect);
        vector.expected = single;
    }
    g_test_message("%s", vector.id);
    g_autoptr(GBytes) body = vector_body(json);
    gsize len = 0;
    const char *data = g_bytes_get_data(body, &len);
    sz_lp_parse(NULL, vector_precision(json), (SzSlice){data, len},
                (SzLpSink){expect_point, expect_error, &vector});
    g_assert_cmpuint(vector.n_points, ==, json_array_size(vector.expected));
    g_assert_cmpuint(vector.n_errors, ==, n_errors);
    json_decref(single);
}

static void test_vectors(void)
{
    gsize n = 0;
    test_each_json_line("line_protocol/decode.jsonl", check_vector, &n);
    g_assert_cmpuint(n, ==, 359);
}

/* --- cuts --- */

/* Feeds copies of the pieces, so that reading past one is seen, and nothing is borrowed for long. */
static void feed_piece(SzLpParser *parser, const char *data, gsize len)
{
    char *copy = g_malloc(len + 1);
    memcpy(copy, data, len);
    sz_lp_parser_feed(parser, copy, len);
    memset(copy, '"', len + 1);
    g_free(copy);
}

static void check_cut_once(SzLpParser *parser, GString *text, const GString *whole,
                           const char *data, gsize len, gsize cut)
{
    g_string_truncate(text, 0);
    feed_piece(parser, data, cut);
    feed_piece(parser, data + cut, len - cut);
    sz_lp_parser_finish(parser);
    lines_assert_same(lines_slice(text), lines_slice(whole));
}

static void check_cut_often(SzLpParser *parser, GString *text, const GString *whole,
                            const char *data, gsize len, gint32 piece_max)
{
    g_string_truncate(text, 0);
    for (gsize at = 0; at < len;) {
        gsize n = (gsize)g_test_rand_int_range(1, piece_max + 1);
        n = MIN(n, len - at);
        feed_piece(parser, data + at, n);
        at += n;
    }
    sz_lp_parser_finish(parser);
    lines_assert_same(lines_slice(text), lines_slice(whole));
}

/* The grammar alone says what the quick way and it say together. */
static void check_carefully(const SzLpLimits *limits, gint64 ns, SzSlice body, const GString *whole)
{
    g_autoptr(GString) careful = g_string_new(NULL);
    g_autoptr(SzLpParser) parser = sz_lp_parser_new(limits, ns, lines_sink(careful));
    sz_lp_parser_be_careful(parser);
    sz_lp_parser_feed(parser, body.data, body.len);
    sz_lp_parser_finish(parser);
    lines_assert_same(lines_slice(whole), lines_slice(careful));
}

static void check_cuts(const SzLpLimits *limits, gint64 ns, const char *data, gsize len)
{
    g_autoptr(GString) whole = g_string_new(NULL);
    g_autoptr(GString) text = g_string_new(NULL);
    sz_lp_parse(limits, ns, (SzSlice){data, len}, lines_sink(whole));
    check_carefully(limits, ns, (SzSlice){data, len}, whole);
    g_autoptr(SzLpParser) parser = sz_lp_parser_new(limits, ns, lines_sink(text));
    gsize stride = len > 2000 ? len / 20 : 1;
    for (gsize cut = 0; cut <= len; cut += stride) {
        check_cut_once(parser, text, whole, data, len, cut);
    }
    check_cut_often(parser, text, whole, data, len, 1);
    check_cut_often(parser, text, whole, data, len, 3);
    check_cut_often(parser, text, whole, data, len, 40);
}

static void cut_vector(json_t *json, void *user)
{
    GString *all = user;
    g_test_message("%s", json_string_value(json_object_get(json, "id")));
    g_autoptr(GBytes) body = vector_body(json);
    gsize len = 0;
    const char *data = g_bytes_get_data(body, &len);
    check_cuts(NULL, vector_precision(json), data, len);
    if (len < 1000) {
        const SzLpLimits small = {.line_max_bytes = 12, .tags_max = 3, .fields_max = 3};
        check_cuts(&small, vector_precision(json), data, len);
        g_string_append_len(all, data, (gssize)len);
        g_string_append_c(all, '\n');
    }
}

static void test_cuts(void)
{
    g_autoptr(GString) all = g_string_new(NULL);
    test_each_json_line("line_protocol/decode.jsonl", cut_vector, all);
    check_cuts(NULL, 1, all->str, all->len);
    const SzLpLimits small = {.line_max_bytes = 30, .tags_max = 3, .fields_max = 3};
    check_cuts(&small, 1, all->str, all->len);
}

/* Bodies made of the bytes that mean something. */
static void test_random_cuts(void)
{
    static const char *const parts[] = {"m",    ",",    "t",       "=",
                                        "\"",   "\\",   " ",       "\n",
                                        "v",    "1",    "#",       "\r",
                                        "\t",   "time", "t=a",     "v=1",
                                        "=\"",  "\"\n", "2i",      "\xe4\xb8\xad",
                                        "\xe4", "\0",   "m v=1\n", "m,t=\"a b=\"x"};
    for (int round = 0; round < 3000; round++) {
        g_autoptr(GString) body = g_string_new(NULL);
        gint32 n = g_test_rand_int_range(1, 40);
        for (gint32 i = 0; i < n; i++) {
            g_string_append(body, parts[g_test_rand_int_range(0, G_N_ELEMENTS(parts))]);
        }
        const SzLpLimits small = {
            .line_max_bytes = (gsize)g_test_rand_int_range(1, 50), .tags_max = 2, .fields_max = 2};
        check_cuts(round % 2 == 0 ? NULL : &small, 1, body->str, body->len);
    }
}

/* --- what the vectors do not say --- */

typedef struct {
    const char *name;
    const char *body;
    const char *expected; /* as lines_sink() writes it */
} Case;

static const Case cases[] = {
    {"a byte order mark at the start of the body is no part of it", "\xef\xbb\xbfm v=1i 5\n",
     "point 1 1:m 1:v=1i @5 raw 8:m v=1i 5\n"},
    {"only at the start", "m v=1i\n\xef\xbb\xbfm v=1i",
     "point 1 1:m 1:v=1i raw 6:m v=1i\n"
     "point 2 4:\xef\xbb\xbfm 1:v=1i raw 9:\xef\xbb\xbfm v=1i\n"},
    {"tags are sorted", "m,b=2,a=1,c=3 v=1i",
     "point 1 1:m,1:a=1:1,1:b=1:2,1:c=1:3 1:v=1i raw 18:"
     "m,b=2,a=1,c=3 v=1i\n"},
    {"of a field given twice the last value stays in the first place", "m a=1i,b=2i,a=3i",
     "point 1 1:m 1:a=3i 1:b=2i raw 16:m a=1i,b=2i,a=3i\n"},
    {"a field called time is dropped when there is another", "m time=5,v=1i",
     "point 1 1:m 1:v=1i raw 13:m time=5,v=1i\n"},
    {"a tab before the end is white space after a space", "m v=1i \t\n",
     "point 1 1:m 1:v=1i raw 8:m v=1i \t\n"},
    {"but not after the timestamp", "m v=1i 5 \t",
     "error 1:10 trailing_data: found '?', expected the end of the line after the timestamp "
     "raw 10:m v=1i 5 \t\n"},
    {"a backslash before a letter stays", "a\\b,c\\d=e\\f g\\h=\"i\\j\"",
     "point 1 3:a\\b,3:c\\d=3:e\\f 3:g\\h=3:i\\j raw 21:a\\b,c\\d=e\\f g\\h=\"i\\j\"\n"},
    {"long runs of digits are not shown", "m v=13800138000x",
     "error 1:5 invalid_number: found '#x', expected a number, true, false or a string in double "
     "quotes raw 16:m v=13800138000x\n"},
    {"nor in part", "m,13800138000",
     "error 1:14 missing_tag_value: found the end of the line, expected '=' and a value after the "
     "tag key raw 13:m,13800138000\n"},
    {"a string that does not close was none when the line was bad before",
     "m v=bad,s=\"a\nm v=1i\n",
     "error 1:5 invalid_field_value: found 'bad,s=\"a', expected a number, true, false or a string "
     "in double quotes raw 12:m v=bad,s=\"a\npoint 2 1:m 1:v=1i raw 6:m v=1i\n"},
    {"text inside a string of a bad line is no point", "m v=bad,s=\"a\nm v=1i\n\"\nm v=2i",
     "error 1:5 invalid_field_value: found 'bad,s=\"a', expected a number, true, false or a string "
     "in double quotes raw 21:m v=bad,s=\"a\nm v=1i\n\"\npoint 4 1:m 1:v=2i raw 6:m v=2i\n"},
    {"bad UTF-8 in a string does not hide its end", "m s=\"\xff\nm v=1i\n\"\nm v=2i",
     "error 1:6 invalid_utf8: found '?', expected UTF-8 raw 15:m s=\"\xff\nm v=1i\n\"\n"
     "point 4 1:m 1:v=2i raw 6:m v=2i\n"},
};

static void test_case(gconstpointer data)
{
    const Case *the_case = data;
    Seen seen = see(NULL, 1, the_case->body, strlen(the_case->body));
    g_assert_cmpstr(seen.text->str, ==, the_case->expected);
    forget(&seen);
    check_cuts(NULL, 1, the_case->body, strlen(the_case->body));
}

static void test_line_limit(void)
{
    const SzLpLimits limits = {.line_max_bytes = 6, .tags_max = 9, .fields_max = 9};
    static const struct {
        const char *body;
        gsize n_points;
        gsize n_errors;
    } rows[] = {
        {"m v=1i", 1, 0},
        {"m v=1i\n", 1, 0},
        {"m v=1i\r\n", 1, 0},
        {"m v=1i\r", 1, 0},
        {"m v=12i", 0, 1},
        {"m v=12i\n", 0, 1},
        {"m v=12i\nm v=1i", 1, 1},
        {"m v=12i\r\nm v=1i\r\n", 1, 1},
        {"# a long comment\nm v=1i", 1, 0}, /* comments are not limited */
        {"m s=\"a\nb\"\nm v=1i", 1, 1},
        {"m s=\"a=\"\nm v=1i\nx=\"", 1, 2}, /* the limit falls right before a closing quote */
        {"m s=\"abcdef\nm v=1i\n", 0, 1},   /* an open string takes the rest with it */
        {"mmmmmmmmm\nm v=1i\n", 1, 1},
        {"mmmmmmmmm v=\"\nx\"\nm v=1i\n", 1, 1},
        {"x =\"abcdefgh\nm v=1i\n", 1, 1}, /* refused before, and open over the limit */
        {"x =\"abcdefgh\"\nm v=1i\n", 1, 1},
        {"x =1\nm v=1i\n", 1, 1},
        {"         \nm v=1i\n", 1, 1}, /* white space counts */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Seen seen = see(&limits, 1, rows[i].body, strlen(rows[i].body));
        g_test_message("%s", rows[i].body);
        g_assert_cmpuint(seen.n_points, ==, rows[i].n_points);
        g_assert_cmpuint(seen.n_errors, ==, rows[i].n_errors);
        forget(&seen);
        check_cuts(&limits, 1, rows[i].body, strlen(rows[i].body));
    }
}

/* measurement + tags + field key: 65,535 bytes are taken, one more is not. */
static void test_key_limit(void)
{
    for (gsize extra = 0; extra <= 1; extra++) {
        g_autoptr(GString) body = g_string_new("m,t=");
        for (gsize i = 0; i < 65535 - 4 - 3 + extra; i++) {
            g_string_append_c(body, 'x');
        }
        g_string_append(body, " key=1");
        Seen seen = see(NULL, 1, body->str, body->len);
        g_assert_cmpuint(seen.n_points, ==, 1 - extra);
        g_assert_true(extra == 0 || seen.kind == SZ_LP_TOO_LONG);
        forget(&seen);
    }
}

/* Many tags and fields, in every order, some given twice: as a table of the obvious kind says. */
static void test_many(void)
{
    for (int round = 0; round < 200; round++) {
        gint32 n = g_test_rand_int_range(1, 120);
        bool has_repeat = round % 3 == 0;
        g_autoptr(GString) body = g_string_new("m");
        g_autoptr(GHashTable) used = g_hash_table_new(NULL, NULL);
        bool has_duplicate = false;
        for (gint32 i = 0; i < n; i++) {
            int key = g_test_rand_int_range(0, has_repeat ? 1000 : 100000000);
            has_duplicate |= !g_hash_table_add(used, GINT_TO_POINTER(key));
            g_string_append_printf(body, ",k%d=%d", key, i);
        }
        g_autoptr(GHashTable) last = g_hash_table_new(NULL, NULL);
        for (gint32 i = 0; i < n; i++) {
            int key = g_test_rand_int_range(0, 100);
            g_hash_table_insert(last, GINT_TO_POINTER(key), GINT_TO_POINTER(i));
            g_string_append_printf(body, "%cf%d=%di", i == 0 ? ' ' : ',', key, i);
        }
        Seen seen = see(NULL, 1, body->str, body->len);
        g_assert_cmpuint(seen.n_points, ==, has_duplicate ? 0 : 1);
        g_assert_true(!has_duplicate || seen.kind == SZ_LP_DUPLICATE_TAG);
        GHashTableIter iter;
        gpointer key = NULL;
        gpointer value = NULL;
        g_hash_table_iter_init(&iter, last);
        while (!has_duplicate && g_hash_table_iter_next(&iter, &key, &value)) {
            g_autofree char *name = g_strdup_printf("f%d", GPOINTER_TO_INT(key));
            g_autofree char *text =
                g_strdup_printf(" %zu:%s=%di", strlen(name), name, GPOINTER_TO_INT(value));
            g_assert_nonnull(strstr(seen.text->str, text));
        }
        forget(&seen);
    }
}

static void test_type_conflict_far_apart(void)
{
    g_autoptr(GString) body = g_string_new("m f=1");
    for (int i = 0; i < 60; i++) {
        g_string_append_printf(body, ",f%d=1", i);
    }
    g_string_append(body, ",f=1i 5");
    Seen seen = see(NULL, 1, body->str, body->len);
    g_assert_cmpuint(seen.n_points, ==, 0);
    g_assert_cmpint(seen.kind, ==, SZ_LP_FIELD_TYPE_CONFLICT);
    forget(&seen);
}

static void test_counts_are_limited(void)
{
    const SzLpLimits limits = {.line_max_bytes = 100, .tags_max = 2, .fields_max = 2};
    static const struct {
        const char *body;
        SzLpKind kind;
    } rows[] = {
        {"m,a=1,b=2 c=1,d=2", SZ_LP_OK},
        {"m,a=1,b=2,c=3 d=1", SZ_LP_TOO_LONG},
        {"m a=1,b=2,c=3", SZ_LP_TOO_LONG},
        {"m a=1,b=2,a=3", SZ_LP_OK},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        Seen seen = see(&limits, 1, rows[i].body, strlen(rows[i].body));
        g_assert_cmpint(seen.kind, ==, rows[i].kind);
        forget(&seen);
    }
}

/* Doubles against the C library, through both ways of reading one. */
static void test_floats(void)
{
    for (int round = 0; round < 20000; round++) {
        char number[64];
        switch (round % 4) {
        case 0:
            (void)g_snprintf(number, sizeof number, "%d.%d", g_test_rand_int_range(0, 100000),
                             g_test_rand_int_range(0, 100000));
            break;
        case 1:
            (void)g_snprintf(number, sizeof number, "-%u%ue%d", (guint)g_test_rand_int(),
                             (guint)g_test_rand_int(), g_test_rand_int_range(-40, 40));
            break;
        case 2:
            (void)g_snprintf(number, sizeof number, ".%u%uE-%d", (guint)g_test_rand_int(),
                             (guint)g_test_rand_int(), g_test_rand_int_range(0, 330));
            break;
        default:
            (void)g_snprintf(number, sizeof number, "%.17g", g_test_rand_double_range(-1e9, 1e9));
            break;
        }
        double expected = g_ascii_strtod(number, NULL);
        guint64 bits = 0;
        memcpy(&bits, &expected, sizeof bits);
        g_autofree char *body = g_strdup_printf("m v=%s", number);
        g_autofree char *text = g_strdup_printf(
            "point 1 1:m 1:v=f%016" G_GINT64_MODIFIER "x raw %zu:%s\n", bits, strlen(body), body);
        Seen seen = see(NULL, 1, body, strlen(body));
        g_assert_cmpstr(seen.text->str, ==, text);
        forget(&seen);
    }
}

static void test_precision(void)
{
    static const struct {
        const char *name;
        gint64 ns;
    } rows[] = {{"", 1},
                {"n", 1},
                {"ns", 1},
                {"u", 1000},
                {"us", 1000},
                {"ms", 1000000},
                {"s", 1000000000},
                {"m", G_GINT64_CONSTANT(60000000000)},
                {"h", G_GINT64_CONSTANT(3600000000000)}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        gint64 ns = 0;
        g_assert_true(sz_lp_precision_parse(sz_slice(rows[i].name), &ns));
        g_assert_cmpint(ns, ==, rows[i].ns);
    }
    gint64 untouched = 7;
    g_assert_false(sz_lp_precision_parse(sz_slice("d"), &untouched));
    g_assert_false(sz_lp_precision_parse(sz_slice("S"), &untouched));
    g_assert_cmpint(untouched, ==, 7);
}

/* A megabyte fed a byte at a time, in shapes that would be slow if a record were parsed anew for
 * every piece: the test's time limit is the claim. */
static void test_drip(void)
{
    static const char *const shapes[] = {"\n", "\\\"\n", "k\\=\"b=\"\n\",", "m v=bad,s=\"\n",
                                         "=\"\n"};
    for (gsize shape = 0; shape < G_N_ELEMENTS(shapes); shape++) {
        g_autoptr(GString) body = g_string_new(shape == 2 ? "m,t=\"a " : "m,t=\"a b=\"");
        while (body->len < 300000) {
            g_string_append(body, shapes[shape]);
        }
        g_autoptr(GString) text = g_string_new(NULL);
        g_autoptr(SzLpParser) parser = sz_lp_parser_new(NULL, 1, lines_sink(text));
        for (gsize i = 0; i < body->len; i++) {
            sz_lp_parser_feed(parser, body->str + i, 1);
        }
        sz_lp_parser_finish(parser);
        g_autoptr(GString) whole = g_string_new(NULL);
        sz_lp_parse(NULL, 1, (SzSlice){body->str, body->len}, lines_sink(whole));
        lines_assert_same(lines_slice(text), lines_slice(whole));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/line-protocol/vectors", test_vectors);
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *path = g_strdup_printf("/collector/line-protocol/%s", cases[i].name);
        g_test_add_data_func(g_strdelimit(path, " ", '-'), &cases[i], test_case);
    }
    g_test_add_func("/collector/line-protocol/line-limit-on-both-sides", test_line_limit);
    g_test_add_func("/collector/line-protocol/key-limit-on-both-sides", test_key_limit);
    g_test_add_func("/collector/line-protocol/many-tags-and-fields", test_many);
    g_test_add_func("/collector/line-protocol/types-conflict-far-apart",
                    test_type_conflict_far_apart);
    g_test_add_func("/collector/line-protocol/counts-are-limited", test_counts_are_limited);
    g_test_add_func("/collector/line-protocol/floats-are-exactly-rounded", test_floats);
    g_test_add_func("/collector/line-protocol/precisions", test_precision);
    g_test_add_func("/collector/line-protocol/a-drip-costs-no-more", test_drip);
    g_test_add_func("/collector/line-protocol/cuts-change-nothing", test_cuts);
    g_test_add_func("/collector/line-protocol/random-cuts-change-nothing", test_random_cuts);
    return g_test_run();
}
