/* GET /api/v1/waits: what people waited who were called of late. */

#include "support/live_lines.h"

#define TAKE(at, hall, id)                                                                         \
    {                                                                                              \
        at, "ticket,event=take,hall=" hall ",queue=A id=\"" id "\""                                \
    }
#define CALL(at, hall, id)                                                                         \
    {                                                                                              \
        at, "ticket,event=call,hall=" hall ",queue=A,window=W1 id=\"" id "\""                      \
    }

/* Waits 10, 20, 30, 40 minutes in one hall, called every ten minutes; 5 minutes in another. */
static const TestLine lines[] = {
    TAKE("2026-03-02T09:00:00", "330106", "1"), TAKE("2026-03-02T09:00:00", "330106", "2"),
    TAKE("2026-03-02T09:00:00", "330106", "3"), TAKE("2026-03-02T09:00:00", "330106", "4"),
    CALL("2026-03-02T09:10:00", "330106", "1"), CALL("2026-03-02T09:20:00", "330106", "2"),
    CALL("2026-03-02T09:30:00", "330106", "3"), CALL("2026-03-02T09:40:00", "330106", "4"),
    TAKE("2026-03-02T09:35:00", "330100", "X"), CALL("2026-03-02T09:40:00", "330100", "X"),
    TAKE("2026-03-02T09:35:00", "nobody", "Y"), CALL("2026-03-02T09:40:00", "nobody", "Y"),
    CALL("2026-03-02T09:41:00", "330106", "Z"), /* never taken: no wait is known */
};

static char *ask(const char *now, const char *query)
{
    g_autofree char *target = g_strdup_printf("/api/v1/waits%s", query);
    return test_fold_and_ask(lines, G_N_ELEMENTS(lines), now, target);
}

static void assert_has(const char *body, const char *part)
{
    if (strstr(body, part) == NULL) {
        g_error("%s\nhas no\n%s", body, part);
    }
}

#define FIGURES(called, mean, p50, p90, longest)                                                   \
    "\"called\":" called ",\"wait_mean_s\":" mean ",\"wait_p50_s\":" p50 ",\"wait_p90_s\":" p90    \
    ",\"wait_longest_s\":" longest

static void test_windows(void)
{
    g_autofree char *hour = ask("2026-03-02T10:00:00", "?hall=330106");
    assert_has(hour, "\"window_s\":3600,");
    assert_has(hour, FIGURES("4", "1500.0", "1500.0", "2220.0", "2400.0"));
    /* Half-open: a call exactly so long ago is out. */
    g_autofree char *half = ask("2026-03-02T10:00:00", "?hall=330106&window_min=30");
    assert_has(half, FIGURES("1", "2400.0", "2400.0", "2400.0", "2400.0"));
    g_autofree char *more = ask("2026-03-02T09:59:59", "?hall=330106&window_min=30");
    assert_has(more, FIGURES("2", "2100.0", "2100.0", "2340.0", "2400.0"));
    g_autofree char *none = ask("2026-03-02T10:00:00", "?hall=330106&window_min=5");
    assert_has(none, FIGURES("0", "null", "null", "null", "null"));
}

static void test_every_hall(void)
{
    g_autofree char *all = ask("2026-03-02T10:00:00", "");
    assert_has(all, "\"hall\":\"330100\"");
    assert_has(all, FIGURES("1", "300.0", "300.0", "300.0", "300.0"));
    assert_has(all, FIGURES("4", "1500.0", "1500.0", "2220.0", "2400.0"));
    g_assert_null(strstr(all, "nobody"));
    g_autofree char *tier = ask("2026-03-02T10:00:00", "?tier=municipal");
    assert_has(tier, "\"hall\":\"330100\"");
    g_assert_null(strstr(tier, "\"hall\":\"330106\""));
    g_autofree char *table = ask("2026-03-02T10:00:00", ".csv?hall=330106&lang=en");
    assert_has(table, "hall,name,called,wait_mean_s,wait_p50_s,wait_p90_s,wait_longest_s\r\n");
    assert_has(table, ",4,1500.00,1500.00,2220.00,2400.00\r\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/waits/windows", test_windows);
    g_test_add_func("/web/waits/every_hall", test_every_hall);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
