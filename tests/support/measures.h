#pragma once

/* The shipped measures. */

#include "metrics/measure_set.h"

/* (transfer full) */
SzMeasureSet *test_measure_set_new(void);
