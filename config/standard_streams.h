#pragma once

/* The three standard streams of a command: safe to begin with, and not trusted at the end.
 *
 * Shell code: opens descriptors, sets a signal's disposition, writes to stderr. */

/* Call first.  A descriptor of 0, 1, 2 that is closed is filled, so that no file opened later takes its
 * number and what is meant for people ends up in the journal; using it stays an error.  A reader of
 * standard output that goes away becomes an error of the write. */
void sz_standard_streams_guard(void);
/* Call last with the exit status.  Returns: @status; SZ_EXIT_FAILED, with one line on stderr, when the
 * command was done but what it printed could not be written. */
int sz_standard_streams_finish(int status);
