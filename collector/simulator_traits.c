#include "collector/simulator_traits.h"

#include "collector/simulator_random.h"

#define FULL 65536U /* a level of 1: the worst place */
#define FIRST_PURPOSE 0x20000U

enum {
    CARE,
    STAFFING,
    ABSENCE,
    FAULTS,
    SILENCE,
    LATENESS,
    ASKING,
    DISPLEASURE,
    VOICES,
    ONLINE,
    DIGITAL,
    DEMAND
};

/* From level 0 to level 1, in eighths. */
typedef guint16 Curve[9];

static const Curve trouble = {180, 260, 380, 600, 900, 1400, 2400, 4200, 6500};
static const Curve staffing = {1260, 1190, 1130, 1065, 1000, 935, 870, 810, 755};
static const Curve demand = {750, 820, 880, 930, 970, 1020, 1090, 1250, 1600};
static const Curve absence = {400, 500, 650, 800, 1000, 1250, 1600, 2100, 2800};
static const Curve share = {1250, 1180, 1120, 1060, 1000, 900, 760, 560, 350};
static const Curve online = {2100, 1900, 1650, 1400, 1200, 1000, 850, 700, 550};

typedef struct {
    guint64 seed;
    const char *hall;
    const char *district;
    guint32 rank; /* level of the district */
} Place;

/* --- levels: 0 the best place, FULL the worst --- */

static guint32 draw(const Place *place, const char *name, guint32 purpose)
{
    SzSimRandom random;
    sz_sim_random_init(&random, place->seed, sz_slice(name), FIRST_PURPOSE + purpose);
    return sz_sim_random_below(&random, FULL);
}

/* How well led the district is: its rank among all, so that in every city some are ahead and some
 * behind. */
static guint32 rank_of_district(const Place *place, const SzRegistry *registry)
{
    guint32 own = draw(place, place->district, CARE);
    guint32 n = 0;
    guint32 n_ahead = 0;
    for (gsize i = 0; i < sz_registry_n_halls(registry); i++) {
        const SzHall *other = sz_registry_hall(registry, i);
        if (other->tier == SZ_TIER_COUNTY) {
            n++;
            n_ahead += draw(place, other->code, CARE) < own ? 1 : 0;
        }
    }
    return n > 0 ? MIN(FULL * (2 * n_ahead + 1) / (2 * n), FULL - 1) : FULL / 2;
}

/* As is the custom in the district, with something of the hall's own. */
static guint32 custom(const Place *place, guint32 purpose)
{
    return (3 * draw(place, place->district, purpose) + 2 * draw(place, place->hall, purpose)) / 5;
}

/* The same where a well-led district does well in everything. */
static guint32 care(const Place *place, guint32 purpose)
{
    return (3 * place->rank + draw(place, place->district, purpose) +
            draw(place, place->hall, purpose)) /
           5;
}

static guint32 on_curve(const Curve curve, guint32 level)
{
    guint32 i = level / (FULL / 8);
    gint32 part = (gint32)(level % (FULL / 8));
    return (guint32)(curve[i] + (curve[i + 1] - curve[i]) * part / (gint32)(FULL / 8));
}

/* --- the hall --- */

/* The county-tier hall above, or the highest there is. */
static const char *district_of(const SzRegistry *registry, const SzHall *hall)
{
    while (hall->tier > SZ_TIER_COUNTY && hall->parent != NULL) {
        hall = sz_registry_find(registry, sz_slice(hall->parent), 0);
    }
    return hall->code;
}

void sz_sim_traits_draw(guint64 seed, const SzRegistry *registry, const SzHall *hall,
                        SzSimTraits *out)
{
    Place place = {seed, hall->code, district_of(registry, hall), 0};
    place.rank = rank_of_district(&place, registry);
    *out = (SzSimTraits){
        .staffing = on_curve(staffing, care(&place, STAFFING)),
        .absence = on_curve(absence, care(&place, ABSENCE)),
        .faults = on_curve(trouble, care(&place, FAULTS)),
        .silence = on_curve(trouble, care(&place, SILENCE)),
        .lateness = on_curve(trouble, care(&place, LATENESS)),
        .asking_again = on_curve(trouble, care(&place, ASKING)),
        .displeasure = on_curve(trouble, care(&place, DISPLEASURE)),
        .voices = on_curve(share, custom(&place, VOICES)),
        .online = on_curve(online, custom(&place, ONLINE)),
        .digital = on_curve(share, custom(&place, DIGITAL)),
    };
    if (hall->tier == SZ_TIER_MUNICIPAL) {
        /* There is one; its volume is known. */
        out->online = (3 * online[4] + out->online) / 4;
    }
    for (guint q = 0; q < SZ_SIM_QUEUES; q++) {
        out->demand[q] = on_curve(demand, draw(&place, place.hall, DEMAND + q));
    }
}
