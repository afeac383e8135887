/* State as bytes: comes back as it was; bytes that are not what was written are refused or make another state, and never
 * do anything else. */

#include "metrics/engine_state.h"

#include "metrics/state_reader.h"

#include "support/case_builder.h"
#include "support/rules.h"
#include "support/saved_engine.h"

#define N_EVENTS 28

/* Some of what is told is void: some before it is told, some with another in its place. */
static void tell(SzEngine *engine, const SzEvent *event, int i)
{
    if (i % 11 == 3) {
        (void)sz_engine_correct(engine, event, NULL);
    }
    sz_engine_apply(engine, event);
    if (i % 11 == 5) {
        SzEvent instead = *event;
        instead.as.ticket.occurred.ns += SZ_NS_PER_S; /* at the same place in all of them */
        (void)sz_engine_correct(engine, event, &instead);
    }
}

/* Of every kind a few. */
static SzEngine *make_engine(GRand *random)
{
    SzEngine *engine = sz_engine_new(test_rules());
    for (int i = 0; i < N_EVENTS; i++) {
        char id[8];
        g_snprintf(id, sizeof id, "C%d", i % 7);
        SzEvent event = {.entity = SZ_EVENT_CASE, .as.case_event = test_random_case_event(random)};
        event.as.case_event.id = sz_slice(id);
        event.as.case_event.hall = i % 3 == 0 ? SZ_SLICE("990001") : SZ_SLICE("330106");
        tell(engine, &event, i);
        const SzWallTime at = {test_time("2026-03-02T09:00:00").ns + (gint64)i * 7 * SZ_NS_PER_S};
        event = (SzEvent){.entity = SZ_EVENT_TICKET,
                          .as.ticket = {.occurred = at,
                                        .kind = (SzTicketEventKind)(i % SZ_TICKET_N_EVENTS),
                                        .hall = SZ_SLICE("330106"),
                                        .id = sz_slice(id),
                                        .queue = SZ_SLICE("A"),
                                        .window = SZ_SLICE("W1"),
                                        .src = SZ_SLICE("s"),
                                        .eid = i % 5 == 0 ? sz_slice(id) : SZ_SLICE(""),
                                        .recall = -1}};
        tell(engine, &event, i);
        event = (SzEvent){.entity = SZ_EVENT_WINDOW,
                          .as.window = {.occurred = at,
                                        .state = (SzWindowState)(i % SZ_WINDOW_N_STATES),
                                        .hall = SZ_SLICE("330106"),
                                        .window = sz_slice(id),
                                        .reason = SZ_SLICE("r"),
                                        .cert = -1}};
        tell(engine, &event, i);
        event = (SzEvent){.entity = SZ_EVENT_KIOSK,
                          .as.kiosk = {.occurred = at,
                                       .kind = (SzKioskEventKind)(i % SZ_KIOSK_N_EVENTS),
                                       .hall = SZ_SLICE("330106"),
                                       .kiosk = sz_slice(id),
                                       .state = (SzKioskState)(i % SZ_KIOSK_N_STATES),
                                       .faults = i % 9 - 1,
                                       .result = SZ_TXN_OK,
                                       .dur_ms = -1,
                                       .pages = i}};
        tell(engine, &event, i);
        event = (SzEvent){.entity = SZ_EVENT_RATING,
                          .as.rating = {.occurred = at,
                                        .kind = (SzRatingEventKind)(i % SZ_RATING_N_EVENTS),
                                        .hall = SZ_SLICE("330106"),
                                        .id = sz_slice(id),
                                        .channel = SZ_SLICE("pad"),
                                        .level = i % 5 + 1,
                                        .is_active = 1}};
        tell(engine, &event, i);
        event = (SzEvent){.entity = SZ_EVENT_OTHER,
                          .envelope = {.hall = i % 2 == 0 ? SZ_SLICE("330106") : SZ_SLICE(""),
                                       .src = SZ_SLICE("s"),
                                       .occurred = at,
                                       .received = {at.ns + i * 86400 / 20 * SZ_NS_PER_S},
                                       .seq = (gint64)i * 2000,
                                       .has_seq = i % 5 != 0}};
        tell(engine, &event, i);
        const SzEvent voided = {.entity = SZ_EVENT_RATING,
                                .envelope = event.envelope,
                                .as.rating = {.occurred = at,
                                              .kind = SZ_RATING_CLAIM,
                                              .hall = SZ_SLICE("330106"),
                                              .id = sz_slice(id),
                                              .level = -1,
                                              .is_active = -1}};
        (void)sz_engine_correct(engine, &voided, NULL);
        sz_engine_refuse(engine, SZ_SLICE("x"), SZ_SLICE("s"),
                         (SzRefusedKind)(i % SZ_REFUSED_N_KINDS), 1, event.envelope.received);
    }
    return engine;
}

static void test_saved_again_it_is_the_same(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autoptr(SzEngine) engine = make_engine(random);
    sz_snapshot_unref(sz_engine_publish(engine));
    g_autoptr(GPtrArray) sections = test_engine_save(engine);
    g_autoptr(SzEngine) loaded = test_engine_load(test_rules(), NULL, 0, sections, true);
    g_assert_nonnull(loaded);
    g_autoptr(GPtrArray) again = test_engine_save(loaded);
    test_assert_same_sections(again, sections);
}

/* What was frozen does not change any more. */
static void test_frozen_is_frozen(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autoptr(SzEngine) engine = make_engine(random);
    sz_snapshot_unref(sz_engine_publish(engine));
    g_autoptr(GPtrArray) before = test_engine_save(engine);
    g_autoptr(SzEngineFrozen) frozen = sz_engine_freeze(engine);
    SzEvent event = {.entity = SZ_EVENT_RATING,
                     .as.rating = {.occurred = test_time("2026-03-02T12:00:00"),
                                   .hall = SZ_SLICE("330106"),
                                   .id = SZ_SLICE("C1"),
                                   .level = 1,
                                   .is_active = 1}};
    sz_engine_apply(engine, &event);
    event.entity = SZ_EVENT_CASE;
    event.as.case_event = test_random_case_event(random);
    event.as.case_event.hall = SZ_SLICE("330106");
    event.as.case_event.id = SZ_SLICE("C1");
    sz_engine_apply(engine, &event);
    sz_snapshot_unref(sz_engine_publish(engine));
    g_autoptr(GPtrArray) kept = test_frozen_save(frozen);
    test_assert_same_sections(kept, before);
}

/* Refused, or another state that can be looked at like any. */
static void load_damaged(const GPtrArray *sections, bool rows_hold)
{
    g_autoptr(SzEngine) engine = test_engine_load(test_rules(), NULL, 0, sections, rows_hold);
    if (engine != NULL) {
        sz_snapshot_unref(sz_engine_publish(engine));
    }
}

static void test_damage_is_harmless(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autoptr(SzEngine) engine = make_engine(random);
    sz_snapshot_unref(sz_engine_publish(engine));
    g_autoptr(GPtrArray) sections = test_engine_save(engine);
    for (guint i = 0; i < sections->len; i++) {
        GByteArray *bytes = ((TestSection *)g_ptr_array_index(sections, i))->bytes;
        for (guint k = 0; k < bytes->len; k += (guint)g_rand_int_range(random, 1, 6)) {
            guint8 *at = &bytes->data[k];
            guint8 kept = *at;
            *at = (guint8)g_rand_int_range(random, 0, 256);
            load_damaged(sections, k % 2 == 0);
            *at = kept;
        }
    }
}

static void test_cut_short_is_refused(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autoptr(SzEngine) engine = make_engine(random);
    g_autoptr(GPtrArray) sections = test_engine_save(engine);
    const TestSection *cases = g_ptr_array_index(sections, 0);
    guint len = cases->bytes->len;
    for (guint n = 0; n < len; n += 3) {
        cases->bytes->len = n;
        g_assert_null(test_engine_load(test_rules(), NULL, 0, sections, true));
    }
    cases->bytes->len = len;
    g_ptr_array_remove_index(sections, 1); /* rows */
    g_assert_null(test_engine_load(test_rules(), NULL, 0, sections, true));
    g_ptr_array_remove_index(sections, 0);
    g_assert_null(test_engine_load(test_rules(), NULL, 0, sections, true));
}

static void test_names_that_are_none_are_refused(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    g_assert_false(sz_engine_load(engine, SZ_SLICE("nothing"), SZ_SLICE(""), true));
    g_assert_false(sz_engine_load(engine, SZ_SLICE(""), SZ_SLICE(""), true));
}

static void test_numbers_are_bounded(void)
{
    static const guint8 long_one[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02};
    static const guint8 largest[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01};
    static const guint8 unending[] = {0x80, 0x80};
    SzStateReader reader = sz_state_reader((SzSlice){(const char *)largest, sizeof largest});
    g_assert_true(sz_state_take_number(&reader, G_MAXUINT64) == G_MAXUINT64);
    g_assert_true(sz_state_is_done(&reader));
    reader = sz_state_reader((SzSlice){(const char *)long_one, sizeof long_one});
    g_assert_cmpuint(sz_state_take_number(&reader, G_MAXUINT64), ==, 0);
    g_assert_true(reader.is_bad);
    reader = sz_state_reader((SzSlice){(const char *)unending, sizeof unending});
    g_assert_cmpuint(sz_state_take_number(&reader, G_MAXUINT64), ==, 0);
    g_assert_true(reader.is_bad);
    reader = sz_state_reader(SZ_SLICE("\x05"));
    g_assert_cmpuint(sz_state_take_number(&reader, 4), ==, 0);
    g_assert_true(reader.is_bad);
    reader = sz_state_reader(SZ_SLICE("\x05"
                                      "abcd"));
    g_assert_cmpuint(sz_state_take_text(&reader).len, ==, 0);
    g_assert_true(reader.is_bad);
    reader = sz_state_reader(SZ_SLICE("\x04"
                                      "abcd"));
    g_assert_true(sz_slice_equal(sz_state_take_text(&reader), SZ_SLICE("abcd")));
    g_assert_true(sz_state_is_done(&reader));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/metrics/engine_state/saved-again-it-is-the-same",
                    test_saved_again_it_is_the_same);
    g_test_add_func("/metrics/engine_state/frozen-is-frozen", test_frozen_is_frozen);
    g_test_add_func("/metrics/engine_state/damage-is-harmless", test_damage_is_harmless);
    g_test_add_func("/metrics/engine_state/cut-short-is-refused", test_cut_short_is_refused);
    g_test_add_func("/metrics/engine_state/names-that-are-none-are-refused",
                    test_names_that_are_none_are_refused);
    g_test_add_func("/metrics/engine_state/numbers-are-bounded", test_numbers_are_bounded);
    int result = g_test_run();
    test_rules_clear();
    return result;
}
