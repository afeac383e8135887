#include "support/case_twins.h"

#include "metrics/case_ledger.h"

#include "support/case_builder.h"
#include "support/rules.h"

#define N_CASES 60

void test_twins_begin(TestTwins *twins)
{
    *twins = (TestTwins){
        .rules = test_rules(),
        .with = sz_engine_new(test_rules()),
        .without = sz_engine_new(test_rules()),
        .random = g_rand_new_with_seed((guint32)g_test_rand_int()),
        .now = test_time("2026-03-02T09:00:00"),
        .told = g_array_new(FALSE, FALSE, sizeof(SzEvent)),
    };
}

void test_twins_end(TestTwins *twins)
{
    sz_engine_free(twins->with);
    sz_engine_free(twins->without);
    g_rand_free(twins->random);
    g_array_unref(twins->told);
}

static SzEvent random_event(TestTwins *twins)
{
    static const char *const halls[] = {"330106", "330199", "330106002", "990001"};
    SzEvent event = {.entity = SZ_EVENT_CASE,
                     .as.case_event = test_random_case_event(twins->random)};
    SzCaseEvent *of_case = &event.as.case_event;
    g_autofree char *id = g_strdup_printf("C%02d", g_rand_int_range(twins->random, 0, N_CASES));
    of_case->id = sz_slice(g_intern_string(id));
    of_case->hall = sz_slice(halls[g_rand_int_range(twins->random, 0, G_N_ELEMENTS(halls))]);
    of_case->occurred.ns += g_rand_int_range(twins->random, 0, 40) * SZ_S_PER_DAY * SZ_NS_PER_S;
    of_case->occurred.ns = MIN(of_case->occurred.ns, twins->now.ns);
    of_case->visits = g_rand_int_range(twins->random, -1, 3);
    return event;
}

static void correct(TestTwins *twins, const SzEvent *instead)
{
    guint i = (guint)g_rand_int_range(twins->random, 0, (gint32)twins->told->len);
    const SzEvent *voided = &g_array_index(twins->told, SzEvent, i);
    bool is_replaced = g_rand_boolean(twins->random);
    (void)sz_engine_correct(twins->with, voided, is_replaced ? instead : NULL);
    (void)sz_engine_correct(twins->without, voided, is_replaced ? instead : NULL);
}

void test_twins_tell(TestTwins *twins)
{
    SzEvent event = random_event(twins);
    if (twins->told->len > 0 && g_rand_int_range(twins->random, 0, 5) == 0) {
        correct(twins, &event);
        return;
    }
    sz_engine_apply(twins->with, &event);
    sz_engine_apply(twins->without, &event);
    g_array_append_val(twins->told, event);
}

/* --- what people see ----------------------------------------------------------------------- */

static char *describe(const SzCasesVersion *version, const SzCaseRow *row, SzWallTime now)
{
    SzCaseRecord record;
    sz_cases_version_record(version, row, &record);
    GString *text = g_string_new(NULL);
    g_string_append_printf(
        text, "%s %s %s %s %s %d/%d %d due %" G_GINT64_FORMAT " end %" G_GINT64_FORMAT " %d %u:",
        sz_cases_version_row_code(version, row), record.id, record.hall_code, record.item,
        record.org, row->state, record.status.state, sz_case_row_light(row, now),
        sz_case_row_due(row, now).ns, sz_case_row_end(row).ns, row->is_late, row->flags);
    SzCaseWalk walk = sz_case_walk(row->body, record.texts);
    while (sz_case_walk_next(&walk)) {
        g_string_append_printf(text, " %d@%" G_GINT64_FORMAT "%.*s", walk.event.kind,
                               walk.event.occurred.ns, (int)walk.event.step.len,
                               walk.event.step.data);
    }
    return g_string_free(text, FALSE);
}

typedef struct {
    const SzCasesVersion *version;
    SzWallTime now;
    GPtrArray *lines;
} Listing;

static bool on_shelved(const SzShelvedCase *shelved, void *user)
{
    Listing *listing = user;
    g_ptr_array_add(listing->lines, describe(listing->version, &shelved->row, listing->now));
    return true;
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static char *join(GPtrArray *lines)
{
    g_ptr_array_sort(lines, compare_lines);
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (char **)lines->pdata);
}

/* Illegal moves of the day of @now and the one before. */
static void list_moves(const SzCasesVersion *version, SzWallTime now, GPtrArray *lines)
{
    for (gsize i = 0; i < sz_cases_version_n_moves(version); i++) {
        SzCaseMoves moves = sz_cases_version_moves(version, i);
        if (moves.day >= sz_day_of(now) - 1) {
            g_ptr_array_add(lines, g_strdup_printf("moves %s %s %s %d: %" G_GUINT64_FORMAT,
                                                   sz_place_code(&moves.place), moves.place.code,
                                                   moves.src != NULL ? moves.src : "?",
                                                   (int)moves.day, moves.n));
        }
    }
}

char *test_cases_list(const SzCasesVersion *version, SzWallTime now)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    Listing listing = {version, now, lines};
    const SzShelfHint all = {0};
    for (gsize i = 0; i < sz_cases_version_n(version); i++) {
        const SzCaseRow *row = sz_cases_version_row(version, i);
        if (row != NULL) {
            g_ptr_array_add(lines, describe(version, row, now));
        }
    }
    g_assert_true(sz_cases_version_each_shelved(version, &all, on_shelved, &listing));
    list_moves(version, now, lines);
    return join(lines);
}

SzMeasures *test_measures(const SzCaseRules *rules, const SzSnapshot *state, SzWallTime now)
{
    SzView view = {.rules = rules, .state = state, .now = {true, now}};
    return sz_measures_new(&view);
}

void test_assert_same_measures(const SzMeasures *is, const SzMeasures *should)
{
    guint n = sz_measure_set_n(test_measures_of_rules());
    for (gsize i = 0; i < sz_registry_n_halls(test_rules()->registry); i++) {
        for (guint m = 0; m < n; m++) {
            const SzTally *left = &sz_measures_hall(is, i)->tallies[m];
            const SzTally *right = &sz_measures_hall(should, i)->tallies[m];
            g_assert_cmpint(left->num, ==, right->num);
            g_assert_cmpint(left->den, ==, right->den);
        }
    }
}

static char *lights(SzEngine *engine, SzWallTime now)
{
    g_autoptr(GArray) changes = g_array_new(FALSE, FALSE, sizeof(SzCaseLightChange));
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    SzCases *cases = sz_engine_cases(engine);
    sz_cases_advance(cases, now, changes);
    for (guint k = 0; k < changes->len; k++) {
        const SzCaseLightChange *change = &g_array_index(changes, SzCaseLightChange, k);
        SzSlice hall;
        SzSlice id;
        sz_cases_name(cases, change->i, &hall, &id);
        g_ptr_array_add(lines,
                        g_strdup_printf("%" G_GINT64_FORMAT " %.*s %.*s %d>%d",
                                        change->change.at.ns, (int)hall.len, hall.data, (int)id.len,
                                        id.data, change->change.from, change->change.to));
    }
    return join(lines);
}

/* Halls and their cases on the shelf, counted one by one. */
static bool count_hall(const SzShelvedCase *shelved, void *user)
{
    GHashTable *ends = user;
    gpointer key = GUINT_TO_POINTER(shelved->row.hall + 1);
    GArray *of_hall = g_hash_table_lookup(ends, key);
    if (of_hall == NULL) {
        of_hall = g_array_new(FALSE, FALSE, sizeof(gint64));
        g_hash_table_insert(ends, key, of_hall);
    }
    g_array_append_val(of_hall, shelved->row.ended.ns);
    return true;
}

static void free_array(gpointer array)
{
    g_array_unref(array);
}

static void assert_ledger_is_true(const SzCasesVersion *version)
{
    g_autoptr(GHashTable) ends = g_hash_table_new_full(NULL, NULL, NULL, free_array);
    const SzShelfHint all = {0};
    const SzCaseLedger *ledger = sz_cases_version_ledger(version);
    g_assert_true(sz_cases_version_each_shelved(version, &all, count_hall, ends));
    for (guint32 hall = 0; hall <= sz_registry_n_halls(test_rules()->registry); hall++) {
        const GArray *of_hall = g_hash_table_lookup(ends, GUINT_TO_POINTER(hall + 1));
        SzMaybeTime last = sz_case_ledger_last_end(ledger, hall, hall + 1);
        gint64 latest = G_MININT64;
        for (guint i = 0; of_hall != NULL && i < of_hall->len; i++) {
            latest = MAX(latest, g_array_index(of_hall, gint64, i));
        }
        g_assert_cmpuint(sz_case_ledger_n(ledger, hall, hall + 1), ==,
                         of_hall != NULL ? of_hall->len : 0);
        g_assert_cmpint(last.known, ==, of_hall != NULL);
        g_assert_true(!last.known || last.at.ns == latest);
    }
}

void test_twins_compare(TestTwins *twins)
{
    g_autoptr(SzSnapshot) with = sz_engine_publish(twins->with);
    g_autoptr(SzSnapshot) without = sz_engine_publish(twins->without);
    g_autofree char *is = test_cases_list(with->cases, twins->now);
    g_autofree char *should = test_cases_list(without->cases, twins->now);
    g_assert_cmpstr(is, ==, should);
    g_autoptr(SzMeasures) measured = test_measures(twins->rules, with, twins->now);
    g_autoptr(SzMeasures) expected = test_measures(twins->rules, without, twins->now);
    test_assert_same_measures(measured, expected);
    assert_ledger_is_true(with->cases);
}

static void hold(TestTwins *twins)
{
    SzWallTime until = {twins->now.ns + 12 * SZ_S_PER_DAY * SZ_NS_PER_S};
    sz_cases_hold_lights(sz_engine_cases(twins->with), SZ_SLICE("330106"), until);
    sz_cases_hold_lights(sz_engine_cases(twins->without), SZ_SLICE("330106"), until);
}

void test_twins_advance(TestTwins *twins)
{
    if (g_rand_int_range(twins->random, 0, 40) == 0 && !twins->is_in_time) {
        hold(twins);
    }
    twins->now.ns += (gint64)g_rand_int_range(twins->random, 1, 12) * 3600 * SZ_NS_PER_S;
    g_autofree char *is = lights(twins->with, twins->now);
    g_autofree char *should = lights(twins->without, twins->now);
    g_assert_cmpstr(is, ==, should);
}
