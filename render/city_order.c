/* The order of places of render/city_panel.h. */
#include "render/city_panel.h"

#include <math.h>

/* While the whole is stale its last order stands, under a hatch. */
static bool is_ranked(const SzCityFacts *facts, const SzCityPlace *place)
{
    bool counts = place->state == SZ_CITY_LIVE ||
                  (place->state == SZ_CITY_STALE && facts->whole.state == SZ_CITY_STALE);
    return counts && place->index.is_published;
}

/* Scores as shown: what looks equal ties. */
static gint64 tenths(const SzCityPlace *place)
{
    return llround(place->index.score * 10);
}

static int compare_codes(const void *a, const void *b)
{
    const SzCityPlace *x = *(const SzCityPlace *const *)a;
    const SzCityPlace *y = *(const SzCityPlace *const *)b;
    return strcmp(x->code, y->code);
}

static int compare_scores(const void *a, const void *b)
{
    gint64 x = tenths(*(const SzCityPlace *const *)a);
    gint64 y = tenths(*(const SzCityPlace *const *)b);
    return x != y ? (x > y ? -1 : 1) : compare_codes(a, b);
}

guint sz_city_n_ranked(const SzCityFacts *facts)
{
    guint ranked = 0;
    for (guint i = 0; i < facts->n_places; i++) {
        ranked += is_ranked(facts, &facts->places[i]) ? 1 : 0;
    }
    return ranked;
}

const SzCityPlace **sz_city_order(const SzCityFacts *facts, guint *out_ranked)
{
    const SzCityPlace **order = g_new0(const SzCityPlace *, facts->n_places + 1);
    guint ranked = 0;
    guint rest = facts->n_places;
    for (guint i = 0; i < facts->n_places; i++) {
        const SzCityPlace *place = &facts->places[i];
        order[is_ranked(facts, place) ? ranked++ : --rest] = place;
    }
    qsort(order, ranked, sizeof(gpointer), compare_scores);
    qsort(order + ranked, facts->n_places - ranked, sizeof(gpointer), compare_codes);
    *out_ranked = ranked;
    return order;
}

const SzCityPlace *sz_city_lowest(const SzCityFacts *facts)
{
    guint ranked = 0;
    g_autofree const SzCityPlace **order = sz_city_order(facts, &ranked);
    return ranked < 2 ? NULL : order[ranked - 1];
}

SzCityState sz_city_scores_state(const SzCityFacts *facts)
{
    guint n[SZ_CITY_N_STATES] = {0};
    guint published = 0;
    for (guint i = 0; i < facts->n_places; i++) {
        n[facts->places[i].state]++;
        published += facts->places[i].index.is_published ? 1 : 0;
    }
    if (published > 0) {
        return facts->whole.state == SZ_CITY_STALE ? SZ_CITY_STALE : SZ_CITY_LIVE;
    }
    return n[SZ_CITY_INSUFFICIENT] + n[SZ_CITY_STALE] > 0 ? SZ_CITY_INSUFFICIENT
           : n[SZ_CITY_CLOSED] > 0                        ? SZ_CITY_CLOSED
                                                          : SZ_CITY_EMPTY;
}

SzSign sz_city_state_sign(SzCityState state)
{
    return state == SZ_CITY_STALE          ? SZ_SIGN_STALE
           : state == SZ_CITY_INSUFFICIENT ? SZ_SIGN_INSUFFICIENT
           : state == SZ_CITY_LIVE         ? SZ_SIGN_OK
                                           : SZ_SIGN_CLOSED;
}
