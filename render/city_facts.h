#pragma once

/* What the city's panels know of an area and the places below it, at one instant.
 *
 * Pure apart from memory.  Owns all of it and is rounded as it is shown: panels look at nothing else.
 *
 * Places of an area are its own hall and the areas of the halls right below it; of a tier, every hall of it.
 * A place is stale when one of its halls is open now and nothing of the place was heard for 5 minutes, the
 * same as the indicator of online halls.  A wait belongs to the half hour of its first call; its P90 is of
 * type 7 and known from 5 waits up.  It is in target up to 15 minutes, watch up to 30, warn up to 45, late beyond.
 * The sign of a hall is the worse of its longest wait now and the P90 of the last hour; of an area, where
 * somebody always waits long, the longest counts only past the limit; a case past the statute's is worst.
 * Overdue: open cases past their due; breached: past the statute's. */

#include "render/theme.h"

#include "metrics/index_table.h"
#include "metrics/view.h"

#define SZ_CITY_SILENCE_S 300
#define SZ_CITY_WAITS_MIN 5
/* Half hours of a day, from midnight. */
#define SZ_CITY_SLOTS 48
#define SZ_CITY_SLOT_S 1800

typedef enum {
    SZ_CITY_LIVE,
    SZ_CITY_STALE,
    SZ_CITY_INSUFFICIENT,
    SZ_CITY_EMPTY, /* nothing was ever heard */
    SZ_CITY_CLOSED,
    SZ_CITY_N_STATES,
} SzCityState;

/* A score that may not be published. */
typedef struct {
    bool is_published;
    double score;  /* 0..100, one decimal */
    guint i_class; /* of the theme's scale; like the grade of the score before it was rounded */
    SzGrade grade;
    guint coverage_pct; /* rounded down; 0 when nothing could be scored */
} SzCityScore;

typedef struct {
    guint n; /* waits */
    guint
        p90_min; /* whole minutes, rounded up, so that figure and sign agree; from SZ_CITY_WAITS_MIN up */
} SzCityWait;

typedef struct {
    char *code; /* owned, likewise all texts */
    char *region;
    char *name[2];       /* by SzLanguage; 余杭区 */
    char *short_name[2]; /* 余杭 */
    char *worst[2];      /* name of the indicator that costs most; NULL: not known */
    SzCityScore index;
    SzCityWait last_hour;
    SzCityWait slots[SZ_CITY_SLOTS];
    SzMaybeTime heard; /* last event */
    gint64 silent_min; /* whole minutes since; only while it is stale, else 0 */
    gint64
        longest_min; /* whole minutes of the longest wait now; -1: nobody waits whose take is known */
    SzCityState state;
    SzSign sign; /* ok to breach */
    guint waiting;
    guint windows_open;
    guint windows; /* heard of today */
    guint overdue;
    guint breached;
    SzTier tier;
    bool is_area; /* it and what is below it */
    bool is_open;
} SzCityPlace;

typedef struct {
    char *name[2];
    bool has_score;
    double weight; /* relative */
    double score;  /* one decimal, likewise the next */
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
    bool scores_only; /* nothing is counted: waits, windows and cases stay 0 */
} SzCityScope;

/* @view: its registry knows the hall of @scope. (transfer full) */
SzCityFacts *sz_city_facts_new(const SzView *view, const SzCityScope *scope);
void sz_city_facts_free(SzCityFacts *facts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCityFacts, sz_city_facts_free)

static inline bool sz_city_wait_is_known(const SzCityWait *wait)
{
    return wait->n >= SZ_CITY_WAITS_MIN;
}

/* Of a P90. */
SzSign sz_city_wait_sign(guint p90_min);
/* Sets score, class, grade and coverage of @out. */
void sz_city_score_set(SzCityScore *out, double score, double coverage);
