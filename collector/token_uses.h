#pragma once

/* When each token last wrote: the record, and the text of the file that keeps it.
 *
 * Pure: no file, no clock.  Not locked: who shares one locks it.
 *
 * A record begins at an instant: of a token that is older and has not written since then it is not known whether it
 * ever did.  The text is JSON: {"version":1,"since":"RFC 3339","tokens":[{"id":1,"wrote":"RFC 3339"}]}. */

#include "collector/tokens.h"

#define SZ_TOKEN_USES_MAX_BYTES ((gsize)16 << 20)

typedef struct SzTokenUses SzTokenUses;

typedef enum {
    SZ_TOKEN_USE_UNKNOWN,   /* nobody kept a record */
    SZ_TOKEN_USE_NEVER,     /* not since it was made */
    SZ_TOKEN_USE_NOT_SINCE, /* `at`, when the record begins; before that it may have */
    SZ_TOKEN_USE_AT,
} SzTokenUseKind;

typedef struct {
    SzTokenUseKind kind;
    SzWallTime at; /* of the last two kinds */
} SzTokenUse;

/* @since: when it begins; not known: no daemon keeps one. */
SzTokenUses *sz_token_uses_new(SzMaybeTime since);
/* @error: SZ_COLLECTOR_ERROR_SYNTAX, TOO_LONG.
 * Returns: (transfer full) NULL iff @error was set. */
SzTokenUses *sz_token_uses_parse(SzSlice text, GError **error);
/* NULL-safe. */
void sz_token_uses_free(SzTokenUses *uses);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzTokenUses, sz_token_uses_free)
/* What sz_token_uses_parse() reads, in the order of ids.  @uses: begins somewhere.  (transfer full) */
char *sz_token_uses_print(const SzTokenUses *uses);

SzMaybeTime sz_token_uses_since(const SzTokenUses *uses);
/* Token @id wrote at @at, or later when that is said already. */
void sz_token_uses_note(SzTokenUses *uses, guint id, SzWallTime at);
/* What is said from before @token was made is another's: a removed file of tokens gives ids anew. */
SzTokenUse sz_token_uses_of(const SzTokenUses *uses, const SzToken *token);
