#pragma once

/* Which requests the screens listener lets in, from their heads alone.
 *
 * Pure.  libwebsockets 4.1.6 can be hung by a body that follows another request in one segment, so a
 * request that carries one is refused before it is read.  Open use (no account, no token) is for the
 * machine itself: a loopback peer, a loopback Host, and nobody in between. */

#include "metrics/slice.h"

typedef struct {
    bool is_get;
    bool is_head;
    bool has_content_length;
    bool has_transfer_encoding;
    bool is_peer_loopback;
    bool is_forwarded; /* any of Forwarded, X-Forwarded-*, X-Real-IP, Via */
    SzSlice host;      /* empty: none, or two */
} SzScreensHead;

typedef struct {
    SzSlice path;
    SzSlice upgrade;
    SzSlice subprotocols;
    SzSlice origin; /* empty: not from a page */
} SzScreensUpgrade;

typedef struct {
    int status; /* 0: let in */
    const char *code;
    const char *message;
    const char *hint;
} SzScreensVerdict;

#define SZ_LIVE_PATH "/live"
#define SZ_LIVE_SUBPROTOCOL "shuzhi.v1"

SzScreensVerdict sz_screens_guard(const SzScreensHead *head);
/* Of a request that wants to become a WebSocket; asks sz_screens_guard() first. */
SzScreensVerdict sz_screens_guard_upgrade(const SzScreensHead *head,
                                          const SzScreensUpgrade *upgrade);
/* 127.0.0.1, ::1 and the like, as getnameinfo() writes them. */
bool sz_screens_is_loopback(const char *numeric_peer);
