/* GET /api/v1/situation: a hall alone and an area, and what is no place. */

#include "web/live_topics.h"

#include "support/live_lines.h"

static const TestLine MORNING[] = {
    {"2026-03-02T09:40:00", "ticket,hall=330106,queue=A,event=take id=\"A1\""},
    {"2026-03-02T10:29:00", "window,hall=330106,window=W1 state=\"open\""},
};

static void assert_answer(const char *target, const char *lines)
{
    g_autofree char *body =
        test_fold_and_ask(MORNING, G_N_ELEMENTS(MORNING), "2026-03-02T10:30:00", target);
    g_autofree char *expected =
        g_strdup_printf("{\"time\":\"2026-03-02T10:30:00+08:00\",\"lines\":[%s]}", lines);
    g_assert_cmpstr(body, ==, expected);
}

static void test_hall(void)
{
    assert_answer("/api/v1/situation?hall=330106",
                  "{\"id\":\"1\",\"state\":\"late\",\"subject\":{\"zh\":\"A\",\"en\":\"A\"},"
                  "\"text\":{\"zh\":\"最久等 50 分，在等 1 人。\","
                  "\"en\":\"longest wait 50 min, 1 waiting.\"}}");
    /* What is below an area is not the hall's. */
    assert_answer("/api/v1/situation?hall=330100",
                  "{\"id\":\"1\",\"state\":\"insufficient\",\"subject\":{\"zh\":\"今日尚无数据\","
                  "\"en\":\"No data today\"},\"text\":{\"zh\":\"9:00 "
                  "开放，至今没有取号和窗口状态，暂不能判断。\",\"en\":\"open from 9:00, no "
                  "ticket or window yet, cannot tell.\"}}");
}

/* No index was computed. */
static void test_area(void)
{
    assert_answer("/api/v1/situation?area=330100",
                  "{\"id\":\"1\",\"state\":\"insufficient\",\"subject\":{\"zh\":\"暂不能判断\","
                  "\"en\":\"Cannot tell\"},\"text\":{\"zh\":\"今日尚无可比数据。\",\"en\":"
                  "\"nothing to compare today yet.\"}}");
}

static void test_no_place(void)
{
    static const struct {
        const char *target;
        const char *code;
    } rows[] = {
        {"/api/v1/situation", "\"code\":\"bad_query\""},
        {"/api/v1/situation?hall=nowhere", "\"code\":\"unknown_hall\""},
        {"/api/v1/situation?area=nowhere", "\"code\":\"unknown_hall\""},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *body = test_fold_and_ask(MORNING, G_N_ELEMENTS(MORNING),
                                                  "2026-03-02T10:30:00", rows[i].target);
        g_assert_nonnull(strstr(body, rows[i].code));
    }
}

/* The state that screens get. (transfer full) */
static json_t *live_at(const char *now)
{
    g_autofree char *body =
        test_fold_and_ask(MORNING, G_N_ELEMENTS(MORNING), now, "/api/v1/situation?hall=330106");
    json_t *answer = json_loads(body, 0, NULL);
    json_t *state = sz_live_topic_of_answer(answer);
    json_decref(answer);
    return state;
}

/* A line of a live topic changes with the minute, not with the second. */
static void test_live(void)
{
    json_t *first = live_at("2026-03-02T10:30:00");
    json_t *same = live_at("2026-03-02T10:30:59.999");
    json_t *next = live_at("2026-03-02T10:31:00");
    g_assert_true(json_equal(first, same));
    g_assert_false(json_equal(first, next));
    g_assert_nonnull(json_object_get(json_object_get(first, "lines"), "1"));
    json_decref(first);
    json_decref(same);
    json_decref(next);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/situation_api/hall", test_hall);
    g_test_add_func("/situation_api/area", test_area);
    g_test_add_func("/situation_api/no-place", test_no_place);
    g_test_add_func("/situation_api/live", test_live);
    int failed = g_test_run();
    test_rules_clear();
    return failed;
}
