#pragma once

/* One reading of one file through the map: to see what would come of it, or to import it.
 *
 * Shell code: reads the file, writes to the target, and how far it is to a terminal on stderr. */

#include "collector/import_batches.h"
#include "collector/import_tally.h"

typedef struct {
    const SzImportMap *map;
    SzImportTarget
        target;       /* neither journal nor sender: lines are made and counted, and go nowhere */
    GString *samples; /* takes the first lines, each ended by LF; NULL: none */
    guint n_samples_max;
    SzProblems *problems; /* takes what of the map the file contradicts */
} SzImportPass;

/* @tally: new
 * @out_n_lines: (out) lines that are on the disk, or were taken; set also on error
 * @error: as sz_import_read_file() and sz_import_batches_add() */
gboolean sz_import_pass(const SzImportPass *pass, const char *path, SzImportTally *tally,
                        guint64 *out_n_lines, GError **error);
