/* The store of tickets: frozen versions, expiry, the days it keeps. */

#include "metrics/tickets.h"

#include "support/case_builder.h"
#include "support/rules.h"

static void apply(SzTickets *tickets, SzTicketEventKind kind, const char *id, const char *at)
{
    const SzTicketEvent event = {
        .occurred = test_time(at),
        .kind = kind,
        .hall = SZ_SLICE("330106"),
        .id = sz_slice(id),
        .queue = SZ_SLICE("A"),
        .recall = -1,
    };
    sz_tickets_apply(tickets, &event);
}

static void test_a_version_is_frozen(void)
{
    g_autoptr(SzTickets) tickets = sz_tickets_new(test_rules());
    apply(tickets, SZ_TICKET_TAKE, "1", "2026-03-02T09:00:00");
    g_autoptr(SzTicketsVersion) before = sz_tickets_publish(tickets);
    apply(tickets, SZ_TICKET_CALL, "1", "2026-03-02T09:10:00");
    apply(tickets, SZ_TICKET_TAKE, "2", "2026-03-02T09:10:00");
    g_autoptr(SzTicketsVersion) after = sz_tickets_publish(tickets);
    g_clear_pointer(&tickets, sz_tickets_free);
    g_assert_cmpuint(sz_tickets_version_n(before), ==, 1);
    g_assert_cmpint(sz_tickets_version_at(before, 0)->state, ==, SZ_TICKET_WAITING);
    g_assert_cmpstr(sz_tickets_version_at(before, 0)->queue, ==, "A");
    g_assert_cmpuint(sz_tickets_version_n(after), ==, 2);
}

static void test_open_or_expired_never_both(void)
{
    g_autoptr(SzTickets) tickets = sz_tickets_new(test_rules());
    apply(tickets, SZ_TICKET_TAKE, "1", "2026-03-02T09:00:00");
    g_autoptr(SzTicketsVersion) waiting = sz_tickets_publish(tickets);
    const SzTicket *ticket = sz_tickets_version_at(waiting, 0);
    SzWallTime closing = test_time("2026-03-02T18:00:00");
    SzWallTime before = {closing.ns - 1};
    g_assert_cmpint(ticket->closing.ns, ==, closing.ns);
    g_assert_true(sz_ticket_is_open(ticket, before) && !sz_ticket_has_expired(ticket, before));
    g_assert_true(!sz_ticket_is_open(ticket, closing) && sz_ticket_has_expired(ticket, closing));
    /* Somebody ends it after closing: that is what happened. */
    apply(tickets, SZ_TICKET_END, "1", "2026-03-02T18:10:00");
    g_autoptr(SzTicketsVersion) ended = sz_tickets_publish(tickets);
    g_assert_false(sz_ticket_has_expired(sz_tickets_version_at(ended, 0), closing));
}

static void test_keeps_the_newest_day_and_the_one_before(void)
{
    g_autoptr(SzTickets) tickets = sz_tickets_new(test_rules());
    apply(tickets, SZ_TICKET_TAKE, "1", "2026-03-02T09:00:00");
    apply(tickets, SZ_TICKET_TAKE, "1", "2026-03-03T09:00:00");
    g_autoptr(SzTicketsVersion) two = sz_tickets_publish(tickets);
    g_assert_cmpuint(sz_tickets_version_n(two), ==, 2);
    apply(tickets, SZ_TICKET_TAKE, "1", "2026-03-04T09:00:00");
    apply(tickets, SZ_TICKET_TAKE, "2", "2026-03-02T09:00:00"); /* too late to matter */
    g_autoptr(SzTicketsVersion) later = sz_tickets_publish(tickets);
    g_assert_cmpuint(sz_tickets_version_n(later), ==, 2);
    for (gsize i = 0; i < 2; i++) {
        g_assert_cmpint(sz_maybe_time(sz_tickets_version_at(later, i)->taken).at.ns, >=,
                        test_time("2026-03-03T00:00:00").ns);
    }
}

#define ADD(name, function) g_test_add_func("/metrics/tickets/" name, function)

/* Passing blocks over leaves out nothing. */
static void test_called_since(void)
{
    g_autoptr(GRand) random = g_rand_new_with_seed((guint32)g_test_rand_int());
    g_autoptr(SzTickets) tickets = sz_tickets_new(test_rules());
    SzWallTime begin = test_time("2026-03-02T00:00:00");
    for (guint round = 0; round < 20; round++) {
        for (guint k = 0; k < 100; k++) {
            char id[8];
            (void)g_snprintf(id, sizeof id, "%d", g_rand_int_range(random, 0, 700));
            gint64 second = g_rand_int_range(random, 0, 86400);
            const SzTicketEvent event = {
                .occurred = {begin.ns + second * SZ_NS_PER_S},
                .kind = g_rand_boolean(random) ? SZ_TICKET_CALL : SZ_TICKET_TAKE,
                .hall = SZ_SLICE("330106"),
                .id = sz_slice(id),
                .recall = -1,
            };
            sz_tickets_apply(tickets, &event);
        }
        g_autoptr(SzTicketsVersion) version = sz_tickets_publish(tickets);
        SzWallTime since = {begin.ns + g_rand_int_range(random, 0, 86400) * SZ_NS_PER_S};
        guint n_plain = 0;
        for (gsize i = 0; i < sz_tickets_version_n(version); i++) {
            SzMaybeTime called = sz_maybe_time(sz_tickets_version_at(version, i)->called);
            n_plain += called.known && called.at.ns > since.ns ? 1 : 0;
        }
        gsize at = 0;
        guint n = 0;
        while (sz_tickets_version_called_since(version, since, &at) != NULL) {
            n++;
        }
        g_assert_cmpuint(n, ==, n_plain);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("called-since", test_called_since);
    ADD("a-version-is-frozen", test_a_version_is_frozen);
    ADD("open-or-expired-never-both", test_open_or_expired_never_both);
    ADD("keeps-the-newest-day-and-the-one-before", test_keeps_the_newest_day_and_the_one_before);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
