#pragma once

/* What the files of the screens listener share.  Everything here belongs to the loop's thread, unless
 * it says otherwise. */

#include "web/live_hub.h"
#include "web/live_outbox.h"
#include "web/screens.h"
#include "web/static_files.h"

#include <libwebsockets.h>

struct SzScreens {
    SzScreensOptions options; /* address is not kept */
    char *host;               /* owned; numeric */
    guint port;
    pthread_t thread;

    struct ev_loop *loop;
    ev_async bell;
    ev_timer tick;
    struct lws_context *context; /* cleared by libwebsockets when it is gone */
    SzMailbox *mailbox;          /* owned reference */
    SzHub *hub;                  /* owned */
    SzStaticFiles *files;        /* owned */
    gint has_moment;             /* atomic: there is one the channels have not heard of */
    gint is_stopping;            /* atomic */
    gint64 goodbye_us; /* monotonic: by then every WebSocket has been told; 0: not stopping */

    guint64 last_id;             /* of connections and channels */
    GHashTable *connections;     /* owned; guint64 -> SzHttp that waits, both borrowed */
    GHashTable *channels_by_key; /* owned; text -> SzLiveChannel, both borrowed */
    GHashTable *channels;        /* owned; guint64, borrowed -> SzLiveChannel, owned */
    GHashTable *sessions;        /* owned; SzLiveSession, borrowed */
    unsigned char scratch[LWS_PRE + SZ_LIVE_PIECE_BYTES];
};

static inline SzScreens *sz_screens_of(struct lws *wsi)
{
    return lws_context_user(lws_get_context(wsi));
}

/* The protocols of libwebsockets. */
int sz_screens_on_http(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                       size_t len);
int sz_screens_on_live(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in,
                       size_t len);
gsize sz_screens_http_bytes(void);
gsize sz_screens_live_bytes(void);

void sz_screens_http_answer(SzScreens *screens, SzLetter *letter);
void sz_screens_live_letter(SzScreens *screens, SzLetter *letter);
void sz_screens_live_moment(SzScreens *screens);
void sz_screens_live_tick(SzScreens *screens);
/* Has every session close with 1001. */
void sz_screens_live_goodbye(SzScreens *screens);
void sz_screens_live_free_channel(gpointer data);
/* The instant of the newest moment. */
SzMaybeTime sz_screens_now(const SzScreens *screens);
