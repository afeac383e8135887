#pragma once

/* Threads that answer questions of the read API, so that no listener computes.
 *
 * Shell code.  A question is answered from the newest moment at the time its turn comes; before the
 * first moment the answer is 503.  Charts have a queue of their own and leave one thread to the numbers, so
 * that no number waits for somebody's pictures.
 *
 * A question about another instant (`at`, `known_at`) goes to the time machine and comes back with the state of then; its
 * answer is that of `shuzhid query` for the same path. */

#include "collector/history.h"
#include "collector/live.h"
#include "collector/quarantine.h"
#include "web/response.h"

typedef struct {
    const char *target;        /* path and query; copied */
    const char *if_none_match; /* the header as it came, or NULL; copied */
} SzAsk;

/* An answer with what its headers say. */
typedef struct {
    SzResponse response; /* status 304: no body */
    char *etag;          /* owned; NULL: none */
    guint64 batch;       /* the last batch in the state that was asked; 0: none */
    bool has_index; /* the answer also shows the index, which stands at an earlier instant .. */
    guint64 index_batch; /* .. and has in it what had come by then */
    guint retry_after_s; /* 0: no such header */
} SzAnswer;

void sz_answer_clear(SzAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzAnswer, sz_answer_clear)

/* On a thread of the pool; @answer is the callee's to clear. */
typedef void (*SzAnswerDone)(SzAnswer *answer, void *user);

typedef struct {
    SzLive *live; /* borrowed, as the clock and the quarantine */
    SzClock *clock;
    const char *data_dir;     /* copied */
    SzQuarantine *quarantine; /* NULL: there is none */
    SzHistory *history;       /* likewise */
    guint n_threads;          /* 0: 2 */
    guint queue_max;          /* 0: 1,024 */
    guint charts_max;         /* charts that wait, beside these; 0: 256 */
} SzAnswerPoolOptions;

typedef struct SzAnswerPool SzAnswerPool;

/* @error: SZ_COLLECTOR_ERROR_IO. */
SzAnswerPool *sz_answer_pool_new(const SzAnswerPoolOptions *options, GError **error);
/* From here on every answer is 503, also to what waits.  Any thread. */
void sz_answer_pool_stop(SzAnswerPool *pool);
/* Stops, answers what was asked, then ends.  NULL-safe. */
void sz_answer_pool_free(SzAnswerPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzAnswerPool, sz_answer_pool_free)

/* Any thread.  Returns: false when too many wait or it has stopped; @done is then not called. */
bool sz_answer_pool_ask(SzAnswerPool *pool, const SzAsk *ask, SzAnswerDone done, void *user);
