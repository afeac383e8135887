#pragma once

/* What the commands that serve share: signals, limits, addresses.
 *
 * Shell code. */

#include "config/command_line.h"
#include "web/daemon.h"

#include <signal.h>

/* Blocks the signals that end or reload a daemon, in this thread and those it starts. */
void sz_serve_block_signals(sigset_t *out_stop);
/* Until SIGTERM or SIGINT.  At SIGHUP the configuration is read again.
 * @config: its folder; NULL: the shipped one */
void sz_serve_wait(const sigset_t *stop, SzDaemon *daemon, const char *config);
/* As many open files as the machine allows. */
void sz_serve_raise_limits(void);
/* Returns: SZ_EXIT_DONE; or SZ_EXIT_USAGE, printed, when @address is not on loopback. */
int sz_serve_check_address(const SzCommandInfo *about, const char *what, const char *address);
