#pragma once

/* The body of a write request: bytes in pieces -> normalised lines and what was refused.
 *
 * Pure apart from memory: no socket, no clock.  Pipeline of every piece: gunzip (when the request says
 * gzip), cut into records, check the grammar, check the data standard and the clock of whoever sent it, write in
 * normalised form.
 * Memory is bounded by the limits, whatever the body claims to be.
 *
 * Good lines are kept whatever stands beside them. */

#include "collector/refused_line.h"
#include "collector/spare_buffers.h"
#include "collector/token_scope.h"
#include "metrics/wall_time.h"

typedef struct {
    gint64 ns_per_unit;  /* precision of the timestamps */
    SzWallTime received; /* time of lines without one */
    SzWallTime now;      /* what occurs more than SZ_FUTURE_MAX_NS after it is refused */
    bool is_gzip;
    gsize body_max_bytes;     /* as received */
    gsize unpacked_max_bytes; /* after gunzip: what a gzip bomb may grow to */
    SzTokenScope *scope;      /* borrowed; whose lines are taken; NULL: every hall's */
    const char
        *author; /* borrowed; `src` of lines with `eid` and without `src`; NULL: they have none */
    bool wants_events;     /* of the accepted lines */
    SzSpareBuffers *spare; /* borrowed; for what grows large; NULL: there are none */
    /* Every line that is refused, in its order; borrowed.  NULL: nobody. */
    void (*on_refused)(const SzRefusedLine *line, void *user);
    void *user;
} SzWriteBodyOptions;

typedef enum {
    SZ_WRITE_BODY_OK,
    SZ_WRITE_BODY_TOO_LARGE, /* over one of the limits */
    SZ_WRITE_BODY_BAD_GZIP,  /* damaged, cut short, or no gzip */
} SzWriteBodyStatus;

/* What became of the body.  Borrowed from it. */
typedef struct {
    guint32 n_lines; /* accepted */
    guint32 n_refused;
    guint32 n_forbidden; /* of these: good lines of halls outside the scope */
    SzSlice lines;       /* normalised, each ended by LF */
    const char *
        reasons; /* one "unable to parse 'LINE': REASON" a refused line, up to a bound, then how many
                            more; separated by LF; "" when none was refused */
} SzWriteBodyResult;

typedef struct SzWriteBody SzWriteBody;

SzWriteBody *sz_write_body_new(const SzWriteBodyOptions *options);
void sz_write_body_free(SzWriteBody *body);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzWriteBody, sz_write_body_free)

/* Once a status other than OK was returned nothing more is read. */
SzWriteBodyStatus sz_write_body_feed(SzWriteBody *body, const char *data, gsize len);
/* Memory that grows with the body. */
gsize sz_write_body_held_bytes(const SzWriteBody *body);
/* The body is complete. */
SzWriteBodyStatus sz_write_body_finish(SzWriteBody *body, SzWriteBodyResult *out);
/* After BAD_GZIP: what is wrong, in InfluxDB's words. */
const char *sz_write_body_gzip_problem(const SzWriteBody *body);
/* (transfer full) the accepted lines, without a copy; result.lines becomes invalid. */
GBytes *sz_write_body_steal_lines(SzWriteBody *body);
/* (transfer full) their events (metrics/packed_event.h); NULL: nobody wanted them, or they would be much longer than
 * the lines. */
GBytes *sz_write_body_steal_events(SzWriteBody *body);
