#pragma once

/* Who asks the feeds listener, and may he?
 *
 * Pure.  Credentials are looked for where InfluxDB's clients put them, in this order:
 *
 *   1.x and queries   ?u=USER&p=SECRET, then Authorization: Bearer SECRET, Token USER:SECRET or Token SECRET,
 *                     Basic base64(USER:SECRET)
 *   2.x               Authorization: Token SECRET, Token USER:SECRET, Bearer SECRET
 *   the read API      Authorization as in 1.x; nothing in the address, which ends up in logs
 *
 * The first form that is there counts, whatever it holds.  The secret says which token it is, so that USER may be
 * anything.  While no token exists what a client says of itself is not looked at. */

#include "collector/feeds_request.h"
#include "collector/tokens.h"

#define SZ_FEEDS_SECRET_MAX_BYTES 512
/* What 401 says of wrong credentials. */
#define SZ_FEEDS_NOT_AUTHORIZED "authorization failed"
#define SZ_FEEDS_NOT_CHECKED "tokens cannot be checked now, try again later"

/* Borrows from the request. */
typedef struct {
    SzSlice secret;
    char room[SZ_FEEDS_SECRET_MAX_BYTES]; /* of what had to be decoded */
} SzFeedsSecret;

/* Returns: false when there is none, or none that can be read. */
bool sz_feeds_secret(const SzFeedsHead *head, const SzFeedsPlan *plan, SzFeedsSecret *out);

typedef struct {
    const SzTokens *tokens; /* NULL: they cannot be read, so that nobody is let in */
    bool is_own;            /* a program on this machine asks, and nobody passes it on */
} SzFeedsGate;

typedef struct {
    guint status;         /* 0: let in */
    const SzToken *token; /* whose; borrowed from the gate; NULL: open use */
    char message[200];
} SzFeedsVerdict;

/* @plan: says what is needed. */
void sz_feeds_authorise(const SzFeedsHead *head, const SzFeedsPlan *plan, const SzFeedsGate *gate,
                        SzFeedsVerdict *out);
