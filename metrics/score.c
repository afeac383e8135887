#include "metrics/score.h"

#include "metrics/error.h"
#include "metrics/ranks.h"

#include <math.h>

struct SzScoreDefinition {
    GStringChunk *texts; /* owned, as all below */
    SzScoreNode *nodes;
    SzAggregate *aggregate;
    double *min_available;
    guint *order;       /* nodes, those of lower levels first, else as in the file */
    SzScoreParts parts; /* points into them */
};

struct SzScoreTable {
    SzScoreCell *cells; /* owned; n_units x n_nodes */
    guint n_nodes;
};

/* --- definition ---------------------------------------------------------------------------- */

static guint *order_by_level(const SzScoreParts *parts)
{
    guint n = 0;
    guint *order = g_new0(guint, parts->n_nodes);
    for (guint level = 0; level <= parts->n_levels; level++) {
        for (guint i = 0; i < parts->n_nodes; i++) {
            if (parts->nodes[i].level == level) {
                order[n++] = i;
            }
        }
    }
    return order;
}

SzScoreDefinition *sz_score_definition_new(const SzScoreParts *parts)
{
    SzScoreDefinition *definition = g_new0(SzScoreDefinition, 1);
    GStringChunk *texts = g_string_chunk_new(1024);
    definition->texts = texts;
    definition->nodes = g_memdup2(parts->nodes, parts->n_nodes * sizeof(SzScoreNode));
    definition->aggregate = g_memdup2(parts->aggregate, parts->n_levels * sizeof(SzAggregate));
    definition->min_available = g_memdup2(parts->min_available, parts->n_levels * sizeof(double));
    definition->order = order_by_level(parts);
    definition->parts = *parts;
    definition->parts.id = g_string_chunk_insert(texts, parts->id);
    definition->parts.version = g_string_chunk_insert(texts, parts->version);
    definition->parts.hash = g_string_chunk_insert(texts, parts->hash);
    for (guint i = 0; i < parts->n_nodes; i++) {
        definition->nodes[i].id = g_string_chunk_insert(texts, parts->nodes[i].id);
    }
    definition->parts.nodes = definition->nodes;
    definition->parts.aggregate = definition->aggregate;
    definition->parts.min_available = definition->min_available;
    return definition;
}

void sz_score_definition_free(SzScoreDefinition *definition)
{
    if (definition == NULL) {
        return;
    }
    g_string_chunk_free(definition->texts);
    g_free(definition->nodes);
    g_free(definition->aggregate);
    g_free(definition->min_available);
    g_free(definition->order);
    g_free(definition);
}

const SzScoreParts *sz_score_definition_parts(const SzScoreDefinition *definition)
{
    return &definition->parts;
}

/* --- columns ------------------------------------------------------------------------------- */

/* What a computation has at hand. */
typedef struct {
    const SzScoreDefinition *definition;
    const SzScoreParts *parts;
    const char *const *units;
    gsize n_units;
    SzScoreTable *table;
} Run;

static SzScoreCell *cell_at(const Run *run, gsize unit, guint node)
{
    return &run->table->cells[unit * run->parts->n_nodes + node];
}

static gboolean normalise(const Run *run, guint node, const SzMaybeNumber *values, GError **error)
{
    const SzScoreParts *parts = run->parts;
    g_autoptr(GArray) column = g_array_new(FALSE, TRUE, sizeof(SzMaybeNumber));
    g_autoptr(GArray) result = g_array_new(FALSE, TRUE, sizeof(SzMaybeNumber));
    for (gsize unit = 0; unit < run->n_units; unit++) {
        g_array_append_val(column, values[unit * parts->n_nodes + node]);
    }
    g_array_set_size(result, column->len);
    if (!sz_normalise_column(&parts->nodes[node].normaliser,
                             (const SzMaybeNumber *)(gpointer)column->data, run->n_units,
                             (SzMaybeNumber *)(gpointer)result->data, error)) {
        g_prefix_error(error, "node '%s': ", parts->nodes[node].id);
        return FALSE;
    }
    for (gsize unit = 0; unit < run->n_units; unit++) {
        cell_at(run, unit, node)->value = g_array_index(result, SzMaybeNumber, unit);
    }
    return TRUE;
}

/* --- rows ---------------------------------------------------------------------------------- */

/* A node while its parts come in. */
typedef struct {
    SzAggregateSum sum;
    guint n_parts;
    guint n_known;
    double weight;              /* of all parts */
    double covered;             /* weight times coverage */
    const SzScoreNode *refused; /* the first part of which there is no such mean; borrowed */
    double refused_value;
} Gathering;

static void give(Gathering *gathering, const SzScoreNode *node, const SzScoreCell *cell)
{
    gathering->n_parts++;
    gathering->weight += node->weight;
    gathering->covered += node->weight * cell->coverage;
    if (!cell->value.known) {
        return;
    }
    gathering->n_known++;
    if (sz_aggregate_takes(gathering->sum.how, cell->value.value)) {
        sz_aggregate_add(&gathering->sum, node->weight, cell->value.value);
    } else if (gathering->refused == NULL) {
        gathering->refused = node;
        gathering->refused_value = cell->value.value;
    }
}

static void refuse(const Run *run, const Gathering *gathering, gsize unit, guint node,
                   GError **error)
{
    const char *mean = sz_aggregate_name(gathering->sum.how);
    const char *id = run->parts->nodes[node].id;
    if (gathering->refused != NULL) {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                    "node '%s', unit '%s': no %s mean: '%s' is %.12g, expected values %s", id,
                    run->units[unit], mean, gathering->refused->id, gathering->refused_value,
                    gathering->sum.how.kind == SZ_AGGREGATE_HARMONIC ? "other than 0" : "above 0");
    } else if (!(gathering->sum.weight > 0)) {
        g_set_error(
            error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
            "node '%s', unit '%s': no %s mean: the weights of the parts that are there add up "
            "to 0",
            id, run->units[unit], mean);
    } else {
        g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                    "node '%s', unit '%s': no %s mean: its values cancel out, or are too large", id,
                    run->units[unit], mean);
    }
}

static gboolean finish(const Run *run, const Gathering *gathering, gsize unit, guint node,
                       GError **error)
{
    SzScoreCell *cell = cell_at(run, unit, node);
    double share = (double)gathering->n_known / gathering->n_parts;
    double value = 0;
    cell->coverage = gathering->weight > 0 ? gathering->covered / gathering->weight : 0;
    if (gathering->n_known == 0 ||
        share < run->parts->min_available[run->parts->nodes[node].level - 1]) {
        return TRUE;
    }
    if (gathering->refused != NULL || !sz_aggregate_mean(&gathering->sum, &value)) {
        refuse(run, gathering, unit, node, error);
        return FALSE;
    }
    cell->value = (SzMaybeNumber){true, value};
    return TRUE;
}

/* From the root down: how much each node's value counts in it. */
static gboolean contribute(const Run *run, const GArray *gatherings, gsize unit, GError **error)
{
    const SzScoreParts *parts = run->parts;
    g_autoptr(GArray) carried = g_array_new(FALSE, TRUE, sizeof(double));
    g_array_set_size(carried, parts->n_nodes);
    for (guint k = parts->n_nodes; k-- > 0;) {
        guint i = run->definition->order[k];
        const SzScoreNode *node = &parts->nodes[i];
        SzScoreCell *cell = cell_at(run, unit, i);
        double *own = &g_array_index(carried, double, i);
        if (!cell->value.known) {
            continue;
        }
        if (node->parent == SZ_SCORE_NO_PARENT) {
            *own = 1;
        } else {
            const SzScoreCell *above = cell_at(run, unit, node->parent);
            const Gathering *gathering = &g_array_index(gatherings, Gathering, node->parent);
            *own = !above->value.known
                       ? 0
                       : sz_aggregate_carry(&gathering->sum, above->value.value,
                                            g_array_index(carried, double, node->parent),
                                            (SzAggregatePart){node->weight, cell->value.value});
        }
        if (node->level == 0) {
            cell->contribution = (SzMaybeNumber){true, *own * cell->value.value};
        }
        if (!isfinite(*own) || !isfinite(cell->contribution.value)) {
            g_set_error(error, SZ_METRICS_ERROR, SZ_METRICS_ERROR_RANGE,
                        "node '%s', unit '%s': no contribution: values too far apart", node->id,
                        run->units[unit]);
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean score_unit(const Run *run, gsize unit, GError **error)
{
    const SzScoreParts *parts = run->parts;
    g_autoptr(GArray) gatherings = g_array_new(FALSE, TRUE, sizeof(Gathering));
    g_array_set_size(gatherings, parts->n_nodes);
    for (guint k = 0; k < parts->n_nodes; k++) {
        guint i = run->definition->order[k];
        const SzScoreNode *node = &parts->nodes[i];
        Gathering *own = &g_array_index(gatherings, Gathering, i);
        SzScoreCell *cell = cell_at(run, unit, i);
        if (node->level == 0) {
            cell->coverage = cell->value.known ? 1 : 0;
        } else if (!finish(run, own, unit, i, error)) {
            return FALSE;
        }
        if (node->parent != SZ_SCORE_NO_PARENT) {
            Gathering *above = &g_array_index(gatherings, Gathering, node->parent);
            above->sum.how = parts->aggregate[parts->nodes[node->parent].level - 1];
            give(above, node, cell);
        }
    }
    return !cell_at(run, unit, parts->root)->value.known ||
           contribute(run, gatherings, unit, error);
}

/* --- ranks --------------------------------------------------------------------------------- */

static void rank(const Run *run, guint node)
{
    g_autoptr(GArray) scores = g_array_new(FALSE, TRUE, sizeof(double));
    g_autoptr(GArray) has_score = g_array_new(FALSE, TRUE, sizeof(bool));
    g_autoptr(GArray) ranks = g_array_new(FALSE, TRUE, sizeof(guint));
    for (gsize unit = 0; unit < run->n_units; unit++) {
        SzMaybeNumber value = cell_at(run, unit, node)->value;
        g_array_append_val(scores, value.value);
        g_array_append_val(has_score, value.known);
    }
    g_array_set_size(ranks, (guint)run->n_units);
    sz_ranks((const double *)(gpointer)scores->data, (const bool *)(gpointer)has_score->data,
             (guint)run->n_units, (guint *)(gpointer)ranks->data);
    for (gsize unit = 0; unit < run->n_units; unit++) {
        cell_at(run, unit, node)->rank = g_array_index(ranks, guint, unit);
    }
}

/* --- the table ----------------------------------------------------------------------------- */

static gboolean compute(const Run *run, const SzMaybeNumber *values, GError **error)
{
    const SzScoreParts *parts = run->parts;
    for (guint i = 0; i < parts->n_nodes; i++) {
        if (parts->nodes[i].level == 0 && !normalise(run, i, values, error)) {
            return FALSE;
        }
    }
    for (gsize unit = 0; unit < run->n_units; unit++) {
        if (!score_unit(run, unit, error)) {
            return FALSE;
        }
    }
    for (guint i = 0; i < parts->n_nodes; i++) {
        if (parts->nodes[i].level > 0) {
            rank(run, i);
        }
    }
    return TRUE;
}

SzScoreTable *sz_score_compute(const SzScoreDefinition *definition, const char *const *units,
                               gsize n_units, const SzMaybeNumber *values, GError **error)
{
    const SzScoreParts *parts = &definition->parts;
    SzScoreTable *table = g_new0(SzScoreTable, 1);
    table->cells = g_new0(SzScoreCell, n_units * parts->n_nodes);
    table->n_nodes = parts->n_nodes;
    const Run run = {definition, parts, units, n_units, table};
    if (!compute(&run, values, error)) {
        sz_score_table_free(table);
        return NULL;
    }
    return table;
}

void sz_score_table_free(SzScoreTable *table)
{
    if (table != NULL) {
        g_free(table->cells);
        g_free(table);
    }
}

const SzScoreCell *sz_score_table_cell(const SzScoreTable *table, gsize unit, guint node)
{
    return &table->cells[unit * table->n_nodes + node];
}
