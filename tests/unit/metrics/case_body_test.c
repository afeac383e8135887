/* Packed events of a case: the same set as the plain one of metrics/event_set.h, in any order of arrival. */

#include "metrics/case_body.h"

#include "support/case_builder.h"

#define ROUNDS 2000
#define EVENTS_MAX 40

static void add(SzCaseBody **body, SzTexts *texts, const SzCaseEvent *event)
{
    SzApplied applied;
    SzCaseBody *next = sz_case_body_put(*body, texts, event, false, &applied);
    if (next != NULL) {
        sz_case_body_unref(*body);
        *body = next;
    }
}

static void add_plain(SzCaseEvents **set, const SzCaseEvent *event)
{
    SzCaseEvents *next = sz_case_events_add(*set, event);
    sz_case_events_unref(*set);
    *set = next;
}

static GByteArray *encode(const SzCaseEvent *event)
{
    g_auto(SzEncodedEvent) encoded;
    sz_event_encode(sz_case_event_layout(), event, &encoded);
    GByteArray *bytes = g_byte_array_new();
    return g_byte_array_append(bytes, encoded.bytes, (guint)encoded.n_bytes);
}

static void assert_same_events(const SzCaseBody *body, const SzTexts *texts,
                               const SzCaseEvents *set)
{
    SzCaseWalk walk = sz_case_walk(body, texts);
    SzCaseEvent expected;
    g_assert_cmpuint(sz_case_body_n_events(body), ==, set->n_events);
    for (gsize at = 0; sz_case_events_next(set, &at, &expected);) {
        g_assert_true(sz_case_walk_next(&walk));
        g_autoptr(GByteArray) got = encode(&walk.event);
        g_autoptr(GByteArray) wanted = encode(&expected);
        g_assert_cmpuint(got->len, ==, wanted->len);
        g_assert_cmpint(memcmp(got->data, wanted->data, wanted->len), ==, 0);
    }
    g_assert_false(sz_case_walk_next(&walk));
}

static void assert_comes_back(const SzCaseBody *body, const SzTexts *texts, const SzCaseEvents *set)
{
    g_autoptr(GByteArray) bytes = sz_case_body_save(body);
    g_autoptr(SzCaseBody) again =
        sz_case_body_load((SzSlice){(const char *)bytes->data, bytes->len});
    g_assert_cmpstr(sz_case_body_id(again), ==, sz_case_body_id(body));
    assert_same_events(again, texts, set);
}

/* What random events leave out. */
static SzCaseEvent vary(GRand *random, SzCaseEvent event)
{
    static const char *const parents[] = {"", "P1", "一件事-2"};
    static const char *const srcs[] = {"", "feed-a", "feed-b"};
    event.parent = sz_slice(parents[g_rand_int_range(random, 0, 3)]);
    event.src = sz_slice(srcs[g_rand_int_range(random, 0, 3)]);
    event.occurred.ns += g_rand_boolean(random) ? 0 : g_rand_int_range(random, -5, 1000000000);
    event.visits = g_rand_int_range(random, -1, 3);
    event.is_auto = (gint8)g_rand_int_range(random, -1, 2);
    event.case_kind = (SzCaseKind)g_rand_int_range(random, 0, 3);
    if (g_rand_int_range(random, 0, 8) == 0) {
        event.occurred.ns = -event.occurred.ns;
    }
    return event;
}

static void test_holds_the_same_as_the_plain_set(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    for (int round = 0; round < ROUNDS; round++) {
        g_autoptr(SzTexts) texts = sz_texts_new();
        g_autoptr(SzCaseBody) body = sz_case_body_new(SZ_SLICE("A-1"));
        g_autoptr(SzCaseEvents) set = sz_case_events_new();
        SzCaseEvent events[EVENTS_MAX];
        int n = g_rand_int_range(random, 1, EVENTS_MAX + 1);
        for (int i = 0; i < n; i++) {
            bool is_repeat = i > 0 && g_rand_int_range(random, 0, 4) == 0;
            events[i] = is_repeat ? events[g_rand_int_range(random, 0, i)]
                                  : vary(random, test_random_case_event(random));
            add(&body, texts, &events[i]);
            add_plain(&set, &events[i]);
            assert_same_events(body, texts, set);
            assert_comes_back(body, texts, set);
        }
        g_assert_cmpstr(sz_case_body_id(body), ==, "A-1");
    }
}

static void test_a_full_body_keeps_the_first_events(void)
{
    g_autoptr(SzTexts) texts = sz_texts_new();
    g_autoptr(SzCaseBody) body = sz_case_body_new(SZ_SLICE("A-1"));
    SzCaseEvent event = test_case_event(SZ_CASE_STEP, "2026-03-02T09:00:00");
    SzWallTime first = event.occurred;
    for (int i = 1; i <= SZ_CASE_EVENTS_MAX; i++) {
        event.occurred.ns = first.ns + i * SZ_NS_PER_S;
        add(&body, texts, &event);
    }
    event.occurred.ns += SZ_NS_PER_S;
    SzApplied applied;
    g_assert_null(sz_case_body_put(body, texts, &event, false, &applied));
    g_assert_cmpint(applied, ==, SZ_APPLIED_UNJUDGED);
    event.occurred = first;
    add(&body, texts, &event);
    g_assert_cmpuint(sz_case_body_n_events(body), ==, SZ_CASE_EVENTS_MAX);
    SzCaseWalk walk = sz_case_walk(body, texts);
    for (int i = 0; i < SZ_CASE_EVENTS_MAX; i++) {
        g_assert_true(sz_case_walk_next(&walk));
        g_assert_cmpint(walk.event.occurred.ns, ==, first.ns + i * SZ_NS_PER_S);
    }
    g_assert_false(sz_case_walk_next(&walk));
}

static void test_long_texts_are_kept_in_whole_characters(void)
{
    g_autoptr(SzTexts) texts = sz_texts_new();
    g_autoptr(SzCaseBody) body = sz_case_body_new(SZ_SLICE("A-1"));
    g_autofree char *long_text = g_strnfill(SZ_EVENT_TEXT_MAX_BYTES - 1, 'x');
    g_autofree char *step = g_strconcat(long_text, "办件", NULL);
    SzCaseEvent event = test_case_event(SZ_CASE_STEP, "2026-03-02T09:00:00");
    event.step = sz_slice(step);
    event.eid = sz_slice(step);
    add(&body, texts, &event);
    SzApplied applied;
    g_assert_null(sz_case_body_put(body, texts, &event, false, &applied));
    g_assert_cmpint(applied, ==, SZ_APPLIED_REPEAT);
    SzCaseWalk walk = sz_case_walk(body, texts);
    g_assert_true(sz_case_walk_next(&walk));
    g_assert_true(sz_slice_equal(walk.event.step, sz_slice(long_text)));
    g_assert_true(sz_slice_equal(walk.event.eid, sz_slice(long_text)));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/case_body/same_as_plain", test_holds_the_same_as_the_plain_set);
    g_test_add_func("/case_body/full", test_a_full_body_keeps_the_first_events);
    g_test_add_func("/case_body/long_texts", test_long_texts_are_kept_in_whole_characters);
    return g_test_run();
}
