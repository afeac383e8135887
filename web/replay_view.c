#include "web/replay_view.h"

#include "collector/error.h"

#include <stdio.h>

/* --- the parts ----------------------------------------------------------------------------- */

/* (transfer full) of the state at @at; SZ_WALL_TIME_MAX: at the last event */
static SzPast *new_past(const SzReplayViewOptions *options, SzWallTime at, guint64 batch)
{
    const SzPastOptions past = {
        .data_dir = options->data,
        .scope = {.at = at,
                  .known_at = options->known_at.known ? options->known_at.at : SZ_WALL_TIME_MAX,
                  .batch = batch},
        .uses_checkpoints = !options->reads_all,
        .on_damage = options->on_warning,
        .goes_on = options->goes_on,
        .user = options->user,
    };
    return sz_past_new(&past);
}

static guint64 batch_of(const SzReplayViewOptions *options)
{
    return options->batch > 0 ? options->batch : G_MAXUINT64;
}

/* @files: what was in force; NULL: look at --config, or take the shipped one. */
static gboolean configure(const SzReplayViewOptions *options, const SzFileSet *files,
                          SzReplayView *out, GError **error)
{
    g_auto(GStrv) problems = NULL;
    sz_settings_free(out->settings);
    out->settings = files != NULL ? sz_settings_load_stored(options->data, files, &problems)
                                  : sz_settings_load(options->config, &problems);
    if (out->settings == NULL) {
        g_autofree char *all = g_strjoinv("\n", problems);
        g_set_error_literal(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX, all);
        return FALSE;
    }
    out->rules = sz_settings_rules(out->settings);
    return TRUE;
}

static gboolean configure_and_read(const SzReplayViewOptions *options, const SzFileSet *files,
                                   SzReplayView *out, GError **error)
{
    return configure(options, files, out, error) &&
           sz_past_read(out->past, &out->rules, out->settings->files, error);
}

/* With what was in force at the instant of the view.  When that is the last event, only reading tells it; then the
 * latest configuration is tried first, mostly the right one. */
static gboolean read_as_in_force(const SzReplayViewOptions *options, SzReplayView *out,
                                 GError **error)
{
    g_autoptr(SzConfigHistory) history = sz_past_config(out->past, error);
    if (history == NULL) {
        return FALSE;
    }
    SzWallTime at = options->at.known ? options->at.at : SZ_WALL_TIME_MAX;
    const SzFileSet *files = sz_config_history_at(history, at);
    if (!configure_and_read(options, files, out, error)) {
        return FALSE;
    }
    SzReplaySummary summary = sz_past_summary(out->past);
    if (options->at.known || !summary.lines.has_events) {
        return TRUE;
    }
    const SzFileSet *then = sz_config_history_at(history, summary.lines.last_event);
    return sz_file_set_equal(then, files) || configure_and_read(options, then, out, error);
}

/* --- the index ----------------------------------------------------------------------------- */

/* The index stands at a multiple of 10 s, and is that of the state of then: what came since is no part of it. */
static gboolean read_index(const SzReplayViewOptions *options, SzReplayView *out, GError **error)
{
    SzView then = out->view;
    then.now.at = sz_index_grid(then.now.at);
    guint64 batch = options->has_index_batch ? options->index_batch : batch_of(options);
    out->index_past = new_past(options, then.now.at, batch);
    if (!sz_past_read(out->index_past, &out->rules, out->settings->files, error)) {
        return FALSE;
    }
    g_autoptr(SzSnapshot) state = sz_past_publish(out->index_past);
    then.state = state;
    then.batch = sz_past_summary(out->index_past).last_batch;
    sz_past_close(out->index_past);
    out->index = sz_index_compute(out->settings->index, &then);
    return TRUE;
}

/* Is the state of the view that of its index? */
static bool is_on_grid(const SzReplayViewOptions *options, const SzView *view)
{
    return !view->now.known || (options->at.known && !options->has_index_batch &&
                                sz_index_grid(view->now.at).ns == view->now.at.ns);
}

static gboolean add_index(const SzReplayViewOptions *options, SzReplayView *out, GError **error)
{
    if (!is_on_grid(options, &out->view)) {
        return read_index(options, out, error);
    }
    out->index = sz_index_compute(out->settings->index, &out->view);
    return TRUE;
}

/* --- the view ------------------------------------------------------------------------------ */

/* Of the state that was read. */
static void set_view(const SzReplayViewOptions *options, SzReplayView *out)
{
    SzReplaySummary summary = sz_past_summary(out->past);
    out->state = sz_past_publish(out->past);
    out->base_batch = sz_past_base_batch(out->past);
    out->view = (SzView){.rules = &out->rules, .state = out->state, .batch = summary.last_batch};
    out->view.now.known = options->at.known || summary.lines.has_events;
    out->view.now.at = options->at.known ? options->at.at : summary.lines.last_event;
    sz_past_close(out->past);
}

static void warn_of_refused(const SzReplayViewOptions *options, const SzReplayView *out)
{
    guint64 n = sz_past_summary(out->past).lines.n_refused;
    if (n > 0 && options->on_warning != NULL) {
        g_autofree char *text =
            g_strdup_printf("%" G_GUINT64_FORMAT " lines of the journal were not understood", n);
        options->on_warning(text, options->user);
    }
}

gboolean sz_replay_view_read(const SzReplayViewOptions *options, SzReplayView *out, GError **error)
{
    SzWallTime at = options->at.known ? options->at.at : SZ_WALL_TIME_MAX;
    out->past = new_past(options, at, batch_of(options));
    bool is_read = options->config != NULL ? configure_and_read(options, NULL, out, error)
                                           : read_as_in_force(options, out, error);
    if (!is_read) {
        return FALSE;
    }
    warn_of_refused(options, out);
    set_view(options, out);
    if (options->wants_index && !add_index(options, out, error)) {
        return FALSE;
    }
    out->view.index = out->index;
    return TRUE;
}

/* --- for a command ------------------------------------------------------------------------- */

static void complain(const char *message, void *user)
{
    const SzCommandInfo *info = user;
    sz_command_complain(info, "warning: %s", message);
}

int sz_replay_view(const SzCommandInfo *info, const SzReplayViewOptions *options, SzReplayView *out)
{
    g_autoptr(GError) error = NULL;
    SzCommandInfo about = *info;
    SzReplayViewOptions wanted = *options;
    wanted.on_warning = complain;
    wanted.user = &about;
    if (sz_replay_view_read(&wanted, out, &error)) {
        return SZ_EXIT_DONE;
    }
    if (!g_error_matches(error, SZ_COLLECTOR_ERROR, SZ_COLLECTOR_ERROR_SYNTAX)) {
        return sz_command_fail(info, error);
    }
    (void)fprintf(stderr, "%s\n", error->message);
    return SZ_EXIT_FAILED;
}

void sz_replay_view_clear(SzReplayView *replayed)
{
    g_clear_pointer(&replayed->state, sz_snapshot_unref);
    g_clear_pointer(&replayed->index, sz_index_table_unref);
    g_clear_pointer(&replayed->past, sz_past_free);
    g_clear_pointer(&replayed->index_past, sz_past_free);
    g_clear_pointer(&replayed->settings, sz_settings_free);
}
