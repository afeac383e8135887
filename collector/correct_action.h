#pragma once

/* A correction, as an action line: kind=correct.  What the line it names says did not happen, however often a line
 * says it; what is given instead did.
 *
 *   action,kind=correct author="xihu",do="replace",document="2026-7",line="12.3",prev="...",reason="...",
 *     was="LINE",with="LINE" TIME
 *
 * `line` is the line's name (collector/line_id.h), `was` that line and `with` what takes its place, whole and
 * normalised, without their line ends, so that the correction stands for itself; `document` is there when one was named,
 * `with` when `do` is replace and not void.  TIME is when it was made, `author` who made it: the name of a token, or in open
 * use what the request said.
 *
 * A line that only replaced another one by a correction is named by that correction's own line.
 *
 * Pure apart from memory. */

#include "collector/action_line.h"
#include "metrics/event.h"

#define SZ_ACTION_CORRECT SZ_SLICE("correct")
#define SZ_CORRECT_ACTION_FIELDS 7

typedef struct {
    SzSlice line;
    SzSlice was;
    SzSlice with; /* empty: nothing happened instead */
    SzSlice author;
    SzSlice reason;
    SzSlice document; /* empty: none */
} SzCorrection;       /* borrowed */

/* The draft borrows what @correction borrows, and @fields. */
SzActionDraft sz_correct_action_draft(const SzCorrection *correction, SzWallTime at,
                                      SzLpField fields[SZ_CORRECT_ACTION_FIELDS]);
/* Returns: false when it is of another kind, or not as the daemon writes them. */
bool sz_correct_action_read(const SzAction *action, SzCorrection *out);

/* What did not happen, and what did instead (NULL: nothing); borrowed during the call. */
typedef void (*SzOnCorrected)(const SzEvent *voided, const SzEvent *instead, void *user);
/* @received: of the correction; the events' envelopes have it, too.
 * Returns: false, and nobody was called, when they are not what a correction can be about. */
bool sz_correction_events(const SzCorrection *correction, SzWallTime received,
                          SzOnCorrected on_corrected, void *user);

#define SZ_CORRECT_HASH_DIGITS 64
/* SHA-256 of sz_event_key(), in lower-case hexadecimal. */
void sz_correct_event_hash(const SzEvent *event, char out[SZ_CORRECT_HASH_DIGITS + 1]);
