#pragma once

/* What the daemon decides, written down before anybody is told: which configuration is in force, that the machine's
 * clock jumped or is followed again, which lights of cases were lit, how many lines were refused, and what was corrected.
 *
 * Shell code; the engine's thread alone.  First the action lines of the journal are replayed, which decides
 * nothing; then make() is called again and again.  What cannot be written, because the disk is full, is tried
 * again at the next call.
 *
 * kind=config is written at the start when the files are not those already in force (collector/config_action.h).
 * kind=clock says found="jump" (the machine's clock is by_ms ahead of the time that is counted on, and not followed)
 * or found="adopted" (it is followed again, which moved the time by by_ms).
 * kind=light: collector/light_action.h.  kind=refused: collector/refused_action.h.  kind=correct: collector/correct_action.h;
 * who asked for one that cannot be written is told so, and may ask again.
 * kind=redate is written after the configuration was changed while the daemon ran: how many open cases there are, how many
 * got another due (later, earlier), are no longer provisional (settled), show another light (lights). */

#include "collector/action_line.h"
#include "collector/clock.h"
#include "collector/corrections.h"
#include "collector/journal.h"
#include "collector/refused_counts.h"
#include "config/file_set.h"
#include "metrics/cases.h"
#include "metrics/state_reader.h"

typedef struct {
    const char *data_dir; /* borrowed, as the others; all outlive the decisions */
    SzClock *clock;
    const SzFileSet *files;     /* the configuration in use; NULL: none is written down */
    SzCases *cases;             /* whose lights are written down; NULL: none */
    SzRefusedCounts *refused;   /* of lines that were refused; NULL: none are counted */
    SzCorrections *corrections; /* that are asked for; NULL: none */
} SzDecisionsOptions;

typedef struct SzDecisions SzDecisions;

SzDecisions *sz_decisions_new(const SzDecisionsOptions *options);
void sz_decisions_free(SzDecisions *decisions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzDecisions, sz_decisions_free)

/* An action line of the journal, of any kind, in its order. */
void sz_decisions_replay(SzDecisions *decisions, const SzAction *action);
/* Events came that replayed lines may be about: to be called before the cases are asked for anything. */
void sz_decisions_tell(SzDecisions *decisions);
/* Decides what there is to decide; blocks until it is on the disk.
 * @journal: whose lines were replayed */
void sz_decisions_make(SzDecisions *decisions, SzJournal *journal, SzWallTime now);
/* The last time: also writes what would have waited for the next. */
void sz_decisions_finish(SzDecisions *decisions, SzJournal *journal, SzWallTime now);
/* Other files are in use since @at, and this is what they changed.
 * @files: borrowed; outlives the decisions */
void sz_decisions_reload(SzDecisions *decisions, const SzFileSet *files, SzWallTime at,
                         const SzRedating *moved);
/* Of the last line written; 0: none.  A state that lacks this batch lacks a decision. */
guint64 sz_decisions_batch(const SzDecisions *decisions);

/* Is all that was decided on the disk?  Only then there is a state that a replay gives. */
bool sz_decisions_is_settled(const SzDecisions *decisions);
/* For a checkpoint, when it is; and back, in the place of a replay up to there.  What makes no sense spoils @reader. */
void sz_decisions_save(const SzDecisions *decisions, GByteArray *out);
void sz_decisions_load(SzDecisions *decisions, SzStateReader *reader);
/* Of what was saved only which configuration was in force; what stands behind it is not read.  (transfer full) NULL: none
 * was, or it makes no sense. */
SzFileSet *sz_decisions_take_in_force(SzStateReader *reader);
