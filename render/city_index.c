#include "render/city_index.h"

#include "metrics/index_table.h"

/* The indicator that costs the index most: weight times what is missing to 100. */
static void find_costliest(const SzIndexParts *parts, const SzIndexRow *row, SzCityPlace *place)
{
    double most = 0;
    for (guint i = 0; i < parts->n_indicators; i++) {
        const SzIndicatorScore *one = &row->indicators[i];
        if (one->state != SZ_INDICATOR_OK || one->score <= 0) {
            continue;
        }
        /* contribution = score x its share of the whole weight */
        double lost = one->contribution / one->score * (100 - one->score);
        if (lost > most) {
            most = lost;
            place->worst_zh = parts->indicators[i].name;
            place->worst_en = parts->indicators[i].name_en;
        }
    }
}

static SzCityState state_of(const SzCityPlace *place, const SzIndexRow *row)
{
    if (!row->last_event.known && !row->has_score) {
        return SZ_CITY_EMPTY;
    }
    if (row->is_open && place->silent_s > SZ_CITY_SILENCE_S) {
        return SZ_CITY_STALE;
    }
    return row->published ? SZ_CITY_LIVE : row->is_open ? SZ_CITY_INSUFFICIENT : SZ_CITY_CLOSED;
}

void sz_city_index_read(const SzView *view, SzCityPlace *place)
{
    const SzIndexRow *row =
        view->index == NULL ? NULL : sz_index_table_find(view->index, place->hall, place->is_area);
    place->state = SZ_CITY_EMPTY;
    if (row == NULL) {
        return;
    }
    place->index = (SzCityScore){.is_published = row->published,
                                 .score = row->score,
                                 .coverage = row->has_score ? row->coverage : 0};
    place->is_open = row->is_open;
    if (row->last_event.known) {
        place->silent_s = MAX(0, (sz_view_now(view).ns - row->last_event.at.ns) / SZ_NS_PER_S);
    }
    place->state = state_of(place, row);
    if (row->published) {
        find_costliest(sz_index_table_definition(view->index), row, place);
    }
}

void sz_city_index_dimensions(const SzView *view, SzCityFacts *facts)
{
    const SzHall *hall = facts->whole.hall;
    const SzIndexRow *row =
        view->index == NULL ? NULL : sz_index_table_find(view->index, hall, facts->whole.is_area);
    if (row == NULL) {
        return;
    }
    const SzIndexParts *parts = sz_index_table_definition(view->index);
    facts->dimensions = g_new0(SzCityDimension, parts->n_dimensions);
    for (guint i = 0; i < parts->n_dimensions; i++) {
        double weight = parts->dimensions[i].weights[hall->tier];
        if (row->dimensions[i].applies && weight > 0) {
            facts->dimensions[facts->n_dimensions++] =
                (SzCityDimension){.name_zh = parts->dimensions[i].name,
                                  .name_en = parts->dimensions[i].name_en,
                                  .has_score = row->dimensions[i].has_score,
                                  .weight = weight,
                                  .score = row->dimensions[i].score,
                                  .contribution = row->dimensions[i].contribution};
        }
    }
}
