/* What parsing costs in memory: nothing per line once the buffers have grown, and a bounded amount for
 * a line that never ends.  Counted by the sanitizers' allocator hooks, so only in such a build. */

#include "collector/line_protocol.h"

#include <stdio.h>

int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *, size_t),
                                              void (*on_free)(const volatile void *))
    __attribute__((weak));
size_t __sanitizer_get_current_allocated_bytes(void) __attribute__((weak));

static struct {
    bool is_on;
    gsize n_calls;
} counter;

static void on_malloc(const volatile void *block, size_t size)
{
    (void)block;
    (void)size;
    counter.n_calls += counter.is_on ? 1 : 0;
}

static void on_free(const volatile void *block)
{
    (void)block;
}

static bool can_count(void)
{
    if (__sanitizer_install_malloc_and_free_hooks == NULL) {
        g_test_skip("no sanitizer, no allocator hooks");
        return false;
    }
    return true;
}

static void on_point(const SzLpPoint *point, void *user)
{
    gsize *n = user;
    *n += point->n_fields;
}

static void on_error(const SzLpError *error, void *user)
{
    gsize *n = user;
    *n += error->column;
}

static const char lines[] =
    "ticket,queue=A,hall=330106,event=take id=\"A\\\"013\",wait=1.25,n=12i,ok=t "
    "1700000000000000000\n"
    "m\\ x,t\\,=\\= "
    "\\\"k=0.1234567890123456789012345678901234567890123456789012345678901234567890\n"
    "# comment\nbad v=x,s=\"a\nb\"\n\nm s=\"\xe4\xb8\xad\n\\\\\" 5\r\n"
    "m a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1,j=1,k=1,l=1,m=1,n=1,o=1,p=1,q=1,r=1,s=1,t=1,u=1,v=1,w=1,"
    "x=1,y=1,z=1,A=1,B=1\n";

static void feed_all(SzLpParser *parser, gsize piece)
{
    const gsize len = sizeof lines - 1;
    for (gsize at = 0; at < len; at += piece) {
        sz_lp_parser_feed(parser, lines + at, MIN(piece, len - at));
    }
}

static void test_no_allocation(void)
{
    if (!can_count()) {
        return;
    }
    gsize n = 0;
    g_autoptr(SzLpParser) parser = sz_lp_parser_new(NULL, 1, (SzLpSink){on_point, on_error, &n});
    for (gsize piece = 1; piece < sizeof lines; piece++) {
        feed_all(parser, piece);
    }
    g_assert_cmpuint(counter.n_calls, ==, 0);
    counter.is_on = true;
    for (gsize piece = 1; piece < sizeof lines; piece++) {
        feed_all(parser, piece);
    }
    sz_lp_parser_finish(parser);
    counter.is_on = false;
    g_assert_cmpuint(counter.n_calls, ==, 0);
    g_assert_cmpuint(n, >, 0);

    counter.is_on = true; /* and the counter counts */
    g_free(g_malloc(100));
    counter.is_on = false;
    g_assert_cmpuint(counter.n_calls, ==, 1);
}

/* 64 MiB of one record cost at most what the limit says: the record, and as much again to look for
 * its end. */
static void check_endless(const char *start, const char *filler)
{
    if (__sanitizer_get_current_allocated_bytes == NULL) {
        g_test_skip("no sanitizer, no allocator hooks");
        return;
    }
    gsize n = 0;
    g_autoptr(GString) piece = g_string_new(NULL);
    while (piece->len < 65536) {
        g_string_append(piece, filler);
    }
    g_autoptr(SzLpParser) parser = sz_lp_parser_new(NULL, 1, (SzLpSink){on_point, on_error, &n});
    gsize before = __sanitizer_get_current_allocated_bytes();
    gsize most = before;
    sz_lp_parser_feed(parser, start, strlen(start));
    for (int i = 0; i < 1024; i++) {
        sz_lp_parser_feed(parser, piece->str, piece->len);
        gsize now = __sanitizer_get_current_allocated_bytes();
        most = MAX(most, now);
    }
    sz_lp_parser_finish(parser);
    g_assert_cmpuint(most - before, <, 6 << 20);
}

static void test_endless_line(void)
{
    check_endless("", "mmmmmmmm");
    check_endless("m s=\"", "text\n");
    check_endless("m v=bad,s=\"", "text text");
    check_endless("m v=bad,s=\"", "text \\\" text");
    check_endless("# ", "comment");
    check_endless("", "        ");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    if (__sanitizer_install_malloc_and_free_hooks != NULL) {
        g_assert_cmpint(__sanitizer_install_malloc_and_free_hooks(on_malloc, on_free), >, 0);
    }
    g_test_add_func("/collector/line-protocol/no-allocation-per-line", test_no_allocation);
    g_test_add_func("/collector/line-protocol/an-endless-line-costs-bounded-memory",
                    test_endless_line);
    return g_test_run();
}
