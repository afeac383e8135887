/* How long a state of the past takes: of the afternoon of the second of two days of a whole city, from the checkpoint that
 * the first day left, and from the whole journal.
 *
 * Usage: past_bench DATA_DIR. */

#include "collector/live.h"
#include "config/settings.h"
#include "support/small_city.h"
#include "web/replay_view.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define BATCH_BYTES (512U << 10)
#define HOUR_S G_GINT64_CONSTANT(3600)
#define DAY_NS (SZ_S_PER_DAY * SZ_NS_PER_S)

typedef struct {
    const char *folder;
    SzSettings *settings; /* owned */
    SzCaseRules rules;
    SzWallTime from;
    guint64 n_lines;
} Bench;

static SzJournal *open_journal(const Bench *bench, SzLive *live)
{
    g_autoptr(GError) error = NULL;
    const SzJournalOptions options = {.on_batch = live != NULL ? sz_live_take : NULL,
                                      .on_batch_user = live};
    SzJournal *journal = sz_journal_open(bench->folder, &options, &error);
    g_assert_no_error(error);
    return journal;
}

static void send(SzJournal *journal, GString *lines, guint32 *n, SzWallTime received)
{
    const SzBatch batch = {.source = SZ_SOURCE_OPEN,
                           .received = received,
                           .n_lines = *n,
                           .lines = {lines->str, lines->len}};
    g_assert_true(sz_journal_append(journal, &batch, NULL, NULL));
    g_string_set_size(lines, 0);
    *n = 0;
}

static SzWallTime time_of(SzSlice line)
{
    const char *at = memrchr(line.data, ' ', line.len);
    return (SzWallTime){g_ascii_strtoll(at + 1, NULL, 10)};
}

/* A day of the city, each line received when it occurred. */
static void write_day(Bench *bench, gint64 day)
{
    SzJournal *journal = open_journal(bench, NULL);
    const SzSimulatorPlan plan = {.registry = bench->settings->registry,
                                  .calendar = bench->settings->calendar,
                                  .items = bench->settings->items,
                                  .seed = 1,
                                  .from = {bench->from.ns + day * DAY_NS},
                                  .to = {bench->from.ns + (day + 1) * DAY_NS}};
    g_autoptr(SzSimulator) simulator = sz_simulator_new(&plan);
    g_autoptr(GString) lines = g_string_new(NULL);
    guint32 n = 0;
    SzSlice line;
    SzWallTime last = plan.from;
    while (sz_simulator_next(simulator, &line)) {
        last.ns = MAX(last.ns, time_of(line).ns);
        g_string_append_len(lines, line.data, (gssize)line.len);
        n++;
        bench->n_lines++;
        if (lines->len >= BATCH_BYTES) {
            send(journal, lines, &n, last);
        }
    }
    send(journal, lines, &n, last);
    sz_journal_close(journal);
}

static void tell_checkpoint(const Bench *bench)
{
    g_autoptr(GArray) all = sz_checkpoints_list(bench->folder);
    GStatBuf about;
    g_assert_cmpuint(all->len, ==, 1);
    g_autofree char *path = g_strdup_printf("%s/checkpoints/%020" G_GUINT64_FORMAT ".szc",
                                            bench->folder, g_array_index(all, guint64, 0));
    g_assert_cmpint(g_stat(path, &about), ==, 0);
    printf("checkpoint: %.1f MiB\n", (double)about.st_size / (1 << 20));
}

/* A daemon reads it all, and leaves a checkpoint. */
static void leave_checkpoint(const Bench *bench, gint64 day)
{
    g_autoptr(GError) error = NULL;
    const SzClockOptions staged = {
        .is_staged = true, .start = {bench->from.ns + day * DAY_NS + 1}, .speed = 1};
    g_autoptr(SzClock) clock = sz_clock_new(&staged);
    const SzLiveOptions options = {.rules = &bench->rules,
                                   .index = bench->settings->index,
                                   .clock = clock,
                                   .data_dir = bench->folder,
                                   .files = bench->settings->files,
                                   .case_stay_ns = 7 * DAY_NS,
                                   .checkpoint_lines = G_MAXINT64,
                                   .checkpoint_us = G_MAXINT32 * G_GINT64_CONSTANT(1000000),
                                   .checkpoints_kept = {.n_newest = 2}};
    g_autoptr(SzLive) live = sz_live_new(&options);
    SzJournal *journal = open_journal(bench, live);
    g_assert_true(sz_live_start(live, journal, &error));
    sz_live_end(live);
    sz_journal_close(journal);
    tell_checkpoint(bench);
}

static double resident_mib(void)
{
    g_autofree char *status = NULL;
    g_assert_true(g_file_get_contents("/proc/self/status", &status, NULL, NULL));
    return g_ascii_strtod(strstr(status, "VmRSS:") + 6, NULL) / 1024;
}

static double cpu_s(void)
{
    struct timespec now;
    g_assert_cmpint(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), ==, 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void look(const Bench *bench, const char *what, gint64 second_of_day, bool reads_all)
{
    g_autoptr(GError) error = NULL;
    g_auto(SzReplayView) replayed = {0};
    const SzReplayViewOptions options = {
        .data = bench->folder,
        .at = {true, {bench->from.ns + DAY_NS + second_of_day * SZ_NS_PER_S}},
        .wants_index = true,
        .reads_all = reads_all};
    gint64 begun_us = g_get_monotonic_time();
    double begun_cpu_s = cpu_s();
    g_assert_true(sz_replay_view_read(&options, &replayed, &error));
    printf("%s, %s: %.2f s, %.2f s of a core; resident %.0f MiB with it\n", what,
           replayed.base_batch > 0 ? "from the checkpoint" : "from the whole journal",
           (double)(g_get_monotonic_time() - begun_us) / 1e6, cpu_s() - begun_cpu_s,
           resident_mib());
    (void)fflush(stdout);
}

int main(int argc, char **argv)
{
    g_assert_cmpint(argc, ==, 2);
    Bench bench = {.folder = argv[1], .from = test_city_at("2026-11-23T00:00:00")};
    bench.settings = sz_settings_load_or_complain(NULL);
    bench.rules = sz_settings_rules(bench.settings);
    write_day(&bench, 0);
    leave_checkpoint(&bench, 1);
    write_day(&bench, 1);
    printf("two days of a city: %" G_GUINT64_FORMAT " lines\n", bench.n_lines);
    for (int reads_all = 0; reads_all < 2; reads_all++) {
        look(&bench, "15:00:00", 15 * HOUR_S, reads_all != 0);
        look(&bench, "15:00:05, off the grid", 15 * HOUR_S + 5, reads_all != 0);
        look(&bench, "09:00:00", 9 * HOUR_S, reads_all != 0);
    }
    sz_settings_free(bench.settings);
    return 0;
}
