/* The grammar of one record. */

#include "collector/line_protocol_internal.h"

/* What a backslash may stand before; before anything else it is a byte like any other. */
enum {
    ESCAPES_IN_TAG = SZ_LP_COMMA | SZ_LP_SPACE | SZ_LP_EQUALS,
    ESCAPES_IN_NAME = ESCAPES_IN_TAG | SZ_LP_QUOTE, /* measurement, field key */
    ESCAPES_IN_STRING = SZ_LP_QUOTE | SZ_LP_BACKSLASH,
};

typedef enum { END_NO, END_YES, END_UNKNOWN } LineEnd;

void sz_lp_record_init(SzLpRecord *record, const SzLpLimits *limits, gint64 ns_per_unit)
{
    *record = (SzLpRecord){
        .ns_per_unit = ns_per_unit,
        .tags_max = limits->tags_max,
        .fields_max = limits->fields_max,
        .digits = g_string_new(NULL),
    };
}

void sz_lp_record_clear(SzLpRecord *record)
{
    g_free(record->tags);
    g_free(record->fields);
    g_free(record->order);
    g_free(record->text);
    g_string_free(record->digits, TRUE);
}

bool sz_lp_record_fail(SzLpRecord *record, SzLpKind kind, const char *at, const char *expected)
{
    record->outcome = SZ_LP_RECORD_FAULT;
    record->fault = (SzLpFault){kind, at, record->at, expected};
    return false;
}

static bool fail_here(SzLpRecord *record, SzLpKind kind, const char *expected)
{
    return sz_lp_record_fail(record, kind, record->at, expected);
}

static bool want_more(SzLpRecord *record)
{
    record->outcome = SZ_LP_RECORD_MORE;
    return false;
}

/* Does the record end here?  One CR right before the LF, or before the end of the body, is no part
 * of it. */
static LineEnd line_end(const SzLpRecord *record)
{
    const char *at = record->at;
    if (at < record->end && *at == '\r') {
        at++;
    }
    if (at == record->end) {
        return record->is_last ? END_YES : END_UNKNOWN;
    }
    return *at == '\n' ? END_YES : END_NO;
}

/* After a scan that stopped at a delimiter or at the end of the record: which of them; LF for the
 * end. */
static char delimiter(const SzLpRecord *record)
{
    if (record->at == record->end || *record->at == '\r') {
        return '\n';
    }
    return *record->at;
}

/* Goes to the next byte of one of @classes.  Returns false at the end of the data. */
static inline bool go_to(SzLpRecord *record, guint8 classes)
{
    const char *at = record->at;
    const char *end = record->end;
    while (at < end && (sz_lp_class(*at) & classes) == 0) {
        at++;
    }
    record->at = at;
    return at < end;
}

static void pass_blanks(SzLpRecord *record)
{
    while (record->at < record->end && (*record->at == ' ' || *record->at == '\t')) {
        record->at++;
    }
}

/* Passes a backslash, and what it escapes.  Returns true if it escapes something. */
static bool pass_backslash(SzLpRecord *record, guint8 escapes)
{
    record->at++;
    if (record->at < record->end && (sz_lp_class(*record->at) & escapes) != 0) {
        record->at++;
        return true;
    }
    return false;
}

/* Passes a byte that is not plain in a name.  Returns false when the scan is over: at the end of the
 * record, or undecided, or at a mistake; the outcome tells. */
static bool pass_in_name(SzLpRecord *record)
{
    gsize left = (gsize)(record->end - record->at);
    if ((sz_lp_class(*record->at) & SZ_LP_CONTROL) != 0) {
        switch (line_end(record)) {
        case END_YES:
            return false;
        case END_UNKNOWN:
            return want_more(record);
        case END_NO:
            break;
        }
        return fail_here(record, SZ_LP_CONTROL_CHAR, "no control characters in names");
    }
    int n = sz_lp_utf8_length(record->at, left);
    if (n > 0) {
        record->at += n;
        return true;
    }
    if (n < 0 && !record->is_last) {
        return want_more(record);
    }
    return fail_here(record, SZ_LP_INVALID_UTF8, "UTF-8");
}

/* Room for what is unescaped from here to the end of the record, so that no slice ever moves. */
static char *reserve_text(SzLpRecord *record, const char *from)
{
    gsize wanted = record->text_len + (gsize)(record->end - from);
    if (wanted > record->text_capacity) {
        g_assert(record->text_len == 0);
        g_free(record->text);
        record->text = g_malloc(wanted);
        record->text_capacity = wanted;
    }
    return record->text + record->text_len;
}

static SzSlice unescape(SzLpRecord *record, const char *from, const char *to, guint8 escapes)
{
    char *begin = reserve_text(record, from);
    char *out = begin;
    for (const char *in = from; in < to; in++) {
        if (*in == '\\' && in + 1 < to && (sz_lp_class(in[1]) & escapes) != 0) {
            in++;
        }
        *out++ = *in;
    }
    gsize len = (gsize)(out - begin);
    record->text_len += len;
    return (SzSlice){begin, len};
}

/* A measurement, key or tag value: up to an unescaped delimiter or the end of the record.  May be
 * empty. */
static bool parse_name(SzLpRecord *record, guint8 delimiters, guint8 escapes, SzSlice *out)
{
    const guint8 special = delimiters | SZ_LP_BACKSLASH | SZ_LP_CONTROL | SZ_LP_HIGH;
    const char *begin = record->at;
    bool has_escapes = false;
    record->outcome = SZ_LP_RECORD_POINT;
    while (go_to(record, special)) {
        guint8 class = sz_lp_class(*record->at);
        if ((class & delimiters) != 0) {
            break;
        }
        if ((class & SZ_LP_BACKSLASH) != 0) {
            has_escapes |= pass_backslash(record, escapes);
        } else if (!pass_in_name(record)) {
            break;
        }
    }
    if (record->outcome != SZ_LP_RECORD_POINT) {
        return false;
    }
    if (record->at == record->end && !record->is_last) {
        return want_more(record);
    }
    *out = has_escapes ? unescape(record, begin, record->at, escapes)
                       : (SzSlice){begin, (gsize)(record->at - begin)};
    return true;
}

static bool parse_tag(SzLpRecord *record)
{
    const char *key_at = record->at;
    SzSlice key = {0};
    SzSlice value = {0};
    const guint8 all = SZ_LP_COMMA | SZ_LP_SPACE | SZ_LP_EQUALS;
    if (!parse_name(record, all, ESCAPES_IN_TAG, &key)) {
        return false;
    }
    if (key.len == 0) {
        return fail_here(record, SZ_LP_MISSING_TAG_KEY, "a tag key after the comma");
    }
    if (delimiter(record) != '=') {
        return fail_here(record, SZ_LP_MISSING_TAG_VALUE, "'=' and a value after the tag key");
    }
    record->at++;
    if (!parse_name(record, all, ESCAPES_IN_TAG, &value)) {
        return false;
    }
    if (delimiter(record) == '=') {
        return fail_here(record, SZ_LP_INVALID_TAG_FORMAT, "'=' in a tag value written as '\\='");
    }
    if (value.len == 0) {
        return fail_here(record, SZ_LP_MISSING_TAG_VALUE, "a tag value after '='");
    }
    return sz_lp_record_add_tag(record, key, value, key_at);
}

/* Measurement and tags, and the blanks before the first field. */
static bool parse_series(SzLpRecord *record, gsize *out_series_bytes)
{
    const char *begin = record->at;
    if (!parse_name(record, SZ_LP_COMMA | SZ_LP_SPACE, ESCAPES_IN_NAME, &record->measurement)) {
        return false;
    }
    if (record->measurement.len == 0) {
        return fail_here(record, SZ_LP_MISSING_MEASUREMENT, "a measurement");
    }
    while (delimiter(record) == ',') {
        record->at++;
        if (!parse_tag(record)) {
            return false;
        }
    }
    *out_series_bytes = (gsize)(record->at - begin);
    if (*out_series_bytes > SZ_LP_KEY_MAX_BYTES) {
        return sz_lp_record_fail(record, SZ_LP_TOO_LONG, begin,
                                 "at most 65535 bytes of measurement and tags");
    }
    if (!sz_lp_record_finish_tags(record)) {
        return false;
    }
    pass_blanks(record);
    switch (line_end(record)) {
    case END_UNKNOWN:
        return want_more(record);
    case END_YES:
        return fail_here(record, SZ_LP_MISSING_FIELDS, "a space and a field");
    case END_NO:
        break;
    }
    return true;
}

/* Passes one special byte inside a string; remembers the first that is no UTF-8.
 * Returns false if more bytes are needed to tell. */
static bool pass_in_string(SzLpRecord *record, const char **bad)
{
    if (*record->at == '\n') {
        record->n_inner_lf++;
        record->at++;
        return true;
    }
    int n = sz_lp_utf8_length(record->at, (gsize)(record->end - record->at));
    if (n < 0 && !record->is_last) {
        return false;
    }
    if (n <= 0 && *bad == NULL) {
        *bad = record->at;
    }
    record->at += n <= 0 ? 1 : n;
    return true;
}

/* A string is read to its closing quote before its text is judged, so that where the record goes on
 * never depends on what is inside the string. */
static bool parse_string(SzLpRecord *record, SzLpValue *out)
{
    const guint8 special = SZ_LP_QUOTE | SZ_LP_BACKSLASH | SZ_LP_HIGH | SZ_LP_LF;
    const char *open_quote = record->at++;
    const char *bad = NULL;
    bool has_escapes = false;
    bool is_stuck = false;
    while (!is_stuck && go_to(record, special) && *record->at != '"') {
        if (*record->at == '\\') {
            has_escapes |= pass_backslash(record, ESCAPES_IN_STRING);
        } else {
            is_stuck = !pass_in_string(record, &bad);
        }
    }
    if (is_stuck || record->at == record->end) {
        record->open_quote = open_quote;
        return !record->is_last ? want_more(record)
                                : sz_lp_record_fail(record, SZ_LP_UNBALANCED_QUOTES, open_quote,
                                                    "a closing quote before the end");
    }
    const char *close_quote = record->at++;
    if (bad != NULL) {
        return sz_lp_record_fail(record, SZ_LP_INVALID_UTF8, bad, "UTF-8");
    }
    const char *begin = open_quote + 1;
    *out = (SzLpValue){.type = SZ_LP_STRING,
                       .as.s = has_escapes ? unescape(record, begin, close_quote, ESCAPES_IN_STRING)
                                           : (SzSlice){begin, (gsize)(close_quote - begin)}};
    return true;
}

/* Everything up to a comma, a space or the end of the record. */
static bool parse_token(SzLpRecord *record, SzSlice *out)
{
    const char *begin = record->at;
    while (go_to(record, SZ_LP_COMMA | SZ_LP_SPACE | SZ_LP_CONTROL)) {
        if ((sz_lp_class(*record->at) & SZ_LP_CONTROL) == 0) {
            break;
        }
        LineEnd end = line_end(record);
        if (end == END_UNKNOWN) {
            return want_more(record);
        }
        if (end == END_YES) {
            break;
        }
        record->at++;
    }
    if (record->at == record->end && !record->is_last) {
        return want_more(record);
    }
    *out = (SzSlice){begin, (gsize)(record->at - begin)};
    return true;
}

static const char *expected_value(SzLpKind kind)
{
    return kind == SZ_LP_NUMBER_OUT_OF_RANGE ? "a number that 64 bits can hold"
                                             : "a number, true, false or a string in double quotes";
}

static bool parse_value(SzLpRecord *record, SzLpValue *out)
{
    if (record->at == record->end && !record->is_last) {
        return want_more(record);
    }
    if (record->at < record->end && *record->at == '"') {
        return parse_string(record, out);
    }
    SzSlice token = {0};
    if (!parse_token(record, &token)) {
        return false;
    }
    if (token.len == 0) {
        return fail_here(record, SZ_LP_MISSING_FIELD_VALUE, "a value after '='");
    }
    SzLpKind kind = sz_lp_value_parse(token, record->digits, out);
    if (kind != SZ_LP_OK) {
        record->at = token.data;
        return fail_here(record, kind, expected_value(kind));
    }
    return true;
}

static bool parse_field(SzLpRecord *record, gsize series_bytes)
{
    const char *key_at = record->at;
    SzSlice key = {0};
    if (!parse_name(record, SZ_LP_COMMA | SZ_LP_SPACE | SZ_LP_EQUALS, ESCAPES_IN_NAME, &key)) {
        return false;
    }
    if (key.len == 0) {
        return fail_here(record, SZ_LP_MISSING_FIELD_KEY, "a field key");
    }
    if (delimiter(record) != '=') {
        return fail_here(record, SZ_LP_INVALID_FIELD_FORMAT, "'=' and a value after the field key");
    }
    if (series_bytes + (gsize)(record->at - key_at) > SZ_LP_KEY_MAX_BYTES) {
        return sz_lp_record_fail(record, SZ_LP_TOO_LONG, key_at,
                                 "at most 65535 bytes of measurement, tags and field key");
    }
    record->at++;
    SzLpValue value = {0};
    return parse_value(record, &value) && sz_lp_record_add_field(record, key, &value, key_at);
}

static bool parse_fields(SzLpRecord *record, gsize series_bytes)
{
    if (!parse_field(record, series_bytes)) {
        return false;
    }
    while (record->at < record->end && *record->at == ',') {
        record->at++;
        if (!parse_field(record, series_bytes)) {
            return false;
        }
    }
    switch (line_end(record)) {
    case END_UNKNOWN:
        return want_more(record);
    case END_YES:
        break;
    case END_NO:
        if (*record->at != ' ') {
            return fail_here(record, SZ_LP_INVALID_FIELD_FORMAT,
                             "a comma, a space or the end of the line after a string");
        }
        break;
    }
    return sz_lp_record_finish_fields(record);
}

/* After the timestamp only spaces may follow. */
static bool parse_end(SzLpRecord *record)
{
    while (record->at < record->end && *record->at == ' ') {
        record->at++;
    }
    switch (line_end(record)) {
    case END_UNKNOWN:
        return want_more(record);
    case END_YES:
        break;
    case END_NO:
        return fail_here(record, SZ_LP_TRAILING_DATA, "the end of the line after the timestamp");
    }
    return true;
}

static bool parse_time(SzLpRecord *record)
{
    pass_blanks(record);
    LineEnd end = line_end(record);
    if (end != END_NO) {
        return end == END_YES || want_more(record);
    }
    SzSlice token = {0};
    if (!parse_token(record, &token)) {
        return false;
    }
    SzLpKind kind = sz_lp_time_parse(token, record->ns_per_unit, &record->time_ns);
    if (kind != SZ_LP_OK) {
        record->at = token.data;
        return fail_here(record, kind,
                         kind == SZ_LP_BAD_TIMESTAMP ? "a whole number as timestamp"
                                                     : "a time between the years 1677 and 2262");
    }
    record->has_time = true;
    return parse_end(record);
}

SzLpOutcome sz_lp_record_parse(SzLpRecord *record, const char *data, gsize len, bool is_last)
{
    record->start = data;
    record->at = data;
    record->end = data + len;
    record->is_last = is_last;
    record->open_quote = NULL;
    record->n_inner_lf = 0;
    record->n_tags = 0;
    record->is_unsorted = false;
    record->n_fields = 0;
    record->is_unchecked = false;
    record->time_field = NULL;
    record->has_time = false;
    record->text_len = 0;

    pass_blanks(record);
    LineEnd end = line_end(record);
    if (end != END_NO) {
        return end == END_YES ? SZ_LP_RECORD_EMPTY : SZ_LP_RECORD_MORE;
    }
    if (*record->at == '#') {
        return SZ_LP_RECORD_COMMENT;
    }
    gsize series_bytes = 0;
    bool is_good = parse_series(record, &series_bytes) && parse_fields(record, series_bytes) &&
                   parse_time(record);
    return is_good ? SZ_LP_RECORD_POINT : record->outcome;
}
