/* label: threads */
/* A state of the past from a kept checkpoint and one from the whole journal: nobody who asks can tell them apart. */

#include "collector/checkpoint_file.h"
#include "collector/error.h"
#include "collector/live.h"
#include "web/fonts.h"
#include "web/replay_view.h"
#include "web/router.h"

#include "support/support.h"

#define START (G_GINT64_CONSTANT(1795402800) * SZ_NS_PER_S) /* 2026-11-23T11:00+08:00, a Monday */
#define HOUR_NS (3600 * SZ_NS_PER_S)
#define DAY_NS (24 * HOUR_NS)
#define WAIT_MAX_S 60
#define N_LIVES 6
#define N_LINES 60
#define N_INSTANTS 8

/* A daemon that lived several times, some hours apart: a checkpoint at the end of each. */
typedef struct {
    char *folder;                  /* owned, as the next three */
    SzSettings *settings[N_LIVES]; /* each life has its own; the later ones other lights */
    SzRefusedCounts *refused;
    GRand *random;
    GPtrArray *sent; /* owned; lines, to be sent again */
    SzCaseRules rules;
    SzClock *clock;             /* owned; of the life */
    SzCorrections *corrections; /* likewise, as the next two */
    SzLive *live;
    SzJournal *journal;
    guint64 last_batch; /* of lines */
    guint n_corrected;
} World;

static gint64 begin_of(guint life)
{
    return START + life * HOUR_NS;
}

/* --- lines --------------------------------------------------------------------------------- */

static gint64 when(World *world, gint64 now)
{
    switch (g_rand_int_range(world->random, 0, 8)) {
    case 0: /* very late */
        return now - g_rand_int_range(world->random, 1, 72) * HOUR_NS;
    case 1: /* of the near future, or of another life */
        return now + g_rand_int_range(world->random, 1, 3 * 3600) * SZ_NS_PER_S;
    default:
        return now - g_rand_int_range(world->random, 0, 3600) * SZ_NS_PER_S;
    }
}

/* An `eid` is that of one event, as it has to be: which of two events with the same one counts as sent again is a matter of
 * which came first. */
static char *make_line(World *world)
{
    static const char *const halls[] = {"330106", "330106002", "990001"};
    GRand *random = world->random;
    const char *hall = halls[g_rand_int_range(random, 0, G_N_ELEMENTS(halls))];
    int id = g_rand_int_range(random, 0, 20);
    gint64 at = when(world, sz_clock_now(world->clock).ns);
    gint64 long_ago = at - g_rand_int_range(random, 0, 20) * DAY_NS;
    switch (g_rand_int_range(random, 0, 8)) {
    case 0:
        return g_strdup_printf("case,channel=window,event=accept,hall=%s,item=I1 "
                               "id=\"C%d\",promise=1i,promise_unit=\"workday\" %" G_GINT64_FORMAT,
                               hall, id, long_ago);
    case 1:
        return g_strdup_printf(
            "case,channel=window,event=%s,hall=%s,item=I1 id=\"C%d\" %" G_GINT64_FORMAT,
            id % 7 == 0 ? "decide" : "close", hall, id, long_ago + DAY_NS);
    case 2:
        return g_strdup_printf("ticket,event=take,hall=%s,queue=A id=\"A%d\" %" G_GINT64_FORMAT,
                               hall, id, at);
    case 3:
        return g_strdup_printf("ticket,event=call,hall=%s,queue=A,window=W1 id=\"A%d\" "
                               "%" G_GINT64_FORMAT,
                               hall, id, at);
    case 4:
        return g_strdup_printf("window,hall=%s,window=W%d state=\"%s\" %" G_GINT64_FORMAT, hall,
                               id % 5, id % 2 == 0 ? "open" : "serving", at);
    case 5:
        return g_strdup_printf("kiosk,event=heartbeat,hall=%s,kiosk=K%d "
                               "state=\"online\",faults=\"paper_low\" %" G_GINT64_FORMAT,
                               hall, id % 5, at);
    case 6:
        return g_strdup_printf("kiosk,event=txn,hall=%s,kiosk=K%d "
                               "result=\"ok\",dur_s=3,eid=\"T%u\",src=\"k\",seq=%di "
                               "%" G_GINT64_FORMAT,
                               hall, id % 5, world->sent->len, id, at);
    default:
        return g_strdup_printf("rating,channel=pad,event=new,hall=%s "
                               "id=\"R%d\",level=%di,active=true %" G_GINT64_FORMAT,
                               hall, id, id % 5 + 1, at);
    }
}

/* Borrowed; some are sent twice. */
static const char *next_line(World *world)
{
    if (world->sent->len > 0 && g_rand_int_range(world->random, 0, 10) == 0) {
        gint32 n = (gint32)world->sent->len;
        return g_ptr_array_index(world->sent, g_rand_int_range(world->random, 0, n));
    }
    g_ptr_array_add(world->sent, make_line(world));
    return g_ptr_array_index(world->sent, world->sent->len - 1);
}

static void await_batch(const World *world, guint64 n)
{
    gint64 until_us = g_get_monotonic_time() + (gint64)WAIT_MAX_S * G_USEC_PER_SEC;
    for (;;) {
        g_autoptr(SzMoment) moment = sz_live_moment(world->live);
        if (moment != NULL && sz_moment_view(moment)->batch >= n) {
            return;
        }
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        g_usleep(1000);
    }
}

static void tell(World *world)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *text = g_strconcat(next_line(world), "\n", NULL);
    const SzBatch batch = {.source = SZ_SOURCE_OPEN,
                           .received = sz_clock_now(world->clock),
                           .n_lines = 1,
                           .lines = sz_slice(text)};
    g_assert_true(sz_journal_append(world->journal, &batch, &world->last_batch, &error));
}

/* --- what is decided ----------------------------------------------------------------------- */

typedef struct {
    gint is_there; /* atomic */
    guint status;
} Answer;

static void on_answer(SzCorrectAnswer *answer_take, void *user)
{
    Answer *answer = user;
    answer->status = answer_take->status;
    g_clear_pointer(&answer_take->body, g_free);
    g_atomic_int_set(&answer->is_there, 1);
}

/* Some line, void or replaced; not every one may be. */
static void correct(World *world)
{
    Answer answer = {0};
    SzCorrectProblem problem = {0};
    int batch = g_rand_int_range(world->random, 1, (gint32)world->last_batch + 1);
    g_autofree char *with = g_strdup_printf(
        ",\"do\":\"replace\",\"with\":\"rating,channel=pad,event=new,hall=330106 "
        "id=\\\"R%d\\\",level=1i,active=true %" G_GINT64_FORMAT "\"",
        batch % 20,
        sz_clock_now(world->clock).ns - g_rand_int_range(world->random, 0, 9000) * SZ_NS_PER_S);
    g_autofree char *body = g_strdup_printf("{\"line\":\"%d.1\",\"reason\":\"r\"%s}", batch,
                                            batch % 2 == 0 ? with : ",\"do\":\"void\"");
    g_autoptr(SzCorrectRequest) request = sz_correct_request_parse(sz_slice(body), &problem);
    g_assert_nonnull(request);
    g_assert_true(sz_correct_request_sign(request, NULL, &problem));
    g_assert_true(sz_corrections_ask(world->corrections, request, NULL, on_answer, &answer));
    request = NULL; /* now owned by the corrections */
    gint64 until_us = g_get_monotonic_time() + (gint64)WAIT_MAX_S * G_USEC_PER_SEC;
    while (g_atomic_int_get(&answer.is_there) == 0) {
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        g_usleep(1000);
    }
    world->n_corrected += answer.status == 201 ? 1 : 0;
}

static void refuse(World *world)
{
    const SzRefusedLine line = {
        .kind = SZ_REFUSED_FUTURE, .hall = SZ_SLICE("330106"), .src = SZ_SLICE("k")};
    sz_refused_counts_add(world->refused, &line, sz_clock_now(world->clock));
}

/* --- lives --------------------------------------------------------------------------------- */

/* From the third life on lights turn at another time. */
static SzSettings *load_settings(guint life)
{
    g_auto(GStrv) problems = NULL;
    char *dir = test_folder_new();
    g_autofree char *path = g_build_filename(dir, "shuzhid.yaml", NULL);
    if (life >= 2) {
        g_assert_true(g_file_set_contents(path, "lights: {short_yellow_minutes: 60}\n", -1, NULL));
    }
    SzSettings *settings = sz_settings_load(dir, &problems);
    g_assert_nonnull(settings);
    test_folder_remove(dir);
    return settings;
}

static void open_life(World *world, guint life)
{
    g_autoptr(GError) error = NULL;
    const SzClockOptions clock = {.is_staged = true, .start = {begin_of(life)}, .speed = 1};
    world->clock = sz_clock_new(&clock);
    world->settings[life] = load_settings(life);
    world->rules = sz_settings_rules(world->settings[life]);
    world->corrections = sz_corrections_new(world->folder, world->clock);
    const SzLiveOptions options = {.rules = &world->rules,
                                   .index = world->settings[life]->index,
                                   .clock = world->clock,
                                   .data_dir = world->folder,
                                   .files = world->settings[life]->files,
                                   .refused = world->refused,
                                   .corrections = world->corrections,
                                   .case_stay_ns = 7 * DAY_NS,
                                   .checkpoint_lines = G_MAXUINT32,
                                   .checkpoint_us = G_MAXINT32 * G_GINT64_CONSTANT(1000000),
                                   .checkpoints_kept = {.n_newest = 2 * N_LIVES},
                                   .uses_checkpoints = true};
    world->live = sz_live_new(&options);
    const SzJournalOptions journal = {
        .segment_bytes = 16 << 10, .on_batch = sz_live_take, .on_batch_user = world->live};
    world->journal = sz_journal_open(world->folder, &journal, &error);
    g_assert_no_error(error);
    g_assert_true(sz_corrections_start(world->corrections, &error));
    g_assert_true(sz_live_start(world->live, world->journal, &error));
}

static void close_life(World *world)
{
    sz_corrections_stop(world->corrections);
    sz_live_end(world->live);
    g_clear_pointer(&world->journal, sz_journal_close);
    g_clear_pointer(&world->live, sz_live_free);
    g_clear_pointer(&world->corrections, sz_corrections_free);
    g_clear_pointer(&world->clock, sz_clock_free);
}

static void live(World *world, guint life)
{
    open_life(world, life);
    for (guint i = 0; i < N_LINES; i++) {
        tell(world);
        if (i % 10 == 9) {
            refuse(world);
            await_batch(world, world->last_batch);
            correct(world);
        }
    }
    close_life(world);
}

static void begin(World *world)
{
    *world = (World){.folder = test_folder_new(),
                     .refused = sz_refused_counts_new(),
                     .random = g_rand_new_with_seed((guint32)g_test_rand_int()),
                     .sent = g_ptr_array_new_with_free_func(g_free)};
    for (guint life = 0; life < N_LIVES; life++) {
        live(world, life);
    }
    g_assert_cmpuint(world->n_corrected, >, 0);
}

static void end(World *world)
{
    for (guint life = 0; life < N_LIVES; life++) {
        sz_settings_free(world->settings[life]);
    }
    sz_refused_counts_free(world->refused);
    g_rand_free(world->random);
    g_ptr_array_unref(world->sent);
    test_folder_remove(world->folder);
}

/* --- asking -------------------------------------------------------------------------------- */

static const char *const targets[] = {
    "/api/v1/cases?limit=100",
    "/api/v1/cases?state=closed&limit=100",
    "/api/v1/cases.csv?sort=applied",
    "/api/v1/cases/outlook?hall=330106",
    "/api/v1/case?hall=330106&id=C3",
    "/api/v1/case?hall=990001&id=C4",
    "/api/v1/queues?hall=330106",
    "/api/v1/waits?window_min=1440",
    "/api/v1/windows?hall=330106",
    "/api/v1/kiosks?hall=330106",
    "/api/v1/ratings?hall=330106",
    "/api/v1/quality",
    "/api/v1/situation?hall=330106",
    "/api/v1/index?hall=330106",
    "/api/v1/index?area=330106",
    "/api/v1/ranking?tier=county",
    "/api/v1/panels/deadlines.json?hall=330106",
};

/* (transfer full) all answers.  @out_base: the batch of the checkpoint that served */
static char *ask(const SzReplayViewOptions *options, guint64 *out_base)
{
    g_autoptr(GError) error = NULL;
    g_auto(SzReplayView) replayed = {0};
    g_assert_true(sz_replay_view_read(options, &replayed, &error));
    g_assert_no_error(error);
    GString *all = g_string_new(NULL);
    g_string_append_printf(all, "batch %" G_GUINT64_FORMAT "\n", replayed.view.batch);
    for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
        g_auto(SzResponse) response = sz_router_get(&replayed.view, sz_slice(targets[i]));
        g_string_append_printf(all, "%s %d %s\n", targets[i], response.status, response.body);
    }
    *out_base = replayed.base_batch;
    return g_string_free(all, FALSE);
}

/* One after the other, so that what differs can be read. */
static void assert_same(const char *is, const char *should)
{
    g_auto(GStrv) are = g_strsplit(is, "\n", -1);
    g_auto(GStrv) shoulds = g_strsplit(should, "\n", -1);
    for (guint i = 0; are[i] != NULL && shoulds[i] != NULL; i++) {
        g_assert_cmpstr(are[i], ==, shoulds[i]);
    }
    g_assert_cmpuint(strlen(is), ==, strlen(should));
}

static guint64 compare(const SzReplayViewOptions *options)
{
    guint64 none = 0;
    guint64 base = 0;
    SzReplayViewOptions slow = *options;
    slow.reads_all = true;
    g_autofree char *should = ask(&slow, &none);
    g_autofree char *is = ask(options, &base);
    g_test_message("at %" G_GINT64_FORMAT " s, from %" G_GUINT64_FORMAT,
                   (options->at.at.ns - START) / SZ_NS_PER_S, base);
    g_assert_cmpuint(none, ==, 0);
    assert_same(is, should);
    return base;
}

static SzReplayViewOptions at(const World *world, gint64 ns)
{
    return (SzReplayViewOptions){.data = world->folder, .at = {true, {ns}}, .wants_index = true};
}

/* The newest checkpoint whose state is of @ns or before; 0: none. */
static guint64 newest_of(const World *world, gint64 ns)
{
    g_autoptr(GArray) all = sz_checkpoints_list(world->folder);
    for (guint i = 0; i < all->len; i++) {
        guint64 batch = g_array_index(all, guint64, i);
        g_autoptr(SzCheckpointReader) reader =
            sz_checkpoint_reader_open(world->folder, batch, NULL);
        if (sz_checkpoint_reader_header(reader)->at.ns <= ns) {
            return batch;
        }
    }
    return 0;
}

static void test_any_instant(gconstpointer data)
{
    const World *world = data;
    for (guint i = 0; i < N_INSTANTS; i++) {
        gint64 ns =
            START + g_rand_int_range(world->random, -3600, (N_LIVES + 3) * 3600) * SZ_NS_PER_S;
        const SzReplayViewOptions options = at(world, ns);
        guint64 base = compare(&options);
        g_assert_cmpuint(base, ==, newest_of(world, ns));
    }
}

/* Where a checkpoint begins to serve: at its instant, not a nanosecond before. */
static void test_the_instants_of_checkpoints(gconstpointer data)
{
    const World *world = data;
    g_autoptr(GArray) all = sz_checkpoints_list(world->folder);
    g_assert_cmpuint(all->len, ==, N_LIVES);
    for (guint i = 0; i < all->len; i += 2) {
        guint64 batch = g_array_index(all, guint64, i);
        g_autoptr(SzCheckpointReader) reader =
            sz_checkpoint_reader_open(world->folder, batch, NULL);
        gint64 ns = sz_checkpoint_reader_header(reader)->at.ns;
        SzReplayViewOptions options = at(world, ns);
        options.wants_index = false; /* which is of some seconds before */
        g_assert_cmpuint(compare(&options), ==, batch);
        options.at.at.ns--;
        g_assert_cmpuint(compare(&options), <, batch);
    }
}

/* What was known then, and what a part of the journal knows. */
static void test_less_than_the_whole_journal(gconstpointer data)
{
    const World *world = data;
    guint n_served = 0;
    for (guint i = 0; i < N_INSTANTS / 2; i++) {
        SzReplayViewOptions options = at(world, begin_of(4) + 1800 * SZ_NS_PER_S);
        options.known_at = (SzMaybeTime){true, {begin_of(i % N_LIVES) + 60 * SZ_NS_PER_S}};
        n_served += compare(&options) > 0 ? 1 : 0;
        options.known_at.known = false;
        options.batch = (guint64)g_rand_int_range(world->random, 1, (gint32)world->last_batch);
        n_served += compare(&options) > 0 ? 1 : 0;
        options.has_index_batch = true;
        options.index_batch =
            (guint64)g_rand_int_range(world->random, 0, (gint32)options.batch + 1);
        n_served += compare(&options) > 0 ? 1 : 0;
    }
    g_assert_cmpuint(n_served, >, 0);
}

/* Which instant it is only reading tells. */
static void test_the_last_event(gconstpointer data)
{
    const World *world = data;
    SzReplayViewOptions options = {.data = world->folder, .wants_index = true};
    g_assert_cmpuint(compare(&options), >, 0);
    options.known_at = (SzMaybeTime){true, {begin_of(2)}};
    (void)compare(&options);
}

/* Odd ones cost time and nothing else, an archive that is gone as well. */
static void test_what_is_odd_is_passed_over(void)
{
    World world;
    begin(&world);
    const SzReplayViewOptions options = at(&world, begin_of(N_LIVES));
    g_autoptr(GArray) all = sz_checkpoints_list(world.folder);
    guint64 newest = g_array_index(all, guint64, 0);
    g_assert_cmpuint(compare(&options), ==, newest);
    g_autofree char *path =
        g_strdup_printf("%s/checkpoints/%020" G_GUINT64_FORMAT ".szc", world.folder, newest);
    g_autofree char *bytes = NULL;
    gsize len = 0;
    g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
    bytes[len / 2] ^= 1;
    g_assert_true(g_file_set_contents(path, bytes, (gssize)len, NULL));
    g_assert_cmpuint(compare(&options), ==, g_array_index(all, guint64, 1));
    g_autofree char *damaged = g_build_filename(world.folder, "archive.damaged", NULL);
    g_assert_true(g_file_set_contents(damaged, "", 0, NULL));
    (void)compare(&options);
    end(&world);
}

static bool goes_on_no_more(void *user)
{
    (void)user;
    return false;
}

static void test_who_asks_may_stop_it(gconstpointer data)
{
    const World *world = data;
    g_autoptr(GError) error = NULL;
    g_auto(SzReplayView) replayed = {0};
    SzReplayViewOptions options = at(world, begin_of(N_LIVES));
    options.goes_on = goes_on_no_more;
    g_assert_false(sz_replay_view_read(&options, &replayed, &error));
    g_assert_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_STOPPED);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    World world; /* of those that change nothing in it */
    begin(&world);
#define ADD(name, test) g_test_add_data_func("/web/past/" name, &world, test)
    ADD("any-instant", test_any_instant);
    ADD("the-instants-of-checkpoints", test_the_instants_of_checkpoints);
    ADD("less-than-the-whole-journal", test_less_than_the_whole_journal);
    ADD("the-last-event", test_the_last_event);
    ADD("who-asks-may-stop-it", test_who_asks_may_stop_it);
#undef ADD
    g_test_add_func("/web/past/what-is-odd-is-passed-over", test_what_is_odd_is_passed_over);
    int result = g_test_run();
    end(&world);
    sz_fonts_forget();
    return result;
}
