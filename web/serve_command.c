/* shuzhid serve: the daemon. */

#include "collector/tokens_file.h"
#include "config/command_line.h"
#include "web/commands.h"
#include "web/daemon.h"
#include "web/loopback.h"
#include "web/serve.h"

#include <stdio.h>
#include <sys/resource.h>

static const SzCommandInfo info = {
    .name = "serve",
    .summary = "Run: take in telemetry, keep it, show it.",
    .description =
        "Options win over shuzhid.yaml (listen, data). Port 0 takes a free one; the first line on\n"
        "standard output says where it listens, once both listeners accept. GET /ready on either\n"
        "is 503 until the journal has been read. SIGTERM and SIGINT end it; SIGHUP reads "
        "calendars,\n"
        "items, index and deadline rules again and says which deadlines moved.\n"
        "Feeds listen beyond loopback once there is a token (shuzhid token add); screens listen "
        "on\n"
        "loopback only, as there are no accounts yet.",
};

typedef struct {
    char *config;
    char *data;
    char *screens;
    char *feeds;
} Options;

static void clear_options(Options *options)
{
    g_free(options->config);
    g_free(options->data);
    g_free(options->screens);
    g_free(options->feeds);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Options, clear_options)

static const char *first_of(const char *option, const char *file, const char *fallback)
{
    return option != NULL ? option : file != NULL ? file : fallback;
}

void sz_serve_raise_limits(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)setrlimit(RLIMIT_NOFILE, &limit);
    }
}

void sz_serve_block_signals(sigset_t *out_stop)
{
    (void)sigemptyset(out_stop);
    (void)sigaddset(out_stop, SIGTERM);
    (void)sigaddset(out_stop, SIGINT);
    (void)sigaddset(out_stop, SIGHUP);
    (void)pthread_sigmask(SIG_BLOCK, out_stop, NULL);
    (void)signal(SIGPIPE, SIG_IGN);
}

void sz_serve_wait(const sigset_t *stop, SzDaemon *daemon, const char *config)
{
    int number = 0;
    while (sigwait(stop, &number) == 0 && number == SIGHUP) {
        SzSettings *settings = sz_settings_load_or_complain(config);
        if (settings == NULL) {
            g_message("configuration: not read again; what was in force goes on");
        } else if (!sz_daemon_reload(daemon, settings)) {
            g_message("configuration: halls.yaml is another one; that needs a new start, and "
                      "until then what was in force goes on");
        }
    }
}

int sz_serve_check_screens(const SzCommandInfo *about, const char *address)
{
    g_autoptr(GError) error = NULL;
    bool is_loopback = false;
    if (!sz_loopback_parse(address, &is_loopback, &error)) {
        return sz_command_usage(about, "--listen: %s", error->message);
    }
    return is_loopback ? SZ_EXIT_DONE
                       : sz_command_usage(about,
                                          "--listen: '%s' is beyond this machine, where screens "
                                          "need accounts, and there are none yet; expected "
                                          "127.0.0.1:PORT or [::1]:PORT, reached through a tunnel",
                                          address);
}

/* Also those that were revoked, and a file that cannot be read: then nobody is let in. */
static bool has_tokens(const char *data_dir)
{
    g_autoptr(SzTokens) tokens =
        data_dir != NULL ? sz_tokens_file_load(data_dir, NULL) : sz_tokens_new();
    return tokens == NULL || sz_tokens_n(tokens) > 0;
}

int sz_serve_check_feeds(const SzCommandInfo *about, const char *address, const char *data_dir)
{
    g_autoptr(GError) error = NULL;
    bool is_loopback = false;
    if (!sz_loopback_parse(address, &is_loopback, &error)) {
        return sz_command_usage(about, "--feeds: %s", error->message);
    }
    if (is_loopback || has_tokens(data_dir)) {
        return SZ_EXIT_DONE;
    }
    return data_dir == NULL
               ? sz_command_usage(about,
                                  "--feeds: '%s' is beyond this machine, expected 127.0.0.1:PORT "
                                  "or [::1]:PORT",
                                  address)
               : sz_command_usage(about,
                                  "--feeds: '%s' is beyond this machine, where feeds need a token, "
                                  "and there is none; first run 'shuzhid token add --name NAME "
                                  "--hall CODE --data %s'",
                                  address, data_dir);
}

static int run(const SzDaemonOptions *options, const char *config)
{
    g_autoptr(GError) error = NULL;
    sigset_t stop;
    sz_serve_block_signals(&stop);
    sz_serve_raise_limits();
    g_autoptr(SzDaemon) daemon = sz_daemon_start(options, &error);
    if (daemon == NULL) {
        return sz_command_fail(&info, error);
    }
    (void)printf("%s\n", sz_daemon_where(daemon));
    (void)fflush(stdout);
    sz_serve_wait(&stop, daemon, config);
    return SZ_EXIT_DONE;
}

int sz_command_serve(int argc, char **argv)
{
    g_auto(Options) options = {0};
    const GOptionEntry entries[] = {
        {"config", 'c', 0, G_OPTION_ARG_FILENAME, &options.config, "Configuration folder", "DIR"},
        {"data", 'd', 0, G_OPTION_ARG_FILENAME, &options.data, "Data folder (./data)", "DIR"},
        {"listen", 0, 0, G_OPTION_ARG_STRING, &options.screens,
         "Where screens connect (127.0.0.1:8080)", "ADDR:PORT"},
        {"feeds", 0, 0, G_OPTION_ARG_STRING, &options.feeds, "Where feeds write (127.0.0.1:8086)",
         "ADDR:PORT"},
        G_OPTION_ENTRY_NULL,
    };
    bool done = false;
    int status = sz_command_parse(&info, entries, &argc, &argv, &done);
    if (status != SZ_EXIT_DONE || done) {
        return status;
    }
    if (argc > 1) {
        return sz_command_usage(&info, "unexpected argument: '%s'", argv[1]);
    }
    g_autoptr(SzSettings) settings = sz_settings_load_or_complain(options.config);
    if (settings == NULL) {
        return SZ_EXIT_FAILED;
    }
    g_autoptr(SzClock) clock = sz_clock_new(NULL);
    SzDaemonOptions daemon = {
        .settings = settings,
        .clock = clock,
        .data_dir = first_of(options.data, settings->daemon.data, "data"),
        .screens = first_of(options.screens, settings->daemon.screens, "127.0.0.1:8080"),
        .feeds = first_of(options.feeds, settings->daemon.feeds, "127.0.0.1:8086"),
    };
    if (sz_serve_check_screens(&info, daemon.screens) != SZ_EXIT_DONE ||
        sz_serve_check_feeds(&info, daemon.feeds, daemon.data_dir) != SZ_EXIT_DONE) {
        return SZ_EXIT_USAGE;
    }
    return run(&daemon, options.config);
}
