#pragma once

/* Inside the feeds listener: workers and the exchanges they carry.
 *
 * An exchange belongs to its worker's thread, except between sz_journal_submit() and the journal's answer,
 * when it is suspended and only the journal's thread touches `outcome` and `next_done`; likewise between
 * asking and sz_feeds_reply(). */

#include "collector/feeds.h"
#include "collector/feeds_authorise.h"
#include "collector/feeds_request.h"
#include "collector/write_body.h"

#include <microhttpd.h>
#include <pthread.h>

typedef struct Worker Worker;
typedef struct Link Link;
typedef struct SzFeedsQuestion Exchange;

typedef enum {
    EXCHANGE_READING, /* head seen, body comes in */
    EXCHANGE_WAITING, /* for the journal */
    EXCHANGE_ASKING,  /* for an answer to its question */
    EXCHANGE_ANSWERED,
} ExchangeState;

/* What a connection is at. */
typedef enum {
    LINK_HEAD,   /* between requests, or a head comes in */
    LINK_BODY,   /* a body comes in */
    LINK_ANSWER, /* ours to do */
    LINK_CUT,    /* ended for being late */
} LinkPhase;

struct SzFeedsQuestion {
    Worker *worker;
    struct MHD_Connection *connection;
    ExchangeState state;
    char *path; /* owned */
    SzFeedsPlan plan;
    SzTokens *tokens;      /* owned reference; what it was let in by; NULL: open use */
    const SzToken *author; /* of `tokens`; NULL: open use */
    SzTokenScope scope;    /* the author's halls; borrows from `tokens` */
    bool must_close;       /* answered before the body, which is not read: nothing can follow */
    SzWriteBody *body;     /* owned; WRITE */
    GString *form;         /* owned; QUERY, CORRECT */
    gsize n_read_bytes;    /* of the body */
    gsize counted_bytes;   /* of the body, in feeds->counted_bytes */
    bool is_throttled;     /* the body was given up: too much was being received */
    SzWallTime received;   /* WRITE: when it began to come in */
    bool is_form_too_long;
    guint32 n_refused;
    char *reasons;      /* owned; of the refused lines */
    SzFeedsReply reply; /* owned texts; READ */
    GError *outcome;    /* owned; why the journal did not take the lines; NULL: it has them */
    Exchange *next_done;
};

struct Worker {
    SzFeeds *feeds;
    struct MHD_Daemon *daemon;
    pthread_t thread;
    bool has_thread;
    int event_fd;
    GQueue links;         /* of Link: every connection; the worker's thread only, as the next two */
    gint64 look_at_us;    /* monotonic: when to look who is late */
    guint n_waiting;      /* suspended exchanges */
    gint is_woken;        /* atomic: the eventfd has been written and not yet read */
    gint is_stopping;     /* atomic */
    pthread_mutex_t lock; /* guards done */
    Exchange *done;       /* answered by the journal, to be resumed */
    Exchange *held;       /* the same, until less waits to be counted; the worker's thread only */
    gint64 held_since_us; /* monotonic; of the first of them */
    Exchange *
        turn; /* whose large body is read; NULL: nobody's; the worker's thread only, as the next two */
    gsize n_turn_bytes;  /* that came of it in this round */
    GQueue waiting_turn; /* of Exchange, suspended */
};

struct SzFeeds {
    SzFeedsOptions options; /* with defaults filled in */
    char **databases;       /* owned; NULL: any */
    SzTokens *no_tokens;    /* owned reference; what there is without options.tokens */
    SzSpareBuffers *spare;  /* owned reference; for large bodies */
    SzJournal *journal;     /* borrowed */
    SzWallTime started;
    int listen_fd;
    guint16 port;
    Worker *workers;      /* owned; options.n_workers of them */
    gssize counted_bytes; /* atomic; of all bodies that are not complete */
};

SzWallTime sz_feeds_now(const SzFeeds *feeds);
SzFeedsAbout sz_feeds_about(const SzFeeds *feeds);

/* What a request's head says of who sent it. */
typedef struct {
    guint status;    /* to answer with when it may not go on */
    bool must_close; /* what follows on the connection cannot be trusted */
    bool is_own;     /* a program on this machine, for this machine, with nobody in between */
} SzFeedsSender;

/* feeds_check.c: what a request's head must not say.  Returns: NULL when it may go on, else why not. */
const char *sz_feeds_check_head(struct MHD_Connection *connection, const char *method,
                                SzFeedsSender *out);

/* feeds_exchange.c: @exchange waits for sz_feeds_reply() from now on. */
void sz_feeds_suspend(Exchange *exchange);

/* feeds_admit.c: lets @exchange in, or makes its answer the refusal. */
void sz_feeds_admit(Exchange *exchange, const SzFeedsHead *head, const SzFeedsSender *sender);
/* Its body took a while.  Returns: whether what it was let in by still holds; else its answer is the refusal. */
bool sz_feeds_admit_again(Exchange *exchange);

/* feeds_check.c: libmicrohttpd's unescaping without %00, which stays as it is: a NUL would end the text. */
size_t sz_feeds_unescape(void *user, struct MHD_Connection *connection, char *text);

/* feeds_link.c: libmicrohttpd's callbacks. */
void sz_feeds_on_connection(void *user, struct MHD_Connection *connection, void **slot,
                            enum MHD_ConnectionNotificationCode code);
void *sz_feeds_on_uri(void *user, const char *uri, struct MHD_Connection *connection);
/* feeds_link.c: the request on @connection goes on to @phase. */
void sz_feeds_link_enter(struct MHD_Connection *connection, LinkPhase phase);
/* feeds_link.c: another piece of the body came. */
void sz_feeds_link_heard(struct MHD_Connection *connection);
/* feeds_link.c: that no more of the body is read is our own doing, until it is resumed. */
void sz_feeds_link_suspend(struct MHD_Connection *connection);
void sz_feeds_link_resume(struct MHD_Connection *connection);
/* feeds_link.c: ends the connections that are late. */
void sz_feeds_links_check(Worker *worker);
/* Until the next check; -1: there is nobody to look at. */
int sz_feeds_links_wait_ms(const Worker *worker);

/* feeds_budget.c: counts what @exchange's body holds.  Returns: false when it is one too many. */
bool sz_feeds_budget_take(Exchange *exchange);
void sz_feeds_budget_release(Exchange *exchange);

/* feeds_turn.c: a piece of @exchange's body was read; may suspend it until it is its turn again. */
void sz_feeds_turn_take(Exchange *exchange, gsize n_bytes);
/* Its body is there, or will never be. */
void sz_feeds_turn_end(Exchange *exchange);
/* A round is over: who sent little in it passes its turn on. */
void sz_feeds_turns_check(Worker *worker);
bool sz_feeds_turns_has_waiting(const Worker *worker);
/* Everybody goes on; nobody waits any more once the worker is stopping. */
void sz_feeds_turns_end(Worker *worker);

/* feeds_refused.c: keeps and counts a line that was refused; @user is the Exchange. */
void sz_feeds_on_refused(const SzRefusedLine *line, void *user);

/* feeds_correct.c: the body is there.  Returns: true when the exchange now waits for the answer. */
bool sz_feeds_correct(Exchange *exchange);

/* feeds_send.c: the exchange is answered then.  The first sends its plan's answer, the second what
 * sz_feeds_reply() was given. */
enum MHD_Result sz_feeds_send_answer(Exchange *exchange);
enum MHD_Result sz_feeds_send_reply(Exchange *exchange);

/* feeds_exchange.c: libmicrohttpd's callbacks. */
enum MHD_Result sz_feeds_on_request(void *user, struct MHD_Connection *connection, const char *url,
                                    const char *method, const char *version, const char *data,
                                    size_t *data_len, void **slot);
void sz_feeds_on_completed(void *user, struct MHD_Connection *connection, void **slot,
                           enum MHD_RequestTerminationCode reason);

/* feeds_worker.c */
bool sz_feeds_worker_start(Worker *worker, GError **error);
void sz_feeds_worker_stop(Worker *worker);
/* Called by the thread @exchange was handed to when that is through with it. */
void sz_feeds_worker_hand_back(Worker *worker, Exchange *exchange);
