#pragma once

/* The daemon about itself, for Prometheus: text exposition 0.0.4
 * (prometheus/docs, instrumenting/exposition_formats).
 *
 * Pure apart from memory. */

#include "collector/live.h"
#include "collector/quarantine.h"
#include "web/response.h"
#include "web/time_machine.h"

typedef struct {
    SzLiveFigures live;
    SzQuarantineFigures quarantine;
    bool clock_is_doubted;
    guint64 n_pictures_drawn;
    SzTimeMachineFigures past;
} SzExpositionParts;

SzResponse sz_exposition(const SzExpositionParts *parts);
