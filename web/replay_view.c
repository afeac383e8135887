#include "web/replay_view.h"

#include "collector/config_history.h"
#include "collector/refused_action.h"
#include "collector/replay.h"

typedef struct {
    const SzCommandInfo *info;
    SzEngine *engine; /* borrowed */
    SzWallTime at;
} Replaying;

static void on_event(const SzEvent *event, void *user)
{
    Replaying *replaying = user;
    sz_engine_apply(replaying->engine, event);
}

static void on_correct(const SzEvent *voided, const SzEvent *instead, void *user)
{
    Replaying *replaying = user;
    (void)sz_engine_correct(replaying->engine, voided, instead);
}

/* Counts of refused lines are of the instant the last of them came. */
static void on_action(const SzAction *action, void *user)
{
    Replaying *replaying = user;
    SzRefusedAction refused;
    if (action->at.ns <= replaying->at.ns && sz_refused_action_read(action, &refused)) {
        sz_engine_refuse(replaying->engine, refused.hall, refused.src, refused.kind, refused.n,
                         refused.at);
    }
}

static void on_damage(const char *message, void *user)
{
    const Replaying *replaying = user;
    sz_command_complain(replaying->info, "warning: %s", message);
}

static SzReplayScope scope_of(const SzReplayViewOptions *options, SzMaybeTime at)
{
    return (SzReplayScope){
        .at = at.known ? at.at : SZ_WALL_TIME_MAX,
        .known_at = options->known_at.known ? options->known_at.at : SZ_WALL_TIME_MAX,
        .batch = options->batch > 0 ? options->batch : G_MAXUINT64,
    };
}

/* Folds what is within @scope.  Returns: NULL, said, when it cannot. */
static SzSnapshot *fold(const SzCommandInfo *info, const SzReplayViewOptions *options,
                        const SzCaseRules *rules, SzReplayScope scope, SzReplaySummary *out)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(SzEngine) engine = sz_engine_new(rules);
    Replaying replaying = {info, engine, scope.at};
    SzReplaySink sink = {.lines = {.on_event = on_event,
                                   .on_action = on_action,
                                   .on_correct = on_correct,
                                   .user = &replaying},
                         .on_damage = on_damage};
    if (!sz_replay(options->data, &scope, &sink, out, &error)) {
        (void)sz_command_fail(info, error);
        return NULL;
    }
    return sz_engine_publish(engine);
}

/* The index stands at a multiple of 10 s, and is that of the state of then: what came since is no part of
 * it. */
static SzIndexTable *index_of(const SzCommandInfo *info, const SzReplayViewOptions *options,
                              SzIndexDefinition *definition, const SzView *view)
{
    SzReplaySummary summary = {0};
    SzView then = *view;
    if (!view->now.known) {
        return sz_index_compute(definition, view);
    }
    then.now.at = sz_index_grid(view->now.at);
    SzReplayScope scope = scope_of(options, then.now);
    scope.batch = options->has_index_batch ? options->index_batch : scope.batch;
    g_autoptr(SzSnapshot) state = fold(info, options, view->rules, scope, &summary);
    then.state = state;
    then.batch = summary.last_batch;
    return state != NULL ? sz_index_compute(definition, &then) : NULL;
}

/* --- the configuration --------------------------------------------------------------------- */

/* @files: what was in force; NULL: look at --config, or take the shipped one. */
static bool configure(const SzReplayViewOptions *options, const SzFileSet *files, SzReplayView *out)
{
    sz_settings_free(out->settings);
    out->settings = files != NULL ? sz_settings_load_stored_or_complain(options->data, files)
                                  : sz_settings_load_or_complain(options->config);
    const SzSettings *settings = out->settings;
    if (settings != NULL) {
        out->rules = sz_settings_rules(settings);
    }
    return settings != NULL;
}

/* (transfer full) NULL, said, when the journal cannot be read. */
static SzConfigHistory *read_history(const SzCommandInfo *info, const SzReplayViewOptions *options)
{
    g_autoptr(GError) error = NULL;
    SzConfigHistory *history = sz_config_history_read(
        options->data, options->known_at.known ? options->known_at.at : SZ_WALL_TIME_MAX,
        options->batch > 0 ? options->batch : G_MAXUINT64, &error);
    if (history == NULL) {
        (void)sz_command_fail(info, error);
    }
    return history;
}

static bool configure_and_fold(const SzCommandInfo *info, const SzReplayViewOptions *options,
                               const SzFileSet *files, SzReplayView *out, SzReplaySummary *summary)
{
    g_clear_pointer(&out->state, sz_snapshot_unref);
    if (configure(options, files, out)) {
        out->state = fold(info, options, &out->rules, scope_of(options, options->at), summary);
    }
    return out->state != NULL;
}

/* With what was in force at the instant of the view.  When that is the last event, only folding tells it; then the
 * latest configuration is tried first, mostly the right one. */
static bool fold_as_in_force(const SzCommandInfo *info, const SzReplayViewOptions *options,
                             SzReplayView *out, SzReplaySummary *summary)
{
    g_autoptr(SzConfigHistory) history = read_history(info, options);
    if (history == NULL) {
        return false;
    }
    SzWallTime at = options->at.known ? options->at.at : SZ_WALL_TIME_MAX;
    const SzFileSet *files = sz_config_history_at(history, at);
    if (!configure_and_fold(info, options, files, out, summary)) {
        return false;
    }
    if (options->at.known || !summary->lines.has_events) {
        return true;
    }
    const SzFileSet *then = sz_config_history_at(history, summary->lines.last_event);
    return sz_file_set_equal(then, files) || configure_and_fold(info, options, then, out, summary);
}

int sz_replay_view(const SzCommandInfo *info, const SzReplayViewOptions *options, SzReplayView *out)
{
    SzReplaySummary summary = {0};
    bool is_folded = options->config != NULL
                         ? configure_and_fold(info, options, NULL, out, &summary)
                         : fold_as_in_force(info, options, out, &summary);
    if (!is_folded) {
        return SZ_EXIT_FAILED;
    }
    if (summary.lines.n_refused > 0) {
        sz_command_complain(
            info, "warning: %" G_GUINT64_FORMAT " lines of the journal were not understood",
            summary.lines.n_refused);
    }
    out->view = (SzView){.rules = &out->rules, .state = out->state, .batch = summary.last_batch};
    out->view.now.known = options->at.known || summary.lines.has_events;
    out->view.now.at = options->at.known ? options->at.at : summary.lines.last_event;
    out->index =
        options->wants_index ? index_of(info, options, out->settings->index, &out->view) : NULL;
    out->view.index = out->index;
    return options->wants_index && out->index == NULL ? SZ_EXIT_FAILED : SZ_EXIT_DONE;
}

void sz_replay_view_clear(SzReplayView *replayed)
{
    g_clear_pointer(&replayed->state, sz_snapshot_unref);
    g_clear_pointer(&replayed->index, sz_index_table_unref);
    g_clear_pointer(&replayed->settings, sz_settings_free);
}
