/* From what is on the disk to a state: the newest checkpoint that can be used and the journal behind it, or, where none
 * can, the whole journal. */

#include "collector/checkpoint_file.h"
#include "collector/checkpoint_origin.h"
#include "collector/error.h"
#include "collector/live_internal.h"
#include "metrics/index_state.h"

#define ARCHIVE_EVERY_EVENTS 2000
/* Until a journal that could not be read is tried again. */
#define UNREADABLE_US G_GINT64_CONSTANT(1000000)

/* --- making and dropping ------------------------------------------------------------------- */

/* @kept: what a checkpoint says of the archive; NULL: it is made anew, and a daemon without it is one that needs more
 * memory. */
static gboolean make_archive(SzLive *live, const SzCaseArchiveMark *kept, GError **error)
{
    g_autoptr(GError) problem = NULL;
    if (live->options.case_stay_ns > 0) {
        live->archiver = sz_case_archiver_new(live->data_dir, kept, sz_engine_cases(live->engine),
                                              live->options.case_stay_ns, &problem);
    }
    if (problem != NULL && kept != NULL && kept->places > 0) {
        g_propagate_error(error, g_steal_pointer(&problem));
        return FALSE;
    }
    if (problem != NULL) {
        g_message("archive: %s; every case stays in memory", problem->message);
    }
    return TRUE;
}

static gboolean make_state(SzLive *live, const SzCaseArchiveMark *kept, GError **error)
{
    live->engine = sz_engine_new(live->options.rules);
    const SzDecisionsOptions decisions = {live->data_dir,        live->options.clock,
                                          live->options.files,   sz_engine_cases(live->engine),
                                          live->options.refused, live->options.corrections};
    live->decisions = sz_decisions_new(&decisions);
    live->early = sz_early_lines_new();
    return make_archive(live, kept, error);
}

void sz_live_drop_state(SzLive *live)
{
    g_clear_pointer(&live->early, sz_early_lines_free);
    g_clear_pointer(&live->decisions, sz_decisions_free);
    g_clear_pointer(&live->archiver, sz_case_archiver_free);
    g_clear_pointer(&live->engine, sz_engine_free);
}

/* --- a checkpoint -------------------------------------------------------------------------- */

typedef struct {
    SzCheckpointReader *reader; /* owned */
    bool rows_hold;             /* it was made by the configuration in use */
    bool wants_index;           /* that of the last multiple of 10 s, which its state is past */
} Candidate;

static void candidate_clear(Candidate *candidate)
{
    g_clear_pointer(&candidate->reader, sz_checkpoint_reader_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Candidate, candidate_clear)

static gboolean refuse(GError **error, const char *why)
{
    g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_DAMAGED, why);
    return FALSE;
}

static gboolean check_rules(const SzLive *live, const SzCheckpointHeader *header,
                            Candidate *candidate, GError **error)
{
    if (!sz_checkpoint_check_rules(header, live->options.files, &candidate->rows_hold, error)) {
        return FALSE;
    }
    return !candidate->wants_index || candidate->rows_hold ||
           refuse(error, "it was made by other rules, a moment ago");
}

static gboolean check(const SzLive *live, SzWallTime now, Candidate *candidate, GError **error)
{
    const SzCheckpointHeader *header = sz_checkpoint_reader_header(candidate->reader);
    candidate->wants_index = live->options.index != NULL && header->at.ns > sz_index_grid(now).ns;
    if (header->at.ns > now.ns) {
        return refuse(error, "it is of a time that has not come");
    }
    return sz_checkpoint_check_program(header, error) &&
           check_rules(live, header, candidate, error) &&
           sz_checkpoint_check_journal(header, live->data_dir, error);
}

static bool load_index(SzLive *live, const Candidate *candidate, SzSlice bytes)
{
    if (!candidate->wants_index) {
        return true;
    }
    sz_index_table_unref(live->index);
    live->index = sz_index_table_load(live->options.index, live->options.rules->registry, bytes);
    return live->index != NULL;
}

static bool load_section(SzLive *live, const Candidate *candidate, SzSlice name, SzSlice bytes)
{
    if (sz_slice_equal(name, SZ_CHECKPOINT_LIVE)) {
        return sz_live_load(live, bytes);
    }
    if (sz_slice_equal(name, SZ_CHECKPOINT_INDEX)) {
        return load_index(live, candidate, bytes);
    }
    return sz_engine_load(live->engine, name, bytes, candidate->rows_hold);
}

static gboolean load_sections(SzLive *live, const Candidate *candidate, GError **error)
{
    for (;;) {
        SzSlice name;
        SzSlice bytes;
        switch (sz_checkpoint_reader_next(candidate->reader, &name, &bytes, error)) {
        case SZ_CHECKPOINT_SECTION:
            if (!load_section(live, candidate, name, bytes)) {
                return refuse(error, "a section makes no sense");
            }
            break;
        case SZ_CHECKPOINT_END:
            return sz_engine_load_end(live->engine, candidate->rows_hold) ||
                   refuse(error, "sections are missing");
        case SZ_CHECKPOINT_ODD:
            return FALSE;
        }
    }
}

/* Of an index that is not there, or is of another instant, nobody can compute the right one. */
static gboolean check_index(const SzLive *live, SzWallTime now, const Candidate *candidate,
                            GError **error)
{
    bool is_right =
        !candidate->wants_index ||
        (live->index != NULL && sz_index_table_time(live->index).at.ns == sz_index_grid(now).ns);
    return is_right || refuse(error, "it lacks the index of the last ten seconds");
}

static gboolean load(SzLive *live, SzWallTime now, const Candidate *candidate, GError **error)
{
    const SzCheckpointHeader *header = sz_checkpoint_reader_header(candidate->reader);
    const SzCaseArchiveMark kept = {header->archive_life, header->archive_places};
    if (make_state(live, &kept, error) && load_sections(live, candidate, error) &&
        check_index(live, now, candidate, error)) {
        return TRUE;
    }
    sz_live_drop_state(live);
    sz_live_forget(live);
    return FALSE;
}

/* The newest that can be used.  Returns: whether there is one; then the state is made. */
static bool load_newest(SzLive *live, SzWallTime now, Candidate *out)
{
    g_autoptr(GArray) all = sz_checkpoints_list(live->data_dir);
    for (guint i = 0; i < all->len; i++) {
        g_autoptr(GError) error = NULL;
        g_auto(Candidate) candidate = {0};
        guint64 batch = g_array_index(all, guint64, i);
        candidate.reader = sz_checkpoint_reader_open(live->data_dir, batch, &error);
        if (candidate.reader != NULL && check(live, now, &candidate, &error) &&
            load(live, now, &candidate, &error)) {
            *out = candidate;
            candidate = (Candidate){0};
            return true;
        }
        g_message("checkpoint %" G_GUINT64_FORMAT " is not used: %s", batch, error->message);
    }
    return false;
}

/* --- the journal --------------------------------------------------------------------------- */

/* A long history does not have to stand in memory whole before the first case leaves. */
static void on_replayed(const SzEvent *event, void *user)
{
    SzLive *live = user;
    sz_live_on_event(event, live);
    if (event->entity == SZ_EVENT_CASE) {
        live->replayed_to.ns = MAX(live->replayed_to.ns, event->as.case_event.occurred.ns);
        live->n_replayed++;
        if (live->n_replayed % ARCHIVE_EVERY_EVENTS == 0) {
            sz_live_archive(live, live->replayed_to);
        }
    }
}

static void on_action(const SzAction *action, void *user)
{
    SzLive *live = user;
    sz_live_on_action(action, live);
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

/* What is behind the batch that the state has; what occurred after @at waits.
 * Returns: false when it was ended before the journal could be read. */
static bool replay(SzLive *live, SzWallTime at, SzReplaySummary *out)
{
    g_autoptr(GError) error = NULL;
    /* What is written from now on comes through the queue.  In the journal it may be half there, or, for the moment
     * before a disk fails, a batch whose number another one will have. */
    const SzReplayScope scope = {
        .at = at,
        .known_at = SZ_WALL_TIME_MAX,
        .after = live->batch,
        .batch = sz_journal_begun_after_batch(live->journal),
    };
    const SzReplaySink sink = {
        .lines = {.on_event = on_replayed,
                  .on_later = sz_live_on_later,
                  .on_action = on_action,
                  .on_correct = sz_live_on_correct,
                  .user = live},
        .on_damage = on_damage,
        .on_unreadable = on_unreadable,
    };
    if (!sz_replay(live->data_dir, &scope, &sink, out, &error)) {
        return false;
    }
    if (live->is_unreadable) {
        g_message("journal: read");
    }
    return true;
}

static void note_recovery(SzLive *live, const SzReplaySummary *tail, gint64 begun_us)
{
    gint64 took_us = MAX(1, g_get_monotonic_time() - begun_us);
    (void)pthread_mutex_lock(&live->mutex);
    live->figures.n_batches += tail->n_batches;
    live->figures.recovery_us = took_us;
    live->figures.recovered_batch = live->checkpoint_batch;
    (void)pthread_mutex_unlock(&live->mutex);
    if (live->checkpoint_batch > 0) {
        g_message("started from the checkpoint of batch %" G_GUINT64_FORMAT
                  " and %" G_GUINT64_FORMAT " batches behind it, in %" G_GINT64_FORMAT " ms",
                  live->checkpoint_batch, tail->n_batches, took_us / 1000);
    } else if (sz_journal_begun_after(live->journal).ns > SZ_WALL_TIME_MIN.ns) {
        g_message("started from all %" G_GUINT64_FORMAT
                  " batches of the journal, in %" G_GINT64_FORMAT " ms",
                  tail->n_batches, took_us / 1000);
    }
}

bool sz_live_recover(SzLive *live, SzWallTime now, SzWallTime *out_at)
{
    gint64 begun_us = g_get_monotonic_time();
    SzReplaySummary tail = {0};
    g_auto(Candidate) used = {0};
    *out_at = sz_index_grid(now);
    if (live->options.uses_checkpoints && load_newest(live, now, &used)) {
        const SzCheckpointHeader *header = sz_checkpoint_reader_header(used.reader);
        out_at->ns = MAX(out_at->ns, header->at.ns);
        live->batch = header->batch;
        live->batch_received = header->received;
    } else {
        (void)make_state(live, NULL, NULL);
    }
    /* They came before what is behind the checkpoint: of two that say the same the first is the one that is told. */
    sz_live_take_early(live, *out_at);
    sz_live_begin_checkpoints(live, live->batch, &live->replayed);
    if (!replay(live, *out_at, &tail)) {
        return false;
    }
    if (tail.last_batch > 0) {
        live->batch = tail.last_batch;
        live->batch_received = tail.last_received;
    }
    live->is_gappy = tail.has_damaged_end;
    sz_event_lines_tally_add(&live->replayed, &tail.lines);
    note_recovery(live, &tail, begun_us);
    return true;
}
