/* Words of an expression. */

#include "metrics/expression_internal.h"

#define US_PER_S G_GINT64_CONSTANT(1000000)
#define DECIMAL_DIGITS 6

static bool is_name_byte(char byte)
{
    return g_ascii_isalnum(byte) || byte == '_' || (byte & 0x80) != 0;
}

static gsize span(SzSlice text, gsize at, bool (*is_one)(char byte))
{
    gsize n = 0;
    while (at + n < text.len && is_one(text.data[at + n])) {
        n++;
    }
    return n;
}

static bool is_digit(char byte)
{
    return g_ascii_isdigit(byte);
}

static SzToken fault_at(gsize at, const char *what)
{
    return (SzToken){.kind = SZ_TOKEN_FAULT, .at = at, .fault = what};
}

/* Returns: false when it does not fit. */
static bool add_digits(SzSlice text, gsize at, gsize n, gint64 *value)
{
    for (gsize i = 0; i < n; i++) {
        if (__builtin_mul_overflow(*value, (gint64)10, value) ||
            __builtin_add_overflow(*value, (gint64)(text.data[at + i] - '0'), value)) {
            return false;
        }
    }
    return true;
}

/* Seconds of a unit; 0: none of the units. */
static gint64 unit_s(SzSlice unit)
{
    static const struct {
        const char *name;
        gint64 s;
    } units[] = {{"s", 1}, {"min", 60}, {"h", 3600}, {"d", 86400}};
    for (guint i = 0; i < G_N_ELEMENTS(units); i++) {
        if (sz_slice_is(unit, units[i].name)) {
            return units[i].s;
        }
    }
    return 0;
}

/* Its value is what the digits say in millionths, its unit follows at *at. */
static SzToken with_unit(SzSlice text, gsize *at, SzToken number)
{
    gsize n = span(text, *at, is_name_byte);
    SzSlice unit = {text.data + *at, n};
    if (n == 0) {
        return number;
    }
    gint64 s = unit_s(unit);
    if (s == 0) {
        return fault_at(*at, "unknown unit, expected s, min, h or d");
    }
    *at += n;
    gint64 factor = number.type == SZ_VALUE_DECIMAL ? s : s * US_PER_S;
    number.type = SZ_VALUE_DURATION;
    return __builtin_mul_overflow(number.value, factor, &number.value)
               ? fault_at(number.at, "number too large")
               : number;
}

static SzToken take_number(SzSlice text, gsize *at)
{
    SzToken number = {.kind = SZ_TOKEN_NUMBER, .type = SZ_VALUE_NUMBER, .at = *at};
    gsize n = span(text, *at, is_digit);
    bool fits = add_digits(text, *at, n, &number.value);
    *at += n;
    if (*at < text.len && text.data[*at] == '.') {
        gsize n_decimals = span(text, *at + 1, is_digit);
        if (n_decimals == 0 || n_decimals > DECIMAL_DIGITS) {
            return fault_at(*at, "not a decimal, expected 1 to 6 digits after the point");
        }
        fits = fits && add_digits(text, *at + 1, n_decimals, &number.value);
        const SzSlice zeros = SZ_SLICE("000000");
        fits = fits && add_digits(zeros, 0, DECIMAL_DIGITS - n_decimals, &number.value);
        number.type = SZ_VALUE_DECIMAL;
        *at += 1 + n_decimals;
    }
    return fits ? with_unit(text, at, number) : fault_at(number.at, "number too large");
}

static SzToken take_text(SzSlice text, gsize *at)
{
    gsize begin = *at + 1;
    const char *end = begin < text.len ? memchr(text.data + begin, '\'', text.len - begin) : NULL;
    if (end == NULL) {
        return fault_at(*at, "text without an end, expected a ' behind it");
    }
    SzToken token = {.kind = SZ_TOKEN_TEXT, .at = *at, .text = {text.data + begin, 0}};
    token.text.len = (gsize)(end - token.text.data);
    *at = begin + token.text.len + 1;
    return token;
}

static SzToken take_sign(SzSlice text, gsize *at)
{
    static const char *const signs[] = {"==", "!=", "<=", ">=", "<", ">",
                                        "+",  "-",  "*",  "(",  ")", ","};
    for (guint i = 0; i < G_N_ELEMENTS(signs); i++) {
        gsize n = strlen(signs[i]);
        if (text.len - *at >= n && memcmp(text.data + *at, signs[i], n) == 0) {
            SzToken token = {.kind = SZ_TOKEN_SIGN, .at = *at, .text = {text.data + *at, n}};
            *at += n;
            return token;
        }
    }
    return fault_at(*at, "unknown sign, expected a name, a number, a 'text' or an operator");
}

SzToken sz_expression_token(SzSlice text, gsize *at)
{
    while (*at < text.len && g_ascii_isspace(text.data[*at])) {
        (*at)++;
    }
    if (*at == text.len) {
        return (SzToken){.kind = SZ_TOKEN_END, .at = *at};
    }
    char byte = text.data[*at];
    if (g_ascii_isdigit(byte)) {
        return take_number(text, at);
    }
    if (byte == '\'') {
        return take_text(text, at);
    }
    if (is_name_byte(byte)) {
        gsize n = span(text, *at, is_name_byte);
        SzToken token = {.kind = SZ_TOKEN_NAME, .at = *at, .text = {text.data + *at, n}};
        *at += n;
        return token;
    }
    return take_sign(text, at);
}
