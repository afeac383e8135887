#pragma once

/* Letters from other threads to the loop of the screens listener.
 *
 * Reference-counted; anybody may post; only the loop's thread reads.  After closing, what is posted is
 * dropped: an answer may come when nobody is there any more. */

#include "web/answer_pool.h"

#include <ev.h>

typedef enum {
    SZ_LETTER_ANSWER,  /* to an HTTP connection */
    SZ_LETTER_PICTURE, /* to a channel of panels */
    SZ_LETTER_FRAME,   /* to a channel: its state has changed */
    SZ_LETTER_PROBLEM, /* to a channel: there is no such thing; text holds the error */
} SzLetterKind;

typedef struct {
    SzLetterKind kind;
    guint64 to;
    SzAnswer answer; /* ANSWER, PICTURE */
    guint64 seq;     /* FRAME */
    GBytes *full;    /* owned; FRAME, PROBLEM */
    GBytes *delta;   /* owned; FRAME; NULL with the first */
} SzLetter;

typedef struct SzMailbox SzMailbox;

SzMailbox *sz_mailbox_new(struct ev_loop *loop, ev_async *bell);
SzMailbox *sz_mailbox_ref(SzMailbox *mailbox);
void sz_mailbox_unref(SzMailbox *mailbox);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzMailbox, sz_mailbox_unref)

/* What @letter owns is taken. */
void sz_mailbox_post(SzMailbox *mailbox, SzLetter *letter_take);
/* Rings the bell without a letter. */
void sz_mailbox_ring(SzMailbox *mailbox);
/* (transfer full) SzLetter in the order they were posted. */
GArray *sz_mailbox_take(SzMailbox *mailbox);
/* The bell and the loop may go after this. */
void sz_mailbox_close(SzMailbox *mailbox);
