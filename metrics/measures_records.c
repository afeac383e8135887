/* What is counted from cases and ratings. */

#include "metrics/measures_internal.h"

static bool is_by_minutes(const SzCaseRecord *record)
{
    const SzLimit *limit = &record->status.handling.limit;
    return limit->unit == SZ_UNIT_MINUTE || limit->unit == SZ_UNIT_HOUR;
}

static bool is_online(const SzCaseRecord *record)
{
    return record->channel == SZ_CHANNEL_ONLINE || record->channel == SZ_CHANNEL_MOBILE;
}

static void count_limit_cut(const SzCount *count, SzPlaceMeasures *place,
                            const SzCaseRecord *record)
{
    const SzItem *item = sz_items_find(count->view->rules->items, sz_slice(record->item));
    if (item != NULL && item->statute.unit != SZ_UNIT_NONE && item->statute.n > 0 &&
        item->promise.unit == item->statute.unit) {
        sz_count_add(place, SZ_MEASURE_LIMIT_CUT, item->statute.n - item->promise.n,
                     item->statute.n);
    }
}

static void count_received(const SzCount *count, SzPlaceMeasures *place, const SzCaseRecord *record)
{
    SzTier tier = record->hall->tier;
    const SzMaybeTime *due = &record->status.acceptance.due;
    sz_count_one(place, SZ_MEASURE_ONLINE, is_online(record));
    sz_count_one(place, SZ_MEASURE_INSTANT, record->kind == SZ_CASE_KIND_INSTANT);
    if (record->channel == SZ_CHANNEL_WINDOW) {
        sz_count_one(place, SZ_MEASURE_NEARBY,
                     tier == SZ_TIER_TOWN || tier == SZ_TIER_VILLAGE || tier == SZ_TIER_KIOSK);
    }
    if (record->elic >= 0) {
        sz_count_one(place, SZ_MEASURE_ELIC, record->elic == 1);
    }
    if (record->accepted.known) {
        sz_count_one(place, SZ_MEASURE_ACCEPTED_IN_TIME,
                     !due->known || record->accepted.at.ns <= due->at.ns);
    } else if (record->status.is_acceptance_pending && due->known && due->at.ns < count->now.ns) {
        sz_count_one(place, SZ_MEASURE_ACCEPTED_IN_TIME, false);
    }
    count_limit_cut(count, place, record);
}

static bool is_statute_passed(const SzCaseRecord *record, SzWallTime at)
{
    const SzMaybeTime *due = &record->status.statute_due;
    return due->known && at.ns > due->at.ns;
}

static void count_closed(SzPlaceMeasures *place, const SzCaseRecord *record)
{
    bool is_on_time = !record->status.is_late;
    if (record->status.handling.basis != SZ_DUE_NONE) {
        sz_count_one(place, SZ_MEASURE_CLOSED_ON_TIME, is_on_time);
    }
    if (is_by_minutes(record)) {
        sz_count_one(place, SZ_MEASURE_FAST_ON_TIME, is_on_time);
    }
    sz_count_one(place, SZ_MEASURE_STATUTE_PASSED, is_statute_passed(record, record->ended.at));
    if (record->visits >= 0) {
        sz_count_one(place, SZ_MEASURE_ONCE, record->visits <= 1 && !record->was_supplemented);
    }
    if (record->visits >= 0 && is_online(record)) {
        sz_count_one(place, SZ_MEASURE_NO_VISIT, record->visits == 0);
    }
    if (record->is_auto >= 0) {
        sz_count_one(place, SZ_MEASURE_AUTO, record->is_auto == 1);
    }
}

static void count_open(const SzCount *count, SzPlaceMeasures *place, const SzCaseRecord *record)
{
    SzLight light = sz_case_status_light(&record->status, count->now);
    if (light == SZ_LIGHT_SUSPENDED) {
        return;
    }
    sz_count_one(place, SZ_MEASURE_OPEN_OVERDUE, light == SZ_LIGHT_RED || light == SZ_LIGHT_BLACK);
    sz_count_one(place, SZ_MEASURE_STATUTE_PASSED, light == SZ_LIGHT_BLACK);
}

void sz_count_cases(const SzCount *count)
{
    const SzCasesVersion *cases = count->view->state->cases;
    for (gsize i = 0; i < sz_cases_version_n(cases); i++) {
        const SzCaseRecord *record = sz_cases_version_at(cases, i);
        SzPlaceMeasures *place = sz_count_place(count, record->hall);
        SzCaseState state = record->status.state;
        if (place == NULL || state == SZ_STATE_VOID) {
            continue;
        }
        if (sz_count_is_this_month(count, record->applied)) {
            count_received(count, place, record);
        }
        if (state == SZ_STATE_CLOSED && sz_count_is_this_month(count, record->ended)) {
            count_closed(place, record);
        } else if (state == SZ_STATE_OPEN || state == SZ_STATE_SUSPENDED) {
            count_open(count, place, record);
        }
    }
}

static void count_day(SzPlaceMeasures *place, const SzRatingDay *day)
{
    /* GB/T 39046 A.8. */
    static const gint64 points[SZ_RATING_LEVEL_MAX + 1] = {0, 0, 20, 60, 80, 100};
    gint64 n = 0;
    gint64 n_bad = 0;
    gint64 n_active = 0;
    gint64 sum = 0;
    for (int level = 1; level <= SZ_RATING_LEVEL_MAX; level++) {
        n += day->levels[level];
        n_bad += level <= SZ_RATING_LEVEL_BAD ? day->levels[level] : 0;
        n_active += day->active_levels[level];
        sum += points[level] * day->active_levels[level];
    }
    sz_count_add(place, SZ_MEASURE_RATING_GOOD, n - n_bad, n);
    sz_count_add(place, SZ_MEASURE_RATING_BAD, n_bad, n);
    sz_count_add(place, SZ_MEASURE_RATING_POINTS, sum, n_active);
    sz_count_add(place, SZ_MEASURE_RATING_ACTIVE, n_active, n_active + day->n_passive);
}

void sz_count_ratings(const SzCount *count)
{
    const SzRatingsVersion *ratings = count->view->state->ratings;
    SzDay first = sz_day_of(count->month_start);
    for (gsize i = 0; i < sz_ratings_version_n_days(ratings); i++) {
        const SzRatingDay *day = sz_ratings_version_day(ratings, i);
        SzPlaceMeasures *place = sz_count_place(count, day->place.hall);
        if (place != NULL && day->day >= first && day->day <= count->today) {
            count_day(place, day);
        }
    }
}
