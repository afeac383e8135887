#pragma once

/* DATA/tokens.json: read, replaced whole, and looked at again by a daemon that runs.
 *
 * Shell code.  The file is the owner's alone (0600) and replaced by a rename, so that nobody ever sees a part of
 * it.  A file that is not there holds no tokens; one that cannot be read lets nobody in and opens nothing. */

#include "collector/tokens.h"

#define SZ_TOKENS_FILE "tokens.json"

/* @error: SZ_COLLECTOR_ERROR_IO, or sz_tokens_parse()'s, with the path.
 * Returns: (transfer full) NULL iff @error was set. */
SzTokens *sz_tokens_file_load(const char *data_dir, GError **error);
/* Of several who change the file at once the others wait: to be held from loading to saving.  Makes DATA_DIR (0700)
 * when it is not there.
 * Returns: a descriptor, which is closed to let go; -1 iff @error was set (IO). */
int sz_tokens_file_lock(const char *data_dir, GError **error);
/* @error: SZ_COLLECTOR_ERROR_IO; then the file is as it was. */
gboolean sz_tokens_file_save(const char *data_dir, const SzTokens *tokens, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* What the file says now, or said at most 300 ms ago. */
typedef struct SzTokensWatch SzTokensWatch;

SzTokensWatch *sz_tokens_watch_new(const char *data_dir);
/* NULL-safe. */
void sz_tokens_watch_free(SzTokensWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzTokensWatch, sz_tokens_watch_free)
/* Any thread; mostly no system call.  That the file changed, or cannot be read, is logged once.
 * Returns: (transfer full) NULL: the file cannot be read. */
SzTokens *sz_tokens_watch_get(SzTokensWatch *watch);
