#include "metrics/curve.h"

#include <math.h>

static double on_lines(const SzCurve *curve, double value)
{
    const SzCurvePoint *points = curve->points;
    if (value <= points[0].value) {
        return points[0].score;
    }
    for (guint i = 1; i < curve->n; i++) {
        if (value <= points[i].value) {
            double share = (value - points[i - 1].value) / (points[i].value - points[i - 1].value);
            return points[i - 1].score + share * (points[i].score - points[i - 1].score);
        }
    }
    return points[curve->n - 1].score;
}

static double on_steps(const SzCurve *curve, double value)
{
    guint i = 0;
    while (i + 1 < curve->n && value >= curve->points[i + 1].value) {
        i++;
    }
    return curve->points[i].score;
}

bool sz_curve_knows(const SzCurve *curve, double value)
{
    return curve->shape != SZ_CURVE_LOG_LINES || value > 0;
}

double sz_curve_score(const SzCurve *curve, double value)
{
    SzCurvePoint target = curve->points[0];
    switch (curve->shape) {
    case SZ_CURVE_LINES:
        break;
    case SZ_CURVE_LOG_LINES:
        return on_lines(curve, log(value));
    case SZ_CURVE_STEPS:
        return on_steps(curve, value);
    case SZ_CURVE_SHARE:
        return value >= target.value ? target.score : target.score * (value / target.value);
    case SZ_CURVE_INVERSE:
        return value <= target.value ? target.score : target.score * (target.value / value);
    }
    return on_lines(curve, value);
}

double sz_curve_least(const SzCurve *curve)
{
    bool is_ratio = curve->shape == SZ_CURVE_SHARE || curve->shape == SZ_CURVE_INVERSE;
    double least = is_ratio ? 0 : curve->points[0].score;
    for (guint i = 0; i < curve->n; i++) {
        least = MIN(least, curve->points[i].score);
    }
    return least;
}

double sz_curve_most(const SzCurve *curve)
{
    double most = curve->points[0].score;
    for (guint i = 1; i < curve->n; i++) {
        most = MAX(most, curve->points[i].score);
    }
    return most;
}
