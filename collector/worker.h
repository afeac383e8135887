#pragma once

/* Starts the collector's own threads.  Shell code.
 *
 * All signals are blocked in them, so that the loop that handles signals gets them. */

#include <pthread.h>

/* @name: at most 15 bytes.  Returns: 0, or an error number. */
int sz_worker_start(pthread_t *out, const char *name, void *(*run)(void *user), void *user);
