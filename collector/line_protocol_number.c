/* Unquoted field values and timestamps. */

#include "collector/line_protocol_internal.h"

#include <math.h>

/* Decimal digits gathered into one integer. */
typedef struct {
    guint64 value;
    gsize n;           /* digits seen */
    gsize n_after;     /* of these after the point */
    bool is_overflown; /* value does not hold them all */
} Digits;

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Eight digits at once, where there are as many: three multiplications, each of which joins neighbours (pairs to
 * hundreds to ten thousands).  Returns: false when they are not all digits. */
static bool read_eight(const char *at, guint64 *out)
{
    guint64 bytes = 0;
    memcpy(&bytes, at, 8);
    bytes = GUINT64_FROM_LE(bytes);
    guint64 high = bytes & G_GUINT64_CONSTANT(0xf0f0f0f0f0f0f0f0);
    guint64 over =
        (bytes + G_GUINT64_CONSTANT(0x0606060606060606)) & G_GUINT64_CONSTANT(0xf0f0f0f0f0f0f0f0);
    if (high != G_GUINT64_CONSTANT(0x3030303030303030) ||
        over != G_GUINT64_CONSTANT(0x3030303030303030)) {
        return false;
    }
    bytes &= G_GUINT64_CONSTANT(0x0f0f0f0f0f0f0f0f);
    bytes = (bytes * 10 + (bytes >> 8)) & G_GUINT64_CONSTANT(0x00ff00ff00ff00ff);
    bytes = (bytes * 100 + (bytes >> 16)) & G_GUINT64_CONSTANT(0x0000ffff0000ffff);
    *out = (bytes * 10000 + (bytes >> 32)) & G_GUINT64_CONSTANT(0xffffffff);
    return true;
}

static const char *take_digits(Digits *digits, const char *at, const char *end)
{
    /* So many digits more cannot overflow. */
    const gsize safe = digits->n < 18 ? 18 - digits->n : 0;
    const char *start = at;
    const char *safe_end = (gsize)(end - at) > safe ? at + safe : end;
    guint64 value = digits->value;
    guint64 eight = 0;
    while (safe_end - at >= 8 && read_eight(at, &eight)) {
        value = value * 100000000 + eight;
        at += 8;
    }
    for (; at < safe_end && is_digit(*at); at++) {
        value = value * 10 + (guint64)(*at - '0');
    }
    for (; at < end && is_digit(*at); at++) {
        if (__builtin_mul_overflow(value, 10u, &value) ||
            __builtin_add_overflow(value, (guint64)(*at - '0'), &value)) {
            digits->is_overflown = true;
        }
    }
    digits->value = value;
    digits->n += (gsize)(at - start);
    return at;
}

static SzLpKind make_int(const Digits *digits, bool is_negative, SzLpValue *out)
{
    const guint64 limit = (guint64)G_MAXINT64 + (is_negative ? 1 : 0);
    if (digits->is_overflown || digits->value > limit) {
        return SZ_LP_NUMBER_OUT_OF_RANGE;
    }
    guint64 bits = is_negative ? 0 - digits->value : digits->value;
    *out = (SzLpValue){.type = SZ_LP_INT, .as.i = (gint64)bits};
    return SZ_LP_OK;
}

static SzLpKind make_uint(const Digits *digits, bool is_negative, SzLpValue *out)
{
    if (is_negative) {
        return SZ_LP_INVALID_NUMBER;
    }
    if (digits->is_overflown) {
        return SZ_LP_NUMBER_OUT_OF_RANGE;
    }
    *out = (SzLpValue){.type = SZ_LP_UINT, .as.u = digits->value};
    return SZ_LP_OK;
}

/* An integer up to 2^53 times or over a power of ten up to 10^22 is one correctly rounded operation
 * on exact doubles (Clinger 1990, "How to read floating point numbers accurately"). */
static bool make_float_exactly(const Digits *digits, gint64 exponent, double *out)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const gint64 most = G_N_ELEMENTS(powers) - 1;
    if (digits->is_overflown || digits->value > (G_GUINT64_CONSTANT(1) << 53) || exponent < -most ||
        exponent > most) {
        return false;
    }
    double value = (double)digits->value;
    *out = exponent < 0 ? value / powers[-exponent] : value * powers[exponent];
    return true;
}

static double make_float_slowly(SzSlice text, GString *digits)
{
    g_string_truncate(digits, 0);
    g_string_append_len(digits, text.data, (gssize)text.len);
    return g_ascii_strtod(digits->str, NULL);
}

/* Takes [eE][+-]?digits. Beyond any double's exponent the size no longer matters.
 * Returns the end, or NULL when there is a mistake. */
static const char *take_exponent(const char *at, const char *end, gint64 *out)
{
    Digits digits = {0};
    at++;
    bool is_negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) {
        at++;
    }
    at = take_digits(&digits, at, end);
    gint64 size = digits.is_overflown || digits.value > 100000 ? 100000 : (gint64)digits.value;
    *out = is_negative ? -size : size;
    return digits.n > 0 ? at : NULL;
}

static SzLpKind parse_float(SzSlice text, Digits *digits, const char *at, GString *scratch,
                            double *out)
{
    const char *end = text.data + text.len;
    gint64 exponent = 0;
    if (at < end && *at == '.') {
        gsize n_before = digits->n;
        at = take_digits(digits, at + 1, end);
        digits->n_after = digits->n - n_before;
    }
    if (digits->n == 0) {
        return SZ_LP_INVALID_NUMBER;
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at = take_exponent(at, end, &exponent);
    }
    if (at != end) {
        return SZ_LP_INVALID_NUMBER;
    }
    double value = 0;
    if (make_float_exactly(digits, exponent - (gint64)digits->n_after, &value)) {
        *out = text.data[0] == '-' ? -value : value;
        return SZ_LP_OK;
    }
    value = make_float_slowly(text, scratch);
    if (!isfinite(value)) {
        return SZ_LP_NUMBER_OUT_OF_RANGE;
    }
    *out = value;
    return SZ_LP_OK;
}

static SzLpKind parse_number(SzSlice text, GString *scratch, SzLpValue *out)
{
    const char *end = text.data + text.len;
    bool is_negative = text.data[0] == '-';
    Digits digits = {0};
    const char *at = take_digits(&digits, text.data + (is_negative ? 1 : 0), end);
    if (digits.n > 0 && at == end - 1 && (*at == 'i' || *at == 'u')) {
        return *at == 'i' ? make_int(&digits, is_negative, out)
                          : make_uint(&digits, is_negative, out);
    }
    double value = 0;
    SzLpKind kind = parse_float(text, &digits, at, scratch, &value);
    if (kind == SZ_LP_OK) {
        *out = (SzLpValue){.type = SZ_LP_FLOAT, .as.f = value};
    }
    return kind;
}

static bool parse_bool(SzSlice text, bool *out)
{
    static const struct {
        const char *text;
        bool value;
    } words[] = {{"t", true},  {"true", true},   {"T", true},  {"True", true},   {"TRUE", true},
                 {"f", false}, {"false", false}, {"F", false}, {"False", false}, {"FALSE", false}};
    for (gsize i = 0; i < G_N_ELEMENTS(words); i++) {
        if (sz_slice_equal(sz_slice(words[i].text), text)) {
            *out = words[i].value;
            return true;
        }
    }
    return false;
}

/* Somebody meant a number: 12x, +5, .5.1, NaN, Infinity. */
static bool is_meant_as_number(SzSlice text)
{
    return strchr("+-.0123456789", text.data[0]) != NULL ||
           (text.len >= 3 && (g_ascii_strncasecmp(text.data, "nan", 3) == 0 ||
                              g_ascii_strncasecmp(text.data, "inf", 3) == 0));
}

SzLpKind sz_lp_value_parse(SzSlice text, GString *digits, SzLpValue *out)
{
    char first = text.data[0];
    if (is_digit(first) || first == '-' || first == '.') {
        return parse_number(text, digits, out);
    }
    bool value = false;
    if (parse_bool(text, &value)) {
        *out = (SzLpValue){.type = SZ_LP_BOOL, .as.b = value};
        return SZ_LP_OK;
    }
    return first != '\0' && is_meant_as_number(text) ? SZ_LP_INVALID_NUMBER
                                                     : SZ_LP_INVALID_FIELD_VALUE;
}

SzLpKind sz_lp_time_parse(SzSlice text, gint64 ns_per_unit, gint64 *out_ns)
{
    const char *end = text.data + text.len;
    bool is_negative = text.len > 0 && text.data[0] == '-';
    Digits digits = {0};
    const char *at = take_digits(&digits, text.data + (is_negative ? 1 : 0), end);
    if (digits.n == 0 || at != end) {
        return SZ_LP_BAD_TIMESTAMP;
    }
    /* The extreme values of 64 bits mean "no time" in InfluxDB, which refuses them. */
    const gint64 most = G_MAXINT64 - 1;
    if (digits.is_overflown || digits.value > (guint64)(most / ns_per_unit)) {
        return SZ_LP_TIMESTAMP_OUT_OF_RANGE;
    }
    gint64 ns = (gint64)digits.value * ns_per_unit;
    *out_ns = is_negative ? -ns : ns;
    return SZ_LP_OK;
}
