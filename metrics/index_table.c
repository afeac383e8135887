#include "metrics/index_table_internal.h"

#include "metrics/measures.h"

/* A row while it is made. */
typedef struct {
    const SzIndexParts *parts;
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

static SzIndicatorScore score_indicator(const Draft *draft, const SzIndicator *indicator,
                                        const SzPlaceMeasures *measures)
{
    const SzIndexRow *row = draft->row;
    const SzMeasureInfo *info = sz_measure_set_info(draft->parts->measures, indicator->measure);
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
    if (!sz_tally_value(&measures->tallies[indicator->measure], info, &measured, &result.n)) {
        return result;
    }
    result.has_value = true;
    result.value = measured * indicator->scale;
    if (info->is_live && measures->n_silent == measures->n_open) {
        result.state = SZ_INDICATOR_STALE;
    } else if (result.n < indicator->min_n) {
        result.state = SZ_INDICATOR_INSUFFICIENT;
    } else {
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

/* Fills in score and coverage of a dimension.  Returns: the weight of what has a value. */
static double score_dimension(Draft *draft, guint d)
{
    const SzIndexParts *parts = draft->parts;
    SzDimensionScore *dimension = &draft->dimensions[d];
    double all = 0;
    double present = 0;
    double sum = 0;
    for (guint i = 0; i < parts->n_indicators; i++) {
        const SzIndicator *indicator = &parts->indicators[i];
        const SzIndicatorScore *score = &draft->indicators[i];
        if (indicator->dimension != d || !applies(score->state)) {
            continue;
        }
        all += indicator->weight;
        if (score->state == SZ_INDICATOR_OK) {
            present += indicator->weight;
            sum += indicator->weight * score->score;
        }
    }
    dimension->applies = all > 0 && parts->dimensions[d].weights[draft->row->hall->tier] > 0;
    dimension->has_score = dimension->applies && present > 0;
    dimension->coverage = all > 0 ? present / all : 0;
    dimension->score = present > 0 ? sum / present : 0;
    return present;
}

/* @present: by dimension, the weight of what has a value. */
static void contribute(Draft *draft, const GArray *present, double whole)
{
    const SzIndexParts *parts = draft->parts;
    SzTier tier = draft->row->hall->tier;
    for (guint i = 0; i < parts->n_indicators; i++) {
        const SzIndicator *indicator = &parts->indicators[i];
        guint d = indicator->dimension;
        SzIndicatorScore *score = &draft->indicators[i];
        if (score->state == SZ_INDICATOR_OK && draft->dimensions[d].has_score) {
            score->contribution = parts->dimensions[d].weights[tier] / whole * indicator->weight /
                                  g_array_index(present, double, d) * score->score;
            draft->dimensions[d].contribution += score->contribution;
        }
    }
}

static void apply_caps(Draft *draft, double whole)
{
    const SzIndexParts *parts = draft->parts;
    for (guint i = 0; i < parts->n_caps; i++) {
        const SzIndexCap *cap = &parts->caps[i];
        const SzIndicatorScore *score = &draft->indicators[cap->indicator];
        guint d = parts->indicators[cap->indicator].dimension;
        const SzDimensionScore *dimension = &draft->dimensions[d];
        draft->caps[i].is_in_force =
            score->has_value && score->value > cap->above && dimension->has_score;
        if (draft->caps[i].is_in_force && dimension->score > cap->max) {
            draft->caps[i].effect = (cap->max - dimension->score) *
                                    parts->dimensions[d].weights[draft->row->hall->tier] / whole;
            draft->row->score += draft->caps[i].effect;
        }
    }
}

static void score_row(Draft *draft, const SzPlaceMeasures *measures)
{
    const SzIndexParts *parts = draft->parts;
    SzIndexRow *row = draft->row;
    SzTier tier = row->hall->tier;
    double all = 0;
    double whole = 0;
    double covered = 0;
    g_autoptr(GArray) present = g_array_new(FALSE, TRUE, sizeof(double));
    g_array_set_size(present, parts->n_dimensions);
    for (guint i = 0; i < parts->n_indicators; i++) {
        draft->indicators[i] = score_indicator(draft, &parts->indicators[i], measures);
    }
    for (guint d = 0; d < parts->n_dimensions; d++) {
        double weight = parts->dimensions[d].weights[tier];
        g_array_index(present, double, d) = score_dimension(draft, d);
        all += draft->dimensions[d].applies ? weight : 0;
        whole += draft->dimensions[d].has_score ? weight : 0;
        covered += draft->dimensions[d].applies ? weight * draft->dimensions[d].coverage : 0;
    }
    row->has_score = whole > 0;
    row->coverage = all > 0 ? covered / all : 0;
    if (!row->has_score) {
        return;
    }
    contribute(draft, present, whole);
    for (guint d = 0; d < parts->n_dimensions; d++) {
        row->score_before_caps += draft->dimensions[d].contribution;
    }
    row->score = row->score_before_caps;
    apply_caps(draft, whole);
    row->published = row->coverage >= parts->min_coverage;
    row->grade = row->published ? sz_grade_of(row->score) : SZ_GRADE_NONE;
}

/* --- the table ----------------------------------------------------------------------------- */

static void make_row(SzIndexTable *table, gsize i, const SzPlaceMeasures *measures)
{
    const SzIndexParts *parts = sz_index_definition_parts(table->definition);
    SzIndexRow *row = &table->rows[i];
    Draft draft = {
        .parts = parts,
        .row = row,
        .dimensions = table->dimensions + i * parts->n_dimensions,
        .indicators = table->indicators + i * parts->n_indicators,
        .caps = table->caps + i * parts->n_caps,
    };
    row->last_event = measures->last_event;
    row->is_open = measures->n_open > 0;
    score_row(&draft, measures);
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
    const SzRegistry *registry = view->rules->registry;
    SzIndexTable *table = sz_index_table_new(definition, registry);
    table->time = view->now;
    table->batch = view->batch;
    g_autoptr(SzMeasures) measures = sz_measures_new(view);
    g_autoptr(SzMeasuresPool) pool = sz_measures_pool_new(measures);
    for (gsize i = 0; i < sz_registry_n_halls(registry); i++) {
        const SzHall *hall = sz_registry_hall(registry, i);
        make_row(table, 2 * i, sz_measures_hall(measures, i));
        make_row(table, 2 * i + 1, sz_measures_pool(pool, i, sz_registry_end(registry, hall)));
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
