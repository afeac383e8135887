/* When a checkpoint is due, and what goes into it. */

#include "collector/checkpoint_origin.h"
#include "collector/live_internal.h"
#include "metrics/state_writer.h"

#define FAILED_REST_US (60 * G_GINT64_CONSTANT(1000000))

/* --- beside the engine --------------------------------------------------------------------- */

static guint64 n_batches(SzLive *live)
{
    (void)pthread_mutex_lock(&live->mutex);
    guint64 n = live->figures.n_batches;
    (void)pthread_mutex_unlock(&live->mutex);
    return n;
}

static GByteArray *save(SzLive *live)
{
    GByteArray *out = g_byte_array_new();
    SzEventLinesTally tally = sz_live_tally(live);
    sz_state_put_number(out, n_batches(live));
    sz_event_lines_tally_save(&tally, out);
    sz_early_lines_save(live->early, out);
    sz_decisions_save(live->decisions, out);
    return out;
}

static void set_n_batches(SzLive *live, guint64 n)
{
    (void)pthread_mutex_lock(&live->mutex);
    live->figures.n_batches = n;
    (void)pthread_mutex_unlock(&live->mutex);
}

void sz_live_forget(SzLive *live)
{
    g_clear_pointer(&live->index, sz_index_table_unref);
    live->replayed = (SzEventLinesTally){0};
    set_n_batches(live, 0);
}

bool sz_live_load(SzLive *live, SzSlice bytes)
{
    SzStateReader reader = sz_state_reader(bytes);
    set_n_batches(live, sz_state_take_number(&reader, G_MAXINT64));
    live->replayed = sz_event_lines_tally_load(&reader);
    sz_early_lines_load(live->early, &reader);
    sz_decisions_load(live->decisions, &reader);
    return sz_state_is_done(&reader);
}

/* --- writing one --------------------------------------------------------------------------- */

static guint64 n_lines(const SzEventLinesTally *tally)
{
    return tally->n_lines + tally->n_actions + tally->n_refused;
}

void sz_live_start_checkpoints(SzLive *live)
{
    g_autoptr(GError) error = NULL;
    if (live->options.checkpoint_lines > 0) {
        live->checkpointer =
            sz_checkpointer_new(live->data_dir, &live->options.checkpoints_kept, &error);
    }
    if (error != NULL) {
        g_message("checkpoint: %s; none are written", error->message);
    }
}

void sz_live_begin_checkpoints(SzLive *live, guint64 batch, const SzEventLinesTally *tally)
{
    live->checkpoint_batch = batch;
    live->checkpoint_lines = n_lines(tally);
    live->checkpoint_next_us = g_get_monotonic_time() + live->options.checkpoint_us;
}

/* After one that failed what it would have held is still new. */
static void look_at_failures(SzLive *live)
{
    SzCheckpointFigures figures = sz_checkpointer_figures(live->checkpointer);
    if (figures.n_failed > live->checkpoint_failures) {
        live->checkpoint_failures = figures.n_failed;
        live->checkpoint_batch = 0;
        live->checkpoint_not_before_us = g_get_monotonic_time() + FAILED_REST_US;
        live->checkpoint_next_us = live->checkpoint_not_before_us;
    }
    (void)pthread_mutex_lock(&live->mutex);
    live->figures.checkpoints = figures;
    (void)pthread_mutex_unlock(&live->mutex);
}

static bool is_due(const SzLive *live)
{
    gint64 now_us = g_get_monotonic_time();
    SzEventLinesTally tally = sz_live_tally(live);
    bool is_full = n_lines(&tally) - live->checkpoint_lines >= live->options.checkpoint_lines;
    return live->batch > live->checkpoint_batch && now_us >= live->checkpoint_not_before_us &&
           (is_full || now_us >= live->checkpoint_next_us);
}

/* Returns: whether the state holds all that was decided, nothing is decided that is not in the journal, and no event was
 * left out: only such a one is a state that a replay gives. */
static bool settle(SzLive *live, SzWallTime now)
{
    while (live->batch < sz_decisions_batch(live->decisions) && sz_live_take_next(live, now)) {
    }
    return !live->is_gappy && live->batch >= sz_decisions_batch(live->decisions) &&
           sz_decisions_is_settled(live->decisions) &&
           sz_cases_n_withheld(sz_engine_cases(live->engine)) == 0;
}

static void fill_header(const SzLive *live, SzWallTime now, SzCheckpointDraft *draft)
{
    SzCheckpointHeader *header = &draft->header;
    memcpy(header->journal_id, sz_journal_id(live->journal), sizeof header->journal_id);
    header->batch = live->batch;
    header->received = live->batch_received;
    header->at = now;
    header->archive_places = sz_engine_frozen_places(draft->engine);
    if (header->archive_places > 0) {
        header->archive_life = sz_case_archive_life(sz_case_archiver_archive(live->archiver));
    }
    sz_checkpoint_hash_program(header->program);
    sz_checkpoint_hash_rules(live->options.files, header->rules, header->registry);
}

static void note_pause(SzLive *live, gint64 begun_us)
{
    gint64 took_us = g_get_monotonic_time() - begun_us;
    (void)pthread_mutex_lock(&live->mutex);
    live->figures.checkpoint_pause_us = MAX(live->figures.checkpoint_pause_us, took_us);
    (void)pthread_mutex_unlock(&live->mutex);
}

static void give(SzLive *live, SzWallTime now)
{
    if (!settle(live, now)) {
        return;
    }
    gint64 begun_us = g_get_monotonic_time();
    SzCheckpointDraft draft = {.engine = sz_engine_freeze(live->engine)};
    if (draft.engine == NULL) {
        return;
    }
    SzEventLinesTally tally = sz_live_tally(live);
    fill_header(live, now, &draft);
    draft.index = live->index != NULL ? sz_index_table_ref(live->index) : NULL;
    draft.live = save(live);
    bool has_shelved = draft.header.archive_places > 0;
    sz_checkpointer_give(live->checkpointer, &draft,
                         has_shelved ? sz_case_archiver_archive(live->archiver) : NULL);
    sz_live_begin_checkpoints(live, live->batch, &tally);
    note_pause(live, begun_us);
}

void sz_live_checkpoint(SzLive *live, SzWallTime now)
{
    if (live->checkpointer == NULL || sz_checkpointer_is_busy(live->checkpointer)) {
        return;
    }
    look_at_failures(live);
    if (is_due(live)) {
        give(live, now);
    }
}

void sz_live_last_checkpoint(SzLive *live, SzWallTime now)
{
    if (live->checkpointer == NULL) {
        return;
    }
    sz_checkpointer_wait(live->checkpointer);
    look_at_failures(live);
    if (live->batch > live->checkpoint_batch) {
        give(live, now);
    }
    sz_checkpointer_wait(live->checkpointer);
}
