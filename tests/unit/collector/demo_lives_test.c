/* The past is told life by life. */

#include "collector/demo_lives.h"

static void add(SzDemoLives *lives, GString *out, const char *line)
{
    sz_demo_lives_add(lives, sz_slice(line), out);
}

static void test_order(void)
{
    g_autoptr(SzDemoLives) lives = sz_demo_lives_new();
    g_autoptr(GString) out = g_string_new(NULL);
    add(lives, out, "case,event=apply,hall=1 eid=\"a-1\",id=\"A\" 1\n");
    add(lives, out, "case,event=apply,hall=1 eid=\"b-1\",id=\"B\" 2\n");
    add(lives, out, "case,event=accept,hall=1 eid=\"a-2\",id=\"A\" 3\n");
    g_assert_cmpstr(out->str, ==, "");
    add(lives, out, "rating,event=new,hall=1 eid=\"r\",id=\"R\" 4\n");
    g_assert_cmpstr(out->str, ==, "rating,event=new,hall=1 eid=\"r\",id=\"R\" 4\n");
    g_string_truncate(out, 0);
    add(lives, out, "case,event=close,hall=1 eid=\"a-3\",id=\"A\" 5\n");
    g_assert_cmpstr(out->str, ==,
                    "case,event=apply,hall=1 eid=\"a-1\",id=\"A\" 1\n"
                    "case,event=accept,hall=1 eid=\"a-2\",id=\"A\" 3\n"
                    "case,event=close,hall=1 eid=\"a-3\",id=\"A\" 5\n");
    g_string_truncate(out, 0);
    add(lives, out, "case,event=deliver,hall=1 eid=\"a-4\",id=\"A\" 6\n");
    g_assert_cmpstr(out->str, ==, "case,event=deliver,hall=1 eid=\"a-4\",id=\"A\" 6\n");
    g_string_truncate(out, 0);
    g_assert_true(sz_demo_lives_take_open(lives, out));
    g_assert_cmpstr(out->str, ==, "case,event=apply,hall=1 eid=\"b-1\",id=\"B\" 2\n");
    g_assert_false(sz_demo_lives_take_open(lives, out));
}

static void test_odd_lines(void)
{
    static const char *const lines[] = {"", "\n", "case", "case,event=apply,hall=1 visits=1i 1\n",
                                        "case,event=apply,hall=1 x=1,id=\"A"};
    g_autoptr(SzDemoLives) lives = sz_demo_lives_new();
    for (gsize i = 0; i < G_N_ELEMENTS(lines); i++) {
        g_autoptr(GString) out = g_string_new(NULL);
        add(lives, out, lines[i]);
        g_assert_cmpstr(out->str, ==, lines[i]);
    }
    sz_demo_lives_free(NULL);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/demo_lives/a-life-is-told-when-it-is-over", test_order);
    g_test_add_func("/collector/demo_lives/what-is-no-case-passes", test_odd_lines);
    return g_test_run();
}
