#include "metrics/index_table_internal.h"

#include "metrics/measures.h"

/* A row while it is made. */
typedef struct {
    const SzIndexDefinition *definition;
    const SzIndexParts *parts;
    SzAggregateSum *sums; /* room for one of each dimension */
    SzIndexRow *row;
    SzDimensionScore *dimensions;
    SzIndicatorScore *indicators;
    SzCapEffect *caps;
} Draft;

const char *sz_indicator_state_name(SzIndicatorState state)
{
    static const char *const names[] = {"ok",     "no_data", "not_applicable",
                                        "closed", "stale",   "insufficient"};
    return names[state];
}

const char *sz_grade_name(SzGrade grade)
{
    static const char *const names[] = {"", "优", "良", "中", "待提升"};
    return names[grade];
}

const char *sz_grade_name_en(SzGrade grade)
{
    static const char *const names[] = {"", "excellent", "good", "fair", "to improve"};
    return names[grade];
}

/* DOMAIN 4.9: the bands of the national assessment. */
SzGrade sz_grade_of(double score)
{
    if (score >= 90) {
        return SZ_GRADE_A;
    }
    if (score >= 80) {
        return SZ_GRADE_B;
    }
    return score >= 70 ? SZ_GRADE_C : SZ_GRADE_D;
}

SzWallTime sz_index_grid(SzWallTime at)
{
    const gint64 step_ns = SZ_INDEX_GRID_S * SZ_NS_PER_S;
    gint64 into_ns = at.ns % step_ns;
    return (SzWallTime){at.ns - (into_ns < 0 ? into_ns + step_ns : into_ns)};
}

/* --- indicators ---------------------------------------------------------------------------- */

/* Is it said of so few people that one might know them? */
static bool is_of_too_few(SzTier tier, SzMeasurePeople people, const SzTally *tally)
{
    if (tier != SZ_TIER_VILLAGE) {
        return false;
    }
    switch (people) {
    case SZ_PEOPLE_NONE:
        break;
    case SZ_PEOPLE_DEN:
        return tally->den < SZ_VILLAGE_PEOPLE_MIN;
    case SZ_PEOPLE_NUM:
        return tally->num < SZ_VILLAGE_PEOPLE_MIN;
    case SZ_PEOPLE_UNCOUNTED:
        return true;
    }
    return false;
}

/* Caps look at the value of indicator @i, whether it is shown or not. */
static void note_caps(Draft *draft, guint i, double value)
{
    const SzIndexParts *parts = draft->parts;
    for (guint k = 0; k < parts->n_caps; k++) {
        const SzIndexCap *cap = &parts->caps[k];
        draft->caps[k].is_in_force |= cap->indicator == i && value > cap->above;
    }
}

static SzIndicatorScore score_indicator(Draft *draft, guint i, const SzPlaceMeasures *measures)
{
    const SzIndexRow *row = draft->row;
    const SzIndicator *indicator = &draft->parts->indicators[i];
    const SzMeasureInfo *info = sz_measure_set_info(draft->parts->measures, indicator->measure);
    const SzTally *tally = &measures->tallies[indicator->measure];
    SzMeasureKind kind = sz_measure_set_kind(draft->parts->measures, indicator->measure);
    SzIndicatorScore result = {.state = SZ_INDICATOR_NO_DATA};
    double measured = 0;
    bool is_of_it = !indicator->is_of_areas || row->is_area;
    if (!is_of_it || (indicator->tiers & (1U << row->hall->tier)) == 0) {
        result.state = SZ_INDICATOR_NOT_APPLICABLE;
        return result;
    }
    if (info->is_live && measures->n_open == 0) {
        result.state = SZ_INDICATOR_CLOSED;
        return result;
    }
    if (!sz_tally_value(tally, info, &measured, &result.n)) {
        return result;
    }
    note_caps(draft, i, measured * indicator->scale);
    if (is_of_too_few(row->hall->tier, kind.people, tally)) {
        return (SzIndicatorScore){.state = SZ_INDICATOR_INSUFFICIENT, .is_withheld = true};
    }
    result.has_value = true;
    result.value = measured * indicator->scale;
    if (info->is_live && measures->n_silent == measures->n_open) {
        result.state = SZ_INDICATOR_STALE;
    } else if (result.n < indicator->min_n) {
        result.state = SZ_INDICATOR_INSUFFICIENT;
    } else if (sz_curve_knows(&indicator->curve, result.value)) {
        result.state = SZ_INDICATOR_OK;
        result.score = sz_curve_score(&indicator->curve, result.value);
    }
    return result;
}

static bool applies(SzIndicatorState state)
{
    return state != SZ_INDICATOR_NOT_APPLICABLE && state != SZ_INDICATOR_CLOSED;
}

/* --- sums: always in the order of the definition -------------------------------------------- */

/* Is so much there that there may be a score? */
static bool is_enough(guint n_present, guint n_all, double min_available)
{
    return n_present > 0 && (double)n_present / n_all >= min_available;
}

/* Fills in score and coverage of a dimension.  Returns: the sum of what has a value. */
static SzAggregateSum score_dimension(Draft *draft, guint d)
{
    const SzIndexParts *parts = draft->parts;
    SzDimensionScore *dimension = &draft->dimensions[d];
    SzAggregateSum sum = {.how = parts->aggregate[0]};
    double all = 0;
    guint n_all = 0;
    guint n_present = 0;
    guint n = 0;
    const guint *below = sz_index_definition_below(draft->definition, d, &n);
    for (guint k = 0; k < n; k++) {
        const SzIndicator *indicator = &parts->indicators[below[k]];
        const SzIndicatorScore *score = &draft->indicators[below[k]];
        if (!applies(score->state)) {
            continue;
        }
        n_all++;
        all += indicator->weight;
        if (score->state == SZ_INDICATOR_OK) {
            n_present++;
            sz_aggregate_add(&sum, indicator->weight, score->score);
        }
    }
    dimension->applies = all > 0 && parts->dimensions[d].weights[draft->row->hall->tier] > 0;
    dimension->has_score = dimension->applies &&
                           is_enough(n_present, n_all, parts->min_available[0]) &&
                           sz_aggregate_mean(&sum, &dimension->score);
    dimension->coverage = all > 0 ? sum.weight / all : 0;
    return sum;
}

/* What the indicators of a dimension that has a score contribute.  @sum: of what has a value; @carried: what a
 * contribution of the dimension is multiplied with to become one of the index. */
static void contribute_dimension(Draft *draft, guint d, const SzAggregateSum *sum, double carried)
{
    guint n = 0;
    const guint *below = sz_index_definition_below(draft->definition, d, &n);
    SzDimensionScore *dimension = &draft->dimensions[d];
    for (guint k = 0; k < n; k++) {
        SzIndicatorScore *score = &draft->indicators[below[k]];
        if (score->state == SZ_INDICATOR_OK) {
            SzAggregatePart part = {draft->parts->indicators[below[k]].weight, score->score};
            score->contribution =
                sz_aggregate_carry(sum, dimension->score, carried, part) * score->score;
            dimension->contribution += score->contribution;
        }
    }
}

/* @sums: by dimension, what has a value.  @whole: of the dimensions that have a score. */
static void contribute(Draft *draft, const SzAggregateSum *sums, const SzAggregateSum *whole,
                       double mean)
{
    SzTier tier = draft->row->hall->tier;
    for (guint d = 0; d < draft->parts->n_dimensions; d++) {
        const SzDimensionScore *dimension = &draft->dimensions[d];
        if (dimension->has_score) {
            SzAggregatePart part = {draft->parts->dimensions[d].weights[tier], dimension->score};
            contribute_dimension(draft, d, &sums[d], sz_aggregate_carry(whole, mean, 1, part));
        }
    }
}

/* What a dimension scores under the first @n_caps caps. */
static double score_under(const Draft *draft, guint d, guint n_caps)
{
    const SzIndexParts *parts = draft->parts;
    double score = draft->dimensions[d].score;
    for (guint i = 0; i < n_caps; i++) {
        bool is_of_it = parts->indicators[parts->caps[i].indicator].dimension == d;
        if (is_of_it && draft->caps[i].is_in_force) {
            score = MIN(score, parts->caps[i].max);
        }
    }
    return score;
}

/* @whole: what the index is made of; with the capped scores in the end. */
static void apply_caps(Draft *draft, SzAggregateSum *whole)
{
    const SzIndexParts *parts = draft->parts;
    for (guint i = 0; i < parts->n_caps; i++) {
        const SzIndexCap *cap = &parts->caps[i];
        guint d = parts->indicators[cap->indicator].dimension;
        SzAggregatePart part = {parts->dimensions[d].weights[draft->row->hall->tier],
                                score_under(draft, d, i)};
        draft->caps[i].is_in_force = draft->caps[i].is_in_force && draft->dimensions[d].has_score;
        if (draft->caps[i].is_in_force && part.value > cap->max) {
            draft->caps[i].effect = sz_aggregate_replace(whole, part, cap->max);
            draft->row->score += draft->caps[i].effect;
        }
    }
}

/* Of all dimensions; fills in the coverage. @sums: (out) by dimension. */
static SzAggregateSum score_dimensions(Draft *draft, SzAggregateSum *sums)
{
    const SzIndexParts *parts = draft->parts;
    SzTier tier = draft->row->hall->tier;
    SzAggregateSum whole = {.how = parts->aggregate[1]};
    double all = 0;
    double covered = 0;
    guint n_all = 0;
    guint n_present = 0;
    for (guint d = 0; d < parts->n_dimensions; d++) {
        double weight = parts->dimensions[d].weights[tier];
        sums[d] = score_dimension(draft, d);
        const SzDimensionScore *dimension = &draft->dimensions[d];
        if (dimension->applies) {
            n_all++;
            all += weight;
            covered += weight * dimension->coverage;
        }
        if (dimension->has_score) {
            n_present++;
            sz_aggregate_add(&whole, weight, dimension->score);
        }
    }
    draft->row->coverage = all > 0 ? covered / all : 0;
    draft->row->has_score = is_enough(n_present, n_all, parts->min_available[1]);
    return whole;
}

static void score_row(Draft *draft, const SzPlaceMeasures *measures)
{
    const SzIndexParts *parts = draft->parts;
    SzIndexRow *row = draft->row;
    double mean = 0;
    for (guint i = 0; i < parts->n_indicators; i++) {
        draft->indicators[i] = score_indicator(draft, i, measures);
    }
    SzAggregateSum whole = score_dimensions(draft, draft->sums);
    row->has_score = row->has_score && sz_aggregate_mean(&whole, &mean);
    if (!row->has_score) { /* there is nothing to cap */
        for (guint i = 0; i < parts->n_caps; i++) {
            draft->caps[i].is_in_force = false;
        }
        return;
    }
    contribute(draft, draft->sums, &whole, mean);
    for (guint d = 0; d < parts->n_dimensions; d++) {
        row->score_before_caps += draft->dimensions[d].contribution;
    }
    row->score = row->score_before_caps;
    apply_caps(draft, &whole);
    row->published = row->coverage >= parts->min_coverage;
    row->grade = row->published ? sz_grade_of(row->score) : SZ_GRADE_NONE;
}

/* --- the table ----------------------------------------------------------------------------- */

/* @sums: room for one of each dimension */
static void make_row(SzIndexTable *table, gsize i, const SzPlaceMeasures *measures,
                     SzAggregateSum *sums)
{
    const SzIndexParts *parts = sz_index_definition_parts(table->definition);
    SzIndexRow *row = &table->rows[i];
    Draft draft = {
        .definition = table->definition,
        .parts = parts,
        .sums = sums,
        .row = row,
        .dimensions = table->dimensions + i * parts->n_dimensions,
        .indicators = table->indicators + i * parts->n_indicators,
        .caps = table->caps + i * parts->n_caps,
    };
    row->last_event = measures->last_event;
    row->is_open = measures->n_open > 0;
    score_row(&draft, measures);
}

/* Is something said of the area of a hall of this tier that is not said of the hall? */
static bool is_more_of_area(const SzIndexParts *parts, SzTier tier)
{
    for (guint i = 0; i < parts->n_indicators; i++) {
        if (parts->indicators[i].is_of_areas && (parts->indicators[i].tiers & 1U << tier) != 0) {
            return true;
        }
    }
    return false;
}

/* Most halls have none below them: of their areas the same is true. */
static void share_row(SzIndexTable *table, gsize i)
{
    table->rows[2 * i + 1] = table->rows[2 * i];
    table->rows[2 * i + 1].is_area = true;
}

SzIndexTable *sz_index_table_new(SzIndexDefinition *definition, const SzRegistry *registry)
{
    SzIndexTable *table = g_atomic_rc_box_new0(SzIndexTable);
    const SzIndexParts *parts = sz_index_definition_parts(definition);
    gsize n = 2 * sz_registry_n_halls(registry);
    table->definition = sz_index_definition_ref(definition);
    table->registry = registry;
    table->rows = g_new0(SzIndexRow, n);
    table->dimensions = g_new0(SzDimensionScore, n * parts->n_dimensions);
    table->indicators = g_new0(SzIndicatorScore, n * parts->n_indicators);
    table->caps = g_new0(SzCapEffect, n * parts->n_caps);
    for (gsize i = 0; i < n; i++) {
        table->rows[i] = (SzIndexRow){
            .hall = sz_registry_hall(registry, i / 2),
            .is_area = i % 2 == 1,
            .dimensions = table->dimensions + i * parts->n_dimensions,
            .indicators = table->indicators + i * parts->n_indicators,
            .caps = table->caps + i * parts->n_caps,
        };
    }
    return table;
}

static void note_revisions(SzIndexTable *table, const SzView *view)
{
    const SzRegistry *registry = table->registry;
    g_autoptr(GArray) own = sz_revisions_version_by_hall(view->state->revisions, registry,
                                                         sz_day_of(sz_view_now(view)));
    for (gsize i = 0; i < own->len; i++) {
        table->rows[2 * i].revision = g_array_index(own, guint64, i);
        for (gsize k = i; k < sz_registry_end(registry, sz_registry_hall(registry, i)); k++) {
            table->rows[2 * i + 1].revision += g_array_index(own, guint64, k);
        }
    }
}

SzIndexTable *sz_index_compute(SzIndexDefinition *definition, const SzView *view)
{
    g_autoptr(SzMeasures) measures = sz_measures_new(view);
    return sz_index_compute_of(definition, view, measures);
}

SzIndexTable *sz_index_compute_of(SzIndexDefinition *definition, const SzView *view,
                                  const SzMeasures *measures)
{
    const SzRegistry *registry = view->rules->registry;
    SzIndexTable *table = sz_index_table_new(definition, registry);
    table->time = view->now;
    table->batch = view->batch;
    g_autoptr(SzMeasuresPool) pool = sz_measures_pool_new(measures);
    g_autoptr(GArray) sums = g_array_new(FALSE, TRUE, sizeof(SzAggregateSum));
    g_array_set_size(sums, sz_index_definition_parts(definition)->n_dimensions);
    SzAggregateSum *room = (SzAggregateSum *)(gpointer)sums->data;
    bool is_more[SZ_TIER_N];
    for (guint tier = 0; tier < SZ_TIER_N; tier++) {
        is_more[tier] = is_more_of_area(sz_index_definition_parts(definition), (SzTier)tier);
    }
    for (gsize i = 0; i < sz_registry_n_halls(registry); i++) {
        const SzHall *hall = sz_registry_hall(registry, i);
        gsize end = sz_registry_end(registry, hall);
        make_row(table, 2 * i, sz_measures_hall(measures, i), room);
        if (end == i + 1 && !is_more[hall->tier]) {
            share_row(table, i);
        } else {
            make_row(table, 2 * i + 1, sz_measures_pool(pool, i, end), room);
        }
    }
    note_revisions(table, view);
    return table;
}

SzIndexTable *sz_index_table_ref(SzIndexTable *table)
{
    return g_atomic_rc_box_acquire(table);
}

static void clear(gpointer data)
{
    SzIndexTable *table = data;
    sz_index_definition_unref(table->definition);
    g_free(table->rows);
    g_free(table->dimensions);
    g_free(table->indicators);
    g_free(table->caps);
}

void sz_index_table_unref(SzIndexTable *table)
{
    if (table != NULL) {
        g_atomic_rc_box_release_full(table, clear);
    }
}

SzMaybeTime sz_index_table_time(const SzIndexTable *table)
{
    return table->time;
}

guint64 sz_index_table_batch(const SzIndexTable *table)
{
    return table->batch;
}

const SzIndexParts *sz_index_table_definition(const SzIndexTable *table)
{
    return sz_index_definition_parts(table->definition);
}

const SzIndexRow *sz_index_table_find(const SzIndexTable *table, const SzHall *hall, bool is_area)
{
    return &table->rows[2 * sz_registry_index(table->registry, hall) + (is_area ? 1 : 0)];
}
