#pragma once

/* The feeds listener: InfluxDB-compatible writes over HTTP, acknowledged when the journal has them.
 *
 * Shell code: a few worker threads, each with a libmicrohttpd daemon in external mode on one shared socket
 * (its own epoll threads stall when exactly 128 sockets are ready).  A request whose lines wait for the
 * journal is suspended; the journal's thread marks it and wakes its worker through an eventfd. */

#include "collector/clock.h"
#include "collector/corrections.h"
#include "collector/journal.h"
#include "collector/quarantine.h"
#include "collector/refused_counts.h"
#include "collector/token_uses_file.h"
#include "collector/tokens_file.h"
#include "metrics/registry.h"

/* A question of the read API that waits for its answer. */
typedef struct SzFeedsQuestion SzFeedsQuestion;

typedef struct {
    guint status;
    const char *content_type; /* NULL: no body */
    char *body;               /* owned, as the next */
    gsize body_len;
    char *etag;     /* NULL: none */
    char **headers; /* further ones: name, value, ..; NULL: none */
    guint64 batch;  /* 0: none */
    bool has_index; /* the next is said */
    guint64 index_batch;
    guint retry_after_s; /* 0: none */
} SzFeedsReply;

/* Answers what is asked under /api/v1/ and /metrics: on a worker's thread, must not block; the answer is given
 * later, on any thread, by sz_feeds_reply().
 * Returns: false when too many questions wait; then there is no answer to give. */
typedef bool (*SzFeedsAnswerer)(const char *target, const char *if_none_match,
                                SzFeedsQuestion *question, void *user);
/* Once for each question; takes what @reply owns. */
void sz_feeds_reply(SzFeedsQuestion *question, SzFeedsReply *reply);

typedef struct {
    const char *address;          /* "127.0.0.1:8086", "[::1]:0"; port 0 takes a free one */
    const char *const *databases; /* NULL-terminated names taken as db and bucket; NULL: any */
    gsize body_max_bytes;         /* as received and after gunzip; 0: 25,000,000 as InfluxDB */
    gsize unfinished_max_bytes;   /* of all bodies that are being received; 0: 256 MiB */
    guint connections_max;        /* over all workers; 0: 8,192 */
    guint idle_timeout_s;         /* silence; also from an answer to the next head; 0: 30 */
    guint request_timeout_s;      /* a body in all; 0: 120, 1.7 Mbit/s for the largest */
    guint n_workers;              /* 0: 2 */
    SzClock *clock;               /* borrowed; NULL: the machine's */
    SzQuarantine *quarantine;     /* borrowed; where refused lines go; NULL: nowhere */
    SzRefusedCounts *refused;     /* borrowed; where they are counted; NULL: nowhere */
    SzCorrections *corrections;   /* borrowed; who takes them; NULL: nobody */
    SzTokensWatch *tokens;        /* borrowed; NULL: there are none, open use */
    SzTokenUsesKeeper *uses;      /* borrowed; where is noted who wrote; NULL: nowhere */
    const SzRegistry *registry;   /* borrowed; which halls are below a token's; NULL: none is */
    SzFeedsAnswerer answerer;     /* NULL: nothing is read here */
    bool (*is_ready)(void *user); /* has the journal been read?  NULL: yes */
    /* Does much of what is on the disk wait to be counted?  Then who wrote it is answered a little later, so that whoever
     * waits for answers sends no faster than is counted.  NULL: never. */
    bool (*is_behind)(void *user);
    void *user; /* of all three */
} SzFeedsOptions;

typedef struct SzFeeds SzFeeds;

/* Starts to listen and to answer.  @journal is borrowed and must outlive the feeds.
 * @error: SZ_COLLECTOR_ERROR_IO: cannot listen there; SYNTAX: no such address. */
SzFeeds *sz_feeds_start(const SzFeedsOptions *options, SzJournal *journal, GError **error);
/* The port in use. */
guint16 sz_feeds_port(const SzFeeds *feeds);
/* Stops listening, answers what waits for the journal, ends the workers.  NULL-safe. */
void sz_feeds_stop(SzFeeds *feeds);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzFeeds, sz_feeds_stop)
