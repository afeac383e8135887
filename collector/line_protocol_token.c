/* The pieces of a record: names, strings, and everything else up to a delimiter. */

#include "collector/line_protocol_internal.h"

/* What a backslash may stand before in a string; before anything else it is a byte like any other. */
#define ESCAPES_IN_STRING (SZ_LP_QUOTE | SZ_LP_BACKSLASH)

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

/* Passes a backslash, and what it escapes.  Returns true if it escapes something. */
static bool pass_backslash(SzLpRecord *record, guint8 escapes)
{
    record->has_backslash = true;
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
        switch (sz_lp_line_end(record)) {
        case SZ_LP_END_YES:
            return false;
        case SZ_LP_END_UNKNOWN:
            return sz_lp_want_more(record);
        case SZ_LP_END_NO:
            break;
        }
        return sz_lp_fail_here(record, SZ_LP_CONTROL_CHAR, "no control characters in names");
    }
    int n = sz_lp_utf8_length(record->at, left);
    if (n > 0) {
        record->at += n;
        return true;
    }
    if (n < 0 && !record->is_last) {
        return sz_lp_want_more(record);
    }
    return sz_lp_fail_here(record, SZ_LP_INVALID_UTF8, "UTF-8");
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

/* A measurement, key or tag value: up to an unescaped sz_lp_delimiter or the end of the record.  May be
 * empty. */
bool sz_lp_take_name(SzLpRecord *record, guint8 delimiters, guint8 escapes, SzSlice *out)
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
        return sz_lp_want_more(record);
    }
    *out = has_escapes ? unescape(record, begin, record->at, escapes)
                       : (SzSlice){begin, (gsize)(record->at - begin)};
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
bool sz_lp_take_string(SzLpRecord *record, SzLpValue *out)
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
        return !record->is_last ? sz_lp_want_more(record)
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
bool sz_lp_take_token(SzLpRecord *record, SzSlice *out)
{
    const char *begin = record->at;
    while (go_to(record, SZ_LP_COMMA | SZ_LP_SPACE | SZ_LP_CONTROL)) {
        if ((sz_lp_class(*record->at) & SZ_LP_CONTROL) == 0) {
            break;
        }
        SzLpLineEnd end = sz_lp_line_end(record);
        if (end == SZ_LP_END_UNKNOWN) {
            return sz_lp_want_more(record);
        }
        if (end == SZ_LP_END_YES) {
            break;
        }
        record->at++;
    }
    if (record->at == record->end && !record->is_last) {
        return sz_lp_want_more(record);
    }
    *out = (SzSlice){begin, (gsize)(record->at - begin)};
    return true;
}
