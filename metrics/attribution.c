#include "metrics/attribution.h"

#include <math.h>
#include <string.h>

/* Two scores whose relative difference is lower are one: the slope between them is that at the point. */
#define SAME_RATIO 1e-9

/* A node on the way. */
typedef struct {
    bool is_present[2]; /* has a score, and a weight in its definition */
    double score[2];    /* where present */
    double share
        [2][2]; /* of the group's weight: by which definition, with who was there in which period */
    double total[2][2]; /* of a group: what its children weigh, likewise */
    double slope;       /* points of the top a point of it is; 0 unless present in both periods */
} Step;

typedef struct {
    const SzAttributionNode *nodes; /* borrowed */
    guint n;
    bool is_relative;
    Step *steps; /* borrowed, as the next */
    SzAttributionEffect *effects;
} Work;

/* How much the transformed score rises for a point at @x. */
static double slope_at(SzAggregate how, double x)
{
    switch (how.kind) {
    case SZ_AGGREGATE_ARITHMETIC:
        break;
    case SZ_AGGREGATE_GEOMETRIC:
        return 1 / x;
    case SZ_AGGREGATE_HARMONIC:
        return -1 / (x * x);
    case SZ_AGGREGATE_POWER:
        return how.power * pow(x, how.power - 1);
    }
    return 1;
}

/* The same on the way from @x0 to @x1. */
static double slope_between(SzAggregate how, double x0, double x1)
{
    if (fabs(x1 - x0) <= SAME_RATIO * MAX(fabs(x0), fabs(x1))) {
        return slope_at(how, (x0 + x1) / 2);
    }
    return (sz_aggregate_transform(how, x1) - sz_aggregate_transform(how, x0)) / (x1 - x0);
}

static bool is_defined(const SzAttributionNode *node, int definition)
{
    return node->weight[definition] > 0;
}

/* Was it there in @period?  What that period's definition does not have was there if it was in the other. */
static bool is_there(const SzAttributionNode *node, int period)
{
    return node->has_score[is_defined(node, period) ? period : 1 - period];
}

static double weight_of(const SzAttributionNode *node, int definition, int period)
{
    return is_there(node, period) ? node->weight[definition] : 0;
}

static void weigh_children(Work *work)
{
    for (guint i = 1; i < work->n; i++) {
        Step *group = &work->steps[work->nodes[i].parent];
        for (int k = 0; k < 4; k++) {
            group->total[k / 2][k % 2] += weight_of(&work->nodes[i], k / 2, k % 2);
        }
    }
    for (guint i = 1; i < work->n; i++) {
        const Step *group = &work->steps[work->nodes[i].parent];
        for (int k = 0; k < 4; k++) {
            double total = group->total[k / 2][k % 2];
            work->steps[i].share[k / 2][k % 2] =
                total > 0 ? weight_of(&work->nodes[i], k / 2, k % 2) / total : 0;
        }
    }
    for (guint i = 0; i < work->n; i++) {
        for (int t = 0; t < 2; t++) {
            const SzAttributionNode *node = &work->nodes[i];
            work->steps[i].is_present[t] = node->has_score[t] && (i == 0 || is_defined(node, t));
        }
    }
}

/* The score of group @i by @how in period @t.  Returns: false when that cannot be. */
static bool score_group(const Work *work, guint i, SzAggregate how, int t, double *out)
{
    SzAggregateSum sum = {.how = how};
    for (guint c = i + 1; c < work->n; c++) {
        const Step *child = &work->steps[c];
        if (work->nodes[c].parent == i && child->is_present[t]) {
            if (!sz_aggregate_takes(how, child->score[t])) {
                return false;
            }
            sz_aggregate_add(&sum, child->share[t][t], child->score[t]);
        }
    }
    return sz_aggregate_mean(&sum, out);
}

/* From the last to the first, so that children are before their group. */
static bool score_all(Work *work)
{
    for (guint i = work->n; i-- > 0;) {
        const SzAttributionNode *node = &work->nodes[i];
        Step *step = &work->steps[i];
        for (int t = 0; t < 2; t++) {
            step->score[t] = node->score[t];
            if (node->is_group && step->is_present[t] &&
                !score_group(work, i, node->mean[t], t, &step->score[t])) {
                return false;
            }
        }
    }
    return work->steps[0].is_present[0] && work->steps[0].is_present[1];
}

static double middle(double a, double b)
{
    return (a + b) / 2;
}

/* The part of child @c in what @how says.  @scale: points of the top for one of the transformed score of its group. */
static void tell_child(const Work *work, guint c, SzAggregate how, double scale, double origin)
{
    Step *child = &work->steps[c];
    if (!child->is_present[0] && !child->is_present[1]) {
        return;
    }
    bool is_in_both = child->is_present[0] && child->is_present[1];
    double x0 = child->score[child->is_present[0] ? 0 : 1];
    double x1 = child->score[child->is_present[1] ? 1 : 0];
    if (is_in_both) {
        double share = middle(child->share[0][0], child->share[1][1]);
        child->slope += scale * share * slope_between(how, x0, x1);
    }
    double height =
        scale * (middle(sz_aggregate_transform(how, x0), sz_aggregate_transform(how, x1)) - origin);
    double first = child->share[0][0];
    double last = child->share[1][1];
    double by_definition = middle(child->share[1][0] - first, last - child->share[0][1]);
    work->effects[c].definition += height * by_definition;
    work->effects[c].coverage += height * (last - first - by_definition);
}

/* Half of what group @i hands to its children: as @how has it.  @level: (out) what it makes of both periods, in the middle.
 * Returns: false when it is not defined there. */
static bool tell_half(const Work *work, guint i, SzAggregate how, double *level)
{
    double before = 0;
    double after = 0;
    if (!score_group(work, i, how, 0, &before) || !score_group(work, i, how, 1, &after)) {
        return false;
    }
    double rise = slope_between(how, before, after);
    double scale = 0; /* powers of nothing but zeros do not rise */
    if (fabs(rise) > 0) {
        scale = work->steps[i].slope / 2 / rise;
    }
    double origin = 0;
    if (work->is_relative) {
        origin = middle(sz_aggregate_transform(how, before), sz_aggregate_transform(how, after));
    }
    for (guint c = i + 1; c < work->n; c++) {
        if (work->nodes[c].parent == i) {
            tell_child(work, c, how, scale, origin);
        }
    }
    *level = middle(before, after);
    return true;
}

/* Hands the change of group @i to its children.  Returns: false when a mean of it is not defined. */
static bool tell_group(const Work *work, guint i)
{
    double levels[2] = {0, 0};
    for (int k = 0; k < 2; k++) {
        if (!tell_half(work, i, work->nodes[i].mean[k], &levels[k])) {
            return false;
        }
    }
    work->effects[i].definition += work->steps[i].slope * (levels[1] - levels[0]);
    return true;
}

static void tell_indicator(const Work *work, guint i)
{
    const SzAttributionNode *node = &work->nodes[i];
    const double *crossed = node->score_crossed;
    double by_value = middle(crossed[1] - node->score[0], node->score[1] - crossed[0]);
    double by_scoring = node->score[1] - node->score[0] - by_value;
    work->effects[i].performance += work->steps[i].slope * by_value;
    work->effects[i].definition += work->steps[i].slope * by_scoring;
}

static bool tell_all(const Work *work)
{
    work->steps[0].slope = 1;
    for (guint i = 0; i < work->n; i++) {
        const Step *step = &work->steps[i];
        if (!step->is_present[0] || !step->is_present[1]) {
            continue; /* told by its weight */
        }
        if (!work->nodes[i].is_group) {
            tell_indicator(work, i);
        } else if (!tell_group(work, i)) {
            return false;
        }
    }
    return true;
}

bool sz_attribution_of(const SzAttributionQuestion *question, SzAttributionEffect *effects,
                       SzAttribution *out)
{
    const guint n = question->n_nodes;
    g_return_val_if_fail(n > 0, false);
    g_autoptr(GArray) steps = g_array_new(FALSE, TRUE, sizeof(Step));
    g_autoptr(GArray) told = g_array_new(FALSE, TRUE, sizeof(SzAttributionEffect));
    g_array_set_size(steps, n);
    g_array_set_size(told, n);
    Work work = {
        .nodes = question->nodes,
        .n = n,
        .is_relative = question->is_relative,
        .steps = (Step *)(gpointer)steps->data,
        .effects = (SzAttributionEffect *)(gpointer)told->data,
    };
    weigh_children(&work);
    if (!score_all(&work) || !tell_all(&work)) {
        return false;
    }
    SzAttributionEffect sum = {0};
    for (guint i = 0; i < n; i++) {
        sum.performance += work.effects[i].performance;
        sum.definition += work.effects[i].definition;
        sum.coverage += work.effects[i].coverage;
    }
    memcpy(effects, work.effects, n * sizeof *effects);
    double caps = question->caps[1] - question->caps[0];
    *out = (SzAttribution){
        .score = {work.steps[0].score[0], work.steps[0].score[1]},
        .sum = sum,
        .caps = caps,
        .change = sum.performance + sum.definition + sum.coverage + caps,
    };
    return true;
}
