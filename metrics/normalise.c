#include "metrics/normalise.h"

#include "metrics/error.h"

#include <math.h>

/* 0 - value: of 0 it is 0 and not -0. */
static double direct(const SzNormaliser *normaliser, double value)
{
    return normaliser->is_down ? 0 - value : value;
}

static gint compare(gconstpointer a, gconstpointer b)
{
    const double *x = a;
    const double *y = b;
    return (*x > *y) - (*x < *y);
}

/* The values that are there, with their direction, ascending. (transfer full) */
static GArray *sort_known(const SzNormaliser *normaliser, const SzMaybeNumber *values, gsize n)
{
    GArray *known = g_array_new(FALSE, FALSE, sizeof(double));
    for (gsize i = 0; i < n; i++) {
        if (values[i].known) {
            double x = direct(normaliser, values[i].value);
            g_array_append_val(known, x);
        }
    }
    g_array_sort(known, compare);
    return known;
}

static double at(const GArray *sorted, guint i)
{
    return g_array_index(sorted, double, i);
}

/* How many are below @x. */
static guint count_below(const GArray *sorted, double x)
{
    guint low = 0;
    guint high = sorted->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (at(sorted, middle) < x) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* What a method has to know of a whole column: new = (x - origin) / unit * scale + shift. */
typedef struct {
    bool is_known; /* else nobody has a score */
    double origin;
    double unit;
    double scale;
    double shift;
} Line;

static Line line_of_extremes(const SzNormaliser *normaliser, const GArray *sorted)
{
    double least = at(sorted, 0);
    double most = at(sorted, sorted->len - 1);
    return (Line){most > least, least, most - least, normaliser->upper - normaliser->lower,
                  normaliser->lower};
}

static Line line_of_spread(const SzNormaliser *normaliser, const GArray *sorted)
{
    guint n = sorted->len;
    double sum = 0;
    double squares = 0;
    if (!(at(sorted, n - 1) > at(sorted, 0))) {
        return (Line){.is_known = false};
    }
    for (guint i = 0; i < n; i++) {
        sum += at(sorted, i);
    }
    for (guint i = 0; i < n; i++) {
        double off = at(sorted, i) - sum / n;
        squares += off * off;
    }
    return (Line){true, sum / n, sqrt(squares / (n - 1)), normaliser->spread, normaliser->centre};
}

static gboolean line_to_target(const SzNormaliser *normaliser, const GArray *sorted, Line *out,
                               GError **error)
{
    double least = at(sorted, 0);
    double target = direct(normaliser, normaliser->target);
    if (!(target > least)) {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_CONFLICT,
                    "no distance to a target of %.12g: the worst value is %.12g, expected a better "
                    "target",
                    normaliser->target, direct(normaliser, least));
        return FALSE;
    }
    *out = (Line){true, least, target - least, 1, 0};
    return TRUE;
}

static bool is_by_rank(SzNormaliseMethod method)
{
    return method == SZ_NORMALISE_RANK || method == SZ_NORMALISE_PERCENTILE_RANK ||
           method == SZ_NORMALISE_BORDA;
}

static SzMaybeNumber rank_one(SzNormaliseMethod method, const GArray *sorted, double x)
{
    double below = count_below(sorted, x);
    if (method == SZ_NORMALISE_RANK) {
        return (SzMaybeNumber){true, below + 1};
    }
    if (method == SZ_NORMALISE_BORDA) {
        return (SzMaybeNumber){true, below};
    }
    return sorted->len > 1 ? (SzMaybeNumber){true, below / (sorted->len - 1)}
                           : (SzMaybeNumber){.known = false};
}

static SzMaybeNumber score_alone(const SzCurve *curve, double value)
{
    return sz_curve_knows(curve, value) ? (SzMaybeNumber){true, sz_curve_score(curve, value)}
                                        : (SzMaybeNumber){.known = false};
}

static SzMaybeNumber move_along(const SzNormaliser *normaliser, const Line *line, double x)
{
    if (!line->is_known) {
        return (SzMaybeNumber){.known = false};
    }
    double moved = (x - line->origin) / line->unit * line->scale + line->shift;
    bool is_capped = normaliser->method == SZ_NORMALISE_DISTANCE_TO_TARGET;
    return (SzMaybeNumber){true, is_capped ? MIN(moved, 1) : moved};
}

static gboolean find_line(const SzNormaliser *normaliser, const GArray *sorted, Line *out,
                          GError **error)
{
    if (normaliser->method == SZ_NORMALISE_MINMAX) {
        *out = line_of_extremes(normaliser, sorted);
    } else if (normaliser->method == SZ_NORMALISE_ZSCORE) {
        *out = line_of_spread(normaliser, sorted);
    } else if (normaliser->method == SZ_NORMALISE_DISTANCE_TO_TARGET) {
        return line_to_target(normaliser, sorted, out, error);
    }
    return TRUE;
}

static gboolean fail_range(GError **error)
{
    g_set_error_literal(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                        "values too far apart or too close to be told apart");
    return FALSE;
}

/* Returns: FALSE when some result is no finite number, or would be by a unit that is none. */
static gboolean check_finite(const Line *line, const GArray *results, GError **error)
{
    if (line->is_known && !(line->unit > 0 && isfinite(line->unit))) {
        return fail_range(error);
    }
    for (guint i = 0; i < results->len; i++) {
        const SzMaybeNumber *result = &g_array_index(results, SzMaybeNumber, i);
        if (result->known && !isfinite(result->value)) {
            return fail_range(error);
        }
    }
    return TRUE;
}

gboolean sz_normalise_column(const SzNormaliser *normaliser, const SzMaybeNumber *values, gsize n,
                             SzMaybeNumber *out, GError **error)
{
    Line line = {.is_known = false};
    g_autoptr(GArray) sorted = sort_known(normaliser, values, n);
    g_autoptr(GArray) results = g_array_sized_new(FALSE, TRUE, sizeof(SzMaybeNumber), (guint)n);
    g_array_set_size(results, (guint)n);
    if (sorted->len > 0 && !find_line(normaliser, sorted, &line, error)) {
        return FALSE;
    }
    for (gsize i = 0; i < n; i++) {
        SzMaybeNumber *result = &g_array_index(results, SzMaybeNumber, i);
        double x = direct(normaliser, values[i].value);
        if (!values[i].known) {
            continue;
        }
        if (normaliser->method == SZ_NORMALISE_CURVE) {
            *result = score_alone(&normaliser->curve, values[i].value);
        } else if (is_by_rank(normaliser->method)) {
            *result = rank_one(normaliser->method, sorted, x);
        } else {
            *result = move_along(normaliser, &line, x);
        }
    }
    if (!check_finite(&line, results, error)) {
        return FALSE;
    }
    for (gsize i = 0; i < n; i++) {
        out[i] = g_array_index(results, SzMaybeNumber, i);
    }
    return TRUE;
}
