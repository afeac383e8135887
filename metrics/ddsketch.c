#include "metrics/ddsketch.h"

#include "metrics/quantile.h"
#include "metrics/state_writer.h"

#include <math.h>
#include <string.h>

/* Broken parts of a sum are counted in these. */
#define PARTS_PER_ONE (G_GUINT64_CONSTANT(1) << 40)

/* A sum that does not depend on the order: whole + parts / 2^40. */
typedef struct {
    guint64 whole;
    guint64 parts; /* < PARTS_PER_ONE */
} Sum;

struct SzDdsketch {
    double alpha;
    double log_gamma;
    GArray *counts; /* owned; guint64; bucket first_key + i */
    gint first_key; /* means something when there are counts */
    guint64 n;
    guint64 n_zeros;
    Sum sum;
    double min;
    double max;
};

SzDdsketch *sz_ddsketch_new(double alpha)
{
    g_return_val_if_fail(alpha >= SZ_DDSKETCH_ALPHA_MIN && alpha <= SZ_DDSKETCH_ALPHA_MAX, NULL);
    SzDdsketch *sketch = g_new0(SzDdsketch, 1);
    sketch->alpha = alpha;
    sketch->log_gamma = log((1 + alpha) / (1 - alpha));
    sketch->counts = g_array_new(FALSE, TRUE, sizeof(guint64));
    return sketch;
}

void sz_ddsketch_free(SzDdsketch *sketch)
{
    if (sketch != NULL) {
        g_array_unref(sketch->counts);
        g_free(sketch);
    }
}

static gint key_of(const SzDdsketch *sketch, double value)
{
    return (gint)ceil(log(value) / sketch->log_gamma);
}

static guint64 *count_at(const SzDdsketch *sketch, guint i)
{
    return &g_array_index(sketch->counts, guint64, i);
}

/* Makes room for buckets from @first to @last. */
static void reach(SzDdsketch *sketch, gint first, gint last)
{
    GArray *counts = sketch->counts;
    if (counts->len == 0) {
        sketch->first_key = first;
    }
    if (first < sketch->first_key) {
        guint n_more = (guint)(sketch->first_key - first);
        guint n_before = counts->len;
        g_array_set_size(counts, n_before + n_more);
        memmove(count_at(sketch, n_more), count_at(sketch, 0), n_before * sizeof(guint64));
        memset(count_at(sketch, 0), 0, n_more * sizeof(guint64));
        sketch->first_key = first;
    }
    guint n = (guint)(last - sketch->first_key) + 1;
    if (n > counts->len) {
        g_array_set_size(counts, n);
    }
}

/* Returns: false when there is no room for it; @sum untouched. */
static bool add_sums(Sum *sum, Sum more)
{
    guint64 parts = sum->parts + more.parts;
    guint64 carry = parts / PARTS_PER_ONE;
    guint64 whole = 0;
    if (!g_uint64_checked_add(&whole, sum->whole, more.whole) ||
        !g_uint64_checked_add(&whole, whole, carry)) {
        return false;
    }
    *sum = (Sum){whole, parts % PARTS_PER_ONE};
    return true;
}

static Sum sum_of(double value)
{
    double whole = floor(value);
    guint64 parts = (guint64)round((value - whole) * (double)PARTS_PER_ONE);
    return (Sum){(guint64)whole + parts / PARTS_PER_ONE, parts % PARTS_PER_ONE};
}

static void widen(SzDdsketch *sketch, double min, double max)
{
    sketch->min = sketch->n == 0 ? min : MIN(sketch->min, min);
    sketch->max = sketch->n == 0 ? max : MAX(sketch->max, max);
}

bool sz_ddsketch_add(SzDdsketch *sketch, double value)
{
    if (!(value >= 0 && value <= SZ_DDSKETCH_VALUE_MAX)) {
        return false; /* or not a number */
    }
    bool is_zero = value < SZ_DDSKETCH_VALUE_MIN;
    double counted = is_zero ? 0 : value;
    if (sketch->n == G_MAXUINT64 || !add_sums(&sketch->sum, sum_of(counted))) {
        return false;
    }
    if (is_zero) {
        sketch->n_zeros++;
    } else {
        gint key = key_of(sketch, counted);
        reach(sketch, key, key);
        *count_at(sketch, (guint)(key - sketch->first_key)) += 1;
    }
    widen(sketch, counted, counted);
    sketch->n++;
    return true;
}

static bool is_same_mapping(const SzDdsketch *a, const SzDdsketch *b)
{
    return !(a->alpha < b->alpha) && !(a->alpha > b->alpha);
}

bool sz_ddsketch_merge(SzDdsketch *sketch, const SzDdsketch *from)
{
    /* No bucket counts more than n does: n is what could be too much. */
    guint64 n = 0;
    if (!is_same_mapping(sketch, from) || !g_uint64_checked_add(&n, sketch->n, from->n) ||
        !add_sums(&sketch->sum, from->sum)) {
        return false;
    }
    if (from->n == 0) {
        return true;
    }
    if (from->counts->len > 0) {
        reach(sketch, from->first_key, from->first_key + (gint)from->counts->len - 1);
    }
    for (guint i = 0; i < from->counts->len; i++) {
        gint key = from->first_key + (gint)i;
        *count_at(sketch, (guint)(key - sketch->first_key)) += *count_at(from, i);
    }
    widen(sketch, from->min, from->max);
    sketch->n_zeros += from->n_zeros;
    sketch->n = n;
    return true;
}

bool sz_ddsketch_quantile(const SzDdsketch *sketch, double p, double *out)
{
    if (sketch->n == 0) {
        return false;
    }
    guint64 index = sz_quantile_lower_index(sketch->n, p);
    if (index < sketch->n_zeros) {
        *out = 0;
        return true;
    }
    guint64 n_below = sketch->n_zeros;
    guint i = 0;
    while (n_below + *count_at(sketch, i) <= index) {
        n_below += *count_at(sketch, i);
        i++;
    }
    /* 2 gamma^k / (gamma + 1), as 2 / (gamma + 1) = 1 - alpha. */
    *out = exp((double)(sketch->first_key + (gint)i) * sketch->log_gamma) * (1 - sketch->alpha);
    return true;
}

SzDdsketchFigures sz_ddsketch_figures(const SzDdsketch *sketch)
{
    Sum sum = sketch->sum;
    return (SzDdsketchFigures){
        .n = sketch->n,
        .n_zeros = sketch->n_zeros,
        .sum = (double)sum.whole + (double)sum.parts / (double)PARTS_PER_ONE,
        .min = sketch->min,
        .max = sketch->max,
    };
}

guint64 sz_ddsketch_count(const SzDdsketch *sketch, gint key)
{
    gint i = key - sketch->first_key;
    return i >= 0 && i < (gint)sketch->counts->len ? *count_at(sketch, (guint)i) : 0;
}

/* alpha, zeros, buckets (how far from the one before, count), and unless all that is nothing: sum, ends. */
void sz_ddsketch_save(const SzDdsketch *sketch, GByteArray *out)
{
    sz_state_put_double(out, sketch->alpha);
    sz_state_put_number(out, sketch->n_zeros);
    guint n_used = 0;
    for (guint i = 0; i < sketch->counts->len; i++) {
        n_used += *count_at(sketch, i) > 0;
    }
    sz_state_put_number(out, n_used);
    gint before = 0;
    for (guint i = 0; i < sketch->counts->len; i++) {
        if (*count_at(sketch, i) > 0) {
            gint key = sketch->first_key + (gint)i;
            sz_state_put_signed(out, key - before);
            sz_state_put_number(out, *count_at(sketch, i));
            before = key;
        }
    }
    if (sketch->n > 0) {
        sz_state_put_number(out, sketch->sum.whole);
        sz_state_put_number(out, sketch->sum.parts);
        sz_state_put_double(out, sketch->min);
        sz_state_put_double(out, sketch->max);
    }
}

static void load_buckets(SzDdsketch *sketch, SzStateReader *reader)
{
    const gint key_min = key_of(sketch, SZ_DDSKETCH_VALUE_MIN);
    const gint key_max = key_of(sketch, SZ_DDSKETCH_VALUE_MAX);
    gsize n_used = sz_state_take_count(reader, 2);
    gint key = 0;
    for (gsize i = 0; i < n_used && !reader->is_bad; i++) {
        gint64 least = i == 0 ? key_min : 1;
        key += (gint)sz_state_take_signed(reader, least, (gint64)key_max - key);
        guint64 count = sz_state_take_number(reader, G_MAXUINT64);
        if (count == 0 || !g_uint64_checked_add(&sketch->n, sketch->n, count)) {
            sz_state_spoil(reader);
            return;
        }
        reach(sketch, key, key);
        *count_at(sketch, (guint)(key - sketch->first_key)) = count;
    }
}

/* Does @value stand where the outermost bucket does?  One that lies on an edge may be one off: another libm's log. */
static bool is_in_bucket(const SzDdsketch *sketch, double value, guint i)
{
    if (value < SZ_DDSKETCH_VALUE_MIN) {
        return false;
    }
    return ABS(key_of(sketch, value) - (sketch->first_key + (gint)i)) <= 1;
}

static bool are_ends_plausible(const SzDdsketch *sketch)
{
    guint n_buckets = sketch->counts->len;
    bool is_ordered =
        sketch->min >= 0 && sketch->min <= sketch->max && sketch->max <= SZ_DDSKETCH_VALUE_MAX;
    if (!is_ordered) {
        return false; /* or not a number */
    }
    bool is_min_zero = sketch->min < SZ_DDSKETCH_VALUE_MIN;
    bool is_max_zero = sketch->max < SZ_DDSKETCH_VALUE_MIN;
    return (sketch->n_zeros > 0 ? is_min_zero : is_in_bucket(sketch, sketch->min, 0)) &&
           (n_buckets == 0 ? is_max_zero : is_in_bucket(sketch, sketch->max, n_buckets - 1));
}

SzDdsketch *sz_ddsketch_load(SzStateReader *reader)
{
    double alpha = sz_state_take_double(reader);
    if (!(alpha >= SZ_DDSKETCH_ALPHA_MIN && alpha <= SZ_DDSKETCH_ALPHA_MAX)) {
        sz_state_spoil(reader);
        return NULL;
    }
    g_autoptr(SzDdsketch) sketch = sz_ddsketch_new(alpha);
    sketch->n_zeros = sz_state_take_number(reader, G_MAXUINT64);
    sketch->n = sketch->n_zeros;
    load_buckets(sketch, reader);
    if (sketch->n > 0) {
        sketch->sum.whole = sz_state_take_number(reader, G_MAXUINT64);
        sketch->sum.parts = sz_state_take_number(reader, PARTS_PER_ONE - 1);
        sketch->min = sz_state_take_double(reader);
        sketch->max = sz_state_take_double(reader);
        if (!are_ends_plausible(sketch)) {
            sz_state_spoil(reader);
        }
    }
    return reader->is_bad ? NULL : g_steal_pointer(&sketch);
}
