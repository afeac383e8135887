#pragma once

/* What a request to the feeds listener asks for, before its body: pure decisions on method, path, query and
 * headers. */

#include "collector/feeds_answer.h"
#include "metrics/wall_time.h"

typedef enum {
    SZ_FEEDS_NOTHING, /* answered at once */
    SZ_FEEDS_WRITE,   /* the body is line protocol */
    SZ_FEEDS_QUERY, /* POST /query: the body may be a form with q, which comes before the address's */
    SZ_FEEDS_READ,    /* GET of the read API */
    SZ_FEEDS_CORRECT, /* POST /api/v1/corrections: the body is JSON (collector/correct_request.h) */
} SzFeedsTask;

/* Whom the request is for. */
typedef enum {
    SZ_FEEDS_NEEDS_NOTHING,
    SZ_FEEDS_NEEDS_TOKEN, /* whatever its rights */
    SZ_FEEDS_NEEDS_WRITE,
    SZ_FEEDS_NEEDS_READ,
} SzFeedsNeed;

/* Looks a parameter or header up; NULL when it is not there.  Borrowed from the request. */
typedef const char *(*SzFeedsLookup)(const char *name, void *user);

typedef struct {
    const char *method;
    const char *path;
    SzFeedsLookup param;
    SzFeedsLookup header; /* names in any case */
    void *user;
} SzFeedsHead;

typedef struct {
    SzFeedsTask task;
    SzFeedsShape shape;
    SzFeedsNeed need;
    gint64 ns_per_unit;   /* WRITE */
    bool is_gzip;         /* WRITE */
    SzFeedsAnswer answer; /* NOTHING: owned by the caller */
} SzFeedsPlan;

/* What the answers of /ping, /health and /ready say of the daemon. */
typedef struct {
    const char *version;
    SzWallTime started;
    SzWallTime now;
    const char *const *databases; /* NULL: any */
    bool is_ready;                /* the journal has been read */
    bool has_reads;               /* somebody answers the read API */
    bool has_corrections;         /* somebody takes corrections */
} SzFeedsAbout;

SzFeedsPlan sz_feeds_plan(const SzFeedsHead *head, const SzFeedsAbout *about);
