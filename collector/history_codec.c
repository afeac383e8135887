#include "collector/history_codec.h"

#include "metrics/state_writer.h"

#include <math.h>
#include <zlib.h>

#define SIGNIFICANT_DIGITS 12
#define DIGITS_MAX 18            /* behind the point; beyond, a value is kept as it is */
#define AS_IT_IS 31              /* in the place of digits */
#define LEVEL 6                  /* of zlib */
#define RAW_MAX_BYTES (64 << 20) /* of a block: far more than a day of every figure takes */

/* value = mantissa / 10^digits */
typedef struct {
    gint64 mantissa;
    guint digits; /* or AS_IT_IS */
} Decimal;

/* Exact as long as the mantissa of a long double has 64 bits; with 53 the last digit may be another. */
static long double power_of_ten(guint n)
{
    static const long double powers[] = {1e0L,  1e1L,  1e2L,  1e3L,  1e4L,  1e5L,  1e6L,
                                         1e7L,  1e8L,  1e9L,  1e10L, 1e11L, 1e12L, 1e13L,
                                         1e14L, 1e15L, 1e16L, 1e17L, 1e18L};
    G_STATIC_ASSERT(G_N_ELEMENTS(powers) == DIGITS_MAX + 1);
    return powers[n];
}

/* Digits behind the point that leave SIGNIFICANT_DIGITS in all; AS_IT_IS where that cannot be. */
static guint digits_of(double value)
{
    long double size = fabsl((long double)value);
    guint digits = SIGNIFICANT_DIGITS;
    if (size >= power_of_ten(SIGNIFICANT_DIGITS)) {
        return AS_IT_IS;
    }
    while (digits > 0 && size >= power_of_ten(SIGNIFICANT_DIGITS - digits)) {
        digits--;
    }
    while (digits <= DIGITS_MAX && digits >= SIGNIFICANT_DIGITS &&
           size * power_of_ten(digits) < power_of_ten(SIGNIFICANT_DIGITS - 1)) {
        digits++;
    }
    return digits <= DIGITS_MAX ? digits : AS_IT_IS;
}

static Decimal decimal_of(double value)
{
    Decimal out = {0, 0};
    if (fpclassify(value) == FP_ZERO) {
        return out;
    }
    out.digits = digits_of(value);
    if (out.digits == AS_IT_IS) {
        return out;
    }
    out.mantissa = (gint64)rintl((long double)value * power_of_ten(out.digits));
    while (out.digits > 0 && out.mantissa % 10 == 0) {
        out.mantissa /= 10;
        out.digits--;
    }
    return out;
}

static double value_of(gint64 mantissa, guint digits)
{
    return (double)((long double)mantissa / power_of_ten(digits));
}

double sz_history_round(double value)
{
    Decimal decimal = decimal_of(value);
    return decimal.digits == AS_IT_IS ? value : value_of(decimal.mantissa, decimal.digits);
}

/* --- one instant --------------------------------------------------------------------------- */

/* Of each: 0 for what is not known; else 1 + digits, and what it is. */
void sz_history_put_sample(GByteArray *out, const SzMaybeReal *values, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        if (!values[i].known) {
            sz_state_put_number(out, 0);
            continue;
        }
        Decimal decimal = decimal_of(values[i].value);
        sz_state_put_number(out, 1 + decimal.digits);
        if (decimal.digits == AS_IT_IS) {
            sz_state_put_double(out, values[i].value);
        } else {
            sz_state_put_signed(out, decimal.mantissa);
        }
    }
}

static double take_value(SzStateReader *reader, guint digits)
{
    double value = 0;
    if (digits == AS_IT_IS) {
        value = sz_state_take_double(reader);
    } else if (digits <= DIGITS_MAX) {
        value = value_of(sz_state_take_signed(reader, G_MININT64, G_MAXINT64), digits);
    } else {
        sz_state_spoil(reader);
    }
    if (!isfinite(value)) {
        sz_state_spoil(reader);
        return 0;
    }
    return value;
}

bool sz_history_take_sample(SzSlice bytes, SzMaybeReal *out, gsize n)
{
    SzStateReader reader = sz_state_reader(bytes);
    for (gsize i = 0; i < n; i++) {
        guint64 head = sz_state_take_number(&reader, 1 + AS_IT_IS);
        out[i] = (SzMaybeReal){.known = head > 0};
        if (head > 0) {
            out[i].value = take_value(&reader, (guint)head - 1);
        }
    }
    return sz_state_is_done(&reader);
}

/* --- one figure ---------------------------------------------------------------------------- */

/* Lengths of runs, not known and known by turns, the first of what is not. */
static void put_runs(GByteArray *out, const SzMaybeReal *values, gsize n)
{
    bool is_known = false;
    for (gsize i = 0; i < n; is_known = !is_known) {
        gsize end = i;
        while (end < n && values[end].known == is_known) {
            end++;
        }
        sz_state_put_number(out, end - i);
        i = end;
    }
}

/* Returns: how many are known. */
static gsize take_runs(SzStateReader *reader, SzMaybeReal *out, gsize n)
{
    gsize n_known = 0;
    bool is_known = false;
    for (gsize i = 0; i < n; is_known = !is_known) {
        gsize run = (gsize)sz_state_take_number(reader, n - i);
        if (run == 0 && (is_known || i > 0)) {
            sz_state_spoil(reader);
            return 0;
        }
        for (gsize end = i + run; i < end; i++) {
            out[i] = (SzMaybeReal){.known = is_known};
        }
        n_known += is_known ? run : 0;
    }
    return n_known;
}

static bool is_same(double a, double b)
{
    return a <= b && a >= b;
}

/* (transfer full) Decimal of each that is known; most are what the one before is. */
static GArray *decimals_of(const SzMaybeReal *values, gsize n)
{
    GArray *out = g_array_sized_new(FALSE, FALSE, sizeof(Decimal), (guint)n);
    Decimal decimal = {0};
    double before = 0;
    for (gsize i = 0; i < n; i++) {
        if (!values[i].known) {
            continue;
        }
        if (!is_same(values[i].value, before)) {
            decimal = decimal_of(values[i].value);
            before = values[i].value;
        }
        g_array_append_val(out, decimal);
    }
    return out;
}

/* Brings @decimals to the most digits that one of them has.  Returns: false when they do not fit. */
static bool align(GArray *decimals, guint *out_digits)
{
    guint digits = 0;
    for (guint i = 0; i < decimals->len; i++) {
        digits = MAX(digits, g_array_index(decimals, Decimal, i).digits);
    }
    if (digits == AS_IT_IS) {
        return false;
    }
    for (guint i = 0; i < decimals->len; i++) {
        Decimal *decimal = &g_array_index(decimals, Decimal, i);
        gint64 factor = (gint64)power_of_ten(digits - decimal->digits);
        if (__builtin_mul_overflow(decimal->mantissa, factor, &decimal->mantissa)) {
            return false;
        }
    }
    *out_digits = digits;
    return true;
}

void sz_history_put_column(GByteArray *out, const SzMaybeReal *values, gsize n)
{
    guint digits = AS_IT_IS;
    guint64 before = 0; /* differences wrap around, and back when they are summed */
    g_autoptr(GArray) decimals = decimals_of(values, n);
    put_runs(out, values, n);
    if (decimals->len == 0) {
        return;
    }
    bool is_whole = align(decimals, &digits);
    sz_state_put_number(out, digits);
    for (guint i = 0; is_whole && i < decimals->len; i++) {
        guint64 mantissa = (guint64)g_array_index(decimals, Decimal, i).mantissa;
        sz_state_put_signed(out, (gint64)(mantissa - before));
        before = mantissa;
    }
    for (gsize i = 0; !is_whole && i < n; i++) {
        if (values[i].known) {
            sz_state_put_double(out, values[i].value);
        }
    }
}

void sz_history_take_column(SzStateReader *reader, SzMaybeReal *out, gsize n)
{
    guint64 sum = 0; /* wraps around where the bytes make no sense */
    if (take_runs(reader, out, n) == 0) {
        return;
    }
    guint digits = (guint)sz_state_take_number(reader, AS_IT_IS);
    if (digits > DIGITS_MAX && digits != AS_IT_IS) {
        sz_state_spoil(reader);
        return;
    }
    for (gsize i = 0; i < n; i++) {
        if (!out[i].known) {
            continue;
        }
        if (digits == AS_IT_IS) {
            out[i].value = take_value(reader, digits);
            continue;
        }
        sum += (guint64)sz_state_take_signed(reader, G_MININT64, G_MAXINT64);
        out[i].value = value_of((gint64)sum, digits);
    }
}

/* --- many figures -------------------------------------------------------------------------- */

GByteArray *sz_history_block(const SzMaybeReal *values, gsize n_columns, gsize n_instants)
{
    g_autoptr(GByteArray) raw = g_byte_array_new();
    g_autoptr(GByteArray) column = g_byte_array_new();
    for (gsize i = 0; i < n_columns; i++) {
        g_byte_array_set_size(column, 0);
        sz_history_put_column(column, values + i * n_instants, n_instants);
        sz_state_put_text(raw, (SzSlice){(const char *)column->data, column->len});
    }
    GByteArray *out = g_byte_array_new();
    sz_state_put_number(out, raw->len);
    guint head = out->len;
    uLongf n = compressBound(raw->len);
    g_byte_array_set_size(out, head + (guint)n);
    int status = compress2(out->data + head, &n, raw->data, raw->len, LEVEL);
    g_assert(status == Z_OK); /* else: out of memory */
    return g_byte_array_set_size(out, head + (guint)n);
}

bool sz_history_block_open(SzSlice bytes, gsize n_instants, SzHistoryBlock *out)
{
    SzStateReader reader = sz_state_reader(bytes);
    uLongf n = (uLongf)sz_state_take_number(&reader, RAW_MAX_BYTES);
    if (reader.is_bad) {
        return false;
    }
    g_autoptr(GByteArray) raw = g_byte_array_new();
    g_byte_array_set_size(raw, (guint)n + 1); /* zlib wants a place even for nothing */
    uLong n_packed = (uLong)(reader.end - reader.at);
    uLongf n_raw = n + 1;
    if (uncompress(raw->data, &n_raw, reader.at, n_packed) != Z_OK || n_raw != n) {
        return false;
    }
    *out = (SzHistoryBlock){
        .reader = sz_state_reader((SzSlice){(const char *)raw->data, n}),
        .n_instants = n_instants,
    };
    out->raw = g_steal_pointer(&raw);
    return true;
}

void sz_history_block_clear(SzHistoryBlock *block)
{
    g_clear_pointer(&block->raw, g_byte_array_unref);
}

void sz_history_block_skip(SzHistoryBlock *block, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        (void)sz_state_take_text(&block->reader);
    }
}

bool sz_history_block_next(SzHistoryBlock *block, SzMaybeReal *out)
{
    SzStateReader column = sz_state_reader(sz_state_take_text(&block->reader));
    sz_history_take_column(&column, out, block->n_instants);
    return !block->reader.is_bad && sz_state_is_done(&column);
}
