/* shuzhid demo: the daemon over a simulated city, in a scratch folder. */

#include "collector/demo_feed.h"
#include "web/commands.h"
#include "web/daemon.h"
#include "web/scratch.h"
#include "web/serve.h"

#include <stdio.h>

#define SPEED_MAX 3600
/* Before the first day: working days of which everything is known, and days of which a part is: enough to
 * see what takes weeks, little enough to be there in seconds. */
#define NEAR_WORKDAYS 1
#define FAR_DAYS 42
#define FAR_ONE_IN 10
/* The clock begins so long before the next instant of the index, in seconds of the one who watches: the
 * day has caught up by then. */
#define INDEX_AFTER_S 3
#define INDEX_EVERY_S 10
#define PULSES_S 600 /* devices repeat themselves from so long before the beginning */

static const SzCommandInfo info = {
    .name = "demo",
    .summary = "Run over a simulated city, in a scratch folder that is removed at the end.",
    .description = "The city lives by the clock; when its halls are closed now, by one that begins "
                   "at 10:00 of\n"
                   "the latest working day. The first line on standard output says where it "
                   "listens, the second\n"
                   "what to open. Of its cases it tells one in ten, of six weeks.",
};

typedef struct {
    char *config;
    char *screens;
    char *feeds;
    char *start;
    gint speed;
    gint64 seed;
} Options;

static void clear_options(Options *options)
{
    g_free(options->config);
    g_free(options->screens);
    g_free(options->feeds);
    g_free(options->start);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, clear_options)

/* --- when ---------------------------------------------------------------------------------- */

static bool is_open_at(const SzSettings *settings, SzWallTime at)
{
    SzDaySlots slots = sz_opening_hours_on(sz_registry_default_hours(settings->registry),
                                           settings->calendar, sz_day_of(at));
    gint64 second = sz_ns_of_day(at) / SZ_NS_PER_S;
    for (guint i = 0; i < slots.n; i++) {
        if (second >= slots.slots[i].open_s + 1800 && second < slots.slots[i].close_s) {
            return true;
        }
    }
    return false;
}

static SzDay working_day_before(const SzSettings *settings, SzDay day)
{
    do {
        day--;
    } while (day > sz_work_calendar_first() &&
             !sz_work_calendar_is_working(settings->calendar, day));
    return day;
}

/* Now, or 10:00 of the latest working day when there is nothing to see now. */
static SzWallTime find_start(const SzSettings *settings, SzWallTime now)
{
    if (is_open_at(settings, now)) {
        return now;
    }
    SzDay day = sz_day_of(now);
    SzWallTime ten = sz_wall_time_at(day, 36000);
    if (!sz_work_calendar_is_working(settings->calendar, day) || ten.ns > now.ns) {
        ten = sz_wall_time_at(working_day_before(settings, day), 36000);
    }
    return ten;
}

/* So that the index of about @start can be seen soon. */
static SzWallTime find_clock_start(SzWallTime start, gint speed)
{
    const gint64 every_ns = INDEX_EVERY_S * SZ_NS_PER_S;
    gint64 lead_s = MIN((gint64)INDEX_AFTER_S * speed, INDEX_EVERY_S);
    return (SzWallTime){start.ns - start.ns % every_ns - lead_s * SZ_NS_PER_S};
}

static SzDay first_near_day(const SzSettings *settings, SzWallTime start)
{
    SzDay first = sz_day_of(start);
    for (guint i = 0; i < NEAR_WORKDAYS; i++) {
        first = working_day_before(settings, first);
    }
    return first;
}

static SzSimulatorPlan make_plan(const SzSettings *settings, SzWallTime start, gint64 seed)
{
    SzDay first = first_near_day(settings, start);
    return (SzSimulatorPlan){
        .registry = settings->registry,
        .calendar = settings->calendar,
        .items = settings->items,
        .seed = (guint64)seed,
        .from = sz_wall_time_at(first, 0),
        .to = sz_wall_time_at(sz_day_of(start) + 366, 0),
        .pulses_from = {start.ns - PULSES_S * SZ_NS_PER_S},
    };
}

/* --- running ------------------------------------------------------------------------------- */

static void greet(const SzDaemon *daemon, SzWallTime start, const Options *options)
{
    char text[SZ_WALL_TIME_TEXT];
    const char *url = sz_daemon_screens_url(daemon);
    (void)printf("%s\n", sz_daemon_where(daemon));
    (void)printf("打开 / open: %s/city  %s/wall/330106\n", url, url);
    (void)printf("演示时钟 / demo clock: %s, ×%d\n",
                 sz_wall_time_format((SzWallTime){start.ns - start.ns % SZ_NS_PER_S}, text),
                 options->speed);
    (void)fflush(stdout);
}

static int run(const SzSettings *settings, const Options *options, SzWallTime start,
               const char *folder)
{
    g_autoptr(GError) error = NULL;
    sigset_t stop;
    sz_serve_block_signals(&stop);
    sz_serve_raise_limits();
    SzClockOptions staged = {.is_staged = true,
                             .start = find_clock_start(start, options->speed),
                             .speed = (guint)options->speed};
    g_autoptr(SzClock) clock = sz_clock_new(&staged);
    SzDaemonOptions daemon_options = {
        .settings = settings,
        .clock = clock,
        .data_dir = folder,
        .screens = options->screens,
        .feeds = options->feeds,
    };
    g_autoptr(SzDaemon) daemon = sz_daemon_start(&daemon_options, &error);
    if (daemon == NULL) {
        return sz_command_fail(&info, error);
    }
    SzDemoFeedOptions feed_options = {
        .plan = make_plan(settings, start, options->seed),
        .far_from = sz_wall_time_at(first_near_day(settings, start) - FAR_DAYS, 0),
        .far_one_in = FAR_ONE_IN,
        .clock = clock,
        .journal = sz_daemon_journal(daemon),
    };
    g_autoptr(SzDemoFeed) feed = sz_demo_feed_start(&feed_options, &error);
    if (feed == NULL) {
        return sz_command_fail(&info, error);
    }
    greet(daemon, start, options);
    sz_serve_wait(&stop, daemon, options->config);
    return SZ_EXIT_DONE;
}

static int check_options(const Options *options, SzWallTime *out_start)
{
    g_autoptr(GError) error = NULL;
    if (options->speed < 1 || options->speed > SPEED_MAX) {
        return sz_command_usage(&info, "--speed: '%d' is outside 1..%d", options->speed, SPEED_MAX);
    }
    if (options->seed < 0) {
        return sz_command_usage(&info, "--seed: '%" G_GINT64_FORMAT "' is below 0", options->seed);
    }
    if (options->start != NULL &&
        !sz_wall_time_parse(sz_slice(options->start), out_start, &error)) {
        return sz_command_usage(&info, "--start: %s", error->message);
    }
    if (options->start != NULL && (sz_day_of(*out_start) < sz_work_calendar_first() + 400 ||
                                   sz_day_of(*out_start) > sz_work_calendar_last() - 400)) {
        return sz_command_usage(&info, "--start: '%s' is outside 1992..2198", options->start);
    }
    if (sz_serve_check_screens(&info, options->screens) != SZ_EXIT_DONE) {
        return SZ_EXIT_USAGE;
    }
    return sz_serve_check_feeds(&info, options->feeds, NULL);
}

int sz_command_demo(int argc, char **argv)
{
    g_auto(Options) options = {.speed = 1, .seed = 1};
    const GOptionEntry entries[] = {
        {"speed", 0, 0, G_OPTION_ARG_INT, &options.speed, "N seconds of the city in one (1)", "N"},
        {"seed", 0, 0, G_OPTION_ARG_INT64, &options.seed, "Another city (1)", "N"},
        {"start", 0, 0, G_OPTION_ARG_STRING, &options.start, "When its clock begins", "TIME"},
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &options.config, "Configuration folder", "DIR"},
        {"listen", 0, 0, G_OPTION_ARG_STRING, &options.screens,
         "Where screens connect (127.0.0.1:8080)", "ADDR:PORT"},
        {"feeds", 0, 0, G_OPTION_ARG_STRING, &options.feeds, "Where feeds write (127.0.0.1:8086)",
         "ADDR:PORT"},
        G_OPTION_ENTRY_NULL,
    };
    bool done = false;
    SzWallTime start = {g_get_real_time() * 1000};
    int status = sz_command_parse(&info, entries, &argc, &argv, &done);
    if (status != SZ_EXIT_DONE || done) {
        return status;
    }
    options.screens = options.screens != NULL ? options.screens : g_strdup("127.0.0.1:8080");
    options.feeds = options.feeds != NULL ? options.feeds : g_strdup("127.0.0.1:8086");
    if (argc > 1) {
        return sz_command_usage(&info, "unexpected argument: '%s'", argv[1]);
    }
    status = check_options(&options, &start);
    if (status != SZ_EXIT_DONE) {
        return status;
    }
    g_autoptr(SzSettings) settings = sz_settings_load_or_complain(options.config);
    g_autoptr(GError) error = NULL;
    if (settings == NULL) {
        return SZ_EXIT_FAILED;
    }
    g_autofree char *folder = g_dir_make_tmp("shuzhid-demo-XXXXXX", &error);
    if (folder == NULL) {
        return sz_command_fail(&info, error);
    }
    start = options.start != NULL ? start : find_start(settings, start);
    status = run(settings, &options, start, folder);
    sz_scratch_remove(folder);
    return status;
}
