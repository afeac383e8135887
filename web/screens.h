#pragma once

/* The screens listener: pages, pictures, the read API and live updates, over libwebsockets.
 *
 * Shell code.  Owns a thread that runs a libev loop with libwebsockets on it, and one that computes what
 * topics show (web/live_hub.h); pictures and answers come from the pool.  Signals are blocked in both.
 * Requests with a body are refused unread (web/screens_guard.h). */

#include "metrics/registry.h"
#include "web/answer_pool.h"

typedef struct {
    const char *address; /* "127.0.0.1:8080", "[::1]:0"; port 0 takes a free one */
    SzAnswerPool *pool;  /* borrowed, as the others */
    SzLive *live;
    SzClock *clock;
    const SzRegistry *registry;
    guint heartbeat_ms; /* of each subscription; 0: 10 s */
} SzScreensOptions;

typedef struct SzScreens SzScreens;

/* @error: SZ_COLLECTOR_ERROR_IO. */
SzScreens *sz_screens_start(const SzScreensOptions *options, GError **error);
guint16 sz_screens_port(const SzScreens *screens);
/* There is a new moment.  Any thread; quick. */
void sz_screens_wake(SzScreens *screens);
/* Says 1001 to every WebSocket, closes everything, waits for the threads.  NULL-safe. */
void sz_screens_stop(SzScreens *screens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzScreens, sz_screens_stop)
