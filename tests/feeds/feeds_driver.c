/* A feeds listener on a free port over a journal in the folder of argv[1], until SIGTERM. */

#include "collector/feeds.h"

#include <signal.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    static const char *const databases[] = {"mydb", "other", NULL};
    g_autoptr(GError) error = NULL;
    sigset_t stop;
    int got = 0;
    g_assert(argc == 2);
    sigemptyset(&stop);
    sigaddset(&stop, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stop, NULL);
    g_autoptr(SzJournal) journal = sz_journal_open(argv[1], NULL, &error);
    g_assert_no_error(error);
    SzFeedsOptions options = {.address = "127.0.0.1:0",
                              .databases = databases,
                              .unfinished_max_bytes = (gsize)8 << 20,
                              .idle_timeout_s = 5};
    g_autoptr(SzFeeds) feeds = sz_feeds_start(&options, journal, &error);
    g_assert_no_error(error);
    (void)printf("feeds=http://127.0.0.1:%u\n", sz_feeds_port(feeds));
    (void)fflush(stdout);
    sigwait(&stop, &got);
    g_clear_pointer(&feeds, sz_feeds_stop);
    g_clear_pointer(&journal, sz_journal_close);
    return 0;
}
