#include "support/case_builder.h"

SzWallTime test_time(const char *text)
{
    SzWallTime at = {0};
    g_autoptr(GError) error = NULL;
    g_assert_true(sz_wall_time_parse(sz_slice(text), &at, &error));
    g_assert_no_error(error);
    return at;
}

SzCaseEvent test_case_event(SzCaseEventKind kind, const char *time)
{
    return (SzCaseEvent){
        .occurred = test_time(time),
        .kind = kind,
        .hall = SZ_SLICE("330106"),
        .id = SZ_SLICE("A1"),
        .days = -1,
        .visits = -1,
        .is_auto = -1,
        .elic = -1,
        .notified = -1,
    };
}

static SzSlice pick(GRand *random, const char *const *texts, int n)
{
    return sz_slice(texts[g_rand_int_range(random, 0, n)]);
}

SzCaseEvent test_random_case_event(GRand *random)
{
    static const char *const items[] = {"", "I1", "I2", "工程许可"};
    static const char *const orgs[] = {"", "O1", "O2"};
    static const char *const steps[] = {"", "check", "print"};
    static const char *const eids[] = {"", "", "", "e1", "e2", "e3"};
    SzCaseEvent event = test_case_event(SZ_CASE_APPLY, "2026-03-02T09:00:00");
    event.kind = (SzCaseEventKind)g_rand_int_range(random, 0, SZ_CASE_N_EVENTS);
    event.occurred.ns += (gint64)g_rand_int_range(random, 0, 40) * 3600 * SZ_NS_PER_S;
    event.item = pick(random, items, G_N_ELEMENTS(items));
    event.org = pick(random, orgs, G_N_ELEMENTS(orgs));
    event.step = pick(random, steps, G_N_ELEMENTS(steps));
    event.eid = pick(random, eids, G_N_ELEMENTS(eids));
    event.channel = (SzChannel)g_rand_int_range(random, 0, SZ_CHANNEL_N);
    if (g_rand_boolean(random)) {
        event.promise = (SzLimit){g_rand_int_range(random, 0, 20), SZ_UNIT_WORKDAY};
    }
    if (g_rand_int_range(random, 0, 4) == 0) {
        event.has_due = true;
        event.due.ns =
            event.occurred.ns + (gint64)g_rand_int_range(random, -5, 200) * 3600 * SZ_NS_PER_S;
    }
    if (event.kind == SZ_CASE_SUSPEND) {
        event.suspend_kind = (SzSuspendKind)g_rand_int_range(random, 0, SZ_SUSPEND_N_KINDS);
        event.days = g_rand_int_range(random, -1, 3);
    }
    if (event.kind == SZ_CASE_EXTEND) {
        event.days = g_rand_int_range(random, 1, 11);
        event.notified = (gint8)g_rand_int_range(random, -1, 2);
        event.approver = pick(random, orgs, G_N_ELEMENTS(orgs));
    }
    return event;
}
