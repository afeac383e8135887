#pragma once

/* What every sub-command shares: options by GOption, one-line errors, exit statuses.
 *
 * Shell code: writes to stderr.  Exit status: 0 done, 1 the thing asked for failed or found faults, 2
 * wrong usage. */

#include "metrics/wall_time.h"

#include <glib.h>

enum { SZ_EXIT_DONE = 0, SZ_EXIT_FAILED = 1, SZ_EXIT_USAGE = 2 };

typedef struct {
    const char *name;        /* "due" */
    const char *arguments;   /* "FILE... --map MAP.yaml", shown after the name in --help */
    const char *summary;     /* one line, English; also in `shuzhid help` */
    const char *description; /* --help, after the options; may be NULL */
} SzCommandInfo;

/* Reads the options of @entries out of argc/argv (argv[0] is the command's name).  `--help` prints and
 * sets *out_done.  A mistake is printed as one line.
 * Returns: SZ_EXIT_DONE or SZ_EXIT_USAGE; *argc then counts what is left (argv[0] included). */
int sz_command_parse(const SzCommandInfo *info, const GOptionEntry *entries, int *argc,
                     char ***argv, bool *out_done);

/* Prints "shuzhid NAME: message" as one line on stderr; control characters are shown as '?'. */
void sz_command_complain(const SzCommandInfo *info, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* As above with "; try 'shuzhid NAME --help'", runs of 11 or more digits shown as '#'.  Returns
 * SZ_EXIT_USAGE. */
int sz_command_usage(const SzCommandInfo *info, const char *format, ...) G_GNUC_PRINTF(2, 3);
/* Prints @error and returns SZ_EXIT_FAILED. */
int sz_command_fail(const SzCommandInfo *info, const GError *error);
