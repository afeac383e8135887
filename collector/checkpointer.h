#pragma once

/* Writes checkpoints, so that the next start need not read the whole journal.
 *
 * Shell code: a thread of low priority encodes what was frozen and puts it on the disk; the engine's thread never waits
 * for it but at the end.  What cannot be written does no harm: older checkpoints stay, it is said once, and tried again
 * later. */

#include "collector/case_archive.h"
#include "collector/checkpoint_file.h"
#include "metrics/engine_state.h"
#include "metrics/index_table.h"

/* What is to be written; everything in it is owned. */
typedef struct {
    SzCheckpointHeader header;
    SzEngineFrozen *engine;
    SzIndexTable *index; /* NULL: none is computed */
    GByteArray *live;    /* what collector/live keeps beside the engine */
} SzCheckpointDraft;

void sz_checkpoint_draft_clear(SzCheckpointDraft *draft);

/* Sections that are not the engine's. */
#define SZ_CHECKPOINT_LIVE SZ_SLICE("live")
#define SZ_CHECKPOINT_INDEX SZ_SLICE("index")

typedef struct {
    guint64 n_written;
    guint64 n_failed;
    guint64 bytes;  /* of the last that was written */
    gint64 took_us; /* to write it */
} SzCheckpointFigures;

typedef struct SzCheckpointer SzCheckpointer;

/* @error: SZ_COLLECTOR_ERROR_IO */
SzCheckpointer *sz_checkpointer_new(const char *data_dir, const SzCheckpointsKept *kept,
                                    GError **error);
/* NULL-safe.  Ends the thread when what it was given is written. */
void sz_checkpointer_free(SzCheckpointer *checkpointer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCheckpointer, sz_checkpointer_free)

bool sz_checkpointer_is_busy(SzCheckpointer *checkpointer);
/* When it is not busy.  @draft: taken over
 * @archive: borrowed while it is busy: its places are put on the disk first; NULL: none counts */
void sz_checkpointer_give(SzCheckpointer *checkpointer, SzCheckpointDraft *draft,
                          SzCaseArchive *archive);
/* Until it is not busy. */
void sz_checkpointer_wait(SzCheckpointer *checkpointer);
SzCheckpointFigures sz_checkpointer_figures(SzCheckpointer *checkpointer);
