#include "collector/past.h"

#include "collector/case_archive.h"
#include "collector/checkpoint_origin.h"
#include "collector/error.h"
#include "collector/past_base.h"
#include "collector/refused_action.h"

struct SzPast {
    SzPastOptions options;
    char *data_dir;   /* owned */
    SzPastBase *base; /* owned; found and not used yet; NULL: to be looked for */
    const SzCaseRules *rules;
    const SzFileSet *files;

    SzCaseArchive *archive; /* owned; NULL: no case of the state is on the shelf */
    SzEngine *engine;       /* owned, as the next; NULL: there is no state */
    SzEventLines *waited;   /* reads lines of the checkpoint whose time has come .. */
    SzEarlyLines *waiting;  /* .. and that put back what waits on; borrowed while they are read */
    guint64 base_batch;
    SzWallTime base_at; /* its instant */
    SzEventLinesTally base_tally;
    SzReplaySummary replayed;
};

/* --- lines --------------------------------------------------------------------------------- */

static void on_event(const SzEvent *event, void *user)
{
    const SzPast *past = user;
    (void)sz_engine_apply(past->engine, event);
}

static void on_correct(const SzEvent *voided, const SzEvent *instead, void *user)
{
    const SzPast *past = user;
    (void)sz_engine_correct(past->engine, voided, instead);
}

/* Of a correction that has waited: what of it occurred later still. */
static void on_later(SzSlice raw, SzWallTime received, SzWallTime occurred, void *user)
{
    const SzPast *past = user;
    sz_early_lines_add(past->waiting, raw, received, occurred);
}

/* Counts of refused lines are of the instant the last of them came. */
static void on_action(const SzAction *action, void *user)
{
    const SzPast *past = user;
    SzRefusedAction refused;
    if (action->at.ns <= past->options.scope.at.ns && sz_refused_action_read(action, &refused)) {
        sz_engine_refuse(past->engine, refused.hall, refused.src, refused.kind, refused.n,
                         refused.at);
    }
}

static void on_damage(const char *message, void *user)
{
    const SzPast *past = user;
    if (past->options.on_damage != NULL) {
        past->options.on_damage(message, past->options.user);
    }
}

static bool goes_on(void *user)
{
    const SzPast *past = user;
    return past->options.goes_on == NULL || past->options.goes_on(past->options.user);
}

/* --- from a checkpoint --------------------------------------------------------------------- */

/* Of batches before @before.  Returns: whether there is one. */
static bool look_for_base(SzPast *past, guint64 before)
{
    if (past->base == NULL && past->options.uses_checkpoints) {
        past->base = sz_past_base_find(past->data_dir, &past->options.scope, before);
    }
    return past->base != NULL;
}

static void drop_state(SzPast *past)
{
    g_clear_pointer(&past->engine, sz_engine_free);
    g_clear_pointer(&past->waited, sz_event_lines_free);
    past->base_batch = 0;
    past->base_at = SZ_WALL_TIME_MIN;
    past->base_tally = (SzEventLinesTally){0};
    past->replayed = (SzReplaySummary){0};
}

static SzEventLinesSink lines_sink(SzPast *past)
{
    return (SzEventLinesSink){
        .on_event = on_event, .on_action = on_action, .on_correct = on_correct, .user = past};
}

static void make_state(SzPast *past)
{
    SzEventLinesSink waited = lines_sink(past);
    waited.on_later = on_later;
    drop_state(past);
    g_clear_pointer(&past->archive, sz_case_archive_free);
    past->engine = sz_engine_new(past->rules);
    past->waited = sz_event_lines_new(&waited);
}

/* Nobody retires a case here, but one that is on the shelf may come back. */
static gboolean open_shelf(SzPast *past, const SzCheckpointHeader *header, GError **error)
{
    const SzCaseArchiveMark kept = {header->archive_life, header->archive_places};
    if (header->archive_places == 0) {
        return TRUE;
    }
    past->archive = sz_case_archive_open(past->data_dir, &kept, error);
    if (past->archive == NULL) {
        return FALSE;
    }
    const SzCaseShelf shelf = sz_case_archive_shelf(past->archive);
    sz_cases_use_shelf(sz_engine_cases(past->engine), &shelf, G_MAXINT64);
    return TRUE;
}

/* Lines that came before its instant and occurred after it.  The others stay, and are gone with the checkpoint. */
static void take_early(SzPast *past, SzEarlyLines *early)
{
    while (sz_early_lines_n(early) > 0 &&
           sz_early_lines_next(early).ns <= past->options.scope.at.ns) {
        /* Each at its own instant (collector/event_lines.h). */
        SzEventLinesScope scope = {.until = sz_early_lines_next(early), .have_waited = true};
        past->waiting = early;
        g_autoptr(GString) line = sz_early_lines_take(early, &scope.received);
        sz_event_lines_read(past->waited, (SzSlice){line->str, line->len}, &scope);
    }
    past->waiting = NULL;
}

static gboolean begin_from(SzPast *past, SzPastBase *base, GError **error)
{
    const SzCheckpointHeader *header = sz_past_base_header(base);
    bool rows_hold = false;
    if (!sz_checkpoint_check_rules(header, past->files, &rows_hold, error) ||
        !open_shelf(past, header, error) ||
        !sz_past_base_load(base, past->engine, rows_hold, goes_on, past, error)) {
        return FALSE;
    }
    take_early(past, sz_past_base_early(base));
    past->base_batch = header->batch;
    past->base_at = header->at;
    past->base_tally = sz_past_base_tally(base);
    past->replayed.last_batch = header->batch;
    past->replayed.last_received = header->received;
    return TRUE;
}

/* --- making it ----------------------------------------------------------------------------- */

static gboolean replay(SzPast *past, GError **error)
{
    const SzReplaySink sink = {
        .lines = lines_sink(past), .on_damage = on_damage, .goes_on = goes_on};
    SzReplayScope scope = past->options.scope;
    SzReplaySummary tail;
    scope.after = past->base_batch;
    if (!sz_replay(past->data_dir, &scope, &sink, &tail, error)) {
        return FALSE;
    }
    if (tail.last_batch == 0) {
        tail.last_batch = past->replayed.last_batch;
        tail.last_received = past->replayed.last_received;
    }
    past->replayed = tail;
    return TRUE;
}

SzReplaySummary sz_past_summary(const SzPast *past)
{
    SzReplaySummary summary = past->replayed;
    SzEventLinesTally waited = sz_event_lines_tally(past->waited);
    sz_event_lines_tally_add(&summary.lines, &past->base_tally);
    sz_event_lines_tally_add(&summary.lines, &waited);
    return summary;
}

/* Was anything forgotten by the instant of the checkpoint that would not be by that of the state, which is known now, or
 * could the archive not be read? */
static bool is_sound(const SzPast *past)
{
    SzReplaySummary summary = sz_past_summary(past);
    bool is_at_last_event = past->options.scope.at.ns == SZ_WALL_TIME_MAX.ns;
    bool is_past_base = !is_at_last_event || (summary.lines.has_events &&
                                              past->base_at.ns <= summary.lines.last_event.ns);
    return is_past_base && sz_cases_n_withheld(sz_engine_cases(past->engine)) == 0;
}

static bool is_final(const GError *error)
{
    return g_error_matches(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_STOPPED);
}

/* From one checkpoint after the other, the newest first.
 * Returns: whether it is made; else, where @out_error is set, whoever asked wants no more. */
static bool read_from_bases(SzPast *past, GError **out_error)
{
    guint64 before = G_MAXUINT64;
    while (look_for_base(past, before)) {
        g_autoptr(GError) error = NULL;
        g_autoptr(SzPastBase) base = g_steal_pointer(&past->base);
        before = sz_past_base_header(base)->batch;
        make_state(past);
        if (begin_from(past, base, &error) && replay(past, &error) && is_sound(past)) {
            return true;
        }
        if (is_final(error)) {
            g_propagate_error(out_error, g_steal_pointer(&error));
            return false;
        }
    }
    return false;
}

gboolean sz_past_read(SzPast *past, const SzCaseRules *rules, const SzFileSet *files,
                      GError **error)
{
    g_autoptr(GError) problem = NULL;
    past->rules = rules;
    past->files = files;
    bool is_read = read_from_bases(past, &problem);
    if (!is_read && problem == NULL) {
        make_state(past);
        is_read = replay(past, &problem);
    }
    if (!is_read) {
        drop_state(past);
        g_propagate_error(error, g_steal_pointer(&problem));
    }
    return is_read;
}

SzConfigHistory *sz_past_config(SzPast *past, GError **error)
{
    SzReplayScope scope = past->options.scope;
    const SzFileSet *in_force = NULL;
    /* Before the last event, whenever that was, there may have been another one than the checkpoint knows. */
    bool is_at_last_event = scope.at.ns == SZ_WALL_TIME_MAX.ns;
    if (!is_at_last_event && look_for_base(past, G_MAXUINT64)) {
        scope.after = sz_past_base_header(past->base)->batch;
        in_force = sz_past_base_files(past->base);
    }
    return sz_config_history_read(past->data_dir, &scope, in_force, error);
}

SzSnapshot *sz_past_publish(SzPast *past)
{
    return sz_engine_publish(past->engine);
}

guint64 sz_past_base_batch(const SzPast *past)
{
    return past->base_batch;
}

void sz_past_close(SzPast *past)
{
    g_clear_pointer(&past->base, sz_past_base_free);
    drop_state(past);
}

SzPast *sz_past_new(const SzPastOptions *options)
{
    SzPast *past = g_new0(SzPast, 1);
    past->options = *options;
    past->data_dir = g_strdup(options->data_dir);
    past->base_at = SZ_WALL_TIME_MIN;
    return past;
}

void sz_past_free(SzPast *past)
{
    if (past == NULL) {
        return;
    }
    sz_past_close(past);
    sz_case_archive_free(past->archive);
    g_free(past->data_dir);
    g_free(past);
}
