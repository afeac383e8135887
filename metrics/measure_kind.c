#include "metrics/measure_kind.h"

static bool is_of_people(SzSource source)
{
    return source == SZ_SOURCE_TICKETS || source == SZ_SOURCE_CASES || source == SZ_SOURCE_RATINGS;
}

/* Is a row one thing of somebody's? */
static bool has_things_as_rows(SzSource source)
{
    return source == SZ_SOURCE_TICKETS || source == SZ_SOURCE_CASES;
}

/* Is the sum of its value a number of things of people? */
static bool counts_things(const SzTerm *term)
{
    if (term->value == NULL || sz_expression_type(term->value) == SZ_VALUE_TRUTH) {
        return has_things_as_rows(term->source);
    }
    return (term->source == SZ_SOURCE_RATINGS || term->source == SZ_SOURCE_KIOSKS) &&
           sz_expression_adds_attributes(term->value);
}

/* Does every term that adds to the denominator add a number of things? */
static bool is_den_of_things(const SzTerm *terms, guint n)
{
    guint n_dens = 0;
    for (guint i = 0; i < n; i++) {
        bool is_each = terms[i].role != SZ_TERM_DEN; /* a row adds 1 */
        if (terms[i].role == SZ_TERM_NUM) {
            continue;
        }
        if (is_each ? !has_things_as_rows(terms[i].source) : !counts_things(&terms[i])) {
            return false;
        }
        n_dens++;
    }
    return n_dens > 0;
}

static bool is_num_of_things(const SzTerm *terms, guint n)
{
    guint n_nums = 0;
    for (guint i = 0; i < n; i++) {
        if (terms[i].role == SZ_TERM_DEN) {
            continue;
        }
        if (terms[i].role == SZ_TERM_SAMPLE || !counts_things(&terms[i])) {
            return false;
        }
        n_nums++;
    }
    return n_nums > 0;
}

SzMeasureKind sz_measure_kind(SzStatistic statistic, const SzTerm *terms, guint n_terms)
{
    bool is_den = is_den_of_things(terms, n_terms);
    bool is_num = is_num_of_things(terms, n_terms);
    SzMeasureKind kind = {.is_rate = statistic == SZ_STATISTIC_RATIO && is_num && is_den};
    for (guint i = 0; i < n_terms; i++) {
        if (is_of_people(terms[i].source)) {
            kind.people = is_den ? SZ_PEOPLE_DEN : is_num ? SZ_PEOPLE_NUM : SZ_PEOPLE_UNCOUNTED;
        }
    }
    return kind;
}
