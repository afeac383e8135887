/* Illegal moves of cases: sums of the last days, whatever came when. */

#include "metrics/cases.h"

#include "support/case_builder.h"
#include "support/rules.h"
#include "support/saved_engine.h"

#define N_EVENTS 400
#define N_CASES 12
#define N_ROUNDS 15

static SzCaseEvent event_of(const char *id, SzCaseEventKind kind, const char *time, const char *src)
{
    SzCaseEvent event = test_case_event(kind, time);
    event.id = sz_slice(id);
    event.src = sz_slice(src);
    event.eid = src != NULL ? sz_slice(time) : SZ_SLICE("");
    return event;
}

/* Of "CODE/SRC", "CODE/?" where nobody knows whose, on @day. */
static guint64 moves_on(SzCases *cases, const char *whose, const char *day)
{
    g_autoptr(SzCasesVersion) version = sz_cases_publish(cases);
    guint64 n = 0;
    for (gsize i = 0; i < sz_cases_version_n_moves(version); i++) {
        SzCaseMoves moves = sz_cases_version_moves(version, i);
        g_autofree char *name =
            g_strdup_printf("%s/%s", moves.place.code, moves.src != NULL ? moves.src : "?");
        if (g_str_equal(name, whose) && moves.day == sz_day_of(test_time(day))) {
            g_assert_cmpuint(n, ==, 0); /* said once */
            n = moves.n;
        }
    }
    return n;
}

static void test_sums(void)
{
    g_autoptr(SzCases) cases = sz_cases_new(test_rules());
    const SzCaseEvent events[] = {
        event_of("A", SZ_CASE_APPLY, "2026-03-02T09:00", NULL),
        event_of("A", SZ_CASE_CLOSE, "2026-03-02T10:00", NULL),
        event_of("A", SZ_CASE_STEP, "2026-03-02T11:00", NULL),
        event_of("A", SZ_CASE_STEP, "2026-03-02T12:00", "desk"),
        event_of("A", SZ_CASE_CLOSE, "2026-03-03T09:00", "desk"),
        event_of("B", SZ_CASE_RESUME, "2026-03-03T10:00", "desk"),
        event_of("B", SZ_CASE_RESUME, "2026-03-03T11:00", ""),
    };
    for (gsize i = 0; i < G_N_ELEMENTS(events); i++) {
        (void)sz_cases_apply(cases, &events[i]);
    }
    g_assert_cmpuint(moves_on(cases, "330106/?", "2026-03-02T00:00"), ==, 1);
    g_assert_cmpuint(moves_on(cases, "330106/desk", "2026-03-02T00:00"), ==, 1);
    g_assert_cmpuint(moves_on(cases, "330106/desk", "2026-03-03T00:00"), ==, 2);
    g_assert_cmpuint(moves_on(cases, "330106/", "2026-03-03T00:00"), ==, 1);
    /* A late suspension makes one of them right. */
    SzCaseEvent late = event_of("B", SZ_CASE_SUSPEND, "2026-03-03T09:30", NULL);
    (void)sz_cases_apply(cases, &late);
    g_assert_cmpuint(moves_on(cases, "330106/desk", "2026-03-03T00:00"), ==, 1);
    /* So does a correction: without its end nothing comes after it. */
    g_assert_true(sz_cases_correct(cases, &events[1], true));
    g_assert_cmpuint(moves_on(cases, "330106/?", "2026-03-02T00:00"), ==, 0);
    g_assert_cmpuint(moves_on(cases, "330106/desk", "2026-03-02T00:00"), ==, 0);
    g_assert_cmpuint(moves_on(cases, "330106/desk", "2026-03-03T00:00"), ==, 0);
    /* A case of which nothing is left has none. */
    (void)sz_cases_correct(cases, &events[5], true);
    (void)sz_cases_correct(cases, &events[6], true);
    (void)sz_cases_correct(cases, &late, true);
    g_assert_cmpuint(moves_on(cases, "330106/", "2026-03-03T00:00"), ==, 0);
}

static void test_days_that_are_over_are_forgotten(void)
{
    g_autoptr(SzCases) cases = sz_cases_new(test_rules());
    const char *const days[] = {"2026-03-02T10:00", "2026-03-03T10:00", "2026-03-04T10:00",
                                "2026-03-05T10:00"};
    SzCaseEvent early = event_of("B", SZ_CASE_RESUME, "2026-03-02T10:00", "desk");
    for (gsize i = 0; i < G_N_ELEMENTS(days); i++) {
        SzCaseEvent event = event_of("A", SZ_CASE_RESUME, days[i], "desk");
        (void)sz_cases_apply(cases, &event);
        if (i == 0) {
            (void)sz_cases_apply(cases, &early);
        }
        g_assert_cmpuint(moves_on(cases, "330106/desk", days[i]), ==, i == 0 ? 2 : 1);
    }
    (void)sz_cases_apply(cases, &early);
    g_assert_cmpuint(moves_on(cases, "330106/desk", days[0]), ==, 0);
    g_assert_cmpuint(moves_on(cases, "330106/desk", days[1]), ==, 1);
    SzCaseEvent more = event_of("B", SZ_CASE_RESUME, "2026-03-03T11:00", "desk");
    (void)sz_cases_apply(cases, &more);
    g_assert_cmpuint(moves_on(cases, "330106/desk", days[0]), ==, 0);
    g_assert_cmpuint(moves_on(cases, "330106/desk", days[1]), ==, 2);
}

/* --- any order ----------------------------------------------------------------------------- */

static SzCaseEvent random_event(GRand *random)
{
    static const char *const ids[N_CASES] = {"0", "1", "2", "3", "4",  "5",
                                             "6", "7", "8", "9", "10", "11"};
    static const char *const srcs[] = {"", "desk", "hall"};
    SzCaseEvent event = test_random_case_event(random);
    event.id = sz_slice(ids[g_rand_int_range(random, 0, N_CASES)]);
    event.hall = g_rand_int_range(random, 0, 3) > 0 ? SZ_SLICE("330106") : SZ_SLICE("990001");
    event.src = sz_slice(srcs[g_rand_int_range(random, 0, G_N_ELEMENTS(srcs))]);
    event.occurred.ns += g_rand_int_range(random, 0, 6) * SZ_S_PER_DAY * SZ_NS_PER_S;
    return event;
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The sums from @first on, in order. (transfer full) */
static char *text_from(const SzCasesVersion *version, SzDay first)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    SzDay newest = 0;
    for (gsize i = 0; i < sz_cases_version_n_moves(version); i++) {
        newest = MAX(newest, sz_cases_version_moves(version, i).day);
    }
    for (gsize i = 0; i < sz_cases_version_n_moves(version); i++) {
        SzCaseMoves moves = sz_cases_version_moves(version, i);
        g_assert_cmpint(moves.day, >, newest - SZ_CASE_MOVE_DAYS);
        if (moves.day < first) {
            continue;
        }
        g_ptr_array_add(lines, g_strdup_printf("%d %s/%s %" G_GUINT64_FORMAT, (int)moves.day,
                                               moves.place.code,
                                               moves.src != NULL ? moves.src : "?", moves.n));
    }
    g_ptr_array_sort(lines, compare_lines);
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (char **)lines->pdata);
}

/* The day before the last with an event.  What is kept of older days may hang on moves that were illegal for a while. */
static SzDay last_but_one(const SzCaseEvent *events)
{
    SzDay last = 0;
    for (guint i = 0; i < N_EVENTS; i++) {
        last = MAX(last, sz_day_of(events[i].occurred));
    }
    return last - 1;
}

static void shuffle(GRand *random, SzCaseEvent *events)
{
    for (gint32 i = N_EVENTS; i > 1; i--) {
        gint32 other = g_rand_int_range(random, 0, i);
        SzCaseEvent kept = events[i - 1];
        events[i - 1] = events[other];
        events[other] = kept;
    }
}

static void test_order_means_nothing(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    SzCaseEvent events[N_EVENTS];
    g_autofree char *expected = NULL;
    for (guint i = 0; i < N_EVENTS; i++) {
        events[i] = random_event(random);
    }
    for (guint round = 0; round < N_ROUNDS; round++) {
        g_autoptr(SzCases) cases = sz_cases_new(test_rules());
        shuffle(random, events);
        for (guint i = 0; i < N_EVENTS; i++) {
            (void)sz_cases_apply(cases, &events[i]);
            if (g_rand_int_range(random, 0, 9) == 0) { /* looking changes nothing */
                sz_cases_version_unref(sz_cases_publish(cases));
            }
        }
        g_autoptr(SzCasesVersion) version = sz_cases_publish(cases);
        g_autofree char *got = text_from(version, last_but_one(events));
        expected = expected != NULL ? expected : g_strdup(got);
        g_assert_cmpstr(got, ==, expected);
    }
    g_assert_cmpuint(strlen(expected), >, 0);
}

/* --- a checkpoint -------------------------------------------------------------------------- */

static char *text_of_engine(SzEngine *engine, const SzCaseEvent *events)
{
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    return text_from(state->cases, last_but_one(events));
}

static void test_a_checkpoint_has_them(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    SzCaseEvent events[N_EVENTS];
    for (guint i = 0; i < N_EVENTS; i++) {
        events[i] = random_event(random);
        const SzEvent event = {.entity = SZ_EVENT_CASE, .as.case_event = events[i]};
        sz_engine_apply(engine, &event);
        if (i == N_EVENTS - 9) { /* rows that are made, and some that are not */
            sz_snapshot_unref(sz_engine_publish(engine));
        }
    }
    g_autoptr(GPtrArray) sections = test_engine_save(engine);
    g_autofree char *expected = text_of_engine(engine, events);
    for (int rows_hold = 0; rows_hold < 2; rows_hold++) {
        g_autoptr(SzEngine) loaded =
            test_engine_load(test_rules(), NULL, 0, sections, rows_hold != 0);
        g_autofree char *got = text_of_engine(loaded, events);
        g_assert_cmpstr(got, ==, expected);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/cases_moves/sums", test_sums);
    g_test_add_func("/metrics/cases_moves/days-that-are-over-are-forgotten",
                    test_days_that_are_over_are_forgotten);
    g_test_add_func("/metrics/cases_moves/order-means-nothing", test_order_means_nothing);
    g_test_add_func("/metrics/cases_moves/a-checkpoint-has-them", test_a_checkpoint_has_them);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
