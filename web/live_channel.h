#pragma once

/* What screens watch: channels, each of one topic and query, with what was last said of it, and the subscriptions that
 * keep it.
 *
 * Everything here belongs to the loop's thread. */

#include "web/screens_internal.h"

/* What several subscriptions watch: one topic and query.  Goes with the last of them. */
typedef struct {
    guint64 id;
    char *key; /* owned */
    SzLiveTopicKind topic;
    char *target;     /* owned; of a panel, in the read API; NULL: any other topic */
    GHashTable *subs; /* owned; SzLiveSub, borrowed */
    guint64 seq;      /* 0: nothing yet */
    GBytes *full;     /* owned; the end of a frame with the state, or a picture */
    GBytes *delta;    /* owned; from seq - 1 to seq; NULL: there is none */
    /* Of a panel. */
    char *etag; /* owned; of the picture */
    gint64 asked_us;
    bool is_asked; /* a picture is being drawn */
    bool is_dirty; /* a moment has come since it was asked for */
} SzLiveChannel;

typedef struct SzLiveSession SzLiveSession;

/* A subscription of a session. */
typedef struct {
    SzLiveSession *session; /* borrowed */
    struct lws *wsi;        /* borrowed; the session's */
    SzLiveChannel *channel; /* borrowed; keeps it */
    guint32 id;
    guint64 seq;      /* sent */
    gint64 spoken_us; /* when anything was sent */
} SzLiveSub;

/* The channel of @op, new or not.  NULL when so much is watched that there is no room for another. */
SzLiveChannel *sz_live_channel_of(SzScreens *screens, const SzLiveOp *op);
void sz_live_channel_join(SzLiveSub *sub);
/* The last one takes the channel away. */
void sz_live_channel_leave(SzScreens *screens, SzLiveSub *sub);
/* Something new to send. */
void sz_live_channel_replace(SzLiveChannel *channel, GBytes *full_take, GBytes *delta_take);
/* The answer to what was asked for a panel.  Returns: NULL, or why there is no picture: the end of a message, after its
 * first brace and id; borrowed from @answer. */
const char *sz_live_channel_drawn(SzLiveChannel *channel, SzAnswer *answer);
/* Asks for the pictures that are due.  @is_moment: a new one is there, so all may have changed. */
void sz_live_channels_draw(SzScreens *screens, bool is_moment);
