/* The normalised form of a point that came without a backslash: copied, not looked through.
 *
 * Its names and strings are what the grammar lets in unescaped, so their bytes in the record are those of the
 * normalised form (line_protocol_write.c says what that is; a test holds the two against each other). */

#include "collector/line_protocol_internal.h"
#include "collector/line_protocol_write.h"

#include "metrics/decimal.h"

/* A field's value, beside a string's bytes. */
#define VALUE_MAX_BYTES (SZ_LP_FLOAT_TEXT + 2)
#define TIME_MAX_BYTES (SZ_DECIMAL_MAX_BYTES + 2)
/* More are sorted elsewhere. */
#define FIELDS_MAX 32

bool sz_lp_is_quickly_written(const SzLpPoint *point)
{
    const SzSlice mark = SZ_SLICE("\xef");
    return point->is_plain && point->n_fields <= FIELDS_MAX &&
           point->measurement.data[0] != mark.data[0];
}

gsize sz_lp_plain_max_bytes(const SzLpPoint *point)
{
    gsize n = point->measurement.len + TIME_MAX_BYTES;
    for (gsize i = 0; i < point->n_tags; i++) {
        n += point->tags[i].key.len + point->tags[i].value.len + 2;
    }
    for (gsize i = 0; i < point->n_fields; i++) {
        const SzLpValue *value = &point->fields[i].value;
        n += point->fields[i].key.len + 2 + VALUE_MAX_BYTES;
        n += value->type == SZ_LP_STRING ? value->as.s.len : 0;
    }
    return n;
}

static char *put(char *to, SzSlice bytes)
{
    memcpy(to, bytes.data, bytes.len);
    return to + bytes.len;
}

static char *put_series(char *to, const SzLpPoint *point)
{
    if (point->series.len > 0) {
        return put(to, point->series);
    }
    to = put(to, point->measurement);
    for (gsize i = 0; i < point->n_tags; i++) {
        *to++ = ',';
        to = put(to, point->tags[i].key);
        *to++ = '=';
        to = put(to, point->tags[i].value);
    }
    return to;
}

static char *put_int(char *to, gint64 value)
{
    if (value < 0) {
        *to++ = '-';
    }
    return to + sz_decimal_write(to, value < 0 ? 0 - (guint64)value : (guint64)value);
}

static char *put_number(char *to, const SzLpValue *value)
{
    switch (value->type) {
    case SZ_LP_FLOAT:
        return to + sz_lp_float_format(value->as.f, to);
    case SZ_LP_INT:
        to = put_int(to, value->as.i);
        *to++ = 'i';
        return to;
    case SZ_LP_UINT:
        to += sz_decimal_write(to, value->as.u);
        *to++ = 'u';
        return to;
    case SZ_LP_BOOL:
        return put(to, value->as.b ? SZ_SLICE("true") : SZ_SLICE("false"));
    case SZ_LP_STRING:
        break;
    }
    return to;
}

static char *put_field(char *to, const SzLpField *field)
{
    if (field->value.type == SZ_LP_STRING) { /* key="text" stands in one piece in the record */
        const char *end = field->value.as.s.data + field->value.as.s.len + 1;
        return put(to, (SzSlice){field->key.data, (gsize)(end - field->key.data)});
    }
    to = put(to, field->key);
    *to++ = '=';
    return put_number(to, &field->value);
}

/* Fills @order with the places of the fields in order of their keys. */
static void sort_fields(const SzLpPoint *point, guint8 order[FIELDS_MAX])
{
    for (guint i = 0; i < point->n_fields; i++) {
        guint j = i;
        for (; j > 0 && sz_slice_compare(point->fields[order[j - 1]].key, point->fields[i].key) > 0;
             j--) {
            order[j] = order[j - 1];
        }
        order[j] = (guint8)i;
    }
}

gsize sz_lp_write_plain(char *to, const SzLpPoint *point, gint64 default_time_ns)
{
    const char *begin = to;
    guint8 order[FIELDS_MAX];
    sort_fields(point, order);
    to = put_series(to, point);
    for (gsize i = 0; i < point->n_fields; i++) {
        *to++ = i == 0 ? ' ' : ',';
        to = put_field(to, &point->fields[order[i]]);
    }
    *to++ = ' ';
    to = put_int(to, point->has_time ? point->time_ns : default_time_ns);
    *to++ = '\n';
    return (gsize)(to - begin);
}
