#pragma once

/* Where the screens listener takes what it shows from.
 *
 * The functions are called from several threads of the listener, never block for long, and may be
 * called until sz_screens_stop() has returned. */

#include "metrics/view.h"

typedef struct {
    int status;
    GBytes *body;             /* owned; NULL: none */
    const char *content_type; /* static */
    char *etag;               /* owned, quoted; NULL: none */
    guint64 batch;
} SzScreensAnswer;

static inline void sz_screens_answer_clear(SzScreensAnswer *answer)
{
    g_clear_pointer(&answer->body, g_bytes_unref);
    g_clear_pointer(&answer->etag, g_free);
}

/* On any thread; what @answer owns is taken.  Called once, also after the listener has stopped. */
typedef void (*SzScreensDone)(SzScreensAnswer *answer_take, void *user);

typedef struct {
    const char *target;        /* path and query; copied */
    const char *if_none_match; /* NULL: none; copied */
} SzScreensAsk;

typedef struct {
    void *user; /* borrowed */
    /* (transfer full) the newest moment, @out_view borrowed from it; NULL: there is none yet. */
    gpointer (*hold)(void *user, const SzView **out_view);
    void (*release)(gpointer moment);
    /* Answers a GET on another thread.  Returns: false, and never calls @done, when too many wait. */
    bool (*ask)(void *user, const SzScreensAsk *ask, SzScreensDone done, void *done_user);
} SzScreensSource;
