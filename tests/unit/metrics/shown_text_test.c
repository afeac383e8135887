/* Outside bytes inside messages. */

#include "metrics/shown_text.h"

#include <string.h>

static void test_lines(void)
{
    static const struct {
        const char *outside;
        const char *shown;
    } rows[] = {
        {"", ""},
        {"plain 中文 é 😀", "plain 中文 é 😀"},
        {"1234567890", "1234567890"},
        {"12345678901", "#"},
        {"a13800138000b330106199001011234X", "a#b#X"},
        {"1380013800 0", "1380013800 0"},
        {"a\nb\tc\x7f", "a?b?c?"},
        {"\xc2\x9b[31m", "??[31m"}, /* U+009B starts an escape sequence of a terminal */
        /* U+202E turns whatever follows; U+2029 ends a paragraph; U+2067 begins an isolate */
        {"a\u202eb\u2029c\u2067", "a???b???c???"},
        {"\xff\xe4\xb8", "???"},              /* no lead byte; a character cut short */
        {"\xed\xa0\x80\xc0\x80", "?????"},    /* a surrogate; an overlong NUL */
        {"\xef\xbc\x91\xef\xbc\x92", "１２"}, /* full-width digits are no ASCII run */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *shown = sz_shown_line(rows[i].outside);
        g_assert_cmpstr(shown, ==, rows[i].shown);
    }
}

static void test_random_bytes_become_one_line_without_long_numbers(void)
{
    for (int round = 0; round < 2000; round++) {
        char outside[64] = "";
        for (gsize i = 0; i + 1 < sizeof outside; i++) {
            outside[i] = (char)(g_test_rand_bit() ? g_test_rand_int_range('0', '9' + 1)
                                                  : g_test_rand_int_range(1, 256));
        }
        g_autofree char *shown = sz_shown_line(outside);
        g_assert_true(g_utf8_validate(shown, -1, NULL));
        g_assert_cmpuint(strcspn(shown, "\n\r\x1b"), ==, strlen(shown));
        for (const char *at = shown; *at != '\0'; at++) {
            g_assert_cmpuint(strspn(at, "0123456789"), <=, 10);
        }
    }
}

/* A run that begins before the cut is judged as a whole, and what does not fit is left out whole. */
static void test_cut_and_room(void)
{
    static const struct {
        gsize size;
        gsize max_bytes;
        const char *outside;
        const char *shown;
    } rows[] = {
        {100, 3, "ab13800138000cd", "ab#..."},
        {100, 2, "ab13800138000cd", "ab..."},
        {100, 15, "ab13800138000cd", "ab#cd"},
        {5, 100, "ab中d", "ab"},
        {6, 100, "ab中d", "ab中"},
        {6, 100, "ab123456", "ab"},
        {1, 100, "ab", ""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        char text[100];
        memset(text, '!', sizeof text);
        SzShownText shown = sz_shown_text(text, rows[i].size);
        sz_shown_add_outside(&shown, sz_slice(rows[i].outside), rows[i].max_bytes);
        g_assert_cmpstr(text, ==, rows[i].shown);
        for (gsize k = rows[i].size; k < sizeof text; k++) {
            g_assert_cmpint(text[k], ==, '!');
        }
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/shown_text/lines", test_lines);
    g_test_add_func("/metrics/shown_text/random-bytes-become-one-line-without-long-numbers",
                    test_random_bytes_become_one_line_without_long_numbers);
    g_test_add_func("/metrics/shown_text/cut-and-room", test_cut_and_room);
    return g_test_run();
}
