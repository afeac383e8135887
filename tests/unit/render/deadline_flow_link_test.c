/* Links from the deadline flow to the list of its cases. */

#include "render/deadline_flow_link.h"

#include "support/panel.h"

static SzDeadlineFlow *make(const char *now, bool is_area)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = test_panel_view(state, now);
    SzPanelPlace place = test_panel_place("330106", is_area);
    return sz_deadline_flow_new(&view, &place);
}

static void assert_column(const SzDeadlineFlow *flow, guint i, const char *expected)
{
    g_autofree char *link = sz_flow_link_column(flow, i);
    g_assert_cmpstr(link, ==, expected);
}

/* 2026-03-05 is a Thursday; what is due on the weekend belongs to Friday. */
static void test_columns(void)
{
    g_autoptr(SzDeadlineFlow) flow = make("2026-03-05T10:00:00", false);
    assert_column(flow, 0, "/cases?hall=330106&light=red,black");
    assert_column(flow, 1, "/cases?hall=330106&light=green,yellow&due_to=2026-03-06");
    assert_column(flow, 2,
                  "/cases?hall=330106&light=green,yellow&due_from=2026-03-06&due_to=2026-03-09");
    assert_column(flow, 6,
                  "/cases?hall=330106&light=green,yellow&due_from=2026-03-12&due_to=2026-03-13");
}

static void test_the_rest(void)
{
    g_autoptr(SzDeadlineFlow) flow = make("2026-03-05T10:00:00", true);
    g_autofree char *later = sz_flow_link_later(flow, 7);
    g_assert_cmpstr(later, ==, "/cases?area=330106&light=green,yellow&due_from=2026-03-13");
    g_autofree char *hidden = sz_flow_link_later(flow, 5);
    g_assert_cmpstr(hidden, ==, "/cases?area=330106&light=green,yellow&due_from=2026-03-11");
    g_autofree char *stopped = sz_flow_link_light(flow, "suspended");
    g_assert_cmpstr(stopped, ==, "/cases?area=330106&light=suspended");
}

/* The calendar ends with 2199: the last column has no end, and nothing is later. */
static void test_the_end_of_the_calendar(void)
{
    g_autoptr(SzDeadlineFlow) flow = make("2199-12-31T10:00:00", false);
    g_assert_cmpuint(flow->n_days, ==, 1);
    assert_column(flow, 1, "/cases?hall=330106&light=green,yellow");
}

#define ADD(name, function) g_test_add_func("/render/deadline_flow_link/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("columns", test_columns);
    ADD("the-rest", test_the_rest);
    ADD("the-end-of-the-calendar", test_the_end_of_the_calendar);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
