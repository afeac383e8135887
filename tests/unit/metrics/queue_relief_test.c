/* The worked example of the header, and when there is nothing to advise. */

#include "metrics/queue_relief.h"

#include "support/case_builder.h"

static const SzDaySlots HOURS = {2, {{9 * 3600, 12 * 3600}, {48600, 18 * 3600}}};

static SzPackedTime minutes_ago(SzWallTime now, double minutes)
{
    return sz_packed_time((SzMaybeTime){true, {now.ns - (gint64)(minutes * 60e9)}});
}

static SzTicket ticket(SzWallTime now, SzTicketState state, double taken_min)
{
    return (SzTicket){.day = sz_day_of(now),
                      .id = "1",
                      .queue = "A",
                      .called_queue = state == SZ_TICKET_WAITING ? "" : "A",
                      .last_call_queue = state == SZ_TICKET_WAITING ? "" : "A",
                      .state = state,
                      .taken = minutes_ago(now, taken_min),
                      .closing = sz_wall_time_at(sz_day_of(now), G_GINT64_CONSTANT(18) * 3600)};
}

/* In the hour before: 12 taken, 12 called, 6 services of 10 minutes; nine wait. */
static SzQueueRelief *example(SzWallTime now)
{
    static const double waits_min[] = {46, 40, 35, 30, 25, 20, 15, 10, 5};
    SzQueueRelief *relief = sz_queue_relief_new(now, &HOURS, "A");
    for (gsize i = 0; i < G_N_ELEMENTS(waits_min); i++) {
        SzTicket waits = ticket(now, SZ_TICKET_WAITING, waits_min[i]);
        sz_queue_relief_add(relief, &waits);
    }
    for (int i = 0; i < 12; i++) {
        SzTicket done = ticket(now, i < 6 ? SZ_TICKET_DONE : SZ_TICKET_SERVING,
                               i < 3 ? 59 : 61); /* three taken in the hour */
        done.called = minutes_ago(now, 59);
        done.last_call = minutes_ago(now, 40);
        done.since = i < 6 ? minutes_ago(now, 30) : (SzPackedTime){0};
        sz_queue_relief_add(relief, &done);
    }
    SzTicket other = ticket(now, SZ_TICKET_WAITING, 59);
    other.queue = "B";
    sz_queue_relief_add(relief, &other);
    other = ticket(now, SZ_TICKET_WAITING, 59);
    other.day--;
    sz_queue_relief_add(relief, &other);
    return relief;
}

static void test_example(void)
{
    SzWallTime now = test_time("2026-03-02T10:30:00");
    static const struct {
        guint n_spare;
        bool is_found;
    } rows[] = {{0, false}, {1, false}, {2, true}, {9, true}};
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autoptr(SzQueueRelief) relief = example(now);
        SzRelief found = {77, 77};
        g_assert_cmpint(sz_queue_relief_find(relief, rows[i].n_spare, &found), ==,
                        rows[i].is_found);
        g_assert_cmpuint(found.windows, ==, rows[i].is_found ? 2 : 77);
        g_assert_cmpint(found.minutes, ==, rows[i].is_found ? 25 : 77);
    }
}

/* One waits, nobody was called in the hour, @n services of ten minutes ended in it. */
static bool has_advice(const SzDaySlots *slots, SzWallTime now, int n, SzRelief *out)
{
    g_autoptr(SzQueueRelief) relief = sz_queue_relief_new(now, slots, "A");
    SzTicket waits = ticket(now, SZ_TICKET_WAITING, 120);
    sz_queue_relief_add(relief, &waits);
    for (int i = 0; i < n; i++) {
        SzTicket done = ticket(now, SZ_TICKET_DONE, 120);
        done.last_call = minutes_ago(now, 20);
        done.since = minutes_ago(now, 10);
        sz_queue_relief_add(relief, &done);
    }
    return sz_queue_relief_find(relief, 9, out);
}

static void test_too_little_known(void)
{
    static const SzDaySlots broken = {2, {{8 * 3600, 9 * 3600}, {10 * 3600, 12 * 3600}}};
    SzRelief found = {77, 77};
    SzWallTime now = test_time("2026-03-02T11:30:00");
    g_assert_false(has_advice(&HOURS, now, SZ_RELIEF_SERVICES - 1, &found));
    g_assert_true(has_advice(&HOURS, now, SZ_RELIEF_SERVICES, &found));
    g_assert_cmpuint(found.windows, ==, 1);
    g_assert_cmpint(found.minutes, ==, 10); /* when the first service of ten minutes is over */
    /* 29 and 30 open minutes of the hour before */
    g_assert_false(has_advice(&broken, test_time("2026-03-02T10:29:00"), 5, &found));
    g_assert_true(has_advice(&broken, test_time("2026-03-02T10:30:00"), 5, &found));
}

/* One waits for 46 minutes and 12 an hour were called: in 5 minutes he is. */
static void test_no_help_needed(void)
{
    SzWallTime now = test_time("2026-03-02T10:30:00");
    g_autoptr(SzQueueRelief) relief = sz_queue_relief_new(now, &HOURS, "A");
    SzTicket waits = ticket(now, SZ_TICKET_WAITING, 46);
    sz_queue_relief_add(relief, &waits);
    for (int i = 0; i < 12; i++) {
        SzTicket done = ticket(now, SZ_TICKET_DONE, 61);
        done.called = minutes_ago(now, 50);
        done.last_call = done.called;
        done.since = minutes_ago(now, 40);
        sz_queue_relief_add(relief, &done);
    }
    SzRelief found = {77, 77};
    g_assert_false(sz_queue_relief_find(relief, 9, &found));
    g_assert_cmpuint(found.windows, ==, 77);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/queue_relief/example", test_example);
    g_test_add_func("/queue_relief/too-little-known", test_too_little_known);
    g_test_add_func("/queue_relief/no-help-needed", test_no_help_needed);
    return g_test_run();
}
