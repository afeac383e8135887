#pragma once

/* Tokens: who may write for which halls and who may read; the file that keeps them.
 *
 * Pure: no file, no clock, no randomness.  A set is immutable and counts its references, so that it can be asked
 * on any thread; a change makes another set.
 *
 * A secret is "szt_" and 43 characters of base64url: 32 random bytes.  Only its BLAKE2b-256 is kept: a secret
 * that nobody can guess needs no slow hash, and nobody gets from a hash back to it.
 *
 * The file is JSON: {"version":1,"tokens":[{"id":1,"name":"xihu","halls":["330106"],"rights":["write"],
 * "hash":"64 hex digits","created":"RFC 3339","revoked":"RFC 3339, or absent"}]}.  A token that was revoked stays
 * in it: its name stands in the journal, and a daemon that once had a token is never open again. */

#include "metrics/slice.h"
#include "metrics/wall_time.h"

#define SZ_TOKEN_HASH_BYTES 32
#define SZ_TOKEN_RANDOM_BYTES 32
#define SZ_TOKEN_SECRET_TEXT 48 /* with the NUL */
#define SZ_TOKEN_ANY_HALL                                                                          \
    "*" /* in halls: every one, also unregistered ones, and lines without a hall */
#define SZ_TOKENS_MAX_BYTES ((gsize)16 << 20)

typedef struct {
    guint id;        /* from 1, never used again */
    char *name;      /* of those that are not revoked nobody else's */
    char **halls;    /* codes: these and what is below them; at least one where may_write */
    bool covers_all; /* SZ_TOKEN_ANY_HALL is among them */
    bool may_write;
    bool may_read; /* every figure, whatever its halls */
    guint8 hash[SZ_TOKEN_HASH_BYTES];
    SzWallTime created;
    SzMaybeTime revoked;
} SzToken;

typedef struct SzTokens SzTokens;

/* @text: the file's.  @error: SZ_COLLECTOR_ERROR_SYNTAX, VERSION, TOO_LONG.
 * Returns: (transfer full) NULL iff @error was set. */
SzTokens *sz_tokens_parse(SzSlice text, GError **error);
SzTokens *sz_tokens_new(void); /* of none */
SzTokens *sz_tokens_ref(SzTokens *tokens);
void sz_tokens_unref(SzTokens *tokens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzTokens, sz_tokens_unref)
/* What sz_tokens_parse() reads.  (transfer full) */
char *sz_tokens_print(const SzTokens *tokens);

/* In the order of their ids, the revoked ones too. */
guint sz_tokens_n(const SzTokens *tokens);
const SzToken *sz_tokens_at(const SzTokens *tokens, guint i);
/* Whose secret this is; NULL: nobody's, or of one that was revoked.  How long it takes tells nothing of secrets. */
const SzToken *sz_tokens_find_secret(const SzTokens *tokens, SzSlice secret);
/* Is @token, maybe of another set, in this one and not revoked? */
bool sz_tokens_has(const SzTokens *tokens, const SzToken *token);
/* By name, those that were revoked not; or by the digits of the id, those too.  NULL: there is none. */
const SzToken *sz_tokens_find(const SzTokens *tokens, const char *name_or_id);

/* One more; its id is the next.  @token: copied.
 * @error: SZ_COLLECTOR_ERROR_SYNTAX: its name is none or in use, its halls or rights do not make sense.
 * Returns: (transfer full) NULL iff @error was set. */
SzTokens *sz_tokens_with(const SzTokens *tokens, const SzToken *token, GError **error);
/* (transfer full) the same with that one revoked at @at. */
SzTokens *sz_tokens_without(const SzTokens *tokens, guint id, SzWallTime at);

/* @random: SZ_TOKEN_RANDOM_BYTES. */
void sz_token_secret(const guint8 *random, char out_secret[SZ_TOKEN_SECRET_TEXT]);
void sz_token_hash(SzSlice secret, guint8 out_hash[SZ_TOKEN_HASH_BYTES]);
