#pragma once

/* The lines of a simulated city over HTTP, as fast as they are taken or at a rate.
 *
 * Shell code: sends, sleeps, writes progress to a terminal. */

#include "collector/simulator.h"

typedef struct {
    const char *url;
    const char *token;  /* NULL: none */
    guint64 rate_per_s; /* lines; 0: as fast as they are taken */
    guint64 n_lines_max;
} SzSimulateSendOptions;

typedef struct {
    guint64 n_lines;
    guint64 n_batches;
    guint64 n_repeats; /* batches sent again */
    char *where;       /* owned */
} SzSimulateSent;

/* @out_sent: set also on error: what had been taken until then.
 * @error: as of sz_line_sender_new() and sz_line_sender_send() */
gboolean sz_simulate_send(SzSimulator *simulator, const SzSimulateSendOptions *options,
                          SzSimulateSent *out_sent, GError **error);
