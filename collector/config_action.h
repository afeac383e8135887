#pragma once

/* The configuration in force, as an action line: kind=config, with a string field for each file, its name with the
 * SHA-256 of its content.  It holds from TIME on: the last multiple of 10 s when it was written, for there stands the
 * first index that was computed with it.
 *
 * Pure apart from memory. */

#include "collector/action_line.h"
#include "config/file_set.h"

#define SZ_ACTION_CONFIG SZ_SLICE("config")

/* The fields, borrowed from @files: GArray of SzLpField. (transfer full) */
GArray *sz_config_action_fields(const SzFileSet *files);
/* (transfer full) the files it names, without bytes; NULL when it is of another kind. */
SzFileSet *sz_config_action_read(const SzAction *action);
