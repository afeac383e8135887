#pragma once

/* The screens listener: pages, the read API and the WebSocket /live, over libwebsockets.
 *
 * Shell code.  Owns a thread that runs a libev loop of its own with libwebsockets on it, and one that
 * computes what topics show (web/live_hub.h).  Signals are blocked in both.  Nothing is computed or
 * drawn on the loop's thread.  Requests with a body are refused unread (web/screens_guard.h). */

#include "web/screens_source.h"

typedef struct {
    const char *address; /* HOST:PORT, 127.0.0.1:8080 or [::1]:8080; port 0 picks a free one */
    SzScreensSource source;
    guint heartbeat_ms; /* of each subscription; 0: 10 s */
} SzScreensOptions;

typedef struct SzScreens SzScreens;

/* @options: copied.
 * Returns: NULL with @error (G_IO_ERROR) set when the address cannot be listened on. */
SzScreens *sz_screens_start(const SzScreensOptions *options, GError **error);
guint sz_screens_port(const SzScreens *screens);
/* A new moment is there.  Any thread; quick. */
void sz_screens_on_moment(SzScreens *screens);
/* Says 1001 to every WebSocket, closes everything, waits for the threads. */
void sz_screens_stop(SzScreens *screens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzScreens, sz_screens_stop)
