/* Where a figure of the deadline flow leads, the list has that many cases. */

#include "metrics/engine.h"
#include "render/deadline_flow_link.h"
#include "web/router.h"

#include "support/case_builder.h"
#include "support/rules.h"

#define N_EVENTS 3000
#define N_CASES 400

static SzSnapshot *random_state(void)
{
    static const char *const halls[] = {"330100", "330106", "330106002"};
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (guint i = 0; i < N_EVENTS; i++) {
        SzEvent event = {.entity = SZ_EVENT_CASE, .as.case_event = test_random_case_event(random)};
        guint which = (guint)g_rand_int_range(random, 0, N_CASES);
        g_autofree char *id = g_strdup_printf("C%u", which);
        event.as.case_event.hall = sz_slice(halls[which % G_N_ELEMENTS(halls)]);
        event.as.case_event.id = sz_slice(id);
        sz_engine_apply(engine, &event);
    }
    return sz_engine_publish(engine);
}

/* Takes @link. */
static void assert_total(const SzView *view, char *link, guint expected)
{
    g_autofree char *target = g_strconcat("/api/v1", link, "&state=open&limit=0", NULL);
    g_auto(SzResponse) response = sz_router_get(view, sz_slice(target));
    g_assert_cmpint(response.status, ==, 200);
    g_test_message("%s", target);
    g_assert_cmpint(json_integer_value(json_object_get(response.value, "total")), ==, expected);
    g_free(link);
}

static void assert_flow(const SzSnapshot *state, const char *now, bool is_area)
{
    SzView view = {.rules = test_rules(), .state = state, .now = {true, test_time(now)}};
    const SzHall *hall =
        sz_registry_find(test_rules()->registry, SZ_SLICE("330106"), sz_day_of(view.now.at));
    const SzPanelPlace place = {hall, is_area};
    g_autoptr(SzDeadlineFlow) flow = sz_deadline_flow_new(&view, &place);
    for (guint i = 0; i <= flow->n_days; i++) {
        assert_total(&view, sz_flow_link_column(flow, i), sz_deadline_flow_count(flow, i));
    }
    assert_total(&view, sz_flow_link_later(flow, flow->n_days + 1), flow->later);
    assert_total(&view, sz_flow_link_light(flow, "black"), flow->breached);
    assert_total(&view, sz_flow_link_light(flow, "suspended"), flow->suspended);
}

static void test_totals(void)
{
    /* A Thursday, a Sunday, after a deadline at 24:00. */
    static const char *const now[] = {"2026-03-05T10:00:00", "2026-03-08T10:00:00",
                                      "2026-03-10T00:00:00"};
    g_autoptr(SzSnapshot) state = random_state();
    for (gsize i = 0; i < G_N_ELEMENTS(now); i++) {
        assert_flow(state, now[i], false);
        assert_flow(state, now[i], true);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/flow_links/totals", test_totals);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
