#pragma once

/* The shipped rules, small: calendars of 2025 and 2026, three halls, one item. */

#include "metrics/case_status.h"

/* Static for the life of the test program. */
const SzCaseRules *test_rules(void);
/* Its measures, the shipped ones; borrowed. */
SzMeasureSet *test_measures_of_rules(void);
/* Frees what test_rules() made. */
void test_rules_clear(void);
