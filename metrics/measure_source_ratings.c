/* Ratings of a hall on a day, as measures see them. */

#include "metrics/measure_source.h"

enum { TIER, DAY, PASSIVE, LEVEL_1, ACTIVE_1 = LEVEL_1 + SZ_RATING_LEVEL_MAX };

static const SzAttribute attributes[] = {
    [TIER] = {"tier", SZ_VALUE_CHOICE, SZ_TIER_CHOICES},
    [DAY] = {"day", SZ_VALUE_TIME, NULL},
    [PASSIVE] = {"passive", SZ_VALUE_NUMBER, NULL},
    [LEVEL_1] = {"level1", SZ_VALUE_NUMBER, NULL},
    {"level2", SZ_VALUE_NUMBER, NULL},
    {"level3", SZ_VALUE_NUMBER, NULL},
    {"level4", SZ_VALUE_NUMBER, NULL},
    {"level5", SZ_VALUE_NUMBER, NULL},
    [ACTIVE_1] = {"active1", SZ_VALUE_NUMBER, NULL},
    {"active2", SZ_VALUE_NUMBER, NULL},
    {"active3", SZ_VALUE_NUMBER, NULL},
    {"active4", SZ_VALUE_NUMBER, NULL},
    {"active5", SZ_VALUE_NUMBER, NULL},
};
G_STATIC_ASSERT(G_N_ELEMENTS(attributes) == ACTIVE_1 + SZ_RATING_LEVEL_MAX);

static bool get(const SzLook *look, guint i_attribute, const SzRow *row, gint64 *out)
{
    const SzRatingDay *day = row->thing;
    (void)look;
    if (i_attribute == TIER) {
        *out = (gint64)row->hall->tier;
    } else if (i_attribute == DAY) {
        *out = sz_wall_time_at(day->day, 0).ns;
    } else if (i_attribute == PASSIVE) {
        *out = (gint64)day->n_passive;
    } else {
        *out = (gint64)(i_attribute < ACTIVE_1 ? day->levels[i_attribute - LEVEL_1 + 1]
                                               : day->active_levels[i_attribute - ACTIVE_1 + 1]);
    }
    return true;
}

const SzSourceInfo SZ_RATINGS_SOURCE = {{attributes, G_N_ELEMENTS(attributes)}, get};
