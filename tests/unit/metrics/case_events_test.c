/* The ordered set of a case's events. */

#include "metrics/case_events.h"

#include "metrics/case_facts.h"

#include "support/case_builder.h"

#define ROUNDS 2000
#define EVENTS_MAX 40

static SzCaseEvents *add_all(const SzCaseEvent *events, const guint *order, guint n)
{
    SzCaseEvents *set = sz_case_events_new();
    for (guint i = 0; i < n; i++) {
        SzCaseEvents *next = sz_case_events_add(set, &events[order[i]]);
        sz_case_events_unref(set);
        set = next;
    }
    return set;
}

static void shuffle(GRand *random, guint *order, guint n)
{
    for (guint i = n; i > 1; i--) {
        guint k = (guint)g_rand_int_range(random, 0, (gint32)i);
        guint kept = order[i - 1];
        order[i - 1] = order[k];
        order[k] = kept;
    }
}

static void assert_same_bytes(const SzCaseEvents *a, const SzCaseEvents *b)
{
    g_assert_cmpuint(a->n_events, ==, b->n_events);
    g_assert_cmpuint(a->n_bytes, ==, b->n_bytes);
    g_assert_cmpint(memcmp(a->bytes, b->bytes, a->n_bytes), ==, 0);
}

/* The claim of the header: the bytes depend on the set alone. */
static void test_any_order_with_repeats_gives_the_same_bytes(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    for (int round = 0; round < ROUNDS; round++) {
        SzCaseEvent events[EVENTS_MAX];
        guint order[2 * EVENTS_MAX];
        guint n = (guint)g_rand_int_range(random, 1, EVENTS_MAX + 1);
        for (guint i = 0; i < n; i++) {
            events[i] = test_random_case_event(random);
            order[i] = i;
        }
        g_autoptr(SzCaseEvents) once = add_all(events, order, n);
        for (guint i = 0; i < n; i++) { /* every event twice at random places */
            order[n + i] = (guint)g_rand_int_range(random, 0, (gint32)n);
        }
        shuffle(random, order, 2 * n);
        g_autoptr(SzCaseEvents) twice = add_all(events, order, 2 * n);
        assert_same_bytes(once, twice);
    }
}

static void test_events_come_back_in_order_with_all_they_said(void)
{
    SzCaseEvent close = test_case_event(SZ_CASE_CLOSE, "2026-03-05T10:00:00");
    close.result = SZ_SLICE("granted");
    close.is_auto = 1;
    close.visits = 0;
    close.elic = 0;
    close.eid = SZ_SLICE("e-7");
    close.src = SZ_SLICE("feed");
    SzCaseEvent apply = test_case_event(SZ_CASE_APPLY, "1969-03-02T09:00:00");
    apply.item = SZ_SLICE("项");
    apply.org = SZ_SLICE("org");
    apply.platform = SZ_SLICE("2.0");
    apply.parent = SZ_SLICE("P");
    apply.channel = SZ_CHANNEL_POST;
    apply.case_kind = SZ_CASE_KIND_PROMISE;
    apply.promise = (SzLimit){0, SZ_UNIT_DAY};
    apply.statute = (SzLimit){SZ_LIMIT_MAX, SZ_UNIT_MINUTE};
    apply.has_due = true;
    apply.due.ns = G_MININT64 + 1;
    const SzCaseEvent events[] = {close, apply};
    const guint order[] = {0, 1};
    g_autoptr(SzCaseEvents) set = add_all(events, order, 2);
    gsize at = 0;
    SzCaseEvent got;
    g_assert_true(sz_case_events_next(set, &at, &got));
    g_assert_cmpint(got.occurred.ns, ==, apply.occurred.ns);
    g_assert_cmpint(got.kind, ==, SZ_CASE_APPLY);
    g_assert_true(sz_slice_equal(got.item, apply.item) && sz_slice_equal(got.org, apply.org));
    g_assert_true(sz_slice_equal(got.platform, apply.platform));
    g_assert_true(sz_slice_equal(got.parent, apply.parent));
    g_assert_cmpint(got.channel, ==, SZ_CHANNEL_POST);
    g_assert_cmpint(got.case_kind, ==, SZ_CASE_KIND_PROMISE);
    g_assert_cmpint(got.promise.n, ==, 0);
    g_assert_cmpint(got.promise.unit, ==, SZ_UNIT_DAY);
    g_assert_cmpint(got.statute.n, ==, SZ_LIMIT_MAX);
    g_assert_true(got.has_due);
    g_assert_cmpint(got.due.ns, ==, G_MININT64 + 1);
    g_assert_cmpint(got.visits, ==, -1);
    g_assert_true(sz_case_events_next(set, &at, &got));
    g_assert_true(sz_slice_equal(got.result, close.result));
    g_assert_true(sz_slice_equal(got.eid, close.eid) && sz_slice_equal(got.src, close.src));
    g_assert_cmpint(got.is_auto, ==, 1);
    g_assert_cmpint(got.visits, ==, 0);
    g_assert_cmpint(got.elic, ==, 0);
    g_assert_false(got.has_due);
    g_assert_false(sz_case_events_next(set, &at, &got));
}

static void test_the_first_of_one_event_id_stays(void)
{
    SzCaseEvent early = test_case_event(SZ_CASE_STEP, "2026-03-02T09:00:00");
    early.eid = SZ_SLICE("e");
    SzCaseEvent late = early;
    late.occurred.ns += SZ_NS_PER_S;
    SzCaseEvent other = late;
    other.src = SZ_SLICE("another feed");
    const SzCaseEvent events[] = {late, other, early};
    for (guint first = 0; first < 3; first++) {
        const guint order[] = {first, (first + 1) % 3, (first + 2) % 3};
        g_autoptr(SzCaseEvents) set = add_all(events, order, 3);
        gsize at = 0;
        SzCaseEvent got;
        g_assert_true(sz_case_events_next(set, &at, &got));
        g_assert_cmpint(got.occurred.ns, ==, early.occurred.ns);
        g_assert_true(sz_case_events_next(set, &at, &got));
        g_assert_true(sz_slice_equal(got.src, other.src));
        g_assert_false(sz_case_events_next(set, &at, &got));
    }
}

static void test_a_feed_name_alone_makes_no_second_event(void)
{
    SzCaseEvent one = test_case_event(SZ_CASE_STEP, "2026-03-02T09:00:00");
    SzCaseEvent two = one;
    two.src = SZ_SLICE("again");
    const SzCaseEvent events[] = {one, two};
    const guint order[] = {0, 1};
    g_autoptr(SzCaseEvents) set = add_all(events, order, 2);
    g_assert_cmpuint(set->n_events, ==, 1);
}

/* One event a second; the first N_PAIRS come again N_PAIRS * 4 seconds later under the same event id. */
#define N_PAIRS 100
#define N_MANY (SZ_CASE_EVENTS_MAX + 2 * N_PAIRS)

static SzCaseEvents *add_many(const guint *order)
{
    SzCaseEvents *set = sz_case_events_new();
    for (guint i = 0; i < N_MANY; i++) {
        guint second = order[i];
        bool is_again = second >= 4 * N_PAIRS && second < 5 * N_PAIRS;
        guint name = is_again ? second - 4 * N_PAIRS : second;
        char eid[16] = "";
        if (name < N_PAIRS) {
            g_snprintf(eid, sizeof eid, "e%u", name);
        }
        SzCaseEvent event = test_case_event(SZ_CASE_STEP, "2026-03-02T09:00:00");
        event.occurred.ns += second * SZ_NS_PER_S;
        event.eid = sz_slice(eid);
        SzCaseEvents *next = sz_case_events_add(set, &event);
        sz_case_events_unref(set);
        set = next;
    }
    return set;
}

static void test_a_full_set_keeps_the_first_in_any_order(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autofree guint *order = g_new(guint, N_MANY);
    for (guint i = 0; i < N_MANY; i++) {
        order[i] = i;
    }
    g_autoptr(SzCaseEvents) ascending = add_many(order);
    shuffle(random, order, N_MANY);
    g_autoptr(SzCaseEvents) shuffled = add_many(order);
    for (guint i = 0; i < N_MANY; i++) {
        order[i] = N_MANY - 1 - i;
    }
    g_autoptr(SzCaseEvents) descending = add_many(order);
    assert_same_bytes(ascending, shuffled);
    assert_same_bytes(ascending, descending);
    g_assert_cmpuint(ascending->n_events, ==, SZ_CASE_EVENTS_MAX);

    /* The repeats are kept in the shadow, so they take their places. */
    SzCaseEvent got = {0};
    for (gsize at = 0; sz_case_events_next(ascending, &at, &got);) {
    }
    gint64 first_ns = test_time("2026-03-02T09:00:00").ns;
    g_assert_cmpint((got.occurred.ns - first_ns) / SZ_NS_PER_S, ==, SZ_CASE_EVENTS_MAX - 1);
    SzCaseFacts facts;
    sz_case_facts_fold(ascending, &facts);
    g_assert_true((facts.flags & SZ_CASE_FLAG_FULL) != 0);
}

static void test_long_texts_are_cut_at_a_character(void)
{
    g_autofree char *ascii = g_strnfill(SZ_CASE_TEXT_MAX_BYTES + 1, 'x');
    g_autoptr(GString) wide = g_string_new("x");
    while (wide->len <= SZ_CASE_TEXT_MAX_BYTES) {
        g_string_append(wide, "项"); /* three bytes: 1 + 3 * 341 = 1024 */
    }
    g_autofree char *shifted = g_strconcat("x", wide->str, NULL);
    const struct {
        const char *text;
        gsize len;
    } rows[] = {
        {ascii, SZ_CASE_TEXT_MAX_BYTES},
        {wide->str, SZ_CASE_TEXT_MAX_BYTES},
        {shifted, SZ_CASE_TEXT_MAX_BYTES - 2},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        SzCaseEvent event = test_case_event(SZ_CASE_CLOSE, "2026-03-02T09:00:00");
        event.result = sz_slice(rows[i].text);
        event.eid = event.result;
        const guint order[] = {0, 0};
        g_autoptr(SzCaseEvents) set = add_all(&event, order, 2);
        g_assert_cmpuint(set->n_events, ==, 1);
        gsize at = 0;
        SzCaseEvent got;
        g_assert_true(sz_case_events_next(set, &at, &got));
        g_assert_cmpuint(got.result.len, ==, rows[i].len);
        g_assert_cmpuint(got.eid.len, ==, rows[i].len);
        g_assert_cmpint(memcmp(got.result.data, rows[i].text, rows[i].len), ==, 0);
        SzCaseEvent later = event; /* the same event id, however long */
        later.occurred.ns++;
        g_autoptr(SzCaseEvents) both = sz_case_events_add(set, &later);
        at = 0;
        g_assert_true(sz_case_events_next(both, &at, &got));
        g_assert_cmpint(got.occurred.ns, ==, event.occurred.ns);
        g_assert_false(sz_case_events_next(both, &at, &got));
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/case_events/any-order-with-repeats-gives-the-same-bytes",
                    test_any_order_with_repeats_gives_the_same_bytes);
    g_test_add_func("/metrics/case_events/events-come-back-in-order-with-all-they-said",
                    test_events_come_back_in_order_with_all_they_said);
    g_test_add_func("/metrics/case_events/the-first-of-one-event-id-stays",
                    test_the_first_of_one_event_id_stays);
    g_test_add_func("/metrics/case_events/a-feed-name-alone-makes-no-second-event",
                    test_a_feed_name_alone_makes_no_second_event);
    g_test_add_func("/metrics/case_events/a-full-set-keeps-the-first-in-any-order",
                    test_a_full_set_keeps_the_first_in_any_order);
    g_test_add_func("/metrics/case_events/long-texts-are-cut-at-a-character",
                    test_long_texts_are_cut_at_a_character);
    return g_test_run();
}
