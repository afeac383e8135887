#include "metrics/case_thresholds.h"

const SzCaseThresholds SZ_CASE_THRESHOLDS_DEFAULT = {
    .acceptance_workdays = 5,
    .acceptance_yellow_day = 4,
    .long_from_days = 3,
    .long_yellow_days = 1,
    .long_yellow_ppm = SZ_PPM / 5,
    .short_yellow_min = 240,
    .instant_yellow_s = 55800, /* 15:30 */
    .instant_yellow_min = 60,
    .instant_black_workdays = 1,
    .clock_yellow_ppm = SZ_PPM / 5 * 4,
    .clock_black_ppm = SZ_PPM * 2,
    .source_yellow_workdays = 1,
    .suspended_max_workdays = 60,
    .delivery_workdays = 10,
    .extend_max = {10, SZ_UNIT_WORKDAY},
};
