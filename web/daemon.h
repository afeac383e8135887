#pragma once

/* The running daemon: journal, engine, answers and listeners, put together and taken apart.
 *
 * Shell code. */

#include "collector/clock.h"
#include "collector/journal.h"
#include "config/settings.h"

typedef struct {
    const SzSettings *settings; /* borrowed, as all; outlives the daemon */
    SzClock *clock;
    const char *data_dir;
    const char *screens; /* ADDR:PORT */
    const char *feeds;
} SzDaemonOptions;

typedef struct SzDaemon SzDaemon;

/* Both listeners accept when this returns; the journal may still be read (GET /ready tells). */
SzDaemon *sz_daemon_start(const SzDaemonOptions *options, GError **error);
/* NULL-safe. */
void sz_daemon_stop(SzDaemon *daemon);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzDaemon, sz_daemon_stop)

/* Takes calendars, deadline rules, items and index of @settings (transfer full) into use, from the next multiple of
 * 10 s on.  Where it listens stays as it is.
 * Returns: false, and takes nothing, when the halls are others: that needs a new start. */
bool sz_daemon_reload(SzDaemon *daemon, SzSettings *settings);

/* "screens=http://ADDR:PORT feeds=http://ADDR:PORT"; borrowed. */
const char *sz_daemon_where(const SzDaemon *daemon);
/* "http://ADDR:PORT" of the screens; borrowed. */
const char *sz_daemon_screens_url(const SzDaemon *daemon);
/* For those who write beside the feeds; borrowed. */
SzJournal *sz_daemon_journal(SzDaemon *daemon);
