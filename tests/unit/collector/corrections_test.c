/* label: threads */
/* Corrections from asking to the answer: what is written, that an event is voided once, over restarts and checkpoints,
 * and that whoever waits is answered. */

#include "collector/corrections.h"

#include "collector/decisions.h"
#include "collector/replay.h"
#include "support/journal.h"
#include "support/rules.h"
#include "support/support.h"

#define START (G_GINT64_CONSTANT(1795402800) * SZ_NS_PER_S) /* 2026-11-23T11:00+08:00 */
#define N_LINES 3

typedef struct {
    char *folder; /* owned, as the others */
    SzClock *clock;
    SzJournal *journal;
    SzCorrections *corrections;
    SzDecisions *decisions;
} World;

static void on_event(const SzEvent *event, void *user)
{
    (void)event;
    (void)user;
}

static void on_damage(const char *message, void *user)
{
    (void)user;
    g_error("%s", message);
}

static void on_action(const SzAction *action, void *user)
{
    sz_decisions_replay(user, action);
}

static void replay(const World *world)
{
    g_autoptr(GError) error = NULL;
    const SzReplayScope scope = {
        .at = SZ_WALL_TIME_MAX, .known_at = SZ_WALL_TIME_MAX, .batch = G_MAXUINT64};
    const SzReplaySink sink = {
        .lines = {.on_event = on_event, .on_action = on_action, .user = world->decisions},
        .on_damage = on_damage};
    SzReplaySummary summary = {0};
    g_assert_true(sz_replay(world->folder, &scope, &sink, &summary, &error));
    g_assert_no_error(error);
}

static void open_world(World *world)
{
    g_autoptr(GError) error = NULL;
    const SzJournalOptions journal = {.segment_bytes = 64 << 10};
    world->journal = sz_journal_open(world->folder, &journal, &error);
    g_assert_no_error(error);
    world->corrections = sz_corrections_new(world->folder, world->clock);
    g_assert_true(sz_corrections_start(world->corrections, &error));
    const SzDecisionsOptions decisions = {
        .data_dir = world->folder, .clock = world->clock, .corrections = world->corrections};
    world->decisions = sz_decisions_new(&decisions);
}

static void close_world(World *world)
{
    g_clear_pointer(&world->corrections, sz_corrections_free);
    g_clear_pointer(&world->decisions, sz_decisions_free);
    g_clear_pointer(&world->journal, sz_journal_close);
}

/* Batch 1 has lines 1.1 .. 1.3, the last of which is the first once more. */
static void begin(World *world)
{
    const SzClockOptions clock = {.is_staged = true, .start = {START}, .speed = 1};
    g_autoptr(GString) lines = g_string_new(NULL);
    *world = (World){.folder = test_folder_new(), .clock = sz_clock_new(&clock)};
    open_world(world);
    for (int i = 0; i < N_LINES; i++) {
        g_string_append_printf(
            lines, "ticket,event=take,hall=330106,queue=A id=\"%d\" %" G_GINT64_FORMAT "\n", i % 2,
            START - SZ_NS_PER_S);
    }
    const SzBatch batch = {.source = SZ_SOURCE_OPEN,
                           .received = {START},
                           .n_lines = N_LINES,
                           .lines = {lines->str, lines->len}};
    guint64 number = 0;
    g_assert_true(sz_journal_append(world->journal, &batch, &number, NULL));
    g_assert_cmpuint(number, ==, 1);
}

static void end(World *world)
{
    close_world(world);
    sz_clock_free(world->clock);
    test_folder_remove(world->folder);
}

/* --- asking -------------------------------------------------------------------------------- */

typedef struct {
    gint is_there; /* atomic */
    guint status;
    char *body; /* owned */
} Answer;

static void on_answer(SzCorrectAnswer *answer_take, void *user)
{
    Answer *answer = user;
    answer->status = answer_take->status;
    answer->body = g_steal_pointer(&answer_take->body);
    g_atomic_int_set(&answer->is_there, 1);
}

static bool lay(const World *world, const char *line, const char *queue, Answer *out)
{
    SzCorrectProblem problem = {0};
    g_autofree char *with =
        queue != NULL ? g_strdup_printf(
                            ",\"do\":\"replace\",\"with\":\"ticket,event=take,hall=330106,queue=%s "
                            "id=\\\"1\\\" %" G_GINT64_FORMAT "\"",
                            queue, START - SZ_NS_PER_S)
                      : g_strdup(",\"do\":\"void\"");
    g_autofree char *body = g_strdup_printf("{\"line\":\"%s\",\"reason\":\"r\"%s}", line, with);
    g_autoptr(SzCorrectRequest) request = sz_correct_request_parse(sz_slice(body), &problem);
    g_assert_nonnull(request);
    g_assert_true(sz_correct_request_sign(request, NULL, &problem));
    if (!sz_corrections_ask(world->corrections, request, NULL, on_answer, out)) {
        return false;
    }
    request = NULL; /* now owned by the corrections */
    return true;
}

/* This thread is the engine's: it decides until the answer is there. */
static void decide_until(const World *world, const Answer *answer)
{
    gint64 until_us = g_get_monotonic_time() + G_GINT64_CONSTANT(60000000);
    while (g_atomic_int_get(&answer->is_there) == 0) {
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        sz_decisions_make(world->decisions, world->journal, (SzWallTime){START});
        g_thread_yield();
    }
}

static void assert_answer(const World *world, const char *line, const char *queue, guint status,
                          const char *part)
{
    Answer answer = {0};
    g_assert_true(lay(world, line, queue, &answer));
    decide_until(world, &answer);
    g_test_message("%s", answer.body);
    g_assert_cmpuint(answer.status, ==, status);
    g_assert_nonnull(strstr(answer.body, part));
    g_free(answer.body);
}

/* Of the journal: how many corrections there are. */
static guint count_written(const World *world)
{
    g_auto(TestReading) reading;
    guint n = 0;
    test_journal_read(world->folder, &reading);
    for (guint i = 0; i < reading.lines->len; i++) {
        n += g_str_has_prefix(g_ptr_array_index(reading.lines, i), "action,kind=correct ") ? 1 : 0;
    }
    return n;
}

/* --- tests --------------------------------------------------------------------------------- */

static void assert_all_is_void(const World *world)
{
    assert_answer(world, "1.1", NULL, 409, "\"already_void\"");
    assert_answer(world, "1.3", NULL, 409, "correction of line 1.1"); /* it says the same */
    assert_answer(world, "1.2", "C", 409, "correction of line 1.2");
    assert_answer(world, "3.1", NULL, 409, "correction of line 3.1"); /* what replaced 1.2 */
}

static void test_once(void)
{
    World world;
    begin(&world);
    assert_answer(&world, "1.1", NULL, 201, "\"correction\":\"2.1\"");
    assert_answer(&world, "1.2", "B", 201, "\"correction\":\"3.1\"");
    assert_answer(&world, "3.1", "A", 409, "what would take its place was voided");
    assert_answer(&world, "3.1", "A", 409, "with an eid that nothing had before");
    assert_answer(&world, "3.1", "D", 201, "\"correction\":\"4.1\"");
    assert_all_is_void(&world);
    assert_answer(&world, "1.4", NULL, 404, "\"no_such_line\"");
    assert_answer(&world, "9.1", NULL, 404, "\"no_such_line\"");
    assert_answer(&world, "2.1", NULL, 409, "taken back");
    assert_answer(&world, "2.1", NULL, 409, "with an eid that nothing had before");
    g_assert_cmpuint(count_written(&world), ==, 3);
    g_assert_cmpuint(sz_decisions_batch(world.decisions), ==, 4);
    end(&world);
}

static void test_over_a_restart(void)
{
    World world;
    begin(&world);
    assert_answer(&world, "1.1", NULL, 201, "\"2.1\"");
    assert_answer(&world, "1.2", "B", 201, "\"3.1\"");
    assert_answer(&world, "3.1", "D", 201, "\"4.1\"");
    g_autoptr(GByteArray) kept = g_byte_array_new();
    sz_decisions_save(world.decisions, kept);
    close_world(&world);
    open_world(&world);
    replay(&world);
    assert_all_is_void(&world);
    g_autoptr(GByteArray) again = g_byte_array_new();
    sz_decisions_save(world.decisions, again);
    g_assert_cmpuint(again->len, ==, kept->len);
    g_assert_true(memcmp(again->data, kept->data, kept->len) == 0);
    close_world(&world);
    /* From a checkpoint, without the journal. */
    open_world(&world);
    SzStateReader reader = sz_state_reader((SzSlice){(const char *)kept->data, kept->len});
    sz_decisions_load(world.decisions, &reader);
    g_assert_true(sz_state_is_done(&reader));
    assert_all_is_void(&world);
    assert_answer(&world, "4.1", NULL, 201, "\"correction\":\"5.1\"");
    g_assert_cmpuint(count_written(&world), ==, 4);
    end(&world);
}

static void test_bytes_that_make_no_sense(void)
{
    World world;
    begin(&world);
    assert_answer(&world, "1.1", NULL, 201, "\"2.1\"");
    g_autoptr(GByteArray) kept = g_byte_array_new();
    sz_decisions_save(world.decisions, kept);
    for (gsize n = 0; n < kept->len; n++) {
        const SzDecisionsOptions options = {.data_dir = world.folder, .clock = world.clock};
        g_autoptr(SzDecisions) decisions = sz_decisions_new(&options);
        SzStateReader reader = sz_state_reader((SzSlice){(const char *)kept->data, n});
        sz_decisions_load(decisions, &reader);
        g_assert_false(sz_state_is_done(&reader));
    }
    end(&world);
}

/* Without an engine they wait; all are answered at the end.  The first may have been at the desk. */
static void test_the_end(void)
{
    Answer answers[SZ_CORRECTIONS_MAX + 2] = {0};
    World world;
    guint n = 0;
    begin(&world);
    while (n < G_N_ELEMENTS(answers) && lay(&world, "1.1", NULL, &answers[n])) {
        n++;
    }
    g_assert_cmpuint(n, >=, SZ_CORRECTIONS_MAX); /* one may be at the desk */
    g_assert_cmpuint(n, <, G_N_ELEMENTS(answers));
    sz_corrections_stop(world.corrections);
    decide_until(&world, &answers[n - 1]);
    close_world(&world);
    for (guint i = 0; i < n; i++) {
        g_assert_cmpint(answers[i].is_there, ==, 1);
        g_assert_true(answers[i].status == 503 || (i == 0 && answers[i].status == 201));
        g_free(answers[i].body);
    }
    end(&world);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/collector/corrections/once", test_once);
    g_test_add_func("/collector/corrections/over-a-restart", test_over_a_restart);
    g_test_add_func("/collector/corrections/bytes-that-make-no-sense",
                    test_bytes_that_make_no_sense);
    g_test_add_func("/collector/corrections/the-end", test_the_end);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
