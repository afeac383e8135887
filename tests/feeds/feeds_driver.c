/* A feeds listener on a free port over a journal in the folder of argv[1], until SIGTERM.
 * Then pairs NAME=NUMBER: connections, idle_s, request_s, unfinished (bytes of bodies in the making). */

#include "collector/feeds.h"

#include <signal.h>
#include <stdio.h>

static void set(SzFeedsOptions *options, const char *pair)
{
    const char *equals = strchr(pair, '=');
    g_autofree char *name = g_strndup(pair, equals != NULL ? (gsize)(equals - pair) : 0);
    guint64 value = equals != NULL ? g_ascii_strtoull(equals + 1, NULL, 10) : 0;
    if (g_str_equal(name, "connections")) {
        options->connections_max = (guint)value;
    } else if (g_str_equal(name, "idle_s")) {
        options->idle_timeout_s = (guint)value;
    } else if (g_str_equal(name, "request_s")) {
        options->request_timeout_s = (guint)value;
    } else if (g_str_equal(name, "unfinished")) {
        options->unfinished_max_bytes = value;
    } else {
        g_error("no option of this driver: '%s'", pair);
    }
}

int main(int argc, char **argv)
{
    static const char *const databases[] = {"mydb", "other", NULL};
    g_autoptr(GError) error = NULL;
    sigset_t stop;
    int got = 0;
    g_assert(argc >= 2);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    g_autoptr(SzJournal) journal = sz_journal_open(argv[1], NULL, &error);
    g_assert_no_error(error);
    SzFeedsOptions options = {.address = "127.0.0.1:0",
                              .databases = databases,
                              .unfinished_max_bytes = (gsize)8 << 20,
                              .idle_timeout_s = 60};
    for (int i = 2; i < argc; i++) {
        set(&options, argv[i]);
    }
    g_autoptr(SzFeeds) feeds = sz_feeds_start(&options, journal, &error);
    g_assert_no_error(error);
    (void)printf("feeds=http://127.0.0.1:%u\n", sz_feeds_port(feeds));
    (void)fflush(stdout);
    sigwait(&stop, &got);
    g_clear_pointer(&feeds, sz_feeds_stop);
    g_clear_pointer(&journal, sz_journal_close);
    return 0;
}
