#include "collector/xes_value.h"

#include "collector/xes_time.h"

#include <math.h>

static char *trimmed(const char *text)
{
    return g_strstrip(g_strdup(text));
}

static SzXesValueResult read_int(const char *text, gint64 *out)
{
    g_autofree char *own = trimmed(text);
    const char *digits = own[0] == '+' ? own + 1 : own;
    bool has_one_sign = digits == own || g_ascii_isdigit(digits[0]);
    if (!has_one_sign || !g_ascii_string_to_signed(digits, 10, G_MININT64, G_MAXINT64, out, NULL)) {
        return SZ_XES_VALUE_BAD;
    }
    return SZ_XES_VALUE_OK;
}

static const char *skip_digits(const char *at)
{
    while (g_ascii_isdigit(*at)) {
        at++;
    }
    return at;
}

/* [+-] (digits [. digits?] | . digits) [(e|E) [+-] digits]: g_ascii_strtod() alone would take hex,
 * "infinity" and a prefix. */
static bool is_decimal(const char *at)
{
    at += *at == '+' || *at == '-';
    const char *whole = at;
    at = skip_digits(at);
    gssize n_digits = at - whole;
    if (*at == '.') {
        const char *fraction = ++at;
        at = skip_digits(at);
        n_digits += at - fraction;
    }
    if (n_digits == 0) {
        return false;
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        at += *at == '+' || *at == '-';
        const char *exponent = at;
        at = skip_digits(at);
        if (at == exponent) {
            return false;
        }
    }
    return *at == '\0';
}

static bool is_named_not_finite(const char *text)
{
    static const char *const names[] = {"inf", "infinity", "nan"};
    const char *name = text + (*text == '+' || *text == '-');
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        if (g_ascii_strcasecmp(name, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

static SzXesValueResult read_float(const char *text, double *out)
{
    g_autofree char *own = trimmed(text);
    if (is_named_not_finite(own)) {
        return SZ_XES_VALUE_NOT_FINITE;
    }
    if (!is_decimal(own)) {
        return SZ_XES_VALUE_BAD;
    }
    double value = g_ascii_strtod(own, NULL);
    if (!isfinite(value)) {
        return SZ_XES_VALUE_NOT_FINITE;
    }
    *out = value;
    return SZ_XES_VALUE_OK;
}

static SzXesValueResult read_boolean(const char *text, bool *out)
{
    g_autofree char *own = trimmed(text);
    bool is_true = g_ascii_strcasecmp(own, "true") == 0 || g_str_equal(own, "1");
    bool is_false = g_ascii_strcasecmp(own, "false") == 0 || g_str_equal(own, "0");
    if (!is_true && !is_false) {
        return SZ_XES_VALUE_BAD;
    }
    *out = is_true;
    return SZ_XES_VALUE_OK;
}

static SzXesValueResult read_date(const char *text, const SzTimeZone *zone, SzWallTime *out)
{
    bool has_offset = false;
    if (!sz_xes_time_parse(sz_slice(text), zone, out, &has_offset)) {
        return SZ_XES_VALUE_BAD_TIME;
    }
    return has_offset || zone != NULL ? SZ_XES_VALUE_OK : SZ_XES_VALUE_NO_OFFSET;
}

SzXesValueResult sz_xes_value_read(SzXesAttribute *attribute, const char *text,
                                   const SzTimeZone *zone, SzArena *arena)
{
    if (attribute->type == SZ_XES_LIST || attribute->type == SZ_XES_CONTAINER) {
        return SZ_XES_VALUE_OK;
    }
    if (text == NULL) {
        return attribute->type == SZ_XES_DATE ? SZ_XES_VALUE_BAD_TIME : SZ_XES_VALUE_BAD;
    }
    switch (attribute->type) {
    case SZ_XES_DATE:
        return read_date(text, zone, &attribute->as.time);
    case SZ_XES_INT:
        return read_int(text, &attribute->as.i);
    case SZ_XES_FLOAT:
        return read_float(text, &attribute->as.f);
    case SZ_XES_BOOLEAN:
        return read_boolean(text, &attribute->as.b);
    case SZ_XES_STRING:
    case SZ_XES_ID:
    case SZ_XES_LIST:
    case SZ_XES_CONTAINER:
    case SZ_XES_N_TYPES:
        break;
    }
    attribute->as.text = sz_arena_strndup(arena, text, strlen(text));
    return SZ_XES_VALUE_OK;
}

const char *sz_xes_value_text(const SzXesAttribute *attribute, SzArena *arena)
{
    char buffer[MAX(SZ_WALL_TIME_TEXT, G_ASCII_DTOSTR_BUF_SIZE)] = "";
    const char *text = buffer;
    switch (attribute->type) {
    case SZ_XES_STRING:
    case SZ_XES_ID:
        return attribute->as.text;
    case SZ_XES_DATE:
        text = sz_wall_time_format(attribute->as.time, buffer);
        break;
    case SZ_XES_INT:
        g_snprintf(buffer, sizeof buffer, "%" G_GINT64_FORMAT, attribute->as.i);
        break;
    case SZ_XES_FLOAT:
        text = g_ascii_dtostr(buffer, sizeof buffer, attribute->as.f);
        break;
    case SZ_XES_BOOLEAN:
        return attribute->as.b ? "true" : "false";
    case SZ_XES_LIST:
    case SZ_XES_CONTAINER:
    case SZ_XES_N_TYPES:
        return "";
    }
    return sz_arena_strndup(arena, text, strlen(text));
}
