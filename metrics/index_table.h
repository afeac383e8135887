#pragma once

/* The index of every hall and area at one instant, with all that explains it.
 *
 * Pure apart from memory; immutable after construction and reference-counted.
 *
 * Score of a dimension = the mean (metrics/aggregate.h) of its indicators that have a value; the index likewise of
 * the dimensions that have a score.  Missing is not zero: what is missing is left out, the weights are rescaled, and
 * coverage = sum(w with a value) / sum(w that apply) says how much is left, carried up by weight.  What does
 * not apply to the tier, or says nothing while the hall is closed, is not missing.  Where less is there than
 * the definition's min_available there is no score, below its least coverage nothing is published.
 * Contributions: an indicator's is its score times its share of the whole weight (and, where the mean is not the
 * arithmetic one, its slope), so that they add up to the dimension's and those to the score before caps.  A cap is a line of its own with its effect.
 * An area pools the events of its halls.
 * In a village everybody knows everybody: what is said there of fewer than SZ_VILLAGE_PEOPLE_MIN tickets, cases or ratings is withheld.
 * It scores nothing, and nothing but a cap looks at it. */

#include "metrics/index_definition.h"
#include "metrics/measures.h"
#include "metrics/view.h"

typedef enum {
    SZ_INDICATOR_OK,
    SZ_INDICATOR_NO_DATA,
    SZ_INDICATOR_NOT_APPLICABLE,
    SZ_INDICATOR_CLOSED,
    SZ_INDICATOR_STALE,
    SZ_INDICATOR_INSUFFICIENT,
} SzIndicatorState;

const char *sz_indicator_state_name(SzIndicatorState state); /* ok no_data not_applicable .. */

typedef struct {
    SzIndicatorState state;
    bool is_withheld; /* insufficient, and of too few people to be shown: no value, no n */
    bool has_value;   /* also when insufficient or stale */
    double value;
    gint64 n;
    double score;        /* OK only */
    double contribution; /* OK only; else 0 */
} SzIndicatorScore;

typedef struct {
    bool has_score;
    bool applies; /* some indicator of it does */
    double score; /* before caps */
    double coverage;
    double contribution;
} SzDimensionScore;

typedef struct {
    bool is_in_force;
    double effect; /* on the index; 0 or less */
} SzCapEffect;

typedef enum { SZ_GRADE_NONE, SZ_GRADE_A, SZ_GRADE_B, SZ_GRADE_C, SZ_GRADE_D } SzGrade;

const char *sz_grade_name(SzGrade grade);    /* 优 良 中 待提升; "" */
const char *sz_grade_name_en(SzGrade grade); /* excellent good fair to improve; "" */
SzGrade sz_grade_of(double score);

typedef struct {
    const SzHall *hall;
    bool is_area;
    bool published;
    bool has_score; /* something could be scored, published or not */
    double score;   /* after caps; published or not */
    double score_before_caps;
    double coverage;
    SzGrade grade; /* NONE unless published */
    SzMaybeTime last_event;
    guint64 revision; /* of the day of its instant (metrics/revisions.h); of an area the sum */
    bool is_open;     /* some hall of it */
    const SzDimensionScore *dimensions; /* as in the definition, likewise the next */
    const SzIndicatorScore *indicators;
    const SzCapEffect *caps;
} SzIndexRow;

/* SzIndexTable is declared in metrics/view.h. */

/* At the instant of @view, whose index is not looked at, and whose rules count what the definition is made of.
 * @definition: a reference is taken; the registry
 * of the view's rules must outlive the table. */
SzIndexTable *sz_index_compute(SzIndexDefinition *definition, const SzView *view);
/* The same where @measures have been counted of that view. */
SzIndexTable *sz_index_compute_of(SzIndexDefinition *definition, const SzView *view,
                                  const SzMeasures *measures);
SzIndexTable *sz_index_table_ref(SzIndexTable *table);
void sz_index_table_unref(SzIndexTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzIndexTable, sz_index_table_unref)

SzMaybeTime sz_index_table_time(const SzIndexTable *table);
guint64 sz_index_table_batch(const SzIndexTable *table);
const SzIndexParts *sz_index_table_definition(const SzIndexTable *table);
/* Of that hall alone, or of the area below it; borrowed. */
const SzIndexRow *sz_index_table_find(const SzIndexTable *table, const SzHall *hall, bool is_area);

/* In a hall of a village, and in all that lies below it: of how many a figure must be to be shown. */
#define SZ_VILLAGE_PEOPLE_MIN 5

/* The index is defined at multiples of this. */
#define SZ_INDEX_GRID_S 10
/* The last of them up to @at. */
SzWallTime sz_index_grid(SzWallTime at);
