#pragma once

/* InfluxDB line protocol: bytes -> points.  Grammar and nothing else.
 *
 * No I/O, no clock.  The parser owns one buffer that grows to the longest record and is used again:
 * after it has grown, no allocation per line.  Input may be cut anywhere; points do not depend on
 * where.  The grammar, limits and error kinds are those of tests/data/line_protocol/README.md. */

#include "metrics/slice.h"

typedef enum {
    SZ_LP_FLOAT,
    SZ_LP_INT,
    SZ_LP_UINT,
    SZ_LP_BOOL,
    SZ_LP_STRING,
} SzLpType;

typedef struct {
    SzLpType type;
    union {
        double f;
        gint64 i;
        guint64 u;
        bool b;
        SzSlice s; /* unescaped */
    } as;
} SzLpValue;

typedef struct {
    SzSlice key; /* unescaped */
    SzSlice value;
} SzLpTag;

typedef struct {
    SzSlice key;
    SzLpValue value;
} SzLpField;

/* Borrowed from the parser during the callback. */
typedef struct {
    SzSlice measurement;
    const SzLpTag *tags; /* sorted by key (bytes), each key once */
    gsize n_tags;
    const SzLpField *fields; /* in the order of the line, each key once (last wins) */
    gsize n_fields;
    gint64 time_ns;
    guint64 line; /* physical line where the record starts, 1-based */
    SzSlice raw;  /* the record's bytes as they came, without the line end */
    bool has_time;
    /* It came without any backslash: names and strings are in raw as they are in the normalised form. */
    bool is_plain;
    SzSlice
        series; /* is_plain: measurement and tags as they came, where tags came sorted; else empty */
} SzLpPoint;

typedef enum {
    SZ_LP_OK,
    SZ_LP_MISSING_MEASUREMENT,
    SZ_LP_MISSING_TAG_KEY,
    SZ_LP_MISSING_TAG_VALUE,
    SZ_LP_INVALID_TAG_FORMAT,
    SZ_LP_DUPLICATE_TAG,
    SZ_LP_MISSING_FIELDS,
    SZ_LP_MISSING_FIELD_KEY,
    SZ_LP_MISSING_FIELD_VALUE,
    SZ_LP_INVALID_FIELD_FORMAT,
    SZ_LP_INVALID_FIELD_VALUE,
    SZ_LP_INVALID_NUMBER,
    SZ_LP_NUMBER_OUT_OF_RANGE,
    SZ_LP_UNBALANCED_QUOTES,
    SZ_LP_BAD_TIMESTAMP,
    SZ_LP_TIMESTAMP_OUT_OF_RANGE,
    SZ_LP_TRAILING_DATA,
    SZ_LP_CONTROL_CHAR,
    SZ_LP_INVALID_UTF8,
    SZ_LP_TOO_LONG,
    SZ_LP_RESERVED_KEY,
    SZ_LP_FIELD_TYPE_CONFLICT,
    SZ_LP_N_KINDS,
} SzLpKind;

/* "missing_fields" and so on. */
const char *sz_lp_kind_name(SzLpKind kind);

typedef struct {
    SzLpKind kind;
    guint64 line;      /* physical line where the refused record starts, 1-based */
    gsize column;      /* byte in the record where it went wrong, 1-based */
    char message[160]; /* what was found and what was expected; one line, no raw control bytes */
    SzSlice raw;       /* the refused record, borrowed; cut at the line limit */
} SzLpError;

/* Called in the order of the input.  Either may be NULL. */
typedef struct {
    void (*on_point)(const SzLpPoint *point, void *user);
    void (*on_error)(const SzLpError *error, void *user);
    void *user;
} SzLpSink;

typedef struct {
    gsize line_max_bytes; /* a longer record is too_long; comments may be longer */
    gsize tags_max;       /* more are too_long */
    gsize fields_max;
} SzLpLimits;

/* 1 MiB a record, 4,096 tags, 16,384 fields. */
extern const SzLpLimits SZ_LP_LIMITS_DEFAULT;

typedef struct SzLpParser SzLpParser;

/* n ns u us ms s m h; empty means ns.  Returns FALSE for any other text. */
bool sz_lp_precision_parse(SzSlice text, gint64 *out_ns_per_unit);

/* @limits: NULL for the default. */
SzLpParser *sz_lp_parser_new(const SzLpLimits *limits, gint64 ns_per_unit, SzLpSink sink);
void sz_lp_parser_free(SzLpParser *parser);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzLpParser, sz_lp_parser_free)

/* Takes a piece of a body; calls the sink for every record complete so far. */
void sz_lp_parser_feed(SzLpParser *parser, const char *data, gsize len);
/* Memory kept for a record that is there in part. */
gsize sz_lp_parser_held_bytes(const SzLpParser *parser);
/* The body ends here: the last record is complete too.  The parser is then ready for a new body. */
void sz_lp_parser_finish(SzLpParser *parser);

/* Convenience: one whole body. */
void sz_lp_parse(const SzLpLimits *limits, gint64 ns_per_unit, SzSlice body, SzLpSink sink);
