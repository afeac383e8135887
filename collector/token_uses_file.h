#pragma once

/* DATA/token_uses.json: when each token last wrote, kept by a daemon that runs.
 *
 * Shell code.  A thread of its own writes the file, at most once in a while and at the end, so that who writes lines
 * waits for no disk.  A daemon that is killed forgets what it heard since the file was last written.  A file that
 * cannot be read is replaced by one that begins now; one that cannot be written is tried again. */

#include "collector/token_uses.h"

#define SZ_TOKEN_USES_FILE "token_uses.json"

/* A file that is not there is a record of nothing that begins nowhere.
 * @error: SZ_COLLECTOR_ERROR_IO, or sz_token_uses_parse()'s, with the path.
 * Returns: (transfer full) NULL iff @error was set. */
SzTokenUses *sz_token_uses_file_load(const char *data_dir, GError **error);

typedef struct SzTokenUsesKeeper SzTokenUsesKeeper;

/* @now: when the record begins if there is none.  @save_every_s: seconds from one writing to the next, at least.
 * Returns: (transfer full) NULL: there is no thread to be had; that is logged, and nothing is kept. */
SzTokenUsesKeeper *sz_token_uses_keeper_start(const char *data_dir, SzWallTime now,
                                              guint save_every_s);
/* Writes what is not in the file yet.  NULL-safe. */
void sz_token_uses_keeper_stop(SzTokenUsesKeeper *keeper);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzTokenUsesKeeper, sz_token_uses_keeper_stop)
/* Any thread; touches no file.  @keeper: NULL-safe. */
void sz_token_uses_keeper_note(SzTokenUsesKeeper *keeper, guint id, SzWallTime at);
