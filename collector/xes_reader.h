#pragma once

/* XES bytes -> traces, one at a time.
 *
 * No I/O and no clock.  A streaming parser (expat) with at most one trace in memory.  Elements are known by
 * their local name in the namespace of the root, or in none; others are passed over with all they
 * hold.  UTF-8, UTF-16, ISO 8859-1 and US-ASCII, as the XML declaration or a byte order mark says.
 *
 * Only what makes the whole log unusable is an error; anything less is passed over with a warning.
 * Policies: tests/data/xes/README.md. */

#include "collector/time_zone.h"
#include "collector/xes.h"

typedef struct {
    gsize tag_max_bytes;    /* one tag, comment or the like in the file; over it: TOO_LARGE */
    gsize value_max_bytes;  /* one value or key; over it the attribute is dropped with TOO_LONG */
    guint depth_max;        /* elements within elements; over it dropped with TOO_DEEP */
    guint nesting_max;      /* the same, those that are passed over included; over it: TOO_LARGE */
    guint declarations_max; /* extensions, globals and classifiers; over it: TOO_LARGE */
    gsize attributes_max;   /* different keys of one element; over it: TOO_LARGE */
    guint64 events_max;     /* of one trace; over it: TOO_LARGE */
    gsize trace_max_bytes;  /* of memory for one trace, or for the log's own part: TOO_LARGE */
} SzXesLimits;

/* 16 MiB, 1 MiB, 1,024, 65,536, 1,000, 65,536, 1,000,000, 256 MiB. */
extern const SzXesLimits sz_xes_limits_default;

typedef struct {
    /* Returns: TRUE to read on; FALSE iff @error was set: reading stops with that error.
     * @log: what was declared so far. */
    gboolean (*on_trace)(const SzXesTrace *trace, const SzXesLog *log, void *user, GError **error);
    void (*on_warning)(SzXesWarning warning, guint64 line, void *user); /* may be NULL */
    void *user;
} SzXesSink;

typedef struct SzXesReader SzXesReader;

/* @limits: NULL for the default. */
SzXesReader *sz_xes_reader_new(const SzXesLimits *limits, SzXesSink sink);
/* Of times without offset from here on, which are then no matter for a warning.  @zone: borrowed; outlives
 * the reader; NULL, as it begins: UTC */
void sz_xes_reader_set_zone(SzXesReader *reader, const SzTimeZone *zone);
void sz_xes_reader_free(SzXesReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzXesReader, sz_xes_reader_free)

/* Takes a piece of the file, cut anywhere.  After an error every call gives that error again.
 * @error: SZ_XES_ERROR (the message begins with the line), or what on_trace said. */
gboolean sz_xes_reader_feed(SzXesReader *reader, const char *data, gsize len, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;
/* The file ends here. */
gboolean sz_xes_reader_finish(SzXesReader *reader, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Borrowed from the reader; complete after finish. */
const SzXesLog *sz_xes_reader_log(const SzXesReader *reader);
/* Traces handed to the sink so far. */
guint64 sz_xes_reader_complete_traces(const SzXesReader *reader);
/* Line of the error, 1-based; 0 while there is none. */
guint64 sz_xes_reader_error_line(const SzXesReader *reader);
