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
/* Screens listen on loopback only, as there are no accounts yet; feeds beyond it once DATA_DIR has a token.
 * @data_dir: NULL: loopback only
 * Returns: SZ_EXIT_DONE; or SZ_EXIT_USAGE, printed. */
int sz_serve_check_screens(const SzCommandInfo *about, const char *address);
int sz_serve_check_feeds(const SzCommandInfo *about, const char *address, const char *data_dir);
