#include "collector/error.h"
#include "collector/text_decoder.h"

/* In pieces of @step bytes.  NULL: @error is set. (transfer full) */
static char *decode(const char *encoding, const char *data, gsize len, gsize step, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(SzTextDecoder) decoder = sz_text_decoder_new(encoding);
    for (gsize at = 0; at < len; at += step) {
        if (!sz_text_decoder_feed(decoder, data + at, MIN(step, len - at), out, error)) {
            return NULL;
        }
    }
    if (!sz_text_decoder_finish(decoder, error)) {
        return NULL;
    }
    return g_string_free(g_steal_pointer(&out), FALSE);
}

static void test_cut_anywhere(void)
{
    static const struct {
        const char *encoding;
        const char *data;
        gsize len;
        const char *text;
    } rows[] = {
        {"GB18030", "\xd6\xd0\xce\xc4,a\x81\x30\x8a\x30", 10, "中文,a\xc3\xa3"},
        {"UTF-16", "\xff\xfe\x2d\x4e\x61\x00", 6, "中a"},
        {"ISO-8859-1", "f\xfcr", 3, "für"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        for (gsize step = 1; step <= rows[i].len; step++) {
            g_autoptr(GError) error = NULL;
            g_assert_true(sz_text_decoder_knows(rows[i].encoding));
            g_autofree char *text =
                decode(rows[i].encoding, rows[i].data, rows[i].len, step, &error);
            g_assert_no_error(error);
            g_assert_cmpstr(text, ==, rows[i].text);
        }
    }
}

static void test_long(void)
{
    g_autoptr(GString) data = g_string_new(NULL);
    g_autoptr(GString) wanted = g_string_new(NULL);
    for (guint i = 0; i < 20000; i++) {
        g_string_append(data, "a\xd6\xd0");
        g_string_append(wanted, "a中");
    }
    g_autofree char *text = decode("GB18030", data->str, data->len, data->len, NULL);
    g_assert_cmpstr(text, ==, wanted->str);
}

static void test_bad(void)
{
    g_autoptr(GError) broken = NULL;
    g_autoptr(GError) cut = NULL;
    g_assert_null(decode("GB18030", "ab\xff\xff", 4, 4, &broken));
    g_assert_error(broken, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX);
    g_assert_cmpstr(broken->message, ==,
                    "byte 3: not GB18030, expected the encoding that the map says");
    g_assert_null(decode("GB18030", "ab\xd6", 3, 1, &cut));
    g_assert_error(cut, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX);
    g_assert_false(sz_text_decoder_knows("GB99999"));
    g_assert_false(sz_text_decoder_knows("ASCII//TRANSLIT"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/text-decoder/cut-anywhere", test_cut_anywhere);
    g_test_add_func("/collector/text-decoder/long-text", test_long);
    g_test_add_func("/collector/text-decoder/what-means-nothing", test_bad);
    return g_test_run();
}
