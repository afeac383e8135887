#include "collector/live_internal.h"

#include "collector/error.h"
#include "collector/refused_action.h"
#include "collector/worker.h"
#include "metrics/case_ledger.h"

#define PUBLISH_EVERY_US G_GINT64_CONSTANT(100000)
/* While batches wait to be taken what is shown is behind anyway: taking them comes first. */
#define PUBLISH_BUSY_US G_GINT64_CONSTANT(500000)
#define PUBLISH_IDLE_US G_GINT64_CONSTANT(1000000)
/* Where much changes publishing takes long: while batches keep coming it gets at most one part in so many of the time;
 * when none has come for a while, it need not wait. */
#define PUBLISH_SHARE 10
#define PUBLISH_QUIET_US G_GINT64_CONSTANT(20000)
/* News of a case that come so late are of a feed that catches up: its lights wait until it is quiet for as long. */
#define LATE_NS (120 * SZ_NS_PER_S)
#define QUIET_NS (60 * SZ_NS_PER_S)
/* Of durable lines that wait for the engine: some seconds' worth. */
#define QUEUE_BYTES (48UL << 20)
#define BEHIND_BYTES (12UL << 20)

/* --- lines --------------------------------------------------------------------------------- */

void sz_live_hold_late_case(SzLive *live, SzSlice hall, SzWallTime occurred)
{
    if (live->received.ns - occurred.ns > LATE_NS) {
        SzWallTime quiet = {live->received.ns + QUIET_NS};
        sz_cases_hold_lights(sz_engine_cases(live->engine), hall, quiet);
    }
}

void sz_live_on_event(const SzEvent *event, void *user)
{
    SzLive *live = user;
    if (event->entity == SZ_EVENT_CASE) {
        sz_live_hold_late_case(live, event->envelope.hall, event->envelope.occurred);
    }
    sz_engine_apply(live->engine, event);
    live->is_dirty = true;
}

void sz_live_archive(SzLive *live, SzWallTime now)
{
    if (live->archiver != NULL && sz_case_archiver_step(live->archiver, now)) {
        live->is_dirty = true;
    }
}

void sz_live_on_later(SzSlice raw, SzWallTime received, SzWallTime occurred, void *user)
{
    SzLive *live = user;
    sz_early_lines_add(live->early, raw, received, occurred);
}

void sz_live_on_correct(const SzEvent *voided, const SzEvent *instead, void *user)
{
    SzLive *live = user;
    (void)sz_engine_correct(live->engine, voided, instead);
    live->is_dirty = true;
}

/* Counts of refused lines and corrections are in the state like lines; what else was decided is not. */
void sz_live_on_action(const SzAction *action, void *user)
{
    SzLive *live = user;
    SzRefusedAction refused;
    if (sz_refused_action_read(action, &refused)) {
        sz_engine_refuse(live->engine, refused.hall, refused.src, refused.kind, refused.n,
                         refused.at);
        live->is_dirty = true;
    }
}

void sz_live_take_early(SzLive *live, SzWallTime now)
{
    for (SzWallTime at; (at = sz_early_lines_next(live->early)).ns <= now.ns;) {
        /* Each at its own instant: a correction has one for what it takes back and one for what it puts in its place,
         * and must not take back what is still waiting. */
        SzEventLinesScope scope = {.until = at, .have_waited = true};
        g_autoptr(GString) line = sz_early_lines_take(live->early, &scope.received);
        live->received = scope.received;
        sz_event_lines_read(live->lines, (SzSlice){line->str, line->len}, &scope);
    }
    sz_decisions_tell(live->decisions);
}

bool sz_live_take_next(SzLive *live, SzWallTime until)
{
    g_autoptr(SzQueuedBatch) batch = sz_batch_queue_take(live->queue);
    if (batch == NULL) {
        return false;
    }
    SzEventLinesScope scope = {.received = batch->receipt.received, .until = until};
    live->received = batch->receipt.received;
    sz_live_read(live, batch, &scope);
    live->batch = batch->receipt.batch;
    live->batch_received = batch->receipt.received;
    live->is_dirty = true;
    (void)pthread_mutex_lock(&live->mutex);
    live->figures.n_batches++;
    (void)pthread_mutex_unlock(&live->mutex);
    return true;
}

static void take_waiting(SzLive *live, SzWallTime until)
{
    while (sz_live_take_next(live, until)) {
    }
}

/* --- publishing ---------------------------------------------------------------------------- */

SzWallTime sz_live_read_clock(const SzLive *live)
{
    const gint64 ns_per_ms = SZ_NS_PER_S / 1000;
    SzWallTime now = sz_clock_now(live->options.clock);
    return (SzWallTime){now.ns - now.ns % ns_per_ms};
}

static gint64 mono_us(void)
{
    return g_get_monotonic_time();
}

SzEventLinesTally sz_live_tally(const SzLive *live)
{
    SzEventLinesTally sum = live->replayed;
    SzEventLinesTally more = sz_event_lines_tally(live->lines);
    sz_event_lines_tally_add(&sum, &more);
    return sum;
}

static void note_figures(SzLive *live, gint64 publish_us)
{
    SzEventLinesTally tally = sz_live_tally(live);
    SzLiveFigures *figures = &live->figures;
    figures->is_ready = true;
    figures->n_lines = tally.n_lines;
    figures->n_actions = tally.n_actions;
    figures->n_refused = tally.n_refused;
    figures->n_early = sz_early_lines_n(live->early);
    const SzCaseLedger *ledger = sz_cases_version_ledger(live->state->cases);
    figures->n_archived = ledger != NULL ? sz_case_ledger_n(ledger, 0, G_MAXUINT32) : 0;
    figures->n_withheld = sz_cases_n_withheld(sz_engine_cases(live->engine));
    figures->n_published++;
    figures->publish_max_us = MAX(figures->publish_max_us, publish_us);
}

static void freeze(SzLive *live)
{
    if (live->is_dirty || live->state == NULL) {
        sz_snapshot_unref(live->state);
        live->state = sz_engine_publish(live->engine);
        live->is_dirty = false;
    }
}

static void compute_index(SzLive *live, SzWallTime at)
{
    gint64 begun_us = mono_us();
    sz_live_take_early(live, at);
    sz_live_take_reload(live, at);
    freeze(live);
    SzView view = {
        .rules = live->options.rules,
        .state = live->state,
        .now = {true, at},
        .batch = live->batch,
    };
    sz_index_table_unref(live->index);
    live->index = sz_index_compute(live->options.index, &view);
    gint64 took_us = mono_us() - begun_us;
    (void)pthread_mutex_lock(&live->mutex);
    live->figures.index_max_us = MAX(live->figures.index_max_us, took_us);
    (void)pthread_mutex_unlock(&live->mutex);
    if (live->options.on_index != NULL) {
        live->options.on_index(live->index, live->options.user);
    }
}

/* To @now, and through the last multiple of 10 s on the way, at which the index is computed: what is in the
 * engine before this call occurred before that. */
static void advance(SzLive *live, SzWallTime now)
{
    SzWallTime grid = sz_index_grid(now);
    bool is_due = live->index == NULL || sz_index_table_time(live->index).at.ns < grid.ns;
    if (live->options.index != NULL && is_due) {
        compute_index(live, grid);
    }
    sz_live_take_early(live, now);
}

/* @begun_us: when freezing it began */
static void publish(SzLive *live, SzWallTime now, gint64 begun_us)
{
    SzMomentParts parts = {
        .rules = live->options.rules,
        .state = live->state,
        .index = live->index,
        .now = now,
        .batch = live->batch,
        .generation = live->figures.n_published + 1,
    };
    SzMoment *moment = sz_moment_new(&parts);
    live->published_us = mono_us();
    (void)pthread_mutex_lock(&live->mutex);
    SzMoment *before = live->moment;
    live->moment = moment;
    note_figures(live, live->published_us - begun_us);
    (void)pthread_mutex_unlock(&live->mutex);
    sz_moment_unref(before);
    if (live->options.on_moment != NULL) {
        live->options.on_moment(live->options.user);
    }
}

/* --- the thread ---------------------------------------------------------------------------- */

/* The instant at which the next line has waited for its time, or the next light turns. */
static SzWallTime next_event(const SzLive *live)
{
    SzWallTime line = sz_early_lines_next(live->early);
    SzWallTime light = sz_cases_next_change(sz_engine_cases(live->engine));
    return line.ns < light.ns ? line : light;
}

/* The same in monotonic microseconds, or G_MAXINT64. */
static gint64 next_event_us(const SzLive *live)
{
    SzWallTime next = next_event(live);
    if (next.ns == SZ_WALL_TIME_MAX.ns) {
        return G_MAXINT64;
    }
    gint64 wait_ns = next.ns - sz_clock_now(live->options.clock).ns;
    /* The clock is read in whole milliseconds: a millisecond later it is past the line's time for sure. */
    return mono_us() + wait_ns / 1000 / sz_clock_speed(live->options.clock) + 1000;
}

/* Not before, in monotonic microseconds, while batches keep coming. */
static gint64 busy_publish_us(const SzLive *live, gint64 least_us)
{
    gint64 rest_us = MIN(PUBLISH_SHARE * live->publish_us, PUBLISH_IDLE_US);
    return live->published_us + MAX(rest_us, least_us);
}

/* Monotonic microseconds until which there is nothing to do but wait for batches. */
static gint64 next_publish_us(const SzLive *live)
{
    gint64 quiet_us = MAX(live->taken_us + PUBLISH_QUIET_US, live->published_us + PUBLISH_EVERY_US);
    gint64 soonest_us = MIN(busy_publish_us(live, PUBLISH_EVERY_US), quiet_us);
    bool is_archiving = live->archiver != NULL && sz_case_archiver_is_busy(live->archiver);
    SzCorrections *corrections = live->options.corrections;
    bool is_asked = corrections != NULL && sz_corrections_is_laid(corrections);
    if (live->is_dirty || is_archiving || is_asked) {
        return soonest_us;
    }
    gint64 idle_us = live->published_us + PUBLISH_IDLE_US;
    return MIN(idle_us, MAX(soonest_us, next_event_us(live)));
}

static bool is_due(const SzLive *live)
{
    return mono_us() >= next_publish_us(live);
}

/* What is decided from a state is on the disk before that state is published. */
static void decide_and_publish(SzLive *live, SzWallTime now)
{
    advance(live, now);
    gint64 begun_us = mono_us();
    sz_live_archive(live, now);
    freeze(live);
    sz_decisions_make(live->decisions, live->journal, now);
    publish(live, now, begun_us);
    live->publish_us = live->published_us - begun_us;
    sz_live_checkpoint(live, now);
}

/* A batch may take long; so the clock is read, and a publish may fall due, between any two. */
static void take_all(SzLive *live)
{
    SzWallTime now = sz_live_read_clock(live);
    for (advance(live, now); sz_live_take_next(live, now); advance(live, now)) {
        if (mono_us() >= busy_publish_us(live, PUBLISH_BUSY_US)) {
            decide_and_publish(live, now);
        }
        now = sz_live_read_clock(live);
        live->taken_us = mono_us();
    }
}

/* From the journal to the first moment; false when it does not come to that.  Until there is one, the state mostly stands at a multiple of 10 s, so that the
 * index can be had; it is computed after the decisions, with all that is in the journal then. */
static bool begin(SzLive *live)
{
    SzWallTime at;
    if (!sz_live_recover(live, sz_live_read_clock(live), &at)) {
        return false;
    }
    take_waiting(live, at);
    /* Whatever was received then was published within a second. */
    SzWallTime ended = sz_journal_begun_after(live->journal);
    sz_cases_tell_recorded(sz_engine_cases(live->engine), ended);
    sz_decisions_make(live->decisions, live->journal, at);
    take_waiting(live, at);
    decide_and_publish(live, sz_live_read_clock(live));
    return true;
}

static void *run(void *user)
{
    SzLive *live = user;
    if (!begin(live)) {
        return NULL;
    }
    while (sz_batch_queue_wait(live->queue, next_publish_us(live))) {
        take_all(live);
        if (is_due(live)) {
            decide_and_publish(live, sz_live_read_clock(live));
        }
    }
    SzWallTime now = sz_live_read_clock(live);
    sz_decisions_finish(live->decisions, live->journal, now);
    take_waiting(live, now);
    decide_and_publish(live, now);
    sz_live_last_checkpoint(live, now);
    return NULL;
}

/* --- the others' threads -------------------------------------------------------------------- */

static void unref_owner(gpointer owner)
{
    g_bytes_unref(owner);
}

void sz_live_take(const SzReceipt *receipt, const SzBatch *batch, GBytes *owner, void *user)
{
    SzLive *live = user;
    GBytes *lines = owner != NULL ? g_bytes_new_with_free_func(batch->lines.data, batch->lines.len,
                                                               unref_owner, g_bytes_ref(owner))
                                  : g_bytes_new(batch->lines.data, batch->lines.len);
    sz_batch_queue_push(live->queue, receipt, lines, batch->events);
}

bool sz_live_has_room(void *user)
{
    SzLive *live = user;
    return sz_batch_queue_has_room(live->queue);
}

bool sz_live_is_behind(void *user)
{
    SzLive *live = user;
    return sz_batch_queue_n_bytes(live->queue) > BEHIND_BYTES;
}

SzMoment *sz_live_moment(SzLive *live)
{
    (void)pthread_mutex_lock(&live->mutex);
    SzMoment *moment = live->moment != NULL ? sz_moment_ref(live->moment) : NULL;
    (void)pthread_mutex_unlock(&live->mutex);
    return moment;
}

SzLiveFigures sz_live_figures(SzLive *live)
{
    (void)pthread_mutex_lock(&live->mutex);
    SzLiveFigures figures = live->figures;
    (void)pthread_mutex_unlock(&live->mutex);
    figures.n_waiting = sz_batch_queue_n(live->queue);
    return figures;
}

SzLive *sz_live_new(const SzLiveOptions *options)
{
    SzLive *live = g_new0(SzLive, 1);
    SzEventLinesSink sink = {
        .on_event = sz_live_on_event,
        .on_later = sz_live_on_later,
        .on_action = sz_live_on_action,
        .on_correct = sz_live_on_correct,
        .user = live,
    };
    live->options = *options;
    live->data_dir = g_strdup(options->data_dir);
    live->lines = sz_event_lines_new(&sink);
    (void)pthread_mutex_init(&live->mutex, NULL);
    live->queue = sz_batch_queue_new(QUEUE_BYTES);
    return live;
}

static void wake(void *user)
{
    const SzLive *live = user;
    sz_batch_queue_wake(live->queue);
}

gboolean sz_live_start(SzLive *live, SzJournal *journal, GError **error)
{
    live->journal = journal;
    if (live->options.corrections != NULL) {
        sz_corrections_on_laid(live->options.corrections, wake, live);
    }
    sz_live_start_checkpoints(live);
    int status = sz_worker_start(&live->thread, "engine", run, live);
    if (status != 0) {
        g_set_error(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_IO,
                    "cannot start the engine's thread: %s", g_strerror(status));
        return FALSE;
    }
    live->has_thread = true;
    return TRUE;
}

void sz_live_end(SzLive *live)
{
    sz_batch_queue_end(live->queue);
    if (live->has_thread) {
        (void)pthread_join(live->thread, NULL);
        live->has_thread = false;
    }
}

void sz_live_free(SzLive *live)
{
    if (live == NULL) {
        return;
    }
    sz_live_end(live);
    sz_moment_unref(live->moment);
    sz_snapshot_unref(live->state);
    sz_index_table_unref(live->index);
    sz_event_lines_free(live->lines);
    sz_checkpointer_free(live->checkpointer);
    sz_live_drop_state(live);
    sz_batch_queue_free(live->queue);
    (void)pthread_mutex_destroy(&live->mutex);
    g_free(live->data_dir);
    g_free(live);
}
