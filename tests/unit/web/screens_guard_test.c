/* Which requests the screens listener lets in. */

#include "web/screens_guard.h"

static SzScreensHead good_head(void)
{
    return (SzScreensHead){.is_get = true, .is_peer_loopback = true, .host = sz_slice("127.0.0.1")};
}

static void assert_host(const char *host, int status)
{
    SzScreensHead head = good_head();
    head.host = sz_slice(host);
    g_assert_cmpint(sz_screens_guard(&head).status, ==, status);
}

static void test_hosts(void)
{
    assert_host("127.0.0.1", 0);
    assert_host("LocalHost:8080", 0);
    assert_host("[::1]:1", 0);
    assert_host("", 403);
    assert_host("evil.example", 403);
    assert_host("localhost.evil.example", 403);
    assert_host("127.0.0.1:", 403);
    assert_host("127.0.0.1:123456", 403);
    assert_host("127.0.0.1:80x", 403);
    assert_host("127.0.0.1,127.0.0.1", 403);
}

static void test_bodies_and_methods(void)
{
    SzScreensHead head = good_head();
    head.has_content_length = true;
    g_assert_cmpint(sz_screens_guard(&head).status, ==, 400);
    head = good_head();
    head.has_transfer_encoding = true;
    g_assert_cmpint(sz_screens_guard(&head).status, ==, 400);
    head = good_head();
    head.is_get = false;
    g_assert_cmpint(sz_screens_guard(&head).status, ==, 405);
    head.is_head = true;
    g_assert_cmpint(sz_screens_guard(&head).status, ==, 0);
    head = good_head();
    head.is_forwarded = true;
    g_assert_cmpstr(sz_screens_guard(&head).code, ==, "forwarded");
    head = good_head();
    head.is_peer_loopback = false;
    g_assert_cmpstr(sz_screens_guard(&head).code, ==, "not_open");
}

static int upgrade_status(const char *path, const char *protocol, const char *origin)
{
    SzScreensHead head = good_head();
    head.host = sz_slice("127.0.0.1:8080");
    const SzScreensUpgrade upgrade = {sz_slice(path), sz_slice("WebSocket"), sz_slice(protocol),
                                      sz_slice(origin)};
    return sz_screens_guard_upgrade(&head, &upgrade).status;
}

static void test_upgrades(void)
{
    g_assert_cmpint(upgrade_status("/live", "shuzhi.v1", ""), ==, 0);
    g_assert_cmpint(upgrade_status("/live", "shuzhi.v1", "http://127.0.0.1:8080"), ==, 0);
    g_assert_cmpint(upgrade_status("/live", "shuzhi.v1", "http://127.0.0.1:8081"), ==, 403);
    g_assert_cmpint(upgrade_status("/live", "shuzhi.v1", "http://127.0.0.1:80801"), ==, 403);
    g_assert_cmpint(upgrade_status("/live", "shuzhi.v1", "null"), ==, 403);
    g_assert_cmpint(upgrade_status("/live", "http", ""), ==, 400);
    g_assert_cmpint(upgrade_status("/live", "a, shuzhi.v1", ""), ==, 400);
    g_assert_cmpint(upgrade_status("/other", "shuzhi.v1", ""), ==, 404);
}

static void test_peers(void)
{
    g_assert_true(sz_screens_is_loopback("127.0.0.1"));
    g_assert_true(sz_screens_is_loopback("::ffff:127.0.0.1"));
    g_assert_false(sz_screens_is_loopback("128.0.0.1"));
    g_assert_false(sz_screens_is_loopback("::11"));
    g_assert_false(sz_screens_is_loopback(""));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/screens-guard/hosts", test_hosts);
    g_test_add_func("/web/screens-guard/bodies-and-methods", test_bodies_and_methods);
    g_test_add_func("/web/screens-guard/upgrades", test_upgrades);
    g_test_add_func("/web/screens-guard/peers", test_peers);
    return g_test_run();
}
