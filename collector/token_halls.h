#pragma once

/* The halls of a token, as people say and read them.
 *
 * Pure. */

#include "metrics/registry.h"

/* @halls: codes; NULL: none.  @error: SZ_COLLECTOR_ERROR_SYNTAX: one is no hall of @registry; what was probably meant. */
gboolean sz_token_halls_check(const SzRegistry *registry, char *const *halls, SzDay today,
                              GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* "330106 西湖区政务服务中心 +12" with how many are below, or "every hall". (transfer full) */
char *sz_token_halls_text(const SzRegistry *registry, char *const *halls, SzDay today);
