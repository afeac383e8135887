/* Corrections of everything at once: an engine that was told events and corrections in any order knows what one knows that
 * never heard of what is void. */

#include "metrics/engine.h"

#include "metrics/left_out.h"

#include "support/case_builder.h"
#include "support/case_twins.h"
#include "support/rules.h"
#include "support/saved_engine.h"

#define ROUNDS 60
#define N_STEPS 240
#define N_IDS 12 /* few events each: many end with nothing left */

/* One thing that is said to an engine. */
typedef struct {
    SzEvent event;
    bool is_void;
} Said;

/* --- random events ------------------------------------------------------------------------- */

static const char *random_id(GRand *random)
{
    g_autofree char *id = g_strdup_printf("E%02d", g_rand_int_range(random, 0, N_IDS));
    return g_intern_string(id);
}

static SzWallTime random_time(GRand *random)
{
    gint64 first_ns = test_time("2026-03-02T09:00:00").ns;
    return (SzWallTime){first_ns + (gint64)g_rand_int_range(random, 0, 20) * 600 * SZ_NS_PER_S};
}

static SzSlice random_eid(GRand *random)
{
    static const char *const eids[] = {"", "", "e1", "e2"};
    return sz_slice(eids[g_rand_int_range(random, 0, G_N_ELEMENTS(eids))]);
}

static SzEvent random_case(GRand *random)
{
    SzEvent event = {.entity = SZ_EVENT_CASE, .as.case_event = test_random_case_event(random)};
    event.as.case_event.id = sz_slice(random_id(random));
    return event;
}

static SzEvent random_ticket(GRand *random)
{
    return (SzEvent){
        .entity = SZ_EVENT_TICKET,
        .as.ticket = {.occurred = random_time(random),
                      .kind = (SzTicketEventKind)g_rand_int_range(random, 0, SZ_TICKET_N_EVENTS),
                      .hall = SZ_SLICE("330106"),
                      .id = sz_slice(random_id(random)),
                      .queue = g_rand_boolean(random) ? SZ_SLICE("A") : SZ_SLICE("B"),
                      .src = SZ_SLICE("s"),
                      .eid = random_eid(random),
                      .recall = -1}};
}

static SzEvent random_rating(GRand *random)
{
    return (SzEvent){
        .entity = SZ_EVENT_RATING,
        .as.rating = {.occurred = random_time(random),
                      .kind = (SzRatingEventKind)g_rand_int_range(random, 0, SZ_RATING_N_EVENTS),
                      .hall = SZ_SLICE("330106"),
                      .id = sz_slice(random_id(random)),
                      .src = SZ_SLICE("s"),
                      .eid = random_eid(random),
                      .level = g_rand_int_range(random, 1, 6),
                      .is_active = (gint8)g_rand_int_range(random, -1, 2)}};
}

static SzEvent random_txn(GRand *random)
{
    return (SzEvent){
        .entity = SZ_EVENT_KIOSK,
        .as.kiosk = {.occurred = random_time(random),
                     .kind = SZ_KIOSK_TXN,
                     .hall = SZ_SLICE("330106"),
                     .kiosk = SZ_SLICE("K1"),
                     .src = SZ_SLICE("s"),
                     .eid = random_eid(random),
                     .faults = -1,
                     .result = (SzTxnResult)g_rand_int_range(random, SZ_TXN_OK, SZ_TXN_N_RESULTS),
                     .dur_ms = -1,
                     .pages = g_rand_int_range(random, -1, 3)}};
}

static void random_said(GRand *random, Said *out)
{
    SzEvent (*const make[])(GRand *) = {random_case, random_ticket, random_rating, random_txn};
    for (guint i = 0; i < N_STEPS; i++) {
        bool is_again = i > 0 && g_rand_int_range(random, 0, 3) == 0;
        out[i].event = is_again ? out[g_rand_int_range(random, 0, (gint32)i)].event
                                : make[g_rand_int_range(random, 0, G_N_ELEMENTS(make))](random);
        out[i].is_void = g_rand_int_range(random, 0, 2) == 0;
    }
}

/* --- engines ------------------------------------------------------------------------------- */

/* A kiosk is known by its pulse, whatever becomes of its transactions. */
static SzEngine *engine_new(void)
{
    SzEngine *engine = sz_engine_new(test_rules());
    const SzEvent pulse = {.entity = SZ_EVENT_KIOSK,
                           .as.kiosk = {.occurred = test_time("2026-03-02T23:00:00"),
                                        .kind = SZ_KIOSK_HEARTBEAT,
                                        .hall = SZ_SLICE("330106"),
                                        .kiosk = SZ_SLICE("K1"),
                                        .faults = -1,
                                        .dur_ms = -1,
                                        .pages = -1}};
    sz_engine_apply(engine, &pulse);
    return engine;
}

static SzEngine *engine_of(GRand *random, const Said *said, const guint *order)
{
    SzEngine *engine = engine_new();
    for (guint i = 0; i < N_STEPS; i++) {
        const Said *each = &said[order[i]];
        if (each->is_void) {
            (void)sz_engine_correct(engine, &each->event, NULL);
            g_assert_false(sz_engine_correct(engine, &each->event, NULL));
        } else {
            sz_engine_apply(engine, &each->event);
        }
        if (g_rand_int_range(random, 0, 20) == 0) { /* rows come and go */
            sz_snapshot_unref(sz_engine_publish(engine));
        }
    }
    return engine;
}

static const SzEventLayout *layout_of(const SzEvent *event)
{
    switch (event->entity) {
    case SZ_EVENT_CASE:
        return sz_case_event_layout();
    case SZ_EVENT_TICKET:
        return &SZ_TICKET_LAYOUT;
    case SZ_EVENT_RATING:
        return &SZ_RATING_LAYOUT;
    case SZ_EVENT_KIOSK:
    case SZ_EVENT_WINDOW:
    case SZ_EVENT_OTHER:
        break;
    }
    return NULL;
}

static SzSlice id_of(const SzEvent *event)
{
    switch (event->entity) {
    case SZ_EVENT_CASE:
        return event->as.case_event.id;
    case SZ_EVENT_TICKET:
        return event->as.ticket.id;
    case SZ_EVENT_RATING:
        return event->as.rating.id;
    case SZ_EVENT_KIOSK:
    case SZ_EVENT_WINDOW:
    case SZ_EVENT_OTHER:
        break;
    }
    return SZ_SLICE("K1");
}

static bool is_same_txn(const SzKioskEvent *a, const SzKioskEvent *b)
{
    return a->occurred.ns == b->occurred.ns && a->result == b->result && a->pages == b->pages &&
           sz_slice_equal(a->eid, b->eid);
}

static bool is_same_event(const SzEvent *a, const SzEvent *b)
{
    if (a->entity != b->entity || !sz_slice_equal(id_of(a), id_of(b))) {
        return false;
    }
    if (a->entity == SZ_EVENT_KIOSK) {
        return is_same_txn(&a->as.kiosk, &b->as.kiosk);
    }
    g_auto(SzEncodedEvent) left;
    g_auto(SzEncodedEvent) right;
    sz_event_encode(layout_of(a), &a->as, &left);
    sz_event_encode(layout_of(b), &b->as, &right);
    return sz_slice_equal(sz_encoded_event_slice(&left), sz_encoded_event_slice(&right));
}

/* Told only what is not void. */
static SzEngine *engine_without(const Said *said)
{
    SzEngine *engine = engine_new();
    for (guint i = 0; i < N_STEPS; i++) {
        bool is_void = false;
        for (guint k = 0; k < N_STEPS; k++) {
            is_void = is_void || (said[k].is_void && is_same_event(&said[k].event, &said[i].event));
        }
        if (!is_void) {
            sz_engine_apply(engine, &said[i].event);
        }
    }
    return engine;
}

/* --- what can be seen ---------------------------------------------------------------------- */

static gint compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void list_tickets(const SzTicketsVersion *version, GPtrArray *lines)
{
    for (gsize i = 0; i < sz_tickets_version_n(version); i++) {
        const SzTicket *ticket = sz_tickets_version_at(version, i);
        g_ptr_array_add(lines,
                        g_strdup_printf("ticket %s %s %d %u %u %" G_GINT64_FORMAT, ticket->id,
                                        ticket->queue, ticket->state, ticket->n_waits,
                                        ticket->n_illegal, sz_maybe_time(ticket->since).at.ns));
    }
    const SzTicket *called = NULL;
    const SzWallTime ever = {0};
    gsize at = 0;
    while ((called = sz_tickets_version_called_since(version, ever, &at)) != NULL) {
        g_ptr_array_add(lines, g_strdup_printf("called %s", called->id));
    }
}

static void list_ratings(const SzRatingsVersion *version, GPtrArray *lines)
{
    for (gsize i = 0; i < sz_ratings_version_n_days(version); i++) {
        const SzRatingDay *day = sz_ratings_version_day(version, i);
        g_ptr_array_add(lines, g_strdup_printf("day %d: %u %u %u %u %u, %u passive", (int)day->day,
                                               day->levels[1], day->levels[2], day->levels[3],
                                               day->levels[4], day->levels[5], day->n_passive));
    }
    for (gsize i = 0; i < sz_ratings_version_n_bad(version); i++) {
        const SzBadRating *bad = sz_ratings_version_bad(version, i);
        g_ptr_array_add(lines,
                        g_strdup_printf("bad %s %d %d %d %d %d %" G_GINT64_FORMAT, bad->id,
                                        bad->level, bad->followup_level, bad->stage, bad->is_over,
                                        bad->is_upheld, bad->callback_due.at.ns));
    }
}

static char *list_all(const SzSnapshot *state, SzWallTime now)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    list_tickets(state->tickets, lines);
    list_ratings(state->ratings, lines);
    for (gsize i = 0; i < sz_kiosks_version_n(state->kiosks); i++) {
        const SzKiosk *kiosk = sz_kiosks_version_at(state->kiosks, i);
        g_ptr_array_add(lines,
                        g_strdup_printf("kiosk %s %u %u %u", kiosk->kiosk, kiosk->txns[SZ_TXN_OK],
                                        kiosk->txns[SZ_TXN_FAIL], kiosk->txns[SZ_TXN_ABANDONED]));
    }
    g_ptr_array_add(lines, test_cases_list(state->cases, now));
    g_ptr_array_sort(lines, compare_lines);
    g_ptr_array_add(lines, NULL);
    return g_strjoinv("\n", (char **)lines->pdata);
}

static void assert_same(SzEngine *is, SzEngine *should)
{
    SzWallTime now = test_time("2026-03-02T12:00:00");
    g_autoptr(SzSnapshot) left = sz_engine_publish(is);
    g_autoptr(SzSnapshot) right = sz_engine_publish(should);
    g_autofree char *left_text = list_all(left, now);
    g_autofree char *right_text = list_all(right, now);
    g_assert_cmpstr(left_text, ==, right_text);
    g_autoptr(SzMeasures) left_measures = test_measures(test_rules(), left, now);
    g_autoptr(SzMeasures) right_measures = test_measures(test_rules(), right, now);
    test_assert_same_measures(left_measures, right_measures);
}

static void assert_comes_back(SzEngine *engine)
{
    g_autoptr(GPtrArray) sections = test_engine_save(engine);
    g_autoptr(SzEngine) loaded = test_engine_load(test_rules(), NULL, 0, sections, true);
    g_assert_nonnull(loaded);
    g_autoptr(GPtrArray) again = test_engine_save(loaded);
    test_assert_same_sections(again, sections);
    assert_same(loaded, engine);
    g_autoptr(SzEngine) remade = test_engine_load(test_rules(), NULL, 0, sections, false);
    assert_same(remade, engine);
}

static void shuffle(GRand *random, guint *order)
{
    for (guint i = 0; i < N_STEPS; i++) {
        order[i] = i;
    }
    for (guint i = N_STEPS; i > 1; i--) {
        guint k = (guint)g_rand_int_range(random, 0, (gint32)i);
        guint kept = order[i - 1];
        order[i - 1] = order[k];
        order[k] = kept;
    }
}

static void test_what_is_void_never_was(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    for (int round = 0; round < ROUNDS; round++) {
        Said said[N_STEPS];
        guint order[N_STEPS];
        random_said(random, said);
        shuffle(random, order);
        g_autoptr(SzEngine) engine = engine_of(random, said, order);
        g_autoptr(SzEngine) without = engine_without(said);
        assert_same(engine, without);
        assert_comes_back(engine);
    }
}

/* --- by hand ------------------------------------------------------------------------------- */

static SzEvent take_event(const char *id)
{
    return (SzEvent){.entity = SZ_EVENT_TICKET,
                     .as.ticket = {.occurred = test_time("2026-03-02T09:00:00"),
                                   .kind = SZ_TICKET_TAKE,
                                   .hall = SZ_SLICE("330106"),
                                   .id = sz_slice(id),
                                   .queue = SZ_SLICE("A"),
                                   .recall = -1}};
}

static void assert_tickets(SzEngine *engine, const char *ids)
{
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    g_autoptr(GString) list = g_string_new(NULL);
    for (gsize i = 0; i < sz_tickets_version_n(state->tickets); i++) {
        g_string_append_printf(list, "%s ", sz_tickets_version_at(state->tickets, i)->id);
    }
    g_assert_cmpstr(list->str, ==, ids);
}

static void test_the_other_stands_in_its_place(void)
{
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    const SzEvent wrong = take_event("A1");
    const SzEvent right = take_event("A2");
    const SzEvent next = take_event("A3");
    sz_engine_apply(engine, &wrong);
    sz_engine_apply(engine, &next);
    assert_tickets(engine, "A1 A3 ");
    g_assert_true(sz_engine_correct(engine, &wrong, &right));
    assert_tickets(engine, "A3 A2 ");
    g_assert_false(sz_engine_correct(engine, &wrong, &right)); /* said again: nothing new */
    g_assert_cmpint(sz_engine_apply(engine, &wrong), ==, SZ_APPLIED_REPEAT);
    assert_tickets(engine, "A3 A2 ");
    SzEvent later = wrong; /* something did happen to it */
    later.as.ticket.kind = SZ_TICKET_CALL;
    sz_engine_apply(engine, &later);
    assert_tickets(engine, "A1 A3 A2 ");
}

static void test_states_of_devices_are_not_corrected(void)
{
    g_autoptr(SzEngine) engine = engine_new();
    const SzEvent window = {.entity = SZ_EVENT_WINDOW,
                            .as.window = {.occurred = test_time("2026-03-02T09:00:00"),
                                          .state = SZ_WINDOW_OPEN,
                                          .hall = SZ_SLICE("330106"),
                                          .window = SZ_SLICE("W1"),
                                          .cert = -1}};
    SzEvent pulse = {.entity = SZ_EVENT_KIOSK,
                     .as.kiosk = {.occurred = test_time("2026-03-02T09:00:00"),
                                  .kind = SZ_KIOSK_HEARTBEAT,
                                  .hall = SZ_SLICE("330106"),
                                  .kiosk = SZ_SLICE("K2")}};
    sz_engine_apply(engine, &window);
    g_assert_false(sz_event_is_correctable(&window));
    g_assert_false(sz_engine_correct(engine, &window, NULL));
    g_assert_false(sz_event_is_correctable(&pulse));
    g_assert_false(sz_engine_correct(engine, &pulse, &pulse));
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    g_assert_cmpuint(sz_windows_version_n(state->windows), ==, 1);
    g_assert_cmpuint(sz_kiosks_version_n(state->kiosks), ==, 1);
    pulse.as.kiosk.kind = SZ_KIOSK_TXN;
    g_assert_true(sz_event_is_correctable(&pulse));
}

static void test_left_out_as_a_plain_list(void)
{
    enum { N = 50 };
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autoptr(GArray) left_out = g_array_new(FALSE, FALSE, sizeof(guint32));
    bool is_out[N] = {false};
    for (int round = 0; round < 2000; round++) {
        guint32 i = (guint32)g_rand_int_range(random, 0, N);
        is_out[i] = g_rand_boolean(random);
        sz_left_out_set(left_out, i, is_out[i]);
        guint32 n = 0;
        for (i = 0; i < N; i++) {
            if (!is_out[i]) {
                g_assert_cmpuint(sz_left_out_nth(left_out, n++), ==, i);
            }
        }
        g_assert_cmpuint(n + left_out->len, ==, N);
    }
}

#define ADD(name, function) g_test_add_func("/metrics/corrections/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("what_is_void_never_was", test_what_is_void_never_was);
    ADD("in_its_place", test_the_other_stands_in_its_place);
    ADD("devices", test_states_of_devices_are_not_corrected);
    ADD("left_out", test_left_out_as_a_plain_list);
    int result = g_test_run();
    test_rules_clear();
    return result;
}
