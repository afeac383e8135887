#pragma once

/* Answers of the feeds listener, in the shapes InfluxDB's clients know.
 *
 * Pure apart from memory.  1.x: {"error":"..."} and LF, the text again in X-Influxdb-Error.  2.x:
 * {"code","message"}, the code again in X-Platform-Error-Code.  The read API: {"error":{"code","message","hint"}}. */

#include "metrics/slice.h"

#include <jansson.h>

typedef enum { SZ_FEEDS_V1, SZ_FEEDS_V2, SZ_FEEDS_API } SzFeedsShape;

typedef struct {
    guint status;
    const char *content_type;  /* NULL: none is said */
    const char *error_header;  /* name of the header that repeats the error; NULL: none */
    char *error_text;          /* owned; what that header says: one line of printable ASCII */
    const char *allow;         /* NULL: no Allow header */
    const char *retry_after_s; /* NULL: none */
    const char *authenticate;  /* NULL: no WWW-Authenticate header */
    bool must_close;           /* the connection ends with it */
    GString *body;             /* owned; NULL: none */
} SzFeedsAnswer;

void sz_feeds_answer_clear(SzFeedsAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SzFeedsAnswer, sz_feeds_answer_clear)

SzFeedsAnswer sz_feeds_answer_empty(guint status);
/* 204: done, nothing to say. */
SzFeedsAnswer sz_feeds_answer_done(SzFeedsShape shape);
/* @text: of ours, plain. */
SzFeedsAnswer sz_feeds_answer_text(guint status, const char *text);
SzFeedsAnswer sz_feeds_answer_json(guint status, json_t *object_take);
/* 400 401 403 404 405 408 411 413 415 500 503 with @message in the shape of the endpoint. */
SzFeedsAnswer sz_feeds_answer_error(SzFeedsShape shape, guint status, const char *message);
