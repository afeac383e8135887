#pragma once

/* The shipped measures. */

#include "metrics/measure_set.h"

/* (transfer full) */
SzMeasureSet *test_measure_set_new(void);
/* (transfer full) @n of them; beyond the last the first again, by other names. */
SzMeasureSet *test_measure_set_of(guint n);
