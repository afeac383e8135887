/* The strip of the clock that counts.  Hours 09:00-12:00, 13:30-18:00; calendar of 2026; item I1: 10 working days. */

#include "metrics/case_strip.h"

#include "metrics/cases.h"
#include "support/case_builder.h"
#include "support/rules.h"

typedef struct {
    SzCases *cases; /* owned, as the next */
    SzCasesVersion *version;
    SzCaseStrip strip;
} World;

static void clear_world(World *world)
{
    sz_case_strip_clear(&world->strip);
    g_clear_pointer(&world->version, sz_cases_version_unref);
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
    SzCaseEvent event = test_case_event(kind, time);
    event.item = SZ_SLICE("I1");
    tell(world, event);
}

/* A letter a day: s start, r start of receipt, w working, W weekend, h holiday, x suspended, m make-up. */
static char *letters_of(const GArray *days)
{
    static const char letters[] = {
        [SZ_STRIP_START] = 's',   [SZ_STRIP_WORKING] = 'w', [SZ_STRIP_WEEKEND] = 'W',
        [SZ_STRIP_HOLIDAY] = 'h', [SZ_STRIP_MAKEUP] = 'm',  [SZ_STRIP_SUSPENDED] = 'x',
        [SZ_STRIP_SERVICE] = 'c',
    };
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < days->len; i++) {
        const SzStripDay *day = &g_array_index(days, SzStripDay, i);
        g_assert_cmpuint(day->reason, <, G_N_ELEMENTS(letters));
        bool is_receipt = day->reason == SZ_STRIP_START && day->is_receipt;
        g_string_append_c(text, is_receipt ? 'r' : letters[day->reason]);
    }
    return g_strdup(text->str);
}

/* @letters: NULL where no day is counted. */
static void assert_strip(World *world, const char *now, SzCaseStripKind kind, const char *letters)
{
    const SzCaseRules *rules = test_rules();
    SzCaseRecord record;
    g_clear_pointer(&world->version, sz_cases_version_unref);
    sz_case_strip_clear(&world->strip);
    world->version = sz_cases_publish(world->cases);
    sz_cases_version_record(world->version, sz_cases_version_row(world->version, 0), &record);
    const SzCaseStripOf of = {
        .rules = rules,
        .hours = sz_registry_default_hours(rules->registry),
        .item = sz_items_find(rules->items, sz_slice(record.item)),
        .facts = &record.facts,
        .status = &record.status,
    };
    sz_case_strip_make(&of, test_time(now), &world->strip);
    g_assert_cmpint(world->strip.kind, ==, kind);
    g_assert_cmpint(world->strip.days != NULL, ==, letters != NULL);
    if (letters != NULL) {
        g_autofree char *got = letters_of(world->strip.days);
        g_assert_cmpstr(got, ==, letters);
    }
}

/* Received on Monday 03-02: 5 working days end on Monday 03-09, 18:00; after that it is deemed accepted. */
static void test_the_clock_that_counts(void)
{
    g_auto(World) world = {0};
    tell_kind(&world, SZ_CASE_APPLY, "2026-03-02T10:00:00");
    assert_strip(&world, "2026-03-09T18:00:00", SZ_CASE_STRIP_SHOWN, "rwwwwWWw");
    g_assert_true(world.strip.is_acceptance);
    assert_strip(&world, "2026-03-09T18:00:00.000000001", SZ_CASE_STRIP_SHOWN, "rwwwwWWwwwwwWWw");
    g_assert_false(world.strip.is_acceptance);
    tell_kind(&world, SZ_CASE_ACCEPT, "2026-03-03T10:00:00");
    assert_strip(&world, "2026-03-04T10:00:00", SZ_CASE_STRIP_SHOWN, "swwwWWwwwwwWWww");
    g_assert_false(world.strip.is_acceptance);
    tell_kind(&world, SZ_CASE_CLOSE, "2026-03-04T11:00:00");
    assert_strip(&world, "2026-03-05T10:00:00", SZ_CASE_STRIP_SHOWN, "swwwWWwwwwwWWww");
}

/* Suspended on Thursday 03-05: the days up to today, whatever the convention makes of the day it ends on. */
static void test_a_clock_that_stands_still(void)
{
    static const struct {
        const char *now;
        const char *letters;
    } rows[] = {
        {"2026-03-05T11:00:00", "swww"},
        {"2026-03-06T08:00:00", "swwwx"},
        {"2026-03-08T10:00:00", "swwwxWW"},
        {"2026-03-10T10:00:00", "swwwxWWxx"},
        {"2026-04-05T10:00:00", "swwwxWWxxxxxWWxxxxxWWxxxxxWWxxxxxhh"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_auto(World) world = {0};
        tell_kind(&world, SZ_CASE_ACCEPT, "2026-03-02T10:00:00");
        tell_kind(&world, SZ_CASE_SUSPEND, "2026-03-05T10:00:00");
        assert_strip(&world, rows[i].now, SZ_CASE_STRIP_SHOWN, rows[i].letters);
        g_assert_true(world.strip.is_suspended);
    }
}

/* Suspended on the last day; minutes; the strip goes on to today all the same. */
static void test_other_clocks_that_stand_still(void)
{
    g_auto(World) last_day = {0};
    tell_kind(&last_day, SZ_CASE_ACCEPT, "2026-03-02T10:00:00");
    tell_kind(&last_day, SZ_CASE_SUSPEND, "2026-03-16T10:00:00");
    assert_strip(&last_day, "2026-03-18T10:00:00", SZ_CASE_STRIP_SHOWN, "swwwwWWwwwwwWWwxx");
    g_auto(World) minutes = {0};
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-05T10:00:00");
    accept.promise = (SzLimit){90, SZ_UNIT_MINUTE};
    tell(&minutes, accept);
    tell_kind(&minutes, SZ_CASE_SUSPEND, "2026-03-05T11:00:00");
    assert_strip(&minutes, "2026-03-09T10:00:00", SZ_CASE_STRIP_SHOWN, "cxWWx");
    g_assert_cmpint(g_array_index(minutes.strip.days, SzStripDay, 0).used_ns, ==,
                    3600 * SZ_NS_PER_S);
}

/* Suspended after the deadline moves nothing: the whole strip, with its deadline. */
static void test_a_suspension_too_late(void)
{
    g_auto(World) world = {0};
    tell_kind(&world, SZ_CASE_ACCEPT, "2026-03-02T10:00:00");
    tell_kind(&world, SZ_CASE_SUSPEND, "2026-03-17T10:00:00");
    assert_strip(&world, "2026-03-18T10:00:00", SZ_CASE_STRIP_SHOWN, "swwwwWWwwwwwWWw");
    g_assert_false(world.strip.is_suspended);
}

static void test_no_strip(void)
{
    g_auto(World) source = {0};
    SzCaseEvent accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00:00");
    accept.has_due = true;
    accept.due = test_time("2026-03-10T12:00:00");
    tell(&source, accept);
    assert_strip(&source, "2026-03-03T10:00:00", SZ_CASE_STRIP_BY_SOURCE, NULL);
    g_auto(World) none = {0};
    tell(&none, test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00:00"));
    assert_strip(&none, "2026-03-03T10:00:00", SZ_CASE_STRIP_NO_LIMIT, NULL);
    g_auto(World) start = {0};
    tell_kind(&start, SZ_CASE_CLOSE, "2026-03-02T10:00:00");
    assert_strip(&start, "2026-03-03T10:00:00", SZ_CASE_STRIP_NO_START, NULL);
    g_auto(World) supplement = {0};
    tell_kind(&supplement, SZ_CASE_APPLY, "2026-03-02T10:00:00");
    tell_kind(&supplement, SZ_CASE_SUPPLEMENT_START, "2026-03-03T10:00:00");
    assert_strip(&supplement, "2026-03-20T10:00:00", SZ_CASE_STRIP_SUPPLEMENT, NULL);
    g_auto(World) far = {0};
    accept = test_case_event(SZ_CASE_ACCEPT, "2026-03-02T10:00:00");
    accept.promise = (SzLimit){SZ_LIMIT_MAX, SZ_UNIT_DAY};
    tell(&far, accept);
    assert_strip(&far, "2026-03-03T10:00:00", SZ_CASE_STRIP_TOO_LONG, NULL);
}

/* Accepted after the time for it: deemed accepted on the day of receipt, where the ten days begin. */
static void test_a_case_accepted_late_begins_with_its_receipt(void)
{
    g_auto(World) world = {0};
    tell_kind(&world, SZ_CASE_APPLY, "2026-03-02T10:00:00");
    tell_kind(&world, SZ_CASE_ACCEPT, "2026-03-10T10:00:00");
    assert_strip(&world, "2026-03-11T10:00:00", SZ_CASE_STRIP_SHOWN, "rwwwwWWwwwwwWWw");
}

#define ADD(name, function) g_test_add_func("/metrics/case_strip/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("the-clock-that-counts", test_the_clock_that_counts);
    ADD("a-clock-that-stands-still", test_a_clock_that_stands_still);
    ADD("other-clocks-that-stand-still", test_other_clocks_that_stand_still);
    ADD("a-suspension-too-late", test_a_suspension_too_late);
    ADD("no-strip", test_no_strip);
    ADD("a-case-accepted-late-begins-with-its-receipt",
        test_a_case_accepted_late_begins_with_its_receipt);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
