#include "metrics/index_ranks.h"

/* Rows x indicators x draws: about a second on one core of 2020. */
#define WORK_MAX 20000000

/* What the draws are scored with. */
typedef struct {
    const SzIndexParts *parts; /* borrowed, as the rows */
    const SzIndexRow *const *rows;
    GArray *order; /* owned; guint: indicators, dimension by dimension; values come in this order */
    GArray *ends;  /* owned; guint, by dimension: where its indicators end in `order` */
    GArray *samples; /* owned; SzSample, as rank_interval wants them */
} Model;

static void clear_model(Model *model)
{
    g_array_unref(model->order);
    g_array_unref(model->ends);
    g_array_unref(model->samples);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Model, clear_model)

gint64 sz_index_tenths(double score)
{
    return (gint64)(score * 10 + 0.5);
}

bool sz_index_ranks_is_drawn(const SzIndexParts *parts, guint i_indicator)
{
    const SzIndicator *indicator = &parts->indicators[i_indicator];
    return sz_measure_set_kind(parts->measures, indicator->measure).is_rate && indicator->scale > 0;
}

guint sz_index_ranks_draws_max(const SzIndexParts *parts, guint n_rows)
{
    gsize n_values = (gsize)MAX(1, n_rows) * MAX(1, parts->n_indicators);
    return (guint)MIN((gsize)SZ_INDEX_RANKS_DRAWS_MAX, WORK_MAX / n_values);
}

/* --- the model ----------------------------------------------------------------------------- */

/* A rate is drawn as such; of all else the score is as it is. */
static SzSample sample_of(const SzIndexParts *parts, const SzIndexRow *row, guint i)
{
    const SzIndicatorScore *score = &row->indicators[i];
    SzSample sample = {.kind = SZ_SAMPLE_EXACT, .value = score->score};
    if (score->state == SZ_INDICATOR_OK && sz_index_ranks_is_drawn(parts, i)) {
        double rate = score->value / parts->indicators[i].scale;
        if (rate >= 0 && rate <= 1) {
            sample = (SzSample){.kind = SZ_SAMPLE_RATE, .value = rate, .n = (double)score->n};
        }
    }
    return sample;
}

static Model new_model(const SzIndexParts *parts, const GArray *rows)
{
    Model model = {
        .parts = parts,
        .rows = (const SzIndexRow *const *)(gconstpointer)rows->data,
        .order = g_array_new(FALSE, FALSE, sizeof(guint)),
        .ends = g_array_new(FALSE, FALSE, sizeof(guint)),
        .samples = g_array_new(FALSE, FALSE, sizeof(SzSample)),
    };
    for (guint d = 0; d < parts->n_dimensions; d++) {
        for (guint i = 0; i < parts->n_indicators; i++) {
            if (parts->indicators[i].dimension == d) {
                g_array_append_val(model.order, i);
            }
        }
        g_array_append_val(model.ends, model.order->len);
    }
    for (guint r = 0; r < rows->len; r++) {
        for (guint k = 0; k < model.order->len; k++) {
            SzSample sample = sample_of(parts, model.rows[r], g_array_index(model.order, guint, k));
            g_array_append_val(model.samples, sample);
        }
    }
    return model;
}

/* --- scoring ------------------------------------------------------------------------------- */

/* Adds what is value @k of row @r, now @value, to the mean of its dimension. */
static void add_value(const Model *model, guint r, guint k, double value, const double *factors,
                      SzAggregateSum *sum)
{
    const SzIndexParts *parts = model->parts;
    guint i = g_array_index(model->order, guint, k);
    const SzIndicator *indicator = &parts->indicators[i];
    double weight = indicator->weight * factors[parts->n_dimensions + i];
    if (model->rows[r]->indicators[i].state != SZ_INDICATOR_OK) {
        return;
    }
    if (g_array_index(model->samples, SzSample, r * model->order->len + k).kind ==
        SZ_SAMPLE_EXACT) {
        sz_aggregate_add(sum, weight, value);
    } else if (sz_curve_knows(&indicator->curve, value * indicator->scale)) {
        sz_aggregate_add(sum, weight, sz_curve_score(&indicator->curve, value * indicator->scale));
    }
}

static double capped(const Model *model, const SzIndexRow *row, guint d, double score)
{
    const SzIndexParts *parts = model->parts;
    for (guint i = 0; i < parts->n_caps; i++) {
        if (row->caps[i].is_in_force &&
            parts->indicators[parts->caps[i].indicator].dimension == d) {
            score = MIN(score, parts->caps[i].max);
        }
    }
    return score;
}

static bool score_row(gconstpointer data, guint r, const double *factors, const double *values,
                      double *out)
{
    const Model *model = data;
    const SzIndexParts *parts = model->parts;
    const SzIndexRow *row = model->rows[r];
    SzAggregateSum whole = {.how = parts->aggregate[1]};
    double score = 0;
    guint k = 0;
    for (guint d = 0; d < parts->n_dimensions; d++) {
        SzAggregateSum sum = {.how = parts->aggregate[0]};
        for (; k < g_array_index(model->ends, guint, d); k++) {
            add_value(model, r, k, values[k], factors, &sum);
        }
        if (row->dimensions[d].has_score && sz_aggregate_mean(&sum, &score)) {
            sz_aggregate_add(&whole, parts->dimensions[d].weights[row->hall->tier] * factors[d],
                             capped(model, row, d, score));
        }
    }
    if (!sz_aggregate_mean(&whole, &score)) {
        return false;
    }
    *out = (double)sz_index_tenths(score) / 10;
    return true;
}

SzRankIntervals *sz_index_ranks_new(const SzIndexTable *table, const GArray *rows, guint n_draws,
                                    guint64 seed)
{
    const SzIndexParts *parts = sz_index_table_definition(table);
    g_auto(Model) model = new_model(parts, rows);
    SzRankQuestion question = {
        .n_units = rows->len,
        .n_values = parts->n_indicators,
        .samples = (const SzSample *)(gconstpointer)model.samples->data,
        .n_weights = parts->n_dimensions + parts->n_indicators,
        .weight_spread = SZ_INDEX_RANKS_SPREAD,
        .n_draws = n_draws,
        .seed = seed,
        .score = score_row,
        .model = &model,
    };
    return sz_rank_intervals_new(&question);
}
