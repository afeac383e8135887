#include "web/time_machine.h"

#include "collector/config_action.h"
#include "collector/error.h"
#include "collector/refused_action.h"
#include "collector/worker.h"
#include "web/replay_view.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#define NICE 10
#define KEPT_DEFAULT 3
#define KEPT_US (600 * G_GINT64_CONSTANT(1000000))
#define PATIENCE_DEFAULT_US (10 * G_GINT64_CONSTANT(1000000))
/* Who asks for another instant while one is being made waits only at its beginning: it may be there at once. */
#define MOMENT_DEFAULT_US G_GINT64_CONSTANT(500000)
#define WAITING_MAX 256

struct SzPastMoment {
    SzReplayView replayed;
};

typedef struct {
    SzTimeTravel instant;
    SzOnPastMoment on_moment;
    void *user;
    gint64 since_us; /* monotonic */
} Asking;

typedef struct {
    SzTimeTravel instant;
    SzPastMoment *moment; /* owned reference */
    guint64 batch;        /* nothing up to it is missing in the moment */
    gint64 used_us;       /* monotonic */
} Kept;

struct SzTimeMachine {
    SzTimeMachineOptions options;
    char *data_dir; /* owned */
    pthread_t thread;
    bool has_thread;

    GPtrArray *kept; /* owned; Kept, owned, that used longest ago first; the thread's alone */

    pthread_mutex_t mutex; /* over what follows */
    pthread_cond_t has_changed;
    GQueue waiting; /* of Asking (owned), as they came */
    bool is_busy;
    SzTimeTravel instant; /* while busy */
    gint64 busy_since_us;
    bool is_stopping;
    SzTimeMachineFigures figures;
};

/* --- moments ------------------------------------------------------------------------------- */

static void clear_moment(gpointer data)
{
    SzPastMoment *moment = data;
    sz_replay_view_clear(&moment->replayed);
}

SzPastMoment *sz_past_moment_ref(SzPastMoment *moment)
{
    return g_atomic_rc_box_acquire(moment);
}

void sz_past_moment_unref(SzPastMoment *moment)
{
    if (moment != NULL) {
        g_atomic_rc_box_release_full(moment, clear_moment);
    }
}

const SzView *sz_past_moment_view(const SzPastMoment *moment)
{
    return &moment->replayed.view;
}

static bool is_same(const SzTimeTravel *a, const SzTimeTravel *b)
{
    return a->has_at == b->has_at && (!a->has_at || a->at.ns == b->at.ns) &&
           a->has_known_at == b->has_known_at &&
           (!a->has_known_at || a->known_at.ns == b->known_at.ns);
}

/* --- who waits ----------------------------------------------------------------------------- */

static gint64 mono_us(void)
{
    return g_get_monotonic_time();
}

/* (transfer full) those that @is_meant takes out of the queue. */
static GPtrArray *take_out(SzTimeMachine *machine, const SzTimeTravel *instant, gint64 asked_by_us)
{
    GPtrArray *out = g_ptr_array_new_with_free_func(g_free);
    (void)pthread_mutex_lock(&machine->mutex);
    for (GList *link = machine->waiting.head; link != NULL;) {
        GList *next = link->next;
        Asking *asking = link->data;
        if ((instant == NULL || is_same(instant, &asking->instant)) &&
            asking->since_us <= asked_by_us) {
            g_ptr_array_add(out, asking);
            g_queue_delete_link(&machine->waiting, link);
        }
        link = next;
    }
    (void)pthread_mutex_unlock(&machine->mutex);
    return out;
}

/* @instant: of whom; NULL: everybody.  @asked_by_us: who has come by then */
static void tell(SzTimeMachine *machine, const SzTimeTravel *instant, gint64 asked_by_us,
                 SzPastMoment *moment, const char *problem)
{
    g_autoptr(GPtrArray) told = take_out(machine, instant, asked_by_us);
    for (guint i = 0; i < told->len; i++) {
        const Asking *asking = g_ptr_array_index(told, i);
        asking->on_moment(moment, problem, asking->user);
    }
}

/* An SzReplaySink's, between any two batches: who has waited long enough is told so. */
static bool goes_on(void *user)
{
    SzTimeMachine *machine = user;
    tell(machine, NULL, mono_us() - machine->options.patience_us, NULL, NULL);
    (void)pthread_mutex_lock(&machine->mutex);
    bool is_stopping = machine->is_stopping;
    (void)pthread_mutex_unlock(&machine->mutex);
    return !is_stopping;
}

/* --- what is kept -------------------------------------------------------------------------- */

static void free_kept(gpointer data)
{
    Kept *kept = data;
    sz_past_moment_unref(kept->moment);
    g_free(kept);
}

static void forget_old(SzTimeMachine *machine, guint n_max)
{
    while (machine->kept->len > 0) {
        const Kept *first = g_ptr_array_index(machine->kept, 0);
        if (machine->kept->len <= n_max && mono_us() < first->used_us + KEPT_US) {
            return;
        }
        g_ptr_array_remove_index(machine->kept, 0);
    }
}

/* Looks for anything that belongs into a state and is not in it. */
typedef struct {
    SzTimeMachine *machine;
    SzWallTime at;
    bool has_news;
} Look;

static void on_event(const SzEvent *event, void *user)
{
    Look *look = user;
    (void)event;
    look->has_news = true;
}

static void on_correct(const SzEvent *voided, const SzEvent *instead, void *user)
{
    Look *look = user;
    (void)voided;
    (void)instead;
    look->has_news = true;
}

static void on_action(const SzAction *action, void *user)
{
    Look *look = user;
    bool is_part = sz_slice_equal(action->kind, SZ_ACTION_REFUSED) ||
                   sz_slice_equal(action->kind, SZ_ACTION_CONFIG);
    look->has_news |= is_part && action->at.ns <= look->at.ns;
}

static void on_damage(const char *message, void *user)
{
    Look *look = user;
    (void)message;
    look->has_news = true; /* it may have been a part of it */
}

static bool looks_on(void *user)
{
    const Look *look = user;
    return !look->has_news && goes_on(look->machine);
}

static SzWallTime time_or_max(bool has, SzWallTime at)
{
    return has ? at : SZ_WALL_TIME_MAX;
}

static bool still_holds(SzTimeMachine *machine, Kept *kept)
{
    g_autoptr(GError) error = NULL;
    const SzTimeTravel *instant = &kept->instant;
    const SzReplayScope scope = {
        .at = time_or_max(instant->has_at, instant->at),
        .known_at = time_or_max(instant->has_known_at, instant->known_at),
        .after = kept->batch,
        .batch = G_MAXUINT64,
    };
    Look look = {machine, scope.at, false};
    const SzReplaySink sink = {.lines = {.on_event = on_event,
                                         .on_action = on_action,
                                         .on_correct = on_correct,
                                         .user = &look},
                               .on_damage = on_damage,
                               .goes_on = looks_on};
    SzReplaySummary summary;
    if (!sz_replay(machine->data_dir, &scope, &sink, &summary, &error) || look.has_news) {
        return false;
    }
    kept->batch = MAX(kept->batch, summary.last_batch);
    return true;
}

/* (transfer full) NULL: none of @instant is kept, or it does not hold any more. */
static SzPastMoment *find_kept(SzTimeMachine *machine, const SzTimeTravel *instant)
{
    for (guint i = 0; i < machine->kept->len; i++) {
        Kept *kept = g_ptr_array_index(machine->kept, i);
        if (!is_same(&kept->instant, instant)) {
            continue;
        }
        kept = g_ptr_array_steal_index(machine->kept, i);
        if (!still_holds(machine, kept)) {
            free_kept(kept);
            return NULL;
        }
        kept->used_us = mono_us();
        g_ptr_array_add(machine->kept, kept);
        return sz_past_moment_ref(kept->moment);
    }
    return NULL;
}

/* --- making one ---------------------------------------------------------------------------- */

static void keep(SzTimeMachine *machine, const SzTimeTravel *instant, SzPastMoment *moment)
{
    Kept *kept = g_new(Kept, 1);
    *kept = (Kept){*instant, sz_past_moment_ref(moment), moment->replayed.view.batch, mono_us()};
    g_ptr_array_add(machine->kept, kept);
}

static void note_made(SzTimeMachine *machine, const SzPastMoment *moment, gint64 begun_us)
{
    (void)pthread_mutex_lock(&machine->mutex);
    machine->figures.n_made++;
    machine->figures.n_from_checkpoint += moment->replayed.base_batch > 0 ? 1 : 0;
    machine->figures.took_us = mono_us() - begun_us;
    (void)pthread_mutex_unlock(&machine->mutex);
}

/* (transfer full) NULL: @error is set. */
static SzPastMoment *make(SzTimeMachine *machine, const SzTimeTravel *instant, GError **error)
{
    gint64 begun_us = mono_us();
    const SzReplayViewOptions options = {
        .data = machine->data_dir,
        .at = {instant->has_at, instant->at},
        .known_at = {instant->has_known_at, instant->known_at},
        .wants_index = true,
        .goes_on = goes_on,
        .user = machine,
    };
    forget_old(machine, machine->options.kept - 1);
    g_autoptr(SzPastMoment) moment = g_atomic_rc_box_new0(SzPastMoment);
    if (!sz_replay_view_read(&options, &moment->replayed, error)) {
        return NULL;
    }
    keep(machine, instant, moment);
    note_made(machine, moment, begun_us);
    return g_steal_pointer(&moment);
}

static SzPastMoment *find_or_make(SzTimeMachine *machine, const SzTimeTravel *instant,
                                  GError **error)
{
    SzPastMoment *moment = find_kept(machine, instant);
    if (moment == NULL) {
        return make(machine, instant, error);
    }
    (void)pthread_mutex_lock(&machine->mutex);
    machine->figures.n_given_again++;
    (void)pthread_mutex_unlock(&machine->mutex);
    return moment;
}

/* --- the thread ---------------------------------------------------------------------------- */

static void set_idle(SzTimeMachine *machine)
{
    (void)pthread_mutex_lock(&machine->mutex);
    machine->is_busy = false;
    (void)pthread_mutex_unlock(&machine->mutex);
}

/* With the mutex held, which is let go meanwhile. */
static void work(SzTimeMachine *machine)
{
    g_autoptr(GError) error = NULL;
    const Asking *first = g_queue_peek_head(&machine->waiting);
    const SzTimeTravel instant = first->instant;
    machine->is_busy = true;
    machine->instant = instant;
    machine->busy_since_us = mono_us();
    (void)pthread_mutex_unlock(&machine->mutex);
    g_autoptr(SzPastMoment) moment = find_or_make(machine, &instant, &error);
    bool is_stopped = g_error_matches(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_STOPPED);
    const char *problem = moment == NULL && !is_stopped ? error->message : NULL;
    set_idle(machine); /* who is told may ask for another at once */
    tell(machine, &instant, G_MAXINT64, moment, problem);
    (void)pthread_mutex_lock(&machine->mutex);
}

/* With the mutex held, which is let go meanwhile. */
static void rest(SzTimeMachine *machine)
{
    if (machine->kept->len == 0) {
        (void)pthread_cond_wait(&machine->has_changed, &machine->mutex);
        return;
    }
    struct timespec until;
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += KEPT_US / G_USEC_PER_SEC;
    if (pthread_cond_timedwait(&machine->has_changed, &machine->mutex, &until) != 0) {
        (void)pthread_mutex_unlock(&machine->mutex);
        forget_old(machine, machine->options.kept);
        (void)pthread_mutex_lock(&machine->mutex);
    }
}

static void *run(void *user)
{
    SzTimeMachine *machine = user;
    (void)setpriority(PRIO_PROCESS, (id_t)gettid(), NICE); /* on Linux: of this thread alone */
    (void)pthread_mutex_lock(&machine->mutex);
    while (!machine->is_stopping) {
        if (g_queue_is_empty(&machine->waiting)) {
            rest(machine);
        } else {
            work(machine);
        }
    }
    (void)pthread_mutex_unlock(&machine->mutex);
    return NULL;
}

/* --- the others' threads ------------------------------------------------------------------- */

/* With the mutex held. */
static bool takes(SzTimeMachine *machine, const SzTimeTravel *instant)
{
    bool is_at_another = machine->is_busy && !is_same(&machine->instant, instant) &&
                         mono_us() > machine->busy_since_us + machine->options.moment_us;
    return machine->has_thread && !machine->is_stopping && !is_at_another &&
           g_queue_get_length(&machine->waiting) < WAITING_MAX;
}

bool sz_time_machine_ask(SzTimeMachine *machine, const SzTimeTravel *instant,
                         SzOnPastMoment on_moment, void *user)
{
    (void)pthread_mutex_lock(&machine->mutex);
    bool is_taken = takes(machine, instant);
    if (is_taken) {
        Asking *asking = g_new(Asking, 1);
        *asking = (Asking){*instant, on_moment, user, mono_us()};
        g_queue_push_tail(&machine->waiting, asking);
        (void)pthread_cond_signal(&machine->has_changed);
    }
    (void)pthread_mutex_unlock(&machine->mutex);
    return is_taken;
}

SzTimeMachineFigures sz_time_machine_figures(SzTimeMachine *machine)
{
    (void)pthread_mutex_lock(&machine->mutex);
    SzTimeMachineFigures figures = machine->figures;
    (void)pthread_mutex_unlock(&machine->mutex);
    return figures;
}

/* --- together and apart -------------------------------------------------------------------- */

static void init_condition(pthread_cond_t *condition)
{
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(condition, &attributes);
    (void)pthread_condattr_destroy(&attributes);
}

SzTimeMachine *sz_time_machine_new(const SzTimeMachineOptions *options, GError **error)
{
    g_autoptr(SzTimeMachine) machine = g_new0(SzTimeMachine, 1);
    machine->options = *options;
    machine->options.kept = options->kept > 0 ? options->kept : KEPT_DEFAULT;
    if (machine->options.patience_us == 0) {
        machine->options.patience_us = PATIENCE_DEFAULT_US;
    }
    if (machine->options.moment_us == 0) {
        machine->options.moment_us = MOMENT_DEFAULT_US;
    }
    machine->data_dir = g_strdup(options->data_dir);
    machine->kept = g_ptr_array_new_with_free_func(free_kept);
    g_queue_init(&machine->waiting);
    (void)pthread_mutex_init(&machine->mutex, NULL);
    init_condition(&machine->has_changed);
    int status = sz_worker_start(&machine->thread, "past", run, machine);
    if (status != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO, "cannot start a thread: %s",
                    g_strerror(status));
        return NULL;
    }
    machine->has_thread = true;
    return g_steal_pointer(&machine);
}

void sz_time_machine_stop(SzTimeMachine *machine)
{
    (void)pthread_mutex_lock(&machine->mutex);
    machine->is_stopping = true;
    (void)pthread_cond_broadcast(&machine->has_changed);
    (void)pthread_mutex_unlock(&machine->mutex);
    if (machine->has_thread) {
        (void)pthread_join(machine->thread, NULL);
        machine->has_thread = false;
    }
    tell(machine, NULL, G_MAXINT64, NULL, NULL);
}

void sz_time_machine_free(SzTimeMachine *machine)
{
    if (machine == NULL) {
        return;
    }
    sz_time_machine_stop(machine);
    g_ptr_array_unref(machine->kept);
    (void)pthread_cond_destroy(&machine->has_changed);
    (void)pthread_mutex_destroy(&machine->mutex);
    g_free(machine->data_dir);
    g_free(machine);
}
