#pragma once

/* May this correction be made?  All that can be said before the engine's thread is asked.
 *
 * Pure apart from memory. */

#include "collector/correct_action.h"
#include "collector/correct_request.h"
#include "collector/token_scope.h"

/* Longer lines are not corrected: an action line holds two of them. */
#define SZ_CORRECT_LINE_MAX_BYTES 65536

/* A correction that makes sense; all texts are owned.  Strings of a line may hold any byte, also NUL. */
typedef struct {
    GString *was;
    GString *with; /* empty: nothing happened instead */
    GString *src;  /* of `was`; empty: none */
    char *line;    /* as in SzCorrection, like the next; document may be "" */
    char *author;
    char *reason;
    char *document;
    char *hall; /* of `was`, as the feed said it */
    char *entity;
    char voided_hash[SZ_CORRECT_HASH_DIGITS + 1];  /* sz_correct_event_hash() */
    char instead_hash[SZ_CORRECT_HASH_DIGITS + 1]; /* "" when nothing happened instead */
} SzCorrectDraft;

void sz_correct_draft_free(SzCorrectDraft *draft);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCorrectDraft, sz_correct_draft_free)
/* Borrows from @draft. */
SzCorrection sz_correct_draft_correction(const SzCorrectDraft *draft);

typedef struct {
    const SzCorrectRequest *request; /* signed */
    SzSlice found;                   /* the line it names, as the journal has it */
    SzWallTime received;             /* of that */
    SzWallTime now;
    SzTokenScope *scope; /* whose halls; NULL: every one */
} SzCorrectCase;         /* borrowed */

/* (transfer full) NULL, with @out_problem set, when it may not. */
SzCorrectDraft *sz_correct_check(const SzCorrectCase *asked, SzCorrectProblem *out_problem);
