#pragma once

/* Computes what topics show, on a thread of its own, once for everybody who watches the same.
 *
 * A channel is one (topic, query).  Its state is computed at once when it is added, and after a wake at
 * most SZ_HUB_PER_S times a second (words of panels: once); only when it differs from the one before is a letter posted:
 * SZ_LETTER_FRAME to the channel, seq counting from 1.
 *
 * Frames are the end of a message, the same bytes for every client: "seq":N,"time":"..","delta":{..}} after {"id":ID,
 * and "state":{..}} after {"id":ID,"seq":N,"time":"..", for a state is as old as its last change and is sent to whoever
 * comes later, too. */

#include "web/live_protocol.h"
#include "web/mailbox.h"

#define SZ_HUB_PER_S 5

typedef struct SzHub SzHub;

/* Starts the thread; NULL when there can be none.  @live is borrowed. */
SzHub *sz_hub_new(SzLive *live, SzMailbox *mailbox);
void sz_hub_free(SzHub *hub);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzHub, sz_hub_free)

void sz_hub_add(SzHub *hub, guint64 channel, SzLiveTopicKind topic, const char *query);
void sz_hub_remove(SzHub *hub, guint64 channel);
/* A new moment is there. */
void sz_hub_wake(SzHub *hub);
