/* Sets of events with corrections, against a slow and obvious model: lists of what was said and what was voided, sorted
 * anew for every question. */

#include "metrics/event_set.h"

#include "metrics/case_body.h"

#include "support/case_builder.h"

#define ROUNDS 1000
#define EVENTS_MAX 24

typedef struct {
    SzCaseEvent event;
    bool is_void; /* told as one that did not happen */
} Told;

/* --- the model ----------------------------------------------------------------------------- */

typedef struct {
    GByteArray *body; /* owned */
    gsize n_identity;
    bool is_void;
} Entry;

static Entry *entry_new(const Told *told)
{
    g_auto(SzEncodedEvent) encoded;
    sz_event_encode(sz_case_event_layout(), &told->event, &encoded);
    Entry *entry = g_new0(Entry, 1);
    entry->body = g_byte_array_new();
    g_byte_array_append(entry->body, encoded.bytes, (guint)encoded.n_bytes);
    entry->n_identity = encoded.n_identity;
    entry->is_void = told->is_void;
    return entry;
}

static void entry_free(gpointer data)
{
    Entry *entry = data;
    g_byte_array_unref(entry->body);
    g_free(entry);
}

static SzSlice body_of(const Entry *entry)
{
    return (SzSlice){(const char *)entry->body->data, entry->body->len};
}

static SzSlice identity_of(const Entry *entry)
{
    SzSlice body = body_of(entry);
    return (SzSlice){body.data + body.len - entry->n_identity, entry->n_identity};
}

static gint compare_entries(gconstpointer a, gconstpointer b)
{
    return sz_slice_compare(body_of(*(const Entry *const *)a), body_of(*(const Entry *const *)b));
}

/* Everything that was told, each once, ascending; void where anybody said so. */
static GPtrArray *model_of(const Told *told, guint n)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(entry_free);
    for (guint i = 0; i < n; i++) {
        g_ptr_array_add(entries, entry_new(&told[i]));
    }
    g_ptr_array_sort(entries, compare_entries);
    for (guint i = entries->len; i > 1; i--) {
        Entry *before = g_ptr_array_index(entries, i - 2);
        const Entry *entry = g_ptr_array_index(entries, i - 1);
        if (sz_slice_equal(body_of(before), body_of(entry))) {
            before->is_void = before->is_void || entry->is_void;
            g_ptr_array_remove_index(entries, i - 1);
        }
    }
    return entries;
}

static bool counts(const GPtrArray *entries, guint i)
{
    const Entry *entry = g_ptr_array_index(entries, i);
    bool is_first = true;
    for (guint k = 0; k < i && entry->n_identity > 0; k++) {
        const Entry *other = g_ptr_array_index(entries, k);
        bool is_same = sz_slice_equal(identity_of(other), identity_of(entry));
        is_first = is_first && (other->is_void || !is_same);
    }
    return !entry->is_void && is_first;
}

/* --- what is tested ------------------------------------------------------------------------ */

static SzEventSet *set_of(const Told *told, const guint *order, guint n)
{
    SzEventSet *set = sz_event_set_new();
    for (guint i = 0; i < n; i++) {
        g_autoptr(SzEventSet) before = sz_event_set_ref(set);
        const Told *each = &told[order[i]];
        SzApplied applied;
        bool has_changed =
            sz_event_set_put(&set, sz_case_event_layout(), &each->event, each->is_void, &applied);
        bool is_same =
            before->n_bytes == set->n_bytes && memcmp(before->bytes, set->bytes, set->n_bytes) == 0;
        g_assert_true(has_changed == !is_same);
        g_assert_true(has_changed || applied == SZ_APPLIED_REPEAT);
    }
    return set;
}

static SzCaseBody *case_of(SzTexts *texts, const Told *told, const guint *order, guint n)
{
    SzCaseBody *body = sz_case_body_new(SZ_SLICE("A-1"));
    for (guint i = 0; i < n; i++) {
        SzApplied applied;
        SzCaseBody *next =
            sz_case_body_put(body, texts, &told[order[i]].event, told[order[i]].is_void, &applied);
        g_assert_true(next != NULL || applied == SZ_APPLIED_REPEAT);
        if (next != NULL) {
            sz_case_body_unref(body);
            body = next;
        }
    }
    return body;
}

static void assert_is_entry(const SzCaseEvent *event, const Entry *entry)
{
    g_auto(SzEncodedEvent) encoded;
    sz_event_encode(sz_case_event_layout(), event, &encoded);
    g_assert_true(sz_slice_equal(sz_encoded_event_slice(&encoded), body_of(entry)));
}

static void assert_shows(const SzEventSet *set, const SzCaseBody *body, const SzTexts *texts,
                         const GPtrArray *model)
{
    SzCaseWalk walk = sz_case_walk(body, texts);
    SzCaseEvent event;
    gsize at = 0;
    bool is_empty = true;
    for (guint i = 0; i < model->len; i++) {
        if (counts(model, i)) {
            is_empty = false;
            g_assert_true(sz_event_set_next(set, &at, sz_case_event_layout(), &event));
            assert_is_entry(&event, g_ptr_array_index(model, i));
            g_assert_true(sz_case_walk_next(&walk));
            assert_is_entry(&walk.event, g_ptr_array_index(model, i));
        }
    }
    g_assert_false(sz_event_set_next(set, &at, sz_case_event_layout(), &event));
    g_assert_false(sz_case_walk_next(&walk));
    g_assert_true(sz_event_set_is_empty(set) == is_empty);
    g_assert_true(sz_case_body_is_empty(body) == is_empty);
    g_assert_cmpuint(set->n_events, ==, model->len);
    g_assert_cmpuint(sz_case_body_n_events(body), ==, model->len);
}

static void assert_same_case(const SzCaseBody *a, const SzCaseBody *b)
{
    g_autoptr(GByteArray) left = sz_case_body_save(a);
    g_autoptr(GByteArray) right = sz_case_body_save(b);
    g_assert_cmpuint(left->len, ==, right->len);
    g_assert_cmpint(memcmp(left->data, right->data, left->len), ==, 0);
}

static void assert_checks(const SzCaseBody *body, const SzTexts *texts)
{
    g_autoptr(GByteArray) bytes = sz_case_body_save(body);
    g_autoptr(SzCaseBody) again =
        sz_case_body_load_checked((SzSlice){(const char *)bytes->data, bytes->len}, texts);
    g_assert_nonnull(again);
    assert_same_case(again, body);
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

/* Events of few instants and identities; some are voided, also such as nobody says. */
static void random_told(GRand *random, Told *out, guint n)
{
    static const char *const srcs[] = {"", "feed-a", "feed-b"};
    for (guint i = 0; i < n; i++) {
        out[i] = (Told){.event = test_random_case_event(random)};
        out[i].event.occurred.ns = (gint64)g_rand_int_range(random, -2, 3) * SZ_NS_PER_S;
        out[i].event.src = sz_slice(srcs[g_rand_int_range(random, 0, 3)]);
        if (i > 0 && g_rand_int_range(random, 0, 3) == 0) {
            out[i].event = out[g_rand_int_range(random, 0, (gint32)i)].event;
        }
        out[i].is_void = g_rand_int_range(random, 0, 3) == 0;
    }
}

static void test_any_order_shows_what_the_model_shows(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    for (int round = 0; round < ROUNDS; round++) {
        Told told[EVENTS_MAX];
        guint order[2 * EVENTS_MAX];
        guint n = (guint)g_rand_int_range(random, 1, EVENTS_MAX + 1);
        random_told(random, told, n);
        for (guint i = 0; i < n; i++) { /* each, and then repeats */
            order[i] = i;
            order[n + i] = (guint)g_rand_int_range(random, 0, (gint32)n);
        }
        g_autoptr(GPtrArray) model = model_of(told, n);
        g_autoptr(SzTexts) texts = sz_texts_new();
        g_autoptr(SzEventSet) set = set_of(told, order, n);
        g_autoptr(SzCaseBody) body = case_of(texts, told, order, n);
        assert_shows(set, body, texts, model);
        assert_checks(body, texts);
        shuffle(random, order, 2 * n);
        g_autoptr(SzEventSet) shuffled = set_of(told, order, 2 * n);
        g_autoptr(SzCaseBody) shuffled_body = case_of(texts, told, order, 2 * n);
        assert_same_case(shuffled_body, body);
        g_assert_cmpuint(shuffled->n_events, ==, set->n_events);
        g_assert_cmpuint(shuffled->n_bytes, ==, set->n_bytes);
        g_assert_cmpint(memcmp(shuffled->bytes, set->bytes, set->n_bytes), ==, 0);
    }
}

/* --- bounds -------------------------------------------------------------------------------- */

/* More than there is room for; every 70th has an identity that others share, or is void. */
#define N_LATE 60
#define N_MANY (SZ_EVENT_SET_EVENTS_MAX + N_LATE)

static void make_many(Told *told)
{
    static const char *const eids[] = {"e1", "e2", "e3"};
    for (guint i = 0; i < N_MANY; i++) {
        told[i] = (Told){.event = test_case_event(SZ_CASE_STEP, "2026-03-02T09:00:00")};
        told[i].event.occurred.ns += i * SZ_NS_PER_S;
        if (i % 70 == 0) {
            told[i].event.eid = sz_slice(eids[i / 70 % G_N_ELEMENTS(eids)]);
            told[i].is_void = i / 70 % 4 < 2;
        }
    }
}

static SzEventSet *many_in(const Told *told, const guint *order, SzTexts *texts, SzCaseBody **body)
{
    SzEventSet *set = sz_event_set_new();
    *body = sz_case_body_new(SZ_SLICE("A-1"));
    for (guint i = 0; i < N_MANY; i++) {
        const Told *each = &told[order[i]];
        SzApplied of_set;
        SzApplied of_case;
        bool has_changed =
            sz_event_set_put(&set, sz_case_event_layout(), &each->event, each->is_void, &of_set);
        SzCaseBody *next = sz_case_body_put(*body, texts, &each->event, each->is_void, &of_case);
        g_assert_true(has_changed == (next != NULL));
        g_assert_cmpint(of_set, ==, of_case);
        if (next != NULL) {
            sz_case_body_unref(*body);
            *body = next;
        }
    }
    return set;
}

static void test_a_full_set_keeps_the_first(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autofree Told *told = g_new(Told, N_MANY);
    g_autofree guint *order = g_new(guint, N_MANY);
    g_autoptr(SzTexts) texts = sz_texts_new();
    g_autoptr(SzCaseBody) body = NULL;
    g_autoptr(SzCaseBody) shuffled_body = NULL;
    make_many(told);
    for (guint i = 0; i < N_MANY; i++) {
        order[i] = i;
    }
    g_autoptr(SzEventSet) set = many_in(told, order, texts, &body);
    g_autoptr(GPtrArray) model = model_of(told, N_MANY);
    g_ptr_array_set_size(model, SZ_EVENT_SET_EVENTS_MAX);
    assert_shows(set, body, texts, model);
    for (guint i = 0; i < N_MANY; i++) { /* what belongs to the front comes late */
        order[i] = (i + N_LATE) % N_MANY;
    }
    shuffle(random, order + N_MANY - N_LATE, N_LATE);
    g_autoptr(SzEventSet) shuffled = many_in(told, order, texts, &shuffled_body);
    assert_same_case(shuffled_body, body);
    g_assert_cmpuint(shuffled->n_bytes, ==, set->n_bytes);
    g_assert_cmpint(memcmp(shuffled->bytes, set->bytes, set->n_bytes), ==, 0);
}

/* --- what came of it ----------------------------------------------------------------------- */

static void test_what_was_said_before(void)
{
    g_autoptr(SzEventSet) set = sz_event_set_new();
    SzCaseEvent event = test_case_event(SZ_CASE_STEP, "2026-03-02T09:00:00");
    SzApplied applied;
    event.eid = SZ_SLICE("e1");
    g_assert_true(sz_event_set_put(&set, sz_case_event_layout(), &event, false, &applied));
    g_assert_cmpint(applied, ==, SZ_APPLIED_NEW);
    g_assert_false(sz_event_set_put(&set, sz_case_event_layout(), &event, false, &applied));
    g_assert_cmpint(applied, ==, SZ_APPLIED_REPEAT);
    g_assert_true(sz_event_set_put(&set, sz_case_event_layout(), &event, true, &applied));
    g_assert_false(sz_event_set_put(&set, sz_case_event_layout(), &event, true, &applied));
    g_assert_false(sz_event_set_put(&set, sz_case_event_layout(), &event, false, &applied));
    g_assert_cmpint(applied, ==, SZ_APPLIED_REPEAT); /* it stays void */
    g_assert_true(sz_event_set_is_empty(set));
    event.visits = 3; /* in its place, with its identity */
    g_assert_true(sz_event_set_put(&set, sz_case_event_layout(), &event, false, &applied));
    g_assert_cmpint(applied, ==, SZ_APPLIED_REPEAT);
    g_assert_false(sz_event_set_is_empty(set));
}

/* What nobody corrects costs what it did before there were corrections: two bytes and the event. */
static void test_the_usual_event_costs_two_bytes(void)
{
    g_autoptr(SzEventSet) set = sz_event_set_new();
    SzCaseEvent event = test_case_event(SZ_CASE_STEP, "2026-03-02T09:00:00");
    g_auto(SzEncodedEvent) encoded;
    SzApplied applied;
    event.src = SZ_SLICE("a-feed-with-a-rather-long-name-of-forty-bytes");
    event.eid = SZ_SLICE("0f0e0d0c-0b0a-0908-0706-050403020100-20260302");
    sz_event_encode(sz_case_event_layout(), &event, &encoded);
    g_assert_true(sz_event_set_put(&set, sz_case_event_layout(), &event, false, &applied));
    g_assert_cmpuint(set->n_bytes, ==, encoded.n_bytes + 2);
}

#define ADD(name, function) g_test_add_func("/metrics/event_set/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("any_order", test_any_order_shows_what_the_model_shows);
    ADD("full", test_a_full_set_keeps_the_first);
    ADD("said_before", test_what_was_said_before);
    ADD("cost", test_the_usual_event_costs_two_bytes);
    return g_test_run();
}
