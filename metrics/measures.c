#include "metrics/measures_internal.h"

#include "metrics/case_ledger.h"

struct SzMeasures {
    const SzMeasureSet *set; /* borrowed from the rules; NULL: nothing is counted */
    guint n;                 /* measures */
    gsize n_halls;
    SzPlaceMeasures *halls; /* owned */
    SzTally *tallies;       /* owned; theirs */
};

struct SzMeasuresPool {
    const SzMeasures *measures; /* borrowed */
    SzPlaceMeasures sum;
};

/* --- tallies ------------------------------------------------------------------------------- */

static void clear_tallies(SzTally *tallies, gsize n)
{
    for (gsize i = 0; i < n; i++) {
        g_clear_pointer(&tallies[i].samples, g_array_unref);
    }
}

static GArray *samples_of(SzTally *tally)
{
    if (tally->samples == NULL) {
        tally->samples = g_array_new(FALSE, FALSE, sizeof(gint64));
    }
    return tally->samples;
}

static SzTally *tally_at(const SzMeasures *measures, const SzAdditions *additions, guint i)
{
    return &measures->tallies[additions->user_numbers[i] * measures->n + additions->term->measure];
}

/* Halls come in no order, and there are more tallies than the cache has room for: all of them are fetched at once. */
static void fetch(const SzMeasures *measures, const SzAdditions *additions)
{
    for (guint64 rows = additions->rows; rows != 0; rows &= rows - 1) {
        __builtin_prefetch(tally_at(measures, additions, (guint)__builtin_ctzll(rows)), 1);
    }
}

/* Most kinds of terms only add. */
static void add_up(const SzMeasures *measures, const SzAdditions *additions)
{
    const SzTerm *term = additions->term;
    const gint64 in_num = term->role == SZ_TERM_DEN ? 0 : 1;
    const gint64 in_den = term->role >= SZ_TERM_SHARE ? 1 : 0;
    for (guint64 rows = additions->rows; rows != 0; rows &= rows - 1) {
        guint i = (guint)__builtin_ctzll(rows);
        SzTally *tally = tally_at(measures, additions, i);
        gint64 value = sz_addition_value(additions, i);
        tally->num += in_num * value;
        tally->den += in_den + (1 - in_num) * value;
    }
}

static void add_samples(const SzMeasures *measures, const SzAdditions *additions, bool is_max)
{
    for (guint64 rows = additions->rows; rows != 0; rows &= rows - 1) {
        guint i = (guint)__builtin_ctzll(rows);
        SzTally *tally = tally_at(measures, additions, i);
        gint64 value = sz_addition_value(additions, i);
        if (is_max) {
            tally->num = tally->den == 0 ? value : MAX(tally->num, value);
        } else {
            tally->num += value;
            g_array_append_val(samples_of(tally), value);
        }
        tally->den++;
    }
}

static void on_additions(const SzAdditions *additions, void *user)
{
    const SzMeasures *measures = user;
    const SzTerm *term = additions->term;
    fetch(measures, additions);
    if (term->role == SZ_TERM_SAMPLE) {
        SzStatistic statistic = sz_measure_set_info(measures->set, term->measure)->statistic;
        add_samples(measures, additions, statistic == SZ_STATISTIC_MAX);
    } else {
        add_up(measures, additions);
    }
}

static void pool_tally(SzTally *sum, const SzTally *tally, SzStatistic statistic)
{
    bool is_max = statistic == SZ_STATISTIC_MAX;
    if (is_max && sum->den > 0 && tally->den > 0) {
        sum->num = MAX(sum->num, tally->num);
    } else if (!is_max || tally->den > 0) {
        sum->num += tally->num; /* of a largest, the first */
    }
    sum->den += tally->den;
    if (tally->samples != NULL) {
        g_array_append_vals(samples_of(sum), tally->samples->data, tally->samples->len);
    }
}

/* --- counting ------------------------------------------------------------------------------ */

SzPlaceMeasures *sz_counting_place(const SzCounting *counting, const SzHall *hall)
{
    const SzRegistry *registry = counting->view->rules->registry;
    return hall != NULL ? &counting->measures->halls[sz_registry_index(registry, hall)] : NULL;
}

void sz_counting_heard(SzPlaceMeasures *place, SzWallTime at)
{
    if (!place->last_event.known || place->last_event.at.ns < at.ns) {
        place->last_event = (SzMaybeTime){true, at};
    }
}

void sz_counting_flush(SzCounting *counting)
{
    guint n = 0;
    const SzTerm *terms = sz_measure_set_terms(counting->measures->set, &n);
    for (guint i = 0; i < n; i++) {
        if (terms[i].source == counting->source) {
            sz_row_block_tell(counting->block, &terms[i], &counting->look, true, on_additions,
                              counting->measures);
        }
    }
    sz_row_block_clear(counting->block);
}

void sz_counting_add(SzCounting *counting, const SzRow *row)
{
    gsize i_hall = sz_registry_index(counting->view->rules->registry, row->hall);
    sz_row_block_add(counting->block, row, i_hall);
    if (sz_row_block_is_full(counting->block)) {
        sz_counting_flush(counting);
    }
}

static void count(SzMeasures *measures, const SzView *view, SzSource source,
                  void (*add_all)(SzCounting *counting))
{
    g_autoptr(SzRowBlock) block = sz_row_block_new(source);
    SzCounting counting = {
        .view = view,
        .look = sz_measure_look(view->rules, sz_view_now(view)),
        .measures = measures,
        .source = source,
        .block = block,
    };
    add_all(&counting);
    sz_counting_flush(&counting);
}

static void count_archived(SzMeasures *measures, const SzView *view)
{
    const SzCaseLedger *ledger = sz_cases_version_ledger(view->state->cases);
    for (gsize i = 0; ledger != NULL && i < measures->n_halls; i++) {
        sz_case_ledger_count(ledger, sz_day_of(sz_view_now(view)), i, measures->halls[i].tallies);
    }
}

SzMeasures *sz_measures_new(const SzView *view)
{
    SzMeasures *measures = g_new0(SzMeasures, 1);
    measures->set = view->rules->measures;
    measures->n = measures->set != NULL ? sz_measure_set_n(measures->set) : 0;
    measures->n_halls = sz_registry_n_halls(view->rules->registry);
    measures->halls = g_new0(SzPlaceMeasures, measures->n_halls);
    measures->tallies = g_new0(SzTally, measures->n_halls * measures->n);
    for (gsize i = 0; i < measures->n_halls; i++) {
        measures->halls[i].tallies = measures->tallies + i * measures->n;
    }
    if (view->now.known && measures->set != NULL) {
        count(measures, view, SZ_SOURCE_TICKETS, sz_counting_tickets);
        count(measures, view, SZ_SOURCE_WINDOWS, sz_counting_windows);
        count(measures, view, SZ_SOURCE_KIOSKS, sz_counting_kiosks);
        count(measures, view, SZ_SOURCE_CASES, sz_counting_cases);
        count(measures, view, SZ_SOURCE_RATINGS, sz_counting_ratings);
        count(measures, view, SZ_SOURCE_BAD_RATINGS, sz_counting_bad_ratings);
        count(measures, view, SZ_SOURCE_HALLS, sz_counting_halls);
        count_archived(measures, view);
    }
    return measures;
}

void sz_measures_free(SzMeasures *measures)
{
    if (measures != NULL) {
        clear_tallies(measures->tallies, measures->n_halls * measures->n);
        g_free(measures->tallies);
        g_free(measures->halls);
        g_free(measures);
    }
}

const SzPlaceMeasures *sz_measures_hall(const SzMeasures *measures, gsize i)
{
    return &measures->halls[i];
}

/* --- pooling ------------------------------------------------------------------------------- */

SzMeasuresPool *sz_measures_pool_new(const SzMeasures *measures)
{
    SzMeasuresPool *pool = g_new0(SzMeasuresPool, 1);
    pool->measures = measures;
    pool->sum.tallies = g_new0(SzTally, measures->n);
    return pool;
}

void sz_measures_pool_free(SzMeasuresPool *pool)
{
    if (pool != NULL) {
        clear_tallies(pool->sum.tallies, pool->measures->n);
        g_free(pool->sum.tallies);
        g_free(pool);
    }
}

const SzPlaceMeasures *sz_measures_pool(SzMeasuresPool *pool, gsize from, gsize to)
{
    const SzMeasures *measures = pool->measures;
    SzTally *tallies = pool->sum.tallies;
    clear_tallies(tallies, measures->n);
    memset(tallies, 0, measures->n * sizeof *tallies);
    pool->sum = (SzPlaceMeasures){.tallies = tallies};
    for (gsize i = from; i < to; i++) {
        const SzPlaceMeasures *place = &measures->halls[i];
        for (guint m = 0; m < measures->n; m++) {
            pool_tally(&tallies[m], &place->tallies[m],
                       sz_measure_set_info(measures->set, m)->statistic);
        }
        pool->sum.n_kiosks_online += place->n_kiosks_online;
        pool->sum.n_open += place->n_open;
        pool->sum.n_silent += place->n_silent;
        if (place->last_event.known) {
            sz_counting_heard(&pool->sum, place->last_event.at);
        }
    }
    return &pool->sum;
}
