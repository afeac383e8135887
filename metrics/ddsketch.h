#pragma once

/* Quantiles of values that are too many to keep, within one percent, mergeable.
 *
 * Pure apart from memory.  DDSketch (Masson, Rim & Lee 2019), logarithmic mapping: with gamma = (1 + alpha) / (1 - alpha),
 * bucket k counts the values in (gamma^(k-1), gamma^k], and 2 gamma^k / (gamma + 1) stands for all of them: at most alpha
 * (relative) from each.  So a quantile is within alpha of x[floor(p (n - 1))], the lower quantile of
 * metrics/quantile.h; of 3 1 4 1 5 9 2 6 5 3 5 with alpha 0.01 the median, 4, is told as 4.0148.
 *
 * Beside it n, the sum and both ends are exact, the sum to 2^-40 a value.  A sketch is a function of the set of its values, to the
 * bit: in whatever order they come, and whatever is merged with what.
 *
 * Of waits from a second to four hours it takes some 480 buckets; of everything it accepts 2,419 with alpha 0.01. */

#include "metrics/state_reader.h"

/* Lower values count as zero, higher ones are refused. */
#define SZ_DDSKETCH_VALUE_MIN 1e-9
#define SZ_DDSKETCH_VALUE_MAX 1e12
#define SZ_DDSKETCH_ALPHA 0.01
#define SZ_DDSKETCH_ALPHA_MIN 0.001
#define SZ_DDSKETCH_ALPHA_MAX 0.1

typedef struct SzDdsketch SzDdsketch;

typedef struct {
    guint64 n;
    guint64 n_zeros; /* of them, below the lowest value that is told apart */
    double sum;
    double min; /* means something when n > 0, as the next */
    double max;
} SzDdsketchFigures;

/* @alpha: SZ_DDSKETCH_ALPHA_MIN..SZ_DDSKETCH_ALPHA_MAX. */
SzDdsketch *sz_ddsketch_new(double alpha);
void sz_ddsketch_free(SzDdsketch *sketch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzDdsketch, sz_ddsketch_free)

/* Returns: false when @value is negative, not finite, or too high, or count or sum could not hold it; nothing is changed then. */
bool sz_ddsketch_add(SzDdsketch *sketch, double value) G_GNUC_WARN_UNUSED_RESULT;
/* As if the values of @from had been added.  Returns: false when their alphas differ, or counts or sum could not hold
 * them; nothing is changed then. */
bool sz_ddsketch_merge(SzDdsketch *sketch, const SzDdsketch *from) G_GNUC_WARN_UNUSED_RESULT;

/* @p: 0 <= p <= 1.  Returns: false when there are no values; @out untouched. */
bool sz_ddsketch_quantile(const SzDdsketch *sketch, double p, double *out);
SzDdsketchFigures sz_ddsketch_figures(const SzDdsketch *sketch);
/* How many values bucket @key counts. */
guint64 sz_ddsketch_count(const SzDdsketch *sketch, gint key);

void sz_ddsketch_save(const SzDdsketch *sketch, GByteArray *out);
/* (transfer full)  NULL, and @reader spoilt, when the bytes are not what save wrote. */
SzDdsketch *sz_ddsketch_load(SzStateReader *reader);
