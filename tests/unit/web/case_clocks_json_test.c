/* What /api/v1/case says about a case's clocks, the origin of its deadline and the findings. */

#include "metrics/engine.h"
#include "web/router.h"

#include "support/case_builder.h"
#include "support/rules.h"

/* The case of @n events as it stands at @now.  (transfer full) */
static json_t *case_at(const SzCaseEvent *events, gsize n, const char *now)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    for (gsize i = 0; i < n; i++) {
        const SzEvent any = {.entity = SZ_EVENT_CASE, .as.case_event = events[i]};
        sz_engine_apply(engine, &any);
    }
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = {.rules = test_rules(), .state = state, .now = {true, test_time(now)}};
    g_auto(SzResponse) response = sz_router_get(&view, SZ_SLICE("/api/v1/case?hall=330106&id=A1"));
    g_autoptr(json_t) body = json_loads(response.body, 0, NULL);
    json_t *found = json_object_get(body, "case");
    g_assert_nonnull(found);
    return json_incref(found);
}

static const json_t *clock_of(const json_t *one, const char *name)
{
    const json_t *clocks = json_object_get(one, "clocks");
    for (gsize i = 0; i < json_array_size(clocks); i++) {
        const json_t *clock = json_array_get(clocks, i);
        if (g_strcmp0(json_string_value(json_object_get(clock, "clock")), name) == 0) {
            return clock;
        }
    }
    return NULL;
}

static void assert_text(const json_t *object, const char *key, const char *expected)
{
    g_assert_nonnull(json_object_get(object, key));
    g_assert_cmpstr(json_string_value(json_object_get(object, key)), ==, expected);
}

static void assert_findings(const json_t *one, const char *const *expected, gsize n)
{
    const json_t *codes = json_object_get(one, "findings");
    const json_t *texts = json_object_get(one, "findings_text");
    g_assert_cmpuint(json_array_size(codes), ==, n);
    g_assert_cmpuint(json_array_size(texts), ==, n);
    for (gsize i = 0; i < n; i++) {
        g_assert_cmpstr(json_string_value(json_array_get(codes, i)), ==, expected[i]);
        assert_text(json_array_get(texts, i), "code", expected[i]);
        g_assert_nonnull(json_object_get(json_array_get(texts, i), "zh"));
        g_assert_nonnull(json_object_get(json_array_get(texts, i), "en"));
    }
}

/* Accepted late, in a step of one working day, decided, not delivered: due from the day of receipt. */
static void test_every_clock_is_there(void)
{
    static const char *const at_first[] = {"accepted_late"};
    static const char *const later[] = {"accepted_late", "step_late"};
    static const char *const at_last[] = {"accepted_late", "delivery_late", "step_late"};
    SzCaseEvent events[] = {
        test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00"),
        test_case_event(SZ_CASE_ACCEPT, "2026-03-10T10:00"),
        test_case_event(SZ_CASE_STEP, "2026-03-10T11:00"),
        test_case_event(SZ_CASE_DECIDE, "2026-03-13T10:00"),
    };
    events[0].item = SZ_SLICE("I1");
    events[2].step = SZ_SLICE("check");
    g_autoptr(json_t) one = case_at(events, 3, "2026-03-11T18:00");
    assert_text(clock_of(one, "acceptance"), "due", "2026-03-09T18:00:00+08:00");
    assert_text(clock_of(one, "acceptance"), "ended", "2026-03-10T10:00:00+08:00");
    assert_text(clock_of(one, "handling"), "start", "2026-03-02T10:00:00+08:00");
    assert_text(clock_of(one, "handling"), "calendar", "2026.1");
    assert_text(clock_of(one, "statute"), "due", "2026-03-30T18:00:00+08:00");
    assert_text(clock_of(one, "step"), "step", "check");
    assert_text(clock_of(one, "step"), "due", "2026-03-11T18:00:00+08:00");
    g_assert_null(clock_of(one, "delivery"));
    assert_findings(one, at_first, G_N_ELEMENTS(at_first));
    g_autoptr(json_t) after = case_at(events, 3, "2026-03-11T18:00:01");
    assert_findings(after, later, G_N_ELEMENTS(later));
    g_autoptr(json_t) decided = case_at(events, 4, "2026-03-27T18:00:01");
    g_assert_null(clock_of(decided, "step"));
    assert_text(clock_of(decided, "delivery"), "due", "2026-03-27T18:00:00+08:00");
    assert_text(clock_of(decided, "delivery"), "due_by", "delivery");
    assert_findings(decided, at_last, G_N_ELEMENTS(at_last));
}

/* Ten working days from 2026-12-21 reach 2027-01-05, of which the rest days are not published. */
static void test_a_provisional_deadline_says_why(void)
{
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-12-21T10:00");
    accept.promise = (SzLimit){10, SZ_UNIT_WORKDAY};
    g_autoptr(json_t) one = case_at(&accept, 1, "2026-12-22T10:00");
    const json_t *reason = json_object_get(one, "provisional_reason");
    g_assert_true(json_is_true(json_object_get(one, "provisional")));
    assert_text(one, "due", "2027-01-05T18:00:00+08:00");
    assert_text(one, "calendar", "2026.1");
    assert_text(reason, "zh", "2027 年放假安排尚未公布，期限为暂定，公布后重算");
    assert_text(reason, "en",
                "the holidays of 2027 are not published yet; computed again when they are");
    accept.occurred = test_time("2026-03-02T10:00");
    g_autoptr(json_t) settled = case_at(&accept, 1, "2026-03-02T10:00");
    g_assert_true(json_is_null(json_object_get(settled, "provisional_reason")));
}

static void test_the_source_and_what_we_compute(void)
{
    static const char *const findings[] = {"no_apply", "source_due_differs"};
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00");
    accept.item = SZ_SLICE("I1");
    accept.has_due = true;
    accept.due = test_time("2026-03-20T12:00");
    g_autoptr(json_t) one = case_at(&accept, 1, "2026-03-03T10:00");
    assert_text(one, "due", "2026-03-20T12:00:00+08:00");
    assert_text(one, "source_due", "2026-03-20T12:00:00+08:00");
    assert_text(one, "computed_due", "2026-03-16T18:00:00+08:00");
    g_assert_true(json_is_null(json_object_get(one, "calendar")));
    assert_findings(one, findings, G_N_ELEMENTS(findings));
}

static void test_an_extension_shows_who_approved_it(void)
{
    SzCaseEvent events[] = {
        test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00"),
        test_case_event(SZ_CASE_EXTEND, "2026-03-03T10:00"),
    };
    events[1].days = 5;
    events[1].approver = SZ_SLICE("G001");
    events[1].notified = 1;
    g_autoptr(json_t) one = case_at(events, 2, "2026-03-03T10:00");
    const json_t *extension = json_array_get(json_object_get(one, "events"), 1);
    assert_text(extension, "approver", "G001");
    g_assert_true(json_is_true(json_object_get(extension, "notified")));
    g_assert_null(json_object_get(json_array_get(json_object_get(one, "events"), 0), "notified"));
    assert_findings(one, NULL, 0);
}

#define ADD(name, function) g_test_add_func("/web/case_clocks_json/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("every-clock-is-there", test_every_clock_is_there);
    ADD("a-provisional-deadline-says-why", test_a_provisional_deadline_says_why);
    ADD("the-source-and-what-we-compute", test_the_source_and_what_we_compute);
    ADD("an-extension-shows-who-approved-it", test_an_extension_shows_who_approved_it);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
