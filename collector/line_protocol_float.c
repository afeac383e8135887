/* A float in the fewest digits that read back exactly.
 *
 * Most telemetry is a whole number or has a few decimals: then some integer r <= 10^15 over a power
 * of ten k is the value, and since both are exact doubles, r/10^k is what a reader computes for these
 * digits.  At most 15 digits name a double uniquely, so the least k gives the fewest digits.
 * Otherwise 15, 16 and 17 digits are tried in turn (fewer for the subnormal, which have less
 * precision): the nearest decimal of a length reads back if any of that length does. */

#include "collector/line_protocol_write.h"

#include <math.h>

/* 0.d1d2d3... times 10^point. */
typedef struct {
    char digits[24];
    int n;
    int point;
} Decimal;

static void set_digits(Decimal *decimal, guint64 value)
{
    char reversed[24];
    int n = 0;
    for (; value > 0; value /= 10) {
        reversed[n++] = (char)('0' + value % 10);
    }
    decimal->n = n;
    for (int i = 0; i < n; i++) {
        decimal->digits[i] = reversed[n - 1 - i];
    }
}

static void drop_zeros(Decimal *decimal)
{
    while (decimal->n > 1 && decimal->digits[decimal->n - 1] == '0') {
        decimal->n--;
    }
}

static bool is_same(double a, double b)
{
    return !(a < b) && !(a > b);
}

/* @value > 0. */
static bool find_few_decimals(double value, Decimal *out)
{
    static const double powers[] = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6};
    for (int k = 0; k < (int)G_N_ELEMENTS(powers); k++) {
        double scaled = value * powers[k];
        if (scaled > 1e15) {
            return false;
        }
        double whole = rint(scaled);
        if (is_same(whole / powers[k], value)) {
            set_digits(out, (guint64)whole);
            out->point = out->n - k;
            drop_zeros(out);
            return true;
        }
    }
    return false;
}

static void find_digits(double value, int n_digits, Decimal *out)
{
    char format[8];
    char text[SZ_LP_FLOAT_TEXT];
    (void)g_snprintf(format, sizeof format, "%%.%de", n_digits - 1);
    g_ascii_formatd(text, sizeof text, format, value);
    const char *exponent = strchr(text, 'e');
    out->n = 0;
    for (const char *at = text; at < exponent; at++) {
        if (*at != '.') {
            out->digits[out->n++] = *at;
        }
    }
    out->point = (int)g_ascii_strtoll(exponent + 1, NULL, 10) + 1;
    drop_zeros(out);
}

static double read_back(const Decimal *decimal)
{
    char text[SZ_LP_FLOAT_TEXT];
    (void)g_snprintf(text, sizeof text, "0.%.*se%d", decimal->n, decimal->digits, decimal->point);
    return g_ascii_strtod(text, NULL);
}

static void find_decimal(double value, Decimal *out)
{
    if (find_few_decimals(value, out)) {
        return;
    }
    const double smallest_normal = 0x1p-1022;
    for (int n = value < smallest_normal ? 1 : 15; n <= 17; n++) {
        find_digits(value, n, out);
        if (is_same(read_back(out), value)) {
            return;
        }
    }
}

static gsize fill(char *text, char byte, int n)
{
    for (int i = 0; i < n; i++) {
        text[i] = byte;
    }
    return n > 0 ? (gsize)n : 0;
}

static gsize put(char *text, const char *digits, int n)
{
    memcpy(text, digits, (gsize)n);
    return (gsize)n;
}

/* ECMA-262, Number::toString. */
static gsize lay_out(const Decimal *decimal, char *text)
{
    const char *digits = decimal->digits;
    int n = decimal->n;
    int point = decimal->point;
    gsize len = 0;
    if (n <= point && point <= 21) {
        len += put(text, digits, n);
        len += fill(text + len, '0', point - n);
    } else if (0 < point && point <= 21) {
        len += put(text, digits, point);
        text[len++] = '.';
        len += put(text + len, digits + point, n - point);
    } else if (-6 < point && point <= 0) {
        len += put(text, "0.", 2);
        len += fill(text + len, '0', -point);
        len += put(text + len, digits, n);
    } else {
        text[len++] = digits[0];
        if (n > 1) {
            text[len++] = '.';
            len += put(text + len, digits + 1, n - 1);
        }
        len += (gsize)g_snprintf(text + len, 8, "e%+d", point - 1);
    }
    return len;
}

gsize sz_lp_float_format(double value, char text[SZ_LP_FLOAT_TEXT])
{
    gsize len = 0;
    if (signbit(value)) {
        text[len++] = '-';
        value = -value;
    }
    if (fpclassify(value) == FP_ZERO) {
        text[len++] = '0';
    } else {
        Decimal decimal = {0};
        find_decimal(value, &decimal);
        len += lay_out(&decimal, text + len);
    }
    text[len] = '\0';
    return len;
}
