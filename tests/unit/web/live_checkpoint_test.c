/* label: threads */
/* A daemon that starts from a checkpoint and one that reads the whole journal: nobody who asks can tell them apart. */

#include "collector/checkpoint_file.h"
#include "collector/live.h"
#include "web/fonts.h"
#include "web/router.h"

#include "support/rules.h"
#include "support/support.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define START (G_GINT64_CONSTANT(1795402800) * SZ_NS_PER_S) /* 2026-11-23T11:00+08:00, a Monday */
#define WAIT_MAX_S 60
#define N_LINES 120

typedef struct {
    char *folder; /* owned, as the others */
    SzClock *clock;
    SzLive *live;
    SzJournal *journal;
    SzFileSet *files;
    GRand *random;
    gint64 stay_ns; /* of ended cases in memory; 0: for ever */
    guint n;        /* lines so far */
} World;

static SzClock *clock_at(gint64 ns)
{
    const SzClockOptions options = {.is_staged = true, .start = {ns}, .speed = 1};
    return sz_clock_new(&options);
}

static void open_live(World *world, bool uses_checkpoints, guint64 every_lines)
{
    g_autoptr(GError) error = NULL;
    const SzLiveOptions options = {.rules = test_rules(),
                                   .clock = world->clock,
                                   .data_dir = world->folder,
                                   .files = world->files,
                                   .case_stay_ns = world->stay_ns,
                                   .checkpoint_lines = every_lines,
                                   .checkpoint_us = G_MAXINT32 * G_GINT64_CONSTANT(1000000),
                                   .checkpoints_kept = {.n_newest = 2},
                                   .uses_checkpoints = uses_checkpoints};
    world->live = sz_live_new(&options);
    const SzJournalOptions journal = {
        .segment_bytes = 64 << 10, .on_batch = sz_live_take, .on_batch_user = world->live};
    world->journal = sz_journal_open(world->folder, &journal, &error);
    g_assert_no_error(error);
    g_assert_true(sz_live_start(world->live, world->journal, &error));
}

static void close_live(World *world)
{
    sz_live_end(world->live);
    g_clear_pointer(&world->journal, sz_journal_close);
    g_clear_pointer(&world->live, sz_live_free);
}

static SzFileSet *make_files(void)
{
    SzFileSet *files = sz_file_set_new();
    g_autoptr(GBytes) halls = g_bytes_new_static("halls", 5);
    g_autoptr(GBytes) items = g_bytes_new_static("items", 5);
    sz_file_set_add(files, "halls.yaml", halls);
    sz_file_set_add(files, "items.yaml", items);
    return files;
}

static void begin(World *world)
{
    *world = (World){.folder = test_folder_new(),
                     .clock = clock_at(START),
                     .files = make_files(),
                     .random = g_rand_new_with_seed((guint32)g_test_rand_int())};
}

static void end(World *world)
{
    sz_clock_free(world->clock);
    sz_file_set_free(world->files);
    g_rand_free(world->random);
    test_folder_remove(world->folder);
}

/* --- lines --------------------------------------------------------------------------------- */

static char *make_line(World *world)
{
    static const char *const halls[] = {"330106", "330106002", "990001"};
    GRand *random = world->random;
    const char *hall = halls[g_rand_int_range(random, 0, G_N_ELEMENTS(halls))];
    int id = g_rand_int_range(random, 0, 30);
    gint64 days_ago = g_rand_int_range(random, 0, 20);
    gint64 at = START - g_rand_int_range(random, 0, 3600) * SZ_NS_PER_S;
    gint64 long_ago = at - days_ago * SZ_S_PER_DAY * SZ_NS_PER_S;
    switch (g_rand_int_range(random, 0, 6)) {
    case 0:
        return g_strdup_printf("case,channel=window,event=accept,hall=%s,item=I1 "
                               "id=\"C%d\",promise=1i,promise_unit=\"workday\" %" G_GINT64_FORMAT
                               "\n",
                               hall, id, long_ago);
    case 1:
        return g_strdup_printf(
            "case,channel=window,event=close,hall=%s,item=I1 id=\"C%d\" %" G_GINT64_FORMAT "\n",
            hall, id, long_ago + SZ_S_PER_DAY * SZ_NS_PER_S);
    case 2:
        return g_strdup_printf(
            "ticket,event=take,hall=%s,queue=A id=\"A%d\" %" G_GINT64_FORMAT "\n", hall, id, at);
    case 3: /* some of a future that does not come here */
        return g_strdup_printf("window,hall=%s,window=W%d state=\"open\" %" G_GINT64_FORMAT "\n",
                               hall, id % 5, id % 3 == 0 ? START + 3600 * SZ_NS_PER_S : at);
    case 4:
        return g_strdup_printf("kiosk,event=heartbeat,hall=%s,kiosk=K%d "
                               "state=\"online\",faults=\"paper_low\" %" G_GINT64_FORMAT "\n",
                               hall, id % 5, at);
    default:
        return g_strdup_printf("rating,channel=pad,event=new,hall=%s "
                               "id=\"R%d\",level=%di,active=true %" G_GINT64_FORMAT "\n",
                               hall, id, id % 5 + 1, at);
    }
}

static void await_state(World *world)
{
    gint64 until_us = g_get_monotonic_time() + (gint64)WAIT_MAX_S * G_USEC_PER_SEC;
    for (;;) {
        SzLiveFigures figures = sz_live_figures(world->live);
        g_autoptr(SzMoment) moment = sz_live_moment(world->live);
        if (figures.is_ready && figures.n_waiting == 0 && moment != NULL &&
            figures.n_lines + figures.n_early >= world->n) {
            return;
        }
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        g_usleep(1000);
    }
}

static void tell(World *world, guint n)
{
    for (guint i = 0; i < n; i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *line = make_line(world);
        const SzBatch batch = {.source = SZ_SOURCE_OPEN,
                               .received = sz_clock_now(world->clock),
                               .n_lines = 1,
                               .lines = sz_slice(line)};
        g_assert_true(sz_journal_append(world->journal, &batch, NULL, &error));
        world->n++;
    }
    await_state(world);
}

/* --- a crash: what is on the disk at some moment ------------------------------------------- */

static void copy_folder(const char *from, const char *to, const char *name)
{
    g_autofree char *source = g_build_filename(from, name, NULL);
    g_autofree char *target = g_build_filename(to, name, NULL);
    g_autoptr(GDir) folder = g_dir_open(source, 0, NULL);
    const char *file = NULL;
    g_assert_cmpint(g_mkdir_with_parents(target, 0700), ==, 0);
    while (folder != NULL && (file = g_dir_read_name(folder)) != NULL) {
        g_autofree char *is = g_build_filename(source, file, NULL);
        g_autofree char *copy = g_build_filename(target, file, NULL);
        g_autofree char *bytes = NULL;
        gsize len = 0;
        if (g_file_get_contents(is, &bytes, &len, NULL)) { /* an unfinished one may be gone */
            g_assert_true(g_file_set_contents(copy, bytes, (gssize)len, NULL));
        }
    }
}

static World crash(const World *world)
{
    World copy = {.folder = test_folder_new(), .n = world->n, .stay_ns = world->stay_ns};
    copy.clock = clock_at(sz_clock_now(world->clock).ns);
    copy.files = make_files();
    copy.random = g_rand_new_with_seed(1);
    copy_folder(world->folder, copy.folder, "checkpoints");
    copy_folder(world->folder, copy.folder, "journal");
    return copy;
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
    "/api/v1/windows?hall=330106",
    "/api/v1/kiosks?hall=330106",
    "/api/v1/ratings?hall=330106",
    "/api/v1/quality",
    "/api/v1/situation?hall=330106",
    "/api/v1/panels/deadlines.json?hall=330106",
};

/* (transfer full) every answer at one instant */
static char *ask(World *world)
{
    g_autoptr(SzMoment) moment = sz_live_moment(world->live);
    SzView view = *sz_moment_view(moment);
    view.now.at.ns = START + 100 * SZ_NS_PER_S;
    view.batch = 0;
    GString *all = g_string_new(NULL);
    for (gsize i = 0; i < G_N_ELEMENTS(targets); i++) {
        g_auto(SzResponse) response = sz_router_get(&view, sz_slice(targets[i]));
        g_string_append_printf(all, "%s %d %s\n", targets[i], response.status, response.body);
    }
    SzLiveFigures figures = sz_live_figures(world->live);
    g_string_append_printf(all, "%" G_GUINT64_FORMAT " lines, %" G_GUINT64_FORMAT " refused\n",
                           figures.n_lines + figures.n_early, figures.n_refused);
    return g_string_free(all, FALSE);
}

/* Starts it again both ways. */
static void compare(World *world, bool is_expected)
{
    open_live(world, false, 0);
    await_state(world);
    g_autofree char *should = ask(world);
    close_live(world);
    open_live(world, true, 0);
    await_state(world);
    g_autofree char *is = ask(world);
    g_assert_true(!is_expected || sz_live_figures(world->live).recovered_batch > 0);
    close_live(world);
    g_assert_cmpstr(is, ==, should);
}

static void await_checkpoint(World *world)
{
    gint64 until_us = g_get_monotonic_time() + (gint64)WAIT_MAX_S * G_USEC_PER_SEC;
    while (sz_live_figures(world->live).checkpoints.n_written == 0) {
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        g_usleep(1000);
    }
}

static void test_killed_at_any_moment(void)
{
    World world;
    begin(&world);
    open_live(&world, true, 20);
    tell(&world, N_LINES);
    await_checkpoint(&world);
    for (int round = 0; round < 3; round++) {
        tell(&world, (guint)g_rand_int_range(world.random, 0, 40));
        World dead = crash(&world);
        compare(&dead, true);
        end(&dead);
    }
    close_live(&world);
    end(&world);
}

static void test_ended_and_started_again(void)
{
    World world;
    begin(&world);
    for (int round = 0; round < 4; round++) {
        open_live(&world, true, G_MAXUINT32);
        await_state(&world);
        tell(&world, (guint)g_rand_int_range(world.random, 1, N_LINES));
        close_live(&world);
        compare(&world, true);
    }
    end(&world);
}

/* What a checkpoint knows of the archive holds, until the archive is another one. */
static void test_the_archive_is_kept(void)
{
    World world;
    begin(&world);
    world.stay_ns = 7 * SZ_S_PER_DAY * SZ_NS_PER_S;
    open_live(&world, false, 0);
    tell(&world, 4 * N_LINES);
    close_live(&world);
    open_live(&world, false, G_MAXUINT32); /* the archive takes all at once, at the start */
    gint64 until_us = g_get_monotonic_time() + (gint64)WAIT_MAX_S * G_USEC_PER_SEC;
    while (sz_live_figures(world.live).n_archived == 0) {
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
        g_usleep(1000);
    }
    close_live(&world);
    open_live(&world, true, G_MAXUINT32);
    await_state(&world);
    SzLiveFigures figures = sz_live_figures(world.live);
    g_assert_cmpuint(figures.recovered_batch, >, 0);
    g_assert_cmpuint(figures.n_archived, >, 0);
    tell(&world, N_LINES);
    close_live(&world);
    World dead = crash(&world);
    compare(&dead, false); /* the copy has no archive */
    end(&dead);
    g_autofree char *archive = g_build_filename(world.folder, "archive.damaged", NULL);
    g_assert_true(g_file_set_contents(archive, "", 0, NULL));
    open_live(&world, true, 0);
    await_state(&world);
    g_assert_cmpuint(sz_live_figures(world.live).recovered_batch, ==, 0);
    close_live(&world);
    end(&world);
}

static void test_nothing_new_is_not_written(void)
{
    World world;
    begin(&world);
    for (int round = 0; round < 3; round++) { /* the first says which configuration is in force */
        open_live(&world, true, G_MAXUINT32);
        await_state(&world);
        g_assert_cmpuint(sz_live_figures(world.live).recovered_batch, ==, round > 0 ? 1 : 0);
        close_live(&world);
        g_autoptr(GArray) one = sz_checkpoints_list(world.folder);
        g_assert_cmpuint(one->len, ==, 1);
    }
    end(&world);
}

/* What looks like damage where a frame may have been written just then is no reason to forget the frame for good. */
static void test_none_of_a_journal_that_was_not_read_whole(void)
{
    World world;
    begin(&world);
    open_live(&world, false, 0);
    tell(&world, N_LINES);
    close_live(&world);
    g_autofree char *path =
        g_build_filename(world.folder, "journal", "00000000000000000001.szj", NULL);
    g_autofree char *bytes = NULL;
    gsize len = 0;
    g_assert_true(g_file_get_contents(path, &bytes, &len, NULL));
    char *line = memmem(bytes, len, "hall=", 5);
    g_assert_nonnull(line);
    line[5] ^= 1;
    g_assert_true(g_file_set_contents(path, bytes, (gssize)len, NULL));
    world.n = 0;
    open_live(&world, true, 1);
    await_state(&world);
    close_live(&world);
    g_autoptr(GArray) none = sz_checkpoints_list(world.folder);
    g_assert_cmpuint(none->len, ==, 0);
    end(&world);
}

/* What cannot be written does no harm. */
static void test_a_folder_that_cannot_be_made(void)
{
    World world;
    begin(&world);
    g_autofree char *in_the_way = g_build_filename(world.folder, "checkpoints", NULL);
    g_assert_true(g_file_set_contents(in_the_way, "", 0, NULL));
    open_live(&world, true, 10);
    tell(&world, N_LINES);
    close_live(&world);
    g_assert_cmpint(g_unlink(in_the_way), ==, 0);
    open_live(&world, true, 10);
    tell(&world, 1);
    close_live(&world);
    compare(&world, true);
    end(&world);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/web/live_checkpoint/killed-at-any-moment", test_killed_at_any_moment);
    g_test_add_func("/web/live_checkpoint/ended-and-started-again", test_ended_and_started_again);
    g_test_add_func("/web/live_checkpoint/the-archive-is-kept", test_the_archive_is_kept);
    g_test_add_func("/web/live_checkpoint/nothing-new-is-not-written",
                    test_nothing_new_is_not_written);
    g_test_add_func("/web/live_checkpoint/none-of-a-journal-that-was-not-read-whole",
                    test_none_of_a_journal_that_was_not_read_whole);
    g_test_add_func("/web/live_checkpoint/a-folder-that-cannot-be-made",
                    test_a_folder_that_cannot_be_made);
    int result = g_test_run();
    test_rules_clear();
    sz_fonts_forget();
    return result;
}
