/* Addresses to write to, what answers mean, how long to wait. */

#include "collector/write_target.h"

#include "collector/error.h"

static void test_targets(void)
{
    static const char *const targets[][3] = {
        {"http://127.0.0.1:8086",
         "http://127.0.0.1:8086/api/v2/write?org=shuzhi&bucket=shuzhi&precision=ns",
         "http://127.0.0.1:8086/api/v2/write"},
        {"https://city.example/?bucket=b&org=o", "https://city.example/api/v2/write?bucket=b&org=o",
         "https://city.example/api/v2/write"},
        {"http://u:p@[::1]:8086/write?db=city&precision=n",
         "http://u:p@[::1]:8086/write?db=city&precision=n", "http://[::1]:8086/write"},
        {"http://h/write", "http://h/write", "http://h/write"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *target = sz_write_target(targets[i][0], &error);
        g_assert_no_error(error);
        g_assert_cmpstr(target, ==, targets[i][1]);
        g_autofree char *shown = sz_write_target_shown(target);
        g_assert_cmpstr(shown, ==, targets[i][2]);
    }
}

static void test_no_targets(void)
{
    static const char *const texts[] = {"",
                                        "127.0.0.1:8086",
                                        "ftp://h/",
                                        "http://",
                                        "http:///x",
                                        "http://h:99999/",
                                        "http://h/write?db=c&precision=ms",
                                        "unix:/run/x"};
    for (gsize i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(sz_write_target(texts[i], &error));
        g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX);
    }
}

static void test_verdicts(void)
{
    static const struct {
        long status;
        SzWriteVerdict verdict;
    } answers[] = {
        {200, SZ_WRITE_TAKEN},   {204, SZ_WRITE_TAKEN},   {301, SZ_WRITE_REFUSED},
        {400, SZ_WRITE_REFUSED}, {401, SZ_WRITE_REFUSED}, {404, SZ_WRITE_REFUSED},
        {408, SZ_WRITE_AGAIN},   {413, SZ_WRITE_REFUSED}, {429, SZ_WRITE_AGAIN},
        {500, SZ_WRITE_AGAIN},   {501, SZ_WRITE_REFUSED}, {503, SZ_WRITE_AGAIN},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(answers); i++) {
        g_assert_cmpint(sz_write_verdict(answers[i].status), ==, answers[i].verdict);
    }
}

static void test_pauses(void)
{
    g_assert_cmpint(sz_write_pause_ms(1, 0, 0.0), ==, 100);
    g_assert_cmpint(sz_write_pause_ms(1, 0, 0.5), ==, 150);
    g_assert_cmpint(sz_write_pause_ms(2, 0, 0.0), ==, 200);
    g_assert_cmpint(sz_write_pause_ms(3, 0, 0.0), ==, 400);
    g_assert_cmpint(sz_write_pause_ms(50, 0, 0.999), <, 10000);
    g_assert_cmpint(sz_write_pause_ms(G_MAXUINT, 0, 0.0), ==, 5000);
    g_assert_cmpint(sz_write_pause_ms(1, 2, 0.9), ==, 2000);
    g_assert_cmpint(sz_write_pause_ms(9, 86400, 0.9), ==, 30000);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/write_target/addresses", test_targets);
    g_test_add_func("/collector/write_target/no-addresses", test_no_targets);
    g_test_add_func("/collector/write_target/what-answers-mean", test_verdicts);
    g_test_add_func("/collector/write_target/pauses-grow-to-a-bound", test_pauses);
    return g_test_run();
}
