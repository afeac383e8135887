/* label: threads */
#include "collector/live.h"

#include "collector/replay.h"
#include "support/rules.h"
#include "support/support.h"
#include "web/router.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <pthread.h>
#include <unistd.h>

#define SPEED 600
#define WAIT_MAX_S 60
#define START (G_GINT64_CONSTANT(1795402800) * SZ_NS_PER_S) /* 2026-11-23T11:00+08:00, a Monday */

/* What the engine's thread published, and somebody who waits for it. */
typedef struct {
    char *folder;
    SzClock *clock;
    SzLive *live;
    SzJournal *journal;
    const SzFileSet *files; /* borrowed; NULL: no configuration is written down */
    pthread_mutex_t mutex;
    pthread_cond_t is_new;
    guint64 n_moments;
    guint64 first_batch; /* of the first moment */
} Fixture;

static void on_moment(void *user)
{
    Fixture *fixture = user;
    g_autoptr(SzMoment) moment = sz_live_moment(fixture->live);
    (void)pthread_mutex_lock(&fixture->mutex);
    if (fixture->n_moments++ == 0) {
        fixture->first_batch = sz_moment_view(moment)->batch;
    }
    (void)pthread_cond_broadcast(&fixture->is_new);
    (void)pthread_mutex_unlock(&fixture->mutex);
}

static void open_live(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    SzLiveOptions options = {.rules = test_rules(),
                             .clock = fixture->clock,
                             .data_dir = fixture->folder,
                             .files = fixture->files,
                             .on_moment = on_moment,
                             .user = fixture};
    fixture->live = sz_live_new(&options);
    SzJournalOptions journal = {
        .segment_bytes = 64 << 10, .on_batch = sz_live_take, .on_batch_user = fixture->live};
    fixture->journal = sz_journal_open(fixture->folder, &journal, &error);
    g_assert_no_error(error);
}

static void start_live(Fixture *fixture)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(sz_live_start(fixture->live, fixture->journal, &error));
    g_assert_no_error(error);
}

static void close_live(Fixture *fixture)
{
    sz_live_end(fixture->live);
    g_clear_pointer(&fixture->journal, sz_journal_close);
    g_clear_pointer(&fixture->live, sz_live_free);
}

static void set_up(Fixture *fixture, gconstpointer data)
{
    SzClockOptions clock = {.is_staged = true, .start = {START}, .speed = SPEED};
    clock.speed = data != NULL ? GPOINTER_TO_UINT(data) : SPEED;
    fixture->folder = test_folder_new();
    fixture->clock = sz_clock_new(&clock);
    (void)pthread_mutex_init(&fixture->mutex, NULL);
    (void)pthread_cond_init(&fixture->is_new, NULL);
    open_live(fixture);
}

static void tear_down(Fixture *fixture, gconstpointer data)
{
    (void)data;
    close_live(fixture);
    sz_clock_free(fixture->clock);
    (void)pthread_cond_destroy(&fixture->is_new);
    (void)pthread_mutex_destroy(&fixture->mutex);
    test_folder_remove(fixture->folder);
}

static void take_ticket_at(Fixture *fixture, guint number, SzWallTime at)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *line = g_strdup_printf(
        "ticket,event=take,hall=330106,queue=A id=\"A%03u\" %" G_GINT64_FORMAT "\n", number, at.ns);
    SzBatch batch = {.source = SZ_SOURCE_OPEN,
                     .received = sz_clock_now(fixture->clock),
                     .n_lines = 1,
                     .lines = sz_slice(line)};
    g_assert_true(sz_journal_append(fixture->journal, &batch, NULL, &error));
    g_assert_no_error(error);
}

/* Somebody takes a ticket @after_s after the beginning. */
static void take_ticket(Fixture *fixture, guint number, gint64 after_s)
{
    take_ticket_at(fixture, number, (SzWallTime){START + after_s * SZ_NS_PER_S});
}

/* (transfer full) a moment of which @is_it says yes; each one on the way is shown to it. */
static SzMoment *await(Fixture *fixture, bool (*is_it)(const SzView *view))
{
    gint64 until_us = g_get_monotonic_time() + (gint64)WAIT_MAX_S * G_USEC_PER_SEC;
    (void)pthread_mutex_lock(&fixture->mutex);
    for (;;) {
        g_autoptr(SzMoment) moment = sz_live_moment(fixture->live);
        if (moment != NULL && is_it(sz_moment_view(moment))) {
            (void)pthread_mutex_unlock(&fixture->mutex);
            return g_steal_pointer(&moment);
        }
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        (void)pthread_cond_wait(&fixture->is_new, &fixture->mutex);
    }
}

static gsize n_tickets(const SzView *view)
{
    return sz_tickets_version_n(view->state->tickets);
}

static bool has_one(const SzView *view)
{
    return n_tickets(view) == 1;
}

static bool has_two(const SzView *view)
{
    return n_tickets(view) == 2;
}

static bool has_three(const SzView *view)
{
    return n_tickets(view) == 3;
}

static bool has_four(const SzView *view)
{
    return n_tickets(view) == 4;
}

static bool has_some(const SzView *view)
{
    return n_tickets(view) > 0;
}

static void test_recovers_and_goes_on(Fixture *fixture, gconstpointer data)
{
    (void)data;
    take_ticket(fixture, 1, -60);
    close_live(fixture);
    open_live(fixture);
    g_assert_null(sz_live_moment(fixture->live));
    g_assert_false(sz_live_figures(fixture->live).is_ready);
    take_ticket(fixture, 2, -30); /* while nothing runs yet: once */
    start_live(fixture);
    g_autoptr(SzMoment) moment = await(fixture, has_two);
    g_assert_cmpuint(sz_moment_view(moment)->batch, ==, 2);
    SzLiveFigures figures = sz_live_figures(fixture->live);
    g_assert_true(figures.is_ready);
    g_assert_cmpuint(figures.n_lines, ==, 2);
    g_assert_cmpuint(figures.n_refused, ==, 0);
}

/* Seen at every moment on the way: the ticket is there exactly when its time has come. */
static bool is_honest_and_there(const SzView *view)
{
    bool is_time = view->now.at.ns >= START + 120 * SZ_NS_PER_S;
    g_assert_cmpuint(n_tickets(view), ==, is_time && view->batch > 0 ? 1 : 0);
    return is_time;
}

static void test_the_near_future_waits(Fixture *fixture, gconstpointer data)
{
    (void)data;
    take_ticket(fixture, 1, 120);
    start_live(fixture);
    g_autoptr(SzMoment) moment = await(fixture, is_honest_and_there);
    g_assert_cmpuint(n_tickets(sz_moment_view(moment)), ==, 1);
}

static bool is_any(const SzView *view)
{
    return view->now.known;
}

/* Also one that is ahead by less than the journal takes: nothing else may happen for a second then. */
static void test_a_line_is_seen_when_its_time_comes(Fixture *fixture, gconstpointer data)
{
    static bool (*const has_so_many[])(const SzView *) = {has_one, has_two, has_three, has_four};
    gint64 fastest_us = G_MAXINT64;
    (void)data;
    start_live(fixture);
    sz_moment_unref(await(fixture, is_any));
    for (guint i = 0; i < G_N_ELEMENTS(has_so_many); i++) {
        const SzWallTime at = {sz_clock_now(fixture->clock).ns + SZ_NS_PER_S / 10};
        take_ticket_at(fixture, i, at);
        sz_moment_unref(await(fixture, has_so_many[i]));
        gint64 late_us = (sz_clock_now(fixture->clock).ns - at.ns) / 1000;
        fastest_us = MIN(fastest_us, late_us);
    }
    g_test_message("seen %" G_GINT64_FORMAT " us after its time", fastest_us);
    g_assert_cmpint(fastest_us, <, 500000);
}

static void on_event(const SzEvent *event, void *user)
{
    sz_engine_apply(user, event);
}

static void on_damage(const char *message, void *user)
{
    (void)user;
    g_error("%s", message);
}

/* What `query --at --batch` does. (transfer full) */
static char *replay_and_ask(const Fixture *fixture, const SzView *live, const char *target)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzEngine) engine = sz_engine_new(test_rules());
    SzReplayScope scope = {.at = live->now.at, .known_at = SZ_WALL_TIME_MAX, .batch = live->batch};
    SzReplaySink sink = {.lines = {.on_event = on_event, .user = engine}, .on_damage = on_damage};
    SzReplaySummary summary;
    g_assert_true(sz_replay(fixture->folder, &scope, &sink, &summary, &error));
    g_assert_no_error(error);
    g_autoptr(SzSnapshot) state = sz_engine_publish(engine);
    SzView view = {.rules = test_rules(), .state = state, .now = live->now};
    g_auto(SzResponse) response = sz_router_get(&view, sz_slice(target));
    return g_steal_pointer(&response.body);
}

static void test_a_moment_is_the_replay_of_its_instant(Fixture *fixture, gconstpointer data)
{
    (void)data;
    start_live(fixture);
    for (guint i = 0; i < 40; i++) {
        take_ticket(fixture, i, g_test_rand_int_range(-600, 120));
    }
    for (guint i = 0; i < 5; i++) {
        g_autoptr(SzMoment) moment = await(fixture, has_some);
        const SzView *view = sz_moment_view(moment);
        g_auto(SzResponse) response = sz_router_get(view, SZ_SLICE("/api/v1/queues?hall=330106"));
        g_autofree char *replayed = replay_and_ask(fixture, view, "/api/v1/queues?hall=330106");
        g_assert_cmpstr(response.body, ==, replayed);
    }
}

/* What is written once the journal is open may be half there, or there for a moment: it is not read from the file. */
static void test_does_not_read_what_is_being_written(Fixture *fixture, gconstpointer data)
{
    (void)data;
    static const char id[] = "id=\"A001\"";
    g_autofree char *segment =
        g_build_filename(fixture->folder, "journal", "00000000000000000001.szj", NULL);
    g_autofree char *bytes = NULL;
    gsize len = 0;
    take_ticket(fixture, 1, -60);
    take_ticket(fixture, 2, -60);
    g_assert_true(g_file_get_contents(segment, &bytes, &len, NULL));
    const char *found = memmem(bytes, len, id, strlen(id));
    g_assert_nonnull(found);
    int fd = g_open(segment, O_WRONLY | O_CLOEXEC);
    g_assert_true(pwrite(fd, "?????????", strlen(id), found - bytes) == (ssize_t)strlen(id));
    g_assert_cmpint(close(fd), ==, 0);
    start_live(fixture);
    sz_moment_unref(await(fixture, has_two));
}

/* What was decided before is not known: so nothing is decided, also when it is ended meanwhile. */
static void test_does_not_decide_over_a_journal_it_cannot_read(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autofree char *segment =
        g_build_filename(fixture->folder, "journal", "00000000000000000001.szj", NULL);
    g_autofree char *away = g_build_filename(fixture->folder, "away", NULL);
    g_autoptr(SzFileSet) files = sz_file_set_new();
    g_autoptr(GBytes) halls = g_bytes_new_static("halls", strlen("halls"));
    sz_file_set_add(files, "halls.yaml", halls);
    take_ticket(fixture, 1, 0);
    close_live(fixture);
    fixture->files = files;
    open_live(fixture);
    g_assert_cmpint(g_rename(segment, away), ==, 0);
    g_assert_cmpint(g_mkdir(segment, 0700), ==, 0);
    start_live(fixture);
    sz_live_end(fixture->live);
    g_assert_null(sz_live_moment(fixture->live));
    g_assert_false(sz_live_figures(fixture->live).is_ready);
    g_assert_cmpint(g_rmdir(segment), ==, 0);
    g_assert_cmpint(g_rename(away, segment), ==, 0);
    close_live(fixture);
    open_live(fixture);
}

static void test_takes_one_more(Fixture *fixture, gconstpointer data)
{
    (void)data;
    start_live(fixture);
    take_ticket(fixture, 1, 0);
    g_autoptr(SzMoment) one = await(fixture, has_one);
    take_ticket(fixture, 1, 0); /* a repeat */
    take_ticket(fixture, 2, 0);
    g_autoptr(SzMoment) two = await(fixture, has_two);
    g_assert_cmpuint(n_tickets(sz_moment_view(one)), ==, 1); /* a moment never changes */
    g_assert_cmpuint(sz_moment_generation(two), >, sz_moment_generation(one));
    g_assert_cmpint(sz_moment_view(two)->now.at.ns, >, sz_moment_view(one)->now.at.ns);
}

/* The configuration in force is in the journal, and in the state, before anything is shown; at the next start it
 * is not written again. */
static void test_decides_before_it_shows(Fixture *fixture, gconstpointer data)
{
    (void)data;
    g_autoptr(SzFileSet) files = sz_file_set_new();
    g_autoptr(GBytes) bytes = g_bytes_new_static("a", 1);
    sz_file_set_add(files, "halls.yaml", bytes);
    fixture->files = files;
    for (guint i = 0; i < 2; i++) {
        close_live(fixture);
        open_live(fixture);
        take_ticket(fixture, 2 * i, -60);
        take_ticket(fixture, 2 * i + 1, -60);
        fixture->n_moments = 0;
        start_live(fixture);
        g_autoptr(SzMoment) moment = await(fixture, i == 0 ? has_two : has_four);
        g_assert_cmpuint(sz_moment_view(moment)->batch, ==, i == 0 ? 3 : 5);
        g_assert_cmpuint(fixture->first_batch, ==, i == 0 ? 3 : 5);
        g_assert_cmpuint(sz_live_figures(fixture->live).n_actions, ==, 1);
        g_assert_cmpuint(sz_live_figures(fixture->live).n_refused, ==, 0);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add("/web/live/takes-one-more", Fixture, NULL, set_up, test_takes_one_more, tear_down);
    g_test_add("/web/live/recovers-and-goes-on", Fixture, NULL, set_up, test_recovers_and_goes_on,
               tear_down);
    g_test_add("/web/live/the-near-future-waits", Fixture, NULL, set_up, test_the_near_future_waits,
               tear_down);
    g_test_add("/web/live/a-line-is-seen-when-its-time-comes", Fixture, GUINT_TO_POINTER(1), set_up,
               test_a_line_is_seen_when_its_time_comes, tear_down);
    g_test_add("/web/live/a-moment-is-the-replay-of-its-instant", Fixture, NULL, set_up,
               test_a_moment_is_the_replay_of_its_instant, tear_down);
    g_test_add("/web/live/decides-before-it-shows", Fixture, NULL, set_up,
               test_decides_before_it_shows, tear_down);
    g_test_add("/web/live/does-not-read-what-is-being-written", Fixture, NULL, set_up,
               test_does_not_read_what_is_being_written, tear_down);
    g_test_add("/web/live/does-not-decide-over-a-journal-it-cannot-read", Fixture, NULL, set_up,
               test_does_not_decide_over_a_journal_it_cannot_read, tear_down);
    int status = g_test_run();
    test_rules_clear();
    return status;
}
