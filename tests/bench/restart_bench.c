/* How long a restart takes: time to the first moment with N open cases and a tail of T lines of the usual mix, what
 * a checkpoint weighs, how long it takes and for how long it keeps the engine.
 *
 * Usage: restart_bench DATA_DIR N T.  Ids of 24 bytes, five events each, every hall and item of the shipped
 * configuration; the mix is 55 % tickets, 20 % kiosks, 15 % cases, 10 % ratings. */

#include "collector/live.h"
#include "config/settings.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define N_STEPS 5
#define BATCH_BYTES (512U << 10)
#define DAY_NS (SZ_S_PER_DAY * SZ_NS_PER_S)

typedef struct {
    const char *folder;
    SzSettings *settings; /* owned, as the next */
    SzCaseRules rules;
    SzClock *clock;
    SzJournal *journal;
    SzLive *live; /* NULL: nobody listens */
    GString *lines;
    guint32 n_lines;
} Bench;

static double s_since(gint64 begun_us)
{
    return (double)(g_get_monotonic_time() - begun_us) / G_USEC_PER_SEC;
}

static void send(Bench *bench)
{
    g_autoptr(GError) error = NULL;
    const SzBatch batch = {.source = SZ_SOURCE_OPEN,
                           .received = sz_clock_now(bench->clock),
                           .n_lines = bench->n_lines,
                           .lines = {bench->lines->str, bench->lines->len}};
    g_assert_true(sz_journal_append(bench->journal, &batch, NULL, &error));
    g_string_set_size(bench->lines, 0);
    bench->n_lines = 0;
}

static void end_line(Bench *bench, gint64 at_ns)
{
    g_string_append_printf(bench->lines, " %" G_GINT64_FORMAT "\n", at_ns);
    bench->n_lines++;
    if (bench->lines->len >= BATCH_BYTES) {
        send(bench);
    }
}

static const char *hall_of(const Bench *bench, gsize i)
{
    const SzRegistry *registry = bench->settings->registry;
    return sz_registry_hall(registry, i % sz_registry_n_halls(registry))->code;
}

static const char *item_of(const Bench *bench, gsize i)
{
    return sz_items_item(bench->settings->items, i % sz_items_n(bench->settings->items))->code;
}

static void put_case(Bench *bench, gsize i, gsize step, gint64 at_ns)
{
    static const char *const events[N_STEPS] = {"apply", "accept", "step", "step", "step"};
    static const char *const steps[N_STEPS] = {"", "", "审查", "勘验", "审批"};
    g_string_append_printf(bench->lines,
                           "case,channel=window,event=%s,hall=%s,item=%s id=\"%024zu\"",
                           events[step], hall_of(bench, i), item_of(bench, i), i);
    if (step >= 2) {
        g_string_append_printf(bench->lines, ",step=\"%s\"", steps[step]);
    }
    end_line(bench, at_ns);
}

/* Received within the last forty days. */
static void put_cases(Bench *bench, gsize n)
{
    gint64 now_ns = sz_clock_now(bench->clock).ns;
    for (gsize i = 0; i < n; i++) {
        gint64 begun_ns = now_ns - 40 * DAY_NS + (gint64)(i * 1000003 % 38) * DAY_NS;
        for (gsize step = 0; step < N_STEPS; step++) {
            put_case(bench, i, step, begun_ns + (gint64)step * 3600 * SZ_NS_PER_S);
        }
    }
    send(bench);
}

/* Tickets of six lines each. */
static void put_ticket(Bench *bench, gsize i, gint64 at_ns)
{
    static const char *const events[] = {"take", "call", "start", "hold", "resume", "end"};
    gsize ticket = i / 6;
    const char *event = events[i % 6];
    g_string_append_printf(bench->lines, "ticket,event=%s,hall=%s,queue=Q%zu", event,
                           hall_of(bench, ticket), ticket % 5);
    if (i % 6 > 0) {
        g_string_append_printf(bench->lines, ",window=W%02zu", ticket % 40);
    }
    g_string_append_printf(bench->lines, " id=\"A%06zu\"%s", ticket,
                           g_str_equal(event, "end") ? ",result=\"done\"" : "");
    end_line(bench, at_ns);
}

static void put_mixed(Bench *bench, gsize i, gsize n_cases, gint64 at_ns)
{
    gsize kind = i % 20;
    if (kind < 11) {
        put_ticket(bench, i / 20 * 11 + kind, at_ns);
    } else if (kind < 15) {
        g_string_append_printf(bench->lines,
                               "kiosk,event=heartbeat,hall=%s,kiosk=K%zu state=\"online\"",
                               hall_of(bench, i), i % 4000);
        end_line(bench, at_ns);
    } else if (kind < 18) {
        put_case(bench, n_cases + i / 100, i % N_STEPS, at_ns);
    } else {
        g_string_append_printf(
            bench->lines, "rating,channel=pad,event=new,hall=%s id=\"R%zu\",level=%di,active=true",
            hall_of(bench, i), i, i % 4000 == 18 ? 1 : 5);
        end_line(bench, at_ns);
    }
}

/* Of the last ten minutes. */
static void put_tail(Bench *bench, gsize n, gsize n_cases)
{
    gint64 from_ns = sz_clock_now(bench->clock).ns - 600 * SZ_NS_PER_S;
    for (gsize i = 0; i < n; i++) {
        put_mixed(bench, i, n_cases, from_ns + (gint64)i * (600 * SZ_NS_PER_S / (gint64)n));
    }
    send(bench);
}

/* --- together ------------------------------------------------------------------------------ */

static void open_all(Bench *bench, bool is_live)
{
    g_autoptr(GError) error = NULL;
    const SzLiveOptions options = {.rules = &bench->rules,
                                   .index = bench->settings->index,
                                   .clock = bench->clock,
                                   .data_dir = bench->folder,
                                   .files = bench->settings->files,
                                   .case_stay_ns = 7 * DAY_NS,
                                   .checkpoint_lines = G_MAXINT64,
                                   .checkpoint_us = G_MAXINT32 * G_GINT64_CONSTANT(1000000),
                                   .checkpoints_kept = {.n_newest = 2},
                                   .uses_checkpoints = true};
    bench->live = is_live ? sz_live_new(&options) : NULL;
    const SzJournalOptions journal = {.on_batch = is_live ? sz_live_take : NULL,
                                      .on_batch_user = bench->live};
    bench->journal = sz_journal_open(bench->folder, &journal, &error);
    g_assert_no_error(error);
}

static void close_all(Bench *bench)
{
    if (bench->live != NULL) {
        sz_live_end(bench->live);
    }
    g_clear_pointer(&bench->journal, sz_journal_close);
    if (bench->live != NULL) {
        SzLiveFigures figures = sz_live_figures(bench->live);
        printf("  %" G_GUINT64_FORMAT " lines in the state; pause of the engine %.1f ms\n",
               figures.n_lines, (double)figures.checkpoint_pause_us / 1000);
    }
    g_clear_pointer(&bench->live, sz_live_free);
}

static double cpu_s(void)
{
    struct timespec now;
    g_assert_cmpint(clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now), ==, 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void start(Bench *bench, const char *what)
{
    g_autoptr(GError) error = NULL;
    gint64 begun_us = g_get_monotonic_time();
    double begun_cpu_s = cpu_s();
    open_all(bench, true);
    double opened_s = s_since(begun_us);
    g_assert_true(sz_live_start(bench->live, bench->journal, &error));
    while (!sz_live_figures(bench->live).is_ready) {
        g_usleep(1000);
    }
    SzLiveFigures figures = sz_live_figures(bench->live);
    printf(
        "%s: ready after %.2f s, %.2f s of a core (journal opened in %.2f s, state in %.2f s, from "
        "checkpoint %" G_GUINT64_FORMAT ")\n",
        what, s_since(begun_us), cpu_s() - begun_cpu_s, opened_s, (double)figures.recovery_us / 1e6,
        figures.recovered_batch);
}

static void tell_folder(const Bench *bench)
{
    g_autofree char *command =
        g_strdup_printf("du -m %s/checkpoints/*.szc | sed 's/^/  MiB: /'", bench->folder);
    (void)fflush(stdout);
    g_assert_cmpint(system(command), ==, 0); /* NOLINT(cert-env33-c): a bench */
}

int main(int argc, char **argv)
{
    g_assert_cmpint(argc, ==, 4);
    gsize n_cases = (gsize)g_ascii_strtoull(argv[2], NULL, 10);
    gsize n_tail = (gsize)g_ascii_strtoull(argv[3], NULL, 10);
    const SzClockOptions clock = {0};
    Bench bench = {.folder = argv[1], .lines = g_string_new(NULL)};
    bench.settings = sz_settings_load_or_complain(NULL);
    bench.rules = sz_settings_rules(bench.settings);
    bench.clock = sz_clock_new(&clock);
    open_all(&bench, false);
    put_cases(&bench, n_cases);
    close_all(&bench);
    start(&bench, "all of the journal");
    gint64 begun_us = g_get_monotonic_time();
    close_all(&bench);
    printf("  ended, checkpoint included, in %.2f s\n", s_since(begun_us));
    tell_folder(&bench);
    start(&bench, "checkpoint alone");
    close_all(&bench);
    open_all(&bench, false);
    put_tail(&bench, n_tail, n_cases);
    close_all(&bench);
    start(&bench, "checkpoint and tail");
    close_all(&bench);
    tell_folder(&bench);
    start(&bench, "checkpoint of it all");
    close_all(&bench);
    g_string_free(bench.lines, TRUE);
    sz_clock_free(bench.clock);
    sz_settings_free(bench.settings);
    return 0;
}
