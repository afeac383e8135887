#pragma once

/* A composite index of a table: units in rows, indicators in columns, a tree of means above them.
 *
 * Pure apart from memory; definition and table are immutable once made and owned by whoever made them.
 *
 * Indicators are normalised column by column (metrics/normalise.h), then every unit is taken level by level, bottom up:
 *
 *     score         the mean (metrics/aggregate.h) of the parts that have one.  A node none of whose parts has a score,
 *                   or of whose parts less than its level's min_available has one, has none.  That share counts parts,
 *                   whatever they weigh, and is compared as it is: 2 of 3 are enough for 0.66 and for 2/3, not for 0.6667
 *     coverage      of an indicator 1 where there is a normalised value, else 0; of a node sum(w coverage) / sum(w) over all
 *                   its parts.  So what is missing far below is still missing at the top
 *     contribution  what an indicator gives the score of the root; those of a unit add up to it
 *     rank          1 is the best; equals share the best rank (metrics/ranks.h)
 *
 * Missing is not zero.  What mathematics does not define is refused, with the node and the unit. */

#include "metrics/aggregate.h"
#include "metrics/normalise.h"

#define SZ_SCORE_NO_PARENT G_MAXUINT

typedef struct {
    const char *id;
    guint parent;            /* which of the nodes, or SZ_SCORE_NO_PARENT: the root */
    guint level;             /* 0: an indicator; else one above the highest of its parts */
    double weight;           /* relative among the parts of one node; not below 0 */
    SzNormaliser normaliser; /* of an indicator */
} SzScoreNode;

typedef struct {
    const char *id;
    const char *version;
    const char *hash; /* "sha256:..." */
    const SzScoreNode *nodes;
    guint n_nodes;
    guint root;     /* which of them */
    guint n_levels; /* of the root */
    const SzAggregate
        *aggregate; /* by level, of level 1 first; n_levels of them, likewise the next */
    const double *min_available;
} SzScoreParts;

typedef struct SzScoreDefinition SzScoreDefinition;

/* Copies.  The tree must be one: checked by who reads the file. */
SzScoreDefinition *sz_score_definition_new(const SzScoreParts *parts);
void sz_score_definition_free(SzScoreDefinition *definition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzScoreDefinition, sz_score_definition_free)

/* Borrowed. */
const SzScoreParts *sz_score_definition_parts(const SzScoreDefinition *definition);

typedef struct {
    SzMaybeNumber value;        /* normalised; of a node that is no indicator its score */
    SzMaybeNumber contribution; /* of an indicator that has a value, when the root has a score */
    double coverage;            /* 0..1 */
    guint rank;                 /* of a node that is no indicator; 0: no score */
} SzScoreCell;

typedef struct SzScoreTable SzScoreTable;

/* @units: n_units names, borrowed, for messages.
 * @values: n_units x n_nodes, row-major; only those of indicators are looked at.
 * @error: SZ_METRICS_ERROR_CONFLICT, _RANGE; names the node and, where one is to blame, the unit.
 * Returns: (transfer full) NULL iff @error was set. */
SzScoreTable *sz_score_compute(const SzScoreDefinition *definition, const char *const *units,
                               gsize n_units, const SzMaybeNumber *values, GError **error);
void sz_score_table_free(SzScoreTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzScoreTable, sz_score_table_free)

/* Borrowed. */
const SzScoreCell *sz_score_table_cell(const SzScoreTable *table, gsize unit, guint node);
