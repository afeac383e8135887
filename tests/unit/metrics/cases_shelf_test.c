/* Cases that leave memory: nobody who asks can tell. */

#include "metrics/case_ledger.h"

#include "support/case_builder.h"
#include "support/case_twins.h"
#include "support/memory_shelf.h"
#include "support/rules.h"

#define N_CASES 60 /* of the twins */
#define N_STEPS 400
#define STAY_NS (7 * SZ_S_PER_DAY * SZ_NS_PER_S)

typedef struct {
    TestTwins twins;
    TestShelf *shelf;
    guint n_left; /* so far */
} Pair;

static void pair_begin(Pair *pair)
{
    *pair = (Pair){.shelf = test_shelf_new()};
    test_twins_begin(&pair->twins);
    const SzCaseShelf shelf = test_shelf_functions(pair->shelf);
    sz_cases_use_shelf(sz_engine_cases(pair->twins.with), &shelf, STAY_NS);
}

static void pair_end(Pair *pair)
{
    test_twins_end(&pair->twins);
    test_shelf_free(pair->shelf);
}

static void retire(Pair *pair)
{
    guint max = (guint)g_rand_int_range(pair->twins.random, 1, 10);
    pair->n_left +=
        test_shelf_retire(pair->shelf, sz_engine_cases(pair->twins.with), pair->twins.now, max);
}

static void test_nobody_can_tell(void)
{
    Pair pair;
    pair_begin(&pair);
    for (int step = 0; step < N_STEPS; step++) {
        for (int n = g_rand_int_range(pair.twins.random, 0, 6); n > 0; n--) {
            test_twins_tell(&pair.twins);
        }
        test_twins_advance(&pair.twins);
        if (g_rand_boolean(pair.twins.random)) {
            retire(&pair);
        }
        test_twins_compare(&pair.twins);
    }
    g_assert_cmpuint(pair.n_left, >, N_CASES); /* so some came back and left again */
    pair_end(&pair);
}

/* A version shows what it showed when it was published, whatever leaves and comes back afterwards. */
static void test_a_version_stays_as_it_was(void)
{
    Pair pair;
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) snapshots = g_ptr_array_new();
    g_autoptr(GPtrArray) measures = g_ptr_array_new();
    pair_begin(&pair);
    SzWallTime march = test_time("2026-03-31T00:00:00");
    for (int step = 0; step < N_STEPS; step++) {
        test_twins_tell(&pair.twins);
        test_twins_advance(&pair.twins);
        retire(&pair);
        SzSnapshot *snapshot = sz_engine_publish(pair.twins.with);
        g_ptr_array_add(snapshots, snapshot);
        g_ptr_array_add(measures, test_measures(pair.twins.rules, snapshot, march));
        g_ptr_array_add(texts, test_cases_list(snapshot->cases, march));
    }
    for (guint i = 0; i < snapshots->len; i++) {
        SzSnapshot *snapshot = g_ptr_array_index(snapshots, i);
        g_autofree char *now = test_cases_list(snapshot->cases, march);
        g_autoptr(SzMeasures) measured = test_measures(pair.twins.rules, snapshot, march);
        g_autoptr(SzMeasures) expected = g_ptr_array_index(measures, i);
        g_assert_cmpstr(now, ==, g_ptr_array_index(texts, i));
        test_assert_same_measures(measured, expected);
        sz_snapshot_unref(snapshot);
    }
    pair_end(&pair);
}

static void test_other_rules_reach_the_shelf(void)
{
    Pair pair;
    pair_begin(&pair);
    for (int step = 0; step < 100; step++) { /* some 25 days: what has left counts this month */
        test_twins_tell(&pair.twins);
        test_twins_tell(&pair.twins);
        test_twins_advance(&pair.twins);
        retire(&pair);
    }
    SzDeadlinePolicy policy = *test_rules()->policy;
    policy.due_at = SZ_DUE_AT_MIDNIGHT;
    SzCaseRules rules = *test_rules();
    rules.policy = &policy;
    const SzItem items[] = {{.code = "I1",
                             .kind = SZ_CASE_KIND_PROMISE,
                             .promise = {1, SZ_UNIT_WORKDAY},
                             .statute = {30, SZ_UNIT_WORKDAY}}};
    g_autoptr(SzItems) catalogue = sz_items_new(items, G_N_ELEMENTS(items), NULL);
    rules.items = catalogue;
    SzRedating moved;
    SzRedating as_moved;
    sz_cases_redate(sz_engine_cases(pair.twins.with), &rules, pair.twins.now, &moved);
    sz_cases_redate(sz_engine_cases(pair.twins.without), &rules, pair.twins.now, &as_moved);
    pair.twins.rules = &rules;
    g_assert_cmpuint(pair.n_left, >, 0);
    g_assert_cmpuint(moved.n_open, ==, as_moved.n_open);
    test_twins_compare(&pair.twins);
    retire(&pair);
    test_twins_compare(&pair.twins);
    pair_end(&pair);
}

static guint n_rows(const SzCasesVersion *version)
{
    guint n = 0;
    for (gsize i = 0; i < sz_cases_version_n(version); i++) {
        n += sz_cases_version_row(version, i) != NULL ? 1 : 0;
    }
    return n;
}

static SzEvent close_event(const char *time)
{
    return (SzEvent){.entity = SZ_EVENT_CASE,
                     .as.case_event = test_case_event(SZ_CASE_CLOSE, time)};
}

static void test_after_seven_days_and_not_before(void)
{
    Pair pair;
    pair_begin(&pair);
    SzCases *cases = sz_engine_cases(pair.twins.with);
    SzEvent close = close_event("2026-03-02T10:00:00");
    sz_engine_apply(pair.twins.with, &close);
    SzWallTime just_before = {test_time("2026-03-09T10:00:00").ns - 1};
    g_assert_cmpuint(test_shelf_retire(pair.shelf, cases, just_before, 10), ==, 0);
    g_assert_cmpuint(test_shelf_retire(pair.shelf, cases, test_time("2026-03-09T10:00:00"), 10), ==,
                     1);
    g_autoptr(SzSnapshot) after = sz_engine_publish(pair.twins.with);
    g_assert_cmpuint(n_rows(after->cases), ==, 0);
    /* The same event once more: the case stays where it is. */
    sz_engine_apply(pair.twins.with, &close);
    g_autoptr(SzSnapshot) repeated = sz_engine_publish(pair.twins.with);
    g_assert_cmpuint(n_rows(repeated->cases), ==, 0);
    pair_end(&pair);
}

/* While it was being written, something happened to it. */
static void test_what_changes_on_the_way_stays(void)
{
    Pair pair;
    pair_begin(&pair);
    SzCases *cases = sz_engine_cases(pair.twins.with);
    SzEvent close = close_event("2026-03-02T10:00:00");
    SzEvent apply = close_event("2026-03-02T09:00:00");
    apply.as.case_event.kind = SZ_CASE_APPLY;
    sz_engine_apply(pair.twins.with, &close);
    SzWallTime now = test_time("2026-03-20T10:00:00");
    g_autoptr(GArray) retiring = sz_cases_retire(cases, now, 10);
    g_assert_cmpuint(retiring->len, ==, 1);
    sz_engine_apply(pair.twins.with, &apply);
    SzShelvedCase shelved = g_array_index(retiring, SzRetiringCase, 0).shelved;
    (void)sz_case_body_ref(shelved.row.body);
    g_array_append_val(pair.shelf->cases, shelved);
    sz_cases_retired(cases, retiring);
    g_autoptr(SzSnapshot) after = sz_engine_publish(pair.twins.with);
    g_assert_cmpuint(n_rows(after->cases), ==, 1);
    g_autofree char *text = test_cases_list(after->cases, now);
    g_assert_null(strchr(text, '\n')); /* once */
    pair_end(&pair);
}

static void test_what_could_not_be_written_stays(void)
{
    Pair pair;
    pair_begin(&pair);
    SzCases *cases = sz_engine_cases(pair.twins.with);
    SzEvent close = close_event("2026-03-02T10:00:00");
    sz_engine_apply(pair.twins.with, &close);
    SzWallTime now = test_time("2026-03-20T10:00:00");
    SzWallTime again = test_time("2026-03-20T10:01:00");
    g_autoptr(GArray) retiring = sz_cases_retire(cases, now, 10);
    sz_cases_not_retired(cases, retiring, again);
    g_assert_cmpuint(test_shelf_retire(pair.shelf, cases, now, 10), ==, 0);
    g_assert_cmpuint(test_shelf_retire(pair.shelf, cases, again, 10), ==, 1);
    pair_end(&pair);
}

/* Half a case would be a lie: what is said of it waits for the journal to be read anew. */
static void test_a_broken_shelf_makes_no_new_case(void)
{
    Pair pair;
    pair_begin(&pair);
    SzCases *cases = sz_engine_cases(pair.twins.with);
    SzEvent close = close_event("2026-03-02T10:00:00");
    sz_engine_apply(pair.twins.with, &close);
    g_assert_cmpuint(test_shelf_retire(pair.shelf, cases, test_time("2026-03-20T10:00:00"), 10), ==,
                     1);
    g_array_set_size(pair.shelf->cases, 0);
    pair.shelf->is_broken = true;
    SzEvent deliver = close_event("2026-03-03T10:00:00");
    deliver.as.case_event.kind = SZ_CASE_DELIVER;
    sz_engine_apply(pair.twins.with, &deliver);
    g_autoptr(SzSnapshot) after = sz_engine_publish(pair.twins.with);
    g_assert_cmpuint(n_rows(after->cases), ==, 0);
    g_assert_cmpuint(sz_cases_n_withheld(cases), ==, 1);
    pair_end(&pair);
}

static bool count_shelved(const SzShelvedCase *shelved, void *user)
{
    guint *n = user;
    (void)shelved;
    (*n)++;
    return true;
}

/* In memory and on the shelf. */
static guint n_anywhere(SzEngine *engine)
{
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    const SzShelfHint all = {0};
    guint n = n_rows(state->cases);
    g_assert_true(sz_cases_version_each_shelved(state->cases, &all, count_shelved, &n));
    return n;
}

/* It comes back to be corrected.  When nothing is left of it it is nowhere, and does not leave again. */
static void test_a_case_on_the_shelf_is_voided(void)
{
    Pair pair;
    pair_begin(&pair);
    SzCases *cases = sz_engine_cases(pair.twins.with);
    SzWallTime later = test_time("2026-03-20T10:00:00");
    const SzEvent close = close_event("2026-03-02T10:00:00");
    const SzEvent other = close_event("2026-03-02T11:00:00");
    sz_engine_apply(pair.twins.with, &close);
    g_assert_cmpuint(test_shelf_retire(pair.shelf, cases, later, 10), ==, 1);
    g_assert_cmpuint(n_anywhere(pair.twins.with), ==, 1);
    g_assert_true(sz_engine_correct(pair.twins.with, &close, NULL));
    g_assert_cmpuint(n_anywhere(pair.twins.with), ==, 0);
    g_autoptr(SzSnapshot) state = sz_engine_publish(pair.twins.with);
    g_assert_cmpuint(sz_case_ledger_n(sz_cases_version_ledger(state->cases), 0, G_MAXUINT32), ==,
                     0);
    g_assert_cmpuint(test_shelf_retire(pair.shelf, cases, test_time("2027-03-20T10:00:00"), 10), ==,
                     0);
    g_assert_cmpint(sz_engine_apply(pair.twins.with, &close), ==, SZ_APPLIED_REPEAT);
    g_assert_cmpuint(n_anywhere(pair.twins.with), ==, 0);
    sz_engine_apply(pair.twins.with, &other);
    g_assert_cmpuint(n_anywhere(pair.twins.with), ==, 1);
    g_assert_cmpuint(test_shelf_retire(pair.shelf, cases, later, 10), ==, 1);
    g_assert_cmpuint(n_anywhere(pair.twins.with), ==, 1);
    pair_end(&pair);
}

/* Listed to leave, and voided before it left: what stands at its place on the shelf does not count. */
static void test_a_case_on_the_way_is_voided(void)
{
    Pair pair;
    pair_begin(&pair);
    SzCases *cases = sz_engine_cases(pair.twins.with);
    const SzEvent close = close_event("2026-03-02T10:00:00");
    sz_engine_apply(pair.twins.with, &close);
    g_autoptr(GArray) retiring = sz_cases_retire(cases, test_time("2026-03-20T10:00:00"), 10);
    g_assert_cmpuint(retiring->len, ==, 1);
    g_assert_true(sz_engine_correct(pair.twins.with, &close, NULL));
    g_assert_cmpuint(n_anywhere(pair.twins.with), ==, 0);
    sz_cases_retired(cases, retiring);
    g_assert_cmpuint(n_anywhere(pair.twins.with), ==, 0);
    pair_end(&pair);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cases_shelf/nobody_can_tell", test_nobody_can_tell);
    g_test_add_func("/cases_shelf/frozen", test_a_version_stays_as_it_was);
    g_test_add_func("/cases_shelf/other_rules", test_other_rules_reach_the_shelf);
    g_test_add_func("/cases_shelf/seven_days", test_after_seven_days_and_not_before);
    g_test_add_func("/cases_shelf/on_the_way", test_what_changes_on_the_way_stays);
    g_test_add_func("/cases_shelf/not_written", test_what_could_not_be_written_stays);
    g_test_add_func("/cases_shelf/broken", test_a_broken_shelf_makes_no_new_case);
    g_test_add_func("/cases_shelf/voided", test_a_case_on_the_shelf_is_voided);
    g_test_add_func("/cases_shelf/voided_on_the_way", test_a_case_on_the_way_is_voided);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
