#pragma once

/* Corrections on their way: from whoever asks for one, by the line it names, to the engine's thread, which decides, and
 * back with the answer.
 *
 * Shell code: one thread of its own reads the journal and checks what can be said without the state; then the engine's
 * thread is asked, one correction at a time.  Whoever waits is answered for sure: also when the engine does not come in
 * time, and at the end. */

#include "collector/clock.h"
#include "collector/correct_check.h"

/* So many wait for the thread; further ones are told to come again. */
#define SZ_CORRECTIONS_MAX 64

typedef struct SzCorrections SzCorrections;

/* What is to be answered, over HTTP. */
typedef struct {
    guint status;
    char *body; /* owned; JSON */
} SzCorrectAnswer;

typedef void (*SzOnCorrectAnswer)(SzCorrectAnswer *answer_take, void *user);

/* Ready to be asked; nothing runs yet.  @clock: borrowed; outlives it. */
SzCorrections *sz_corrections_new(const char *data_dir, SzClock *clock);
/* Starts the thread.  @error: SZ_COLLECTOR_ERROR_IO. */
gboolean sz_corrections_start(SzCorrections *corrections, GError **error);
/* Before the thread starts: @on_laid is called, on that thread, when one waits to be decided; must be quick. */
void sz_corrections_on_laid(SzCorrections *corrections, void (*on_laid)(void *user), void *user);
/* From now on whoever waits, or comes, is told that the daemon ends; what is being decided is. */
void sz_corrections_stop(SzCorrections *corrections);
/* NULL-safe. */
void sz_corrections_free(SzCorrections *corrections);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzCorrections, sz_corrections_free)

/* Any thread; @on_answer is called later, once, on the thread of the corrections.
 * @request_take: signed
 * @scope: borrowed until then; NULL: every hall
 * Returns: false when too many wait; then nothing was taken. */
bool sz_corrections_ask(SzCorrections *corrections, SzCorrectRequest *request_take,
                        SzTokenScope *scope, SzOnCorrectAnswer on_answer, void *user);
/* (transfer full) the answer that says why not. */
SzCorrectAnswer sz_correct_answer_problem(const SzCorrectProblem *problem);

/* --- the engine's thread -------------------------------------------------------------------- */

typedef struct {
    SzCorrectProblem problem; /* status 0: it was made */
    guint64 batch;            /* that holds it, alone */
    SzWallTime at;
} SzCorrectVerdict;

/* Does one wait to be decided? */
bool sz_corrections_is_laid(SzCorrections *corrections);
/* The one that waits to be decided; borrowed until it is; NULL: none does. */
const SzCorrectDraft *sz_corrections_take(SzCorrections *corrections);
void sz_corrections_decide(SzCorrections *corrections, const SzCorrectVerdict *verdict);
