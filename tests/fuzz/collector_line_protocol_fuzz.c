/* A body whole and in pieces must say the same; what is a point must survive being written
 * and being checked. */

#include "collector/line_protocol_internal.h"
#include "collector/line_protocol_write.h"
#include "collector/telemetry.h"
#include "support/lines.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void on_point_again(const SzLpPoint *point, void *user)
{
    lines_append_meaning(user, point);
    g_string_append_c(user, '\n');
}

/* What is good telemetry has an event; what is not says why, in one line of UTF-8. */
static void check_standard(const SzLpPoint *point)
{
    SzReading reading;
    SzStandardError error;
    if (!sz_telemetry_read(point, &reading, &error)) {
        g_assert_true(error.kind > SZ_STANDARD_OK && error.kind < SZ_STANDARD_N_KINDS);
        g_assert_true(g_utf8_validate(error.message, -1, NULL));
        return;
    }
    SzEvent event;
    sz_telemetry_event(&reading, (SzWallTime){0}, &event);
    if (event.entity == SZ_EVENT_CASE) {
        const SzCaseEvent *of_case = &event.as.case_event;
        g_assert_true(of_case->id.len >= 1 && of_case->id.len <= 50);
    }
}

/* Writes the point, reads it again, writes that: the texts must be the same, and one record. */
static void on_point_write(const SzLpPoint *point, void *user)
{
    GString *written = user;
    check_standard(point);
    GString *once = g_string_new(NULL);
    SzLpPoint unknown = *point;
    unknown.is_plain = false; /* the careful way, and the quick one where it may be gone */
    g_autoptr(GString) carefully = g_string_new(NULL);
    bool is_written = sz_lp_write(once, point, 7, NULL);
    g_assert_true(is_written == sz_lp_write(carefully, &unknown, 7, NULL));
    g_assert_true(g_string_equal(once, carefully));
    if (is_written) {
        const SzLpLimits roomy = {1 << 24, 1 << 16, 1 << 16};
        GString *again = g_string_new(NULL);
        sz_lp_parse(&roomy, 1, lines_slice(once),
                    (SzLpSink){.on_point = on_point_again, .user = again});
        g_assert_cmpuint(again->len, >, 0);
        g_string_append_len(written, once->str, (gssize)once->len);
        g_string_free(again, TRUE);
    }
    g_string_free(once, TRUE);
}

static void on_point_rewrite(const SzLpPoint *point, void *user)
{
    g_assert_true(sz_lp_write(user, point, 0, NULL));
}

static void check_cuts(const SzLpLimits *limits, const guint8 *data, gsize size)
{
    SzSlice body = {(const char *)data, size};
    GString *whole = g_string_new(NULL);
    GString *cut = g_string_new(NULL);
    sz_lp_parse(limits, 1, body, lines_sink(whole));
    SzLpParser *parser = sz_lp_parser_new(limits, 1, lines_sink(cut));
    for (gsize at = 0, i = 0; at < size; i++) {
        gsize n = MIN((gsize)data[i % MIN(size, 4)] % 23 + 1, size - at);
        sz_lp_parser_feed(parser, body.data + at, n);
        at += n;
    }
    sz_lp_parser_finish(parser);
    sz_lp_parser_free(parser);
    lines_assert_same(lines_slice(whole), lines_slice(cut));
    g_string_truncate(cut, 0);
    parser = sz_lp_parser_new(limits, 1, lines_sink(cut)); /* the grammar alone */
    sz_lp_parser_be_careful(parser);
    sz_lp_parser_feed(parser, body.data, size);
    sz_lp_parser_finish(parser);
    sz_lp_parser_free(parser);
    lines_assert_same(lines_slice(whole), lines_slice(cut));
    g_string_free(whole, TRUE);
    g_string_free(cut, TRUE);
}

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    if (size < 4) {
        return 0;
    }
    const SzLpLimits small = {data[0], 3, 3};
    check_cuts(NULL, data, size);
    check_cuts(&small, data, size);
    GString *written = g_string_new(NULL);
    GString *rewritten = g_string_new(NULL);
    sz_lp_parse(NULL, 1, (SzSlice){(const char *)data, size},
                (SzLpSink){.on_point = on_point_write, .user = written});
    sz_lp_parse(NULL, 1, lines_slice(written),
                (SzLpSink){.on_point = on_point_rewrite, .user = rewritten});
    lines_assert_same(lines_slice(written), lines_slice(rewritten));
    g_string_free(written, TRUE);
    g_string_free(rewritten, TRUE);
    return 0;
}
