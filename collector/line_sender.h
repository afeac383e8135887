#pragma once

/* Batches of line protocol over HTTP, by libcurl.
 *
 * Shell code: sends and sleeps in the thread that calls it, so it is for commands, not for the daemon's
 * loops.  curl_global_init() is the caller's.  A batch that may be taken later is sent again, at growing
 * intervals, until the sender's patience is over. */

#include "metrics/slice.h"

typedef struct {
    const char *url;    /* see sz_write_target() */
    const char *token;  /* NULL: none */
    gint64 patience_ms; /* without a batch taken; 0: 60 s */
} SzLineSenderOptions;

typedef struct SzLineSender SzLineSender;

/* @error: SZ_COLLECTOR_ERROR_SYNTAX (the address, a token that is no header), IO. */
SzLineSender *sz_line_sender_new(const SzLineSenderOptions *options, GError **error);
/* NULL-safe. */
void sz_line_sender_free(SzLineSender *sender);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzLineSender, sz_line_sender_free)

/* Returns when the server has taken @lines.
 *
 * @error: SZ_COLLECTOR_ERROR_IO: it refused them, or was out of reach for too long; the message names the
 *         address, the status and what it said. */
gboolean sz_line_sender_send(SzLineSender *sender, SzSlice lines, GError **error);

/* The status of the last answer; 0: there was none. */
long sz_line_sender_status(const SzLineSender *sender);
/* The address for people. */
const char *sz_line_sender_where(const SzLineSender *sender);
/* Batches sent again. */
guint64 sz_line_sender_n_repeats(const SzLineSender *sender);
