#include "render/city_index.h"

#include <math.h>

static char *english(const char *name, const char *name_en)
{
    return g_strdup(name_en != NULL ? name_en : name);
}

/* The indicator that costs the index most: weight times what is missing to 100. */
static void find_costliest(const SzIndexParts *parts, const SzIndexRow *row, SzCityPlace *place)
{
    double most = 0;
    const SzIndicator *worst = NULL;
    for (guint i = 0; i < parts->n_indicators; i++) {
        const SzIndicatorScore *one = &row->indicators[i];
        if (one->state != SZ_INDICATOR_OK || one->score <= 0) {
            continue;
        }
        /* contribution = score x its share of the whole weight */
        double lost = one->contribution / one->score * (100 - one->score);
        if (lost > most) {
            most = lost;
            worst = &parts->indicators[i];
        }
    }
    if (worst != NULL) {
        place->worst[SZ_LANGUAGE_ZH] = g_strdup(worst->name);
        place->worst[SZ_LANGUAGE_EN] = english(worst->name, worst->name_en);
    }
}

static SzCityState state_of(gint64 silent_s, const SzIndexRow *row)
{
    if (!row->last_event.known && !row->has_score) {
        return SZ_CITY_EMPTY;
    }
    if (row->is_open && silent_s > SZ_CITY_SILENCE_S) {
        return SZ_CITY_STALE;
    }
    return row->published ? SZ_CITY_LIVE : row->is_open ? SZ_CITY_INSUFFICIENT : SZ_CITY_CLOSED;
}

static const SzIndexRow *find_row(const SzView *view, const SzHall *hall, bool is_area)
{
    return view->index == NULL ? NULL : sz_index_table_find(view->index, hall, is_area);
}

void sz_city_index_read(const SzView *view, const SzHall *hall, SzCityPlace *place)
{
    const SzIndexRow *row = find_row(view, hall, place->is_area);
    place->state = SZ_CITY_EMPTY;
    if (row == NULL) {
        return;
    }
    sz_city_score_set(&place->index, row->score, row->has_score ? row->coverage : 0);
    place->index.is_published = row->published;
    place->is_open = row->is_open;
    place->heard = row->last_event;
    gint64 silent_s = row->last_event.known
                          ? MAX(0, (sz_view_now(view).ns - row->last_event.at.ns) / SZ_NS_PER_S)
                          : 0;
    place->state = state_of(silent_s, row);
    place->silent_min = place->state == SZ_CITY_STALE ? silent_s / 60 : 0;
    if (row->published) {
        find_costliest(sz_index_table_definition(view->index), row, place);
    }
}

static double tenth(double value)
{
    return round(value * 10) / 10;
}

void sz_city_index_dimensions(const SzView *view, const SzHall *hall, SzCityFacts *facts)
{
    const SzIndexRow *row = find_row(view, hall, facts->whole.is_area);
    if (row == NULL) {
        return;
    }
    const SzIndexParts *parts = sz_index_table_definition(view->index);
    facts->dimensions = g_new0(SzCityDimension, parts->n_dimensions);
    for (guint i = 0; i < parts->n_dimensions; i++) {
        double weight = parts->dimensions[i].weights[hall->tier];
        if (row->dimensions[i].applies && weight > 0) {
            facts->dimensions[facts->n_dimensions++] = (SzCityDimension){
                .name = {g_strdup(parts->dimensions[i].name),
                         english(parts->dimensions[i].name, parts->dimensions[i].name_en)},
                .has_score = row->dimensions[i].has_score,
                .weight = weight,
                .score = tenth(row->dimensions[i].score),
                .contribution = tenth(row->dimensions[i].contribution)};
        }
    }
}
