#include "config/text_checks.h"

#include "metrics/error.h"

typedef gboolean (*Check)(SzSlice text, GError **error);

static void check_rows(Check check, const char *const *good, const char *const *bad)
{
    for (gsize i = 0; good[i] != NULL; i++) {
        g_autoptr(GError) error = NULL;
        g_assert_true(check(sz_slice(good[i]), &error));
        g_assert_no_error(error);
    }
    for (gsize i = 0; bad[i] != NULL; i++) {
        g_autoptr(GError) error = NULL;
        g_test_message("'%s'", bad[i]);
        g_assert_false(check(sz_slice(bad[i]), &error));
        g_assert_true(error->domain == SZ_METRICS_ERROR);
        g_assert_nonnull(strstr(error->message, "expected"));
    }
}

static void test_codes(void)
{
    static const char *const good[] = {
        "0",
        "330106",
        "3301F1",
        "a.b_c-d",
        "1234567890123456789012345678901234567890123456789012345678901234",
        NULL};
    static const char *const bad[] = {
        "",    "a b", "西湖", "a,b",
        "a=b", "a/b", "a\n",  "12345678901234567890123456789012345678901234567890123456789012345",
        NULL};
    check_rows(sz_check_code, good, bad);
}

static void test_days(void)
{
    static const char *const good[] = {"1990-01-01", "2024-02-29", "2199-12-31", NULL};
    static const char *const bad[] = {"",           "2026-02-29", "2026-1-1",    "1989-12-31",
                                      "2200-01-01", "20260101",   "2026-01-01 ", NULL};
    check_rows(sz_check_day, good, bad);
    static const char *const end_good[] = {"2200-01-01", "2026-01-01", NULL};
    static const char *const end_bad[] = {"2200-01-02", "", NULL};
    check_rows(sz_check_end_day, end_good, end_bad);
}

static void test_times_of_day(void)
{
    static const char *const good[] = {"00:00", "15:30", "23:59", NULL};
    static const char *const bad[] = {"",     "24:00",    "15:60", "15.30", "5:30", "1530",
                                      "15:3", "15:30:00", "a5:30", "15:b0", NULL};
    gint32 second = 7;
    check_rows(sz_check_time_of_day, good, bad);
    g_assert_false(sz_time_of_day_parse(SZ_SLICE("24:00"), &second));
    g_assert_cmpint(second, ==, 7);
    g_assert_true(sz_time_of_day_parse(SZ_SLICE("15:30"), &second));
    g_assert_cmpint(second, ==, 55800);
}

static void test_listen_addresses(void)
{
    static const char *const good[] = {"127.0.0.1:8080", "[::1]:0",           "localhost:65535",
                                       "0.0.0.0:8086",   "hall-1.example:80", NULL};
    static const char *const bad[] = {"",
                                      "8080",
                                      "127.0.0.1",
                                      "127.0.0.1:",
                                      ":80",
                                      "::1:8080",
                                      "127.0.0.1:65536",
                                      "127.0.0.1:-1",
                                      "[]:1",
                                      "[nope]:1",
                                      "a b:1",
                                      "127.0.0.1:80x",
                                      "h:+1",
                                      "http://a:1",
                                      NULL};
    check_rows(sz_check_listen, good, bad);
}

static void test_urls(void)
{
    static const char *const good[] = {"http://127.0.0.1:18086", "https://db.example/path",
                                       "http://[::1]:8428/", NULL};
    static const char *const bad[] = {
        "",           "127.0.0.1:8086",     "http://",  "ftp://a", "http://user:secret@a",
        "http://a b", "file:///etc/passwd", "mqtt://a", NULL};
    check_rows(sz_check_http_url, good, bad);
    static const char *const mqtt_good[] = {"mqtt://127.0.0.1:1883", "mqtts://broker", NULL};
    static const char *const mqtt_bad[] = {"http://a", "mqtt:", "tcp://a:1883", NULL};
    check_rows(sz_check_mqtt_url, mqtt_good, mqtt_bad);
}

static void test_topic_filters(void)
{
    /* MQTT 3.1.1, 4.7.1.2 and 4.7.1.3, the normative examples among them. */
    static const char *const good[] = {"shuzhi/v1/#", "#",          "sport/tennis/player1/#",
                                       "+",           "+/tennis/#", "sport/+/player1",
                                       "/",           "a//b",       NULL};
    static const char *const bad[] = {
        "", "sport/tennis#", "sport/tennis/#/ranking", "sport+", "a/+b/c", "##", NULL};
    check_rows(sz_check_topic_filter, good, bad);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/config/text-checks/codes", test_codes);
    g_test_add_func("/config/text-checks/days", test_days);
    g_test_add_func("/config/text-checks/times-of-day", test_times_of_day);
    g_test_add_func("/config/text-checks/listen-addresses", test_listen_addresses);
    g_test_add_func("/config/text-checks/urls", test_urls);
    g_test_add_func("/config/text-checks/topic-filters", test_topic_filters);
    return g_test_run();
}
