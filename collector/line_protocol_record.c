/* The grammar of one record. */

#include "collector/line_protocol_internal.h"

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

static bool parse_tag(SzLpRecord *record)
{
    const char *key_at = record->at;
    SzSlice key = {0};
    SzSlice value = {0};
    const guint8 all = SZ_LP_COMMA | SZ_LP_SPACE | SZ_LP_EQUALS;
    if (!sz_lp_take_name(record, all, SZ_LP_ESCAPES_IN_TAG, &key)) {
        return false;
    }
    if (key.len == 0) {
        return sz_lp_fail_here(record, SZ_LP_MISSING_TAG_KEY, "a tag key after the comma");
    }
    if (sz_lp_delimiter(record) != '=') {
        return sz_lp_fail_here(record, SZ_LP_MISSING_TAG_VALUE,
                               "'=' and a value after the tag key");
    }
    record->at++;
    if (!sz_lp_take_name(record, all, SZ_LP_ESCAPES_IN_TAG, &value)) {
        return false;
    }
    if (sz_lp_delimiter(record) == '=') {
        return sz_lp_fail_here(record, SZ_LP_INVALID_TAG_FORMAT,
                               "'=' in a tag value written as '\\='");
    }
    if (value.len == 0) {
        return sz_lp_fail_here(record, SZ_LP_MISSING_TAG_VALUE, "a tag value after '='");
    }
    return sz_lp_record_add_tag(record, key, value, key_at);
}

/* Measurement and tags, and the blanks before the first field. */
static bool parse_series(SzLpRecord *record, gsize *out_series_bytes)
{
    const char *begin = record->at;
    if (!sz_lp_take_name(record, SZ_LP_COMMA | SZ_LP_SPACE, SZ_LP_ESCAPES_IN_NAME,
                         &record->measurement)) {
        return false;
    }
    if (record->measurement.len == 0) {
        return sz_lp_fail_here(record, SZ_LP_MISSING_MEASUREMENT, "a measurement");
    }
    while (sz_lp_delimiter(record) == ',') {
        record->at++;
        if (!parse_tag(record)) {
            return false;
        }
    }
    *out_series_bytes = (gsize)(record->at - begin);
    record->series = (SzSlice){begin, *out_series_bytes};
    if (*out_series_bytes > SZ_LP_KEY_MAX_BYTES) {
        return sz_lp_record_fail(record, SZ_LP_TOO_LONG, begin,
                                 "at most 65535 bytes of measurement and tags");
    }
    if (!sz_lp_record_finish_tags(record)) {
        return false;
    }
    sz_lp_pass_blanks(record);
    switch (sz_lp_line_end(record)) {
    case SZ_LP_END_UNKNOWN:
        return sz_lp_want_more(record);
    case SZ_LP_END_YES:
        return sz_lp_fail_here(record, SZ_LP_MISSING_FIELDS, "a space and a field");
    case SZ_LP_END_NO:
        break;
    }
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
        return sz_lp_want_more(record);
    }
    if (record->at < record->end && *record->at == '"') {
        return sz_lp_take_string(record, out);
    }
    SzSlice token = {0};
    if (!sz_lp_take_token(record, &token)) {
        return false;
    }
    if (token.len == 0) {
        return sz_lp_fail_here(record, SZ_LP_MISSING_FIELD_VALUE, "a value after '='");
    }
    SzLpKind kind = sz_lp_value_parse(token, record->digits, out);
    if (kind != SZ_LP_OK) {
        record->at = token.data;
        return sz_lp_fail_here(record, kind, expected_value(kind));
    }
    return true;
}

static bool parse_field(SzLpRecord *record, gsize series_bytes)
{
    const char *key_at = record->at;
    SzSlice key = {0};
    if (!sz_lp_take_name(record, SZ_LP_COMMA | SZ_LP_SPACE | SZ_LP_EQUALS, SZ_LP_ESCAPES_IN_NAME,
                         &key)) {
        return false;
    }
    if (key.len == 0) {
        return sz_lp_fail_here(record, SZ_LP_MISSING_FIELD_KEY, "a field key");
    }
    if (sz_lp_delimiter(record) != '=') {
        return sz_lp_fail_here(record, SZ_LP_INVALID_FIELD_FORMAT,
                               "'=' and a value after the field key");
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
    switch (sz_lp_line_end(record)) {
    case SZ_LP_END_UNKNOWN:
        return sz_lp_want_more(record);
    case SZ_LP_END_YES:
        break;
    case SZ_LP_END_NO:
        if (*record->at != ' ') {
            return sz_lp_fail_here(record, SZ_LP_INVALID_FIELD_FORMAT,
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
    switch (sz_lp_line_end(record)) {
    case SZ_LP_END_UNKNOWN:
        return sz_lp_want_more(record);
    case SZ_LP_END_YES:
        break;
    case SZ_LP_END_NO:
        return sz_lp_fail_here(record, SZ_LP_TRAILING_DATA,
                               "the end of the line after the timestamp");
    }
    return true;
}

static bool parse_time(SzLpRecord *record)
{
    sz_lp_pass_blanks(record);
    SzLpLineEnd end = sz_lp_line_end(record);
    if (end != SZ_LP_END_NO) {
        return end == SZ_LP_END_YES || sz_lp_want_more(record);
    }
    SzSlice token = {0};
    if (!sz_lp_take_token(record, &token)) {
        return false;
    }
    SzLpKind kind = sz_lp_time_parse(token, record->ns_per_unit, &record->time_ns);
    if (kind != SZ_LP_OK) {
        record->at = token.data;
        return sz_lp_fail_here(record, kind,
                               kind == SZ_LP_BAD_TIMESTAMP
                                   ? "a whole number as timestamp"
                                   : "a time between the years 1677 and 2262");
    }
    record->has_time = true;
    return parse_end(record);
}

static void begin(SzLpRecord *record)
{
    record->at = record->start;
    record->open_quote = NULL;
    record->n_inner_lf = 0;
    record->n_tags = 0;
    record->is_unsorted = false;
    record->is_reordered = false;
    record->has_backslash = false;
    record->n_fields = 0;
    record->is_unchecked = false;
    record->time_field = NULL;
    record->has_time = false;
    record->text_len = 0;
}

SzLpOutcome sz_lp_record_parse(SzLpRecord *record, const char *data, gsize len, bool is_last)
{
    record->start = data;
    record->end = data + len;
    record->is_last = is_last;
    begin(record);
    if (!record->is_careful) {
        if (sz_lp_record_quick(record)) {
            return SZ_LP_RECORD_POINT;
        }
        begin(record);
    }
    sz_lp_pass_blanks(record);
    SzLpLineEnd end = sz_lp_line_end(record);
    if (end != SZ_LP_END_NO) {
        return end == SZ_LP_END_YES ? SZ_LP_RECORD_EMPTY : SZ_LP_RECORD_MORE;
    }
    if (*record->at == '#') {
        return SZ_LP_RECORD_COMMENT;
    }
    gsize series_bytes = 0;
    bool is_good = parse_series(record, &series_bytes) && parse_fields(record, series_bytes) &&
                   parse_time(record);
    return is_good ? SZ_LP_RECORD_POINT : record->outcome;
}
