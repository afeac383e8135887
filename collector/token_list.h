#pragma once

/* What `shuzhid token list` prints: a table with tabs, a row a token, no secret.
 *
 * Pure. */

#include "collector/token_uses.h"
#include "metrics/registry.h"

/* @today: of which day the halls' names are.  (transfer full) */
char *sz_token_list_text(const SzTokens *tokens, const SzTokenUses *uses,
                         const SzRegistry *registry, SzDay today);
