#pragma once

/* When a light turns yellow: the thresholds of DOMAIN 3.4.
 *
 * Pure.
 *   promise of 3 days or more   remaining <= max(1 day, 20 % of the limit), in days of its unit
 *   promise of 1 or 2 days      the last 4 service hours
 *   0 (即办)                     15:30, or 60 minutes before close where that is earlier
 *   minutes and hours           80 % of the limit used
 *   the source's own instant    one working day before it
 *   acceptance (5 working days) on the 4th day */

#include "metrics/deadline.h"

SzWallTime sz_case_yellow_at(const SzDeadlineRules *rules, const SzDeadlineRequest *request,
                             const SzDeadline *deadline);
/* The close of business of the working day @n working days before @due's day. */
SzWallTime sz_case_workdays_before(const SzDeadlineRules *rules, SzWallTime due, gint32 n);
