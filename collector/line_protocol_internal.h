#pragma once

/* Between the files of the line protocol: one record, its faults, and where a record ends.
 *
 * Pure apart from growing the buffers of SzLpRecord. */

#include "collector/line_protocol.h"

/* Longest measurement + tags + field key, as written; the limit of InfluxDB. */
#define SZ_LP_KEY_MAX_BYTES 65535

/* What a byte means somewhere in the grammar; a set of bits. */
enum {
    SZ_LP_COMMA = 1 << 0,
    SZ_LP_SPACE = 1 << 1,
    SZ_LP_EQUALS = 1 << 2,
    SZ_LP_BACKSLASH = 1 << 3,
    SZ_LP_QUOTE = 1 << 4,
    SZ_LP_LF = 1 << 5,
    SZ_LP_CONTROL = 1 << 6, /* < 0x20 (LF too), 0x7f */
    SZ_LP_HIGH = 1 << 7,    /* >= 0x80 */
};

extern const guint8 sz_lp_classes[256];

static inline guint8 sz_lp_class(char byte)
{
    return sz_lp_classes[(guchar)byte];
}

/* Length of the UTF-8 sequence at @text, which starts with a byte >= 0x80; 0 when it is none; -1 when
 * it is good as far as @len goes but unfinished. */
int sz_lp_utf8_length(const char *text, gsize len);
/* NUL is a character like any other. */
bool sz_lp_utf8_is_valid(SzSlice text);

/* What is wrong with a record.  Pointers into the record. */
typedef struct {
    SzLpKind kind;
    const char *at;       /* the first byte that is wrong */
    const char *resume;   /* from here on the record's end is looked for; outside any string */
    const char *expected; /* static text */
} SzLpFault;

/* Kind, column and message of @fault in the record [start, end). */
void sz_lp_fault_describe(const SzLpFault *fault, const char *start, const char *end,
                          SzLpError *out_error);

typedef enum {
    SZ_LP_RECORD_POINT,
    SZ_LP_RECORD_EMPTY,
    SZ_LP_RECORD_COMMENT, /* goes up to the next LF, wherever that is */
    SZ_LP_RECORD_FAULT,
    SZ_LP_RECORD_MORE, /* undecided: more bytes could change the answer */
} SzLpOutcome;

/* One record being parsed, and the buffers used again for the next. */
typedef struct {
    gint64 ns_per_unit;
    gsize tags_max;
    gsize fields_max;

    const char *start;
    const char *end;
    const char *at; /* after POINT and EMPTY: the line end (CR, LF or @end) */
    SzLpFault fault;
    const char *open_quote; /* after MORE: opening quote of the string it stopped in, else NULL */
    gsize n_inner_lf;       /* LFs inside strings */

    SzSlice measurement;
    SzLpTag *tags; /* owned */
    gsize n_tags;
    gsize tags_capacity;
    SzLpField *fields; /* owned */
    gsize n_fields;
    gsize fields_capacity;
    const char *time_field; /* where a dropped field `time` stands, else NULL */
    gint64 time_ns;

    SzLpTag *order; /* owned; scratch for finding repeated fields */
    gsize order_capacity;
    char *text; /* owned; unescaped names and strings */
    gsize text_len;
    gsize text_capacity;
    GString *digits; /* owned; a number with a NUL at its end */

    SzLpOutcome outcome;
    bool is_careful;    /* never the quick way: for tests */
    bool is_last;       /* the body ends at @end */
    bool has_backslash; /* in a name or a string */
    bool is_reordered;  /* tags came in another order than theirs */
    SzSlice series;     /* measurement and tags as they came */
    bool is_unsorted;   /* tags were only appended: to be sorted */
    bool is_unchecked;  /* fields were only appended: to be looked through for repeats */
    bool has_time;
} SzLpRecord;

void sz_lp_record_init(SzLpRecord *record, const SzLpLimits *limits, gint64 ns_per_unit);
void sz_lp_record_clear(SzLpRecord *record);
/* Parses the record at the start of @data. @is_last: the body ends with it. */
SzLpOutcome sz_lp_record_parse(SzLpRecord *record, const char *data, gsize len, bool is_last);

/* line_protocol_quick.c: of a record just begun.  Returns: false when it is for the grammar to say what it is. */
bool sz_lp_record_quick(SzLpRecord *record);
/* Of a parser: never the quick way.  For tests. */
void sz_lp_parser_be_careful(SzLpParser *parser);

/* Sets the fault and returns false. */
bool sz_lp_record_fail(SzLpRecord *record, SzLpKind kind, const char *at, const char *expected);

/* What a backslash may stand before; before anything else it is a byte like any other. */
#define SZ_LP_ESCAPES_IN_TAG (SZ_LP_COMMA | SZ_LP_SPACE | SZ_LP_EQUALS)
#define SZ_LP_ESCAPES_IN_NAME (SZ_LP_ESCAPES_IN_TAG | SZ_LP_QUOTE) /* measurement, field key */

typedef enum { SZ_LP_END_NO, SZ_LP_END_YES, SZ_LP_END_UNKNOWN } SzLpLineEnd;

/* line_protocol_token.c: each goes on from record->at; false is a fault or the wish for more. */

/* A measurement, key or tag value: up to an unescaped delimiter or the end of the record.  May be
 * empty. */
bool sz_lp_take_name(SzLpRecord *record, guint8 delimiters, guint8 escapes, SzSlice *out);
/* From the opening quote to behind the closing one. */
bool sz_lp_take_string(SzLpRecord *record, SzLpValue *out);
/* Everything up to a comma, a space or the end of the record. */
bool sz_lp_take_token(SzLpRecord *record, SzSlice *out);

static inline bool sz_lp_fail_here(SzLpRecord *record, SzLpKind kind, const char *expected)
{
    return sz_lp_record_fail(record, kind, record->at, expected);
}

static inline bool sz_lp_want_more(SzLpRecord *record)
{
    record->outcome = SZ_LP_RECORD_MORE;
    return false;
}

/* Does the record end here?  One CR right before the LF, or before the end of the body, is no part
 * of it. */
static inline SzLpLineEnd sz_lp_line_end(const SzLpRecord *record)
{
    const char *at = record->at;
    if (at < record->end && *at == '\r') {
        at++;
    }
    if (at == record->end) {
        return record->is_last ? SZ_LP_END_YES : SZ_LP_END_UNKNOWN;
    }
    return *at == '\n' ? SZ_LP_END_YES : SZ_LP_END_NO;
}

/* After a scan that stopped at a delimiter or at the end of the record: which of them; LF for the
 * end. */
static inline char sz_lp_delimiter(const SzLpRecord *record)
{
    if (record->at == record->end || *record->at == '\r') {
        return '\n';
    }
    return *record->at;
}

static inline void sz_lp_pass_blanks(SzLpRecord *record)
{
    while (record->at < record->end && (*record->at == ' ' || *record->at == '\t')) {
        record->at++;
    }
}

/* line_protocol_sets.c: tags sorted, fields without repeats. */
bool sz_lp_record_add_tag(SzLpRecord *record, SzSlice key, SzSlice value, const char *key_at);
bool sz_lp_record_finish_tags(SzLpRecord *record);
bool sz_lp_record_add_field(SzLpRecord *record, SzSlice key, const SzLpValue *value,
                            const char *key_at);
bool sz_lp_record_finish_fields(SzLpRecord *record);

/* line_protocol_number.c: an unquoted field value.  @digits: scratch.
 * Returns SZ_LP_OK and sets @out, or says what is wrong. */
SzLpKind sz_lp_value_parse(SzSlice text, GString *digits, SzLpValue *out);
/* -?digits, times @ns_per_unit; BAD_TIMESTAMP or TIMESTAMP_OUT_OF_RANGE. */
SzLpKind sz_lp_time_parse(SzSlice text, gint64 ns_per_unit, gint64 *out_ns);

/* Looks for the LF that ends a record, a piece at a time: a quote right after '=' opens a string. */
typedef struct {
    gsize at;       /* bytes looked at so far, from the start of the record */
    gsize first_lf; /* if has_lf: the first LF seen, inside a string or not */
    bool has_lf;
    bool knows_escapes; /* a backslash before '=' makes it an ordinary byte */
    bool is_in_string;
    bool is_escaped;      /* the last byte was a backslash in a string */
    bool is_after_equals; /* the last byte was such an '=' */
    bool is_after_backslash;
} SzLpScan;

/* Goes on from scan->at to @limit.  Returns true iff data[scan->at] is an LF outside strings. */
bool sz_lp_scan(SzLpScan *scan, const char *data, gsize limit);

/* line_protocol_plain.c: the quick way to the normalised form, for a point that the parser has delivered. */
bool sz_lp_is_quickly_written(const SzLpPoint *point);
gsize sz_lp_plain_max_bytes(const SzLpPoint *point);
/* @to: room for sz_lp_plain_max_bytes().  Returns: how many bytes, LF included. */
gsize sz_lp_write_plain(char *to, const SzLpPoint *point, gint64 default_time_ns);
