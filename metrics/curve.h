#pragma once

/* value -> score, of one value alone.
 *
 * Pure.  Each way to score a value by itself is one of a few shapes:
 *
 *     goalposts      100 (value - floor) / (target - floor), not below 0 nor above 100: LINES of two points.
 *                    floor > target where less is better
 *     piecewise      straight between the points: LINES
 *     band           100 within [lo, hi], falling to 0 at lo0 and hi0: LINES of four points
 *     log_goalposts  goalposts of ln(value): LOG_LINES.  A value of 0 or less has no score
 *     steps          the score of the interval the value is in; a cut belongs to the interval above it: STEPS
 *     ratio          100 min(1, value / target): SHARE; where less is better 100 min(1, target / value), and
 *                    100 up to the target, 0 and less included: INVERSE */

#include <glib.h>
#include <stdbool.h>

typedef struct {
    double value;
    double score;
} SzCurvePoint;

typedef enum {
    SZ_CURVE_LINES,     /* straight lines between the points, flat beyond the first and the last */
    SZ_CURVE_LOG_LINES, /* the same of the logarithm, which the points' values are, too */
    SZ_CURVE_STEPS, /* the last point that is not above the value; the first one has no lower end */
    SZ_CURVE_SHARE, /* of one point, the target and its score; likewise the next */
    SZ_CURVE_INVERSE,
} SzCurveShape;

#define SZ_CURVE_POINTS_MAX 32

typedef struct {
    guint n;                                  /* 1.. */
    SzCurvePoint points[SZ_CURVE_POINTS_MAX]; /* ascending in value */
    SzCurveShape shape;
} SzCurve;

/* Has this value a score? */
bool sz_curve_knows(const SzCurve *curve, double value);
/* Of a value it knows. */
double sz_curve_score(const SzCurve *curve, double value);
/* No score is below this (of values that are not below 0), or above that. */
double sz_curve_least(const SzCurve *curve);
double sz_curve_most(const SzCurve *curve);
