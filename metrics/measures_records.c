/* What is counted from cases and ratings. */

#include "metrics/case_ledger.h"
#include "metrics/measures_internal.h"

typedef struct {
    bool is_done;
    const SzItem *item; /* NULL: the catalogue does not know it */
} LookedUp;

/* What is counted, and the items of the catalogue by the numbers of their texts. */
typedef struct {
    const SzCount *count;
    const SzCasesVersion *cases;
    GArray *items; /* owned; LookedUp by number */
} CaseCount;

static bool is_by_minutes(const SzCaseRow *row)
{
    return row->unit == SZ_UNIT_MINUTE || row->unit == SZ_UNIT_HOUR;
}

static bool is_online(const SzCaseRow *row)
{
    return row->channel == SZ_CHANNEL_ONLINE || row->channel == SZ_CHANNEL_MOBILE;
}

/* NULL when the catalogue does not know it. */
static const SzItem *item_of(const CaseCount *counting, const SzCaseRow *row)
{
    if (row->item >= counting->items->len) {
        g_array_set_size(counting->items, row->item + 1);
    }
    LookedUp *looked_up = &g_array_index(counting->items, LookedUp, row->item);
    if (!looked_up->is_done) {
        const char *code = sz_cases_version_text(counting->cases, row->item);
        const SzItems *items = counting->count->view->rules->items;
        *looked_up = (LookedUp){true, sz_items_find(items, sz_slice(code))};
    }
    return looked_up->item;
}

static void count_limit_cut(SzPlaceMeasures *place, const SzItem *item)
{
    if (item != NULL && item->statute.unit != SZ_UNIT_NONE && item->statute.n > 0 &&
        item->promise.unit == item->statute.unit) {
        sz_count_add(place, SZ_MEASURE_LIMIT_CUT, item->statute.n - item->promise.n,
                     item->statute.n);
    }
}

void sz_count_received(SzPlaceMeasures *place, const SzItem *item, SzTier tier,
                       const SzCaseRow *row)
{
    sz_count_one(place, SZ_MEASURE_ONLINE, is_online(row));
    sz_count_one(place, SZ_MEASURE_INSTANT, row->kind == SZ_CASE_KIND_INSTANT);
    if (row->channel == SZ_CHANNEL_WINDOW) {
        sz_count_one(place, SZ_MEASURE_NEARBY,
                     tier == SZ_TIER_TOWN || tier == SZ_TIER_VILLAGE || tier == SZ_TIER_KIOSK);
    }
    if (row->elic != SZ_YESNO_UNKNOWN) {
        sz_count_one(place, SZ_MEASURE_ELIC, row->elic == SZ_YESNO_YES);
    }
    if (row->acceptance != SZ_ACCEPTED_NOT) {
        sz_count_one(place, SZ_MEASURE_ACCEPTED_IN_TIME, row->acceptance == SZ_ACCEPTED_IN_TIME);
    }
    count_limit_cut(place, item);
}

/* Should it have been accepted, and was not? */
static void count_unaccepted(const SzCount *count, SzPlaceMeasures *place, const SzCaseRow *row)
{
    if (row->acceptance == SZ_ACCEPTED_NOT && row->is_acceptance_pending &&
        row->base == SZ_LIGHT_GREEN && row->red_from.ns <= count->now.ns) {
        sz_count_one(place, SZ_MEASURE_ACCEPTED_IN_TIME, false);
    }
}

void sz_count_closed(SzPlaceMeasures *place, const SzCaseRow *row)
{
    bool is_on_time = row->is_late == 0;
    if (row->basis != SZ_DUE_NONE) {
        sz_count_one(place, SZ_MEASURE_CLOSED_ON_TIME, is_on_time);
    }
    if (is_by_minutes(row)) {
        sz_count_one(place, SZ_MEASURE_FAST_ON_TIME, is_on_time);
    }
    sz_count_one(place, SZ_MEASURE_STATUTE_PASSED, row->is_past_statute != 0);
    if (row->visits >= 0) {
        sz_count_one(place, SZ_MEASURE_ONCE, row->visits <= 1 && row->was_supplemented == 0);
    }
    if (row->visits >= 0 && is_online(row)) {
        sz_count_one(place, SZ_MEASURE_NO_VISIT, row->visits == 0);
    }
    if (row->is_auto != SZ_YESNO_UNKNOWN) {
        sz_count_one(place, SZ_MEASURE_AUTO, row->is_auto == SZ_YESNO_YES);
    }
}

static void count_open(const SzCount *count, SzPlaceMeasures *place, const SzCaseRow *row)
{
    SzLight light = sz_case_row_light(row, count->now);
    if (light == SZ_LIGHT_SUSPENDED) {
        return;
    }
    sz_count_one(place, SZ_MEASURE_OPEN_OVERDUE, light == SZ_LIGHT_RED || light == SZ_LIGHT_BLACK);
    sz_count_one(place, SZ_MEASURE_STATUTE_PASSED, light == SZ_LIGHT_BLACK);
}

static void count_case(const CaseCount *counting, const SzCaseRow *row)
{
    const SzCount *count = counting->count;
    const SzHall *hall = sz_cases_version_row_hall(counting->cases, row);
    SzPlaceMeasures *place = sz_count_place(count, hall);
    if (place == NULL || row->state == SZ_STATE_VOID) {
        return;
    }
    if (sz_count_is_this_month(count, row->applied)) {
        sz_count_received(place, item_of(counting, row), hall->tier, row);
        count_unaccepted(count, place, row);
    }
    if (sz_case_row_is_open(row)) {
        count_open(count, place, row);
    } else if (row->state == SZ_STATE_CLOSED && sz_count_is_this_month(count, row->ended)) {
        sz_count_closed(place, row);
    }
}

void sz_count_cases(const SzCount *count)
{
    const SzCasesVersion *cases = count->view->state->cases;
    g_autoptr(GArray) items = g_array_new(FALSE, TRUE, sizeof(LookedUp));
    const CaseCount counting = {count, cases, items};
    for (gsize i = 0; i < sz_cases_version_n(cases); i++) {
        const SzCaseRow *row = sz_cases_version_row(cases, i);
        if (row != NULL) {
            count_case(&counting, row);
        }
    }
    const SzCaseLedger *ledger = sz_cases_version_ledger(cases);
    if (ledger != NULL) {
        sz_case_ledger_count(ledger, count->today, count->halls);
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
