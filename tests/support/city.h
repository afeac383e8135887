#pragma once

/* A city of five places for tests of its panels: 余杭 lowest and over the limit, 建德 stale, the scenic area
 * insufficient. */

#include "render/city_panel.h"
#include "render/place_name.h"

static const SzHall TEST_HALLS[] = {
    {.code = "330100", .name = "杭州市行政服务中心（市民中心）", .region = "330100"},
    {.code = "330106", .name = "西湖区政务服务中心", .region = "330106", .tier = SZ_TIER_COUNTY},
    {.code = "330110", .name = "余杭区政务服务中心", .region = "330110", .tier = SZ_TIER_COUNTY},
    {.code = "330182", .name = "建德市政务服务中心", .region = "330182", .tier = SZ_TIER_COUNTY},
    {.code = "3301F1",
     .name = "西湖风景名胜区政务服务中心",
     .region = "3301F1",
     .tier = SZ_TIER_COUNTY},
};

static inline SzCityPlace test_city_place(guint i, double score, SzCityState state)
{
    const SzHall *hall = &TEST_HALLS[i];
    SzCityPlace out = {.code = g_strdup(hall->code),
                       .region = g_strdup(hall->region),
                       .tier = hall->tier,
                       .is_area = i > 0,
                       .state = state,
                       .is_open = true,
                       .longest_min = -1};
    for (guint language = 0; language < 2; language++) {
        out.name[language] =
            i == 0 ? sz_place_own_name(hall, (SzLanguage)language) : sz_place_area_name(hall);
        out.short_name[language] = sz_place_short_name(hall);
    }
    sz_city_score_set(&out.index, score, 0.61);
    out.index.is_published = state <= SZ_CITY_STALE;
    out.silent_min = state == SZ_CITY_STALE ? 6 : 0;
    return out;
}

static inline SzCityDimension test_city_dimension(const char *zh, const char *en, double weight,
                                                  double score)
{
    return (SzCityDimension){.name = {g_strdup(zh), g_strdup(en)},
                             .has_score = true,
                             .weight = weight,
                             .score = score,
                             .contribution = weight * score / 100};
}

/* (transfer full) */
static inline SzCityFacts *test_city(void)
{
    static const double scores[] = {91.4, 86.5, 68.6, 83.6, 0};
    SzCityFacts *facts = g_new0(SzCityFacts, 1);
    facts->whole = test_city_place(0, 86.7, SZ_CITY_LIVE);
    facts->now = sz_wall_time_at(20514, 37440); /* 10:24 */
    facts->whole.heard = (SzMaybeTime){true, facts->now};
    facts->hours = (SzDaySlots){1, {{32400, 64800}}};
    facts->n_places = G_N_ELEMENTS(TEST_HALLS);
    facts->places = g_new0(SzCityPlace, facts->n_places);
    for (guint i = 0; i < facts->n_places; i++) {
        SzCityState state = i == 3 ? SZ_CITY_STALE : i == 4 ? SZ_CITY_INSUFFICIENT : SZ_CITY_LIVE;
        facts->places[i] = test_city_place(i, scores[i], state);
        facts->places[i].slots[20] = (SzCityWait){9, 5 * (i + 1)};
        facts->places[i].last_hour = facts->places[i].slots[20];
    }
    facts->places[2].sign = SZ_SIGN_LATE;
    facts->places[2].last_hour = (SzCityWait){40, 52};
    facts->whole.slots[20] = (SzCityWait){45, 15};
    facts->n_dimensions = 2;
    facts->dimensions = g_new0(SzCityDimension, 2);
    facts->dimensions[0] = test_city_dimension("实时运行", "Live", 25, 76.4);
    facts->dimensions[1] = test_city_dimension("效能情况", "Efficiency", 75, 92.5);
    return facts;
}
