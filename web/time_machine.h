#pragma once

/* Any moment of the past, for who asks a running daemon: its state is made again beside the live one.
 *
 * Shell code: one thread of low priority makes one state after the other (web/replay_view.h).  The last few are kept for
 * some minutes: one is given again when nothing that came since belongs into it, so that what is answered is always what
 * the journal says of the instant now.  Who asks for an instant that takes long is told to come back, and finds it then. */

#include "metrics/view.h"
#include "web/time_travel.h"

typedef struct SzPastMoment SzPastMoment;

/* Immutable and reference-counted; may be read from any thread. */
SzPastMoment *sz_past_moment_ref(SzPastMoment *moment);
void sz_past_moment_unref(SzPastMoment *moment);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzPastMoment, sz_past_moment_unref)
/* Borrowed. */
const SzView *sz_past_moment_view(const SzPastMoment *moment);

/* On the machine's thread, or that which stops it.
 * @moment:  borrowed; NULL: there is none
 * @problem: then, why not; NULL: not now, ask again */
typedef void (*SzOnPastMoment)(SzPastMoment *moment, const char *problem, void *user);

typedef struct {
    const char *data_dir; /* copied */
    guint kept;           /* states; 0: 3 */
    gint64 patience_us;   /* after which who waits is told to come back; 0: 10 s */
    gint64 moment_us;     /* that it may be busy when another instant is asked for; 0: 0.5 s */
} SzTimeMachineOptions;

/* Of itself, since the start. */
typedef struct {
    guint64 n_made;
    guint64 n_from_checkpoint; /* of these; the others took the whole journal */
    guint64 n_given_again;
    gint64 took_us; /* the last that was made */
} SzTimeMachineFigures;

typedef struct SzTimeMachine SzTimeMachine;

/* @error: SZ_COLLECTOR_ERROR_IO */
SzTimeMachine *sz_time_machine_new(const SzTimeMachineOptions *options, GError **error);
/* Breaks off what it is at; everybody who waits is told.  May be called again. */
void sz_time_machine_stop(SzTimeMachine *machine);
/* NULL-safe.  Stops. */
void sz_time_machine_free(SzTimeMachine *machine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SzTimeMachine, sz_time_machine_free)

/* Any thread.  @on_moment: called once.
 * Returns: false, and nobody is called, while it is busy with another instant for longer than a moment, when too many wait,
 * or when it was stopped. */
bool sz_time_machine_ask(SzTimeMachine *machine, const SzTimeTravel *instant,
                         SzOnPastMoment on_moment, void *user);
SzTimeMachineFigures sz_time_machine_figures(SzTimeMachine *machine);
