#pragma once

/* Two engines that are told the same random events of a few cases: one keeps every case in memory, the other may put
 * them on a shelf.  Nobody who asks may be able to tell them apart.  Test code. */

#include "metrics/engine.h"
#include "metrics/measures.h"

typedef struct {
    SzEngine *with; /* owned, as the next; give it a shelf before the first event */
    SzEngine *without;
    GRand *random;
    GArray *told;             /* owned; SzEvent: what was told so far */
    const SzCaseRules *rules; /* borrowed; those the engines judge by */
    SzWallTime now;
    bool is_in_time; /* nothing is late enough to hold lights */
} TestTwins;

void test_twins_begin(TestTwins *twins);
void test_twins_end(TestTwins *twins);
/* One more random event, that occurred up to now; now and then a correction of one that was told. */
void test_twins_tell(TestTwins *twins);
/* Some hours; asserts that the record of lights is the same. */
void test_twins_advance(TestTwins *twins);
/* Asserts that cases, measures and the ledger are the same. */
void test_twins_compare(TestTwins *twins);

/* Every case of a version, in memory or not, with all that is known of it, and the illegal moves of the day of @now and
 * the one before. (transfer full) */
char *test_cases_list(const SzCasesVersion *version, SzWallTime now);
SzMeasures *test_measures(const SzCaseRules *rules, const SzSnapshot *state, SzWallTime now);
void test_assert_same_measures(const SzMeasures *is, const SzMeasures *should);
