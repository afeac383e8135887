#include "collector/line_protocol_write.h"

#include "collector/error.h"
#include "collector/line_protocol_internal.h"
#include "metrics/decimal.h"

#include <math.h>

/* Indices in order of the keys; on the stack when there are few. */
#define FEW 32

typedef SzSlice (*KeyAt)(const SzLpPoint *point, gsize i);

static SzSlice tag_key_at(const SzLpPoint *point, gsize i)
{
    return point->tags[i].key;
}

static SzSlice field_key_at(const SzLpPoint *point, gsize i)
{
    return point->fields[i].key;
}

static bool fail(GError **error, const char *what, const char *where)
{
    g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX,
                "cannot be written as line protocol: %s %s", where, what);
    return false;
}

static bool has_control(SzSlice name)
{
    for (gsize i = 0; i < name.len; i++) {
        if ((sz_lp_class(name.data[i]) & SZ_LP_CONTROL) != 0) {
            return true;
        }
    }
    return false;
}

static bool check_name(SzSlice name, const char *where, GError **error)
{
    if (name.len == 0) {
        return fail(error, "is empty", where);
    }
    if (name.data[name.len - 1] == '\\') {
        return fail(error, "ends in a backslash", where);
    }
    if (has_control(name)) {
        return fail(error, "holds a control character", where);
    }
    return sz_lp_utf8_is_valid(name) || fail(error, "is not UTF-8", where);
}

/* Appends @name with a backslash before each of @always, and before each of @after_backslash that
 * follows a backslash (else the two would read as one). */
static void append_name(GString *text, SzSlice name, guint8 always, guint8 after_backslash)
{
    gsize from = 0;
    for (gsize i = 0; i < name.len; i++) {
        guint8 class = sz_lp_class(name.data[i]);
        bool is_after = i > 0 && name.data[i - 1] == '\\';
        if ((class & always) != 0 || (is_after && (class & after_backslash) != 0)) {
            g_string_append_len(text, name.data + from, (gssize)(i - from));
            g_string_append_c(text, '\\');
            from = i;
        }
    }
    g_string_append_len(text, name.data + from, (gssize)(name.len - from));
}

static void append_string(GString *text, SzSlice value)
{
    gsize from = 0;
    g_string_append_c(text, '"');
    for (gsize i = 0; i < value.len; i++) {
        if ((sz_lp_class(value.data[i]) & (SZ_LP_QUOTE | SZ_LP_BACKSLASH)) != 0) {
            g_string_append_len(text, value.data + from, (gssize)(i - from));
            g_string_append_c(text, '\\');
            from = i;
        }
    }
    g_string_append_len(text, value.data + from, (gssize)(value.len - from));
    g_string_append_c(text, '"');
}

static void append_uint(GString *text, guint64 value)
{
    char digits[SZ_DECIMAL_MAX_BYTES];
    g_string_append_len(text, digits, (gssize)sz_decimal_write(digits, value));
}

static void append_int(GString *text, gint64 value)
{
    if (value < 0) {
        g_string_append_c(text, '-');
    }
    append_uint(text, value < 0 ? 0 - (guint64)value : (guint64)value);
}

static bool append_value(GString *text, const SzLpValue *value, GError **error)
{
    char digits[SZ_LP_FLOAT_TEXT];
    switch (value->type) {
    case SZ_LP_FLOAT:
        if (!isfinite(value->as.f)) {
            return fail(error, "is not finite", "a float");
        }
        g_string_append_len(text, digits, (gssize)sz_lp_float_format(value->as.f, digits));
        break;
    case SZ_LP_INT:
        append_int(text, value->as.i);
        g_string_append_c(text, 'i');
        break;
    case SZ_LP_UINT:
        append_uint(text, value->as.u);
        g_string_append_c(text, 'u');
        break;
    case SZ_LP_BOOL:
        g_string_append(text, value->as.b ? "true" : "false");
        break;
    case SZ_LP_STRING:
        if (!sz_lp_utf8_is_valid(value->as.s)) {
            return fail(error, "is not UTF-8", "a string");
        }
        append_string(text, value->as.s);
        break;
    }
    return true;
}

typedef struct {
    const SzLpPoint *point;
    KeyAt key_at;
} Keys;

static int compare_keys(gconstpointer a, gconstpointer b, gpointer user)
{
    const Keys *keys = user;
    return sz_slice_compare(keys->key_at(keys->point, *(const gsize *)a),
                            keys->key_at(keys->point, *(const gsize *)b));
}

/* Fills @order with 0..n-1 in order of the keys.  Few are sorted by insertion, which is also the
 * quickest when they are sorted already. */
static void sort_keys(Keys *keys, gsize n, gsize *order)
{
    for (gsize i = 0; i < n; i++) {
        order[i] = i;
    }
    if (n > FEW) {
        g_qsort_with_data(order, (gint)n, sizeof *order, compare_keys, keys);
        return;
    }
    for (gsize i = 1; i < n; i++) {
        gsize moved = order[i];
        gsize j = i;
        for (; j > 0 && compare_keys(&order[j - 1], &moved, keys) > 0; j--) {
            order[j] = order[j - 1];
        }
        order[j] = moved;
    }
}

/* Sorts into @few, or into memory that *out_many then owns; refuses a key given twice and `time`. */
static const gsize *order_keys(Keys *keys, gsize n, gsize few[FEW], gsize **out_many,
                               GError **error)
{
    *out_many = n > FEW ? g_new(gsize, n) : NULL;
    gsize *order = n > FEW ? *out_many : few;
    sort_keys(keys, n, order);
    for (gsize i = 0; i < n; i++) {
        if (sz_slice_equal(keys->key_at(keys->point, order[i]), SZ_SLICE("time"))) {
            fail(error, "is reserved", "the key time");
            return NULL;
        }
        if (i > 0 && compare_keys(&order[i - 1], &order[i], keys) == 0) {
            fail(error, "is there twice", "a key");
            return NULL;
        }
    }
    return order;
}

static bool append_tags(GString *text, const SzLpPoint *point, GError **error)
{
    const guint8 escaped = SZ_LP_COMMA | SZ_LP_SPACE | SZ_LP_EQUALS;
    Keys keys = {point, tag_key_at};
    gsize few[FEW];
    g_autofree gsize *many = NULL;
    const gsize *order = order_keys(&keys, point->n_tags, few, &many, error);
    if (order == NULL) {
        return false;
    }
    for (gsize i = 0; i < point->n_tags; i++) {
        const SzLpTag *tag = &point->tags[order[i]];
        if (!check_name(tag->key, "a tag key", error)) {
            return false;
        }
        if (tag->value.len == 0) {
            continue;
        }
        if (!check_name(tag->value, "a tag value", error)) {
            return false;
        }
        g_string_append_c(text, ',');
        append_name(text, tag->key, escaped, 0);
        g_string_append_c(text, '=');
        append_name(text, tag->value, escaped, 0);
    }
    return true;
}

static bool append_fields(GString *text, const SzLpPoint *point, GError **error)
{
    Keys keys = {point, field_key_at};
    gsize few[FEW];
    g_autofree gsize *many = NULL;
    const gsize *order = order_keys(&keys, point->n_fields, few, &many, error);
    if (order == NULL) {
        return false;
    }
    for (gsize i = 0; i < point->n_fields; i++) {
        const SzLpField *field = &point->fields[order[i]];
        if (!check_name(field->key, "a field key", error)) {
            return false;
        }
        g_string_append_c(text, i == 0 ? ' ' : ',');
        append_name(text, field->key, SZ_LP_COMMA | SZ_LP_SPACE | SZ_LP_EQUALS, SZ_LP_QUOTE);
        g_string_append_c(text, '=');
        if (!append_value(text, &field->value, error)) {
            return false;
        }
    }
    return point->n_fields > 0 || fail(error, "has no field", "the point");
}

static bool append_measurement(GString *text, SzSlice measurement, GError **error)
{
    if (!check_name(measurement, "the measurement", error)) {
        return false;
    }
    if (measurement.data[0] == '#') {
        return fail(error, "starts with '#', as comments do", "the measurement");
    }
    const SzSlice mark = SZ_SLICE("\xef\xbb\xbf");
    if (measurement.len >= mark.len && memcmp(measurement.data, mark.data, mark.len) == 0) {
        return fail(error, "starts with a byte order mark", "the measurement");
    }
    append_name(text, measurement, SZ_LP_COMMA | SZ_LP_SPACE, SZ_LP_EQUALS | SZ_LP_QUOTE);
    return true;
}

static bool append_time(GString *text, const SzLpPoint *point, const SzLpWriteOptions *options,
                        GError **error)
{
    if (!point->has_time && !options->has_default_time) {
        return true;
    }
    gint64 time_ns = point->has_time ? point->time_ns : options->default_time_ns;
    if (time_ns == G_MAXINT64 || time_ns <= -G_MAXINT64) {
        return fail(error, "is at the extremes of 64 bits", "the time");
    }
    g_string_append_c(text, ' ');
    append_int(text, time_ns / options->ns_per_unit);
    return true;
}

gboolean sz_lp_write_with(GString *text, const SzLpPoint *point, const SzLpWriteOptions *options,
                          GError **error)
{
    gsize len_before = text->len;
    if (append_measurement(text, point->measurement, error) && append_tags(text, point, error) &&
        append_fields(text, point, error) && append_time(text, point, options, error)) {
        g_string_append_c(text, '\n');
        return TRUE;
    }
    g_string_truncate(text, len_before);
    return FALSE;
}

/* Room for @n bytes more behind what @text holds. */
static char *reserve(GString *text, gsize n)
{
    gsize len = text->len;
    if (text->allocated_len - len <= n) {
        g_string_set_size(text, len + n);
        text->len = len;
    }
    return text->str + len;
}

gboolean sz_lp_write(GString *text, const SzLpPoint *point, gint64 default_time_ns, GError **error)
{
    if (sz_lp_is_quickly_written(point)) {
        char *to = reserve(text, sz_lp_plain_max_bytes(point));
        text->len += sz_lp_write_plain(to, point, default_time_ns);
        text->str[text->len] = '\0';
        return TRUE;
    }
    const SzLpWriteOptions options = {
        .ns_per_unit = 1, .has_default_time = true, .default_time_ns = default_time_ns};
    return sz_lp_write_with(text, point, &options, error);
}
