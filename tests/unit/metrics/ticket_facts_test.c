/* What the events of a ticket say: every move from every state. */

#include "metrics/ticket_facts.h"

#include "support/case_builder.h"

static void add(SzEventSet **set, SzTicketEventKind kind, int second)
{
    SzTicketEvent event = {
        .occurred = test_time("2026-03-02T09:00:00"),
        .kind = kind,
        .queue = SZ_SLICE("A"),
        .window = SZ_SLICE("W1"),
        .recall = -1,
    };
    event.occurred.ns += second * SZ_NS_PER_S;
    SzApplied applied;
    (void)sz_event_set_put(set, &SZ_TICKET_LAYOUT, &event, false, &applied);
}

/* t take  c call  s start  g segment  h hold  r resume  x transfer  e end  n noshow  q requeue  k cancel */
static SzTicketEventKind kind_of(char letter)
{
    static const char letters[] = "tcnqsghrxek"; /* in the order of the enum */
    const char *at = strchr(letters, letter);
    g_assert_nonnull(at);
    return (SzTicketEventKind)(at - letters);
}

static SzTicketFacts fold(const char *story, SzEventSet **set)
{
    SzTicketFacts facts;
    for (int i = 0; story[i] != '\0'; i++) {
        add(set, kind_of(story[i]), 10 * i);
    }
    sz_ticket_facts_fold(*set, &facts);
    return facts;
}

/* The picture of DOMAIN 2.5, and beside it what a lost line does. */
static void test_every_move_from_every_state(void)
{
    static const struct {
        const char *story; /* the last letter is the move */
        const char *state;
        guint n_illegal;
    } rows[] = {
        {"", "unknown", 0},       {"t", "waiting", 0},       {"c", "called", 1},
        {"s", "serving", 1},      {"g", "unknown", 1},       {"h", "unknown", 1},
        {"r", "serving", 1},      {"x", "waiting", 1},       {"e", "done", 1},
        {"n", "missed", 1},       {"q", "waiting", 1},       {"k", "cancelled", 1},
        {"tt", "waiting", 1},     {"tc", "called", 0},       {"ts", "serving", 1},
        {"tg", "waiting", 1},     {"th", "waiting", 1},      {"tr", "waiting", 1},
        {"tx", "waiting", 0},     {"te", "done", 1},         {"tn", "missed", 1},
        {"tq", "waiting", 1},     {"tk", "cancelled", 0},    {"tct", "called", 1},
        {"tcc", "called", 0},     {"tcs", "serving", 0},     {"tcg", "called", 1},
        {"tch", "called", 1},     {"tcr", "called", 1},      {"tcx", "waiting", 1},
        {"tce", "done", 1},       {"tcn", "missed", 0},      {"tcq", "waiting", 1},
        {"tck", "cancelled", 0},  {"tcst", "serving", 1},    {"tcsc", "serving", 1},
        {"tcss", "serving", 1},   {"tcsg", "serving", 0},    {"tcsh", "held", 0},
        {"tcsr", "serving", 1},   {"tcsx", "waiting", 0},    {"tcse", "done", 0},
        {"tcsn", "serving", 1},   {"tcsq", "serving", 1},    {"tcsk", "cancelled", 1},
        {"tcsht", "held", 1},     {"tcshc", "held", 1},      {"tcshs", "serving", 1},
        {"tcshg", "held", 0},     {"tcshh", "held", 1},      {"tcshr", "serving", 0},
        {"tcshx", "waiting", 1},  {"tcshe", "done", 1},      {"tcshn", "held", 1},
        {"tcshq", "held", 1},     {"tcshk", "cancelled", 1}, {"tcnt", "missed", 1},
        {"tcnc", "called", 1},    {"tcns", "serving", 1},    {"tcng", "missed", 1},
        {"tcnh", "missed", 1},    {"tcnr", "missed", 1},     {"tcnx", "waiting", 1},
        {"tcne", "done", 1},      {"tcnn", "missed", 1},     {"tcnq", "waiting", 0},
        {"tcnk", "cancelled", 0}, {"tcset", "done", 1},      {"tcsecshe", "done", 4},
        {"tkc", "cancelled", 1},  {"tcnqcse", "done", 0},    {"tcsxcshre", "done", 0},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(SzEventSet) set = sz_event_set_new();
        SzTicketFacts facts = fold(rows[i].story, &set);
        g_test_message("%s", rows[i].story);
        g_assert_cmpstr(sz_ticket_state_name(facts.state), ==, rows[i].state);
        g_assert_cmpuint(facts.n_illegal, ==, rows[i].n_illegal);
    }
}

static gint64 second_of(SzMaybeTime at)
{
    return at.known ? (at.at.ns - test_time("2026-03-02T09:00:00").ns) / SZ_NS_PER_S : -1;
}

static void test_first_times_hold(void)
{
    g_autoptr(SzEventSet) set = sz_event_set_new();
    SzTicketFacts facts = fold("tcnqccshre", &set); /* a second every ten */
    g_assert_cmpint(second_of(facts.taken), ==, 0);
    g_assert_cmpint(second_of(facts.called), ==, 10);
    g_assert_cmpint(second_of(facts.last_call), ==, 50);
    g_assert_cmpint(second_of(facts.started), ==, 60);
    g_assert_cmpint(second_of(facts.ended), ==, 90);
    g_assert_cmpint(second_of(facts.since), ==, 90);
}

static void test_a_take_after_the_call_is_no_take(void)
{
    g_autoptr(SzEventSet) set = sz_event_set_new();
    SzTicketFacts facts = fold("ct", &set);
    g_assert_false(facts.taken.known);
    g_assert_cmpint(second_of(facts.called), ==, 0);
}

static void test_at_one_instant_causes_come_first(void)
{
    static const char letters[] = "escnqt"; /* arrives backwards */
    g_autoptr(SzEventSet) set = sz_event_set_new();
    for (gsize i = 0; i < strlen(letters); i++) {
        add(&set, kind_of(letters[i]), 0);
    }
    SzTicketFacts facts;
    sz_ticket_facts_fold(set, &facts);
    /* take call noshow requeue start end: only the start without a second call is out of order. */
    g_assert_cmpint(facts.state, ==, SZ_TICKET_DONE);
    g_assert_cmpuint(facts.n_illegal, ==, 1);
}

static void test_a_transfer_moves_it_to_another_queue(void)
{
    g_autoptr(SzEventSet) set = sz_event_set_new();
    (void)fold("tcs", &set);
    SzTicketEvent transfer = {
        .occurred = test_time("2026-03-02T09:05:00"),
        .kind = SZ_TICKET_TRANSFER,
        .queue = SZ_SLICE("A"),
        .to_queue = SZ_SLICE("B"),
        .recall = -1,
    };
    SzApplied applied;
    (void)sz_event_set_put(&set, &SZ_TICKET_LAYOUT, &transfer, false, &applied);
    add(&set, SZ_TICKET_CALL, 600); /* the feed still names queue A */
    SzTicketFacts facts;
    sz_ticket_facts_fold(set, &facts);
    g_assert_true(sz_slice_equal(facts.queue, SZ_SLICE("B")));
    g_assert_true(sz_slice_equal(facts.called_queue, SZ_SLICE("A")));
    g_assert_true(sz_slice_equal(facts.last_call_queue, SZ_SLICE("B")));
    g_assert_cmpint(second_of(facts.called), ==, 10);
}

/* An event every ten seconds: the stretches between them that were spent waiting. */
static void test_stretches_of_waiting(void)
{
    static const struct {
        const char *story;
        const char *waits; /* from-to in seconds; no end: it lasts */
    } rows[] = {
        {"", ""},
        {"t", "0-"},
        {"tcse", "0-10"},
        {"tk", "0-10"},
        {"te", "0-10"},                       /* the call was lost */
        {"cse", ""},                          /* so was the take */
        {"tx", "0-"},                         /* one stretch in two queues */
        {"txcse", "0-20"},                    /* likewise */
        {"tcnqcse", "0-10 30-40"},            /* missed, queued again */
        {"tcsxcse", "0-10 30-40"},            /* sent on to another queue */
        {"tcsx", "0-10 30-"},                 /* still there */
        {"tcnqcnqcnqc", "0-10 30-40 90-100"}, /* the fourth in place of the third */
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(SzEventSet) set = sz_event_set_new();
        SzTicketFacts facts = fold(rows[i].story, &set);
        g_autoptr(GString) waits = g_string_new(NULL);
        for (guint k = 0; k < facts.n_waits; k++) {
            const SzTicketWait *wait = &facts.waits[k];
            SzMaybeTime from = {true, wait->from};
            SzMaybeTime to = {true, wait->to};
            g_string_append_printf(waits, "%s%d-", k > 0 ? " " : "", (int)second_of(from));
            if (wait->to.ns != SZ_WALL_TIME_MAX.ns) {
                g_string_append_printf(waits, "%d", (int)second_of(to));
            }
        }
        g_test_message("%s", rows[i].story);
        g_assert_cmpstr(waits->str, ==, rows[i].waits);
    }
}

/* A take after the call, or anything after the end, changes nothing. */
static void test_an_appointment_is_what_a_move_names(void)
{
    static const struct {
        const char *story;
        int named; /* the event that names one; -1: none does */
        bool expected;
    } rows[] = {
        {"tcse", -1, false}, {"tcse", 0, true},   {"tcse", 1, true},
        {"cst", 2, false},   {"tcset", 4, false}, {"ts", 1, true},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(SzEventSet) set = sz_event_set_new();
        for (int k = 0; rows[i].story[k] != '\0'; k++) {
            SzTicketEvent event = {
                .occurred = test_time("2026-03-02T09:00:00"),
                .kind = kind_of(rows[i].story[k]),
                .appt = sz_slice(k == rows[i].named ? "B7" : ""),
                .recall = -1,
            };
            event.occurred.ns += k * SZ_NS_PER_S;
            SzApplied applied;
            (void)sz_event_set_put(&set, &SZ_TICKET_LAYOUT, &event, false, &applied);
        }
        SzTicketFacts facts;
        sz_ticket_facts_fold(set, &facts);
        g_test_message("%s", rows[i].story);
        g_assert_true(facts.is_booked == rows[i].expected);
    }
}

#define ADD(name, function) g_test_add_func("/metrics/ticket_facts/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("every-move-from-every-state", test_every_move_from_every_state);
    ADD("first-times-hold", test_first_times_hold);
    ADD("a-take-after-the-call-is-no-take", test_a_take_after_the_call_is_no_take);
    ADD("at-one-instant-causes-come-first", test_at_one_instant_causes_come_first);
    ADD("a-transfer-moves-it-to-another-queue", test_a_transfer_moves_it_to_another_queue);
    ADD("stretches-of-waiting", test_stretches_of_waiting);
    ADD("an-appointment-is-what-a-move-names", test_an_appointment_is_what_a_move_names);
    return g_test_run();
}
