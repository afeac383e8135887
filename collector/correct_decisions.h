#pragma once

/* Decides which corrections are made, and writes them into the journal: each event is voided once, over restarts, too.
 *
 * Shell code; the engine's thread alone, but for where they come from.  Used by collector/decisions.  What a correction
 * says is in the state when its batch comes back from the journal, like everything else. */

#include "collector/action_writer.h"
#include "collector/corrections.h"
#include "metrics/state_reader.h"

typedef struct SzCorrectDecisions SzCorrectDecisions;

/* @corrections: borrowed; NULL: nobody asks for any */
SzCorrectDecisions *sz_correct_decisions_new(SzCorrections *corrections);
void sz_correct_decisions_free(SzCorrectDecisions *decisions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCorrectDecisions, sz_correct_decisions_free)

/* An action line of the journal; other kinds are passed over. */
void sz_correct_decisions_replay(SzCorrectDecisions *decisions, const SzAction *action);
/* Answers who waits; blocks until what is made is on the disk.
 * @out_batch: of the last that was made; untouched when none was */
void sz_correct_decisions_make(SzCorrectDecisions *decisions, SzActionWriter *writer,
                               SzWallTime now, guint64 *out_batch);

/* For a checkpoint, and back; what makes no sense spoils @reader. */
void sz_correct_decisions_save(const SzCorrectDecisions *decisions, GByteArray *out);
void sz_correct_decisions_load(SzCorrectDecisions *decisions, SzStateReader *reader);
