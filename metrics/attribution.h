#pragma once

/* Why an index changed between two periods, without residual: what the hall did, apart from what the definition did, apart from
 * what was no longer or newly known, apart from caps.
 *
 * Pure apart from scratch memory.
 *
 * An index is a tree of weighted means (metrics/aggregate.h).  In a group with the mean g^-1(sum w g(x)) (g: x, ln x, 1/x or
 * x^p; sum w = 1) the change of g is exactly sum(mean w * change of g(x)) + sum(mean g(x) * change of w): the first part is what the children did, the second
 * what their weights did.  Both are told in the unit of the group by its change / its change of g (for ln x the logarithmic
 * mean), and from group to group down from the top by the same rule.
 * - A child that is known in both periods passes its change on; of an indicator that is a part for its value (under either
 *   definition's scoring, mean of both orders) and one for its scoring.
 * - Weights change because the definition says so, or because of who is there to share them: mean of both orders.
 * - One that is known in one period only has no change, but a weight that came or went: that is coverage, or of what one of
 *   the definitions does not have, the definition.
 * - A group whose mean is another one is told half by each, and the difference is the definition's.
 * Weights' effects sum to zero apart from what the weighted things are; so they may be told from any origin, and relative to
 * the group's own score they say who it helped or hurt.
 *
 * Worked example (weights the same, 3 4 2): 60 to 70, 50 and 80 as they were: 10 * 3/9 by the first, and nothing else.
 * Sources: two-period identity (Bennet 1920), logarithmic mean (Montgomery 1937, Vartia 1976), orders averaged (Shapley 1953). */

#include "metrics/aggregate.h"

/* Period 0 is the earlier, 1 the later; each has its definition. */
typedef struct {
    double weight[2];        /* relative to its siblings'; 0: the definition does not have it */
    double score[2];         /* of an indicator, as the next; before caps */
    double score_crossed[2]; /* what the other definition makes of it: score[i] if the same */
    SzAggregate mean[2];     /* of a group */
    guint parent;            /* lower than its own index; the top is the first node */
    bool is_group;           /* else an indicator */
    bool has_score[2];       /* of a group false also when it is too little for its parent */
} SzAttributionNode;

typedef struct {
    const SzAttributionNode *nodes; /* the top first, parents before children */
    guint n_nodes;
    double caps[2];   /* what all caps together take from the index in each period; 0 or less */
    bool is_relative; /* effects of weights from the score of their group as origin; else from 0 */
} SzAttributionQuestion;

/* In points of the top. */
typedef struct {
    double performance;
    double definition;
    double coverage;
} SzAttributionEffect;

typedef struct {
    double score[2]; /* of the top, before caps */
    SzAttributionEffect
        sum;       /* of all nodes: performance + definition + coverage = score[1] - score[0] */
    double caps;   /* caps[1] - caps[0] */
    double change; /* of the index: all four together */
} SzAttribution;

/* @effects: n_nodes.  Returns: false when the top has no score in one of the periods, or a mean has no
 * place for one; nothing is set then. */
bool sz_attribution_of(const SzAttributionQuestion *question, SzAttributionEffect *effects,
                       SzAttribution *out) G_GNUC_WARN_UNUSED_RESULT;
