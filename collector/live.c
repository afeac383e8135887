#include "collector/live.h"

#include "collector/batch_queue.h"
#include "collector/case_archiver.h"
#include "collector/decisions.h"
#include "collector/early_lines.h"
#include "collector/error.h"
#include "collector/replay.h"
#include "collector/worker.h"
#include "metrics/case_ledger.h"

#define PUBLISH_EVERY_US G_GINT64_CONSTANT(100000)
#define ARCHIVE_EVERY_EVENTS 2000
#define PUBLISH_IDLE_US G_GINT64_CONSTANT(1000000)
/* While batches wait to be taken what is shown is behind anyway: taking them comes first. */
#define PUBLISH_BUSY_US G_GINT64_CONSTANT(500000)
/* Until a journal that could not be read is tried again. */
#define UNREADABLE_US G_GINT64_CONSTANT(1000000)
/* News of a case that come so late are of a feed that catches up: its lights wait until it is quiet for as long. */
#define LATE_NS (120 * SZ_NS_PER_S)
#define QUIET_NS (60 * SZ_NS_PER_S)
/* Of durable lines that wait for the engine: some seconds' worth. */
#define QUEUE_BYTES (48UL << 20)
#define BEHIND_BYTES (8UL << 20)

struct SzLive {
    SzLiveOptions options;
    char *data_dir;     /* owned */
    SzJournal *journal; /* borrowed */
    pthread_t thread;
    bool has_thread;

    /* the engine's thread alone */
    SzEngine *engine;         /* owned */
    SzEventLines *lines;      /* owned */
    SzDecisions *decisions;   /* owned */
    SzCaseArchiver *archiver; /* owned; NULL: every case stays in memory */
    SzEarlyLines *early;      /* owned */
    SzSnapshot *state;        /* owned reference; the last published */
    SzIndexTable *index;      /* owned reference; the last computed */
    bool is_dirty;            /* the engine has changed since */
    bool is_unreadable;       /* the journal, at the last attempt */
    SzEventLinesTally replayed;
    SzWallTime replayed_to; /* the latest event of a case in the replay */
    guint64 n_replayed;     /* events of cases */
    guint64 batch;          /* the last in the engine */
    SzWallTime received;    /* of the batch that is taken */
    gint64 published_us;    /* monotonic */

    SzBatchQueue *queue; /* owned; of durable batches */

    pthread_mutex_t mutex; /* over what follows */
    bool has_reload;
    SzLiveReload reload;
    SzMoment *moment; /* owned reference */
    SzLiveFigures figures;
};

/* --- lines --------------------------------------------------------------------------------- */

static void hold_late_case(SzLive *live, const SzCaseEvent *event)
{
    if (live->received.ns - event->occurred.ns > LATE_NS) {
        SzWallTime quiet = {live->received.ns + QUIET_NS};
        sz_cases_hold_lights(sz_engine_cases(live->engine), event->hall, quiet);
    }
}

static void on_event(const SzEvent *event, void *user)
{
    SzLive *live = user;
    if (event->entity == SZ_EVENT_CASE) {
        hold_late_case(live, &event->as.case_event);
    }
    sz_engine_apply(live->engine, event);
    live->is_dirty = true;
}

static void archive(SzLive *live, SzWallTime now)
{
    if (live->archiver != NULL && sz_case_archiver_step(live->archiver, now)) {
        live->is_dirty = true;
    }
}

/* A long history does not have to stand in memory whole before the first case leaves. */
static void on_replayed(const SzEvent *event, void *user)
{
    SzLive *live = user;
    on_event(event, live);
    if (event->entity == SZ_EVENT_CASE) {
        live->replayed_to.ns = MAX(live->replayed_to.ns, event->as.case_event.occurred.ns);
        live->n_replayed++;
        if (live->n_replayed % ARCHIVE_EVERY_EVENTS == 0) {
            archive(live, live->replayed_to);
        }
    }
}

static void on_later(SzSlice raw, SzWallTime received, SzWallTime occurred, void *user)
{
    SzLive *live = user;
    sz_early_lines_add(live->early, raw, received, occurred);
}

static void on_action(const SzAction *action, void *user)
{
    SzLive *live = user;
    sz_decisions_replay(live->decisions, action);
}

static void on_damage(const char *message, void *user)
{
    (void)user;
    g_message("journal: %s", message);
}

/* Who has not read all of what was decided must not decide: it is not ready until it has. */
static bool on_unreadable(const GError *error, void *user)
{
    SzLive *live = user;
    if (!live->is_unreadable) {
        g_message("journal: %s; not ready until it can be read", error->message);
    }
    live->is_unreadable = true;
    return !sz_batch_queue_await_end(live->queue, g_get_monotonic_time() + UNREADABLE_US);
}

/* Lets the lines in whose time has come by @now. */
static void take_early(SzLive *live, SzWallTime now)
{
    while (sz_early_lines_next(live->early).ns <= now.ns) {
        SzEventLinesScope scope = {.until = now};
        g_autofree char *line = sz_early_lines_take(live->early, &scope.received);
        live->received = scope.received;
        sz_event_lines_read(live->lines, sz_slice(line), &scope);
    }
    sz_decisions_tell(live->decisions);
}

/* Lets the next batch in, but for what occurred after @until.  Returns: false when none is there. */
static bool take_next(SzLive *live, SzWallTime until)
{
    g_autoptr(SzQueuedBatch) batch = sz_batch_queue_take(live->queue);
    if (batch == NULL) {
        return false;
    }
    SzEventLinesScope scope = {.received = batch->receipt.received, .until = until};
    SzSlice lines;
    lines.data = g_bytes_get_data(batch->lines, &lines.len);
    live->received = batch->receipt.received;
    sz_event_lines_read(live->lines, lines, &scope);
    live->batch = batch->receipt.batch;
    live->is_dirty = true;
    (void)pthread_mutex_lock(&live->mutex);
    live->figures.n_batches++;
    (void)pthread_mutex_unlock(&live->mutex);
    return true;
}

static void take_waiting(SzLive *live, SzWallTime until)
{
    while (take_next(live, until)) {
    }
}

/* --- publishing ---------------------------------------------------------------------------- */

/* Whole milliseconds: an instant that people can type. */
static SzWallTime read_clock(const SzLive *live)
{
    const gint64 ns_per_ms = SZ_NS_PER_S / 1000;
    SzWallTime now = sz_clock_now(live->options.clock);
    return (SzWallTime){now.ns - now.ns % ns_per_ms};
}

static gint64 mono_us(void)
{
    return g_get_monotonic_time();
}

static void note_figures(SzLive *live, gint64 publish_us)
{
    SzEventLinesTally tally = sz_event_lines_tally(live->lines);
    SzLiveFigures *figures = &live->figures;
    figures->is_ready = true;
    figures->n_lines = live->replayed.n_lines + tally.n_lines;
    figures->n_actions = live->replayed.n_actions + tally.n_actions;
    figures->n_refused = live->replayed.n_refused + tally.n_refused;
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

/* Takes other rules into use at @at, a multiple of 10 s: the index of that instant is the first computed with them,
 * and no moment before it is. */
static void reload(SzLive *live, SzWallTime at)
{
    (void)pthread_mutex_lock(&live->mutex);
    bool has_reload = live->has_reload;
    SzLiveReload given = live->reload;
    live->has_reload = false;
    (void)pthread_mutex_unlock(&live->mutex);
    if (!has_reload) {
        return;
    }
    SzRedating moved;
    live->options.rules = given.rules;
    live->options.index = given.index;
    sz_engine_set_rules(live->engine, given.rules, at, &moved);
    live->is_dirty = true;
    sz_decisions_reload(live->decisions, given.files, at, &moved);
    sz_decisions_make(live->decisions, live->journal, read_clock(live));
    /* What is published with the new rules holds the line that says so. */
    while (live->batch < sz_decisions_batch(live->decisions) && take_next(live, at)) {
    }
}

static void compute_index(SzLive *live, SzWallTime at)
{
    gint64 begun_us = mono_us();
    take_early(live, at);
    reload(live, at);
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
    take_early(live, now);
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

/* What occurred after @at waits.  Returns: false when it was ended before the journal could be read. */
static bool recover(SzLive *live, SzWallTime at)
{
    g_autoptr(GError) error = NULL;
    gint64 begun_us = mono_us();
    /* What is written from now on comes through the queue.  In the journal it may be half there, or, for the moment
     * before a disk fails, a batch whose number another one will have. */
    SzReplayScope scope = {
        .at = at,
        .known_at = SZ_WALL_TIME_MAX,
        .batch = sz_journal_begun_after_batch(live->journal),
    };
    SzReplaySink sink = {
        .lines = {.on_event = on_replayed,
                  .on_later = on_later,
                  .on_action = on_action,
                  .user = live},
        .on_damage = on_damage,
        .on_unreadable = on_unreadable,
    };
    SzReplaySummary summary = {0};
    if (!sz_replay(live->data_dir, &scope, &sink, &summary, &error)) {
        return false;
    }
    if (live->is_unreadable) {
        g_message("journal: read");
    }
    live->batch = summary.last_batch;
    live->replayed = summary.lines;
    (void)pthread_mutex_lock(&live->mutex);
    live->figures.n_batches = summary.n_batches;
    live->figures.recovery_us = MAX(1, mono_us() - begun_us);
    (void)pthread_mutex_unlock(&live->mutex);
    return true;
}

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

/* Monotonic microseconds until which there is nothing to do but wait for batches. */
static gint64 next_publish_us(const SzLive *live)
{
    gint64 soonest_us = live->published_us + PUBLISH_EVERY_US;
    bool is_archiving = live->archiver != NULL && sz_case_archiver_is_busy(live->archiver);
    if (live->is_dirty || is_archiving) {
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
    archive(live, now);
    freeze(live);
    sz_decisions_make(live->decisions, live->journal, now);
    publish(live, now, begun_us);
}

/* A batch may take long; so the clock is read, and a publish may fall due, between any two. */
static void take_all(SzLive *live)
{
    SzWallTime now = read_clock(live);
    for (advance(live, now); take_next(live, now); advance(live, now)) {
        if (mono_us() >= live->published_us + PUBLISH_BUSY_US) {
            decide_and_publish(live, now);
        }
        now = read_clock(live);
    }
}

/* From the journal to the first moment; false when it does not come to that.  Until there is one, the state stands at a
 * multiple of 10 s, so that the index can be had; it is computed after the decisions, with all that is in the journal
 * then. */
static bool begin(SzLive *live)
{
    SzWallTime at = sz_index_grid(read_clock(live));
    if (!recover(live, at)) {
        return false;
    }
    take_waiting(live, at);
    /* Whatever was received then was published within a second. */
    SzWallTime ended = sz_journal_begun_after(live->journal);
    sz_cases_tell_recorded(sz_engine_cases(live->engine), ended);
    sz_decisions_make(live->decisions, live->journal, at);
    take_waiting(live, at);
    decide_and_publish(live, read_clock(live));
    return true;
}

static void *run(void *user)
{
    SzLive *live = user;
    bool has_begun = begin(live);
    while (has_begun && sz_batch_queue_wait(live->queue, next_publish_us(live))) {
        take_all(live);
        if (is_due(live)) {
            decide_and_publish(live, read_clock(live));
        }
    }
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
    sz_batch_queue_push(live->queue, receipt, lines);
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

void sz_live_reload(SzLive *live, const SzLiveReload *given)
{
    (void)pthread_mutex_lock(&live->mutex);
    live->has_reload = true;
    live->reload = *given;
    (void)pthread_mutex_unlock(&live->mutex);
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
    SzEventLinesSink sink = {.on_event = on_event, .on_later = on_later, .user = live};
    live->options = *options;
    live->data_dir = g_strdup(options->data_dir);
    live->engine = sz_engine_new(options->rules);
    live->lines = sz_event_lines_new(&sink);
    SzDecisionsOptions decisions = {live->data_dir, options->clock, options->files,
                                    sz_engine_cases(live->engine)};
    live->decisions = sz_decisions_new(&decisions);
    live->early = sz_early_lines_new();
    (void)pthread_mutex_init(&live->mutex, NULL);
    live->queue = sz_batch_queue_new(QUEUE_BYTES);
    return live;
}

/* A daemon without it is a daemon that needs more memory. */
static void start_archive(SzLive *live)
{
    g_autoptr(GError) error = NULL;
    if (live->options.case_stay_ns > 0) {
        live->archiver = sz_case_archiver_new(live->data_dir, sz_engine_cases(live->engine),
                                              live->options.case_stay_ns, &error);
    }
    if (error != NULL) {
        g_message("archive: %s; every case stays in memory", error->message);
    }
}

gboolean sz_live_start(SzLive *live, SzJournal *journal, GError **error)
{
    live->journal = journal;
    start_archive(live);
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
    sz_early_lines_free(live->early);
    sz_event_lines_free(live->lines);
    sz_decisions_free(live->decisions);
    sz_case_archiver_free(live->archiver);
    sz_engine_free(live->engine);
    sz_batch_queue_free(live->queue);
    (void)pthread_mutex_destroy(&live->mutex);
    g_free(live->data_dir);
    g_free(live);
}
