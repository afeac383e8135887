#pragma once

/* What an index is made of: dimensions, indicators, curves, weights, caps.
 *
 * Pure; immutable after construction and reference-counted. */

#include "metrics/aggregate.h"
#include "metrics/curve.h"
#include "metrics/measure_set.h"
#include "metrics/registry.h"

typedef struct {
    const char *id; /* "L" */
    const char *name;
    const char *name_en;
    double weights[SZ_TIER_N]; /* relative; 0: not of that tier */
} SzIndexDimension;

typedef struct {
    const char *id; /* "L04" */
    const char *name;
    const char *name_en;
    const char *unit; /* "min", "%", "" */
    const char *source;
    guint dimension; /* which of them */
    guint measure;   /* of SzIndexParts.measures */
    double scale;    /* value = scale * what was measured: 100 for %, 1/60 for minutes of seconds */
    SzCurve curve;
    double weight;    /* relative within the dimension */
    gint64 min_n;     /* fewer: insufficient */
    guint32 tiers;    /* bits 1 << SzTier */
    bool is_of_areas; /* says nothing of a hall alone */
} SzIndicator;

/* 一票否决: while the indicator's value is above a bound, its dimension scores no more than `max`. */
typedef struct {
    guint indicator;
    double above;
    double max;
    const char *name;
    const char *name_en;
} SzIndexCap;

/* Indicators make a dimension, dimensions the index. */
#define SZ_INDEX_LEVELS 2

typedef struct {
    const char *id;   /* "shuzhi" */
    const char *name; /* 数智指数 */
    const char *name_en;
    const char *version;    /* "2026.1" */
    const char *hash;       /* "sha256:..." of the file */
    double min_coverage;    /* 0..1 */
    SzMeasureSet *measures; /* a reference is taken */
    /* Of a dimension, of the index.  Another mean than the arithmetic one wants scores that are always above 0. */
    SzAggregate aggregate[SZ_INDEX_LEVELS];
    double min_available[SZ_INDEX_LEVELS]; /* share of what applies, by number; less has no score */
    const SzIndexDimension *dimensions;
    guint n_dimensions;
    const SzIndicator *indicators; /* in the order of the file */
    guint n_indicators;
    const SzIndexCap *caps;
    guint n_caps;
} SzIndexParts;

typedef struct SzIndexDefinition SzIndexDefinition;

/* Copies.  What the parts refer to must be there: checked by who reads the file. */
SzIndexDefinition *sz_index_definition_new(const SzIndexParts *parts);
SzIndexDefinition *sz_index_definition_ref(SzIndexDefinition *definition);
void sz_index_definition_unref(SzIndexDefinition *definition);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzIndexDefinition, sz_index_definition_unref)

/* Borrowed. */
const SzIndexParts *sz_index_definition_parts(const SzIndexDefinition *definition);
/* Indices of the indicators of a dimension, in the order of the file; borrowed. */
const guint *sz_index_definition_below(const SzIndexDefinition *definition, guint dimension,
                                       guint *out_n);
