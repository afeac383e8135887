#pragma once

/* The lights of cases that are lit, written down: each change once, over restarts, too.
 *
 * Shell code; the engine's thread alone.  Used by collector/decisions. */

#include "collector/action_writer.h"
#include "metrics/cases.h"
#include "metrics/state_reader.h"

typedef struct SzLightDecisions SzLightDecisions;

/* @cases: borrowed; whose lights they are */
SzLightDecisions *sz_light_decisions_new(SzCases *cases);
void sz_light_decisions_free(SzLightDecisions *decisions);

/* An action line of the journal; other kinds are passed over. */
void sz_light_decisions_replay(SzLightDecisions *decisions, const SzAction *action);
/* To be called when events came that replayed lines may be about, before anybody asks the cases for anything. */
void sz_light_decisions_tell(SzLightDecisions *decisions);
/* Writes what changed up to @now; blocks until it is on the disk.  What cannot be written is kept for the next call.
 * @out_batch: set when something was written: the last batch */
gboolean sz_light_decisions_make(SzLightDecisions *decisions, SzActionWriter *writer,
                                 SzWallTime now, guint64 *out_batch, GError **error)
    G_GNUC_WARN_UNUSED_RESULT;

/* Is all that was found on the disk? */
bool sz_light_decisions_is_settled(const SzLightDecisions *decisions);
/* For a checkpoint, when it is; and back. */
void sz_light_decisions_save(const SzLightDecisions *decisions, GByteArray *out);
void sz_light_decisions_load(SzLightDecisions *decisions, SzStateReader *reader);
