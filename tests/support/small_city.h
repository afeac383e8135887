#pragma once

/* A few halls with ordinary opening hours, 09:00-12:00 and 13:30-18:00, simulated under the shipped
 * rules. */

#include "collector/simulator.h"
#include "support/rules.h"

#define TEST_PLACES_MAX 120

typedef struct {
    SzTier tier;
    const char *code;
    const char *parent; /* NULL: none */
} TestPlace;

/* (transfer full) */
static inline SzRegistry *test_city_registry(const TestPlace *places, gsize n)
{
    SzHall halls[TEST_PLACES_MAX];
    g_assert_cmpuint(n, <=, G_N_ELEMENTS(halls));
    for (gsize i = 0; i < n; i++) {
        halls[i] = (SzHall){.code = places[i].code,
                            .name = places[i].code,
                            .parent = places[i].parent,
                            .region = places[i].code,
                            .tier = places[i].tier};
    }
    const SzHoursPlan plan = {.workday = {.n = 2, .slots = {{32400, 43200}, {48600, 64800}}}};
    g_autoptr(GError) error = NULL;
    g_autoptr(SzOpeningHours) hours = sz_opening_hours_new(&plan, &error);
    g_assert_no_error(error);
    SzRegistry *registry = sz_registry_new(halls, n, NULL, 0, hours, &error);
    g_assert_no_error(error);
    return registry;
}

static inline SzWallTime test_city_at(const char *text)
{
    SzWallTime time = {0};
    g_autoptr(GError) error = NULL;
    bool is_time = sz_wall_time_parse(sz_slice(text), &time, &error);
    g_assert_no_error(error);
    g_assert_true(is_time);
    return time;
}

/* All of [from, to), to be changed before it is used. */
static inline SzSimulatorPlan test_city_plan(const SzRegistry *registry, guint64 seed,
                                             const char *from, const char *to)
{
    return (SzSimulatorPlan){.registry = registry,
                             .calendar = test_rules()->calendar,
                             .items = test_rules()->items,
                             .seed = seed,
                             .from = test_city_at(from),
                             .to = test_city_at(to)};
}
