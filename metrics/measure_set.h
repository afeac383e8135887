#pragma once

/* What is counted, as configuration says it.
 *
 * Pure; a set is filled by one thread, and immutable once it is shared.
 *
 * A measure is made of terms: of some kind of things (a source), those for which `where` holds and whose instant `at` lies
 * in the window, and a value of each.  A term says what it adds to the two sums of a place, numerator and denominator:
 *
 *   num     the value (1 without one)                           to the numerator
 *   den     the same                                            to the denominator
 *   share   1 where the value, a truth, holds, of those known   to the numerator; 1 of those known to the denominator
 *   mean    the value (1 without one; of a truth 0 or 1)        to the numerator; 1 of those known to the denominator
 *   sample  likewise, and each value is kept, for a quantile; or the largest, for a maximum
 *
 * and the statistic what is made of them: ratio (num / den), sum (num, of den things), max, quantile (type 7).
 *
 * Windows: now, with no instant; r5m, r60m: (now - 5 min, now], likewise 60; day, month: the civil ones of now, so far. */

#include "metrics/expression.h"

typedef enum {
    SZ_SOURCE_HALLS,
    SZ_SOURCE_TICKETS,
    SZ_SOURCE_WINDOWS,
    SZ_SOURCE_KIOSKS,
    SZ_SOURCE_CASES,
    SZ_SOURCE_RATINGS, /* of a hall on a day */
    SZ_SOURCE_BAD_RATINGS,
    SZ_SOURCE_N,
} SzSource;

const char *sz_source_name(SzSource source); /* halls tickets .. */
bool sz_source_parse(SzSlice name, SzSource *out);
/* What expressions over it may ask for. */
const SzAttributes *sz_source_attributes(SzSource source);

typedef enum {
    SZ_WINDOW_NOW,
    SZ_WINDOW_R5M,
    SZ_WINDOW_R60M,
    SZ_WINDOW_DAY,
    SZ_WINDOW_MONTH,
    SZ_WINDOW_N,
} SzMeasureWindow;

const char *sz_measure_window_name(SzMeasureWindow window); /* now r5m r60m day month */
bool sz_measure_window_parse(SzSlice name, SzMeasureWindow *out);

typedef enum {
    SZ_STATISTIC_RATIO,
    SZ_STATISTIC_SUM,
    SZ_STATISTIC_MAX,
    SZ_STATISTIC_QUANTILE,
} SzStatistic;

typedef struct {
    const char *name; /* wait_mean */
    SzStatistic statistic;
    double p; /* QUANTILE: of which share */
    SzMeasureWindow window;
    bool is_live; /* says nothing outside opening hours */
    double scale; /* what its sums are multiplied with: durations come in seconds */
} SzMeasureInfo;

typedef enum {
    SZ_TERM_NUM,
    SZ_TERM_DEN,
    SZ_TERM_SHARE,
    SZ_TERM_MEAN,
    SZ_TERM_SAMPLE,
} SzTermRole;

typedef struct {
    guint measure;
    SzTermRole role;
    SzSource source;
    SzMeasureWindow window; /* NOW where `at` is none */
    guint at;               /* attribute; means something unless NOW */
    SzExpression *where;    /* owned; NULL: all */
    SzExpression *value;    /* owned; NULL: 1 */
    bool is_truth;          /* the value is one: 0 or 1 */
} SzTerm;

typedef enum {
    SZ_PEOPLE_NONE,      /* it is about no things of people */
    SZ_PEOPLE_DEN,       /* as many as its denominator says */
    SZ_PEOPLE_NUM,       /* as its numerator says */
    SZ_PEOPLE_UNCOUNTED, /* neither says */
} SzMeasurePeople;

/* Of what its sums are numbers (metrics/measure_kind.h). */
typedef struct {
    SzMeasurePeople people; /* of how many things of people it is */
    bool is_rate; /* so many of so many things of people: a sample of what there might have been */
} SzMeasureKind;

typedef struct SzMeasureSet SzMeasureSet;

SzMeasureSet *sz_measure_set_new(void);
SzMeasureSet *sz_measure_set_ref(SzMeasureSet *set);
void sz_measure_set_unref(SzMeasureSet *set);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzMeasureSet, sz_measure_set_unref)

/* Copies; `scale` is found out.  Returns: its number. */
guint sz_measure_set_add(SzMeasureSet *set, const SzMeasureInfo *info);

/* A term as text; empty: not given. */
typedef struct {
    SzSource source;
    SzTermRole role;
    SzSlice at;
    SzSlice where;
    SzSlice value;
} SzTermText;

typedef enum { SZ_TERM_AT, SZ_TERM_WHERE, SZ_TERM_VALUE } SzTermPart;

/* Adds to the measure that was added last.  Returns: false, with *out_part and *out_error saying what is wrong where. */
bool sz_measure_set_add_term(SzMeasureSet *set, const SzTermText *text, SzTermPart *out_part,
                             SzExpressionError *out_error);

guint sz_measure_set_n(const SzMeasureSet *set);
const SzMeasureInfo *sz_measure_set_info(const SzMeasureSet *set, guint measure);
SzMeasureKind sz_measure_set_kind(const SzMeasureSet *set, guint measure);
/* Number, or -1. */
gint sz_measure_set_find(const SzMeasureSet *set, SzSlice name);
/* Borrowed; in the order they were added. */
const SzTerm *sz_measure_set_terms(const SzMeasureSet *set, guint *out_n);
