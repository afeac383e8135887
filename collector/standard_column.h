#pragma once

/* Where in its record a point breaks the data standard.
 *
 * Pure. */

#include "collector/telemetry.h"

/* 1-based byte in point->raw: the value that is wrong, the key that is somebody's, where something missing would
 * stand; 1 when it is the measurement. */
gsize sz_standard_column(const SzLpPoint *point, const SzStandardError *error);
