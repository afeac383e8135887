#include "metrics/measures.h"

#include "metrics/measures_internal.h"
#include "metrics/quantile.h"

#define HEARD_S 300
#define SILENT_S 1800

struct SzMeasures {
    SzPlaceMeasures *halls; /* owned */
    gsize n_halls;
};

static const SzMeasureInfo infos[SZ_MEASURE_N] = {
    [SZ_MEASURE_HALL_ONLINE] = {"hall_online", SZ_WINDOW_NOW, SZ_STATISTIC_RATIO, true},
    [SZ_MEASURE_TOWN_KIOSK] = {"town_kiosk", SZ_WINDOW_NOW, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_TOWN_ONLINE] = {"town_online", SZ_WINDOW_DAY, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_NEARBY] = {"nearby", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_WINDOW_OPEN] = {"window_open", SZ_WINDOW_NOW, SZ_STATISTIC_RATIO, true},
    [SZ_MEASURE_WINDOW_BUSY] = {"window_busy", SZ_WINDOW_NOW, SZ_STATISTIC_RATIO, true},
    [SZ_MEASURE_WAITING_PER_WINDOW] = {"waiting_per_window", SZ_WINDOW_NOW, SZ_STATISTIC_RATIO,
                                       true},
    [SZ_MEASURE_WAIT_MEAN] = {"wait_mean", SZ_WINDOW_R60M, SZ_STATISTIC_RATIO, true},
    [SZ_MEASURE_WAIT_LONGEST] = {"wait_longest", SZ_WINDOW_NOW, SZ_STATISTIC_MAX, true},
    [SZ_MEASURE_WAIT_IN_TARGET] = {"wait_in_target", SZ_WINDOW_R60M, SZ_STATISTIC_RATIO, true},
    [SZ_MEASURE_WAIT_P90] = {"wait_p90", SZ_WINDOW_R60M, SZ_STATISTIC_P90, true},
    [SZ_MEASURE_NOSHOW] = {"noshow", SZ_WINDOW_DAY, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_SERVICE_LONG] = {"service_long", SZ_WINDOW_NOW, SZ_STATISTIC_RATIO, true},
    [SZ_MEASURE_KIOSK_ONLINE] = {"kiosk_online", SZ_WINDOW_NOW, SZ_STATISTIC_RATIO, true},
    [SZ_MEASURE_KIOSK_USABLE] = {"kiosk_usable", SZ_WINDOW_NOW, SZ_STATISTIC_RATIO, true},
    [SZ_MEASURE_CLOSED_ON_TIME] = {"closed_on_time", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_STATUTE_PASSED] = {"statute_passed", SZ_WINDOW_MONTH, SZ_STATISTIC_SUM, false},
    [SZ_MEASURE_OPEN_OVERDUE] = {"open_overdue", SZ_WINDOW_NOW, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_ACCEPTED_IN_TIME] = {"accepted_in_time", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO,
                                     false},
    [SZ_MEASURE_LIMIT_CUT] = {"limit_cut", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_FAST_ON_TIME] = {"fast_on_time", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_INSTANT] = {"instant", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_ONCE] = {"once", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_RATING_GOOD] = {"rating_good", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_RATING_POINTS] = {"rating_points", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_RATING_ACTIVE] = {"rating_active", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_RATING_BAD] = {"rating_bad", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_ONLINE] = {"online", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_NO_VISIT] = {"no_visit", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_AUTO] = {"auto", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_KIOSK_SHARE] = {"kiosk_share", SZ_WINDOW_DAY, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_KIOSK_USE] = {"kiosk_use", SZ_WINDOW_DAY, SZ_STATISTIC_RATIO, false},
    [SZ_MEASURE_ELIC] = {"elic", SZ_WINDOW_MONTH, SZ_STATISTIC_RATIO, false},
};

const SzMeasureInfo *sz_measure_info(SzMeasure measure)
{
    return &infos[measure];
}

bool sz_measure_parse(SzSlice name, SzMeasure *out)
{
    for (guint i = 0; i < SZ_MEASURE_N; i++) {
        if (sz_slice_equal(name, sz_slice(infos[i].name))) {
            *out = (SzMeasure)i;
            return true;
        }
    }
    return false;
}

const char *sz_measure_window_name(SzMeasureWindow window)
{
    static const char *const names[] = {"now", "r60m", "day", "month"};
    return names[window];
}

/* --- counting ------------------------------------------------------------------------------ */

SzPlaceMeasures *sz_count_place(const SzCount *count, const SzHall *hall)
{
    return hall != NULL ? &count->halls[sz_registry_index(count->view->rules->registry, hall)]
                        : NULL;
}

void sz_count_add(SzPlaceMeasures *place, SzMeasure measure, gint64 num, gint64 den)
{
    SzTally *tally = &place->tallies[measure];
    tally->den += den;
    if (infos[measure].statistic == SZ_STATISTIC_MAX) {
        tally->num = MAX(tally->num, num);
        return;
    }
    tally->num += num;
    if (infos[measure].statistic == SZ_STATISTIC_P90) {
        if (tally->samples == NULL) {
            tally->samples = g_array_new(FALSE, FALSE, sizeof(gint64));
        }
        g_array_append_val(tally->samples, num);
    }
}

void sz_count_one(SzPlaceMeasures *place, SzMeasure measure, bool is_hit)
{
    sz_count_add(place, measure, is_hit ? 1 : 0, 1);
}

void sz_count_heard(SzPlaceMeasures *place, SzWallTime at)
{
    if (!place->last_event.known || place->last_event.at.ns < at.ns) {
        place->last_event = (SzMaybeTime){true, at};
    }
}

bool sz_count_is_this_month(const SzCount *count, SzWallTime at)
{
    return at.ns >= count->month_start.ns && at.ns <= count->now.ns;
}

static bool is_open_now(const SzCount *count, const SzHall *hall)
{
    const SzCaseRules *rules = count->view->rules;
    SzDaySlots slots = sz_opening_hours_on(sz_registry_hours(rules->registry, hall),
                                           rules->calendar, count->today);
    gint64 second = sz_ns_of_day(count->now) / SZ_NS_PER_S;
    for (guint i = 0; i < slots.n; i++) {
        if (second >= slots.slots[i].open_s && second < slots.slots[i].close_s) {
            return true;
        }
    }
    return false;
}

void sz_count_halls(const SzCount *count)
{
    const SzRegistry *registry = count->view->rules->registry;
    for (gsize i = 0; i < sz_registry_n_halls(registry); i++) {
        const SzHall *hall = sz_registry_hall(registry, i);
        SzPlaceMeasures *place = &count->halls[i];
        bool is_heard = place->last_event.known;
        gint64 silent_ns = is_heard ? count->now.ns - place->last_event.at.ns : G_MAXINT64;
        if (is_open_now(count, hall)) {
            place->n_open = 1;
            place->n_silent = is_heard && silent_ns > SILENT_S * SZ_NS_PER_S ? 1 : 0;
            sz_count_one(place, SZ_MEASURE_HALL_ONLINE, silent_ns <= HEARD_S * SZ_NS_PER_S);
        }
        if (hall->tier == SZ_TIER_TOWN || hall->tier == SZ_TIER_VILLAGE) {
            bool has_kiosk = place->tallies[SZ_MEASURE_KIOSK_ONLINE].num > 0;
            sz_count_one(place, SZ_MEASURE_TOWN_KIOSK, has_kiosk);
            sz_count_one(place, SZ_MEASURE_TOWN_ONLINE,
                         is_heard && sz_day_of(place->last_event.at) == count->today);
        }
    }
}

static SzCount begin(const SzView *view, SzPlaceMeasures *halls)
{
    SzWallTime now = sz_view_now(view);
    SzCivil civil = sz_day_to_civil(sz_day_of(now));
    civil.day = 1;
    return (SzCount){
        .view = view,
        .now = now,
        .today = sz_day_of(now),
        .hour_ago = {now.ns - 3600 * SZ_NS_PER_S},
        .month_start = sz_wall_time_at(sz_day_from_civil(civil), 0),
        .halls = halls,
    };
}

SzMeasures *sz_measures_new(const SzView *view)
{
    SzMeasures *measures = g_new0(SzMeasures, 1);
    measures->n_halls = sz_registry_n_halls(view->rules->registry);
    measures->halls = g_new0(SzPlaceMeasures, measures->n_halls);
    if (view->now.known) {
        SzCount count = begin(view, measures->halls);
        sz_count_tickets(&count);
        sz_count_devices(&count);
        sz_count_cases(&count);
        sz_count_ratings(&count);
        sz_count_halls(&count);
    }
    return measures;
}

static void clear_place(SzPlaceMeasures *place)
{
    for (guint i = 0; i < SZ_MEASURE_N; i++) {
        g_clear_pointer(&place->tallies[i].samples, g_array_unref);
    }
}

void sz_measures_free(SzMeasures *measures)
{
    if (measures == NULL) {
        return;
    }
    for (gsize i = 0; i < measures->n_halls; i++) {
        clear_place(&measures->halls[i]);
    }
    g_free(measures->halls);
    g_free(measures);
}

const SzPlaceMeasures *sz_measures_hall(const SzMeasures *measures, gsize i)
{
    return &measures->halls[i];
}

/* --- pooling ------------------------------------------------------------------------------- */

static void pool_tally(SzTally *sum, const SzTally *tally, SzStatistic statistic)
{
    sum->den += tally->den;
    sum->num = statistic == SZ_STATISTIC_MAX ? MAX(sum->num, tally->num) : sum->num + tally->num;
    if (tally->samples != NULL) {
        if (sum->samples == NULL) {
            sum->samples = g_array_new(FALSE, FALSE, sizeof(gint64));
        }
        g_array_append_vals(sum->samples, tally->samples->data, tally->samples->len);
    }
}

SzPlaceMeasures *sz_measures_pool(const SzMeasures *measures, gsize from, gsize to)
{
    SzPlaceMeasures *sum = g_new0(SzPlaceMeasures, 1);
    for (gsize i = from; i < to; i++) {
        const SzPlaceMeasures *place = &measures->halls[i];
        for (guint m = 0; m < SZ_MEASURE_N; m++) {
            pool_tally(&sum->tallies[m], &place->tallies[m], infos[m].statistic);
        }
        sum->n_open += place->n_open;
        sum->n_silent += place->n_silent;
        if (place->last_event.known) {
            sz_count_heard(sum, place->last_event.at);
        }
    }
    return sum;
}

void sz_place_measures_free(SzPlaceMeasures *place)
{
    if (place != NULL) {
        clear_place(place);
        g_free(place);
    }
}

bool sz_tally_value(const SzTally *tally, SzStatistic statistic, double *out, gint64 *out_n)
{
    if (tally->den == 0) {
        return false;
    }
    switch (statistic) {
    case SZ_STATISTIC_RATIO:
        *out = (double)tally->num / (double)tally->den;
        break;
    case SZ_STATISTIC_SUM:
    case SZ_STATISTIC_MAX:
        *out = (double)tally->num;
        break;
    case SZ_STATISTIC_P90: {
        g_autoptr(GArray) sorted = g_array_copy(tally->samples);
        sz_sort_int64(sorted);
        (void)sz_quantile_of_sorted((const gint64 *)(gpointer)sorted->data, sorted->len, 0.9, out);
        break;
    }
    }
    *out_n = tally->den;
    return true;
}
