/* What open use asks for. */

#include "collector/own_machine.h"

static void test_hosts(void)
{
    static const struct {
        const char *host;
        bool is_own;
    } rows[] = {
        {"127.0.0.1", true},
        {"127.0.0.1:8086", true},
        {"localhost", true},
        {"LocalHost:1", true},
        {"[::1]", true},
        {"[::1]:65535", true},
        {"", false},
        {"127.0.0.2", false},
        {"127.0.0.1.evil.example", false},
        {"localhost.", false},
        {"localhost.evil.example", false},
        {"127.0.0.1:", false},
        {"127.0.0.1:123456", false},
        {"127.0.0.1:80x", false},
        {"::1", false},
        {"127.0.0.1, 127.0.0.1", false},
        {"evil.example", false},
        {"0.0.0.0", false},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_test_message("%s", rows[i].host);
        g_assert_cmpint(sz_is_own_host(sz_slice(rows[i].host)), ==, rows[i].is_own);
    }
}

static void test_forwarding(void)
{
    static const char *const yes[] = {"Forwarded", "VIA", "x-real-ip", "X-Forwarded-For",
                                      "X-FORWARDED-ANYTHING"};
    static const char *const no[] = {"Host", "X-Forward", "Forwarded-For", "Viaduct", ""};
    for (gsize i = 0; i < G_N_ELEMENTS(yes); i++) {
        g_assert_true(sz_is_forwarding_header(yes[i]));
        g_assert_false(sz_is_forwarding_header(no[i]));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/own_machine/hosts", test_hosts);
    g_test_add_func("/collector/own_machine/forwarding", test_forwarding);
    return g_test_run();
}
