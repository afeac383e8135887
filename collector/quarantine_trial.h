#pragma once

/* Would a line that was refused be taken now?
 *
 * Pure apart from memory. */

#include "collector/quarantine_format.h"

typedef struct SzQuarantineTrial SzQuarantineTrial;

SzQuarantineTrial *sz_quarantine_trial_new(void);
void sz_quarantine_trial_free(SzQuarantineTrial *trial);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzQuarantineTrial, sz_quarantine_trial_free)

/* @now: the time of reception it would have; a line without a time occurred when it was received first
 * @out_line: when it would be taken: normalised, ended by LF; borrowed until the next call
 * @out_kind: when not: why
 * Returns: whether it would be taken.  A line that was withheld never is. */
bool sz_quarantine_try(SzQuarantineTrial *trial, const SzQuarantineRecord *record, SzWallTime now,
                       SzSlice *out_line, SzRefusedKind *out_kind);
