/* The words for what is wrong with a record. */

#include "collector/line_protocol_internal.h"
#include "metrics/shown_text.h"
#include "metrics/wall_time.h"

/* Bytes of the record that a message shows. */
#define SHOWN_BYTES 24

static const char *const kind_names[SZ_LP_N_KINDS] = {
    [SZ_LP_OK] = "ok",
    [SZ_LP_MISSING_MEASUREMENT] = "missing_measurement",
    [SZ_LP_MISSING_TAG_KEY] = "missing_tag_key",
    [SZ_LP_MISSING_TAG_VALUE] = "missing_tag_value",
    [SZ_LP_INVALID_TAG_FORMAT] = "invalid_tag_format",
    [SZ_LP_DUPLICATE_TAG] = "duplicate_tag",
    [SZ_LP_MISSING_FIELDS] = "missing_fields",
    [SZ_LP_MISSING_FIELD_KEY] = "missing_field_key",
    [SZ_LP_MISSING_FIELD_VALUE] = "missing_field_value",
    [SZ_LP_INVALID_FIELD_FORMAT] = "invalid_field_format",
    [SZ_LP_INVALID_FIELD_VALUE] = "invalid_field_value",
    [SZ_LP_INVALID_NUMBER] = "invalid_number",
    [SZ_LP_NUMBER_OUT_OF_RANGE] = "number_out_of_range",
    [SZ_LP_UNBALANCED_QUOTES] = "unbalanced_quotes",
    [SZ_LP_BAD_TIMESTAMP] = "bad_timestamp",
    [SZ_LP_TIMESTAMP_OUT_OF_RANGE] = "timestamp_out_of_range",
    [SZ_LP_TRAILING_DATA] = "trailing_data",
    [SZ_LP_CONTROL_CHAR] = "control_char",
    [SZ_LP_INVALID_UTF8] = "invalid_utf8",
    [SZ_LP_TOO_LONG] = "too_long",
    [SZ_LP_RESERVED_KEY] = "reserved_key",
    [SZ_LP_FIELD_TYPE_CONFLICT] = "field_type_conflict",
};

const char *sz_lp_kind_name(SzLpKind kind)
{
    return kind_names[kind];
}

bool sz_lp_precision_parse(SzSlice text, gint64 *out_ns_per_unit)
{
    static const struct {
        const char *name;
        gint64 ns;
    } precisions[] = {
        {"", 1},
        {"n", 1},
        {"ns", 1},
        {"u", 1000},
        {"us", 1000},
        {"ms", 1000000},
        {"s", SZ_NS_PER_S},
        {"m", 60 * SZ_NS_PER_S},
        {"h", 3600 * SZ_NS_PER_S},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(precisions); i++) {
        if (sz_slice_equal(sz_slice(precisions[i].name), text)) {
            *out_ns_per_unit = precisions[i].ns;
            return true;
        }
    }
    return false;
}

/* Where the run of digits around @at starts, so that none is shown in part. */
static const char *back_over_digits(const char *at, const char *start, const char *end)
{
    while (at > start && at < end && g_ascii_isdigit(*at) && g_ascii_isdigit(at[-1])) {
        at--;
    }
    return at;
}

void sz_lp_fault_describe(const SzLpFault *fault, const char *start, const char *end,
                          SzLpError *out_error)
{
    const char *from = back_over_digits(fault->at, start, end);
    gsize left = from < end ? (gsize)(end - from) : 0;
    const char *lf = left > 0 ? memchr(from, '\n', left) : NULL;
    SzSlice found = {from, lf != NULL ? (gsize)(lf - from) : left};
    out_error->kind = fault->kind;
    out_error->column = (gsize)(fault->at - start) + 1;
    SzShownText message = sz_shown_text(out_error->message, sizeof out_error->message);
    if (fault->kind == SZ_LP_TOO_LONG) {
        sz_shown_add(&message, "found too much");
    } else if (found.len == 0) {
        sz_shown_add(&message, "found the end of the line");
    } else {
        sz_shown_add(&message, "found '");
        sz_shown_add_outside(&message, found, SHOWN_BYTES);
        sz_shown_add(&message, "'");
    }
    sz_shown_add(&message, ", expected ");
    sz_shown_add(&message, fault->expected);
}
