#pragma once

/* Inside the sets of tokens: what reading a file shares with changing a set. */

#include "collector/tokens.h"

void sz_token_clear(SzToken *token);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzToken, sz_token_clear)
/* Name, halls and rights.  @error: SYNTAX. */
gboolean sz_token_check(const SzToken *token, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* To a set nobody else has yet.  @token: copied.  @error: SYNTAX: what must be the token's own is another's. */
gboolean sz_tokens_add(SzTokens *tokens, const SzToken *token, GError **error);
/* Sets SZ_COLLECTOR_ERROR_SYNTAX; outside bytes in it are made fit to be shown.  Returns FALSE. */
gboolean sz_tokens_fail(GError **error, const char *format, ...) G_GNUC_PRINTF(2, 3);
