#pragma once

/* Which records of a quarantine a command is about: those that were not taken since and match.
 *
 * Shell code: reads files. */

#include "collector/quarantine_folder.h"
#include "collector/quarantine_reader.h"

typedef struct {
    const char *hall; /* as its lines say it; NULL: any */
    bool has_kind;    /* of that kind alone */
    SzRefusedKind kind;
    SzMaybeTime since; /* received then or later */
} SzQuarantineFilter;

typedef bool (*SzQuarantineEach)(const SzQuarantineRecord *record, void *user);

/* Calls @each, oldest first, until it returns false.
 * @marks: records that were taken
 * @error: IO.  Returns: FALSE iff @error is set. */
gboolean sz_quarantine_pick(SzQuarantineReader *reader, const SzQuarantineMarks *marks,
                            const SzQuarantineFilter *filter, SzQuarantineEach each, void *user,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;
