#pragma once

/* When a light turns yellow, by the thresholds of metrics/case_thresholds.h.
 *
 * Pure. */

#include "metrics/case_thresholds.h"
#include "metrics/deadline.h"

SzWallTime sz_case_yellow_at(const SzDeadlineRules *rules, const SzCaseThresholds *thresholds,
                             const SzDeadlineRequest *request, const SzDeadline *deadline);
/* The close of business of the working day @n working days before @due's day. */
SzWallTime sz_case_workdays_before(const SzDeadlineRules *rules, SzWallTime due, gint32 n);
