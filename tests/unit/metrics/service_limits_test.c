/* How long a service may take: the sample, the quantile and what counts. */

#include "metrics/service_limits.h"

#include "support/case_builder.h"

#define MINUTE_NS (60 * SZ_NS_PER_S)

static SzPackedTime known(gint64 ns)
{
    return sz_packed_time((SzMaybeTime){true, {ns}});
}

static SzPackedTime day_before(SzPackedTime time)
{
    return known(sz_maybe_time(time).at.ns - SZ_S_PER_DAY * SZ_NS_PER_S);
}

static SzTicket service(const char *queue, SzTicketState state, gint64 took_min)
{
    SzWallTime ended = test_time("2026-03-02T10:00:00");
    return (SzTicket){.queue = queue,
                      .last_call_queue = "",
                      .state = state,
                      .last_call = known(ended.ns - took_min * MINUTE_NS),
                      .since = known(ended.ns)};
}

static gint64 limit_of(guint n, gint64 first_min, gint64 step_min)
{
    g_autoptr(SzServiceLimits) limits =
        sz_service_limits_new(sz_day_of(test_time("2026-03-02T12:00:00")));
    for (guint i = 0; i < n; i++) {
        /* Not in order. */
        gint64 k = (gint64)((i * 7) % n);
        SzTicket ticket = service("A", SZ_TICKET_DONE, first_min + k * step_min);
        sz_service_limits_add(limits, &ticket);
    }
    return sz_service_limits_of(limits, "A");
}

static void test_quantile(void)
{
    g_assert_cmpint(limit_of(0, 0, 0), ==, 30);
    g_assert_cmpint(limit_of(19, 90, 0), ==, 30); /* too few */
    g_assert_cmpint(limit_of(20, 90, 0), ==, 90);
    g_assert_cmpint(limit_of(20, 91, 0), ==, 95); /* up to the next five */
    g_assert_cmpint(limit_of(40, 1, 1), ==, 40);  /* 38.05 */
    g_assert_cmpint(limit_of(50, 5, 0), ==, 30);  /* never less */
}

static void test_what_counts(void)
{
    g_autoptr(SzServiceLimits) limits =
        sz_service_limits_new(sz_day_of(test_time("2026-03-02T12:00:00")));
    static const SzTicketState states[] = {SZ_TICKET_DONE, SZ_TICKET_RETURNED, SZ_TICKET_INFO};
    for (guint i = 0; i < 30; i++) {
        SzTicket other = service("B", SZ_TICKET_SERVING, 90);
        SzTicket before = service("B", SZ_TICKET_DONE, 90);
        SzTicket uncalled = service("B", SZ_TICKET_DONE, 90);
        SzTicket moved = service("C", states[i % G_N_ELEMENTS(states)], 50);
        before.since = day_before(before.since);
        before.last_call = day_before(before.last_call);
        uncalled.last_call = (SzPackedTime){0};
        moved.last_call_queue = "D"; /* it ended there, whatever it says later */
        const SzTicket *const all[] = {&other, &before, &uncalled, &moved};
        for (gsize k = 0; k < G_N_ELEMENTS(all); k++) {
            sz_service_limits_add(limits, all[k]);
        }
    }
    g_assert_cmpint(sz_service_limits_of(limits, "B"), ==, 30);
    g_assert_cmpint(sz_service_limits_of(limits, "C"), ==, 30);
    g_assert_cmpint(sz_service_limits_of(limits, "D"), ==, 50);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/service-limits/quantile", test_quantile);
    g_test_add_func("/metrics/service-limits/what-counts", test_what_counts);
    return g_test_run();
}
