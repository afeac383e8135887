/* The body of a write request. */

#include "collector/write_body.h"

#include <gio/gio.h>

#define GOOD "a,k=v f=1 1\n"

static const SzWriteBodyOptions plain = {
    .ns_per_unit = 1,
    .received = {42},
    .body_max_bytes = 1 << 20,
    .unpacked_max_bytes = 1 << 20,
};

static GBytes *pack(const char *text, gsize len)
{
    g_autoptr(GConverter) packer =
        G_CONVERTER(g_zlib_compressor_new(G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6));
    g_autoptr(GInputStream) memory = g_memory_input_stream_new_from_data(text, (gssize)len, NULL);
    g_autoptr(GInputStream) packed = g_converter_input_stream_new(memory, packer);
    g_autoptr(GError) error = NULL;
    gsize room = len + 1024; /* random bytes grow a little */
    gsize n = 0;
    g_autofree char *bytes = g_malloc(room);
    g_input_stream_read_all(packed, bytes, room, &n, NULL, &error);
    g_assert_no_error(error);
    return g_bytes_new_take(g_steal_pointer(&bytes), n);
}

static SzWriteBodyStatus feed_in_pieces(SzWriteBody *body, const char *data, gsize len, gsize piece)
{
    SzWriteBodyStatus status = SZ_WRITE_BODY_OK;
    for (gsize at = 0; at < len && status == SZ_WRITE_BODY_OK; at += piece) {
        status = sz_write_body_feed(body, data + at, MIN(piece, len - at));
    }
    return status;
}

static void check(const SzWriteBodyOptions *options, const char *data, gsize len,
                  const char *expected_lines, const char *expected_reasons)
{
    static const gsize pieces[] = {1, 3, 1000, G_MAXINT32};
    for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
        g_autoptr(SzWriteBody) body = sz_write_body_new(options);
        SzWriteBodyResult result = {0};
        g_assert_cmpint(feed_in_pieces(body, data, len, pieces[i]), ==, SZ_WRITE_BODY_OK);
        g_assert_cmpint(sz_write_body_finish(body, &result), ==, SZ_WRITE_BODY_OK);
        g_autofree char *lines = g_strndup(result.lines.data, result.lines.len);
        g_assert_cmpstr(lines, ==, expected_lines);
        g_assert_cmpstr(result.reasons, ==, expected_reasons);
    }
}

static void test_good_lines_stay_beside_bad_ones(void)
{
    static const char text[] = GOOD "bad\na f=2\ncase,hall=h id=\"x\"\n";
    check(&plain, text, strlen(text), "a,k=v f=1 1\na f=2 42\n",
          "unable to parse 'bad': missing fields\n"
          "unable to parse 'case,hall=h id=\"x\"': tag 'event' is missing");
}

static void test_personal_data_is_never_repeated(void)
{
    static const char text[] = GOOD "a f=\"138-0013-8000\"\n";
    check(&plain, text, strlen(text), GOOD,
          "unable to parse line 2: field 'f' looks like an ID or phone number: none are taken");
}

/* What is not the author's is refused line by line, whatever stands beside it. */
static void test_lines_of_other_halls_are_refused(void)
{
    static const char mine[] = "crowd,hall=h1 in=1i,out=1i 1\n";
    static const char text[] = "crowd,hall=h1 in=1i,out=1i 1\n"
                               "crowd,hall=h2 in=1i,out=1i 1\n"
                               "a f=1 1\n"
                               "crowd,hall=h2\n"
                               "x,hall=h2 f=\"138-0013-8000\" 1\n";
    static const char *const halls[] = {"h1", NULL};
    SzTokenScope scope = {.halls = halls};
    SzWriteBodyOptions options = plain;
    options.scope = &scope;
    check(
        &options, text, strlen(text), mine,
        "not authorized to write 'crowd,hall=h2 in=1i,out=1i 1': its hall is none of this token's "
        "and below none of them\n"
        "not authorized to write 'a f=1 1': it has no hall, and this token writes for its halls "
        "only\n"
        "unable to parse 'crowd,hall=h2': missing fields\n"
        "unable to parse line 5: field 'f' looks like an ID or phone number: none are taken");
    g_autoptr(SzWriteBody) body = sz_write_body_new(&options);
    SzWriteBodyResult result = {0};
    g_assert_cmpint(sz_write_body_feed(body, text, strlen(text)), ==, SZ_WRITE_BODY_OK);
    g_assert_cmpint(sz_write_body_finish(body, &result), ==, SZ_WRITE_BODY_OK);
    g_assert_cmpuint(result.n_lines, ==, 1);
    g_assert_cmpuint(result.n_refused, ==, 4);
    g_assert_cmpuint(result.n_forbidden, ==, 2);
}

/* An eid is its feed's own: the author's, where no src says whose. */
static void test_an_eid_without_src_is_the_authors(void)
{
    static const char text[] =
        "a eid=\"1\",z=1 1\na eid=\"1\",src=\"s\" 1\na src=\"s\" 1\na f=1 1\n";
    SzWriteBodyOptions options = plain;
    check(&options, text, strlen(text),
          "a eid=\"1\",z=1 1\na eid=\"1\",src=\"s\" 1\na src=\"s\" 1\na f=1 1\n", "");
    options.author = "xihu";
    check(&options, text, strlen(text),
          "a eid=\"1\",src=\"xihu\",z=1 1\na eid=\"1\",src=\"s\" 1\na src=\"s\" 1\na f=1 1\n", "");
}

static void test_gzip_gives_the_same_lines(void)
{
    static const char text[] = GOOD "b f=2 2\r\n# c\n";
    SzWriteBodyOptions options = plain;
    options.is_gzip = true;
    g_autoptr(GBytes) packed = pack(text, strlen(text));
    gsize len = 0;
    const char *data = g_bytes_get_data(packed, &len);
    check(&options, data, len, GOOD "b f=2 2\n", "");
    /* Two members one after the other, and padding. */
    g_autoptr(GByteArray) twice = g_byte_array_new();
    g_byte_array_append(twice, (const guint8 *)data, (guint)len);
    g_byte_array_append(twice, (const guint8 *)data, (guint)len);
    g_byte_array_append(twice, (const guint8 *)"\0\0\0", 3);
    check(&options, (const char *)twice->data, twice->len, GOOD "b f=2 2\n" GOOD "b f=2 2\n", "");
}

static SzWriteBodyStatus status_of(const SzWriteBodyOptions *options, const char *data, gsize len,
                                   gsize piece)
{
    g_autoptr(SzWriteBody) body = sz_write_body_new(options);
    SzWriteBodyResult result = {.n_lines = 7};
    (void)feed_in_pieces(body, data, len, piece);
    SzWriteBodyStatus status = sz_write_body_finish(body, &result);
    g_assert_cmpuint(result.n_lines, ==, status == SZ_WRITE_BODY_OK ? result.n_lines : 7);
    return status;
}

static void test_damaged_gzip_is_refused_at_every_cut(void)
{
    static const char text[] = GOOD GOOD GOOD;
    SzWriteBodyOptions options = plain;
    options.is_gzip = true;
    g_autoptr(GBytes) packed = pack(text, strlen(text));
    gsize len = 0;
    const char *data = g_bytes_get_data(packed, &len);
    for (gsize cut = 1; cut < len; cut++) {
        g_assert_cmpint(status_of(&options, data, cut, 5), ==, SZ_WRITE_BODY_BAD_GZIP);
    }
    g_assert_cmpint(status_of(&options, text, strlen(text), 5), ==, SZ_WRITE_BODY_BAD_GZIP);
    g_autofree char *tail = g_malloc(len + 2);
    memcpy(tail, data, len);
    memcpy(tail + len, "\0x", 2); /* after padding nothing may follow */
    g_assert_cmpint(status_of(&options, tail, len + 2, 5), ==, SZ_WRITE_BODY_BAD_GZIP);
}

static void test_limits_hold_before_and_after_unpacking(void)
{
    SzWriteBodyOptions options = plain;
    gsize n = strlen(GOOD) * 1000;
    g_autoptr(GString) text = g_string_new(NULL);
    while (text->len < n) {
        g_string_append(text, GOOD);
    }
    options.body_max_bytes = n;
    options.unpacked_max_bytes = n;
    g_assert_cmpint(status_of(&options, text->str, n, 77), ==, SZ_WRITE_BODY_OK);
    options.body_max_bytes = n - 1;
    g_assert_cmpint(status_of(&options, text->str, n, 77), ==, SZ_WRITE_BODY_TOO_LARGE);
    options.is_gzip = true;
    g_autoptr(GBytes) packed = pack(text->str, n);
    gsize len = 0;
    const char *data = g_bytes_get_data(packed, &len);
    g_assert_cmpint(status_of(&options, data, len, 77), ==, SZ_WRITE_BODY_OK);
    options.unpacked_max_bytes = n - 1;
    g_assert_cmpint(status_of(&options, data, len, 77), ==, SZ_WRITE_BODY_TOO_LARGE);
}

static void test_reasons_are_bounded(void)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (int i = 0; i < 5000; i++) {
        g_string_append(text, "bad\n");
    }
    g_autoptr(SzWriteBody) body = sz_write_body_new(&plain);
    SzWriteBodyResult result = {0};
    (void)sz_write_body_feed(body, text->str, text->len);
    g_assert_cmpint(sz_write_body_finish(body, &result), ==, SZ_WRITE_BODY_OK);
    g_assert_cmpuint(result.n_refused, ==, 5000);
    g_assert_cmpuint(strlen(result.reasons), <, 5000);
    g_assert_true(g_str_has_suffix(result.reasons, " more lines"));
}

static void test_an_empty_body_is_no_lines(void)
{
    check(&plain, "", 0, "", "");
}

/* The words of InfluxDB 1.6.7: tests/feeds/influxdb_test.py asks the real one. */
static void test_what_is_wrong_with_a_line(void)
{
    static const struct {
        const char *line, *reason;
    } cases[] = {
        {"  bad", "unable to parse 'bad': missing fields"},
        {"m v=\"x\n", "unable to parse 'm v=\"x': unbalanced quotes"},
        {"m =1", "unable to parse 'm =1': missing field key"},
        {"m v=1,", "unable to parse 'm v=1,': invalid field format"},
        {"m v=1,,w=2", "unable to parse 'm v=1,,w=2': invalid field format"},
        {"m v=1e", "unable to parse 'm v=1e': invalid float"},
        {"m v=-1e+,w=1", "unable to parse 'm v=-1e+,w=1': invalid float"},
        {"m v=1e400", "unable to parse 'm v=1e400': invalid float"},
        {"m v=-", "unable to parse 'm v=-': invalid number"},
        {"m v=--1", "unable to parse 'm v=--1': invalid number"},
        {"m v=99999999999999999999i", "unable to parse 'm v=#i': number out of range"},
        {"m v=1 1 2", "unable to parse 'm v=1 1 2': point is invalid"},
        {"m v=1 1,2", "unable to parse 'm v=1 1,2': bad timestamp"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        check(&plain, cases[i].line, strlen(cases[i].line), "", cases[i].reason);
    }
}

static void test_a_limit_says_which(void)
{
    g_autoptr(GString) line = g_string_new("m");
    for (int i = 0; i < 5000; i++) {
        g_string_append_printf(line, ",t%d=v", i);
    }
    g_string_append(line, " f=1");
    g_autoptr(SzWriteBody) body = sz_write_body_new(&plain);
    SzWriteBodyResult result = {0};
    (void)sz_write_body_feed(body, line->str, line->len);
    g_assert_cmpint(sz_write_body_finish(body, &result), ==, SZ_WRITE_BODY_OK);
    g_assert_true(g_str_has_suffix(result.reasons, "...': found too much, expected fewer tags"));
}

static const char *gzip_problem(const char *data, gsize len)
{
    SzWriteBodyOptions options = plain;
    options.is_gzip = true;
    g_autoptr(SzWriteBody) body = sz_write_body_new(&options);
    SzWriteBodyResult result = {0};
    for (gsize at = 0; at < len; at += 3) { /* the rest of a bad body comes all the same */
        (void)sz_write_body_feed(body, data + at, MIN(3, len - at));
    }
    g_assert_cmpint(sz_write_body_finish(body, &result), ==, SZ_WRITE_BODY_BAD_GZIP);
    return sz_write_body_gzip_problem(body);
}

static const char *problem_when_altered(GBytes *packed, gsize at)
{
    g_autoptr(GByteArray) bytes = g_bytes_unref_to_array(g_bytes_ref(packed));
    bytes->data[at] ^= 0xff;
    return gzip_problem((const char *)bytes->data, bytes->len);
}

static void test_what_is_wrong_with_gzip(void)
{
    static const char text[] = GOOD GOOD GOOD;
    g_autoptr(GBytes) packed = pack(text, strlen(text));
    gsize len = 0;
    const char *data = g_bytes_get_data(packed, &len);
    g_assert_cmpstr(gzip_problem("", 0), ==, "EOF");
    g_assert_cmpstr(gzip_problem(data, len - 1), ==, "unexpected EOF");
    g_assert_cmpstr(gzip_problem(data, 12), ==, "unexpected EOF");
    g_assert_cmpstr(gzip_problem("a f=1 1", 7), ==, "unexpected EOF");
    g_assert_cmpstr(gzip_problem(text, strlen(text)), ==, "gzip: invalid header");
    g_assert_cmpstr(problem_when_altered(packed, 2), ==, "gzip: invalid header");
    g_assert_cmpstr(problem_when_altered(packed, 10), ==, "flate: corrupt input");
    g_assert_cmpstr(problem_when_altered(packed, len - 1), ==, "gzip: invalid checksum");
    g_assert_cmpstr(problem_when_altered(packed, len - 5), ==, "gzip: invalid checksum");
}

#define ADD(name, function) g_test_add_func("/collector/write_body/" name, function)

/* --- what is handed out of refused lines -------------------------------------------------- */

static void on_refused(const SzRefusedLine *line, void *user)
{
    GString *text = user;
    g_string_append_printf(text, "%s:%.*s\n", sz_refused_kind_name(line->kind), (int)line->raw.len,
                           line->raw.len > 0 ? line->raw.data : "");
}

static void test_refused_lines_are_handed_out(void)
{
    static const char lines[] = GOOD "bad\n"
                                     "case,hall=h id=\"x\"\n"
                                     "action,kind=k v=1\n"
                                     "a f=\"13800138000\"\n"
                                     "a f=\"13800138000\n";
    GString *text = g_string_new(NULL);
    SzWriteBodyOptions options = plain;
    options.on_refused = on_refused;
    options.user = text;
    check(
        &options, lines, strlen(lines), "a,k=v f=1 1\n",
        "unable to parse 'bad': missing fields\n"
        "unable to parse 'case,hall=h id=\"x\"': tag 'event' is missing\n"
        "unable to parse 'action,kind=k v=1': measurement 'action' is written by the daemon only\n"
        "unable to parse line 5: field 'f' looks like an ID or phone number: none are taken\n"
        "unable to parse line 6: unbalanced quotes");
    GString *expected = g_string_new(NULL);
    for (int i = 0; i < 4; i++) { /* check() cuts the body in four ways */
        g_string_append(expected, "syntax:bad\nstandard:case,hall=h id=\"x\"\n"
                                  "reserved_measurement:action,kind=k v=1\n"
                                  "personal_data:\nsyntax:\n");
    }
    g_assert_cmpstr(text->str, ==, expected->str);
    (void)g_string_free(text, TRUE);
    (void)g_string_free(expected, TRUE);
}

/* Up to 120 s ahead of the clock, whatever the precision; the past has no bound. */
static void test_the_future_is_refused(void)
{
    SzWriteBodyOptions options = plain;
    options.ns_per_unit = SZ_NS_PER_S;
    options.now.ns = 1000 * SZ_NS_PER_S + 5;
    check(
        &options, "a f=1 1120\na f=1 1121\na f=1 -9000000000",
        strlen("a f=1 1120\na f=1 1121\na f=1 -9000000000"),
        "a f=1 1120000000000\na f=1 -9000000000000000000\n",
        "unable to parse 'a f=1 1121': time is more than 120 s ahead of the time of reception: is "
        "the sender's clock right?");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("good-lines-stay-beside-bad-ones", test_good_lines_stay_beside_bad_ones);
    ADD("personal-data-is-never-repeated", test_personal_data_is_never_repeated);
    ADD("lines-of-other-halls-are-refused", test_lines_of_other_halls_are_refused);
    ADD("an-eid-without-src-is-the-authors", test_an_eid_without_src_is_the_authors);
    ADD("gzip-gives-the-same-lines", test_gzip_gives_the_same_lines);
    ADD("damaged-gzip-is-refused-at-every-cut", test_damaged_gzip_is_refused_at_every_cut);
    ADD("limits-hold-before-and-after-unpacking", test_limits_hold_before_and_after_unpacking);
    ADD("reasons-are-bounded", test_reasons_are_bounded);
    ADD("an-empty-body-is-no-lines", test_an_empty_body_is_no_lines);
    g_test_add_func("/collector/write_body/refused-lines-are-handed-out",
                    test_refused_lines_are_handed_out);
    g_test_add_func("/collector/write_body/the-future-is-refused", test_the_future_is_refused);
    ADD("what-is-wrong-with-a-line", test_what_is_wrong_with_a_line);
    ADD("a-limit-says-which", test_a_limit_says_which);
    ADD("what-is-wrong-with-gzip", test_what_is_wrong_with_gzip);
    return g_test_run();
}
