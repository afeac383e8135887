/* How many people waited, instant by instant. */

#include "metrics/waiting.h"

#include "metrics/queues.h"
#include "support/case_builder.h"
#include "support/rules.h"

#define MINUTE_NS (60 * SZ_NS_PER_S)

typedef struct {
    SzTicketEventKind kind;
    const char *id;
    const char *at; /* time of 2026-03-02 */
} Step;

static void apply(SzTickets *tickets, const Step *step)
{
    g_autofree char *at = g_strconcat("2026-03-02T", step->at, NULL);
    const SzTicketEvent event = {
        .occurred = test_time(at),
        .kind = step->kind,
        .hall = SZ_SLICE("330106"),
        .id = sz_slice(step->id),
        .queue = SZ_SLICE("A"),
        .recall = -1,
    };
    sz_tickets_apply(tickets, &event);
}

static SzTicketsVersion *fold(const Step *steps, gsize n)
{
    g_autoptr(SzTickets) tickets = sz_tickets_new(test_rules());
    for (gsize i = 0; i < n; i++) {
        apply(tickets, &steps[i]);
    }
    return sz_tickets_publish(tickets);
}

/* (transfer full) counts from @from on, @step_ns apart. */
static GArray *count(const SzTicketsVersion *tickets, const char *from, gint64 step_ns, guint n)
{
    g_autoptr(SzWaiting) waiting = sz_waiting_new(test_time(from), step_ns, n);
    for (gsize i = 0; i < sz_tickets_version_n(tickets); i++) {
        sz_waiting_add(waiting, sz_tickets_version_at(tickets, i));
    }
    return sz_waiting_finish(waiting);
}

static void assert_counts(const GArray *counts, const char *expected)
{
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < counts->len; i++) {
        g_string_append_printf(text, "%s%u", i > 0 ? " " : "", g_array_index(counts, guint, i));
    }
    g_assert_cmpstr(text->str, ==, expected);
}

/* Somebody who comes at an instant waits at it; whom one calls at an instant waits no more. */
static void test_ends_are_half_open(void)
{
    static const Step steps[] = {
        {SZ_TICKET_TAKE, "1", "09:01:00"}, {SZ_TICKET_CALL, "1", "09:03:00"},
        {SZ_TICKET_TAKE, "2", "09:01:30"}, {SZ_TICKET_CANCEL, "2", "09:03:30"},
        {SZ_TICKET_TAKE, "3", "09:02:10"}, {SZ_TICKET_CALL, "3", "09:02:50"}, /* between */
    };
    g_autoptr(SzTicketsVersion) tickets = fold(steps, G_N_ELEMENTS(steps));
    g_autoptr(GArray) counts = count(tickets, "2026-03-02T09:00", MINUTE_NS, 6);
    assert_counts(counts, "0 1 2 1 0 0");
    g_autoptr(GArray) later = count(tickets, "2026-03-02T09:02", MINUTE_NS, 2);
    assert_counts(later, "2 1"); /* who came before the first instant is there */
    g_autoptr(GArray) none = count(tickets, "2026-03-02T09:02", MINUTE_NS, 0);
    g_assert_cmpuint(none->len, ==, 0);
}

/* Missed, queued again, sent on: waiting each time, and not in between. */
static void test_people_who_wait_again(void)
{
    static const Step steps[] = {
        {SZ_TICKET_TAKE, "1", "09:00:00"},     {SZ_TICKET_CALL, "1", "09:01:00"},
        {SZ_TICKET_NOSHOW, "1", "09:02:00"},   {SZ_TICKET_REQUEUE, "1", "09:03:00"},
        {SZ_TICKET_CALL, "1", "09:04:00"},     {SZ_TICKET_START, "1", "09:05:00"},
        {SZ_TICKET_TRANSFER, "1", "09:06:00"},
    };
    g_autoptr(SzTicketsVersion) tickets = fold(steps, G_N_ELEMENTS(steps));
    g_autoptr(GArray) counts = count(tickets, "2026-03-02T09:00", MINUTE_NS, 8);
    assert_counts(counts, "1 0 0 1 0 0 1 1");
}

/* The hall is closed from 12:00 to 13:30 and from 18:00: over lunch people wait on. */
static void test_lunch_and_closing(void)
{
    static const Step steps[] = {
        {SZ_TICKET_TAKE, "1", "11:50:00"},
        {SZ_TICKET_TAKE, "2", "11:55:00"},
        {SZ_TICKET_CALL, "2", "13:40:00"},
        {SZ_TICKET_TAKE, "3", "18:30:00"}, /* after closing */
    };
    g_autoptr(SzTicketsVersion) tickets = fold(steps, G_N_ELEMENTS(steps));
    g_autoptr(GArray) noon = count(tickets, "2026-03-02T11:45", 30 * MINUTE_NS, 5);
    assert_counts(noon, "0 2 2 2 1");
    g_autoptr(GArray) closing = count(tickets, "2026-03-02T17:59", MINUTE_NS, 60);
    g_assert_cmpuint(g_array_index(closing, guint, 0), ==, 1);
    for (guint i = 1; i < closing->len; i++) {
        g_assert_cmpuint(g_array_index(closing, guint, i), ==, 0);
    }
}

/* At any instant as many as the queues say that are folded from the events up to it. */
static void test_agrees_with_the_queues(void)
{
    enum { N = 400 };
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(Step));
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    for (int i = 0; i < N; i++) {
        int second = g_rand_int_range(random, 0, 1200);
        g_ptr_array_add(texts, g_strdup_printf("%d", g_rand_int_range(random, 0, 60)));
        g_ptr_array_add(texts, g_strdup_printf("17:%02d:%02d", 50 + second / 60 % 10, second % 60));
        Step step = {
            .kind = (SzTicketEventKind)g_rand_int_range(random, 0, SZ_TICKET_N_EVENTS),
            .id = texts->pdata[texts->len - 2],
            .at = texts->pdata[texts->len - 1],
        };
        /* Few stories are longer than what a ticket remembers; those are told elsewhere. */
        step.kind = step.kind == SZ_TICKET_REQUEUE || step.kind == SZ_TICKET_TRANSFER
                        ? SZ_TICKET_TAKE
                        : step.kind;
        g_array_append_val(steps, step);
    }
    g_autoptr(SzTicketsVersion) whole = fold((const Step *)(const void *)steps->data, N);
    g_autoptr(GArray) counts = count(whole, "2026-03-02T17:50", 30 * SZ_NS_PER_S, 24);
    for (guint i = 0; i < counts->len; i++) {
        SzWallTime now = test_time("2026-03-02T17:50");
        now.ns += (gint64)i * 30 * SZ_NS_PER_S;
        g_autoptr(SzTickets) known = sz_tickets_new(test_rules());
        for (guint k = 0; k < N; k++) {
            const Step *step = &g_array_index(steps, Step, k);
            g_autofree char *at = g_strconcat("2026-03-02T", step->at, NULL);
            if (test_time(at).ns <= now.ns) {
                apply(known, step);
            }
        }
        g_autoptr(SzTicketsVersion) version = sz_tickets_publish(known);
        g_autoptr(SzQueues) queues = sz_queues_new(now);
        for (gsize k = 0; k < sz_tickets_version_n(version); k++) {
            sz_queues_add_ticket(queues, sz_tickets_version_at(version, k));
        }
        g_autoptr(GArray) all = sz_queues_finish(queues);
        guint expected = all->len > 0 ? g_array_index(all, SzQueue, 0).waiting : 0;
        g_assert_cmpuint(all->len, <=, 1);
        g_assert_cmpuint(g_array_index(counts, guint, i), ==, expected);
    }
}

#define ADD(name, function) g_test_add_func("/metrics/waiting/" name, function)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("ends-are-half-open", test_ends_are_half_open);
    ADD("people-who-wait-again", test_people_who_wait_again);
    ADD("lunch-and-closing", test_lunch_and_closing);
    ADD("agrees-with-the-queues", test_agrees_with_the_queues);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
