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

/* Both are exact in a double, so that the quotient is the nearest one. */
static double value_of(gint64 mantissa, guint digits)
{
    while (digits > 0 && mantissa % 10 == 0) {
        mantissa /= 10;
        digits--;
    }
    return (double)mantissa / (double)power_of_ten(digits);
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

/* --- fractions ----------------------------------------------------------------------------- */

/* value = k * numerator / denominator, where the form says so also / n: per cent of n, a mean of n, minutes of seconds. */
static const struct {
    double numerator;
    double denominator;
    bool is_of_n;
} forms[] = {{100, 1, true}, {1, 1, true}, {1, 60, true}, {1, 60, false}};

/* Decimals with few digits are as short. */
#define FRACTIONS_FROM_DIGITS 4
#define WHOLE_MAX 9e15 /* whole numbers up to here are exact in a double */

/* n of the form; 0: it does not fit. */
static double n_of(guint form, const SzMaybeReal *n)
{
    if (!forms[form].is_of_n) {
        return 1;
    }
    bool is_count = n != NULL && n->known && n->value >= 1 && n->value <= WHOLE_MAX &&
                    is_same(rint(n->value), n->value);
    return is_count ? n->value : 0;
}

static double value_of_form(gint64 k, guint form, double n)
{
    long double over = (long double)forms[form].denominator * n;
    return sz_history_round((double)((long double)k * forms[form].numerator / over));
}

/* Returns: false when @value is none. */
static bool fit(double value, guint form, const SzMaybeReal *beside, gint64 *out_k)
{
    double n = n_of(form, beside);
    double k = rint(value * forms[form].denominator * n / forms[form].numerator);
    if (n < 1 || fabs(k) > WHOLE_MAX) {
        return false;
    }
    *out_k = (gint64)k;
    return is_same(value_of_form(*out_k, form, n), sz_history_round(value));
}

/* (transfer full) gint64 of each that is known; NULL when they do not all have that form. */
static GArray *fit_all(const SzHistoryColumn *column, guint form)
{
    g_autoptr(GArray) out = g_array_sized_new(FALSE, FALSE, sizeof(gint64), (guint)column->n);
    for (gsize i = 0; i < column->n; i++) {
        gint64 k = 0;
        const SzMaybeReal *beside = column->beside != NULL ? &column->beside[i] : NULL;
        if (!column->values[i].known) {
            continue;
        }
        if (!fit(column->values[i].value, form, beside, &k)) {
            return NULL;
        }
        g_array_append_val(out, k);
    }
    return g_steal_pointer(&out);
}

/* --- a column ------------------------------------------------------------------------------ */

/* What stands behind the runs: how the values are written. */
enum { FIRST_FORM = DIGITS_MAX + 1, LAST_FORM = FIRST_FORM + (int)G_N_ELEMENTS(forms) - 1 };

static void put_differences(GByteArray *out, const GArray *whole)
{
    guint64 before = 0; /* differences wrap around, and back when they are summed */
    for (guint i = 0; i < whole->len; i++) {
        guint64 now = (guint64)g_array_index(whole, gint64, i);
        sz_state_put_signed(out, (gint64)(now - before));
        before = now;
    }
}

static bool put_fractions(GByteArray *out, const SzHistoryColumn *column)
{
    for (guint form = 0; form < G_N_ELEMENTS(forms); form++) {
        g_autoptr(GArray) whole = fit_all(column, form);
        if (whole != NULL) {
            sz_state_put_number(out, FIRST_FORM + form);
            put_differences(out, whole);
            return true;
        }
    }
    return false;
}

static void put_decimals(GByteArray *out, const GArray *decimals, guint digits)
{
    g_autoptr(GArray) whole = g_array_sized_new(FALSE, FALSE, sizeof(gint64), decimals->len);
    for (guint i = 0; i < decimals->len; i++) {
        g_array_append_val(whole, g_array_index(decimals, Decimal, i).mantissa);
    }
    sz_state_put_number(out, digits);
    put_differences(out, whole);
}

void sz_history_put_column(GByteArray *out, const SzHistoryColumn *column)
{
    guint digits = AS_IT_IS;
    g_autoptr(GArray) decimals = decimals_of(column->values, column->n);
    put_runs(out, column->values, column->n);
    if (decimals->len == 0) {
        return;
    }
    bool is_whole = align(decimals, &digits);
    if (digits >= FRACTIONS_FROM_DIGITS && put_fractions(out, column)) {
        return;
    }
    if (is_whole) {
        put_decimals(out, decimals, digits);
        return;
    }
    sz_state_put_number(out, AS_IT_IS);
    for (gsize i = 0; i < column->n; i++) {
        if (column->values[i].known) {
            sz_state_put_double(out, sz_history_round(column->values[i].value));
        }
    }
}

/* The value that @whole stands for; spoils @reader where it cannot be. */
static double value_from(SzStateReader *reader, guint how, gint64 whole, const SzMaybeReal *beside)
{
    if (how <= DIGITS_MAX) {
        return value_of(whole, how);
    }
    double n = n_of(how - FIRST_FORM, beside);
    if (n < 1) {
        sz_state_spoil(reader);
        return 0;
    }
    return value_of_form(whole, how - FIRST_FORM, n);
}

void sz_history_take_column(SzStateReader *reader, const SzMaybeReal *beside, SzMaybeReal *out,
                            gsize n)
{
    guint64 sum = 0; /* wraps around where the bytes make no sense */
    if (take_runs(reader, out, n) == 0) {
        return;
    }
    guint how = (guint)sz_state_take_number(reader, AS_IT_IS);
    if (how > LAST_FORM && how != AS_IT_IS) {
        sz_state_spoil(reader);
        return;
    }
    for (gsize i = 0; i < n; i++) {
        if (!out[i].known) {
            continue;
        }
        if (how == AS_IT_IS) {
            out[i].value = take_value(reader, how);
            continue;
        }
        sum += (guint64)sz_state_take_signed(reader, G_MININT64, G_MAXINT64);
        out[i].value = value_from(reader, how, (gint64)sum, beside != NULL ? &beside[i] : NULL);
    }
}

/* --- many figures -------------------------------------------------------------------------- */

static bool has_beside(gsize i_column)
{
    return i_column >= 2 && i_column % 2 == 0;
}

GByteArray *sz_history_block(const SzMaybeReal *values, gsize n_columns, gsize n_instants)
{
    g_autoptr(GByteArray) raw = g_byte_array_new();
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    for (gsize i = 0; i < n_columns; i++) {
        const SzMaybeReal *own = values + i * n_instants;
        const SzHistoryColumn column = {own, has_beside(i) ? own - n_instants : NULL, n_instants};
        g_byte_array_set_size(bytes, 0);
        sz_history_put_column(bytes, &column);
        sz_state_put_text(raw, (SzSlice){(const char *)bytes->data, bytes->len});
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
    block->i_next += n;
}

bool sz_history_block_next(SzHistoryBlock *block, const SzMaybeReal *before, SzMaybeReal *out)
{
    SzStateReader column = sz_state_reader(sz_state_take_text(&block->reader));
    const SzMaybeReal *beside = has_beside(block->i_next) ? before : NULL;
    sz_history_take_column(&column, beside, out, block->n_instants);
    block->i_next++;
    return !block->reader.is_bad && sz_state_is_done(&column);
}
