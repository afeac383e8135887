#pragma once

/* shuzhid journal compact: compaction of a folder without a running daemon.
 *
 * Shell code: prints what was done; takes the journal's lock. */

#include "config/command_line.h"

#include <stdbool.h>

typedef struct {
    const char *data_dir;
    const char *older_than; /* "30d"; NULL: 30 days */
    bool is_dry;            /* no lock is taken, nothing changed */
} SzCompactionAsked;

/* Returns: an exit status */
int sz_compaction_command(const SzCommandInfo *info, const SzCompactionAsked *asked);
