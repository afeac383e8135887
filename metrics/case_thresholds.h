#pragma once

/* By what cases are judged beside the switches of metrics/deadline.h: the thresholds of the lights
 * (DOMAIN 3.4), the limits the law sets for every case, and what an extension may at most add.
 *
 * Pure data.  What is in force is configuration (config/default/shuzhid.yaml, lights: and
 * deadlines.extend_max); an item may have its own (config/default/items.yaml). */

#include "metrics/limit.h"

#define SZ_PPM 1000000 /* parts per million: a share of 1 */

typedef struct {
    /* 收件未受理 (行政许可法 art. 32): yellow on the N-th day, red after the last; then deemed accepted. */
    gint32 acceptance_workdays;
    gint32 acceptance_yellow_day;
    /* A promise of so many days or more: yellow when no more than this remains, days or the share of the
     * limit, whichever is more; a remainder of a day is left out. */
    gint32 long_from_days;
    gint32 long_yellow_days;
    gint32 long_yellow_ppm;
    /* A shorter one: when no more than so many service minutes remain. */
    gint32 short_yellow_min;
    /* 即办: at this second of the day, or this long before its deadline where that is earlier; black so many
     * working days after it. */
    gint32 instant_yellow_s;
    gint32 instant_yellow_min;
    gint32 instant_black_workdays;
    /* Minutes and hours: when this share of the limit is used.  Black where no statutory limit is known. */
    gint32 clock_yellow_ppm;
    gint32 clock_black_ppm;
    /* Where the source named the instant: so many working days before it. */
    gint32 source_yellow_workdays;
    /* A suspension that lasts longer is abnormal (挂起异常): red. */
    gint32 suspended_max_workdays;
    /* 送达 after the decision (art. 44). */
    gint32 delivery_workdays;
    bool
        is_step_late_yellow; /* a step over its limit turns the light yellow; else it is a finding only */
    /* In the place of all thresholds of yellow above, for the promise: what remains of the limit, or its share.
     * NONE, and 0: not given. */
    SzLimit yellow;
    gint32 yellow_ppm;
    /* The most that all extensions together add to the statutory limit (art. 42); counts where that limit is
     * in the same unit.  NONE: no maximum. */
    SzLimit extend_max;
} SzCaseThresholds;

/* What the shipped configuration says. */
extern const SzCaseThresholds
    SZ_CASE_THRESHOLDS_DEFAULT; /* NOLINT(readability-identifier-naming): reads as a constant */
