/* Deadlines and lights of a case.  Opening hours 09:00-12:00, 13:30-18:00; calendar of 2026. */

#include "metrics/cases.h"

#include "support/case_builder.h"
#include "support/rules.h"

typedef struct {
    SzCases *cases;          /* owned */
    SzCasesVersion *version; /* owned; what check() looked at last */
    SzCaseRecord record;     /* of it */
} World;

static void clear_world(World *world)
{
    sz_cases_version_unref(world->version);
    sz_cases_free(world->cases);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(World, clear_world)

static void tell(World *world, SzCaseEvent event)
{
    if (world->cases == NULL) {
        world->cases = sz_cases_new(test_rules());
    }
    sz_cases_apply(world->cases, &event);
}

static void tell_kind(World *world, SzCaseEventKind kind, const char *time)
{
    tell(world, test_case_event(kind, time));
}

static void tell_promise(World *world, const char *time, gint32 n, SzUnit unit)
{
    SzCaseEvent event = test_case_event(SZ_CASE_ACCEPT, time);
    event.promise = (SzLimit){n, unit};
    tell(world, test_case_event(SZ_CASE_APPLY, time));
    tell(world, event);
}

static const SzCaseStatus *status_of(World *world)
{
    sz_cases_version_unref(world->version);
    world->version = sz_cases_publish(world->cases);
    g_assert_cmpuint(sz_cases_version_n(world->version), ==, 1);
    sz_cases_version_record(world->version, sz_cases_version_row(world->version, 0),
                            &world->record);
    return &world->record.status;
}

static void assert_due(World *world, const char *expected)
{
    const SzCaseStatus *status = status_of(world);
    char text[SZ_WALL_TIME_TEXT];
    g_assert_true(status->handling.due.known);
    g_autofree char *zoned = g_strdup_printf("%s+08:00", expected);
    g_assert_cmpstr(sz_wall_time_format(status->handling.due.at, text), ==, zoned);
}

static void assert_light(World *world, const char *now, const char *expected)
{
    const SzCaseStatus *status = status_of(world);
    g_assert_cmpstr(sz_light_name(sz_case_status_light(status, test_time(now))), ==, expected);
}

/* 10 working days from Monday 2026-03-02 end on Monday 03-16 (DOMAIN 3.3); 20 % of 10 are 2 days:
 * yellow from the close of Thursday 03-12 on; the statutory 20 days end on 03-30. */
static void test_lights_of_a_promise(void)
{
    g_auto(World) world = {0};
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00:00");
    accept.promise = (SzLimit){10, SZ_UNIT_WORKDAY};
    accept.statute = (SzLimit){20, SZ_UNIT_WORKDAY};
    tell_kind(&world, SZ_CASE_APPLY, "2026-03-02T09:00:00");
    tell(&world, accept);
    assert_due(&world, "2026-03-16T18:00:00");
    assert_light(&world, "2026-03-02T10:00:00", "green");
    assert_light(&world, "2026-03-12T17:59:59", "green");
    assert_light(&world, "2026-03-12T18:00:00", "yellow");
    assert_light(&world, "2026-03-16T18:00:00", "yellow"); /* the deadline itself is in time */
    assert_light(&world, "2026-03-16T18:00:00.000000001", "red");
    assert_light(&world, "2026-03-30T18:00:00", "red");
    assert_light(&world, "2026-03-30T18:00:01", "black");
}

/* 20 % of 20 working days are 4: due Monday 03-30, so the close of Tuesday 03-24.  Of 9 they are 1.8, and
 * a remainder is counted in whole days: due Friday 03-13, so the close of Thursday 03-12. */
static void test_long_promises_turn_yellow_at_a_fifth(void)
{
    g_auto(World) world = {0};
    tell_promise(&world, "2026-03-02T10:00:00", 20, SZ_UNIT_WORKDAY);
    assert_due(&world, "2026-03-30T18:00:00");
    assert_light(&world, "2026-03-24T17:59:59", "green");
    assert_light(&world, "2026-03-24T18:00:00", "yellow");
    g_auto(World) nine = {0};
    tell_promise(&nine, "2026-03-02T10:00:00", 9, SZ_UNIT_WORKDAY);
    assert_due(&nine, "2026-03-13T18:00:00");
    assert_light(&nine, "2026-03-12T17:59:59", "green");
    assert_light(&nine, "2026-03-12T18:00:00", "yellow");
}

/* 2 working days: the last 4 service hours before 18:00 of the second begin at 14:00. */
static void test_short_promises_turn_yellow_four_service_hours_before(void)
{
    g_auto(World) world = {0};
    tell_promise(&world, "2026-03-02T10:00:00", 2, SZ_UNIT_WORKDAY);
    assert_due(&world, "2026-03-04T18:00:00");
    assert_light(&world, "2026-03-04T13:59:59", "green");
    assert_light(&world, "2026-03-04T14:00:00", "yellow");
}

static void test_instant_cases_turn_at_half_past_three(void)
{
    g_auto(World) world = {0};
    tell_promise(&world, "2026-03-02T10:00:00", 0, SZ_UNIT_WORKDAY);
    assert_due(&world, "2026-03-02T18:00:00");
    assert_light(&world, "2026-03-02T15:29:59", "green");
    assert_light(&world, "2026-03-02T15:30:00", "yellow");
    assert_light(&world, "2026-03-02T18:00:01", "red");
    assert_light(&world, "2026-03-03T18:00:00", "red");
    assert_light(&world, "2026-03-03T18:00:01", "black"); /* one working day more */
}

/* 100 minutes from 11:00: 60 until noon, 40 from 13:30 on: 14:10; 80 of them are used at 13:50; 200
 * at 15:50. */
static void test_minutes_turn_at_four_fifths_and_at_double(void)
{
    g_auto(World) world = {0};
    tell_promise(&world, "2026-03-02T11:00:00", 100, SZ_UNIT_MINUTE);
    assert_due(&world, "2026-03-02T14:10:00");
    assert_light(&world, "2026-03-02T13:49:59", "green");
    assert_light(&world, "2026-03-02T13:50:00", "yellow");
    assert_light(&world, "2026-03-02T14:10:01", "red");
    assert_light(&world, "2026-03-02T15:50:01", "black");
}

/* Received Monday 03-02: the 4th working day is Friday 03-06, the 5th Monday 03-09; then it is deemed
 * accepted from the day of receipt and stays red. */
static void test_acceptance_has_its_own_clock(void)
{
    g_auto(World) world = {0};
    SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00:00");
    apply.promise = (SzLimit){10, SZ_UNIT_WORKDAY};
    tell(&world, apply);
    const SzCaseStatus *status = status_of(&world);
    g_assert_cmpint(sz_case_status_clock(status, test_time("2026-03-09T18:00"))->basis, ==,
                    SZ_DUE_BY_ACCEPTANCE);
    assert_light(&world, "2026-03-05T17:59:59", "green");
    assert_light(&world, "2026-03-05T18:00:00", "yellow");
    assert_light(&world, "2026-03-09T18:00:01", "red");
    status = status_of(&world);
    g_assert_cmpint(sz_case_status_clock(status, test_time("2026-03-09T18:00:01"))->basis, ==,
                    SZ_DUE_BY_PROMISE);
    assert_due(&world, "2026-03-16T18:00:00");
    tell_kind(&world, SZ_CASE_ACCEPT, "2026-03-09T18:30:00");
    status = status_of(&world);
    g_assert_cmpint(sz_case_status_clock(status, test_time("2026-03-09T18:00"))->basis, ==,
                    SZ_DUE_BY_PROMISE);
    assert_light(&world, "2026-03-10T10:00:00", "green");
}

/* A statutory limit that would be over means nothing before the case is accepted or deemed to be: one
 * working day from Monday 03-02 would end on 03-03, the five of the acceptance clock end on 03-09. */
static void test_nothing_is_black_while_acceptance_is_due(void)
{
    g_auto(World) world = {0};
    SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00:00");
    apply.statute = (SzLimit){1, SZ_UNIT_WORKDAY};
    tell(&world, apply);
    assert_light(&world, "2026-03-05T17:59:59", "green");
    assert_light(&world, "2026-03-09T18:00:00", "yellow");
    assert_light(&world, "2026-03-09T18:00:01", "black"); /* deemed accepted on 03-02 */
}

static void test_a_running_suspension_hides_the_deadline(void)
{
    g_auto(World) world = {0};
    SzCaseEvent suspend = test_case_event(SZ_CASE_SUSPEND, "2026-03-05T10:00:00");
    suspend.suspend_kind = SZ_SUSPEND_TESTING;
    suspend.statute = (SzLimit){20, SZ_UNIT_WORKDAY};
    tell_promise(&world, "2026-03-02T10:00:00", 10, SZ_UNIT_WORKDAY);
    tell(&world, suspend);
    g_assert_false(status_of(&world)->handling.due.known);
    g_assert_false(status_of(&world)->handling.yellow_at.known);
    g_assert_false(status_of(&world)->statute_due.known);
    g_assert_false(status_of(&world)->black_at.known);
    g_assert_cmpint(status_of(&world)->state, ==, SZ_STATE_SUSPENDED);
    assert_light(&world, "2026-04-30T10:00:00", "suspended");
    tell_kind(&world, SZ_CASE_RESUME, "2026-03-12T15:00:00");
    assert_due(&world, "2026-03-23T18:00:00"); /* convention A, DOMAIN 3.3 */
    g_assert_cmpint(status_of(&world)->handling.suspended_days, ==, 5);
}

static void test_suspending_after_the_deadline_hides_nothing(void)
{
    g_auto(World) world = {0};
    tell_promise(&world, "2026-03-02T10:00:00", 1, SZ_UNIT_WORKDAY);
    tell_kind(&world, SZ_CASE_SUSPEND, "2026-03-04T10:00:00");
    assert_due(&world, "2026-03-03T18:00:00");
    assert_light(&world, "2026-03-05T10:00:00", "red");
    g_assert_cmpint(status_of(&world)->state, ==, SZ_STATE_SUSPENDED);
}

static void test_kinds_that_do_not_stop_the_clock(void)
{
    g_auto(World) world = {0};
    SzCaseEvent suspend = test_case_event(SZ_CASE_SUSPEND, "2026-03-05T10:00:00");
    suspend.suspend_kind = SZ_SUSPEND_PUBLICITY;
    tell_promise(&world, "2026-03-02T10:00:00", 10, SZ_UNIT_WORKDAY);
    tell(&world, suspend);
    g_assert_cmpint(status_of(&world)->state, ==, SZ_STATE_OPEN);
    assert_due(&world, "2026-03-16T18:00:00");
    SzCaseEvent item = test_case_event(SZ_CASE_STEP, "2026-03-05T11:00:00");
    item.item = SZ_SLICE("I1"); /* an item whose list says it does */
    tell(&world, item);
    g_assert_cmpint(status_of(&world)->state, ==, SZ_STATE_SUSPENDED);
}

static void test_which_limit_counts(void)
{
    g_auto(World) world = {0};
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00:00");
    accept.item = SZ_SLICE("I1");
    tell(&world, accept);
    g_assert_cmpint(status_of(&world)->handling.basis, ==, SZ_DUE_BY_ITEM);
    assert_due(&world, "2026-03-16T18:00:00");
    SzCaseEvent step = test_case_event(SZ_CASE_STEP, "2026-03-03T10:00:00");
    step.has_due = true;
    step.due = test_time("2026-03-20T12:34:56");
    tell(&world, step);
    g_assert_cmpint(status_of(&world)->handling.basis, ==, SZ_DUE_BY_SOURCE);
    assert_due(&world, "2026-03-20T12:34:56");
    assert_light(&world, "2026-03-19T17:59:59", "green"); /* one working day before */
    assert_light(&world, "2026-03-19T18:00:00", "yellow");
    step.occurred = test_time("2026-03-04T10:00:00");
    step.promise = (SzLimit){3, SZ_UNIT_WORKDAY};
    tell(&world, step);
    g_assert_cmpint(status_of(&world)->handling.basis, ==, SZ_DUE_BY_PROMISE);
    assert_due(&world, "2026-03-05T18:00:00");
}

static void test_an_extension_lengthens_day_limits(void)
{
    g_auto(World) world = {0};
    SzCaseEvent extend = test_case_event(SZ_CASE_EXTEND, "2026-03-05T10:00:00");
    extend.days = 5;
    tell_promise(&world, "2026-03-02T10:00:00", 10, SZ_UNIT_WORKDAY);
    tell(&world, extend);
    assert_due(&world, "2026-03-23T18:00:00");
}

static void test_closing_is_late_only_after_the_deadline(void)
{
    g_auto(World) world = {0};
    tell_promise(&world, "2026-03-02T10:00:00", 1, SZ_UNIT_WORKDAY);
    tell_kind(&world, SZ_CASE_CLOSE, "2026-03-03T18:00:00");
    g_assert_false(status_of(&world)->is_late);
    g_assert_cmpint(status_of(&world)->state, ==, SZ_STATE_CLOSED);
    assert_light(&world, "2026-04-01T10:00:00", "");
    g_auto(World) late = {0};
    tell_promise(&late, "2026-03-02T10:00:00", 1, SZ_UNIT_WORKDAY);
    tell_kind(&late, SZ_CASE_CLOSE, "2026-03-03T18:00:00.000000001");
    g_assert_true(status_of(&late)->is_late);
}

static void test_every_end_has_its_name(void)
{
    static const struct {
        SzCaseEventKind kind;
        const char *state;
    } rows[] = {
        {SZ_CASE_STEP, "open"},       {SZ_CASE_SUSPEND, "suspended"},  {SZ_CASE_CLOSE, "closed"},
        {SZ_CASE_REJECT, "rejected"}, {SZ_CASE_WITHDRAW, "withdrawn"}, {SZ_CASE_VOID, "void"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(World) world = {0};
        tell_promise(&world, "2026-03-02T10:00:00", 1, SZ_UNIT_WORKDAY);
        tell_kind(&world, rows[i].kind, "2026-03-02T11:00:00");
        g_assert_cmpstr(sz_state_name(status_of(&world)->state), ==, rows[i].state);
        g_assert_false(status_of(&world)->is_late);
    }
}

static void test_every_basis_has_its_name(void)
{
    static const struct {
        SzDueBasis basis;
        const char *name;
    } rows[] = {
        {SZ_DUE_NONE, ""},
        {SZ_DUE_BY_PROMISE, "promise"},
        {SZ_DUE_BY_SOURCE, "source"},
        {SZ_DUE_BY_ITEM, "item"},
        {SZ_DUE_BY_STATUTE, "statute"},
        {SZ_DUE_BY_ACCEPTANCE, "acceptance"},
        {SZ_DUE_BY_DELIVERY, "delivery"},
        {SZ_DUE_BY_STEP, "step"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_assert_cmpstr(sz_due_basis_name(rows[i].basis), ==, rows[i].name);
    }
}

static void test_an_item_adds_to_what_stops_the_clock(void)
{
    static const SzItem item = {.code = "P1", .stopping_kinds = 1u << SZ_SUSPEND_PUBLICITY};
    SzDeadlinePolicy policy = *test_rules()->policy;
    SzCaseRules rules = *test_rules();
    rules.policy = &policy;
    policy.stopping_kinds = 1u << SZ_SUSPEND_TESTING;
    g_assert_cmpuint(sz_case_policy(&rules, NULL).stopping_kinds, ==, 1u << SZ_SUSPEND_TESTING);
    g_assert_cmpuint(sz_case_policy(&rules, &item).stopping_kinds, ==,
                     1u << SZ_SUSPEND_TESTING | 1u << SZ_SUSPEND_PUBLICITY);
}

/* An instant of the source's own is not computed from anything; nor is what nobody said when it began. */
static void test_what_no_deadline_is_computed_from(void)
{
    SzSpan spans[SZ_CASE_SPANS_MAX];
    SzDeadlineRequest request = {.extend_n = -7};
    g_auto(World) source = {0};
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00:00");
    accept.has_due = true;
    accept.due = test_time("2026-03-20T12:00");
    tell(&source, accept);
    g_assert_false(
        sz_case_status_request(status_of(&source), &source.record.facts, spans, &request));
    g_auto(World) begun = {0};
    SzCaseEvent step = test_case_event(SZ_CASE_STEP, "2026-03-02T10:00:00");
    step.promise = (SzLimit){10, SZ_UNIT_WORKDAY};
    tell(&begun, step);
    g_assert_false(sz_case_status_request(status_of(&begun), &begun.record.facts, spans, &request));
    g_assert_cmpint(request.extend_n, ==, -7);
}

static void test_waiting_for_materials_before_acceptance_is_suspended(void)
{
    g_auto(World) world = {0};
    tell_kind(&world, SZ_CASE_APPLY, "2026-03-02T10:00:00");
    tell_kind(&world, SZ_CASE_SUPPLEMENT_START, "2026-03-03T10:00:00");
    g_assert_cmpint(status_of(&world)->state, ==, SZ_STATE_SUSPENDED);
    assert_light(&world, "2026-05-31T23:59:59", "suspended");
    g_assert_cmpint(
        sz_case_status_clock(status_of(&world), test_time("2026-05-31T23:59:59"))->basis, ==,
        SZ_DUE_BY_ACCEPTANCE);
    tell_kind(&world, SZ_CASE_SUPPLEMENT_END, "2026-03-09T10:00:00");
    assert_light(&world, "2026-03-10T10:00:00", "green"); /* five new days */
    assert_light(&world, "2026-03-16T18:00:01", "red");
}

/* No clock runs while the applicant completes the file, also when the organ has begun to look at it. */
static void test_nothing_is_overdue_while_materials_are_awaited(void)
{
    g_auto(World) world = {0};
    SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00:00");
    apply.promise = (SzLimit){3, SZ_UNIT_WORKDAY};
    apply.statute = (SzLimit){5, SZ_UNIT_WORKDAY};
    tell(&world, apply);
    tell_kind(&world, SZ_CASE_SUPPLEMENT_START, "2026-03-03T10:00:00");
    assert_light(&world, "2026-05-31T23:59:59", "suspended");
    tell_kind(&world, SZ_CASE_STEP, "2026-03-02T11:00:00");
    g_assert_false(status_of(&world)->handling.due.known);
    assert_light(&world, "2026-05-31T23:59:59", "suspended");
    tell_kind(&world, SZ_CASE_SUPPLEMENT_END, "2026-03-09T10:00:00");
    assert_due(&world, "2026-03-12T18:00:00"); /* three days from the complete file */
}

static void test_asking_for_materials_after_the_deadline_hides_nothing(void)
{
    g_auto(World) world = {0};
    SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "2026-03-02T10:00:00");
    apply.promise = (SzLimit){3, SZ_UNIT_WORKDAY};
    tell(&world, apply);
    tell_kind(&world, SZ_CASE_STEP, "2026-03-02T11:00:00");
    tell_kind(&world, SZ_CASE_SUPPLEMENT_START, "2026-03-06T10:00:00");
    assert_due(&world, "2026-03-05T18:00:00");
    assert_light(&world, "2026-03-09T10:00:00", "red");
}

#define ADD(name, function) g_test_add_func("/metrics/case_status/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("lights-of-a-promise", test_lights_of_a_promise);
    ADD("long-promises-turn-yellow-at-a-fifth", test_long_promises_turn_yellow_at_a_fifth);
    ADD("short-promises-turn-yellow-four-service-hours-before",
        test_short_promises_turn_yellow_four_service_hours_before);
    ADD("instant-cases-turn-at-half-past-three", test_instant_cases_turn_at_half_past_three);
    ADD("minutes-turn-at-four-fifths-and-at-double",
        test_minutes_turn_at_four_fifths_and_at_double);
    ADD("acceptance-has-its-own-clock", test_acceptance_has_its_own_clock);
    ADD("a-running-suspension-hides-the-deadline", test_a_running_suspension_hides_the_deadline);
    ADD("suspending-after-the-deadline-hides-nothing",
        test_suspending_after_the_deadline_hides_nothing);
    ADD("kinds-that-do-not-stop-the-clock", test_kinds_that_do_not_stop_the_clock);
    ADD("which-limit-counts", test_which_limit_counts);
    ADD("an-extension-lengthens-day-limits", test_an_extension_lengthens_day_limits);
    ADD("closing-is-late-only-after-the-deadline", test_closing_is_late_only_after_the_deadline);
    ADD("every-end-has-its-name", test_every_end_has_its_name);
    ADD("every-basis-has-its-name", test_every_basis_has_its_name);
    ADD("an-item-adds-to-what-stops-the-clock", test_an_item_adds_to_what_stops_the_clock);
    ADD("what-no-deadline-is-computed-from", test_what_no_deadline_is_computed_from);
    ADD("waiting-for-materials-before-acceptance-is-suspended",
        test_waiting_for_materials_before_acceptance_is_suspended);
    ADD("nothing-is-black-while-acceptance-is-due", test_nothing_is_black_while_acceptance_is_due);
    ADD("nothing-is-overdue-while-materials-are-awaited",
        test_nothing_is_overdue_while_materials_are_awaited);
    ADD("asking-for-materials-after-the-deadline-hides-nothing",
        test_asking_for_materials_after_the_deadline_hides_nothing);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
