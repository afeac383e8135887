/* label: threads */
/* The time machine: one state after the other, given again while it is right, and nobody waits in vain. */

#include "web/time_machine.h"

#include "collector/journal.h"
#include "support/support.h"

#include <pthread.h>

#define START (G_GINT64_CONSTANT(1795402800) * SZ_NS_PER_S) /* 2026-11-23T11:00+08:00 */
#define WAIT_MAX_S 60

typedef struct {
    char *folder; /* owned, as the next two */
    SzJournal *journal;
    SzTimeMachine *machine;
} World;

static void write_ticket(World *world, gint64 occurred_s, gint64 received_s)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *line = g_strdup_printf(
        "ticket,event=take,hall=330106,queue=A id=\"A%" G_GINT64_FORMAT "\" %" G_GINT64_FORMAT "\n",
        received_s, START + occurred_s * SZ_NS_PER_S);
    const SzBatch batch = {.source = SZ_SOURCE_OPEN,
                           .received = {START + received_s * SZ_NS_PER_S},
                           .n_lines = 1,
                           .lines = sz_slice(line)};
    g_assert_true(sz_journal_append(world->journal, &batch, NULL, &error));
    g_assert_no_error(error);
}

static void begin(World *world, const SzTimeMachineOptions *options)
{
    g_autoptr(GError) error = NULL;
    const SzJournalOptions journal = {.segment_bytes = 64 << 10};
    world->folder = test_folder_new();
    world->journal = sz_journal_open(world->folder, &journal, &error);
    g_assert_no_error(error);
    for (gint64 i = 0; i < 10; i++) {
        write_ticket(world, i, i);
    }
    SzTimeMachineOptions machine = *options;
    machine.data_dir = world->folder;
    world->machine = sz_time_machine_new(&machine, &error);
    g_assert_no_error(error);
}

static void end(World *world)
{
    sz_time_machine_free(world->machine);
    sz_journal_close(world->journal);
    test_folder_remove(world->folder);
}

/* --- asking -------------------------------------------------------------------------------- */

typedef struct {
    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t has_changed;
    bool is_held; /* the machine's thread waits in the call */
    bool is_there;
    guint64 batch; /* of the moment; 0: there was none */
    bool has_problem;
} Answer;

static void on_moment(SzPastMoment *moment, const char *problem, void *user)
{
    Answer *answer = user;
    (void)pthread_mutex_lock(&answer->mutex);
    answer->batch = moment != NULL ? sz_past_moment_view(moment)->batch : 0;
    answer->has_problem = problem != NULL;
    answer->is_there = true;
    (void)pthread_cond_broadcast(&answer->has_changed);
    while (answer->is_held) {
        (void)pthread_cond_wait(&answer->has_changed, &answer->mutex);
    }
    (void)pthread_mutex_unlock(&answer->mutex);
}

static void answer_begin(Answer *answer, bool is_held)
{
    *answer = (Answer){.is_held = is_held};
    (void)pthread_mutex_init(&answer->mutex, NULL);
    (void)pthread_cond_init(&answer->has_changed, NULL);
}

static void answer_await(Answer *answer)
{
    struct timespec until;
    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_MAX_S;
    (void)pthread_mutex_lock(&answer->mutex);
    while (!answer->is_there) {
        g_assert_cmpint(pthread_cond_timedwait(&answer->has_changed, &answer->mutex, &until), ==,
                        0);
    }
    (void)pthread_mutex_unlock(&answer->mutex);
}

static void answer_let_go(Answer *answer)
{
    (void)pthread_mutex_lock(&answer->mutex);
    answer->is_held = false;
    (void)pthread_cond_broadcast(&answer->has_changed);
    (void)pthread_mutex_unlock(&answer->mutex);
}

static SzTimeTravel at_second(gint64 s)
{
    return (SzTimeTravel){.has_at = true, .at = {START + s * SZ_NS_PER_S}};
}

/* Returns: the batch of the moment; 0: none, not now. */
static guint64 ask(World *world, gint64 s)
{
    Answer answer;
    const SzTimeTravel instant = at_second(s);
    answer_begin(&answer, false);
    g_assert_true(sz_time_machine_ask(world->machine, &instant, on_moment, &answer));
    answer_await(&answer);
    g_assert_false(answer.has_problem);
    return answer.batch;
}

static void assert_figures(World *world, guint64 n_made, guint64 n_given_again)
{
    SzTimeMachineFigures figures = sz_time_machine_figures(world->machine);
    g_assert_cmpuint(figures.n_made, ==, n_made);
    g_assert_cmpuint(figures.n_given_again, ==, n_given_again);
}

/* --- tests --------------------------------------------------------------------------------- */

static void test_given_again_while_it_is_right(void)
{
    World world;
    begin(&world, &(SzTimeMachineOptions){0});
    g_assert_cmpuint(ask(&world, 5), ==, 10);
    g_assert_cmpuint(ask(&world, 5), ==, 10);
    assert_figures(&world, 1, 1);
    write_ticket(&world, 20, 20); /* of later: no part of it */
    g_assert_cmpuint(ask(&world, 5), ==, 10);
    assert_figures(&world, 1, 2);
    write_ticket(&world, 4, 21); /* one that came late is */
    g_assert_cmpuint(ask(&world, 5), ==, 12);
    assert_figures(&world, 2, 2);
    g_assert_cmpuint(ask(&world, 5), ==, 12);
    assert_figures(&world, 2, 3);
    end(&world);
}

static void test_few_are_kept(void)
{
    World world;
    begin(&world, &(SzTimeMachineOptions){.kept = 2});
    (void)ask(&world, 1);
    (void)ask(&world, 2);
    (void)ask(&world, 1);
    assert_figures(&world, 2, 1);
    (void)ask(&world, 3); /* in the place of that asked for longest ago */
    (void)ask(&world, 1);
    assert_figures(&world, 3, 2);
    (void)ask(&world, 2);
    assert_figures(&world, 4, 2);
    end(&world);
}

static void test_what_was_known_then(void)
{
    World world;
    Answer answer;
    begin(&world, &(SzTimeMachineOptions){0});
    const SzTimeTravel instant = {.has_known_at = true, .known_at = {START + 3 * SZ_NS_PER_S}};
    answer_begin(&answer, false);
    g_assert_true(sz_time_machine_ask(world.machine, &instant, on_moment, &answer));
    answer_await(&answer);
    g_assert_cmpuint(answer.batch, ==, 4);
    end(&world);
}

static void test_busy_with_another_instant(void)
{
    World world;
    Answer first;
    Answer same;
    begin(&world, &(SzTimeMachineOptions){.moment_us = 1, .patience_us = 1});
    const SzTimeTravel instant = at_second(1);
    const SzTimeTravel another = at_second(2);
    answer_begin(&first, true);
    answer_begin(&same, false);
    g_assert_true(sz_time_machine_ask(world.machine, &instant, on_moment, &first));
    answer_await(&first); /* not now; and its thread is held while it is at it */
    g_assert_cmpuint(first.batch, ==, 0);
    g_assert_false(sz_time_machine_ask(world.machine, &another, on_moment, &first));
    g_assert_true(sz_time_machine_ask(world.machine, &instant, on_moment, &same));
    answer_let_go(&first);
    answer_await(&same);
    end(&world);
}

static void test_who_waits_too_long_is_told(void)
{
    World world;
    begin(&world, &(SzTimeMachineOptions){.patience_us = 1});
    g_assert_cmpuint(ask(&world, 5), ==, 0);
    end(&world);
}

static void test_a_journal_that_cannot_be_read(void)
{
    World world;
    Answer answer;
    const SzTimeTravel instant = at_second(5);
    begin(&world, &(SzTimeMachineOptions){0});
    const SzTimeMachineOptions nowhere = {.data_dir = "/nonexistent"};
    g_autoptr(SzTimeMachine) machine = sz_time_machine_new(&nowhere, NULL);
    answer_begin(&answer, false);
    g_assert_true(sz_time_machine_ask(machine, &instant, on_moment, &answer));
    answer_await(&answer);
    g_assert_true(answer.has_problem);
    end(&world);
}

static void test_everybody_is_told_at_the_end(void)
{
    World world;
    Answer held;
    Answer waiting;
    const SzTimeTravel instant = at_second(1);
    const SzTimeTravel another = at_second(2);
    begin(&world, &(SzTimeMachineOptions){.moment_us = G_MAXINT32});
    answer_begin(&held, true);
    answer_begin(&waiting, false);
    g_assert_true(sz_time_machine_ask(world.machine, &instant, on_moment, &held));
    answer_await(&held);
    g_assert_true(sz_time_machine_ask(world.machine, &another, on_moment, &waiting));
    answer_let_go(&held);
    sz_time_machine_stop(world.machine);
    answer_await(&waiting);
    g_assert_false(sz_time_machine_ask(world.machine, &instant, on_moment, &waiting));
    end(&world);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
#define ADD(name, test) g_test_add_func("/web/time_machine/" name, test)
    ADD("given-again-while-it-is-right", test_given_again_while_it_is_right);
    ADD("few-are-kept", test_few_are_kept);
    ADD("what-was-known-then", test_what_was_known_then);
    ADD("busy-with-another-instant", test_busy_with_another_instant);
    ADD("who-waits-too-long-is-told", test_who_waits_too_long_is_told);
    ADD("a-journal-that-cannot-be-read", test_a_journal_that_cannot_be_read);
    ADD("everybody-is-told-at-the-end", test_everybody_is_told_at_the_end);
#undef ADD
    return g_test_run();
}
