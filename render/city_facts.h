#pragma once

/* What the city's panels know of an area and the places below it, at one instant.
 *
 * Pure apart from memory.  Plain data between the state (city_facts.c) and the panels, which look at nothing else.
 *
 * Places of an area are its own hall and the areas of the halls right below it; of a tier, every hall of it.
 * A place is stale when one of its halls is open now and nothing of the place was heard for 5 minutes, the
 * same as the indicator of online halls.  A wait belongs to the half hour of its first call; its P90 is of
 * type 7 and known from 5 waits up.
 * The level of a hall is the worse of its longest wait now and the P90 of the last hour; of an area, where
 * somebody always waits long, the longest counts only past the limit; a case past the statute's is worst.
 * Overdue: open cases past their due; breached: past the statute's. */

#include "render/words.h"

#include "metrics/view.h"

#define SZ_CITY_SILENCE_S 300
#define SZ_CITY_WAITS_MIN 5
/* Half hours of a day, from midnight. */
#define SZ_CITY_SLOTS 48
#define SZ_CITY_SLOT_S 1800
/* Upper ends of the classes of a wait: in target, watch, warn; beyond is late. */
#define SZ_CITY_WAIT_WATCH_S 900
#define SZ_CITY_WAIT_WARN_S 1800
#define SZ_CITY_WAIT_LATE_S 2700

typedef enum {
    SZ_CITY_LIVE,
    SZ_CITY_STALE,
    SZ_CITY_INSUFFICIENT,
    SZ_CITY_EMPTY, /* nothing was ever heard */
    SZ_CITY_CLOSED,
} SzCityState;

typedef enum { SZ_LEVEL_OK, SZ_LEVEL_WATCH, SZ_LEVEL_WARN, SZ_LEVEL_LATE, SZ_LEVEL_BREACH } SzLevel;

/* A score that may not be published. */
typedef struct {
    bool is_published;
    double score;    /* 0..100 */
    double coverage; /* 0..1; 0 when nothing could be scored */
} SzCityScore;

typedef struct {
    guint n;           /* waits */
    double wait_p90_s; /* from SZ_CITY_WAITS_MIN up */
} SzCityWait;

typedef struct {
    const SzHall *hall;   /* borrowed from the registry */
    char *name;           /* owned; 余杭区 */
    char *short_name;     /* owned; 余杭 */
    const char *worst_zh; /* name of the indicator that costs most; NULL: not known */
    const char *worst_en;
    SzCityScore index;
    SzCityWait last_hour;
    SzCityWait slots[SZ_CITY_SLOTS];
    gint64 silent_s; /* since it was last heard of */
    gint64 oldest_wait_s;
    SzCityState state;
    SzLevel level;
    guint waiting;
    guint windows_open;
    guint windows; /* heard of today */
    guint overdue;
    guint breached;
    bool is_area; /* it and what is below it */
    bool is_open;
} SzCityPlace;

typedef struct {
    const char *name_zh;
    const char *name_en;
    bool has_score;
    double weight; /* relative */
    double score;
    double contribution;
} SzCityDimension;

typedef struct {
    SzCityPlace whole;
    SzCityPlace *places;
    guint n_places;
    SzCityDimension *dimensions; /* of the whole */
    guint n_dimensions;
    SzDaySlots hours; /* today's, of the whole's own hall */
    SzWallTime now;
    bool is_tier; /* places are halls of a tier */
} SzCityFacts;

typedef struct {
    const SzHall *hall;
    bool is_area;
    bool by_tier; /* places: the halls of @tier in it, instead of the areas below */
    SzTier tier;
} SzCityScope;

/* @view: its registry knows the hall of @scope. (transfer full) */
SzCityFacts *sz_city_facts_new(const SzView *view, const SzCityScope *scope, SzLanguage language);
void sz_city_facts_free(SzCityFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCityFacts, sz_city_facts_free)

SzLevel sz_city_wait_level(double wait_s);
