#pragma once

/* What a client says over /live: one JSON text, one operation.
 *
 * Pure apart from memory.  Everything is bounded; what is not understood is refused in words. */

#include "web/json.h"

#define SZ_LIVE_MESSAGE_MAX_BYTES 16384
#define SZ_LIVE_SUBSCRIPTIONS_MAX 64

typedef enum {
    SZ_LIVE_SUBSCRIBE,
    SZ_LIVE_UNSUBSCRIBE,
    SZ_LIVE_PING,
    SZ_LIVE_ACT,
    SZ_LIVE_SIGN_IN,
} SzLiveOpKind;

typedef enum {
    SZ_LIVE_INDEX,
    SZ_LIVE_QUEUES,
    SZ_LIVE_KIOSKS,
    SZ_LIVE_WINDOWS,
    SZ_LIVE_CASES,
    SZ_LIVE_RANKING,
    SZ_LIVE_SITUATION,
    SZ_LIVE_PANEL,
    SZ_LIVE_WORDS, /* of a panel: NAME.json of web/api_panels.h */
    SZ_LIVE_N_TOPICS,
} SzLiveTopicKind;

typedef struct {
    SzLiveOpKind kind;
    bool has_id;
    guint32 id;
    SzLiveTopicKind topic;
    /* Owned query of the read API that says what is shown, for instance "hall=330106" or
     * "area=3301&w=640&h=360": its parameters always in the same order, so equal questions are equal
     * texts. */
    char *query;
    char *panel; /* owned; with SZ_LIVE_PANEL and SZ_LIVE_WORDS, else NULL */
} SzLiveOp;

typedef struct {
    const char *code;
    char *message; /* owned */
    const char *hint;
} SzLiveProblem;

void sz_live_op_clear(SzLiveOp *op);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzLiveOp, sz_live_op_clear)
void sz_live_problem_clear(SzLiveProblem *problem);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzLiveProblem, sz_live_problem_clear)

/* Returns: false with @out_problem set; @out then holds no more than the id, where one was understood. */
bool sz_live_op_parse(SzSlice text, SzLiveOp *out, SzLiveProblem *out_problem);
const char *sz_live_topic_name(SzLiveTopicKind topic);
/* (transfer full) {"id","error":{"code","message","hint"}}; id is null where there is none. */
char *sz_live_problem_json(bool has_id, guint32 id, const char *code, const char *message,
                           const char *hint);

/* A client may say 20 things a second, 50 at once. */
#define SZ_LIVE_RATE_PER_S 20
#define SZ_LIVE_RATE_BURST 50

typedef struct {
    gint64 spent_us; /* the instant up to which what was said is paid for */
} SzLiveRate;

/* One message at @now_us of a clock that only goes forward.  Returns: false when it is too much. */
bool sz_live_rate_take(SzLiveRate *rate, gint64 now_us);
